"""Which of several places of one name is meant: weighs what the text says of it, the other places of the article, and how well known each is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.distance import KM_NORTH, flat_km, km
from extract.place_mention import PlaceMention
from extract.records import Rejected, Resolution, Resolved, Unresolved
from gazetteer import Gazetteer
from gazetteer.names import key
from gazetteer.places import AREA_LEVELS, Place

# Weights, in the same unit as the margin below. The order matters more than the figures: stated > nearby > well known.
_STATED_GOVERNORATE, _SENTENCE_GOVERNORATE, _ARTICLE_GOVERNORATE = 5.0, 2.0, 1.0
_KIND_MATCH, _KIND_CLASH = 3.0, -2.5
_CITY_STATED, _CITY_NAMED, _CITY_ABSENT = 5.0, 2.5, -2.5
_BEARING_MATCH, _BEARING_CLASH = 3.0, -4.0
_NEIGHBOUR, _NEIGHBOUR_KM, _STATED_KM = 3.0, 15.0, 20.0
_LEVEL = {"city": 5.5, "town": 3.2, "facility": 1.0, "region": 0.9, "village": 0.8, "neighbourhood": 0.8, "natural": 0.3}
_FAMOUS = 1.8
_COMMON, _NEARBY, _ELSEWHERE = 40, 4, 0.6
"""Anchors kept for a whole article, sentences around a mention whose anchors count, and their weight outside its own sentence."""
_MARGIN = 0.8
"""A lead under this between two places farther apart than `SAME_KM` is no decision."""
_BARELY = 0.5
SAME_KM = 5.0
_SMALL = frozenset({"village", "natural"})
_BORDER_KM = 15.0  # reports put a village into the governorate next to it that far from the boundary
_KM_EAST = 85.0
"""Length of one degree of longitude, which is longer everywhere south of 40 degrees north."""
KINDS: dict[str, frozenset[str]] = {
    "city": frozenset({"city", "town"}),
    "town": frozenset({"town", "city", "village"}),
    "village": frozenset({"village", "town"}),
    "neighbourhood": frozenset({"neighbourhood"}),
    "facility": frozenset({"facility"}),
    "landmark": frozenset({"facility", "neighbourhood"}),
    "street": frozenset({"facility", "neighbourhood"}),
    "camp": frozenset({"facility", "neighbourhood"}),
    "natural": frozenset({"natural", "region", "facility"}),
    "governorate": frozenset({"governorate"}),
    "countryside": frozenset({"governorate", "district", "region"}),
    "subdistrict": frozenset({"subdistrict"}),
}


@dataclass(slots=True)
class Context:
    """What an article says about where it is.

    stated: mention index -> governorates named with it; placed_in: mentions right before whose governorate it is named ("قرية X بريف Y");
    sentence: mention index -> sentence number.
    """

    sentence: list[int]
    gaz: Gazetteer
    stated: dict[int, set[str]] = field(default_factory=dict)
    placed_in: set[int] = field(default_factory=set)
    by_sentence: dict[int, set[str]] = field(default_factory=dict)
    by_article: Counter[str] = field(default_factory=Counter)
    cities_by_sentence: dict[int, set[str]] = field(default_factory=dict)
    cities: set[str] = field(default_factory=set)
    bearings: dict[int, list[tuple[Place, int | None]]] = field(default_factory=dict)
    anchors: dict[int, list[tuple[int, float, float]]] = field(default_factory=dict)
    common: list[tuple[int, float, float]] = field(default_factory=list)
    abroad: dict[int, str] = field(default_factory=dict)

    def anchor(self, at: int, place: Place) -> None:
        """Let a settled place help to place the others: those of nearby sentences, and the first ones all over the article."""
        if place.lat is None or place.lon is None or place.level in AREA_LEVELS:
            return
        spot = (at, place.lat, place.lon)
        self.anchors.setdefault(self.sentence[at], []).append(spot)
        if len(self.common) < _COMMON:
            self.common.append(spot)

    def spots(self, at: int) -> Iterator[tuple[float, Iterable[tuple[int, float, float]]]]:
        """Give the anchors that bear on a mention, itself among them, by weight: those of its own sentence in full.

        Those of nearby sentences are given where the common ones are not all that there are.
        """
        own = self.sentence[at]
        yield 1.0, self.anchors.get(own, ())
        for sentence in range(own - _NEARBY, own + _NEARBY + 1) if len(self.common) == _COMMON else ():
            if sentence != own and sentence in self.anchors:
                yield _ELSEWHERE, self.anchors[sentence]
        yield _ELSEWHERE, self.common


def _degrees(origin: Place, goal: Place) -> float:
    """Compass bearing in degrees from one place to another."""
    if origin.lat is None or origin.lon is None or goal.lat is None or goal.lon is None:
        return math.nan
    return math.degrees(math.atan2((goal.lon - origin.lon) * math.cos(math.radians(origin.lat)), goal.lat - origin.lat)) % 360


def decide(at: int, mention: PlaceMention, places: Sequence[Place], context: Context) -> Resolution:
    """Choose among the places that a mention (number `at`) may stand for; Unresolved where the lead is too small."""
    ranked = sorted(((_weight(at, mention, place, context), place) for place in places), key=lambda pair: (-pair[0][0], pair[1].id))
    (best, rule), place = ranked[0]
    rivals = [(weight, other) for (weight, _), other in ranked[1:] if km(place, other) > SAME_KM]
    lead = best - rivals[0][0] if rivals else math.inf
    if place.lat is None:
        return Unresolved("no_position", "the gazetteer knows the name but no position", tuple(place for _, place in ranked[:5]))
    likely = _likeliest(at, mention, [(best, place), *rivals], context) if lead < _MARGIN else None
    if likely is not None:
        return Resolved(
            likely,
            _BARELY,
            "the best known place of this very name",
            tuple(Rejected(other, "less known by this name") for _, other in ranked if other is not likely)[:8],
        )
    if lead < _MARGIN:
        detail = f"{len(rivals) + 1} places bear this name, and the text does not decide between them"
        return Unresolved("ambiguous", detail, tuple(place for _, place in ranked[:8]))
    rejected = tuple(Rejected(other, f"weight {weight:.1f} against {best:.1f} ({rule}); {km(place, other):.0f} km away") for weight, other in rivals[:8])
    score = 0.95 if lead is math.inf else min(0.95, 0.5 + lead / 10)
    if context.stated.get(at) and place.governorate not in context.stated[at] and place.level not in AREA_LEVELS:
        if at in context.placed_in and place.level in _SMALL and place.id not in context.gaz.famous and _far_from_all(place, context.stated[at], context.gaz):
            return Unresolved(
                "not_in_gazetteer",
                "the text puts it in another governorate, where no place of this name is known",
                (place, *(other for _, other in rivals[:7])),
            )
        score, rule = min(score, 0.4), f"{rule}, though the text names another governorate"
    return Resolved(place, round(score, 3), rule, rejected)


def _far_from_all(place: Place, governorates: Iterable[str], gaz: Gazetteer) -> bool:
    """Whether a place lies well outside governorates: far from every place of theirs."""
    return place.governorate not in governorates and all(_far_from(place, code, gaz) for code in governorates)


@lru_cache(maxsize=20_000)
def _far_from(place: Place, governorate: str, gaz: Gazetteer) -> bool:
    return place.lat is not None and all(km(place, other) > _BORDER_KM for other in _places_of(governorate, gaz))


@lru_cache(maxsize=28)
def _places_of(governorate: str, gaz: Gazetteer) -> tuple[Place, ...]:
    return tuple(place for place in gaz.places.values() if place.governorate == governorate and place.level not in AREA_LEVELS)


def _likeliest(at: int, mention: PlaceMention, close: Sequence[tuple[float, Place]], context: Context) -> Place | None:
    """Of places too close to call, the only one that reports usually mean, else the only town that bears the name as its own.

    Where the text says in which governorate or on which side of what it lies, or only names places of others, fame is no reason to go elsewhere.
    """
    said = bool(context.stated.get(at) or context.bearings.get(at))
    near = [place for weight, place in close if close[0][0] - weight < _MARGIN or (place.id in context.gaz.famous and not said)]
    there = context.by_article.keys()
    famous = [place for place in near if place.id in context.gaz.famous and (not there or place.governorate in there)]
    towns = [place for place in near if place.level in {"city", "town"}]
    named = [place for place in towns if key(place.name_ar) == mention.key]
    if famous:
        return famous[0] if len(famous) == 1 else None
    return named[0] if len(named) == 1 and len(towns) > 1 else None


def _weight(at: int, mention: PlaceMention, place: Place, context: Context) -> tuple[float, str]:
    """Weigh one place for one mention; also name the reason that counted most."""
    parts: dict[str, float] = {"well known": _LEVEL.get(place.level, 0.5) + (math.log10(place.population) / 5 if place.population else 0.0)}
    if place.id in context.gaz.famous and not (context.stated.get(at) or context.bearings.get(at)):
        parts["well known"] += _FAMOUS
    wanted = KINDS.get(mention.cue)
    if wanted:
        parts["kind of place"] = _KIND_MATCH if place.level in wanted else _KIND_CLASH
    stated, sentence = context.stated.get(at), context.sentence[at]
    if stated:
        across = at in context.placed_in and not _far_from_all(place, stated, context.gaz)  # reports do not know the boundaries
        parts["governorate stated"] = _STATED_GOVERNORATE if place.governorate in stated else -_STATED_GOVERNORATE / (4 if across else 2)
    elif place.governorate in context.by_sentence.get(sentence, ()):
        parts["governorate in the sentence"] = _SENTENCE_GOVERNORATE
    if place.governorate in context.by_article:
        share = context.by_article[place.governorate] / context.by_article.total()
        parts["governorate in the article"] = _ARTICLE_GOVERNORATE * (0.5 + share)
    if place.city:
        near = place.city in context.cities_by_sentence.get(sentence, ())
        parts["its city"] = _CITY_STATED if near else _CITY_NAMED if place.city in context.cities else _CITY_ABSENT
    for seat, bearing in context.bearings.get(at, ()):
        parts["near the stated place"] = _NEIGHBOUR * math.exp(-km(seat, place) / _STATED_KM) if place.lat is not None else 0.0
        if bearing is not None:
            turn = abs((_degrees(seat, place) - bearing + 180) % 360 - 180)
            parts["direction"] = _BEARING_MATCH if turn <= 60 else _BEARING_CLASH if turn > 100 else 0.0
    parts["near the other places"] = _neighbours(at, place, context)
    return sum(parts.values()), max(parts, key=lambda name: parts[name])


def _neighbours(at: int, place: Place, context: Context) -> float:
    """How near the article's settled places are: 3 at the same spot, 1.1 at 15 km; names of the same sentence count in full."""
    if place.lat is None or place.lon is None:
        return 0.0
    nearest: dict[float, float] = {}
    for weight, spots in context.spots(at):
        known = nearest.get(weight, math.inf)
        for other, lat, lon in spots:
            if other != at and abs(lat - place.lat) * KM_NORTH < known and abs(lon - place.lon) * _KM_EAST < known:  # else one of them sets it farther off
                known = min(known, flat_km(place.lat, place.lon, lat, lon))
        nearest[weight] = known
    return _NEIGHBOUR * max((weight * math.exp(-distance / _NEIGHBOUR_KM) for weight, distance in nearest.items()), default=0.0)
