"""From clauses to drafts: one draft for each incident an article tells of, with what carries over from clause to clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from extract import kinds, roles
from extract.actor_tables import plays
from extract.actors import ActorMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.dates import DateMention, DateValue, resolve_date
from extract.kinds import Kind
from extract.mentions import PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from extract.roles import Sides
from extract.triggers import Trigger
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

_OUT_OF_PLAY = frozenset({"total", "story"})
_CARRIED = frozenset({"strike", "air_strike", "attack", "territory_change", "armed_clash", "enter", "shelling", "drone_strike"})
_SUBJECT_GAP = 6  # words between شنّ or تمكنت and the noun that says what was done
_SAID = frozenset({"اعلن", "اعلنت", "قال", "قالت", "نفت", "نفي", "اتهم", "اتهمت", "اكد", "اكدت", "حذرت", "رات", "طالبت", "دعت", "رحبت", "ادانت", "مع"})


@dataclass(slots=True)
class Draft:
    """One incident while it is being read. places: indexes into `reading.places`; carried: what was taken over from an earlier clause."""

    reading: ZoneReading
    clause: Clause
    type: str
    main: Trigger
    rule: str
    places: list[int]
    sides: Sides
    counts: list[CountMention] = field(default_factory=list)
    date: DateMention | None = None
    value: DateValue | None = None
    carried: set[str] = field(default_factory=set)
    country: str = ""
    clauses: list[Clause] = field(default_factory=list)
    codes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(slots=True)
class _Memory:
    """What the reader has in mind while going from clause to clause."""

    draft: Draft | None = None
    places: list[int] = field(default_factory=list)
    paragraph: int = -1
    date: DateMention | None = None
    date_paragraph: int = -1
    force: tuple[str, ...] = ()
    aircraft: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ("isis",)
    by_level: dict[str, int] = field(default_factory=dict)
    air_default: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scene:
    reading: ZoneReading
    resolutions: Mapping[int, Resolution]
    memory: _Memory


def drafts(reading: ZoneReading, resolutions: Mapping[int, Resolution], published: date | None) -> list[Draft]:
    """Read the clauses of one zone in order. resolutions: by index into `reading.places`."""
    memory, found = _Memory(), []
    if published is not None and published <= _ONE_AIR_FORCE_UNTIL:
        memory.air_default = ("syrian_government",)
    scene = _Scene(reading, resolutions, memory)
    silenced = {reading.sentence_of(cue.first) for cue in reading.cues if cue.effect in _OUT_OF_PLAY and cue.scope == "sentence"}
    for clause in reading.clauses:
        actors = _actors(reading, clause)
        counts = _inside(reading, clause)
        goes_on = memory.draft is not None and memory.draft.type == "territory_change" and memory.draft.clause.paragraph == clause.paragraph
        hurt = any(count.effect != "none" for count in counts)
        decision = None if clause.sentence in silenced else kinds.decide(clause, actors, reading.words, casualties=hurt, goes_on=goes_on)
        if decision is not None:
            draft = _draft(scene, clause, decision, actors)
            if draft is not None:
                draft.counts = counts
                _date(draft, reading, clause, memory, published)
                found.append(draft)
                memory.draft = draft
        elif memory.draft is not None and _attributes(reading, clause, memory.draft):
            memory.draft.clauses.append(clause)
        elif counts and memory.draft is not None and memory.draft.clause.paragraph == clause.paragraph and clause.sentence not in silenced:
            memory.draft.counts.extend(counts)
            memory.draft.clauses.append(clause)
        _remember(reading, clause, resolutions, memory)
    return found


_ATTRIBUTION = frozenset({"تبني", "تبنت", "نسبت", "نسبتها", "نسبتهما", "نسب", "عزت", "عزا", "وعزت", "اتهم", "اتهمت", "حمل", "حملت"})


def _attributes(reading: ZoneReading, clause: Clause, last: Draft) -> bool:
    """Take the attacker named afterwards: "تبنّت جبهة النصرة التفجير", "نسبت أنقرة العملية إلى ..."; the last one named in the clause is blamed."""
    at = next((at for at in range(clause.first, clause.last) if any(form in _ATTRIBUTION for form, _, _ in reading.words[at].keys)), None)
    if at is None or last.codes[0]:
        return False
    named = [actor for actor in reading.actors if at < actor.first < clause.last and actor.kind in {"name", "force"} and actor.actors]
    if not named:
        return False
    last.sides.initiators.append(named[-1])
    last.codes = (named[-1].actors, tuple(code for code in last.codes[1] if code not in named[-1].actors))
    return True


def _actors(reading: ZoneReading, clause: Clause) -> list[ActorMention]:
    """The actors of the piece that reports the attack, without those who only speak."""
    first, last = clause.core
    speakers = [(source.start, source.end) for source in reading.sources if source.kind == "party"]
    return [
        actor
        for actor in reading.actors
        if first <= actor.first < last
        and not any(start <= actor.start < end or actor.start <= start < actor.end for start, end in speakers)
        and not any(plays(word, "speech") for word in reading.words[actor.last : actor.last + 2])
    ]


def _figures(reading: ZoneReading, clause: Clause) -> list[tuple[int, int]]:
    return [(count.start, count.end) for count in _inside(reading, clause) if count.effect != "none"]


def _inside(reading: ZoneReading, clause: Clause) -> list[CountMention]:
    start, end = reading.offsets(clause.first, clause.last)
    return [count for count in reading.counts if start <= count.start < end]


def _draft(scene: _Scene, clause: Clause, kind: Kind, actors: Sequence[ActorMention]) -> Draft | None:
    """Make the draft of a clause, or add the clause to the draft before it and give None."""
    reading, memory = scene.reading, scene.memory
    if memory.draft is not None and _likewise(reading, kind):
        kind = kind._replace(type=memory.draft.type)
    sides = roles.assign(kind.type, kind.main, clause.triggers, actors, reading.words, reading.role_cues, _figures(reading, clause))
    places, country = _where(reading, clause, scene.resolutions)
    draft = Draft(reading, clause, kind.type, kind.main, kind.rule, places, sides, clauses=[clause], country=country)
    if places and kind.refers and memory.draft is not None and not memory.draft.places and memory.draft.country == "??":
        memory.draft.places, memory.draft.country = places, ""  # "شنت ضربات ... وطالت الضربات مستودعاً في X"
        _add(memory.draft, draft, memory)
        return None
    if not places and not country:
        if memory.draft is not None and _tells_more(draft, kind, memory.draft):
            _add(memory.draft, draft, memory)
            return None
        draft.places = _pointed_at(reading, clause, memory) or (list(memory.places) if memory.paragraph == clause.paragraph else [])
        draft.carried.add("places")
        draft.country = "" if draft.places else "??"
    draft.codes = _codes(draft, memory)
    if kinds.from_the_air(draft.type, draft.rule, draft.codes[0]):
        draft.type, draft.rule = "air_strike", "strike by a side that strikes from the air"
    return draft


def _likewise(reading: ZoneReading, kind: Kind) -> bool:
    """ "هجوم مماثل": of the same type as the one before."""
    after = reading.words[kind.main.last].key if kind.main.last < len(reading.words) else ""
    return after in {"مماثل", "مماثلا", "مماثله", "مشابه", "مشابها", "مشابهه"}


def _tells_more(draft: Draft, kind: Kind, last: Draft) -> bool:
    """Whether a clause without a place of its own tells more of the incident before it."""
    if kind.refers:
        return True
    return last.clause.paragraph == draft.clause.paragraph and last.type == draft.type and not draft.sides.initiators


def _add(last: Draft, more: Draft, memory: _Memory) -> None:
    """Take what a later clause adds: casualties, and an attacker where none was named."""
    last.counts.extend(_inside(more.reading, more.clause))
    last.clauses.append(more.clause)
    if not last.codes[0] and not more.sides.both:
        found = [code for code in _read(more.sides.initiators, memory) if code not in last.codes[1]]
        last.codes = (tuple(found), last.codes[1])
        last.sides.initiators.extend(more.sides.initiators)


_POINTERS = {
    "city": frozenset({"مدينه"}), "town": frozenset({"بلده", "مدينه"}), "village": frozenset({"قريه", "بلده"}),
    "neighbourhood": frozenset({"حي"}), "facility": frozenset({"مطار", "قاعده", "معبر", "سجن", "مخيم", "حقل", "معسكر"}),
}  # fmt: skip


def _pointed_at(reading: ZoneReading, clause: Clause, memory: _Memory) -> list[int]:
    """The place that "المدينة", "البلدة", "المطار" points back to."""
    pointers = {word.key.removeprefix("ل") for word in reading.words[clause.first : clause.last]}
    pointers |= {form for word in reading.words[clause.first : clause.last] for form, _, _ in word.keys}
    for level in ("facility", "neighbourhood", "village", "town", "city"):
        if level in memory.by_level and not pointers.isdisjoint(_POINTERS[level]):
            return [memory.by_level[level]]
    return []


def _where(reading: ZoneReading, clause: Clause, resolutions: Mapping[int, Resolution]) -> tuple[list[int], str]:
    """The places where the clause says it happened: the inner ones; an outer one (ريف X) only if it stands alone. Also a foreign country."""
    first, last = clause.core
    inside = [at for at, place in enumerate(reading.places) if first <= place.first < last]
    inside = inside or [at for at, place in enumerate(reading.places) if clause.first <= place.first < clause.last]
    abroad = [at for at in inside if _reason(resolutions[at]) == "outside_syria"]
    here = [at for at in inside if at not in abroad and not _speaks(reading, reading.places[at])]
    inner = [at for at in here if not _outer(reading, at, here, resolutions)]
    if inner and all(_area(resolutions[at]) for at in inner):
        inner = []
    chosen = inner or _first_list([at for at in here if not reading.places[at].origin], reading, resolutions)
    if chosen:
        return _distinct(chosen, reading, resolutions), ""
    located = [at for at in abroad if reading.places[at].licence >= 2]  # a preposition or a head noun before it
    return [], reading.places[located[0]].country if located else ""


def _first_list(here: Sequence[int], reading: ZoneReading, resolutions: Mapping[int, Resolution]) -> list[int]:
    """Of outer places alone the first list ("ريفي إدلب وحلب"), a governorate only if nothing finer is named."""
    finer = [at for at in here if not _area(resolutions[at]) and not reading.places[at].dateline]
    here = finer or here
    return [at for at in here if reading.places[at].group == reading.places[here[0]].group]


def _area(outcome: Resolution) -> bool:
    return isinstance(outcome, Resolved) and outcome.place.level in AREA_LEVELS


def _reason(outcome: Resolution) -> str:
    return outcome.reason if isinstance(outcome, Unresolved) else ""


def _speaks(reading: ZoneReading, place: PlaceMention) -> bool:
    """A capital that stands for its government: أعلنت دمشق."""
    return place.first > 0 and not place.cue and reading.words[place.first - 1].key in _SAID


def _outer(reading: ZoneReading, at: int, here: Sequence[int], resolutions: Mapping[int, Resolution]) -> bool:
    """Tell whether a place only says where another one lies, or where someone came from."""
    place, outcome = reading.places[at], resolutions[at]
    if place.context or place.cue in {"governorate", "countryside"} or place.origin:
        return True
    if not isinstance(outcome, Resolved):
        return False
    others = [resolutions[other] for other in here if other != at]
    if outcome.place.level in AREA_LEVELS and any(isinstance(other, Resolved) and other.place.level not in AREA_LEVELS for other in others):
        return True
    if any(isinstance(other, Resolved) and other.place.city == outcome.place.id for other in others):
        return True
    return place.near and any(0 < place.first - reading.places[other].last <= 3 for other in here)  # "X قرب Y": Y only locates X


def _distinct(chosen: Sequence[int], reading: ZoneReading, resolutions: Mapping[int, Resolution]) -> list[int]:
    seen: set[str] = set()
    kept = []
    for at in chosen:
        outcome = resolutions[at]
        name = outcome.place.id if isinstance(outcome, Resolved) else reading.places[at].surface
        if name not in seen:
            seen.add(name)
            kept.append(at)
    return kept


def _date(draft: Draft, reading: ZoneReading, clause: Clause, memory: _Memory, published: date | None) -> None:
    """Date a draft: by its clause, else its sentence, else the paragraph so far."""
    start, end = reading.offsets(clause.first, clause.last)
    sentence = reading.sentences[clause.sentence]
    opened, closed = reading.offsets(sentence.first, sentence.last)
    usable = [found for found in reading.dates if opened <= found.start < closed and not _duration(found, published)]
    near, wide = [found for found in usable if start <= found.start < end], usable
    if near:
        draft.date = min(near, key=lambda found: abs(found.start - draft.main.start))
    elif wide:
        draft.date = min(wide, key=lambda found: abs(found.start - draft.main.start))
    elif memory.date is not None and memory.date_paragraph == clause.paragraph and published is not None and (day := resolve_date(memory.date, published).date) is not None and (published - day).days <= 1:
        draft.date = memory.date
    if draft.date is not None:
        draft.value = resolve_date(draft.date, published)


def _duration(found: DateMention, published: date | None) -> bool:
    """"منذ ثلاث سنوات" says how long something has lasted, not when this happened."""
    if not found.surface.startswith("منذ"):
        return False
    day = resolve_date(found, published).date
    return day is None or published is None or (published - day).days > 2


def _remember(reading: ZoneReading, clause: Clause, resolutions: Mapping[int, Resolution], memory: _Memory) -> None:
    start, end = reading.offsets(clause.first, clause.last)
    for found in reading.dates:
        if start <= found.start < end:
            memory.date, memory.date_paragraph = found, clause.paragraph
    places, _ = _where(reading, clause, resolutions)
    if places:
        memory.places, memory.paragraph = places, clause.paragraph
    for at, place in enumerate(reading.places):
        outcome = resolutions[at]
        if clause.first <= place.first < clause.last and isinstance(outcome, Resolved):
            memory.by_level[outcome.place.level] = at
    _remember_sides(reading, clause, memory)


def _remember_sides(reading: ZoneReading, clause: Clause, memory: _Memory) -> None:
    """Keep in mind the last force and the last owners of aircraft ("سلاح الجو السوري والروسي"): later words point back to them."""
    start, end = reading.offsets(clause.first, clause.last)
    named = [(actor.start, actor.actors) for actor in reading.actors if actor.kind in {"name", "force"} and actor.actors and start <= actor.start < end]
    named += [(source.start, tuple(source.party.split("|"))) for source in reading.sources if source.party and start <= source.start < end]
    if named:
        memory.force = max(named)[1]
    for _, codes in sorted(named):
        if codes in {("isis",), ("hts",)}:  # what "التنظيم" points back to; with nothing before it, the Islamic State
            memory.organisation = codes
    before: ActorMention | None = None
    for actor in reading.actors:
        if clause.first <= actor.first < clause.last and actor.actors:
            if actor.kind == "aircraft":
                memory.aircraft = actor.actors
            elif actor.kind == "adjective" and before is not None and before.kind == "aircraft" and actor.first == before.last:
                memory.aircraft = (*before.actors, *actor.actors)
        before = actor


def _codes(draft: Draft, memory: _Memory) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actor codes of both sides, with what points back resolved and a missing subject carried over."""
    initiators = _read(draft.sides.initiators, memory)
    targets = [code for code in _read(draft.sides.targets, memory) if draft.sides.both or code not in initiators]
    if not initiators and draft.type == "air_strike" and memory.aircraft and memory.paragraph == draft.clause.paragraph:
        initiators = list(memory.aircraft)
        draft.carried.add("initiators")
    if not initiators and not draft.sides.initiators and memory.draft is not None and _goes_on(draft, memory.draft):
        initiators = list(memory.draft.codes[0])
        draft.carried.add("initiators")
    if initiators and not targets and draft.type in {"territory_change", "armed_clash"}:
        targets = _opponents(draft, initiators)
    return tuple(initiators), tuple(targets)


