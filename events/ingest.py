"""Articles in, events out: read each new article, store what it reports, join the reports to events, publish the snapshot."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from events.corroborate import corroborate
from events.forget import Removed
from events.ledger import Standing, Version
from events.snapshot import publish
from events.workspace import Workspace
from extract.article import Article
from extract.readers import BadItem
from extract.records import Extraction
from gazetteer import GazetteerError

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
) -> IngestSummary:
    """Take articles into a workspace and publish the outcome. The same articles again change nothing.

    progress: called with the number of items done. reader: by default `default_reader(workspace)`. again: take in what
    was removed with `forget` too.
    One bad article is recorded and skipped; a bad gazetteer stops the run. A run that is broken off leaves whole articles behind; `refresh` makes
    their events.
    """
    reader = reader or default_reader(workspace)
    removed = Removed(workspace.ledger)
    done: dict[str, int] = dict.fromkeys(("new", "unchanged", "revised", "stale", "duplicate"), 0)
    bad: list[BadItem] = []
    for count, item in enumerate(items, 1):
        outcome = item if isinstance(item, BadItem) else removed.refusal(item, again=again) or _take(workspace, item, reader)
        if isinstance(outcome, BadItem):
            workspace.ledger.add_reject(outcome)
            bad.append(outcome)
        else:
            done[outcome.status] += 1
        if progress:
            progress(count)
    refresh(workspace)
    return IngestSummary(done["new"], done["unchanged"], done["revised"], bad, done["duplicate"], done["stale"])


def reread(workspace: Workspace, progress: Callable[[int], None] | None = None, reader: Reader | None = None) -> IngestSummary:
    """Read all stored articles again whose rules or gazetteer are not the ones installed now."""
    return ingest(workspace, workspace.ledger.articles(as_read=True), progress, reader)


def read_again(workspace: Workspace, article_ids: Iterable[str], reader: Reader | None = None) -> IngestSummary:
    """Read some stored articles again whose date, outlet, rules or gazetteer have changed."""
    return ingest(workspace, (workspace.ledger.article_as_read(article_id) for article_id in sorted(article_ids)), reader=reader)


def refresh(workspace: Workspace) -> None:
    """Bring events and snapshot up to date with the ledger, all of them where the way to make events has changed."""
    made_by = _code_version()
    anew = workspace.ledger.note("events_made_by") != made_by
    if anew:
        workspace.ledger.mark_all_dirty()
    corroborate(workspace.ledger)
    publish(workspace, everything=anew)
    if anew:
        workspace.ledger.set_note("events_made_by", made_by)


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


def _take(workspace: Workspace, article: Article, reader: Reader) -> Standing | BadItem:
    if reason := workspace.ledger.refusal(article):
        return BadItem(article.id, article.provenance.file if article.provenance else article.id, reason)
    standing = workspace.ledger.standing(article, reader.version)
    if standing.status in {"unchanged", "duplicate"}:
        return standing
    extraction = extracted(standing.article, reader)
    if isinstance(extraction, BadItem):
        return replace(extraction, id=article.id)
    workspace.ledger.save(standing, extraction, reader.version)
    workspace.ledger.clear_reject(article.id)
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
    twice = [report_id for report_id, times in Counter(report.id for report in (*extraction.reports, *extraction.outside)).items() if times > 1]
    return BadItem(article.id, where, f"the rules gave two reports the id {twice[0]!r}") if twice else extraction
