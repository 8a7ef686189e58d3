"""Things in a town that bear a name known elsewhere: "شارع القصور في مدينة حمص" is not the street of that name in Idlib."""

from __future__ import annotations

from collections.abc import Sequence

from extract.distance import km
from extract.mentions import PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from gazetteer.places import AREA_LEVELS, Place

_INSIDE = frozenset({"facility", "neighbourhood"})
_FAR_KM = 25.0  # farther apart than a town and what lies at its edge


def settle(mentions: Sequence[PlaceMention], outcomes: list[Resolution], sentence_of: Sequence[int]) -> list[Resolution]:
    """Take back the places of quarters, streets and buildings that lie in another governorate than the place that the text puts them in."""
    for at, outer in enumerate(outcomes[1:]):
        inner = outcomes[at]
        if not isinstance(inner, Resolved) or not isinstance(outer, Resolved) or inner.place.level not in _INSIDE:
            continue
        if mentions[at + 1].inside and sentence_of[at] == sentence_of[at + 1] and _apart(inner.place, outer.place):
            detail = f"the text puts it in {outer.place.name_ar}, where no place of this name is known"
            outcomes[at] = Unresolved("not_in_gazetteer", detail, (inner.place, *(other.place for other in inner.rejected)))
    return outcomes


def _apart(inner: Place, outer: Place) -> bool:
    return inner.governorate != outer.governorate and (outer.level in AREA_LEVELS or km(inner, outer) > _FAR_KM)
