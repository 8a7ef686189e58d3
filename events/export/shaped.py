"""Tables in the shape of ACLED's and of UCDP GED's public files: shaped like, not from. What Rasd does not know stays empty.

An event at several places. ACLED codes each place as an event of its own and divides the fatalities; we have no division, so each place has a row,
the whole figure stands on the first, and the others are empty (a zero would say that no one died there). UCDP codes deaths that cannot be divided
once, at the smallest administrative unit that holds all places; so do we.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO

import gazetteer
from events.export import dictionary
from events.export.rows import Json, Selection, rows
from events.export.tables import write_csv

Row = Mapping[str, Any]
STATES = frozenset({"syrian_government", "russia", "turkey", "israel", "jordan", "coalition"})
_NON_STATE = frozenset({"hezbollah", "sna", "hts", "opposition", "isis", "sdf"})
# Only where our term and ACLED's class surely cover the same actors.
_INTER = {"syrian_government": "State forces", "civilians": "Civilians"} | dict.fromkeys(STATES - {"syrian_government"}, "External/Other forces")
_TIME_PRECISION = {"day": 1, "approx_day": 2, "week": 2, "month": 3}
_DATE_PREC = {"day": 1, "approx_day": 2, "week": 3, "month": 4}
_GEO_PRECISION = {"subdistrict": 2, "district": 2}
_WHERE_PREC = {"subdistrict": 3, "district": 3, "governorate": 4, "region": 5}
_EXACT_KM = 5.0
_UNITS = ("subdistrict", "district", "governorate")
_COUNTRY = {"country": "Syria", "region": "Middle East"}
# The conditions of code_mapping.csv: True, False, or None where the event does not tell.
_CONDITIONS: dict[str, Callable[[Row], bool | None]] = {
    "": lambda _: True,
    "the weapon is a suicide bomber": lambda event: any("انتحاري" in weapon for weapon in event.get("weapons") or ()),
    "targets are civilians": lambda event: _only_civilians(event) if _said(event, "targets") else None,
    "targets are armed": lambda event: "civilians" not in _said(event, "targets") if _said(event, "targets") else None,
    "the initiator is the government": lambda event: "syrian_government" in _said(event, "initiators") if _said(event, "initiators") else None,
    "the initiator is another actor": lambda event: "syrian_government" not in _said(event, "initiators") if _said(event, "initiators") else None,
}


def write_acled(selection: Selection, out: BinaryIO) -> None:
    """Write one row for each event and selected place."""
    names = [field.name for field in dictionary.of("acled")]
    write_csv(out, names, ([row.get(name) for name in names] for row in _acled_rows(selection)))


def write_ucdp(selection: Selection, out: BinaryIO) -> None:
    """Write one row for each event."""
    names = [field.name for field in dictionary.of("ucdp")]
    write_csv(out, names, ([row.get(name) for name in names] for row in _ucdp_rows(selection)))


def _by_event(selection: Selection) -> Iterator[tuple[Row, list[Json]]]:
    places = groupby(rows(selection.places), itemgetter("event_id"))
    for event, (_, found) in zip(rows(selection.events), places, strict=True):
        yield event, list(found)


def _said(event: Row, name: str) -> list[str]:
    """Give the actors of a side, none where nobody names one or the policy leaves them out."""
    return [actor for actor in event.get(name) or () if actor != "unknown"]


def _only_civilians(event: Row) -> bool:
    return _said(event, "targets") == ["civilians"]


def mapping_of(event: Row) -> dict[str, str]:
    """Give the row of the mapping that an event falls under; empty where none surely holds. The more particular condition comes first."""
    fitting = [row for row in dictionary.code_mapping() if row["type"] == event.get("type")]
    return next((row for row in sorted(fitting, key=lambda row: not row["condition"]) if _CONDITIONS[row["condition"]](event)), {})


def _area_name(pcode: str | None) -> str | None:
    known = gazetteer.load().places.get(pcode or "")
    return known.name_en if known else pcode


# ACLED


def _acled_rows(selection: Selection) -> Iterator[Json]:
    made = int(selection.made.timestamp())
    for event, places in _by_event(selection):
        shared = _acled_event(event) | {"timestamp": made}
        for at, place in enumerate(places, 1):
            tags = [f"place {place['n']} of {event['place_count']}", *([event["certainty"]] if "certainty" in event else [])]
            yield shared | _acled_place(place) | {
                "event_id_cnty": f"{event['event_id']}/{place['n']}",
                "fatalities": event.get("killed_min") if at == 1 else None,
                "tags": tags,
            }  # fmt: skip


def _acled_event(event: Row) -> Json:
    day, types = event.get("date"), mapping_of(event)
    initiators, targets = _said(event, "initiators"), _said(event, "targets")
    inter1, inter2 = _inter(initiators), _inter(targets)
    return _COUNTRY | {
        "event_date": day,
        "year": day.year if day else None,
        "time_precision": _TIME_PRECISION.get(event.get("date_precision") or ""),
        "disorder_type": "Political violence" if types else None,
        "event_type": types.get("acled_event_type"),
        "sub_event_type": types.get("acled_sub_event_type"),
        "actor1": next(iter(initiators), None),
        "assoc_actor_1": initiators[1:],
        "inter1": inter1,
        "actor2": next(iter(targets), None),
        "assoc_actor_2": targets[1:],
        "inter2": inter2,
        "interaction": f"{inter1}-{inter2}" if inter1 and inter2 else None,
        "civilian_targeting": "Civilian targeting" if _only_civilians(event) else None,
        "iso": 760,
        "source": event.get("outlets"),
        "notes": event.get("quotes"),
    }


def _inter(actors: Sequence[str]) -> str | None:
    return _INTER.get(actors[0]) if actors else None


def _acled_place(place: Row) -> Json:
    return {
        "admin1": _area_name(place.get("governorate")),
        "admin2": _area_name(place.get("district")),
        "admin3": _area_name(place.get("subdistrict")),
        "location": place.get("name_en") or place.get("surface"),
        "latitude": place.get("lat"),
        "longitude": place.get("lon"),
        "geo_precision": 1 if place["status"] == "point" else _GEO_PRECISION.get(place.get("level") or "", 3),
    }


# UCDP GED


def _ucdp_rows(selection: Selection) -> Iterator[Json]:
    for event, places in _by_event(selection):
        day = event.get("date")
        yield _COUNTRY | _ucdp_figures(event) | _ucdp_place(event, places) | {
            "id": event["event_id"],
            "year": day.year if day else None,
            "type_of_violence": violence(event),
            "side_a": _said(event, "initiators"),
            "side_b": _said(event, "targets"),
            "number_of_sources": event.get("independent"),
            "source_article": event.get("urls"),
            "source_office": event.get("outlets"),
            "source_original": event.get("sources"),
            "where_description": event.get("places_en"),
            "country_id": 652,
            "date_prec": _DATE_PREC.get(event.get("date_precision") or ""),
            "date_start": day,
            "date_end": event.get("date_end"),
        }  # fmt: skip


def violence(event: Row) -> int | None:
    """Give UCDP's type of violence where the two sides decide it: 1 a state is a side, 2 neither side is one, 3 civilians alone are attacked."""
    attackers, attacked = set(_said(event, "initiators")), set(_said(event, "targets"))
    if not attackers or not attacked:
        return None
    if attacked == {"civilians"}:
        return 3
    armed = (attackers | attacked) - {"civilians"}
    if armed & STATES and attacked - {"civilians"}:
        return 1
    return 2 if armed <= _NON_STATE else None


