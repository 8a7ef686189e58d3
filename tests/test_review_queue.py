"""What is looked at first, and why."""

from __future__ import annotations

import math

import factories as make
import pytest
from reviewing import analyst, read_anew, strike, take

from events.query import Filters, Snapshot
from events.review_queue import judge, queue
from events.workspace import Workspace

ROW = {"event_id": "E", "confidence": 0.8, "status": "point", "date": "2016-05-09", "types": ["air_strike"], "killed_min": None, "killed_max": None,
       "injured_min": None, "injured_max": None, "initiators": ["russia"], "certainty": "reported", "conflict": "", "reports": 1}  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws") as opened:
        yield opened


def waiting(workspace, **filters):
    with Snapshot(workspace) as snapshot:
        return queue(snapshot, Filters(**filters))


def test_doubt_and_weight_are_what_the_docstring_says():
    assert (judge(ROW).doubt, judge(ROW).weight, judge(ROW).score) == (0.2, 1.0, 0.2)
    heavy = judge(ROW | {"killed_min": 5, "killed_max": 9, "injured_max": 30, "reports": 4})
    assert heavy.weight == pytest.approx(1 + math.log(20) + math.log(4), abs=0.001)
    assert heavy.doubt == 0.45
    assert heavy.reasons == ("between 5 and 9 killed", "confidence 0.80", "9 killed", "30 injured", "4 reports")


@pytest.mark.parametrize(
    ("change", "amount", "why"),
    [
        ({"status": "unplaced"}, 0.5, "not placed"),
        ({"status": "area"}, 0.25, "placed as an area only"),
        ({"date": None}, 0.25, "not dated"),
        ({"types": ["air_strike", "shelling"]}, 0.25, "told as air strike and shelling"),
        ({"initiators": ["russia", "turkey"], "reports": 2}, 0.25, "blamed on russia and turkey"),
        ({"initiators": ["russia", "syrian_government"]}, 0.0, ""),
        ({"certainty": "denied"}, 0.25, "denied"),
        ({"conflict": "date: differs"}, 1.0, "date: differs"),
    ],
)
def test_each_doubt_counts_and_is_told(change, amount, why):
    found = judge(ROW | change)
    assert found.doubt == pytest.approx(0.2 + amount)
    assert not why or why in found.reasons


def test_what_is_judged_leaves_the_queue_and_comes_back_with_a_conflict(workspace):
    take(workspace, {"a1": [strike()], "b": [make.report("b", make.unplaced("حسمين"), killed_min=40, killed_max=40)], "c": [make.report("c", make.IDLEB)]})
    first, *_ = waiting(workspace)
    assert first.event["event_id"] == workspace.ledger.event_of("b-000")
    assert "not placed" in first.reasons
    by = analyst(workspace)
    by.accept("a1-000")
    by.reject("b-000", "x")
    assert [one.event["event_id"] for one in waiting(workspace)] == [workspace.ledger.event_of("c-000")]
    read_anew(workspace, {"a1": [strike(type="shelling")], "b": [make.report("b", make.IDLEB)], "c": [make.report("c", make.IDLEB)]})
    ids = {one.event["event_id"] for one in waiting(workspace)}
    assert ids == {workspace.ledger.event_of(f"{name}-000") for name in ("a1", "b", "c")}
    assert [one.event["event_id"] for one in waiting(workspace, types=("air_strike",), review=("accepted",))] == [workspace.ledger.event_of("a1-000")]
    assert waiting(workspace, types=("territory_change",)) == []
