"""Reads a user's own file in the columns of ACLED or of UCDP GED. What cannot be compared is kept with its line and the reason.

Points are (lon, lat) in decimal degrees, WGS 84. Nothing of such a file is stored.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import gazetteer
from events.export import dictionary
from events.similarity import FAMILIES
from events.words import one_line
from gazetteer.places import SYRIA_BOX, RasdError

Kind = Literal["acled", "ucdp"]
Row = Mapping[str, str]
MAX_BYTES = 500_000_000
MAX_ROWS = 1_000_000
MAX_CELL = 1_000_000
MAX_DAYS = 62
"""A row whose period is longer says too little about the day to be compared."""
NEEDED: dict[Kind, tuple[str, ...]] = {
    "acled": ("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "latitude", "longitude", "geo_precision", "fatalities"),
    "ucdp": ("id", "type_of_violence", "date_start", "date_end", "date_prec", "latitude", "longitude", "where_prec", "low", "high"),
}
_ID: dict[Kind, str] = {"acled": "event_id_cnty", "ucdp": "id"}
_PLACE: dict[Kind, str] = {"acled": "location", "ucdp": "where_coordinates"}
# How far from its point an incident may lie, in km, by the project's code of precision; None: the point stands for an area of that level.
_REACH: dict[Kind, dict[str, float | None]] = {"acled": {"1": 5.0, "2": 25.0, "3": None}, "ucdp": {"1": 5.0, "2": 25.0, "3": None, "4": None}}
MAX_REACH_KM = 25.0
_AREA: dict[Kind, dict[str, int]] = {"acled": {"3": 4}, "ucdp": {"3": 6, "4": 4}}
"""Length of the p-code of the area: 4 for a governorate, 6 for a district."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T][\d:.Z+ ]*)?")
_ENGLISH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEK = dt.timedelta(days=6)


class CompareError(RasdError, ValueError):
    """A file cannot be compared; the message names the file, what is missing and what was expected."""


class _UnfitError(Exception):
    """A row cannot be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """One row. start, end: the days on which it may have happened; exact: whether that is one day, given as such.

    point: (lon, lat); reach_km: how far from it, None where the point stands for an area, whose p-code is `area`; codes: p-codes of the areas around it.
    types: our types that the mapping gives for theirs; families: of these; possible: types that are not ruled out. low, high: persons killed.
    unfit: why it cannot be compared, "" if it can.
    """

    line: int
    id: str
    place: str = ""
    type: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    exact: bool = False
    point: tuple[float, float] | None = None
    reach_km: float | None = None
    area: str = ""
    codes: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    low: int | None = None
    high: int | None = None
    unfit: str = ""


def read(path: Path) -> tuple[Kind, tuple[Theirs, ...]]:
    """Read a file: whose columns it has, and its rows in order. Raises CompareError."""
    if path.stat().st_size > MAX_BYTES:
        raise CompareError(f"{path}: larger than {MAX_BYTES:,} bytes; cut it to the period or the country you compare")
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    try:
        with path.open("rb") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as file:
            heading = file.readline(MAX_CELL)
            names = next(csv.reader([heading], delimiter=_delimiter(heading)), [])
            kind = _kind(path, [name.strip().lower() for name in names])
            reader = csv.DictReader(file, [name.strip().lower() for name in names], delimiter=_delimiter(heading), restval="")
            return kind, tuple(_rows(path, kind, reader))
    except UnicodeDecodeError as error:
        raise CompareError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except csv.Error as error:
        raise CompareError(f"{path}: not a table ({error})") from error


def _delimiter(heading: str) -> str:
    return ";" if heading.count(";") > heading.count(",") else ","


def _kind(path: Path, names: list[str]) -> Kind:
    """Tell by the columns whose shape a file has."""
    missing = {kind: [name for name in needed if name not in names] for kind, needed in NEEDED.items()}
    kind = min(missing, key=lambda one: len(missing[one]) / len(NEEDED[one]))
    if missing[kind]:
        told = "; ".join(f"for {one.upper()}: {', '.join(found)}" for one, found in missing.items())
        raise CompareError(f"{path} line 1: the columns are neither ACLED's nor UCDP GED's. Missing {told}")
    return kind


def _rows(path: Path, kind: Kind, reader: csv.DictReader[str]) -> Iterator[Theirs]:
    first: dict[str, int] = {}
    for number, row in enumerate(reader, 1):
        if number > MAX_ROWS:
            raise CompareError(f"{path}: more than {MAX_ROWS:,} rows; cut it to the period or the country you compare")
        line = reader.line_num + 1  # the heading was read before
        cells = {name: value.strip() for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
        found = _row(kind, line, cells)
        if found.id in first and not found.unfit:
            found = Theirs(line, found.id, found.place, found.type, unfit=f"the id stands on line {first[found.id]} already")
        first.setdefault(found.id, line)
        yield found


def _row(kind: Kind, line: int, row: Row) -> Theirs:
    """Read a row; where that is not possible, it says why."""
    own, place = one_line(row[_ID[kind]]), one_line(row.get(_PLACE[kind], ""))
    told = one_line(row["sub_event_type"] or row["event_type"]) if kind == "acled" else f"type of violence {one_line(row['type_of_violence'])}"
    try:
        _in_syria(kind, row)
        start, end, exact = _days(kind, row)
        point, codes = _point(row)
        reach, area = _precision(kind, row, codes)
        types, families, possible = _types(kind, row)
        low, high = _figures(kind, row)
    except _UnfitError as error:
        return Theirs(line, own, place, told, unfit=str(error))
    return Theirs(line, own, place, told, start, end, exact, point, reach, area, codes, types, families, possible, low, high)


def _in_syria(kind: Kind, row: Row) -> None:
    """Refuse a row without an id, or of another country; a row may do without a country."""
    if not row[_ID[kind]]:
        raise _UnfitError(f"{_ID[kind]} is empty")
    country = row.get("country", "")
    if country and not country.lower().startswith("syria"):
        raise _UnfitError(f"in {one_line(country)}")


def _days(kind: Kind, row: Row) -> tuple[dt.date, dt.date, bool]:
    if kind == "ucdp":
        start, end = _day("date_start", row), _day("date_end", row)
        if not start <= end <= start + dt.timedelta(days=MAX_DAYS):
            raise _UnfitError(f"date_end {end} is before date_start {start}" if end < start else f"a period of more than {MAX_DAYS} days")
        return start, end, row["date_prec"] == "1" and start == end
    day = _day("event_date", row)
    match row["time_precision"]:
        case "1":
            return day, day, True
        case "2":
            return day - _WEEK, day + _WEEK, False
        case "3":
            first = day.replace(day=1)
            return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1), False
    raise _UnfitError(f"time_precision {one_line(row['time_precision'])!r} is not 1, 2 or 3")


def _day(name: str, row: Row) -> dt.date:
    value = row[name]
    iso, english = _ISO.fullmatch(value), _ENGLISH.fullmatch(value)
    parts = iso.groups() if iso else (english[3], 1 + _MONTHS.index(english[2].lower()), english[1]) if english and english[2].lower() in _MONTHS else ()
    try:
        day = dt.date(*map(int, parts))
    except (ValueError, TypeError):  # the thirtieth of February, or no day at all
        raise _UnfitError(f"{name} {one_line(value)!r} is no day; expected one such as 2016-05-10 or 10 May 2016") from None
    if not 1900 <= day.year <= 2100:
        raise _UnfitError(f"{name} {day} is not between 1900 and 2100")
    return day


def _point(row: Row) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Give (lon, lat) and the p-codes of the areas around it."""
    if not row["latitude"] and not row["longitude"]:
        raise _UnfitError("has no position")
    try:
        lat, lon = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise _UnfitError(f"latitude {one_line(row['latitude'])!r}, longitude {one_line(row['longitude'])!r} are not two numbers") from None
    codes = _areas(lon, lat)
    if not codes:
        raise _UnfitError(f"latitude {lat}, longitude {lon} is not in Syria" + ("; the two may be exchanged" if _areas(lat, lon) else ""))
    return (lon, lat), codes


