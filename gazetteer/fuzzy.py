"""Spellings that are near but not equal: keys that ignore what Arabic writers confuse, and a weighted edit distance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_CONFUSED = str.maketrans("ظذزصثطقغح", "ضددستتككه")
_FINAL = re.compile(r"(?<=..)[هايو]+$")
_DOUBLED = re.compile(r"(.)\1+")
_FIRST_WORDS = {"ابي": "ابو", "ابا": "ابو", "بو": "ابو", "تله": "تل", "بنو": "بني"}
# Costs of one edit; an edit of a family below costs less than a whole letter.
_SWAP, _WEAK, _FULL = 0.35, 0.5, 1.0
_FAMILIES = ("ضظذزد", "سصث", "قكغج", "تطث", "حخه", "عاهيء", "وا", "يا", "ين")
_PAIRS = frozenset((a, b) for family in _FAMILIES for a in family for b in family)
_WEAK_LETTERS = frozenset("اويهء ")


@lru_cache(maxsize=100_000)
def loose(key: str) -> str:
    """A key that ignores ض/ظ/ذ/ز/د, س/ص/ث, ق/ك/غ, ت/ط and ح/ه, a final vowel letter or ه of each word, doubled letters and spaces."""
    words = [_FIRST_WORDS.get(word, word) for word in key.split(" ")]
    return _DOUBLED.sub(r"\1", "".join(_FINAL.sub("", word.translate(_CONFUSED)) for word in words))


def likeness(a: str, b: str) -> float:
    """How alike two keys are, 0..1: one minus the weighted edit distance over the longer length; spaces hardly count."""
    if a == b:
        return 1.0
    longest = max(len(a), len(b))
    if not longest or abs(len(a) - len(b)) > longest // 2 + 1:
        return 0.0
    before = [0.0]
    for ch in b:
        before.append(before[-1] + (_WEAK if ch in _WEAK_LETTERS else _FULL))
    for ca in a:
        drop = _WEAK if ca in _WEAK_LETTERS else _FULL
        row = [before[0] + drop]
        for j, cb in enumerate(b):
            change = before[j] if ca == cb else before[j] + (_SWAP if (ca, cb) in _PAIRS else _FULL)
            row.append(min(change, before[j + 1] + drop, row[j] + (_WEAK if cb in _WEAK_LETTERS else _FULL)))
        before = row
    return max(0.0, 1.0 - before[-1] / longest)


def grams(text: str) -> list[str]:
    """The pairs of neighbouring letters of a key without spaces, its ends marked."""
    marked = f"^{text.replace(' ', '')}$"
    return [marked[i : i + 2] for i in range(len(marked) - 1)]


class GramIndex:
    """Finds the keys that share most letter pairs with a query: the short list that `likeness` then judges."""

    def __init__(self, keys: Sequence[str]) -> None:
        postings: dict[str, list[int]] = {}
        lengths = []
        for i, key in enumerate(keys):
            pairs = set(grams(key))
            lengths.append(len(pairs))
            for pair in pairs:
                postings.setdefault(pair, []).append(i)
        self.keys = keys
        self._postings = {pair: np.array(ids, dtype=np.int32) for pair, ids in postings.items()}
        self._lengths = np.array(lengths, dtype=np.float32)

    def nearest(self, key: str, allowed: npt.NDArray[np.bool_] | None = None, limit: int = 12) -> list[int]:
        """Numbers of the keys most like a query by shared pairs (Dice), best first; allowed: which keys may be given."""
        pairs = set(grams(key))
        lists = [self._postings[pair] for pair in pairs if pair in self._postings]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self.keys)).astype(np.float32)
        dice = 2 * shared / (self._lengths + len(pairs))
        if allowed is not None:
            dice[~allowed] = 0.0
        best = np.argpartition(-dice, min(limit, len(dice) - 1))[:limit]
        return [int(i) for i in best[np.argsort(-dice[best], kind="stable")] if dice[i] > 0.2]
