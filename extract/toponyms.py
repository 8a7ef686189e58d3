"""Names of the gazetteer in a text: where the letters of a name stand, whatever they mean there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from extract.cues import compass_words, cue_words, definite, everyday
from extract.phrases import Phrases
from extract.word_lists import word_set
from extract.words import Word
from gazetteer import Gazetteer
from gazetteer.names import articles, without_article
from gazetteer.names import key as names_key
from gazetteer.places import AREA_LEVELS

_SHORTEST = 2  # a name of two letters is not read after an attached particle
_COMPACT_SHORTEST = 6
"""A name that the writer split or joined (كفر زيتا, كفرزيتا) is only found under its joined form when that has so many letters."""
_COMPOUNDS = word_set("heads_of_place_names")
_TELL, _SHORTEST_TELL = "تل", 5
"""Of a name that begins with تل fewer letters do: "تل منس" is تلمنس."""
_ALI, _UNDOTTED = "علي", "ى"
"""The name Ali ends with ي, the preposition with ى."""
_AFTER_A_PLACE = frozenset({"في", "بريف", "قرب"})
_UPON = "ع"
_SHORTEST_ATTACHED, _LONGEST_ATTACHED = 4, 14
"""Letters of a name after ع, and of the whole word."""
_ROAD = "طريق "
_WITHIN, _BEFORE_THE_TOWN = " في ", frozenset({"في", "بين"})
_CROSSING, _AT_A_BORDER = "معبر ", "حدودي"
"""A crossing is told by the town on this side: "المعبر الحدودي بين رأس العين وتركيا"."""
_QUARTERS = word_set("quarters")
_COMPACT_WORDS = 3
_DESCRIBING = word_set("describing_heads")
_SETTLEMENT_WORDS = word_set("settlements")
_TRAILING = word_set("trailing_adjectives")
_VAGUE_REGIONS = frozenset({"city_part", "zone"})
"""Kinds of region that a text describes rather than names ("أحياء حلب الشرقية", "مناطق خفض التصعيد"): their parts are read instead."""
_HEAD_WORDS = _SETTLEMENT_WORDS | word_set("quarters_and_camps")
_FUNCTION_WORDS = word_set("function_words")
_COMPOUND_HEADS = word_set("heads_of_place_names")  # "دير شرقي" is a village, "دير" none
_NEVER_A_NAME = word_set("never_a_name")
_TWO_UNNAMED = word_set("two_unnamed_settlements")
_ONE_WORD = word_set("no_particle_and_name")
"""Words too rare for `everyday.csv` whose first letter is no particle, though a name follows it: كدمات is no "كـ دمات"."""
_NEVER_JOINED = _FUNCTION_WORDS | {"ريف"}


class NameHit(NamedTuple):
    """Words first..last-1 spell the name `key`; skip: raw characters of the first word that are the attached `particle`."""

    first: int
    last: int
    skip: int
    particle: str
    key: str


def candidates(key: str, gaz: Gazetteer) -> tuple[str, ...]:
    """Ids of the places of a name, also under its joined form."""
    ids = gaz.by_key.get(key, ())
    if all(gaz.places[place_id].level in AREA_LEVELS for place_id in ids):  # the sub-district كفرلاها beside the town كفر لاها
        ids = tuple(dict.fromkeys((*ids, *gaz.by_joined.get(key, ()))))
    return tuple(ids)


def name_hits(words: Sequence[Word], gaz: Gazetteer) -> list[NameHit]:
    """Find every name, the longest at each word, left to right, never overlapping."""
    best: dict[int, NameHit] = {}
    for hit in _names(gaz).find(words):
        skip = hit.start - words[hit.first].start
        if not hit.particle or (len(hit.values[0]) > _SHORTEST and not _whole(words[hit.first], skip, hit.values[0])):
            last, key = _without_preposition(hit.first, *_trimmed(hit.last, hit.values[0], words, gaz), words, gaz)
            if key:
                best[hit.first] = NameHit(hit.first, last, skip, hit.particle, key)
    for joined in _compact_hits(words, gaz):
        if joined.first not in best or best[joined.first].last < joined.last:
            best[joined.first] = joined
    for attached in _attached_hits(words, gaz):
        best.setdefault(attached.first, attached)
    best |= {hit.first: hit for hit in _hits_by_town(words, gaz) if hit.first not in best or best[hit.first].last <= hit.last}
    found: list[NameHit] = []
    for first in sorted(best):
        name = best[first]
        covered = (found and first < found[-1].last) or _unnamed(name, words)
        if not covered and not _runs_on(name, best, words) and not (name.key.startswith(_ROAD) and not _called_so(name, found, words)):
            found.append(name)
    return found


def _runs_on(hit: NameHit, best: Mapping[int, NameHit], words: Sequence[Word]) -> bool:
    """Whether a name begins with a head noun, and the words after that noun begin a longer name: "حي جمعية الزهراء" is not "حي جمعية"."""
    return words[hit.first].key in cue_words() and any(at in best and best[at].last > hit.last for at in range(hit.first + 1, hit.last))


def _unnamed(hit: NameHit, words: Sequence[Word]) -> bool:
    """Tell "قريتين شمال المدينة", two villages without a name, from the town القريتين."""
    return hit.last - hit.first == 1 and hit.key in _TWO_UNNAMED and not articles(words[hit.first].surface)


def _called_so(hit: NameHit, found: Sequence[NameHit], words: Sequence[Word]) -> bool:
    """Tell the quarter from the road: "حي طريق الباب" and "الشعار وطريق الباب", not "على طريق الباب"."""
    if hit.first and words[hit.first - 1].key in _QUARTERS:
        return True
    return "و" in hit.particle and bool(found) and found[-1].last == hit.first


@lru_cache(maxsize=4)
def _names(gaz: Gazetteer) -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for key, ids in gaz.by_key.items():
        if all(gaz.places[place_id].kind in _VAGUE_REGIONS for place_id in ids):
            continue
        named = [gaz.places[place_id] for place_id in ids if names_key(gaz.places[place_id].name_ar) == key]
        own = any(place.level == "governorate" or (place.level == "neighbourhood" and key.startswith(_ROAD)) for place in named)
        if own or not _describes(key, gaz):
            phrases.add_key(key, key)
    for key in gaz.foreign:
        if key not in gaz.by_key:
            phrases.add_key(key, key)
    return phrases


def _describes(key: str, gaz: Gazetteer) -> bool:
    """Tell names that are only a description ("شمال حلب", "ريف حماه", "مدينه", "بيت في"): their parts are read by themselves."""
    first, *others = key.split()
    if not others:
        return len(key) < _SHORTEST or key in _NEVER_A_NAME or key in compass_words() or (key in cue_words() and key not in gaz.risky)
    known = " ".join(others) in gaz.by_key
    if first in compass_words() or (first in _HEAD_WORDS and known) or (first in _DESCRIBING and (known or first not in _HEAD_WORDS)):
        return True
    if others[-1] == _ALI:
        others = others[:-1]  # "غانم العلي": a preposition ends no name
    return not _SETTLEMENT_WORDS.isdisjoint(others) or not _FUNCTION_WORDS.isdisjoint(others)


@lru_cache(maxsize=4)
def _named_with_town(gaz: Gazetteer) -> tuple[Phrases[str], Mapping[str, Mapping[str, str]]]:
    """Names that many towns have, told with the town ("السجن المركزي في حلب"): the parts before في, and by such a part the whole names by town."""
    parts: Phrases[str] = Phrases()
    towns: dict[str, dict[str, str]] = {}
    for key in gaz.by_key:
        part, within, town = key.partition(_WITHIN)
        levels = {gaz.places[place_id].level for place_id in gaz.by_key.get(town, ())}  # of a village what stands in it says no more than its name
        if within and not levels.isdisjoint({"city", "town"}) and all(gaz.places[place_id].level == "facility" for place_id in gaz.by_key[key]):
            towns.setdefault(part, {})[town] = key
        if key.startswith(_CROSSING) and not key.endswith(_AT_A_BORDER):
            towns.setdefault(f"{_CROSSING}{_AT_A_BORDER}", {})[key.removeprefix(_CROSSING)] = key
    for part in towns:
        parts.add_key(part, part)
    return parts, towns


def _hits_by_town(words: Sequence[Word], gaz: Gazetteer) -> Iterator[NameHit]:
    """Names that their town settles, without the town, which is a name of its own: "السجن المركزي" in "السجن المركزي في مدينة حلب" or "بحلب"."""
    parts, towns = _named_with_town(gaz)
    for hit in parts.find(words):
        if not any(definite(word) for word in words[hit.first : hit.last]):
            continue  # "قصر رئاسي في دمشق" is any of several
        at = hit.last
        if at < len(words) and words[at].key in _BEFORE_THE_TOWN:
            at += 1
        elif at >= len(words) or words[at].keys[-1][2] != "ب":
            continue
        if not _SETTLEMENT_WORDS.isdisjoint(words[at].forms if at < len(words) else ()):
            at += 1  # "في مدينة حلب"
        for town, key in towns[hit.values[0]].items():
            first, *others = town.split()
            there = words[at : at + 1 + len(others)]
            if len(there) == 1 + len(others) and first in there[0].forms and [word.key for word in there[1:]] == others:
                yield NameHit(hit.first, hit.last, hit.start - words[hit.first].start, hit.particle, key)
                break


def _compact_hits(words: Sequence[Word], gaz: Gazetteer) -> Iterator[NameHit]:
    """Names joined where the gazetteer splits them, or split where it joins them."""
    opening = _opening(gaz)
    for first, word in enumerate(words):
        starts, tail, spaced = _compact_starts(word.keys, gaz), "", ""
        for last in range(first + 1, min(first + _COMPACT_WORDS, len(words)) + 1) if starts else ():
            if last > first + 1:
                tail, spaced = f"{tail}{words[last - 1].key}", f"{spaced} {words[last - 1].key}"
                starts = tuple(start for start in starts if f"{start[0]}{tail}"[:_COMPACT_SHORTEST] in opening)
                if not starts:
                    break  # no name begins with these letters
            for form, skip, particle in starts:
                if len(form) + len(tail) >= (_SHORTEST_TELL if form == _TELL else _COMPACT_SHORTEST) and _is_compact(form, tail, spaced, gaz):
                    yield NameHit(first, last, skip, particle, f"{form}{tail}")
                    break


@lru_cache(maxsize=20_000)
def _compact_starts(keys: tuple[tuple[str, int, str], ...], gaz: Gazetteer) -> tuple[tuple[str, int, str], ...]:
    """The readings of a word whose letters open a name, none from a preposition or a word of direction on."""
    never = compass_words() | _NEVER_JOINED
    whole = takewhile(lambda reading: reading[0] not in never, keys)
    return tuple(reading for reading in whole if reading[0][:_COMPACT_SHORTEST] in _opening(gaz))


def _attached_hits(words: Sequence[Word], gaz: Gazetteer) -> Iterator[NameHit]:
    """Names after the ع of dialect, which stands for على: عسراقب, عالرقة, عكفر زيتا, وعخان شيخون."""
    for first, word in enumerate(words):
        for form, skip, particle in word.keys:
            if not form.startswith(_UPON) or particle not in {"", "و"} or len(form) <= _SHORTEST or len(word.surface) > _LONGEST_ATTACHED:
                continue
            if form in everyday() or word.key in everyday() or definite(word) or form in _ONE_WORD:
                continue  # "العربدة" is no "عَ ربدة"
            rest = without_article(form[1:])
            if rest in cue_words():
                continue  # "عالحي الشرقي"
            name = _longest_upon(rest, words[first + 1 : first + _COMPACT_WORDS], gaz)
            if name:
                yield NameHit(first, first + len(name.split()), skip + 1, particle + _UPON, name)
                break


def _longest_upon(rest: str, after: Sequence[Word], gaz: Gazetteer) -> str:
    """The longest name that begins with what follows ع in its word, "" if there is none that is sure enough."""
    for count in range(len(after), -1, -1):
        name = " ".join([rest, *(word.key for word in after[:count])])
        if name in gaz.by_key and ((len(name) >= _SHORTEST_ATTACHED and name not in everyday()) or _only_a_town(name, gaz)):
            return name
    return ""


def _only_a_town(name: str, gaz: Gazetteer) -> bool:
    """Whether a frequent or short word is a city, or nothing but the name of a town."""
    levels = {gaz.places[place_id].level for place_id in gaz.by_key[name]}
    return "city" in levels or (name not in gaz.risky and "town" in levels and len(name) >= _SHORTEST_ATTACHED)


@lru_cache(maxsize=4)
def _opening(gaz: Gazetteer) -> frozenset[str]:
    """The first letters of the names that may be written otherwise joined or split, and of those letters every beginning."""
    keys = [key for key in (*gaz.by_key, *gaz.by_joined) if not key.isascii()]
    return frozenset(key[:count] for key in keys for count in range(1, _COMPACT_SHORTEST + 1))


def _is_compact(form: str, tail: str, spaced: str, gaz: Gazetteer) -> bool:
    """Whether a form and the letters of the words after it make a name together that they do not make as separate words (spaced)."""
    compact = f"{form}{tail}"
    if spaced and f"{form}{spaced}" in gaz.by_key:
        return False
    if spaced and form in everyday() and all(word in everyday() for word in spaced.split()):
        return False  # "سُمع ليل أمس" is not سمعليل
    if compact in gaz.by_key:
        return bool(spaced) and len(form) > 1
    return compact in gaz.by_joined


def _without_preposition(first: int, last: int, key: str, words: Sequence[Word], gaz: Gazetteer) -> tuple[int, str]:
    """Take على, which is spelled like the name Ali, off the end of a name; no name ("") is left where it opens one.

    "غارات على جاسم", "المزرعة على"; not "غانم العلي", "دير علي" or "قرية دير على بريف دمشق".
    """
    opening, ending = words[first], words[last - 1]
    if last - first == 1:
        return last, key
    if opening.key == _ALI and opening.surface.endswith(_UNDOTTED):
        return last, ""
    if (
        ending.key != _ALI
        or 0 in articles(ending.surface)
        or (opening.key in _COMPOUNDS and (not ending.surface.endswith(_UNDOTTED) or _ends_there(last, words)))
    ):
        return last, key
    head = key.rpartition(" ")[0]
    return last - 1, head if head in gaz.by_key and not _describes(head, gaz) else ""


def _ends_there(last: int, words: Sequence[Word]) -> bool:
    """Whether nothing follows that على could govern: the end, a mark or another preposition."""
    return last >= len(words) or words[last].start - words[last - 1].end > 1 or words[last].key in _AFTER_A_PLACE


def _whole(word: Word, skipped: int, key: str) -> bool:
    """Whether letters read as a particle before a name belong to a word more frequent than the name: برميلاً and وبرميل are no "بـ رميل"."""
    longer = [form for form, skip, _ in word.keys if skip < skipped]
    if not _ONE_WORD.isdisjoint(longer):
        return True
    return max(everyday().get(form, 0.0) for form in longer) > everyday().get(key.split(maxsplit=1)[0], 0.0)


def _trimmed(last: int, key: str, words: Sequence[Word], gaz: Gazetteer) -> tuple[int, str]:
    """Read "الباب شرقي حلب" as الباب and a direction: an indefinite compass word at the end is part of no name."""
    head, _, tail = key.rpartition(" ")
    if head and tail in _TRAILING and candidates(head, gaz):
        return last - 1, head
    if head in gaz.by_key and head not in _COMPOUND_HEADS and tail in compass_words() and 0 not in articles(words[last - 1].surface):
        return last - 1, head
    return last, key
