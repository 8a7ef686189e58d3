"""Where a clause says it happened: inner places against outer ones, places of origin, capitals that speak, words that point back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from extract import bystanders, care, heading, situated, struck
from extract.actor_tables import plays
from extract.actors import SourceMention
from extract.clauses import Clause
from extract.cues import definite
from extract.hashtags import loose_tag, without_labels
from extract.place_mention import HEAD, LOCATIVE, PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from extract.triggers import Trigger
from extract.word_lists import word_set
from extract.wording import says
from extract.words import Word
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

_SPEAKING = word_set("deeds_of_a_capital")
_CAPITAL, _REGAINING, _REGAINED = "دمشق", word_set("regaining"), word_set("what_is_regained")
_NEAR_REACH = 3  # words between X and Y in "X قرب Y"
_STRUCK_REACH = 3  # words between a strike and what it struck (غارات على بيروت)
_TOWN_REACH = 6  # the same, and the weapon, before a town with its head noun
_WHENCE_REACH = 2  # words of "من غرب" before a place abroad
_SOURCE_REACH = 4  # words from an authority to its town
_NAMED_SOURCE_REACH = 7  # words from the beginning of a source to its town
_BASED_AT, _TITLES = word_set("based_at"), word_set("titles_with_a_place")
_CONTENT = word_set("contents_of_a_statement")
_INNER = frozenset({"town", "village", "region", "natural", "facility"})
_TOWARDS = word_set("towards")
_HEADED_REACH = 2  # words before X in "إلى بلدة X"
_SAID_OF, _HOME_REACH = word_set("said_of_people"), 5  # words of "وهما من أبناء بلدة" before a home
_POINTERS = {
    "facility": word_set("pointers_to_a_facility"),
    "neighbourhood": word_set("pointers_to_a_neighbourhood"),
    "village": word_set("pointers_to_a_village"),
    "town": word_set("pointers_to_a_town"),
    "city": word_set("pointers_to_a_city"),
}
"""Words that point back to the last place of a level, the narrowest level first; "المدينة" is a town or a city, whichever was named last."""

Outcomes = Mapping[int, Resolution]
"""Resolutions by index into `ZoneReading.places`."""


def where(reading: ZoneReading, clause: Clause, outcomes: Outcomes, main: Trigger | None = None) -> tuple[list[int], str]:
    """Give the places where the clause says it happened (indexes), and the country where that is abroad ("" otherwise).

    main: the word that reports the attack, if known: a place abroad that follows it at once is where it happened. Inner places count; an outer one
    (ريف X, شمال X) only where it stands alone.
    """
    inside = reading.place_indexes(*clause.core)
    if all(reading.places[at].origin or situated.fired_from(reading, clause, at) for at in inside):  # "استشهد طفل من نازحي X | وسقطت القذيفة على خيام في Y"
        inside = reading.place_indexes(clause.first, clause.last)
    if not inside:
        return [], ""
    inside = [at for at in inside if not (is_abroad(outcomes[at]) and reading.places[at].particle.endswith("ل"))]  # "مواقع لإيران قرب X"
    abroad = [at for at in inside if is_abroad(outcomes[at])]
    after = next((at for at in inside if main is not None and reading.places[at].first >= main.last), None)
    if after in abroad and main is not None and not _whence(reading, reading.places[after]):
        town = reading.places[after].licence == HEAD and reading.places[after].cue in _INNER  # "انفجرت سيارة مفخخة في بلدة X اللبنانية"
        if reading.places[after].first - main.last <= (_TOWN_REACH if town else _STRUCK_REACH):
            return [], _country(outcomes[after])
    here = [at for at in inside if at not in abroad and not _speaks(reading, reading.places[at])]
    here = _without_speakers(reading, here, outcomes)
    here = [at for at in here if main is not None or not _seat_of_authority(reading, reading.places[at])]
    taken = care.of_care(reading, clause, here)
    here = [at for at in here if at not in taken]
    here = [at for at in here if not bystanders.of_most(reading, reading.places[at])] or (here if main is not None else [])
    here = [at for at in here if not _in_title(reading, reading.places[at])] or here
    here = without_labels(reading, here)
    here = [at for at in here if not bystanders.in_brackets(reading, at)] or here
    if any(_area(outcomes[at]) and not reading.places[at].dateline for at in here):  # "دمشق: قُتل عسكريان في محافظة ريف دمشق"
        here = [at for at in here if not reading.places[at].dateline]
    here = [at for at in here if not situated.beside_region(reading, at, here, outcomes)]
    here = [at for at in here if not situated.described(reading, clause, reading.places[at])] or here
    here = bystanders.without_bystanders(reading, clause, here, outcomes)
    here = situated.struck_places(reading, clause, here, outcomes, points_back=lambda: points(reading.words[clause.first : clause.last]))
    inner = [at for at in here if not _outer(reading, at, here, outcomes) and not situated.heads(reading, clause, at, here, outcomes)]
    if all(_area(outcomes[at]) for at in inner):  # "تلول الصفا شرقي السويداء": a region, not the town that says where it lies
        regions = [at for at in inner if _region(outcomes[at])]
        inner = regions if not [at for at in here if not _area(outcomes[at]) and not reading.places[at].context] else []
    chosen = inner or _first_list(situated.on_a_road(reading, clause, _apart_from_origins(reading, here), outcomes), reading, outcomes)
    if not chosen and any(trigger.type == "withdraw" for trigger in clause.triggers):
        left = [at for at in here if reading.places[at].origin]  # "انسحبت A من بلدة X أمام تقدم B التي سيطرت عليها"
        chosen = [at for at in left if not is_goal(reading, reading.places[at])]
    if not chosen and main is not None:
        chosen = [at for at in here if situated.fled_from(reading, reading.places[at], main)]
    if chosen:
        return _distinct(chosen, reading, outcomes), ""
    located = [at for at in abroad if reading.places[at].licence >= LOCATIVE]
    return [], _country(outcomes[located[0]]) if located else ""


def _without_speakers(reading: ZoneReading, here: list[int], outcomes: Outcomes) -> list[int]:
    """Leave out where speakers sit, unless only the area around is left: "محافظة حماة: أكد سكان في بلدة X أن قصفاً ..."."""
    told = [at for at in here if not home_of_source(reading, reading.places[at])]
    told = [at for at in told if reading.places[at].first not in reading.introductions] or told  # "قال مدير المشفى في مدينة X إن القصف طال Y"
    around = {outcome.place.governorate for at in told if isinstance(outcome := outcomes[at], Resolved)}
    if not told or len(told) == len(here) or not all(_area(outcomes[at]) for at in told):
        return told
    inside = [at for at in here if at not in told and isinstance(outcome := outcomes[at], Resolved) and outcome.place.governorate in around]
    return inside if inside and not any(_area(outcomes[at]) for at in inside) else told


def _whence(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether fire came from a place: "صواريخ من غرب إيران على مقرات في X"."""
    return any(word.key == "من" for word in reading.words[max(0, place.first - _WHENCE_REACH) : place.first])


