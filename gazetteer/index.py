"""The gazetteer in memory: places, spellings and the indexes that names are looked up in."""

from __future__ import annotations

import gc
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gazetteer import names
from gazetteer.overlay import Overlay, read_overlay
from gazetteer.places import GazetteerError, Name, Place
from gazetteer.tables import DATA, as_name, read_names, read_places, read_rows

if TYPE_CHECKING:
    from gazetteer.admin import Area, Areas
    from gazetteer.lookup import Finder
    from gazetteer.search import SearchResult

RISKY = ("name", "kind", "cue", "example", "counter_example")
RISK_KINDS = ("common_word", "person", "organisation", "foreign")
FAME = ("place_id", "reason")
ALSO_IN = ("place_id", "pcode", "reason")
FOREIGN = ("name", "country", "kind")
# Higher stands first where a name has several places.
_RANK = {"city": 9, "governorate": 8, "town": 7, "neighbourhood": 5, "facility": 5, "village": 4, "natural": 4, "region": 4, "district": 3, "subdistrict": 2}


@dataclass(frozen=True, slots=True)
class Risk:
    """A name that is also something else: kind is common_word, person, organisation or foreign; cue says what licenses reading it as a place."""

    name: str
    kind: str
    cue: str
    example: str
    counter_example: str

    @property
    def needs_cue(self) -> bool:
        """Whether the bare name is not to be read as a place."""
        return bool(self.cue)


