"""Reviews applied to reports: pure functions, no store.

The record in force is what the rules read now, with the reviews in force put over it in the order in which they were written. A review holds the values
that its reviewer set or accepted, and remembers what the rules read at that time; where the rules read something else now, both are shown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from typing import Any

from events.codec import Json, dumps
from events.records import DECISION, Conflict, Review, Reviewed, ReviewStatus, Seen
from events.review_fields import CHOSEN, is_place, place_field, same, span_of, spelled, values, with_values
from extract.article import Article, Span
from extract.records import Report
from gazetteer.places import Place

PlaceOf = Callable[[str], Place | None]
DECISIONS = frozenset({"accept", "correct", "reject", "add"})
"""Actions that judge a report: they keep it alive when the rules no longer find it."""

NOT_FOUND = "no longer found by the rules"
UNSEEN = "one reviewer had not seen what another said"
MOVED = "the gazetteer has moved the place that was chosen"
LOST = "the gazetteer no longer has the place that was chosen"
REREAD = "the rules read it differently since it was rejected"
DIFFERS = "the rules now read it differently than when it was reviewed"
ANOTHER_PLACE = "the rules now name another place"
DISAGREE = "reviewers disagree"
ARTICLE_DIFFERS = "the file of the article now says something else than when it was corrected"
WORDS_GONE = "the words that were reviewed are no longer in the article"


@dataclass(frozen=True, slots=True)
class Held:
    """A value that a review holds. machine: what the rules read when it was reviewed; clash: another reviewer's value that this one had not seen."""

    value: Any
    machine: Any
    reviewer: str
    clash: Conflict | None


def in_force(reviews: Iterable[Review]) -> list[Review]:
    """Give the reviews that no undo in force takes back, without the undos, in the order in which they were written (by time, then uid)."""
    written = sorted(reviews, key=lambda one: (one.at, one.uid))
    undone_by: dict[str, list[Review]] = defaultdict(list)
    for one in written:
        if one.action == "undo":
            undone_by[one.undoes].append(one)

    @cache
    def holds(uid: str) -> bool:
        """An undo names a review by the hash of what it says, so that no chain of undos can come back to its beginning."""
        return not any(holds(undo.uid) for undo in undone_by.get(uid, ()))

    return [one for one in written if one.action != "undo" and holds(one.uid)]


def apply(machine: Report | None, reviews: Sequence[Review], report_id: str = "", place_of: PlaceOf | None = None) -> Reviewed | None:
    """Give a report with its reviews applied; None where the rules do not find it and no review keeps it.

    machine: what the rules read now, None if they do not find it. reviews: of anything, undos included, in any order. report_id: needed where machine is
    None. place_of: the gazetteer as it is now, to tell whether a place that a reviewer chose has moved since.
    """
    report_id = report_id or (machine.id if machine else "")
    judged = [(review, seen) for review in in_force(reviews) if review.action in DECISIONS and (seen := review.of(report_id))]
    if not judged:
        return Reviewed(machine, "unreviewed") if machine else None
    base = machine or judged[-1][1].report
    rejected = judged[-1][0].action == "reject"
    held: dict[str, Held] = {}
    closed = False
    for review, seen in judged:
        closed |= review.action == "accept"
        _hold(held, review, seen)
    now = _aligned(values(base), held)
    kept = now | {field: one.value for field, one in held.items()}
    conflicts = list(_decision_conflicts(machine, judged))
    if machine and not rejected:
        conflicts += _differences(now, held)
        if closed:
            extra = [field for field in now if is_place(field) and field not in held]
            conflicts += [Conflict("place", "", spelled(field, now[field]), ANOTHER_PLACE) for field in extra]
            kept = {field: value for field, value in kept.items() if field not in extra}
    conflicts += [one.clash for one in held.values() if one.clash and not rejected]
    conflicts += _moved_places(held, place_of) if place_of and not rejected else []
    report = replace(with_values(base, kept), id=report_id) if held else replace(base, id=report_id)
    return Reviewed(report, _status(judged), tuple(dict.fromkeys(conflicts)), found=machine is not None)


