"""How long questions of the dashboard take, and how they grow: `python bench/snapshot.py [EVENTS...]` (default 10000 100000 1000000) prints tables in Markdown.

The events are made up (`rasd synth`). Beside Rasd's answers stand those of plain DuckDB on the same files, with the least SQL that gives the same
numbers, and of the plain way: pandas for the filter, folium's MarkerCluster for the map. Each size runs in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from measure import exponent, head, peak_mb, row

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
import folium
import pandas as pd
from folium.plugins import FastMarkerCluster

from events.query import Filters, Snapshot
from events.sql import FACETS
from events.synthetic import write_events
from events.workspace import Workspace

SIZES = (10_000, 100_000, 1_000_000)
RUNS = 20
ALL, NARROW = Filters(), Filters(date_from=date(2016, 1, 1), date_to=date(2016, 12, 31), types=("air_strike",), governorates=("SY02",))
_WHERE = "e.type = 'air_strike' AND e.date <= '2016-12-31' AND e.date_end >= '2016-01-01' AND list_contains(p.governorates, 'SY02')"
Times = dict[str, list[float]]


def questions(snapshot: Snapshot) -> dict[str, Callable[[], object]]:
    """The questions of one page."""
    facets = [column for column in FACETS if column != "place"]
    return {
        "key figures, everything": lambda: snapshot.counts(ALL),
        "key figures, narrow": lambda: snapshot.counts(NARROW),
        "histogram day × type, everything": lambda: snapshot.histogram(ALL, step="day"),
        "table page, everything": lambda: snapshot.events(ALL, limit=50),
        "table page, narrow": lambda: snapshot.events(NARROW, limit=50),
        "grid, everything": lambda: snapshot.grid(ALL, zoom=8),
        "markers, narrow": lambda: snapshot.markers(NARROW),
        "options of all filters, narrow": lambda: snapshot.facets(NARROW, facets),
        "districts shaded, everything": lambda: snapshot.by_area(ALL, "district"),
    }


def plain_duckdb(folder: Path) -> dict[str, Callable[[], object]]:
    """The same numbers from DuckDB by itself, the files read into memory as Rasd does."""
    db = duckdb.connect()
    for name in ("events", "places"):
        db.execute(f"CREATE TABLE {name} AS FROM read_parquet('{folder}/{name}-*.parquet')")
    return {
        "key figures, everything": lambda: db.execute("SELECT count(*), sum(killed_min), sum(killed_max), min(date), max(date_end) FROM events").fetchall(),
        "key figures, narrow": lambda: db.execute(
            f"SELECT count(*), sum(killed_min), sum(killed_max) FROM events e JOIN places p USING (event_id) WHERE {_WHERE}"  # noqa: S608  # a constant
        ).fetchall(),
        "histogram day × type, everything": lambda: db.execute("SELECT date, type, count(*) FROM events GROUP BY ALL ORDER BY ALL").df(),
        "table page, everything": lambda: db.execute("FROM events ORDER BY date DESC, event_id LIMIT 50").df(),
        "districts shaded, everything": lambda: db.execute(
            "SELECT d, count(*), sum(killed_min) FROM (SELECT event_id, unnest(districts) AS d FROM places) JOIN events USING (event_id) GROUP BY d"
        ).df(),
    }


def plain_way(folder: Path) -> dict[str, Callable[[], object]]:
    """The usual way: a data frame and a clustered map."""
    frames = {name: pd.concat([pd.read_parquet(file) for file in sorted(folder.glob(f"{name}-*.parquet"))]) for name in ("events", "places")}
    whole = frames["events"].merge(frames["places"][["event_id", "lat", "lon", "governorate"]], on="event_id")
    start, end = NARROW.date_from, NARROW.date_to

    def narrow() -> pd.DataFrame:
        return whole[(whole.type == "air_strike") & (whole.date >= start) & (whole.date <= end) & (whole.governorate == "SY02")]

    def clustered(found: pd.DataFrame) -> str:
        base = folium.Map(location=(35, 38), zoom_start=7, tiles=None)
        FastMarkerCluster(found[["lat", "lon"]].to_numpy().tolist()).add_to(base)
        return str(base.get_root().render())

    return {"key figures, narrow": lambda: float(narrow().killed_min.sum()), "markers, narrow": lambda: clustered(narrow())}


def timed(works: dict[str, Callable[[], object]], runs: int) -> Times:
    """Seconds of each run by the clock, after one to warm up."""
    found: Times = {}
    for name, work in works.items():
        work()
        found[name] = []
        for _ in range(runs):
            start = time.perf_counter()
            work()
            found[name].append(time.perf_counter() - start)
    return found


def one(events: int) -> None:
    """Measure one size; print what came out as JSON."""
    with tempfile.TemporaryDirectory() as name, Workspace(Path(name) / "made", synthetic=True) as workspace:
        start = time.perf_counter()
        write_events(workspace.snapshot_dir, events, 1)
        made, start = time.perf_counter() - start, time.perf_counter()
        with Snapshot(workspace) as snapshot:
            opened = time.perf_counter() - start
            own = timed(questions(snapshot), RUNS)
            peak = peak_mb()
        others = {"DuckDB": timed(plain_duckdb(workspace.snapshot_dir), RUNS), "pandas, folium": timed(plain_way(workspace.snapshot_dir), 5)}
    print(json.dumps({"made": made, "opened": opened, "peak": peak, "own": own, "others": others}))


def p95(values: list[float]) -> float:
    """The value that 95% of the runs stay under."""
    return statistics.quantiles(values, n=20)[-1]


def main(sizes: list[int]) -> None:
    """Print the tables."""
    found = {}
    for size in sizes:
        told = subprocess.run([sys.executable, __file__, "--one", str(size)], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # this file
        found[size] = json.loads(told.stdout)
    print(f"## Questions to a snapshot\n\nMade-up events. Milliseconds, median / p95 of {RUNS} runs after one to warm up; no answer is kept.\n")
    head("question", *(f"{size:,} events" for size in sizes), "exponent", "× DuckDB", "× pandas, folium")
    largest = found[sizes[-1]]
    for name in largest["own"]:
        cells = [f"{1000 * statistics.median(found[size]['own'][name]):.0f} / {1000 * p95(found[size]['own'][name]):.0f}" for size in sizes]
        middle = [statistics.median(found[size]["own"][name]) for size in sizes]
        ratios = [f"{middle[-1] / statistics.median(other[name]):.2f}" if name in other else "" for other in largest["others"].values()]
        row([name, *cells, f"{exponent(sizes, middle):.2f}" if len(sizes) > 1 else "", *ratios])
    for name, unit in (("made", "s to make the events"), ("opened", "s to open the snapshot"), ("peak", "MB peak memory")):
        values = [found[size][name] for size in sizes]
        row([unit, *(f"{value:.1f}" for value in values), f"{exponent(sizes, values):.2f}" if len(sizes) > 1 else "", "", ""])
    print("\nThe ratios are those of the largest size. Memory is that of the process after all of Rasd's questions.\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main([int(size.replace(",", "")) for size in sys.argv[1:]] or list(SIZES))
