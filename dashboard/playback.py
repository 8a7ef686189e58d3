"""Playing a period through: a window of days moves over the map, the key figures and the list, and nothing else of the page runs meanwhile.

The window is no filter: it stands in no link and no download until its days are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from time import monotonic
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.data import Cut
from dashboard.text import Words
from events.query import Filters

SECONDS = 1.0
"""Between two steps."""
WINDOWS = (1, 7, 30, 91, 365)
SPEEDS = (1, 7, 30, 91)
_STEPS_WANTED = 60
_PLAYING, _AT, _CLOCK = "rasd-playing", "rasd-play-at", "rasd-play-clock"


@dataclass(frozen=True, slots=True)
class Playing:
    """Where the window stands. window: its length in days; speed: days that it moves in a step; moved: when it last moved, by the clock of the process."""

    at: date
    window: int
    speed: int
    running: bool
    moved: float

    @property
    def last(self) -> date:
        """The last day of the window."""
        return self.at + timedelta(days=self.window - 1)

    def stepped(self, first: date, last: date) -> Playing:
        """Give the next position, in data between two days; never so far that a day would be jumped over, and stopped at the end."""
        at = min(self.at + timedelta(days=min(self.speed, self.window)), latest(first, last, self.window))
        return replace(self, at=at, moved=monotonic(), running=at < latest(first, last, self.window))


def latest(first: date, last: date, window: int) -> date:
    """The last position of a window over data between two days."""
    return max(first, last - timedelta(days=window - 1))


def beginning(first: date, last: date) -> Playing:
    """Start at the first day, with a speed that takes about a minute, and a window that covers a few steps."""
    days = (last - first).days + 1
    speed = next((speed for speed in SPEEDS if days <= speed * _STEPS_WANTED), SPEEDS[-1])
    window = next((window for window in WINDOWS if window >= 3 * speed), WINDOWS[-1])
    return Playing(first, window, speed, running=True, moved=monotonic())


def now() -> Playing | None:
    """What is played, None where nothing is."""
    playing: Playing | None = st.session_state.get(_PLAYING)
    return playing


def every() -> float | None:
    """How often the fragment with the map runs by itself, in seconds. For the whole page, which starts and ends that clock."""
    st.session_state[_CLOCK] = _is_running()
    return SECONDS if _is_running() else None


def _is_running() -> bool:
    playing = now()
    return playing is not None and playing.running


def start(cut: Cut, filters: Filters) -> None:
    """Begin to play the dated events that the filters select. For callbacks."""
    span = _span(cut, filters)
    if span:
        _set(beginning(*span))


def window(cut: Cut, filters: Filters, words: Words) -> Filters:
    """Move on where it is time to, draw the player, and give the filters with the days of the window; unchanged where nothing is played."""
    playing, span = now(), _span(cut, filters)
    if playing and span:
        first, last = span
        if playing.running and monotonic() - playing.moved >= 0.8 * SECONDS:  # a click in between does not hasten it
            playing = playing.stepped(first, last)
        playing = replace(playing, at=min(max(playing.at, first), latest(first, last, playing.window)))
        _set(playing)
    else:
        playing = None
        _set(None)
    if st.session_state[_CLOCK] != _is_running():
        st.rerun()
    if playing is None:
        return filters
    shown = replace(filters, date_from=playing.at, date_to=playing.last, undated=False)
    _player(playing, first, last, shown, words)
    return shown


def _player(playing: Playing, first: date, last: date, shown: Filters, words: Words) -> None:
    with st.container(key="player", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="player-row"):
            name, icon = ("pause", ":material/pause:") if playing.running else ("play", ":material/play_arrow:")
            st.button(words(f"play.{name}"), key="play-toggle", on_click=_toggle, args=(first, last), icon=icon)
            st.html(
                f'<p class="rasd-window" role="status"><bdi dir="{words.figures}">{words.written(f"{playing.at} – {playing.last}")}</bdi></p>', width="content"
            )
            _days("window", WINDOWS, playing.window, lambda days: words(f"play.window.{days}"), words)
            _days("speed", SPEEDS, playing.speed, lambda days: words(f"play.speed.{days}"), words)
            st.button(
                words("play.keep"), key="play-keep", on_click=_keep, args=(shown,), type="tertiary", icon=":material/filter_alt:", help=words("play.keep.help")
            )
            st.button(words("play.close"), key="play-close", on_click=_set, args=(None,), type="tertiary", icon=":material/close:")
        with st.container(key="player-where"):
            _where(playing, first, last, words)
        st.html(f'<p class="rasd-note">{escape(words("play.note"))}</p>')


def _where(playing: Playing, first: date, last: date, words: Words) -> None:
    """Show how far it is, and let the window be moved while it stands.

    A slider that the server moves each second would send its old place back with whatever else the browser sends, and move the window back.
    """
    end = latest(first, last, playing.window)
    if playing.running or first == end:
        st.progress(
            (playing.at - first) / (end - first) if first < end else 1.0,
            text=words("play.span", first=words.written(str(first)), last=words.written(str(last))),
        )
        return
    key = f"{_AT}-{playing.moved}"
    st.slider(
        words("play.at"), first, end, playing.at, key=key, format="YYYY-MM-DD", label_visibility="collapsed",
        on_change=lambda: _change(at=st.session_state[key]),
    )  # fmt: skip


def _days(name: str, options: tuple[int, ...], chosen: int, said: Callable[[int], str], words: Words) -> None:
    key = f"rasd-play-{name}"
    st.selectbox(
        words(f"play.{name}"), options, index=options.index(chosen), key=key, format_func=said, width=150,
        label_visibility="collapsed", help=words(f"play.{name}.help"), on_change=lambda: _change(**{name: st.session_state[key]}),
    )  # fmt: skip


def _span(cut: Cut, filters: Filters) -> tuple[date, date] | None:
    """The days that can be played: those of the dated events, inside the dates that are filtered for."""
    counts = cut.counts(filters)
    if counts.first_day is None or counts.last_day is None:
        return None
    return max(counts.first_day, filters.date_from or counts.first_day), min(counts.last_day, filters.date_to or counts.last_day)


def _set(playing: Playing | None) -> None:
    st.session_state[_PLAYING] = playing


def _change(**changes: Any) -> None:  # noqa: ANN401  # fields of what is played
    playing = now()
    if playing:
        _set(replace(playing, **changes))


def _toggle(first: date, last: date) -> None:
    """Pause, go on, or begin again at the end. For callbacks."""
    playing = now()
    if playing:
        again = not playing.running and playing.at >= latest(first, last, playing.window)
        _set(replace(playing, running=not playing.running, at=first if again else playing.at, moved=monotonic()))


def _keep(shown: Filters) -> None:
    _set(None)
    session.filter_by(shown)
