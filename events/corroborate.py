"""Reports to events: which reports tell of one incident, and under which id.

Only reports that changed are looked at again, with all that they touch; the result is the same as looking at everything. It depends on the
reports alone, never on the order in which they came. Two reports of one article are two incidents and never meet in an event, unless an analyst joins them:
what analysts join or part (`ties`) stands over every rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, repeat
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Table, delete, insert, select

from events import schema
from events.clusters import Cluster, cluster
from events.combine import best_dated, counted
from events.ledger import Ledger
from events.naming import heirs, leads_to, name_clusters, origins, taken, younger
from events.neighbourhood import Neighbourhood
from events.records import StoredReport
from events.rows import chunks, month_of
from events.workspace import opened

_MANY = 10_000
"""Reports that are looked at together with others only where these are of the same month: they take about 11 kB each."""
_SHARED = 2_000
"""The same where several processes share the work: parts for all of them are worth what months at the edges cost twice."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run did: numbers of events made, changed in their reports, and ended; the months to publish anew."""

    made: int
    changed: int
    ended: int
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """What some rows reach, joined. inside: rows looked at; report_ids: of those that are in Syria; in_view: rows of the reports in the clusters, by id.

    months: that each cluster is filed under, by its first report.
    """

    inside: frozenset[int]
    report_ids: Mapping[int, str]
    in_view: Mapping[str, int]
    clusters: Sequence[Cluster]
    months: Mapping[str, str]

    def without(self, done: set[int]) -> Self | None:
        """Leave out what was joined before; None where a cluster was looked at in part, which must not happen and could not be trusted."""
        left = [one for one in self.clusters if not done.issuperset(self.in_view[report_id] for report_id in one.report_ids)]
        if any(self.in_view[report_id] in done for one in left for report_id in one.report_ids):
            return None
        return replace(self, inside=self.inside - done, clusters=left)


def corroborate(ledger: Ledger, pool: Executor | None = None, home: Path | None = None) -> Changes:
    """Bring the events up to date with the reports, in one transaction. Running again changes nothing.

    Some months at a time, with what their reports reach in others: however many reports changed, memory holds few of them. pool: processes to share
    the comparing among, each of which reads the ledger of the workspace in home as it was before this transaction; the outcome is the same.
    """
    with ledger.writing() as db:
        dirty = set(db.execute(select(schema.dirty.c.row)).scalars())
        db.execute(delete(schema.dirty))
        done: set[int] = set()
        changes: list[Changes] = []
        shared = pool if home else None
        parts = _parted(db, dirty, _SHARED if shared else _MANY)
        ahead = shared.map(_join_apart, repeat(home), parts) if shared and len(parts) > 1 else None
        for rows in parts:
            joined = None
            try:
                joined = next(ahead).without(done) if ahead else None
            except BrokenExecutor:
                ahead = None
            joined = joined or _join(db, rows - done)
            reached = joined.inside & dirty
            changes.append(_store(db, joined, {joined.report_ids[row] for row in reached if row in joined.report_ids}))
            done |= reached
        _drop_retired(db, sorted(dirty))
        months = {month for one in changes for month in one.months}
        return Changes(sum(one.made for one in changes), sum(one.changed for one in changes), sum(one.ended for one in changes), tuple(sorted(months)))


def _join(db: Connection, rows: set[int]) -> Joined:
    """Join some rows with all that they reach. Nothing is written."""
    neighbourhood = Neighbourhood(db)
    neighbourhood.grow(rows)
    by_id = {stored.report.id: (row, stored) for row, stored in neighbourhood.current().items()}
    clusters = cluster((stored for _, stored in by_id.values()), neighbourhood.ties())
    months = {one.report_ids[0]: _month([by_id[report_id][1] for report_id in one.report_ids]) for one in clusters}
    in_view = {report_id: row for report_id, (row, _) in by_id.items()}
    return Joined(frozenset(neighbourhood.inside), neighbourhood.report_ids(), in_view, clusters, months)


def _join_apart(home: Path, rows: set[int]) -> Joined:
    """Do the work of `_join` in a process of its own."""
    with opened(home).ledger.engine.connect() as db:
        return _join(db, rows)


def _month(stored: Sequence[StoredReport]) -> str:
    return month_of(best_dated([one.report for one in counted(stored)]).date)


