"""Places that cannot be where the text is: a namesake of what lies in a town, a square of any town, a village far from the others of its list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from extract.distance import km
from extract.place_mention import PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from gazetteer.places import AREA_LEVELS, Place

_INSIDE = frozenset({"facility", "neighbourhood"})
_SMALL = frozenset({"village", "natural"})
_FAR_KM = 25.0  # farther apart than a town and what lies at its edge
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
    for at, place in known.items():
        reason = ""
        outer = known.get(at + 1)
        if outer is not None and mentions[at + 1].inside and sentence_of[at] == sentence_of[at + 1] and place.level in _INSIDE and _apart(place, outer):
            reason = f"the text puts it in {outer.name_ar}, where no place of this name is known"
        elif mentions[at].cue == "street" and times[place.id] == 1 and all(_apart(place, other) for other in everywhere if other is not place):
            reason = "squares and streets of many towns bear this name, and the text names no town near it"
        elif at in strays:
            reason = "it lies far from all the others of its list, and may be a namesake"
        if reason:
            taken = outcomes[at]
            others = tuple(other.place for other in taken.rejected) if isinstance(taken, Resolved) else ()
            outcomes[at] = Unresolved("not_in_gazetteer", reason, (place, *others))
    return outcomes


def _apart(inner: Place, outer: Place) -> bool:
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
    return stray if alone and known[stray].level in _SMALL else None
