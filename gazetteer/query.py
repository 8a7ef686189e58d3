"""Reading a place description as people write it: kind words, relations, containers, several names.

"حي الوعر بحمص", "محيط مطار كويرس", "بين خان شيخون ومورك", "مدينة الرقة - حي الدرعية", "البوكمال (السوسة)", "Jobar neighbourhood, Damascus".
The words that carry these roles are rows of data/words.csv.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from gazetteer import names
from gazetteer.places import LEVELS, GazetteerError
from gazetteer.tables import DATA, read_rows, split

COLUMNS = ("word", "role", "value")
ROLES = ("kind", "suffix", "relation", "wind", "facility", "landmark", "adjective", "link", "filler", "ordinal")
WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_BREAK = re.compile('[-\u2013\u2014/\\\\,\u060c;\u061b:()\\[\\]\u00ab\u00bb"|]')
_TIGHT = re.compile("[-\u2013]")  # a hyphen between two letters belongs to a Latin name (Deir-ez-Zor)


class Word(NamedTuple):
    """A word of a query. key: folded, without ال; bare, particle: the key without an attached ب, ل or و, and that particle ("" if none); definite: ال."""

    key: str
    bare: str
    particle: str
    definite: bool = False


class Phrase(NamedTuple):
    """One name in a query.

    full: all its words; core: its words without the leading words that only describe; levels: what the kind words allow; facility: kinds of
    facility or natural feature that a leading word allows; landmark: the kind of a building or street that stands in `core`; relation: around,
    countryside, between or a wind (n, ne ...), "" if none.
    """

    full: tuple[str, ...]
    core: tuple[str, ...]
    levels: tuple[str, ...] = ()
    facility: tuple[str, ...] = ()
    landmark: str = ""
    relation: str = ""


class Part(NamedTuple):
    """A phrase, the phrases that say where it lies, and further names that stand beside it ("X وY")."""

    target: Phrase
    containers: tuple[Phrase, ...] = ()
    beside: tuple[Phrase, ...] = ()


@lru_cache(maxsize=1)
def roles() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The roles of the words of words.csv: key -> role -> values."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line, cells in read_rows(DATA / "words.csv", COLUMNS):
        values = split(cells["value"])
        if cells["role"] not in ROLES:
            raise GazetteerError(f"words.csv line {line}: unknown role {cells['role']!r}; known: {', '.join(ROLES)}")
        if cells["role"] in ("kind", "suffix") and not set(values) <= set(LEVELS):
            raise GazetteerError(f"words.csv line {line}: {cells['value']!r} holds an unknown level; known: {', '.join(LEVELS)}")
        found.setdefault(names.key(cells["word"]), {})[cells["role"]] = values
    return MappingProxyType(found)


def role(word: str, wanted: str) -> tuple[str, ...] | None:
    """The values of a word in a role; None where it has not that role."""
    return roles().get(word, {}).get(wanted)


def segments(name: str, known: Callable[[str], bool] = lambda _: False) -> list[list[Word]]:
    """Split a query at its punctuation; each segment is a list of words. An underscore joins the words of a name, or else separates names."""
    if "_" in name and not known(names.key(name)):
        name = name.replace("_", " - ")
    found: list[list[Word]] = [[]]
    end = 0
    for token in names.tokens(unicodedata.normalize("NFC", name)):
        gap = name[end : token.start]
        tight = end > 0 and _TIGHT.fullmatch(gap) and token.kind == "latin"
        if _BREAK.search(gap) and not tight and found[-1]:
            found.append([])
        found[-1].append(_word(token))
        end = token.end
    return [segment for segment in found if segment]


def _word(token: names.Token) -> Word:
    key = names.key(token.surface)
    if token.kind != "arabic":
        return Word(key, key, "")
    for reading in names.readings(token.surface)[1:]:
        return Word(key, names.without_article(reading.word), reading.particle)
    return Word(key, key, "", 0 in names.articles(token.surface))


def read_part(segment: Sequence[Word], known: Callable[[str], bool]) -> Part:
    """Read one segment: its target, and what says where the target lies. known: whether a key is a place's name."""
    whole = known(" ".join(word.key for word in segment))
    pieces = [list(segment)] if whole else _pieces(segment, known)
    phrases = [phrase for piece in pieces if (phrase := read_phrase(piece)) is not None]
    if not phrases:
        return Part(Phrase((), ()))
    target, containers = phrases[0], tuple(phrases[1:])
    if target.relation == "between" or not known(" ".join(target.full)):
        beside = [phrase for words in _beside(pieces[0], known) if (phrase := read_phrase(words)) is not None]
        if len(beside) > 1:
            return Part(beside[0], containers, tuple(beside[1:]))
    return Part(target, containers)


