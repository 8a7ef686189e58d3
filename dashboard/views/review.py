"""Review: the events that wait for a reviewer, and one event at work, its words beside the forms in which it is judged."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    card,
    chrome,
    people,
    review_add,
    review_conflicts,
    review_form,
    review_history,
    review_join,
    review_list,
    review_place,
    review_team,
    reviewing,
    session,
    toolbar,
)
from dashboard.data import Cut
from dashboard.review_words import rows
from dashboard.text import Words, literal
from events.ledger import LedgerError
from events.records import CardReport, EventCard

_SECTIONS = {
    "decide": review_form.decide, "fields": review_form.correct, "place": review_place.draw, "join": review_join.draw, "add": review_add.draw,
    "article": review_add.article,
}  # fmt: skip


def page() -> None:
    """Draw the page."""
    cut, filters, words = toolbar.showing()
    st.html(chrome.HERE / "style-review.css")
    if cut.is_empty:
        chrome.empty(cut, words)
        return
    may = reviewing.may_write(cut.workspace) and people.may("review")
    if not people.may("review"):
        chrome.message("note", words("gate.noright"), words("gate.noright.hint"))
    elif not may:
        chrome.message("warning", words("review.readonly"), words("review.readonly.hint"))
    elif cut.workspace.demo:
        chrome.message("note", words("review.demo"))
    found = _opened(cut, words)
    if not found:
        reviewing.tell(words)
    review_list.bar(cut, filters, words, found.event.id if found else "", may=may)
    if found:
        _event(cut, found, words, may=may)
    else:
        review_list.queue(cut, filters, words)
        if people.may("manage"):  # reviews go out with the names of all who wrote them
            review_team.draw(cut, words, may=may)


def _opened(cut: Cut, words: Words) -> EventCard | None:
    """The event that is open, under the id that it has now."""
    wanted = session.current().event
    if not wanted:
        return None
    try:
        found = cut.card(wanted)
    except LedgerError:
        chrome.message("warning", words("link.noevent", value=wanted))
        return None
    reviewing.show(found.event.id)
    return found


def _event(cut: Cut, found: EventCard, words: Words, *, may: bool) -> None:
    left, right = st.columns((7, 5), gap="medium")
    with left:
        st.html(card.heading(found.event, words))
        one = _report(found, words)
        review_conflicts.draw(cut, found, one, words, may=may)
        st.html(f'<div class="rasd-card" dir="{words.direction}">{card.whole(one, words)}</div>')
        st.html(review_history.values(rows(one.machine, one.report, words), words))
    with right:
        if may:
            _forms(cut, found, one, words)
        review_history.draw(cut, found, words, may=may)


def _report(found: EventCard, words: Words) -> CardReport:
    """Choose the report that is looked at."""
    if len(found.reports) == 1:
        return found.reports[0]
    by_id = {one.report.id: one for one in found.reports}
    ids = list(by_id)

    def told(report_id: str) -> str:
        one = by_id[report_id]
        at = words("card.report.n", n=ids.index(report_id) + 1, total=len(ids))
        return literal(f"{at}{words.dot}{(one.article.outlet or one.article.id)[:40]}{words.dot}{words(f'review.{one.status}')}")

    chosen = st.radio(words("review.report"), ids, key=reviewing.key("report"), format_func=told)
    return by_id[chosen or ids[0]]


def _forms(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:
    chosen = st.pills(
        words("review.section"), list(_SECTIONS), default="decide", required=True, key="review-section",
        format_func=lambda name: words(f"review.section.{name}"),
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    reviewing.tell(words)  # where the eyes are, on a phone too
    with st.container(border=True, key="review-forms"):
        _SECTIONS[chosen or "decide"](cut, found, one, words)


page()
