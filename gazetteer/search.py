"""Finding what a name may stand for: ranking the places that bear it, and saying whether an analyst need look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from gazetteer import names, query
from gazetteer.admin import distance_km
from gazetteer.confidence import Ask, Scored, judge
from gazetteer.lookup import SURE, Match
from gazetteer.places import AREA_LEVELS, LEVELS, Candidate, GazetteerError, Place
from gazetteer.query import Part, Phrase
from gazetteer.where import Hint, apart, inside, within

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

_BEGINS_MANY = 40
_CONTAINERS = frozenset({"governorate", "district", "region", "city", "town"})
# How often reports mean a place of this level by its bare name; learned from nothing, ordered by experience.
_PRIOR = {
    "city": 1.0, "town": 0.85, "neighbourhood": 0.68, "facility": 0.66, "village": 0.62, "region": 0.55, "natural": 0.52, "governorate": 0.5, "district": 0.3,
    "subdistrict": 0.25,
}  # fmt: skip
_FINENESS = {
    level: i for i, levels in enumerate((("governorate",), ("district", "region"), ("subdistrict",), ("city",), ("town",), ("village",))) for level in levels
}
_FINENESS |= dict.fromkeys(("neighbourhood", "facility", "natural"), 6)
_KIND_PRIOR = {"abandoned": -0.12, "locality": -0.1, "populated place": -0.06, "settlement": -0.1}
# Governorates that reports on the war name rarely; used only to rank namesakes.
_FAME, _HEAT = 0.12, 0.06
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


def search(
    gaz: Gazetteer, name: str, *, within: str | None = None, near: tuple[float, float] | None = None, level: str | None = None, limit: int = 10
) -> SearchResult:
    """See `Gazetteer.search`."""
    if level is not None and level not in LEVELS:
        raise GazetteerError(f"unknown level {level!r}; known: {', '.join(LEVELS)}")
    hint = _hint(gaz, within)
    ask = Ask((hint,) if hint and hint.places else (), near, level)
    parts = [query.read_part(segment, gaz.finder.known) for segment in query.segments(name, gaz.finder.known)][:4]
    parts = [part for part in parts if part.target.full]
    if not parts:
        return SearchResult((), confident=False, reason="the query holds no name")
    found = _answer(gaz, parts, ask)
    found.sort(key=lambda scored: (-scored.score, scored.match.place.id))
    best = _unique(found)
    confident, reason = judge(gaz, parts, best, ask)
    if hint and not hint.places:
        confident, reason = False, f"{hint.said!r} is no area we know, so it was not used; {reason}"
    return SearchResult([_candidate(scored) for scored in best[:limit]], confident=confident, reason=reason)


def _hint(gaz: Gazetteer, text: str | None) -> Hint | None:
    if not text or not text.strip():
        return None
    known = gaz.finder.hints
    if text not in known:
        known[text] = within(gaz, text)
    return known[text]


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
        wider = part._replace(containers=(*part.containers, *others))
        finer = [scored._replace(score=scored.score * (1.0 - 0.01 * i)) for scored in _answer_part(gaz, wider, ask, fallback=False)]
        found += finer
    found = [scored._replace(score=scored.score * 0.6) if _holds_another(scored, found) else scored for scored in found]
    if not found:
        for part in parts:
            found += _answer_part(gaz, part, ask)
    return found


def _holds_another(scored: Scored, found: Sequence[Scored]) -> bool:
    """Tell whether a finer place that is also named lies inside this one: then the finer one is what is asked for."""
    place = scored.match.place
    finer = (other.match.place for other in found if other.fits and other.match.way in SURE and _FINENESS[other.match.place.level] > _FINENESS[place.level])
    return any(inside(other, place) for other in finer)


def _answer_part(gaz: Gazetteer, part: Part, ask: Ask, *, fallback: bool = True) -> list[Scored]:
    """Score the readings of one part: its target among its containers, what stands beside it, and at worst the container itself."""
    containers = [hint for phrase in part.containers if (hint := _container(gaz, phrase)).places]
    hints = (*ask.hints, *containers)
    found = _score_phrase(gaz, part.target, hints, ask)
    for n, phrase in enumerate(part.beside, 1):
        found = _with_beside(found, _score_phrase(gaz, phrase, hints, ask), part.target.relation, n)
    if not any(scored.fits for scored in found):
        found += _split_unmarked(gaz, part.target, hints, ask)
    if fallback and not any(scored.fits and scored.match.way in SURE | {"facility", "loose"} for scored in found):
        found += _surroundings(gaz, part, containers, ask)
    return found


def _with_beside(first: Sequence[Scored], second: Sequence[Scored], relation: str, n: int) -> list[Scored]:
    """Add the places of the n-th further name below those of the first; between two places, the first one's radius reaches the second."""
    if not first or not second:
        return [*first, *second]
    ceiling = max(scored.score for scored in first) * 0.97**n
    nearest = max(second, key=lambda scored: scored.score).match.place
    if relation == "between":
        first = [scored._replace(stretch=max(scored.stretch, min(apart(scored.match.place, nearest), 100.0))) for scored in first]
    return [*first, *(scored._replace(score=min(scored.score, ceiling)) for scored in second)]


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
        score = match.quality * (0.6 + 0.4 * prior(gaz, match.place, phrase)) * math.prod(fits)
        if ask.level is not None and match.place.level != ask.level:
            score *= 0.5
        if ask.near is not None:
            score *= _nearness(match.place, ask.near)
        plain = not phrase.relation or match.way == "exact"
        stretch = 0.0 if plain else max(2.0, (match.place.precision_km or 0.0))
        said = "" if plain else f"{query.describe(phrase.relation)} it;"
        found.append(Scored(match, score, all(fit == 1.0 for fit in fits), stretch, said))
    return found


