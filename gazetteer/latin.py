"""Latin spellings of Arabic names: comparison keys for the many ways a name is transliterated.

`skeleton` keeps the consonants as sound families: Khan Tuman, Khān Ţūmān, Khan Touman and خان طومان share one. `fine` keeps the vowels too
and ranks the places that a skeleton finds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from gazetteer import names

_ARTICLES = frozenset({"al", "el", "ul", "il", "at", "ath", "ad", "adh", "ar", "az", "as", "ash", "an", "et", "ed", "er", "ez", "es", "esh", "en"})
_GLUED_ARTICLE = re.compile(r"^(?:[ae]l(?=[b-df-hj-np-tv-xz][a-z]{2})|[ae](?=([zsrdtn])\1[a-z]{2}))")
_SERVANT = re.compile(r"^abd[aeiou]l?(?=[a-z]{3})")  # Abdulaziz, Abdel Aziz, Abd al-Aziz
_SPLIT = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("[`'\u2018\u2019\u02bb\u02bc\u02be\u02bf\u00b4]")
_CONSTRUCT = re.compile(r"(?<=[a-z]{2}[ae])t$")  # Maarat al-Numan: the t of a ة that is not the last word's
_FAMILIES = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"kh|gh|ck|[qkgx]|c(?!h)", "k"),
        (r"tch|sh|ch", "5"),
        (r"dh|th|z", "d"),
        (r"dj|j", "j"),
        (r"ph|v", "f"),
        (r"p", "b"),
        (r"ou|oo|aw|au|ow|[wo]", "u"),
        (r"ay|ai|ei|ey|ee|ie|[ye]", "i"),
    )
)
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_H = re.compile(r"(?<=[aiu])h$")
_VOWELS = re.compile(r"[aiu]+")
_SOUNDS = str.maketrans(
    {
        "ب": "b", "ت": "t", "ط": "t", "ث": "d", "ج": "j", "ح": "h", "ه": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "d", "س": "s", "ص": "s", "ش": "5",
        "ض": "d", "ظ": "d", "غ": "k", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "و": "", "ي": "", "ا": "", "ع": "",
    }
)  # fmt: skip
_ARABIC_VOWELS = "اويع"
_SILENT = "هحع"  # written h or not at all at the end of a Latin name
# OCHA translates these words; Arabic names end with them.
_TRANSLATED = {
    "eastern": "sharqi", "western": "gharbi", "northern": "shamali", "southern": "janubi", "upper": "fawqani", "lower": "tahtani", "middle": "wastani",
    "big": "kabir", "great": "kabir", "greater": "kabir", "large": "kabir", "little": "saghir", "small": "saghir", "old": "qadim", "new": "jadid",
}  # fmt: skip


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The plain Latin words of a name: no diacritics, no article, lower case."""
    plain = unicodedata.normalize("NFKD", name)
    plain = _APOSTROPHES.sub("", "".join(ch for ch in plain if not unicodedata.combining(ch)).lower())
    parts = [part for part in _SPLIT.split(plain) if part]
    kept = [part for part in parts if part not in _ARTICLES] or parts
    if len(kept) > 1 and not _TRANSLATED.keys().isdisjoint(kept):
        kept = [part for part in kept if part not in _TRANSLATED] + [_TRANSLATED[part] for part in kept if part in _TRANSLATED]
    return tuple(_GLUED_ARTICLE.sub("", _SERVANT.sub("abd", part)) for part in kept)


@lru_cache(maxsize=100_000)
def fine(name: str) -> str:
    """A Latin name as sounds, vowels a, i and u kept, words joined."""
    parts = words(name)
    return "".join(_sounds(_CONSTRUCT.sub("", part) if i < len(parts) - 1 else part) for i, part in enumerate(parts))


def _sounds(word: str) -> str:
    for family, letter in _FAMILIES:
        word = family.sub(letter, word)
    return _FINAL_H.sub("", _DOUBLED.sub(r"\1", word))


def skeleton(name: str) -> str:
    """The consonants of a Latin name by sound family, with a mark for a vowel at its beginning and its end; "" without Latin letters."""
    sounds = fine(name)
    if not sounds:
        return ""
    consonants = _DOUBLED.sub(r"\1", _VOWELS.sub("", sounds))
    return ("a" if sounds[0] in "aiu" else "") + consonants + ("v" if sounds[-1] in "aiu" and len(sounds) > 1 else "")


def arabic_skeleton(key: str) -> str:
    """The skeleton that the Latin spellings of an Arabic name have; key: as from `names.key`."""
    if not key:
        return ""
    consonants = _DOUBLED.sub(r"\1", "".join(_consonants(part) for part in key.split(" ")))
    first = "a" if key[0] in _ARABIC_VOWELS else ""
    last = "v" if key[-1] in _ARABIC_VOWELS + _SILENT and len(key) > 1 else ""
    return first + consonants + last


def _consonants(word: str) -> str:
    """The consonants of one word; a final ه is the vowel of a ة, a final ح is lost in Latin spellings."""
    return (word[:-1] if word[-1] in "هح" and len(word) > 1 else word).translate(_SOUNDS)


def is_latin(name: str) -> bool:
    """Tell whether a name is written in Latin letters only."""
    kinds = {token.kind for token in names.tokens(name)}
    return "latin" in kinds and "arabic" not in kinds
