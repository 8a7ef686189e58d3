"""Explore: key figures, map, list and card answer to one set of filters; the timeline sets the dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit_folium import st_folium

from dashboard import charts, chrome, data, panel, session, toolbar
from dashboard.data import Cut
from dashboard.filters import COLOURINGS, STEPS
from dashboard.layers import GRID_ABOVE, SYRIA, View, areas, base_map, bounds_of, grid, in_view, legend, markers
from dashboard.text import Words
from events.query import Filters

T = TypeVar("T", bound=str)
MAP_HEIGHT = 470
_MAP = "rasd-map"
# A click comes as the feature clicked on; the count tells a new click from an old one.
_RETURNED = ("zoom", "center", "last_active_drawing", "last_object_clicked_count")


def page() -> None:
    """Draw the page."""
    shown = toolbar.begin()
    if shown:
        _map_and_list()
        _timeline(*shown)


@st.fragment
def _map_and_list() -> None:
    """Key figures, map and list: panning the map or opening an event runs this and nothing else."""
    cut, filters, words = toolbar.showing()
    toolbar.key_figures(cut.counts(filters), words)
    left, right = st.columns((7, 5), gap="small")
    with left, st.container(key="map"):
        _map(cut, filters, words)
    with right, st.container(height=MAP_HEIGHT + 76, border=True, key="panel"):
        panel.draw(cut, filters, words)
    session.write_address(cut.id)


def _map(cut: Cut, filters: Filters, words: Words) -> None:
    """Draw the map and its legend: a marker for each place, or squares of counts where too many places are in view."""
    selected = panel.selected_place(cut)
    found = cut.markers(filters)
    view = session.current().view or SYRIA
    if len(found) > GRID_ABOVE:
        found = found[in_view(found, view)]
    crowded = len(found) > GRID_ABOVE
    drawn = [areas(cut.areas(filters), words, selected)]
    drawn += [grid(cut.grid(filters, bounds_of(view), round(view.zoom)), words)] if crowded else markers(found, words, selected)
    st_folium(
        base_map(_first_view(), words, dark=chrome.is_dark(), files=data.base_map_files()), key=_MAP, height=MAP_HEIGHT, use_container_width=True,
        feature_group_to_add=drawn, returned_objects=_RETURNED, on_change=_moved_or_clicked,
    )  # fmt: skip
    st.html(legend(words, cut.facet(filters, "type"), filters.types, crowded=crowded))


def _first_view() -> View:
    """Where the map looks when it is made. Later views are the browser's own: a map made anew for each of them would flicker."""
    key = f"first-view-{session.links()}-{session.current().lang}-{chrome.is_dark()}"
    st.session_state.setdefault(key, session.current().view or SYRIA)
    view: View = st.session_state[key]
    return view


def _moved_or_clicked() -> None:
    """Take over what the visitor did on the map."""
    sent: dict[str, Any] = st.session_state.get(_MAP) or {}
    centre = sent.get("center")
    if centre and sent.get("zoom"):
        view = View(round(centre["lat"], 4), round(centre["lng"], 4), sent["zoom"])
        # A new map tells where it looks before anybody has moved it.
        if st.session_state.setdefault(f"whole-view-{session.links()}", view) != view:
            session.change(replace(session.current(), view=view))
    clicks, feature = sent.get("last_object_clicked_count"), sent.get("last_active_drawing")
    if clicks and feature and clicks != st.session_state.get("rasd-clicks"):
        panel.open_place(str(feature["properties"].get("id", "")))
    st.session_state["rasd-clicks"] = clicks


def _timeline(cut: Cut, filters: Filters, words: Words) -> None:
    counts = cut.counts(filters)
    if counts.first_day is None or counts.last_day is None:
        return
    state = session.current()
    with st.container(key="timeline"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="timeline-head"):
            st.html(f"<h4>{words('time.title')}</h4>", width="content")
            days = (counts.last_day - counts.first_day).days
            step = _choice("step", STEPS, state.step or charts.best_step(days), words)
            by = _choice("by", COLOURINGS, state.by or "type", words)
            notes = [words("time.brush")] + ([words("time.undated", n=counts.undated)] if counts.undated else [])
            st.html(f'<p class="rasd-note">{" ".join(notes)}</p>', width="stretch")
        rows = cut.histogram(filters, step, by)
        key = session.key("brush")
        chart = charts.timeline(rows, words, step=step, by=by)
        st.altair_chart(chart, key=key, on_select=lambda: _brushed(key), selection_mode=[charts.BRUSH], width="stretch")


def _choice(name: Literal["step", "by"], options: tuple[T, ...], now: T, words: Words) -> T:
    """Draw a choice of the timeline that the link remembers."""
    key = session.key(name)
    st.session_state.setdefault(key, now)
    group = "time" if name == "step" else "time.by"
    chosen = st.segmented_control(
        words(f"time.{name}"), options, key=key, format_func=lambda code: words(f"{group}.{code}"), required=True, label_visibility="collapsed",
        on_change=lambda: session.change(replace(session.current(), **{name: st.session_state[key]})), width="content",
    )  # fmt: skip
    return chosen or now


def _brushed(key: str) -> None:
    """Set the dates to the span drawn on the timeline."""
    span = charts.brushed(st.session_state[key].get("selection", {}))
    if span:
        state = session.current()
        session.adopt(replace(state, filters=replace(state.filters, date_from=span[0], date_to=span[1])))


page()
