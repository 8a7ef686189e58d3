"""What a clause adds to an incident told before it: which one it points back to, whether it tells more of it, and the dead or the attacker it adds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from extract import battles, blame, context, dating, opponents, sides
from extract.actors import ActorMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.cues import definite
from extract.dateresolve import resolve_date
from extract.draft import CARRIED_KINDS, Draft, Reader
from extract.kind_by_means import NO_WEAPON, Kind
from extract.records import Resolved
from extract.word_lists import word_set
from extract.wording import says
from extract.zones import ZoneReading

_RECENT = 4  # attacks told before that "الضربات" may point back to
_CLAIM_PARAGRAPHS = 3  # paragraphs after a claim of several attacks in which they are told
FAMILIES = {
    "strike": frozenset({"air_strike", "drone_strike", "shelling"}),
    "attack": frozenset({"armed_clash", "explosion_ied", "drone_strike"}),
    "armed_clash": frozenset({"armed_clash", "territory_change"}),
}
"""What a word that points back may mean, by its own type."""
_WHEREBY = "حيث"
_AIM, _AIM_REACH = word_set("what_was_aimed_at"), 5  # words of "الهدف مقر أحد" before whose it was
_FIRE = FAMILIES["strike"]
_RUNNING = word_set("still_running")
_SELF = word_set("themselves")
_ANOTHER_REACH = 1  # words between an attack and ثان


def add_words(reader: Reader, last: Draft, clause: Clause) -> None:
    """Take what a clause without an attack of its own adds: the attacker it blames, or casualties.

    In the next paragraph it adds only figures that the incident lacks.
    """
    if blame_all(reader, last, clause):
        last.clauses.append(clause)
        return
    last = battles.incident_of(reader.reading, clause, reader.found, bulletin=reader.bulletin) or last
    counts = reader.attacher.added(clause, last, clause.paragraph - last.clauses[-1].paragraph)
    _add_hit(reader, last, clause, counts)
    if counts:
        last.counts.extend(counts)
        last.clauses.append(clause)


def _add_hit(reader: Reader, last: Draft, clause: Clause, counts: Sequence[CountMention], more: Draft | None = None) -> None:
    """Give an attack that names nobody it hit those whom a later statement tells: aimed at, struck, or counted among the dead.

    counts: the figures of the clause; more: the statement, where it tells an attack.
    """
    if last.codes[1] or last.sides.both:
        return
    hit = _aimed_at(reader, last, clause) or _fallen(reader, last, clause, counts)
    if more is not None and not hit and (more.main.role == "patient_noun" or (not more.sides.both and _attack_struck(more))):
        hit = more.sides.targets  # "تشير المعلومات إلى تحييد 76 من جنود النظام"
    last.sides.targets.extend(hit)
    last.codes = (last.codes[0], tuple(code for code in reader.forces.codes(hit) if code not in last.codes[0]))


def _aimed_at(reader: Reader, last: Draft, clause: Clause) -> list[ActorMention]:
    """Give the side at which an attack is said to have been aimed: "وكان الهدف مقراً لX"."""
    reading = reader.reading
    if clause.paragraph - last.clauses[-1].paragraph > 1:
        return []
    aim = next((at for at in range(clause.first, clause.last) if reading.words[at].key in _AIM and definite(reading.words[at])), clause.last)
    near = reading.inside(reading.actors, aim + 1, min(aim + 1 + _AIM_REACH, clause.last)) if aim < clause.last else []
    return [actor for actor in near if actor.kind in {"name", "force"}][:1]


def _attack_struck(more: Draft) -> bool:
    """Whether a statement says what the attack told before struck: "واستهدف التفجير مقراً لX"."""
    words, triggers = more.reading.words, more.clause.triggers
    verbs = {trigger.last for trigger in triggers if trigger.type == "strike" and trigger.role == "verb"}
    return any(trigger.first in verbs and trigger.role == "noun" and definite(words[trigger.first]) for trigger in triggers)


def _fallen(reader: Reader, last: Draft, clause: Clause, counts: Sequence[CountMention]) -> list[ActorMention]:
    """Give those whose men a later statement counts: "أغارت طائرات على X. وقُتل ثلاثة من B"; nobody where they are the dead of a battle on both sides."""
    if last.counts or clause.paragraph != last.clause.paragraph or clause.sentence - last.clause.sentence > 1:
        return []
    fallen = sides.fallen(reader.reading, replace(clause, core=(clause.first, clause.first)), counts)
    ours = opponents.friends(last.codes[0], reader.published).intersection(reader.forces.codes(fallen))
    return [] if ours else fallen


def only_setting(reading: ZoneReading, clause: Clause, kind: Kind, last: Draft, *, apart: bool) -> bool:
    """Whether a fight in the present only says what goes on where fire was told to fall: "قصفت الطائرات X، حيث تدور اشتباكات".

    apart: whether it has a place or figures of its own.
    """
    opening = [word.key for word in reading.words[clause.first : clause.first + 2]]
    here = not apart and opening[0] == _WHEREBY and opening[-1] in _RUNNING and last.clause.sentence == clause.sentence and last.type in _FIRE
    return here and kind.type == "armed_clash" and kind.main.role == "noun" and not reading.inside(reading.dates, clause.first, clause.last)


def family_told(reader: Reader, kind: Kind) -> Draft | None:
    """The attack that "الضربات" or "القصف" points back to: the last one of its family."""
    family = FAMILIES.get(kind.main.type, frozenset({kind.type}))
    told = [one for one in reversed(reader.found[-_RECENT:]) if one.type in family]
    if kind.main.type == "attack" and (assault := _called_attack(reader)) is not None:
        return assault
    struck = [one for one in told if one.main.type != "attack"] if kind.main.type == "strike" else []  # "الضربات" are no "هجوم"
    return next(iter(struck or told), None)


def _called_attack(reader: Reader) -> Draft | None:
    """The fighting told as an attack before the bomb that opened it: "سيطروا على X في هجوم. وانفجرت سيارة مفخخة. وأدى الهجوم إلى قتلى"."""
    if reader.draft is None or reader.draft.type != "explosion_ied":
        return None
    kinds = FAMILIES["armed_clash"]
    fights = [one for one in reader.found[-_RECENT:] if one.type in kinds and any(trigger.type == "attack" for trigger in one.clause.triggers)]
    return fights[-1] if fights else None


def assault_told(reader: Reader, draft: Draft) -> Draft | None:
    """The assault that "الهجوم" points back to where a bomb that opened it was told after it, in the same sentence."""
    bomb = reader.draft
    assaults = [one for one in reader.found[-_RECENT:] if bomb is not None and one.clause.sentence == bomb.clause.sentence and one.type == draft.type]
    return assaults[-1] if assaults and bomb is not None and bomb.type == "explosion_ied" else None


def another(draft: Draft) -> bool:
    """Whether an attack is told as one more: "دوى انفجار ثان قرب البلدة", "في غارات مماثلة على المدينة"."""
    words = draft.reading.words
    return any(says(word, "another") or says(word, "likewise") for word in words[draft.main.last : draft.main.last + _ANOTHER_REACH])


def recalls(reader: Reader, draft: Draft, last: Draft) -> bool:
    """Whether a clause tells of a day before the incident; "وكان الهجوم ليل الاثنين" gives one without a day its own."""
    dates_it = "date" in last.carried and not draft.counts
    return not dates_it and reader.attacher.recalls(draft.clause, last)


def tells_more(draft: Draft, kind: Kind, last: Draft) -> bool:
    """Whether a clause without a place of its own tells more of the incident before it."""
    if another(draft) or (draft.type == "explosion_ied" != last.type and kind.main.type == "strike"):
        return False  # "وزعم أن مفخخة له دمرت ست آليات"
    shot = draft.type == "small_arms_assassination" and last.type == "explosion_ied" and not draft.sides.initiators
    if shot and last.clause.sentence == draft.clause.sentence:
        return True  # "فجّروا عبوة بالحافلة وأطلقوا الرصاص على ركابها"
    if kind.refers or (kind.main.role == "weak_verb" and not draft.sides.initiators):
        return True
    return last.clause.paragraph == draft.clause.paragraph and last.type == draft.type and not draft.sides.initiators


def gave_sides(reader: Reader, draft: Draft, last: Draft) -> bool:
    """Take who attacks from what a fight of nobody named was for: "معارك في محيط X حيث تحاول A التقدم نحو Y"."""
    whereby = reader.reading.words[draft.clause.first].key == _WHEREBY and draft.main.type == "attempt"
    fight = last.type == "armed_clash" and not (last.sides.initiators or last.sides.targets) and last.clause.sentence == draft.clause.sentence
    attackers = reader.forces.codes(draft.sides.initiators)
    if not (whereby and fight and attackers):
        return False
    others = [*reader.forces.codes(draft.sides.targets), *last.codes[0], *last.codes[1]]
    last.codes = (tuple(attackers), tuple(dict.fromkeys(code for code in others if code not in attackers)))
    last.sides.initiators.extend(draft.sides.initiators)
    return True


def blew_himself_up(draft: Draft, last: Draft) -> bool:
    """Whether a gunman ends as a bomber, which is one attack: "أطلق النار على المصلين ثم فجّر نفسه"."""
    words = draft.reading.words[draft.main.first : draft.main.last + 1]
    told = draft.type == "explosion_ied" and not _SELF.isdisjoint(word.key for word in words) and draft.clause.sentence == last.clause.sentence
    if told and last.type == "small_arms_assassination" and not draft.sides.initiators:
        last.type, last.rule = draft.type, "the gunman blew himself up"
        return True
    return False


def _beside(reader: Reader, draft: Draft, meant: Draft) -> bool:
    """Whether an attack is told right after another, in places of the same governorate."""
    known = [{place.place.governorate for at in one.places if isinstance(place := reader.outcomes[at], Resolved)} for one in (draft, meant)]
    return draft.clause.paragraph - meant.clauses[-1].paragraph <= 1 and not (known[0] and known[1] and known[0].isdisjoint(known[1]))


def inherit(reader: Reader, draft: Draft, meant: Draft, kind: Kind) -> None:
    """A strike that is only pointed back to is of the kind and by the side told before."""
    if kind.rule == NO_WEAPON:
        draft.type, draft.rule = meant.type, "the attack it points back to"
    if not draft.codes[0] and not draft.sides.initiators and draft.type == meant.type and _beside(reader, draft, meant):
        draft.codes = (meant.codes[0], tuple(code for code in draft.codes[1] if code not in meant.codes[0]))
        draft.borrowed = [*meant.sides.initiators, *meant.borrowed]
        draft.carried.add("initiators")


def add_draft(reader: Reader, last: Draft, more: Draft) -> None:
    """Take what a later clause adds: casualties, and an attacker where none was named."""
    _add_hit(reader, last, more.clause, more.counts, more)
    last.counts.extend(more.counts)
    last.clauses.append(more.clause)
    if "date" in last.carried:  # "وكان الهجوم ليل الاثنين"
        days = [found for found in reader.reading.inside(reader.reading.dates, more.clause.first, more.clause.last) if found.kind in CARRIED_KINDS]
        if len(days) == 1 and dating.lasts_on(reader.reading, days[0]):
            last.date, last.value = days[0], resolve_date(days[0], reader.published)
            last.carried.discard("date")
    if not last.codes[0] and not more.sides.both:
        last.codes = (tuple(code for code in reader.forces.codes(more.sides.initiators) if code not in last.codes[1]), last.codes[1])
        last.sides.initiators.extend(more.sides.initiators)
    blame_all(reader, last, more.clause)


def blame_all(reader: Reader, last: Draft, clause: Clause) -> bool:
    """Blame for the draft before, and for all attacks of its kind in its paragraph: "وترجّح ... وقوف ... وراء الهجومين"."""
    accused = blame.blamed(reader.reading, clause)
    if accused is None:
        return False
    first, after = (at(reader.found, last.clause.paragraph, key=lambda draft: draft.clause.paragraph) for at in (bisect_left, bisect_right))
    same = [draft for draft in reader.found[first:after] if draft.type == last.type]
    if not last.places:  # "فجّر نفسه": the place was told with the attack before
        same += islice((draft for draft in reversed(reader.found) if draft.type == last.type and draft.places), 1)
    pair = reader.found[-2:] if blame.blames_two(reader.reading, clause) else []
    if not pair and blame.blames_all(reader.reading, clause):
        pair = [one for one in reader.found[-_RECENT:] if one.type == last.type and not one.sides.initiators]
    told = {id(draft): draft for draft in (last, *same, *pair)}
    return sum(take_blame(reader, draft, clause, accused) for draft in told.values()) > 0


def claimed_before(reader: Reader, draft: Draft) -> None:
    """Give an attack of nobody named to who claimed several before they were told: "تبنى A عدة تفجيرات. وانفجرت سيارة في X"."""
    claim = reader.claim
    if claim is None or draft.codes[0] or draft.sides.initiators or draft.clause.paragraph - claim.paragraph > _CLAIM_PARAGRAPHS:
        return
    days = [found for found in reader.reading.inside(reader.reading.dates, claim.first, claim.last) if found.kind in CARRIED_KINDS]
    own = draft.value.date if draft.value is not None else None
    same_day = not days or own is None or resolve_date(days[0], reader.published).date == own
    if same_day and draft.type in blame.claimed_ahead(reader.reading, claim):
        take_blame(reader, draft, claim, blame.blamed(reader.reading, claim))


def take_blame(reader: Reader, draft: Draft, clause: Clause, accused: ActorMention | None) -> bool:
    """Take the attacker whom a clause blames, where the draft names none, or only "unknown men"."""
    if accused is None or set(draft.codes[0]) - {"unknown"} or context.hidden(draft.reading, draft.clause):
        return False
    blamed = [accused, *blame.listed_with(draft.reading, accused, clause)]
    draft.sides.initiators.extend(blamed)
    draft.accusations.append(clause)
    codes = tuple(reader.forces.codes(blamed))
    draft.codes = (codes, tuple(code for code in draft.codes[1] if code not in codes))
    return True


def at_home(reading: ZoneReading, kind: Kind, places: list[int], counts: list[CountMention], last: Draft) -> bool:
    """Whether a clause names only the home of people, as many as were hurt in the incident told last."""
    told = {(count.effect, count.low) for count in last.counts if count.low}
    homes = bool(places) and all(reading.places[at].home for at in places)
    return last.type == kind.type and homes and any((count.effect, count.low) in told for count in counts)
