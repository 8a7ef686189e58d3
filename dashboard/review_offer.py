"""After a place was corrected: the other reports in which the name was read the same way, and the spelling as a new name of the place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from dashboard import chrome, reviewing
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.text import Words, literal, plain
from events.alias import NO_PLACE, AliasPreview, ReportChange, add_alias, preview_alias
from events.analyst import Analyst
from events.namesakes import Namesake
from events.records import Review
from events.review_places import value
from extract.records import Resolution, Resolved
from gazetteer.names import key
from gazetteer.places import RasdError

_OFFER, _PREVIEW = "rasd-review-offer", "rasd-review-preview"
_MOST = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A correction that was made. before: id of the place that the name was read as, "" for none, None where it was no name; after: what it is now.

    reports: that were corrected like this, the first one first.
    """

    surface: str
    before: str | None
    after: Resolution | None
    reports: tuple[str, ...]


def remember(surface: str, before: str | None, after: Resolution | None, report_id: str) -> None:
    """Keep a correction, to offer it for other reports in the next run."""
    st.session_state[_OFFER] = Offer(surface, before, after, (report_id,))
    st.session_state.pop(_PREVIEW, None)


def draw(cut: Cut, words: Words) -> None:
    """Draw what a correction could be applied to, until it is closed."""
    offer: Offer | None = st.session_state.get(_OFFER)
    if offer is None:
        return
    with st.container(border=True, key="review-offer"):
        surface = cut.snapshot.masks.text(offer.surface)
        where = offer.after.place if isinstance(offer.after, Resolved) else None
        now = words.name(where) if where else words("card.notplaced")
        arrow = "←" if words.direction == "rtl" else "→"
        st.html(f"<h4>{escape(words('review.offer'))}</h4><p class='rasd-note'><bdi>{safe(surface)}</bdi> {arrow} <bdi>{safe(now)}</bdi></p>")
        _changed(cut, offer, words)
        if offer.before is not None:
            _others(cut, offer, words)
        if where and offer.after and where.source != "review":
            _spelling(cut, offer, where.id, words)
        if st.button(words("review.offer.close"), key="review-offer-close", type="tertiary", icon=":material/close:"):
            st.session_state.pop(_OFFER)
            st.rerun()


def _changed(cut: Cut, offer: Offer, words: Words) -> None:
    """List the events that hold the correction; each can be opened."""
    events = dict.fromkeys(filter(None, map(cut.workspace.ledger.event_of, offer.reports)))
    st.html(f"<p>{escape(words('review.offer.changed', n=len(events)))}</p>")
    with st.container(horizontal=True, gap="xsmall", key="review-offer-events"):
        for event_id in events:
            st.button(event_id, key=f"review-go-{event_id}", type="tertiary", on_click=reviewing.show, args=(event_id,), help=words("review.offer.open"))


def _others(cut: Cut, offer: Offer, words: Words) -> None:
    """Offer the same correction for the reports that read the name as the same wrong place."""
    found = [one for one in cut.same_name(offer.surface, offer.before or "") if one.report_id not in offer.reports][:_MOST]
    if not found:
        st.html(f"<p class='rasd-note'>{escape(words('review.offer.none'))}</p>")
        return
    st.html(f"<p>{escape(words('review.offer.same', n=len(found), events=len({one.event_id for one in found})))}</p>")
    by_id = {f"{one.report_id}/{one.field}": one for one in found}
    start = [name for name, one in by_id.items() if one.status == "unreviewed"]
    chosen = st.multiselect(
        words("review.offer.which"),
        list(by_id),
        start,
        key=reviewing.key("offer"),
        format_func=lambda name: _told(by_id[name], words),
        placeholder=words("review.none"),
    )
    if chosen and st.button(words("review.offer.apply", n=len(chosen)), key="review-offer-apply", icon=":material/done_all:"):
        _apply(cut, offer, [by_id[name] for name in chosen], words)


