"""Who is blamed for an attack, or claims it: "تبنّت X التفجير", "نسبت A الغارة إلى B", "X هو المنفذ", "يُعتقد أن X يقف خلفه"."""

from __future__ import annotations

from extract.actors import ActorMention
from extract.belonging import beginnings, identifies
from extract.clauses import Clause
from extract.cues import definite
from extract.opponents import listed
from extract.phrases import found_at, shared_words
from extract.word_lists import stems, word_set
from extract.wording import says
from extract.zones import ZoneReading

_ATTRIBUTING = word_set("claims") | word_set("ascribes")
_CLAIMING = word_set("claims")
_ASCRIBING = stems("ascribing")
_SUPPOSING = word_set("supposing")
_SUPPOSED = word_set("what_is_supposed")
_BELONGING = stems("belonging_to_a_side")  # "يُرجّح انتماؤه إلى", "بتبعيتهم ل"
_DECLARING = word_set("declaring")
_CLAIM_REACH = 9
_ACCUSED_REACH = 12  # words from "اتهمت" to whom it accuses
_SUPPOSED_REACH = 5
_ACCUSING = _ATTRIBUTING | _SUPPOSING | _DECLARING
_ACCUSES = word_set("verbs_of_accusing")
_BOTH_ATTACKS = word_set("both_attacks")
_SEVERAL, _BOMBS, _PAST = word_set("several_attacks"), word_set("several_bombs"), word_set("not_this_time") | word_set("happened_before")
_BY_HAND = frozenset({"explosion_ied", "small_arms_assassination", "armed_clash"})
_DENIAL_REACH = 5  # words of "نفت القيادة العامة ل" before who denies, and of "في بيان أي صلة" after
_NO_PART = word_set("no_part_in_it")
_ORGANISATION = "تنظيم"


def attribution(reading: ZoneReading, clause: Clause) -> int | None:
    """Index of the word that blames someone for what the clause reports."""
    for at in found_at(reading.words, _blaming(), clause.first, clause.last):
        if _attributes(reading, at, clause.last):
            return at
    return None


_blaming = shared_words(lambda: _ACCUSING | beginnings())
"""The words of which `_attributes` may be true."""


def answers_for(reading: ZoneReading, actor: ActorMention, at: int) -> bool:
    """Whether an actor stands before the word that blames it: "X تتبنى", "X يقف خلفه", "X هو المنفذ"; not after the attack itself ("قصفت X، وتبنت")."""
    verb = reading.words[at]
    alone = verb.keys[-1][2] == "" or len(verb.keys) == 1
    if actor.last != at or not alone or actor.kind not in {"name", "force"}:
        return False
    return claims(reading, at) or identifies(reading.words, at, min(at + _CLAIM_REACH, len(reading.words)))


def told_in(reading: ZoneReading, clause: Clause, at: int) -> bool:
    """Whether an accusation tells the attack itself, and so whom it hit: "اتهمت A B بقصف موقع لC", "نسبت A إلى B هجوماً على C"."""
    if not clause.triggers or at >= clause.triggers[0].first:
        return False
    named = any(word.key == "الي" for word in reading.words[at : clause.triggers[0].first])
    return not _ACCUSES.isdisjoint(reading.words[at].forms) or (named and reading.words[at].key.startswith(_ASCRIBING))


def accuses(reading: ZoneReading, clause: Clause) -> bool:
    """Whether somebody else says in a clause who did it: "اتهم A B", "حمّل A B المسؤولية"."""
    at = attribution(reading, clause)
    return at is not None and not _ACCUSES.isdisjoint(reading.words[at].forms)


def claims(reading: ZoneReading, at: int) -> bool:
    """Whether a word takes an attack for its own: "تبنّت"."""
    return not _CLAIMING.isdisjoint(reading.words[at].forms)


def claimed(reading: ZoneReading, clause: Clause, main: int) -> bool:
    """Whether somebody takes the attack told at word `main` for its own: "تبنى X الهجوم على حاجز في Y"."""
    at = attribution(reading, clause)
    return at is not None and at < main and claims(reading, at)


def _attributes(reading: ZoneReading, at: int, last: int) -> bool:
    """Whether a word blames someone: "نسبت", or "رجّح" with what follows ("أن الطائرة تابعة ل", "وقوف X وراء")."""
    if identifies(reading.words, at, last):
        return True
    forms = reading.words[at].forms
    if _ACCUSING.isdisjoint(forms):
        return False
    if not _ATTRIBUTING.isdisjoint(forms):
        return True
    if not _DECLARING.isdisjoint(forms):  # "أعلنت X مسؤوليتها"
        return any(word.key.startswith("مسوولي") for word in reading.words[at + 1 : min(at + 1 + _CLAIM_REACH, last)])
    return any(
        word.key in _SUPPOSED or any(form.startswith(_BELONGING) for form in word.forms) for word in reading.words[at + 1 : min(at + 1 + _SUPPOSED_REACH, last)]
    )


def claimant(reading: ZoneReading, clause: Clause) -> ActorMention | None:
    """Give who takes the attack that the clause tells for its own: "أعلنت A مسؤوليتها عن هجوم على B", "A تعلن مسؤوليتها عن ...", None if nobody does."""
    at = attribution(reading, clause)
    if at is None or _DECLARING.isdisjoint(reading.words[at].forms) or not clause.triggers or clause.triggers[0].first <= at + 1:
        return None
    sides = (actor for actor in reading.inside(reading.actors, clause.first, clause.last) if actor.kind in {"name", "force"} and actor.actors)
    return next((actor for actor in sides if at in {actor.last, actor.first - 1}), None)


