"""The row of tools above the map: what it draws, the frame, what a click does, points that were clicked, and base maps from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from dashboard import chrome, drawing, layers, session
from dashboard.filters import MEASURES, SHOWN
from dashboard.inputs import choice, toggle
from dashboard.nearby import KM, around
from dashboard.notes import told
from dashboard.text import Words
from events.query import Filters
from events.shapes import Bounds, ShapeError, rings, round_bounds
from gazetteer.admin import distance_km

_BOUNDS, _POINTS, _CLICKED, _BASE, _MODE = "rasd-bounds", "rasd-points", "rasd-clicked", "rasd-base-map", "rasd-mode"
_MODES = ("open", "measure", "draw")
"""What a click on the map does: opens what is there, sets a point to measure from, sets a corner of a polygon."""


def draw(words: Words) -> None:
    """Draw the tools."""
    state = session.current()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="map-tools"):
        shown = choice("shown", SHOWN, state.shown or "places", "shown", words)
        if shown not in {"places", "grid"}:
            choice("measure", MEASURES, state.measure or "n", "measure", words)
            toggle("per_area", words)
        toggle("framed", words)
        if state.framed:
            st.button(words("frame.keep"), key="frame-keep", on_click=_keep_frame, type="tertiary", icon=":material/crop_free:", help=words("frame.keep.help"))
        with st.popover(words("tools.title"), icon=":material/straighten:"):
            st.radio(
                words("mode.title"), _MODES, key=_MODE, format_func=lambda mode: words(f"mode.{mode}"), captions=[words(f"mode.{mode}.help") for mode in _MODES]
            )
            _base_map(words)


def framed(filters: Filters) -> Filters:
    """Narrow the filters to what is in view, where the visitor asked for it."""
    if not session.current().framed:
        return filters
    west, south, east, north = _view_bounds()
    if filters.box:
        west, south = max(west, filters.box[0]), max(south, filters.box[1])
        east, north = min(east, filters.box[2]), min(north, filters.box[3])
    return replace(filters, box=(west, south, east, north))


def moved(bounds: Any) -> None:  # noqa: ANN401  # what the map sends
    """Keep the edges of the view. For callbacks."""
    try:
        south_west, north_east = bounds["_southWest"], bounds["_northEast"]
        st.session_state[_BOUNDS] = round_bounds((south_west["lng"], south_west["lat"], north_east["lng"], north_east["lat"]))
    except (KeyError, TypeError):  # a map that is not laid out yet has no edges
        return


def clicked(point: Any, thing: Any) -> bool:  # noqa: ANN401  # what the map sends
    """Take a click on the map, or on a thing on it, as a point or a corner where the visitor sets some; tell whether they do. For callbacks.

    point, thing: where the last click on the map and the last one on a thing were; a click on an area is both.
    """
    before = st.session_state.get(_CLICKED, (None, None))
    fresh = {(float(now["lat"]), float(now["lng"])) for now, then in zip((point, thing), before, strict=True) if now and now != then}
    st.session_state[_CLICKED] = (point, thing)
    for at in fresh:
        if _mode() == "measure":
            st.session_state[_POINTS] = [*_points()[-1:], at]
        elif _mode() == "draw":
            drawing.add(at)
    return _mode() != "open"


def drawn(filters: Filters) -> list[layers.Drawn]:
    """Give the layers of the tools: what was clicked, the shapes that are filtered by, and the base map that was asked for."""
    near, base = filters.near, str(st.session_state.get(_BASE))
    found = [layers.tiles(base)] if base in layers.ONLINE else []
    found += [layers.clicking()] if _mode() != "open" else []
    points = {"measure": _points(), "draw": drawing.corners()}.get(_mode(), [])
    shapes = rings(filters.within) if filters.within else []
    if filters.box:
        west, south, east, north = filters.box
        shapes.append([(south, west), (north, west), (north, east), (south, east)])
    return [*found, layers.rings(shapes), layers.pins(points, (near.lat, near.lon, near.km) if near else None, closed=_mode() == "draw" and len(points) > 2)]


def clicks(words: Words) -> None:
    """Draw what belongs to the clicks on the map, under it."""
    if _mode() == "measure":
        _measured(words)
    elif _mode() == "draw":
        drawing.draw(words)


def _mode() -> str:
    return str(st.session_state.get(_MODE) or "open")


def _measured(words: Words) -> None:
    """Say where the clicked points lie and how far apart, and offer what is reported around the last one."""
    found = _points()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="points"):
        if not found:
            st.html(f'<p class="rasd-note">{escape(words("points.none"))}</p>', width="content")
            return
        said = " → ".join(f"{lat:.5f}, {lon:.5f}" for lat, lon in found)
        if len(found) == 2:
            km = distance_km(*((lon, lat) for lat, lon in found))
            said += f" · {words('points.distance', km=words.number(km, ',.2f'))}"
        st.html(f'<p class="rasd-note rasd-points"><bdi dir="ltr">{escape(said)}</bdi></p>', width="content")
        st.button(words("points.near", km=words.number(KM, "g")), key="points-near", on_click=_filter_around, type="tertiary", icon=":material/my_location:")
        st.button(words("points.clear"), key="points-clear", on_click=_clear, type="tertiary", icon=":material/close:")
    problem = st.session_state.pop("rasd-point-problem", "")
    if problem:
        chrome.message("warning", words("filters.shape.problem"), told(problem, words))


def _points() -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = st.session_state.get(_POINTS, [])
    return found


def _clear() -> None:
    st.session_state[_POINTS] = []


def _filter_around() -> None:
    lat, lon = _points()[-1]
    try:
        near = around(lat, lon)
    except ShapeError as error:
        st.session_state["rasd-point-problem"] = str(error)
        return
    session.filter_by(replace(session.current().filters, near=near))


def _view_bounds() -> Bounds:
    """The edges of the view as the browser told them, or a safe guess before it has."""
    told: Bounds | None = st.session_state.get(_BOUNDS)
    return told or layers.bounds_of(session.current().view or layers.SYRIA)


def _keep_frame() -> None:
    state = session.current()
    session.adopt(replace(state, filters=replace(state.filters, box=round_bounds(_view_bounds())), framed=False))


def _base_map(words: Words) -> None:
    """Offer base maps of other hosts for this visit; a link never carries the choice, so that nobody's browser is sent there by another."""
    st.radio(words("base.title"), ["none", *layers.ONLINE], key=_BASE, format_func=lambda name: words(f"base.{name}"), help=words("base.help"))
    st.html(f'<p class="rasd-note">{escape(words("base.notice"))}</p>')
