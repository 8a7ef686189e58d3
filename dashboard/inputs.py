"""Widgets of the sidebar, each bound to one field of the filters: drawn from the state, and written back to it before the page runs again.

Options show how many events each would show under the other filters. Streamlit sends the chosen option's label back, which may carry an old
number, so labels are read by the name before the number.

Every widget is told its value in each run, as its default: it keeps its own once it is on the page. A first value put in the session state alone
reaches a slow browser only if it draws the first run before the second one comes, and else the widget reports that it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from dashboard import chrome, session
from dashboard.filters import with_value
from dashboard.text import Words

T = TypeVar("T", bound=str)
MOST = 999_999
_NO_NAME = re.compile("[^A-Za-z0-9_-]")  # what Streamlit takes out of a key that becomes the name of a class


def take(name: str, value: object) -> None:
    """Put a value in a field of the filters. For callbacks of widgets that show the value themselves."""
    state = session.current()
    session.change(replace(state, filters=with_value(state.filters, name, value)))


def several(name: str, options: Iterable[str], label: Callable[[str], str], counts: Mapping[str, int], words: Words) -> None:
    """Draw a choice of several codes. label: names a code; counts: events for each code under the other filters."""
    offered = tuple(options)
    chosen = [code for code in getattr(session.current().filters, name) if code in offered]
    key = session.key(name)
    if st.session_state.get(key, chosen) != chosen:
        st.session_state[key] = chosen  # taken away elsewhere, such as a district with its governorate
    names = {code: label(code) for code in offered}
    st.multiselect(
        words(f"filters.{name}"), offered, default=chosen, key=key,
        format_func=lambda code: names[code] if code in chosen else counted(names[code], counts.get(code, 0), words),
        help=words(f"filters.{name}.help"), placeholder=words("filters.any"), select_all=False, on_change=_take_several, args=(name, key, names, words),
    )  # fmt: skip


def _take_several(name: str, key: str, names: Mapping[str, str], words: Words) -> None:
    by_label = {label: code for code, label in names.items()}
    found = (value if value in names else by_label.get(value.rpartition(words.dot)[0]) or by_label.get(value) for value in st.session_state[key])
    codes = tuple(dict.fromkeys(code for code in found if code))
    st.session_state[key] = list(codes)  # their labels lose the number
    take(name, codes)


def counted(label: str, n: int, words: Words) -> str:
    """Write an option with its number of events."""
    return f"{label}{words.dot}{words.number(n)}"


def choice(name: str, options: tuple[T, ...], now: T, group: str, words: Words) -> T:
    """Draw a choice of the state that a link remembers, as buttons in a row; group: of the words that name the options."""
    key = session.key(name)
    chosen = st.segmented_control(
        words(f"{group}.title"), options, default=now, key=key, format_func=lambda code: words(f"{group}.{code}"), required=True, label_visibility="collapsed",
        on_change=lambda: set_state(name, st.session_state[key]), width="content",
    )  # fmt: skip
    return chosen or now


def toggle(name: str, words: Words) -> None:
    """Draw a switch of the state that a link remembers."""
    key, now = session.key(name), getattr(session.current(), name)
    st.toggle(words(f"toggle.{name}"), value=now, key=key, help=words(f"toggle.{name}.help"), on_change=lambda: set_state(name, st.session_state[key]))


def set_state(name: str, value: object) -> None:
    """Put a value in a field of the state. For callbacks of widgets that show the value themselves."""
    values: dict[str, Any] = {name: value}
    session.change(replace(session.current(), **values))


def number(name: str, label: str, **more: Any) -> None:  # noqa: ANN401  # what Streamlit takes
    """Draw a whole number that may be left open."""
    key, now = session.key(name), getattr(session.current().filters, name)
    st.number_input(label, 0, MOST, value=now, key=key, step=1, placeholder="–", on_change=lambda: take(name, st.session_state[key]), **more)


def upload(label: str, endings: Iterable[str], words: Words, *, key: str, mb: int, **more: Any) -> Any:  # noqa: ANN401  # one file or several, as asked
    """Draw a chooser of files. mb: megabytes that a file may have; Streamlit says so in English alone."""
    types = list(endings)
    if words.lang != "en":
        said = f"{words('file.most', mb=mb)}{words.dot}\u2066{', '.join(types)}\u2069"
        chrome.reword(f'.st-key-{_NO_NAME.sub("-", key)} [data-testid="stFileUploaderDropzoneInstructions"] span', said)
    return st.file_uploader(label, type=types, key=key, max_upload_size=mb, **more)


def check(name: str, n: int, words: Words) -> None:
    """Draw a tick-box; n: the events that it would add or leave."""
    key, now = session.key(name), getattr(session.current().filters, name)
    st.checkbox(
        counted(words(f"filters.{name}"), n, words), value=now, key=key, help=words(f"filters.{name}.help"), on_change=lambda: take(name, st.session_state[key])
    )
