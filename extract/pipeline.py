"""The whole way from an article to its reports: pure, picklable, no input or output of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from extract.article import Article
from extract.certainty import is_partisan
from extract.dateresolve import resolve_date
from extract.draft import Draft
from extract.drafts import drafts
from extract.merge import merge
from extract.place_mention import PlaceMention
from extract.records import Extraction, ForeignPlace, Report, Resolution, Toponym, Unresolved
from extract.reports import Setting, build, placed_by_headline
from extract.resolve import resolve, side_of_city
from extract.silence import is_bulletin
from extract.tables import LEXICON
from extract.titles import besides, meant_by
from extract.voices import in_voice
from extract.where import is_abroad
from extract.zones import ZoneReading, read_zone
from gazetteer import Gazetteer, load

_BACKGROUND_DAYS = 14
"""An attack recalled from longer ago than this is background (annotation guide, docs/codebook.md)."""


@cache
def rules_version() -> str:
    """Version of the rules: the day of the last change by hand, and a short hash of code and tables of this package."""
    digest = hashlib.sha256()
    for path in sorted([*Path(__file__).parent.glob("*.py"), *LEXICON.glob("*.csv")]):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"1.0-{digest.hexdigest()[:8]}"


def process(article: Article, gaz: Gazetteer | None = None) -> Extraction:
    """Find the places and the reports of one article.

    gaz: the gazetteer to place with, the shipped one by default. The same article gives the same answer, whatever was read before.
    """
    gaz = gaz or load()
    readings = [read_zone("text", article.text, article.published, gaz)]
    if article.title:
        headline = read_zone("title", article.title, article.published, gaz)
        readings = [in_voice(readings[0], headline), headline]
    outcomes = _resolve(readings, gaz)
    found = [(draft, outcome) for reading, outcome in zip(readings, outcomes, strict=True) for draft in drafts(reading, outcome, article.published)]
    for draft, outcome in found:
        outcome.update({at: side_of_city(draft.reading.places[at], outcome[at], gaz) for at in draft.places})
    toponyms = [_toponyms(reading, outcome) for reading, outcome in zip(readings, outcomes, strict=True)]
    day = _default_day(readings, [draft for draft, _ in found], article.published)
    settings = [
        Setting(names, outcome, day, is_partisan(reading), rules_version(), gaz.version)
        for names, outcome, reading in zip(toponyms, outcomes, readings, strict=True)
    ]
    several = sum(draft.reading is readings[-1] for draft, _ in found) > 1
    reports = _reports(article, [draft for draft in merge(found) if _is_news(draft, article.published)], readings, settings, several=several)
    return Extraction(
        article_id=article.id,
        places=tuple(toponym for names in reversed(toponyms) for toponym in _syrian(names)),
        foreign_places=tuple(foreign for names in reversed(toponyms) for foreign in _foreign(names)),
        reports=tuple(report for report in reports if not report.outside),
        outside=tuple(report for report in reports if report.outside),
    )


def _is_news(draft: Draft, published: date | None) -> bool:
    """Whether an attack is recent enough to be what the article reports, not what it recalls."""
    day = draft.value.date if draft.value is not None else None
    return published is None or day is None or (published - day).days <= _BACKGROUND_DAYS


def _reports(article: Article, found: Sequence[Draft], readings: Sequence[ZoneReading], settings: Sequence[Setting], *, several: bool) -> list[Report]:
    """Build the reports; a headline says nothing that its body does not, so it only counts where the body reports nothing.

    several: whether it tells more than one attack, of which the body may leave one out.
    """
    reports: list[Report] = []
    taken: list[Draft] = []
    headline = _headline_of(found, readings)
    for draft in found:
        at = next(number for number, reading in enumerate(readings) if reading is draft.reading)
        if not at and headline is not None and not draft.abroad and meant_by(draft, headline):
            reports.append(placed_by_headline(build(draft, article, settings[at]), headline, settings[-1]))
            headline = None  # the others of the body stay without a place
        elif at and not (draft.places and (not reports or (several and besides(draft, taken, settings[at].outcomes, settings[0].outcomes)))):
            continue
        else:
            reports.append(build(draft, article, settings[at]))
        taken.append(draft)
    return reports


def _headline_of(found: Sequence[Draft], readings: Sequence[ZoneReading]) -> Draft | None:
    """The one incident of the headline, where it has a place and no incident of the body has any, here or abroad."""
    body = [draft for draft in found if draft.reading is readings[0]]
    told = [draft for draft in found if draft.reading is not readings[0] and draft.places]
    return told[0] if len(told) == 1 and body and not any(draft.places or draft.abroad for draft in body) else None


def _resolve(readings: list[ZoneReading], gaz: Gazetteer) -> list[dict[int, Resolution]]:
    """Place the mentions of all zones together, so that the body helps the headline."""
    mentions: list[PlaceMention] = []
    sentences: list[int] = []
    offset = 0
    for reading in readings:
        mentions += reading.places
        sentences += [offset + reading.sentence_of(place.first) for place in reading.places]
        offset += len(reading.sentences)
    outcomes = iter(resolve(mentions, sentences, gaz))
    return [{at: next(outcomes) for at in range(len(reading.places))} for reading in readings]


def _toponyms(reading: ZoneReading, outcomes: dict[int, Resolution]) -> dict[int, Toponym]:
    return {at: Toponym(reading.mention(place.start, place.end, "place"), outcomes[at]) for at, place in enumerate(reading.places)}


def _syrian(toponyms: Mapping[int, Toponym]) -> Iterator[Toponym]:
    return (toponym for toponym in toponyms.values() if not is_abroad(toponym.resolution))


def _foreign(toponyms: Mapping[int, Toponym]) -> Iterator[ForeignPlace]:
    for toponym in toponyms.values():
        if isinstance(toponym.resolution, Unresolved) and is_abroad(toponym.resolution):
            yield ForeignPlace(toponym.mention, toponym.resolution.country)


def _told_before(body: ZoneReading, found: Sequence[Draft]) -> bool:
    """Whether the paragraph that tells the first attack ends before the first day told."""
    own = next((draft for draft in found if draft.reading is body), None)
    days = [mention.start for mention in body.dates if not (mention.tied or mention.since)]
    if own is None or not days:
        return False
    after = next((sentence.first for sentence in body.sentences if sentence.paragraph > own.clause.paragraph), len(body.words))
    return after < len(body.words) and days[0] >= body.words[after].start


def _default_day(readings: Sequence[ZoneReading], found: Sequence[Draft], published: date | None) -> date | None:
    """The day of what is not dated. readings: the body, and the title where there is one.

    The title's yesterday where the body tells no day.
    Yesterday where the article opens with yesterday and dates no more attacks to today than to yesterday (a morning paper), else the day of
    publication. A monitor's bulletin tells the day it is published.
    """
    body = readings[0]
    if published is None or is_bulletin(body):
        return published
    opening = [resolve_date(mention, published) for mention in (body.dates or readings[-1].dates) if not (mention.tied or mention.since)]
    first = next((value.date for value in opening if value.date is not None and value.precision == "day"), None)
    if _told_before(body, found):
        return published  # the first attack is told before any day
    days = [draft.value.date for draft in found if draft.value is not None]
    yesterday = published - timedelta(days=1) if published > date.min else published
    return yesterday if first == yesterday and days.count(yesterday) >= days.count(published) else published
