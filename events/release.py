"""A release: one bundle of what a filter selects and the policy lets out, with all that a reader needs to cite it, check it and compare it.

The same data cut, filter, policy, version and previous release give the same bytes: no file holds the time of the making. The time that
stands in a release is the end of the last day on which an event of the cut began, in Damascus, unless another day is given.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path

import gazetteer
from events import bundle, export, release_diff, release_told
from events.bundle import Bundle, Json
from events.export.errors import ExportError
from events.export.policy import DAMASCUS
from events.filters import Filters
from events.ledger import Ledger
from events.query import Snapshot
from events.release_check import verified
from events.release_diff import Diff, Trail

DOCS = Path(__file__).parents[1] / "docs"
CODEBOOK, SCORECARD, SOURCES, CHANGES_TEXT = "codebook.md", "scorecard.md", "gazetteer-sources.toml", "CHANGES.md"
_FORMATS = ("geoparquet", "geojson", "csv")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_CHANGES_SHOWN = 1_000
_FROM = {
    True: "the end of a day given by whoever made the release",
    False: "the end of the last day on which an event of the data cut began; a snapshot carries no time of its own",
}


class ReleaseError(ExportError):
    """A release cannot be made as asked for; the message says why and what can."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished release. digest: SHA-256 of its manifest, by which all of it can be told again; diff: None for a first one."""

    manifest: Json
    digest: str
    diff: Diff | None


def moment(snapshot: Snapshot, as_of: dt.date | None, today: dt.date) -> dt.datetime:
    """Give the time that stands in a release: the end of a day in Damascus, in UTC. today: in Damascus; a later day would undo the policy's delay.

    Raises ReleaseError where no day is known.
    """
    day = as_of or export.last_day(snapshot)
    if day is None:
        raise ReleaseError("no event of this cut tells its day, or the policy leaves days out; say of which day the release is with --as-of YYYY-MM-DD")
    if day > today:
        said = "--as-of" if as_of else "an event is dated"
        raise ReleaseError(f"{said} {day}, which is after today ({today}); correct or reject the event, or give the day of the release with --as-of")
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), DAMASCUS).astimezone(dt.UTC) - dt.timedelta(seconds=1)


def make(
    snapshot: Snapshot, filters: Filters, out: Path, *, today: dt.date, as_of: dt.date | None = None, version: str = "", previous: Path | None = None
) -> Made:
    """Write a release to `out`: a .zip, else a new folder, complete or not at all.

    version: letters, digits, dots and hyphens; by default the day and the data cut. previous: an earlier release, to tell what changed since.
    Raises ReleaseError, PolicyError, BundleError for a previous release that is damaged.
    """
    generated_at = moment(snapshot, as_of, today)
    version = version or f"{generated_at.astimezone(DAMASCUS):%Y-%m-%d}-{snapshot.data_cut}"
    if not _VERSION.fullmatch(version):
        raise ReleaseError(f"{version!r} cannot be a version; write letters, digits, dots and hyphens, such as 2026.1")
    if out.suffix != ".zip" and out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise ReleaseError(f"{out} is there already; name a new folder, or a file that ends in .zip")
    old = verified(previous) if previous else None
    selection = export.select(snapshot, filters, generated_at)
    with tempfile.TemporaryDirectory(prefix=".rasd-", dir=_parent(out)) as drafts:
        folder = Path(drafts) / "release"
        folder.mkdir()
        absent = _write_files(folder, selection)
        about = _about(selection.about, version, given=as_of is not None, absent=absent)
        diff = _changes(folder, about, old, snapshot.workspace.ledger)
        about |= {"previous": diff.old if diff else None, "members": [_member(file) for file in sorted(folder.iterdir())]}
        manifest = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
        (folder / bundle.MANIFEST).write_bytes(manifest)
        _hand_over(folder, Path(drafts), out)
    return Made(about, bundle.digest(io.BytesIO(manifest))[1], diff)


def _parent(out: Path) -> Path:
    parent = out.absolute().parent
    if not parent.is_dir():
        raise ReleaseError(f"{parent} is no folder; make it first")
    return parent


def _write_files(folder: Path, selection: export.Selection) -> dict[str, str]:
    """Write the data and what explains them; gives the files that this installation cannot add, each with the reason."""
    for name in _FORMATS:
        for ending, write in export.files(selection, export.BY_NAME[name]).items():
            with (folder / f"events{ending}").open("wb") as file:
                write(file)
    shutil.copyfile(Path(gazetteer.__file__).parent / "data" / "sources.toml", folder / SOURCES)
    absent = {}
    for name in (CODEBOOK, SCORECARD):
        if (DOCS / name).exists():
            shutil.copyfile(DOCS / name, folder / name)
        else:
            absent[name] = "not part of an installed package; it stands in docs/ of the source of this version of Rasd"
    return absent


def _about(about: Json, version: str, *, given: bool, absent: Mapping[str, str]) -> Json:
    own = {"format": bundle.FORMAT, "format_version": bundle.FORMAT_VERSION, "version": version, "rasd_version": version_of("rasd")}
    told = {name: value for name, value in about.items() if name != "type_mapping"}
    return own | told | {"generated_at_is": _FROM[given], "gazetteer_in_use": gazetteer.load().version, "absent": dict(absent)}


def _changes(folder: Path, about: Json, old: Bundle | None, ledger: Ledger) -> Diff | None:
    """Write what changed since the previous release, or that there is none."""
    told: Json = {"from": None, "to": release_diff.said(about, ""), "changes": []}
    text = f"# Changes\n\n{about['version']} was made without an earlier release to compare it with.\n"
    diff = None
    if old:
        diff = release_diff.compare(old, bundle.open_bundle(folder), about, trail_of(ledger))
        told, text = diff.published().as_json(), release_told.as_text(diff.published(), _CHANGES_SHOWN)
    del told["to"]["manifest_sha256"]  # the manifest holds the hash of this file
    (folder / bundle.CHANGES).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    (folder / CHANGES_TEXT).write_text(text, "utf-8", newline="\n")
    return diff


def trail_of(ledger: Ledger) -> Trail:
    """Give the trail that a ledger keeps of events that went into others or came out of them."""
    return Trail(ledger.current_id, ledger.origins)


def _member(file: Path) -> Json:
    with file.open("rb") as opened:
        size, sha256 = bundle.digest(opened)
    rows = None
    if bundle.is_table(file.name):
        with file.open("rb") as opened:
            rows = sum(1 for _ in bundle.keys(file.name, opened))
    return {"name": file.name, "bytes": size, "sha256": sha256, "rows": rows}


def _hand_over(folder: Path, drafts: Path, out: Path) -> None:
    """Give the finished release its name."""
    if out.suffix != ".zip":
        if out.exists():
            out.rmdir()
        folder.rename(out)
        return
    draft = drafts / "release.zip"
    with zipfile.ZipFile(draft, "w") as archive:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, _ZIP_TIME)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if file.suffix == ".parquet" else zipfile.ZIP_DEFLATED
            entry.file_size = file.stat().st_size
            with file.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
    draft.replace(out)
