"""Places that cannot be where the text is: a namesake of what lies in a town, a square of any town, a village far from the others of its list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

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
    for at, place in known.items():
        reason = ""
        outer = known.get(at + 1)
        if outer is not None and mentions[at + 1].inside and sentence_of[at] == sentence_of[at + 1] and place.level in _INSIDE and _apart(place, outer):
            reason = f"the text puts it in {outer.name_ar}, where no place of this name is known"
        elif mentions[at].cue == "street" and all(_apart(place, other) for near, other in known.items() if near != at):
            reason = "squares and streets of many towns bear this name, and the text names no town near it"
        elif place.level in _SMALL and _strays(place, [known[other] for other in lists[sentence_of[at], mentions[at].group] if other != at]):
            reason = "it lies far from all the others of its list, and may be a namesake"
        if reason:
            taken = outcomes[at]
            others = tuple(other.place for other in taken.rejected) if isinstance(taken, Resolved) else ()
            outcomes[at] = Unresolved("not_in_gazetteer", reason, (place, *others))
    return outcomes


def _apart(inner: Place, outer: Place) -> bool:
    return inner.governorate != outer.governorate and (outer.level in AREA_LEVELS or km(inner, outer) > _FAR_KM)


def _strays(place: Place, others: Sequence[Place]) -> bool:
    """Whether a place lies far from places that lie together."""
    if len(others) + 1 < _MEMBERS or any(other.level in AREA_LEVELS for other in others):
        return False
    return all(km(place, other) > _LIST_KM for other in others) and all(km(others[0], other) <= _LIST_KM for other in others)
