"""Shapes that a filter asks for: a circle around a point, a box, a polygon. Degrees on WGS 84, longitude first in GeoJSON and in WKT."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from gazetteer.places import SYRIA_BOX, RasdError

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees, WGS 84."""

MAX_BYTES = 1_000_000
MAX_CORNERS = 500
"""A polygon travels in the address of the page, so its corners are bounded."""
MAX_KM = 1_000.0
_DECIMALS = 5  # of a degree: about 1 m
_WIDE = box(*SYRIA_BOX).buffer(1.0)


class ShapeError(RasdError, ValueError):
    """A shape cannot be used; the message says which value, why, and what is expected."""


@dataclass(frozen=True, slots=True)
class Near:
    """Within some kilometres of a point; latitude and longitude in degrees."""

    lat: float
    lon: float
    km: float

    def __str__(self) -> str:
        """Write it as links and the command line do: latitude,longitude,kilometres."""
        return f"{self.lat:.5f},{self.lon:.5f},{self.km:g}"


def read_near(text: str) -> Near:
    """Read latitude,longitude,kilometres. Raises ShapeError for anything else, and for a point that is not in or near Syria."""
    try:
        lat, lon, km = (float(part) for part in text.split(","))
    except ValueError:
        raise ShapeError(f"{text[:60]!r} is not a circle; write latitude,longitude,kilometres such as 36.20,37.16,10") from None
    if not 0 < km <= MAX_KM:
        raise ShapeError(f"{km:g} km is no useful radius; give more than 0 and at most {MAX_KM:g}")
    if not _WIDE.covers(shapely.Point(lon, lat)):
        swapped = _WIDE.covers(shapely.Point(lat, lon))
        raise ShapeError(f"{lat:g}, {lon:g} is not in Syria" + ("; latitude comes first" if swapped else ""))
    return Near(round(lat, _DECIMALS), round(lon, _DECIMALS), float(f"{km:g}"))


def read_bounds(text: str) -> Bounds:
    """Read west,south,east,north. Raises ShapeError for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ShapeError(f"{text[:60]!r} is not a rectangle; write west,south,east,north such as 36.5,35.5,38,37") from None
    west, south, east, north = rounded = round_bounds((west, south, east, north))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ShapeError(f"{text[:60]!r}: west must be less than east and south less than north, in degrees")
    return rounded


def round_bounds(bounds: Bounds) -> Bounds:
    """Round a rectangle to about 10 m, so that its link is short."""
    west, south, east, north = (round(degrees, 4) for degrees in bounds)
    return west, south, east, north


def bounds_text(bounds: Bounds) -> str:
    """Write a rectangle as links and the command line do."""
    return ",".join(f"{degrees:.4f}" for degrees in bounds)


def polygon_of_geojson(text: str) -> str:
    """Read the polygons of a GeoJSON text (geometry, Feature or FeatureCollection) as one shape, in WKT. Raises ShapeError."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ShapeError(f"the file is larger than {MAX_BYTES // 1_000_000} MB; simplify the polygon first")
    try:
        found = _geometries(json.loads(text))
        shapes = [shapely.geometry.shape(one) for one in found]
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, ShapelyError) as error:
        raise ShapeError(f"this is not GeoJSON with a polygon ({type(error).__name__}: {str(error)[:120]}); RFC 7946 is expected") from error
    if not shapes:
        raise ShapeError("the file holds no polygon; expected a Polygon or MultiPolygon, alone or in features")
    return _checked(shapely.unary_union([_valid(shape) for shape in shapes]))


def polygon_of_wkt(text: str) -> str:
    """Read a polygon in WKT, as links hold it. Raises ShapeError."""
    try:
        return _checked(_valid(shapely.from_wkt(text[: MAX_CORNERS * 60])))
    except (ShapelyError, TypeError) as error:
        raise ShapeError(f"{text[:60]!r} is not a polygon in WKT") from error


def polygon_of_corners(corners: Sequence[tuple[float, float]]) -> str:
    """Close a shape given by its corners (latitude, longitude), in WKT. Raises ShapeError for fewer than three, and where its edges cross."""
    if len(corners) < 3:
        raise ShapeError(f"a polygon has at least three corners, this has {len(corners)}")
    return _checked(Polygon([(lon, lat) for lat, lon in corners]))


def rings(wkt: str) -> list[list[tuple[float, float]]]:
    """Give the edges of a polygon, those of its holes too, each as its corners (latitude, longitude), the first of them again at the end."""
    return [[(lat, lon) for lon, lat in ring.coords] for ring in shapely.get_rings(shapely.get_parts(shapely.from_wkt(wkt)))]


def corner_count(wkt: str) -> int:
    """Count the corners of a polygon."""
    return sum(len(ring) - 1 for ring in rings(wkt))


def inside(wkt: str, lons: npt.NDArray[np.float64], lats: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which points lie in a polygon or on its edge. Raises ShapeError for a text that is no WKT."""
    try:
        shape = shapely.from_wkt(wkt)
    except ShapelyError as error:
        raise ShapeError(f"{wkt[:60]!r} is not a polygon in WKT") from error
    shapely.prepare(shape)
    return np.asarray(shapely.intersects_xy(shape, lons, lats), dtype=bool)


def _geometries(data: Any) -> list[Any]:  # noqa: ANN401  # whatever JSON holds
    kind = data["type"]
    if kind == "FeatureCollection":
        return [geometry for feature in data["features"] for geometry in _geometries(feature)]
    if kind == "Feature":
        return _geometries(data["geometry"]) if data["geometry"] else []
    return [data] if kind in {"Polygon", "MultiPolygon"} else []


def _valid(shape: BaseGeometry) -> BaseGeometry:
    if not isinstance(shape, Polygon | MultiPolygon) or shape.is_empty:
        raise ShapeError(f"expected a polygon, got {shape.geom_type}{' without corners' if shape.is_empty else ''}")
    if not shape.is_valid:
        raise ShapeError(f"the polygon is not valid: {shapely.is_valid_reason(shape)}; mend it first")
    return shape


def _checked(shape: BaseGeometry) -> str:
    shape = shapely.normalize(_valid(shapely.set_precision(_valid(shape), 10**-_DECIMALS)))  # rounding may leave nothing of a narrow shape
    corners = shapely.get_num_coordinates(shape)
    if corners > MAX_CORNERS:
        raise ShapeError(f"the polygon has {corners:,} corners, at most {MAX_CORNERS} can stand in a link; simplify it first")
    west, south, east, north = shape.bounds
    if not _WIDE.intersects(shape):
        swapped = _WIDE.intersects(box(south, west, north, east))
        raise ShapeError("the polygon does not touch Syria" + ("; GeoJSON puts longitude first" if swapped else ""))
    return str(shapely.to_wkt(shape, rounding_precision=_DECIMALS))
