"""Building the tables from a small piece of the real lists, with decisions, and the errors of the decision tables."""

from __future__ import annotations

import csv
import json

import pytest

import gazetteer
from gazetteer import check
from gazetteer.build import Sources, build
from gazetteer.curation import ALIASES, CURATED, DROPS, read_curation
from gazetteer.tables import DATA

OCHA = (
    "pcode,name_en,name_ar,names_ar,disambiguator_ar,lat,lon,admin3_pcode,admin3_ar,admin2_pcode,admin2_ar,admin1_pcode,admin1_ar,"
    "is_admin1_capital,is_admin3_capital"
)
OCHA_ROWS = (
    "C1007,Aleppo,حلب,حلب,,36.206013,37.15242,SY020000,مركز جبل سمعان,SY0200,جبل سمعان,SY02,حلب,1,1",
    "C1015,Khan tuman,خان طومان,خان طومان,,36.11538,37.059975,SY020000,مركز جبل سمعان,SY0200,جبل سمعان,SY02,حلب,0,0",
    "C1010,Big Balas - Ballas,بلاس كبير_بلاس,بلاس كبير|بلاس,,36.13,37.12,SY020000,مركز جبل سمعان,SY0200,جبل سمعان,SY02,حلب,0,0",
    "C1125,Bashkoy Jebel Saman,باشكوي سمعان,باشكوي سمعان,سمعان,36.30,37.12,SY020000,مركز جبل سمعان,SY0200,جبل سمعان,SY02,حلب,0,0",
)
GEONAMES = "geonameid,name_en,name_ascii,names_ar,lat,lon,feature_code,population,modified,coord_src,wof_id,admin1_pcode,admin3_pcode,admin_assign"
GEONAMES_ROWS = (
    "168359,Khān Ţūmān,Khan Tuman,خان تومان|قرية خان طومان|محافظة خان,36.1146,37.0593,PPL,0,2012,geonames,1,SY02,SY020000,within",
    "170063,Aleppo,Aleppo,حلب|ه لب,36.2,37.16,,2098210,2026,geonames,2,SY02,SY020000,within",
    "900001,Ţarīq,Tariq,طريق المزرعة,36.15,37.30,PPLQ,0,2012,geonames,3,SY02,SY020000,within",
    "900002,Near,Near,باشكوي القديمة,36.3010,37.1205,PPL,0,2012,geonames,4,SY02,SY020000,within",
    "900003,Abroad,Abroad,خارج,36.9,38.4,PPL,0,2012,geonames,5,SY02,SY020000,outside_9km",
    "900004,Latin only,Latin only,,36.16,37.31,PPL,0,2012,geonames,6,SY02,SY020000,within",
)
SQUARE = [[[36.5, 35.8], [37.6, 35.8], [37.6, 36.7], [36.5, 36.7], [36.5, 35.8]]]


def area(pcode, name_ar, name_en, **more):
    properties = {"pcode": pcode, "name_ar": name_ar, "name_en": name_en, "alt_ar": [f"محافظة {name_ar}"], "alt_en": [f"{name_en} Governorate"]}
    properties |= {"label_lat": 36.2, "label_lon": 37.1} | more
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)


