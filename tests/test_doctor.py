"""The doctor names what is wrong and the way out, and leaves alone what is well."""

from __future__ import annotations

import os
import sqlite3
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from factories import article, reader, report, world
from reviewing import analyst

import rasd
from events import doctor
from events.ingest import ingest
from events.ledger import LedgerError
from events.query import Filters, Snapshot
from events.snapshot import MANIFEST, read_manifest
from events.workspace import LEDGER, Workspace


@pytest.fixture
def home(tmp_path):
    articles, reports = world(12)
    with Workspace(tmp_path / "ws") as workspace:
        ingest(workspace, articles, reader=reader(reports))
        analyst(workspace).note("w001-000", "seen")
    return tmp_path / "ws"


def now():
    """A time after all that a test wrote; asked when it is needed, as a long run of tests takes longer than the minute."""
    return datetime.now(UTC) + timedelta(minutes=1)


def trouble(home, at=None):
    """What the doctor finds, by what it looked at; nothing for what is good."""
    return {one.what: one for one in doctor.examine(home, at or now()) if one.state != "good"}


def change(home, statement):
    with sqlite3.connect(home / LEDGER) as db:
        db.execute(statement)
    db.close()


def scribble(home, first):
    """Overwrite the pages of the ledger from a number on (0 is the first)."""
    path = home / LEDGER
    with path.open("r+b") as file:
        file.seek(first * 4096)
        file.write(b"\xa5" * (path.stat().st_size - first * 4096))


def test_all_is_well(home):
    assert trouble(home) == {}
    assert {one.what for one in doctor.examine(home, now())} == {"folder", "space", "ledger", "schema", "index", "work", "snapshot", "clock"}


def test_a_damaged_ledger_is_named_everywhere_with_the_way_out(home):
    scribble(home, 40)  # tables and what stands on the first pages can still be read
    found = trouble(home)
    assert found["ledger"].state == "bad"
    assert "rasd restore" in found["ledger"].do
    with pytest.raises(LedgerError, match=r"damaged.*rasd doctor.*rasd restore"), Workspace(home) as workspace:
        list(workspace.ledger.articles())


def test_a_ledger_whose_first_page_is_gone_does_not_open_and_is_named(home):
    scribble(home, 0)
    assert trouble(home)["ledger"].state == "bad"
    with pytest.raises(LedgerError, match="rasd doctor"):
        Workspace(home)
    done = CliRunner().invoke(rasd.main, ["status", "--home", str(home)])
    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert "rasd restore" in done.output


def test_a_ledger_of_another_rasd_is_named(home):
    change(home, "UPDATE meta SET value = '99' WHERE key = 'schema'")
    assert trouble(home)["schema"].do == "upgrade Rasd"
    change(home, "UPDATE meta SET value = '2' WHERE key = 'schema'")
    assert trouble(home)["schema"].state == "poor"
    change(home, "DELETE FROM meta")
    assert trouble(home)["schema"].state == "bad"


def test_work_that_was_broken_off_is_finished(home):
    with Workspace(home) as workspace:
        ready = reader({"new": [report("new")]})
        workspace.ledger.save(workspace.ledger.standing(article("new"), ready.version), ready.extract(article("new")), ready.version)
    assert "1 reports wait" in trouble(home)["work"].says
    doctor.mend(home)
    assert trouble(home) == {}
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
        assert workspace.ledger.event_of("new-000")
        assert snapshot.counts(Filters()).total == workspace.ledger.counts()["events"]


@pytest.mark.parametrize(
    "harm", ["DELETE FROM search WHERE rowid % 2", "UPDATE reports SET current = 0 WHERE row = 3", "DELETE FROM search_data WHERE id > 10"]
)
def test_an_index_that_lost_words_is_made_again(home, harm):
    change(home, harm)
    assert trouble(home)["index"].state == "poor"
    doctor.mend(home)
    assert trouble(home) == {}


def test_a_snapshot_that_does_not_say_what_the_ledger_says_is_made_again(home):
    for harm in (lambda path: path.write_text("{"), lambda path: path.unlink()):
        harm(home / "snapshot" / MANIFEST)
        assert trouble(home).keys() == {"snapshot"}
        doctor.mend(home)
        assert trouble(home) == {}
    (home / "snapshot" / min(read_manifest(home / "snapshot").files())).write_bytes(b"")
    assert trouble(home).keys() == {"snapshot"}
    doctor.mend(home)
    change(home, "DELETE FROM events WHERE id = (SELECT min(id) FROM events)")
    assert "does not hold" in trouble(home)["snapshot"].says


def test_a_clock_that_was_set_back_is_told(home):
    assert trouble(home, now() - timedelta(days=400)).keys() == {"clock"}


def test_room_that_gets_short_is_told(home, monkeypatch):
    usage = namedtuple("usage", "total used free")  # noqa: PYI024  # as the library gives it
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(1, 1, 300_000_000))
    assert trouble(home)["space"].state == "poor"
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(1, 1, 1_000))
    assert trouble(home)["space"].state == "bad"


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX systems")
def test_a_read_only_folder_is_named(as_ordinary_user):
    home = as_ordinary_user / "ws"
    Workspace(home).close()
    home.chmod(0o555)
    try:
        assert trouble(home)["folder"].state == "bad"
    finally:
        home.chmod(0o755)


def test_the_analysts_own_files_are_read(home):
    (home / "policy.toml").write_text("delay_days = 'many'")
    (home / "masks.csv").write_text("wrong,header\n")
    (home / "overlay.csv").write_text("wrong,header\n")
    found = trouble(home)
    assert found.keys() == {"policy.toml", "masks.csv", "overlay.csv"}
    assert {one.state for one in found.values()} == {"bad"}


def test_a_folder_that_is_none_and_one_without_a_ledger_are_named(tmp_path):
    assert trouble(tmp_path / "nowhere").keys() == {"folder"}
    assert trouble(tmp_path).keys() == {"ledger"}


def test_the_command_says_it_in_lines_and_by_its_exit_status(home):
    done = CliRunner().invoke(rasd.main, ["doctor", "--home", str(home)])
    assert (done.exit_code, done.output.count("ok ")) == (0, 8)
    scribble(home, 40)
    done = CliRunner().invoke(rasd.main, ["doctor", "--home", str(home)])
    assert done.exit_code == 1
    assert "BAD ledger" in done.output
