"""Kinds of weapon: the words of reports, grouped through a small table (data/weapons.csv). The first row with a stem in the words decides."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from gazetteer.names import fold, tokens

TABLE = Path(__file__).parent / "data" / "weapons.csv"
OTHER = "other"
"""The kind of words that no row of the table knows."""


def kind_of(words: str) -> str:
    """Give the kind of a weapon as reported, such as `barrel_bomb` for براميل متفجرة."""
    said = _folded(words)
    return next((code for code, stems in _rows() if any(stem in said for stem in stems)), OTHER)


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple((row["code"], tuple(_folded(stem) for stem in row["stems"].split("|"))) for row in csv.DictReader(file))


def _folded(words: str) -> str:
    return " ".join(fold(token.surface) for token in tokens(words))


WEAPON_KINDS: tuple[str, ...] = (*(code for code, _ in _rows()), OTHER)
"""The codes of all kinds, in the table's order; `other` last."""
