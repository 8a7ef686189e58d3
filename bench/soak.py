"""Let simulated analysts work with a real dashboard on this machine: filters, map moves, exports and reviews, over HTTP and Streamlit's WebSocket.

python bench/soak.py [MINUTES] [ANALYSTS]     (default 10 and 6; prints errors, times by kind of work, memory, and how many sessions it serves)

Errors are exceptions on a page, runs that do not end, and exports that are not whole. Warm-up is the first fifth of the time; memory and times of the rest are
compared by halves. After that sessions are doubled, all of them filtering without a pause, until the 95th percentile is twice that of one session.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from browser import serving

from commands.intake import read_into
from commands.sources import from_files
from events.workspace import Workspace

SAMPLES = Path(__file__).parents[1] / "samples" / "reports.jsonl"
PATIENCE = 180
"""Seconds after which a run counts as one that does not end."""
STEP_SECONDS, MOST_SESSIONS = 20, 64
FILTERS = ("types", "actors", "initiators", "targets", "governorates", "certainty", "hit")
WORK = ("filter",) * 5 + ("pan",) * 4 + ("export", "review")


@dataclass
class Log:
    """What happened: seconds by kind of work with the moment they ended, and errors."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


class Counted(websockets.ClientConnection):
    """A connection that counts what the server sends: bytes as they come, still compressed where the server compresses, and when the last of them came."""

    received = 0
    last = 0.0

    def data_received(self, data: bytes) -> None:
        """Count, and go on."""
        self.received += len(data)
        self.last = time.perf_counter()
        super().data_received(data)


class Session:
    """One open page: knows the widgets that the server drew, and what they are set to."""

    def __init__(self, address: str, log: Log, pick: random.Random) -> None:
        self.address, self.log, self.pick = address, log, pick
        self.widgets: dict[str, tuple[str, Any]] = {}
        self.values: dict[str, WidgetState] = {}
        self.fragments: dict[str, str] = {}
        self.id, self.where = "", ("", "")

    async def __aenter__(self) -> Self:
        """Connect."""
        url = f"ws{self.address.removeprefix('http')}_stcore/stream"
        self.socket = await websockets.connect(url, max_size=None, subprotocols=["streamlit"], ping_interval=None, create_connection=Counted)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        await self.socket.close()

    async def open(self, page: str = "", query: str = "") -> None:
        """Turn to a page, as by a link."""
        self.widgets, self.values, self.where = {}, {}, (page, query)
        await self.run()

    async def run(self, *triggers: WidgetState, fragment: str = "") -> None:
        """Have the page run with the widgets as they are set, and read what it draws to its end."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = self.where
        message.rerun_script.widget_states.widgets.extend([*self.values.values(), *triggers])
        message.rerun_script.fragment_id = fragment
        await self.socket.send(message.SerializeToString())
        while True:
            answer = await self.answer()
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.id = answer.new_session.initialize.session_id
            if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._draw(answer.delta.new_element, answer.delta.fragment_id)
            if kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    async def answer(self) -> ForwardMsg:
        """Read one message of the server."""
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(self.socket.recv(), PATIENCE))
        return answer

    def _draw(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.log.errors.append(f"{self.where}: {element.exception.type}: {element.exception.message}")
        drawn = getattr(element, kind)
        if getattr(drawn, "id", ""):
            self.widgets[drawn.id] = (kind, drawn)
            self.fragments[drawn.id] = fragment

    def named(self, kind: str, key: str) -> Any:  # noqa: ANN401  # one of many kinds
        """Find a widget by its kind and the key that its id holds."""
        return next((drawn for found, drawn in self.widgets.values() if found == kind and f"-{key}" in drawn.id), None)

    async def filter(self) -> None:
        """Choose up to two values of a filter."""
        drawn = self.named("multiselect", self.pick.choice(FILTERS))
        value = WidgetState(id=drawn.id)
        value.string_array_value.data.extend(self.pick.sample(list(drawn.options), self.pick.randint(0, min(2, len(drawn.options)))))
        self.values[drawn.id] = value
        await self.run()

    async def pan(self) -> None:
        """Move the map."""
        drawn = next(one for kind, one in self.widgets.values() if kind == "component_instance")
        lat, lon, zoom = self.pick.uniform(33, 36), self.pick.uniform(36, 40), self.pick.randint(7, 11)
        half = 180 / 2**zoom * 2
        box = {"_southWest": {"lat": lat - half, "lng": lon - half}, "_northEast": {"lat": lat + half, "lng": lon + half}}
        seen = {"bounds": box, "zoom": zoom, "center": {"lat": lat, "lng": lon}, "last_object_clicked": None, "last_clicked": None}
        self.values[drawn.id] = WidgetState(id=drawn.id, json_value=json.dumps(seen))
        await self.run(fragment=self.fragments[drawn.id])  # as the browser asks: only the map and what stands with it runs

    async def export(self) -> None:
        """Download what is shown as GeoJSON and see that it is whole."""
        message = BackMsg()
        message.backend_operation_request.request_id, message.backend_operation_request.session_id = f"{self.pick.random()}", self.id
        message.backend_operation_request.deferred_file.file_id = self.named("download_button", "download-geojson").deferred_file_id
        await self.socket.send(message.SerializeToString())
        while (answer := await self.answer()).WhichOneof("type") != "backend_operation_response":
            pass
        if why := answer.backend_operation_response.error_msg:
            raise RuntimeError(f"an export was refused: {why}")
        url = f"{self.address.rstrip('/')}{answer.backend_operation_response.deferred_file.url}"
        with await asyncio.to_thread(urllib.request.urlopen, url, timeout=PATIENCE) as file:
            data = json.loads(file.read())
        if data["count"] != len(data["features"]):
            self.log.errors.append("an export is not whole")

    async def review(self, events: list[str]) -> None:
        """Turn to an event on the page Review, accept it or write a note, and come back."""
        await self.open("review", f"event={self.pick.choice(events)}")
        name, why = self.named("text_input", "review-name"), self.named("text_area", "review-why")
        self.values[name.id] = WidgetState(id=name.id, string_value=f"analyst {id(self) % 97}")
        self.values[why.id] = WidgetState(id=why.id, string_value="looked at")
        await self.run(WidgetState(id=self.named("button", f"review-{self.pick.choice(('accept', 'note'))}").id, trigger_value=True))
        await self.open()


async def analyst(address: str, log: Log, number: int, until: float, events: list[str]) -> None:
    """Work until a moment: one page load, some work with pauses, and again with a new session."""
    pick = random.Random(number)  # noqa: S311  # the same work on every run
    while time.monotonic() < until:
        try:
            async with Session(address, log, pick) as session:
                await timed(log, "open", session.open())
                for _ in range(pick.randint(10, 20)):
                    if time.monotonic() > until:
                        break
                    await asyncio.sleep(pick.uniform(0.2, 1.5))
                    kind = pick.choice(WORK)
                    await timed(log, kind, session.review(events) if kind == "review" else getattr(session, kind)())
        except Exception as error:  # noqa: BLE001  # all of them are told
            log.errors.append(f"{type(error).__name__}: {error}")


async def timed(log: Log, kind: str, work: Awaitable[None]) -> None:
    """Do a piece of work and note how long it took."""
    began = time.monotonic()
    await work
    log.times[kind].append((time.monotonic(), time.monotonic() - began))


async def busy(address: str, log: Log, number: int, until: float) -> None:
    """Filter without a pause."""
    async with Session(address, log, random.Random(number)) as session:  # noqa: S311  # the same work on every run
        await session.open()
        while time.monotonic() < until:
            await timed(log, "filter", session.filter())


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else sum(times)


def memory(port: str) -> float:
    """Resident memory of the server in MB (Linux)."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"streamlit" in words and f"--server.port={port}".encode() in words:
                status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
                return int(status["VmRSS"].split()[0]) / 1024
        except OSError:
            continue
    return float("nan")


