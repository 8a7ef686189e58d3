"""Latin spellings of Arabic names: one comparison key for the many ways a name is transliterated.

Khan Tuman, Khān Ţūmān and Khan Touman share a key; so do Deir ez-Zor, Dayr az Zawr and Deir-ez-Zor.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARTICLE = re.compile(r"^(?:al|el|ul|il|at|ath|ad|adh|ar|az|as|ash|an|et|ed|er|ez|es|esh|en|as)$")
_GLUED = re.compile(r"^(?:el|al)(?=[a-z]{4})")
_SPLIT = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("[`'\u2018\u2019\u02bb\u02bc\u02be\u02bf\u0060\u00b4]")
# Order matters: longer families first.
_FAMILIES = (
    (re.compile(r"^aa"), "a"),
    (re.compile(r"ckh|kh|q|ck|k|c(?!h)|gh|g|x"), "k"),
    (re.compile(r"tch|sh|ch"), "5"),
    (re.compile(r"dh|th|z|d(?=h)"), "d"),
    (re.compile(r"dj|j"), "j"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"v"), "f"),
    (re.compile(r"p"), "b"),
    (re.compile(r"ou|oo|aw|au|ow|w"), "u"),
    (re.compile(r"ay|ai|ei|ey|ee|ie|iy|y"), "i"),
    (re.compile(r"o"), "u"),
    (re.compile(r"e"), "i"),
)
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aiu]+")


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The plain Latin words of a name: no diacritics, no article, lower case."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch)).lower()
    plain = _APOSTROPHES.sub("", plain)
    parts = [part for part in _SPLIT.split(plain) if part]
    kept = [part for part in parts if not _ARTICLE.match(part)] or parts
    return tuple(_GLUED.sub("", part) for part in kept)


@lru_cache(maxsize=100_000)
def skeleton(name: str) -> str:
    """The comparison key of a Latin name: consonant families without vowels, the vowel of the beginning and of the end kept as a mark.

    Empty for a name without Latin letters.
    """
    return "".join(_word_skeleton(word) for word in words(name))


def _word_skeleton(word: str) -> str:
    folded = word
    for family, letter in _FAMILIES:
        folded = family.sub(letter, folded)
    folded = _DOUBLED.sub(r"\1", folded)
    folded = re.sub(r"(?<=[aiu])h$", "", folded)  # -ah, -eh for ة
    first = "a" if folded[:1] in ("a", "i", "u") else ""
    last = "v" if folded[-1:] in ("a", "i", "u") and len(folded) > 1 else ""
    return first + _VOWELS.sub("", folded) + last
