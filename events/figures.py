"""The figures of an event: between which numbers the reports lie, and which one is best supported. Never a sum."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from events.records import Range, StoredReport
from extract.records import Report


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure that a report gives. high None: "at least". source: number of the independent source; named: whom the report names as having said it."""

    low: int
    high: int | None
    source: int
    named: str
    published: dt.date

    def apart(self, other: _Told) -> bool:
        """Whether two ranges have no number in common."""
        return max(self.low, other.low) > min(inf if one.high is None else one.high for one in (self, other))

    def of_one_source(self, other: _Told) -> bool:
        """Whether one teller gives both: the same named source, or one independent source where either names none."""
        return self.named == other.named if self.named and other.named else self.source == other.source

    def replaces(self, other: _Told) -> bool:
        """Whether this is what the other has risen to: a greater figure that the same teller gives on a later day."""
        return self.low > other.low and self.published > other.published > dt.date.min and self.of_one_source(other)


def figure(stored: Sequence[StoredReport], sources: Sequence[int], low: str, high: str = "") -> Range:
    """Give the range of a figure and the number best supported.

    sources: the independent source of each report (`copies.source_groups`). low, high: names of fields of a report; without high, low is one exact number.
    A report that gives no figure says nothing, one that says "at least" leaves the top open, and a toll that its own teller has raised since no longer
    counts. Best is the exact figure that most independent sources give, of equals that of the newest report; None where that leaves two.
    """
    told = _told(stored, sources, low, high or low)
    standing = [one for one in told if not any(other.replaces(one) for other in told)]
    if not standing:
        return Range()
    highs = [one.high for one in standing]
    return Range(min(one.low for one in standing), None if None in highs else max(one for one in highs if one is not None), _best(standing))


def killed_disputed(stored: Sequence[StoredReport], sources: Sequence[int]) -> bool:
    """Whether two sources give figures of the dead that cannot both be right: 4 and 9, or 3 and "at least 5"; two figures of one teller are an update."""
    told = _told(stored, sources, "killed_min", "killed_max")
    return any(mine.apart(theirs) and not mine.of_one_source(theirs) for mine, theirs in combinations(told, 2))


def _told(stored: Sequence[StoredReport], sources: Sequence[int], low: str, high: str) -> list[_Told]:
    given = ((one, source, _number(one.report, low)) for one, source in zip(stored, sources, strict=True))
    return [
        _Told(least, _number(one.report, high), source, one.report.source, one.published or dt.date.min) for one, source, least in given if least is not None
    ]


def _number(report: Report, field: str) -> int | None:
    value: int | None = getattr(report, field)
    return value


def _best(standing: Sequence[_Told]) -> int | None:
    given: dict[int, list[_Told]] = defaultdict(list)
    for one in standing:
        if one.low == one.high:
            given[one.low].append(one)
    rank = {number: (len({one.source for one in by}), max(one.published for one in by)) for number, by in given.items()}
    leading = [number for number, found in rank.items() if found == max(rank.values())]
    return leading[0] if len(leading) == 1 else None
