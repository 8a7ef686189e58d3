"""A view as a report: one file that stands alone, says no more than an export does, and runs nothing."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from factories import ALEPPO_GOVERNORATE, IDLEB, KHAN_TUMAN, KUWEIRES, article, placed, report, snapshot_of
from test_app import html as page_of
from test_app import opened  # noqa: F401  # a fixture
from world import HOSTILE, fill

import gazetteer
import rasd
from dashboard import bars, picture
from dashboard.filters import State
from dashboard.handout import handout
from dashboard.layers import COUNTRY, View
from dashboard.report import ROWS
from dashboard.text import words
from events.export.policy import PolicyError
from events.query import Filters, Snapshot
from gazetteer.admin import distance_km

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
EN = words("en")
LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
NO_END = {"meta", "br", "link"}


class Reader(HTMLParser):
    """Reads markup and refuses what is not well-formed; gathers elements, their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.elements, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in NO_END:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text += data

    def tags(self, name):
        return [attrs for tag, attrs in self.elements if tag == name]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with fill(tmp_path_factory.mktemp("report") / "home", demo=True) as workspace, Snapshot(workspace) as snapshot:
        yield snapshot


def made(snapshot, state=State(), **more) -> str:  # noqa: B008  # frozen
    return handout(snapshot, state, words(state.lang), NOW, **more).decode()


@LANGS
def test_a_report_stands_alone_and_runs_nothing(world, lang):
    text = made(world, State(lang=lang), title=HOSTILE, address="http://127.0.0.1:8501/")
    found = Reader(text)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert not re.search(r"url\(|@import|expression", style)
    assert not {tag for tag, _ in found.elements} & {"script", "img", "iframe", "link", "object", "embed", "form", "base", "image", "use", "foreignobject"}
    for tag, attrs in found.elements:
        assert not {name for name in attrs if name.startswith("on") or name in {"src", "srcset", "style", "xlink:href"}}, (tag, attrs)
    assert {attrs["href"] for attrs in found.tags("a")} == {"https://example.org/a1"}
    assert found.tags("meta")[1]["content"].startswith("default-src 'none';")
    assert "\u202e" not in text
    assert "<script>alert(1)</script>" in found.text  # as words


@LANGS
def test_a_report_says_all_that_it_must(world, lang):
    say = words(lang)
    found = Reader(made(world, State(Filters(types=("air_strike",), date_from=date(2016, 1, 1)), lang=lang), title="خان طومان", address="http://x/"))
    assert (found.tags("html")[0]["lang"], found.tags("html")[0]["dir"]) == (lang, say.direction)
    for key in ("app.reported", "demo.banner", "filters.title", "report.figures", "map.title", "time.title", "table.title", "report.method",
                "method.limits.text", "method.sources", "report.policy.none", "report.masks.no", "type.air_strike", "legend.halo"):  # fmt: skip
        assert say(key) in found.text, key
    for wanted in ("خان طومان", world.data_cut, "rules-1", "gazetteer-1", "UN OCHA Syria, via HDX", "CC BY 3.0 IGO", "2026-01-02 03:04 UTC", "2016-01-01",
                   "http://x/?type=air_strike&from=2016-01-01", "قُتل ثلاثة مدنيين"):  # fmt: skip
        assert wanted in found.text, wanted
    assert say("type.shelling") not in found.text


def test_figures_are_those_of_the_page(world):
    found, counts = Reader(made(world)), world.counts(Filters())
    text = found.text
    for name, n in (("shown", counts.shown), ("placed", counts.placed), ("area", counts.area_only), ("unplaced", counts.unplaced)):
        assert f"{EN(f'kpi.{name}')}{n}" in text
    assert f"{EN('kpi.killed')}8+" in text
    assert f"{EN('kpi.period')}{counts.first_day} – {counts.last_day}" in text
    assert len([1 for attrs in found.tags("tr") if attrs.get("class") == "event"]) == counts.shown
    assert len([1 for attrs in found.tags("g") if attrs.get("class") == "mark"]) == len(world.markers(Filters()))


