"""How well the gazetteer answers a list of names whose places are known: coverage, distance, and what *confident* is worth.

A list is a CSV file with the columns name, within (p-code of the governorate), shape, and either place_id (one of ours) or lat, lon and
radius_km (how far the list itself may be off), with level. A row is right within 5 km, or within its own radius where that is larger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.admin import distance_km
from gazetteer.index import Gazetteer
from gazetteer.places import SYRIA_BOX, GazetteerError
from gazetteer.tables import known_level, read_rows

BY_ID = ("name", "within", "place_id", "shape")
BY_POINT = ("name", "within", "lat", "lon", "radius_km", "level", "shape")
RIGHT_KM, OFF_KM, FAR_KM = 5.0, 10.0, 25.0
HEADER = ("", "n", "coverage", "within 5 km", "confident", "confident, > 25 km", "of confident, > 10 km")


@dataclass(frozen=True, slots=True)
class Asked:
    """A name and where its place lies: (lon, lat) in decimal degrees, WGS 84, good to radius_km."""

    name: str
    within: str
    at: tuple[float, float]
    radius_km: float
    level: str
    shape: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What the search made of a name. km: from the first candidate to the known place, None where there is no candidate with a position."""

    asked: Asked
    km: float | None
    confident: bool
    first: str
    reason: str

    @property
    def right(self) -> bool:
        """Tell whether the first candidate is the place."""
        return self.km is not None and self.km <= max(RIGHT_KM, self.asked.radius_km)

    def off(self, km: float) -> bool:
        """Tell whether a confident answer is farther away than this and than the list itself may be off."""
        return self.confident and self.km is not None and self.km > max(km, self.asked.radius_km)


def read_list(path: Path, gaz: Gazetteer) -> list[Asked]:
    """Read a list; GazetteerError names file, line and value of what is wrong in it."""
    with path.open(encoding="utf-8") as file:
        header = tuple(file.readline().strip().split(","))
    if header not in (BY_ID, BY_POINT):
        raise GazetteerError(f"{path.name} line 1: columns are {','.join(header)}; write {','.join(BY_ID)} or {','.join(BY_POINT)}")
    read = _by_id if header == BY_ID else _by_point
    return [read(cells, gaz, f"{path.name} line {line}") for line, cells in read_rows(path, header)]


def _by_id(cells: dict[str, str], gaz: Gazetteer, where: str) -> Asked:
    place = gaz.places.get(cells["place_id"])
    if place is None or place.lon is None or place.lat is None:
        raise GazetteerError(f"{where}: {cells['place_id']!r} is no place with a position")
    return Asked(cells["name"], cells["within"], (place.lon, place.lat), 0.0, place.level, cells["shape"])


def _by_point(cells: dict[str, str], _: Gazetteer, where: str) -> Asked:
    try:
        lat, lon, radius = (float(cells[column]) for column in ("lat", "lon", "radius_km"))
    except ValueError as error:
        raise GazetteerError(f"{where}: lat, lon and radius_km must be numbers ({error})") from error
    west, south, east, north = SYRIA_BOX
    if not (west <= lon <= east and south <= lat <= north):
        raise GazetteerError(f"{where}: {lat}, {lon} is not in Syria; are latitude and longitude exchanged?")
    return Asked(cells["name"], cells["within"], (lon, lat), radius, known_level(cells["level"], where), cells["shape"])


def answers(gaz: Gazetteer, asked: Iterable[Asked], *, hinted: bool) -> Iterator[Answered]:
    """Search for every name, with or without its governorate."""
    for row in asked:
        found = gaz.search(row.name, within=row.within if hinted else None)
        first = found[0].place if found else None
        km = distance_km((first.lon, first.lat), row.at) if first and first.lon is not None and first.lat is not None else None
        yield Answered(row, km, found.confident, f"{first.name_ar} [{first.id}]" if first else "", found.reason)


def figures(label: str, rows: Sequence[Answered]) -> tuple[str, ...]:
    """One row of a table, under HEADER."""
    n, sure = len(rows), sum(row.confident for row in rows)
    shares = [sum(row.km is not None for row in rows), sum(row.right for row in rows), sure, sum(row.off(FAR_KM) for row in rows)]
    of_sure = sum(row.off(OFF_KM) for row in rows)
    return (label, str(n), *(f"{count / n:.1%}" for count in shares), f"{of_sure / sure:.1%}" if sure else "-")


def grouped(rows: Sequence[Answered], key: Callable[[Answered], str], order: Iterable[str]) -> list[tuple[str, ...]]:
    """A row of figures for each group that has any, in the given order."""
    return [figures(name, chosen) for name in order if (chosen := [row for row in rows if key(row) == name])]