def is_goal(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether people went to a place, where nothing happened yet: "انسحبت الفصائل إلى بلدة X"."""
    return place.origin and any(word.key in _TOWARDS for word in reading.words[max(0, place.first - _HEADED_REACH) : place.first])


def origins(reading: ZoneReading, clause: Clause, outcomes: Outcomes) -> list[int]:
    """Give the homes of people, where a bulletin names no other place: "استشهد رجل من مدينة دوما جراء سقوط قذيفة"."""
    inside = reading.place_indexes(clause.first, clause.last)
    taken = care.of_care(reading, clause, inside)
    here = [at for at in inside if reading.places[at].origin and isinstance(outcomes[at], Resolved) and at not in taken]
    here = [at for at in here if not _based(reading, reading.places[at])]
    here = [at for at in here if not _only_told_of(reading, reading.places[at])]
    return [at for at in here if not reading.places[at].context and not _area(outcomes[at])][:1]


def _only_told_of(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether a home is all that a statement tells of people: "أطلقوا النار على الشابين، وهما من أبناء بلدة X"."""
    before = reading.words[max(0, place.first - _HOME_REACH) : place.first]
    return any(one.key == "من" and not _SAID_OF.isdisjoint(word.forms) for word, one in pairwise(before))


def _based(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether it is told who is stationed in a place: "قوات X المتمركزة في مدينة Y"."""
    return any(not _BASED_AT.isdisjoint(word.forms) for word in reading.words[max(0, place.first - _NEAR_REACH) : place.first])


def homes(reading: ZoneReading, clause: Clause, outcomes: Outcomes) -> list[int]:
    """Give the home of people who fought, where nothing else says where: "تصدى شبان من قرية X لدورية"."""
    return [at for at in origins(reading, clause, outcomes) if reading.places[at].home]


def _apart_from_origins(reading: ZoneReading, here: Sequence[int]) -> list[int]:
    """Leave out where people came from, and what only says where that lies: "شبان من قرية X في حوض Y غربي Z"."""
    left: list[int] = []
    home: PlaceMention | None = None
    for at in here:
        place = reading.places[at]
        reached = reading.words[place.first - 1].key in _TOWARDS and reading.words[place.first - 1].key != "الي"  # "من محيط X باتجاه Y"
        if place.origin or (home is not None and place.first - home.last <= _NEAR_REACH and not reached):
            home = place
        else:
            left.append(at)
    return left


def pointed_at(reading: ZoneReading, clause: Clause, last_by_level: Mapping[str, int]) -> list[int]:
    """Give the place that "المدينة", "البلدة", "المطار" in a clause points back to, if any. last_by_level: level -> index of the last such place."""
    said = {form.removeprefix("ل") for word in reading.words[clause.first : clause.last] for form in word.forms}
    known = [(pointers & said, last_by_level[level]) for level, pointers in _POINTERS.items() if level in last_by_level and not said.isdisjoint(pointers)]
    return [max(at for pointers, at in known if pointers & known[0][0])] if known else []


def _first_list(here: Sequence[int], reading: ZoneReading, outcomes: Outcomes) -> list[int]:
    """Of outer places alone the first list ("ريفي إدلب وحلب"), an area only if nothing finer is named."""
    finer = [at for at in here if not _area(outcomes[at]) and not reading.places[at].dateline and not _before_dateline(reading, at)]
    here = finer or here
    if here and all(reading.places[at].dateline or _before_dateline(reading, at) for at in here):
        return _innermost(finest(here, outcomes), outcomes)  # "ادلب / سراقب : ..."
    return [at for at in here if reading.places[at].group == reading.places[here[0]].group]


def _before_dateline(reading: ZoneReading, at: int) -> bool:
    """Whether a name stands right before the town that heads a post: "#حماة كفرزيتا | ..."."""
    following = reading.places[at + 1] if at + 1 < len(reading.places) else None
    return following is not None and following.dateline and following.first == reading.places[at].last


def _innermost(here: Sequence[int], outcomes: Outcomes) -> list[int]:
    """Of the places of a heading the last that is no city, else the last: "الصنوبر - جبلة :"."""
    smaller = [at for at in here if isinstance(outcome := outcomes[at], Resolved) and outcome.place.level not in AREA_LEVELS | {"city"}]
    return (smaller or list(here))[-1:]


def _country(outcome: Resolution) -> str:
    return outcome.country if isinstance(outcome, Unresolved) else ""


def is_abroad(outcome: Resolution) -> bool:
    """Whether a name is of a place outside Syria."""
    return isinstance(outcome, Unresolved) and outcome.reason == "outside_syria"


def _region(outcome: Resolution) -> bool:
    return isinstance(outcome, Resolved) and outcome.place.level == "region"


def points(words: Sequence[Word]) -> bool:
    """Whether words point back to a place: القرية، المدينة، المطار."""
    return any(definite(word) and any(not pointers.isdisjoint(word.forms) for pointers in _POINTERS.values()) for word in words)


def _area(outcome: Resolution) -> bool:
    return isinstance(outcome, Resolved) and outcome.place.level in AREA_LEVELS


def _speaks(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell a capital that stands for its government: أعلنت دمشق."""
    words, before = reading.words, reading.words[place.first - 1].key if place.first and not place.cue else ""
    regains = place.key == _CAPITAL and before in _REGAINING and place.last < len(words) and words[place.last].key in _REGAINED
    return before in _SPEAKING or regains  # "منذ استعادة دمشق المنطقة"


def _in_title(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell the town in somebody's title: محافظ حمص."""
    return place.first > 0 and not _TITLES.isdisjoint(reading.words[place.first - 1].forms)


def home_of_source(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell where a speaker sits: "قال ناشطون في طرطوس"."""
    attached = place.particle == "ب"  # "ذكر الدفاع المدني بحلب أن"
    if not attached and (not place.first or reading.words[place.first - 1].key != "في"):
        return False
    end = place.first if attached else place.first - 1
    before = reading.inside(reading.sources, max(0, place.first - _NAMED_SOURCE_REACH), place.first)
    return any((source.last == end or _named_at_length(reading, source, end)) and not struck.speaker(reading, source) for source in before)


def _named_at_length(reading: ZoneReading, source: SourceMention, last: int) -> bool:
    """Whether the words from a speaker up to word `last` name the speaker: "قال مراسل «X» في إدلب", not "قال ناشطون إن القصف في إدلب"."""
    named = reading.words[source.last : last]
    told = reading.inside(reading.counts, source.last, last)  # "أفادت مصادر بمقتل 18 جندياً في X"
    attacks = bool(told) or bool(reading.inside(reading.triggers, source.last, last))
    return source.first > 0 and plays(reading.words[source.first - 1], "speech") and not attacks and all(word.key not in _CONTENT for word in named)


def _seat_of_authority(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell where an authority sits that only speaks or keeps silent: "لم تفصح وزارة الدفاع في دمشق عن خسائرها"."""
    words = reading.words[max(0, place.first - _SOURCE_REACH) : place.first]
    return bool(words) and words[-1].key == "في" and any(says(word, "authority") for word in words)


def _outer(reading: ZoneReading, at: int, here: Sequence[int], outcomes: Outcomes) -> bool:
    """Tell whether a place only says where another one lies, or where someone came from."""
    place, outcome = reading.places[at], outcomes[at]
    if place.context or place.cue in {"governorate", "countryside"} or place.origin:
        return True
    if not isinstance(outcome, Resolved):
        return False
    others = [other for i in here if i != at and isinstance(other := outcomes[i], Resolved)]
    finer = [i for i in here if i != at and not _area(outcomes[i]) and not (_region(outcome) and reading.places[i].context)]
    finer = [i for i in finer if not reading.places[i].origin]  # "صواريخ انطلقت من محيط X باتجاه الجولان"
    if _area(outcome) and any(isinstance(outcomes[i], Resolved) for i in finer):
        return True
    tag = heading.of_a_governorate(reading, at)
    named = outcomes[at - 1] if place.inside and at - 1 in here else None
    governed = outcome.place.level == "city" and isinstance(named, Resolved) and named.place.level in _INNER  # "بلدة X في الرقة", "جبل الزاوية بإدلب"
    elsewhere = any(not reading.places[i].context and not reading.places[i].origin for i in here if i != at)
    beside = place.home and elsewhere  # "قتل شاب من سكان X قرب Y"
    held = any(other.place.city == outcome.place.id or (tag and situated.holds(outcome.place, other.place)) for other in others)
    held = held or situated.beside_inner(reading, at, here, outcomes)
    road = place.cue == "road"  # "على طريق دمشق قرب أم الزيتون"
    crossed = road and any(0 < reading.places[i].first - place.last <= _NEAR_REACH and reading.places[i].near for i in here)
    if governed or beside or held or crossed or situated.outer(reading, at, outcomes):
        return True
    beside_it = (i for i in here if 0 < place.first - reading.places[i].last <= _NEAR_REACH and isinstance(outcomes[i], Resolved))
    before = [reading.places[i] for i in beside_it if not (loose_tag(reading, i) or situated.told_after(reading, i, place))]
    goes_on = bool(before) and situated.joined(reading, before[-1], place)
    return place.near and not goes_on and any(other.cue != "road" and not other.origin and not other.context for other in before)


def _distinct(chosen: Sequence[int], reading: ZoneReading, outcomes: Outcomes) -> list[int]:
    """Keep the first mention of each place."""
    kept: dict[str, int] = {}
    for at in chosen:
        kept.setdefault(name_of(reading, outcomes, at), at)
    return list(kept.values())


def name_of(reading: ZoneReading, outcomes: Outcomes, at: int) -> str:
    """What tells one place from another: the id of where it was placed, else its name as written."""
    outcome = outcomes[at]
    return outcome.place.id if isinstance(outcome, Resolved) else reading.places[at].surface


def finest(tags: Sequence[int], outcomes: Outcomes) -> list[int]:
    """Drop the places that only say where another lies: #الرقة beside #حي_البدو, #ادلب beside #معرة_النعمان."""
    known = {at: outcome.place for at in tags if isinstance(outcome := outcomes[at], Resolved)}
    inner = [at for at, place in known.items() if not any(situated.holds(place, other) for other in known.values() if other.id != place.id)]
    return inner or list(known)
