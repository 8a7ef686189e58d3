"""Where an article plays: Syrian villages that bear the names of places abroad, in articles and sentences that are about another country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.place_mention import LOCATIVE, PlaceMention
from extract.records import Resolution, Resolved, Unresolved
from gazetteer import Gazetteer

_NAMES = 2  # foreign names from which an article may play abroad
_SMALL = frozenset({"village", "natural"})
_TIED_LEVELS = frozenset({"governorate", "district", "city", "region"})
_TIES = frozenset({"governorate stated", "near the other places"})
_NEAR = 14  # words between a small place and the place abroad that says where it lies


def settle(mentions: Sequence[PlaceMention], outcomes: list[Resolution], sentence_of: Sequence[int], gaz: Gazetteer) -> list[Resolution]:
    """Set abroad the small Syrian places that nothing ties to Syria, where the article or the sentence plays in another country.

    An article plays abroad where it names places of one country at least twice, and no more often a Syrian place that only Syria has.
    """
    there = [abroad(mention, outcome) for mention, outcome in zip(mentions, outcomes, strict=True)]
    countries = Counter(country for country in there if country)
    tied = sum(isinstance(outcome, Resolved) and _tied(outcome) for outcome in outcomes)
    main, times = countries.most_common(1)[0] if countries else ("", 0)
    everywhere = len({mention.key for mention, country in zip(mentions, there, strict=True) if country == main}) >= _NAMES and times > max(1, 2 * tied)
    for at, (mention, outcome) in enumerate(zip(mentions, outcomes, strict=True)):
        if not _loose(outcome, gaz):
            continue
        if everywhere and not (isinstance(outcome, Resolved) and outcome.place.level == "town" and not mention.country):
            country = mention.country or main
        elif mention.country and countries[mention.country] >= _NAMES:
            country = mention.country
        else:
            country = _beside(at, mentions, outcomes, there, sentence_of)
        if country:
            known = (outcome.place,) if isinstance(outcome, Resolved) else ()
            outcomes[at] = Unresolved("outside_syria", f"the text plays abroad here ({country})", known, country)
    return outcomes


def abroad(mention: PlaceMention, outcome: Resolution) -> str:
    """The country of a place abroad that the text is at, "" for one that is only named."""
    located = mention.licence >= LOCATIVE and not mention.dateline and not mention.origin
    return outcome.country if located and isinstance(outcome, Unresolved) and outcome.reason == "outside_syria" else ""


def _loose(outcome: Resolution, gaz: Gazetteer) -> bool:
    """Whether a name may be a namesake: nothing ties it to Syria."""
    if isinstance(outcome, Unresolved):
        return outcome.reason in {"not_in_gazetteer", "ambiguous"}
    return not _tied(outcome) and outcome.place.id not in gaz.famous


def _tied(outcome: Resolved) -> bool:
    """Whether a place is known well enough, or stated clearly enough, to be Syrian whatever the article is about."""
    return outcome.place.level in _TIED_LEVELS or outcome.rule in _TIES


def _beside(at: int, mentions: Sequence[PlaceMention], outcomes: Sequence[Resolution], there: Sequence[str], sentence_of: Sequence[int]) -> str:
    """The country of a village in a sentence that is at a place abroad and at no other Syrian place: "بلدات الجبين والبياضة وحولا في جنوب لبنان"."""
    outcome = outcomes[at]
    if isinstance(outcome, Resolved) and outcome.place.level not in _SMALL:
        return ""
    first, last = at, at
    while first and sentence_of[first - 1] == sentence_of[at]:
        first -= 1
    while last + 1 < len(mentions) and sentence_of[last + 1] == sentence_of[at]:
        last += 1
    beside = [other for other in range(first, last + 1) if other != at]
    if any(isinstance(one := outcomes[other], Resolved) and (_tied(one) or one.place.level == "town") for other in beside):
        return ""
    near = [other for other in beside if there[other] and abs(mentions[other].first - mentions[at].first) <= _NEAR]
    return there[near[0]] if near else ""
