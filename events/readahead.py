"""Articles read in several processes at once, ahead of the one process that stores what they report, in the order in which they came."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Self

from extract.article import Article
from extract.readers import BadItem
from extract.records import Extraction
from gazetteer.places import RasdError

FEW = 40
"""Articles up to which other processes, each of which loads the gazetteer first, would not pay."""
_AHEAD = 8
"""Articles for each process that are being read or wait to be stored: it bounds the memory."""


class ReadingError(RasdError):
    """A process that read articles ended by itself; the message says what is kept and the way out."""


@dataclass(frozen=True, slots=True)
class Read:
    """An article as it was read ahead, and what it says."""

    article: Article
    extraction: Extraction


Item = Article | BadItem
Wanted = Callable[[Article], Article | None]


class Helpers:
    """Other processes, started for the first work that pays; use them in a `with` block. overlay: the workspace's own places, where the file exists."""

    def __init__(self, overlay: Path, jobs: int) -> None:
        self.jobs = jobs if os.access(".", os.X_OK) else 1  # a process starts in this folder, which may be that of another user
        self.pool: ProcessPoolExecutor | None = None
        self._overlay = overlay

    def start(self) -> ProcessPoolExecutor:
        """Start them, where they have not been."""
        self.pool = self.pool or ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"), _start, (self._overlay,))
        return self.pool

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End them, whatever they are at."""
        if self.pool:
            self.pool.shutdown(cancel_futures=True)


def read_ahead(items: Iterable[Item], wanted: Wanted, helpers: Helpers) -> Iterator[tuple[Item, Read | None]]:
    """Yield the items in order, each with what it says where another process has read it: never with one job or a few items.

    wanted: gives the article to read for an item, None for one that is known. Rules that
    fail on an article give None: read there again, it fails again, and the reason is told. Raises ReadingError where a process is killed.
    """
    rest = iter(items)
    first = list(islice(rest, FEW + 1)) if helpers.jobs > 1 else []
    if len(first) <= FEW:
        yield from ((item, None) for item in chain(first, rest))
        return
    try:
        yield from _in_order(helpers.start(), chain(first, rest), wanted, helpers.jobs * _AHEAD)
    except BrokenProcessPool as error:
        raise ReadingError(
            "a process that read articles ended by itself (out of memory?); what was stored is kept: run the same again, with --jobs 1"
        ) from error


def _in_order(pool: ProcessPoolExecutor, items: Iterable[Item], wanted: Wanted, most: int) -> Iterator[tuple[Item, Read | None]]:
    waiting: deque[tuple[Item, Future[Read | None] | None]] = deque()
    for item in items:
        article = None if isinstance(item, BadItem) else wanted(item)
        waiting.append((item, pool.submit(_read, article) if article else None))
        if len(waiting) > most:
            done, future = waiting.popleft()
            yield done, future.result() if future else None
    for done, future in waiting:
        yield done, future.result() if future else None


_process: Callable[[Article], Extraction] | None = None
"""The rules with the gazetteer, in a process that reads."""


def _start(overlay: Path) -> None:
    global _process  # noqa: PLW0603  # what a process of a pool keeps between its tasks
    import gazetteer  # noqa: PLC0415  # loaded once in each process, not by who only starts them
    from extract.pipeline import process  # noqa: PLC0415

    _process = partial(process, gaz=gazetteer.load(overlay if overlay.exists() else None))


def _read(article: Article) -> Read | None:
    if _process is None:
        raise ReadingError("the process was not prepared; this is a mistake in Rasd")
    try:
        return Read(article, _process(article))
    except Exception:  # noqa: BLE001  # whatever one article does to the rules is told by who reads it again
        return None
