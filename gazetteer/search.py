"""Finding what a name may stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from gazetteer import latin, names
from gazetteer.admin import distance_km
from gazetteer.places import Candidate, Place

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

KINDS = ("مدينه", "بلده", "قريه", "حي", "ناحيه", "محافظه", "منطقه")


class SearchResult(Sequence[Candidate]):
    """Candidates, best first. confident: an analyst need not look; reason: why, or what would decide."""

    def __init__(self, candidates: Sequence[Candidate], *, confident: bool, reason: str) -> None:
        self._candidates = tuple(candidates)
        self.confident = confident
        self.reason = reason

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Candidate]: ...
    def __getitem__(self, index: int | slice) -> Candidate | Sequence[Candidate]:
        return self._candidates[index]

    def __len__(self) -> int:
        return len(self._candidates)


def search(
    gaz: Gazetteer, name: str, *, within: str | None = None, near: tuple[float, float] | None = None, level: str | None = None, limit: int = 10
) -> SearchResult:
    """See `Gazetteer.search`."""
    key = names.key(name)
    ids = list(gaz.by_key.get(key, ()))
    how = "exact name"
    if not ids and " " in key and key.split()[0] in KINDS:
        ids, how = list(gaz.by_key.get(key.partition(" ")[2], ())), "exact name without its kind word"
    if not ids:
        ids, how = list(gaz.by_joined.get(names.joined(name), ())), "the same letters, joined or split"
    if not ids and (skeleton := latin.skeleton(name)):
        ids, how = list(gaz.by_latin.get(skeleton, ())), "Latin spelling"
    area = area_code(gaz, within) if within else ""
    places = [gaz.places[id_] for id_ in ids]
    scored = sorted((Candidate(place, _score(place, area, near, level), how) for place in places), key=lambda found: -found.score)
    confident = len(scored) == 1 or (len(scored) > 1 and scored[0].score - scored[1].score > 0.2)
    return SearchResult(scored[:limit], confident=confident, reason=how if scored else "no place has this name")


def area_code(gaz: Gazetteer, within: str) -> str:
    """The p-code of an area given by p-code or name, "" where there is none."""
    if within in gaz.areas.by_pcode:
        return within
    for wanted in ("governorate", "district", "subdistrict"):
        for id_ in gaz.by_key.get(names.key(within), ()):
            if gaz.places[id_].level == wanted:
                return id_
    return ""


def _score(place: Place, area: str, near: tuple[float, float] | None, level: str | None) -> float:
    score = {"city": 0.6, "town": 0.5, "governorate": 0.45, "village": 0.4, "neighbourhood": 0.4}.get(place.level, 0.35)
    if area and area in (place.governorate, place.district, place.subdistrict):
        score += 0.3
    if level and place.level == level:
        score += 0.3
    if near and place.lat is not None and place.lon is not None:
        score += 0.2 / (1 + distance_km(near, (place.lon, place.lat)) / 10)
    return min(score, 1.0)
