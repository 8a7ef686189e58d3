"""How Arabic tells a date: reads phrases such as "مساء أمس الأربعاء", "ليل السبت ـ الأحد", "12 أيار/مايو 2016" without knowing today's date.

What a phrase says is kept as `Told`; extract/dates.py turns that into days of a calendar. The words are in lexicon/dates.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from extract.numerals import number_at, ordinal_at
from extract.tables import Hit, Phrases, Row, Word, forms, read_table
from gazetteer.names import fold, key

Kind = Literal["offset", "weekday", "calendar", "month", "period", "span", "ago", "year", "anchored"]
_Anchor = Literal["offset", "part", "weekday", "month", "hijri", "unit"]
_Glue = Literal[
    "which", "this", "third", "ago", "since", "within", "few", "on", "until", "about", "in", "year_word", "other_day", "open_day", "outlet", "named_after", "then"
]
ANCHORS: tuple[str, ...] = get_args(_Anchor)
GLUE: tuple[str, ...] = get_args(_Glue)

_NUMERIC = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})(?![\d/]|[.\-]\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})[/\-](\d{1,2})(?![\d/]|[.\-]\d)")
_DASH = re.compile(r"\s*[-–—ـ/]\s*\Z")
_LOOSE = re.compile(r"[\s,،()\[\]:]*\Z")  # what may stand between the parts of one date
_TIGHT = re.compile(r"[\s/()]*\Z")
_YEARS = range(1950, 2101)
_HIJRI_YEARS = range(1300, 1501)
_BARE_YEARS = range(2005, 2036)
_REACH = 7
"""A date begins at most this many words before the word that makes it one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a phrase says of a day or a time, nothing added.

    days: days before publication, or (anchored) before another day the text tells; weekday: 0 Monday ... 6 Sunday; month_back, year_back: 1 is the last one, 0 this one;
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


@dataclass(frozen=True, slots=True)
class Phrase:
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
class _Sign:
    kind: str
    value: str
    needs: str


def load(rows: Sequence[Row]) -> tuple[Phrases[_Sign], dict[str, dict[str, str]]]:
    """Give the words that make a date, and the words that join its parts (by key: kind -> value)."""
    anchors: Phrases[_Sign] = Phrases()
    glue: dict[str, dict[str, str]] = {}
    for row in rows:
        kind = row.one_of("kind", (*ANCHORS, *GLUE))
        row.one_of("needs", ("article", "day"), empty=True)
        if kind in ("offset", "weekday", "month", "hijri") and not row["value"].isdecimal():
            raise row.refuse(f"value {row['value']!r} is not a number")
        for form in forms(row["phrase"]):
            if kind in ANCHORS:
                anchors.add(form, _Sign(kind, row["value"], row["needs"]))
            else:
                glue.setdefault(key(form), {})[kind] = row["value"]
    return anchors, glue


_ANCHORED, _GLUED = load(read_table("dates.csv", ("kind", "value", "needs")))


