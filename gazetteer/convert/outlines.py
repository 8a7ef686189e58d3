"""OCHA's sub-district outlines, in any vector file, to admin1.geojson, admin2.geojson and admin3.geojson."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.places import SYRIA_BOX, GazetteerError

TOLERANCE = 0.002
"""Tolerance of the simplification in degrees (about 200 m); neighbours keep a common edge."""
_WGS84 = 4326
_LENGTHS = {1: 4, 2: 6, 3: 8}  # characters of a p-code by level
_CARRIED = ("alt_ar", "alt_en", "geonameid", "wikidata")  # from other sources than OCHA

Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The published sub-districts by p-code, (lon, lat) in WGS 84, not simplified; names (English, Arabic) of areas where the file gives them."""

    polygons: dict[str, BaseGeometry]
    names: dict[str, tuple[str, str]]
    notes: tuple[str, ...] = ()


def read_outlines(path: Path) -> Outlines:
    """Read the outlines; GazetteerError names the attribute that is missing and those found, or the p-code in doubt."""
    try:
        frame = gpd.read_file(path)
    except RuntimeError as problem:  # what pyogrio raises for a file it cannot open
        raise GazetteerError(f"{path.name} cannot be read as a vector file ({problem}); give the COD-AB layer of level 3") from problem
    if frame.crs is None:
        raise GazetteerError(f"{path.name} states no reference system; give it with its .prj file")
    frame = frame.to_crs(_WGS84)
    columns = {re.sub(r"[^a-z0-9]", "", str(column).lower()).replace("admin", "adm"): column for column in frame.columns}
    for n in (1, 2, 3):
        if f"adm{n}pcode" not in columns:
            raise GazetteerError(f"{path.name} has no attribute ADM{n}_PCODE; found: {', '.join(map(str, frame.columns))}")
    pcodes = {n: [str(code) for code in frame[columns[f"adm{n}pcode"]]] for n in (1, 2, 3)}
    for one, two, three, geometry in zip(pcodes[1], pcodes[2], pcodes[3], frame.geometry, strict=True):
        if not (re.fullmatch(r"SY\d{6}", three) and three.startswith(two) and two.startswith(one) and (len(one), len(two)) == (4, 6)):
            raise GazetteerError(f"{path.name}: p-codes {three!r}, {two!r}, {one!r} do not nest; SY020000 in SY0200 in SY02 expected")
        if geometry is None or geometry.is_empty:
            raise GazetteerError(f"{path.name}: {three} has no outline; correct the layer")
    parts: dict[str, list[BaseGeometry]] = {}
    for pcode, geometry in zip(pcodes[3], frame.geometry, strict=True):
        parts.setdefault(pcode, []).append(shapely.make_valid(geometry))
    polygons = {pcode: _areas_only(shapely.union_all(parts[pcode])) for pcode in sorted(parts)}
    _check_box(path, polygons)
    names: dict[str, tuple[str, str]] = {}
    for n in (1, 2, 3):
        english, arabic = _column(frame, columns, n, ("en", "nameen", "name")), _column(frame, columns, n, ("ar", "namear", "name1"))
        names |= {code: (_text(one), _text(other)) for code, one, other in zip(pcodes[n], english, arabic, strict=True)}
    notes = () if shapely.coverage_is_valid(list(polygons.values())) else ("the outlines overlap somewhere: simplified edges may differ there",)
    return Outlines(polygons, {code: both for code, both in names.items() if all(both)}, notes)


def _column(frame: gpd.GeoDataFrame, columns: Mapping[str, str], level: int, kinds: tuple[str, ...]) -> list[object]:
    found = next((columns[f"adm{level}{kind}"] for kind in kinds if f"adm{level}{kind}" in columns), None)
    return [None] * len(frame) if found is None else list(frame[found])


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _areas_only(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the lines and points that making an outline valid may leave."""
    areas = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return geometry if geometry.geom_type in ("Polygon", "MultiPolygon") else shapely.union_all(areas)


def _check_box(path: Path, polygons: Mapping[str, BaseGeometry]) -> None:
    west, south, east, north = SYRIA_BOX
    for pcode, polygon in polygons.items():
        left, low, right, high = polygon.bounds
        if left < west or low < south or right > east or high > north:
            raise GazetteerError(f"{path.name}: {pcode} reaches {left:.2f}..{right:.2f} E, {low:.2f}..{high:.2f} N, outside Syria; check the reference system")


def features(level: int, outlines: Outlines, names: Names, known: Mapping[str, Mapping[str, object]]) -> list[dict[str, object]]:
    """Dissolve the sub-districts to a level (1..3) and simplify them as a coverage; features in the shape of adminN.geojson.

    names: (English, Arabic) by p-code, for all levels; known: properties of the present file by p-code, for further names and label points.
    """
    groups: dict[str, list[BaseGeometry]] = {}
    for pcode, polygon in outlines.polygons.items():
        groups.setdefault(pcode[: _LENGTHS[level]], []).append(polygon)
    codes = sorted(groups)
    whole = np.array([shapely.union_all(groups[code]) for code in codes])
    simple = shapely.transform(shapely.coverage_simplify(whole, TOLERANCE), _rounded)
    found: list[dict[str, object]] = []
    for code, polygon in zip(codes, simple, strict=True):
        if code not in names:
            raise GazetteerError(f"no name for the area {code}; give the workbook that names it (--ocha)")
        properties: dict[str, object] = {"pcode": code, "name_en": names[code][0], "name_ar": names[code][1]}
        for n in range(level - 1, 0, -1):
            above = code[: _LENGTHS[n]]
            properties |= {f"admin{n}_pcode": above, f"admin{n}_en": names[above][0], f"admin{n}_ar": names[above][1]}
        old = known.get(code, {})
        properties |= {"alt_ar": [], "alt_en": []} | {column: old[column] for column in _CARRIED if column in old}
        lat, lon = _label(polygon, old)
        found.append({"type": "Feature", "properties": properties | {"label_lat": lat, "label_lon": lon}, "geometry": shapely.geometry.mapping(polygon)})
    return found


def _rounded(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(points, 6)


def _label(polygon: BaseGeometry, old: Mapping[str, object]) -> tuple[float, float]:
    """(lat, lon) of a label: where it was as long as it lies inside, so that published points stay."""
    if "label_lat" in old and polygon.contains(shapely.Point(float(str(old["label_lon"])), float(str(old["label_lat"])))):
        return float(str(old["label_lat"])), float(str(old["label_lon"]))
    point = polygon.representative_point()
    return round(point.y, 5), round(point.x, 5)


def write_features(path: Path, found: list[dict[str, object]]) -> None:
    """Write features one a line."""
    lines = (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in found)
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")
