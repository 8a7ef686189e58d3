"""Fire of nobody named in a text where all other fire is one side's: "شنت إسرائيل غارات على دمشق ... وطالت الغارات مدينة درعا"."""

from __future__ import annotations

from collections.abc import Sequence

from extract import blame, context
from extract.cues import definite
from extract.draft import Draft
from extract.forces import AIR_POWERS
from extract.kind_by_means import NO_WEAPON
from extract.vocabulary import Codes

_FLOWN = frozenset({"air_strike", "drone_strike"})
_FIRE = _FLOWN | {"shelling"}
_FIRE_NOUNS = _FIRE | {"strike"}
_STRANGERS = AIR_POWERS - {"russia"}
"""Whose strikes are told apart from others; those of the government and of Russia were confused."""
_ALONE = "the aircraft of which alone the text tells"


def settle(found: Sequence[Draft], *, bulletin: bool) -> None:
    """Give fire without an attacker the one attacker of all fire that the text names, in place.

    Strikes from the air where that side alone flew; shelling only where the text points back to "القصف". bulletin: the text goes from region to region.
    """
    fire = [draft for draft in found if draft.type in _FIRE]
    owner = _only_owner(fire)
    if bulletin or not owner:
        return
    flew = _STRANGERS.issuperset(owner) and next((draft for draft in fire if draft.codes[0] == owner and draft.type in _FLOWN), None)
    for draft in fire:
        flown = bool(flew) and (draft.type in _FLOWN or draft.rule == NO_WEAPON)
        if not draft.codes[0] and not draft.sides.initiators and (flown or _points_back(draft)) and not _left_open(draft):
            targets = tuple(code for code in draft.codes[1] if code not in owner)
            if len(targets) == len(draft.codes[1]):
                draft.codes = (owner, targets)
                draft.carried.add("initiators")
                if flew and draft.rule == NO_WEAPON:
                    draft.type, draft.rule = flew.type, _ALONE


def _only_owner(fire: Sequence[Draft]) -> Codes:
    """Give the side to which all fire of which the text names the owner belongs, () where there are several or none."""
    owners = {frozenset(draft.codes[0]): draft.codes[0] for draft in fire if draft.codes[0]}
    return next(iter(owners.values())) if len(owners) == 1 and frozenset({"unknown"}) not in owners else ()


def _points_back(draft: Draft) -> bool:
    """Whether a statement speaks of "القصف", "الغارات" as told before."""
    words = draft.reading.words
    nouns = (trigger for trigger in draft.clause.triggers if trigger.role in {"noun", "patient_noun"} and trigger.type in _FIRE_NOUNS)
    return any(definite(words[trigger.first]) for trigger in nouns)


def _left_open(draft: Draft) -> bool:
    """Whether the text says that nobody knows who it was, or blames someone."""
    disputed = context.hidden(draft.reading, draft.clause) or context.disputed(draft.reading, draft.clause)
    return disputed or blame.attribution(draft.reading, draft.clause) is not None
