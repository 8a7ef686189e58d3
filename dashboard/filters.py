"""Filters and the address bar: a link holds the whole view, and what a link says wrongly is reported. No Streamlit here.

A query maps each parameter to its values, as in `?type=air_strike&type=shelling`. Links hold the codes of the vocabulary, never words of an
interface language, so that one link serves both languages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any, Literal, NoReturn, get_args
from urllib.parse import urlencode

from dashboard.layers import View
from dashboard.text import DIGITS, LANGS, MONTHS, Digits, Lang, Months, Words
from events.filters import REVIEWS
from events.query import Filters
from events.shapes import bounds_text, polygon_of_wkt, read_bounds, read_near
from events.weapons import WEAPON_KINDS
from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES, HIT
from gazetteer.admin import Area
from gazetteer.places import LEVELS

PRECISIONS = (*LEVELS, "unplaced")
Step = Literal["day", "week", "month", "year"]
By = Literal["type", "initiator", "precision"]
Shown = Literal["places", "grid", "governorate", "district", "subdistrict"]
Measure = Literal["n", "killed"]
Versus = Literal["before", "year", "chosen"]
STEPS: tuple[Step, ...] = get_args(Step)
COLOURINGS: tuple[By, ...] = get_args(By)
SHOWN: tuple[Shown, ...] = get_args(Shown)
MEASURES: tuple[Measure, ...] = get_args(Measure)
VERSUS: tuple[Versus, ...] = get_args(Versus)
LISTS: Mapping[str, str] = {
    "types": "type", "actors": "actor", "initiators": "initiator", "targets": "target", "governorates": "governorate", "districts": "district",
    "subdistricts": "subdistrict", "weapons": "weapon", "hit": "hit", "outlets": "outlet", "certainty": "certainty", "precision": "precision",
    "review": "review",
}  # fmt: skip
"""Fields of Filters that hold several codes, and their parameter in a link; the command line's options have the same names."""
SINGLES: Mapping[str, str] = {
    "date_from": "from", "date_to": "to", "undated": "undated", "min_confidence": "confidence", "text": "q", "place_id": "place", "event_id": "only",
    "killed_from": "killed_from", "killed_to": "killed_to", "injured_from": "injured_from", "injured_to": "injured_to", "min_sources": "sources",
    "disagree": "disagree", "near": "near", "box": "box", "within": "within",
}  # fmt: skip
_FIELDS = {parameter: name for name, parameter in {**LISTS, **SINGLES}.items()}
_PLAIN = ("event", "at", "step", "by", "cut", "workspace", "shown", "measure", "versus", "digits", "months")  # fields of State that a link holds as they are
_FLAGS = ("framed", "per_area", "average", "multiples", "toll")
_DAYS = ("versus_from", "versus_to")
_VIEW = ("lang", "view", *_PLAIN, *_FLAGS, *_DAYS)
_CHOICES = {
    "lang": LANGS, "step": STEPS, "by": COLOURINGS, "workspace": ("own",), "shown": SHOWN, "measure": MEASURES, "versus": VERSUS, "digits": DIGITS,
    "months": MONTHS,
}  # fmt: skip
AREA_LEVELS = {"governorates": "governorate", "districts": "district", "subdistricts": "subdistrict"}
_VOCABULARIES = {"types": EVENT_TYPES, "certainty": CERTAINTIES, "precision": PRECISIONS, "weapons": WEAPON_KINDS, "hit": HIT, "review": REVIEWS}
_ID = re.compile(r"[\w.:/-]{1,80}")
_NUMBER = re.compile("[0-9]{1,6}")
RANGES = {"killed": ("killed_from", "killed_to"), "injured": ("injured_from", "injured_to")}
_ENDS = (("date_from", "date_to"), *RANGES.values())
LONGEST_TEXT = 200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a link that is not known. value: "" where the parameter itself is not known."""

    parameter: str
    value: str = ""

    def message(self, words: Words) -> str:
        """Say it to the reader."""
        if self.value:
            return words("link.badvalue", name=self.parameter, value=self.value[:60])
        return words("link.unknown", name=self.parameter[:60])


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a link holds.

    digits, months: how the Arabic interface writes figures and months, None for 0123 and both names. event: id of the open event; at: id of the open
    place or area; step, by: of the timeline, None for the page's choice; cut: the data cut the link was made on; workspace: "own" for the visitor's
    own instead of the demonstration. shown: what the map draws, None for places; measure,
    per_area: what shades its areas, by 100 square kilometres; framed: figures and list hold only what is in view; versus: the period that
    the chosen dates are compared with; versus_from, versus_to: its days where they are chosen too; average, multiples, toll: whether the timeline has a moving
    average, one chart for each governorate, and the dead in place of events.
    """

    filters: Filters = field(default_factory=Filters)
    lang: Lang = "en"
    digits: Digits | None = None
    months: Months | None = None
    event: str = ""
    at: str = ""
    view: View | None = None
    step: Step | None = None
    by: By | None = None
    cut: str = ""
    workspace: str = ""
    shown: Shown | None = None
    measure: Measure | None = None
    per_area: bool = False
    framed: bool = False
    versus: Versus | None = None
    versus_from: date | None = None
    versus_to: date | None = None
    average: bool = False
    multiples: bool = False
    toll: bool = False

    def only(self, filters: Filters | None = None, *, event: str = "", cut: str = "") -> State:
        """Give the state of a link that shows these events, or opens this one, to the same reader and in the same workspace, and nothing else."""
        return State(filters or Filters(), self.lang, self.digits, self.months, event=event, cut=cut, workspace=self.workspace)


