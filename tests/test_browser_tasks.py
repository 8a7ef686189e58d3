"""Ten things that an analyst comes to do, each from a cold start on the demonstration reports, with every other host forbidden.

Each is done in both languages and in both sizes: half of them on a desk in English and on a phone in Arabic, half the other way round. Correcting a
village (`test_browser_review`) and adding a bulletin (`test_browser_pages`) stand where their pages are tested. What must come out is asked of the
snapshot, not written down here.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import CROSSWISE, EVERYWHERE, PHONE, SECONDS, Late, at_rest, eventually, open_row, settled, the_map
from playwright.sync_api import Page, expect
from test_browser import visit

from dashboard import charts
from dashboard.filters import from_query
from dashboard.text import Words, words
from events.query import Filters
from events.shapes import read_near
from gazetteer import load

pytestmark = pytest.mark.browser
IDLEB, ALEPPO = "SY07", "SY02"


@dataclass
class Desk:
    """An analyst in front of the dashboard."""

    page: Page
    say: Words
    phone: bool

    def arrive(self, address: str) -> None:
        self.page.goto(f"{address}?lang={self.say.lang}" if self.say.lang == "ar" else address)
        settled(self.page)

    def filters(self) -> None:
        """Open the side of the page, where it is closed."""
        opener = self.page.get_by_test_id("stExpandSidebarButton")
        if opener.is_visible():
            opener.click()
            expect(self.page.locator(".st-key-filters-head")).to_be_in_viewport()

    def results(self) -> None:
        """Close it again, where it hides the page; turning the page may have closed it already."""
        if self.phone:
            with suppress(Late):
                self.page.locator('[data-testid="stSidebarCollapseButton"] button').click(timeout=5 * SECONDS)
            expect(self.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()

    def choose(self, field: str, option: str) -> None:
        offered = self.page.get_by_role("option", name=re.compile(f"^{re.escape(option)}( \\([^)]*\\))?( ·|$)"))
        for _ in range(10):  # new numbers behind the options close an open list
            self.page.get_by_role("combobox", name=self.say(f"filters.{field}"), exact=True).fill(option)
            with suppress(Late):
                offered.click(timeout=3 * SECONDS)
                break
        else:
            raise AssertionError(f"{option} is not offered")
        self.page.keyboard.press("Escape")
        settled(self.page)

    def dates(self, first: str, last: str) -> None:
        for field, day in (("date_from", first), ("date_to", last)):
            self.page.locator(f'[class*="st-key-{field}"]').get_by_role("spinbutton", name="year").click()
            self.page.keyboard.type(day)
            self.page.keyboard.press("Escape")
            settled(self.page)

    def turn_to(self, name: str) -> None:
        self.filters()
        self.page.get_by_role("link", name=self.say(f"page.{name}"), exact=True).click()
        settled(self.page)
        if not self.page.get_by_test_id("stExpandSidebarButton").is_visible():
            self.results()

    def shows(self, n: int, of: int) -> None:
        expect(self.page.locator(".rasd-figures dd").first).to_have_text(f"{n:,} {self.say('kpi.of', n=f'{of:,}')}")

    @property
    def query(self) -> dict[str, Any]:
        return parse_qs(urlsplit(self.page.url).query)


@pytest.fixture
def desk(browser, demo, lang, size, request):
    with visit(browser, request.node.name.removeprefix("test_"), size) as page:
        found = Desk(page, words(lang), size is PHONE)
        found.arrive(demo[1])
        yield found


@EVERYWHERE
def test_1_air_strikes_blamed_on_russia_in_idleb_in_half_a_year_as_geojson(desk, demo):
    wanted = Filters(
        types=("air_strike",), initiators=("russia",), governorates=(IDLEB,), date_from=date(2019, 7, 1), date_to=date(2019, 12, 31), undated=False
    )
    ids = {*demo[0].events(wanted)["event_id"]}
    assert ids
    desk.filters()
    desk.choose("types", desk.say("type.air_strike"))
    desk.page.get_by_text(f"{desk.say('filters.initiators')} / {desk.say('filters.targets')}").click()
    desk.choose("initiators", desk.say("actor.russia"))
    area = load().areas.by_pcode[IDLEB]
    desk.choose("governorates", desk.say.either(area.name_ar, area.name_en))
    desk.dates("20190701", "20191231")
    desk.results()
    desk.shows(len(ids), demo[0].counts(Filters()).total)
    desk.page.locator(".st-key-downloads").get_by_role("button", name=desk.say("download.title")).click()
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="GeoJSON", exact=True).click()
    made = json.loads(waiting.value.path().read_text("utf-8"))
    assert {feature["properties"]["event_id"] for feature in made["features"]} == ids


@CROSSWISE
def test_2_the_deadliest_week_in_aleppo(desk, demo):
    wanted = Filters(governorates=(ALEPPO,))
    first, last, killed = charts.peak(demo[0].histogram(wanted, step="week", dead=True), "week")
    desk.filters()
    area = load().areas.by_pcode[ALEPPO]
    desk.choose("governorates", desk.say.either(area.name_ar, area.name_en))
    desk.results()
    desk.page.get_by_role("radio", name=desk.say("time.week"), exact=True).click()
    desk.page.get_by_text(desk.say("toggle.toll"), exact=True).click()
    desk.page.get_by_role("button", name=desk.say("time.peak.toll", days=desk.say.between(first, last), n=f"{killed:,}")).click()
    expect(desk.page).to_have_url(re.compile(f"from={first}.*to={last}"))
    week = Filters(governorates=(ALEPPO,), date_from=first, date_to=last)
    desk.shows(demo[0].counts(week).shown, demo[0].counts(Filters()).total)


@EVERYWHERE
def test_3_what_was_hit_around_khan_shaykhun(desk, demo):
    around = Filters(near=read_near("35.44373,36.65037,10"))
    hit = dict(demo[0].facet(around, "hit").itertuples(index=False))
    assert {"hospital", "depot"} <= hit.keys()
    town = re.compile(f"\\({desk.say('level.city')}")
    desk.filters()
    box = desk.page.get_by_role("textbox", name=desk.say("filters.place_id"))
    box.fill("خان شيخون" if desk.say.lang == "ar" else "Khan Shaykhun")
    box.press("Enter")
    desk.page.locator('[class*="st-key-place_found"]').get_by_text(town).click()
    desk.page.locator(".st-key-near-place button").click()
    expect(desk.page).to_have_url(re.compile("near=35.44373"))
    settled(desk.page)
    desk.turn_to("analysis")
    desk.shows(demo[0].counts(around).shown, demo[0].counts(Filters()).total)
    table = desk.page.locator(".st-key-table-hit")
    table.scroll_into_view_if_needed()
    for code, n in hit.items():
        expect(table.locator("tr", has_text=desk.say(f"hit.{code}")).first).to_contain_text(str(n))


@CROSSWISE
def test_4_all_events_within_10_km_of_a_clicked_point_in_a_month(desk, demo):
    desk.filters()
    desk.dates("20190701", "20190731")
    desk.results()
    frame = the_map(desk.page)
    desk.page.get_by_role("button", name=desk.say("tools.title")).click()
    desk.page.get_by_text(desk.say("mode.measure"), exact=True).click()
    desk.page.keyboard.press("Escape")
    settled(desk.page)
    place = demo[0].markers(Filters(governorates=(IDLEB,), date_from=date(2019, 7, 1), date_to=date(2019, 7, 31), undated=False))["place_id"].iloc[0]
    marker = frame.locator(f'[data-place="{place}"]')
    for _ in range(3):
        marker.hover()
        desk.page.mouse.wheel(0, -120)  # one step nearer to where the pointer is
        at_rest(marker)
    settled(desk.page)
    at = at_rest(marker)
    desk.page.mouse.click(at["x"] - 12, at["y"] + at["height"] / 2)  # beside the marker, a few kilometres away
    desk.page.get_by_role("button", name=desk.say("points.near", km="10")).click()
    expect(desk.page).to_have_url(re.compile("near=3"))
    (near,) = desk.query["near"]
    wanted = Filters(near=read_near(near), date_from=date(2019, 7, 1), date_to=date(2019, 7, 31))
    assert demo[0].counts(wanted).shown > 0
    desk.shows(demo[0].counts(wanted).shown, demo[0].counts(Filters()).total)


@EVERYWHERE
def test_5_events_whose_sources_disagree_on_the_dead(desk, demo):
    found = demo[0].events(Filters(disagree=True))
    desk.filters()
    desk.page.get_by_text(desk.say("filters.figures")).click()
    desk.page.get_by_text(re.compile(desk.say("filters.disagree"))).click()
    expect(desk.page).to_have_url(re.compile("disagree=yes"))
    settled(desk.page)
    desk.results()
    desk.shows(len(found), demo[0].counts(Filters()).total)
    open_row(desk.page.locator('.st-key-panel [data-testid="stDataFrame"]'))
    expect(desk.page.locator(".rasd-card tbody tr")).not_to_have_count(0)
    expect(desk.page.locator(".rasd-card")).to_contain_text(desk.say("card.figures"))
    expect(desk.page).to_have_url(re.compile(f"event={found['event_id'].iloc[0]}"))


@CROSSWISE
def test_6_which_latamneh_reports_were_not_placed_and_why(desk, demo):
    rows = demo[0].unplaced(Filters())
    (event,) = rows[rows["surface"] == "اللطامنة"]["event_id"]
    desk.turn_to("unplaced")
    box = desk.page.get_by_role("textbox", name=desk.say("unplaced.name"), exact=True)
    box.fill("اللطامنه" if desk.say.lang == "ar" else "Latamneh")
    box.press("Enter")
    grid = desk.page.locator('[class*="st-key-shelf"] [data-testid="stDataFrame"]')
    expect(grid.locator("tbody tr")).to_have_count(1)
    expect(grid.locator("tbody tr")).to_contain_text(desk.say("why.no_position"))
    open_row(grid)
    expect(desk.page).to_have_url(re.compile(f"event={event}"))
    expect(desk.page.locator(".rasd-card .rasd-places")).to_contain_text(desk.say("why.no_position"))


@CROSSWISE
def test_8_the_exact_view_is_shared_with_a_colleague(desk, demo, browser, lang, size):
    desk.filters()
    desk.choose("types", desk.say("type.shelling"))
    desk.results()
    desk.page.get_by_role("radio", name=desk.say("time.year"), exact=True).click()
    frame = the_map(desk.page)
    frame.locator("body").get_by_role("button", name=desk.say("map.nearer")).click()
    expect(desk.page).to_have_url(re.compile("view="))
    settled(desk.page)
    desk.page.locator(".st-key-share").get_by_role("button", name=desk.say("share.title")).click()
    link = desk.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text().strip()
    assert from_query(parse_qs(urlsplit(link).query), load().areas.by_pcode) == from_query(desk.query, load().areas.by_pcode)
    with visit(browser, f"task-colleague-{lang}", size) as page:
        page.goto(link)
        the_map(page)
        other = Desk(page, desk.say, desk.phone)
        other.shows(demo[0].counts(Filters(types=("shelling",))).shown, demo[0].counts(Filters()).total)
        eventually(page, lambda: other.query == desk.query)
        assert set(other.query) >= {"type", "step", "view", "cut"}


@EVERYWHERE
def test_a_view_is_kept_opened_again_and_handed_out_as_a_report(desk, demo, lang):
    desk.filters()
    desk.choose("types", desk.say("type.shelling"))
    desk.results()
    desk.page.locator(".st-key-share").get_by_role("button", name=desk.say("share.title")).click()
    name = desk.page.get_by_role("textbox", name=desk.say("saved.name"))
    name.fill(f"قصف {lang}")
    expect(desk.page.get_by_role("button", name=desk.say("saved.save"))).to_be_visible()  # Enter sends a form once its button is there
    name.press("Enter")
    expect(desk.page.get_by_text(desk.say("saved.done"))).to_be_visible()
    desk.page.get_by_test_id("stPopoverBody").get_by_role("link").click()
    kept = desk.page.locator('[class*="st-key-view-"]', has_text=f"قصف {lang}").first
    kept.get_by_role("button", name=desk.say("share.title")).click()
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name=desk.say("download.report"), exact=True).click()
    made = waiting.value.path()
    desk.page.keyboard.press("Escape")
    desk.page.goto(urlsplit(desk.page.url)._replace(query=f"lang={lang}").geturl())
    settled(desk.page)
    desk.page.locator('[class*="st-key-view-"]', has_text=f"قصف {lang}").first.get_by_role("button", name=desk.say("saved.open")).click()
    desk.shows(demo[0].counts(Filters(types=("shelling",))).shown, demo[0].counts(Filters()).total)
    the_map(desk.page)

    report = made.with_suffix(".html")
    made.rename(report)
    desk.page.goto(report.as_uri())
    expect(desk.page.locator("h1")).to_have_text(f"قصف {lang}")
    expect(desk.page.locator("tr.event")).to_have_count(demo[0].counts(Filters(types=("shelling",))).shown)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= desk.page.viewport_size["width"]
