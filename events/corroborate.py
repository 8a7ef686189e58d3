"""Reports to events: which reports tell of one incident, and under which id.

Only reports that changed are looked at again, with all that they touch; the result is the same as looking at everything. It depends on the
reports alone, never on the order in which they came. Two reports of one article are two incidents and never meet in an event, unless an analyst joins them:
what analysts join or part (`ties`) stands over every rule.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations, count
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from events import schema
from events.combine import best_dated, counted
from events.ledger import Ledger
from events.records import Link, StoredReport
from events.rows import STORED, chunks, days_of, governorates_of, month_of, to_stored
from events.similarity import THRESHOLD, compare

Rows = dict[int, StoredReport]
Why = dict[str, str]
Pair = tuple[str, str]
Links = Mapping[Pair, Link | None]

JOINED = "joined by an analyst"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one incident, by id; why: what joined each of them to another one, "" for one that stands alone."""

    report_ids: tuple[str, ...]
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run did: numbers of events made, changed in their reports, and ended; the months to publish anew."""

    made: int
    changed: int
    ended: int
    months: tuple[str, ...]


def corroborate(ledger: Ledger) -> Changes:
    """Bring the events up to date with the reports, in one transaction. Running again changes nothing."""
    with ledger.writing() as db:
        dirty = set(db.execute(select(schema.dirty.c.row)).scalars())
        db.execute(delete(schema.dirty))
        if not dirty:
            return Changes(0, 0, 0, ())
        neighbourhood = Neighbourhood(db)
        neighbourhood.grow(dirty)
        current = neighbourhood.current()
        changes = _store(db, current, cluster(current.values(), neighbourhood.ties()), neighbourhood.touched(dirty))
        _drop_retired(db)
        return changes


def cluster(stored: Iterable[StoredReport], ties: Mapping[Pair, bool] = MappingProxyType({})) -> list[Cluster]:
    """Join reports, best links first, as long as every pair may be one incident and the links between two groups reach the threshold on average.

    ties: pairs of report ids (a before b) that analysts joined (True) or parted (False). The joined ones come first; a third report may then join them
    where it fits those it can be compared with.
    """
    by_id = {one.report.id: one for one in stored}
    ties = {pair: together for pair, together in ties.items() if pair[0] in by_id and pair[1] in by_id}
    links: dict[Pair, Link | None] = {pair: compare(by_id[pair[0]], by_id[pair[1]]) for pair in candidate_pairs(by_id.values())}
    group: dict[str, list[str]] = {report_id: [report_id] for report_id in by_id}
    why: Why = dict.fromkeys(by_id, "")
    for a, b in sorted(pair for pair, together in ties.items() if together):
        if group[a] is group[b] or not _parted(group[a], group[b], ties):
            _join(group, a, b)
            why |= {a: JOINED, b: JOINED}
    good = [(link, pair) for pair, link in links.items() if link is not None and link.score >= THRESHOLD]
    for link, (a, b) in sorted(good, key=lambda one: (-one[0].score, one[1])):
        if group[a] is group[b] or _parted(group[a], group[b], ties) or not _may_join(group[a], group[b], links, why):
            continue
        _join(group, a, b)
        for report_id in (a, b):
            why[report_id] = why[report_id] or link.why
    distinct = {tuple(members) for members in group.values()}
    return [Cluster(members, {one: why[one] for one in members}) for members in sorted(distinct)]


def _join(group: dict[str, list[str]], a: str, b: str) -> None:
    joined = sorted({*group[a], *group[b]})
    group.update(dict.fromkeys(joined, joined))


def _parted(mine: Sequence[str], theirs: Sequence[str], ties: Mapping[Pair, bool]) -> bool:
    """Tell whether an analyst parted any two reports of two groups."""
    return bool(ties) and any(ties.get((min(a, b), max(a, b))) is False for a in mine for b in theirs)


def _may_join(mine: Sequence[str], theirs: Sequence[str], links: Links, why: Why) -> bool:
    """Tell whether two groups fit. Reports that an analyst joined need not be comparable with all that others of their group are comparable with."""
    between = {(a, b): links.get((min(a, b), max(a, b))) for a in mine for b in theirs}
    wanted = [link for (a, b), link in between.items() if link is not None or JOINED not in {why[a], why[b]}]
    scores = [link.score for link in wanted if link is not None]
    return bool(scores) and len(scores) == len(wanted) and sum(scores) >= THRESHOLD * len(scores)


def candidate_pairs(stored: Iterable[StoredReport]) -> set[tuple[str, str]]:
    """Give the pairs of report ids worth comparing: those with a day and a governorate in common."""
    buckets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in stored:
        for bucket in _buckets(one):
            buckets[bucket].append(one.report.id)
    return {pair for members in buckets.values() for pair in combinations(sorted(members), 2)}


def _buckets(stored: StoredReport) -> list[tuple[str, str]]:
    days = [day.isoformat() for day in days_of(stored.report)] or [""]
    return [(governorate, day) for governorate in governorates_of(stored.report) for day in days]


class Neighbourhood:
    """The reports that the changed ones can have an effect on, by row: linked with them, or in one event with them, and so on."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._loaded: Rows = {}
        self._retired: set[int] = set()
        self._inside: set[int] = set()
        self._blocks: set[str] = set()
        self._buckets: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._row_of: dict[str, int] = {}

    def grow(self, rows: set[int]) -> None:
        """Take in rows and all that they reach."""
        front = set(rows)
        while front:
            self._inside |= front
            self._load(front)
            front &= self._loaded.keys()
            front = (self._linked(front) | self._in_one_event(front) | self._tied(front)) - self._inside

    def current(self) -> Rows:
        """Give the reports in view among them."""
        return {row: self._loaded[row] for row in sorted(self._inside & self._loaded.keys()) if row not in self._retired}

    def ties(self) -> dict[Pair, bool]:
        """Give the pairs among them that analysts joined or parted."""
        return _ties(self._db, sorted(stored.report.id for stored in self.current().values()))

    def touched(self, rows: set[int]) -> set[str]:
        """Give the report ids of rows."""
        return {self._loaded[row].report.id for row in rows & self._loaded.keys()}

    def _load(self, rows: set[int]) -> None:
        """Load rows, then the current rows of all blocks that they stand in."""
        self._fetch(schema.reports.c.row, sorted(rows - self._loaded.keys()))
        blocks: set[str] = set()
        for chunk in chunks(sorted(rows)):
            blocks |= set(self._db.execute(select(schema.blocks.c.block).where(schema.blocks.c.row.in_(chunk))).scalars())
        beside: set[int] = set()
        for block_chunk in chunks(sorted(blocks - self._blocks)):
            beside |= set(self._db.execute(select(schema.blocks.c.row).where(schema.blocks.c.block.in_(block_chunk))).scalars())
        self._blocks |= blocks
        self._fetch(schema.reports.c.row, sorted(beside - self._loaded.keys()))

    def _fetch(self, column: ColumnElement[Any], values: Sequence[int] | Sequence[str]) -> None:
        for chunk in chunks(values):
            for row in self._db.execute(STORED.add_columns(schema.reports.c.current).where(column.in_(chunk), schema.reports.c.outside == "")):
                self._loaded[row.row] = to_stored(row)
                if row.current:
                    self._row_of[row.report_id] = row.row
                else:
                    self._retired.add(row.row)
                for bucket in _buckets(self._loaded[row.row]):
                    self._buckets[bucket].add(row.row)

    def _linked(self, rows: set[int]) -> set[int]:
        found: set[int] = set()
        for row in rows:
            mine = self._loaded[row]
            for other in set().union(*(self._buckets[bucket] for bucket in _buckets(mine))) - self._inside - found:
                link = compare(mine, self._loaded[other])
                if link is not None and link.score >= THRESHOLD:
                    found.add(other)
        return found

    def _in_one_event(self, rows: set[int]) -> set[int]:
        table = schema.event_reports
        events: set[str] = set()
        report_ids: set[str] = set()
        for chunk in chunks(sorted(self.touched(rows))):
            events |= set(self._db.execute(select(table.c.event_id).where(table.c.report_id.in_(chunk))).scalars())
        for chunk in chunks(sorted(events)):
            report_ids |= set(self._db.execute(select(table.c.report_id).where(table.c.event_id.in_(chunk))).scalars())
        return self._rows_of(report_ids)

    def _tied(self, rows: set[int]) -> set[int]:
        """Give the rows of reports that analysts joined to those of some rows."""
        mine = sorted(self.touched(rows))
        return self._rows_of({report_id for pair, together in _ties(self._db, mine).items() if together for report_id in pair})

    def _rows_of(self, report_ids: set[str]) -> set[int]:
        self._fetch(schema.reports.c.report_id, sorted(report_ids - self._row_of.keys()))
        return {self._row_of[report_id] for report_id in report_ids if report_id in self._row_of}


