"""Reports of one incident to one event: ranges over figures, all attributions side by side, sources that are independent of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from events.copies import source_groups
from events.figures import figure, killed_disputed
from events.records import Event, EventPlace, Member, ReviewStatus, StoredReport
from extract.records import Report, Resolution, Resolved, Toponym
from extract.vocabulary import CERTAINTIES, EVENT_TYPES
from gazetteer.names import key
from gazetteer.places import AREA_LEVELS, Place

T = TypeVar("T", bound=Hashable)
_STATUSES: tuple[ReviewStatus, ...] = ("rejected", "added", "corrected", "accepted")
_PRECISIONS = ("day", "approx_day", "week", "month", "unknown")


def combine(event_id: str, stored: Sequence[StoredReport], why: dict[str, str]) -> Event:
    """Make the event of one or more reports (in any order). why: what joined each report to the others, by report id."""
    members = sorted(stored, key=lambda one: one.report.id)
    kept = counted(members)
    reports = [one.report for one in kept]
    sources = source_groups(kept)
    dated = best_dated(reports)
    return Event(
        id=event_id,
        type=_most((report.type for report in reports), EVENT_TYPES.index),
        types=tuple(sorted({report.type for report in reports}, key=EVENT_TYPES.index)),
        places=_places(reports),
        initiators=_actors(report.initiators for report in reports),
        targets=_actors(report.targets for report in reports),
        groups=_union(report.groups for report in reports),
        killed=figure(kept, sources, "killed_min", "killed_max"),
        injured=figure(kept, sources, "injured_min", "injured_max"),
        civilians_killed=figure(kept, sources, "civilians_killed"),
        children_killed=figure(kept, sources, "children_killed"),
        women_killed=figure(kept, sources, "women_killed"),
        date=dated.date,
        date_end=dated.date_end,
        date_precision=dated.date_precision,
        weapons=_union((report.weapon,) for report in reports if report.weapon),
        hit=_union(report.hit for report in reports),
        certainty="denied" if any(report.certainty == "denied" for report in reports) else min((r.certainty for r in reports), key=CERTAINTIES.index),
        certainties=tuple(sorted({report.certainty for report in reports}, key=CERTAINTIES.index)),
        sources=_union((report.source,) for report in reports if report.source),
        outlets=_union((one.outlet,) for one in kept if one.outlet),
        urls=_union((one.url,) for one in kept if one.url),
        quotes=_union((one.quote,) for one in kept if one.quote),
        confidence=max(report.confidence for report in reports),
        independent=len(set(sources)),
        members=tuple(Member(one.report.id, why.get(one.report.id, "")) for one in members),
        review_status=review_status(kept),
        conflicts=tuple(dict.fromkeys(conflict for one in members for conflict in one.conflicts)),
        rejected=tuple(one.report.id for one in members if one.status == "rejected"),
        killed_disputed=killed_disputed(kept, sources),
    )


def counted(stored: Sequence[StoredReport]) -> list[StoredReport]:
    """Give the reports that make an event: those that no analyst rejected, or all where all are rejected."""
    return [one for one in stored if one.status != "rejected"] or list(stored)


def review_status(kept: Sequence[StoredReport]) -> ReviewStatus:
    """Say how far the reports that make an event were judged; of several judgements the one that changes most."""
    found = {one.status for one in kept}
    if "unreviewed" in found:
        return "unreviewed" if len(found) == 1 else "partly"
    return next(status for status in _STATUSES if status in found)


def _most(values: Iterable[T], order: Callable[[T], int]) -> T:
    """Give the value named most often; of equals the first in order."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], order(value)))


def _union(lists: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))


def _actors(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Give all actors that are named; `unknown` is said only where nobody names one."""
    named = _union(lists)
    return tuple(actor for actor in named if actor != "unknown") or named


def best_dated(reports: Sequence[Report]) -> Report:
    """Give the report whose date stands for the event: the most precise, then the one most reports give, then the earliest."""
    given = Counter((report.date, report.date_end) for report in reports)

    def rank(report: Report) -> tuple[int, int, str]:
        return _PRECISIONS.index(report.date_precision), -given[report.date, report.date_end], report.date.isoformat() if report.date else "~"

    return min(reports, key=rank)


def _places(reports: Sequence[Report]) -> tuple[EventPlace, ...]:
    """Give the places of all reports, each once. Where another report names the place itself, an area around it adds nothing."""
    found: dict[str, tuple[str, Resolution, list[str]]] = {}
    for report in reports:
        for toponym in report.places:
            _, best, named_by = found.setdefault(_identity(toponym), (toponym.mention.surface, toponym.resolution, []))
            if report.id not in named_by:
                named_by.append(report.id)
            if isinstance(toponym.resolution, Resolved) and isinstance(best, Resolved) and toponym.resolution.score > best.score:
                found[_identity(toponym)] = (toponym.mention.surface, toponym.resolution, named_by)
    points = [(one.place, by) for _, one, by in found.values() if isinstance(one, Resolved) and one.place.level not in AREA_LEVELS]
    kept = [
        (surface, one, by)
        for surface, one, by in found.values()
        if not (isinstance(one, Resolved) and any(_holds(one.place, point) and not set(by) & set(theirs) for point, theirs in points))
    ]
    return tuple(EventPlace(n, surface, one, tuple(by)) for n, (surface, one, by) in enumerate(kept, 1))


def _identity(toponym: Toponym) -> str:
    return toponym.resolution.place.id if isinstance(toponym.resolution, Resolved) else f"?{key(toponym.mention.surface)}"


def _holds(area: Place, place: Place) -> bool:
    inside = {place.governorate, place.district, place.subdistrict} - {""}
    return area.level in AREA_LEVELS and bool(inside & ({area.pcode} | set(area.area_pcodes)))
