"""Values, conflicts and reviews in words, for the review page and the event card; no Streamlit here.

What comes from articles and from reviewers is hostile: plain text from here passes `safe` before it becomes markup.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard import notes
from dashboard.card import safe
from dashboard.text import Words, plain
from events.records import DECISION, Conflict, Review
from events.review_fields import is_place, values
from events.review_queue import Cause
from events.reviews import ANOTHER_PLACE, ARTICLE_DIFFERS, DIFFERS, DISAGREE, LOST, MOVED, NOT_FOUND, REREAD, UNSEEN, WORDS_GONE, in_force
from extract.records import Report

Json = Mapping[str, Any]
RANGES = {"killed": ("killed_min", "killed_max"), "injured": ("injured_min", "injured_max"), "date": ("date", "date_end", "date_precision")}
"""Fields that are shown in one row, by the name of the row."""
FIGURES = ("killed", "injured")
FIELDS = ("type", "date", "killed", "injured", "civilians_killed", "children_killed", "women_killed", "initiators", "targets", "weapon", "hit", "certainty",
          "source")  # fmt: skip
_GROUPS = {"initiators": "actor", "targets": "actor", "hit": "hit", "type": "type", "certainty": "certainty", "date_precision": "precision"}
_WHY = {
    NOT_FOUND: "not_found", WORDS_GONE: "words_gone", UNSEEN: "unseen", MOVED: "moved", LOST: "lost", REREAD: "reread", DIFFERS: "differs",
    ANOTHER_PLACE: "another_place", DISAGREE: "disagree", ARTICLE_DIFFERS: "article",
}  # fmt: skip


def said(field: str, value: Any, words: Words) -> str:  # noqa: ANN401  # JSON
    """Write the value of a field."""
    if is_place(field):
        return _place(value, words)
    if value in (None, "", []):
        return words("review.none")
    if isinstance(value, list):
        return words.terms(_GROUPS[field], value) if field in _GROUPS else words.comma.join(map(plain, value))
    if field in {"date", "date_end", "published"}:
        return words.day(date.fromisoformat(value))
    if isinstance(value, int):
        return words.number(value)
    return words(f"{_GROUPS[field]}.{value}") if field in _GROUPS else plain(str(value))


def _place(value: Json | None, words: Words) -> str:
    if value is None:
        return words("review.noplace")
    outcome = value["resolution"]
    place = outcome.get("place")
    if place:
        where = words.either(place.get("name_ar", ""), place.get("name_en", "")) or value["surface"]
        return f"{plain(where)} ({words('level.' + place['level'])}{words.comma}{plain(place['id'])}) «{plain(value['surface'])}»"
    why = f"{words('why.' + outcome['reason'])}. {notes.told(outcome.get('detail') or '', words)}".removesuffix(". ")
    return f"{words('card.notplaced')} ({why}) «{plain(value['surface'])}»"


def row(name: str, found: Json, words: Words) -> str:
    """Write the values of one row: the two ends of a figure together, and the days with how exact they are."""
    if name == "date":
        days = [date.fromisoformat(found[part]) if found[part] else None for part in RANGES["date"][:2]]
        return words.days(days[0], days[1], found["date_precision"])
    if name in RANGES:
        low, high = (found[part] for part in RANGES[name])
        return words("review.none") if low is None else words.span(low, high)
    return said(name, found.get(name), words)


def rows(machine: Report, report: Report, words: Words) -> list[tuple[str, str, str]]:
    """Set what the rules read beside what is in force: rows of a name, the rules' value and the value in force.

    Places are named by the field they are; rows that neither gives are left out.
    """
    read, now = values(machine), values(report)
    places = [field for field in dict.fromkeys([*now, *read]) if is_place(field)]
    nothing, none = words("review.none"), words("review.noplace")
    told = [line for name in FIELDS for line in [(name, row(name, read, words), row(name, now, words))] if line[1:] != (nothing, nothing)]
    for field in places:
        before, after = (said(field, one[field], words) if field in one else none for one in (read, now))
        told.append((field, before, after))
    return told


def label(field: str, words: Words) -> str:
    """Name a field of a report or of an article."""
    if is_place(field):
        return words("review.field.place")
    return words.optional(f"review.field.{field.removeprefix('article ').replace(' ', '_')}") or field


def why(conflict: Conflict, words: Words) -> str:
    """Say why two values differ; a reason that has no words here is the store's own, in English."""
    return words(f"review.conflict.{_WHY[conflict.why]}") if conflict.why in _WHY else plain(conflict.why)


def is_about_all(conflict: Conflict) -> bool:
    """Tell whether a conflict is about the report as a whole."""
    return not conflict.field or conflict.field == DECISION


def cause(one: Cause, words: Words) -> str:
    """Say why an event waits for a reviewer."""
    match one.code:
        case "types" | "blamed":
            group = "type" if one.code == "types" else "actor"
            return words(f"review.cause.{one.code}", what=words.terms(group, one.values))
        case "confidence":
            return words("review.cause.confidence", n=words.number(one.values[0], ".0%"))
        case "dead":
            return words("review.cause.dead", low=one.values[0], high=one.values[1])
        case "killed" | "injured" | "reports":
            return words(f"review.cause.{one.code}", n=one.values[0])
        case "conflict":
            return words("review.conflict")
    return words(f"review.cause.{one.code}")


# The log


def told(review: Review, words: Words) -> str:
    """Write one review as markup: when, who, what, and why."""
    when = review.at[:16].replace("T", " ")
    changed = "".join(f"<br><small>{safe(label(field, words))}: {_change(field, old, new, words)}</small>" for field, old, new in _steps(review))
    reason = f'<br><q dir="auto">{safe(review.why)}</q>' if review.why else ""
    action = safe(words(f"review.action.{review.action}"))
    return f'<bdi dir="ltr">{safe(when)} UTC</bdi> · <bdi><b>{safe(review.reviewer)}</b></bdi> · {action}{changed}{reason}'


def _steps(review: Review) -> list[tuple[str, str, str]]:
    return [(field, old, new) for field, old, new in review.changes if old != new or review.action == "article"]


def _change(field: str, old: str, new: str, words: Words) -> str:
    arrow = "←" if words.direction == "rtl" else "→"
    before, after = (f"<bdi>{safe(said(field, json.loads(text), words))}</bdi>" for text in (old, new))
    return f"<s>{before}</s> {arrow} {after}"


def history(reviews: Sequence[Review], words: Words) -> str:
    """Write the reviews of an event, oldest first; what was taken back is struck out."""
    if not reviews:
        return ""
    holding = holds(reviews)
    lines = "".join(f"<li>{one if review.uid in holding else f'<s>{one}</s>'}</li>" for review in reviews for one in [told(review, words)])
    return f'<ol class="rasd-history">{lines}</ol>'


def holds(reviews: Sequence[Review]) -> Collection[str]:
    """Give the uids of the reviews that are in force, and of the undos that hold."""
    standing = {review.uid for review in in_force(reviews)}
    undone = {review.undoes for review in reviews if review.action == "undo"}
    return {review.uid for review in reviews if review.uid in standing or (review.action == "undo" and review.uid not in undone)}
