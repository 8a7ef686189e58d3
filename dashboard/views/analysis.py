"""Analysis: who, what, where and how it changes, as tables and charts to take along; all of the events that the filters select."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import analysis, charts, chrome, data, session, toolbar
from dashboard.data import Cut
from dashboard.filters import compared, unlike
from dashboard.grid import in_digits
from dashboard.text import Words
from events.query import Filters
from extract.vocabulary import ACTORS, EVENT_TYPES

_ROW, _HEAD = 35, 38
# Pixels of the columns of the places: with them the table fits its half of a desk.
_WIDTHS = {"table.place": 152, "analysis.level": 108, "filters.governorates": 106, "table.events": 60, "analysis.killed": 70, "analysis.injured": 74}
_SHORT = {"analysis.killed": "analysis.killed.short", "analysis.injured": "analysis.injured.short"}


def page() -> None:
    """Draw the page."""
    shown = toolbar.begin()
    if not shown:
        return
    cut, filters, words = shown
    toolbar.key_figures(cut.counts(filters), words)
    st.html(f'<p class="rasd-note">{escape(words("analysis.note"))}</p>')
    if cut.holds_back:
        st.caption(words("analysis.policy"))
    left, right = st.columns((7, 6), gap="medium")
    with left:
        _places(cut, filters, words)
        _parties(cut, filters, words)
    with right:
        _trend(cut, filters, words)
        _against(cut, filters, words)
        _hit(cut, filters, words)
    _types(cut, filters, words)


def _places(cut: Cut, filters: Filters, words: Words) -> None:
    _section("places", words)
    _table("places", analysis.top_places(cut.top_places(filters), data.areas(), words), cut, words)


def _parties(cut: Cut, filters: Filters, words: Words) -> None:
    """How often each party is named, as attacker and as target."""
    _section("parties", words)
    sides = {side: cut.facet(filters, side) for side in ("initiator", "target")}
    named = sorted({code for side in sides.values() for code in side}, key=lambda code: (-sum(side.get(code, 0) for side in sides.values()), code))
    table = pd.DataFrame(
        {words("analysis.party"): [words(f"actor.{code}") for code in named]}
        | {words(f"filters.{side}s"): [counts.get(code, 0) for code in named] for side, counts in sides.items()}
    )
    _table("parties", table, cut, words)


def _against(cut: Cut, filters: Filters, words: Words) -> None:
    _section("against", words)
    actor = _actor(words)
    _matrix("against", analysis.matrix(cut.cross(filters, "initiator", "target"), actor, actor, (ACTORS, ACTORS)), cut, words)


def _hit(cut: Cut, filters: Filters, words: Words) -> None:
    """What was struck, as often as reports say so."""
    _section("hit", words)
    counts = {code: n for code, n in cut.facet(filters, "hit").items() if not filters.hit or code in filters.hit}
    if not counts:
        st.html(f'<p class="rasd-note">{escape(words("analysis.hit.none"))}</p>')
        return
    table = pd.DataFrame({words("filters.hit"): [words(f"hit.{code}") for code in counts], words("table.events"): list(counts.values())})
    _table("hit", table, cut, words)


def _types(cut: Cut, filters: Filters, words: Words) -> None:
    _section("types", words)
    areas = data.areas()
    order = ([pcode for pcode, area in sorted(areas.items()) if area.level == "governorate"], EVENT_TYPES)
    rows = cut.cross(filters, "governorate", "type")
    table = analysis.matrix(rows, lambda code: words.either(areas[code].name_ar, areas[code].name_en), lambda code: words(f"type.{code}"), order)
    _matrix("types", table, cut, words)


def _trend(cut: Cut, filters: Filters, words: Words) -> None:
    """Events over time, and what changed against the period chosen to compare with."""
    _section("trend", words)
    counts = cut.counts(filters)
    if counts.first_day and counts.last_day:
        step = session.current().step or charts.best_step((counts.last_day - counts.first_day).days)
        st.altair_chart(
            charts.timeline(cut.histogram(filters, step, "type"), words, step=step, by="type", average=True, dark=chrome.is_dark()),
            key=session.key("trend"),
            width="stretch",
        )
        st.html(f'<p class="rasd-note">{escape(words("time.mean", n=charts.AVERAGED[step]))}</p>')
    other = compared(filters, session.current())
    if other is None:
        st.html(f'<p class="rasd-note">{escape(words("analysis.versus"))}</p>')
        return
    st.html(f'<p class="rasd-note">{escape(words("shade.against", days=words.between(other.date_from, other.date_to)))}</p>')
    if note := unlike(filters, other, words):
        st.html(f'<p class="rasd-note">{escape(note)}</p>')
    _table("change", analysis.change(cut.counts(replace(filters, undated=False)), cut.counts(other), words), cut, words)


def _actor(words: Words) -> Callable[[str], str]:
    return lambda code: words(f"actor.{code}")


def _matrix(name: str, table: pd.DataFrame, cut: Cut, words: Words) -> None:
    if table.empty:
        st.html(f'<p class="rasd-note">{escape(words("analysis.none"))}</p>')
        return
    st.altair_chart(analysis.heat(table, words, dark=chrome.is_dark()), key=session.key(f"heat-{name}"), width="stretch")
    _download(name, table, cut, words, index=True)


def _section(name: str, words: Words) -> None:
    st.html(f"<h4>{escape(words(f'analysis.{name}'))}</h4><p class='rasd-note'>{escape(words(f'analysis.{name}.help'))}</p>")


def _table(name: str, table: pd.DataFrame, cut: Cut, words: Words) -> None:
    with st.container(key=f"table-{name}"):
        height = min(390, _ROW * len(table) + _HEAD)
        st.dataframe(
            in_digits(table, words), key=session.key(f"table-{name}"), hide_index=True, height=height, alt=words(f"analysis.{name}"),
            column_config=_narrow(words) if name == "places" else None,
        )  # fmt: skip
    _download(name, table, cut, words, index=False)


def _narrow(words: Words) -> dict[str, Any]:
    """Lay out the columns of the places, each under a shorter name where there is one."""
    short = {key: words(said) for key, said in _SHORT.items()}
    return {words(key): st.column_config.Column(short.get(key), width=wide, help=words(key) if key in short else None) for key, wide in _WIDTHS.items()}


def _download(name: str, table: pd.DataFrame, cut: Cut, words: Words, *, index: bool) -> None:
    if cut.holds_back:  # these tables know nothing of the policy; the exports beside the filters do
        return
    st.download_button(
        words("download.csv"), analysis.csv_of(table, index=index), file_name=f"rasd-{cut.id}-{name}.csv", mime="text/csv", key=f"download-{name}",
        on_click="ignore", icon=":material/download:", type="tertiary", help=words("analysis.download.help"),
    )  # fmt: skip


page()
