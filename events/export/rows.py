"""The rows of an export. `select` is the one way to them: what it gives is masked, cleaned, and nothing that the policy holds back is in it.

Exporters receive a `Selection` and never see a snapshot or a ledger.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import gazetteer
from events.columns import replaced, without_controls
from events.export import dictionary, withhold
from events.export.dictionary import Field
from events.export.errors import ExportError
from events.export.policy import Policy, read_policy
from events.filters import Filters
from events.query import Snapshot
from events.records import StoredReport
from events.words import plain

SCHEMA_VERSION = "1.3"
"""Of the exported files; the first number changes when a field is renamed, removed or means something else."""

Json = dict[str, Any]
_NOT_REPORTS = {
    "synthetic": "MADE UP by a program: nothing in this file happened. ",
    "demonstration": "From texts written to demonstrate the program: not news and not a record. ",
}
_TYPES = {"id": pa.string(), "term": pa.string(), "text": pa.string(), "date": pa.date32(), "whole": pa.int32(), "number": pa.float64()}
_TYPES |= {"terms": pa.list_(pa.string()), "texts": pa.list_(pa.string())}


@dataclass(frozen=True, slots=True)
class Selection:
    """What may be written. Tables hold the fields of the data dictionary under their names there, less those that the policy leaves out.

    events: by id; places: the selected places by event id and number, each with `geometry` (WKB, longitude first, WGS 84; null without a point);
    reports, sources: only where asked for. about: what the file is and where it comes from; made: when, in UTC.
    """

    events: pa.Table
    places: pa.Table
    reports: pa.Table
    sources: pa.Table
    about: Json
    made: dt.datetime

    def features(self) -> pa.Table:
        """Give one row for each event and selected place: the event's fields, the place's, and `geometry`. Figures are named as the event's."""
        at = pc.index_in(self.places["event_id"], self.events["event_id"])
        beside = {"event": self.events.take(at), "place": self.places}
        wanted = [field for field in dictionary.in_features() if field.name in beside[field.table].column_names]
        columns = {field.feature: beside[field.table][field.name] for field in wanted}
        return pa.table({**columns, "geometry": self.places["geometry"]} if "geometry" in self.places.column_names else columns)


def select(snapshot: Snapshot, filters: Filters, generated_at: dt.datetime, *, layers: bool = False) -> Selection:
    """Give what a filter selects and the policy of the workspace lets out. layers: the reports and their sources too.

    generated_at: with its time zone. Raises ExportError where it has none, PolicyError where the policy cannot be followed.
    """
    if generated_at.tzinfo is None:
        raise ExportError(f"{generated_at.isoformat()}: a time without its zone; give one, such as datetime.now(UTC)")
    policy = read_policy(snapshot.workspace.home)
    policy.check(filters)
    every = events = snapshot.event_table(filters)
    places = snapshot.place_table(filters)
    last_day = policy.last_day(generated_at)
    if last_day:
        events = events.filter(pc.invert(withhold.too_recent(events, last_day)))
        places = places.filter(pc.is_in(places["event_id"], events["event_id"]))
    if policy.moves_places:
        whole = snapshot.place_table(filters, whole=True)
        whole = whole.filter(pc.is_in(whole["event_id"], events["event_id"]))
        events, places = withhold.move_places(policy, filters, events, whole, places)
    reports, sources = _layers(snapshot, policy, every, events) if layers else (_table("report", []), _table("source", []))
    found = Selection(_kept(events, "event", policy), _kept(_pointed(places), "place", policy), reports, sources, {}, generated_at.astimezone(dt.UTC))
    return Selection(found.events, found.places, reports, sources, _about(snapshot, filters, policy, found), found.made)


def last_day(snapshot: Snapshot) -> dt.date | None:
    """Give the latest day on which an event of the cut began, rejected events aside; None where none is dated or the policy leaves days out."""
    if "date" in read_policy(snapshot.workspace.home).dropped:
        return None
    newest = snapshot.events(Filters(), limit=1, columns=("date",))["date"]
    latest: dt.date | None = newest.iloc[0] if len(newest) else None
    return latest


def _pointed(places: pa.Table) -> pa.Table:
    """Leave positions to points alone: an area's is nominal."""
    is_point = pc.equal(places["status"], "point")
    for name in ("lat", "lon", "geometry"):
        at = places.schema.get_field_index(name)
        places = places.set_column(at, name, pc.if_else(is_point, places[name], pa.scalar(None, places.schema.field(at).type)))
    return places


def _kept(table: pa.Table, kind: str, policy: Policy) -> pa.Table:
    """Give the fields that leave Rasd, their texts without what no other program should meet."""
    wanted = [field.name for field in dictionary.of(kind)] + (["geometry"] if kind == "place" else [])
    table = table.select([name for name in wanted if name not in policy.dropped])
    return replaced(table, _texts(kind), without_controls)


def _texts(kind: str) -> list[str]:
    return [field.name for field in dictionary.of(kind) if field.type in {"text", "texts"}]


