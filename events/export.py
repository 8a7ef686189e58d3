"""What leaves Rasd: exactly the events that a filter selects, with the filter, versions and attributions in the file.

Dates are calendar dates; coordinates are WGS 84, longitude first. Casualties belong to an event, so their names say `event_` wherever one
event has several rows. Text carries no marks that set the direction of writing, and no cell that a spreadsheet would run as a formula.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import gazetteer
from events.filters import Filters
from events.query import Snapshot
from events.words import plain
from gazetteer.places import RasdError

SCHEMA_VERSION = "1.0"
"""Of the exported files; the first number changes when a field is renamed, removed or means something else."""

Json = dict[str, Any]
_DATA = Path(__file__).parent / "data"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIGURES = ("killed", "injured", "civilians_killed", "children_killed", "women_killed")
_EVENT_FIELDS = ("type", "types", "date", "date_end", "date_precision", "initiators", "targets", "groups")
_MORE_EVENT_FIELDS = (
    "weapons", "hit", "certainty", "certainties", "sources", "outlets", "urls", "quotes", "reports", "independent", "confidence", "article_ids",
)  # fmt: skip
_PLACE_FIELDS = ("surface", "place_id", "name_ar", "name_en", "level", "kind", "precision_km", "governorate", "district", "subdistrict", "area_pcodes")
_WHY_FIELDS = ("status", "score", "rule", "reason", "detail")
_CSV_PLACE = ("place_id", "name_ar", "name_en", "level", "lat", "lon", "precision_km", "governorate", "district", "subdistrict")


class ExportError(RasdError, ValueError):
    """A file cannot be made as asked for; the message says why and what can."""


def feature(event: Mapping[str, Any], place: Mapping[str, Any]) -> Json:
    """Make the GeoJSON feature of one event at one of its places. event, place: rows of the snapshot tables `events` and `places`.

    The id is event/place. An area has no geometry but its p-codes in `area_pcodes`; a name that was not placed has neither.
    """
    figures = {f"event_{name}_{end}": event[f"{name}_{end}"] for name in _FIGURES for end in ("min", "max")}
    point = [round(place["lon"], 6), round(place["lat"], 6)] if place["status"] == "point" else None
    return {
        "type": "Feature",
        "id": f"{event['event_id']}/{place['n']}",
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {
            "event_id": event["event_id"],
            "place_n": place["n"],
            "place_count": event["place_count"],
            **{name: _value(event[name]) for name in _EVENT_FIELDS},
            **figures,
            **{name: _value(event[name]) for name in _MORE_EVENT_FIELDS},
            **{name: _value(place[name]) for name in _PLACE_FIELDS},
            **{f"place_{name}": _value(place[name]) for name in _WHY_FIELDS},
        },
    }


def features(snapshot: Snapshot, filters: Filters) -> Iterator[Json]:
    """Yield a feature for each event that matches and each of its selected places, by event id and place number."""
    events = {row["event_id"]: row for row in rows(snapshot.event_table(filters))}
    for place in rows(snapshot.place_table(filters)):
        yield feature(events[place["event_id"]], place)


def geojson(snapshot: Snapshot, filters: Filters, generated_at: dt.datetime) -> Json:
    """Make the FeatureCollection of the events that match (RFC 7946), with the foreign members of `about`."""
    found = list(features(snapshot, filters))
    events = {one["properties"]["event_id"] for one in found}
    return {"type": "FeatureCollection", **about(snapshot, filters, generated_at, (len(events), len(found))), "features": found}


def geojson_text(snapshot: Snapshot, filters: Filters, generated_at: dt.datetime) -> str:
    """Write the FeatureCollection, one feature to a line."""
    found = geojson(snapshot, filters, generated_at)
    listed = ",\n".join(_dumps(one) for one in found.pop("features"))
    return f'{_dumps(found)[:-1]}, "features": [\n{listed}\n]}}\n'


def files(snapshot: Snapshot, filters: Filters, ending: str, generated_at: dt.datetime) -> dict[str, str]:
    """Give the texts of an export, by the ending of their file names: the file asked for, and what must travel with it.

    A table cannot say where it comes from, so beside FILE.csv stand its places, the types of other projects, and what the file is.
    """
    if ending == ".geojson":
        return {ending: geojson_text(snapshot, filters, generated_at)}
    if ending == ".csv":
        counts = (snapshot.event_table(filters).num_rows, snapshot.place_table(filters).num_rows)
        said = json.dumps(about(snapshot, filters, generated_at, counts), ensure_ascii=False, indent=1) + "\n"
        return {".csv": csv_events(snapshot, filters), ".places.csv": csv_places(snapshot, filters), ".types.csv": csv_mapping(), ".about.json": said}
    raise ExportError(f"cannot write {ending or 'a file without an ending'}; name it .geojson or .csv")


def about(snapshot: Snapshot, filters: Filters, generated_at: dt.datetime, counts: tuple[int, int]) -> Json:
    """Say what a file holds and where it comes from. generated_at: with its time zone, written as UTC; counts: of events and of their places."""
    if generated_at.tzinfo is None:
        raise ExportError(f"{generated_at.isoformat()}: a time without its zone; give one, such as datetime.now(UTC)")
    return {
        "query": filters.as_json(),
        "generated_at": generated_at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "event_count": counts[0],
        "count": counts[1],
        "schema_version": SCHEMA_VERSION,
        "attribution": attribution(),
        "gazetteer_version": snapshot.gazetteer_version,
        "rules_version": snapshot.rules_version,
        "data_cut": snapshot.data_cut,
        "caveat": "Events as reported, not verified. Figures are the event's: do not add them up over its places.",
        "type_mapping": code_mapping(),
    }


def csv_events(snapshot: Snapshot, filters: Filters) -> str:
    """Write one row for each event that matches (RFC 4180, UTF-8). Lists are joined by |; lat and lon are those of its first selected point."""
    first: dict[str, Json] = {}
    for place in rows(snapshot.place_table(filters)):
        if place["status"] == "point":
            first.setdefault(place["event_id"], place)
    figures = [f"{name}_{end}" for name in _FIGURES for end in ("min", "max")]
    names = ["event_id", *_EVENT_FIELDS, *figures, *_MORE_EVENT_FIELDS, "status", "places_ar", "places_en", "place_count"]
    nowhere: Json = dict.fromkeys(_CSV_PLACE)
    events = rows(snapshot.event_table(filters))
    table = ([event[name] for name in names] + [first.get(event["event_id"], nowhere)[name] for name in _CSV_PLACE] for event in events)
    return _csv([*names, *(f"first_place_{name.removeprefix('place_')}" for name in _CSV_PLACE)], table)


def csv_places(snapshot: Snapshot, filters: Filters) -> str:
    """Write one row for each selected place of each event that matches; figures are in the file of events, and an area has no lat and lon."""
    names = ["event_id", "n", *_PLACE_FIELDS, "lat", "lon", *_WHY_FIELDS]
    found = (place if place["status"] == "point" else place | {"lat": None, "lon": None} for place in rows(snapshot.place_table(filters)))
    return _csv(names, ([place[name] for name in names] for place in found))


def csv_mapping() -> str:
    """Write the table that maps our event types to those of other projects."""
    return (_DATA / "code_mapping.csv").read_text("utf-8")


def code_mapping() -> list[dict[str, str]]:
    """Give that table row by row."""
    return list(csv.DictReader(io.StringIO(csv_mapping())))


@cache
def attribution() -> str:
    """Name everyone whose data the gazetteer is made of."""
    passport = tomllib.loads((Path(gazetteer.__file__).parent / "data" / "sources.toml").read_text("utf-8"))
    credits_due = (credit.strip() for source in passport["source"].values() for credit in source["attribution"].split(";"))
    return "; ".join(dict.fromkeys(credits_due))


def rows(table: Any) -> Iterator[Json]:  # noqa: ANN401  # pyarrow is published without types
    """Yield the rows of an Arrow table, a batch at a time."""
    for batch in table.to_batches(max_chunksize=2_000):
        yield from batch.to_pylist()


def _value(value: object) -> object:
    """Give a value as JSON holds it: a date as a calendar date, text without direction marks."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return plain(value)
    return [_value(one) for one in value] if isinstance(value, list) else value


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _csv(names: Sequence[str], table: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in table)
    return out.getvalue()


def _cell(value: object) -> str:
    """Give a value as a cell. Text that a spreadsheet would run as a formula is kept from it by an apostrophe."""
    value = _value(value)
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = "|".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
