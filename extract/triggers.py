"""Words that report an attack, and words that take such a report back: negation, threats, totals, comments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from extract.cues import definite
from extract.numerals import begins_number
from extract.phrases import Hit, Phrases, shared
from extract.tables import forms, read_table, verbs
from extract.vocabulary import EVENT_TYPES
from extract.word_lists import word_set
from extract.words import Word
from gazetteer.names import articles

TYPES = (
    *EVENT_TYPES,
    "strike",
    "attack",
    "repel",
    "attempt",
    "fail",
    "advance",
    "enter",
    "withdraw",
    "carrier",
    "deliver",
    "pass",
    "raid",
    "down",
    "kill",
    "oust",
    "arrest",
    "none",
)
"""Event types, and the words that need company: `strike` takes its type from the weapon or the aircraft, `carrier` (سقطت) and `deliver` (شنّ,
whose subject is who does it) from their noun. A `raid` is a fight unless it only ends in an `arrest`; `down` (أسقط) is fire where an aircraft follows,
`kill` (قتل) an attack where a side is its subject, `oust` (طرد) a change of hands where one side drives out another."""
CARRIERS = frozenset({"carrier", "deliver"})
ROLES = ("verb", "noun", "patient_noun", "weak_verb", "weapon", "means", "flown", "fired", "weak", "mask")
"""means: words (على يد مجهولين, حربي ع) that tell the kind as a weapon does and name none; flown: a word (براميل) that is a weapon only where aircraft
are named; fired: one (النار) that is a weapon only after a verb of firing; weak: only beside other words."""
ARMED = frozenset({"weapon", "means"})
EFFECTS = ("negate", "never", "irrealis", "comment", "talks", "total", "story", "suspect", "deny", "dispute", "claim", "voice", "accuse", "plain")
"""dispute: the sides accuse each other, which answers for an attack and takes nothing back; plain: a longer expression (بحسب رواية, عثر على جثة) that
holds a cue and takes nothing back."""
SCOPES = ("next", "rest", "clause", "sentence", "paragraph")
_REACH = {"negate": 2, "never": 6, "deny": 7, "irrealis": 7, "comment": 7, "talks": 9}
"""How many words after it a `next` cue governs, at most; a comma ends it sooner."""
_FIRE_REACH = 6  # words between فتح and النار, at most
_PREPOSITIONS = frozenset("بلك")
_BEFORE_NOUNS = word_set("before_a_noun")
_WHOSE = word_set("whose_fire")
_WITHIN_TIME, _NTH, _NTH_REACH = "خلال", word_set("nth_time"), 4  # words of "للمرة الثانية على التوالي" before it
_BREACH, _BREACH_REACH = word_set("breaches"), 6  # words of "خرقت قوات الجيش مع حلفائها اتفاق"
_BODIES, _BODIES_REACH = word_set("bodies"), 4  # words of "أكثر من عشرين جثة" up to the bodies
T = TypeVar("T")


class Trigger(NamedTuple):
    """Words first..last-1; start, end: raw offsets without the attached particle; taken_back: the effect of a cue that governs it, "" if none."""

    first: int
    last: int
    start: int
    end: int
    type: str
    role: str
    particle: str
    taken_back: str = ""


def at_word(words: Sequence[Word], at: int, kind: str, role: str) -> Trigger:
    """Make the trigger of one word that no row of the table gives: what tells the attack stands elsewhere in the clause."""
    return Trigger(at, at + 1, words[at].start, words[at].end, kind, role, "")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that changes how a statement is to be taken; see EFFECTS and SCOPES."""

    first: int
    last: int
    start: int
    end: int
    effect: str
    scope: str


@shared
def _trigger_phrases() -> Phrases[tuple[str, str]]:
    phrases: Phrases[tuple[str, str]] = Phrases()
    for row in read_table("triggers.csv", ["type", "role"]):
        value = (row.one_of("type", TYPES), row.one_of("role", ROLES))
        for form in forms(row["phrase"]):
            phrases.add(form, value)
    return phrases


@shared
def _cue_phrases() -> Phrases[tuple[str, str]]:
    phrases: Phrases[tuple[str, str]] = Phrases()
    for row in read_table("scopes.csv", ["effect", "scope"]):
        phrases.add_row(row, (row.one_of("effect", EFFECTS), row.one_of("scope", SCOPES)))
    return phrases