_ALLIES = (
    frozenset({"syrian_government", "russia", "iran_backed", "hezbollah"}), frozenset({"opposition", "hts", "sna", "turkey"}),
    frozenset({"sdf", "coalition"}), frozenset({"isis"}), frozenset({"israel"}), frozenset({"jordan"}),
)  # fmt: skip
"""Sides that fought together for most of the war; used only to look for an opponent in view, never to add an ally."""


def _opponents(draft: Draft, initiators: Sequence[str]) -> list[str]:
    """The other side of a fight or of a lost place, where the article names one: the nearest force that is no ally."""
    friends = {code for camp in _ALLIES if camp & set(initiators) for code in camp}
    for actor in sorted(draft.reading.actors, key=lambda actor: abs(actor.first - draft.main.first)):
        if actor.kind in {"name", "force"} and actor.actors and not friends & set(actor.actors) and "civilians" not in actor.actors:
            draft.sides.targets.append(actor)
            draft.carried.add("targets")
            return list(actor.actors)
    return []


def _goes_on(draft: Draft, last: Draft) -> bool:
    """Whether a verb without a subject goes on with the subject before it ("كما شنّ غارتين")."""
    if last.reading is not draft.reading or last.clause.paragraph != draft.clause.paragraph:
        return False
    after = draft.reading.words[draft.main.last].key if draft.main.last < len(draft.reading.words) else ""
    if after in {"له", "لها", "لهم"}:
        return True
    verb = draft.main.role in {"verb", "weak_verb"} or any(
        trigger.type == "deliver" and 0 <= draft.main.first - trigger.last <= _SUBJECT_GAP for trigger in draft.clause.triggers
    )
    return verb and draft.main.type in _CARRIED and not draft.sides.targets


# Until the international coalition began its strikes on 23 September 2014, combat aircraft over Syria without a named owner were the government's.
_ONE_AIR_FORCE_UNTIL = date(2014, 9, 22)


def _unmanned(mention: ActorMention) -> bool:
    return any(sign in mention.surface for sign in ("مسي", "مسيّ", "درون", "طيار"))


def _read(mentions: Sequence[ActorMention], memory: _Memory) -> list[str]:
    codes: list[str] = []
    owned = any(mention.actors for mention in mentions if mention.kind in {"aircraft", "adjective"})
    for mention in mentions:
        found = mention.actors
        if not found and mention.kind == "aircraft" and not owned and not _unmanned(mention):
            found = memory.aircraft or memory.air_default
        elif not found and mention.ref == "anaphor" and "تنظيم" in mention.surface:
            found = memory.organisation
        elif not found and mention.ref in {"anaphor", "possessive"}:
            found = memory.force
        codes.extend(code for code in found if code not in codes)
    return codes
