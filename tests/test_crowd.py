"""Two processes take in articles while eight read: nobody is turned away, nobody sees half a cut, nothing is lost."""

from __future__ import annotations

import multiprocessing
import time

import pytest
from factories import reader, world

from bench.kills import PROCESSES
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.workspace import Workspace

pytestmark = pytest.mark.usefixtures("each_engine")

WRITERS, READERS = 2, 8
ARTICLES, STEP = 40, 4


def _take_in(home, half):
    """Take in every second article, a few at a time, and publish after each few."""
    articles, reports = world(ARTICLES)
    mine = articles[half::2]
    with Workspace(home) as workspace:
        for at in range(0, len(mine), STEP):
            ingest(workspace, mine[at : at + STEP], reader=reader(reports))


def _read(home, over, seen):
    """Read until the writers are done, and once more; tell how often, and what was wrong."""
    reads, wrong, last, again = 0, [], 0, True
    while again:
        again = not over.is_set()
        with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
            events, places = snapshot.event_table(Filters()).to_pylist(), snapshot.place_table(Filters()).to_pylist()
            expected = sum(part.event_count for part in snapshot.manifest.parts.values())
            articles = workspace.ledger.counts()["articles"]
        if len(events) != expected or {row["event_id"] for row in places} != {row["event_id"] for row in events}:
            wrong.append("half a cut")
        if articles < last:
            wrong.append("articles went")
        reads, last = reads + 1, articles
        time.sleep(0.01)
    seen.put((reads, wrong))


def test_two_that_write_and_eight_that_read(tmp_path):
    context = PROCESSES or multiprocessing.get_context("spawn")
    home = tmp_path / "ws"
    Workspace(home).close()
    over, seen = context.Event(), context.Queue()
    readers = [context.Process(target=_read, args=(home, over, seen)) for _ in range(READERS)]
    writers = [context.Process(target=_take_in, args=(home, half)) for half in range(WRITERS)]
    for one in (*readers, *writers):
        one.start()
    for one in writers:
        one.join()
    over.set()
    told = [seen.get(timeout=120) for _ in readers]
    for one in readers:
        one.join()
    assert [one.exitcode for one in (*writers, *readers)] == [0] * (WRITERS + READERS)
    assert [wrong for _, wrong in told if wrong] == []
    assert all(reads for reads, _ in told)
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
        assert workspace.ledger.counts()["articles"] == ARTICLES
        assert snapshot.counts(Filters()).total == workspace.ledger.counts()["events"] > ARTICLES / 2
        assert workspace.ledger.stale_months() == {}
