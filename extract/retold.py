"""An incident told first in outline and then in detail: "قُتل خمسة بقصف على ريف إدلب ... وأوضح أن القصف استهدف بلدة X وأسفر عن مقتل الخمسة"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from extract.counts import total
from extract.cues import definite
from extract.draft import Draft
from extract.records import Resolved
from extract.situated import holds
from extract.where import Outcomes, name_of
from extract.word_lists import word_set
from gazetteer.places import AREA_LEVELS, Place

_FAMILIES = (frozenset({"air_strike", "drone_strike", "shelling"}), frozenset({"armed_clash", "small_arms_assassination"}))
_FIRE = frozenset({"strike", "air_strike", "drone_strike", "shelling"})
_FEWEST = 2  # dead and wounded from which the same figures are no chance
_SEVERAL, FOLLOWING = 2, 12  # incidents that a summary sums up, and among how many told after it they are looked for
_SCATTERED = word_set("scattered")
_RECENT = 4  # incidents told before that may be told again


def outline(order: Sequence[Draft], draft: Draft, outcomes: Outcomes) -> Draft | None:
    """Give the incident told before that a statement tells again: same day and sides, and the same figures or "القصف" that goes into detail.

    The places are the same, or those of one lie in the region that the other names.
    """
    if not draft.places and draft.country != "??":
        return None
    for last in reversed(order[-_RECENT:]):
        if last.reading is draft.reading and last.places and _agree(last, draft):
            same = _same_figures(last, draft) and (_within(last, draft, outcomes) or _within(draft, last, outcomes))
            if same or (_into_detail(draft, last) and _within(draft, last, outcomes)):
                return last
    return None if draft.places else _one_of_its_kind(order, draft)


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


def sums_up(draft: Draft, after: Sequence[Draft], outcomes: Outcomes) -> bool:
    """Whether an incident told of a whole region only sums up those that follow: "ثلاث عمليات اغتيال متفرقة في درعا ... في نصيب ... وفي داعل".

    At least two of its kind follow in places of that region, and it is told as scattered or counts as many dead as they. after: the incidents told next.
    """
    if not draft.places or not all(_wide(_place(outcomes, at)) for at in draft.places):
        return False
    inside = [one for one in after if one.reading is draft.reading and one.type == draft.type and one.places and not _same_places(one, draft, outcomes)]
    inside = [one for one in inside if _within(one, draft, outcomes) and _sides_agree(one, draft)]
    words = draft.reading.words[draft.clause.first : draft.clause.last]
    scattered = any(not _SCATTERED.isdisjoint(word.forms) for word in words)
    return len(inside) >= _SEVERAL and (scattered or total(draft.counts).killed_min in _sums(inside))


def _sums(told: Sequence[Draft]) -> list[int]:
    """How many died in the first two, the first three ... of some incidents."""
    sums = list(accumulate(total(one.counts).killed_min or 0 for one in told))
    return [dead for dead in sums[_SEVERAL - 1 :] if dead]


def _wide(place: Place | None) -> bool:
    return place is not None and place.level in AREA_LEVELS | {"city"}


def _same_places(one: Draft, other: Draft, outcomes: Outcomes) -> bool:
    return bool({name_of(one.reading, outcomes, at) for at in one.places} & {name_of(other.reading, outcomes, at) for at in other.places})


def detailed(last: Draft, draft: Draft, outcomes: Outcomes) -> list[int]:
    """Give the places of both as indexes: those of the one that names them more closely."""
    names = [{name_of(one.reading, outcomes, at) for at in one.places} for one in (last, draft)]
    return last.places if names[1] <= names[0] or (_within(last, draft, outcomes) and not _within(draft, last, outcomes)) else draft.places


def _agree(last: Draft, draft: Draft) -> bool:
    """Whether nothing speaks against one incident: kind, day, who attacked whom."""
    alike = last.type == draft.type or any({last.type, draft.type} <= family for family in _FAMILIES)
    days = {one.value.date for one in (last, draft) if one.value is not None and one.value.date is not None and "date" not in one.carried}
    return alike and len(days) < 2 and _sides_agree(last, draft)


def _sides_agree(last: Draft, draft: Draft) -> bool:
    sides = [[set(one.codes[side]) - {"unknown"} for one in (last, draft)] for side in (0, 1)]
    return all(not (one and other) or one <= other or other <= one for one, other in sides)


def _same_figures(last: Draft, draft: Draft) -> bool:
    """Whether both count as many dead, or as many wounded where nobody died."""
    first, second = total(last.counts), total(draft.counts)
    counts = [*last.counts, *draft.counts]
    if any(count.vague and count.effect == "killed" for count in counts):
        return False
    if first.killed_min != second.killed_min or first.killed_max != second.killed_max:
        return False
    wounded = {told.injured_min for told in (first, second)} - {None}
    wounded -= {1} if any(count.vague for count in counts) else set()  # "وإصابة آخرين"
    return len(wounded) < 2 and (first.killed_min or min((many for many in wounded if many), default=0)) >= _FEWEST


def _into_detail(draft: Draft, last: Draft) -> bool:
    """Whether "القصف" of the same paragraph tells which places of the region named before it were struck, or whom."""
    words = draft.reading.words
    the_fire = any(trigger.role in {"noun", "patient_noun"} and trigger.type in _FIRE and definite(words[trigger.first]) for trigger in draft.clause.triggers)
    return the_fire and last.clause.paragraph == draft.clause.paragraph and not last.counts


def _within(inner: Draft, outer: Draft, outcomes: Outcomes) -> bool:
    """Whether all places of one are those of the other, or lie in the regions and governorates that it names."""
    named = {name_of(outer.reading, outcomes, at) for at in outer.places}
    regions = [_place(outcomes, at) for at in outer.places]
    return all(name_of(inner.reading, outcomes, at) in named or _lies_in(_place(outcomes, at), regions) for at in inner.places)


def _lies_in(place: Place | None, regions: Sequence[Place | None]) -> bool:
    return place is not None and any(
        region is not None and region.governorate == place.governorate and bool(place.governorate) and (region.level in AREA_LEVELS or holds(region, place))
        for region in regions
    )


def _place(outcomes: Outcomes, at: int) -> Place | None:
    outcome = outcomes[at]
    return outcome.place if isinstance(outcome, Resolved) else None
