"""The words before an actor that name its role: cues such as "من قبل X", "مواقع X", "المدعومة من X", and how they bear on one another."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actor_tables import plays
from extract.actors import ActorMention
from extract.cues import definite
from extract.phrases import Phrases, shared
from extract.statements import Statement
from extract.tables import read_table
from extract.triggers import ARMED, Trigger
from extract.word_lists import word_set
from extract.words import Word

ROLES = ("initiator", "target", "support", "holder", "origin", "facing")
"""Roles of cues; a holder ("التي تسيطر عليها X") is a target, though only of what is aimed at a side.

An origin ("من حواجز X") is who fires where there is fire, else a target; who is only faced ("خط التماس مع X") is the other side where none is named.
"""
_CUE_REACH = 2  # words a cue may stand before its actor (مواقع تابعة لقوات النظام)
_MEN_REACH = 5
_AIMED = word_set("aimed_at")
_ORIGIN, _ORIGIN_REACH = word_set("where_fire_came_from"), 7
FIRE = frozenset({"air_strike", "drone_strike", "shelling", "chemical_attack"})
PEOPLE = word_set("people_of_a_side")
_MEN = PEOPLE | word_set("numbers_of_men")
AGENTS = PEOPLE | word_set("agents")
OWNERS = word_set("attached_to") | word_set("attached_men")


@shared
def _role_cues() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("role_cues.csv", ["role"]):
        phrases.add_row(row, row.one_of("role", ROLES))
    return phrases


def cues_by_end(words: Sequence[Word]) -> dict[int, tuple[str, int]]:
    """Role cues of a text: index of the word after the cue -> (role, first word of the cue); of two that end together the longer."""
    found: dict[int, tuple[str, int]] = {}
    for hit in _role_cues().find(words):
        found.setdefault(hit.last, (hit.values[0], hit.first))
    return found


def role_cue(actor: ActorMention, said: Statement) -> tuple[str, int]:
    """The role named by the words before an actor, and where those words begin; a holder of a place is a target."""
    role, first = role_named(actor, said)
    if role == "origin":
        return ("initiator" if _fires(first, said) else "target"), first
    if role == "holder" and any(word.key in _ORIGIN for word in said.words[max(0, first - _ORIGIN_REACH) : first]):
        return "initiator", first  # "صواريخ مصدرها الأحياء الشرقية التي يسيطر عليها X"
    return ("target" if role in {"holder", "facing"} else role), first


def _fires(first: int, said: Statement) -> bool:
    """Whether fire was told before "من حواجز X", and the words do not count or pass some of them: "عدد من حواجز X", "بالقرب من حواجز X"."""
    before = said.words[first - 1] if first else None
    told = any(trigger.type in FIRE | {"strike", "deliver", "small_arms_assassination"} and trigger.last <= first for trigger in said.triggers)
    return told and before is not None and not plays(before, "partitive")


def role_named(actor: ActorMention, said: Statement) -> tuple[str, int]:
    """The cue before an actor as the table has it, and where it begins; "" and -1 without one."""
    if _backing(actor, said):
        return "support", actor.first - 1
    for back in _reach(actor, said):
        found = said.cues.get(actor.first - back)
        if found and not (back and found[0] == "initiator" and said.words[actor.first - 1].key in _AIMED):  # "هجوم شنته على X"
            outer = said.cues.get(found[1])  # "شنّه عناصر من X": the first word decides
            attacks = (
                any(outer[1] == trigger.first and trigger.role not in ARMED and not _relative(trigger, said) for trigger in said.triggers) if outer else False
            )
            site = said.words[found[1]].key not in AGENTS  # "بقصف مواقع X", "قصفت رتلاً لX"
            backs = said.cues.get(found[1] + 1) if found[0] == "origin" else None
            if backs is not None and backs[0] == "support":
                return backs  # "بإسناد من دبابات X"
            return outer if outer and outer[0] == "initiator" and not (attacks and site) else found
    return "", -1


def _reach(actor: ActorMention, said: Statement) -> Sequence[int]:
    """How many words before an actor its cue may end; adjectives of what belongs to it do not count: "نقطة عسكرية تابعة لX".

    Right after another side ("قصفت A B", "طردت A بدعم B تنظيم C") they say nothing of it.
    """
    if actor.first in said.ends or actor.first in said.backed:
        return range(1)
    described = 1
    while actor.first - described > 0 and said.words[actor.first - 1].key in OWNERS and plays(said.words[actor.first - described - 1], "qualifier"):
        described += 1
    return range(_CUE_REACH + described - 1)


def _relative(trigger: Trigger, said: Statement) -> bool:
    """Whether a verb goes back to the fire before it, so that its subject follows: "قذائف أطلقتها حواجز X"."""
    return trigger.type == "deliver" and said.words[trigger.first].key.endswith(("ته", "تها", "قها", "قه", "نها", "ذها", "ذه", "ذهما", "تهما", "نهما"))


def _backing(actor: ActorMention, said: Statement) -> bool:
    """Read "مدعومة بمئات من عناصر X": only a number of men stands between the word of support and the supporter."""
    at = actor.first - 1
    while at >= 0 and actor.first - at <= _MEN_REACH and said.words[at].key in _MEN:
        at -= 1
    if at == actor.first - 1 or at < 0:
        return False
    begun = said.cues.get(at + 1) or said.cues.get(at)
    return begun is not None and begun[0] == "support"


def epithet(before: ActorMention, actor: ActorMention, said: Statement) -> bool:
    """Whether an actor only says who backs the one before it: "هاجمت مقرات الفرقة 13 المدعومة من واشنطن"."""
    cue, first = role_named(actor, said)
    return cue == "support" and first == before.last and definite(said.words[first])