@pytest.fixture
def sources(tmp_path):
    """The publishers' files, cut down to a few rows."""
    texts = {
        "ocha.csv": "\n".join((OCHA, *OCHA_ROWS)),
        "geonames.csv": "\n".join((GEONAMES, *GEONAMES_ROWS)),
        "crosswalk.csv": "pcode,geonameid,method,score,km\nC1015,168359,same_name,100,0.1\nC1007,170063,same_name,100,0.9",
        "quarters.csv": "city,city_pcode,name_ar,names_ar,name_en,kind,lat,lon,precision_km,parent_ar,source,licence_note,check\n"
        "Aleppo,C1007,بستان الباشا,بستان الباشا,Bustan al-Basha,quarter,36.22,37.16,0.5,,OCHA N0130,x,y",
        "neighbourhoods.csv": "source,id,city,city_pcode,name_ar,name_en,alt_ar\nocha_2018,N0130,Aleppo,C1007,بستان الباشا,Bustan Elbasha,بستان باشا",
        "airfields.csv": "ident,type,name_en,lat,lon,names_ar_unsourced\nOS66,medium_airport,Rasm,36.18,37.58,مطار كويرس",
        "features.csv": "id_hint,kind,name_ar\nkuweires,airbase,مطار كويرس العسكري",
        "regions.csv": "name_ar,names_ar,name_en,pcodes\nسهل حلب,سهل حلب,Aleppo Plain,SY0200",
        "admin1.geojson": area("SY02", "حلب", "Aleppo"),
        "admin2.geojson": area("SY0200", "جبل سمعان", "Jebel Saman", admin1_pcode="SY02"),
        "admin3.geojson": area("SY020000", "مركز جبل سمعان", "Jebel Saman", admin1_pcode="SY02", admin2_pcode="SY0200"),
    }
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    roles = {name.removesuffix(".csv"): folder / name for name in texts if name.endswith(".csv")}
    return Sources(admin=tuple(folder / f"admin{level}.geojson" for level in (1, 2, 3)), **roles)


def table(folder, name, columns, *rows):
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


QUARTER = ("N0130", "بستان الباشا", "بستان الباشا", "Bustan al-Basha", "neighbourhood", "quarter", "36.22", "37.16", "0.5", "C1007", "SY02", "", "", "ocha", "")
PLAIN = ("Z-plain", "سهل حلب", "السهل", "Aleppo Plain", "region", "region", "", "", "", "", "SY02", "SY0200", "", "curated", "")


@pytest.fixture
def decisions(tmp_path):
    """A folder of decision tables, which is also where the tables are built."""
    folder = tmp_path / "out"
    folder.mkdir()
    head = (DATA / "sources.toml").read_text("utf-8").split("# ---- below")[0]
    (folder / "sources.toml").write_text(head, encoding="utf-8")
    table(folder, "curated.csv", CURATED, QUARTER, PLAIN)
    table(folder, "aliases.csv", ALIASES, ["C1015", "خانطومان", "press", "curated", ""], ["G168359", "Khan Touman", "latin", "curated", ""])
    table(folder, "drops.csv", DROPS, ["airfields", "OS66", "stands in features"], ["regions", "سهل حلب", "curated under another id"])
    return folder


def test_the_tables_come_out_as_decided(sources, decisions):
    drafts, curation = build(sources, decisions, decisions)
    assert {place_id for place_id in drafts.places if place_id[0] != "S"} == {"C1007", "C1015", "C1010", "C1125", "N0130", "G900001", "G900002", "Z-plain"}
    assert [row.split(":")[0] for row in curation.undecided] == ["geonames 900002 (باشكوي القديمة) is 0.12 km from C1125", "features kuweires"]
    gaz = gazetteer.load(folder=decisions)
    assert gaz.places["C1007"].level == "city"
    assert gaz.places["C1007"].population == 2098210
    assert gaz.places["C1015"].level == "village"
    assert gaz.places["G900001"].kind == "abandoned"
    assert gaz.places["N0130"].city == "C1007"
    assert gaz.places["Z-plain"].area_pcodes == ("SY0200",)
    assert gaz.places["Z-plain"].precision_km > 40


def test_spellings_are_shared_shortened_and_cleaned(sources, decisions):
    build(sources, decisions, decisions)
    gaz = gazetteer.load(folder=decisions)
    by_name = {name.name: name for name in gaz.names("C1015")}
    assert by_name["خان تومان"].source == "geonames"
    assert by_name["خانطومان"].kind == "press"
    assert by_name["Khan Touman"].kind == "latin"  # an alias for a merged GeoNames id goes to the community
    assert "محافظة خان" not in by_name
    assert "ه لب" not in {name.name for name in gaz.names("C1007")}
    assert {"باشكوي", "باشكوي سمعان"} <= {name.name for name in gaz.names("C1125")}
    assert {"بلاس كبير", "بلاس", "Ballas"} <= {name.name for name in gaz.names("C1010")}
    assert "بستان باشا" in {name.name for name in gaz.names("N0130")}


