"""Articles read in several processes: the same outcome as in one, in the same order, whatever goes wrong in between."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from events import readahead
from events.filters import Filters
from events.ingest import default_reader, ingest
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


@pytest.mark.usefixtures("few")
def test_own_places_are_known_in_every_process(tmp_path: Path) -> None:
    """The overlay of the workspace is read by those who read articles."""
    overlay = tmp_path / "overlay.csv"
    with Workspace(tmp_path, synthetic=True) as workspace:
        add_place(overlay, workspace.gazetteer(), "خربة التجربة", (36.6, 35.6))
        told = [Article(f"synthetic-{n}", "قصفت قوات النظام قرية خربة التجربة بقذائف المدفعية") for n in range(8)]
        reader = default_reader(workspace)
        with Helpers(overlay, 2) as helpers:
            ahead = [read for _, read in read_ahead(told, lambda article: article, helpers)]
        assert [read.extraction for read in ahead if read] == [reader.extract(article) for article in told]
        assert ahead[0]
        assert ahead[0].extraction.reports[0].places[0].resolution


@pytest.mark.usefixtures("few")
def test_a_process_that_is_killed_is_told_and_what_was_stored_is_kept(tmp_path: Path) -> None:
    """Running the same again completes."""
    made = list(articles(60, 6))

    def killing() -> Iterator[Article]:
        yield from made[:30]
        for process in readahead.multiprocessing.active_children():
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
        assert [read for _, read in read_ahead(made, lambda article: article, helpers)] == [None] * 6
        assert helpers.pool is None
