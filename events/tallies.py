"""The values of a column in arrays: a snapshot never changes, so its values are numbered once, and counting or looking for them is arithmetic."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]
_LAYERS = 3
_WORTH = 8
"""A layer is made where its values would stand on one row in so many."""


class Chosen:
    """The selected rows of a table. flags: whether each is; rows: their numbers in order; left_out: those of the others, where these are fewer."""

    __slots__ = ("flags", "left_out", "rows")

    def __init__(self, flags: Bools) -> None:
        self.flags = flags
        self.rows = np.flatnonzero(flags).astype(np.int32)
        self.left_out = np.flatnonzero(~flags).astype(np.int32) if 2 * len(self.rows) > len(flags) else None

    def __len__(self) -> int:
        """Give the number of selected rows."""
        return len(self.rows)

    def bins(self, codes: Ints, whole: Ints) -> Ints:
        """Count the selected rows of each code, or the others where these are fewer. codes: of all rows; whole: how many of all rows have each."""
        if self.left_out is None:
            return np.bincount(codes.take(self.rows), minlength=len(whole))
        return whole - np.bincount(codes.take(self.left_out), minlength=len(whole))

    def total(self, values: Ints, whole: int) -> int:
        """Add up a column over the selected rows. whole: its sum over all rows."""
        if self.left_out is None:
            return int(values.take(self.rows).sum(dtype=np.int64))
        return whole - int(values.take(self.left_out).sum(dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Tally:
    """The values of one column, numbered as indices of `known`, which are sorted.

    layers: codes of all rows, len(known) where a row has no value, or no more values; whole: how often each code stands in them. A value that
    another place of its event holds too, or for which there was no layer, stands in rows and pairs: a row, and its pair of event and value as an index
    of `events` and `codes`.
    """

    known: tuple[str, ...]
    layers: tuple[Ints, ...]
    whole: tuple[Ints, ...]
    rows: Ints
    pairs: Ints
    events: Ints
    codes: Ints

    @classmethod
    def of(cls, size: int, rows: Ints, events: Ints, values: pa.Array) -> Self:
        """Number the entries (row, event, value) of a table with so many rows. values: strings, none of them empty or null."""
        coded = values.dictionary_encode()
        known = np.array(coded.dictionary.to_pylist(), object)
        narrow = np.min_scalar_type(len(known))
        rank = np.argsort(np.argsort(known))  # of each value among the sorted ones
        codes = rank[coded.indices.to_numpy()].astype(narrow) if len(known) else np.zeros(0, narrow)
        pairs = events.astype(np.int64) * max(1, len(known)) + codes
        shared = np.zeros(len(rows), bool)
        crowded = np.flatnonzero((np.bincount(events, minlength=1) > 1)[events])  # only these can share a pair, and sorting pairs takes longest
        _, of_entry, times = np.unique(pairs[crowded], return_inverse=True, return_counts=True)
        shared[crowded] = times[of_entry] > 1
        rest, layers = np.ones(len(rows), bool), list[Ints]()
        while not layers or (len(layers) < _LAYERS and np.count_nonzero(rest) * _WORTH > size):
            layer = np.full(size, len(known), narrow)
            alone = np.flatnonzero(rest & ~shared)
            layer[rows[alone]] = codes[alone]
            rest[alone[layer[rows[alone]] == codes[alone]]] = False
            layers.append(layer)
        _, at, numbers = np.unique(pairs[rest], return_index=True, return_inverse=True)
        whole = tuple(np.bincount(layer, minlength=len(known) + 1) for layer in layers)
        kept = rows[rest].astype(np.int32), numbers.astype(np.int32), events[rest][at].astype(np.int32), codes[rest][at]
        return cls(tuple(np.sort(known)), tuple(layers), whole, *kept)

    def crossed(self, groups: Ints, size: int, event_of: Ints | None = None) -> Self:
        """Number groups of events and values together: group × (len(known) + 1) + value. groups: of each event, below size; event_of: as for `entries`."""
        width = np.int64(len(self.known) + 1)
        of_row = groups if event_of is None else groups.take(event_of)
        layers = tuple((of_row * width + layer).astype(np.min_scalar_type(size * width)) for layer in self.layers)
        whole = tuple(np.bincount(layer, minlength=size * width) for layer in layers)
        return replace(self, layers=layers, whole=whole, codes=groups.take(self.events) * width + self.codes)

    def bins(self, chosen: Chosen) -> Ints:
        """Count the events of each code on the chosen rows, and rows without a value as well."""
        found = np.bincount(self.codes[self._seen(chosen)], minlength=len(self.whole[0]))
        for layer, whole in zip(self.layers, self.whole, strict=True):
            found += chosen.bins(layer, whole)
        return found

    def count(self, chosen: Chosen) -> pd.DataFrame:
        """Count the events of each value on the chosen rows. Columns: value, n, the most frequent first, equals by value."""
        n = self.bins(chosen)[: len(self.known)]
        order = np.argsort(-n, kind="stable")[: np.count_nonzero(n)]
        return pd.DataFrame({"value": np.asarray(self.known, object)[order], "n": n[order].astype(np.int32)})

    def entries(self, chosen: Chosen, event_of: Ints | None = None) -> tuple[Ints, Ints]:
        """Give each pair of event and code on the chosen rows once: events, codes. event_of: the event of each row, where rows are places."""
        seen, width = self._seen(chosen), len(self.known) + 1
        events, codes = [self.events[seen]], [self.codes[seen]]
        for layer in self.layers:
            held = layer.take(chosen.rows)
            valued = held % width < len(self.known)
            rows = chosen.rows[valued]
            events.append(rows if event_of is None else event_of.take(rows))
            codes.append(held[valued])
        return np.concatenate(events), np.concatenate(codes)

    def holds(self, values: Collection[str]) -> Bools:
        """Tell for each row whether it holds one of some values."""
        wanted = np.array([*(value in values for value in self.known), False])
        found: Bools = wanted.take(self.layers[0])
        for layer in self.layers[1:]:
            found |= wanted.take(layer)
        found[self.rows[wanted[self.codes].take(self.pairs)]] = True
        return found

    def _seen(self, chosen: Chosen) -> Bools:
        """Tell which pairs stand on a chosen row."""
        seen = np.zeros(len(self.codes), bool)
        seen[self.pairs[chosen.flags.take(self.rows)]] = True
        return seen
