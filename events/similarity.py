"""How far two reports tell of the same incident: a sum of points with a reason for each, or None where they cannot.

The points stand in `data/corroboration.csv`, each with its meaning. Two reports are joined from `THRESHOLD` points on.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from events.copies import shared
from events.records import Link, StoredReport
from extract.records import Report, Resolved, Toponym
from gazetteer.admin import distance_km
from gazetteer.names import key
from gazetteer.places import AREA_LEVELS, Place

THRESHOLD = 5.5
RULES = Path(__file__).parent / "data" / "corroboration.csv"


def read_points(path: Path = RULES) -> Mapping[str, float]:
    """Read the points of each rule."""
    with path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["rule"]: float(row["points"]) for row in csv.DictReader(file)})


POINTS = read_points()

# Outlets call one thing by several of the types of a family, and now and then by one of another family.
FAMILIES: dict[str, str] = {
    "air_strike": "bombardment",
    "drone_strike": "bombardment",
    "shelling": "bombardment",
    "chemical_attack": "bombardment",
    "armed_clash": "ground fighting",
    "territory_change": "ground fighting",
    "explosion_ied": "explosion",
    "small_arms_assassination": "shooting",
}
# One place seldom sees two of these on one day.
_RARE_TYPES = {"drone_strike", "chemical_attack", "explosion_ied", "small_arms_assassination"}
_EQUAL_FIGURES = (6, 3, 1, 0)
_LARGE_TOLL = 10
_GREAT_TOLL = 50
_LARGE_CITY_KM = 5.0
_DAY_PRECISIONS = {"day", "approx_day"}


@dataclass(frozen=True, slots=True)
class Points:
    """Points for one aspect, and what they were given for. None instead of Points: the aspect rules the pair out."""

    value: float
    why: str = ""


def compare(a: StoredReport, b: StoredReport) -> Link | None:
    """Score two reports. None: they tell of different incidents, whatever else they have in common."""
    if a.report.article_id == b.report.article_id:
        return None
    if b.report.id < a.report.id:  # which of two equal matches counts must not depend on who asks
        a, b = b, a
    one, other = a.report, b.report
    if (places := _places(one, other)) is None or (dates := _dates(one, other)) is None:
        return None
    found = (places, dates, _text(a, b), _types(one, other), _actors(one, other), _figures(one, other), _means(one, other))
    return Link(round(sum(points.value for points in found), 2), ", ".join(points.why for points in found if points.why))


def _text(a: StoredReport, b: StoredReport) -> Points:
    if a.copy_of == b.copy_of:
        return Points(POINTS["copied_text"], "the same text")
    share = shared(a.body, b.body)
    return Points(POINTS["copied_text"], f"copied text, {share:.0%} in common") if share else Points(0)


def _types(a: Report, b: Report) -> Points:
    if a.type == b.type:
        return Points(POINTS["same_rare_type" if a.type in _RARE_TYPES else "same_type"], f"both {a.type.replace('_', ' ')}")
    families = {FAMILIES[a.type], FAMILIES[b.type]}
    rule = "other_family" if len(families) > 1 else "clash_and_capture" if families == {"ground fighting"} else "same_family"
    return Points(POINTS[rule], f"{a.type.replace('_', ' ')} against {b.type.replace('_', ' ')}")


def _dates(a: Report, b: Report) -> Points | None:
    if not (a.date and a.date_end and b.date and b.date_end):
        return None if a.date or b.date else Points(POINTS["undated"], "neither dated")
    exact = a.date_precision in _DAY_PRECISIONS and b.date_precision in _DAY_PRECISIONS
    if a.date <= b.date_end and b.date <= a.date_end:
        if (a.date, a.date_end) == (b.date, b.date_end):
            return Points(POINTS["same_day"], "same day") if exact else Points(POINTS["same_period"], "same dates")
        return Points(POINTS["days_overlap" if exact else "dates_overlap"], "dates overlap")
    if not exact or _gap(a.date, a.date_end, b.date, b.date_end) > timedelta(days=1):
        return None
    if "approx_day" in {a.date_precision, b.date_precision}:
        return Points(POINTS["day_apart"], "a day apart, one of them approximate")
    return Points(POINTS["next_day"], "a day apart")


def _gap(start: date, end: date, other_start: date, other_end: date) -> timedelta:
    return max(other_start - end, start - other_end)


def _places(a: Report, b: Report) -> Points | None:
    """Match the places of one report with the other's; a round-up of ten places has little in common with a report on one of them."""
    if not a.places or not b.places:
        return None
    taken = "territory_change" in {a.type, b.type}
    found: list[Points] = []
    rest = list(b.places)
    for mine in a.places:
        scored = [(same, theirs) for theirs in rest if (same := same_place(mine, theirs, taken=taken))]
        if scored:
            best, theirs = max(scored, key=lambda pair: pair[0].value)
            found.append(best)
            rest.remove(theirs)
    if not found:
        return None
    share = 2 * len(found) / (len(a.places) + len(b.places))
    best = max(found, key=lambda points: points.value)
    why = best.why if len(found) == 1 else f"{best.why}, {len(found)} places in common"
    return Points(best.value * share + POINTS["other_places"] * (1 - share), why)


