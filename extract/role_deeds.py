"""What the words at an actor tell that it did or suffered: it is hit, suspected, trying, flying, storming, repelled, whatever its place in the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract import belonging, holding, means
from extract.actor_tables import plays
from extract.actors import ActorMention
from extract.cues import definite
from extract.role_words import FIRE, OWNERS, PEOPLE, role_cue
from extract.statements import Statement
from extract.triggers import ARMED, Trigger, passive
from extract.word_lists import stems, word_set
from extract.words import words

ASIDE = 8  # words after the last verb or noun of attack
_VERBS = frozenset({"verb", "weak_verb"})
_SITES = stems("sites_of_a_side")
_OBJECTS = stems("objects_of_an_attack")
_DEFUSE, _DEFUSE_REACH = stems("taking_a_bomb_apart"), 3
_GUARDED = stems("guarded_things")
_FLYING, _STANDING_AT = stems("aircraft_that_aim"), word_set("where_aircraft_stand")
_AROUND = word_set("around_a_place")
_OBJECT_REACH = 6  # words of "الحربي بصواريخ شديدة الانفجار" before what is aimed at
_STORM = 4  # words of "واندفعت منها مجموعات من" before its actor
_BESIDE = 3  # words of "أمام مبنى تابع لX" between its preposition and X
_LOSING, _OWN_ATTEMPT = word_set("losing"), "محاولت"
_TRIED = frozenset({"attempt", "advance", "attack", "enter", "armed_clash"})
_TRIED_REACH = 4  # words from "محاولة توغل" to whose it was
_TRY_REACH = 2  # words between "تحاول" and its subject
_FALLEN = word_set("losses_of_a_side")
_REPELLED = word_set("repelled_it")
_SUFFERS, _SUBJECT_WORDS = word_set("suffers"), 4  # words of "مقاتلو المعارضة" after "هاجمها"
_LINKS = word_set("links_of_belonging")
_WAS, _ASSAULTS = word_set("was"), frozenset({"attack", "enter", "advance"})
_BLAST = word_set("blast")
_SELF, _AMONG, _AMONG_REACH = word_set("himself"), word_set("among_victims"), 6  # words of "نفسه بين أفراد دورية من"
_FELL, _FELL_REACH = word_set("walked_into"), 4  # words of "وقع رتل تابع ل" before its actor
_FIGURE_REACH = 16  # characters between a figure and the people it counts
_SOLDIERS = word_set("soldiers_of_a_side")
_FIRED = FIRE | {"strike"}
_AMID, _SORTS = word_set("amid"), word_set("sorts")
MANNERS = 3  # adjectives between a noun of attack and its owner: "غارة جوية ثانية لX"


def of_soldiers(actor: ActorMention, said: Statement) -> bool:
    """Whether an adjective belongs to soldiers: "جنود أتراك"."""
    return not _SOLDIERS.isdisjoint({said.words[at].key for at in range(max(0, actor.first - 2), actor.first)})


def counted(actor: ActorMention, before: str, said: Statement) -> bool:
    """Whether an actor's people are counted as casualties: "ثلاثة من جنودها", "مقتل عنصرين من X", "ثلاثين مقاتلاً تابعين لفصائل X"."""
    belong = before == "من" or any(word.key in OWNERS | _LINKS for word in said.words[max(0, actor.first - 2) : actor.first])
    for start, end in said.hurt:
        between = any(end <= trigger.start < actor.start for trigger in said.triggers)  # "قتل مدني برصاص قناص من X"
        if start <= actor.start < end or (belong and 0 <= actor.start - end <= _FIGURE_REACH and not between):
            return True
    return False


def by_deed(actor: ActorMention, cue: tuple[str, int], before: str, previous: str, said: Statement) -> str:
    """Read an actor by what the words next to it tell of it: hit, suspected, trying, flying, repelled; "" where they tell nothing."""
    if _walked_into(actor, said) or _suffers(actor, said):
        return "target"
    if actor.kind == "aircraft" and actor.particle.endswith("ب") and previous == "target":
        return "initiator"  # "استهداف سيارة لA بمسيّرة تركية"
    suspected = _agent_of_masdar(actor, said) or belonging.suspect(actor, said.words, said.hurt)
    if not suspected and _hit(actor, before, said):
        return "target"
    lost = before in _LOSING and any(word.key.startswith(_OWN_ATTEMPT) for word in said.words[actor.last : actor.last + ASIDE])
    if suspected or lost or _tries(actor, said) or _holds_now(actor, said) or _flew(actor, said) or _shot(actor, said):
        return "initiator"  # lost: "خسرت X 15 عنصراً أثناء محاولتها اقتحام ..."
    if said.main.type == "territory_change" and (role := holding.role(actor, cue[0], before, said)):
        return role
    return _repelled(actor, cue[0], previous, said) or means.role(actor, *cue, said)


