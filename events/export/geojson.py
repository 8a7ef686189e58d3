"""GeoJSON (RFC 7946) and sequences of its features (RFC 8142, and one feature to a line)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from events.export import dictionary
from events.export.rows import Json, Selection, rows, value_of
from events.export.spelling import blocks, joined, spelled

RECORD_SEPARATOR = b"\x1e"
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def feature(event: Mapping[str, Any], place: Mapping[str, Any]) -> Json:
    """Make the feature of one event at one of its places. event, place: rows of a selection's tables.

    The id is event/place. An area has no geometry but its p-codes in `area_pcodes`; a name that was not placed has neither.
    """
    return {
        "type": "Feature",
        "id": _id(event, place),
        "geometry": _point(place),
        "properties": {**_properties("event", event), **_properties("place", place)},
    }


def features(selection: Selection) -> Iterator[Json]:
    """Yield a feature for each event and each of its selected places, by event id and place number."""
    events = {event["event_id"]: event for event in rows(selection.events)}
    for place in rows(selection.places):
        yield feature(events[place["event_id"]], place)


def collection(selection: Selection) -> Json:
    """Make the FeatureCollection, with what the file is as foreign members."""
    return {"type": "FeatureCollection", **_foreign(selection), "features": list(features(selection))}


def write(selection: Selection, out: BinaryIO) -> None:
    """Write the FeatureCollection, one feature to a line."""
    write_collection(_encode({"type": "FeatureCollection", **_foreign(selection)}), _lines(selection), out)


def write_collection(head: str, lines: Iterable[str], out: BinaryIO) -> None:
    """Write a FeatureCollection, one feature to a line. head: the object with its foreign members, as JSON."""
    out.write(f'{head[:-1]}, "features": ['.encode())
    out.writelines((",\n" if at else "\n").encode() + line.encode() for at, line in enumerate(lines))
    out.write(b"\n]}\n")


def write_lines(selection: Selection, out: BinaryIO) -> None:
    """Write one feature to a line."""
    out.writelines(line.encode() + b"\n" for line in _lines(selection))


def write_sequence(selection: Selection, out: BinaryIO) -> None:
    """Write a GeoJSON text sequence: each feature between a record separator and a line feed."""
    out.writelines(RECORD_SEPARATOR + line.encode() + b"\n" for line in _lines(selection))


def _foreign(selection: Selection) -> Json:
    return {**selection.about, "fields": list(dictionary.described("features"))}


def _lines(selection: Selection) -> Iterator[str]:
    """Yield the features as text; `features` gives the same. What the places of an event share is written once."""
    for events, places, owner in blocks(selection):
        shared = _spelled_properties("event", events).take(owner)
        own = _spelled_properties("place", places)
        ids = spelled(joined([places["event_id"], "/", places["n"].cast(pa.string())]), _encode)
        head = joined(['{"type": "Feature", "id": ', ids, ', "geometry": ', _spelled_points(places), ', "properties": {'])
        yield from joined([head, shared, ", ", own, "}}"]).to_pylist()


def _spelled_properties(table: str, found: pa.Table) -> pa.Array:
    fields = [field for field in _fields(table) if field.name in found.column_names]
    return joined([joined([f"{_encode(field.feature)}: ", spelled(found[field.name], _spell)]) for field in fields], ", ")


def _spelled_points(places: pa.Table) -> pa.Array:
    if "lat" not in places.column_names:
        return pa.array(["null"] * places.num_rows)
    lon, lat = (spelled(places[name], lambda degrees: "" if degrees is None else repr(round(degrees, 6))) for name in ("lon", "lat"))
    return pc.if_else(pc.equal(lon, ""), "null", joined(['{"type": "Point", "coordinates": [', lon, ", ", lat, "]}"]))


def _spell(value: object) -> str:
    return _encode(value_of(value))


def _properties(table: str, row: Mapping[str, Any]) -> Json:
    return {field.feature: value_of(row[field.name]) for field in _fields(table) if field.name in row}


def _fields(table: str) -> tuple[dictionary.Field, ...]:
    return tuple(field for field in dictionary.of(table) if field.feature)


def _id(event: Mapping[str, Any], place: Mapping[str, Any]) -> str:
    return f"{event['event_id']}/{place['n']}"


def _point(place: Mapping[str, Any]) -> Json | None:
    if place["status"] != "point" or place.get("lat") is None:
        return None
    return {"type": "Point", "coordinates": [round(place["lon"], 6), round(place["lat"], 6)]}
