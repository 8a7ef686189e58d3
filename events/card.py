"""All that is known of one event: who says so, in which words, why here, how sure."""

from __future__ import annotations

from events.ledger import Ledger, LedgerError
from events.records import CardReport, EventCard
from events.snapshot import build_event


def card(ledger: Ledger, event_id: str) -> EventCard:
    """Give the card of an event. An id that a merge ended leads to the event that took its reports. Raises LedgerError for an unknown id."""
    current = ledger.current_id(event_id)
    members = ledger.members(current) if current else ()
    if not members:
        raise LedgerError(f"no event {event_id!r} in this workspace; it may have gone when its article was revised")
    stored = ledger.reports(member.report_id for member in members)
    event = build_event(current, members, stored)
    reports = tuple(
        CardReport(stored[member.report_id].report, stored[member.report_id].version, ledger.article(stored[member.report_id].report.article_id), member.why)
        for member in members
    )
    return EventCard(event, reports, ledger.reviews_of(current, *(member.report_id for member in members)), event_id)
