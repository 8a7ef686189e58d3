"""Every kind of conflict, as the review page offers to settle it; and what the page looks for: namesakes, articles, words in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import factories as make
import pytest
from reviewing import REPORTS, TEXT, analyst, read_anew, stored, strike, take

from dashboard import data
from dashboard.card import sentence_ranges
from dashboard.review_add import article_changes, find
from dashboard.review_conflicts import choices
from dashboard.review_words import history, rows
from dashboard.text import words
from events.card import card
from events.namesakes import find_articles, same_name
from events.query import Snapshot
from events.review_fields import ReviewError
from events.review_places import chosen, value
from events.reviews import MOVED
from events.workspace import Workspace
from extract.article import Span

EN = words("en")
PLACE = f"place:text:{TEXT.index('خان طومان')}:{TEXT.index('خان طومان') + len('خان طومان')}"


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws") as opened:
        take(opened, REPORTS)
        yield opened
    data.workspace.clear()
    data._opened.clear()


def only(workspace, report_id="a1-000"):
    """The one conflict of a report, and what can be done about it."""
    (conflict,) = stored(workspace, report_id).conflicts
    reviews = card(workspace.ledger, workspace.ledger.event_of(report_id)).reviews
    return choices(stored(workspace, report_id), conflict, reviews, data.Cut(str(workspace.home)), EN)


def no_longer_found(workspace):
    analyst(workspace).accept("a1-000")
    read_anew(workspace, REPORTS | {"a1": []})


def read_differently_since_rejected(workspace):
    analyst(workspace).reject("a1-000", "not an attack")
    read_anew(workspace, REPORTS | {"a1": [strike(type="shelling")]})


def another_value(workspace):
    analyst(workspace).correct("a1-000", {"killed_min": 4, "killed_max": 4})
    read_anew(workspace, REPORTS | {"a1": [strike(killed_min=4, killed_max=9)]})


def another_place(workspace):
    analyst(workspace).accept("a1-000")
    places = (make.placed(make.KHAN_TUMAN, at=TEXT.index("خان طومان")), make.placed(make.HMEIRA, at=TEXT.index("حميرة")))
    read_anew(workspace, REPORTS | {"a1": [strike(places=places)]})


@pytest.mark.parametrize(
    ("happens", "kept", "taken"),
    [
        (no_longer_found, "accepted", "rejected"),
        (read_differently_since_rejected, "rejected", "accepted"),
        (another_value, "corrected", "corrected"),
        (another_place, "accepted", "corrected"),
    ],
)
@pytest.mark.parametrize("side", ["keep", "take"])
def test_either_side_of_a_conflict_settles_it(workspace, happens, kept, taken, side):
    happens(workspace)
    choice = only(workspace)
    assert choice.kept
    assert choice.other
    before = stored(workspace).report
    getattr(choice, side)(analyst(workspace))
    now = stored(workspace)
    assert now.conflicts == ()
    assert now.status == (kept if side == "keep" else taken)
    if side == "keep":
        assert replace(now.report, evidence=()) == replace(before, evidence=())


def test_the_other_reviewers_value_can_be_taken(workspace):
    first = analyst(workspace).correct("a1-000", {"weapon": "barrel"})
    seen = analyst(workspace, "omar")
    analyst(workspace).undo(first.uid)
    seen.correct("a1-000", {"weapon": "rocket"})
    undo = card(workspace.ledger, workspace.ledger.event_of("a1-000")).reviews[1]
    analyst(workspace).undo(undo.uid)  # both hold now, and neither saw the other
    choice = only(workspace)
    assert (choice.kept, choice.other) == ("rocket", "barrel")
    choice.take(analyst(workspace))
    assert (stored(workspace).report.weapon, stored(workspace).conflicts) == ("barrel", ())


def test_reviewers_who_disagree_stay_shown_until_one_changes_the_decision(workspace):
    analyst(workspace).accept("a1-000")
    analyst(workspace, "omar").reject("a1-000", "not here")
    choice = only(workspace)
    assert choice.keep is None
    choice.take(analyst(workspace, "omar"))
    assert (stored(workspace).status, stored(workspace).conflicts) == ("accepted", ())


def test_a_place_that_the_gazetteer_moved_is_kept_as_a_point_or_taken_anew(workspace, monkeypatch):
    gaz = workspace.gazetteer()
    analyst(workspace).correct("a1-000", {PLACE: value("خان طومان", chosen(gaz, "C1152"))})
    old = gaz.places["C1152"]
    moved = replace(old, lat=old.lat + 0.05)
    monkeypatch.setattr(workspace.ledger, "place_of", lambda place_id: moved if place_id == "C1152" else gaz.places.get(place_id))
    read_anew(workspace, REPORTS)
    assert only(workspace).take is not None
    (conflict,) = stored(workspace).conflicts
    assert conflict.why == MOVED
    only(workspace).keep(analyst(workspace))
    (place,) = stored(workspace).report.places
    assert (place.resolution.place.lat, place.resolution.place.source) == (old.lat, "review")
    assert stored(workspace).conflicts == ()


def test_namesakes_are_the_reports_that_read_the_name_as_the_same_place(workspace):
    take(workspace, {"d": [make.report("d", make.KHAN_TUMAN, day=date(2018, 1, 1))], "e": [make.report("e", make.unplaced("حسمين"), day=date(2018, 2, 1))]})
    with Snapshot(workspace) as snapshot:
        assert [one.report_id for one in same_name(snapshot, "خانُ طومان", "C1015")] == ["a1-000", "d-000"]
        assert [one.report_id for one in same_name(snapshot, "حسمين", "")] == ["e-000"]
        assert same_name(snapshot, "خان طومان", "C1152") == []


def test_articles_are_found_by_id_outlet_and_title(workspace):
    assert [one.id for one in find_articles(workspace.ledger, "outlet of b")] == ["b"]
    assert [one.id for one in find_articles(workspace.ledger, "A1")] == ["a1"]
    assert find_articles(workspace.ledger, "%") == []


def test_words_are_found_inside_the_sentence_that_was_chosen():
    article = make.article("x", "قصف على حميرة. ثم قصف على سراقب.")
    second = Span("text", *sentence_ranges(article.text)[1])
    assert article.quote(find(article, "", second)) == "ثم قصف على سراقب."
    assert find(article, "قصف", second).start == article.text.rindex("قصف")
    with pytest.raises(ReviewError, match="in this sentence"):
        find(article, "حميرة", second)
    with pytest.raises(ReviewError, match="2 times"):
        find(article, "قصف", None)


def test_a_masked_outlet_is_not_written_back():
    real = make.article("x", outlet="Name of a person")
    assert article_changes(real, None, "[name withheld]", "[name withheld]") == {"published": None}
    assert article_changes(real, real.published, "SANA", "[name withheld]") == {"outlet": "SANA"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_all_that_can_be_said_of_a_report_has_words(workspace, lang):
    said = words(lang)
    analyst(workspace).correct("a1-000", {"killed_min": None, "killed_max": None, PLACE: None, "date": None, "hit": ["school"], "targets": []})
    analyst(workspace).correct_article("a1", {"published": None, "outlet": "x"})
    found = card(workspace.ledger, workspace.ledger.event_of("a1-000"))
    (one,) = found.reports
    told = {name: now for name, _, now in rows(one.machine, one.report, said)}
    assert told["hit"] == said("hit.school")
    assert told["killed"] == told["targets"] == said("review.none")
    assert told["date"] == said("precision.unknown")
    assert told[PLACE] == said("review.noplace")
    assert said("review.field.published") in history(found.reviews, said)
