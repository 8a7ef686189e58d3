"""Pictures of every page, made from the demonstration reports: both languages, both themes, desk and phone; and docs/screenshot.png.

    python tests/screenshots.py

The pictures go to the folder screenshots/, which git ignores; look at them after a change of the pages. Each shows its page to the end. A busy machine makes
the same pictures and takes longer: one that fails is tried once more, and what fails twice is named when all the others are made.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from browser import ALONE, DESKTOP, PAGES, PATIENCE, PHONE, ROOT, SCREENSHOTS, SECONDS, demonstration, launch, serving, settled, still, the_map
from conftest import BROWSERS
from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

TALLEST = 6000  # pixels
WHOLE_CARD = (
    ':is([data-testid="stLayoutWrapper"], [data-testid="stVerticalBlock"]):is(:has(.rasd-card), .rasd-card *) '
    "{ height: auto !important; max-height: none !important; overflow: visible !important; flex: none !important; }"
)


class Picture(NamedTuple):
    """What to picture, and how."""

    file: Path
    path: str
    theme: str
    size: dict[str, int]


def main() -> None:
    """Make all pictures."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit(f"no browser found ({', '.join(BROWSERS)})")
    SCREENSHOTS.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        event = demonstration(Path(folder) / "demo")
        wanted = [Picture(ROOT / "docs" / "screenshot.png", f"?event={event}", "light", DESKTOP), *every(event)]
        with serving(Path(folder) / "demo", Path(folder)) as address, sync_playwright() as playwright, closing(launch(playwright, chromium, ALONE)) as browser:
            contexts: dict[tuple[str, int], BrowserContext] = {}
            for at, picture in enumerate(wanted, 1):
                look = (picture.theme, picture.size["width"])
                if look not in contexts:
                    contexts[look] = browser.new_context(viewport=picture.size, color_scheme=picture.theme)
                fault = take(contexts[look], address, picture) and take(contexts[look], address, picture)
                faults += [f"{picture.file.name}: {fault}"] if fault else []
                print(f"{at}/{len(wanted)} {picture.file.relative_to(ROOT)} {fault}", flush=True)  # noqa: T201  # a script for people
    if faults:
        sys.exit("\n".join(["these could not be made:", *faults]))


def every(event: str) -> Iterator[Picture]:
    """Name the pictures; those that share what the browser keeps come together."""
    for theme in ("light", "dark"):
        for size, name in ((DESKTOP, "desk"), (PHONE, "phone")):
            for lang in ("en", "ar"):
                pages = {page: f"{path}?lang={lang}" for page, path in PAGES.items()}
                pages |= {"reviewing": f"review?lang={lang}&event={event}", "card": f"?lang={lang}&event={event}"}
                for page, path in pages.items():
                    yield Picture(SCREENSHOTS / f"{page}-{lang}-{theme}-{name}.png", path, theme, size)


def take(context: BrowserContext, address: str, picture: Picture) -> str:
    """Take a picture of a page that has drawn everything; gives what was wrong, "" for nothing. No other host may be asked for anything."""
    outside: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("request", lambda request: outside.append(request.url) if urlsplit(request.url).hostname not in {"127.0.0.1", None} else None)
    try:
        page.goto(f"{address}{picture.path}")
        settled(page)
        drawn(page)
        if picture.file.parent == SCREENSHOTS:
            to_its_end(page, picture.size)
        page.screenshot(path=picture.file)
    except (Error, AssertionError) as error:
        return str(error).partition("\n")[0]
    finally:
        page.close()
    return f"other hosts were asked: {', '.join(outside)}" if outside else ""


def to_its_end(page: Page, size: dict[str, int]) -> None:
    """Make the window as high as what it shows, an open card whole."""
    if page.locator(".st-key-panel .rasd-card").count():
        page.add_style_tag(content=WHOLE_CARD)
    high = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(TALLEST, max(high, size["height"]))})
    drawn(page)


def drawn(page: Page) -> None:
    """Wait for the map with its labels, the lists and the charts, where the page has them, and for the server to rest."""
    expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
    if page.locator(".st-key-map").count():
        expect(the_map(page).locator(".rasd-label").first).to_be_visible()
    for shown in ('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg', '[data-testid="stDataFrame"] canvas'):
        if page.locator(shown.split(" ", 1)[0]).count():
            expect(page.locator(shown).first).to_be_visible()
    page.wait_for_timeout(SECONDS / 2)  # tables and charts fit themselves to a new width or height a moment later
    still(page)


if __name__ == "__main__":
    main()
