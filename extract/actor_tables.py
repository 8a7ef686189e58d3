"""The tables behind actors, struck objects and speakers, read once and checked row by row."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from extract.phrases import Phrases, shared
from extract.tables import LEXICON, Row, forms, read_table
from extract.vocabulary import ACTORS, HIT
from extract.word_roles import WordRoles
from gazetteer.names import key, spellings, tokens

Kind = Literal["name", "force", "adjective", "aircraft", "person", "media", "civilians"]
Reference = Literal["", "label", "anaphor", "possessive", "speaker"]
SourceKind = Literal["monitor", "party", "medical", "official", "resident", "media", "unknown"]

GROUP_COLUMNS = ("group", "name_en", "actor", "class", "active_from", "active_to", "source")
ACTOR_COLUMNS = ("actor", "kind", "needs", "ref", "active_from", "active_to")
TARGET_COLUMNS = ("actor", "category", "needs")
SOURCE_COLUMNS = ("kind", "party", "needs")
CUE_COLUMNS = ("role",)

GROUP_CLASSES = ("state", "militia", "faction", "coalition", "operations_room", "security", "other")
# In the tables only: `state` is a country or capital, a name where it acts; `outlet` opens the name of a medium; `mask` hides the words it covers.
KINDS = (*get_args(Kind), "state", "outlet", "mask")
# What a phrase needs to count: ال on its first word or none; ال there and no adjective after it (alone); a verb of speech before it or none; a number
# before it; a head before it; a shared head; a deed of fighters beside it (سيطر الحر, الحر يقصف); a word of holding (الخاضع للحكومة) or
# claiming (تبنت أعماق) before it.
NEEDS = ("", "definite", "alone", "indefinite", "speech", "silent", "counted", "head", "bare", "fighting", "held", "claiming")
# `head` and `army` are nouns that wait for an owner (عناصر, مدفعية); an army's owner may be plain السوري.
REFS = (*get_args(Reference), "head", "army")
ROLES = (
    "link", "backed", "pronoun", "civil", "locative", "support", "speech", "qualifier", "army", "post", "country", "outlet_end", "near",
    "belong", "culprit", "being", "reacting", "kin", "pursuit", "loss", "manner", "partitive", "doubt", "former", "latter", "charge", "means",
    "meanwhile", "admission", "spokesman", "same_source", "ascribed", "fire", "ambush", "deed", "downing", "beside", "storming",
)  # fmt: skip
# The first word of a group's name, which two names may share, with its duals; without it the name is "bare" (السلطان مراد).
NAME_HEADS = {
    "لواء": ("لوائي", "لواءا", "لواءي"), "فرقة": ("فرقتي", "فرقتا"), "كتيبة": ("كتيبتي", "كتيبتا"), "حركة": ("حركتي", "حركتا"),
    "جبهة": ("جبهتي", "جبهتا"), "جيش": ("جيشي", "جيشا"), "فيلق": ("فيلقي", "فيلقا"), "تنظيم": ("تنظيمي", "تنظيما"), "تجمع": ("تجمعي", "تجمعا"),
    "فصيل": ("فصيلي", "فصيلا"), "ميليشيا": (), "كتائب": (), "ألوية": (), "سرايا": (),
}  # fmt: skip
_HEADS = {key(head): duals for head, duals in NAME_HEADS.items()}


class Entry(NamedTuple):
    """What a phrase stands for. since, until: the days between which it does, None if open; empty actors: the words leave it open."""

    actors: tuple[str, ...]
    group: str
    kind: str
    needs: str
    ref: str
    since: date | None
    until: date | None

    def active(self, day: date | None) -> bool:
        """Say whether the row holds on a day; an unknown day does not rule it out."""
        return day is None or ((self.since is None or self.since <= day) and (self.until is None or day <= self.until))


@dataclass(frozen=True, slots=True)
class Group:
    """A named group of the registry. names: Arabic and Latin spellings, the usual one first; parents: actor codes; since, until: its active period."""

    id: str
    names: tuple[str, ...]
    name_en: str
    parents: tuple[str, ...]
    group_class: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Target:
    """A struck object. category: a value of `vocabulary.HIT`, "" for words that only hide others."""

    category: str
    civilian: bool
    needs: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker. kind is None for words that only hide others."""

    kind: SourceKind | None
    party: str
    needs: str


def day(row: Row, column: str, *, last: bool = False) -> date | None:
    """Read a date given as 2016-07-28, 2016-07 or 2016: the first day it may mean, or the last."""
    value = row[column]
    if not value:
        return None
    try:
        year, month, number = [*map(int, value.split("-")), 0, 0][:3]
        if number:
            return date(year, month, number)
        if not last:
            return date(year, month or 1, 1)
        return date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError as error:
        raise row.refuse(f"{column} {value!r} is not a date such as 2016-07-28, 2016-07 or 2016") from error


def codes(row: Row, column: str = "actor", *, empty: bool = False) -> tuple[str, ...]:
    """Read actor codes joined by `|`."""
    found = tuple(row[column].split("|")) if row[column] else ()
    if not found and not empty:
        raise row.refuse(f"{column} is empty")
    for code in found:
        if code not in ACTORS:
            raise row.refuse(f"unknown {column} {code!r}; known: {', '.join(ACTORS)}")
    return found


