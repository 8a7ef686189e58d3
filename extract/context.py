"""Sides that the statement itself leaves out and the article gives: weapons of one owner, a base that fired, the other side of an exchange."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.clauses import Clause
from extract.phrases import found_at, shared_words
from extract.statements import Sides
from extract.triggers import Trigger
from extract.vocabulary import FALL, Codes
from extract.word_lists import stems, word_set
from extract.zones import ZoneReading

_ONE_ARTILLERY_UNTIL = date(2012, 12, 31)
"""Through 2012 only the government's army had tanks, artillery and rocket launchers; mortars were in other hands as well."""
_FIRE = frozenset({"shelling", "air_strike", "drone_strike", "chemical_attack"})
_HEAVY = stems("heavy_weapons")
_BARRELS = stems("barrels")
"""Barrel bombs were dropped by the government's helicopters alone."""
_FLYING = (*_BARRELS, *stems("things_that_fly"))
"""Only the government had aircraft and dropped toxic gas from them."""
_HOMEMADE = word_set("homemade_mortars")
"""Gas cylinders, fired from home-made mortars by rebels alone."""
_STATE_ROCKETS = word_set("missiles_of_the_state")
"""Rockets and missiles by the names under which only the army fired them."""
_POSITIONS = word_set("military_positions")
_HEIGHTS = word_set("heights_of_the_state")
_BASED = word_set("based_at")
_UNKNOWN = word_set("is_known")
_IDENTITY = word_set("identity")
_WHETHER = word_set("whether")  # "لم يتضح إن كانت روسية أم سورية"
_DIFFER, _accounts = stems("differ"), shared_words(lambda: word_set("accounts"))
_AIRCRAFT = stems("aircraft")
_BESIDE = 3  # words
_CROWDS, _ARMOUR = stems("crowds_fired_at"), stems("armour")
_SHOTS = frozenset({"small_arms_assassination"})
_WHERE, _CHASING = "حيث", word_set("chasing")
_answering = shared_words(lambda: word_set("answers"))
_AIR_POWERS = frozenset({"syrian_government", "russia", "turkey", "coalition", "israel", "jordan"})


def owner(reading: ZoneReading, clause: Clause, kind: str, main: Trigger, published: date | None) -> Codes:
    """Give the side to which the means of an attack belonged on that day, () where they were in several hands."""
    if kind not in _FIRE or published is None or published >= FALL:
        return ()
    if reading.words[main.first].key.startswith("عدوان") and any("israel" in actor.actors for actor in reading.actors):
        return ("israel",)  # the state agency's word
    forms = {form for word in reading.words[clause.first : clause.last] for form in word.forms}
    if kind == "shelling" and not _HOMEMADE.isdisjoint(forms):
        return ("opposition",)
    state = _of_the_state(kind, forms, published) or (kind == "shelling" and _fired_from(reading, clause, main))
    return ("syrian_government",) if state else ()


def _of_the_state(kind: str, forms: set[str], published: date) -> bool:
    """Whether the means were the government's alone on that day: barrel bombs, gas from the air, missiles by name, in 2012 all heavy weapons."""
    match kind:
        case "air_strike":
            return any(form.startswith(_BARRELS) for form in forms)
        case "chemical_attack":
            return any(form.startswith(_FLYING) for form in forms)
        case "shelling":
            heavy = published <= _ONE_ARTILLERY_UNTIL and any(form.startswith(_HEAVY) for form in forms)
            return heavy or not _STATE_ROCKETS.isdisjoint(forms)
    return False


def _fired_from(reading: ZoneReading, clause: Clause, main: Trigger) -> bool:
    """Read "قصف من معسكر جورين", "قذائف أُطلقت من جبل قاسيون", "المدفعية المتمركزة في اللواء 52".

    Fire from an airport or a garrison that the text gives to nobody else is the government's.
    """
    words = reading.words
    origins = [words[at + 1 : at + 1 + _BESIDE] for at in range(main.last, clause.last - 1) if words[at].key == "من"]
    if any(after[0].key in _POSITIONS or any(word.key in _HEIGHTS for word in after) for after in origins):
        return True
    based = [at for at in range(clause.first, clause.last - 2) if words[at].key in _BASED and words[at + 1].key == "في"]
    return any(words[at + 2].key in _POSITIONS for at in based)


