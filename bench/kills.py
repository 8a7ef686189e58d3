"""Kill a process at random moments of its work, and look at what is left behind.

python bench/kills.py [KILLS] [SEED]      (default 200; prints one line for each kind of work)

Each time a process of its own takes in articles, reviews, publishes the snapshot, writes an export, backs up or restores, in a workspace of its own, and is
ended by SIGKILL: by the clock from outside, or by its own hand just before its n-th statement, commit or file. Then the workspace must open, hold all that
was confirmed, show nothing by halves, and end like an undisturbed one when the work is done again. The tests do a dozen of these.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from factories import reader, world

import rasd
from events import backup, review_log
from events.analyst import Analyst
from events.codec import report_to_json, review_uid
from events.ingest import ingest, refresh
from events.query import Filters, Snapshot
from events.snapshot import read_manifest
from events.workspace import Workspace

ARTICLES = 14
REVIEWED = 4
OUT, BACKUP = "export", "backup.zip"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
EXPORTED = ("points.geojson", "table.csv")
Tell = Callable[[str], None]


class BrokenError(Exception):
    """What was left behind is not what it must be."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When to end: after so many seconds by the clock, or just before the n-th operation; neither: not at all."""

    seconds: float | None = None
    operation: int | None = None


@dataclass(slots=True)
class Left:
    """What a process said before it ended: the confirmed pieces of its work, how many operations it took and how long."""

    told: list[str] = field(default_factory=list)
    operations: int = 0
    seconds: float = 0.0
    killed: bool = False


# The work


def take_in(home: Path, tell: Tell) -> None:
    """Take in the articles; each is confirmed once it is stored."""
    articles, reports = world(ARTICLES)
    with Workspace(home) as workspace:
        ingest(workspace, articles, lambda count: tell(articles[count - 1].id), reader(reports))


def review(home: Path, tell: Tell) -> None:
    """Review the first reports that were not reviewed yet; each review is confirmed once it is written and published."""
    articles, reports = world(ARTICLES)
    with Workspace(home) as workspace:
        analyst = Analyst(workspace, "rana", reader(reports))
        refresh(workspace)  # finishes what a review that was broken off left to do
        done = {one.subject for one in review_log.everything(workspace.ledger)}
        for number, one in enumerate(articles[:REVIEWED]):
            report_id = f"{one.id}-000"
            if report_id not in done:
                deciding = (analyst.accept, analyst.reject)[number % 2]
                tell(deciding(report_id, "looked at").uid)


def publish(home: Path, tell: Tell) -> None:
    """Join what was taken in and publish it."""
    with Workspace(home) as workspace:
        refresh(workspace)
        tell(read_manifest(workspace.snapshot_dir).data_cut)


def export(home: Path, tell: Tell) -> None:
    """Write exports with the command, in the place of earlier ones."""
    for name in EXPORTED:
        _export(home, name)
        tell(name)


def back_up(home: Path, tell: Tell) -> None:
    """Back the workspace up, in the place of an earlier backup."""
    backup.back_up(home, home / BACKUP, NOW)
    tell("backup")


def restore(home: Path, tell: Tell) -> None:
    """Put a backup back over what was done since."""
    backup.restore(home, home / BACKUP, replace=True, at=NOW)
    tell(read_manifest(home / "snapshot").data_cut)


def _export(home: Path, name: str, *filters: str) -> None:
    with redirect_stderr(io.StringIO()):
        rasd.main(["export", str(home / OUT / name), "--home", str(home), *filters], standalone_mode=False)