def _told(one: Namesake, words: Words) -> str:
    return plain(f"{one.date or '–'} · {one.surface} · {one.article_id[:30]} · {words(f'review.{one.status}')} · {one.event_id}")


def _apply(cut: Cut, offer: Offer, chosen: list[Namesake], words: Words) -> None:
    def take(by: Analyst) -> Review:
        done: list[Review] = []
        for one in chosen:
            place = None if offer.after is None else value(one.surface, offer.after)
            done.append(by.correct(one.report_id, {one.field: place}, words("review.offer.why", surface=plain(offer.surface))))
            held: Offer = st.session_state[_OFFER]
            st.session_state[_OFFER] = replace(held, reports=(*held.reports, one.report_id))
        return done[-1]

    reviewing.step(cut, words, take)


def _spelling(cut: Cut, offer: Offer, place_id: str, words: Words) -> None:
    """Offer the words as a new spelling of the place: first what it would change, then the change."""
    name = cut.snapshot.masks.text(offer.surface)
    known = place_id in cut.workspace.gazetteer().by_key.get(key(offer.surface), ())
    if known:
        st.html(f"<p class='rasd-note'>{escape(words('review.alias.known'))}</p>")
        return
    if st.button(literal(words("review.alias.preview", surface=name)), key="review-alias-preview", icon=":material/preview:"):
        try:
            with st.spinner(words("review.working")):
                st.session_state[_PREVIEW] = preview_alias(cut.workspace, place_id, offer.surface)
        except RasdError as error:
            chrome.message("error", words("review.refused"), str(error))
    preview: AliasPreview | None = st.session_state.get(_PREVIEW)
    if preview is None:
        return
    st.html(_preview(cut, preview, words))
    if st.button(words("review.alias.add"), key="review-alias-add", type="primary", icon=":material/add_location_alt:"):
        _add(cut, place_id, offer.surface, words)


def _preview(cut: Cut, preview: AliasPreview, words: Words) -> str:
    covered = cut.snapshot.masks.text
    head = "".join(f"<th scope='col'>{escape(words(f'review.alias.{name}'))}</th>" for name in ("article", "event", "before", "after"))
    rows = ""
    for change in preview.changes[:_MOST]:
        event = words.comma.join(_events(cut, change))
        kept = f" <span class='rasd-tag'>{escape(words('review.alias.kept'))}</span>" if change.reviewed else ""
        cells = (
            change.article_id,
            event or "–",
            *(words("why.no_place") if side == NO_PLACE else covered(side) or "–" for side in (change.before, change.after)),
        )
        rows += "<tr>" + "".join(f"<td><bdi>{safe(cell)}</bdi>{kept if at == 3 else ''}</td>" for at, cell in enumerate(cells)) + "</tr>"
    said = escape(words("review.alias.count", articles=len(preview.articles), changes=len(preview.changes)))
    whole = f"<table class='rasd-table' dir='{words.direction}'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    table = f"<div class='rasd-scroll' tabindex='0'>{whole}</div>"
    return f"<p>{said}</p>{table if rows else ''}"


def _events(cut: Cut, change: ReportChange) -> list[str]:
    """The event that a report is in, for a report that is yet to come those of its article."""
    ledger = cut.workspace.ledger
    known = [change.report_id] if ledger.event_of(change.report_id) else [report.id for report in ledger.reports_of(change.article_id)]
    return list(dict.fromkeys(filter(None, map(ledger.event_of, known))))


def _add(cut: Cut, place_id: str, surface: str, words: Words) -> None:
    try:
        with st.spinner(words("review.working")):
            summary = add_alias(cut.workspace, place_id, surface, reviewing.reviewer() or " ")
    except RasdError as error:
        reviewing.refuse(str(error))
    else:
        st.session_state.pop(_OFFER, None)
        st.session_state.pop(_PREVIEW, None)
        reviewing.done(words("review.alias.done", n=summary.reread))
    st.rerun()
