"""The snapshot: what the ledger says, as immutable files that DuckDB, geopandas and other programs read.

Two tables in GeoParquet 1.1, one file for each month and table (`unknown` for undated events): `events`, one row for each event, and
`places`, one row for each event and place. A file is named after its content and never changes. The manifest names the files that belong
together; it is renamed into place last, so that a reader sees all of a cut or nothing of it. Points are WGS 84, longitude first.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from events.combine import combine
from events.ledger import Ledger
from events.records import Event, EventPlace, Member, StoredReport
from events.words import plain
from events.workspace import Workspace, WorkspaceError, opened
from extract.records import Resolved
from gazetteer.places import Place

MANIFEST = "manifest.json"
PREVIOUS = "manifest.previous.json"
FORMAT_VERSION = 3
_LEFT_AFTER = 3600
"""Seconds after which a draft was left by a process that is gone."""
_STRINGS = pa.list_(pa.string())

CANDIDATE = pa.struct(
    [("place_id", pa.string()), ("name_ar", pa.string()), ("name_en", pa.string()), ("level", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()),
     ("governorate", pa.string()), ("why", pa.string())]
)  # fmt: skip

EVENTS = pa.schema(
    [
        ("event_id", pa.string()), ("type", pa.string()), ("types", _STRINGS),
        ("date", pa.date32()), ("date_end", pa.date32()), ("date_precision", pa.string()),
        ("initiators", _STRINGS), ("targets", _STRINGS), ("actors", _STRINGS), ("groups", _STRINGS),
        ("killed_min", pa.int32()), ("killed_max", pa.int32()), ("killed_best", pa.int32()), ("killed_disputed", pa.bool_()),
        ("injured_min", pa.int32()), ("injured_max", pa.int32()), ("injured_best", pa.int32()),
        ("civilians_killed_min", pa.int32()), ("civilians_killed_max", pa.int32()), ("children_killed_min", pa.int32()), ("children_killed_max", pa.int32()),
        ("women_killed_min", pa.int32()), ("women_killed_max", pa.int32()),
        ("weapons", _STRINGS), ("hit", _STRINGS), ("certainty", pa.string()), ("certainties", _STRINGS), ("sources", _STRINGS),
        ("outlets", _STRINGS), ("urls", _STRINGS), ("quotes", _STRINGS),
        ("reports", pa.int32()), ("independent", pa.int32()), ("confidence", pa.float64()), ("status", pa.string()),
        ("places_ar", pa.string()), ("places_en", pa.string()), ("place_count", pa.int32()), ("report_ids", _STRINGS), ("article_ids", _STRINGS),
        ("review_status", pa.string()), ("conflict", pa.string()),
    ]
)  # fmt: skip

PLACES = pa.schema(
    [
        ("event_id", pa.string()), ("n", pa.int32()), ("surface", pa.string()), ("status", pa.string()), ("place_id", pa.string()),
        ("name_ar", pa.string()), ("name_en", pa.string()), ("level", pa.string()), ("kind", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()),
        ("precision_km", pa.float64()), ("governorate", pa.string()), ("district", pa.string()), ("subdistrict", pa.string()), ("area_pcodes", _STRINGS),
        ("governorates", _STRINGS), ("districts", _STRINGS), ("subdistricts", _STRINGS),
        ("score", pa.float64()), ("rule", pa.string()), ("reason", pa.string()), ("detail", pa.string()), ("candidates", pa.list_(CANDIDATE)),
        ("report_ids", _STRINGS), ("geometry", pa.binary()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """The two files of one month, by name in the snapshot folder, and their numbers of rows."""

    events: str
    places: str
    event_count: int
    place_count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which files make up a cut. data_cut: hash of their content; the same data give the same cut. rules, gazetteer: all versions in it."""

    data_cut: str = ""
    rules: tuple[str, ...] = ()
    gazetteer: tuple[str, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)

    def files(self) -> set[str]:
        """Give the names of all files."""
        return {name for part in self.parts.values() for name in (part.events, part.places)}


