"""What is asked of a snapshot: one frozen record, and the SQL that it stands for. Values are only ever bound, never written into SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from events.records import REVIEW_STATUSES
from events.shapes import Bounds, Near
from events.weapons import WEAPON_KINDS
from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES, HIT
from gazetteer.admin import EARTH_RADIUS_KM
from gazetteer.places import LEVELS, RasdError

UNPLACED = "unplaced"
CONFLICT = "conflict"
REVIEWS = (*REVIEW_STATUSES, CONFLICT)
"""What can be asked about the review of an event: how far it was judged, or that a review and the rules, or two reviewers, say different things."""


class FilterError(RasdError, ValueError):
    """A filter holds a value that does not exist; the message says which and what is known."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events are wanted. An empty field asks for nothing; several values in one field are alternatives; fields must all hold.

    date_from, date_to: calendar days, both included; an event matches when its days overlap them. undated: whether events without a date
    are wanted. actors: on either side. governorates, districts, subdistricts: p-codes; precision: place levels, or "unplaced"; place_id:
    these four, precision, near, box and within must hold for one and the same place, and only such places of an event are selected.
    min_confidence in 0..1. text: words that must all occur in a report or its title, Arabic in any spelling, or English; "words in quotes"
    stand together. review: any of `REVIEWS`; where it is empty, all events but those that analysts rejected. weapons: kinds
    (data/weapons.csv). killed_from, killed_to, injured_from, injured_to: persons; the reported range overlaps them, an open one
    ("at least 4") reaches up without end, and events without a figure do not match. min_sources: independent sources.
    disagree: only events whose sources give figures of the dead that cannot both be right. near, box, within (a polygon in WKT): places
    with a point in them; what is known as an area only cannot be measured and does not match.
    """

    date_from: dt.date | None = None
    date_to: dt.date | None = None
    undated: bool = True
    types: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    governorates: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    subdistricts: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    min_confidence: float = 0.0
    text: str = ""
    place_id: str = ""
    event_id: str = ""
    weapons: tuple[str, ...] = ()
    hit: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    killed_from: int | None = None
    killed_to: int | None = None
    injured_from: int | None = None
    injured_to: int | None = None
    min_sources: int = 0
    disagree: bool = False
    near: Near | None = None
    box: Bounds | None = None
    within: str = ""

    def check(self) -> None:
        """Refuse values that no event can have. Raises FilterError."""
        known = {"types": EVENT_TYPES, "certainty": CERTAINTIES, "precision": (*LEVELS, UNPLACED), "review": REVIEWS}
        known |= dict.fromkeys(("actors", "initiators", "targets"), ACTORS) | {"weapons": WEAPON_KINDS, "hit": HIT}
        for name, values in known.items():
            for value in getattr(self, name):
                if value not in values:
                    raise FilterError(f"unknown value {value!r} for {name}; known: {', '.join(values)}")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise FilterError(f"the period ends ({self.date_to}) before it begins ({self.date_from}); exchange the two days")
        for name, low, high in (("killed", self.killed_from, self.killed_to), ("injured", self.injured_from, self.injured_to)):
            if low is not None and high is not None and low > high:
                raise FilterError(f"{name}: the least ({low}) is more than the most ({high}); exchange the two numbers")

    def as_json(self) -> dict[str, object]:
        """Give the filters that ask for something, as plain JSON values, for export files."""
        found: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found[field.name] = _plain(value)
        return found


def _plain(value: object) -> object:
    match value:
        case dt.date():
            return value.isoformat()
        case Near():
            return {"lat": value.lat, "lon": value.lon, "km": value.km}
        case tuple():
            return list(value)
    return value


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE clause with `?` marks, and the values bound to them."""

    sql: str
    bound: tuple[object, ...] = ()


# Great-circle distance of a place from a point, as `gazetteer.admin.distance_km`; bound: latitude, latitude, longitude.
_DISTANCE_KM = (
    f"{2 * EARTH_RADIUS_KM} * asin(sqrt(least(1, sin(radians(p.lat - ?) / 2) ** 2 + cos(radians(?)) * cos(radians(p.lat)) * sin(radians(p.lon - ?) / 2) ** 2)))"
)


