"""Small helpers to read a text the way `rasd extract` does and to look at what came out."""

from __future__ import annotations

from datetime import date

import pytest

import gazetteer
from extract.article import Article
from extract.pipeline import process
from extract.records import Extraction, Report, Resolved, Toponym, Unresolved
from extract.zones import ZoneReading, read_zone
from gazetteer.places import Place

DAY = date(2019, 8, 1)  # a Thursday


def bug(reason: str) -> pytest.MarkDecorator:
    """Mark a right expectation that extraction does not meet yet; it must be taken off once it does."""
    return pytest.mark.xfail(strict=True, reason=reason)


def article(text: str, *, title: str = "", published: date | None = DAY) -> Article:
    """An article of these words."""
    return Article("a1", text, title, published)


def read(text: str, *, title: str = "", published: date | None = DAY) -> Extraction:
    """Everything found in a text."""
    return process(article(text, title=title, published=published))


def reading(text: str, published: date | None = DAY) -> ZoneReading:
    """What the single readers find in a text."""
    return read_zone("text", text, published, gazetteer.load())


def only(text: str, *, title: str = "", published: date | None = DAY) -> Report:
    """The one report of a text; more or fewer are an error."""
    found = read(text, title=title, published=published)
    assert len(found.reports) == 1, [(report.type, surfaces(report.places)) for report in found.reports]
    return found.reports[0]


def surfaces(toponyms: tuple[Toponym, ...]) -> list[str]:
    """The words that name the places, as written."""
    return [toponym.mention.surface for toponym in toponyms]


def outcome(extraction: Extraction, surface: str) -> Resolved | Unresolved:
    """What became of the first mention with these words."""
    return next(toponym.resolution for toponym in extraction.places if toponym.mention.surface == surface)


def place(extraction: Extraction, surface: str) -> Place:
    """Where a name was placed."""
    found = outcome(extraction, surface)
    assert isinstance(found, Resolved), found
    return found.place


def told(text: str, *, title: str = "", published: date | None = DAY) -> list[tuple[str, list[str]]]:
    """Type and place names of each report, in the order of the text."""
    return [(report.type, surfaces(report.places)) for report in read(text, title=title, published=published).reports]


def quoted(text: str, report: Report, field: str, *, title: str = "") -> list[str]:
    """The words given as evidence for a field."""
    said = article(text, title=title)
    return [said.quote(item.span) for item in report.evidence if item.field == field]
