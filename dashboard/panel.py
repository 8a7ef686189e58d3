"""The panel beside the map: the list of events, the events of one place, or the card of one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import card, chrome, data, playback, session
from dashboard.data import Cut
from dashboard.filters import State, link, to_query
from dashboard.layers import symbol_data
from dashboard.named_areas import at_place
from dashboard.review_words import history
from dashboard.text import Words, plain
from events.ledger import LedgerError
from events.query import Filters

SYMBOL = "symbol"
_HEIGHT, ROW = 454, 32


def draw(cut: Cut, filters: Filters, words: Words, ids: Sequence[str] = ()) -> None:
    """Draw what is open. ids: events of the list beside it, by default those that the filters show, or those of the open place."""
    state = session.current()
    if state.event:
        _card(cut, state, words, ids or [str(one) for one in cut.events(at_place(filters, state.at, data.areas()) if state.at else filters)["event_id"]])
    elif state.at:
        _list(cut, at_place(filters, state.at, data.areas()), words, _place_title(cut, filters, state.at, words))
    else:
        _list(cut, filters, words, "")


def open_place(place_id: str) -> None:
    """Open a marker or an area: the event itself where there is one only, else the list of its events. For callbacks."""
    found = data.Cut(session.home()).events(at_place(session.current().filters, place_id, data.areas()))
    only = str(found["event_id"].iloc[0]) if len(found) == 1 else ""
    session.change(replace(session.current(), at=place_id, event=only))


def open_event(event_id: str) -> None:
    """Open the card of an event. For callbacks."""
    session.change(replace(session.current(), event=event_id))


def close() -> None:
    """Go back one step: from a card to its place's list, where that has more events, else to the whole list. For callbacks."""
    state = session.current()
    several = bool(state.event and state.at) and len(data.Cut(session.home()).events(at_place(state.filters, state.at, data.areas()))) > 1
    session.change(replace(state, event="", at=state.at if several else ""))


def selected_place(cut: Cut) -> str:
    """The place to ring on the map: the one that was clicked, or the first one of the open event."""
    state = session.current()
    if state.at or not state.event:
        return state.at
    rows = cut.markers(replace(Filters(), event_id=state.event))
    return str(rows["place_id"].iloc[0]) if len(rows) else ""


def _back(words: Words) -> None:
    icon = ":material/arrow_forward:" if words.direction == "rtl" else ":material/arrow_back:"
    st.button(words("card.back"), key="back", on_click=close, type="tertiary", icon=icon)


def _around(event_id: str, ids: Sequence[str], words: Words) -> None:
    """Offer the events before and after this one in the list: a keyboard opens one row of the list, and goes on from there."""
    at = ids.index(event_id) if event_id in ids else None
    icons = ("chevron_right", "chevron_left") if words.direction == "rtl" else ("chevron_left", "chevron_right")
    for name, step, icon in zip(("previous", "next"), (-1, 1), icons, strict=True):
        goal = ids[at + step] if at is not None and 0 <= at + step < len(ids) else ""
        st.button(words(f"card.{name}"), key=f"card-{name}", on_click=open_event, args=(goal,), disabled=not goal, type="tertiary", icon=f":material/{icon}:")


def _card(cut: Cut, state: State, words: Words, ids: Sequence[str]) -> None:
    with st.container(horizontal=True, gap="small", key="card-moves"):
        _back(words)
        _around(state.event, ids, words)
    try:
        found = cut.card(state.event)
    except LedgerError:
        chrome.message("warning", words("link.noevent", value=state.event))
        return
    if not cut.counts(replace(state.filters, event_id=found.event.id)).shown:
        chrome.message("note", words("card.filtered"))
    st.html(card.card(found, words, cut.id, history(found.reviews, words)))
    st.page_link("views/review.py", label=words("card.review"), icon=":material/rate_review:", query_params=to_query(state))
    with st.expander(words("card.share"), icon=":material/link:"):
        st.code(card.citation(found, words, cut.id), language=None, wrap_lines=True)
        st.code(f"{session.address()}?{link(permalink(state, found.event.id, cut.id))}", language=None, wrap_lines=True)
        st.html(f'<p class="rasd-note">{words("card.print")}</p>')


