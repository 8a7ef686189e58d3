"""Where, beside the areas: a place of the gazetteer, a circle around a point, a polygon from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from geopy.exc import GeocoderQueryError

from dashboard import chrome, data, session
from dashboard.filters import with_value
from dashboard.inputs import counted, upload
from dashboard.notes import told
from dashboard.text import Words, literal, plain
from events.query import Filters
from events.shapes import MAX_BYTES, Near, ShapeError, polygon_of_geojson, read_near
from gazetteer.geocoder import typed_point
from gazetteer.places import Place

KM = 10.0
"""Radius of a circle unless another is given."""
_AREA_FIELDS = {"governorate": "governorates", "district": "districts", "subdistrict": "subdistricts"}
_PROBLEM = "rasd-shape-problem"


def place(facet: Callable[[str], dict[str, int]], words: Words) -> None:
    """Draw the search for a place; an administrative area found goes to the filter of areas. facet: counts a column under the filters."""
    key = session.key("place_name")
    name = st.text_input(
        words("filters.place_id"), key=key, max_chars=80, help=words("filters.place_id.help"), placeholder=words("filters.place_id.placeholder"),
        icon=":material/location_on:",
    )  # fmt: skip
    _offer_circle(words)
    if not name:
        return
    found = {one.id: one for one in data.find_places(name)}
    if not found:
        chrome.message("note", words("filters.place_id.none", name=name))
        return
    counts = facet("place")
    chosen = session.key("place_found")
    st.radio(
        words("filters.place_id.found"), list(found), key=chosen, index=None, label_visibility="collapsed",
        format_func=lambda place_id: counted(described(found[place_id], words), counts.get(place_id, 0), words), on_change=lambda: _take_place(chosen, found),
    )  # fmt: skip


def _offer_circle(words: Words) -> None:
    """Where one place is chosen, offer what lies around it."""
    one = data.place(session.current().filters.place_id)
    if one and one.lat is not None and one.lon is not None:
        label = literal(words("filters.near.place", km=words.number(KM, "g"), name=words.name(one)))
        st.button(label, key="near-place", on_click=_take_circle, args=(one.lat, one.lon), type="tertiary", icon=":material/adjust:")


def _take_circle(lat: float, lon: float) -> None:
    session.filter_by(replace(session.current().filters, place_id="", near=around(lat, lon)))


def described(one: Place, words: Words) -> str:
    """Name a place so that it can be told from its namesakes."""
    within = data.areas().get(one.governorate)
    about = [words(f"level.{one.level}")] + ([words.either(within.name_ar, within.name_en)] if within and one.level != "governorate" else [])
    return f"{plain(words.name(one))} ({words.comma.join(about)})"


def _take_place(key: str, found: dict[str, Place]) -> None:
    one = found.get(str(st.session_state[key]))
    if one is None:
        return
    filters = session.current().filters
    if one.level in _AREA_FIELDS and one.pcode in data.areas():
        field = _AREA_FIELDS[one.level]
        chosen = dict.fromkeys((*getattr(filters, field), one.pcode))
        filters = with_value(filters, field, tuple(chosen))
    else:
        filters = replace(filters, place_id=one.id)
    session.filter_by(filters)


def shapes(filters: Filters, words: Words) -> None:
    """Draw the circle and the polygon."""
    left, right = st.columns((7, 4), gap="small")
    near = filters.near
    at, km = session.key("near_at"), session.key("near_km")
    with left:
        st.text_input(
            words("filters.near"), _shown(near) if near else "", key=at, max_chars=60, help=words("filters.near.help"), placeholder="36.20, 37.16",
            on_change=_take_near, args=(at, km),
        )  # fmt: skip
    with right:
        st.number_input(words("filters.near.km"), 0.1, 1000.0, near.km if near else KM, key=km, step=1.0, format="%g", on_change=_take_near, args=(at, km))
    held = session.key("polygon")
    upload(
        words("filters.within"), ["geojson", "json"], words, key=held, mb=max(1, MAX_BYTES // 1_000_000), help=words("filters.within.help"),
        on_change=_take_polygon, args=(held,),
    )  # fmt: skip
    problem = st.session_state.pop(_PROBLEM, "")
    if problem:
        chrome.message("warning", words("filters.shape.problem"), told(problem, words))


def around(lat: float, lon: float) -> Near:
    """Give the circle around a point that was clicked, as links write it. Raises ShapeError outside Syria."""
    return read_near(f"{lat:.5f},{lon:.5f},{KM:g}")


def _take_near(at: str, km: str) -> None:
    """Take the point as typed; where only the radius was changed, the point of the filter stays, whose last decimals the field does not show."""
    said, now = str(st.session_state[at]).strip(), session.current().filters.near
    try:
        near = _typed(said, float(st.session_state[km])) if said else None
        if now and near and said == _shown(now):
            near = read_near(f"{now.lat},{now.lon},{st.session_state[km]}")
    except (ShapeError, GeocoderQueryError) as error:
        st.session_state[_PROBLEM] = str(error)
        return
    session.change(replace(session.current(), filters=replace(session.current().filters, near=near)))


def _shown(near: Near) -> str:
    return f"{near.lat:.4f}, {near.lon:.4f}"


def _typed(said: str, km: float) -> Near:
    point = typed_point(said)
    if point is None:
        raise ShapeError(f"{said!r} is not a point; write latitude and longitude, such as 36.20, 37.16")
    return read_near(f"{point.latitude},{point.longitude},{km}")


def _take_polygon(key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    try:
        wkt = polygon_of_geojson(file.getvalue().decode("utf-8-sig"))
    except UnicodeDecodeError:
        st.session_state[_PROBLEM] = f"{file.name}: GeoJSON is in UTF-8, this file is not"
    except ShapeError as error:
        st.session_state[_PROBLEM] = f"{file.name}: {error}"
    else:
        session.filter_by(replace(session.current().filters, within=wkt))
