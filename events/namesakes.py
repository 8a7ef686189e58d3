"""What an analyst looks for while reviewing: other reports in which a name was read as the same place, and articles by their names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import or_, select

from events import schema
from events.filters import Filters
from events.ledger import Ledger
from events.query import Snapshot
from events.review_fields import place_field
from extract.records import Resolved, Toponym
from gazetteer.names import key

MOST_ARTICLES = 50


@dataclass(frozen=True, slots=True)
class Namesake:
    """A report in which the name stands. field: where (`review_fields.place_field`); surface: as written there; status: how far it was judged."""

    event_id: str
    report_id: str
    article_id: str
    field: str
    surface: str
    date: dt.date | None
    status: str


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    id: str
    title: str
    outlet: str
    published: dt.date | None


def same_name(snapshot: Snapshot, surface: str, place_id: str) -> list[Namesake]:
    """Give the reports, by event, in which a name (in any spelling that folds to the same) was read as a place; place_id "": as none."""
    rows: pd.DataFrame = snapshot.places(Filters(place_id=place_id))
    rows = rows if place_id else rows[rows["place_id"].isna()]
    event_of: dict[str, str] = {report_id: str(event_id) for event_id, ids in zip(rows["event_id"], rows["report_ids"], strict=True) for report_id in ids}
    wanted = key(surface)
    found: list[Namesake] = []
    for report_id, stored in sorted(snapshot.workspace.ledger.reports(event_of).items()):
        report = stored.report
        for toponym in report.places:
            if _place_id(toponym) == place_id and key(toponym.mention.surface) == wanted:
                field = place_field(toponym.mention.span)
                found.append(Namesake(event_of[report_id], report_id, report.article_id, field, toponym.mention.surface, report.date, stored.status))
    return found


def find_articles(ledger: Ledger, wanted: str, limit: int = MOST_ARTICLES) -> list[ArticleLine]:
    """Give the articles whose id, outlet or title holds what is wanted, the latest first."""
    table = schema.articles
    columns = (table.c.id, table.c.title, table.c.outlet)
    matches = or_(*(column.icontains(wanted.strip(), autoescape=True) for column in columns))
    query = select(*columns, table.c.published).where(table.c.current, matches).order_by(table.c.published.desc().nulls_last(), table.c.id).limit(limit)
    with ledger.engine.connect() as db:
        return [ArticleLine(*row) for row in db.execute(query)]


def _place_id(toponym: Toponym) -> str:
    return toponym.resolution.place.id if isinstance(toponym.resolution, Resolved) else ""
