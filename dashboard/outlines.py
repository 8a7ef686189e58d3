"""What the base map is made of: outlines of areas and labels of places, as plain data. Decimal degrees, longitude first."""

from __future__ import annotations

from collections.abc import Iterable

import shapely

from dashboard.layers import Json
from gazetteer.admin import Area
from gazetteer.places import LEVELS, Place

_DECIMALS = 4  # of a degree: 11 m, finer than the outlines are


def outlines(found: Iterable[Area]) -> Json:
    """Make the outlines of the base map, governorates first. Coordinates are rounded to about 11 m."""
    order = {level: at for at, level in enumerate(LEVELS)}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "pcode": area.pcode, "level": area.level, "name_ar": area.name_ar, "name_en": area.name_en,
                    "label": [round(degrees, _DECIMALS) for degrees in area.centroid],
                },
                "geometry": shapely.geometry.mapping(shapely.set_precision(area.polygon, 10**-_DECIMALS)),
            }
            for area in sorted(found, key=lambda area: (order[area.level], area.pcode))
        ],
    }  # fmt: skip


def labels(places: Iterable[Place]) -> dict[str, list[tuple[float, float, str, str]]]:
    """Make the place labels of the base map: (lon, lat, English, Arabic) by level, the most populous first."""
    shown: dict[str, list[Place]] = {"city": [], "town": [], "village": []}
    for place in places:
        if place.level in shown and place.lat is not None and place.pcode:
            shown[place.level].append(place)
    by_size = {level: sorted(found, key=lambda place: (-(place.population or 0), place.id)) for level, found in shown.items()}
    return {level: [_label(place) for place in found] for level, found in by_size.items()}


def _label(place: Place) -> tuple[float, float, str, str]:
    return round(place.lon or 0.0, _DECIMALS), round(place.lat or 0.0, _DECIMALS), place.name_en, place.name_ar
