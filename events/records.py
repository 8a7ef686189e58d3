"""The records of the store: what is kept of a report, the event that reports make together, and what analysts add."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from extract.article import Article
from extract.records import Report, Resolution, Resolved
from extract.vocabulary import Certainty, DatePrecision, EventType
from gazetteer.places import AREA_LEVELS, Place

PlaceStatus = Literal["point", "area", "unplaced"]
ReviewAction = Literal["accept", "correct", "reject", "add", "note", "split", "merge", "undo"]


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as the ledger keeps it, with what is needed to compare it with others.

    version: hash of its content, so that a review can name exactly what it saw. body: the folded words of the title and of the
    paragraphs that support it; quote: a short piece of them as published. outlet, url and published are those of its article; copy_of
    groups articles with the same words.
    """

    report: Report
    version: str
    outlet: str
    url: str
    published: dt.date | None
    copy_of: str
    body: str
    quote: str


@dataclass(frozen=True, slots=True)
class Link:
    """Why two reports are held to tell of one incident: score (see `corroborate.THRESHOLD`) and the reasons, for people."""

    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Member:
    """A report inside an event. why: what joined it to the others ("" for a report that stands alone)."""

    report_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Range:
    """A figure as the reports give it: low..high persons; high None means open ("at least"), low None means that nobody gives a figure."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class EventPlace:
    """One place of an event. n counts from 1; surface: the name as first written; report_ids: who names it."""

    n: int
    surface: str
    resolution: Resolution
    report_ids: tuple[str, ...]

    @property
    def place(self) -> Place | None:
        """The place, None where the name could not be placed."""
        return self.resolution.place if isinstance(self.resolution, Resolved) else None

    @property
    def status(self) -> PlaceStatus:
        """Whether the place may be drawn as a point, as an area, or not at all."""
        place = self.place
        if place is None:
            return "unplaced"
        if place.level in AREA_LEVELS:
            return "area"
        return "unplaced" if place.lat is None or place.lon is None else "point"


@dataclass(frozen=True, slots=True)
class Event:
    """One incident, as one or more reports tell it.

    Every figure is the event's, never a place's. `type`, `date` and `certainty` are the ones best supported; `types` and `certainties` list
    all that reports give. initiators and targets: all that reports name (`unknown` only where no report names one).
    quotes: one short quote for each report. independent: number of sources left when copied text and a second report from one outlet
    count once. confidence in 0..1. killed_disputed: two sources give figures of the dead that cannot both be right.
    """

    id: str
    type: EventType
    types: tuple[EventType, ...]
    places: tuple[EventPlace, ...]
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    groups: tuple[str, ...]
    killed: Range
    injured: Range
    civilians_killed: Range
    children_killed: Range
    women_killed: Range
    date: dt.date | None
    date_end: dt.date | None
    date_precision: DatePrecision
    weapons: tuple[str, ...]
    hit: tuple[str, ...]
    certainty: Certainty
    certainties: tuple[Certainty, ...]
    sources: tuple[str, ...]
    outlets: tuple[str, ...]
    urls: tuple[str, ...]
    quotes: tuple[str, ...]
    confidence: float
    independent: int
    members: tuple[Member, ...]
    killed_disputed: bool

    @property
    def status(self) -> PlaceStatus:
        """The best status among its places."""
        found = {place.status for place in self.places}
        return "point" if "point" in found else "area" if "area" in found else "unplaced"


@dataclass(frozen=True, slots=True)
class Review:
    """What an analyst decided; the log only grows. id counts up in the ledger (0 before it is stored).

    subject: an event id or a report id; version: the report version that was seen ("" for an event). changes: (field, old, new) as JSON
    texts. at: UTC time, ISO 8601.
    """

    subject: str
    action: ReviewAction
    reviewer: str
    at: str
    why: str = ""
    version: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class CardReport:
    """One report on an event card: the article as published, why it was joined, and the report itself with its evidence spans."""

    report: Report
    version: str
    article: Article
    why: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """All that is known of one event. asked_for: the id asked for, where a merge has since given the event another one."""

    event: Event
    reports: tuple[CardReport, ...]
    reviews: tuple[Review, ...]
    asked_for: str
