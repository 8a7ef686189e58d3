"""Extraction must not fall below what it has reached on labelled articles."""

from __future__ import annotations

import json

import gate
import pytest

FLOORS = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
SETS = gate.sets()


def test_every_set_has_floors_and_no_other():
    assert FLOORS.keys() == SETS.keys()


@pytest.mark.parametrize("name", SETS)
def test_the_labels_are_those_the_floors_were_reached_on(name):
    assert FLOORS[name]["sha256"] == gate.digest(SETS[name])
    assert FLOORS[name]["articles"] == len(SETS[name])


@pytest.mark.parametrize("name", SETS)
def test_no_score_is_below_its_floor(name):
    assert FLOORS[name]["floors"]
    assert gate.regressions(gate.measure(SETS[name]), FLOORS[name]["floors"], FLOORS[name]["cases"]) == []


def test_the_gate_notices_a_fall():
    assert gate.regressions({"toponym_f1": (0.80, 10)}, {"toponym_f1": 0.81}, {}) == ["toponym_f1: 0.8000 is below 0.8100"]
    assert gate.regressions({"toponym_f1": (0.81, 10)}, {"toponym_f1": 0.81}, {}) == []


def test_a_share_of_more_events_may_fall_as_long_as_no_fewer_are_right():
    assert gate.regressions({"dates": (32 / 36, 36)}, {"dates": 0.914}, {"dates": 35}) == []
    assert gate.regressions({"dates": (31 / 36, 36)}, {"dates": 0.914}, {"dates": 35}) == ["dates: 0.8611 is below 0.9140"]


def test_wilson_interval_agrees_with_the_published_example():
    low, high = gate.wilson(0.5, 10)
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)
