"""What the benchmarks share: the machine they ran on, repeated timing, tables in Markdown. Run by itself it prints the head of the page."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

CPUINFO, STATUS = Path("/proc/cpuinfo"), Path("/proc/self/status")


def machine() -> str:
    """Processor, cores, system and Python in one line, and how busy it was: a busy machine shows in the spread."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor() or platform.machine())
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {platform.python_implementation()} {platform.python_version()}{load}"


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time that a piece of work takes on its core, in seconds: other programs on the machine count for less than by the clock."""
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turn(works: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Time pieces of work in turn, `runs` times after one to warm up, so that all see the same machine. Seconds by name."""
    for work in works.values():
        work()
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            found[name].append(cpu_seconds(work))
    return found


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """The median, with the lowest and the highest value."""
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def peak_mb() -> float:
    """Most memory that this process has held so far, in MB (2**20 bytes); on Linux without what it was forked from, which `getrusage` counts."""
    told = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="utf-8")) if STATUS.exists() else None
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kB elsewhere
    return int(told[1]) / 1024 if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The fitted power of the size with which values grow: 1 is linear."""
    return statistics.linear_regression([math.log(size) for size in sizes], [math.log(value) for value in values]).slope


def row(cells: Iterable[object]) -> None:
    """Print one row of a table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def head(*columns: str) -> None:
    """Print the head of a table; the first column holds names, the others numbers."""
    row(columns)
    row(["---", *["---:"] * (len(columns) - 1)])


def main() -> None:
    """Print the head of docs/benchmarks.md."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S607  # whichever git there is
    print("# Benchmarks\n")
    print("Written by `make bench`. Figures are medians, with the lowest and the highest run in brackets; ratios compare runs of the same table.\n")
    print(f"- {machine()}")
    print(f"- {datetime.now(UTC):%Y-%m-%d}, commit {commit or 'unknown'}, Rasd {importlib.metadata.version('rasd')}\n")


if __name__ == "__main__":
    main()
