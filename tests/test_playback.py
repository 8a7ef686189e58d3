"""A window of days moves over the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.playback import SPEEDS, WINDOWS, Playing, beginning, latest

FIRST = date(2012, 1, 1)


@given(st.integers(0, 5000), st.sampled_from(WINDOWS), st.sampled_from(SPEEDS))
def test_no_day_is_jumped_over_and_the_end_stops_it(days, window, speed):
    last = FIRST + timedelta(days=days)
    playing = Playing(FIRST, window, speed, running=True, moved=0.0)
    seen = playing.last
    for _ in range(6000):
        if not playing.running:
            break
        playing = playing.stepped(FIRST, last)
        assert playing.at <= seen + timedelta(days=1)
        seen = playing.last
    assert not playing.running
    assert playing.at == latest(FIRST, last, window)
    assert playing.last >= last


@given(st.integers(0, 40_000))
def test_it_begins_with_a_window_that_covers_its_steps(days):
    playing = beginning(FIRST, FIRST + timedelta(days=days))
    assert playing.at == FIRST
    assert playing.window >= playing.speed
    assert playing.running


def test_a_longer_window_shows_more_days_at_a_time():
    playing = beginning(FIRST, FIRST + timedelta(days=59))
    assert (playing.window, playing.speed) == (7, 1)
    assert replace(playing, window=30).last == FIRST + timedelta(days=29)
