"""What was hit tells whose it was: bases, prisons and offices of one side, soldiers and fighters among the dead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from extract.actors import ActorMention, HitMention, SourceMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.vocabulary import FALL, Codes
from extract.word_lists import stems, word_set
from extract.words import Word, words_of
from extract.zones import ZoneReading
from gazetteer.names import key

_FIRED_REACH, _STRUCK_REACH = 5, 3  # words from a strike to what it struck, with the words for it and without
_POSTS = word_set("posts_of_rescuers_and_media")
_BASES_SINCE = date(2016, 1, 1)
_BASES = {"coalition": word_set("bases_of_the_coalition"), "russia": word_set("bases_of_russia")}
"""Foreign bases by the first word of their name after قاعدة (حقل العمر, معمل كونيكو, التنف, حميميم)."""
_SITE = word_set("between_base_and_name")
_BASE = word_set("bases")
_BASE_REACH = 4  # words from قاعدة to the name
_MILITARY = frozenset({"airport", "military_base", "checkpoint", "depot"})
_STATE_SITES = word_set("sites_of_the_state")
_STRUCK_FOR_CHEMICALS = word_set("sites_struck_for_chemicals")
"""Sites of the state in Israel's strikes, and those that the United States and its allies struck in 2017 and 2018."""
_PRISONS = word_set("prisons_of_the_sdf")
"""Prisons of the north-east that the SDF guards."""
_STATE = (*(f"{office} " for office in word_set("offices_of_the_state")), *word_set("offices_of_the_police"))
"""First words of headquarters that are the state's when the text names no other owner: "مبنى الأركان", "فرع الأمن"."""
_FOES = frozenset({"opposition", "hts", "isis", "israel", "unknown"})
_THERE = frozenset({"من", "في"})
_UNITS, _ACADEMIES = word_set("units_by_number"), word_set("academies_of_the_army")
_OFFICIALS, _HEAD_OF, _HEADED = word_set("officials_of_the_state"), key("رئيس"), word_set("headed_for_the_state")
_ATTACKED = word_set("before_a_victim")
_GUARDED = stems("guarded_things")
_SERVICE = word_set("of_the_services")
"""A patrol, a vehicle or an office called only عسكرية or أمنية is the state's."""
_CARRYING = word_set("carrying")
_OTHER_ARMIES = frozenset({"sdf", "sna", "turkey", "coalition", "russia", "iran_backed", "hezbollah"})
"""Beside these, and beside "our forces", a "military vehicle" without an owner may be theirs."""
_STATIONED, _STATIONED_REACH = stems("stationed"), 4
"""Words after which soldiers of nobody named are those whose place was struck: "فندق كان يتمركز فيه عشرات الجنود"."""
_MISSION = word_set("missions_abroad")
_TAKEN = stems("taken_in")
_TAKEN_REACH = 4  # words from نُقل to the hospital
_FIGHTERS = word_set("fighters_counted")
_SOLDIERS = word_set("privates_counted") | word_set("officers_counted")
_PRIVATES = word_set("privates_counted")
_LEADERS = word_set("officers_counted") | word_set("leaders_counted")
_PERSONS = word_set("persons_counted")
_MEN_OF = 12  # characters from a figure to whose men it counts
_OFFICERS, _SERGEANTS, _DESERTERS = word_set("officers_by_title"), word_set("sergeants_by_title"), word_set("left_the_army")
_SHOT_AT = 2  # words from "أطلقوا النار على" to whom they shot
_REBELS = frozenset({"opposition", "hts", "isis", "unknown"})
_NO_DESERTERS_SHOT_UNTIL = date(2012, 12, 31)
"""Until then officers of nobody named who were shot were the state's; later many were deserters who led rebels."""
"""Soldiers of whom no other army is named are the state's: rebels are called مقاتل, مسلح or عنصر."""


