"""Questions to a snapshot: filters in, tables out. Reads only; each question has its own cursor, so that threads may share a Snapshot.

A question first picks what the filters select, `picked (event_id, n)`: events, and the numbers of their selected places. The rest is fixed SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from events.card import card
from events.filters import FilterError, Filters, all_hold, event_conditions, place_conditions, without
from events.masks import Masks, read_masks
from events.records import EventCard
from events.repair import ensure_whole
from events.shapes import Bounds, inside
from events.snapshot import EVENTS, PLACES, Manifest, read_manifest, usable_manifest
from events.weapons import kind_of
from events.workspace import Workspace, WorkspaceError

__all__ = ["Bounds", "Counts", "FilterError", "Filters", "Snapshot"]

_CELL = 32 / 256
"""Width of a grid cell on the screen, in map tiles."""

_ORDERS = {
    "date": "e.date DESC NULLS LAST, e.event_id",
    "oldest": "e.date NULLS LAST, e.event_id",
    "killed": "e.killed_min DESC NULLS LAST, e.date DESC NULLS LAST, e.event_id",
    "reports": "e.independent DESC, e.reports DESC, e.event_id",
    "confidence": "e.confidence DESC, e.event_id",
}
_STEPS = ("day", "week", "month", "year")
_KEYS = {"type": "type", "initiator": "unnest(initiators)", "certainty": "certainty", "precision": "date_precision", "governorate": "pcode"}
_GOVERNORATES = "SELECT DISTINCT event_id, unnest(governorates) AS pcode FROM places SEMI JOIN picked USING (event_id, n)"


def _facet(value: str, table: str, key: str, *own: str) -> tuple[str, tuple[str, ...]]:
    """Spell the query for the values of a facet; own: the filters that would narrow it to what is already chosen."""
    return f"SELECT event_id, {value} AS value FROM {table} SEMI JOIN picked USING ({key})", own  # noqa: S608  # constants of this module


_WEAPON_KINDS = "(SELECT event_id, kind FROM (SELECT event_id, unnest(weapons) AS words FROM events) JOIN weapon_words USING (words))"
_PLACE_FILTERS = ("governorates", "districts", "subdistricts", "place_id")
FACETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "type": _facet("type", "events", "event_id", "types"),
    "actor": _facet("unnest(actors)", "events", "event_id", "actors"),
    "initiator": _facet("unnest(initiators)", "events", "event_id", "initiators"),
    "target": _facet("unnest(targets)", "events", "event_id", "targets"),
    "certainty": _facet("certainty", "events", "event_id", "certainty"),
    "outlet": _facet("unnest(outlets)", "events", "event_id", "outlets"),
    "weapon": _facet("kind", _WEAPON_KINDS, "event_id", "weapons"),
    "hit": _facet("unnest(hit)", "events", "event_id", "hit"),
    "disagree": _facet("CASE WHEN killed_disputed THEN 'yes' ELSE 'no' END", "events", "event_id", "disagree"),
    "sources": _facet("independent::VARCHAR", "events", "event_id", "min_sources"),
    "governorate": _facet("unnest(governorates)", "places", "event_id, n", *_PLACE_FILTERS),
    "district": _facet("unnest(districts)", "places", "event_id, n", *_PLACE_FILTERS[1:]),
    "subdistrict": _facet("unnest(subdistricts)", "places", "event_id, n", *_PLACE_FILTERS[2:]),
    "place": _facet("place_id", "places", "event_id, n", *_PLACE_FILTERS[3:]),
    "precision": _facet("CASE WHEN status = 'unplaced' THEN 'unplaced' ELSE level END", "places", "event_id, n", "precision"),
}
"""The columns whose values can be counted, each with its query and the filters that it ignores."""

_FACET = "SELECT value, count(DISTINCT event_id)::INTEGER AS n FROM ({values}) WHERE value <> '' GROUP BY value ORDER BY n DESC, value"

_COUNTS = """
WITH best AS (
    SELECT event_id, bool_or(status = 'point') AS point, bool_or(status = 'area') AS area FROM places SEMI JOIN picked USING (event_id, n) GROUP BY ALL
)
SELECT (SELECT count(*) FROM events), count(*), count(*) FILTER (point), count(*) FILTER (area AND NOT point), count(*) FILTER (NOT area AND NOT point),
       coalesce(sum(killed_min), 0), coalesce(sum(coalesce(killed_max, killed_min)), 0), min(date), max(date_end),
       count(*) FILTER (killed_min IS NOT NULL AND killed_max IS NULL), count(*) FILTER (killed_min IS NULL), count(*) FILTER (date IS NULL),
       coalesce(sum(reports), 0), coalesce(sum(independent), 0)
