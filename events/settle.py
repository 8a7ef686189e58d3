"""What of an article is in view: the reports that the rules read, those that analysts added or that reviews keep, each with the values in force.

All of it is worked out anew from the machine reports and the log whenever an article is read or reviewed, so that the order of the two does not matter.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from sqlalchemy import Connection, bindparam, delete, insert, select

from events import schema
from events.codec import report_from_json
from events.entries import Entry, insert_lines, kept_rows, line
from events.records import Conflict, Review, Reviewed
from events.reviews import DECISIONS, NOT_FOUND, WORDS_GONE, PlaceOf, anchor, apply, changed_article, in_force, likeness, moved, shift, ties, without_spans
from events.rows import chunks, mark_dirty, retire, to_article, to_review
from extract.article import Article
from extract.records import Report

# Asked for every article that comes in, so written once (see `ledger`).
_ELSEWHERE = select(schema.reports.c.report_id, schema.reports.c.article_id).where(
    schema.reports.c.report_id.in_(bindparam("wanted", expanding=True)), schema.reports.c.current, schema.reports.c.article_id != bindparam("own")
)
_ABOUT = select(schema.reviews).where(
    schema.reviews.c.id.in_(select(schema.review_reports.c.review).where(schema.review_reports.c.article_id == bindparam("article")))
    | ((schema.reviews.c.subject == bindparam("article")) & (schema.reviews.c.action == "article"))
)
LIKE = 0.3
"""From this share of common evidence on, a report with another id is held to be another reading of one that was reviewed."""

Decided = dict[str, list[Review]]


def settle(db: Connection, article: Article, revision: int, machine: Sequence[Report], place_of: PlaceOf | None) -> None:
    """Bring an article's reports in view. article: with date and outlet in force; machine: what the rules read in it."""
    retire(db, article.id)
    entries = view(db, article, revision, machine, place_of)
    lines = [line(entry) for entry in entries]
    insert_lines(db, lines, kept_rows(db, lines))
    settle_again(db, _elsewhere(db, article.id, [entry.report_id for entry in entries]).values(), place_of)


def settle_again(db: Connection, article_ids: Iterable[str], place_of: PlaceOf | None) -> None:
    """Bring the reports of stored articles in view anew, after their reviews have changed; ids of articles that are not stored are passed over."""
    for article_id in sorted(set(article_ids)):
        row = db.execute(select(schema.articles).where(schema.articles.c.id == article_id, schema.articles.c.current)).first()
        if row is not None:
            settle(db, to_article(row), row.revision, machine_reports(db, article_id), place_of)


def _elsewhere(db: Connection, article_id: str, report_ids: Sequence[str]) -> dict[str, str]:
    """Give those of some reports that are in view under another article, with that article: a review from elsewhere may claim what is not so."""
    found: dict[str, str] = {}
    for chunk in chunks(sorted(report_ids)):
        rows = db.execute(_ELSEWHERE, {"wanted": chunk, "own": article_id})
        found |= {row.report_id: row.article_id for row in rows}
    return found


def machine_reports(db: Connection, article_id: str) -> list[Report]:
    """Give what the rules read in an article, without reviews."""
    table, found = schema.reports, schema.reviewed.c.found
    read = select(table.c.payload).outerjoin(schema.reviewed, schema.reviewed.c.row == table.c.row).where(table.c.article_id == article_id, table.c.current)
    rows = db.execute(read.where(found.is_(None) | found).order_by(table.c.row)).scalars()
    return [report_from_json(json.loads(payload)) for payload in rows]


def reviews_about(db: Connection, article_id: str) -> list[Review]:
    """Give all reviews of an article and of its reports, with the undos of them."""
    return with_undos(db, [to_review(row) for row in db.execute(_ABOUT, {"article": article_id})])


