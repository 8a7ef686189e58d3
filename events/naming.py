"""Ids of events: kept by overlap of reports, with a trail where events meet or part."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

from sqlalchemy import Connection, select

from events import schema
from events.clusters import Cluster
from events.rows import chunks


def name_clusters(
    clusters: Sequence[Cluster],
    before: Mapping[str, str],
    is_taken: Callable[[str], bool],
    leads_to: Callable[[str], str] = lambda _: "",
    younger: frozenset[str] = frozenset(),
) -> dict[str, Cluster]:
    """Give each cluster the id of the event it shares most reports with; a new one an id made from its first report.

    before: event id by report id. is_taken: tells which ids a new event must not get. leads_to: the event that an ended id leads to, "" for none: where
    reports part again that were one event for a while, they get their old id back. younger: events that came from another of these; of two that share
    as many reports with a cluster, the elder keeps its id.
    """
    overlaps: dict[tuple[str, int], int] = defaultdict(int)
    for at, one in enumerate(clusters):
        for report_id in one.report_ids:
            if report_id in before:
                overlaps[before[report_id], at] += 1
    named: dict[int, str] = {}
    used: set[str] = set()
    for (event_id, at), _ in sorted(overlaps.items(), key=lambda item: (-item[1], item[0][0] in younger, item[0][0], clusters[item[0][1]].report_ids)):
        if at not in named and event_id not in used:
            named[at] = event_id
            used.add(event_id)
    for at, one in enumerate(clusters):
        if at not in named:
            left = origins(one, before, "")
            again = (first for report_id in one.report_ids if left and leads_to(first := next(_new_ids(report_id))) in left)
            fresh = (new_id for new_id in _new_ids(one.report_ids[0]) if not is_taken(new_id))
            named[at] = next(new_id for new_id in chain(again, fresh) if new_id not in used)
            used.add(named[at])
    return {named[at]: clusters[at] for at in sorted(named)}


def origins(one: Cluster, before: Mapping[str, str], own: str) -> list[str]:
    """Give the events that the reports of a cluster were in before."""
    return sorted({before[report_id] for report_id in one.report_ids if report_id in before} - {own})


def _new_ids(report_id: str) -> Iterator[str]:
    """Yield ids for an event that begins with a report, the usual one first."""
    for attempt in count():
        salt = f"\n{attempt}" if attempt else ""
        yield "E" + hashlib.sha256(f"{report_id}{salt}".encode()).hexdigest()[:12]


def taken(db: Connection, clusters: Sequence[Cluster]) -> Callable[[str], bool]:
    """Give what tells whether an id is in use or leads to another event. An event that nothing reports any more may come back under its id.

    The usual ids of all clusters are asked for at once.
    """
    usual = {next(_new_ids(one.report_ids[0])) for one in clusters}
    known = _in_use(db, sorted(usual))
    return lambda event_id: event_id in known if event_id in usual else bool(_in_use(db, [event_id]))


def _in_use(db: Connection, event_ids: Sequence[str]) -> set[str]:
    events, trail = schema.events.c, schema.event_trail.c
    found: set[str] = set()
    for chunk in chunks(event_ids):
        found |= set(db.execute(select(events.id).where(events.id.in_(chunk))).scalars())
        found |= set(db.execute(select(trail.old).where(trail.old.in_(chunk), trail.new != "")).scalars())
    return found


def younger(db: Connection, event_ids: Sequence[str]) -> frozenset[str]:
    """Give those of some events whose reports were in another of them before."""
    table, known = schema.event_origins, set(event_ids)
    rows = (row for chunk in chunks(event_ids) for row in db.execute(select(table).where(table.c.id.in_(chunk))))
    return frozenset(row.id for row in rows if row.origin in known)


def leads_to(db: Connection, event_id: str) -> str:
    """Follow an ended id to the event that has its reports now, "" if there is none."""
    table = schema.event_trail
    seen: set[str] = set()
    new: str = db.execute(select(table.c.new).where(table.c.old == event_id)).scalar() or ""
    while new and new not in seen:
        seen.add(new)
        event_id, new = new, db.execute(select(table.c.new).where(table.c.old == new)).scalar() or ""
    return event_id if seen else ""


def heirs(ended: Iterable[str], before: Mapping[str, tuple[str, str]], now: Mapping[str, str]) -> list[dict[str, str]]:
    """Say for each event that ended which event has most of its reports now, "" if none has."""
    shares = {old: Counter[str]() for old in sorted(ended)}
    for report_id, (event_id, _) in before.items():
        if event_id in shares and report_id in now:
            shares[event_id][now[report_id]] += 1
    return [{"old": old, "new": min(counted, key=lambda new: (-counted[new], new), default="")} for old, counted in shares.items()]
