"""Take-down: an article and all that was derived from it leave the workspace. What remains is that something was removed: when, which id, why.

Every step may be repeated, so that a removal that was cut off is finished by asking for it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import Column, Integer, String, Table, Text, delete, func, insert, inspect, select, text, update

from events import access, review_log, schema, word_index
from events.copies import shared
from events.corroborate import corroborate
from events.ledger import Ledger, LedgerError
from events.rows import article_row, chunks, retire
from events.snapshot import MANIFEST, PREVIOUS, publish, read_manifest
from events.workspace import Workspace
from extract.article import Article
from extract.readers import BadItem

_PATIENCE = 3_000
"""Milliseconds for which another reader is waited for."""

# Older ledgers have it from their first removal on. words: hash of the folded words, by which the text is known again.
forgotten = Table(
    "forgotten",
    schema.metadata,
    Column("row", Integer, primary_key=True),
    Column("article_id", String, nullable=False, index=True),
    Column("words", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("taken_again", String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed: numbers of revisions and of report versions. twins: ids of other articles with the same or copied words, which stay."""

    revisions: int
    reports: int
    twins: tuple[str, ...]


def forget(workspace: Workspace, article_id: str, why: str, at: dt.datetime) -> Forgotten:
    """Remove an article, its reports and their reviews from ledger, index and snapshot, and leave nothing of it in free pages or old files.

    at: with its time zone. Raises LedgerError for an article that neither stands in the ledger nor was removed before.
    """
    access.require("manage")
    ledger = workspace.ledger
    if not why.strip():
        raise LedgerError("no reason is given; say why the article is removed, without repeating what it said")
    removed = _withdraw(ledger, article_id, why, at)
    corroborate(ledger)
    publish(workspace)
    _erase(ledger, article_id)
    _sweep(workspace)
    _scrub(ledger)
    return removed


class Removed:
    """What was removed from a ledger, to refuse it when it comes again."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, tuple[str, str]] = {}
        if inspect(ledger.engine).has_table(forgotten.name):
            with ledger.engine.connect() as db:
                for row in db.execute(select(forgotten).where(forgotten.c.taken_again == "").order_by(forgotten.c.row)):
                    self._known |= dict.fromkeys((f"id:{row.article_id}", row.words), (row.at, row.why))

    def refusal(self, article: Article, *, again: bool) -> BadItem | None:
        """Give the reason to refuse an article that was removed, by its id or its words. again: note that it was taken in nevertheless."""
        if not self._known:
            return None
        words = _hash(str(article_row(article)["copy_of"]))
        found = self._known.get(words) or self._known.get(f"id:{article.id}")
        if found is None:
            return None
        if again:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            same = select(forgotten.c.article_id).where((forgotten.c.words == words) | (forgotten.c.article_id == article.id))
            with self._ledger.writing() as db:
                db.execute(update(forgotten).where(forgotten.c.article_id.in_(same)).values(taken_again=now))
            return None
        at, why = found
        where = article.provenance.file if article.provenance else article.id
        return BadItem(article.id, where, f"was removed on {at[:10]} ({why}); to read it nevertheless: rasd ingest --again")


def _hash(copy_of: str) -> str:
    """Hash the hash once more: what the table holds is of no use outside of it."""
    return hashlib.sha256(f"forgotten {copy_of}".encode()).hexdigest()[:32]


def _reprints(ledger: Ledger, article_id: str) -> set[str]:
    """Give the articles that report the same events in copied words, under another headline or with small changes."""
    mine = ledger.reports(report.id for report in ledger.reports_of(article_id))
    beside = ledger.reports(member.report_id for report_id in mine for member in ledger.members(ledger.event_of(report_id)))
    others = [one for one in beside.values() if one.report.article_id != article_id]
    return {other.report.article_id for other in others if any(shared(one.body, other.body) for one in mine.values())}


def _withdraw(ledger: Ledger, article_id: str, why: str, at: dt.datetime) -> Forgotten:
    """Take the article's reports out of view and put the removal on record, in one transaction."""
    reprints = _reprints(ledger, article_id)
    articles, reports = schema.articles, schema.reports
    with ledger.writing() as db:
        forgotten.create(db, checkfirst=True)
        copies = list(db.execute(select(articles.c.copy_of).where(articles.c.id == article_id)).scalars())
        if not copies and not db.execute(select(forgotten.c.row).where(forgotten.c.article_id == article_id)).first():
            raise LedgerError(f"no article {article_id!r} in this workspace; its id stands on the event's card")
        counted = db.execute(select(func.count()).select_from(reports).where(reports.c.article_id == article_id)).scalar_one()
        same = db.execute(select(articles.c.id).where(articles.c.copy_of.in_(copies), articles.c.id != article_id)).scalars()
        found = Forgotten(len(copies), counted, tuple(sorted({*same, *reprints})))
        when = at.astimezone(dt.UTC).isoformat(timespec="seconds")
        for copy_of in sorted(set(copies)):
            db.execute(insert(forgotten), {"article_id": article_id, "words": _hash(copy_of), "at": when, "why": why, "taken_again": ""})
        review_log.erase(db, article_id, ledger.place_of)
        retire(db, article_id)
        return found


def _erase(ledger: Ledger, article_id: str) -> None:
    """Delete the rows of the article and of all versions of its reports."""
    reports = schema.reports
    with ledger.writing() as db:
        found = list(db.execute(select(reports.c.row, reports.c.report_id).where(reports.c.article_id == article_id)))
        for some in chunks([row.row for row in found]):
            for table in (schema.blocks, schema.dirty, schema.reviewed, reports):
                db.execute(delete(table).where(table.c.row.in_(some)))
        for ids in chunks(sorted({row.report_id for row in found})):
            db.execute(delete(schema.event_reports).where(schema.event_reports.c.report_id.in_(ids)))
        db.execute(delete(schema.article_as_read).where(schema.article_as_read.c.id == article_id))
        db.execute(delete(schema.articles).where(schema.articles.c.id == article_id))
        db.execute(delete(schema.rejects).where(schema.rejects.c.id == article_id))
        word_index.clean(db)


def _sweep(workspace: Workspace) -> None:
    """Delete the snapshot files that the current manifest does not name; the manifest before it leads to the old ones."""
    folder = workspace.snapshot_dir
    named = read_manifest(folder).files() | {MANIFEST}
    (folder / PREVIOUS).unlink(missing_ok=True)
    for file in folder.iterdir():
        if file.name not in named:
            file.unlink(missing_ok=True)


def _scrub(ledger: Ledger) -> None:
    """Write the database anew without its free pages, and empty the write-ahead log. Raises LedgerError while another program holds it."""
    if ledger.engine.dialect.name != "sqlite":
        with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            tables = ", ".join(f'"{name}"' for name in inspect(db).get_table_names())
            db.execute(text(f"VACUUM FULL {tables}"))
        return
    connection = ledger.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.invalidate()  # its patience is not that of the others
        connection.close()
    if busy:
        raise LedgerError(f"{ledger.engine.url.database}: another program reads it, so its log still holds what was removed; close it and forget again")
