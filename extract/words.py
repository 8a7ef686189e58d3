"""The words of a text with their readings, and lists that know more than their items: these extend `list`, so this module is never compiled."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from gazetteer.names import STUMP, SURFACE, articles, joins_upon, kind_of, readings, without_article

if TYPE_CHECKING:
    from extract.phrases import Phrases

_TANWIN = "\u064b"
_SHORTEST_STEM = 3


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
    bare = tuple(word for word, skip, _ in whole if skip in articles(surface) and len(word) < STUMP + len("ال"))
    read += [(word[1:], skip + 1, f"{particle}ع") for word, skip, particle in read if joins_upon(word)]
    found = [(without_article(word), skip, particle) for word, skip, particle in read] + own
    if _TANWIN in surface[-2:] and found[0][0].endswith("ا"):  # إسرائيلياً is إسرائيلي in the accusative
        found += [(form[:-1], skip, particle) for form, skip, particle in found if len(form) > _SHORTEST_STEM]
    forms = tuple(form for form, _, _ in found) + bare
    return surface, kind_of(surface), tuple(found), forms[0], forms


class Words(list[Word]):
    """The words of a text, which every table is looked for in.

    starts: for each shared table the words at which a phrase of it may begin, in order; filled when first asked for (`phrases.starts`).
    """

    starts: dict[Phrases[Any], array[int]] | None = None


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


Found = TypeVar("Found", bound=_Placed)


class Mentions(list[Found]):
    """Mentions in the order of the text, and where each begins: those of a clause are asked for again and again."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(found)
        self.starts = [one.start for one in found]


def words(text: str) -> Words:
    """Split a text into words with their readings."""
    return Words([Word(*_read(found.group()), *found.span()) for found in SURFACE.finditer(text)])


@lru_cache(maxsize=10_000)
def words_of(surface: str) -> Words:
    """The words of a mention, which one rule after the other asks about."""
    return words(surface)
