"""Days of a month as Arabic tells them: "12 أيار/مايو 2016", "الثالث من آذار الماضي", "من 3 إلى 5 نيسان", "12/5/2016"."""

from __future__ import annotations

import re

from extract.datewords import TIGHT, DateWords, Phrase, Told, counted
from extract.numerals import number_at, ordinal_at

_NUMERIC = re.compile(r"(\d{1,4})([/.\-\\|_])(\d{1,2})\2(\d{1,4})(?![\d/]|[.\-]\d)")
_SPACED = re.compile(r"(\d{1,2})( ?[/\-\\|] ?| )(\d{1,2})\2(\d{4})(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})[/\-](\d{1,2})(?![\d/]|[.\-]\d)")
DASH = re.compile(r"\s*[-–—ـ/]\s*\Z")
_OTHER_NAME = re.compile(r"\s*(?:[-–/(]\s*)?\Z")
_YEARS = range(1950, 2101)
_HIJRI_YEARS = range(1300, 1501)
_BARE_YEARS = range(2005, 2036)


class CalendarReader(DateWords):
    """Reads days, months and years; every method takes the word where its part would begin."""

    def _numeric(self, at: int, *, cued: bool = False) -> Phrase | None:
        """12/5/2016, 2016-05-12, 3.7.2018, 14 2 2012; 12-5 only after a word that announces a day, 12/5 also at the end of a line."""
        word = self._words[at]
        if word.kind != "number":
            return None
        found = _NUMERIC.match(self._text, word.start) or _SPACED.match(self._text, word.start)
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
            found = _DAY_MONTH.match(self._text, word.start)
            if not found or not (1 <= int(found[2]) <= 12 and 1 <= int(found[1]) <= 31):
                return None
            if not (cued or "on" in self._glue(at - 1) or self._stands_apart(at, found)):
                return None
            told = Told("calendar", day=int(found[1]), month=int(found[2]))
        last = at
        while last < len(self._words) and self._words[last].start < found.end():
            last += 1
        return Phrase(at, last, self._skip(at), told)

    def _stands_apart(self, at: int, found: re.Match[str]) -> bool:
        """Tell whether "21/8" opens or ends a line, where a post says its day; "3-4" may be a number of people, "10/10" a mark, "24/7" all the time."""
        if found[1] == found[2] or (found[1], found[2]) == ("24", "7"):
            return False
        return "/" in found[0] and ("\n" in self._gap(at) or not at or not self._text[found.end() :].split("\n", 1)[0].strip())

    def _numeric_here(self, at: int) -> Phrase | None:
        return self._numeric(at, cued=True) if at < len(self._words) else None

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
            return (tail._replace(which=which), last) if tail.year else (Told("calendar", which=which), at + 1)
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
        if at >= len(self._words) or self._words[at].kind != "number" or not self._near(at):
            return None
        surface = self._words[at].surface
        year = int(surface) if len(surface) == 4 and surface.isdecimal() else 0
        return year if year in _YEARS or year in _HIJRI_YEARS else None

    def _month(self, at: int) -> tuple[Told, int] | None:
        """Read a month by name (in one set of names or two) or as الشهر الجاري, with its year if told."""
        of = self._key(at) == "من"
        at += of + (of and "this" in self._glue(at + 1))  # 23 من هذا الشهر
        if self._glue(at).get("which") == "this" and self._near(at):
            return Told("calendar", month_back=0), at + 1
        unit = self._sign(at, "unit")
        if unit and unit[0].value == "month:1":
            which = self._glue(at + 1).get("which")
            if which:
                return Told("calendar", month_back=1 if which == "past" else 0, which="next" if which == "next" else ""), at + 2
            if self._glue(at + 1).get("other_day") == "0" and self._near(at + 1):
                return Told("anchored"), at + 2  # 23 من الشهر ذاته
            at += 1
        found = self._sign(at, "month", "hijri")
        if not found or not self._near(at) or ("أ" in self._words[at].surface and self._key(at) == "اب"):
            return None
        sign, hit = found
        last = hit.last
        other = self._sign(last, "month")
        if other and other[0].value == sign.value and self._near(last, _OTHER_NAME):
            last = other[1].last
        tail, last = self._year_tail(last)
        return tail._replace(month=int(sign.value), hijri=sign.kind == "hijri"), last

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
        told = tail._replace(day=day)
        ending = tail._replace(day=until[0]) if until else None
        if ending is None and (second := self._joined(last)):
            if told.year is None:
                told = told._replace(year=second.told.year)
            ending, last = second.told, second.last
        return Phrase(start, last, self._skip(start), told, ending, future=told.which == "next")

    def _second_day(self, at: int) -> tuple[int, int] | None:
        """Read a second day before the month is named: 3 - 5، 12 و14، 3 إلى 5."""
        if at >= len(self._words):
            return None
        if self._near(at, DASH) or self._words[at].surface.startswith("و"):
            joined = at + 1 if self._key(at) == "و" else at
            return self._day(joined)
        return self._day(at + 1) if "until" in self._glue(at) else None

    def _joined(self, at: int) -> Phrase | None:
        """Read a second full date after إلى or حتى."""
        if at + 1 < len(self._words) and "until" in self._glue(at) and self._near(at):
            return self._calendar(at + 1)
        return None

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
        return Phrase(start, last, self._skip(start), told._replace(kind="month"), future=told.which == "next")

    def _year(self, at: int) -> Phrase | None:
        """عام 2013، في 2016: known only to tell that something is long past."""
        unit = self._unit(at, definite=False) or self._unit(at, definite=True)
        if unit and unit[0] == "year" and unit[1] == 1:
            year = self._year_number(unit[2])
            return Phrase(at, unit[2] + 1, self._skip(at), Told("year", year=year)) if year in _YEARS and year else None
        if self._words[at].kind != "number" or not at or not {"in", "third", "since"} & self._glue(at - 1).keys():
            return None
        year = self._year_number(at)
        after = self._key(at + 1) if self._near(at + 1, TIGHT) else ""
        return Phrase(at, at + 1, 0, Told("year", year=year)) if year in _BARE_YEARS and year and not counted(after) else None