def permalink(state: State, event_id: str, cut_id: str) -> State:
    """Give the state of a link that opens one event and nothing else, for a reader of the same language."""
    return state.only(event=event_id, cut=cut_id)


def _place_title(cut: Cut, filters: Filters, place_id: str, words: Words) -> str:
    whole = data.areas().get(place_id.removeprefix("in:"))
    if whole:
        return words.either(whole.name_ar, whole.name_en)
    rows = cut.areas(filters) if place_id.startswith("area:") else cut.markers(at_place(filters, place_id, data.areas()))
    rows = rows[rows["place_id"] == place_id]
    if rows.empty:
        rows = cut.areas(filters)
        rows = rows[rows["place_id"] == place_id]
    return words.either(rows["name_ar"].iloc[0], rows["name_en"].iloc[0]) if len(rows) else place_id


def _list(cut: Cut, filters: Filters, words: Words, title: str) -> None:
    """Draw a list of events; a click on a row opens its card."""
    rows = cut.events(filters)
    shown = cut.counts(filters).shown
    if title:
        _back(words)
        st.html(f"<h3 dir='auto'>{card.safe(title)}</h3><p class='rasd-note'>{words('card.place.events', n=shown)}</p>")
    else:
        st.html(f"<h4>{words('table.title')} <span class='rasd-note'>{words('table.open')}</span></h4>")
    if rows.empty:
        if playback.now():
            chrome.message("note", words("play.none"))
        else:
            chrome.empty(cut, words)
        return
    ids = [str(event_id) for event_id in rows["event_id"]]
    key = session.key(f"list-{session.current().at}")
    st.dataframe(
        table(rows, words), key=key, hide_index=True, height=table_height(len(rows), _HEIGHT), row_height=ROW, on_select=lambda: picked(key, ids),
        selection_mode="single-cell", alt=words("table.title"), column_config={SYMBOL: st.column_config.ImageColumn(" ", width=34)},
    )  # fmt: skip
    if shown > len(rows):
        st.caption(words("table.more", shown=len(rows), n=shown))


def table_height(rows: int, most: int) -> int:
    """Height of a list in pixels: as high as its rows, up to a limit."""
    return min(most, ROW * rows + 38)


def picked(key: str, ids: list[str]) -> None:
    """Open the event of the row that was clicked."""
    selection = st.session_state[key]["selection"]
    rows = [row for row, _ in selection.get("cells", ())] or list(selection.get("rows", ()))
    if rows:
        open_event(ids[rows[0]])


def table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The columns of the list, in words. Cells are plain text: the grid reads no markup."""
    places = rows["places_ar" if words.lang == "ar" else "places_en"]
    columns = {
        "date": [words.written(str(day.date())) if not pd.isna(day) else "–" for day in pd.to_datetime(rows["date"])],
        "type": [words(f"type.{code}") for code in rows["type"]],
        "place": [plain(names) for names in places],
        "initiators": [words.terms("actor", codes) for codes in rows["initiators"]],
        "killed": [_figure(low, high, words) for low, high in zip(rows["killed_min"], rows["killed_max"], strict=True)],
        "targets": [words.terms("actor", codes) for codes in rows["targets"]],
        "certainty": [words(f"certainty.{code}") for code in rows["certainty"]],
        "sources": [words.written(f"{independent}/{reports}") for independent, reports in zip(rows["independent"], rows["reports"], strict=True)],
    }
    symbols = {SYMBOL: pd.Categorical([symbol_data(code, 8) for code in rows["type"]])}  # sent once for each type, not for each row
    return pd.DataFrame(symbols | {words(f"table.{name}"): values for name, values in columns.items()})


def _figure(low: object, high: object, words: Words) -> str:
    return words.span(None if pd.isna(low) else int(low), None if pd.isna(high) else int(high))  # type: ignore[call-overload]
