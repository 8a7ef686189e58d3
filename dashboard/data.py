"""What the pages ask: the only functions that are cached. A cut of the data never changes, so its answers are kept under its id."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

import gazetteer
from dashboard import assets
from dashboard.filters import State, with_value
from dashboard.handout import handout
from dashboard.layers import Json, records
from dashboard.text import Words
from events import export, review_log
from events.export.policy import PolicyError, read_policy
from events.ingest import Reader, default_reader
from events.namesakes import ArticleLine, Namesake, find_articles, same_name
from events.query import FACETS, Bounds, Counts, Filters, Snapshot
from events.records import REVIEW_STATUSES, EventCard, Review
from events.review_queue import OPEN, Queued, queue
from events.workspace import Workspace
from extract.readers import BadItem
from gazetteer import Gazetteer
from gazetteer.admin import Area
from gazetteer.places import Place
from gazetteer.tables import DATA

ROWS = 500
"""Events listed at most; the downloads hold all."""
OFFERED = tuple(column for column in FACETS if column != "place")
"""Columns whose values the sidebar counts at once; places are many and are counted when one is searched."""
_AREA_FIELDS: Mapping[int, str] = {4: "governorates", 6: "districts", 8: "subdistricts"}  # by length of the p-code


@st.cache_resource(show_spinner=False, max_entries=3)
def workspace(home: str) -> Workspace:
    """Open a workspace folder."""
    return Workspace(Path(home))


@st.cache_resource(show_spinner=False, max_entries=3)
def _opened(home: str) -> list[Snapshot]:
    return [Snapshot(workspace(home))]


def snapshot(home: str) -> Snapshot:
    """The newest cut of a workspace; a cut that others still read stays open."""
    held = _opened(home)
    if not held[0].is_current():
        held[0] = Snapshot(workspace(home))
    return held[0]


def areas() -> Mapping[str, Area]:
    """The administrative areas by p-code."""
    return gazetteer.load().areas.by_pcode


def place_name(words: Words, place_id: str) -> str:
    """Name a place of the gazetteer; its id where the gazetteer has no such place."""
    found = place(place_id)
    return words.name(found) if found else place_id


def place(place_id: str) -> Place | None:
    """A place of the gazetteer, None where it has none of that id."""
    return gazetteer.load().places.get(place_id)


def find_places(name: str, limit: int = 8) -> tuple[Place, ...]:
    """Search the gazetteer; best first."""
    return tuple(candidate.place for candidate in gazetteer.load().search(name, limit=limit))


@st.cache_resource(show_spinner=False)
def base_map_files() -> Mapping[str, str]:
    """Names of the base map's files by part, put in place where the page was started without `rasd serve`."""
    assets.prepare()
    return {part: assets.base_map_name(gazetteer.load().version, part) for part in assets.PARTS}


@st.cache_resource(show_spinner=False)
def source_titles() -> Mapping[str, str]:
    """Titles of the gazetteer's sources, by key."""
    declared = tomllib.loads((DATA / "sources.toml").read_text("utf-8"))["source"]
    return {key: str(source["title"]) for key, source in declared.items()}


