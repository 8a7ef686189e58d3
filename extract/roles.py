"""Who did it to whom: reads the actors of one clause as initiators, targets or parties of a clash.

The words before an actor (`role_words`) and what it is told to have done (`role_deeds`) come first, then where it stands from the verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract import belonging, holding
from extract.actor_tables import plays
from extract.actors import ActorMention
from extract.cues import definite
from extract.parties import exchange, parties
from extract.role_deeds import (
    ASIDE,
    MANNERS,
    amid_fire,
    attacked_before,
    by_deed,
    by_means_of,
    counted,
    fire_struck,
    of_a_bomb,
    of_an_object,
    of_soldiers,
    owned_site,
    shot_down,
)
from extract.role_openings import opening
from extract.role_words import AGENTS, FIRE, OWNERS, PEOPLE, epithet, role_cue, role_named
from extract.statements import Sides, Statement
from extract.triggers import ARMED, Trigger, passive
from extract.word_lists import word_set

_PARTIES = frozenset({"name", "force", "aircraft", "adjective"})
_SUBJECT_REACH = 3  # words between a verb and its subject
_AGENT_REACH, _CUE_WORDS = 3, 3  # words of "إطلاق النار عليه" before "من قبل"; words of a cue
_LIST_REACH = 3  # words between two actors of one list
_ASIDE_REACH = 3  # words before a verb in which a list with its subject may begin
_OBJECTS = ("ه", "ها", "هما", "هم")  # of "طائرة أطلقتها X"
_JOINTLY = word_set("jointly")
"""Words of support that go with the verb and so with who acts, whoever was named last; "المدعومة من" goes with the force before it."""
_OUSTED, _AFTER = word_set("ousting"), word_set("after_being")
_VERBS = frozenset({"verb", "weak_verb"})
_TAKING = frozenset({"territory_change", "oust", "pass"})
_MOVES, _JOINING = word_set("movements"), word_set("joining_a_list")
_AIMED, _OPERATIONS = word_set("aimed_at_whom"), word_set("operations_that_aim")
_BEING, _MASCULINE, _PREPOSITIONS = word_set("is_or_was"), word_set("masculine_fire"), word_set("before_a_noun")
_SINCE = word_set("after_a_fight") | {"قبل", "خلال", "منذ"}


def assign(statement: Statement, event_type: str, actors: Sequence[ActorMention]) -> Sides:
    """Assign the actors of a clause. actors: the mentions inside it, in order."""
    ends = frozenset(actor.last for actor in actors)
    named = [actor for actor in actors if actor.kind in _PARTIES and (actor.kind != "adjective" or _qualifies(actor, ends, statement))]
    named = [actor for actor in named if not (owned_site(actor) and actor.particle.startswith("و") and actor.first in ends)]  # "أوكار X ومقراتهم"
    named = [actor for at, actor in enumerate(named) if not (at and _alias(named[at - 1], actor))]
    named = [actor for actor in named if event_type in FIRE or not amid_fire(actor, statement)]
    mutual = parties(named, statement) if event_type == "armed_clash" else exchange(named, statement) if event_type in FIRE else None
    if mutual is not None:
        return mutual
    named = _without_circumstances(named, statement)
    backing = [(actor, role_named(actor, statement)[0] == "support") for actor in named]
    backed = frozenset(actor.last for actor, backs in backing if backs)
    statement = replace(statement, ends=holding.subject_ends(backing, statement), backed=backed)
    sides = Sides()
    before: ActorMention | None = None
    role = ""
    for number, actor in enumerate(named):
        owner = before is not None and before.kind == "aircraft" and actor.first == before.last and actor.particle.endswith("ل")
        owner = owner or (before is not None and belonging.whose(before, actor, statement.words))
        listed = before is not None and bool(role) and _listed(before, actor, statement)
        if (sides.targets and not listed and _aside(actor, statement)) or (sides.initiators and event_type in FIRE and _moves(actor, statement)):
            continue
        if role == "target" and before is not None and (epithet(before, actor, statement) or attacked_before(before, actor, statement)):
            continue
        if before is not None and before.ref == "label" and belonging.whose(before, actor, statement.words):
            (sides.initiators if role == "initiator" else sides.targets).remove(before)  # "إرهابيين من X": X says who they are
        role = role if before is not None and role and (owner or _listed(before, actor, statement)) else _role(actor, role, statement)
        role = _turned(role, actor, named[number + 1 :], statement)
        if _take(sides, actor, role, statement):
            sides.holders += [actor] if listed and before in sides.holders else []  # "التي تسيطر عليها A وB"
            before = actor
    if event_type == "armed_clash" and not sides.initiators:
        _beaten_back(sides, statement)
    serving = [target for target in sides.targets if not _formerly(target, statement)]
    sides.targets = serving or sides.targets  # "القيادي السابق في A والمنضم لاحقاً إلى B"
    return sides


def _turned(role: str, actor: ActorMention, after: Sequence[ActorMention], said: Statement) -> str:
    """Give the other role to who drove others out, and to an aircraft that was shot down. after: the actors named later."""
    if role == "target" and holding.drove_out(actor, after, said):
        return "initiator"
    return "target" if role == "initiator" and shot_down(actor, after, said) else role


def _alias(before: ActorMention, actor: ActorMention) -> bool:
    """Whether a name only repeats the one right before it: قوات سوريا الديمقراطية "قسد", "تنظيم الدولة (داعش)"."""
    return bool(actor.actors) and actor.actors == before.actors and actor.first == before.last and not actor.particle


def _take(sides: Sides, actor: ActorMention, role: str, said: Statement) -> bool:
    """Put an actor on its side; False for one that is only faced."""
    named_by = role_named(actor, said)[0]
    if role == "target" and named_by == "facing":
        sides.facing.append(actor)
        return False
    (sides.initiators if role == "initiator" else sides.targets).append(actor)
    if role == "initiator" and named_by == "support":
        sides.supporters.append(actor)
    if role == "target" and named_by == "holder":
        sides.holders.append(actor)
    return True


def _formerly(actor: ActorMention, said: Statement) -> bool:
    """Whether someone is told to have served an actor before: "قيادي سابق في A"."""
    return said.words[actor.first - 1].key == "في" and any(word.key.startswith("سابق") for word in said.words[max(0, actor.first - 3) : actor.first])


def _beaten_back(sides: Sides, said: Statement) -> None:
    """Give the attack that a side repelled to those whose dead are told: "تصدى مقاتلو A لهجوم وقتلوا عشرة من B"."""
    if not any(trigger.type == "repel" for trigger in said.triggers):
        return
    beaten = [
        target
        for target in sides.targets[1:]
        if set(target.actors).isdisjoint(sides.targets[0].actors) and counted(target, said.words[target.first - 1].key, said)
    ]
    if beaten and sides.targets[0] not in beaten and not counted(sides.targets[0], said.words[sides.targets[0].first - 1].key, said):
        sides.initiators, sides.targets = beaten, [target for target in sides.targets if target not in beaten]


def _without_circumstances(named: list[ActorMention], said: Statement) -> list[ActorMention]:
    """Leave out who is named before a verb that has its own subject: "بعد ساعات على رفع رايات A أغارت طائرات B"."""
    if said.main.role not in {"verb", "weak_verb"} or passive(said.main, said.words):
        return named
    flown = (actor for actor in named if actor.kind == "aircraft" and actor.last == said.main.first)
    subject = next((actor for actor in named if actor.first == said.main.last and not actor.particle), None) or next(flown, None)
    if subject is None:
        return named
    listed = {subject.first} if subject.particle.startswith("و") else set()  # "القوات X والطيران Y يقصفان"
    return [actor for actor in named if actor.last > said.main.first - _ASIDE_REACH or actor.last in listed or actor is subject or role_cue(actor, said)[0]]


def _aside(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor far behind a statement that has its target is no part of it ("قُتل عنصران من A بقصف ...، في ظل ترقب لموقف B")."""
    last = max((trigger.last for trigger in said.triggers if trigger.last <= actor.first), default=said.main.last)
    before = said.words[actor.first - 1].key if actor.first else ""
    return actor.first - last > ASIDE and role_cue(actor, said)[0] == "" and not counted(actor, before, said)


