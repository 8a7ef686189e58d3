"""A PostgreSQL server of our own for the tests, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_ORDINARY = "nobody"  # the server refuses to run as root


def missing() -> str:
    """What the tests on PostgreSQL lack, "" if nothing."""
    if _programs() is None:
        return "no PostgreSQL server is installed"
    return "" if find_spec("psycopg") else "the extra `postgres` is not installed"


@contextmanager
def running() -> Iterator[str]:
    """Start a server with an empty database; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="rasd-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, _ORDINARY)
        _run("initdb", "-D", folder / "data", "-U", "rasd", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c fsync=off -c listen_addresses= -c max_connections=60 -c unix_socket_directories={folder}"
        _run("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://rasd@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _run(program: str, *words: object) -> None:
    folder = _programs()
    assert folder is not None
    as_ordinary_user = ["runuser", "-u", _ORDINARY, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_ordinary_user, folder / program, *map(str, words)], cwd="/", capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
