"""What the gazetteer that comes with the program says of its places and of where it has them from; no Streamlit here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import gazetteer
from dashboard.text import Words
from gazetteer.tables import DATA


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the gazetteer, as its passport declares it."""

    title: str
    licence: str
    attribution: str
    version: str


def place_name(words: Words, place_id: str) -> str:
    """Name a place; its id where the gazetteer has no such place."""
    found = gazetteer.load().places.get(place_id)
    return words.name(found) if found else place_id


@cache
def sources() -> Mapping[str, Source]:
    """The sources of the gazetteer, by key."""
    declared = tomllib.loads((DATA / "sources.toml").read_text("utf-8"))["source"]
    return {key: Source(*(str(one.get(name, "")) for name in ("title", "licence", "attribution", "version"))) for key, one in declared.items()}
