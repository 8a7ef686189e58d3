"""Distances between places of one country."""

from __future__ import annotations

import math

from gazetteer.places import Place

KM_NORTH = 110.95
"""Length of one degree of latitude in Syria."""


def km(a: Place, b: Place) -> float:
    """Distance in km between two places (equirectangular, good to 1% within Syria); infinite where a position is unknown."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return flat_km(a.lat, a.lon, b.lat, b.lon)


def flat_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance in km between two points in degrees (WGS 84), taken as lying on a plane."""
    east = (lon2 - lon1) * 111.32 * math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(east, (lat2 - lat1) * KM_NORTH)