def _parted(db: Connection, rows: set[int], many: int) -> list[set[int]]:
    """Part many rows by the first month that their reports may lie in, months that follow each other together as long as they are few."""
    table = schema.blocks.c
    first = dict.fromkeys(rows, "")  # "": in none, as those abroad
    for chunk in chunks(sorted(rows)):
        for row, block in db.execute(select(table.row, table.block).where(table.row.in_(chunk)).order_by(table.block.desc())):
            first[row] = block.partition("|")[0]
    found: list[set[int]] = []
    for _, month in groupby(sorted(rows, key=lambda row: (first[row], row)), key=lambda row: first[row]):
        if found and len(found[-1]) < many:
            found[-1].update(month)
        else:
            found.append(set(month))
    return found


def _store(db: Connection, joined: Joined, dirty: set[str]) -> Changes:
    """Give the clusters their ids, write what differs from before, and note which months must be published anew."""
    clusters = joined.clusters
    touched = sorted({report_id for one in clusters for report_id in one.report_ids} | dirty)
    before = _assignments(db, touched)
    assigned = {report_id: event_id for report_id, (event_id, _) in before.items()}
    named = name_clusters(clusters, assigned, taken(db, clusters), partial(leads_to, db), younger(db, sorted(set(assigned.values()))))
    old_months = _months(db, {event_id for event_id, _ in before.values()})
    sizes = Counter(event_id for event_id, _ in before.values())
    made = changed = 0
    months: set[str] = set()
    kept_rows: list[dict[str, str]] = []
    event_rows: list[dict[str, str]] = []
    for event_id, members in named.items():
        is_new = event_id not in old_months
        same = not is_new and all(before.get(one, ("", ""))[0] == event_id for one in members.report_ids) and sizes[event_id] == len(members.report_ids)
        made += is_new
        changed += not is_new and not same
        month = joined.months[members.report_ids[0]]
        if not same or dirty & set(members.report_ids) or any(before[one][1] != members.why[one] for one in members.report_ids):
            months |= {month, old_months.get(event_id, month)}
        event_rows.append({"id": event_id, "month": month})
        kept_rows += [{"report_id": one, "event_id": event_id, "why": members.why[one]} for one in members.report_ids]
    ended = old_months.keys() - named.keys()
    months |= {old_months[event_id] for event_id in ended}
    _replace(db, schema.event_reports, "report_id", touched, kept_rows)
    _replace(db, schema.events, "id", sorted(old_months.keys() | named.keys()), event_rows)
    inherit = heirs(ended, before, {one: event_id for event_id, members in named.items() for one in members.report_ids})
    came_from = [{"id": event_id, "origin": origin} for event_id in named.keys() - old_months.keys() for origin in origins(named[event_id], assigned, event_id)]
    _replace(db, schema.event_origins, "id", sorted(named.keys() - old_months.keys()), came_from)
    _replace(db, schema.event_trail, "old", sorted(old_months.keys() | named.keys()), inherit)
    _mark_stale(db, sorted(months))
    return Changes(made, changed, len(ended), tuple(sorted(months)))


def _assignments(db: Connection, report_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    table = schema.event_reports
    found: dict[str, tuple[str, str]] = {}
    for chunk in chunks(report_ids):
        found |= {row.report_id: (row.event_id, row.why) for row in db.execute(select(table).where(table.c.report_id.in_(chunk)))}
    return found


def _months(db: Connection, event_ids: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(sorted(event_ids)):
        found |= {row.id: row.month for row in db.execute(select(schema.events).where(schema.events.c.id.in_(chunk)))}
    return found


def _mark_stale(db: Connection, months: Sequence[str]) -> None:
    """Mark months as to be published anew, with a mark that was never used before."""
    key = schema.meta.c.key == "marks"
    mark = 1 + int(db.execute(select(schema.meta.c.value).where(key)).scalar() or 0)
    db.execute(delete(schema.meta).where(key))
    db.execute(insert(schema.meta), {"key": "marks", "value": str(mark)})
    _replace(db, schema.stale_months, "month", months, [{"month": month, "mark": mark} for month in months])


def _replace(db: Connection, table: Table, column: str, old: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Put rows in the place of those whose column holds one of the old values."""
    for chunk in chunks(old):
        db.execute(delete(table).where(table.c[column].in_(chunk)))
    if rows:
        db.execute(insert(table), rows)


def _drop_retired(db: Connection, dirty: Sequence[int]) -> None:
    """Delete report versions that went out of view, unless a review refers to them. What goes out of view is dirty."""
    table = schema.reports
    links = schema.review_reports.c
    reviewed = select(links.review).where(links.report_id == table.c.report_id, links.version == table.c.version)
    for rows in chunks(dirty):
        retired = list(db.execute(select(table.c.row).where(table.c.row.in_(rows), ~table.c.current)).scalars())
        db.execute(delete(schema.blocks).where(schema.blocks.c.row.in_(retired)))
        db.execute(delete(table).where(table.c.row.in_(retired), ~reviewed.exists()))
