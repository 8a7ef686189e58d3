"""Areas as the map draws them and as a click on one filters; no Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from dashboard.filters import with_value
from dashboard.layers import Json, records
from events.query import Filters, Snapshot
from gazetteer.admin import Area

_FIELDS: Mapping[int, str] = {4: "governorates", 6: "districts", 8: "subdistricts"}  # by length of the p-code


def area_rows(cut: Snapshot, f: Filters, known: Mapping[str, Area]) -> pd.DataFrame:
    """Areas with events, ready to draw: place_id, pcodes, circle (lat, lon, km; None for outlines), level, n, name_ar, name_en.

    An outline has the id `area:LEVEL:PCODE`; a region given as centre and radius has its place id.
    """
    rows: list[Json] = [
        {"place_id": f"area:{row['level']}:{row['pcode']}", "pcodes": [row["pcode"]], "circle": None, "level": row["level"], "n": row["n"],
         "name_ar": known[row["pcode"]].name_ar, "name_en": known[row["pcode"]].name_en}
        for row in records(cut.areas(f)) if row["pcode"] in known
    ]  # fmt: skip
    rows += [
        {"place_id": row["place_id"], "pcodes": [], "circle": (row["lat"], row["lon"], row["precision_km"]), "level": "region", "n": row["n"],
         "name_ar": row["name_ar"], "name_en": row["name_en"]}
        for row in records(cut.round_areas(f))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place_id", "pcodes", "circle", "level", "n", "name_ar", "name_en"])


def at_place(f: Filters, place_id: str, known: Mapping[str, Area]) -> Filters:
    """Narrow filters to one marker, one area (`area:LEVEL:PCODE`, what names no more than it) or all that lies in one (`in:PCODE`)."""
    if place_id.startswith("in:"):
        pcode = place_id.removeprefix("in:")
        return with_value(f, _FIELDS[len(pcode)], (pcode,)) if pcode in known else replace(f, place_id=place_id)
    if not place_id.startswith("area:"):
        return replace(f, place_id=place_id)
    _, level, pcode = place_id.split(":", 2)
    return with_value(replace(f, precision=(level,)), _FIELDS[len(pcode)], (pcode,))
