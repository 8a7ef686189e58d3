"""The commands, run as a person runs them."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from dataclasses import fields
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import rasd
from dashboard import serve
from events.query import Filters, Snapshot
from events.workspace import Workspace
from gazetteer.places import GazetteerError

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "reports.jsonl"
SHELLING = "قصفت قوات النظام بالمدفعية الثقيلة بلدة اللطامنة في ريف حماة الشمالي أمس، ما أدى إلى مقتل ثلاثة مدنيين."


def run(*words, stdin=None, code=0):
    """Run a command in this process; give (stdout, stderr)."""
    done = CliRunner().invoke(rasd.main, [str(word) for word in words], input=stdin)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def all_commands(group, words=()):
    yield words
    for name, command in group.commands.items():
        yield from all_commands(command, (*words, name)) if isinstance(command, click.Group) else [(*words, name)]


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.jsonl"
    rows = [
        {"id": "b", "text": SHELLING, "published": "2019-08-01"},
        {"id": "broken", "text": ""},
        {"id": "a", "text": "انتخب المجلس رئيساً جديداً.", "published": "2019-08-01", "colour": "ignored"},
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.mark.parametrize("words", [*all_commands(rasd.main)], ids=" ".join)
def test_every_command_explains_itself(words):
    shown, _ = run(*words, "--help")
    assert shown.startswith("Usage: ")


def test_help_does_not_wait_for_the_libraries():
    script = "import sys, rasd; rasd.main(['--help'], standalone_mode=False); sys.exit(not {'camel_tools', 'pandas', 'streamlit'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_reading_an_article_does_without_arrays_and_polygons():
    script = "import sys, extract; extract.process(extract.Article('a', 'قصف حلب')); sys.exit(not {'numpy', 'shapely'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_version_is_the_one_of_the_project():
    shown, _ = run("--version")
    assert shown.strip().endswith(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


@pytest.mark.parametrize("words", [("extract", "none.jsonl"), ("places", "none.jsonl"), ("export", "out.xlsx"), ("gazetteer", "search", "قرية لا وجود لها")])
def test_what_cannot_be_done_ends_with_status_1_and_a_message(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown, said = run(*words, code=1)
    assert said.strip() or shown.startswith("Not confident")
    assert "Traceback" not in shown + said


def test_an_error_of_rasd_is_a_message_and_any_other_stays_an_error(monkeypatch):
    def broken_tables(_overlay=None):
        raise GazetteerError("places.csv line 7: latitude 95")

    monkeypatch.setattr("gazetteer.load", broken_tables)
    _, said = run("gazetteer", "search", "حلب", code=1)
    assert said == "Error: places.csv line 7: latitude 95\n"
    monkeypatch.setattr("gazetteer.load", lambda _overlay=None: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("gazetteer", "search", "حلب")


# extract


def test_extract_keeps_the_order_and_marks_a_bad_article(articles, tmp_path):
    out = tmp_path / "out.jsonl"
    _, said = run("extract", articles, "-o", out)
    found = lines(out.read_text("utf-8"))
    assert [line["id"] for line in found] == ["b", "broken", "a"]
    assert "text is missing" in found[1]["error"]
    assert found[0]["events"][0]["date"] == "2019-07-31"
    assert found[0]["events"][0]["killed_min"] == 3
    assert found[2]["events"] == []
    assert said.startswith("broken: ")
    assert "text is missing" in said
    assert said.endswith("3 articles, 1 of them could not be read\n")


def test_extract_reads_stdin_and_writes_stdout(articles):
    shown, _ = run("extract", "-", stdin=articles.read_text("utf-8"))
    assert [line["id"] for line in lines(shown)] == ["b", "broken", "a"]


def test_extract_takes_the_date_of_publication_for_files_without_one(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(SHELLING, "utf-8")
    assert lines(run("extract", path)[0])[0]["events"][0]["date"] is None
    assert lines(run("extract", path, "--published", "2016-05-10")[0])[0]["events"][0]["date"] == "2016-05-09"
    assert "is not a day" in run("extract", path, "--published", "10/5/2016", code=2)[1]


def broken(error):
    def process(_article):
        raise error

    return process


def test_extract_goes_on_after_an_article_that_the_rules_cannot_bear(articles, monkeypatch):
    monkeypatch.setattr("extract.pipeline.process", broken(IndexError("pop from empty list")))
    shown, said = run("extract", articles, code=1)  # not one article could be read
    assert [line["id"] for line in lines(shown)] == ["b", "broken", "a"]
    assert lines(shown)[0]["error"] == "could not be read by the rules (IndexError: pop from empty list)"
    assert said.endswith("3 articles, 3 of them could not be read\n")


def test_extract_does_not_write_over_what_it_reads(articles):
    before = articles.read_bytes()
    assert "is the file to read" in run("extract", articles, "-o", articles, code=1)[1]
    assert articles.read_bytes() == before


def test_export_of_an_empty_workspace_is_no_quiet_map(tmp_path):
    assert "no event in" in run("export", tmp_path / "out.geojson", code=1)[1]
    assert not (tmp_path / "out.geojson").exists()


def test_extract_leaves_no_half_result(articles, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    out.write_text("from last time", "utf-8")
    monkeypatch.setattr("extract.pipeline.process", broken(GazetteerError("places.csv line 7: latitude 95")))
    assert run("extract", articles, "-o", out, code=1)[1] == "Error: places.csv line 7: latitude 95\n"
    assert out.read_text("utf-8") == "from last time"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles.jsonl", "out.jsonl"]


def test_extract_of_a_file_without_articles_is_an_error(tmp_path):
    (tmp_path / "empty.jsonl").touch()
    assert "no article" in run("extract", tmp_path / "empty.jsonl", code=1)[1]


def test_explain_shows_the_words_and_the_rule_for_one_article(articles):
    shown, _ = run("explain", articles, "--id", "b")
    assert shown.startswith("b\n")
    assert "قصفت" in shown
    assert re.search(r"place +اللطامنة +C\d+ ", shown)
    assert re.search(r"shelling at اللطامنة, 2019-07-31", shown)
    assert "\na\n" not in shown
    assert "no article with the id 'z'" in run("explain", articles, "--id", "z", code=1)[1]


# ingest and export


def test_ingest_twice_changes_nothing(rasd_home, articles):
    assert run("ingest", articles)[1].endswith("2 new, 1 not read\n")
    with Workspace(rasd_home) as opened:
        cut = Snapshot(opened).data_cut
    assert run("ingest", articles)[1].endswith("2 unchanged, 1 not read\n")
    with Workspace(rasd_home) as opened:
        assert Snapshot(opened).data_cut == cut


@pytest.mark.usefixtures("articles")
def test_ingest_reads_a_folder_and_passes_over_other_files(tmp_path):
    (tmp_path / "notes.md").write_text("not an article", "utf-8")
    assert run("ingest", tmp_path, "--home", tmp_path / "own")[1].endswith("2 new, 1 not read\n")


def test_export_writes_what_the_filters_select(rasd_home, tmp_path):
    run("ingest", SAMPLES)
    out = tmp_path / "out.geojson"
    run("export", out, "--governorate", "Aleppo", "--type", "air_strike", "--type", "shelling", "--to", "2020-12-31", "--no-undated")
    told = json.loads(out.read_text("utf-8"))
    with Workspace(rasd_home) as opened:
        filters = Filters(governorates=("SY02",), types=("air_strike", "shelling"), date_to=date(2020, 12, 31), undated=False)
        expected = Snapshot(opened).events(filters, limit=None)
    assert {feature["properties"]["event_id"] for feature in told["features"]} == set(expected["event_id"])
    assert told["event_count"] == len(expected) > 0


def test_export_writes_csv_with_a_row_for_each_event(rasd_home, tmp_path):
    run("ingest", SAMPLES)
    out = tmp_path / "out.csv"
    _, said = run("export", out)
    with Workspace(rasd_home) as opened:
        total = Snapshot(opened).counts(Filters()).total
    assert said == f"{total} events in {out}\n"
    assert out.read_text("utf-8-sig").count("\n") >= total


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--type", "earthquake", "air_strike"),
        ("--actor", "نظام", "syrian_government"),
        ("--governorate", "Beirut", "is no governorate"),
        ("--district", "SY02", "is no district"),
        ("--from", "yesterday", "2016-05-10"),
        ("--min-confidence", "7", "range"),
    ],
)
def test_export_refuses_values_that_do_not_exist(option, value, told, tmp_path):
    assert told in run("export", tmp_path / "out.geojson", option, value, code=2)[1]


def test_every_filter_is_an_option_of_export():
    from commands.store import export_events  # noqa: PLC0415  # the command under its own name

    assert {field.name for field in fields(Filters)} <= {option.name for option in export_events.params}


@pytest.mark.usefixtures("rasd_home")
def test_export_takes_shapes_and_figures(tmp_path):
    run("ingest", SAMPLES)
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [[[36, 35], [38, 35], [38, 37], [36, 37], [36, 35]]]}), "utf-8")
    out = tmp_path / "out.geojson"
    run("export", out, "--within", area, "--killed-from", 5, "--sources", 1, "--box", "36,35,37,37")
    made = json.loads(out.read_text("utf-8"))
    assert made["query"]["killed_from"] == 5
    assert made["query"]["within"].startswith("POLYGON ((")
    assert 0 < made["event_count"] < 50
    for feature in made["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert 36 <= lon <= 37
        assert 35 <= lat <= 37
        assert feature["properties"]["event_killed_max"] is None or feature["properties"]["event_killed_max"] >= 5


def test_export_says_why_a_polygon_cannot_be_used(tmp_path):
    bad = tmp_path / "bad.geojson"
    bad.write_bytes("حلب".encode("cp1256"))
    assert "UTF-8" in run("export", tmp_path / "out.geojson", "--within", bad, code=2)[1]
    assert "No such file" in run("export", tmp_path / "out.geojson", "--within", tmp_path / "none", code=2)[1]
    assert "latitude comes first" in run("export", tmp_path / "out.geojson", "--near", "41,34,10", code=2)[1]


def test_export_refuses_a_period_that_ends_before_it_begins(tmp_path):
    out = tmp_path / "out.geojson"
    assert "ends" in run("export", out, "--from", "2020-01-02", "--to", "2020-01-01", code=1)[1]
    assert not out.exists()


# places and gazetteer


def test_places_answers_in_order_and_marks_bad_lines():
    asked = ['{"id": 2, "name": "كفرزيتا", "within": "SY05"}', "not json", '{"id": 1, "name": ""}', '{"id": "x", "name": "Khan Tuman", "within": "Aleppo"}']
    shown, _ = run("places", "-", stdin="\n".join(asked) + "\n")
    first, bad, empty, last = lines(shown)
    assert [answer["id"] for answer in (first, bad, empty, last)] == [2, None, 1, "x"]
    assert "error" in bad
    assert "error" in empty
    best = first["candidates"][0]
    assert set(best) == {"place_id", "name_ar", "name_en", "lat", "lon", "level", "governorate", "score", "reason"}
    assert (best["governorate"], round(best["lat"], 1), round(best["lon"], 1)) == ("SY05", 35.4, 36.6)
    assert last["candidates"][0]["name_ar"] == "خان طومان"
    assert isinstance(last["confident"], bool)


def test_gazetteer_search_is_for_people():
    shown, _ = run("gazetteer", "search", "خان طومان")
    assert re.match(r"1\. خان طومان \| .* \| village, .*Aleppo\n   36\.1\d+ N, 37\.0\d+ E \(within [\d.]+ km\) \| C1015 ", shown)


def test_gazetteer_search_says_so_when_latitude_and_longitude_are_exchanged():
    assert "latitude comes first" in run("gazetteer", "search", "حلب", "--near", "40.14,35.34", code=2)[1]


def test_gazetteer_check_finds_the_tables_in_order():
    run("gazetteer", "check")


def test_gazetteer_report_counts_every_governorate():
    shown, _ = run("gazetteer", "report")
    for name in ("Aleppo", "As-Sweida", "Tartous", "ocha"):
        assert f"| {name} |" in shown


# serve


def flattened(settings, prefix=""):
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value).lower() if isinstance(value, bool) else str(value)


def test_flags_and_streamlits_file_say_the_same():
    assert dict(flattened(tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8")))) == serve.SETTINGS


def test_serve_says_so_when_the_port_is_taken():
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        _, said = run("serve", "--port", port, code=1)
    assert f"port {port} cannot be used" in said
    assert "--port" in said


def free_port():
    with socket.socket() as trial:
        trial.bind((serve.HOST, 0))
        return trial.getsockname()[1]


@pytest.fixture
def server(tmp_path):
    """`rasd serve` as started by a person in a folder of their own; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "rasd", "serve", "--headless", "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (tmp_path / "log.txt").open("w") as log, subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log) as process:
        address = f"http://{serve.HOST}:{port}"
        deadline = time.monotonic() + 60
        while not answers(f"{address}/_stcore/health"):
            assert process.poll() is None, (tmp_path / "log.txt").read_text("utf-8")
            assert time.monotonic() < deadline, "the dashboard did not start within a minute"
            time.sleep(0.2)
        yield address
        process.terminate()


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
            return answer.status == 200
    except OSError:
        return False


def test_serve_works_from_any_folder_on_this_machine_only(server, rasd_home):
    with urllib.request.urlopen(f"{server}/app/static/vendor/leaflet.js", timeout=5) as answer:  # noqa: S310
        assert "javascript" in answer.headers["Content-Type"]
    port = int(server.rpartition(":")[2])
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.2", port), timeout=2):
        pass
    assert (rasd_home / "workspace.json").exists()
