"""A workspace: the folder that holds an analyst's ledger and the snapshot made from it."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from platformdirs import user_data_path
from sqlalchemy import make_url

from events import access
from events.ledger import Ledger
from gazetteer.places import Place, RasdError

if TYPE_CHECKING:
    from gazetteer import Gazetteer

HOME_VARIABLE = "RASD_HOME"
LEDGER_VARIABLE = "RASD_LEDGER"
"""Names a database server; workspaces that are made while it is set keep their ledgers there."""
LEDGER = "ledger.sqlite"
OVERLAY = "overlay.csv"
"""The analyst's own places and spellings, in the workspace's folder."""


class WorkspaceError(RasdError):
    """The workspace folder cannot be used; the message says which folder, why, and the way out."""


def default_home() -> Path:
    """Give the folder that $RASD_HOME names, else the platform's user data folder."""
    named = os.environ.get(HOME_VARIABLE, "")
    return Path(named).expanduser() if named else user_data_path("rasd", appauthor=False) / "workspace"


class Workspace:
    """A workspace folder, made when it does not exist. Close it, or use it in a `with` block.

    home: the folder (None: `default_home()`). name, demo, synthetic: written on creation, read from the folder afterwards; demo marks a workspace of
    demonstration texts, synthetic one of made-up material (`rasd synth`), copy_of names where the snapshot of a copy comes from (`rasd snapshot pull`),
    which has no articles of its own. Raises WorkspaceError where the folder cannot be read or written,
    LedgerError where its ledger cannot be opened.
    """

    def __init__(self, home: Path | None = None, *, name: str = "", demo: bool = False, synthetic: bool = False, copy_of: str = "") -> None:
        self.home = (home or default_home()).absolute()
        self.snapshot_dir = self.home / "snapshot"
        self.overlay = self.home / OVERLAY
        try:
            self.snapshot_dir.mkdir(parents=True, exist_ok=True)
            self.name, self.demo, self.synthetic, url, self.copy_of = self._identity(name or self.home.name, copy_of, demo=demo, synthetic=synthetic)
        except OSError as error:
            raise WorkspaceError(
                f"{self.home}: this folder cannot be used as a workspace ({error.strerror}); name another in ${HOME_VARIABLE} or make it writable"
            ) from error
        for path in (self.home, self.home / LEDGER):
            if path.exists() and not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
                raise WorkspaceError(f"{path}: read-only; copy the folder and name the copy in ${HOME_VARIABLE}, or make it writable")
        self._gazetteer: tuple[bytes, Gazetteer] | None = None
        self.ledger = Ledger(url or f"sqlite:///{self.home / LEDGER}", self.place_of)

    def gazetteer(self) -> Gazetteer:
        """Give the gazetteer with the workspace's own places and spellings (`overlay.csv`, where there is one). Raises GazetteerError for a bad one."""
        import gazetteer  # noqa: PLC0415  # place names take a second to load, which most questions to a workspace need not pay
        from gazetteer.tables import DATA  # noqa: PLC0415

        if not self.overlay.exists():
            return gazetteer.load()
        said = self.overlay.read_bytes()
        if self._gazetteer is None or self._gazetteer[0] != said:  # `load` keeps what it read of a path, and this file changes under its path
            self._gazetteer = said, gazetteer.Gazetteer(DATA, self.overlay)
            _ = self._gazetteer[1].version  # a hash of the file as it is now
        return self._gazetteer[1]

    def overlay_to_write(self) -> Path:
        """Give the file of the workspace's own places and spellings, to who may change it. Raises AccessError."""
        access.require("add")
        return self.overlay

    def place_of(self, place_id: str) -> Place | None:
        """Give a place of the gazetteer in use, None if it has none of that id."""
        return self.gazetteer().places.get(place_id)

    def _identity(self, name: str, copy_of: str, *, demo: bool, synthetic: bool) -> tuple[str, bool, bool, str, str]:
        """Give name, marks, the URL of the ledger ("" for the file in the folder) and `copy_of` as `workspace.json` has them; write it where there is none."""
        passport = self.home / "workspace.json"
        if not passport.exists():
            kept = {"ledger": _place_on(server, self.home)} if (server := os.environ.get(LEDGER_VARIABLE, "")) and not copy_of else {}
            kept |= {"copy_of": copy_of} if copy_of else {}
            draft = passport.with_suffix(f".{os.getpid()}.tmp")
            draft.write_text(json.dumps({"name": name, "demo": demo, "synthetic": synthetic, **kept}, ensure_ascii=False, indent=1) + "\n", "utf-8")
            draft.replace(passport)
        try:
            known = json.loads(passport.read_text("utf-8"))
            return str(known["name"]), bool(known["demo"]), bool(known.get("synthetic", False)), str(known.get("ledger", "")), str(known.get("copy_of", ""))
        except (ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(f'{passport}: not a workspace description; expected {{"name": "...", "demo": false}}') from error

    def __enter__(self) -> Self:
        """Use the workspace in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()


@cache
def opened(home: Path) -> Workspace:
    """Give a workspace that stays open as long as the process: for one that helps another."""
    return Workspace(home)


def ledger_on(home: Path) -> str:
    """Give the URL of the server that keeps a workspace's ledger, "" where it is the file in the folder."""
    try:
        return str(json.loads((home / "workspace.json").read_text("utf-8")).get("ledger", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _place_on(server: str, home: Path) -> str:
    """Give the URL of a ledger on a server, named after the folder of its workspace. Raises WorkspaceError for one with a password."""
    if make_url(server).password:
        raise WorkspaceError(f"${LEDGER_VARIABLE} holds a password, which would stand in workspace.json; put it in ~/.pgpass or $PGPASSWORD")
    return f"{server}{'&' if '?' in server else '?'}workspace=rasd_{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
