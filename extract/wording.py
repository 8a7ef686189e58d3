"""Words that say how a statement stands to the one before it: another attack, a reply, a remark, a rank, one missile of several (`statement_cues.csv`)."""

from __future__ import annotations

from extract.word_roles import WordRoles

ROLES = ("rank", "thereby", "reply", "remark", "another", "contrast", "missile", "likewise", "same", "property", "authority", "hurt")


_CUES = WordRoles("statement_cues.csv", ROLES)
says, players = _CUES.plays, _CUES.players
"""Whether a word, as it stands or after a particle, plays a role, and the keys of all words that do."""
