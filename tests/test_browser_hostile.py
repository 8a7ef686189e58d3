"""Words written to do harm, wherever words may come from, and no page, card, popup, printed view or export runs one of them.

The browser is told to ignore our Content-Security-Policy, so that the escaping has to hold by itself; the policy is then tried by itself too.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html import unescape
from urllib.request import urlopen

import factories as make
import pytest
from browser import DESKTOP, SECONDS, fence, serving, settled, the_map
from lxml import etree
from playwright.sync_api import expect
from world import event_of, fill

from dashboard.text import words
from events import export
from events.analyst import Analyst
from events.ingest import ingest
from events.query import Filters, Snapshot
from extract.readers import BadItem
from gazetteer.overlay import add_row, add_spelling

pytestmark = pytest.mark.browser
HARM = (
    '"\'></textarea></title></style></script><script>window.__pwned=1</script><img src=x onerror="window.__pwned=2">'
    "<svg onload=window.__pwned=3><iframe srcdoc='<script>parent.__pwned=4</script>'></iframe><a href=javascript:window.__pwned=5>a</a>"
    "<img src=https://evil.example/a.png><link rel=stylesheet href=https://evil.example/b.css><base href=https://evil.example/>"
)
MORE = (
    "${window.__pwned=6}`${window.__pwned=7}` {{window.__pwned=8}} [x](javascript:window.__pwned=9) ![x](https://evil.example/c.png) $\\href{javascript:0}{x}$"
)
FORMULA = '=HYPERLINK("https://evil.example";"x")'
PLANTED = f"{FORMULA} {HARM} {MORE} \u202eمعكوس\u2066 قصف"
NAME = '<img src=x onerror="window.__pwned=10">${window.__pwned=11} خزان'
URL = "javascript:window.__pwned=12"
SECTIONS = ("decide", "fields", "place", "join", "add", "article")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A workspace in which every place for words holds planted ones, and the dashboard that shows it; event ids by article."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with fill(folder / "home") as workspace:
        gaz = workspace.gazetteer()
        own = {"id": "U-1", "name_ar": NAME, "names": "الخزان الغريب", "name_en": NAME, "level": "facility", "lat": "36.1", "lon": "37.05", "precision_km": "1"}
        add_row(workspace.overlay, own | {"governorate": "SY02", "note": PLANTED}, gaz.places)
        add_spelling(workspace.overlay, gaz, "C1015", NAME, note=PLANTED)
        place = workspace.gazetteer().places["U-1"]
        placed = make.report("h1", make.placed(place, surface=PLANTED[:200]), make.KHAN_TUMAN, day=date(2016, 5, 9), source=PLANTED, weapon=PLANTED[:200])
        lost = make.report(f"h2 {HARM}", make.unplaced(PLANTED[:200], candidates=(place,)), source=PLANTED, type="shelling")
        items = [make.article(one.article_id, f"{one.type} {PLANTED}", title=PLANTED, outlet=PLANTED, url=f"{URL}//{one.type}") for one in (placed, lost)]
        ingest(workspace, items, reader=make.reader({one.article_id: [one] for one in (placed, lost)}))
        workspace.ledger.add_reject(BadItem(PLANTED, PLANTED, PLANTED))
        events = {one.article_id[:2]: event_of(workspace, one.article_id) for one in (placed, lost)}
        analyst = Analyst(workspace, NAME)
        analyst.note(events["h1"], PLANTED)
        analyst.correct(placed.id, {"weapon": f"{NAME} {FORMULA}"}, PLANTED)
        with serving(workspace.home, folder) as address:
            yield workspace, address, events


@contextmanager
def trapped(browser, *, policy=False):
    """A page on which nothing planted may run, open a window or ask another host. policy: whether the server's policy is obeyed."""
    outside, trouble = [], []
    context = browser.new_context(viewport=DESKTOP, bypass_csp=not policy)
    fence(context, outside)
    page = context.new_page()
    page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda opened: trouble.append(opened.url))
    page.on("console", lambda said: trouble.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    untouched(page)
    context.close()
    assert outside == []
    assert trouble == []


def untouched(page):
    """Nothing planted ran in the page or in a frame of it, and none of its elements was made of what was planted."""
    made = '[href^="javascript:" i], [src*="evil.example"], [srcdoc]'
    for frame in page.frames:
        assert frame.evaluate("made => [window.__pwned, document.querySelectorAll(made).length]", made) == [None, 0]


def test_the_planted_words_would_do_harm_where_nothing_is_escaped(browser):
    context = browser.new_context()
    outside = []
    fence(context, outside)
    page = context.new_page()
    page.set_content(f"<p>{HARM}</p>")
    page.wait_for_function("() => window.__pwned > 0")
    assert outside
    context.close()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_explore_with_its_markers_and_cards_runs_nothing(browser, world, lang):
    _, address, events = world
    with trapped(browser) as page:
        page.goto(f"{address}?lang={lang}")
        frame = the_map(page)
        frame.locator('[data-place="U-1"]').hover()
        frame.locator('[data-place="U-1"]').click()
        expect(page.locator(".rasd-card").first).to_contain_text("window.__pwned", timeout=60 * SECONDS)
        untouched(page)
        page.emulate_media(media="print")
        assert page.pdf()
        page.emulate_media(media="screen")
        page.goto(
            f"{address}?lang={lang}&event={events['h2']}&q=%3Cimg%20src%3Dx%20onerror%3Dwindow.__pwned%3D13%3E&type=%3Cscript%3E&actor=${{window.__pwned=14}}"
        )
        settled(page)
        expect(page.locator(".rasd-message").first).to_be_visible()


def test_no_other_page_runs_anything(browser, world):
    _, address, _ = world
    with trapped(browser) as page:
        for path in ("analysis", "unplaced", "review", "places", "add", "method"):
            page.goto(f"{address}{path}")
            settled(page)
            untouched(page)
        page.goto(f"{address}places")
        settled(page)
        box = page.get_by_role("textbox", name=words("en")("places.name"))
        box.fill("الخزان الغريب")
        box.press("Enter")
        expect(page.locator(".st-key-place")).to_contain_text("window.__pwned", timeout=60 * SECONDS)
        page.frame_locator(".st-key-map iframe").locator('[data-place="U-1"]').hover(timeout=60 * SECONDS)


def test_a_review_runs_nothing_in_any_of_its_parts(browser, world):
    _, address, events = world
    with trapped(browser) as page:
        page.goto(f"{address}review?event={events['h1']}")
        settled(page)
        expect(page.locator('[class*="st-key-review-log-"]').first).to_contain_text("window.__pwned")
        for part in SECTIONS:
            page.get_by_role("radio", name=words("en")(f"review.section.{part}"), exact=True).click()
            settled(page)
            untouched(page)


@pytest.fixture(scope="module")
def exports(world):
    """Every export of all events, by format: what stands in its parts."""
    workspace, _, _ = world
    made = {}
    with Snapshot(workspace) as snapshot:
        for form in export.FORMATS:
            _, parts = export.parts(snapshot, Filters(), form, datetime.now(UTC))
            for ending, write in parts.items():
                file = io.BytesIO()
                write(file)
                made[form.name, ending] = file.getvalue()
    return made


def test_no_export_runs_anything_where_it_is_shown(browser, exports):
    shown = []
    for (_, ending), raw in exports.items():
        if ending == ".kml":  # the one that a viewer draws as a page
            shown += [part.text or "" for part in etree.fromstring(raw).iter() if str(part.tag).endswith("}description")]
        elif ending.endswith((".html", ".htm")):
            shown.append(raw.decode())
    assert any("window.__pwned" in unescape(one) for one in shown)
    with trapped(browser) as page:
        for one in shown:
            page.set_content(one)
            untouched(page)


def test_no_cell_of_an_export_is_a_formula(exports):
    tables = [raw.decode("utf-8-sig") for (_, ending), raw in exports.items() if ending.endswith(".csv")]
    assert len(tables) > 4
    cells = [cell for text in tables for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not cell[1:].replace(".", "").isdigit())] == []


