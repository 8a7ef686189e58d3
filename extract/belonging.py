"""Men of whom the text says, or supposes, whose they are: "مسلحون يُعتقد أنهم من X", "المنفذ ينتمي إلى X", "يقف X وراء الهجوم"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actor_tables import players, plays
from extract.actors import ActorMention
from extract.cues import definite
from extract.word_lists import stems, word_set
from extract.words import Word

_CHAIN = 7  # words from the men to whose they are
_ASIDE = 5  # words told of the men before it is said whose they may be
_FILLERS = word_set("links_of_belonging")  # "ينتمون إلى", "محسوبون على"
_VAGUE = frozenset({"", "unknown"})
_STANDING, _BEHIND = word_set("standing_behind"), stems("behind")
_PRONOUNS = word_set("third_persons")
_DEEDS = word_set("deeds_of_a_culprit")


def whose(men: ActorMention, owner: ActorMention, words: Sequence[Word]) -> bool:
    """Say whether an actor is whose the men before it are: "مسلحون من X", "مسلحون يُعتقد أنهم ينتمون إلى X"."""
    vague = men.kind in {"force", "aircraft"} and (_VAGUE.issuperset(men.actors) or men.ref == "label")
    if men.kind == "force" and not men.actors and owner.first == men.last:
        return True  # "إرهابيو تنظيم" before a name by letters
    between = words[men.last : owner.first]
    if vague and owner.kind == "adjective" and between and all(plays(word, "link") and "ب" not in word.keys[-1][2] for word in between):
        return True  # "المجموعات الإرهابية المدعومة إيرانياً", but "الفصائل بمساندة تركية" tells of two
    return vague and 0 < owner.first - men.last <= _CHAIN + _ASIDE and _belongs(words, men.last, owner.first) and not owner.particle.startswith("و")


def suspect(actor: ActorMention, words: Sequence[Word], hurt: Sequence[tuple[int, int]]) -> bool:
    """Say whether an actor is whose an attacker is held to be: "فجّر رجل يُعتقد أنه من X نفسه"; hurt: raw offsets of the people hit."""
    at = actor.first
    while at > 0 and actor.first - at <= _CHAIN and (plays(words[at - 1], "belong") or words[at - 1].key in _FILLERS):
        at -= 1
    if actor.first - at < 2 or at == 0 or not plays(words[at - 1], "culprit"):  # one word alone ("رجل من X") says too little
        return False
    return not any(start <= words[at - 1].start < end for start, end in hurt)


def beginnings() -> frozenset[str]:
    """Keys of the words with which `identifies` may be true."""
    return _STANDING | _PRONOUNS | frozenset(players("culprit"))


def identifies(words: Sequence[Word], at: int, last: int) -> bool:
    """Say whether a word begins to tell who did what was told before: "المنفذ ينتمي إلى", "منفذ التفجير من", "المعتدين هم", "يقف X وراء"."""
    if not _STANDING.isdisjoint(words[at].forms):
        return any(word.key.startswith(_BEHIND) for word in words[at + 1 : min(at + _CHAIN, last)])
    after = at + 1
    if words[at].key in _PRONOUNS:
        return after < last and plays(words[after], "culprit") and definite(words[after])  # "X هو المنفذ"
    deed = after < last and not _DEEDS.isdisjoint(words[after].forms)
    if not plays(words[at], "culprit") or not (deed or definite(words[at])) or after + deed >= last:
        return False
    links = words[after + deed]
    return plays(links, "being") or plays(links, "belong")


def _belongs(words: Sequence[Word], first: int, last: int) -> bool:
    doubt = next((at for at in range(first, min(first + _ASIDE, last)) if plays(words[at], "doubt")), first)  # "مسلحان على دراجة، يُعتقد أنهما من X"
    chain = [word for word in words[doubt:last] if word.key not in _FILLERS]
    return bool(chain) and all(plays(word, "belong") for word in chain)
