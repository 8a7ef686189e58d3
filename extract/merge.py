"""One incident told twice in one article becomes one draft: a repeated paragraph, a later figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.draft import Draft
from extract.massacres import explained
from extract.records import Resolution
from extract.retold import FOLLOWING, detailed, outline, sums_up
from extract.told_more import another
from extract.where import name_of
from extract.word_lists import word_set

_OUTER = frozenset({"governorate", "countryside"})
_CIVILIANS = frozenset({"civilians", "children", "women"})
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
        twin = next((other for said, other in alike if said == wording or _agree(other, draft)), None) if names and not another(draft) else None
        if twin is None and order and (explained(order[-1], draft, outcomes) or _outcome(order[-1], draft) or _together(order[-1], draft)):
            _absorb(order[-1], draft)
            joined.add(wording)
        elif twin is None and (told := outline(order, draft, outcomes)) is not None:
            _again(told, draft, outcomes)
            joined.add(wording)
        elif twin is None:
            alike.append((wording, draft))
            order.append(draft)
        elif wording != _wording(twin):
            twin.counts.extend(count for count in draft.counts if count not in twin.counts)
            twin.codes = (twin.codes[0] or draft.codes[0], twin.codes[1] or draft.codes[1])
    return [draft for at, draft in enumerate(order) if not sums_up(draft, order[at + 1 : at + 1 + FOLLOWING], known[draft.reading.zone])]


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
        one_sentence and last.type == draft.type and last.codes[0] == draft.codes[0] and bool(draft.codes[0])
        and len(set(days)) <= 1 and (not draft.counts or _explains(draft))
    )  # fmt: skip


def _explains(draft: Draft) -> bool:
    """Whether a clause tells how what was told before was done: "اغتال مسلحون قيادياً، إذ أطلقوا النار على سيارته قرب X"."""
    return draft.reading.words[draft.clause.first].key in _IN_THAT


def _wording(draft: Draft) -> Wording:
    return tuple(word.key for word in draft.reading.words[draft.clause.first : draft.clause.last])


def _agree(one: Draft, other: Draft) -> bool:
    """No contradiction in day, attacker and figures."""
    days = {draft.value.date for draft in (one, other) if draft.value is not None and draft.value.date is not None}
    if _on_others(one, other) or _on_others(other, one):
        return False
    attackers = [set(draft.codes[0]) for draft in (one, other) if draft.codes[0]]
    if len(days) > 1 or (len(attackers) == 2 and not (attackers[0] <= attackers[1] or attackers[1] <= attackers[0])):
        return False
    return not (_numbered(one) and _numbered(other))


def _on_others(one: Draft, other: Draft) -> bool:
    """Whether one tells of a side that was hit and the other of civilians: "قصف على البلدة قتل مدنيين ... ثم قصف نقطة لX في البلدة"."""
    hurt = {count.group for count in other.counts if count.effect != "none"}
    return bool(one.codes[1]) and "civilians" not in one.codes[1] and not other.codes[1] and bool(hurt) and hurt <= _CIVILIANS


def _numbered(draft: Draft) -> bool:
    """Whether a draft tells how many were hurt, or that nobody was; "قتلى" alone may be of the dead told with a number."""
    return any(not count.vague or count.low != 1 for count in draft.counts)
