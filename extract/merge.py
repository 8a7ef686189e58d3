"""One incident told twice in one article becomes one draft: a repeated paragraph, a later figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.counts import total
from extract.countwords import CIVILIANS
from extract.cues import definite
from extract.draft import Draft
from extract.massacres import explained
from extract.records import Resolution, Resolved
from extract.retold import FOLLOWING, detailed, outline, sums_up
from extract.told_more import another
from extract.where import name_of
from extract.word_lists import word_set
from gazetteer.places import AREA_LEVELS, Place

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
    known = {draft.reading.zone: outcomes for draft, outcomes in found}
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
    return [draft for at, draft in enumerate(order) if not sums_up(draft, order[at + 1 : at + 1 + FOLLOWING], known[draft.reading.zone])]


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
    _take_sides(twin, draft)
    if twin.value is None:
        twin.date, twin.value = draft.date, draft.value


def _goes_into_one_told(order: Sequence[Draft], draft: Draft, outcomes: Mapping[int, Resolution]) -> bool:
    """Put a draft into the incident told before of which it is the detail, the outcome or the outline; False if there is none."""
    lead = next((one for one in order[:_LEADS] if _details(draft, one, outcomes)), None)
    if lead is not None:
        _go_into(lead, draft)
    elif order and (explained(order[-1], draft, outcomes) or _outcome(order[-1], draft) or _together(order[-1], draft)):
        _absorb(order[-1], draft)
    elif (told := outline(order, draft, outcomes)) is not None:
        _again(told, draft, outcomes)
    else:
        return False
    return True


def _details(draft: Draft, lead: Draft, outcomes: Mapping[int, Resolution]) -> bool:
    """Whether a draft tells more nearly where the incident of the lead was, which counts as many dead: "قتل 33 في الرقة ... قتل 33 في بلدة المنصورة"."""
    if lead.reading is not draft.reading or lead.type != draft.type or draft.clause.sentence == lead.clause.sentence or not _agree(lead, draft, days=False):
        return False
    inner, outer = ([one.place for at in told.places if isinstance(one := outcomes[at], Resolved)] for told in (draft, lead))
    many = (total(draft.counts).killed_min or 0) >= _MANY
    bomb = draft.type == "explosion_ied" and not draft.counts and any(definite(draft.reading.words[trigger.first]) for trigger in draft.clause.triggers)
    alike = (bomb or _same_people(lead, draft)) and bool(inner and outer) and len(inner) == len(draft.places)
    return alike and all(any(_within(one, other, many=many) for other in outer) for one in inner)


def _within(inner: Place, outer: Place, *, many: bool) -> bool:
    """Whether a place lies in another: in an area, in its city, or (where many died) in the governorate of that city."""
    if inner.level in AREA_LEVELS or inner.id == outer.id:
        return False
    inside = inner.governorate == outer.governorate
    return inner.city == outer.id or (inside and (outer.level in AREA_LEVELS or (many and outer.level == "city")))


def _go_into(lead: Draft, draft: Draft) -> None:
    """Let a draft that tells the incident of the lead at length say where and when it was."""
    lead.places = draft.places
    lead.counts.extend(count for count in draft.counts if count not in lead.counts)
    _take_sides(lead, draft)
    lead.clauses.append(draft.clause)
    if "date" in lead.carried and "date" not in draft.carried:
        lead.date, lead.value = draft.date, draft.value
        lead.carried.discard("date")


def _take_sides(one: Draft, other: Draft) -> None:
    """Take from a second telling the sides that the first leaves out, and of whom it only says that they hold the place."""
    one.holders = one.holders if one.codes[1] else other.holders
    one.codes = (one.codes[0] or other.codes[0], one.codes[1] or other.codes[1])


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


def _again(told: Draft, draft: Draft, outcomes: Mapping[int, Resolution]) -> None:
    """Take what is told a second time: nearer places, a kind where none was told but "هجوم", the sides and the day that were missing."""
    told.places = list(detailed(told, draft, outcomes))
    if told.main.type == "attack" and draft.type != told.type:
        told.type, told.main, told.rule = draft.type, draft.main, draft.rule
    if (told.value is None or "date" in told.carried) and draft.value is not None and "date" not in draft.carried:
        told.date, told.value = draft.date, draft.value
        told.carried.discard("date")
    told.codes = (told.codes[0] or draft.codes[0], told.codes[1] or draft.codes[1])
    told.counts.extend(draft.counts)
    told.clauses.append(draft.clause)


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
    return not (_numbered(one) and _numbered(other)) or _same_people(one, other) or _dozens(one, other) or _dozens(other, one)


def _dozens(one: Draft, other: Draft) -> bool:
    """Whether one draft only says that many died, and the other counts as many or more."""
    many = total(one.counts).killed_min or 0
    return many > 1 and all(count.vague for count in one.counts) and (total(other.counts).killed_min or 0) >= many


def _same_people(one: Draft, other: Draft) -> bool:
    """Whether two drafts count as many dead, and more than one, or where neither counts dead as many wounded."""
    first, second = total(one.counts), total(other.counts)
    if first.killed_min is None and second.killed_min is None:
        return first.injured_min == second.injured_min and (first.injured_min or 0) > 1
    alike = first.killed_min == second.killed_min or (first.killed_max == second.killed_max is not None)
    return alike and min(first.killed_min or 0, second.killed_min or 0) > 1


def _on_others(one: Draft, other: Draft) -> bool:
    """Whether one tells of a side that was hit and the other of civilians: "قصف على البلدة قتل مدنيين ... ثم قصف نقطة لX في البلدة"."""
    hurt = {count.group for count in other.counts if count.effect != "none"}
    return bool(one.codes[1]) and "civilians" not in one.codes[1] and not other.codes[1] and bool(hurt) and hurt <= CIVILIANS


def _numbered(draft: Draft) -> bool:
    """Whether a draft tells how many were hurt, or that nobody was; "قتلى" alone may be of the dead told with a number."""
    return any(not count.vague or count.low != 1 for count in draft.counts)
