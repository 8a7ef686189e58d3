"""What one visitor looks at: the state of the page, kept between runs and in step with the address bar.

The state is one frozen record. Widgets are drawn from it and written back to it; a change that does not come from a widget (reset, undo, a chip,
a brush, another language, a link) begins a new generation of widgets, so that none shows an old value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import streamlit as st
from platformdirs import user_data_path

from dashboard import people
from dashboard.filters import Problem, Query, State, from_query, to_query
from dashboard.text import Words, words
from events.query import Filters
from events.workspace import default_home
from gazetteer.admin import Area

_STATE, _WRITTEN, _GENERATION, _PAST, _PROBLEMS, _LINK_CUT, _LINKS, _REPLACED, _PATH, _DRAWN, _TURNS, _ARRIVED = (
    "rasd-state", "rasd-written", "rasd-generation", "rasd-past", "rasd-problems", "rasd-link-cut", "rasd-links",
    "rasd-replaced", "rasd-path", "rasd-drawn", "rasd-turns", "rasd-arrived",
)  # fmt: skip
_KEPT_STEPS = 30  # of undo, and of addresses
_BELATED = 5.0  # seconds that the browser may need to hear of a new address


def start(areas: Mapping[str, Area]) -> None:
    """Read the address bar where it holds something that this page did not write: a link, or a step back in the browser."""
    query, turned = _address(), _turned_page()
    st.session_state[_ARRIVED] = _STATE not in st.session_state and bool(st.context.url)
    st.session_state[_TURNS] = turns() + turned
    if _STATE in st.session_state and (query == st.session_state.get(_WRITTEN) or _outdated(query) or (turned and not query)):
        return
    state, problems = from_query(query, areas)
    st.session_state[_STATE] = replace(state, cut="")
    st.session_state[_LINK_CUT] = state.cut
    st.session_state[_PROBLEMS] = problems
    st.session_state.setdefault(_PAST, [])
    st.session_state[_LINKS] = links() + 1
    _next_generation()


def follow() -> None:
    """Have the next run read the address as a link, even one that this page wrote a moment ago."""
    st.session_state.pop(_WRITTEN, None)
    st.session_state[_REPLACED] = []


def address() -> str:
    """The address of this page without its query, as the browser knows it."""
    found = urlsplit(st.context.url or "")
    return f"{found.scheme}://{found.netloc}{found.path or '/'}" if found.netloc else ""


def links() -> int:
    """How many links this visitor has opened; the map begins anew with each."""
    return int(st.session_state.get(_LINKS, 0))


def turns() -> int:
    """How often this visitor has turned to another page; what a page keeps in the browser begins anew with each."""
    return int(st.session_state.get(_TURNS, 0))


def current() -> State:
    """The state of the page."""
    found: State = st.session_state[_STATE]
    return found


def interface() -> Words:
    """The words of the interface in the visitor's language, with the visitor's way to write figures and months."""
    state = current()
    return words(state.lang, state.digits or "latin", state.months or "both")


def problems() -> tuple[Problem, ...]:
    """What the link that was opened said wrongly."""
    found: tuple[Problem, ...] = st.session_state[_PROBLEMS]
    return found


def link_cut() -> str:
    """The data cut that the opened link was made on, "" where it names none."""
    return str(st.session_state[_LINK_CUT])


def home() -> str:
    """Folder of the workspace that is looked at: the one that the server was started on, or the visitor's own.

    A shared dashboard has one workspace, and raises AccessError for who is not let in: a fragment of the page may run without the rest of it.
    """
    if people.current():
        return str(default_home())
    return str(own_home() if current().workspace == "own" else default_home())


def own_home() -> Path:
    """Folder of the visitor's own workspace, the one that `rasd ingest` fills when none is named."""
    return user_data_path("rasd", appauthor=False) / "workspace"


def open_own() -> None:
    """Leave the demonstration for the visitor's own workspace. For callbacks."""
    st.session_state[_STATE] = replace(current().only(), workspace="own")
    st.session_state[_PAST] = []
    _next_generation()


def key(name: str) -> str:
    """The key of a widget in this generation."""
    return f"{name}-{st.session_state[_GENERATION]}"


def drawing() -> None:
    """Note that the whole page is drawn from the state as it is now."""
    st.session_state[_DRAWN] = st.session_state[_GENERATION]


def has_arrived() -> bool:
    """Tell whether this is the first run for a visitor whose browser has drawn nothing yet."""
    return bool(st.session_state[_ARRIVED])


def leave_rest() -> None:
    """Note that this run draws a part of the page only: the next run of that part has the whole of it drawn."""
    st.session_state[_DRAWN] = None


def is_part() -> bool:
    """Tell whether this run draws a part of the page only."""
    return st.session_state[_DRAWN] is None


def is_outdated() -> bool:
    """Tell whether a click in a part of the page changed what stands around it, or nothing stands around it yet."""
    return bool(st.session_state[_DRAWN] != st.session_state[_GENERATION])


def change(new: State) -> None:
    """Change the state from a widget that shows the new value itself."""
    before = current()
    st.session_state[_STATE] = new
    if new.filters != before.filters:
        st.session_state[_PAST] = [*st.session_state[_PAST][-_KEPT_STEPS:], before.filters]


def adopt(new: State) -> None:
    """Change the state from elsewhere than its widgets, which are drawn anew. For callbacks."""
    change(new)
    _next_generation()


def filter_by(filters: Filters) -> None:
    """Show what other filters select. For callbacks."""
    adopt(replace(current(), filters=filters))


def can_undo() -> bool:
    """Tell whether a change of the filters can be taken back."""
    return bool(st.session_state[_PAST])


def undo() -> None:
    """Take back the last change of the filters. For callbacks."""
    if can_undo():
        *rest, filters = st.session_state[_PAST]
        filter_by(filters)
        st.session_state[_PAST] = rest


def reset() -> None:
    """Take all filters away. For callbacks."""
    filter_by(Filters())


def write_address(cut: str) -> None:
    """Put the state in the address bar, where it is not there yet, with the data cut that it shows."""
    query = to_query(current())
    if query and cut:
        query["cut"] = [cut]
    before = st.session_state.get(_WRITTEN)
    if before is not None and before != query:
        st.session_state[_REPLACED] = [*st.session_state.get(_REPLACED, [])[-_KEPT_STEPS:], (before, monotonic())]
    st.session_state[_WRITTEN] = query
    if _address() != query:
        st.query_params.from_dict(query)


def _address() -> Query:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _turned_page() -> bool:
    """Tell whether the visitor came from another page of ours: the links at the top name a page and no query, and mean no other filters."""
    path = urlsplit(st.context.url or "").path
    before = st.session_state.get(_PATH, path)
    st.session_state[_PATH] = path
    return bool(path != before)


def _outdated(query: Query) -> bool:
    """Tell whether a query is one that this page replaced a moment ago.

    A quick visitor's next click still carries it, because the browser had not heard of the new one; it is not a wish to go back.
    """
    return any(query == replaced and monotonic() - at < _BELATED for replaced, at in st.session_state.get(_REPLACED, []))


def _next_generation() -> None:
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1
