"""What a short post tells as a whole where none of its clauses does: fire or a weapon, the dead, and one place.

"قذيفة. سبعة شهداء من عائلة واحدة. دوما" has no sentence that reports an attack, and nobody who reads it doubts what it reports. A very short
post has no room for more than its news, so fire or the dead alone are enough there, unless it names what else they may belong to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from extract import care, headlines, tagged
from extract.clauses import Clause
from extract.cues import definite
from extract.draft import Draft
from extract.kind_by_means import MEANS, Kind
from extract.records import Resolved
from extract.triggers import Trigger, at_word
from extract.where import Outcomes, finest, home_of_source, name_of
from extract.word_lists import word_set
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

RULE = "fire, the dead and one place in a post"
FIRE_ALONE = "fire and one place in a short post"
DEAD_ALONE = "the dead and one place in a short post; the text does not say what killed them, so the type is a guess"
LONGEST = 110
"""Words up to which a text is read as a whole, as long as the posts of local networks are."""
BARE = 40
"""Words up to which fire alone, or the dead alone, are what a post reports."""
_FIRE = MEANS | {"strike"}
_NO_FIRE = frozenset({"weak", "fired"})
_FLOWN = frozenset({"flown"})
_NOUNS = frozenset({"noun", "patient_noun", "verb"})
_DEAD = word_set("martyrs") | word_set("rubble")
_NO_ATTACK = word_set("posts_without_attack")
_PEACEFUL = word_set("long_after_an_attack") | word_set("other_disasters")


def told(reading: ZoneReading, silenced: Collection[int], outcomes: Outcomes) -> tuple[Clause, Kind, list[int]] | None:
    """Give the clause with the fire, its kind and the place (an index); None for a long text and where they are not told.

    silenced: first words of clauses that report nothing. Without fire the kind is the likeliest, as in `massacres`, and its rule says so.
    """
    spoken = [clause for clause in reading.clauses if clause.first not in silenced]
    if len(reading.words) > LONGEST or _speaks_of(reading, _PEACEFUL):
        return None
    rule, signs = _signs(reading, spoken, bare=not silenced and _is_bare(reading))
    if not signs:
        return None
    clause, main = min(signs, key=lambda one: (one[1].role not in _NOUNS, one[1].first))
    at = _one(reading, clause, outcomes, _candidates(reading, outcomes))
    if at is None:
        return None
    kind = _likeliest(reading, clause, rule) if main.type == "strike" else main.type
    return replace(clause, triggers=tuple(one for _, one in signs)), Kind(kind, main, rule, vague=True), [at]


def _likeliest(reading: ZoneReading, clause: Clause, rule: str) -> str:
    """Give the kind of an attack whose means are not told: where only deaths are told, of fighters or between two sides, it was most likely a clash."""
    if any(actor.kind == "aircraft" for actor in reading.actors):
        return "air_strike"
    fighters = any(count.group == "fighters" for count in reading.inside(reading.counts, clause.first, clause.last))
    sides = {actor.actors for actor in reading.inside(reading.actors, clause.first, clause.last) if actor.kind in {"name", "force"} and actor.actors}
    return "armed_clash" if rule == DEAD_ALONE and (fighters or len(sides) > 1) else "shelling"


def _signs(reading: ZoneReading, spoken: Sequence[Clause], *, bare: bool) -> tuple[str, list[tuple[Clause, Trigger]]]:
    """Give the rule by which a post tells an attack, and the words that tell it, each with its clause; none where it tells no attack."""
    hurt = _hurt(reading, spoken)
    fire = [(clause, trigger) for clause in spoken for trigger in headlines.without_slogans(reading, clause).triggers if _is_fire(trigger)]
    fire = fire or (_flights(reading, spoken) if hurt or bare else [])
    if fire and hurt:
        return RULE, fire
    if not bare:
        return RULE, []
    if fire:
        known = all(trigger.role in _NOUNS and definite(reading.words[trigger.first]) for _, trigger in fire)  # "نزوح بسبب القصف"
        return FIRE_ALONE, [] if known else fire
    return DEAD_ALONE, _of_the_dead(reading, spoken)


def _is_bare(reading: ZoneReading) -> bool:
    """Whether a text is so short that fire or the dead alone are its news, and names nothing else that they may belong to."""
    short = reading.zone == "text" and len(reading.words) <= BARE
    return short and not _speaks_of(reading, _NO_ATTACK) and not any(trigger.taken_back for trigger in reading.triggers)


def _speaks_of(reading: ZoneReading, words: frozenset[str]) -> bool:
    return any(not words.isdisjoint(word.forms) for word in reading.words)


def _hurt(reading: ZoneReading, spoken: Sequence[Clause]) -> bool:
    """Whether somebody was killed or hurt."""
    counted = (count for clause in spoken for count in reading.inside(reading.counts, clause.first, clause.last))
    return any(count.effect in {"killed", "injured"} and count.low for count in counted) or _speaks_of(reading, _DEAD)


def _of_the_dead(reading: ZoneReading, spoken: Sequence[Clause]) -> list[tuple[Clause, Trigger]]:
    """Give the words that count the dead, as what an attack of unknown means left, each with its clause; not "شهداء كفرنبل" or a toll that rose."""
    found = []
    for clause in spoken:
        for count in reading.inside(reading.counts, clause.first, clause.last):
            if count.effect == "killed" and count.low and not count.vague and not count.update:
                at = next(at for at in range(clause.first, clause.last) if reading.words[at].end > count.start)
                found.append((clause, at_word(reading.words, at, "strike", "weak")))
    return found


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
    cared = care.of_care_in_post(reading, found)
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
