"""Names and words: folding for comparison, tokens that point at the raw text, attached particles.

Text is never altered. A token keeps its raw span; its folded form is only ever used to compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from sys import intern
from typing import NamedTuple

from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

# Arabic letters with marks, tatweel and invisible joiners inside; digits with separators; Latin words such as T4.
_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f\u061c"
_ARABIC = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc"
TOKEN = re.compile(
    rf"(?P<arabic>[{_ARABIC}][{_ARABIC}{_MARKS}]*)"
    r"|(?P<number>[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,\u066b\u066c][0-9\u0660-\u0669\u06f0-\u06f9]+)*)"
    r"|(?P<latin>[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z0-9\u00c0-\u024f\u1e00-\u1eff'\u2019\u02bf\u02be]*)"
)
SURFACE = re.compile(re.sub(r"\?P<\w+>", "?:", TOKEN.pattern))
"""The same words without their kinds, which takes half the time."""
_DROPPED = re.compile("[\u0640\u0621\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed\u200c-\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""With the vowel marks of camel-tools' own dediac_ar, whose module builds tables of all of Unicode, which takes two seconds of every start."""
_CARRIERS = str.maketrans({"ؤ": "و", "ئ": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ە": "ه", "ھ": "ه", "ٱ": "ا", "گ": "ك", "پ": "ب", "چ": "ج", "ڤ": "ف"})
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_HAMZA = frozenset("أإآ")
"""Alefs that never are the article's."""
STUMP = 4
"""Letters that a word keeps at least without أل of its own; fewer are often another word: قوا, left of ألقوا, stands in لقوا."""
_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بلك"
_SHORTEST_UPON = 6
_SHORTEST_STEM = 2  # a particle is only split off when at least this many letters remain


class Token(NamedTuple):
    """One word of a text. start, end: code points in the raw text, end exclusive; kind: arabic, number or latin."""

    surface: str
    start: int
    kind: str

    @property
    def end(self) -> int:
        """Where it ends. Not kept: an article of 5 MB has half a million words."""
        return self.start + len(self.surface)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word: `skip` raw characters are an attached particle, `word` is the folded rest."""

    word: str
    skip: int
    particle: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text with their raw spans; an underscore or a hyphen ends a word. A word that comes again is the same string in memory."""
    for found in TOKEN.finditer(text):
        yield Token(intern(found.group()), found.start(), found.lastgroup or "")


def kind_of(surface: str) -> str:
    """Tell whether a word is arabic, a number or latin."""
    found = TOKEN.match(surface)
    return (found.lastgroup if found else None) or ""


def surfaces(text: str) -> list[str]:
    """Give the words of a text alone, where nobody asks where they stand: several times as fast as `tokens`."""
    return SURFACE.findall(text)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Fold one word for comparison: no vowels, tatweel or hamza; one alef, one yeh, one heh; European digits; lower case.

    `fold(fold(w)) == fold(w)` for every string.
    """
    return word.translate(_FOLDED) if _PLAIN.fullmatch(word) else _fold(word)


def _fold(word: str) -> str:
    plain = normalize_unicode(word).translate(_CARRIERS).translate(_DIGITS)
    plain = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(plain)))
    return _DROPPED.sub("", plain).lower()


_FOLDED = str.maketrans({letter: _fold(letter) for letter in "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"})
_PLAIN = re.compile(f"[{''.join(map(chr, _FOLDED))}]+")
"""Words of bare letters, as nearly all are: letter by letter they fold some ten times as fast."""


def without_article(folded: str) -> str:
    """Drop a leading ال where at least two letters remain."""
    return folded[2:] if folded.startswith("ال") and len(folded) >= 2 + _SHORTEST_STEM else folded


@lru_cache(maxsize=200_000)
def word_key(surface: str) -> str:
    """The comparison key of one word: folded, without ال."""
    return without_article(fold(surface))


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """The comparison key of a whole name: folded words without ال, one space between them.

    A word whose own first letters are أل loses them too (ألغام and الغام are غام, الألغام is الغام): see `spellings`.
    """
    return " ".join(map(word_key, surfaces(name)))


def spellings(phrase: str, least: int = STUMP) -> tuple[str, ...]:
    """All comparison keys by which a text may show a phrase: for a word that begins with أل of its own that of ألغام and that of الألغام.

    least: letters that the first word must keep without أل; قت for ألقت would be met in وقت too.
    """
    each = [_with_and_without(token.surface) for token in tokens(phrase)]
    each[:1] = [found if len(found[0]) >= least else found[-1:] for found in each[:1]]
    return tuple(" ".join(words) for words in product(*each) if words)


def _with_and_without(surface: str) -> tuple[str, ...]:
    whole, bare = fold(surface), without_article(fold(surface))
    return (bare, whole) if bare != whole and surface[0] in _HAMZA else (bare,)


def joined(name: str) -> str:
    """The key with its spaces removed, so that كفرزيتا and كفر زيتا agree."""
    return key(name).replace(" ", "")


@lru_cache(maxsize=200_000)
def joined_forms(name: str) -> tuple[str, ...]:
    """All ways to write a name as one word: كفر الزيت gives كفرزيت and كفرالزيت, so that ديرالزور finds دير الزور."""
    words = [fold(surface) for surface in surfaces(name)]
    if not words:
        return ()
    head = without_article(words[0])
    return tuple(dict.fromkeys((joined(name), head + "".join(words[1:]))))


@lru_cache(maxsize=200_000)
def readings(surface: str) -> tuple[Reading, ...]:
    """All readings of a word, the whole word first: و/ف, then ب/ل/ك, then both; لل stands for ل + ال.

    `Reading.skip` counts raw characters, vowel signs of the particle included.
    """
    found = [Reading(fold(surface), 0, "")]
    letters = [i for i, ch in enumerate(surface) if fold(ch)]
    rest = fold(surface)
    if len(letters) != len(rest):  # a dropped hamza or a ligature: offsets would be guesses
        letters = [i for i, ch in enumerate(surface) for _ in fold(ch)]
    if len(letters) != len(rest):
        return tuple(found)
    starts = [0]
    if rest[:1] in _CONJUNCTIONS and len(rest) > _SHORTEST_STEM:
        found.append(Reading(rest[1:], letters[1], rest[0]))
        starts.append(1)
    for at in starts:
        tail = rest[at:]
        if tail.startswith("لل") and len(tail) > 2 + _SHORTEST_STEM:
            found.append(Reading("ال" + tail[2:], letters[at + 2], rest[:at] + "ل"))
        elif tail[:1] in _PREPOSITIONS and len(tail) > _SHORTEST_STEM:
            found.append(Reading(tail[1:], letters[at + 1], rest[: at + 1]))
    return tuple(found)


@lru_cache(maxsize=50_000)
def articles(surface: str) -> frozenset[int]:
    """Where a written word bears the article ال: the raw characters of the particle before it; empty for ألف, إلى, ألغام."""
    found = [reading for reading in readings(surface) if reading.word != without_article(reading.word)]
    return frozenset(reading.skip for reading in found if fold(surface[reading.skip :]) != reading.word or surface[reading.skip] not in _HAMZA)


def joins_upon(folded: str) -> bool:
    """Whether a word begins with the على of dialect, joined to the article: عالبلدة stands for على البلدة."""
    return folded.startswith("عال") and len(folded) > _SHORTEST_UPON
