"""What a workspace holds back: the policy and the masks apply on every way out, and a broken file stops the export."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from factories import ALEPPO, IDLEB, KHAN_TUMAN, KUWEIRES, MASHARQA, article, placed, report, snapshot_of
from hypothesis import given
from hypothesis import strategies as st

import gazetteer
import rasd
from dashboard import card as drawn
from dashboard.data import Cut
from dashboard.text import words
from events import export
from events.analyst import Analyst
from events.export import withhold
from events.export.policy import PolicyError, read_policy
from events.masks import MaskError, Masks, read_masks
from events.query import Filters, Snapshot
from extract.article import Span
from extract.records import Evidence

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NAMES = list(export.BY_NAME)
PERSON = "عبد الرحمن القهوجي"
TEXT = f"غارة جوية على خان طومان قرب مطار كويرس، وقال ولعبد الرَّحمن القهوجي إنه رأى ذلك. وقال {PERSON} في الختام."


def whole(data: bytes) -> str:
    """All texts in a file of any format."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(whole(archive.read(name)) for name in archive.namelist())
    if data[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(data))
        return json.dumps([str(row) for row in table.to_pylist()], ensure_ascii=False) + str(table.schema.metadata)
    return data.decode("utf-8", "replace")


def exported(snapshot, name, filters=None) -> str:
    return whole(export.bundle(snapshot, filters or Filters(), export.BY_NAME[name], NOW, "x"))


def by_command(home, name, tmp_path) -> str:
    form = export.BY_NAME[name]
    out = tmp_path / "cli"
    out.mkdir(exist_ok=True)
    done = CliRunner().invoke(rasd.main, ["export", str(out / f"x{form.ending}"), "--format", name, "--home", str(home)])
    assert done.exit_code == 0, done.output
    return "\n".join(whole(path.read_bytes()) for path in sorted(out.iterdir()))


@pytest.fixture
def told(tmp_path):
    """Three events: at a facility, at a village beside a city, and an undated one; all quotes name the facility."""
    items = [article(f"a{n}", f"{TEXT} {n}", outlet=f"outlet {n}", url=f"https://example.org/{n}/مطار-كويرس") for n in range(3)]
    places = {"a0": [KUWEIRES], "a1": [KHAN_TUMAN, ALEPPO], "a2": [IDLEB]}
    days = {"a0": date(2016, 5, 9), "a1": date(2025, 12, 20), "a2": None}
    found = {name: [report(name, *map(placed, places[name]), day=days[name], source=f"{PERSON}، ناشط", initiators=("russia",))] for name in places}
    with snapshot_of(tmp_path / "ws", items, found) as snapshot:
        yield snapshot


def policy(snapshot, text):
    (snapshot.workspace.home / "policy.toml").write_text(text, "utf-8")


def test_without_a_policy_the_file_says_so(told):
    assert export.select(told, Filters(), NOW).about["policy"] == "none"


@pytest.mark.parametrize("name", NAMES)
def test_no_way_out_passes_by_the_policy(told, tmp_path, name):
    policy(told, 'delay_days = 30\nhide_places = ["SY020204"]\ndrop_fields = ["outlets", "initiators"]\n[coarsen]\ncity = "subdistrict"\n')
    assert "2025-12-20" not in exported(told, name)  # too recent at that time
    cut = object.__new__(Cut)
    cut.snapshot, cut.workspace, cut.id = told, told.workspace, told.data_cut
    for text in (exported(told, name), by_command(told.workspace.home, name, tmp_path), whole(cut.download(Filters(), export.BY_NAME[name]))):
        assert "كويرس" not in text
        assert "Kuweires" not in text
        assert "37.584" not in text
        assert "outlet 0" not in text
        assert "russia" not in text
        assert "36.635276" not in text  # undated, so perhaps too recent; and a city
        assert '"delay_days": 30' in text.replace('""', '"').replace("&quot;", '"').replace('\\"', '"')


