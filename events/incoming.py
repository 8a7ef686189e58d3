"""New articles on their way into the ledger, several in one transaction: to put statements together for each takes longer than to carry them out."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from events.entries import Ready
from events.ledger import Ledger, Standing, Version
from extract.article import Article
from extract.readers import BadItem

TOGETHER = 32
"""Articles that wait for each other where nobody watches each one; with the next two, what a run that is killed has read in vain."""
_REPORTS, _SECONDS = 100, 0.5
_REMEMBERED = 1_000

Outcome = Standing | BadItem


class Incoming:
    """Articles that nobody has said anything about yet. Use it in a `with` block: what waits at its end is stored, whatever ended it.

    alone: stores one article of which something became known while it waited, from another process.
    stored: told what became of each. together: how many wait at most.
    """

    def __init__(
        self, ledger: Ledger, version: Version, alone: Callable[[Article], Outcome | None], stored: Callable[[Article, Outcome], None], together: int
    ) -> None:
        self._ledger, self._version, self._alone, self._stored, self._together = ledger, version, alone, stored, together
        self._waiting: list[tuple[Article, Standing, Ready]] = []
        self._marks: set[str] = set()
        self._reports = 0
        self._since = 0.0

    def __enter__(self) -> Self:
        """Begin with none."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Store what waits."""
        self.store()

    def knows(self, article: Article) -> bool:
        """Say whether an article may be one of the last ones again; if so, the ledger is ready to be asked about it."""
        if self._marks.isdisjoint(_marks(article)):
            return False
        self.store()
        return True

    def add(self, article: Article, standing: Standing, said: Ready) -> None:
        """Let a new article, as it came, and what it says wait for others."""
        self._since = self._since if self._waiting else time.monotonic()
        self._waiting.append((article, standing, said))
        self._marks.update(_marks(article))
        self._reports += len(said.lines)
        if len(self._waiting) >= self._together or self._reports >= _REPORTS or time.monotonic() - self._since >= _SECONDS:
            self.store()

    def store(self) -> None:
        """Store all that wait."""
        waiting, self._waiting, self._reports = self._waiting, [], 0
        if len(self._marks) > _REMEMBERED:
            self._marks = set()
        together = bool(waiting) and self._ledger.save_new([said for _, _, said in waiting], self._version)
        for article, standing, _ in waiting:
            outcome = standing if together else self._alone(article)
            if outcome:
                self._stored(article, outcome)


def _marks(article: Article) -> tuple[str, ...]:
    """Give all by which the ledger may know an article again."""
    return (f"id {article.id}", f"key {article.key}", *([f"url {article.url}"] if article.url else []))
