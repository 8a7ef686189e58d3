"""Words that point back: التنظيم to the organisation named before it, الفصائل to factions whose side was told, طائراتها to the side before it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from extract.actor_parts import Part, definite
from extract.actor_tables import registry
from extract.word_lists import word_set
from extract.words import Word
from gazetteer.names import fold, spellings, without_article

_BOTH = ("hts", "opposition")
_FACTIONS = fold("فصائل")
_LISTED = 3  # words between two of a list
_REACH = 60  # words over which a possessive looks back
# Feminine without a feminine ending: plurals of things, and names of states and of their capitals.
_FEMININE = word_set("feminine_names")
_MILITIA = fold("ميليشيا")
_SPELLINGS = dict.fromkeys(word_set("spellings_of_militia"), _MILITIA)
_CLASS_NOUNS = {"faction": fold("فصيل"), "militia": _MILITIA}
# After these the owner's gender counts too: طائراته after قوات النظام.
_OWNED = word_set("men_and_arms_of_an_owner")
_LETTERS = word_set("letters_of_party_names")  # بي كا كا, ي ب ك, ب ي د: names by letters, called التنظيم
_ORGANISATION = fold("تنظيم")
_INSULT = fold("إرهاب")
_IRREGULARS = frozenset({"opposition", "sna", "hts", "isis", "sdf", "hezbollah", "iran_backed"})  # their men are المقاتلون, a state's are not
_FIGHTERS = word_set("fighters_of_no_state")


@cache
def _nouns_of(group_id: str) -> frozenset[str]:
    """The nouns by which a group may be called again: the first word of its full name (حركة for أحرار الشام), and that of its class (الفصيل)."""
    periods = registry().get(group_id, ())
    names = {name.partition(" ")[0] for group in periods for name in spellings(group.names[0])}
    return frozenset(names | {_CLASS_NOUNS[group.group_class] for group in periods if group.group_class in _CLASS_NOUNS})


def resolve(parts: Sequence[Part], text: Sequence[Word]) -> list[Part]:
    """Give pointing words the codes of what they point at; those that point at nothing in the text stay open.

    Linear: only the last side of each kind is kept in mind.
    """
    by_noun: dict[str, Part] = {}
    joint = _beside_hts(parts, text)
    by_gender: dict[str, Part] = {}
    found = []
    for part in parts:
        target = None
        if joint and _is_factions(part, text):
            found.append(part._replace(entry=part.entry._replace(actors=_BOTH)))
            continue
        if not part.entry.actors and part.entry.ref == "anaphor":
            target = by_noun.get(_noun(part, text))
        elif not part.entry.actors and part.entry.ref == "possessive":
            target = by_gender.get("f" if fold(text[part.last - 1].surface).endswith("ها") else "m")
            target = target if target and part.first - target.last <= _REACH else None
        elif part.entry.ref == "label" and part.entry.actors == ("opposition",) and part.last == part.first + 1 and definite(text[part.first], part.start):
            target = by_noun.get(_noun(part, text))
        if target:
            found.append(part._replace(entry=part.entry._replace(actors=target.entry.actors, group=target.entry.group)))
            continue
        found.append(part)
        if part.entry.actors and part.entry.kind in ("name", "force", "person"):
            _remember(part, text, by_noun, by_gender)
    return found


def _is_factions(part: Part, text: Sequence[Word]) -> bool:
    """Whether a part is plain "الفصائل"."""
    bare = part.entry.ref == "label" and part.entry.actors == ("opposition",) and part.last == part.first + 1
    return bare and _noun(part, text) == _FACTIONS and definite(text[part.first], part.start)


def _beside_hts(parts: Sequence[Part], text: Sequence[Word]) -> bool:
    """Whether the article joins both ("هيئة تحرير الشام والفصائل العاملة معها"): "الفصائل" alone then stands for both.

    Not where they are the parties of a fight ("بين هيئة تحرير الشام والفصائل").
    """
    for before, part in pairwise(parts):
        joined = part.particle == "و" and part.first - before.last <= _LISTED and before.entry.actors == ("hts",) and before.entry.kind == "name"
        between = any(text[at].key == "بين" for at in range(max(0, before.first - _LISTED), before.first))
        if joined and not between and _is_factions(part, text):
            return True
    return False


def _remember(part: Part, text: Sequence[Word], by_noun: dict[str, Part], by_gender: dict[str, Part]) -> None:
    """Keep a side in mind, by the nouns it may be called and by the gender of its name."""
    written = [without_article(fold(word.surface)) for word in text[part.first : part.last]]
    written[0] = _noun(part, text)
    insult = any(word.startswith(_INSULT) for word in written)
    if part.entry.ref == "label" and insult:
        return
    nouns = {written[0], *_nouns_of(part.entry.group)}
    if written[0] in _LETTERS:
        nouns.add(_ORGANISATION)
    if _IRREGULARS.issuperset(part.entry.actors):
        nouns |= _FIGHTERS
    if part.entry.ref != "label":
        by_noun.update(dict.fromkeys(nouns, part))
    for word in () if insult else {written[0], written[-1] if written[0] in _OWNED else written[0]}:
        by_gender["f" if word.endswith(("ه", "ات", "يا")) or word in _FEMININE else "m"] = part


def _noun(part: Part, text: Sequence[Word]) -> str:
    """The first word of a part as a key, without its particle and article."""
    word = text[part.first]
    noun = without_article(fold(word.surface[part.start - word.start :]))
    return _SPELLINGS.get(noun, noun)
