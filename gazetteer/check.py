"""Prove what the tables promise: `python -m gazetteer.check`. Prints what was checked; exit status 1 if anything failed.

Exceptions stand in data/exceptions.csv with their reasons, and are printed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import shapely

from gazetteer import names, refine
from gazetteer.admin import Areas
from gazetteer.drafts import ARABIC_NAME, HAS_ARABIC
from gazetteer.index import Gazetteer
from gazetteer.passport import count_rows, tables
from gazetteer.places import AREA_LEVELS, LEVELS, SYRIA_BOX, GazetteerError, Place
from gazetteer.tables import DATA, NAME_KINDS, read_names, read_places, read_rows, sha256
from gazetteer.where import KM_PER_DEGREE, apart

EXCEPTIONS = ("place_id", "check", "reason")
PASSPORT = ("title", "publisher", "licence", "attribution", "version")
ID = re.compile(r"C\d{4}|G\d+|N\d{4}|SY\d{2}(?:\d{2}){0,2}|[A-Z]-[a-z0-9]+(?:-[a-z0-9]+)*")
OUTLINE_KM = 0.3
"""Our outlines are simplified, and the levels one by one: a point this near to its sub-district counts as inside."""
SHORE_KM = 2.5
SECOND_SOURCE_KM = 5.0
CITY_KM = 15.0
COUNTS = {"governorate": 14, "district": 62, "subdistrict": 272}


@dataclass(slots=True)
class Findings:
    """What was checked and what failed."""

    checked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Tables:
    """The tables of a folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.areas = Areas(folder)

    @cached_property
    def passport(self) -> dict[str, dict[str, dict[str, object]]]:
        """sources.toml."""
        return tomllib.loads((self.folder / "sources.toml").read_text("utf-8"))

    @cached_property
    def places(self) -> list[Place]:
        """The rows of places.csv."""
        return list(read_places(self.folder / "places.csv"))

    @cached_property
    def names(self) -> list[list[str]]:
        """The rows of names.csv."""
        return list(read_names(self.folder / "names.csv"))

    @cached_property
    def exceptions(self) -> dict[tuple[str, str], str]:
        """Reasons by place and check."""
        path = self.folder / "exceptions.csv"
        return {(cells["place_id"], cells["check"]): cells["reason"] for _, cells in read_rows(path, EXCEPTIONS)} if path.exists() else {}


def check_passport(tables_: Tables) -> Iterator[str]:
    """Every source is described, every table is listed with its rows and sha256."""
    for key, source in tables_.passport["source"].items():
        for term in PASSPORT:
            if not str(source.get(term, "")).strip():
                yield f"sources.toml: source {key} has no {term}"
    listed = tables_.passport["files"]
    present = {file.name: file for file in tables(tables_.folder)}
    for name in sorted(listed.keys() ^ present.keys()):
        yield f"sources.toml: {name} is {'listed but missing' if name in listed else 'not listed'}; build again"
    for name, file in present.items():
        if name in listed and listed[name]["sha256"] != sha256(file):
            yield f"sources.toml: {name} has another sha256 than listed; build again"
        elif name in listed and listed[name]["rows"] != count_rows(file):
            yield f"sources.toml: {name} has {count_rows(file)} rows, {listed[name]['rows']} are listed"


def check_used(tables_: Tables) -> Iterator[str]:
    """Every place and spelling has a described source, and each source's counts are as listed."""
    places = Counter(place.source for place in tables_.places)
    spellings = Counter(row[3] for row in tables_.names)
    for source in sorted(set(places) | set(spellings)):
        used = tables_.passport["used"].get(source)
        if source not in tables_.passport["source"]:
            yield f"source {source!r} is not described in sources.toml"
        elif used != {"places": places[source], "spellings": spellings[source]}:
            yield f"sources.toml: {source} gives {places[source]} places and {spellings[source]} spellings; listed are {used}"


def check_ids(tables_: Tables) -> Iterator[str]:
    """Ids are unique and of a known form."""
    for place_id, count in Counter(place.id for place in tables_.places).items():
        if count > 1:
            yield f"id {place_id} is given {count} times"
        if not ID.fullmatch(place_id):
            yield f"id {place_id!r} has no known form"


