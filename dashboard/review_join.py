"""Joining an event with another that tells of the same incident, and parting reports that do not belong together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import escape

import streamlit as st

from dashboard import reviewing
from dashboard.data import Cut
from dashboard.layers import Json, records
from dashboard.text import Words, plain
from events.query import Filters
from events.records import CardReport, Event, EventCard

_AROUND = timedelta(days=1)


def draw(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:  # noqa: ARG001  # all sections are called alike
    """Draw both forms."""
    _merge(cut, found.event, words)
    _split(cut, found, words)


def _merge(cut: Cut, event: Event, words: Words) -> None:
    """Offer the events of the same days and the days around them, those at one of its places first."""
    st.html(f"<h4>{escape(words('review.merge'))}</h4><p class='rasd-note'>{escape(words('review.merge.help'))}</p>")
    rows = {str(row["event_id"]): row for row in nearby(cut, event)}
    if not rows:
        st.html(f"<p class='rasd-note'>{escape(words('review.merge.none'))}</p>")
        return
    other = st.selectbox(
        words("review.merge.with"), list(rows), index=None, key=reviewing.key("merge"), format_func=lambda event_id: told(rows[event_id], words),
        placeholder=words("review.choose"),
    )  # fmt: skip
    why = st.text_input(words("review.why"), key=reviewing.key("merge-why"))
    if st.button(words("review.merge.do"), key="review-merge", icon=":material/merge:", disabled=other is None) and other:
        reviewing.step(cut, words, lambda by: by.merge([event.id, other], why))


def nearby(cut: Cut, event: Event) -> list[Json]:
    """Give the events that could be the same: of the days around it, or of no known day at one of its places; those at its places first."""
    places = [place.place.id for place in event.places if place.place]
    days = Filters()
    if event.date and event.date_end:
        days = Filters(date_from=event.date - _AROUND, date_to=event.date_end + _AROUND, undated=False)
    asked = [replace(days, place_id=place_id) for place_id in places] + ([days] if event.date else [])
    return [row for row in {row["event_id"]: row for one in asked for row in records(cut.events(one))}.values() if row["event_id"] != event.id]


def told(row: Json, words: Words) -> str:
    """Write an event in one line; the list reads no markup."""
    day = words.written(str(row["date"].date())) if hasattr(row["date"], "date") and row["date"] == row["date"] else "–"
    where = plain(str(row["places_ar" if words.lang == "ar" else "places_en"] or "–"))
    return f"{day}{words.dot}{words('type.' + row['type'])}{words.dot}{where}{words.dot}{row['event_id']}"


def _split(cut: Cut, found: EventCard, words: Words) -> None:
    st.html(f"<h4>{escape(words('review.split'))}</h4><p class='rasd-note'>{escape(words('review.split.help'))}</p>")
    if len(found.reports) < 2:
        st.html(f"<p class='rasd-note'>{escape(words('review.split.none'))}</p>")
        return
    by_id = {one.report.id: one for one in found.reports}

    def named(report_id: str) -> str:
        one = by_id[report_id]
        return plain(f"{one.article.outlet or one.article.id} · {one.report.date or '–'} · {report_id}")

    chosen = st.multiselect(words("review.split.which"), list(by_id), key=reviewing.key("split"), placeholder=words("review.choose"), format_func=named)
    why = st.text_input(words("review.why"), key=reviewing.key("split-why"))
    if st.button(words("review.split.do"), key="review-split", icon=":material/call_split:", disabled=not chosen):
        reviewing.step(cut, words, lambda by: by.split(found.event.id, chosen, why))