def test_the_dashboard_and_the_commands_have_no_other_way_out():
    """Only `rows.select` may ask a snapshot or a ledger for what is exported; everything else receives its selection."""
    asking = {}
    for path in (*ROOT.glob("events/**/*.py"), *ROOT.glob("dashboard/**/*.py"), *ROOT.glob("commands/*.py")):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
        asking[path.relative_to(ROOT).as_posix()] = names
    asked_by = {name: {path for path, names in asking.items() if name in names} for name in ("event_table", "place_table")}
    # The queue of reviews is read on this machine by those who judge what may go out.
    assert asked_by == {"event_table": {"events/export/rows.py", "events/review_queue.py"}, "place_table": {"events/export/rows.py"}}
    exporters = {path: names for path, names in asking.items() if path.startswith("events/export/") and not path.endswith("/rows.py")}
    assert not [path for path, names in exporters.items() if names & {"ledger", "workspace", "snapshot_dir", "articles", "article"}]
    offering = {path for path, names in asking.items() if "download_button" in names}
    assert offering == {"dashboard/toolbar.py", "dashboard/review_team.py", "dashboard/views/analysis.py", "dashboard/views/compare.py"}
    writing = {"to_csv", "to_excel", "to_parquet", "to_json", "to_file"}
    assert not [path for path, names in asking.items() if path.startswith(("dashboard/", "commands/")) and names & writing]
    assert 'aria-label^="Download as CSV"' in (ROOT / "dashboard/style.css").read_text("utf-8")  # the grids' own download


def test_every_way_out_is_known_and_tested():
    """Who asks for rows to be given out. A new way belongs here, with a test that it holds back what the policy and the masks hold back."""
    asking, all_names = {}, {}
    for path in (*ROOT.glob("events/**/*.py"), *ROOT.glob("dashboard/**/*.py"), *ROOT.glob("commands/*.py")):
        found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
        name = path.relative_to(ROOT).as_posix()
        all_names[name] = {node.attr for node in found}
        asking[name] = {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == "export"} & {"select", "parts", "bundle"}
    assert {name: asked for name, asked in asking.items() if asked} == {
        "commands/store.py": {"parts"}, "dashboard/compared.py": {"select"}, "dashboard/data.py": {"bundle"}, "dashboard/handout.py": {"select"},
        "events/release.py": {"select"}, "commands/release.py": {"select"},
    }  # fmt: skip
    inside = {"articles", "article", "article_at", "reports", "reports_of", "card", "markers", "unplaced", "snapshot_dir", "search", "event_table"}
    for name in ("bundle", "compare", "compare_files", "others", "release", "release_check", "release_diff", "release_told"):
        assert not all_names[f"events/{name}.py"] & inside


def test_a_delay_counts_days_in_damascus_and_holds_undated_events_back(told):
    policy(told, "delay_days = 13\n")
    late = datetime(2026, 1, 1, 21, 0, tzinfo=UTC)  # already the second of January in Damascus
    assert set(export.select(told, Filters(), late).events["date"].to_pylist()) == {date(2016, 5, 9), date(2025, 12, 20)}
    assert export.select(told, Filters(), datetime(2026, 1, 1, 20, 59, tzinfo=UTC)).events["date"].to_pylist() == [date(2016, 5, 9)]


def test_exports_tell_how_far_an_event_was_judged_and_what_differs_but_not_by_whom(told):
    workspace = told.workspace
    Analyst(workspace, "rana qabbani").accept("a0-000")
    Analyst(workspace, "omar").reject("a0-000", "not here")
    Analyst(workspace, "rana qabbani").correct("a0-000", {"killed_min": 4, "killed_max": 4})
    with Snapshot(workspace) as now:
        first, *_ = export.select(now, Filters(date_to=date(2017, 1, 1), undated=False), NOW).events.to_pylist()
        assert (first["review_status"], first["conflict"]) == ("corrected", "decision: reviewers disagree")
        for name in NAMES:
            assert "qabbani" not in exported(now, name)
        made = json.loads(exported(now, "geojson"))
        assert {feature["properties"]["review_status"] for feature in made["features"]} == {"corrected", "unreviewed"}
        policy(now, '[coarsen]\nfacility = "subdistrict"\n')
        (event,) = export.select(now, Filters(date_to=date(2017, 1, 1), undated=False), NOW).events.to_pylist()
        assert (event["review_status"], event["conflict"]) == ("corrected", "withheld")  # it could name the place


