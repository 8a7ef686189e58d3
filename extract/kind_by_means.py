"""What kind of attack a word tells, by the means named with it: a weapon, aircraft, a drone, a bomb, an agent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extract.actors import ActorMention
from extract.cues import definite
from extract.triggers import ARMED, Trigger
from extract.word_lists import stems, word_set
from extract.words import Word

MEANS = frozenset({"air_strike", "drone_strike", "shelling", "explosion_ied", "small_arms_assassination", "chemical_attack"})
_AIR_OWNERS = frozenset({"coalition", "israel", "jordan", "russia"})
_FLIGHT_REACH = 8  # words between aircraft and the verb they are the subject of
_FLOWN = 5  # words of "طائرة مسيرة تركية نفذت غارة"
_BESIDE = 3  # words between غارة and بطائرة مسيرة
_ROCKET_REACH = 8  # words between هاجم and بالصواريخ
_ROCKET = stems("rockets")
_ROCKET_MADE = "صاروخي"
_GUNS, _AGGRESSION = stems("guns"), "اعتدا"
_MURDER = stems("murder")
_DEFENCES, _OF_THE_AIR = word_set("air_defences"), word_set("of_the_air")
_FIRED = "اطلق"
_CLASH = {"attack": "armed_clash"}
_CAUSING = word_set("caused_by")
_FINISHING, _SHELLED = word_set("finishing_off"), word_set("shelled")
GOES_ON = "an attack that goes on"
NO_WEAPON = "strike with no weapon named"


class Kind(NamedTuple):
    """What the words of a clause add up to.

    type: an event type; main: the word that reports it; rule: what decided; refers: it points back to an attack already told (الهجوم);
    hollow: it says nothing new of it (آثار القصف); vague: nothing beside the verb tells of arms ("استهدف البنك خفض الأسعار").
    """

    type: str
    main: Trigger
    rule: str
    refers: bool = False
    hollow: bool = False
    vague: bool = False


_MISSILES_FROM_AFAR = frozenset({"israel", "coalition"})
"""Whose missiles came from aircraft and ships, which the guide counts as strikes from the air."""


def from_the_air(kind: Kind, initiators: Sequence[str], triggers: Sequence[Trigger], words: Sequence[Word]) -> bool:
    """Whether a strike comes from sides that strike from the air: no weapon is named, or "عدوان إسرائيلي بالصواريخ", American cruise missiles."""
    if kind.type != "shelling" or not initiators or not set(initiators) <= _AIR_OWNERS:
        return False
    weapons = [trigger for trigger in triggers if trigger.role in ARMED]
    rockets = bool(weapons) and all(weapon.last - weapon.first == 1 and words[weapon.first].keys[-1][0].startswith(_ROCKET) for weapon in weapons)
    return kind.rule == NO_WEAPON or (set(initiators) <= _MISSILES_FROM_AFAR and (rockets or any(_by_rockets(trigger, words) for trigger in triggers)))


def _by_rockets(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether the words of an attack themselves say that it was by rockets: "هجوم صاروخي", "قصف صاروخي"."""
    return any(word.keys[-1][0].startswith(_ROCKET_MADE) for word in words[trigger.first : trigger.last])


def toxic(kind: Kind, triggers: Sequence[Trigger]) -> Kind:
    """Fire followed by suffocation is a chemical attack as reported."""
    if kind.type in {"shelling", "air_strike", "explosion_ied"} and any(trigger.type == "chemical_attack" for trigger in triggers):
        return Kind("chemical_attack", kind.main, "fire with a toxic agent or its signs")
    return kind