class DamagedError(WorkspaceError):
    """A file of the snapshot is not as it was written. What opens a snapshot for reading makes it again from the ledger."""


def read_manifest(folder: Path, name: str = MANIFEST) -> Manifest:
    """Read the manifest of a snapshot folder; an empty one where nothing was published yet, or in an earlier format (see `is_outdated`).

    Raises DamagedError for one that cannot be read, WorkspaceError for one of a later format.
    """
    try:
        data = json.loads((folder / name).read_text("utf-8"))
        if data["format"] < FORMAT_VERSION:
            return Manifest()
        if data["format"] > FORMAT_VERSION:
            raise WorkspaceError(f"{folder / name}: snapshot format {data['format']}, this Rasd reads {FORMAT_VERSION}; upgrade Rasd to open it")
        parts = {month: Part(**part) for month, part in data["parts"].items()}
        return Manifest(data["data_cut"], tuple(data["rules"]), tuple(data["gazetteer"]), parts)
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(f"{folder / name}: not a manifest ({error}); make the snapshot anew with: rasd doctor --mend") from error


def usable_manifest(folder: Path, name: str = MANIFEST) -> Manifest:
    """Read a manifest, an empty one where there is none that can be used."""
    try:
        return read_manifest(folder, name)
    except DamagedError:
        return Manifest()


def is_outdated(folder: Path) -> bool:
    """Say whether a snapshot was published in an earlier format, so that it must be published anew."""
    return (folder / MANIFEST).exists() and not usable_manifest(folder).data_cut


def publish(workspace: Workspace, *, everything: bool = False, pool: Executor | None = None) -> Manifest:
    """Write the months that changed (everything: all of them) and make the new cut current. Without changes nothing is written.

    pool: processes to share the months among; without it they are written one after the other, to the same files.
    Where another process publishes in between, the work begins again from its cut. Raises WorkspaceError for a copy.
    """
    if workspace.copy_of:
        raise WorkspaceError(f"{workspace.home}: a copy of {workspace.copy_of}; articles and reviews go into the workspace that it was made from")
    ledger, folder = workspace.ledger, workspace.snapshot_dir
    while True:
        old, marks = usable_manifest(folder), ledger.stale_months()
        all_months = everything or not old.data_cut
        parts = _write_months(workspace, sorted({*ledger.months(), *old.parts, *marks} if all_months else marks), pool)
        new = _manifest({month: part for month, part in {**old.parts, **parts}.items() if part}, *ledger.versions())
        with ledger.writing() as db:  # the writer's lock: no other process publishes meanwhile
            if usable_manifest(folder) == old:
                if new != old:
                    make_current(folder, new)
                ledger.are_fresh(db, marks)
                return new


def publish_tables(folder: Path, months: Mapping[str, tuple[pa.Table, pa.Table]], rules: str, gazetteer: str) -> Manifest:
    """Publish made-up tables as a cut of their own, in place of the current one. months: month -> events (EVENTS), places (PLACES)."""
    parts = {}
    for month, (events, places) in months.items():
        files = _write_table(folder, f"events-{month}", events), _write_table(folder, f"places-{month}", places, geo=True)
        parts[month] = Part(*files, events.num_rows, places.num_rows)
    new = _manifest(parts, [rules], [gazetteer])
    make_current(folder, new)
    return new


