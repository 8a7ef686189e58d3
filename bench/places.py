"""How good and how fast the gazetteer is: `python bench/places.py [--missed]`.

places.csv holds names as reports write them, each with the governorate that a coder would know and the place that is meant. The list was
written from knowledge of the reports before the search that answers it.
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import gazetteer
from gazetteer import names
from gazetteer.admin import distance_km
from gazetteer.index import Gazetteer

LIST = Path(__file__).with_name("places.csv")


def asked() -> list[dict[str, str]]:
    """The rows of the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quality(gaz: Gazetteer, rows: list[dict[str, str]], *, hinted: bool, missed: bool) -> str:
    """One line of figures for some rows."""
    covered = right = sure = far = sure_off = 0
    for row in rows:
        found, meant = gaz.search(row["name"], within=row["within"] if hinted else None), gaz.places[row["place_id"]]
        if not found or found[0].place.lat is None:
            continue
        km = distance_km((found[0].place.lon, found[0].place.lat), (meant.lon, meant.lat))
        covered, right, sure = covered + 1, right + (km <= 5), sure + found.confident
        far, sure_off = far + (found.confident and km > 25), sure_off + (found.confident and km > 10)
        if missed and km > 5:
            print(f"    {km:4.0f} km  {row['name']} -> {found[0].place.name_ar} [{found[0].place.id}]  {found.reason}")
    n = len(rows)
    return f"{n:5d} {covered / n:9.1%} {right / n:8.1%} {sure / n:10.1%} {far / n:16.2%} {sure_off / max(sure, 1):18.2%}"


def per_second(work: Callable[[], int], seconds: float = 1.0) -> float:
    """How many units of work are done in a second, caches warm."""
    work()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        done += work()
    return done / (time.perf_counter() - start)


def misspelled(rows: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Names with a letter left out in the middle, and their governorates: no index holds them."""
    for row in rows:
        name = row["name"]
        if row["shape"] == "plain" and len(name) > 4:
            yield name[: len(name) // 2] + name[len(name) // 2 + 1 :], row["within"]


def main() -> None:
    """Print the tables."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    gaz = gazetteer.load()
    loaded, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"load: {loaded:.2f} s, {memory - before:.0f} MB over the imports' {before:.0f} MB; {len(gaz.places)} places, {len(gaz.by_key)} keys")
    rows = asked()
    wrong = list(misspelled(rows))
    print(f"exact lookups by key:   {per_second(lambda: sum(names.key(row['name']) in gaz.by_key or True for row in rows)):10,.0f} a second")
    print(
        f"searches, plain names:  {per_second(lambda: sum(bool(gaz.search(row['name'])) or True for row in rows if row['shape'] == 'plain')):10,.0f} a second"
    )
    print(f"searches, misspelled:   {per_second(lambda: sum(bool(gaz.search(name, within=area)) or True for name, area in wrong)):10,.0f} a second")
    print(f"\n{'':22} {'n':>4} {'coverage':>9} {'<= 5 km':>8} {'confident':>10} {'sure, > 25 km':>16} {'of sure, > 10 km':>18}")
    for hinted in (True, False):
        for shape in ("", *dict.fromkeys(row["shape"] for row in rows)):
            chosen = [row for row in rows if not shape or row["shape"] == shape]
            label = f"{'governorate' if hinted else 'no hint'}, {shape or 'all'}"
            print(f"{label:22}{quality(gaz, chosen, hinted=hinted, missed='--missed' in sys.argv and not shape)}")


if __name__ == "__main__":
    main()
