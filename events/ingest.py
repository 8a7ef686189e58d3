"""Articles in, events out: read each new article, store what it reports, join the reports to events, publish the snapshot."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from events import access, log
from events.corroborate import corroborate
from events.entries import Ready, ready, same_ids
from events.forget import Removed
from events.incoming import Incoming
from events.ledger import Standing, Version
from events.readahead import Helpers, Read, collecting_seldom, read_ahead
from events.snapshot import publish, read_manifest
from events.synthetic.marks import is_synthetic
from events.workspace import Workspace, WorkspaceError
from extract.article import Article
from extract.readers import BadItem
from extract.records import Extraction
from gazetteer import GazetteerError

_KNOWN = frozenset({"unchanged", "duplicate"})
Extractor = Callable[[Article], Extraction]


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What became of the items.

    bad: items that could not be taken in, with the reason. duplicates: the words, outlet and day of an article that is stored under another
    id. reread: known articles that were read again with new rules or a new gazetteer.
    """

    new: int
    unchanged: int
    revised: int
    bad: list[BadItem]
    duplicates: int = 0
    reread: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads an article, and as which version of rules and gazetteer."""

    extract: Extractor
    version: Version


def ingest(
    workspace: Workspace,
    items: Iterable[Article | BadItem],
    progress: Callable[[int], None] | None = None,
    reader: Reader | None = None,
    *,
    again: bool = False,
    jobs: int = 1,
    together: int = 1,
) -> IngestSummary:
    """Take articles into a workspace and publish the outcome. The same articles again change nothing.

    progress: called with the number of items done, which a run that is broken off leaves done. reader: by default `default_reader(workspace)`.
    again: take in what was removed with `forget` too. jobs: processes that read at once, where the default reader reads; the outcome is the same
    with any number. together: new articles that are stored in one transaction, which is faster; a run can be broken off between two transactions.
    One bad article is recorded and skipped; a bad gazetteer stops the run. A run that is broken off leaves whole articles behind; `refresh` makes
    their events.
    """
    access.require("add")
    if workspace.copy_of:
        raise WorkspaceError(f"{workspace.home}: a copy of {workspace.copy_of}; read articles into the workspace that it was made from")
    start = time.monotonic()
    jobs = jobs if reader is None else 1
    reader = reader or default_reader(workspace)
    removed = Removed(workspace.ledger)
    done = Counter[str]()
    bad: list[BadItem] = []
    rejected = {item.id for item in workspace.ledger.rejects()}

    def stored(item: Article | BadItem, outcome: Standing | BadItem) -> None:
        if isinstance(outcome, BadItem):
            workspace.ledger.add_reject(outcome)
            rejected.add(outcome.id)
            bad.append(outcome)
        else:
            done[outcome.status] += 1
            if item.id in rejected and outcome.status not in _KNOWN:
                workspace.ledger.clear_reject(item.id)
        if progress:
            progress(done.total() + len(bad))

    take = partial(_take, workspace, reader)
    with Helpers(workspace.overlay, jobs) as helpers:
        with Incoming(workspace.ledger, reader.version, take, stored, together) as incoming:
            for item, read in read_ahead(items, partial(_unread, workspace, version=reader.version), helpers):
                if isinstance(item, BadItem):
                    outcome: Standing | BadItem | None = item
                else:
                    outcome = _misplaced(workspace, item) or removed.refusal(item, again=again) or take(item, read, incoming)
                if outcome:
                    stored(item, outcome)
        refresh(workspace, helpers.pool)
    counts = {name: done[name] for name in ("new", "unchanged", "revised", "stale", "duplicate")}
    log.tell("ingest", **counts, not_read=len(bad), seconds=round(time.monotonic() - start, 3))
    return IngestSummary(done["new"], done["unchanged"], done["revised"], bad, done["duplicate"], done["stale"])


def reread(workspace: Workspace, progress: Callable[[int], None] | None = None, reader: Reader | None = None) -> IngestSummary:
    """Read all stored articles again whose rules or gazetteer are not the ones installed now."""
    return ingest(workspace, workspace.ledger.articles(as_read=True), progress, reader)


def read_again(workspace: Workspace, article_ids: Iterable[str], reader: Reader | None = None) -> IngestSummary:
    """Read some stored articles again whose date, outlet, rules or gazetteer have changed."""
    return ingest(workspace, (workspace.ledger.article_as_read(article_id) for article_id in sorted(article_ids)), reader=reader)


def refresh(workspace: Workspace, pool: Executor | None = None) -> None:
    """Bring events and snapshot up to date with the ledger, all of them where the way to make events has changed.

    A copy stays as it was pulled, and made-up events that came from no article stay as they were made.

    pool: processes to share the work with; the outcome is the same.
    """
    if workspace.copy_of or _made_without_articles(workspace):
        return
    made_by = _code_version()
    anew = workspace.ledger.note("events_made_by") != made_by
    if anew:
        workspace.ledger.mark_all_dirty()
    with collecting_seldom():
        corroborate(workspace.ledger, pool, workspace.home)
        publish(workspace, everything=anew, pool=pool)
    if anew:
        workspace.ledger.set_note("events_made_by", made_by)


def _made_without_articles(workspace: Workspace) -> bool:
    return workspace.synthetic and bool(read_manifest(workspace.snapshot_dir).parts) and next(workspace.ledger.articles(), None) is None


@cache
def _code_version() -> str:
    """Hash of this package's code: events made by other code are made again."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def default_reader(workspace: Workspace | None = None) -> Reader:
    """Give `extract.process` with the gazetteer as installed, and with the workspace's own places and spellings."""
    import gazetteer  # noqa: PLC0415  # rules and place names take a second to load, which questions to a workspace need not pay
    from extract.pipeline import process, rules_version  # noqa: PLC0415

    places = workspace.gazetteer() if workspace else gazetteer.load()
    return Reader(partial(process, gaz=places), Version(rules_version(), places.version))


