"""A backup made while others write is whole, and put back it gives the workspace of its moment."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import zipfile
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from factories import article, reader, report, world
from reviewing import analyst

import rasd
from events import doctor, review_log
from events.backup import MANIFEST, BackupError, back_up, is_sound, restore
from events.forget import forget
from events.ingest import ingest
from events.ledger import LedgerError
from events.query import Filters, Snapshot
from events.snapshot import read_manifest
from events.workspace import LEDGER, Workspace

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    """A workspace with articles, a review, a policy and a saved view."""
    articles, reports = world(12)
    with Workspace(tmp_path / "ws") as workspace:
        ingest(workspace, articles, reader=reader(reports))
        analyst(workspace).note("w001-000", "seen")
    (tmp_path / "ws" / "policy.toml").write_text("delay_days = 3\n")
    (tmp_path / "ws" / "views").mkdir()
    (tmp_path / "ws" / "views" / "one.json").write_text("{}")
    return tmp_path / "ws"


@pytest.fixture
def saved(home, tmp_path):
    back_up(home, tmp_path / "b.zip", NOW)
    return tmp_path / "b.zip"


def says(home):
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
        reviews = [one.uid for one in review_log.everything(workspace.ledger)]
        return workspace.ledger.counts(), snapshot.data_cut, snapshot.event_table(Filters()).to_pylist(), reviews


def damage(home):
    path = home / LEDGER
    path.write_bytes(b"\xa5" * path.stat().st_size)


def test_a_backup_put_into_a_new_folder_is_the_same_workspace(home, saved, tmp_path):
    done = restore(tmp_path / "new", saved, replace=False, at=NOW)
    assert says(tmp_path / "new") == says(home)
    assert (done.backup.articles, done.backup.reviews, done.kept, done.removed) == (12, 1, (), ())
    for name in ("policy.toml", "views/one.json", "workspace.json"):
        assert (tmp_path / "new" / name).read_bytes() == (home / name).read_bytes()
    assert {one.name for one in done.backup.members} == {LEDGER, "policy.toml", "views/one.json", "workspace.json"}
    assert all(one.state == "good" for one in doctor.examine(tmp_path / "new", datetime.now(UTC)))


def _write(home, begun):
    """What a process of its own does: take in one article after the other."""
    with Workspace(home) as workspace:
        for number in range(60):
            ingest(workspace, [article(f"n{number}")], reader=reader({f"n{number}": [report(f"n{number}")]}))
            begun.set()


def test_a_backup_made_while_another_process_writes_is_of_one_moment(home, tmp_path):
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    writer = context.Process(target=_write, args=(home, begun))
    writer.start()
    try:
        assert begun.wait(60)
        for n in range(3):
            made = back_up(home, tmp_path / f"{n}.zip", NOW)
            restore(tmp_path / f"new{n}", tmp_path / f"{n}.zip", replace=False, at=NOW)
            with Workspace(tmp_path / f"new{n}") as workspace:
                found = [one.id for one in workspace.ledger.articles()]
                assert len(found) == made.articles > 12
                assert all(workspace.ledger.reports_of(article_id) for article_id in found if article_id.startswith("n"))
    finally:
        writer.terminate()
        writer.join()


def test_who_has_the_workspace_open_sees_the_restored_one(home, saved):
    before = says(home)
    with Workspace(home) as opened, Snapshot(opened) as held:
        ingest(opened, [article("later")], reader=reader({"later": [report("later")]}))
        restore(home, saved, replace=True, at=NOW)
        assert opened.ledger.counts() == before[0]
        with pytest.raises(LedgerError):
            opened.ledger.article("later")
        assert held.is_current()  # it was opened on the cut that is current again
        analyst(opened).note("w002-000", "goes on")
    assert says(home)[0]["reviews"] == 2


def test_what_is_there_is_not_overwritten_unasked(home, saved):
    with pytest.raises(BackupError, match="--replace"):
        restore(home, saved, replace=False, at=NOW)
    (home / "policy.toml").write_text("delay_days = 9\n")
    done = restore(home, saved, replace=True, at=NOW)
    assert done.kept == ("policy.toml.before-20260102-030405",)
    assert (home / done.kept[0]).read_text() == "delay_days = 9\n"
    assert (home / "policy.toml").read_text() == "delay_days = 3\n"


def test_a_damaged_ledger_is_put_aside_and_replaced(home, saved):
    before = says(home)
    damage(home)
    with pytest.raises(BackupError, match="rasd doctor"):
        back_up(home, home.parent / "no.zip", NOW)
    assert not (home.parent / "no.zip").exists()
    done = restore(home, saved, replace=False, at=NOW)
    assert "ledger.damaged-20260102-030405.sqlite" in done.kept
    assert says(home) == before
    assert back_up(home, home.parent / "again.zip", NOW).articles == 12


def test_what_was_removed_since_is_removed_again(home, saved):
    with Workspace(home) as workspace:
        forget(workspace, "w003", "the witness asked", NOW)
    after = says(home)
    done = restore(home, saved, replace=True, at=NOW)
    assert done.removed == ("w003",)
    assert says(home)[0] == after[0]
    articles, reports = world(12)
    with Workspace(home) as workspace:
        assert ingest(workspace, articles, reader=reader(reports)).bad[0].id == "w003"


def rewritten(saved, out, **changed):
    """A copy of a backup in which files are changed or added; what the manifest says of them stays."""
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, changed.pop(name, None) or old.read(name))
    return out


def test_a_backup_that_was_changed_is_refused_and_nothing_is_touched(home, saved, tmp_path):
    manifest = json.loads(zipfile.ZipFile(saved).read(MANIFEST))

    def with_manifest(**change):
        return rewritten(saved, tmp_path / "bad.zip", **{MANIFEST: json.dumps(manifest | change).encode()})

    def named(name):
        return [manifest["files"][0], manifest["files"][1] | {"name": name}]

    before = says(home)
    bad = [
        (lambda: rewritten(saved, tmp_path / "bad.zip", **{"policy.toml": b"delay_days = 4\n"}), "SHA-256"),
        (lambda: with_manifest(format=9), "format 9"),
        (lambda: with_manifest(schema=99), "newer Rasd"),
        (lambda: with_manifest(files=[]), "holds one"),
        (lambda: with_manifest(files=[manifest["files"][0] | {"bytes": 10**18}]), "GB, which are not free"),
        (lambda: with_manifest(files=[manifest["files"][0] | {"bytes": 1}]), "size differs"),
        *(
            (lambda name=name: with_manifest(files=named(name)), "no file of a workspace")
            for name in ("../x", "/x", "snapshot/x", "views/../../x", ".x", "a\\b")
        ),
    ]
    for make, why in bad:
        with pytest.raises(BackupError, match=why):
            restore(home, make(), replace=True, at=NOW)
    for content in (b"", b"PK", saved.read_bytes()[:-400]):
        (tmp_path / "bad.zip").write_bytes(content)
        with pytest.raises(BackupError, match="no backup"):
            restore(home, tmp_path / "bad.zip", replace=True, at=NOW)
    assert says(home) == before
    assert not list(home.glob(".rasd-*"))


def test_a_workspace_of_an_earlier_schema_is_backed_up_as_it_is(home, tmp_path):
    with sqlite3.connect(home / LEDGER) as db:
        db.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
    db.close()
    assert back_up(home, tmp_path / "old.zip", NOW).schema == 2
    assert is_sound(home / LEDGER)


def test_what_a_killed_backup_left_is_swept_away(home, saved):
    old, new = (home / f".rasd-backup-{name}" for name in ("old", "new"))
    for left in (old, new):
        left.mkdir()
        (left / LEDGER).write_bytes(b"copy")
    os.utime(old, (0, 0))
    restore(home, saved, replace=True, at=NOW)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_folder_without_a_ledger_cannot_be_backed_up(tmp_path):
    with pytest.raises(BackupError, match="no workspace"):
        back_up(tmp_path, tmp_path / "b.zip", NOW)


def test_the_commands(home, tmp_path):
    run = CliRunner()
    done = run.invoke(rasd.main, ["backup", str(tmp_path / "c.zip"), "--home", str(home)])
    assert (done.exit_code, "12 articles and 1 reviews" in done.output) == (0, True)
    cut = read_manifest(home / "snapshot")
    assert run.invoke(rasd.main, ["restore", str(tmp_path / "c.zip"), "--home", str(home)]).exit_code == 1
    done = run.invoke(rasd.main, ["restore", str(tmp_path / "c.zip"), "--home", str(home), "--replace"])
    assert (done.exit_code, "12 articles" in done.output) == (0, True)
    assert read_manifest(home / "snapshot") == cut
