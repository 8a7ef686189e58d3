"""The pages, run without a browser: links, filters, languages, downloads, and states for people."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest
from world import HOSTILE, SHOWN_TYPES, event_of, fill

import dashboard
from dashboard import data
from dashboard.text import words
from events import export
from events.analyst import Analyst
from events.export import geojson
from events.query import Filters, Snapshot
from extract.readers import BadItem
from extract.vocabulary import EVENT_TYPES

APP = str(Path(dashboard.__file__).with_name("app.py"))

WAYS_OUT = ("report", *export.BY_NAME)
"""What the button Download offers, in its order."""


@pytest.fixture
def opened(workspace):  # noqa: ARG001  # there must be one to open
    """Open the page at a link."""

    def at(page: str = "", **query) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=60)
        for name, value in query.items():
            app.query_params[name.rstrip("_")] = value
        app.run()
        if page:
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        return app

    return at


def html(app: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in app.get("html"))


def widget(app: AppTest, kind: str, name: str):
    """The widget of a filter, whatever its generation."""
    (found,) = [one for one in app.get(kind) if (one.key or "").rpartition("-")[0] == name]
    return found


def parameter(app: AppTest, name: str) -> list[str]:
    """The values of a parameter in the address bar."""
    value = app.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def shown(app: AppTest) -> int:
    """The number of events shown, from the key figures."""
    return int(html(app).split('<dd><bdi dir="ltr">', 1)[1].split("</bdi>", 1)[0].replace(",", ""))


def figure(app: AppTest, key: str) -> str:
    """One of the key figures, as written."""
    return html(app).split(f"<dt>{words('en')(key)}</dt>", 1)[1].split("</bdi>", 1)[0].rpartition(">")[2]


def test_a_new_browser_gets_the_map_first_and_the_rest_with_the_next_run(opened, monkeypatch):
    monkeypatch.setattr(ContextProxy, "url", "http://127.0.0.1:8501/")
    app = opened()
    assert 'class="rasd-figures"' in html(app)
    assert 'class="rasd-legend"' in html(app)
    assert 'class="rasd-footer"' not in html(app)
    assert not app.multiselect
    assert not app.dataframe
    app.run()
    assert 'class="rasd-footer"' in html(app)
    assert app.multiselect
    assert app.dataframe


def test_the_first_view_shows_everything(opened):
    app = opened()
    assert shown(app) == 8
    figures = html(app)
    assert ">6</bdi>" in figures
    assert "2016-05-09 – 2020-01-05" in figures
    assert app.query_params == {}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"type": "shelling"}, 2),
        ({"type": ["shelling", "armed_clash"]}, 3),
        ({"actor": "russia"}, 1),
        ({"actor": "civilians"}, 1),
        ({"initiator": "civilians"}, 0),
        ({"governorate": "SY07"}, 3),
        ({"district": "SY0200"}, 2),
        ({"certainty": "claimed"}, 1),
        ({"precision": "unplaced"}, 1),
        ({"precision": "governorate"}, 1),
        ({"from": "2018-01-01"}, 4),
        ({"from": "2018-01-01", "undated": "no"}, 3),
        ({"to": "2016-05-31", "undated": "no"}, 3),
        ({"q": "المدينه"}, 1),
        ({"q": "خان طومان غارات مدنيين"}, 1),
        ({"place": "C1015"}, 2),
        ({"confidence": "0.95"}, 0),
        ({"near": "36.11800,37.05100,5"}, 2),
        ({"box": "36.5000,35.8000,36.7000,36.0000"}, 3),
        ({"within": "POLYGON ((36.5 35.8, 36.5 36, 36.7 36, 36.7 35.8, 36.5 35.8))"}, 3),
        ({"killed_from": "4"}, 1),
        ({"killed_from": "1", "killed_to": "3"}, 1),
        ({"outlet": "وكالة نموذج"}, 1),
        ({"weapon": "other"}, 1),
        ({"sources": "2"}, 0),
        ({"disagree": "yes"}, 0),
    ],
)
def test_a_link_opens_its_filters(opened, query, count):
    app = opened(**{name if name != "from" else "from_": value for name, value in query.items()})
    if count:
        assert shown(app) == count
    else:
        assert words("en")("empty.filtered") in html(app)
    for name, value in query.items():
        assert parameter(app, name) == ([value] if isinstance(value, str) else value)


def test_widgets_show_what_the_link_asks_for(opened):
    app = opened(type="air_strike", actor="russia", from_="2019-07-01", to="2019-12-31", governorate="SY07", district="SY0700", undated="no")
    assert widget(app, "multiselect", "types").value == ["air_strike"]
    assert widget(app, "multiselect", "actors").value == ["russia"]
    assert widget(app, "multiselect", "districts").value == ["SY0700"]
    assert widget(app, "date_input", "date_from").value == date(2019, 7, 1)
    assert widget(app, "checkbox", "undated").value is False
    assert widget(app, "checkbox", "undated").label.endswith(" · 0")
    assert shown(app) == 1


def test_a_choice_goes_into_the_address(opened):
    app = opened()
    widget(app, "multiselect", "types").select("shelling").run()
    assert shown(app) == 2
    assert parameter(app, "type") == ["shelling"]
    widget(app, "text_input", "text").set_value("كويرس").run()
    assert shown(app) == 1
    assert parameter(app, "q") == ["كويرس"]


def test_options_count_the_events_under_the_other_filters(opened):
    app = opened(governorate="SY07")
    options = widget(app, "multiselect", "types").options
    assert [options[EVENT_TYPES.index(code)] for code in ("air_strike", "shelling")] == ["Air strike · 2", "Shelling · 0"]
    governorates = widget(app, "multiselect", "governorates").options
    assert "Aleppo · 4" in governorates  # the column's own filter does not count
    assert "Idleb (Idlib)" in governorates  # chosen: no number to go stale; as the press spells it, too
    assert widget(app, "checkbox", "disagree").label.endswith(" · 0")


def test_a_label_with_an_old_number_is_still_understood(opened):
    app = opened()
    widget(app, "multiselect", "types").set_value(["Shelling · 99", "air_strike"]).run()
    assert parameter(app, "type") == ["shelling", "air_strike"]


def test_where_nobody_gives_a_figure_the_dead_are_not_nought(opened):
    assert figure(opened(), "kpi.killed") != "–"
    assert figure(opened(q="لا شيء من هذا"), "kpi.killed") == "–"


def test_a_period_sets_both_days(opened):
    app = opened()
    period = next(box for box in app.selectbox if box.label == words("en")("filters.period"))
    assert "2016 · 5" in period.options  # four dated events, and the undated one that stays in view
    period.set_value("2016").run()
    assert (parameter(app, "from"), parameter(app, "to")) == (["2016-01-01"], ["2016-12-31"])
    assert shown(app) == 5
    app.button(key="undo").click().run()
    assert "from" not in app.query_params


def test_a_named_operation_says_where_its_days_come_from(opened):
    assert "National Security Council" in html(opened(from_="2016-08-24", to="2017-03-29"))


def test_a_place_is_searched_in_the_gazetteer(opened):
    app = opened()
    widget(app, "text_input", "place_name").set_value("خان طومان").run()
    found = widget(app, "radio", "place_found")
    assert found.options[0] == "Khan tuman (Village, Aleppo) · 2"
    found.set_value("C1015").run()
    assert parameter(app, "place") == ["C1015"]
    assert shown(app) == 2
    assert any("Khan tuman" in button.label for button in app.button)
    widget(app, "text_input", "place_name").set_value("قرية لا وجود لها").run()
    assert words("en")("filters.place_id.none", name="قرية لا وجود لها") in unescape(html(app))


def test_an_area_found_by_name_goes_to_the_filter_of_areas(opened):
    app = opened()
    widget(app, "text_input", "place_name").set_value("محافظة إدلب").run()
    widget(app, "radio", "place_found").set_value("SY07").run()
    assert parameter(app, "governorate") == ["SY07"]


def test_a_circle_is_typed_and_a_wrong_one_is_told(opened):
    app = opened()
    widget(app, "text_input", "near_at").set_value("36.118 37.051").run()
    assert parameter(app, "near") == ["36.11800,37.05100,10"]
    assert shown(app) == 2
    widget(app, "text_input", "near_at").set_value("48.8, 2.3").run()
    assert "is not in Syria" in html(app)
    assert parameter(app, "near") == ["36.11800,37.05100,10"]


def test_another_radius_keeps_the_point(opened):
    app = opened(near="36.11812,37.05108,10")
    widget(app, "number_input", "near_km").set_value(5.0).run()
    assert parameter(app, "near") == ["36.11812,37.05108,5"]


def test_a_polygon_is_uploaded(opened):
    app = opened()
    square = {"type": "Polygon", "coordinates": [[[36.5, 35.8], [36.7, 35.8], [36.7, 36], [36.5, 36], [36.5, 35.8]]]}
    widget(app, "file_uploader", "polygon").upload("area.geojson", json.dumps(square).encode(), "application/geo+json").run()
    assert parameter(app, "within")[0].startswith("POLYGON ((")
    assert shown(app) == 3
    widget(app, "file_uploader", "polygon").upload("area.geojson", b"{}", "application/geo+json").run()
    assert "area.geojson: this is not GeoJSON" in html(app)


def test_reset_undo_and_chips(opened):
    app = opened(type="shelling", governorate="SY02")
    assert [button.label for button in app.button if button.key.startswith("chip-")] == [
        "Event type\\: \u2068Shelling\u2069",
        "Governorate\\: \u2068Aleppo\u2069",
    ]
    app.button(key="chip-0").click().run()
    assert widget(app, "multiselect", "types").value == []
    assert "type" not in app.query_params
    app.button(key="undo").click().run()
    assert widget(app, "multiselect", "types").value == ["shelling"]
    app.button(key="reset").click().run()
    assert shown(app) == 8
    assert app.query_params == {}


def test_a_district_goes_with_its_governorate(opened):
    app = opened(governorate="SY07", district="SY0700")
    widget(app, "multiselect", "governorates").set_value(["SY02"]).run()
    assert widget(app, "multiselect", "districts").value == []
    assert not any(option.startswith("Idleb") for option in widget(app, "multiselect", "districts").options)


def test_what_a_link_says_wrongly_is_reported(opened):
    app = opened(type=["shelling", "shellling"], colour="<b>red</b>")
    assert "<b>red" not in html(app)
    said = unescape(html(app))
    assert words("en")("link.badvalue", name="type", value="shellling") in said
    assert words("en")("link.unknown", name="colour") in said
    assert shown(app) == 2


def test_a_link_of_another_cut_is_told(opened):
    assert "other-cut" in html(opened(type="shelling", cut="other-cut"))


def test_days_in_the_wrong_order_are_told(opened):
    app = opened(from_="2019-01-01", to="2018-01-01")
    assert words("en")("filters.order") in html(app)
    assert words("en")("filters.order.figures") in html(opened(killed_from="5", killed_to="2"))


def test_both_languages_show_the_same_events(opened):
    english, arabic = opened(type=list(SHOWN_TYPES)), opened(type=list(SHOWN_TYPES), lang="ar")
    assert shown(english) == shown(arabic) == 8
    assert len(english.dataframe[0].value) == len(arabic.dataframe[0].value) == 8
    assert words("ar")("kpi.shown") in html(arabic)
    assert 'dir="rtl"' in html(arabic)


def test_the_language_can_be_changed_and_filters_stay(opened):
    app = opened(type="shelling")
    widget(app, "button_group", "lang").set_value("ar").run()
    assert parameter(app, "lang") == ["ar"]
    assert widget(app, "multiselect", "types").label == words("ar")("filters.types")
    assert widget(app, "multiselect", "types").value == ["shelling"]
    assert shown(app) == 2


EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩٬٫٪", "0123456789,.%")


@pytest.mark.parametrize("page", ["", "analysis", "unplaced", "method"])
def test_other_digits_change_no_figure(opened, page):
    latin, eastern = (told(opened(page, lang="ar", **digits)) for digits in ({}, {"digits": "arabic"}))
    assert eastern != latin
    assert list(map(as_latin, eastern)) == latin


def as_latin(text: str) -> str:
    """Write a text of the page in 0123: other digits, other marks between things in one line, the other direction of figures."""
    return text.translate(EASTERN).replace(" | ", " · ").replace('<bdi dir="rtl">', '<bdi dir="ltr">').replace("\u2067", "\u2068")


def told(app: AppTest) -> list[str]:
    """All that a page writes by itself: markup, cells of its lists, options of its choices."""
    cells = [str(cell) for table in app.dataframe for row in table.value.to_numpy().tolist() for cell in row]
    boxes = [box for box in (*app.selectbox, *app.multiselect, *app.radio) if not (box.key or "").startswith("months")]
    return [html(app), *cells, *(option for box in boxes for option in box.options), *(box.label for box in app.checkbox), *(one.label for one in app.button)]


def test_a_card_in_other_digits_keeps_ids_coordinates_and_the_words_of_reports(opened, workspace):
    event = event_of(workspace, "a1")
    card = next(part for part in html(opened(lang="ar", digits="arabic", months="gregorian", event=event)).splitlines() if "rasd-card" in part)
    assert "٩ مايو ٢٠١٦" in card
    assert f"<code>{event}</code>" in card
    assert "36.1" in card
    assert html(opened(lang="ar", months="levantine", event=event)).count("9 أيار 2016") >= 1


def test_the_arabic_interface_tells_in_arabic_why_a_place_was_not_placed_and_why_another_was(opened, workspace):
    rows = opened("unplaced", lang="ar").dataframe[0].value
    assert not [said for said in rows[words("ar")("table.detail")] if re.search("[A-Za-z]", said) or not re.search("[ء-ي]", said)]
    card = next(part for part in html(opened(lang="ar", event=event_of(workspace, "a1"))).splitlines() if "rasd-card" in part)
    card = re.sub(r'<bdi class="rasd-other">.*?</bdi>|<code>.*?</code>', "", card)
    assert not re.search("[a-z]{4}", re.sub("<[^>]*>|rules-1|gazetteer-1", " ", card))
    assert not [said for said in re.findall(r'title="([^"]*)"', card) if re.search("[a-z]{4}", said)]


def test_digits_and_months_are_chosen_at_the_side_and_kept_in_the_link(opened):
    app = opened(lang="ar")
    widget(app, "button_group", "digits").set_value("arabic").run()
    widget(app, "selectbox", "months").set_value("gregorian").run()
    assert (parameter(app, "digits"), parameter(app, "months")) == (["arabic"], ["gregorian"])
    assert widget(app, "selectbox", "months").value == "gregorian"
    period = next(box for box in app.selectbox if box.label == words("ar")("filters.period"))
    assert period.options[1].startswith("٢٠٢٠")
    widget(app, "button_group", "lang").set_value("en").run()
    assert not [one for one in app.get("button_group") if (one.key or "").startswith("digits")]
    assert parameter(app, "digits") == ["arabic"]


def test_filters_stay_from_page_to_page(opened):
    app = opened(type="air_strike")
    app.switch_page("views/unplaced.py").run()
    assert not app.exception
    assert list(app.dataframe[0].value[words("en")("table.surface")]) == ["حسمين"]
    app.switch_page("views/method.py").run()
    assert not app.exception
    assert widget(app, "multiselect", "types").value == ["air_strike"]


def test_the_shelf_gives_reason_and_candidates(opened):
    app = opened("unplaced")
    rows = app.dataframe[0].value
    assert list(rows[words("en")("table.reason")]) == [words("en")("why.ambiguous"), words("en")("kpi.area")]
    assert rows[words("en")("table.candidates")].iloc[0] == "Hmeira, Mastumeh"


def test_an_event_opens_from_its_link(opened, workspace):
    app = opened(event=event_of(workspace, "a1"), lang="ar")
    assert "المرصد السوري" in html(app)
    app.button(key="back").click().run()
    assert "event" not in app.query_params
    assert len(app.dataframe[0].value) == 8


def test_an_unknown_event_is_told(opened):
    assert words("en")("link.noevent", value="E-nowhere") in html(opened(event="E-nowhere"))


def test_an_event_outside_the_filters_is_told(opened, workspace):
    assert words("en")("card.filtered") in html(opened(event=event_of(workspace, "a1"), type="shelling"))


def test_hostile_articles_stay_text_on_every_page(opened, workspace):
    pages = [opened(event=event_of(workspace, "a8")), opened("unplaced"), opened("method"), opened(q=HOSTILE)]
    for app in pages:
        assert "<script" not in html(app)
        assert "onerror=alert" not in html(app).replace("&gt;", ">").split("<article")[0]
    assert all("![x](" not in (button.label or "") for button in pages[-1].button)


def test_downloads_hold_exactly_what_is_shown(workspace):
    with Snapshot(workspace) as snapshot:
        cut = data.Cut(str(workspace.home))
        filters = Filters(types=("shelling",))
        made = json.loads(cut.download(filters, export.BY_NAME["geojson"]))
        wanted = geojson.collection(export.select(snapshot, filters, datetime.now(UTC)))
        with zipfile.ZipFile(io.BytesIO(cut.download(filters, export.BY_NAME["excel-csv"]))) as archive:
            table = archive.read(f"rasd-{cut.id}.csv")
    assert made["features"] == json.loads(json.dumps(wanted["features"]))
    assert made["query"] == {"types": ["shelling"]}
    assert made["event_count"] == cut.counts(filters).shown == 2
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert sorted(row["event_id"] for row in rows) == sorted({feature["properties"]["event_id"] for feature in made["features"]})


def test_the_download_buttons_are_there(opened):
    labels = [button.label for button in opened(type="shelling").get("download_button")]
    assert labels == [words("en")(f"download.{name}") for name in WAYS_OUT]
    assert labels[:2] == ["Report (HTML)", "GeoJSON"]


def test_a_policy_is_told_beside_the_downloads_and_a_broken_one_takes_them_away(opened, workspace):
    (workspace.home / "policy.toml").write_text("delay_days = 30\n", "utf-8")
    app = opened(type="shelling")
    assert any(words("en")("download.policy") in caption.value for caption in app.caption)
    (workspace.home / "policy.toml").write_text("delay = 30\n", "utf-8")
    app = opened(type="shelling")
    assert not app.get("download_button")
    assert "policy.toml line 1" in html(app)


@pytest.mark.parametrize("policy", ["delay_days = 30\n", "delay = 30\n"])
def test_a_policy_takes_the_tables_of_the_analysis_away_as_files(opened, workspace, policy):
    """They know nothing of what it holds back; what stays are the exports, which obey it."""
    assert len(opened("analysis").get("download_button")) > len(WAYS_OUT)
    (workspace.home / "policy.toml").write_text(policy, "utf-8")
    app = opened("analysis")
    assert {button.label for button in app.get("download_button")} <= {words("en")(f"download.{name}") for name in WAYS_OUT}
    assert len(app.get("download_button")) <= len(WAYS_OUT)
    assert any(words("en")("analysis.policy") in caption.value for caption in app.caption)


def test_masked_names_are_covered_on_the_pages(opened, workspace):
    event = event_of(workspace, "a1")
    assert "المرصد السوري" in html(opened(event=event))
    (workspace.home / "masks.csv").write_text("name,reason\nالمرصد السوري,asked\n", "utf-8")
    told = html(opened(event=event))
    assert "المرصد السوري" not in told
    assert "[اسم محجوب]" in told


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_method_page_shows_what_could_not_be_read_and_why(opened, workspace, lang):
    assert words(lang)("method.rejects.none") in unescape(html(opened("method", lang=lang)))
    workspace.ledger.add_reject(BadItem(HOSTILE, "in.jsonl line 7", "not JSON: " + "x" * 1000))
    for n in range(101):
        workspace.ledger.add_reject(BadItem(f"b{n}", f"z.csv line {n}", "text is missing or empty"))
    shown = html(opened("method", lang=lang))
    assert "in.jsonl line 7" in shown
    assert "x" * 301 not in shown
    assert "<script>" not in shown
    assert "\u202e" not in shown
    assert escape(words(lang)("method.rejects.more", n="2")) in shown


def test_the_method_page_names_sources_versions_and_terms(opened):
    said = html(opened("method"))
    for wanted in ("UN OCHA", "CC BY 4.0", "rules-1", "gazetteer-1", "<code>small_<wbr>arms_<wbr>assassination</code>", words("en")("app.reported")):
        assert wanted in said


def test_an_empty_workspace_says_what_to_do(rasd_home):
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert words("en")("empty.workspace") in html(app)
    assert f"rasd ingest FILE --home {rasd_home}" in html(app)


def test_a_workspace_that_cannot_be_read_is_told(rasd_home):
    rasd_home.mkdir(parents=True)
    (rasd_home / "workspace.json").write_text("not json", "utf-8")
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert words("en")("error.title") in html(app)


def test_the_demonstration_says_so_and_leads_to_an_own_project(rasd_home, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    fill(rasd_home, demo=True).close()
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert words("en")("demo.banner") in html(app)
    app.button(key="start-own").click().run()
    assert not app.exception
    assert words("en")("demo.banner") not in html(app)
    assert words("en")("empty.workspace") in html(app)
    assert parameter(app, "workspace") == ["own"]


def test_figures_and_list_can_hold_only_what_is_in_view(opened):
    app = opened(framed="yes", view="35.9000,36.6300,13", shown="grid")
    assert shown(app) == 3  # the city of Idleb twice, and Mastumeh
    assert len(app.dataframe[0].value) == 3
    assert words("en")("frame.note") in unescape(html(app))
    app.button(key="frame-keep").click().run()
    assert "framed" not in app.query_params
    assert shown(app) == 3
    assert parameter(app, "box")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_areas_can_be_shaded(opened, lang):
    app = opened(shown="governorate", measure="killed", per_area="yes", lang=lang)
    assert words(lang)("shade.killed") in html(app)
    assert words(lang)("toggle.per_area") in html(app)
    assert words(lang)("shade.left", n="1") in unescape(html(app))


def test_shades_show_the_change_between_two_periods(opened):
    app = opened(shown="governorate", versus="year", from_="2019-01-01", to="2020-12-31")
    assert words("en")("shade.against", days=words("en").between(date.fromisoformat("2018-01-01"), date.fromisoformat("2019-12-31"))) in html(app)


OTHER = {"from_": "2019-01-01", "to": "2020-12-31", "versus": "chosen", "versus_from": "2016-05-01", "versus_to": "2016-05-31"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_any_two_periods_are_compared_on_map_and_timeline(opened, lang):
    app = opened(shown="governorate", lang=lang, **OTHER)
    assert words(lang)("shade.against", days=words(lang).between(date.fromisoformat("2016-05-01"), date.fromisoformat("2016-05-31"))) in html(app)
    assert words(lang)("time.other.note", days=words(lang).between(date.fromisoformat("2016-05-01"), date.fromisoformat("2016-05-31"))) in html(app)
    assert words(lang)("versus.lengths", now="731", before="31") in html(app)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_any_two_periods_are_compared_in_the_analysis(opened, lang):
    app = opened("analysis", lang=lang, **OTHER)
    assert words(lang)("shade.against", days=words(lang).between(date.fromisoformat("2016-05-01"), date.fromisoformat("2016-05-31"))) in html(app)
    assert words(lang)("versus.lengths", now="731", before="31") in html(app)
    found = next(frame.value for frame in app.dataframe if words(lang)("shade.change") in frame.value)
    then = opened("analysis", from_="2016-05-01", to="2016-05-31", undated="no")
    assert found[words(lang)("analysis.before")].iloc[0] == shown(then) > 0


def test_the_other_period_is_chosen_at_the_side_and_stays_in_the_link(opened):
    app = opened(from_="2019-01-01", to="2020-12-31", versus="chosen")
    assert words("en")("versus.missing") in html(app)
    ends = [box for box in app.date_input if box.label in {words("en")("versus.versus_from"), words("en")("versus.versus_to")}]
    ends[0].set_value(date(2016, 5, 1)).run()
    next(box for box in app.date_input if box.label == words("en")("versus.versus_to")).set_value(date(2016, 5, 31)).run()
    assert words("en")("versus.missing") not in html(app)
    assert (parameter(app, "versus_from"), parameter(app, "versus_to")) == (["2016-05-01"], ["2016-05-31"])
    assert words("en")("time.other.note", days=words("en").between(date.fromisoformat("2016-05-01"), date.fromisoformat("2016-05-31"))) in html(app)


def test_no_online_map_unless_the_visitor_asks(opened):
    app = opened()
    assert app.radio(key="rasd-base-map").value == "none"
    assert words("en")("base.notice") in html(app)


def test_dates_move_by_their_own_length(opened):
    app = opened(from_="2016-05-01", to="2016-05-31", average="yes", multiples="yes", versus="before", step="year")
    assert words("en")("time.other.note", days=words("en").between(date.fromisoformat("2016-03-31"), date.fromisoformat("2016-04-30"))) in html(app)
    app.button(key="time-on").click().run()
    assert not app.exception
    assert (parameter(app, "from"), parameter(app, "to")) == (["2016-06-01"], ["2016-07-01"])
    app.button(key="time-back").click().run()
    assert parameter(app, "from") == ["2016-05-01"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_analysis_counts_what_the_filters_select(opened, lang):
    app = opened("analysis", lang=lang, type="shelling")
    assert shown(app) == 2
    places = app.dataframe[0].value
    assert list(places[words(lang)("table.events")]) == [1, 1]
    offered = [button.label for button in app.get("download_button")]
    assert set(offered) == {words(lang)(f"download.{name}") for name in WAYS_OUT}
    assert len(offered) == len(WAYS_OUT) + 4  # and one for each table of the page
    assert words(lang)("analysis.versus") in html(app)


def test_the_analysis_shows_the_change_against_another_period(opened):
    app = opened("analysis", from_="2016-05-16", to="2016-06-15", versus="before", undated="no")
    found = next(frame.value for frame in app.dataframe if words("en")("shade.change") in frame.value)
    assert [found[words("en")(f"analysis.{name}")].iloc[0] for name in ("now", "before")] == [3, 1]
    assert list(found[words("en")("shade.change")])[:2] == ["+2 (+200%)", "-3 (-100%)"]


def test_the_deadliest_step_is_named_and_its_days_can_be_taken(opened):
    app = opened(toll="yes", step="week")
    button = app.button(key="time-peak")
    assert button.label == words("en")("time.peak.toll", days=words("en").between(date(2019, 7, 22), date(2019, 7, 28)), n="5")
    button.click().run()
    assert (parameter(app, "from"), parameter(app, "to")) == (["2019-07-22"], ["2019-07-28"])


def test_the_card_offers_its_citation_and_a_link_of_its_own(opened, workspace):
    event = event_of(workspace, "a1")
    app = opened(event=event, type="air_strike", lang="ar")
    cited, linked = (code.value for code in app.code)
    assert event in cited
    assert parse_qs(linked.partition("?")[2]).keys() == {"event", "lang", "cut"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_run_tells_the_browser_what_its_widgets_hold(opened, lang):
    """A slow browser may draw the second run first; a default that only the first one told would then come back as empty, and untick boxes."""
    app = opened(
        lang=lang,
        type="air_strike",
        undated="yes",
        from_="2016-01-01",
        to="2016-12-31",
        sources="1",
        confidence="0.2",
        killed_from="1",
        q="غارات",
        shown="grid",
    )
    app.run()
    assert widget(app, "checkbox", "undated").proto.default is True
    assert [widget(app, "multiselect", "types").options[at] for at in widget(app, "multiselect", "types").proto.default] == [words(lang)("type.air_strike")]
    assert widget(app, "text_input", "text").proto.default == "غارات"
    assert widget(app, "number_input", "killed_from").proto.default == 1
    assert list(widget(app, "slider", "min_confidence").proto.default) == [0.2]
    assert widget(app, "date_input", "date_from").proto.default == ["2016-01-01"]
    assert widget(app, "selectbox", "min_sources").options[widget(app, "selectbox", "min_sources").proto.default].startswith("≥ 1")
    assert list(widget(app, "button_group", "shown").proto.default) == [1]


def test_the_status_of_review_is_a_filter_with_counts(opened, workspace):
    rejected = event_of(workspace, "a2")
    Analyst(workspace, "ana").reject(rejected, "an exercise")
    app = opened()
    options = widget(app, "multiselect", "review").options
    assert {"not reviewed · 7", "rejected · 1"} <= set(options)
    widget(app, "multiselect", "review").select("rejected").run()
    assert parameter(app, "review") == ["rejected"]
    assert shown(app) == 1
    assert any(button.label.startswith(words("en")("filters.review")) for button in app.button)


def test_a_period_is_played_beside_the_filters(opened):
    app = opened(type=["air_strike", "shelling"])
    every = shown(app)
    app.button(key="play-start").click().run()
    assert dict(app.query_params).keys() == {"type", "cut"}  # what is played stands in no link
    assert app.session_state["rasd-playing"].at == date(2016, 5, 9)
    assert 0 < shown(app) < every
    assert not [one for one in app.slider if (one.key or "").startswith("rasd-play-at")]  # it would send its old place back while the server moves it
    app.button(key="play-toggle").click().run()
    assert not app.session_state["rasd-playing"].running
    app.selectbox(key="rasd-play-window").set_value(365).run()
    next(one for one in app.slider if (one.key or "").startswith("rasd-play-at")).set_value(date(2019, 1, 6)).run()
    assert shown(app) == 2
    app.button(key="play-keep").click().run()
    assert parameter(app, "from") == ["2019-01-06"]
    assert app.session_state["rasd-playing"] is None
    assert widget(app, "date_input", "date_to").value == date(2020, 1, 5)


def test_a_polygon_is_drawn_by_its_corners(opened):
    app = opened()
    app.radio(key="rasd-mode").set_value("draw").run()
    assert app.button(key="draw-filter").disabled
    app.session_state["rasd-corners"] = [(36.0, 37.0), (36.3, 37.0), (36.0, 37.2), (36.3, 37.2)]
    app.run()
    app.button(key="draw-filter").click().run()
    assert "Self-intersection" in html(app)  # the edges cross; the drawing stays to be mended
    app.button(key="draw-back").click().run()
    app.button(key="draw-filter").click().run()
    assert shown(app) == 2
    assert parameter(app, "within")[0].startswith("POLYGON")
    assert app.session_state["rasd-corners"] == []
    app.button(key="undo").click().run()
    assert "within" not in app.query_params


def test_the_map_stays_where_the_filters_leave_nothing(opened):
    app = opened(q="لا شيء من هذا")
    assert words("en")("empty.filtered") in html(app)
    assert shown(app) == 0
    assert app.get("component_instance")
