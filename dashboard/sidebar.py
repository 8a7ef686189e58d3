"""The sidebar: language, filters, what is active. Its widgets are shared by all pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from dashboard import nearby, session
from dashboard.chips import option
from dashboard.data import Cut
from dashboard.filters import FIRST_DAY, LAST_DAY, LISTS, PRECISIONS, RANGES, VERSUS, clean, compared, has_period, in_order, tidy
from dashboard.inputs import check, counted, number, set_state, several, take
from dashboard.periods import Period, periods
from dashboard.text import DIGITS, LANGS, MONTHS, Words
from events.filters import REVIEWS
from events.query import Filters
from events.weapons import WEAPON_KINDS
from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES, HIT
from gazetteer.admin import Area

Areas = Mapping[str, Area]
_SOURCES = (0, 2, 3, 4, 5)


def head(areas: Areas) -> None:
    """Draw the top of the sidebar, and drop from the filters what no widget could show."""
    state = session.current()
    session.change(replace(state, filters=tidy(state.filters, areas)))
    with st.sidebar:
        _language()


def draw(areas: Areas, cut: Cut, words: Words) -> None:
    """Draw the filters. Every widget writes to the state in its callback, so that all of them show one state."""
    filters = session.current().filters
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", key="filters-head"):
            st.html(f"<h4>{words('filters.title')}</h4>", width="stretch")
            st.button(words("filters.undo"), key="undo", on_click=session.undo, disabled=not session.can_undo(), type="tertiary", icon=":material/undo:")
            idle = filters == Filters()
            st.button(words("filters.reset"), key="reset", on_click=session.reset, disabled=idle, type="tertiary", icon=":material/close:")
        asked = _Asked(cut, filters, words, areas)
        _text(filters, words)
        _when(asked, words)
        asked.choose("types", EVENT_TYPES)
        _who(asked, words)
        _where(asked, words)
        _how(asked, words)
        _how_sure(asked, words)


class _Asked:
    """The filters and what they count; a range whose ends are exchanged does not count."""

    def __init__(self, cut: Cut, filters: Filters, words: Words, areas: Areas) -> None:
        self.cut, self.filters, self.words, self.areas = cut, filters, words, areas
        self._usable = in_order(filters)

    def facet(self, column: str) -> dict[str, int]:
        return self.cut.facet(self._usable, column)

    def undated(self) -> int:
        return self.cut.counts(replace(self._usable, undated=True)).undated

    def periods(self, offered: Iterable[Period]) -> list[int]:
        return self.cut.periods(self._usable, tuple((one.first, one.last) for one in offered))

    def choose(self, name: str, options: Iterable[str]) -> None:
        """Draw a choice of several codes with their counts."""
        several(name, options, lambda code: option(name, code, self.words, self.areas), self.facet(LISTS[name]), self.words)


def _language() -> None:
    now = session.current().lang
    key = session.key("lang")
    words = session.interface()
    st.segmented_control(
        words("lang.label"), LANGS, default=now, key=key, format_func=lambda lang: words(f"lang.{lang}"), required=True, label_visibility="collapsed",
        on_change=_speak, args=("lang", key), width="stretch",
    )  # fmt: skip
    if now == "ar":
        with st.popover(words("writing.title"), icon=":material/123:", type="tertiary", key="writing"), st.container(key="writing-choices"):
            _writing(words)


def _writing(words: Words) -> None:
    """Offer the digits and the names of the months, each as it looks."""
    digits, months = session.key("digits"), session.key("months")
    st.segmented_control(
        words("writing.digits"), list(DIGITS), default=words.digits, key=digits, format_func=lambda code: DIGITS[code], required=True,
        help=words("writing.digits.help"), on_change=_speak, args=("digits", digits),
    )  # fmt: skip
    st.selectbox(
        words("writing.months"), MONTHS, index=MONTHS.index(words.months), key=months, format_func=lambda code: words.month(1, code),
        on_change=_speak, args=("months", months),
    )  # fmt: skip


def _speak(name: str, key: str) -> None:
    """Write the page in another language, other digits or other months: every word of it is drawn anew."""
    set_state(name, st.session_state[key])
    session.adopt(session.current())


def _text(filters: Filters, words: Words) -> None:
    key = session.key("text")
    st.text_input(
        words("filters.text"), filters.text, key=key, help=words("filters.text.help"), placeholder=words("filters.text.placeholder"), icon=":material/search:",
        on_change=lambda: take("text", clean(st.session_state[key] or "")),
    )  # fmt: skip


def _when(asked: _Asked, words: Words) -> None:
    filters = asked.filters
    _period(asked, words)
    left, right = st.columns(2, gap="small")
    ends: dict[str, Any] = {"format": "YYYY-MM-DD", "min_value": FIRST_DAY, "max_value": LAST_DAY}
    first, last = session.key("date_from"), session.key("date_to")
    with left:
        st.date_input(
            words("filters.date_from"), filters.date_from, key=first, help=words("filters.date.help"),
            on_change=lambda: take("date_from", st.session_state[first]), **ends,
        )  # fmt: skip
    with right:
        st.date_input(words("filters.date_to"), filters.date_to, key=last, on_change=lambda: take("date_to", st.session_state[last]), **ends)
    check("undated", asked.undated(), words)
    _versus(filters, words)


def _versus(filters: Filters, words: Words) -> None:
    """Offer the period to compare with; it needs both dates."""
    if not has_period(filters):
        return
    state = session.current()
    key, now = session.key("versus"), state.versus
    st.selectbox(
        words("versus.title"), VERSUS, index=VERSUS.index(now) if now else None, key=key,
        format_func=lambda code: words(f"versus.{code}"), placeholder=words("versus.none"),
        help=words("versus.help"), on_change=lambda: set_state("versus", st.session_state[key]),
    )  # fmt: skip
    if now == "chosen":
        for column, name in zip(st.columns(2, gap="small"), ("versus_from", "versus_to"), strict=True):
            with column:
                _versus_end(name, words)
        if compared(filters, state) is None:
            st.html(f'<p class="rasd-note">{escape(words("versus.missing"))}</p>')


def _versus_end(name: str, words: Words) -> None:
    """Offer one date of the other period."""
    key = session.key(name)
    st.date_input(
        words(f"versus.{name}"), getattr(session.current(), name), key=key, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY,
        on_change=lambda: set_state(name, st.session_state[key]),
    )  # fmt: skip


def _period(asked: _Asked, words: Words) -> None:
    """Offer spans of days by name; the one whose days are set is shown as chosen."""
    filters, all_dates = asked.filters, asked.cut.counts(Filters())
    offered = {one.code: one for one in periods(all_dates.first_day, all_dates.last_day, words)}
    if not offered:
        return
    counts = dict(zip(offered, asked.periods(offered.values()), strict=True))
    now = next((code for code, one in offered.items() if (one.first, one.last) == (filters.date_from, filters.date_to)), None)
    key = session.key(f"period-{filters.date_from}-{filters.date_to}")
    st.selectbox(
        words("filters.period"), list(offered), index=list(offered).index(now) if now else None, key=key,
        format_func=lambda code: counted(offered[code].name, counts[code], words), placeholder=words("filters.any"),
        help=words("filters.period.help"), on_change=_take_period, args=(key, {code: (one.first, one.last) for code, one in offered.items()}),
    )  # fmt: skip
    if now and offered[now].source:
        st.html(f'<p class="rasd-note" dir="ltr">{escape(offered[now].source)}</p>')


def _take_period(key: str, spans: Mapping[str, tuple[Any, Any]]) -> None:
    first, last = spans.get(st.session_state[key] or "", (None, None))
    session.filter_by(replace(session.current().filters, date_from=first, date_to=last))


def _who(asked: _Asked, words: Words) -> None:
    filters = asked.filters
    asked.choose("actors", ACTORS)
    with st.expander(f"{words('filters.initiators')} / {words('filters.targets')}", expanded=bool(filters.initiators or filters.targets)):
        asked.choose("initiators", ACTORS)
        asked.choose("targets", ACTORS)


def _where(asked: _Asked, words: Words) -> None:
    filters, areas = asked.filters, asked.areas
    asked.choose("governorates", _areas_in(areas, "governorate", ()))
    districts = _areas_in(areas, "district", filters.governorates)
    asked.choose("districts", districts)
    if filters.governorates or filters.districts or filters.subdistricts:
        asked.choose("subdistricts", _areas_in(areas, "subdistrict", filters.districts or (districts if filters.governorates else ())))
    nearby.place(asked.facet, words)
    with st.expander(words("filters.shapes"), expanded=bool(filters.near or filters.within)):
        nearby.shapes(filters, words)


def _how(asked: _Asked, words: Words) -> None:
    filters = asked.filters
    with st.expander(words("filters.how"), expanded=bool(filters.weapons or filters.hit)):
        asked.choose("weapons", WEAPON_KINDS)
        asked.choose("hit", HIT)
    ranged = any(getattr(filters, end) is not None for ends in RANGES.values() for end in ends)
    with st.expander(words("filters.figures"), expanded=bool(ranged or filters.min_sources or filters.disagree or filters.outlets)):
        for low, high in RANGES.values():
            left, right = st.columns(2, gap="small")
            with left:
                number(low, words(f"filters.{low}"), help=words("filters.killed.help"))
            with right:
                number(high, words(f"filters.{high}"))
        check("disagree", asked.facet("disagree").get("yes", 0), words)
        _sources(asked, words)
        asked.choose("outlets", sorted({*asked.cut.facet(Filters(), "outlet"), *filters.outlets}))


def _sources(asked: _Asked, words: Words) -> None:
    filters, held = asked.filters, {int(n): events for n, events in asked.facet("sources").items()}
    options = sorted({*_SOURCES, filters.min_sources})
    key = session.key("min_sources")
    st.selectbox(
        words("filters.min_sources"), options, index=options.index(filters.min_sources), key=key,
        help=words("filters.min_sources.help"), on_change=_take_sources, args=(key,),
        format_func=lambda least: counted(
            f"≥ {words.number(least)}" if least else words("filters.any"), sum(events for n, events in held.items() if n >= least), words
        ),
    )  # fmt: skip


def _take_sources(key: str) -> None:
    chosen = st.session_state[key]
    if isinstance(chosen, int):
        take("min_sources", chosen)
        st.session_state[key] = chosen


def _how_sure(asked: _Asked, words: Words) -> None:
    asked.choose("certainty", CERTAINTIES)
    asked.choose("precision", PRECISIONS)
    asked.choose("review", REVIEWS)
    key = session.key("min_confidence")
    st.slider(
        words("filters.min_confidence"), 0.0, 1.0, asked.filters.min_confidence, key=key, step=0.05, format="percent",
        help=words("filters.min_confidence.help"),
        on_change=lambda: take("min_confidence", st.session_state[key]),
    )  # fmt: skip


def _areas_in(areas: Areas, level: str, parents: Iterable[str]) -> list[str]:
    """P-codes of one level, inside the areas given, all of them where none is given."""
    inside = set(parents)
    return [pcode for pcode, area in sorted(areas.items()) if area.level == level and (not inside or area.parent in inside)]
