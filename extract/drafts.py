"""From clauses to drafts: one draft for each incident an article tells of, with what carries over from clause to clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from extract import (
    accounts,
    battles,
    blame,
    brought_down,
    captions,
    carry,
    dating,
    denials,
    elsewhere,
    fell_on,
    gist,
    headlines,
    holding,
    kind_by_side,
    kinds,
    listed_dead,
    massacres,
    one_attacker,
    pointers,
    roles,
    sides,
    silence,
    tagged,
    takings,
    told_more,
)
from extract.actors import ActorMention
from extract.attach import Attacher
from extract.bystanders import of_most
from extract.clauses import Clause
from extract.counts import CountMention
from extract.dates import DateMention
from extract.draft import CARRIED_KINDS, Draft, Reader
from extract.forces import Forces
from extract.hashtags import loose_tag
from extract.kind_by_means import GOES_ON, Kind, from_the_air, met_by_air_defences
from extract.records import Resolved
from extract.statements import Sides, Statement
from extract.told_more import (
    add_draft,
    add_words,
    assault_told,
    at_home,
    blame_all,
    blew_himself_up,
    family_told,
    gave_sides,
    only_setting,
    recalls,
    take_blame,
    tells_more,
)
from extract.triggers import ARMED, Trigger
from extract.where import Outcomes, home_of_source, homes, is_abroad, is_goal, name_of, origins, pointed_at, where
from extract.wording import says
from extract.zones import ZoneReading

_REMARK_REACH = 3  # words between يأتي and the attack
_DAYLESS = frozenset({"span", "month", "year", "period"})
"""Kinds that only tell how long something took, or in which month: the day told before them still holds."""


def drafts(reading: ZoneReading, outcomes: Outcomes, published: date | None) -> list[Draft]:
    """Read the clauses of one zone in order. outcomes: resolutions by index into `reading.places`."""
    forces = Forces.on(published, reading.sources, reading.actors)
    reader = Reader(reading, outcomes, published, forces, Attacher(reading, outcomes, published), bulletin=silence.is_bulletin(reading))
    silenced = silence.silenced(reading)
    wholes = [part for whole in reading.clauses for part in elsewhere.parted(reading, whole, outcomes)]
    for clause in [part for whole in wholes for part in listed_dead.by_place(reading, whole)]:
        actors = sides.acting(reading, clause)
        if clause.first not in silenced:
            draft = _read(reader, clause, actors)
            if draft is not None:
                if reader.found and not reader.found[-1].counts:
                    reader.found[-1].counts.extend(reader.attacher.of_both(draft))
                reader.found.append(draft)
                reader.draft = draft
                _note_taken(reader, draft)
                reader.forces.attackers = (not draft.sides.both and draft.codes[0]) or reader.forces.attackers
            else:
                pointers.note_fight(reader, clause, actors)
        else:
            _add_total(reader, clause)
            pointers.note_fight(reader, clause, actors)
        _remember(reader, clause, actors)
    if not reader.found and (whole := gist.told(reading, silenced, outcomes)) is not None:
        reader.found.extend(_as_a_whole(reader, *whole))
    elif len(reader.found) == 1 and not any(isinstance(outcomes[at], Resolved) for at in reader.found[0].places):
        gist.place(reader.found[0], outcomes)
    battles.settle(reading, reader.found, bulletin=reader.bulletin)
    one_attacker.settle(reader.found, bulletin=reader.bulletin)
    return reader.found


def _as_a_whole(reader: Reader, clause: Clause, kind: Kind, places: list[int]) -> list[Draft]:
    """Make the incident of a post that none of its clauses tells; the dead are all of its dead."""
    reading = reader.reading
    counts = list(reading.counts)
    actors = sides.acting(reading, clause)
    found = _sides_of(reading, clause, kind, actors, counts)
    draft = _placed(reader, Draft(reading, clause, kind.type, kind.main, kind.rule, places, found, clauses=[clause]), kind)
    if draft is None:
        return []
    draft.counts = counts
    draft.carried.update(("places", "post"))
    return [draft]


def _note_taken(reader: Reader, last: Draft) -> None:
    """Keep in mind by place who took it, and as how manyth incident it was told; last: the incident told last."""
    if last.type == "territory_change":
        for at in last.places:
            reader.taken.setdefault(name_of(last.reading, reader.outcomes, at), {})[len(reader.found) - 1] = last


def _add_total(reader: Reader, clause: Clause) -> None:
    """Take the dead told in a total where it is that of a battle or of the incident told last."""
    battle = battles.incident_of(reader.reading, clause, reader.found, bulletin=reader.bulletin)
    if battle is not None:
        battle.counts.extend(reader.reading.inside(reader.reading.counts, clause.first, clause.last))
        battle.clauses.append(clause)
    elif reader.draft is not None and battles.altogether(reader.reading.words[clause.first : clause.last]):
        add_words(reader, reader.draft, clause)


def _read(reader: Reader, clause: Clause, actors: list[ActorMention]) -> Draft | None:
    """Make the draft of a clause; a clause that only adds to the draft before it gives None."""
    reading, last = reader.reading, reader.draft
    counts = reading.inside(reading.counts, clause.first, clause.last)
    kind = _kind(reader, clause, actors, counts)
    if kind is None:
        if last is not None and (also := _likewise(reader, clause, last) or listed_dead.incident(reader, clause)):
            return also
        if last is not None:
            add_words(reader, last, clause)
        return None
    if last is not None and pointers.as_before(reading, clause, kind, last):
        kind = kind._replace(type=last.type)
    if kind.type == "armed_clash" and met_by_air_defences(reading.words[clause.first : clause.last]):
        kind = kind._replace(type="air_strike")
    found = _sides_of(reading, clause, kind, actors, counts)
    places, country = _where(reader, clause, kind)
    if last is not None and (at_home(reading, kind, places, counts, last) or only_setting(reading, clause, kind, last, apart=bool(places or counts))):
        add_words(reader, last, clause)  # "ما أدى إلى مقتلهما، وهما من أبناء X"; "قصفت الطائرات X، حيث تدور اشتباكات"
        return None
    kind = captions.shown(reading, clause, kind, first=bool(places) and not reader.found)
    if kind.hollow and _tells_nothing(reader, clause, kind, places):
        if last is not None and not places:
            blame_all(reader, last, clause)  # "وتبنى X الاعتداء"
        return None
    draft = Draft(reading, clause, kind.type, kind.main, kind.rule, places, found, country, counts=list(counts), clauses=[clause])
    if country:
        draft.abroad = [at for at in reading.place_indexes(clause.first, clause.last) if is_abroad(reader.outcomes[at])]
    return _placed(reader, draft, kind)


def _where(reader: Reader, clause: Clause, kind: Kind) -> tuple[list[int], str]:
    """Give the places of a clause that tells an attack, and the country where that is abroad."""
    reading, last = reader.reading, reader.draft
    places, country = where(reading, clause, reader.outcomes, kind.main)
    if last is not None and last.type == kind.type and all(of_most(reading, reading.places[at]) for at in places):
        places = []  # "أحصى المرصد 32 قتيلاً في الغارات، أغلبهم في X"
    return tagged.with_heading(reading, clause, sides.without_answered(reading, clause, places), reader.outcomes), country


def _tells_nothing(reader: Reader, clause: Clause, kind: Kind, places: list[int]) -> bool:
    """Whether a word that points back ("الهجوم") points at nothing told, and nobody claims it here, or only places it among other news."""
    if places and _remarks(reader.reading, clause, kind.main):
        return True
    return family_told(reader, kind) is None and not (places and blame.claimed(reader.reading, clause, kind.main.first))


def _kind(reader: Reader, clause: Clause, actors: list[ActorMention], counts: list[CountMention]) -> Kind | None:
    """Decide of what kind the attack is that a clause tells; None if it tells none."""
    reading, last, kind = reader.reading, reader.draft, None
    if clause.triggers:
        clause = holding.without_described(reading, headlines.without_slogans(reading, clause))
        goes_on = last is not None and last.clause.paragraph == clause.paragraph and last.type == "territory_change"
        casualties = any(count.low is not None for count in counts)
        if not casualties and any(trigger.role in ARMED for trigger in clause.triggers):
            casualties = massacres.committed(reading, clause, actors) or captions.toll_follows(reading, clause)
        fell, said = headlines.told(reading, clause), denials.upheld(sides.without_reply(reading, clause), counts, reading.words)
        kind = kinds.decide(said, actors, reading.words, casualties=casualties, goes_on=goes_on, fell=fell)
    kind = takings.told(reading, clause, actors, kind)
    kind = kind or (massacres.told(reading, clause, actors) if last is None else None) or massacres.operation(reading, clause)
    kind = kind or massacres.stole_in(reading, clause, actors) or accounts.announced(reading, clause)
    return kind or captions.left(reading, clause, actors, counts, first=not reader.found)


def _sides_of(reading: ZoneReading, clause: Clause, kind: Kind, actors: list[ActorMention], counts: list[CountMention]) -> Sides:
    """Give the sides that a clause names."""
    hurt = [(count.start, count.end) for count in counts if count.effect != "none"]
    found = roles.assign(Statement(kind.main, clause.triggers, reading.words, reading.role_cues, hurt), kind.type, actors)
    at = blame.attribution(reading, clause)
    if at is not None and blame.told_in(reading, clause, at):
        found = Sides([], [actor for actor in (*found.targets, *found.initiators) if actor.kind != "aircraft"])  # who did it is whom they accuse
    if (own := blame.claimant(reading, clause)) is not None:
        after = [actor for actor in reading.inside(reading.actors, kind.main.first, clause.last) if actor is not own]
        found = roles.assign(Statement(kind.main, clause.triggers, reading.words, reading.role_cues, hurt), kind.type, after)
        found = Sides([own], [*found.targets, *found.initiators])
    if kind.rule == brought_down.SHOT_DOWN:
        found = sides.shot_down(found)
    if not found.targets and not found.both:
        found.targets.extend(sides.fallen(reading, clause, counts))
    if not found.targets and not found.both:
        found.holders.extend(fell_on.settled(reading, clause))
        found.targets.extend(found.holders)
    return accounts.beaten_off(reading, clause, found)


def _likewise(reader: Reader, clause: Clause, last: Draft) -> Draft | None:
    """Make the draft of people who died in another place by what was told before: "وقُتل آخر في جاسم"."""
    main = elsewhere.likewise(reader.reading, clause, last.type) if clause.sentence == last.clause.sentence and clause is not last.clause else None
    if main is None:
        return None
    places, country = where(reader.reading, clause, reader.outcomes)
    if not places or country or not last.places or not reader.attacher.apart(clause, last):
        return None
    draft = Draft(reader.reading, clause, last.type, main, "people hurt elsewhere by what was told before", places, Sides(), clauses=[clause])
    draft.codes, draft.borrowed = last.codes, [*last.sides.initiators, *last.borrowed]
    draft.carried.add("initiators")
    draft.date, draft.value = last.date, last.value
    draft.counts = reader.attacher.own(draft)
    return draft


def _remarks(reading: ZoneReading, clause: Clause, main: Trigger) -> bool:
    """Whether a clause only places an attack already told among other news: "ويأتي التفجير بعد أسبوع على ..."."""
    return any(says(word, "remark") for word in reading.words[max(clause.first, main.first - _REMARK_REACH) : main.first])


def _placed(reader: Reader, draft: Draft, kind: Kind) -> Draft | None:
    """Give a draft its place, its sides and its day; None if it only tells more of the draft before it."""
    last = reader.draft
    if last is not None and kind.refers and not last.codes[0] and blame.accused_before(draft.reading, draft.clause, draft.main.first):
        blame_all(reader, last, draft.clause)  # "واتهمت دمشق إسرائيل بتنفيذ الهجوم"
    meant = family_told(reader, kind) if draft.places and kind.refers and kind.rule != GOES_ON else None
    if meant is not None and meant is last and meant.country == "??":
        meant.places, meant.country = draft.places, ""  # "شنت ضربات ... وطالت الضربات مستودعاً في X"
        _note_taken(reader, meant)
        add_draft(reader, meant, draft)
        return None
    told = _told_already(reader, draft, kind)
    if told is not None:
        add_draft(reader, told, draft)
        return None
    if not draft.places and not draft.country:
        _place(reader, draft)
    if kind.vague and not draft.places and not draft.reading.inside(draft.reading.hits, draft.clause.first, draft.clause.last):
        return None
    kind_by_side.by_who_did_it(draft, last, kind)
    draft.codes = carry.codes(reader, draft)
    kind_by_side.flies_on(reader, draft, last, kind)
    if meant is not None:
        told_more.inherit(reader, draft, meant, kind)
    if last is not None and blame.blames_before(draft.reading, draft.clause, draft.main.first):
        blame_all(reader, last, draft.clause)
    else:
        take_blame(reader, draft, draft.clause, blame.blamed(draft.reading, draft.clause))
    if from_the_air(kind, draft.codes[0], draft.clause.triggers, draft.reading.words):
        draft.type, draft.rule = "air_strike", "strike by a side that strikes from the air"
    if draft.type == "air_strike" and draft.codes[0] and sides.GROUNDED.issuperset(draft.codes[0]) and kind.rule == "strike with a named weapon":
        draft.type, draft.rule = "shelling", "a bomb of those who have no aircraft"
    day = reader.recalled if reader.recalled is not None and reader.recalled_in == draft.clause.paragraph else reader.date
    carried = day if day is not None and not reader.bulletin and day.kind in CARRIED_KINDS else None
    _date(reader, draft, meant.date if meant and meant.date else carried)
    told_more.claimed_before(reader, draft)
    draft.counts = reader.attacher.own(draft)
    return draft


def _told_already(reader: Reader, draft: Draft, kind: Kind) -> Draft | None:
    """Give the incident of which a clause only tells more, None where it tells another."""
    last, nowhere = reader.draft, not draft.places and not draft.country
    if last is None or (nowhere and elsewhere.unnamed(draft.reading, draft.clause)):
        return None
    if gave_sides(reader, draft, last) or (not draft.places and blew_himself_up(draft, last)):
        return last
    if nowhere and tells_more(draft, kind, last) and not recalls(reader, draft, last):
        return assault_told(reader, draft) or family_told(reader, kind) or last if kind.refers else last
    return None


def _date(reader: Reader, draft: Draft, told: DateMention | None) -> None:
    """Give a draft its day. told: the day told before, which holds where it has none of its own."""
    draft.date, draft.value = dating.day_of(draft.reading, draft.clause, draft.main, reader.published, told)
    if draft.date is None or draft.date is told:
        draft.carried.add("date")


def _place(reader: Reader, draft: Draft) -> None:
    """Give a draft without a place the one that it points back to, that goes on in its paragraph, or that a tag says."""
    if elsewhere.unnamed(draft.reading, draft.clause):
        draft.country = "??"
        return
    same_paragraph = reader.paragraph == draft.clause.paragraph
    from_here = origins(draft.reading, draft.clause, reader.outcomes)
    if from_here and draft.counts and (reader.bulletin or not same_paragraph):
        reader.places, reader.paragraph, same_paragraph = from_here, draft.clause.paragraph, True
    named = reader.last_by_level | {draft.reading.places[at].cue: at for at in from_here}  # "من بلدة X ... على البلدة"
    named |= _homes_of_sources(reader, draft)
    draft.places = pointed_at(draft.reading, draft.clause, named) or (list(reader.places) if same_paragraph and not _answers(draft) else [])
    draft.places = draft.places or tagged.places_of(draft.reading, draft.clause, reader.outcomes) or homes(draft.reading, draft.clause, reader.outcomes)
    if not draft.places and reader.draft is None:  # later it would rather be the place told before
        draft.places = tagged.seats(draft.reading, draft.clause, reader.outcomes)
    draft.carried.add("places")
    draft.country = "" if draft.places else "??"


def _homes_of_sources(reader: Reader, draft: Draft) -> dict[str, int]:
    """Give by level where those sit who tell it: "أفاد مراسلنا في حلب بمقتل ثلاثة بغارة على شرق المدينة"."""
    reading = draft.reading
    here = ((at, reader.outcomes[at]) for at in reading.place_indexes(draft.clause.first, draft.clause.last) if home_of_source(reading, reading.places[at]))
    return {outcome.place.level: at for at, outcome in here if isinstance(outcome, Resolved)}


def _answers(draft: Draft) -> bool:
    """Whether a strike without a place answers another: "ردّت باستهداف السرية" does not strike the places told before it."""
    return any(says(draft.reading.words[trigger.first], "reply") for trigger in carry.launchers(draft))


def _remember(reader: Reader, clause: Clause, actors: list[ActorMention]) -> None:
    """Keep in mind what later clauses may point back to."""
    reading = reader.reading
    reader.claim = clause if blame.claimed_ahead(reading, clause) else reader.claim
    for found in reading.inside(reading.dates, clause.first, clause.last):
        if found.kind not in _DAYLESS and dating.lasts_on(reading, found):
            if dating.opens_with_past(reading, clause):
                reader.recalled, reader.recalled_in = found, clause.paragraph
            else:
                reader.date, reader.recalled = found, None
    places, _ = where(reading, clause, reader.outcomes)
    if places:
        reader.places, reader.paragraph = places, clause.paragraph
    for at in reading.place_indexes(clause.first, clause.last):
        outcome = reader.outcomes[at]
        place = reading.places[at]
        home = place.home or (place.inside and reading.places[at - 1].home)  # "عائلة نازحة من X بY"
        if isinstance(outcome, Resolved) and not (place.context or home or is_goal(reading, place) or (at and loose_tag(reading, at))):
            reader.last_by_level[outcome.place.level] = at
    reader.forces.remember(reading, clause)
    told = reader.draft is not None and reader.draft.clause is clause
    reader.turned = False
    named = reader.draft.codes[0] if told and reader.draft is not None else tuple(reader.forces.codes(sides.subject(reading, actors)))
    if told and clause.core[1] < clause.last:
        later = sides.acting(reading, replace(clause, core=(clause.core[1], clause.last), triggers=()))
        other = tuple(reader.forces.codes(sides.subject(reading, later)))
        reader.turned, named = bool(other), other or named
    reader.subject = named or (reader.subject if reader.sentence == clause.sentence else ())
    reader.sentence = clause.sentence
