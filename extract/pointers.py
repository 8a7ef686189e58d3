"""Attacks that only point at what was told before: "اشتباكات بين الطرفين", "اعتداء مماثل", "الهجوم", bombs in an assault already told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract import opponents
from extract.actors import ActorMention
from extract.clauses import Clause
from extract.cues import definite
from extract.kind_by_means import Kind
from extract.parties import parties
from extract.phrases import found_at, shared_words
from extract.records import Resolved
from extract.statements import Statement
from extract.triggers import ARMED, CARRIERS, Trigger, at_word
from extract.vocabulary import Codes
from extract.word_lists import word_set
from extract.wording import says
from extract.words import Word

if TYPE_CHECKING:
    from extract.draft import Draft, Reader
    from extract.zones import ZoneReading

_ALIKE_REACH = 2  # words from an attack to مماثل
_STEM = 3  # letters that "اعتداء" and "اعتدت" share
_RECENT = 2  # events told before among which a fight of nobody named has its parties
_BOTH_SIDES = word_set("both_sides")
_SORTS = word_set("sorts")
_BOTH_REACH = 6  # words from the fight to "بين الطرفين"
_FIGHTS = frozenset({"armed_clash", "territory_change"})
_battles = shared_words(lambda: word_set("battles"))
_ANSWERS, _FLOWN = word_set("answers"), frozenset({"air_strike", "drone_strike"})
_ASSAULTS, _OPENED = word_set("campaigns"), word_set("opened_it")


def both_sides(reader: Reader, draft: Draft) -> Codes:
    """Give the parties of "اشتباكات بين الطرفين": those of the last fight told, without who only supported them."""
    after = draft.reading.words[draft.main.last : draft.main.last + _BOTH_REACH]
    if draft.type != "armed_clash" or draft.sides.initiators or draft.sides.targets or draft.main.role != "noun":
        return ()
    pointed = any(word.key in _BOTH_SIDES for word in after)
    recent = reader.found if pointed else () if reader.bulletin else reader.found[-_RECENT:]
    told = next((one for one in reversed(recent) if one.type in _FIGHTS and one.codes[0] and one.codes[1]), None)
    if told is None:
        return () if reader.bulletin else reader.fight
    helpers = reader.forces.codes(told.sides.supporters)
    both = tuple(dict.fromkeys(code for side in told.codes for code in side if code not in helpers and code != "civilians"))
    return both if opponents.rivals(both, both[:1], reader.published) else ()


def note_fight(reader: Reader, clause: Clause, actors: Sequence[ActorMention]) -> None:
    """Keep in mind the parties of a fight that is only spoken of: "لم يتوقف القتال بين A وB"."""
    words = reader.reading.words
    for at in found_at(words, _battles(), clause.first, clause.last):
        fight = at_word(words, at, "armed_clash", "noun")
        pair = parties(actors, Statement(fight, clause.triggers, words, reader.reading.role_cues))
        both = reader.forces.codes([*pair.initiators, *pair.targets]) if pair is not None else []
        if opponents.rivals(both, both[:1], reader.published):
            reader.fight = tuple(both)


def attackers_alike(reader: Reader, draft: Draft) -> Codes:
    """Give the attackers of the last attack of the kind that its own words blame on someone; one told with the same word comes first."""
    told = [one for one in reversed(reader.found) if one.type == draft.type and any(actor.first < one.clause.last for actor in one.sides.initiators)]
    stem = draft.reading.words[draft.main.first].key[:_STEM]
    same = [one for one in told if one.reading.words[one.main.first].key.startswith(stem)]
    return (same or told)[0].codes[0] if told else ()


def likewise(draft: Draft) -> bool:
    """Whether an attack is only said to be like the one before, or the same: "اعتداء مماثل", "الغارات ذاتها", "اعتداء من النوع نفسه"."""
    after = draft.reading.words[draft.main.last : draft.main.last + _ALIKE_REACH + 1]
    if len(after) > _ALIKE_REACH and after[1].key in _SORTS and says(after[-1], "same"):
        return True
    return any(says(word, "likewise") or says(word, "same") for word in after[:_ALIKE_REACH])


def as_before(reading: ZoneReading, clause: Clause, kind: Kind, last: Draft) -> bool:
    """Whether an attack is of the kind told last: "هجوم مماثل", not "سقطت مسيّرات مماثلة"; "قصفت المدفعية X، ثم تجدد الهجوم على Y"."""
    main = kind.main
    if main.role not in ARMED and main.last < len(reading.words) and says(reading.words[main.last], "likewise"):
        return True
    begun = any(trigger.type in CARRIERS and trigger.last == main.first for trigger in clause.triggers)
    fire = last.type in _FLOWN | {"shelling"} and last.clause.sentence == clause.sentence and last.reading is reading
    attack = kind.type == "armed_clash" and main.type == "attack" and main.role == "noun"
    return begun and fire and attack and definite(reading.words[main.first])


def points_back(reader: Reader, draft: Draft) -> bool:
    """Whether "الهجوم" is the attack of the statement before it in the paragraph."""
    last = reader.draft
    if last is None or (_in_assault(draft, last) and not _apart(reader, draft, last)):
        return last is not None
    same = last.clause.paragraph == draft.clause.paragraph
    return same and draft.main.role == "noun" and draft.main.last - draft.main.first == 1 and definite(draft.reading.words[draft.main.first])


def _apart(reader: Reader, draft: Draft, last: Draft) -> bool:
    """Whether two attacks are in different governorates."""
    here, there = ({found.place.governorate for at in one.places if isinstance(found := reader.outcomes[at], Resolved)} for one in (draft, last))
    return bool(here and there) and here.isdisjoint(there)


def _in_assault(draft: Draft, last: Draft) -> bool:
    """Whether a bomb is told as part of the assault before it: "وبدأ الهجوم بثلاثة انتحاريين فجّروا أحزمتهم", "واستهلته بعربتين مفخختين"."""
    reading = draft.reading
    told = reading.words[reading.sentences[draft.clause.sentence].first : draft.main.last]
    assault = any((not _ASSAULTS.isdisjoint(word.forms) and definite(word)) or not _OPENED.isdisjoint(word.forms) for word in told)
    return draft.type == "explosion_ied" and last.type in _FIGHTS and assault


def fire_goes_on(fresh: Sequence[Trigger], triggers: Sequence[Trigger], words: Sequence[Word]) -> bool:
    """Whether the fire told before is the subject of a verb: "شمل القصف", "الغارات استهدفت", "طاول القصف الجوي".

    fresh: the words of attack that seem to tell something new; triggers: all of the clause.
    """
    fire = [trigger for trigger in triggers if trigger.role == "noun" and definite(words[trigger.last - 1])]
    if len(fresh) == 1 and fresh[0] in fire and fresh[0].type == "strike" and fresh[0].last - fresh[0].first > 1:
        return True
    verbs = [trigger for trigger in triggers if trigger.role == "verb" and trigger.type in {"strike", "carrier"}]
    told = [noun for noun in fire if definite(words[noun.first]) and any(noun.last == verb.first or noun.first == verb.last for verb in verbs)]
    return bool(told) and all(trigger in told or trigger in verbs for trigger in fresh)


def who_replied(reader: Reader, draft: Draft, initiators: list[str]) -> list[str]:
    """Give who attacks where a statement says "وجاء الرد من ...": never those whose attack it answers; their target, unless the answer came by air."""
    last = reader.draft
    words = draft.reading.words[draft.clause.first : draft.main.first]
    named = any(actor.kind != "aircraft" for actor in draft.sides.initiators)
    if last is None or named or not any(definite(word) and not _ANSWERS.isdisjoint(word.forms) for word in words):
        return initiators
    attacked = [code for code in last.codes[1] if code != "civilians"]
    if not last.codes[0]:
        return [code for code in initiators if code not in attacked]  # it is not told who began
    others = [code for code in initiators if code not in last.codes[0]]
    return others or ([] if draft.type in _FLOWN else attacked)