def check_positions(tables_: Tables) -> Iterator[str]:
    """Points lie in Syria's box, with a precision; a place without a point is allowed only for lines such as rivers and roads."""
    west, south, east, north = SYRIA_BOX
    for place in tables_.places:
        if place.lat is None or place.lon is None:
            if place.kind not in ("river", "road") and (place.id, "position") not in tables_.exceptions:
                yield f"{place.id} ({place.name_ar}) has no point"
        elif not (south <= place.lat <= north and west <= place.lon <= east):
            yield f"{place.id} ({place.name_ar}): {place.lat}, {place.lon} is outside Syria's box"
        elif not place.precision_km or place.precision_km <= 0:
            yield f"{place.id} ({place.name_ar}) has no precision"


def check_areas(tables_: Tables) -> Iterator[str]:
    """P-codes exist and are nested; a point lies in its sub-district, or just outside Syria's outline, or is listed with a reason."""
    known = tables_.areas.by_pcode
    for place in tables_.places:
        codes = [code for code in (place.governorate, place.district, place.subdistrict) if code]
        unknown = [code for code in (*codes, *place.area_pcodes) if code not in known]
        if unknown:
            yield f"{place.id} ({place.name_ar}): no area has the p-code {unknown[0]}"
        elif any(not deep.startswith(wide) for wide, deep in pairwise(codes)):
            yield f"{place.id} ({place.name_ar}): {' '.join(codes)} are not one in the other"
        elif place.subdistrict and place.level not in AREA_LEVELS and place.lon is not None and place.lat is not None:
            km = _km_outside(tables_.areas, place)
            if km > OUTLINE_KM and not _on_the_shore(tables_.areas, place) and (place.id, "subdistrict") not in tables_.exceptions:
                yield f"{place.id} ({place.name_ar}) lies {km:.1f} km outside its sub-district {place.subdistrict}; list it in exceptions.csv with a reason"


def _km_outside(areas: Areas, place: Place) -> float:
    return float(areas[place.subdistrict].polygon.distance(shapely.Point(place.lon or 0.0, place.lat or 0.0)) * KM_PER_DEGREE)


def _on_the_shore(areas: Areas, place: Place) -> bool:
    """Tell whether a point lies outside every polygon, on the coast or at a frontier, and its sub-district is the nearest."""
    if place.lon is None or place.lat is None:
        return False
    inside = areas.subdistrict_of(place.lon, place.lat, border_km=0.0)
    return inside is None and _km_outside(areas, place) <= SHORE_KM


def check_records(tables_: Tables) -> Iterator[str]:
    """Levels are known, names are there, cities of quarters exist, areas have p-codes or a radius."""
    ids = {place.id for place in tables_.places}
    for place in tables_.places:
        where = f"{place.id} ({place.name_ar})"
        if place.level not in LEVELS:
            yield f"{where}: unknown level {place.level!r}"
        if not place.name_ar.strip() or not place.kind.strip():
            yield f"{where}: name or kind is empty"
        if place.city and place.city not in ids:
            yield f"{where}: its city {place.city} is no place"
        if place.level in COUNTS and place.area_pcodes != (place.id,):
            yield f"{where}: an administrative area is made of itself"


def check_counts(tables_: Tables) -> Iterator[str]:
    """The administrative areas are complete, in the files and as places, and each lies in its parent."""
    by_level = Counter(area.level for area in tables_.areas.by_pcode.values())
    as_places = Counter(place.level for place in tables_.places)
    for level, count in COUNTS.items():
        if by_level[level] != count or as_places[level] != count:  # type: ignore[index]  # the keys are the three levels
            yield f"{level}: {by_level[level]} outlines and {as_places[level]} places, {count} expected"  # type: ignore[index]
    for area in tables_.areas.by_pcode.values():
        if area.parent != area.pcode[:-2] and area.level != "governorate":
            yield f"{area.pcode}: its parent is {area.parent!r}"
        if not area.polygon.is_valid:
            yield f"{area.pcode}: its outline is not valid"


