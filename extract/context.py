"""Sides that the statement itself leaves out and the article gives: weapons of one owner, a base that fired, the other side of an exchange."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.actors import HitMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.statements import Sides
from extract.tables import words
from extract.triggers import Trigger
from extract.zones import ZoneReading

Codes = tuple[str, ...]

_FALL = date(2024, 12, 8)
_ONE_ARTILLERY_UNTIL = date(2012, 12, 31)
"""Through 2012 only the government's army had tanks, artillery and rocket launchers; mortars were in other hands as well."""
_FIRE = frozenset({"shelling", "air_strike", "drone_strike", "chemical_attack"})
_HEAVY = ("دباب", "مدفعي", "راجم")
_BARRELS = ("برميل", "براميل")
"""Barrel bombs were dropped by the government's helicopters alone."""
_STATE_ROCKETS = frozenset({"فيل", "زلزال", "سكود", "توشكا"})
"""Rockets and missiles by the names under which only the army fired them."""
_POSITIONS = frozenset({"مطار", "معسكر", "ثكنه", "قاعده", "فوج", "لواء", "سريه", "كتيبه", "حاجز", "حواجز", "مربض", "مرابض", "كليه"})
_BASES_SINCE = date(2016, 1, 1)
_BASES = {
    "coalition": frozenset({"عمر", "كونيكو", "تنف", "شدادي", "رميلان", "خراب", "خضراء"}),
    "russia": frozenset({"حميميم"}),
}
"""Foreign bases by the first word of their name after قاعدة (حقل العمر, معمل كونيكو, التنف, حميميم)."""
_SITE = frozenset({"حقل", "حقول", "معمل", "مطار", "نفطي", "غاز", "قريه"})
_BASE = frozenset({"قاعده", "قاعدتي", "قاعدتا"})
_BASE_REACH = 4  # words from قاعدة to the name
_AIR_POWERS = frozenset({"syrian_government", "russia", "turkey", "coalition", "israel", "jordan"})
_MILITARY = frozenset({"airport", "military_base", "checkpoint", "depot"})

_STATE_SITES = frozenset({"مطار", "مطاري", "بحوث", "فوج", "لواء", "فرقه", "ثكنه", "معامل"})
_STRUCK_FOR_CHEMICALS = frozenset({"بحوث", "شعيرات"})
"""Sites of the state in Israel's strikes, and those that the United States and its allies struck in 2017 and 2018."""
_PRISONS = frozenset({"صناعه", "غويران", "علايا"})
"""Prisons of the north-east that the SDF guards."""
_STATE = ("فرع ", "مبني ", "مفرزه ", "مركز شرطه", "قسم شرطه", "مخفر شرطه")
_FOES = frozenset({"opposition", "hts", "isis", "israel", "unknown"})
"""First words of headquarters that are the state's when the text names no other owner: "مبنى الأركان", "فرع الأمن"."""

_SOLDIERS = frozenset(
    {
        "عسكري",
        "عسكريا",
        "عسكريين",
        "عسكريون",
        "جندي",
        "جنديا",
        "جنديين",
        "جنديان",
        "جنود",
        "جنودا",
        "ضباط",
        "ضابط",
        "ضابطا",
        "مجند",
        "مجندا",
        "مجندين",
        "رقيب",
        "ملازم",
        "شرطي",
        "شرطيا",
    }
)
"""Soldiers of whom no other army is named are the state's: rebels are called مقاتل, مسلح or عنصر."""


def owner(reading: ZoneReading, clause: Clause, kind: str, main: Trigger, published: date | None) -> Codes:
    """Give the side to which the means of an attack belonged on that day, () where they were in several hands."""
    if kind not in _FIRE or published is None or published >= _FALL:
        return ()
    if reading.words[main.first].key.startswith("عدوان") and any("israel" in actor.actors for actor in reading.actors):
        return ("israel",)  # the state agency's word
    forms = [form for word in reading.words[clause.first : clause.last] for form in word.forms]
    if kind == "air_strike" and any(form.startswith(_BARRELS) for form in forms):
        return ("syrian_government",)
    if kind == "shelling" and any(form in _STATE_ROCKETS for form in forms):
        return ("syrian_government",)
    if kind == "shelling" and published <= _ONE_ARTILLERY_UNTIL and any(form.startswith(_HEAVY) for form in forms):
        return ("syrian_government",)
    return ("syrian_government",) if kind == "shelling" and _fired_from(reading, clause, main) else ()


