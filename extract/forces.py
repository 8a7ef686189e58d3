"""The forces an article has in mind, by its day, its agency and what it named before.

They are what "قواتنا", "التنظيم" and "جيش الاحتلال" mean, and whose aircraft those without an owner are.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from extract.actors import ActorMention, SourceMention
from extract.clauses import Clause
from extract.opponents import TERRORIST, unnamed_terrorists
from extract.vocabulary import FALL, Codes
from extract.word_lists import stems
from extract.zones import ZoneReading

_ONE_AIR_FORCE_UNTIL = date(2014, 9, 22)
"""Until the international coalition began its strikes on 23 September 2014, combat aircraft over Syria without a named owner were the government's."""
_OTHERS_NAMED_UNTIL = date(2015, 9, 29)
"""From then until the day before Russia's first strikes, so still in articles that name no other air power."""
_BOMBERS = frozenset({"syrian_government", "russia"})
"""Whose aircraft the press leaves unnamed once they have been named; those of Turkey, Israel and the coalition it names every time."""
_DATELINE = 6  # words at the head of a text in which an agency gives its name
_TERRORISTS = frozenset({"isis", "hts", "opposition"})
_JIHADISTS = frozenset({"isis", "hts"})
_FOES_OF_ISIS = frozenset({"sdf", "coalition"})
_ZEALOTS = stems("zealots")
"""Words by which agencies call the Islamic State and the Nusra Front again once they have named them."""
_LATER, _LISTED = 45, 2
"""In the state agency: words within which it names the terrorists it spoke of, and how many groups it names."""
_ORGANISATION, _ATTACKERS, _OCCUPATION, _ENEMY = "تنظيم", "مهاجم", "احتلال", "عدو"
_OUTLAWS, _REMNANTS = "خارج", stems("remnants_of_the_regime")
"""Outlaws are whom the ministries call so: the remnants of the fallen government where the text names them."""
_UNMANNED = stems("unmanned")  # as in مسيّرة, بدون طيار
_AIR_FORCE = "سلاح الجو"
_NATIONAL_ARMY, _ARMY = "جيش الوطني", "جيش"  # also after لل
_POLICE = "داخلي"  # of "قوى الأمن الداخلي"
_NORTH_EAST = frozenset({"SY02", "SY08", "SY09", "SY11"})
"""Governorates in which the SDF held ground: Aleppo, al-Hasakah, Deir ez-Zor, Raqqa."""
_ORGANISED = frozenset({"isis", "hts", "sdf"})
"""Whom "التنظيم" may mean once the text has called them so."""
AIR_POWERS = frozenset({"coalition", "israel", "turkey", "russia", "jordan"})
_STRANGERS = AIR_POWERS - {"russia"}
"""Air powers that flew with nobody else's helicopters."""