def test_arabic_shows_the_same_map_and_numbers(world):
    paths = [[attrs["d"] for attrs in Reader(made(world, State(lang=lang))).tags("path")] for lang in ("en", "ar")]
    assert paths[0] == paths[1]
    bars_of = [[(a["x"], a["y"], a["height"]) for a in Reader(made(world, State(lang=lang))).tags("rect") if a.get("fill")] for lang in ("en", "ar")]
    assert bars_of[0] == bars_of[1]


def test_nothing_to_show_is_said(world):
    text = made(world, State(Filters(types=("chemical_attack",))))
    assert EN("report.time.none") in text
    assert EN("empty.filtered") in text
    Reader(text)


def test_a_long_list_is_cut_and_says_so(tmp_path):
    items = [article(f"a{n:04}") for n in range(ROWS + 3)]
    found = {item.id: [report(item.id, day=date(2010, 1, 1) + timedelta(days=5 * at))] for at, item in enumerate(items)}
    with snapshot_of(tmp_path / "ws", items, found) as snapshot:
        text = made(snapshot)
    assert text.count('<tr class="event">') == ROWS
    assert EN("table.more", shown=f"{ROWS:,}", n=f"{ROWS + 3:,}") in text


# What a workspace holds back


@pytest.fixture
def told(tmp_path):
    person = "عبد الرحمن القهوجي"
    items = [article(f"a{n}", f"غارة جوية على خان طومان قرب مطار كويرس، وقال {person} ذلك. {n}", outlet=f"outlet {n}") for n in range(3)]
    places = {"a0": [KUWEIRES], "a1": [KHAN_TUMAN, ALEPPO_GOVERNORATE], "a2": [IDLEB]}
    days = {"a0": date(2016, 5, 9), "a1": date(2025, 12, 20), "a2": None}
    found = {name: [report(name, *map(placed, places[name]), day=days[name], source=person, initiators=("russia",))] for name in places}
    with snapshot_of(tmp_path / "ws", items, found) as snapshot:
        yield snapshot


