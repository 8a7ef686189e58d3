"""What the words around a name say: kinds of place, prepositions, directions, persons, and how ordinary a word is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from extract.phrases import Phrases, found_at, shared, shared_words
from extract.tables import LEXICON, forms, read_table
from extract.word_lists import word_set
from extract.words import Word, Words
from gazetteer.names import articles, spellings

EFFECTS = ("head", "heads", "context", "near", "preposition", "origin")
"""head: names one place (مدينة X); heads: opens a list (مدن X وY); context: an outer place (ريف X, شمال X); near: محيط; preposition: في; origin: a
verb after which من says where someone came or fired from (أطلقتها ... من X)."""


class Cue(NamedTuple):
    """What a word before a name says: the kind of place, and its effect (see EFFECTS)."""

    kind: str
    effect: str


_AIRSPACE = word_set("airspace")
_TOWARDS = word_set("directions_of_fire")
_SOURCE, _SOURCE_REACH = word_set("its_source"), 4  # words of "مصدرها قوات سوريا الديمقراطية" before في
_FALLS = word_set("hits") | word_set("reaches") | word_set("fell_from_the_sky")
_TO = word_set("towards")
_BELONGING = word_set("places_that_belong")
_FLIGHT_REACH = 8  # words between نزوح or انسحبت and the place people went to
_SNIPERS = word_set("snipers")
_HURT = word_set("casualties_brought")
_EACH = word_set("each_of")
_BY_DESCENT = word_set("from_home")
_FALLEN_OF, _FALLEN_WORDS = word_set("fallen_of"), 2  # words of "شهداء التحرير" before من
_RESIDENTS, _CHILD_OF = word_set("residents"), word_set("child_of_a_place")
_COUNTRYSIDE, _SIDE_WORDS = frozenset({"ريف"}), 2
_SAID_OF, _AGED_REACH = word_set("said_of_people"), 7  # words of "ملكة أحمد العيد، 30 عاماً، من أهالي" before a home
_is_called = shared_words(lambda: word_set("is_called"))
_NAME_REACH = 4  # words of "يوسف الأحمد من" before a home
_PERSON_REACH = 2  # "شاب من قرية X"
_FLED, _GONE = "fled", frozenset({"flight", "fled"})
_FAMILY = word_set("his_family")
_LAUNCHED, _MEN_OF = word_set("origins_of_fire"), word_set("men_of_a_town")
_NEXT_TO = frozenset({"person", "weapon"})
"""Kinds of origin cues that stand right before من: "قذيفة من قاعدة X"."""
COUNTRYSIDE = Cue("countryside", "context")
NO_CUE, BELONGS = Cue("", ""), Cue("any", "context")


@shared
def _place_cues() -> Phrases[Cue]:
    phrases: Phrases[Cue] = Phrases()
    for row in read_table("place_cues.csv", ["kind", "effect"]):
        phrases.add_row(row, Cue(row["kind"], row.one_of("effect", EFFECTS)))
    return phrases


@shared
def _compass() -> Phrases[int]:
    phrases: Phrases[int] = Phrases()
    for row in read_table("compass.csv", ["degrees"]):
        phrases.add_row(row, int(row["degrees"]))
    return phrases


@shared
def _persons() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("person_cues.csv", ["kind"]):
        phrases.add_row(row, row.one_of("kind", ("title", "byname", "first_name")))
    return phrases


@cache
def compass_words() -> frozenset[str]:
    """Keys of all words of direction."""
    return frozenset(one for row in read_table("compass.csv", ["degrees"]) for form in forms(row["phrase"]) for one in spellings(form))


@cache
def towards(bearing: int | None) -> tuple[str, ...]:
    """Keys of the words of one direction, given in degrees from north: شمال, شمالي, ..."""
    rows = (row for row in read_table("compass.csv", ["degrees"]) if int(row["degrees"]) == bearing)
    return tuple(spelled for row in rows for form in forms(row["phrase"]) for spelled in spellings(form))


@cache
def cue_words() -> frozenset[str]:
    """Keys of all words that only say what kind of place a name is, or where it lies."""
    return frozenset(one for row in read_table("place_cues.csv", ["kind", "effect"]) for form in forms(row["phrase"]) for one in spellings(form))


@cache
def everyday() -> dict[str, float]:
    """Words of daily use and how frequent they are: key -> Zipf scale (log10 of the count per billion words), 3.2 and above.

    Source: wordfreq 3.1 (R. Speer), CC BY-SA 4.0; spellings that share a comparison key are added up.
    """
    with (LEXICON / "everyday.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: float(row["zipf"]) for row in csv.DictReader(file)}


def definite(word: Word) -> bool:
    """Whether a word bears the article ال, also after an attached particle."""
    return bool(articles(word.surface))


def verbal(word: Word) -> bool:
    """A word that begins with و or ف and goes on with a word of daily use: "بلدة وصوّرت"."""
    return any(form in everyday() for form, _, particle in word.keys if particle[:1] in {"و", "ف"})


def _their_source(at: int, words: Sequence[Word]) -> bool:
    """Whether the name after "في" is where those stand who fired: "قذائف مصدرها القوات X في Y", not "قذائف مصدرها X سقطت في Y"."""
    begun = next((before for before in range(at - 2, max(0, at - 1 - _SOURCE_REACH) - 1, -1) if words[before].key in _SOURCE), None)
    return begun is not None and not any(not _FALLS.isdisjoint(word.forms) for word in words[begun + 1 : at - 1])


def _countryside_of(at: int, words: Sequence[Word]) -> bool:
    """Whether "الريف الشمالي" stands before a word with ل: "الريف الشمالي لمدينة X", "الريف الشمالي الشرقي لX"."""
    if at < _SIDE_WORDS or words[at].keys[-1][2] != "ل":
        return False
    side = at - 1
    while side > at - 1 - _SIDE_WORDS and definite(words[side]) and words[side].key in compass_words():
        side -= 1
    return side < at - 1 and not _COUNTRYSIDE.isdisjoint(words[side].forms)


def _fighters_of(word: Word) -> bool:
    """Whether a word calls fighters those of the town after it: "فصائل درعا", not "دخلت الفصائل درعا"."""
    return not _MEN_OF.isdisjoint(word.forms) and not definite(word)


def _fallen(at: int, words: Sequence[Word]) -> bool:
    """Whether the name at word `at` is where the fallen of a battle come from: "شهداء التحرير من X"."""
    if at <= _FALLEN_WORDS or words[at - 1].key != "من":
        return False
    return definite(words[at - 2]) and not _FALLEN_OF.isdisjoint(words[at - 3].forms)


class Surroundings:
    """Cues of one text, by the word before which (or at which) they stand; computed once."""

    def __init__(self, words: Words) -> None:
        self._cues: dict[int, Cue] = {}
        self._begins: dict[int, tuple[int, str]] = {}
        for hit in _place_cues().find(words):
            self._cues.setdefault(hit.last, hit.values[0])  # of two that end together the longer
            self._begins.setdefault(hit.last, (hit.first, hit.particle))
        self._degrees_from: dict[int, int] = {}
        self._degrees_to: dict[int, int] = {}
        for compass in _compass().find(words):
            self._degrees_from[compass.first] = compass.values[0]
            self._degrees_to.setdefault(compass.last, compass.values[0])
        named = list(_persons().find(words))
        self.called = {person.last for person in named} | {at + 1 for at in found_at(words, _is_called(), 0, len(words) - 1) if self._calls_someone(at, words)}
        """Indexes of words that follow a first name, a title or "تدعى", which is said of persons ("امرأة تدعى X") unless of a place ("قرية تدعى X")."""
        self.bynames = {person.last + 1 for person in named if person.values[0] == "byname"}
        """Indexes of the second words after أبو: "أبو بكر الرقة"."""
        self.first_names = {(person.first, person.last) for person in named if person.values[0] == "first_name"}
        """First names by their first word and the word after them: "عبد الله" is one of two words."""
        self.persons = self.called | {person.first for person in named if person.values[0] == "first_name"}
        """Those, and the indexes of the first names."""

    def _calls_someone(self, at: int, words: Sequence[Word]) -> bool:
        """Whether تدعى tells the name of somebody, not of a place: after "امرأة", not after "قرية" or before "ساحة X"."""
        return words[at + 1].key not in cue_words() and not any(self._cues.get(before, NO_CUE).effect in {"head", "heads"} for before in (at, at - 1))

    def cued(self) -> set[int]:
        """Indexes of the words before which a cue ends."""
        return set(self._cues)

    def cue(self, at: int) -> Cue:
        """Give the cue that ends before word `at`."""
        found = self._cues.get(at, NO_CUE)
        return NO_CUE if found.effect == "origin" else found

    def beyond(self, at: int, words: Sequence[Word]) -> tuple[int, Cue]:
        """Give the cue before the head noun of the name at word `at`, which says that another place lies by it, and where that cue ends.

        "شرق مدينة X", "قرب بلدة X", "التابعة لناحية X"; (at, NO_CUE) if there is none.
        """
        first, particle = self._begins.get(at, (at, "")) if self.cue(at).effect in {"head", "heads"} else (at, "")
        if _countryside_of(first, words):
            return first, COUNTRYSIDE
        if first and words[first - 1].key in _BELONGING and words[first].keys[-1][2] == "ل":
            return first, BELONGS
        outer = NO_CUE if particle else self.cue(first) if first < at else NO_CUE
        return (first, outer) if outer.effect in {"context", "near"} else (at, NO_CUE)

    def origin(self, at: int, words: Sequence[Word], fired: AbstractSet[int] = frozenset()) -> bool:
        """Whether the name at word `at` is where someone came or fired from: من or في before it, and a word of leaving or staying before that.

        fired: indexes of the words right after a word of fire ("تنقصف من حاجز X").
        """
        outer, beyond = self.beyond(at, words)
        if beyond.kind == "countryside" or self.cue(at).kind == "countryside":
            at = self._begins[outer][0]  # "انطلاقاً من ريف X"
        elif at and (self.cue(at).effect in {"head", "heads"} or words[at - 1].key in _TOWARDS):
            at -= 1
        sniper = at > 0 and words[at - 1].keys[-1][0] in _SNIPERS  # "برصاص قناص حاجز X"
        told = sniper or self._told_of_someone(at, words) or self._cues.get(at, NO_CUE).kind in {"displaced", "hospital"}
        told = told or _fallen(at, words)
        told = told or (at > 1 and words[at - 1].key == "من" and words[at - 2].key in _BY_DESCENT)  # "إحداهما من X", "وهم بالأصل من قرى X"
        told = told or (at > 1 and words[at - 1].key == "في" and words[at - 2].key in _FAMILY)  # "أهله في حي X عرفوا بالخبر"
        told = told or (at > 0 and _fighters_of(words[at - 1]))  # "فصائل درعا تهاجم حاجزاً قرب X"
        told = told or (at > 2 and self.cue(at).effect == "near" and words[at - 2].key == "من" and words[at - 3].key in _LAUNCHED)  # "انطلقت من محيط X"
        told = told or (at > 1 and words[at - 1].key in _AIRSPACE and words[at - 2].key == "من")  # "أطلقت من أجواء X صواريخ على Y"
        if at and (told or words[at - 1].key in _SOURCE or words[at - 1].key in _CHILD_OF or self._fled_to(at, words)):
            return True
        if not at or words[at - 1].key not in {"من", "في"} or self.cue(at).effect == "near":
            return False  # "نازحين بالقرب من X"
        if at > 1 and (words[at - 2].keys[-1][0] in _HURT or words[at - 2].key in _EACH):
            return False  # "وصلت إصابات من X": they were hurt there; "فقدت كل من X وY"
        named = not self.persons.isdisjoint(range(max(0, at - _NAME_REACH), at - 1))  # "أطلقوا النار على يوسف الأحمد من بلدة X"
        if (named or at - 1 in fired) if words[at - 1].key == "من" else _their_source(at, words):
            return True
        reach = 7 if words[at - 1].key == "من" else 1
        for before in range(max(1, at - reach), at):
            found = self._cues.get(before, NO_CUE)
            lives = found.kind == _FLED and words[at - 1].key == "في"  # "مدرسة تؤوي نازحين في X"
            if found.effect == "origin" and not lives and (found.kind not in _NEXT_TO or (reach > 1 and at - before <= _PERSON_REACH)):
                return True
        return False

    def _told_of_someone(self, at: int, words: Sequence[Word]) -> bool:
        """Whether the name at word `at` is only the home of somebody named, or of people told before: "ملكة أحمد العيد من أهالي X", "وهما من أبناء X"."""
        if at < 3 or words[at - 1].key not in _RESIDENTS or words[at - 2].key != "من":
            return False
        return not self.persons.isdisjoint(range(max(0, at - _AGED_REACH), at - 2)) or not _SAID_OF.isdisjoint(words[at - 3].forms)

    def _fled_to(self, at: int, words: Sequence[Word]) -> bool:
        """Whether people went to the name at word `at`: "نزوح باتجاه X", "انسحبت الفصائل إلى X"."""
        if words[at - 1].key not in _TO:
            return False
        for before in range(at - 1, max(0, at - _FLIGHT_REACH), -1):
            if self._cues.get(before, NO_CUE).kind in _GONE:
                return True
            if words[before].start - words[before - 1].end > 1 or words[before].keys[-1][2][:1] in {"و", "ف"}:
                return False  # another statement stands between
        return False

    def home(self, at: int, words: Sequence[Word]) -> bool:
        """Whether people are said to be from the name at word `at`: "شبان من قرية X", "عشرة من سكان X"."""
        if at and self.cue(at).effect in {"head", "heads"}:
            at -= 1
        if at and (words[at - 1].key in _CHILD_OF or _fighters_of(words[at - 1])):
            return True  # "القيادي أحمد العلي ابن بلدة X"
        if at > 1 and words[at - 1].key in _RESIDENTS and words[at - 2].key == "من":
            return True
        people = (self._cues.get(before, NO_CUE) for before in range(max(1, at - _PERSON_REACH), at))
        return at > 0 and words[at - 1].key == "من" and any(found.kind == "person" for found in people)

    def bearing(self, first: int, last: int, words: Sequence[Word]) -> int | None:
        """Degrees from a named place: "جنوب X" (before it) or "ريف X الجنوبي" (after it); None if not said."""
        at, cue = self.beyond(first, words)
        cue = cue if cue.effect else self.cue(first)
        if cue is COUNTRYSIDE:
            return self._degrees_to.get(at)
        if cue.kind == "countryside":
            return self.side(last, words)
        return self._degrees_to.get(at) if cue.effect == "context" else None

    def side(self, last: int, words: Sequence[Word]) -> int | None:
        """Degrees of the side of a countryside whose name ends before word `last`: "ريف X الجنوبي", not "بريف X، جنوبي سوريا"."""
        told = last < len(words) and words[last].start - words[last - 1].end == 1 and definite(words[last])
        return self._degrees_from.get(last) if told else None

    def located(self, last: int, words: Sequence[Word]) -> bool:
        """Whether words that place a name follow it: "X شمال Y", "X بريف Y"."""
        return last in self._degrees_from or (last < len(words) and words[last].key in {"بريف", "ريف"})