FROM events JOIN best USING (event_id)
"""
_PLACES = "SELECT p.* EXCLUDE (geometry) FROM places p SEMI JOIN picked USING (event_id, n) ORDER BY event_id, n"
_MARKERS = """
WITH found AS (
    SELECT p.place_id, p.lat, p.lon, p.level, p.precision_km, p.name_ar, p.name_en, event_id, e.type, e.date, e.killed_min
    FROM places p SEMI JOIN picked USING (event_id, n) JOIN events e USING (event_id)
    WHERE p.status = 'point' AND p.lon BETWEEN ? AND ? AND p.lat BETWEEN ? AND ?
), by_type AS (
    SELECT place_id, list(type ORDER BY n DESC, type) AS types FROM (SELECT place_id, type, count(*) AS n FROM found GROUP BY ALL) GROUP BY place_id
)
SELECT place_id, any_value(lat) AS lat, any_value(lon) AS lon, any_value(level) AS level, any_value(precision_km) AS precision_km,
       any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, count(*)::INTEGER AS n, any_value(types)[1] AS top_type, any_value(types) AS types,
       list(event_id ORDER BY date DESC NULLS LAST, event_id) AS event_ids, coalesce(sum(killed_min), 0)::INTEGER AS killed_min
FROM found JOIN by_type USING (place_id) GROUP BY place_id ORDER BY n DESC, place_id
"""
_GRID = """
WITH cells AS (
    SELECT floor((lon + 180) / 360 * $cells) AS x, floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * $cells) AS y, count(*)::INTEGER AS n
    FROM places SEMI JOIN picked USING (event_id, n)
    WHERE status = 'point' AND lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north GROUP BY ALL
), edges AS (
    SELECT n, x / $cells * 360 - 180 AS west, (x + 1) / $cells * 360 - 180 AS east,
           degrees(atan(sinh(pi() * (1 - 2 * y / $cells)))) AS north, degrees(atan(sinh(pi() * (1 - 2 * (y + 1) / $cells)))) AS south FROM cells
)
SELECT (north + south) / 2 AS lat, (west + east) / 2 AS lon, west, south, east, north, n FROM edges ORDER BY n DESC, west, south
"""
_AREAS = """
WITH parts AS (SELECT event_id, level, unnest(area_pcodes) AS pcode FROM places SEMI JOIN picked USING (event_id, n) WHERE status = 'area')
SELECT pcode, level, count(DISTINCT event_id)::INTEGER AS n FROM parts GROUP BY ALL ORDER BY n DESC, pcode, level
"""
_BY_AREA = """
WITH parts AS (SELECT DISTINCT event_id, unnest({column}) AS pcode FROM places SEMI JOIN picked USING (event_id, n))
SELECT pcode, count(*)::INTEGER AS n, coalesce(sum(killed_min), 0)::INTEGER AS killed
FROM parts JOIN events USING (event_id) GROUP BY pcode ORDER BY n DESC, pcode
"""
_NOT_IN_AREAS = """
SELECT count(DISTINCT event_id) FROM picked
WHERE event_id NOT IN (SELECT event_id FROM places SEMI JOIN picked USING (event_id, n) WHERE len({column}) > 0)
"""
AREA_COLUMNS = {"governorate": "governorates", "district": "districts", "subdistrict": "subdistricts"}
_TOP_PLACES = """
WITH found AS (
    SELECT DISTINCT p.place_id, p.name_ar, p.name_en, p.level, p.governorate, event_id
    FROM places p SEMI JOIN picked USING (event_id, n) WHERE p.place_id IS NOT NULL
)
SELECT place_id, any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, any_value(level) AS level, any_value(governorate) AS governorate,
       count(*)::INTEGER AS n, coalesce(sum(killed_min), 0)::INTEGER AS killed, coalesce(sum(injured_min), 0)::INTEGER AS injured
