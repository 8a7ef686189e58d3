"""Words that say how a statement stands to the one before it: another attack, a reply, a remark, a rank, one missile of several (`statement_cues.csv`)."""

from __future__ import annotations

from functools import cache

from extract.tables import Word, forms, read_table
from gazetteer.names import key

ROLES = ("rank", "thereby", "reply", "remark", "another", "contrast", "missile", "likewise", "same", "property")


@cache
def _roles() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_table("statement_cues.csv", ["role"]):
        for form in forms(row["phrase"]):
            found.setdefault(key(form), set()).add(row.one_of("role", ROLES))
    return {form: frozenset(roles) for form, roles in found.items()}


def says(word: Word, role: str) -> bool:
    """Whether a word, as it stands or after a particle, plays a role."""
    return any(role in _roles().get(form, ()) for form in word.forms)
