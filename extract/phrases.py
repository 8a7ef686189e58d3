"""Phrases of the lexicon, and where they stand in the words of a text."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from extract.tables import LexiconError, Row, forms
from extract.words import Word, Words
from gazetteer.names import STUMP, spellings

T = TypeVar("T")
_AL = "ال"


class Hit(NamedTuple, Generic[T]):
    """A phrase found: words first..last-1; start, end: raw offsets without the attached particle; particle: what was split off."""

    first: int
    last: int
    start: int
    end: int
    particle: str
    values: tuple[T, ...]


class _Node(Generic[T]):
    """A node of the trie: the nodes of the next words, and what a phrase that ends here stands for."""

    __slots__ = ("next", "values")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.values: tuple[T, ...] = ()


class Phrases(Generic[T]):
    """A set of phrases, each standing for some values; finds them in a list of words, longest first at each word."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, phrase: str, value: T) -> None:
        """Add one phrase, as written in a table (the article ال and spelling variants do not matter)."""
        comparable = spellings(phrase)
        if not comparable:
            raise LexiconError(f"phrase {phrase!r} has no letters")
        for spelling in comparable:
            self.add_key(spelling, value)

    def add_row(self, row: Row, value: T) -> None:
        """Add the phrases of a row that stand for this alone.

        Raises LexiconError if an earlier row gave one of them another value, which readers who take a single one would always meet first.
        """
        for form in forms(row["phrase"]):
            if any(other != value for spelling in spellings(form) for other in self._node(spelling).values):
                raise row.refuse(f"{form!r} has another meaning in an earlier row, so this one would never be read; keep it in one of them")
            self.add(form, value)

    def add_key(self, comparable: str, value: T) -> None:
        """Add one phrase that is already a comparison key (see `gazetteer.names.key`)."""
        self._node(comparable).values += (value,)

    def _node(self, comparable: str) -> _Node[T]:
        node = self._root
        for word in comparable.split():
            following = node.next.get(word)
            if following is None:
                following = node.next[word] = _Node()
            node = following
        return node

    def beginnings(self) -> Iterable[str]:
        """The keys with which a phrase may begin."""
        return self._root.next.keys()

    def find(self, text: Sequence[Word]) -> Iterator[Hit[T]]:
        """Yield the longest phrase that begins at each word (several words may begin overlapping phrases)."""
        begins = self._root.next
        at_words: Iterable[int] = starts(text).get(self, range(len(text))) if isinstance(text, Words) else range(len(text))  # all words for a table of its own
        for first in at_words:
            longest: Hit[T] | None = None  # of the readings of its first word too: "بدير الزور" is not the village بدير
            for form, skip, particle in text[first].keys:
                node = begins.get(form)
                if node is None and len(form) < STUMP and text[first].surface.startswith(_AL, skip):
                    node = begins.get(f"{_AL}{form}")  # القت for ألقت
                if node is None:
                    continue
                values, last, at = node.values, first + 1, first + 1
                while node.next and at < len(text) and (following := node.next.get(text[at].key)) is not None:
                    node, at = following, at + 1
                    if node.values:
                        values, last = node.values, at
                if values and (longest is None or last > longest.last):
                    longest = Hit(first, last, text[first].start + skip, text[last - 1].end, particle, values)
            if longest is not None:
                yield longest


_SHARED: list[Callable[[], Phrases[Any]]] = []


def shared(load: Callable[[], Phrases[T]]) -> Callable[[], Phrases[T]]:
    """Make a table that is loaded once, when it is first asked for, and looked up together with all others in one pass over a text."""
    loaded = cache(load)
    _SHARED.append(loaded)
    return loaded


def shared_words(load: Callable[[], Iterable[str]]) -> Callable[[], Phrases[None]]:
    """Make a shared table of single words, given as keys, of which one only asks where they stand: see `found_at`."""

    def phrases() -> Phrases[None]:
        found: Phrases[None] = Phrases()
        for word in sorted(load()):
            if " " not in word:
                found.add_key(word, None)
        return found

    return shared(phrases)


@lru_cache(maxsize=1)
def _beginnings(_count: int) -> dict[str, tuple[Phrases[Any], ...]]:
    """The shared tables by the keys with which their phrases begin. _count: how many there are, which grows while modules are imported."""
    found: dict[str, tuple[Phrases[Any], ...]] = {}
    for load in _SHARED:
        for form in load().beginnings():
            found[form] = (*found.get(form, ()), load())
    return found


def starts(text: Words) -> dict[Phrases[Any], array[int]]:
    """For each shared table the words at which a phrase of it may begin, in order, found in one pass for all."""
    if text.starts is None:
        text.starts = _starts(text)
    return text.starts


def _starts(text: Words) -> dict[Phrases[Any], array[int]]:
    begins = _beginnings(len(_SHARED))
    found: dict[Phrases[Any], array[int]] = {load(): array("I") for load in _SHARED}
    for at, word in enumerate(text):
        for form in word.forms:
            for table in begins.get(form, ()):
                begun = found[table]
                if not begun or begun[-1] != at:
                    begun.append(at)
    return found


def found_at(text: Words, table: Phrases[Any], first: int, last: int) -> list[int]:
    """The words first..last-1 at which a phrase of a shared table may begin, in order."""
    begun = starts(text)[table]
    begin = bisect_left(begun, first)
    if begin == len(begun) or begun[begin] >= last:
        return []  # as nearly always
    return begun[begin : bisect_left(begun, last, begin)].tolist()
