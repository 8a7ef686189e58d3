"""Dates: when a text says that something happened, as calendar days in Damascus, told against its day of publication.

Nothing here looks at a clock. A phrase that needs the day of publication stays unresolved where that is not known.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract.datephrases import Reader
from extract.datewords import Kind, Told
from extract.tables import Word
from extract.vocabulary import DatePrecision

Day = date  # a field named date hides the type inside its record
_DAY = timedelta(1)
_STOP = re.compile(r"[.!?؟\n]")
_WEEK_STARTS = 5
"""Saturday: the first day of the week in Syria (Unicode CLDR, supplemental week data)."""
_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date phrase. start, end: code points in the text given, without an attached particle; surface: text[start:end].

    told, until: what it says, `until` being the last day of several; night: the part of day (day, night, small_hours, "");
    since: it is told as a beginning (منذ). anchor: the mention before it that it counts from (اليوم نفسه، قبل ذلك بيومين). kind "year" tells no day, only that something is of that year.
    """

    start: int
    end: int
    surface: str
    kind: Kind
    told: Told
    until: Told | None
    night: str
    since: bool
    anchor: DateMention | None = None


@dataclass(frozen=True, slots=True)
class DateValue:
    """Days of a calendar: first and last day, both None where they cannot be known; rule: what decided.

    A year alone gives its first and last day with precision "unknown": enough to tell that an event is old, no date for it.
    """

    date: Day | None
    date_end: Day | None
    precision: DatePrecision
    rule: str


def find_dates(text: str, text_words: Sequence[Word]) -> list[DateMention]:
    """Find the date phrases of a text in order, never overlapping. text_words: the words of the text or of a part of it."""
    found: list[DateMention] = []
    day: DateMention | None = None
    for phrase in Reader(text, text_words).phrases():
        start, end = text_words[phrase.first].token.start + phrase.skip, text_words[phrase.last - 1].token.end
        anchor = day if phrase.told.kind == "anchored" else None
        if phrase.told.kind == "anchored" and (anchor is None or (phrase.tied and _STOP.search(text, anchor.end, start))):
            continue  # it counts from a day that the text does not tell
        found.append(DateMention(start, end, text[start:end], phrase.told.kind, phrase.told, phrase.until, phrase.night, phrase.since, anchor))
        if not phrase.tied:
            day = found[-1]
    return found


def resolve_date(mention: DateMention, published: date | None) -> DateValue:
    """Turn a phrase into days. published: the article's calendar day; without it only full dates are resolved."""
    told, rule = mention.told, mention.kind
    if mention.anchor:
        return _anchored(resolve_date(mention.anchor, published), told.days or 0)
    if mention.until:
        return _several(mention, mention.until, published)
    value = _resolve(told, published)
    if value is None:
        return DateValue(None, None, "unknown", f"{rule}: no day of publication" if published is None else f"{rule}: no such day")
    first, last, precision = value
    if mention.since and published and last < published and mention.kind != "year":
        last = published
    return DateValue(first, last, precision, rule)


def _anchored(anchor: DateValue, days: int) -> DateValue:
    """Count from another day of the text."""
    if anchor.date is None or anchor.precision == "unknown":
        return DateValue(None, None, "unknown", f"anchored: {anchor.rule}")
    day = anchor.date - timedelta(days)
    return DateValue(day, day, anchor.precision, "anchored")


def _several(mention: DateMention, until: Told, published: date | None) -> DateValue:
    """Resolve a first and a last day. A night told as two days is the first of them; its small hours are the second."""
    unknown = DateValue(None, None, "unknown", f"{mention.kind} range: no day of publication" if published is None else "no such day")
    ending = _resolve(until, published)
    if ending is None:
        return unknown
    last = ending[1]
    beginning = _resolve(mention.told, last)
    if beginning is None:
        return unknown
    precision: DatePrecision = "approx_day" if until.hijri else "day"
    if mention.night and mention.kind == "weekday":
        one = last if mention.night == "small_hours" else beginning[0]
        return DateValue(one, one, precision, "night of two days")
    if mention.night == "night" and last - beginning[0] == _DAY:
        return DateValue(beginning[0], beginning[0], precision, "night of two days")
    return DateValue(beginning[0], last, precision, f"{mention.kind} range")


_Days = tuple[date, date, DatePrecision]


def _resolve(told: Told, published: date | None) -> _Days | None:
    match told.kind:
        case "offset" | "weekday":
            day = _named_day(told, published)
            return (day, day, "day") if day else None
        case "calendar":
            day = _calendar_day(told, published)
            return (day, day, "approx_day" if told.hijri else "day") if day else None
        case "month":
            return _month(told, published)
        case "year":
            return (date(told.year, 1, 1), date(told.year, 12, 31), "unknown") if told.year else None
        case "period":
            return _period(told, published) if published else None
        case "span" | "ago":
            return _length(told, published) if published else None


