"""How sure a report is: stated, resting on a party's word, with a doubtful attacker, or denied by the accused."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from extract import blame
from extract.actor_tables import players, plays
from extract.actors import SourceMention
from extract.cues import definite
from extract.denials import answer
from extract.draft import Draft
from extract.phrases import found_at, shared_words
from extract.sentences import Sentence
from extract.triggers import Cue
from extract.vocabulary import Certainty
from extract.where import Outcomes
from extract.word_lists import word_set
from extract.zones import ZoneReading

_DATELINE = 6
"""Words at the head of a text in which an agency of a party gives its name (دمشق-سانا): what follows is that party's word."""
_DATELINE_MARKS = frozenset("-–—/:()\n")
_MEANS_REACH = 4  # words from "يُعتقد أنها" to the kind of weapon
_WITHIN = word_set("named_within")
_SPOKE_BEFORE = 3  # sentences
_OPENING = 2  # words of "في وقت", "في حين"
_SAID = 3  # words between a verb of speech and who speaks
_TEXTS, _STATED = word_set("texts_of_a_speaker"), 3  # words of "وجاء في البيان"
_speaking = shared_words(lambda: players("speech"))
_THAT = frozenset({"ان", "انه", "انها", "انهم"})
_ITS_OWN, _OFFICIALS = word_set("to_it"), word_set("speakers_named_before")


def certainty(draft: Draft, outcomes: Outcomes, *, partisan: bool) -> tuple[Certainty, Cue | None]:
    """Give the strongest doubt: denied, suspected, claimed, reported; with the words that tell it, if any. outcomes: resolutions of the draft's zone.

    partisan: whether the zone is in a party's own voice (see `is_partisan`).
    """
    reading = draft.reading
    sentence = reading.sentences[draft.clause.sentence]
    denial = answer(draft, outcomes)
    if denial is not None:
        return "denied", denial
    for part in (*draft.clauses, *draft.accusations):
        for cue in reading.inside(reading.cues, part.first, part.last):
            if cue.effect == "suspect" and not _of_the_means(reading, cue):
                return "suspected", cue
    for first, last in [(sentence.first, sentence.last), *((clause.first, clause.last) for clause in draft.accusations)]:
        for cue in reading.inside(reading.cues, first, last):
            if cue.effect == "claim" or (cue.effect == "voice" and not _quoted(reading, cue)) or (cue.effect == "accuse" and _decides(cue, draft)):
                return "claimed", cue
    if blame.claimed(reading, draft.clause, draft.main.first):
        return "claimed", None
    accused = any(blame.accuses(reading, clause) for clause in draft.accusations)  # "وحمّل الائتلاف تنظيم الدولة مسؤولية الهجمات"
    return "claimed" if accused else _by_speakers(draft, sentence, partisan=partisan), None


def _by_speakers(draft: Draft, sentence: Sentence, *, partisan: bool) -> Certainty:
    """Tell whether a report is stated or rests on the word of one party, by who says it."""
    reading = draft.reading
    apart = any(plays(word, "meanwhile") for word in reading.words[draft.clause.first : draft.clause.first + _OPENING])  # "..., فيما قُصفت بلدة X"
    told = (
        _speakers(reading, draft.clause.first, draft.clause.last)
        or ([] if apart else _of_sentence(reading, sentence, draft))
        or _speaks_on(reading, draft.clause.sentence)
    )
    told = [source for source in told if not _only_named(reading, source, draft)]
    speakers = [source for source in told if not _adds(reading, source, draft.main.last) and not _admits(reading, source)]
    if told and not speakers and not _own_agency(reading):
        return "reported"
    if speakers:
        one_party = all(source.kind == "party" for source in speakers) and len({source.party for source in speakers if source.party}) <= 1
        return "claimed" if one_party else "reported"
    return "claimed" if _own_agency(reading) or partisan or _statement(reading, sentence) else "reported"


def _of_sentence(reading: ZoneReading, sentence: Sentence, draft: Draft) -> list[SourceMention]:
    """Give who speaks in a sentence, of several the one heard last before an attack that is told with أن: "قالت A إن ...، وقالت B إن ...، وإن ..."."""
    found = [source for source in _speakers(reading, sentence.first, sentence.last) if not _of_what_follows(reading, source, draft)]
    before = [source for source in found if source.last <= draft.clause.first]
    goes_on = reading.words[draft.clause.first].key.startswith("و") and reading.words[draft.clause.first].keys[-1][0] in _THAT
    return before[-1:] if goes_on and before else found


def _of_the_means(reading: ZoneReading, cue: Cue) -> bool:
    """Tell whether a doubt is about the kind of weapon: "صواريخ يُعتقد أنها من نوع أرض - أرض"."""
    return any(plays(word, "means") for word in reading.words[cue.last : cue.last + _MEANS_REACH])


def _decides(cue: Cue, draft: Draft) -> bool:
    """Tell whether an accusation is what the report rests on: told before it, or that from which its attacker is known."""
    return cue.first < draft.main.first or any(clause.first <= cue.first < clause.last for clause in draft.accusations)


