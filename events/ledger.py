"""The ledger: articles, what they report, which reports tell of one incident, and what analysts decided.

SQLite in WAL mode: many readers beside one writer, across processes. An article is stored whole or not at all, new ones several in one transaction;
saving the same thing twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, Self

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    create_engine,
    delete,
    event,
    exists,
    func,
    insert,
    make_url,
    or_,
    select,
    update,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from events import migrate, schema, troubles, word_index
from events.codec import dumps, named_places_from_json, named_places_to_json, report_from_json
from events.entries import Ready, insert_lines, kept_rows
from events.records import Member, StoredReport
from events.reviews import PlaceOf
from events.rows import STORED, article_row, begin_postgres, begin_sqlite, chunks, to_article, to_stored, tune_postgres, tune_sqlite
from events.settle import corrected, settle
from extract.article import Article
from extract.readers import BadItem
from extract.records import Extraction, ForeignPlace, Report, Toponym
from gazetteer.places import RasdError

_AS_READ = (
    select(
        schema.articles,
        schema.article_as_read.c.id.label("corrected"),
        schema.article_as_read.c.published.label("said_published"),
        schema.article_as_read.c.outlet.label("said_outlet"),
    )
    .outerjoin(schema.article_as_read, schema.article_as_read.c.id == schema.articles.c.id)
    .where(schema.articles.c.current)
)


def _known(holds: Callable[[Column[Any], str], ColumnElement[bool]]) -> Select[tuple[bool]]:
    """Ask for all that may speak against an article's being new. holds: puts a column beside the values of that name."""
    spoken_of = (
        ("id", schema.articles.c.id), ("url", schema.articles.c.url), ("key", schema.articles.c.key), ("id", schema.reviews.c.subject),
        ("id", schema.review_reports.c.article_id),
    )  # fmt: skip
    return select(or_(*(exists().where(holds(column, name)) for name, column in spoken_of)))


# Asked of every article that comes in: written once, as putting a statement together takes longer than SQLite takes to answer it.
_IS_KNOWN = _known(lambda column, name: column == bindparam(name))
_ARE_KNOWN = _known(lambda column, name: column.in_(bindparam(name, expanding=True)))
_BY_ID, _BY_URL, _BY_KEY = (_AS_READ.where(column == bindparam("said")) for column in (schema.articles.c.id, schema.articles.c.url, schema.articles.c.key))


_LONGEST_KEY = 600
"""Characters, of up to four bytes: PostgreSQL refuses index entries of more than 2,704 bytes."""


class LedgerError(RasdError):
    """The ledger cannot be opened or does not hold what is asked for; the message says which and the way out."""


