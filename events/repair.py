"""A snapshot that is damaged or gone is made again from the ledger, which is the record."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from events.snapshot import MANIFEST, DamagedError, is_outdated, publish, read_manifest
from events.workspace import Workspace


def damage(folder: Path) -> str:
    """Say what is wrong with the files of a snapshot, "" if nothing: each file bears the hash of its bytes in its name."""
    try:
        manifest = read_manifest(folder)
    except DamagedError as error:
        return str(error)
    for name in sorted(manifest.files()):
        try:
            if not is_whole(folder / name):
                return f"{folder / name}: not as it was written"
        except OSError as error:
            return f"{folder / name}: {error.strerror}"
    return ""


def ensure_whole(workspace: Workspace) -> bool:
    """Publish a snapshot anew that is damaged, gone, or in the format of an earlier Rasd. Returns whether that was so.

    Raises DamagedError for a copy, which has no ledger to make it from.
    """
    folder = workspace.snapshot_dir
    gone = not (folder / MANIFEST).exists() and bool(workspace.ledger.months())
    needed = gone or is_outdated(folder) or bool(damage(folder))
    if needed and workspace.copy_of:
        way_out = f"rasd snapshot pull {workspace.copy_of} --home {workspace.home}"
        raise DamagedError(f"{damage(folder) or f'{folder}: in the format of an earlier Rasd'}; get it again with: {way_out}")
    if needed:
        publish(workspace, everything=True)
    return needed


def is_whole(path: Path) -> bool:
    """Compare a file of a snapshot with the hash in its name."""
    state = path.stat()
    return _is_whole(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _is_whole(path: Path, _size: int, _changed: int) -> bool:
    """Compare a file with its name; once for each state of it, since most files of a cut are those of the last."""
    return path.stem.endswith(f"-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}")
