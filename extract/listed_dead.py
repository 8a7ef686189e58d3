"""Dead told place by place after an attack that names none: "فتحت قوات الأمن النار على محتجين في عدة بلدات. وقُتل أربعة في X وثلاثة في Y"."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise

from extract import dating
from extract.clauses import Clause
from extract.counts import CountMention
from extract.draft import Draft, Reader
from extract.records import Resolved
from extract.statements import Sides
from extract.triggers import CARRIERS, at_word
from extract.where import where
from extract.word_lists import word_set
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

_KINDS = frozenset({"air_strike", "drone_strike", "shelling", "small_arms_assassination"})
_AT, _SAW = word_set("places_within"), word_set("saw_dead")
_AT_REACH = 2  # words between في and the name of the place: "في حي X"
_RULE = "people hurt in one of the places of what was told before"


def by_place(reading: ZoneReading, clause: Clause) -> list[Clause]:
    """Cut a clause without a word of attack where it turns to the dead of another place: "قُتل أربعة في X | وثلاثة في Y"."""
    hurt = [] if _attacks(clause) else _hurt(reading, clause)
    if len(hurt) < 2:
        return [clause]
    places = [reading.places[at] for at in reading.place_indexes(clause.first, clause.last)]
    if len(places) < 2:
        return [clause]
    cuts: list[int] = []
    for one, other in pairwise(hurt):
        begin = cuts[-1] if cuts else clause.first
        before, at = _word(reading, one), _word(reading, other)
        ends = [place.last for place in places if begin <= place.first < at]
        joins = [here for here in range(max(before + 1, *ends), at + 1) if reading.words[here].keys[-1][2] == "و"] if ends else []
        after = next((place.first for place in places if joins and place.first >= joins[0]), None)
        if after is not None and not any(reading.words[here].keys[-1][2] == "و" for here in range(at + 1, after)):
            cuts.append(joins[0])
    bounds = [clause.first, *cuts, clause.last]
    return [replace(clause, first=first, last=last, core=(first, last)) for first, last in pairwise(bounds)]


def incident(reader: Reader, clause: Clause) -> Draft | None:
    """Make the draft of the dead of one place, of the kind and by the side of the attack told before that names no place of its own."""
    reading = reader.reading
    lead = next((one for one in reversed(reader.found) if one.rule != _RULE), None)
    hurt = _hurt(reading, clause)
    if lead is None or lead.type not in _KINDS or not hurt or not _nowhere(reader, lead) or not 0 <= clause.paragraph - lead.clause.paragraph <= 1:
        return None
    if clause.sentence == lead.clause.sentence or reading.inside(reading.dates, clause.first, clause.last) or dating.opens_with_past(reading, clause):
        return None
    places, country = where(reading, clause, reader.outcomes)
    if country or not places or not all(_stands(reader, clause, at) for at in places):
        return None
    main = at_word(reading.words, _word(reading, hurt[0]), lead.type, "verb")
    draft = Draft(reading, clause, lead.type, main, _RULE, places, Sides(), counts=hurt, clauses=[clause], codes=(lead.codes[0], ()))
    draft.borrowed = [*lead.sides.initiators, *lead.borrowed]
    draft.carried.add("initiators")
    draft.date, draft.value = lead.date, lead.value
    return draft


def _attacks(clause: Clause) -> bool:
    return any(trigger.type not in CARRIERS and trigger.role != "weak" for trigger in clause.triggers)


def _hurt(reading: ZoneReading, clause: Clause) -> list[CountMention]:
    return [count for count in reading.inside(reading.counts, clause.first, clause.last) if count.effect != "none" and not count.part]


def _word(reading: ZoneReading, count: CountMention) -> int:
    return bisect_right(reading.words, count.start, key=lambda word: word.start) - 1


def _nowhere(reader: Reader, lead: Draft) -> bool:
    """Whether an attack is told of no place, or only of areas: "في عدة بلدات", "في ريف X"."""
    found = (reader.outcomes[at] for at in lead.places)
    return all(isinstance(outcome, Resolved) and outcome.place.level in AREA_LEVELS for outcome in found) and not lead.abroad


def _stands(reader: Reader, clause: Clause, at: int) -> bool:
    """Whether a place, no area, is where people died: "في X", "شهدت بلدة X مقتل ..."."""
    outcome, place, words = reader.outcomes[at], reader.reading.places[at], reader.reading.words
    if not isinstance(outcome, Resolved) or outcome.place.level in AREA_LEVELS or place.origin:
        return False
    saw = any(not _SAW.isdisjoint(word.forms) for word in words[clause.first : clause.last])
    return saw or "ب" in place.particle or any(word.keys[-1][0] in _AT for word in words[max(clause.first, place.first - 1 - _AT_REACH) : place.first])
