"""Administrative areas: polygons, which area a point lies in, bearings and distances.

Points are (lon, lat) in decimal degrees, WGS 84 (EPSG:4326); distances are kilometres on a sphere of radius 6371.009 km.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer.places import GazetteerError

EARTH_RADIUS_KM = 6371.009
WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
Wind = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
AdminLevel = Literal["governorate", "district", "subdistrict"]
FILES: tuple[tuple[AdminLevel, str], ...] = (("governorate", "admin1.geojson"), ("district", "admin2.geojson"), ("subdistrict", "admin3.geojson"))
BORDER_KM = 2.5
"""A point this near to Syria's outline, on the coast or at a frontier, is given to the nearest sub-district."""


@dataclass(frozen=True, slots=True)
class Area:
    """One administrative area. parent: p-code of the area above, "" for a governorate; centroid: nominal label point, (lon, lat)."""

    pcode: str
    name_ar: str
    name_en: str
    level: AdminLevel
    parent: str
    polygon: BaseGeometry
    centroid: tuple[float, float]

    @property
    def km2(self) -> float:
        """Area in square kilometres (equirectangular at the area's own latitude: within 1% in Syria)."""
        per_degree = np.radians(1.0) * EARTH_RADIUS_KM
        return float(self.polygon.area * per_degree**2 * np.cos(np.radians(self.centroid[1])))

    @property
    def radius_km(self) -> float:
        """Radius of the circle of the same area, in kilometres."""
        return float(np.sqrt(self.km2 / np.pi))


class Areas:
    """The areas of the three levels, read from our GeoJSON files on first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def by_pcode(self) -> Mapping[str, Area]:
        """All 348 areas by p-code."""
        found: dict[str, Area] = {}
        for level, file in FILES:
            for feature in json.loads((self._folder / file).read_text("utf-8"))["features"]:
                properties = feature["properties"]
                pcode = properties["pcode"]
                found[pcode] = Area(
                    pcode, properties["name_ar"], properties["name_en"], level, properties["parent"], shape(feature["geometry"]),
                    (properties["label_lon"], properties["label_lat"]),
                )  # fmt: skip
        return MappingProxyType(found)

    def __getitem__(self, pcode: str) -> Area:
        """Give an area by p-code; GazetteerError for an unknown one."""
        try:
            return self.by_pcode[pcode]
        except KeyError:
            raise GazetteerError(f"no area has the p-code {pcode!r}; a governorate is like SY02, a district SY0200, a sub-district SY020000") from None

    @cached_property
    def _tree(self) -> tuple[shapely.STRtree, list[Area]]:
        areas = [area for area in self.by_pcode.values() if area.level == "subdistrict"]
        return shapely.STRtree([area.polygon for area in areas]), areas

    def subdistrict_of(self, lon: float, lat: float, *, border_km: float = BORDER_KM) -> str | None:
        """Give the p-code of the sub-district that holds a point, or the nearest within border_km of Syria's outline; None outside."""
        tree, areas = self._tree
        point = shapely.Point(lon, lat)
        inside = tree.query(point, predicate="intersects")
        if len(inside):
            return areas[int(min(inside))].pcode
        nearest = areas[int(tree.nearest(point))]
        edge = nearest_points(nearest.polygon, point)[0]
        return nearest.pcode if distance_km((lon, lat), (edge.x, edge.y)) <= border_km else None

    def of(self, lon: float, lat: float) -> tuple[str, str, str] | None:
        """Give the (governorate, district, sub-district) p-codes of a point, None outside Syria."""
        pcode = self.subdistrict_of(lon, lat)
        return None if pcode is None else (pcode[:4], pcode[:6], pcode)

    def holds(self, pcode: str, lon: float, lat: float) -> bool:
        """Tell whether a point lies in an area or on its edge."""
        return bool(self[pcode].polygon.intersects(shapely.Point(lon, lat)))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres. a, b: (lon, lat) in decimal degrees."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def distances_km(origin: tuple[float, float], lons: npt.ArrayLike, lats: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Great-circle distances in kilometres from origin (lon, lat) to many points."""
    lon1, lat1 = np.radians(origin)
    lon2, lat2 = np.radians(np.asarray(lons, dtype=float)), np.radians(np.asarray(lats, dtype=float))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def bearing(origin: tuple[float, float], target: tuple[float, float]) -> float:
    """Initial great-circle bearing from origin to target, (lon, lat) each: degrees clockwise from north, 0 <= b < 360."""
    lon1, lat1, lon2, lat2 = np.radians([*origin, *target])
    east = np.sin(lon2 - lon1) * np.cos(lat2)
    north = np.cos(lat1) * np.sin(lat2) - np.sin(lat1) * np.cos(lat2) * np.cos(lon2 - lon1)
    return float(np.degrees(np.arctan2(east, north)) % 360.0)


def wind(degrees: float) -> Wind:
    """The eighth of the compass a bearing lies in: north is 337.5..22.5 degrees, and so on."""
    winds: Sequence[Wind] = WINDS  # type: ignore[assignment]
    return winds[int((degrees + 22.5) // 45.0) % 8]


def off_bearing(degrees: float, wanted: Wind) -> float:
    """How far a bearing lies from the middle of a wind's sector, in degrees 0..180."""
    return abs((degrees - WINDS.index(wanted) * 45.0 + 180.0) % 360.0 - 180.0)
