"""Explore: key figures, map, list and card answer to one set of filters; the timeline sets the dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from folium import FeatureGroup
from pandas import DataFrame
from streamlit_folium import st_folium

from dashboard import charts, chrome, data, map_tools, panel, session, toolbar
from dashboard.data import Cut
from dashboard.filters import COLOURINGS, STEPS, By, Step, compared, moved
from dashboard.inputs import choice, toggle
from dashboard.layers import GRID_ABOVE, SYRIA, View, areas, base_map, bounds_of, grid, in_view, legend, markers
from dashboard.shading import shade_legend, shaded, shading
from dashboard.text import Words
from events.query import Filters

MAP_HEIGHT = 470
_MAP = "rasd-map"
# A click comes as the feature clicked on; the count tells a new click from an old one.
_RETURNED = ("zoom", "center", "bounds", "last_clicked", "last_active_drawing", "last_object_clicked_count")


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
    shown = map_tools.framed(filters)
    toolbar.key_figures(cut.counts(shown), words)
    if session.current().framed:
        st.html(f'<p class="rasd-note">{words("frame.note")}</p>')
    left, right = st.columns((7, 5), gap="small")
    with left, st.container(key="map"):
        map_tools.draw(words)
        _map(cut, filters, words)
    with right, st.container(height=MAP_HEIGHT + 116, border=True, key="panel"):
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
    map_tools.points(words)
    st.html(key)


def _places(cut: Cut, filters: Filters, words: Words, *, gridded: bool) -> tuple[list[FeatureGroup], str]:
    """Draw a marker for each place, or squares of counts where that is asked for or too many places are in view; give the layers and the legend."""
    selected = panel.selected_place(cut)
    found = cut.markers(filters)
    view = session.current().view or SYRIA
    if len(found) > GRID_ABOVE:
        found = found[in_view(found, view)]
    crowded = gridded or len(found) > GRID_ABOVE
    drawn = [areas(cut.areas(filters), words, selected)]
    drawn += [grid(cut.grid(filters, bounds_of(view), round(view.zoom)), words)] if crowded else markers(found, words, selected)
    return drawn, legend(words, cut.facet(filters, "type"), filters.types, crowded=crowded)


def _shades(cut: Cut, filters: Filters, words: Words, level: str) -> tuple[list[FeatureGroup], str]:
    """Shade the areas of a level; give the layer and the legend."""
    state = session.current()
    measure = state.measure or "n"
    other = compared(filters, state.versus) if state.versus else None
    rows, left_out = cut.by_area(filters, level)
    shade = shading(rows, cut.by_area(other, level)[0] if other else None, data.areas(), measure, per_area=state.per_area)
    title = words(f"shade.{measure}") + (f" · {words('toggle.per_area')}" if state.per_area else "")
    if other:
        title += f" · {words('shade.against', first=str(other.date_from), last=str(other.date_to))}"
    return [shaded(rows, shade, data.areas(), words, state.at)], shade_legend(shade, words, title=title, left_out=left_out)


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
    map_tools.moved(sent.get("bounds"))
    measuring = map_tools.clicked(sent.get("last_clicked"))
    clicks, feature = sent.get("last_object_clicked_count"), sent.get("last_active_drawing")
    if clicks and feature and not measuring and clicks != st.session_state.get("rasd-clicks"):
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
            step = choice("step", STEPS, state.step or charts.best_step(days), "time", words)
            by = choice("by", COLOURINGS, state.by or "type", "time.by", words)
            toggle("average", words)
            toggle("multiples", words)
            _steps(filters, words)
        notes = [words("time.brush")] + ([words("time.undated", n=counts.undated)] if counts.undated else [])
        rows = cut.histogram(filters, step, by)
        key = session.key("brush")
        other = _other_period(cut, filters, step, by)
        notes += [words("time.mean", n=charts.AVERAGED[step])] if state.average else []
        notes += [words("time.other.note")] if other is not None else []
        st.html(f'<p class="rasd-note">{" ".join(notes)}</p>')
        chart = charts.timeline(rows, words, step=step, by=by, average=state.average, other=other)
        st.altair_chart(chart, key=key, on_select=lambda: _brushed(key), selection_mode=[charts.BRUSH], width="stretch")
        if state.multiples:
            names = {pcode: words.either(area.name_ar, area.name_en) for pcode, area in data.areas().items()}
            with st.container(horizontal=True, key="multiples"):
                for at, small in enumerate(charts.multiples(cut.histogram(filters, step, "governorate"), names, words, step=step)):
                    st.altair_chart(small, key=session.key(f"multiple-{at}"), width="content")
            st.html(f'<p class="rasd-note">{words("time.multiples.note")}</p>')


def _other_period(cut: Cut, filters: Filters, step: Step, by: By) -> DataFrame | None:
    """The bars of the period to compare with, moved to the days shown."""
    versus = session.current().versus
    other = compared(filters, versus) if versus else None
    if other is None or not other.date_from or not filters.date_from:
        return None
    return charts.moved_rows(cut.histogram(other, step, by), (filters.date_from - other.date_from).days, step)


def _steps(filters: Filters, words: Words) -> None:
    """Move the chosen dates by their own length, to play a period through."""
    for name, windows, icon in (("back", -1, ":material/skip_previous:"), ("on", 1, ":material/skip_next:")):
        goal = moved(filters, windows)
        st.button(
            words(f"time.{name}"),
            key=f"time-{name}",
            on_click=_go,
            args=(goal,),
            disabled=goal is None,
            type="tertiary",
            icon=icon,
            help=words("time.move.help"),
        )


def _go(goal: Filters) -> None:
    session.adopt(replace(session.current(), filters=goal))


def _brushed(key: str) -> None:
    """Set the dates to the span drawn on the timeline."""
    span = charts.brushed(st.session_state[key].get("selection", {}))
    if span:
        state = session.current()
        session.adopt(replace(state, filters=replace(state.filters, date_from=span[0], date_to=span[1])))


page()
