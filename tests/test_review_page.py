"""The review page without a browser: the queue, decisions, corrections, places, added events, conflicts and the way back, in both languages."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from html import unescape
from pathlib import Path

import factories as make
import pytest
from streamlit.testing.v1 import AppTest
from world import HOSTILE, event_of, fill

import dashboard
from dashboard import data, review_team
from dashboard.review_form import changed
from dashboard.text import words
from events import review_log
from events.analyst import Analyst
from events.codec import dumps, review_to_json
from events.ingest import ingest, reread
from events.ledger import Version
from events.query import Filters, Snapshot
from events.review_fields import values
from extract.records import Rejected

APP = str(Path(dashboard.__file__).with_name("app.py"))
NAME = "تل الكرامنة"  # in no table: a spelling that the overlay can take in
BOTH = pytest.mark.parametrize("lang", ["en", "ar"])


@pytest.fixture
def misplaced(workspace):
    """Three events at one name, which was read as the wrong village."""
    texts = {f"v{n}": f"شن الطيران غارة جوية على {NAME} صباح اليوم، الخبر رقم {n} من {word}." for n, word in enumerate(("سلمى", "عمر", "رنا"))}
    items, reports = [], {}
    for n, (name, text) in enumerate(texts.items()):
        where = make.placed(make.MASTUMEH, surface=NAME, at=text.index(NAME), rejected=(Rejected(make.HMEIRA, "farther away"),))
        items.append(make.article(name, text, published=date(2017, 3 + n, 2)))
        reports[name] = [make.report(name, where, day=date(2017, 3 + n, 1))]
    ingest(workspace, items, reader=make.reader(reports))
    return workspace


@pytest.fixture
def opened(workspace):  # noqa: ARG001  # there must be one to open
    """Open the review page at a link."""

    def at(**query) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page("views/review.py").run()
        assert not app.exception
        return app

    return at


def html(app: AppTest) -> str:
    return unescape("\n".join(str(part.proto.body) for part in app.get("html")))


def named(app: AppTest, kind: str, name: str):
    """The widget of the page whose key begins so."""
    (found,) = [one for one in app.get(kind) if (one.key or "").startswith(f"review-{name}")]
    return found


def parameter(app: AppTest, name: str) -> str:
    """The value of a parameter in the address bar."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def section(app: AppTest, name: str) -> AppTest:
    return done(named(app, "button_group", "section").set_value(name))


def done(part) -> AppTest:
    app = part.run()
    assert not app.exception
    return app


def press(app: AppTest, name: str) -> AppTest:
    (button,) = [one for one in app.button if (one.key or "") == f"review-{name}"]
    return done(button.click())


def submit(app: AppTest, label: str) -> AppTest:
    (button,) = [one for one in app.button if one.label == label]
    return done(button.click())


def where(workspace, name: str) -> list[str]:
    (report,) = workspace.ledger.reports_of(name)
    return [toponym.resolution.place.id for toponym in report.places]


@BOTH
def test_the_queue_puts_first_what_presses_most_and_says_why(opened, workspace, lang):
    app = opened(lang=lang)
    rows = app.dataframe[0].value
    assert len(rows) == 8
    urgency = list(rows[words(lang)("review.score")])
    assert urgency == sorted(urgency, reverse=True)
    assert words(lang)("review.cause.unplaced") in rows[words(lang)("review.reasons")].iloc[0]
    assert words(lang)("review.progress", n=0, total=8) in html(app)
    app = press(app, "begin")
    assert parameter(app, "event") == event_of(workspace, "a6")


def test_the_queue_follows_filters_and_status(opened, workspace):
    Analyst(workspace, "rana").accept(event_of(workspace, "a2"))
    app = opened(type="shelling")
    assert len(app.dataframe[0].value) == 1
    assert words("en")("review.progress", n=1, total=2) in html(app)
    app = done(named(app, "button_group", "status").set_value(["accepted"]))
    assert list(app.dataframe[0].value[words("en")("filters.review")]) == [words("en")("review.accepted")]
    assert parameter(app, "review") == "accepted"
    app = done(named(app, "button_group", "status").set_value(["rejected"]))
    assert words("en")("review.empty") in html(app)


