"""Denials: whether the accused answers for an incident, in so many words or by blaming somebody else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from extract.actors import ActorMention, SourceMention
from extract.attach import related
from extract.clauses import Clause
from extract.counts import CountMention
from extract.draft import Draft
from extract.phrases import found_at, shared_words
from extract.records import Resolved
from extract.triggers import CARRIERS, Cue
from extract.where import Outcomes, is_abroad
from extract.word_lists import stems, word_set
from extract.words import Word
from extract.zones import ZoneReading
from gazetteer.places import Place

_LATER = 2
"""Paragraphs after an incident in which a denial of it may stand, at most."""
_FAR = 300
"""Words after an incident in which an answer is looked for, at most."""
_SPEAKER = 5
"""Words between a denial and the name of who denies, at most."""
_BLAMES = word_set("blames")
_NAMED = frozenset({"name", "force"})
_DENIED_WORDS = word_set("what_is_denied")
_DENIES_IT = stems("denies_it")
_WITNESSES = frozenset({"monitor", "medical", "resident", "media"})
_MOVES = frozenset({"withdraw", "enter", "advance", "pass"})
_THAT, _THAT_REACH = "ان", 14  # words of "نفى القائد العام لX، عبر حسابه، أن تكون", at most
_MATTER = 2
"""Words after a denial and its speaker that are needed to tell what is denied, at least."""
_CAUSING = word_set("had_a_toll") | word_set("which_or_who") | {"حيث"}
_LAYS, _BURDEN = word_set("lays_on_somebody"), word_set("burden_of_blame")
_blaming = shared_words(lambda: {f"{joined}{word}" for word in _BLAMES | _LAYS for joined in ("", "و", "ف")})
"""The words of which `_blames` may be true."""


def upheld(clause: Clause, counts: Sequence[CountMention], words: Sequence[Word]) -> Clause:
    """Read an attack that is denied as one that is told where its dead are: "نفت X قصف مدرسة في Y أوقع 22 قتيلاً"; not "نفت X قصف مدرسة ومقتل 22"."""
    denied = next((trigger for trigger in clause.triggers if trigger.taken_back == "deny"), None)
    dead = next((count.start for count in counts if count.effect in {"killed", "injured"} and count.low and not count.vague), None)
    if denied is None or dead is None:
        return clause
    between = takewhile(lambda word: word.start <= dead, words[denied.last : clause.last])
    if all(_CAUSING.isdisjoint(word.forms) for word in between):
        return clause
    return replace(clause, triggers=tuple(one._replace(taken_back="") if one.taken_back == "deny" else one for one in clause.triggers))


def answer(draft: Draft, outcomes: Outcomes) -> Cue | None:
    """Give the words that answer this incident: told with it and naming no other place, told later of its place or by the accused.

    outcomes: resolutions of the draft's zone. Only the next few hundred words are looked at.
    """
    reading = draft.reading
    sentence = reading.sentences[draft.clause.sentence]
    far = sentence.last + _FAR
    for number in range(bisect_left(reading.cues, sentence.first, key=lambda cue: cue.first), len(reading.cues)):
        cue = reading.cues[number]
        if cue.first > far or reading.sentences[reading.sentence_of(cue.first)].paragraph > sentence.paragraph + _LATER:
            break
        if cue.effect in {"deny", "dispute"} and _denies(cue, draft, outcomes):
            return cue
    after = found_at(reading.words, _blaming(), sentence.first, far) if draft.codes[0] else ()
    blame = next((at for at in after if _blames(reading, at, draft)), None)
    if blame is None:
        return None
    word = reading.words[blame]
    return Cue(blame, blame, word.start, word.end, "deny", "sentence")


def _denies(cue: Cue, draft: Draft, outcomes: Outcomes) -> bool:
    reading = draft.reading
    if cue.effect == "deny" and (_of_another_matter(draft, cue) or _by_witnesses(reading, cue)):
        return False
    sentence, said = reading.sentences[draft.clause.sentence], reading.sentences[reading.sentence_of(cue.first)]
    known = _resolved([outcomes[at] for at in draft.places])
    from_word = cue.last + 1 if cue.first >= sentence.last else sentence.first
    named = _named(reading, from_word, said.last, outcomes)
    if not named and any(is_abroad(outcomes[at]) for at in reading.place_indexes(cue.first, said.last)):
        return False  # "نفت أن تكون وراء الصواريخ التي سقطت داخل تركيا"
    answers = any(related(one, other) for one in known for other in named)
    speakers = _sides(reading, max(0, cue.first - 2), min(len(reading.words), cue.last + 2))
    if speakers and draft.codes[0] and not speakers & set(draft.codes[0]):
        return False  # another side denies something else
    if cue.first < _end_of_telling(draft):
        return answers or not (named and known)
    return answers or (not named and _by_accused(reading, cue, draft) and _told_last(draft, cue.first))


def _of_another_matter(draft: Draft, cue: Cue) -> bool:
    """Tell whether what is denied is no attack: "ونفى أن تكون الاتصالات قد عادت"; "نفت ذلك", "نفته" and a denial of which nothing is said are of the attack."""
    reading = draft.reading
    last = reading.sentences[reading.sentence_of(cue.first)].last
    that = next((at + 1 for at in range(cue.last, min(cue.last + _THAT_REACH, last)) if reading.words[at].key == _THAT), cue.last)
    end = next((at for at in range(that + 1, last) if "،" in reading.between[at]), last)
    spoken = {at for source in reading.inside(reading.sources, cue.last, end) if source.first == cue.last for at in range(source.first, source.last)}
    spoken |= {at for actor in reading.inside(reading.actors, cue.last, end) if actor.first == cue.last for at in range(actor.first, actor.last)}
    matter = [at for at in range(that, end) if at not in spoken]
    if len(matter) < _MATTER or reading.words[cue.first].key.startswith(_DENIES_IT):
        return False
    told = reading.inside(reading.triggers, cue.last, end)
    others = CARRIERS if draft.type == "territory_change" else CARRIERS | _MOVES
    attacks = {trigger.first for trigger in told if trigger.role != "weak" and trigger.type not in others}
    hits = {hit.first for hit in reading.inside(reading.hits, cue.last, end)}
    return not any(at in attacks or at in hits or not _DENIED_WORDS.isdisjoint(reading.words[at].forms) for at in matter)


def _by_witnesses(reading: ZoneReading, cue: Cue) -> bool:
    """Tell whether those who only watch deny something: "ونفى ناشطون أن ..."."""
    beside = reading.inside(reading.sources, cue.first, min(cue.last + 1, len(reading.words)))
    return any(source.first == cue.last and source.kind in _WITNESSES for source in beside)


def _resolved(outcomes: Sequence[object]) -> list[Place]:
    return [outcome.place for outcome in outcomes if isinstance(outcome, Resolved)]


def _named(reading: ZoneReading, first: int, last: int, outcomes: Outcomes) -> list[Place]:
    return _resolved([outcomes[at] for at in reading.place_indexes(first, last)])


def _by_accused(reading: ZoneReading, cue: Cue, draft: Draft) -> bool:
    """Tell whether the side held to have attacked stands beside a denial: "ونفى التحالف الدولي مسؤوليته"."""
    first, last = max(0, cue.first - _SPEAKER), min(len(reading.words), cue.last + 1 + _SPEAKER)
    return bool(_sides(reading, first, last) & set(draft.codes[0]))


def _blames(reading: ZoneReading, at: int, draft: Draft) -> bool:
    """Tell whether the accused blames somebody else at a word: "أما وكالة سانا فحملت مجموعة إرهابية المسؤولية"."""
    forms = reading.words[at].forms
    lays = not _LAYS.isdisjoint(forms) and any(other.key in _BURDEN for other in reading.words[at : at + 2 * _SPEAKER])
    if not draft.codes[0] or not (lays or not _BLAMES.isdisjoint(forms)):
        return False
    if _blames_itself(draft, at):
        return False
    first, last = max(0, at - _SPEAKER), min(len(reading.words), at + 2)
    sources = reading.inside(reading.sources, first, last)
    beside = [source for source in sources if source.last == at or (source.first == at + 1 and not _accused(reading, source))]
    named = [actor for actor in reading.inside(reading.actors, first, last) if actor.kind in _NAMED and (actor.first == at + 1 or actor.last == at)]
    named = [actor for actor in named if actor.last == at or not _accused(reading, actor)]
    speakers = {code for source in beside for code in source.codes} | {code for actor in named for code in actor.actors}
    return bool(speakers & set(draft.codes[0])) and _told_last(draft, at)


def _blames_itself(draft: Draft, at: int) -> bool:
    """Tell whether a side's agency names its own side: "نسبت وكالة أعماق إلى التنظيم استهداف ..."."""
    reading = draft.reading
    named = reading.inside(reading.actors, at + 1, min(at + 1 + _SPEAKER, len(reading.words)))
    whom = [actor for actor in named if reading.words[actor.first - 1].key == "الي" or actor.particle.endswith("ل")]
    return any(actor.ref == "anaphor" or set(actor.actors) & set(draft.codes[0]) for actor in whom)


