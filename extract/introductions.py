"""Words that only say who speaks, and where that person works or sits: "وقال مدير مركز الدفاع المدني في مدينة X، فلان، إن ...".

What they name was not struck, and is where the attack was only if nothing else is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from extract.actor_tables import players
from extract.phrases import found_at, shared_words
from extract.words import Words
from gazetteer.names import articles

_REACH = 18  # words from the verb of speech to أن
_CONTENT = frozenset({"ان", "بان"})
_STOP = re.compile(r"[.!?؟؛;\n]")
_speaking = shared_words(lambda: players("speech"))


def introductions(words: Words, between: Sequence[str], attacks: Collection[int]) -> frozenset[int]:
    """Give the words from a verb of speech to what is said; attacks: words that report an attack, which end a range without one."""
    found: set[int] = set()
    for at in found_at(words, _speaking(), 0, len(words)):
        if at in found or articles(words[at].surface):  # بالإضافة
            continue
        for to in range(at + 1, min(at + _REACH, len(words))):
            if to in attacks or _STOP.search(between[to]):
                break
            if words[to].key in _CONTENT:
                found.update(range(at, to))
                break
    return frozenset(found)
