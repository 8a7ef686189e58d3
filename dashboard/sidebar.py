"""The sidebar: language, filters, what is active. Its widgets are shared by all pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.filters import FIRST_DAY, LAST_DAY, PRECISIONS, clean, option
from dashboard.text import LANGS, Words
from events.query import Filters
from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES
from gazetteer.admin import Area

Areas = Mapping[str, Area]


def draw(areas: Areas) -> None:
    """Draw the sidebar and put what is chosen in the state."""
    with st.sidebar:
        _language()
        words = session.interface()
        head = st.container(horizontal=True, vertical_alignment="center", key="filters-head")
        before = session.current()
        chosen = _how_sure(_where(_who(_when(_text(before.filters, words), words), words, areas), words, areas), words, areas)
        session.change(replace(before, filters=chosen))
        with head:  # drawn last, so that the buttons know what was just chosen
            st.html(f"<h4>{words('filters.title')}</h4>", width="stretch")
            st.button(words("filters.undo"), key="undo", on_click=session.undo, disabled=not session.can_undo(), type="tertiary", icon=":material/undo:")
            idle = chosen == Filters()
            st.button(words("filters.reset"), key="reset", on_click=session.reset, disabled=idle, type="tertiary", icon=":material/close:")


def _language() -> None:
    now = session.current().lang
    key = session.key("lang")
    st.session_state.setdefault(key, now)
    words = session.interface()
    st.segmented_control(
        words("lang.label"), LANGS, key=key, format_func=lambda lang: words(f"lang.{lang}"), required=True, label_visibility="collapsed",
        on_change=_speak, args=(key,), width="stretch",
    )  # fmt: skip


def _speak(key: str) -> None:
    session.adopt(replace(session.current(), lang=st.session_state[key]))


def _text(filters: Filters, words: Words) -> Filters:
    key = _seed("text", filters.text)
    given = st.text_input(
        words("filters.text"), key=key, help=words("filters.text.help"), placeholder=words("filters.text.placeholder"), icon=":material/search:"
    )
    return replace(filters, text=clean(given or ""))


def _when(filters: Filters, words: Words) -> Filters:
    left, right = st.columns(2, gap="small")
    ends: dict[str, Any] = {"format": "YYYY-MM-DD", "min_value": FIRST_DAY, "max_value": LAST_DAY}
    with left:
        date_from = st.date_input(words("filters.date_from"), key=_seed("date_from", filters.date_from), help=words("filters.date.help"), **ends)
    with right:
        date_to = st.date_input(words("filters.date_to"), key=_seed("date_to", filters.date_to), **ends)
    undated = st.checkbox(words("filters.undated"), key=_seed("undated", filters.undated), help=words("filters.undated.help"))
    return replace(filters, date_from=date_from, date_to=date_to, undated=undated)


def _who(filters: Filters, words: Words, areas: Areas) -> Filters:
    types = _several("types", EVENT_TYPES, filters, words, areas)
    actors = _several("actors", ACTORS, filters, words, areas)
    with st.expander(f"{words('filters.initiators')} / {words('filters.targets')}", expanded=bool(filters.initiators or filters.targets)):
        initiators = _several("initiators", ACTORS, filters, words, areas)
        targets = _several("targets", ACTORS, filters, words, areas)
    return replace(filters, types=types, actors=actors, initiators=initiators, targets=targets)


def _where(filters: Filters, words: Words, areas: Areas) -> Filters:
    governorates = _several("governorates", _areas_in(areas, "governorate", ()), filters, words, areas)
    district_options = _areas_in(areas, "district", governorates)
    districts = _several("districts", district_options, filters, words, areas)
    options = _areas_in(areas, "subdistrict", districts or (district_options if governorates else ()))
    subdistricts = filters.subdistricts
    if governorates or districts or subdistricts:
        subdistricts = _several("subdistricts", options, filters, words, areas)
    return replace(filters, governorates=governorates, districts=districts, subdistricts=subdistricts)


def _how_sure(filters: Filters, words: Words, areas: Areas) -> Filters:
    certainty = _several("certainty", CERTAINTIES, filters, words, areas)
    precision = _several("precision", PRECISIONS, filters, words, areas)
    confidence = st.slider(
        words("filters.min_confidence"), 0.0, 1.0, key=_seed("min_confidence", filters.min_confidence), step=0.05, format="percent",
        help=words("filters.min_confidence.help"),
    )  # fmt: skip
    return replace(filters, certainty=certainty, precision=precision, min_confidence=confidence)


def _seed(name: str, value: object) -> str:
    """Give a widget its first value in this generation; later it keeps its own."""
    key = session.key(name)
    st.session_state.setdefault(key, value)
    return key


def _several(name: str, options: Iterable[str], filters: Filters, words: Words, areas: Areas) -> tuple[str, ...]:
    """Draw a choice of several codes, named in the interface's language."""
    offered = tuple(options)
    key = _seed(name, list(getattr(filters, name)))
    # A district chosen before its governorate was taken away is no longer offered.
    still = [code for code in st.session_state[key] if code in offered]
    if still != st.session_state[key]:
        st.session_state[key] = still
    chosen: list[str] = st.multiselect(
        words(f"filters.{name}"), offered, key=key, format_func=lambda code: option(name, code, words, areas), help=words(f"filters.{name}.help"),
        placeholder=words("filters.any"),
    )  # fmt: skip
    return tuple(chosen)


def _areas_in(areas: Areas, level: str, parents: Iterable[str]) -> list[str]:
    """P-codes of one level, inside the areas given, all of them where none is given."""
    inside = set(parents)
    return [pcode for pcode, area in sorted(areas.items()) if area.level == level and (not inside or area.parent in inside)]