def _table(kind: str, found: Iterable[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(found), pa.schema([(field.name, _TYPES[field.type]) for field in dictionary.of(kind)]))


# The reports behind the events, and the articles behind the reports


def _layers(snapshot: Snapshot, policy: Policy, every: pa.Table, events: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Give reports and sources of the events that are given out. every: the events as the snapshot has them."""
    ledger = snapshot.workspace.ledger
    ids = dict(zip(every["event_id"].to_pylist(), every["report_ids"].to_pylist(), strict=True))
    wanted = {event_id: ids[event_id] for event_id in events["event_id"].to_pylist()}
    quiet = {event_id for event_id, quotes in zip(events["event_id"].to_pylist(), events["quotes"].to_pylist(), strict=True) if not quotes}
    stored = ledger.reports(report_id for found in wanted.values() for report_id in found)
    found: list[Json] = []
    sources: dict[str, Json] = {}
    for event_id, report_ids in wanted.items():
        for report_id in report_ids:
            one = stored.get(report_id)
            row = _report(report_id, event_id, one)
            if one is not None:
                quiet_one = event_id in quiet and policy.moves_places
                row |= dict.fromkeys(("quote", "source", "weapon"), "") if quiet_one else {}
                source = sources.setdefault(one.report.article_id, _source(one) | {"reports": 0})
                source |= {"reports": source["reports"] + 1, "url": "" if quiet_one else source["url"]}
            found.append(row)
    return _masked(snapshot, policy, _table("report", found), "report"), _masked(snapshot, policy, _table("source", sources.values()), "source")


def _masked(snapshot: Snapshot, policy: Policy, table: pa.Table, kind: str) -> pa.Table:
    for masks in (snapshot.masks, withhold.hidden_names(policy)):
        table = masks.table(table)
    return _kept(table, kind, policy)


def _report(report_id: str, event_id: str, stored: StoredReport | None) -> Json:
    """Give the row of a report; one that the ledger no longer has in view keeps its ids."""
    row: Json = {"report_id": report_id, "event_id": event_id}
    if stored is None:
        return row
    own = {field.name: getattr(stored.report, field.name) for field in dictionary.of("report") if hasattr(stored.report, field.name)}
    return own | row | {"quote": stored.quote}


def _source(stored: StoredReport) -> Json:
    return {"article_id": stored.report.article_id, "outlet": stored.outlet, "url": stored.url, "published": stored.published}


# What the file is


def _about(snapshot: Snapshot, filters: Filters, policy: Policy, found: Selection) -> Json:
    return {
        "query": _question(snapshot, filters, policy),
        "generated_at": found.made.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "event_count": found.events.num_rows,
        "count": found.places.num_rows,
        "schema_version": SCHEMA_VERSION,
        "attribution": attribution(),
        "gazetteer_version": snapshot.gazetteer_version,
        "rules_version": snapshot.rules_version,
        "data_cut": snapshot.data_cut,
        "policy": policy.as_json(found.made),
        "names_masked": bool(snapshot.masks),
        "content": _content(snapshot),
        "caveat": _NOT_REPORTS.get(_content(snapshot), "") + "Events as reported, not verified. Figures are the event's: do not add them up over its places.",
        "type_mapping": list(dictionary.code_mapping()),
    }


def _content(snapshot: Snapshot) -> str:
    """Say what the events come from: "reports", or texts that tell of nothing that happened."""
    workspace = snapshot.workspace
    return "synthetic" if workspace.synthetic else "demonstration" if workspace.demo else "reports"


def _question(snapshot: Snapshot, filters: Filters, policy: Policy) -> Json:
    """Give the filters as they may be told: a name that is covered in the rows is covered in the words asked for."""
    asked: Json = filters.as_json()
    return asked | ({"text": _covered(snapshot, policy, asked["text"])} if "text" in asked else {})


def tellable(snapshot: Snapshot, text: str) -> str:
    """Give a text of the visitor, such as a title, as it may leave with rows: names covered that are covered in them. Raises PolicyError."""
    return _covered(snapshot, read_policy(snapshot.workspace.home), text)


def _covered(snapshot: Snapshot, policy: Policy, text: str) -> str:
    return withhold.hidden_names(policy).text(snapshot.masks.text(text))


@cache
def attribution() -> str:
    """Name everyone whose data the gazetteer is made of."""
    passport = tomllib.loads((Path(gazetteer.__file__).parent / "data" / "sources.toml").read_text("utf-8"))
    credits_due = (credit.strip() for source in passport["source"].values() for credit in source["attribution"].split(";"))
    return "; ".join(dict.fromkeys(credits_due))


def present(fields: Iterable[Field], table: pa.Table) -> list[Field]:
    """Give the fields that a table still has."""
    return [field for field in fields if field.name in table.column_names]


def rows(table: pa.Table) -> Iterator[Json]:
    """Yield the rows of an Arrow table, a batch at a time."""
    for batch in table.to_batches(max_chunksize=2_000):
        yield from batch.to_pylist()


def value_of(value: object) -> object:
    """Give a value as JSON holds it: a date as a calendar date, text without direction marks."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return plain(value)
    return [value_of(one) for one in value] if isinstance(value, list) else value
