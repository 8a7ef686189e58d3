"""How good and how fast the gazetteer is: `python bench/places.py [--missed]`.

places.csv holds names as reports write them, each with the governorate that a coder would know and the place that is meant, written before
the search that answers it. blind.csv was written without sight of the tables or of the search: names, and where they lie from memory.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from measure import peak_mb

import gazetteer
from gazetteer import names
from gazetteer.quality import Asked, answers, read_list
from gazetteer.report import quality

LISTS = (Path(__file__).with_name("places.csv"), Path(__file__).with_name("blind.csv"))


def per_second(work: Callable[[], int], seconds: float = 1.0) -> float:
    """How many units of work are done in a second, caches warm."""
    work()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        done += work()
    return done / (time.perf_counter() - start)


def misspelled(rows: Sequence[Asked]) -> Iterator[tuple[str, str]]:
    """Names with a letter left out in the middle, and their governorates: no index holds them."""
    for row in rows:
        if row.shape == "plain" and len(row.name) > 4:
            yield row.name[: len(row.name) // 2] + row.name[len(row.name) // 2 + 1 :], row.within


def main() -> None:
    """Print the tables."""
    before = peak_mb()
    start = time.perf_counter()
    gaz = gazetteer.load()
    loaded, memory = time.perf_counter() - start, peak_mb()
    print("## Gazetteer\n")
    print(f"- load: {loaded:.2f} s, {memory - before:.0f} MB over the imports' {before:.0f} MB; {len(gaz.places)} places, {len(gaz.by_key)} keys")
    rows = read_list(LISTS[0], gaz)
    plain, wrong = [row.name for row in rows if row.shape == "plain"], list(misspelled(rows))
    print(f"- exact lookups by key:   {per_second(lambda: sum(names.key(row.name) in gaz.by_key or True for row in rows)):10,.0f} a second")
    print(f"- searches, plain names:  {per_second(lambda: sum(bool(gaz.search(name)) or True for name in plain)):10,.0f} a second")
    print(f"- searches, misspelled:   {per_second(lambda: sum(bool(gaz.search(name, within=area)) or True for name, area in wrong)):10,.0f} a second")
    for path in LISTS:
        asked = read_list(path, gaz)
        print(f"\n{quality(gaz, path.stem, asked)}\n")
        if "--missed" in sys.argv:
            missed(gaz, asked)


def missed(gaz: gazetteer.Gazetteer, asked: Sequence[Asked]) -> None:
    """Print what is answered wrongly with the governorate given."""
    for row in answers(gaz, asked, hinted=True):
        if not row.right:
            print(f"    {'-' if row.km is None else f'{row.km:.0f}':>4} km  {row.asked.within} {row.asked.name} -> {row.first}  {row.reason}")


if __name__ == "__main__":
    main()
