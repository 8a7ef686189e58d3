"""A take-down leaves nothing of an article in the workspace but the record that something was removed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from click.testing import CliRunner
from factories import article, reader, report, world
from sqlalchemy import inspect, select, text

import rasd
from events.analyst import Analyst
from events.forget import forget, forgotten
from events.ingest import ingest
from events.ledger import LedgerError
from events.query import Filters, Snapshot
from events.snapshot import publish, read_manifest
from events.workspace import Workspace

pytestmark = pytest.mark.usefixtures("each_engine")

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HIDDEN = "زرافبنفسجي"  # folds to itself
TEXT = f"غارة جوية على خان طومان {HIDDEN}، وقال شاهد."


@pytest.fixture
def filled(tmp_path):
    """A workspace in which one article, two revisions of it, says the secret; its report is reviewed."""
    articles, reports = world(12)
    found = reports | {"gone": [report("gone", weapon=HIDDEN, source=HIDDEN)]}
    with Workspace(tmp_path / "ws") as workspace:
        ingest(workspace, [*articles, article("gone", f"{TEXT} أولاً", outlet=HIDDEN, url=f"https://example.org/{HIDDEN}")], reader=reader(found))
        ingest(workspace, [article("gone", TEXT, outlet=HIDDEN)], reader=reader(found))
        ledger = workspace.ledger
        analyst = Analyst(workspace, "me", reader(found))
        analyst.note("gone-000", f"it says {HIDDEN}")
        analyst.correct("gone-000", {"killed_min": 7}, f"it says {HIDDEN}")
        analyst.correct_article("gone", {"outlet": f"{HIDDEN} أيضاً"}, "the outlet is wrong")
        analyst.merge([ledger.event_of("gone-000"), ledger.event_of("w001-000")], f"both say {HIDDEN}")
        workspace.again = lambda: ingest(workspace, [article("gone", TEXT, outlet=HIDDEN)], reader=reader(found))
        yield workspace


def holding(workspace, secret=HIDDEN):
    """Names of the files that hold the secret, in any page, and inside Parquet columns and the ledger's tables, JSON within JSON included."""
    home, escaped = workspace.home, json.dumps(secret).strip('"').replace("\\", "")

    def in_it(text):
        return secret in text or escaped in text.replace("\\", "")

    found = {path.name for path in home.rglob("*") if path.is_file() and in_it(path.read_bytes().decode("utf-8", "replace"))}
    with duckdb.connect() as db:
        for path in home.rglob("*.parquet"):
            found |= {path.name for row in db.execute("FROM read_parquet(?)", [str(path)]).fetchall() if in_it(str(row))}
    with workspace.ledger.engine.connect() as db:
        for name in inspect(db).get_table_names():
            found |= {f"table {name}" for row in db.execute(text(f'SELECT * FROM "{name}"')) if in_it(str(row))}  # noqa: S608
    return found


def test_nothing_of_it_stays_anywhere(filled):
    before = holding(filled)
    assert {"table articles", "table reports", "table reviews"} <= before
    assert any(name.startswith("table search") for name in before)
    assert sum(name.endswith(".parquet") for name in before) >= 2  # the current cut and the one before
    counted = filled.ledger.counts()
    done = forget(filled, "gone", "the witness asked", NOW)
    assert (done.revisions, done.twins) == (2, ())
    assert holding(filled) == set()
    after = filled.ledger.counts()
    assert (after["articles"], after["events"], after["reviews"]) == (counted["articles"] - 1, counted["events"], 0)  # its event had been merged with another
    with Snapshot(filled) as snapshot:
        assert snapshot.counts(Filters()).shown == after["events"]
        assert snapshot.counts(Filters(text=HIDDEN)).shown == 0
    files = {path.name for path in filled.snapshot_dir.glob("*.parquet")}
    assert files == read_manifest(filled.snapshot_dir).files()


@pytest.mark.usefixtures("sqlite_only")
def test_words_of_the_index_leave_too(filled):
    def index_bytes():
        filled.ledger.engine.dispose()
        with sqlite3.connect(filled.home / "ledger.sqlite") as db:
            pages = b"".join(row[0] for row in db.execute("SELECT block FROM search_data"))
        db.close()
        return pages

    words = "بنفسجي".encode()  # as the index folds it; the beginnings of words are shared
    assert words in index_bytes()
    forget(filled, "gone", "asked", NOW)
    assert words not in index_bytes()
    assert words not in (filled.home / "ledger.sqlite").read_bytes()


