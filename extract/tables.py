"""Language knowledge as data: reading the tables of `extract/lexicon/`, and finding their phrases in a text.

Every row carries an `example` that it must find and a `counter_example` that it must not; tests/test_lexicon.py runs them.
"""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from gazetteer.names import STUMP, SURFACE, articles, joins_upon, key, kind_of, readings, spellings, without_article
from gazetteer.places import RasdError

LEXICON = Path(__file__).parent / "lexicon"
T = TypeVar("T")

# Endings of a past verb and the objects that may hang on it; prefixes and endings of a present one (third person; of dialect the plural in و).
_PAST_ENDINGS = ("", "ت", "وا", "و", "ا", "تا", "ن", "ه", "ها", "هم", "هما", "ته", "تها", "تهم", "تهما", "وه", "وها", "وهم")
_PRESENT_PREFIXES = ("ي", "ت")
_PRESENT_ENDINGS = ("", "ون", "ان", "وا", "و", "ه", "ها", "هم", "هما")


_TANWIN = "\u064b"
_SHORTEST_STEM = 3
_AL = "ال"


class LexiconError(RasdError, ValueError):
    """A row of a lexicon table breaks its contract."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and where it stands."""

    table: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell."""
        return self.cells[column]

    def refuse(self, problem: str) -> LexiconError:
        """Make the error that names this row."""
        return LexiconError(f"{self.table} line {self.line}: {problem}")

    def one_of(self, column: str, known: Sequence[str], *, empty: bool = False) -> str:
        """Give a cell that must hold one of the known values."""
        value = self.cells[column]
        if value not in known and not (empty and not value):
            raise self.refuse(f"unknown {column} {value!r}; known: {', '.join(known)}")
        return value


def read_table(name: str, columns: Sequence[str], folder: Path = LEXICON) -> list[Row]:
    """Read a table (UTF-8 CSV with a header).

    columns: the columns it must have, `phrase`, `example` and `counter_example` besides them.
    Raises LexiconError on a missing column, an empty phrase or example, or a repeated phrase with the same cells.
    """
    wanted = ["phrase", *columns, "example", "counter_example"]
    with (folder / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        try:
            if reader.fieldnames != wanted:
                raise LexiconError(f"{name} line 1: columns are {reader.fieldnames}, expected {wanted}")
            lines = [(reader.line_num, cells) for cells in reader]
        except (UnicodeDecodeError, csv.Error) as error:
            raise LexiconError(f"{name} after line {reader.line_num}: cannot be read ({error}); save it as CSV in UTF-8") from error
    rows = []
    for line, cells in lines:
        row = Row(name, line, cells)
        if None in cells.values() or None in cells:
            raise row.refuse(f"{len(wanted)} cells expected; is a comma unquoted?")
        if not all(form.strip() for form in cells["phrase"].split("|")):
            raise row.refuse("an empty phrase would match everything; write the words to find")
        if any(form.strip().partition(" ")[0].count("/") > 1 for form in cells["phrase"].split("|")):
            raise row.refuse("a verb is written past/present, with one stroke")
        if not cells["example"].strip() or not cells["counter_example"].strip():
            raise row.refuse("example and counter_example are required")
        rows.append(row)
    return rows


def forms(phrase: str) -> set[str]:
    """Spell out a phrase cell: alternatives stand between `|`, and `past/present` gives a verb in all its forms.

    `قصف/قصف` gives قصف قصفت قصفوا قصفتها ... يقصف تقصف يقصفون ...; words after the verb stay as they are.
    """
    found: set[str] = set()
    for alternative in phrase.split("|"):
        verb, _, rest = alternative.strip().partition(" ")
        if "/" not in verb:
            found.add(alternative.strip())
            continue
        past, present = verb.split("/")
        spelled = {past + ending for ending in _PAST_ENDINGS} if past else set()
        if present:
            spelled |= {prefix + present + ending for prefix in _PRESENT_PREFIXES for ending in _PRESENT_ENDINGS}
        found |= {f"{form} {rest}".strip() for form in spelled}
    return found


def verbs(rows: Iterable[Row]) -> frozenset[str]:
    """Keys of the words that rows give only as forms of a verb: with ال they are other words (the town الدانا is no دانا, they condemned).

    The bare past is left out, which often is the noun too: رد and الرد.
    """
    cells = [alternative for row in rows for alternative in row["phrase"].split("|")]
    said = {key(form) for cell in cells if "/" in cell for form in forms(cell)} - {key(cell.partition("/")[0]) for cell in cells if "/" in cell}
    return frozenset(word for word in said if " " not in word).difference(key(cell) for cell in cells if "/" not in cell)


class Word(NamedTuple):
    """One word of a text, with its readings as comparison keys: (key, raw characters skipped, particle), the whole word first.

    kind: arabic, number or latin; key: that of the whole word; forms: those of all readings; start, end: code points in the raw text, end exclusive.
    """

    surface: str
    kind: str
    keys: tuple[tuple[str, int, str], ...]
    key: str
    forms: tuple[str, ...]
    start: int
    end: int


@lru_cache(maxsize=200_000)
def _read(surface: str) -> tuple[str, str, tuple[tuple[str, int, str], ...], str, tuple[str, ...]]:
    """Give a word as `Word` keeps it, but for where it stands; one that comes again is the same string in memory."""
    read = [(reading.word, reading.skip, reading.particle) for reading in readings(surface)]
    # ألغام loses its own first letters below; this reading keeps them, as that of الألغام does. A short word may be written without its hamza: القت.
    whole = [one for one in read if without_article(one[0]) != one[0]]
    own = [one for one in whole if one[1] not in articles(surface)]
    bare = tuple(word for word, skip, _ in whole if skip in articles(surface) and len(word) < STUMP + len(_AL))
    read += [(word[1:], skip + 1, f"{particle}ع") for word, skip, particle in read if joins_upon(word)]
    found = [(without_article(word), skip, particle) for word, skip, particle in read] + own
    if _TANWIN in surface[-2:] and found[0][0].endswith("ا"):  # إسرائيلياً is إسرائيلي in the accusative
        found += [(form[:-1], skip, particle) for form, skip, particle in found if len(form) > _SHORTEST_STEM]
    forms = tuple(form for form, _, _ in found) + bare
    return surface, kind_of(surface), tuple(found), forms[0], forms


class Words(list[Word]):
    """The words of a text, which every table is looked for in."""

    @cached_property
    def starts(self) -> dict[Phrases[Any], array[int]]:
        """For each shared table the words at which a phrase of it may begin, in order, found in one pass for all."""
        begins = _beginnings(len(_SHARED))
        found: dict[Phrases[Any], array[int]] = {load(): array("I") for load in _SHARED}
        for at, word in enumerate(self):
            for form in word.forms:
                for table in begins.get(form, ()):
                    starts = found[table]
                    if not starts or starts[-1] != at:
                        starts.append(at)
        return found

    def beginnings(self, table: Phrases[Any], first: int, last: int) -> list[int]:
        """The words first..last-1 at which a phrase of a shared table may begin, in order."""
        starts = self.starts[table]
        begin = bisect_left(starts, first)
        if begin == len(starts) or starts[begin] >= last:
            return []  # as nearly always
        return starts[begin : bisect_left(starts, last, begin)].tolist()


def words(text: str) -> Words:
    """Split a text into words with their readings."""
    return Words([Word(*_read(found.group()), *found.span()) for found in SURFACE.finditer(text)])


@lru_cache(maxsize=10_000)
def words_of(surface: str) -> Words:
    """The words of a mention, which one rule after the other asks about."""
    return words(surface)


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
            node = node.next.setdefault(word, _Node())
        return node

    def beginnings(self) -> Iterable[str]:
        """The keys with which a phrase may begin."""
        return self._root.next.keys()

    def find(self, text: Sequence[Word]) -> Iterator[Hit[T]]:
        """Yield the longest phrase that begins at each word (several words may begin overlapping phrases)."""
        begins = self._root.next
        starts: Iterable[int] = text.starts.get(self, range(len(text))) if isinstance(text, Words) else range(len(text))  # all words for a table of its own
        for first in starts:
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
    """Make a shared table of single words, given as keys, of which one only asks where they stand: see `Words.beginnings`."""

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
