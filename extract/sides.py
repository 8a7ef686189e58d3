"""Actor codes of a draft: words that point back, owners of aircraft, subjects carried over, attackers named afterwards, opponents in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from extract.actor_tables import plays
from extract.actors import ActorMention, SourceMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.zones import ZoneReading

Codes = tuple[str, ...]

_ONE_AIR_FORCE_UNTIL = date(2014, 9, 22)
"""Until the international coalition began its strikes on 23 September 2014, combat aircraft over Syria without a named owner were the government's."""
_OTHERS_NAMED_UNTIL = date(2015, 9, 29)
"""From then until the day before Russia's first strikes, so still in articles that name no other air power."""
_FALL = date(2024, 12, 8)
"""The day the government changed hands."""
_DATELINE = 6  # words at the head of a text in which an agency gives its name
_CAMPS = (
    frozenset({"syrian_government", "russia", "iran_backed", "hezbollah"}),
    frozenset({"opposition", "hts", "sna", "turkey"}),
    frozenset({"sdf", "coalition"}),
    frozenset({"isis"}),
    frozenset({"israel"}),
    frozenset({"jordan"}),
)
"""Sides that fought together for most of the war; used only to look for an opponent in view, never to add an ally."""
_NO_HOLDERS = frozenset({"civilians", "unknown", "turkey", "coalition", "israel", "jordan", "russia"})
"""Who is not guessed to be the other side of a fight for a place: states that struck from outside and rarely held ground."""
_ATTRIBUTING = frozenset({"تبني", "تبنت", "يتبني", "تتبني", "نسبت", "نسبتها", "نسبتهما", "نسب", "عزت", "عزا", "اتهم", "اتهمت", "حمل", "حملت"})
_CLAIMING = frozenset({"تبني", "تبنت", "يتبني", "تتبني"})
_SUPPOSING = frozenset({"رجح", "رجحت", "يرجح", "ترجح", "رجحوا", "مرجح", "مرجحا", "مرجحه"})
_SUPPOSED = frozenset({"وقوف", "وراء", "خلف", "تابعه", "تابع", "مسووليه", "طايره", "طايرات", "تنفيذ"})
_MEN = ("انتحاري", "عنصر", "عناصر", "مسلح", "مقاتل", "مجموع", "خلايا", "خلي", "وحدات", "قو", "مهاجم")
_DECLARING = frozenset({"اعلن", "اعلنت"})
_CLAIM_REACH = 9
_SUPPOSED_REACH = 5
_ACCUSING = _ATTRIBUTING | _SUPPOSING | _DECLARING
_BOTH_ATTACKS = frozenset({"هجومين", "عمليتين", "تفجيرين", "انفجارين", "غارتين", "اعتداءين", "هجومان"})
_TERRORISTS, _TERRORIST = frozenset({"isis", "hts", "opposition"}), "رهابي"
_ORGANISATION, _ATTACKERS, _OCCUPATION = "تنظيم", "مهاجم", "احتلال"
_UNMANNED = ("مسي", "درون", "طيار")  # as in مسيّرة, بدون طيار
_AIR_FORCE = "سلاح الجو"
_STRIKES = frozenset({"strike", "air_strike", "drone_strike", "shelling", "attack", "deliver"})
_ITSELF = frozenset({"انه", "انها", "بانه", "بانها", "انهم", "بانهم"})
_AIR_POWERS = frozenset({"coalition", "israel", "turkey", "russia", "jordan"})
_LIST_REACH = 3  # words between two actors of one list
_OBLIQUE = frozenset({"علي", "ضد", "مع", "من", "الي", "في", "عن", "بين"})
_CHARGES, _CHARGE_REACH = (
    frozenset(
        {"بتهمه", "بتهم", "تهمه", "بذريعه", "بحجه", "متهما", "متهمين", "لاتهامه", "لاتهامهم", "يتهم", "متهم", "رغم", "برغم", "بالرغم", "تحاصر", "محاصره"}
    ),
    5,
)
"""Words that name a side only as a charge or as a circumstance: "بتهمة التعامل مع X", "رغم غارات X"."""
_MEN_OF = 12  # characters from a figure to whose men it counts: "ستة من مقاتلي X"
_SPEECH_REACH = 2  # words after an actor in which a verb of speech makes it a speaker


