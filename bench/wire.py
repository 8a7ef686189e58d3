"""Measure what a visitor of Explore waits for and is sent, over HTTP and Streamlit's WebSocket: the first visit, a change of filters, a move of the map.

python bench/wire.py [EVENTS] [--home FOLDER]     (default 1,000,000 made-up events; --home measures a workspace that is there)

Prints Markdown: seconds by the clock from the message that asks until the last one that answers has come, bytes of all messages between, and the
server's memory. One visitor, who does nothing between two actions. What the browser does with it then, unpacking and drawing, is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable
from pathlib import Path

from soak import Log, Session, memory, p95

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import serving
from explore import made_up

VISITS, STEPS = 10, 60


def unfilter(session: Session) -> None:
    """Empty every filter; the next run of the page tells the server."""
    for value in session.values.values():
        value.string_array_value.Clear()


async def visitor(address: str) -> dict[str, list[tuple[float, int]]]:
    """Come ten times, then filter and move the map. Gives seconds and bytes of each action."""
    taken: dict[str, list[tuple[float, int]]] = defaultdict(list)
    log, pick = Log(), random.Random(1)  # noqa: S311  # the same work on every run

    async def measured(name: str, session: Session, work: Awaitable[None]) -> None:
        start, before = time.perf_counter(), session.socket.received
        await work
        taken[name].append((session.socket.last - start, session.socket.received - before))

    for _ in range(VISITS):
        async with Session(address, log, pick) as session:
            await measured("visit", session, session.open())
    async with Session(address, log, pick) as session:
        await session.open()
        for _ in range(STEPS):
            unfilter(session)  # one filter instead of the other, not one narrowing the other until nothing is left
            await measured("change of filters", session, session.filter())
        unfilter(session)
        await session.run()
        for _ in range(STEPS):
            await measured("move of the map", session, session.pan())
    if log.errors:
        raise RuntimeError(log.errors[0])
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("events", nargs="?", type=lambda said: int(said.replace(",", "")), default=1_000_000)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasd-wire-") as folder:
        home = asked.home or Path(folder) / "home"
        if not asked.home:
            made_up(home, asked.events)
        with serving(home, Path(folder)) as address:
            taken = asyncio.run(visitor(address))
            used = memory(address.rstrip("/").rpartition(":")[2])
    print("\n## What a visitor waits for and is sent\n")
    print("| Action | n | Median, ms | 95th percentile, ms | Bytes, median | Bytes, most |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, times in taken.items():
        seconds, sent = zip(*times, strict=True)
        figures = (statistics.median(seconds) * 1000, p95(list(seconds)) * 1000, statistics.median(sent), max(sent))
        print(f"| {name} | {len(times)} | " + " | ".join(f"{figure:,.0f}" for figure in figures) + " |")
    print(f"\nMemory of the server at the end: {used:,.0f} MB.")


if __name__ == "__main__":
    main()
