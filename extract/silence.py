"""Sentences that report no attack of their own: totals over a period, exercises, questions; and what makes a text a bulletin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.clauses import Clause
from extract.cues import definite
from extract.triggers import Cue
from extract.word_lists import word_set
from extract.wording import says
from extract.zones import ZoneReading

_NUMBER = "عدد"
_SILENCING = frozenset({"total", "story"})
_TELLING = frozenset({"verb", "noun", "patient_noun"})
_RANK_REACH = 7  # words between "ثالث هجوم" and "منذ بداية الشهر"
_SINCE_REACH = 3  # words that may name since when: "منذ بدء هجوم القوات"
_CONTRAST_REACH = 2  # words in which a clause says that it turns to something else: "في حين"
_BEFORE, _COUNTED_AS, _AMONG = word_set("happened_before"), word_set("counted_as"), word_set("among")
_CLASS_REACH = 7  # words between تعد and من
_HEADING, _PARAGRAPH, _PARAGRAPHS = 8, 20, 2  # words of a heading and of a paragraph; paragraphs that make a text
_ENDS = re.compile(r"[.…!؟?:؛،]")
_PLURAL = "ات"
_DAYS = frozenset({"weekday", "calendar", "month"})
_SUBJECT_REACH = 4  # words of "أسفرت تلك الضربات"
_HABIT_REACH = 30  # words from "تشهد" to what an area sees
_SEES, _SAW = word_set("keeps_seeing"), word_set("has_seen")
_OFTEN_SEEN, _MANY_TIMES = word_set("often_seen"), word_set("many_times")
_BULLET, _ITEMS = re.compile(r"^[ \t]*[•●▪◾◼■➖🔹🔸🔴🔵*][ \t]*\S", re.MULTILINE), 3
_ASKS = re.compile(r"^[\s»\"”)]*[؟?]")


def silenced(reading: ZoneReading) -> set[int]:
    """Give the first words of the clauses in which no attack is reported.

    A total silences its sentence, but not what stands before "فيما" and the like; a statement set against it that has a day of its own ("فيما استهدفت
    غارة فجر الأربعاء ...") speaks for itself.
    """
    cues: dict[int, list[Cue]] = {}
    for cue in reading.cues:
        if cue.effect in _SILENCING and cue.scope == "sentence" and not _of_a_day(reading, cue):
            cues.setdefault(reading.sentence_of(cue.first), []).append(cue)
    asked = _questions(reading) | _subheadings(reading)
    found: set[int] = set()
    counting = False  # the sentence before gave a total
    for number, clauses in _by_sentence(reading.clauses):
        if counting and number not in cues and _of_them_all(reading, clauses):
            found.update(clause.first for clause in clauses)
            continue
        for part in _apart(reading, clauses):
            first, last = part[0].first, part[-1].last
            dated = bool(reading.inside(reading.dates, first, last))
            within = [cue for cue in cues.get(number, ()) if cue.effect == "story" or first <= cue.first < last or (not dated and cue.first < first)]
            idle = number in asked or _long_ago(reading, number) or _one_of_many(reading, number)
            idle = idle or (number > 0 and (_habit(reading, part) or _risen_since(reading, first, last)))
            if idle or any(not _summed_up(reading, cue, first, last, dated=dated) for cue in within):
                found.update(clause.first for clause in part)
        counting = clauses[0].first in found and any(cue.effect == "total" for cue in cues.get(number, ()))
    return found


def _of_a_day(reading: ZoneReading, cue: Cue) -> bool:
    """Whether a total is that of one day, which tells its attacks: "ارتفع عدد الغارات اليوم إلى 51، استهدفت X وY"."""
    sentence = reading.sentences[reading.sentence_of(cue.first)]
    told = reading.inside(reading.dates, sentence.first, sentence.last)
    return reading.words[cue.first].key == _NUMBER and bool(told) and all(not found.since or found.kind not in _DAYS for found in told)


def _long_ago(reading: ZoneReading, number: int) -> bool:
    """Whether a sentence recalls what happened once and gives no day: "وسبق للتنظيم أن استهدف المدينة"."""
    sentence = reading.sentences[number]
    return not _BEFORE.isdisjoint(reading.words[sentence.first].forms) and not reading.inside(reading.dates, sentence.first, sentence.last)


def _one_of_many(reading: ZoneReading, number: int) -> bool:
    """Whether a sentence only says what a place is known for: "وتعد X من البلدات التي تتعرض للقصف"."""
    sentence = reading.sentences[number]
    opening = reading.words[sentence.first : sentence.first + _CLASS_REACH]
    if opening[0].key.removeprefix("و") not in _COUNTED_AS or not any(word.key in _AMONG for word in opening):
        return False
    return all(found.since for found in reading.inside(reading.dates, sentence.first, sentence.last))


def _of_them_all(reading: ZoneReading, clauses: Sequence[Clause]) -> bool:
    """Whether a sentence after a total goes on with it: "تسببت الغارات بمقتل 176 عسكرياً", with no place and no day."""
    first, last = clauses[0].first, clauses[-1].last
    if reading.place_indexes(first, last) or reading.inside(reading.dates, first, last):
        return False
    opening = min(last, first + _SUBJECT_REACH)
    nouns = [reading.words[trigger.first] for trigger in reading.inside(reading.triggers, first, opening) if trigger.role in {"noun", "patient_noun"}]
    return any(definite(word) and word.key.endswith(_PLURAL) for word in nouns)


def _habit(reading: ZoneReading, clauses: Sequence[Clause]) -> bool:
    """Tell what keeps happening from news: "وتشهد مناطق ريف حلب تفجيرات بعبوات ناسفة", "وشهدت المدينة سابقاً الكثير من التفجيرات", with no day."""
    first, last = clauses[0].first, clauses[-1].last
    words = reading.words[first : min(last, first + _HABIT_REACH)]
    verb = words[0].key.removeprefix("و")
    told = any(not found.since for found in reading.inside(reading.dates, first, last))
    if told or (verb not in _SEES and verb not in _SAW) or not any(not _OFTEN_SEEN.isdisjoint(word.forms) for word in words):
        return False
    return verb in _SEES or any(word.key in _MANY_TIMES for word in words)


def _risen_since(reading: ZoneReading, first: int, last: int) -> bool:
    """Whether a sentence only gives what a toll has come to since a day: "وبذلك يرتفع عدد قتلى القصف على إدلب منذ الأحد إلى 40"."""
    opening = reading.words[first : first + _CONTRAST_REACH]
    since = any(found.since and found.kind in _DAYS for found in reading.inside(reading.dates, first, last))
    return since and any(says(word, "thereby") for word in opening)


def _by_sentence(clauses: Sequence[Clause]) -> Iterator[tuple[int, list[Clause]]]:
    """Group clauses by their sentence, in order."""
    found: list[Clause] = []
    for clause in clauses:
        if found and clause.sentence != found[-1].sentence:
            yield found[-1].sentence, found
            found = []
        found.append(clause)
    if found:
        yield found[-1].sentence, found


def _apart(reading: ZoneReading, clauses: Sequence[Clause]) -> list[list[Clause]]:
    """Cut the clauses of a sentence where one is set against those before it."""
    parts: list[list[Clause]] = []
    for clause in clauses:
        opening = reading.words[clause.first : clause.first + _CONTRAST_REACH]
        if not parts or (clause.opener and any(says(word, "contrast") for word in opening)):
            parts.append([])
        parts[-1].append(clause)
    return parts


def _summed_up(reading: ZoneReading, cue: Cue, first: int, last: int, *, dated: bool) -> bool:
    """Tell a total that only closes the report of an attack: "قتل 30 في غارات على كفربطنا، ليرتفع عدد القتلى منذ بدء الهجوم إلى 1350".

    So does one that ranks it: "انفجرت عبوة في الشحيل في ثالث هجوم من نوعه منذ بداية الشهر"; one with a day of its own (dated) may rank it
    beforehand: "عاشت المدينة أمس أعنف أيامها منذ بداية الحملة حين ...". Words first..last-1 are the statement around it.
    """
    if cue.effect != "total":
        return False
    words = reading.words
    inside = [trigger for trigger in reading.inside(reading.triggers, first, last) if trigger.role in _TELLING]
    if inside and all(trigger.type == "territory_change" for trigger in inside):
        return True
    thereby = next(_closing(reading, first, cue), first)
    ranked = next((at for at in range(max(first, cue.first - _RANK_REACH), cue.first) if says(words[at], "rank")), None)
    before = reading.inside(reading.triggers, first, max(thereby, ranked or first))
    after = reading.inside(reading.triggers, cue.last + _SINCE_REACH, last) if ranked is not None and dated else []
    return bool(before or after)


def _closing(reading: ZoneReading, first: int, cue: Cue) -> Iterator[int]:
    """Give the words from `first` on that turn from an attack to a total: "ليرتفع", "وبذلك", "فيما"."""
    return (at for at in range(first, cue.first) if says(reading.words[at], "thereby") or says(reading.words[at], "contrast"))


def without_total(reading: ZoneReading, first: int, last: int) -> int:
    """Give where a total that closes words first..last-1 begins, `last` if none does: its figures are not those of the attack."""
    totals = [cue for cue in reading.inside(reading.cues, first, last) if cue.effect == "total"]
    return min((at for cue in totals for at in _closing(reading, first + 1, cue)), default=last)


def _questions(reading: ZoneReading) -> set[int]:
    """Sentences that ask: "قصفت الطائرات حاس؟ لا صحة للخبر"."""
    ends = [(number, sentence.last) for number, sentence in enumerate(reading.sentences)]
    tail = reading.text[reading.words[-1].end :] if reading.words else ""
    return {number for number, last in ends if _ASKS.search(reading.between[last] if last < len(reading.words) else tail)}


def _subheadings(reading: ZoneReading) -> set[int]:
    """Sentences that only head the paragraphs after them: "عمليات اغتيال متواصلة في درعا" on a line of its own, without a verb, a figure or a full stop.

    Only in a text of paragraphs: a post may be all short lines.
    """
    paragraphs: dict[int, list[int]] = {}
    for number, sentence in enumerate(reading.sentences):
        paragraphs.setdefault(sentence.paragraph, []).append(number)
    lengths = [reading.sentences[told[-1]].last - reading.sentences[told[0]].first for told in paragraphs.values()]
    if sum(length >= _PARAGRAPH for length in lengths) < _PARAGRAPHS:
        return set()
    inner = list(paragraphs.values())[1:-1]
    return {told[0] for told, length in zip(inner, lengths[1:-1], strict=True) if len(told) == 1 and length <= _HEADING and _bare_line(reading, told[0])}


def _bare_line(reading: ZoneReading, number: int) -> bool:
    first, last = reading.sentences[number].first, reading.sentences[number].last
    verbs = any(trigger.role in {"verb", "weak_verb"} for trigger in reading.inside(reading.triggers, first, last))
    figures = bool(reading.inside(reading.counts, first, last)) or any(word.kind == "number" for word in reading.words[first:last])
    return not verbs and not figures and not _ENDS.search(reading.between[last])


def is_bulletin(reading: ZoneReading) -> bool:
    """Tell a bulletin by its headings ("محافظة حلب ::") or its bullets: each of its statements is of the day unless it says otherwise."""
    return (bool(reading.words) and "::" in reading.text[: reading.words[-1].start]) or len(_BULLET.findall(reading.text)) >= _ITEMS or _headed(reading)


def _headed(reading: ZoneReading) -> bool:
    """Whether paragraphs open with a governorate and a colon: "محافظة حلب: ..."."""
    heads = [sentence.first for sentence in reading.sentences if reading.words[sentence.first].key == "محافظه"]
    return any(":" in gap for first in heads for gap in reading.between[first + 1 : first + 5])
