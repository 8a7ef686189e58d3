"""One honest journey through the dashboard in a real browser, with every other host forbidden."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import factories as make
import pytest
from browser import DESKTOP, PHONE, SCREENSHOTS, SECONDS, fence, fits, open_row, serving, settled, the_map
from playwright.sync_api import expect
from world import event_of, fill

from dashboard.text import words
from events import export
from events.export import geojson
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A workspace, and the dashboard that shows it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with fill(folder / "home") as workspace, serving(workspace.home, folder) as address:
        yield workspace, address


@contextmanager
def visit(browser, name, size=DESKTOP):
    """Open a page that may reach this machine only; nothing it loads may fail or pop up. A picture of it is kept."""
    outside, trouble = [], []
    context = browser.new_context(viewport=size, accept_downloads=True)
    fence(context, outside)
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    # Streamlit asks for its own health below the page's path first, and takes the answer 404.
    page.on("response", lambda answer: trouble.append(f"{answer.status} {answer.url}") if answer.status >= 400 and "/_stcore/" not in answer.url else None)
    try:
        yield page
    finally:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"test-{name}.png")
        context.close()
    assert outside == []
    assert trouble == []


def test_an_analyst_finds_filters_and_downloads(browser, world):
    workspace, address = world
    with visit(browser, "journey") as page:
        page.goto(address)
        frame = the_map(page)
        expect(frame.locator("[data-place]")).to_have_count(4)
        frame.locator("body").evaluate("() => { window.sameMap = true }")

        frame.locator('[data-place="F-kuweires"]').click()  # the marker opens the event's card
        card = page.locator(".rasd-card")
        expect(card.locator("h3")).to_have_text("Kuweires Air Base")
        expect(page).to_have_url(re.compile(f"event={event_of(workspace, 'a3')}"))
        page.get_by_role("button", name=words("en")("card.back")).click()
        expect(card).to_have_count(0)

        page.get_by_role("combobox", name=words("en")("filters.actors")).click()
        page.get_by_role("option", name=re.compile(f"^{words('en')('actor.syrian_government')} · 5$")).click()
        page.keyboard.press("Escape")
        settled(page)
        first = page.locator('[data-testid="stDateInput"]').first
        first.get_by_role("spinbutton", name="year").click()
        page.keyboard.type("20160601")
        page.keyboard.press("Escape")
        events_shown(page, 2, 8)
        expect(frame.locator("[data-place]")).to_have_count(2)
        expect(page).to_have_url(re.compile("actor=syrian_government.*from=2016-06-01"))
        assert frame.locator("body").evaluate("() => window.sameMap"), "the map was loaded anew"

        page.locator(".st-key-downloads").get_by_role("button", name=words("en")("download.title"), exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="GeoJSON", exact=True).click()
        made = json.loads(waiting.value.path().read_text("utf-8"))
    with Snapshot(workspace) as snapshot:
        filters = Filters(actors=("syrian_government",), date_from=date(2016, 6, 1))
        wanted = geojson.collection(export.select(snapshot, filters, datetime.now(UTC)))
    assert made["query"] == {"date_from": "2016-06-01", "actors": ["syrian_government"]}
    assert made["features"] == json.loads(json.dumps(wanted["features"]))
    assert {feature["properties"]["event_id"] for feature in made["features"]} == {event_of(workspace, name) for name in ("a2", "a8")}


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A workspace with a few weeks of Aleppo and Idleb, and sources that disagree."""
    folder = tmp_path_factory.mktemp("busy")
    told = [
        make.report("b1", make.MASTUMEH, day=date(2019, 8, 3), initiators=("russia",)),
        make.report("b2", make.IDLEB, day=date(2019, 8, 3), initiators=("russia",), type="shelling"),
        make.report("b3", make.IDLEB, day=date(2020, 1, 3), initiators=("russia",)),
        make.report("b4", make.KHAN_TUMAN, day=date(2016, 5, 5), killed_min=4, killed_max=4),
        make.report("b5", make.HMEIRA, day=date(2016, 5, 7), killed_min=5, killed_max=5, type="shelling"),
        make.report("b6", make.KHAN_TUMAN, day=date(2016, 5, 20), killed_min=7, killed_max=7, source="المرصد"),
        make.report("b7", make.KHAN_TUMAN, day=date(2016, 5, 20), killed_min=2, killed_max=2),
        make.report("b8", make.KUWEIRES, day=date(2016, 5, 12)),
        make.report("b9", make.ALEPPO_GOVERNORATE, day=date(2016, 5, 12)),
    ]  # fmt: skip
    with Workspace(folder / "home") as workspace:
        ingest(workspace, [make.article(one.article_id) for one in told], reader=make.reader({one.article_id: [one] for one in told}))
        with serving(workspace.home, folder) as address:
            yield workspace, address