FROM found JOIN events USING (event_id) GROUP BY place_id ORDER BY n DESC, killed DESC, place_id LIMIT ?
"""
_CROSSED = {
    "type": "SELECT event_id, type AS value FROM events",
    "initiator": "SELECT event_id, unnest(initiators) AS value FROM events",
    "target": "SELECT event_id, unnest(targets) AS value FROM events",
    "governorate": "SELECT DISTINCT event_id, unnest(governorates) AS value FROM places SEMI JOIN picked USING (event_id, n)",
}
_UNPLACED = """
SELECT event_id, p.n, e.type, e.date, p.surface, p.status, p.level, p.reason, p.detail, p.candidates, p.name_ar, p.name_en
FROM places p SEMI JOIN picked USING (event_id, n) JOIN events e USING (event_id)
WHERE p.status <> 'point' ORDER BY e.date DESC NULLS LAST, event_id, p.n
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Key figures. total: all events of the snapshot; shown: those that match; placed, area_only, unplaced: their best selected place.

    killed_min: sum of the lowest figures; killed_max: sum of the highest ones, an open figure counted as its lowest; killed_open: number
    of events whose figure is open upwards; killed_unknown: events for which nobody gives a figure. reports, independent: summed over events.
    first_day, last_day: of the dated events shown.
    """

    total: int
    shown: int
    placed: int
    area_only: int
    unplaced: int
    killed_min: int
    killed_max: int
    first_day: dt.date | None
    last_day: dt.date | None
    killed_open: int
    killed_unknown: int
    undated: int
    reports: int
    independent: int


class Snapshot:
    """One cut of a workspace, opened for reading. It stays as it is while a newer cut is published; see `is_current`.

    Names that the workspace masks are covered as the files are read, and on cards: all that pages and exports show comes from here.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.masks: Masks = read_masks(workspace.home)
        ensure_whole(workspace)
        self._db = duckdb.connect(":memory:")
        self.manifest: Manifest = self._load()
        self.data_cut: str = self.manifest.data_cut
        self.version: str = f"{self.data_cut}-{self.masks.digest}" if self.masks else self.data_cut
        self.rules_version: str = ", ".join(self.manifest.rules)
        self.gazetteer_version: str = ", ".join(self.manifest.gazetteer)

    def _load(self) -> Manifest:
        """Read the files of the current cut into memory; if a writer has deleted them meanwhile, those of the cut it made."""
        manifest = read_manifest(self.workspace.snapshot_dir)
        try:
            self._open("events", [part.events for part in manifest.parts.values()], EVENTS)
            self._open("places", [part.places for part in manifest.parts.values()], PLACES)
            self._group_weapons()
        except duckdb.IOException:
            if read_manifest(self.workspace.snapshot_dir) == manifest:
                self.close()
                raise
            return self._load()
        return manifest

    def _open(self, name: str, files: Sequence[str], schema: pa.Schema) -> None:
        self._db.execute(f"DROP TABLE IF EXISTS {name}")
        if files:
            found = self._db.read_parquet([str(self.workspace.snapshot_dir / file) for file in files])
            (self._db.from_arrow(self.masks.table(found.to_arrow_table())) if self.masks else found).create(name)
        else:
            self._db.from_arrow(schema.empty_table()).create(name)
        missing = set(schema.names) - set(self._db.table(name).columns)
        if missing:
            raise WorkspaceError(
                f"{self.workspace.snapshot_dir}: published by an earlier version of Rasd (no column {min(missing)}); bring it up to date with: rasd reread"
            )

    def _group_weapons(self) -> None:
        """Make the table that groups the words for weapons, `weapon_words (words, kind)`."""
        said = [words for (words,) in self._db.execute("SELECT DISTINCT unnest(weapons) FROM events").fetchall()]
        grouped = pa.table({"words": pa.array(said, pa.string()), "kind": pa.array([kind_of(words) for words in said], pa.string())})
        self._db.execute("DROP TABLE IF EXISTS weapon_words")
        self._db.from_arrow(grouped).create("weapon_words")

    @cached_property
    def _positions(self) -> tuple[np.ndarray, np.ndarray]:
        """Latitudes and longitudes of all points."""
        with self._db.cursor() as db:
            found = db.execute("SELECT DISTINCT lat, lon FROM places WHERE status = 'point'").fetchnumpy()
        return np.asarray(found["lat"], dtype=float), np.asarray(found["lon"], dtype=float)

    def _inside(self, wkt: str) -> tuple[list[float], list[float]]:
        lats, lons = self._positions
        chosen = inside(wkt, lons, lats)
        return lats[chosen].tolist(), lons[chosen].tolist()

    def __enter__(self) -> Self:
        """Use the snapshot in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def is_current(self) -> bool:
        """Say whether no newer cut has been published and the masks are still the same."""
        return usable_manifest(self.workspace.snapshot_dir).data_cut == self.data_cut and read_masks(self.workspace.home) == self.masks

    def counts(self, f: Filters) -> Counts:
        """Give the key figures of the events that match."""
        with self._picked(f) as db:
            return Counts(*db.execute(_COUNTS).fetchall()[0])

    def events(self, f: Filters, *, limit: int | None = 500, offset: int = 0, order: str = "date") -> pd.DataFrame:
        """Give one row for each event that matches, with the columns of `snapshot.EVENTS`.

        order: date (newest first), oldest, killed, reports or confidence. limit None: all of them.
        """
        if order not in _ORDERS:
            raise FilterError(f"unknown order {order!r}; known: {', '.join(_ORDERS)}")
        page = f"SELECT event_id FROM events e SEMI JOIN picked USING (event_id) ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?"  # noqa: S608  # a constant of this module
        statement = f"SELECT e.* FROM events e JOIN ({page}) USING (event_id) ORDER BY {_ORDERS[order]}"  # noqa: S608  # sorting ids alone is faster
        with self._picked(f) as db:
            return _frame(db.execute(statement, [limit, offset]))

    def places(self, f: Filters) -> pd.DataFrame:
        """Give one row for each selected place of each event that matches, with the columns of `snapshot.PLACES` but the geometry."""
        return self._table(f, _PLACES)

    def event_table(self, f: Filters) -> pa.Table:
        """Give all events that match as an Arrow table (`snapshot.EVENTS`), by id."""
        with self._picked(f) as db:
            return db.sql("FROM events SEMI JOIN picked USING (event_id) ORDER BY event_id").to_arrow_table()

    def place_table(self, f: Filters, *, whole: bool = False) -> pa.Table:
        """Give all selected places as an Arrow table (`snapshot.PLACES`), by event id and number. whole: all places of the events that match."""
        key = "event_id" if whole else "event_id, n"
        with self._picked(f) as db:
            return db.sql(f"FROM places SEMI JOIN picked USING ({key}) ORDER BY event_id, n").to_arrow_table()  # one of two constants

    def markers(self, f: Filters, *, bounds: Bounds | None = None) -> pd.DataFrame:
        """Give one row for each place that has a point (within bounds).

        Columns: place_id, lat, lon, level, precision_km, name_ar, name_en, n (events), top_type, types (most frequent first),
        event_ids (newest first), killed_min (sum over them).
        """
        west, south, east, north = bounds or (-180, -90, 180, 90)
        return self._table(f, _MARKERS, [west, east, south, north])

    def grid(self, f: Filters, *, bounds: Bounds | None = None, zoom: int) -> pd.DataFrame:
        """Count event places with a point (within bounds) in square cells of the Web-Mercator grid at a zoom level.

        Columns: lat, lon (middle of the cell), west, south, east, north (degrees), n.
        """
        west, south, east, north = bounds or (-180, -90, 180, 90)
        return self._table(f, _GRID, {"cells": float(2**zoom) / _CELL, "west": west, "south": south, "east": east, "north": north})

    def areas(self, f: Filters) -> pd.DataFrame:
        """Count events at places that are areas. Columns: pcode, level (of the place named), n. A region counts for each of its parts."""
        return self._table(f, _AREAS)

    def by_area(self, f: Filters, level: str) -> tuple[pd.DataFrame, int]:
        """Count events and dead in the areas of a level, events placed only as an area of that level or finer among them.

        Gives a table (pcode, n, killed: sum of the lowest figures), and the number of events that name no area so fine and stand in no row.
        An event with places in two areas counts in both, and so do its dead.
        """
        if level not in AREA_COLUMNS:
            raise FilterError(f"unknown level {level!r}; known: {', '.join(AREA_COLUMNS)}")
        with self._picked(f) as db:
            rows = _frame(db.execute(_BY_AREA.format(column=AREA_COLUMNS[level])))
            return rows, int(db.execute(_NOT_IN_AREAS.format(column=AREA_COLUMNS[level])).fetchall()[0][0])

    def histogram(self, f: Filters, *, step: str = "month", by: str = "type", dead: bool = False) -> pd.DataFrame:
        """Count events (dead: sum the lowest figures of the dead) by the day, week, month or year of their first day; undated events are left out.

        Columns: bucket (its first day), key, n.

        by: type, initiator (an event with two of them counts for both), certainty, precision (of the date)
        or governorate (of the selected places; an event in two counts for both, one in none is left out).
        """
        if step not in _STEPS or by not in _KEYS:
            raise FilterError(f"cannot count {by!r} by {step!r}; steps: {', '.join(_STEPS)}; keys: {', '.join(_KEYS)}")
        places = f"JOIN ({_GOVERNORATES}) USING (event_id)" if by == "governorate" else ""
        statement = (
            f"WITH keyed AS (SELECT date_trunc(?, date)::DATE AS bucket, {_KEYS[by]} AS key, coalesce(killed_min, 0) AS dead "  # noqa: S608  # a constant of this module
            f"FROM events SEMI JOIN picked USING (event_id) {places} WHERE date IS NOT NULL) "
            f"SELECT bucket::TIMESTAMP AS bucket, key, {'sum(dead)' if dead else 'count(*)'}::INTEGER AS n FROM keyed GROUP BY ALL HAVING n > 0 ORDER BY ALL"
        )
        return self._table(f, statement, [step])

    def facet(self, f: Filters, column: str) -> pd.DataFrame:
        """Count events for each value of a column under all filters but the column's own. Columns: value, n. column: see `FACETS`."""
        return self.facets(f, (column,))[column]

    def facets(self, f: Filters, columns: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Give `facet` for several columns. Those whose own filters ask for nothing rest on one and the same selection, made once."""
        by_filters: dict[Filters, list[str]] = {}
        for column in columns:
            if column not in FACETS:
                raise FilterError(f"unknown column {column!r}; known: {', '.join(FACETS)}")
            by_filters.setdefault(without(f, FACETS[column][1]), []).append(column)
        found: dict[str, pd.DataFrame] = {}
        for narrowed, together in by_filters.items():
            with self._picked(narrowed) as db:
                found |= {column: _frame(db.execute(_FACET.format(values=FACETS[column][0]))) for column in together}
        return found

    def periods(self, f: Filters, spans: Sequence[tuple[dt.date, dt.date]]) -> list[int]:
        """Count the events that each of these spans of days (first, last) would show, under all filters but the dates."""
        if not spans:
            return []
        each = ", ".join("count(*) FILTER (coalesce(date <= ? AND date_end >= ?, true))" for _ in spans)
        with self._picked(without(f, ("date_from", "date_to"))) as db:
            found = db.execute(f"SELECT {each} FROM events SEMI JOIN picked USING (event_id)", [day for first, last in spans for day in (last, first)])  # noqa: S608
            return list(found.fetchall()[0])

    def cross(self, f: Filters, rows: str, columns: str) -> pd.DataFrame:
        """Count events by two columns: type, initiator, target or governorate. Columns: row, column, n, killed (sum of the lowest figures).

        An event with two values in a column stands in both; one without a value is left out.
        """
        for name in (rows, columns):
            if name not in _CROSSED:
                raise FilterError(f"unknown column {name!r}; known: {', '.join(_CROSSED)}")
        statement = (
            f"WITH a AS ({_CROSSED[rows]}), b AS ({_CROSSED[columns]}) "  # noqa: S608  # constants of this module
            "SELECT a.value AS row, b.value AS column, count(*)::INTEGER AS n, coalesce(sum(killed_min), 0)::INTEGER AS killed "
            "FROM events SEMI JOIN picked USING (event_id) JOIN a USING (event_id) JOIN b USING (event_id) GROUP BY ALL ORDER BY n DESC, a.value, b.value"
        )
        return self._table(f, statement)

    def top_places(self, f: Filters, limit: int = 20) -> pd.DataFrame:
        """Give the places with the most events; areas stand among them under their level.

        Columns: place_id, name_ar, name_en, level, governorate, n, killed (sum of the lowest figures), injured.
        """
        return self._table(f, _TOP_PLACES, [limit])

    def unplaced(self, f: Filters) -> pd.DataFrame:
        """Give the selected places that could not be placed exactly: not at all, or only as an area.

        Columns: event_id, n, type, date, surface, status (area or unplaced), level, reason, detail, candidates, name_ar, name_en.
        """
        return self._table(f, _UNPLACED)

    def card(self, event_id: str) -> EventCard:
        """Give all that is known of one event, as the ledger has it now. Raises LedgerError if there is no such event."""
        return self.masks.card(card(self.workspace.ledger, event_id))

    def _table(self, f: Filters, statement: str, bound: list[Any] | dict[str, Any] | None = None) -> pd.DataFrame:
        with self._picked(f) as db:
            return _frame(db.execute(statement, bound))

    @contextmanager
    def _picked(self, f: Filters) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor with the table `picked`; temporary tables belong to one cursor alone."""
        f.check()
        text_matches = self.workspace.ledger.search(f.text) if f.text.strip() else None
        wanted = all_hold([*event_conditions(f, text_matches), *place_conditions(f, self._inside(f.within) if f.within else None)])
        with self._db.cursor() as db:
            db.execute(
                f"CREATE TEMP TABLE picked AS SELECT event_id, p.n FROM events e JOIN places p USING (event_id) WHERE {wanted.sql}",  # noqa: S608
                list(wanted.bound),
            )
            yield db


def _frame(result: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Give the rows as a table, days as calendar dates (None where unknown) and never as points in time."""
    frame = result.df()
    for name in {"date", "date_end"} & set(frame.columns):
        frame[name] = pd.Series([None if pd.isna(day) else day.date() for day in frame[name]], index=frame.index, dtype=object)
    return frame
