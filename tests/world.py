"""A small workspace for tests of the dashboard: a handful of real places, and one article written to do harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import factories as make

from events.ingest import ingest
from events.workspace import Workspace
from extract.article import Article, Span
from extract.records import Evidence, Rejected, Report

KHAN_TUMAN_TEXT = "هدوء حذر في المدينة صباحاً. شنّ الطيران الحربي غارات على بلدة خان طومان جنوب حلب أمس، وقُتل ثلاثة مدنيين. وفي سياق آخر تساقط المطر."
HOSTILE = "<script>alert(1)</script> ${alert(2)} <img src=https://evil.example/x.png onerror=alert(3)> \u202eمعكوس\u202c ![x](https://evil.example/y.png)"
SHOWN_TYPES = ("air_strike", "armed_clash", "explosion_ied", "shelling")


def evidence(text: str, **found: str) -> tuple[Evidence, ...]:
    """Evidence for fields, by the words that support each of them."""
    return tuple(Evidence(field, Span("text", text.index(words), text.index(words) + len(words)), "named in the clause") for field, words in found.items())


def articles() -> list[tuple[Article, list[Report]]]:
    """Articles with what they report: 8 events, of which 6 have a point, 1 is an area and 1 is not placed."""
    khan_tuman = make.placed(make.KHAN_TUMAN, at=KHAN_TUMAN_TEXT.index("خان طومان"), rejected=(Rejected(make.HMEIRA, "less known by this name"),))
    said = evidence(KHAN_TUMAN_TEXT, type="غارات", initiators="الطيران الحربي", killed_min="ثلاثة مدنيين", date="أمس")
    return [
        (make.article("a1", KHAN_TUMAN_TEXT, outlet="وكالة نموذج", url="https://example.org/a1"),
         [make.report("a1", khan_tuman, killed_min=3, killed_max=3, evidence=said, source="المرصد السوري")]),
        (make.article("a2"), [make.report("a2", make.KHAN_TUMAN, day=date(2016, 6, 2), type="shelling")]),
        (make.article("a3"), [make.report("a3", make.KUWEIRES, day=date(2018, 1, 20), type="shelling", initiators=("turkey",), targets=("sdf",))]),
        (make.article("a4"), [make.report("a4", make.MASTUMEH, day=date(2019, 7, 22), initiators=("russia",), targets=("civilians",), killed_min=5)]),
        (make.article("a5"), [make.report("a5", make.ALEPPO_GOVERNORATE, day=date(2016, 5, 20), type="armed_clash", certainty="claimed")]),
        (make.article("a6"), [make.report("a6", make.unplaced("حسمين", candidates=(make.HMEIRA, make.MASTUMEH)), day=date(2016, 5, 21))]),
        (make.article("a7"), [make.report("a7", make.IDLEB, day=None, type="explosion_ied", initiators=("unknown",))]),
        (make.article("a8", HOSTILE, title=HOSTILE, outlet=HOSTILE, url="javascript:alert(4)"),
         [make.report("a8", make.placed(make.IDLEB, surface="معكوس"), day=date(2020, 1, 5), source=HOSTILE, weapon=HOSTILE)]),
    ]  # fmt: skip


def fill(home: Path, *, demo: bool = False) -> Workspace:
    """Make the workspace in a folder."""
    workspace = Workspace(home, name="World", demo=demo)
    found = articles()
    ingest(workspace, [article for article, _ in found], reader=make.reader({article.id: reports for article, reports in found}))
    return workspace


def event_of(workspace: Workspace, article_id: str) -> str:
    """Id of the event that an article's report belongs to."""
    (report,) = workspace.ledger.reports_of(article_id)
    return workspace.ledger.event_of(report.id)
