"""Countries beside Syria: adjectives that say in which one a name lies, and names abroad that are words of daily use."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

from extract.cues import compass_words
from extract.phrases import Phrases, shared
from extract.place_mention import PlaceMention
from extract.tables import forms, read_table
from extract.word_lists import word_set
from extract.words import Word
from gazetteer import Gazetteer
from gazetteer.names import articles, spellings

WORD = "word"
_IN_REACH = 4  # words of "في أقصى جنوب لبنان"
_REACH = 15  # words between a name and the adjective or country that says where it lies, at most
_FOREIGN_FORCES = frozenset({"TR", "RU", "US", "IR", "IL", "PS"})
"""Nations that fought or live in Syria: their adjective says whose guns fired, not where the name lies."""
_STATE = word_set("owned_by_a_state")
"""What is a state's own where its adjective follows; "ميليشيات عراقية" may be anywhere."""
_WITHIN = word_set("inside_a_country") | compass_words()
_POSTS = word_set("posts_and_camps")
_TOWNS = frozenset({"town", "village"})
_STOPS = frozenset(".!؟?؛\n")


@shared
def _senses() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("abroad.csv", ["sense"]):
        if row["sense"] != WORD and not re.fullmatch("[A-Z]{2}", row["sense"]):
            raise row.refuse(f"unknown sense {row['sense']!r}; known: {WORD}, a two-letter country code")
        phrases.add_row(row, row["sense"])
    return phrases


@lru_cache(maxsize=4)
def _namesakes(gaz: Gazetteer) -> Mapping[str, str]:
    """Names abroad that the gazetteer lists only with an adjective, as Syria has the same name ("الحويجة العراقية"): name without it -> country."""
    adjectives = {one for row in read_table("abroad.csv", ["sense"]) if row["sense"] != WORD for form in forms(row["phrase"]) for one in spellings(form)}
    return {name.rpartition(" ")[0]: country for name, country in gaz.foreign.items() if name.rpartition(" ")[2] in adjectives}


@lru_cache(maxsize=4)
def _names(gaz: Gazetteer) -> frozenset[str]:
    return frozenset(gaz.foreign)


class Nations:
    """What the words of one text say of countries; computed once."""

    def __init__(self, words: Sequence[Word], between: Sequence[str], gaz: Gazetteer) -> None:
        self._words, self._between, self._gaz = words, between, gaz
        found = [(hit.first, hit.values[0]) for hit in _senses().find(words)]
        self._adjectives = {at: country for at, country in found if country != WORD}
        self._ordinary = {at for at, sense in found if sense == WORD}
        names = _names(gaz)
        within = {
            (at, gaz.foreign[form])
            for at, word in enumerate(words)
            if not names.isdisjoint(word.forms)
            for form, _, particle in word.keys
            if form in names and (particle.endswith("ب") or (at and words[at - 1].keys[-1][0] in _WITHIN))
        }
        owned = {(at, country) for at, country in self._adjectives.items() if at and country not in _FOREIGN_FORCES and words[at - 1].keys[-1][0] in _STATE}
        self._named = sorted(within | owned)
        self._at = [at for at, _ in self._named]

    def namesake(self, name: str) -> str:
        """The country of a name that the table of foreign places lists only with its adjective, as Syria has the same name ("الحويجة العراقية")."""
        return _namesakes(self._gaz).get(name, "")

    def ordinary(self, at: int) -> bool:
        """Whether the word at which a name abroad stands is a word of daily use (العديد، الخيام)."""
        return at in self._ordinary

    def neighbour(self, first: int, last: int) -> str:
        """The country of an adjective right after a name: "الريحانية التركية"; "" where the adjective is of a post there ("نقطة مورك التركية")."""
        if last >= len(self._words) or 0 not in articles(self._words[last].surface):
            return ""
        if any(word.key in _POSTS for word in self._words[max(0, first - 2) : first]):
            return ""
        return self._adjectives.get(last, "")

    def within(self, last: int) -> str:
        """The country that is told right after a list of names as where they lie: "بلدات X وY في جنوب لبنان"; "" where none is."""
        for at, country in self._named[bisect_left(self._at, last) : bisect_left(self._at, last + _IN_REACH)]:
            between = self._words[last:at]
            told = all(word.keys[-1][0] in _WITHIN for word in between) and (bool(between) or self._words[at].keys[-1][2] == "ب")
            if told and at not in self._adjectives and not any(gap.strip() for gap in self._between[last : at + 1]):
                return country
        return ""

    def around(self, first: int, last: int, country: str) -> bool:
        """Whether the sentence names the country of a name elsewhere: "وفي لبنان، ... في صيدا", "القوات العراقية ... الحويجة"."""
        for at, named in self._named[bisect_left(self._at, first - _REACH) : bisect_left(self._at, last + _REACH)]:
            if named == country and not first <= at < last and self._one_sentence(min(at, first), max(at, last)):
                return True
        return False

    def _one_sentence(self, first: int, last: int) -> bool:
        return not any(not _STOPS.isdisjoint(gap) for gap in self._between[first + 1 : last])


def _joined(word: Word) -> bool:
    return word.surface.startswith("و")


def lists_abroad(found: Sequence[PlaceMention], words: Sequence[Word], nations: Nations) -> list[PlaceMention]:
    """Take a whole list of towns for places abroad where the country follows its last name: "بلدات X وY في جنوب لبنان"."""
    abroad: dict[int, str] = {}
    for at in range(len(found) - 1, -1, -1):
        mention, after = found[at], found[at + 1] if at + 1 < len(found) else None
        country = nations.within(mention.last)
        if not country and after is not None and after.first - mention.last <= 1 and all(_joined(word) for word in words[mention.last : after.first + 1]):
            country = abroad.get(after.group, "")
        if country and mention.cue in _TOWNS | {""} and not (mention.origin or mention.home):
            abroad.setdefault(mention.group, country)
    heads = {mention.group for mention in found if mention.cue in _TOWNS}
    return [mention._replace(ids=(), country=abroad[mention.group]) if mention.group in abroad.keys() & heads else mention for mention in found]
