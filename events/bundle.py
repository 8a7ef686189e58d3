"""A release bundle as it is found: a .zip or a folder of plain files, and the manifest that names them.

A bundle may come from anyone. Nothing is unpacked to disk, names are checked before a byte is read, and how much may come out is bounded.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from gazetteer.places import RasdError

Json = dict[str, Any]
MANIFEST = "MANIFEST.json"
FEATURES = "events.geojson"
PARQUET = "events.parquet"
EVENTS = "events.csv"
PLACES = "events.places.csv"
CHANGES = "changes.json"
FORMAT = "rasd-release"
FORMAT_VERSION = 1

MAX_FILES = 100
MAX_BYTES = 4_000_000_000
"""Bytes that may come out of one bundle, all files together."""
MAX_RATIO = 200
"""Bytes out of a .zip for one byte in it, once FREE bytes have come out; GeoJSON of reports shrinks to a tenth."""
FREE = 10_000_000
MAX_TEXT = 20_000_000
"""Bytes of the manifest, of one line of GeoJSON, or of one cell of a table."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_BLOCK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, struct.error)
"""What zipfile raises for bytes that are no archive, or one of a kind that Rasd does not write."""
_UNUSUAL = 0x1 | 0x20 | 0x40  # encrypted, patched, strongly encrypted
_IN_MEMORY = 50_000_000


class BundleError(RasdError, ValueError):
    """A file is no bundle of ours, or none that is safe to read; the message names the file, the member and what was expected."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file as the manifest describes it. rows: None for a file that is no table."""

    name: str
    size: int
    sha256: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself. about: all of the file; digest: the SHA-256 of its bytes."""

    about: Json
    members: tuple[Member, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle, by name with their sizes in bytes. Names are plain: no folders, no two that differ in case alone."""

    path: Path
    sizes: Mapping[str, int]

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading. Raises BundleError where it is not there, or as soon as its packing proves to be damaged."""
        if name not in self.sizes:
            raise BundleError(f"{self.path}: {name} is missing")
        try:
            if self.path.is_dir():
                with (self.path / name).open("rb") as file:
                    yield file
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(name) as member:
                    yield member  # type: ignore[misc]
        except (*_BROKEN, OSError) as error:  # a wrong offset makes the system refuse to seek
            raise BundleError(f"{self.path}: {name} cannot be unpacked ({error})") from error

    def manifest(self) -> Manifest:
        """Read the manifest. Raises BundleError where there is none, or none that this Rasd understands."""
        if self.sizes.get(MANIFEST, 0) > MAX_TEXT:
            raise BundleError(f"{self.path}: {MANIFEST} is larger than {MAX_TEXT:,} bytes")
        with self.open(MANIFEST) as file:
            data = file.read()
        about = as_object(data, f"{self.path}: {MANIFEST}")
        if about.get("format") != FORMAT:
            raise BundleError(f"{self.path}: {MANIFEST} is not the manifest of a release")
        if about.get("format_version") != FORMAT_VERSION:
            raise BundleError(f"{self.path}: format version {about.get('format_version')!r}, this Rasd reads {FORMAT_VERSION}")
        return Manifest(about, tuple(_members(self.path, about.get("members"))), hashlib.sha256(data).hexdigest())


def as_object(data: bytes, where: str) -> Json:
    """Read a JSON object. Raises BundleError."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{where} is not JSON ({error})") from error
    if not isinstance(found, dict):
        raise BundleError(f"{where} holds no JSON object")
    return found


def _members(path: Path, found: object) -> Iterator[Member]:
    for row in found if isinstance(found, list) else [None]:
        match row:
            case {"name": str(name), "bytes": int(size), "sha256": str(digest), "rows": int() | None as rows} if (rows or 0) >= 0:
                yield Member(name, size, digest, rows)
            case _:
                raise BundleError(f"{path}: {MANIFEST} must list under members: name, bytes, sha256 and rows of each file; it has {str(row)[:80]!r}")


def open_bundle(path: Path) -> Bundle:
    """Look at a bundle's files without reading them. Raises BundleError for one that is not safe to read."""
    if path.is_dir():
        found = _in_folder(path)
    else:
        path.stat()  # that there is none is no damage
        try:
            with zipfile.ZipFile(path) as archive:
                found = [_in_archive(path, member) for member in archive.infolist()]
        except (*_BROKEN, OSError) as error:
            raise BundleError(f"{path}: not a .zip ({error})") from error
    if len(found) > MAX_FILES:
        raise BundleError(f"{path}: holds {len(found)} files, a release has at most {MAX_FILES}")
    seen: set[str] = set()
    for name, _ in found:
        if not _NAME.fullmatch(name):
            raise BundleError(f"{path}: {name[:120]!r} is no name of a file in a release; a name that leads elsewhere is refused. Who made it?")
        if name.lower() in seen:
            raise BundleError(f"{path}: {name} stands in it twice")
        seen.add(name.lower())
    total = sum(size for _, size in found)
    packed = MAX_BYTES if path.is_dir() else max(FREE, path.stat().st_size * MAX_RATIO)
    if total > min(MAX_BYTES, packed):
        raise BundleError(f"{path}: would swell to {total:,} bytes; refused")
    return Bundle(path, dict(found))