def by_means(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind:
    """Type the main word of a clause. core: all words of attack in it; means: those of weapons and of kinds that name one."""
    if main.type == "territory_change":
        return Kind(main.type, main, "change of hands")
    if main.type == "explosion_ied" and means and means[0].type in {"air_strike", "drone_strike", "shelling"} and means[0].first < main.first:
        return Kind(means[0].type, means[0], "explosion caused by fire")
    fire = [*core, *(trigger for trigger in means if trigger.type != "explosion_ied" and trigger not in core)]
    later = (trigger for trigger in fire if trigger.type in {"strike", "air_strike", "shelling", "drone_strike"} and trigger.first > main.first)
    caused = next((trigger for trigger in later if any(words[at].key in _CAUSING for at in range(main.last, trigger.first))), None)
    if main.type == "explosion_ied" and caused is not None and not any(trigger.type == "explosion_ied" and trigger.role == "weapon" for trigger in means):
        return by_means(caused, [trigger for trigger in core if trigger is not main], means, actors, words)  # "انفجارات ناجمة عن ضربات"
    other = _other_means(main, means, actors, words)
    if other is not None:
        return other
    if main.type in MEANS or main.type in {"armed_clash", "raid"}:
        return Kind("armed_clash" if main.type == "raid" else main.type, main, "named by the verb or noun")
    return _attack(main, core, means, actors, words) if main.type == "attack" else _strike(main, core, means, actors, words)


def _finishing_off(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind:
    """قضى على and حيّد only say that fighters were killed: what else is told says how."""
    how = next((trigger for trigger in core if trigger.type in MEANS | {"strike"}), None)
    if how is not None:  # "قضى الجيش على القيادي حين قصف مقره"
        return by_means(how, [trigger for trigger in core if trigger is not main], means, actors, words)
    if any(weapon.first < main.first or _with(weapon, words) for weapon in means):
        return Kind(strongest(means, actors), main, "killing with a named weapon")
    return Kind("armed_clash", main, "ground attack", refers=main.role == "patient_noun")  # "تشير المعلومات إلى تحييد خمسة"


def _other_means(main: Trigger, means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind | None:
    """Read a killing, an explosion or an air strike whose weapon tells another kind."""
    if main.type == "explosion_ied":
        fired = (trigger for trigger in means if trigger.type == "shelling" and trigger.first == main.last and trigger.last < len(words))
        shell = any(words[trigger.last].key.startswith(_FIRED) for trigger in fired)  # "بانفجار قذيفة أطلقتها X"
        return Kind("shelling", main, "a shell that was fired went off") if shell else None
    if main.type == "small_arms_assassination" and words[main.first].keys[-1][0].startswith(_MURDER) and (by := _blown_up(means, actors)):
        return Kind(by, main, "killing with a named weapon")
    if main.type in {"air_strike", "shelling"} and _unmanned(main, means, actors):
        return Kind("drone_strike", main, "air strike by a drone")
    return None


def _blown_up(means: Sequence[Trigger], actors: Sequence[ActorMention]) -> str:
    """Give the kind of weapon that killed a named person, "" for a gun: "اغتيل قيادي بعبوة لاصقة", "اغتالت إسرائيل قيادياً بصاروخ من مروحية"."""
    told = (trigger.type for trigger in means if trigger.type == "explosion_ied" or (trigger.role == "weapon" and trigger.type in MEANS))
    kind = next((kind for kind in told if kind != "small_arms_assassination"), "")
    return "air_strike" if kind == "shelling" and any(actor.kind == "aircraft" for actor in actors) else kind


def _unmanned(main: Trigger, means: Sequence[Trigger], actors: Sequence[ActorMention]) -> bool:
    """Whether the aircraft of "غارة لطائرة مسيرة" or "أغارت مسيّرة" is a drone; of drones and other aircraft those named first decide."""
    drones = [trigger.first for trigger in means if trigger.type == "drone_strike" and -_FLOWN <= trigger.first - main.last <= _BESIDE]
    if main.type == "shelling" and any(trigger.particle.startswith("و") for trigger in means if trigger.first in drones):
        return False  # "رشقات صاروخية ومسيّرتين"
    return bool(drones) and not any(actor.kind == "aircraft" and main.last <= actor.first < drones[0] for actor in actors)


def _attack(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind:
    """هجوم and هاجم are ground attacks unless a weapon that needs no ground troops is named with them."""
    armed = [trigger for trigger in means if trigger.type in {"drone_strike", "explosion_ied", "chemical_attack"}]
    if armed:
        return Kind(armed[0].type, main, "attack with a named weapon")
    if any(actor.kind == "aircraft" and -_FLIGHT_REACH <= actor.first - main.last <= 1 for actor in actors):
        return Kind("air_strike", main, "attack by aircraft")
    if not _FINISHING.isdisjoint(words[main.first].forms):
        return _finishing_off(main, core, means, actors, words)
    rockets = [trigger for trigger in means if trigger.type == "shelling" and _with(trigger, words) and 0 <= trigger.first - main.last <= _ROCKET_REACH]
    if rockets and (_rocket(rockets[0], words) or words[main.first].keys[-1][0].startswith(_AGGRESSION)):  # "اعتداء إرهابي بالقذائف"
        return Kind("shelling", main, "attack by rockets or shells")
    return Kind("armed_clash", main, "ground attack")


def _with(weapon: Trigger, words: Sequence[Word]) -> bool:
    """Whether a weapon is told with بـ, split off or part of the phrase (بالمدفعية)."""
    return "ب" in weapon.particle or words[weapon.first].surface.startswith("بال")


def _rocket(weapon: Trigger, words: Sequence[Word]) -> bool:
    """Rockets, artillery, or shells of a named kind (قذائف هاون); "بقذائف" alone may be fired from the shoulder."""
    return words[weapon.first].keys[-1][0].startswith((*_ROCKET, *_GUNS)) or weapon.last - weapon.first > 1


def _strike(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind:
    """قصف and استهدف take their type from agent, drone, aircraft or weapon; of fire from air and ground the means named first decides."""
    others = [trigger for trigger in core if trigger.type in MEANS - {"explosion_ied"} and trigger is not main]  # an explosion is the outcome
    beside = [trigger for trigger in (*core, *means) if trigger.first == main.last or trigger.last == main.first]
    bomb = [trigger for trigger in beside if trigger.type == "explosion_ied" and trigger.role == "noun"]
    if bomb and main.role in {"verb", "weak_verb"}:  # "استهدف تفجير زواراً"; "الانفجار استهدف سيارة" tells more of one told before
        return Kind("explosion_ied", bomb[0], "a bomb is the subject", refers=definite(words[bomb[0].first]))
    named = [trigger for trigger in means if trigger.type != "explosion_ied" or trigger.role == "weapon"]
    if not _SHELLED.isdisjoint(words[main.first].forms):  # "لم ينقطع القصف على X وقتل رجل برصاصة قناص"
        named = [trigger for trigger in named if trigger.type != "small_arms_assassination"]
    stated = sorted([*named, *others], key=lambda trigger: trigger.first)
    kinds = [trigger.type for trigger in stated]
    if "drone_strike" in kinds and not _listed(stated):
        return Kind("drone_strike", main, "strike by a drone")
    aircraft = [actor.first for actor in actors if actor.kind == "aircraft"]
    owned = bool(stated) and any(actor.kind == "aircraft" and actor.particle == "ل" and 0 <= actor.first - stated[0].last <= _BESIDE for actor in actors)
    if aircraft and (not stated or stated[0].type == "air_strike" or min(aircraft) < stated[0].first or owned):  # "قصف بصواريخ لطائرات X"
        return Kind("air_strike", main, "strike from the air")
    if stated:
        return Kind(_CLASH.get(kinds[0], kinds[0]), main, "strike with a named weapon")
    if main.role == "verb" and any(trigger.type == "attack" and trigger.role == "noun" and trigger.first == main.last for trigger in beside):
        return Kind("armed_clash", main, "an attack is the subject")  # "استهدف هجوم مسلح حافلة"
    return Kind("shelling", main, NO_WEAPON)


def _listed(stated: Sequence[Trigger]) -> bool:
    """Whether drones are only listed after other arms: "المدفعية والمسيّرات التركية"."""
    drone = next(trigger for trigger in stated if trigger.type == "drone_strike")
    return drone is not stated[0] and drone.particle.startswith("و") and drone.first == stated[0].last


def strongest(means: Sequence[Trigger], actors: Sequence[ActorMention]) -> str:
    """The type of weapons told without a word of attack: an agent or a drone before all others, else the one named first."""
    kinds = [trigger.type for trigger in means]
    if "chemical_attack" in kinds:
        return "chemical_attack"
    if "drone_strike" in kinds:
        return kinds[0] if _listed(means) else "drone_strike"
    return "air_strike" if any(actor.kind == "aircraft" for actor in actors) and kinds[0] == "shelling" else _CLASH.get(kinds[0], kinds[0])


def met_by_air_defences(words: Sequence[Word]) -> bool:
    """Whether air defences met an attack, which then came from the air: "تصدت منظومات دفاعنا الجوي للهجوم"."""
    return any(word.key in _DEFENCES and after.key in _OF_THE_AIR for word, after in pairwise(words))
