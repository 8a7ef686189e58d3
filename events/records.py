"""The records of the store: what is kept of a report, the event that reports make together, and what analysts add."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from extract.article import Article
from extract.records import Report, Resolution, Resolved
from extract.vocabulary import Certainty, DatePrecision, EventType
from gazetteer.places import AREA_LEVELS, Place

PlaceStatus = Literal["point", "area", "unplaced"]
ReviewAction = Literal["accept", "correct", "reject", "add", "note", "split", "merge", "article", "undo"]
ReviewStatus = Literal["unreviewed", "partly", "accepted", "corrected", "added", "rejected"]
"""How far analysts have judged: `partly` is said of an event of which some reports are judged and others are not."""

REVIEW_ACTIONS: tuple[str, ...] = get_args(ReviewAction)
REVIEW_STATUSES: tuple[str, ...] = get_args(ReviewStatus)
DECISION = "decision"
"""The field of a conflict between reviewers about a report as a whole."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a review says and something later does not: both are shown. field: "" where it is about the report as a whole; why: for people."""

    field: str
    kept: str
    other: str
    why: str

    def told(self) -> str:
        """Say it in one line."""
        sides = f" ({self.kept} against {self.other})" if self.kept or self.other else ""
        return f"{self.field}: {self.why}{sides}" if self.field else f"{self.why}{sides}"

    def published(self) -> str:
        """Say it in one line that names no reviewer, as it may leave the workspace."""
        return f"{self.field}: {self.why}" if self.field == DECISION else self.told()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report with its reviews applied.

    report: the values in force; status, conflicts: what analysts decided, and where that and the rules differ; found: whether the rules find the report.
    """

    report: Report
    status: ReviewStatus
    conflicts: tuple[Conflict, ...] = ()
    found: bool = True


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as the ledger keeps it, with what is needed to compare it with others.

    version: hash of its content, so that a review can name exactly what it saw. body: the folded words of the title and of the
    paragraphs that support it; quote: a short piece of them as published. outlet, url and published are those of its article; copy_of
    groups articles with the same words. report holds the values in force; status and conflicts: see `Reviewed`; machine: what the rules read,
    None where no review changed it; revision: of the article, to which the spans belong.
    """

    report: Report
    version: str
    outlet: str
    url: str
    published: dt.date | None
    copy_of: str
    body: str
    quote: str
    status: ReviewStatus = "unreviewed"
    conflicts: tuple[Conflict, ...] = ()
    machine: Report | None = None
    found: bool = True
    revision: int | None = None


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
    """A figure as the reports give it: low..high persons; high None means open ("at least"), low None means that nobody gives a figure.

    best: the number that most independent sources give, None where none leads (see `figures.figure`).
    """

    low: int | None = None
    high: int | None = None
    best: int | None = None


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
    count once. confidence in 0..1. rejected: ids of the members that analysts rejected; the others alone make the event, unless all are.
    killed_disputed: two sources give figures of the dead that cannot both be right.
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
    review_status: ReviewStatus = "unreviewed"
    conflicts: tuple[Conflict, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def status(self) -> PlaceStatus:
        """The best status among its places."""
        found = {place.status for place in self.places}
        return "point" if "point" in found else "area" if "area" in found else "unplaced"


@dataclass(frozen=True, slots=True)
class Seen:
    """A report as the reviewer had it before them. It travels with the review, so that nothing is lost when the rules read otherwise later.

    report: as the rules read it, under the id by which it is reviewed; version: hash of its content (`codec.report_version`); words: the statement
    as published, by which it is found again in a revised text; found: whether the rules found it then. kept: (field, JSON text) of the values in force
    that were not the ones the rules read.
    """

    report: Report
    version: str
    words: str
    found: bool = True
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What an analyst decided; the log only grows. id counts up in the ledger (0 before it is stored), uid is the same everywhere.

    subject: id of the event, report or article it was said of. at: UTC time, ISO 8601 with microseconds. changes: (field, value before, value
    in force from then on) as JSON texts. seen: the reports it is about. others: of a split, ids of the reports that the seen ones are parted from.
    undoes: uid of the review that an undo takes back. uid: hash of the rest (`codec.review_uid`).
    """

    subject: str
    action: ReviewAction
    reviewer: str
    at: str
    why: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    seen: tuple[Seen, ...] = ()
    others: tuple[str, ...] = ()
    undoes: str = ""
    uid: str = ""
    id: int = 0

    def of(self, report_id: str) -> Seen | None:
        """Give the report with this id as the reviewer saw it, None if the review is not about it."""
        return next((seen for seen in self.seen if seen.report.id == report_id), None)


@dataclass(frozen=True, slots=True)
class CardReport:
    """One report on an event card: the article as published, why it was joined, and the report itself with its evidence spans.

    report holds the values in force, machine what the rules read; status, conflicts, found: see `Reviewed`.
    """

    report: Report
    version: str
    article: Article
    why: str
    machine: Report
    status: ReviewStatus = "unreviewed"
    conflicts: tuple[Conflict, ...] = ()
    found: bool = True


@dataclass(frozen=True, slots=True)
class EventCard:
    """All that is known of one event.

    asked_for: the id asked for, where a merge has since given the event another one; came_from: events that its reports were in before.
    """

    event: Event
    reports: tuple[CardReport, ...]
    reviews: tuple[Review, ...]
    asked_for: str
    came_from: tuple[str, ...] = ()
