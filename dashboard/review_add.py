"""Adding an event that the rules missed, from the words that report it; and the date or the outlet of an article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard import card, chrome, review_place, reviewing
from dashboard.data import Cut
from dashboard.filters import FIRST_DAY, LAST_DAY
from dashboard.review_form import fields
from dashboard.text import Words, plain
from events.analyst import LONGEST_WHY
from events.records import CardReport, EventCard
from events.review_fields import LONGEST_WORDS, ReviewError, place_field
from events.review_places import chosen, locate, not_placed, value
from extract.article import Article, Span
from extract.records import Evidence

_LONGEST_LABEL = 90
_EMPTY: dict[str, Any] = {
    "type": None, "initiators": [], "targets": [], "killed_min": None, "killed_max": None, "injured_min": None, "injured_max": None,
    "civilians_killed": None, "children_killed": None, "women_killed": None, "date": None, "date_end": None, "date_precision": "unknown",
    "certainty": "reported", "weapon": "", "hit": [],
}  # fmt: skip


def draw(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:  # noqa: ARG001  # all sections are called alike
    """Draw the form: the article, the words, where, and what is known."""
    st.html(f"<p class='rasd-note'>{escape(words('review.add.help'))}</p>")
    article_id = _article(cut, one, words)
    if not article_id:
        return
    article = cut.workspace.ledger.article(article_id)
    name = f"add-{article_id}"
    spans = _words(cut, article, name, words)
    place = _place(cut, article, spans, name, words)
    with st.form(reviewing.key(f"form-{name}"), border=False):
        given = fields(_EMPTY, name, words)
        why = st.text_input(words("review.why"), key=reviewing.key(f"why-{name}"), max_chars=LONGEST_WHY)
        if st.form_submit_button(words("review.add.do"), type="primary", icon=":material/add:"):
            wanted = {field: known for field, known in given.items() if known != _EMPTY[field]} | place
            reviewing.step(cut, words, lambda by: by.add(article_id, spans, wanted, why))


def _article(cut: Cut, one: CardReport, words: Words) -> str:
    """Choose the article: the one that is looked at, or another, by its names."""
    wanted = st.text_input(words("review.add.find"), key=reviewing.key("add-find"), help=words("review.add.find.help"))
    covered = cut.snapshot.masks.text
    known = {line.id: line for line in cut.find_articles(wanted)} if wanted.strip() else {}
    ids = list(known) or ([] if wanted.strip() else [one.article.id])
    if not ids:
        st.html(f"<p class='rasd-note'>{escape(words('review.add.nothing'))}</p>")
        return ""

    def told(article_id: str) -> str:
        line = known.get(article_id)
        title, outlet, day = (line.title, line.outlet, line.published) if line else (one.article.title, one.article.outlet, one.article.published)
        return plain(f"{covered(outlet) or article_id} · {day or '–'} · {covered(title)[:_LONGEST_LABEL]}")

    return str(st.selectbox(words("review.add.article"), ids, key=reviewing.key(f"add-article-{wanted}"), format_func=told))


def _words(cut: Cut, article: Article, name: str, words: Words) -> list[Span]:
    """Choose a sentence and, if wanted, words of it; they are looked for in the article and shown marked. The names that are masked stay so."""
    covered = cut.snapshot.masks.text
    zones = [("title", (0, len(article.title)))] if article.title.strip() else []
    zones += [("text", found) for found in card.sentence_ranges(article.text) if article.text[slice(*found)].strip()]
    sentences = [Span("title" if zone == "title" else "text", *ends) for zone, ends in zones]

    def told(at: int) -> str:
        return plain(covered(" ".join(article.quote(sentences[at]).split())))[:_LONGEST_LABEL]

    at = st.selectbox(
        words("review.add.sentence"),
        range(len(sentences)),
        index=None,
        key=reviewing.key(f"sentence-{name}"),
        format_func=told,
        placeholder=words("review.choose"),
    )
    phrase = st.text_input(words("review.add.words"), key=reviewing.key(f"phrase-{name}"), help=words("review.words.help")).strip()
    if at is None and not phrase:
        return []
    try:
        span = find(article, phrase, sentences[at] if at is not None else None)
    except ReviewError as error:
        chrome.message("error", words("review.refused"), covered(str(error)))
        return []
    _show(cut, article, span, sentences, words)
    return [span]


def find(article: Article, phrase: str, sentence: Span | None) -> Span:
    """Find words in an article, inside a sentence where one is chosen; without words, the sentence. Raises ReviewError."""
    if sentence is None:
        return locate(article, phrase)
    said = article.quote(sentence)
    if not phrase:
        return Span(sentence.zone, sentence.start + len(said) - len(said.lstrip()), sentence.start + len(said.rstrip()))
    at = said.find(phrase)
    if at < 0:
        raise ReviewError(f"{phrase[:60]!r} does not stand in this sentence; copy the words exactly as published")
    return Span(sentence.zone, sentence.start + at, sentence.start + at + len(phrase))


def _show(cut: Cut, article: Article, span: Span, sentences: Sequence[Span], words: Words) -> None:
    """Show the words marked in their sentence; with names masked the marks move along."""
    around = next((one for one in sentences if one.zone == span.zone and one.start <= span.start < one.end), span)
    text = cut.snapshot.masks.covered(article.title if span.zone == "title" else article.text)
    inside, where = text.moved(span), text.moved(around)
    marked = card.piece(text.text, where, [Evidence("type", inside, words("review.add.words"))], words)
    st.html(f'<div class="rasd-card"><p class="rasd-text" dir="rtl" lang="ar">{marked}</p></div>')


def _place(cut: Cut, article: Article, spans: Sequence[Span], name: str, words: Words) -> dict[str, Any]:
    """Ask where: a name in the article, and the place of the gazetteer that it stands for, or none."""
    named = st.text_input(words("review.add.place"), key=reviewing.key(f"place-{name}"), help=words("review.add.place.help"), max_chars=LONGEST_WORDS).strip()
    if not named or not spans:
        return {}
    try:
        field = place_field(locate(article, named, spans[0]))
    except ReviewError as error:
        chrome.message("error", words("review.refused"), str(error))
        return {}
    gaz = cut.workspace.gazetteer()
    offered = {candidate.place.id: candidate.place for candidate in gaz.search(named, limit=8)}
    none = "-"
    picked = st.selectbox(
        words("review.place.list"), [*offered, none], key=reviewing.key(f"place-of-{name}-{named}"),
        format_func=lambda place_id: words("review.place.unplaced") if place_id == none else plain(review_place.described(offered[place_id], words)),
    )  # fmt: skip
    if picked == none:
        return {field: value(named, not_placed(words("review.add.unplaced")))}
    review_place.small_map([offered[picked]], picked, "air_strike", words)
    return {field: value(named, chosen(gaz, picked))}


def article(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:  # noqa: ARG001
    """Set the date of publication or the outlet of the article that is looked at; it is read again at once."""
    st.html(f"<p class='rasd-note'>{escape(words('review.article.help'))}</p>")
    real = cut.workspace.ledger.article(one.article.id)
    outlet_shown = plain(cut.snapshot.masks.text(real.outlet))
    with st.form(reviewing.key(f"article-{real.id}"), border=False):
        day = st.date_input(
            words("review.field.published"), real.published,
            key=reviewing.key(f"published-{real.id}-{real.published}"), format="YYYY-MM-DD", min_value=FIRST_DAY,
            max_value=LAST_DAY, help=words("review.article.unknown"),
        )  # fmt: skip
        outlet = st.text_input(words("review.field.outlet"), outlet_shown, key=reviewing.key(f"outlet-{real.id}"), max_chars=LONGEST_WORDS)
        why = st.text_input(words("review.why"), key=reviewing.key(f"why-{real.id}"), max_chars=LONGEST_WHY)
        if st.form_submit_button(words("review.article.do"), type="primary", icon=":material/event:"):
            wanted = article_changes(real, day, "" if outlet is None else outlet, outlet_shown)
            reviewing.step(cut, words, lambda by: by.correct_article(real.id, wanted, why))


def article_changes(real: Article, day: date | None, outlet: str, shown: str) -> dict[str, str | None]:
    """Give what was changed in the form. shown: the outlet as the form began, which may be masked."""
    wanted: dict[str, str | None] = {}
    if day != real.published:
        wanted["published"] = day.isoformat() if day else None
    if outlet != shown:
        wanted["outlet"] = outlet.strip()
    return wanted or {"outlet": real.outlet}
