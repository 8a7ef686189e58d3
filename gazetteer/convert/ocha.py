"""OCHA's workbook of places and areas, as published, to the shapes of places_ocha.csv and neighbourhoods.csv, and the names of areas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gazetteer import names
from gazetteer.convert.locate import Locator
from gazetteer.convert.table import Table, degrees, position
from gazetteer.convert.workbook import AREAS, COMMUNITIES, QUARTERS, Rows, open_workbook, read_sheet
from gazetteer.drafts import tidy
from gazetteer.places import GazetteerError

PLACES = (
    "pcode", "name_en", "name_ar", "names_ar", "disambiguator_ar", "ref_name_en", "ref_name_ar", "lat", "lon", "admin3_pcode", "admin3_en", "admin3_ar",
    "admin2_pcode", "admin2_en", "admin2_ar", "admin1_pcode", "admin1_en", "admin1_ar", "is_admin1_capital", "is_admin3_capital", "admin3_by_point",
    "point_in_admin3",
)  # fmt: skip
NEIGHBOURHOODS = (
    "source", "id", "city", "city_pcode", "name_ar", "name_en", "lat", "lon", "coord_source", "area_ar", "area_en", "alt_ar", "city_lat", "city_lon",
)  # fmt: skip
_PACKED = re.compile(r"\s*([-_/\\()])\s*")
_PACKED_QUARTER = re.compile(r"\s*[_/]\s*")  # a hyphen joins two quarters that are one: العباسية-المهاجرين
_SEAT = re.compile(r"^مركز\s*")
_FLAGS = {"1": "1", "1.0": "1", "yes": "1", "true": "1", "0": "0", "0.0": "0", "no": "0", "false": "0", "": "0"}


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook holds: communities and official quarters."""

    places: Table
    neighbourhoods: Table


def area_names(path: Path) -> dict[str, tuple[str, str]]:
    """Read (English name, Arabic name) of every area by p-code from the sheets admin1 to admin3 of a workbook."""
    with open_workbook(path) as book:
        return {cells["pcode"]: (cells["name_en"], tidy(cells["name_ar"])) for sheet in AREAS for _, cells in read_sheet(book, path.name, sheet).rows}


def area_key(name: str) -> str:
    """The key of an area's name; the seat's sub-district (مركز عفرين) is called like its town."""
    return names.key(_SEAT.sub("", tidy(name)))


