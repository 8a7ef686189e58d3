"""Workspaces of an earlier Rasd open, with all that they hold."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import article, extraction, reader, report
from reviewing import analyst, strike

from events import review_log, schema
from events.backup import restore
from events.codec import dumps, named_places_to_json, report_to_json, report_version
from events.ingest import ingest, reread
from events.ledger import LedgerError, Version
from events.query import Filters, Snapshot
from events.rows import article_row
from events.snapshot import MANIFEST
from events.workspace import Workspace

SCHEMA_2 = """
CREATE TABLE meta ("key" VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key"));
CREATE TABLE articles (id VARCHAR NOT NULL, revision INTEGER NOT NULL, current BOOLEAN NOT NULL, "key" VARCHAR NOT NULL, copy_of VARCHAR NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, published DATE, outlet VARCHAR NOT NULL, url VARCHAR NOT NULL, provenance TEXT NOT NULL,
    rules VARCHAR NOT NULL, gazetteer VARCHAR NOT NULL, named_places TEXT NOT NULL, PRIMARY KEY (id, revision));
CREATE INDEX ix_articles_key ON articles ("key");
CREATE INDEX ix_articles_url ON articles (url);
CREATE TABLE reports ("row" INTEGER NOT NULL, report_id VARCHAR NOT NULL, version VARCHAR NOT NULL, article_id VARCHAR NOT NULL, revision INTEGER NOT NULL,
    current BOOLEAN NOT NULL, outside VARCHAR NOT NULL, rules VARCHAR NOT NULL, gazetteer VARCHAR NOT NULL, payload TEXT NOT NULL, body TEXT NOT NULL,
    quote TEXT NOT NULL, PRIMARY KEY ("row"));
CREATE UNIQUE INDEX one_row_per_version ON reports (report_id, version);
CREATE INDEX ix_reports_article_id ON reports (article_id);
CREATE INDEX ix_reports_report_id ON reports (report_id);
CREATE TABLE blocks (block VARCHAR NOT NULL, "row" INTEGER NOT NULL, PRIMARY KEY (block, "row"));
CREATE INDEX ix_blocks_row ON blocks ("row");
CREATE TABLE dirty ("row" INTEGER NOT NULL, PRIMARY KEY ("row"));
CREATE TABLE stale_months (month VARCHAR NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (month));
CREATE TABLE events (id VARCHAR NOT NULL, month VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_events_month ON events (month);
CREATE TABLE event_reports (report_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL, why TEXT NOT NULL, PRIMARY KEY (report_id));
CREATE INDEX ix_event_reports_event_id ON event_reports (event_id);
CREATE TABLE event_trail (old VARCHAR NOT NULL, new VARCHAR NOT NULL, PRIMARY KEY (old));
CREATE TABLE reviews (id INTEGER NOT NULL, subject VARCHAR NOT NULL, version VARCHAR NOT NULL, action VARCHAR NOT NULL, reviewer VARCHAR NOT NULL,
    at VARCHAR NOT NULL, why TEXT NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_reviews_subject ON reviews (subject);
CREATE TABLE rejects ("where" VARCHAR NOT NULL, id VARCHAR NOT NULL, reason TEXT NOT NULL, PRIMARY KEY ("where", id));
CREATE VIRTUAL TABLE search USING fts5(title, body, parts, names, tokenize = "unicode61 remove_diacritics 0");
"""
ONE, OTHER = article("a1"), article("b")
REPORTS = {"a1": [strike(evidence=())], "b": [report("b", day=None)]}


def insert(db: sqlite3.Connection, table: str, **row) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    db.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))  # noqa: S608  # names of this file


@pytest.fixture
def old_home(tmp_path):
    """A workspace as schema 2 left it: two articles, a report and an event each, and three reviews."""
    home = tmp_path / "old"
    (home / "snapshot").mkdir(parents=True)
    (home / "snapshot" / MANIFEST).write_text('{"format": 1, "data_cut": "x", "rules": [], "gazetteer": [], "parts": {}}')
    with sqlite3.connect(home / "ledger.sqlite") as db:
        db.executescript(SCHEMA_2)
        insert(db, "meta", key="schema", value="2")
        for number, (one, month) in enumerate(((ONE, "2016-05"), (OTHER, "unknown")), 1):
            (found,) = REPORTS[one.id]
            places = dumps(named_places_to_json(extraction(one.id, found)))
            row = article_row(one) | {"published": one.published.isoformat()}
            insert(db, "articles", **row, revision=1, current=1, rules="rules-1", gazetteer="gazetteer-1", named_places=places)
            insert(db, "reports", row=number, report_id=found.id, version=report_version(found, one.key), article_id=one.id, revision=1, current=1, outside="",
                   rules="rules-1", gazetteer="gazetteer-1", payload=dumps(report_to_json(found)), body="x", quote="x")  # fmt: skip
            insert(db, "events", id=f"E{number}", month=month)
            insert(db, "event_reports", report_id=found.id, event_id=f"E{number}", why="")
        version = report_version(REPORTS["a1"][0], ONE.key)
        for action, subject, seen, changes in (
            ("correct", "a1-000", version, [["weapon", '""', '"براميل"']]),
            ("correct", "a1-000", version, [["date", "2016-05-09", "2016-05-08"]]),
            ("reject", "E2", "", []),
        ):
            insert(
                db, "reviews", subject=subject, version=seen, action=action, reviewer="rana", at="2026-01-01T00:00:00Z", why="w", changes=json.dumps(changes)
            )
    db.close()
    return home


def test_a_ledger_of_schema_2_opens_with_its_articles_events_and_reviews(old_home):
    with Workspace(old_home) as workspace:
        assert workspace.ledger.counts() == {"articles": 2, "reports": 2, "outside": 0, "events": 2, "reviews": 3, "rejects": 0}
        with Snapshot(workspace) as snapshot:  # its files have no columns for reviews, so they are written anew
            found = snapshot.event_table(Filters()).to_pylist()
        assert {row["event_id"]: row["review_status"] for row in found} == {"E1": "unreviewed", "E2": "unreviewed"}
        log = review_log.everything(workspace.ledger)
        assert [(one.action, one.subject) for one in log] == [("correct", "a1-000"), ("note", "a1-000"), ("note", "E2")]
        assert "reject" in log[2].why
        assert log[0].seen[0].words == ONE.text[:0] or log[0].seen[0].words in ONE.text
        assert reread(workspace, reader=reader(REPORTS, Version("rules-2", "gazetteer-1"))).reread == 2
        assert workspace.ledger.reports_of("a1")[0].weapon == "براميل"
        assert workspace.ledger.event_of("a1-000") == "E1"
        analyst(workspace).accept("E2")
    with Workspace(old_home) as again:
        assert again.ledger.note("schema") == str(schema.SCHEMA_VERSION)
        assert ingest(again, [ONE], reader=reader(REPORTS, Version("rules-2", "gazetteer-1"))).unchanged == 1


def test_a_ledger_older_than_that_is_named_and_not_touched(old_home):
    with sqlite3.connect(old_home / "ledger.sqlite") as db:
        db.execute("UPDATE meta SET value = '1'")
    db.close()
    with pytest.raises(LedgerError, match=r"an earlier Rasd .* new workspace"):
        Workspace(old_home)


OLD = Path(__file__).parent / "old"


@pytest.mark.parametrize("backup", sorted(OLD.glob("schema-*.zip")), ids=lambda path: path.stem)
def test_a_stored_backup_of_every_schema_opens_with_its_reviews_in_force(backup, tmp_path):
    """Each was made by `rasd backup` when its schema was new, of the same six articles and five reviews; none is ever made again."""
    restore(tmp_path / "ws", backup, replace=False, at=datetime(2026, 1, 1, tzinfo=UTC))
    with Workspace(tmp_path / "ws") as workspace, Snapshot(workspace) as snapshot:
        assert workspace.name == "old"
        counts = workspace.ledger.counts()
        assert (counts["articles"], counts["reviews"]) == (6, 5)
        stored = workspace.ledger.reports(["w001-000", "w002-000", "w003-000"])
        assert [stored[report_id].status for report_id in sorted(stored)] == ["accepted", "rejected", "corrected"]
        assert stored["w003-000"].report.weapon == "براميل"
        assert snapshot.counts(Filters()).total == counts["events"]
        analyst(workspace).note("w005-000", "goes on")


def test_the_present_schema_has_a_stored_backup():
    assert (OLD / f"schema-{schema.SCHEMA_VERSION}.zip").exists(), "make one with rasd backup, of the workspace that the others hold"
