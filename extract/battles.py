"""The dead of a battle told as one toll: they belong to the fighting, not to the strike told last."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from extract.attach import Incident
from extract.clauses import Clause
from extract.counts import CountMention
from extract.cues import definite
from extract.word_lists import word_set
from extract.words import Word
from extract.zones import ZoneReading

_FIGHTING = frozenset({"territory_change", "armed_clash"})
_BATTLE = word_set("battles")
_AROUND = word_set("before_or_during")
_CAMPAIGN = word_set("campaigns")
_BEGUN = word_set("begun")
_REACH = 3  # paragraphs after the fighting, at most
_ALTOGETHER = word_set("altogether")


class Fought(Incident, Protocol):
    """An incident of which it is known what it is and whether its country is one without a place ("??")."""

    type: str
    country: str
    clauses: list[Clause]
    carried: set[str]


Told = TypeVar("Told", bound=Fought)


def incident_of(reading: ZoneReading, clause: Clause, found: Sequence[Told], *, bulletin: bool) -> Told | None:
    """Give the fighting whose dead a clause tells of (قُتل مئة جندي منذ بدء الهجوم، أودت الاشتباكات بنحو 460), where none are told of it yet.

    bulletin: the text goes from region to region, so that only fighting of the same paragraph is meant.
    """
    named = _names_battle(reading.words[clause.first : clause.last])
    if not named and not _of_both_sides(reading.inside(reading.counts, clause.first, clause.last)):
        return None
    near = bisect_left(found, clause.paragraph - (0 if bulletin or not named else _REACH), key=lambda one: one.clause.paragraph)
    open_ones = [one for one in found[near:] if one.type in _FIGHTING and one.country != "??" and not _has_dead(one)]
    return max(open_ones, key=_day, default=None)


def _of_both_sides(counts: Sequence[CountMention]) -> bool:
    """Tell whether figures are of two sides that fought: "مقتل 11 من قوات النظام و17 من مقاتلي الفصائل"."""
    return len({count.side for count in counts if count.effect == "killed" and not count.part and count.side}) > 1


def altogether(words: Sequence[Word]) -> bool:
    """Tell whether words give the toll of one incident from all sources: العدد الإجمالي للقتلى بلغ 13."""
    return any(word.key in _ALTOGETHER for word in words)


def settle(reading: ZoneReading, found: list[Told], *, bulletin: bool) -> None:
    """Give the dead of fighting told without a place of its own to the fighting told before it: "المعارك التي اندلعت قبل أيام خلفت 462 قتيلاً"."""
    for one in [one for one in found if one.type == "armed_clash" and (one.country == "??" or "places" in one.carried) and _has_dead(one)]:
        meant = incident_of(reading, one.clause, found[: found.index(one)], bulletin=bulletin)
        if meant is not None and set(one.places) <= set(meant.places):
            meant.counts.extend(one.counts)
            meant.clauses.append(one.clause)
            found.remove(one)


def _names_battle(words: Sequence[Word]) -> bool:
    """Tell whether words speak of fighting as known: المعارك، منذ بدء الهجوم."""
    before = any(not _AROUND.isdisjoint(word.forms) for word in words)
    for at, word in enumerate(words):
        if before and word.key in _BATTLE:
            return True  # وسبقت الدخول اشتباكات
        if word.key in _BATTLE and (definite(word) or definite(words[min(at + 1, len(words) - 1)])):
            return True  # المعارك، معارك السيطرة على البلدة
        if word.key in _CAMPAIGN and definite(word) and at and words[at - 1].key in _BEGUN:
            return True
    return False


def _has_dead(incident: Incident) -> bool:
    return any(count.effect == "killed" and count.low for count in incident.counts)


def _day(incident: Incident) -> date:
    return incident.value.date if incident.value is not None and incident.value.date is not None else date.min
