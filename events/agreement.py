"""How far two reviewers agree beyond chance: Cohen's kappa over what both have judged.

kappa = (po - pe) / (1 - pe), where po is the share of subjects on which both say the same, and pe the share expected if each gave their own answers at
random: the sum over all answers of the product of their shares (J. Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20, 1960). Values are compared as categories; a place by its id and position.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from events.codec import dumps
from events.records import Review
from events.review_fields import PLAIN, is_place, same_key, values
from events.reviews import DECISIONS, apply, in_force

DECISION, PLACES = "decision", "places"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two reviewers on one thing. n: subjects that both judged; observed: share on which they agree; kappa: None where it is not defined."""

    reviewers: tuple[str, str]
    what: str
    n: int
    observed: float | None
    kappa: float | None

    def told(self) -> str:
        """Say it in one line."""
        pair = f"{self.reviewers[0]} and {self.reviewers[1]}, {self.what}: n = {self.n}"
        if self.observed is None:
            return f"{pair}; nothing judged by both"
        why = "" if self.kappa is not None else " (both gave one and the same answer throughout)"
        return f"{pair}, agreed {self.observed:.0%}, kappa {f'{self.kappa:.2f}' if self.kappa is not None else f'not defined{why}'}"


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float | None, float | None]:
    """Give (observed agreement, Cohen's kappa) of pairs of answers; kappa is None where chance alone makes them agree, both are where there is no pair."""
    if not pairs:
        return None, None
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    mine, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(mine[answer] * theirs[answer] for answer in mine) / n**2
    return observed, None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def agreement(log: Iterable[Review]) -> list[Agreement]:
    """Compare each two reviewers: whether a report is right or to be rejected, then field by field where both hold a value."""
    answers = _answers(in_force(log))
    found: list[Agreement] = []
    for a, b in combinations(sorted(answers), 2):
        pairs: dict[str, list[tuple[Hashable, Hashable]]] = defaultdict(list)
        for report_id in sorted(answers[a].keys() & answers[b].keys()):
            mine, theirs = answers[a][report_id], answers[b][report_id]
            for what in mine.keys() & theirs.keys():
                pairs[what].append((mine[what], theirs[what]))
        found += [Agreement((a, b), what, len(pairs[what]), *kappa(pairs[what])) for what in (DECISION, *PLAIN, PLACES) if what == DECISION or pairs[what]]
    return found


def _answers(reviews: Iterable[Review]) -> dict[str, dict[str, dict[str, Hashable]]]:
    """Give what each reviewer holds of each report, from their own reviews alone: the decision, and the values that they set or accepted."""
    own: dict[str, dict[str, list[Review]]] = defaultdict(lambda: defaultdict(list))
    for review in reviews:
        for seen in review.seen if review.action in DECISIONS - {"add"} else ():
            own[review.reviewer][seen.report.id].append(review)
    return {reviewer: {report_id: _held(report_id, mine) for report_id, mine in reports.items()} for reviewer, reports in own.items()}


def _held(report_id: str, mine: Sequence[Review]) -> dict[str, Hashable]:
    reviewed = apply(None, mine, report_id)
    if reviewed is None:
        return {}
    if reviewed.status == "rejected":
        return {DECISION: "rejected"}
    stated = {field for review in mine for field, _, _ in review.changes}
    all_of_it = any(review.action == "accept" for review in mine)
    shown = values(reviewed.report)
    found: dict[str, Hashable] = {DECISION: "kept"}
    found |= {field: dumps(same_key(field, shown[field])) for field in PLAIN if field != "outside" and (all_of_it or field in stated)}
    if all_of_it or any(map(is_place, stated)):
        found[PLACES] = dumps(sorted(dumps(same_key(field, value)) for field, value in shown.items() if is_place(field)))
    return found