def _named_day(told: Told, published: date | None) -> date | None:
    """A day told from publication or by its name. Where both are told and disagree, the name wins: pages are often dated late."""
    if published is None:
        return None
    day = published - timedelta(told.days or 0)
    if told.weekday is None or (told.days is not None and day.weekday() == told.weekday):
        return day
    back = (published.weekday() - told.weekday) % 7
    return published - timedelta(back or (7 if told.which == "past" else 0))


def _calendar_day(told: Told, published: date | None) -> date | None:
    """A day of a month; without a year, or with "last", the latest such day that is not after publication."""
    if told.day is None:
        return None
    if told.month_back is not None:
        if published is None:
            return None
        year, month = _months_before(published, told.month_back)
        return _day(year, month, told.day)
    if told.month is None:
        return None
    if told.year is not None:
        return _of(told, told.year)
    if published is None:
        return None
    if told.year_back is not None:
        return _of(told, _year_of(told, published) - told.year_back)
    this_year = _year_of(told, published)
    days = [day for year in (this_year, this_year - 1, this_year - 2, this_year - 3, this_year - 4) if (day := _of(told, year)) and day <= published]
    return days[0] if days else None


def _year_of(told: Told, day: date) -> int:
    """The year a day lies in, Gregorian or (about) Hijri."""
    return day.year if not told.hijri else (day.toordinal() - 227015) * 30 // 10631 + 1


def _of(told: Told, year: int) -> date | None:
    """The told day and month in a year of its calendar."""
    if told.day is None or told.month is None:
        return None
    if told.hijri and told.day <= 30:
        return _hijri(year, told.month, told.day)
    return _day(year, told.month, told.day)


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _hijri(year: int, month: int, day: int) -> date:
    """Convert by the plain tabular calendar (30-year cycle, epoch 16 July 622 Julian); sightings may differ by a day or two."""
    return date.fromordinal((11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 226_630)


def _months_before(day: date, back: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 - back
    return count // 12, count % 12 + 1


def _month(told: Told, published: date | None) -> _Days | None:
    """A month, or its beginning, middle or end; never past the day of publication."""
    if told.month_back is not None or (told.year is None and told.month is not None):
        if published is None:
            return None
        if told.month_back is not None:
            first = date(*_months_before(published, told.month_back), 1)
        else:
            day = _calendar_day(Told("calendar", day=1, month=told.month, hijri=told.hijri, year_back=told.year_back), published)
            if day is None:
                return None
            first = day
    else:
        start = _of(Told("calendar", day=1, month=told.month, hijri=told.hijri), told.year or 0)
        if start is None:
            return None
        first = start
    if told.hijri:
        return first, first + timedelta(28), "month"
    length = calendar.monthrange(first.year, first.month)[1]
    one, other = _THIRDS.get(told.third, (1, 31))
    last = first.replace(day=min(other, length))
    first = first.replace(day=one)
    if published and first <= published:
        last = min(last, published)
    return first, last, "week" if told.third else "month"


def _period(told: Told, published: date) -> _Days:
    """This or the last week (from Saturday), month or year."""
    back = told.number or 0
    if told.unit == "week":
        first = published - timedelta((published.weekday() - _WEEK_STARTS) % 7 + 7 * back)
        return first, min(first + timedelta(6), published), "week"
    if told.unit == "month":
        first = date(*_months_before(published, back), 1)
        return first, min(first.replace(day=calendar.monthrange(first.year, first.month)[1]), published), "month"
    return date(published.year - back, 1, 1), min(date(published.year - back, 12, 31), published), "unknown"


def _length(told: Told, published: date) -> _Days | None:
    """A length of time before publication: a point in it (قبل يومين) or all of it (خلال الـ24 ساعة الماضية)."""
    number = told.number
    if number is not None and number > 10_000:
        return None
    whole = told.kind == "span"
    match told.unit:
        case "hour":
            first = published - timedelta(-(-number // 24) if whole and number else (number or 0) // 24)
            return first, published if whole else first, "approx_day"
        case "day" if number is not None:
            first = published - timedelta(number)
            return first, published if whole else first, "approx_day" if whole else "day"
        case "week" if number is not None:
            first = published - timedelta(7 * number)
            return first, published if whole else first, "week" if whole else "approx_day"
        case "day" | "week":
            return published - timedelta(7 if told.unit == "day" else 28), published - _DAY, "week" if told.unit == "day" else "month"
        case "month" if number is not None and not whole and number < 12 * published.year - 12:
            first = date(*_months_before(published, number), 1)
            return first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), "month"
        case "year" if number is not None and number < published.year:
            return date(published.year - number, 1, 1), date(published.year - number, 12, 31), "unknown"
    return None