class Cut:
    """One cut of a workspace, with its answers kept. Made anew in each run; it holds no data itself."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.workspace = workspace(home)
        self.snapshot = snapshot(home)
        self.id = self.snapshot.data_cut
        self._key = self.snapshot.version  # other masks, other answers

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been read into the workspace."""
        return not self.snapshot.manifest.parts

    def ledger_counts(self) -> dict[str, int]:
        """Articles, reports, events, reviews and rejected items in the ledger."""
        return self.workspace.ledger.counts()

    def rejects(self) -> tuple[BadItem, ...]:
        """Items that were given to be read and could not be, as the ledger has them now."""
        return self.workspace.ledger.rejects()

    @property
    def is_writable(self) -> bool:
        """Whether the workspace takes anything; its folder may have become read-only since it was opened."""
        return os.access(self.workspace.home, os.W_OK) and all(os.access(file, os.W_OK) for file in (self._ledger, self.workspace.overlay) if file.exists())

    @property
    def _ledger(self) -> Path:
        return self.workspace.home / "ledger.sqlite"

    def gazetteer(self) -> Gazetteer:
        """The gazetteer with the workspace's own places and spellings. Raises GazetteerError for an overlay that breaks its contract."""
        return gazetteer.load(self.workspace.overlay if self.workspace.overlay.exists() else None)

    def reader(self) -> Reader:
        """What reads an article for this workspace now."""
        return default_reader(self.workspace)

    def events_of(self, article_ids: Iterable[str]) -> tuple[str, ...]:
        """Ids of the events that some articles report."""
        ledger = self.workspace.ledger
        reports = (report for article_id in article_ids for report in ledger.reports_of(article_id) if not report.outside)
        return tuple(dict.fromkeys(event_id for report in reports if (event_id := ledger.event_of(report.id))))

    def counts(self, f: Filters) -> Counts:
        """Key figures."""
        return _counts(self.home, self._key, f)

    def events(self, f: Filters, order: str = "date") -> pd.DataFrame:
        """The first `ROWS` events."""
        return _events(self.home, self._key, f, order)

    def markers(self, f: Filters) -> pd.DataFrame:
        """Places with a point."""
        return _markers(self.home, self._key, f)

    def grid(self, f: Filters, bounds: Bounds | None, zoom: int) -> pd.DataFrame:
        """Counts in square cells."""
        return _grid(self.home, self._key, f, bounds, zoom)

    def areas(self, f: Filters) -> pd.DataFrame:
        """Areas with events; see `area_rows`."""
        return _areas(self.home, self._key, f)

    def by_area(self, f: Filters, level: str) -> tuple[pd.DataFrame, int]:
        """Events and dead in the areas of a level, and how many events name none."""
        return _by_area(self.home, self._key, f, level)

    def histogram(self, f: Filters, step: str, by: str, *, dead: bool = False) -> pd.DataFrame:
        """Events over time, or their dead."""
        return _histogram(self.home, self._key, f, step, by, dead)

    def facet(self, f: Filters, column: str) -> dict[str, int]:
        """Events for each value of a column, under the other filters."""
        return (_facets(self.home, self._key, f) if column in OFFERED else _facet(self.home, self._key, f, column))[column]

    def periods(self, f: Filters, spans: tuple[tuple[date, date], ...]) -> list[int]:
        """Events that each span of days would show, under the other filters."""
        return _periods(self.home, self._key, f, spans)

    def cross(self, f: Filters, rows: str, columns: str) -> pd.DataFrame:
        """Events by two columns."""
        return _cross(self.home, self._key, f, rows, columns)

    def top_places(self, f: Filters) -> pd.DataFrame:
        """The places with the most events."""
        return _top_places(self.home, self._key, f)

    def unplaced(self, f: Filters) -> pd.DataFrame:
        """Places that could not be placed exactly."""
        return _unplaced(self.home, self._key, f)

    def card(self, event_id: str) -> EventCard:
        """All about one event, as the ledger has it now. Raises LedgerError for an unknown one."""
        return self.snapshot.card(event_id)

    def queue(self, f: Filters) -> list[Queued]:
        """Events that wait for a reviewer, most pressing first."""
        return _queue(self.home, self._key, f)

    def progress(self, f: Filters) -> tuple[int, int]:
        """How many of the events that the filters select, whatever was decided of them, are judged; and how many there are."""
        every = replace(f, review=REVIEW_STATUSES)
        total = self.counts(every).shown
        return total - self.counts(replace(f, review=OPEN)).shown, total

    def same_name(self, surface: str, place_id: str) -> list[Namesake]:
        """Reports in which a name stands that was read as a place ("": as none)."""
        return _same_name(self.home, self._key, surface, place_id)

    def find_articles(self, wanted: str) -> list[ArticleLine]:
        """Articles by id, outlet or words of their title."""
        return _find_articles(self.home, self._key, wanted)

    def log(self) -> list[Review]:
        """All reviews, as the ledger has them now."""
        return review_log.everything(self.workspace.ledger)

    def may_export(self, f: Filters) -> bool:
        """Whether a policy holds something back. Raises PolicyError where the policy cannot be followed, or not with these filters."""
        policy = read_policy(self.workspace.home)
        policy.check(f)
        return policy.exists

    def holds_back(self) -> bool:
        """Whether the workspace has a policy, be it one that cannot be followed: then nothing goes out but the exports, which obey it."""
        try:
            return read_policy(self.workspace.home).exists
        except PolicyError:
            return True

    def report(self, state: State, words: Words, title: str, address: str) -> bytes:
        """A view as a report, as far as the policy of the workspace lets its events out. address: of the dashboard."""
        return handout(self.snapshot, state, words, datetime.now(UTC), title=title, address=address)

    def download(self, f: Filters, form: export.Format) -> bytes:
        """The events shown, in a format, as far as the policy of the workspace lets them out."""
        return export.bundle(self.snapshot, f, form, datetime.now(UTC), f"rasd-{self.id}")


@st.cache_data(show_spinner=False, max_entries=200)
def _counts(home: str, cut: str, f: Filters) -> Counts:  # noqa: ARG001  # the cut is part of the key
    return snapshot(home).counts(f)


@st.cache_data(show_spinner=False, max_entries=50)
def _events(home: str, cut: str, f: Filters, order: str) -> pd.DataFrame:  # noqa: ARG001
    return snapshot(home).events(f, limit=ROWS, order=order)


@st.cache_data(show_spinner=False, max_entries=50)
def _markers(home: str, cut: str, f: Filters) -> pd.DataFrame:  # noqa: ARG001
    return snapshot(home).markers(f)


@st.cache_data(show_spinner=False, max_entries=50)
def _grid(home: str, cut: str, f: Filters, bounds: Bounds | None, zoom: int) -> pd.DataFrame:  # noqa: ARG001
    return snapshot(home).grid(f, bounds=bounds, zoom=zoom)