def test_a_coarsened_place_is_its_area_and_its_texts_are_withheld(told):
    policy(told, '[coarsen]\nfacility = "subdistrict"\n')
    found = export.select(told, Filters(date_to=date(2017, 1, 1), undated=False), NOW)
    (place,), (event,) = found.places.to_pylist(), found.events.to_pylist()
    assert (place["status"], place["level"], place["place_id"], place["lat"], place["geometry"]) == ("area", "subdistrict", "SY020204", None, None)
    assert place["area_pcodes"] == ["SY020204"]
    assert place["surface"] == ""
    assert (event["quotes"], event["urls"], event["sources"], event["status"]) == ([], [], [], "area")
    assert event["places_en"] == place["name_en"]
    assert found.about["policy"]["coarsened"] == {"facility": "subdistrict"}
    others = export.select(told, Filters(place_id=KHAN_TUMAN.id), NOW)
    assert others.events["quotes"].to_pylist() != [[]]  # untouched


@pytest.mark.parametrize(
    "filters", [Filters(place_id="F-kuweires"), Filters(precision=("facility",)), Filters(text="كويرس", date_to=date(2017, 1, 1), undated=False)]
)
def test_asking_for_what_is_not_shown_finds_nothing(told, filters):
    policy(told, '[coarsen]\nfacility = "district"\n')
    assert told.counts(filters).shown == 1
    assert export.select(told, filters, NOW).events.num_rows == 0
    assert export.select(told, Filters(districts=("SY0202",)), NOW).events.num_rows == 1  # that much is shown


def test_a_hidden_place_is_named_nowhere_and_its_event_stays(told):
    policy(told, 'hide_places = ["SY0202"]\n')
    found = export.select(told, Filters(), NOW)
    assert found.events.num_rows == 3
    hidden = [row for row in found.places.to_pylist() if row["reason"] == withhold.WITHHELD]
    assert [(row["place_id"], row["name_ar"], row["lat"], row["governorate"]) for row in hidden] == [(None, None, None, None)]
    assert "F-kuweires" not in json.dumps(found.about) + json.dumps(found.places.to_pylist(), default=str)
    assert found.about["policy"]["places_hidden"] is True
    assert export.select(told, Filters(governorates=("SY02",)), NOW).events.num_rows == 1


def test_a_hidden_area_hides_the_names_of_what_lies_in_it_from_the_quotes_of_other_events(tmp_path):
    words = "غارة جوية على خان طومان بعد يوم من قصف تل مكسور وبلدة الجديدة، وقد عثر عليه الأهالي"
    with snapshot_of(tmp_path / "ws", [article("a", words)], {"a": [report("a")]}) as snapshot:
        policy(snapshot, 'hide_places = ["SY020204"]\n')
        (quote,) = export.select(snapshot, Filters(), NOW).events["quotes"].to_pylist()[0]
        assert "تل مكسور" in words
        assert quote == words.replace("تل مكسور", "[مكان محجوب]")  # a village called "new" is no name by itself
        policy(snapshot, 'hide_places = ["SY020204", "G168904"]\n')
        assert gazetteer.load().places["G168904"].name_ar == "جديدة"
        (quote,) = export.select(snapshot, Filters(), NOW).events["quotes"].to_pylist()[0]
        assert "الجديدة" not in quote