def _misplaced(workspace: Workspace, article: Article) -> BadItem | None:
    """Keep made-up articles and others apart."""
    if is_synthetic(article) == workspace.synthetic:
        return None
    where = article.provenance.file if article.provenance else article.id
    told = "this workspace holds made-up articles only" if workspace.synthetic else "a made-up article (`rasd synth`), and this workspace holds reports"
    return BadItem(article.id, where, f"{told}; read it into another workspace, see --home")


def _unread(workspace: Workspace, article: Article, version: Version) -> Standing | None:
    """Say how an article stands that came in, None where there is nothing to do."""
    standing = workspace.ledger.standing(article, version)
    return None if standing.status in _KNOWN else standing


def _take(workspace: Workspace, reader: Reader, article: Article, read: Read | None = None, incoming: Incoming | None = None) -> Standing | BadItem | None:
    """Store what an article says; None where it waits for others.

    read: what it said when it was read ahead; it counts if the ledger still asks for just that article.
    """
    if reason := workspace.ledger.refusal(article):
        return BadItem(article.id, article.provenance.file if article.provenance else article.id, reason)
    if incoming and not incoming.knows(article) and read and isinstance(read.said, Ready):
        incoming.add(article, read.standing, read.said)
        return None
    standing = workspace.ledger.standing(article, reader.version)
    if standing.status in _KNOWN:
        return standing
    said = read.said if read and read.standing.article == standing.article else None
    extraction = extracted(standing.article, replace(reader, extract=lambda _: said) if isinstance(said, Extraction) else reader)
    if isinstance(extraction, BadItem):
        return replace(extraction, id=article.id)
    if standing.unheard and incoming:
        incoming.add(article, standing, ready(standing.article, extraction))
        return None
    workspace.ledger.save(standing, extraction, reader.version)
    return standing


def extracted(article: Article, reader: Reader) -> Extraction | BadItem:
    """Read one article, storing nothing. A bad gazetteer raises GazetteerError."""
    where = article.provenance.file if article.provenance else article.id
    try:
        extraction = reader.extract(article)
    except GazetteerError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever one article does to the rules, the others must still be read
        return BadItem(article.id, where, f"could not be read by the rules ({type(error).__name__}: {error})")
    same = same_ids(extraction)
    return BadItem(article.id, where, same) if same else extraction