def _in_folder(path: Path) -> list[tuple[str, int]]:
    found = []
    for file in sorted(path.iterdir()):
        if file.is_symlink() or not file.is_file():
            raise BundleError(f"{path}: {file.name} is no plain file; a release holds nothing else")
        found.append((file.name, file.stat().st_size))
    return found


def _in_archive(path: Path, member: zipfile.ZipInfo) -> tuple[str, int]:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.flag_bits & _UNUSUAL:
        raise BundleError(f"{path}: {member.filename[:120]!r} is encrypted or patched; a release is not")
    if kind not in {0, stat.S_IFREG} or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BundleError(f"{path}: {member.filename[:120]!r} is no plain file; a release holds nothing else")
    return member.orig_filename, member.file_size  # zipfile cuts `filename` at a zero byte


def digest(file: BinaryIO) -> tuple[int, str]:
    """Give the number of bytes of a file and their SHA-256."""
    size, found = 0, hashlib.sha256()
    while block := file.read(_BLOCK):
        size += len(block)
        found.update(block)
    return size, found.hexdigest()


# What stands in the files


def head(file: BinaryIO) -> Json:
    """Read the first line of the GeoJSON of a release: all foreign members. Raises BundleError."""
    line = _line(file).rstrip()
    if not line.endswith(b'"features": ['):
        raise BundleError(f"{FEATURES} does not begin as Rasd writes it: foreign members and `features` on the first line")
    return as_object(line + b"]}", f"{FEATURES} line 1")


def features(file: BinaryIO) -> Iterator[Json]:
    """Yield the features of the GeoJSON of a release, which stand one to a line after its head. Raises BundleError."""
    number = 1
    while (line := _line(file).strip()) != b"]}":
        number += 1
        if not line:
            raise BundleError(f"{FEATURES} ends at line {number} without closing; it was cut")
        found = as_object(line.removesuffix(b","), f"{FEATURES} line {number}")
        if not _is_feature(found):
            raise BundleError(f"{FEATURES} line {number} is no feature of a release: an id, an event_id, plain values, and a point or null")
        yield found
    if _line(file).strip():
        raise BundleError(f"{FEATURES} goes on after its end, at line {number + 2}")


def _is_feature(found: Json) -> bool:
    match found:
        case {"id": str(), "properties": {"event_id": str(), **rest}, "geometry": None | {"type": "Point", "coordinates": [int() | float(), int() | float()]}}:
            values = [one for value in rest.values() for one in (value if isinstance(value, list) else [value])]
            return isinstance(rest.get("area_pcodes", []), list) and not any(isinstance(one, list | dict) for one in values)
    return False


def _line(file: BinaryIO) -> bytes:
    line = file.readline(MAX_TEXT)
    if len(line) == MAX_TEXT:
        raise BundleError(f"a line is longer than {MAX_TEXT:,} bytes")
    return line


def table(file: BinaryIO, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file. Raises BundleError."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_TEXT))
    text = io.TextIOWrapper(file, "utf-8", newline="")
    try:
        yield from csv.DictReader(text, strict=True)
    except (csv.Error, UnicodeDecodeError) as error:
        raise BundleError(f"{name} is no table ({error})") from error
    finally:
        text.detach()


def keys(name: str, file: BinaryIO) -> Iterator[str]:
    """Yield what tells the rows of a table apart: event/place, for events.csv the event, for other tables their number. Raises BundleError."""
    if name == FEATURES:
        head(file)
        yield from (one["id"] for one in features(file))
    elif name == PARQUET:
        yield from _parquet_keys(file)
    else:
        for number, row in enumerate(table(file, name)):
            if name == PLACES:
                yield f"{row.get('event_id')}/{row.get('n')}"
            else:
                yield row.get("event_id") or "" if name == EVENTS else str(number)


def _parquet_keys(file: BinaryIO) -> Iterator[str]:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as whole:  # read from its end, which a packed file would be unpacked for again and again
        shutil.copyfileobj(file, whole, _BLOCK)
        try:
            found = pq.ParquetFile(whole)
            if sum(found.metadata.row_group(at).total_byte_size for at in range(found.num_row_groups)) > MAX_BYTES:
                raise BundleError(f"{PARQUET} would swell to more than {MAX_BYTES:,} bytes; refused")
            for batch in found.iter_batches(batch_size=20_000, columns=["event_id", "place_n"]):
                for row in batch.to_pylist():
                    yield f"{row['event_id']}/{row['place_n']}"
        except (pa.ArrowException, OSError, KeyError, UnicodeDecodeError) as error:
            raise BundleError(f"{PARQUET} cannot be read ({str(error).splitlines()[0][:200]})") from error


def is_table(name: str) -> bool:
    """Say whether a file of a release has rows."""
    return name.endswith((".csv", ".geojson", ".parquet"))