@st.cache_data(show_spinner=False, max_entries=50)
def _areas(home: str, cut: str, f: Filters) -> pd.DataFrame:  # noqa: ARG001
    return area_rows(snapshot(home), f, areas())


@st.cache_data(show_spinner=False, max_entries=50)
def _by_area(home: str, cut: str, f: Filters, level: str) -> tuple[pd.DataFrame, int]:  # noqa: ARG001
    return snapshot(home).by_area(f, level)


@st.cache_data(show_spinner=False, max_entries=100)
def _histogram(home: str, cut: str, f: Filters, step: str, by: str, dead: bool) -> pd.DataFrame:  # noqa: ARG001, FBT001, PLR0917  # the key of the cache
    return snapshot(home).histogram(f, step=step, by=by, dead=dead)


@st.cache_data(show_spinner=False, max_entries=200)
def _facet(home: str, cut: str, f: Filters, column: str) -> dict[str, dict[str, int]]:  # noqa: ARG001
    return _counted(snapshot(home).facets(f, (column,)))


@st.cache_data(show_spinner=False, max_entries=50)
def _facets(home: str, cut: str, f: Filters) -> dict[str, dict[str, int]]:  # noqa: ARG001
    return _counted(snapshot(home).facets(f, OFFERED))


def _counted(facets: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
    return {column: dict(zip(rows["value"], rows["n"], strict=True)) for column, rows in facets.items()}


@st.cache_data(show_spinner=False, max_entries=100)
def _periods(home: str, cut: str, f: Filters, spans: tuple[tuple[date, date], ...]) -> list[int]:  # noqa: ARG001
    return snapshot(home).periods(f, spans)


@st.cache_data(show_spinner=False, max_entries=50)
def _cross(home: str, cut: str, f: Filters, rows: str, columns: str) -> pd.DataFrame:  # noqa: ARG001
    return snapshot(home).cross(f, rows, columns)


@st.cache_data(show_spinner=False, max_entries=50)
def _top_places(home: str, cut: str, f: Filters) -> pd.DataFrame:  # noqa: ARG001
    return snapshot(home).top_places(f)


@st.cache_data(show_spinner=False, max_entries=50)
def _unplaced(home: str, cut: str, f: Filters) -> pd.DataFrame:  # noqa: ARG001
    return snapshot(home).unplaced(f)


@st.cache_data(show_spinner=False, max_entries=20)
def _queue(home: str, cut: str, f: Filters) -> list[Queued]:  # noqa: ARG001
    return queue(snapshot(home), f, None)


@st.cache_data(show_spinner=False, max_entries=20)
def _same_name(home: str, cut: str, surface: str, place_id: str) -> list[Namesake]:  # noqa: ARG001
    return same_name(snapshot(home), surface, place_id)


@st.cache_data(show_spinner=False, max_entries=20)
def _find_articles(home: str, cut: str, wanted: str) -> list[ArticleLine]:  # noqa: ARG001
    return find_articles(workspace(home).ledger, wanted)


def area_rows(cut: Snapshot, f: Filters, known: Mapping[str, Area]) -> pd.DataFrame:
    """Areas with events, ready to draw: place_id, pcodes, circle (lat, lon, km; None for outlines), level, n, name_ar, name_en.

    An outline has the id `area:LEVEL:PCODE`; a region given as centre and radius has its place id.
    """
    rows: list[Json] = [
        {"place_id": f"area:{row['level']}:{row['pcode']}", "pcodes": [row["pcode"]], "circle": None, "level": row["level"], "n": row["n"],
         "name_ar": known[row["pcode"]].name_ar, "name_en": known[row["pcode"]].name_en}
        for row in records(cut.areas(f)) if row["pcode"] in known
    ]  # fmt: skip
    if not f.precision or "region" in f.precision:
        regions = cut.places(replace(f, precision=("region",)))
        round_ones = regions[(regions["status"] == "area") & (regions["area_pcodes"].map(len) == 0)]
        for place_id, group in round_ones.groupby("place_id"):
            first = group.iloc[0]
            circle = (first["lat"], first["lon"], first["precision_km"])
            rows.append({"place_id": place_id, "pcodes": [], "circle": circle, "level": "region", "n": group["event_id"].nunique(),
                         "name_ar": first["name_ar"], "name_en": first["name_en"]})  # fmt: skip
    return pd.DataFrame(rows, columns=["place_id", "pcodes", "circle", "level", "n", "name_ar", "name_en"])


def at_place(f: Filters, place_id: str) -> Filters:
    """Narrow filters to one marker, one area (`area:LEVEL:PCODE`, what names no more than it) or all that lies in one (`in:PCODE`)."""
    if place_id.startswith("in:"):
        pcode = place_id.removeprefix("in:")
        return with_value(f, _AREA_FIELDS[len(pcode)], (pcode,)) if pcode in areas() else replace(f, place_id=place_id)
    if not place_id.startswith("area:"):
        return replace(f, place_id=place_id)
    _, level, pcode = place_id.split(":", 2)
    return with_value(replace(f, precision=(level,)), _AREA_FIELDS[len(pcode)], (pcode,))
