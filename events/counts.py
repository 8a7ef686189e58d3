"""Key figures of a selection."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from events.selection import AREA, NEVER, POINT, Columns, Selection

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
    at, places = selection.events.rows, selection.places.rows
    figures = {name: values.take(at) for name, values in columns.figures.items()}
    low, high = figures["killed_min"], figures["killed_max"]
    first, last = figures["first"], figures["last"]
    dated, ended = first[first > -NEVER], last[last < NEVER]
    best = np.zeros(columns.sizes["k"], columns.status.dtype)
    for kind in (AREA, POINT):
        best[columns.event_of.take(places[columns.status.take(places) == kind])] = kind
    placed, area_only = (int(np.count_nonzero(best == kind)) for kind in (POINT, AREA))
    return Counts(
        total=columns.sizes["k"],
        shown=len(at),
        placed=placed,
        area_only=area_only,
        unplaced=len(at) - placed - area_only,
        killed_min=_total(low),
        killed_max=_total(np.where(high < 0, low, high)),
        first_day=day_of(dated.min()) if len(dated) else None,
        last_day=day_of(ended.max()) if len(ended) else None,
        killed_open=int(np.count_nonzero((low >= 0) & (high < 0))),
        killed_unknown=int(np.count_nonzero(low < 0)),
        undated=len(at) - len(dated),
        reports=_total(figures["reports"]),
        independent=_total(figures["independent"]),
    )


def number_of(day: dt.date) -> int:
    """Give the days since 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> dt.date:
    """Give the day so many days after the first of 1970."""
    return _EPOCH + dt.timedelta(days=int(number))


def _total(values: np.ndarray) -> int:
    """Add up what is known."""
    return int(np.maximum(values, 0).sum(dtype=np.int64))