def _areas(lon: float, lat: float) -> tuple[str, ...]:
    west, south, east, north = SYRIA_BOX
    return gazetteer.load().areas.of(lon, lat) or () if west <= lon <= east and south <= lat <= north else ()


def _precision(kind: Kind, row: Row, codes: tuple[str, ...]) -> tuple[float | None, str]:
    """Give the reach of a point, or the p-code of the area that it stands for."""
    name = "geo_precision" if kind == "acled" else "where_prec"
    code = row[name]
    if code not in _REACH[kind]:
        known = code in {"5", "6", "7"} and kind == "ucdp"
        raise _UnfitError(f"{name} {code}: no point and no area" if known else f"{name} {one_line(code)!r} is not one of {', '.join(_REACH[kind])}")
    reach = _REACH[kind][code]
    if reach is not None:
        return reach, ""
    length = _AREA[kind][code]
    return None, next(one for one in codes if len(one) == length)


@cache
def _mapped(column: str) -> Mapping[str, frozenset[str]]:
    """Give our types for each value of a column of the mapping."""
    found: dict[str, set[str]] = {}
    for row in dictionary.code_mapping():
        for value in re.findall(r"\d", row[column]) if column.startswith("ucdp") else [row[column]]:
            found.setdefault(value, set()).add(row["type"])
    return {value: frozenset(types) for value, types in found.items()}


def _types(kind: Kind, row: Row) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Give our types for theirs, the families of these, and the types that are not ruled out."""
    if kind == "ucdp":
        possible = _mapped("ucdp_type_of_violence").get(row["type_of_violence"])
        if not possible:
            raise _UnfitError(f"type_of_violence {one_line(row['type_of_violence'])!r} is not 1, 2 or 3")
        return frozenset(), frozenset(), possible
    types = _mapped("acled_sub_event_type").get(row["sub_event_type"], frozenset())
    broad = types or _mapped("acled_event_type").get(row["event_type"], frozenset())
    if not broad:
        raise _UnfitError(f"{one_line(row['event_type'])!r} has no counterpart among our types")
    return types, frozenset(FAMILIES[one] for one in broad), frozenset()


def _figures(kind: Kind, row: Row) -> tuple[int | None, int | None]:
    """Give the range of persons killed. ACLED writes 0 where no one gives a figure too, so its 0 says nothing."""
    if kind == "ucdp":
        low, high = _count("low", row), _count("high", row)
        if low is not None and high is not None and low > high:
            raise _UnfitError(f"low {low} is more than high {high}")
        return low, high
    count = _count("fatalities", row)
    return (count, count) if count else (None, None)


def _count(name: str, row: Row) -> int | None:
    if not row[name]:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", row[name]):
        raise _UnfitError(f"{name} {one_line(row[name])!r} is not a whole number")
    return int(row[name])
