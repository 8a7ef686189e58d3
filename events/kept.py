"""Answers that are kept beside what they were made from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The newest answers, by what was asked; threads may share them.

    `functools.lru_cache` around a method would do, but it holds the object whose method it is, which then is freed only when the garbage collector comes
    by: superseded snapshots, each with a database and its threads, would pile up until then.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[Hashable, Value] = {}
        self._lock = Lock()

    def get(self, asked: Hashable, make: Callable[[], Value]) -> Value:
        """Give the answer, made where it is not kept; two threads may make the same one."""
        with self._lock:
            if asked in self._held:
                self._held[asked] = value = self._held.pop(asked)  # the newest stands last
                return value
        value = make()
        with self._lock:
            self._held[asked] = value
            if len(self._held) > self._most:
                del self._held[next(iter(self._held))]
        return value
