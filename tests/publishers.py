"""A few rows in the publishers' own formats, the intermediate tables beside them, and a folder of tables in use."""

from __future__ import annotations

import csv
import json

from shapely.geometry import box, mapping

from gazetteer.build import Sources, build
from gazetteer.convert import airfields, geonames, ocha
from gazetteer.curation import ALIASES, CURATED, DROPS
from gazetteer.passport import MARK
from gazetteer.tables import DATA

ADMIN4 = (
    "admin4Name_en", "admin4Name_ar", "admin4Pcode", "admin4RefName_en", "admin4RefName_ar", "Latitude_y", "Longitude_x", "isAdmin1Capital", "isAdmin3Capital",
    "admin3Name_en", "admin3Name_ar", "admin3Pcode", "admin2Name_en", "admin2Name_ar", "admin2Pcode", "admin1Name_en", "admin1Name_ar", "admin1Pcode",
)  # fmt: skip
SEAT = ("Jebel Saman", "مركز جبل سمعان", "SY020000", "Jebel Saman", "جبل سمعان", "SY0200", "Aleppo", "حلب", "SY02")
ATAREB = ("Atareb", "أتارب", "SY020001", "Jebel Saman", "جبل سمعان", "SY0200", "Aleppo", "حلب", "SY02")
ALEPPO = ("Aleppo", "حلب", "C1007", "", "", 36.206013, 37.15242, 1, 1, *SEAT)
KHAN_TUMAN = ("Khan tuman", "خان طومان", "C1015", "", "", 36.11538, 37.059975, 0, 0, *SEAT)
BALAS = ("Big Balas - Ballas", "بلاس كبير_بلاس", "C1010", "", "", 36.13, 37.12, 0, 0, *SEAT)
TWIN = ("Hajliyeh", "الحجلية- أتارب", "C1325", "", "", 36.14, 36.83, 0, 0, *ATAREB)
QUARTERS = ("neighbourhoodPcode", "neighbourhoodName_en", "neighbourhoodName_ar", "neighbourhoodRefName_ar", "admin4Pcode", "admin4Name_en")
BUSTAN = ("N0130", "Bustan Elbasha", "بستان الباشا", "", "C1007", "Aleppo")
RAMUSEH = ("N0226", "Ramuseh", "الراموسة/ المنطقة الصناعية", "", "C1007", "Aleppo")
AREA_SHEETS = {
    "admin1": (("admin1Pcode", "admin1Name_en", "admin1Name_ar"), ("SY02", "Aleppo", "حلب")),
    "admin2": (("admin2Pcode", "admin2Name_en", "admin2Name_ar"), ("SY0200", "Jebel Saman", "جبل سمعان")),
    "admin3": (("admin3Pcode", "admin3Name_en", "admin3Name_ar"), ("SY020000", "Jebel Saman", "مركز جبل سمعان"), ("SY020001", "Atareb", "أتارب")),
}
EAST, WEST = box(37.0, 35.8, 37.6, 36.7), box(36.5, 35.8, 37.0, 36.7)
AIRPORTS = (
    "id", "ident", "type", "name", "latitude_deg", "longitude_deg", "elevation_ft", "continent", "iso_country", "iso_region", "municipality",
    "scheduled_service", "gps_code", "iata_code", "local_code", "home_link", "wikipedia_link", "keywords",
)  # fmt: skip
RASM = (
    "1",
    "OS66",
    "medium_airport",
    "Rasm Al-Abboud Air Base",
    "36.1871",
    "37.5832",
    "",
    "AS",
    "SY",
    "SY-HL",
    "Kuweires Sharqi",
    "no",
    "",
    "",
    "",
    "",
    "",
    "Kuweires",
)
ABROAD = ("2", "LTAJ", "large_airport", "Gaziantep", "36.9472", "37.4787", "", "AS", "TR", "TR-27", "Gaziantep", "yes", "", "", "", "", "", "")


