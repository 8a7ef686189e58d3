"""Date phrases: where a text says when something happened, and what each phrase tells; `dateresolve` makes days of the calendar of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.datephrases import Reader
from extract.datewords import Kind, Told
from extract.word_lists import word_set
from extract.words import Word

_HEAD = re.compile(r"[.!?؟\n:–-]")
_PAUSE = re.compile(r"[.!?؟\n،,؛;:]")
_AFTER = word_set("after_an_event")
_PRIOR_REACH = 8  # words between بعد and the day of what is over
_STOP = re.compile(r"[.!?؟\n]")
_NAMED = frozenset({"offset", "weekday", "calendar"})


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date phrase. start, end: code points in the text given, without an attached particle; surface: text[start:end].

    told, until: what it says, `until` being the last day of several; night: the part of day (day, night, small_hours, "");
    since: it is told as a beginning (منذ). anchor: the mention before it that it counts from (اليوم نفسه، قبل ذلك بيومين).
    kind "year" tells no day, only that something is of that year. tied: it dates what its words name, and nothing else (بعد يومين من السيطرة);
    prior: it dates what came before the news (بعد اشتباكات دارت أمس).
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
    tied: bool = False
    prior: bool = False


def find_dates(text: str, text_words: Sequence[Word]) -> list[DateMention]:
    """Find the date phrases of a text in order, never overlapping. text_words: the words of the text or of a part of it."""
    found: list[DateMention] = []
    day: DateMention | None = None
    for phrase in Reader(text, text_words).phrases():
        start, end = text_words[phrase.first].start + phrase.skip, text_words[phrase.last - 1].end
        told, anchor = phrase.told, day if phrase.told.kind == "anchored" else None
        if told.kind == "anchored" and (anchor is None or (phrase.tied and _STOP.search(text, anchor.end, start))):
            if not phrase.tied or not _heads(text, text_words, phrase.first):
                continue  # it counts from a day that the text does not tell
            told, anchor = told._replace(kind="ago", unit="day", number=told.days), None  # بعد يومين على سيطرتهم: before what is news
        if anchor and anchor.anchor:  # one step back to the day that all of them count from
            told, anchor = told._replace(days=(told.days or 0) + (anchor.told.days or 0)), anchor.anchor
        prior = _prior(text, text_words, phrase.first)
        mention = DateMention(start, end, text[start:end], told.kind, told, phrase.until, phrase.night, phrase.since, anchor, phrase.tied, prior)
        if found and found[-1].kind == "offset" and found[-1].surface.startswith("منذ") and told.kind in _NAMED and start - found[-1].end <= 1:
            found.pop()  # منذ ساعات الفجر الجمعة: the day named next is meant
        found.append(mention)
        if not phrase.tied and not (prior and day) and not phrase.since and told.kind in ("offset", "weekday", "calendar", "anchored"):
            day = found[-1]
    return found


def _heads(text: str, text_words: Sequence[Word], first: int) -> bool:
    """Tell whether a sentence begins with a word."""
    return first == 0 or bool(_HEAD.search(text[text_words[first - 1].end : text_words[first].start]))


def _prior(text: str, text_words: Sequence[Word], first: int) -> bool:
    """Tell whether a word stands in what is only told as over: بعد اشتباكات دارت ليل السبت."""
    for at in range(first - 1, max(first - 1 - _PRIOR_REACH, -1), -1):
        if _PAUSE.search(text, text_words[at].end, text_words[at + 1].start):
            return False
        if text_words[at].key.removeprefix("و") in _AFTER:
            return True
    return False
