"""What to look at first: events that nobody has judged, or whose review and rules differ, by doubt × weight.

doubt = 1 - confidence
        + 0.5 if no place of it could be placed, or 0.25 if it is known as an area only
        + 0.25 if it is not dated
        + 0.25 for each of these in which its sources differ: the kind of event, the dead, who attacked; and if it is denied
        + 1 if a review and the rules, or two reviewers, say different things
weight = 1 + ln(1 + killed + injured / 3) + ln(reports)

killed and injured are the highest figures that are given. The numbers are no measurements: they put the order down so that it can be seen and
argued with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from events.filters import REVIEWS, Filters
from events.query import Snapshot

UNPLACED, AREA_ONLY, UNDATED, SOURCES_DIFFER, CONFLICT = 0.5, 0.25, 0.25, 0.25, 1.0
_OPEN = frozenset({"unreviewed", "partly"})


@dataclass(frozen=True, slots=True)
class Queued:
    """An event to look at. event: its row of `snapshot.EVENTS`; score: doubt × weight; reasons: for people, what counts most first."""

    event: Mapping[str, Any]
    score: float
    doubt: float
    weight: float
    reasons: tuple[str, ...]


def queue(snapshot: Snapshot, filters: Filters, limit: int | None = 50) -> list[Queued]:
    """Give the events that the filters select and that wait for a reviewer, the most pressing first.

    Without a filter on review these are the events that are not wholly judged, and all that show a conflict, rejected ones among them.
    """
    wanted = filters if filters.review else replace(filters, review=REVIEWS)
    rows = snapshot.event_table(wanted).to_pylist()
    waiting = [judge(row) for row in rows if filters.review or row["review_status"] in _OPEN or row["conflict"]]
    waiting.sort(key=lambda one: (-one.score, one.event["event_id"]))
    return waiting[:limit]


def judge(row: Mapping[str, Any]) -> Queued:
    """Put one event in its place. row: of `snapshot.EVENTS`."""
    doubts = [(amount, why) for amount, why in _doubts(row) if amount > 0]
    doubt = sum(amount for amount, _ in doubts)
    killed, injured = row["killed_max"] or row["killed_min"] or 0, row["injured_max"] or row["injured_min"] or 0
    weight = 1 + math.log(1 + killed + injured / 3) + math.log(max(1, row["reports"]))
    about = [why for _, why in sorted(doubts, key=lambda one: -one[0])]
    about += [f"{killed} killed"] if killed else []
    about += [f"{injured} injured"] if injured else []
    about += [f"{row['reports']} reports"] if row["reports"] > 1 else []
    return Queued(row, round(doubt * weight, 3), round(doubt, 3), round(weight, 3), tuple(about))


def _doubts(row: Mapping[str, Any]) -> list[tuple[float, str]]:
    status = {"unplaced": (UNPLACED, "not placed"), "area": (AREA_ONLY, "placed as an area only")}.get(row["status"], (0.0, ""))
    dead, most = row["killed_min"], row["killed_max"]
    differ = {
        f"told as {' and '.join(row['types'])}".replace("_", " "): len(row["types"]) > 1,
        f"between {dead} and {most} killed": dead is not None and most is not None and most > dead and row["reports"] > 1,
        f"blamed on {' and '.join(row['initiators'])}": len(row["initiators"]) > 1 and row["reports"] > 1,
        "denied": row["certainty"] == "denied",
    }
    return [
        (round(1 - row["confidence"], 3), f"confidence {row['confidence']:.2f}"),
        status,
        (UNDATED if row["date"] is None else 0.0, "not dated"),
        *((SOURCES_DIFFER, why) for why, holds in differ.items() if holds),
        (CONFLICT if row["conflict"] else 0.0, row["conflict"]),
    ]
