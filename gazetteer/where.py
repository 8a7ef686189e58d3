"""Hints about where a place lies, and how well a place fits them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from gazetteer import fuzzy, latin, query
from gazetteer.admin import distance_km
from gazetteer.places import AREA_LEVELS, Place

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

NEAR_BORDER_KM = 12.0
"""A place this near to a hinted area may still be meant: reports are loose about borders, and so are outlines."""
BORDER_FIT, OUTSIDE_FIT = 0.6, 0.3
KM_PER_DEGREE = 102.0  # of a degree in Syria, between latitude and longitude; only used to compare with NEAR_BORDER_KM
_REACH_KM = {"city": 15.0, "town": 10.0, "village": 7.0, "neighbourhood": 4.0, "facility": 8.0, "natural": 12.0}
_ORDER = {"governorate": 0, "district": 1, "subdistrict": 2, "region": 3, "city": 4, "town": 5}


@dataclass(frozen=True, slots=True)
class Hint:
    """Places that a hint may stand for: a candidate fits if it lies in one of them. said: the words of the hint."""

    places: tuple[Place, ...]
    said: str

    def fit(self, gaz: Gazetteer, place: Place) -> float:
        """How well a place fits: 1 inside, BORDER_FIT just outside, OUTSIDE_FIT elsewhere."""
        best = OUTSIDE_FIT
        for area in self.places:
            if inside(place, area) or not gaz.also_in.get(place.id, frozenset()).isdisjoint(area.area_pcodes):
                return 1.0
            if best < BORDER_FIT and _near_border(gaz, place, area):
                best = BORDER_FIT
        return best


def within(gaz: Gazetteer, text: str) -> Hint:
    """The hint of an area given by p-code or name, in Arabic or Latin letters; without places where no area is known by it."""
    text = text.strip()
    if text.upper() in gaz.areas.by_pcode:
        return Hint((gaz.places[text.upper()],), text)
    segments = query.segments(text, gaz.finder.known)
    phrase = query.read_part(segments[0], gaz.finder.known).target if segments else query.Phrase((), ())
    found: dict[str, Place] = {}
    for words in dict.fromkeys((phrase.full, phrase.core)):
        name = " ".join(words)
        ids = (
            *gaz.by_key.get(name, ()),
            *gaz.by_joined.get(name.replace(" ", ""), ()),
            *(gaz.by_latin.get(latin.skeleton(name), ()) if name.isascii() else ()),
        )
        found |= {id_: gaz.places[id_] for id_ in ids if gaz.places[id_].level in _ORDER}
        if any(place.level == "governorate" for place in found.values()) and not phrase.levels:
            break
    said = {id_: place for id_, place in found.items() if place.level in phrase.levels} or found
    if not said:
        return Hint((), text)
    widest = min(_ORDER[place.level] for place in said.values())
    best = [place for place in said.values() if _ORDER[place.level] == widest]
    if phrase.core and phrase.core[0].isascii() and len(best) > 1:
        best = [max(best, key=lambda place: _alike(gaz, place, " ".join(phrase.core)))]
    return Hint(tuple(best), text)


def _alike(gaz: Gazetteer, place: Place, name: str) -> float:
    return max((fuzzy.likeness(latin.fine(name), latin.fine(own.name)) for own in gaz.names(place.id) if own.kind == "latin"), default=0.0)


def inside(place: Place, area: Place) -> bool:
    """Tell whether a place lies in another: an area holds it, or it is a part of, or near, a town or city."""
    if place.id == area.id:
        return False
    if area.area_pcodes:
        return in_pcodes(place, area.area_pcodes)
    return place.city == area.id or apart(place, area) <= reach_km(area)


def in_pcodes(place: Place, pcodes: Sequence[str]) -> bool:
    """Tell whether a place, or the whole of an area, lies in one of some administrative areas."""
    own = (place.governorate, place.district, place.subdistrict)
    whole = place.area_pcodes if place.level in AREA_LEVELS else ()
    return any(pcode in own or (whole and all(code.startswith(pcode) for code in whole)) for pcode in pcodes)


def reach_km(area: Place) -> float:
    """How far from the point of a town, or of a region given as a circle, a place may lie and still be said to be in or at it."""
    return (area.precision_km or 0.0) + (2.0 if area.level == "region" else _REACH_KM.get(area.level, 5.0))


def apart(a: Place, b: Place) -> float:
    """Kilometres between the points of two places, infinite where one has none."""
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return math.inf
    return distance_km((a.lon, a.lat), (b.lon, b.lat))


def _near_border(gaz: Gazetteer, place: Place, area: Place) -> bool:
    if place.lon is None or place.lat is None:
        return False
    point = shapely.Point(place.lon, place.lat)
    return any(gaz.area(pcode).polygon.distance(point) * KM_PER_DEGREE <= NEAR_BORDER_KM for pcode in area.area_pcodes)
