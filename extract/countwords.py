"""The words of casualty figures (lexicon/counts.csv): what each phrase stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from extract.phrases import Phrases, shared
from extract.tables import Row, forms, read_table
from gazetteer.names import spellings

Group = Literal["all", "civilians", "children", "women", "fighters"]
CIVILIANS: frozenset[Group] = frozenset({"civilians", "children", "women"})
"""Groups whose members are no fighters."""
_Openers = Literal[
    "cue", "verb", "weak", "tail", "victim", "body", "split", "himself", "loss", "toll", "without", "silent", "unheard", "nobody", "only", "damage"
]
_Others = Literal[
    "person", "kin", "family", "other", "one_of", "many", "bound", "after", "part", "all", "update", "break", "says", "rumour", "nationwide", "band"
]
_Glue = Literal[
    "thing",
    "no_victim",
    "found",
    "handed",
    "unit_head",
    "side",
    "not_side",
    "stop",
    "news",
    "sure",
    "attempt",
    "label",
    "medium",
    "inside",
    "same",
    "count",
    "title",
    "prep",
    "name_in_w",
    "notable",
    "given",
    "felled",
    "altogether",
    "limb",
    "rescue",
    "missile",
    "when",
    "armed",
    "at_once",
    "as_well",
]
OPENERS: tuple[str, ...] = get_args(_Openers)
OTHERS: tuple[str, ...] = get_args(_Others)
GLUE: tuple[str, ...] = get_args(_Glue)
GROUPS: tuple[str, ...] = (*get_args(Group), "nation")
NUMBERS: tuple[str, ...] = ("sg", "dual", "pl", "either")
_SHORTEST = 3  # letters of a word without أل of its own, at least: غام of ألغام
PEOPLE = ("person", "kin", "family", "other", "one_of")
_NEED_EFFECT = ("cue", "verb", "weak", "tail", "victim", "body", "himself", "loss")
_DUAL_VOWELS = re.compile("\u064e\u0651?\u064a\u0652?\u0646\u0650?\\Z|\u064a\u0652?\u0646\u0650\\Z")
_SUFFIXES = ("ه", "ها", "هم", "هما", "هن")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a phrase of lexicon/counts.csv means."""

    kind: str
    effect: str
    number: str
    group: str


def load(rows: Sequence[Row]) -> tuple[Phrases[Sign], dict[str, frozenset[str]]]:
    """Give the phrases that make a figure, and by key the kinds of the words around them."""
    phrases: Phrases[Sign] = Phrases()
    glue: dict[str, frozenset[str]] = {}
    for row in rows:
        kind = row.one_of("kind", (*OPENERS, *OTHERS, *GLUE))
        effect = row.one_of("effect", ("killed", "injured"), empty=True)
        group = row.one_of("group", GROUPS, empty=True)
        if kind in _NEED_EFFECT and not effect:
            raise row.refuse(f"{kind} needs an effect")
        if kind in PEOPLE:
            row.one_of("number", NUMBERS)
        for form in forms(row["phrase"]):
            if kind in GLUE:
                glue |= {spelling: glue.get(spelling, frozenset()) | {kind} for spelling in spellings(form, _SHORTEST)}
                continue
            for spelled in [form] if group == "nation" else _spellings(form, kind):  # روسيا is the country, whatever روسياً is
                phrases.add(spelled, Sign(kind, effect, row["number"], group))
    return phrases, glue


def _spellings(form: str, kind: str) -> list[str]:
    """Give the forms of a noun: a relative with its suffixes, others also with the alef of the accusative (جريحاً)."""
    if kind == "kin":
        return [(form[:-1] + "ت" if form.endswith("ة") else form) + suffix for suffix in _SUFFIXES]
    if kind in ("person", "victim", "body", "many", "other") and " " not in form and not form.endswith(("ة", "ى", "ء", "ا", "ون", "ين", "ان")):
        return [form, form + "ا"]
    return [form]


def two_by_vowel(surface: str) -> bool:
    """مقاتلَين or مقاتلينِ: the vowels of the dual, where مقاتلين without them may be either."""
    return _DUAL_VOWELS.search(surface) is not None


PHRASES, GLUE_WORDS = load(read_table("counts.csv", ("kind", "effect", "number", "group")))
shared(lambda: PHRASES)
AS_MANY = frozenset(form for form, kinds in GLUE_WORDS.items() if kinds & {"same", "count", "given"})
"""Keys of the words that repeat or give a number or a name: ومثلهم، عددهم، ومحمود."""
