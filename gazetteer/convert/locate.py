"""Which sub-district a publisher's point lies in, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer.admin import distance_km

SHORE_KM = 5.0
"""A point this near to the outlines, on the coast or at a frontier, is given to the nearest sub-district, and the distance is noted."""


class Locator:
    """Finds sub-districts by point in polygon. polygons: by p-code, coordinates (lon, lat) in WGS 84."""

    def __init__(self, polygons: Mapping[str, BaseGeometry]) -> None:
        self._pcodes = sorted(polygons)
        self._polygons = [polygons[pcode] for pcode in self._pcodes]
        self._tree = shapely.STRtree(self._polygons)

    def assign(self, lon: float, lat: float) -> tuple[str, str]:
        """Give the sub-district of a point and `within`, or `nearest_…km` with the nearest one, or "" and `outside_…km`."""
        point = shapely.Point(lon, lat)
        inside = self._tree.query(point, predicate="intersects")
        if len(inside):
            return self._pcodes[int(min(inside))], "within"
        nearest = int(self._tree.nearest(point))
        edge = nearest_points(self._polygons[nearest], point)[0]
        km = distance_km((lon, lat), (edge.x, edge.y))
        return (self._pcodes[nearest], f"nearest_{km:.1f}km") if km <= SHORE_KM else ("", f"outside_{km:.0f}km")


def read_locator(path: Path) -> Locator:
    """Read the sub-districts of an intermediate admin3.geojson."""
    features = json.loads(path.read_text("utf-8"))["features"]
    return Locator({feature["properties"]["pcode"]: shape(feature["geometry"]) for feature in features})
