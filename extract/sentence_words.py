"""One sentence as the readers of figures ask about it: what a word is, which phrase begins there, what stands before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extract.countwords import GLUE_WORDS, Sign
from extract.phrases import Hit
from extract.sentences import Sentence
from extract.word_lists import word_set
from extract.words import Word
from gazetteer.names import articles, fold

_SPACE = re.compile(r"[\s«»\"“”]*\Z")
_PERCENT = re.compile(r"\s*[%٪]")
_SHORT = 2  # letters
_CAUSED_BY, _FIRE = word_set("caused_by"), word_set("attacks_with_a_toll") | word_set("what_kills")
_WITH = word_set("along_with")
_AS_WELL = {tuple(phrase.split()) for phrase in word_set("as_well_as")}


class SentenceWords:
    """One sentence: its words, the phrases found in them, and what stands between them."""

    def __init__(self, words: Sequence[Word], hits: Mapping[int, Hit[Sign]], between: Sequence[str], sentence: Sentence) -> None:
        self.words, self.hits, self.between = words, hits, between
        self.first, self.last = sentence.first, sentence.last

    def hit(self, at: int) -> Hit[Sign] | None:
        """Give the phrase that begins at a word of this sentence."""
        return self.hits.get(at) if self.first <= at < self.last else None

    def sign(self, at: int, *kinds: str) -> Sign | None:
        """Give what the phrase at a word means, if it is of one of these kinds."""
        if at in self.hits and self.first <= at < self.last:
            for sign in self.hits[at].values:
                if sign.kind in kinds:
                    return sign
        return None

    def glue(self, at: int, kind: str) -> bool:
        """Tell whether a word is one of those that stand around figures."""
        return self.first <= at < self.last and kind in GLUE_WORDS.get(self.words[at].key, ())

    def joined_glue(self, at: int, kind: str) -> bool:
        """Tell the same of a word with an attached particle: وعددهم."""
        return any(kind in GLUE_WORDS[form] for form in self.words[at].forms if form in GLUE_WORDS)

    def key(self, at: int) -> str:
        """Give the key of a word, "" outside the sentence."""
        return self.words[at].key if self.first <= at < self.last else ""

    def near(self, at: int) -> bool:
        """Tell whether nothing but space or quotation marks stands before a word of this sentence."""
        return self.first < at < self.last and bool(_SPACE.match(self.between[at]))

    def definite(self, hit: Hit[Sign]) -> bool:
        """Tell whether a phrase begins with ال."""
        token = self.words[hit.first]
        return hit.particle.endswith("ع") or hit.start - token.start in articles(token.surface)  # عالقتلى

    def joined(self, at: int, particle: str) -> bool:
        """Tell whether و stands before what begins at a word, attached or apart (و5), or words that mean the same (إضافة إلى)."""
        if particle.startswith("و"):
            return True
        return self.near(at) and (self.key(at - 1) in _WITH or (self.key(at - 2), self.key(at - 1)) in _AS_WELL)

    def label(self, at: int) -> bool:
        """Tell whether a number is a name's: اللواء 137، عيار 23، or stands before a per cent sign."""
        if self.glue(at - 1, "label") and self.near(at) and not self.words[at].surface.startswith("و"):
            return True
        grown = at > self.first and not self.between[at] and len(self.key(at - 1)) > _SHORT and not self.sign(at - 1, "cue", "verb", "victim", "bound")
        named = self.near(at) and self.words[at].kind == "number" and self.glue(at - 2, "medium") and 0 not in articles(self.words[at - 2].surface)
        if grown or named:
            return True  # "درعا24", "شبكة درعا 24"
        return at + 1 < self.last and bool(_PERCENT.match(self.between[at + 1]))

    def plural_verb(self, at: int) -> bool:
        """Tell whether a verb is in the dual or plural, so that its subject stands before it."""
        return fold(self.words[at].surface).endswith(("وا", "ا", "ون"))

    def by_fire(self, at: int) -> bool:
        """Tell what killed its subject from what it killed: قُتلت برصاص مجهولين، قُتل جراء قصف."""
        word = self.words[at] if self.first <= at < self.last else None
        return word is not None and (word.key in _CAUSED_BY or (word.keys[-1][2] == "ب" and not _FIRE.isdisjoint(word.forms)))

    def _no_victim(self, at: int) -> bool:
        """Tell whether what follows makes it an illness or a hit on a target: إصابة بفيروس، إصابات مباشرة."""
        if (self.key(at + 1), self.key(at + 2)) == ("في", "صفوف"):
            return False
        return self.glue(at, "no_victim") or self.glue(at + 1, "no_victim")

    def _thing(self, at: int) -> bool:
        word = self.key(at)
        return "thing" in GLUE_WORDS.get(word, ()) or (word.endswith("ا") and "thing" in GLUE_WORDS.get(word[:-1], ()))
