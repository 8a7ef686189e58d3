"""Lists of words that rules ask for by name (`lexicon/word_lists.csv`), such as the verbs of blame or the nouns of casualties.

The table holds the words as a report writes them. They are given as comparison keys (see `gazetteer.names.key`), to be compared with the keys and
forms of a `words.Word`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extract.tables import LEXICON, LexiconError, read_table
from gazetteer.names import spellings

_SHORTEST_STEM = 4
_SHORTEST = 3  # letters of a word without أل of its own, at least: غام of ألغام
MATCHES = ("word", "stem")
"""word: the whole word, or phrase; stem: whatever begins so."""


@cache
def load(folder: Path = LEXICON) -> dict[tuple[str, str], list[str]]:
    """Read the table: the keys of each list, by its name and how it matches.

    Raises LexiconError on a row without a name, a verb written past/present, and a word that stands twice in a list.
    """
    lists: dict[tuple[str, str], list[str]] = {}
    for row in read_table("word_lists.csv", ["name", "match"], folder):
        if not row["name"]:
            raise row.refuse("a list needs a name by which rules ask for it")
        held = lists.setdefault((row["name"], row.one_of("match", MATCHES)), [])
        for written in row["phrase"].split("|"):
            found = spellings(written, _SHORTEST)
            if not found or "/" in written:
                raise row.refuse(f"{written!r} is no word; write out each form of a verb")
            if row["match"] == "stem" and len(found[-1]) < _SHORTEST_STEM and found[-1].startswith("ال"):
                raise row.refuse(f"{written!r} would be met in إلى too; write the words that begin so")
            if not set(found).isdisjoint(held):
                raise row.refuse(f"{written!r} stands twice in {row['name']}")
            held += found[-1:] if row["match"] == "stem" else found
    return lists


def word_set(name: str) -> frozenset[str]:
    """Give the keys of a list of words. Raises LexiconError for a name that the table does not have."""
    return frozenset(_named(name, "word"))


def stems(name: str) -> tuple[str, ...]:
    """Give the keys of a list of stems, for `str.startswith`. Raises LexiconError for a name that the table does not have."""
    return tuple(_named(name, "stem"))


def _named(name: str, match: str) -> list[str]:
    try:
        return load()[name, match]
    except KeyError:
        raise LexiconError(f"word_lists.csv has no rows with name {name!r} and match {match!r}") from None
