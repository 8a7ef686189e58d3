"""Whose words and deeds a clause tells: who acts in it, who only speaks, mourns, answers or is blamed, and whose men fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from extract import blame
from extract.actor_tables import players, plays
from extract.actors import ActorMention, SourceMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.cues import definite
from extract.forces import AIR_POWERS
from extract.holding import HAD
from extract.opponents import listed, rivals
from extract.phrases import found_at, shared_words
from extract.role_words import AGENTS, OWNERS
from extract.statements import Sides
from extract.vocabulary import Codes
from extract.where import points
from extract.word_lists import stems, word_set
from extract.words import Word
from extract.zones import ZoneReading

_MEN = stems("men_from_a_side")
GROUNDED = frozenset({"opposition", "hts", "isis", "sna", "sdf"})
"""Who has no aircraft."""
_ARMIES = AIR_POWERS | {"syrian_government"}
"""Who tells of its own officers and soldiers; others tell of those they killed."""
_LIST_REACH = 3  # words between two actors of one list
_OBLIQUE = word_set("prepositions_of_no_subject")
_charging = shared_words(lambda: players("charge"))
_CHARGE_REACH = 5
"""Words after one that names a side only as a charge or as a circumstance: "بتهمة التعامل مع X", "رغم غارات X"."""
_MEN_OF = 12  # characters from a figure to whose men it counts: "ستة من مقاتلي X"
_LOSS_REACH = 2  # words after a speaker in which مقتل makes it one that tells of its own dead
_RANKS = word_set("ranks")
_ITS_MEN = word_set("its_men")
_CLOSE = word_set("close_to_a_side")
_MEDIA = word_set("media_of_a_party")
_MEDIA_REACH = 3  # words of "وسائل إعلام محلية تابعة ل"
_DEAD_REACH = 5  # words of "مقتل ثلاثة من الجنود" after who announces it
_BY = 3  # words of "ملاحقته من قبل" before its actor
_ANSWERING = frozenset({"ردا", "وردا"})
_ENDS = frozenset("،:")
_REPLY_WORDS, _THAT, _THIS = 3, frozenset({"ذلك"}), frozenset({"هذا", "هذه"})  # of "رداً على ذلك"
_answering = shared_words(lambda: _ANSWERING)
_DATELINE = 2  # words of a text in which a capital may stand as the place of writing
_DASHES = frozenset("-–—/(")
_AID, _AIDING = word_set("in_aid"), word_set("aiding")
_WAS = word_set("was")
_LANDMARK = 4  # words of "قرب حاجز يتبع ل" before whose post it is
_QUOTING = word_set("quoting")
"""Words that name a speaker after them: "أطلقتها مجموعات X بحسب سانا"."""
_SPEECH_REACH = 2  # words after an actor in which a verb of speech makes it a speaker


def acting(reading: ZoneReading, clause: Clause) -> list[ActorMention]:
    """Give the actors of the piece that reports the attack, without those who only speak."""
    first, last = clause.core
    named = reading.inside(reading.actors, first, last)
    if not named:
        return []
    sources = reading.inside(reading.sources, clause.first, clause.last)
    parties = [source for source in sources if source.kind == "party" and source.party != "unknown"]
    speakers = [(source.start, source.end) for source in parties if not _of_its_men(reading, source)]
    ends = [source.last for source in sources]  # "بحسب مصدر من قوات الأمن الداخلي (الأسايش)"
    # part of the name of an outlet, as in "قالت شبكة شام المعارضة إن", but not after a mark, as in "المرصد السوري: قسد تستهدف"
    outlets = {source.last for source in sources if source.kind in {"media", "monitor"} and source.last < last and not reading.between[source.last].strip()}
    speakers += [(actor.start, actor.end) for actor in named if actor.first in ends and ("(" in reading.between[actor.first] or actor.first in outlets)]
    sitting = {source.last + 1 for source in sources if source.last < last and reading.words[source.last].key == "من"}
    speakers += [(actor.start, actor.end) for actor in named if actor.first in sitting]  # "وكان مصدر عسكري من X في الصور قد روى أن"
    accusing = blame.attribution(reading, clause)
    if accusing is not None and blame.claims(reading, accusing) and clause.triggers and accusing < clause.triggers[0].first:
        accusing = None  # "تبنّى X استهداف آلية لY" reports the attack itself
    told = clause.triggers[0].first if accusing is not None and blame.told_in(reading, clause, accusing) else last
    inside = [actor for actor in named if accusing is None or actor.first < accusing or actor.first > told]
    inside = [actor for actor in inside if accusing is None or not blame.answers_for(reading, actor, accusing)]
    replied = _reply(reading, clause)
    inside = [actor for actor in inside if not replied[0] <= actor.first < replied[1]]
    bombed = any(trigger.type == "explosion_ied" for trigger in clause.triggers)  # "انفجار قرب فرع فلسطين" is at its door
    around = set() if bombed else {place.first for at in reading.place_indexes(first, last) if (place := reading.places[at]).near}
    inside = [actor for actor in inside if actor.first not in around and not _did_before(reading, actor)]  # "غارات على محيط الفوج 46"
    begins = {actor.first for actor in inside}
    return [
        actor
        for actor in inside
        if not (actor.kind == "aircraft" and not actor.actors and actor.last + 1 in begins and reading.words[actor.last].key == "من")  # "مقاتلات من قسد"
        and not any(start <= actor.start < end or actor.start <= start < actor.end for start, end in speakers)
        and not _charged(reading, actor)
        and not _landmark(reading, clause, actor)
        and (actor.kind == "aircraft" or not _speaks(reading, actor))
        and not _bystander(reading, actor)
        and not blame.denies(reading, actor)
        and not _dateline(reading, actor)
    ]


def _of_its_men(reading: ZoneReading, source: SourceMention) -> bool:
    """Whether an office is only named for its men: "اشتباكات بين وحدات من وزارة الدفاع ومجموعات من X"."""
    words, at = reading.words, source.first - 1
    return at > 0 and words[at].key == "من" and not AGENTS.isdisjoint(words[at - 1].forms)


def _charged(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether a side is named only as a charge or as a circumstance; "الأحياء المحاصرة" besiege nobody."""
    begun = found_at(reading.words, _charging(), max(0, actor.first - _CHARGE_REACH), actor.first)
    return any(not definite(reading.words[at]) for at in begun)