def _stored_only(home: Path) -> None:
    articles, reports = world(ARTICLES)
    with Workspace(home) as workspace:
        ingest(workspace, articles[: ARTICLES // 2], reader=reader(reports))
        for one in articles[ARTICLES // 2 :]:
            ready = reader(reports)
            workspace.ledger.save(workspace.ledger.standing(one, ready.version), ready.extract(one), ready.version)


def _exported_before(home: Path) -> None:
    take_in(home, lambda _: None)
    (home / OUT).mkdir()
    for name in EXPORTED:
        _export(home, name, "--type", "air_strike")


def _backed_up_before(home: Path) -> None:
    take_in(home, lambda _: None)
    back_up(home, lambda _: None)


def _reviewed_since(home: Path) -> None:
    _backed_up_before(home)
    review(home, lambda _: None)


# Each kind of work, with what it starts from.
WORK: dict[str, tuple[Callable[[Path, Tell], None], Callable[[Path], None]]] = {
    "ingest": (take_in, lambda home: Workspace(home).close()),
    "review": (review, lambda home: take_in(home, lambda _: None)),
    "publish": (publish, _stored_only),
    "export": (export, _exported_before),
    "backup": (back_up, _backed_up_before),
    "restore": (restore, _reviewed_since),
}


# In the process that ends


def _work(kind: str, home: Path, moment: Moment, said: Connection) -> None:
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1
        if count == moment.operation:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(name: str, _details: tuple[object, ...]) -> None:
        if name in {"open", "os.rename", "os.remove", "os.mkdir"}:
            one_more()

    event.listen(Engine, "before_cursor_execute", one_more)
    event.listen(Engine, "commit", one_more)
    sys.addaudithook(audited)
    said.send("begin")
    WORK[kind][0](home, said.send)
    said.send(count)


PROCESSES = multiprocessing.get_context("forkserver") if "forkserver" in multiprocessing.get_all_start_methods() else None
if PROCESSES is not None:
    PROCESSES.set_forkserver_preload(["bench.kills"])


def run(kind: str, home: Path, moment: Moment = Moment()) -> Left:
    """Do a kind of work in a process of its own, which ends at a moment."""
    if PROCESSES is None:
        raise BrokenError("processes cannot be killed like this on this system")
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_work, args=(kind, home, moment, theirs))
    process.start()
    theirs.close()
    left = Left()
    try:
        ours.recv()
        began = time.monotonic()
        if moment.seconds is not None:
            time.sleep(moment.seconds)
            process.kill()
        while True:
            said = ours.recv()
            if isinstance(said, int):
                left.operations, left.seconds = said, time.monotonic() - began
            else:
                left.told.append(said)
    except EOFError:
        process.join()
    left.killed = process.exitcode == -signal.SIGKILL
    if process.exitcode and not left.killed:
        raise BrokenError(f"{kind} failed by itself")
    return left


# What must hold


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A kind of work done without disturbance: what it starts from and ends with, how long it took, and the cuts that were current on the way."""

    kind: str
    start: Path
    end: dict[str, Any]
    cuts: frozenset[str]
    seconds: float
    operations: int


def undisturbed(folder: Path, kind: str) -> Undisturbed:
    """Do a kind of work in peace, to know what to expect."""
    start, whole = folder / f"{kind}-start", folder / f"{kind}-whole"
    WORK[kind][1](start)
    shutil.copytree(start, whole)
    left = run(kind, whole)
    stepwise = folder / f"{kind}-steps"
    shutil.copytree(start, stepwise)
    cuts = {read_manifest(start / "snapshot").data_cut}
    WORK[kind][0](stepwise, lambda _: cuts.add(read_manifest(stepwise / "snapshot").data_cut))
    cuts.add(read_manifest(stepwise / "snapshot").data_cut)
    return Undisturbed(kind, start, contents(whole), frozenset(cuts), left.seconds, left.operations)


def contents(home: Path) -> dict[str, Any]:
    """Give all that a workspace says, in a shape that can be compared: no times of writing."""
    with Workspace(home) as workspace:
        ledger = workspace.ledger
        reports = {one.id: [report_to_json(report) for report in ledger.reports_of(one.id)] for one in ledger.articles()}
        reviews = sorted((one.action, one.subject) for one in review_log.everything(ledger))
        with Snapshot(workspace) as snapshot:
            rows = snapshot.event_table(Filters()).to_pylist(), snapshot.place_table(Filters()).to_pylist()
            return {"reports": reports, "reviews": reviews, "cut": snapshot.data_cut, "rows": rows, "stale": ledger.stale_months(), "files": _files(home)}


def _files(home: Path) -> dict[str, str]:
    """Give what the exported files say, and raise BrokenError for one that is not whole."""
    found = {}
    for path in sorted((home / OUT).glob("*")):
        if path.suffix == ".part":
            continue
        text = path.read_text("utf-8")
        if path.suffix in {".json", ".geojson"}:
            data = json.loads(text)
            data.pop("generated_at", None)
            if "features" in data and data["count"] != len(data["features"]):
                raise BrokenError(f"{path.name} says {data['count']} features and holds {len(data['features'])}")
            text = json.dumps(data, sort_keys=True)
        found[path.name] = text
    return found


def look(home: Path, expected: Undisturbed, left: Left) -> None:
    """Look at what a killed process left; raises BrokenError for what must not be."""
    _sound(home)
    with Workspace(home) as workspace:
        known = {one.id: [report_to_json(report) for report in workspace.ledger.reports_of(one.id)] for one in workspace.ledger.articles()}
        reviews = review_log.everything(workspace.ledger)
        with Snapshot(workspace) as snapshot:
            cut, counted = snapshot.data_cut, snapshot.counts(Filters()).total
            in_parts = sum(part.event_count for part in snapshot.manifest.parts.values())
    if cut not in expected.cuts or counted != in_parts:
        raise BrokenError(f"the snapshot shows {cut!r} with {counted} of {in_parts} events, which no undisturbed run ever does")
    if halves := [name for name, reports in known.items() if {one["id"] for one in reports} != {one["id"] for one in expected.end["reports"][name]}]:
        raise BrokenError(f"articles by halves: {halves}")
    if torn := [one.uid for one in reviews if review_uid(one) != one.uid]:
        raise BrokenError(f"reviews by halves: {torn}")
    kept: dict[str, set[str]] = {"ingest": set(known), "review": {one.uid for one in reviews}, "export": set(_files(home))}
    kept |= {"publish": {cut}, "restore": {cut}}
    kept["backup"] = {"backup"}
    if (home / BACKUP).exists() and not _opens(home / BACKUP, home):
        raise BrokenError("the backup is not whole")
    if lost := set(left.told) - kept[expected.kind]:
        raise BrokenError(f"confirmed and lost: {lost}")
    _look_at_exports(home, expected)


def _look_at_exports(home: Path, expected: Undisturbed) -> None:
    """See that what stands beside an export is its own; only where the export itself is missing may the others be of either time."""
    found, before, after = _files(home), _files(expected.start), expected.end["files"]
    for name in EXPORTED:
        together = [other for other in after if Path(other).stem.partition(".")[0] == Path(name).stem]
        if name in found and all(any(found.get(one) != time.get(one) for one in together) for time in (before, after)):
            raise BrokenError(f"{name} stands beside what was said of another export")


def _opens(file: Path, home: Path) -> bool:
    """See that a backup is whole."""
    with backup.unpacked(file, home) as (_, found):
        return found.articles == ARTICLES


def _sound(home: Path) -> None:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as db:
        (said,) = db.execute("PRAGMA integrity_check").fetchone()
        db.execute("INSERT INTO search (search) VALUES ('integrity-check')")  # raises where index and words differ
    if said != "ok":
        raise BrokenError(f"the ledger is damaged: {said}")


def attempt(expected: Undisturbed, home: Path, moment: Moment) -> Left:
    """Kill the work once, look, and do it again to its end. Raises BrokenError for what must not be."""
    shutil.copytree(expected.start, home)
    left = run(expected.kind, home, moment)
    look(home, expected, left)
    run(expected.kind, home)
    found = contents(home)
    if wrong := [name for name in found if found[name] != expected.end[name]]:
        raise BrokenError(f"done again it ends differently: {wrong}")
    return left


def moments(expected: Undisturbed, number: int, pick: random.Random) -> Iterator[Moment]:
    """Choose moments, by the clock and by operation in turn."""
    for n in range(number):
        yield Moment(operation=pick.randint(1, expected.operations)) if n % 2 else Moment(seconds=pick.uniform(0, expected.seconds))


def main(kills: int, seed: int) -> int:
    """Kill until there were as many kills as asked for; print what was seen. Returns the number of attempts that left something broken."""
    pick = random.Random(seed)  # noqa: S311  # the same moments for the same seed
    broken, killed = 0, Counter[str]()
    with tempfile.TemporaryDirectory(prefix="rasd-kills-") as name:
        folder = Path(name)
        for kind in WORK:
            expected = undisturbed(folder, kind)
            wanted, tried = -(-kills // len(WORK)), 0
            for moment in moments(expected, 4 * wanted, pick):
                if killed[kind] == wanted:
                    break
                tried += 1
                try:
                    killed[kind] += attempt(expected, folder / "attempt", moment).killed
                except Exception as error:  # noqa: BLE001  # all of them are told
                    broken += 1
                    print(f"  {kind} {moment}: {type(error).__name__}: {error}")
                shutil.rmtree(folder / "attempt", ignore_errors=True)
            print(f"{kind:8} {killed[kind]:4} kills in {tried} runs of {expected.operations} operations and {expected.seconds:.2f} s")
    print(f"{sum(killed.values())} kills, {broken} of them left something broken")
    return broken


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:3]]
    sys.exit(bool(main(*(arguments + [200, 1][len(arguments) :]))))