def test_next_and_previous_keep_the_order_in_which_the_queue_was_shown(opened, workspace):
    app = press(opened(), "begin")
    first = parameter(app, "event")
    assert words("en")("review.position", n=1, total=8) in html(app)
    app = press(app, "accept")  # it leaves the queue but keeps its place in this walk
    assert words("en")("review.position", n=1, total=8) in html(app)
    assert words("en")("review.progress", n=1, total=8) in html(app)
    app = press(app, "next")
    assert parameter(app, "event") != first
    assert parameter(press(app, "previous"), "event") == first
    assert workspace.ledger.counts()["reviews"] == 1


@BOTH
def test_a_decision_is_kept_under_the_name_given_and_taken_back(opened, workspace, lang):
    event = event_of(workspace, "a1")
    app = opened(lang=lang, event=event)
    app = done(named(app, "text_input", "name").set_value("رنا قباني"))
    app = press(app, "reject")
    assert words(lang)("review.refused") in html(app)  # a rejection needs a reason
    assert not review_log.everything(workspace.ledger)
    app = done(named(app, "text_area", "why").set_value("another village"))
    app = press(app, "reject")
    assert words(lang)("review.rejected") in html(app)
    (review,) = review_log.everything(workspace.ledger)
    assert (review.action, review.reviewer, review.why) == ("reject", "رنا قباني", "another village")
    assert "رنا قباني" in html(app)
    app = press(app, "undo")
    with Snapshot(workspace) as snapshot:
        assert snapshot.counts(Filters()).shown == 8
    assert "<s>" in html(app)
    app = press(app, f"undo-{review_log.everything(workspace.ledger)[-1].id}")  # the undo itself
    with Snapshot(workspace) as snapshot:
        assert snapshot.counts(Filters()).shown == 7


def test_fields_are_corrected_and_stand_beside_what_the_rules_read(opened, workspace):
    app = section(opened(event=event_of(workspace, "a1")), "fields")
    named(app, "number_input", "killed_max").set_value(5)
    named(app, "selectbox", "type").set_value("shelling")
    named(app, "multiselect", "initiators").set_value(["russia"])
    named(app, "date_input", "date-").set_value(date(2016, 5, 8))
    app = submit(app, words("en")("review.correct"))
    (report,) = workspace.ledger.reports_of("a1")
    assert (report.killed_min, report.killed_max, report.type, report.initiators) == (3, 5, "shelling", ("russia",))
    assert (report.date, report.date_end, report.date_precision) == (date(2016, 5, 8), date(2016, 5, 8), "day")
    (review,) = review_log.everything(workspace.ledger)
    assert {field for field, *_ in review.changes} == {"killed_min", "killed_max", "type", "initiators", "date", "date_end", "date_precision"}
    told = html(app)
    assert re.search(r"rasd-differs.*Killed</th><td><bdi dir=ltr>3</bdi></td><td><b><bdi dir=ltr>3–5</bdi>", told)


def test_figures_that_contradict_each_other_are_refused_and_what_was_typed_stays(opened, workspace):
    app = section(opened(event=event_of(workspace, "a1")), "fields")
    named(app, "number_input", "killed_min").set_value(9)
    app = submit(app, words("en")("review.correct"))
    assert "killed_min 9 with killed_max 3" in html(app)
    assert named(app, "number_input", "killed_min").value == 9
    assert not review_log.everything(workspace.ledger)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"date": "2016-05-08"}, {"date": "2016-05-08"}),
        ({"date": None}, {"date": None}),
        (
            {"date": "2016-05-01", "date_end": "2016-05-31", "date_precision": "month"},
            {"date": "2016-05-01", "date_end": "2016-05-31", "date_precision": "month"},
        ),
        ({"weapon": "\u202ex"}, {"weapon": "\u202ex"}),
        ({}, {}),
    ],
)
def test_only_what_was_changed_is_set(given, wanted):
    now = values(make.report("a1", weapon="\u202bبراميل"))
    form = {name: now[name] for name in ("type", "date", "date_end", "date_precision", "hit")} | {"weapon": "براميل"}
    assert changed(now, form | given) == wanted


