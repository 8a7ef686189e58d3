"""Places where people were taken after an attack: nothing was struck there.

Where the wounded were taken or died later ("نُقل الجرحى إلى مشفى في X", "توفي في مشفى X متأثراً بجراحه"), and where the dead were buried ("ودُفنا في X").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.clauses import Clause
from extract.phrases import found_at, shared_words
from extract.place_mention import PlaceMention
from extract.word_lists import stems, word_set
from extract.zones import ZoneReading

_TAKEN = stems("taken_in")
_WOUNDS = stems("of_wounds_later")
_ADMITTED = word_set("admitted")
_INTO, _TREATED = word_set("into_care"), word_set("treated_there")
_BURIED, _BURIED_REACH = word_set("buried"), 3  # words of "دفنوا في مقبرة بلدة"
_RUBBLE = word_set("rubble")
_CARE = frozenset({"hospital"})
_NAME = 6  # words from a hospital to its town: "إلى مشفى الأطفال التخصصي في مدينة X"
_CARRIED = 5  # words from نُقل to the hospital: "نقل خمسة منهم على إثرها إلى مشفى"
_DYING = 8  # words between the hospital and متأثراً
_TELLING = frozenset({"verb", "weak_verb", "noun", "patient_noun"})
_into = shared_words(lambda: _INTO)


def of_care(reading: ZoneReading, clause: Clause, here: Sequence[int]) -> set[int]:
    """Give those of some places where a hospital stands that only took people in, or where the dead rest, and the rest of a list of such."""
    return reading.with_the_rest(here, lambda at: _rests(reading, clause, reading.places[at]) or _takes_in(reading, clause, reading.places[at]))


def of_care_in_post(reading: ZoneReading, here: Sequence[int]) -> set[int]:
    """Give the same of places anywhere in a short text."""
    return of_care(reading, replace(reading.clauses[0], first=0, last=len(reading.words)), here) if here else set()


def _rests(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    """Whether the dead were buried in a place: "ودفنهما في X"; not "دفنوا تحت الأنقاض في X"."""
    first = max(clause.first, place.first - _BURIED_REACH)
    at = next((at for at in range(place.first - 1, first - 1, -1) if not _BURIED.isdisjoint(reading.words[at].forms)), None)
    return at is not None and not reading.parted(at + 1, place.first + 1) and all(_RUBBLE.isdisjoint(word.forms) for word in reading.words[at : place.first])


def _takes_in(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    hospitals = [hit for hit in reading.inside(reading.hits, max(clause.first, place.first - _NAME), place.last) if hit.category in _CARE]
    if not hospitals or _marked(reading, hospitals[-1].first, place.first):
        return False
    hospital = hospitals[-1]
    first = max(clause.first, hospital.first - _CARRIED)
    ways = found_at(reading.words, _into(), first, hospital.first) or ([hospital.first] if reading.words[hospital.first].keys[-1][2] == "ب" else [])
    if not ways:
        return hospital.first > clause.first and not _ADMITTED.isdisjoint(reading.words[hospital.first - 1].forms)  # "أُدخلوا مستشفى X"
    if any(not _TREATED.isdisjoint(word.forms) for word in reading.words[first : hospital.first]):
        return True  # "طفلة في غرفة العمليات بمشفى X", "يتلقى العلاج في مشفى X"
    told = (form for word in reading.words[first : ways[-1]] for form in word.forms)
    carried = reading.words[ways[-1]].key != "في" and any(form.startswith(_TAKEN) for form in told)
    return carried or _dies_there(reading, clause, hospital.first)


def _dies_there(reading: ZoneReading, clause: Clause, hospital: int) -> bool:
    """Whether somebody is told to have died there of wounds: "توفي طفل في مشفى X متأثراً بجراحه"."""
    around = reading.words[max(clause.first, hospital - _DYING) : min(clause.last, hospital + _DYING)]
    return any(form.startswith(_WOUNDS) for word in around for form in word.forms)


def _marked(reading: ZoneReading, first: int, last: int) -> bool:
    """Whether a mark or another attack parts a hospital from a place."""
    return reading.parted(first + 1, last + 1) or any(trigger.role in _TELLING for trigger in reading.inside(reading.triggers, first, last))
