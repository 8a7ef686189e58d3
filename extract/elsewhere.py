"""Dead told of a second place in the same breath: "اغتال مسلحون شرطياً في محجة، وقُتل آخر في جاسم"."""

from __future__ import annotations

from dataclasses import replace

from extract.attach import related
from extract.clauses import Clause
from extract.phrases import found_at, shared_words
from extract.records import Resolved
from extract.triggers import Trigger
from extract.where import Outcomes, where
from extract.word_lists import word_set
from extract.wording import players, says
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS, Place

_KINDS = frozenset({"air_strike", "drone_strike", "shelling", "explosion_ied", "small_arms_assassination", "chemical_attack"})
_AT = word_set("places_within")
_THEIRS = ("ها", "ه", "هم", "هما")
_COMMAS = frozenset("،,؛;:")
_AT_REACH = 2  # words between في and the name of the place: "في حي X", "في مدينة X"

_BESIDES = word_set("besides")
_REGIONS, _OTHER, _COUNTRY = word_set("regions_unnamed"), word_set("other_ones"), word_set("whole_country")
_regions = shared_words(lambda: _REGIONS)
_THAT = "ذلك"  # "كما قُتل شاب، وذلك في مدينة X"
_THAT_SUBJECT, _SUBJECT_REACH = "ان", 4  # words of "وأن شخصاً خامساً قُتل", at most
_LOST, _LOST_REACH = word_set("lost_people"), 3  # words of "وفقدت كل من طفس", at most
_CAUSED_BY = word_set("caused_by")
_opening = shared_words(lambda: players("contrast") | players("hurt") | _BESIDES | _LOST | {_THAT_SUBJECT})
"""The words of which `_opens` may be true."""


def parted(reading: ZoneReading, clause: Clause, outcomes: Outcomes) -> list[Clause]:
    """Cut a clause where people die in a place that lies apart from those named before; otherwise it stays whole."""
    for at in reversed(found_at(reading.words, _opening(), clause.first + 1, clause.last)):
        if not _opens(reading, at) or not reading.place_indexes(clause.first, at):
            continue
        before, after = _up_to(clause, at), _from(clause, at)
        if any(trigger.role in {"verb", "noun"} and not _killed_by(reading, trigger) for trigger in after.triggers) or not before.triggers:
            continue
        here, there = _places(reading, before, outcomes), _places(reading, after, outcomes)
        if here and there and _stands(reading, after) and not any(related(one, other) for one in here for other in there):
            return [*parted(reading, before, outcomes), after]
    return [clause]


def likewise(reading: ZoneReading, clause: Clause, kind: str) -> Trigger | None:
    """Give the casualty word of a cut-off clause as what reports an attack of the kind told before; None if nobody is hurt in it."""
    hurt = [count for count in reading.inside(reading.counts, clause.first, clause.last) if count.effect != "none" and not count.part]
    if not hurt or kind not in _KINDS or not _opens(reading, clause.first):
        return None
    word = reading.words[clause.first]
    return Trigger(clause.first, clause.first + 1, word.start, word.end, kind, "verb", "و")


def unnamed(reading: ZoneReading, clause: Clause) -> bool:
    """Whether a clause tells of other places that it does not name: "وأسفرت غارات X عن قتلى في مدن أخرى", but not "في مناطق أخرى من المدينة"."""
    for at in found_at(reading.words, _regions(), clause.first, clause.last - 1):
        if reading.words[at].key in _REGIONS and reading.words[at + 1].key in _OTHER:
            after = reading.words[at + 2 : min(at + 4, clause.last)]
            if not after or after[0].key not in {"من", "في"} or not _COUNTRY.isdisjoint(after[-1].forms):
                return True
    return False


def _opens(reading: ZoneReading, at: int) -> bool:
    """Whether a statement of people hurt begins: "وقُتل", "وأصيب", "بينما أصيب", "وأن شخصاً خامساً قُتل", "وفقدت طفس مدنياً"."""
    word = reading.words[at]
    if says(word, "contrast") or word.key in _BESIDES:
        return at + 1 < len(reading.words) and says(reading.words[at + 1], "hurt")
    if word.keys[-1][2] != "و":
        return False
    if word.keys[-1][0] == _THAT_SUBJECT:
        return any(says(told, "hurt") for told in reading.words[at + 1 : at + 1 + _SUBJECT_REACH])
    return says(word, "hurt") or _loses(reading, at)


def _loses(reading: ZoneReading, at: int) -> bool:
    """Whether a place is told to have lost people: "وفقدت كل من طفس وداعل مدنياً"."""
    return reading.words[at].keys[-1][0] in _LOST and bool(reading.place_indexes(at + 1, at + 1 + _LOST_REACH))


def _killed_by(reading: ZoneReading, trigger: Trigger) -> bool:
    """Whether an attack is told as what people died of: "ومات مدني في كفرنبل بقصف جوي"."""
    return trigger.role == "noun" and (trigger.particle.endswith("ب") or reading.words[trigger.first - 1].key in _CAUSED_BY)


def _stands(reading: ZoneReading, clause: Clause) -> bool:
    """Whether the first place of a clause is where it happened: في X, في حي X; not "من أهالي X", "إلى مشفى X", nor after a comma."""
    first = reading.places[reading.place_indexes(clause.first, clause.last)[0]]
    begun = next((at for at in range(clause.first, first.first) if _THAT in reading.words[at].forms), clause.first)
    if any(_COMMAS & set(gap) for gap in reading.between[begun + 1 : first.first + 1]):
        return False
    if reading.words[clause.first + 1].surface.endswith(_THEIRS):
        return False  # "دمروا دبابة وقتل طاقمها قرب X"
    if _loses(reading, clause.first):
        return True
    before = reading.words[max(clause.first, first.first - 1 - _AT_REACH) : first.first]
    return "ب" in first.particle or any(word.key in _AT for word in before)


def _places(reading: ZoneReading, clause: Clause, outcomes: Outcomes) -> list[Place]:
    """Give the places of a clause, none if one of them is an area or has no place."""
    found = [outcomes[at] for at in where(reading, clause, outcomes)[0]]
    known = [outcome.place for outcome in found if isinstance(outcome, Resolved) and outcome.place.level not in AREA_LEVELS]
    return known if len(known) == len(found) else []


def _up_to(clause: Clause, at: int) -> Clause:
    return replace(clause, last=at, core=(clause.core[0], min(clause.core[1], at)), triggers=tuple(one for one in clause.triggers if one.first < at))


def _from(clause: Clause, at: int) -> Clause:
    return replace(clause, first=at, core=(at, clause.last), triggers=tuple(one for one in clause.triggers if one.first >= at), opener="")
