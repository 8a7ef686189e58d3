"""The other side of a fight or of a place that changed hands, where the statement names only one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.actors import ActorMention
from extract.vocabulary import FALL, Codes
from extract.zones import ZoneReading

_CAMPS = (
    frozenset({"syrian_government", "russia", "iran_backed", "hezbollah"}),
    frozenset({"opposition", "hts", "sna", "turkey"}),
    frozenset({"sdf", "coalition"}),
    frozenset({"isis"}),
    frozenset({"israel"}),
    frozenset({"jordan"}),
)
"""Sides that fought together for most of the war; used only to look for an opponent in view, never to add an ally."""
TERRORIST = "رهابي"
_REBELS = frozenset({"opposition", "hts", "isis"})
_BREACH = date(2014, 1, 3)
"""The day on which rebels and the Islamic State turned on each other; until then both fought the government alone, the Kurds apart."""
_NO_HOLDERS = frozenset({"civilians", "unknown", "turkey", "coalition", "israel", "jordan", "russia"})
"""Who is not guessed to be the other side of a fight for a place: states that struck from outside and rarely held ground."""
_LIST_REACH = 3  # words between two actors of one list


def unnamed_terrorists(actor: ActorMention, against: Sequence[str]) -> bool:
    """Whether "الإرهابيون" are told of by a side of which nobody knows whom it calls so: the state's are the opposition, not those of Turkey or the SDF."""
    return actor.ref == "label" and TERRORIST in actor.surface and bool(against) and (_CAMPS[0] | {"unknown"}).isdisjoint(against)


def friends(codes: Sequence[str], day: date | None) -> set[str]:
    """Give the camps to which some sides belonged on a day."""
    found = {code for camp in _CAMPS if camp & set(codes) for code in camp}
    if day is not None and day < _BREACH and _REBELS & found:
        found |= _REBELS
    return found


def rivals(codes: Sequence[str], of: Sequence[str], day: date | None) -> Codes:
    """Give those of some sides who were no friends of another; never civilians."""
    allies = friends(of, day) | {"civilians", "unknown"}
    return tuple(code for code in codes if code not in allies)


def beside(codes: Sequence[str], of: Sequence[str], day: date | None) -> Codes:
    """Give those of the sides told just before who may be the other side of a fight."""
    return tuple(code for code in dict.fromkeys(rivals(codes, of, day)) if code not in _NO_HOLDERS)


def expected(codes: Sequence[str], day: date | None) -> Codes:
    """Give the one opponent a side had in the war's first years, () later on."""
    if day is None or day >= _BREACH or not codes:
        return ()
    if _REBELS.issuperset(codes):
        return ("syrian_government",)
    return ("opposition",) if "syrian_government" in codes else ()


def in_view(reading: ZoneReading, at: int, codes: Sequence[str], within: tuple[int, int], day: date | None) -> list[ActorMention]:
    """Give the force nearest to word `at` that is no ally, and those in one list with it.

    within: the words looked at. The SDF and the government, who seldom fought before 2025, are each other's opponent only where nobody else is in view.
    """
    allies = friends(codes, day) | _NO_HOLDERS
    enemies = [actor for actor in reading.inside(reading.actors, *within) if actor.actors and allies.isdisjoint(actor.actors)]
    enemies = [actor for actor in enemies if actor.first not in reading.left_behind and not unnamed_terrorists(actor, codes)]
    named = [actor for actor in enemies if actor.kind in {"name", "force"}] or [actor for actor in enemies if actor.kind == "aircraft"]
    seldom = {"sdf"} if "syrian_government" in codes else {"syrian_government"} if "sdf" in codes else set()
    if day is None or day < FALL:
        named = [actor for actor in named if seldom.isdisjoint(actor.actors)] or named
    if not named:
        return []
    nearest = min(range(len(named)), key=lambda number: abs(named[number].first - at))
    first, last = nearest, nearest + 1
    while first and listed(named[first - 1], named[first]):
        first -= 1
    while last < len(named) and listed(named[last - 1], named[last]):
        last += 1
    return named[first:last]


def only_left_mines(reading: ZoneReading, named: Sequence[ActorMention]) -> bool:
    """Say whether of the attackers of an incident only mines are told that they left."""
    return bool(named) and all(actor.first in reading.left_behind for actor in named)


def one_camp(reading: ZoneReading, codes: Sequence[str], day: date | None) -> bool:
    """Say whether all whom an article names beside a side and its friends were friends of one another, so that the opponent is no guess."""
    allies = friends(codes, day) | _NO_HOLDERS
    rest = [side for side in reading.named_sides if allies.isdisjoint(side)]
    return not rest or all(set(side) <= friends(rest[0], day) for side in rest)


def listed(before: ActorMention, actor: ActorMention) -> bool:
    """Say whether an actor follows another in one list: "A وB"."""
    return actor.particle.startswith("و") and 0 <= actor.first - before.last <= _LIST_REACH
