"""The dashboard. This script runs for every visitor and every change: it opens the data, reads the address bar, draws what all pages share.

Started by `rasd serve`, which sets $RASD_HOME and the server's settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import chrome, data, gate, guide, people, session, sidebar
from gazetteer.places import RasdError

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from dashboard.text import Words

PAGES = (
    ("explore", ":material/map:"),
    ("analysis", ":material/query_stats:"),
    ("unplaced", ":material/wrong_location:"),
    ("saved", ":material/bookmarks:"),
    ("review", ":material/rate_review:"),
    ("places", ":material/travel_explore:"),
    ("add", ":material/add_notes:"),
    ("compare", ":material/compare:"),
    ("method", ":material/menu_book:"),
)


def main() -> None:
    """Draw the page that is asked for."""
    st.set_page_config(page_title="Rasd · رصد", page_icon=str(chrome.ICON), layout="wide", initial_sidebar_state=300)
    areas = data.areas()
    session.start(areas)
    session.drawing()
    words = session.interface()
    inside, hidden = False, set()
    try:
        inside = gate.is_open(words)
        hidden = set() if not inside or people.may("add") else {"add"}
    except RasdError as error:
        chrome.failure(error, words)
    pages = [
        st.Page(f"views/{name}.py", title=words(f"page.{name}"), icon=icon, default=name == PAGES[0][0], url_path=name,
                visibility="hidden" if name in hidden else "visible")
        for name, icon in PAGES
    ]  # fmt: skip
    page = st.navigation(pages, position="top" if inside else "hidden")
    chrome.style(words)
    if not inside:  # nothing of the workspace is opened
        return
    guide.offer()
    cut_id = ""
    try:
        cut = data.Cut(session.home())
        cut_id = cut.id
        chrome.banner(cut, words)
        gate.badge(words)
        sidebar.head(areas)
        chrome.problems(cut, words)
        _page(page, words)
        if not session.is_part():
            sidebar.draw(areas, cut, words)
            guide.draw(words)
            chrome.footer(cut, words)
    except RasdError as error:
        chrome.failure(error, words)
    session.write_address(cut_id)


def _page(page: StreamlitPage, words: Words) -> None:
    """Draw what is the page's own; a failure of it leaves the filters to be changed."""
    try:
        if chrome.is_in_order(session.current().filters, words):
            page.run()
    except RasdError as error:
        chrome.failure(error, words)


main()
