import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import geopandas
import pandas as pd
import pytest
from factories import ALEPPO_GOVERNORATE, KHAN_TUMAN, VERSION, article, placed, reader, report, snapshot_of, unplaced, world
from hypothesis import given, settings
from hypothesis import strategies as st

from events import export, words
from events.export import dictionary, geojson, tables
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.snapshot import EVENTS, PLACES
from events.workspace import Workspace
from extract.vocabulary import ACTORS, EVENT_TYPES
from gazetteer.places import SYRIA_BOX

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def collection(snapshot, f, now=NOW):
    return geojson.collection(export.select(snapshot, f, now))


def features(snapshot, f):
    return geojson.features(export.select(snapshot, f, NOW))


def texts(snapshot, f, name):
    """The files of an export as texts, by ending."""
    found = {}
    for ending, write in export.parts(snapshot, f, export.BY_NAME[name], NOW)[1].items():
        write(out := io.BytesIO())
        found[ending] = out.getvalue().decode()
    return found


def geojson_text(snapshot, f):
    return texts(snapshot, f, "geojson")[".geojson"]


def csv_events(snapshot, f):
    return texts(snapshot, f, "csv")[".csv"]


def csv_places(snapshot, f):
    return texts(snapshot, f, "csv")[".places.csv"]


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """A snapshot of a world with all types, places, precisions and dates."""
    with snapshot_of(tmp_path_factory.mktemp("ws"), *world(50, seed=2)) as snapshot:
        yield snapshot


@pytest.fixture
def one_event(tmp_path):
    """A function that takes in one article and gives the snapshot."""
    with Workspace(tmp_path / "ws") as workspace:

        def take(item, *found):
            ingest(workspace, [item], reader=reader({item.id: list(found)}))
            return Snapshot(workspace)

        yield take


_FILTERS = st.builds(
    Filters,
    date_from=st.none() | st.dates(date(2016, 4, 25), date(2016, 5, 5)), undated=st.booleans(), types=st.sampled_from([(), EVENT_TYPES[:2]]),
    actors=st.sampled_from([(), ("russia",)]), precision=st.sampled_from([(), ("village", "city"), ("unplaced",)]),
    governorates=st.sampled_from([(), ("SY07",)]),
)  # fmt: skip


@given(_FILTERS)
@settings(max_examples=40)
def test_the_file_holds_exactly_the_events_and_places_that_the_filter_selects(cut, f):
    found = collection(cut, f)
    rows = cut.places(f)
    assert {one["id"] for one in found["features"]} == {f"{row.event_id}/{row.n}" for row in rows.itertuples()}
    assert len({one["id"] for one in found["features"]}) == found["count"] == len(rows)
    assert found["event_count"] == cut.counts(f).shown
    assert found["query"] == f.as_json()


def test_every_point_lies_in_syria_longitude_first(cut):
    west, south, east, north = SYRIA_BOX
    points = [one["geometry"]["coordinates"] for one in features(cut, Filters()) if one["geometry"]]
    assert points
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in points)


def test_an_area_has_p_codes_and_no_point_and_a_name_not_placed_has_neither(one_event):
    with one_event(article("a"), report("a", KHAN_TUMAN, ALEPPO_GOVERNORATE, unplaced("حسمين"))) as snapshot:
        point, area, nowhere = collection(snapshot, Filters())["features"]
    assert point["geometry"] == {"type": "Point", "coordinates": [37.050872, 36.118418]}
    assert point["properties"]["precision_km"] == 1.0
    assert area["geometry"] is None
    assert area["properties"]["area_pcodes"] == ["SY02"]
    assert area["properties"]["precision_km"] == 79.6
    assert nowhere["geometry"] is None
    assert nowhere["properties"]["surface"] == "حسمين"
    assert nowhere["properties"]["place_reason"] == "not_in_gazetteer"
    assert nowhere["properties"]["area_pcodes"] == []
    assert [one["properties"]["place_n"] for one in (point, area, nowhere)] == [1, 2, 3]
    assert {one["properties"]["place_count"] for one in (point, area, nowhere)} == {3}
    assert point["id"] == f"{point['properties']['event_id']}/1"


def test_figures_say_that_they_are_the_event_s(one_event):
    with one_event(article("a"), report("a", killed_min=3, children_killed=1)) as snapshot:
        properties = collection(snapshot, Filters())["features"][0]["properties"]
    assert properties["event_killed_min"] == 3
    assert properties["event_killed_max"] is None
    assert properties["event_children_killed_min"] == 1
    assert properties["event_injured_min"] is None
    assert not any(name.startswith(("killed", "injured")) for name in properties)


def test_the_file_says_what_it_is(cut):
    f = Filters(date_from=date(2016, 5, 1), types=("air_strike",), undated=False, text="")
    found = collection(cut, f, datetime(2026, 1, 2, 6, 4, 5, tzinfo=timezone(timedelta(hours=3))))
    assert found["query"] == {"date_from": "2016-05-01", "types": ["air_strike"], "undated": False}
    assert found["generated_at"] == "2026-01-02T03:04:05Z"
    assert (found["rules_version"], found["gazetteer_version"]) == (VERSION.rules, VERSION.gazetteer)
    assert found["schema_version"] == export.SCHEMA_VERSION
    assert found["data_cut"] == cut.data_cut
    assert "UN OCHA" in found["attribution"]
    assert "GeoNames" in found["attribution"]


def test_a_time_without_its_zone_is_refused(cut):
    with pytest.raises(export.ExportError, match="without its zone"):
        collection(cut, Filters(), datetime(2026, 1, 2))  # noqa: DTZ001


