"""Rows of the ledger's tables to records and back, and the writes that belong to one article."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.engine.interfaces import DBAPIConnection

from events import schema, word_index, words
from events.codec import (
    Json,
    conflicts_from_json,
    dumps,
    provenance_from_json,
    provenance_to_json,
    report_from_json,
    review_from_json,
    review_to_json,
    review_uid,
)
from events.records import Review, StoredReport
from extract.article import Article
from extract.records import Report, Resolved

T = TypeVar("T")
_CHUNK = 500  # bound values in one statement; SQLite takes 32,766, other databases fewer
UNKNOWN = "unknown"
"""The month of an undated report or event."""

# A report with all that is needed to compare it: what the rules read, and where there are reviews the values in force.
STORED = (
    select(
        schema.reports.c.row,
        schema.reports.c.report_id,
        schema.reports.c.version,
        schema.reports.c.payload,
        schema.reports.c.body,
        schema.reports.c.quote,
        schema.reports.c.revision,
        schema.articles.c.url,
        schema.articles.c.outlet,
        schema.articles.c.published,
        schema.articles.c.copy_of,
        schema.reviewed.c.payload.label("in_force"),
        schema.reviewed.c.status,
        schema.reviewed.c.conflicts,
        schema.reviewed.c.found,
    )
    .join(schema.articles, (schema.articles.c.id == schema.reports.c.article_id) & (schema.articles.c.revision == schema.reports.c.revision))
    .outerjoin(schema.reviewed, schema.reviewed.c.row == schema.reports.c.row)
)

# Asked for every article that comes in, so written once (see `ledger`).
_IN_VIEW = select(schema.reports.c.row).where(schema.reports.c.article_id == bindparam("article"), schema.reports.c.current)
_DIRTY = select(schema.dirty.c.row).where(schema.dirty.c.row.in_(bindparam("wanted", expanding=True)))


def tune_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a new connection: readers beside a writer, and patience with another writer (milliseconds)."""
    connection.isolation_level = None  # transactions are begun by `begin_sqlite`, not by the driver's guess
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 30000")


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction: one view of the data for all that a reader asks in it, the writer's lock at once for one that will write.

    What is committed survives the end of the process. Of what a failing power supply may take, only reviews cannot be read again: they are on the disk
    before they are confirmed.
    """
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if connection.get_execution_options().get('lasting') else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def tune_postgres(name: str, connection: DBAPIConnection, _record: object) -> None:
    """Set up a new connection to PostgreSQL: the schema of that name holds the tables, and is made where there is none."""
    quoted = '"' + name.replace('"', '""') + '"'
    with closing(connection.cursor()) as db:
        db.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (name,))
        if db.fetchone() is None:
            db.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted}")
        db.execute(f"SET search_path TO {quoted}")
    connection.commit()


def begin_postgres(connection: Connection) -> None:
    """Begin a transaction as on SQLite: one view of the data for a reader; writers take turns, and each sees what the last one left."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(current_schema()))")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into pieces that fit one statement."""
    for at in range(0, len(values), _CHUNK):
        yield values[at : at + _CHUNK]


def month_of(day: date | None) -> str:
    """Give the month that a day is filed under, as in "2016-05"."""
    return f"{day:%Y-%m}" if day else UNKNOWN


def article_row(article: Article) -> Json:
    """Give the columns of an article that come from the article itself."""
    same_words = f"{words.folded(article.title)}\n{words.folded(article.text)}"
    return {
        "id": article.id,
        "key": article.key,
        "copy_of": hashlib.sha256(same_words.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "title": article.title,
        "text": article.text,
        "published": article.published,
        "outlet": article.outlet,
        "url": article.url,
        "provenance": dumps(provenance_to_json(article.provenance)),
    }


def to_article(row: Row[*tuple[Any, ...]]) -> Article:
    """Read an article."""
    return Article(row.id, row.text, row.title, row.published, row.url, row.outlet, provenance_from_json(json.loads(row.provenance)))


def to_stored(row: Row[*tuple[Any, ...]]) -> StoredReport:
    """Read a row of `STORED`."""
    machine = report_from_json(json.loads(row.payload))
    if machine.id != row.report_id:  # the one it goes by since it was reviewed
        machine = replace(machine, id=row.report_id)
    stored = StoredReport(machine, row.version, row.outlet, row.url, row.published, row.copy_of, row.body, row.quote, revision=row.revision)
    if row.in_force is None:
        return stored
    report, conflicts = report_from_json(json.loads(row.in_force)), conflicts_from_json(json.loads(row.conflicts))
    return replace(stored, report=report, status=row.status, conflicts=conflicts, machine=machine, found=row.found)


def to_review(row: Row[*tuple[Any, ...]]) -> Review:
    """Read a review."""
    return review_from_json(json.loads(row.payload), row.id)


def insert_review(db: Connection, review: Review) -> Review | None:
    """Append a review. Returns it with its uid and number, None where the log has it already."""
    table = schema.reviews
    review = replace(review, uid=review_uid(review))
    if db.execute(select(table.c.id).where(table.c.uid == review.uid)).first():
        return None
    row = {name: getattr(review, name) for name in ("uid", "subject", "action", "reviewer", "at", "undoes")}
    number: int = db.execute(insert(table).returning(table.c.id), {**row, "payload": dumps(review_to_json(review))}).scalar_one()
    links = {one.report.id: {"review": number, "report_id": one.report.id, "version": one.version, "article_id": one.report.article_id} for one in review.seen}
    if links:
        db.execute(insert(schema.review_reports), list(links.values()))
    return replace(review, id=number)


def blocks_of(report: Report) -> tuple[str, ...]:
    """Give the blocks a report falls in: each month it may lie in × each governorate it may lie in ("" where none is known)."""
    days = days_of(report)
    months = {month_of(day) for day in days} if days else {UNKNOWN}
    return tuple(f"{month}|{governorate}" for month in sorted(months) for governorate in sorted(governorates_of(report)))


def days_of(report: Report) -> tuple[date, ...]:
    """Give the days on which another outlet may put the incident, none where no date is known: the report's own, and the day after."""
    if report.date is None or report.date_end is None:
        return ()
    return tuple(report.date + timedelta(days=n) for n in range((report.date_end - report.date).days + 2))


