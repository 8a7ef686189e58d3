"""A workspace in one file: a .zip of its ledger and of the analyst's own files, with their hashes. Made and put back while others work.

The snapshot is left out: it is made from the ledger.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from sqlalchemy import insert, select

from events import schema
from events.codec import Json
from events.forget import forget, forgotten
from events.ingest import refresh
from events.ledger import Ledger
from events.snapshot import publish, write_whole
from events.workspace import LEDGER, Workspace, ledger_on
from gazetteer.places import RasdError

MANIFEST = "BACKUP.json"
FORMAT = 1
_FOLDERS = ("views",)
_DRAFTS, _LEFT_AFTER = ".rasd-backup-", 6 * 3600
_BLOCK = 1 << 20
_MOST_FILES = 2_000


class BackupError(RasdError):
    """A backup cannot be made or put back; the message says why, and the way out."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a backup: its name in the workspace, its size and SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. at: when it was made (UTC, ISO 8601); schema: of its ledger; counts: articles and reviews."""

    at: str
    schema: int
    articles: int
    reviews: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What putting a backup back did.

    kept: files as they were before, under new names; removed: ids of articles that were removed (`rasd forget`) after the backup was made, and so again.
    """

    backup: Backup
    kept: tuple[str, ...]
    removed: tuple[str, ...]


def back_up(home: Path, out: Path, at: dt.datetime) -> Backup:
    """Write the workspace in the folder `home` to `out`, as of one moment. Raises BackupError where its ledger is missing or damaged."""
    _refuse_server(home)
    if not (home / LEDGER).exists():
        raise BackupError(f"{home}: no workspace ({LEDGER} is missing)")
    _sweep(out.absolute().parent)
    with tempfile.TemporaryDirectory(prefix=_DRAFTS, dir=out.absolute().parent) as drafts:
        copy, draft = Path(drafts) / LEDGER, Path(drafts) / "backup.zip"
        _copy(home / LEDGER, copy)
        version, articles, reviews = _counts(copy)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            members = [_put(archive, LEDGER, copy), *(_put(archive, name, home / name) for name in own_files(home))]
            made = Backup(at.astimezone(dt.UTC).isoformat(timespec="seconds"), version, articles, reviews, tuple(members))
            archive.writestr(MANIFEST, json.dumps(_to_json(made), ensure_ascii=False, indent=1) + "\n")
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(out)
    return made


def own_files(home: Path) -> list[str]:
    """List what stands in a workspace beside ledger and snapshot: overlay, policy, masks, saved views."""
    found = [*home.iterdir(), *(file for folder in _FOLDERS if (home / folder).is_dir() for file in (home / folder).iterdir())]
    return sorted(file.relative_to(home).as_posix() for file in found if file.is_file() and not file.is_symlink() and _is_own(file.name))


def _is_own(name: str) -> bool:
    """Tell the analyst's files from the ledger's, from drafts, and from what a restored backup replaced."""
    return not name.startswith((".", LEDGER, "ledger.damaged")) and not name.endswith((".tmp", ".part")) and ".before-" not in name


@contextmanager
def unpacked(file: Path, folder: Path) -> Iterator[tuple[Path, Backup]]:
    """Unpack a backup into a temporary folder inside `folder`, each file compared with its hash. Raises BackupError for one that is not as it was made."""
    with tempfile.TemporaryDirectory(prefix=_DRAFTS, dir=folder) as drafts:
        try:
            with zipfile.ZipFile(file) as archive:
                found = _from_json(json.loads(archive.read(MANIFEST)))
                if (needed := sum(member.bytes for member in found.members)) > shutil.disk_usage(folder).free:
                    raise BackupError(f"{file}: unpacked it takes {needed / 1e9:,.1f} GB, which are not free in {folder}")
                for member in found.members:
                    _take(archive, member, Path(drafts))
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, EOFError) as error:
            raise BackupError(f"{file}: no backup, or a damaged one ({error})") from error
        _counts(Path(drafts) / LEDGER)
        yield Path(drafts), found


def restore(home: Path, file: Path, *, replace: bool, at: dt.datetime) -> Restored:
    """Put a backup into a workspace, made where there is none. replace: allow it for a workspace that holds articles.

    Others who have the workspace open see the restored one from then on. A damaged ledger is kept beside it under another name, and so is each file of
    the analyst's that differs. What was removed since the backup was made is removed again. Raises BackupError, and then nothing was changed.
    """
    home.mkdir(parents=True, exist_ok=True)
    _refuse_server(home)
    _sweep(home)
    with unpacked(file, home) as (folder, found):
        if found.schema > schema.SCHEMA_VERSION:
            raise BackupError(f"{file}: made by a newer Rasd (schema {found.schema}; this one knows {schema.SCHEMA_VERSION}); upgrade Rasd")
        sound = is_sound(home / LEDGER)
        if sound and not replace and _counts(home / LEDGER)[1]:
            raise BackupError(f"{home} holds articles already; keep them with: rasd backup FILE, and then add --replace")
        removals = _removals(home / LEDGER) if sound else []
        kept = [] if sound else _set_aside(home, at)
        _put_ledger(folder / LEDGER, home / LEDGER)
        kept += [name for member in found.members if member.name != LEDGER and (name := _put_file(home, folder, member.name, at))]
    with Workspace(home) as workspace:
        removed = _remove_again(workspace, removals)
        refresh(workspace)
        publish(workspace, everything=True)
    return Restored(found, tuple(kept), removed)


def _refuse_server(home: Path) -> None:
    if server := ledger_on(home):
        raise BackupError(
            f"{home}: its ledger is on a server ({server}); copy it with pg_dump and put it back with pg_restore, and copy the files of the folder"
        )


def _sweep(folder: Path) -> None:
    """Delete what a backup or a restoring that was killed left behind: copies of the ledger, hours old."""
    for left in folder.glob(f"{_DRAFTS}*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > _LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)


def is_sound(ledger: Path) -> bool:
    """Tell whether a ledger can be read from its first page to its last; a missing one cannot."""
    if not ledger.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and db.execute("SELECT count(*) FROM meta").fetchone())
    except sqlite3.DatabaseError:
        return False


def _copy(ledger: Path, copy: Path) -> None:
    """Copy a ledger as of one moment, while others write to it, and see that the copy is whole."""
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as record, closing(sqlite3.connect(copy)) as db:
            record.backup(db)
            db.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{ledger}: cannot be copied ({error}); see what can be done with: rasd doctor") from error
    if not is_sound(copy):
        raise BackupError(f"{ledger}: the ledger is damaged, and a copy of it would be too; see what can be done with: rasd doctor")


def _counts(ledger: Path) -> tuple[int, int, int]:
    """Give the schema of a ledger and its numbers of articles and reviews."""
    try:
        with closing(sqlite3.connect(ledger)) as db:
            (version,) = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
            asked = ("SELECT count(*) FROM articles WHERE current", "SELECT count(*) FROM reviews")
            articles, reviews = (db.execute(statement).fetchone()[0] for statement in asked)
    except (sqlite3.DatabaseError, TypeError) as error:
        raise BackupError(f"{ledger.name}: no ledger ({error})") from error
    return int(version), articles, reviews


def _put(archive: zipfile.ZipFile, name: str, file: Path) -> Member:
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        size, sha256 = _hashed(source, target)
    return Member(name, size, sha256)


def _take(archive: zipfile.ZipFile, member: Member, folder: Path) -> None:
    path = PurePosixPath(member.name)
    if member.name != LEDGER and not (_is_own(path.name) and path.parent.as_posix() in {".", *_FOLDERS} and "\\" not in member.name):
        raise BackupError(f"{member.name!r} is no file of a workspace")
    if archive.getinfo(member.name).file_size != member.bytes:
        raise BackupError(f"{member.name}: not as it was backed up (its size differs)")
    (folder / path).parent.mkdir(exist_ok=True)
    with archive.open(member.name) as source, (folder / path).open("wb") as target:
        _, sha256 = _hashed(source, target)
    if sha256 != member.sha256:
        raise BackupError(f"{member.name}: not as it was backed up (SHA-256 differs)")


def _hashed(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """Copy a file; gives its size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    while block := source.read(_BLOCK):
        target.write(block)
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _set_aside(home: Path, at: dt.datetime) -> list[str]:
    """Give a damaged ledger another name, with its log."""
    stamp, kept = _stamp(at), []
    for ending in ("", "-wal", "-shm"):
        file = home / f"{LEDGER}{ending}"
        if file.exists():
            file.replace(home / f"ledger.damaged-{stamp}.sqlite{ending}")
            kept.append(f"ledger.damaged-{stamp}.sqlite{ending}")
    return kept


