"""Measure the store: save, join, publish and ask, on made-up reports at real places.

python bench/store.py [REPORTS]      (default 100,000; prints one line for each step)
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import gazetteer
from events import export
from events.corroborate import corroborate
from events.ledger import Version
from events.query import Filters, Snapshot
from events.snapshot import publish
from events.sql import FACETS
from events.workspace import Workspace
from extract.article import Article, Span
from extract.records import Evidence, Extraction, Mention, Report, Resolved, Toponym
from extract.vocabulary import ACTORS, EVENT_TYPES
from gazetteer.places import Place

VERSION = Version("bench", "bench")
REPORTS_PER_ARTICLE = 3
FIRST_DAY, DAYS = date(2012, 1, 1), 5_000


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a step takes."""
    start = time.perf_counter()
    yield
    print(f"{what:44} {time.perf_counter() - start:9.3f} s")


def made_up(number: int, pick: random.Random, places: list[Place]) -> tuple[Article, Extraction]:
    """One article with three reports. Half of the reports are about the 300 places that come first, as in the news."""
    words = " ".join(pick.choice(places).name_ar for _ in range(40))
    article = Article(f"a{number:06}", f"غارة جوية على {words}", published=FIRST_DAY, outlet=f"outlet {pick.randrange(20)}")
    reports = []
    for n in range(REPORTS_PER_ARTICLE):
        day = FIRST_DAY + timedelta(days=pick.randrange(DAYS))
        named = pick.sample(places[:300] if pick.random() < 0.5 else places, pick.choice([1, 1, 2]))
        toponyms = tuple(Toponym(Mention(Span("text", 14, 20), "place", place.name_ar), Resolved(place, 0.9, "bench")) for place in named)
        killed = pick.choice([None, 0, 1, 3, 8])
        evidence = (Evidence("type", Span("text", 0, 4), "bench"),)
        reports.append(
            Report(f"a{number:06}-{n}", article.id, pick.choice(EVENT_TYPES), toponyms, (pick.choice(ACTORS),), (pick.choice(ACTORS),), (), killed, killed,
                   None, None, None, None, None, day, day, "day", "", "", (), "reported", "", 0.8, evidence, "", "bench", "bench")
        )  # fmt: skip
    return article, Extraction(article.id, (), (), tuple(reports), ())


def ask(snapshot: Snapshot) -> dict[str, Callable[[], object]]:
    """The questions of one page, and some heavier ones."""
    everything = Filters()
    narrow = Filters(date_from=date(2016, 1, 1), date_to=date(2016, 12, 31), types=("air_strike",), governorates=("SY02",))
    return {
        "counts, everything": lambda: snapshot.counts(everything),
        "counts, narrow": lambda: snapshot.counts(narrow),
        "first 500 events, everything": lambda: snapshot.events(everything),
        "first 500 events, narrow": lambda: snapshot.events(narrow),
        "markers, everything": lambda: snapshot.markers(everything),
        "markers, narrow": lambda: snapshot.markers(narrow),
        "grid at zoom 8, everything": lambda: snapshot.grid(everything, zoom=8),
        "histogram by month and type, everything": lambda: snapshot.histogram(everything),
        "facet governorate, everything": lambda: snapshot.facet(everything, "governorate"),
        "facet actor, narrow": lambda: snapshot.facet(narrow, "actor"),
        "all facets but places, narrow": lambda: snapshot.facets(narrow, [column for column in FACETS if column != "place"]),
        "shades of districts, everything": lambda: snapshot.by_area(everything, "district"),
        "text, one word": lambda: snapshot.counts(Filters(text="حلب")),
        "card": lambda: snapshot.card(snapshot.events(narrow, limit=1)["event_id"][0]),
        "GeoJSON, narrow": lambda: export.bundle(snapshot, narrow, export.BY_NAME["geojson"], datetime.now(UTC), "x"),
    }


def main(reports: int) -> None:
    """Run all steps in a temporary workspace."""
    pick = random.Random(1)  # noqa: S311  # the same world each time
    places = sorted((place for place in gazetteer.load().places.values() if place.lat), key=lambda place: -(place.population or 0))
    with tempfile.TemporaryDirectory() as folder, Workspace(Path(folder)) as workspace:
        with timed(f"save {reports:,} reports"):
            for number in range(reports // REPORTS_PER_ARTICLE):
                article, extraction = made_up(number, pick, places)
                workspace.ledger.save(workspace.ledger.standing(article, VERSION), extraction, VERSION)
        with timed("join them to events"):
            print(corroborate(workspace.ledger).made, "events")
        with timed("publish all months"):
            print(len(publish(workspace, everything=True).parts), "months")
        article, extraction = made_up(reports, pick, places)
        with timed("one more article: save, join, publish"):
            workspace.ledger.save(workspace.ledger.standing(article, VERSION), replace(extraction, reports=extraction.reports[:1]), VERSION)
            corroborate(workspace.ledger)
            publish(workspace)
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, ledger {size(folder, 'ledger*'):.0f} MB, "
              f"snapshot {size(folder, 'snapshot/*.parquet'):.0f} MB")  # fmt: skip
        with timed("open the snapshot"):
            snapshot = Snapshot(workspace)
        for what, question in ask(snapshot).items():
            question()
            with timed(what):
                question()
        snapshot.close()


def size(folder: str, pattern: str) -> float:
    """Size of files in MB."""
    return sum(file.stat().st_size for file in Path(folder).glob(pattern)) / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000)