def test_what_others_report_stays_as_it_was(filled):
    others = {one.id: filled.ledger.reports_of(one.id) for one in filled.ledger.articles() if one.id != "gone"}
    forget(filled, "gone", "asked", NOW)
    assert {one.id: filled.ledger.reports_of(one.id) for one in filled.ledger.articles()} == others
    cut = read_manifest(filled.snapshot_dir)
    assert publish(filled, everything=True) == cut


def test_the_record_says_when_which_and_why_and_not_what(filled):
    forget(filled, "gone", "the witness asked", NOW)
    with filled.ledger.engine.connect() as db:
        rows = [row._asdict() for row in db.execute(select(forgotten))]
    assert {(row["article_id"], row["at"], row["why"]) for row in rows} == {("gone", "2026-01-02T03:04:05+00:00", "the witness asked")}
    assert HIDDEN not in str(rows)


def test_it_is_refused_from_then_on_unless_asked_for(filled):
    forget(filled, "gone", "the witness asked", NOW)
    (bad,) = filled.again().bad
    assert bad.reason == "was removed on 2026-01-02 (the witness asked); to read it nevertheless: rasd ingest --again"
    renamed = article("other", TEXT.replace("غارة", "غَارة"), outlet="elsewhere")  # the same words under another id, marked otherwise
    assert ingest(filled, [renamed], reader=reader({})).bad
    assert holding(filled) == set()
    assert ingest(filled, [renamed], reader=reader({}), again=True).new == 1
    assert not filled.again().bad


def test_a_removal_that_was_cut_off_is_finished_by_asking_again(filled, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("events.forget.publish", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            forget(filled, "gone", "asked", NOW)
    forget(filled, "gone", "asked", NOW)
    assert holding(filled) == set()
    assert forget(filled, "gone", "asked", NOW).revisions == 0  # once more does no harm


def test_other_articles_with_the_same_words_are_named(filled):
    twin = replace(article("twin", TEXT), outlet="another")
    ingest(filled, [twin], reader=reader({}))
    assert forget(filled, "gone", "asked", NOW).twins == ("twin",)


def test_reprints_with_another_headline_and_small_changes_are_named(tmp_path):
    wire = "شنت طائرات حربية غارات على بلدة خان طومان في ريف حلب الجنوبي صباح اليوم ما أسفر عن مقتل أربعة أشخاص بينهم طفل"
    told = {"wire": wire, "reprint": wire.replace("صباح اليوم", "فجراً"), "witness": "رأينا الطائرات فوق خان طومان وسقط أربعة من أهلها"}
    with Workspace(tmp_path / "ws") as workspace:
        articles = [article(name, text, title=f"عنوان {name}") for name, text in told.items()]
        ingest(workspace, articles, reader=reader({name: [report(name)] for name in told}))
        assert forget(workspace, "wire", "asked", NOW).twins == ("reprint",)


def test_an_id_that_does_not_exist_and_a_missing_reason_are_told(filled):
    with pytest.raises(LedgerError, match="no article 'nothing'"):
        forget(filled, "nothing", "asked", NOW)
    with pytest.raises(LedgerError, match="no reason"):
        forget(filled, "gone", " ", NOW)


@pytest.mark.usefixtures("sqlite_only")
def test_a_log_that_another_program_holds_open_is_told(filled):
    reading = sqlite3.connect(filled.home / "ledger.sqlite", timeout=0)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM articles").fetchone()
    try:
        with pytest.raises(LedgerError, match="another program"):
            forget(filled, "gone", "asked", NOW)
    finally:
        reading.close()
    forget(filled, "gone", "asked", NOW)
    assert holding(filled) == set()


def test_the_command_removes_and_says_what_it_cannot_reach(filled):
    done = CliRunner().invoke(rasd.main, ["forget", "gone", "--why", "asked", "--home", str(filled.home)])
    assert done.exit_code == 0
    assert "removed gone: 2 revisions" in done.output
    assert "Files exported before this" in done.output
    assert CliRunner().invoke(rasd.main, ["forget", "gone", "--home", str(filled.home)]).exit_code == 2
    assert CliRunner().invoke(rasd.main, ["forget", "nothing", "--why", "x", "--home", str(filled.home)]).exit_code == 1
