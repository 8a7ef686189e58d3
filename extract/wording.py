"""Words that say how a statement stands to the one before it: another attack, a reply, a remark, a rank, one missile of several (`statement_cues.csv`)."""

from __future__ import annotations

from functools import cache

from extract.tables import Word, WordRoles

ROLES = ("rank", "thereby", "reply", "remark", "another", "contrast", "missile", "likewise", "same", "property", "authority", "hurt")


@cache
def _cues() -> WordRoles:
    return WordRoles("statement_cues.csv", ROLES)


def says(word: Word, role: str) -> bool:
    """Whether a word, as it stands or after a particle, plays a role."""
    return _cues().plays(word, role)


def players(role: str) -> frozenset[str]:
    """The keys of all words that play a role."""
    return _cues().players(role)