@BOTH
def test_a_wrong_village_is_corrected_wherever_it_was_read(opened, misplaced, lang):
    app = section(opened(lang=lang, event=event_of(misplaced, "v0")), "place")
    app = done(named(app, "radio", "list").set_value("C1152"))
    app = press(app, "place-save")
    assert [where(misplaced, name) for name in ("v0", "v1", "v2")] == [["C1152"], ["C3872"], ["C3872"]]
    said = words(lang)
    assert said("review.offer.same", n=2, events=2) in html(app)
    app = press(app, "offer-apply")
    assert [where(misplaced, name) for name in ("v0", "v1", "v2")] == [["C1152"]] * 3
    assert said("review.offer.changed", n=3) in html(app)
    affected = {button.label for button in app.button if (button.key or "").startswith("review-go-")}
    assert affected == {event_of(misplaced, name) for name in ("v0", "v1", "v2")}
    with Snapshot(misplaced) as snapshot:
        assert snapshot.counts(Filters(place_id="C1152")).shown == 3
    app = press(app, "alias-preview")
    assert said("review.alias.count", articles=3, changes=3) in html(app)
    assert not misplaced.overlay.exists()
    app = press(app, "alias-add")
    assert NAME in misplaced.overlay.read_text("utf-8")
    assert said("review.alias.done", n=3) in html(app)
    assert {where(misplaced, name)[0] for name in ("v0", "v1", "v2")} == {"C1152"}


def test_a_place_is_found_in_the_gazetteer_or_typed_or_taken_away(opened, workspace):
    app = section(opened(event=event_of(workspace, "a1")), "place")
    app = press(app, "place-save")
    assert words("en")("review.place.choose") in html(app)
    app = done(named(app, "radio", "how").set_value("search"))
    app = done(named(app, "text_input", "query").set_value("سراقب"))
    app = done(named(app, "radio", "list").set_value("C3974") if "C3974" in _places(app) else named(app, "radio", "list").set_value(_places(app)[0]))
    app = press(app, "place-save")
    (place,) = workspace.ledger.reports_of("a1")[0].places
    assert place.resolution.place.name_ar == "سراقب"
    app = done(named(app, "radio", "how").set_value("point"))
    named(app, "text_input", "point").set_value("48.85, 2.35")
    app = done(named(app, "number_input", "km").set_value(2.0))
    assert "is not in Syria" in html(app)
    app = done(named(app, "text_input", "point").set_value("36.1, 37.05"))
    app = press(app, "place-save")
    (place,) = workspace.ledger.reports_of("a1")[0].places
    assert (place.resolution.place.lat, place.resolution.place.precision_km, place.resolution.place.governorate) == (36.1, 2.0, "SY02")
    app = done(named(app, "radio", "how").set_value("unplaced"))
    app = done(named(app, "text_input", "reason").set_value("two hamlets bear it"))
    app = press(app, "place-save")
    (place,) = workspace.ledger.reports_of("a1")[0].places
    assert (place.resolution.reason, place.resolution.detail) == ("reviewer", "two hamlets bear it")
    app = done(named(app, "radio", "how").set_value("none"))
    press(app, "place-save")
    assert workspace.ledger.reports_of("a1")[0].places == ()


def _places(app: AppTest) -> list[str]:
    """Ids of the places in the list."""
    return [re.sub(r"\\", "", option).split(" · ")[-1] for option in named(app, "radio", "list").options]


@BOTH
def test_an_event_that_was_missed_is_added_from_words_of_the_article(opened, workspace, lang):
    app = section(opened(lang=lang, event=event_of(workspace, "a1")), "add")
    app = done(named(app, "text_input", "phrase").set_value("قصف مدفعي"))
    assert words(lang)("review.refused") in html(app)  # no such words
    app = done(named(app, "text_input", "phrase").set_value("تساقط المطر"))
    assert re.search("<mark[^>]*>[^<]*تساقط المطر", html(app))
    app = submit(app, words(lang)("review.add.do"))
    assert not review_log.everything(workspace.ledger)  # its type is not guessed
    named(app, "selectbox", "type").set_value("shelling")
    named(app, "number_input", "killed_min").set_value(2)
    named(app, "number_input", "killed_max").set_value(2)
    submit(app, words(lang)("review.add.do"))
    added = [report for report in workspace.ledger.reports_of("a1") if report.id.startswith("added-")]
    assert [(one.type, one.killed_min, one.initiators, one.date) for one in added] == [("shelling", 2, ("unknown",), None)]
    with Snapshot(workspace) as snapshot:
        assert snapshot.counts(Filters(review=("added",))).shown == 1


