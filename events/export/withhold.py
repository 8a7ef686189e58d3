"""A policy applied to the rows of an export: what is too recent leaves, places are coarsened or hidden, and texts that would name them are withheld.

The filters are asked again of the rows as they are given out, so that asking for a hidden place finds nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

import gazetteer
from events.export.policy import Policy
from events.filters import Filters, all_hold, place_conditions
from events.masks import Masks
from events.shapes import inside
from extract.cues import everyday
from gazetteer.names import key
from gazetteer.places import Place

Row = dict[str, Any]
PLACE_MARKS = ("[مكان محجوب]", "[place withheld]")
WITHHELD = "withheld"
_SMALL_LEVELS = {"village", "neighbourhood", "natural"}
_ORDINARY = 4.0
"""A name this frequent in ordinary text (Zipf scale) says nothing by itself."""
_TEXTS = ("quotes", "urls", "sources", "weapons")
"""Fields in which the words of an article could name a place that is not to be shown."""


def too_recent(events: pa.Table, last_day: dt.date) -> pa.ChunkedArray:
    """Say for each event whether it may have ended after a day; an undated one may have."""
    return pc.fill_null(pc.greater(events["date_end"], pa.scalar(last_day)), fill_value=True)


def move_places(policy: Policy, filters: Filters, events: pa.Table, places: pa.Table, selected: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Coarsen and hide. places: all places of the events; selected: event_id and n of those that the filters select. Gives events and places."""
    rows = places.to_pylist()
    told = [_told(policy, row) for row in rows]
    touched: dict[str, list[str]] = {}
    for row, (_, changed) in zip(rows, told, strict=True):
        if changed:
            touched.setdefault(row["event_id"], []).append(row["surface"] or "")
    shown: dict[str, list[Row]] = {}
    for row, _ in told:
        if row["event_id"] in touched:
            shown.setdefault(row["event_id"], []).append(row)
    wanted = set(zip(*(selected[name].to_pylist() for name in ("event_id", "n")), strict=True))
    kept = [row for row, _ in told if (row["event_id"], row["n"]) in wanted and not (filters.text.strip() and row["event_id"] in touched)]
    left = _asked_again(filters, pa.Table.from_pylist(kept, places.schema))
    ids = pc.unique(left["event_id"])
    told_events = [_quiet(event, shown[event["event_id"]]) if event["event_id"] in touched else event for event in events.to_pylist()]
    found = pa.Table.from_pylist(told_events, events.schema)
    found = found.filter(pc.is_in(found["event_id"], ids))
    masks = hidden_names(policy, rows)
    return masks.table(found), masks.table(left)


def hidden_names(policy: Policy, rows: Iterable[Mapping[str, Any]] = ()) -> Masks:
    """Give the names of hidden places, in all spellings of the gazetteer and as the rows write them, to be covered in all texts."""
    if not policy.hide_places:
        return Masks()
    names = {row[name] for row in rows if _is_hidden(policy, row) for name in ("surface", "name_ar", "name_en") if row[name]}
    return Masks(_gazetteer_names(policy.hide_places) | Masks.of(sorted(names), PLACE_MARKS).names, PLACE_MARKS)


@lru_cache(maxsize=8)
def _hidden_ids(hide_places: frozenset[str]) -> frozenset[str]:
    """Give the ids of all places that a policy hides: those it names, the quarters of a city among them, and what lies in an area among them."""
    return frozenset(
        place.id
        for place in gazetteer.load().places.values()
        if not hide_places.isdisjoint({place.id, place.city, place.governorate, place.district, place.subdistrict, *place.area_pcodes})
    )


@lru_cache(maxsize=8)
def _gazetteer_names(hide_places: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """Give the folded words of each name of the hidden places. A village hidden by its area alone may be called "new" or "on him" (`_is_ordinary`)."""
    known = gazetteer.load()
    names: set[str] = set()
    for place_id in _hidden_ids(hide_places):
        place = known.places[place_id]
        said = {place.name_ar, place.name_en, *(name.name for name in known.names(place_id))}
        names |= said if place_id in hide_places or place.level not in _SMALL_LEVELS else {one for one in said if not _is_ordinary(one)}
    return Masks.of(sorted(names)).names


def _is_ordinary(name: str) -> bool:
    """Tell whether a name is one word that stands in any text; covering it would make other events' quotes unreadable and hide nothing."""
    return everyday().get(key(name), 0.0) >= _ORDINARY


def _told(policy: Policy, row: Row) -> tuple[Row, bool]:
    """Give a place as it may be shown, and whether that differs from what is known."""
    if _is_hidden(policy, row):
        return _unsaid(row), True
    area_level = policy.coarsen.get(row["level"] or "")
    if area_level is None:
        return row, False
    area = gazetteer.load().places.get(row[area_level] or "")
    return (_as_area(row, area), True) if area else (_unsaid(row), True)


def _is_hidden(policy: Policy, row: Mapping[str, Any]) -> bool:
    inside = {row["place_id"], row["governorate"], row["district"], row["subdistrict"], *(row["area_pcodes"] or ())}
    return row["place_id"] in _hidden_ids(policy.hide_places) or not policy.hide_places.isdisjoint(inside)


def _unsaid(row: Row) -> Row:
    nothing: Row = {name: [] if isinstance(value, list) else None for name, value in row.items()}
    told = {"surface": "", "status": "unplaced", "reason": WITHHELD, "detail": "withheld by the policy of this workspace"}
    return nothing | {"event_id": row["event_id"], "n": row["n"]} | told


def _as_area(row: Row, area: Place) -> Row:
    names = ("name_ar", "name_en", "level", "kind", "precision_km", "area_pcodes")
    codes = {name: getattr(area, name) or None for name in ("governorate", "district", "subdistrict")}
    inside = {f"{name}s": [code] if code else [] for name, code in codes.items()}
    told = {name: getattr(area, name) for name in names} | codes | inside | {"area_pcodes": list(area.area_pcodes)}
    return _unsaid(row) | told | {"place_id": area.id, "status": "area", "reason": None, "detail": None, "rule": "policy"}


def _quiet(event: Row, shown: list[Row]) -> Row:
    """Give an event without the texts that could name its places, which are listed as they are shown."""
    best = {row["status"] for row in shown}
    return event | {name: [] for name in _TEXTS} | {
        "conflict": WITHHELD if event["conflict"] else "",
        "places_ar": "، ".join(_name(row, "name_ar", PLACE_MARKS[0]) for row in shown),
        "places_en": ", ".join(_name(row, "name_en", PLACE_MARKS[1]) for row in shown),
        "status": next(status for status in ("point", "area", "unplaced") if status in best),
    }  # fmt: skip


def _name(row: Row, name: str, mark: str) -> str:
    return mark if row["reason"] == WITHHELD else str(row[name] or row["surface"])


def _asked_again(filters: Filters, places: pa.Table) -> pa.Table:
    shown = places.filter(pc.equal(places["status"], "point")).select(["lat", "lon"]).to_pandas().drop_duplicates() if filters.within else None
    within = None
    if shown is not None:
        held = shown[inside(filters.within, shown["lon"].to_numpy(), shown["lat"].to_numpy())]
        within = (held["lat"].tolist(), held["lon"].tolist())
    wanted = all_hold(place_conditions(filters, within))
    with duckdb.connect(":memory:") as db:
        db.register("p", places)
        return db.sql(f"SELECT * FROM p WHERE {wanted.sql} ORDER BY event_id, n", params=list(wanted.bound)).to_arrow_table()  # noqa: S608  # bound values
