"""A new spelling of a known place: what it would change, and then the change itself.

A spelling goes to the workspace's own overlay of the gazetteer (`overlay.csv`), and the articles that hold it are read again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from events.analyst import check_name
from events.ingest import IngestSummary, Reader, read_again
from events.ledger import Version
from events.review_fields import ReviewError
from events.words import folded
from events.workspace import Workspace
from extract.article import Article
from extract.records import Extraction, Report, Resolved
from gazetteer import Gazetteer
from gazetteer.names import fold, key, readings, tokens, without_article
from gazetteer.overlay import add_row
from gazetteer.tables import DATA

LONGEST_SPELLING = 80
NO_PLACE = "no place in Syria"
"""What a report without places is told as."""


@dataclass(frozen=True, slots=True)
class ReportChange:
    """How a report would change. before, after: its places for people, in order; "" where the report is not there. reviewed: reviews keep its values."""

    article_id: str
    report_id: str
    before: str
    after: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class AliasPreview:
    """What a spelling would do. articles: ids of those that hold it; changes: reports that would be read otherwise."""

    articles: tuple[str, ...]
    changes: tuple[ReportChange, ...]


def preview_alias(workspace: Workspace, place_id: str, spelling: str) -> AliasPreview:
    """Say what a new spelling of a place would change; the workspace stays as it is. Raises ReviewError or GazetteerError for one that cannot be."""
    from extract.pipeline import process  # noqa: PLC0415  # rules take a second to load

    now = workspace.gazetteer()
    with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        trial = Path(folder) / workspace.overlay.name
        if workspace.overlay.exists():
            trial.write_bytes(workspace.overlay.read_bytes())
        add_row(trial, _row(now, place_id, spelling, "trial"), now.places)
        then = Gazetteer(DATA, trial)
        articles = tuple(workspace.ledger.article(article_id) for article_id in articles_with(workspace, spelling))
        _ = then.version  # of the file that is about to go
        changes = tuple(change for one in articles for change in _changes(workspace, process(one, now), process(one, then)))
    return AliasPreview(tuple(one.id for one in articles), changes)


def add_alias(workspace: Workspace, place_id: str, spelling: str, reviewer: str) -> IngestSummary:
    """Add a spelling of a place to the workspace's overlay and read the articles that hold it again. Raises as `preview_alias` does.

    Other articles would be read the same, so they are left alone; until they are read again for another reason they carry the version of the
    gazetteer without the spelling.
    """
    from extract.pipeline import process, rules_version  # noqa: PLC0415

    now = workspace.gazetteer()
    row = _row(now, place_id, spelling, f"spelling added by {check_name(reviewer)}")
    touched = articles_with(workspace, spelling)
    add_row(workspace.overlay_to_write(), row, now.places)
    then = workspace.gazetteer()
    return read_again(workspace, touched, Reader(partial(process, gaz=then), Version(rules_version(), then.version)))


def articles_with(workspace: Workspace, spelling: str) -> tuple[str, ...]:
    """Give the ids of the articles that hold a spelling, in any way of writing it, with or without an attached particle.

    All articles are looked through: the full-text index only holds the paragraphs that support a report, and a new name may make a report.
    """
    words = folded(spelling).split()
    return tuple(article.id for article in workspace.ledger.articles() if _holds(article, words))


def _holds(article: Article, wanted: list[str]) -> bool:
    for text in (article.title, article.text) if wanted else ():
        surfaces = [token.surface for token in tokens(text)]
        read = [without_article(fold(surface)) for surface in surfaces]
        for at in range(len(read) - len(wanted) + 1):
            if read[at + 1 : at + len(wanted)] == wanted[1:] and wanted[0] in _first(read[at], surfaces[at]):
                return True
    return False


def _first(read: str, surface: str) -> Iterator[str]:
    yield read
    for reading in readings(surface)[1:]:
        yield without_article(reading.word)


def _row(gaz: Gazetteer, place_id: str, spelling: str, note: str) -> dict[str, str]:
    """Make the row of the overlay. An own place (U-...) has its row already, and its id must not come twice."""
    if place_id not in gaz.places:
        raise ReviewError(f"no place has the id {place_id!r}; look for it with: rasd gazetteer search NAME")
    if place_id.startswith("U-"):
        raise ReviewError(f"{place_id} is a place of your own; add the spelling to its row in overlay.csv")
    spelling = " ".join(spelling.split())
    if not spelling or len(spelling) > LONGEST_SPELLING or "|" in spelling or not spelling.isprintable():
        raise ReviewError(f"{spelling[:40]!r} cannot be a spelling; give 1 to {LONGEST_SPELLING} letters, and no |")
    if place_id in gaz.by_key.get(key(spelling), ()):
        raise ReviewError(f"{place_id} is known by {spelling!r} already")
    return {"id": place_id, "names": spelling, "note": note}


def _changes(workspace: Workspace, before: Extraction, after: Extraction) -> Iterator[ReportChange]:
    old, new = ({report.id: report for report in (*one.reports, *one.outside)} for one in (before, after))
    for report_id in sorted(old.keys() | new.keys()):
        told = _places(old.get(report_id)), _places(new.get(report_id))
        if told[0] != told[1]:
            stored = workspace.ledger.reports([report_id]).get(report_id)
            yield ReportChange(before.article_id, report_id, *told, reviewed=stored is not None and stored.status != "unreviewed")


def _places(report: Report | None) -> str:
    if report is None:
        return ""
    named = []
    for toponym in report.places:
        outcome = toponym.resolution
        said = f"{outcome.place.name_ar} ({outcome.place.id})" if isinstance(outcome, Resolved) else f"{outcome.reason}: {outcome.detail}"
        named.append(f"{toponym.mention.surface} → {said}")
    return "; ".join(named) or NO_PLACE
