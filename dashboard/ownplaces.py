"""What the visitor adds to the gazetteer: spellings and places of their own, in the workspace's overlay; and reading the articles again with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import chrome, people, session, work
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.text import Words, label, plain
from events.ingest import reread
from gazetteer import Gazetteer, Place
from gazetteer.overlay import PREFIX, add_place, add_spelling
from gazetteer.places import SYRIA_BOX, RasdError

_LEVELS = ("village", "town", "city", "neighbourhood", "facility", "natural", "region")  # a governorate, district or sub-district is nobody's own
_ADDED, _REREAD = "rasd-added", "rasd-reread"
_DEGREE: dict[str, Any] = {"step": 0.001, "format": "%.5f", "value": None}


def draw(cut: Cut, gaz: Gazetteer, chosen: Place | None, words: Words) -> None:
    """Draw the forms, or why there are none. chosen: the place that a spelling would be added to."""
    st.html(f"<h3>{safe(words('own.heading'))}</h3><p class='rasd-prose'>{safe(words('own.intro'))}</p>")
    if cut.workspace.demo:
        chrome.message("note", words("own.demo"), words("own.demo.hint"))
        st.button(words("demo.start"), key="own-start", on_click=session.open_own, icon=":material/add_circle:")
        return
    if not people.may("add"):
        chrome.message("note", words("gate.noright"), words("gate.noright.hint"))
        return
    if not cut.is_writable:
        chrome.message("warning", words("work.readonly"), words("work.readonly.hint"), str(cut.workspace.home))
        return
    added = st.session_state.pop(_ADDED, None)
    if added:
        chrome.message("note", words("own.added", name=plain(added)))
    if chosen:
        with st.expander(label(words("own.spelling", name=words.name(chosen))), icon=":material/spellcheck:"):
            _spelling(cut, gaz, chosen, words)
    with st.expander(words("own.place"), icon=":material/add_location_alt:"):
        _place(cut, gaz, words)
    _read_again(cut, words)


def _spelling(cut: Cut, gaz: Gazetteer, chosen: Place, words: Words) -> None:
    """Ask for another spelling of the chosen place."""
    if chosen.id.startswith(PREFIX):
        st.html(f"<p class='rasd-note'>{safe(words('own.spelling.own', file=cut.workspace.overlay.name))}</p>")
        return
    with st.form(f"own-spelling-{chosen.id}", border=False, clear_on_submit=False):
        name = st.text_input(words("places.spelling"), max_chars=120, key=f"own-spelling-name-{chosen.id}")
        note = st.text_input(words("own.note"), max_chars=300, key=f"own-spelling-note-{chosen.id}", help=words("own.note.help"))
        if st.form_submit_button(words("own.add"), key="own-spelling-add"):
            if not name or not name.strip():
                chrome.message("warning", words("own.noname"))
            else:
                _add(lambda: add_spelling(cut.workspace.overlay_to_write(), gaz, chosen.id, plain(name), note=plain(note or "")), name, words)


def _place(cut: Cut, gaz: Gazetteer, words: Words) -> None:
    """Ask for a place of the visitor's own."""
    west, south, east, north = SYRIA_BOX
    with st.form("own-place", border=False):
        left, right = st.columns(2, gap="small")
        name = left.text_input(words("own.name_ar"), max_chars=120, key="own-name-ar")
        name_en = right.text_input(words("own.name_en"), max_chars=120, key="own-name-en")
        lat = left.number_input(words("own.lat"), south, north, key="own-lat", help=words("own.point.help"), **_DEGREE)
        lon = right.number_input(words("own.lon"), west, east, key="own-lon", help=words("own.point.help"), **_DEGREE)
        level = left.selectbox(words("places.level"), _LEVELS, format_func=lambda code: words(f"level.{code}"), key="own-level")
        radius = right.number_input(words("own.radius"), 0.05, 300.0, 1.0, step=0.5, key="own-radius", help=words("own.radius.help"))
        note = st.text_input(words("own.note"), max_chars=300, key="own-note", help=words("own.note.help"))
        if st.form_submit_button(words("own.add"), key="own-place-add"):
            if not name or not name.strip():
                chrome.message("warning", words("own.noname"))
            elif lat is None or lon is None:
                chrome.message("warning", words("own.nopoint"))
            else:
                more: dict[str, Any] = {"level": level, "precision_km": float(radius), "name_en": plain(name_en or ""), "note": plain(note or "")}
                _add(lambda: add_place(cut.workspace.overlay_to_write(), gaz, plain(name), (lon, lat), **more), name, words)


def _add(write: Callable[[], object], name: str, words: Words) -> None:
    """Write to the overlay and draw the page anew, or say what is wrong with what was asked."""
    try:
        write()
    except (RasdError, OSError) as error:
        chrome.message("error", words("own.refused"), str(error))
        return
    st.session_state[_ADDED] = name
    st.rerun()


def _read_again(cut: Cut, words: Words) -> None:
    """Offer to read the articles again that were read without what is known now."""
    work.tell_stopped(words, kept=True)
    done = st.session_state.pop(_REREAD, None)
    if done is not None:
        chrome.message("note", words("own.reread.done", n=done))
    if cut.is_empty and not cut.workspace.overlay.exists():
        return
    stale = cut.workspace.ledger.stale(cut.reader().version)
    if not stale:
        return
    chrome.message("note", words("own.reread.needed", n=stale), words("own.reread.hint"), "rasd reread --dry-run")
    if st.button(words("own.reread"), key="own-reread", icon=":material/refresh:"):
        total = cut.ledger_counts()["articles"]
        summary = work.write(cut.workspace, lambda progress: reread(cut.workspace, progress), total, words, "reread")
        if summary is not None:
            st.session_state[_REREAD] = summary.reread
            st.rerun()