def _ties(db: Connection, report_ids: Sequence[str]) -> dict[Pair, bool]:
    """Give the pairs with any of some reports that analysts joined or parted."""
    table = schema.ties
    found: dict[Pair, bool] = {}
    for chunk in chunks(report_ids):
        rows = db.execute(select(table).where(table.c.a.in_(chunk) | table.c.b.in_(chunk)))
        found |= {(row.a, row.b): row.together for row in rows}
    return found


def _store(db: Connection, current: Rows, clusters: Sequence[Cluster], dirty: set[str]) -> Changes:
    """Give the clusters their ids, write what differs from before, and note which months must be published anew."""
    by_id = {stored.report.id: stored for stored in current.values()}
    before = _assignments(db, sorted(by_id.keys() | dirty))
    assigned = {report_id: event_id for report_id, (event_id, _) in before.items()}
    named = name_clusters(clusters, assigned, partial(_is_taken, db), partial(_leads_to, db), _younger(db, sorted(set(assigned.values()))))
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
        month = month_of(best_dated([one.report for one in counted([by_id[one] for one in members.report_ids])]).date)
        if not same or dirty & set(members.report_ids) or any(before[one][1] != members.why[one] for one in members.report_ids):
            months |= {month, old_months.get(event_id, month)}
        event_rows.append({"id": event_id, "month": month})
        kept_rows += [{"report_id": one, "event_id": event_id, "why": members.why[one]} for one in members.report_ids]
    ended = old_months.keys() - named.keys()
    months |= {old_months[event_id] for event_id in ended}
    _replace(db, schema.event_reports, "report_id", sorted(by_id.keys() | dirty), kept_rows)
    _replace(db, schema.events, "id", sorted(old_months.keys() | named.keys()), event_rows)
    heirs = _heirs(ended, before, {one: event_id for event_id, members in named.items() for one in members.report_ids})
    origins = [{"id": event_id, "origin": origin} for event_id in named.keys() - old_months.keys() for origin in _origins(named[event_id], assigned, event_id)]
    _replace(db, schema.event_origins, "id", sorted(named.keys() - old_months.keys()), origins)
    _replace(db, schema.event_trail, "old", sorted(old_months.keys() | named.keys()), heirs)
    _mark_stale(db, sorted(months))
    return Changes(made, changed, len(ended), tuple(sorted(months)))


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
            left = _origins(one, before, "")
            again = (first for report_id in one.report_ids if left and leads_to(first := next(_new_ids(report_id))) in left)
            fresh = (new_id for new_id in _new_ids(one.report_ids[0]) if not is_taken(new_id))
            named[at] = next(new_id for new_id in chain(again, fresh) if new_id not in used)
            used.add(named[at])
    return {named[at]: clusters[at] for at in sorted(named)}


