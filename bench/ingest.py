"""How long articles take from file to snapshot, in one process and in several: `python bench/ingest.py [ARTICLES...]` (default 500 2000) prints Markdown.

The articles are made up (`rasd synth`), of about 2.4 kB. Each run is a command of its own in a workspace of its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import exponent, head, row

ROOT = Path(__file__).parents[1]
SIZES = (500, 2_000)


def run(folder: Path, articles: Path, jobs: int) -> float:
    """Seconds that `rasd ingest` takes by the clock."""
    home = folder / f"home-{articles.parent.name}-{jobs}"
    command = [sys.executable, str(ROOT / "rasd.py")]
    home.mkdir()
    (home / "workspace.json").write_text('{"name": "bench", "demo": false, "synthetic": true}', encoding="utf-8")
    start = time.perf_counter()
    subprocess.run([*command, "ingest", str(articles), "--home", str(home), "--jobs", str(jobs)], check=True, stderr=subprocess.DEVNULL)  # noqa: S603  # this program
    return time.perf_counter() - start


def main(sizes: list[int]) -> None:
    """Print the table."""
    cores = os.cpu_count() or 1
    print(f"## Ingest\n\nMade-up articles of about 2.4 kB, from the file to the published snapshot; one run each, {cores} cores.\n")
    head("articles", "s with 1 process", f"s with {cores}", "times as fast", "articles/s", "ms an article")
    taken: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            made = Path(name) / f"{size}"
            subprocess.run(  # noqa: S603  # this program
                [sys.executable, str(ROOT / "rasd.py"), "synth", str(made), "--articles", str(size)], check=True, stderr=subprocess.DEVNULL
            )
            one, many = (run(Path(name), made / "articles.jsonl", jobs) for jobs in (1, cores))
            taken[size] = many
            row([f"{size:,}", f"{one:.1f}", f"{many:.1f}", f"{one / many:.2f}", f"{size / many:.0f}", f"{1000 * many / size:.1f}"])
    if len(sizes) > 1:
        print(f"\nFitted exponent {exponent(list(taken), list(taken.values())):.2f} (1 is linear).", end=" ")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"Peak memory of the largest process: {peak:.0f} MB.\n")


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or list(SIZES))