def _status(judged: Sequence[tuple[Review, Seen]]) -> ReviewStatus:
    actions = {review.action for review, _ in judged}
    if judged[-1][0].action == "reject":
        return "rejected"
    return "added" if "add" in actions else "corrected" if "correct" in actions else "accepted" if "accept" in actions else "unreviewed"


def _hold(held: dict[str, Held], review: Review, seen: Seen) -> None:
    """Put the values of a review over those of earlier ones: an acceptance holds all fields, a correction those it names."""
    if review.action not in {"accept", "correct"}:
        return
    machine = values(seen.report)
    changed = {field: (json.loads(old), json.loads(new)) for field, old, new in review.changes}
    if review.action == "accept":
        shown = machine | {field: json.loads(value) for field, value in seen.kept}
        changed = {field: (value, value) for field, value in shown.items()}
    for field, (old, new) in changed.items():
        earlier = held.get(field)
        clash = None
        if earlier and earlier.reviewer != review.reviewer and not same(field, earlier.value, old) and not same(field, earlier.value, new):
            clash = Conflict(_named(field), spelled(field, new), spelled(field, earlier.value), UNSEEN)
        held[field] = Held(new, machine.get(field), review.reviewer, clash)


def _named(field: str) -> str:
    return "place" if is_place(field) else field


def _decision_conflicts(machine: Report | None, judged: Sequence[tuple[Review, Seen]]) -> Iterable[Conflict]:
    last, seen = judged[-1]
    added = any(review.action == "add" for review, _ in judged)
    if last.action == "reject":
        before, now = values(seen.report), values(machine) if machine else {}
        other = sorted({_named(field) for field in before.keys() | now.keys() if not same(field, before.get(field), now.get(field))}) if now else []
        if other:
            yield Conflict("", "rejected", f"another {', '.join(other)}", REREAD)
    elif machine is None and seen.found and not added:
        yield Conflict("", "", "", NOT_FOUND)
    latest = {review.reviewer: "rejected" if review.action == "reject" else "kept" for review, _ in judged}
    said = latest[last.reviewer]
    for reviewer, decision in latest.items():
        if decision != said:
            yield Conflict(DECISION, f"{said} by {last.reviewer}", f"{decision} by {reviewer}", DISAGREE)


def _differences(now: Mapping[str, Any], held: Mapping[str, Held]) -> Iterable[Conflict]:
    """Say where the rules read neither what they read when it was reviewed nor what the reviewer holds."""
    for field, one in held.items():
        read = now.get(field)
        if not same(field, read, one.machine) and not same(field, read, one.value):
            yield Conflict(_named(field), spelled(field, one.value), spelled(field, read), DIFFERS)


def _moved_places(held: Mapping[str, Held], place_of: PlaceOf) -> Iterable[Conflict]:
    """Say where the gazetteer has moved or lost a place that a reviewer chose from it."""
    for field, one in held.items():
        outcome: Json = one.value["resolution"] if is_place(field) and one.value else {}
        place: Json = outcome.get("place", {})
        if outcome.get("rule") != CHOSEN or place.get("source") == "review":
            continue
        now = place_of(place["id"])
        if now is None:
            yield Conflict("place", spelled(field, one.value), "", LOST)
        elif not same("place:", one.value, {"resolution": {"place": {"id": now.id, "lat": now.lat, "lon": now.lon}}}):
            yield Conflict("place", f"{place.get('lat')}, {place.get('lon')}", f"{now.lat}, {now.lon}", MOVED)


def _aligned(now: Json, held: Mapping[str, Held]) -> Json:
    """Name a place of the rules as the review does, where both name overlapping words."""
    missing = [field for field in held if is_place(field) and field not in now]
    renamed: Json = {}
    for field, value in now.items():
        name = field
        if is_place(field) and field not in held:
            name = next((one for one in missing if one not in renamed and overlap(span_of(one), span_of(field))), field)
        renamed[name] = value
    return renamed


def overlap(a: Span, b: Span) -> bool:
    """Tell whether two spans share a letter."""
    return a.zone == b.zone and max(a.start, b.start) < min(a.end, b.end)


# A review in a text that has changed


def anchor(report: Report) -> Span | None:
    """Give the span by which a report is found again in a revised text: its statement, else the first words that support it."""
    spans = [one.span for one in sorted(report.evidence, key=lambda one: one.field != "statement")] + [place.mention.span for place in report.places]
    return spans[0] if spans else None


