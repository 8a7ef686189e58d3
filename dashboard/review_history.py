"""What was decided of an event and by whom, with the way back; and what the rules read beside what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import reviewing
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.review_words import FIGURES, holds, label, told
from dashboard.text import Words
from events.records import EventCard


def values(rows: Sequence[tuple[str, str, str]], words: Words) -> str:
    """Write the values of a report in a table: what the rules read beside what is in force; where they differ, both stand out."""
    head = "".join(f"<th scope='col'>{escape(words(f'review.column.{name}'))}</th>" for name in ("field", "rules", "force"))
    shown = [(name, _value(name, read, words), _value(name, now, words)) for name, read, now in rows]
    body = "".join(
        f"<tr class='{'rasd-differs' if read != now else ''}'><th scope='row'>{safe(label(name, words))}</th>"
        f"<td>{read}</td><td>{f'<b>{now}</b>' if read != now else now}</td></tr>"
        for name, read, now in shown
    )
    title = escape(words("review.values"))
    table = f"<table class='rasd-table' dir='{words.direction}'><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class='rasd-scroll rasd-values' tabindex='0'>{table}</div>"


def _value(name: str, text: str, words: Words) -> str:
    """Keep a value from turning the words around it; 100+ has no letter that says how it is read."""
    return f"<bdi{f' dir={words.figures}' if name in FIGURES and text[0].isdigit() else ''}>{safe(text)}</bdi>"


def draw(cut: Cut, found: EventCard, words: Words, *, may: bool) -> None:
    """Draw the history, the latest first, each review with a button that takes it back."""
    st.html(f"<h4>{escape(words('card.reviews'))}</h4>")
    if not found.reviews:
        st.html(f"<p class='rasd-note'>{escape(words('review.history.none'))}</p>")
    holding = holds(found.reviews)
    for review in reversed(found.reviews):
        line = told(review, words)
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"review-log-{review.id}"):
            shown = line if review.uid in holding else f"<s>{line}</s>"
            st.html(f"<div class='rasd-history' dir='{words.direction}'>{shown}</div>", width="stretch")
            if may and review.uid in holding:
                name = words("review.takeback")
                if st.button(name, key=f"review-undo-{review.id}", type="tertiary", icon=":material/undo:", help=words("review.takeback.help")):
                    reviewing.step(cut, words, lambda by, uid=review.uid: by.undo(uid))  # type: ignore[misc]
