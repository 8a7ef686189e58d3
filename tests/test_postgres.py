"""What is particular to a ledger on PostgreSQL; the tests of the ledger themselves run on both engines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import article, reader, report, world
from reviewing import analyst

from events import doctor
from events.backup import BackupError, back_up
from events.changes import picture, rehearsal
from events.ingest import ingest
from events.ledger import LedgerError
from events.query import Filters, Snapshot
from events.workspace import LEDGER, Workspace, WorkspaceError

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, postgresql, monkeypatch):
    monkeypatch.setenv("RASD_LEDGER", postgresql)
    articles, reports = world(8)
    with Workspace(tmp_path / "ws") as workspace:
        ingest(workspace, articles, reader=reader(reports))
        analyst(workspace).note("w001-000", "seen")
    return tmp_path / "ws"


def test_the_workspace_keeps_to_its_server_and_apart_from_others(home, tmp_path, monkeypatch):
    assert not (home / LEDGER).exists()
    monkeypatch.delenv("RASD_LEDGER")
    with Workspace(home) as again:
        assert again.ledger.counts()["articles"] == 8
    with Workspace(tmp_path / "local") as other:
        assert other.ledger.counts()["articles"] == 0
        assert (other.home / LEDGER).exists()


def test_the_same_articles_give_the_same_snapshot_on_both_engines(home, tmp_path, monkeypatch):
    monkeypatch.delenv("RASD_LEDGER")
    articles, reports = world(8)
    with Workspace(tmp_path / "local") as local, Workspace(home) as remote:
        ingest(local, articles, reader=reader(reports))
        with Snapshot(local) as one, Snapshot(remote) as other:
            assert one.data_cut == other.data_cut
        for words in ("غارة", "خان طو", '"على خان طومان"', '"خان غارة"', "100%", "_"):
            assert local.ledger.search(words) == remote.ledger.search(words)
        assert local.ledger.search("خان طو")


def test_a_rehearsal_copies_the_ledger_and_leaves_it(home):
    with Workspace(home) as workspace:
        before = picture(workspace)
        with rehearsal(workspace) as copy:
            assert picture(copy) == before
            ingest(copy, [article("new")], reader=reader({"new": [report("new")]}))
        assert picture(workspace) == before


def test_a_text_that_the_server_cannot_keep_is_set_aside(home):
    with Workspace(home) as workspace:
        bad = [article("nul", "غارة\0"), article("long", url=f"https://example.org/{'غ' * 600}")]
        told = ingest(workspace, [*bad, article("new", url=f"https://example.org/{'غ' * 500}")], reader=reader({"new": [report("new")]}))
        assert ([one.id for one in told.bad], told.new) == (["nul", "long"], 1)
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters()).total == workspace.ledger.counts()["events"]


def test_doctor_and_backup_say_whose_work_it_is(home):
    assert {one.what: one.state for one in doctor.examine(home, NOW)}["ledger"] == "good"
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(home, home.parent / "b.zip", NOW)
    passport = json.loads((home / "workspace.json").read_text("utf-8"))
    gone = Path(passport["ledger"].partition("host=")[2].partition("&")[0]) / "gone"
    (home / "workspace.json").write_text(json.dumps(passport | {"ledger": f"postgresql+psycopg://rasd@/postgres?host={gone}"}), "utf-8")
    assert {one.what: one.state for one in doctor.examine(home, NOW)}["ledger"] == "bad"
    with pytest.raises(LedgerError):
        Workspace(home)


def test_a_password_does_not_get_into_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RASD_LEDGER", "postgresql+psycopg://rasd:secret@localhost/rasd")
    with pytest.raises(WorkspaceError, match="pgpass"):
        Workspace(tmp_path / "ws")
    assert list((tmp_path / "ws").rglob("*.json")) == []
