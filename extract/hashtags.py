"""Hashtags of a post that only say where in the country it all happened, or close it: "سرمين #ادلب", "... #الشهباء"."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.cues import cue_words
from extract.place_mention import PlaceMention
from extract.word_lists import word_set
from extract.zones import ZoneReading

_LAST_TAGS = re.compile(r"(?<!\sو\s)(?<!\sو)(?:#\w+[^\w#]*)+$")  # not "على #ادلب و #سراقب"
_AT = word_set("placing_words")
_TAGS_REACH = 200  # characters at either end of a post that may be hashtags


def without_labels(reading: ZoneReading, here: list[int]) -> list[int]:
    """Leave out the hashtags that end a post, where it names other places: "... #الشهباء"."""
    if not here:
        return here
    end = reading.text[-_TAGS_REACH:]
    tags = len(reading.text) - len(end) + _before_tags(end)
    kept = [at for at in here if reading.places[at].start < tags or _governed(reading, reading.places[at], tags)]
    return kept if any(not reading.places[at].context and not reading.places[at].origin for at in kept) else here


def _governed(reading: ZoneReading, place: PlaceMention, tags: int) -> bool:
    """Whether the sentence goes on with the first of the closing hashtags: "قصف على #سراقب", "غارة في محيط بلدة #حيان"."""
    before = reading.words[place.first - 1] if place.first else None
    return before is not None and before.end <= tags and (bool(place.particle) or before.key in _AT or before.keys[-1][0] in cue_words())


@lru_cache(maxsize=64)
def _before_tags(end: str) -> int:
    """How much of the end of a text stands before the hashtags that close it."""
    found = _LAST_TAGS.search(end)
    return found.start() if found else len(end)


def loose_tag(reading: ZoneReading, at: int) -> bool:
    """Tell a hashtag that a post opens with or that follows another place, which says where in the country all of it happened.

    "سرمين #ادلب", "#عاجل #دير_الزور طيران حربي يستهدف البوليل".
    """
    place = reading.places[at]
    if "#" not in reading.text[max(0, place.start - 1) : place.start]:
        return False
    if at > 0 and reading.places[at - 1].last == place.first:
        return True
    return place.start <= _TAGS_REACH and all("#" in reading.between[word] for word in range(place.first + 1))
