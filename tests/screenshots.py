"""Pictures of every page, made from the demonstration reports: both languages, both themes, desk and phone; and docs/screenshot.png.

    python tests/screenshots.py

The pictures go to the folder screenshots/, which git ignores; look at them after a change of the pages.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from browser import DESKTOP, PAGES, PHONE, ROOT, SCREENSHOTS, demonstration, fence, launch, serving, settled, the_map
from conftest import BROWSERS
from playwright.sync_api import Browser, Page, expect, sync_playwright


def main() -> None:
    """Make all pictures."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit(f"no browser found ({', '.join(BROWSERS)})")
    SCREENSHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        event = demonstration(home)
        with serving(home, Path(folder)) as address, sync_playwright() as playwright:
            browser = launch(playwright, chromium)
            take(browser, f"{address}?event={event}", ROOT / "docs" / "screenshot.png")
            for theme in ("light", "dark"):
                for lang in ("en", "ar"):
                    for size, name in ((DESKTOP, "desk"), (PHONE, "phone")):
                        for page, path in PAGES.items():
                            take(browser, f"{address}{path}?lang={lang}", SCREENSHOTS / f"{page}-{lang}-{theme}-{name}.png", theme, size)
                        take(browser, f"{address}review?lang={lang}&event={event}", SCREENSHOTS / f"reviewing-{lang}-{theme}-{name}.png", theme, size)
                        take(browser, f"{address}?lang={lang}&event={event}", SCREENSHOTS / f"card-{lang}-{theme}-{name}.png", theme, size)
            browser.close()


def take(browser: Browser, address: str, file: Path, theme: str = "light", size: dict[str, int] = DESKTOP) -> None:
    """Take a picture of a page once it has drawn everything; no other host is asked for anything."""
    outside: list[str] = []
    context = browser.new_context(viewport=size, color_scheme=theme)
    fence(context, outside)
    page = context.new_page()
    page.goto(address)
    settled(page)
    wait_for_drawings(page)
    if "event=" in address and size is PHONE:
        page.locator(".rasd-card").first.scroll_into_view_if_needed()
    page.screenshot(path=file)
    context.close()
    if outside:
        sys.exit(f"{address} asked other hosts: {', '.join(outside)}")
    print(file.relative_to(ROOT))  # noqa: T201  # a script for people


def wait_for_drawings(page: Page) -> None:
    """Wait for the map with its labels, the lists and the charts, where the page has them."""
    expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0, timeout=20_000)
    if page.locator(".st-key-map").count():
        expect(the_map(page).locator(".rasd-label").first).to_be_visible()
    for drawn in ('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg', '[data-testid="stDataFrame"] canvas'):
        if page.locator(drawn.split(" ", 1)[0]).count():
            expect(page.locator(drawn).first).to_be_visible(timeout=20_000)


if __name__ == "__main__":
    main()
