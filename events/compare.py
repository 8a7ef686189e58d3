"""Our events beside those of another file: which of theirs tells of which of ours, which are only here, which only there.

Two are compared where their days meet and their places can be one; the points of `data/compare.csv` say how well they fit. Pairs of `THRESHOLD`
points or more are taken from the best one down, each event and each row once. An event of ours at several places may be several rows of ACLED's: one is
matched, the others stay alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

from events.export import Selection
from events.export.rows import rows
from events.filters import Filters
from events.others import MAX_DAYS, MAX_REACH_KM, CompareError, Kind, Theirs, read
from events.similarity import FAMILIES, read_points
from gazetteer.admin import distance_km

THRESHOLD = 4.0
RULES = Path(__file__).parent / "data" / "compare.csv"
POINTS = read_points(RULES)
_SAME_SPOT_KM = 2.0
_EQUAL_FROM = 3
_CELL, _CELL_KM = 0.5, 44.0
"""Width of a cell of the index in degrees, and the least kilometres that this is in Syria."""
NARROWING = frozenset({"date_from", "date_to", "undated", "types", "governorates", "districts", "subdistricts"})
"""Filters that can be asked of the other file too; all others narrow our side alone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of an event. point: (lon, lat), None for an area; precision_km; codes: p-codes of the areas that it is, or lies in."""

    point: tuple[float, float] | None
    precision_km: float
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ours:
    """One event. exact: whether it has one day, told as such. low, high: persons killed, high None if open. unfit: why it cannot be compared."""

    id: str
    type: str
    place_ar: str
    place_en: str
    start: dt.date | None
    end: dt.date | None
    exact: bool
    low: int | None
    high: int | None
    spots: tuple[Spot, ...]
    unfit: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an event and a row fit. km: between the points, None without two; days: between their periods, 0 where they meet."""

    score: float
    km: float | None
    days: int
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A pair, or an event or a row alone. unfit: why one alone was not compared at all."""

    ours: Ours | None = None
    theirs: Theirs | None = None
    fit: Fit | None = None

    @property
    def status(self) -> Literal["matched", "ours", "theirs"]:
        """Which of the two there is."""
        return "matched" if self.ours and self.theirs else "ours" if self.ours else "theirs"

    @property
    def unfit(self) -> str:
        """Why it was not compared, "" if it was."""
        return "" if self.fit else (self.ours or self.theirs or _NOBODY).unfit

    @property
    def year(self) -> str:
        """Year of its first day, ours first."""
        day = (self.ours and self.ours.start) or (self.theirs and self.theirs.start)
        return str(day.year) if day else "undated"


_NOBODY = Theirs(0, "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """All lines: pairs first, then ours alone, then theirs. kind: whose columns the file has."""

    kind: Kind
    lines: tuple[Line, ...]

    def count(self, status: str, *, compared: bool | None = None) -> int:
        """Number of lines of a status; compared: only those that were compared, or were not."""
        return sum(line.status == status and compared in {None, not line.unfit} for line in self.lines)


def compare(selection: Selection, path: Path, filters: Filters, days: int = 1) -> Comparison:
    """Compare what leaves the workspace with a file. filters: by which the selection was made; its period, areas and types (`NARROWING`) narrow the file too.

    days: how many days may lie between two that tell of one event. Raises CompareError.
    """
    ours = tuple(events_of(selection))
    kind, found = read(path)
    theirs = tuple(replace(row, unfit=row.unfit or _not_asked(row, filters)) for row in found)
    taken = assign(ours, theirs, days)
    mine, other = {pair[0] for pair in taken}, {pair[1] for pair in taken}
    lines = [Line(ours[a], theirs[b], fit) for (a, b), fit in sorted(taken.items())]
    lines += [Line(ours=one) for at, one in enumerate(ours) if at not in mine]
    lines += [Line(theirs=one) for at, one in enumerate(theirs) if at not in other]
    return Comparison(kind, tuple(lines))


def _not_asked(row: Theirs, filters: Filters) -> str:
    if not row.start or not row.end:
        return ""
    if (filters.date_from and row.end < filters.date_from) or (filters.date_to and row.start > filters.date_to):
        return "outside the period of the filter"
    known = row.types or row.possible
    if filters.types and known and known.isdisjoint(filters.types):
        return "outside the types of the filter"
    wanted = {*filters.governorates, *filters.districts, *filters.subdistricts}
    return "outside the areas of the filter" if wanted and wanted.isdisjoint(row.codes) else ""


# Our side


def events_of(selection: Selection) -> Iterator[Ours]:
    """Yield the events of a selection with their places. Raises CompareError where the policy leaves out what a comparison needs."""
    missing = [name for name in ("date", "date_end", "date_precision", "type") if name not in selection.events.column_names]
    missing += [name for name in ("lat", "lon") if name not in selection.places.column_names]
    if missing:
        raise CompareError(f"policy.toml leaves out {', '.join(missing)}, without which nothing can be compared; take them from drop_fields")
    places = groupby(rows(selection.places), itemgetter("event_id"))
    for event, (_, found) in zip(rows(selection.events), places, strict=True):
        yield _event(event, [spot for spot in map(_spot, found) if spot])


def _event(event: Mapping[str, Any], spots: Sequence[Spot]) -> Ours:
    start, end = event["date"], event["date_end"]
    unfit = "undated" if start is None else "a period of more than two months" if (end - start).days > MAX_DAYS else "" if spots else "not placed"
    return Ours(
        event["event_id"], event["type"], event.get("places_ar") or "", event.get("places_en") or "", start, end,
        event["date_precision"] == "day" and start == end, event.get("killed_min"), event.get("killed_max"), tuple(spots), unfit,
    )  # fmt: skip


def _spot(place: Mapping[str, Any]) -> Spot | None:
    """Give a place as it is compared, None for one that was not placed."""
    if place["status"] == "point" and place["lat"] is not None:
        codes = tuple(place[unit] for unit in ("governorate", "district", "subdistrict") if place.get(unit))
        return Spot((place["lon"], place["lat"]), place.get("precision_km") or 0.0, codes)
    codes = tuple(place.get("area_pcodes") or ())
    return Spot(None, 0.0, codes) if place["status"] == "area" and codes else None


# Pairs


def assign(ours: Sequence[Ours], theirs: Sequence[Theirs], days: int) -> dict[tuple[int, int], Fit]:
    """Give the pairs, by the numbers of the two: the best first, none of either side twice."""
    index = _Index(theirs)
    found: list[tuple[int, int, Fit]] = []
    for at, event in enumerate(ours):
        fits = ((other, fit_of(event, theirs[other])) for other in (() if event.unfit else index.near(event, days)))
        found += [(at, other, fit) for other, fit in fits if fit and fit.score >= THRESHOLD]
    found.sort(key=lambda pair: (-pair[2].score, pair[2].km if pair[2].km is not None else float("inf"), pair[2].days, ours[pair[0]].id, theirs[pair[1]].line))
    taken: dict[tuple[int, int], Fit] = {}
    mine: set[int] = set()
    other: set[int] = set()
    for a, b, fit in found:
        if a not in mine and b not in other:
            taken[a, b] = fit
            mine.add(a)
            other.add(b)
    return taken


class _Index:
    """Rows by day and by where they are: the cell of a point, the governorate around it, and for a row that stands for an area its governorate."""

    def __init__(self, theirs: Sequence[Theirs]) -> None:
        self._found: dict[tuple[dt.date, object], list[int]] = {}
        for at, row in enumerate(theirs):
            keys: list[object] = [f"in {row.codes[0]}"] if row.codes else []
            keys += [f"area {row.area[:4]}"] if row.area else [_cell(row.point)] if row.point else []
            for day in [] if row.unfit else _period(row, 0):
                for key in keys:
                    self._found.setdefault((day, key), []).append(at)

    def near(self, event: Ours, days: int) -> set[int]:
        """Give the rows that may be within the days and the reach of an event."""
        keys = {key for spot in event.spots for key in _around(spot)}
        return {at for day in _period(event, days) for key in keys for at in self._found.get((day, key), ())}


def _cell(point: tuple[float, float]) -> tuple[int, int]:
    return int(point[0] // _CELL), int(point[1] // _CELL)


def _around(spot: Spot) -> Iterator[object]:
    """Yield the keys of the index under which rows may stand that fit a place."""
    if spot.point is None:
        yield from (f"in {code[:4]}" for code in spot.codes)
        yield from (f"area {code[:4]}" for code in spot.codes)
        return
    yield from (f"area {code}" for code in spot.codes if len(code) == 4)
    x, y = _cell(spot.point)
    reach = int((spot.precision_km + MAX_REACH_KM) / _CELL_KM) + 1
    yield from ((x + east, y + north) for east in range(-reach, reach + 1) for north in range(-reach, reach + 1))


def _period(one: Ours | Theirs, more: int) -> Iterator[dt.date]:
    if one.start and one.end:
        for day in range(-more, (one.end - one.start).days + more + 1):
            yield one.start + dt.timedelta(days=day)


def fit_of(ours: Ours, theirs: Theirs) -> Fit | None:
    """Say how well two fit whose days meet; None where their places cannot be one."""
    places = [found for spot in ours.spots if (found := _place(spot, theirs))]
    if not places or not (ours.start and ours.end and theirs.start and theirs.end):
        return None
    rule, km = min(places, key=lambda one: (-POINTS[one[0]], one[1] if one[1] is not None else float("inf")))
    gap = max(0, (theirs.start - ours.end).days, (ours.start - theirs.end).days)
    when = "each_day_apart" if gap else "same_day" if ours.exact and theirs.exact else "dates_overlap"
    named = [rule, when, _type(ours.type, theirs), _figure(ours, theirs)]
    score = sum(POINTS[name] * (gap if name == "each_day_apart" else 1) for name in named if name)
    return Fit(round(score, 2), None if km is None else round(km, 2), gap, ", ".join(name.replace("_", " ") for name in named if name))


def _place(spot: Spot, theirs: Theirs) -> tuple[str, float | None] | None:
    """Name the rule by which two places may be one, with the kilometres between them where both are points."""
    if theirs.point is None:
        return None
    if spot.point and theirs.reach_km is not None:
        km = distance_km(spot.point, theirs.point)
        if km <= max(_SAME_SPOT_KM, spot.precision_km):
            return "same_spot", km
        return ("within_reach", km) if km <= spot.precision_km + theirs.reach_km else None
    if theirs.reach_km is not None:
        return ("within_area", None) if not set(spot.codes).isdisjoint(theirs.codes) else None
    if spot.point:
        return ("within_area", None) if theirs.area in spot.codes else None
    inside = any(code.startswith(theirs.area) or theirs.area.startswith(code) for code in spot.codes)
    return ("within_area", None) if inside else None


def _type(ours: str, theirs: Theirs) -> str:
    if ours in theirs.types:
        return "same_type"
    if theirs.possible:
        return "possible_type" if ours in theirs.possible else "other_family"
    return "same_family" if FAMILIES[ours] in theirs.families else "other_family"


def _figure(ours: Ours, theirs: Theirs) -> str:
    """Compare the persons killed; "" where one of the two gives no figure."""
    if ours.low is None or theirs.low is None:
        return ""
    if ours.low == ours.high == theirs.low == theirs.high and ours.low >= _EQUAL_FROM:
        return "equal_figure"
    high, other = (float("inf") if one.high is None else one.high for one in (ours, theirs))
    if ours.low <= other and theirs.low <= high:
        return "figures_overlap"
    less, more = sorted([(ours.low, high), (theirs.low, other)])
    return "near_figure" if more[0] <= 2 * max(less[1], 1) else "other_figure"