def events_shown(page, n, of):
    expect(page.locator(".rasd-figures dd").first).to_have_text(f"{n} of {of}")


def test_shades_open_the_events_of_an_area_and_the_frame_follows_the_map(browser, busy):
    _, address = busy
    with visit(browser, "shades") as page:
        page.goto(f"{address}?shown=governorate")
        frame = the_map(page)
        frame.locator('[data-area="in:SY02"]').click()
        expect(page.locator(".st-key-panel h3")).to_have_text("Aleppo")
        page.goto(f"{address}?framed=yes&view=35.9290,36.6353,12")
        the_map(page)
        events_shown(page, 3, 8)


def test_an_online_map_is_asked_for_only_by_the_visitor(browser, busy):
    _, address = busy
    outside = []
    context = browser.new_context(viewport=DESKTOP)
    fence(context, outside)
    page = context.new_page()
    page.goto(address)
    the_map(page)
    settled(page)
    page.get_by_role("button", name=words("en")("tools.title")).click()
    expect(page.get_by_text(words("en")("base.notice"))).to_be_visible()
    assert outside == []
    with page.expect_request(re.compile("tile.openstreetmap.org")):
        page.get_by_text(words("en")("base.osm")).click()
    expect(page).not_to_have_url(re.compile("osm"))
    context.close()
    assert {urlsplit(address).hostname for address in outside} == {"tile.openstreetmap.org"}


def test_a_style_sheet_that_comes_late_leaves_no_land_black(browser, world):
    _, address = world
    held = []
    with visit(browser, "late") as page:
        page.route("**/rasd-map.css", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks what it is given
        with page.expect_response(re.compile("/areas-")):
            page.goto(address)
        page.wait_for_timeout(2 * SECONDS)  # the outlines are here, and could be drawn
        assert len(held) == 1
        held[0].continue_()
        frame = page.frame_locator(".st-key-map iframe")
        frame.locator("[data-ready=yes]").wait_for()
        page.wait_for_timeout(SECONDS)
        land = frame.locator(".leaflet-rasd-lines-pane canvas").evaluate(
            """canvas => {
              const seen = new Set();
              const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              for (let at = 0; at < all.length; at += 4) if (all[at + 3] === 255) seen.add([...all.slice(at, at + 3)].join());
              return [...seen];
            }"""
        )
    assert "251,250,247" in land  # --land of the light theme
    assert "0,0,0" not in land


def test_panning_moves_the_map_and_nothing_else(browser, world):
    _, address = world
    with visit(browser, "pan") as page:
        page.goto(address)
        frame = the_map(page)
        settled(page)
        frame.locator("body").evaluate("() => { window.sameMap = true }")
        page.locator(".st-key-timeline").evaluate("part => { part.dataset.same = 'yes' }")
        box = page.locator(".st-key-map iframe").bounding_box()
        page.mouse.move(box["x"] + 300, box["y"] + 370)
        page.mouse.down()
        page.mouse.move(box["x"] + 380, box["y"] + 280, steps=4)
        page.mouse.up()
        expect(page).to_have_url(re.compile("view="))
        assert frame.locator("body").evaluate("() => window.sameMap")
        expect(page.locator('.st-key-timeline[data-same="yes"]')).to_have_count(1)
        page.reload()
        expect(the_map(page).locator("[data-place]")).to_have_count(4)
        expect(page).to_have_url(re.compile("view="))


def test_a_period_is_played_without_loading_anything_anew(browser, world):
    _, address = world
    with visit(browser, "play") as page:
        page.goto(address)
        frame = the_map(page)
        settled(page)
        frame.locator("body").evaluate("() => { window.sameMap = true }")
        page.locator(".st-key-timeline").evaluate("part => { part.dataset.same = 'yes' }")
        page.get_by_role("button", name=words("en")("play.start")).click()
        window = page.locator(".rasd-window")
        seen = []
        for _ in range(3):  # the window moves on by itself, and never back
            seen.append(window.inner_text())
            expect(window).not_to_have_text(seen[-1])
        assert seen == sorted(seen)
        page.get_by_role("button", name=words("en")("play.pause")).click()
        expect(page.get_by_role("slider", name=words("en")("play.at"))).to_be_visible(timeout=30 * SECONDS)
        assert frame.locator("body").evaluate("() => window.sameMap"), "the map was loaded anew"
        expect(page.locator('.st-key-timeline[data-same="yes"]')).to_have_count(1)
        held = window.inner_text()
        page.get_by_role("button", name=words("en")("play.keep")).click()
        expect(page).to_have_url(re.compile(f"from={held[:10]}.*undated=no"))


def test_a_polygon_drawn_corner_by_corner_filters(browser, busy):
    _, address = busy
    with visit(browser, "draw") as page:
        page.goto(f"{address}?view=36.1184,37.0509,11")
        frame = the_map(page)
        settled(page)
        frame.locator("body").evaluate("() => { window.sameMap = true }")
        page.get_by_role("button", name=words("en")("tools.title")).click()
        page.get_by_text(words("en")("mode.draw"), exact=True).click()
        page.keyboard.press("Escape")
        settled(page)
        box = page.locator(".st-key-map iframe").bounding_box()
        for n, (right, down) in enumerate(((-60, -60), (60, -60), (0, 60), (150, 0)), 1):
            page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)
            expect(page.get_by_text(words("en")("draw.corners", n=n))).to_be_visible(timeout=30 * SECONDS)
        page.get_by_role("button", name=words("en")("draw.back")).click()
        expect(page.get_by_text(words("en")("draw.corners", n=3))).to_be_visible(timeout=30 * SECONDS)
        page.get_by_role("button", name=words("en")("draw.filter")).click()
        expect(page).to_have_url(re.compile("within=POLYGON"))
        events_shown(page, 2, 8)  # those at Khan Tuman
        assert frame.locator("body").evaluate("() => window.sameMap"), "the map was loaded anew"
        page.get_by_role("button", name=words("en")("filters.undo")).click()
        events_shown(page, 8, 8)
        expect(page).not_to_have_url(re.compile("within="))


