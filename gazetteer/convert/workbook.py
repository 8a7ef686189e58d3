"""Sheets of OCHA's workbook: which headings hold what. OCHA renamed them between editions, so each role lists those we know.

The p-codes and names of the edition of 2018 (admin4Pcode, admin4Name_en ...) and those of the edition of 2026 (featurename_ar, point_x, adm1_name1,
neighborhoodname_ar ...) are as public programs read them. The headings of coordinates, reference names, seats and quarters of 2018 were not
seen: they are what such headings are usually called, and a workbook that calls them otherwise is refused with the headings found.
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from gazetteer.places import GazetteerError


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its known names, and the known headings of each role; a role in `optional` may be missing.

    Case, spaces, underscores and the spelling neighbor/neighbour do not count.
    """

    names: tuple[str, ...]
    headings: dict[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet: (row number in the sheet, cells by role) and the optional roles that it lacks."""

    sheet: str
    rows: tuple[tuple[int, dict[str, str]], ...]
    missing: frozenset[str]


def _levels(*levels: int) -> dict[str, tuple[str, ...]]:
    """The headings of the areas that a row lies in."""
    return {
        f"admin{n}_{role}": (f"admin{n}{name}", *(f"adm{n}_{other}" for other in others))
        for n in levels
        for role, name, others in (("pcode", "Pcode", ("pcode",)), ("en", "Name_en", ("en", "name")), ("ar", "Name_ar", ("ar", "name1")))
    }


COMMUNITIES = Sheet(
    ("admin4", "syr_populatedplaces"),
    {
        "pcode": ("admin4Pcode", "pcode", "Location_Pcode", "adm4_pcode"),
        "name_en": ("admin4Name_en", "LocationName_en", "featurename_en", "adm4_name"),
        "name_ar": ("admin4Name_ar", "LocationName_ar", "featurename_ar", "adm4_name1"),
        "ref_name_en": ("admin4RefName_en", "RefName_en"), "ref_name_ar": ("admin4RefName_ar", "RefName_ar"),
        "lat": ("Latitude_y", "Latitude", "lat", "point_y", "y"), "lon": ("Longitude_x", "Longitude", "lon", "long", "point_x", "x"),
        **_levels(1, 2, 3),
        "is_admin1_capital": ("isAdmin1Capital", "Admin1Capital"), "is_admin3_capital": ("isAdmin3Capital", "Admin3Capital"),
    },
    frozenset({"ref_name_en", "ref_name_ar", "is_admin1_capital", "is_admin3_capital"}),
)  # fmt: skip
AREAS = tuple(
    Sheet((f"admin{n}", f"syr_admin{n}"), {"pcode": (f"admin{n}Pcode", f"adm{n}_pcode"), "name_en": (f"admin{n}Name_en", f"adm{n}_name", f"adm{n}_en"),
                                          "name_ar": (f"admin{n}Name_ar", f"adm{n}_name1", f"adm{n}_ar")})
    for n in (1, 2, 3)
)  # fmt: skip
QUARTERS = Sheet(
    ("city_neighbourhoods", "syr_neighborhoods"),
    {
        "id": ("neighbourhoodPcode", "neighPcode", "pcode"), "name_en": ("neighbourhoodName_en", "neighName_en"),
        "name_ar": ("neighbourhoodName_ar", "neighName_ar"), "ref_name_ar": ("neighbourhoodRefName_ar", "neighRefName_ar", "RefName_ar"),
        "city_pcode": ("admin4Pcode", "cityPcode", "adm4_pcode", "loc_pcode"), "city": ("admin4Name_en", "cityName_en", "city", "adm4_name", "LocationName_en"),
        "area_en": ("areaName_en",), "area_ar": ("areaName_ar",),
    },
    frozenset({"ref_name_ar", "area_en", "area_ar"}),
)  # fmt: skip


def _plain(heading: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(heading).lower()).replace("neighbor", "neighbour")


def open_workbook(path: Path) -> pd.ExcelFile:
    """Open an .xlsx file; GazetteerError says what to install, or that the file is none."""
    if importlib.util.find_spec("openpyxl") is None:
        raise GazetteerError(f"reading {path.name} needs openpyxl; install it with: pip install 'rasd[refresh]'")
    try:
        return pd.ExcelFile(path, engine="openpyxl")
    except (BadZipFile, ValueError, KeyError) as problem:  # a broken archive and a workbook without its parts
        raise GazetteerError(f"{path.name} is not an .xlsx workbook ({problem}); give it as OCHA publishes it") from problem


def read_sheet(book: pd.ExcelFile, file: str, sheet: Sheet) -> Rows:
    """Read a sheet with its cells as tidied text; GazetteerError names the sheet or heading that is missing, and those found.

    Rows without a p-code are passed over: empty ones at the end, and the row of hashtags (#adm3+code) under the headings.
    """
    names = {_plain(name): str(name) for name in book.sheet_names}
    found = next((names[_plain(name)] for name in sheet.names if _plain(name) in names), None)
    if found is None:
        raise GazetteerError(f"{file}: no sheet {' or '.join(sheet.names)}; found: {', '.join(names.values())}")
    frame = pd.read_excel(book, sheet_name=found, dtype=str, keep_default_na=False)
    headings = {_plain(heading): heading for heading in frame.columns}
    columns: dict[str, str] = {}
    for role, known in sheet.headings.items():
        heading = next((headings[_plain(one)] for one in known if _plain(one) in headings), None)
        if heading is not None:
            columns[role] = heading
        elif role not in sheet.optional:
            raise GazetteerError(
                f"{file}, sheet {found}: no heading for {role} (known: {', '.join(known)}); found: {', '.join(map(str, frame.columns))}; "
                "name the column so, or add its heading to gazetteer/convert/workbook.py"
            )
    texts = {role: ["" if pd.isna(cell) else " ".join(str(cell).split()) for cell in frame[column]] for role, column in columns.items()}
    code = next(iter(sheet.headings))
    rows = tuple(
        (i + 2, {role: cells[i] for role, cells in texts.items()} | dict.fromkeys(sheet.headings.keys() - texts.keys(), ""))
        for i in range(len(frame)) if texts[code][i] and not texts[code][i].startswith("#")
    )  # fmt: skip
    return Rows(found, rows, frozenset(sheet.headings.keys() - texts.keys()))
