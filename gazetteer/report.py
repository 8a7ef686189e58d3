"""What the tables hold, by level, governorate and source, and how well lists of known names are answered.

`python -m gazetteer.report [LIST.csv...]`; gazetteer/quality.py says what a list is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gazetteer.index import Gazetteer, load
from gazetteer.places import LEVELS, Place
from gazetteer.quality import HEADER, Asked, answers, figures, grouped, read_list

PRECISIONS_KM = (1.0, 3.0, 10.0)


def by_governorate(gaz: Gazetteer) -> list[tuple[str, ...]]:
    """Places by governorate and level, with a header and a row of sums; regions that span governorates stand under "several"."""
    counts: Counter[tuple[str, str]] = Counter((place.governorate, place.level) for place in gaz.places.values())
    governorates = [*sorted(pcode for pcode in gaz.areas.by_pcode if len(pcode) == 4), ""]
    rows = [("governorate", *LEVELS, "all")]
    for pcode in governorates:
        name = gaz.area(pcode).name_en if pcode else "several"
        rows.append((name, *(str(counts[pcode, level]) for level in LEVELS), str(sum(counts[pcode, level] for level in LEVELS))))
    rows.append(("all", *(str(sum(counts[pcode, level] for pcode in governorates)) for level in LEVELS), str(len(gaz.places))))
    return rows


def by_source(gaz: Gazetteer) -> list[tuple[str, ...]]:
    """Places and spellings by source, and how precisely the places of each are known."""
    places: dict[str, list[Place]] = {}
    for place in gaz.places.values():
        places.setdefault(place.source, []).append(place)
    spellings = Counter(name.source for place_id in gaz.places for name in gaz.names(place_id))
    rows = [("source", "places", "spellings", *(f"within {km:g} km" for km in PRECISIONS_KM))]
    for source in sorted(set(places) | set(spellings), key=lambda key: -len(places.get(key, ()))):
        own = places.get(source, [])
        known = [sum(place.precision_km is not None and place.precision_km <= km for place in own) for km in PRECISIONS_KM]
        rows.append((source, str(len(own)), str(spellings[source]), *map(str, known)))
    return rows


def as_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, the first one its header."""
    header, *body = rows
    lines = [header, ["---", *("---:" for _ in header[1:])], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def quality(gaz: Gazetteer, title: str, asked: Sequence[Asked]) -> str:
    """How well a list is answered: with the governorate and without, by shape, level and governorate."""
    rows: list[tuple[str, ...]] = [HEADER]
    for hinted, label in ((True, "with the governorate"), (False, "without a hint")):
        found = list(answers(gaz, asked, hinted=hinted))
        rows.append(figures(f"**{label}**", found))
        if hinted:
            rows += grouped(found, lambda row: row.asked.shape, dict.fromkeys(row.shape for row in asked))
            rows += grouped(found, lambda row: row.asked.level, LEVELS)
            rows += [(gaz.area(row[0]).name_en, *row[1:]) for row in grouped(found, lambda row: row.asked.within, sorted(gaz.areas.by_pcode))]
    return f"Names of {title}\n\n{as_table(rows)}"


def report(gaz: Gazetteer, lists: Sequence[Path] = ()) -> str:
    """The whole report."""
    tables = [as_table(by_governorate(gaz)), as_table(by_source(gaz)), *(quality(gaz, path.name, read_list(path, gaz)) for path in lists)]
    return "\n\n".join([f"Gazetteer {gaz.version}", *tables]) + "\n"


if __name__ == "__main__":
    print(report(load(), [Path(name) for name in sys.argv[1:]]), end="")  # noqa: T201  # a command's output
