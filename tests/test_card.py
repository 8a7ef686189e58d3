"""The event card: the words as published, marked and named, and nothing in them can act."""

from __future__ import annotations

import html
import re

import factories as make
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import HOSTILE, KHAN_TUMAN_TEXT, event_of, fill

from dashboard import card
from dashboard.text import plain, words
from events.query import Filters, Snapshot
from extract.article import Article, Span
from extract.explain import marks
from extract.pipeline import process
from extract.records import Evidence

TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def shown(tmp_path):
    """Give the card of an article's event, in a language."""
    with fill(tmp_path / "home") as workspace, Snapshot(workspace) as snapshot:
        yield lambda article_id, lang="en": card.card(snapshot.card(event_of(workspace, article_id)), words(lang), "cut-1")


def text_of(markup: str) -> str:
    """What a reader sees of markup: no tags, no names of fields, no joiners."""
    return html.unescape(TAG.sub("", re.sub(r"<small>.*?</small>", "", markup))).replace("\u200d", "")


def test_the_sentence_is_shown_with_its_words_named(shown):
    made = shown("a1")
    assert "هدوء حذر" not in made.split("<details>")[0]  # a sentence without evidence waits in the whole text
    for field, said in {"type": "غارات", "initiators": "الطيران الحربي", "killed": "ثلاثة مدنيين", "places": "خان طومان", "date": "أمس"}.items():
        name = words("en")(f"field.{field}")
        assert re.search(rf'<mark class="rasd-field rasd-f-{field}" title="[^"]*">\u200d?{said}\u200d?<small>\u200c{name}</small></mark>', made), field
    assert 'title="named in the clause"' in made


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_rule_behind_each_field_is_listed_for_those_who_cannot_point(shown, lang):
    say = words(lang)
    listed = shown("a1", lang).split(say("card.rules"))[1].split("</details>")[0]
    assert f'<li>{say("field.places")}: <bdi lang="ar">خان طومان</bdi>' in listed
    assert len(re.findall("<li>", listed)) >= 5
    assert "named in the clause" in listed or lang == "ar"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_card_answers_who_where_when_and_how_sure(shown, lang):
    made, say = shown("a1", lang), words(lang)
    for said in (
        "المرصد السوري",
        "وكالة نموذج",
        "36.1184, 37.0509",
        say("actor.syrian_government"),
        say("certainty.reported"),
        "cut-1",
        "rules-1",
        "gazetteer-1",
    ):
        assert said in made, said
    assert f'dir="{say.direction}"' in made
    assert "<bdi>3</bdi>" in made
    assert 'href="https://example.org/a1"' in made


def test_rejected_places_say_why_and_how_far(shown):
    made = shown("a1")
    assert "Hmeira" in made
    assert "less known by this name" in made
    assert words("en")("card.km", km="5") in made


def test_a_place_that_was_not_placed_keeps_its_reason_and_candidates(shown):
    made = shown("a6")
    assert "حسمين" in made
    assert words("en")("why.ambiguous") in made
    assert "Mastumeh" in made


def test_an_area_is_said_to_be_one(shown):
    assert words("en")("card.nominal") in shown("a5")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_text_is_shown_as_text(shown, lang):
    made = shown("a8", lang)
    allowed = {"article", "header", "div", "img", "h3", "p", "span", "dl", "dt", "dd", "bdi", "h4", "section", "b", "i", "h5", "small", "mark", "details",
               "summary", "ul", "li", "br", "footer", "code", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    assert {tag.lower() for tag in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", made)} <= allowed
    assert all(source.startswith("data:image/svg+xml;base64,") for source in re.findall(r'src="([^"]*)"', TAG.sub(lambda tag: tag.group(), made)))
    assert "javascript:" not in made.replace(html.escape(HOSTILE), "")
    assert "href=" not in made
    assert "&lt;script&gt;" in made
    assert not any(chr(code) in made for code in (0x202A, 0x202B, 0x202D, 0x202E, 0x2066, 0x2067))


@given(st.text(), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["type", "places", "killed_min", "invented"]))))
def test_marking_never_changes_the_words(text, spans):
    found = [Evidence(field, Span("text", start, min(end, len(text))), "<rule>") for start, end, field in spans]
    marked = card._marked(text, 0, len(text), found, words("ar"))
    assert text_of(marked) == plain(text).replace("\u200d", "")


@given(st.text(alphabet="اب.؟!\n ؛x"))
def test_sentences_make_up_the_whole_text(text):
    ranges = card.sentence_ranges(text)
    assert "".join(text[a:b] for a, b in ranges) == text


@given(st.lists(st.sampled_from(["غارات على خان طومان ", "وقُتل ثلاثة مدنيين ", "أمس", "<b>", "\u202e", "قوات النظام ", "\n", "x&y"]), max_size=12).map("".join))
def test_a_whole_text_shows_all_its_words_and_every_mark_points_into_it(text):
    article = Article("x", text, "عنوان: قصف سراقب")
    found = list(marks(article, process(article)))
    assert all(article.quote(one.span) for one in found)
    shown = text_of(card.marked(article, found, words("ar")))
    assert shown == plain(article.title + text).replace("\u200d", "")


def test_letters_keep_their_joined_shape_across_a_mark():
    at = KHAN_TUMAN_TEXT.index("الطيران")
    marked = card._marked(KHAN_TUMAN_TEXT, at, at + 7, [Evidence("type", Span("text", at + 2, at + 4), "r")], words("en"))
    assert "ال\u200d<mark" not in marked.replace("ال\u200d<mark", "", 1)
    assert "\u200dطي\u200d" in marked


def test_a_gap_between_sentences_is_shown():
    text = "غارة هنا. كلام كثير لا صلة له. غارة هناك."
    found = [Evidence("type", Span("text", 0, 4), "r"), Evidence("type", Span("text", text.rindex("غارة"), text.rindex("غارة") + 4), "r")]
    made = card.excerpt(Article("x", text), found, words("ar"))
    assert "[…]" in made
    assert "لا صلة له" not in made


def test_fields_of_a_report_share_labels():
    assert [card.label(field) for field in ("killed_min", "children_killed", "date_phrase", "type", "something_new")] == [
        "killed",
        "killed",
        "date",
        "type",
        "other",
    ]


def test_an_article_without_evidence_shows_its_text_only():
    assert card.excerpt(make.article("x"), [], words("en")) == ""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_card_says_who_gives_which_figure(tmp_path, lang):
    articles = [make.article("a", outlet="وكالة"), make.article("b", outlet=HOSTILE)]
    reports = {"a": [make.report("a", killed_min=9, killed_max=9, source="المرصد")], "b": [make.report("b", killed_min=4, killed_max=4)]}
    with make.snapshot_of(tmp_path, articles, reports) as snapshot:
        (event_id,) = snapshot.events(Filters(disagree=True))["event_id"]
        made = card.card(snapshot.card(event_id), words(lang), "cut-1")
        cited = card.citation(snapshot.card(event_id), words(lang), "cut-1")
    table = made.split("<tbody>")[1].split("</tbody>")[0]
    assert [text_of(row.split("</td>")[0]) for row in table.split("<tr>")[1:]] == ["4", "9"]
    assert "المرصد" in table.split("<tr>")[2]
    assert "<script" not in made
    assert words(lang)("filters.disagree") in made
    assert event_id in cited
    assert "\u202e" not in cited


def test_one_report_needs_no_table_of_figures(shown):
    assert words("en")("card.figures") not in shown("a1")
