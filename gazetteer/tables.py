"""Our own tables on disk: columns, reading and writing. UTF-8 CSV with a header; `|` separates values inside one cell."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from sys import intern

from gazetteer.places import LEVELS, GazetteerError, Name, Place

DATA = Path(__file__).parent / "data"
PLACE_COLUMNS = (
    "id", "name_ar", "name_en", "level", "kind", "lat", "lon", "precision_km", "governorate", "district", "subdistrict", "city", "pcode", "geonameid",
    "population", "area_pcodes", "source",
)  # fmt: skip
NAME_COLUMNS = ("place_id", "name", "kind", "source", "key", "skeleton")
NAME_KINDS = ("official", "press", "alternate", "historic", "kurdish", "latin", "region")


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, cells) of a table whose header must be `columns`; GazetteerError names file and line otherwise."""
    with path.open(encoding="utf-8-sig", newline="") as file:  # spreadsheets put a mark before UTF-8
        reader = csv.DictReader(file)
        try:
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise GazetteerError(f"{path.name} line 1: columns are {reader.fieldnames}; write the header {','.join(columns)}")
            for cells in reader:
                if None in cells or None in cells.values():
                    raise GazetteerError(f"{path.name} line {reader.line_num}: {len(columns)} cells expected; quote a cell that holds a comma")
                yield reader.line_num, cells
        except (UnicodeDecodeError, csv.Error) as error:
            raise GazetteerError(f"{path.name} after line {reader.line_num}: cannot be read ({error}); save it as CSV in UTF-8") from error


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table with Unix line ends; give the number of rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def sha256(path: Path) -> str:
    """Hash a file as it is on disk."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def split(cell: str) -> tuple[str, ...]:
    """Split a cell of several values; empty parts are left out."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def place_row(place: Place) -> list[object]:
    """The cells of a place in the order of PLACE_COLUMNS."""
    cells: list[object] = []
    for column in PLACE_COLUMNS:
        value = getattr(place, column)
        if column in ("lat", "lon"):
            cells.append("" if value is None else f"{value:.5f}")
        elif column == "area_pcodes":
            cells.append("|".join(value))
        else:
            cells.append("" if value is None else f"{value:g}" if isinstance(value, float) else value)
    return cells


def read_places(path: Path) -> Iterator[Place]:
    """Yield the places of places.csv. Fast: the table was validated when it was built, `gazetteer.check` proves it."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != PLACE_COLUMNS:
            raise GazetteerError(f"{path.name} line 1: unexpected columns; rebuild the tables with python -m gazetteer.build")
        for row in reader:
            (id_, name_ar, name_en, level, kind, lat, lon, precision, gov, dist, sub, city, pcode, geonameid, population, areas, source) = row
            level, kind, gov, dist, sub, city, source = map(intern, (level, kind, gov, dist, sub, city, source))  # thousands of places share them
            yield Place(
                intern(id_), name_ar, name_en, level, kind,  # type: ignore[arg-type]  # the level was checked by build
                float(lat) if lat else None, float(lon) if lon else None, float(precision) if precision else None,
                gov, dist, sub, city, pcode, int(geonameid) if geonameid else None, int(population) if population else None,
                tuple(areas.split("|")) if areas else (), source,
            )  # fmt: skip


def read_names(path: Path) -> Iterator[list[str]]:
    """Yield the rows of names.csv in the order of NAME_COLUMNS; cells that many rows share are one string in memory."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != NAME_COLUMNS:
            raise GazetteerError(f"{path.name} line 1: unexpected columns; rebuild the tables with python -m gazetteer.build")
        for place_id, name, kind, source, key, skeleton in reader:
            yield [intern(place_id), name, intern(kind), intern(source), name if name == key else key, skeleton]


def as_name(row: Sequence[str]) -> Name:
    """The record of a row of names.csv."""
    return Name(row[0], row[1], row[2], row[3])


def known_level(value: str, where: str) -> str:
    """Check a level; `where` names file and line for the message."""
    if value not in LEVELS:
        raise GazetteerError(f"{where}: unknown level {value!r}; known: {', '.join(LEVELS)}")
    return value
