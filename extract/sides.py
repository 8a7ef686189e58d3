"""Actor codes of a draft: words that point back, owners of aircraft, subjects carried over, attackers named afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract import blame
from extract.actor_tables import plays
from extract.actors import ActorMention, SourceMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.opponents import listed
from extract.tables import Word
from extract.vocabulary import FALL, Codes
from extract.word_lists import stems, word_set
from extract.zones import ZoneReading

_ONE_AIR_FORCE_UNTIL = date(2014, 9, 22)
"""Until the international coalition began its strikes on 23 September 2014, combat aircraft over Syria without a named owner were the government's."""
_OTHERS_NAMED_UNTIL = date(2015, 9, 29)
"""From then until the day before Russia's first strikes, so still in articles that name no other air power."""
_BOMBERS = frozenset({"syrian_government", "russia"})
"""Whose aircraft the press leaves unnamed once they have been named; those of Turkey, Israel and the coalition it names every time."""
_DATELINE = 6  # words at the head of a text in which an agency gives its name
_MEN = stems("men_from_a_side")
_TERRORISTS, _TERRORIST = frozenset({"isis", "hts", "opposition"}), "رهابي"
_JIHADISTS = frozenset({"isis", "hts"})
_FOES_OF_ISIS = frozenset({"sdf", "coalition"})
_ZEALOTS = stems("zealots")
"""Words by which agencies call the Islamic State and the Nusra Front again once they have named them."""
_ORGANISATION, _ATTACKERS, _OCCUPATION = "تنظيم", "مهاجم", "احتلال"
_UNMANNED = stems("unmanned")  # as in مسيّرة, بدون طيار
_AIR_FORCE = "سلاح الجو"
_ORGANISED = frozenset({"isis", "hts", "sdf"})
"""Whom "التنظيم" may mean once the text has called them so."""
_STRIKES = frozenset({"strike", "air_strike", "drone_strike", "shelling", "attack", "deliver"})
_ITSELF = word_set("that_it")
_AIR_POWERS = frozenset({"coalition", "israel", "turkey", "russia", "jordan"})
_STRANGERS = _AIR_POWERS - {"russia"}
"""Air powers that flew with nobody else's helicopters."""
_ARMIES = _AIR_POWERS | {"syrian_government"}
"""Who tells of its own officers and soldiers; others tell of those they killed."""
_LIST_REACH = 3  # words between two actors of one list
_OBLIQUE = word_set("prepositions_of_no_subject")
_CHARGE_REACH = 5
"""Words after one that names a side only as a charge or as a circumstance: "بتهمة التعامل مع X", "رغم غارات X"."""
_MEN_OF = 12  # characters from a figure to whose men it counts: "ستة من مقاتلي X"
_LOSS_REACH = 2  # words after a speaker in which مقتل makes it one that tells of its own dead
_RANKS = word_set("ranks")
_DEAD_REACH = 5  # words of "مقتل ثلاثة من الجنود" after who announces it
_BY = 3  # words of "ملاحقته من قبل" before its actor
_QUOTING = word_set("quoting")
"""Words that name a speaker after them: "أطلقتها مجموعات X بحسب سانا"."""
_SPEECH_REACH = 2  # words after an actor in which a verb of speech makes it a speaker