def _pieces(segment: Sequence[Word], known: Callable[[str], bool]) -> list[list[Word]]:
    """Cut a segment before each word that begins to say where the words before it lie."""
    found: list[list[Word]] = [[]]
    named = False  # whether a word that can be a name stands in the last piece
    words = [_unhitch(word) for word in segment]
    for i, word in enumerate(words):
        own = roles().get(word.key, {})
        if named and _opens(own):
            found.append([word])
            named = False
        elif named and word.particle == "ب" and _hides_name(word, [later.key for later in words[i + 1 : i + 3]], known):
            found.append([Word(word.bare, word.bare, "")])
            named = True
        else:
            found[-1].append(word)
            named = named or not (_DESCRIBING & own.keys())
    return found


_DESCRIBING = frozenset({"kind", "relation", "link", "filler", "landmark"})


def _hides_name(word: Word, following: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Tell whether ب is attached to a name: بحمص, بدير الزور; a word that is itself a name (بدير) is one unless a longer name begins in it."""
    longer = any(known(" ".join((word.bare, *following[:count]))) for count in range(1, len(following) + 1))
    return longer or (known(word.bare) and not known(word.key))


def _unhitch(word: Word) -> Word:
    """Take an attached particle off a describing word: بمدينة, لناحية, وريف."""
    if word.particle and not roles().get(word.key) and roles().get(word.bare, {}).keys() & {"kind", "relation"}:
        return Word(word.bare, word.bare, "")
    return word


def _opens(own: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a word with these roles opens a container: a link, a kind word, ريف, a word for nearness or شرق and the like."""
    return "link" in own or "kind" in own or own.get("relation") in (("countryside",), ("around",)) or "wind" in own


def _beside(words: Sequence[Word], known: Callable[[str], bool]) -> list[list[Word]]:
    """Split "X وY" and "X و Y" at each و that stands before a name; الراشدين الرابعة والخامسة are two quarters of one name."""
    found: list[list[Word]] = [[]]
    for word in words:
        if found[-1] and word.key == "و":
            found.append([])
        elif found[-1] and word.particle == "و" and not known(word.key):
            found.append([Word(word.bare, word.bare, "")])
        else:
            found[-1].append(word)
    parts = [part for part in found if part]
    for first, part in pairwise(parts):
        if len(part) == 1 and len(first) > 1 and _is_ordinal(part[0]) and _is_ordinal(first[-1]):
            part[:0] = first[:-1]
    return parts


def _is_ordinal(word: Word) -> bool:
    return role(word.key, "ordinal") is not None


def read_phrase(words: Sequence[Word]) -> Phrase | None:
    """Read the words of one phrase: relations and kind words are taken off its head, a facility or landmark word is noted. None without words."""
    full = [word.key for word in words]
    while full and (role(full[0], "link") is not None or role(full[0], "filler") is not None) and not words[-len(full)].definite:
        full.pop(0)  # not the village العلي for على
    if not full:
        return None
    core = full[:]
    relation, at = "", 0
    levels: tuple[str, ...] = ()
    facility: tuple[str, ...] = ()
    while len(core) > 1 and (after := role(core[-1], "suffix")) is not None:
        levels, facility = after, facility or role(core.pop(), "facility") or ()
    while at < len(core) - 1:
        own = roles().get(core[at], {})
        if "relation" in own:
            relation = _join_winds(relation, own["relation"][0])
        elif "kind" in own or "suffix" in own:
            levels, facility = levels or own.get("kind", own.get("suffix", ())), facility or own.get("facility", ())
        elif not (at and {"link", "filler"} & own.keys()):
            break
        at += 1
    core = core[at:]
    if relation == "countryside" and len(core) > 1 and (role(core[-1], "relation") or ("",))[0] in WINDS:  # ريف الباب الغربي
        core.pop()
    if len(core) > 1 and core[-1].isascii() and (role(core[-1], "facility") or role(core[-1], "landmark")):  # T4 airbase: the word comes first in Arabic
        core.insert(0, core.pop())
    own = roles().get(core[0], {})
    return Phrase(tuple(full), tuple(core), levels, facility or own.get("facility", ()), own.get("landmark", ("",))[0], relation)


def _join_winds(first: str, second: str) -> str:
    """شمال + شرقي is the north-east; of any other two words the first counts, unless it is only "around"."""
    for north in "ns":
        for east in "ew":
            if {first, second} == {north, east}:
                return north + east
    return second if first in ("", "around") else first


def describe(relation: str) -> str:
    """A relation in words, for reasons."""
    winds = {"n": "north", "ne": "north-east", "e": "east", "se": "south-east", "s": "south", "sw": "south-west", "w": "west", "nw": "north-west"}
    if relation in winds:
        return f"{winds[relation]} of"
    return {"around": "around", "countryside": "the countryside of", "between": "between it and another place:"}.get(relation, relation)
