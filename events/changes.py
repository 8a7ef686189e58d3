"""What reading everything again changes: events that come, go, or say something else. For an upgrade to be looked at before it is believed."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import delete, insert, select

from events import schema
from events.codec import Json
from events.ledger import Ledger
from events.records import Event
from events.snapshot import event_row, events_of_month, place_rows
from events.workspace import LEDGER, Workspace, ledger_on

# What follows from other fields, or names reports that the event is known by.
_DERIVED = frozenset({"event_id", "report_ids", "actors", "places_ar", "places_en", "place_count"})
_PLACE = ("surface", "place_id", "name_ar", "level", "status")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an event. fields: (name, old, new) where they differ. now: the event that a removed one is part of, "" if it is gone.

    label: day, type and place for people, of the event as it is (added, changed) or was (removed).
    """

    event_id: str
    kind: Literal["added", "removed", "changed"]
    label: str
    fields: tuple[tuple[str, object, object], ...] = ()
    now: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, by kind, day and type, and how many events stayed as they were."""

    changes: tuple[Change, ...]
    same: int

    def count(self, kind: str) -> int:
        """Number of changes of a kind."""
        return sum(change.kind == kind for change in self.changes)

    def fields(self) -> Counter[str]:
        """How many events changed in each field."""
        return Counter(name for change in self.changes for name, _, _ in change.fields)


def picture(workspace: Workspace) -> dict[str, str]:
    """Give what a workspace says now: {event id: its fields as JSON}, about 1 kB for each event."""
    return dict(_events(workspace))


def compare(before: dict[str, str], workspace: Workspace) -> Comparison:
    """Say what changed since `picture` was taken."""
    gone, changes, same = dict(before), [], 0
    for event_id, now in _events(workspace):
        then = gone.pop(event_id, None)
        if then == now:
            same += 1
        elif then is None:
            changes.append(Change(event_id, "added", _label(json.loads(now))))
        else:
            old, new = json.loads(then), json.loads(now)
            fields = tuple((name, old[name], new[name]) for name in new if old[name] != new[name])
            changes.append(Change(event_id, "changed", _label(new), fields))
    changes += [Change(event_id, "removed", _label(json.loads(then)), now=workspace.ledger.current_id(event_id)) for event_id, then in gone.items()]
    return Comparison(tuple(sorted(changes, key=lambda change: (change.kind, change.label, change.event_id))), same)


@contextmanager
def rehearsal(workspace: Workspace) -> Iterator[Workspace]:
    """Give a copy of a workspace to try something on; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        home = Path(folder) / "workspace"
        home.mkdir()
        if ledger_on(workspace.home):
            _copy_tables(workspace.ledger, f"sqlite:///{home / LEDGER}")
        else:
            with closing(sqlite3.connect(workspace.home / LEDGER)) as record, closing(sqlite3.connect(home / LEDGER)) as copy:
                record.backup(copy)
        kept = {"name": workspace.name, "demo": workspace.demo, "synthetic": workspace.synthetic}
        (home / "workspace.json").write_text(json.dumps(kept), "utf-8")  # without the server: the copy is a file
        with Workspace(home) as opened:
            yield opened


def _copy_tables(ledger: Ledger, url: str) -> None:
    """Copy a ledger from a server to a file, without its index of words, which a rehearsal does not ask."""
    with closing(Ledger(url)) as copy, ledger.engine.connect() as source, copy.writing() as target:
        for table in schema.metadata.sorted_tables:
            target.execute(delete(table))
            with source.execute(select(table), execution_options={"yield_per": 500}) as found:
                for rows in found.mappings().partitions():
                    target.execute(insert(table), [dict(row) for row in rows])


def _events(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for month in workspace.ledger.months():
        for event, _ in events_of_month(workspace.ledger, month):
            yield event.id, json.dumps(_fields(event), ensure_ascii=False, default=str)


def _fields(event: Event) -> Json:
    row = {name: value for name, value in event_row(event, ()).items() if name not in _DERIVED}
    return row | {"places": [{name: place.get(name) for name in _PLACE} for place in place_rows(event)]}


def _label(fields: Json) -> str:
    where = "، ".join(place["name_ar"] or place["surface"] or "?" for place in fields["places"])
    return f"{fields['date'] or 'undated'} {fields['type']} {where}"
