"""Not placed: what the map cannot show as a dot, with the reason and the places that were considered."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
import streamlit as st

from dashboard import chrome, data, panel, session, toolbar
from dashboard.data import Cut
from dashboard.layers import Json, records
from dashboard.notes import told
from dashboard.text import Words, plain
from events.query import Filters
from gazetteer.names import fold

# Pixels of the columns of the shelf; the detail has what is left, all of it in sight on a desk.
_WIDTHS = {"date": 90, "type": 158, "surface": 108, "reason": 212, "candidates": 124}


def page() -> None:
    """Draw the page."""
    shown = toolbar.begin()
    if not shown:
        return
    cut, filters, words = shown
    st.html(f"<h3>{words('unplaced.title')}</h3><p class='rasd-prose'>{words('unplaced.intro')}</p>")
    _shelf(cut, filters, words)


@st.fragment
def _shelf(cut: Cut, filters: Filters, words: Words) -> None:
    rows = cut.unplaced(filters)
    if rows.empty:
        chrome.message("note", words("empty.unplaced"))
        return
    rows = _of_name(rows, words)
    rows = _of_reason(rows.assign(why=[reason_of(row) for row in records(rows)]), words)
    opened = bool(session.current().event)
    left, *beside = st.columns((7, 5) if opened else 1, gap="small")  # the whole width for the list until its card says the same
    with left:
        st.html(f"<p class='rasd-note'>{words('unplaced.select')}</p>")
        ids = [str(event_id) for event_id in rows["event_id"]]
        key = session.key("shelf")
        st.dataframe(
            table(rows, words), key=key, hide_index=True, height=panel.table_height(len(rows), 560), row_height=panel.ROW,
            on_select=lambda: panel.picked(key, ids), selection_mode="single-cell", alt=words("unplaced.title"),
            column_config={words(f"table.{name}"): st.column_config.Column(width=pixels) for name, pixels in _WIDTHS.items()},
        )  # fmt: skip
    if opened:
        with beside[0], st.container(height=560, border=True, key="panel"):
            panel.draw(cut, filters, words, ids)
    session.write_address(cut.id)


def _of_name(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Offer to look for a name, in either script and any spelling, and keep the rows that write it or have such a place as candidate."""
    name = st.text_input(
        words("unplaced.name"), key=session.key("unplaced-name"), max_chars=80, placeholder=words("filters.place_id.placeholder"), icon=":material/search:",
        help=words("unplaced.name.help"),
    )  # fmt: skip
    if not name.strip():
        return rows
    kept = rows[named(rows, name, {place.id for place in data.find_places(name)})]
    if kept.empty:
        chrome.message("note", words("unplaced.name.none", name=name))
    return kept


def named(rows: pd.DataFrame, name: str, place_ids: Collection[str]) -> list[bool]:
    """Tell which rows write a name, in any spelling, or have one of the places as their place or candidate."""
    wanted = fold(name)
    return [
        wanted in fold(str(row["surface"])) or any(one["place_id"] in place_ids for one in row["candidates"])
        or wanted in {fold(str(row[key])) for key in ("name_ar", "name_en") if row[key]}
        for row in records(rows)
    ]  # fmt: skip


def _of_reason(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Offer the reasons with their counts and keep the rows of the one chosen."""
    counts = rows["why"].value_counts()

    def named_reason(why: str) -> str:
        return f"{reason(why, words)}{words.dot}{words.number(counts[why])}"

    chosen = st.pills(
        words("unplaced.reasons"), list(counts.index), key=session.key("reason"), format_func=named_reason,
        label_visibility="collapsed",
    )  # fmt: skip
    return rows[rows["why"] == chosen] if chosen else rows


def reason_of(row: Json) -> str:
    """Why a place has no dot: `area` for one that is an area, else the reason of its resolution."""
    return "area" if row["status"] == "area" else str(row["reason"])


def reason(why: str, words: Words) -> str:
    """Name a reason."""
    return words("kpi.area") if why == "area" else words(f"why.{why}")


def table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The columns of the shelf, in words, as plain text."""
    notes = {note: told(note, words) for note in rows["detail"].dropna().unique()}
    columns = {
        "date": [words.written(str(day.date())) if not pd.isna(day) else "–" for day in pd.to_datetime(rows["date"])],
        "type": [words(f"type.{code}") for code in rows["type"]],
        "surface": [plain(surface) for surface in rows["surface"]],
        "reason": [reason(why, words) for why in rows["why"]],
        "candidates": [_candidates(row, words) for row in records(rows)],
        "detail": [_detail(row, notes, words) for row in records(rows)],
    }
    return pd.DataFrame({words(f"table.{name}"): values for name, values in columns.items()})


def _candidates(row: Json, words: Words) -> str:
    return words.comma.join(plain(words.either(one["name_ar"], one["name_en"])) for one in row["candidates"])


def _detail(row: Json, notes: Mapping[str, str], words: Words) -> str:
    if row["status"] == "area":
        level = words(f"level.{row['level']}")
        return f"{words.either(str(row['name_ar']), str(row['name_en']))} ({level})"
    return notes.get(row["detail"], "")


page()
