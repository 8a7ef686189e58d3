"""Sentences: where one statement ends and the next begins, as ranges of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from sys import intern

from extract.word_lists import word_set
from extract.words import Word

# What may stand between two words and ends a statement. A bulletin's "محافظة حلب ::" heads what follows, so it ends nothing.
_STOP = re.compile(r"[.!?؟؛;\n\r\u2028\u2029…•▪◾🔹🔸🔴🟢⚫🚨]")
_PARAGRAPH = re.compile(r"[\n\r\u2028\u2029]")
_SEMICOLONS = frozenset("؛;")
_GOES_ON, _UNFINISHED = word_set("what_or_whereby"), word_set("ends_no_line")
_WRAP = re.compile(r"[^\S\n\r]*\r?\n[^\S\n\r]*")
_LONGEST = 220
"""Words in one sentence at most: a text without any stop is cut here, so that cost stays linear."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words first..last-1 of one zone; paragraph counts from 0."""

    first: int
    last: int
    paragraph: int


def gaps(text: str, words: Sequence[Word]) -> list[str]:
    """Give what stands before each word (index 0: before the first word); the same marks are the same string in memory."""
    ends = [0, *(word.end for word in words)]
    return [intern(text[ends[i] : word.start]) for i, word in enumerate(words)]


def _ends(gap: str, before: str, following: str) -> bool:
    """Whether a statement ends in a gap; "...؛ ما أسفر عن ..." goes on with its outcome, a line that ends in a preposition with the next."""
    if not _STOP.search(gap) or (before in _UNFINISHED and _WRAP.fullmatch(gap)):
        return False
    return following not in _GOES_ON or not set(gap) & _SEMICOLONS or bool(_PARAGRAPH.search(gap))


def split(words: Sequence[Word], between: Sequence[str]) -> list[Sentence]:
    """Split words into sentences; between: what stands before each word (see `gaps`).

    A full stop, question mark, semicolon, bullet or line break ends a sentence; so does a length of 220 words.
    """
    found: list[Sentence] = []
    first = paragraph = 0
    for at, gap in enumerate(between):
        if gap == " " and at - first < _LONGEST:
            continue
        if at > first and (at - first >= _LONGEST or _ends(gap, words[at - 1].key, words[at].key)):
            found.append(Sentence(first, at, paragraph))
            first = at
        if at and _PARAGRAPH.search(gap):
            paragraph += 1
    if between and first < len(between):
        found.append(Sentence(first, len(between), paragraph))
    return found