def test_a_hidden_city_hides_its_quarters(tmp_path):
    words = "غارة جوية على خان طومان بعد قصف حي المشارقة"
    with snapshot_of(tmp_path / "ws", [article("a", words), article("b", "غارة على المشارقة")], {"a": [report("a")], "b": [report("b", MASHARQA)]}) as snapshot:
        policy(snapshot, f'hide_places = ["{ALEPPO.id}"]\n')
        found = export.select(snapshot, Filters(), NOW)
        assert "المشارقة" not in json.dumps([found.events.to_pylist(), found.places.to_pylist()], default=str, ensure_ascii=False)
        assert found.events.num_rows == 2


def test_a_question_by_a_field_that_is_left_out_is_refused(told):
    policy(told, 'drop_fields = ["initiators"]\n')
    with pytest.raises(PolicyError, match="asks by it"):
        export.select(told, Filters(initiators=("russia",)), NOW)
    assert "initiators" not in export.select(told, Filters(), NOW).events.column_names


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("field", ["quotes", "lat", "date", "name_ar", "killed_min", "score"])
def test_every_format_does_without_a_field(told, name, field):
    policy(told, f'drop_fields = ["{field}"]\n')
    text = exported(told, name)
    assert "37.050872" not in text or field != "lat"
    assert "رأى ذلك" not in text or field != "quotes"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delay_days = 30\ndelay_days = ]", r"policy\.toml: .*line 2.*take the file away"),
        ("# x\ndelay = 3", r"policy\.toml line 2: delay = 3 is not known; known: delay_days"),
        ("delay_days = -1", r"line 1: delay_days = -1 is not a number of days; write a whole number"),
        ('drop_fields = "quotes"', r"line 1: drop_fields = 'quotes' is not a list"),
        ('drop_fields = [\n  "quotes",\n  "qoutes",\n]', r"line 3: drop_fields = 'qoutes' is no field; known: .*quotes"),
        ('drop_fields = ["event_id"]', r"cannot be left out"),
        ('\nhide_places = ["C1015", "C-none"]', r"line 2: hide_places = 'C-none' is no place of the gazetteer; .*gazetteer search"),
        ('[coarsen]\nfacility = "village"', r"line 2: facility = 'village' is no coarser area; write one of: subdistrict, district, governorate"),
        ('[coarsen]\nfactory = "district"', r"line 2: factory = 'district' stands for a level that cannot be coarsened; levels: .*facility"),
        ('[coarsen]\ndistrict = "subdistrict"', r"line 2: .* write one of: governorate"),
    ],
)
def test_a_broken_policy_stops_every_export_and_names_line_and_way_out(told, tmp_path, text, said):
    policy(told, text)
    for name in NAMES:
        with pytest.raises(PolicyError, match=re.compile(said, re.DOTALL)):
            export.bundle(told, Filters(), export.BY_NAME[name], NOW, "x")
    out = tmp_path / "x.geojson"
    done = CliRunner().invoke(rasd.main, ["export", str(out), "--home", str(told.workspace.home)])
    assert done.exit_code == 1
    assert "policy.toml" in done.output
    assert not out.exists()


def test_the_policy_file_that_the_documentation_shows_is_one(tmp_path):
    (shown,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/exports.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "policy.toml").write_text(shown, "utf-8")
    found = read_policy(tmp_path)
    assert found.delay_days
    assert found.moves_places
    assert found.dropped


# Masks


