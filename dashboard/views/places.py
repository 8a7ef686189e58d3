"""Gazetteer: what a name may stand for, why, how surely and how exactly; every spelling of a place; and what the visitor adds."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import candidates, chrome, data, known, ownplaces, session
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.filters import clean, to_query, with_value
from dashboard.layers import base_map
from dashboard.notes import told
from dashboard.text import Words, label
from events.query import Filters
from gazetteer import Candidate, Gazetteer, Place, SearchResult

_ASKED, _LIMIT, _HEIGHT = "rasd-asked", 10, 420


def page() -> None:
    """Draw the page."""
    words = session.interface()
    cut = data.Cut(session.home())
    st.html(f"<h3>{safe(words('page.places'))}</h3><p class='rasd-prose'>{safe(words('places.intro'))}</p>")
    with st.spinner(words("work.loading")):
        gaz = cut.gazetteer()
    name, within = _ask(words)
    if not name:
        chrome.message("note", words("places.ask"), words("places.ask.hint"))
        ownplaces.draw(cut, gaz, None, words)
        return
    found = gaz.search(name, within=within or None, limit=_LIMIT)
    _verdict(found, words)
    chosen = _choose(found, gaz, words) if found else None
    if chosen:
        _place(cut, gaz, chosen, words)
    ownplaces.draw(cut, gaz, chosen, words)


def _ask(words: Words) -> tuple[str, str]:
    """Ask for a name and, if the visitor knows it, the governorate; both stay when the language or the page changes."""
    name, within = st.session_state.get(_ASKED, ("", ""))
    areas = data.areas()
    governorates = [pcode for pcode, area in sorted(areas.items()) if area.level == "governorate"]
    left, right = st.columns((3, 2), gap="small")
    st.session_state.setdefault(session.key("place-name"), name)
    st.session_state.setdefault(session.key("place-within"), within)
    with left:
        name = st.text_input(words("places.name"), key=session.key("place-name"), placeholder=words("places.name.placeholder"), icon=":material/search:")
    with right:
        within = st.selectbox(
            words("places.within"), ["", *governorates], key=session.key("place-within"),
            format_func=lambda pcode: words.either(areas[pcode].name_ar, areas[pcode].name_en) if pcode else words("places.anywhere"),
        )  # fmt: skip
    asked = clean(name or ""), within or ""
    st.session_state[_ASKED] = asked
    return asked


def _verdict(found: SearchResult, words: Words) -> None:
    """Say whether the first answer may be taken without looking, and why."""
    why = told(found.reason, words)
    if not found:
        chrome.message("warning", words("places.none"), f"{why}\n{words('places.none.hint')}")
    elif found.confident:
        chrome.message("note", words("places.confident"), why)
    else:
        chrome.message("warning", words("places.doubtful"), why)


def _choose(found: SearchResult, gaz: Gazetteer, words: Words) -> Place:
    """Draw the candidates as a list and on the map; a click on either chooses one."""
    by_id = {candidate.place.id: candidate for candidate in found}
    key = f"candidate-{'-'.join(by_id)}"
    rank = {place_id: at for at, place_id in enumerate(by_id, 1)}
    left, right = st.columns(2, gap="small")
    with left, st.container(key="candidates"):
        chosen: str = st.radio(
            words("places.candidates", n=len(found)), list(by_id), key=key, captions=[label(candidates.reason(one, words)) for one in found],
            format_func=lambda place_id: label(candidates.title(rank[place_id], by_id[place_id], gaz, words)),
        )  # fmt: skip
    with right, st.container(key="map"):
        _map(list(found), gaz, chosen, key, words)
    # The index has the place as it is; a candidate may stand for its surroundings, with a wider radius.
    return gaz.places[chosen]


def _map(found: list[Candidate], gaz: Gazetteer, chosen: str, key: str, words: Words) -> None:
    view = candidates.view_of([candidate.place for candidate in found])
    map_key = f"map-{key}-{words.lang}-{chrome.is_dark()}"

    def clicked() -> None:
        sent: dict[str, Any] = st.session_state.get(map_key) or {}
        place_id = ((sent.get("last_active_drawing") or {}).get("properties") or {}).get("id")
        if place_id in {candidate.place.id for candidate in found}:
            st.session_state[key] = place_id

    st_folium(
        base_map(view, words, dark=chrome.is_dark(), files=data.base_map_files()), key=map_key, height=_HEIGHT, use_container_width=True,
        feature_group_to_add=candidates.layers(found, gaz, words, chosen), returned_objects=("last_active_drawing",), on_change=clicked,
    )  # fmt: skip
    st.html(f"<p class='rasd-note'>{safe(words('places.map.help'))}</p>")


def _place(cut: Cut, gaz: Gazetteer, place: Place, words: Words) -> None:
    """Draw all that is known of the chosen place, and lead to its events."""
    with st.container(border=True, key="place"):
        st.html(candidates.details(gaz, place, words, {key: one.title for key, one in known.sources().items()}))
        own = Filters(place_id=place.id)
        _events(cut, own, words("places.events", n=cut.counts(own).shown))
        if place.level in ("governorate", "district", "subdistrict") and place.pcode:
            inside = with_value(Filters(), f"{place.level}s", (place.pcode,))
            _events(cut, inside, words("places.events.inside", n=cut.counts(inside).shown))


def _events(cut: Cut, filters: Filters, text: str) -> None:
    """Link to Explore with the filter set; where there is no event, say so."""
    if not cut.counts(filters).shown:
        st.html(f"<p class='rasd-note'>{safe(text)}</p>")
        return
    st.page_link("views/explore.py", label=label(text), icon=":material/map:", query_params=to_query(session.current().only(filters)))


page()
