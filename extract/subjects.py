"""Somebody named before what befell them: "إن الشاب محمد العلي قُتل برصاص مجهولين", "المدعو أحمد الحسن اغتيل أمام منزله"."""

from __future__ import annotations

from extract.countwords import Sign
from extract.people import People, Scope
from extract.phrases import Hit
from extract.word_lists import word_set
from gazetteer.names import articles

_NAME_REACH = 7  # words of "القيادي السابق محمد خير الأحمد" before their verb
_OPENING = word_set("openings_of_a_subject")
_PASSIVE = word_set("passive_by_form")
_WITHIN, _HOURS = word_set("named_within") | {"من"}, word_set("parts_of_a_day")
_FEMININE = "ت"


def subject_named(scope: Scope, text: str, at: int, hit: Hit[Sign]) -> People | None:
    """Give the one person who opens a statement and whose fate the verb at word `at` tells, None where someone else may have done it.

    The verb is passive by its form or its vowel, or nothing follows that it could have been done to.
    """
    if hit.particle or not _suffered(scope, text, at, hit):
        return None
    for first in range(at - 1, max(scope.first, at - _NAME_REACH) - 1, -1):
        opens = first == scope.first or not _OPENING.isdisjoint(scope.words[first - 1].forms)
        people = scope.people(first)
        one = people is not None and people.number == "sg" and people.noun == "person" and not people.numbered
        if opens and (one or scope.glue(first, "title")):
            found = people if one and people is not None else People(first, at, scope.words[first].start, 1, 1)
            return found._replace(last=at, low=1, high=1, number="sg", vague=False, joined=False)
        if not scope.near(first) or _ends_a_name(scope, first):
            return None
    return None


def _ends_a_name(scope: Scope, at: int) -> bool:
    """Whether a word is no part of a name or of what someone is: "أبو علي العمار", "القيادي في X"."""
    if scope.sign(at, "verb", "cue", "says"):
        return True
    named = bool(articles(scope.words[at].surface)) or scope.glue(at - 1, "title")  # العلي, أبو علي: no على
    return scope.glue(at, "stop") and not named and scope.key(at) not in _WITHIN


def _suffered(scope: Scope, text: str, at: int, hit: Hit[Sign]) -> bool:
    """Whether a verb tells what befell its subject: "أصيب", "اغتيل", "قُتل", "قتل برصاص", "قتلت في"."""
    written = text[hit.start : scope.words[at].end]
    if "ُ" in written or scope.key(at).removesuffix(_FEMININE) in _PASSIVE:
        return True
    after = hit.last
    told = after < scope.last and scope.people(after) is not None
    ends = after >= scope.last or not scope.near(after) or scope.glue(after, "stop")
    return not told and (ends or scope.words[after].keys[-1][2] in {"ب", "ل"} or scope.key(after) in _HOURS)
