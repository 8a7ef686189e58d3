"""Decisions made by people, as tables: own places, further spellings, raw rows not to take, levels, pairs that were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, cast

from gazetteer.drafts import Drafts, tidy
from gazetteer.places import SYRIA_BOX, GazetteerError, Level, Place
from gazetteer.tables import NAME_KINDS, known_level, read_rows, split

CURATED = (
    "id", "name_ar", "names_ar", "name_en", "level", "kind", "lat", "lon", "precision_km", "city", "governorate", "area_pcodes", "radius_km", "source", "note",
)  # fmt: skip
ALIASES = ("place_id", "name", "kind", "source", "note")
DROPS = ("table", "key", "reason")
LEVEL_EXCEPTIONS = ("place_id", "level", "city", "reason")
STRAYS = ("geonameid", "spelling", "reason")
REVIEWED = ("geonameid", "geonames_names", "pcode", "ocha_name", "km", "decision", "reason")
DROP_TABLES = ("ocha", "geonames", "quarters", "features", "airfields", "regions", "names")


@dataclass(frozen=True, slots=True)
class PairDecision:
    """What was decided about a GeoNames row near an OCHA community: same (its spellings go to pcode) or separate."""

    pcode: str
    decision: str


@dataclass(slots=True)
class Curation:
    """All decisions, read and checked."""

    own: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    aliases: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    drops: dict[tuple[str, str], int] = field(default_factory=dict)
    levels: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    geonames: dict[str, PairDecision] = field(default_factory=dict)
    strays: set[tuple[str, str]] = field(default_factory=set)
    strayed: list[tuple[str, str]] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    outdated: list[str] | None = None
    """Where decisions about ids and spellings that a publisher has withdrawn are noted; None refuses them."""

    def pointless(self, table: str, line: int, problem: str) -> None:
        """Note a decision about something that is no longer there, or refuse it with GazetteerError."""
        if self.outdated is None:
            _refuse(table, line, problem)
        self.outdated.append(f"{table} line {line}: {problem}")

    def dropped(self, table: str, key: str) -> bool:
        """Tell whether a raw row, or a spelling, is not to be taken."""
        return (table, key) in self.drops

    def expect(self, table: str, place_id: str, key: str) -> None:
        """Note a raw row as undecided unless it is curated under its id or dropped under its id or key."""
        if not (place_id in self.own or self.dropped(table, place_id) or self.dropped(table, key)):
            self.undecided.append(f"{table} {key}: add {place_id} to curated.csv, or the key to drops.csv with a reason")

    def same_as(self, geonameid: str, drafts: Drafts) -> str:
        """The p-code of the community that a reviewed GeoNames row was found to be, "" where it is a place of its own."""
        found = self.geonames[geonameid]
        if found.decision != "same":
            return ""
        if self.outdated is not None and found.pcode not in drafts.places:
            self.outdated.append(f"reviewed.csv: {geonameid} is the same as {found.pcode}, which is no place now; the row becomes a place of its own")
            return ""
        return found.pcode

    def add_places(self, drafts: Drafts) -> None:
        """Add the places of our own and set the exceptional levels."""
        for line, cells in self.own.values():
            add_own(drafts, cells, line)
        for line, cells in self.levels:
            level = known_level(cells["level"], f"levels.csv line {line}")
            if self.outdated is not None and cells["place_id"] not in drafts.places:
                self.pointless("levels.csv", line, f"no place has the id {cells['place_id']!r}")
                continue
            drafts.change(cells["place_id"], level=level, city=cells["city"])

    def add_names(self, drafts: Drafts) -> None:
        """Add further spellings and take the dropped ones away."""
        for line, cells in self.aliases:
            place_id = drafts.merged.get(cells["place_id"], cells["place_id"])
            if place_id not in drafts.places:
                self.pointless("aliases.csv", line, f"no place has the id {cells['place_id']!r}; correct it or add the place to curated.csv")
                continue
            if not drafts.name(place_id, cells["name"], cells["kind"], cells["source"] or "curated"):
                _refuse("aliases.csv", line, f"{cells['name']!r} holds letters of another language or none at all; write it in Arabic or Latin letters")
        for (table, key), line in self.drops.items():
            if table == "names":
                place_id, _, spelling = key.partition(":")
                if self.outdated is not None and tidy(spelling) not in drafts.names.get(place_id, {}):
                    self.pointless("drops.csv", line, f"{place_id} has no spelling {spelling!r} to take away")
                    continue
                drafts.unname(place_id, spelling)


def _refuse(table: str, line: int, problem: str) -> NoReturn:
    raise GazetteerError(f"{table} line {line}: {problem}")


def _table(folder: Path, name: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    path = folder / name
    return list(read_rows(path, columns)) if path.exists() else []


def read_curation(folder: Path) -> Curation:
    """Read the decision tables of a folder; a missing table holds no decisions. GazetteerError names table, line, value and the way out."""
    found = Curation(aliases=_table(folder, "aliases.csv", ALIASES), levels=_table(folder, "levels.csv", LEVEL_EXCEPTIONS))
    for line, cells in _table(folder, "curated.csv", CURATED):
        if not cells["id"] or cells["id"] in found.own:
            _refuse("curated.csv", line, f"id {cells['id']!r} is empty or repeated; ids are forever, choose a new one")
        found.own[cells["id"]] = line, cells
    for line, cells in found.aliases:
        if cells["kind"] not in NAME_KINDS:
            _refuse("aliases.csv", line, f"unknown kind {cells['kind']!r}; known: {', '.join(NAME_KINDS)}")
    for line, cells in _table(folder, "drops.csv", DROPS):
        if cells["table"] not in DROP_TABLES:
            _refuse("drops.csv", line, f"unknown table {cells['table']!r}; known: {', '.join(DROP_TABLES)}")
        if not cells["reason"]:
            _refuse("drops.csv", line, "no reason; say why the row is not taken")
        found.drops[cells["table"], cells["key"]] = line
    for line, cells in _table(folder, "reviewed.csv", REVIEWED):
        if cells["decision"] not in ("same", "separate"):
            _refuse("reviewed.csv", line, f"unknown decision {cells['decision']!r}; known: same, separate")
        found.geonames[cells["geonameid"]] = PairDecision(cells["pcode"], cells["decision"])
    found.strays = {(cells["geonameid"], cells["spelling"]) for _, cells in _table(folder, "strays.csv", STRAYS)}
    return found


def _number(cells: dict[str, str], column: str, line: int, bounds: tuple[float, float]) -> float | None:
    if not cells[column].strip():
        return None
    try:
        value = float(cells[column])
    except ValueError:
        _refuse("curated.csv", line, f"{column} {cells[column]!r} is not a number; write decimal degrees or kilometres, or leave it empty")
    if not bounds[0] <= value <= bounds[1]:
        _refuse("curated.csv", line, f"{column} {value} is not between {bounds[0]} and {bounds[1]}; are latitude and longitude swapped?")
    return value


def _pcodes(drafts: Drafts, cells: dict[str, str], line: int) -> tuple[str, ...]:
    pcodes = split(cells["area_pcodes"])
    for pcode in pcodes:
        if pcode not in drafts.areas.by_pcode:
            _refuse("curated.csv", line, f"area_pcodes holds {pcode!r}, which is no area; p-codes are like SY02, SY0200, SY020000")
    return pcodes


def add_own(drafts: Drafts, cells: dict[str, str], line: int) -> None:
    """Add a row of curated.csv."""
    west, south, east, north = SYRIA_BOX
    lat, lon = _number(cells, "lat", line, (south, north)), _number(cells, "lon", line, (west, east))
    if (lat is None) != (lon is None):
        _refuse("curated.csv", line, "one of lat and lon is empty; give both or none")
    level = cast(Level, known_level(cells["level"], f"curated.csv line {line}"))
    precision = _number(cells, "precision_km", line, (0.05, 300)) or _number(cells, "radius_km", line, (0.05, 300))
    pcodes = _pcodes(drafts, cells, line)
    if pcodes and (lat is None or lon is None):
        lon, lat, middle = drafts.middle(pcodes)
        precision = precision or middle
    if lat is not None and precision is None:
        _refuse("curated.csv", line, "a place with a point needs precision_km, the radius in km within which it lies")
    if cells["city"] and cells["city"] not in drafts.places:
        _refuse("curated.csv", line, f"city {cells['city']!r} is not a place; give the id of the city, such as C1007")
    found = drafts.located(lat, lon)
    governorate, district, subdistrict = (cells["governorate"], "", "") if level == "region" or not found[0] else found
    try:
        drafts.add(Place(cells["id"], cells["name_ar"], cells["name_en"], level, cells["kind"], lat, lon, precision, governorate, district, subdistrict,
                         cells["city"], cells["id"] if cells["id"][0] == "N" else "", None, None, pcodes, cells["source"]))  # fmt: skip
    except GazetteerError as problem:
        _refuse("curated.csv", line, str(problem))
    for name in split(cells["names_ar"]):
        if not drafts.name(cells["id"], name, "press", cells["source"]):
            _refuse("curated.csv", line, f"{name!r} holds letters of another language; write it in Arabic letters")
