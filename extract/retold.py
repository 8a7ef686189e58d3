"""An incident told first in outline and then in detail: "قُتل خمسة بقصف على ريف إدلب ... وأوضح أن القصف استهدف بلدة X وأسفر عن مقتل الخمسة".

Either the two become one draft, which keeps the nearer place, or an outline of several incidents gives way to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.counts import total
from extract.cues import definite
from extract.draft import Draft
from extract.records import Resolved
from extract.silence import is_bulletin
from extract.situated import holds
from extract.told_more import another
from extract.where import Outcomes, name_of
from extract.word_lists import word_set
from gazetteer.places import AREA_LEVELS, Place

_FAMILIES = (frozenset({"air_strike", "drone_strike", "shelling"}), frozenset({"armed_clash", "small_arms_assassination"}))
_FIRE = frozenset({"strike", "air_strike", "drone_strike", "shelling"})
_ONCE = frozenset({"explosion_ied", "chemical_attack"})
"""Kinds that one text seldom reports twice of one place and day."""
_FOUGHT = frozenset({"armed_clash", "territory_change"})
"""Kinds in which an outline names both sides, in no order."""
_SCATTERED = word_set("scattered")
_LEADS = 2  # incidents told first, which later paragraphs may tell at length
_RECENT = 4  # incidents told just before, which may be told again
_SEVERAL, FOLLOWING = 2, 12  # incidents that an outline sums up, and among how many told after it they are looked for
_OPENING = 2  # sentences that may give an outline of all that follows
_MANY = 5  # dead, from which as many in a city and in a place of its governorate are taken for the same


def told_before(order: Sequence[Draft], draft: Draft, outcomes: Outcomes) -> Draft | None:
    """Give the incident told before that a statement tells again, in the same places or in a place of the region that one of them names."""
    if not draft.places and draft.country != "??":
        return None
    for last in _told(order, draft):
        if last.places and _agree(last, draft) and _one_incident(last, draft, outcomes, lead=last in order[:_LEADS]):
            return last
    return None if draft.places else _one_of_its_kind(order, draft)


def _told(order: Sequence[Draft], draft: Draft) -> Iterator[Draft]:
    """The incidents that a statement may tell again: those of the lead, where it stands in a later sentence, and the last ones."""
    yield from (one for one in order[:_LEADS] if one.reading is draft.reading and one.clause.sentence != draft.clause.sentence)
    yield from (one for one in reversed(order[-_RECENT:]) if one.reading is draft.reading)


def _one_incident(last: Draft, draft: Draft, outcomes: Outcomes, *, lead: bool) -> bool:
    """Whether the figures are the same, or the statement gives none and says "القصف", which goes into detail or looks back. lead: told first."""
    nearer, wider = _within(draft, last, outcomes), _within(last, draft, outcomes)
    if same_people(last, draft):
        return nearer or wider or (lead and _in_governorate(draft, last, outcomes))
    if last.type == draft.type and draft.type in _ONCE and (nearer or wider) and _names(last, outcomes) & _names(draft, outcomes):
        return _figures_agree(last, draft) and not another(draft)
    if not _says_the_attack(draft):
        return False
    lead = lead and bool(draft.places)
    return (nearer and (_into_detail(draft, last) or (lead and not numbered(draft)))) or (wider and lead and not draft.counts)


def _into_detail(draft: Draft, last: Draft) -> bool:
    return last.clause.paragraph == draft.clause.paragraph and not last.counts


def _one_of_its_kind(order: Sequence[Draft], draft: Draft) -> Draft | None:
    """Give the only incident of a kind, told with "قتلى" alone, of which a statement without a place tells the number: "قُتل أربعة عناصر في انفجار السيارة"."""
    if len(order) > FOLLOWING:
        return None
    alike = [last for last in order if last.reading is draft.reading and last.type == draft.type]
    told = [count for count in draft.counts if not count.vague and count.effect == "killed"]
    if len(alike) != 1 or not told or not alike[0].places or not _agree(alike[0], draft) or not draft.codes[1]:
        return None
    vague = bool(alike[0].counts) and all(count.vague for count in alike[0].counts)
    return alike[0] if vague and alike[0].codes[1] == draft.codes[1] else None


def tell_again(told: Draft, draft: Draft, outcomes: Outcomes) -> None:
    """Take what is told a second time: nearer places, missing sides and day, and the kind where it is told with the attacker, or was only "هجوم"."""
    told.places = list(_nearer(told, draft, outcomes))
    if draft.type != told.type and (told.main.type == "attack" or (draft.codes[0] and not told.codes[0])):
        told.type, told.main, told.rule = draft.type, draft.main, draft.rule
    if (told.value is None or "date" in told.carried) and draft.value is not None and "date" not in draft.carried:
        told.date, told.value = draft.date, draft.value
        told.carried.discard("date")
    take_sides(told, draft)
    told.counts.extend(count for count in draft.counts if count not in told.counts)
    told.clauses.append(draft.clause)


def take_sides(one: Draft, other: Draft) -> None:
    """Take from a second telling the sides that the first leaves out, and of whom it only says that they hold the place."""
    one.holders = one.holders if one.codes[1] else other.holders
    one.codes = (one.codes[0] or other.codes[0], one.codes[1] or other.codes[1])


def without_outlines(order: Sequence[Draft], known: dict[str, Outcomes]) -> list[Draft]:
    """Leave out what only sums up incidents told after it; they take over the attacker and the day that it alone names. known: outcomes by zone."""
    kept = []
    for at, draft in enumerate(order):
        told = _summed_up(draft, order[at + 1 : at + 1 + FOLLOWING], known[draft.reading.zone])
        for one in told:
            _hand_down(draft, one)
        if len(told) == 1 and not numbered(told[0]):
            told[0].counts = [*draft.counts, *told[0].counts]
        if not told:
            kept.append(draft)
    return kept


def _summed_up(draft: Draft, after: Sequence[Draft], outcomes: Outcomes) -> list[Draft]:
    """Give the incidents that one told of a region sums up: "ثلاث عمليات اغتيال متفرقة في درعا ... في نصيب ... وفي داعل", none if it tells of one of its own.

    At least two of its kind follow in places of that region; one is enough for what the opening tells of a whole governorate without a figure. It is
    told in the opening of a report, or as scattered, or counts as many dead as they.
    """
    if not draft.places:
        return _only_one(draft, after) if draft.clause.sentence == 0 and draft.codes[0] else []
    inside = [one for one in after if one.reading is draft.reading and one.places and _agree(draft, one) and _within(one, draft, outcomes)]
    inside = [one for one in inside if one.clause.sentence > draft.clause.sentence and not _same_places(one, draft, outcomes)]
    if not all(_told_later(outcomes, at, inside) for at in draft.places):
        return []  # "قُتل 19 في غارات على إدلب وبنش ... وأن الطائرات أغارت على إدلب والنيرب"
    if len(inside) < _SEVERAL:
        return inside if inside and _opens(draft) and _told_nearer(draft, inside[0], outcomes) else []
    words = draft.reading.words[draft.clause.first : draft.clause.last]
    dead = total(draft.counts).killed_min
    each = [total(one.counts).killed_min or 0 for one in inside]
    sums_up = any(not _SCATTERED.isdisjoint(word.forms) for word in words) or dead in _sums(each)
    return inside if sums_up or (_opens(draft) and (not numbered(draft) or _covers(draft, inside))) else []


def _only_one(draft: Draft, after: Sequence[Draft]) -> list[Draft]:
    """Give the only attack told after an opening that names no place: "قُتل 11 في غارات شرقي سوريا. وأوضحت مصادر أن الطائرات استهدفت منزلاً في X"."""
    alike = [one for one in after if one.reading is draft.reading and any({one.type, draft.type} <= family for family in (*_FAMILIES, {draft.type}))]
    if len(alike) != 1 or numbered(alike[0]) or not alike[0].places or not _agree(draft, alike[0]) or not draft.counts or draft.type in _FOUGHT:
        return []
    return alike if alike[0].clause.sentence == 1 and alike[0].codes[0] == draft.codes[0] else []


def _told_later(outcomes: Outcomes, at: int, inside: Sequence[Draft]) -> bool:
    """Whether a place of an outline is told again, holds one that is, or is a city or an area."""
    place, later = _place(outcomes, at), [(other, one) for one in inside for other in one.places]
    if place is None or place.level in AREA_LEVELS | {"city"}:
        return True
    return any(
        name_of(one.reading, outcomes, at) == name_of(one.reading, outcomes, other) or _lies_in(_place(outcomes, other), [place]) for other, one in later
    )


def _told_nearer(draft: Draft, one: Draft, outcomes: Outcomes) -> bool:
    """Whether the only incident that follows in a region or city gives the place of what the opening tells of it: "قصف على أحد أحياء حلب ... أغار على حي X"."""
    if _of_area(draft, outcomes) and all(count.vague for count in draft.counts):
        return True
    placed = not any(draft.reading.places[at].dateline for at in draft.places)
    return placed and draft.type not in _FOUGHT and one.clause.paragraph - draft.clause.paragraph <= 1 and not numbered(one) and one.type == draft.type


def _covers(draft: Draft, inside: Sequence[Draft]) -> bool:
    """Whether an opening counts no fewer dead and wounded than any of the incidents that it may sum up, and more than one of them."""
    whole, parts = total(draft.counts), [total(one.counts) for one in inside]
    dead, hurt = [part.killed_min or 0 for part in parts], [part.injured_min or 0 for part in parts]
    most = (whole.killed_min or 0) > max(dead) or ((whole.killed_min or 0) == max(dead) and (whole.injured_min or 0) > max(hurt))
    return most and (whole.injured_min is None or whole.injured_min >= max(hurt))


def _of_area(draft: Draft, outcomes: Outcomes) -> bool:
    """Whether an incident is told of a governorate or region alone."""
    return all((place := _place(outcomes, at)) is not None and place.level in AREA_LEVELS for at in draft.places)


def _opens(draft: Draft) -> bool:
    return draft.clause.sentence < _OPENING and not is_bulletin(draft.reading)


def _sums(each: Sequence[int]) -> set[int]:
    """How many died in the first two, the first three ... of some incidents."""
    return {dead for upto in range(_SEVERAL, len(each) + 1) if (dead := sum(each[:upto]))}


def _hand_down(outline: Draft, draft: Draft) -> None:
    if not draft.codes[0] and draft.type not in _FOUGHT and not set(outline.codes[0]) & set(draft.codes[1]):
        draft.codes = (outline.codes[0], draft.codes[1])
        draft.borrowed = [*outline.sides.initiators, *outline.borrowed]
        draft.carried.add("initiators")
    if "date" in draft.carried and "date" not in outline.carried:
        draft.date, draft.value = outline.date, outline.value


def _same_places(one: Draft, other: Draft, outcomes: Outcomes) -> bool:
    return _names(one, outcomes) == _names(other, outcomes)


def _names(draft: Draft, outcomes: Outcomes) -> set[str]:
    return {name_of(draft.reading, outcomes, at) for at in draft.places}


def _nearer(last: Draft, draft: Draft, outcomes: Outcomes) -> list[int]:
    """Give the places of both as indexes: those of the one that names them more closely."""
    same = _names(draft, outcomes) <= _names(last, outcomes)
    return last.places if same or (_within(last, draft, outcomes) and not _within(draft, last, outcomes)) else draft.places


def _agree(last: Draft, draft: Draft) -> bool:
    """Whether nothing speaks against one incident: kind, day, who attacked whom."""
    alike = last.type == draft.type or any({last.type, draft.type} <= family for family in _FAMILIES)
    days = {one.value.date for one in (last, draft) if one.value is not None and one.value.date is not None and "date" not in one.carried}
    return alike and len(days) < 2 and _sides_agree(last, draft)


def _sides_agree(last: Draft, draft: Draft) -> bool:
    sides = [[set(one.codes[side]) - {"unknown"} for one in (last, draft)] for side in (0, 1)]
    return all(not (one and other) or one <= other or other <= one for one, other in sides)


def same_people(one: Draft, other: Draft) -> bool:
    """Whether two drafts count as many dead, and more than one, or where neither counts dead as many wounded."""
    first, second = total(one.counts), total(other.counts)
    if first.killed_min is None and second.killed_min is None:
        return first.injured_min == second.injured_min and (first.injured_min or 0) > 1
    alike = first.killed_min == second.killed_min or (first.killed_max == second.killed_max is not None)
    return alike and min(first.killed_min or 0, second.killed_min or 0) > 1


def _figures_agree(one: Draft, other: Draft) -> bool:
    """Whether no figure of one is another in the other; "قتلى" and a figure that only one gives are none."""
    first, second = total(one.counts), total(other.counts)
    pairs = ((first.killed_min, second.killed_min), (first.injured_min, second.injured_min))
    return all(low is None or high is None or low in {1, high} or high == 1 for low, high in pairs)


def numbered(draft: Draft) -> bool:
    """Whether a draft tells how many were hurt, or that nobody was; "قتلى" alone may be of the dead told with a number."""
    return any(not count.vague or count.low != 1 for count in draft.counts)


def _says_the_attack(draft: Draft) -> bool:
    """Whether a clause says "القصف", "الانفجار", which were told before."""
    words = draft.reading.words
    return any(trigger.role in {"noun", "patient_noun", "weapon"} and definite(words[trigger.first]) for trigger in draft.clause.triggers)


def _within(inner: Draft, outer: Draft, outcomes: Outcomes) -> bool:
    """Whether all places of one are those of the other, or lie in the regions, cities and governorates that it names."""
    named = _names(outer, outcomes)
    regions = [_place(outcomes, at) for at in outer.places]
    return all(name_of(inner.reading, outcomes, at) in named or _lies_in(_place(outcomes, at), regions) for at in inner.places)


def _lies_in(place: Place | None, regions: Sequence[Place | None]) -> bool:
    return place is not None and any(
        region is not None and region.governorate == place.governorate and bool(place.governorate) and (region.level in AREA_LEVELS or holds(region, place))
        for region in regions
    )


def _in_governorate(inner: Draft, outer: Draft, outcomes: Outcomes) -> bool:
    """Whether many died in a city and in places of its governorate: "قتل 33 في الرقة ... قتل 33 في بلدة المنصورة"."""
    if (total(inner.counts).killed_min or 0) < _MANY:
        return False
    inside, cities = ([one for at in told.places if (one := _place(outcomes, at)) is not None] for told in (inner, outer))
    governorates = {city.governorate for city in cities if city.level == "city"}
    return len(inside) == len(inner.places) and all(one.governorate in governorates and one.level not in AREA_LEVELS for one in inside)


def _place(outcomes: Outcomes, at: int) -> Place | None:
    outcome = outcomes[at]
    return outcome.place if isinstance(outcome, Resolved) else None
