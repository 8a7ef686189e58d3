"""Aircraft brought down: fire at an aircraft, which is whom it hit and not who flew a raid."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.cues import definite
from extract.kind_by_means import Kind
from extract.triggers import ARMED, Trigger
from extract.word_lists import word_set
from extract.words import Word

SHOT_DOWN = "an aircraft shot down"
_DOWN_REACH = 6  # words between أسقط and مروحية
_DRONE_REACH = 10  # words between أسقط and a drone, with the aircraft that shot it down
_FALLEN, _BRINGS_DOWN, _DESTROYS = word_set("fell_from_the_sky"), word_set("brings_down"), word_set("destroys")
_AFTER, _PREPOSITIONS = word_set("after_a_fight") | word_set("caused_by"), word_set("before_a_noun")
_IT = ("ها", "هما")


def at_drone(trigger: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether what was shot down is a drone, which is no fire at anybody: "أسقطت مقاتلة أميركية مسيّرة"."""
    return trigger.type == "down" and any(other.type == "drone_strike" and 0 <= other.first - trigger.last <= _DRONE_REACH for other in triggers)


def brought_down(triggers: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind | None:
    """Read "أسقطت الفصائل مروحية" and "تحطمت مروحية إثر استهدافها": fire at an aircraft, of which the text says no more."""
    hit = any((trigger.role in ARMED and trigger.type != "drone_strike") or trigger.type == "strike" for trigger in triggers)  # not "سقطت مسيّرات على X"
    flights = [actor for actor in actors if actor.kind == "aircraft"]
    for trigger in triggers:
        downed = trigger.type == "down" or _brings_down(trigger, actors, words)
        reach = _DOWN_REACH if downed else 0 if hit and _falls(trigger, words) else -1
        had = reach == 0 and any(0 <= trigger.first - actor.last <= 1 for actor in flights)  # "وكانت مروحية قد سقطت"
        if had or any(0 <= actor.first - trigger.last <= reach for actor in flights):
            later = [actor for actor in flights if actor.first >= trigger.last]
            return Kind("air_strike" if len(later) > 1 and later[0].actors and later[1].first <= later[0].last + 1 else "shelling", trigger, SHOT_DOWN)
    return None


def hit_aircraft(fresh: Sequence[Trigger], triggers: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind | None:
    """Read "سقوط مروحية روسية بعد استهدافها" and "الثوار يدمرون مروحية". fresh: what the clause tells."""
    flights = {actor.first: actor for actor in actors if actor.kind == "aircraft" and not actor.particle}
    for trigger in triggers if fresh else ():
        flight = flights.get(trigger.last)
        fell = flight is not None and _falls(trigger, words) and all(_at_it(strike, words) and strike.first > trigger.last for strike in fresh)
        if fell or (flight is not None and list(fresh) == [trigger] and _destroys(trigger, flight, actors, words)):
            return Kind("shelling", trigger, SHOT_DOWN)
    return None


def _falls(trigger: Trigger, words: Sequence[Word]) -> bool:
    return trigger.type == "carrier" and not _FALLEN.isdisjoint(words[trigger.first].forms)


def _at_it(strike: Trigger, words: Sequence[Word]) -> bool:
    """Whether a strike points back to a thing: "بعد استهدافها", not "بعد استهداف البلدة"."""
    return strike.type == "strike" and words[strike.first].key.endswith(_IT) and not _AFTER.isdisjoint(words[strike.first - 1].forms)


def _brings_down(trigger: Trigger, actors: Sequence[ActorMention], words: Sequence[Word]) -> bool:
    """Whether a present verb tells that a side brings down what follows: "الثوار يسقطون طائرة", not "يسقط برميل من طائرة"."""
    return _told_of_a_side(trigger, actors) and not _BRINGS_DOWN.isdisjoint(words[trigger.first].forms)


def _destroys(trigger: Trigger, flight: ActorMention, actors: Sequence[ActorMention], words: Sequence[Word]) -> bool:
    """Whether aircraft are what is destroyed: "الثوار يدمرون مروحية", "وتدمر مروحية في المطار"; not "دمرت طائرة حربية منزلاً"."""
    if definite(words[flight.first]) or _DESTROYS.isdisjoint(words[trigger.first].forms):
        return False
    alone = flight.last == len(words) or words[flight.last].key in _PREPOSITIONS or "ب" in words[flight.last].keys[-1][2]
    return _told_of_a_side(trigger, actors) or (alone and words[trigger.first].surface.startswith("و"))


def _told_of_a_side(trigger: Trigger, actors: Sequence[ActorMention]) -> bool:
    return any(actor.kind in {"name", "force"} and actor.last == trigger.first for actor in actors)
