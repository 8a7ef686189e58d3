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
from typing import Any, Literal

from events.filters import REVIEWS, Filters
from events.query import Snapshot

UNPLACED, AREA_ONLY, UNDATED, SOURCES_DIFFER, CONFLICT = 0.5, 0.25, 0.25, 0.25, 1.0
OPEN = ("unreviewed", "partly")
"""Review statuses of events that are not wholly judged."""


CauseCode = Literal["confidence", "unplaced", "area", "undated", "types", "dead", "blamed", "denied", "conflict", "killed", "injured", "reports"]
_TOLD: Mapping[CauseCode, str] = {
    "confidence": "confidence {:.2f}", "unplaced": "not placed", "area": "placed as an area only", "undated": "not dated", "dead": "between {} and {} killed",
    "denied": "denied", "conflict": "{}", "killed": "{} killed", "injured": "{} injured", "reports": "{} reports",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an event waits. values: of types and blamed, the codes; of confidence, dead, killed, injured and reports, the figures; of conflict, its words."""

    code: CauseCode
    values: tuple[Any, ...] = ()

    def told(self) -> str:
        """Say it in English."""
        if self.code in {"types", "blamed"}:
            said = " and ".join(self.values)
            return f"told as {said}".replace("_", " ") if self.code == "types" else f"blamed on {said}"
        return _TOLD[self.code].format(*self.values)


@dataclass(frozen=True, slots=True)
class Queued:
    """An event to look at. event: its row of `snapshot.EVENTS`; score: doubt × weight; causes: what counts most first."""

    event: Mapping[str, Any]
    score: float
    doubt: float
    weight: float
    causes: tuple[Cause, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The causes in English."""
        return tuple(cause.told() for cause in self.causes)


def queue(snapshot: Snapshot, filters: Filters, limit: int | None = 50) -> list[Queued]:
    """Give the events that the filters select and that wait for a reviewer, the most pressing first.

    Without a filter on review these are the events that are not wholly judged, and all that show a conflict, rejected ones among them.
    """
    wanted = filters if filters.review else replace(filters, review=REVIEWS)
    rows = snapshot.event_table(wanted).to_pylist()
    waiting = [judge(row) for row in rows if filters.review or row["review_status"] in OPEN or row["conflict"]]
    waiting.sort(key=lambda one: (-one.score, one.event["event_id"]))
    return waiting[:limit]


def judge(row: Mapping[str, Any]) -> Queued:
    """Put one event in its place. row: of `snapshot.EVENTS`."""
    doubts = [(amount, cause) for amount, cause in _doubts(row) if amount > 0]
    doubt = sum(amount for amount, _ in doubts)
    killed, injured = row["killed_max"] or row["killed_min"] or 0, row["injured_max"] or row["injured_min"] or 0
    weight = 1 + math.log(1 + killed + injured / 3) + math.log(max(1, row["reports"]))
    about = [cause for _, cause in sorted(doubts, key=lambda one: -one[0])]
    about += [Cause("killed", (killed,))] if killed else []
    about += [Cause("injured", (injured,))] if injured else []
    about += [Cause("reports", (row["reports"],))] if row["reports"] > 1 else []
    return Queued(row, round(doubt * weight, 3), round(doubt, 3), round(weight, 3), tuple(about))


def _doubts(row: Mapping[str, Any]) -> list[tuple[float, Cause]]:
    known: Mapping[str, tuple[float, Cause]] = {"unplaced": (UNPLACED, Cause("unplaced")), "area": (AREA_ONLY, Cause("area"))}
    dead, most = row["killed_min"], row["killed_max"]
    differ = {
        Cause("types", tuple(row["types"])): len(row["types"]) > 1,
        Cause("dead", (dead, most)): dead is not None and most is not None and most > dead and row["reports"] > 1,
        Cause("blamed", tuple(row["initiators"])): len(row["initiators"]) > 1 and row["reports"] > 1,
        Cause("denied"): row["certainty"] == "denied",
    }
    return [
        (round(1 - row["confidence"], 3), Cause("confidence", (row["confidence"],))),
        *((known[row["status"]],) if row["status"] in known else ()),
        (UNDATED if row["date"] is None else 0.0, Cause("undated")),
        *((SOURCES_DIFFER, cause) for cause, holds in differ.items() if holds),
        (CONFLICT if row["conflict"] else 0.0, Cause("conflict", (row["conflict"],))),
    ]
