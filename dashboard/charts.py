"""Charts, as Altair specifications; no Streamlit here. Altair's own renderer is bundled with Streamlit, so nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from dashboard.filters import By, Step
from dashboard.layers import SYMBOLS
from dashboard.text import Words
from extract.vocabulary import DATE_PRECISIONS, EVENT_TYPES

Drawing = TypeVar("Drawing", alt.Chart, alt.LayerChart, alt.Chart | alt.LayerChart)
BRUSH = "period"
CLOSE = {"left": 5, "top": 5, "right": 5, "bottom": 5}  # pixels around a chart, where Streamlit leaves a gap below
# The widest span of days for which single days, then weeks, still make legible bars.
_DAYS_UP_TO, _WEEKS_UP_TO = 92, 900
_TOP_ACTORS = 7
_ACTOR_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#882255")
_OFFSETS = {"day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1), "year": pd.DateOffset(years=1)}
_FREQUENCIES = {"day": "D", "week": "W-MON", "month": "MS", "year": "YS"}
_PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
AVERAGED: Mapping[Step, int] = {"day": 7, "week": 4, "month": 3, "year": 3}
"""Steps in a moving average."""
_LINE = "#6f8299"  # seen on light and on dark
_EDGE = "#c3ccd5"
_SMALL = 170
_POINTS_UP_TO = 40
_OTHERS = "#9aa3ad"
# The less exact a date, the lighter its bar.
_PRECISIONS = {"day": "#134a80", "approx_day": "#3578b0", "week": "#6ba6d1", "month": "#a9cce6", "unknown": "#dceaf6"}


def best_step(days: int) -> Step:
    """Choose the step that gives a span of days a legible number of bars."""
    return "day" if days <= _DAYS_UP_TO else "week" if days <= _WEEKS_UP_TO else "month"


def timeline(
    rows: pd.DataFrame,
    words: Words,
    *,
    step: Step,
    by: By,
    average: bool = False,
    other: pd.DataFrame | None = None,
    height: int = 100,
    brush: bool = False,
    dark: bool = False,
) -> alt.Chart | alt.LayerChart:
    """Draw events over time in stacks. rows: bucket (first day of the step), key (a type or an actor), n.

    average: draw the mean of the last steps (`AVERAGED`) too. other: rows of another period, already moved to these days (see `moved_rows`);
    drawn as a dashed line. brush: let a brush named `BRUSH` select a span of time. dark: on a dark page, where
    deep colours need an edge to be seen. Days are UTC from end to end, so that no reader's time zone moves a bar.
    """
    shown = _named(_spanned(rows, step, words), words, by)
    order = list(dict.fromkeys(shown.sort_values("order")["name"]))
    colours = [_colour(key, by, at) for at, key in enumerate(shown.drop_duplicates("name").sort_values("order")["key"])]
    axis = alt.Axis(title=None, grid=False, labelOverlap=True, labelSeparation=10, tickCount=10, labelExpr=_days(words, with_day=step == "day"))
    legend = None if by == "type" else alt.Legend(title=None, orient="top")  # types have the map's legend
    bars = (
        alt.Chart(shown, height=height if legend is None else height + 40)
        .mark_bar(stroke=_EDGE if dark else None, strokeWidth=0.4)
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
    )
    if brush:
        bars = bars.add_params(alt.selection_interval(name=BRUSH, encodings=["x"]))
    lines = [_line(mean_of(rows, step), words, step, words("time.mean", n=AVERAGED[step]), dash=[1, 0])] if average else []
    lines += [_line(_totals(other, step), words, step, words("time.other"), dash=[5, 4])] if other is not None and len(other) else []
    chart: alt.Chart | alt.LayerChart = (alt.layer(bars, *lines) if lines else bars).configure_view(strokeWidth=0)
    return in_digits(chart.properties(padding=CLOSE), words)


def in_digits(chart: Drawing, words: Words) -> Drawing:
    """Have a chart write its numbers in the chosen digits."""
    if words.digits == "latin":
        return chart
    number = alt.NumberLocale(decimal="٫", thousands="٬", grouping=[3], currency=["", ""], numerals=list("٠١٢٣٤٥٦٧٨٩"))
    drawn: Drawing = chart.configure(locale=alt.Locale(number=number), view=alt.ViewConfig(strokeWidth=0))
    return drawn


def _days(words: Words, *, with_day: bool) -> str:
    """Write the days of an axis, as an expression of Vega. Its formats of times know no digits but 0123, so that others are written part by part."""
    form = "%Y-%m-%d" if with_day else "%Y-%m"
    if words.digits == "latin":
        return f"utcFormat(datum.value, '{form}')"
    return " + '-' + ".join(f"format(toNumber(utcFormat(datum.value, '{part}')), '{'d' if part == '%Y' else '02d'}')" for part in form.split("-"))


def _line(rows: pd.DataFrame, words: Words, step: Step, name: str, *, dash: list[int]) -> alt.Chart:
    """Draw totals as a line through the middle of the steps. rows: bucket, n."""
    middle = rows["bucket"] + (rows["bucket"] + _OFFSETS[step] - rows["bucket"]) / 2
    shown = pd.DataFrame(
        {"at": middle.dt.strftime("%Y-%m-%dT%H:%M:%S"), "n": rows["n"].round(2), "day": rows["bucket"].dt.strftime("%Y-%m-%d").map(words.written), "line": name}
    )
    line: alt.Chart = (
        alt.Chart(shown)
        .mark_line(color=_LINE, strokeDash=dash, strokeWidth=1.8, point=alt.OverlayMarkDef(size=14, color=_LINE) if len(shown) < _POINTS_UP_TO else False)
        .encode(
            x=alt.X("at:T", scale=alt.Scale(type="utc")),
            y=alt.Y("n:Q"),
            tooltip=[alt.Tooltip("line:N", title=" "), alt.Tooltip("day:N", title=words("time.date")), alt.Tooltip("n:Q", title=words("time.events"))],
        )
    )
    return line


def peak(rows: pd.DataFrame, step: Step) -> tuple[date, date, int] | None:
    """Give the step with the most, the earliest of equals: its first and last day and its number; None without rows."""
    if rows.empty:
        return None
    totals = rows.assign(bucket=pd.to_datetime(rows["bucket"])).groupby("bucket")["n"].sum()
    first = pd.Timestamp(str(totals.idxmax()))
    end: pd.Timestamp = first + _OFFSETS[step]
    return first.date(), end.date() - timedelta(days=1), int(totals.max())


def mean_of(rows: pd.DataFrame, step: Step) -> pd.DataFrame:
    """Give the mean of each step and the ones before it (`AVERAGED` in all); steps without events count as 0, and the first ones have no mean."""
    totals = _totals(rows, step)
    totals["n"] = totals["n"].rolling(AVERAGED[step]).mean()
    return totals.dropna()


def moved_rows(rows: pd.DataFrame, days: int, step: Step) -> pd.DataFrame:
    """Move the steps of an earlier period forward by some days, each to the step that its first day then falls in."""
    later = pd.to_datetime(rows["bucket"]) + pd.Timedelta(days=days)
    return rows.assign(bucket=later.dt.to_period(_PERIODS[step]).dt.start_time)


def _totals(rows: pd.DataFrame, step: Step) -> pd.DataFrame:
    """Sum a table by step, with 0 for each step between the first and the last that has no row. Columns: bucket, n."""
    totals = rows.assign(bucket=pd.to_datetime(rows["bucket"])).groupby("bucket")["n"].sum()
    every = pd.date_range(totals.index.min(), totals.index.max(), freq=_FREQUENCIES[step]) if len(totals) else totals.index
    return totals.reindex(every, fill_value=0).rename_axis("bucket").reset_index()


def multiples(rows: pd.DataFrame, names: Mapping[str, str], words: Words, *, step: Step) -> list[alt.Chart]:
    """Draw one small chart for each area, most events first, all on one scale. rows: bucket, key (a p-code), n; names: of the areas."""
    most = rows.groupby("key")["n"].sum().sort_values(ascending=False)
    shown = _spanned(rows, step, words)
    days = alt.Scale(type="utc", domain=[shown["bucket"].min(), shown["end"].max()])
    axis = alt.Axis(title=None, grid=False, tickCount=3, labelOverlap=True, labelSeparation=6, labelExpr=_days(words, with_day=False))
    tallest = alt.Scale(domain=[0, int(rows["n"].max())]) if len(rows) else alt.Undefined
    drawn = [
        alt.Chart(shown[shown["key"] == key], width=_SMALL, height=150, title=alt.Title(names.get(key, key), fontSize=12, anchor="start"))
        .mark_bar(color=_LINE, stroke=None)
        .encode(
            x=alt.X("bucket:T", axis=axis, scale=days),
            x2=alt.X2("end:T"),
            y=alt.Y("sum(n):Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, tickCount=2, format="d"), scale=tallest),
            tooltip=[alt.Tooltip("span:N", title=words("time.date")), alt.Tooltip("sum(n):Q", title=words("time.events"))],
        )
        .configure_view(strokeWidth=0)
        .properties(padding=CLOSE)
        for key in most.index
    ]
    return [in_digits(one, words) for one in drawn]


def bars(counts: Mapping[str, int], words: Words) -> alt.Chart:
    """Draw a bar for each name, in the order given, from right to left in Arabic."""
    mirrored = words.direction == "rtl"
    shown = pd.DataFrame({"name": list(counts), "n": list(counts.values())})
    drawn: alt.Chart = (
        alt.Chart(shown, height=alt.Step(20))
        .mark_bar(color=_LINE)
        .encode(
            y=alt.Y("name:N", sort=list(counts), title=None, axis=alt.Axis(orient="right" if mirrored else "left", labelLimit=190, labelFlush=False)),
            x=alt.X("n:Q", title=None, scale=alt.Scale(reverse=mirrored), axis=alt.Axis(tickMinStep=1, tickCount=5, format="d")),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("n:Q", title=words("time.events"))],
        )
        .configure_view(strokeWidth=0)
        .properties(padding=CLOSE)
    )
    return in_digits(drawn, words)


def _spanned(rows: pd.DataFrame, step: Step, words: Words) -> pd.DataFrame:
    """Add the end of each bar (exclusive) and its days in words; days become ISO texts, which every browser reads as UTC."""
    first = pd.to_datetime(rows["bucket"])
    end = first + _OFFSETS[step]
    last = end - pd.DateOffset(days=1)
    days = first.dt.strftime("%Y-%m-%d")
    return rows.assign(
        bucket=days,
        end=end.dt.strftime("%Y-%m-%d"),
        span=(days if step == "day" else days + " – " + last.dt.strftime("%Y-%m-%d")).map(words.written),
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