def longest(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """Drop every hit that begins inside an earlier one; of two that begin together the longer stays."""
    kept: list[Hit[T]] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if not kept or hit.first >= kept[-1].last:
            kept.append(hit)
    return kept


def find_cues(words: Sequence[Word]) -> list[Cue]:
    """Find the words that take back or hedge."""
    found = [hit for hit in longest(_cue_phrases().find(words)) if hit.values[0][0] != "plain" and not _only_was(words[hit.first])]
    found = [hit for hit in found if not (hit.values[0][0] == "total" and nth_time(words, hit.first))]
    found = [hit for hit in found if not (_no_verb(hit, words, _verbs("scopes.csv", "effect", "scope")) or _is_broken(hit, words) or _found_bodies(hit, words))]
    return [Cue(hit.first, hit.last, hit.start, hit.end, *hit.values[0]) for hit in found]


def nth_time(words: Sequence[Word], at: int) -> bool:
    """Whether a length of time at word `at` only tells how often it has happened: "للمرة الثانية خلال أسبوع", "في ثالث تفجير خلال يومين"."""
    return words[at].key == _WITHIN_TIME and any(not _NTH.isdisjoint(word.forms) for word in words[max(0, at - _NTH_REACH) : at])


def _is_broken(hit: Hit[tuple[str, str]], words: Sequence[Word]) -> bool:
    """Whether an agreement is one that fire broke: "خرقت قوات النظام اتفاق وقف إطلاق النار بقصف ..."."""
    broken = words[max(0, hit.first - _BREACH_REACH) : hit.first] if hit.values[0][0] == "talks" else ()
    return any(not _BREACH.isdisjoint(word.forms) for word in broken)


@cache
def _verbs(table: str, *columns: str) -> frozenset[str]:
    return verbs(read_table(table, columns))


def _no_verb(hit: Hit[tuple[str, str]], words: Sequence[Word], said: frozenset[str]) -> bool:
    """Tell a name or a noun with ال from the form of a verb that its rest looks like: بلدة الدانا, وقت الفجر."""
    word, skip = words[hit.first], hit.start - words[hit.first].start
    return hit.last == hit.first + 1 and skip in articles(word.surface) and any(form in said for form, at, _ in word.keys if at == skip)


def _found_bodies(hit: Hit[tuple[str, str]], words: Sequence[Word]) -> bool:
    """Tell bodies that were found, though a number stands before them, from weapons that were: "عثر على ثلاث جثث", "عثر على عبوات"."""
    if hit.values[0][0] != "irrealis":
        return False
    at = next((at for at in range(hit.last, min(hit.last + _BODIES_REACH, len(words))) if words[at].key in _BODIES), hit.last)
    return at > hit.last and begins_number(words[at - 1])  # not "عثر على عبوة قرب جثة"


def _only_was(word: Word) -> bool:
    """Tell كان ("was") from كأن ("as if"), which comparison keys do not."""
    return word.key.lstrip("وف") == "كان" and "أ" not in word.surface


def find_triggers(
    words: Sequence[Word], between: Sequence[str], cues: Sequence[Cue], *, masked: Iterable[tuple[int, int]] = (), breaks: Iterable[int] = ()
) -> list[Trigger]:
    """Find the words that report an attack, each with the cue that takes it back, if any.

    between: what stands before each word; masked: word ranges of names (of media, operations, groups) inside which nothing is read; breaks: words
    where a sentence or a new statement begins, which end the reach of a cue.
    """
    hidden = {at for first, last in masked for at in range(first, last)}
    governed = _governed(cues, between, frozenset(breaks))
    found = []
    for hit in longest(_trigger_phrases().find(words)):
        kind, role = _value(hit, words)
        hides = role == "mask" or hit.first in hidden  # "فجر مجهولون": the verb is told by its subject
        if not hides and not _no_verb(hit, words, _verbs("triggers.csv", "type", "role")):
            found.append(Trigger(hit.first, hit.last, hit.start, hit.end, kind, role, hit.particle, governed.get(hit.first, "")))
    shot = {at for trigger in found if trigger.type == "deliver" for at in range(trigger.last, trigger.last + _FIRE_REACH)}
    return [trigger for trigger in found if trigger.role != "fired" or trigger.first in shot]


def _value(hit: Hit[tuple[str, str]], words: Sequence[Word]) -> tuple[str, str]:
    """Of a word that is verb and noun (قصف, ضربه and ضربة) the article, a preposition, its owner or a ة tells the noun."""
    nouns = [value for value in hit.values if value[1] not in {"verb", "weak_verb"}]
    if not nouns or len(hit.values) == 1:
        return hit.values[0]
    governed = not _PREPOSITIONS.isdisjoint(hit.particle) or (hit.first > 0 and words[hit.first - 1].key in _BEFORE_NOUNS)
    owner = words[hit.last].keys[-1] if hit.last < len(words) else ("", 0, "")
    owned = hit.particle == "و" and owner[2] == "ل" and owner[0] in _WHOSE  # "بقصف جوي وقصف لقوات النظام"
    noun = governed or owned or definite(words[hit.first]) or words[hit.last - 1].surface.endswith("ة")
    return nouns[0] if noun else hit.values[0]


def _governed(cues: Sequence[Cue], between: Sequence[str], breaks: frozenset[int]) -> dict[int, str]:
    """Words under a cue -> its effect. A `next` cue or a denial ends at a comma or after a few words, a `rest` cue at the next statement."""
    governed: dict[int, str] = {}
    for cue in cues:
        if cue.scope not in {"next", "rest"} and cue.effect != "deny":
            continue
        reach = len(between) if cue.scope == "rest" else _REACH[cue.effect]
        governed.update(dict.fromkeys(range(cue.first + 1, cue.last), cue.effect))  # "أي هجوم"
        for at in range(cue.last, min(cue.last + reach, len(between))):
            if at in breaks or (cue.scope != "rest" and at > cue.last and any(mark in between[at] for mark in "،,.؛\n")):
                break
            governed.setdefault(at, cue.effect)
    return governed


def passive(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Tell a passive that is written out: a damma on the first letter of the verb, or تعرض."""
    word = words[trigger.first]
    at = trigger.start - word.start
    return "\u064f" in word.surface[at + 1 : at + 3] or word.key.startswith("تعرض")
