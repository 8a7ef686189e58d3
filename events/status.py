"""How a workspace stands: what was read when and by which versions, what could not be read, and what newer rules would read again."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from events.codec import dumps
from events.ingest import IngestSummary
from events.ledger import Version
from events.query import Counts, Filters, Snapshot
from events.workspace import Workspace
from extract.readers import BadItem

_NOTE = "last_ingest"


@dataclass(frozen=True, slots=True)
class LastIngest:
    """When articles were last taken in (UTC, ISO 8601), and how many of them were what."""

    at: str
    new: int
    revised: int
    unchanged: int
    not_read: int


@dataclass(frozen=True, slots=True)
class Status:
    """counts: see `Ledger.counts`. rules, gazetteer: by which the current articles were read. stale: articles that others read than `installed`."""

    home: Path
    name: str
    demo: bool
    synthetic: bool
    counts: dict[str, int]
    figures: Counts
    rules: tuple[str, ...]
    gazetteer: tuple[str, ...]
    installed: Version
    stale: int
    last: LastIngest | None
    rejects: tuple[BadItem, ...]

    @property
    def mark(self) -> str:
        """What stands behind the name of a workspace that holds no reports of events, "" for one that does."""
        return " (demonstration)" if self.demo else " (made up, synthetic)" if self.synthetic else ""


def status(workspace: Workspace, installed: Version) -> Status:
    """Ask a workspace how it stands; nothing is changed."""
    ledger = workspace.ledger
    with Snapshot(workspace) as snapshot:
        figures = snapshot.counts(Filters())
    rules, gazetteer = ledger.versions()
    return Status(
        workspace.home, workspace.name, workspace.demo, workspace.synthetic, ledger.counts(), figures, rules, gazetteer, installed, ledger.stale(installed),
        last_ingest(workspace), ledger.rejects(),
    )  # fmt: skip


def last_ingest(workspace: Workspace) -> LastIngest | None:
    """Give what the last reading of files left, None where there was none."""
    told = workspace.ledger.note(_NOTE)
    return LastIngest(**json.loads(told)) if told else None


def note_ingest(workspace: Workspace, summary: IngestSummary, sources: Collection[str]) -> None:
    """Note what a reading of files came to. sources: names of the files that were read; what they held and could not be read before is forgotten.

    An article that could not be read and was mended in its file is none to be shown any more.
    """
    still = {(item.id, item.where) for item in summary.bad}
    for item in workspace.ledger.rejects():
        if (item.id, item.where) not in still and any(item.where == name or item.where.startswith((f"{name} ", f"{name}/")) for name in sources):
            workspace.ledger.clear_reject(item.id)
    known = summary.unchanged + summary.duplicates + summary.reread
    last = LastIngest(datetime.now(UTC).isoformat(timespec="seconds"), summary.new, summary.revised, known, len(summary.bad))
    workspace.ledger.set_note(_NOTE, dumps(asdict(last)))
