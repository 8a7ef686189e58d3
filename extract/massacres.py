"""A massacre, an army's operation or men who stole in, of which a text tells only where it was and how many died: "ارتفعت حصيلة مجزرة الأتارب إلى 53 قتيلاً"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.clauses import Clause
from extract.cues import definite
from extract.draft import Draft
from extract.kind_by_means import Kind
from extract.tagged import LONGEST
from extract.triggers import CARRIERS, at_word
from extract.where import Outcomes, name_of
from extract.word_lists import stems, word_set
from extract.zones import ZoneReading

RULE = "a massacre with no weapon named"
_GUNMEN = frozenset({"opposition", "isis", "hts", "unknown"})
_FROM_THE_AIR = frozenset({"coalition", "israel", "jordan", "russia"})
"""Sides whose massacres are those of their aircraft."""
_MASSACRE, _COMMITTED = word_set("massacres"), word_set("committing")
_LONG_AGO = word_set("long_after_an_attack")
_NEW = word_set("after_a_new_massacre")
_SILENT = CARRIERS | {"none"}
_DOER_REACH = 2  # words between "مجزرة" and "لطيران X" or "طيران X"
_STEALING_IN = stems("men_who_steal_in")
_OPERATION, _MILITARY = word_set("operations"), word_set("military")


def told(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention]) -> Kind | None:
    """Give the massacre whose dead a clause without any attack counts, or of which a post says who did it or that it is new.

    Its type is the likeliest: an air strike where aircraft or a side with nothing else are named, that of gunmen where armed groups are. Where the
    clause names another attack it says how, and this is not asked.
    """
    dead = [count for count in reading.inside(reading.counts, clause.first, clause.last) if count.effect == "killed" and count.low and not count.part]
    at = _named_at(reading, clause)
    if at is None or any(trigger.type not in _SILENT for trigger in clause.triggers) or not reading.place_indexes(clause.first, clause.last):
        return None
    counted = not clause.triggers and any(not count.vague for count in dead)
    if not counted and not _news(reading, clause, actors, at, dead=bool(dead)):
        return None
    named = [actor for actor in actors if actor.kind in {"force", "name", "aircraft"} and (actor.actors or actor.kind == "aircraft")]
    return Kind(_by(named), at_word(reading.words, at, "strike", "noun"), RULE, vague=not counted)


def committed(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention]) -> bool:
    """Whether a post tells who committed a massacre, so that a weapon named with it reports an attack: "مجزرة بالسكاكين ارتكبها X في Y"."""
    at = _named_at(reading, clause)
    return at is not None and _news(reading, clause, actors, at, dead=False) and bool(reading.place_indexes(clause.first, clause.last))


def _named_at(reading: ZoneReading, clause: Clause) -> int | None:
    """Index of the word of a clause that names a massacre."""
    return next((at for at in range(clause.first, clause.last) if not _MASSACRE.isdisjoint(reading.words[at].forms)), None)


def _by(named: Sequence[ActorMention]) -> str:
    """The likeliest kind of a massacre by who is named with it."""
    if any(actor.kind == "aircraft" or _FROM_THE_AIR.issuperset(actor.actors) for actor in named):
        return "air_strike"
    return "small_arms_assassination" if any(_GUNMEN.issuperset(actor.actors) for actor in named) else "shelling"


def _news(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention], at: int, *, dead: bool) -> bool:
    """Whether a post tells a massacre as its news: "X ترتكب مجزرة في Y", "مجزرة للطيران في Y", "مجزرة مروعة في Y"; not "ذكرى مجزرة Y"."""
    forms = {form for word in reading.words[clause.first : clause.last] for form in word.forms}
    if len(reading.words) > LONGEST or definite(reading.words[at]) or not _LONG_AGO.isdisjoint(forms):
        return False
    doers = [actor for actor in actors if actor.kind in {"force", "name", "aircraft"}]
    headed = at == clause.first and at + 1 < clause.last and reading.words[at + 1].key in _NEW
    return headed or bool(doers and not _COMMITTED.isdisjoint(forms)) or any(0 < actor.first - at <= _DOER_REACH for actor in doers) or dead


def operation(reading: ZoneReading, clause: Clause) -> Kind | None:
    """Give the operation of an army in which a clause without any other attack counts dead: "قتل ستة في عملية عسكرية قام بها الجيش في X"."""
    dead = any(count.effect == "killed" and count.low and not count.vague for count in reading.inside(reading.counts, clause.first, clause.last))
    if not dead or any(trigger.type not in CARRIERS for trigger in clause.triggers) or not reading.place_indexes(clause.first, clause.last):
        return None
    pairs = range(clause.first, clause.last - 1)
    at = next((at for at in pairs if not _OPERATION.isdisjoint(reading.words[at].forms) and reading.words[at + 1].key in _MILITARY), None)
    return None if at is None else Kind("armed_clash", at_word(reading.words, at, "attack", "noun"), "an army's operation with its dead")


def stole_in(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention]) -> Kind | None:
    """Give the fight of men who stole in, where a clause without any other attack counts dead or wounded: "تسللت مجموعة من X إلى Y وقتلت ثلاثة حراس"."""
    if not clause.triggers or any(trigger.type not in {"advance", "kill"} for trigger in clause.triggers):
        return None
    verb = next((trigger for trigger in clause.triggers if reading.words[trigger.first].keys[-1][0].startswith(_STEALING_IN)), None)
    parties = [actor.first for actor in actors if actor.kind in {"force", "name"}]
    sided = verb is not None and bool(parties) and parties[0] >= verb.last  # not "قضت A على مجموعة من B تسللت"
    hurt = any(count.low for count in reading.inside(reading.counts, clause.first, clause.last))
    placed = bool(reading.place_indexes(clause.first, clause.last))
    return Kind("armed_clash", verb, "men who stole in, with dead") if verb is not None and sided and hurt and placed else None


def explained(last: Draft, draft: Draft, outcomes: Outcomes) -> bool:
    """Whether an attack told next is how that massacre was done: it names no other place."""
    names = {name_of(draft.reading, outcomes, at) for at in draft.places}
    return last.rule == RULE and names <= {name_of(last.reading, outcomes, at) for at in last.places}