def mask(home, *rows):
    with (home / "masks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "reason"), *rows])


@pytest.mark.parametrize("name", NAMES)
def test_a_masked_name_leaves_in_no_format(told, name):
    mask(told.workspace.home, (PERSON, "asked for it"))
    assert not told.is_current()
    with Snapshot(told.workspace) as snapshot:
        text = exported(snapshot, name, Filters(text="الختام"))
        assert "قهوجي" not in text
        assert "asked for it" not in text
        if name != "geopackage":  # its pages may cut a text in two
            assert "[اسم محجوب]" in text
        assert snapshot.data_cut == told.data_cut
        assert export.select(snapshot, Filters(text=f'"{PERSON}"'), NOW).about["query"]["text"] == '"[اسم محجوب]"'


def test_a_card_covers_the_name_and_its_evidence_points_at_the_same_words(tmp_path):
    spans = [Span("text", TEXT.index(said), TEXT.index(said) + len(said)) for said in ("غارة", PERSON, "الختام")]
    evidence = tuple(Evidence(field, span, "rule") for field, span in zip(("type", "source", "date"), spans, strict=True))
    where = placed(KHAN_TUMAN, at=TEXT.index("خان طومان"))
    with snapshot_of(tmp_path / "ws", [article("a", TEXT, title=PERSON)], {"a": [report("a", where, source=PERSON, evidence=evidence)]}) as snapshot:
        mask(snapshot.workspace.home, (PERSON, ""), ("John Doe", ""))
        with Snapshot(snapshot.workspace) as masked:
            card = masked.card(masked.events(Filters())["event_id"][0])
    (told,) = card.reports
    assert [told.article.text[one.span.start : one.span.end] for one in told.report.evidence] == ["غارة", "[اسم محجوب]", "الختام"]
    assert told.article.title == told.report.source == card.event.sources[0] == "[اسم محجوب]"
    assert told.report.places[0].mention.surface == "خان طومان"
    assert "ول[اسم محجوب] إنه" in told.article.text
    assert "قهوجي" not in drawn.card(card, words("ar"), "cut")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("قال عبدالرحمن", "قال عبدالرحمن"),
        ("قال عَبْد الرحمن القهوجى أمس", "قال [اسم محجوب] أمس"),
        ("#عبد_الرحمن_القهوجي", "#[اسم محجوب]"),
        ("وعبد الرحمن القهوجي", "و[اسم محجوب]"),
        ("said JOHN Doe's brother", "said [name withheld] brother"),
        ("John", "John"),
    ],
)
def test_names_are_found_in_any_spelling_as_whole_words(text, shown):
    assert Masks.of([PERSON, "John Doe"]).text(text) == shown


def test_an_address_with_a_name_in_it_is_withheld():
    masks = Masks.of([PERSON])
    assert masks.url("https://example.org/%D8%B9%D8%A8%D8%AF-%D8%A7%D9%84%D8%B1%D8%AD%D9%85%D9%86-%D8%A7%D9%84%D9%82%D9%87%D9%88%D8%AC%D9%8A") == "[اسم محجوب]"
    assert masks.url("https://example.org/1") == "https://example.org/1"


@given(st.text(alphabet="عبد القهوجيرحمنو aJohnDe._\u064b\u200f"), st.text(alphabet="غارة "))
def test_what_lies_around_a_masked_name_stays_in_place(before, after):
    text = f"{before} {PERSON} {after}"
    covered = Masks.of([PERSON, "John"]).covered(text)
    assert PERSON not in covered.text
    start = len(before) + len(PERSON) + 2
    moved = covered.moved(Span("text", start, len(text)))
    assert covered.text[moved.start : moved.end] == after


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"who,why\nx,y\n", r"line 1: 'who,why' is not the heading; write: name,reason"),
        (b"name,reason\nAli Ali\n", r"line 2: 'Ali Ali' has 1 cells"),
        (b"name,reason\n...,x\n", r"line 2: '\.\.\.' holds no word"),
        (b'name,reason\n"Ali,x\n', r"line 2: .*put a name"),
        (b"name,reason\n\xff,x\n", r"is not UTF-8"),
    ],
)
def test_broken_masks_stop_everything_and_name_the_line(told, raw, said):
    (told.workspace.home / "masks.csv").write_bytes(raw)
    with pytest.raises(MaskError, match=said):
        Snapshot(told.workspace)


def test_masks_read_what_spreadsheets_write(tmp_path):
    (tmp_path / "masks.csv").write_bytes(f"\ufeffname,reason\r\n{PERSON},\r\n\r\n".encode())
    assert read_masks(tmp_path) == Masks.of([PERSON])
    assert read_masks(tmp_path / "none") == Masks()
