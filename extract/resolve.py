"""Placing: which of the places that bear a name is meant, or why none is chosen.

All mentions of an article are weighed together. What a writer says counts most (governorate, direction, kind of place), then the other places of
the article, then how well known a place is. Too close a call between places that lie apart stays unresolved, with its candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract import containers, scene, together
from extract.cues import towards
from extract.distance import km
from extract.likelihood import KINDS, SAME_KM, Context, decide
from extract.place_mention import LOCATIVE, PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from gazetteer import Gazetteer
from gazetteer.names import key
from gazetteer.places import AREA_LEVELS, Place

_GOVERNORATE = 4  # characters of a p-code that name the governorate: SY05
_SURE = 0.8  # score from which a decision of the first look helps to place the others
_SETTLED = frozenset({"governorate stated", "direction"})
_GUESSED = frozenset({"well known"})


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
    outcomes = together.settle(mentions, _choose(range(len(mentions)), mentions, options, context), sentence_of)
    outcomes = _one_sense(mentions, outcomes)
    return scene.settle(mentions, containers.settle(mentions, outcomes, sentence_of), sentence_of, gaz)


def side_of_city(mention: PlaceMention, outcome: Resolution, gaz: Gazetteer) -> Resolution:
    """Give "غربي حلب", where something happened and no other place is told, the region called so or else the governorate, whose side it is."""
    side = mention.context and mention.cue != "countryside" and mention.bearing is not None and not mention.dateline
    if not side or not isinstance(outcome, Resolved) or outcome.place.level != "city" or not _seat(outcome.place, gaz):
        return outcome
    called = [place_id for word in towards(mention.bearing) for place_id in gaz.by_key.get(f"{word} {mention.key}", ())]
    return replace(outcome, place=gaz.places[[*called, outcome.place.governorate][0]], rule="a side of a city, told of no other place")


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
    wanted = KINDS.get(mention.cue, frozenset())
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
        return [place for place in places if place.level in KINDS["street"]]  # a square bears a village's name and is not that village
    points = [place for place in places if place.level not in {"governorate", "district", "subdistrict"}]
    return points or [place for place in places if place.level == "governorate"] or places


def _seat(place: Place, gaz: Gazetteer) -> bool:
    """Whether a city bears the name of its governorate."""
    return key(place.name_ar) == key(gaz.places[place.governorate].name_ar)


def _unambiguous(places: Sequence[Place]) -> bool:
    return bool(places) and all(km(places[0], other) <= SAME_KM for other in places[1:])


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
            if place.level == "region" and len(governorates := {code[:_GOVERNORATE] for code in place.area_pcodes}) == 1:
                context.by_sentence.setdefault(sentence_of[at], set()).update(governorates)  # "في سهل الغاب"
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
            listed = mentions[inner].group == mentions[waiting[-1]].group
            if mention.first - mentions[inner].last > 14 and not listed:
                continue
            context.stated.setdefault(inner, set()).update(areas)
            if mention.tied and listed:
                context.placed_in.add(inner)
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
            outcomes.append(decide(at, mention, places, context))
    return outcomes


def _no_such_city(mention: PlaceMention, places: Sequence[Place]) -> bool:
    """Whether a name called a city or a governorate has only villages here: مدينة القدس، محافظة صعدة."""
    if mention.cue == "governorate":
        return not any(place.level == "governorate" for place in places)
    return mention.cue == "city" and not any(place.level in {"city", "town", "governorate"} for place in places)
