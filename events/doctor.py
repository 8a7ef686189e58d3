"""What is wrong with a workspace, in plain words, and what to do about it. Looks only; `mend` puts right what can be made anew from the ledger."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import DatabaseError

from events import migrate, schema, word_index
from events.export.policy import read_policy
from events.ingest import refresh
from events.masks import read_masks
from events.repair import damage
from events.settle import settle_again
from events.snapshot import MANIFEST, is_outdated, publish, usable_manifest
from events.workspace import LEDGER, OVERLAY, Workspace, ledger_on
from gazetteer.places import RasdError

State = Literal["good", "poor", "bad"]
_RESTORE = "put a backup back with: rasd restore FILE; without a backup, move the folder away and read the articles into a new one"
_MEND = "rasd doctor --mend"
_TIGHT, _SPARE = 50_000_000, 500_000_000
"""Bytes of free space below which nothing can be relied on, and below which room gets short."""
_UNINDEXED = "SELECT article_id FROM reports WHERE current AND row NOT IN (SELECT rowid FROM search)"
_LEADS_NOWHERE = "rowid NOT IN (SELECT row FROM reports WHERE current)"
_AHEAD = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. state: good; poor, work goes on; bad, it does not, or what is shown is wrong. do: the way out, "" for good."""

    what: str
    state: State
    says: str
    do: str = ""


def examine(home: Path, now: dt.datetime) -> list[Finding]:
    """Look at the workspace in a folder, whatever state it is in. now: with its time zone."""
    if not home.is_dir():
        return [Finding("folder", "bad", f"{home} does not exist", "rasd ingest makes it; another folder is named with --home or $RASD_HOME")]
    found = [_folder(home), _space(home)]
    if server := ledger_on(home):
        return [*found, _server(home, server), *_own_files(home)]
    if not (home / LEDGER).exists():
        return [*found, Finding("ledger", "bad", f"{LEDGER} is missing", "an empty workspace gets one by reading articles; else " + _RESTORE)]
    try:
        with closing(sqlite3.connect(f"{(home / LEDGER).absolute().as_uri()}?mode=ro", uri=True)) as db:
            found += _ledger(db)
            if all(one.state == "good" for one in found if one.what in {"ledger", "schema"}):
                found += [_index(db, home / LEDGER), _work(db), _snapshot(db, home), _clock(db, home, now)]
    except sqlite3.DatabaseError as error:
        found.append(Finding("ledger", "bad", f"damaged ({error})", _RESTORE))
    return [*found, *_own_files(home)]


def mend(home: Path) -> None:
    """Make the index of words, the events and the snapshot anew from the articles and reviews. Raises LedgerError where the ledger is damaged."""
    with Workspace(home) as workspace:
        with workspace.ledger.writing() as db:
            word_index.drop_lost(db)
            word_index.clean(db)
            settle_again(db, word_index.unindexed(db), workspace.place_of)
        workspace.ledger.mark_all_dirty()
        refresh(workspace)
        publish(workspace, everything=True)


def _folder(home: Path) -> Finding:
    try:
        for folder in (home, home / "snapshot"):
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"probe")
    except OSError as error:
        return Finding("folder", "bad", f"{home} cannot be written ({error.strerror})", "make it writable for you, or name another with --home or $RASD_HOME")
    return Finding("folder", "good", f"{home} can be read and written")