def prior(gaz: Gazetteer, place: Place, phrase: Phrase) -> float:
    """How likely a report means this place by its name, 0..1, before any hint."""
    value = _PRIOR[place.level] + _KIND_PRIOR.get(place.kind, 0.0) - _QUIET.get(place.governorate, 0.0)
    if place.level in ("village", "town"):
        value += min(_HEAT, 0.02 * math.log2(1 + gaz.finder.heat(place)))
    if place.id in gaz.famous:
        value += _FAME
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
    """Read a city or area that stands beside a name without a word between them: حلب الميسر, الوعر حمص."""
    words = phrase.core
    found: list[Scored] = []
    for cut in range(1, len(words)):
        for outer, inner in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            container = Hint(tuple(place for place in _exact(gaz, outer) if place.level in _CONTAINERS), " ".join(outer))
            if container.places:
                target = phrase._replace(full=inner, core=inner)
                scored_all = _score_phrase(gaz, target, (*hints, container), ask)
                found += [
                    scored._replace(score=scored.score * 0.95) for scored in scored_all if scored.match.way in SURE | {"part", "qualified"} and scored.fits
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
            inner = phrase._replace(full=rest, core=rest, facility=(), landmark="")
            matches = [scored for scored in _score_phrase(gaz, inner, (*ask.hints, *containers), ask) if scored.match.way in SURE and scored.fits]
            named = "it is named after, or stands at, this place:"
            found += [scored._replace(score=scored.score * 0.6, stretch=scored.stretch + 3.0, said=named) for scored in matches]
            if matches:
                break
    found += _beginning(gaz, phrase, (*ask.hints, *containers), ask)
    found += _seat(gaz, part, ask)
    for hint in containers:
        for place in hint.places:
            fits = all(inside(place, area) or place.id == area.id for outer in ask.hints for area in outer.places)
            if place.lat is not None and fits:
                found.append(
                    _stand_in(place, 0.4 * (0.6 + 0.4 * prior(gaz, place, phrase)), "the name itself is unknown; it is said to lie in, or at, this place")
                )
    return found


def _beginning(gaz: Gazetteer, phrase: Phrase, hints: Sequence[Hint], ask: Ask) -> list[Scored]:
    """Places whose name is the beginning of the query (حي جوبر الدمشقي), unless that is a word that begins many names (تل, جسر)."""
    for cut in range(len(phrase.core) - 1, 0, -1):
        words = phrase.core[:cut]
        if all(query.roles().get(word) or gaz.finder.commonness[word] > _BEGINS_MANY for word in words):
            continue
        first = phrase._replace(full=words, core=words, facility=(), landmark="")
        found = [scored for scored in _score_phrase(gaz, first, hints, ask) if scored.match.way in SURE and scored.fits]
        if found:
            return [scored._replace(score=scored.score * 0.6, stretch=2.0, said="the query's first words are this name:") for scored in found]
    return []


def _seat(gaz: Gazetteer, part: Part, ask: Ask) -> list[Scored]:
    """The seat of the hinted governorate, for an unknown quarter, building or street: most of those that reports name stand there."""
    phrase = part.target
    governorates = [area for hint in ask.hints for area in hint.places if area.level == "governorate"]
    if len(governorates) != 1 or not (phrase.landmark or phrase.facility or phrase.levels[:1] == ("neighbourhood",) or governorates[0].id == "SY01"):
        return []
    cities = [place for place in _exact(gaz, names.key(governorates[0].name_ar).split()) if place.level == "city" and place.governorate == governorates[0].id]
    return [_stand_in(city, 0.15, "the name is unknown; such places mostly stand in the governorate's seat") for city in cities]


def _stand_in(place: Place, score: float, said: str) -> Scored:
    """A place offered for an unknown one that lies in it or at it."""
    return Scored(Match(place, score, "container", ""), score, fits=True, stretch=3.0, said=said)
