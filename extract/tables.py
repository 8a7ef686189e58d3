"""Language knowledge as data: reading the tables of `extract/lexicon/`.

Every row carries an `example` that it must find and a `counter_example` that it must not; tests/test_lexicon.py runs them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.names import key
from gazetteer.places import RasdError

LEXICON = Path(__file__).parent / "lexicon"

# Endings of a past verb and the objects that may hang on it; prefixes and endings of a present one (third person; of dialect the plural in و).
_PAST_ENDINGS = ("", "ت", "وا", "و", "ا", "تا", "ن", "ه", "ها", "هم", "هما", "ته", "تها", "تهم", "تهما", "وه", "وها", "وهم")
_PRESENT_PREFIXES = ("ي", "ت")
_PRESENT_ENDINGS = ("", "ون", "ان", "وا", "و", "ه", "ها", "هم", "هما")


class LexiconError(RasdError, ValueError):
    """A row of a lexicon table breaks its contract."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and where it stands."""

    table: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell."""
        return self.cells[column]

    def refuse(self, problem: str) -> LexiconError:
        """Make the error that names this row."""
        return LexiconError(f"{self.table} line {self.line}: {problem}")

    def one_of(self, column: str, known: Sequence[str], *, empty: bool = False) -> str:
        """Give a cell that must hold one of the known values."""
        value = self.cells[column]
        if value not in known and not (empty and not value):
            raise self.refuse(f"unknown {column} {value!r}; known: {', '.join(known)}")
        return value


def read_table(name: str, columns: Sequence[str], folder: Path = LEXICON) -> list[Row]:
    """Read a table (UTF-8 CSV with a header).

    columns: the columns it must have, `phrase`, `example` and `counter_example` besides them.
    Raises LexiconError on a missing column, an empty phrase or example, or a repeated phrase with the same cells.
    """
    wanted = ["phrase", *columns, "example", "counter_example"]
    with (folder / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        try:
            if reader.fieldnames != wanted:
                raise LexiconError(f"{name} line 1: columns are {reader.fieldnames}, expected {wanted}")
            lines = [(reader.line_num, cells) for cells in reader]
        except (UnicodeDecodeError, csv.Error) as error:
            raise LexiconError(f"{name} after line {reader.line_num}: cannot be read ({error}); save it as CSV in UTF-8") from error
    rows = []
    for line, cells in lines:
        row = Row(name, line, cells)
        if None in cells.values() or None in cells:
            raise row.refuse(f"{len(wanted)} cells expected; is a comma unquoted?")
        if not all(form.strip() for form in cells["phrase"].split("|")):
            raise row.refuse("an empty phrase would match everything; write the words to find")
        if any(form.strip().partition(" ")[0].count("/") > 1 for form in cells["phrase"].split("|")):
            raise row.refuse("a verb is written past/present, with one stroke")
        if not cells["example"].strip() or not cells["counter_example"].strip():
            raise row.refuse("example and counter_example are required")
        rows.append(row)
    return rows


def forms(phrase: str) -> set[str]:
    """Spell out a phrase cell: alternatives stand between `|`, and `past/present` gives a verb in all its forms.

    `قصف/قصف` gives قصف قصفت قصفوا قصفتها ... يقصف تقصف يقصفون ...; words after the verb stay as they are.
    """
    found: set[str] = set()
    for alternative in phrase.split("|"):
        verb, _, rest = alternative.strip().partition(" ")
        if "/" not in verb:
            found.add(alternative.strip())
            continue
        past, present = verb.split("/")
        spelled = {past + ending for ending in _PAST_ENDINGS} if past else set()
        if present:
            spelled |= {prefix + present + ending for prefix in _PRESENT_PREFIXES for ending in _PRESENT_ENDINGS}
        found |= {f"{form} {rest}".strip() for form in spelled}
    return found


def verbs(rows: Iterable[Row]) -> frozenset[str]:
    """Keys of the words that rows give only as forms of a verb: with ال they are other words (the town الدانا is no دانا, they condemned).

    The bare past is left out, which often is the noun too: رد and الرد.
    """
    cells = [alternative for row in rows for alternative in row["phrase"].split("|")]
    said = {key(form) for cell in cells if "/" in cell for form in forms(cell)} - {key(cell.partition("/")[0]) for cell in cells if "/" in cell}
    return frozenset(word for word in said if " " not in word).difference(key(cell) for cell in cells if "/" not in cell)
