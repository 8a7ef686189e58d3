"""Placing: which of the places that bear a name is meant, or why none is chosen.

All mentions of an article are weighed together. What a writer says counts most (governorate, direction, kind of place), then the other places of
the article, then how well known a place is. Too close a call between places that lie apart stays unresolved, with its candidates.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract import containers, scene
from extract.distance import KM_NORTH, flat_km, km
from extract.place_mention import LOCATIVE, PlaceMention
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
"""A lead under this between two places farther apart than `_SAME_KM` is no decision."""
_SURE, _BARELY = 0.8, 0.5
_SETTLED = frozenset({"governorate stated", "direction"})
_GUESSED = frozenset({"well known"})
_SAME_KM = 5.0
_KM_EAST = 85.0
"""Length of one degree of longitude, which is longer everywhere south of 40 degrees north."""
_KINDS: dict[str, frozenset[str]] = {
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
    """What an article says about where it is. stated: mention index -> governorates named with it; sentences: mention index -> sentence number."""

    sentence: list[int]
    gaz: Gazetteer
    stated: dict[int, set[str]] = field(default_factory=dict)
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
        """Give the anchors that bear on a mention, itself among them, by weight: those of its own sentence in full."""
        own = self.sentence[at]
        for sentence in range(own - _NEARBY, own + _NEARBY + 1):
            if sentence in self.anchors:
                yield 1.0 if sentence == own else _ELSEWHERE, self.anchors[sentence]
        yield _ELSEWHERE, self.common


def _degrees(origin: Place, goal: Place) -> float:
    """Compass bearing in degrees from one place to another."""
    if origin.lat is None or origin.lon is None or goal.lat is None or goal.lon is None:
        return math.nan
    return math.degrees(math.atan2((goal.lon - origin.lon) * math.cos(math.radians(origin.lat)), goal.lat - origin.lat)) % 360


def resolve(mentions: Sequence[PlaceMention], sentence_of: Sequence[int], gaz: Gazetteer) -> list[Resolution]:
    """Place every mention of an article.

    sentence_of: for each mention the number of its sentence (titles first). Foreign mentions come back as Unresolved("outside_syria").
    """
    context = _gather(mentions, sentence_of, gaz)
    options = [_options(mention, gaz) for mention in mentions]
    for at, places in enumerate(options):  # places that need no context become the anchors of the others
        if _unambiguous(places) and not mentions[at].context:
            context.anchor(at, places[0])
            context.by_article[places[0].governorate] += 1
    open_ones = [at for at, places in enumerate(options) if not _unambiguous(places)]
    for at, outcome in zip(open_ones, _choose(open_ones, mentions, options, context), strict=True):  # a first look, whose decisions become anchors
        if isinstance(outcome, Resolved) and outcome.score >= _SURE:
            context.anchor(at, outcome.place)
    outcomes = _one_sense(mentions, _choose(range(len(mentions)), mentions, options, context))
    return scene.settle(mentions, containers.settle(mentions, outcomes, sentence_of), sentence_of, gaz)


def _one_sense(mentions: Sequence[PlaceMention], outcomes: list[Resolution]) -> list[Resolution]:
    """Give one name one place: where the text settles it once, names that nothing nearer decides follow."""
    senses: dict[str, dict[str, Resolved]] = {}
    abroad: dict[str, Unresolved] = {}
    for mention, outcome in zip(mentions, outcomes, strict=True):
        if isinstance(outcome, Resolved):
            senses.setdefault(mention.key, {})[outcome.place.id] = outcome
        elif outcome.reason == "outside_syria":
            abroad[mention.key] = outcome
    for at, (mention, outcome) in enumerate(zip(mentions, outcomes, strict=True)):
        known = list(senses.get(mention.key, {}).values())
        stated = [sense for sense in known if sense.rule in _SETTLED and sense.place.level not in AREA_LEVELS] or known
        guessed = isinstance(outcome, Resolved) and outcome.rule in _GUESSED and stated is not known
        if len(stated) == 1 and (guessed or (isinstance(outcome, Unresolved) and outcome.reason == "ambiguous")):
            outcomes[at] = replace(stated[0], score=round(stated[0].score * 0.9, 3), rule="the same name elsewhere in the article")
        elif isinstance(outcome, Unresolved) and outcome.reason == "ambiguous" and not known and mention.key in abroad:
            outcomes[at] = abroad[mention.key]
    return outcomes


def _options(mention: PlaceMention, gaz: Gazetteer) -> list[Place]:
    """The places a mention may stand for: areas only where the words ask for an area or nothing else bears the name."""
    places = [gaz.places[place_id] for place_id in mention.ids]
    wanted = _KINDS.get(mention.cue, frozenset())
    if mention.cue in {"governorate", "countryside", "subdistrict"}:
        asked = [place for place in places if place.level in wanted]
        if mention.cue == "countryside":
            governorates = [place for place in asked if place.level == "governorate"]
            asked = governorates or [place for place in places if place.level in {"city", "town"}] or asked
        if mention.cue == "countryside" and not governorates:  # "ريف ديرالزور": the governorate of the city
            asked = [gaz.places[place.governorate] for place in asked if place.level == "city" and _seat(place, gaz)] or asked
        if asked:
            return asked
    if mention.cue == "street":
        return [place for place in places if place.level in _KINDS["street"]]  # a square bears a village's name and is not that village
    points = [place for place in places if place.level not in {"governorate", "district", "subdistrict"}]
    return points or [place for place in places if place.level == "governorate"] or places


def _seat(place: Place, gaz: Gazetteer) -> bool:
    """Whether a city bears the name of its governorate."""
    return key(place.name_ar) == key(gaz.places[place.governorate].name_ar)


def _unambiguous(places: Sequence[Place]) -> bool:
    return bool(places) and all(km(places[0], other) <= _SAME_KM for other in places[1:])


def _gather(mentions: Sequence[PlaceMention], sentence_of: Sequence[int], gaz: Gazetteer) -> Context:
    context = Context(list(sentence_of), gaz)
    heads: dict[int, list[int]] = {}
    for at, mention in enumerate(mentions):
        heads.setdefault(sentence_of[at], []).append(at)
        for place_id in mention.ids:
            place = gaz.places[place_id]
            if place.level == "governorate" or (place.level == "city" and len(mention.ids) <= 4):
                context.by_sentence.setdefault(sentence_of[at], set()).add(place.governorate)
                if place.level == "governorate" or mention.context:
                    context.by_article[place.governorate] += 1
            if place.level == "city":
                context.cities_by_sentence.setdefault(sentence_of[at], set()).add(place.id)
                context.cities.add(place.id)
    for members in heads.values():
        _link_outer(members, mentions, gaz, context)
    return context


def _link_outer(members: Sequence[int], mentions: Sequence[PlaceMention], gaz: Gazetteer, context: Context) -> None:
    """Tie the names of a sentence to the outer place that follows them ("اللطامنة والزكاة بريف حماة", "جزرايا جنوب حلب")."""
    waiting: list[int] = []
    for at in members:
        mention = mentions[at]
        if mention.country and not mention.ids:
            chained = mention.tied
            while chained and waiting and at - 1 == waiting[-1]:
                inner = waiting.pop()
                context.abroad[inner] = mention.country
                at, chained = inner, mentions[inner].tied  # noqa: PLW2901  # "مسجد الروضة بمدينة بئر العبد في شمال سيناء"
            waiting = []
            continue
        outer = mention.context or mention.cue == "governorate" or (mention.particle.endswith("ب") and _is_container(mention, gaz))
        if not outer:
            if waiting and mentions[waiting[-1]].last + 12 < mention.first:
                waiting = []
            waiting.append(at)
            continue
        areas = {gaz.places[place_id].governorate for place_id in mention.ids if gaz.places[place_id].level in {"governorate", "city", "town"}}
        seats = [gaz.places[place_id] for place_id in mention.ids if gaz.places[place_id].level in {"city", "town"}]
        for inner in waiting:
            if mention.first - mentions[inner].last > 14 and mentions[inner].group != mentions[waiting[-1]].group:
                continue
            context.stated.setdefault(inner, set()).update(areas)
            if seats:
                context.bearings.setdefault(inner, []).append((seats[0], mention.bearing))
        waiting = []


def _is_container(mention: PlaceMention, gaz: Gazetteer) -> bool:
    return any(gaz.places[place_id].level in {"governorate", "city"} for place_id in mention.ids)


def _choose(which: Iterable[int], mentions: Sequence[PlaceMention], options: Sequence[Sequence[Place]], context: Context) -> list[Resolution]:
    outcomes: list[Resolution] = []
    foreign_lists = {(context.sentence[at], mention.group) for at, mention in enumerate(mentions) if mention.country and not mention.ids}
    for at in which:
        mention, places = mentions[at], options[at]
        abroad = mention.country and (not places or mention.licence < LOCATIVE or _no_such_city(mention, places))
        among_others = (context.sentence[at], mention.group) in foreign_lists and not mention.cue  # "الإمارات والسعودية وقطر"
        country = context.abroad.get(at) or (mention.country if abroad or among_others else "")
        if country:
            outcomes.append(Unresolved("outside_syria", f"a place in {country}", country=country))
        elif not places:
            outcomes.append(Unresolved("not_in_gazetteer", "no place of this name is in the gazetteer"))
        else:
            outcomes.append(_decide(at, mention, places, context))
    return outcomes


def _no_such_city(mention: PlaceMention, places: Sequence[Place]) -> bool:
    """Whether a name called a city or a governorate has only villages here: مدينة القدس، محافظة صعدة."""
    if mention.cue == "governorate":
        return not any(place.level == "governorate" for place in places)
    return mention.cue == "city" and not any(place.level in {"city", "town", "governorate"} for place in places)


def _decide(at: int, mention: PlaceMention, places: Sequence[Place], context: Context) -> Resolution:
    ranked = sorted(((_weight(at, mention, place, context), place) for place in places), key=lambda pair: (-pair[0][0], pair[1].id))
    (best, rule), place = ranked[0]
    rivals = [(weight, other) for (weight, _), other in ranked[1:] if km(place, other) > _SAME_KM]
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
        score, rule = min(score, 0.4), f"{rule}, though the text names another governorate"
    return Resolved(place, round(score, 3), rule, rejected)


def _likeliest(at: int, mention: PlaceMention, close: Sequence[tuple[float, Place]], context: Context) -> Place | None:
    """Of places too close to call, the only one that reports usually mean, else the only town that bears the name as its own.

    Where the text says in which governorate or on which side of what it lies, fame is no reason to go elsewhere.
    """
    said = bool(context.stated.get(at) or context.bearings.get(at))
    near = [place for weight, place in close if close[0][0] - weight < _MARGIN or (place.id in context.gaz.famous and not said)]
    famous = [place for place in near if place.id in context.gaz.famous]
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
    wanted = _KINDS.get(mention.cue)
    if wanted:
        parts["kind of place"] = _KIND_MATCH if place.level in wanted else _KIND_CLASH
    stated, sentence = context.stated.get(at), context.sentence[at]
    if stated:
        parts["governorate stated"] = _STATED_GOVERNORATE if place.governorate in stated else -_STATED_GOVERNORATE / 2
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
