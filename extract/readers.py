"""Reading files into articles: .jsonl, .csv, .txt and .html, in UTF-8 or Windows-1256.

Text stays exactly as published: line ends, vowel signs and direction marks are kept, nothing is repaired. What cannot be read becomes a BadItem
with its place and the way out, and reading goes on with the next article. NUL characters and lone surrogates are refused, because neither can be
stored or shown without altering the text.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from extract.article import Article, Provenance

ENDINGS = (".jsonl", ".csv", ".txt", ".html", ".htm")
FIELDS = ("id", "title", "text", "published", "url", "outlet")
MAX_BYTES = 10_000_000
"""The longest article, title and text together, in bytes of UTF-8."""

_LONGEST_LINE = 4 * MAX_BYTES  # JSON may spell a letter of two bytes in six
_CHUNK = 1 << 20
_DAMASCUS = ZoneInfo("Asia/Damascus")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_ARABIC_RUN = re.compile("[\u0620-\u064a\u067e-\u06d5]+")
_OTHER_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
# Arabic read as Windows-1256 has four letters or so to a word and hardly an accented Latin letter; Cyrillic, ISO 8859-6 and broken UTF-8
# read so give many accents or runs of a letter or two.
_SHORTEST_MEAN_RUN = 2.5
_ARABIC_SHARE = 0.9
_MANY_NULS = 0.1


@dataclass(frozen=True, slots=True)
class BadItem:
    """An article that could not be read. id: the caller's id if it was legible, else `where`; where: file name and line."""

    id: str
    where: str
    reason: str

    @property
    def problem(self) -> str:
        """Give place and reason in one sentence."""
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class _Source:
    """What is known of a file before its articles are. encoding: None where the file as a whole is in no encoding we read."""

    path: Path
    provenance: Provenance
    encoding: str | None
    published: date | None


class _RefusedError(ValueError):
    """A value that an article cannot have; the message says why."""


def read(path: Path, published: date | None = None, *, read_at: str | None = None) -> Iterator[Article | BadItem]:
    """Yield the articles of a file in their order, and a BadItem for each that cannot be read.

    published: for articles that carry no date of their own. read_at: UTC time in ISO 8601 for the provenance, by default now.
    Never raises for what a file holds, nor for one that cannot be opened; a second article with an id that the file had before is a BadItem.
    """
    kind = path.suffix.lower()
    where = path.name
    if kind not in ENDINGS:
        yield BadItem(path.stem, where, f"cannot read {kind or 'a file without an ending'}; known: {', '.join(ENDINGS)}")
        return
    try:
        source = _survey(path, published, read_at or datetime.now(UTC).isoformat(timespec="seconds"))
        if source.encoding is None and kind != ".jsonl":
            yield BadItem(path.stem, where, "is neither UTF-8 nor Windows-1256 Arabic (UTF-16 or not a text?); save it as UTF-8")
            return
        seen: set[str] = set()
        for item in _READERS[kind](source):
            if isinstance(item, Article) and item.id in seen:
                yield BadItem(item.id, where, f"a second article with the id {item.id!r}; ids must differ within a file")
                continue
            seen.add(item.id)
            yield item
    except OSError as error:
        yield BadItem(path.stem, where, f"cannot be opened: {error.strerror or error}")


def _survey(path: Path, published: date | None, read_at: str) -> _Source:
    """Read the file once, in pieces, for its hash and its encoding."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size, nuls, start = True, 0, 0, b""
    for chunk in _chunks(path):
        start = start or chunk[:2]
        digest.update(chunk)
        size += len(chunk)
        nuls += chunk.count(0)
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
    is_utf8 = is_utf8 and not decoder.getstate()[0]  # what is left is a character cut off by the end of the file
    encoding: str | None = "utf-8-sig" if is_utf8 else "cp1256" if _is_windows_1256(path) else None
    if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} or nuls > _MANY_NULS * size:
        encoding = None
    return _Source(path, Provenance(path.name, digest.hexdigest(), read_at), encoding, published)


def _is_windows_1256(path: Path) -> bool:
    """Whether the file, read as Windows-1256 (every byte is a character there), is mostly Arabic words."""
    letters = runs = others = 0
    for chunk in _chunks(path):
        text = chunk.decode("cp1256")
        found = _ARABIC_RUN.findall(text)
        runs += len(found)
        letters += sum(map(len, found))
        others += len(_OTHER_LETTER.findall(text))
    return runs > 0 and letters / runs >= _SHORTEST_MEAN_RUN and letters >= _ARABIC_SHARE * (letters + others)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _read_txt(source: _Source) -> Iterator[Article | BadItem]:
    """Yield the whole file as one text without a title."""
    text = _whole(source)
    yield text if isinstance(text, BadItem) else _article(source, source.path.name, {"id": source.path.stem, "text": text})


def _read_jsonl(source: _Source) -> Iterator[Article | BadItem]:
    """Yield an article for each line. Lines are decoded one by one, so that a broken one costs only itself."""
    with source.path.open("rb") as file:
        number = 0
        while raw := file.readline(_LONGEST_LINE):
            number += 1
            where = f"{source.path.name} line {number}"
            if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
                while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield BadItem(where, where, f"longer than {MAX_BYTES:,} bytes; is this one article?")
                continue
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            try:
                line = raw.decode("cp1256" if source.encoding == "cp1256" else "utf-8")
                row = json.loads(line) if line.strip() else None
            except UnicodeDecodeError as error:
                yield BadItem(where, where, f"not UTF-8 at byte {error.start + 1} of the line; save the file as UTF-8")
            except (ValueError, RecursionError) as error:
                yield BadItem(where, where, f"not JSON: {error}")
            else:
                if isinstance(row, dict):
                    yield _article(source, where, row)
                elif line.strip():
                    yield BadItem(where, where, 'not a JSON object; write {"id": ..., "text": ...} on one line')


def _read_csv(source: _Source) -> Iterator[Article | BadItem]:
    """Yield an article for each row under a header that names the columns; `text` is required, an empty id becomes stem:row."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    name, stem = source.path.name, source.path.stem
    with source.path.open(encoding=source.encoding, newline="") as file:
        first = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(",;\t", key=first.count), strict=True)
        try:
            header = [column.strip().lower() for column in next(reader, [])]
            if "text" not in header or len(set(header)) < len(header):
                yield BadItem(stem, f"{name} line 1", f"the header must name each column once, `text` among them; it is {', '.join(header) or 'empty'}")
                return
            for number, cells in enumerate(reader, 1):
                where = f"{name} line {reader.line_num}"
                row = dict(zip(header, cells, strict=False))
                row["id"] = row.get("id") or f"{stem}:{number}"
                if cells and len(cells) != len(header):
                    yield BadItem(row["id"], where, f"{len(cells)} cells under a header of {len(header)}; is a comma or a quote missing?")
                elif cells:
                    yield _article(source, where, row)
        except csv.Error as error:
            where = f"{name} line {reader.line_num}"
            yield BadItem(where, where, f"not CSV from here on: {error}")


