"""Names that two or more places bear, settled by one another: of "الرامي ودير سنبل" each is open alone, and only one pair lies side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extract.distance import km
from extract.likelihood import KINDS, SAME_KM
from extract.place_mention import PlaceMention
from extract.records import Rejected, Resolution, Resolved, Unresolved
from gazetteer.places import Place

_BESIDE_KM = 20.0  # farther apart than villages that one sentence names together without saying where
_WINDOW = 6  # open names before and after one that are looked at, so that cost stays linear
_SCORE = 0.6


def settle(mentions: Sequence[PlaceMention], outcomes: list[Resolution], sentence_of: Sequence[int]) -> list[Resolution]:
    """Choose for each open name the place that lies beside a place of another open name of its sentence, where only one of its places does.

    Not in a governorate of which the text names no place while it names places of others, and not a village for what the text calls a quarter.
    """
    governorates = {outcome.place.governorate for outcome in outcomes if isinstance(outcome, Resolved)}
    waiting: dict[int, list[tuple[int, Unresolved]]] = defaultdict(list)
    for at, outcome in enumerate(outcomes):
        if isinstance(outcome, Unresolved) and outcome.reason == "ambiguous":
            waiting[sentence_of[at]].append((at, outcome))
    settled = list(outcomes)
    for members in waiting.values():
        for number, (at, outcome) in enumerate(members):
            near = members[max(0, number - _WINDOW) : number + _WINDOW + 1]
            others = [other.candidates for index, other in near if mentions[index].key != mentions[at].key]
            found = _beside(outcome, others)
            quarter = mentions[at].cue == "neighbourhood"
            if found is not None and found.place.governorate in (governorates or {found.place.governorate}):
                settled[at] = outcome if quarter and found.place.level not in KINDS["neighbourhood"] else found
    return settled


def _beside(outcome: Unresolved, others: Sequence[tuple[Place, ...]]) -> Resolved | None:
    """Resolve an open name if one of its places has more company than all that lie apart from it."""
    company = [(sum(any(km(place, beside) <= _BESIDE_KM for beside in places) for places in others), place) for place in outcome.candidates]
    most, chosen = max(company, key=lambda pair: pair[0])
    rivals = [place for count, place in company if count == most and km(place, chosen) > SAME_KM]
    if not most or rivals:
        return None
    rejected = tuple(Rejected(place, "no other name of the sentence lies by it") for place in outcome.candidates if place is not chosen)
    return Resolved(chosen, _SCORE, "beside another name of its sentence", rejected)
