"""Casualty figures: how many a text says were killed or injured, and what these figures make together.

A number counts people only where a casualty word governs it. The words are in lexicon/counts.csv; extract/figures.py reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.figures import find_counts
from extract.tally import CountMention
from extract.word_lists import word_set
from extract.words import words_of

__all__ = ["Casualties", "CountMention", "find_counts", "merge", "total"]

Bounds = tuple[int | None, int | None]
_UNKNOWN: Bounds = (None, None)
_ASSAILANTS = word_set("assailants")
_ASSAILANT = word_set("assailants_among_the_dead")
_DIED_LATER = word_set("died_later")


@dataclass(frozen=True, slots=True)
class Casualties:
    """What the mentions make together: None where nothing is stated, max None with a min for "at least".

    civilians, children, women: dead of that group where a number of them is stated; used: the mentions that decided.
    """

    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    civilians_killed: int | None
    children_killed: int | None
    women_killed: int | None
    used: tuple[CountMention, ...]


def total(mentions: Iterable[CountMention]) -> Casualties:
    """Add what one sentence says, set several sentences, sources and tolls beside each other as a range."""
    mentions = tuple(mentions)
    if not mentions:
        return Casualties(*_UNKNOWN, *_UNKNOWN, None, None, None, ())
    killed = _effect(mentions, "killed")
    injured = _effect(mentions, "injured")
    nobody = [mention for mention in mentions if mention.effect == "none" and mention.low == 0]
    if nobody and killed == injured == _UNKNOWN:
        killed = injured = (0, 0)
    if killed == _UNKNOWN and nobody:
        killed = (0, 0)  # لم تقع خسائر سوى إصابة طفل
    civilians, children, women = (_group(mentions, group) for group in ("civilians", "children", "women"))
    return Casualties(*killed, *injured, civilians, children, women, tuple(mention for mention in mentions if mention.low is not None))


def merge(one: Casualties, other: Casualties) -> Casualties:
    """Join what two statements say of one incident: a figure beside a vague word wins, two figures give a range."""
    first, second = (one, other) if _order(one) <= _order(other) else (other, one)
    killed = _beside((first.killed_min, first.killed_max), (second.killed_min, second.killed_max))
    injured = _beside((first.injured_min, first.injured_max), (second.injured_min, second.injured_max))
    return Casualties(
        *killed, *injured, _most(first.civilians_killed, second.civilians_killed), _most(first.children_killed, second.children_killed),
        _most(first.women_killed, second.women_killed), first.used + tuple(mention for mention in second.used if mention not in first.used),
    )  # fmt: skip


def _order(casualties: Casualties) -> tuple[object, ...]:
    """A fixed order of two statements, so that it does not matter which is given first."""
    return tuple((mention.start, mention.surface) for mention in casualties.used)


def _most(one: int | None, other: int | None) -> int | None:
    return max((number for number in (one, other) if number is not None), default=None)


def _effect(mentions: Sequence[CountMention], effect: str) -> Bounds:
    """Bounds of the figures of one effect."""
    figures = [mention for mention in mentions if mention.effect == effect and not mention.part]
    bounds, told = _UNKNOWN, list[CountMention]()
    for sentence in sorted({mention.sentence for mention in figures}):
        inside = _without_breakdown([mention for mention in figures if mention.sentence == sentence])
        bounds = _next(bounds, told, inside)
        told += inside
    return bounds


def _next(bounds: Bounds, told: Sequence[CountMention], inside: Sequence[CountMention]) -> Bounds:
    """Set a sentence beside those before it: other dead are added, a smaller number without a source of its own is of the same dead."""
    figures = _sentence(inside)
    own_word = not any(figure.rival or figure.update or figure.vague for figure in inside)
    if told and (own_word or all(_assailants(figure) for figure in inside)) and all(_apart(told, figure) for figure in inside):
        return _sum_of(bounds, figures)
    if told and ((own_word and inside[0].more) or _civilians_besides(told, inside)):
        return _sum_of(bounds, figures)
    if own_word and bounds[0] is not None and figures[1] is not None and (figures[0] or 0) < bounds[0] and not told[0].vague:
        return bounds
    return _beside(bounds, figures)


def _civilians_besides(told: Sequence[CountMention], inside: Sequence[CountMention]) -> bool:
    """قتل 30 من الطرفين، وتحدث المرصد عن مقتل خمسة مدنيين: far fewer, so they are not the same dead by other names."""
    if any(figure.vague or figure.update for figure in inside) or {figure.group for figure in inside} != {"civilians"}:
        return False
    return {figure.group for figure in told} == {"fighters"} and 2 * sum(figure.low or 0 for figure in inside) <= sum(figure.low or 0 for figure in told)


def _sentence(figures: Sequence[CountMention]) -> Bounds:
    """Add the figures of one sentence; one by another source for the same dead starts anew."""
    sums: list[list[CountMention]] = []
    risen: CountMention | None = None
    for figure in figures:
        if risen and not (figure.update or figure.rival) and (figure.low or 0) < (risen.low or 0) and not _apart([risen], figure):
            continue  # ارتفع العدد إلى 7 بعد وفاة طفلة: she is one of the seven
        risen = figure if figure.update else risen
        if figure.update and sums and all(_died_later(part) and (part.low or 0) < (figure.low or 0) for part in sums[-1]):
            sums.pop()  # توفي جريحان فصارت الحصيلة ستة: both are of the six
        if not sums or ((figure.rival or figure.update) and not _apart(sums[-1], figure)):
            sums.append([figure])
        else:
            sums[-1].append(figure)
    bounds = _UNKNOWN
    for parts in sums:
        bounds = _beside(bounds, _sum(parts))
    return bounds


def _died_later(figure: CountMention) -> bool:
    return next((word.key in _DIED_LATER for word in words_of(figure.surface)), False)


def _apart(before: Sequence[CountMention], figure: CountMention) -> bool:
    """Tell whether a figure counts other dead than those before it: another side, or fighters beside civilians."""
    if _assailants(figure) and not any(_assailants(mention) for mention in before):
        return True  # 215 قتيلاً، فيما قتل 45 من المهاجمين
    sides = {mention.side for mention in before if mention.side}
    groups = {mention.group for mention in before}
    return bool(figure.side and sides and figure.side not in sides) or {figure.group, *groups} == {"civilians", "fighters"}


def _assailants(figure: CountMention) -> bool:
    """وقتل سبعة من المهاجمين، وقُتل المهاجم، وقتل أحد المهاجمين."""
    said = not _ASSAILANT.isdisjoint(form.removeprefix("ل") for word in words_of(figure.surface) for form in word.forms)
    return said or not _ASSAILANTS.isdisjoint(word.key for word in words_of(figure.side))


def _without_breakdown(figures: list[CountMention]) -> list[CountMention]:
    """Leave out figures that only break the first one down: 12 مدنياً: 5 في سراقب و7 في أريحا; not ثلاثة في سراقب واثنان في بنش وطفلة في تفتناز."""
    rest = figures[1:]
    if len(rest) > 1 and not rest[0].joined and figures[0].low == figures[0].high == sum(figure.low or 0 for figure in rest):
        return figures[:1]
    return figures


def _sum(figures: Sequence[CountMention]) -> Bounds:
    """Add figures. A bare word leaves the sum open where it is joined to others (قائد وعناصر); told by itself it adds nothing to them."""
    bare = [figure for figure in figures if figure.vague and figure.low == 1]
    others = [figure for figure in figures if figure not in bare]
    figures = others + [figure for figure in bare if figure.joined] if others else bare[:1]
    bounds: Bounds = (0, 0)
    for figure in figures:
        bounds = _sum_of(bounds, (figure.low, figure.high))
    return bounds


def _sum_of(one: Bounds, other: Bounds) -> Bounds:
    return (one[0] or 0) + (other[0] or 0), None if one[1] is None or other[1] is None else one[1] + other[1]


def _beside(one: Bounds, other: Bounds) -> Bounds:
    """Two figures for the same people: lowest to highest, open if the highest is; a bare word adds nothing to a figure.

    Nobody hurt gives way to a figure: it was said of another moment or place.
    """
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    low, high = (one, other) if (one[0], one[1] is None) <= (other[0], other[1] is None) else (other, one)
    if low in {(0, 0), (1, None)} or (low == (20, None) and high[0] != 20):
        return high
    return low[0], high[1]


def _group(mentions: Sequence[CountMention], group: str) -> int | None:
    """Add the dead of one group where a number of them is told, in figures or in parts of figures."""
    told = [mention.low for mention in mentions if mention.effect == "killed" and mention.group == group and mention.low and not mention.vague]
    return sum(told) if told else None
