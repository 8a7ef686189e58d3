"""The publishers' formats: what is read, what is left out, and what is said of a file that is not as published."""

from __future__ import annotations

import importlib.util

import publishers as make
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box, shape

from gazetteer import pairs
from gazetteer.convert import airfields, geonames, ocha, outlines
from gazetteer.convert.locate import Locator
from gazetteer.places import GazetteerError

LOCATOR = Locator({"SY020000": make.EAST, "SY020001": make.WEST})


def convert_dump(tmp_path, *lines, alternates=(), known=None):
    listed = make.write(tmp_path / "alternateNamesV2.txt", *alternates) if alternates else None
    found = geonames.convert(make.write(tmp_path / "SY.txt", *lines), listed, LOCATOR, known or {})
    return {row["geonameid"]: row for row in found.rows}, found.notes


def test_a_dump_gives_populated_places_and_says_what_it_left_out(tmp_path):
    rows, notes = convert_dump(tmp_path, *make.DUMP)
    assert list(rows) == ["168359", "170063", "900001"]
    assert rows["168359"]["names_ar"] == "خان تومان|قرية خان طومان"
    assert rows["900001"]["feature_code"] == "PPLQ"
    assert rows["170063"]["population"] == "2098210"
    assert notes[0] == "1 rows of other classes than P and 1 quarters (PPLX) left out"


def test_points_lie_in_a_subdistrict_or_near_one_or_outside(tmp_path):
    lines = [make.dump_row(n, "X", "قرية", "36.1", lon) for n, lon in ((1, "36.9"), (2, "37.61"), (3, "38.5"))]
    rows, notes = convert_dump(tmp_path, *lines)
    assert [(row["admin1_pcode"], row["admin3_pcode"], row["admin_assign"]) for row in rows.values()] == [
        ("SY02", "SY020001", "within"), ("SY02", "SY020000", "nearest_0.9km"), ("", "", "outside_81km"),
    ]  # fmt: skip
    assert "1 lie outside the outlines" in notes[2]


def test_a_point_that_stands_where_it_stood_keeps_its_areas(tmp_path):
    known = {"1": {"lat": "36.1", "lon": "36.9", "admin1_pcode": "SY02", "admin3_pcode": "SY020000", "admin_assign": "within"}}
    assert convert_dump(tmp_path, make.dump_row(1, "X", "قرية", "36.1000", "36.9"), known=known)[0]["1"]["admin3_pcode"] == "SY020000"
    assert convert_dump(tmp_path, make.dump_row(1, "X", "قرية", "36.1001", "36.9"), known=known)[0]["1"]["admin3_pcode"] == "SY020001"


def test_alternate_names_are_sorted_by_language_and_flag(tmp_path):
    rows, notes = convert_dump(
        tmp_path,
        make.dump_row(1, "Kobani", "كوباني,عین العرب,کۆبانی,Kobane,Kobanî"),
        alternates=(
            make.alternate(1, "ar", "كوبانيه", colloquial="1"),
            make.alternate(1, "ar", "عين العرب", preferred="1"),
            make.alternate(1, "ar", "عرب بنار", historic="1"),
            make.alternate(1, "ar", "مرشد بنار", until="1980"),
            make.alternate(1, "ku", "Kobanî"),
            make.alternate(1, "ku", "کۆبانی"),
            make.alternate(1, "en", "Kobane"),
            make.alternate(1, "tr", "Ayn el-Arap"),
            make.alternate(1, "en", "Arab Pınar", historic="1"),
            make.alternate(1, "fa", "عین العرب"),
            make.alternate(1, "de", "Kobane am Berg"),
            make.alternate(1, "link", "https://example.org/كوباني"),
            make.alternate(2, "ar", "قرية أخرى"),
        ),
    )
    assert rows["1"]["names_ar"] == "عين العرب|كوبانيه|كوباني"
    assert rows["1"]["names_historic"] == "عرب بنار|مرشد بنار"
    assert rows["1"]["names_ku"] == "Kobanî"
    assert rows["1"]["names_latin"] == "Kobane|Ayn el-Arap"
    assert "1 names in another language's letters left out" in notes


