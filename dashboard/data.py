"""What the pages ask: the only functions that are cached. A cut of the data never changes, so its answers are kept under its id."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

import gazetteer
from dashboard import assets
from dashboard.filters import State
from dashboard.handout import handout
from dashboard.named_areas import area_rows
from dashboard.text import Words
from events import export, review_log
from events.export.policy import PolicyError, read_policy
from events.ingest import Reader, default_reader
from events.namesakes import ArticleLine, Namesake, find_articles, same_name
from events.query import Bounds, Counts, Filters, Snapshot
from events.records import REVIEW_STATUSES, EventCard, Review
from events.review_queue import OPEN, Queued, queue
from events.sql import FACETS
from events.workspace import Workspace
from extract.readers import BadItem
from gazetteer import Gazetteer
from gazetteer.admin import Area
from gazetteer.places import Place, RasdError

ROWS = 500
"""Events listed at most; the downloads hold all."""
LISTED = ("event_id", "type", "date", "initiators", "targets", "killed_min", "killed_max", "certainty", "independent", "reports", "places_ar", "places_en")
"""Columns of a list of events: what is kept for each visitor's filters stays small."""
OFFERED = tuple(column for column in FACETS if column != "place")
"""Columns whose values the sidebar counts at once; places are many and are counted when one is searched."""
Answer = TypeVar("Answer")
_AS_KEY: dict[str | type[Any], Callable[[Any], Any]] = {Filters: repr, tuple: repr}  # taking them apart piece by piece costs more than some of the answers


@st.cache_resource(show_spinner=False, max_entries=3)
def workspace(home: str) -> Workspace:
    """Open a workspace folder."""
    return Workspace(Path(home))


@st.cache_resource(show_spinner=False, max_entries=3)
def _opened(home: str) -> list[Snapshot]:
    return [_settled(home)]


def _settled(home: str) -> Snapshot:
    """Open the newest cut, and put what now lives for long out of the collector's sight, which stopped a visitor for 0.15 s each time it looked through it."""
    gazetteer.load()
    opened = Snapshot(workspace(home))
    gc.unfreeze()  # of what was set aside with an earlier cut, what nobody holds any more is collected now
    gc.collect()
    gc.freeze()
    return opened


def snapshot(home: str) -> Snapshot:
    """The newest cut of a workspace; a cut that others still read stays open."""
    held = _opened(home)
    if not held[0].is_current():
        held[0] = _settled(home)
    return held[0]


def open_ahead(home: str) -> None:
    """Load the gazetteer and open the newest cut before anybody asks. What is wrong with a workspace is told to whoever comes, on the page."""
    gazetteer.load()  # what is wrong with its tables stops the server
    with suppress(RasdError, OSError):
        snapshot(home)


def areas() -> Mapping[str, Area]:
    """The administrative areas by p-code."""
    return gazetteer.load().areas.by_pcode


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

    def _ask(self, question: Callable[..., Answer], f: Filters, **more: object) -> Answer:
        """Ask the snapshot, or take what it answered before."""
        found: Answer = _answer(self.home, self._key, question.__name__, f, **more)
        return found

    def counts(self, f: Filters) -> Counts:
        """Key figures."""
        return self._ask(Snapshot.counts, f)

    def events(self, f: Filters, order: str = "date") -> pd.DataFrame:
        """The first `ROWS` events, with the columns `LISTED`."""
        return self._ask(Snapshot.events, f, limit=ROWS, order=order, columns=LISTED)

    def markers(self, f: Filters, bounds: Bounds | None = None) -> pd.DataFrame:
        """Places with a point."""
        return self._ask(Snapshot.markers, f, bounds=bounds)

    def point_count(self, f: Filters, bounds: Bounds | None = None) -> int:
        """How many places with a point there are."""
        return self._ask(Snapshot.point_count, f, bounds=bounds)

    def grid(self, f: Filters, bounds: Bounds | None, zoom: int) -> pd.DataFrame:
        """Counts in square cells."""
        return self._ask(Snapshot.grid, f, bounds=bounds, zoom=zoom)

    def areas(self, f: Filters) -> pd.DataFrame:
        """Areas with events; see `area_rows`."""
        return _areas(self.home, self._key, f)

    def by_area(self, f: Filters, level: str) -> tuple[pd.DataFrame, int]:
        """Events and dead in the areas of a level, and how many events name none."""
        return self._ask(Snapshot.by_area, f, level=level)

    def histogram(self, f: Filters, step: str, by: str, *, dead: bool = False) -> pd.DataFrame:
        """Events over time, or their dead."""
        return self._ask(Snapshot.histogram, f, step=step, by=by, dead=dead)

    def facet(self, f: Filters, column: str) -> dict[str, int]:
        """Events for each value of a column, under the other filters."""
        return _facets(self.home, self._key, f, OFFERED if column in OFFERED else (column,))[column]

    def periods(self, f: Filters, spans: tuple[tuple[date, date], ...]) -> list[int]:
        """Events that each span of days would show, under the other filters."""
        return self._ask(Snapshot.periods, f, spans=spans)

    def cross(self, f: Filters, rows: str, columns: str) -> pd.DataFrame:
        """Events by two columns."""
        return self._ask(Snapshot.cross, f, rows=rows, columns=columns)

    def top_places(self, f: Filters) -> pd.DataFrame:
        """The places with the most events."""
        return self._ask(Snapshot.top_places, f)

    def unplaced(self, f: Filters) -> pd.DataFrame:
        """Places that could not be placed exactly."""
        return self._ask(Snapshot.unplaced, f)

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

    @cached_property
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


@st.cache_data(show_spinner=False, max_entries=500, hash_funcs=_AS_KEY)
def _answer(home: str, cut: str, question: str, f: Filters, **more: Any) -> Any:  # noqa: ANN401, ARG001  # the cut is part of the key
    """Ask a snapshot a question of that name."""
    return getattr(snapshot(home), question)(f, **more)


@st.cache_data(show_spinner=False, max_entries=50, hash_funcs=_AS_KEY)
def _areas(home: str, cut: str, f: Filters) -> pd.DataFrame:  # noqa: ARG001
    return area_rows(snapshot(home), f, areas())


@st.cache_data(show_spinner=False, max_entries=200, hash_funcs=_AS_KEY)
def _facets(home: str, cut: str, f: Filters, columns: tuple[str, ...]) -> dict[str, dict[str, int]]:  # noqa: ARG001
    found = snapshot(home).facets(f, columns)
    return {column: dict(zip(rows["value"], rows["n"], strict=True)) for column, rows in found.items()}


@st.cache_data(show_spinner=False, max_entries=20, hash_funcs=_AS_KEY)
def _queue(home: str, cut: str, f: Filters) -> list[Queued]:  # noqa: ARG001
    return queue(snapshot(home), f, None)


@st.cache_data(show_spinner=False, max_entries=20)
def _same_name(home: str, cut: str, surface: str, place_id: str) -> list[Namesake]:  # noqa: ARG001
    return same_name(snapshot(home), surface, place_id)


@st.cache_data(show_spinner=False, max_entries=20)
def _find_articles(home: str, cut: str, wanted: str) -> list[ArticleLine]:  # noqa: ARG001
    return find_articles(workspace(home).ledger, wanted)
