"""The two sides named before, by their order: "بين A وB ... سيطرت الأولى", "وانسحبت الأخيرة"."""

from __future__ import annotations

from extract.actor_tables import plays
from extract.clauses import Clause
from extract.vocabulary import Codes
from extract.word_lists import word_set
from extract.zones import ZoneReading

_REACH = 60  # words before it in which both sides are named
_PREPOSITIONS = word_set("prepositions")
_ACTING = frozenset({"verb", "weak_verb"})


def of_two(reading: ZoneReading, clause: Clause) -> tuple[Codes, Codes] | None:
    """Give who acts and the other of the two sides named before, where a verb has الأولى or الأخيرة as its subject; None where none has."""
    for trigger in clause.triggers:
        at = trigger.last
        if trigger.role not in _ACTING or at >= clause.last or reading.words[trigger.first - 1].key in _PREPOSITIONS:
            continue  # "عادت القوات إلى دك الأولى": the first of two towns
        first, last = plays(reading.words[at], "former", whole=True), plays(reading.words[at], "latter", whole=True)
        if not (first or last):
            continue
        named: list[Codes] = []
        for actor in reading.inside(reading.actors, max(0, at - _REACH), at):
            if actor.kind in {"name", "force"} and actor.actors:
                named = [codes for codes in named if codes != actor.actors] + [actor.actors]
        if len(named) > 1:
            former, latter = named[-2:]
            return (former, latter) if first else (latter, former)
    return None
