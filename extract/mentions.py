"""Place mentions: which words of an article name a Syrian or a foreign place, and what the words around them say.

A name that is also an everyday word (الباب, الزكاة) counts as a place only with a licence: a head noun (مدينة), a place
in a list of places, a preposition of place. How much licence a name needs depends on how ordinary the word is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from extract.tables import LEXICON, Phrases, Word, forms, read_table
from gazetteer import Gazetteer
from gazetteer.names import fold, readings
from gazetteer.names import key as names_key
from gazetteer.places import Place

_HEAD, _LOCATIVE, _PROMINENT, _BARE = 3, 2, 1, 0
_ORDINARY, _FAMILIAR = 4.0, 3.2  # Zipf scale: "about once in 100,000 words", "once in 600,000"
_LONG = 5  # letters from which a rare word speaks for itself
_SHORTEST = 2  # a name of two letters is not read after an attached particle
_COMPACT_SHORTEST = 6
"""A name split by the writer (كفر زيتا for كفرزيتا) is only joined again when it has at least so many letters."""


class Cue(NamedTuple):
    """What a word before a name says: kind of place, and its effect (head, context, near, preposition)."""

    kind: str
    effect: str


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Words first..last-1 that name a place; start, end: raw offsets without attached particles.

    ids: places of that name (empty for a foreign one); cue: kind of the head noun before it, "" if none; plural: the head stands for a list;
    context: an outer place (ريف X, شمال X), not where something happened; bearing: degrees from the named place, None if not said;
    near: محيط, أطراف; group: number of the list it stands in; licence: how sure the words around it make us that this is a place.
    """

    first: int
    last: int
    start: int
    end: int
    surface: str
    ids: tuple[str, ...]
    country: str
    cue: str
    context: bool
    bearing: int | None
    near: bool
    group: int
    licence: int
    particle: str


@cache
def _cues() -> Phrases[Cue]:
    phrases: Phrases[Cue] = Phrases()
    for row in read_table("place_cues.csv", ["kind", "effect"]):
        effect = row.one_of("effect", ("head", "heads", "context", "near", "preposition"))
        for form in forms(row["phrase"]):
            phrases.add(form, Cue(row["kind"], effect))
    return phrases


@cache
def _compass() -> Phrases[int]:
    phrases: Phrases[int] = Phrases()
    for row in read_table("compass.csv", ["degrees"]):
        for form in forms(row["phrase"]):
            phrases.add(form, int(row["degrees"]))
    return phrases


@cache
def _persons() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("person_cues.csv", ["kind"]):
        for form in forms(row["phrase"]):
            phrases.add(form, row.one_of("kind", ("title", "first_name")))
    return phrases


@lru_cache(maxsize=4)
def _names(gaz: Gazetteer) -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for key, ids in gaz.by_key.items():
        if not _is_description(key) or any(gaz.places[place_id].level == "governorate" for place_id in ids):
            phrases.add_key(key, key)
    for key in gaz.foreign:
        if key not in gaz.by_key:
            phrases.add_key(key, key)
    return phrases


_DESCRIBING = frozenset({"ريف", "قري", "بلدات", "مدن", "احيا", "مركز", "ناحيه", "محافظه", "منطقه", "طريق"})
_SETTLEMENT_WORDS = frozenset({"مدينه", "بلده", "قريه"})
_FUNCTION_WORDS = frozenset({"في", "علي", "من", "الي", "مع"})


def _is_description(key: str) -> bool:
    """Tell names that are only a description: "شمال حلب", "ريف حماه", "مدينه", "بيت في"; their parts are read by themselves."""
    parts = key.split()
    if len(parts) > 1:
        if parts[0] in _compass_words() or parts[0] in _DESCRIBING or not _SETTLEMENT_WORDS.isdisjoint(parts[1:]):
            return True
        return not _FUNCTION_WORDS.isdisjoint(parts[1:])
    return len(key) < 2 or key in _compass_words() or key in _cue_words()


