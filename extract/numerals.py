"""Numbers in digits (both scripts) and in words: `136`, `١٣٦`, `مئة وستة وثلاثين`; and ordinals, for days of a month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from extract.tables import Row, forms, read_table
from extract.words import Word
from gazetteer.names import fold, readings

Kind = Literal["digits", "unit", "teen", "ten", "hundred", "thousand", "million", "ordinal", "ordinal_teen"]
KINDS: tuple[str, ...] = get_args(Kind)

_GROUPED = re.compile(r"\d{1,3}(?:[.,٫٬]\d{3})+")
_PLAIN = re.compile(r"\d{1,9}")
_TEN = 10
_NEAR = 2
"""Words of one number stand at most this many characters apart."""


class Number(NamedTuple):
    """A number in words first..last-1 of the list it was read from.

    particle: what is attached to its first word (و, ب, ل ...); skip: raw characters of that; definite: with ال.
    """

    value: int
    first: int
    last: int
    particle: str
    skip: int
    definite: bool


class _Part(NamedTuple):
    """One word of a number."""

    value: int
    kind: Kind
    particle: str
    skip: int
    definite: bool


def load(rows: Sequence[Row] | None = None) -> dict[str, tuple[int, Kind]]:
    """Give value and kind by folded word. Raises LexiconError on an unknown kind or a value that is no number."""
    found: dict[str, tuple[int, Kind]] = {}
    for row in read_table("numerals.csv", ("kind", "value")) if rows is None else rows:
        kind: Kind = row.one_of("kind", KINDS)  # type: ignore[assignment]
        if not _PLAIN.fullmatch(row["value"]):
            raise row.refuse(f"value {row['value']!r} is not a number")
        for form in forms(row["phrase"]):
            found.setdefault(fold(form), (int(row["value"]), kind))
    return found


_TABLE = load()


@lru_cache(maxsize=50_000)
def _part(surface: str) -> _Part | None:
    """Read one word; the article is tried last, because ألف would lose its own letters."""
    for reading in readings(surface):
        if not reading.skip and surface.startswith(("وأ", "وإ")):
            continue  # وأحد عشر begins with "and", واحد does not
        for word, definite in ((reading.word, False), (reading.word[2:], True)):
            known = _TABLE.get(word) if not definite or reading.word.startswith("ال") else None
            if known:
                return _Part(*known, reading.particle, reading.skip, definite)
    return None


@lru_cache(maxsize=10_000)
def digits(surface: str) -> int | None:
    """Read digits with or without thousands separators; None for decimals, dotted dates and very long numbers."""
    if _GROUPED.fullmatch(surface):
        surface = re.sub(r"\D", "", surface)
    return int(surface) if _PLAIN.fullmatch(surface) else None


def _read(words: Sequence[Word], at: int) -> _Part | None:
    if at >= len(words):
        return None
    word = words[at]
    if word.kind == "number":
        value = digits(word.surface)
        return None if value is None else _Part(value, "digits", "", 0, definite=False)
    return _part(word.surface) if word.kind == "arabic" else None


def begins_number(word: Word) -> bool:
    """Tell quickly whether a word may begin a number."""
    return word.kind == "number" or (word.kind == "arabic" and _part(word.surface) is not None)


def _next(words: Sequence[Word], at: int, *, joined: bool) -> _Part | None:
    """Read the word at `at` if it continues a number: directly, or (joined) with و."""
    if at >= len(words) or words[at].start - words[at - 1].end > _NEAR:
        return None
    part = _read(words, at)
    return part if part and part.particle == ("و" if joined else "") else None


def _below_hundred(words: Sequence[Word], at: int, part: _Part) -> tuple[int, int] | None:
    """Read 1-99 in words from `part`, which stands at `at`: the value, and where it ends."""
    if part.kind in ("unit", "teen") and part.value < _TEN:
        after = _next(words, at + 1, joined=False)
        if after and after.kind == "unit" and after.value == _TEN:
            return part.value + _TEN, at + 2
    if part.kind == "unit" or (part.kind == "teen" and part.value == 1):  # إحدى وعشرون
        after = _next(words, at + 1, joined=True)
        if part.value < _TEN and after and after.kind == "ten":
            return part.value + after.value, at + 2
        return (part.value, at + 1) if part.kind == "unit" else None
    return (part.value, at + 1) if part.kind == "ten" else None


def _below_thousand(words: Sequence[Word], at: int, part: _Part) -> tuple[int, int] | None:
    """Read 1-999 in words from `part`, which stands at `at`."""
    value, last = part.value, at + 1
    if part.kind == "unit" and 2 < value < _TEN:
        after = _next(words, last, joined=False)
        if after and after.kind == "hundred" and after.value == _TEN**2:
            value, last = value * after.value, last + 1
    if value < _TEN**2:
        return _below_hundred(words, at, part)
    after = _next(words, last, joined=True)
    rest = _below_hundred(words, last, after) if after else None
    return (value + rest[0], rest[1]) if rest else (value, last)


def number_at(words: Sequence[Word], at: int) -> Number | None:
    """Read the cardinal number that begins at a word, as far as it goes; None if there is none."""
    first = part = _read(words, at)
    total, last = 0, at
    while part:
        if part.kind == "digits":
            group: tuple[int, int] | None = (part.value, last + 1)
        elif part.kind in ("thousand", "million"):
            group = (part.value, last + 1)
        else:
            group = _below_thousand(words, last, part)
        if group is None:
            break
        value, end = group
        scale = _next(words, end, joined=False) if part.kind not in ("thousand", "million") else None
        if scale and scale.kind in ("thousand", "million"):
            value, end = value * scale.value, end + 1
        if total and value >= 1000:
            break
        total, last = total + value, end
        part = _next(words, last, joined=True) if value >= 1000 and part.kind != "digits" else None
    if first is None or not total or (first.definite and first.kind == "thousand"):  # الآلاف: thousands, no number
        return None
    return Number(total, at, last, first.particle, first.skip, first.definite)


def ordinal_at(words: Sequence[Word], at: int) -> Number | None:
    """Read an ordinal (الثالث, الحادي عشر, الخامس والعشرين) or a definite ten (العشرين): the day of a month, in words."""
    part = _read(words, at)
    if part is None or not part.definite or part.kind not in ("ordinal", "ordinal_teen", "ten"):
        return None
    value, last = part.value, at + 1
    if part.kind != "ten":
        teen, ten = _next(words, last, joined=False), _next(words, last, joined=True)
        if teen and teen.value == _TEN and teen.kind == "unit" and value < _TEN:
            value, last = value + _TEN, last + 1
        elif ten and ten.kind == "ten" and value < _TEN:
            value, last = value + ten.value, last + 1
        elif part.kind == "ordinal_teen":
            return None
    return Number(value, at, last, part.particle, part.skip, definite=True)
