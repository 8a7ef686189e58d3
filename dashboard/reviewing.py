"""A reviewer at work: who decides, the steps they take, what became of the last one, and the order in which the queue is gone through."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st
from sqlalchemy.exc import DatabaseError

from dashboard import chrome, people, session
from dashboard.data import Cut
from dashboard.text import Words
from events.analyst import Analyst
from events.records import Review
from events.workspace import Workspace
from gazetteer.places import RasdError

_NAME, _TURN, _SAID, _ORDER = "rasd-reviewer", "rasd-review-turn", "rasd-review-said", "rasd-review-order"

Said = tuple[Literal["note", "error"], str, str]


def may_write(workspace: Workspace) -> bool:
    """Tell whether reviews can be kept in a workspace."""
    parts = (workspace.home, workspace.snapshot_dir, workspace.home / "ledger.sqlite")
    return all(os.access(part, os.W_OK) for part in parts if part.exists())  # a ledger on a server has no file here


def reviewer() -> str:
    """The name under which this visitor decides; at first the system's user, and who logged in to a shared dashboard."""
    if person := people.current():
        return person.name
    if _NAME not in st.session_state:
        try:
            st.session_state[_NAME] = getpass.getuser()
        except (OSError, KeyError):  # the system names no user
            st.session_state[_NAME] = ""
    return str(st.session_state[_NAME])


def ask_name(words: Words) -> None:
    """Draw the field for the name, which is not asked of who logged in."""
    if people.is_public():
        return
    key = "review-name"

    def keep() -> None:
        st.session_state[_NAME] = st.session_state[key].strip()

    st.text_input(words("review.reviewer"), reviewer(), key=key, help=words("review.reviewer.help"), on_change=keep, max_chars=100, autocomplete="off")


def key(name: str) -> str:
    """The key of a widget of the open event; it changes with each step taken, so that no widget holds what was true before."""
    return f"review-{name}-{session.current().event}-{st.session_state.get(_TURN, 0)}"


def step(cut: Cut, words: Words, take: Callable[[Analyst], Review], *, follow: str = "") -> None:
    """Take a step and draw the page anew; where it cannot be taken, say why and leave all that was typed.

    follow: id of the report whose event is shown afterwards; by default the event stays.
    """
    try:
        with st.spinner(words("review.working")):
            review = take(Analyst(cut.workspace, reviewer() or " "))
    except RasdError as error:
        refuse(str(error))
    except DatabaseError as error:
        refuse(f"{words('review.locked')} ({error.orig})")
    else:
        done(words("review.done", action=words(f"review.action.{review.action}"), who=review.reviewer))
        event = cut.workspace.ledger.event_of(follow) if follow else cut.workspace.ledger.current_id(session.current().event)
        show(event or session.current().event)
    st.rerun()


def done(text: str) -> None:
    """Say in the next run that a step was taken; the widgets begin anew."""
    first, _, rest = text.partition("\n")
    st.session_state[_SAID] = ("note", first, rest)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def refuse(text: str) -> None:
    """Say in the next run why a step was not taken."""
    st.session_state[_SAID] = ("error", "", text)


def tell(words: Words) -> None:
    """Say what became of the last step, once."""
    said: Said | None = st.session_state.pop(_SAID, None)
    if said:
        chrome.message(said[0], said[1] or words("review.refused"), said[2])


def show(event_id: str) -> None:
    """Open an event; "" for the queue."""
    if event_id != session.current().event:
        session.change(replace(session.current(), event=event_id, at=""))


def keep_order(ids: Sequence[str]) -> None:
    """Remember the queue as it was shown: what is judged keeps its place in it until it is shown again."""
    st.session_state[_ORDER] = tuple(ids)


def order() -> tuple[str, ...]:
    """The queue as it was shown last."""
    found: tuple[str, ...] = st.session_state.get(_ORDER, ())
    return found