def to_query(state: State) -> Query:
    """Write a state as a query; what is at its default stays out."""
    query: Query = {parameter: list(getattr(state.filters, name)) for name, parameter in LISTS.items() if getattr(state.filters, name)}
    defaults = Filters()
    for name, parameter in SINGLES.items():
        value = getattr(state.filters, name)
        if value != getattr(defaults, name):
            query[parameter] = [_written(value)]
    rest = {name: getattr(state, name) for name in _PLAIN} | {"lang": "ar" if state.lang == "ar" else ""}
    rest |= {name: "yes" if getattr(state, name) else "" for name in _FLAGS}
    rest |= {name: _written(getattr(state, name)) if getattr(state, name) else "" for name in _DAYS}
    if state.view:
        rest["view"] = f"{state.view.lat:.4f},{state.view.lon:.4f},{state.view.zoom:g}"
    return query | {parameter: [value] for parameter, value in rest.items() if value}


def from_query(query: Mapping[str, Iterable[str]], areas: Mapping[str, Area]) -> tuple[State, tuple[Problem, ...]]:
    """Read a query; unknown parameters and values are left out and told. areas: the administrative areas by p-code."""
    values: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    problems: list[Problem] = []
    for parameter, given in query.items():
        name = _FIELDS.get(parameter, "")
        for value in dict.fromkeys(given):
            try:
                if name in LISTS:
                    values[name] = (*values.get(name, ()), _known(name, value, areas))
                elif name:
                    values[name] = _read(name, value)
                elif parameter in _VIEW:
                    rest[parameter] = _read_view(parameter, value)
                elif not parameter.startswith("embed"):
                    problems.append(Problem(parameter))
                    break
            except ValueError:
                problems.append(Problem(parameter, value))
    return State(Filters(**values), **rest), tuple(problems)


def link(state: State) -> str:
    """Give the part of an address after the question mark."""
    return urlencode(to_query(state), doseq=True)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return bounds_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _known(name: str, value: str, areas: Mapping[str, Area]) -> str:
    """Accept a code of the vocabulary, or the p-code of an area of the right level."""
    if name in AREA_LEVELS:
        accepted = value in areas and areas[value].level == AREA_LEVELS[name]
    elif name == "outlets":
        accepted = 0 < len(value) <= LONGEST_TEXT
    else:
        accepted = value in _VOCABULARIES.get(name, ACTORS)
    if not accepted:
        raise ValueError(value)
    return value


def _read(name: str, value: str) -> object:
    match name:
        case "date_from" | "date_to":
            return _day(value)
        case "undated" | "disagree":
            return {"yes": True, "no": False}.get(value) if value in ("yes", "no") else _refuse(value)
        case "min_confidence":
            number = float(value)
            return number if math.isfinite(number) and 0 <= number <= 1 else _refuse(value)
        case "text" | "near" | "box" | "within":
            return _READERS[name](value)
        case "killed_from" | "killed_to" | "injured_from" | "injured_to" | "min_sources":
            return int(value) if _NUMBER.fullmatch(value) else _refuse(value)
    return value if _ID.fullmatch(value) else _refuse(value)