def check_names(tables_: Tables) -> Iterator[str]:
    """Every place has an Arabic name in names.csv; spellings are clean, of a known kind, and their keys are what `names.key` gives."""
    ids = {place.id for place in tables_.places}
    main = {(row[0], row[1]) for row in tables_.names}
    for place in tables_.places:
        if (place.id, " ".join(place.name_ar.split())) not in main:
            yield f"{place.id}: its name {place.name_ar!r} is not in names.csv"
    for row in tables_.names:
        place_id, name, kind, _, key, skeleton = row
        arabic = HAS_ARABIC.search(name)
        if place_id not in ids or kind not in NAME_KINDS or not name.strip():
            yield f"names.csv: {row}: unknown place or kind, or an empty name"
        if arabic and not ARABIC_NAME.match(name):
            yield f"names.csv: {place_id} {name!r} holds letters of another language"
        if key != names.key(name) or skeleton != refine.skeleton(name):
            yield f"names.csv: {place_id} {name!r} has the key {key!r} / {skeleton!r}; build again"


def check_cities(tables_: Tables) -> Iterator[str]:
    """A quarter is at most 15 km from its city."""
    by_id = {place.id: place for place in tables_.places}
    for place in tables_.places:
        if place.city and place.lat is not None and (place.id, "city") not in tables_.exceptions and apart(place, by_id[place.city]) > CITY_KM:
            km = apart(place, by_id[place.city])
            yield f"{place.id} ({place.name_ar}) is {km:.1f} km from its city {place.city}; list it in exceptions.csv with a reason"


def check_second_sources(tables_: Tables) -> Iterator[str]:
    """A curated point outside the cities is at most 5 km, and its precision, from the public place of the same name in its sub-district."""
    keys: dict[str, set[str]] = {}
    for row in tables_.names:
        if HAS_ARABIC.search(row[1]):
            keys.setdefault(row[0], set()).add(row[4])
    public: dict[tuple[str, str], list[Place]] = {}
    for place in tables_.places:
        for key in keys.get(place.id, ()) if place.id[0] in "CG" else ():
            public.setdefault((place.subdistrict, key), []).append(place)
    for place in tables_.places:
        if place.id[0] in "CGS" or place.city or place.level in AREA_LEVELS or (place.id, "second source") in tables_.exceptions:
            continue
        same = {other.id: other for key in keys.get(place.id, ()) for other in public.get((place.subdistrict, key), ())}
        far = min((apart(place, other) for other in same.values()), default=0.0)
        if far > SECOND_SOURCE_KM + (place.precision_km or 0.0):
            yield f"{place.id} ({place.name_ar}) is {far:.1f} km from {', '.join(same)} of the same name; list it in exceptions.csv with a reason"


def check_word_tables(tables_: Tables) -> Iterator[str]:
    """The tables of risky, foreign and famous names, and of places that reports put elsewhere, can be read."""
    try:
        gaz = Gazetteer(tables_.folder)
        _ = gaz.risky, gaz.foreign, gaz.famous, gaz.also_in
    except GazetteerError as problem:
        yield str(problem)


CHECKS: tuple[Callable[[Tables], Iterator[str]], ...] = (
    check_passport, check_used, check_ids, check_records, check_counts, check_positions, check_areas, check_names, check_cities,
    check_second_sources, check_word_tables,
)  # fmt: skip


def run(folder: Path = DATA, checks: Sequence[Callable[[Tables], Iterator[str]]] = CHECKS) -> Findings:
    """Run checks on the tables of a folder."""
    findings, tables_ = Findings(), Tables(folder)
    for check in checks:
        problems = list(check(tables_))
        findings.checked.append(f"{'FAILED' if problems else 'ok':6} {(check.__doc__ or '').strip()}")
        findings.failed += problems
    findings.checked += [f"note   {place_id}: {reason} (excepted from: {check})" for (place_id, check), reason in sorted(tables_.exceptions.items())]
    return findings


def main() -> int:
    """Print what was checked and what failed; give the exit status."""
    findings = run()
    print("\n".join(findings.checked))  # noqa: T201  # a command's output
    for problem in findings.failed:
        print(problem, file=sys.stderr)  # noqa: T201
    return 1 if findings.failed else 0


if __name__ == "__main__":
    sys.exit(main())