@dataclass(slots=True)
class Forces:
    """The forces a reader has in mind.

    organisation: what "التنظيم" points back to (with nothing before it, the Islamic State); army: "الجيش", where it is not the government's.
    """

    force: Codes = ()
    aircraft: Codes = ()
    organisation: Codes = ("isis",)
    only_air_force: Codes = ()
    sole_bomber: Codes = ()
    called_terrorists: list[str] = field(default_factory=list)
    voice: Codes = ()
    occupier: Codes = ()
    attackers: Codes = ()
    named: Sequence[ActorMention] = ()
    remnants: bool = False
    army: Codes = ()

    @classmethod
    def on(cls, published: date | None, opening: Sequence[SourceMention], actors: Sequence[ActorMention]) -> Forces:
        """Begin an article of that day. opening: the sources; actors: all that it names; in the words of the state agency "سلاح الجو" is the government's.

        "قواتنا" is the side in whose voice the article speaks: that of its agency, or the only party it quotes. "جيش الاحتلال" is
        the occupier that it names, or Turkey beside the SDF.
        """
        agency = bool(opening) and opening[0].party == "syrian_government" and opening[0].first <= _DATELINE
        powers = {code for actor in actors for code in actor.actors} & {"coalition", "israel", "jordan", "turkey"}
        until = _ONE_AIR_FORCE_UNTIL if powers else _OTHERS_NAMED_UNTIL
        alone = published is not None and (published <= until or (agency and published <= FALL))
        parties = {source.party for source in opening if source.party}
        occupiers = [actor.actors for actor in actors if actor.actors in {("turkey",), ("israel",)}]
        north = any("sdf" in actor.actors for actor in actors)
        south = published is not None and published >= FALL  # from then on Israel alone is called so outside the north
        occupier = occupiers[0] if occupiers else ("turkey",) if north else ("israel",) if south else ()
        turkish = bool(opening) and opening[0].party == "turkey" and opening[0].first <= _DATELINE
        owners = {code for actor in actors if actor.kind == "aircraft" for code in actor.actors} & _BOMBERS
        bomber = tuple(owners) if len(owners) == 1 and published is not None and published <= FALL else ()
        organisation = ("sdf",) if turkish and not any("isis" in actor.actors for actor in actors) else ("isis",)
        occupied = any(actor.actors == ("turkey",) and _OCCUPATION in actor.surface for actor in actors)  # so the Kurdish press calls Turkey
        party = tuple(parties.pop().split("|")) if len(parties) == 1 else ("sdf",) if occupied else ()
        voice = ("syrian_government",) if agency else ("turkey",) if turkish else party
        only = ("syrian_government",) if alone else ()
        remnants = any(actor.actors == ("unknown",) and actor.surface.startswith(_REMNANTS) for actor in actors)
        named = [actor for actor in actors if agency and actor.kind == "name" and _TERRORISTS.issuperset(actor.actors)]
        army = ("sna",) if published is not None and published < FALL and _one_army(actors) else ()
        return cls(
            army=army, named=named, only_air_force=only, sole_bomber=bomber, organisation=organisation, voice=voice, occupier=occupier, remnants=remnants
        )

    def remember(self, reading: ZoneReading, clause: Clause) -> None:
        """Keep in mind the last force and the last owners of aircraft ("سلاح الجو السوري والروسي") of a clause."""
        actors = reading.inside(reading.actors, clause.first, clause.last)
        for actor in actors:
            if actor.kind == "name" or (actor.kind == "force" and actor.ref == ""):
                self.called_terrorists.extend(code for code in actor.actors if code in _TERRORISTS and code not in self.called_terrorists)
            elif actor.kind == "force" and actor.ref == "speaker" and self.voice:
                self.force = self.voice
        sides = [(actor, actor.actors or (self.occupier if _is_occupier(actor) else ())) for actor in actors if actor.kind in {"name", "force"}]
        named = [(actor.start, codes, actor.surface) for actor, codes in sides if codes]
        speakers = [source for source in reading.inside(reading.sources, clause.first, clause.last) if source.party]
        named += [(source.start, source.codes, "") for source in speakers]
        for _, codes, surface in sorted(named):
            self.force = codes
            if codes == ("isis",) or (len(codes) == 1 and codes[0] in _ORGANISED and _ORGANISATION in surface):
                self.organisation = codes
        before: ActorMention | None = None
        for actor in actors:
            if actor.kind == "aircraft" and actor.actors and not _is_unmanned(actor):
                self.aircraft = actor.actors
            elif actor.kind == "adjective" and before is not None and before.kind == "aircraft" and actor.first == before.last:
                self.aircraft = (*before.actors, *actor.actors)
            before = actor

    def codes(self, mentions: Sequence[ActorMention], *, hidden: bool = False, against: Sequence[str] = ()) -> list[str]:
        """Read mentions as codes; "التنظيم", "طائراتها" and aircraft without an owner take what was said before.

        hidden: the text says that nobody knows whose aircraft they were; against: the other side.
        """
        found: list[str] = []
        owned = any(mention.actors for mention in mentions if mention.kind in {"aircraft", "adjective"} or AIR_POWERS & set(mention.actors))
        for mention in mentions:
            codes = mention.actors
            if self.army and mention.surface.endswith(_ARMY) and codes == ("syrian_government",):
                codes = self.army
            elif mention.ref == "label" and not mention.group:
                codes = self._labelled(mention, mentions, against)
            elif not codes and _is_occupier(mention):
                codes = self.occupier
            elif mention.ref == "anaphor" and _ATTACKERS in mention.surface:
                codes = self.attackers or codes
            elif mention.ref == "anaphor" and _ORGANISATION in mention.surface:
                codes = self.organisation
            elif not codes and mention.kind == "aircraft" and not owned and not _is_unmanned(mention) and not hidden:
                named = self.voice if self.voice == ("turkey",) and _AIR_FORCE in mention.surface else ()  # Anadolu's "سلاح الجو"
                codes = named or self.aircraft or self.only_air_force or self.sole_bomber
                own = mention.ref == "possessive" or (_AIR_FORCE in mention.surface and AIR_POWERS.issuperset(self.force))
                codes = codes or (self.force if own else ())  # "وقال جيشه ... وكانت مقاتلاته قد أغارت", "دخلت قوة إسرائيلية ثم غطى سلاح الجو انسحابها"
            elif not codes and mention.ref == "speaker":
                codes = self.voice
            elif not codes and mention.ref in {"anaphor", "possessive"}:
                codes = self.force
            found.extend(code for code in codes if code not in found)
        return found

    def _labelled(self, mention: ActorMention, mentions: Sequence[ActorMention], against: Sequence[str]) -> Codes:
        """Read a name that one side gives another by the groups that the text has named so."""
        if TERRORIST in mention.surface:  # in the state agency: the groups it has named
            named = _named_beside(mentions, _TERRORISTS) or tuple(self.called_terrorists) or self._named_after(mention)
            return named or (() if unnamed_terrorists(mention, against) else mention.actors)
        if any(word in mention.surface for word in _ZEALOTS):
            called = _named_beside(mentions, _JIHADISTS) or tuple(code for code in self.called_terrorists if code in _JIHADISTS)
            return called or (("isis",) if _FOES_OF_ISIS.intersection(against) else mention.actors)
        if _OUTLAWS in mention.surface and self.remnants:
            return ("unknown",)
        if mention.kind == "aircraft" and _flown_by_others(mention, mentions):
            return ()  # "اغتالت إسرائيل ... بصاروخ من مروحية"
        return mention.actors

    def _named_after(self, mention: ActorMention) -> Codes:
        """Give the groups that the state agency names soon after it spoke of terrorists alone."""
        first = next((number for number, other in enumerate(self.named) if other.first >= mention.last), len(self.named))
        later = [other for other in self.named[first:] if other.first - mention.last <= _LATER]
        return tuple(dict.fromkeys(code for other in later[:_LISTED] for code in other.actors))


