"""OurAirports: airports.csv, as published, to the shape of airfields.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from gazetteer.convert.locate import Locator
from gazetteer.convert.table import Table, position
from gazetteer.places import GazetteerError

COLUMNS = ("ident", "type", "name_en", "lat", "lon", "municipality", "keywords", "names_ar_unsourced", "admin1_pcode", "admin3_pcode")
PUBLISHED = ("ident", "type", "name", "latitude_deg", "longitude_deg", "iso_country", "municipality", "keywords")
COUNTRY = "SY"


def convert(path: Path, locator: Locator, known: Mapping[str, Mapping[str, str]]) -> Table:
    """Convert the airfields of Syria. known: rows of the present table by ident, whose Arabic names (ours, not the publisher's) are kept."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in PUBLISHED if column not in (reader.fieldnames or ())]
            if missing:
                raise GazetteerError(
                    f"{path.name} line 1: no column {missing[0]!r}; found: {', '.join(reader.fieldnames or ())}; give airports.csv as published"
                )
            ours = ((reader.line_num, cells) for cells in reader if cells["iso_country"] == COUNTRY)
            rows = [_row(cells, locator, known, f"{path.name} line {line}") for line, cells in ours]
    except UnicodeDecodeError:
        raise GazetteerError(f"{path.name} is not UTF-8 text; give airports.csv as published") from None
    if not rows:
        raise GazetteerError(f"{path.name} holds no airfield with iso_country {COUNTRY}; give airports.csv as published")
    unnamed = sum(not row["names_ar_unsourced"] for row in rows)
    return Table(COLUMNS, sorted(rows, key=lambda row: row["ident"]), (f"{unnamed} of {len(rows)} airfields have no Arabic name",))


def _row(cells: Mapping[str, str], locator: Locator, known: Mapping[str, Mapping[str, str]], where: str) -> dict[str, str]:
    pcode, how = locator.assign(*position(cells["latitude_deg"], cells["longitude_deg"], where))
    inside = pcode if how == "within" else ""
    return {
        "ident": cells["ident"], "type": cells["type"], "name_en": cells["name"], "lat": cells["latitude_deg"], "lon": cells["longitude_deg"],
        "municipality": cells["municipality"], "keywords": cells["keywords"], "names_ar_unsourced": known.get(cells["ident"], {}).get("names_ar_unsourced", ""),
        "admin1_pcode": inside[:4], "admin3_pcode": inside,
    }  # fmt: skip
