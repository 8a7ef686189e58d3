"""A new spelling of a place: shown before it is added, and then only what it touches is read again."""

from __future__ import annotations

from datetime import date

import pytest

from events.alias import add_alias, articles_with, preview_alias
from events.analyst import Analyst
from events.ingest import default_reader, ingest
from events.query import Filters, Snapshot
from events.review_fields import ReviewError, place_field
from events.review_places import not_placed, value
from events.workspace import Workspace
from extract.article import Article
from extract.records import Resolved
from gazetteer import GazetteerError

SPELLING = "اللطماني"
NAMED = f"قصفت قوات النظام بالمدفعية بلدة {SPELLING} في ريف حماة الشمالي، ما أدى إلى مقتل ثلاثة مدنيين."
OTHER = "قصفت قوات النظام بالمدفعية بلدة كفرزيتا في ريف حماة الشمالي."


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws") as opened:
        ingest(opened, [Article("named", NAMED, published=date(2019, 8, 1)), Article("other", OTHER, published=date(2019, 7, 1))])
        yield opened


def on_disk(workspace) -> dict[str, bytes]:
    workspace.ledger.close()  # writes what waits beside the ledger into it
    return {file.relative_to(workspace.home).as_posix(): file.read_bytes() for file in workspace.home.rglob("*") if file.is_file()}


def place_ids(workspace) -> list[str]:
    with Snapshot(workspace) as snapshot:
        return sorted(snapshot.places(Filters())["place_id"].fillna("-"))


def test_a_preview_says_what_would_change_and_changes_nothing(workspace):
    before = on_disk(workspace)
    preview = preview_alias(workspace, "C3463", SPELLING)
    assert preview.articles == ("named",)
    (change,) = preview.changes
    assert "not_in_gazetteer" in change.before
    assert "(C3463)" in change.after
    assert not change.reviewed
    assert on_disk(workspace) == before


def test_an_alias_is_added_and_only_the_articles_that_hold_it_are_read_again(workspace):
    assert place_ids(workspace) == ["-", "C3463"]
    summary = add_alias(workspace, "C3463", SPELLING, "rana")
    assert (summary.reread, summary.unchanged, summary.revised) == (1, 0, 0)
    assert place_ids(workspace) == ["C3463", "C3463"]
    assert "spelling added by rana" in workspace.overlay.read_text("utf-8")
    assert len(workspace.ledger.versions()[1]) == 2
    with Workspace(workspace.home) as again:  # the reader of every later ingest has the overlay
        assert default_reader(again).version.gazetteer == again.gazetteer().version
        assert [candidate.place.id for candidate in again.gazetteer().search(SPELLING, limit=1)] == ["C3463"]


def test_a_reviewed_place_holds_against_an_alias_and_the_conflict_is_shown(workspace):
    (report,) = workspace.ledger.reports_of("named")
    field = place_field(report.places[0].mention.span)
    Analyst(workspace, "rana").correct(report.id, {field: value(SPELLING, not_placed("a misprint"))})
    assert preview_alias(workspace, "C3463", SPELLING).changes[0].reviewed
    add_alias(workspace, "C3463", SPELLING, "omar")
    stored = workspace.ledger.reports([report.id])[report.id]
    assert not isinstance(stored.report.places[0].resolution, Resolved)
    assert "the rules now read it differently" in stored.conflicts[0].why


@pytest.mark.parametrize(("text", "holds"), [(f"و{SPELLING}", True), (f"بـ{SPELLING}", True), ("اللَّطْماني", True), ("لطمان", False), ("", False)])
def test_an_article_holds_a_spelling_in_any_way_of_writing_it(tmp_path, text, holds):
    with Workspace(tmp_path / "w") as workspace:
        ingest(workspace, [Article("a", f"قرية {text} هنا"), Article("b", "x", title=f"في {text}")])
        assert articles_with(workspace, SPELLING) == (("a", "b") if holds else ())


@pytest.mark.parametrize(("place", "spelling"), [("C0", "اسم"), ("C3463", ""), ("C3463", "ا|ب"), ("C3463", "س" * 81), ("C3463", "كفر زيتا"), ("C3463", "؟؟")])
def test_what_is_no_spelling_is_refused_and_writes_nothing(workspace, place, spelling):
    for step in (lambda: preview_alias(workspace, place, spelling), lambda: add_alias(workspace, place, spelling, "rana")):
        with pytest.raises((ReviewError, GazetteerError)):
            step()
    assert not workspace.overlay.exists()
