"""Help in two minutes: what is shown, what the signs mean, how to use the page. It opens by itself on a first visit that no link led to."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import session
from dashboard.card import safe
from dashboard.layers import symbol
from dashboard.text import LANGS, Lang, Words
from extract.vocabulary import EVENT_TYPES

_STATE, _TURNS = "rasd-guide", "rasd-guide-turns"
_STEPS = ("what", "map", "unplaced", "filters", "card", "add", "export")
_SIGNS = ("halo", "area", "stack", "grid")
_TERMS = ("article", "report", "event", "independent", "certainty", "confidence", "precision", "unplaced", "cut", "workspace")


def offer() -> None:
    """Draw the button that opens the help."""
    words = session.interface()
    with st.container(key="guide", width="content"):
        st.button(words("guide.open"), key="guide-open", on_click=_open, icon=":material/help:", type="tertiary")
    turns = session.turns()
    if st.session_state.setdefault(_TURNS, turns) != turns:  # who turned the page had closed the help, even where the server has not heard of it
        st.session_state[_TURNS] = turns
        _close()
    st.session_state.setdefault(_STATE, "seen" if set(st.query_params) - {"lang", "digits", "months"} else "open")


def draw(words: Words) -> None:
    """Draw the help itself while it is open."""
    if st.session_state[_STATE] == "open":
        st.dialog(words("guide.heading"), width="large", on_dismiss=_close)(_draw)()


def _draw() -> None:
    """Draw what is in the dialog. A click in it runs the dialog alone; the page follows when it is asked to.

    What a click does and asks for is its callback's, which runs first of all. The run that would see the button pressed may never be: it is given up while
    a page still loads, and a click in the moment in which the map speaks is told to the server as part of the map's message, which runs the map alone.
    """
    words = session.interface()
    other = next(lang for lang in LANGS if lang != words.lang)
    st.button(words(f"lang.{other}"), key="guide-lang", on_click=_speak, args=(other,), icon=":material/translate:", type="tertiary")
    st.html(body(words))
    st.button(words("guide.close"), key="guide-close", on_click=_leave, type="primary")


def body(words: Words) -> str:
    """Write the help as HTML."""
    steps = "".join(
        f"<h4>{safe(words(f'guide.{name}'))}</h4><p>{safe(words(f'guide.{name}.text'))}</p>{_signs(words) if name == 'map' else ''}" for name in _STEPS
    )
    terms = "".join(f"<dt>{safe(words(f'term.{name}'))}</dt><dd>{safe(words(f'term.{name}.text'))}</dd>" for name in _TERMS)
    return f'<div class="rasd-guide" dir="{words.direction}" lang="{words.lang}">{steps}<h4>{safe(words("guide.terms"))}</h4><dl>{terms}</dl></div>'


def _signs(words: Words) -> str:
    shapes = "".join(f"<li>{symbol(type_)}<span>{safe(words(f'type.{type_}'))}</span></li>" for type_ in EVENT_TYPES)
    keys = "".join(f'<li><i class="rasd-key-{key}"></i><span>{safe(words(f"legend.{key}"))}</span></li>' for key in _SIGNS)
    return f'<ul class="rasd-legend">{shapes}{keys}</ul>'


def _speak(lang: Lang) -> None:
    session.adopt(replace(session.current(), lang=lang))
    st.rerun()


def _open() -> None:
    st.session_state[_STATE] = "open"


def _close() -> None:
    st.session_state[_STATE] = "seen"


def _leave() -> None:
    _close()
    st.rerun()