def test_an_event_is_added_in_a_sentence_with_its_place_and_in_another_article(opened, workspace):
    app = section(opened(event=event_of(workspace, "a2")), "add")
    app = done(named(app, "text_input", "add-find").set_value("نموذج"))
    named(app, "selectbox", "sentence").set_value(1)
    app = done(named(app, "text_input", "place-add").set_value("خان طومان"))
    assert named(app, "selectbox", "place-of").value == "C1015"
    named(app, "selectbox", "type").set_value("armed_clash")
    submit(app, words("en")("review.add.do"))
    (report,) = [one for one in workspace.ledger.reports_of("a1") if one.id.startswith("added-")]
    assert report.places[0].resolution.place.id == "C1015"
    article = workspace.ledger.article("a1")
    assert [article.quote(one.span) for one in report.evidence if one.field == "statement"] == [
        "شنّ الطيران الحربي غارات على بلدة خان طومان جنوب حلب أمس، وقُتل ثلاثة مدنيين."
    ]


def test_events_are_joined_and_parted(opened, workspace):
    ingest(workspace, [make.article("b1")], reader=make.reader({"b1": [make.report("b1", make.IDLEB, day=date(2016, 6, 2), type="explosion_ied")]}))
    one, other = event_of(workspace, "a2"), event_of(workspace, "b1")
    assert one != other
    app = section(opened(event=one), "join")
    app = done(named(app, "selectbox", "merge").set_value(other))
    app = press(app, "merge")
    assert event_of(workspace, "b1") == event_of(workspace, "a2")
    app = done(named(app, "multiselect", "split").set_value(["b1-000"]))
    press(app, "split")
    assert event_of(workspace, "b1") != event_of(workspace, "a2")


def test_the_date_of_an_article_is_set_and_the_article_read_again(opened, workspace):
    app = section(opened(event=event_of(workspace, "a1")), "article")
    named(app, "date_input", "published").set_value(date(2016, 7, 2))
    submit(app, words("en")("review.article.do"))
    assert workspace.ledger.article("a1").published == date(2016, 7, 2)
    assert date(2016, 7, 1) in {report.date for report in workspace.ledger.reports_of("a1")}  # أمس


@BOTH
@pytest.mark.parametrize(("choice", "left"), [("keep", "shelling"), ("take", "armed_clash")])
def test_a_conflict_shows_both_values_and_either_can_be_chosen(opened, workspace, lang, choice, left):
    Analyst(workspace, "rana").correct("a2-000", {"type": "air_strike"})
    Analyst(workspace, "rana").correct("a2-000", {"type": "shelling"})
    newer = {f"a{n}": list(workspace.ledger.reports_of(f"a{n}")) for n in range(1, 9)}
    newer["a2"] = [make.report("a2", make.KHAN_TUMAN, day=date(2016, 6, 2), type="armed_clash")]
    reread(workspace, reader=make.reader(newer, Version("rules-2", "gazetteer-1")))
    app = opened(lang=lang, event=event_of(workspace, "a2"))
    said = words(lang)
    assert said("review.conflict.differs") in html(app)
    assert f"{said('review.other')}</dt><dd dir='auto'>{said('type.armed_clash')}" in html(app)
    (button,) = [one for one in app.button if one.label == said(f"review.{choice}")]
    app = done(button.click())
    assert said("review.conflict.differs") not in html(app)
    assert workspace.ledger.reports_of("a2")[0].type == left


def test_an_article_whose_file_says_a_third_date_keeps_what_was_set_when_asked(opened, workspace):
    Analyst(workspace, "rana", make.reader({"a2": list(workspace.ledger.reports_of("a2"))})).correct_article("a2", {"published": "2016-06-03"})
    ingest(workspace, [make.article("a2", published=date(2016, 6, 9))], reader=make.reader({"a2": list(workspace.ledger.reports_of("a2"))}))
    app = opened(event=event_of(workspace, "a2"))
    assert words("en")("review.conflict.article") in html(app)
    (button,) = [one for one in app.button if one.label == words("en")("review.keep")]
    app = done(button.click())
    assert words("en")("review.conflict.article") not in html(app)
    assert workspace.ledger.article("a2").published == date(2016, 6, 3)


