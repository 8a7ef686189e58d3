"""A massacre or an army's operation of which a text tells only where it was and how many died: "ارتفعت حصيلة مجزرة الأتارب إلى 53 قتيلاً"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.clauses import Clause
from extract.draft import Draft
from extract.kind_by_means import Kind
from extract.triggers import CARRIERS, at_word
from extract.where import Outcomes, name_of
from extract.word_lists import word_set
from extract.zones import ZoneReading

RULE = "a massacre with no weapon named"
_GUNMEN = frozenset({"opposition", "isis", "hts", "unknown"})
_MASSACRE = word_set("massacres")
_OPERATION, _MILITARY = word_set("operations"), word_set("military")


def told(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention]) -> Kind | None:
    """Give the massacre whose dead a clause without any attack counts; its type is the likeliest: that of gunmen where armed groups are named.

    Where the clause names another attack it says how, and this is not asked.
    """
    dead = [count for count in reading.inside(reading.counts, clause.first, clause.last) if count.effect == "killed" and count.low and not count.part]
    at = next((at for at in range(clause.first, clause.last) if not _MASSACRE.isdisjoint(reading.words[at].forms)), None)
    if at is None or clause.triggers or not reading.place_indexes(clause.first, clause.last) or not any(not count.vague for count in dead):
        return None
    named = [actor for actor in actors if actor.kind in {"force", "name"} and actor.actors]
    if any(actor.kind == "aircraft" for actor in actors):
        return Kind("air_strike", at_word(reading.words, at, "strike", "noun"), RULE)
    gunmen = any(_GUNMEN.issuperset(actor.actors) for actor in named)
    return Kind("small_arms_assassination" if gunmen else "shelling", at_word(reading.words, at, "strike", "noun"), RULE)


def operation(reading: ZoneReading, clause: Clause) -> Kind | None:
    """Give the operation of an army in which a clause without any other attack counts dead: "قتل ستة في عملية عسكرية قام بها الجيش في X"."""
    dead = any(count.effect == "killed" and count.low and not count.vague for count in reading.inside(reading.counts, clause.first, clause.last))
    if not dead or any(trigger.type not in CARRIERS for trigger in clause.triggers) or not reading.place_indexes(clause.first, clause.last):
        return None
    pairs = range(clause.first, clause.last - 1)
    at = next((at for at in pairs if not _OPERATION.isdisjoint(reading.words[at].forms) and reading.words[at + 1].key in _MILITARY), None)
    return None if at is None else Kind("armed_clash", at_word(reading.words, at, "attack", "noun"), "an army's operation with its dead")


def explained(last: Draft, draft: Draft, outcomes: Outcomes) -> bool:
    """Whether an attack told next is how that massacre was done: it names no other place."""
    names = {name_of(draft.reading, outcomes, at) for at in draft.places}
    return last.rule == RULE and names <= {name_of(last.reading, outcomes, at) for at in last.places}
