"""Texts that a visitor gives to be read: bounded, made into articles, and read without storing anything. No Streamlit here."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from events.combine import combine
from events.ingest import Reader, extracted
from events.ledger import Version
from events.records import Event, StoredReport
from events.workspace import Workspace
from extract.article import Article, Provenance
from extract.readers import BadItem, read
from extract.readers.items import Source, make_article
from extract.readers.registry import Origin
from extract.records import Extraction, Report

MAX_PASTED = 200_000
"""Characters of a pasted text."""
MAX_FILE_MB, MAX_FILES = 20, 50
MAX_ARTICLES, MAX_CHARACTERS = 500, 20_000_000
"""What is looked at in one go; more is read with `rasd ingest`."""
PASTED = "pasted text"
_NAMED_BY_FILE = (".txt", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it. name: what its sender calls it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to be read. names: of the files; more: whether something was left out because it is too much for one go."""

    items: tuple[Article | BadItem, ...]
    names: tuple[str, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One article, how it stands to the workspace (see `Ledger.standing`; known_as: the id it has there), and what it reports."""

    article: Article
    status: str
    known_as: str
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be saved. home, version: the workspace and the rules it was looked at with."""

    given: Given
    home: str
    version: Version
    looks: tuple[Look, ...]
    bad: tuple[BadItem, ...]

    @property
    def reports(self) -> int:
        """Events in Syria that the articles report, before those of several articles are joined."""
        return sum(len(look.extraction.reports) for look in self.looks)


def pasted(text: str, title: str, outlet: str, url: str, published: date | None) -> Given:
    """Make an article of a pasted text. Its id comes from its words, so that the same text is known again."""
    words = hashlib.sha256(f"{title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    provenance = Provenance(PASTED, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), _now())
    row = {"id": f"pasted-{words[:12]}", "title": title.strip(), "text": text, "outlet": outlet.strip(), "url": url.strip()}
    return Given((make_article(Source(Path(PASTED), PASTED, row["id"], provenance, published), PASTED, row),), (PASTED,), more=False)


def uploaded(files: Iterable[Upload], published: date | None) -> Given:
    """Read uploaded files into articles. published: for articles that carry no date of their own."""
    kept = [Upload(_base(file.name), file.content) for file in files]
    items: list[Article | BadItem] = []
    left = MAX_CHARACTERS
    for item in _items(kept[:MAX_FILES], published):
        left -= len(item.text) + len(item.title) if isinstance(item, Article) else 0
        if len(items) == MAX_ARTICLES or left < 0:
            return Given(tuple(items), tuple(file.name for file in kept), more=True)
        items.append(item)
    return Given(tuple(items), tuple(file.name for file in kept), more=len(kept) > MAX_FILES)


def _items(files: Iterable[Upload], published: date | None) -> Iterator[Article | BadItem]:
    """Read each file from a folder that is gone afterwards, under a name that is ours."""
    named: dict[str, str] = {}
    for file in files:
        name = PurePosixPath(file.name)
        # A text or a page is known by the name of its file: another of that name would count as its new version.
        if name.suffix.lower() in _NAMED_BY_FILE and named.setdefault(name.stem, file.name) != file.name:
            yield BadItem(name.stem, file.name, f"{named[name.stem]} is named {name.stem} too; rename one, or give ids in a .jsonl")
            continue
        with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
            path = Path(folder) / "uploaded"
            path.write_bytes(file.content)
            yield from read(path, published, read_at=_now(), origin=Origin(file.name, name.stem, name.suffix.lower()))


def _base(name: str) -> str:
    """The last part of a file's name: some browsers send folders too."""
    return PurePosixPath(name.replace("\\", "/")).name or "file"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def look(workspace: Workspace, given: Given, reader: Reader, progress: Callable[[int], None]) -> Preview:
    """Read what was given and say how it stands to a workspace; nothing is stored. progress: called with the number of items done."""
    looks: list[Look] = []
    bad: list[BadItem] = []
    seen: set[str] = set()
    for count, item in enumerate(given.items, 1):
        found = item if isinstance(item, BadItem) else _look(workspace, item, reader, seen)
        if isinstance(found, BadItem):
            bad.append(found)
        else:
            looks.append(found)
        progress(count)
    return Preview(given, str(workspace.home), reader.version, tuple(looks), tuple(bad))


def _look(workspace: Workspace, article: Article, reader: Reader, seen: set[str]) -> Look | BadItem:
    standing = workspace.ledger.standing(article, reader.version)
    found = extracted(standing.article, reader)
    if isinstance(found, BadItem):
        return found
    names = {standing.article.id, article.url} - {""}
    status = "repeated" if seen & names else standing.status
    seen |= names
    return Look(standing.article, status, standing.article.id if standing.revision else "", found)


def as_event(report: Report, article: Article) -> Event:
    """Make the event of one report by itself, as it would be if no other report told of it."""
    return combine("", [StoredReport(report, "", article.outlet, article.url, article.published, "", "", "")], {})
