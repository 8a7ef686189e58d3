"""Every word of the interface, in English and Arabic, from one table (`text.csv`), and how dates, numbers and names are written in each."""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from extract.vocabulary import DatePrecision
from gazetteer.places import Place, RasdError

Lang = Literal["en", "ar"]
LANGS: tuple[Lang, ...] = get_args(Lang)
Digits = Literal["latin", "arabic"]
DIGITS: Mapping[Digits, str] = {"latin": "0123", "arabic": "٠١٢٣"}
"""In which digits the Arabic interface writes its figures and days, each with what it looks like."""
Months = Literal["both", "levantine", "gregorian"]
MONTHS: tuple[Months, ...] = get_args(Months)
"""By which names the Arabic interface calls the months: كانون الثاني, يناير, or both beside each other."""
TABLE = Path(__file__).with_name("text.csv")

# Directions and their overrides: a text that holds them could rearrange the line it is shown in (the "trojan source" trick).
BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
MARKDOWN = {ord(mark): f"\\{mark}" for mark in "\\`*_{}[]()#+-.!|<>~$:&"}
_ARABIC = str.maketrans("0123456789,.%", "٠١٢٣٤٥٦٧٨٩٬٫٪")
# Numbers among the words of a row: not those of names and standards (UTF-8, RFC 8142), nor decimals, which are coordinates to be copied.
_COUNTED = re.compile(r"(?<![A-Za-z][ -])(?<![\d.])\d+(?!\.?\d)")
_EASTERN = frozenset("٠١٢٣٤٥٦٧٨٩")
_OPEN, _OPEN_RTL, _CLOSE = "\u2068", "\u2067", "\u2069"  # first-strong isolate, right-to-left isolate, pop


class TextError(RasdError, ValueError):
    """A row of text.csv breaks its contract."""


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language, with its way to write figures and months."""

    lang: Lang
    table: dict[str, str]
    digits: Digits = "latin"
    months: Months = "both"

    def __call__(self, key: str, **values: object) -> str:
        """Give the words for a key, with its {places} filled in, numbers as `number` writes them. Raises KeyError for a key that is not in the table."""
        words = self.table[key]
        return words.format(**{name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}) if values else words

    def optional(self, key: str) -> str:
        """Give the words for a key, "" where the table has none."""
        return self.table.get(key, "")

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Reading direction of the interface."""
        return "rtl" if self.lang == "ar" else "ltr"

    @property
    def figures(self) -> Literal["ltr", "rtl"]:
        """Direction of ranges, signs and days: 0123 keep theirs in Arabic, ٠١٢٣ run as they are read."""
        return "rtl" if self.digits == "arabic" else "ltr"

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return "، " if self.lang == "ar" else ", "

    @property
    def dot(self) -> str:
        """What stands between two things said in one line: no dot beside ٠, which is one."""
        return " | " if self.digits == "arabic" else " · "

    def name(self, place: Place) -> str:
        """A place's name in this language, the other language's where it has none."""
        return self.either(place.name_ar, place.name_en)

    def either(self, arabic: str, english: str) -> str:
        """Choose between two names of one thing."""
        return (arabic or english) if self.lang == "ar" else (english or arabic)

    def terms(self, group: str, codes: Iterable[str]) -> str:
        """Name the codes of a vocabulary, such as the actors of an event."""
        return self.comma.join(self(f"{group}.{code}") for code in codes)

    def written(self, figures: str) -> str:
        """Write figures or a day in the chosen digits. Ids, coordinates and versions are codes, which keep theirs."""
        return figures.translate(_ARABIC) if self.digits == "arabic" else figures

    def number(self, number: float, form: str = ",") -> str:
        """Write a number. form: as of `format`."""
        return self.written(format(number, form))

    def span(self, low: int | None, high: int | None) -> str:
        """Write a range of persons as reported: 4, 4–6, 4+ for "at least", or a dash where nobody gives a figure."""
        if low is None:
            return "–"
        if high is None:
            return f"{self.number(low)}+"
        return self.number(low) if low == high else f"{self.number(low)}–{self.number(high)}"

    def between(self, first: date | None, last: date | None) -> str:
        """Write two days as figures, which keep their order in Arabic."""
        return isolated(self.written(f"{first}" if first == last else f"{first} – {last}"))

    def month(self, month: int, names: Months | None = None) -> str:
        """Name a month, 1 to 12, by the chosen names; in Arabic there are two."""
        kinds = [kind for kind in ("levantine", "gregorian") if (names or self.months) in ("both", kind)]
        return "/".join(dict.fromkeys(self(f"month.{kind}.{month}") for kind in kinds))

    def day(self, day: date) -> str:
        """Write a calendar day in words."""
        return f"{self.written(str(day.day))} {self.month(day.month)} {self.written(str(day.year))}"

    def days(self, first: date | None, last: date | None, precision: DatePrecision = "day") -> str:
        """Write a date or a span of days; how exact it is stands beside it unless the day is known."""
        if first is None:
            return self("precision.unknown")
        words = self.day(first) if last in (None, first) else f"{self.day(first)} – {self.day(last or first)}"
        return words if precision == "day" else f"{words} ({self(f'precision.{precision}')})"


def plain(text: str) -> str:
    """Take direction controls out of a text that others wrote, before it is shown."""
    return text.translate(BIDI_CONTROLS)


def isolated(text: str) -> str:
    """Keep a name or a number from turning the words around it, in text where no markup can do so. Figures in ٠١٢٣ run as they are read."""
    return f"{_OPEN_RTL if text[:1] in _EASTERN else _OPEN}{plain(text)}{_CLOSE}"


def label(text: str) -> str:
    """Make a text that others wrote fit for the label of a widget, which Streamlit reads as Markdown."""
    return " ".join(isolated(text).translate(MARKDOWN).split())


def literal(text: str) -> str:
    """Keep words that others wrote from being read as markup in a label, where Streamlit takes Markdown."""
    return plain(text).translate(MARKDOWN)


@lru_cache(maxsize=len(LANGS) * len(DIGITS) * len(MONTHS))
def words(lang: Lang, digits: Digits = "latin", months: Months = "both") -> Words:
    """Read the interface in a language. digits, months: of the Arabic one; the English one has no choice.

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
    if lang == "en":
        return Words(lang, table)
    if digits == "arabic":
        table = {key: _COUNTED.sub(lambda number: number[0].translate(_ARABIC), said) for key, said in table.items()}
    return Words(lang, table, digits, months)


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