@dataclass(slots=True)
class Forces:
    """The forces a reader has in mind. organisation: what "التنظيم" points back to (with nothing before it, the Islamic State)."""

    force: Codes = ()
    aircraft: Codes = ()
    organisation: Codes = ("isis",)
    only_air_force: Codes = ()
    called_terrorists: list[str] = field(default_factory=list)
    voice: Codes = ()
    occupier: Codes = ()
    attackers: Codes = ()

    @classmethod
    def on(cls, published: date | None, opening: Sequence[SourceMention], actors: Sequence[ActorMention]) -> Forces:
        """Begin an article of that day. opening: the sources; actors: all that it names; in the words of the state agency "سلاح الجو" is the government's.

        "قواتنا" is the side in whose voice the article speaks: that of its agency, or the only party it quotes. "جيش الاحتلال" is
        the occupier that it names, or Turkey beside the SDF.
        """
        agency = bool(opening) and opening[0].party == "syrian_government" and opening[0].first <= _DATELINE
        powers = {code for actor in actors for code in actor.actors} & {"coalition", "israel", "jordan", "turkey"}
        until = _ONE_AIR_FORCE_UNTIL if powers else _OTHERS_NAMED_UNTIL
        alone = published is not None and (published <= until or (agency and published <= _FALL))
        parties = {source.party for source in opening if source.party}
        occupiers = [actor.actors for actor in actors if actor.actors in {("turkey",), ("israel",)}]
        north = any("sdf" in actor.actors for actor in actors)
        south = published is not None and published >= _FALL  # from then on Israel alone is called so outside the north
        occupier = occupiers[0] if occupiers else ("turkey",) if north else ("israel",) if south else ()
        turkish = bool(opening) and opening[0].party == "turkey" and opening[0].first <= _DATELINE
        voice = ("syrian_government",) if agency else ("turkey",) if turkish else tuple(parties.pop().split("|")) if len(parties) == 1 else ()
        return cls(only_air_force=("syrian_government",) if alone else (), voice=voice, occupier=occupier)

    def remember(self, reading: ZoneReading, clause: Clause) -> None:
        """Keep in mind the last force and the last owners of aircraft ("سلاح الجو السوري والروسي") of a clause."""
        actors = reading.inside(reading.actors, clause.first, clause.last)
        for actor in actors:
            if actor.kind == "name" or (actor.kind == "force" and actor.ref == ""):
                self.called_terrorists.extend(code for code in actor.actors if code in _TERRORISTS and code not in self.called_terrorists)
            elif actor.kind == "force" and actor.ref == "speaker" and self.voice:
                self.force = self.voice
        named = [(actor.start, actor.actors) for actor in actors if actor.kind in {"name", "force"} and actor.actors]
        named += [(source.start, tuple(source.party.split("|"))) for source in reading.inside(reading.sources, clause.first, clause.last) if source.party]
        for _, codes in sorted(named):
            self.force = codes
            if codes in {("isis",), ("hts",)}:
                self.organisation = codes
        before: ActorMention | None = None
        for actor in actors:
            if actor.kind == "aircraft" and actor.actors:
                self.aircraft = actor.actors
            elif actor.kind == "adjective" and before is not None and before.kind == "aircraft" and actor.first == before.last:
                self.aircraft = (*before.actors, *actor.actors)
            before = actor

    def codes(self, mentions: Sequence[ActorMention]) -> list[str]:
        """Read mentions as codes; "التنظيم", "طائراتها" and aircraft without an owner take what was said before."""
        found: list[str] = []
        owned = any(mention.actors for mention in mentions if mention.kind in {"aircraft", "adjective"})
        for mention in mentions:
            codes = mention.actors
            if mention.ref == "label" and _TERRORIST in mention.surface and self.called_terrorists:
                codes = tuple(self.called_terrorists)  # "الإرهابيين" in the state agency: the groups it has named
            elif not codes and _OCCUPATION in mention.surface:
                codes = self.occupier
            elif mention.ref == "anaphor" and _ATTACKERS in mention.surface:
                codes = self.attackers or codes
            elif mention.ref == "anaphor" and _ORGANISATION in mention.surface:
                codes = self.organisation
            elif not codes and mention.kind == "aircraft" and not owned and not any(sign in mention.surface for sign in _UNMANNED):
                own = self.voice if self.voice == ("turkey",) and _AIR_FORCE in mention.surface else ()  # Anadolu's "سلاح الجو"
                codes = own or self.aircraft or self.only_air_force
            elif not codes and mention.ref == "speaker":
                codes = self.voice
            elif not codes and mention.ref in {"anaphor", "possessive"}:
                codes = self.force
            found.extend(code for code in codes if code not in found)
        return found