def of_the_region(codes: Sequence[str], mentions: Sequence[ActorMention], governorates: AbstractSet[str]) -> Codes:
    """Read "قوى الأمن الداخلي", which from 2014 to 2024 are the SDF's in the north-east and the state's elsewhere, by where it happened.

    governorates: p-codes of those of the places of the event.
    """
    police = any(_POLICE in mention.surface and mention.ref == "label" and mention.actors == ("sdf",) for mention in mentions)
    elsewhere = bool(governorates) and governorates.isdisjoint(_NORTH_EAST)
    return tuple("syrian_government" if police and elsewhere and code == "sdf" else code for code in codes)


def _one_army(actors: Sequence[ActorMention]) -> bool:
    """Whether an article names the National Army, and nothing of the government but "الجيش", which then is that army."""
    named = any(actor.surface.endswith(_NATIONAL_ARMY) for actor in actors)
    return named and not any("syrian_government" in actor.actors and not actor.surface.endswith(_ARMY) for actor in actors)


def _named_beside(mentions: Sequence[ActorMention], among: frozenset[str]) -> Codes:
    """Give those of some groups that are named in the same list of mentions: "ضد جبهة النصرة ... آخر تجمعات الإرهابيين"."""
    return tuple(dict.fromkeys(code for mention in mentions if mention.kind == "name" for code in mention.actors if code in among))


def _flown_by_others(aircraft: ActorMention, mentions: Sequence[ActorMention]) -> bool:
    """Whether a helicopter, usually the government's, stands beside a state that flies its own: "اغتالت إسرائيل ... بصاروخ من مروحية"."""
    return any(_STRANGERS & set(other.actors) for other in mentions if other is not aircraft) and not _STRANGERS & set(aircraft.actors)


def _is_occupier(actor: ActorMention) -> bool:
    """Whether an actor is called the occupier or the enemy: "جيش الاحتلال", "طيران العدو"."""
    return _OCCUPATION in actor.surface or _ENEMY in actor.surface


def _is_unmanned(actor: ActorMention) -> bool:
    return any(sign in actor.surface for sign in _UNMANNED)
