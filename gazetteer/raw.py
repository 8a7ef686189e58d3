"""Readers of the publishers' tables: each turns one raw table into drafts of our own shape. Defects of a table are handled where it is read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from gazetteer import latin, names
from gazetteer.admin import BORDER_KM
from gazetteer.drafts import HAS_ARABIC, Drafts, slug, tidy
from gazetteer.places import Level, Place
from gazetteer.tables import split

CITY_POPULATION, TOWN_POPULATION = 40_000, 10_000
"""From these populations on a community is a city or a town, whatever its administrative rank."""
_RADIUS_KM: dict[str, float] = {"city": 3.0, "town": 1.5, "village": 1.0}
_GEONAMES_RADIUS_KM = 1.5  # its points were read off maps of 1:250,000
_SEAT = "00"  # the sub-district of a district's seat has this as the end of its p-code
_PACKED = re.compile(r"\s+[-/\\_]\s*|\s*[/\\_]\s*")  # OCHA packs two names into one cell
_AREA_WORDS = re.compile(r"^(?:محافظة|منطقة|ناحية|قضاء|مركز)\s+")
_LATIN_AREA_WORDS = re.compile(r"\s+(?:governorate|district|subdistrict)$|^(?:nahiyat|nāḩiyat|mintaqat)\s+(?:markaz\s+)?", re.IGNORECASE)


def rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (line number, cells) of a raw table."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for cells in reader:
            yield reader.line_num, cells


def read_areas(path: Path, level: Level) -> Iterator[dict[str, object]]:
    """Yield the features of a raw area file in our own shape: pcode, name_ar, name_en, parent and a label point."""
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        raw = feature["properties"]
        parent = {"governorate": "", "district": raw.get("admin1_pcode", ""), "subdistrict": raw.get("admin2_pcode", "")}[level]
        properties = {
            "pcode": raw["pcode"], "name_ar": raw["name_ar"], "name_en": raw["name_en"], "parent": parent,
            "label_lat": raw["label_lat"], "label_lon": raw["label_lon"],
        }  # fmt: skip
        yield {"type": "Feature", "properties": properties, "geometry": feature["geometry"]}


def add_areas(drafts: Drafts, path: Path, level: Level) -> None:
    """Add the areas of one level as places; the point is a nominal label point, precision the radius of the circle of the same area."""
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        raw = feature["properties"]
        pcode = raw["pcode"]
        area = drafts.areas[pcode]
        lon, lat = area.centroid
        drafts.add(
            Place(
                pcode, raw["name_ar"], raw["name_en"], level, level, lat, lon, round(area.radius_km, 1),
                pcode[:4], pcode[:6] if len(pcode) > 4 else "", pcode if len(pcode) == 8 else "", "", pcode, _id(raw.get("geonameid")), None, (pcode,), "ocha",
            )
        )  # fmt: skip
        for name in (raw["name_ar"], *raw["alt_ar"]):
            drafts.name(pcode, name, "alternate", "open_syria")
            bare = _AREA_WORDS.sub("", _AREA_WORDS.sub("", name))
            if bare != name:
                drafts.name(pcode, bare, "alternate", "open_syria")
        for name in raw["alt_en"]:
            bare = _LATIN_AREA_WORDS.sub("", name)
            if not re.match(r"n[a-z]*y[a-z]*t\b|mhaf|mntqt", name):  # letter-by-letter romanisations such as "nahyt mrkz rasa"
                drafts.name(pcode, bare, "latin", "open_syria")


def _id(cell: object) -> int | None:
    return int(str(cell)) if cell else None


def add_ocha(drafts: Drafts, path: Path) -> None:
    """Add every OCHA community; its sub-district is the source's own assignment, not the point's."""
    for _, cells in rows(path):
        level = ocha_level(cells)
        pcode = cells["pcode"]
        drafts.add(
            Place(
                pcode, _main_name(cells), cells["name_en"], level, "community", float(cells["lat"]), float(cells["lon"]), _RADIUS_KM[level],
                cells["admin1_pcode"], cells["admin2_pcode"], cells["admin3_pcode"], "", pcode, None, None, (), "ocha",
            )
        )  # fmt: skip
        areas = {names.key(cells[column]) for column in ("admin1_ar", "admin2_ar", "admin3_ar")}
        for name in split(cells["names_ar"])[1:]:
            if names.key(name) not in areas:  # جب الخفي_منبج names a village by its district
                drafts.name(pcode, name, "alternate", "ocha")
        sounds = {latin.arabic_skeleton(area) for area in areas}
        for name in _PACKED.split(cells["name_en"]):
            if latin.skeleton(name) not in sounds:
                drafts.name(pcode, name, "latin", "ocha")


def _main_name(cells: Mapping[str, str]) -> str:
    """The first of the names that OCHA packs into one cell; the whole cell where it holds one."""
    return (split(cells["names_ar"]) or (cells["name_ar"],))[0]


def ocha_level(cells: Mapping[str, str]) -> Level:
    """Level by rank: the seat of a governorate or district is a city, of a sub-district a town, any other community a village."""
    if cells["is_admin1_capital"] == "1" or (cells["is_admin3_capital"] == "1" and cells["admin3_pcode"].endswith(_SEAT)):
        return "city"
    return "town" if cells["is_admin3_capital"] == "1" else "village"


def set_population(drafts: Drafts, place_id: str, population: int) -> None:
    """Note a population; a large one makes a village a town, and either a city."""
    place = drafts.places[place_id]
    level = place.level
    if level in ("town", "village"):
        level = "city" if population >= CITY_POPULATION else "town" if population >= TOWN_POPULATION else level
    radius = place.precision_km if level == place.level else _RADIUS_KM[level]
    if population >= 10 * CITY_POPULATION:
        radius = 6.0
    drafts.change(place_id, population=population, level=level, precision_km=radius)


def geonames_spellings(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """(spelling, kind) of a GeoNames row. Names of areas that hang on a town (محافظة إدلب) and broken words (د مشق) are left out."""
    found = []
    for name in split(cells["names_ar"]):
        plain = tidy(name)
        if re.match(r"(?:محافظة|منطقة|ناحية)\s", plain) or re.match(r"\S\s", plain):
            continue
        bare = re.sub(r"^(?:مدينة|بلدة|قرية)\s+", "", plain)
        found += [(name, "alternate") for name in dict.fromkeys((bare, plain))]
    found += [(name, "latin") for name in dict.fromkeys((cells["name_en"], cells["name_ascii"])) if name]
    for column, kind in (("names_latin", "latin"), ("names_ku", "kurdish"), ("names_historic", "historic")):  # only in tables converted from GeoNames itself
        found += [(name, kind) for name in split(cells.get(column, ""))]
    return found


def usable_geonames(cells: Mapping[str, str]) -> bool:
    """Tell whether a GeoNames row has an Arabic name of its own and lies in Syria, or at most BORDER_KM outside its outline."""
    far = re.fullmatch(r"(?:outside|nearest)_([\d.]+)km", cells["admin_assign"])
    return (far is None or float(far[1]) <= BORDER_KM) and HAS_ARABIC.search(geonames_spellings(cells)[0][0]) is not None


def add_geonames(drafts: Drafts, cells: Mapping[str, str]) -> str:
    """Add a GeoNames row as a place of its own; give its id."""
    kind = {"PPLQ": "abandoned", "STLMT": "settlement", "PPLL": "locality"}.get(cells["feature_code"], "populated place")
    spellings = geonames_spellings(cells)
    population = int(cells["population"] or 0)
    level: Level = "town" if population >= TOWN_POPULATION or cells["feature_code"] == "PPLA3" else "village"
    place_id = f"G{cells['geonameid']}"
    sub = cells["admin3_pcode"]
    drafts.add(
        Place(
            place_id, spellings[0][0], cells["name_en"], level, kind, float(cells["lat"]), float(cells["lon"]), _GEONAMES_RADIUS_KM,
            sub[:4], sub[:6], sub, "", "", int(cells["geonameid"]), population or None, (), "geonames",
        )
    )  # fmt: skip
    for name, name_kind in spellings:
        drafts.name(place_id, name, name_kind, "geonames")
    return place_id


def quarter_id(cells: Mapping[str, str]) -> str:
    """OCHA's own code where the row is one of its quarters, else `Q-` with the city and the English name."""
    code = re.fullmatch(r"OCHA (N\d{4})", cells["source"])
    return code[1] if code else f"Q-{slug(cells['city'])}-{slug(cells['name_en'])}"


def region_id(cells: Mapping[str, str]) -> str:
    """`Z-` with the English name."""
    return f"Z-{slug(cells['name_en'])}"


def feature_id(cells: Mapping[str, str]) -> str:
    """`F-` with the hint of the row."""
    return f"F-{cells['id_hint']}"
