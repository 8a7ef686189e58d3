"""Charts, as Altair specifications; no Streamlit here. Altair's own renderer is bundled with Streamlit, so nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import altair as alt
import pandas as pd

from dashboard.filters import By, Step
from dashboard.layers import SYMBOLS
from dashboard.text import Words
from extract.vocabulary import DATE_PRECISIONS, EVENT_TYPES

BRUSH = "period"
# The widest span of days for which single days, then weeks, still make legible bars.
_DAYS_UP_TO, _WEEKS_UP_TO = 92, 900
_TOP_ACTORS = 7
_ACTOR_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#882255")
_OTHERS = "#9aa3ad"
# The less exact a date, the lighter its bar.
_PRECISIONS = {"day": "#134a80", "approx_day": "#3578b0", "week": "#6ba6d1", "month": "#a9cce6", "unknown": "#dceaf6"}


def best_step(days: int) -> Step:
    """Choose the step that gives a span of days a legible number of bars."""
    return "day" if days <= _DAYS_UP_TO else "week" if days <= _WEEKS_UP_TO else "month"


def timeline(rows: pd.DataFrame, words: Words, *, step: Step, by: By, height: int = 120) -> alt.Chart:
    """Draw events over time in stacks. rows: bucket (first day of the step), key (a type or an actor), n.

    A brush named `BRUSH` selects a span of time. Days are UTC from end to end, so that no reader's time zone moves a bar.
    """
    shown = _named(_spanned(rows, step), words, by)
    order = list(dict.fromkeys(shown.sort_values("order")["name"]))
    colours = [_colour(key, by, at) for at, key in enumerate(shown.drop_duplicates("name").sort_values("order")["key"])]
    axis = alt.Axis(title=None, grid=False, labelOverlap=True, tickCount=10, format="%Y-%m-%d" if step == "day" else "%Y-%m")
    legend = None if by == "type" else alt.Legend(title=None, orient="top")  # types have the map's legend
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    chart: alt.Chart = (
        alt.Chart(shown, height=height)
        .mark_bar(stroke=None)
        .encode(
            x=alt.X("bucket:T", axis=axis, scale=alt.Scale(type="utc")),
            x2=alt.X2("end:T"),
            y=alt.Y("sum(n):Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4, format="d")),
            color=alt.Color("name:N", sort=order, scale=alt.Scale(domain=order, range=colours), legend=legend),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("span:N", title=words("time.date")),
                alt.Tooltip("name:N", title=words(f"time.by.{by}")),
                alt.Tooltip("sum(n):Q", title=words("time.events")),
            ],
        )
        .add_params(brush)
        .configure_view(strokeWidth=0)
    )
    return chart


def _spanned(rows: pd.DataFrame, step: Step) -> pd.DataFrame:
    """Add the end of each bar (exclusive) and its days in words; days become ISO texts, which every browser reads as UTC."""
    first = pd.to_datetime(rows["bucket"])
    end = first + {"day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1), "year": pd.DateOffset(years=1)}[step]
    last = end - pd.DateOffset(days=1)
    days = first.dt.strftime("%Y-%m-%d")
    return rows.assign(
        bucket=days,
        end=end.dt.strftime("%Y-%m-%d"),
        span=days if step == "day" else days + " – " + last.dt.strftime("%Y-%m-%d"),
    )


def brushed(selection: Mapping[str, Any]) -> tuple[date, date] | None:
    """Read the days that a brush covers from what the chart sends back; None where nothing is selected."""
    ends = selection.get(BRUSH, {}).get("bucket")
    if not ends or len(ends) != 2:
        return None
    first, last = (datetime.fromtimestamp(milliseconds / 1000, UTC).date() for milliseconds in sorted(ends))
    return first, last


def _named(rows: pd.DataFrame, words: Words, by: By) -> pd.DataFrame:
    """Add to each bar its last day and the name of its colour; actors beyond the most frequent become others."""
    shown = rows.copy()
    if by == "initiator":
        most = shown.groupby("key")["n"].sum().sort_values(ascending=False).index[:_TOP_ACTORS]
        shown["key"] = shown["key"].where(shown["key"].isin(most), "")
        ranks = {key: at for at, key in enumerate(most)}
        shown["name"] = [words(f"actor.{key}") if key else words("time.others") for key in shown["key"]]
    else:
        group, codes = ("type", EVENT_TYPES) if by == "type" else ("precision", DATE_PRECISIONS)
        ranks = {key: at for at, key in enumerate(codes)}
        shown["name"] = [words(f"{group}.{key}") for key in shown["key"]]
    shown["order"] = [ranks.get(key, len(ranks)) for key in shown["key"]]
    return shown


def _colour(key: str, by: By, at: int) -> str:
    if by == "type":
        return SYMBOLS[key].colour
    if by == "precision":
        return _PRECISIONS[key]
    return _ACTOR_COLOURS[at] if key else _OTHERS