def _ucdp_figures(event: Row) -> Json:
    low, high = event.get("killed_min"), event.get("killed_max")
    civilians = event.get("civilians_killed_min")
    return {
        "low": low,
        "high": high,
        "best": event.get("killed_best"),
        "deaths_civilians": civilians if civilians == event.get("civilians_killed_max") else None,
    }


def _ucdp_place(event: Row, places: Sequence[Row]) -> Json:
    """Give the one place of an event, or the smallest administrative unit that holds all of them; nothing where the filter selects only some."""
    only = places[0]
    if len(places) < event["place_count"]:
        return {}
    if len(places) == 1 and only["status"] != "unplaced":
        point = only["status"] == "point" and only.get("lat") is not None
        exact = (only.get("precision_km") or _EXACT_KM) <= _EXACT_KM
        return {
            "where_prec": (1 if exact else 2) if only["status"] == "point" else _WHERE_PREC.get(only.get("level") or ""),
            "where_coordinates": only.get("name_en"),
            "adm_1": _area_name(only.get("governorate")),
            "adm_2": _area_name(only.get("district")),
            "latitude": only.get("lat"),
            "longitude": only.get("lon"),
            "geom_wkt": f"POINT ({only['lon']} {only['lat']})" if point else None,
        }
    for unit in _UNITS:
        codes = {place.get(unit) for place in places}
        if len(codes) == 1 and (code := codes.pop()):
            return {
                "where_prec": _WHERE_PREC[unit],
                "where_coordinates": _area_name(code),
                "adm_1": _area_name(only.get("governorate")),
                "adm_2": None if unit == "governorate" else _area_name(only.get("district")),
            }
    return {"where_prec": 6, "where_coordinates": "Syria"}
