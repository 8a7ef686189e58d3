"""Counting the events of a selection by the values of their columns, in arrays: a snapshot never changes, so its values are numbered once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tally:
    """The values of one column, an entry for each value that stands on a row.

    rows: the row of each entry; pairs: its pair of event and value, since two places of an event may hold the same; codes: the value of each pair, as
    an index of `values`, which are sorted.
    """

    rows: Ints
    pairs: Ints
    codes: Ints
    values: tuple[str, ...]

    @classmethod
    def of(cls, rows: Ints, events: Ints, values: pa.Array) -> Tally:
        """Number the entries (row, event, value). values: strings, none of them empty or null."""
        coded = values.dictionary_encode()
        known = coded.dictionary.to_pylist()
        rank = np.argsort(np.argsort(np.array(known, object)))  # of each value among the sorted ones
        codes = rank[coded.indices.to_numpy()] if known else np.zeros(0, np.int64)
        pairs, of_entry = np.unique(events.astype(np.int64) * max(1, len(known)) + codes, return_inverse=True)
        return cls(rows, of_entry.astype(np.int32), (pairs % max(1, len(known))).astype(np.int32), tuple(sorted(known)))

    def count(self, chosen: Bools) -> pd.DataFrame:
        """Count the events of each value on the chosen rows. Columns: value, n, the most frequent first, equals by value."""
        seen = np.zeros(len(self.codes), bool)
        seen[self.pairs[chosen[self.rows]]] = True
        n = np.bincount(self.codes[seen], minlength=len(self.values)).astype(np.int32)
        order = np.argsort(-n, kind="stable")[: np.count_nonzero(n)]
        return pd.DataFrame({"value": np.asarray(self.values, object)[order], "n": n[order]})
