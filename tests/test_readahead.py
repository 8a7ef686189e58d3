"""Articles read in several processes: the same outcome as in one, in the same order, whatever goes wrong in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Connection

from events import corroborate, readahead
from events.entries import ready
from events.filters import Filters
from events.ingest import default_reader, ingest
from events.ledger import Standing
from events.query import Snapshot
from events.readahead import Helpers, ReadingError, read_ahead
from events.synthetic import articles
from events.workspace import Workspace
from extract.article import Article
from extract.readers import BadItem
from gazetteer.overlay import add_place


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes start for a handful of articles."""
    monkeypatch.setattr(readahead, "FEW", 3)


def items() -> list[Article | BadItem]:
    """Made-up articles with a copy, a repetition and a bad item among them."""
    made = list(articles(12, 5))
    copy = Article("synthetic-copy", made[3].text, made[3].title, made[3].published, outlet=made[3].outlet)
    return [*made[:6], BadItem("x", "file line 7", "no text"), copy, made[2], *made[6:]]


@pytest.mark.usefixtures("few")
def test_the_outcome_is_the_same_with_any_number_of_processes(tmp_path: Path) -> None:
    """Counts, events and the bytes of the snapshot."""
    found = []
    for jobs in (1, 2):
        with Workspace(tmp_path / f"{jobs}", synthetic=True) as workspace:
            summary = ingest(workspace, items(), jobs=jobs)
            with Snapshot(workspace) as snapshot:
                found.append((summary, workspace.ledger.counts(), snapshot.data_cut, snapshot.counts(Filters()).shown))
    assert found[0] == found[1]
    summary = found[0][0]
    assert (summary.new, summary.duplicates, summary.unchanged, len(summary.bad)) == (12, 1, 1, 1)


def contents(home: Path) -> dict[str, list[str]]:
    """What the ledger holds, but for FTS5's own tables and a counter of passes."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name <> 'meta'")]
        return {name: sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for name in names}  # noqa: S608  # names of its own tables


@pytest.mark.usefixtures("few")
def test_joining_shared_among_processes_leaves_the_same_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every month is a part of its own, the second half comes in on top of the first, and no part is joined again by the one process that stores."""
    monkeypatch.setattr(corroborate, "_SHARED", 1)
    joined_here = 0
    join = corroborate._join

    def counting(db: Connection, rows: set[int]) -> corroborate.Joined:
        nonlocal joined_here
        joined_here += 1
        return join(db, rows)

    made = list(articles(60, 9))
    for jobs in (1, 2):
        with Workspace(tmp_path / f"{jobs}", name="same", synthetic=True) as workspace:
            for part in (made[::2], made[1::2]):
                if jobs == 2:
                    monkeypatch.setattr(corroborate, "_join", counting)
                ingest(workspace, part, jobs=jobs)
    assert joined_here == 0
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    files = [sorted(file.name for file in (tmp_path / jobs / "snapshot").glob("*.parquet")) for jobs in ("1", "2")]  # names hold the hash of the bytes
    assert files[0] == files[1]
    assert len(files[0]) > 2


@pytest.mark.usefixtures("few")
def test_own_places_are_known_in_every_process(tmp_path: Path) -> None:
    """The overlay of the workspace is read by those who read articles."""
    overlay = tmp_path / "overlay.csv"
    with Workspace(tmp_path, synthetic=True) as workspace:
        add_place(overlay, workspace.gazetteer(), "خربة التجربة", (36.6, 35.6))
        told = [Article(f"synthetic-{n}", "قصفت قوات النظام قرية خربة التجربة بقذائف المدفعية") for n in range(8)]
        reader = default_reader(workspace)
        with Helpers(overlay, 2) as helpers:
            ahead = [read for _, read in read_ahead(told, lambda article: Standing("stale", article, 1), helpers)]
            new = [read for _, read in read_ahead(told, lambda article: Standing("new", article, 0, unheard=True), helpers)]
        assert [read.said for read in ahead if read] == [reader.extract(article) for article in told]
        assert [read.said for read in new if read] == [ready(article, reader.extract(article)) for article in told]
        assert ahead[0]
        assert ahead[0].said.reports[0].places[0].resolution


@pytest.mark.usefixtures("few")
def test_a_process_that_is_killed_is_told_and_what_was_stored_is_kept(tmp_path: Path) -> None:
    """Running the same again completes."""
    made = list(articles(60, 6))

    def killing() -> Iterator[Article]:
        yield from made[:30]
        for process in multiprocessing.active_children():
            os.kill(process.pid or 0, signal.SIGKILL)
        yield from made[30:]

    with Workspace(tmp_path, synthetic=True) as workspace:
        with pytest.raises(ReadingError, match="what was stored is kept"):
            ingest(workspace, killing(), jobs=2)
        kept = workspace.ledger.counts()["articles"]
        assert kept < len(made)
        assert ingest(workspace, made, jobs=1).new == len(made) - kept


def test_a_few_articles_start_no_process() -> None:
    """Nor does one job."""
    made = list(islice(articles(6, 6), 6))
    with Helpers(Path("none.csv"), 4) as helpers:
        assert [read for _, read in read_ahead(made, lambda article: Standing("new", article, 0), helpers)] == [None] * 6
        assert helpers.pool is None


def test_no_process_is_started_in_a_folder_that_is_closed_to_it(monkeypatch) -> None:
    """As where root has another user read articles: Python starts processes in the current folder."""
    monkeypatch.setattr("events.readahead.os.access", lambda *_: False)
    assert Helpers(Path("none.csv"), 4).jobs == 1
