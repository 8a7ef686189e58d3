"""A view handed out as a report: what the export gives of it, and what the report says of itself. No Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

import gazetteer
from dashboard.chips import chips
from dashboard.filters import State, link
from dashboard.known import place_name, sources
from dashboard.report import Brief, report
from dashboard.text import Words
from events import export
from events.query import Snapshot
from gazetteer.admin import Area


def handout(snapshot: Snapshot, state: State, words: Words, made: datetime, *, title: str = "", address: str = "") -> bytes:
    """Write a view as a report, as far as the policy of the workspace lets its events out.

    title: "" for a general one; address: of the dashboard, for the link to the view, "" for no link. Raises ExportError, and PolicyError where
    the policy cannot be followed.
    """
    selection = export.select(snapshot, state.filters, made)
    areas: Mapping[str, Area] = gazetteer.load().areas.by_pcode
    asked = replace(state.filters, text=selection.about["query"].get("text", ""))
    shared = replace(state, filters=asked, cut=snapshot.data_cut)
    active = chips(asked, words, areas, partial(place_name, words))
    brief = Brief(
        title=export.tellable(snapshot, title),
        filters=tuple((chip.name or words("filters.title"), export.tellable(snapshot, chip.value)) for chip in active),
        view=state.view,
        step=state.step,
        link=f"{address}?{link(shared)}" if address else "",
        sources=tuple((one.title, one.licence, one.attribution) for one in sources().values()),
    )
    return report(selection, brief, words, areas).encode()
