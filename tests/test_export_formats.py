"""Each format, opened by a reader that is not ours and compared with the store, under three time zones."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
import zipfile
from datetime import UTC, date, datetime

import duckdb
import geopandas
import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from factories import ALEPPO_GOVERNORATE, HMEIRA, IDLEB, KHAN_TUMAN, KUWEIRES, article, report, snapshot_of, unplaced, world
from lxml import etree

from events import export
from events.export import dictionary, shaped
from events.query import Filters
from events.words import plain

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOME = Filters(types=("air_strike", "shelling", "armed_clash"), date_from=date(2016, 4, 30), governorates=("SY02",))
NAMES = list(export.BY_NAME)
KML = "{http://www.opengis.net/kml/2.2}"
GEOJSON = {
    "type": "object",
    "required": ["type", "features", "query", "generated_at", "policy", "attribution", "fields", "type_mapping"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "crs": False,  # RFC 7946 took it away
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "id", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": "string", "pattern": "^.+/[0-9]+$"},
                    "geometry": {
                        "type": ["object", "null"],
                        "required": ["type", "coordinates"],
                        "properties": {"type": {"const": "Point"}, "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}},
                    },
                    "properties": {"type": "object"},
                },
            },
        },
    },
}
JSON_TYPES = {
    "id": {"type": ["string", "null"]}, "term": {"type": ["string", "null"]}, "text": {"type": ["string", "null"]}, "whole": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]}, "date": {"type": ["string", "null"], "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
    "terms": {"type": "array", "items": {"type": "string"}}, "texts": {"type": "array", "items": {"type": "string"}},
}  # fmt: skip


@pytest.fixture(params=["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    with snapshot_of(tmp_path_factory.mktemp("ws"), *world(50, seed=2)) as snapshot:
        yield snapshot


@pytest.fixture
def written(cut, tmp_path):
    """A function that writes a format as the command line does; gives the folder."""

    def write(name, filters=SOME, snapshot=cut):
        for ending, part in export.parts(snapshot, filters, export.BY_NAME[name], NOW)[1].items():
            with (tmp_path / f"x{ending}").open("wb") as out:
                part(out)
        return tmp_path

    return write


def stored(cut, filters=SOME):
    """What the store says of each selected place: id, day, position, lowest figure, quotes."""
    events = cut.events(filters, limit=None).set_index("event_id")
    found = {}
    for row in cut.places(filters).itertuples():
        event = events.loc[row.event_id]
        point = (round(row.lon, 6), round(row.lat, 6)) if row.status == "point" else None
        killed = None if pd.isna(event.killed_min) else int(event.killed_min)
        day = event.date.isoformat() if event.date else None
        found[f"{row.event_id}/{row.n}"] = (day, point, killed, [plain(quote) for quote in event.quotes])
    assert len(found) > 20
    return found


def from_frame(frame, quotes=list):
    """The same of a table that a reader gives back."""
    found = {}
    for row in frame.itertuples():
        day = None if pd.isna(row.date) else pd.Timestamp(row.date).date().isoformat()
        point = None if row.geometry is None else (round(row.geometry.x, 6), round(row.geometry.y, 6))
        killed = None if pd.isna(row.event_killed_min) else int(row.event_killed_min)
        found[f"{row.event_id}/{row.place_n}"] = (day, point, killed, quotes(row.quotes))
    return found


def by_bars(joined):
    return joined.split("|") if isinstance(joined, str) and joined else []


def said_to_be(about, filters=SOME):
    assert about["query"] == filters.as_json()
    assert about["generated_at"] == "2026-01-02T03:04:05Z"
    assert about["policy"] == "none"
    assert "UN OCHA" in about["attribution"]


@pytest.mark.usefixtures("zone")
def test_geojson_by_gdal_and_by_schema(cut, written):
    path = written("geojson") / "x.geojson"
    told = json.loads(path.read_text("utf-8"))
    of_fields = {field.feature: JSON_TYPES[field.type] for field in dictionary.in_features()}
    schema = json.loads(json.dumps(GEOJSON))
    schema["properties"]["features"]["items"]["properties"]["properties"] |= {
        "properties": of_fields,
        "required": list(of_fields),
        "additionalProperties": False,
    }
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(told)
    said_to_be(told)
    frame = pyogrio.read_dataframe(path)
    frame["quotes"] = [json.loads(quotes) if isinstance(quotes, str) else list(quotes) for quotes in frame["quotes"]]
    assert from_frame(frame) == stored(cut)


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(("name", "ending"), [("geojsonl", ".geojsonl"), ("geojsonseq", ".geojsons")])
def test_sequences_by_gdal(cut, written, name, ending):
    folder = written(name)
    frame = pyogrio.read_dataframe(folder / f"x{ending}")
    frame["quotes"] = [json.loads(quotes) if isinstance(quotes, str) else list(quotes) for quotes in frame["quotes"]]
    assert from_frame(frame) == stored(cut)
    said_to_be(json.loads((folder / "x.about.json").read_text("utf-8")))
    starts = {line[:1] for line in (folder / f"x{ending}").read_bytes().splitlines()}
    assert starts == ({b"\x1e"} if name == "geojsonseq" else {b"{"})


@pytest.mark.usefixtures("zone")
def test_geoparquet_by_geopandas_and_duckdb(cut, written):
    path = written("geoparquet") / "x.parquet"
    frame = geopandas.read_parquet(path)
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84"
    assert from_frame(frame) == stored(cut)
    metadata = pq.read_metadata(path).metadata
    assert json.loads(metadata[b"geo"])["version"] == "1.1.0"
    said_to_be(json.loads(metadata[b"rasd"]))
    with duckdb.connect() as db:
        days = db.execute("SELECT event_id || '/' || place_n, date::VARCHAR, event_killed_min FROM read_parquet(?)", [str(path)]).fetchall()
    assert {key: (day, killed) for key, day, killed in days} == {key: (day, killed) for key, (day, _, killed, _) in stored(cut).items()}


@pytest.mark.usefixtures("zone")
def test_geopackage_by_gdal(cut, written):
    path = written("geopackage") / "x.gpkg"
    layers = dict(pyogrio.list_layers(path))
    assert set(layers) == {"events", "reports", "sources", "about", "fields", "type_mapping"}
    assert layers["events"] == "Point"
    assert from_frame(pyogrio.read_dataframe(path, layer="events"), by_bars) == stored(cut)
    reports, sources = (pyogrio.read_dataframe(path, layer=layer) for layer in ("reports", "sources"))
    ids = {event_id for key in stored(cut) for event_id in [key.rpartition("/")[0]]}
    assert set(reports["event_id"]) == ids
    wanted = cut.events(SOME, limit=None)
    assert set(reports["report_id"]) == {one for found in wanted["report_ids"] for one in found}
    assert set(sources["article_id"]) == set(reports["article_id"]) == {one for found in wanted["article_ids"] for one in found}
    assert sources["reports"].sum() == len(reports)
    days = {row.report_id: None if pd.isna(row.date) else pd.Timestamp(row.date).date() for row in reports.itertuples()}
    assert days == {report_id: one.report.date for report_id, one in cut.workspace.ledger.reports(days).items()}
    about = pyogrio.read_dataframe(path, layer="about").set_index("key")["value"]
    said_to_be({name: json.loads(value) if value.startswith(("{", "[")) else value for name, value in about.items()})
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


@pytest.mark.usefixtures("zone")
def test_kml_by_gdal_and_by_its_schema(cut, written):
    path = written("kml") / "x.kml"
    frame = pyogrio.read_dataframe(path)
    assert from_frame(frame, by_bars) == stored(cut)
    tree = etree.parse(path)
    spans = {}
    for mark in tree.iter(f"{KML}Placemark"):
        told = {one.get("name"): one.text for one in mark.iter(f"{KML}SimpleData")}
        spans[f"{told['event_id']}/{told['place_n']}"] = mark.findtext(f"{KML}TimeSpan/{KML}begin")
    assert spans == {key: day for key, (day, _, _, _) in stored(cut).items()}
    about = {data.get("name"): data.findtext(f"{KML}value") for data in tree.iter(f"{KML}Data")}
    said_to_be({name: json.loads(value) if value.startswith(("{", "[")) else value for name, value in about.items()})
    validator = pytest.importorskip("fastkml.validator", reason="fastkml holds the schema of KML")
    assert validator.validate(file_to_validate=path)


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("name", ["csv", "excel-csv", "hxl-csv"])
def test_tables_by_duckdb_and_pandas(cut, written, name):
    folder = written(name)
    raw = (folder / "x.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == (name == "excel-csv")
    skip = [1] if name == "hxl-csv" else []
    events = pd.read_csv(folder / "x.csv", skiprows=skip, dtype={"event_id": str})
    places = pd.read_csv(folder / "x.places.csv", skiprows=skip, dtype={"event_id": str})
    wanted = stored(cut)
    days = {row.event_id: None if pd.isna(row.date) else row.date for row in events.itertuples()}
    assert days == {key.rpartition("/")[0]: day for key, (day, _, _, _) in wanted.items()}
    killed = {row.event_id: None if pd.isna(row.killed_min) else int(row.killed_min) for row in events.itertuples()}
    assert killed == {key.rpartition("/")[0]: figure for key, (_, _, figure, _) in wanted.items()}
    points = {f"{row.event_id}/{row.n}": None if pd.isna(row.lon) else (round(row.lon, 6), round(row.lat, 6)) for row in places.itertuples()}
    assert points == {key: point for key, (_, point, _, _) in wanted.items()}
    with duckdb.connect() as db:
        counted = db.execute("SELECT count(*) FROM read_csv(?, header = true, skip = ?, all_varchar = true)", [str(folder / "x.csv"), len(skip)]).fetchone()
    assert counted == (len(events),)
    said_to_be(json.loads((folder / "x.about.json").read_text("utf-8")))


def test_hxl_tags_stand_under_the_names_and_are_well_formed(written):
    folder = written("hxl-csv")
    for file in ("x.csv", "x.places.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            names, tags = (next(reader) for reader in [csv.reader(lines)] for _ in range(2))
        assert len(names) == len(tags) == len(set(tags))
        assert all(tag.startswith("#") and tag.replace("#", "").replace("+", "").replace("_", "").isalnum() and tag == tag.lower() for tag in tags)


# In the shape of other projects


def shape_of(name, tmp_path, *reports, filters=None):
    with snapshot_of(tmp_path / "ws", [article("a")], {"a": list(reports)}) as snapshot:
        out = io.BytesIO()
        _, parts = export.parts(snapshot, filters or Filters(), export.BY_NAME[name], NOW)
        parts[".csv"](out)
        about = io.BytesIO()
        parts[".about.json"](about)
    assert "shaped like" in json.loads(about.getvalue())["shape"]
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


def test_acled_shape_has_a_row_for_each_place_and_a_figure_once(tmp_path):
    rows = shape_of("acled-csv", tmp_path, report("a", KHAN_TUMAN, IDLEB, ALEPPO_GOVERNORATE, killed_min=8, killed_max=9))
    assert list(rows[0]) == [field.name for field in dictionary.of("acled")]
    assert [row["fatalities"] for row in rows] == ["8", "", ""]
    assert [row["location"] for row in rows] == ["Khan tuman", "Idleb", "Aleppo"]
    assert [row["geo_precision"] for row in rows] == ["1", "1", "3"]
    assert (rows[2]["latitude"], rows[2]["longitude"]) == ("", "")
    assert (rows[0]["admin1"], rows[0]["event_date"], rows[0]["year"], rows[0]["time_precision"]) == ("Aleppo", "2016-05-09", "2016", "1")
    assert (rows[0]["event_type"], rows[0]["sub_event_type"]) == ("Explosions/Remote violence", "Air/drone strike")
    assert (rows[0]["actor1"], rows[0]["inter1"], rows[0]["inter2"]) == ("syrian_government", "State forces", "")
    assert [row["tags"] for row in rows] == [f"place {n} of 3|reported" for n in (1, 2, 3)]


def test_ucdp_shape_has_one_row_at_the_smallest_unit_that_holds_all_places(tmp_path):
    (row,) = shape_of("ucdp-csv", tmp_path / "1", report("a", KHAN_TUMAN, HMEIRA, killed_min=3, killed_max=3))
    assert list(row) == [field.name for field in dictionary.of("ucdp")]
    assert (row["where_prec"], row["adm_1"], row["latitude"], row["geom_wkt"]) == ("3", "Aleppo", "", "")
    assert (row["best"], row["low"], row["high"], row["type_of_violence"]) == ("3", "3", "3", "1")
    (row,) = shape_of("ucdp-csv", tmp_path / "2", report("a", KHAN_TUMAN, IDLEB, killed_min=3, killed_max=None))
    assert (row["where_prec"], row["where_coordinates"], row["best"], row["high"]) == ("6", "Syria", "", "")
    (row,) = shape_of("ucdp-csv", tmp_path / "3", report("a", KHAN_TUMAN))
    assert (row["where_prec"], row["where_coordinates"], row["geom_wkt"]) == ("1", "Khan tuman", "POINT (37.050872 36.118418)")
    (row,) = shape_of("ucdp-csv", tmp_path / "4", report("a", unplaced("حسمين")))
    assert (row["where_prec"], row["latitude"]) == ("6", "")
    (row,) = shape_of("ucdp-csv", tmp_path / "5", report("a", KHAN_TUMAN, KUWEIRES), filters=Filters(place_id=KUWEIRES.id))
    assert (row["where_prec"], row["where_coordinates"]) == ("", "")  # the deaths did not all happen there


@pytest.mark.parametrize(
    ("changes", "sub_type", "violence"),
    [
        ({"targets": ("civilians",)}, "Air/drone strike", 3),
        ({"initiators": ("isis",), "targets": ("sdf",), "type": "armed_clash"}, "Armed clash", 2),
        ({"initiators": ("unknown",), "type": "territory_change"}, None, None),
        ({"initiators": ("isis",), "type": "territory_change"}, "Non-state actor overtakes territory", 2),
        ({"type": "territory_change"}, "Government regains territory", 1),
        ({"initiators": ("iran_backed",)}, "Air/drone strike", None),
        ({"type": "small_arms_assassination", "targets": ("unknown",)}, None, None),
        ({"type": "small_arms_assassination", "targets": ("civilians",)}, "Attack", 3),
        ({"type": "explosion_ied", "weapons": ["حزام ناسف انتحاري"]}, "Suicide bomb", 1),
        ({"type": "explosion_ied"}, "Remote explosive/landmine/IED", 1),
    ],
)
def test_types_of_others_follow_the_mapping_and_stay_empty_in_doubt(changes, sub_type, violence):
    event = {"type": "air_strike", "initiators": ("syrian_government",), "targets": ("opposition",), "weapons": []} | changes
    event |= {name: list(event[name]) for name in ("initiators", "targets")}
    assert (shaped.mapping_of(event).get("acled_sub_event_type"), shaped.violence(event)) == (sub_type, violence)


# What holds for all


@pytest.mark.parametrize("name", NAMES)
def test_the_same_cut_and_filter_give_the_same_bytes(cut, name):
    first = export.bundle(cut, SOME, export.BY_NAME[name], NOW, "x")
    time.sleep(0.01)
    assert export.bundle(cut, SOME, export.BY_NAME[name], NOW, "x") == first


@pytest.mark.parametrize("name", NAMES)
def test_dictionary_and_mapping_travel_with_every_format(cut, written, name):
    form = export.BY_NAME[name]
    folder = written(name)
    if form.beside:
        assert (folder / "x.types.csv").read_text("utf-8-sig").replace("\r\n", "\n") == dictionary.csv_mapping().replace("\r\n", "\n")
        described = {row["name"] for row in csv.DictReader(io.StringIO((folder / "x.fields.csv").read_text("utf-8-sig")))}
        with (folder / f"x{form.ending}").open(encoding="utf-8-sig", newline="") as file:
            columns = next(csv.reader(file)) if form.ending == ".csv" else json.loads(file.readline().lstrip("\x1e"))["properties"]
        assert set(columns) <= described
    else:
        raw = (folder / f"x{form.ending}").read_bytes()
        assert b"Lowest figure of persons killed" in raw
        assert b"Explosions/Remote violence" in raw
    with zipfile.ZipFile(io.BytesIO(export.bundle(cut, SOME, form, NOW, "x"))) if not form.is_single else zipfile.ZipFile(io.BytesIO(), "w") as archive:
        assert sorted(archive.namelist()) == (sorted(path.name for path in folder.glob("x.*")) if not form.is_single else [])


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_selection_is_a_file_too(written, name):
    path = written(name, Filters(event_id="E-none")) / f"x{export.BY_NAME[name].ending}"
    assert bool(path.stat().st_size) == (name not in {"geojsonl", "geojsonseq"})  # a sequence of no features is an empty file
    if name == "geoparquet":
        assert geopandas.read_parquet(path).empty
    if name in {"geojson", "geopackage"}:
        assert pyogrio.read_dataframe(path, layer="events" if name == "geopackage" else None).empty
    if name == "kml":  # GDAL takes a document without placemarks for no layer at all
        assert not list(etree.parse(path).iter(f"{KML}Placemark"))


@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_do_no_harm_in_any_format(tmp_path, written, name):
    words = "]]><script>alert(1)</script> $[event_id] \u202eمعكوس\u202c \x00\x07 =1+1 \"'<&>"
    with snapshot_of(tmp_path / "ws", [article("a", words, outlet=words)], {"a": [report("a", weapon=words, source=words)]}) as snapshot:
        folder = written(name, Filters(), snapshot)
        raw = (folder / f"x{export.BY_NAME[name].ending}").read_bytes()
    if name not in {"geoparquet", "geopackage"}:  # binary around the texts
        text = raw.decode("utf-8-sig")
        assert not set(text) & set("\u202e\u202c\x00\x07")
    if name == "kml":
        assert "<script>" not in text
        (description,) = next(etree.fromstring(raw).iter(f"{KML}Placemark")).iter(f"{KML}description")
        assert "<script>" not in description.text
        assert "$[" not in description.text


def test_every_field_is_described_in_both_languages_once():
    for field in dictionary.fields():
        assert field.meaning_en
        assert field.meaning_ar
        assert field.type in JSON_TYPES
        assert bool(field.hxl) == (field.table in {"event", "place"})
    keys = [(field.table, field.name) for field in dictionary.fields()]
    assert len(set(keys)) == len(keys)


def test_endings_and_names_choose_the_format():
    assert export.chosen(".GeoJSON").name == "geojson"
    assert export.chosen(".geoparquet").name == "geoparquet"
    assert export.chosen(".csv", "acled-csv").name == "acled-csv"
    with pytest.raises(export.ExportError, match=r"is named \.csv, not \.gpkg"):
        export.chosen(".gpkg", "acled-csv")