def test_no_text_of_an_export_turns_the_words_around_it(exports):
    for (name, ending), raw in exports.items():
        if ending.endswith((".csv", ".geojson", ".json", ".kml")):
            text = raw.decode("utf-8-sig")
            said = json.dumps(json.loads(text), ensure_ascii=False) if ending.endswith("json") else text
            assert not set(said) & set("\u202a\u202b\u202d\u202e"), (name, ending)


def test_the_policy_stops_what_would_slip_through(browser, world):
    _, address, _ = world
    with urlopen(address) as answer:  # noqa: S310  # our own server
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    with trapped(browser, policy=True) as page:  # which fails where the policy stops one of our own scripts, styles or pictures
        for path in ("", "analysis"):
            page.goto(f"{address}{path}")
            settled(page)
        expect(page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg').first).to_be_visible()
    context = browser.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda one: said.append(one.text))
    page.goto(address)
    settled(page)
    page.evaluate("harm => { document.body.insertAdjacentHTML('beforeend', harm) }", HARM)
    page.evaluate("() => { const made = document.createElement('script'); made.textContent = 'window.__pwned = 15'; document.body.append(made) }")
    page.wait_for_timeout(1 * SECONDS)
    assert page.evaluate("() => window.__pwned") is None
    assert sum("Content Security Policy" in one for one in said) >= 4
    context.close()
