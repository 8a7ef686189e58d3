"""The fields of a report that an analyst may set: their values as JSON, what each may be, and a report with other values.

A place is a field of its own, named after where it stands in the article ("place:text:31:39"); its value is {"surface", "resolution"}, or None for
a name that is taken out of the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from events.codec import Json, day_from_json, resolution_from_json, resolution_to_json
from extract.article import Span
from extract.records import Mention, Report, Resolved, Toponym, WhyNot
from extract.vocabulary import ACTORS, CERTAINTIES, DATE_PRECISIONS, EVENT_TYPES, HIT
from gazetteer.names import key
from gazetteer.places import LEVELS, SYRIA_BOX, RasdError

COUNTS = ("killed_min", "killed_max", "injured_min", "injured_max", "civilians_killed", "children_killed", "women_killed")
LISTS: Mapping[str, tuple[str, ...] | None] = {"initiators": ACTORS, "targets": ACTORS, "hit": HIT, "groups": None}
TERMS: Mapping[str, tuple[str, ...]] = {"type": EVENT_TYPES, "certainty": CERTAINTIES, "date_precision": DATE_PRECISIONS}
WORDS = ("weapon", "source")
DAYS = ("date", "date_end")
PLAIN = ("type", *COUNTS, *DAYS, "date_precision", "initiators", "targets", "groups", "weapon", "hit", "certainty", "source", "outside")
"""All fields that can be held but the places. `outside` is held with a report that was judged to be in Syria; nobody sets it."""
TOGETHER = (("killed_min", "killed_max"), ("injured_min", "injured_max"), ("date", "date_end", "date_precision"))
"""Fields that only mean something together: who corrects one states all."""

CHOSEN = "chosen by a reviewer"
"""The rule of a place that an analyst picked. It says no name: it stands in files that leave the workspace."""
MOST_PERSONS, LONGEST_WORDS, LONGEST_TEXT = 1_000_000, 200, 10_000_000
_MOST, _LONGEST_REASON = 400, 5_000
_PLACE_TEXTS = ("id", "name_ar", "name_en", "kind", "governorate", "district", "subdistrict", "city", "pcode", "source")
_PLACE = re.compile(r"place:(title|text):(\d{1,8}):(\d{1,8})'*")


class ReviewError(RasdError, ValueError):
    """A review cannot be taken in; the message names the value, what was expected and the way out."""


def values(report: Report) -> Json:
    """Give the fields of a report that a review can hold, as JSON values, places by where they stand."""
    found: Json = {name: getattr(report, name) for name in PLAIN}
    found |= {name: list(found[name]) for name in LISTS}
    found |= {name: found[name].isoformat() if found[name] else None for name in DAYS}
    for toponym in report.places:
        span = toponym.mention.span
        name = place_field(span)
        while name in found:
            name += "'"
        found[name] = {"surface": toponym.mention.surface, "resolution": resolution_to_json(toponym.resolution)}
    return found


def with_values(report: Report, wanted: Mapping[str, Any]) -> Report:
    """Give the report with these values (all of `values`): places that are None or not among them are taken out, others come last."""
    plain: Json = {name: wanted[name] for name in PLAIN}
    plain |= {name: tuple(plain[name]) for name in LISTS} | {name: day_from_json(plain[name]) for name in DAYS}
    places = tuple(
        Toponym(Mention(span_of(name), "place", value["surface"]), resolution_from_json(value["resolution"]))
        for name, value in wanted.items()
        if is_place(name) and value is not None
    )
    return replace(report, **plain, places=places)


def place_field(span: Span) -> str:
    """Name the field of a place."""
    return f"place:{span.zone}:{span.start}:{span.end}"


def is_place(field: str) -> bool:
    """Tell whether a field is a place."""
    return field.startswith("place:")


def span_of(field: str) -> Span:
    """Give where a place stands. Raises ReviewError for a name that is none."""
    found = _PLACE.fullmatch(field)
    if not found or not int(found[2]) <= int(found[3]) <= LONGEST_TEXT:
        raise ReviewError(f"{field[:60]!r} names no place; expected place:text:START:END")
    return Span("title" if found[1] == "title" else "text", int(found[2]), int(found[3]))


def same(field: str, a: object, b: object) -> bool:
    """Tell whether two values say the same: lists in any order, places by id and position (to about 10 m)."""
    return same_key(field, a) == same_key(field, b)


def same_key(field: str, value: Any) -> object:  # noqa: ANN401  # JSON
    """Give what two values that say the same have in common."""
    if is_place(field) and value is not None:
        place = value["resolution"].get("place")
        return (place.get("id"), *(None if place.get(axis) is None else round(place[axis], 4) for axis in ("lat", "lon"))) if place else "not placed"
    return sorted(value) if isinstance(value, list) else value


def spelled(field: str, value: Any) -> str:  # noqa: ANN401  # JSON
    """Write a value for people."""
    if is_place(field):
        if value is None:
            return "no place of it"
        outcome = value["resolution"]
        place = outcome.get("place")
        return f"{place.get('name_ar') or value['surface']} ({place.get('id', '')})" if place else f"{value['surface']}, not placed"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "not given" if value in (None, "") else str(value)


def read_value(field: str, text: str) -> Any:  # noqa: ANN401  # JSON
    """Read a value as people type it: a number, a day, a term, a list with commas; empty or - for none. Raises ReviewError."""
    text = text.strip()
    empty = text in {"", "-", "none"}
    if field in LISTS:
        found: Any = [] if empty else [part.strip() for part in text.split(",")]
    elif field in WORDS:
        found = "" if empty else text
    elif empty and field not in TERMS:
        found = None
    elif field in COUNTS:
        try:
            found = int(text)
        except ValueError as error:
            raise ReviewError(f"{field}={text!r}: expected a whole number, or - for none") from error
    else:
        found = text
    check_value(field, found)
    return found


def check_value(field: str, value: Any) -> None:  # noqa: ANN401  # JSON from anyone
    """Refuse a value that a field cannot have, and a field that does not exist. Raises ReviewError."""
    if is_place(field):
        span_of(field)
        _check_place(field, value)
    elif field in TERMS:
        _need(field, value, value in TERMS[field] if isinstance(value, str) else False, f"one of {', '.join(TERMS[field])}")
    elif field in LISTS:
        known = LISTS[field]
        listed = isinstance(value, list) and len(value) <= _MOST and all(isinstance(one, str) and one and len(one) <= LONGEST_WORDS for one in value)
        _need(field, value, listed and (known is None or set(value) <= set(known)), f"a list of {', '.join(known)}" if known else "a list of ids of groups")
    elif field in COUNTS:
        whole = isinstance(value, int) and not isinstance(value, bool)
        _need(field, value, value is None or (whole and 0 <= value <= MOST_PERSONS), f"a number from 0 to {MOST_PERSONS:,}, or none")
    elif field in DAYS:
        _need(field, value, value is None or _is_day(value), "a day such as 2016-05-10, or none")
    elif field in (*WORDS, "outside"):
        _need(field, value, _is_words(value), f"at most {LONGEST_WORDS} characters")
    else:
        settable = [name for name in PLAIN if name != "outside"]
        raise ReviewError(f"{field[:60]!r} is no field of a report; known: {', '.join(settable)}")


def check_together(wanted: Mapping[str, Any]) -> None:
    """Refuse figures and days that contradict each other. wanted: at least the fields of `TOGETHER` that are to be checked. Raises ReviewError."""
    for low, high in TOGETHER[:2]:
        if low in wanted and wanted[high] is not None and (wanted[low] is None or wanted[low] > wanted[high]):
            raise ReviewError(f"{low} {spelled(low, wanted[low])} with {high} {wanted[high]}: the lowest figure cannot be higher; give both")
    if "date" not in wanted:
        return
    first, last, precision = (wanted[name] for name in TOGETHER[2])
    if (first is None) != (last is None) or (first is None) != (precision == "unknown"):
        raise ReviewError(f"date {first}, date_end {last}, date_precision {precision}: give both days and how exact they are, or none of the three")
    if first is not None and first > last:
        raise ReviewError(f"date {first} is after date_end {last}; exchange the two days")


def storable(text: str) -> bool:
    """Tell whether a text can be kept and shown: no NUL, no lone half of a character."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _need(field: str, value: object, holds: bool, expected: str) -> None:  # noqa: FBT001  # a condition
    if not holds:
        raise ReviewError(f"{field}={value!r:.80}: expected {expected}")