def governorates_of(report: Report) -> set[str]:
    """Give the p-codes of the governorates that a report may be about, "" for a place of which none is known."""
    found: set[str] = set()
    for toponym in report.places:
        place = toponym.resolution.place if isinstance(toponym.resolution, Resolved) else None
        found |= {pcode[:4] for pcode in place.area_pcodes} or {place.governorate} if place else {""}
    return found or {""}


def retire(db: Connection, article_id: str) -> None:
    """Take an article's reports out of view and mark their events to be looked at again."""
    table = schema.reports
    rows = list(db.execute(_IN_VIEW, {"article": article_id}).scalars())
    if not rows:
        return
    db.execute(update(table).where(table.c.row == bindparam("which")).values(current=False), [{"which": row} for row in rows])
    db.execute(delete(schema.reviewed).where(schema.reviewed.c.row == bindparam("which")), [{"which": row} for row in rows])
    word_index.drop(db, rows)
    mark_dirty(db, rows)


def mark_dirty(db: Connection, rows: Sequence[int], old: Collection[int] | None = None) -> None:
    """Note that the events of these reports must be looked at again. old: those of the rows that may be noted already, by default all."""
    known: set[int] = set()
    for chunk in chunks(rows if old is None else [row for row in rows if row in old]):
        known.update(db.execute(_DIRTY, {"wanted": chunk}).scalars())
    if fresh := [{"row": row} for row in rows if row not in known]:
        db.execute(insert(schema.dirty), fresh)