def with_undos(db: Connection, reviews: Sequence[Review]) -> list[Review]:
    """Give reviews with the undos of them, and the undos of those."""
    found = {review.uid: review for review in reviews}
    front = list(found)
    while front:
        undos: list[Review] = []
        for chunk in chunks(front):
            undos += map(to_review, db.execute(select(schema.reviews).where(schema.reviews.c.undoes.in_(chunk))))
        front = [undo.uid for undo in undos if undo.uid not in found]
        found |= {undo.uid: undo for undo in undos}
    return list(found.values())


def view(db: Connection, article: Article, revision: int, machine: Sequence[Report], place_of: PlaceOf | None) -> list[Entry]:
    """Work out the reports of an article that are in view."""
    log = reviews_about(db, article.id)
    if not log:
        return [Entry(report.id, report, None, article, revision) for report in machine]
    decided = _decided(log, article)
    identity = identities(machine, decided)
    entries: list[Entry] = []
    for report in machine:
        report_id = identity.get(report.id, report.id)
        reviewed = apply(replace(report, id=report_id), decided.get(report_id, ()), report_id, place_of)
        told = reviewed if reviewed and reviewed.status != "unreviewed" else None
        entries.append(Entry(report_id, report, told, article, revision))
    lost = decided.keys() - {entry.report_id for entry in entries}
    lost -= _elsewhere(db, article.id, sorted(lost)).keys()
    texts = _texts(db, article, revision) if lost else []
    entries += [entry for report_id in sorted(lost) if (entry := _kept(report_id, decided[report_id], texts, place_of))]
    return [_with_conflicts(entry, _told_twice(db, entry, entries) + _of_article(db, article.id, log)) for entry in entries]


def _decided(log: Iterable[Review], article: Article) -> Decided:
    """Give the reviews in force that judge reports, by report id, as if they had been written of the text as it stands."""
    found: Decided = defaultdict(list)
    for review in in_force(log):
        for seen in review.seen if review.action in DECISIONS else ():
            if seen.report.article_id == article.id:
                found[seen.report.id].append(moved(review, seen.report.id, shift(seen, article) or 0))
    return found


def identities(machine: Sequence[Report], decided: Mapping[str, Sequence[Review]]) -> dict[str, str]:
    """Say under which reviewed id a report goes on that the rules now give another one: the reviewed report that rests on the same words."""
    lost = {report_id: reviews[-1] for report_id, reviews in decided.items() if report_id not in {report.id for report in machine}}
    free = [report for report in machine if report.id not in decided]
    alike: list[tuple[float, str, str]] = []
    for (report_id, review), report in product(lost.items(), free):
        seen = review.of(report_id)
        if seen and not any(one.action == "add" for one in decided[report_id]):
            alike.append((-likeness(seen.report, report), report_id, report.id))
    found: dict[str, str] = {}
    for score, report_id, machine_id in sorted(alike):
        if -score >= LIKE and machine_id not in found and report_id not in found.values():
            found[machine_id] = report_id
    return found


def _texts(db: Connection, article: Article, revision: int) -> list[tuple[Article, int]]:
    """Give the text of an article as it stands, then its earlier revisions, newest first."""
    table = schema.articles
    earlier = db.execute(select(table).where(table.c.id == article.id, table.c.revision != revision).order_by(table.c.revision.desc()))
    return [(article, revision), *((to_article(row), row.revision) for row in earlier)]


def _kept(report_id: str, reviews: Sequence[Review], texts: Sequence[tuple[Article, int]], place_of: PlaceOf | None) -> Entry | None:
    """Keep a report that the rules do not find, with the text that its spans belong to: the newest one in which its words stand."""
    seen = reviews[-1].of(report_id)
    if seen is None:
        return None
    (article, revision), gone = texts[0], True
    words = "" if anchor(seen.report) else seen.words
    for text, number in texts:
        by = shift(seen, text)
        if by is not None:
            article, revision, gone = text, number, number != texts[0][1]
            reviews = [moved(review, report_id, by) for review in reviews]
            break
    else:
        words = seen.words
        reviews = [replace(one, seen=tuple(replace(each, report=without_spans(each.report)) for each in one.seen)) for one in reviews]
    reviewed = apply(None, reviews, report_id, place_of)
    last = reviews[-1].of(report_id)
    if reviewed is None or last is None:
        return None
    if gone and reviewed.status != "rejected":
        told = tuple(one for one in reviewed.conflicts if one.why != NOT_FOUND)
        reviewed = replace(reviewed, conflicts=(Conflict("", "", "", WORDS_GONE), *told))
    return Entry(report_id, last.report, reviewed, article, revision, words)


