"""Words with the letters of a name that are no place: nouns and verbs, half of another name, a unit's name, a person."""

from __future__ import annotations

from collections.abc import Sequence

from extract.cues import Cue, Surroundings, cue_words, definite, everyday, verbal
from extract.licences import levels_of, no_place_after, of_the_capital
from extract.place_mention import APART
from extract.toponyms import NameHit, candidates
from extract.unlisted import COMPOUND_HEADS, OPENING_A_NAME, TWO_VILLAGES, is_person, of_place, surname
from extract.word_lists import stems, word_set
from extract.words import Word
from gazetteer import Gazetteer
from gazetteer.names import articles, fold

_ADJECTIVE = 4.4  # Zipf scale, from which a feminine word after "بلدة" is an adjective
_SETTLED = frozenset({"city", "town", "village", "neighbourhood"})
_FARMS = "مزارع"
_LANDMARK_LEVELS = frozenset({"facility", "neighbourhood"})
_WITH_HIS = word_set("verbs_with_his")
_OF_THEM = ("منهم", "منهن", "بينهم")
_BOTH, _DUAL, _AFORESAID, _TOLD = word_set("both_villages"), ("تين", "تان"), ("سابقتي", "انفتي", "سالفتي"), 40  # the last: words back to "قريتي X وY"
_UNITS, _NAMES_OF_UNITS = word_set("units_by_number"), word_set("names_of_units")
_VERBS, _DOUBLED, _DESTROYED = word_set("verbs_like_a_town"), "\u0651", stems("what_is_destroyed")


def is_none(
    hit: NameHit, cue: Cue, words: Sequence[Word], between: Sequence[str], gaz: Gazetteer, *, called: bool, listed: bool, among_towns: bool, struck: bool
) -> bool:
    """Whether words with the letters of a name are none: a sentence ends in them, they are nouns of their own or half of another name."""
    other = _broken(hit, between) or _of_a_unit(hit, words) or _destroys(hit, cue, words) or _those_two(hit, cue, words) or _deed(hit, words)
    if other or _first_half(hit, words, between, gaz, called=called, listed=listed):
        return True
    return not struck and not _one_of_two(hit, words) and _only_looks_like_a_name(hit, cue, words, gaz, among_towns=among_towns)


def _only_looks_like_a_name(hit: NameHit, cue: Cue, words: Sequence[Word], gaz: Gazetteer, *, among_towns: bool) -> bool:
    """المطار العسكري and "بلدة صغيرة" are a noun and its adjective; دوار الباسل is a roundabout, not the village of that name.

    among_towns: the name goes on a list of towns ("بلدات نوى وجاسم والحارة").
    """
    if hit.key in _WITH_HIS and words[hit.first].surface.endswith("ه") and not definite(words[hit.first]):
        return True  # "رافقه تحليق" is no رافقة
    called = (cue.effect == "head" and cue.kind in _SETTLED) or (among_towns and not levels_of(candidates(hit.key, gaz), gaz).isdisjoint({"city", "town"}))
    bare = hit.last - hit.first == 1 and hit.key in cue_words() and not (definite(words[hit.first]) and called)
    headed = hit.last - hit.first == 1 and not called and any(particle and form in cue_words() for form, _, particle in words[hit.first].keys)
    if bare or headed or (hit.first and no_place_after(words[hit.first - 1], hit, gaz)):
        return True  # "مفرق X", "على التلة" and "الطريق بقرية X" name no place, "بلدة المزرعة" does
    several = cue.effect == "heads" and not words[hit.first - 1].key.endswith(_FARMS)  # "ثماني قرى جديدة", but "مزارع عالية"
    if (cue.effect == "head" or several) and hit.key in everyday():
        definite_name = fold(words[hit.first].surface[hit.skip :]).startswith("ال")
        apart = definite(words[hit.first - 1]) and not of_the_capital(hit, words)
        if apart or (not definite_name and hit.key.endswith("ه") and everyday()[hit.key] >= _ADJECTIVE):
            return True
    if cue.kind != "street" and (cue.kind not in {"landmark", "civic"} or hit.key not in everyday()):
        return False
    levels = levels_of(candidates(hit.key, gaz), gaz)
    if cue.kind == "civic" and not levels.isdisjoint({"city", "town"}):
        return False  # "سوق سلوك"
    return levels.isdisjoint(_LANDMARK_LEVELS)


