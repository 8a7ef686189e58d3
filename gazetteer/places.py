"""The records of the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Level = Literal["governorate", "district", "subdistrict", "city", "town", "village", "neighbourhood", "facility", "natural", "region"]
LEVELS: tuple[str, ...] = get_args(Level)
AREA_LEVELS = frozenset({"governorate", "district", "subdistrict", "region"})
"""Levels that are areas: drawn as a tint, never as a dot (a point of theirs is nominal)."""

# Every coordinate we publish lies in this box: west, south, east, north in degrees, WGS 84.
SYRIA_BOX = (35.4, 32.2, 42.5, 37.5)


class RasdError(Exception):
    """Root of all errors that Rasd raises on purpose."""


class GazetteerError(RasdError, ValueError):
    """A table of the gazetteer breaks its contract; the message names file, line, value and the way out."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    lat, lon: decimal degrees, WGS 84 (EPSG:4326); both None where no position is known. For an area the point is nominal.
    precision_km: radius in km within which the named place lies (for an area: about half its extent).
    governorate, district, subdistrict: OCHA p-codes, "" where the level does not apply.
    city: id of the city that a neighbourhood belongs to, "" otherwise.
    area_pcodes: for an area, the p-codes that make it up (empty for a region given as centre and radius).
    source: a key of `sources.toml`.
    """

    id: str
    name_ar: str
    name_en: str
    level: Level
    kind: str
    lat: float | None
    lon: float | None
    precision_km: float | None
    governorate: str
    district: str
    subdistrict: str
    city: str
    pcode: str
    geonameid: int | None
    population: int | None
    area_pcodes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of a place: kind is official, press, alternate, historic, kurdish, latin or region; source as in `Place`."""

    place_id: str
    name: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may stand for: score in 0..1 (higher is better) and why, for people."""

    place: Place
    score: float
    reason: str
