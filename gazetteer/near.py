"""Names within a weighted edit distance of a query, inside a hinted area."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer import fuzzy
from gazetteer.admin import distances_km
from gazetteer.places import AREA_LEVELS, Place
from gazetteer.where import Hint, in_pcodes, inside, reach_km

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

ALIKE = 0.72
"""From this likeness on a name is offered as a near spelling, inside the hinted area only."""
_MASKS = 256  # of hinted areas kept, 40 kB each


class NearSpellings:
    """An index of all Arabic keys by their letter pairs, and which of them belong to places inside an area."""

    def __init__(self, gaz: Gazetteer) -> None:
        self.gaz = gaz
        self._masks: dict[tuple[tuple[str, ...], ...], npt.NDArray[np.bool_]] = {}

    def find(self, text: str, hints: Sequence[Hint]) -> Iterator[tuple[Place, float]]:
        """Yield places inside all hints with a key at least ALIKE to a text, and how alike."""
        index, owners = self._grams
        for number in index.nearest(text, self._allowed(hints)):
            alike = fuzzy.likeness(text, index.keys[number])
            for place in (self.gaz.places[id_] for id_ in owners[number]) if alike >= ALIKE else ():
                if place.level not in AREA_LEVELS and all(any(inside(place, area) for area in hint.places) for hint in hints):
                    yield place, alike

    @cached_property
    def _grams(self) -> tuple[fuzzy.GramIndex, list[tuple[str, ...]]]:
        keys = [key for key in self.gaz.by_key if not key.isascii()]
        return fuzzy.GramIndex(keys), [self.gaz.by_key[key] for key in keys]

    @cached_property
    def _columns(self) -> tuple[list[Place], npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Places in a row with their lons and lats; for each key of `_grams` its places as numbers in that row, and where each key's begin."""
        places = list(self.gaz.places.values())
        number = {place.id: i for i, place in enumerate(places)}
        lons, lats = (np.array([math.nan if (v := getattr(place, axis)) is None else v for place in places]) for axis in ("lon", "lat"))
        _, owners = self._grams
        flat = np.array([number[id_] for ids in owners for id_ in ids], dtype=np.int32)
        begins = np.cumsum([0, *(len(ids) for ids in owners[:-1])], dtype=np.int32)
        return places, lons, lats, flat, begins

    def _allowed(self, hints: Sequence[Hint]) -> npt.NDArray[np.bool_]:
        """Which keys belong to a place that lies inside all hints."""
        asked = tuple(tuple(area.id for area in hint.places) for hint in hints)
        if asked not in self._masks:
            places, _, _, flat, begins = self._columns
            fits = np.array([place.level not in AREA_LEVELS for place in places])
            for hint in hints:
                fits &= np.logical_or.reduce([self._inside(area) for area in hint.places])
            if len(self._masks) >= _MASKS:
                self._masks.clear()
            self._masks[asked] = np.logical_or.reduceat(fits[flat], begins)
        return self._masks[asked]

    def _inside(self, area: Place) -> npt.NDArray[np.bool_]:
        """Which places lie inside another, as `where.inside` says for one."""
        places, lons, lats, _, _ = self._columns
        if area.area_pcodes:
            return np.array([in_pcodes(place, area.area_pcodes) for place in places])
        part = np.array([place.city == area.id for place in places])
        if area.lon is None or area.lat is None:
            return part
        return np.asarray(part | (distances_km((area.lon, area.lat), lons, lats) <= reach_km(area)))
