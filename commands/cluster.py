"""`rasd extract --scheduler`: pieces read by the workers of an existing Dask cluster, given back in order.

Each worker loads rules and gazetteer of its own installation once and compares them with the client's for every piece, so that one which joins late
is checked too. A piece travels as the text of its articles and comes back as finished bytes; a worker that is lost costs only its own pieces, which
the scheduler gives to others.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from commands.pieces import Item, Piece, read_batch
from gazetteer.places import RasdError

_AHEAD = 3
"""Pieces for each thread of the cluster that are being read or wait to be written: it bounds the memory of client and workers."""
_PATIENCE = 30
"""Seconds for which a scheduler may be silent, or without a worker, at the start."""
Versions = dict[str, str]


class ClusterError(RasdError):
    """The cluster cannot be used; the message says why and the way out."""


class VersionsDifferError(ClusterError):
    """A worker would read by other rules, places or libraries than the client."""


def read_on(scheduler: str, batches: Iterable[list[Item]], *, parquet: bool) -> Iterator[Piece]:
    """Yield the piece of each batch, in order. scheduler: such as tcp://10.0.0.5:8786.

    Raises ClusterError where the package, the scheduler or a worker is missing, and where workers end again and again over one piece;
    VersionsDifferError; GazetteerError.
    """
    with _connected(scheduler) as client:
        try:
            yield from _in_order(client, batches, parquet)
        except (OSError, CancelledError) as error:
            raise ClusterError(f"{scheduler}: the scheduler was lost ({error}); no file is written: run the same again") from error


def _connected(scheduler: str) -> Any:
    try:
        client = _distributed().Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"{scheduler}: no scheduler answers there ({error}); start one with: dask scheduler") from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        client.close()
        raise ClusterError(f"{scheduler}: no worker has joined; start one on each machine: dask worker {scheduler} --nthreads 1") from error
    return client


def _in_order(client: Any, batches: Iterable[list[Item]], parquet: bool) -> Iterator[Piece]:  # noqa: FBT001  # of one piece with its caller
    mine = versions()
    waiting: deque[tuple[list[Item], Any]] = deque()
    for batch in batches:
        waiting.append((batch, client.submit(_read, batch, mine, parquet, pure=False)))
        if len(waiting) >= _AHEAD * sum(client.nthreads().values()):
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        way_out = f"{sys.executable} -m pip install distributed"  # not 'rasd[cluster]': that would draw torch in through camel-tools
        raise ClusterError(f"--scheduler needs the package distributed, which is not installed by default: {way_out} ({error})") from error


def _result(batch: list[Item], future: Any) -> Piece:
    try:
        return future.result()  # type: ignore[no-any-return]
    except (RasdError, OSError, CancelledError):
        raise
    except Exception as error:
        what = f"the articles from {batch[0].id!r} to {batch[-1].id!r}"
        if type(error).__name__ == "KilledWorker":
            told = f"several workers ended, one after the other, while {what} or others beside them were read (out of memory?)"
            raise ClusterError(f"{told}; give workers more memory, or leave out the article that does it: {error}") from error
        raise ClusterError(f"a worker could not read {what}; is the same Rasd installed there? ({type(error).__name__}: {error})") from error


@cache
def versions() -> Versions:
    """Give all that decides what an article says and which bytes that makes, by name."""
    import gazetteer
    from extract.pipeline import rules_version

    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted([*root.glob("gazetteer/*.py"), root / "commands" / "pieces.py"]):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    libraries = {name: version(name) for name in ("camel-tools", "pyarrow")}
    found = {"rules": rules_version(), "gazetteer": gazetteer.load().version, "code": digest.hexdigest()[:8]}
    return found | libraries | {"Python": f"{sys.version_info.major}.{sys.version_info.minor}"}  # Unicode's tables come with Python


def _read(batch: list[Item], wanted: Versions, parquet: bool) -> Piece:  # noqa: FBT001  # called by Dask
    """Read a batch on a worker."""
    mine = versions()
    if mine != wanted:
        other = "; ".join(f"{name} {mine[name]} instead of {wanted[name]}" for name in wanted if mine.get(name) != wanted[name])
        raise VersionsDifferError(f"worker {_distributed().get_worker().address} has {other}; install the same version of Rasd on client and workers")
    return read_batch(batch, parquet=parquet)