def _moves(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor only came or went before the strike ("أغارت طائرة على البلدة بعد دخول X إليها")."""
    cue, first = role_cue(actor, said)
    return cue == "initiator" and said.words[first].key in _MOVES


def _qualifies(actor: ActorMention, ends: frozenset[int], said: Statement) -> bool:
    """Whether an adjective (الروسي) belongs to an attack, a weapon, soldiers or support, and not to "استماتة إيرانية"."""
    if role_cue(actor, said)[0] == "support" or actor.first == 0:
        return True
    before = said.words[actor.first - 1]
    if (
        before.key in _BEING
        or (before.key == "من" and _near_attack(actor, said) and definite(said.words[actor.first]))
        or (actor.particle.startswith("و") and actor.first in ends)
    ):
        return True
    return any(actor.first - trigger.last <= 1 and actor.first >= trigger.last for trigger in said.triggers) or of_soldiers(actor, said)


def _near_attack(actor: ActorMention, said: Statement) -> bool:
    return any(1 <= actor.first - trigger.last <= _SUBJECT_REACH for trigger in said.triggers)  # "غارتين من الروسي"


def _listed(before: ActorMention, actor: ActorMention, said: Statement) -> bool:
    """Whether an actor goes on a list: "A وB", "A، بينها B"."""
    if actor.first - before.last > _LIST_REACH:
        return False
    joined = actor.particle.startswith("و") or (actor.first > 0 and said.words[actor.first - 1].key in _JOINING)
    return joined and role_cue(actor, said)[0] in {"", "support"}


def _role(actor: ActorMention, previous: str, said: Statement) -> str:
    """Read one actor: by the words before it, else by where it stands from the verb."""
    cue, cue_first = role_cue(actor, said)
    before = said.words[actor.first - 1].key if actor.first else ""
    words = (cue, cue_first)
    if decided := opening(actor, previous, said) or _by_words(actor, words, before, previous, said) or _by_verb_before(actor, words, previous, said):
        return decided
    if cue == "target" and _of_its_men(cue_first, said):
        return "initiator"
    by_people = said.words[cue_first].key in PEOPLE if cue_first >= 0 else False
    owned = (trigger for trigger in said.triggers if trigger.role == "noun" and trigger.last == actor.first and actor.particle == "ل")
    held = role_named(actor, said)[0] == "holder"
    taken = said.main.type in _TAKING  # "تسيطر عليها X", "حيّاً تحت سيطرة X"
    free = (trigger for trigger in said.triggers if not (held and trigger.first >= cue_first and (trigger.role in _VERBS or not taken)))
    governing = (trigger for trigger in free if _governs(trigger, actor, said, follows=by_people and trigger.last == cue_first))
    verb = next(owned, None) or next(governing, None)
    if verb is not None and cue != "initiator" and not (cue == "target" and verb.last <= cue_first and _stands_apart(verb, cue_first, said)):
        return _after_verb(actor, verb, previous, said)
    downed = previous == "initiator" and any(plays(word, "downing") for word in said.words[said.main.first : actor.first])
    if downed and actor.kind in {"aircraft", "adjective"}:
        return "target"  # "أسقطت A طائرة لB"
    if cue or actor.kind in {"aircraft", "adjective"}:
        return cue or "initiator"
    return "target" if _by_another(actor, said) else _by_position(actor, previous, said)


def _by_verb_before(actor: ActorMention, cue: tuple[str, int], previous: str, said: Statement) -> str:
    """Read an actor right after its verb or noun: "استهداف إسرائيلي", "A قصفت B", but not "طائرة أطلقتها B"; "" elsewhere."""
    pointing = cue[0] == "initiator" and said.words[cue[1]].key.endswith(_OBJECTS)
    after = [trigger for trigger in said.triggers if trigger.last == actor.first and not (pointing and trigger.first == cue[1])]
    if actor.kind == "adjective" and any(trigger.role == "patient_noun" for trigger in after):
        return "initiator"
    named = actor.kind in {"name", "force"}
    struck = any((named and fire_struck(trigger, said)) or (previous == "initiator" and _acts(trigger, said)) for trigger in after)
    struck = struck or any(_does(fire, verb, said) for verb in after if verb.type == "strike" for fire in said.triggers if _hits_whom(fire, verb, actor, said))
    struck = struck or (named and any(_told_of_an_attack(verb, said) for verb in after))
    return "target" if struck and not actor.particle else ""


def _told_of_an_attack(verb: Trigger, said: Statement) -> bool:
    """Whether a verb tells whom an attack aimed at, its noun being no word of fire or one phrase with it: "عملية استهدفت A", "عبوة ناسفة استهدفت A"."""
    if said.words[verb.last - 1].keys[-1][0] not in _AIMED:
        return False
    return verb.last - verb.first > 1 or any(word.keys[-1][0] in _OPERATIONS for word in said.words[max(0, verb.first - 2) : verb.first])


def _of_its_men(at: int, said: Statement) -> bool:
    """Whether an attack is that of the men named at a word: "هجوم لعناصر من X"."""
    word = said.words[at]
    attack = any(trigger.role == "noun" and trigger.last == at for trigger in said.triggers)
    return attack and word.keys[-1][2] == "ل" and not PEOPLE.isdisjoint(word.forms)


def _by_another(actor: ActorMention, said: Statement) -> bool:
    """Whether it is told after an actor by whom it was done: "أحد عناصر X قُتل بإطلاق نار من قبل مسلحين"."""
    if actor.last > said.main.first:
        return False
    ends = range(said.main.last + 1, said.main.last + _AGENT_REACH + _CUE_WORDS)
    cues = (said.cues[end] for end in ends if end in said.cues)
    return any(role == "initiator" and 0 <= first - said.main.last < _AGENT_REACH and said.words[first].key == "من" for role, first in cues)


def _by_words(actor: ActorMention, cue: tuple[str, int], before: str, previous: str, said: Statement) -> str:
    """Read an actor by the words next to it, "" where they leave it to its position."""
    if before == "ضد":
        return "target"  # "بعد حملة شنها ضد X"
    if said.main.type == "explosion_ied" and (role := of_a_bomb(actor, cue, said)):
        return role
    if cue[0] == "support" and said.words[cue[1]].key in _JOINTLY:
        return "initiator"
    if cue[0] == "support" or (before in OWNERS and cue[0] != "target"):
        bombed = actor.last <= said.main.first and said.main.type == "explosion_ied"
        owned = before in OWNERS and (bombed or of_an_object(actor, said) or counted(actor, before, said))
        if owned and previous == "initiator":
            return "target"
        return previous or ("target" if owned else "initiator")  # "سيارة تابعة لX انقلبت إثر انفجار عبوة"
    return by_deed(actor, cue, before, previous, said)


def _acts(verb: Trigger, said: Statement) -> bool:
    """Whether the subject of a verb stands right before it: "قوات X قصفت"."""
    return verb.role in _VERBS and verb.first in said.ends


def _hits_whom(fire: Trigger, verb: Trigger, actor: ActorMention, said: Statement) -> bool:
    """Whether fire may be the subject of a verb before whom it hit: "قصف استهدف A في X"; not "غارات استهدفت طائرات A بلدة X", nor "قصف استهدفت A X"."""
    if fire.type == "attack":
        return True
    masculine = said.words[fire.first].keys[-1][0].removesuffix("ا") in _MASCULINE  # also "تفجيراً"
    feminine_verb = said.words[verb.first].key.startswith("ت") or said.words[verb.first].key.endswith("ت")
    after = said.words[actor.last] if actor.last < len(said.words) else None
    ends = after is None or after.key in _PREPOSITIONS or after.keys[-1][2] in {"ب", "ل", "و"} or after.start - said.words[actor.last - 1].end > 1
    return (fire.role == "noun" or fire.role in ARMED) and actor.kind in {"name", "force"} and masculine != feminine_verb and ends


def _stands_apart(verb: Trigger, cue_first: int, said: Statement) -> bool:
    """Whether a target cue is an object and no subject: "قصف مواقع X", "هاجم X بقذائف صاروخية حاجز Y", but not "هجوم مقاتلي X"."""
    return verb.last < cue_first or (said.words[cue_first].key not in AGENTS and verb.type not in {"enter", "advance"})


def _governs(trigger: Trigger, actor: ActorMention, said: Statement, *, follows: bool) -> bool:
    """Whether an actor follows a verb or noun of attack, at once or (follows) after "عناصر من"."""
    near = 0 <= actor.first - trigger.last <= (0 if actor.first in said.ends else 1) or (trigger.role == "noun" and _of_fire(trigger, actor, said))
    return trigger.role != "patient_noun" and trigger.type not in {"repel", "pass"} and (near or follows)


def _of_fire(trigger: Trigger, actor: ActorMention, said: Statement) -> bool:
    """Whether only adjectives stand between a noun of attack and its owner: "غارة لX", "قصف عنيف جديد لX"."""
    between = said.words[trigger.last : actor.first]
    arms = {at for other in said.triggers if other.role in ARMED for at in range(other.first, other.last)}  # "هجوم بالمدفعية والصواريخ لX"
    told = (at in arms or any(plays(word, role) for role in ("manner", "qualifier", "doubt", "belong")) for at, word in enumerate(between, start=trigger.last))
    return 0 <= actor.first - trigger.last <= MANNERS and all(told)


def _after_verb(actor: ActorMention, verb: Trigger, previous: str, said: Statement) -> str:
    """The word after a verb or a noun of attack is who does it, unless the verb already has its subject before it or is passive."""
    if previous == "initiator" and verb.role == "noun" and actor.particle.endswith("ل") and plays(said.words[verb.first], "ambush"):
        return "target"  # "نصب A كميناً لB"
    ousted = said.words[verb.first].key in _OUSTED and verb.first > 0 and said.words[verb.first - 1].key in _AFTER and not actor.particle
    means = not actor.particle and by_means_of(verb, said)
    if ousted or (previous == "initiator" and (means or _acts(verb, said))):
        return "target"  # "بعد دحر X", "A تهاجم B", "استهدفت A بصاروخين B"
    direct = _of_fire(verb, actor, said)
    if verb.role == "noun" and verb.type != "withdraw" and direct and actor.particle.endswith("ل"):
        return "initiator"  # "غارة للتحالف", "قصف صاروخي لقوات النظام"
    if verb.type == "withdraw" or passive(verb, said.words) or (_points_at(actor, said) and not _men_of(actor, verb, said)):
        return "target"
    does = verb.role in _VERBS and any(_does(trigger, verb, said, owned=previous == "initiator") for trigger in said.triggers)
    return "target" if does else "initiator"  # "غارات استهدفت قوات النظام", "صواريخ مجهولة تدك اللواء 47"


def _men_of(actor: ActorMention, verb: Trigger, said: Statement) -> bool:
    """Whether the subject of a verb is an actor's men: "هاجمت مجموعة لX", but not "هاجمت طائرة مجموعة لX"."""
    at = actor.first - 1
    return verb.role in _VERBS and verb.last == at and at not in said.ends and said.words[at].key in PEOPLE


def _does(fire: Trigger, verb: Trigger, said: Statement, *, owned: bool = False) -> bool:
    """Whether fire is the subject of a verb that follows it, with nothing but adjectives and its weapon between them: "هجوم بصاروخ موجه استهدف X".

    owned: who fired is named already, as by the adjective of "ضربات يرجح أنها إسرائيلية استهدفت X".
    """
    arms = {at for other in said.triggers if other.role in ARMED for at in range(other.first, other.last)}
    if fire.first and said.words[fire.first - 1].keys[-1][0] in _SINCE:
        return False  # "عقب الهجوم قصفت قوات X"
    kinds = ("manner", "qualifier", "doubt") if owned else ("manner", "qualifier")
    end = verb.first - owned
    told = (at in arms or said.words[at].key in _BEING or any(plays(said.words[at], kind) for kind in kinds) for at in range(fire.last, end))
    return 0 <= verb.first - fire.last <= MANNERS and all(told)


def _by_position(actor: ActorMention, previous: str, said: Statement) -> str:
    if _points_at(actor, said) or passive(said.main, said.words):
        return "target"
    if previous == "initiator" or (said.main.role == "patient_noun" and actor.first >= said.main.last):
        return "target"
    if actor.last <= said.main.first and said.main.role in {"noun", "patient_noun"} and said.words[actor.first - 1].key == "في":
        return "target"  # "مستشار في X بغارة"
    if actor.first >= said.main.last:
        return "initiator" if actor.first - said.main.last <= _SUBJECT_REACH else "target"
    return "initiator"


def _points_at(actor: ActorMention, said: Statement) -> bool:
    """Whether على, ضد, مع or لـ stands before an actor (but not in "تابعة لـX")."""
    before = said.words[actor.first - 1].key if actor.first else ""
    return before in {"علي", "ضد", "مع"} or (actor.particle.endswith("ل") and before not in OWNERS)
