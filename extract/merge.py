"""One incident told twice in one article becomes one draft: a repeated paragraph, a later figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.counts import total
from extract.countwords import CIVILIANS
from extract.draft import Draft
from extract.massacres import explained
from extract.records import Resolution
from extract.retold import numbered, same_people, take_sides, tell_again, told_before, without_outlines
from extract.told_more import another
from extract.where import name_of
from extract.word_lists import word_set

_OUTER = frozenset({"governorate", "countryside"})
_BY_AIR = ("israel",)
"""Who strikes in Syria with aircraft and rockets alone: what one text tells of both is one strike."""
_FIRE = ("shelling", "air_strike", "explosion_ied")
_LATEST = 40  # incidents of one kind in one place, of which one may be told again; keeps cost linear
_LEADS = 2  # incidents told first, which later paragraphs may tell at length
_MANY = 5  # dead, from which as many in a city and in a place of its governorate are taken for the same
_IN_THAT = word_set("in_that")
Wording = tuple[str, ...]
Key = tuple[str, str, frozenset[str]]
"""Zone, event type and names of the places: drafts that differ in one of these are never joined."""


def merge(found: Sequence[tuple[Draft, Mapping[int, Resolution]]]) -> list[Draft]:
    """Join drafts of one article; the earlier one stays and takes over what the later one adds. Linear in the number of drafts."""
    kept: dict[Key, list[tuple[Wording, Draft]]] = {}
    order: list[Draft] = []
    joined: set[Wording] = set()
    known: dict[str, Mapping[int, Resolution]] = {draft.reading.zone: outcomes for draft, outcomes in found}
    for draft, outcomes in found:
        names, wording = frozenset(name_of(draft.reading, outcomes, at) for at in draft.places), _wording(draft)
        if wording in joined:  # a paragraph that is repeated
            continue
        alike = kept.setdefault((draft.reading.zone, draft.type, names), [])
        twin = next((other for said, other in alike[-_LATEST:] if said == wording or _agree(other, draft)), None) if names and not another(draft) else None
        twin = twin or _by_the_same_aircraft(kept, draft, names)
        if twin is not None:
            if wording != _wording(twin):
                _tell_again(twin, draft)
        elif _goes_into_one_told(order, draft, outcomes):
            joined.add(wording)
        else:
            alike.append((wording, draft))
            order.append(draft)
    return without_outlines(order, known)


def _by_the_same_aircraft(kept: Mapping[Key, Sequence[tuple[Wording, Draft]]], draft: Draft, names: frozenset[str]) -> Draft | None:
    """Give the strike told before where one text tells of rockets and of aircraft: "صواريخ على X ... طيران العدو قصف X"."""
    if draft.codes[0] != _BY_AIR or draft.type not in _FIRE or not names:
        return None
    told = (one for kind in _FIRE for _, one in kept.get((draft.reading.zone, kind, names), ())[-_LATEST:])
    twin = next((one for one in told if one.codes[0] == _BY_AIR and _agree(one, draft)), None)
    if twin is not None and draft.type == "air_strike":
        twin.type, twin.main, twin.rule = draft.type, draft.main, draft.rule
    return twin


def _tell_again(twin: Draft, draft: Draft) -> None:
    """Let an incident take over what its second telling adds."""
    twin.counts.extend(count for count in draft.counts if count not in twin.counts)
    take_sides(twin, draft)
    if twin.value is None:
        twin.date, twin.value = draft.date, draft.value


def _goes_into_one_told(order: Sequence[Draft], draft: Draft, outcomes: Mapping[int, Resolution]) -> bool:
    """Put a draft into the incident told before of which it is the detail, the outcome or the outline; False if there is none."""
    if order and (explained(order[-1], draft, outcomes) or _outcome(order[-1], draft) or _together(order[-1], draft)):
        _absorb(order[-1], draft)
    elif (told := told_before(order, draft, outcomes)) is not None:
        tell_again(told, draft, outcomes)
    else:
        return False
    return True


def _absorb(last: Draft, draft: Draft) -> None:
    if _led_to(last, draft):
        last.places = []
    last.places.extend(at for at in draft.places if at not in last.places)
    if draft.type != last.type:
        last.type, last.main, last.rule = draft.type, draft.main, draft.rule
    if "date" in last.carried and draft.value is not None:
        last.date, last.value = draft.date, draft.value
    last.counts.extend(draft.counts)
    last.clauses.append(draft.clause)


def _outcome(last: Draft, draft: Draft) -> bool:
    """Of "اقتحم المطار وسيطر عليه" only the outcome is an event: the fighting that leads to it is not told again."""
    one_sentence = last.reading is draft.reading and last.clause.sentence == draft.clause.sentence
    same_place = set(draft.places) <= set(last.places) and "places" in draft.carried
    days = {one.value.date for one in (last, draft) if one.value is not None}
    others = bool(last.codes[0] and draft.codes[0]) and not set(last.codes[0]) & set(draft.codes[0])  # "هاجم مسلحون الحاجز لتعود القوات وتسترده"
    if (last.type, draft.type) != ("armed_clash", "territory_change") or not one_sentence or len(days) > 1 or (others and not last.sides.both):
        return False
    return same_place or _led_to(last, draft)


def _led_to(last: Draft, draft: Draft) -> bool:
    """Whether an assault somewhere in a region ended in the fall of a place: "شنت A هجوماً في ريف X وتمكنت من الاستيلاء على Y"."""
    if (last.type, draft.type) != ("armed_clash", "territory_change"):
        return False
    outer = bool(last.places) and all(last.reading.places[at].context or last.reading.places[at].cue in _OUTER for at in last.places)
    return outer and bool(draft.places) and bool(last.codes[0]) and set(draft.codes[0]) <= set(last.codes[0])


def _together(last: Draft, draft: Draft) -> bool:
    """Places struck by one attacker on one day in one sentence are one event, unless one of them has its own dead."""
    one_sentence = last.reading is draft.reading and last.clause.sentence == draft.clause.sentence and bool(last.places and draft.places)
    days = [one.value.date for one in (last, draft) if one.value is not None]
    return (
        one_sentence and not another(draft) and last.type == draft.type and last.codes[0] == draft.codes[0] and bool(draft.codes[0])
        and len(set(days)) <= 1 and (not draft.counts or _explains(draft))
    )  # fmt: skip


def _explains(draft: Draft) -> bool:
    """Whether a clause tells how what was told before was done: "اغتال مسلحون قيادياً، إذ أطلقوا النار على سيارته قرب X"."""
    return draft.reading.words[draft.clause.first].key in _IN_THAT


def _wording(draft: Draft) -> Wording:
    return tuple(word.key for word in draft.reading.words[draft.clause.first : draft.clause.last])


def _agree(one: Draft, other: Draft, *, days: bool = True) -> bool:
    """No contradiction in day, attacker and figures. days: whether one whose day is only carried over must agree too."""
    if not days and ("date" in one.carried or "date" in other.carried):
        other = replace(other, value=one.value)
    told = {draft.value.date for draft in (one, other) if draft.value is not None and draft.value.date is not None}
    if _on_others(one, other) or _on_others(other, one):
        return False
    attackers = [set(draft.codes[0]) for draft in (one, other) if draft.codes[0]]
    if len(told) > 1 or (len(attackers) == 2 and not (attackers[0] <= attackers[1] or attackers[1] <= attackers[0])):
        return False
    return not (numbered(one) and numbered(other)) or same_people(one, other) or _dozens(one, other) or _dozens(other, one)


def _dozens(one: Draft, other: Draft) -> bool:
    """Whether one draft only says that many died, and the other counts as many or more."""
    many = total(one.counts).killed_min or 0
    return many > 1 and all(count.vague for count in one.counts) and (total(other.counts).killed_min or 0) >= many


def _on_others(one: Draft, other: Draft) -> bool:
    """Whether one tells of a side that was hit and the other of civilians: "قصف على البلدة قتل مدنيين ... ثم قصف نقطة لX في البلدة"."""
    hurt = {count.group for count in other.counts if count.effect != "none"}
    return bool(one.codes[1]) and "civilians" not in one.codes[1] and not other.codes[1] and bool(hurt) and hurt <= CIVILIANS