def _put_ledger(copy: Path, ledger: Path) -> None:
    """Write a ledger over another one in one transaction, so that whoever has it open sees all of it or nothing."""
    if not ledger.exists():
        copy.replace(ledger)
        return
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(ledger, timeout=30)) as target:
        target.execute("PRAGMA journal_mode = WAL")
        source.backup(target)


def _put_file(home: Path, folder: Path, name: str, at: dt.datetime) -> str:
    """Put a file of the analyst's back. Returns the name under which the present one is kept, "" where it is the same or missing."""
    target, data, kept = home / name, (folder / name).read_bytes(), ""
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        if target.read_bytes() == data:
            return ""
        kept = f"{name}.before-{_stamp(at)}"
        target.replace(home / kept)
    write_whole(target, data)
    return kept


def _stamp(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%d-%H%M%S}"


def _removals(ledger: Path) -> list[Json]:
    """Give the records of what was removed for good."""
    with closing(sqlite3.connect(ledger)) as db:
        db.row_factory = sqlite3.Row
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'forgotten'").fetchone():
            return []
        return [{name: row[name] for name in row.keys() if name != "row"} for row in db.execute("SELECT * FROM forgotten ORDER BY row")]  # noqa: SIM118  # of a row


def _remove_again(workspace: Workspace, removals: list[Json]) -> tuple[str, ...]:
    """Carry over the records of removals that a restored ledger lacks, and remove what they name."""
    with workspace.ledger.writing() as db:
        forgotten.create(db, checkfirst=True)
        known = {(row.article_id, row.words, row.at) for row in db.execute(select(forgotten))}
        if fresh := [one for one in removals if (one["article_id"], one["words"], one["at"]) not in known]:
            db.execute(insert(forgotten), fresh)
    wanted = {one["article_id"]: one for one in removals if one["taken_again"] == ""}
    held = [article_id for article_id in sorted(wanted) if _holds(workspace.ledger, article_id)]
    for article_id in held:
        forget(workspace, article_id, wanted[article_id]["why"], dt.datetime.fromisoformat(wanted[article_id]["at"]))
    return tuple(held)


def _holds(ledger: Ledger, article_id: str) -> bool:
    with ledger.engine.connect() as db:
        return db.execute(select(schema.articles.c.id).where(schema.articles.c.id == article_id)).first() is not None


def _to_json(backup: Backup) -> Json:
    files = [{"name": member.name, "bytes": member.bytes, "sha256": member.sha256} for member in backup.members]
    return {"format": FORMAT, "made_at": backup.at, "schema": backup.schema, "articles": backup.articles, "reviews": backup.reviews, "files": files}


def _from_json(data: Json) -> Backup:
    if data["format"] != FORMAT:
        raise BackupError(f"backup format {data['format']}, this Rasd reads {FORMAT}; upgrade Rasd")
    members = tuple(Member(str(one["name"]), int(one["bytes"]), str(one["sha256"])) for one in data["files"][:_MOST_FILES])
    if [member.name for member in members].count(LEDGER) != 1:
        raise BackupError(f"a backup holds one {LEDGER}")
    return Backup(str(data["made_at"]), int(data["schema"]), int(data["articles"]), int(data["reviews"]), members)