def acting(reading: ZoneReading, clause: Clause) -> list[ActorMention]:
    """Give the actors of the piece that reports the attack, without those who only speak."""
    first, last = clause.core
    speakers = [(source.start, source.end) for source in reading.inside(reading.sources, clause.first, clause.last) if source.kind == "party"]
    accusing = _attribution(reading, clause)
    if accusing is not None and _claims(reading, accusing) and clause.triggers and accusing < clause.triggers[0].first:
        accusing = None  # "تبنّى X استهداف آلية لY" reports the attack itself
    inside = [actor for actor in reading.inside(reading.actors, first, last) if accusing is None or actor.first < accusing]
    replied = _reply(reading, clause)
    inside = [actor for actor in inside if not replied[0] <= actor.first < replied[1]]
    begins = {actor.first for actor in inside}
    return [
        actor
        for actor in inside
        if not (actor.kind == "aircraft" and not actor.actors and actor.last + 1 in begins and reading.words[actor.last].key == "من")  # "مقاتلات من قسد"
        and not any(start <= actor.start < end or actor.start <= start < actor.end for start, end in speakers)
        and all(_CHARGES.isdisjoint(word.forms) for word in reading.words[max(0, actor.first - _CHARGE_REACH) : actor.first])
        and not any(plays(word, "speech", whole=True) for word in reading.words[actor.last : actor.last + _SPEECH_REACH])
    ]


def _reply(reading: ZoneReading, clause: Clause) -> tuple[int, int]:
    """Words that tell what an attack answers: "ردّاً على هجوم شنّه ..." to the comma."""
    first, last = clause.core
    at = next((at for at in range(first, last) if reading.words[at].key in {"ردا", "وردا"} and reading.words[min(at + 1, last - 1)].key == "علي"), None)
    if at is None:
        return last, last
    verbs = {trigger.first for trigger in clause.triggers if trigger.role in {"verb", "weak_verb"}} if at == first else set()
    return at, next((end for end in range(at + 1, last) if "،" in reading.between[end] or end in verbs), last)


def _attribution(reading: ZoneReading, clause: Clause) -> int | None:
    """Index of the word that blames someone for what the clause reports."""
    words = reading.words
    return next((at for at in range(clause.first, clause.last) if not _ACCUSING.isdisjoint(words[at].forms) and _attributes(reading, at, clause.last)), None)


def _claims(reading: ZoneReading, at: int) -> bool:
    return not _CLAIMING.isdisjoint(reading.words[at].forms)


def _attributes(reading: ZoneReading, at: int, last: int) -> bool:
    """Whether an accusing word blames someone: "نسبت", or "رجّح" with what follows ("أن الطائرة تابعة ل", "وقوف X وراء")."""
    forms = reading.words[at].forms
    if not _ATTRIBUTING.isdisjoint(forms):
        return True
    if not _DECLARING.isdisjoint(forms):  # "أعلنت X مسؤوليتها"
        return any(word.key.startswith("مسوولي") for word in reading.words[at + 1 : min(at + 1 + _CLAIM_REACH, last)])
    return any(word.key in _SUPPOSED for word in reading.words[at + 1 : min(at + 1 + _SUPPOSED_REACH, last)])


def blames_two(reading: ZoneReading, clause: Clause) -> bool:
    """Whether a clause speaks of two attacks: "العمليتين", "وراء الهجومين", "نسبتهما"."""
    return any(word.key in _BOTH_ATTACKS or word.key.endswith("تهما") for word in reading.words[clause.first : clause.last])


def blamed(reading: ZoneReading, clause: Clause) -> ActorMention | None:
    """Give the attacker that a clause names afterwards: "تبنّت جبهة النصرة التفجير", "نسبت أنقرة العملية إلى ..."; the last one named is blamed."""
    at = _attribution(reading, clause)
    if at is None:
        return None
    named = [
        actor for actor in reading.inside(reading.actors, at + 1, clause.last) if actor.kind in {"name", "force", "adjective", "aircraft"} and actor.actors
    ]
    comma = next((end for end in range(at + 1, clause.last) if "،" in reading.between[end]), clause.last)
    near = [actor for actor in named if actor.first < comma]
    if near and _claims(reading, at):
        return near[0]
    return near[-1] if near else named[0] if named else None