@pytest.mark.parametrize(
    ("name", "taken"), [("حلب", "حلب"), ("حَلَب", "حلب"), ("عفرین", "عفرين"), ("کفر", "كفر"), ("عفرینێ", ""), ("ەڤرین", ""), ("Afrin", ""), ("حلب|x", "")]
)
def test_only_arabic_letters_make_an_arabic_name(name, taken):
    assert geonames.arabic(name) == taken


@given(st.text(max_size=30))
def test_an_arabic_name_is_stable_and_fits_a_cell(name):
    taken = geonames.arabic(name)
    assert geonames.arabic(taken) == taken
    assert "|" not in taken


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("168359\tKhan Tuman", "SY.txt line 1: 2 cells between tabs, 19 expected"),
        (make.dump_row("abc", "X"), "line 1: geonameid 'abc' is no number"),
        (make.dump_row(1, "X", lat="north"), "line 1: latitude 'north'"),
        (make.dump_row(1, "X", population="many"), "population 'many' must be numbers"),
        (make.dump_row(1, "X") + "\n" + make.dump_row(1, "X"), "line 2: geonameid '1' is no number or stands in line 1 too"),
        (make.dump_row(1, "X", feature_class="T"), "holds no populated place"),
    ],
)
def test_a_dump_in_another_shape_is_refused_by_line(tmp_path, line, said):
    with pytest.raises(GazetteerError) as refused:
        convert_dump(tmp_path, line)
    assert said in str(refused.value)


def test_a_zip_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "SY.zip").write_bytes(b"PK\x03\x04\xff\xfe\xfa")
    with pytest.raises(GazetteerError, match=r"unpack the \.zip"):
        geonames.convert(tmp_path / "SY.zip", None, LOCATOR, {})


@pytest.mark.parametrize(
    ("cell", "names", "sign"),
    [
        ("خان طومان", ("خان طومان",), ""),
        ("بلاس كبير_بلاس", ("بلاس كبير", "بلاس"), ""),
        ("حملك-حميلك", ("حملك", "حميلك"), ""),
        ("تلق / شعيب دلق مغار", ("تلق", "شعيب دلق مغار"), ""),
        ("شراقي\\ قره شوكي", ("شراقي", "قره شوكي"), ""),
        ("قره بجق (السوداء)", ("قره بجق", "السوداء"), ""),
        ("ابين- عفرين", ("ابين",), "عفرين"),
        ("المنصورة (تادف)", ("المنصورة",), "تادف"),
        ("شاميه /عفرين/", ("شاميه",), "عفرين"),
        ("جب الخفي_تادف", ("جب الخفي", "تادف"), ""),
        ("الروضة / طرجانو عفرين", ("الروضة", "طرجانو"), "عفرين"),
    ],
)
def test_packed_cells_are_split_as_ocha_means_them(cell, names, sign):
    assert ocha.split_name(cell, "عفرين", ("مركز عفرين", "تادف")) == (names, sign)


@pytest.mark.parametrize(
    ("cell", "other", "names"),
    [
        ("برزة البلد", "", ""),
        ("تشرين", "تشرين - دمشق", "تشرين - دمشق"),
        ("بيت محب/ جديدة", "", "بيت محب|جديدة"),
        ("العباسية-المهاجرين", "", ""),
        ("الدلالين الدلالين", "", "الدلالين"),
    ],
)
def test_names_of_official_quarters(cell, other, names):
    assert ocha.quarter_names(cell, other) == names


@pytest.fixture
def _openpyxl():
    pytest.importorskip("openpyxl", reason="openpyxl reads workbooks: pip install 'rasd[refresh]'")