def test_hostile_words_of_articles_and_reviewers_stay_text(opened, workspace):
    by = Analyst(workspace, "<img src=x onerror=alert(9)>")
    by.correct("a8-000", {"weapon": "<b>bold</b> ![x](https://evil.example/z.png)", "killed_min": 1, "killed_max": 1}, HOSTILE)
    for part in ("decide", "fields", "place", "join", "add", "article"):
        app = section(opened(event=event_of(workspace, "a8")), part)
        raw = "\n".join(str(one.proto.body) for one in app.get("html"))
        assert not re.search("<(script|img src=x|b>bold)", raw)
        assert "\u202e" not in raw
        labels = [option for one in app.radio for option in one.options] + [one.label or "" for one in (*app.button, *app.radio)]
        assert not any("![x](" in label or ("<script" in label and "\\<script" not in label) for label in labels)
    assert "onerror=alert(9)" in html(app)  # the name is shown, as text


def test_masked_names_are_covered_on_this_page_too(opened, workspace):
    Analyst(workspace, "rana").correct("a1-000", {"source": "المرصد السوري في حلب"}, "قال المرصد السوري")
    (workspace.home / "masks.csv").write_text("name,reason\nالمرصد السوري,asked\n", "utf-8")
    for part in ("decide", "fields", "add", "article"):
        assert "المرصد السوري" not in html(section(opened(event=event_of(workspace, "a1")), part))


@BOTH
def test_a_workspace_that_cannot_be_written_offers_nothing(opened, workspace, lang, monkeypatch):
    Analyst(workspace, "rana").accept("a1-000")
    data.workspace(str(workspace.home))  # opened while it could be
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    app = opened(lang=lang, event=event_of(workspace, "a1"))
    assert words(lang)("review.readonly") in html(app)
    assert "rana" in html(app)  # the history is shown
    assert not [one for one in app.button if (one.key or "") in {"review-accept", "review-reject"} or (one.key or "").startswith("review-undo")]


def test_the_demonstration_is_reviewed_in_its_own_ledger_and_says_so(rasd_home):
    with fill(rasd_home, demo=True) as made:
        app = AppTest.from_file(APP, default_timeout=60).run()
        app.switch_page("views/review.py").run()
        assert words("en")("review.demo") in html(app)
        app = press(press(app, "begin"), "accept")
        assert made.ledger.counts()["reviews"] == 1
    data.workspace.clear()
    data._opened.clear()


def test_the_card_tells_who_decided_what_and_leads_to_the_review(workspace):
    Analyst(workspace, "rana").correct("a1-000", {"killed_min": 4, "killed_max": 4}, "the second paragraph")
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["event"] = event_of(workspace, "a1")
    app.run()
    assert not app.exception
    told = html(app)
    assert re.search(r"rana.*corrected.*Killed, at least.*3.*4.*the second paragraph", told)
    (link,) = app.get("page_link")
    assert link.proto.label == words("en")("card.review")


def test_reviews_go_out_and_come_in_and_agreement_is_told(opened, workspace):
    Analyst(workspace, "rana").accept("a1-000")
    Analyst(workspace, "omar").accept("a1-000")
    log = review_log.everything(workspace.ledger)
    lines = review_team.written(log).decode().splitlines()
    assert lines == [dumps(review_to_json(review)) for review in log]
    assert json.loads(lines[0])["reviewer"] == "rana"
    app = opened()
    assert re.search(r"omar / rana</bdi></td><td><bdi>keep or reject</bdi></td><td><bdi>1</bdi></td><td><bdi>100%</bdi></td><td><bdi>–", html(app))


def test_a_colleagues_file_is_taken_in(opened, workspace):
    log = review_team.written([Analyst(workspace, "omar").accept("a1-000")])
    app = opened()
    app = done(app.get("file_uploader")[0].set_value(("reviews.jsonl", log + b"not json\n", "application/jsonl")))
    app = press(app, "import")
    assert words("en")("review.imported", new=0, known=1, refused=1) in html(app)
    assert "line 2" in html(app)
