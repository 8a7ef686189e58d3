"""The forms in which an event is judged as it stands, and the fields of a report are corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import reviewing
from dashboard.data import Cut
from dashboard.filters import FIRST_DAY, LAST_DAY
from dashboard.review_words import holds
from dashboard.text import Words, plain
from events.analyst import LONGEST_WHY
from events.codec import dumps
from events.records import CardReport, EventCard
from events.review_fields import COUNTS, LONGEST_WORDS, MOST_PERSONS, values
from extract.vocabulary import ACTORS, CERTAINTIES, DATE_PRECISIONS, EVENT_TYPES, HIT

Values = dict[str, Any]
_LISTS: Mapping[str, tuple[str, Iterable[str]]] = {"initiators": ("actor", ACTORS), "targets": ("actor", ACTORS), "hit": ("hit", HIT)}
_TERMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "type": ("type", EVENT_TYPES), "certainty": ("certainty", CERTAINTIES), "date_precision": ("precision", DATE_PRECISIONS),
}  # fmt: skip


def decide(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:
    """Accept, reject or note the event, or one of its reports; take the last step back."""
    scope = "event"
    if len(found.reports) > 1:
        scope = st.radio(
            words("review.scope"), ("event", "report"), key=reviewing.key("scope"), format_func=lambda code: words(f"review.scope.{code}"), horizontal=True
        )
    subject = found.event.id if scope == "event" else one.report.id
    why = st.text_area(words("review.why"), key=reviewing.key("why"), height=80, max_chars=LONGEST_WHY, help=words("review.why.help"))
    with st.container(horizontal=True, gap="small", key="review-decide"):
        if st.button(words("review.accept"), key="review-accept", type="primary", icon=":material/check:", help=words("review.accept.help")):
            reviewing.step(cut, words, lambda by: by.accept(subject, why))
        if st.button(words("review.reject"), key="review-reject", icon=":material/block:", help=words("review.reject.help")):
            reviewing.step(cut, words, lambda by: by.reject(subject, why))
        if st.button(words("review.note"), key="review-note", icon=":material/sticky_note_2:", help=words("review.note.help")):
            reviewing.step(cut, words, lambda by: by.note(subject, why))
        holding = holds(found.reviews)
        last = next((review for review in reversed(found.reviews) if review.uid in holding), None)
        if last and st.button(words("review.undo"), key="review-undo", icon=":material/undo:", type="tertiary", help=words("review.undo.help")):
            reviewing.step(cut, words, lambda by: by.undo(last.uid))


def correct(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:  # noqa: ARG001  # all sections are called alike
    """Correct the fields of a report; what is left as it stands follows the rules."""
    now = values(one.report)
    with st.form(reviewing.key(f"form-{one.report.id}"), border=False):
        given = fields(now, one.report.id, words)
        why = st.text_input(words("review.why"), key=reviewing.key(f"why-{one.report.id}"), max_chars=LONGEST_WHY)
        if st.form_submit_button(words("review.correct"), type="primary", icon=":material/edit:"):
            wanted = changed(now, given)
            reviewing.step(cut, words, lambda by: by.correct(one.report.id, wanted, why), follow=one.report.id)


def fields(now: Mapping[str, Any], name: str, words: Words) -> Values:
    """Draw the fields of a report with their values; give what they hold, as `review_fields.values` has it. name: of the form.

    Values are given to the widgets, not to the session: a widget that is drawn twice before the browser hears of it would come back empty.
    """
    name = f"{name}-{hashlib.sha256(dumps(now).encode()).hexdigest()[:8]}"

    def key(field: str) -> str:
        return reviewing.key(f"{field}-{name}")

    def ask(field: str) -> str:
        return words(f"review.field.{field}")

    def term(field: str) -> Any:  # noqa: ANN401  # JSON
        group, codes = _TERMS[field]
        at = codes.index(now[field]) if now[field] else None
        return st.selectbox(ask(field), codes, at, key=key(field), format_func=lambda code: words(f"{group}.{code}"), placeholder=words("review.choose"))

    def several(field: str) -> list[str]:
        group, codes = _LISTS[field]
        none = words("review.none")
        return st.multiselect(ask(field), list(codes), list(now[field]), key=key(field), format_func=lambda code: words(f"{group}.{code}"), placeholder=none)

    given: Values = {"type": term("type"), "initiators": several("initiators"), "targets": several("targets")}
    for part in (COUNTS[:2], COUNTS[2:4], COUNTS[4:]):
        for field, column in zip(part, st.columns(len(part), gap="small"), strict=True):
            with column:
                given[field] = st.number_input(ask(field), 0, MOST_PERSONS, now[field], step=1, key=key(field), placeholder="–")
    for field, column in zip(("date", "date_end"), st.columns(2, gap="small"), strict=True):
        with column:
            known = date.fromisoformat(now[field]) if now[field] else None
            day = st.date_input(ask(field), known, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key(field))
            given[field] = day.isoformat() if day else None
    given |= {"date_precision": term("date_precision"), "certainty": term("certainty")}
    given["weapon"] = st.text_input(ask("weapon"), plain(now["weapon"]), key=key("weapon"), max_chars=LONGEST_WORDS)
    given["hit"] = several("hit")
    return given


def changed(now: Mapping[str, Any], given: Values) -> Values:
    """Give the fields that were changed in a form. A new first day alone is exactly that day, and a day taken away takes the rest along."""
    wanted = {field: value for field, value in given.items() if value != (plain(now[field]) if field == "weapon" else now[field])}
    if wanted.get("date", "") is None:
        return {field: value for field, value in wanted.items() if field not in {"date_end", "date_precision"}}
    if "date" in wanted and ("date_end" in wanted or now["date"] != now["date_end"]):
        wanted |= {field: given[field] for field in ("date_end", "date_precision")}
    return wanted
