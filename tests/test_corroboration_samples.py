"""From texts to events: of the incidents that the demonstration reports tell by several outlets (samples/README.md), how many become one event.

This measures extraction and joining together; tests/gold/corroboration measures joining alone. The floors only rise.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from events.ingest import ingest
from events.query import Filters, Snapshot
from events.workspace import Workspace
from extract.readers import read

SAMPLES = Path(__file__).parent.parent / "samples"
WHOLE, PAIRS = 8, 15
"""Floors: incidents all of whose articles report one event, and pairs of articles of one incident that do."""


@pytest.fixture(scope="module")
def events_of(tmp_path_factory) -> dict[str, set[str]]:
    """The events of each article that reports any."""
    found: dict[str, set[str]] = {}
    with Workspace(tmp_path_factory.mktemp("samples"), demo=True) as workspace:
        ingest(workspace, read(SAMPLES / "reports.jsonl"))
        with Snapshot(workspace) as snapshot:
            for event in snapshot.events(Filters(), limit=None).to_dict("records"):
                for name in event["article_ids"]:
                    found.setdefault(name, set()).add(event["event_id"])
    return found


@pytest.fixture(scope="module")
def incidents() -> dict[str, list[str]]:
    """The articles of each incident that is told more than once."""
    rows = re.findall(r"^\| ([^|]+?) \| ((?:demo-\d{3} ?){2,})\|$", (SAMPLES / "README.md").read_text("utf-8"), re.MULTILINE)
    return {name: ids.split() for name, ids in rows}


def test_incidents_told_by_several_outlets_are_joined(events_of, incidents):
    whole = {name for name, ids in incidents.items() if set.intersection(*(events_of.get(one, set()) for one in ids))}
    pairs = [pair for ids in incidents.values() for pair in combinations(ids, 2)]
    joined = [pair for pair in pairs if events_of.get(pair[0], set()) & events_of.get(pair[1], set())]
    told = f"{len(whole)} of {len(incidents)} incidents, {len(joined)} of {len(pairs)} pairs; apart: {sorted(incidents.keys() - whole)}"
    assert len(whole) >= WHOLE, told
    assert len(joined) >= PAIRS, told


def test_articles_about_different_incidents_share_no_event(events_of, incidents):
    known = {one: name for name, ids in incidents.items() for one in ids}
    shared = [pair for pair in combinations(sorted(events_of), 2) if events_of[pair[0]] & events_of[pair[1]]]
    assert [pair for pair in shared if known.get(pair[0], pair[0]) != known.get(pair[1], pair[1])] == []