def _fired_from(reading: ZoneReading, clause: Clause, main: Trigger) -> bool:
    """Read "قصف من معسكر جورين": fire from an airport or a garrison that the text gives to nobody else is the government's."""
    words = reading.words
    return any(words[at].key == "من" and words[at + 1].key in _POSITIONS for at in range(main.last, clause.last - 1))


def struck(reading: ZoneReading, clause: Clause, initiators: Sequence[str], hits: Sequence[HitMention], published: date | None) -> Codes:
    """Give the owner of a struck object that the text names without an owner."""
    if published is not None and published >= _BASES_SINCE and not {"coalition", "israel", "russia"} & set(initiators):
        base = _foreign_base(reading, clause)
        if base:
            return (base,)
    named = {form for word in reading.words[clause.core[0] : clause.core[1]] for form in word.forms}
    if "سجن" in named and named & _PRISONS and "sdf" not in initiators and published is not None and published >= _BASES_SINCE:
        return ("sdf",)
    return ("syrian_government",) if _of_the_state(named, initiators, hits) else ()


def _of_the_state(named: set[str], initiators: Sequence[str], hits: Sequence[HitMention]) -> bool:
    """Whether a site that was struck is the state's: its buildings under fire of rebels or of nobody named, its sites in Israel's strikes."""
    if _FOES.issuperset(initiators):
        buildings = [" ".join(word.key for word in words(hit.surface)) for hit in hits if hit.category == "headquarters"]
        if "اركان" in named or any(building.startswith(_STATE) for building in buildings):
            return True
    if set(initiators) == {"coalition"}:
        return bool(named & _STRUCK_FOR_CHEMICALS)
    return set(initiators) == {"israel"} and (bool(named & _STATE_SITES) or any(hit.category in _MILITARY for hit in hits))


def soldiers(counts: Sequence[CountMention]) -> bool:
    """Whether soldiers are told among the dead and wounded."""
    return any(_SOLDIERS & {word.key for word in words(count.surface)} for count in counts)


def _foreign_base(reading: ZoneReading, clause: Clause) -> str:
    """Give the owner of "قاعدة حقل العمر", "قاعدة حميميم", "" where no foreign base is named."""
    for at in range(clause.first, clause.last):
        if not _BASE.isdisjoint(reading.words[at].forms):
            for word in reading.words[at + 1 : min(at + 1 + _BASE_REACH, clause.last)]:
                owner_of = next((code for code, names in _BASES.items() if word.key in names), "")
                if owner_of or word.key not in _SITE:
                    if owner_of:
                        return owner_of
                    break
    return ""


def exchanged(targets: Sequence[str], other: tuple[Codes, Codes]) -> Codes:
    """Give who answered: fire by nobody named on those who attacked in the statement beside it comes from those they attacked."""
    attackers, attacked = other
    answering = tuple(code for code in attacked if code != "civilians")
    return answering if targets and set(targets) <= set(attackers) and not set(answering) & set(targets) else ()


def flying(reading: ZoneReading, clause: Clause, attackers: Sequence[str]) -> Codes:
    """Give the owner of aircraft that the text names without one: the air power that attacked in the statement before it."""
    hidden = any(word.key.startswith("مجهول") for word in reading.words[clause.first : clause.last])
    powers = tuple(code for code in attackers if code in _AIR_POWERS)
    return () if hidden or len(powers) != len(attackers) else powers


def parties(sides: Sides, other: tuple[Codes, Codes]) -> tuple[Codes, Codes]:
    """Give both sides of a fight that names none: those of the statement before it, without saying who attacked."""
    both = tuple(dict.fromkeys(code for side in other for code in side if code != "civilians"))
    if sides.initiators or sides.targets or not (other[0] and other[1]):
        return (), ()
    return both, both