def _manifest(parts: Mapping[str, Part], rules: Sequence[str], gazetteer: Sequence[str]) -> Manifest:
    ordered = {month: parts[month] for month in sorted(parts)}
    names = "\n".join(f"{part.events}\n{part.places}" for part in ordered.values())
    return Manifest(hashlib.sha256(names.encode()).hexdigest()[:12], tuple(rules), tuple(gazetteer), ordered)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Give the file that tells of a cut; the same cut gives the same bytes."""
    parts = {month: {"events": p.events, "places": p.places, "event_count": p.event_count, "place_count": p.place_count} for month, p in manifest.parts.items()}
    data = {"format": FORMAT_VERSION, "data_cut": manifest.data_cut, "rules": manifest.rules, "gazetteer": manifest.gazetteer, "parts": parts}
    return (json.dumps(data, indent=1) + "\n").encode()


def make_current(folder: Path, new: Manifest) -> None:
    """Rename the new manifest into place, keep the last one, and delete files that neither names (a reader may still hold the last)."""
    current = folder / MANIFEST
    if usable_manifest(folder).data_cut:
        write_whole(folder / PREVIOUS, current.read_bytes())
    write_whole(current, manifest_bytes(new))
    named = new.files() | usable_manifest(folder, PREVIOUS).files()
    for file in (*folder.glob("*.parquet"), *folder.glob(".*.tmp")):
        if file.name not in named and (file.suffix == ".parquet" or _was_left(file)):
            file.unlink(missing_ok=True)


def _was_left(draft: Path) -> bool:
    """Tell whether a draft is older than any that a process still writes."""
    try:
        return time.time() - draft.stat().st_mtime > _LEFT_AFTER
    except FileNotFoundError:
        return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that no reader ever sees a part of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)  # half a draft is no use, and the disk may be full of it
        raise


def _write_months(workspace: Workspace, months: Sequence[str], pool: Executor | None) -> dict[str, Part | None]:
    if pool and len(months) > 1:
        try:
            return dict(zip(months, pool.map(_write_month_of, repeat(workspace.home), months), strict=True))
        except BrokenExecutor:  # what they wrote is whole or a draft, and comes out the same
            pass
    return {month: _write_month(workspace.ledger, workspace.snapshot_dir, month) for month in months}


def _write_month_of(home: Path, month: str) -> Part | None:
    workspace = opened(home)
    return _write_month(workspace.ledger, workspace.snapshot_dir, month)


def _write_month(ledger: Ledger, folder: Path, month: str) -> Part | None:
    events = list(events_of_month(ledger, month))
    if not events:
        return None
    places = pa.Table.from_pylist([row for event, _ in events for row in place_rows(event)], PLACES)
    files = (
        _write_table(folder, f"events-{month}", pa.Table.from_pylist([event_row(event, articles) for event, articles in events], EVENTS)),
        _write_table(folder, f"places-{month}", places, geo=True),
    )
    return Part(*files, len(events), places.num_rows)


def events_of_month(ledger: Ledger, month: str) -> Iterator[tuple[Event, tuple[str, ...]]]:
    """Yield the events of a month by id, each with the ids of its articles."""
    found, stored = ledger.month(month)
    for event_id, members in found.items():
        yield build_event(event_id, members, stored), tuple(sorted({stored[member.report_id].report.article_id for member in members}))


def build_event(event_id: str, members: Iterable[Member], stored: Mapping[str, StoredReport]) -> Event:
    """Make an event from its members and the stored reports."""
    why = {member.report_id: member.why for member in members}
    return combine(event_id, [stored[report_id] for report_id in why], why)


def _write_table(folder: Path, stem: str, table: pa.Table, *, geo: bool = False) -> str:
    """Write a table under the hash of its bytes; returns the file's name. geo: the table holds places."""
    if geo:
        table = table.replace_schema_metadata({"geo": json.dumps(_geo(table))})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_statistics=True)
    data = sink.getvalue()
    name = f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}.parquet"
    if not (folder / name).exists() or (folder / name).read_bytes() != data:
        write_whole(folder / name, data)
    return name


