"""The queue of events that wait for a reviewer, and the bar that leads through it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from dashboard import chrome, panel, reviewing, session
from dashboard.data import ROWS, Cut
from dashboard.grid import in_digits
from dashboard.layers import symbol_data
from dashboard.review_words import cause
from dashboard.text import Words, plain
from events.filters import REVIEWS
from events.query import Filters
from events.review_queue import Queued

_HEIGHT = 520


def bar(cut: Cut, filters: Filters, words: Words, event_id: str, *, may: bool) -> None:
    """Say how far the work has come, who is at it, and lead to the events before and after the one that is open."""
    judged, total = cut.progress(filters)
    at, ids = _position(cut, filters, event_id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="review-bar"):
        with st.container(width="stretch", gap="xsmall"):
            place = f"{words.dot}{words('review.position', n=at + 1, total=len(ids))}" if event_id and at >= 0 else ""
            told = escape(words("review.progress", n=judged, total=total) + place)
            st.html(f"<h3>{escape(words('review.title'))}</h3><p class='rasd-note' role='status'>{told}</p>")
            st.progress(judged / total if total else 0.0)
        if may:
            with st.container(width=220):
                reviewing.ask_name(words)
    if event_id:
        _steps(ids, at, words)


def _position(cut: Cut, filters: Filters, event_id: str) -> tuple[int, tuple[str, ...]]:
    """Find the open event in the queue as it was shown; an event that was opened from elsewhere is looked for in the queue of now."""
    ids = reviewing.order()
    if event_id and event_id not in ids:
        now = tuple(str(one.event["event_id"]) for one in cut.queue(filters))
        if not ids or event_id in now:
            reviewing.keep_order(now)
            ids = now
    return (ids.index(event_id) if event_id in ids else -1), ids


def _steps(ids: tuple[str, ...], at: int, words: Words) -> None:
    """Draw the buttons, which keys press too."""
    before, after = (ids[at - 1] if at > 0 else ""), (ids[at + 1] if at + 1 < len(ids) else "")
    forward, back = (":material/arrow_back:", ":material/arrow_forward:")[:: -1 if words.direction == "ltr" else 1]
    with st.container(horizontal=True, gap="small", key="review-steps"):
        st.button(words("review.previous"), key="review-previous", icon=back, disabled=not before, on_click=reviewing.show, args=(before,), shortcut="Alt+P")
        st.button(
            words("review.next"), key="review-next", icon=forward, icon_position="right", disabled=not after, on_click=reviewing.show, args=(after,),
            shortcut="Alt+N",
        )  # fmt: skip
        st.button(words("review.queue"), key="review-queue", icon=":material/list:", type="tertiary", on_click=reviewing.show, args=("",))


def queue(cut: Cut, filters: Filters, words: Words) -> None:
    """Draw the list, the most pressing first."""
    _statuses(filters, words)
    waiting = cut.queue(filters)
    reviewing.keep_order([str(one.event["event_id"]) for one in waiting])
    if not waiting:
        chrome.message("note", words("review.empty"), words("review.empty.hint"))
        return
    ids = [str(one.event["event_id"]) for one in waiting[:ROWS]]
    st.button(words("review.begin"), key="review-begin", type="primary", icon=":material/play_arrow:", on_click=reviewing.show, args=(ids[0],))
    st.html(f"<p class='rasd-note'>{escape(words('review.queue.note'))}</p>")
    key = session.key("review-list")
    st.dataframe(
        in_digits(table(waiting[:ROWS], words), words, ".2f"), key=key, hide_index=True, height=panel.table_height(len(ids), _HEIGHT), row_height=panel.ROW,
        on_select=lambda: panel.picked(key, ids), selection_mode="single-cell", alt=words("review.queue"),
        column_config={panel.SYMBOL: st.column_config.ImageColumn(" ", width=34), words("review.score"): st.column_config.NumberColumn(format="%.2f")},
    )  # fmt: skip
    if len(waiting) > ROWS:
        st.caption(words("table.more", shown=ROWS, n=len(waiting)))


def _statuses(filters: Filters, words: Words) -> None:
    key, now = session.key("review-status"), list(filters.review)
    if st.session_state.get(key, now) != now:
        st.session_state[key] = now  # chosen at the side

    def choose() -> None:
        session.filter_by(replace(session.current().filters, review=tuple(st.session_state[key])))

    st.pills(
        words("filters.review"), REVIEWS, default=now, key=key, selection_mode="multi", format_func=lambda code: words(f"review.{code}"),
        on_change=choose,
    )  # fmt: skip


def table(waiting: list[Queued], words: Words) -> pd.DataFrame:
    """The columns of the queue, in words. Cells are plain text: the grid reads no markup."""
    events = [one.event for one in waiting]
    columns = {
        words("review.score"): [one.score for one in waiting],
        words("table.date"): [words.written(str(event["date"])) if event["date"] else "–" for event in events],
        words("table.type"): [words(f"type.{event['type']}") for event in events],
        words("table.place"): [plain(event["places_ar" if words.lang == "ar" else "places_en"] or "–") for event in events],
        words("review.reasons"): [words.comma.join(cause(reason, words) for reason in one.causes) for one in waiting],
        words("filters.review"): [words(f"review.{event['review_status']}") for event in events],
    }
    return pd.DataFrame({panel.SYMBOL: [symbol_data(event["type"], 8) for event in events]} | columns)
