"""What a converter gives, and the checks that all converters share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.places import SYRIA_BOX, GazetteerError
from gazetteer.tables import write_rows


@dataclass(frozen=True, slots=True)
class Table:
    """An intermediate table: its rows by column, and in words what was left out or taken from elsewhere."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, str]]
    notes: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Write the table as CSV; a column that a row lacks stays empty."""
        write_rows(path, self.columns, ([row.get(column, "") for column in self.columns] for row in self.rows))


def position(lat: str, lon: str, where: str) -> tuple[float, float]:
    """Read a point as (lon, lat) in decimal degrees, WGS 84; GazetteerError names `where` for no number or a point outside Syria's box."""
    try:
        point = float(lon), float(lat)
    except ValueError:
        raise GazetteerError(f"{where}: {lat!r}, {lon!r} is not a latitude and a longitude; decimal degrees expected") from None
    west, south, east, north = SYRIA_BOX
    if not (west <= point[0] <= east and south <= point[1] <= north):
        raise GazetteerError(f"{where}: {lat}, {lon} is outside Syria ({south}..{north} N, {west}..{east} E); are latitude and longitude swapped?")
    return point


def degrees(value: float) -> str:
    """Write decimal degrees with at most six decimals (0.1 m) and no zeros at the end."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
