"""The words that make a date (lexicon/dates.csv), and small questions about one word of a text.

What a phrase says is kept as `Told`; extract/dateresolve.py turns that into days of a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from extract.numerals import number_at
from extract.phrases import Hit, Phrases, shared
from extract.tables import Row, forms, read_table
from extract.word_lists import word_set
from extract.words import Word
from gazetteer.names import articles, spellings

COLLOQUIAL = word_set("yesterday_in_dialect")

Kind = Literal["offset", "weekday", "calendar", "month", "period", "span", "ago", "year", "anchored"]
_Anchor = Literal["offset", "feast", "morrow", "part", "weekday", "month", "hijri", "unit"]
_Glue = Literal[
    "which", "this", "third", "ago", "since", "within", "few", "on", "until", "about", "in", "year_word", "then", "lasting",
    "other_day", "open_day", "outlet", "named_after", "same", "begun",
]  # fmt: skip
ANCHORS: tuple[str, ...] = get_args(_Anchor)
GLUE: tuple[str, ...] = get_args(_Glue)

_LOOSE = re.compile(r"[^\S\n]*(?:[,،()\[\]:][^\S\n]*)*\Z")  # what may stand between the parts of one date
TIGHT = re.compile(r"[^\S\n]*(?:[/()][^\S\n]*)?\Z")
FEAST = re.compile(r"(h?)(\d{1,2})-(\d{1,2})")  # month and day, after h in the Hijri calendar


class Told(NamedTuple):
    """What a phrase says of a day or a time, nothing added.

    days: days before publication, or (anchored) before another day the text tells (a day then is one of its month); weekday: 0 Monday ... 6 Sunday;
    month_back, year_back: 1 is the last one, 0 this one;
    which: past (الماضي) or this; third: early, mid or late in the month; unit, number: a length of time, number None if not told.
    """

    kind: Kind
    days: int | None = None
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    hijri: bool = False
    month_back: int | None = None
    year_back: int | None = None
    which: str = ""
    third: str = ""
    unit: str = ""
    number: int | None = None


class Phrase(NamedTuple):
    """A date phrase in words first..last-1. skip: raw characters of a particle on its first word; night: "", day, night or small_hours.

    future: it tells of a day to come, or only how long a state has lasted: no day on which something reported happened.
    tied: an anchored phrase that counts from a day told in the same sentence.
    """

    first: int
    last: int
    skip: int
    told: Told
    until: Told | None = None
    night: str = ""
    since: bool = False
    future: bool = False
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """What a word of lexicon/dates.csv stands for; needs: article, or a day before it."""

    kind: str
    value: str
    needs: str


def load(rows: Sequence[Row]) -> tuple[Phrases[Sign], dict[str, dict[str, str]]]:
    """Give the words that make a date, and the words that join its parts (by key: kind -> value)."""
    anchors: Phrases[Sign] = Phrases()
    glue: dict[str, dict[str, str]] = {}
    for row in rows:
        kind = row.one_of("kind", (*ANCHORS, *GLUE))
        row.one_of("needs", ("article", "day"), empty=True)
        if kind in ("offset", "weekday", "month", "hijri") and not row["value"].isdecimal():
            raise row.refuse(f"value {row['value']!r} is not a number")
        if kind == "feast" and not FEAST.fullmatch(row["value"]):
            raise row.refuse(f"value {row['value']!r} is not month-day, or h and a Hijri month-day")
        for form in forms(row["phrase"]):
            if kind in ANCHORS:
                anchors.add(form, Sign(kind, row["value"], row["needs"]))
            else:
                for spelling in spellings(form):
                    glue.setdefault(spelling, {})[kind] = row["value"]
    return anchors, glue


_ROWS = read_table("dates.csv", ("kind", "value", "needs"))
ANCHORED, GLUED = load(_ROWS)
shared(lambda: ANCHORED)
DAYS = frozenset(one for row in _ROWS if row["kind"] in ("offset", "weekday") for form in forms(row["phrase"]) for one in spellings(form))
"""Keys of what names a day: الأحد, اليوم, أمس."""


class DateWords:
    """One list of words and the date words found in it; every method takes the index of a word."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self._text = text
        self._words = words
        self._hits = {hit.first: hit for hit in ANCHORED.find(words)}

    def _key(self, at: int) -> str:
        return self._words[at].key if 0 <= at < len(self._words) else ""

    def _gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        return self._text[self._words[at - 1].end : self._words[at].start] if 0 < at < len(self._words) else "\n"

    def _near(self, at: int, gap: re.Pattern[str] = _LOOSE) -> bool:
        return bool(gap.match(self._gap(at)))

    def _glue(self, at: int) -> dict[str, str]:
        """Give what a word that joins the parts of a date stands for, an attached particle aside."""
        if 0 <= at < len(self._words):
            for form in self._words[at].forms:
                if form in GLUED:
                    return GLUED[form]
        return {}

    def _definite(self, hit: Hit[Sign]) -> bool:
        token = self._words[hit.first]
        return hit.particle.endswith("ع") or hit.start - token.start in articles(token.surface)  # عالسبت

    def _definite_word(self, at: int) -> bool:
        return at >= 0 and 0 in articles(self._words[at].surface)

    def _sign(self, at: int, *kinds: str) -> tuple[Sign, Hit[Sign]] | None:
        """Give the anchor of one of these kinds at a word, if it stands as its row asks."""
        hit = self._hits.get(at)
        if hit is None:
            return None
        for sign in hit.values:
            if sign.kind in kinds and (
                sign.needs != "article" or self._definite(hit) or (sign.kind == "weekday" and not hit.particle and "on" in self._glue(at - 1))
            ):
                return sign, hit
        return None

    def _past_article(self, at: int) -> int:
        """Step over a detached ال or ل before a number (الـ24)."""
        return at + 1 if self._key(at) in ("ال", "ل", "لل") else at

    def _skip(self, at: int) -> int:
        """Raw characters of an attached particle on the word a phrase begins with."""
        if at in self._hits:
            return self._hits[at].start - self._words[at].start
        return next((skip for form, skip, _ in self._words[at].keys if form in GLUED), 0)

    def _named_after(self, at: int) -> bool:
        """Tell whether a word makes the date after it a name: شارع 8 آذار، جامعة تشرين; not الحي الأربعاء."""
        return "named_after" in self._glue(at) and not self._definite_word(at) and self._near(at + 1, TIGHT)

    def _from_yesterday(self, at: int) -> bool:
        """Tell whether dialect says since when: "الكهربا مقطوعة من امبارح"."""
        return self._key(at - 1) == "من" and self._key(at) in COLLOQUIAL

    def _unit(self, at: int, *, definite: bool) -> tuple[str, int | None, int] | None:
        """Read a unit of time at a word: its name, how many it says itself (يومين: 2), where it ends."""
        found = self._sign(at, "unit")
        if not found or self._definite(found[1]) != definite:
            return None
        name, _, number = found[0].value.partition(":")
        return name, int(number) if number else None, found[1].last

    def _days_long(self, at: int) -> tuple[int, int] | None:
        """Read a length of time in whole days: يوم واحد، يومين، ثلاثة أيام، أسبوع; hours are none."""
        number = number_at(self._words, at) if at < len(self._words) else None
        unit = self._unit(number.last if number else at, definite=False)
        if not unit or unit[0] not in ("hour", "day", "week"):
            return None
        name, own, last = unit
        count = number.value if number else own
        if name == "hour":
            return 0, last
        if self._key(last) in ("واحد", "واحده"):
            last += 1
        return (count * (7 if name == "week" else 1), last) if count and count < 100 else None


def counted(after: str) -> bool:
    """Tell whether a number is followed by what it may count: a number of four digits before a noun is rarely a year."""
    return bool(after) and after not in GLUED
