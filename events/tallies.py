"""The values of a column in arrays: a snapshot never changes, so its values are numbered once, and counting or looking for them is arithmetic."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer]


class Chosen(NamedTuple):
    """The selected rows of a table, as flags and as their numbers in order."""

    flags: Bools
    rows: Ints

    @classmethod
    def of(cls, flags: Bools) -> Self:
        """Number the rows that are flagged."""
        return cls(flags, np.flatnonzero(flags).astype(np.int32))


@dataclass(frozen=True, slots=True)
class Tally:
    """The values of one column, numbered as indices of `known`, which are sorted.

    first: one value of each row, len(known) where it has none. What a row holds besides, and what another place of its event holds too, stands in
    rows and pairs: a row, and its pair of event and value as an index of `events` and `codes`.
    """

    known: tuple[str, ...]
    first: Codes
    rows: Ints
    pairs: Ints
    events: Ints
    codes: Codes

    @classmethod
    def of(cls, size: int, rows: Ints, events: Ints, values: pa.Array) -> Self:
        """Number the entries (row, event, value) of a table with so many rows. values: strings, none of them empty or null."""
        coded = values.dictionary_encode()
        known = np.array(coded.dictionary.to_pylist(), object)
        narrow = np.min_scalar_type(len(known))
        rank = np.argsort(np.argsort(known))  # of each value among the sorted ones
        codes = rank[coded.indices.to_numpy()] if len(known) else np.zeros(0, np.int64)
        _, of_entry, times = np.unique(events.astype(np.int64) * max(1, len(known)) + codes, return_inverse=True, return_counts=True)
        alone = np.flatnonzero(times[of_entry] == 1)
        first = np.full(size, len(known), narrow)
        first[rows[alone]] = codes[alone]
        rest = np.ones(len(rows), bool)
        rest[alone[first[rows[alone]] == codes[alone]]] = False
        _, at, pairs = np.unique(of_entry[rest], return_index=True, return_inverse=True)
        pair_events, pair_codes = events[rest][at].astype(np.int32), codes[rest][at].astype(narrow)
        return cls(tuple(np.sort(known)), first, rows[rest].astype(np.int32), pairs.astype(np.int32), pair_events, pair_codes)

    def count(self, chosen: Chosen) -> pd.DataFrame:
        """Count the events of each value on the chosen rows. Columns: value, n, the most frequent first, equals by value."""
        size = len(self.known)
        n = np.bincount(self.first.take(chosen.rows), minlength=size + 1)[:size] + np.bincount(self.codes[self._seen(chosen)], minlength=size)
        order = np.argsort(-n, kind="stable")[: np.count_nonzero(n)]
        return pd.DataFrame({"value": np.asarray(self.known, object)[order], "n": n[order].astype(np.int32)})

    def entries(self, chosen: Chosen, event_of: Ints | None = None) -> tuple[Ints, Codes]:
        """Give each pair of event and value on the chosen rows once: events, values. event_of: the event of each row, where rows are places."""
        codes = self.first.take(chosen.rows)
        valued = codes < len(self.known)
        rows, seen = chosen.rows[valued], self._seen(chosen)
        return np.concatenate([rows if event_of is None else event_of.take(rows), self.events[seen]]), np.concatenate([codes[valued], self.codes[seen]])

    def holds(self, values: Collection[str]) -> Bools:
        """Tell for each row whether it holds one of some values."""
        wanted = np.array([*(value in values for value in self.known), False])
        found: Bools = wanted.take(self.first)
        found[self.rows[wanted[self.codes].take(self.pairs)]] = True
        return found

    def _seen(self, chosen: Chosen) -> Bools:
        """Tell which pairs stand on a chosen row."""
        seen = np.zeros(len(self.codes), bool)
        seen[self.pairs[chosen.flags.take(self.rows)]] = True
        return seen