def _read_html(source: _Source) -> Iterator[Article | BadItem]:
    """Yield the main text of a saved page, with title, date, address and site name where the page states them."""
    name, stem = source.path.name, source.path.stem
    try:
        from trafilatura import bare_extraction  # noqa: PLC0415  # an extra: all other endings work without it
        from trafilatura.settings import Document  # noqa: PLC0415
    except ImportError as error:
        way_out = f"{sys.executable} -m pip install trafilatura lxml_html_clean"  # not 'rasd[web]': that would draw torch in through camel-tools
        yield BadItem(stem, name, f"web pages need the package trafilatura, which is not installed by default: {way_out} ({error})")
        return
    page = _whole(source)
    if isinstance(page, BadItem):
        yield page
        return
    # Without these settings a page that states no date is given the first of January.
    found = bare_extraction(page, include_comments=False, with_metadata=True, date_extraction_params={"extensive_search": False, "original_date": True})
    if not isinstance(found, Document) or not found.text:
        yield BadItem(stem, name, "no article found on the page; copy its text into a .txt file")
        return
    row = {"id": stem, "title": found.title, "text": found.text, "published": found.date, "url": found.url, "outlet": found.sitename}
    yield _article(source, name, row)


_READERS = {".jsonl": _read_jsonl, ".csv": _read_csv, ".txt": _read_txt, ".html": _read_html, ".htm": _read_html}


def _whole(source: _Source) -> str | BadItem:
    """Give the content of a file that is one article."""
    if (size := source.path.stat().st_size) > 2 * MAX_BYTES:
        return BadItem(source.path.stem, source.path.name, f"{size:,} bytes; an article has at most {MAX_BYTES:,}")
    return source.path.read_bytes().decode(source.encoding or "utf-8-sig")


def _article(source: _Source, where: str, row: Mapping[str, object]) -> Article | BadItem:
    """Check a row and make the article; unknown keys are ignored."""
    name = row.get("id")
    try:
        values = _checked(row)
        published = _day(values["published"]) or source.published
    except _RefusedError as refused:
        legible = isinstance(name, str) and name.strip() and not _UNSTORABLE.search(name)
        return BadItem(str(name) if legible else where, where, str(refused))
    return Article(values["id"], values["text"], values["title"], published, values["url"], values["outlet"], source.provenance)


def _checked(row: Mapping[str, object]) -> dict[str, str]:
    """Give all fields as strings that an article can have."""
    values = {field: _string(field, row.get(field)) for field in FIELDS}
    for required in ("id", "text"):
        if not values[required].strip():
            raise _RefusedError(f"{required} is missing or empty")
    if (size := len((values["title"] + values["text"]).encode())) > MAX_BYTES:
        raise _RefusedError(f"title and text have {size:,} bytes, at most {MAX_BYTES:,}; is this one article?")
    return values


def _string(field: str, value: object) -> str:
    """Give a field that must be a string; null and a missing key are the empty string."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _RefusedError(f"{field} must be a string, is {json.dumps(value, ensure_ascii=False)[:40]}")
    if found := _UNSTORABLE.search(value):
        what = "a NUL character" if found.group() == "\0" else f"half a character (lone surrogate U+{ord(found.group()):04X})"
        raise _RefusedError(f"{field} holds {what} at position {found.start() + 1}; it cannot be stored as it is")
    return value


def _day(value: str) -> date | None:
    """Read an ISO date, or an ISO date and time with zone as the calendar day in Damascus; a time without zone is refused."""
    value = value.strip()
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(_DAMASCUS).date()
    except (ValueError, OverflowError):
        moment = None
    why = "has no time zone" if moment else "is no date"
    raise _RefusedError(f"published {value!r} {why}; write 2019-07-31, or a time with its zone such as 2019-07-31T22:30:00+03:00")
