"""Reviews over reports: what is decided holds, whatever the rules read later, and what differs is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import factories as make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import TEXT, analyst, read_anew, review, spans, stored, strike, take, undo

from events import review_log
from events.analyst import Analyst
from events.card import card
from events.ingest import Reader, ingest, reread
from events.ledger import LedgerError, Version
from events.query import Filters, Snapshot
from events.records import Review
from events.review_fields import ReviewError, check_value, find_place, place_field, read_value, values, with_values
from events.review_places import chosen, locate, not_placed, read_place, typed, value
from events.reviews import NOT_FOUND, WORDS_GONE, apply, in_force, ties
from events.workspace import Workspace
from extract.article import Span
from extract.records import Rejected, Resolved, Unresolved
from extract.vocabulary import EVENT_TYPES

pytestmark = pytest.mark.usefixtures("each_engine")

REPORT = strike()
PLACE = place_field(REPORT.places[0].mention.span)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws") as opened:
        yield opened


def rows(workspace, **filters):
    """The rows of the snapshot, by event id."""
    with Snapshot(workspace) as snapshot:
        return {row["event_id"]: row for row in snapshot.event_table(Filters(**filters)).to_pylist()}


def told(found) -> str:
    return "; ".join(conflict.told() for conflict in found.conflicts)


# Pure

_types, _figures = st.sampled_from(EVENT_TYPES), st.integers(0, 50)
_changes = st.fixed_dictionaries(
    {}, optional={"type": _types, "weapon": st.text(max_size=5), "civilians_killed": _figures, "targets": st.just(["sdf"]), "certainty": st.just("denied")}
)
_reviews = st.lists(st.builds(lambda action, who, changes: (action, who, changes if action == "correct" else {}),
                              st.sampled_from(["accept", "correct", "reject", "note"]), st.sampled_from(["rana", "omar"]), _changes), max_size=6)  # fmt: skip
_machine = st.none() | st.builds(lambda kind, dead: replace(REPORT, type=kind, killed_min=dead, killed_max=dead), _types, _figures)


def log_of(drawn):
    return [review(REPORT, action, by=who, at=n, **changes) for n, (action, who, changes) in enumerate(drawn)]


@given(_reviews, _machine, st.sampled_from(["accept", "correct", "reject"]))
def test_a_review_and_its_undo_leave_what_was_there(drawn, machine, action):
    log = log_of(drawn)
    last = review(REPORT, action, by="lina", at=500_000, **({"weapon": "x"} if action == "correct" else {}))
    assert apply(machine, [*log, last, undo(last)], REPORT.id) == apply(machine, log, REPORT.id)


@given(_reviews, _machine)
def test_an_undone_undo_brings_the_review_back(drawn, machine):
    log = [*log_of(drawn), review(REPORT, "correct", at=500_000, weapon="x")]
    back = undo(log[-1])
    assert apply(machine, [*log, back, undo(back, at=950_000)], REPORT.id) == apply(machine, log, REPORT.id)


@given(st.data(), _reviews, _machine)
def test_the_order_in_which_reviews_arrive_changes_nothing(data, drawn, machine):
    log = log_of(drawn)
    assert apply(machine, data.draw(st.permutations(log)), REPORT.id) == apply(machine, log, REPORT.id)


@given(st.permutations(["type", "weapon", "certainty", "source"]))
def test_the_order_of_corrections_of_other_fields_does_not_matter(order):
    wanted = {"type": "shelling", "weapon": "مدفعية", "certainty": "claimed", "source": "SANA"}
    found = apply(REPORT, [review(REPORT, "correct", at=n, **{field: wanted[field]}) for n, field in enumerate(order)])
    assert {field: getattr(found.report, field) for field in wanted} == wanted
    assert found.conflicts == ()


@given(_machine.filter(bool))
def test_values_and_back_is_the_same_report(report):
    assert with_values(report, values(report)) == report


def test_reviews_of_other_reports_do_not_matter():
    other = review(make.report("b"), "reject")
    assert apply(REPORT, [other]) == apply(REPORT, [])
    assert apply(REPORT, []).status == "unreviewed"
    assert apply(None, [], "gone") is None


def test_a_correction_holds_its_field_and_the_rest_follows_the_rules():
    fixed = review(REPORT, "correct", killed_min=4, killed_max=4)
    now = replace(REPORT, weapon="براميل", killed_min=9, killed_max=9)
    found = apply(now, [fixed])
    assert (found.report.killed_min, found.report.weapon, found.status) == (4, "براميل", "corrected")
    assert "killed_min: the rules now read it differently than when it was reviewed (4 against 9)" in told(found)


def test_there_is_no_conflict_where_the_rules_come_to_say_what_the_reviewer_said():
    found = apply(replace(REPORT, killed_min=4, killed_max=4), [review(REPORT, "correct", killed_min=4, killed_max=4)])
    assert found.conflicts == ()


def test_an_acceptance_holds_everything_even_against_a_new_place():
    extra = make.placed(make.IDLEB, at=60)
    found = apply(replace(REPORT, type="shelling", places=(*REPORT.places, extra)), [review(REPORT)])
    assert found.report == REPORT
    assert "air_strike against shelling" in told(found)
    assert "the rules now name another place" in told(found)


def test_accepting_again_settles_a_conflict():
    changed = replace(REPORT, killed_min=9, killed_max=9)
    first = review(REPORT, "correct", killed_min=4, killed_max=4)
    again = review(changed, "accept", at=1, kept={"killed_min": 4, "killed_max": 4})
    found = apply(changed, [first, again])
    assert (found.report.killed_min, found.conflicts) == (4, ())


def test_what_another_reviewer_had_not_seen_is_shown_and_not_overwritten_in_silence():
    mine, theirs = review(REPORT, "correct", killed_min=4, killed_max=4), review(REPORT, "correct", by="omar", at=1, killed_min=5, killed_max=5)
    found = apply(REPORT, [mine, theirs])
    assert found.report.killed_min == 5
    assert "one reviewer had not seen what another said (5 against 4)" in told(found)
    seen = review(REPORT, "correct", by="omar", at=1, kept={"killed_min": 4, "killed_max": 4}, killed_min=5, killed_max=5)
    assert apply(REPORT, [mine, seen]).conflicts == ()


def test_a_rejection_over_an_acceptance_is_shown_as_a_disagreement():
    found = apply(REPORT, [review(REPORT), review(REPORT, "reject", by="omar", at=1)])
    assert found.status == "rejected"
    assert "rejected by omar against kept by rana" in told(found)
    assert apply(REPORT, [review(REPORT), review(REPORT, "reject", at=1)]).conflicts == ()


def test_a_rejected_report_that_is_read_differently_says_so():
    assert "another type" in told(apply(replace(REPORT, type="shelling"), [review(REPORT, "reject")]))
    assert apply(None, [review(REPORT, "reject")], REPORT.id).conflicts == ()


def test_a_place_that_was_taken_out_stays_out():
    found = apply(REPORT, [review(REPORT, "correct", **{PLACE: None})])
    assert (found.report.places, found.conflicts) == ((), ())
    moved = replace(REPORT, places=(make.placed(make.HMEIRA, surface="خان طومان", at=TEXT.index("خان طومان")),))
    assert "no place of it against حميرة" in told(apply(moved, [review(REPORT, "correct", **{PLACE: None})]))


def test_a_place_read_from_a_longer_stretch_is_the_same_place():
    longer = make.placed(make.KHAN_TUMAN, surface="على خان طومان", at=TEXT.index("على خان"))
    there = value("خان طومان", Resolved(make.HMEIRA, 1.0, "chosen by a reviewer"))
    found = apply(replace(REPORT, places=(longer,)), [review(REPORT, "correct", **{PLACE: there})])
    assert [one.resolution.place.id for one in found.report.places] == ["C1152"]


def test_a_place_chosen_from_the_gazetteer_that_has_since_moved_is_shown():
    there = value("خان طومان", Resolved(make.HMEIRA, 1.0, "chosen by a reviewer"))
    log = [review(REPORT, "correct", **{PLACE: there})]
    assert apply(REPORT, log, place_of=lambda _: make.HMEIRA).conflicts == ()
    assert "has moved" in told(apply(REPORT, log, place_of=lambda _: replace(make.HMEIRA, lat=36.2)))
    gone = apply(REPORT, log, place_of=lambda _: None)
    assert "no longer has the place" in told(gone)
    assert gone.report.places[0].resolution.place == make.HMEIRA


def test_an_undo_of_a_review_that_never_came_is_harmless():
    assert in_force([undo(review(REPORT, "reject"))]) == []


def test_a_later_decision_on_a_pair_takes_the_place_of_an_earlier_one():
    a, b = make.report("a"), make.report("b")
    both = replace(review(a, "merge"), seen=(*review(a).seen, *review(b).seen))
    parted = replace(review(a, "split", at=1), others=("b-000",))
    assert ties([both]) == {("a-000", "b-000"): True}
    assert ties([both, parted]) == {("a-000", "b-000"): False}


# Values


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [("killed_min", "3", 3), ("killed_max", "-", None), ("date", "2016-05-09", "2016-05-09"), ("initiators", "russia, sna", ["russia", "sna"]),
     ("hit", "", []), ("weapon", " براميل ", "براميل"), ("type", "shelling", "shelling")],
)  # fmt: skip
def test_values_are_read_as_people_type_them(field, text, expected):
    assert read_value(field, text) == expected


@pytest.mark.parametrize(
    ("field", "text"),
    [("killed_min", "three"), ("killed_min", "-1"), ("killed_min", "99999999"), ("date", "9 May"), ("date", "20160509"), ("initiators", "martians"),
     ("type", ""), ("type", "alarm"), ("colour", "red"), ("weapon", "x" * 201), ("certainty", "sure")],
)  # fmt: skip
def test_values_that_cannot_be_are_refused_with_what_was_expected(field, text):
    with pytest.raises(ReviewError, match=r"expected|known:"):
        read_value(field, text)


@pytest.mark.parametrize("lat_lon", [(48.8, 2.3), (40.0, 36.1), (float("nan"), 37.0)])
def test_a_place_value_outside_syria_is_refused(lat_lon):
    where = replace(make.KHAN_TUMAN, lat=lat_lon[0], lon=lat_lon[1])
    with pytest.raises(ReviewError, match="a point in Syria"):
        check_value("place:text:0:3", value("خان", Resolved(where, 1.0, "x")))


def test_places_are_read_as_people_type_them(workspace):
    gaz = workspace.gazetteer()
    point = read_place(gaz, "36.10, 37.05, 2", "المزرعة")
    assert (point.place.lat, point.place.lon, point.place.precision_km, point.place.governorate) == (36.10, 37.05, 2.0, "SY02")
    assert read_place(gaz, "C1152", "x").place.name_ar == gaz.places["C1152"].name_ar
    assert read_place(gaz, "? no such village", "x") == Unresolved("reviewer", "no such village")
    assert read_place(gaz, "-", "x") is None
    for bad in ("C0", "37.05,36.10", "36.1,37.0,2,9", "a,b", "?", "33.0,35.6,900"):
        with pytest.raises(ReviewError):
            read_place(gaz, bad, "x")
    with pytest.raises(ReviewError, match="lies in no governorate"):
        typed(gaz, 37.4, 36.0, precision_km=1, name_ar="x")
    with pytest.raises(ReviewError, match="reason"):
        not_placed(" ")


def test_a_choice_keeps_what_stood_there_as_not_chosen(workspace):
    before = Resolved(make.KHAN_TUMAN, 0.9, "well known", (Rejected(make.HMEIRA, "farther"),))
    found = chosen(workspace.gazetteer(), "C1152", before)
    assert [one.place.id for one in found.rejected] == ["C1015"]


def test_words_are_located_exactly_or_not_at_all():
    article = make.article("a", "قصف قصف هنا", title="عنوان")
    assert locate(article, "هنا") == Span("text", 8, 11)
    assert locate(article, "عنوان") == Span("title", 0, 5)
    assert locate(article, "قصف", Span("text", 5, 6)) == Span("text", 4, 7)
    with pytest.raises(ReviewError, match="2 times"):
        locate(article, "قصف")
    with pytest.raises(ReviewError, match="does not stand"):
        locate(article, "غارة")


def test_a_place_of_a_report_is_named_by_number_name_or_id():
    for wanted in ("1", "خان طومان", "C1015"):
        assert find_place(REPORT, wanted) == PLACE
    with pytest.raises(ReviewError, match="1 خان طومان"):
        find_place(REPORT, "إدلب")


# In a workspace


def test_reviewed_values_are_what_the_snapshot_the_map_and_the_card_show(workspace):
    take(workspace, {"a1": [strike()]})
    (event,) = rows(workspace)
    there = value("خان طومان", chosen(workspace.gazetteer(), "C3871"))
    analyst(workspace).correct("a1-000", {"date": "2017-01-02", "killed_min": 7, "killed_max": 8, PLACE: there}, "seen on video")
    row = rows(workspace)[event]
    assert (row["date"], row["killed_min"], row["killed_max"], row["review_status"], row["conflict"]) == (date(2017, 1, 2), 7, 8, "corrected", "")
    with Snapshot(workspace) as snapshot:
        assert list(snapshot.markers(Filters())["place_id"]) == ["C3871"]
        assert list(snapshot.manifest.parts) == ["2017-01"]
        assert snapshot.counts(Filters(text="Idleb")).shown == 1
        shown = snapshot.card(event)
    assert (shown.reports[0].report.killed_min, shown.reports[0].machine.killed_min, shown.reports[0].status) == (7, 3, "corrected")
    assert [one.why for one in shown.reviews] == ["seen on video"]


def test_new_rules_keep_reviewed_values_and_show_the_conflict(workspace):
    take(workspace, {"a1": [strike()]})
    (event,) = rows(workspace)
    analyst(workspace).correct("a1-000", {"killed_min": 7, "killed_max": 7})
    read_anew(workspace, {"a1": [strike(killed_min=30, killed_max=30, weapon="براميل")]})
    row = rows(workspace)[event]
    assert (row["killed_min"], row["killed_max"], row["weapons"]) == (7, 7, ["براميل"])
    assert "killed_min: the rules now read it differently than when it was reviewed (7 against 30)" in row["conflict"]
    assert list(rows(workspace, review=("conflict",))) == [event]
    analyst(workspace).accept(event)
    assert rows(workspace)[event]["conflict"] == ""


def test_a_report_under_another_id_is_the_same_report_if_it_rests_on_the_same_words(workspace):
    take(workspace, {"a1": [strike()]})
    (event,) = rows(workspace)
    analyst(workspace).accept(event)
    read_anew(workspace, {"a1": [strike(id="other", type="shelling")]})
    assert list(rows(workspace)) == [event]
    assert rows(workspace)[event]["type"] == "air_strike"
    assert "air_strike against shelling" in rows(workspace)[event]["conflict"]
    assert stored(workspace).machine.type == "shelling"
    read_anew(workspace, {"a1": [strike(id="other")]}, "rules-3")
    assert rows(workspace)[event]["conflict"] == ""


@pytest.mark.parametrize("action", ["accept", "correct", "reject"])
def test_a_reviewed_report_that_the_rules_lose_is_kept(workspace, action):
    take(workspace, {"a1": [strike()]})
    (event,) = rows(workspace)
    by = analyst(workspace)
    _ = {"accept": lambda: by.accept(event), "correct": lambda: by.correct("a1-000", {"weapon": "x"}), "reject": lambda: by.reject(event, "old")}[action]()
    read_anew(workspace, {"a1": []})
    found = stored(workspace)
    assert not found.found
    assert (NOT_FOUND in told(found)) == (action != "reject")
    assert found.report.killed_min == 3
    read_anew(workspace, {"a1": [strike()]}, "rules-3")
    assert stored(workspace).found
    assert stored(workspace).conflicts == ()


def test_a_lost_report_whose_reviews_are_all_undone_goes(workspace):
    take(workspace, {"a1": [strike()]})
    analyst(workspace).accept("a1-000")
    read_anew(workspace, {"a1": []})
    analyst(workspace).undo("1")
    assert rows(workspace) == {}
    analyst(workspace).undo("2")
    assert len(rows(workspace)) == 1


def test_words_that_moved_are_found_again_and_words_that_are_gone_are_said_to_be(workspace):
    take(workspace, {"a1": [strike()]})
    analyst(workspace).accept("a1-000")
    take(workspace, {"a1": []}, text=f"عاجل: {TEXT}")
    moved = stored(workspace)
    assert NOT_FOUND in told(moved)
    assert workspace.ledger.article("a1", moved.revision).quote(moved.report.evidence[0].span) == "غارة"
    assert moved.report.places[0].mention.span.start == TEXT.index("خان طومان") + 6
    take(workspace, {"a1": []}, text="سحب الخبر")
    gone = stored(workspace)
    assert WORDS_GONE in told(gone)
    assert workspace.ledger.article("a1", gone.revision).quote(gone.report.evidence[0].span) == "غارة"
    (event,) = rows(workspace)
    assert "خان طومان" in card(workspace.ledger, event).reports[0].article.text


def test_rejected_events_leave_the_map_and_stay_in_the_record(workspace):
    take(workspace, {"a1": [strike()], "b": [make.report("b", make.IDLEB, killed_min=2)]})
    before = rows(workspace)
    event = workspace.ledger.event_of("a1-000")
    analyst(workspace).reject(event, "an exercise")
    assert event not in rows(workspace)
    assert list(rows(workspace, review=("rejected",))) == [event]
    with Snapshot(workspace) as snapshot:
        assert (snapshot.counts(Filters()).shown, snapshot.counts(Filters()).killed_min) == (1, 2)
    analyst(workspace).undo("1")
    assert rows(workspace) == before


def test_a_rejected_report_counts_for_nothing_in_its_event(workspace):
    take(workspace, {"a1": [strike()], "b": [make.report("b", killed_min=40, killed_max=40)]})
    (event,) = rows(workspace)
    analyst(workspace).reject("b-000", "of another year")
    row = rows(workspace)[event]
    assert (row["killed_min"], row["killed_max"], row["reports"], row["review_status"]) == (3, 3, 1, "unreviewed")
    assert row["report_ids"] == ["a1-000", "b-000"]


def test_an_event_of_which_some_reports_are_judged_is_partly_reviewed(workspace):
    take(workspace, {"a1": [strike()], "b": [make.report("b")]})
    (event,) = rows(workspace)
    analyst(workspace).accept("a1-000")
    assert rows(workspace)[event]["review_status"] == "partly"
    analyst(workspace).accept("b-000")
    assert rows(workspace)[event]["review_status"] == "accepted"


def test_merge_and_split_hold_against_the_rules_and_undo_gives_the_ids_back(workspace):
    reports = {"a1": [strike()], "b": [make.report("b", make.IDLEB)], "c": [make.report("c")]}
    take(workspace, reports)
    before = rows(workspace)
    first, second = workspace.ledger.event_of("a1-000"), workspace.ledger.event_of("b-000")
    assert workspace.ledger.event_of("c-000") == first
    by = analyst(workspace)
    by.merge([first, second], "one attack")
    assert set(rows(workspace)[first]["report_ids"]) == {"a1-000", "b-000", "c-000"}
    assert workspace.ledger.current_id(second) == first
    read_anew(workspace, reports)
    assert list(rows(workspace)) == [first]
    by.undo("1")
    assert {one: row["report_ids"] for one, row in rows(workspace).items()} == {one: row["report_ids"] for one, row in before.items()}
    by.split(first, ["c-000"], "another day")
    third = workspace.ledger.event_of("c-000")
    assert third not in {first, second}
    assert workspace.ledger.origins(third) == (first,)
    assert card(workspace.ledger, third).came_from == (first,)
    take(workspace, {"d": [make.report("d")]})
    assert workspace.ledger.event_of("c-000") != workspace.ledger.event_of("a1-000")
    by.undo("3")
    assert workspace.ledger.event_of("c-000") == first
    assert workspace.ledger.current_id(third) == first


def test_two_reports_of_one_article_meet_only_where_an_analyst_joins_them(workspace):
    take(workspace, {"a1": [strike(), strike(n=1)]})
    assert len(rows(workspace)) == 2
    analyst(workspace).merge(["a1-000", "a1-001"])
    assert len(rows(workspace)) == 1
    take(workspace, {"b": [make.report("b")]})
    assert len(rows(workspace)) == 1


def test_an_added_event_survives_new_rules_and_says_so_when_the_rules_find_it_too(workspace):
    take(workspace, {"a1": [strike()]})
    words = "قصف مدفعي على حميرة"
    where = locate(workspace.ledger.article("a1"), "حميرة")
    wanted = {"type": "shelling", "date": "2016-05-09", place_field(where): value("حميرة", chosen(workspace.gazetteer(), "C1152"))}
    made = analyst(workspace).add("a1", [locate(workspace.ledger.article("a1"), words)], wanted)
    report_id = made.seen[0].report.id
    event = workspace.ledger.event_of(report_id)
    row = rows(workspace)[event]
    assert (row["review_status"], row["type"], row["date"], row["places_ar"]) == ("added", "shelling", date(2016, 5, 9), "حميرة")
    assert words in row["quotes"][0]
    assert stored(workspace, report_id).report.evidence[0].rule == "added by rana"
    read_anew(workspace, {"a1": [strike()]})
    assert rows(workspace)[event] == row
    found_too = make.report("a1", make.HMEIRA, n=5, type="shelling", evidence=spans(TEXT, type="قصف مدفعي"))
    read_anew(workspace, {"a1": [strike(), found_too]}, "rules-3")
    assert "the rules read a shelling from these words too" in rows(workspace)[event]["conflict"]
    analyst(workspace).reject("a1-005", "told twice")
    assert rows(workspace)[event]["conflict"] == ""
    take(workspace, {"a1": [strike()]}, text=TEXT.replace(words, ""))
    assert WORDS_GONE in rows(workspace)[event]["conflict"]
    with pytest.raises(ReviewError, match="added already"):
        analyst(workspace).add("a1", [made.seen[0].report.evidence[0].span], {"type": "shelling"})


def test_a_date_of_an_article_is_corrected_at_once_and_a_new_ingest_does_not_undo_it(workspace):
    def reads(article):
        return make.extraction(article.id, strike(day=article.published, killed_min=None, killed_max=None))

    reader = Reader(reads, make.VERSION)
    original = make.article("a1", TEXT, published=date(2016, 5, 10), outlet="SANA")
    ingest(workspace, [original], reader=reader)
    Analyst(workspace, "rana", reader).correct_article("a1", {"published": "2016-05-20", "outlet": "SOHR"}, "the page says so")
    (row,) = rows(workspace).values()
    assert (row["date"], row["outlets"]) == (date(2016, 5, 20), ["SOHR"])
    assert ingest(workspace, [original], reader=reader).unchanged == 1
    assert ingest(workspace, [replace(original, id="copy")], reader=reader).duplicates == 1
    assert (workspace.ledger.article("a1").published, workspace.ledger.article_as_read("a1").published) == (date(2016, 5, 20), date(2016, 5, 10))
    newer = Reader(reads, Version("rules-2", "gazetteer-1"))
    assert reread(workspace, reader=newer).reread == 1
    assert ingest(workspace, [replace(original, published=date(2016, 5, 11))], reader=newer).revised == 1
    (row,) = rows(workspace).values()
    assert row["date"] == date(2016, 5, 20)
    assert "the file of the article now says something else" in row["conflict"]
    Analyst(workspace, "rana", newer).undo("1")
    (row,) = rows(workspace).values()
    assert (row["date"], row["outlets"], row["conflict"]) == (date(2016, 5, 11), ["SANA"], "")


def test_an_article_that_comes_after_its_correction_is_read_with_it(workspace):
    said = Review("a1", "article", "rana", "2026-01-01T00:00:00.000000Z", changes=(("published", '"2016-05-10"', '"2016-05-20"'),))
    review_log.append(workspace.ledger, [said])
    reader = Reader(lambda one: make.extraction(one.id, strike(day=one.published)), make.VERSION)
    ingest(workspace, [make.article("a1", TEXT)], reader=reader)
    (row,) = rows(workspace).values()
    assert row["date"] == date(2016, 5, 20)
    assert ingest(workspace, [make.article("a1", TEXT)], reader=reader).unchanged == 1


@given(st.data())
@settings(max_examples=8)
def test_ids_and_values_stay_when_reviewed_articles_are_read_again(tmp_path_factory, data):
    articles, reports = make.world(12, seed=5)
    with Workspace(tmp_path_factory.mktemp("ws")) as workspace:
        ingest(workspace, articles, reader=make.reader(reports))
        by = analyst(workspace, **reports)
        for event in data.draw(st.lists(st.sampled_from(sorted(rows(workspace))), unique=True, min_size=1, max_size=4)):
            step = data.draw(st.sampled_from(["accept", "reject", "correct"]))
            report_id = workspace.ledger.members(event)[0].report_id
            _ = by.accept(event) if step == "accept" else by.reject(event, "x") if step == "reject" else by.correct(report_id, {"weapon": "دبابة"})
        every = {"review": ("unreviewed", "partly", "accepted", "corrected", "rejected")}
        before = rows(workspace, **every)
        ingest(workspace, data.draw(st.permutations(articles)), reader=make.reader(reports, Version("rules-2", "gazetteer-1")))
        workspace.ledger.mark_all_dirty()
        ingest(workspace, [make.article("far", "قصف بعيد")], reader=make.reader({"far": [make.report("far", make.MASTUMEH, day=date(2020, 1, 1))]}))
        after = rows(workspace, **every)
        assert before.items() <= after.items()
        assert len(after) == len(before) + 1
        for _ in review_log.everything(workspace.ledger):
            by.undo(str(_.id))
        assert {row["review_status"] for row in rows(workspace, **every).values()} == {"unreviewed"}


def test_what_cannot_be_decided_is_refused_and_nothing_is_written(workspace):
    take(workspace, {"a1": [strike()]})
    by = analyst(workspace)
    (event,) = rows(workspace)
    for step in (
        lambda: by.reject(event, " "),
        lambda: by.accept("nobody"),
        lambda: by.correct("a1-000", {"killed_min": 9}),
        lambda: by.correct("a1-000", {"civilians_killed": 9}),
        lambda: by.correct("a1-000", {"killed_min": 3}),
        lambda: by.correct("a1-000", {"outside": "IQ"}),
        lambda: by.correct("a1-000", {"date": None, "date_precision": "day"}),
        lambda: by.merge([event]),
        lambda: by.split(event, ["a1-000"]),
        lambda: by.add("a1", [], {"type": "shelling"}),
        lambda: by.add("a1", [Span("text", 0, 4)], {}),
        lambda: by.add("a1", [Span("text", 10_000, 10_004)], {"type": "shelling"}),
        lambda: by.correct_article("a1", {"title": "x"}),
        lambda: by.correct_article("a1", {"published": "2016-05-10"}),
        lambda: by.undo("1"),
        lambda: by.note(event, ""),
        lambda: analyst(workspace, "a\nb"),
        lambda: analyst(workspace, "\u202e"),
    ):
        with pytest.raises((ReviewError, LedgerError)):
            step()
    assert review_log.everything(workspace.ledger) == []


def test_a_version_that_a_review_refers_to_is_kept(workspace):
    take(workspace, {"a1": [strike()]})
    version = stored(workspace).version
    analyst(workspace).note("a1-000", "ask the author")
    read_anew(workspace, {"a1": [strike(type="shelling")]})
    assert workspace.ledger.report_at("a1-000", version).type == "air_strike"
    with pytest.raises(LedgerError, match="no version"):
        workspace.ledger.report_at("a1-000", "never")


def test_reviews_are_only_ever_added_and_keep_their_order(workspace):
    take(workspace, {"a1": [strike()]})
    by = analyst(workspace)
    made = [by.note("a1-000", "one"), by.accept("a1-000"), by.note("a1", "three"), by.undo("2")]
    assert [one.id for one in made] == [1, 2, 3, 4]
    assert review_log.everything(workspace.ledger) == made
    assert sorted(made, key=lambda one: one.at) == made
    assert review_log.about(workspace.ledger, "a1-000") == (made[0], made[1], made[3])
    assert workspace.ledger.counts()["reviews"] == 4
