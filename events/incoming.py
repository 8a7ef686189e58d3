"""New articles on their way into the ledger, several in one transaction: to put statements together for each takes longer than to carry them out."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from events.ledger import Ledger, Standing, Version
from events.readahead import Read
from extract.article import Article
from extract.readers import BadItem
from extract.records import Extraction

_TOGETHER, _REPORTS, _SECONDS = 64, 500, 1.0
"""Articles, reports and time up to which they wait for each other: what a run that is killed has read in vain."""

Outcome = Standing | BadItem


class Incoming:
    """Articles that nobody has said anything about yet. Use it in a `with` block: what waits at its end is stored, whatever ended it.

    alone: stores one article of which something became known while it waited, from another process. stored: told what became of each.
    """

    def __init__(self, ledger: Ledger, version: Version, alone: Callable[[Article, Read], Outcome | None], stored: Callable[[Article, Outcome], None]) -> None:
        self._ledger, self._version, self._alone, self._stored = ledger, version, alone, stored
        self._waiting: list[tuple[Article, Standing, Extraction]] = []
        self._marks: set[str] = set()
        self._reports = 0
        self._since = 0.0

    def __enter__(self) -> Self:
        """Begin with none."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Store what waits."""
        self.store()

    def make_way(self, article: Article) -> None:
        """Store those that wait before the ledger is asked about an article that may be one of them again."""
        if not self._marks.isdisjoint(_marks(article)):
            self.store()

    def add(self, article: Article, standing: Standing, extraction: Extraction) -> None:
        """Let a new article, as it came and as it was read, and what it says wait for others."""
        self._since = self._since if self._waiting else time.monotonic()
        self._waiting.append((article, standing, extraction))
        self._marks.update(_marks(article))
        self._reports += len(extraction.reports) + len(extraction.outside)
        if len(self._waiting) >= _TOGETHER or self._reports >= _REPORTS or time.monotonic() - self._since >= _SECONDS:
            self.store()

    def store(self) -> None:
        """Store all that wait."""
        waiting, self._waiting, self._marks, self._reports = self._waiting, [], set(), 0
        together = bool(waiting) and self._ledger.save_new([(standing, said) for _, standing, said in waiting], self._version)
        for article, standing, said in waiting:
            outcome = standing if together else self._alone(article, Read(standing.article, said))
            if outcome:
                self._stored(article, outcome)


def _marks(article: Article) -> tuple[str, ...]:
    """Give all by which the ledger may know an article again."""
    return (f"id {article.id}", f"key {article.key}", *([f"url {article.url}"] if article.url else []))
