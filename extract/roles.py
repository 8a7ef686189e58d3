"""Who did it to whom: reads the actors of one clause as initiators, targets or parties of a clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract import belonging, holding, means
from extract.actor_tables import plays
from extract.actors import ActorMention
from extract.cues import definite
from extract.parties import exchange, parties
from extract.statements import Sides, Statement
from extract.tables import Phrases, Word, forms, read_table, shared
from extract.triggers import ARMED, Trigger
from extract.word_lists import stems, word_set
from gazetteer.names import key

ROLES = ("initiator", "target", "support", "holder", "origin", "facing")
"""Roles of cues; a holder ("التي تسيطر عليها X") is a target, though only of what is aimed at a side.

An origin ("من حواجز X") is who fires where there is fire, else a target; who is only faced ("خط التماس مع X") is the other side where none is named.
"""
_PARTIES = frozenset({"name", "force", "aircraft", "adjective"})
_CUE_REACH = 2  # words a cue may stand before its actor (مواقع تابعة لقوات النظام)
_SUBJECT_REACH = 3  # words between a verb and its subject
_LIST_REACH = 3  # words between two actors of one list
_ASIDE_REACH = 3  # words before a verb in which a list with its subject may begin
_MANNERS = 3  # adjectives between a noun of attack and its owner: "غارة جوية ثانية لX"
_ASIDE = 8  # words after the last verb or noun of attack
_SITES = stems("sites_of_a_side")
_OBJECTS = stems("objects_of_an_attack")
_JOINTLY = word_set("jointly")
"""Words of support that go with the verb and so with who acts, whoever was named last; "المدعومة من" goes with the force before it."""
_MEN_REACH = 5
_STORM = 4  # words of "واندفعت منها مجموعات من" before its actor
_BESIDE = 3  # words of "أمام مبنى تابع لX" between its preposition and X
_LOSING, _OWN_ATTEMPT = word_set("losing"), "محاولت"
_DRIVING = word_set("driving_out")
_OUSTED, _AFTER = word_set("ousting"), word_set("after_being")
_AIMED = word_set("aimed_at")
_ORIGIN, _ORIGIN_REACH = word_set("where_fire_came_from"), 7
_TRIED = frozenset({"attempt", "advance", "attack", "enter", "armed_clash"})
_TRIED_REACH = 4  # words from "محاولة توغل" to whose it was
_TRY_REACH = 2  # words between "تحاول" and its subject
_REPELLED = word_set("repelled_it")
_VERBS = frozenset({"verb", "weak_verb"})
_FIRE = frozenset({"air_strike", "drone_strike", "shelling", "chemical_attack"})
_MOVES = word_set("movements")
_JOINING = word_set("joining_a_list")
_FIGURE_REACH = 16  # characters between a figure and the people it counts
_PEOPLE = word_set("people_of_a_side")
_MEN = _PEOPLE | word_set("numbers_of_men")
_AGENTS = _PEOPLE | word_set("agents")
_OWNERS = word_set("attached_to") | word_set("attached_men")
_BEING = word_set("is_or_was")
_SOLDIERS = word_set("soldiers_of_a_side")


@shared
def _role_cues() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("role_cues.csv", ["role"]):
        for form in forms(row["phrase"]):
            phrases.add(form, row.one_of("role", ROLES))
    return phrases


def cues_by_end(words: Sequence[Word]) -> dict[int, tuple[str, int]]:
    """Role cues of a text: index of the word after the cue -> (role, first word of the cue); of two that end together the longer."""
    found: dict[int, tuple[str, int]] = {}
    for hit in _role_cues().find(words):
        found.setdefault(hit.last, (hit.values[0], hit.first))
    return found


def assign(statement: Statement, event_type: str, actors: Sequence[ActorMention]) -> Sides:
    """Assign the actors of a clause. actors: the mentions inside it, in order."""
    ends = frozenset(actor.last for actor in actors)
    named = [actor for actor in actors if actor.kind in _PARTIES and (actor.kind != "adjective" or _qualifies(actor, ends, statement))]
    named = [actor for actor in named if not (_owned_site(actor) and actor.particle.startswith("و") and actor.first in ends)]  # "أوكار X ومقراتهم"
    mutual = parties(named, statement) if event_type == "armed_clash" else exchange(named, statement) if event_type in _FIRE else None
    if mutual is not None:
        return mutual
    named = _without_circumstances(named, statement)
    statement = replace(statement, ends=holding.subject_ends([(actor, _named_by(actor, statement)[0] == "support") for actor in named], statement))
    sides = Sides()
    before: ActorMention | None = None
    role = ""
    for number, actor in enumerate(named):
        owner = before is not None and before.kind == "aircraft" and actor.first == before.last and actor.particle.endswith("ل")
        owner = owner or (before is not None and belonging.whose(before, actor, statement.words))
        listed = before is not None and bool(role) and _listed(before, actor, statement)
        if (sides.targets and not listed and _aside(actor, statement)) or (sides.initiators and event_type in _FIRE and _moves(actor, statement)):
            continue
        if role == "target" and before is not None and _epithet(before, actor, statement):
            continue
        if before is not None and before.ref == "label" and belonging.whose(before, actor, statement.words):
            (sides.initiators if role == "initiator" else sides.targets).remove(before)  # "إرهابيين من X": X says who they are
        role = role if before is not None and role and (owner or _listed(before, actor, statement)) else _role(actor, role, statement)
        if role == "target" and number + 1 < len(named) and _drove_out(actor, named[number + 1], statement):
            role = "initiator"
        if _take(sides, actor, role, statement):
            before = actor
    if event_type == "armed_clash" and not sides.initiators:
        _beaten_back(sides, statement)
    serving = [target for target in sides.targets if not _formerly(target, statement)]
    sides.targets = serving or sides.targets  # "القيادي السابق في A والمنضم لاحقاً إلى B"
    return sides


def _take(sides: Sides, actor: ActorMention, role: str, said: Statement) -> bool:
    """Put an actor on its side; False for one that is only faced."""
    named_by = _named_by(actor, said)[0]
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


def _epithet(before: ActorMention, actor: ActorMention, said: Statement) -> bool:
    """Whether an actor only says who backs the one before it: "هاجمت مقرات الفرقة 13 المدعومة من واشنطن"."""
    cue, first = _named_by(actor, said)
    return cue == "support" and first == before.last and definite(said.words[first])


def _beaten_back(sides: Sides, said: Statement) -> None:
    """Give the attack that a side repelled to those whose dead are told: "تصدى مقاتلو A لهجوم وقتلوا عشرة من B"."""
    if not any(trigger.type == "repel" for trigger in said.triggers):
        return
    beaten = [
        target
        for target in sides.targets[1:]
        if set(target.actors).isdisjoint(sides.targets[0].actors) and _counted(target, said.words[target.first - 1].key, said)
    ]
    if beaten and sides.targets[0] not in beaten and not _counted(sides.targets[0], said.words[sides.targets[0].first - 1].key, said):
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
    return [actor for actor in named if actor.last > said.main.first - _ASIDE_REACH or actor.last in listed or actor is subject or _cue(actor, said)[0]]


def _drove_out(actor: ActorMention, other: ActorMention, said: Statement) -> bool:
    """Read "طرد الجيش تنظيم X": subject and object of a verb that is also a noun."""
    return actor.first > 0 and said.words[actor.first - 1].key in _DRIVING and other.first == actor.last and not other.particle


def _aside(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor far behind a statement that has its target is no part of it ("قُتل عنصران من A بقصف ...، في ظل ترقب لموقف B")."""
    last = max((trigger.last for trigger in said.triggers if trigger.last <= actor.first), default=said.main.last)
    before = said.words[actor.first - 1].key if actor.first else ""
    return actor.first - last > _ASIDE and _cue(actor, said)[0] == "" and not _counted(actor, before, said)


