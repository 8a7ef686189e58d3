"""Posts and headlines without a verb: a weapon and where it fell ("براميل ع كفرنبل", "#عين_ترما : 23 صاروخ", "مفخخة بسوق سلوك")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.clauses import ONTO, Clause
from extract.place_mention import PlaceMention
from extract.tagged import LONGEST
from extract.triggers import ARMED, Trigger
from extract.word_lists import stems, word_set
from extract.zones import ZoneReading

_ABOARD = word_set("aboard")
"""Words after على that say how something is carried or flies."""
_NOW = word_set("right_now")
_PASSED = ONTO | _NOW | word_set("about_a_number")
_ARMS = ARMED | {"flown"}
_STORES = stems("stores_of_explosives")
"""Explosives that are found and cleared by the dozen; one car bomb or grenade in a place went off there."""
_HEAD_MARKS = frozenset(":|/#\n_")
_SET_OFF = frozenset(":|/")
_REACH = 8  # words between a weapon and the place
_HEADING = 8  # words that may stand before the last mark of a heading
_BEFORE = 2  # words before a weapon that opens: "عاجل ثلاث قذائف على ..."


def told(reading: ZoneReading, clause: Clause) -> Trigger | None:
    """Give the weapon that a clause without a verb says fell or went off somewhere; None if it says no such thing."""
    weapon = next((trigger for trigger in clause.triggers if trigger.role in _ARMS and not trigger.taken_back), None)
    if weapon is None or any(trigger.first < weapon.first and trigger.role not in _ARMS | {"weak", "fired"} for trigger in clause.triggers):
        return None
    places = [reading.places[at] for at in reading.place_indexes(clause.first, clause.last)]
    opening = _opening(reading, clause, places)
    if weapon.first - opening > _BEFORE:
        return None
    after = [place for place in places if 0 <= place.first - weapon.last <= _REACH]
    headed = [place for place in places if place.last <= opening and (_heads(reading, place) or place.last == weapon.first)]  # "سلمى قصف بالبراميل"
    here = _single(reading, weapon) and any("ب" in place.particle or place.licence > 1 for place in after)
    named = places or (reading.places and len(reading.words) <= LONGEST)  # "تنسيقية X: برميلين ع شارع المدارس"
    return weapon if headed or here or (named and _falls(reading, weapon, after)) else None


def without_slogans(reading: ZoneReading, clause: Clause) -> Clause:
    """Leave out the words of attack in a hashtag that opens with a name, where others tell one: "#داريا_تحت_القصف أكثر من 50 برميلاً على المدينة"."""
    places = [reading.places[at] for at in reading.place_indexes(clause.first, clause.last)]
    slogans = {at for place in places for at in _rest_of_tag(reading, place, clause.last)}
    kept = tuple(trigger for trigger in clause.triggers if trigger.first not in slogans) if slogans else clause.triggers
    return replace(clause, triggers=kept) if kept and len(kept) < len(clause.triggers) else clause


def _opening(reading: ZoneReading, clause: Clause, places: Sequence[PlaceMention]) -> int:
    """Index of the first word after the names, numbers, foreign words and aircraft that a post opens with."""
    skipped = {at for place in places for at in range(place.first, place.last)}
    skipped |= {at for actor in reading.inside(reading.actors, clause.first, clause.last) if actor.kind == "aircraft" for at in range(actor.first, actor.last)}
    skipped |= {at for place in places for at in _rest_of_tag(reading, place, clause.last)}
    marks = [at for at in range(clause.first + 1, min(clause.first + _HEADING, clause.last)) if not _SET_OFF.isdisjoint(reading.between[at])]
    at = marks[-1] if marks else clause.first  # "شبكة شام / درعا / اربع براميل على نوى"
    while at < clause.last and (at in skipped or reading.words[at].kind != "arabic" or reading.words[at].key in _PASSED):
        at += 1
    return at


def _rest_of_tag(reading: ZoneReading, place: PlaceMention, last: int) -> range:
    """The words that go on a hashtag after the name it opens with: "#داريا_تحت_القصف"."""
    end = place.last
    while end < last and reading.between[end] == "_":
        end += 1
    return range(place.last, end)


def _heads(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether a name is a tag or set off by a mark: "#زملكا : ...", "دوما | ..."."""
    after = reading.between[place.last] if place.last < len(reading.words) else ""
    now = place.last < len(reading.words) and reading.words[place.last].key in _NOW  # "كفرنبودة الان راجمات + مدفعية"
    return reading.between[place.first].endswith("#") or not _HEAD_MARKS.isdisjoint(after) or now


def _falls(reading: ZoneReading, weapon: Trigger, after: Sequence[PlaceMention]) -> bool:
    """Whether على follows the weapon, or stood before it with the aircraft."""
    words = reading.words
    for at in range(max(0, weapon.first - _BEFORE - 1), min(weapon.last + _REACH, len(words))):
        if words[at].key in ONTO and not (at + 1 < len(words) and words[at + 1].key in _ABOARD):
            return True
    return any(place.particle.endswith("ع") for place in after) or any(word.keys[-1][2].endswith("ع") for word in words[weapon.last : weapon.last + _REACH])


def _single(reading: ZoneReading, weapon: Trigger) -> bool:
    """Whether it is one car bomb, mine or grenade, which goes off where it is."""
    return weapon.type == "explosion_ied" and not reading.words[weapon.first].keys[-1][0].startswith(_STORES)
