"""Who did it to whom: reads the actors of one clause as initiators, targets or parties of a clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.actors import ActorMention
from extract.tables import Phrases, Word, forms, read_table
from extract.triggers import Trigger

ROLES = ("initiator", "target", "support")
_CLASH = frozenset({"armed_clash"})
_REACH = 2
"""Words that may stand between a cue and the actor it speaks of (مواقع تابعة لقوات النظام)."""


@dataclass(slots=True)
class Sides:
    """The sides of one event, with the mentions that name them. both: the text names the parties of a fight and no attacker."""

    initiators: list[ActorMention] = field(default_factory=list)
    targets: list[ActorMention] = field(default_factory=list)
    both: bool = False


@cache
def _role_cues() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("role_cues.csv", ["role"]):
        for form in forms(row["phrase"]):
            phrases.add(form, row.one_of("role", ROLES))
    return phrases


def cues_by_end(words: Sequence[Word]) -> dict[int, tuple[str, int]]:
    """Role cues of a text: index of the word after the cue -> (role, first word of the cue)."""
    return {hit.last: (hit.values[0], hit.first) for hit in _role_cues().find(words)}


def assign(event_type: str, main: Trigger, actors: Sequence[ActorMention], words: Sequence[Word], cues: dict[int, tuple[str, int]]) -> Sides:
    """Assign the actors of a clause. actors: the mentions inside it, in order; cues: see `cues_by_end`."""
    sides = Sides()
    named = [actor for actor in actors if actor.kind not in {"media", "civilians", "person"} or (actor.kind == "person" and actor.actors)]
    if event_type in _CLASH:
        pair = _between(named, words, main)
        if pair and not any(_cue(actor, cues) == "initiator" and _attacks(actor, words) for actor in named):
            sides.initiators, sides.targets, sides.both = [*pair[0], *pair[1]], [*pair[1], *pair[0]], True
            return sides
    previous = ""
    for actor in named:
        role = _role(actor, main, words, cues, previous)
        (sides.initiators if role == "initiator" else sides.targets).append(actor)
        previous = role
    return sides


def _cue(actor: ActorMention, cues: dict[int, tuple[str, int]]) -> str:
    for back in range(_REACH):
        found = cues.get(actor.first - back)
        if found:
            return found[0]
    return ""


def _attacks(actor: ActorMention, words: Sequence[Word]) -> bool:
    before = words[actor.first - 1].key if actor.first else ""
    return before.startswith("شن") or before.startswith("نفذ")


def _role(actor: ActorMention, main: Trigger, words: Sequence[Word], cues: dict[int, tuple[str, int]], previous: str) -> str:
    """Read one actor: by the words before it, else by where it stands from the verb."""
    cue = _cue(actor, cues)
    if cue == "support":
        return previous or "initiator"
    if actor.kind in {"aircraft", "adjective"}:
        return "initiator"
    if cue:
        return cue
    if previous and _joined(actor, words):
        return previous
    if actor.particle.endswith("ل") or words[actor.first - 1].key in {"علي", "ضد"} and actor.first:
        return "target"
    if main.role == "patient_noun" and actor.first >= main.last:
        return "target"
    if _passive(main, words):
        return "target"
    if actor.first >= main.last:
        return "initiator" if actor.first - main.last <= _REACH and previous != "initiator" else "target"
    return "initiator" if previous != "initiator" else "target"


def _joined(actor: ActorMention, words: Sequence[Word]) -> bool:
    return actor.particle.startswith("و") and actor.first > 0


def _passive(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Tell a passive that is written out: a damma on the first letter of the verb, or تعرض."""
    word = words[trigger.first]
    at = trigger.start - word.token.start
    return "\u064f" in word.token.surface[at + 1 : at + 3] or word.key.startswith("تعرض")


def _between(actors: Sequence[ActorMention], words: Sequence[Word], main: Trigger) -> tuple[list[ActorMention], list[ActorMention]] | None:
    """Read "اشتباكات بين A (و A2) من جهة وB من جهة أخرى": the parties on each side of the fight."""
    after = [actor for actor in actors if actor.first >= main.first]
    begin = next((at for at in range(main.last, min(main.last + 14, len(words))) if words[at].key == "بين"), None)
    if begin is None:
        with_ = next((at for at in range(main.last, min(main.last + 10, len(words))) if words[at].key == "مع"), None)
        if with_ is None:
            return None
        left = [actor for actor in actors if actor.first < with_ and actor.actors]
        right = [actor for actor in after if actor.first > with_ and actor.actors]
        return (left[-1:], right[:1]) if left and right else None
    after = [actor for actor in after if actor.first > begin and actor.actors]
    turn = next((at for at in range(begin, min(begin + 40, len(words))) if words[at].key in {"جهه", "طرف", "جانب"}), None)
    if turn is not None:
        left, right = [actor for actor in after if actor.first < turn], [actor for actor in after if actor.first > turn]
    else:
        left, right = after[:1], after[1:]
    return (left, right) if left and right else None
