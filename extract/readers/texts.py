"""Plain text (one article), JSON lines (one a line) and CSV (one a row)."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from typing import IO

from extract.readers import items
from extract.readers.encodings import NOT_A_TEXT, encoding_of
from extract.readers.items import BadItem, Items, RefusedError, Source, content, make_article

LONGEST_LINE = 4 * items.MAX_BYTES
"""In bytes: JSON may spell a letter of two bytes in six."""


def read_txt(source: Source) -> Items:
    """Yield the whole file as one text without a title."""
    raw = content(source, 2 * items.MAX_BYTES)
    yield make_article(source, source.name, {"id": source.stem, "text": raw.decode(_known_encoding(source))})


def _known_encoding(source: Source) -> str:
    encoding = encoding_of(source.path)
    if encoding is None:
        raise RefusedError(NOT_A_TEXT)
    return encoding


def read_jsonl(source: Source) -> Items:
    """Yield an article for each line. Lines are decoded one by one, so that a broken one costs only itself."""
    encoding = encoding_of(source.path)
    for number, line in enumerate(_utf_16_lines(source) if encoding == "utf-16" else _lines(source, encoding or "utf-8"), 1):
        where = f"{source.name} line {number}"
        if isinstance(line, BadItem):
            yield line
            continue
        try:
            row = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError) as error:
            yield BadItem(where, where, f"not JSON: {error}")
        else:
            if isinstance(row, dict):
                yield make_article(source, where, row)
            elif line.strip():
                yield BadItem(where, where, 'not a JSON object; write {"id": ..., "text": ...} on one line')


def _lines(source: Source, encoding: str) -> Iterator[str | BadItem]:
    with source.path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE):
            number += 1
            where = f"{source.name} line {number}"
            if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield _too_long(where)
                continue
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            try:
                yield raw.decode("cp1256" if encoding == "cp1256" else "utf-8")
            except UnicodeDecodeError as error:
                yield BadItem(where, where, f"not UTF-8 at byte {error.start + 1} of the line; save the file as UTF-8")


def _utf_16_lines(source: Source) -> Iterator[str | BadItem]:
    """Yield the lines of a file of which every byte is known to be UTF-16: a line end is two bytes there."""
    with source.path.open(encoding="utf-16", newline="\n") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                    pass
                yield _too_long(f"{source.name} line {number}")
            else:
                yield line


def _too_long(where: str) -> BadItem:
    return BadItem(where, where, f"longer than {items.MAX_BYTES:,} bytes; is this one article?")


def read_csv(source: Source) -> Items:
    """Yield an article for each row under a header that names the columns; `text` is required, an empty id becomes stem:row."""
    csv.field_size_limit(max(csv.field_size_limit(), items.MAX_BYTES))
    name, stem = source.name, source.stem
    with source.path.open(encoding=_known_encoding(source), newline="") as file:
        first = file.readline(LONGEST_LINE)
        file.seek(0)
        reader = csv.reader(_bounded_lines(file), delimiter=max(",;\t", key=first.count), strict=True)
        try:
            header = [column.strip().lower() for column in next(reader, [])]
            if "text" not in header or len(set(header)) < len(header):
                found = ", ".join(header)[:200] or "empty"
                yield BadItem(stem, f"{name} line 1", f"the header must name each column once, `text` among them; it is {found}")
                return
            for number, cells in enumerate(reader, 1):
                where = f"{name} line {reader.line_num}"
                row = dict(zip(header, cells, strict=False))
                row["id"] = row.get("id") or f"{stem}:{number}"
                if cells and len(cells) != len(header):
                    yield BadItem(row["id"], where, f"{len(cells)} cells under a header of {len(header)}; is a comma or a quote missing?")
                elif cells:
                    yield make_article(source, where, row)
        except csv.Error as error:
            where = f"{name} line {reader.line_num}"
            yield BadItem(where, where, f"not CSV from here on: {error}")


def _bounded_lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise csv.Error(f"a line is longer than {LONGEST_LINE:,} characters")
        yield line
