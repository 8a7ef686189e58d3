"""Measure what the page Explore costs the server: the first visit, a change of filters, a move of the map, a step of the playback.

python bench/explore.py [EVENTS...] [--home FOLDER]      (default 20,000 and 100,000 made-up events; --home measures a workspace that is there)

Prints Markdown: for each number of events and each action the median, the spread and the number of runs, in milliseconds. A run is one run of the
script, or of one fragment of it, in Streamlit's own test runner, with every answer still to be asked of the snapshot; what the browser and the wire
add is not in it. Beside the time by the clock stands the processor time of all threads, which a busy machine hardly changes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from dashboard.layers import View
from events.ingest import refresh
from events.query import Filters, Snapshot
from events.synthetic import write_events
from events.workspace import Workspace
from extract.vocabulary import ACTORS, EVENT_TYPES

APP = str(Path(__file__).parents[1] / "dashboard" / "app.py")
RUNS = 20
STATE = "rasd-state"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("events", nargs="*", type=lambda said: int(said.replace(",", "")), default=[20_000, 100_000])
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    print("## The page Explore\n")
    print("| Events | Action | Median, ms | Least to most, ms | Processor, median ms | n |\n| ---: | --- | ---: | ---: | ---: | ---: |")
    if asked.home:
        measure(asked.home)
        return
    with tempfile.TemporaryDirectory() as folder:
        for events in asked.events:
            home = Path(folder) / str(events)
            made_up(home, events)
            measure(home)


def made_up(home: Path, events: int) -> None:
    """Fill a workspace with made-up events."""
    with Workspace(home, synthetic=True) as workspace:
        refresh(workspace)
        write_events(workspace.snapshot_dir, events, 1)


def measure(home: Path) -> None:
    """Time the actions on one workspace."""
    os.environ["RASD_HOME"] = str(home)
    app = AppTest.from_file(APP, default_timeout=600).run()  # opens the data and loads the gazetteer, which every later visitor finds done
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
        events = f"{snapshot.counts(Filters()).total:,}"
    for action, steps in (
        ("first visit", visits()),
        ("change of filters", filters(app)),
        ("move of the map", moves(app)),
        ("close move of the map", moves(app, 11)),
    ):
        took, spent = zip(*(timed(step) for step in steps), strict=True)
        spread = f"{min(took):,.0f} to {max(took):,.0f}"
        print(f"| {events} | {action} | {statistics.median(took):,.0f} | {spread} | {statistics.median(spent):,.0f} | {len(took)} |", flush=True)


def visits() -> Iterator[Callable[[], object]]:
    """A visitor comes to a server that has opened the data and answered nothing."""
    for _ in range(RUNS // 2):
        st.cache_data.clear()
        yield AppTest.from_file(APP, default_timeout=600).run


def filters(app: AppTest) -> Iterator[Callable[[], object]]:
    """Another filter each time; half of them leave most of the events."""
    for type_, actor in zip(EVENT_TYPES, ACTORS, strict=False):
        for name, codes in (
            ("types", [code for code in EVENT_TYPES if code != type_]),
            ("actors", [actor]),
            ("actors", [other for other in ACTORS if other != actor]),
        ):
            box = next(one for one in app.multiselect if str(one.key).startswith(f"{name}-"))
            yield box.set_value(codes).run
            next(one for one in app.multiselect if one.key == box.key).set_value([]).run()


def moves(app: AppTest, zoom: float = 8.5) -> Iterator[Callable[[], object]]:
    """The map looks elsewhere, and its fragment runs."""
    app.run()
    for at in range(RUNS):
        state = app.session_state[STATE]
        app.session_state[STATE] = replace(state, view=View(36.2 - at / 20, 37.1 + at / 30, zoom))
        yield lambda: run_fragment(app)


def run_fragment(app: AppTest) -> None:
    """Run the fragment that holds the map, as a move of the map does."""
    ask = LocalScriptRunner.request_rerun
    (fragment, *_) = app._fragment_storage._fragments  # noqa: SLF001  # the test runner offers no way to run one fragment

    def narrowed(self: Any, data: Any) -> bool:  # noqa: ANN401
        return ask(self, replace(data, fragment_id_queue=[fragment]))

    with patch.object(LocalScriptRunner, "request_rerun", narrowed):
        app.run()


def timed(step: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds that a step takes, by the clock and of the processor."""
    start, worked = time.perf_counter(), time.process_time()
    step()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - worked)


if __name__ == "__main__":
    sys.exit(main())