TERMS = {
    "types": "type", "actors": "actor", "initiators": "initiator", "targets": "target", "certainty": "certainty", "review": "review", "outlets": "outlet",
    "weapons": "weapon", "hit": "hit", "governorates": "governorate", "districts": "district", "subdistricts": "subdistrict", "precision": "precision",
    "place_id": "place",
}  # fmt: skip
"""The filters that ask for one of some values, and the column of `sql.FACETS` in which a row must hold one."""


def event_conditions(f: Filters) -> list[Condition]:
    """Give the conditions on a row `e` of the table events, but `TERMS` and the text."""
    found = [*_dates(f), *_figures(f)]
    if not f.review:
        found.append(Condition("e.review_status <> 'rejected'"))
    if f.min_confidence > 0:
        found.append(Condition("e.confidence >= ?", (f.min_confidence,)))
    if f.event_id:
        found.append(Condition("e.event_id = ?", (f.event_id,)))
    return found


def _dates(f: Filters) -> list[Condition]:
    dated = [Condition("e.date_end >= ?", (f.date_from,))] if f.date_from else []
    dated += [Condition("e.date <= ?", (f.date_to,))] if f.date_to else []
    if not dated:
        return [] if f.undated else [Condition("e.date IS NOT NULL")]
    both = all_hold(dated)
    return [Condition(f"(e.date IS NULL OR {both.sql})", both.bound) if f.undated else both]


def _figures(f: Filters) -> list[Condition]:
    """Ranges of persons overlap, an open one reaches up without end; how many sources, and whether they agree on the dead."""
    found: list[Condition] = []
    for name, low, high in (("killed", f.killed_from, f.killed_to), ("injured", f.injured_from, f.injured_to)):
        found += [Condition(f"e.{name}_min IS NOT NULL AND (e.{name}_max IS NULL OR e.{name}_max >= ?)", (low,))] if low is not None else []
        found += [Condition(f"e.{name}_min <= ?", (high,))] if high is not None else []
    found += [Condition("e.independent >= ?", (f.min_sources,))] if f.min_sources > 0 else []
    found += [Condition("e.killed_disputed")] if f.disagree else []
    return found


def place_conditions(f: Filters, inside: tuple[list[float], list[float]] | None) -> list[Condition]:
    """Give the conditions on a row `p` of the table places; one and the same place must meet all of them.

    inside: latitudes and longitudes of the positions that lie in the wanted polygon, None if none is wanted.
    """
    found: list[Condition] = []
    for column, values in (("p.governorates", f.governorates), ("p.districts", f.districts), ("p.subdistricts", f.subdistricts)):
        found += [Condition(f"list_has_any({column}, ?)", (list(values),))] if values else []
    if f.precision:
        levels = Condition("list_contains(?, p.level) AND p.status <> 'unplaced'", ([level for level in f.precision if level != UNPLACED],))
        found.append(Condition(f"({levels.sql} OR p.status = 'unplaced')", levels.bound) if UNPLACED in f.precision else levels)
    if f.place_id:
        found.append(Condition("p.place_id = ?", (f.place_id,)))
    if f.near or f.box:
        found += [Condition("p.status = 'point'"), shape_condition(f)]
    if inside is not None:
        found.append(Condition("p.status = 'point' AND (p.lat, p.lon) IN (SELECT (unnest(?::DOUBLE[]), unnest(?::DOUBLE[])))", inside))
    return found


def shape_condition(f: Filters) -> Condition:
    """Give the condition that a point (p.lat, p.lon) lies in the circle and in the box that are wanted."""
    found: list[Condition] = []
    if f.near:
        found.append(Condition(f"{_DISTANCE_KM} <= ?", (f.near.lat, f.near.lat, f.near.lon, f.near.km)))
    if f.box:
        west, south, east, north = f.box
        found.append(Condition("p.lon BETWEEN ? AND ? AND p.lat BETWEEN ? AND ?", (west, east, south, north)))
    return all_hold(found)


def all_hold(conditions: Sequence[Condition]) -> Condition:
    """Join conditions by AND; without any, a condition that always holds."""
    if not conditions:
        return Condition("true")
    return Condition(" AND ".join(one.sql for one in conditions), tuple(value for one in conditions for value in one.bound))


def without(f: Filters, names: Sequence[str]) -> Filters:
    """Give the filters with some of them asking for nothing."""
    nothing: dict[str, Any] = {field.name: field.default for field in fields(f) if field.name in names}
    return replace(f, **nothing)