def declared(reading: ZoneReading, clause: Clause) -> list[str]:
    """Give the side that announces a place as its own: "أعلنت هيئة الأركان التركية إحكام السيطرة على ..."."""
    speakers = [source for source in reading.inside(reading.sources, clause.first, clause.last) if source.kind == "party" and source.party]
    return speakers[0].party.split("|") if speakers else []


def own_account(reading: ZoneReading, clause: Clause, *, aircraft: bool) -> list[str]:
    """Give the side that reports its own attack: "قال الجيش الإسرائيلي إنه قصف ...", "أعلن البنتاغون أن مقاتلات أغارت على ..." (aircraft)."""
    for source in reading.inside(reading.sources, clause.first, clause.last):
        codes = source.party.split("|") if source.kind == "party" and source.party else []
        says = source.first > 0 and plays(reading.words[source.first - 1], "speech")
        if not codes or not says or source.last >= clause.last:
            continue
        follows = reading.words[source.last].key
        said = any(trigger.first == source.last and trigger.role in {"noun", "patient_noun"} and trigger.type in _STRIKES for trigger in clause.triggers)
        if said and source.first in {actor.first for actor in reading.inside(reading.actors, source.first, source.last) if actor.kind in {"name", "force"}}:
            return codes  # "أعلنت القيادة المركزية الأميركية استهداف ..."
        if follows in _ITSELF or (aircraft and follows in {"ان", "بان"} and _AIR_POWERS.issuperset(codes)):
            return codes
    return []


def opponent(reading: ZoneReading, at: int, initiators: Sequence[str], within: tuple[int, int]) -> list[ActorMention]:
    """Give the other side of a fight or of a lost place: the force nearest to word `at` that is no ally, and those in one list with it.

    within: the words of the statements looked at first (a paragraph); elsewhere an opponent counts only where the article is no bulletin.
    """
    friends = {code for camp in _CAMPS if camp & set(initiators) for code in camp} | _NO_HOLDERS
    rivals = [
        actor for actor in reading.inside(reading.actors, *within) if actor.kind in {"name", "force"} and actor.actors and friends.isdisjoint(actor.actors)
    ]
    if not rivals:
        return []
    nearest = min(range(len(rivals)), key=lambda number: abs(rivals[number].first - at))
    first, last = nearest, nearest + 1
    while first and _listed(rivals[first - 1], rivals[first]):
        first -= 1
    while last < len(rivals) and _listed(rivals[last - 1], rivals[last]):
        last += 1
    return rivals[first:last]


def _listed(before: ActorMention, actor: ActorMention) -> bool:
    return actor.particle.startswith("و") and 0 <= actor.first - before.last <= _LIST_REACH


def subject(reading: ZoneReading, clause: Clause) -> list[ActorMention]:
    """Give the subject of a clause that reports no attack: the force it names first, with those listed after it (واصلت A وB ...)."""
    found: list[ActorMention] = []
    for actor in acting(reading, clause):
        near = bool(found) and actor.first - found[-1].last <= _LIST_REACH and reading.words[actor.first - 1].key == "من"
        listed = found and (_listed(found[-1], actor) or near)  # "A ومقاتلون من B"
        if actor.kind not in {"name", "force"} or (found and not listed):
            break
        if not found and (actor.particle.endswith(("ل", "ب")) or (_oblique(reading, actor.first - 1))):
            break
        found.append(actor)
    return found


def _oblique(reading: ZoneReading, at: int) -> bool:
    """Whether a preposition stands at a word, but not the من of "انتحاري من X", "عناصر من X"."""
    if at < 0 or reading.words[at].key not in _OBLIQUE:
        return False
    return reading.words[at].key != "من" or not (at and any(form.startswith(_MEN) for form, _, _ in reading.words[at - 1].keys))


def fallen(reading: ZoneReading, clause: Clause, counts: Sequence[CountMention]) -> list[ActorMention]:
    """Give the forces whose men are counted in the words after the attack: "استهدفت مسيّرة سيارة، فقتلت ستة من مقاتلي X"."""
    rest = reading.inside(reading.actors, clause.core[1], clause.last)
    return [
        actor
        for actor in rest
        if actor.kind in {"name", "force"}
        and actor.actors
        and any(count.effect != "none" and actor.start - count.start >= -1 and actor.start - count.end <= _MEN_OF for count in counts)
    ]