def denies(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether an actor is who denies, with the word of what it denies: "نفت القيادة العامة لX في بيان أي صلة لها بقصف"."""
    matter = next(
        (at for at in range(actor.last, min(actor.last + _DENIAL_REACH, len(reading.words))) if not _NO_PART.isdisjoint(reading.words[at].forms)), None
    )
    return matter is not None and any(cue.effect == "deny" for cue in reading.inside(reading.cues, max(0, actor.first - _DENIAL_REACH), actor.first))


def blames_before(reading: ZoneReading, clause: Clause, main: int) -> bool:
    """Whether a clause first tells who did what was told before ("إن المنفذ ينتمي إلى X") and then of an attack at word `main`."""
    at = attribution(reading, clause)
    return at is not None and at < main and identifies(reading.words, at, clause.last)


def accused_before(reading: ZoneReading, clause: Clause, main: int) -> bool:
    """Whether a clause accuses someone of the attack that word `main` points back to."""
    at = attribution(reading, clause)
    return at is not None and at < main and not claims(reading, at)


def blames_two(reading: ZoneReading, clause: Clause) -> bool:
    """Whether a clause speaks of two attacks: "العمليتين", "وراء الهجومين", "نسبتهما"."""
    return any(word.key in _BOTH_ATTACKS or word.key.endswith("تهما") for word in reading.words[clause.first : clause.last])


def blames_all(reading: ZoneReading, clause: Clause) -> bool:
    """Whether a clause blames someone for attacks told before: "حمّل A تنظيم B مسؤولية الهجمات"."""
    at = attribution(reading, clause)
    return at is not None and any(definite(word) and not _SEVERAL.isdisjoint(word.forms) for word in reading.words[at + 1 : clause.last])


def claimed_ahead(reading: ZoneReading, clause: Clause) -> frozenset[str]:
    """Give the types of the attacks that a clause has someone claim before they are told: "تبنى A عدة تفجيرات"; none elsewhere.

    Not where the claim is denied, usual or of another time.
    """
    at = attribution(reading, clause)
    if at is None or not (claims(reading, at) or not _DECLARING.isdisjoint(reading.words[at].forms)):
        return frozenset()
    said = reading.words[clause.first : clause.last]
    taken_back = any(cue.effect in {"deny", "negate", "never", "irrealis"} for cue in reading.inside(reading.cues, clause.first, clause.last))
    if taken_back or not all(_PAST.isdisjoint(word.forms) for word in said):
        return frozenset()
    named = [word for word in reading.words[at + 1 : clause.last] if not definite(word) and not _SEVERAL.isdisjoint(word.forms)]
    bombs = any(not _BOMBS.isdisjoint(word.forms) for word in said)
    return frozenset() if not named else frozenset({"explosion_ied"}) if bombs else _BY_HAND


def blamed(reading: ZoneReading, clause: Clause) -> ActorMention | None:
    """Give the attacker that a clause names afterwards: "تبنّت جبهة النصرة التفجير", "نسبت أنقرة العملية إلى ..."; the last one named is blamed."""
    at = attribution(reading, clause)
    if at is None:
        return None
    end = next((here for here in range(at + 1, clause.last) if says(reading.words[here], "contrast")), clause.last)
    named = [
        actor
        for actor in reading.inside(reading.actors, at + 1, min(end, at + _ACCUSED_REACH))
        if actor.kind in {"name", "force", "adjective", "aircraft"}
        and (actor.actors or (actor.ref == "anaphor" and _ORGANISATION in actor.surface))
        and not _accuses(reading, actor, at)
    ]
    before = [actor for actor in reading.inside(reading.actors, max(clause.first, at - _ACCUSED_REACH), at) if answers_for(reading, actor, at)]
    stated = claims(reading, at) and at + 1 < clause.last and reading.words[at + 1].key == "فيه"
    if stated and not (named and named[0].first == at + 2):
        before = [actor for actor in reading.inside(reading.actors, clause.first, at) if actor.kind in {"name", "force"}]  # "أصدرت X بياناً تبنت فيه"
        named = []
    if before and (not named or not claims(reading, at)):
        return before[-1]
    if reading.words[at].key.startswith(_ASCRIBING):
        named = [actor for actor in named if reading.words[actor.first - 1].key == "الي" or actor.particle.endswith("ل")][:1] or named
    comma = next((end for end in range(at + 1, clause.last) if "،" in reading.between[end]), clause.last)
    near = [actor for actor in named if actor.first < comma]
    near = [actor for actor in near if actor.kind != "adjective"] or near  # "حمّل مسؤولون أتراك روسيا المسؤولية"
    if near and (claims(reading, at) or not _ACCUSES.isdisjoint(reading.words[at].forms)):
        return near[0]  # "اتهمت A B بقصف موقع لC"
    return near[-1] if near else named[0] if named else None


def _accuses(reading: ZoneReading, actor: ActorMention, at: int) -> bool:
    """Whether an actor is the subject of the verb: "تتهم المعارضة طائرة ميغ"."""
    return actor.first == at + 1 and not actor.particle and not _ACCUSES.isdisjoint(reading.words[at].forms)


def listed_with(reading: ZoneReading, accused: ActorMention, clause: Clause) -> list[ActorMention]:
    """Give those blamed together with a side, before or after it: "يتهم A وB"."""
    actors = [actor for actor in reading.inside(reading.actors, clause.first, clause.last) if actor.kind in {"name", "force"} and actor.actors]
    if accused not in actors:
        return []
    at = actors.index(accused)
    first, last = at, at + 1
    while last < len(actors) and listed(actors[last - 1], actors[last]) and actors[last].first == actors[last - 1].last:
        last += 1
    while first and listed(actors[first - 1], actors[first]) and actors[first].first == actors[first - 1].last:
        first -= 1
    return [actor for actor in actors[first:last] if actor is not accused]
