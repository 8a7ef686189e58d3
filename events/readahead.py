"""Articles read in several processes at once, ahead of the one process that stores what they report, in the order in which they came."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Self

from events.entries import Ready, ready
from events.ledger import Standing
from events.processes import Processes
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


_SELDOM = (100_000, 50, 1_000)
"""When Python looks for cycles: what is read and joined lives long and has few. At the usual 700 objects looking for them took a fifth of joining."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for cycles less often than Python does by itself."""
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass(frozen=True, slots=True)
class Read:
    """How an article stood to the ledger when it was read ahead, and what it says: ready to be stored where nothing was known of it."""

    standing: Standing
    said: Ready | Extraction


Item = Article | BadItem
Wanted = Callable[[Article], Standing | None]


class Helpers:
    """Other processes, started for the first work that pays; use them in a `with` block. overlay: the workspace's own places, where the file exists."""

    def __init__(self, overlay: Path, jobs: int) -> None:
        self.jobs = jobs if os.access(".", os.X_OK) else 1  # a process starts in this folder, which may be that of another user
        self.pool: Processes | None = None
        self._overlay = overlay

    def start(self) -> Processes:
        """Start them, where they have not been."""
        self.pool = self.pool or Processes(self.jobs, partial(_start, self._overlay))
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

    wanted: says how an item stands to the ledger, None for one that is known. Rules that
    fail on an article give None: read there again, it fails again, and the reason is told. Raises ReadingError where a process is killed.
    """
    rest = iter(items)
    first = list(islice(rest, FEW + 1)) if helpers.jobs > 1 else []
    if len(first) <= FEW:
        yield from ((item, None) for item in chain(first, rest))
        return
    try:
        yield from _in_order(helpers.start(), chain(first, rest), wanted, helpers.jobs * _AHEAD)
    except BrokenExecutor as error:
        raise ReadingError(
            "a process that read articles ended by itself (out of memory?); what was stored is kept: run the same again, with --jobs 1"
        ) from error


def _in_order(pool: Processes, items: Iterable[Item], wanted: Wanted, most: int) -> Iterator[tuple[Item, Read | None]]:
    waiting: deque[tuple[Item, Standing | None, Future[Ready | Extraction | None] | None]] = deque()
    for item in items:
        standing = None if isinstance(item, BadItem) else wanted(item)
        waiting.append((item, standing, pool.submit(_read, standing.article, whole=not standing.unheard) if standing else None))
        if len(waiting) > most:
            yield _done(*waiting.popleft())
    for one in waiting:
        yield _done(*one)


def _done(item: Item, standing: Standing | None, future: Future[Ready | Extraction | None] | None) -> tuple[Item, Read | None]:
    said = future.result() if future else None
    return item, Read(standing, said) if standing and said else None


_process: Callable[[Article], Extraction] | None = None
"""The rules with the gazetteer, in a process that reads."""


def _start(overlay: Path) -> None:
    global _process  # noqa: PLW0603  # what a process of a pool keeps between its tasks
    import gazetteer  # noqa: PLC0415  # loaded once in each process, not by who only starts them
    from extract.pipeline import process  # noqa: PLC0415

    gc.set_threshold(*_SELDOM)
    _process = partial(process, gaz=gazetteer.load(overlay if overlay.exists() else None))


def _read(article: Article, *, whole: bool) -> Ready | Extraction | None:
    """Read an article. whole: give the records themselves, which what is already stored must be compared with; they cost more to hand over."""
    if _process is None:
        raise ReadingError("the process was not prepared; this is a mistake in Rasd")
    try:
        extraction = _process(article)
        return extraction if whole else ready(article, extraction)
    except Exception:  # noqa: BLE001  # whatever one article does to the rules is told by who reads it again
        return None
