"""Finding what a name may stand for: ranking the places that bear it, and saying whether an analyst need look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, overload

from gazetteer import query
from gazetteer.admin import distance_km
from gazetteer.lookup import SURE, Finder, Match
from gazetteer.places import AREA_LEVELS, LEVELS, Candidate, GazetteerError, Place
from gazetteer.query import Part, Phrase
from gazetteer.where import BORDER_FIT, Hint, apart, inside, within

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

SAME_PLACE_KM = 10.0
"""Two candidates this near to each other do not make a name ambiguous."""
RIVAL = 0.78
"""A candidate whose score is at least this share of the best one's is a rival."""
POINT_KM = 10.0
"""A place known less precisely than this is never answered with confidence."""
COMMON_WORD, COMMON_PAIR, COMMON_WITH_HINT = 1, 4, 8
"""A name whose rarest word stands in more places' names than this recurs: one word, several words, inside a hinted area."""
# How often reports mean a place of this level by its bare name; learned from nothing, ordered by experience.
_PRIOR = {
    "city": 1.0, "town": 0.85, "neighbourhood": 0.68, "facility": 0.66, "village": 0.62, "region": 0.55, "natural": 0.52, "governorate": 0.5, "district": 0.3,
    "subdistrict": 0.25,
}  # fmt: skip
_KIND_PRIOR = {"abandoned": -0.12, "locality": -0.1, "populated place": -0.06, "settlement": -0.1}
# Governorates that reports on the war name rarely; used only to rank namesakes.
_QUIET = {"SY10": 0.06, "SY13": 0.03, "SY08": 0.02}


class SearchResult(Sequence[Candidate]):
    """Candidates, best first. confident: an analyst need not look; reason: why, or what would decide."""

    def __init__(self, candidates: Sequence[Candidate], *, confident: bool, reason: str) -> None:
        self._candidates = tuple(candidates)
        self.confident = confident
        self.reason = reason

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Candidate]: ...
    def __getitem__(self, index: int | slice) -> Candidate | Sequence[Candidate]:
        """Give a candidate by rank."""
        return self._candidates[index]

    def __len__(self) -> int:
        """Count the candidates."""
        return len(self._candidates)

    def __repr__(self) -> str:
        """Show the answer in one line."""
        best = f"{self._candidates[0].place.name_ar} [{self._candidates[0].place.id}]" if self._candidates else "nothing"
        return f"<SearchResult {best}, {len(self)} candidates, {'confident' if self.confident else 'not confident'}: {self.reason}>"


@dataclass(frozen=True, slots=True)
class Scored:
    """A match with its score; fits: whether it lies inside every hint; stretch: km to add to its precision, for a relation or a part of it."""

    match: Match
    score: float
    fits: bool
    stretch: float = 0.0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """The hints of one question."""

    hints: tuple[Hint, ...]
    near: tuple[float, float] | None
    level: str | None


def search(
    gaz: Gazetteer, name: str, *, within: str | None = None, near: tuple[float, float] | None = None, level: str | None = None, limit: int = 10
) -> SearchResult:
    """See `Gazetteer.search`."""
    if level is not None and level not in LEVELS:
        raise GazetteerError(f"unknown level {level!r}; known: {', '.join(LEVELS)}")
    hint = _hint(gaz, within)
    ask = Ask((hint,) if hint and hint.places else (), near, level)
    parts = [query.read_part(segment, gaz.finder.known) for segment in query.segments(name)][:4]
    parts = [part for part in parts if part.target.full]
    if not parts:
        return SearchResult((), confident=False, reason="the query holds no name")
    found = _answer(gaz, parts, ask)
    found.sort(key=lambda scored: (-scored.score, scored.match.place.id))
    best = _unique(found)
    confident, reason = _judge(gaz, parts, best, ask)
    if hint and not hint.places:
        confident, reason = False, f"{hint.said!r} is no area we know, so it was not used; {reason}"
    return SearchResult([_candidate(scored) for scored in best[:limit]], confident=confident, reason=reason)


def _hint(gaz: Gazetteer, text: str | None) -> Hint | None:
    return within(gaz, text) if text and text.strip() else None


def _unique(found: Sequence[Scored]) -> list[Scored]:
    """The best score of each place."""
    best: dict[str, Scored] = {}
    for scored in found:
        best.setdefault(scored.match.place.id, scored)
    return list(best.values())


