"""Questions to a snapshot: filters in, tables out. Reads only; each question has its own cursor, so that threads may share a Snapshot.

A question first selects what the filters ask for: events, and their places, by the numbers that the tables in memory give to their rows
(`events.selection`). Several questions about the same filters share it. What is counted is counted in arrays; the rest is fixed SQL about the table
`picked (k, r)`, the numbers of the selected events and places, or about `spotted (s, type, n)`, how many of them stand at each point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Self

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from events import sql
from events.card import card
from events.counts import Counts, count, number_of
from events.filters import REVIEWS, FilterError, Filters, without
from events.kept import Kept
from events.masks import Masks, read_masks
from events.records import EventCard
from events.repair import ensure_whole
from events.selection import Columns, Selection, Selector
from events.shapes import Bounds
from events.snapshot import EVENTS, MANIFEST, PLACES, Manifest, read_manifest, usable_manifest
from events.tallies import Chosen, Ints, Tally
from events.weapons import kind_of
from events.workspace import Workspace, WorkspaceError

__all__ = ["Bounds", "Counts", "FilterError", "Filters", "Snapshot"]

_CELL = 32 / 256
"""Width of a grid cell on the screen, in map tiles."""

_WORLD: Bounds = (-180, -90, 180, 90)
_SELECTIONS = 8
"""Selections that are kept; one of 1 million events takes up to 10 MB."""
_STRETCH = 50_000
"""Events of a list that are looked at together until its page is full."""


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Tell a file from one that has taken its place since; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


class Snapshot:
    """One cut of a workspace, opened for reading. It stays as it is while a newer cut is published; see `is_current`.

    Names that the workspace masks are covered as the files are read, and on cards: all that pages and exports show comes from here.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.masks: Masks = read_masks(workspace.home)
        ensure_whole(workspace)
        self._db = duckdb.connect(":memory:")
        self._db.execute("ATTACH ':memory:' AS cut (COMPRESS); USE cut")
        # A cut never changes: what was selected or numbered once holds, and the questions of one page are about few selections.
        self._selections, self._spotted_at = Kept[Selection](_SELECTIONS), Kept[Ints](_SELECTIONS)
        self.manifest: Manifest = self._load()
        self._columns = Columns(self._db)
        self._selector = Selector(self._columns, workspace.ledger.search)
        self.data_cut: str = self.manifest.data_cut
        self._seen: tuple[int, int, int] | None = None
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
            found = self._db.from_arrow(self.masks.table(found.to_arrow_table())) if self.masks else found
        else:
            found = self._db.from_arrow(schema.empty_table())
        found.create_view("found")
        number = "k" if name == "events" else "r"
        self._db.execute(f"DROP SEQUENCE IF EXISTS {number}; CREATE SEQUENCE {number}; CREATE TABLE {name} AS {sql.NUMBERED[name]}")
        self._db.execute("DROP VIEW found; CHECKPOINT")  # writes the table out packed, in a tenth of the memory
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
        seen = _stamp(self.workspace.snapshot_dir / MANIFEST)
        if seen is None or seen != self._seen:  # a page asks a dozen times: the file is read again only where another one has taken its place
            if usable_manifest(self.workspace.snapshot_dir).data_cut != self.data_cut:
                return False
            self._seen = seen
        return read_masks(self.workspace.home) == self.masks

    def counts(self, f: Filters) -> Counts:
        """Give the key figures of the events that match."""
        return count(self._columns, self._select(f))

    def events(self, f: Filters, *, limit: int | None = 500, offset: int = 0, order: str = "date", columns: Sequence[str] = ()) -> pd.DataFrame:
        """Give one row for each event that matches, with the columns of `snapshot.EVENTS`, or only some of them.

        order: date (newest first), oldest, killed, reports or confidence. limit None: all of them.
        """
        if order not in sql.ORDERS:
            raise FilterError(f"unknown order {order!r}; known: {', '.join(sql.ORDERS)}")
        page = self._page(f, order, offset, limit)
        wanted = ", ".join(f"e.{name}" for name in EVENTS.names if name in columns) or "e.* EXCLUDE (k)"
        with self._columns.cursor() as db:
            db.register("page", pa.table({"k": page, "rank": np.arange(len(page))}))
            return _frame(db.execute(f"SELECT {wanted} FROM events e JOIN page USING (k) ORDER BY rank"))  # noqa: S608  # names of the schema

    def _page(self, f: Filters, order: str, offset: int, limit: int | None) -> Ints:
        """Give the numbers of a page of events in an order; what follows the page is not looked at."""
        ordered, flags = self._columns.order(order), self._select(f).events.flags
        end = len(ordered) if limit is None else offset + limit
        found, n = [ordered[:0]], 0
        for start in range(0, len(ordered), _STRETCH):
            if n >= end:
                break
            stretch = ordered[start : start + _STRETCH]
            found.append(stretch[flags.take(stretch)])
            n += len(found[-1])
        return np.concatenate(found)[offset:end]

    def places(self, f: Filters) -> pd.DataFrame:
        """Give one row for each selected place of each event that matches, with the columns of `snapshot.PLACES` but the geometry."""
        return self._table(f, sql.PLACES)

    def event_table(self, f: Filters) -> pa.Table:
        """Give all events that match as an Arrow table (`snapshot.EVENTS`), by id."""
        with self._picked(f) as db:
            return db.sql("SELECT * EXCLUDE (k) FROM events SEMI JOIN picked USING (k) ORDER BY event_id").to_arrow_table()

    def place_table(self, f: Filters, *, whole: bool = False) -> pa.Table:
        """Give all selected places as an Arrow table (`snapshot.PLACES`), by event id and number. whole: all places of the events that match."""
        key = "k" if whole else "r"
        with self._picked(f) as db:
            return db.sql(f"SELECT * EXCLUDE (k, r) FROM places SEMI JOIN picked USING ({key}) ORDER BY event_id, n").to_arrow_table()  # noqa: S608  # one of two constants

    def markers(self, f: Filters, *, bounds: Bounds | None = None) -> pd.DataFrame:
        """Give one row for each place that has a point (within bounds).

        Columns: place_id, lat, lon, level, precision_km, name_ar, name_en, n (events), types (most frequent first), top_type.
        """
        west, south, east, north = bounds or _WORLD
        with self._spotted(f) as db:
            return _frame(db.execute(sql.MARKERS, [west, east, south, north]))

    def grid(self, f: Filters, *, bounds: Bounds | None = None, zoom: int) -> pd.DataFrame:
        """Count event places with a point (within bounds) in square cells of the Web-Mercator grid at a zoom level.

        Columns: lat, lon (middle of the cell), west, south, east, north (degrees), n.
        """
        west, south, east, north = bounds or _WORLD
        with self._spotted(f) as db:
            return _frame(db.execute(sql.GRID, {"cells": float(2**zoom) / _CELL, "west": west, "south": south, "east": east, "north": north}))

    def areas(self, f: Filters) -> pd.DataFrame:
        """Count events at places that are areas. Columns: pcode, level (of the place named), n. A region counts for each of its parts."""
        return self._table(f, sql.AREAS, areas=True)

    def round_areas(self, f: Filters) -> pd.DataFrame:
        """Count events at regions that are known as a circle. Columns: place_id, lat, lon, precision_km (its radius), name_ar, name_en, n."""
        return self._table(f, sql.ROUND, areas=True)

    def point_count(self, f: Filters, *, bounds: Bounds | None = None) -> int:
        """Count the places that have a point (within bounds)."""
        west, south, east, north = bounds or _WORLD
        lons, lats = (self._columns.spots[name].to_numpy() for name in ("lon", "lat"))
        seen = (self._spots(f).sum(axis=1) > 0) & (lons >= west) & (lons <= east) & (lats >= south) & (lats <= north)
        return len(self._columns.spots["place_id"].filter(pa.array(seen)).unique())

    def by_area(self, f: Filters, level: str) -> tuple[pd.DataFrame, int]:
        """Count events and dead in the areas of a level, events placed only as an area of that level or finer among them.

        Gives a table (pcode, n, killed: sum of the lowest figures), and the number of events that name no area so fine and stand in no row.
        An event with places in two areas counts in both, and so do its dead.
        """
        if level not in sql.AREA_LEVELS:
            raise FilterError(f"unknown level {level!r}; known: {', '.join(sql.AREA_LEVELS)}")
        selection, tally = self._select(f), self._columns.tally(level)
        rows = tally.count(selection.places)
        killed = self._toll(tally, selection.places, self._columns.event_of).astype(np.int32)
        rows["killed"] = killed[np.searchsorted(np.asarray(tally.known, object), rows["value"].to_numpy(object))]
        named = np.zeros(self._columns.sizes["k"], bool)
        named[tally.entries(selection.places, self._columns.event_of)[0]] = True
        return rows.rename(columns={"value": "pcode"}), len(selection.events) - int(np.count_nonzero(named))

    def histogram(self, f: Filters, *, step: str = "month", by: str = "type", dead: bool = False) -> pd.DataFrame:
        """Count events (dead: sum the lowest figures of the dead) by the day, week, month or year of their first day; undated events are left out.

        Columns: bucket (its first day), key, n.

        by: type, initiator (an event with two of them counts for both), certainty, precision (of the date)
        or governorate (of the selected places; an event in two counts for both, one in none is left out).
        """
        if step not in sql.STEPS or by not in sql.KEYS:
            raise FilterError(f"cannot count {by!r} by {step!r}; steps: {', '.join(sql.STEPS)}; keys: {', '.join(sql.KEYS)}")
        selection, column = self._select(f), sql.KEYS[by]
        chosen = selection.places if by == "governorate" else selection.events
        tally, days = self._columns.over_time(column), self._columns.days["first"].known
        n = self._toll(tally, chosen, self._columns.event_of if by == "governorate" else None) if dead else tally.bins(chosen)
        keys = np.array([*tally.known, None], object)
        at = np.flatnonzero(n)
        day, key = days[at // len(keys)], keys[at % len(keys)]
        wanted = (day > -sql.NEVER) & (at % len(keys) < len(tally.known))
        schema = pa.schema({"day": pa.int32(), "key": pa.string(), "n": pa.int64()})
        with self._columns.cursor() as db:
            db.register("daily", pa.table({"day": day[wanted], "key": key[wanted], "n": n[at][wanted]}, schema))
            return _frame(db.execute(sql.OVER_TIME, [step]))

    def _toll(self, tally: Tally, chosen: Chosen, event_of: Ints | None = None) -> Ints:
        """Add up the lowest figures of the dead for each code of a tally."""
        events, codes = tally.entries(chosen, event_of)
        dead = self._columns.figures["killed"].take(events)
        return np.bincount(codes, weights=dead, minlength=len(tally.whole[0])).astype(np.int64)

    def facet(self, f: Filters, column: str) -> pd.DataFrame:
        """Count events for each value of a column under all filters but the column's own. Columns: value, n. column: see `FACETS`."""
        return self.facets(f, (column,))[column]

    def facets(self, f: Filters, columns: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Give `facet` for several columns. Those whose own filters ask for nothing rest on one and the same selection, made once."""
        for column in columns:
            if column not in sql.FACETS:
                raise FilterError(f"unknown column {column!r}; known: {', '.join(sql.FACETS)}")
        found: dict[str, pd.DataFrame] = {}
        for column in columns:
            row, _, own = sql.FACETS[column]
            narrowed = replace(f, review=REVIEWS) if "review" in own else without(f, own)  # without a filter on review, rejected events are left out
            selection = self._select(narrowed)
            found[column] = self._columns.tally(column).count(selection.places if row == "r" else selection.events)
        return found

    def periods(self, f: Filters, spans: Sequence[tuple[dt.date, dt.date]]) -> list[int]:
        """Count the events that each of these spans of days (first, last) would show, under all filters but the dates."""
        chosen = self._select(without(f, ("date_from", "date_to"))).events
        begun, ended = ((days.known, np.cumsum([0, *days.bins(chosen)])) for days in self._columns.days.values())
        return [_upto(begun, number_of(last), "right") - _upto(ended, number_of(first), "left") for first, last in spans]

    def cross(self, f: Filters, rows: str, columns: str) -> pd.DataFrame:
        """Count events by two columns: type, initiator, target or governorate. Columns: row, column, n, killed (sum of the lowest figures).

        An event with two values in a column stands in both; one without a value is left out.
        """
        for name in (rows, columns):
            if name not in sql.CROSSED:
                raise FilterError(f"unknown column {name!r}; known: {', '.join(sql.CROSSED)}")
        statement = (
            f"WITH a AS ({sql.CROSSED[rows]}), b AS ({sql.CROSSED[columns]}) "  # noqa: S608  # constants of this module
            "SELECT a.value AS row, b.value AS column, count(*)::INTEGER AS n, coalesce(sum(killed_min), 0)::INTEGER AS killed "
            "FROM events SEMI JOIN picked USING (k) JOIN a USING (k) JOIN b USING (k) GROUP BY ALL ORDER BY n DESC, a.value, b.value"
        )
        return self._table(f, statement)

    def top_places(self, f: Filters, limit: int = 20) -> pd.DataFrame:
        """Give the places with the most events; areas stand among them under their level.

        Columns: place_id, name_ar, name_en, level, governorate, n, killed (sum of the lowest figures), injured.
        """
        return self._table(f, sql.TOP_PLACES, [limit])

    def unplaced(self, f: Filters) -> pd.DataFrame:
        """Give the selected places that could not be placed exactly: not at all, or only as an area.

        Columns: event_id, n, type, date, surface, status (area or unplaced), level, reason, detail, candidates, name_ar, name_en.
        """
        return self._table(f, sql.UNPLACED)

    def card(self, event_id: str) -> EventCard:
        """Give all that is known of one event, as the ledger has it now. Raises LedgerError if there is no such event."""
        return self.masks.card(card(self.workspace.ledger, event_id))

    def _table(self, f: Filters, statement: str, bound: list[Any] | None = None, *, areas: bool = False) -> pd.DataFrame:
        with self._picked(f, areas=areas) as db:
            return _frame(db.execute(statement, bound))

    @contextmanager
    def _picked(self, f: Filters, *, areas: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor that knows the table `picked`, and no other cursor does. areas: only places that are known as an area."""
        places, known = self._select(f).places, self._columns.areas if areas else None
        at = places.rows if known is None else known[places.flags.take(known)]
        with self._columns.cursor() as db:
            db.register("picked", pa.table({"k": self._columns.event_of.take(at), "r": at}))
            yield db

    @contextmanager
    def _spotted(self, f: Filters) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor that knows the tables `spotted` and `spots`."""
        with self._columns.cursor() as db:
            n, types = self._spots(f), pa.array([*self._columns.tally("type").known, None], pa.string())
            spots, codes = np.nonzero(n)
            db.register("spotted", pa.table({"s": spots, "type": types.take(pa.array(codes)), "n": n[spots, codes]}))
            db.register("spots", self._columns.spots)
            yield db

    def _count_spots(self, f: Filters) -> Ints:
        """Count the selected places at each spot, a row for each, by the type of their event, a column for each."""
        codes, whole = self._columns.typed_spots
        spots = self._columns.spots.num_rows
        return self._select(f).places.bins(codes, whole).reshape(spots + 1, -1)[:spots]

    def _select(self, f: Filters) -> Selection:
        return self._selections.get(f, lambda: self._selected(f))

    def _spots(self, f: Filters) -> Ints:
        return self._spotted_at.get(f, lambda: self._count_spots(f))

    def _selected(self, f: Filters) -> Selection:
        f.check()
        if f.text.strip() and self.workspace.copy_of:
            raise FilterError("a copy of a snapshot holds no articles, so words cannot be looked for in it; ask the workspace that it was made from")
        return self._selector.select(f)


def _upto(days: tuple[Ints, Ints], day: int, side: Literal["left", "right"]) -> int:
    """Add up the events of the days before a day, with side right also those of the day itself. days: which there are, and running sums of their events."""
    known, sums = days
    return int(sums[np.searchsorted(known, day, side)])


def _frame(result: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Give the rows as a table, days as calendar dates (None where unknown) and never as points in time."""
    frame = result.df()
    for name in {"date", "date_end"} & set(frame.columns):
        frame[name] = pd.Series([None if pd.isna(day) else day.date() for day in frame[name]], index=frame.index, dtype=object)
    return frame
