"""Who acts because of how a statement opens or is signed: "دورية لX تطلق النار على ...", "استهداف حاجز ... بصاروخ | X"."""

from __future__ import annotations

from extract.actors import ActorMention
from extract.statements import Statement
from extract.triggers import passive
from extract.word_lists import word_set

_MOVING = word_set("men_and_vehicles_that_act")
_PREPOSITIONS = word_set("prepositions")
_VERBS, _SUFFERING = frozenset({"verb", "weak_verb"}), "carrier"  # تعرضت
_OBJECTS = ("ها", "هم", "هما", "ته")  # of "دورية لX هاجمها مسلحون"
_FIGHT = 3  # words after "A مع B" in which a fight between them may be told: "دخلت A مع B في معارك"
_SIGNED = 3  # characters of " | " or " - " before who signs a post


def opening(actor: ActorMention, previous: str, said: Statement) -> str:
    """Give the role of an actor whose men or vehicles stand before a verb as its subject, who signs a post, or who stands with the one before it.

    previous: the role of the actor before it. "" where none of this is so.
    """
    if _leads(actor, said) or _signs(actor, said):
        return "initiator"
    return previous if _stands_with(actor, said) else ""


def _stands_with(actor: ActorMention, said: Statement) -> bool:
    """Read "دخلت قوات A مع B بلدة X", "شن A مع B هجوماً"; not "اشتبك A مع B", "خاض A معارك مع B"."""
    fight = any(trigger.type == "armed_clash" and trigger.first < actor.last + _FIGHT for trigger in said.triggers)
    return actor.first - 1 in said.ends and said.words[actor.first - 1].key == "مع" and not fight


def _leads(actor: ActorMention, said: Statement) -> bool:
    """Read "رتل للجيش التركي يقصف قرية X"; not "استهدف رتلاً لX", "دورية لX تعرضت لهجوم", "دورية لX هاجمها مسلحون"."""
    at = actor.first - 1
    if not actor.particle.endswith("ل") or at < 0 or _MOVING.isdisjoint(said.words[at].forms) or said.words[at].keys[-1][2].endswith(("ل", "ب")):
        return False
    governed = at > 0 and (said.words[at - 1].key in _PREPOSITIONS or any(trigger.last == at for trigger in said.triggers))
    verb = next((trigger for trigger in said.triggers if trigger.first == actor.last and trigger.role in _VERBS), None)
    if governed or verb is None or verb.type == _SUFFERING or passive(verb, said.words):
        return False
    return not said.words[verb.first].key.endswith(_OBJECTS)


def _signs(actor: ActorMention, said: Statement) -> bool:
    """Read "استهداف دبابة بصاروخ موجه في X | جيش العزة": who signs a post tells what it did."""
    if actor.last != len(said.words) or not actor.first or actor.particle or actor.kind not in {"name", "force"}:
        return False
    return said.words[actor.first].start - said.words[actor.first - 1].end >= _SIGNED and said.main.last < actor.first
