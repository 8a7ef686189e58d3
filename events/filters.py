"""What is asked of a snapshot: one frozen record, and the SQL that it stands for. Values are only ever bound, never written into SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from events.records import REVIEW_STATUSES
from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES
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
    these four and precision must hold for one and the same place, and only such places of an event are selected. min_confidence in 0..1.
    review: any of `REVIEWS`; where it is empty, all events but those that analysts rejected.
    text: words that must all occur in a report or its title, Arabic in any spelling, or English; "words in quotes" stand together.
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

    def check(self) -> None:
        """Refuse values that no event can have. Raises FilterError."""
        known = {"types": EVENT_TYPES, "certainty": CERTAINTIES, "precision": (*LEVELS, UNPLACED), "review": REVIEWS}
        known |= dict.fromkeys(("actors", "initiators", "targets"), ACTORS)
        for name, values in known.items():
            for value in getattr(self, name):
                if value not in values:
                    raise FilterError(f"unknown value {value!r} for {name}; known: {', '.join(values)}")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise FilterError(f"the period ends ({self.date_to}) before it begins ({self.date_from}); exchange the two days")

    def as_json(self) -> dict[str, object]:
        """Give the filters that ask for something, as plain JSON values, for export files."""
        found: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found[field.name] = value.isoformat() if isinstance(value, dt.date) else list(value) if isinstance(value, tuple) else value
        return found


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE clause with `?` marks, and the values bound to them."""

    sql: str
    bound: tuple[object, ...] = ()


def event_conditions(f: Filters, text_matches: Sequence[str] | None) -> list[Condition]:
    """Give the conditions on a row `e` of the table events. text_matches: ids of events that hold the wanted words, None if none are wanted."""
    found: list[Condition] = []
    dated = [Condition("e.date_end >= ?", (f.date_from,))] if f.date_from else []
    dated += [Condition("e.date <= ?", (f.date_to,))] if f.date_to else []
    if dated:
        both = all_hold(dated)
        found.append(Condition(f"(e.date IS NULL OR {both.sql})", both.bound) if f.undated else both)
    elif not f.undated:
        found.append(Condition("e.date IS NOT NULL"))
    for column, values in (("e.type", f.types), ("e.certainty", f.certainty)):
        found += [Condition(f"list_contains(?, {column})", (list(values),))] if values else []
    for column, values in (("e.actors", f.actors), ("e.initiators", f.initiators), ("e.targets", f.targets)):
        found += [Condition(f"list_has_any({column}, ?)", (list(values),))] if values else []
    statuses = [status for status in f.review if status != CONFLICT]
    judged = Condition("list_contains(?, e.review_status)", (statuses,)) if f.review else Condition("e.review_status <> 'rejected'")
    found.append(Condition(f"({judged.sql} OR e.conflict <> '')", judged.bound) if CONFLICT in f.review else judged)
    if f.min_confidence > 0:
        found.append(Condition("e.confidence >= ?", (f.min_confidence,)))
    if f.event_id:
        found.append(Condition("e.event_id = ?", (f.event_id,)))
    if text_matches is not None:
        found.append(Condition("e.event_id IN (SELECT unnest(?::VARCHAR[]))", (list(text_matches),)))
    return found


def place_conditions(f: Filters) -> list[Condition]:
    """Give the conditions on a row `p` of the table places; one and the same place must meet all of them."""
    found: list[Condition] = []
    for column, values in (("p.governorates", f.governorates), ("p.districts", f.districts), ("p.subdistricts", f.subdistricts)):
        found += [Condition(f"list_has_any({column}, ?)", (list(values),))] if values else []
    if f.precision:
        levels = Condition("list_contains(?, p.level) AND p.status <> 'unplaced'", ([level for level in f.precision if level != UNPLACED],))
        found.append(Condition(f"({levels.sql} OR p.status = 'unplaced')", levels.bound) if UNPLACED in f.precision else levels)
    if f.place_id:
        found.append(Condition("p.place_id = ?", (f.place_id,)))
    return found


def all_hold(conditions: Sequence[Condition]) -> Condition:
    """Join conditions by AND; without any, a condition that always holds."""
    if not conditions:
        return Condition("true")
    return Condition(" AND ".join(one.sql for one in conditions), tuple(value for one in conditions for value in one.bound))


def without(f: Filters, names: Sequence[str]) -> Filters:
    """Give the filters with some of them asking for nothing."""
    nothing: dict[str, Any] = {field.name: field.default for field in fields(f) if field.name in names}
    return replace(f, **nothing)
