"""Counting in arrays gives what counting in plain Python gives."""

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from events.tallies import Chosen, Tally

_VALUES = [chr(letter) for letter in range(ord("a"), ord("k"))]
# A table of places: the event of each row, never falling, and the values that each row holds.
_TABLES = st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(_VALUES), max_size=5)), min_size=1, max_size=40)


def tables(drawn):
    event_of = np.cumsum([0, *(is_next for is_next, _ in drawn[1:])]).astype(np.int32)
    entries = [(row, int(event_of[row]), value) for row, (_, values) in enumerate(drawn) for value in values]
    rows, events = (np.array([entry[at] for entry in entries], np.int32) for at in (0, 1))
    return event_of, entries, Tally.of(len(drawn), rows, events, pa.array([value for *_, value in entries], pa.string()))


@given(_TABLES, st.data())
@settings(max_examples=200)
def test_each_pair_of_event_and_value_counts_once(drawn, data):
    event_of, entries, tally = tables(drawn)
    flags = np.array(data.draw(st.lists(st.booleans(), min_size=len(drawn), max_size=len(drawn))))
    chosen = Chosen(flags)
    wanted = {(event, value) for row, event, value in entries if flags[row]}
    events, codes = tally.entries(chosen, event_of)
    assert sorted(zip(events.tolist(), (tally.known[code] for code in codes), strict=True)) == sorted(wanted)
    counted = tally.count(chosen)
    assert dict(zip(counted["value"], counted["n"], strict=True)) == Counter(value for _, value in wanted)
    assert list(zip(-counted["n"], counted["value"], strict=True)) == sorted(zip(-counted["n"], counted["value"], strict=True))


@given(_TABLES, st.sets(st.sampled_from(_VALUES)))
def test_rows_hold_what_was_put_in(drawn, values):
    _, entries, tally = tables(drawn)
    assert set(np.flatnonzero(tally.holds(values)).tolist()) == {row for row, _, value in entries if value in values}


@given(_TABLES, st.data())
def test_groups_of_events_and_values_are_numbered_together(drawn, data):
    event_of, entries, tally = tables(drawn)
    flags = np.array(data.draw(st.lists(st.booleans(), min_size=len(drawn), max_size=len(drawn))))
    groups = np.array(data.draw(st.lists(st.integers(0, 3), min_size=int(event_of[-1]) + 1, max_size=int(event_of[-1]) + 1)), np.int32)
    bins = tally.crossed(groups, 4, event_of).bins(Chosen(flags)).reshape(4, -1)
    found = {(group, value): int(bins[group][code]) for group in range(4) for code, value in enumerate(tally.known) if bins[group][code]}
    assert found == Counter((int(groups[event]), value) for event, value in {(event, value) for row, event, value in entries if flags[row]})


def test_a_value_for_each_row_needs_no_pairs_and_many_values_need_few():
    rows = np.arange(100, dtype=np.int32)
    assert len(Tally.of(100, rows, rows, pa.array(["x"] * 100)).pairs) == 0
    twice = np.repeat(rows, 2)
    two = Tally.of(100, twice, twice, pa.array(["x", "y"] * 100))
    assert (len(two.layers), len(two.pairs)) == (2, 0)


def test_the_fewer_rows_are_looked_at():
    assert Chosen(np.array([True, True, False])).left_out.tolist() == [2]
    assert Chosen(np.array([True, False, False])).left_out is None
