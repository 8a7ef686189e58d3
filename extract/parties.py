"""The two parties of a fight or of an exchange of fire: "اشتباكات بين A وB", "اشتباكات مع B", "تبادل A وB القصف", and which of them attacked."""

from __future__ import annotations

from collections.abc import Sequence

from extract import belonging
from extract.actors import ActorMention
from extract.cues import definite
from extract.statements import Sides, Statement
from extract.word_lists import stems, word_set
from extract.words import Word

_BETWEEN_REACH = 14  # words from اشتباكات to بين
_WHICH = word_set("relative_pronouns")
_TRYING = frozenset({"attempt", "advance", "attack", "enter"})
_PARTY_REACH = 40  # words from بين to the end of both parties
_SIDE = word_set("sides_of_a_fight")
_FIRST_NAMED, _LAST_NAMED = word_set("first_named"), word_set("last_named")
_ATTACKING = stems("attacking")  # "شنته الأخيرة", "هجوم للأخير"
_SUBJECT_REACH = 3  # words between a verb and its subject
_GUARDS_REACH = 5  # words of "مع عدد من حراسه من X"
_JOINT = frozenset("وا")  # "اشتبكوا": the subject is in the verb
_OPPOSING = word_set("opposing")
_EXCHANGE = word_set("exchange")
_EXCHANGE_REACH = 6  # words between تبادلت and the fire


def exchange(actors: Sequence[ActorMention], said: Statement) -> Sides | None:
    """Read "تبادلت A وB القصف", "قصف متبادل بين A وB": those who fire at each other stand on both sides; None where nothing is exchanged."""
    begin, end = max(0, said.main.first - _EXCHANGE_REACH), min(len(said.words), said.main.last + 2)
    if all(_EXCHANGE.isdisjoint(word.forms) for word in said.words[begin:end]):
        return None
    left, right = _between(actors, said) or (list(actors[:1]), list(actors[1:2]))
    if not left or not right or set(left[0].actors) == set(right[0].actors):
        return None
    return Sides([*left, *right], [*right, *left], both=True)


def parties(actors: Sequence[ActorMention], said: Statement) -> Sides | None:
    """Read "اشتباكات بين A من جهة وB من جهة أخرى" and "اشتباكات مع B", "معارك ضد B": both sides on both sides, unless the text names the attacker."""
    pair = _between(actors, said) or _against(actors, said)
    if pair is None:
        return _only_against(actors, said)
    left, right = pair
    attacker = _attacker(said) or _tried(left, right, actors, said)
    if attacker == "first":
        return Sides(left, right)
    if attacker == "last":
        return Sides(right, left)
    return Sides([*left, *right], [*right, *left], both=True)


def _only_against(actors: Sequence[ActorMention], said: Statement) -> Sides | None:
    """Read "واشتبكوا مع حراسه من X": the subject was told before, whoever follows "مع" is the other side."""
    words, after = said.words, said.main.last
    if said.main.role != "verb" or after >= len(words) or words[after].key not in _OPPOSING or any(actor.last <= said.main.first for actor in actors):
        return None
    right = [actor for actor in actors if after < actor.first <= after + _GUARDS_REACH][:1]
    return Sides([], right) if right and _JOINT.intersection(words[said.main.first].surface[-2:]) else None


def _attacker(said: Statement) -> str:
    """Read "إثر هجوم شنّته الأولى": the party first named attacked; "" where nothing says so."""
    words = said.words[said.main.last : said.main.last + _PARTY_REACH]
    for at, word in enumerate(words):
        named = {form for after in words[at + 1 : at + 3] for form in after.forms} if word.key.startswith(_ATTACKING) else set()
        if not named.isdisjoint(_FIRST_NAMED):
            return "first"
        if not named.isdisjoint(_LAST_NAMED):
            return "last"
    return ""


def _tried(left: Sequence[ActorMention], right: Sequence[ActorMention], actors: Sequence[ActorMention], said: Statement) -> str:
    """Read "بعد أن حاولت القوات التقدم" and "خلال محاولة تقدم لـB": a party named next to an attempt or an attack attacked."""
    tries = [trigger for trigger in said.triggers if trigger.type in _TRYING and not trigger.taken_back]
    parties = {actor.first for actor in (*left, *right)}
    for trigger in tries:
        for actor in actors:
            if trigger.first - actor.last == 1 and said.words[actor.last].key in _WHICH:  # "وقوات الأسد التي تحاول اقتحامها"
                return _side_of(actor, left, right)
        for actor in actors:
            near = 0 <= actor.first - trigger.last <= _SUBJECT_REACH and actor.particle in {"", "ل"}
            if near and (actor.first not in parties or trigger.first > min(parties) or trigger.type == "enter"):
                return _side_of(actor, left, right)
    return ""


def _side_of(actor: ActorMention, left: Sequence[ActorMention], right: Sequence[ActorMention]) -> str:
    """Give "first" or "last" for the party whose codes an actor has, "" if both or none have them."""
    owns = [any(set(actor.actors) & set(party.actors) for party in side) for side in (left, right)]
    return {(True, False): "first", (False, True): "last"}.get((owns[0], owns[1]), "")


def _between(actors: Sequence[ActorMention], said: Statement) -> tuple[list[ActorMention], list[ActorMention]] | None:
    words, start = said.words, said.main.last
    begin = next((at for at in range(start, min(start + _BETWEEN_REACH, len(words))) if words[at].key == "بين"), None)
    if begin is None:
        return None
    named = [actor for actor in actors if begin < actor.first < begin + _PARTY_REACH]
    turn = next((at for at in range(begin, min(begin + _PARTY_REACH, len(words))) if words[at].key in _SIDE and not definite(words[at])), None)
    left = [actor for actor in named if actor.first < turn] if turn is not None else named[:1]
    right = [actor for actor in named if actor not in left and actor.first < _end_of_right(words, turn)]
    right = [actor for actor in right if turn is not None or actor is right[0] or actor.actors != left[0].actors]  # "بين A وB إثر هجوم لA"
    return (left, right) if left and right else None


def _end_of_right(words: Sequence[Word], turn: int | None) -> int:
    """Give the index of the second "من جهة": who is named after it ("وقُتل ثلاثة من X") is no party of its own."""
    if turn is None:
        return len(words)
    after = range(turn + 1, min(turn + _PARTY_REACH, len(words)))
    return next((at for at in after if words[at].key in _SIDE and not definite(words[at])), len(words))


def _against(actors: Sequence[ActorMention], said: Statement) -> tuple[list[ActorMention], list[ActorMention]] | None:
    words, start = said.words, said.main.last
    at = next((at for at in range(start, min(start + _BETWEEN_REACH, len(words))) if words[at].key in _OPPOSING), None)
    together = at is not None and words[at].key == "مع" and said.main.type in _TRYING and said.main.role == "verb"  # "هاجم A مع B نقطة لC"
    if at is None or together:
        return None
    left = [actor for actor in actors if actor.first < at and actor.kind in {"name", "force"}]
    right = [actor for actor in actors if at < actor.first <= at + _SUBJECT_REACH]
    after = next((actor for actor in actors if right and actor.first >= right[-1].last), None)
    if after is not None and belonging.whose(right[-1], after, words):
        right[-1] = after  # "ضد الإرهابيين من X"
    return (left, right) if left and right else None
