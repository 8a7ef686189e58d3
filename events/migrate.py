"""Ledgers of an earlier schema, brought to the present one when they are opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, text, update

from events import schema, word_index
from events.codec import dumps, report_from_json
from events.records import REVIEW_ACTIONS, Review, Seen
from events.review_fields import ReviewError, check_value
from events.reviews import anchor
from events.rows import insert_review, to_article

OLDEST = 2
"""The earliest schema that can be brought forward."""


def migrate(db: Connection) -> None:
    """Bring a ledger of schema 2 to schema 3: tables for reviews that travel; the reviews that it holds are taken over."""
    rows = [dict(row) for row in db.execute(text("SELECT * FROM reviews ORDER BY id")).mappings()]
    db.execute(text("DROP TABLE reviews"))
    schema.metadata.create_all(db)
    word_index.create(db)
    for row in rows:
        insert_review(db, _review(db, row))
    db.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=str(schema.SCHEMA_VERSION)))


def _review(db: Connection, row: Mapping[str, Any]) -> Review:
    """Read a review of schema 2. One that judges nothing that is kept, or in no way that is known, becomes a note that says what it said."""
    seen = _seen(db, row["subject"], row["version"])
    try:
        changes = tuple((field, dumps(json.loads(old)), dumps(json.loads(new))) for field, old, new in json.loads(row["changes"]))
        for field, _, new in changes:
            check_value(field, json.loads(new))
        known = bool(seen) and row["action"] in {"accept", "correct", "reject"}
    except (ValueError, TypeError, ReviewError):
        known = False
    if known:
        return Review(row["subject"], row["action"], row["reviewer"], row["at"], row["why"], changes, seen)
    was = row["action"] if row["action"] in REVIEW_ACTIONS else "unknown"
    why = f"{row['why']} [{was} {row['changes']}, from an earlier Rasd]".strip()
    return Review(row["subject"], "note", row["reviewer"], row["at"], why, seen=seen)


def _seen(db: Connection, report_id: str, version: str) -> tuple[Seen, ...]:
    table = schema.reports
    row = db.execute(select(table).where(table.c.report_id == report_id, table.c.version == version)).first()
    if row is None:
        return ()
    articles = schema.articles
    article = db.execute(select(articles).where(articles.c.id == row.article_id, articles.c.revision == row.revision)).first()
    report = report_from_json(json.loads(row.payload))
    span = anchor(report)
    return (Seen(report, version, to_article(article).quote(span) if article and span else ""),)
