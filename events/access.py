"""Who may do what in a workspace that is shared. Whoever sits at the machine may do everything; a shared dashboard sets a guard that asks who it is.

The functions that change a workspace call `require`; so a form that was drawn by mistake, or a request made by hand, still changes nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from gazetteer.places import RasdError

Right = Literal["review", "add", "manage"]
Standing = Literal["in", "out", "expired", "unverified", "unlisted"]
Guard = Callable[[Right, str], None]
FILE = "access.toml"
PUBLIC = "RASD_PUBLIC"
"""Variable of the environment that `rasd serve --public` sets to 1."""
ROLES: Mapping[str, frozenset[Right]] = {"viewer": frozenset(), "reviewer": frozenset({"review", "add"}), "admin": frozenset({"review", "add", "manage"})}
"""review: judge events under one's own name. add: articles, spellings and places. manage: reviews of others, in and out."""
_SKEW = timedelta(minutes=5)  # between the clocks of this machine and of the provider
_LONGEST_NAME = 100


class AccessError(RasdError, PermissionError):
    """Somebody may not do this, or the file that says who may cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was let in. name: under which reviews are kept."""

    name: str
    role: str

    def may(self, right: Right) -> bool:
        """Tell whether the role has a right."""
        return right in ROLES[self.role]


@dataclass(frozen=True, slots=True)
class Team:
    """Who may come in. people: by what `claim` of the provider's token says. unlisted: the role of others, "none" for nobody else. hours: of a session."""

    people: Mapping[str, Person]
    claim: str
    unlisted: str
    hours: float


_guard: list[Guard] = []


def guard_with(guard: Guard | None) -> None:
    """Have `guard` asked from now on in this process; None: nobody is asked. It raises AccessError where something is refused."""
    _guard[:] = [guard] if guard else []


def require(right: Right, name: str = "") -> None:
    """Raise AccessError unless the one who asks may. name: under which something is about to be kept."""
    for guard in _guard:
        guard(right, name)


def read_team(path: Path) -> Team:
    """Read the file that says who may come in. Raises AccessError with file, value and the way out."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise AccessError(f"{path}: no such file; it names who may come in (docs/deploy.md)") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccessError(f"{path}: cannot be read ({error})") from error
    _only(found, {"people", "claim", "unlisted", "hours"}, path.name)
    claim, unlisted, hours, listed = found.get("claim", "email"), found.get("unlisted", "none"), found.get("hours", 12), found.get("people", {})
    if not isinstance(claim, str) or not claim:
        raise AccessError(f"{path.name}: claim {claim!r} is no name of a claim, such as email")
    if unlisted not in {"none", "viewer"}:
        raise AccessError(f"{path.name}: unlisted is {unlisted!r}; known: none, viewer")
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 24 * 30:
        raise AccessError(f"{path.name}: hours is {hours!r}; expected a number of hours, at most 720")
    if not isinstance(listed, dict):
        raise AccessError(f'{path.name}: people is {listed!r}; expected tables such as [people."rana@example.org"]')
    people = {_known_as(claim, who): _person(path.name, who, about) for who, about in listed.items()}
    names = [person.name for person in people.values()]
    if len(people) < len(listed) or len(set(names)) < len(names):
        raise AccessError(f"{path.name}: two people are one, or have one name; reviews could not be told apart")
    if not people and unlisted == "none":
        raise AccessError(f"{path.name}: nobody may come in; name someone under [people]")
    return Team(people, claim, unlisted, float(hours))


def admit(team: Team, claims: Mapping[str, Any], now: datetime) -> tuple[Standing, Person | None]:
    """Tell who somebody is by the claims of their token. claims: empty for who has not logged in. now: with its zone."""
    who = claims.get(team.claim)
    if not claims or not isinstance(who, str) or not who.strip():
        return "out", None
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float) or not -_SKEW.total_seconds() <= now.timestamp() - issued <= team.hours * 3600:
        return "expired", None
    if team.claim == "email" and claims.get("email_verified", True) is not True:
        return "unverified", None
    person = team.people.get(_known_as(team.claim, who))
    if person is None and team.unlisted != "none":
        person = Person(who.strip()[:_LONGEST_NAME], team.unlisted)
    return ("in", person) if person else ("unlisted", None)


def _known_as(claim: str, who: str) -> str:
    return who.strip().casefold() if claim == "email" else who.strip()


def _person(file: str, who: str, about: object) -> Person:
    if not isinstance(about, dict):
        raise AccessError(f'{file}: people.{who!r} is {about!r}; expected a name and a role, such as {{ name = "Rana", role = "reviewer" }}')
    _only(about, {"name", "role"}, f"{file}, {who}")
    name, role = about.get("name", who), about.get("role", "viewer")
    if role not in ROLES:
        raise AccessError(f"{file}: the role of {who} is {role!r}; known: {', '.join(ROLES)}")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccessError(f"{file}: the name of {who} is {name!r}; expected 1 to {_LONGEST_NAME} letters")
    return Person(name.strip(), role)


def _only(found: Mapping[str, object], known: set[str], where: str) -> None:
    if unknown := found.keys() - known:
        raise AccessError(f"{where}: unknown key {min(unknown)!r}; known: {', '.join(sorted(known))}")
