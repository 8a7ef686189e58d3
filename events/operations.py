"""Named periods of the war (data/operations.csv): a short way to set the dates. No claim that an event belongs to the operation."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "operations.csv"


@dataclass(frozen=True, slots=True)
class Operation:
    """A named period; first and last are calendar days, both included. source: who announced the two days."""

    code: str
    name_ar: str
    name_en: str
    first: dt.date
    last: dt.date
    source: str


@cache
def operations() -> tuple[Operation, ...]:
    """Give all named periods, the earliest first."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Operation(row["code"], row["name_ar"], row["name_en"], dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["to"]), row["source"])
            for row in csv.DictReader(file)
        )
