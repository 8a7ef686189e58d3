"""Clauses: the parts of a sentence that each report one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.sentences import Sentence
from extract.tables import Phrases, Word, forms, read_table
from extract.triggers import CARRIERS, Trigger

_VERBLIKE = frozenset({"verb", "weak_verb"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Words first..last-1 of a sentence; triggers: the words in it that report an attack; opener: strength of the connective it begins with, "" if none.

    core: the words up to the end of the piece that holds the triggers; what follows it (a statement without an attack) only gives dead and dates.
    """

    first: int
    last: int
    sentence: int
    paragraph: int
    triggers: tuple[Trigger, ...]
    opener: str
    core: tuple[int, int]


@cache
def _connectives() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("connectives.csv", ["strength"]):
        for form in forms(row["phrase"]):
            phrases.add(form, row.one_of("strength", ("strong", "weak")))
    return phrases


def openers(words: Sequence[Word]) -> dict[int, str]:
    """Connectives that may open a new statement: index of their first word -> strong or weak."""
    return {hit.first: hit.values[0] for hit in _connectives().find(words)}


def split(sentences: Sequence[Sentence], triggers: Sequence[Trigger], connectives: Mapping[int, str]) -> list[Clause]:
    """Cut sentences where a new statement begins: at a connective (كما، فيما), at و/ف before a verb of attack.

    A piece that reports no attack stays with the piece before it, or with the next one at the start of a sentence: it tells of its
    dead, its date or its place.
    """
    starters = {trigger.first for trigger in triggers if _starts(trigger)}
    clauses: list[Clause] = []
    for number, sentence in enumerate(sentences):
        inside = [trigger for trigger in triggers if sentence.first <= trigger.first < sentence.last]
        cuts = [at for at in range(sentence.first + 1, sentence.last) if at in connectives or at in starters]
        pieces = list(zip([sentence.first, *cuts], [*cuts, sentence.last], strict=True))
        for first, last, core in _joined(pieces, inside, connectives):
            own = tuple(trigger for trigger in inside if first <= trigger.first < last)
            clauses.append(Clause(first, last, number, sentence.paragraph, own, connectives.get(first, ""), core))
    return clauses


def _starts(trigger: Trigger) -> bool:
    if trigger.role not in _VERBLIKE:
        return False
    return trigger.particle[:1] in {"و", "ف"}


def _joined(pieces: Sequence[tuple[int, int]], triggers: Sequence[Trigger], connectives: Mapping[int, str]) -> list[tuple[int, int, tuple[int, int]]]:
    """Join pieces without a trigger of their own to a neighbour: (first, last, the piece with the trigger)."""
    joined: list[tuple[int, int, tuple[int, int]]] = []
    pending: int | None = None
    for first, last in pieces:
        begin = first if pending is None else pending
        if any(first <= trigger.first < last and trigger.type not in CARRIERS and trigger.role != "weak" for trigger in triggers):
            joined.append((begin, last, (begin, last)))
            pending = None
        elif joined:
            begun, _, core = joined[-1]
            goes_on = connectives.get(first) == "weak" and core[1] == first  # "عند أطراف حي العرقوب وفي سليمان الحلبي"
            joined[-1] = (begun, last, (core[0], last) if goes_on else core)
        else:
            pending = begin
    if pending is not None:
        joined.append((pending, pieces[-1][1], (pending, pieces[-1][1])))
    return joined
