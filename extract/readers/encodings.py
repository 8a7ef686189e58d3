"""In which encoding a file is written: UTF-8, UTF-16 with its mark, what a page declares, or Windows-1256 if that gives Arabic words."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from extract.readers.items import RefusedError, Source, chunks, content

NOT_A_TEXT = "is neither UTF-8, UTF-16 with its mark, nor Windows-1256 Arabic (or not a text?); save it as UTF-8"
_ARABIC_RUN = re.compile("[\u0620-\u064a\u067e-\u06d5]+")
_OTHER_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
# Arabic read as Windows-1256 has four letters or so to a word and hardly an accented Latin letter; Cyrillic, ISO 8859-6 and broken UTF-8
# read so give many accents or runs of a letter or two.
_SHORTEST_MEAN_RUN = 2.5
_ARABIC_SHARE = 0.9
_MANY_NULS = 0.1
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
_HEAD = 4096  # bytes in which a page or a feed must name its encoding
# What pages may name, by the name of Python's codec; any other codec (utf_7, idna, unicode_escape ...) could make text of what is none.
_CODECS = {
    "windows-1256": "cp1256", "cp1256": "cp1256", "x-cp1256": "cp1256", "iso-8859-6": "iso8859-6", "arabic": "iso8859-6",
    "windows-1252": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "iso-8859-15": "iso8859-15",
    "windows-1254": "cp1254", "iso-8859-9": "cp1254", "windows-1251": "cp1251",
}  # fmt: skip


def encoding_of(path: Path) -> str | None:
    """Give the encoding of a text file as a codec's name, None where it is in none that we read. Reads the file in pieces."""
    start, size, nuls = b"", 0, 0
    for chunk in chunks(path):
        start = start or chunk[:2]
        size += len(chunk)
        nuls += chunk.count(0)
    if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16" if _decodes(path, "utf-16") else None
    if nuls > _MANY_NULS * size:
        return None
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    return "cp1256" if _is_windows_1256(path) else None


def marked_up_text(source: Source, limit: int, most_tags: int) -> str:
    """Give a whole page or feed as text. Outside UTF-8 and UTF-16 the encoding is the one declared.

    limit: bytes. most_tags: what the library that reads it can bear in some seconds. Raises RefusedError, OSError.
    """
    text = _declared_text(source, limit)
    if (tags := text.count("<")) > most_tags:
        raise RefusedError(f"{tags:,} tags, at most {most_tags:,} can be read as one; copy the text into a .txt file")
    return text


def _declared_text(source: Source, limit: int) -> str:
    raw = content(source, limit)
    named = [source.charset, *(name.decode() for name in _DECLARED.findall(raw[:_HEAD]))]
    tried = ["utf-16"] if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ["utf-8-sig"]
    for encoding in (*tried, *(_CODECS[name.lower()] for name in named if name.lower() in _CODECS)):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    encoding_guessed = encoding_of(source.path)
    if encoding_guessed is None:
        raise RefusedError(NOT_A_TEXT)
    return raw.decode(encoding_guessed)


def _decodes(path: Path, encoding: str) -> bool:
    """Whether all bytes are characters, none cut off by the end of the file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_windows_1256(path: Path) -> bool:
    """Whether the file, read as Windows-1256 (every byte is a character there), is mostly Arabic words."""
    letters = runs = others = 0
    for chunk in chunks(path):
        text = chunk.decode("cp1256")
        found = _ARABIC_RUN.findall(text)
        runs += len(found)
        letters += sum(map(len, found))
        others += len(_OTHER_LETTER.findall(text))
    return runs > 0 and letters / runs >= _SHORTEST_MEAN_RUN and letters >= _ARABIC_SHARE * (letters + others)
