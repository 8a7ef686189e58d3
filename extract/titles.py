"""What the title alone tells: an attack beside those of the body, and which attack the body means where it only points to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.cues import definite
from extract.draft import Draft
from extract.kind_by_means import NO_WEAPON
from extract.records import Resolution, Resolved
from extract.told_more import FAMILIES
from gazetteer.places import Place

_SETTLED = frozenset({"city", "town", "village", "neighbourhood"})


def besides(draft: Draft, told: Sequence[Draft], here: Mapping[int, Resolution], body: Mapping[int, Resolution]) -> bool:
    """Whether a title that tells several attacks tells one more than its body: of another kind, and in a place that the body does not name.

    told: the incidents taken so far; here, body: resolutions of the title's places and of the body's. A city may stand for its governorate, so there
    the body must tell nothing.
    """
    places = [outcome.place for at in draft.places if isinstance(outcome := here[at], Resolved)]
    if not places or len(places) < len(draft.places) or any(one.type == draft.type for one in told):
        return False
    named = [outcome.place for outcome in body.values() if isinstance(outcome, Resolved)]
    return all(place.level in _SETTLED and not any(_same(place, other) for other in named) for place in places)


def _same(place: Place, other: Place) -> bool:
    """Whether a place of the body may be what the title means: that place, or anything in the governorate of a city."""
    return other.id == place.id or (place.level == "city" and other.governorate == place.governorate)


def meant_by(draft: Draft, headline: Draft) -> bool:
    """Whether the body's attack is that of the title: of its kind, or only pointed to ("الهجوم", after "مسيّرة تستهدف سيارة"), which takes its kind."""
    if draft.type == headline.type:
        return True
    word, unarmed = draft.reading.words[draft.main.first], headline.rule == NO_WEAPON  # "استهداف دورية": "الهجوم" may be any
    if draft.main.role != "noun" or not definite(word) or not (unarmed or headline.type in FAMILIES.get(draft.main.type, ())):
        return False
    draft.type, draft.rule = draft.type if unarmed else headline.type, "the attack of the title, pointed to"
    draft.codes = draft.codes if draft.codes[0] else (headline.codes[0], draft.codes[1] or headline.codes[1])
    return True