@dataclass(slots=True)
class Forces:
    """The forces a reader has in mind. organisation: what "التنظيم" points back to (with nothing before it, the Islamic State)."""

    force: Codes = ()
    aircraft: Codes = ()
    organisation: Codes = ("isis",)
    only_air_force: Codes = ()
    sole_bomber: Codes = ()
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
        voice = ("syrian_government",) if agency else ("turkey",) if turkish else tuple(parties.pop().split("|")) if len(parties) == 1 else ()
        only = ("syrian_government",) if alone else ()
        return cls(only_air_force=only, sole_bomber=bomber, organisation=organisation, voice=voice, occupier=occupier)

    def remember(self, reading: ZoneReading, clause: Clause) -> None:
        """Keep in mind the last force and the last owners of aircraft ("سلاح الجو السوري والروسي") of a clause."""
        actors = reading.inside(reading.actors, clause.first, clause.last)
        for actor in actors:
            if actor.kind == "name" or (actor.kind == "force" and actor.ref == ""):
                self.called_terrorists.extend(code for code in actor.actors if code in _TERRORISTS and code not in self.called_terrorists)
            elif actor.kind == "force" and actor.ref == "speaker" and self.voice:
                self.force = self.voice
        sides = [(actor, actor.actors or (self.occupier if _OCCUPATION in actor.surface else ())) for actor in actors if actor.kind in {"name", "force"}]
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
        owned = any(mention.actors for mention in mentions if mention.kind in {"aircraft", "adjective"} or _AIR_POWERS & set(mention.actors))
        for mention in mentions:
            codes = mention.actors
            if mention.ref == "label" and not mention.group:
                codes = self._labelled(mention, mentions, against)
            elif not codes and _OCCUPATION in mention.surface:
                codes = self.occupier
            elif mention.ref == "anaphor" and _ATTACKERS in mention.surface:
                codes = self.attackers or codes
            elif mention.ref == "anaphor" and _ORGANISATION in mention.surface:
                codes = self.organisation
            elif not codes and mention.kind == "aircraft" and not owned and not _is_unmanned(mention) and not hidden:
                named = self.voice if self.voice == ("turkey",) and _AIR_FORCE in mention.surface else ()  # Anadolu's "سلاح الجو"
                codes = named or self.aircraft or self.only_air_force or self.sole_bomber
                own = mention.ref == "possessive" or (_AIR_FORCE in mention.surface and _AIR_POWERS.issuperset(self.force))
                codes = codes or (self.force if own else ())  # "وقال جيشه ... وكانت مقاتلاته قد أغارت", "دخلت قوة إسرائيلية ثم غطى سلاح الجو انسحابها"
            elif not codes and mention.ref == "speaker":
                codes = self.voice
            elif not codes and mention.ref in {"anaphor", "possessive"}:
                codes = self.force
            found.extend(code for code in codes if code not in found)
        return found

    def _labelled(self, mention: ActorMention, mentions: Sequence[ActorMention], against: Sequence[str]) -> Codes:
        """Read a name that one side gives another by the groups that the text has named so."""
        if _TERRORIST in mention.surface:  # in the state agency: the groups it has named
            return _named_beside(mentions, _TERRORISTS) or tuple(self.called_terrorists) or mention.actors
        if any(word in mention.surface for word in _ZEALOTS):
            called = _named_beside(mentions, _JIHADISTS) or tuple(code for code in self.called_terrorists if code in _JIHADISTS)
            return called or (("isis",) if _FOES_OF_ISIS.intersection(against) else mention.actors)
        if mention.kind == "aircraft" and _flown_by_others(mention, mentions):
            return ()  # "اغتالت إسرائيل ... بصاروخ من مروحية"
        return mention.actors


def _named_beside(mentions: Sequence[ActorMention], among: frozenset[str]) -> Codes:
    """Give those of some groups that are named in the same list of mentions: "ضد جبهة النصرة ... آخر تجمعات الإرهابيين"."""
    return tuple(dict.fromkeys(code for mention in mentions if mention.kind == "name" for code in mention.actors if code in among))


def _flown_by_others(aircraft: ActorMention, mentions: Sequence[ActorMention]) -> bool:
    """Whether a helicopter, usually the government's, stands beside a state that flies its own: "اغتالت إسرائيل ... بصاروخ من مروحية"."""
    return any(_STRANGERS & set(other.actors) for other in mentions if other is not aircraft) and not _STRANGERS & set(aircraft.actors)


def _is_unmanned(actor: ActorMention) -> bool:
    return any(sign in actor.surface for sign in _UNMANNED)