def _adds(reading: ZoneReading, source: SourceMention, main: int) -> bool:
    """Tell whether a party is heard in words added after what was told flatly: "انفجرت عبوة ...، وقالت سانا إن اثنين قُتلا"."""
    if source.kind != "party" or source.first < main:
        return False
    said = next((at for at in range(source.first - 1, max(main, source.first - _SAID) - 1, -1) if plays(reading.words[at], "speech")), None)
    if said is None:
        after = source.last < len(reading.words) and plays(reading.words[source.last], "speech", whole=True)
        return after and reading.words[source.first].keys[-1][2].startswith("و")
    before = reading.words[said - 1] if said else reading.words[said]
    return reading.words[said].keys[-1][2] in {"و", "ف"} or plays(before, "meanwhile")


def _only_named(reading: ZoneReading, source: SourceMention, draft: Draft) -> bool:
    """Tell whether an office of a party stands as one of the sides and says nothing: "قتلوا موظفاً في الإدارة الذاتية"."""
    sides = [*draft.sides.initiators, *draft.sides.targets]
    named = any(actor.start <= source.start < actor.end or -1 <= actor.start - source.end <= 1 or source.start <= actor.start < source.end for actor in sides)
    near = [*reading.words[max(0, source.first - _SAID) : source.first], *reading.words[source.last : source.last + _SAID - 1]]
    inside = source.first > 0 and reading.words[source.first - 1].key in _WITHIN
    return source.kind == "party" and (named or inside) and not any(plays(word, "speech") or word.key == "بيانا" for word in near)


def is_partisan(reading: ZoneReading) -> bool:
    """Tell a text in a party's own voice: its words for itself and its enemy, outside quotation marks, in more than one sentence."""
    voices = [cue for cue in reading.cues if cue.effect == "voice" and not _quoted(reading, cue)]
    return len({reading.sentence_of(cue.first) for cue in voices}) > 1


def _quoted(reading: ZoneReading, cue: Cue) -> bool:
    first = reading.words[reading.sentences[reading.sentence_of(cue.first)].first].start
    before = reading.text[max(0, first - 1) : cue.start]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _of_what_follows(reading: ZoneReading, source: SourceMention, draft: Draft) -> bool:
    """Tell whether a source told after a later attack of the sentence vouches for that one alone: "جدد الطيران غاراته ...، وقصفت الفصائل ...، بحسب الشرطة"."""
    later = reading.clauses[bisect_right(reading.clauses, source.first, key=lambda clause: clause.first) - 1]
    if later.first < draft.clause.last:
        return False
    placed = bool(reading.place_indexes(later.first, later.last))
    return placed and any(not trigger.taken_back and trigger.first < source.first for trigger in later.triggers)


def _admits(reading: ZoneReading, source: SourceMention) -> bool:
    """Tell whether a party admits what speaks against it: "أقر الجيش بمقتل عشرة"."""
    return source.kind == "party" and any(plays(word, "admission") for word in reading.words[max(0, source.first - _SAID) : source.last + 1])


def _speakers(reading: ZoneReading, first: int, last: int) -> list[SourceMention]:
    """Who says what some words tell; a source that is only called a source tells nothing beside one with a name."""
    found = [source for source in reading.inside(reading.sources, first, last) if not plays(reading.words[source.last - 1], "same_source")]
    return [source for source in found if source.kind != "unknown"] or found


def _speaks_on(reading: ZoneReading, number: int) -> list[SourceMention]:
    """Give who goes on speaking in a sentence that names nobody: "وأضاف أن ...", "وتابع المصدر أن ...", "كما ذكر المسؤول أن ...", "وجاء في البيان أن ..."."""
    sentence = reading.sentences[number]
    if _own_agency(reading) or not (plays(reading.words[sentence.first], "speech") or _same_source(reading, sentence)):
        return []
    for before in reversed(reading.sentences[max(0, number - _SPOKE_BEFORE) : number]):
        found = _speakers(reading, before.first, before.last)
        if found and before.paragraph >= sentence.paragraph - 1:
            return found
    return []


def _same_source(reading: ZoneReading, sentence: Sentence) -> bool:
    """Tell whether somebody already named speaks in a sentence: "وفي حادثة ثانية قال المصدر نفسه إن ...", "كما ذكر المسؤول أن ..."."""
    opening = reading.words[sentence.first : min(sentence.last, sentence.first + _STATED)]
    stated = any(word.key == "في" and after.key in _TEXTS and definite(after) for word, after in pairwise(opening))
    after_speech = (reading.words[at + 1] for at in found_at(reading.words, _speaking(), sentence.first, sentence.last - 1))
    return stated or any(word.key in _OFFICIALS and definite(word) for word in after_speech)


def _own_agency(reading: ZoneReading) -> bool:
    """Tell whether the text opens with the dateline of a party's agency, and not with what a party said."""
    first = reading.sources[0] if reading.sources else None
    if first is None or first.kind != "party" or first.first >= _DATELINE:
        return False
    around = reading.between[first.first] + (reading.between[first.last] if first.last < len(reading.between) else "")
    return bool(_DATELINE_MARKS & set(around))


def _statement(reading: ZoneReading, sentence: Sentence) -> bool:
    """Tell whether a sentence rests on the statement of a fighting party: وفق بيان للحرس الثوري، بحسب بيان لها."""
    for at in range(sentence.first, sentence.last - 1):
        if reading.words[at].key == "بيان":
            actor = any(actor.first == at + 1 and actor.actors and actor.kind in {"name", "force"} for actor in reading.inside(reading.actors, at + 1, at + 2))
            if reading.words[at + 1].key in _ITS_OWN or actor:
                return True
    return False
