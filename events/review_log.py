"""The log of reviews: what was appended, in order, and what it changes in the ledger at once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from events import schema
from events.ledger import Ledger
from events.records import Review
from events.reviews import PlaceOf
from events.rows import chunks, insert_review, to_review
from events.settle import corrected, reviews_about, settle_again, tie, with_undos


def append(ledger: Ledger, reviews: Iterable[Review]) -> tuple[list[Review], set[str]]:
    """Append reviews, in one transaction, and bring the reports they are about up to date; one that is in the log already is passed over.

    Returns those that were new, with uid and number, and the ids of articles that must be read again because their date or outlet changed.
    """
    with ledger.writing(lasting=True) as db:
        added = [stored for review in reviews if (stored := insert_review(db, review))]
        judged = [root for review in added if (root := _root(db, review))]
        articles = {review.subject for review in judged if review.action == "article"}
        stale = {article_id for article_id in sorted(articles) if _correct_article(db, article_id)}
        if any(review.action in {"merge", "split"} for review in judged):
            tie(db)
        settle_again(db, articles | {seen.report.article_id for review in judged for seen in review.seen}, ledger.place_of)
    return added, stale


def everything(ledger: Ledger) -> list[Review]:
    """Give the whole log, in the order in which it was written here."""
    with ledger.engine.connect() as db:
        return list(map(to_review, db.execute(select(schema.reviews).order_by(schema.reviews.c.id))))


def about(ledger: Ledger, *ids: str) -> tuple[Review, ...]:
    """Give the reviews of events, reports or articles, with the undos of them, in the order in which they were written here."""
    table = schema.reviews
    found: dict[int, Review] = {}
    with ledger.engine.connect() as db:
        for chunk in chunks(sorted(set(ids))):
            linked = select(schema.review_reports.c.review).where(schema.review_reports.c.report_id.in_(chunk))
            for row in db.execute(select(table).where(table.c.subject.in_(chunk) | table.c.id.in_(linked))):
                found[row.id] = to_review(row)
        found |= {review.id: review for review in with_undos(db, list(found.values()))}
    return tuple(found[number] for number in sorted(found))


def erase(db: Connection, article_id: str, place_of: PlaceOf | None) -> int:
    """Delete all reviews of an article and of its reports, for a take-down, and bring the other reports they were about up to date; give how many."""
    gone = reviews_about(db, article_id)
    for numbers in chunks([review.id for review in gone]):
        db.execute(delete(schema.reviews).where(schema.reviews.c.id.in_(numbers)))
        db.execute(delete(schema.review_reports).where(schema.review_reports.c.review.in_(numbers)))
    if any(review.action in {"merge", "split"} for review in gone):
        tie(db)
    settle_again(db, {seen.report.article_id for review in gone for seen in review.seen} - {article_id}, place_of)
    return len(gone)


def latest(ledger: Ledger) -> str:
    """Give the time of the last review, "" if there is none."""
    with ledger.engine.connect() as db:
        return db.execute(select(schema.reviews.c.at).order_by(schema.reviews.c.at.desc()).limit(1)).scalar() or ""


def _root(db: Connection, review: Review) -> Review | None:
    """Follow undos to the review that they are about; None where it has not come yet."""
    while review.action == "undo":
        row = db.execute(select(schema.reviews).where(schema.reviews.c.uid == review.undoes)).first()
        if row is None:
            return None
        review = to_review(row)
    return review


def _correct_article(db: Connection, article_id: str) -> bool:
    """Put date and outlet of an article in force. Returns whether it must be read again; until then it counts as read by no rules."""
    articles, as_read = schema.articles, schema.article_as_read
    row = db.execute(select(articles).where(articles.c.id == article_id, articles.c.current)).first()
    if row is None:
        return False
    said = db.execute(select(as_read).where(as_read.c.id == article_id)).first() or row
    published, outlet = said.published, said.outlet
    day, name = corrected(db, article_id, published, outlet)
    if (day, name) == (row.published, row.outlet):
        return False
    db.execute(delete(as_read).where(as_read.c.id == article_id))
    if (day, name) != (published, outlet):
        db.execute(insert(as_read), {"id": article_id, "published": published, "outlet": outlet})
    db.execute(update(articles).where(articles.c.id == article_id, articles.c.current).values(published=day, outlet=name, rules=""))
    return True
