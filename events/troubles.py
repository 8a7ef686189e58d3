"""What SQLite refuses, in words: what happened to the ledger, what became of the work, and the way out."""

from __future__ import annotations

import sqlite3

_DOCTOR = "see what can be done with: rasd doctor"
_WAYS_OUT = {
    sqlite3.SQLITE_CORRUPT: f"the ledger is damaged; {_DOCTOR}; put a backup back with: rasd restore FILE",
    sqlite3.SQLITE_NOTADB: f"this is no ledger, or it is damaged; {_DOCTOR}; put a backup back with: rasd restore FILE",
    sqlite3.SQLITE_FULL: "the disk is full; what was saved before is safe, the step at hand was not taken; free some space and do it again",
    sqlite3.SQLITE_READONLY: f"the ledger cannot be written; {_DOCTOR}",
    sqlite3.SQLITE_CANTOPEN: f"the ledger cannot be opened; {_DOCTOR}",
    sqlite3.SQLITE_IOERR: f"the disk refuses to read or write; what was saved before is safe, the step at hand was not taken; {_DOCTOR}",
    sqlite3.SQLITE_BUSY: "another program has been writing to the ledger for half a minute; wait until it is done and do it again",
}


def explain(where: str, error: BaseException | None) -> str:
    """Say what an error of SQLite means for the ledger in the file `where`, "" for one that is no trouble of the file."""
    code = getattr(error, "sqlite_errorcode", None)
    way_out = _WAYS_OUT.get(code & 0xFF) if isinstance(code, int) else None  # the low byte is the kind, the rest says more
    return f"{where}: {way_out} ({error})" if way_out else ""
