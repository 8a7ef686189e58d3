"""How long each export takes, its size and its memory: `python bench/exports.py [EVENTS] [FORMAT...]` (default 100,000 and all formats) prints Markdown.

The events are made up (`rasd synth`). Each format runs in a process of its own; its peak of memory is what it adds to an opened snapshot. GeoJSON and
GeoParquet stand beside geopandas, which has all rows in memory, on the same rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from measure import head, peak_mb, row

sys.path.insert(0, str(Path(__file__).parents[1]))

import geopandas as gpd

from events import export
from events.query import Filters, Snapshot
from events.synthetic import write_events
from events.workspace import Workspace

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PLAIN = {"geojson": "GeoJSON", "geoparquet": "GeoParquet"}


def measure(home: Path, name: str) -> None:
    """Write one format; print what it took as JSON."""
    form = export.BY_NAME[name]
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot, tempfile.TemporaryDirectory() as folder:
        before, start = peak_mb(), time.perf_counter()
        _, parts = export.parts(snapshot, Filters(), form, NOW)
        for ending, write in parts.items():
            with (Path(folder) / f"x{ending}").open("wb") as out:
                write(out)
        took, peak = time.perf_counter() - start, peak_mb()
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        beside = plainly(snapshot, Path(folder) / "plain", PLAIN[name]) if name in PLAIN else None
    print(json.dumps({"took": took, "size": size, "added": peak - before, "beside": beside}))


def plainly(snapshot: Snapshot, file: Path, driver: str) -> float:
    """Seconds that geopandas takes for the same rows."""
    start = time.perf_counter()
    events, places = snapshot.event_table(Filters()).to_pandas(), snapshot.place_table(Filters()).to_pandas()
    rows = places.drop(columns=["candidates"]).merge(events, on="event_id", suffixes=("", "_event"))
    frame = gpd.GeoDataFrame(rows.drop(columns=["geometry"]), geometry=gpd.points_from_xy(rows.lon, rows.lat), crs="OGC:CRS84")
    if driver == "GeoJSON":
        frame.to_file(file, driver="GeoJSON")
    else:
        frame.to_parquet(file)
    return time.perf_counter() - start


def main(events: int, names: list[str]) -> None:
    """Make the snapshot, then run each format."""
    print(f"## Exports\n\n{events:,} made-up events. Seconds by the clock, one run.\n")
    head("format", "s", "MB", "MB of memory added", "× geopandas")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "made"
        with Workspace(home, synthetic=True) as workspace:
            write_events(workspace.snapshot_dir, events, 1)
        for name in names or list(export.BY_NAME):
            told = subprocess.run([sys.executable, __file__, "--one", str(home), name], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # this file
            found = json.loads(told.stdout)
            ratio = f"{found['took'] / found['beside']:.2f}" if found["beside"] else ""
            row([name, f"{found['took']:.2f}", f"{found['size']:.1f}", f"{found['added']:.0f}", ratio])
    print()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000, sys.argv[2:])