def _space(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    needed = sum(file.stat().st_size for file in home.glob(f"{LEDGER}*"))
    says = f"{free / 1e9:,.1f} GB free, the ledger takes {needed / 1e9:,.1f}"
    if free < _TIGHT:
        return Finding("space", "bad", says, "free some space before anything else; what is saved already is safe")
    if free < needed + _SPARE:
        return Finding("space", "poor", says, "free some space: a backup and rasd forget need as much again as the ledger takes")
    return Finding("space", "good", says)


def _server(home: Path, server: str) -> Finding:
    try:
        with Workspace(home) as workspace:
            articles = workspace.ledger.counts()["articles"]
    except (RasdError, DatabaseError) as error:
        return Finding("ledger", "bad", f"on {server}, which does not answer ({' '.join(str(error).split())})", "start the server, or see that you may use it")
    return Finding("ledger", "good", f"{articles:,} articles on {server}; its pages are looked at with the server's own pg_amcheck")


def _ledger(db: sqlite3.Connection) -> Iterator[Finding]:
    (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        yield Finding("ledger", "bad", f"damaged ({' '.join(said.split())})", _RESTORE)
        return
    yield Finding("ledger", "good", "every page is sound")
    row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    found = int(row[0]) if row and row[0].isdigit() else 0
    says = f"schema {found}; this Rasd knows {migrate.OLDEST} to {schema.SCHEMA_VERSION}"
    if found == schema.SCHEMA_VERSION:
        yield Finding("schema", "good", f"schema {found}")
    elif migrate.OLDEST <= found < schema.SCHEMA_VERSION:
        yield Finding("schema", "poor", says, "it is brought forward when it is opened; make a backup before: rasd backup FILE")
    else:
        way_out = "upgrade Rasd" if found > schema.SCHEMA_VERSION else "read its articles into a new workspace"
        yield Finding("schema", "bad", says, way_out)


def _index(db: sqlite3.Connection, ledger: Path) -> Finding:
    """Compare the index of words with the words, and those with the reports in view."""
    (missing,) = db.execute(f"SELECT count(*) FROM ({_UNINDEXED})").fetchone()  # noqa: S608  # a constant
    (extra,) = db.execute(f"SELECT count(*) FROM search WHERE {_LEADS_NOWHERE}").fetchone()  # noqa: S608  # a constant
    if missing or extra or not _is_index_sound(ledger):
        return Finding("index", "poor", f"damaged: {missing} reports are not in it, {extra} entries lead nowhere", _MEND)
    return Finding("index", "good", "every report can be found by its words")


def _is_index_sound(ledger: Path) -> bool:
    """Have SQLite compare the index with the words that it was made from. Without leave to write that cannot be asked."""
    try:
        with closing(sqlite3.connect(ledger, timeout=5)) as db:
            db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        return (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_CORRUPT
    return True


def _work(db: sqlite3.Connection) -> Finding:
    dirty, stale = (db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("dirty", "stale_months"))  # noqa: S608  # two names of ours
    if dirty or stale:
        says = f"{dirty} reports wait to be joined to events, {stale} months to be published"
        return Finding("work", "poor", says, f"unless another program is at it, finish it with: {_MEND}")
    return Finding("work", "good", "nothing was broken off")


def _snapshot(db: sqlite3.Connection, home: Path) -> Finding:
    folder = home / "snapshot"
    wanted = dict(db.execute("SELECT month, count(*) FROM events WHERE month NOT IN (SELECT month FROM stale_months) GROUP BY month"))
    if problem := damage(folder):
        return Finding("snapshot", "poor", f"damaged: {problem}", f"it is made anew when it is next opened, or at once with: {_MEND}")
    if is_outdated(folder) or (wanted and not (folder / MANIFEST).exists()):
        return Finding("snapshot", "poor", "not published by this version", f"it is made when it is next opened, or at once with: {_MEND}")
    shown = {month: part.event_count for month, part in usable_manifest(folder).parts.items()}
    wrong = [month for month, count in sorted(wanted.items()) if shown.get(month) != count]
    if wrong:
        return Finding("snapshot", "poor", f"does not hold the events of the ledger ({wrong[0]}: {shown.get(wrong[0], 0)} of {wanted[wrong[0]]})", _MEND)
    return Finding("snapshot", "good", f"{sum(shown.values()):,} events, as in the ledger; every file is as it was written")


def _clock(db: sqlite3.Connection, home: Path, now: dt.datetime) -> Finding:
    """Compare the clock with the latest time that something was written."""
    (review,) = db.execute("SELECT max(at) FROM reviews").fetchone()
    row = db.execute("SELECT value FROM meta WHERE key = 'last_ingest'").fetchone()
    known = [dt.datetime.fromisoformat(at) for at in (review, json.loads(row[0])["at"] if row else None) if at]
    known.append(dt.datetime.fromtimestamp((home / LEDGER).stat().st_mtime, dt.UTC))
    latest = max(at if at.tzinfo else at.replace(tzinfo=dt.UTC) for at in known)
    if latest > now + _AHEAD:
        says = f"the clock says {now:%Y-%m-%d %H:%M}, but something was written on {latest:%Y-%m-%d %H:%M} (UTC)"
        return Finding("clock", "poor", says, "set the clock of this computer right; the order of reviews holds nevertheless")
    return Finding("clock", "good", f"{now:%Y-%m-%d %H:%M} UTC, after all that was written")


def _own_files(home: Path) -> Iterator[Finding]:
    readers: dict[str, Callable[[], object]] = {
        "policy.toml": lambda: read_policy(home),
        "masks.csv": lambda: read_masks(home),
        OVERLAY: lambda: _overlay(home),
    }
    for name, read in readers.items():
        if (home / name).exists():
            try:
                read()
                yield Finding(name, "good", "can be read")
            except (RasdError, OSError) as error:
                yield Finding(name, "bad", str(error), f"mend the file; nothing is shown or exported against {name}")


def _overlay(home: Path) -> None:
    import gazetteer  # noqa: PLC0415  # takes a second to load, which a workspace without an overlay need not pay

    gazetteer.load(home / OVERLAY)