class Gazetteer:
    """Every place we know, by id, by key and by joined key. Read only; made by `load`."""

    def __init__(self, folder: Path, overlay: Path | None = None) -> None:
        self._folder = folder
        self._overlay_path = overlay
        places = {place.id: place for place in read_places(folder / "places.csv")}
        rows = [*read_names(folder / "names.csv")]
        own = read_overlay(overlay, places) if overlay is not None else Overlay((), ())
        places.update((place.id, place) for place in own.places)
        rows.extend([name.place_id, name.name, name.kind, name.source, names.key(name.name), ""] for name in own.names)
        self.places: Mapping[str, Place] = MappingProxyType(places)
        self._rows = rows
        self.by_key: Mapping[str, tuple[str, ...]] = MappingProxyType(self._index((row[4], row[0]) for row in rows))

    def __reduce__(self) -> tuple[Callable[..., Gazetteer], tuple[Path | None, Path]]:
        """A worker process loads the tables itself: cheaper than sending them."""
        return load, (self._overlay_path, self._folder)

    def _index(self, pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
        """Place ids by key, the most prominent place first. pairs: (key, id)."""
        found: dict[str, list[str]] = {}
        for key, id_ in pairs:
            ids = found.get(key)
            if ids is None:
                found[key] = [id_]
            elif id_ not in ids:
                ids.append(id_)
        order = self._order
        return {key: (ids[0],) if len(ids) == 1 else tuple(sorted(ids, key=order.__getitem__)) for key, ids in found.items()}

    @cached_property
    def _order(self) -> dict[str, tuple[int, int, str]]:
        """Sort keys of the places, the most prominent first."""
        return {place.id: (-_RANK[place.level], -(place.population or 0), place.id) for place in self.places.values()}

    @cached_property
    def areas(self) -> Areas:
        """The administrative areas."""
        from gazetteer.admin import Areas  # noqa: PLC0415  # numpy and shapely, which reading an article does without

        return Areas(self._folder)

    @cached_property
    def version(self) -> str:
        """Version of the tables, with a short hash of their contents, and of the user's overlay if there is one."""
        passport = (self._folder / "sources.toml").read_bytes()
        release = tomllib.loads(passport.decode("utf-8"))["release"]
        version = f"{release}-{hashlib.sha256(passport).hexdigest()[:8]}"
        if self._overlay_path is not None:
            version += f"+{hashlib.sha256(self._overlay_path.read_bytes()).hexdigest()[:8]}"
        return version

    @cached_property
    def by_joined(self) -> Mapping[str, tuple[str, ...]]:
        """Place ids by the spelling written as one word; inner articles may stay (ديرالزور)."""
        pairs = ((form, row[0]) for row in self._rows for form in (names.joined_forms(row[1]) if " ال" in row[1] else (row[4].replace(" ", ""),)))
        return MappingProxyType(self._index(pairs))

    @cached_property
    def by_latin(self) -> Mapping[str, tuple[str, ...]]:
        """Place ids by the skeleton of a Latin spelling."""
        return MappingProxyType(self._index((row[5], row[0]) for row in self._rows if row[5]))

    @cached_property
    def _names(self) -> dict[str, list[list[str]]]:
        found: dict[str, list[list[str]]] = {}
        for row in self._rows:
            found.setdefault(row[0], []).append(row)
        return found

    def names(self, place_id: str) -> tuple[Name, ...]:
        """Every spelling of a place, the main Arabic one first; GazetteerError for an unknown id."""
        if place_id not in self.places:
            raise GazetteerError(f"no place has the id {place_id!r}")
        return tuple(as_name(row) for row in self._names.get(place_id, ()))

    def spellings(self, place_id: str, key: str) -> list[str]:
        """The spellings of a place that share a key (الباب and باب), none for an unknown id."""
        return [row[1] for row in self._names.get(place_id, ()) if row[4] == key]

    def keys(self, place_id: str) -> tuple[str, ...]:
        """The keys of every spelling of a place, as precomputed, the main Arabic one first."""
        return tuple(row[4] for row in self._names.get(place_id, ()))

    def area(self, pcode: str) -> Area:
        """An administrative area by p-code; GazetteerError for an unknown one."""
        return self.areas[pcode]

    def admin_of(self, lon: float, lat: float) -> tuple[str, str, str] | None:
        """(governorate, district, sub-district) p-codes of a point in decimal degrees, None outside Syria."""
        return self.areas.of(lon, lat)

    @cached_property
    def risky(self) -> Mapping[str, Risk]:
        """Names that are also words, persons, organisations or foreign places, by key."""
        path = self._folder / "risky.csv"
        found: dict[str, Risk] = {}
        for line, cells in read_rows(path, RISKY) if path.exists() else ():
            if cells["kind"] not in RISK_KINDS or not names.key(cells["name"]):
                raise GazetteerError(f"risky.csv line {line}: {cells['name']!r} / {cells['kind']!r}; a name and one of {', '.join(RISK_KINDS)} are needed")
            found[names.key(cells["name"])] = Risk(**cells)
        return MappingProxyType(found)

    @cached_property
    def foreign(self) -> Mapping[str, str]:
        """ISO 3166 alpha-2 codes of places outside Syria, by key."""
        path = self._folder / "foreign.csv"
        found: dict[str, str] = {}
        for line, cells in read_rows(path, FOREIGN) if path.exists() else ():
            if not re.fullmatch("[A-Z]{2}", cells["country"]) or not names.key(cells["name"]):
                raise GazetteerError(f"foreign.csv line {line}: {cells['name']!r} / {cells['country']!r}; a name and a two-letter country code are needed")
            found[names.key(cells["name"])] = cells["country"]
        return MappingProxyType(found)

    @cached_property
    def foreign_with_article(self) -> frozenset[str]:
        """Keys of the foreign names that bear ال: سوسة is written without, السوسة is in Syria."""
        path = self._folder / "foreign.csv"
        return frozenset(names.key(cells["name"]) for _, cells in read_rows(path, FOREIGN) if cells["name"].startswith("ال")) if path.exists() else frozenset()

    @cached_property
    def finder(self) -> Finder:
        """The looser ways of looking a name up."""
        from gazetteer.lookup import Finder  # noqa: PLC0415  # lookup reads the class above

        return Finder(self)

    @cached_property
    def famous(self) -> frozenset[str]:
        """Ids of the places that a report usually means where namesakes exist: fame.csv, and villages of our own, which are there because reports name them."""
        path = self._folder / "fame.csv"
        found = frozenset(cells["place_id"] for _, cells in read_rows(path, FAME)) if path.exists() else frozenset()
        found |= {id_ for id_ in self.places if id_.startswith("V-")}
        unknown = found - self.places.keys()
        if unknown:
            raise GazetteerError(f"fame.csv: {min(unknown)} is no place; correct the id")
        return found

    @cached_property
    def also_in(self) -> Mapping[str, frozenset[str]]:
        """Governorates that reports put a place in, other than the one its point lies in: place id -> p-codes."""
        path = self._folder / "also_in.csv"
        found: dict[str, set[str]] = {}
        for line, cells in read_rows(path, ALSO_IN) if path.exists() else ():
            if cells["place_id"] not in self.places or cells["pcode"] not in self.areas.by_pcode or not cells["reason"].strip():
                raise GazetteerError(
                    f"also_in.csv line {line}: {cells['place_id']!r} / {cells['pcode']!r}; a place, a governorate's p-code and a reason are needed"
                )
            found.setdefault(cells["place_id"], set()).add(cells["pcode"])
        return MappingProxyType({place_id: frozenset(pcodes) for place_id, pcodes in found.items()})

    def spelled(self, place_id: str, key: str) -> tuple[str, str]:
        """(kind, source) of the spelling of a place that has a key, ("", "") where none has it."""
        return next(((row[2], row[3]) for row in self._names.get(place_id, ()) if row[4] == key), ("", ""))

    def search(
        self, name: str, *, within: str | None = None, near: tuple[float, float] | None = None, level: str | None = None, limit: int = 10
    ) -> SearchResult:
        """Find what a name may stand for, best first.

        within: p-code or name of a governorate, district or sub-district; near: (lon, lat) in decimal degrees; level: one of `places.LEVELS`.
        """
        from gazetteer.search import search  # noqa: PLC0415  # search reads the class above

        return search(self, name, within=within, near=near, level=level, limit=limit)


def load(overlay: Path | None = None, folder: Path = DATA) -> Gazetteer:
    """Load the gazetteer, once for each state of its overlay.

    overlay: a user's own places and spellings (docs/gazetteer.md); folder: where our tables lie.
    """
    stamp = (overlay.stat().st_mtime_ns, overlay.stat().st_size) if overlay is not None and overlay.exists() else None
    return _load(overlay, stamp, folder)


@lru_cache(maxsize=4)
def _load(overlay: Path | None, _stamp: tuple[int, int] | None, folder: Path) -> Gazetteer:
    missing = [file for file in ("places.csv", "names.csv", "sources.toml") if not (folder / file).exists()]
    if missing:
        raise GazetteerError(f"{folder.name}: {missing[0]} is missing; install Rasd again, or build the tables with python -m gazetteer.build")
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand records that all stay would be walked again and again while they are made
    try:
        return Gazetteer(folder, overlay)
    finally:
        if collecting:
            gc.enable()
