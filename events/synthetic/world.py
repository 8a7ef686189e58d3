"""The made-up war: which incident falls where, when, by whom and how many it kills. Everything follows from one seed.

Shapes, from what reports on this war have in common: few places are named very often and most once (Zipf), attackers and kinds of attack differ
by years (actions.csv), two thirds of the incidents fall into offensives of days to weeks in one governorate, most incidents kill nobody.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

import gazetteer
from gazetteer.places import GazetteerError, Place

Ints = npt.NDArray[np.int64]
FIRST, LAST = date(2012, 1, 1), date(2025, 12, 31)
_SETTLEMENTS = frozenset({"village", "town", "city", "neighbourhood"})
_ZIPF = 0.9
"""Exponent of the frequency of places by rank."""
_OFFENSIVES, _IN_OFFENSIVE = 150, 0.65
_ACTIONS = Path(__file__).with_name("actions.csv")


@dataclass(frozen=True, slots=True)
class Action:
    """Who attacks whom and how, with its share and the days between which it happens; weapon, by, what: in Arabic, as a text names them."""

    initiator: str
    target: str
    type: str
    weight: float
    first: date
    last: date
    weapon: str
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Incidents:
    """Columns of equal length. place, action: indexes into `places` and `actions`; day: days since FIRST; killed, injured: persons."""

    places: Sequence[Place]
    actions: Sequence[Action]
    place: Ints
    day: Ints
    action: Ints
    killed: Ints
    injured: Ints


def incidents(count: int, seed: int, begin: int = 0, end: int = (LAST - FIRST).days + 1) -> Incidents:
    """Make incidents in the order of their days, which lie from `begin` to before `end`, counted from FIRST.

    Raises GazetteerError where the gazetteer has no settlement with a position.
    """
    rng = np.random.default_rng(seed)
    places, actions = _places(), _actions()
    day, governorate = _days(count, (begin, end), rng, sorted({place.governorate for place in places}))
    place = _where(governorate, places, rng)
    action = _how(day, actions, rng)
    killed = np.where(rng.random(count) < 0.55, 0, rng.geometric(0.3, count)) * np.where(rng.random(count) < 0.01, rng.integers(3, 12, count), 1)
    injured = np.where(rng.random(count) < 0.5, 0, rng.geometric(0.2, count))
    order = np.argsort(day, kind="stable")
    return Incidents(places, actions, place[order], day[order], action[order], killed[order], injured[order])


def _places() -> list[Place]:
    """Settlements with a position, the best known first: by population, then by id."""
    known = gazetteer.load().places.values()
    found = [place for place in known if place.level in _SETTLEMENTS and place.lat is not None and place.governorate]
    if not found:
        raise GazetteerError("the gazetteer has no settlement with a position; build it anew")
    return sorted(found, key=lambda place: (-(place.population or 0), place.id))


def _actions() -> list[Action]:
    with _ACTIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Action(row["initiator"], row["target"], row["type"], float(row["weight"]), date.fromisoformat(row["first"]), date.fromisoformat(row["last"]),
               row["weapon"], row["by"], row["what"])
        for row in rows
    ]  # fmt: skip


def _days(count: int, span: tuple[int, int], rng: np.random.Generator, governorates: Sequence[str]) -> tuple[Ints, npt.NDArray[np.str_]]:
    """A day and a governorate for each incident."""
    first, end = span
    shares = rng.dirichlet(np.full(len(governorates), 0.8))
    begins, lasts = rng.integers(first, end, _OFFENSIVES), 1 + rng.geometric(1 / 20, _OFFENSIVES)
    where, size = rng.choice(len(governorates), _OFFENSIVES, p=shares), rng.pareto(1.2, _OFFENSIVES) + 1
    which = rng.choice(_OFFENSIVES, count, p=size / size.sum())
    bursts = np.minimum(begins[which] + rng.integers(0, lasts[which]), end - 1)
    within = rng.random(count) < _IN_OFFENSIVE
    day = np.where(within, bursts, rng.integers(first, end, count))
    named = np.where(within, where[which], rng.choice(len(governorates), count, p=shares))
    return day, np.array(governorates)[named]


def _where(governorate: npt.NDArray[np.str_], places: Sequence[Place], rng: np.random.Generator) -> Ints:
    own = np.array([place.governorate for place in places])
    found = np.zeros(len(governorate), dtype=np.int64)
    for one in np.unique(own):
        here, wanted = np.flatnonzero(own == one), np.flatnonzero(governorate == one)
        share = 1 / np.arange(1, len(here) + 1) ** _ZIPF
        found[wanted] = rng.choice(here, len(wanted), p=share / share.sum())
    return found


def _how(day: Ints, actions: Sequence[Action], rng: np.random.Generator) -> Ints:
    """An action for each incident, among those of its day."""
    first, last = (np.array([(getattr(action, end) - FIRST).days for action in actions]) for end in ("first", "last"))
    weights = np.array([action.weight for action in actions])
    found = np.zeros(len(day), dtype=np.int64)
    edges = np.unique(np.concatenate([[0], first, last + 1]))
    for begin, end in zip(edges, [*edges[1:], (LAST - FIRST).days + 1], strict=True):
        wanted = np.flatnonzero((day >= begin) & (day < end))
        share = np.where((first <= begin) & (last >= begin), weights, 0.0)
        if len(wanted):
            found[wanted] = rng.choice(len(actions), len(wanted), p=share / share.sum())
    return found
