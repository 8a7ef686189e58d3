"""A full disk, a folder that can no longer be written, a clock that goes back: told in words, and nothing is lost or done by halves."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from factories import article, reader, report, world
from reviewing import analyst
from sqlalchemy import event

from events import analyst as analyst_module
from events import doctor
from events.ingest import ingest
from events.ledger import LedgerError
from events.query import Filters, Snapshot
from events.snapshot import read_manifest, write_whole
from events.workspace import LEDGER, Workspace

ROOT = Path(__file__).parents[1]
NEW = article("new", "غارة على خان طومان " * 4000)


@pytest.fixture
def workspace(tmp_path):
    articles, reports = world(6)
    with Workspace(tmp_path / "ws") as opened:
        ingest(opened, articles, reader=reader(reports))
        yield opened


def connections_with(workspace, pragma):
    """From now on the ledger's connections are made with a setting."""
    event.listen(workspace.ledger.engine, "connect", lambda connection, _: connection.execute(pragma))
    workspace.ledger.engine.dispose()


def take(workspace, one=NEW):
    return ingest(workspace, [one], reader=reader({one.id: [report(one.id)]}))


@pytest.mark.parametrize(
    ("pragma", "says"),
    [("PRAGMA max_page_count = 1", "the disk is full.*free some space"), ("PRAGMA query_only = 1", "cannot be written.*rasd doctor")],
    ids=["full", "read-only"],
)
def test_what_the_disk_refuses_is_told_and_nothing_is_done_by_halves(workspace, pragma, says):
    before = workspace.ledger.counts()
    connections_with(workspace, pragma)
    with pytest.raises(LedgerError, match=says):
        take(workspace)
    assert workspace.ledger.counts() == before
    with Workspace(workspace.home) as again:  # there is room again
        assert take(again).new == 1
        with Snapshot(again) as snapshot:
            assert snapshot.counts(Filters()).total == again.ledger.counts()["events"]


def test_reviews_are_on_the_disk_before_they_are_confirmed(workspace):
    told = []
    event.listen(workspace.ledger.engine, "commit", lambda db: told.append(db.connection.execute("PRAGMA synchronous").fetchone()[0]))
    take(workspace)
    assert set(told) == {1}  # NORMAL: articles can be read again
    told.clear()
    analyst(workspace).note("new-000", "seen")
    assert 2 in told  # FULL


def test_another_writer_that_does_not_end_is_told(workspace):
    connections_with(workspace, "PRAGMA busy_timeout = 1")
    other = sqlite3.connect(workspace.home / LEDGER)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(LedgerError, match="another program has been writing"):
            take(workspace)
    finally:
        other.close()
    assert take(workspace).new == 1


def test_half_a_draft_does_not_stay_on_a_full_disk(tmp_path, monkeypatch):
    def full(path, _):
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "file", b"data")
    assert list(tmp_path.iterdir()) == []


CRAMPED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
import rasd
rasd.main(sys.argv[2:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX systems")
def test_a_process_that_may_write_no_more_says_so_and_the_next_one_goes_on(workspace, tmp_path):
    source = tmp_path / "more.jsonl"
    source.write_text("".join(json.dumps({"id": f"n{n}", "text": f"غارة جوية على خان طومان {n} " * 200}) + "\n" for n in range(40)), "utf-8")
    out = tmp_path / "out.geojson"
    out.write_text("before", "utf-8")

    def rasd(limit, *words):
        command = [sys.executable, "-c", CRAMPED, str(limit), *map(str, words), "--home", str(workspace.home)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    cramped = rasd((workspace.home / LEDGER).stat().st_size + 20_000, "ingest", source)
    assert (cramped.returncode, "Traceback" in cramped.stderr) == (1, False)
    assert "was saved before is safe" in cramped.stderr
    cramped = rasd(1_000, "export", out)
    assert (cramped.returncode, out.read_text("utf-8"), list(tmp_path.glob("*.part"))) == (1, "before", [])
    assert rasd(10**9, "ingest", source).returncode == 0
    assert all(one.state == "good" for one in doctor.examine(workspace.home, datetime.now(UTC)))
    with Workspace(workspace.home) as again:
        assert again.ledger.counts()["articles"] == 46


def test_a_clock_that_goes_back_does_not_turn_decisions_around(workspace, monkeypatch):
    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(days=3000)

    me = analyst(workspace)
    first = me.reject("w000-000", "no strike")
    with monkeypatch.context() as patch:
        patch.setattr(analyst_module, "datetime", Earlier)
        second = me.accept("w000-000")
        cut = read_manifest(workspace.snapshot_dir).data_cut
        take(workspace)
    assert second.at > first.at
    assert workspace.ledger.reports(["w000-000"])["w000-000"].status == "accepted"
    with Snapshot(workspace) as snapshot:  # a cut is told by its content, not by when it was made
        assert snapshot.data_cut != cut
        assert snapshot.counts(Filters()).total == workspace.ledger.counts()["events"]