def owner_of(reading: ZoneReading, clause: Clause, initiators: Sequence[str], hits: Sequence[HitMention], published: date | None) -> Codes:
    """Give the owner of a struck object that the text names without an owner."""
    if published is not None and published >= _BASES_SINCE and not {"coalition", "israel", "russia"} & set(initiators):
        base = _foreign_base(reading, clause)
        if base:
            return (base,)
    said = reading.words[clause.core[0] : clause.core[1]]
    named = {form for word in said for form in word.forms}
    if "سجن" in named and named & _PRISONS and "sdf" not in initiators and published is not None and published >= _BASES_SINCE:
        return ("sdf",)
    if set(initiators) == {"israel"} and named & _MISSION and named & {"ايراني", "ايرانيه"}:
        return ("iran_backed",)
    others = any((_OTHER_ARMIES & set(actor.actors) and actor.ref != "label") or actor.ref == "speaker" for actor in reading.actors)
    if _FOES.issuperset(initiators) and _guarded(said) and not others:
        return ("syrian_government",)
    foes = _FOES | {"sdf"} if published is not None and published >= FALL else _FOES
    state = _of_the_state(named, initiators, hits) or (foes.issuperset(initiators) and (_of_the_army(said) or _official(said)))
    return ("syrian_government",) if state else ()


def _of_the_army(said: Sequence[Word]) -> bool:
    """Whether a numbered unit of nobody named was struck or taken, which the army's are: "سيطروا على اللواء 52"; not "راجمات في اللواء 52"."""
    units = (at for at, (word, after) in enumerate(pairwise(said)) if after.kind == "number" and not _UNITS.isdisjoint(word.forms))
    return any(not said[at].keys[-1][2].endswith("ب") and not (at and said[at - 1].key in _THERE) for at in units)


def _official(said: Sequence[Word]) -> bool:
    """Whether one of the state's officials, or what carried him, was struck: "نجا رئيس الوزراء من تفجير استهدف موكبه", "استهدفوا موكب محافظ درعا"."""
    named = [at for at, word in enumerate(said) if word.key in _OFFICIALS or (word.key == _HEAD_OF and at + 1 < len(said) and said[at + 1].key in _HEADED)]
    return any(at and not _ATTACKED.isdisjoint(said[at - 1].forms) for at in named)


def _of_the_state(named: set[str], initiators: Sequence[str], hits: Sequence[HitMention]) -> bool:
    """Whether a site that was struck is the state's: its buildings under fire of rebels or of nobody named, its sites in Israel's strikes."""
    if _FOES.issuperset(initiators):
        buildings = [" ".join(word.key for word in words_of(hit.surface)) for hit in hits if hit.category in {"headquarters", "military_base"}]
        airfield = set(initiators) == {"isis"} and "عسكري" in named and any(hit.category == "airport" for hit in hits)
        if "اركان" in named or airfield or not _ACADEMIES.isdisjoint(buildings) or any(building.startswith(_STATE) for building in buildings):
            return True
    if set(initiators) == {"coalition"}:
        return bool(named & _STRUCK_FOR_CHEMICALS)
    return set(initiators) == {"israel"} and (bool(named & _STATE_SITES) or any(hit.category in _MILITARY for hit in hits))


def _guarded(said: Sequence[Word]) -> bool:
    """Whether a patrol, a vehicle or an office of nobody named is called عسكرية or أمنية, or carries soldiers ("حافلة تقل جنوداً")."""
    carries = any(before.key in _CARRYING and word.key in _PRIVATES for before, word in pairwise(said))
    carries = carries or any(
        any(form.startswith(_STATIONED) for form in word.forms) and any(after.key in _PRIVATES for after in said[at + 1 : at + 1 + _STATIONED_REACH])
        for at, word in enumerate(said)
    )
    return carries or any(word.key in _SERVICE and any(form.startswith(_GUARDED) for form in before.forms) for before, word in pairwise(said))


def _foreign_base(reading: ZoneReading, clause: Clause) -> str:
    """Give the owner of "قاعدة حقل العمر", "قاعدة حميميم", "" where no foreign base is named."""
    for at in range(clause.first, clause.last):
        if not _BASE.isdisjoint(reading.words[at].forms):
            for word in reading.words[at + 1 : min(at + 1 + _BASE_REACH, clause.last)]:
                owner = next((code for code, names in _BASES.items() if word.key in names), "")
                if owner or word.key not in _SITE:
                    if owner:
                        return owner
                    break
    return ""


