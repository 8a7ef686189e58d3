"""Reports on their way into the ledger: as its tables hold them, before they have a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from events import schema, word_index, words
from events.codec import Json, conflicts_to_json, dumps, named_places_to_json, report_to_json, version_of
from events.records import Reviewed
from events.rows import article_row, blocks_of, chunks, mark_dirty
from extract.article import Article
from extract.records import Extraction, Report

_VERSIONS = select(schema.reports.c.row, schema.reports.c.report_id, schema.reports.c.version).where(
    schema.reports.c.report_id.in_(bindparam("wanted", expanding=True))
)
_LAST = select(func.coalesce(func.max(schema.reports.c.row), 0))


@dataclass(frozen=True, slots=True)
class Entry:
    """A report to bring in view. report_id: the one it goes by; machine: what the rules read, under their own id; reviewed: None without reviews.

    article, revision: the text that the spans belong to; words: the statement, where no revision of the article holds it.
    """

    report_id: str
    machine: Report
    reviewed: Reviewed | None
    article: Article
    revision: int
    words: str = ""


class Line(NamedTuple):
    """A report as the tables of the ledger hold it, without its number: plain words, which another process can hand over cheaply."""

    row: Json
    searched: Json
    blocks: tuple[str, ...]
    reviewed: Json | None


class Ready(NamedTuple):
    """A new article as the ledger will hold it, but for who read it, and its reports."""

    article: Json
    lines: tuple[Line, ...]


def ready(article: Article, extraction: Extraction) -> Ready:
    """Make an article and what it says ready to be stored. Raises ValueError where two reports have one id."""
    if same := same_ids(extraction):
        raise ValueError(same)
    lines = tuple(line(Entry(report.id, report, None, article, 1)) for report in (*extraction.reports, *extraction.outside))
    return Ready(article_row(article) | {"named_places": dumps(named_places_to_json(extraction))}, lines)


def same_ids(extraction: Extraction) -> str:
    """Name an id that two reports have, "" if none."""
    twice = [report_id for report_id, times in Counter(report.id for report in (*extraction.reports, *extraction.outside)).items() if times > 1]
    return f"the rules gave two reports the id {twice[0]!r}" if twice else ""


def line(entry: Entry) -> Line:
    """Give a report as the tables hold it."""
    article, report, machine = entry.article, entry.reviewed.report if entry.reviewed else entry.machine, report_to_json(entry.machine)
    support = entry.words or words.support(article, report)
    row = {
        "report_id": entry.report_id, "version": version_of(machine, article.key), "article_id": article.id, "revision": entry.revision, "current": True,
        "outside": report.outside, "rules": report.rules_version, "gazetteer": report.gazetteer_version, "payload": dumps(machine),
        "body": words.folded(support), "quote": words.plain(entry.words[:240]) if entry.words else words.quote(article, report),
    }  # fmt: skip
    searched = {"title": words.folded(article.title), "body": row["body"], "parts": words.parts(f"{article.title}\n{support}"), "names": words.names(report)}
    return Line(row, searched, () if report.outside else blocks_of(report), _reviewed(entry.reviewed) if entry.reviewed else None)


def _reviewed(reviewed: Reviewed) -> Json:
    said = {"status": reviewed.status, "conflicts": dumps(conflicts_to_json(reviewed.conflicts)), "found": reviewed.found}
    return {"payload": dumps(report_to_json(reviewed.report)), **said}


def kept_rows(db: Connection, lines: Sequence[Line]) -> dict[tuple[str, str], int]:
    """Give the rows under which any version of these reports is kept, by report id and version."""
    found = (row for chunk in chunks(lines) for row in db.execute(_VERSIONS, {"wanted": [one.row["report_id"] for one in chunk]}))
    return {(row.report_id, row.version): row.row for row in found}


def insert_lines(db: Connection, lines: Sequence[Line], numbers: Mapping[tuple[str, str], int]) -> None:
    """Bring reports in view. numbers: `kept_rows` of them: a version that is kept already comes back under its old row."""
    if not lines:
        return
    table = schema.reports
    last: int = db.execute(_LAST).scalar_one()
    numbered: list[tuple[int, Line]] = []
    for one in lines:
        number = numbers.get((one.row["report_id"], one.row["version"]))
        if number is None:
            number = last = last + 1
        numbered.append((number, one))
    if again := [row for row in numbers.values() if row in {number for number, _ in numbered}]:
        db.execute(delete(table).where(table.c.row.in_(again)))
        db.execute(delete(schema.blocks).where(schema.blocks.c.row.in_(again)))
    db.execute(insert(table), [{"row": number, **one.row} for number, one in numbered])
    word_index.add(db, [{"row": number, **one.searched} for number, one in numbered])
    if blocks := [{"block": block, "row": number} for number, one in numbered for block in one.blocks]:
        db.execute(insert(schema.blocks), blocks)
    if reviewed := [{"row": number, **one.reviewed} for number, one in numbered if one.reviewed]:
        db.execute(insert(schema.reviewed), reviewed)
    mark_dirty(db, [number for number, _ in numbered], {*numbers.values()})
