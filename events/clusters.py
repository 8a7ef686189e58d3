"""Which reports are held to be of one incident: the best links first, as long as all that meet fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from events.candidates import candidate_pairs
from events.records import Link, StoredReport
from events.similarity import THRESHOLD, compare

Pair = tuple[str, str]
Links = Mapping[Pair, Link]
Why = dict[str, str]

JOINED = "joined by an analyst"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one incident, by id; why: what joined each of them to another one, "" for one that stands alone."""

    report_ids: tuple[str, ...]
    why: Mapping[str, str]


def cluster(stored: Iterable[StoredReport], ties: Mapping[Pair, bool] = MappingProxyType({})) -> list[Cluster]:
    """Join reports, best links first, as long as every pair may be one incident and the links between two groups reach the threshold on average.

    ties: pairs of report ids (a before b) that analysts joined (True) or parted (False). The joined ones come first; a third report may then join them
    where it fits those it can be compared with.
    """
    by_id = {one.report.id: one for one in stored}
    ties = {pair: together for pair, together in ties.items() if pair[0] in by_id and pair[1] in by_id}
    links = {pair: link for pair in candidate_pairs(by_id.values()) if (link := compare(by_id[pair[0]], by_id[pair[1]])) is not None}
    group: dict[str, list[str]] = {report_id: [report_id] for report_id in by_id}
    why: Why = dict.fromkeys(by_id, "")
    for a, b in sorted(pair for pair, together in ties.items() if together):
        if group[a] is group[b] or not _parted(group[a], group[b], ties):
            _join(group, a, b)
            why |= {a: JOINED, b: JOINED}
    good = [(link, pair) for pair, link in links.items() if link.score >= THRESHOLD]
    refused: set[tuple[str, int, str, int]] = set()  # groups only grow, so the first member and the size name one: no two are looked at twice
    for link, (a, b) in sorted(good, key=lambda one: (-one[0].score, one[1])):
        mine, theirs = group[a], group[b]
        state = (mine[0], len(mine), theirs[0], len(theirs))
        if mine is theirs or state in refused:
            continue
        if _parted(mine, theirs, ties) or not _may_join(mine, theirs, links, why):
            refused.add(state)
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
    scores: list[float] = []
    for a in mine:
        for b in theirs:
            link = links.get((min(a, b), max(a, b)))
            if link is not None:
                scores.append(link.score)
            elif JOINED not in {why[a], why[b]}:
                return False
    return bool(scores) and sum(scores) >= THRESHOLD * len(scores)
