"""Places of a clause that are told of something else than the attack, where another place is told of it.

Homes ("حافلات أهالي X في Y"), offices ("اغتيال رئيس بلدية X في Y"), where an attack was only heard ("قصفت X، وسُمع دوي القصف في Y"), and what was taken
before ("سيطروا على X بعد Y").
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from extract import situated
from extract.clauses import Clause
from extract.cues import cue_words
from extract.phrases import found_at, shared_words
from extract.place_mention import PlaceMention
from extract.records import Resolution, Resolved
from extract.word_lists import word_set
from extract.words import Word
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

_RESIDENTS, _AFTER = word_set("residents"), word_set("taken_before")
_HEARING, _SOUNDS = word_set("hearing"), word_set("sounds")
_AT = word_set("placing_words")
_OFFICES, _BODIES = word_set("heads_of_office"), word_set("bodies_with_a_head")
_MOST, _MOST_REACH = word_set("most_of_them"), 3  # words of "أغلبهم في مدينة"
_HEARD_REACH = 7  # words from سُمع to where it was heard: "سُمعت أصوات انفجارات قوية في مدينة X"
_OFFICE_REACH = 5  # words from رئيس to the town: "رئيس المجلس المحلي السابق في بلدة X"
_NEXT, _THERE_REACH, _HEADED = 4, 14, 2  # places and words after a home in which to look for where it happened; words of "في مدينة"
_STRUCK_REACH = 10  # words from a strike to where: "تستهدف مستودع سلاح للفصيل في حي X"
_TELLING = frozenset({"verb", "weak_verb", "noun"})
_DEED_REACH = 9  # words of "وأغلقت السلطات الممر الإنساني في مدينة X"
_FROM_A_SIDE, _SIDE_WORDS = word_set("from_a_side"), 2  # words of "على محور"
_PLACING = frozenset("بع")
_DEEDS = word_set("other_deeds")
_BURYING, _BURIED_REACH, _BURIED_AFTER = word_set("burying"), 4, 3  # words of "تشييع ثلاثة مقاتلين في" before a place, and after it
_deeds = shared_words(lambda: _DEEDS)
_told = shared_words(lambda: _RESIDENTS | _AFTER | _HEARING | _OFFICES | _DEEDS | _FROM_A_SIDE | _BURYING)


def without_bystanders(reading: ZoneReading, clause: Clause, here: list[int], outcomes: Mapping[int, Resolution]) -> list[int]:
    """Leave out the places of which something else is told; all stay where none is left."""
    if len(here) == 1 or not found_at(reading.words, _told(), clause.first, clause.last):
        return here
    aside = reading.with_the_rest(here, lambda at: _aside(reading, clause, at, outcomes))
    heard = {at for at in here if _heard(reading, clause, reading.places[at])}
    aside |= {at for at in here if _buried(reading, clause, reading.places[at])}
    aside |= {at for at in here if _other_deed(reading, clause, reading.places[at])}
    struck = [at for at in here if at not in aside | heard and _tells_where(reading, clause, reading.places[at], outcomes[at])]
    if any(_struck(reading, clause.first, reading.places[at]) for at in struck):
        aside |= heard
    return [at for at in here if at not in aside] if struck else here


def in_brackets(reading: ZoneReading, at: int) -> bool:
    """Whether a place stands alone in brackets after a name that is none, as homes do in lists of the dead: "هاجر العيسى (دير حافر)"."""
    place = reading.places[at]
    named = (at > 0 and reading.places[at - 1].last == place.first) or place.first == 0 or reading.words[place.first - 1].key in cue_words()
    closed = place.last < len(reading.between) and reading.between[place.last].lstrip().startswith(")")
    return closed and not named and reading.between[place.first].rstrip().endswith("(")


def of_most(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether only most of the dead of an attack told before fell in a place: "32 قتيلاً، أغلبهم في X"."""
    before = reading.words[max(0, place.first - _MOST_REACH) : place.first]
    return any(one.key == "في" and not _MOST.isdisjoint(word.forms) for word, one in pairwise(before))


def _aside(reading: ZoneReading, clause: Clause, at: int, outcomes: Mapping[int, Resolution]) -> bool:
    """Whether people come from a place, somebody holds an office in it, or it was taken before."""
    place = reading.places[at]
    before = reading.words[max(clause.first, place.first - 1 - _OFFICE_REACH) : place.first]
    if before and before[-1].key in cue_words() and before[-1].key not in _RESIDENTS | _AFTER | _FROM_A_SIDE:
        before = before[:-1]  # the head noun of "بلدة X"
    if not before:
        return False
    later = [i for i in range(at + 1, min(at + 1 + _NEXT, len(reading.places))) if not _lies_in(outcomes[at], outcomes[i])]
    told = any(_there(reading, clause, place, reading.places[i]) for i in later)
    if not _RESIDENTS.isdisjoint(before[-1].forms):
        return told
    side = at > 0 and clause.first <= reading.places[at - 1].first and _on_a_side(before, place.first - reading.places[at - 1].last)
    return side or not _AFTER.isdisjoint(before[-1].forms) or (told and _of_office(before))


