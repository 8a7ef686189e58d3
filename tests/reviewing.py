"""Small helpers for tests of reviews: a workspace of a few articles, and reviews without a workspace."""

from __future__ import annotations

from dataclasses import replace

import factories as make

from events.analyst import Analyst
from events.codec import dumps, review_uid
from events.ingest import ingest, reread
from events.ledger import Version
from events.records import Review, Seen
from events.review_fields import values
from extract.article import Span
from extract.records import Evidence, Report

TEXT = "شن الطيران غارة على خان طومان وقتل ثلاثة. وفي سياق آخر قصف مدفعي على حميرة."


def spans(text: str, **found: str) -> tuple[Evidence, ...]:
    """Evidence for fields by their words in a text."""
    return tuple(Evidence(field, Span("text", text.index(words), text.index(words) + len(words)), "rule") for field, words in found.items())


def strike(article_id: str = "a1", **changes) -> Report:
    """The air strike that TEXT reports."""
    said = spans(TEXT, type="غارة", statement="شن الطيران غارة على خان طومان وقتل ثلاثة", killed="ثلاثة")
    where = make.placed(make.KHAN_TUMAN, at=TEXT.index("خان طومان"))
    return make.report(article_id, where, **({"evidence": said, "killed_min": 3, "killed_max": 3} | changes))


REPORTS: dict[str, list[Report]] = {"a1": [strike()], "b": [make.report("b", make.IDLEB)], "c": [make.report("c", make.MASTUMEH, type="shelling")]}


def take(workspace, reports: dict[str, list[Report]], *, version: Version = make.VERSION, text: str = TEXT) -> None:
    """Take in one article for each key, with these reports."""
    ingest(workspace, [make.article(name, f"{text} {name}") for name in reports], reader=make.reader(reports, version))


def read_anew(workspace, reports: dict[str, list[Report]], rules: str = "rules-2") -> None:
    """Read the same texts with other rules."""
    reread(workspace, reader=make.reader(reports, Version(rules, "gazetteer-1")))


def analyst(workspace, name: str = "rana", **reports: list[Report]) -> Analyst:
    """A reviewer whose articles are read again as these reports."""
    return Analyst(workspace, name, make.reader(reports))


def stored(workspace, report_id: str = "a1-000"):
    """A report as the ledger has it now."""
    return workspace.ledger.reports([report_id])[report_id]


def review(report: Report, action: str = "accept", *, by: str = "rana", at: int = 0, kept=(), **changes) -> Review:
    """A review of a report as the rules read it. changes: new values by field."""
    now = values(report) | dict(kept)
    said = tuple((field, dumps(now.get(field)), dumps(value)) for field, value in changes.items())
    seen = Seen(report, "v", "", found=True, kept=tuple((field, dumps(value)) for field, value in dict(kept).items()))
    made = Review(report.id, action, by, f"2026-01-01T00:00:00.{at:06}Z", "", said, (seen,))
    return replace(made, uid=review_uid(made))


def undo(undone: Review, *, at: int = 900_000) -> Review:
    """The undo of a review."""
    made = Review(undone.subject, "undo", "omar", f"2026-01-01T00:00:00.{at:06}Z", undoes=undone.uid)
    return replace(made, uid=review_uid(made))