def _read_view(parameter: str, value: str) -> object:
    if parameter in _CHOICES:
        return value if value in _CHOICES[parameter] else _refuse(value)
    if parameter in _FLAGS:
        return True if value == "yes" else _refuse(value)
    match parameter:
        case "view":
            lat, lon, zoom = (float(part) for part in value.split(","))
            return View(lat, lon, zoom) if -90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= zoom <= 22 else _refuse(value)
        case "cut":
            return value[:40]
        case "versus_from" | "versus_to":
            return _day(value)
    return value if _ID.fullmatch(value) else _refuse(value)


def _day(value: str) -> date:
    day = date.fromisoformat(value)
    return day if FIRST_DAY <= day <= LAST_DAY else _refuse(value)


def _refuse(value: str) -> NoReturn:
    raise ValueError(value)


def clean(text: str) -> str:
    """Make search words fit for a link: single spaces, no control characters or lone surrogates, a bounded length."""
    kept = "".join(ch for ch in text if ch.isprintable() or ch.isspace())
    return " ".join(kept.split())[:LONGEST_TEXT].strip()


_READERS: Mapping[str, Callable[[str], object]] = {"text": clean, "near": read_near, "box": read_bounds, "within": polygon_of_wkt}


def with_value(filters: Filters, name: str, value: object) -> Filters:
    """Give the filters with another value in a field that is only known by its name."""
    values: dict[str, Any] = {name: value}
    return replace(filters, **values)


def in_order(filters: Filters) -> Filters:
    """Give the filters without ranges whose ends are exchanged, which nothing can match."""
    for low, high in _ENDS:
        least, most = getattr(filters, low), getattr(filters, high)
        if None not in (least, most) and least > most:
            filters = with_value(with_value(filters, low, None), high, None)
    return filters


def has_period(filters: Filters) -> bool:
    """Tell whether both dates are chosen, so that another period can be set against them."""
    first, last = filters.date_from, filters.date_to
    return first is not None and last is not None and first <= last


def compared(filters: Filters, state: State) -> Filters | None:
    """Give the filters with the period that a state compares with; None without both dates of both periods.

    It is as many days just before, the same days a year earlier, or the days that were chosen, which may be more or fewer.
    """
    first, last = filters.date_from, filters.date_to
    if first is None or last is None or first > last or state.versus is None:
        return None
    match state.versus:
        case "chosen":
            span = (state.versus_from, state.versus_to)
        case "before":
            span = (first - (last - first) - timedelta(days=1), first - timedelta(days=1))
        case "year":
            span = (_year_earlier(first), _year_earlier(last))
    other = replace(filters, date_from=span[0], date_to=span[1], undated=False)
    return other if has_period(other) else None


def lengths(filters: Filters, other: Filters) -> tuple[int, int] | None:
    """Count the days of two periods; None where they are as long, or one has no end."""
    spans = [(one.date_to - one.date_from).days + 1 for one in (filters, other) if one.date_from and one.date_to]
    return (spans[0], spans[1]) if len(set(spans)) > 1 else None


def unlike(filters: Filters, other: Filters, words: Words) -> str:
    """Say that two periods differ in length; "" where they do not."""
    days = lengths(filters, other)
    return words("versus.lengths", now=days[0], before=days[1]) if days else ""


def moved(filters: Filters, windows: int) -> Filters | None:
    """Move the chosen dates by so many times their own length; None without both dates, or where the calendar of links ends."""
    first, last = filters.date_from, filters.date_to
    if first is None or last is None or first > last:
        return None
    by = ((last - first).days + 1) * windows
    if not FIRST_DAY.toordinal() <= first.toordinal() + by <= last.toordinal() + by <= LAST_DAY.toordinal():
        return None
    return replace(filters, date_from=first + timedelta(days=by), date_to=last + timedelta(days=by))


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def tidy(filters: Filters, areas: Mapping[str, Area]) -> Filters:
    """Take away districts and sub-districts that do not lie in the areas chosen above them."""
    districts = tuple(code for code in filters.districts if not filters.governorates or areas[code].parent in filters.governorates)
    above = {code for code, area in areas.items() if area.level == "district" and (not filters.governorates or area.parent in filters.governorates)}
    inside = set(districts) or above
    return replace(filters, districts=districts, subdistricts=tuple(code for code in filters.subdistricts if areas[code].parent in inside))


def covered() -> bool:
    """Tell whether every field of Filters can travel in a link."""
    return {one.name for one in fields(Filters)} == {*LISTS, *SINGLES}
