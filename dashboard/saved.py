"""Saved views: each a small file in the workspace's folder `views`, with a name and the query of its link. No Streamlit here.

A file may come from a colleague, so it is read like a link: what it says wrongly is told, and nothing in it is trusted.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs

from dashboard.filters import Query, clean
from events import access
from gazetteer.places import RasdError

FOLDER = "views"
LONGEST_NAME = 80
_MOST_BYTES = 64_000
_MOST_FILES = 500
_ENDING = ".json"
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}  # of Windows, for its devices


class SavedError(RasdError, OSError):
    """A view could not be saved; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view. id: the stem of its file; query: of its link, after the question mark; made: the day it was saved, ISO."""

    id: str
    name: str
    query: str
    made: str = ""

    @property
    def parameters(self) -> Query:
        """The query as a link's parameters."""
        return parse_qs(self.query, max_num_fields=1000)


def views(home: Path) -> tuple[tuple[Saved, ...], tuple[str, ...]]:
    """List the saved views of a workspace by name, and the names of files that are none."""
    found, bad = [], []
    for file in sorted((home / FOLDER).glob(f"*{_ENDING}"))[:_MOST_FILES]:
        try:
            found.append(_read(file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            bad.append(file.name)
    return tuple(sorted(found, key=lambda view: (view.name.casefold(), view.id))), tuple(bad)


def _read(file: Path) -> Saved:
    if file.stat().st_size > _MOST_BYTES:
        raise ValueError(file.name)
    said = json.loads(file.read_text("utf-8"))
    name, query, made = said["name"], said["query"], said.get("made", "")
    view = Saved(file.stem, tidy(name), query, made if re.fullmatch(r"\d{4}-\d\d-\d\d", made) else "")
    if not view.name or not isinstance(view.parameters, dict):
        raise ValueError(file.name)
    return view


def tidy(name: str) -> str:
    """Make a name fit to be shown in one line, of a bounded length."""
    return clean(name)[:LONGEST_NAME].strip()


def save(home: Path, name: str, query: str, day: date) -> Saved:
    """Save a view under a name, as a new file. Raises SavedError, ValueError for a name without a letter."""
    wanted = tidy(name)
    if not wanted:
        raise ValueError("a view needs a name")
    stem = "-".join(re.findall(r"\w+", wanted.casefold()))[:50] or "view"
    taken = {file.stem for file in (home / FOLDER).glob(f"*{_ENDING}")}
    stem = f"view-{stem}" if stem in _RESERVED else stem
    free = next(name for n in count(1) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
    view = Saved(free, wanted, query, day.isoformat())
    put(home, view)
    return view


def put(home: Path, view: Saved) -> None:
    """Write a view to its file, whole or not at all. Raises SavedError, and AccessError where the visitor may add nothing."""
    access.require("add")
    file = home / FOLDER / f"{view.id}{_ENDING}"
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(exist_ok=True)
        draft.write_text(json.dumps({"name": view.name, "query": view.query, "made": view.made}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        draft.replace(file)
    except OSError as error:
        raise SavedError(f"{file}: this view could not be saved ({error.strerror}); make the folder writable") from error


def remove(home: Path, view: Saved) -> None:
    """Take a view's file away; one that is gone already is no error. Raises SavedError, and AccessError as `put` does."""
    access.require("add")
    file = home / FOLDER / f"{view.id}{_ENDING}"
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise SavedError(f"{file}: this view could not be taken away ({error.strerror}); make the folder writable") from error
