"""What filters select of a cut, in arrays. A cut never changes: each column is numbered once, and a selection is a few arrays of flags laid over each other.

Rows are known by the numbers that the tables in memory give them, k for events and r for places; see `events.query`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Self

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from events import sql
from events.filters import TERMS, Condition, Filters, event_conditions, shape_condition
from events.kept import Kept
from events.shapes import inside
from events.tallies import Bools, Chosen, Ints, Tally

_COLUMNS = 50
_PARTS = 64
"""Single filters whose rows are kept; one takes a byte for each row of its table."""
POINT, AREA = 2, 1


@dataclass(frozen=True, slots=True)
class Selection:
    """Events that match, and their places that do; every one of these events has such a place."""

    events: Chosen
    places: Chosen


@dataclass(frozen=True, slots=True)
class Numbered:
    """A column of whole numbers. known: which there are, in order; codes: of each row, as an index of these; whole: how many rows have each."""

    known: Ints
    codes: Ints
    whole: Ints

    @classmethod
    def of(cls, values: Ints) -> Self:
        """Number the values of all rows."""
        known, codes, whole = np.unique(values, return_inverse=True, return_counts=True)
        return cls(known, codes.astype(np.int32), whole)

    def bins(self, chosen: Chosen) -> Ints:
        """Count the chosen rows of each number."""
        return chosen.bins(self.codes, self.whole)


class Columns:
    """Columns of a cut as arrays by the number of the row, each read when it is first asked for."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db
        self.sizes = {name: int(db.table(table).shape[0]) for name, table in (("k", "events"), ("r", "places"))}
        self._tallies, self._orders = Kept[Tally](_COLUMNS), Kept[Ints](_COLUMNS)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor of its own for a question."""
        with self._db.cursor() as db:
            db.execute("USE cut")
            yield db

    def tally(self, column: str) -> Tally:
        """Give the values of a column of `sql.FACETS` or `sql.MORE`."""
        return self._tallies.get(column, lambda: self._tally(column))

    def over_time(self, column: str) -> Tally:
        """Give the first days of events and the values of a column, numbered together; see `Tally.crossed`."""
        return self._tallies.get(("over time", column), lambda: self._over_time(column))

    def order(self, name: str) -> Ints:
        """Give the events in an order of `sql.ORDERS`."""
        return self._orders.get(name, lambda: self._order(name))

    @cached_property
    def event_of(self) -> Ints:
        """The event of each place."""
        return self._by_row("r", "SELECT r, k FROM places")["k"]

    @cached_property
    def status(self) -> Ints:
        """How exactly each place is known: POINT, AREA, 0 for neither."""
        kind = f"CASE status WHEN 'point' THEN {POINT} WHEN 'area' THEN {AREA} ELSE 0 END"
        return self._by_row("r", f"SELECT r, {kind}::UTINYINT AS kind FROM places")["kind"]  # noqa: S608  # constants

    @cached_property
    def areas(self) -> Ints:
        """The places that are known as an area only: few, so that to find those among the selected takes no look at all of them."""
        return np.flatnonzero(self.status == AREA).astype(np.int32)

    @cached_property
    def figures(self) -> Mapping[str, Ints]:
        """Of each event: killed (the lowest figure, 0 where none is known), most (the highest one, or the lowest), reports, independent."""
        return self._by_row("k", sql.FIGURES)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """The sums of the figures over all events."""
        return {name: int(values.sum(dtype=np.int64)) for name, values in self.figures.items()}

    @cached_property
    def traits(self) -> Mapping[str, Bools]:
        """Of each event: undated; killed_open: the highest figure of its dead is open; killed_unknown: it has none."""
        return self._by_row("k", sql.TRAITS)

    @cached_property
    def days(self) -> Mapping[str, Numbered]:
        """The first and the last days of the events, in days since 1970."""
        return {name: Numbered.of(values) for name, values in self._by_row("k", sql.DAYS).items()}

    @cached_property
    def spots(self) -> pa.Table:
        """All points that events have, with what the map shows of them; a row's index is its number s."""
        with self.cursor() as db:
            found = db.sql(sql.SPOTS).to_arrow_table()
        return found.append_column("s", pa.array(np.arange(found.num_rows, dtype=np.int32)))

    @cached_property
    def spot_of(self) -> Ints:
        """The spot of each place, the number of spots where it is no point."""
        with self.cursor() as db:
            db.register("spots", self.spots)
            found = db.execute(sql.SPOT_OF).fetchnumpy()
        numbers = np.full(self.sizes["r"], self.spots.num_rows, np.int32)
        numbers[found["r"]] = found["s"]
        return numbers

    @cached_property
    def typed_spots(self) -> tuple[Ints, Ints]:
        """Spot and type of each place as one number, spot × (number of types + 1) + type, and how many places have each."""
        types = self.tally("type")
        codes = self.spot_of * np.int32(len(types.known) + 1) + types.layers[0].take(self.event_of)
        return codes, np.bincount(codes, minlength=(self.spots.num_rows + 1) * (len(types.known) + 1))

    def _over_time(self, column: str) -> Tally:
        """Number the first days of events and the values of a column together; see `Tally.crossed`."""
        first = self.days["first"]
        return self.tally(column).crossed(first.codes, len(first.known), self.event_of if sql.column(column)[0] == "r" else None)

    def _order(self, name: str) -> Ints:
        """Events in an order of `sql.ORDERS`."""
        with self.cursor() as db:
            return np.asarray(db.execute(f"SELECT k FROM events e ORDER BY {sql.ORDERS[name]}").fetchnumpy()["k"], np.int32)  # noqa: S608  # a constant

    def _tally(self, column: str) -> Tally:
        """Number the values of a column; see `sql.FACETS` and `sql.MORE`."""
        row, statement, _ = sql.column(column)
        with self.cursor() as db:
            found = db.sql(f"SELECT row, k, value FROM ({statement}) WHERE value <> ''").to_arrow_table()  # noqa: S608  # a constant
        rows, events, values = (found[name].combine_chunks() for name in ("row", "k", "value"))
        return Tally.of(self.sizes[row], rows.to_numpy(), events.to_numpy(), values)

    def _by_row(self, number: str, statement: str) -> dict[str, npt.NDArray[Any]]:
        """Read columns in the order of the rows' numbers, which need not be the order in which they stand."""
        with self.cursor() as db:
            found = db.execute(statement).fetchnumpy()
        at = found.pop(number)
        columns = {name: np.empty(self.sizes[number], str(values.dtype)) for name, values in found.items()}
        for name, values in found.items():
            columns[name][at] = values
        return columns