def _on_a_side(before: list[Word], gap: int) -> bool:
    """Whether words say on which side of the place before it one lies: "اشتباكات في جوبر من جهة (X)", "بلدة Y على محور (X)"; gap: words between the two."""
    if len(before) < _SIDE_WORDS or _FROM_A_SIDE.isdisjoint(before[-1].forms):
        return False
    return before[-2].key == "من" or (before[-2].key == "علي" and gap == _SIDE_WORDS)  # not "القصف على Y، ... للتقدم على محور X"


def _there(reading: ZoneReading, clause: Clause, place: PlaceMention, other: PlaceMention) -> bool:
    """Whether another place is told to be where it happened soon after a place, without a mark between: "أهالي X في Y", "رئيس بلدية X قرب Y"."""
    near = place.last <= other.first < min(clause.last, place.last + _THERE_REACH) and other.group != place.group
    if not near or reading.parted(place.last, other.first + 1):
        return False
    before = reading.words[max(place.last, other.first - _HEADED) : other.first]
    return bool(set(other.particle) & _PLACING) or other.near or any(word.key in _AT for word in before)


def _lies_in(inner: Resolution, outer: Resolution) -> bool:
    """Whether the second place only says where the first one lies: "حي X في Y"."""
    return isinstance(inner, Resolved) and isinstance(outer, Resolved) and (outer.place.level in AREA_LEVELS or situated.holds(outer.place, inner.place))


def _of_office(before: list[Word]) -> bool:
    """Whether words end in an office and the body that it heads: "اغتيال قائد شرطة (بلدة X)", "رئيس المجلس المحلي في (X)"."""
    said = before[-_OFFICE_REACH:]
    for at, word in enumerate(said[:-1]):
        if not _OFFICES.isdisjoint(word.forms) and not _BODIES.isdisjoint(said[at + 1].forms):
            rest = said[at + 2 :]
            return all(one.key in {"في", "ب"} or (one.kind == "arabic" and not one.keys[-1][2].startswith(("و", "ف"))) for one in rest)
    return False


def _heard(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    """Whether something was only heard in a place: "وسُمع دوي الانفجارات في مدينة X"."""
    first = max(clause.first, place.first - _HEARD_REACH)
    at = next((i for i in range(place.first - 1, first - 1, -1) if not _HEARING.isdisjoint(reading.words[i].forms)), None)
    return at is not None and not reading.parted(at + 1, place.first + 1) and not _struck(reading, at, place)


def _other_deed(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    """Whether something else than an attack was done at a place: "قصفت الطائرات X، وأغلقت السلطات المعبر في Y"."""
    first = max(clause.first + 1, place.first - _DEED_REACH)
    deeds = found_at(reading.words, _deeds(), first, place.first)
    if not deeds or reading.words[deeds[-1]].keys[-1][2] != "و" or not reading.parted(deeds[-1], deeds[-1] + 1):
        return False
    if reading.parted(deeds[-1] + 1, place.first + 1):
        return False
    return not any(trigger.role in _TELLING for trigger in reading.inside(reading.triggers, deeds[-1], place.first))


def _buried(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    """Whether people who fell elsewhere are only buried in a place: "من مقبرة الشهداء في X تشييع ...", "شيّع أهالي X"."""
    near = reading.words[max(clause.first, place.first - _BURIED_REACH) : min(clause.last, place.last + _BURIED_AFTER)]
    return any(not _BURYING.isdisjoint(word.forms) for word in near)


def _struck(reading: ZoneReading, first: int, place: PlaceMention) -> bool:
    """Whether an attack of which not only the sound is told stands before a place, from word `first` on."""
    for trigger in reading.inside(reading.triggers, max(first, place.first - _STRUCK_REACH), place.first):
        if trigger.role in _TELLING and _SOUNDS.isdisjoint(reading.words[trigger.first - 1].forms):
            return True
    return False


def _tells_where(reading: ZoneReading, clause: Clause, place: PlaceMention, outcome: Resolution) -> bool:
    """Whether a place may be where an attack was; beside it, only where a word of attack stands before it: "قصفت سيارة عند مدخل X"."""
    aside = place.context or place.origin or place.home or place.dateline or (place.near and not _struck(reading, clause.first, place))
    return not aside and not (isinstance(outcome, Resolved) and outcome.place.level in AREA_LEVELS)