async def soak(address: str, minutes: float, analysts: int, events: list[str]) -> int:
    """Run the soak and print what was seen. Returns the number of errors."""
    log, start, port = Log(), time.monotonic(), address.rstrip("/").rpartition(":")[2]
    end, used = start + 60 * minutes, []
    crew = [asyncio.create_task(analyst(address, log, number, end, events)) for number in range(analysts)]
    while not all(one.done() for one in crew):
        used.append((time.monotonic(), memory(port)))
        await asyncio.sleep(2)
    warm = start + 0.2 * (end - start)
    middle = (warm + end) / 2
    print(f"{analysts} analysts, {minutes:g} minutes: {sum(map(len, log.times.values()))} pieces of work, {len(log.errors)} errors")
    for error in sorted(set(log.errors))[:10]:
        print(f"  {error}")
    for kind, times in log.times.items():
        halves = [[seconds for at, seconds in times if a <= at < b] for a, b in ((warm, middle), (middle, end + 3600))]
        print(f"{kind:7} n {len(times):5}  median {statistics.median(t for _, t in times):6.2f} s  p95 {p95([t for _, t in times]):6.2f} s  "
              f"p95 by halves {p95(halves[0]):6.2f} {p95(halves[1]):6.2f} s")  # fmt: skip
    first, last = ([mb for at, mb in used if a <= at < b] for a, b in ((warm, middle), (middle, end + 3600)))
    if first and last:
        grown = statistics.median(last) / statistics.median(first) - 1
        print(f"memory after warm-up {first[0]:.0f} MB, at the end {last[-1]:.0f} MB, most {max(mb for _, mb in used):.0f} MB, second half {grown:+.1%}")
    return len(log.errors)


async def load(address: str) -> None:
    """Double the sessions until the 95th percentile of a filter is twice that of one session."""
    alone = 0.0
    for sessions in itertools.takewhile(lambda n: n <= MOST_SESSIONS, (2**n for n in itertools.count())):
        log = Log()
        await asyncio.gather(*(busy(address, log, number, time.monotonic() + STEP_SECONDS) for number in range(sessions)))
        slow = p95([seconds for _, seconds in log.times["filter"]])
        rate = len(log.times["filter"]) / STEP_SECONDS
        print(f"{sessions:3} sessions without a pause: {rate:5.1f} filters a second, p95 {slow:.2f} s, {len(log.errors)} errors")
        alone = alone or slow
        if slow > 2 * alone:
            return


def main(minutes: float, analysts: int) -> int:
    """Fill a workspace with the samples, serve it and work on it."""
    with tempfile.TemporaryDirectory(prefix="rasd-soak-") as name:
        with Workspace(Path(name) / "home") as workspace:
            read_into(workspace, from_files([SAMPLES]))
            events = [workspace.ledger.event_of(report.id) for one in workspace.ledger.articles() for report in workspace.ledger.reports_of(one.id)]
        with serving(Path(name) / "home", Path(name)) as address:
            errors = asyncio.run(soak(address, minutes, analysts, sorted(set(filter(None, events)))))
            asyncio.run(load(address))
    return errors


if __name__ == "__main__":
    sys.exit(bool(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10, int(sys.argv[2]) if len(sys.argv) > 2 else 6)))