def _candidate(scored: Scored) -> Candidate:
    """A candidate for the caller; where only the surroundings are meant, its place says so with a larger precision."""
    place = scored.match.place
    if scored.stretch and place.precision_km is not None:
        place = replace(place, precision_km=place.precision_km + scored.stretch)
    reason = f"{scored.said} {scored.match.how}".strip()
    return Candidate(place, round(min(scored.score, 1.0), 4), reason)


def _answer(gaz: Gazetteer, parts: Sequence[Part], ask: Ask) -> list[Scored]:
    """Score every reading of the query."""
    if len(parts) == 1:
        return _answer_part(gaz, parts[0], ask)
    found: list[Scored] = []
    for i, part in enumerate(parts):
        others = [other.target for j, other in enumerate(parts) if j != i]
        wider = replace(part, containers=(*part.containers, *others))
        finer = [replace(scored, score=scored.score * (1.0 - 0.01 * i)) for scored in _answer_part(gaz, wider, ask, fallback=False)]
        found += finer
    if not found:
        for part in parts:
            found += _answer_part(gaz, part, ask)
    return found


def _answer_part(gaz: Gazetteer, part: Part, ask: Ask, *, fallback: bool = True) -> list[Scored]:
    """Score the readings of one part: its target among its containers, what stands beside it, and at worst the container itself."""
    containers = [hint for phrase in part.containers if (hint := _container(gaz, phrase)).places]
    hints = (*ask.hints, *containers)
    found = _score_phrase(gaz, part.target, hints, ask)
    for phrase in part.beside:
        found += [replace(scored, score=scored.score * 0.97) for scored in _score_phrase(gaz, phrase, hints, ask)]
    if not any(scored.fits for scored in found):
        found += _split_unmarked(gaz, part.target, hints, ask)
    if fallback and not any(scored.fits and scored.match.way in SURE | {"facility", "loose"} for scored in found):
        found += _surroundings(gaz, part, containers, ask)
    return found


def _container(gaz: Gazetteer, phrase: Phrase) -> Hint:
    """The places a container may be: areas first, then cities and towns."""
    matches = gaz.finder.find(phrase, ())
    good = [match for match in matches if match.way in SURE]
    if phrase.relation == "countryside" or set(phrase.levels) & {"governorate", "district", "subdistrict"}:
        areas = [match for match in good if match.place.level in AREA_LEVELS]
        good = areas or good
    return Hint(tuple(match.place for match in good), " ".join(phrase.full))


def _score_phrase(gaz: Gazetteer, phrase: Phrase, hints: Sequence[Hint], ask: Ask) -> list[Scored]:
    found = []
    for match in gaz.finder.find(phrase, hints):
        fits = [hint.fit(gaz, match.place) for hint in hints]
        score = match.quality * (0.6 + 0.4 * prior(match.place, phrase)) * math.prod(fits)
        if ask.level is not None and match.place.level != ask.level:
            score *= 0.5
        if ask.near is not None:
            score *= _nearness(match.place, ask.near)
        plain = not phrase.relation or match.way == "exact"
        stretch = 0.0 if plain else max(2.0, (match.place.precision_km or 0.0))
        said = "" if plain else f"{query.describe(phrase.relation)} it;"
        found.append(Scored(match, score, all(fit == 1.0 for fit in fits), stretch, said))
    return found


def prior(place: Place, phrase: Phrase) -> float:
    """How likely a report means this place by its name, 0..1, before any hint."""
    value = _PRIOR[place.level] + _KIND_PRIOR.get(place.kind, 0.0) - _QUIET.get(place.governorate, 0.0)
    if place.population:
        value += min(0.1, math.log10(max(place.population, 1)) / 60)
    if phrase.levels and place.level in phrase.levels:
        value = max(value, 0.8)
    return min(value, 1.0)


def _nearness(place: Place, near: tuple[float, float]) -> float:
    if place.lon is None or place.lat is None:
        return 0.5
    return 0.4 + 0.6 * math.exp(-distance_km(near, (place.lon, place.lat)) / 40.0)


def _split_unmarked(gaz: Gazetteer, phrase: Phrase, hints: Sequence[Hint], ask: Ask) -> list[Scored]:
    """"حلب الميسر", "الوعر حمص": a city or area beside a name without a word between them."""
    words = phrase.core
    found: list[Scored] = []
    for cut in range(1, len(words)):
        for outer, inner in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            container = Hint(tuple(place for place in _exact(gaz, outer) if place.level in ("governorate", "city", "town", "region", "district")), " ".join(outer))
            if container.places:
                target = replace(phrase, full=inner, core=inner)
                found += [
                    replace(scored, score=scored.score * 0.95) for scored in _score_phrase(gaz, target, (*hints, container), ask) if scored.match.way in SURE and scored.fits
                ]
    return found


