"""Our events beside a file of the visitor's: what the page Compare shows and gives out; no Streamlit here.

Our side goes the way of every export, so policy and masks hold. The file is read and not kept.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import folium
import pandas as pd

from dashboard.layers import Json
from dashboard.notes import told
from dashboard.text import Words, plain
from events import compare, compare_files, export
from events.filters import Filters
from events.others import CompareError
from events.query import Snapshot

COLOURS: Mapping[str, str] = {"matched": "#009e73", "ours": "#0072b2", "theirs": "#d55e00"}
"""Colours of Okabe and Ito's palette; ours are filled, theirs are rings."""
DRAWN = 600
"""Points drawn at most."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison. kind: whose columns the file has; rows: by `compare_files.COLUMNS`; features: GeoJSON; table, points: the files to take away."""

    kind: str
    counts: Mapping[str, int]
    rows: Sequence[Json]
    features: Sequence[Json]
    table: bytes
    points: bytes


def compared(snapshot: Snapshot, filters: Filters, content: bytes, *, days: int, made: datetime) -> Compared:
    """Compare what the filters select with the content of a file. Raises CompareError, or PolicyError where the policy cannot be followed."""
    selection = export.select(snapshot, filters, made)
    with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        path = Path(folder) / "theirs.csv"
        path.write_bytes(content)
        try:
            found = compare.compare(selection, path, filters, days)
        except CompareError as error:
            raise CompareError(str(error).replace(str(path), path.name)) from error
    table, points = io.BytesIO(), io.BytesIO()
    compare_files.write_table(found, table)
    compare_files.write_geojson(found, compare_files.about(found, selection, days), points)
    rows = [compare_files.row(number, line) for number, line in enumerate(found.lines, 1)]
    counts = {status: found.count(status) for status in compare_files.STATUSES}
    return Compared(found.kind, counts, rows, list(compare_files.features(found)), table.getvalue(), points.getvalue())


def rows_of(rows: Sequence[Json], words: Words) -> pd.DataFrame:
    """Give the lines as a table in words. Cells are plain text: the grid reads no markup."""
    columns = {
        "compare.number": [row["pair"] for row in rows],
        "compare.status": [words(f"compare.{row['status']}") for row in rows],
        "compare.date": [_both(_day(row["ours_date"], words), _day(row["theirs_date"], words)) for row in rows],
        "compare.type": [_both(words(f"type.{row['ours_type']}") if row["ours_type"] else "", row["theirs_type"]) for row in rows],
        "compare.place": [_both(words.either(row["ours_place_ar"] or "", row["ours_place_en"] or ""), row["theirs_place"]) for row in rows],
        "compare.killed": [
            _both(_figure(row, "ours_killed_min", "ours_killed_max", words), _figure(row, "theirs_killed_low", "theirs_killed_high", words)) for row in rows
        ],
        "compare.km": [row["km"] for row in rows],
        "compare.score": [row["score"] for row in rows],
        "compare.why": [told(row["why"] or row["not_compared"] or "", words) for row in rows],
    }  # fmt: skip
    return pd.DataFrame({words(name): values for name, values in columns.items()})


def _both(ours: str | None, theirs: str | None) -> str:
    """Set two values beside each other, ours first; "–" for the side that has none."""
    return f"{plain(ours or '') or '–'} | {plain(theirs or '') or '–'}"


def _day(day: object, words: Words) -> str:
    return words.written(str(day)) if day else ""


def _figure(row: Json, low: str, high: str, words: Words) -> str:
    return "" if row[low] is None else words.span(row[low], row[high])


def layers(features: Sequence[Json], words: Words) -> tuple[list[folium.FeatureGroup], int]:
    """Draw points, and a line between the two of a pair; also give how many points were left out. A point carries its line's number and our own words only."""
    group = folium.FeatureGroup()
    placed = [one for one in features if one["geometry"]]
    ends: dict[int, dict[str, tuple[float, float]]] = {}
    for one in placed[:DRAWN]:
        said = one["properties"]
        lon, lat = one["geometry"]["coordinates"]
        status, side = words(f"compare.{said['status']}"), words(f"compare.side.{said['side']}")
        ends.setdefault(said["pair"], {}).setdefault(said["side"], (lat, lon))
        folium.CircleMarker(
            (lat, lon), radius=6, color=COLOURS[said["status"]], weight=2, fill=said["side"] == "ours", fill_opacity=0.7,
            tooltip=f"{words.number(said['pair'])}: {status} ({side})",
        ).add_to(group)  # fmt: skip
    for found in ends.values():
        if len(found) > 1 and found["ours"] != found["theirs"]:
            folium.PolyLine([found["ours"], found["theirs"]], color=COLOURS["matched"], weight=2).add_to(group)  # type: ignore[no-untyped-call]
    return [group], len(placed) - min(len(placed), DRAWN)
