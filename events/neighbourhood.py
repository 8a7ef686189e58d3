"""The reports that changed ones can have an effect on: those linked with them, or in one event with them, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from events import schema
from events.candidates import Candidates
from events.clusters import Pair
from events.records import StoredReport
from events.rows import STORED, chunks, to_stored
from events.similarity import THRESHOLD, compare

Rows = dict[int, StoredReport]


class Neighbourhood:
    """The reports that the changed ones can have an effect on, by row: linked with them, or in one event with them, and so on.

    inside: the rows among them, in view or not.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._loaded: Rows = {}
        self._retired: set[int] = set()
        self.inside: set[int] = set()
        self._blocks: set[str] = set()
        self._candidates = Candidates[int]()
        self._row_of: dict[str, int] = {}

    def grow(self, rows: set[int]) -> None:
        """Take in rows and all that they reach."""
        front = set(rows)
        while front:
            self.inside |= front
            self._load(front)
            front &= self._loaded.keys()
            front = (self._linked(front) | self._in_one_event(front) | self._tied(front)) - self.inside

    def current(self) -> Rows:
        """Give the reports in view among them."""
        return {row: self._loaded[row] for row in sorted(self.inside & self._loaded.keys()) if row not in self._retired}

    def ties(self) -> dict[Pair, bool]:
        """Give the pairs among them that analysts joined or parted."""
        return _ties(self._db, sorted(stored.report.id for stored in self.current().values()))

    def report_ids(self) -> dict[int, str]:
        """Give the report ids of the rows among them that are in Syria, in view or not."""
        return {row: self._loaded[row].report.id for row in self.inside & self._loaded.keys()}

    def _load(self, rows: set[int]) -> None:
        """Load rows, then the current rows of all blocks that they stand in."""
        self._fetch(schema.reports.c.row, sorted(rows - self._loaded.keys()))
        blocks: set[str] = set()
        for chunk in chunks(sorted(rows)):
            blocks |= set(self._db.execute(select(schema.blocks.c.block).where(schema.blocks.c.row.in_(chunk))).scalars())
        beside: set[int] = set()
        for block_chunk in chunks(sorted(blocks - self._blocks)):
            beside |= set(self._db.execute(select(schema.blocks.c.row).where(schema.blocks.c.block.in_(block_chunk))).scalars())
        self._blocks |= blocks
        self._fetch(schema.reports.c.row, sorted(beside - self._loaded.keys()))

    def _fetch(self, column: ColumnElement[Any], values: Sequence[int] | Sequence[str]) -> None:
        for chunk in chunks(values):
            for row in self._db.execute(STORED.add_columns(schema.reports.c.current).where(column.in_(chunk), schema.reports.c.outside == "")):
                self._loaded[row.row] = to_stored(row)
                if row.current:
                    self._row_of[row.report_id] = row.row
                else:
                    self._retired.add(row.row)
                self._candidates.add(row.row, self._loaded[row.row])

    def _linked(self, rows: set[int]) -> set[int]:
        found: set[int] = set()
        for row in rows:
            mine = self._loaded[row]
            for other in self._candidates.beside(mine) - self.inside - found:
                link = compare(mine, self._loaded[other])
                if link is not None and link.score >= THRESHOLD:
                    found.add(other)
        return found

    def _in_one_event(self, rows: set[int]) -> set[int]:
        table = schema.event_reports
        events: set[str] = set()
        report_ids: set[str] = set()
        for chunk in chunks(sorted(self._touched(rows))):
            events |= set(self._db.execute(select(table.c.event_id).where(table.c.report_id.in_(chunk))).scalars())
        for chunk in chunks(sorted(events)):
            report_ids |= set(self._db.execute(select(table.c.report_id).where(table.c.event_id.in_(chunk))).scalars())
        return self._rows_of(report_ids)

    def _tied(self, rows: set[int]) -> set[int]:
        """Give the rows of reports that analysts joined to those of some rows."""
        mine = sorted(self._touched(rows))
        return self._rows_of({report_id for pair, together in _ties(self._db, mine).items() if together for report_id in pair})

    def _touched(self, rows: set[int]) -> set[str]:
        """Give the report ids of rows."""
        return {self._loaded[row].report.id for row in rows & self._loaded.keys()}

    def _rows_of(self, report_ids: set[str]) -> set[int]:
        self._fetch(schema.reports.c.report_id, sorted(report_ids - self._row_of.keys()))
        return {self._row_of[report_id] for report_id in report_ids if report_id in self._row_of}


def _ties(db: Connection, report_ids: Sequence[str]) -> dict[Pair, bool]:
    """Give the pairs with any of some reports that analysts joined or parted."""
    table = schema.ties
    found: dict[Pair, bool] = {}
    for chunk in chunks(report_ids):
        rows = db.execute(select(table).where(table.c.a.in_(chunk) | table.c.b.in_(chunk)))
        found |= {(row.a, row.b): row.together for row in rows}
    return found
