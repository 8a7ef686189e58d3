"""Everybody can use the pages: axe-core finds no serious fault on any of them, and the keyboard alone opens events."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import DESKTOP, PAGES, PHONE, settled, the_map
from playwright.sync_api import expect
from test_browser import visit

from dashboard.text import words
from events.query import Filters

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}


def faults(page):
    """What axe-core finds that keeps somebody from using the page, in the page and in the frames of its maps."""
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("lang", "theme", "size"), [("en", "light", DESKTOP), ("ar", "dark", DESKTOP), ("ar", "light", PHONE), ("en", "dark", PHONE)])
def test_axe_finds_no_serious_fault_on_any_page(browser, demo, lang, theme, size):
    _, address, event = demo
    found = []
    with visit(browser, f"access-{lang}-{theme}", size) as page:
        page.emulate_media(color_scheme=theme)
        page.goto(f"{address}?lang={lang}")
        page.get_by_role("dialog").wait_for()  # the help of a first visit
        found += faults(page)
        for path in (f"?type=shelling&actor=russia&lang={lang}", f"?event={event}&lang={lang}", f"review?event={event}&lang={lang}"):
            page.goto(address + path)
            settled(page)
            found += faults(page)
        for path in PAGES.values():
            page.goto(f"{address}{path}?lang={lang}")
            settled(page)
            if not path:
                the_map(page)
            found += faults(page)
    assert found == []


# What is drawn for the control with the focus: itself, what stands beside it, and the boxes around it, which some controls are drawn by.
LOOK = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  if (at.tagName === "IFRAME" || at.closest("canvas")) return {name: at.tagName, changed: true};  // these draw their own; a list's cells stand in its canvas
  const about = [...(at.closest("label") || at.parentElement).querySelectorAll("*")];
  for (let box = at, n = 0; box && n < 5; box = box.parentElement, n++) about.push(box);
  const drawn = (s) => [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.borderColor].join();
  const look = () => about.map((one) => drawn(getComputedStyle(one)));
  const focused = look();
  at.blur();
  const changed = look().some((one, n) => one !== focused[n]);
  at.focus();
  return {name: `${at.tagName} ${at.getAttribute("aria-label") || at.textContent.slice(0, 40) || at.id || at.className}`, changed};
}"""


@pytest.mark.parametrize("path", ["?event={event}", "review?event={event}", "add", "analysis"])
def test_whatever_the_keyboard_reaches_shows_that_it_has_the_focus(browser, demo, path):
    _, address, event = demo
    with visit(browser, "access-focus") as page:
        page.goto(address + path.format(event=event))
        settled(page)
        page.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
        reached, faint = 0, set()
        for _ in range(90):
            page.keyboard.press("Tab")
            found = page.evaluate(LOOK)
            reached += found is not None
            if found and not found["changed"]:
                faint.add(found["name"])
        assert reached > 30
        assert faint == set()


def test_the_keyboard_alone_opens_one_event_after_another(browser, demo):
    snapshot, address, _ = demo
    ids = [*snapshot.events(Filters(types=("chemical_attack", "shelling")))["event_id"]]
    with visit(browser, "access-keys") as page:
        page.goto(f"{address}?type=chemical_attack&type=shelling")
        the_map(page)
        settled(page)
        page.locator('.st-key-panel [data-testid="stDataFrame"] canvas').first.focus()
        page.keyboard.press("ArrowDown")
        expect(page).to_have_url(re.compile("event="))
        settled(page)
        (opened,) = parse_qs(urlsplit(page.url).query)["event"]
        for name, events in (("previous", ids[: ids.index(opened)][::-1]), ("next", ids[1:4])):
            page.get_by_role("button", name=words("en")(f"card.{name}"), exact=True).focus()
            for event in events:
                page.keyboard.press("Enter")
                expect(page).to_have_url(re.compile(f"event={event}"))
                settled(page)
        page.get_by_role("button", name=words("en")("card.back")).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".rasd-card")).to_have_count(0)
