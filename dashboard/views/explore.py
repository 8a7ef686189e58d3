"""Explore: key figures, map, list and card answer to one set of filters; the timeline sets the dates."""

from __future__ import annotations

from dataclasses import replace
from time import sleep
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import chrome, data, map_tools, panel, playback, session, timeline, toolbar
from dashboard.data import Cut
from dashboard.filters import compared, unlike
from dashboard.layers import GRID_ABOVE, SYRIA, Drawn, View, areas, base_map, bounds_of, grid, legend, markers
from dashboard.shading import shade_legend, shaded, shading
from dashboard.text import Words
from events.query import Filters

MAP_HEIGHT = 410  # pixels: key figures, map, list and bars stand on one screen of 1440 by 900, and the whole country fits at zoom 6.5
_MAP = "rasd-map"
_BREATH = 0.4  # seconds that a map which has spoken has for its outlines, before the rest is sent
_PATIENCE = 3.0  # seconds that a new visitor's page waits for its map to speak before the rest is drawn all the same
# A click comes as the feature clicked on; the count tells a new click from an old one.
_RETURNED = ("zoom", "center", "bounds", "last_clicked", "last_active_drawing", "last_object_clicked", "last_object_clicked_count")


def page() -> None:
    """Draw the page.

    A new visitor's browser gets the map alone first. It draws everything in one thread, and the list, the bars and the filters take it longer than the
    map does. Once its map is drawn the map says where it looks, which runs the fragment, and that has the rest drawn.
    """
    cut, filters, words = toolbar.showing()
    toolbar.draw(cut, filters, words)
    if cut.is_empty:
        chrome.empty(cut, words)
        return
    clock = playback.every()
    if session.has_arrived():
        st.fragment(_map_and_list, run_every=_PATIENCE)()
        session.leave_rest()
        return
    st.fragment(_map_and_list, run_every=clock)()
    timeline.draw(cut, filters, words)


def _map_and_list() -> None:
    """Key figures, map and list: panning the map or opening an event runs this and nothing else."""
    if session.is_outdated():
        if session.is_part():
            sleep(_BREATH)
        st.rerun()
    cut, filters, words = toolbar.showing()
    with st.container(key="above", gap="xsmall"):  # always the same number of parts above the map: one that moved down would load anew
        filters = playback.window(cut, filters, words)
        shown = map_tools.framed(filters)
        toolbar.key_figures(cut.counts(shown), words)
        if session.current().framed:
            st.html(f'<p class="rasd-note">{words("frame.note")}</p>')
    left, right = st.columns((7, 5), gap="small")
    with left, st.container(key="map"):
        map_tools.draw(words)
        _map(cut, filters, words)
    with right, st.container(height=MAP_HEIGHT + 112, border=True, key="panel"):
        if not session.has_arrived():
            panel.draw(cut, shown, words)
    session.write_address(cut.id)


def _map(cut: Cut, filters: Filters, words: Words) -> None:
    """Draw the map and its legend."""
    shown = session.current().shown or "places"
    drawn, key = _places(cut, filters, words, gridded=shown == "grid") if shown in {"places", "grid"} else _shades(cut, filters, words, shown)
    st_folium(
        base_map(_first_view(), words, dark=chrome.is_dark(), files=data.base_map_files()), key=_MAP, height=MAP_HEIGHT, use_container_width=True,
        feature_group_to_add=[*map_tools.drawn(filters), *drawn], returned_objects=_RETURNED, on_change=_moved_or_clicked,
    )  # fmt: skip
    map_tools.clicks(words)
    st.html(key)


def _places(cut: Cut, filters: Filters, words: Words, *, gridded: bool) -> tuple[list[Drawn], str]:
    """Draw a marker for each place, or squares of counts where that is asked for or too many places are in view; give the layers and the legend."""
    selected = panel.selected_place(cut)
    view = session.current().view or SYRIA
    around = bounds_of(view)
    seen = around if cut.point_count(filters) > GRID_ABOVE else None  # where all places can be drawn, a move draws nothing anew
    crowded = gridded or (seen is not None and cut.point_count(filters, seen) > GRID_ABOVE)
    drawn = [areas(cut.areas(filters), words, selected)]
    drawn += [grid(cut.grid(filters, around, round(view.zoom)), words)] if crowded else markers(cut.markers(filters, seen), words, selected)
    return drawn, legend(words, cut.facet(filters, "type"), filters.types, crowded=crowded)


def _shades(cut: Cut, filters: Filters, words: Words, level: str) -> tuple[list[Drawn], str]:
    """Shade the areas of a level; give the layer and the legend."""
    state = session.current()
    measure = state.measure or "n"
    other = compared(filters, state)
    rows, left_out = cut.by_area(replace(filters, undated=False) if other else filters, level)  # an undated event is in neither period
    shade = shading(rows, cut.by_area(other, level)[0] if other else None, data.areas(), measure, per_area=state.per_area)
    title = words(f"shade.{measure}") + (f"{words.dot}{words('toggle.per_area')}" if state.per_area else "")
    if other:
        title += f"{words.dot}{words('shade.against', days=words.between(other.date_from, other.date_to))}"
        title += f"{words.dot}{note}" if (note := unlike(filters, other, words)) else ""
    return [shaded(rows, shade, data.areas(), words, state.at)], shade_legend(shade, words, title=title, left_out=left_out)


def _first_view() -> View:
    """Where the map looks when it is made. Later views are the browser's own: a map made anew for each of them would flicker."""
    key = f"first-view-{session.links()}-{session.turns()}-{session.current().lang}-{chrome.is_dark()}"
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
        if st.session_state.setdefault(f"whole-view-{session.links()}-{session.turns()}", view) != view:
            session.change(replace(session.current(), view=view))
    map_tools.moved(sent.get("bounds"))
    pointing = map_tools.clicked(sent.get("last_clicked"), sent.get("last_object_clicked"))
    clicks, feature = sent.get("last_object_clicked_count"), sent.get("last_active_drawing")
    if clicks and feature and not pointing and clicks != st.session_state.get("rasd-clicks"):
        panel.open_place(str(feature["properties"].get("id", "")))
    st.session_state["rasd-clicks"] = clicks


page()