@pytest.mark.usefixtures("_openpyxl")
def test_a_workbook_gives_places_and_quarters(tmp_path):
    book = ocha.convert(make.workbook(tmp_path / "syr.xlsx"), LOCATOR, {}, {"N0130": {"lat": "36.22", "lon": "37.16", "coord_source": "polygon_centroid"}})
    rows = {row["pcode"]: row for row in book.places.rows}
    assert list(rows) == ["C1007", "C1010", "C1015", "C1325"]
    assert (rows["C1015"]["lat"], rows["C1015"]["lon"]) == ("36.11538", "37.059975")
    assert (rows["C1007"]["is_admin1_capital"], rows["C1015"]["is_admin3_capital"]) == ("1", "0")
    assert rows["C1010"]["names_ar"] == "بلاس كبير|بلاس"
    assert (rows["C1325"]["names_ar"], rows["C1325"]["disambiguator_ar"], rows["C1325"]["name_ar"]) == ("الحجلية", "أتارب", "الحجلية- أتارب")
    assert (rows["C1325"]["admin3_pcode"], rows["C1325"]["admin3_by_point"], rows["C1325"]["point_in_admin3"]) == ("SY020001", "SY020001", "1")
    first, second = book.neighbourhoods.rows
    assert (first["lat"], first["city_lat"]) == ("36.22", "36.206013")
    assert (second["lat"], second["alt_ar"]) == ("", "الراموسة|المنطقة الصناعية")


@pytest.mark.usefixtures("_openpyxl")
def test_headings_of_the_later_edition_are_known_too(tmp_path):
    columns = ("pcode", "featurename_en", "featurename_ar", "point_y", "point_x",
               *(f"adm{n}_{role}" for n in (1, 2, 3) for role in ("pcode", "en", "ar")))  # fmt: skip
    place = (
        "C1015",
        "Khan tuman",
        "خان طومان",
        36.11538,
        37.059975,
        "SY02",
        "Aleppo",
        "حلب",
        "SY0200",
        "Jebel Saman",
        "جبل سمعان",
        "SY020000",
        "Jebel Saman",
        "مركز جبل سمعان",
    )
    path = make.workbook(tmp_path / "syr.xlsx", admin4=None, quarters=(), syr_populatedplaces=(columns, ["#loc+code"], place))
    book = ocha.convert(path, LOCATOR, {"C1015": {"is_admin1_capital": "0", "is_admin3_capital": "1"}}, {})
    (row,) = book.places.rows
    assert (row["pcode"], row["is_admin3_capital"]) == ("C1015", "1")
    assert "does not say which communities are seats" in book.places.notes[0]


@pytest.mark.usefixtures("_openpyxl")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns": ("naam", *make.ADMIN4[1:])}, "sheet admin4: no heading for name_en (known: admin4Name_en, "),
        ({"city_neighbourhoods": None}, "no sheet city_neighbourhoods or syr_neighborhoods; found: admin1, admin2, admin3, admin4"),
        ({"places": [(*make.ALEPPO[:5], 40.1, 35.3, *make.ALEPPO[7:])]}, "sheet admin4, row 2: 40.1, 35.3 is outside Syria"),
        ({"places": [(*make.ALEPPO[:5], "north", 36.2, *make.ALEPPO[7:])]}, "row 2: 'north', '36.2' is not a latitude and a longitude"),
        ({"places": [make.ALEPPO, make.ALEPPO]}, "row 3: code 'C1007' is not of the form C\\d{4,} or stands in row 2 too"),
        ({"places": [(*make.ALEPPO[:7], "maybe", *make.ALEPPO[8:])]}, "is_admin1_capital is 'maybe'; 1, 0, yes, no"),
        ({"places": [(*make.ALEPPO[:-1], "SY03")]}, "p-codes 'SY020000', 'SY0200', 'SY03' do not nest"),
        ({"places": [(make.ALEPPO[0], "", *make.ALEPPO[2:])], "quarters": ()}, "C1007 has no Arabic name"),
        ({"quarters": [(*make.BUSTAN[:4], "C9999", "X")]}, "sheet city_neighbourhoods, row 2: city 'C9999' is no community"),
    ],
)  # fmt: skip
def test_a_workbook_in_another_shape_is_refused_by_sheet_and_row(tmp_path, changes, said):
    with pytest.raises(GazetteerError) as refused:
        ocha.convert(make.workbook(tmp_path / "syr.xlsx", **changes), LOCATOR, {}, {})
    assert said in str(refused.value)
    assert "syr.xlsx" in str(refused.value)


@pytest.mark.usefixtures("_openpyxl")
def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    with pytest.raises(GazetteerError, match=r"syr\.xlsx is not an \.xlsx workbook"):
        ocha.convert(make.write(tmp_path / "syr.xlsx", "pcode,name"), LOCATOR, {}, {})


