"""Who tells of its own deeds: a side that reports its own attack, whom it killed, what it took and what it beat off."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from extract.actor_tables import plays
from extract.actors import SourceMention
from extract.clauses import Clause
from extract.forces import AIR_POWERS
from extract.kind_by_means import Kind
from extract.kinds import KILLER_NAMED
from extract.statements import Sides
from extract.word_lists import word_set
from extract.zones import ZoneReading

_STRIKES = frozenset({"strike", "air_strike", "drone_strike", "shelling", "attack", "deliver"})
_DEEDS = word_set("deeds_announced")
_ITSELF, _CARRYING_OUT = word_set("that_it"), word_set("carrying_out")
_NOUNS_TOO = word_set("strikes_as_nouns")
_OWN_STRIKES, _OWN_REACH = word_set("strikes_of_its_own"), 4
_MEDIA = word_set("media_of_a_party")


def declared(reading: ZoneReading, clause: Clause) -> list[str]:
    """Give the side that announces a place as its own: "أعلنت هيئة الأركان التركية إحكام السيطرة على ..."."""
    speakers = [source for source in reading.inside(reading.sources, clause.first, clause.last) if source.kind == "party" and source.party]
    return list(speakers[0].codes) if speakers else []


def own_account(reading: ZoneReading, clause: Clause, *, aircraft: bool) -> list[str]:
    """Give the side that reports its own attack: "قال الجيش الإسرائيلي إنه قصف ...", "أعلن البنتاغون أن مقاتلات أغارت على ..." (aircraft)."""
    for source in reading.inside(reading.sources, clause.first, clause.last):
        codes = list(source.codes) if source.kind == "party" else []
        says = source.first > 0 and plays(reading.words[source.first - 1], "speech")
        told = _after_name(reading, source) if says else source.last + (source.last < clause.last and plays(reading.words[source.last], "speech"))
        opens = told > source.last and bool(clause.triggers) and told <= clause.triggers[0].first  # not "وقصفت ...، والنظام اعترف أنه"
        if not codes or not (says or opens) or told >= clause.last:
            continue
        if reading.words[source.first].key in _MEDIA:
            continue  # "ذكرت وكالة X أنه جرى سماع انفجار"
        follows = reading.words[told].key
        deed = source.last if says else told
        begun = [trigger for trigger in clause.triggers if trigger.first == deed and trigger.type in _STRIKES]
        said = any(trigger.role in {"noun", "patient_noun"} or reading.words[trigger.first].key in _NOUNS_TOO for trigger in begun)
        if said and source.first in {actor.first for actor in reading.inside(reading.actors, source.first, source.last) if actor.kind in {"name", "force"}}:
            return codes  # "أعلنت القيادة المركزية الأميركية استهداف ..."
        carried_out = follows == "عن" and reading.words[told + 1].key in _CARRYING_OUT  # "أعلنت X عن تنفيذ غارة"
        killed = aircraft and AIR_POWERS.issuperset(codes) and plays(reading.words[told], "loss", whole=True)  # "أعلنت A مقتل قيادي في B بضربة"
        own = any(word.key in _OWN_STRIKES for word in reading.words[told : min(told + _OWN_REACH, clause.last)])  # "أعلن التحالف، الأربعاء، عن شنه غارات"
        did = follows in _DEEDS  # "أعلنت وزارة الدفاع الروسية تدمير مستودع", "أعلنت A قتل عشرة من B"
        if killed or own or carried_out or did or follows in _ITSELF or (aircraft and follows in {"ان", "بان"} and AIR_POWERS.issuperset(codes)):
            return codes
    return []


def _after_name(reading: ZoneReading, source: SourceMention) -> int:
    """Give the word after a speaker, his other name and the day: "قالت قوات سوريا الديمقراطية (قسد) اليوم إنها"."""
    at = source.last
    for actor in reading.inside(reading.actors, at, min(at + 1, len(reading.words))):
        at = actor.last if actor.first == at and actor.actors == source.codes else at
    if at < len(reading.words):
        for day in reading.dates[bisect_left(reading.dates.starts, reading.words[at].start) :][:1]:
            if day.start == reading.words[at].start:
                at = next((after for after in range(at, len(reading.words)) if reading.words[after].start >= day.end), len(reading.words))
    return at


def repels(clause: Clause) -> bool:
    """Whether a clause tells of an attack that somebody beat off: "صدّت كل الهجمات على X"."""
    return any(trigger.type == "repel" and not trigger.taken_back for trigger in clause.triggers)


def beaten_off(reading: ZoneReading, clause: Clause, found: Sides) -> Sides:
    """Give those whose dead a side tells that beat off an attack as who made it: "قالت A إنها صدت الهجوم، وإن عشرة من B قُتلوا"."""
    own = own_account(reading, clause, aircraft=True) if repels(clause) and not (found.initiators or found.both) else []
    beaten = [actor for actor in found.targets if own and actor.actors and set(own).isdisjoint(actor.actors)]
    return replace(found, initiators=beaten, targets=[actor for actor in found.targets if actor not in beaten]) if beaten else found


def announced(reading: ZoneReading, clause: Clause) -> Kind | None:
    """Read "أعلنت A قتل خمسة من B": a side tells whom it killed."""
    killing = next((trigger for trigger in clause.triggers if trigger.type == "kill" and not trigger.taken_back), None)
    told = killing is not None and own_account(reading, clause, aircraft=False)
    return Kind("small_arms_assassination", killing, KILLER_NAMED) if killing is not None and told else None
