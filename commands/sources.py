"""What `rasd ingest` is given, one by one: files, folders, patterns, stdin, and addresses of web pages."""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from commands.console import lines_in, local_file

if TYPE_CHECKING:
    from extract.article import Article
    from extract.readers import BadItem
    from extract.readers.fetch import Fetched
    from extract.readers.registry import Origin

# Type that a server states → ending. A server that says "text" or "bytes" of everything is not believed where the address has an ending.
_KINDS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/rss+xml": ".xml", "application/atom+xml": ".xml",
    "application/xml": ".xml", "text/xml": ".xml", "application/json": ".json", "text/csv": ".csv", "application/zip": ".zip", "application/gzip": ".gz",
    "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl", "application/warc": ".warc",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sources:
    """Files to read, some under another name than their own, and addresses to fetch. names: what rejects of all of them begin with."""

    files: list[tuple[Path, Origin | None]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """What people call them."""
        return {name for path, origin in self.files for name in ([origin.name] if origin else [path.name, _with_folder(path)])} | set(self.urls)

    @property
    def length(self) -> int | None:
        """Number of articles, where it can be told beforehand."""
        lines = [lines_in(path) for path, _ in self.files if path.suffix == ".jsonl"]
        return sum(lines) if len(lines) == len(self.files) and not self.urls else None

    def items(self, published: date | None = None) -> Iterator[Article | BadItem]:
        """Read them one after the other."""
        from extract.readers import BadItem, read

        named: dict[str, Path] = {}
        for path, origin in self.files:
            # A text or a page is known by the name of its file: another of that name would count as its new version.
            known_by_name = origin is None and path.suffix.lower() in {".txt", ".html", ".htm"}
            if known_by_name and (first := named.setdefault(path.stem, path)).resolve() != path.resolve():
                reason = f"{_with_folder(first)} is named {path.stem} too; rename one, or give ids in a .jsonl"
                yield BadItem(path.stem, _with_folder(path), reason)
                continue
            yield from read(path, published, origin=origin)
        for url in self.urls:
            yield from self._fetched(url, published)

    def _fetched(self, url: str, published: date | None) -> Iterator[Article | BadItem]:
        from extract.readers import BadItem, read
        from extract.readers.fetch import FetchError, fetch
        from extract.readers.registry import Origin

        try:
            found = fetch(url)
        except FetchError as error:
            yield BadItem(url, url, str(error))
            return
        with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
            path = Path(folder) / "fetched"
            path.write_bytes(found.content)
            yield from read(path, published, origin=Origin(found.url, found.url, _ending(found), found.charset, found.url))


def _with_folder(path: Path) -> str:
    return "/".join(path.resolve().parts[-2:])


def _ending(found: Fetched) -> str:
    """Tell the format of what was fetched, "" to have it told by its first bytes."""
    from extract.readers import ENDINGS

    named = PurePosixPath(urlsplit(found.url).path).suffix.lower()
    return _KINDS.get(found.kind) or (named if named in ENDINGS else ".txt" if found.kind == "text/plain" else "")


def from_files(files: Iterable[Path]) -> Sources:
    """Give files as they are."""
    return Sources([(path, None) for path in files])


def sources(stack: ExitStack, given: Iterable[str], *, fetch: bool, ending: str = "") -> Sources:
    """Find what the words on the command line mean. Raises ClickException where one means nothing. ending: format of stdin, "" to tell it by its bytes."""
    from extract.readers.registry import Origin

    found = Sources()
    for word in given:
        path = Path(word)
        if word == "-":
            found.files.append((stack.enter_context(local_file("-", "")), Origin("stdin", "stdin", ending)))
        elif word.lower().startswith(("http://", "https://")):
            if not fetch:
                raise click.ClickException(f"{word} is an address; Rasd sends no request unless asked to: rasd ingest --fetch {word}")
            found.urls.append(word)
        elif path.is_dir():
            found.files.extend((file, None) for file in inside(path))
        elif path.exists():
            found.files.append((path, None))
        elif matches := sorted(glob.glob(word, recursive=True)):  # noqa: PTH207  # the pattern may begin anywhere, as /data/**/*.html
            found.files.extend((Path(match), None) for match in matches if Path(match).is_file())
        else:
            raise click.ClickException(f"{word}: no such file or folder, and no file fits it as a pattern")
    return found


def inside(folder: Path) -> list[Path]:
    """List the files of a folder, and of the folders in it, that can hold articles. A page's own folder of pictures and frames (PAGE_files) holds none."""
    from extract.readers import ENDINGS

    def is_part_of_a_page(file: Path) -> bool:
        return any(part.endswith("_files") for part in file.relative_to(folder).parts[:-1])

    found = (file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS and not file.name.startswith(".") and file.is_file())
    return sorted(file for file in found if not is_part_of_a_page(file))
