"""Compare: the events shown beside a file of the visitor's in the columns of ACLED or of UCDP GED, as a table and on the map."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st
from streamlit_folium import st_folium

from dashboard import chrome, compared, data, panel, session, toolbar
from dashboard.card import safe
from dashboard.compared import Compared
from dashboard.data import Cut
from dashboard.grid import in_digits
from dashboard.inputs import upload
from dashboard.layers import SYRIA, base_map
from dashboard.text import Words
from events.export.policy import read_policy
from events.filters import Filters
from gazetteer.places import RasdError

_HEIGHT = 460
_MB = 50


def page() -> None:
    """Draw the page."""
    shown = toolbar.begin()
    if not shown:
        return
    cut, filters, words = shown
    st.html(f"<h3>{safe(words('compare.title'))}</h3><p class='rasd-prose'>{safe(words('compare.intro'))}</p>")
    left, right = st.columns((4, 1), gap="small")
    with left:
        sent = upload(words("compare.file"), ["csv"], words, key="compare-file", mb=_MB, help=words("compare.file.help"))
    days = right.number_input(words("compare.days"), 0, 14, 1, key="compare-days", help=words("compare.days.help"))
    if sent is None:
        chrome.message("note", words("compare.ask"), words("compare.ask.hint"))
        return
    try:
        with st.spinner(words("work.loading")):
            policy = repr(read_policy(cut.workspace.home))
            found = _compared(session.home(), f"{cut.snapshot.version} {policy} {date.today()}", filters, sent.getvalue(), int(days))  # noqa: DTZ011  # a delay counts days
    except RasdError as error:
        chrome.message("error", words("compare.refused"), str(error))
        return
    _show(cut, found, words)


@st.cache_data(show_spinner=False, max_entries=3)
def _compared(home: str, cut: str, filters: Filters, content: bytes, days: int) -> Compared:  # noqa: ARG001  # the cut is part of the key
    return compared.compared(data.snapshot(home), filters, content, days=days, made=datetime.now(UTC))


def _show(cut: Cut, found: Compared, words: Words) -> None:
    told = {status: f"{words(f'compare.{status}')}{words.dot}{words.number(number)}" for status, number in found.counts.items()}
    chosen: str | None = st.pills(words("compare.status"), list(told), key="compare-status", format_func=told.__getitem__, label_visibility="collapsed")
    rows = [row for row in found.rows if chosen in {None, row["status"]}]
    features = [one for one in found.features if chosen in {None, one["properties"]["status"]}]
    groups, left_out = compared.layers(features, words)
    left, right = st.columns(2, gap="small")
    with left, st.container(key="map"):
        st_folium(
            base_map(SYRIA, words, dark=chrome.is_dark(), files=data.base_map_files()), key=f"compare-map-{words.lang}-{chrome.is_dark()}", height=_HEIGHT,
            use_container_width=True, feature_group_to_add=groups, returned_objects=(),
        )  # fmt: skip
        st.caption(words("compare.legend") + (f" {words('compare.more', n=left_out)}" if left_out else ""))
    with right:
        table = compared.rows_of(rows[: data.ROWS], words)
        st.dataframe(
            in_digits(table, words),
            key="compare-rows",
            hide_index=True,
            height=panel.table_height(len(table), _HEIGHT),
            row_height=panel.ROW,
            alt=words("compare.title"),
        )
        if len(rows) > len(table):
            st.caption(words("table.more", shown=len(table), n=len(rows)))
    with st.container(horizontal=True, gap="small"):
        name = f"rasd-{cut.id}-{found.kind}"
        st.download_button(words("compare.table"), found.table, f"{name}.csv", "text/csv", key="compare-csv", on_click="ignore")
        st.download_button(words("compare.points"), found.points, f"{name}.geojson", "application/geo+json", key="compare-geojson", on_click="ignore")


page()
