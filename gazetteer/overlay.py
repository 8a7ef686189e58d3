"""A user's own places and spellings: one CSV file that is merged at load and kept apart from our tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from gazetteer import names
from gazetteer.places import SYRIA_BOX, GazetteerError, Level, Name, Place
from gazetteer.tables import known_level, read_rows, split

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

COLUMNS = ("id", "name_ar", "names", "name_en", "level", "lat", "lon", "precision_km", "governorate", "note")
PREFIX = "U-"
SOURCE = "overlay"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an overlay file adds."""

    places: tuple[Place, ...]
    names: tuple[Name, ...]


def read_overlay(path: Path, known: Mapping[str, Place]) -> Overlay:
    """Read an overlay file (UTF-8 CSV with the header COLUMNS).

    A row whose id starts with `U-` is a place of the user's own; a row with the id of one of our places only adds the spellings in `names` to it.
    Raises GazetteerError with file, line, value and the way out.
    """
    if not path.exists():
        raise GazetteerError(f"{path.name}: no such file; give the path of an overlay, or none")
    places: dict[str, Place] = {}
    spellings: list[Name] = []
    for line, cells in read_rows(path, COLUMNS):
        where = f"{path.name} line {line}"
        place_id = cells["id"].strip()
        if place_id.startswith(PREFIX):
            if place_id in places:
                raise GazetteerError(f"{where}: id {place_id!r} is repeated; ids must differ")
            places[place_id] = _place(cells, where)
        elif place_id not in known:
            raise GazetteerError(f"{where}: id {place_id!r} is none of our places; write {PREFIX}something for a place of your own")
        for name in dict.fromkeys((cells["name_ar"], *split(cells["names"]), cells["name_en"])):
            if name.strip():
                if not names.key(name):
                    raise GazetteerError(f"{where}: the spelling {name!r} has no letters")
                spellings.append(Name(place_id, name.strip(), "alternate", SOURCE))
    return Overlay(tuple(places.values()), tuple(spellings))


def add_row(path: Path, cells: Mapping[str, str], known: Mapping[str, Place]) -> None:
    """Append a row to an overlay file, which is made if there is none. A row that would not be read leaves the file as it was; GazetteerError says why."""
    unknown = set(cells) - set(COLUMNS)
    if unknown:
        raise GazetteerError(f"{path.name}: no column {min(unknown)!r}; known: {', '.join(COLUMNS)}")
    before = path.read_bytes() if path.exists() else f"{','.join(COLUMNS)}\n".encode()
    with io.StringIO() as line:
        csv.writer(line, lineterminator="\n").writerow([cells.get(column, "") for column in COLUMNS])
        try:
            row = line.getvalue().encode()
        except UnicodeEncodeError as error:
            raise GazetteerError(f"{path.name}: half a character in the row cannot be written; type it anew") from error
    trial = path.with_name(f"{path.name}.part")
    try:
        trial.write_bytes(before + (b"" if before.endswith(b"\n") else b"\n") + row)
        read_overlay(trial, known)
        trial.replace(path)
    finally:
        trial.unlink(missing_ok=True)


def add_spelling(path: Path, gaz: Gazetteer, place_id: str, name: str, *, note: str = "") -> None:
    """Add a spelling of a known place to an overlay file; GazetteerError where the id or the spelling cannot be used."""
    if place_id in gaz.places and names.key(name) in gaz.keys(place_id):
        raise GazetteerError(f"{place_id} ({gaz.places[place_id].name_ar}) already has the spelling {name!r}")
    if place_id.startswith(PREFIX):
        raise GazetteerError(f"{place_id} is a place of your own; add the spelling to the names in its row of {path.name}")
    add_row(path, {"id": place_id, "names": name.strip(), "note": note}, gaz.places)


def add_place(
    path: Path, gaz: Gazetteer, name: str, at: tuple[float, float], *, level: str = "village", precision_km: float = 1.0, name_en: str = "", note: str = ""
) -> str:
    """Add a place of the user's own to an overlay file and give its id. at: (lon, lat) in decimal degrees, WGS 84, inside Syria's outline."""
    areas = gaz.admin_of(*at)
    if areas is None:
        raise GazetteerError(f"{at[1]}, {at[0]} lies in no governorate of Syria; are latitude and longitude exchanged?")
    taken = {int(place_id.removeprefix(PREFIX)) for place_id in gaz.places if place_id.startswith(PREFIX) and place_id.removeprefix(PREFIX).isdigit()}
    place_id = f"{PREFIX}{max(taken, default=0) + 1}"
    add_row(path, {"id": place_id, "name_ar": name, "name_en": name_en, "level": level, "lat": f"{at[1]:.5f}", "lon": f"{at[0]:.5f}",
                   "precision_km": f"{precision_km:g}", "governorate": areas[0], "note": note}, gaz.places)  # fmt: skip
    return place_id


def _place(cells: dict[str, str], where: str) -> Place:
    """The place of a row."""
    if not cells["name_ar"].strip():
        raise GazetteerError(f"{where}: name_ar is empty; a place needs an Arabic name")
    west, south, east, north = SYRIA_BOX
    lat, lon = _number(cells["lat"], "lat", (south, north), where), _number(cells["lon"], "lon", (west, east), where)
    precision = _number(cells["precision_km"], "precision_km", (0.05, 300.0), where)
    if lat is None or lon is None or precision is None:
        raise GazetteerError(f"{where}: lat, lon and precision_km are needed for a place of your own")
    level = cast(Level, known_level(cells["level"], where))
    return Place(cells["id"].strip(), cells["name_ar"].strip(), cells["name_en"].strip(), level, "own", lat, lon, precision,
                 cells["governorate"].strip(), "", "", "", "", None, None, (), SOURCE)  # fmt: skip


def _number(cell: str, column: str, bounds: tuple[float, float], where: str) -> float | None:
    if not cell.strip():
        return None
    try:
        value = float(cell)
    except ValueError:
        _refuse(where, f"{column} {cell!r} is not a number")
    if not bounds[0] <= value <= bounds[1]:
        _refuse(where, f"{column} {value} is not between {bounds[0]} and {bounds[1]}; are latitude and longitude swapped?")
    return value


def _refuse(where: str, problem: str) -> NoReturn:
    raise GazetteerError(f"{where}: {problem}")
