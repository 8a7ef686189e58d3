"""Tables that give single words roles: what a word of speech, of doubt or of loss does to the words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from extract.tables import forms, read_table
from extract.words import Word
from gazetteer.names import spellings


class WordRoles:
    """The roles that single words play by a table with a column `role`."""

    def __init__(self, table: str, known: Sequence[str]) -> None:
        self._players: dict[str, set[str]] = {role: set() for role in known}
        for row in read_table(table, ["role"]):
            self._players[row.one_of("role", known)].update(spelling for phrase in forms(row["phrase"]) for spelling in spellings(phrase))

    def plays(self, word: Word, role: str, *, whole: bool = False) -> bool:
        """Say whether a word plays a role, as it stands or after a particle; whole: only as it stands."""
        players = self._players[role]
        return word.key in players if whole else not players.isdisjoint(word.forms)

    def players(self, role: str) -> frozenset[str]:
        """The keys of all words that play a role."""
        return frozenset(self._players[role])