@cache
def _compass_words() -> frozenset[str]:
    return frozenset(names_key(form) for row in read_table("compass.csv", ["degrees"]) for form in forms(row["phrase"]))


@cache
def _cue_words() -> frozenset[str]:
    return frozenset(names_key(form) for row in read_table("place_cues.csv", ["kind", "effect"]) for form in forms(row["phrase"]))


class _Around:
    """What the words before each word say: computed once per text."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.cue: dict[int, Cue] = {}
        for hit in _cues().find(words):
            self.cue[hit.last] = hit.values[0]
        self.degrees_after: dict[int, int] = {}
        self.degrees_before: dict[int, int] = {}
        for compass in _compass().find(words):
            self.degrees_after[compass.first] = compass.values[0]
            self.degrees_before.setdefault(compass.last, compass.values[0])
        self.person = {hit.last: hit.values[0] for hit in _persons().find(words)}


def _name_hits(words: Sequence[Word], gaz: Gazetteer) -> list[tuple[int, int, int, str, str]]:
    """Every name: (first, last, raw characters skipped, particle, key), the longest at each word, left to right."""
    best: dict[int, tuple[int, int, int, str, str]] = {}
    for hit in _names(gaz).find(words):
        if len(hit.values[0]) <= _SHORTEST and hit.particle:
            continue
        last, key = _trimmed(hit.last, hit.values[0], words, gaz)
        best[hit.first] = (hit.first, last, hit.start - words[hit.first].token.start, hit.particle, key)
    for first in range(len(words)):
        for count in (1, 2, 3):
            if first + count > len(words) or (first in best and best[first][1] - first >= count):
                continue
            for form, skip, particle in words[first].keys:
                if form in _compass_words() or form == "ريف" or form in _FUNCTION_WORDS:
                    break
                rest = [word.key for word in words[first + 1 : first + count]]
                compact = "".join([form, *rest])
                if rest and " ".join([form, *rest]) in gaz.by_key:
                    continue
                if len(compact) >= _COMPACT_SHORTEST and compact not in gaz.by_key and compact in gaz.by_joined or (
                    count > 1 and len(form) > 1 and len(compact) >= _COMPACT_SHORTEST and compact in gaz.by_key
                ):
                    best[first] = (first, first + count, skip, particle, compact)
                    break
    found, free = [], 0
    for first in sorted(best):
        if first >= free:
            found.append(best[first])
            free = best[first][1]
    return found


def _trimmed(last: int, key: str, words: Sequence[Word], gaz: Gazetteer) -> tuple[int, str]:
    """Read "الباب شرقي حلب" as الباب and a direction: an indefinite compass word at the end is part of no name."""
    head, _, tail = key.rpartition(" ")
    if head in gaz.by_key and tail in _compass_words() and not fold(words[last - 1].token.surface).startswith("ال"):
        return last - 1, head
    return last, key


def _candidates(key: str, gaz: Gazetteer) -> tuple[str, ...]:
    return tuple(gaz.by_key.get(key) or gaz.by_joined.get(key, ()))


def _licence(mention: PlaceMention, cue: Cue | None, listed: bool, follows: bool, gaz: Gazetteer) -> int:
    if cue and cue.effect in {"head", "heads", "context"}:
        return _HEAD
    if listed or follows or (cue and cue.effect in {"near", "preposition"}) or set(mention.particle) & set("بل"):
        return _LOCATIVE
    if any(_prominent(gaz.places[place_id]) for place_id in mention.ids):
        return _PROMINENT
    return _BARE


def _prominent(place: Place) -> bool:
    return place.level in {"governorate", "city", "town", "region"} or place.kind in {"airbase", "airport"}


@cache
def _everyday() -> dict[str, float]:
    """Names that are also words of daily use, with their frequency on the Zipf scale (log10 per billion words)."""
    with (LEXICON / "everyday.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: float(row["zipf"]) for row in csv.DictReader(file)}


def _needed(mention: PlaceMention, key: str, gaz: Gazetteer) -> int:
    """How much licence a name needs: the more ordinary the word and the smaller the place, the more."""
    if any(gaz.places[place_id].level == "governorate" for place_id in mention.ids):
        return _BARE
    zipf = _everyday().get(key, 0.0)
    need = _HEAD if zipf >= _ORDINARY else _LOCATIVE if zipf >= _FAMILIAR else _BARE if " " in key or len(key) >= _LONG else _PROMINENT
    risk = gaz.risky.get(key)
    if risk is not None:
        need = max(need, _HEAD if risk.kind == "common_word" else _LOCATIVE)
    return need - 1 if need > _PROMINENT and any(gaz.places[place_id].level == "city" for place_id in mention.ids) else need


def _spelled_alike(mention: PlaceMention, words: Sequence[Word], key: str, gaz: Gazetteer) -> tuple[str, ...]:
    """For an ordinary word keep only places whose name agrees about the article: الباب is the town, باب is a door."""
    if _everyday().get(key, 0.0) < _FAMILIAR:
        return mention.ids
    article = fold(words[mention.first].token.surface[mention.start - words[mention.first].token.start :]).startswith("ال") or mention.particle.endswith("ل")
    return tuple(
        place_id for place_id in mention.ids
        if any(fold(name.name).startswith("ال") == article for name in gaz.names(place_id) if names_key(name.name) == key)
    )  # fmt: skip


def find_places(
    words: Sequence[Word], between: Sequence[str], gaz: Gazetteer, *, masked: Iterable[tuple[int, int]] = (), openers: Iterable[int] = ()
) -> list[PlaceMention]:
    """Find the places named in a list of words.

    between: what stands before each word (see sentences.gaps); masked: word ranges that are names of organisations or media, where no place is
    read; openers: indexes of words after which a place is expected (verbs of attack, weapons, actors).
    """
    hidden = {at for first, last in masked for at in range(first, last)}
    around, expected = _Around(words), set(openers)
    found: list[PlaceMention] = []
    group, plural_head = 0, False
    for first, last, skip, particle, key in _name_hits(words, gaz):
        if hidden.intersection(range(first, last)):
            continue
        start, end = words[first].token.start + skip, words[last - 1].token.end
        cue = None if set(particle) & set("بل") else around.cue.get(first)
        previous = found[-1] if found else None
        listed = previous is not None and _continues(previous, first, particle, between, words, around)
        if cue and cue.effect == "head" and _definite(words[first - 1]) and key in _everyday():
            continue  # المطار العسكري، المدينة الصناعية: an adjective, not a name
        if cue and cue.kind == "landmark" and not any(gaz.places[place_id].level in {"facility", "neighbourhood"} for place_id in _candidates(key, gaz)):
            continue  # دوار الباسل is a roundabout, not the village of that name
        if not listed:
            group, plural_head = group + 1, False
        mention = PlaceMention(
            first, last, start, end, " ".join(word.token.surface for word in words[first:last])[skip:], _candidates(key, gaz), gaz.foreign.get(key, ""),
            cue.kind if cue and cue.effect in {"head", "heads", "context"} else (previous.cue if listed and previous else ""),
            bool(cue and cue.effect == "context"), _bearing(first, last, cue, around), bool(cue and cue.effect == "near"), group, 0, particle,
        )  # fmt: skip
        follows = last in around.degrees_after or (last < len(words) and words[last].key in {"بريف", "ريف"})
        licence = _licence(mention, cue, listed, follows, gaz)
        if cue and cue.effect == "heads":
            plural_head = True
        if listed and plural_head:
            licence = _HEAD
        if licence < _PROMINENT and first in expected:
            licence = _PROMINENT
        if licence < _HEAD and first in around.person and not particle:
            continue
        if mention.ids or mention.country:
            found.append(replace(mention, licence=licence))
    kept = _licensed(found, words, gaz)
    return sorted([*kept, *_unknown(words, between, kept, hidden, around)], key=lambda mention: mention.first)


_NAMING = frozenset({"village", "town"})
_COMPOUND_HEADS = frozenset({"كفر", "تل", "عين", "دير", "بيت", "خان", "ام", "ابو", "راس", "خربه", "شيخ", "بير", "جب", "مزرعه"})


def _unknown(words: Sequence[Word], between: Sequence[str], known: Sequence[PlaceMention], hidden: set[int], around: _Around) -> list[PlaceMention]:
    """Names that no gazetteer row bears but the words around call a village or a town: kept, so that a reader sees what could not be placed.

    "قرية حسمين", "في حسمين بريف حماة"; the word must not be one of daily use.
    """
    taken = hidden | {at for mention in known for at in range(mention.first, mention.last)}
    found = []
    for at, word in enumerate(words):
        if at in taken or word.token.kind != "arabic":
            continue
        cue = around.cue.get(at, Cue("", ""))
        named = cue.effect == "head" and cue.kind in _NAMING and not _definite(words[at - 1]) and not between[at].strip() and not _verbal(word)
        after = words[at + 1] if at + 1 < len(words) else None
        located = (cue.effect == "preposition" or word.keys[-1][2] == "ب") and after is not None and after.key == "بريف"
        form, skip, particle = (word.key, 0, "") if named or cue.effect == "preposition" else word.keys[-1]
        if not (named or located) or len(form) <= _SHORTEST or form in _everyday() or form in _cue_words():
            continue
        last = at + 2 if form in _COMPOUND_HEADS and after is not None and at + 1 not in taken else at + 1
        start, end = word.token.start + skip, words[last - 1].token.end
        surface = " ".join(part.token.surface for part in words[at:last])[skip:]
        found.append(PlaceMention(at, last, start, end, surface, (), "", cue.kind if named else "", False, None, False, -1 - at, _HEAD, particle))
    return found


def _verbal(word: Word) -> bool:
    """A word that begins with و or ف and goes on with a word of daily use: "بلدة وصوّرت"."""
    return any(form in _everyday() for form, _, particle in word.keys if particle[:1] in {"و", "ف"})


def _definite(word: Word) -> bool:
    """Whether a word bears the article ال, also after an attached particle."""
    return any(reading.word.startswith("ال") for reading in readings(word.token.surface))


def _continues(previous: PlaceMention, first: int, particle: str, between: Sequence[str], words: Sequence[Word], around: _Around) -> bool:
    """Tell whether a name goes on the list of the name before it: X، وY / X وY / X، Y / حيي X وY / X في Y is not a list."""
    distance = first - previous.last
    if distance == 0:
        gap = between[first]
        return ("و" in particle and "ب" not in particle) or gap.strip() in {"،", ",", "/", "-", "–", "_"}
    if distance == 1 and words[first - 1].key in {"و"}:
        return True
    return distance == 1 and around.cue.get(first, Cue("", "")).effect in {"head", "heads"} and words[first - 1].token.surface.startswith("و")


def _bearing(first: int, last: int, cue: Cue | None, around: _Around) -> int | None:
    if cue is None:
        return None
    if cue.kind == "countryside":
        return around.degrees_after.get(last)
    return around.degrees_before.get(first) if cue.effect == "context" else None


def _licensed(found: list[PlaceMention], words: Sequence[Word], gaz: Gazetteer) -> list[PlaceMention]:
    """Keep the names that have the licence they need; a name licensed once is known for the rest of the article."""
    kept: list[PlaceMention] = []
    surely = {_key_of(mention, words) for mention in found if mention.licence == _HEAD}
    for mention in found:
        key = _key_of(mention, words)
        bonus = 1 if key in surely and mention.licence < _HEAD else 0
        same = replace(mention, ids=_spelled_alike(mention, words, key, gaz))
        if (same.ids or same.country) and mention.licence + bonus >= _needed(same, key, gaz):
            kept.append(same)
    return kept


def _key_of(mention: PlaceMention, words: Sequence[Word]) -> str:
    head = next(form for form, skip, _ in words[mention.first].keys if words[mention.first].token.start + skip == mention.start)
    return " ".join([head, *(word.key for word in words[mention.first + 1 : mention.last])])


