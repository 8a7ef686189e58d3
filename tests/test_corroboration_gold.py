"""Scores of joining reports on a labelled set (tests/gold/corroboration), and the floors under them."""

import json
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from factories import placed, report, unplaced

import gazetteer
from events.clusters import cluster
from events.records import StoredReport
from events.words import folded

GOLD = Path(__file__).parent / "gold" / "corroboration"
# Pairwise F1 and B³ F1, reached when the rules were written; they only rise.
FLOORS = {"worked": (0.976, 0.989), "unread": (0.961, 0.981)}


def gold(part: str) -> list[tuple[StoredReport, str]]:
    """The reports of one part, each with the incident it is labelled with."""
    lines = map(json.loads, (GOLD / f"{part}.jsonl").read_text("utf-8").splitlines())
    return [(_stored(line), line["incident"]) for line in lines]


def _stored(line: dict) -> StoredReport:
    """A labelled line as the ledger would give it."""
    places = gazetteer.load().places
    names = line.get("places", ())
    where = [unplaced(name[1:]) if name.startswith("?") else placed(places[name]) for name in names]
    killed, injured = line.get("killed", (None, None)), line.get("injured", (None, None))
    first, last = (date.fromisoformat(line[name]) if name in line else None for name in ("date", "date_end"))
    found = replace(
        report(line["article"], *where), id=line["id"], type=line["type"], initiators=tuple(line["initiators"]), targets=tuple(line["targets"]),
        killed_min=killed[0], killed_max=killed[1], injured_min=injured[0], injured_max=injured[1], date=first, date_end=last,
        date_precision=line["precision"], weapon=line.get("weapon", ""), hit=tuple(line.get("hit", ())), certainty=line["certainty"],
    )  # fmt: skip
    return StoredReport(found, "", line["outlet"], "", None, folded(line["text"]), folded(line["text"]), "")


def score(labelled: list[tuple[StoredReport, str]]) -> dict[str, float]:
    """Pairwise precision, recall and F1, and B³ F1, of the clusters found against the labels."""
    truth = {stored.report.id: incident for stored, incident in labelled}
    found = {report_id: number for number, one in enumerate(cluster(stored for stored, _ in labelled)) for report_id in one.report_ids}
    pairs = list(combinations(truth, 2))
    together = {pair for pair in pairs if found[pair[0]] == found[pair[1]]}
    same = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    precision, recall = len(together & same) / len(together), len(together & same) / len(same)
    shares = [(_share(one, found, truth), _share(one, truth, found)) for one in truth]
    b3_precision, b3_recall = (sum(side) / len(truth) for side in zip(*shares, strict=True))
    return {
        "reports": len(truth), "pairs": len(same), "precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall),
        "b3": 2 * b3_precision * b3_recall / (b3_precision + b3_recall),
    }  # fmt: skip


def _share(one: str, groups: dict, other: dict) -> float:
    """The share of a report's group that is also its group in the other grouping."""
    mates = [mate for mate in groups if groups[mate] == groups[one]]
    return sum(other[mate] == other[one] for mate in mates) / len(mates)


@pytest.mark.parametrize("part", FLOORS)
def test_reports_are_joined_as_people_would(part):
    scores = score(gold(part))
    least_f1, least_b3 = FLOORS[part]
    assert scores["f1"] >= least_f1, scores
    assert scores["b3"] >= least_b3, scores


def test_the_labelled_set_is_as_large_and_as_hard_as_it_says():
    labelled = gold("worked") + gold("unread")
    groups: dict[str, list[StoredReport]] = {}
    for stored, incident in labelled:
        groups.setdefault(incident, []).append(stored)
    assert sum(len(members) > 1 for members in groups.values()) >= 40
    scenes: dict[str, list[tuple[StoredReport, str]]] = {}
    for stored, incident in labelled:
        scenes.setdefault(incident[:2], []).append((stored, incident))
    pairs = [pair for members in scenes.values() for pair in combinations(members, 2)]
    assert len(pairs) >= 150
    assert sum(one[1] != other[1] for one, other in pairs) >= 100
    assert all(int(scene) % 2 == (part == "worked") for part in FLOORS for scene in {incident[:2] for _, incident in gold(part)})
