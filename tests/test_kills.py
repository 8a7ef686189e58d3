"""Work that is ended by SIGKILL anywhere loses nothing that was confirmed, shows nothing by halves, and can be done again."""

from __future__ import annotations

import random
import signal

import pytest

from bench import kills

KILLS = 2  # of each kind; bench/kills.py does hundreds, by the clock too


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("kind", kills.WORK)
def test_work_that_is_killed_can_be_done_again(kind, tmp_path):
    pick = random.Random(kind)  # noqa: S311  # the same moments on every run
    expected = kills.undisturbed(tmp_path, kind)
    for n in range(KILLS):
        # one in each part of the work: its beginning, its middle, its end
        moment = kills.Moment(operation=pick.randint(1 + n * expected.operations // KILLS, (n + 1) * expected.operations // KILLS))
        assert kills.attempt(expected, tmp_path / f"{kind}-{n}", moment).killed
