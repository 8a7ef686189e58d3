"""Measure the first useful map in a browser: the time until Explore shows its markers, beside an empty st_folium page, and the bytes transferred.

python bench/browser.py [VISITS] [--home FOLDER]     (default 7 of each, taken in turns, each by a browser with an empty cache; needs Chromium)

The demonstration reports are shown, or a workspace that is there. The first visit to each server, which pays for what it loads and keeps, is told
apart; the others find the server warm. The whole page is drawn once its footer, its bars and its list stand there and no script runs. Other hosts
are out of reach by their names: asking a program about each request would take longer than answering it.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import ALONE, DESKTOP, demonstration, free_port, launch, serving
from conftest import BROWSERS
from playwright.sync_api import Browser, sync_playwright
from soak import memory

EMPTY = """import folium
from streamlit_folium import st_folium


class Empty(folium.Map):
    default_js = [("leaflet", "../../app/static/leaflet.js")]
    default_css = [("leaflet_css", "../../app/static/leaflet.css")]


st_folium(Empty((35, 38), zoom_start=7, tiles=None), height=470, use_container_width=True)
"""
READY = {"an empty st_folium page": ".leaflet-container", "Explore, markers drawn": "[data-ready=yes] :is([data-place], .rasd-cell)"}
WHOLE = (".rasd-footer", '[data-testid="stDataFrame"] canvas', '[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg',
         '[data-test-script-state="notRunning"]')  # fmt: skip
MOST_MB, MOST_TIMES = 6, 2


@contextmanager
def serving_empty(folder: Path) -> Iterator[str]:
    """Serve a page with nothing but a map, whose Leaflet comes from the same machine as ours."""
    (folder / "static").mkdir()
    for name in ("leaflet.js", "leaflet.css"):
        (folder / "static" / name).write_bytes((files("xstatic.pkg.leaflet") / "data" / name).read_bytes())
    (folder / "empty.py").write_text(EMPTY, "utf-8")
    port = free_port()
    flags = {"server.port": port, "server.headless": "true", "server.address": "127.0.0.1", "server.enableStaticServing": "true",
             "server.fileWatcherType": "none", "browser.gatherUsageStats": "false"}  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", "empty.py", *(f"--{name}={value}" for name, value in flags.items())]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:  # noqa: S603  # a page of our own
        try:
            while server.stdout and (line := server.stdout.readline()) and "URL:" not in line:
                pass
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.communicate(timeout=30)


def visit(browser: Browser, address: str, ready: str, whole: tuple[str, ...] = ()) -> tuple[float, float, float]:
    """Open a page with an empty cache; give the seconds until its map is ready, those until the whole page is drawn, and the megabytes that came till then."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    came: list[float] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    wire.on("Network.webSocketFrameReceived", lambda told: came.append(len(told["response"]["payloadData"])))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.frame_locator("iframe").first.locator(ready).first.wait_for(timeout=180_000)
    took = time.perf_counter() - start
    for part in whole:
        page.locator(part).first.wait_for(timeout=180_000)
    drawn = time.perf_counter() - start
    context.close()
    return took, drawn, sum(came) / 1e6


def main() -> None:
    """Visit both pages in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("visits", nargs="?", type=int, default=7)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    visits = asked.visits
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit(f"no browser found ({', '.join(BROWSERS)})")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as bare:
        home = asked.home.absolute() if asked.home else Path(folder) / "demo"
        if not asked.home:
            demonstration(home)
        with serving(home, Path(folder)) as ours, serving_empty(Path(bare)) as empty, sync_playwright() as playwright:
            browser = launch(playwright, chromium, ALONE)
            pages = list(zip(READY, (empty, ours), ((), WHOLE), strict=True))
            for name, address, whole in pages:
                took, drawn, _ = visit(browser, address, READY[name], whole)
                print(f"First visit to the server, {name}: {took:.2f} s, whole page {drawn:.2f} s")
            measured = {name: [] for name in READY}
            for _ in range(visits):
                for name, address, whole in pages:
                    measured[name].append(visit(browser, address, READY[name], whole))
            browser.close()
            used = memory(ours.rstrip("/").rpartition(":")[2])
    print("| Page | Visits | Map, median s | Least–most s | Whole page, median s | MB transferred |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, found in measured.items():
        took, drawn, sizes = zip(*found, strict=True)
        spread = f"{min(took):.2f}–{max(took):.2f}"
        print(f"| {name} | {visits} | {statistics.median(took):.2f} | {spread} | {statistics.median(drawn):.2f} | {max(sizes):.2f} |")
    ratio = statistics.median(mine / bare for (bare, *_), (mine, *_) in zip(*measured.values(), strict=True))
    print(f"\nMedian of the pairs: {ratio:.2f} times an empty page (budget {MOST_TIMES}); budget of the transfer {MOST_MB} MB.")
    print(f"Memory of our server after that: {used:.0f} MB.")


if __name__ == "__main__":
    main()
