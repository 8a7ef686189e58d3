"""Adding reports on the page: what is found is shown first, nothing is written before Save, and what is given is hostile until proven otherwise."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_app import APP, html
from world import HOSTILE, fill

from dashboard import data, intake
from dashboard.text import words
from events.ingest import default_reader, ingest, refresh
from events.query import Filters, Snapshot
from events.workspace import Workspace
from extract.article import Article
from extract.readers import BadItem

BULLETIN = (
    "شنّ الطيران الحربي الروسي غارات على بلدة خان طومان جنوب حلب أمس، وقُتل ثلاثة مدنيين وأصيب سبعة آخرون.\n"
    "وقصفت قوات النظام بالمدفعية بلدة كفر زيتا في ريف حماة، ما أدى إلى مقتل شخص."
)
LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


@pytest.fixture
def home(rasd_home):
    Workspace(rasd_home, name="Mine").close()
    yield rasd_home
    data.workspace.clear()
    data._opened.clear()


def add_page(lang: str = "en") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    app.query_params["lang"] = lang
    app.run()
    app.switch_page("views/add.py").run()
    assert not app.exception
    return app


def give(app: AppTest, text: str, published: date | None = date(2016, 5, 10), **more: str) -> AppTest:
    app.text_area(key="add-text").set_value(text)
    for name, value in more.items():
        app.text_input(key=f"add-{name}").set_value(value)
    app.radio(key="add-known-paste").set_value("known" if published else "unknown")
    if published:
        app.date_input(key="add-day-paste").set_value(published)
    app.button(key="add-look").click().run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def counts(home: Path) -> dict[str, int]:
    with Workspace(home) as workspace:
        return workspace.ledger.counts()


@LANGS
def test_a_pasted_bulletin_is_read_shown_and_only_then_saved(home, lang):
    say = words(lang)
    app = give(add_page(lang), BULLETIN, outlet="وكالة نموذج", title="غارات على ريف حلب")
    shown = html(app)
    for wanted in (say("type.air_strike"), say("type.shelling"), say("actor.russia"), "C1015", "36.1184", say("certainty.reported"), say("field.actor")):
        assert wanted in shown
    assert say.day(date(2016, 5, 9)) in shown
    assert "خان طومان" in shown
    assert counts(home)["articles"] == 0
    app.button(key="add-save").click().run()
    assert not app.exception
    assert say("add.saved") in html(app)
    assert counts(home)["articles"] == 1
    links = app.get("page_link")
    assert len(links) == 2
    assert all("event=" in str(link.proto) for link in links)
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
        assert snapshot.counts(Filters(types=("air_strike",), place_id="C1015")).shown == 1
    app.button(key="add-again").click().run()
    assert app.text_area(key="add-text").value in {"", None}


def test_the_same_again_is_known_and_other_words_at_its_address_are_a_revision(home):  # noqa: ARG001
    app = give(add_page(), BULLETIN, url="https://example.org/1")
    app.button(key="add-save").click().run()
    app.button(key="add-again").click().run()
    give(app, BULLETIN, url="https://example.org/1")
    assert words("en")("standing.unchanged") in html(app)
    give(app, BULLETIN + "\nتصحيح: قُتل أربعة.", url="https://example.org/1")
    assert words("en")("standing.revised") in html(app)
    assert "pasted-" in html(app)


def test_the_day_of_publication_is_known_or_said_to_be_unknown(home):  # noqa: ARG001
    app = add_page()
    app.text_area(key="add-text").set_value(BULLETIN)
    app.button(key="add-look").click().run()
    assert words("en")("add.published.missing") in html(app)
    app.radio(key="add-known-paste").set_value("known")
    app.button(key="add-look").click().run()
    assert words("en")("add.published.noday") in html(app)
    assert "add-save" not in keys(app)
    give(app, BULLETIN, None)
    assert words("en")("card.undated") in html(app)
    assert words("en")("precision.unknown") in html(app)


@pytest.mark.parametrize(("field", "value", "said"), [("text", " ", "add.notext"), ("url", "javascript:alert(1)", "add.badurl")])
def test_what_is_incomplete_is_told(home, field, value, said):  # noqa: ARG001
    app = give(add_page(), **({"text": value} if field == "text" else {"text": BULLETIN, field: value}))
    assert words("en")(said) in html(app)
    assert "add-save" not in keys(app)


@LANGS
def test_hostile_text_stays_text(home, lang):  # noqa: ARG001
    hostile = f'{BULLETIN} {HOSTILE} =HYPERLINK("https://evil.example";"x") \u2067\u202e'
    app = give(add_page(lang), hostile, title=hostile[:400], outlet=HOSTILE)
    shown = html(app)
    assert "<script" not in shown
    assert "<img src=https" not in shown
    assert "\u202e" not in shown
    assert "\u2067" not in shown
    assert "<script>alert(1)</script> ${alert(2)}" in unescape(shown).replace("\u200d", "")
    app.button(key="add-save").click().run()
    assert not app.exception
    assert "<script" not in html(app)


def test_the_demonstration_takes_nothing_but_hands_on_what_was_given(rasd_home, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    fill(rasd_home, demo=True).close()
    before = counts(rasd_home)
    app = give(add_page(), BULLETIN)
    assert words("en")("add.demo") in html(app)
    assert "add-save" not in keys(app)
    app.button(key="add-start-own").click().run()
    assert not app.exception
    app.button(key="add-save").click().run()
    assert words("en")("add.saved") in html(app)
    assert counts(tmp_path / "data" / "rasd" / "workspace")["articles"] == 1
    assert counts(rasd_home) == before
    data.workspace.clear()
    data._opened.clear()


def test_a_workspace_that_became_read_only_shows_but_does_not_save(home, monkeypatch):
    monkeypatch.setattr(data.Cut, "is_writable", False)
    app = give(add_page(), BULLETIN)
    assert words("en")("work.readonly") in html(app)
    assert str(home) in html(app)
    assert "add-save" not in keys(app)


def test_a_text_without_events_says_so_and_can_be_saved(home):
    app = give(add_page(), "افتتح الوزير اليوم معرض الكتاب في دمشق.")
    assert words("en")("add.noevent") in html(app)
    app.button(key="add-save").click().run()
    assert words("en")("add.saved.none") in html(app)
    assert counts(home)["articles"] == 1


def test_discarded_is_gone(home):
    app = give(add_page(), BULLETIN)
    app.button(key="add-discard").click().run()
    assert "add-save" not in keys(app)
    assert counts(home)["articles"] == 0


# What is given, without the page


def jsonl(*rows: dict[str, str]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def test_files_become_articles_and_bad_items_keep_their_reasons():
    given = intake.uploaded(
        [
            intake.Upload("C:\\news\\a.jsonl", jsonl({"id": "1", "text": BULLETIN, "published": "2016-05-10"}, {"id": "2", "text": ""})),
            intake.Upload("../../b.txt", BULLETIN.encode()),
            intake.Upload("c.pdf", b"%PDF"),
        ],
        date(2017, 1, 1),
    )
    first, bad, text, unknown = given.items
    assert (first.id, first.published, first.provenance.file) == ("1", date(2016, 5, 10), "a.jsonl")
    assert bad.where == "a.jsonl line 2"
    assert (text.id, text.published) == ("b", date(2017, 1, 1))
    assert "cannot read .pdf" in unknown.reason
    assert given.names == ("a.jsonl", "b.txt", "c.pdf")


def test_two_texts_of_one_name_are_not_taken_for_one():
    first, second = intake.uploaded([intake.Upload("a.txt", b"one"), intake.Upload("a.html", b"<p>two</p>")], None).items
    assert isinstance(first, Article)
    assert "a.txt is named a too" in second.reason


def test_what_is_too_much_is_left_out_and_said(monkeypatch):
    rows = [{"id": str(n), "text": "كلام"} for n in range(5)]
    monkeypatch.setattr(intake, "MAX_ARTICLES", 3)
    given = intake.uploaded([intake.Upload("a.jsonl", jsonl(*rows))], None)
    assert (len(given.items), given.more) == (3, True)
    monkeypatch.setattr(intake, "MAX_CHARACTERS", 10)
    given = intake.uploaded([intake.Upload("a.jsonl", jsonl(*rows))], None)
    assert (len(given.items), given.more) == (2, True)
    monkeypatch.setattr(intake, "MAX_FILES", 1)
    assert intake.uploaded([intake.Upload(f"{n}.txt", b"x") for n in range(2)], None).more


def test_a_text_that_cannot_be_stored_is_refused():
    (item,) = intake.pasted("غارة\0", "", "", "", None).items
    assert isinstance(item, BadItem)
    assert "NUL" in item.reason


def test_looking_stores_nothing_and_tells_how_each_article_stands(tmp_path):
    with Workspace(tmp_path / "home") as workspace:
        reader = default_reader(workspace)
        ingest(workspace, [Article("1", BULLETIN, published=date(2016, 5, 10), outlet="و")], reader=reader)
        before = workspace.ledger.counts()
        given = intake.Given(
            (
                Article("1", BULLETIN, published=date(2016, 5, 10), outlet="و"),
                Article("1b", BULLETIN, published=date(2016, 5, 10), outlet="و"),
                Article("2", "غارة على سراقب", url="https://example.org/2"),
                Article("3", "غارة على خان شيخون", url="https://example.org/2"),
                BadItem("x", "x", "broken"),
            ),
            ("a",),
            more=False,
        )
        done = []
        preview = intake.look(workspace, given, reader, done.append)
        assert [look.status for look in preview.looks] == ["unchanged", "duplicate", "new", "repeated"]
        assert preview.looks[0].known_as == "1"
        assert [bad.reason for bad in preview.bad] == ["broken"]
        assert done == [1, 2, 3, 4, 5]
        assert workspace.ledger.counts() == before
        assert workspace.ledger.rejects() == ()


def test_work_that_is_stopped_leaves_whole_articles_whose_events_follow(tmp_path):
    class Stopped(BaseException):
        pass

    def stop_at_two(count: int) -> None:
        if count == 2:
            raise Stopped

    with Workspace(tmp_path / "home") as workspace:
        items = [Article(str(n), f"قُتل {n + 2} مدنيين بغارة جوية على بلدة خان طومان جنوب حلب", published=date(2016, 5, 10 + n)) for n in range(4)]
        with pytest.raises(Stopped):
            ingest(workspace, items, stop_at_two)
        refresh(workspace)
        assert workspace.ledger.counts()["articles"] == 2
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters()).shown == workspace.ledger.counts()["events"] > 0
        assert ingest(workspace, items).new == 2
