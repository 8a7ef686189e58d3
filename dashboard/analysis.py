"""Tables of the page Analysis: counts by place, party, type and time, as plain data; no Streamlit here."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Mapping, Sequence

import altair as alt
import pandas as pd

from dashboard.charts import CLOSE, in_digits
from dashboard.layers import Json, records
from dashboard.text import Words, plain
from events.export.tables import cell, write_csv
from events.query import Counts
from gazetteer.admin import Area

_LIGHT, _DARK = ("#e8f0f8", "#134a80"), ("#1f2c3a", "#8cc4f2")
_ON_PALE, _ON_DEEP = "#0b1118", "#ffffff"
_TURN_LIGHT, _TURN_DARK = 0.7, 0.55  # shares of the most at which either of them is legible on the shade


def top_places(rows: pd.DataFrame, areas: Mapping[str, Area], words: Words) -> pd.DataFrame:
    """Name the places with the most events. rows: see `events.query.Snapshot.top_places`."""
    return pd.DataFrame(
        {
            words("table.place"): [plain(words.either(row["name_ar"], row["name_en"])) for row in records(rows)],
            words("analysis.level"): [words(f"level.{row['level']}") for row in records(rows)],
            words("filters.governorates"): [_area(row, areas, words) for row in records(rows)],
            words("table.events"): rows["n"],
            words("analysis.killed"): rows["killed"],
            words("analysis.injured"): rows["injured"],
        }
    )


def _area(row: Json, areas: Mapping[str, Area], words: Words) -> str:
    found = areas.get(row["governorate"] or "")
    return words.either(found.name_ar, found.name_en) if found else "–"


def matrix(rows: pd.DataFrame, name_row: Callable[[str], str], name_column: Callable[[str], str], order: tuple[Sequence[str], Sequence[str]]) -> pd.DataFrame:
    """Make a table of counts: one line for each code of the rows that occurs, in the orders given. rows: row, column, n."""
    table = rows.pivot_table(index="row", columns="column", values="n", aggfunc="sum", fill_value=0)
    index, columns = ([code for code in codes if code in have] for codes, have in zip(order, (table.index, table.columns), strict=True))
    table = table.loc[index, columns]
    return table.rename(index=name_row, columns=name_column).rename_axis(index=None, columns=None)


def heat(table: pd.DataFrame, words: Words, *, dark: bool = False) -> alt.LayerChart:
    """Draw a matrix as a table of shades with its numbers in it, from right to left in Arabic. On a dark page the most is the palest."""
    mirrored = words.direction == "rtl"
    across = list(reversed(table.columns)) if mirrored else list(table.columns)
    long = table.rename_axis("row").reset_index().melt(id_vars="row", var_name="column", value_name="n")
    base = alt.Chart(long, height=alt.Step(24)).encode(
        x=alt.X("column:N", sort=across, title=None, axis=alt.Axis(orient="top", labelAngle=60 if mirrored else -60, labelLimit=150, labelOverlap=False)),
        y=alt.Y("row:N", sort=list(table.index), title=None, axis=alt.Axis(orient="right" if mirrored else "left", labelLimit=190, labelFlush=False)),
    )
    most_in, few_in = (_ON_PALE, _ON_DEEP) if dark else (_ON_DEEP, _ON_PALE)
    most = max(1, int(table.to_numpy().max(initial=1)))
    squares = base.mark_rect(stroke="#131a22" if dark else "#ffffff").encode(
        color=alt.Color("n:Q", scale=alt.Scale(domain=[0, most], range=list(_DARK if dark else _LIGHT)), legend=None),
        tooltip=[alt.Tooltip("row:N", title=" "), alt.Tooltip("column:N", title="  "), alt.Tooltip("n:Q", title=words("time.events"))],
    )
    numbers = base.mark_text(fontSize=12).encode(
        text=alt.condition("datum.n > 0", alt.Text("n:Q"), alt.value("")),
        color=alt.condition(f"datum.n > {most * (_TURN_DARK if dark else _TURN_LIGHT)}", alt.value(most_in), alt.value(few_in)),
    )
    chart: alt.LayerChart = alt.layer(squares, numbers).configure_view(strokeWidth=0).properties(padding=CLOSE)
    return in_digits(chart, words)


def change(now: Counts, before: Counts, words: Words) -> pd.DataFrame:
    """Set the key figures of two periods beside each other."""
    lines = [
        ("table.events", now.shown, before.shown),
        ("analysis.killed", now.killed_min, before.killed_min),
        ("method.reports", now.reports, before.reports),
        ("analysis.independent", now.independent, before.independent),
    ]
    return pd.DataFrame(
        {
            words("analysis.figure"): [words(name) for name, _, _ in lines],
            words("analysis.now"): [here for _, here, _ in lines],
            words("analysis.before"): [there for _, _, there in lines],
            words("shade.change"): [_change(here, there, words) for _, here, there in lines],
        }
    )


def _change(now: int, before: int, words: Words) -> str:
    """Write a difference, with its share where there is something to compare with."""
    share = f" ({words.number((now - before) / before, '+.0%')})" if before else ""
    return f"{words.number(now - before, '+,')}{share}" if now != before else words.number(0)


def csv_of(table: pd.DataFrame, *, index: bool) -> bytes:
    """Write a table as CSV that spreadsheets read as UTF-8, no cell of it a formula; see `events.export.tables`."""
    shown = table.reset_index(names="") if index else table
    out = io.BytesIO()
    out.write(codecs.BOM_UTF8)
    write_csv(out, [cell(name) for name in shown.columns], shown.itertuples(index=False, name=None))
    return out.getvalue()