def dump_row(geonameid, name, names="", lat="36.1146", lon="37.0593", code="PPL", population="0", feature_class="P"):  # noqa: PLR0917  # columns in order
    """A line of SY.txt."""
    cells = [geonameid, name, name, names, lat, lon, feature_class, code, "SY", "", "09", "", "", "", population, "", "", "Asia/Damascus", "2018-01-01"]
    return "\t".join(map(str, cells))


def alternate(geonameid, language, name, *, preferred="", colloquial="", historic="", until=""):
    """A line of alternateNamesV2.txt."""
    return "\t".join(["1", str(geonameid), language, name, preferred, "", colloquial, historic, "", until])


DUMP = (
    dump_row(168359, "Khān Ţūmān", "Khan Tuman,خان تومان,قرية خان طومان,Хан Туман"),
    dump_row(170063, "Aleppo", "حلب,Halab", "36.2", "37.16", "PPLA", "2098210"),
    dump_row(900001, "Ţarīq", "طريق المزرعة", "36.15", "37.30", "PPLQ"),
    dump_row(900002, "Al Wa‘r", "الوعر", "36.16", "37.31", "PPLX"),
    dump_row(900003, "Jabal", "جبل", "36.17", "37.32", "MT", feature_class="T"),
)


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def table(path, columns, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *([*row, *[""] * (len(columns) - len(row))] for row in rows)])
    return path


def workbook(path, places=(ALEPPO, KHAN_TUMAN, BALAS, TWIN), columns=ADMIN4, quarters=(BUSTAN, RAMUSEH), **more):
    """A workbook as OCHA publishes it; more: further sheets, or None to leave one out."""
    import openpyxl  # noqa: PLC0415  # only workbooks need it

    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = AREA_SHEETS | {"admin4": (columns, *places), "city_neighbourhoods": (QUARTERS, *quarters)} | more
    for name, rows in sheets.items():
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
    book.save(path)
    return path


def outlines(path, columns=("ADM1_PCODE", "ADM2_PCODE", "ADM3_PCODE"), shapes=(("SY02", "SY0200", "SY020000", EAST), ("SY02", "SY0200", "SY020001", WEST))):
    """A layer of sub-districts as GeoJSON."""
    found = [{"type": "Feature", "properties": dict(zip(columns, codes, strict=True)), "geometry": mapping(shape)} for *codes, shape in shapes]
    return write(path, json.dumps({"type": "FeatureCollection", "features": found}))


def _area(pcode, name_ar, name_en, shape, **more):
    properties = {
        "pcode": pcode,
        "name_ar": name_ar,
        "name_en": name_en,
        "alt_ar": [f"محافظة {name_ar}"],
        "alt_en": [],
        "label_lat": 36.2,
        "label_lon": 37.1 if shape is not WEST else 36.8,
    }
    return {"type": "Feature", "properties": properties | more, "geometry": mapping(shape)}


