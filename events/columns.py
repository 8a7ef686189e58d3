"""Columns of Arrow tables whose texts are changed, lists of texts included."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

_UNSAID = "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{fffe}\\x{ffff}]"


def replaced(table: pa.Table, columns: Iterable[str], change: Callable[[pa.Array], pa.Array]) -> pa.Table:
    """Change the texts of columns. change: from an array of texts to one of the same length."""
    for name in columns:
        at = table.schema.get_field_index(name)
        if at >= 0:
            table = table.set_column(at, table.schema.field(at), _changed(table.column(at), change))
    return table


def each(change: Callable[[str], str]) -> Callable[[pa.Array], pa.Array]:
    """Make of a change of one text a change of an array, which meets each text once."""

    def change_all(values: pa.Array) -> pa.Array:
        coded = values.dictionary_encode()
        known = pa.array([None if text is None else change(text) for text in coded.dictionary.to_pylist()], pa.string())
        return known.take(coded.indices)

    return change_all


def without_controls(values: pa.Array) -> pa.Array:
    """Take out the marks that set the direction of writing, and characters that no text format takes."""
    return pc.replace_substring_regex(values, _UNSAID, "")


def _changed(column: pa.ChunkedArray, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    whole: pa.Array = column.combine_chunks()
    if not pa.types.is_list(whole.type):
        return change(whole)
    # `values` holds what stands in the lists in order, from the first offset on.
    return pa.ListArray.from_arrays(whole.offsets, change(whole.values), mask=whole.is_null() if whole.null_count else None)
