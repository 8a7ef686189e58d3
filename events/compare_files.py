"""A comparison as a table (CSV), as points for a map (GeoJSON), and in a few words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from events.compare import NARROWING, THRESHOLD, Comparison, Line, Ours
from events.export import Selection
from events.export.geojson import write_collection
from events.export.rows import Json
from events.export.tables import write_csv
from events.filters import Filters
from events.others import Theirs

STATUSES = ("matched", "ours", "theirs")
COLUMNS = (
    "pair", "status", "score", "why", "not_compared", "ours_id", "theirs_id", "theirs_line", "km", "days_apart", "ours_date", "ours_date_end", "theirs_date",
    "theirs_date_end", "ours_type", "theirs_type", "ours_place_ar", "ours_place_en", "theirs_place", "ours_killed_min", "ours_killed_max",
    "theirs_killed_low", "theirs_killed_high",
)  # fmt: skip


def write_table(comparison: Comparison, out: BinaryIO) -> None:
    """Write a row for each pair and for each event or row alone (UTF-8)."""
    told = (row(number, line) for number, line in enumerate(comparison.lines, 1))
    write_csv(out, COLUMNS, ([one[name] for name in COLUMNS] for one in told))


def row(number: int, line: Line) -> Json:
    """Give what a line says, by `COLUMNS`."""
    found: Json = dict.fromkeys(COLUMNS) | {"pair": number, "status": line.status, "not_compared": line.unfit}
    if line.fit:
        found |= {"score": line.fit.score, "why": line.fit.why, "km": line.fit.km, "days_apart": line.fit.days}
    if line.ours:
        found |= _of_ours(line.ours)
    if line.theirs:
        found |= _of_theirs(line.theirs)
    return found


def _of_ours(one: Ours) -> Json:
    return {
        "ours_id": one.id, "ours_date": one.start, "ours_date_end": one.end, "ours_type": one.type, "ours_place_ar": one.place_ar,
        "ours_place_en": one.place_en, "ours_killed_min": one.low, "ours_killed_max": one.high,
    }  # fmt: skip


def _of_theirs(one: Theirs) -> Json:
    return {
        "theirs_id": one.id, "theirs_line": one.line, "theirs_date": one.start, "theirs_date_end": one.end, "theirs_type": one.type,
        "theirs_place": one.place, "theirs_killed_low": one.low, "theirs_killed_high": one.high,
    }  # fmt: skip


def about(comparison: Comparison, selection: Selection, days: int) -> Json:
    """Say what the files are: our side as every export does, and how the other was compared with it."""
    own = {name: value for name, value in selection.about.items() if name not in {"event_count", "count", "type_mapping"}}
    counts = {status: comparison.count(status) for status in STATUSES}
    rule = {"compared_with": f"a file in the columns of {comparison.kind.upper()}", "days": days, "threshold": THRESHOLD, "counts": counts}
    return own | rule | {"terms": "The rows called theirs come from a file of the user's; its publisher's terms hold for them."}


def write_geojson(comparison: Comparison, about: Json, out: BinaryIO) -> None:
    """Write a feature for each side of each line, at its own point, longitude first; the two of a pair bear the same `pair`. An area has no point."""
    head = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)
    write_collection(head, (json.dumps(one, ensure_ascii=False, default=str) for one in features(comparison)), out)


def features(comparison: Comparison) -> Iterator[Json]:
    """Yield a GeoJSON feature for each side of each line at each of its points, longitude first; without a point its geometry is null."""
    for number, line in enumerate(comparison.lines, 1):
        shared = {"pair": number, "status": line.status, "not_compared": line.unfit} | ({"km": line.fit.km, "score": line.fit.score} if line.fit else {})
        if line.ours:
            points: list[tuple[float, float] | None] = [spot.point for spot in line.ours.spots if spot.point] or [None]
            for n, where in enumerate(points, 1):
                yield _feature(f"ours/{line.ours.id}/{n}", where, {"side": "ours"} | shared | _of_ours(line.ours))
        if line.theirs:
            point = line.theirs.point if line.theirs.reach_km is not None else None
            yield _feature(f"theirs/{line.theirs.line}", point, {"side": "theirs"} | shared | _of_theirs(line.theirs))


def _feature(key: str, point: tuple[float, float] | None, properties: Json) -> Json:
    geometry = {"type": "Point", "coordinates": [round(point[0], 6), round(point[1], 6)]} if point else None
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def summary(comparison: Comparison, filters: Filters) -> str:
    """Tell the outcome in a few lines: counts, by year, and why what was not compared was not."""
    whose = comparison.kind.upper()
    lines = [f"matched {comparison.count('matched')}, only ours {comparison.count('ours')}, only theirs ({whose}) {comparison.count('theirs')}"]
    by_year: Counter[tuple[str, str]] = Counter((line.year, line.status) for line in comparison.lines if not line.unfit)
    if by_year:
        lines += ["", f"{'compared':<10}{'matched':>9}{'ours':>9}{'theirs':>9}"]
        lines += [f"{year:<10}" + "".join(f"{by_year[year, status]:>9}" for status in STATUSES) for year in sorted({year for year, _ in by_year})]
    for status in STATUSES[1:]:
        why = Counter(line.unfit for line in comparison.lines if line.status == status and line.unfit)
        if why:
            lines += ["", f"{status}, not compared: {why.total()}"]
            lines += [f"  {count:>6}  {reason}" for reason, count in why.most_common(8)]
            lines += [f"  {sum(sorted(why.values())[:-8]):>6}  for other reasons"] if len(why) > 8 else []
    alone = sorted(set(filters.as_json()) - NARROWING)
    return "\n".join([*lines, *(["", f"These filters narrow our side alone: {', '.join(alone)}"] if alone else [])])
