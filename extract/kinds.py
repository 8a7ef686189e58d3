"""The type of an event: what the words of one clause add up to."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.clauses import Clause
from extract.triggers import Trigger

_MEANS = frozenset({"air_strike", "drone_strike", "shelling", "explosion_ied", "small_arms_assassination", "chemical_attack"})
_FIRE = frozenset({"strike", "carrier", "attack"})
_AIR_OWNERS = frozenset({"coalition", "israel", "jordan", "russia"})
_GROUND = frozenset({"attack", "advance", "enter", "territory_change", "armed_clash"})


def decide(clause: Clause, actors: Sequence[ActorMention], *, casualties: bool) -> tuple[str, Trigger, str] | None:
    """Decide the event type of a clause: (type, the trigger that reports it, the rule), or None if nothing is reported.

    casualties: whether the clause counts dead or injured. A weapon alone (عبوة, قذيفة) reports nothing; with a verb that carries it, or with
    casualties, it does. "سيطر" reports a change of hands unless it failed or was only tried.
    """
    triggers = [trigger for trigger in clause.triggers if not trigger.taken_back]
    triggers = [trigger for trigger in triggers if trigger.type not in {"none", "withdraw"}]
    if not triggers:
        return None
    struggle = _struggle(triggers)
    if struggle:
        return struggle
    core = [
        trigger
        for trigger in triggers
        if trigger.role not in {"weapon", "weak"} and trigger.type not in {"carrier", "advance", "enter", "repel", "attempt", "fail"}
    ]
    means = [trigger for trigger in triggers if trigger.type in _MEANS and trigger.role != "weak"]
    carried = any(trigger.type == "carrier" for trigger in triggers)
    if core:
        return _by_core(core[0], core, means, actors)
    if means and (carried or casualties):
        return _strongest(means), means[0], "weapon with a verb or casualties"
    gas = [trigger for trigger in triggers if trigger.type == "chemical_attack"]
    if gas and carried:
        return "chemical_attack", gas[0], "agent with a verb"
    entered = [trigger for trigger in triggers if trigger.type == "enter"]
    if entered and any(actor.kind in {"name", "force"} and (actor.actors or actor.ref) for actor in actors):
        return "territory_change", entered[0], "a force entered"
    return None


def _struggle(triggers: Sequence[Trigger]) -> tuple[str, Trigger, str] | None:
    """Attempts, failures and repelled attacks are fights, not changes of hands."""
    tried = next((trigger for trigger in triggers if trigger.type in {"repel", "attempt", "fail"}), None)
    if tried is None:
        return None
    ground = [trigger for trigger in triggers if trigger.type in _GROUND and trigger.first > tried.first]
    return ("armed_clash", tried, "an attempt or a repelled attack") if ground and ground[0].first - tried.last <= 10 else None


def _by_core(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention]) -> tuple[str, Trigger, str]:
    if main.type == "territory_change":
        fights = [trigger for trigger in core if trigger.type == "armed_clash" and trigger.first < main.first]
        return (main.type, main, "change of hands") if not fights else (main.type, main, "change of hands after a fight")
    if main.type in _MEANS or main.type == "armed_clash":
        if main.type == "explosion_ied" and means and means[0].type in {"air_strike", "drone_strike", "shelling"} and means[0].first < main.first:
            return means[0].type, means[0], "explosion caused by fire"
        return main.type, main, "named by the verb or noun"
    if main.type == "attack":
        fire = [
            trigger
            for trigger in means
            if trigger.type in {"drone_strike", "explosion_ied", "chemical_attack"} or (trigger.type == "shelling" and trigger.first == main.last)
        ]
        if fire:
            return fire[0].type, main, "attack with a named weapon"
        return "armed_clash", main, "ground attack"
    others = [trigger for trigger in core if trigger.type in _MEANS and trigger is not main]
    stated = sorted([*means, *others], key=lambda trigger: trigger.first)
    aircraft = any(actor.kind == "aircraft" for actor in actors)
    if any(trigger.type == "chemical_attack" for trigger in stated):
        return "chemical_attack", main, "strike with a toxic agent"
    if any(trigger.type == "drone_strike" for trigger in stated):
        return "drone_strike", main, "strike by a drone"
    if aircraft or (stated and stated[0].type == "air_strike"):
        return "air_strike", main, "strike from the air"
    if stated:
        return stated[0].type, main, "strike with a named weapon"
    owners = {code for actor in actors for code in actor.actors if actor.kind in {"name", "force", "adjective"}}
    if owners and owners <= _AIR_OWNERS:
        return "air_strike", main, "strike by a side that strikes from the air"
    return "shelling", main, "strike with no weapon named"


def _strongest(means: Sequence[Trigger]) -> str:
    kinds = [trigger.type for trigger in means]
    return "chemical_attack" if "chemical_attack" in kinds else "drone_strike" if "drone_strike" in kinds else kinds[0]