def attacked_before(target: ActorMention, actor: ActorMention, said: Statement) -> bool:
    """Whether an actor is only whom those who were hit had attacked: "قُتل مئة من القوات الموالية لX هاجمت مقراً لY", "رتلاً لX كان يهاجم Y"."""
    at = target.last + (said.words[target.last].key in _WAS)
    own = (verb for verb in said.triggers if verb.first == at and verb is not said.main and verb.role == "verb" and verb.type in _ASSAULTS)
    return target.last <= actor.first and any(not passive(verb, said.words) for verb in own)


def _walked_into(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor fell into an ambush: "وقع رتل لX في كمين", "المسلحون وقعوا في كمين"."""
    ambush = plays(said.words[said.main.first], "ambush") and said.main.first > 0 and said.words[said.main.first - 1].key == "في"
    told = said.words[max(0, actor.first - _FELL_REACH) : said.main.first]
    return ambush and actor.last < said.main.first and any(not _FELL.isdisjoint(word.forms) for word in told)


def fire_struck(fire: Trigger, said: Statement) -> bool:
    """Whether fire is the subject of the verb right before it, so that what it struck follows: "استهدف القصف اللواء 47", "طالت الغارات مقر X"."""
    verbal = any(verb.role in _VERBS and verb.last == fire.first and verb.type != "deliver" for verb in said.triggers)  # "نفذت القصف قوات X"
    return fire.role == "noun" and verbal and definite(said.words[fire.first])


def by_means_of(fire: Trigger, said: Statement) -> bool:
    """Whether fire is only the means, so that what was struck follows: "استهدفت الطائرات بأربع غارات اللواء 47"."""
    begun = said.words[max(0, fire.first - 1) : fire.first + 1] if fire.role in ARMED | {"noun"} else ()
    return any(word.keys[-1][2] == "ب" for word in begun) and not passive(said.main, said.words)


def of_a_bomb(actor: ActorMention, cue: tuple[str, int], said: Statement) -> str:
    """Read who ran in after a bomb, or at whose office it went off; "" elsewhere."""
    return "initiator" if _stormed(actor, said) or _set_off(actor, said) else "target" if _is_victim(actor, cue, said) else ""


def _set_off(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor's men set a bomb off: "تفجير مقاتلين من X عربة مفخخة وسط تجمع لY"."""
    men = actor.first > 1 and said.words[actor.first - 1].key == "من" and not PEOPLE.isdisjoint(said.words[actor.first - 2].forms)
    noun = any(trigger.type == "explosion_ied" and trigger.role == "noun" and trigger.last == actor.first - 2 for trigger in said.triggers)
    bomb = any(trigger.role in ARMED and trigger.first - actor.last <= 1 for trigger in said.triggers if trigger.first >= actor.last)
    return men and noun and bomb


def _is_victim(actor: ActorMention, cue: tuple[str, int], said: Statement) -> bool:
    return _defusing(actor, said) or _beside(actor, cue, said) or _shaken(actor, said) or _blown_up(actor, said)


def _blown_up(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor is who a suicide bomber stood among: "فجّر نفسه بين أفراد من X"."""
    before = [word.key for word in said.words[max(0, actor.first - _AMONG_REACH) : actor.first]]
    return any(one in _SELF and other in _AMONG for one, other in pairwise(before))


def _shaken(actor: ActorMention, said: Statement) -> bool:
    """Whether a blast shook what is named right after it: "هز انفجار فرع الأمن السياسي"; who explodes something is told with other words."""
    noun = any(trigger.last == actor.first and not _BLAST.isdisjoint(said.words[trigger.first].forms) for trigger in said.triggers)
    return noun and not actor.particle


def _defusing(actor: ActorMention, said: Statement) -> bool:
    """Whether a bomb went off while an actor took it apart: "أثناء محاولة عناصر X تفكيكها"."""
    after = said.words[actor.last : actor.last + _DEFUSE_REACH]
    return actor.first > said.main.last and any(form.startswith(_DEFUSE) for word in after for form in word.forms)


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
    return not actor.particle and not role_cue(actor, said)[0] and any(0 <= actor.first - trigger.last <= _TRY_REACH for trigger in tries)


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


def of_an_object(actor: ActorMention, said: Statement) -> bool:
    """Whether what belongs to an actor was struck: "غارات على مستودعات تابعة لX", "تستهدف شاحنة تابعة لX"."""
    between = said.words[said.main.last : actor.first]
    verbs = any(trigger.role == "verb" and said.main.last <= trigger.first < actor.first for trigger in said.triggers)
    return not verbs and any(word.key == "علي" or plays(word, "post") for word in between)


def _suffers(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor is told before what it underwent: "A تتعرض لقصف", "A هاجمتها B"."""
    if actor.particle or actor.last >= len(said.words):
        return False
    if said.words[actor.last].key in _SUFFERS:
        return True
    left = (trigger for trigger in said.triggers if trigger.type == "withdraw" and trigger.role == "verb" and said.main.type == "attack")
    if any(actor.first == trigger.last or actor.last == trigger.first for trigger in left):
        return True  # "انسحبت A من X بعد هجوم لB"
    struck = said.main.first == actor.last and said.main.role == "verb" and said.words[actor.last].key.endswith(("ها", "هم", "هما"))
    return struck and any(0 < end - said.main.last <= _SUBJECT_WORDS for end in said.ends)


def _hit(actor: ActorMention, before: str, said: Statement) -> bool:
    """Whether an actor is hit by the words next to it: "هجوماً ... ردّته X", "مواقعها", "جنود أتراك", "ثلاثة من X"."""
    if before in _FALLEN and not actor.particle:
        return True  # "ارتفع عدد قتلى X"
    if (before in _REPELLED and actor.first > said.main.last) or (owned_site(actor) and before != "من"):
        return True
    women = actor.ref == "possessive" and before == "من"  # "ثلاث من مقاتلاتها"
    return (actor.kind == "adjective" and of_soldiers(actor, said)) or ((actor.kind != "aircraft" or women) and counted(actor, before, said))


def _repelled(actor: ActorMention, cue: str, previous: str, said: Statement) -> str:
    """Read "صدّت A هجوماً لB": who repels was attacked; "" where nothing is repelled."""
    repelled = next((trigger for trigger in said.triggers if trigger.type == "repel"), None)
    if repelled is None or (repelled.first > said.main.first and said.main.type != "fail") or (cue == "initiator" and actor.first > repelled.last):
        return ""
    own = actor.first - repelled.last == 1 and not any(trigger.first == repelled.last for trigger in said.triggers)  # "تصدت الدفاعات الروسية ل..."
    if actor.first <= repelled.last:
        return "target"
    attacker = previous == "target" and (_attempted(actor, repelled, said) or _stood_up_to(actor, said))
    return "initiator" if attacker or (actor.kind == "adjective" and not own) else "target"


def _stood_up_to(actor: ActorMention, said: Statement) -> bool:
    """Whether somebody stood up to an actor that tried something: "تصدت A لB التي حاولت التقدم"; not "تصدت دفاعات A الجوية لB لهجوم"."""
    tried = any(trigger.type == "attempt" and trigger.first >= actor.last for trigger in said.triggers)
    return tried and _told_of(actor, said) and not any(trigger.particle.endswith("ل") for trigger in said.triggers if trigger.first >= actor.last)


def _told_of(actor: ActorMention, said: Statement) -> bool:
    """Whether لـ stands before an actor or its men: "لقوات A", "لمجموعة من A"."""
    men = said.words[actor.first - 1].key == "من" and said.words[actor.first - 2].keys[-1][2].endswith("ل")
    return (actor.particle.endswith("ل") and said.words[actor.first - 1].key not in OWNERS) or (men and said.words[actor.first - 2].keys[-1][0] in PEOPLE)


def _attempted(actor: ActorMention, repelled: Trigger, said: Statement) -> bool:
    """Whether an attempt that someone named before repelled is an actor's: "صدّت A محاولة توغل بري لB"."""
    tried = [trigger for trigger in said.triggers if trigger.type in _TRIED and repelled.last <= trigger.first < actor.first]
    return bool(tried) and _told_of(actor, said) and actor.first - tried[-1].last <= _TRIED_REACH


def _agent_of_masdar(actor: ActorMention, said: Statement) -> bool:
    """Whether who stands after استهداف is who aims, because what is aimed at follows.

    "استهداف الفصائل لتمركزاتهم", "استهداف طيران X الحربي بالصواريخ وسط المدينة", "استهداف عناصر من X حاجزاً"; a place, time or means alone tells nothing.
    """
    if not any(trigger.role == "patient_noun" and _subject_after(trigger, actor, said) for trigger in said.triggers):
        return False
    told = actor.kind == "aircraft"
    if _aims_at(actor, said) or (told and _many_or_unmanned(actor, said)):
        return True
    for at in range(actor.last, min(actor.last + _OBJECT_REACH, len(said.words))):
        word = said.words[at]
        particle = word.keys[-1][2]
        if particle.endswith("ل") or word.surface.endswith(("اً", "ًا")) or any(form.startswith(_OBJECTS) for form in word.forms):
            return said.words[at - 1].key not in {"في", "علي"}
        if told and word.key in _AROUND:
            return True
        means = particle.endswith("ب") or any(trigger.first <= at < trigger.last for trigger in said.triggers if trigger.role in ARMED)
        if not (means or particle == "و" or plays(word, "qualifier") or plays(word, "manner")):
            return False
        told = told or means
    return False


def _aims_at(actor: ActorMention, said: Statement) -> bool:
    """Read "استهداف لX على حافلة"."""
    onto = actor.particle.endswith("ل") and actor.last + 1 < len(said.words) and said.words[actor.last].key == "علي"
    return onto and any(form.startswith((*_OBJECTS, *_GUARDED)) for form in said.words[actor.last + 1].forms)


def _many_or_unmanned(actor: ActorMention, said: Statement) -> bool:
    """Whether aircraft aim, where nothing says where they stood: "استهداف طائرات X", "استهداف مسيّرة X", not "استهداف طائرة في المطار"."""
    after = said.words[actor.last] if actor.last < len(said.words) else None
    stood = after is not None and after.key in _STANDING_AT and after.start - said.words[actor.last - 1].end == 1  # "استهداف مسيّرة، بعد منتصف الليل"
    return not stood and any(word.key.startswith(_FLYING) for word in said.words[actor.first : actor.last])


def _subject_after(noun: Trigger, actor: ActorMention, said: Statement) -> bool:
    """Whether an actor stands right after a noun, or after those of its men who did it: "استهداف عناصر من X"."""
    between = [word.key for word in said.words[noun.last : actor.first]]
    drone = any(trigger.type == "drone_strike" and trigger.first == noun.last and trigger.last == actor.first for trigger in said.triggers)
    return actor.first >= noun.last and (not between or drone or (between[0] in PEOPLE and between[1:] in ([], ["من"])))


def owned_site(actor: ActorMention) -> bool:
    """Whether an actor is the owner of "مواقعها"."""
    return actor.ref == "possessive" and actor.kind == "force" and any(form.startswith(_SITES) for form in words(actor.surface)[0].forms)


def shot_down(actor: ActorMention, after: Sequence[ActorMention], said: Statement) -> bool:
    """Whether "a" aircraft was shot down by whom no table knows: "أسقطت المقاومة طائرة روسية", not "أسقطت مقاتلات تركية قاذفة روسية"."""
    others = any(other.kind == "aircraft" and said.words[other.first - 1].key not in _SORTS for other in after)
    down = said.main.type == "down" and said.main.last <= actor.first
    return down and not others and actor.kind == "aircraft" and not definite(said.words[actor.first])


def amid_fire(actor: ActorMention, said: Statement) -> bool:
    """Whether an actor only fired meanwhile: "سيطرت A على القرية وسط قصف جوي روسي"."""
    fire = (trigger for trigger in said.triggers if trigger.type in _FIRED and said.main.last < trigger.first)
    amid = (trigger for trigger in fire if said.words[trigger.first - 1].key in _AMID)
    return any(trigger.first < actor.first <= trigger.last + MANNERS for trigger in amid)
