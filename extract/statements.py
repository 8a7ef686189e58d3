"""One statement of an attack as the readers of actors see it, and the two sides that they make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.actors import ActorMention
from extract.triggers import Trigger
from extract.words import Word


@dataclass(slots=True)
class Sides:
    """The sides of one event, with the mentions that name them.

    both: the text names the parties of a fight and no attacker; supporters: initiators who only backed the others; holders: targets of whom it is only
    told that they hold the place ("التي تسيطر عليها X"); facing: who stands opposite ("على خط التماس مع X"), on neither side.
    """

    initiators: list[ActorMention] = field(default_factory=list)
    targets: list[ActorMention] = field(default_factory=list)
    both: bool = False
    supporters: list[ActorMention] = field(default_factory=list)
    holders: list[ActorMention] = field(default_factory=list)
    facing: list[ActorMention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Statement:
    """The words in which actors take their roles.

    main: the trigger that reports the event; triggers: all of the clause; words: of the zone; cues: see `cues_by_end`; hurt: raw offsets of the
    casualty figures, whose people ("قُتل عنصران من قسد") are targets; ends: the words after which a side named in the clause ends;
    backed: the words after which one that only supports ends.
    """

    main: Trigger
    triggers: Sequence[Trigger]
    words: Sequence[Word]
    cues: dict[int, tuple[str, int]]
    hurt: Sequence[tuple[int, int]] = ()
    ends: frozenset[int] = frozenset()
    backed: frozenset[int] = frozenset()
