"""Made-up articles in Arabic: incidents of one day told in sentences of sentences.csv, between others that tell no attack."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import gazetteer
from events.synthetic.marks import MARK, OUTLET, PREFIX
from events.synthetic.world import FIRST, Incidents, incidents
from extract.article import Article

_SENTENCES = Path(__file__).with_name("sentences.csv")
_SLOT = re.compile(r"\{(\w+)\}")
_TOLD = 4
"""Incidents in an article."""
_A_DAY = 40
"""Incidents a day, until there are enough to fill _DAYS days from day _BEGIN on."""
_BEGIN, _DAYS = (date(2014, 1, 1) - FIRST).days, (date(2024, 1, 1) - date(2014, 1, 1)).days
_BYTES = 2_400
"""Size of a text in UTF-8, all in all: that of a usual news article. The last sentence may go beyond it."""
_MONTHS = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip


def articles(count: int, seed: int) -> Iterator[Article]:
    """Yield `count` made-up articles in the order of their days. The same count and seed give the same articles."""
    days = min(_DAYS, 1 + count * _TOLD // _A_DAY)  # as many incidents a day as in a war, so that those of one article lie near each other
    found, sentences = incidents(count * _TOLD, seed, _BEGIN, _BEGIN + days), _sentences()
    governorates = {area.governorate: area.name_ar for area in gazetteer.load().places.values() if area.level == "governorate"}
    for number in range(count):
        pick = random.Random(f"{seed} {number}")  # noqa: S311  # the same text each time
        told = range(number * _TOLD, (number + 1) * _TOLD)
        paragraphs = [_told(found, at, governorates, sentences, pick) for at in told]
        published = FIRST + timedelta(days=int(found.day[told[-1]]))
        yield Article(f"{PREFIX}{seed}-{number:07}", _text(paragraphs, sentences["none"], pick), MARK, published, outlet=OUTLET)


def _sentences() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    with _SENTENCES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            known.setdefault(row["type"], []).append(row["sentence"])
    return known


def _told(found: Incidents, at: int, governorates: Mapping[str, str], sentences: Mapping[str, list[str]], pick: random.Random) -> str:
    """One incident in a sentence that has room for all that is known of it, and for no more."""
    action, place, killed, injured = found.actions[found.action[at]], found.places[found.place[at]], int(found.killed[at]), int(found.injured[at])
    slots = {"by": action.by, "what": action.what, "weapon": action.weapon, "place": place.name_ar, "governorate": governorates[place.governorate]}
    slots |= {"day": _day(FIRST + timedelta(days=int(found.day[at]))), "strikes": str(pick.randint(3, 9))}
    slots |= {"killed": _people(killed), "injured": _people(injured)}
    usable = [sentence for sentence in sentences[action.type] if all(slots[name] for name in _SLOT.findall(sentence))]
    fullest = max("{killed}" in one or "{injured}" in one for one in usable)
    return pick.choice([one for one in usable if ("{killed}" in one or "{injured}" in one) == fullest]).format(**slots)


def _text(told: list[str], others: list[str], pick: random.Random) -> str:
    """Set other sentences between those that tell incidents until the text has its size; open and close with the mark."""
    paragraphs = [*told]
    size = sum(len(paragraph.encode()) for paragraph in (MARK, *told, MARK))
    while size < _BYTES:
        more = pick.choice(others)
        paragraphs.insert(pick.randint(1, len(paragraphs)), more)
        size += len(more.encode())
    return "\n".join([MARK, *paragraphs, MARK])


def _day(day: date) -> str:
    return f"يوم {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _people(count: int) -> str:
    """Count persons as Arabic does: one, the dual, the plural from 3 to 10, the singular in the accusative from 11."""
    if count < 3:  # the dual ends here
        return ("", "شخص واحد", "شخصين اثنين")[count]
    return f"{count} أشخاص" if count <= 10 else f"{count} شخصاً"  # and the plural here
