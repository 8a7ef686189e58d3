"""Who lost a place and who gained it, and which actors may be the subject of a verb that follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.actor_tables import plays
from extract.actors import ActorMention
from extract.clauses import Clause
from extract.role_words import role_named
from extract.statements import Statement
from extract.triggers import Trigger
from extract.word_lists import word_set
from extract.zones import ZoneReading

_PEOPLE = word_set("men_who_hold")
_PREPOSITIONS = word_set("prepositions")
_LOSING_PLACE = word_set("losing_a_place")
_UNITS = word_set("units_by_number")
_DRIVING = word_set("driving_out")
_BENEFIT = word_set("to_the_benefit")
_OUSTED, _AFTER = word_set("ousting"), word_set("after_being")
_INDEED = "فقد"
_BEFORE_THAT, _ON_IT, _ON_IT_REACH = frozenset({("بعد", "ان")}), frozenset({"عليها", "عليه", "عليهما"}), 3
_WAS, HAD, _WHICH = word_set("was"), "قد", word_set("which_or_who")


def role(actor: ActorMention, cue: str, before: str, said: Statement) -> str:
    """Give the role of an actor in a change of hands, "" where the words do not say.

    Read are "وانتزعها من X", "خسر X البلدة لصالح Y", "آلت السيطرة على البلدة إلى X". cue: the role named by the words before it; before: the word before it.
    """
    losses = [(loss, trigger.last) for trigger in said.triggers if trigger.type in {"territory_change", "pass"} and (loss := _loss(trigger, said)) >= 0]
    passed = before == "الي" and any(trigger.type == "pass" and trigger.first < said.main.first for trigger in said.triggers)
    if passed or (losses and before in _BENEFIT):
        return "initiator"
    if any(0 <= actor.first - last <= 1 or actor.last == first for first, last in losses):
        return "target"
    if before in _OUSTED and actor.first > 1 and said.words[actor.first - 2].key in _AFTER:
        return "target"  # "تمشيط البلدة بعد طرد التنظيم منها"
    if any(trigger.last == actor.first and was_held(trigger.first, said) for trigger in said.triggers):
        return "target"  # "آخر المدن التي كانت بيد X"
    unit = said.words[actor.last - 1].kind == "number" and not _UNITS.isdisjoint(said.words[actor.first].forms)
    if unit and actor.first > said.main.last and (before == "علي" or (actor.particle == "و" and not cue)):
        return "target"  # "تحرير بلدة X والفوج 46"
    taken = before == "من" and actor.first > said.main.last and said.words[actor.first - 2].key not in _PEOPLE and not cue
    return "target" if taken else ""


def _loss(trigger: Trigger, said: Statement) -> int:
    """The word that tells the loss of a place, -1 if none: "خسرت X", "تفقد السيطرة على X"."""
    found = (at for at in (trigger.first - 1, trigger.first) if at >= 0 and not _LOSING_PLACE.isdisjoint(said.words[at].forms))
    return next((at for at in found if at == trigger.first or said.words[at].key != _INDEED), -1)  # not "فقد أحكمت A قبضتها"


def without_described(reading: ZoneReading, clause: Clause) -> Clause:
    """Leave out changes of hands that only describe a place and have no day: "قرب القاعدة التي انتزعتها A من B"; not "التي حررتها A أمس"."""
    if reading.inside(reading.dates, clause.first, clause.last):
        return clause
    changes = [one for one in clause.triggers if one.type == "territory_change" and one.role == "verb"]
    before = min((one.first for one in changes if _told_as_before(reading, clause, one)), default=clause.last)
    described = {one.first for one in changes if reading.words[one.first - 1].key in _WHICH}
    return replace(clause, triggers=tuple(one for one in clause.triggers if one.first < before and one.first not in described))


def _told_as_before(reading: ZoneReading, clause: Clause, verb: Trigger) -> bool:
    """Whether a change of hands is what went before the one told: "بعد أن تمكنت A من السيطرة عليها"."""
    before = [word.key for word in reading.words[max(clause.first - 1, 0) : verb.first]]
    earlier = any(pair in _BEFORE_THAT for pair in pairwise(before)) or "بعدما" in before
    return earlier and any(word.key in _ON_IT for word in reading.words[verb.first : min(verb.last + _ON_IT_REACH, clause.last)])


def was_held(at: int, said: Statement) -> bool:
    """Whether words such as بيد tell who held a place before: "كانت بيد X", "كانت تحت سيطرة X"."""
    return at > 0 and said.words[at - 1].key in _WAS


def drove_out(actor: ActorMention, others: Sequence[ActorMention], said: Statement) -> bool:
    """Read "طرد الجيش تنظيم X", "طردت A بدعم من B تنظيم X": subject and object of a verb that is also a noun; others: who is named after the subject."""
    if not actor.first or said.words[actor.first - 1].key not in _DRIVING:
        return False
    end = actor.last
    for other in others:
        if role_named(other, said)[0] != "support":
            return other.first == end and not other.particle
        end = other.last
    return False


def subject_ends(named: Sequence[tuple[ActorMention, bool]], said: Statement) -> frozenset[int]:
    """Give the words after which a possible subject ends; not who only supports, alone or in a list: "بإسناد من A وB دخلت C".

    named: the actors in order, each with whether words of support stand before it.
    """
    ends, supports, before = set(), False, -1
    for actor, backed in named:
        supports = backed or (supports and actor.first == before)
        if not supports and _may_be_subject(actor, said):
            ends.add(actor.last)
            if actor.last < len(said.words) and said.words[actor.last].key == HAD:  # "وكانت قوات A قد طردت B"
                ends.add(actor.last + 1)
        before = actor.last
    return frozenset(ends)


def _may_be_subject(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor may be the subject of a verb that follows it: no preposition stands before it, but for "عناصر من X"."""
    fires = actor.first > 0 and plays(said.words[actor.first - 1], "army")  # "المدفعية التركية"
    if (actor.kind == "adjective" and not fires) or actor.particle.endswith(("ل", "ب", "ك")):
        return False
    before = [said.words[at].key for at in range(max(0, actor.first - 2), actor.first)]
    return not before or before[-1] not in _PREPOSITIONS or (before[-1] == "من" and len(before) > 1 and before[-2] in _PEOPLE)