def shift(seen: Seen, article: Article) -> int | None:
    """Say by how many code points the words of a reviewed report have moved in an article; None where they are gone."""
    span = anchor(seen.report)
    if span is None or article.quote(span) == seen.words:
        return 0
    text = article.title if span.zone == "title" else article.text
    found: list[int] = []
    at = text.find(seen.words) if seen.words else -1
    while at >= 0 and len(found) < 1000:
        found.append(at - span.start)
        at = text.find(seen.words, at + 1)
    return min(found, key=lambda by: (abs(by), by), default=None)


def moved(review: Review, report_id: str, by: int) -> Review:
    """Give a review as if the text around one of its reports had stood `by` code points farther on."""
    if not by:
        return review

    def farther(field: str) -> str:
        return place_field(_farther(span_of(field), by)) if is_place(field) else field

    seen = tuple(
        replace(one, report=moved_report(one.report, by), kept=tuple((farther(field), value) for field, value in one.kept))
        if one.report.id == report_id else one
        for one in review.seen
    )  # fmt: skip
    return replace(review, seen=seen, changes=tuple((farther(field), old, new) for field, old, new in review.changes))


def moved_report(report: Report, by: int) -> Report:
    """Give a report with all its spans `by` code points farther on."""
    evidence = tuple(one._replace(span=_farther(one.span, by)) for one in report.evidence)
    places = tuple(replace(one, mention=replace(one.mention, span=_farther(one.mention.span, by))) for one in report.places)
    return replace(report, evidence=evidence, places=places)


def without_spans(report: Report) -> Report:
    """Give a report that points at no words: those of the article are no longer its own."""
    places = tuple(replace(one, mention=replace(one.mention, span=Span("text", 0, 0))) for one in report.places)
    return replace(report, evidence=(), places=places)


def _farther(span: Span, by: int) -> Span:
    return Span(span.zone, max(0, span.start + by), max(0, span.end + by))


def likeness(a: Report, b: Report) -> float:
    """Say how far two readings of one text rest on the same words: share of the letters of their evidence in common, the clause around it left out."""
    mine, theirs = _letters(a), _letters(b)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _letters(report: Report) -> set[tuple[str, int]]:
    spans = [one.span for one in report.evidence if one.field != "statement"] + [place.mention.span for place in report.places]
    return {(span.zone, at) for span in spans for at in range(span.start, min(span.end, span.start + 500))}


# Which reports belong together


def ties(reviews: Iterable[Review]) -> dict[tuple[str, str], bool]:
    """Give the pairs of reports that analysts joined (True) or parted (False); a later decision on a pair takes the place of an earlier one."""
    found: dict[tuple[str, str], bool] = {}
    for review in in_force(reviews):
        ids = sorted({seen.report.id for seen in review.seen})
        if review.action in {"merge", "split"}:
            found |= dict.fromkeys(combinations(ids, 2), True)
        if review.action == "split":
            found |= {(min(a, b), max(a, b)): False for a, b in product(ids, review.others) if a != b}
    return found


def changed_article(published: str | None, outlet: str, reviews: Iterable[Review]) -> tuple[str | None, str, tuple[Conflict, ...]]:
    """Give the date (ISO text) and the outlet of an article in force, and where a later file says something else than what the reviewer saw."""
    read: dict[str, Any] = {"published": published, "outlet": outlet}
    kept = dict(read)
    conflicts: dict[str, Conflict] = {}
    for review in in_force(reviews):
        for field, old, new in review.changes if review.action == "article" else ():
            kept[field] = json.loads(new)
            conflicts.pop(field, None)
            if read[field] not in {json.loads(old), kept[field]}:
                conflicts[field] = Conflict(f"article {field}", kept[field] or "not given", read[field] or "not given", ARTICLE_DIFFERS)
    return kept["published"], kept["outlet"], tuple(conflicts.values())


def change(field: str, old: Any, new: Any) -> tuple[str, str, str]:  # noqa: ANN401  # JSON
    """Write a change as a review keeps it."""
    return field, dumps(old), dumps(new)
