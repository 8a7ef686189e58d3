"""Kinds of weapon and named periods: the rows of two small tables carry their own tests."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from events import operations, weapons
from events.weapons import WEAPON_KINDS, kind_of

ROWS = list(csv.DictReader(weapons.TABLE.read_text("utf-8").splitlines()))
TRIGGERS = Path(__file__).parents[1] / "extract" / "lexicon" / "triggers.csv"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_a_kind_finds_its_example_and_not_its_counter_example(row):
    assert kind_of(row["example"]) == row["code"]
    assert kind_of(row["counter_example"]) != row["code"]
    assert all(stem.strip() for stem in row["stems"].split("|"))


def test_words_that_no_row_knows_are_other():
    assert kind_of("حجارة") == kind_of("") == "other"
    assert WEAPON_KINDS[-1] == "other"


def test_every_weapon_that_the_rules_can_find_has_a_kind():
    rows = csv.DictReader(TRIGGERS.read_text("utf-8").splitlines())
    words = [phrase for row in rows if row["role"] == "weapon" for phrase in row["phrase"].split("|")]
    assert len(words) > 100
    assert [phrase for phrase in words if kind_of(phrase) == "other"] == []


def test_named_periods_have_a_source_and_run_forwards():
    found = operations.operations()
    assert len({one.code for one in found}) == len(found) > 10
    for one in found:
        assert date(2011, 3, 15) <= one.first <= one.last
        assert one.name_ar
        assert one.name_en
        assert one.source
    assert [one.first for one in found] == sorted(one.first for one in found)
