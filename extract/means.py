"""Owners named next to the means of an attack: the side that fired "بصواريخ أرض أرض لX", or whose car the bomb was in ("عبوة ناسفة بسيارة لX")."""

from __future__ import annotations

from extract.actors import ActorMention
from extract.statements import Statement
from extract.triggers import Trigger
from extract.word_lists import stems, word_set

_FIRE_WORDS = 2  # "أرض أرض"
_KINDS = word_set("kinds_of_rockets_and_shells")
_FALLING = word_set("fire_falls")
_PEOPLE = stems("men_beside_a_bomb")


def role(actor: ActorMention, cue: str, cue_first: int, said: Statement) -> str:
    """Give the role of an owner of the means, "" for any other actor. cue: the role named before it, by the word at index cue_first."""
    if cue == "target" and any(_is_weapon(trigger, actor, cue_first) for trigger in said.triggers):
        return "initiator"
    if not cue and any(_with_fire(trigger, actor, said) for trigger in said.triggers):
        return "initiator"
    if cue == "target" and any(_planted(trigger, cue_first, said) for trigger in said.triggers):
        return "target"
    return ""


def _is_weapon(trigger: Trigger, actor: ActorMention, cue_first: int) -> bool:
    """Whether the object of a cue is the weapon: "بسيارة مفخخة لX"."""
    return trigger.role == "weapon" and trigger.first <= cue_first < trigger.last == actor.first


def _with_fire(trigger: Trigger, actor: ActorMention, said: Statement) -> bool:
    """Whether an owner follows the fire by which someone was hit, or that fell: "بقذائف لX", "بصواريخ أرض أرض لX", "سقطت قذائف المدفعية الثقيلة لX"."""
    falls = trigger.first > 0 and not _FALLING.isdisjoint(said.words[trigger.first - 1].forms)
    fire = trigger.role == "weapon" and trigger.type == "shelling" and (trigger.particle.endswith("ب") or falls)
    between = said.words[trigger.last : actor.first]  # an object ("بصاروخ دبابة لX") has its own owner
    return fire and actor.particle == "ل" and 0 <= actor.first - trigger.last <= _FIRE_WORDS and all(word.key in _KINDS for word in between)


def _planted(trigger: Trigger, cue_first: int, said: Statement) -> bool:
    """Whether the object of a cue is part of the words that report a bomb: "عبوة ناسفة بسيارة لX", "لغم بآلية تابعة لX"."""
    inside = trigger.type == "explosion_ied" and trigger.role == "noun" and trigger.first < cue_first < trigger.last
    return inside and not said.words[cue_first].key.startswith(_PEOPLE)