def _geo(places: pa.Table) -> dict[str, Any]:
    """GeoParquet 1.1 metadata. Without `crs` the standard means OGC:CRS84: longitude, latitude on WGS 84."""
    points = places.filter(pc.is_valid(places["geometry"]))
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"] if points.num_rows else []}
    if points.num_rows:
        ends = [pc.min_max(points[name]).as_py() for name in ("lon", "lat")]
        column["bbox"] = [one[end] for end in ("min", "max") for one in ends]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def event_row(event: Event, article_ids: Sequence[str]) -> dict[str, Any]:
    """Give the row of an event in the table `events`."""
    row: dict[str, Any] = {
        name: getattr(event, name)
        for name in ("type", "types", "date", "date_end", "date_precision", "initiators", "targets", "groups", "hit", "certainty", "certainties",
                     "outlets", "urls", "quotes", "independent", "confidence", "status", "review_status", "killed_disputed")
    }  # fmt: skip
    for name in ("killed", "injured", "civilians_killed", "children_killed", "women_killed"):
        figure = getattr(event, name)
        row |= {f"{name}_min": figure.low, f"{name}_max": figure.high}
    named = [(place.place, place.surface) for place in event.places]
    return row | {
        "killed_best": event.killed.best,
        "injured_best": event.injured.best,
        "event_id": event.id,
        "actors": sorted({*event.initiators, *event.targets}),
        "reports": len(event.members) - (len(event.rejected) if len(event.rejected) < len(event.members) else 0),
        "conflict": plain("; ".join(conflict.published() for conflict in event.conflicts)),
        "weapons": [plain(weapon) for weapon in event.weapons],
        "sources": [plain(source) for source in event.sources],
        "places_ar": "، ".join(place.name_ar if place else plain(surface) for place, surface in named),
        "places_en": ", ".join(place.name_en if place else plain(surface) for place, surface in named),
        "place_count": len(event.places),
        "report_ids": [member.report_id for member in event.members],
        "article_ids": list(article_ids),
    }


def place_rows(event: Event) -> list[dict[str, Any]]:
    """Give the rows of an event in the table `places`; an event that names no place has one row with n 0."""
    if event.places:
        return [place_row(event.id, place) for place in event.places]
    empty: dict[str, Any] = {name: [] if pa.types.is_list(PLACES.field(name).type) else None for name in PLACES.names}
    return [empty | {"event_id": event.id, "n": 0, "surface": "", "status": "unplaced", "reason": "no_place", "detail": "no place is named"}]


def place_row(event_id: str, one: EventPlace) -> dict[str, Any]:
    """Give the row of one place of an event in the table `places`."""
    place, resolution = one.place, one.resolution
    row: dict[str, Any] = {"event_id": event_id, "n": one.n, "surface": plain(one.surface), "status": one.status, "report_ids": one.report_ids}
    if place is None or not isinstance(resolution, Resolved):
        candidates = [] if isinstance(resolution, Resolved) else [_candidate(candidate, "") for candidate in resolution.candidates]
        unplaced = {} if isinstance(resolution, Resolved) else {"reason": resolution.reason, "detail": resolution.detail}
        return row | unplaced | {"candidates": candidates, "area_pcodes": [], "governorates": [], "districts": [], "subdistricts": []}
    row |= {name: getattr(place, name) for name in ("name_ar", "name_en", "level", "kind", "lat", "lon", "precision_km", "area_pcodes")}
    row |= {name: getattr(place, name) or None for name in ("governorate", "district", "subdistrict")}
    unplaced = {"reason": "no_position", "detail": "the place is known, its position is not"} if one.status == "unplaced" else {}
    return row | unplaced | {
        "place_id": place.id,
        "governorates": _codes(place, place.governorate, 4),
        "districts": _codes(place, place.district, 6),
        "subdistricts": _codes(place, place.subdistrict, 8),
        "score": resolution.score,
        "rule": resolution.rule,
        "candidates": [_candidate(rejected.place, rejected.why) for rejected in resolution.rejected],
        "geometry": _point(place) if one.status == "point" else None,
    }  # fmt: skip


def _point(place: Place) -> bytes | None:
    """Give a place's point as well-known binary, longitude first."""
    return None if place.lon is None or place.lat is None else bytes(shapely.Point(place.lon, place.lat).wkb)


def _codes(place: Place, own: str, length: int) -> list[str]:
    """Give the p-codes of one level that a place lies in: its own, or for an area those of its parts."""
    return sorted({pcode[:length] for pcode in place.area_pcodes if len(pcode) >= length} | ({own} if own else set()))


def _candidate(place: Place, why: str) -> dict[str, Any]:
    names = ("name_ar", "name_en", "level", "lat", "lon", "governorate")
    return {"place_id": place.id, **{name: getattr(place, name) for name in names}, "why": why}