@dataclass(frozen=True, slots=True)
class Version:
    """With which rules and which gazetteer an article was read."""

    rules: str
    gazetteer: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article stands to the ledger. article: the article to read, under the id by which the ledger knows it.

    new: not seen yet; revised: another text or other data under a known id or url; stale: read with other rules or another gazetteer;
    duplicate: the words, outlet and day of another article; unchanged: nothing to do. Date and outlet of the article are those in force;
    as_read: what its file says of the two. unheard: nothing stored speaks of it, neither an article nor a review.
    """

    status: Literal["new", "unchanged", "revised", "stale", "duplicate"]
    article: Article
    revision: int
    as_read: tuple[dt.date | None, str] = (None, "")
    unheard: bool = False


class Ledger:
    """One ledger, opened for reading and writing. Close it, or use it in a `with` block.

    url: SQLAlchemy database URL, of SQLite or PostgreSQL. There `?workspace=NAME` names the schema that holds the tables, made where there is none.
    place_of: the gazetteer in use, to tell whether a place that a reviewer chose has moved since; without it that is not looked at.
    """

    def __init__(self, url: str, place_of: PlaceOf | None = None) -> None:
        self.place_of = place_of
        named = make_url(url)
        self.engine = create_engine(named.difference_update_query(["workspace"]))
        if self.engine.dialect.name == "postgresql":
            event.listen(self.engine, "connect", partial(tune_postgres, str(named.query.get("workspace", "public"))))
            event.listen(self.engine, "begin", begin_postgres)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", tune_sqlite)
            event.listen(self.engine, "begin", begin_sqlite)
            event.listen(self.engine, "handle_error", self._tell_trouble)
        try:
            self._prepare()
        except DatabaseError as error:
            self.engine.dispose()
            raise LedgerError(f"{self.engine.url.database}: {error.orig}") from error
        except LedgerError:
            self.engine.dispose()
            raise

    def _tell_trouble(self, context: ExceptionContext) -> None:
        """Raise LedgerError for what is wrong with the file rather than with what was asked."""
        if trouble := troubles.explain(str(self.engine.url.database), context.original_exception):
            raise LedgerError(trouble) from context.original_exception

    def _prepare(self) -> None:
        with self.engine.connect() as db:
            found = db.execute(select(schema.meta.c.value).where(schema.meta.c.key == "schema")).scalar() if self.engine.dialect.has_table(db, "meta") else None
        if found is None:
            with self.writing() as db:
                if not self.engine.dialect.has_table(db, "meta"):
                    schema.metadata.create_all(db)
                    word_index.create(db)
                    db.execute(insert(schema.meta), {"key": "schema", "value": str(schema.SCHEMA_VERSION)})
        elif migrate.OLDEST <= int(found) < schema.SCHEMA_VERSION:
            with self.writing() as db:
                if db.execute(select(schema.meta.c.value).where(schema.meta.c.key == "schema")).scalar() == found:  # no other process was faster
                    migrate.migrate(db)
        elif int(found) != schema.SCHEMA_VERSION:
            newer = int(found) > schema.SCHEMA_VERSION
            age, way_out = ("a newer", "upgrade Rasd to open it") if newer else ("an earlier", "read its articles into a new workspace")
            raise LedgerError(f"{self.engine.url.database}: written by {age} Rasd (schema {found}; this one knows {schema.SCHEMA_VERSION}); {way_out}")

    def __enter__(self) -> Self:
        """Use the ledger in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def refusal(self, article: Article) -> str:
        """Say why the database cannot keep an article, "" where it can."""
        if self.engine.dialect.name != "postgresql":
            return ""
        if "\0" in f"{article.id}{article.title}{article.text}{article.outlet}{article.url}":
            return "holds a NUL character, which a ledger on PostgreSQL cannot keep"
        if max(len(article.id), len(article.url)) > _LONGEST_KEY:
            return f"has an id or an address of more than {_LONGEST_KEY} characters, which a ledger on PostgreSQL cannot keep"
        return ""

    @contextmanager
    def writing(self, *, lasting: bool = False) -> Iterator[Connection]:
        """One transaction; another writer waits until it ends. lasting: what it commits outlasts a failure of the power too."""
        with self.engine.connect() as connection:
            db = connection.execution_options(writes=True, lasting=lasting)
            with db.begin():
                yield db

    # Articles and their reports

    def standing(self, article: Article, version: Version) -> Standing:
        """Say how an article, as its file has it, stands to the ledger, without changing anything."""
        said = article.published, article.outlet
        with self.engine.connect() as db:
            if not db.execute(_IS_KNOWN, {"id": article.id, "url": article.url or None, "key": article.key}).scalar_one():
                return Standing("new", article, 0, said, unheard=True)  # as most are: one question for all that could speak against it
            rows = list(db.execute(_BY_ID, {"said": article.id}))
            if not rows and article.url:
                rows = list(db.execute(_BY_URL, {"said": article.url}))
            if not rows:
                twins = [row for row in db.execute(_BY_KEY, {"said": article.key}) if said == _said(row)]
                return Standing("duplicate" if twins else "new", _corrected(db, article), 0, said)
            known = rows[0]
            article = replace(article, id=known.id)
            if (known.key, known.url, *_said(known)) != (article.key, article.url, *said):
                return Standing("revised", _corrected(db, article), known.revision, said)
        if (known.rules, known.gazetteer) != (version.rules, version.gazetteer):
            return Standing("stale", to_article(known), known.revision, said)
        return Standing("unchanged", to_article(known), known.revision, said)

    def save(self, standing: Standing, extraction: Extraction, version: Version) -> None:
        """Make these the article's current reports, with their reviews. Reports of an earlier reading leave the view; what a review refers to is kept."""
        article, as_read = standing.article, schema.article_as_read
        revision = standing.revision + (standing.status in {"new", "revised"})
        read = {"rules": version.rules, "gazetteer": version.gazetteer, "named_places": dumps(named_places_to_json(extraction))}
        with self.writing() as db:
            if standing.status == "revised":
                db.execute(update(schema.articles).where(schema.articles.c.id == article.id).values(current=False))
                db.execute(delete(as_read).where(as_read.c.id == article.id))
            if revision > standing.revision:
                db.execute(insert(schema.articles), {**article_row(article), **read, "revision": revision, "current": True})
                if standing.as_read != (article.published, article.outlet):
                    db.execute(insert(as_read), {"id": article.id, "published": standing.as_read[0], "outlet": standing.as_read[1]})
            else:
                db.execute(update(schema.articles).where(schema.articles.c.id == article.id, schema.articles.c.revision == revision).values(**read))
            settle(db, article, revision, (*extraction.reports, *extraction.outside), self.place_of)

    def save_new(self, found: Sequence[Ready], version: Version) -> bool:
        """Store articles of which nothing was known, each with another id, url and key, in one transaction.

        False, and nothing is stored, where by now something is known of one of them, or one of their reports is kept.
        """
        read = {"rules": version.rules, "gazetteer": version.gazetteer, "revision": 1, "current": True}
        lines = [line for one in found for line in one.lines]
        with self.writing() as db:
            for chunk in chunks(found):
                said = {name: [one.article[name] for one in chunk if one.article[name]] for name in ("id", "url", "key")}
                if db.execute(_ARE_KNOWN, said).scalar_one():
                    return False
            if kept := kept_rows(db, lines):
                return False
            db.execute(insert(schema.articles), [one.article | read for one in found])
            insert_lines(db, lines, kept)
        return True

    def articles(self, *, as_read: bool = False) -> Iterator[Article]:
        """Yield the current articles by id, a few at a time. as_read: with the date and the outlet of their files, not those that reviewers set."""
        table = schema.articles
        last = ""
        while True:
            with self.engine.connect() as db:
                rows = list(db.execute(_AS_READ.where(table.c.id > last).order_by(table.c.id).limit(200)))
            for row in rows:
                article = to_article(row)
                yield replace(article, published=_said(row)[0], outlet=_said(row)[1]) if as_read else article
            if not rows:
                return
            last = rows[-1].id

    def article_as_read(self, article_id: str) -> Article:
        """Give an article with the date and the outlet of its file. Raises LedgerError if there is none."""
        with self.engine.connect() as db:
            row = db.execute(_AS_READ.where(schema.articles.c.id == article_id)).first()
        if row is None:
            raise LedgerError(f"no article {article_id!r} in this workspace")
        return replace(to_article(row), published=_said(row)[0], outlet=_said(row)[1])

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """Give an article: its current text, or an earlier revision (they count from 1). Raises LedgerError if there is none."""
        table = schema.articles
        which = table.c.current if revision is None else table.c.revision == revision
        with self.engine.connect() as db:
            row = db.execute(select(table).where(table.c.id == article_id, which)).first()
        if row is None:
            raise LedgerError(f"no article {article_id!r} in this workspace")
        return to_article(row)

    def named_places(self, article_id: str) -> tuple[tuple[Toponym, ...], tuple[ForeignPlace, ...]]:
        """Give the places that an article names, in Syria and elsewhere, whether or not something is reported there."""
        table = schema.articles
        with self.engine.connect() as db:
            found = db.execute(select(table.c.named_places).where(table.c.id == article_id, table.c.current)).scalar()
        if found is None:
            raise LedgerError(f"no article {article_id!r} in this workspace")
        return named_places_from_json(json.loads(found))

    def reports_of(self, article_id: str) -> tuple[Report, ...]:
        """Give the current reports of an article with the values in force, those outside Syria included, by id."""
        table = schema.reports
        with self.engine.connect() as db:
            rows = db.execute(STORED.where(table.c.article_id == article_id, table.c.current).order_by(table.c.report_id))
            return tuple(to_stored(row).report for row in rows)

    def reports(self, report_ids: Iterable[str]) -> dict[str, StoredReport]:
        """Give current reports by id; ids that are not current are left out."""
        with self.engine.connect() as db:
            return _reports(db, report_ids)

    def report_at(self, report_id: str, version: str) -> Report:
        """Give a report exactly as the rules read it in a version, current or not. Raises LedgerError if that version is not kept."""
        table = schema.reports
        with self.engine.connect() as db:
            payload = db.execute(select(table.c.payload).where(table.c.report_id == report_id, table.c.version == version)).scalar()
        if payload is None:
            raise LedgerError(f"no version {version!r} of report {report_id!r} is kept")
        return report_from_json(json.loads(payload))

    def counts(self) -> dict[str, int]:
        """Count current articles, current reports in Syria and outside, events, reviews and rejected items."""
        asked = {
            "articles": select(func.count()).select_from(schema.articles).where(schema.articles.c.current),
            "reports": select(func.count()).select_from(schema.reports).where(schema.reports.c.current, schema.reports.c.outside == ""),
            "outside": select(func.count()).select_from(schema.reports).where(schema.reports.c.current, schema.reports.c.outside != ""),
            "events": select(func.count()).select_from(schema.events),
            "reviews": select(func.count()).select_from(schema.reviews),
            "rejects": select(func.count()).select_from(schema.rejects),
        }
        with self.engine.connect() as db:
            return {name: db.execute(statement).scalar_one() for name, statement in asked.items()}

    # Events

    def members(self, event_id: str) -> tuple[Member, ...]:
        """Give the reports of an event; none for an id that no event has."""
        table = schema.event_reports
        with self.engine.connect() as db:
            rows = db.execute(select(table.c.report_id, table.c.why).where(table.c.event_id == event_id).order_by(table.c.report_id))
            return tuple(Member(row.report_id, row.why) for row in rows)

    def event_of(self, report_id: str) -> str:
        """Give the id of the event that a report belongs to, "" if none."""
        table = schema.event_reports
        with self.engine.connect() as db:
            return db.execute(select(table.c.event_id).where(table.c.report_id == report_id)).scalar() or ""

    def month(self, month: str) -> tuple[dict[str, list[Member]], dict[str, StoredReport]]:
        """Give the events of a month ("2016-05", "unknown") with their members, by event id, and the reports by id, all as of one moment.

        A report that was just taken back, whose event is yet to be looked at again, is left out.
        """
        wanted = select(schema.event_reports).join(schema.events, schema.events.c.id == schema.event_reports.c.event_id).where(schema.events.c.month == month)
        with self.engine.connect() as db:
            rows = list(db.execute(wanted.order_by(schema.event_reports.c.event_id, schema.event_reports.c.report_id)))
            stored = _reports(db, (row.report_id for row in rows))
        found: dict[str, list[Member]] = {}
        for row in rows:
            if row.report_id in stored:
                found.setdefault(row.event_id, []).append(Member(row.report_id, row.why))
        return found, stored

    def stale_months(self) -> dict[str, int]:
        """Give the months whose published files no longer say what the ledger says, each with the mark of its last change."""
        with self.engine.connect() as db:
            return {row.month: row.mark for row in db.execute(select(schema.stale_months).order_by(schema.stale_months.c.month))}

    def versions(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the versions of the rules and those of the gazetteer with which the current articles were read."""
        with self.engine.connect() as db:
            rules, gazetteer = (
                tuple(db.execute(select(column).where(schema.articles.c.current).distinct().order_by(column)).scalars())
                for column in (schema.articles.c.rules, schema.articles.c.gazetteer)
            )
        return rules, gazetteer

    def stale(self, version: Version) -> int:
        """Count the current articles that were read with other rules or another gazetteer."""
        table = schema.articles
        other = (table.c.rules != version.rules) | (table.c.gazetteer != version.gazetteer)
        with self.engine.connect() as db:
            return db.execute(select(func.count()).select_from(table).where(table.c.current, other)).scalar_one()

    def are_fresh(self, db: Connection, marks: Mapping[str, int]) -> None:
        """Note in a transaction that months have been published, unless they changed since they had these marks."""
        table = schema.stale_months
        for month, mark in marks.items():
            db.execute(delete(table).where(table.c.month == month, table.c.mark == mark))

    def months(self) -> tuple[str, ...]:
        """Give all months that hold events."""
        with self.engine.connect() as db:
            return tuple(db.execute(select(schema.events.c.month).distinct().order_by(schema.events.c.month)).scalars())

    def current_id(self, event_id: str) -> str:
        """Follow an event id that was merged into another event; "" if nothing reports the event any more."""
        seen = set()
        table = schema.event_trail
        with self.engine.connect() as db:
            while event_id and event_id not in seen:
                seen.add(event_id)
                if db.execute(select(schema.events.c.id).where(schema.events.c.id == event_id)).first():
                    return event_id
                event_id = db.execute(select(table.c.new).where(table.c.old == event_id)).scalar() or ""
        return ""

    def origins(self, event_id: str) -> tuple[str, ...]:
        """Give the events that the reports of an event were in before it came to be."""
        table = schema.event_origins
        with self.engine.connect() as db:
            return tuple(db.execute(select(table.c.origin).where(table.c.id == event_id).order_by(table.c.origin)).scalars())

    def search(self, wanted: str) -> tuple[str, ...]:
        """Give the ids of events that have a report with all the words of a free-text query (see `words.terms`)."""
        with self.engine.connect() as db:
            return word_index.find(db, wanted)

    def mark_all_dirty(self) -> None:
        """Have all events looked at again."""
        with self.writing() as db:
            db.execute(delete(schema.dirty))
            db.execute(insert(schema.dirty).from_select(["row"], select(schema.reports.c.row)))

    def note(self, key: str) -> str:
        """Give a note that a stage left about its last run, "" if none."""
        with self.engine.connect() as db:
            return db.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar() or ""

    def set_note(self, key: str, value: str) -> None:
        """Leave a note."""
        with self.writing() as db:
            db.execute(delete(schema.meta).where(schema.meta.c.key == key))
            db.execute(insert(schema.meta), {"key": key, "value": value})

    # Rejects

    def add_reject(self, bad: BadItem) -> None:
        """Record an item that could not be taken in; the same item again replaces its earlier reason."""
        table = schema.rejects
        with self.writing() as db:
            db.execute(delete(table).where(table.c.where == bad.where, table.c.id == bad.id))
            db.execute(insert(table), {"where": bad.where, "id": bad.id, "reason": bad.reason})

    def clear_reject(self, item_id: str) -> None:
        """Forget that an item could not be taken in, now that it could."""
        with self.writing() as db:
            db.execute(delete(schema.rejects).where(schema.rejects.c.id == item_id))

    def rejects(self) -> tuple[BadItem, ...]:
        """Give all items that could not be taken in."""
        with self.engine.connect() as db:
            rows = db.execute(select(schema.rejects).order_by(schema.rejects.c.where, schema.rejects.c.id))
            return tuple(BadItem(row.id, row.where, row.reason) for row in rows)


def _said(row: Row[*tuple[Any, ...]]) -> tuple[dt.date | None, str]:
    """Give the date and the outlet that the file of an article (a row of `_AS_READ`) has."""
    return (row.published, row.outlet) if row.corrected is None else (row.said_published, row.said_outlet)


def _corrected(db: Connection, article: Article) -> Article:
    published, outlet = corrected(db, article.id, article.published, article.outlet)
    return replace(article, published=published, outlet=outlet)


def _reports(db: Connection, report_ids: Iterable[str]) -> dict[str, StoredReport]:
    """Give current reports by id."""
    found: dict[str, StoredReport] = {}
    for chunk in chunks(sorted(set(report_ids))):
        for row in db.execute(STORED.where(schema.reports.c.current, schema.reports.c.report_id.in_(chunk))):
            found[row.report_id] = to_stored(row)
    return found