def fired_at_crowd(reading: ZoneReading, clause: Clause, published: date | None) -> list[str]:
    """Give who fired at demonstrators or mourners: whose tanks they were through 2012, else who is said beside the shots told before."""
    forms = {form for word in reading.words[clause.first : clause.last] for form in word.forms}
    if not any(form.startswith(_CROWDS) for form in forms):
        return []
    if published is not None and published <= _ONE_ARTILLERY_UNTIL and any(form.startswith(_ARMOUR) for form in forms):
        return ["syrian_government"]
    for trigger in reversed(reading.inside(reading.triggers, 0, clause.first)):
        near = reading.inside(reading.actors, max(0, trigger.first - _BESIDE), trigger.last + _BESIDE) if trigger.type in _SHOTS else []
        named = [actor for actor in near if actor.actors and actor.kind in {"name", "force"}]
        if named:
            return list(named[0].actors)
    return []


def pursuing(reading: ZoneReading, clause: Clause) -> list[str]:
    """Give who pursues whom where a fight of nobody named goes on: "دارت اشتباكات في X حيث تواصل وحدات من الجيش ملاحقة المسلحين"."""
    words, last = reading.words, reading.sentences[clause.sentence].last
    where = next((at for at in range(clause.core[0], last) if words[at].key == _WHERE), last)
    chase = next((at for at in range(where, last) if words[at].key in _CHASING), last)
    forces = [actor for actor in reading.inside(reading.actors, where, chase) if actor.actors and actor.kind in {"name", "force"}] if chase < last else []
    return list(forces[0].actors) if forces else []


def exchanged(targets: Sequence[str], other: tuple[Codes, Codes]) -> Codes:
    """Give who answered: fire by nobody named on those who attacked in the statement beside it comes from those they attacked."""
    attackers, attacked = other
    answering = tuple(code for code in attacked if code != "civilians")
    return answering if targets and set(targets) <= set(attackers) and not set(answering) & set(targets) else ()


def hidden(reading: ZoneReading, clause: Clause) -> bool:
    """Whether the text says that nobody knows whose aircraft they were: "مجهولة", "لم تُعرف هويتها"."""
    keys = [word.key for word in reading.words[clause.first : clause.last]]
    for at, key in enumerate(keys):
        if key.startswith("مجهول") and any(before.startswith(_AIRCRAFT) for before in keys[max(0, at - _BESIDE) : at]):
            return True
        if key in _UNKNOWN and not (_IDENTITY | _WHETHER).isdisjoint(keys[at + 1 : at + 1 + _BESIDE]):
            return True
    return False


def disputed(reading: ZoneReading, clause: Clause) -> bool:
    """Whether accounts differ on what it was: "وتضاربت الأنباء حول أسبابها بين حادث واستهداف إسرائيلي"."""
    told = found_at(reading.words, _accounts(), clause.first + 1, clause.last)
    return any(form.startswith(_DIFFER) for at in told for form in reading.words[at - 1].forms)


def flying(attackers: Sequence[str]) -> Codes:
    """Give the owner of aircraft that the text names without one: the air power that attacked in the statement before it."""
    powers = tuple(code for code in attackers if code in _AIR_POWERS)
    return () if len(powers) != len(attackers) else powers


def answered(reading: ZoneReading, clause: Clause) -> bool:
    """Whether a statement tells of an answer to the one before it: "وردّ الجيش بقصف ...", "رداً على ذلك قصفت ..."."""
    return bool(found_at(reading.words, _answering(), clause.first, clause.last))


def parties(sides: Sides, other: tuple[Codes, Codes]) -> tuple[Codes, Codes]:
    """Give both sides of a fight that names none: those of the statement before it, without saying who attacked."""
    both = tuple(dict.fromkeys(code for side in other for code in side if code != "civilians"))
    if sides.initiators or sides.targets or not (other[0] and other[1]):
        return (), ()
    return both, both
