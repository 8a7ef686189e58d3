"""The door of a shared dashboard: who has not logged in sees how to, and nothing else."""

from __future__ import annotations

import streamlit as st

from dashboard import chrome, people
from dashboard.card import safe
from dashboard.text import Words


def is_open(words: Words) -> bool:
    """Tell whether the visitor may come in; draw the door where they may not."""
    if not people.is_public():
        return True
    how, person = people.standing()
    if person is not None:
        return True
    with st.container(key="gate"):
        st.html(f"<h2>{safe(words('gate.title'))}</h2>")
        chrome.message("note" if how == "out" else "warning", words(f"gate.{how}"), words("gate.text"))
        if how in {"unlisted", "unverified"}:
            st.button(words("gate.logout"), key="gate-logout", on_click=st.logout, icon=":material/logout:")
        elif st.button(words("gate.login"), key="gate-login", type="primary", icon=":material/login:"):
            st.login()
    return False


def badge(words: Words) -> None:
    """Say who is logged in, as what, and offer the way out."""
    person = people.current()
    if person is None:
        return
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="who"):
        st.html(f"<p class='rasd-note'><bdi>{safe(person.name)}</bdi> · {safe(words(f'role.{person.role}'))}</p>", width="stretch")
        st.button(words("gate.logout"), key="logout", on_click=st.logout, type="tertiary", icon=":material/logout:")
