"""Reviews that travel: the same everywhere, taken in once, and refused where they are not what they should be."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewing import REPORTS, analyst, read_anew, review, stored, strike, take, undo

from events import review_exchange, review_log
from events.agreement import Agreement, agreement, kappa
from events.analyst import Analyst
from events.codec import dumps, review_from_json, review_to_json, review_uid
from events.review_exchange import export_reviews, import_reviews, read_review
from events.review_fields import ReviewError
from events.workspace import Workspace

pytestmark = pytest.mark.usefixtures("each_engine")

REPORT = strike()


@pytest.fixture
def two(tmp_path):
    """Two workspaces that hold the same articles."""
    with Workspace(tmp_path / "mine") as mine, Workspace(tmp_path / "theirs") as theirs:
        for workspace in (mine, theirs):
            take(workspace, REPORTS)
        yield mine, theirs


def exported(workspace, path):
    with path.open("w", encoding="utf-8") as file:
        export_reviews(review_log.everything(workspace.ledger), file)
    return path


def state(workspace):
    """What is in force: reports with their status and conflicts, and which are one event."""
    found = workspace.ledger.reports([f"{name}-000" for name in REPORTS])
    events = {workspace.ledger.event_of(report_id) for report_id in found}
    members = sorted([member.report_id for member in workspace.ledger.members(event)] for event in events)
    return {one: (it.report, it.status, it.conflicts) for one, it in found.items()}, members


def line(changed: dict | None = None, **more) -> bytes:
    """A good line, or one with other values and the right uid for them."""
    data = review_to_json(review(REPORT, "correct", killed_min=4, killed_max=5)) | (changed or {}) | more
    with contextlib.suppress(LookupError, TypeError, ValueError, AttributeError):  # what is no review has no uid
        data["uid"] = more.get("uid", review_uid(review_from_json(data)))
    return (json.dumps(data) + "\n").encode()


def test_colleagues_end_with_the_same_whoever_reads_first(two, tmp_path):
    mine, theirs = two
    by = analyst(mine, "rana")
    by.correct("a1-000", {"killed_min": 7, "killed_max": 7})
    by.merge(["a1-000", "b-000"])
    by.reject("c-000", "old")
    by.undo("3")
    other = analyst(theirs, "omar")
    other.correct("a1-000", {"killed_min": 5, "killed_max": 5})
    other.accept("c-000")
    from_mine, from_theirs = exported(mine, tmp_path / "m.jsonl"), exported(theirs, tmp_path / "t.jsonl")
    assert import_reviews(theirs, from_mine).added == 4
    assert import_reviews(mine, from_theirs).added == 2
    assert state(mine) == state(theirs)
    assert "had not seen" in " ".join(one.why for one in stored(mine).conflicts)
    before = state(mine), review_log.everything(mine.ledger)
    for path in (from_mine, from_theirs, exported(mine, tmp_path / "all.jsonl")):
        assert import_reviews(mine, path).added == 0
    assert (state(mine), review_log.everything(mine.ledger)) == before


def test_reviews_may_come_before_their_articles_and_undos_before_what_they_undo(two, tmp_path):
    mine, _ = two
    by = analyst(mine)
    by.correct("a1-000", {"killed_min": 7, "killed_max": 7})
    by.reject("b-000", "x")
    by.undo("2")
    lines = exported(mine, tmp_path / "m.jsonl").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "turned.jsonl"
    path.write_text("".join(reversed(lines)), "utf-8")
    with Workspace(tmp_path / "new") as new:
        assert import_reviews(new, path).added == 3
        take(new, REPORTS)
        assert state(new) == state(mine)


def test_an_imported_date_of_an_article_has_it_read_again(two, tmp_path):
    mine, theirs = two
    analyst(mine, **REPORTS).correct_article("a1", {"published": "2016-06-01"})
    assert import_reviews(theirs, exported(mine, tmp_path / "m.jsonl"), analyst(theirs, **REPORTS).reader).added == 1
    assert theirs.ledger.article("a1").published.isoformat() == "2016-06-01"
    assert theirs.ledger.reports_of("a1") == mine.ledger.reports_of("a1")


def test_a_kept_report_needs_nothing_but_the_review(two, tmp_path):
    mine, theirs = two
    analyst(mine).accept("a1-000")
    read_anew(theirs, REPORTS | {"a1": []})
    import_reviews(theirs, exported(mine, tmp_path / "m.jsonl"))
    assert stored(theirs).report == stored(mine).report
    assert not stored(theirs).found


@given(st.sampled_from(["accept", "reject", "note"]), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), st.booleans())
def test_a_review_survives_the_journey(action, why, undone):
    made = replace(review(REPORT, action), why=why)
    made = undo(made) if undone else replace(made, uid=review_uid(made))
    file = io.StringIO()
    export_reviews([made], file)
    assert read_review(file.getvalue().encode()) == made


def test_the_good_line_is_taken():
    assert read_review(line()).changes[0] == ("killed_min", "3", "4")


_SEEN = review_to_json(review(REPORT))["seen"][0]
_FAR = json.loads(dumps(_SEEN).replace("36.118418", "48.85"))
_ODD = json.loads(dumps(_SEEN)) | {"report": _SEEN["report"] | {"places": [{"mention": _SEEN["report"]["places"][0]["mention"], "resolution": {
    "place": {"id": "C1", "level": "village", "name_ar": ["not", "a", "name"]}, "score": 1.0, "rule": "x", "rejected": []}}]}}  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"not json\n", "not a line of JSON"),
        (b"[]\n", "exactly the keys"),
        (b"{}\n", "exactly the keys"),
        (b'{"at": NaN}\n', "not a line of JSON"),
        (b"[" * 100_000, "not a line of JSON"),
        (b"\xff\xfe\n", "not a line of JSON"),
        (line(more="x"), "exactly the keys"),
        (line(uid="0" * 32), "not the hash"),
        (line(action="delete"), "expected one of"),
        (line(reviewer="a\nb"), "name of a reviewer"),
        (line(reviewer="x" * 101), "name of a reviewer"),
        (line(why="x" * 5_001), "at most 5,000"),
        (line(why="\0"), "at most 5,000"),
        (line(at="yesterday"), "time in UTC"),
        (line(at="2999-01-01T00:00:00.000000Z"), "in the future"),
        (line(undoes="abc"), "undoes"),
        (line(action="undo", changes=[]), "undoes"),
        (line(changes=[["killed_min", "3", "four"]]), "not a review"),
        (line(changes=[["killed_min", "3", "4"]]), "states all of them"),
        (line(changes=[["killed_min", "3", "9"], ["killed_max", "3", "5"]]), "cannot be higher"),
        (line(changes=[["colour", '"red"', '"blue"']]), "no field of a report"),
        (line(changes=[["outside", '""', '"IQ"']]), "does not say of what"),
        (line(changes=[]), "does not say of what"),
        (line(action="accept"), "changes no field"),
        (line(seen=[]), "does not say of what"),
        (line(seen=[_SEEN, _SEEN]), "does not say of what"),
        (line(seen=[_FAR]), "a point in Syria"),
        (line(seen=[_ODD]), "texts of at most"),
        (line(seen=[_SEEN | {"report": _SEEN["report"] | {"confidence": "high"}}]), "confidence"),
        (line(seen=[_SEEN | {"report": _SEEN["report"] | {"evidence": [["type", ["text", -5, 4], "x"]]}}]), "no stretch"),
        (line(seen=[_SEEN | {"report": _SEEN["report"] | {"killed_min": 10**12}}]), "killed_min"),
        (line(seen=[{"report": {}}]), "not a review"),
        (line(seen=[_SEEN | {"report": _SEEN["report"] | {"evidence": [["type", ["text", 5], "x"]]}}]), "not a review"),
        (line(others=["b"]), "only a split"),
        (line(others=[1]), "ids of reports"),
        (line(action="add", changes=[]), "begins with added-"),
        (line(action="article", changes=[["title", '"a"', '"b"']]), "date of publication"),
    ],
)
def test_a_line_that_is_no_review_is_refused_with_the_reason(bad, says):
    with pytest.raises(ReviewError, match=says):
        read_review(bad)


@given(st.binary(max_size=200))
def test_no_line_does_harm(bad):
    with pytest.raises(ReviewError):
        read_review(bad)


def test_bad_lines_are_named_by_number_and_the_others_are_taken(two, tmp_path, monkeypatch):
    mine, _ = two
    monkeypatch.setattr(review_exchange, "LONGEST_LINE", 20_000)
    path = tmp_path / "r.jsonl"
    path.write_bytes(b"\n" + line() + b"{" * 50_000 + b"\nnot json\n" + line(review_to_json(review(REPORT, "correct", weapon="x"))))
    found = import_reviews(mine, path)
    assert found.added == 2
    assert [one.split(":")[0] for one in found.refused] == ["r.jsonl line 3", "r.jsonl line 4"]
    monkeypatch.setattr(review_exchange, "MOST_LINES", 2)
    with pytest.raises(ReviewError, match="more than 2 lines"):
        import_reviews(mine, path)


def test_a_review_that_claims_a_report_for_another_article_makes_no_second_one(two, tmp_path):
    mine, _ = two
    false = replace(review(strike("b", id="a1-000")), subject="a1-000")
    path = tmp_path / "r.jsonl"
    with path.open("w", encoding="utf-8") as file:
        export_reviews([replace(false, uid=review_uid(false))], file)
    before = state(mine)
    assert import_reviews(mine, path).added == 1
    assert state(mine) == before
    with Workspace(tmp_path / "new") as new:
        import_reviews(new, path)
        take(new, {"b": REPORTS["b"]})
        assert len(new.ledger.reports_of("b")) == 2
        take(new, {"a1": REPORTS["a1"]})
        assert [one.id for one in new.ledger.reports_of("b")] == ["b-000"]
        assert stored(new).report.article_id == "a1"


# Agreement


def test_kappa_of_a_worked_example():
    # Fifty proposals read by two people: 20 both yes, 15 both no, 5 yes and no, 10 no and yes. They agree on 35 of 50, po = 0.7.
    # One says yes to 25 of 50, the other to 30: pe = 0.5 * 0.6 + 0.5 * 0.4 = 0.5. kappa = (0.7 - 0.5) / (1 - 0.5) = 0.4.
    pairs = [("yes", "yes")] * 20 + [("no", "no")] * 15 + [("yes", "no")] * 5 + [("no", "yes")] * 10
    observed, found = kappa(pairs)
    assert observed == pytest.approx(0.7)
    assert found == pytest.approx(0.4)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_is_the_same_both_ways_and_never_above_one(pairs):
    observed, found = kappa(pairs)
    assert kappa([(b, a) for a, b in pairs]) == (observed, pytest.approx(found) if found is not None else None)
    assert found is None or found <= 1
    assert (found is None) == (len({value for pair in pairs for value in pair}) == 1)


def test_kappa_of_nothing_is_not_defined():
    assert kappa([]) == (None, None)
    assert Agreement(("a", "b"), "decision", 0, *kappa([])).told() == "a and b, decision: n = 0; nothing judged by both"


def test_agreement_counts_what_both_have_judged_and_leaves_out_what_was_undone():
    several = [strike(f"a{n}") for n in range(4)]
    log = [review(one, "reject" if n == 3 else "accept", by="rana", at=n) for n, one in enumerate(several)]
    log += [review(several[0], "accept", by="omar", at=10), review(several[1], "correct", by="omar", at=11, killed_min=9, killed_max=9)]
    log += [review(several[3], "reject", by="omar", at=12)]
    wrong = review(several[2], "reject", by="omar", at=13)
    found = {one.what: one for one in agreement([*log, wrong, undo(wrong)])}
    assert (found["decision"].n, found["decision"].kappa) == (3, 1.0)
    assert (found["killed_min"].n, found["killed_min"].observed) == (2, 0.5)
    assert (found["type"].n, found["type"].kappa) == (1, None)
    assert "both gave one and the same answer" in found["type"].told()
    assert agreement(log[:4]) == []


def test_each_reviewer_speaks_for_themselves_alone(two):
    mine, _ = two
    Analyst(mine, "rana").correct("a1-000", {"killed_min": 7, "killed_max": 7})
    Analyst(mine, "omar").accept("a1-000")
    found = {one.what: one for one in agreement(review_log.everything(mine.ledger))}
    assert (found["killed_min"].n, found["killed_min"].observed) == (1, 1.0)
