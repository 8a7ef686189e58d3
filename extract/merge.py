"""One incident told twice in one article becomes one draft: a headline and its body, a repeated paragraph, a later figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.drafts import Draft
from extract.records import Resolution, Resolved
from extract.zones import ZoneReading


def merge(found: Sequence[tuple[Draft, Mapping[int, Resolution]]]) -> list[Draft]:
    """Join drafts of one article (body first, title last); the earlier one stays and takes over what the later one adds."""
    kept: list[tuple[Draft, frozenset[str]]] = []
    for draft, resolutions in found:
        names = _names(draft, resolutions)
        twin = next((other for other, theirs in kept if _same(other, theirs, draft, names)), None)
        if twin is None:
            if not (draft.reading.zone == "title" and kept and not (names - {name for _, theirs in kept for name in theirs})):
                kept.append((draft, names))
        elif draft.reading is twin.reading and not _repeated(draft, twin):
            twin.counts.extend(count for count in draft.counts if count not in twin.counts)
            twin.codes = (twin.codes[0] or draft.codes[0], twin.codes[1] or draft.codes[1])
    return [draft for draft, _ in kept]


def _names(draft: Draft, resolutions: Mapping[int, Resolution]) -> frozenset[str]:
    return frozenset(outcome.place.id if isinstance(outcome := resolutions[at], Resolved) else draft.reading.places[at].surface for at in draft.places)


def _repeated(draft: Draft, twin: Draft) -> bool:
    return _wording(draft) == _wording(twin)


def _wording(draft: Draft) -> tuple[str, ...]:
    reading: ZoneReading = draft.reading
    return tuple(word.key for word in reading.words[draft.clause.first : draft.clause.last])


def _same(one: Draft, ones: frozenset[str], other: Draft, others: frozenset[str]) -> bool:
    """Same type, one's places within the other's, no contradiction in actors or day."""
    title = other.reading.zone == "title"
    if one.type != other.type or not ones or not others or not (ones == others or (title and (ones <= others or others <= ones))):
        return False
    if _wording(one) == _wording(other):
        return True
    days = {draft.value.date for draft in (one, other) if draft.value is not None and draft.value.date is not None}
    if len(days) > 1:
        return False
    theirs = [set(draft.codes[0]) for draft in (one, other) if draft.codes[0]]
    if len(theirs) == 2 and not (theirs[0] <= theirs[1] or theirs[1] <= theirs[0]):
        return False
    return title or not (one.counts and other.counts)
