"""Watching a folder: which files have come to rest and were not read yet. It asks again and again, so that network drives work too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from events.workspace import Workspace

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass(slots=True)
class Watch:
    """Remembers, for one workspace, which files were read: by their bytes, so that a renamed or copied file is not read twice.

    listed: gives the files of the folder that can hold articles.
    """

    workspace: Workspace
    listed: Callable[[], Iterable[Path]]
    _seen: dict[Path, Stamp] = field(default_factory=dict)
    _done: dict[Path, Stamp] = field(default_factory=dict)

    def settled(self) -> list[Path]:
        """Give the files that did not change since the last time this was asked and whose bytes were not read before; half a file is not read."""
        now = {path: stamp for path in self.listed() if (stamp := _stamp(path)) is not None}
        still = [path for path, stamp in now.items() if self._seen.get(path) == stamp != self._done.get(path)]
        self._seen = now
        fresh = []
        for path in still:
            if digest := _sha256(path):
                self._done[path] = now[path]
                if not self.workspace.ledger.note(_key(digest)):
                    fresh.append(path)
        return fresh

    def was_read(self, path: Path) -> None:
        """Remember, also for the next time a watch begins, that the bytes of a file were read."""
        if _stamp(path) == self._seen.get(path) and (digest := _sha256(path)):
            self.workspace.ledger.set_note(_key(digest), path.name)


def _key(digest: str) -> str:
    return f"watched:{digest}"


def _stamp(path: Path) -> Stamp | None:
    """Give a file's stamp, None for one that is gone by now."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def _sha256(path: Path) -> str:
    """Hash a file, "" where it cannot be read just now."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
