"""Measure the exports: time, size and peak memory of each format, on a made-up snapshot.

python bench/exports.py [EVENTS] [FORMAT...]      (default 100,000 and all formats; each runs in a process of its own)
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from factories import reader, world

from events import export
from events.columns import replaced
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.snapshot import EVENTS, PLACES, Part, _make_current, _manifest, _write_table
from events.workspace import Workspace

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def multiply(workspace: Workspace, events: int) -> None:
    """Publish the events of a small world again and again under new ids, until there are as many as wanted."""
    with Snapshot(workspace) as small:
        own, places = small.event_table(Filters()).cast(EVENTS), small.place_table(Filters()).cast(PLACES)
    parts = {}
    for at in range(-(-events // own.num_rows)):
        tables = []
        for table in (own, places):
            ids = pa.array([f"{event_id}-{at:06}" for event_id in table["event_id"].to_pylist()])
            own_quotes = replaced(table, ["quotes"], lambda quotes, at=at: pc.binary_join_element_wise(quotes, str(at), " "))  # no two the same
            tables.append(own_quotes.set_column(table.schema.get_field_index("event_id"), "event_id", ids))
        parts[f"{at:06}"] = tables
    stacked = [pa.concat_tables([tables[which] for tables in parts.values()]) for which in (0, 1)]
    files = (_write_table(workspace.snapshot_dir, "events-all", stacked[0]), _write_table(workspace.snapshot_dir, "places-all", stacked[1], []))
    _make_current(workspace.snapshot_dir, _manifest({"unknown": Part(*files, stacked[0].num_rows, stacked[1].num_rows)}, ["bench"], ["bench"]))


def measure(home: Path, name: str) -> None:
    """Write one format and say what it took."""
    form = export.BY_NAME[name]
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot, tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        selection, parts = export.parts(snapshot, Filters(), form, NOW)
        chosen = time.perf_counter() - start
        for ending, write in parts.items():
            with (Path(folder) / f"x{ending}").open("wb") as out:
                write(out)
        took = time.perf_counter() - start
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = f"{selection.events.num_rows:,} events, {selection.places.num_rows:,} rows"
        print(f"{name:12} {took:7.2f} s (rows {chosen:.2f} s)  {size:7.1f} MB  peak {peak:6.0f} MB (before {before:.0f})  {rows}", flush=True)


def main(events: int, names: list[str]) -> None:
    """Make the snapshot, then run each format."""
    with tempfile.TemporaryDirectory() as folder:
        articles, reports = world(60)
        with Workspace(Path(folder)) as workspace:
            ingest(workspace, articles, reader=reader(reports))
            multiply(workspace, events)
        for name in names or list(export.BY_NAME):
            subprocess.run([sys.executable, __file__, "--one", folder, name], check=True)  # noqa: S603  # this file


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000, sys.argv[2:])
