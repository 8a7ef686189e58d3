"""A place named in a text: where it stands, which places bear the name, and what the words around it say."""

from __future__ import annotations

from typing import NamedTuple

APART = frozenset("|\n.؛!؟?")
"""Marks over which no name and no cue reaches."""
BARE, PROMINENT, LOCATIVE, HEAD = 0, 1, 2, 3
"""Degrees of licence: none; a well known place or one after a verb of attack; a preposition, a list; a head noun."""


class PlaceMention(NamedTuple):
    """Words first..last-1 that name a place; start, end: raw offsets without attached particles; key: the name found.

    ids: places of that name (empty for a foreign or an unknown one); country: ISO code of a foreign place, "" otherwise; cue: kind of the head noun
    before it, "" if none; context: an outer place (ريف X, شمال X), not where something happened; bearing: degrees from the named place, None if not
    said; near: محيط, أطراف; origin: where someone came or fired from; home: where people are from; dateline: the town at the head of a
    dispatch; group: number of the list it stands in; licence: how sure the words around it make us that this is a place;
    signals: the head noun before it, @list, @area (ريف X follows), @prep and the preposition, @object (after a verb of attack), as in the
    gazetteer's `risky.csv`; tied: only words of place stand between it and the mention before it ("صيدا جنوبي لبنان"); inside: they say that the one
    before lies in it ("حي القصور في بانياس", "ببانياس").
    """

    first: int
    last: int
    start: int
    end: int
    surface: str
    key: str
    ids: tuple[str, ...]
    country: str = ""
    cue: str = ""
    context: bool = False
    bearing: int | None = None
    near: bool = False
    origin: bool = False
    home: bool = False
    dateline: bool = False
    group: int = 0
    licence: int = BARE
    particle: str = ""
    signals: frozenset[str] = frozenset()
    tied: bool = False
    inside: bool = False