def test_building_twice_gives_the_same_bytes_and_they_pass_the_checks(sources, decisions):
    build(sources, decisions, decisions)
    first = {file.name: file.read_bytes() for file in decisions.iterdir()}
    build(sources, decisions, decisions)
    assert first == {file.name: file.read_bytes() for file in decisions.iterdir()}
    wanted = [one for one in check.CHECKS if one is not check.check_counts]
    assert check.run(decisions, wanted).failed == []


def test_a_reviewed_row_gives_its_spellings_to_the_community(sources, decisions):
    columns = ("geonameid", "geonames_names", "pcode", "ocha_name", "km", "decision", "reason")
    table(decisions, "reviewed.csv", columns, ["900002", "باشكوي القديمة", "C1125", "باشكوي سمعان", "0.1", "same", "the old part"])
    drafts, curation = build(sources, decisions, decisions)
    assert "G900002" not in drafts.places
    assert "باشكوي القديمة" in drafts.names["C1125"]
    assert len(curation.undecided) == 1


@pytest.mark.parametrize(
    ("written", "row", "said"),
    [
        (("curated.csv", CURATED), [*QUARTER[:6], "3.62", *QUARTER[7:]], "lat 3.62 is not between"),
        (("curated.csv", CURATED), [*QUARTER[:6], "north", *QUARTER[7:]], "lat 'north' is not a number"),
        (("curated.csv", CURATED), [*QUARTER[:7], "", *QUARTER[8:]], "one of lat and lon is empty"),
        (("curated.csv", CURATED), [*QUARTER[:4], "hamlet", *QUARTER[5:]], "unknown level 'hamlet'"),
        (("curated.csv", CURATED), [*QUARTER[:8], "", *QUARTER[9:]], "needs precision_km"),
        (("curated.csv", CURATED), [*QUARTER[:9], "C0000", *QUARTER[10:]], "city 'C0000' is not a place"),
        (("curated.csv", CURATED), [*QUARTER[:11], "SY99", *QUARTER[12:]], "'SY99', which is no area"),
        (("curated.csv", CURATED), ["C1007", *QUARTER[1:]], "id 'C1007' (بستان الباشا) is taken"),
        (("aliases.csv", ALIASES), ["C0000", "خان", "press", "curated", ""], "no place has the id 'C0000'"),
        (("aliases.csv", ALIASES), ["C1015", "خان", "slang", "curated", ""], "unknown kind 'slang'"),
        (("aliases.csv", ALIASES), ["C1015", "خانێ", "press", "curated", ""], "letters of another language"),
        (("drops.csv", DROPS), ["wells", "1", "why"], "unknown table 'wells'"),
        (("drops.csv", DROPS), ["features", "1", ""], "no reason"),
    ],
)
def test_errors_in_decisions_name_table_and_line(sources, decisions, written, row, said):
    name, columns = written
    table(decisions, name, columns, row)
    with pytest.raises(gazetteer.GazetteerError) as refused:
        build(sources, decisions, decisions)
    assert f"{name} line 2" in str(refused.value)
    assert said in str(refused.value)


def test_a_wrong_header_says_which_to_write(decisions):
    table(decisions, "aliases.csv", ("id", "name"), ("C1015", "x"))
    with pytest.raises(gazetteer.GazetteerError, match="place_id,name,kind"):
        read_curation(decisions)


def test_an_undescribed_source_is_refused(sources, decisions):
    table(decisions, "curated.csv", CURATED, [*QUARTER[:13], "hearsay", ""])
    with pytest.raises(gazetteer.GazetteerError, match=r"no \[source.hearsay\]"):
        build(sources, decisions, decisions)