class Selector:
    """Selects rows of a cut. What a single filter asks for is looked up once; filters that share some of it, as those behind the options do, share the work."""

    def __init__(self, columns: Columns, search: Callable[[str], Collection[str]]) -> None:
        self._columns = columns
        self._search = search
        self._parts = Kept[Bools](_PARTS)

    def select(self, f: Filters) -> Selection:
        """Select what filters ask for, which have been checked."""
        columns = self._columns
        asked = [self._parts.get(condition, partial(self._look_up, condition)) for condition in event_conditions(f)]
        if f.text.strip():
            asked.append(self._parts.get(f.text, lambda: self._with_words(f.text)))
        events = _all(columns.sizes["k"], [*asked, *self._terms(f, "k")])
        on_places = self._terms(f, "r")
        if f.near or f.box or f.within:
            shapes = Filters(near=f.near, box=f.box, within=f.within)
            on_places.append(self._parts.get(shapes, lambda: self._in_shapes(shapes)))
        places = _all(columns.sizes["r"], [events.take(columns.event_of), *on_places])
        chosen = Chosen(places)
        matching = np.zeros_like(events)
        matching[columns.event_of.take(chosen.rows)] = True
        return Selection(Chosen(matching), chosen)

    def _terms(self, f: Filters, row: str) -> list[Bools]:
        wanted = ((column, getattr(f, name)) for name, column in TERMS.items() if sql.FACETS[column][0] == row)
        return [self._parts.get((column, values), partial(self._holding, column, values)) for column, values in wanted if values]

    def _holding(self, column: str, values: str | tuple[str, ...]) -> Bools:
        return self._columns.tally(column).holds((values,) if isinstance(values, str) else values)

    def _look_up(self, condition: Condition) -> Bools:
        return self._flagged(f"SELECT k FROM events e WHERE {condition.sql}", condition.bound)  # noqa: S608  # conditions bind their values

    def _with_words(self, text: str) -> Bools:
        return self._flagged("SELECT k FROM events WHERE event_id IN (SELECT unnest(?::VARCHAR[]))", (list(self._search(text)),))

    def _flagged(self, statement: str, bound: tuple[object, ...]) -> Bools:
        flags = np.zeros(self._columns.sizes["k"], bool)
        with self._columns.cursor() as db:
            flags[db.execute(statement, list(bound)).fetchnumpy()["k"]] = True
        return flags

    def _in_shapes(self, f: Filters) -> Bools:
        """Tell which places lie in the shapes that filters ask for: asked of the points themselves, which are few."""
        spots = self._columns.spots
        flags = np.zeros(spots.num_rows + 1, bool)
        with self._columns.cursor() as db:
            db.register("p", spots)
            condition = shape_condition(f)
            flags[db.execute(f"SELECT s FROM p WHERE {condition.sql}", list(condition.bound)).fetchnumpy()["s"]] = True  # noqa: S608  # conditions bind their values
        if f.within:
            flags[:-1] &= inside(f.within, *(spots[name].to_numpy() for name in ("lon", "lat")))
        return flags.take(self._columns.spot_of)


def _all(size: int, parts: Collection[Bools]) -> Bools:
    """Lay flags over each other; without any, all rows."""
    found = np.ones(size, bool)
    for part in parts:
        found &= part
    return found
