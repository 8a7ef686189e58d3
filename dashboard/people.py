"""Who looks at a shared dashboard. Where it is not shared, there is one visitor, who may do everything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from events import access, log
from events.access import AccessError, Person, Right, Standing
from events.workspace import default_home


def is_public() -> bool:
    """Tell whether the dashboard is shared, so that everybody has to log in."""
    return os.environ.get(access.PUBLIC) == "1"


def claims() -> Mapping[str, Any]:
    """What the provider says of the visitor, as Streamlit keeps it in a signed cookie; nothing where they have not logged in."""
    found: dict[str, Any] = st.user.to_dict()
    return found if found.get("is_logged_in") is True else {}


def standing() -> tuple[Standing, Person | None]:
    """Whether the visitor is let in, and who they are. The file is read anew each time, so that who leaves the team is out at once."""
    return access.admit(access.read_team(default_home() / access.FILE), claims(), datetime.now(UTC))


def current() -> Person | None:
    """The visitor of a shared dashboard, None where it is not shared. Raises AccessError for one who is not let in."""
    if not is_public():
        return None
    how, person = standing()
    if person is None:
        raise AccessError("the session is over; load the page again and log in" if how == "expired" else "log in first")
    return person


def may(right: Right) -> bool:
    """Tell whether the visitor may do something, to draw what they may."""
    person = current()
    return person is None or person.may(right)


def check(right: Right, name: str) -> None:
    """Refuse what the visitor may not do, and what would be kept under another name than theirs; both are logged."""
    try:
        person = current()
        _refuse(person, right, name)
    except AccessError as refused:
        log.tell("refused", right=right, why=str(refused))
        raise
    if person:
        log.tell("allowed", right=right, person=person.name, role=person.role)


def _refuse(person: Person | None, right: Right, name: str) -> None:
    if person and not person.may(right):
        raise AccessError(f"{person.name} may not do this: a {person.role} has no right to {right}")
    if person and name and name != person.name:
        raise AccessError(f"{person.name} cannot decide under the name of {name}")


if is_public():
    access.guard_with(check)
