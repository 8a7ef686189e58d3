"""A date phrase as days of the calendar: counted from the day of publication, from another day of the text, or told in full.

Nothing here looks at a clock. A phrase that needs the day of publication stays unresolved where that is not known.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from extract.dates import DateMention
from extract.datewords import Told
from extract.vocabulary import DatePrecision

Day = date  # a field named date hides the type inside its record
_ONE_DAY = timedelta(1)
_WEEK_STARTS = 5
"""Saturday: the first day of the week in Syria (Unicode CLDR, supplemental week data)."""
_LONGEST, _LONGEST_AGO = 10_000, 100  # hours, days or weeks; months or years: longer ones are no time of an event
_LEAP = 9  # 29 February may be this many years back
_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_WEEK_THIRDS = {"early": (0, 2)}  # days after Saturday; "نهاية الأسبوع الماضي" may be any of its days


@dataclass(frozen=True, slots=True)
class DateValue:
    """Days of a calendar: first and last day, both None where they cannot be known; rule: what decided.

    A year alone gives its first and last day with precision "unknown": enough to tell that an event is old, no date for it.
    """

    date: Day | None
    date_end: Day | None
    precision: DatePrecision
    rule: str


def resolve_date(mention: DateMention, published: date | None) -> DateValue:
    """Turn a phrase into days. published: the article's calendar day; without it only full dates are resolved."""
    try:
        return _days(mention, published)
    except (OverflowError, ValueError):  # a day before year 1 or after year 9999
        return DateValue(None, None, "unknown", f"{mention.kind}: outside the calendar")


def _days(mention: DateMention, published: date | None) -> DateValue:
    told, rule = mention.told, mention.kind
    if mention.anchor:
        return _anchored(resolve_date(mention.anchor, published), told)
    if mention.until:
        return _several(mention, mention.until, published)
    value = _resolve(told, published)
    if value is None:
        return DateValue(None, None, "unknown", f"{rule}: no day of publication" if published is None else f"{rule}: no such day")
    first, last, precision = value
    if mention.since and published and last < published and mention.kind != "year":
        last = published
    return DateValue(first, last, precision, rule)


def _anchored(anchor: DateValue, told: Told) -> DateValue:
    """Count from another day of the text, or take its month."""
    if anchor.date is None or anchor.precision == "unknown":
        return DateValue(None, None, "unknown", f"anchored: {anchor.rule}")
    day = anchor.date.replace(day=told.day) if told.day else anchor.date - timedelta(told.days or 0)
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
    if mention.night == "night" and last - beginning[0] == _ONE_DAY:
        return DateValue(beginning[0], beginning[0], precision, "night of two days")
    return DateValue(beginning[0], last, precision, f"{mention.kind} range")


_Days = tuple[date, date, DatePrecision]


def _resolve(told: Told, published: date | None) -> _Days | None:
    """Days of what is told; None where publication is needed and unknown, or the calendar has no such day."""
    if told.kind == "year":
        return (date(told.year, 1, 1), date(told.year, 12, 31), "unknown") if told.year else None
    if told.kind == "month":
        return _month(told, published)
    if told.kind == "calendar":
        day = _calendar_day(told, published)
        return (day, day, "approx_day" if told.hijri else "day") if day else None
    return _relative(told, published) if published else None


def _relative(told: Told, published: date) -> _Days | None:
    if told.kind == "period":
        return _period(told, published)
    if told.kind in ("span", "ago"):
        return _length(told, published)
    day = _named_day(told, published)
    return day, day, "day"


def _named_day(told: Told, published: date) -> date:
    """A day told from publication or by its name. Where both are told and disagree, the name wins: pages are often dated late."""
    day = published - timedelta(told.days or 0)
    if told.weekday is None or (told.days is not None and day.weekday() == told.weekday):
        return day
    back = (published.weekday() - told.weekday) % 7
    return published - timedelta(back or (7 if told.which == "past" else 0))


def _calendar_day(told: Told, published: date | None) -> date | None:
    """A day of a month, in the year told or else in the latest that fits."""
    if told.day is None:
        return None
    if told.year is not None:
        return _of(told, told.year)
    return _latest(told, published) if published else None


