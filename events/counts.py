"""Key figures of a selection."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from events.selection import AREA, POINT, Columns, Selection
from events.sql import NEVER

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Counts:
    """Key figures. total: all events of the snapshot; shown: those that match; placed, area_only, unplaced: their best selected place.

    killed_min: sum of the lowest figures; killed_max: sum of the highest ones, an open figure counted as its lowest; killed_open: number
    of events whose figure is open upwards; killed_unknown: events for which nobody gives a figure. reports, independent: summed over events.
    first_day, last_day: of the dated events shown.
    """

    total: int
    shown: int
    placed: int
    area_only: int
    unplaced: int
    killed_min: int
    killed_max: int
    first_day: dt.date | None
    last_day: dt.date | None
    killed_open: int
    killed_unknown: int
    undated: int
    reports: int
    independent: int


def count(columns: Columns, selection: Selection) -> Counts:
    """Count the events of a selection."""
    events, places = selection.events, selection.places.rows
    sums = {name: events.total(values, columns.totals[name]) for name, values in columns.figures.items()}
    traits = {name: int(np.count_nonzero(events.flags & has)) for name, has in columns.traits.items()}
    first, last = (days.known[days.bins(events) > 0] for days in columns.days.values())
    first, last = first[first > -NEVER], last[last < NEVER]
    best = np.zeros(columns.sizes["k"], columns.status.dtype)
    for kind in (AREA, POINT):
        best[columns.event_of.take(places[columns.status.take(places) == kind])] = kind
    placed, area_only = (int(np.count_nonzero(best == kind)) for kind in (POINT, AREA))
    return Counts(
        total=columns.sizes["k"],
        shown=len(events),
        placed=placed,
        area_only=area_only,
        unplaced=len(events) - placed - area_only,
        killed_min=sums["killed"],
        killed_max=sums["most"],
        first_day=day_of(first[0]) if len(first) else None,
        last_day=day_of(last[-1]) if len(last) else None,
        reports=sums["reports"],
        independent=sums["independent"],
        **traits,
    )


def number_of(day: dt.date) -> int:
    """Give the days since 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> dt.date:
    """Give the day so many days after the first of 1970."""
    return _EPOCH + dt.timedelta(days=int(number))
