"""From a phrase to the places that bear its name, by ever looser ways of comparing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from gazetteer import fuzzy, latin
from gazetteer.admin import distances_km
from gazetteer.near import ALIKE, NearSpellings
from gazetteer.places import AREA_LEVELS, Place
from gazetteer.query import Phrase, role
from gazetteer.where import Hint, inside

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer

_QUALIFIERS = frozenset(  # as keys
    {
        "شرقي", "شرقيه", "غربي", "غربيه", "شمالي", "شماليه", "جنوبي", "جنوبيه", "قبلي", "قبليه", "بحري", "فوقاني", "فوقانيه", "تحتاني", "تحتانيه",
        "وسطاني", "وسطي", "كبير", "كبيره", "كبري", "صغير", "صغيره", "صغري",
    }
)  # fmt: skip
HEAT_KM = 8.0
_HEADS = frozenset(
    {"تل", "تله", "تلول", "تليل", "خربه", "خراب", "مزرعه", "مزارع", "قريه", "حوش", "رسم", "جب", "بير", "وادي", "جبل", "حاره", "ضهر", "ظهر", "كوم"}
)
SURE = frozenset({"exact", "joined", "kind", "latin"})
"""Ways of finding that can make an answer confident."""
_OTHER_NAME = 0.6  # a GeoNames variant less like the main name than this may belong to another place
_SHORT_KEY = 3  # keys with fewer letters are not compared loosely


class Match(NamedTuple):
    """A place found by name. quality in 0..1; way: exact, joined, kind, latin, facility, loose, near or part; how: for people."""

    place: Place
    quality: float
    way: str
    how: str


class Finder:
    """Looks phrases up in a gazetteer; its looser indexes are made on first use."""

    def __init__(self, gaz: Gazetteer) -> None:
        self.gaz = gaz
        self._heat: dict[str, int] = {}
        self.hints: dict[str, Hint] = {}  # by the words they were given in

    def known(self, key: str) -> bool:
        """Tell whether a key is a name."""
        return key in self.gaz.by_key

    @cached_property
    def _fronts(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Lons and lats of the facilities and hills that reports name."""
        known = [(place.lon, place.lat) for place in self.gaz.places.values() if place.level in ("facility", "natural") and place.lon is not None]
        return np.array([lon for lon, _ in known], dtype=float), np.array([lat for _, lat in known], dtype=float)

    def heat(self, place: Place) -> int:
        """How many bases, checkpoints, hills and other features that reports name lie within HEAT_KM: where the fighting was, villages are named."""
        if place.id not in self._heat:
            if place.lon is None or place.lat is None:
                return 0
            self._heat[place.id] = int((distances_km((place.lon, place.lat), *self._fronts) <= HEAT_KM).sum())
        return self._heat[place.id]

    def find(self, phrase: Phrase, hints: Sequence[Hint]) -> list[Match]:
        """All places that a phrase may name, the best way of finding first. Fuzzy ways are tried only where the hints leave nothing better."""
        found: dict[str, Match] = {}
        for match in self._named(phrase):
            self._keep(found, match)
        narrow = [hint for hint in hints if hint.places]
        if not self._enough(found.values(), narrow):
            for match in self._loosely(phrase):
                self._keep(found, match)
        if narrow and not self._enough(found.values(), narrow):
            for match in (*self._nearly(phrase, narrow), *self._partly(phrase, narrow)):
                self._keep(found, match)
        return list(found.values())

    @staticmethod
    def _keep(found: dict[str, Match], match: Match) -> None:
        if match.place.id not in found or found[match.place.id].quality < match.quality:
            found[match.place.id] = match

    def _enough(self, found: Iterable[Match], hints: Sequence[Hint]) -> bool:
        return any(all(any(inside(match.place, area) or match.place.id == area.id for area in hint.places) for hint in hints) for match in found)

    def _named(self, phrase: Phrase) -> list[Match]:
        """The places that bear the name itself: as written, joined or split, without its kind word, or in Latin letters."""
        gaz = self.gaz
        full, core = " ".join(phrase.full), " ".join(phrase.core)
        found = [self._match(id_, 1.0, "exact", "exact name", core) for id_ in gaz.by_key.get(full, ())]
        if core != full:
            found += [self._kind(id_, phrase, core) for id_ in gaz.by_key.get(core, ())]
        found += [self._match(id_, 0.96, "joined", "the same letters, joined or split", core) for id_ in gaz.by_joined.get(full.replace(" ", ""), ())]
        if not found and core != full:
            found = [self._kind(id_, phrase, core)._replace(way="joined") for id_ in gaz.by_joined.get(core.replace(" ", ""), ())]
        if phrase.facility or phrase.landmark:
            found += self._facilities(phrase)
        if core.isascii():
            found += self._latin(phrase)
        else:
            found += [Match(gaz.places[id_], 0.86, "qualified", "the name with a word for side or size") for id_ in self._qualified.get(core, ())]
        return found

    @cached_property
    def _qualified(self) -> dict[str, list[str]]:
        """Places by their names without a last word for side or size: شيوخ تحتاني is one of those that may be called الشيوخ."""
        found: dict[str, list[str]] = {}
        for key, ids in self.gaz.by_key.items():
            name, _, last = key.rpartition(" ")
            if name and last in _QUALIFIERS:
                found.setdefault(name, []).extend(ids)
        return found

    def _match(self, id_: str, quality: float, way: str, how: str, core: str) -> Match:
        """A match, a little worse where the place's own name is another than the one asked for."""
        place = self.gaz.places[id_]
        kind, source = self.gaz.spelled(id_, core)
        if kind == "alternate":
            main = self.gaz.keys(id_)[0]
            quality -= 0.12 if source == "geonames" and fuzzy.likeness(core, main) < _OTHER_NAME else 0.03
        return Match(place, quality, way, how)

    def _kind(self, id_: str, phrase: Phrase, core: str) -> Match:
        place = self.gaz.places[id_]
        if " ".join(phrase.full) in self.gaz.by_key:  # the kind word is a part of another place's name: ضاحية الأسد
            return Match(place, 0.75, "kind", "a name that is part of the one asked for")
        if not phrase.levels or place.level in phrase.levels:
            rank = phrase.levels.index(place.level) if phrase.levels else 0
            return self._match(id_, 0.99 - 0.03 * rank, "kind", "exact name after its kind word" if phrase.levels else "exact name", core)
        return self._match(id_, 0.72, "kind", f"exact name, but a {place.level} and not what the kind word says", core)

    @cached_property
    def _by_core(self) -> dict[str, list[str]]:
        """Facilities, natural features and ranges by the words of their names without kind words and adjectives, and by how these sound in Latin letters."""
        found: dict[str, list[str]] = {}
        for key, ids in self.gaz.by_key.items():
            for id_ in ids:
                if self.gaz.places[id_].level in ("facility", "natural", "region"):
                    core = _bare(key.split(" "))
                    sounds = latin.skeleton(core) if core.isascii() else latin.arabic_skeleton(core)
                    for form in (core, f"~{sounds}"):
                        if len(form) > 1 and id_ not in found.setdefault(form, []):
                            found[form].append(id_)
        return found

    def _facilities(self, phrase: Phrase) -> list[Match]:
        core = _bare(phrase.core)
        ids = self._by_core.get(core, []) or (self._by_core.get(f"~{latin.skeleton(core)}", []) if core.isascii() else [])
        places = [self.gaz.places[id_] for id_ in ids]
        kinds = {*phrase.facility, phrase.landmark}
        return [Match(place, 0.93, "facility", f"the {place.kind.replace('_', ' ')} of this name") for place in places if place.kind in kinds]

    def _latin(self, phrase: Phrase) -> list[Match]:
        """Places whose Latin spellings sound like the name, as written or without what only describes it."""
        full, core = " ".join(phrase.full), " ".join(phrase.core)
        found = self._sounding(core, phrase.levels)
        if full != core:  # Western Ghariyah is a town, not what lies west of one
            found += [match._replace(way="exact") if match.way == "latin" else match for match in self._sounding(full, ())]
        return found

    def _sounding(self, text: str, levels: Sequence[str]) -> list[Match]:
        """Places whose Latin spellings sound alike, ranked by their vowels."""
        skeleton, wanted = latin.skeleton(text), latin.fine(text)
        ids = self.gaz.by_latin.get(skeleton, ())
        quality, how = 0.93, "Latin spelling"
        if not ids and len(skeleton) > _SHORT_KEY:
            other = skeleton[:-1] if skeleton.endswith("v") else skeleton + "v"
            ids, quality, how = self.gaz.by_latin.get(other, ()), 0.75, "near Latin spelling"
        found = []
        for id_ in ids:
            spellings = [name.name for name in self.gaz.names(id_) if name.kind == "latin"]
            alike = max((fuzzy.likeness(wanted, latin.fine(name)) for name in spellings if latin.skeleton(name) == skeleton), default=0.7)
            if alike < 0.5 and len(skeleton) <= _SHORT_KEY:
                continue
            way = "latin" if alike >= 0.75 and quality > 0.9 else "loose"
            place = self.gaz.places[id_]
            if levels and place.level not in levels:
                alike -= 0.2
            found.append(Match(place, quality * (0.5 + 0.5 * alike), way, how))
        return found

    @cached_property
    def _by_loose(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, ids in self.gaz.by_key.items():
            if not key.isascii():
                found.setdefault(fuzzy.loose(key), []).extend(ids)
        return found

    def _loosely(self, phrase: Phrase) -> list[Match]:
        """Names that differ only in what Arabic writers confuse."""
        found = []
        for text in dict.fromkeys((" ".join(phrase.full), " ".join(phrase.core))):
            loose = fuzzy.loose(text)
            if len(loose) >= _SHORT_KEY and not text.isascii():
                for id_ in self._by_loose.get(loose, ()):
                    place = self.gaz.places[id_]
                    alike = max((fuzzy.likeness(text, key) for key in self._keys_of(id_)), default=0.0)
                    found.append(Match(place, 0.55 + 0.3 * alike, "loose", "near spelling: letters that are often confused"))
        text = " ".join(phrase.core)
        sounds = latin.arabic_skeleton(text) if not text.isascii() else ""
        found += self._otherwise_headed(text)
        described = [self.gaz.places[id_] for id_ in self._by_core.get(text, ()) if text not in self.gaz.keys(id_)]
        found += [Match(place, 0.84, "head", f"the name without its kind word ({place.name_ar})") for place in described]
        for id_ in self.gaz.by_latin.get(sounds, ()) if len(sounds) > _SHORT_KEY else ():
            alike = max((fuzzy.likeness(text, key) for key in self._keys_of(id_)), default=0.0)
            if alike >= ALIKE:
                found.append(Match(self.gaz.places[id_], 0.5 + 0.3 * alike, "loose", "near spelling: the same consonants"))
        return found

    @cached_property
    def _headless(self) -> dict[str, list[str]]:
        """Places by their names without a first word such as تل or خربة."""
        found: dict[str, list[str]] = {}
        for key, ids in self.gaz.by_key.items():
            head, _, rest = key.partition(" ")
            if rest and head in _HEADS:
                found.setdefault(rest, []).extend(ids)
        return found

    def _otherwise_headed(self, text: str) -> list[Match]:
        """مرديخ for تل مرديخ and the other way round, or تلة for خربة: the word before a name comes and goes."""
        head, _, rest = text.partition(" ")
        bare = rest if rest and head in _HEADS else text
        found = [
            Match(self.gaz.places[id_], 0.72, "head", f"the name with another first word ({self.gaz.places[id_].name_ar})")
            for id_ in self._headless.get(bare, ())
        ]
        if bare != text:
            found += [Match(self.gaz.places[id_], 0.74, "head", "the name without its first word") for id_ in self.gaz.by_key.get(bare, ())]
        return [match for match in found if match.place.level not in AREA_LEVELS]

    def _keys_of(self, id_: str) -> list[str]:
        return [key for key in self.gaz.keys(id_) if not key.isascii()]

    @cached_property
    def _near(self) -> NearSpellings:
        return NearSpellings(self.gaz)

    def _nearly(self, phrase: Phrase, hints: Sequence[Hint]) -> list[Match]:
        """Names within a weighted edit distance, inside the hinted area."""
        found = []
        for text in dict.fromkeys((" ".join(phrase.core), " ".join(phrase.full))):
            if not text.isascii() and len(text) >= _SHORT_KEY:
                for place, alike in self._near.find(text, hints):
                    found.append(Match(place, 0.3 + 0.4 * alike, "near", f"near spelling of {place.name_ar} ({alike:.0%} alike)"))
        return found

    @cached_property
    def _by_word(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, ids in self.gaz.by_key.items():
            for word in key.split(" "):
                found.setdefault(word, set()).update(ids)
        return found

    @cached_property
    def commonness(self) -> Counter[str]:
        """In how many places' names a word stands."""
        return Counter({word: len(ids) for word, ids in self._by_word.items()})

    def _partly(self, phrase: Phrase, hints: Sequence[Hint]) -> list[Match]:
        """Names that hold all the words asked for and others, or all of whose words stand in the query; inside the hinted area."""
        words = [word for word in phrase.core if len(word) > 1]
        if not words or " ".join(words).isascii():
            return []
        holders = set.intersection(*(self._by_word.get(word, set()) for word in words))
        parts = {id_ for word in words if len(words) > 1 and len(word) > _SHORT_KEY for id_ in self._by_word.get(word, set())}
        wanted = set(words)
        found = []
        for id_ in holders | parts:
            place = self.gaz.places[id_]
            if place.level in AREA_LEVELS or not all(any(inside(place, area) for area in hint.places) for hint in hints):
                continue
            best = max((_overlap(wanted, set(key.split(" "))) for key in self._keys_of(id_)), default=0.0)
            if best > 0:
                found.append(Match(place, 0.3 + 0.3 * best, "part", f"part of the name {place.name_ar}"))
        return found


def _overlap(wanted: set[str], own: set[str]) -> float:
    """The share of common letters where one set of words holds the other, else 0."""
    if not (wanted <= own or own <= wanted):
        return 0.0
    common, whole = wanted & own, wanted | own
    return sum(map(len, common)) / sum(map(len, whole))


def _bare(words: Sequence[str]) -> str:
    """The words of a facility's name without kind words and adjectives."""
    return " ".join(word for i, word in enumerate(words) if role(word, "adjective") is None and not ((i == 0 or word.isascii()) and _says_kind(word)))


def _says_kind(word: str) -> bool:
    return role(word, "facility") is not None or role(word, "landmark") is not None
