"""Which reports are worth comparing: those with a day and a place in common, or a day and a governorate where one of them names an area or a landmark.

`events.similarity.compare` rules out every other pair. Reports of one busy day in one governorate are many, those on one town are few; without the
place in the key, work would grow with the square of what a day brings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from events.records import StoredReport
from events.rows import days_of, governorates_of
from extract.records import Report, Resolved
from gazetteer.names import key
from gazetteer.places import AREA_LEVELS, Place

T = TypeVar("T", int, str)
_Bucket = tuple[str, str]


class Candidates(Generic[T]):
    """Reports under names of the caller's choice, to be asked which of them are worth comparing with another one."""

    def __init__(self) -> None:
        self._same_place: dict[_Bucket, set[T]] = defaultdict(set)
        self._all: dict[_Bucket, set[T]] = defaultdict(set)
        self._wide: dict[_Bucket, set[T]] = defaultdict(set)
        self._governorates: dict[T, set[str]] = {}

    def add(self, name: T, stored: StoredReport) -> None:
        """Take in a report."""
        report = stored.report
        self._governorates[name] = governorates_of(report)
        for bucket in _buckets(_names(report), report):
            self._same_place[bucket].add(name)
        for bucket in _buckets(self._governorates[name], report):
            self._all[bucket].add(name)
            if _is_wide(report):
                self._wide[bucket].add(name)

    def beside(self, stored: StoredReport) -> set[T]:
        """Give the names of the reports that another one, or one of them itself, is worth comparing with."""
        report = stored.report
        mine = governorates_of(report)
        around = self._all if _is_wide(report) else self._wide
        found = {name for bucket in _buckets(_names(report), report) for name in self._same_place.get(bucket, ()) if mine & self._governorates[name]}
        return found.union(*(around.get(bucket, ()) for bucket in _buckets(mine, report)))


def candidate_pairs(stored: Iterable[StoredReport]) -> set[tuple[str, str]]:
    """Give the pairs of report ids worth comparing, the lesser id first."""
    known = Candidates[str]()
    found: set[tuple[str, str]] = set()
    for one in stored:
        mine = one.report.id
        found |= {(min(mine, other), max(mine, other)) for other in known.beside(one)}
        known.add(mine, one)
    return found


def _buckets(where: Iterable[str], report: Report) -> list[_Bucket]:
    days = [day.isoformat() for day in days_of(report)] or [""]
    return [(one, day) for one in where for day in days]


def _names(report: Report) -> set[str]:
    """Give what another report's place must have one of to be the same place: its id, the id of its city, the name where it could not be placed."""
    found: set[str] = set()
    for toponym in report.places:
        if isinstance(toponym.resolution, Resolved):
            found |= {toponym.resolution.place.id, toponym.resolution.place.city} - {""}
        else:
            found.add(f"?{key(toponym.mention.surface)}")
    return found


def _is_wide(report: Report) -> bool:
    """Tell whether a report names a place that others lie in or near: an area, a facility, a natural feature."""
    return any(isinstance(toponym.resolution, Resolved) and _has_surroundings(toponym.resolution.place) for toponym in report.places)


def _has_surroundings(place: Place) -> bool:
    return place.level in AREA_LEVELS or place.level in {"facility", "natural"}
