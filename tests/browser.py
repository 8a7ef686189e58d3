"""Starting the dashboard as a person does, and driving a real Chromium against it with the network to other hosts forbidden."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Playwright, Route, expect
from playwright.sync_api import TimeoutError as Late

from events.ingest import ingest
from events.query import Filters, Snapshot
from events.workspace import Workspace
from extract.readers import read

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "screenshots"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
# No other host has an address. Quicker than `fence`, which has the browser fetch and read everything anew on each visit.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ALL = {"desk-en": ("en", DESKTOP), "phone-ar": ("ar", PHONE), "phone-en": ("en", PHONE), "desk-ar": ("ar", DESKTOP)}


def _pairs(*ids: str) -> pytest.MarkDecorator:
    """Run a test in these sizes and languages, and in all where $RASD_ALL_PAIRS is set."""
    asked = list(ALL) if os.environ.get("RASD_ALL_PAIRS") else list(ids)
    return pytest.mark.parametrize(("lang", "size"), [ALL[one] for one in asked], ids=asked)


EVERYWHERE, CROSSWISE = _pairs("desk-en", "phone-ar"), _pairs("phone-en", "desk-ar")
"""Half of the tasks take the first two pairs, half the others, so that each size is used in each language."""
PAGES = {"explore": "", **{name: name for name in ("analysis", "unplaced", "saved", "review", "places", "add", "compare", "method")}}
SECONDS = 1000
PATIENCE = 120 * SECONDS
expect.set_options(timeout=30 * SECONDS)  # a busy machine is slow, not wrong


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def demonstration(home: Path) -> str:
    """Read the sample reports into a workspace; gives the event with the most independent sources."""
    with Workspace(home, name="Demonstration", demo=True) as workspace:
        ingest(workspace, (item for file in sorted((ROOT / "samples").glob("*.jsonl")) for item in read(file)))
        with Snapshot(workspace) as snapshot:
            return str(snapshot.events(Filters(precision=("town", "village", "neighbourhood")), order="reports")["event_id"].iloc[0])


def answering(address: str, path: str = "_stcore/health") -> str:
    """Wait until a server says that it is well; gives its address."""
    for _ in range(600):
        with suppress(OSError), urlopen(f"{address}{path}", timeout=5):  # noqa: S310  # our own server
            return address
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@contextmanager
def serving(home: Path, folder: Path, *options: str, port: int = 0, base: str = "", path: str = "") -> Iterator[str]:
    """Run `rasd serve` on a workspace, started from some other folder; gives its address. base: path below which it serves, with its slash.

    path: folder whose modules come first, "" for none.
    """
    port = port or free_port()
    command = [sys.executable, str(ROOT / "rasd.py"), "serve", "--headless", "--port", str(port), "--home", str(home), *options]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (path, str(ROOT)))), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            said = []
            while server.stdout and (line := server.stdout.readline()):
                said.append(line)
                if "URL:" in line:
                    break
            else:
                raise AssertionError("rasd serve ended: " + "".join(said))
            yield answering(f"http://127.0.0.1:{port}/{base}")
        finally:
            server.terminate()
            server.communicate(timeout=30)  # read its last words: a server that cannot say goodbye does not go


def launch(playwright: Playwright, chromium: str, *flags: str) -> Browser:
    """Start Chromium."""
    return playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *flags])


def fence(context: BrowserContext, outside: list[str]) -> None:
    """Refuse and note every request that would leave this machine."""

    def decide(route: Route) -> None:
        if urlsplit(route.request.url).hostname in {"127.0.0.1", None}:
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", decide)


STILL = """async ([quiet, patience]) => {
  const begun = performance.now();
  for (let since = begun; performance.now() - since < quiet; await new Promise((go) => setTimeout(go, 20))) {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testScriptState !== "notRunning") since = performance.now();
    if (performance.now() - begun > patience) throw new Error("the page does not come to rest");
  }
}"""


def still(page: Page) -> None:
    """Wait until no script has run for a moment: what was clicked just now has first to reach the server."""
    page.evaluate(STILL, [SECONDS / 4, PATIENCE])


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Look again until something holds that Playwright has no expectation for."""
    for _ in range(150):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("still not so after 30 seconds")


def fits(page: Page) -> None:
    """See that no part of a page is wider than its window."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    eventually(page, lambda: bool(page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width))


def at_rest(thing: Locator) -> dict[str, float]:
    """Where a thing stands that has stopped moving."""
    before, now = None, thing.bounding_box()
    while now is None or now != before:
        thing.page.wait_for_timeout(300)
        before, now = now, thing.bounding_box()
    return dict(now)


def without_help(page: Page) -> None:
    """Close the help that opens by itself on a first visit, where it does."""
    page.locator(".rasd-footer").wait_for(timeout=PATIENCE)  # drawn last
    still(page)
    if page.get_by_role("dialog").count():
        # As a keyboard user does: the browser closes it by itself. Its button has the server draw the page without it, and what the server draws while
        # the map speaks for the first time may be lost on the way (Streamlit issue 9921), so that one visit in a hundred would have to click again.
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached", timeout=PATIENCE)
        still(page)


def the_map(page: Page) -> FrameLocator:
    """The map's frame, once its base map and its markers are drawn."""
    without_help(page)
    frame = page.frame_locator(".st-key-map iframe")
    frame.locator("[data-ready=yes]").wait_for(timeout=PATIENCE)
    return frame


def settled(page: Page) -> None:
    """Wait until the page has drawn all that was asked of it."""
    without_help(page)
    page.locator(".rasd-footer").wait_for(timeout=PATIENCE)


def open_row(grid: Locator) -> None:
    """Click the first row of a list, which is a canvas with rows of 32 pixels below its head, until its card opens."""
    settled(grid.page)
    for _ in range(5):
        grid.hover(position={"x": 60, "y": 48})
        grid.page.wait_for_timeout(500)  # the canvas learns late where the pointer is, and nothing tells
        grid.click(position={"x": 60, "y": 48})
        with suppress(Late):
            grid.page.locator(".rasd-card").first.wait_for(timeout=10 * SECONDS)
            return
    raise AssertionError("no card opens")
