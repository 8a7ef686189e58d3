"""The snapshot at another address: s3://, gs://, sftp://, file:// and all else that fsspec opens.

The address holds the same files under the same names as the snapshot's folder, so that DuckDB, Spark or a warehouse read them there, and beside them
`about-CUT.json`: whose snapshot it is and what holds of it. The manifest is put there last, by a rename, and what it does not name leaves after that.
What comes from an address is compared with the hash in its name before it is used; that tells damage, not who wrote it.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from events.export.policy import FILE as POLICY
from events.masks import FILE as MASKS
from events.repair import ensure_whole, is_whole
from events.snapshot import MANIFEST, Manifest, make_current, manifest_bytes, read_manifest, write_whole
from events.workspace import Workspace
from gazetteer.places import RasdError

Json = dict[str, Any]
MAX_MANIFEST = 20_000_000
"""Bytes of a manifest, or of what stands beside it."""
_CUT = re.compile("[0-9a-f]{12}")
_PART = re.compile(r"(events|places)-(\d{4}-\d{2}|unknown)-[0-9a-f]{12}\.parquet")
_OURS = re.compile(rf"{_PART.pattern}|about-{_CUT.pattern}\.json")


class RemoteError(RasdError):
    """A snapshot cannot be put to or had from an address; the message says why and the way out."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A cut that is now in both places. files, size: how many files, and bytes of them, had to travel; the others were there."""

    manifest: Manifest
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class _Address:
    """A folder somewhere. fs: fsspec's file system; root: the folder's path in it."""

    url: str
    fs: Any
    root: str

    def put(self, name: str, data: bytes) -> None:
        """Write a file that takes its name when it is complete."""
        draft = f"{self.root}/.{name}.{os.getpid()}.tmp"
        self.fs.pipe_file(draft, data)
        if (size := self.fs.size(draft)) != len(data):
            raise RemoteError(f"{self.url}: {size} of {len(data)} bytes of {name} arrived; push again")
        self.fs.mv(draft, f"{self.root}/{name}")

    def get(self, final: Path) -> int:
        """Bring a file whose name tells its hash; gives its size in bytes."""
        draft = final.with_name(f".{os.getpid()}.{final.name}")  # ends like the file, so that it is told by the same rule
        try:
            self.fs.get_file(f"{self.root}/{final.name}", str(draft))
            if not is_whole(draft):
                raise RemoteError(f"{self.url}: {final.name} is not as it was written; delete it there, and push again from the workspace it was made in")
            size = draft.stat().st_size
            draft.replace(final)
        finally:
            draft.unlink(missing_ok=True)
        return size

    def small(self, name: str) -> bytes:
        """Read a manifest, or what stands beside it."""
        if (size := self.fs.size(f"{self.root}/{name}")) > MAX_MANIFEST:
            raise RemoteError(f"{self.url}: {name} has {size:,} bytes, more than any that Rasd writes")
        return bytes(self.fs.cat_file(f"{self.root}/{name}"))

    def about(self, manifest: bytes) -> Json:
        """Read what holds of the cut that a manifest tells of."""
        about: Json = {}
        with suppress(ValueError, KeyError, TypeError, FileNotFoundError):
            cut = json.loads(manifest)["data_cut"]
            about = json.loads(self.small(f"about-{cut}.json")) if _CUT.fullmatch(cut) else {}
        match about:
            case {"name": str(), "demo": bool(), "synthetic": bool(), "files": {**files}} if all(isinstance(text, str) for text in files.values()):
                return about
        raise RemoteError(f"{self.url}: holds no snapshot that `rasd snapshot push` put there")


@contextmanager
def _opened(url: str) -> Iterator[_Address]:
    """Give the folder at an address. All that fsspec raises becomes RemoteError."""
    try:
        core = importlib.import_module("fsspec.core")
    except ImportError as error:
        raise RemoteError(f"other addresses need the package fsspec, which is not installed by default: {sys.executable} -m pip install fsspec") from error
    try:
        fs, root = core.url_to_fs(url)
        yield _Address(url, fs, root.rstrip("/"))
    except RasdError:
        raise
    except Exception as error:  # each of fsspec's file systems has errors of its own
        raise RemoteError(f"{url}: {type(error).__name__}: {error}") from error