def _accused(reading: ZoneReading, actor: ActorMention | SourceMention) -> bool:
    """Tell whether a side after a verb of accusing is the accused: "واتهمت إسرائيل باستهدافها"."""
    return actor.last < len(reading.words) and reading.words[actor.last].keys[-1][2] == "ب"


def _sides(reading: ZoneReading, first: int, last: int) -> set[str]:
    speakers = {code for source in reading.inside(reading.sources, first, last) for code in source.codes}
    return speakers | {code for actor in reading.inside(reading.actors, first, last) for code in actor.actors}


def _told_last(draft: Draft, word: int) -> bool:
    """Tell whether no other attack is told between an incident and a word."""
    reading, last = draft.reading, draft.clauses[-1]
    later = (reading.clauses[at] for at in range(bisect_left(reading.clauses, last.last, key=lambda clause: clause.first), len(reading.clauses)))
    return not any(_reports(reading, clause) for clause in takewhile(lambda clause: clause.last <= word, later))


def _reports(reading: ZoneReading, clause: Clause) -> bool:
    """Tell whether a clause reports an attack, and not only that one is denied."""
    denied = next((cue.first for cue in reading.inside(reading.cues, clause.first, clause.last) if cue.effect == "deny"), clause.last)
    return any(not trigger.taken_back and trigger.first < denied for trigger in clause.triggers)


def _end_of_telling(draft: Draft) -> int:
    """Index of the word where the article leaves this incident: the next clause that reports an attack, or the end of the paragraph."""
    reading, last = draft.reading, draft.clauses[-1]
    end = reading.sentences[draft.clause.sentence].last
    at = bisect_left(reading.clauses, last.last, key=lambda clause: clause.first)
    for number in range(at, len(reading.clauses)):
        clause = reading.clauses[number]
        if clause.paragraph != last.paragraph or _reports(reading, clause):
            break
        end = max(end, clause.last)
    return end