def test_without_openpyxl_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(GazetteerError, match=r"needs openpyxl; install it with: pip install 'rasd\[refresh\]'"):
        ocha.convert(tmp_path / "syr.xlsx", LOCATOR, {}, {})


NAMES = {"SY02": ("Aleppo", "حلب"), "SY0200": ("Jebel Saman", "جبل سمعان"), "SY020000": ("Jebel Saman", "مركز جبل سمعان"), "SY020001": ("Atareb", "أتارب")}


@pytest.mark.parametrize(
    "columns", [("ADM1_PCODE", "ADM2_PCODE", "ADM3_PCODE"), ("adm1_pcode", "adm2_pcode", "adm3_pcode"), ("admin1Pcode", "admin2Pcode", "admin3Pcode")]
)
def test_outlines_are_dissolved_level_by_level(tmp_path, columns):
    layer = outlines.read_outlines(make.outlines(tmp_path / "adm3.geojson", columns))
    (district,) = outlines.features(2, layer, NAMES, {})
    assert shape(district["geometry"]).equals(box(36.5, 35.8, 37.6, 36.7))
    assert district["properties"]["admin1_ar"] == "حلب"
    below = outlines.features(
        3, layer, NAMES, {"SY020001": {"alt_ar": ["الأتارب"], "label_lat": 36.0, "label_lon": 36.6}, "SY020000": {"label_lat": 1, "label_lon": 1}}
    )
    assert [one["properties"]["pcode"] for one in below] == ["SY020000", "SY020001"]
    assert (below[1]["properties"]["label_lon"], below[1]["properties"]["alt_ar"]) == (36.6, ["الأتارب"])
    assert shape(below[0]["geometry"]).contains(Point(below[0]["properties"]["label_lon"], below[0]["properties"]["label_lat"]))


def test_neighbours_keep_their_common_edge_when_simplified(tmp_path):
    wave = [(37.0 + (0.0001 if i % 2 else 0.0), 35.8 + i * 0.009) for i in range(101)]
    east = shape({"type": "Polygon", "coordinates": [[*wave, (37.6, 36.7), (37.6, 35.8), wave[0]]]})
    west = shape({"type": "Polygon", "coordinates": [[*wave, (36.5, 36.7), (36.5, 35.8), wave[0]]]})
    layer = outlines.read_outlines(
        make.outlines(tmp_path / "adm3.geojson", shapes=(("SY02", "SY0200", "SY020000", east), ("SY02", "SY0200", "SY020001", west)))
    )
    one, other = (shape(feature["geometry"]) for feature in outlines.features(3, layer, NAMES, {}))
    assert len(one.exterior.coords) < 20
    assert one.intersection(other).area == 0
    assert one.union(other).area == pytest.approx(box(36.5, 35.8, 37.6, 36.7).area)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns": ("ADM1_PCODE", "ADM2_PCODE", "NAME")}, "has no attribute ADM3_PCODE; found: ADM1_PCODE, ADM2_PCODE, NAME"),
        ({"shapes": (("SY02", "SY0300", "SY020000", make.EAST),)}, "'SY020000', 'SY0300', 'SY02' do not nest"),
        ({"shapes": (("SY02", "SY0200", "SY020000", box(0, 0, 1, 1)),)}, "SY020000 reaches 0.00..1.00 E"),
    ],
)
def test_outlines_in_another_shape_are_refused(tmp_path, changes, said):
    with pytest.raises(GazetteerError) as refused:
        outlines.read_outlines(make.outlines(tmp_path / "adm3.geojson", **changes))
    assert said in str(refused.value)


def test_outlines_need_a_file_that_can_be_read_and_a_name_for_each_area(tmp_path):
    with pytest.raises(GazetteerError, match="cannot be read as a vector file"):
        outlines.read_outlines(make.write(tmp_path / "adm3.geojson", "pcode,name"))
    layer = outlines.read_outlines(make.outlines(tmp_path / "adm3.geojson"))
    with pytest.raises(GazetteerError, match="no name for the area SY020000"):
        outlines.features(3, layer, {"SY02": ("", ""), "SY0200": ("", "")}, {})


