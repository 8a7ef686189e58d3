"""Parquet: one article a row, in columns named as the keys of JSON lines."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from extract.readers.items import FIELDS, BadItem, Items, RefusedError, Source, make_article

_ROWS = 200


def read_parquet(source: Source) -> Items:
    """Yield an article for each row; other columns are not read, an empty id becomes stem:row.

    `published` may be a day, a time with its zone, or either as a string. Rows are taken in small batches, so that memory does not grow with the file.
    """
    try:
        with pq.ParquetFile(source.path) as file:
            fields = _fields(file)
        # Values that are stored once and named many times stay so in memory: a small file cannot swell to gigabytes by repeating one.
        with pq.ParquetFile(source.path, read_dictionary=fields, pre_buffer=False) as file:
            yield from _articles(source, file, fields)
    except pa.ArrowException as error:
        yield BadItem(source.stem, source.name, f"not Parquet from here on: {str(error).splitlines()[0][:200]}")


def _articles(source: Source, file: pq.ParquetFile, fields: list[str]) -> Items:
    number = 0
    for batch in file.iter_batches(batch_size=_ROWS, columns=fields):
        columns = {field: batch.column(field) for field in fields}
        for at in range(batch.num_rows):
            number += 1
            where = f"{source.name} row {number}"
            try:
                row = {field: _plain(column[at].as_py()) for field, column in columns.items()}
            except UnicodeDecodeError:
                yield BadItem(where, where, "not UTF-8; strings in Parquet are")
                continue
            yield make_article(source, where, row | {"id": row.get("id") or f"{source.stem}:{number}"})


def _fields(file: pq.ParquetFile) -> list[str]:
    """Give the columns that an article is made of. Raises RefusedError where they are not what an article can have."""
    schema = file.schema_arrow
    if "text" not in schema.names or any(schema.names.count(field) > 1 for field in FIELDS):
        raise RefusedError(f"needs a column `text`, and none of {', '.join(FIELDS)} twice; it has {', '.join(schema.names)[:200] or 'none'}")
    fields = [field for field in FIELDS if field in schema.names]
    for field in fields:
        kind = schema.field(field).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (_is_text(kind) or (field == "published" and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)))):
            raise RefusedError(f"column {field} must hold strings{', days or times' if field == 'published' else ''}, holds {kind}")
    return fields


def _is_text(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null))


def _plain(value: str | date | None) -> str | None:
    """Give a day or a time as it is written in JSON lines; a datetime is a date too."""
    return value.isoformat() if isinstance(value, date | datetime) else value
