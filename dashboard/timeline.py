"""The timeline: bars that a brush sets the dates on, a moving average, the period compared with, and one chart for each governorate."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import charts, chrome, data, playback, session
from dashboard.data import Cut
from dashboard.filters import COLOURINGS, STEPS, By, State, Step, compared, moved, unlike
from dashboard.inputs import choice, toggle
from dashboard.text import Words
from events.query import Filters


def draw(cut: Cut, filters: Filters, words: Words) -> None:
    """Draw the timeline, where there are dated events."""
    counts = cut.counts(filters)
    if counts.first_day is None or counts.last_day is None:
        return
    with st.container(key="timeline"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="timeline-head"):
            st.html(f"<h4>{words('time.title')}</h4>", width="content")
            state = session.current()
            step = choice("step", STEPS, state.step or charts.best_step((counts.last_day - counts.first_day).days), "time", words)
            by = choice("by", COLOURINGS, state.by or "type", "time.by", words)
            for name in ("toll", "average", "multiples"):
                toggle(name, words)
        state = session.current()
        versus = compared(filters, state)
        other = _other_period(cut, filters, versus, step, by) if versus else None
        notes = [words("time.brush")] + ([words("time.undated", n=counts.undated)] if counts.undated else [])
        notes += [words("time.toll.note")] if state.toll else []
        notes += [words("time.mean", n=charts.AVERAGED[step])] if state.average else []
        if versus:
            notes += [words("time.other.note", days=words.between(versus.date_from, versus.date_to))]
            notes += [unlike(filters, versus, words)]
        key = session.key("brush")
        rows = cut.histogram(filters, step, by, dead=state.toll)
        chart = charts.timeline(rows, words, step=step, by=by, average=state.average, other=other, brush=True, dark=chrome.is_dark())
        said = words("time.alt", step=words(f"time.{step}"), by=words(f"time.by.{by}"))
        st.altair_chart(chart, key=key, on_select=lambda: _brushed(key), selection_mode=[charts.BRUSH], width="stretch", alt=said)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="timeline-notes"):
            st.html(f'<p class="rasd-note">{" ".join(filter(None, notes))}</p>', width="stretch")
            _moves(filters, words)
            st.button(
                words("play.start"), key="play-start", on_click=playback.start, args=(cut, filters), disabled=playback.now() is not None, type="tertiary",
                icon=":material/play_arrow:", help=words("play.start.help"),
            )  # fmt: skip
        _peak(cut, filters, step, words)
        if state.multiples:
            _multiples(cut, filters, step, state, words)


def _moves(filters: Filters, words: Words) -> None:
    """Move the chosen dates by their own length, to play a period through."""
    for name, windows, icon in (("back", -1, ":material/skip_previous:"), ("on", 1, ":material/skip_next:")):
        goal = moved(filters, windows)
        st.button(
            words(f"time.{name}"),
            key=f"time-{name}",
            on_click=session.filter_by,
            args=(goal,),
            disabled=goal is None,
            type="tertiary",
            icon=icon,
            help=words("time.move.help"),
        )


def _peak(cut: Cut, filters: Filters, step: Step, words: Words) -> None:
    """Name the step with the most, and offer its days. Counted by type, which an event has one of."""
    found = charts.peak(cut.histogram(filters, step, "type", dead=session.current().toll), step)
    if found is None:
        return
    first, last, n = found
    name = "time.peak.toll" if session.current().toll else "time.peak"
    goal = replace(filters, date_from=first, date_to=last)
    st.button(
        words(name, days=words.between(first, last), n=n),
        key="time-peak",
        on_click=session.filter_by,
        args=(goal,),
        type="tertiary",
        icon=":material/leaderboard:",
    )


def _other_period(cut: Cut, filters: Filters, other: Filters, step: Step, by: By) -> pd.DataFrame | None:
    """The bars of the period to compare with, moved to the days shown."""
    if not other.date_from or not filters.date_from:
        return None
    return charts.moved_rows(cut.histogram(other, step, by, dead=session.current().toll), (filters.date_from - other.date_from).days, step)


def _multiples(cut: Cut, filters: Filters, step: Step, state: State, words: Words) -> None:
    names = {pcode: words.either(area.name_ar, area.name_en) for pcode, area in data.areas().items()}
    with st.container(horizontal=True, key="multiples"):
        for at, small in enumerate(charts.multiples(cut.histogram(filters, step, "governorate", dead=state.toll), names, words, step=step)):
            st.altair_chart(small, key=session.key(f"multiple-{at}"), width="content")
    st.html(f'<p class="rasd-note">{words("time.multiples.note")}</p>')


def _brushed(key: str) -> None:
    """Set the dates to the span drawn on the timeline."""
    span = charts.brushed(st.session_state[key].get("selection", {}))
    if span:
        session.filter_by(replace(session.current().filters, date_from=span[0], date_to=span[1]))
