"""An analyst corrects a wrong village in a real browser and sees every event that the correction touches, with every other host forbidden."""

from __future__ import annotations

import re
from datetime import date

import factories as make
import pytest
from browser import PHONE, SECONDS, eventually, serving, settled, the_map
from playwright.sync_api import expect
from test_browser import visit
from world import HOSTILE, event_of, fill

from dashboard.text import words
from events.analyst import Analyst
from events.ingest import ingest
from events.query import Filters, Snapshot
from extract.records import Rejected

pytestmark = pytest.mark.browser
NAME = "تل الكرامنة"
TOO_WIDE = "() => [...document.querySelectorAll('[data-testid=stMain] *')].filter(e => e.getBoundingClientRect().width > 390).length"
SECTIONS = ("decide", "fields", "place", "join", "add", "article")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A workspace in which three reports read one name as the wrong village, and the dashboard that shows it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with fill(folder / "home") as workspace:
        texts = {f"v{n}": f"شن الطيران غارة جوية على {NAME} صباح اليوم، الخبر رقم {n} من {who}." for n, who in enumerate(("سلمى", "عمر", "رنا"))}
        items, reports = [], {}
        for n, (name, text) in enumerate(texts.items()):
            where = make.placed(make.MASTUMEH, surface=NAME, at=text.index(NAME), rejected=(Rejected(make.HMEIRA, "farther away"),))
            items.append(make.article(name, text, published=date(2017, 3 + n, 2)))
            reports[name] = [make.report(name, where, day=date(2017, 3 + n, 1))]
        ingest(workspace, items, reader=make.reader(reports))
        with serving(workspace.home, folder) as address:
            yield workspace, address


def test_a_wrong_village_is_corrected_and_every_event_that_it_touches_is_seen(browser, world):
    workspace, address = world
    en = words("en")
    events = [event_of(workspace, name) for name in ("v0", "v1", "v2")]
    with visit(browser, "review") as page:
        page.goto(f"{address}?actor=syrian_government&event={events[0]}")
        the_map(page)
        settled(page)
        page.get_by_role("link", name=en("card.review")).click()
        expect(page.get_by_role("heading", name=en("review.title"), exact=True)).to_be_visible(timeout=30 * SECONDS)
        settled(page)
        expect(page).to_have_url(re.compile(f"/review\\?.*actor=syrian_government.*event={events[0]}"))  # the filters came along

        name = page.get_by_role("textbox", name=en("review.reviewer"))
        name.fill("رنا")
        name.press("Enter")
        settled(page)
        page.get_by_role("radio", name=en("review.section.place"), exact=True).click()
        page.locator('label:has-text("C1152")').click()
        expect(page.locator(".st-key-review-map iframe")).to_be_visible()
        page.frame_locator(".st-key-review-map iframe").locator('[data-place="C1152"]').wait_for(timeout=30 * SECONDS)
        page.get_by_role("button", name=en("review.place.save")).click()
        page.get_by_role("button", name=en("review.offer.apply", n=2)).click(timeout=30 * SECONDS)
        for event in events:
            expect(page.locator(".st-key-review-offer-events").get_by_role("button", name=event)).to_be_visible(timeout=60 * SECONDS)
        expect(page.locator(".rasd-values .rasd-differs")).to_contain_text("Hmeira")
        expect(page.locator('[class*="st-key-review-log-"]').first).to_contain_text("رنا")

        page.get_by_role("link", name=en("page.explore"), exact=True).click()  # what is looked at stays from page to page
        the_map(page)
        settled(page)
        expect(page).to_have_url(re.compile(f"actor=syrian_government.*event={events[0]}"))
        page.goto(f"{address}?place=C1152")
        expect(page.locator(".rasd-figures dd").first).to_have_text("3 of 11", timeout=30 * SECONDS)
        expect(the_map(page).locator('[data-place="C1152"]')).to_have_count(1)
    with Snapshot(workspace) as snapshot:
        assert {*snapshot.events(Filters(place_id="C1152"))["event_id"]} == {*events}


def test_the_queue_is_gone_through_with_the_keyboard_alone(browser, world):
    _, address = world
    en = words("en")
    with visit(browser, "review-keys") as page:
        page.goto(f"{address}review")
        settled(page)
        page.get_by_role("button", name=en("review.begin")).focus()
        page.keyboard.press("Enter")
        at = page.locator(".st-key-review-bar [role=status]")
        for keys, place in (("", "· 1 of "), ("Alt+n", "· 2 of "), ("Alt+n", "· 3 of "), ("Alt+p", "· 2 of ")):
            if keys:
                page.keyboard.press(keys)
            expect(at).to_contain_text(place, timeout=30 * SECONDS)
            settled(page)


def test_hostile_words_run_nothing_and_ask_nobody(browser, world):
    workspace, address = world
    Analyst(workspace, "<img src=x onerror=alert(9)>").correct("a8-000", {"weapon": f"! {HOSTILE}"[:200]}, HOSTILE)
    with visit(browser, "review-hostile") as page:  # which fails on a pop-up, an error, and a request to another host
        page.goto(f"{address}review?event={event_of(workspace, 'a8')}")
        settled(page)
        for part in SECTIONS:
            page.get_by_role("radio", name=words("en")(f"review.section.{part}"), exact=True).click()
            settled(page)
        expect(page.locator(".rasd-values")).to_contain_text("<script>alert(1)</script>")
        expect(page.locator('[class*="st-key-review-log-"]').first).to_contain_text("<img src=x onerror=alert(9)>")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_is_cut_off_on_a_phone(browser, world, lang):
    workspace, address = world
    with visit(browser, f"review-phone-{lang}", PHONE) as page:
        page.goto(f"{address}review?lang={lang}&event={event_of(workspace, 'a1')}")
        settled(page)
        for part in SECTIONS:
            page.get_by_role("radio", name=words(lang)(f"review.section.{part}"), exact=True).click()
            settled(page)
            eventually(page, lambda: page.evaluate(TOO_WIDE) == 0)