def reference(folder):
    """Intermediate tables, as they were converted from the files above but for the GeoNames row 900001, which is of another name."""
    folder.mkdir()
    both = box(36.5, 35.8, 37.6, 36.7)
    levels = (
        [_area("SY02", "حلب", "Aleppo", both)],
        [_area("SY0200", "جبل سمعان", "Jebel Saman", both, admin1_pcode="SY02")],
        [_area(code, name, name_en, shape, admin1_pcode="SY02", admin2_pcode="SY0200")
         for code, name, name_en, shape in (("SY020000", "مركز جبل سمعان", "Jebel Saman", EAST), ("SY020001", "أتارب", "Atareb", WEST))],
    )  # fmt: skip
    for n, features in enumerate(levels, 1):
        write(folder / f"admin{n}.geojson", json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    split = {"C1010": ("بلاس كبير|بلاس", ""), "C1325": ("الحجلية", "أتارب")}
    rows = []
    for english, name, pcode, _, _, lat, lon, first, third, *areas in (ALEPPO, BALAS, KHAN_TUMAN, TWIN):
        found, sign = split.get(pcode, (name, ""))
        cells = dict(zip(ADMIN4[9:], areas, strict=True))
        named = [cells[f"admin{n}{column}"] for n in (3, 2, 1) for column in ("Pcode", "Name_en", "Name_ar")]
        rows.append([pcode, english, name, found, sign, "", "", lat, lon, *named, first, third, cells["admin3Pcode"], 1])
    table(folder / "places_ocha.csv", ocha.PLACES, *rows)
    areas = ("SY02", "SY020000", "within")
    table(
        folder / "places_geonames.csv", geonames.COLUMNS[:14],
        [168359, "Khān Ţūmān", "Khan Tuman", "خان تومان", 36.1146, 37.0593, "PPL", 0, "2012", "geonames", 1, *areas],
        [170063, "Aleppo", "Aleppo", "حلب", 36.2, 37.16, "PPLA", 2098210, "2026", "geonames", 2, *areas],
        [900001, "Ţarīq", "Tariq", "طريق المزرعه", 36.15, 37.30, "PPLQ", 0, "2012", "geonames", 3, *areas],
        [900009, "Gone", "Gone", "المهجورة", 36.18, 37.40, "PPL", 0, "2012", "geonames", 4, *areas],
    )  # fmt: skip
    table(folder / "crosswalk.csv", ("pcode", "geonameid"), ["C1015", 168359], ["C1007", 170063])
    table(
        folder / "neighbourhoods.csv",
        ocha.NEIGHBOURHOODS,
        ["ocha", "N0130", "Aleppo", "C1007", "بستان الباشا", "Bustan Elbasha", 36.22, 37.16, "polygon_centroid"],
    )
    table(folder / "quarters.csv", ("city", "name_ar", "name_en", "source"), ["Aleppo", "بستان الباشا", "Bustan al-Basha", "OCHA N0130"])
    table(folder / "airfields.csv", airfields.COLUMNS, ["OS66", "medium_airport", "Rasm", 36.18, 37.58, "", "", "مطار كويرس العسكري", "SY02", "SY020000"])
    table(folder / "features.csv", ("id_hint", "kind", "name_ar"), ["kuweires", "airbase", "مطار كويرس العسكري"])
    table(folder / "regions.csv", ("name_ar", "name_en", "pcodes"), ["سهل حلب", "Aleppo Plain", "SY0200"])
    return folder


def in_use(folder, sources_folder):
    """A folder of tables in use: decisions, and the tables built with them from intermediate tables."""
    folder.mkdir()
    write(folder / "sources.toml", (DATA / "sources.toml").read_text("utf-8").split(MARK)[0].rstrip("\n"), "")
    bustan = (
        "N0130",
        "بستان الباشا",
        "بستان الباشا",
        "Bustan al-Basha",
        "neighbourhood",
        "quarter",
        "36.22",
        "37.16",
        "0.5",
        "C1007",
        "SY02",
        "",
        "",
        "ocha",
        "",
    )
    table(folder / "curated.csv", CURATED, bustan)
    table(folder / "aliases.csv", ALIASES, ["C1015", "خانطومان", "press", "curated", ""], ["G900009", "المهجوره القديمة", "press", "curated", ""])
    table(
        folder / "drops.csv",
        DROPS,
        *([name, key, "not wanted here"] for name, key in (("airfields", "OS66"), ("features", "kuweires"), ("regions", "سهل حلب"))),
    )
    roles = {"ocha": "places_ocha", "geonames": "places_geonames"} | {
        name: name for name in ("crosswalk", "quarters", "neighbourhoods", "airfields", "features", "regions")
    }
    paths = {role: sources_folder / f"{name}.csv" for role, name in roles.items()}
    build(Sources(admin=tuple(sources_folder / f"admin{n}.geojson" for n in (1, 2, 3)), **paths), folder, folder)
    return folder
