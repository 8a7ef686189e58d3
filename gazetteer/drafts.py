"""The tables while they are built: places and spellings collected from every source, each checked as it comes in."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gazetteer import latin, names
from gazetteer.admin import Areas
from gazetteer.places import SYRIA_BOX, GazetteerError, Name, Place
from gazetteer.tables import NAME_KINDS

ARABIC_NAME = re.compile("^[\u0621-\u063a\u0641-\u064a\u0671\u067e\u0686\u06a4\u06af\u0660-\u06690-9A-Za-z .,/()'\u2019\u060c-]+$")
HAS_ARABIC = re.compile("[\u0621-\u064a]")
_VOWELS = re.compile("[\u0640\u064b-\u065f\u0670\u200c-\u200f]")
_SLUG = re.compile("[^a-z0-9]+")


def slug(name: str) -> str:
    """The id part of an English name: lower-case letters and digits with hyphens."""
    plain = unicodedata.normalize("NFKD", name).replace("\u2018", "").replace("\u2019", "").replace("'", "")
    return _SLUG.sub("-", "".join(ch for ch in plain if not unicodedata.combining(ch)).lower()).strip("-")


def tidy(name: str) -> str:
    """One space between words, no vowel signs, tatweel or direction marks."""
    return " ".join(_VOWELS.sub("", unicodedata.normalize("NFC", name)).split())


@dataclass(slots=True)
class Drafts:
    """Places and names collected so far, by id. merged: GeoNames ids whose row gave its spellings to a community, and that community."""

    areas: Areas
    places: dict[str, Place] = field(default_factory=dict)
    names: dict[str, dict[str, Name]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        """Add a place with its two main names; GazetteerError for a repeated id or a point outside Syria's box."""
        if place.id in self.places:
            raise GazetteerError(f"id {place.id!r} ({place.name_ar}) is taken by {self.places[place.id].name_ar}; give the row another id")
        west, south, east, north = SYRIA_BOX
        if place.lat is not None and place.lon is not None and not (south <= place.lat <= north and west <= place.lon <= east):
            raise GazetteerError(f"{place.id} ({place.name_ar}): {place.lat}, {place.lon} is outside Syria; are latitude and longitude swapped?")
        place = replace(place, name_ar=tidy(place.name_ar), name_en=tidy(place.name_en))
        self.places[place.id] = place
        self.names.setdefault(place.id, {})
        if not HAS_ARABIC.search(place.name_ar) or not self.name(place.id, place.name_ar, "official", place.source):
            raise GazetteerError(f"{place.id}: the name {place.name_ar!r} is not in Arabic letters, or holds letters of another language")
        if place.name_en:
            self.name(place.id, place.name_en, "latin", place.source)

    def name(self, place_id: str, spelling: str, kind: str, source: str) -> bool:
        """Add a spelling once; tell whether it was usable (Arabic letters without another language's, or Latin ones)."""
        if place_id not in self.places:
            raise GazetteerError(f"spelling {spelling!r} is for the unknown place {place_id!r}")
        if kind not in NAME_KINDS:
            raise GazetteerError(f"{place_id}: unknown kind of name {kind!r}; known: {', '.join(NAME_KINDS)}")
        spelling = tidy(spelling)
        if HAS_ARABIC.search(spelling):
            if not ARABIC_NAME.match(spelling) or not names.key(spelling):
                return False
        elif not latin.skeleton(spelling):
            return False
        else:
            kind = "latin" if kind != "kurdish" else kind
        known = self.names[place_id].get(spelling)
        if known is None or (known.kind == "alternate" and kind not in ("alternate", "latin")):  # a person's decision says more than a list
            self.names[place_id][spelling] = Name(place_id, spelling, kind, source)
        return True

    def unname(self, place_id: str, spelling: str) -> None:
        """Take a spelling away."""
        if self.names.get(place_id, {}).pop(tidy(spelling), None) is None:
            raise GazetteerError(f"{place_id} has no spelling {spelling!r} to take away; remove the decision or correct it")

    def change(self, place_id: str, **fields: object) -> None:
        """Replace fields of a place."""
        if place_id not in self.places:
            raise GazetteerError(f"{place_id!r} is not a place; correct the id")
        self.places[place_id] = replace(self.places[place_id], **fields)  # type: ignore[arg-type]

    def located(self, lat: float | None, lon: float | None) -> tuple[str, str, str]:
        """The (governorate, district, sub-district) of a point, three empty strings where it has none."""
        if lat is None or lon is None:
            return "", "", ""
        return self.areas.of(lon, lat) or ("", "", "")

    def middle(self, pcodes: tuple[str, ...]) -> tuple[float, float, float]:
        """(lon, lat, radius in km) of several areas together: their centroid and the radius of the circle of the same area."""
        parts = [self.areas[pcode] for pcode in pcodes]
        total = sum(part.km2 for part in parts)
        lon = sum(part.polygon.centroid.x * part.km2 for part in parts) / total
        lat = sum(part.polygon.centroid.y * part.km2 for part in parts) / total
        return round(lon, 5), round(lat, 5), round(math.sqrt(total / math.pi), 1)

    def all_names(self) -> Iterator[Name]:
        """Every spelling, places in the order of their ids."""
        for place_id in sorted(self.places):
            yield from self.names[place_id].values()
