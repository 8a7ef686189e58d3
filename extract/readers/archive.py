"""What is packed (.zip, .gz) and web archives (.warc): their members, each as a file of its own.

Members are unpacked one at a time into a temporary file whose name is ours, never under the name that the archive gives them. How much may come
out is bounded, because forty kilobytes can hold gigabytes.
"""

from __future__ import annotations

import gzip
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from extract.readers import items
from extract.readers.extras import extra
from extract.readers.items import BadItem, RefusedError, Source

MAX_UNPACKED = 2_000_000_000
"""Bytes that may come out of one file, with all the archives in it."""
MAX_MEMBERS = 20_000
MAX_RATIO = 200
"""Bytes out for one byte in, once FREE bytes have come out. Arabic news shrinks to a fifth, JSON lines of it to a tenth."""
FREE = 10_000_000
MAX_DEPTH = 3
"""Archives within archives, such as a .warc in a .gz in a .zip."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file within an archive, unpacked to `path` until the next one is asked for. url, charset: of a page in a web archive."""

    path: Path
    name: str
    url: str = ""
    charset: str = ""


class _Bytes(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes, none at the end."""


class SpentError(RefusedError):
    """More came out of an archive than may; nothing further of it is read."""


class Budget:
    """How much may still come out of a file and of the archives in it. packed: its size in bytes."""

    def __init__(self, packed: int) -> None:
        self.left = min(MAX_UNPACKED, max(FREE, packed * MAX_RATIO))
        self.members = MAX_MEMBERS

    def spend(self, size: int) -> None:
        """Take bytes out. Raises SpentError."""
        self.left -= size
        if self.left < 0:
            raise SpentError(f"swells to more than {MAX_RATIO} times its size or to {MAX_UNPACKED:,} bytes; unpack it yourself if you trust it")

    def open_another(self) -> None:
        """Take a member out. Raises SpentError."""
        self.members -= 1
        if self.members < 0:
            raise SpentError(f"holds more than {MAX_MEMBERS:,} files; split it")


@contextmanager
def _unpacked(stream: _Bytes, budget: Budget) -> Iterator[Path]:
    """Write a stream to a temporary file."""
    budget.open_another()
    with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        path = Path(folder) / "member"
        with path.open("wb") as file:
            while chunk := stream.read(items.CHUNK):
                budget.spend(len(chunk))
                file.write(chunk)
        yield path


def gzip_members(source: Source, budget: Budget) -> Iterator[Member | BadItem]:
    """Yield what a .gz file holds, named as the file without that ending."""
    with gzip.open(source.path) as stream, _unpacked(stream, budget) as path:
        yield Member(path, source.name[:-3] if source.name.lower().endswith(".gz") else source.name)


def zip_members(source: Source, budget: Budget) -> Iterator[Member | BadItem]:
    """Yield the files of a .zip in its order. A member that cannot be unpacked costs only itself; an archive that swells ends there."""
    with zipfile.ZipFile(source.path) as packed:
        for member in packed.infolist():
            if member.is_dir():
                continue
            name = f"{source.name}/{member.filename}"
            if why := _unfit(member):
                yield BadItem(name, name, why)
                continue
            try:
                with packed.open(member) as stream, _unpacked(stream, budget) as path:
                    yield Member(path, name)
            except SpentError:
                raise
            except Exception as error:  # noqa: BLE001  # zipfile raises some ten kinds for broken bytes; the other members must still be read
                yield BadItem(name, name, f"cannot be unpacked: {error or type(error).__name__}")


def _unfit(member: zipfile.ZipInfo) -> str:
    """Say why a member is not unpacked, "" if it may be."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "its name leads out of the archive; who made it?"
    if member.flag_bits & 1:
        return "is encrypted; unpack it yourself"
    return "is a link to another file" if stat.S_ISLNK(member.external_attr >> 16) else ""


def warc_members(source: Source, budget: Budget) -> Iterator[Member | BadItem]:
    """Yield the web pages of a .warc: answers with status 200 and markup in them. Pictures, scripts, requests and redirects are no articles."""
    archive = extra("warcio.archiveiterator", "warcio", "web archives")
    with source.path.open("rb") as file:
        for number, record in enumerate(archive.ArchiveIterator(file), 1):
            if record.rec_type not in {"response", "resource"}:
                continue
            kind, charset = _content_type(record)
            if kind not in {"text/html", "application/xhtml+xml"}:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            with _unpacked(record.content_stream(), budget) as path:
                yield Member(path, f"{source.name}/{url or f'record {number}'}", url, charset)


def _content_type(record: Any) -> tuple[str, str]:  # noqa: ANN401  # the library's record
    """Give type and charset of a record's content, ("", "") for an answer that is not a page."""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    if headers is None or (record.rec_type == "response" and headers.get_statuscode() != "200"):
        return "", ""
    kind, _, rest = (headers.get_header("Content-Type") or "").partition(";")
    return kind.strip().lower(), rest.partition("charset=")[2].strip("\"' ").lower()
