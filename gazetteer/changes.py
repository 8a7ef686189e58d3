"""What changed between two builds of the tables: places and spellings that came, went or moved."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gazetteer.admin import distance_km
from gazetteer.places import Place
from gazetteer.tables import read_names, read_places, read_rows, write_rows

MOVED_KM = 1.0
"""From this distance on a place counts as moved."""
COLUMNS = ("change", "place_id", "name_ar", "detail")
KINDS = ("place removed", "place added", "place moved", "place changed", "spelling added", "spelling removed")
_FORMULA = re.compile(r"^[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: kind is one of KINDS, detail says what, in words or as the spelling."""

    kind: str
    place_id: str
    name_ar: str
    detail: str


@dataclass(frozen=True, slots=True)
class State:
    """The places of a folder by id, and the (place id, spelling) pairs."""

    places: Mapping[str, Place]
    spellings: frozenset[tuple[str, str]]


def read_state(folder: Path) -> State:
    """Read places.csv and names.csv of a folder."""
    places = {place.id: place for place in read_places(folder / "places.csv")}
    return State(places, frozenset((row[0], row[1]) for row in read_names(folder / "names.csv")))


def compare(before: State, after: State, merged: Mapping[str, str]) -> list[Change]:
    """List the changes by kind and id. merged: ids whose row now gives its spellings to a community, and that community.

    Spellings are compared for the places that both hold.
    """
    found = []
    for place_id in sorted(before.places.keys() - after.places.keys()):
        place = before.places[place_id]
        found.append(Change("place removed", place_id, place.name_ar, f"now part of {merged[place_id]}" if place_id in merged else "no longer in any table"))
    for place_id in sorted(after.places.keys() - before.places.keys()):
        place = after.places[place_id]
        found.append(Change("place added", place_id, place.name_ar, f"{place.level}, {place.kind}, {place.lat}, {place.lon}"))
    both = sorted(before.places.keys() & after.places.keys())
    for place_id in both:
        found += _differences(before.places[place_id], after.places[place_id])
    for kind, pairs in (("spelling added", after.spellings - before.spellings), ("spelling removed", before.spellings - after.spellings)):
        shared = sorted(pair for pair in pairs if pair[0] in before.places and pair[0] in after.places)
        found += [Change(kind, place_id, after.places[place_id].name_ar, spelling) for place_id, spelling in shared]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def _differences(old: Place, new: Place) -> Iterator[Change]:
    if None in (old.lat, old.lon, new.lat, new.lon):
        if (old.lat, old.lon) != (new.lat, new.lon):
            yield Change("place moved", new.id, new.name_ar, f"{old.lat}, {old.lon} to {new.lat}, {new.lon}")
    else:
        km = distance_km((old.lon or 0.0, old.lat or 0.0), (new.lon or 0.0, new.lat or 0.0))
        if km > MOVED_KM:
            yield Change("place moved", new.id, new.name_ar, f"{km:.1f} km, from {old.lat}, {old.lon} to {new.lat}, {new.lon}")
    for column in ("name_ar", "level", "kind", "governorate", "district", "subdistrict", "population"):
        if getattr(old, column) != getattr(new, column):
            yield Change("place changed", new.id, new.name_ar, f"{column} {getattr(old, column) or 'none'} to {getattr(new, column) or 'none'}")


def write_changes(path: Path, changes: list[Change]) -> None:
    """Write the full list as CSV; a cell that a spreadsheet would read as a formula gets an apostrophe, direction marks are taken away."""
    write_rows(path, COLUMNS, ([safe(cell) for cell in (change.kind, change.place_id, change.name_ar, change.detail)] for change in changes))


def safe(text: str) -> str:
    """A cell for a spreadsheet or a terminal: publishers' names are not ours."""
    plain = "".join(ch for ch in text if ch.isprintable())
    return f"'{plain}" if _FORMULA.match(plain) else plain


def decisions_about(ids: frozenset[str], folder: Path) -> list[str]:
    """The rows of the decision tables of a folder that name one of some ids: `fame.csv line 5 names G170063`."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        if path.name in ("places.csv", "names.csv"):
            continue
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file), [])
        for line, cells in read_rows(path, columns):
            named = ids & {cells.get(column, "") for column in ("place_id", "id", "city", "pcode")}
            found += [f"{path.name} line {line} names {one}" for one in sorted(named)]
    return found
