"""Whether an answer is sure: what speaks against it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gazetteer import names
from gazetteer.lookup import SURE, Match
from gazetteer.places import AREA_LEVELS, Place
from gazetteer.query import Part
from gazetteer.where import Hint, apart

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

COMMON_QUARTER = 3
"""A quarter's name that is used in this many governorates may be used in another town of the hinted one too."""
SAME_PLACE_KM = 10.0
"""Two candidates this near to each other do not make a name ambiguous."""
RIVAL = 0.78
"""A candidate whose score is at least this share of the best one's is a rival."""
POINT_KM = 10.0
"""A place known less precisely than this is never answered with confidence."""
_RIVALLING = SURE | {"qualified", "facility"}
COMMON_WORD, COMMON_PAIR, COMMON_WITH_HINT = 1, 4, 8
"""A name whose rarest word stands in more places' names than this recurs: one word, several words, inside a hinted area."""


class Scored(NamedTuple):
    """A match with its score; fits: whether it lies inside every hint; stretch: km to add to its precision, for a relation or a part of it."""

    match: Match
    score: float
    fits: bool
    stretch: float = 0.0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """The hints of one question."""

    hints: tuple[Hint, ...]
    near: tuple[float, float] | None
    level: str | None


def judge(gaz: Gazetteer, parts: Sequence[Part], best: Sequence[Scored], ask: Ask) -> tuple[bool, str]:
    """Whether an analyst need not look, and why."""
    if not best:
        return False, "no place has this name or one like it"
    top = best[0]
    place = top.match.place
    rivals = [
        other for other in best[1:] if other.score >= RIVAL * top.score and other.match.way in _RIVALLING and apart(place, other.match.place) > SAME_PLACE_KM
    ]
    doubt = _doubt(gaz, parts, top, ask)
    if rivals:
        named = ", ".join(f"{other.match.place.name_ar} ({_where(gaz, other.match.place)})" for other in rivals[:3])
        return False, f"{len(rivals) + 1} places have this name; also {named}: a governorate, a district or a kind word would decide"
    unknown = [" ".join(part.target.full) for part in parts if len(parts) > 1 and not _is_known(gaz, part)]
    if unknown:
        return False, f"a part of the query is unknown: {unknown[0]}"
    if doubt:
        return False, doubt
    return True, f"{top.match.how}; {'the only one inside the hint' if ask.hints else 'no other place comes near'}"


def _is_known(gaz: Gazetteer, part: Part) -> bool:
    """Tell whether some place bears the name of a part of the query."""
    return any(match.way in _RIVALLING for match in gaz.finder.find(part.target, ()))


def _doubt(gaz: Gazetteer, parts: Sequence[Part], top: Scored, ask: Ask) -> str:
    """What speaks against confidence in the best candidate, "" for nothing."""
    place = top.match.place
    doubts = (
        (top.match.way not in SURE | {"facility"}, top.said or f"{top.match.how}; the name as written is unknown"),
        (bool(top.said) or top.stretch > 0, f"{top.said} only its surroundings are meant"),
        (_other_kind(parts[0], place), f"a {place.level} has this name, but what the kind word asks for is not known"),
        (bool(parts[0].beside), "several places are named"),
        (not top.fits, "no place of this name lies inside the hint"),
        (place.lat is None or place.precision_km is None, "the place is known, its position is not"),
        (place.level in AREA_LEVELS or (place.precision_km or 0.0) > POINT_KM, "it is an area; its point is nominal"),
        (
            not ask.hints and len(parts) == 1 and not parts[0].containers and " ".join(parts[0].target.core) in gaz.foreign,
            "a place abroad has this name too; a governorate would decide",
        ),
        (
            generic(gaz, parts, place, hinted=bool(ask.hints)),
            "a name of the kind that recurs: there may be others that we do not know; a district or a city would decide",
        ),
    )
    return next((why for holds, why in doubts if holds), "")


def _other_kind(part: Part, place: Place) -> bool:
    """Tell whether a camp, a base or the like was asked for by name, and what bears the name is a settlement."""
    asked = part.target
    return bool(asked.facility) and bool(asked.levels) and place.level not in asked.levels and " ".join(asked.full) != names.key(place.name_ar)


def generic(gaz: Gazetteer, parts: Sequence[Part], place: Place, *, hinted: bool) -> bool:
    """Tell whether a name is of the kind that recurs, so that a namesake we do not know may be meant.

    The limits were set on GeoNames villages that the OCHA list lacks: how often a name that OCHA has elsewhere, once, misled (docs/gazetteer.md).
    """
    if place.level in ("city", "town") or len(parts) > 1 or parts[0].containers:
        return False
    words = parts[0].target.core
    if _specific(gaz, parts[0], place):
        return False
    if place.level == "neighbourhood" and _cities_with(gaz, words) >= COMMON_QUARTER:
        return True
    rarest = min((gaz.finder.commonness[word] for word in words), default=0)
    if hinted:
        return rarest > COMMON_WITH_HINT
    return rarest > (COMMON_PAIR if len(words) > 1 else COMMON_WORD)


def _specific(gaz: Gazetteer, part: Part, place: Place) -> bool:
    """Tell whether a name of several words singles its place out: one place only has it, and it holds a facility word or its own city's name."""
    full = part.target.full
    if len(full) < 2 or gaz.by_key.get(" ".join(full), ())[:2] != (place.id,):
        return False
    holders = {names.key(gaz.places[id_].name_ar) for id_ in (place.city, place.governorate) if id_}
    described = bool(part.target.facility or part.target.levels or part.target.landmark) and place.level in ("facility", "neighbourhood")
    return described or any(holder in " ".join(full) for holder in holders)


def _cities_with(gaz: Gazetteer, words: Sequence[str]) -> int:
    """In how many governorates a quarter has this name."""
    named = (gaz.places[id_] for id_ in gaz.by_key.get(" ".join(words), ()))
    return len({place.governorate for place in named if place.level == "neighbourhood"})


def _where(gaz: Gazetteer, place: Place) -> str:
    return gaz.area(place.governorate).name_ar if place.governorate else "?"