def _told_twice(db: Connection, entry: Entry, entries: Sequence[Entry]) -> tuple[Conflict, ...]:
    """Say where the rules now find what an analyst had to add, unless one of the two was rejected or both were joined."""
    if entry.reviewed is None or entry.reviewed.status != "added":
        return ()
    spans = [one.span for one in entry.reviewed.report.evidence]
    found: list[Conflict] = []
    for other in entries:
        report = other.reviewed.report if other.reviewed else other.machine
        if other is entry or report.type != entry.reviewed.report.type or (other.reviewed and other.reviewed.status in {"added", "rejected"}):
            continue
        words = [one.span for one in report.evidence if one.field == "type"]
        within = any(mine.zone == one.zone and mine.start <= one.start and one.end <= mine.end for mine in spans for one in words)
        if within and not _are_joined(db, entry.report_id, other.report_id):
            found.append(
                Conflict("", "", other.report_id, f"the rules read a {report.type.replace('_', ' ')} from these words too; merge the two or reject one")
            )
    return tuple(found)


def _are_joined(db: Connection, one: str, other: str) -> bool:
    a, b = sorted((one, other))
    return bool(db.execute(select(schema.ties.c.together).where(schema.ties.c.a == a, schema.ties.c.b == b)).scalar())


def _of_article(db: Connection, article_id: str, log: Sequence[Review]) -> tuple[Conflict, ...]:
    row = db.execute(select(schema.article_as_read).where(schema.article_as_read.c.id == article_id)).first()
    return changed_article(row.published.isoformat() if row.published else None, row.outlet, log)[2] if row else ()


def corrected(db: Connection, article_id: str, published: dt.date | None, outlet: str) -> tuple[dt.date | None, str]:
    """Give the date and the outlet of an article in force, from what its file says and the reviews of it."""
    day, name, _ = changed_article(published.isoformat() if published else None, outlet, reviews_about(db, article_id))
    return dt.date.fromisoformat(day) if day else None, name


def _with_conflicts(entry: Entry, more: tuple[Conflict, ...]) -> Entry:
    if not more:
        return entry
    reviewed = entry.reviewed or Reviewed(replace(entry.machine, id=entry.report_id), "unreviewed")
    return replace(entry, reviewed=replace(reviewed, conflicts=(*reviewed.conflicts, *more)))


def tie(db: Connection) -> set[str]:
    """Bring the pairs that analysts joined or parted up to date with the log. Returns the ids of the reports whose pairs changed; they are marked dirty."""
    table = schema.ties
    rows = db.execute(select(schema.reviews).where(schema.reviews.c.action.in_(("merge", "split"))))
    wanted = ties(with_undos(db, [to_review(row) for row in rows]))
    known = {(row.a, row.b): row.together for row in db.execute(select(table))}
    changed = {pair for pair in wanted.keys() | known.keys() if wanted.get(pair) != known.get(pair)}
    for a, b in changed:
        db.execute(delete(table).where(table.c.a == a, table.c.b == b))
    if fresh := [{"a": a, "b": b, "together": wanted[a, b]} for a, b in sorted(changed) if (a, b) in wanted]:
        db.execute(insert(table), fresh)
    touched = {report_id for pair in changed for report_id in pair}
    for chunk in chunks(sorted(touched)):
        mark_dirty(db, list(db.execute(select(schema.reports.c.row).where(schema.reports.c.current, schema.reports.c.report_id.in_(chunk))).scalars()))
    return touched