def acting(reading: ZoneReading, clause: Clause) -> list[ActorMention]:
    """Give the actors of the piece that reports the attack, without those who only speak."""
    first, last = clause.core
    speakers = [
        (source.start, source.end)
        for source in reading.inside(reading.sources, clause.first, clause.last)
        if source.kind == "party" and source.party != "unknown"
    ]
    accusing = blame.attribution(reading, clause)
    if accusing is not None and blame.claims(reading, accusing) and clause.triggers and accusing < clause.triggers[0].first:
        accusing = None  # "تبنّى X استهداف آلية لY" reports the attack itself
    inside = [actor for actor in reading.inside(reading.actors, first, last) if accusing is None or actor.first < accusing]
    inside = [actor for actor in inside if accusing is None or not blame.answers_for(reading, actor, accusing)]
    replied = _reply(reading, clause)
    inside = [actor for actor in inside if not replied[0] <= actor.first < replied[1]]
    begins = {actor.first for actor in inside}
    return [
        actor
        for actor in inside
        if not (actor.kind == "aircraft" and not actor.actors and actor.last + 1 in begins and reading.words[actor.last].key == "من")  # "مقاتلات من قسد"
        and not any(start <= actor.start < end or actor.start <= start < actor.end for start, end in speakers)
        and not any(plays(word, "charge") for word in reading.words[max(0, actor.first - _CHARGE_REACH) : actor.first])
        and (actor.kind == "aircraft" or not _speaks(reading, actor))
        and not _bystander(reading, actor)
    ]


