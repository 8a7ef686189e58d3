"""Cities that open what is told of their governorate: "#درعا اغتيال قيادي باليادودة", "شهدت درعا اشتباكات في نصيب", "ادلب غارات على سراقب"."""

from __future__ import annotations

from extract.cues import compass_words
from extract.hashtags import loose_tag
from extract.place_mention import PlaceMention
from extract.word_lists import word_set
from extract.zones import ZoneReading

_WITNESSING = word_set("witnessing")
_COUNTRY, _LIES_REACH = word_set("whole_country"), 3  # words of "وسط البلاد" that say where a city lies
_NEWS = frozenset({"verb", "noun", "patient_noun"})
_HEADED = 1  # words of "عاجل" before the city


def of_a_governorate(reading: ZoneReading, at: int) -> bool:
    """Whether the place at index `at` may stand for its governorate, where another place in it is told to be where it happened."""
    place = reading.places[at]
    return loose_tag(reading, at) or _witnesses(reading, place) or _opens(reading, place) or _heads_news(reading, place)


def _witnesses(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell the city of which it is said what happened in its governorate."""
    return place.first > 0 and not place.cue and not place.particle and not _WITNESSING.isdisjoint(reading.words[place.first - 1].forms)


def _opens(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell the city that opens a sentence for its governorate: "وفي درعا، قُتل رجل في نصيب", "ففي إدلب شمالاً، قصفت ..."."""
    words, first = reading.words, reading.sentences[reading.sentence_of(place.first)].first
    if place.first != first + 1 or "في" not in words[first].forms:
        return False
    end = next((at for at in range(place.last, min(place.last + _LIES_REACH, len(words))) if "،" in reading.between[at]), place.last)
    lies = all(word.key in compass_words() or word.key in _COUNTRY for word in words[place.last : end])
    return lies and end < len(words) and "،" in reading.between[end]


def _heads_news(reading: ZoneReading, place: PlaceMention) -> bool:
    """Tell the city that stands before its news without a mark: "ادلب غارات على سراقب", "عاجل حماة شهيد بقصف على كفرزيتا"."""
    first = reading.sentences[reading.sentence_of(place.first)].first
    if place.first > first + _HEADED or place.particle or place.cue or place.last == len(reading.words):
        return False
    told = any(trigger.role in _NEWS for trigger in reading.inside(reading.triggers, place.last, place.last + 1))
    return told or any(count.start == reading.words[place.last].start for count in reading.inside(reading.counts, place.last, place.last + 1))
