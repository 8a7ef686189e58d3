"""Work shared among processes: one that is killed is noticed, at whatever it was."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection

import pytest

from events.processes import Processes

_prepared = ""


def prepare() -> None:
    """Once in each process."""
    global _prepared  # noqa: PLW0603  # what a process keeps
    _prepared = f"by {os.getpid()}"


def prepared(word: str) -> tuple[str, str]:
    """What was prepared, and where."""
    return f"{word} by {os.getpid()}", f"{word} {_prepared}"


def refuse() -> None:
    """Raise."""
    raise ValueError("no work")


def end_while_writing() -> bytes:
    """Have the process write half of its answer and be killed."""

    def half(self: Connection, answer: bytes) -> None:
        os.write(self.fileno(), len(answer).to_bytes(4, "big") + bytes(answer[: len(answer) // 2]))
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send_bytes = half  # type: ignore[attr-defined]
    return bytes(1_000)


def test_work_is_done_in_prepared_processes() -> None:
    """Answers come in the order of the questions; what is raised there is raised here, and the process goes on."""
    with Processes(2, prepare) as processes:
        answers = list(processes.map(prepared, map(str, range(20))))
        assert all(one == other for one, other in answers)
        assert [one.partition(" ")[0] for one, _ in answers] == list(map(str, range(20)))
        with pytest.raises(ValueError, match="no work"):
            processes.submit(refuse).result()
        assert processes.submit(os.getpid).result() != os.getpid()


def test_a_process_that_is_killed_while_it_writes_is_noticed() -> None:
    """Half an answer is none, and nobody waits for the rest; what the other process does is not lost."""
    with Processes(2, prepare) as processes:
        slow = processes.submit(time.sleep, 1)
        with pytest.raises(BrokenProcessPool, match="before its work was done"):
            processes.submit(end_while_writing).result(timeout=60)
        assert slow.result() is None


def test_what_is_not_wanted_any_more_is_ended_in_the_midst_of_it() -> None:
    """Work that waits is cancelled."""
    processes = Processes(1, prepare)
    futures = [processes.submit(time.sleep, 3_600) for _ in range(2)]
    while not futures[0].running():
        time.sleep(0.01)
    processes.shutdown(cancel_futures=True)
    assert futures[1].cancelled()
    with pytest.raises(BrokenProcessPool):
        futures[0].result()
