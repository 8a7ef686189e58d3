"""What the map draws, without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import streamlit_folium
from world import HOSTILE, fill

import gazetteer
from dashboard import assets, candidates, data, layers, named_areas, outlines
from dashboard.text import words
from events.query import Filters, Snapshot
from extract.vocabulary import EVENT_TYPES
from gazetteer.places import SYRIA_BOX

FILES = {"areas": "areas-x.json", "places": "places-x.json"}
SCRIPT = Path(layers.__file__).parent / "static" / "rasd-map.js"
OTHER_HOST = re.compile(r"(?:https?:)?//[\w.-]+\.\w", re.IGNORECASE)


@pytest.fixture
def snapshot(tmp_path):
    with fill(tmp_path / "home") as workspace, Snapshot(workspace) as opened:
        yield opened


def features(groups):
    """The GeoJSON features of a layer."""
    return [feature for group in groups for feature in group.items]


def javascript(*groups) -> str:
    """The script that the browser gets, as streamlit-folium writes it."""
    base = layers.base_map(layers.SYRIA, words("en"), dark=False, files=FILES)
    base.get_root().render()
    scripts = [streamlit_folium._get_map_string(base)]
    scripts += [streamlit_folium._get_feature_group_string(group, base, at) for at, group in enumerate(groups)]
    return "\n".join(scripts)


def test_every_type_has_a_shape_and_a_colour_of_its_own():
    assert set(layers.SYMBOLS) == set(EVENT_TYPES)
    assert len({symbol.shape for symbol in layers.SYMBOLS.values()}) == len(EVENT_TYPES)
    assert len({symbol.colour for symbol in layers.SYMBOLS.values()}) == len(EVENT_TYPES)


def test_the_map_names_no_other_host(snapshot):
    base = layers.base_map(layers.SYRIA, words("ar"), dark=True, files=FILES)
    assert all(url.startswith("../../app/static/") for _, url in [*base.default_js, *base.default_css])
    script = javascript(
        layers.areas(named_areas.area_rows(snapshot, Filters(), data.areas()), words("ar")), *layers.markers(snapshot.markers(Filters()), words("ar"))
    )
    assert not OTHER_HOST.search(script)
    assert not OTHER_HOST.search(SCRIPT.read_text("utf-8").replace("http://www.w3.org/2000/svg", ""))  # a name of a vocabulary, never fetched


def test_the_functions_that_python_calls_exist_in_the_browser_script(snapshot):
    grid = snapshot.grid(Filters(), zoom=7)
    drawn = [layers.areas(named_areas.area_rows(snapshot, Filters(), data.areas()), words("en")), *layers.markers(snapshot.markers(Filters()), words("en")),
             layers.grid(grid, words("en")), layers.pins([(35.0, 37.0)], (35.0, 37.0, 10.0)), layers.tiles("osm"),
             layers.rings([]), layers.clicking(), layers.Drawn("shaded", [])]  # fmt: skip
    gaz = gazetteer.load()
    drawn += candidates.layers(gaz.search("صوران"), gaz, words("en"), "")
    called = set(re.findall(r"rasd\.(\w+)", javascript(*drawn)))
    offered = set(re.search(r"return \{ ([\w, ]+) \};\n\}\)\(\);", SCRIPT.read_text("utf-8"))[1].split(", "))
    assert called == offered


def test_online_maps_stand_in_no_map_but_one_that_was_asked_for():
    assert OTHER_HOST.search(javascript(layers.tiles("osm")))
    for name in layers.ONLINE:
        (source,) = layers.tiles(name).items
        assert source["url"].startswith("https://")
        assert "OpenStreetMap" in source["attribution"]


def test_the_map_can_be_zoomed_only_so_far():
    assert layers.base_map(layers.SYRIA, words("en"), dark=False, files=FILES).options["maxZoom"] == 16


def test_one_marker_for_each_place_at_its_very_coordinates(snapshot):
    rows = snapshot.markers(Filters())
    halos, points = layers.markers(rows, words("en"))
    drawn = {feature["properties"]["id"]: feature for feature in features([points])}
    assert sorted(drawn) == sorted(rows["place_id"]) == ["C1015", "C3871", "C3872", "F-kuweires"]
    assert drawn["C1015"]["geometry"]["coordinates"] == [37.050872, 36.118418]
    assert drawn["C1015"]["properties"]["n"] == 2
    assert drawn["F-kuweires"]["properties"]["shape"] == layers.SYMBOLS["shelling"].shape
    around = sorted((*feature["geometry"]["coordinates"], feature["properties"]["precision_km"]) for feature in features([halos]))
    assert around == sorted(zip(rows["lon"], rows["lat"], rows["precision_km"], strict=True))
    assert min(rows["precision_km"]) > 0


def test_a_circle_is_sent_without_what_it_does_not_show(snapshot):
    halos, points = layers.markers(snapshot.markers(Filters()), words("en"), selected="C3871")
    assert {tuple(one["properties"]) for one in features([halos])} == {("precision_km", "selected")}
    assert [one["geometry"] for one in features([halos]) if one["properties"]["selected"]] == [
        one["geometry"] for one in features([points]) if one["properties"]["selected"]
    ]


def test_both_languages_show_the_same_map(snapshot):
    rows = snapshot.markers(Filters())
    english, arabic = (features(layers.markers(rows, words(lang))) for lang in ("en", "ar"))
    same = [[(one["geometry"], one["properties"].get("n"), one["properties"].get("shape")) for one in drawn] for drawn in (english, arabic)]
    assert same[0] == same[1]
    titles = {one["properties"].get("id"): (one["properties"].get("title"), one["properties"].get("other")) for one in arabic}
    assert titles["C1015"] == ("خان طومان", "Khan tuman")


def test_the_selected_place_is_marked(snapshot):
    drawn = features(layers.markers(snapshot.markers(Filters()), words("en"), selected="C3871")[1:])
    assert {one["properties"]["id"] for one in drawn if one["properties"]["selected"]} == {"C3871"}


def test_a_place_without_precision_has_no_halo(snapshot):
    rows = snapshot.markers(Filters()).assign(precision_km=float("nan"))
    halos, points = layers.markers(rows, words("en"))
    assert features([halos]) == []
    assert len(features([points])) == 4


def test_a_hostile_name_stays_data(snapshot):
    rows = snapshot.markers(Filters()).assign(name_en=HOSTILE, name_ar=HOSTILE)
    script = javascript(*layers.markers(rows, words("en")))
    assert "</script>" not in script
    assert "<img" not in script
    assert "`" not in script.split("rasd.setup", 1)[1]  # no template literal, in which ${...} would run
    assert "\u202e" not in json.loads(f'"{script.split(chr(34) + "title" + chr(34) + ": " + chr(34))[1].split(chr(34))[0]}"')


def test_areas_are_tinted_by_code_and_never_a_dot(snapshot):
    rows = named_areas.area_rows(snapshot, Filters(), data.areas())
    assert list(rows["place_id"]) == ["area:governorate:SY02"]
    (drawn,) = layers.areas(rows, words("ar"), selected="area:governorate:SY02").items
    assert drawn["pcodes"] == ["SY02"]
    assert (drawn["title"], drawn["n"], drawn["selected"]) == ("حلب", 1, True)
    assert "SY02" not in set(snapshot.markers(Filters())["place_id"])


def test_an_area_opens_the_events_that_name_no_more_than_it(snapshot):
    wanted = named_areas.at_place(Filters(certainty=("claimed",)), "area:governorate:SY02", data.areas())
    assert wanted == Filters(certainty=("claimed",), governorates=("SY02",), precision=("governorate",))
    assert snapshot.counts(wanted).shown == 1
    assert named_areas.at_place(Filters(), "C1015", data.areas()) == Filters(place_id="C1015")


def test_grid_squares_hold_every_point(snapshot):
    squares = layers.grid(snapshot.grid(Filters(), zoom=7), words("en")).items
    assert sum(square["n"] for square in squares) == 6
    west, south, east, north = SYRIA_BOX
    assert all(south < a[0] < b[0] < north and west < a[1] < b[1] < east for a, b in (square["bounds"] for square in squares))


@pytest.mark.parametrize(("n", "size"), [(1, 15), (4, 18), (9, 21), (49, 24), (5000, 28)])
def test_markers_grow_slowly(n, size):
    assert layers.size_of(n) == size


def test_the_legend_names_every_type_with_its_count():
    html = layers.legend(words("ar"), {"shelling": 1234})
    assert all(words("ar")(f"type.{type_}") in html for type_ in EVENT_TYPES)
    assert html.count("<img") == len(EVENT_TYPES)
    assert "<b>1,234</b>" in html


def test_outlines_hold_every_area_inside_syria():
    made = outlines.outlines(gazetteer.load().areas.by_pcode.values())
    levels = [feature["properties"]["level"] for feature in made["features"]]
    assert [levels.count(level) for level in ("governorate", "district", "subdistrict")] == [14, 62, 272]
    assert levels == sorted(levels, key=["governorate", "district", "subdistrict"].index)
    west, south, east, north = SYRIA_BOX
    flat = re.findall(r"\[(-?[\d.]+), (-?[\d.]+)\]", json.dumps(made))
    assert len(flat) > 10_000
    assert all(west <= float(lon) <= east and south <= float(lat) <= north for lon, lat in flat)


def test_labels_are_places_with_a_position():
    made = outlines.labels(gazetteer.load().places.values())
    assert set(made) == {"city", "town", "village"}
    assert any(arabic == "حلب" for _, _, _, arabic in made["city"])
    west, south, east, north = SYRIA_BOX
    assert all(west <= lon <= east and south <= lat <= north for rows in made.values() for lon, lat, _, _ in rows)


def test_assets_are_put_in_place_once(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    assets.prepare()
    files = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "vendor").iterdir()}
    version = gazetteer.load().version
    assert set(files) == {"leaflet.js", "leaflet.css", *(assets.base_map_name(version, part) for part in assets.PARTS)}
    assets.prepare()
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "vendor").iterdir()} == files


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder", "utf-8")
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "file" / "vendor")
    with pytest.raises(assets.AssetError, match="cannot be written"):
        assets.prepare()


def test_regions_given_as_a_circle_are_drawn_as_one():
    rows = pd.DataFrame([{"place_id": "Z-x", "pcodes": [], "circle": (35.0, 36.5, 20.0), "level": "region", "n": 3, "name_ar": "سهل", "name_en": "Plain"}])
    (drawn,) = layers.areas(rows, words("en")).items
    assert drawn["circle"] == [35.0, 36.5, 20.0]


def test_the_edges_of_a_view_hold_all_that_it_may_show():
    west, south, east, north = layers.bounds_of(layers.View(36.2, 37.15, 11))
    assert west < 37.3 < east < 38
    assert south < 36.4 < north < 37
    west, south, east, north = layers.bounds_of(layers.SYRIA)
    assert west < SYRIA_BOX[0] < SYRIA_BOX[2] < east
    assert south < SYRIA_BOX[1] < SYRIA_BOX[3] < north


def test_the_legend_of_a_crowded_map_explains_its_squares():
    assert words("en")("legend.grid") in layers.legend(words("en"), {}, crowded=True)
    assert words("en")("legend.grid") not in layers.legend(words("en"), {})


def test_a_drawing_becomes_a_shape_with_its_third_corner():
    corners = [(35.0, 36.0), (36.0, 36.0), (36.0, 37.0)]
    (line,) = layers.pins(corners[:2], closed=False).items
    (shape, circle) = layers.pins(corners, (35.0, 37.0, 10.0), closed=True).items
    assert (line["closed"], shape["closed"], circle["km"]) == (False, True, 10.0)
    assert shape["points"] == [[35.0, 36.0], [36.0, 36.0], [36.0, 37.0]]