def test_a_brush_on_the_timeline_sets_the_dates(browser, world):
    _, address = world
    with visit(browser, "brush") as page:
        page.goto(address)
        the_map(page)
        settled(page)
        bars = page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg').first.bounding_box()
        page.mouse.move(bars["x"] + bars["width"] * 0.4, bars["y"] + 50)
        page.mouse.down()
        page.mouse.move(bars["x"] + bars["width"] * 0.9, bars["y"] + 60, steps=6)
        page.mouse.up()
        expect(page).to_have_url(re.compile("from=201[78].*to=2019"))
        events_shown(page, 3, 8)  # January 2018, July 2019, and the undated one
        page.get_by_role("button", name=words("en")("filters.undo")).click()
        events_shown(page, 8, 8)


def test_a_marker_is_opened_with_the_keyboard(browser, world):
    _, address = world
    with visit(browser, "keyboard") as page:
        page.goto(address)
        marker = the_map(page).locator('[data-place="C1015"]')  # two events
        settled(page)
        marker.press("Enter")
        expect(page.locator(".st-key-panel h3")).to_have_text("Khan tuman")
        expect(page).to_have_url(re.compile("at=C1015"))


def test_a_row_of_the_list_opens_its_event(browser, world):
    workspace, address = world
    with visit(browser, "row") as page:
        page.goto(f"{address}?type=shelling")
        the_map(page)
        settled(page)
        open_row(page.locator('[data-testid="stDataFrame"]'))
        expect(page.locator(".rasd-card h3")).to_have_text("Kuweires Air Base")
        expect(page).to_have_url(re.compile(f"event={event_of(workspace, 'a3')}"))


def test_filters_and_language_stay_from_page_to_page(browser, world):
    _, address = world
    with visit(browser, "turning-pages") as page:
        page.goto(f"{address}?lang=ar&type=shelling")
        settled(page)
        for name in ("method", "unplaced", "explore"):
            page.get_by_role("link", name=words("ar")(f"page.{name}")).click()
            expect(page).to_have_url(re.compile(("" if name == "explore" else name) + r"\?type=shelling.*lang=ar"))
        expect(page.locator(".rasd-figures dd").first).to_contain_text("2")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_text_does_nothing(browser, world, lang):
    workspace, address = world
    with visit(browser, f"hostile-{lang}") as page:
        page.goto(f"{address}?lang={lang}&event={event_of(workspace, 'a8')}")
        the_map(page)
        expect(page.locator(".rasd-card")).to_contain_text("<script>alert(1)</script>")
        assert page.locator(".rasd-card script, .rasd-card a").count() == 0


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("path", ["", "analysis", "unplaced", "places", "add", "method"])
def test_pages_fit_a_phone(browser, world, path, lang):
    _, address = world
    with visit(browser, f"phone-{path or 'explore'}-{lang}", PHONE) as page:
        page.goto(f"{address}{path}?lang={lang}")
        settled(page)
        if not path:
            the_map(page)
        fits(page)


def test_arabic_shows_the_same_map_from_right_to_left(browser, world):
    _, address = world
    with visit(browser, "arabic") as page:
        page.goto(f"{address}?lang=ar")
        frame = the_map(page)
        expect(frame.locator("[data-place]")).to_have_count(4)
        expect(frame.locator('[data-place="C1015"]')).to_have_attribute("aria-label", re.compile("^خان طومان"))
        sidebar, main = (page.locator(f'[data-testid="{name}"]').bounding_box() for name in ("stSidebar", "stMain"))
        assert sidebar["x"] > main["x"]
