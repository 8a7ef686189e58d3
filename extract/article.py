"""The input record: one article exactly as published, and spans that point into it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Zone = Literal["title", "text"]


class Span(NamedTuple):
    """start, end: code points in the title or the text as published, end exclusive."""

    zone: Zone
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the article came from: file name (never a full path), sha256 of the raw bytes, UTC time of reading (ISO 8601)."""

    file: str
    sha256: str
    read_at: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `published` is a calendar date in Damascus, None if unknown; it is never guessed."""

    id: str
    text: str
    title: str = ""
    published: date | None = None
    url: str = ""
    outlet: str = ""
    provenance: Provenance | None = None

    @property
    def key(self) -> str:
        """sha256 of title and text: two articles with the same key say the same words."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode("utf-8", "surrogatepass")).hexdigest()

    def quote(self, span: Span) -> str:
        """Give the words a span points at."""
        return (self.title if span.zone == "title" else self.text)[span.start : span.end]