def _landmark(reading: ZoneReading, clause: Clause, actor: ActorMention) -> bool:
    """Whether a side's post only says where somebody was shot: "برصاص أُطلق عليهما قرب حاجز يتبع X"."""
    if not any(trigger.type == "small_arms_assassination" for trigger in clause.triggers):
        return False
    near = next((at for at in range(actor.first - 1, max(clause.first, actor.first - _LANDMARK) - 1, -1) if plays(reading.words[at], "beside")), None)
    if near is None or reading.inside(reading.triggers, near, actor.first):
        return False
    return any(plays(word, "post") for word in reading.words[near + 1 : actor.first])


def _did_before(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether it is only told what else a side had done before: "ودُمرت آليات كان التنظيم قد موّهها"."""
    at = actor.last + 1
    had = actor.first > 0 and at < len(reading.words) and reading.words[at - 1].key == HAD and reading.words[actor.first - 1].key in _WAS
    return had and definite(reading.words[actor.first]) and not reading.inside(reading.triggers, at, at + 1)


def _dateline(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether a capital only says where an agency writes: "واشنطن - بيروت (ا ف ب)"."""
    return actor.last <= min(_DATELINE, len(reading.words) - 1) and actor.kind == "name" and not _DASHES.isdisjoint(reading.between[actor.last])


def _speaks(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether a verb of speech follows an actor, not after a comma ("وقصفت قوات X، بحسب ناشطين، بلدة ...")."""
    after = range(actor.last, min(actor.last + _SPEECH_REACH, len(reading.words)))
    said = next((at for at in after if _speech(reading.words[at])), None)
    return said is not None and not any("،" in reading.between[at] for at in range(actor.last, said + 1))


def _speech(word: Word) -> bool:
    """Whether a word is a verb of speech with the speaker before it."""
    return plays(word, "speech", whole=True) and not plays(word, "belong") and word.key not in _QUOTING


def _bystander(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether an actor only reacts, mourns its dead, pursues the attacker or has relatives among the dead: "توعدت إيران", "عائلات عناصر X"."""
    words = reading.words
    if actor.first == 0:
        return False
    before, after = words[actor.first - 1], words[actor.last : actor.last + _LOSS_REACH]
    if plays(before, "kin") or (plays(before, "reacting", whole=True) and not actor.particle):
        return True
    if (actor.first > 1 and before.key == "من" and words[actor.first - 2].key in _CLOSE) or _of_media(words, actor):
        return True  # "قالت وكالة مقربة من X"
    if actor.particle.endswith("ل") and _in_aid(reading, actor.first - 1):
        return True
    if actor.first >= _BY and before.key == "قبل" and words[actor.first - 2].key == "من" and plays(words[actor.first - _BY], "pursuit"):
        return True
    announced = any(plays(word, "speech") for word in words[max(0, actor.first - _SPEECH_REACH) : actor.first])
    return announced and any(plays(word, "loss", whole=True) for word in after)


def _in_aid(reading: ZoneReading, at: int) -> bool:
    """Whether a word says for whom an attack was: "دعماً لX", "غارات مساندة لX"; not "فصائل مساندة لX"."""
    word = reading.words[at]
    fire = reading.inside(reading.triggers, max(0, at - 1), at)
    return word.key in _AID or (word.key in _AIDING and any(trigger.last == at for trigger in fire))


def _of_media(words: Sequence[Word], actor: ActorMention) -> bool:
    """Whether media belong to an actor: "وسائل إعلام تابعة لX"."""
    tie = actor.first - (2 if words[actor.first - 1].key == "ل" else 1)
    tied = tie > 0 and (tie < actor.first - 1 or actor.particle.endswith("ل")) and words[tie].key in OWNERS
    return tied and any(word.key in _MEDIA for word in words[max(0, tie - _MEDIA_REACH) : tie])


def able(named: Sequence[ActorMention], kind: str, published: date | None) -> list[ActorMention]:
    """Leave out, where aircraft are told, those who have none and are no friends of who flew: "غارات الطائرات الحربية إثر الهجوم الذي بدأه X"."""
    aircraft = [actor for actor in named if actor.kind == "aircraft"]
    if kind != "air_strike" or not aircraft:
        return list(named)
    owners = [code for actor in aircraft for code in actor.actors]
    grounded = [actor for actor in named if actor.kind in {"name", "force"} and GROUNDED.issuperset(actor.actors)]
    return [actor for actor in named if actor not in grounded or not rivals(actor.actors, owners, published)]


def shot_down(found: Sides) -> Sides:
    """Give the sides of "أسقطت الفصائل مروحية": the aircraft named last is what was hit."""
    aircraft = [actor for actor in (*found.initiators, *found.targets) if actor.kind == "aircraft"]
    hit = max(aircraft, key=lambda actor: actor.first, default=None)
    return Sides([actor for actor in found.initiators if actor is not hit], [*(actor for actor in found.targets if actor is not hit), *([hit] if hit else [])])


def mourner(reading: ZoneReading, clause: Clause) -> Codes:
    """Give the side that announces its dead of whom no owner is named: "أعلنت وزارة الدفاع الروسية مقتل ضابط في قصف", "قالت X إن أربعة من أفرادها قُتلوا"."""
    for actor in reading.inside(reading.actors, clause.first, clause.last):
        if actor.actors and _ARMIES.issuperset(actor.actors) and actor.kind in {"name", "force"} and _bystander(reading, actor):
            after = reading.words[actor.last : actor.last + _DEAD_REACH]
            loss = next((at for at, word in enumerate(after) if plays(word, "loss", whole=True)), None)
            if loss is not None and any(word.key in _RANKS for word in after[loss + 1 :]):
                return actor.actors
    ours = any(reading.words[at].key in _ITS_MEN and reading.words[at - 1].key == "من" for at in range(clause.first + 1, clause.last))
    parties = [source for source in reading.inside(reading.sources, clause.first, clause.last) if source.kind == "party" and source.party] if ours else []
    return parties[0].codes if parties else ()


def _reply(reading: ZoneReading, clause: Clause) -> tuple[int, int]:
    """Words that tell what an attack answers: "ردّاً على هجوم شنّه ..." to the comma."""
    first, last = clause.core
    begun = found_at(reading.words, _answering(), first, last)
    at = next((at for at in begun if reading.words[at].key in _ANSWERING and reading.words[min(at + 1, last - 1)].key == "علي"), None)
    if at is None:
        return last, last
    verbs = {trigger.first for trigger in clause.triggers if trigger.role in {"verb", "weak_verb"}} if at == first else set()
    if end := _short_reply(reading.words[at:last]):
        return at, at + end
    return at, next((end for end in range(at + 1, last) if not _ENDS.isdisjoint(reading.between[end]) or end in verbs), last)


def _short_reply(words: Sequence[Word]) -> int:
    """How many words "رداً على ذلك" and "رداً على هذا الهجوم" take where what was hit follows ("... مواقع X"); 0 elsewhere."""
    if len(words) > _REPLY_WORDS and words[2].key in _THAT:
        return _REPLY_WORDS
    at = 2 + (len(words) > 2 and words[2].key in _THIS)
    return at + 1 if at + 1 < len(words) and definite(words[at]) and plays(words[at + 1], "post") else 0


def without_answered(reading: ZoneReading, clause: Clause, places: list[int]) -> list[int]:
    """Leave out the places of the attack that another answers, where the answer has its own: "رداً على تفجير X قصفت Y", "اقتحموا القرية رداً على قصف X"."""
    begin, end = _reply(reading, clause)
    own = [at for at in places if not begin <= reading.places[at].first < end]
    return own if own or points(reading.words[clause.first : begin]) else places


def without_reply(reading: ZoneReading, clause: Clause) -> Clause:
    """Leave out the attack that another answers: "رداً على تفجير في X قصفت ..."."""
    begin, end = _reply(reading, clause)
    kept = tuple(trigger for trigger in clause.triggers if not begin <= trigger.first < end)
    return replace(clause, triggers=kept) if kept else clause


def subject(reading: ZoneReading, actors: Sequence[ActorMention]) -> list[ActorMention]:
    """Give the subject of a clause that reports no attack: the force or aircraft it names first, with those listed after it (واصلت A وB ...).

    actors: those who act in it (see `acting`).
    """
    found: list[ActorMention] = []
    for actor in actors:
        if not found and actor.kind in {"person", "civilians"}:
            continue  # "منذ سقوط الأسد، وتوغلت قوات X"
        near = bool(found) and actor.first - found[-1].last <= _LIST_REACH and reading.words[actor.first - 1].key == "من"
        goes_on = found and (listed(found[-1], actor) or near)  # "A ومقاتلون من B"
        flies = actor.kind == "aircraft" and bool(actor.actors) and not found
        if not (flies or actor.kind in {"name", "force"}) or (found and not goes_on):
            break
        if not found and (actor.particle.endswith(("ل", "ب")) or (_oblique(reading, actor.first - 1))):
            break
        found.append(actor)
    return found


def _oblique(reading: ZoneReading, at: int) -> bool:
    """Whether a preposition stands at a word, but not the من of "انتحاري من X", "عناصر من X"."""
    if at < 0 or reading.words[at].key not in _OBLIQUE:
        return False
    return reading.words[at].key != "من" or not (at and any(form.startswith(_MEN) for form in reading.words[at - 1].forms))


def fallen(reading: ZoneReading, clause: Clause, counts: Sequence[CountMention]) -> list[ActorMention]:
    """Give the forces whose men are counted in the words after the attack: "استهدفت مسيّرة سيارة، فقتلت ستة من مقاتلي X"."""
    at = blame.attribution(reading, clause)
    rest = reading.inside(reading.actors, clause.core[1], clause.last)
    if at is not None and not blame.claims(reading, at):  # "غارات نسبتها A إلى B وقضى فيها سبعة من C"
        rest += [actor for actor in reading.inside(reading.actors, at, clause.core[1]) if reading.words[actor.first - 1].key == "من"]
    return [
        actor
        for actor in rest
        if actor.kind in {"name", "force"}
        and actor.actors
        and any(count.effect != "none" and actor.start - count.start >= -1 and actor.start - count.end <= _MEN_OF for count in counts)
    ]