def received(reading: ZoneReading, hit: HitMention) -> bool:
    """Whether a hospital only took in the wounded: "نُقل الجرحى إلى المشفى", "استقبل المشفى تسعة جرحى"."""
    near = [*reading.words[max(0, hit.first - _TAKEN_REACH) : hit.first], *reading.words[hit.last : hit.last + 1]]
    return hit.category == "hospital" and any(form.startswith(_TAKEN) for word in near for form in word.forms)


def fighters(counts: Sequence[CountMention]) -> bool:
    """Whether fighters of whom nothing else is said are told among the dead and wounded: "مقتل خمسة مقاتلين"."""
    return any(_FIGHTERS & {word.key for word in words_of(count.surface)} for count in counts if count.effect != "none")


def among_others(counts: Sequence[CountMention], persons: Sequence[CountMention], hit: Sequence[ActorMention]) -> bool:
    """Whether the only side that was hit is that of some of the dead: "مقتل 14 شخصاً، بينهم خمسة من مقاتلي X", "استشهد رجل ومقاتلان من X".

    persons: the figures of people of whom nothing is said; hit: whom the statement names. Officers and leaders make fighters of the others too, and so does
    a majority of fighters.
    """
    fallen = [count for count in counts if count.group == "fighters" and count.effect != "none" and count.low]
    named = bool(fallen) and all(any(count.start <= actor.start <= count.end + _MEN_OF for count in fallen) for actor in hit)
    if not named or any(word.key in _LEADERS for count in fallen for word in words_of(count.surface)):
        return False
    parts = sum(count.low or 0 for count in fallen if count.part)
    return any((count.low or 0) >= max(2 * parts, 1) and any(word.key in _PERSONS for word in words_of(count.surface)) for count in persons)


def mostly_civilians(counts: Sequence[CountMention]) -> bool:
    """Whether half of the dead or more are told to be civilians: "قتلوا 41 شخصاً، هم 21 مدنياً و20 مسلحاً، لدى اقتحامهم القرية"."""
    told = next((count.low for count in counts if count.effect == "killed" and not count.part and not count.vague and count.low), None)
    civilians = sum(count.low or 0 for count in counts if count.effect == "killed" and count.part and count.group == "civilians")
    return told is not None and 2 * civilians >= told


def soldiers(counts: Sequence[CountMention], *, of_the_army: bool = False) -> bool:
    """Whether soldiers are told among the dead and wounded; of_the_army: such as militias and foreign guards do not call their officers."""
    ranks = _PRIVATES if of_the_army else _SOLDIERS
    return any(ranks & {word.key for word in words_of(count.surface)} for count in counts)


def officer(reading: ZoneReading, clause: Clause, counts: Sequence[CountMention], initiators: Sequence[str], published: date | None) -> bool:
    """Whether one of the state's men was shot, told by his rank alone: "اغتالت مجموعة إرهابية العقيد X", "أطلقوا النار على شرطي".

    A colonel shot by nobody named may have deserted; a sergeant or a policeman seldom did.
    """
    said = reading.words[clause.first : clause.last]
    if not _REBELS.issuperset(initiators) or any(word.key in _DESERTERS for word in said):
        return False
    shot = [reading.words[trigger.last : trigger.last + _SHOT_AT] for trigger in clause.triggers if trigger.type == "small_arms_assassination"]
    told = [words_of(count.surface) for count in counts if count.effect != "none"] + shot
    named = {" ".join(word.key for word in words[at : at + length]) for words in told for at in range(len(words)) for length in (1, 2)}
    by_rebels = set(initiators) - {"unknown"} or (published is not None and published <= _NO_DESERTERS_SHOT_UNTIL)
    return not _SERGEANTS.isdisjoint(named) or (bool(by_rebels) and not _OFFICERS.isdisjoint(named))


def speaker(reading: ZoneReading, source: SourceMention) -> bool:
    """Whether those who mostly speak were hit themselves: "استهدف مركز الدفاع المدني بسراقب"."""
    at = source.first - 1
    if at < 1 or _POSTS.isdisjoint(reading.words[at].forms):
        return False
    return any(at - trigger.last <= _STRUCK_REACH for trigger in reading.inside(reading.triggers, max(0, at - _FIRED_REACH), at))
