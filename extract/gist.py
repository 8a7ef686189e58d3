"""What a short post tells as a whole where none of its clauses does: fire or a weapon, the dead, and one place.

"قذيفة. سبعة شهداء من عائلة واحدة. دوما" has no sentence that reports an attack, and nobody who reads it doubts what it reports.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from extract import care, headlines, tagged
from extract.clauses import Clause
from extract.draft import Draft
from extract.kind_by_means import MEANS, Kind
from extract.records import Resolved
from extract.triggers import Trigger, at_word
from extract.where import Outcomes, finest, home_of_source, name_of
from extract.word_lists import word_set
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

RULE = "fire, the dead and one place in a post"
LONGEST = 110
"""Words up to which a text is read as a whole, as long as the posts of local networks are."""
_FIRE = MEANS | {"strike"}
_NO_FIRE = frozenset({"weak", "fired"})
_FLOWN = frozenset({"flown"})
_NOUNS = frozenset({"noun", "patient_noun", "verb"})
_DEAD = word_set("martyrs") | word_set("rubble")
_PEACEFUL = word_set("long_after_an_attack") | word_set("other_disasters")


def told(reading: ZoneReading, silenced: Collection[int], outcomes: Outcomes) -> tuple[Clause, Kind, list[int]] | None:
    """Give the clause with the fire, its kind and the place (an index); None for a long text and where one of the three is not told.

    silenced: first words of clauses that report nothing.
    """
    spoken = [clause for clause in reading.clauses if clause.first not in silenced]
    counts = [count for clause in spoken for count in reading.inside(reading.counts, clause.first, clause.last)]
    if len(reading.words) > LONGEST or any(not _PEACEFUL.isdisjoint(word.forms) for word in reading.words):
        return None
    if not any(count.effect in {"killed", "injured"} and count.low for count in counts) and all(_DEAD.isdisjoint(word.forms) for word in reading.words):
        return None
    fire = [(clause, trigger) for clause in spoken for trigger in headlines.without_slogans(reading, clause).triggers if _is_fire(trigger)]
    fire = fire or _flights(reading, spoken)
    if not fire:
        return None
    clause, main = min(fire, key=lambda one: (one[1].role not in _NOUNS, one[1].first))
    at = _one(reading, clause, outcomes, _candidates(reading, outcomes))
    if at is None:
        return None
    flown = main.type == "strike" and any(actor.kind == "aircraft" for actor in reading.actors)
    kind = "air_strike" if flown else "shelling" if main.type == "strike" else main.type
    return replace(clause, triggers=tuple(one for _, one in fire)), Kind(kind, main, RULE, vague=True), [at]


def place(draft: Draft, outcomes: Outcomes) -> None:
    """Give the only incident of a post, which names no place that is known, the one place that the post has in its other clauses."""
    reading, clause = draft.reading, draft.clause
    if len(reading.words) > LONGEST or draft.abroad or draft.country not in {"", "??"}:
        return
    at = _one(reading, clause, outcomes, [at for at in _candidates(reading, outcomes) if not clause.first <= reading.places[at].first < clause.last])
    if at is not None:
        draft.places, draft.country = [*draft.places, at], ""
        draft.carried.update(("places", "post"))


def _flights(reading: ZoneReading, spoken: Sequence[Clause]) -> list[tuple[Clause, Trigger]]:
    """Give the aircraft that a post names as who did it: "الفاعل: طيران التحالف", each with its clause."""
    named = ((clause, actor) for clause in spoken for actor in reading.inside(reading.actors, clause.first, clause.last))
    return [(clause, at_word(reading.words, actor.first, "air_strike", "weak")) for clause, actor in named if actor.kind == "aircraft" and actor.actors]


def _is_fire(trigger: Trigger) -> bool:
    return not trigger.taken_back and trigger.type in _FIRE and trigger.role not in _NO_FIRE


def _candidates(reading: ZoneReading, outcomes: Outcomes) -> list[int]:
    """Give the places of a post of which nothing else is told: no homes, no hospitals that took people in, no areas."""
    found = [at for at in range(len(reading.places)) if _may_be(reading, at, outcomes)]
    cared = care.of_care(reading, replace(reading.clauses[0], first=0, last=len(reading.words)), found)
    return [at for at in found if at not in cared]


def _one(reading: ZoneReading, clause: Clause, outcomes: Outcomes, candidates: list[int]) -> int | None:
    """Give the one place of a post: that of its tags or heading, else of the sentence with the fire, else the only one that it names."""
    sentence = reading.sentences[clause.sentence]
    tags = [at for at in tagged.places_of(reading, clause, outcomes, longest=LONGEST) if at in candidates]
    here = [at for at in candidates if sentence.first <= reading.places[at].first < sentence.last]
    for found in (tags, here, candidates):
        inner = {name_of(reading, outcomes, at): at for at in finest(found, outcomes)}
        if inner:
            return next(iter(inner.values())) if len(inner) == 1 else None
    return None


def _may_be(reading: ZoneReading, at: int, outcomes: Outcomes) -> bool:
    place, outcome = reading.places[at], outcomes[at]
    told_aside = place.context or place.origin or place.home or home_of_source(reading, place)
    return not told_aside and isinstance(outcome, Resolved) and outcome.place.level not in AREA_LEVELS
