"""CSV (RFC 4180, UTF-8): a table of events and one of their places; the same with a byte order mark for Excel, and with HXL tags.

Lists are joined by |. No cell begins as a formula that a spreadsheet would run.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from events.export import dictionary
from events.export.rows import Json, Selection, present, value_of
from events.export.spelling import joined, spelled

BOM = codecs.BOM_UTF8
"""The mark before a table by which Excel knows UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_AT_ONCE = 5_000


def write_events(selection: Selection, out: BinaryIO, *, hxl: bool = False) -> None:
    """Write one row for each event; beside it stand the fields of its first selected place that is a point."""
    own, of_place = present(dictionary.of("event"), selection.events), present(dictionary.of_first_place(), selection.places)
    names = [field.name for field in own] + [dictionary.first_name(field) for field in of_place]
    _head(out, names, [field.hxl for field in own] + [f"{field.hxl}+first" for field in of_place] if hxl else None)
    points = selection.places.filter(pc.equal(selection.places["status"], "point"))
    first = pc.index_in(selection.events["event_id"], points["event_id"])
    beside = points.take(first)
    for start in range(0, selection.events.num_rows, _AT_ONCE):
        columns = [selection.events[field.name].slice(start, _AT_ONCE) for field in own]
        _write(out, columns + [beside[field.name].slice(start, _AT_ONCE) for field in of_place])


def write_places(selection: Selection, out: BinaryIO, *, hxl: bool = False) -> None:
    """Write one row for each selected place of each event; figures are in the table of events, and an area has no lat and lon."""
    own = present(dictionary.of("place"), selection.places)
    _head(out, [field.name for field in own], [field.hxl for field in own] if hxl else None)
    for start in range(0, selection.places.num_rows, _AT_ONCE):
        _write(out, [selection.places[field.name].slice(start, _AT_ONCE) for field in own])


def _head(out: BinaryIO, names: Sequence[str], tags: Sequence[str] | None) -> None:
    """Write the names of the columns, and where asked for what they hold, in HXL."""
    write_csv(out, names, [] if tags is None else [tags])


def _write(out: BinaryIO, columns: Sequence[pa.ChunkedArray]) -> None:
    lines = joined([spelled(column, _quoted) for column in columns], ",")
    out.write("".join(f"{line}\r\n" for line in lines.to_pylist()).encode())


def _quoted(value: object) -> str:
    text = cell(value)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n') else text


def about_json(about: Json) -> str:
    """Write what a file is, for a file that cannot say it itself."""
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def write_csv(out: BinaryIO, names: Sequence[str], table: Iterable[Sequence[object]]) -> None:
    """Write a table row by row."""
    text = io.TextIOWrapper(out, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([cell(value) for value in row] for row in table)
    text.detach()


def cell(value: object) -> str:
    """Give a value as a cell. Text that a spreadsheet would run as a formula is kept from it by an apostrophe."""
    value = value_of(value)
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = "|".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
