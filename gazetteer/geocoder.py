"""The gazetteer as a geopy geocoder: `geocode` for names and typed coordinates, `reverse` for points. Offline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer.admin import distances_km
from gazetteer.index import Gazetteer, load
from gazetteer.places import AREA_LEVELS, SYRIA_BOX, Candidate, Place


class SyriaGazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy is published without types
    """Answers like any geopy geocoder, from the tables of this package. `Location.raw` says which place it is, how precise, and why.

    A name that is not placed with confidence is still answered; `raw["confident"]` and `raw["reason"]` say so.
    """

    def __init__(self, gaz: Gazetteer | None = None, **settings: Any) -> None:  # noqa: ANN401  # geopy's own settings
        super().__init__(**settings)
        self.gaz = gaz or load()

    def geocode(self, query: str, *, exactly_one: bool = True, within: str | None = None, limit: int = 10, timeout: object = None) -> Any:  # noqa: ANN401, ARG002
        """Find a name, or check typed coordinates ("33.51, 36.29", "33 30 36 N, 36 17 24 E").

        within: p-code or name of an area. Gives a Location, a list of them with exactly_one=False, or None.
        Raises geopy's GeocoderQueryError for coordinates outside Syria, saying so if they look exchanged.
        """
        point = typed_point(query)
        if point is not None:
            return self.reverse(point, exactly_one=exactly_one)
        found = self.gaz.search(query, within=within, limit=limit)
        locations = [_location(candidate, confident=found.confident and i == 0, reason=found.reason) for i, candidate in enumerate(found)]
        locations = [location for location in locations if location is not None]
        return self._give(locations, exactly_one=exactly_one)

    def reverse(self, query: object, *, exactly_one: bool = True, timeout: object = None) -> Any:  # noqa: ANN401, ARG002
        """Say which areas a point lies in and which place is nearest, at what distance.

        query: a geopy Point, (lat, lon) or a string, in geopy's order: latitude first.
        """
        point = Point(query)
        refuse_outside(point)
        areas = self.gaz.admin_of(point.longitude, point.latitude)
        if areas is None:
            if self.gaz.admin_of(point.latitude, point.longitude) is not None:
                raise GeocoderQueryError(f"{point.latitude}, {point.longitude} is not in Syria, but would be if exchanged; latitude comes first")
            return self._give([], exactly_one=exactly_one)
        place, km = self.nearest(point.longitude, point.latitude)
        named = ", ".join(self.gaz.area(pcode).name_ar for pcode in reversed(areas))
        raw = {
            "governorate": areas[0], "district": areas[1], "subdistrict": areas[2],
            "nearest_id": place.id, "nearest_name_ar": place.name_ar, "nearest_name_en": place.name_en, "nearest_km": round(km, 2),
        }  # fmt: skip
        return self._give([Location(f"{km:.1f} km: {place.name_ar}, {named}", point, raw)], exactly_one=exactly_one)

    def nearest(self, lon: float, lat: float) -> tuple[Place, float]:
        """The nearest place that is a point, and its distance in kilometres."""
        places, lons, lats = self._points
        km = distances_km((lon, lat), lons, lats)
        best = int(km.argmin())
        return places[best], float(km[best])

    @cached_property
    def _points(self) -> tuple[list[Place], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        places = [place for place in self.gaz.places.values() if place.level not in AREA_LEVELS and place.lat is not None]
        return places, np.array([place.lon for place in places], dtype=float), np.array([place.lat for place in places], dtype=float)

    @staticmethod
    def _give(locations: Sequence[Location], *, exactly_one: bool) -> Any:  # noqa: ANN401
        if not locations:
            return None
        return locations[0] if exactly_one else list(locations)


def typed_point(text: str) -> Point | None:
    """Read typed coordinates; None for a name. geopy reads some forms wrongly, so a point outside Syria's box is refused."""
    if not any(ch.isdigit() for ch in text) or any("\u0621" <= ch <= "\u064a" for ch in text):
        return None
    try:
        point = Point(text)
    except ValueError:
        return None
    refuse_outside(point)
    return point


def refuse_outside(point: Point) -> None:
    """Raise GeocoderQueryError for a point outside Syria's box."""
    west, south, east, north = SYRIA_BOX
    if south <= point.latitude <= north and west <= point.longitude <= east:
        return
    swapped = south <= point.longitude <= north and west <= point.latitude <= east
    hint = "latitude comes first" if swapped else "write decimal degrees, latitude first, such as 36.20, 37.16"
    raise GeocoderQueryError(f"{point.latitude}, {point.longitude} is not in Syria; {hint}")


def _location(candidate: Candidate, *, confident: bool, reason: str) -> Location | None:
    """A candidate as geopy gives it; None for a place without a position."""
    place = candidate.place
    if place.lat is None or place.lon is None:
        return None
    raw = {
        "place_id": place.id, "name_ar": place.name_ar, "name_en": place.name_en, "level": place.level, "precision_km": place.precision_km,
        "governorate": place.governorate, "score": candidate.score, "why": candidate.reason, "confident": confident, "reason": reason,
        "nominal_point": place.level in AREA_LEVELS,
    }  # fmt: skip
    return Location(f"{place.name_ar} ({place.name_en})", Point(place.lat, place.lon), raw)
