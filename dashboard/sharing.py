"""Sharing what is looked at: the link to exactly this view, and keeping it under a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard import chrome, people, session
from dashboard.data import Cut
from dashboard.filters import link, to_query
from dashboard.saved import LONGEST_NAME, Saved, SavedError, put, remove, save, tidy
from dashboard.text import Words
from events.access import AccessError

_UNDO, _TOLD = "rasd-views-undo", "rasd-views-told"


def draw(cut: Cut, words: Words) -> None:
    """Draw the button. What it opens is drawn when it is opened, so that the link holds the frame of the map as it is then."""
    with st.container(key="share", width="content"):
        _share(cut, words)


@st.fragment
def _share(cut: Cut, words: Words) -> None:
    opened = st.popover(words("share.title"), icon=":material/share:", type="tertiary", key="share-open", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.html(f"<h4>{escape(words('share.link'))}</h4><p class='rasd-note'>{escape(words('share.link.help'))}</p>")
        st.code(f"{session.address()}?{link(replace(session.current(), cut=cut.id))}", language=None, wrap_lines=True)
        form(cut, words, "share")
        now = session.current()
        st.page_link("views/saved.py", label=words("page.saved"), icon=":material/bookmarks:", query_params=to_query(now) | {"cut": [cut.id]})


def form(cut: Cut, words: Words, name: str) -> None:
    """Offer to keep the view under a name. name: tells this form from another one."""
    if not people.may("add"):
        return
    if not cut.is_writable:
        st.html(f'<p class="rasd-note">{escape(words("work.readonly"))}</p>')
        return
    key = f"{name}-name"
    with st.form(f"{name}-save", border=False, clear_on_submit=True):
        st.text_input(words("saved.name"), key=key, max_chars=LONGEST_NAME, placeholder=words("saved.name.example"))
        st.form_submit_button(words("saved.save"), icon=":material/bookmark_add:", on_click=_save, args=(cut, key))
    tell(words)


def tell(words: Words) -> None:
    """Say what became of the last change, once."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        kind, key, name = told
        chrome.message(kind, words(key), name)


def _save(cut: Cut, key: str) -> None:
    name = str(st.session_state[key] or "")
    # whoever opens it keeps language, digits and workspace
    query = link(replace(session.current(), lang="en", digits=None, months=None, workspace="", cut=cut.id))
    try:
        view = save(Path(cut.home), name, query, datetime.now(UTC).date())
    except ValueError:
        _say("warning", "saved.noname")
    except (SavedError, AccessError) as error:
        _say("error", "work.failed", str(error))
    else:
        _say("note", "saved.done", view.name)
        st.session_state[_UNDO] = (cut.home, None, view)


def rename(home: str, view: Saved, key: str) -> None:
    """Give a view the name in a widget. For callbacks."""
    name = tidy(str(st.session_state[key] or ""))
    if not name:
        _say("warning", "saved.noname")
    elif name != view.name:
        change(home, view, replace(view, name=name), "saved.renamed")


def change(home: str, before: Saved | None, after: Saved | None, key: str) -> None:
    """Put a view in another's place, or take it away (after: None), and remember the way back. key: of the words that say so. For callbacks."""
    try:
        if after is not None:
            put(Path(home), after)
        elif before is not None:
            remove(Path(home), before)
    except (SavedError, AccessError) as error:
        _say("error", "work.failed", str(error))
        return
    _say("note", key, (after or before or Saved("", "", "")).name)
    st.session_state[_UNDO] = (home, before, after)


def can_undo(home: str) -> bool:
    """Tell whether the last change of this workspace's views can be taken back."""
    return bool(st.session_state.get(_UNDO, ("",))[0] == home)


def undo(home: str) -> None:
    """Take the last change back. For callbacks."""
    if can_undo(home):
        _, before, after = st.session_state[_UNDO]
        change(home, after, before, "saved.undone")
        del st.session_state[_UNDO]


def _say(kind: Literal["note", "warning", "error"], key: str, more: str = "") -> None:
    st.session_state[_TOLD] = (kind, key, more)
