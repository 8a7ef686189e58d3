"""What stands around every page: style, the demonstration banner, messages about links, and errors written for people."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard import session
from dashboard.card import filled, safe
from dashboard.data import Cut
from dashboard.filters import in_order, to_query
from dashboard.text import Words
from events.query import Filters

HERE = Path(__file__).parent
_IN_ENGLISH = {
    "file.choose": '[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p',
    "work.stop": '[data-testid="stStatusWidget"] button',
    "select.none": '[data-trigger="ComboBox"] [role="listbox"][data-empty] span',
    "menu.system": '[data-testid="stMainMenuItem-theme-System"]',
    "menu.light": '[data-testid="stMainMenuItem-theme-Light"]',
    "menu.dark": '[data-testid="stMainMenuItem-theme-Dark"]',
    "menu.print": '[data-testid="stMainMenuItem-print"] [data-testid="stMainMenuItemLabel"]',
    "menu.record": '[data-testid="stMainMenuItem-recordScreencast"] [data-testid="stMainMenuItemLabel"]',
}
"""What Streamlit writes in English alone: by our word for it, where it stands."""
ICON = HERE / "static" / "rasd.svg"


def style(words: Words) -> None:
    """Put the program's mark and its style sheet on the page, mirrored for Arabic."""
    st.logo(str(HERE / "static" / f"wordmark-{'dark' if is_dark() else 'light'}.svg"), icon_image=str(ICON), size="large")
    sheets = ["style.css", *(["style-rtl.css"] if words.direction == "rtl" else [])]
    for sheet in sheets:
        st.html(HERE / sheet)
    if words.lang != "en":
        for word, at in _IN_ENGLISH.items():
            reword(at, words(word))


def reword(at: str, said: str) -> None:
    """Show other words where Streamlit writes English ones. at: a selector of the style sheet; said: our words, no one else's."""
    st.html(f"<style>{at} {{ font-size: 0; }} {at}::after {{ content: '{said}'; font-size: 0.88rem; }}</style>")


def is_dark() -> bool:
    """Tell whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def message(kind: Literal["note", "warning", "error"], title: str, text: str = "", code: str = "") -> None:
    """Show a message, a paragraph for each line of its text; its words may come from a link or a file, so they are never read as markup."""
    body = "".join(f'<p dir="auto">{safe(line)}</p>' for line in text.splitlines())
    body += f'<pre dir="ltr"><code>{safe(code)}</code></pre>' if code else ""
    role = "alert" if kind == "error" else "status"
    st.html(f'<div class="rasd-message rasd-{kind}" role="{role}" dir="{session.interface().direction}"><strong>{safe(title)}</strong>{body}</div>')


def banner(cut: Cut, words: Words) -> None:
    """In a demonstration workspace, or one of made-up material, say so; offer the visitor's own one in the first."""
    if cut.workspace.synthetic:
        message("warning", words("synthetic.banner"))
    if not cut.workspace.demo:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="demo", gap="small"):
        st.html(f'<p class="rasd-demo">{escape(words("demo.banner"))}</p>', width="stretch")
        st.button(words("demo.start"), key="start-own", on_click=session.open_own, type="tertiary", icon=":material/add_circle:", width="content")


def problems(cut: Cut, words: Words) -> None:
    """Say what a link asked for that is not known, and whether the data have changed since it was made."""
    for problem in session.problems():
        message("warning", problem.message(words))
    then = session.link_cut()
    if then and then != cut.id:
        message("note", words("link.cut", then=then, now=cut.id))


def is_in_order(filters: Filters, words: Words) -> bool:
    """Tell whether no range has its ends exchanged; say so to the reader where one has."""
    usable = in_order(filters)
    if filters != usable:
        dates = (filters.date_from, filters.date_to) != (usable.date_from, usable.date_to)
        message("warning", words("filters.order" if dates else "filters.order.figures"))
    return filters == usable


def failure(error: Exception, words: Words) -> None:
    """Say that the data could not be read and why."""
    message("error", words("error.title"), f"{error}\n{words('error.hint')}")


def footer(cut: Cut, words: Words) -> None:
    """Say on every page what this is, and by which versions."""
    versions = filled(words, "card.versions", rules=cut.snapshot.rules_version or "–", gazetteer=cut.snapshot.gazetteer_version or "–")
    what = f"<strong>{escape(words('app.reported'))}</strong> · {versions} · {escape(words('method.cut'))} <bdi>{safe(cut.id or '–')}</bdi>"
    st.html(f'<p class="rasd-footer" dir="{words.direction}">{what}</p>')


def empty(cut: Cut, words: Words) -> None:
    """Say why nothing is shown and what to do."""
    if cut.is_empty:
        message("note", words("empty.workspace"), words("empty.workspace.hint"), f"rasd ingest FILE --home {cut.workspace.home}")
        st.page_link("views/add.py", label=words("page.add"), icon=":material/add_notes:", query_params=to_query(session.current().only()))
    else:
        message("note", words("empty.filtered"), words("empty.filtered.hint"))