def _check_place(field: str, value: Any) -> None:  # noqa: ANN401  # JSON from anyone
    if value is None:
        return
    try:
        surface, outcome = value["surface"], resolution_from_json(value["resolution"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReviewError(f"{field}: not a place; expected surface and resolution") from error
    _need(field, surface, _is_words(surface), f"at most {LONGEST_WORDS} characters")
    if isinstance(outcome, Resolved):
        _need(field, outcome.score, _number(outcome.score, 0.0, 1.0), "a score from 0 to 1")
        texts: list[object] = [outcome.rule, *(one.why for one in outcome.rejected)]
        places = [outcome.place, *(one.place for one in outcome.rejected)]
        _need(field, outcome.place.id, bool(outcome.place.id), "a place with an id")
    else:
        _need(field, outcome.reason, outcome.reason in get_args(WhyNot), f"one of {', '.join(get_args(WhyNot))}")
        texts, places = [outcome.detail, outcome.country], list(outcome.candidates)
    _need(field, len(places), len(places) <= _MOST, f"at most {_MOST} places")
    for place in places:
        check_position(field, place.level, place.lat, place.lon, place.precision_km)
        texts += [getattr(place, name) for name in _PLACE_TEXTS] + list(place.area_pcodes)
        for number in (place.geonameid, place.population):
            _need(field, number, number is None or _number(number, 0, 10**12), "a number")
    for text in texts:
        _need(field, text, isinstance(text, str) and len(text) <= _LONGEST_REASON and storable(text), f"texts of at most {_LONGEST_REASON:,} characters")


def _is_words(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_WORDS and storable(value)


def check_position(field: str, level: object, lat: object, lon: object, precision_km: object) -> None:
    """Refuse a level that does not exist and a point outside Syria's box (decimal degrees, WGS 84). Raises ReviewError."""
    west, south, east, north = SYRIA_BOX
    _need(field, level, level in LEVELS, f"one of {', '.join(LEVELS)}")
    inside = _number(lat, south, north) and _number(lon, west, east)
    _need(field, (lat, lon), inside or (lat is None and lon is None), "a point in Syria, latitude first, such as 36.20, 37.16")
    _need(field, precision_km, precision_km is None or _number(precision_km, 0.0, 500.0), "a radius in km")


def _number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def find_place(report: Report, wanted: str) -> str:
    """Give the field of a place of a report, by its number (from 1), its name as written, or its id. Raises ReviewError naming those there are."""
    tests: Sequence[Callable[[int, Toponym], bool]] = (
        lambda n, _: str(n) == wanted,
        lambda _, one: key(one.mention.surface) == key(wanted),
        lambda _, one: isinstance(one.resolution, Resolved) and one.resolution.place.id == wanted,
    )
    for test in tests:
        found = [place_field(one.mention.span) for n, one in enumerate(report.places, 1) if test(n, one)]
        if len(found) == 1:
            return found[0]
    named = ", ".join(f"{n} {one.mention.surface}" for n, one in enumerate(report.places, 1)) or "none"
    raise ReviewError(f"{wanted!r} is not one place of this report; its places: {named}")
