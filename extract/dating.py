"""The day of an incident: which of the dates around an attack is its own, and what is told in the present."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import pairwise

from extract.clauses import Clause
from extract.dateresolve import DateValue, resolve_date
from extract.dates import DateMention
from extract.triggers import Trigger
from extract.word_lists import word_set
from extract.zones import ZoneReading

_LONGEST_DURATION = 2  # days: "منذ أمس" dates an event, "منذ ثلاث سنوات" says how long something has lasted
_HAD = word_set("and_had")
_UNTIL = word_set("until")
_PRIOR = _HAD | {"بعدما"}
_DAYS = frozenset({"offset", "weekday", "calendar", "anchored", "ago"})
_RUNNING = word_set("still_running")
_FOUND = word_set("were_found")
_BODIES = word_set("bodies")
_TIED_REACH = 6
"""Words between بعد يومين من and the attack it counts from, at most."""
_BESIDE = 2
"""Characters between a day and the word of attack that follows it at once."""
_BREAKS = frozenset("،,؛;:.")
_OPENING = 4
"""Words at the head of a clause in which its verb is looked for."""


def day_of(
    reading: ZoneReading, clause: Clause, main: Trigger, published: date | None, carried: DateMention | None
) -> tuple[DateMention | None, DateValue | None]:
    """Date an attack: by its clause, else its sentence, else by the day the text speaks of (carried), unless it tells of what is going on.

    main: the word that reports it. The value has no words of its own where the present tense decides.
    """
    sentence = reading.sentences[clause.sentence]
    wide = [found for found in reading.inside(reading.dates, sentence.first, sentence.last) if not _lasts(found, published)]
    named = [found for found in wide if found.tied and _names(reading, found, main)]
    if named and not any(not found.tied and named[0].end <= found.start for found in reading.inside(reading.dates, clause.first, clause.last)):
        return named[0], resolve_date(named[0], published)  # غداة غارة على المدينة
    wide = [found for found in wide if not (found.tied or _wounded_then(reading, main, found))]
    wide = [found for found in wide if not _recalled(reading, main, found)] or [found for found in wide if not _had(reading, main, found)]
    near = [found for found in reading.inside(reading.dates, clause.first, clause.last) if found in wide]
    wide = [found for found in wide if not _of_the_next(reading, clause, found)]
    running = any(word.key.removeprefix("و") in _RUNNING for word in reading.words[clause.first : clause.first + _OPENING])
    running = running or any(word.key == "لليوم" and "ليوم" in word.forms for word in reading.words[clause.first : main.last])  # تواصلت لليوم الثالث
    if running and (not near or near[0].since):
        near = wide = []  # تتواصل الاشتباكات منذ أمس
    if near or wide:
        near = [found for found in near if found.kind in _DAYS] or near
        wide = [found for found in wide if found.kind in _DAYS] or wide
        after = [found for found in near if found.start > main.start]
        beside = [found for found in near if 0 < main.start - found.end <= _BESIDE]  # احتدمت الثلاثاء المعارك
        found = min(beside or after or near or wide, key=lambda found: abs(found.start - main.start))
        return found, resolve_date(found, published)
    if running:
        return None, DateValue(published, published, "approx_day", "told in the present") if published else None
    if _body_found(reading, clause):
        return None, DateValue(None, None, "unknown", "a body was found: nobody says since when")
    return carried, resolve_date(carried, published) if carried is not None else None


def _of_the_next(reading: ZoneReading, clause: Clause, found: DateMention) -> bool:
    """Tell whether a date stands in a later statement of the sentence that tells an attack itself: "قصفت A، فيما هاجمت B أمس"."""
    at = bisect_right(reading.clauses, bisect_left(reading.words, found.start, key=lambda word: word.start), key=lambda one: one.first) - 1
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
    at = bisect_left(reading.words, found.start, key=lambda word: word.start) - 1
    return not (found.prior or found.tied) and (not found.since or found.told.days == 0) and (at < 0 or reading.words[at].key not in _UNTIL)


def _lasts(found: DateMention, published: date | None) -> bool:
    """Tell a duration from a date: "منذ ثلاث سنوات" says how long something has lasted, not when this happened."""
    if not found.surface.startswith("منذ"):
        return False
    day = resolve_date(found, published).date
    return day is None or published is None or (published - day).days > _LONGEST_DURATION


def _recalled(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    """Tell whether a date after the attack dates what came before it: "قصف البلدة بعد أن دخلها أمس"، "وكانت القوات توعدت قبل أيام"."""
    between = _between(reading, main, found)
    if not _PRIOR.isdisjoint(between) or ("بعد", "ان") in pairwise(between):
        return True
    starts = {trigger.first for trigger in reading.inside(reading.triggers, main.last, main.last + len(between))}
    return any(word == "بعد" and main.last + at + 1 in starts for at, word in enumerate(between))


def _wounded_then(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    """Tell whether a date says when one who died of wounds was wounded: "متأثراً بجراح أصيب بها قبل شهر"."""
    return any(word.startswith("متاثر") for word in _between(reading, main, found))


def _had(reading: ZoneReading, main: Trigger, found: DateMention) -> bool:
    return not _HAD.isdisjoint(_between(reading, main, found))


def _between(reading: ZoneReading, main: Trigger, found: DateMention) -> list[str]:
    last = bisect_left(reading.words, found.start, key=lambda word: word.start)
    return [word.key for word in reading.words[main.last : last]]
