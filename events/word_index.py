"""The index of words: which reports hold the words of a query.

On SQLite it is a table of FTS5. On PostgreSQL it is a table of the same folded words, with blanks around each, which `LIKE` finds exactly; an index of
trigrams makes it fast.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, Table, Text, TextClause, and_, delete, insert, or_, select, text
from sqlalchemy.exc import DBAPIError

from events import schema, words
from events.codec import Json

_FTS5 = 'CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(title, body, parts, names, tokenize = "unicode61 remove_diacritics 0")'
_COLUMNS = ("title", "body", "parts", "names")
_words = Table("search", MetaData(), Column("rowid", Integer, primary_key=True, autoincrement=False), Column("body", Text, nullable=False))


def create(db: Connection) -> None:
    """Create the index where it is missing. Its rowid is `reports.row`."""
    if db.dialect.name == "sqlite":
        db.execute(text(_FTS5))
        return
    _words.create(db, checkfirst=True)
    try:
        with db.begin_nested():
            db.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public"))
            db.execute(text("CREATE INDEX IF NOT EXISTS search_trigrams ON search USING gin (body public.gin_trgm_ops)"))
    except DBAPIError:  # not for this user to install; searching takes longer without
        return


def add(db: Connection, rows: Sequence[Json]) -> None:
    """Add reports: `row` and the folded words of title, body, parts and names."""
    if db.dialect.name == "sqlite":
        db.execute(text("INSERT INTO search (rowid, title, body, parts, names) VALUES (:row, :title, :body, :parts, :names)"), rows)
    else:
        db.execute(insert(_words), [{"rowid": row["row"], "body": "\n".join(f" {row[name]} " for name in _COLUMNS)} for row in rows])


def drop(db: Connection, rows: Sequence[int]) -> None:
    """Take reports out, by their rows."""
    if rows:
        db.execute(text("DELETE FROM search WHERE rowid = :row"), [{"row": row} for row in rows])


def find(db: Connection, wanted: str) -> tuple[str, ...]:
    """Give the ids of events that have a report with all the words of a free-text query (see `words.terms`)."""
    terms = words.terms(wanted)
    if not terms:
        return ()
    reports, members, index = schema.reports.c, schema.event_reports.c, _words.c
    joined = select(members.event_id).distinct().join(schema.reports, reports.report_id == members.report_id).join(_words, index.rowid == reports.row)
    holds: ColumnElement[bool] | TextClause
    if db.dialect.name == "sqlite":
        asked = (" OR ".join(f'"{one}"' if whole else f'"{one}"*' for one in _spelled(said, whole=whole)) for said, whole in terms)
        holds = text("search MATCH :wanted").bindparams(wanted=" AND ".join(f"({one})" for one in asked))
    else:
        holds = and_(
            *(or_(*(index.body.contains(f" {one} " if whole else f" {one}", autoescape=True) for one in _spelled(said, whole=whole))) for said, whole in terms)
        )
    return tuple(db.execute(joined.where(holds, reports.current).order_by(members.event_id)).scalars())


def _spelled(said: str, *, whole: bool) -> list[str]:
    """Give what may stand in the index for a word of a query: itself, and its sound where a name may be written otherwise."""
    return [said] if whole else [said, *filter(None, [words.heard_as(said)])]


def clean(db: Connection) -> None:
    """Leave nothing of what was taken out: FTS5 keeps words of deleted rows in its segments until it is built anew."""
    if db.dialect.name == "sqlite":
        db.execute(text("INSERT INTO search (search) VALUES ('rebuild')"))


def unindexed(db: Connection) -> list[str]:
    """Give the ids of articles with a report in view that is not in the index."""
    found = select(schema.reports.c.article_id).where(schema.reports.c.current, schema.reports.c.row.not_in(select(_words.c.rowid)))
    return list(db.execute(found.distinct()).scalars())


def drop_lost(db: Connection) -> None:
    """Take out what leads to no report in view."""
    db.execute(delete(_words).where(_words.c.rowid.not_in(select(schema.reports.c.row).where(schema.reports.c.current))))