def test_dates_are_calendar_dates(cut):
    days = [one["properties"]["date"] for one in features(cut, Filters())]
    assert None in days
    assert all(date.fromisoformat(day) for day in days if day)


def test_the_text_is_the_same_collection_and_others_read_it(cut, tmp_path):
    text = geojson_text(cut, Filters())
    assert json.loads(text) == collection(cut, Filters())
    (tmp_path / "events.geojson").write_text(text, "utf-8")
    frame = geopandas.read_file(tmp_path / "events.geojson")
    assert len(frame) == len(cut.places(Filters()))
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.notna().sum() == sum(one["geometry"] is not None for one in features(cut, Filters()))


def test_an_empty_selection_is_a_valid_file(cut):
    found = json.loads(geojson_text(cut, Filters(place_id="nowhere")))
    assert (found["type"], found["features"], found["count"], found["event_count"]) == ("FeatureCollection", [], 0, 0)
    assert csv_events(cut, Filters(place_id="nowhere")).startswith("event_id,")


def test_the_rows_of_the_csv_are_the_events(cut):
    table = list(csv.DictReader(io.StringIO(csv_events(cut, Filters()))))
    events = cut.events(Filters(), limit=None).set_index("event_id")
    assert {row["event_id"] for row in table} == set(events.index)
    for row in table:
        event = events.loc[row["event_id"]]
        assert row["date"] == (event["date"].isoformat() if event["date"] else "")
        assert row["initiators"].split("|") == list(event["initiators"])
        assert row["killed_min"] == ("" if pd.isna(event["killed_min"]) else str(event["killed_min"]))
    places = list(csv.DictReader(io.StringIO(csv_places(cut, Filters()))))
    assert len(places) == len(cut.places(Filters()))
    assert all(bool(row["lat"]) == (row["status"] == "point") for row in places)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_runs_as_a_formula(one_event, start):
    said = f'{start}HYPERLINK("http://evil.example","غارة")'
    with one_event(article("a", said, outlet=said, title=said), report("a", placed(KHAN_TUMAN, surface=said), weapon=said, source=said)) as snapshot:
        for text in (csv_events(snapshot, Filters()), csv_places(snapshot, Filters())):
            cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
            assert any("HYPERLINK" in cell for cell in cells)
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝"]), st.text())
def test_a_cell_is_kept_from_running_and_otherwise_left_alone(start, rest):
    assert tables.cell(start + rest).startswith("'")
    plain = f"غارة {rest}"
    assert tables.cell(plain) == words.plain(plain)
    assert tables.cell(-3.5) == "-3.5"


def test_quotes_are_short_and_carry_no_direction_marks(one_event):
    said = "\u202eغارة جوية\u202c على\u200f خان طومان " + "كلمات كثيرة جدا " * 200
    with one_event(article("a", said), report("a")) as snapshot:
        text = geojson_text(snapshot, Filters()) + csv_events(snapshot, Filters())
        (quote,) = collection(snapshot, Filters())["features"][0]["properties"]["quotes"]
    assert not set(text) & set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert quote.startswith("غارة جوية على خان طومان")
    assert len(quote) <= 240


def test_a_feature_needs_nothing_but_its_two_rows(cut):
    event = dict.fromkeys(EVENTS.names) | {"event_id": "E1", "place_count": 1}
    place = dict.fromkeys(PLACES.names) | {"n": 1, "status": "point", "lon": 37.05, "lat": 36.12}
    found = geojson.feature(event, place)
    assert (found["id"], found["geometry"]["coordinates"]) == ("E1/1", [37.05, 36.12])
    assert set(found["properties"]) == set(next(features(cut, Filters()))["properties"])


def test_the_mapping_covers_every_type_and_travels_with_the_file(cut):
    rows = list(dictionary.code_mapping())
    assert {row["type"] for row in rows} == set(EVENT_TYPES)
    assert all(row["acled_event_type"] and row["acled_sub_event_type"] and row["plover_event_type"] and row["ucdp_type_of_violence"] for row in rows)
    assert collection(cut, Filters())["type_mapping"] == rows
    assert len({(row["type"], row["condition"]) for row in rows}) == len(rows)


def test_properties_use_the_closed_lists(cut):
    for one in features(cut, Filters()):
        assert {*one["properties"]["initiators"], *one["properties"]["targets"]} <= set(ACTORS)
        assert one["properties"]["type"] in EVENT_TYPES


def test_a_table_travels_with_its_places_the_mapping_and_what_it_is(cut):
    f = Filters(types=("air_strike",))
    found = texts(cut, f, "csv")
    assert list(found) == [".csv", ".places.csv", ".types.csv", ".fields.csv", ".about.json"]
    said = json.loads(found[".about.json"])
    whole = collection(cut, f)
    assert said == {name: value for name, value in whole.items() if name not in {"type", "features", "fields"}}
    assert len(list(csv.DictReader(io.StringIO(found[".csv"])))) == said["event_count"]
    assert len(list(csv.DictReader(io.StringIO(found[".places.csv"])))) == said["count"]
    assert list(texts(cut, f, "geojson")) == [".geojson"]
    with pytest.raises(export.ExportError, match=r"cannot write \.docx"):
        export.chosen(".docx")


def test_no_article_leaves_as_a_whole(one_event):
    item = article("a", "غارة جوية على خان طومان.\nفقرة لا علاقة لها بالخبر")
    with one_event(item, replace(report("a"), source="مصدر")) as snapshot:
        assert "فقرة لا علاقة" not in geojson_text(snapshot, Filters()) + csv_events(snapshot, Filters())
