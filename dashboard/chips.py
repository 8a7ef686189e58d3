"""The active filters as chips, each with the filters that remain without it; no Streamlit here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dashboard.filters import AREA_LEVELS, LISTS, RANGES, with_value
from dashboard.text import Words, plain
from events.query import Filters
from events.shapes import bounds_text, corner_count
from gazetteer.admin import Area


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter, as shown, and the filters without it."""

    name: str
    value: str
    without: Filters


def chips(filters: Filters, words: Words, areas: Mapping[str, Area], name_of: Callable[[str], str] = str) -> tuple[Chip, ...]:
    """List the active filters, one chip for each value that can be taken away. name_of: gives the name of a place by its id."""
    found: list[Chip] = []
    if filters.date_from or filters.date_to:
        value = words.written(f"{filters.date_from or '…'} – {filters.date_to or '…'}")
        found.append(Chip(words("filters.date"), value, replace(filters, date_from=None, date_to=None)))
    if not filters.undated:
        found.append(Chip("", words("filters.undated.off"), replace(filters, undated=True)))
    for name in LISTS:
        chosen = getattr(filters, name)
        found.extend(Chip(words(f"filters.{name}"), option(name, code, words, areas), _without(filters, name, code)) for code in chosen)
    for name, (low, high) in RANGES.items():
        least, most = getattr(filters, low), getattr(filters, high)
        if (least, most) != (None, None):
            value = f"{words.number(least or 0)}–{'…' if most is None else words.number(most)}"
            found.append(Chip(words(f"filters.{name}"), value, with_value(with_value(filters, low, None), high, None)))
    if filters.disagree:
        found.append(Chip("", words("filters.disagree"), replace(filters, disagree=False)))
    for name, value in _said(filters, words, name_of).items():
        found.append(Chip(words(f"filters.{name}"), value, with_value(filters, name, getattr(Filters(), name))))
    return tuple(found)


def _said(filters: Filters, words: Words, name_of: Callable[[str], str]) -> dict[str, str]:
    """Write the active filters that hold one value each, by their field."""
    near = filters.near
    said = {
        "min_confidence": words.number(filters.min_confidence, ".0%"),
        "min_sources": words.number(filters.min_sources),
        "text": filters.text,
        "place_id": name_of(filters.place_id),
        "near": words("filters.near.said", km=words.number(near.km, "g"), at=f"{near.lat:.4f}, {near.lon:.4f}") if near else "",
        "box": bounds_text(filters.box) if filters.box else "",
        "within": words("filters.within.said", n=corner_count(filters.within)) if filters.within else "",
        "event_id": filters.event_id,
    }
    return {name: value for name, value in said.items() if getattr(filters, name)}


def _without(filters: Filters, name: str, code: str) -> Filters:
    return with_value(filters, name, tuple(other for other in getattr(filters, name) if other != code))


def option(name: str, code: str, words: Words, areas: Mapping[str, Area]) -> str:
    """Name one choice of a filter."""
    if name in AREA_LEVELS:
        return words.optional(f"area.{code}") or words.either(areas[code].name_ar, areas[code].name_en)  # as the press spells it, too
    if name == "outlets":
        return plain(code)
    group = {"types": "type", "certainty": "certainty", "precision": "level", "weapons": "weapon", "hit": "hit", "review": "review"}.get(name, "actor")
    return words(f"{group}.{code}")
