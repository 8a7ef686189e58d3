"""Saved views: keep what is looked at under a name, open it again, hand it out as a link or a report."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import chrome, data, known, people, saved, session, sharing, toolbar
from dashboard.card import safe
from dashboard.chips import chips
from dashboard.data import Cut
from dashboard.filters import Problem, State, from_query, link, to_query
from dashboard.saved import LONGEST_NAME, Saved
from dashboard.text import Words
from events.export import PolicyError


def page() -> None:
    """Draw the page."""
    toolbar.begin()
    cut, _, words = toolbar.showing()
    st.html(f"<h3>{escape(words('saved.title'))}</h3><p class='rasd-prose'>{escape(words('saved.intro'))}</p>")
    found, bad = saved.views(Path(cut.home))
    sharing.form(cut, words, "saved")
    if sharing.can_undo(cut.home):
        st.button(words("saved.undo"), key="saved-undo", on_click=sharing.undo, args=(cut.home,), icon=":material/undo:", type="tertiary")
    for name in bad:
        chrome.message("warning", words("saved.bad"), name)
    if not found:
        chrome.message("note", words("saved.none"), words("saved.none.hint"))
    for view in found:
        with st.container(border=True, key=f"view-{view.id}"):
            _view(cut, view, words)


def _view(cut: Cut, view: Saved, words: Words) -> None:
    """Draw one view: its name, what it filters for, and what can be done with it."""
    state, problems = from_query(view.parameters, data.areas())
    now = session.current()
    state = replace(state, lang=now.lang, digits=now.digits, months=now.months, workspace=now.workspace)
    when = f" · <bdi>{view.made}</bdi>" if view.made else ""
    st.html(f"<h4><bdi>{safe(view.name)}</bdi></h4><p class='rasd-note'>{_about(state, problems, words)}{when}</p>")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"view-{view.id}-row"):
        if st.button(words("saved.open"), key=f"open-{view.id}", icon=":material/open_in_browser:", type="primary"):
            session.follow()
            st.switch_page("views/explore.py", query_params=to_query(state))
        with st.popover(words("share.title"), icon=":material/share:", type="tertiary", key=f"link-{view.id}"):
            st.html(f"<h4>{escape(words('share.link'))}</h4>")
            st.code(f"{session.address()}?{link(state)}", language=None, wrap_lines=True)
            _report(cut, state, view, words)
        if cut.is_writable and people.may("add"):
            _change(cut, view, words)


def _about(state: State, problems: tuple[Problem, ...], words: Words) -> str:
    active = chips(state.filters, words, data.areas(), partial(known.place_name, words))
    said = [f"{safe(chip.name)}: <bdi>{safe(chip.value)}</bdi>" if chip.name else safe(chip.value) for chip in active]
    said += [safe(problem.message(words)) for problem in problems]
    return " · ".join(said) or escape(words("filters.none"))


def _report(cut: Cut, state: State, view: Saved, words: Words) -> None:
    try:
        cut.may_export(state.filters)
    except PolicyError as error:
        chrome.failure(error, words)
        return
    toolbar.report(cut, state, words, view.name, f"report-{view.id}")


def _change(cut: Cut, view: Saved, words: Words) -> None:
    with st.popover(words("saved.rename"), icon=":material/edit:", type="tertiary", key=f"rename-{view.id}"), st.form(f"rename-form-{view.id}", border=False):
        key = f"rename-name-{view.id}"
        st.text_input(words("saved.name"), view.name, key=key, max_chars=LONGEST_NAME)
        st.form_submit_button(words("saved.rename"), on_click=sharing.rename, args=(cut.home, view, key))
    st.button(
        words("saved.delete"), key=f"delete-{view.id}", icon=":material/delete:", type="tertiary", on_click=sharing.change,
        args=(cut.home, view, None, "saved.deleted"),
    )  # fmt: skip


page()