def _period(row: Row) -> tuple[date | None, date | None]:
    since, until = day(row, "active_from"), day(row, "active_to", last=True)
    if since and until and since > until:
        raise row.refuse(f"active from {since} to {until}: the end comes first")
    return since, until


def group_rows(folder: Path = LEXICON) -> list[Row]:
    """Read groups.csv of a folder, checked."""
    rows = read_table("groups.csv", GROUP_COLUMNS, folder)
    for row in rows:
        row.one_of("class", GROUP_CLASSES)
        codes(row)
        _period(row)
        if not row["group"] or not row["name_en"] or not row["source"]:
            raise row.refuse("group, name_en and source are required")
    return rows


@lru_cache(maxsize=1)
def registry() -> dict[str, tuple[Group, ...]]:
    """Give the named groups by id; a group whose side changed has one record per period."""
    found: dict[str, tuple[Group, ...]] = {}
    for row in group_rows():
        group = Group(row["group"], tuple(row["phrase"].split("|")), row["name_en"], codes(row), row["class"], *_period(row))
        found[group.id] = (*found.get(group.id, ()), group)
    return found


@shared
def actor_phrases() -> Phrases[Entry]:
    """Everything that `find_actors` looks for."""
    phrases: Phrases[Entry] = Phrases()
    known: set[str] = set()
    bare: list[tuple[str, Entry]] = []
    for phrase, entry in (*_expressions(), *_civilians()):
        phrases.add(phrase, entry)
        known.add(key(phrase))
    for row in group_rows():
        entry = Entry(codes(row), row["group"], "name", "", "", *_period(row))
        for name in forms(row["phrase"]):
            phrases.add(name, entry)
            known.add(key(name))
            bare += [(other, entry._replace(needs=needs)) for other, needs in _shared_head(name)]
    for name, entry in bare:
        if key(name) not in known:
            phrases.add(name, entry)
    return phrases


def _shared_head(name: str) -> Iterator[tuple[str, str]]:
    """Give the forms of a name that shares its head with another one: فرقتي الحمزة, and bare الحمزة."""
    head, _, rest = name.partition(" ")
    duals = _HEADS.get(key(head))
    if duals is None or not any(token.kind == "arabic" for token in tokens(rest)):
        return
    for dual in duals:
        yield f"{dual} {rest}", ""
    yield rest, "bare"


def _expressions() -> Iterator[tuple[str, Entry]]:
    for row in read_table("actors.csv", ACTOR_COLUMNS):
        kind, ref = row.one_of("kind", KINDS), row.one_of("ref", REFS)
        entry = Entry(codes(row, empty=True), "", kind, row.one_of("needs", NEEDS), ref, *_period(row))
        if not entry.actors and not ref and kind not in ("aircraft", "person", "media", "outlet", "mask"):
            raise row.refuse("actor is empty, and nothing says what would give it (ref)")
        for phrase in forms(row["phrase"]):
            yield phrase, entry


@cache
def owner_adjectives() -> frozenset[str]:
    """Keys of the single words that tell whose something is (روسي، تركية)."""
    rows = (row for row in read_table("actors.csv", ACTOR_COLUMNS) if row["kind"] == "adjective")
    return frozenset(one for row in rows for phrase in forms(row["phrase"]) if " " not in phrase for one in spellings(phrase))


def _civilians() -> Iterator[tuple[str, Entry]]:
    for row in read_table("targets.csv", TARGET_COLUMNS):
        if not row["category"]:
            actors = codes(row, empty=True)
            entry = Entry(actors, "", "civilians" if actors else "mask", row.one_of("needs", NEEDS), "", None, None)
            for phrase in forms(row["phrase"]):
                yield phrase, entry


@shared
def object_phrases() -> Phrases[Target]:
    """Everything that `find_hits` looks for, and the longer names that hide it."""
    phrases: Phrases[Target] = Phrases()
    for row in read_table("targets.csv", TARGET_COLUMNS):
        target = Target(row.one_of("category", HIT, empty=True), "civilians" in codes(row, empty=True), row.one_of("needs", NEEDS))
        if target.category or not target.civilian:
            for phrase in forms(row["phrase"]):
                phrases.add(phrase, target)
    for group in group_rows():
        for phrase in forms(group["phrase"]):
            phrases.add(phrase, Target("", civilian=False, needs=""))
    return phrases


@shared
def source_phrases() -> Phrases[Speaker]:
    """Everything that `find_sources` looks for."""
    phrases: Phrases[Speaker] = Phrases()
    for row in read_table("sources.csv", SOURCE_COLUMNS):
        kind = row.one_of("kind", get_args(SourceKind), empty=True)
        codes(row, "party", empty=True)
        phrases.add_row(row, Speaker(kind or None, row["party"], row.one_of("needs", NEEDS)))  # type: ignore[arg-type]  # one_of has checked it
    return phrases


_CUES = WordRoles("actor_cues.csv", ROLES)
plays, players = _CUES.plays, _CUES.players
"""Whether a word plays a role of `actor_cues.csv`, and the keys of all words that do."""