def _speaks(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether a verb of speech follows an actor, not after a comma ("وقصفت قوات X، بحسب ناشطين، بلدة ...")."""
    after = range(actor.last, min(actor.last + _SPEECH_REACH, len(reading.words)))
    said = next((at for at in after if _speech(reading.words[at])), None)
    return said is not None and not any("،" in reading.between[at] for at in range(actor.last, said + 1))


def _speech(word: Word) -> bool:
    """Whether a word is a verb of speech with the speaker before it."""
    return plays(word, "speech", whole=True) and not plays(word, "belong") and word.key not in _QUOTING


def _bystander(reading: ZoneReading, actor: ActorMention) -> bool:
    """Whether an actor only reacts, mourns its dead, pursues the attacker or has relatives among the dead: "توعدت إيران", "عائلات عناصر X"."""
    words = reading.words
    if actor.first == 0:
        return False
    before, after = words[actor.first - 1], words[actor.last : actor.last + _LOSS_REACH]
    if plays(before, "kin") or (plays(before, "reacting", whole=True) and not actor.particle):
        return True
    if actor.first >= _BY and before.key == "قبل" and words[actor.first - 2].key == "من" and plays(words[actor.first - _BY], "pursuit"):
        return True
    announced = any(plays(word, "speech") for word in words[max(0, actor.first - _SPEECH_REACH) : actor.first])
    return announced and any(plays(word, "loss", whole=True) for word in after)


def mourner(reading: ZoneReading, clause: Clause) -> Codes:
    """Give the side that announces the death of soldiers of whom no owner is named: "أعلنت وزارة الدفاع الروسية مقتل ضابط في قصف على ..."."""
    for actor in reading.inside(reading.actors, clause.first, clause.last):
        if actor.actors and _ARMIES.issuperset(actor.actors) and actor.kind in {"name", "force"} and _bystander(reading, actor):
            after = reading.words[actor.last : actor.last + _DEAD_REACH]
            loss = next((at for at, word in enumerate(after) if plays(word, "loss", whole=True)), None)
            if loss is not None and any(word.key in _RANKS for word in after[loss + 1 :]):
                return actor.actors
    return ()


def _reply(reading: ZoneReading, clause: Clause) -> tuple[int, int]:
    """Words that tell what an attack answers: "ردّاً على هجوم شنّه ..." to the comma."""
    first, last = clause.core
    at = next((at for at in range(first, last) if reading.words[at].key in {"ردا", "وردا"} and reading.words[min(at + 1, last - 1)].key == "علي"), None)
    if at is None:
        return last, last
    verbs = {trigger.first for trigger in clause.triggers if trigger.role in {"verb", "weak_verb"}} if at == first else set()
    return at, next((end for end in range(at + 1, last) if "،" in reading.between[end] or end in verbs), last)


def without_answered(reading: ZoneReading, clause: Clause, places: list[int]) -> list[int]:
    """Leave out the places of the attack that another answers, where the answer has its own: "رداً على تفجير X قصفت Y"."""
    begin, end = _reply(reading, clause)
    return [at for at in places if not begin <= reading.places[at].first < end] or places


def without_reply(reading: ZoneReading, clause: Clause) -> Clause:
    """Leave out the attack that another answers: "رداً على تفجير في X قصفت ..."."""
    begin, end = _reply(reading, clause)
    kept = tuple(trigger for trigger in clause.triggers if not begin <= trigger.first < end)
    return replace(clause, triggers=kept) if kept else clause


def declared(reading: ZoneReading, clause: Clause) -> list[str]:
    """Give the side that announces a place as its own: "أعلنت هيئة الأركان التركية إحكام السيطرة على ..."."""
    speakers = [source for source in reading.inside(reading.sources, clause.first, clause.last) if source.kind == "party" and source.party]
    return list(speakers[0].codes) if speakers else []


def own_account(reading: ZoneReading, clause: Clause, *, aircraft: bool) -> list[str]:
    """Give the side that reports its own attack: "قال الجيش الإسرائيلي إنه قصف ...", "أعلن البنتاغون أن مقاتلات أغارت على ..." (aircraft)."""
    for source in reading.inside(reading.sources, clause.first, clause.last):
        codes = list(source.codes) if source.kind == "party" else []
        says = source.first > 0 and plays(reading.words[source.first - 1], "speech")
        told = source.last + (not says and source.last < clause.last and plays(reading.words[source.last], "speech"))
        opens = told > source.last and bool(clause.triggers) and told < clause.triggers[0].first  # not "وقصفت ...، والنظام اعترف أنه"
        if not codes or not (says or opens) or told >= clause.last:
            continue
        follows = reading.words[told].key
        said = any(trigger.first == source.last and trigger.role in {"noun", "patient_noun"} and trigger.type in _STRIKES for trigger in clause.triggers)
        if said and source.first in {actor.first for actor in reading.inside(reading.actors, source.first, source.last) if actor.kind in {"name", "force"}}:
            return codes  # "أعلنت القيادة المركزية الأميركية استهداف ..."
        if follows in _ITSELF or (aircraft and follows in {"ان", "بان"} and _AIR_POWERS.issuperset(codes)):
            return codes
    return []


def subject(reading: ZoneReading, actors: Sequence[ActorMention]) -> list[ActorMention]:
    """Give the subject of a clause that reports no attack: the force or aircraft it names first, with those listed after it (واصلت A وB ...).

    actors: those who act in it (see `acting`).
    """
    found: list[ActorMention] = []
    for actor in actors:
        near = bool(found) and actor.first - found[-1].last <= _LIST_REACH and reading.words[actor.first - 1].key == "من"
        goes_on = found and (listed(found[-1], actor) or near)  # "A ومقاتلون من B"
        flies = actor.kind == "aircraft" and bool(actor.actors) and not found
        if not (flies or actor.kind in {"name", "force"}) or (found and not goes_on):
            break
        if not found and (actor.particle.endswith(("ل", "ب")) or (_oblique(reading, actor.first - 1))):
            break
        found.append(actor)
    return found


def _oblique(reading: ZoneReading, at: int) -> bool:
    """Whether a preposition stands at a word, but not the من of "انتحاري من X", "عناصر من X"."""
    if at < 0 or reading.words[at].key not in _OBLIQUE:
        return False
    return reading.words[at].key != "من" or not (at and any(form.startswith(_MEN) for form in reading.words[at - 1].forms))


def fallen(reading: ZoneReading, clause: Clause, counts: Sequence[CountMention]) -> list[ActorMention]:
    """Give the forces whose men are counted in the words after the attack: "استهدفت مسيّرة سيارة، فقتلت ستة من مقاتلي X"."""
    at = blame.attribution(reading, clause)
    rest = reading.inside(reading.actors, clause.core[1], clause.last)
    if at is not None and not blame.claims(reading, at):  # "غارات نسبتها A إلى B وقضى فيها سبعة من C"
        rest += [actor for actor in reading.inside(reading.actors, at, clause.core[1]) if reading.words[actor.first - 1].key == "من"]
    return [
        actor
        for actor in rest
        if actor.kind in {"name", "force"}
        and actor.actors
        and any(count.effect != "none" and actor.start - count.start >= -1 and actor.start - count.end <= _MEN_OF for count in counts)
    ]