class Reader:
    """Reads the date phrases of one list of words; every method takes the word where its part would begin."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self._text = text
        self._words = words
        self._hits = {hit.first: hit for hit in _ANCHORED.find(words)}

    def phrases(self) -> Iterator[Phrase]:
        """Yield the phrases in order; they never overlap."""
        past = 0
        for at in self._candidates():
            if at >= past and (found := self._phrase(at)):
                past = found.last
                if not found.future:
                    yield found

    def _candidates(self) -> list[int]:
        """Where a phrase may begin: a few words before each anchor, and at numbers."""
        found: set[int] = set()
        for first, hit in self._hits.items():
            before = _REACH if any(sign.kind in ("month", "hijri", "unit") for sign in hit.values) else 1
            found.update(range(max(0, first - before), first + 1))
        for at, word in enumerate(self._words):
            if word.token.kind == "number":
                found.add(at)
        return sorted(found)

    def _phrase(self, at: int) -> Phrase | None:
        found = (
            self._numeric(at)
            or self._anchored(at)
            or self._ago(at)
            or self._span(at)
            or self._third(at)
            or self._calendar(at)
            or self._parted(at)
            or self._core(at)
            or self._year(at)
        )
        if found and at and "since" in self._glue(at - 1):
            return replace(found, since=True)
        return found

    # -- small questions about one word

    def _key(self, at: int) -> str:
        return self._words[at].key if 0 <= at < len(self._words) else ""

    def _gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        return self._text[self._words[at - 1].token.end : self._words[at].token.start] if 0 < at < len(self._words) else "\n"

    def _near(self, at: int, gap: re.Pattern[str] = _LOOSE) -> bool:
        return bool(gap.match(self._gap(at)))

    def _glue(self, at: int) -> dict[str, str]:
        """Give what a word that joins the parts of a date stands for, an attached particle aside."""
        if 0 <= at < len(self._words):
            for form, _, _ in self._words[at].keys:
                if form in _GLUED:
                    return _GLUED[form]
        return {}

    def _definite(self, hit: Hit[_Sign]) -> bool:
        rest = fold(self._words[hit.first].token.surface)[len(hit.particle) :]
        return rest.startswith("ال") or (hit.particle.endswith("ل") and rest.startswith("ل"))

    def _sign(self, at: int, *kinds: str) -> tuple[_Sign, Hit[_Sign]] | None:
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
            return self._hits[at].start - self._words[at].token.start
        return next((skip for form, skip, _ in self._words[at].keys if form in _GLUED), 0)

    # -- numbers

    def _numeric(self, at: int, *, cued: bool = False) -> Phrase | None:
        """12/5/2016, 2016-05-12, 3.7.2018; 12-5 only after a word that announces a day."""
        token = self._words[at].token
        if token.kind != "number":
            return None
        found = _NUMERIC.match(self._text, token.start)
        if found:
            one, two, three = int(found[1]), int(found[3]), int(found[4])
            year, month, day = (one, two, three) if len(found[1]) == 4 else (three, two, one)
            year += 2000 if len(found[4]) == 2 and len(found[1]) < 4 else 0
            if month > 12 >= day:
                month, day = day, month
            hijri = year in _HIJRI_YEARS
            if not (hijri or year in _YEARS) or not (1 <= month <= 12 and 1 <= day <= 31):
                return None
            told = Told("calendar", day=day, month=month, year=year, hijri=hijri)
        else:
            found = _DAY_MONTH.match(self._text, token.start)
            if not found or not (cued or "on" in self._glue(at - 1)) or not (1 <= int(found[2]) <= 12 and 1 <= int(found[1]) <= 31):
                return None
            told = Told("calendar", day=int(found[1]), month=int(found[2]))
        last = at
        while last < len(self._words) and self._words[last].token.start < found.end():
            last += 1
        return Phrase(at, last, self._skip(at), told)

    def _day(self, at: int) -> tuple[int, int] | None:
        """Read the number of a day of a month: the day, and where it ends."""
        at = self._past_article(at)
        if at >= len(self._words):
            return None
        number = ordinal_at(self._words, at) or number_at(self._words, at)
        return (number.value, number.last) if number and 1 <= number.value <= 31 else None

    def _year_tail(self, at: int) -> tuple[Told, int]:
        """Read what may follow a month: a year, من العام الماضي, الماضي. Gives a Told with year, year_back and which."""
        if not self._near(at):
            return Told("calendar"), at
        which = self._glue(at).get("which", "")
        if which:
            tail, last = self._year_tail(at + 1)
            return (replace(tail, which=which), last) if tail.year else (Told("calendar", which=which), at + 1)
        to = at + 1 if self._key(at) == "من" else at
        if "year_word" in self._glue(to):
            which = self._glue(to + 1).get("which", "")
            if which:
                return Told("calendar", which=which, year_back=1 if which == "past" else 0), to + 2
            to += 1
        elif to > at:
            return Told("calendar"), at
        year = self._year_number(to)
        if year is None:
            return Told("calendar"), at
        last = to + 1
        mark = self._key(last)
        return Told("calendar", year=year, hijri=year in _HIJRI_YEARS), last + 1 if mark in ("م", "ه") and self._near(last) else last

    def _year_number(self, at: int) -> int | None:
        if at >= len(self._words) or self._words[at].token.kind != "number" or not self._near(at):
            return None
        surface = self._words[at].token.surface
        year = int(surface) if len(surface) == 4 and surface.isdecimal() else 0
        return year if year in _YEARS or year in _HIJRI_YEARS else None

    # -- days of a month

    def _month(self, at: int) -> tuple[Told, int] | None:
        """Read a month by name (in one set of names or two) or as الشهر الجاري, with its year if told."""
        if self._key(at) == "من":
            at += 1
        if self._glue(at).get("which") == "this" and self._near(at):
            return Told("calendar", month_back=0), at + 1
        unit = self._sign(at, "unit")
        if unit and unit[0].value == "month:1":
            which = self._glue(at + 1).get("which")
            if which:
                return Told("calendar", month_back=1 if which == "past" else 0, which="next" if which == "next" else ""), at + 2
            at += 1
        found = self._sign(at, "month", "hijri")
        if not found or not self._near(at) or "أ" in self._words[at].token.surface and self._key(at) == "اب":
            return None
        sign, hit = found
        last = hit.last
        other = self._sign(last, "month")
        if other and other[0].value == sign.value and self._near(last, re.compile(r"\s*[-–/(]?\s*\Z")):
            last = other[1].last
        tail, last = self._year_tail(last)
        return replace(tail, month=int(sign.value), hijri=sign.kind == "hijri"), last

    def _calendar(self, at: int) -> Phrase | None:
        """في 12 أيار، الثالث من آذار، 3 - 5 نيسان، من 28 شباط حتى 3 آذار 2018."""
        start = at
        if "on" in self._glue(at) and not self._definite_word(at):
            at += 1
        first = self._day(at) if at < len(self._words) else None
        if first is None:
            return None
        day, last = first
        until = self._second_day(last)
        if until:
            last = until[1]
        month = self._month(last) if self._near(last) else None
        if month is None or self._named_after(start - 1):
            return None
        tail, last = month
        told = replace(tail, day=day)
        ending = replace(tail, day=until[0]) if until else None
        if ending is None and (second := self._joined(last)):
            if told.year is None:
                told = replace(told, year=second.told.year)
            ending, last = second.told, second.last
        return Phrase(start, last, self._skip(start), told, ending, future=told.which == "next")

    def _definite_word(self, at: int) -> bool:
        return at >= 0 and fold(self._words[at].token.surface).startswith("ال")

    def _named_after(self, at: int) -> bool:
        """Tell whether a word makes the date after it a name: شارع 8 آذار، جامعة تشرين; not الحي الأربعاء."""
        return "named_after" in self._glue(at) and not self._definite_word(at) and self._near(at + 1, _TIGHT)

    def _second_day(self, at: int) -> tuple[int, int] | None:
        """Read a second day before the month is named: 3 - 5، 12 و14، 3 إلى 5."""
        if at >= len(self._words):
            return None
        if self._near(at, _DASH) or self._words[at].token.surface.startswith("و"):
            joined = at + 1 if self._key(at) == "و" else at
            return self._day(joined)
        return self._day(at + 1) if "until" in self._glue(at) else None

    def _joined(self, at: int) -> Phrase | None:
        """Read a second full date after إلى or حتى."""
        if at + 1 < len(self._words) and "until" in self._glue(at) and self._near(at):
            return self._calendar(at + 1)
        return None

    # -- days by their names

    def _parted(self, at: int) -> Phrase | None:
        """A part of the day and its day: مساء أمس، فجر يوم الجمعة، ليل السبت ـ الأحد."""
        part = self._sign(at, "part")
        if not part:
            return None
        to = part[1].last
        if self._key(to) == "من":
            to += 1
        found = self._core(to, part[0].value) or self._calendar(to) or self._numeric_here(to) if to < len(self._words) and self._near(to) else None
        return replace(found, first=at, skip=self._skip(at), night=part[0].value) if found else None

    def _numeric_here(self, at: int) -> Phrase | None:
        return self._numeric(at, cued=True) if at < len(self._words) else None

    def _core(self, at: int, night: str = "") -> Phrase | None:
        return self._anchored(at) or self._offset(at) or self._weekday(at, night) or self._period(at) or self._month_alone(at)

    def _offset(self, at: int) -> Phrase | None:
        """أمس، اليوم، أمس الأول, and the weekday or date that may follow in apposition."""
        found = self._sign(at, "offset")
        if not found or (found[0].value == "0" and self._other_day(at, found[1])):
            return None
        last, told = found[1].last, Told("offset", days=int(found[0].value))
        named = self._sign(last, "weekday")
        if named and self._near(last):
            last, told = named[1].last, replace(told, weekday=int(named[0].value))
        return self._dated(Phrase(at, last, self._skip(at), told))

    def _other_day(self, at: int, hit: Hit[_Sign]) -> bool:
        """Tell whether اليوم is another day (في اليوم التالي), a count of days (لليوم الثالث) or a name (قناة حلب اليوم)."""
        if self._key(at) != "يوم" and not hit.particle:
            return False
        after, before = self._glue(hit.last), self._glue(at - 1)
        if self._near(hit.last) and ("other_day" in after or ordinal_at(self._words, hit.last)):
            return True
        if hit.particle in ("ل", "ب", "ك") or "open_day" in before or self._key(at - 2) == "مثل" or "outlet" in before or "outlet" in self._glue(at - 2):
            return True
        return (
            "»" in self._gap(hit.last)
            and "»" not in self._gap(at)
            and self._words[at].token.end - self._words[at - 1].token.start < 20
            and "«" in self._gap(at - 1)
        )

    def _weekday(self, at: int, night: str) -> Phrase | None:
        """الجمعة، يوم الجمعة الماضي، الجمعة والسبت; in a night, two days with little between them."""
        start = at
        if "on" in self._glue(at) and not self._definite_word(at):
            at += 1
        found = self._sign(at, "weekday")
        if not found or self._named_after(start - 1):
            return None
        last, told = found[1].last, Told("weekday", weekday=int(found[0].value))
        skip = self._skip(at) if at == start else 0
        until = None
        second = self._second_weekday(last, told, night)
        if second:
            until, last = second
        which = self._glue(last).get("which", "")
        if which and self._near(last):
            last += 1
            told = replace(told, which=which)
            until = replace(until, which=which) if until else None
        return self._dated(Phrase(start, last, skip, told, until, future=which == "next"))

    def _second_weekday(self, at: int, first: Told, night: str) -> tuple[Told, int] | None:
        to = at + 1 if "until" in self._glue(at) and self._near(at) else at
        to += to > at and "on" in self._glue(to) and not self._definite_word(to)
        found = self._sign(to, "weekday")
        if not found:
            return None
        sign, hit = found
        next_day = (int(sign.value) - (first.weekday or 0)) % 7 == 1
        joined = to > at or self._near(to, _DASH) or hit.particle == "و"
        if (joined and (next_day or not night)) or (night and next_day and self._near(to)):
            return Told("weekday", weekday=int(sign.value)), hit.last
        return None

    def _dated(self, phrase: Phrase) -> Phrase:
        """Let a full date in apposition decide: الثلاثاء 10 أيار 2016، اليوم الخميس (12-5)."""
        if phrase.last >= len(self._words) or phrase.until or not self._near(phrase.last):
            return phrase
        to = phrase.last + ("on" in self._glue(phrase.last))
        found = self._calendar(to) or self._numeric_here(to)
        return replace(phrase, last=found.last, told=found.told, until=found.until) if found else phrase

    def _month_alone(self, at: int) -> Phrase | None:
        """في آب الماضي، حزيران 2018; a bare name of a month is none."""
        start = at
        unit = self._sign(at, "unit")
        if unit and unit[0].value == "month:1":
            at += 1
        found = self._sign(at, "month", "hijri")
        if not found or not self._near(at) or self._named_after(start - 1):
            return None
        sign, hit = found
        tail, last = self._year_tail(hit.last)
        month = self._month(at)
        cued = at > start or "in" in self._glue(start - 1) or hit.particle in ("ب", "وب")
        told_when = tail.year is not None or tail.which or tail.year_back is not None
        if month is None or not (told_when or (cued and (sign.needs != "day" or at > start))):
            return None
        told, last = month
        return Phrase(start, last, self._skip(start), replace(told, kind="month"), future=told.which == "next")

    # -- days told from another day

    def _anchored(self, at: int) -> Phrase | None:
        """اليوم نفسه، اليوم التالي، قبل ذلك بيومين، قبل الغارة بساعات، بعد يومين من السيطرة."""
        today = self._sign(at, "offset")
        if today and today[0].value == "0":
            days = self._glue(today[1].last).get("other_day", "") if self._near(today[1].last) else ""
            return Phrase(at, today[1].last + 1, self._skip(at), Told("anchored", days=int(days))) if days else None
        then = self._glue(at).get("then")
        if then is None:
            return None
        for to in range(at + 1, min(at + 4, len(self._words))):
            if not self._near(to):
                return None
            told = self._by(to)
            if told:
                return Phrase(at, told[1], self._skip(at), Told("anchored", days=told[0] * int(then)))
        since = self._days_long(at + 1) if then == "-1" else None
        if since and self._key(since[1]) in ("من", "علي") and self._near(since[1]):
            return Phrase(at, since[1] + 1, self._skip(at), Told("anchored", days=since[0]), tied=True)
        return None

    def _by(self, at: int) -> tuple[int, int] | None:
        """بيوم، بيومين، بثلاثة أيام، بساعات: how many days, and where it ends."""
        hit = self._hits.get(at)
        number = number_at(self._words, at)
        if (hit and hit.particle == "ب") or (number and number.particle == "ب"):
            return self._days_long(at)
        return None

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

    # -- lengths of time

    def _unit(self, at: int, *, definite: bool) -> tuple[str, int | None, int] | None:
        """Read a unit of time at a word: its name, how many it says itself (يومين: 2), where it ends."""
        found = self._sign(at, "unit")
        if not found or self._definite(found[1]) != definite:
            return None
        name, _, number = found[0].value.partition(":")
        return name, int(number) if number else None, found[1].last

    def _period(self, at: int) -> Phrase | None:
        """الأسبوع الماضي، الشهر الجاري، هذا العام."""
        start, which = at, ""
        if "this" in self._glue(at):
            at, which = at + 1, "this"
        unit = self._unit(at, definite=True)
        if not unit or unit[0] not in ("week", "month", "year") or unit[1] != 1:
            return None
        last = unit[2]
        after = self._glue(last).get("which", "") if self._near(last) else ""
        if after:
            which, last = after, last + 1
        if not which:
            return None
        told = Told("period", unit=unit[0], number=1 if which == "past" else 0)
        return Phrase(start, last, self._skip(start), told, future=which == "next")

    def _ago(self, at: int) -> Phrase | None:
        """قبل ثلاثة أيام، منذ يومين، قبل أسبوع. "قبل يوم من" counts from something else."""
        glue = self._glue(at)
        if "ago" not in glue and "since" not in glue:
            return None
        to = at + 1
        if "about" in self._glue(to):
            to += 1
        number = number_at(self._words, to) if to < len(self._words) else None
        unit = self._unit(number.last if number else to, definite=False)
        if not unit or (number is None and (self._names_a_day(unit[2]) or self._sign(unit[2], "part"))):
            return None
        name, own, last = unit
        if own == 1 and self._key(last) in ("واحد", "واحده"):
            last += 1
        if "ago" in glue and self._key(last) in ("من", "علي") and self._near(last):
            return Phrase(at, last, self._skip(at), Told("ago"), future=True)
        lasting = "since" in glue and (name in ("month", "year") or self._definite_word(at - 1))
        return Phrase(at, last, self._skip(at), Told("ago", unit=name, number=number.value if number else own), since="since" in glue, future=lasting)

    def _names_a_day(self, at: int) -> bool:
        """Tell whether a day, month or year is named here, so that يوم or عام before it is no length of time."""
        return at < len(self._words) and bool(self._sign(at, "weekday", "offset", "month", "hijri") or self._words[at].token.kind == "number" or self._day(at))

    def _span(self, at: int) -> Phrase | None:
        """خلال الـ24 ساعة الماضية، الساعات القليلة الماضية، اليومين الماضيين."""
        within = "within" in self._glue(at)
        to = self._past_article(at + 1 if within else at)
        number = number_at(self._words, to) if to < len(self._words) else None
        if number:
            unit = self._unit(number.last, definite=False)
            if not unit:
                return None
            name, last, count = unit[0], unit[2], number.value
        else:
            plural = self._unit(to, definite=True)
            if not plural or plural[1] == 1:
                return None
            name, own, last = plural
            number = number_at(self._words, self._past_article(last)) if last < len(self._words) else None
            count = number.value if number else own or 0
            last = number.last if number else last
        if "few" in self._glue(last):
            last += 1
        if self._glue(last).get("which") == "past" and self._near(last):
            last += 1
        elif not (within and number and name in ("hour", "day") and number.last < last):
            return None
        return Phrase(at, last, self._skip(at), Told("span", unit=name, number=count or None))

    def _third(self, at: int) -> Phrase | None:
        """مطلع الشهر الجاري، أواخر آذار الماضي."""
        third = self._glue(at).get("third")
        if not third or at + 1 >= len(self._words) or not self._near(at + 1, _TIGHT):
            return None
        month = self._month(at + 1)
        if month:
            told, last = month
            return Phrase(at, last, self._skip(at), replace(told, kind="month", third=third), future=told.which == "next")
        return self._period(at + 1) or self._year(at + 1)

    def _year(self, at: int) -> Phrase | None:
        """عام 2013، في 2016: known only to tell that something is long past."""
        unit = self._unit(at, definite=False) or self._unit(at, definite=True)
        if unit and unit[0] == "year" and unit[1] == 1:
            year = self._year_number(unit[2])
            return Phrase(at, unit[2] + 1, self._skip(at), Told("year", year=year)) if year in _YEARS and year else None
        if self._words[at].token.kind != "number" or not at or "in" not in self._glue(at - 1):
            return None
        year = self._year_number(at)
        after = self._key(at + 1) if self._near(at + 1, _TIGHT) else ""
        return Phrase(at, at + 1, 0, Told("year", year=year)) if year in _BARE_YEARS and year and not _counted(after) else None


def _counted(after: str) -> bool:
    """Tell whether a number is followed by what it may count: a number of four digits before a noun is rarely a year."""
    return bool(after) and after not in _GLUED
