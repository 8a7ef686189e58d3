"""Which reader reads a file: by its ending, or by its first bytes where it has none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from extract.article import Article, Provenance
from extract.readers import archive
from extract.readers.archive import Budget, Member, SpentError
from extract.readers.feed import read_feed
from extract.readers.items import BadItem, Items, RefusedError, Source, chunks
from extract.readers.page import read_html
from extract.readers.parquet import read_parquet
from extract.readers.telegram import read_telegram
from extract.readers.texts import read_csv, read_jsonl, read_txt

_READERS: dict[str, Callable[[Source], Items]] = {
    ".jsonl": read_jsonl, ".csv": read_csv, ".txt": read_txt, ".html": read_html, ".htm": read_html, ".json": read_telegram,
    ".xml": read_feed, ".rss": read_feed, ".atom": read_feed, ".parquet": read_parquet,
}  # fmt: skip
_ARCHIVES: dict[str, Callable[[Source, Budget], Iterator[Member | BadItem]]] = {
    ".zip": archive.zip_members, ".gz": archive.gzip_members, ".warc": archive.warc_members,
}  # fmt: skip
ENDINGS = (*_READERS, *_ARCHIVES)

_SNIFFED = 4096
# First bytes (after a byte order mark and white space) → ending; the first that fits counts.
_BEGINNINGS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), ending)
    for pattern, ending in (
        (rb"PK\x03\x04", ".zip"), (rb"\x1f\x8b", ".gz"), (rb"WARC/", ".warc"), (rb"PAR1", ".parquet"), (rb"<!doctype html|<html", ".html"),
        (rb"<\?xml[^>]*>\s*<!doctype html|<\?xml[^>]*>\s*<html", ".html"), (rb"<\?xml|<rss|<feed|<rdf:rdf", ".xml"),
        (rb'\{[^\n]*"[^\n]*\}\s*(\n|$)', ".jsonl"), (rb'\{[^\n]*"text"', ".jsonl"), (rb'\{\s*"', ".json"), (rb"[^{<\[\n]*\btext\b[^\n]*\n", ".csv"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a file beside its bytes, where its name alone does not say it.

    name: what people call it; stem: id of the article where the file is one; ending: the format; charset, url: see `Source`.
    """

    name: str
    stem: str
    ending: str = ""
    charset: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """What holds for a file and for all that lies in it. depth: how many archives it lies in."""

    published: date | None
    read_at: str
    budget: Budget
    depth: int = 0


def read(path: Path, published: date | None = None, *, read_at: str | None = None, origin: Origin | None = None) -> Iterator[Article | BadItem]:
    """Yield the articles of a file in their order, and a BadItem for each that cannot be read.

    published: for articles that carry no date of their own. read_at: UTC time in ISO 8601 for the provenance, by default now.
    Never raises for what a file holds, nor for one that cannot be opened; a second article with an id that the file had before is a BadItem.
    """
    origin = origin or Origin(path.name, path.stem, path.suffix.lower())
    try:
        budget = Budget(path.stat().st_size)
    except OSError as error:
        yield _not_opened(origin, error)
        return
    yield from _read(path, origin, _Run(published, read_at or datetime.now(UTC).isoformat(timespec="seconds"), budget))


def _not_opened(origin: Origin, error: OSError) -> BadItem:
    return BadItem(origin.stem, origin.name, f"cannot be opened: {error.strerror or error}")


def _read(path: Path, origin: Origin, run: _Run) -> Items:
    try:
        ending = origin.ending or sniffed(path)
        if ending not in ENDINGS:
            what = ending or "a file without an ending, nor known by its first bytes"
            yield BadItem(origin.stem, origin.name, f"cannot read {what}; known: {', '.join(ENDINGS)}")
            return
        source = Source(path, origin.name, origin.stem, Provenance(origin.name, _sha256(path), run.read_at), run.published, origin.charset, origin.url)
        if ending in _ARCHIVES:
            yield from _read_members(source, ending, run)
        else:
            yield from _without_repeated_ids(source, _READERS[ending](source))
    except RefusedError as refused:
        if run.depth and isinstance(refused, SpentError):
            raise
        yield BadItem(origin.stem, origin.name, str(refused))
    except OSError as error:
        yield _not_opened(origin, error)
    except Exception as error:  # noqa: BLE001  # zip, web page, feed and archive libraries meet hostile bytes here; the other files must still be read
        yield BadItem(origin.stem, origin.name, f"cannot be read: {type(error).__name__}: {str(error)[:200]}")


def _read_members(source: Source, ending: str, run: _Run) -> Items:
    """Read what is packed. Of a .zip, files of other kinds are passed over, as they are in a folder."""
    if run.depth >= archive.MAX_DEPTH:
        raise RefusedError(f"an archive within {run.depth} others; unpack it yourself if you trust it")
    held = False
    for member in _ARCHIVES[ending](source, run.budget):
        if isinstance(member, BadItem):
            held = True
            yield member
            continue
        inner = PurePosixPath(member.name)
        kind = ".html" if ending == ".warc" else inner.suffix.lower()
        if ending == ".zip" and (kind not in ENDINGS or inner.name.startswith(".") or "__MACOSX" in inner.parts):
            continue
        held = True
        # In a .gz is one file: it keeps the id that it has unpacked. Files of two archives may bear one name, so there the archive's stands before it.
        stem = member.url or (inner.stem if ending == ".gz" and run.depth == 0 else str(inner.with_suffix("")))
        origin = Origin(member.name, stem, kind if kind in ENDINGS or ending != ".gz" else "", member.charset, member.url)
        yield from _read(member.path, origin, replace(run, depth=run.depth + 1))
    if not held:
        wanted = (
            "web page (an answer with status 200 and markup); is it a web archive?" if ending == ".warc" else f"file that can be read ({', '.join(ENDINGS)})"
        )
        yield BadItem(source.stem, source.name, f"holds no {wanted}")


def _without_repeated_ids(source: Source, found: Items) -> Items:
    seen: set[str] = set()
    for item in found:
        if isinstance(item, Article) and item.id in seen:
            yield BadItem(item.id, source.name, f"a second article with the id {item.id!r}; ids must differ within a file")
            continue
        seen.add(item.id)
        yield item


def sniffed(path: Path) -> str:
    """Tell the format of a file by its first bytes: its ending, "" if they do not say it. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(_SNIFFED).removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((ending for pattern, ending in _BEGINNINGS if pattern.match(start)), "")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(path):
        digest.update(chunk)
    return digest.hexdigest()
