"""Every word of the interface, in English and Arabic, from one table (`text.csv`), and how dates, numbers and names are written in each."""

from __future__ import annotations

import csv
import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from events.records import Range
from extract.vocabulary import DatePrecision
from gazetteer.places import Place, RasdError

Lang = Literal["en", "ar"]
LANGS: tuple[Lang, ...] = get_args(Lang)
TABLE = Path(__file__).with_name("text.csv")

# Directions and their overrides: a text that holds them could rearrange the line it is shown in (the "trojan source" trick).
BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
MARKDOWN = {ord(mark): f"\\{mark}" for mark in "\\`*_{}[]()#+-.!|<>~$:&"}
_OPEN, _CLOSE = "\u2068", "\u2069"  # first-strong isolate, pop


class TextError(RasdError, ValueError):
    """A row of text.csv breaks its contract."""


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language."""

    lang: Lang
    table: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Give the words for a key, with its {places} filled in. Raises KeyError for a key that is not in the table."""
        words = self.table[key]
        return words.format(**values) if values else words

    def optional(self, key: str) -> str:
        """Give the words for a key, "" where the table has none."""
        return self.table.get(key, "")

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Reading direction of the interface."""
        return "rtl" if self.lang == "ar" else "ltr"

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return "، " if self.lang == "ar" else ", "

    def name(self, place: Place) -> str:
        """A place's name in this language, the other language's where it has none."""
        return self.either(place.name_ar, place.name_en)

    def either(self, arabic: str, english: str) -> str:
        """Choose between two names of one thing."""
        return (arabic or english) if self.lang == "ar" else (english or arabic)

    def terms(self, group: str, codes: Iterable[str]) -> str:
        """Name the codes of a vocabulary, such as the actors of an event."""
        return self.comma.join(self(f"{group}.{code}") for code in codes)

    def day(self, day: date) -> str:
        """Write a calendar day in words; in Arabic with both names of the month."""
        return f"{day.day} {self(f'month.{day.month}')} {day.year}"

    def days(self, first: date | None, last: date | None, precision: DatePrecision = "day") -> str:
        """Write a date or a span of days; how exact it is stands beside it unless the day is known."""
        if first is None:
            return self("precision.unknown")
        words = self.day(first) if last in (None, first) else f"{self.day(first)} – {self.day(last or first)}"
        return words if precision == "day" else f"{words} ({self(f'precision.{precision}')})"

    def figure(self, figure: Range) -> str:
        """Write a figure as reported: 4, 4–6, 4+ for "at least", and a dash where nobody gives one."""
        return span_of(figure.low, figure.high)


def span_of(low: int | None, high: int | None) -> str:
    """Write a range of persons: 4, 4–6, 4+ (open above), or a dash for no figure."""
    if low is None:
        return "–"
    if high is None:
        return f"{low:,}+"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def plain(text: str) -> str:
    """Take direction controls out of a text that others wrote, before it is shown."""
    return text.translate(BIDI_CONTROLS)


def between(first: date | None, last: date | None) -> str:
    """Write two days as figures, which keep their order in Arabic."""
    return isolated(f"{first}" if first == last else f"{first} – {last}")


def isolated(text: str) -> str:
    """Keep a name or a number from turning the words around it, in text where no markup can do so."""
    return f"{_OPEN}{plain(text)}{_CLOSE}"


def label(text: str) -> str:
    """Make a text that others wrote fit for the label of a widget, which Streamlit reads as Markdown."""
    return " ".join(isolated(text).translate(MARKDOWN).split())


def literal(text: str) -> str:
    """Keep words that others wrote from being read as markup in a label, where Streamlit takes Markdown."""
    return plain(text).translate(MARKDOWN)


@lru_cache(maxsize=len(LANGS))
def words(lang: Lang) -> Words:
    """Read the interface in a language.

    Raises TextError where a row lacks a language, repeats a key, or names different {places} in the two languages.
    """
    table: dict[str, str] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            if None in row or not all(row.values()):
                raise TextError(f"{TABLE.name} line {reader.line_num}: key, en and ar are all required")
            if row["key"] in table:
                raise TextError(f"{TABLE.name} line {reader.line_num}: {row['key']!r} stands there twice")
            if _places(row["en"]) != _places(row["ar"]):
                raise TextError(f"{TABLE.name} line {reader.line_num}: the two languages fill in different values")
            table[row["key"]] = row[lang]
    return Words(lang, table)


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
