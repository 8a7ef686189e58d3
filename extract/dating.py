"""The day of an incident: which of the dates around an attack is its own, and what is told in the present."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import pairwise

from extract.clauses import Clause
from extract.dateresolve import DateValue, resolve_date
from extract.dates import DateMention
from extract.datewords import COLLOQUIAL
from extract.triggers import Trigger, nth_time
from extract.word_lists import word_set
from extract.words import Word, words
from extract.zones import ZoneReading

_HOURS = (
    word_set("at_dawn"), word_set("in_the_morning"), word_set("at_noon"), word_set("in_the_afternoon"), word_set("in_the_evening"), word_set("at_night"),
)  # fmt: skip
_ABOUT = word_set("about_an_hour")
_LONGEST_DURATION = 2  # days: "منذ أمس" dates an event, "منذ ثلاث سنوات" says how long something has lasted
_HAD = word_set("and_had")
_ONCE = word_set("happens_once")
_CLAIMS = word_set("claims")
_LOOKING_BACK = word_set("openings_that_look_back")
_LONGEST_AGO = 14  # days
_UNTIL = word_set("until")
_MORROW = word_set("the_day_after")
_WHICH, _OF_A_PLACE = word_set("which_or_who"), frozenset({"territory_change", "withdraw", "oust"})
_IT = ("ها", "ه")  # "التي دخلتها الفصائل"; not "المعارك التي دخلت شهرها الرابع"
_PRIOR = _HAD | {"بعدما"}
_DAYS = frozenset({"offset", "weekday", "calendar", "anchored", "ago"})
_RUNNING = word_set("still_running")
_FOUND = word_set("were_found")
_BODIES = word_set("bodies")
_MORROW_REACH = 8  # words from غداة to the day of what came before
_TIED_REACH = 6
"""Words between بعد يومين من and the attack it counts from, at most."""
_BESIDE = 2
"""Characters between a day and the word of attack that follows it at once."""
_BREAKS = frozenset("،,؛;:.")
_NTH_REACH = 4
"""Words between لليوم and the attack that goes on, at most."""
_OPENING = 4
"""Words at the head of a clause in which its verb is looked for."""


def day_of(
    reading: ZoneReading, clause: Clause, main: Trigger, published: date | None, carried: DateMention | None
) -> tuple[DateMention | None, DateValue | None]:
    """Date an attack: by its clause, else its sentence, else by the day the text speaks of (carried), unless it tells of what is going on.

    main: the word that reports it. The value has no words of its own where the present tense decides.
    """
    sentence = reading.sentences[clause.sentence]
    once = main.role == "verb" and reading.words[main.first].key.removeprefix("و") in _ONCE
    wide = [found for found in reading.inside(reading.dates, sentence.first, sentence.last) if not _lasts(found, published, once=once)]
    named = [found for found in wide if found.tied and _names(reading, found, main)]
    if named and not any(not found.tied and named[0].end <= found.start for found in reading.inside(reading.dates, clause.first, clause.last)):
        return named[0], resolve_date(named[0], published)  # غداة غارة على المدينة
    wide = [found for found in wide if not (found.tied or _wounded_then(reading, main, found) or _of_the_place(reading, main, found))]
    wide = [found for found in wide if not (found.kind == "span" and nth_time(reading.words, _word(reading, found)))]
    wide = [found for found in wide if not _of_the_claim(reading, clause, main, found)]
    wide = [found for found in wide if not _recalled(reading, main, found)] or [found for found in wide if not _had(reading, main, found)]
    near = [found for found in reading.inside(reading.dates, clause.first, clause.last) if found in wide]
    wide = [found for found in wide if not _of_the_next(reading, clause, found)]
    running = any(word.key.removeprefix("و") in _RUNNING for word in reading.words[clause.first : clause.first + _OPENING])
    running = running or _nth_day(reading, clause, main)
    if running and (not near or (near[0].since and near[0].kind != "year")):
        near = wide = []  # تتواصل الاشتباكات منذ أمس; since 2012, it is no incident of today
    if near or wide:
        near = [found for found in near if found.kind in _DAYS] or near
        wide = [found for found in wide if found.kind in _DAYS] or wide
        after = [found for found in near if found.start > main.start]
        beside = [found for found in near if 0 < main.start - found.end <= _BESIDE]  # احتدمت الثلاثاء المعارك
        found = min(beside or after or near or wide, key=lambda found: abs(found.start - main.start))
        return found, _morrow(reading, main, found, _small_hours(reading, found, published))
    if running:
        return None, DateValue(published, published, "approx_day", "told in the present") if published else None
    if _body_found(reading, clause):
        return None, DateValue(None, None, "unknown", "a body was found: nobody says since when")
    return carried, _next_morning(reading, clause, carried, published) if carried is not None else None


def _morrow(reading: ZoneReading, main: Trigger, found: DateMention, value: DateValue) -> DateValue:
    """The day after the one told of what an attack followed: "جاءت الغارة غداة مقتل طيار في حماة السبت"."""
    day = _word(reading, found)
    since = next((at for at in range(day - 1, max(main.last, day - _MORROW_REACH) - 1, -1) if reading.words[at].key in _MORROW), None)
    broken = since is None or any(_BREAKS & set(reading.between[at]) for at in range(since + 1, day + 1))
    if broken or value.date is None or value.precision != "day" or value.date != value.date_end:
        return value
    after = value.date + timedelta(1)
    return DateValue(after, after, "day", "the day after the one told")


def _small_hours(reading: ZoneReading, found: DateMention, published: date | None) -> DateValue:
    """The day of a date phrase; "بعد منتصف ليل أمس" is the day after, but for a paper whose first day told is yesterday: it tells of that day."""
    value = resolve_date(found, published)
    if found.night != "small_hours" or found.kind != "offset" or published is None or value.date is None or value.date >= published:
        return value
    others = (resolve_date(other, published).date for other in reading.dates if not (other.tied or other.since or other.night == "small_hours"))
    if next((day for day in others if day is not None), None) == published - timedelta(1):
        return value
    day = value.date + timedelta(1)
    return DateValue(day, day, value.precision, value.rule)


def _nth_day(reading: ZoneReading, clause: Clause, main: Trigger) -> bool:
    """Whether an attack is told to go on: "تواصلت لليوم الثالث الاشتباكات"."""
    before = range(max(clause.first, main.first - _NTH_REACH), main.first)
    began = next((at for at in before if reading.words[at].key == "لليوم"), None)
    return began is not None and not any(_BREAKS & set(reading.between[at]) for at in range(began + 1, main.first + 1))


def _next_morning(reading: ZoneReading, clause: Clause, carried: DateMention, published: date | None) -> DateValue:
    """The day told before, or the one after it where the clause tells an earlier hour: "قصف عصر أمس ... وقبيل الفجر قتلت غارة"."""
    value = resolve_date(carried, published)
    first = bisect_left(reading.words, carried.start, key=lambda word: word.start)
    last = bisect_left(reading.words, carried.end, key=lambda word: word.start)
    before = max((_hour(word) for word in reading.words[first:last]), default=-1)
    hours = (_hour(reading.words[at]) for at in range(clause.first, clause.last) if _told_alone(reading, at))
    after = next((hour for hour in hours if hour >= 0), before)
    if after >= before or value.precision != "day" or value.date is None or value.date != value.date_end or published is None or value.date >= published:
        return value
    if reading.words[clause.first].key in _HAD:
        return value
    day = value.date + timedelta(1)
    return DateValue(day, day, "day", "an earlier hour than the one told before, so the day after")


def _hour(word: Word) -> int:
    """Which part of the day a word names, counted from dawn; -1 for none."""
    return next((hour for hour, names in enumerate(_HOURS) if not names.isdisjoint(word.forms)), -1)


def _told_alone(reading: ZoneReading, at: int) -> bool:
    """Whether a word tells the hour and no day: فجراً، قبيل الفجر."""
    word = reading.words[at]
    if word.surface.startswith("ال"):
        return at > 0 and reading.words[at - 1].key.removeprefix("و") in _ABOUT
    return word.surface.endswith(("اً", "ًا", "ءً", "ا"))


def _of_the_next(reading: ZoneReading, clause: Clause, found: DateMention) -> bool:
    """Tell whether a date stands in a later statement of the sentence that tells an attack itself: "قصفت A، فيما هاجمت B أمس"."""
    at = bisect_right(reading.clauses, _word(reading, found), key=lambda one: one.first) - 1
    own = reading.clauses[at]
    return own.first >= clause.last and any(trigger.role in {"verb", "noun", "patient_noun"} and not trigger.taken_back for trigger in own.triggers)


def _names(reading: ZoneReading, found: DateMention, main: Trigger) -> bool:
    """Tell whether an attack is what a phrase such as بعد يومين من counts from: it follows closely, in the same breath."""
    first = bisect_left(reading.words, found.end, key=lambda word: word.start)
    if not first <= main.first < first + _TIED_REACH:
        return False
    return not any(_BREAKS & set(reading.between[at]) for at in range(first, main.first + 1))


def _body_found(reading: ZoneReading, clause: Clause) -> bool:
    """Tell whether a clause tells only that bodies were found: "عثر الأهالي على جثة"; when the killing was, it does not say."""
    keys = {word.key.removeprefix("و") for word in reading.words[clause.first : clause.last]}
    return not _FOUND.isdisjoint(keys) and not _BODIES.isdisjoint(keys)


def lasts_on(reading: ZoneReading, found: DateMention) -> bool:
    """Tell whether later statements may be of this day: not where it only begins or ends something (منذ الجمعة، حتى صباح السبت).

    What has lasted since this morning is still of today.
    """
    at = _word(reading, found) - 1
    return not (found.prior or found.tied) and (not found.since or found.told.days == 0) and (at < 0 or reading.words[at].key not in _UNTIL)


def opens_with_past(reading: ZoneReading, clause: Clause) -> bool:
    """Tell whether the sentence of a clause only looks back: "وكانت طائرات قصفت أول أمس ...", "يذكر أن 20 شخصاً قتلوا أول أمس ..."."""
    opening = reading.words[reading.sentences[clause.sentence].first].key
    return opening.removeprefix("و") in _LOOKING_BACK


def _lasts(found: DateMention, published: date | None, *, once: bool) -> bool:
    """Tell a duration from a date: "منذ ثلاث سنوات" says how long something has lasted, not when this happened.

    once: whether the attack is of a kind that does not last: "انفجرت عبوة منذ ثلاثة أيام".
    """
    if found.since and words(found.surface)[0].key in COLLOQUIAL:
        return True  # "الطيران عم يدور من امبارح"
    if not found.surface.startswith("منذ"):
        return False
    day = resolve_date(found, published).date
    longest = _LONGEST_AGO if once and found.kind == "ago" else _LONGEST_DURATION
    return day is None or published is None or (published - day).days > longest


def _recalled(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    """Tell whether a date after the attack dates what came before it: "قصف البلدة بعد أن دخلها أمس"، "وكانت القوات توعدت قبل أيام"."""
    between = _between(reading, main, found)
    if not _PRIOR.isdisjoint(between) or ("بعد", "ان") in pairwise(between):
        return True
    starts = {trigger.first for trigger in reading.inside(reading.triggers, main.last, main.last + len(between))}
    return any(word == "بعد" and main.last + at + 1 in starts for at, word in enumerate(between))


def _of_the_place(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    """Tell whether a date says when the place changed hands: "أغارت الطائرات على البلدة التي سيطرت عليها الفصائل قبل شهر"."""
    later = reading.inside(reading.triggers, main.last, main.last + len(_between(reading, main, found)))
    later = [trigger for trigger in later if trigger.type in _OF_A_PLACE or (trigger.type == "enter" and reading.words[trigger.first].key.endswith(_IT))]
    return any(reading.words[trigger.first - 1].key in _WHICH for trigger in later)


def _of_the_claim(reading: ZoneReading, clause: Clause, main: Trigger, found: DateMention) -> bool:
    """Tell whether a date says when an attack was claimed: "تبنى التنظيم اليوم الهجوم الذي أوقع 16 قتيلاً"."""
    at = _word(reading, found)
    claimed = next((number for number in range(clause.first, min(clause.first + _OPENING, at)) if not _CLAIMS.isdisjoint(reading.words[number].forms)), None)
    return claimed is not None and at <= main.first and not reading.inside(reading.triggers, claimed, at)


def _wounded_then(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    """Tell whether a date says when one who died of wounds was wounded: "متأثراً بجراح أصيب بها قبل شهر"."""
    return any(word.startswith("متاثر") for word in _between(reading, main, found))


def _had(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    return not _HAD.isdisjoint(_between(reading, main, found))


def _word(reading: ZoneReading, found: DateMention) -> int:
    """The index of the first word of a date."""
    return bisect_left(reading.words, found.start, key=lambda word: word.start)


def _between(reading: ZoneReading, main: Trigger, found: DateMention) -> list[str]:
    last = _word(reading, found)
    return [word.key for word in reading.words[main.last : last]]
