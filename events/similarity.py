"""How far two reports tell of the same incident: a sum of points with a reason for each, or a reason why they cannot.

The points are published (docs/corroboration.md) and each is small enough to argue about. Two reports are joined from `THRESHOLD` points on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from events.records import Link, StoredReport
from extract.records import Report, Resolved, Toponym
from gazetteer.admin import distance_km
from gazetteer.names import key
from gazetteer.places import AREA_LEVELS, Place

THRESHOLD = 6.0

# Outlets call one thing by several of the types of a family; across families reports are never joined.
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
_OTHER_PLACES = 1.5
_EQUAL_FIGURES = ((6, 2.5), (3, 1.5), (1, 1.0), (0, 0.5))
"""Points for an equal figure, from that many persons on."""

_LARGE_CITY_KM = 5.0
"""A city with this radius or more sees several incidents on one day."""

_DAY_PRECISIONS = {"day", "approx_day"}
_SHINGLE = 3
_COPIED = 0.6
"""From this share of common three-word sequences on, one text is held to be copied from the other."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points for one aspect, and what they were given for. None instead of Points: the aspect rules the pair out."""

    value: float
    why: str = ""


def compare(a: StoredReport, b: StoredReport) -> Link | None:
    """Score two reports. None: they tell of different incidents, whatever else they have in common."""
    if a.report.article_id == b.report.article_id or FAMILIES[a.report.type] != FAMILIES[b.report.type]:
        return None
    a, b = sorted((a, b), key=lambda one: one.report.id)  # which of two equal matches counts must not depend on who asks
    aspects = [_places(a.report, b.report), _dates(a.report, b.report)]
    if None not in aspects:
        aspects += [_text(a, b), _types(a.report, b.report), _actors(a.report, b.report), _figures(a.report, b.report), _means(a.report, b.report)]
    found = [aspect for aspect in aspects if aspect is not None]
    if len(found) < len(aspects):
        return None
    return Link(round(sum(points.value for points in found), 2), ", ".join(points.why for points in found if points.why))


def copied(a: str, b: str) -> bool:
    """Say whether two folded texts share so many three-word sequences that one was copied from the other, or both from a third."""
    mine, theirs = _shingles(a), _shingles(b)
    return bool(mine) and bool(theirs) and len(mine & theirs) >= _COPIED * min(len(mine), len(theirs))


@lru_cache(maxsize=20_000)
def _shingles(body: str) -> frozenset[int]:
    words = body.split()
    return frozenset(hash(tuple(words[at : at + _SHINGLE])) for at in range(len(words) - _SHINGLE + 1))


def _text(a: StoredReport, b: StoredReport) -> Points:
    if a.copy_of == b.copy_of:
        return Points(3, "the same text")
    return Points(3, "copied text") if copied(a.body, b.body) else Points(0)


def _types(a: Report, b: Report) -> Points:
    if a.type == b.type:
        return Points(2, f"both {a.type.replace('_', ' ')}")
    return Points(-1, f"{a.type.replace('_', ' ')} against {b.type.replace('_', ' ')}")


def _dates(a: Report, b: Report) -> Points | None:
    if not (a.date and a.date_end and b.date and b.date_end):
        return None if a.date or b.date else Points(0, "neither dated")
    exact = a.date_precision in _DAY_PRECISIONS and b.date_precision in _DAY_PRECISIONS
    if a.date <= b.date_end and b.date <= a.date_end:
        if (a.date, a.date_end) == (b.date, b.date_end):
            return Points(2, "same day") if exact else Points(0.5, "same dates")
        return Points(1 if exact else -1, "dates overlap")
    near = _gap(a.date, a.date_end, b.date, b.date_end) <= timedelta(days=1)
    return Points(-1, "a day apart, one of them approximate") if near and "approx_day" in {a.date_precision, b.date_precision} else None


def _gap(start: date, end: date, other_start: date, other_end: date) -> timedelta:
    return max(other_start - end, start - other_end)


def _places(a: Report, b: Report) -> Points | None:
    """Match the places of one report with the other's; a round-up of ten places has little in common with a report on one of them."""
    if not a.places or not b.places:
        return None
    found: list[Points] = []
    rest = list(b.places)
    for mine in a.places:
        scored = [(same, theirs) for theirs in rest if (same := same_place(mine, theirs))]
        if scored:
            best, theirs = max(scored, key=lambda pair: pair[0].value)
            found.append(best)
            rest.remove(theirs)
    if not found:
        return None
    share = 2 * len(found) / (len(a.places) + len(b.places))
    best = max(found, key=lambda points: points.value)
    why = best.why if len(found) == 1 else f"{best.why}, {len(found)} places in common"
    return Points(best.value * share - _OTHER_PLACES * (1 - share), why)


def same_place(a: Toponym, b: Toponym) -> Points | None:
    """Say how far two places may be one: None for different places. An area says less than a town, a city less than its quarter."""
    if not isinstance(a.resolution, Resolved) or not isinstance(b.resolution, Resolved):
        both_open = not isinstance(a.resolution, Resolved) and not isinstance(b.resolution, Resolved)
        return Points(2.5, f"same unplaced name {a.mention.surface}") if both_open and key(a.mention.surface) == key(b.mention.surface) else None
    mine, theirs = a.resolution.place, b.resolution.place
    if mine.id == theirs.id:
        return Points(_weight(mine), f"same {mine.level}")
    if mine.city == theirs.id or theirs.city == mine.id:
        return Points(1, "a city and its quarter")
    if mine.level in AREA_LEVELS or theirs.level in AREA_LEVELS:
        return Points(-0.5, "one within the other") if _covers(mine, theirs) or _covers(theirs, mine) else None
    return _near(mine, theirs)


def _weight(place: Place) -> float:
    if place.level in AREA_LEVELS or (place.precision_km or 0) >= _LARGE_CITY_KM:
        return 0
    return 2 if place.level == "city" else 3


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
    return Points(1.5, f"{apart:.1f} km apart, within {reach:.0f} km") if apart <= reach else None


def _actors(a: Report, b: Report) -> Points:
    mine, theirs = _known(a.initiators), _known(b.initiators)
    if FAMILIES[a.type] == "ground fighting":  # who attacked is often told differently by the two sides
        mine, theirs = mine | _known(a.targets), theirs | _known(b.targets)
    common = mine & theirs
    if common:
        return Points(1.5, f"both name {' and '.join(sorted(common))}")
    return Points(-1, f"{' and '.join(sorted(mine))} against {' and '.join(sorted(theirs))}") if mine and theirs else Points(0)


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
    if a == b:
        return Points(next(points for least, points in _EQUAL_FIGURES if a[0] >= least), told)
    low, high = sorted((a, b), key=lambda figure: figure[0] or 0)
    if high[0] is not None and (low[1] is None or low[1] >= high[0]):
        return Points(0.5, told)
    return Points(0, told) if (high[0] or 0) <= 3 * max(low[1] or 0, 1) else Points(-2, told)


def _spelled(figure: tuple[int | None, int | None]) -> str:
    low, high = figure
    return f"at least {low}" if high is None else str(low) if low == high else f"{low}–{high}"


def _means(a: Report, b: Report) -> Points:
    """Weapon and what was hit."""
    value, why = 0.0, []
    if a.weapon and b.weapon and key(a.weapon) == key(b.weapon):
        value, why = 1.0, [f"both name {a.weapon}"]
    common = set(a.hit) & set(b.hit)
    if common:
        value, why = value + 1, [*why, f"both hit a {min(common).replace('_', ' ')}"]
    return Points(value, ", ".join(why))