def _first_half(hit: NameHit, words: Sequence[Word], between: Sequence[str], gaz: Gazetteer, *, called: bool, listed: bool) -> bool:
    """Whether a name is only the first half of an unknown one: "قرية كفر شندوخ", "على حويجة كاطع", "قرى البديع وجاسم العلي".

    called: a head noun or a list of villages says that it is a name; listed: it goes on a list of names.
    """
    if hit.last - hit.first > 1 or hit.last >= len(words) or between[hit.last].strip():
        return False
    after = words[hit.last]
    if hit.key in COMPOUND_HEADS and not definite(words[hit.first]):
        goes_on = after.key in OPENING_A_NAME or 0 in articles(after.surface)
        return not of_place(after) and (goes_on or (called and after.key not in everyday() and not verbal(after)))
    return (called or (listed and is_person(after.key, gaz))) and is_person(hit.key, gaz) and surname(hit.last, words)


def _broken(hit: NameHit, between: Sequence[str]) -> bool:
    """Whether a sentence ends inside a name: "والزور. الجديد"."""
    return any(not APART.isdisjoint(between[at]) for at in range(hit.first + 1, hit.last))


def _of_a_unit(hit: NameHit, words: Sequence[Word]) -> bool:
    """Whether a word is of a unit's name: "كتيبة شهداء الحولة"; not "كتيبة الشهداء"."""
    alone = hit.last - hit.first == 1 and words[hit.first].key in _NAMES_OF_UNITS and not definite(words[hit.first])
    return alone and hit.first > 0 and not _UNITS.isdisjoint(words[hit.first - 1].forms)


def is_somebody(hit: NameHit, around: Surroundings, words: Sequence[Word]) -> bool:
    """Whether a name is that of a person: a first name, one after a title, "الشيخ سالم الحمود"; the quarter سليمان الحلبي is none."""
    named = hit.first in around.bynames or (hit.first, hit.last) in around.first_names
    if named or hit.first in (around.persons if hit.last - hit.first == 1 else around.called):
        return True
    return hit.first + 1 in around.called and (hit.first + 1, hit.last) in around.first_names and surname(hit.last, words)


def _destroys(hit: NameHit, cue: Cue, words: Sequence[Word]) -> bool:
    """Whether the letters of a town are a verb: "وتدمّر عربتين", "وتدمر دبابة"; not "في تدمر دبابات"."""
    if hit.key not in _VERBS or cue.effect or not {"و", "ف", ""}.issuperset(hit.particle):
        return False
    return _DOUBLED in words[hit.first].surface or (hit.last < len(words) and words[hit.last].key.startswith(_DESTROYED))


def _those_two(hit: NameHit, cue: Cue, words: Sequence[Word]) -> bool:
    """Whether "القريتين" are two villages told before, and not the town: "القريتين المذكورتين", "قريتي X وY ... على القريتين"."""
    if hit.last - hit.first > 1 or cue.effect in {"head", "heads"} or words[hit.first].keys[-1][0] not in _BOTH:
        return False
    after = words[hit.last] if hit.last < len(words) else None
    dual = after is not None and ((definite(after) and after.key.endswith(_DUAL)) or after.key.startswith(_AFORESAID))
    return dual or any(word.keys[-1][0] in TWO_VILLAGES for word in words[max(0, hit.first - _TOLD) : hit.first])


def _deed(hit: NameHit, words: Sequence[Word]) -> bool:
    """Whether a word can only be a verb: "منهم من رُجم"."""
    return hit.first > 1 and not hit.particle and words[hit.first - 1].key == "من" and words[hit.first - 2].key.endswith(_OF_THEM)


def _one_of_two(hit: NameHit, words: Sequence[Word]) -> bool:
    """Whether a word can only be the first of two names: "قريتي سجن وسميع"."""
    alone = hit.first > 0 and hit.last < len(words) and words[hit.last].keys[-1][2] == "و"
    return alone and not hit.particle and words[hit.first - 1].key in TWO_VILLAGES