def _exact(gaz: Gazetteer, words: Sequence[str]) -> list[Place]:
    return [gaz.places[id_] for id_ in gaz.by_key.get(" ".join(words), ())]


def _surroundings(gaz: Gazetteer, part: Part, containers: Sequence[Hint], ask: Ask) -> list[Scored]:
    """What can still be said where the target itself is unknown: the place it is named after, or the place that holds it."""
    found: list[Scored] = []
    phrase = part.target
    if (phrase.landmark or phrase.facility) and len(phrase.core) > 1:
        for cut in range(1, len(phrase.core)):
            rest = phrase.core[cut:]
            inner = replace(phrase, full=rest, core=rest, facility=(), landmark="")
            matches = [scored for scored in _score_phrase(gaz, inner, (*ask.hints, *containers), ask) if scored.match.way in SURE and scored.fits]
            found += [replace(scored, score=scored.score * 0.6, stretch=scored.stretch + 3.0, said="it is named after, or stands at, this place:") for scored in matches]
            if matches:
                break
    for hint in containers:
        for place in hint.places:
            fits = all(inside(gaz, place, area) or place.id == area.id for outer in ask.hints for area in outer.places)
            if place.lat is not None and fits:
                match = Match(place, 0.4, "container", "")
                found.append(Scored(match, 0.4 * (0.6 + 0.4 * prior(place, phrase)), True, 3.0, "the name itself is unknown; it is said to lie in, or at, this place"))
    return found


def _judge(gaz: Gazetteer, parts: Sequence[Part], best: Sequence[Scored], ask: Ask) -> tuple[bool, str]:
    """Whether an analyst need not look, and why."""
    if not best:
        return False, "no place has this name or one like it"
    top = best[0]
    place = top.match.place
    rivals = [other for other in best[1:] if other.score >= RIVAL * top.score and other.match.way in SURE and apart(place, other.match.place) > SAME_PLACE_KM]
    doubt = _doubt(gaz, parts, top, ask)
    if rivals:
        named = ", ".join(f"{other.match.place.name_ar} ({_where(gaz, other.match.place)})" for other in rivals[:3])
        return False, f"{len(rivals) + 1} places have this name; also {named}: a governorate, a district or a kind word would decide"
    if doubt:
        return False, doubt
    return True, f"{top.match.how}; {'the only one inside the hint' if ask.hints else 'no other place comes near'}"


def _doubt(gaz: Gazetteer, parts: Sequence[Part], top: Scored, ask: Ask) -> str:
    """What speaks against confidence in the best candidate, "" for nothing."""
    place = top.match.place
    if top.match.way not in SURE | {"facility"}:
        return top.said or f"{top.match.how}; the name as written is unknown"
    if top.said or top.stretch:
        return f"{top.said} only its surroundings are meant".strip()
    if parts[0].beside:
        return "several places are named"
    if not top.fits:
        return "no place of this name lies inside the hint"
    if place.lat is None or place.precision_km is None:
        return "the place is known, its position is not"
    if place.level in AREA_LEVELS or place.precision_km > POINT_KM:
        return "it is an area; its point is nominal"
    if generic(gaz, parts, place, hinted=bool(ask.hints)):
        return "a name of the kind that recurs: there may be others that we do not know; a district or a city would decide"
    return ""


def generic(gaz: Gazetteer, parts: Sequence[Part], place: Place, *, hinted: bool) -> bool:
    """Tell whether a name is of the kind that recurs, so that a namesake we do not know may be meant.

    The limits were set on GeoNames villages that the OCHA list lacks: how often a name that OCHA has elsewhere, once, misled (docs/gazetteer.md).
    """
    if place.level in ("city", "town") or len(parts) > 1 or parts[0].containers:
        return False
    words = parts[0].target.core
    rarest = min((gaz.finder.commonness[word] for word in words), default=0)
    if hinted:
        return rarest > COMMON_WITH_HINT
    return rarest > (COMMON_PAIR if len(words) > 1 else COMMON_WORD)


def _where(gaz: Gazetteer, place: Place) -> str:
    return gaz.area(place.governorate).name_ar if place.governorate else "?"


__all__ = ["BORDER_FIT", "Finder", "SearchResult", "search"]
