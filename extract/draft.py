"""An incident while it is being read, and what the reader of a zone has in mind while it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from extract.actors import ActorMention
from extract.attach import Attacher
from extract.clauses import Clause
from extract.counts import CountMention
from extract.dateresolve import DateValue
from extract.dates import DateMention
from extract.forces import Forces
from extract.statements import Sides
from extract.triggers import Trigger
from extract.vocabulary import Codes
from extract.where import Outcomes
from extract.zones import ZoneReading

CARRIED_KINDS = frozenset({"offset", "weekday", "calendar"})
"""Kinds of date that hold for the next sentences until another is named."""


@dataclass(slots=True, eq=False)
class Draft:
    """One incident while it is being read.

    places: indexes into `reading.places`; carried: fields taken over from an earlier clause or missing ("date"), "post" for the place of a whole post;
    country: ISO code abroad, "??" with no place named; clauses: all clauses that tell of it; codes: actor codes of both sides; holders: targets that
    only hold the place; aimed_at: whom fire answers or whose gain it strikes; borrowed: initiators named in an earlier clause; abroad: indexes of
    foreign places; accusations: clauses that blame the attacker.
    """

    reading: ZoneReading
    clause: Clause
    type: str
    main: Trigger
    rule: str
    places: list[int]
    sides: Sides
    country: str = ""
    counts: list[CountMention] = field(default_factory=list)
    date: DateMention | None = None
    value: DateValue | None = None
    carried: set[str] = field(default_factory=set)
    clauses: list[Clause] = field(default_factory=list)
    codes: tuple[Codes, Codes] = ((), ())
    holders: Codes = ()
    aimed_at: Codes = ()
    borrowed: list[ActorMention] = field(default_factory=list)
    abroad: list[int] = field(default_factory=list)
    accusations: list[Clause] = field(default_factory=list)


@dataclass(slots=True)
class Reader:
    """Reads the clauses of one zone in order, and what it has in mind on the way.

    recalled: a day told in a sentence that only looks back, which holds in the paragraph recalled_in alone; taken: by place (see `name_of`) the
    incidents in which it changed hands, by their number in `found`; turned: whether `subject` is told after the incident of its clause ("سيطرت A على
    X، بينما ما تزال B في Y وتستهدف ..."); fight: both parties of a fight that was only spoken of ("لم يتوقف القتال بين A وB"); claim: the clause in which
    someone claims attacks that are told after it.
    """

    reading: ZoneReading
    outcomes: Outcomes
    published: date | None
    forces: Forces
    attacher: Attacher
    draft: Draft | None = None
    places: list[int] = field(default_factory=list)
    paragraph: int = -1
    date: DateMention | None = None
    recalled: DateMention | None = None
    recalled_in: int = -1
    last_by_level: dict[str, int] = field(default_factory=dict)
    bulletin: bool = False
    sentence: int = -1
    subject: Codes = ()
    turned: bool = False
    found: list[Draft] = field(default_factory=list)
    taken: dict[str, dict[int, Draft]] = field(default_factory=dict)
    fight: Codes = ()
    claim: Clause | None = None