def push(workspace: Workspace, url: str, *, whole: bool = False) -> Moved:
    """Copy the current cut to an address. whole: although policy.toml or masks.csv hold something of it back; they travel with it.

    Raises RemoteError, DamagedError for the snapshot of a copy.
    """
    held = {name: (workspace.home / name).read_text("utf-8") for name in (POLICY, MASKS) if (workspace.home / name).exists()}
    if held and not whole:
        way_out = f"give out a release (rasd release make) or, where only your own team reads {url}, say --whole"
        raise RemoteError(f"{' and '.join(held)} of the workspace hold back what a snapshot tells; {way_out}")
    ensure_whole(workspace)
    manifest = read_manifest(workspace.snapshot_dir)
    if not manifest.parts:
        raise RemoteError(f"no event in {workspace.home}; read articles into it with: rasd ingest PATH")
    try:
        with _opened(url) as address:
            return _send(workspace, manifest, held, address)
    except RemoteError:
        if read_manifest(workspace.snapshot_dir) == manifest:
            raise
        return push(workspace, url, whole=whole)  # a newer cut was published meanwhile, and took files of this one away


def _send(workspace: Workspace, manifest: Manifest, held: dict[str, str], address: _Address) -> Moved:
    fs, root, about = address.fs, address.root, f"about-{manifest.data_cut}.json"
    mine = {"name": workspace.name, "demo": workspace.demo, "synthetic": workspace.synthetic}
    fs.makedirs(root, exist_ok=True)
    fs.invalidate_cache()
    there = {entry["name"].rpartition("/")[2]: entry["size"] for entry in fs.ls(root, detail=True)}
    if MANIFEST in there and {**address.about(address.small(MANIFEST)), **mine} != address.about(address.small(MANIFEST)):
        raise RemoteError(f"{address.url}: holds the snapshot of another workspace; name another folder")
    sizes = {name: (workspace.snapshot_dir / name).stat().st_size for name in sorted(manifest.files())}
    lacking = [name for name, size in sizes.items() if there.get(name) != size]
    for name in lacking:
        address.put(name, (workspace.snapshot_dir / name).read_bytes())
    address.put(about, json.dumps(mine | {"files": held}, ensure_ascii=False).encode())
    address.put(MANIFEST, manifest_bytes(manifest))
    for name in there.keys() - sizes.keys() - {about}:
        if _OURS.fullmatch(name):
            fs.rm_file(f"{root}/{name}")
    return Moved(manifest, len(lacking), sum(sizes[name] for name in lacking))


def pull(url: str, home: Path) -> Moved:
    """Bring the snapshot at an address into a folder of its own, or bring that up to date; the folder shows all of a cut or what it showed before.

    home: new, empty, or pulled from there before. Raises RemoteError, WorkspaceError.
    """
    if urlsplit(url).password:
        raise RemoteError("the address holds a password, which would stand in workspace.json; leave it to the settings of the storage's own package")
    _refuse_own(home, url)
    with _opened(url) as address:
        data = address.small(MANIFEST)
        about = address.about(data)
        with Workspace(home, name=about["name"], demo=about["demo"], synthetic=about["synthetic"], copy_of=url) as copy:
            manifest = _manifest(copy.snapshot_dir, data, url)
            lacking = [name for name in sorted(manifest.files()) if not (copy.snapshot_dir / name).exists() or not is_whole(copy.snapshot_dir / name)]
            size = sum(address.get(copy.snapshot_dir / name) for name in lacking)
            for name in (POLICY, MASKS):
                if name in about["files"]:
                    write_whole(copy.home / name, about["files"][name].encode())
                else:
                    (copy.home / name).unlink(missing_ok=True)
            make_current(copy.snapshot_dir, manifest)
    return Moved(manifest, len(lacking), size)


def _manifest(folder: Path, data: bytes, url: str) -> Manifest:
    """Read the manifest that came from an address. No name in it leads out of the folder."""
    incoming = folder / f"pulled-{MANIFEST}"
    write_whole(incoming, data)
    try:
        manifest = read_manifest(folder, incoming.name)
    finally:
        incoming.unlink(missing_ok=True)
    strange = [name for name in sorted(manifest.files()) if not _PART.fullmatch(name)]
    if strange or not manifest.parts:
        raise RemoteError(f"{url}: {MANIFEST} is none that this Rasd reads" + (f"; it names {strange[0][:80]!r}" if strange else ""))
    return manifest


def _refuse_own(home: Path, url: str) -> None:
    """Refuse a folder with anything in it but what was pulled from this address."""
    if not home.exists() or not any(home.iterdir()):
        return
    try:
        known = json.loads((home / "workspace.json").read_text("utf-8")).get("copy_of")
    except (OSError, ValueError, AttributeError):
        known = None
    if known != url:
        raise RemoteError(f"{home}: {f'a copy of {known}' if known else 'not empty'}; name a new folder with --home")