def split_name(cell: str, district: str, areas: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Split a packed Arabic cell into (names, disambiguator).

    `_`, `-`, slashes and brackets part two names; `_` does nothing else. After another sign, a last part that is the name of an area only tells two
    villages apart (ابين- عفرين), and so does the district's name at the end of a part (الروضة / طرجانو الحفة).

    district: the row's own; areas: the names of all areas around.
    """
    pieces = _PACKED.split(tidy(cell))
    parts, signs = [part for part in pieces[::2] if part], pieces[1::2]
    if len(parts) < 2 or "_" in signs:
        return (tuple(dict.fromkeys(parts)), "")
    if area_key(parts[-1]) in {area_key(area) for area in areas}:
        return (tuple(dict.fromkeys(parts[:-1])), parts[-1])
    for i, part in enumerate(parts):
        bare, _, last = part.rpartition(" ")
        if bare and area_key(last) == area_key(district):
            return (tuple(dict.fromkeys((*parts[:i], bare, *parts[i + 1 :]))), last)
    return (tuple(dict.fromkeys(parts)), "")


def convert(path: Path, locator: Locator, known_places: Mapping[str, Mapping[str, str]], known_quarters: Mapping[str, Mapping[str, str]]) -> Workbook:
    """Convert a workbook. known_…: rows of the present tables by p-code, for what the workbook does not say (seats, positions of quarters).

    GazetteerError names the file, sheet and row, or the heading that is missing.
    """
    with open_workbook(path) as book:
        places = _places(read_sheet(book, path.name, COMMUNITIES), path.name, locator, known_places)
        quarters = _quarters(read_sheet(book, path.name, QUARTERS), path.name, {row["pcode"]: row for row in places.rows}, known_quarters)
    return Workbook(places, quarters)


def _once(sheet: Rows, file: str, code: str, form: str) -> None:
    """Every row needs a code of its own of a certain form."""
    seen: dict[str, int] = {}
    for number, cells in sheet.rows:
        if not re.fullmatch(form, cells[code]) or cells[code] in seen:
            raise GazetteerError(
                f"{file}, sheet {sheet.sheet}, row {number}: code {cells[code]!r} is not of the form {form} or stands in row {seen.get(cells[code])} too"
            )
        seen[cells[code]] = number


def _places(sheet: Rows, file: str, locator: Locator, known: Mapping[str, Mapping[str, str]]) -> Table:
    _once(sheet, file, "pcode", r"C\d{4,}")
    within: dict[str, set[str]] = {}
    for _, cells in sheet.rows:
        within.setdefault(cells["admin1_pcode"], set()).update(cells[column] for column in ("admin1_ar", "admin2_ar", "admin3_ar"))
    rows, unseated = [], 0
    for number, cells in sheet.rows:
        where = f"{file}, sheet {sheet.sheet}, row {number}"
        lon, lat = position(cells["lat"], cells["lon"], where)
        sub, district = cells["admin3_pcode"], cells["admin2_pcode"]
        if not (re.fullmatch(r"SY\d{6}", sub) and sub.startswith(district) and district.startswith(cells["admin1_pcode"])):
            raise GazetteerError(f"{where}: p-codes {sub!r}, {district!r}, {cells['admin1_pcode']!r} do not nest; SY020000 in SY0200 in SY02 expected")
        found, disambiguator = split_name(cells["name_ar"], cells["admin2_ar"], within[cells["admin1_pcode"]])
        if not found:
            raise GazetteerError(f"{where}: {cells['pcode']} has no Arabic name; fill the cell or leave the row out")
        by_point, how = locator.assign(lon, lat)
        old = known.get(cells["pcode"], {})
        unseated += bool(sheet.missing & {"is_admin1_capital", "is_admin3_capital"}) and not old
        row = cells | {column: _flag(cells, column, sheet, old, where) for column in ("is_admin1_capital", "is_admin3_capital")}
        row |= {"name_ar": tidy(cells["name_ar"]), "names_ar": "|".join(found), "disambiguator_ar": disambiguator}
        row |= {column: tidy(cells[column]) for column in ("admin1_ar", "admin2_ar", "admin3_ar", "ref_name_ar")}
        row |= {
            "lat": degrees(lat),
            "lon": degrees(lon),
            "admin3_by_point": by_point if how == "within" else "",
            "point_in_admin3": "1" if how == "within" and by_point == sub else "0",
        }
        rows.append(row)
    notes = []
    if sheet.missing & {"is_admin1_capital", "is_admin3_capital"}:
        notes.append(f"sheet {sheet.sheet} does not say which communities are seats: taken from the present table; {unseated} new ones count as none")
    packed = sum("|" in row["names_ar"] or row["disambiguator_ar"] != "" for row in rows)
    return Table(PLACES, sorted(rows, key=lambda row: row["pcode"]), (*notes, f"{packed} packed Arabic cells split"))


def _flag(cells: Mapping[str, str], column: str, sheet: Rows, old: Mapping[str, str], where: str) -> str:
    if column in sheet.missing:
        return old.get(column, "0")
    try:
        return _FLAGS[cells[column].lower()]
    except KeyError:
        raise GazetteerError(f"{where}: {column} is {cells[column]!r}; 1, 0, yes, no, true or false expected") from None


def _quarters(sheet: Rows, file: str, cities: Mapping[str, Mapping[str, str]], known: Mapping[str, Mapping[str, str]]) -> Table:
    _once(sheet, file, "id", r"N\d{4}")
    rows = []
    for number, cells in sheet.rows:
        city = cities.get(cells["city_pcode"])
        if city is None:
            raise GazetteerError(f"{file}, sheet {sheet.sheet}, row {number}: city {cells['city_pcode']!r} is no community of the workbook")
        old = known.get(cells["id"], {})
        row = cells | {"source": "ocha", "name_ar": tidy(cells["name_ar"]), "alt_ar": quarter_names(cells["name_ar"], cells["ref_name_ar"])}
        row |= {column: old.get(column, "") for column in ("lat", "lon", "coord_source")} | {"city_lat": city["lat"], "city_lon": city["lon"]}
        rows.append(row)
    placed = sum(row["lat"] != "" for row in rows)
    return Table(
        NEIGHBOURHOODS, sorted(rows, key=lambda row: row["id"]),
        (f"{placed} of {len(rows)} official quarters keep a position from the present table; the workbook states none",),
    )  # fmt: skip


def quarter_names(cell: str, reference: str) -> str:
    """The further names of a quarter, `|` between them: the packed ones, or the publisher's own reference name (تشرين - دمشق) where it differs."""
    name = tidy(cell)
    parts = [part for part in _PACKED_QUARTER.split(name) if part]
    words = list(dict.fromkeys(name.split()))
    if len(parts) > 1:
        return "|".join(parts)
    if len(name.split()) > len(words) == 1:  # الدلالين الدلالين الدلالين
        return words[0]
    return tidy(reference) if tidy(reference) != name else ""