def _latest(told: Told, published: date) -> date | None:
    """The day of the month told (by name, or as this or the last one) that is the latest not after publication."""
    if told.month_back is not None:
        day = _day(*_months_before(published, told.month_back), told.day or 1)
        return None if day and day > published else day  # "في 28 من الشهر" of a text of the 9th: which month is not said
    year = _year_of(told, published)
    if told.year_back is not None:
        return _of(told, year - told.year_back)
    days = (_of(told, before) for before in range(year, year - _LEAP, -1))
    return next((day for day in days if day and day <= published and not _this_month(told, day, published)), None)


def _this_month(told: Told, day: date, published: date) -> bool:
    """Tell whether a day of "last May" would lie in the May of publication."""
    return told.which == "past" and (day.year, day.month) == (published.year, published.month)


def _year_of(told: Told, day: date) -> int:
    """The year a day lies in, Gregorian or (about) Hijri: 30 Hijri years are 10631 days."""
    return day.year if not told.hijri else (day.toordinal() - 227_015) * 30 // 10_631 + 1


def _of(told: Told, year: int) -> date | None:
    """The told day and month in a year of its calendar."""
    if told.day is None or told.month is None:
        return None
    if told.hijri:
        return _hijri(year, told.month, told.day) if told.day <= 30 else None
    return _day(year, told.month, told.day)


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _hijri(year: int, month: int, day: int) -> date:
    """Convert by the plain tabular calendar (30-year cycle, epoch 16 July 622 Julian); sightings may differ by a day or two."""
    return date.fromordinal((11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 226_630)


def _months_before(day: date, back: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 - back
    return count // 12, count % 12 + 1


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _month(told: Told, published: date | None) -> _Days | None:
    """A month, or its beginning, middle or end; never past the day of publication."""
    first = _calendar_day(told._replace(day=1), published)
    if first is None:
        return None
    if told.hijri:
        return first, first + timedelta(28), "month"
    one, other = _THIRDS.get(told.third, (1, 31))
    last = min(_month_end(first), first + timedelta(other - 1))
    first = first.replace(day=one)
    if published and first <= published:
        last = min(last, published)
    return first, last, "week" if told.third else "month"


def _period(told: Told, published: date) -> _Days:
    """This or the last week (from Saturday), month or year."""
    back = told.number or 0
    if told.unit == "week":
        first = published - timedelta((published.weekday() - _WEEK_STARTS) % 7 + 7 * back)
        one, other = _WEEK_THIRDS.get(told.third, (0, 6))
        return min(first + timedelta(one), published), min(first + timedelta(other), published), "week"
    if told.unit == "month":
        first = date(*_months_before(published, back), 1)
        return first, min(_month_end(first), published), "month"
    return date(published.year - back, 1, 1), min(date(published.year - back, 12, 31), published), "unknown"


def _length(told: Told, published: date) -> _Days | None:
    """A length of time before publication: a point in it (قبل يومين) or all of it (خلال الـ24 ساعة الماضية)."""
    number, whole = told.number, told.kind == "span"
    if number is None:
        return _some(told, published)
    if number > _LONGEST or told.unit in ("month", "year"):
        return None if whole or number > _LONGEST_AGO else _long_ago(told.unit, number, published)
    days = {"hour": -(-number // 24) if whole else number // 24, "day": number, "week": 7 * number}[told.unit]
    first = published - timedelta(days)
    if whole:
        return first, published, "week" if told.unit == "week" else "approx_day"
    return first, first, "day" if told.unit == "day" else "approx_day"


def _some(told: Told, published: date) -> _Days | None:
    """An unknown number of hours, days or weeks: قبل أيام، الساعات الماضية."""
    if told.unit == "hour":
        return published, published, "approx_day"
    if told.unit == "day":
        return published - timedelta(7), published - _ONE_DAY, "week"
    return (published - timedelta(28), published - _ONE_DAY, "month") if told.unit == "week" else None


def _long_ago(unit: str, number: int, published: date) -> _Days:
    """The month or year that lies so many before publication."""
    if unit == "month":
        first = date(*_months_before(published, number), 1)
        return first, _month_end(first), "month"
    return date(published.year - number, 1, 1), date(published.year - number, 12, 31), "unknown"
