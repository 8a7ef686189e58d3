"""Made-up events straight into a snapshot: a million of them in a minute, without articles or ledger. Their words cannot be searched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from events.records import EventPlace
from events.snapshot import EVENTS, PLACES, Manifest, place_row, publish_tables
from events.synthetic.marks import MARK, OUTLET, PREFIX
from events.synthetic.world import FIRST, Action, Incidents, Ints, incidents
from extract.records import Resolved
from gazetteer.places import Place

_SCORES, _MOST_REPORTS = 0.55, 12


def write_events(folder: Path, count: int, seed: int) -> Manifest:
    """Write `count` made-up events into a snapshot folder, in place of what is current there. The same seed gives the same bytes."""
    found = incidents(count, seed)
    places = pa.Table.from_pylist([_place_row(place) for place in found.places], PLACES)
    actions = pa.Table.from_pylist([_action_row(action) for action in found.actions], EVENTS)
    days = np.array([FIRST + timedelta(days=int(day)) for day in range(int(found.day.max()) + 1)])
    months = np.array([f"{day:%Y-%m}" for day in days])[found.day]
    rng = np.random.default_rng([seed, 1])
    reports = np.minimum(rng.zipf(2.2, count), _MOST_REPORTS)
    score = np.round(_SCORES + rng.random(count) * (1 - _SCORES), 2)
    tables = {}
    begins = np.flatnonzero(np.r_[True, months[1:] != months[:-1]])
    for begin, end in zip(begins, [*begins[1:], count], strict=True):
        here = slice(begin, end)
        ids = pa.array([f"{PREFIX}{number:08}" for number in range(begin, end)])
        there = _with(places.take(pa.array(found.place[here])), {"event_id": ids, "score": score[here]})
        made = _events(actions.take(pa.array(found.action[here])), found, here, {"event_id": ids, "date": days[found.day[here]], "confidence": score[here]})
        tables[str(months[begin])] = (_with(made, _reported(there, reports[here])), there)
    return publish_tables(folder, tables, "synthetic", "synthetic")


def _events(rows: pa.Table, found: Incidents, here: slice, known: Mapping[str, Any]) -> pa.Table:
    """Fill in what differs from event to event."""
    killed, injured = found.killed[here], found.injured[here]
    doubt = (killed > 1) & (found.day[here] % 7 == 0)  # one in seven with deaths is told with two figures
    columns: dict[str, Any] = {
        **known,
        "date_end": known["date"],
        "killed_min": killed,
        "killed_max": killed + doubt,
        "killed_best": killed,
        "killed_disputed": doubt,
    }
    columns |= {"injured_min": injured, "injured_max": injured, "injured_best": injured}
    civilians = np.where(found.action[here] % 2 == 0, killed, 0)
    return _with(rows, columns | {"civilians_killed_min": civilians, "civilians_killed_max": civilians})


def _reported(there: pa.Table, reports: Ints) -> dict[str, Any]:
    names = {"places_ar": there["name_ar"], "places_en": there["name_en"]}
    return names | {"reports": reports, "independent": np.maximum(1, reports - reports // 3)}


def _with(table: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        kind = table.schema.field(at).type
        column = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
        table = table.set_column(at, table.schema.field(at), column.cast(kind))
    return table


def _place_row(place: Place) -> dict[str, Any]:
    """Give a place's row, for an event that is filled in later."""
    toponym = Resolved(place, 1.0, "made up")
    return place_row("", EventPlace(1, place.name_ar, toponym, ()))


def _action_row(action: Action) -> dict[str, Any]:
    row: dict[str, Any] = {name: [] if pa.types.is_list(EVENTS.field(name).type) else None for name in EVENTS.names}
    return row | {
        "type": action.type, "types": [action.type], "date_precision": "day", "initiators": [action.initiator], "targets": [action.target],
        "actors": sorted({action.initiator, action.target}), "certainty": "reported", "certainties": ["reported"], "sources": [OUTLET], "outlets": [OUTLET],
        "weapons": [action.weapon] if action.weapon else [], "quotes": [MARK], "status": "point",
        "review_status": "unreviewed", "conflict": "", "place_count": 1,
        "killed_disputed": False,
    }  # fmt: skip
