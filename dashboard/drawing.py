"""A polygon drawn on the map: each click is a corner, and the closed shape becomes a filter."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import chrome, session
from dashboard.notes import told
from dashboard.text import Words
from events.shapes import MAX_CORNERS, ShapeError, polygon_of_corners

Point = tuple[float, float]
"""Latitude, longitude."""
_CORNERS, _PROBLEM = "rasd-corners", "rasd-polygon-problem"


def corners() -> list[Point]:
    """The corners that were clicked so far."""
    found: list[Point] = st.session_state.get(_CORNERS, [])
    return found


def add(corner: Point) -> None:
    """Take a click as the next corner. For callbacks."""
    st.session_state[_CORNERS] = [*corners(), corner][:MAX_CORNERS]


def draw(words: Words) -> None:
    """Say how far the drawing is, and offer to take a corner back, to begin again and to filter."""
    found = corners()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="corners"):
        st.html(f'<p class="rasd-note" role="status">{escape(words("draw.corners", n=len(found)))}</p>', width="content")
        st.button(words("draw.filter"), key="draw-filter", on_click=_filter, disabled=len(found) < 3, icon=":material/filter_alt:")
        st.button(words("draw.back"), key="draw-back", on_click=_back, disabled=not found, type="tertiary", icon=":material/undo:")
        st.button(words("points.clear"), key="draw-clear", on_click=_clear, disabled=not found, type="tertiary", icon=":material/close:")
    problem = st.session_state.pop(_PROBLEM, "")
    if problem:
        chrome.message("warning", words("filters.shape.problem"), told(problem, words))


def _back() -> None:
    st.session_state[_CORNERS] = corners()[:-1]


def _clear() -> None:
    st.session_state[_CORNERS] = []


def _filter() -> None:
    """Make the drawn shape the filter's polygon; a shape that crosses itself stays as it is, to be mended."""
    try:
        wkt = polygon_of_corners(corners())
    except ShapeError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    _clear()
    session.filter_by(replace(session.current().filters, within=wkt))
