"""Work shared among processes, each at the end of a pipe of its own.

In Python's own pool they share one pipe: who waits for a process that was killed while it wrote waits for the rest for ever.
A pipe of its own ends with the process.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Processes(Executor):
    """So many processes, started with the first work for them. prepare: called once in each of them, before its first work.

    A future raises BrokenProcessPool where the process that had the work has ended; what the others do is not lost.
    """

    def __init__(self, jobs: int, prepare: Callable[[], None]) -> None:
        self._prepare = prepare
        self._context = multiprocessing.get_context("spawn")
        self._threads = ThreadPoolExecutor(jobs, initializer=self._start)
        self._own = threading.local()
        self._started: list[SpawnProcess] = []

    def _start(self) -> None:
        """Start the process that a thread speaks to."""
        self._own.pipe, far_end = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(far_end, self._prepare), daemon=True)
        process.start()
        far_end.close()  # held by the process alone, so that the pipe ends with it
        self._started.append(process)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have one of the processes call a function of a module."""
        return self._threads.submit(self._ask, fn, *args, **kwargs)

    def _ask(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        pipe: Connection = self._own.pipe
        try:
            pipe.send((fn, args, kwargs))
            said: _T
            said, error = pipe.recv()
        except (EOFError, OSError) as gone:
            raise BrokenProcessPool("a process ended before its work was done") from gone
        if error:
            raise error
        return said

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as Executor has it
        """End the processes; those still at work are ended in the midst of it where what is left is not wanted either."""
        self._threads.shutdown(wait=not cancel_futures, cancel_futures=cancel_futures)  # before its process ends, lest a thread goes on to what is cancelled
        for process in self._started:
            process.terminate()
        self._threads.shutdown(wait)
        for process in self._started:
            process.join()


def _serve(pipe: Connection, prepare: Callable[[], None]) -> None:
    """Do what comes through the pipe until it ends, as it does with the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, which ends it
    prepare()
    try:
        while True:
            fn, args, kwargs = pipe.recv()
            answer: tuple[object, Exception | None]
            try:
                answer = fn(*args, **kwargs), None
            except Exception as error:  # noqa: BLE001  # told to who asked
                answer = None, error
            pipe.send(answer)
    except (EOFError, OSError):
        return
