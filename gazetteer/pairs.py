"""Pairs of the two places tables: which OCHA community and which GeoNames row are the same place. One to one, the same on every run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gazetteer import names
from gazetteer.admin import distances_km
from gazetteer.convert.table import Table
from gazetteer.fuzzy import likeness
from gazetteer.tables import split

COLUMNS = ("pcode", "geonameid", "method", "score", "km", "ocha_name", "geonames_name")
SAME_KM, SIMILAR_KM = 5.0, 3.0
"""How far apart rows of the same name, and of a similar one, may be."""
ALIKE = 0.8
"""From this likeness of two keys on names are similar: gives 98.7% of the pairs of the first crosswalk, and 95.8% of what it gives is in it."""
REVIEW_KM = 0.5
"""A pair by likeness that is farther apart needs a person's look."""
_STEM = 4  # كبير and كبيرة, غربي and غربية begin alike
_SIDES = frozenset(
    names.key(word)[:_STEM]
    for word in (
        "شرقي", "غربي", "شمالي", "جنوبي", "قبلي", "كبير", "كبرى", "صغير", "صغرى", "فوقاني", "تحتاني", "وسطاني", "عليا", "سفلى", "وسطى", "أولى", "ثانية",
        "قديم", "جديد",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair: score 0..100 is the likeness of the two names named, km their distance."""

    pcode: str
    geonameid: str
    method: str
    score: int
    km: float
    ocha_name: str
    geonames_name: str


def sides(key: str) -> frozenset[str]:
    """The words of a key that tell neighbours apart: east, upper, big, new ..."""
    return frozenset(word[:_STEM] for word in key.split() if word[:_STEM] in _SIDES)


def pair_tables(
    ocha: Sequence[Mapping[str, str]], geonames: Sequence[Mapping[str, str]],
    known: Collection[tuple[str, str]] = (), old: tuple[Collection[str], Collection[str]] = ((), ()),
) -> list[Pair]:  # fmt: skip
    """Pair the rows of the two tables.

    known: (pcode, geonameid) pairs that stay; old: p-codes and geonameids that were there when the known pairs were made, and of which no two
    are paired now, so that published ids stay.
    """
    communities, rows = {row["pcode"]: row for row in ocha}, {row["geonameid"]: row for row in geonames}
    kept = {(pcode, geonameid) for pcode, geonameid in known if pcode in communities and geonameid in rows}
    found = [_pair(communities[pcode], rows[geonameid]) for pcode, geonameid in kept]
    taken = {pcode for pcode, _ in kept}, {geonameid for _, geonameid in kept}
    candidates = [
        one for one in _candidates([row for row in ocha if row["pcode"] not in taken[0]], [row for row in geonames if row["geonameid"] not in taken[1]])
        if not (one.pcode in old[0] and one.geonameid in old[1])
    ]  # fmt: skip
    for one in sorted(candidates, key=lambda pair: (pair.method, pair.km, pair.pcode, int(pair.geonameid))):  # same_name before similar_name
        if one.pcode not in taken[0] and one.geonameid not in taken[1]:
            taken[0].add(one.pcode)
            taken[1].add(one.geonameid)
            found.append(one)
    return sorted(found, key=lambda pair: pair.pcode)


def as_table(pairs: Sequence[Pair]) -> Table:
    """The pairs in the shape of crosswalk.csv."""
    rows = [{column: str(getattr(pair, column)) for column in COLUMNS} | {"km": f"{pair.km:.2f}"} for pair in pairs]
    far = sum(pair.method == "similar_name" and pair.km > REVIEW_KM for pair in pairs)
    return Table(COLUMNS, rows, (f"{len(pairs)} pairs, {far} of them by likeness and more than {REVIEW_KM} km apart",))


def _spellings(row: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(names.key(name), name) for name in split(row["names_ar"]) if names.key(name)]


def _closest(ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]) -> tuple[float, str, str, bool]:
    """(likeness, name, name, same sides) of the two most alike names; of equals those that agree on the side."""
    best = (0.0, "", "", False)
    for key, name in ours:
        for other, other_name in theirs:
            score, same = likeness(key, other), sides(key) == sides(other)
            if (same, score) > (best[3], best[0]):
                best = score, name, other_name, same
    return best


def _judge(score: float, km: float, *, same_sides: bool) -> str | None:
    """The method by which two rows may be paired, None where they may not."""
    if score == 1.0 and km <= SAME_KM:
        return "same_name"
    return "similar_name" if score >= ALIKE and same_sides and km <= SIMILAR_KM else None


def _candidates(ocha: Sequence[Mapping[str, str]], geonames: Sequence[Mapping[str, str]]) -> Iterator[Pair]:
    lons, lats = (np.array([float(row[column]) for row in geonames]) for column in ("lon", "lat"))
    theirs = [_spellings(row) for row in geonames]
    for row in ocha:
        ours = _spellings(row)
        lon, lat = float(row["lon"]), float(row["lat"])
        near = np.flatnonzero((abs(lats - lat) < 0.05) & (abs(lons - lon) < 0.065))  # degrees; a little more than SAME_KM
        for i, km in zip(near, distances_km((lon, lat), lons[near], lats[near]), strict=True):
            score, name, other, same_sides = _closest(ours, theirs[int(i)])
            method = _judge(score, float(km), same_sides=same_sides)
            if method:
                yield Pair(row["pcode"], geonames[int(i)]["geonameid"], method, round(100 * score), float(km), name, other)


def _pair(community: Mapping[str, str], row: Mapping[str, str]) -> Pair:
    """A pair that was known, described anew."""
    score, name, other, _ = _closest(_spellings(community), _spellings(row))
    km = distances_km((float(community["lon"]), float(community["lat"])), [float(row["lon"])], [float(row["lat"])])
    return Pair(community["pcode"], row["geonameid"], "same_name" if score == 1.0 else "similar_name", round(100 * score), float(km[0]), name, other)
