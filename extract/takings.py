"""Headlines that tell in the present who takes a place, or in whose hands it is: "تنظيم الدولة يسيطر على تدمر", "خان طومان بيد الفصائل"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.clauses import Clause
from extract.kind_by_means import Kind
from extract.triggers import Trigger, at_word
from extract.word_lists import word_set
from extract.zones import ZoneReading

_TAKES, _STILL, _AFTER = word_set("takes_now"), word_set("not_only_now"), word_set("after_a_fight")
_TAKES_ON, _ON = word_set("takes_hold_of"), "علي"
_OPENING = 2  # words before the subject of a headline: "عاجل:", "#سوريا"
_REACH = 2  # words between the verb and the name: "على", "على بلدة"
_RULE = "a headline tells who takes a place"


def told(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention], kind: Kind | None) -> Kind | None:
    """Give the change of hands that the first clause of a text or title tells in the present, else `kind`, what its other words tell.

    A fight told after it ("بعد معارك") led to it. Elsewhere the present tells a state: "حيث يسيطر التنظيم على الرقة".
    """
    before = kind is None or (kind.type == "armed_clash" and reading.words[kind.main.first - 1].key in _AFTER)
    if not before or clause.first or clause.sentence or any(not _STILL.isdisjoint(word.forms) for word in reading.words[clause.first : clause.last]):
        return kind
    if any(found.since for found in reading.inside(reading.dates, clause.first, clause.last)):
        return kind
    at = _taken(reading, clause, actors)
    at = _held(reading, clause, actors) if at is None else at
    return Kind("territory_change", at_word(reading.words, at, "territory_change", "verb"), _RULE) if at is not None else kind


def _taken(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention]) -> int | None:
    """The verb of "A يسيطر على X", "A تستعيد X"."""
    for actor in actors:
        verb = actor.last
        if actor.kind not in {"name", "force"} or actor.particle or actor.first - clause.first > _OPENING or verb >= clause.last:
            continue
        word = reading.words[verb]
        on = verb + 1 < clause.last and reading.words[verb + 1].key == _ON
        named = any(0 < reading.places[at].first - verb <= _REACH + on for at in reading.place_indexes(clause.first, clause.last))
        if word.key in _TAKES and named and (on or word.key not in _TAKES_ON):
            return verb
    return None


def _held(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention]) -> int | None:
    """The words of "X بيد A", "X في قبضة A" at the head of a text."""
    hand: Trigger | None = next((one for one in clause.triggers if (one.type, one.role) == ("territory_change", "weak")), None)
    if hand is None or not any(actor.first == hand.last for actor in actors):
        return None
    places = [reading.places[at] for at in reading.place_indexes(clause.first, hand.first)]
    alone = bool(places) and places[0].first - clause.first <= _OPENING and places[-1].last == hand.first
    return hand.last - 1 if alone else None