def _moves(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor only came or went before the strike ("أغارت طائرة على البلدة بعد دخول X إليها")."""
    cue, first = _cue(actor, said)
    return cue == "initiator" and said.words[first].key in _MOVES


def _qualifies(actor: ActorMention, ends: frozenset[int], said: Statement) -> bool:
    """Whether an adjective (الروسي) belongs to an attack, a weapon, soldiers or support, and not to "استماتة إيرانية"."""
    if _cue(actor, said)[0] == "support" or actor.first == 0:
        return True
    before = said.words[actor.first - 1]
    if (
        before.key in _BEING
        or (before.key == "من" and _near_attack(actor, said) and definite(said.words[actor.first]))
        or (actor.particle.startswith("و") and actor.first in ends)
    ):
        return True
    return any(actor.first - trigger.last <= 1 and actor.first >= trigger.last for trigger in said.triggers) or _soldiers(actor, said)


def _near_attack(actor: ActorMention, said: Statement) -> bool:
    return any(1 <= actor.first - trigger.last <= _SUBJECT_REACH for trigger in said.triggers)  # "غارتين من الروسي"


def _soldiers(actor: ActorMention, said: Statement) -> bool:
    return not _SOLDIERS.isdisjoint({said.words[at].key for at in range(max(0, actor.first - 2), actor.first)})


def _counted(actor: ActorMention, before: str, said: Statement) -> bool:
    """Whether an actor's people are counted as casualties: "ثلاثة من جنودها", "مقتل عنصرين من X"."""
    for start, end in said.hurt:
        between = any(end <= trigger.start < actor.start for trigger in said.triggers)  # "قتل مدني برصاص قناص من X"
        if start <= actor.start < end or (before == "من" and 0 <= actor.start - end <= _FIGURE_REACH and not between):
            return True
    return False


def _listed(before: ActorMention, actor: ActorMention, said: Statement) -> bool:
    """Whether an actor goes on a list: "A وB", "A، بينها B"."""
    if actor.first - before.last > _LIST_REACH:
        return False
    joined = actor.particle.startswith("و") or (actor.first > 0 and said.words[actor.first - 1].key in _JOINING)
    return joined and _cue(actor, said)[0] in {"", "support"}


def _cue(actor: ActorMention, said: Statement) -> tuple[str, int]:
    """The role named by the words before an actor, and where those words begin; a holder of a place is a target."""
    role, first = _named_by(actor, said)
    if role == "origin":
        return ("initiator" if _fires(first, said) else "target"), first
    if role == "holder" and any(word.key in _ORIGIN for word in said.words[max(0, first - _ORIGIN_REACH) : first]):
        return "initiator", first  # "صواريخ مصدرها الأحياء الشرقية التي يسيطر عليها X"
    return ("target" if role in {"holder", "facing"} else role), first


def _fires(first: int, said: Statement) -> bool:
    """Whether fire was told before "من حواجز X", and the words do not count or pass some of them: "عدد من حواجز X", "بالقرب من حواجز X"."""
    before = said.words[first - 1] if first else None
    told = any(trigger.type in _FIRE | {"strike", "deliver"} and trigger.last <= first for trigger in said.triggers)
    return told and before is not None and not plays(before, "partitive")


def _named_by(actor: ActorMention, said: Statement) -> tuple[str, int]:
    if _backing(actor, said):
        return "support", actor.first - 1
    for back in range(_CUE_REACH):
        found = said.cues.get(actor.first - back)
        if found and not (back and found[0] == "initiator" and said.words[actor.first - 1].key in _AIMED):  # "هجوم شنته على X"
            outer = said.cues.get(found[1])  # "شنّه عناصر من X": the first word decides
            attacks = (
                any(outer[1] == trigger.first and trigger.role not in ARMED and not _relative(trigger, said) for trigger in said.triggers) if outer else False
            )
            site = said.words[found[1]].key not in _AGENTS  # "بقصف مواقع X", "قصفت رتلاً لX"
            backs = said.cues.get(found[1] + 1) if found[0] == "origin" else None
            if backs is not None and backs[0] == "support":
                return backs  # "بإسناد من دبابات X"
            return outer if outer and outer[0] == "initiator" and not (attacks and site) else found
    return "", -1


def _relative(trigger: Trigger, said: Statement) -> bool:
    """Whether a verb goes back to the fire before it, so that its subject follows: "قذائف أطلقتها حواجز X"."""
    return trigger.type == "deliver" and said.words[trigger.first].key.endswith(("ته", "تها", "قها", "قه", "نها", "ذها", "ذه"))


def _backing(actor: ActorMention, said: Statement) -> bool:
    """Read "مدعومة بمئات من عناصر X": only a number of men stands between the word of support and the supporter."""
    at = actor.first - 1
    while at >= 0 and actor.first - at <= _MEN_REACH and said.words[at].key in _MEN:
        at -= 1
    if at == actor.first - 1 or at < 0:
        return False
    begun = said.cues.get(at + 1) or said.cues.get(at)
    return begun is not None and begun[0] == "support"


def _role(actor: ActorMention, previous: str, said: Statement) -> str:
    """Read one actor: by the words before it, else by where it stands from the verb."""
    cue, cue_first = _cue(actor, said)
    before = said.words[actor.first - 1].key if actor.first else ""
    if decided := _by_words(actor, (cue, cue_first), before, previous, said):
        return decided
    by_people = said.words[cue_first].key in _PEOPLE if cue_first >= 0 else False
    owned = (trigger for trigger in said.triggers if trigger.role == "noun" and trigger.last == actor.first and actor.particle == "ل")
    verb = next(owned, None) or next(
        (trigger for trigger in said.triggers if _governs(trigger, actor, said, follows=by_people and trigger.last == cue_first)), None
    )
    if verb is not None and cue != "initiator" and not (cue == "target" and verb.last <= cue_first and _stands_apart(verb, cue_first, said)):
        return _after_verb(actor, verb, previous, said)
    if (
        previous == "initiator"
        and actor.kind in {"aircraft", "adjective"}
        and any(plays(word, "downing") for word in said.words[said.main.first : actor.first])
    ):
        return "target"  # "أسقطت A طائرة لB"
    return cue or ("initiator" if actor.kind in {"aircraft", "adjective"} else _by_position(actor, previous, said))


def _by_words(actor: ActorMention, cue: tuple[str, int], before: str, previous: str, said: Statement) -> str:
    """Read an actor by the words next to it, "" where they leave it to its position."""
    if said.main.type == "explosion_ied" and (role := _of_a_bomb(actor, cue, said)):
        return role
    if cue[0] == "support" and said.words[cue[1]].key in _JOINTLY:
        return "initiator"
    if cue[0] == "support" or (before in _OWNERS and cue[0] != "target"):
        owned = before in _OWNERS and (_of_an_object(actor, said) or (actor.last <= said.main.first and said.main.type == "explosion_ied"))
        if owned and previous == "initiator":
            return "target"
        return previous or ("target" if owned else "initiator")  # "سيارة تابعة لX انقلبت إثر انفجار عبوة"
    return _by_deed(actor, cue, before, previous, said)


def _by_deed(actor: ActorMention, cue: tuple[str, int], before: str, previous: str, said: Statement) -> str:
    """Read an actor by what the words next to it tell of it: hit, suspected, trying, flying, repelled; "" where they tell nothing."""
    suspected = _agent_of_masdar(actor, said) or belonging.suspect(actor, said.words, said.hurt)
    if not suspected and _hit(actor, before, said):
        return "target"
    lost = before in _LOSING and any(word.key.startswith(_OWN_ATTEMPT) for word in said.words[actor.last : actor.last + _ASIDE])
    if suspected or lost or _tries(actor, said) or _holds_now(actor, said) or _flew(actor, said) or _shot(actor, said):
        return "initiator"  # lost: "خسرت X 15 عنصراً أثناء محاولتها اقتحام ..."
    if said.main.type == "territory_change" and (role := holding.role(actor, cue[0], before, said)):
        return role
    return _repelled(actor, cue[0], previous, said) or means.role(actor, *cue, said)


def _of_a_bomb(actor: ActorMention, cue: tuple[str, int], said: Statement) -> str:
    """Read who ran in after a bomb, or at whose office it went off; "" elsewhere."""
    return "initiator" if _stormed(actor, said) else "target" if _beside(actor, cue, said) else ""


def _stormed(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor is who ran in after a bomb: "دوى انفجار عند البوابة، واندفعت منها مجموعات من X"."""
    between = said.words[max(said.main.last, actor.first - _STORM) : actor.first]
    return actor.first > said.main.last and not actor.particle and any(plays(word, "storming") for word in between)


def _beside(actor: ActorMention, cue: tuple[str, int], said: Statement) -> bool:
    """Whether a bomb went off at what belongs to an actor: "انفجرت سيارة أمام مقر X", "قرب مبنى تابع لX"."""
    begun = cue[1] if cue[0] == "target" and cue[1] >= 0 else actor.first
    at = next((at for at in range(begun - 1, max(said.main.last, begun - 1 - _BESIDE) - 1, -1) if plays(said.words[at], "beside")), None)
    return at is not None and not any(trigger.first >= at and trigger.first < actor.first for trigger in said.triggers)


def _tries(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor is who tries: "معارك تحاول عبرها غرفة X السيطرة على ..."."""
    tries = [trigger for trigger in said.triggers if trigger.type == "attempt" and trigger.role in {"verb", "weak_verb"} and trigger.first > said.main.first]
    return not actor.particle and not _cue(actor, said)[0] and any(0 <= actor.first - trigger.last <= _TRY_REACH for trigger in tries)


def _flew(actor: ActorMention, said: Statement) -> bool:
    """Whether aircraft follow the strike they flew: "ضربة لمسيّرة تركية"."""
    return (
        actor.kind == "aircraft"
        and actor.particle.endswith("ل")
        and any(trigger.last == actor.first and trigger.role not in ARMED for trigger in said.triggers)
    )


def _shot(actor: ActorMention, said: Statement) -> bool:
    """Whether gunmen are the subject of "قتل مسلحون": those they killed follow."""
    inside = said.main.first < actor.first < said.main.last and said.main.role == "verb" and not passive(said.main, said.words)
    return inside and not any(start <= actor.start < end for start, end in said.hurt) and any(start > actor.end for start, _ in said.hurt)


def _holds_now(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor gained a place: "باتت البلدة خاضعة بالكامل لX"."""
    subject = [trigger for trigger in said.triggers if trigger.type == "territory_change" and said.words[trigger.first].key.startswith("خاضع")]
    return actor.particle == "ل" and any(actor.first == trigger.last for trigger in subject)


def _of_an_object(actor: ActorMention, said: Statement) -> bool:
    """Whether what belongs to an actor was struck: "غارات على مستودعات تابعة لX"."""
    between = said.words[said.main.last : actor.first]
    verbs = any(trigger.role == "verb" and said.main.last <= trigger.first < actor.first for trigger in said.triggers)
    return not verbs and any(word.key == "علي" for word in between)


def _hit(actor: ActorMention, before: str, said: Statement) -> bool:
    """Whether an actor is hit by the words next to it: "هجوماً ... ردّته X", "مواقعها", "جنود أتراك", "ثلاثة من X"."""
    if (before in _REPELLED and actor.first > said.main.last) or (_owned_site(actor) and before != "من"):
        return True
    women = actor.ref == "possessive" and before == "من"  # "ثلاث من مقاتلاتها"
    return (actor.kind == "adjective" and _soldiers(actor, said)) or ((actor.kind != "aircraft" or women) and _counted(actor, before, said))


def _repelled(actor: ActorMention, cue: str, previous: str, said: Statement) -> str:
    """Read "صدّت A هجوماً لB": who repels was attacked; "" where nothing is repelled."""
    repelled = next((trigger for trigger in said.triggers if trigger.type == "repel"), None)
    if repelled is None or (repelled.first > said.main.first and said.main.type != "fail") or (cue == "initiator" and actor.first > repelled.last):
        return ""
    if actor.first > repelled.last and (actor.kind == "adjective" or (previous == "target" and _attempted(actor, repelled, said))):
        return "initiator"
    return "target"


def _attempted(actor: ActorMention, repelled: Trigger, said: Statement) -> bool:
    """Whether an attempt that someone named before repelled is an actor's: "صدّت A محاولة توغل بري لB"."""
    tried = [trigger for trigger in said.triggers if trigger.type in _TRIED and repelled.last <= trigger.first < actor.first]
    owner = actor.particle.endswith("ل") and said.words[actor.first - 1].key not in _OWNERS
    return bool(tried) and owner and actor.first - tried[-1].last <= _TRIED_REACH


def _stands_apart(verb: Trigger, cue_first: int, said: Statement) -> bool:
    """Whether a target cue is an object and no subject: "قصف مواقع X", "هاجم X بقذائف صاروخية حاجز Y", but not "هجوم مقاتلي X"."""
    return verb.last < cue_first or (said.words[cue_first].key not in _AGENTS and verb.type not in {"enter", "advance"})


def _agent_of_masdar(actor: ActorMention, said: Statement) -> bool:
    """Whether a force after استهداف is who does it: an object follows ("استهداف الفصائل لتمركزاتهم"), and no place, time or means."""
    if not any(trigger.role == "patient_noun" and trigger.last == actor.first for trigger in said.triggers) or actor.last >= len(said.words):
        return False
    after, at = said.words[actor.last], actor.last
    if actor.last + 1 < len(said.words) and after.keys[-1][2] == "و":  # "استهداف قوات النظام وروسيا منازل"
        after, at = said.words[actor.last + 1], actor.last + 1
    if any(particle.endswith("ل") for _, _, particle in after.keys[1:]):
        return True
    if after.token.surface.endswith(("اً", "ًا")):  # the object in the accusative
        return True
    return any(after.key.startswith(site) for site in _OBJECTS) and said.words[at - 1].key not in {"في", "علي"}


def _owned_site(actor: ActorMention) -> bool:
    """Whether an actor is the owner of "مواقعها"."""
    return actor.ref == "possessive" and actor.kind == "force" and key(actor.surface).startswith(_SITES)


def _governs(trigger: Trigger, actor: ActorMention, said: Statement, *, follows: bool) -> bool:
    """Whether an actor follows a verb or noun of attack, at once or (follows) after "عناصر من"."""
    near = 0 <= actor.first - trigger.last <= 1 or (trigger.role == "noun" and _of_fire(trigger, actor, said))
    return trigger.role != "patient_noun" and trigger.type != "repel" and (near or follows)


def _of_fire(trigger: Trigger, actor: ActorMention, said: Statement) -> bool:
    """Whether only adjectives stand between a noun of attack and its owner: "غارة لX", "قصف عنيف جديد لX"."""
    between = said.words[trigger.last : actor.first]
    arms = {at for other in said.triggers if other.role in ARMED for at in range(other.first, other.last)}  # "هجوم بالمدفعية والصواريخ لX"
    told = (at in arms or plays(word, "manner") or plays(word, "qualifier") for at, word in enumerate(between, start=trigger.last))
    return 0 <= actor.first - trigger.last <= _MANNERS and all(told)


def _after_verb(actor: ActorMention, verb: Trigger, previous: str, said: Statement) -> str:
    """The word after a verb or a noun of attack is who does it, unless the verb already has its subject before it or is passive."""
    if previous == "initiator" and verb.role == "noun" and actor.particle.endswith("ل") and plays(said.words[verb.first], "ambush"):
        return "target"  # "نصب A كميناً لB"
    ousted = said.words[verb.first].key in _OUSTED and verb.first > 0 and said.words[verb.first - 1].key in _AFTER and not actor.particle
    has_subject = previous == "initiator" and verb.role in _VERBS and verb.first in said.ends
    if ousted or has_subject:
        return "target"  # "بعد دحر X", "A تهاجم B"
    direct = _of_fire(verb, actor, said)
    if verb.role == "noun" and verb.type != "withdraw" and direct and actor.particle.endswith("ل"):
        return "initiator"  # "غارة للتحالف", "قصف صاروخي لقوات النظام"
    if verb.type == "withdraw" or passive(verb, said.words) or _points_at(actor, said):
        return "target"
    does = verb.role in _VERBS and any(_does(trigger, verb, said) for trigger in said.triggers)
    return "target" if does else "initiator"  # "غارات استهدفت قوات النظام", "صواريخ مجهولة تدك اللواء 47"


def _does(fire: Trigger, verb: Trigger, said: Statement) -> bool:
    """Whether fire is the subject of a verb that follows it, with nothing but adjectives between them."""
    return 0 <= verb.first - fire.last <= _MANNERS and all(plays(word, "manner") or plays(word, "qualifier") for word in said.words[fire.last : verb.first])


def _by_position(actor: ActorMention, previous: str, said: Statement) -> str:
    if _points_at(actor, said) or passive(said.main, said.words):
        return "target"
    if said.main.role == "patient_noun" and actor.first >= said.main.last:
        return "target"
    if previous == "initiator":
        return "target"
    if actor.last <= said.main.first and said.main.role in {"noun", "patient_noun"} and said.words[actor.first - 1].key == "في":
        return "target"  # "مستشار في X بغارة"
    if actor.first >= said.main.last:
        return "initiator" if actor.first - said.main.last <= _SUBJECT_REACH else "target"
    return "initiator"


def _points_at(actor: ActorMention, said: Statement) -> bool:
    """Whether على, ضد, مع or لـ stands before an actor (but not in "تابعة لـX")."""
    before = said.words[actor.first - 1].key if actor.first else ""
    return before in {"علي", "ضد", "مع"} or (actor.particle.endswith("ل") and before not in _OWNERS)


def passive(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Tell a passive that is written out: a damma on the first letter of the verb, or تعرض."""
    word = words[trigger.first]
    at = trigger.start - word.token.start
    return "\u064f" in word.token.surface[at + 1 : at + 3] or word.key.startswith("تعرض")
