"""What extraction gives back: one frozen record for each arrow of the flow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

from extract.article import Span
from extract.vocabulary import Certainty, DatePrecision, EventType
from gazetteer.places import Place

MentionKind = Literal["place", "actor", "trigger", "weapon", "count", "date", "negation", "hit", "source"]
WhyNot = Literal["not_in_gazetteer", "ambiguous", "no_position", "outside_syria", "reviewer"]
"""Why a name has no place; `reviewer`: an analyst took the place away and said why."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the article that name something. surface: the words as written, kept so that a reader can check us."""

    span: Span
    kind: MentionKind
    surface: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A place that was considered and not chosen, and why, for people."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention that was placed. score in 0..1; rule: the name of the rule that decided."""

    place: Place
    score: float
    rule: str
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A mention that was not placed: a value that is stored and shown, not an absence. detail is for people; country: ISO code of a place abroad."""

    reason: WhyNot
    detail: str
    candidates: tuple[Place, ...] = ()
    country: str = ""


Resolution = Resolved | Unresolved


@dataclass(frozen=True, slots=True)
class Toponym:
    """A Syrian place name in the article, and where it was placed or why not."""

    mention: Mention
    resolution: Resolution


@dataclass(frozen=True, slots=True)
class ForeignPlace:
    """A name of a place outside Syria. country: ISO 3166 alpha-2 code."""

    mention: Mention
    country: str


class Evidence(NamedTuple):
    """Words that support one field of a report. field: a field name of Report; rule: what read them so."""

    field: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says about one incident.

    id: made from article id, offset and type, the same on every run. date: first day, date_end: last day (both None if unknown).
    killed_min/killed_max: None where the text gives no figure; max None with a min means "at least". civilians/children/women: dead of that
    group where stated, a part of `killed`, never added to it. groups: ids of the named groups among initiators and targets.
    source: who says it, as written ("" if nobody is named). outside: ISO country code when the attack was not in Syria, "??" when no place
    is named, "" when it is in Syria; its places are then foreign names. confidence in 0..1.
    """

    id: str
    article_id: str
    type: EventType
    places: tuple[Toponym, ...]
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    groups: tuple[str, ...]
    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    civilians_killed: int | None
    children_killed: int | None
    women_killed: int | None
    date: dt.date | None
    date_end: dt.date | None
    date_precision: DatePrecision
    date_phrase: str
    weapon: str
    hit: tuple[str, ...]
    certainty: Certainty
    source: str
    confidence: float
    evidence: tuple[Evidence, ...]
    outside: str
    rules_version: str
    gazetteer_version: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one article. reports are in Syria; outside holds the rest, so that nothing is dropped silently."""

    article_id: str
    places: tuple[Toponym, ...]
    foreign_places: tuple[ForeignPlace, ...]
    reports: tuple[Report, ...]
    outside: tuple[Report, ...]