def _origins(one: Cluster, before: Mapping[str, str], own: str) -> list[str]:
    """Give the events that the reports of a cluster were in before."""
    return sorted({before[report_id] for report_id in one.report_ids if report_id in before} - {own})


def _new_ids(report_id: str) -> Iterator[str]:
    """Yield ids for an event that begins with a report, the usual one first."""
    for attempt in count():
        salt = f"\n{attempt}" if attempt else ""
        yield "E" + hashlib.sha256(f"{report_id}{salt}".encode()).hexdigest()[:12]


def _assignments(db: Connection, report_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    table = schema.event_reports
    found: dict[str, tuple[str, str]] = {}
    for chunk in chunks(report_ids):
        found |= {row.report_id: (row.event_id, row.why) for row in db.execute(select(table).where(table.c.report_id.in_(chunk)))}
    return found


def _is_taken(db: Connection, event_id: str) -> bool:
    """Tell whether an id is in use or leads to another event. An event that nothing reports any more may come back under its id."""
    trail = schema.event_trail
    in_use = db.execute(select(schema.events.c.id).where(schema.events.c.id == event_id)).first()
    return bool(in_use or db.execute(select(trail.c.old).where(trail.c.old == event_id, trail.c.new != "")).first())


def _younger(db: Connection, event_ids: Sequence[str]) -> frozenset[str]:
    """Give those of some events whose reports were in another of them before."""
    table, known = schema.event_origins, set(event_ids)
    rows = (row for chunk in chunks(event_ids) for row in db.execute(select(table).where(table.c.id.in_(chunk))))
    return frozenset(row.id for row in rows if row.origin in known)


def _leads_to(db: Connection, event_id: str) -> str:
    """Follow an ended id to the event that has its reports now, "" if there is none."""
    table = schema.event_trail
    seen: set[str] = set()
    new: str = db.execute(select(table.c.new).where(table.c.old == event_id)).scalar() or ""
    while new and new not in seen:
        seen.add(new)
        event_id, new = new, db.execute(select(table.c.new).where(table.c.old == new)).scalar() or ""
    return event_id if seen else ""


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


def _drop_retired(db: Connection) -> None:
    """Delete report versions that are out of view, unless a review refers to them."""
    table = schema.reports
    links = schema.review_reports.c
    reviewed = select(links.review).where(links.report_id == table.c.report_id, links.version == table.c.version)
    db.execute(delete(schema.blocks).where(schema.blocks.c.row.in_(select(table.c.row).where(~table.c.current))))
    db.execute(delete(table).where(~table.c.current, ~reviewed.exists()))


def _heirs(ended: Iterable[str], before: Mapping[str, tuple[str, str]], now: Mapping[str, str]) -> list[dict[str, str]]:
    """Say for each event that ended which event has most of its reports now, "" if none has."""
    shares = {old: Counter[str]() for old in sorted(ended)}
    for report_id, (event_id, _) in before.items():
        if event_id in shares and report_id in now:
            shares[event_id][now[report_id]] += 1
    return [{"old": old, "new": min(counted, key=lambda new: (-counted[new], new), default="")} for old, counted in shares.items()]
