"""Which of the dead and wounded a text tells of belong to an incident: not those of another place, of an earlier day or of a longer time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from extract.clauses import Clause
from extract.counts import CountMention
from extract.dateresolve import DateValue, resolve_date
from extract.dates import DateMention
from extract.numerals import begins_number, digits
from extract.place_mention import LOCATIVE
from extract.records import Resolved
from extract.silence import without_total
from extract.triggers import Trigger
from extract.where import Outcomes, is_abroad, where
from extract.word_lists import word_set
from extract.words import Word, words_of
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS, Place

_TIME = word_set("units_of_time")
_BEGUN = word_set("begun") | word_set("parts_of_a_year")
_COUNTRY = word_set("whole_country")
_OUTER = frozenset({"governorate", "countryside"})
_FROM_TO = word_set("came_or_went")
_BESIDES, _EACH = word_set("besides"), word_set("each_of")
_CAUSES = word_set("when_or_after")
_TOLL, _TALLY = word_set("the_dead_counted"), word_set("tallies")
_TWO = word_set("both_cases")
_COMMAS = frozenset("،,؛;:()")
_AT_ONCE = frozenset({"air_strike", "drone_strike", "shelling", "explosion_ied", "small_arms_assassination", "chemical_attack"})
_SINCE = 3  # words of "بعد يوم على"
_HOUR, _HOURS, _DAY_HOURS = word_set("hours"), 3, 24  # words of "الساعات الـ72 الفائتة"
_TIED = 3  # words between غداة and the figure of what happened then, at most
_HEAD, _CUE, _SPAN = 4, 2, 2
"""In words, at most: before an area that heads a clause; between من and the place it governs (من مدينة طرطوس); between خلال and its unit of time."""


class Incident(Protocol):
    """What is known of an incident: its type, indexes of its places in `reading.places`, its day, its figures, the word that reports it."""

    type: str
    places: list[int]
    value: DateValue | None
    counts: list[CountMention]
    clause: Clause
    main: Trigger


@dataclass(frozen=True, slots=True)
class Attacher:
    """Gives the figures of one zone to its incidents. outcomes: resolutions by index into `reading.places`."""

    reading: ZoneReading
    outcomes: Outcomes
    published: date | None

    def own(self, incident: Incident) -> list[CountMention]:
        """Give the figures of the clause that reports an attack, without those that it tells of something else."""
        clause, kept = incident.clause, list[CountMention]()
        summed_up = False
        for count in self.reading.inside(self.reading.counts, self._led_in(clause), without_total(self.reading, clause.first, self._own_end(clause))):
            first, last = self._piece(clause, count)
            known = any(other.effect == count.effect and not other.vague for other in kept)
            toll = count.update or any(not _TALLY.isdisjoint(word.forms) for word in self.reading.words[first:last])
            total = toll and self._long(first, last, incident.value)  # ليرتفع عدد القتلى منذ بدء الحملة إلى 1350
            summed_up = summed_up or (total and incident.type in _AT_ONCE)  # "وارتفعت الحصيلة خلال ثلاثة أيام إلى 30 مقابل 21 من X"
            before = not first <= incident.main.first < last and self._earlier(self._with_day(clause, first), last, incident.value)
            if (not known or not (total or before)) and not summed_up and not self._of_another(incident, count):
                kept.append(count)
        first, last = clause.core[1], clause.last
        if first < last and self.reading.words[first].key in _BESIDES and self.apart(replace(clause, first=first, core=(first, last)), incident):
            kept = [count for count in kept if count.start < self.reading.words[first].start]
        return kept

    def _of_another(self, incident: Incident, count: CountMention) -> bool:
        """Tell whether a figure is that of an attack which only gives the day of this one: "قصفت عدرا غداة مقتل 14 تلميذاً في دمشق", "بعد يوم على سقوط 76"."""
        at = bisect_right(self.reading.words, count.start, key=lambda word: word.start)
        since = [first for first in (at - 1 - _SINCE, at - 2 - _SINCE) if first > incident.main.first]  # "بعد يوم على سقوط 76"
        if incident.type in _AT_ONCE and any(_since_then(self.reading.words[first : first + _SINCE]) for first in since):
            return True
        tied = [found for found in self.reading.inside(self.reading.dates, max(0, at - 1 - _TIED), at) if found.tied]
        if not tied or _COMMAS & set(self.reading.text[tied[-1].end : count.start]):
            return False
        day = resolve_date(tied[-1], self.published).date
        return incident.value is None or incident.value.date != day

    def of_both(self, incident: Incident) -> list[CountMention]:
        """Give what is said of the incident before as well: "من دون إصابات في الحالتين"."""
        words, unhurt = self.reading.words, [count for count in incident.counts if count.effect == "none"]
        after = [bisect_left(words, count.end, key=lambda word: word.start) for count in unhurt]
        return [count for count, at in zip(unhurt, after, strict=True) if not _TWO.isdisjoint(word.key for word in words[at : at + _SPAN])]

    def added(self, clause: Clause, incident: Incident, apart: int) -> list[CountMention]:
        """Give the figures that a clause without an attack of its own adds to the incident before it.

        apart: how many paragraphs later it stands. In the next one it adds only what the incident lacks, or a toll that rose; later ones add nothing.
        """
        counts = self.reading.inside(self.reading.counts, clause.first, clause.last)
        if not counts or apart > 1 or self.apart(clause, incident) or self.recalls(clause, incident):
            return []
        if apart:
            known = {count.effect for count in incident.counts}
            counts = [count for count in counts if count.effect not in known or count.update or self._rivals(clause, count)]
        if not self._long(clause.first, clause.last, incident.value):
            return counts
        if incident.type in _AT_ONCE:
            return []  # "أغارت الطائرات على X. وارتفع عدد القتلى خلال ثلاثة أيام إلى 30"
        known = {count.effect for count in incident.counts if not count.vague}
        return [count for count in counts if count.effect not in known]

    def recalls(self, clause: Clause, incident: Incident) -> bool:
        """Tell whether a clause tells of a day before the incident (وكان سبعة قتلوا قبل أسبوع في قصف مماثل)."""
        return self._earlier(clause.first, clause.last, incident.value)

    def apart(self, clause: Clause, incident: Incident) -> bool:
        """Tell whether a clause names a place that lies apart from those of the incident."""
        known = [outcome.place for at in incident.places if isinstance(outcome := self.outcomes[at], Resolved)]
        named, country = where(self.reading, clause, self.outcomes)
        if country and not named:  # وفي طرابلس اللبنانية قتل عشرة
            head = self.reading.place_indexes(clause.first, clause.first + _HEAD)
            return any(is_abroad(self.outcomes[at]) and self.reading.places[at].licence >= LOCATIVE for at in head)
        there = [outcome.place for at in named if isinstance(outcome := self.outcomes[at], Resolved) and self._happened(clause, at, outcome.place)]
        return bool(known and there) and not any(related(one, other) for one in known for other in there)

    def _happened(self, clause: Clause, at: int, place: Place) -> bool:
        """Tell whether a place says where something happened: not where people came from or went, and an area only at the head (وفي ريف حماة)."""
        mention = self.reading.places[at]
        if (place.level in AREA_LEVELS or mention.cue in _OUTER) and mention.first - clause.first > _HEAD:
            return False
        words, before = self.reading.words, range(max(clause.first, mention.first - _CUE), mention.first)
        return not any(words[i].key in _FROM_TO and words[i - 1].key not in _EACH for i in before)  # not "فقدت كل من X وY"

    def _earlier(self, first: int, last: int, value: DateValue | None) -> bool:
        """Tell whether words tell of a day before the incident, and of no other day. An incident without a day is of yesterday or today."""
        day = value.date if value is not None else None
        if self.published is None or (value is not None and day is None):
            return False
        days = [resolve_date(found, self.published) for found in self.reading.inside(self.reading.dates, first, last) if not (found.since or found.tied)]
        spans = [(told.date, told.date_end) for told in days if told.date is not None and told.date_end is not None]
        return bool(spans) and all(end < day if day is not None else (self.published - begin).days > 1 for begin, end in spans)

    def _long(self, first: int, last: int, value: DateValue | None) -> bool:
        """Tell whether words count the dead of a longer time or of the whole country: منذ بدء الهجوم، خلال شهرين، في عموم سوريا."""
        words = self.reading.words[first:last]
        keys = [word.key.removeprefix("و") for word in words]
        for at, key in enumerate(keys):
            after = {form for word in words[at + 1 : at + 1 + _SPAN] for form in word.forms}
            dated = self.reading.inside(self.reading.dates, first + at, min(first + at + 1 + _SPAN, last)) if key == "منذ" else []
            if key == "منذ" and (_BEGUN & after or any(self._begins_before(found, value) for found in dated)):
                return True
            if key in {"خلال", "غضون"} and _TIME & after and not _within_a_day(words[at + 1 : at + 1 + _HOURS]):
                return True
            if key in {"في", "عموم"} and _COUNTRY & set(keys[at + 1 : at + 2]):
                return True
        return False

    def _begins_before(self, found: DateMention, value: DateValue | None) -> bool:
        """Tell whether منذ names a day before that of the incident, not منذ الصباح."""
        begun = resolve_date(found, self.published).date
        day = value.date if value is not None and value.date is not None else self.published
        return begun is not None and day is not None and begun < day

    def _led_in(self, clause: Clause) -> int:
        """Where the words begin that tell the outcome of a clause before it: "وأصيب تسعة | بعدما قصفت المدفعية بلدة الهبيط"."""
        reading = self.reading
        at = bisect_left(reading.clauses, clause.first, key=lambda one: one.first) - 1
        before = reading.clauses[at] if at >= 0 else clause
        if reading.words[clause.first].key not in _CAUSES or before.sentence != clause.sentence or not reading.place_indexes(clause.first, clause.last):
            return clause.first
        last = next((i for i in range(clause.first - 1, before.first, -1) if _COMMAS & set(reading.between[i])), before.first)
        first = max(last, before.core[1] if before.core[1] < before.last else before.first)
        return first if before.triggers and all(trigger.last <= first for trigger in before.triggers) else clause.first

    def _own_end(self, clause: Clause) -> int:
        """Where the words of a clause end that do not lead in the next one."""
        at = bisect_left(self.reading.clauses, clause.last, key=lambda one: one.first)
        follows = at < len(self.reading.clauses) and self.reading.clauses[at].first == clause.last
        return self._led_in(self.reading.clauses[at]) if follows else clause.last

    def _with_day(self, clause: Clause, first: int) -> int:
        """Give where a piece begins together with a day told between commas before it: "سقط فيه، الاثنين، 127 مدنياً"."""
        start = first
        while start > clause.first and first - start < _SPAN:
            start -= 1
            if _COMMAS & set(self.reading.between[start]) and self.reading.inside(self.reading.dates, start, first):
                return start
        return first

    def _rivals(self, clause: Clause, count: CountMention) -> bool:
        """Tell whether a clause gives another source's toll: "وتحدث الدفاع المدني عن 61 قتيلاً"; not of people who died elsewhere."""
        surface = words_of(count.surface)
        if count.rival and all(begins_number(word) for word in surface) and count.effect == "killed":
            return True  # والوالي تحدث عن 40
        told = any(word.key in _TOLL for word in surface)
        return told and count.effect == "killed" and bool(self.reading.inside(self.reading.sources, clause.first, clause.last))

    def _piece(self, clause: Clause, count: CountMention) -> tuple[int, int]:
        """Give the words between the commas around a figure."""
        words, between = self.reading.words, self.reading.between
        first = last = max(bisect_left(words, count.end, key=lambda word: word.start) - 1, clause.first)
        while first > clause.first and not _COMMAS & set(between[first]):
            first -= 1
        while last + 1 < clause.last and not _COMMAS & set(between[last + 1]):
            last += 1
        return first, last + 1


def _since_then(before: Sequence[Word]) -> bool:
    """Whether words say after which other attack one came: "بعد يوم على (سقوط 76 قتيلاً)"."""
    after, unit, of = before
    return after.key == "بعد" and not _TIME.isdisjoint(unit.forms) and of.key in {"من", "علي"}


def _within_a_day(after: Sequence[Word]) -> bool:
    """Whether a length of time is told in hours, no more than a day's: "خلال الساعات الـ24 الماضية"."""
    hours = any(not _HOUR.isdisjoint(word.forms) for word in after)
    return hours and all((digits(word.surface) or 0) <= _DAY_HOURS for word in after if word.kind == "number")


def related(one: Place, other: Place) -> bool:
    """The same place, a city and its quarter, an area and what lies in it."""
    if one.id in {other.id, other.city} or other.id == one.city or (one.city and one.city == other.city):
        return True
    if one.level in AREA_LEVELS or other.level in AREA_LEVELS:
        return one.governorate == other.governorate or not (one.governorate and other.governorate)
    return False
