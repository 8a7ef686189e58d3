"""How sure a report is: stated, resting on a party's word, with a doubtful attacker, or denied by the accused."""

from __future__ import annotations

from bisect import bisect_left

from extract.attach import related
from extract.drafts import Draft
from extract.records import Resolved
from extract.sentences import Sentence
from extract.triggers import Cue
from extract.vocabulary import Certainty
from extract.where import Outcomes
from extract.zones import ZoneReading
from gazetteer.places import Place

_DATELINE = 6
"""Words at the head of a text in which an agency of a party gives its name (دمشق-سانا): what follows is that party's word."""
_DATELINE_MARKS = frozenset("-–—/:()\n")
_ITS_OWN = frozenset({"له", "لها", "لهم"})
_LATER = 2
"""Paragraphs after an incident in which a denial that names its place still answers it, at most."""


def certainty(draft: Draft, outcomes: Outcomes) -> tuple[Certainty, Cue | None]:
    """Give the strongest doubt: denied, suspected, claimed, reported; with the words that tell it, if any. outcomes: resolutions of the draft's zone."""
    reading = draft.reading
    sentence = reading.sentences[draft.clause.sentence]
    denial = _denial(draft, sentence, outcomes)
    if denial is not None:
        return "denied", denial
    for part in draft.clauses:
        for cue in reading.inside(reading.cues, part.first, part.last):
            if cue.effect == "suspect":
                return "suspected", cue
    for cue in reading.inside(reading.cues, sentence.first, sentence.last):
        if cue.effect == "claim":
            return "claimed", cue
    speakers = reading.inside(reading.sources, sentence.first, sentence.last)
    if speakers:
        one_party = all(source.kind == "party" for source in speakers) and len({source.party for source in speakers}) == 1
        return ("claimed", None) if one_party else ("reported", None)
    return ("claimed", None) if _own_agency(reading) or _statement(reading, sentence) else ("reported", None)


def _denial(draft: Draft, sentence: Sentence, outcomes: Outcomes) -> Cue | None:
    """The denial that answers this incident: told with it and naming no other place, or told later of its place."""
    reading = draft.reading
    known = [outcome.place for at in draft.places if isinstance(outcome := outcomes[at], Resolved)]
    end = _end_of_telling(draft)
    for cue in reading.cues[bisect_left(reading.cues, sentence.first, key=lambda cue: cue.first) :]:
        if cue.effect != "deny":
            continue
        said = reading.sentences[reading.sentence_of(cue.first)]
        if said.paragraph > sentence.paragraph + _LATER:
            break
        after = cue.first >= sentence.last
        named = _named(reading, cue.last + 1 if after else sentence.first, said.last, outcomes)
        answers = any(related(one, other) for one in known for other in named)
        if answers if cue.first >= end else (answers or not (named and known)):
            return cue
    return None


def _named(reading: ZoneReading, first: int, last: int, outcomes: Outcomes) -> list[Place]:
    return [outcome.place for at in reading.place_indexes(first, last) if isinstance(outcome := outcomes[at], Resolved)]


def _end_of_telling(draft: Draft) -> int:
    """Index of the word where the article leaves this incident: the next clause that reports an attack, or the end of the paragraph."""
    reading, last = draft.reading, draft.clauses[-1]
    end = reading.sentences[draft.clause.sentence].last
    at = bisect_left(reading.clauses, last.last, key=lambda clause: clause.first)
    for clause in reading.clauses[at:]:
        if clause.paragraph != last.paragraph or any(not trigger.taken_back for trigger in clause.triggers):
            break
        end = max(end, clause.last)
    return end


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
            named = reading.inside(reading.actors, at + 1, min(at + 3, len(reading.words)))
            actor = any(actor.first == at + 1 and actor.actors and actor.kind in {"name", "force"} for actor in named)
            if reading.words[at + 1].key in _ITS_OWN or actor:
                return True
    return False