def test_what_a_policy_holds_back_stands_in_no_report(told):
    home = told.workspace.home
    (home / "policy.toml").write_text(
        'delay_days = 30\nhide_places = ["SY020204"]\ndrop_fields = ["outlets", "initiators"]\n[coarsen]\ncity = "subdistrict"\n', "utf-8"
    )
    with (home / "masks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "reason"), ("عبد الرحمن القهوجي", "asked for it")])
    with Snapshot(told.workspace) as snapshot:
        state = State(Filters(text="الرحمن"), lang="ar")
        hidden = gazetteer.load().places["SY020204"]
        for text in (made(snapshot), made(snapshot, state, title=f"{hidden.name_ar} وعبد الرحمن القهوجي", address="http://x/")):
            for secret in ("كويرس", "Kuweires", "2025-12-20", "outlet 0", "روسيا", "Russia", "قهوجي", "asked for it", hidden.name_ar):
                assert secret not in text, secret
            assert "&quot;delay_days&quot;: 30" in text
        with pytest.raises(PolicyError):
            made(snapshot, State(Filters(initiators=("russia",))))


def test_a_masked_name_asked_for_is_in_no_link(told):
    with (told.workspace.home / "masks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "reason"), ("عبد الرحمن القهوجي", "")])
    with Snapshot(told.workspace) as snapshot:
        text = made(snapshot, State(Filters(text='"عبد الرحمن القهوجي"')), address="http://x/")
    assert "%D8%A7%D9%84%D9%82%D9%87%D9%88%D8%AC%D9%8A" not in text
    assert "القهوجي" not in text


@pytest.mark.parametrize(
    "field", ["quotes", "lat", "date", "name_ar", "places_ar", "killed_min", "type", "area_pcodes", "certainty", "urls", "reports", "review_status"]
)
def test_a_report_does_without_a_field(told, field):
    (told.workspace.home / "policy.toml").write_text(f'drop_fields = ["{field}"]\n', "utf-8")
    found = Reader(made(told))
    gone = {"lat": "mark", "killed_min": EN("table.killed"), "date": EN("table.date"), "certainty": EN("table.certainty"), "quotes": "غارة جوية"}
    if field == "lat":
        assert [attrs for attrs in found.tags("g") if attrs.get("class") == "mark"] == []
    elif field in gone:
        assert gone[field] not in found.text.replace(EN("kpi.killed"), "").replace(EN("kpi.killed.help"), "")


# Map and timeline


def test_the_map_frames_what_is_shown_or_what_the_reader_framed():
    areas = gazetteer.load().areas.by_pcode
    (south, west), (north, east) = COUNTRY
    country = picture.fitting([], [])
    assert south < country.lat < north
    assert country.lon == pytest.approx((west + east) / 2)
    spot = picture.Spot("a", 36.0, 37.0, 1.0, "A", {"shelling": 1})
    assert picture.fitting([spot], []).zoom == 12
    drawn = picture.picture([spot], {}, areas, EN, View(36.0, 37.0, 10))
    assert "translate(442.5 272.5)" in drawn  # the middle of 900 by 560, its corner 7.5 to the left and up
    assert 'class="halo"' not in picture.picture([spot], {}, areas, EN, View(36.0, 37.0, 6))  # smaller than its marker there
    assert 'class="mark"' not in picture.picture([spot], {}, areas, EN, View(33.0, 37.0, 10))


def test_the_scale_is_true(world):  # noqa: ARG001
    drawn = picture.picture([], {}, gazetteer.load().areas.by_pcode, EN, View(35.0, 38.0, 8))
    pixels, km = re.search(r'<g class="scale"><path d="M20 540V546H([\d.]+)V540"/>.*?>(\d+) km<', drawn).groups()
    east = 38.0 + (float(pixels) - 20) * 360 / (256 * 2**8)
    assert distance_km((38.0, 35.0), (east, 35.0)) == pytest.approx(float(km), rel=0.01)


def test_bars_stand_on_their_days_and_are_as_high_as_their_events():
    drawn = bars.bars([(date(2016, 1, 31), "shelling"), (date(2016, 2, 1), "shelling"), (date(2016, 2, 29), "air_strike"), (date(2016, 4, 1), "")], EN, "month")
    found = [(a["x"], float(a["height"])) for a in Reader(drawn).tags("rect")]
    heights = [height for _, height in found]
    assert heights[0] == heights[1] == heights[2] == heights[3] == (bars.HEIGHT - 32) / 2
    assert len({x for x, _ in found}) == 3
    assert EN("report.time.label", n=4, days="2016-02-01 – 2016-02-29", most=2) in drawn
    assert re.findall(r">(\d{4}-\d\d)<", drawn) == ["2016-01", "2016-02", "2016-03", "2016-04"]


@pytest.mark.parametrize(
    ("day", "step", "first", "end"),
    [
        (date(2016, 2, 29), "day", date(2016, 2, 29), date(2016, 3, 1)),
        (date(2016, 5, 8), "week", date(2016, 5, 2), date(2016, 5, 9)),
        (date(2016, 12, 31), "month", date(2016, 12, 1), date(2017, 1, 1)),
        (date(2016, 2, 29), "year", date(2016, 1, 1), date(2017, 1, 1)),
    ],
)
def test_steps_begin_and_end_as_on_the_page(day, step, first, end):
    assert (bars.step_start(day, step), bars.step_end(first, step)) == (first, end)


# The ways to it


def test_the_command_writes_the_report_of_the_filters(world, tmp_path):
    out = tmp_path / "report.html"
    done = CliRunner().invoke(rasd.main, ["report", str(out), "--lang", "ar", "--title", "حلب", "--type", "shelling", "--home", str(world.workspace.home)])
    assert done.exit_code == 0, done.output
    found = Reader(out.read_text("utf-8"))
    assert found.tags("html")[0]["lang"] == "ar"
    assert words("ar")("type.shelling") in found.text
    assert len([1 for attrs in found.tags("tr") if attrs.get("class") == "event"]) == 2


def test_the_page_offers_the_report_where_it_offers_exports(opened):  # noqa: F811
    app = opened(lang="ar")
    assert words("ar")("download.report") in {button.proto.label for button in app.get("download_button")}
    assert words("ar")("download.report.help") in page_of(app)