def test_airfields_of_syria_keep_the_arabic_names_we_gave_them(tmp_path):
    path = make.table(tmp_path / "airports.csv", make.AIRPORTS, make.RASM, make.ABROAD)
    (row,) = airfields.convert(path, LOCATOR, {"OS66": {"names_ar_unsourced": "مطار كويرس العسكري"}}).rows
    assert (row["ident"], row["lat"], row["admin3_pcode"], row["names_ar_unsourced"]) == ("OS66", "36.1871", "SY020000", "مطار كويرس العسكري")
    assert airfields.convert(path, LOCATOR, {}).notes == ("1 of 1 airfields have no Arabic name",)


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        (("ident", "name"), [], "airports.csv line 1: no column 'type'; found: ident, name"),
        (make.AIRPORTS, [make.ABROAD], "no airfield with iso_country SY"),
        (make.AIRPORTS, [(*make.RASM[:4], "", *make.RASM[5:])], "airports.csv line 2: '', '37.5832' is not a latitude"),
    ],
)
def test_airports_in_another_shape_are_refused(tmp_path, columns, rows, said):
    with pytest.raises(GazetteerError) as refused:
        airfields.convert(make.table(tmp_path / "airports.csv", columns, *rows), LOCATOR, {})
    assert said in str(refused.value)


def ours(pcode, names, lat=36.0, lon=37.0):
    return {"pcode": pcode, "names_ar": names, "lat": str(lat), "lon": str(lon)}


def theirs(geonameid, names, lat=36.0, lon=37.0):
    return {"geonameid": str(geonameid), "names_ar": names, "lat": str(lat), "lon": str(lon)}


@pytest.mark.parametrize(
    ("name", "other", "north", "method"),
    [
        ("المسلمية", "مسلميه", 0.04, "same_name"),  # 4.4 km
        ("المسلمية", "مسلميه", 0.046, None),  # 5.1 km
        ("عويجل", "عويجيل", 0.02, "similar_name"),
        ("عويجل", "عويجيل", 0.03, None),  # 3.3 km
        ("عوينات كبيرة", "عوينات الكبير", 0.0, "similar_name"),
        ("عوينات كبيرة", "عوينات صغيرة", 0.0, None),
        ("عرى الشرقي", "عرى الغربي", 0.0, None),
        ("خان طومان", "بلاس", 0.0, None),
    ],
)  # fmt: skip
def test_rows_are_paired_by_name_distance_and_side(name, other, north, method):
    found = pairs.pair_tables([ours("C1", name)], [theirs(1, other, 36.0 + north)])
    assert [one.method for one in found] == ([method] if method else [])


def test_pairs_are_one_to_one_and_do_not_depend_on_the_order_of_rows():
    left = [ours("C1", "جديدة"), ours("C2", "الجديدة|قرية", 36.01), ours("C3", "جديده", 36.02)]
    right = [theirs(1, "جديدة", 36.011), theirs(2, "جديدة", 36.001), theirs(3, "جديدي", 36.02)]
    found = pairs.pair_tables(left, right)
    assert [(one.pcode, one.geonameid) for one in found] == [("C1", "2"), ("C2", "1"), ("C3", "3")]
    assert pairs.pair_tables(left[::-1], right[::-1]) == found


def test_known_pairs_stay_and_rows_that_were_apart_stay_apart():
    left, right = [ours("C1", "جديدة"), ours("C2", "خربة")], [theirs(1, "جديدة"), theirs(2, "خربة"), theirs(3, "قديمة", 36.5)]
    kept = pairs.pair_tables(left, right, {("C1", "2"), ("C9", "1")}, ({"C1", "C2"}, {"1", "2"}))
    assert [(one.pcode, one.geonameid) for one in kept] == [("C1", "2")]
    new = pairs.pair_tables(left, right, {("C1", "2")}, ({"C1", "C2"}, {"2"}))
    assert [(one.pcode, one.geonameid) for one in new] == [("C1", "2")]
    free = pairs.pair_tables([*left, ours("C3", "جديدة")], right, {("C1", "2")}, ({"C1", "C2"}, {"1", "2"}))
    assert [(one.pcode, one.geonameid) for one in free] == [("C1", "2"), ("C3", "1")]
