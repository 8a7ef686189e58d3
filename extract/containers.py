"""Places that cannot be where the text is: a namesake of what lies in a town, a square of any town, a village far from the others of its list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from extract.distance import km
from extract.place_mention import PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from extract.word_lists import word_set
from gazetteer.places import AREA_LEVELS, Place

_INSIDE = frozenset({"facility", "neighbourhood"})
_SMALL = frozenset({"village", "natural"})
_TOWNS = frozenset({"city", "town"})
_SETTLED = _TOWNS | {"village"}
_BY_NAME, _ITS_OWN = frozenset({"well known", "kind of place"}), "governorate in the article"
"""Rules that follow from the name alone: a place that alone bears its name counts as one of its governorate in the article."""
_COMMON = frozenset({"مدرسه", "جامع", "مسجد"})
_OF_ANY_TOWN = word_set("quarters_of_any_town")
_FROM = "من"  # aircraft and men come from far away
_NEAR_REACH = 4  # words between X and Y in "X للنازحين بالقرب من Y"
_FAR_KM = 25.0  # farther apart than a town and what lies at its edge
_NOT_NEAR_KM = 40.0  # farther apart than a village and the town that it is told to be near
_LIST_KM = 70.0  # farther apart than villages that one sentence lists
_MEMBERS = 3  # places of a list that have to be known for it to say where it is


def settle(mentions: Sequence[PlaceMention], outcomes: list[Resolution], sentence_of: Sequence[int]) -> list[Resolution]:
    """Take back the places that the text contradicts; the candidates stay."""
    known = {at: outcome.place for at, outcome in enumerate(outcomes) if isinstance(outcome, Resolved)}
    lists: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at in known:
        lists[sentence_of[at], mentions[at].group].append(at)
    strays = {stray for members in lists.values() if (stray := _stray(members, known)) is not None}
    times = Counter(place.id for place in known.values())
    everywhere = {place.id: place for place in known.values()}.values()
    beside = _by_sentence(known, mentions, sentence_of)
    for at, place in known.items():
        reason = ""
        holder = _holder(at, place, known, mentions, sentence_of)
        if holder is not None:
            reason = f"the text puts it in {holder.name_ar}, where no place of this name is known"
        elif place.level == "natural" and mentions[at].cue == "landmark":
            reason = "a building bears this name, and the place of the name is a hill"
        elif (
            _guessed(outcomes[at], place)
            and _FROM not in mentions[at].signals
            and _far_from(place, beside[sentence_of[at]])
            and not _governorate_named(place, at, known)
        ):
            reason = "it lies far from the town that the sentence names, and may be a namesake"
        elif _of_any_town(mentions[at], place) and times[place.id] == 1 and all(_apart(place, other) for other in everywhere if other is not place):
            reason = "squares, schools and the like of many towns bear this name, and the text names no town near it"
        elif mentions[at].key in _OF_ANY_TOWN and all(place.city not in {other.id, other.city} for other in everywhere if other is not place):
            reason = "squares, schools and the like of many towns bear this name, and the text names no town near it"  # "الحي الشمالي من مدينة الرقة"
        elif at in strays:
            reason = "it lies far from all the others of its list, and may be a namesake"
        if reason:
            taken = outcomes[at]
            others = tuple(other.place for other in taken.rejected) if isinstance(taken, Resolved) else ()
            outcomes[at] = Unresolved("not_in_gazetteer", reason, (place, *others))
    return outcomes


def _by_sentence(known: Mapping[int, Place], mentions: Sequence[PlaceMention], sentence_of: Sequence[int]) -> dict[int, list[Place]]:
    """The towns and villages that each sentence is at."""
    found: dict[int, list[Place]] = defaultdict(list)
    for at, place in known.items():
        if place.level in _SETTLED and not mentions[at].origin:
            found[sentence_of[at]].append(place)
    return found


def _holder(at: int, place: Place, known: Mapping[int, Place], mentions: Sequence[PlaceMention], sentence_of: Sequence[int]) -> Place | None:
    """The town that a place cannot be in or near, though the text says so: "X في Y", "Y حي X", "X قرب Y"."""
    if place.level not in _INSIDE | _SMALL:
        return None
    for other in (at + 1, at - 1):
        outer = known.get(other)
        if outer is None or sentence_of[at] != sentence_of[other]:
            continue
        words = mentions[other].first - mentions[at].last if other > at else mentions[at].first - mentions[other].last
        beside = mentions[other].near and mentions[other].tied and mentions[at].group != mentions[other].group and words <= _NEAR_REACH
        if other > at and beside and place.level == "village" and outer.level in _SETTLED and km(place, outer) > _NOT_NEAR_KM:
            return outer  # in the same governorate too
        if not _apart(place, outer):
            continue
        if other > at and mentions[other].inside and (place.level in _INSIDE or outer.level not in AREA_LEVELS):
            return outer
        if mentions[at].cue == place.level == "neighbourhood" and outer.level in _TOWNS and words <= 1 and mentions[at].group != mentions[other].group:
            return outer
    return None


def _guessed(outcome: Resolution, place: Place) -> bool:
    """Whether nothing but the name led to a small place."""
    if not isinstance(outcome, Resolved) or place.level not in _SMALL:
        return False
    return outcome.rule in _BY_NAME or (outcome.rule == _ITS_OWN and place.level == "natural")  # of hills the most have no row


def _far_from(place: Place, others: Sequence[Place]) -> bool:
    """Whether a place lies far from all the others of its sentence, one town or several villages at least."""
    rest = [other for other in others if other.id != place.id]
    told = any(other.level in _TOWNS for other in rest) or len(rest) >= _MEMBERS
    return told and all(other.governorate != place.governorate and km(place, other) > _LIST_KM for other in rest)


def _governorate_named(place: Place, at: int, known: Mapping[int, Place]) -> bool:
    """Whether the text names another place of the governorate of a place."""
    return any(other.governorate == place.governorate for number, other in known.items() if number != at and other.id != place.id)


def _of_any_town(mention: PlaceMention, place: Place) -> bool:
    """Whether many towns have something of this name: دوار الباسل، مقبرة الشهداء، مدرسة الحكمة."""
    return mention.cue == "street" or mention.key.split(maxsplit=1)[0] in _COMMON or (mention.cue == "civic" and place.level == "neighbourhood")


def _apart(inner: Place, outer: Place) -> bool:
    if inner.level == "neighbourhood" and inner.city and outer.level == "city":
        return inner.city != outer.id and km(inner, outer) > _FAR_KM  # a quarter of another city of the governorate
    return inner.governorate != outer.governorate and (outer.level in AREA_LEVELS or km(inner, outer) > _FAR_KM)


def _stray(members: Sequence[int], known: Mapping[int, Place]) -> int | None:
    """Give the village of a list that lies far from all the others, which lie together; there is one at most, so that a long list is gone through once."""
    if len(members) < _MEMBERS or any(known[at].level in AREA_LEVELS for at in members):
        return None
    first, second, *_ = (known[at] for at in members)
    far = [at for at in members if km(first, known[at]) > _LIST_KM]
    if len(far) == 1:
        stray = far[0]
        alone = all(km(known[stray], known[at]) > _LIST_KM for at in members if at != stray)
    else:
        stray = members[0]
        alone = len(far) == len(members) - 1 and all(km(second, known[at]) <= _LIST_KM for at in members[1:])
    others = [known[at].city for at in members if at != stray]
    quarter = known[stray].level == "neighbourhood" and all(others) and known[stray].city not in others  # a quarter among those of another city
    return stray if alone and (quarter or known[stray].level in _SMALL) else None