def same_place(a: Toponym, b: Toponym, *, taken: bool) -> Points | None:
    """Say how far two places may be one: None for different places. An area says less than a town, a city less than its quarter.

    taken: a report tells of a change of hands. A large city sees several incidents a day, but falls once.
    """
    if not isinstance(a.resolution, Resolved) or not isinstance(b.resolution, Resolved):
        both_open = not isinstance(a.resolution, Resolved) and not isinstance(b.resolution, Resolved)
        if both_open and key(a.mention.surface) == key(b.mention.surface):
            return Points(POINTS["same_unplaced_name"], f"same unplaced name {a.mention.surface}")
        return None
    mine, theirs = a.resolution.place, b.resolution.place
    if mine.id == theirs.id:
        return Points(_weight(mine, taken=taken), f"same {mine.level}")
    if mine.city == theirs.id or theirs.city == mine.id:
        return Points(POINTS["city_and_quarter"], "a city and its quarter")
    if mine.level in AREA_LEVELS or theirs.level in AREA_LEVELS:
        return Points(POINTS["within"], "one within the other") if _covers(mine, theirs) or _covers(theirs, mine) else None
    return _near(mine, theirs)


def _weight(place: Place, *, taken: bool) -> float:
    large = (place.precision_km or 0) >= _LARGE_CITY_KM and not (taken and place.level == "city")
    if place.level in AREA_LEVELS or large:
        return POINTS["same_wide_place"]
    return POINTS["same_city" if place.level == "city" else "same_spot"]


def _covers(area: Place, place: Place) -> bool:
    codes = area.area_pcodes or ((area.pcode,) if area.pcode else ())
    inside = (place.governorate, place.district, place.subdistrict)
    return area.level in AREA_LEVELS and any(code in inside for code in codes)


def _near(a: Place, b: Place) -> Points | None:
    """A landmark beside a town may be the same spot; two towns, or two quarters, are not, however near."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None or not {a.level, b.level} & {"facility", "natural"}:
        return None
    reach = max(a.precision_km or 1, b.precision_km or 1)
    apart = distance_km((a.lon, a.lat), (b.lon, b.lat))
    return Points(POINTS["near_landmark"], f"{apart:.1f} km apart, within {reach:.0f} km") if apart <= reach else None


def _actors(a: Report, b: Report) -> Points:
    mine, theirs = _known(a.initiators), _known(b.initiators)
    if "ground fighting" in {FAMILIES[a.type], FAMILIES[b.type]}:  # who attacked is often told differently by the two sides
        mine, theirs = mine | _known(a.targets), theirs | _known(b.targets)
    common = mine & theirs
    if common:
        return Points(POINTS["same_actor"], f"both name {' and '.join(sorted(common))}")
    if not mine or not theirs:
        return Points(0)
    return Points(POINTS["other_actor"], f"{' and '.join(sorted(mine))} against {' and '.join(sorted(theirs))}")


def _known(actors: tuple[str, ...]) -> frozenset[str]:
    return frozenset(actors) - {"unknown", "civilians"}


def _figures(a: Report, b: Report) -> Points:
    value, why = 0.0, []
    for what, mine, theirs in (
        ("killed", (a.killed_min, a.killed_max), (b.killed_min, b.killed_max)),
        ("injured", (a.injured_min, a.injured_max), (b.injured_min, b.injured_max)),
    ):
        points = _figure(what, mine, theirs)
        value += points.value
        why += [points.why] if points.why else []
    return Points(value, ", ".join(why))


def _figure(what: str, a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> Points:
    """An equal figure of some size says much; figures far apart say that these are two incidents; a toll may rise."""
    if a[0] is None or b[0] is None:
        return Points(0)
    told = f"{_spelled(a)} {what}" if a == b else f"{_spelled(a)} against {_spelled(b)} {what}"
    if min(a[0], b[0]) >= _GREAT_TOLL and max(a[0], b[0]) <= 2 * min(a[0], b[0]):
        return Points(POINTS["great_figures"], told)
    if a == b:
        return Points(POINTS[f"equal_figure_{next(least for least in _EQUAL_FIGURES if a[0] >= least)}"], told)
    low, high = sorted((a, b), key=lambda figure: figure[0] or 0)
    if low[1] is None or low[1] >= (high[0] or 0):
        return Points(POINTS["figures_overlap"], told)
    times = (high[0] or 0) / max(low[1], 1)
    rule = "large_figures" if times <= 2 and low[1] >= _LARGE_TOLL else "risen_figure" if times <= 3 else "other_figure"
    return Points(POINTS[rule], told)


def _spelled(figure: tuple[int | None, int | None]) -> str:
    low, high = figure
    return f"at least {low}" if high is None else str(low) if low == high else f"{low}–{high}"


def _means(a: Report, b: Report) -> Points:
    """Weapon and what was hit."""
    value, why = 0.0, []
    if a.weapon and b.weapon and key(a.weapon) == key(b.weapon):
        value, why = POINTS["same_weapon"], [f"both name {a.weapon}"]
    common = set(a.hit) & set(b.hit)
    if common:
        value, why = value + POINTS["same_hit"], [*why, f"both hit a {min(common).replace('_', ' ')}"]
    return Points(value, ", ".join(why))
