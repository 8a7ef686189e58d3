"""The row above the map: active filters as chips, downloads, the link to this view, and the key figures."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard import chrome, data, known, session, sharing
from dashboard.chips import Chip, chips
from dashboard.data import Cut
from dashboard.filters import State
from dashboard.text import MARKDOWN, Words, isolated
from events.export import FORMATS, PolicyError
from events.query import Counts, Filters


def begin() -> tuple[Cut, Filters, Words] | None:
    """Draw the row, as every page over the events begins; None, said in words, where no event is left to show."""
    cut, filters, words = showing()
    draw(cut, filters, words)
    if cut.counts(filters).shown:
        return cut, filters, words
    chrome.empty(cut, words)
    return None


def showing() -> tuple[Cut, Filters, Words]:
    """What a page or fragment shows now: the data cut, its filters, and the words of the interface."""
    return data.Cut(session.home()), session.current().filters, session.interface()


def draw(cut: Cut, filters: Filters, words: Words) -> None:
    """Draw chips on one side, downloads on the other."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="chips", width="stretch"):
            _chips(chips(filters, words, data.areas(), partial(known.place_name, words)), words)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="downloads", width="content"):
            sharing.draw(cut, words)
            _downloads(cut, filters, words)


def _chips(active: tuple[Chip, ...], words: Words) -> None:
    if not active:
        st.html(f'<p class="rasd-note">{escape(words("filters.none"))}</p>', width="content")
    for at, chip in enumerate(active):
        label = f"{chip.name}: {isolated(chip.value)}" if chip.name else chip.value
        st.button(
            label.translate(MARKDOWN), key=f"chip-{at}", on_click=_take_away, args=(chip,), icon=":material/close:",
            icon_position="right", help=words("filters.remove"), width="content",
        )  # fmt: skip


def _take_away(chip: Chip) -> None:
    session.filter_by(chip.without)


def _downloads(cut: Cut, filters: Filters, words: Words) -> None:
    """Offer exactly what is shown, in every format; a file is made when its button is pressed."""
    with st.popover(words("download.title"), icon=":material/download:", type="tertiary", key="download"):
        try:
            withheld = cut.may_export(filters)
        except PolicyError as error:
            chrome.failure(error, words)
            return
        st.caption(words("download.help", n=cut.counts(filters).shown) + (f" {words('download.policy')}" if withheld else ""))
        report(cut, session.current(), words)
        for form in FORMATS:
            ending = form.ending if form.is_single else ".zip"
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.download_button(
                    words(f"download.{form.name}"), partial(cut.download, filters, form), file_name=f"rasd-{cut.id}-{form.name}{ending}",
                    mime=form.mime if form.is_single else "application/zip", key=f"download-{form.name}", on_click="ignore", type="tertiary",
                )  # fmt: skip
                st.html(f'<p class="rasd-note">{escape(words(f"download.{form.name}.help"))}</p>', width="stretch")


def report(cut: Cut, state: State, words: Words, title: str = "", key: str = "download-report") -> None:
    """Offer a view as a report that stands alone, made when its button is pressed."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            words("download.report"), partial(cut.report, state, words, title, session.address()), file_name=f"rasd-{cut.id}-report.html", mime="text/html",
            key=key, on_click="ignore", type="tertiary",
        )  # fmt: skip
        st.html(f'<p class="rasd-note">{escape(words("download.report.help"))}</p>', width="stretch")


def key_figures(counts: Counts, words: Words) -> None:
    """Draw the key figures in one row."""
    told = counts.shown > counts.killed_unknown  # where nobody gives a figure, none is not nought
    killed = words.span(counts.killed_min, counts.killed_max) + ("+" if counts.killed_open else "") if told else words.span(None, None)
    period = words.written(f"{counts.first_day} – {counts.last_day}") if counts.first_day else "–"
    figures = [
        ("shown", words.number(counts.shown), words("kpi.of", n=counts.total)),
        ("placed", words.number(counts.placed), _share(counts.placed, counts.shown, words)),
        ("area", words.number(counts.area_only), _share(counts.area_only, counts.shown, words)),
        ("unplaced", words.number(counts.unplaced), _share(counts.unplaced, counts.shown, words)),
        ("killed", killed, ""),
        ("period", period, ""),
    ]
    cells = "".join(
        f'<div title="{escape(words.optional(f"kpi.{name}.help"), quote=True)}"><dt>{escape(words(f"kpi.{name}"))}</dt>'
        f'<dd><bdi dir="{words.figures}">{escape(value)}</bdi> <small>{escape(more)}</small></dd></div>'
        for name, value, more in figures
    )
    st.html(f'<dl class="rasd-figures" dir="{words.direction}">{cells}</dl>')


def _share(part: int, whole: int, words: Words) -> str:
    return words.number(part / whole, ".0%") if whole else ""
