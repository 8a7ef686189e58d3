"""Where a review and the rules, or two reviewers, say different things: both values, and the choice between them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from dashboard import reviewing
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.review_words import is_about_all, label, said, why
from dashboard.text import Words
from events.analyst import Analyst
from events.records import CardReport, Conflict, EventCard, Review, StoredReport
from events.review_fields import is_place, spelled, values
from events.review_places import chosen, typed, value
from events.reviews import DISAGREE, LOST, MOVED, NOT_FOUND, REREAD
from extract.records import Resolved

Step = Callable[[Analyst], Review]


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be done about a conflict. kept, other: both sides in words; keep, take: the steps, None where there is none."""

    kept: str
    other: str
    keep: Step | None
    take: Step | None


def draw(cut: Cut, found: EventCard, one: CardReport, words: Words, *, may: bool) -> None:
    """Draw the conflicts of a report."""
    if not one.conflicts:
        return
    stored = cut.workspace.ledger.reports([one.report.id])[one.report.id]
    for at, conflict in enumerate(one.conflicts):
        choice = choices(stored, conflict, found.reviews, cut, words)
        with st.container(key=f"review-conflict-{at}", gap="xsmall"):
            st.html(_told(conflict, choice, words))
            if may:
                _buttons(cut, choice, words, at, one.report.id)


def _told(conflict: Conflict, choice: Choice, words: Words) -> str:
    sides = [("mine", choice.kept), ("other", choice.other)]
    rows = "".join(f"<dt>{escape(words(f'review.{side}'))}</dt><dd dir='auto'>{safe(text)}</dd>" for side, text in sides if text)
    name = safe(label(conflict.field, words)) + ": " if conflict.field and not is_about_all(conflict) else ""
    return (
        f"<div class='rasd-message rasd-warning' role='status' dir='{words.direction}'><strong>{name}{safe(why(conflict, words))}</strong><dl>{rows}</dl></div>"
    )


def _buttons(cut: Cut, choice: Choice, words: Words, at: int, report_id: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for name, take, icon in (("keep", choice.keep, "lock"), ("take", choice.take, "smart_toy")):
            if take and st.button(words(f"review.{name}"), key=reviewing.key(f"{name}-{at}"), icon=f":material/{icon}:", help=words(f"review.{name}.help")):
                reviewing.step(cut, words, take, follow=report_id)


def choices(stored: StoredReport, conflict: Conflict, reviews: tuple[Review, ...], cut: Cut, words: Words) -> Choice:
    """Say what the two sides of a conflict are, and by which steps each is put in force."""
    report_id, subject = stored.report.id, stored.report.article_id
    because = words("review.because")

    def accept(by: Analyst) -> Review:
        return by.accept(report_id, because)

    def reject(by: Analyst) -> Review:
        return by.reject(report_id, because)

    covered = cut.snapshot.masks.text
    if conflict.field.startswith("article "):
        return _of_article(conflict, subject, cut, words)
    if conflict.why in {MOVED, LOST}:
        return _of_gazetteer(stored, conflict, cut, words)
    mine = conflict.kept.startswith("rejected")
    known = {
        NOT_FOUND: Choice(words("review.kept"), words("review.nothing"), accept, reject),
        REREAD: Choice(words("review.rejected"), covered(conflict.other), reject, accept),
        DISAGREE: Choice(covered(conflict.kept), covered(conflict.other), None, accept if mine else reject),
    }
    if conflict.why in known:
        return known[conflict.why]
    for field, wanted in _candidates(stored, conflict, reviews):
        other, kept = covered(said(field, wanted, words)), covered(said(field, values(stored.report).get(field), words))

        def take(by: Analyst, field: str = field, wanted: Any = wanted) -> Review:  # noqa: ANN401  # JSON
            return by.correct(report_id, {field: wanted}, because)

        return Choice(kept, other, accept, take)
    return Choice(covered(conflict.kept), covered(conflict.other), accept, None)


def _candidates(stored: StoredReport, conflict: Conflict, reviews: tuple[Review, ...]) -> Iterator[tuple[str, Any]]:
    """Find the other value, as JSON, among what the rules read and what reviewers set: the store keeps it in words."""
    read = values(stored.machine or stored.report)
    known = [*read.items(), *((field, json.loads(new)) for review in reversed(reviews) for field, _, new in review.changes if review.action == "correct")]
    for field, wanted in known:
        named = "place" if is_place(field) else field
        if named == conflict.field and spelled(field, wanted) == conflict.other and wanted != values(stored.report).get(field):
            yield field, wanted
    if conflict.field == "place":  # a name that the rules no longer take for a place
        now = values(stored.report)
        yield from ((field, None) for field in now if is_place(field) and field not in read and spelled(field, now[field]) == conflict.kept)


def _of_article(conflict: Conflict, article_id: str, cut: Cut, words: Words) -> Choice:
    field = conflict.field.removeprefix("article ")
    ledger = cut.workspace.ledger
    held, read = (getattr(one, field) for one in (ledger.article(article_id), ledger.article_as_read(article_id)))
    mine, theirs = (one.isoformat() if hasattr(one, "isoformat") else one for one in (held, read))

    def put(by: Analyst, wanted: str | None) -> Review:
        return by.correct_article(article_id, {field: wanted}, words("review.because"))

    covered = cut.snapshot.masks.text
    return Choice(covered(said(field, mine, words)), covered(said(field, theirs, words)), lambda by: put(by, mine), lambda by: put(by, theirs))


def _of_gazetteer(stored: StoredReport, conflict: Conflict, cut: Cut, words: Words) -> Choice:
    """A place that was chosen has moved or gone: it is kept as a point of the reviewer's own, or taken as the gazetteer has it now."""
    gaz, because = cut.workspace.gazetteer(), words("review.because")
    for toponym, field in zip(stored.report.places, filter(is_place, values(stored.report)), strict=True):
        held = toponym.resolution
        if not isinstance(held, Resolved) or held.place.lat is None or held.place.lon is None:
            continue
        place, surface = held.place, toponym.mention.surface
        if conflict.kept not in {f"{place.lat}, {place.lon}", spelled(field, value(surface, held))}:
            continue
        km = place.precision_km or 1.0

        def keep(by: Analyst, held: Resolved = held, field: str = field, surface: str = surface, km: float = km) -> Review:
            point = typed(gaz, held.place.lat or 0.0, held.place.lon or 0.0, precision_km=km, name_ar=held.place.name_ar or surface)
            return by.correct(stored.report.id, {field: value(surface, point)}, because)

        def take(by: Analyst, held: Resolved = held, field: str = field, surface: str = surface) -> Review:
            return by.correct(stored.report.id, {field: value(surface, chosen(gaz, held.place.id))}, because)

        return Choice(conflict.kept, conflict.other, keep, take if place.id in gaz.places else None)
    return Choice(conflict.kept, conflict.other, None, None)
