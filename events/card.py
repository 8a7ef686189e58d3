"""All that is known of one event: who says so, in which words, why here, how sure."""

from __future__ import annotations

from events import review_log
from events.ledger import Ledger, LedgerError
from events.records import CardReport, EventCard, StoredReport
from events.snapshot import build_event


def card(ledger: Ledger, event_id: str) -> EventCard:
    """Give the card of an event. An id that a merge ended leads to the event that took its reports. Raises LedgerError for an unknown id."""
    current = ledger.current_id(event_id)
    named = ledger.members(current)
    stored = ledger.reports(member.report_id for member in named)
    members = [member for member in named if member.report_id in stored]
    if not members:
        raise LedgerError(f"no event {event_id!r} in this workspace; it may have gone when its article was revised")
    reports = tuple(_told(ledger, stored[member.report_id], member.why) for member in members)
    reviews = review_log.about(ledger, current, *(member.report_id for member in members), *(told.report.article_id for told in reports))
    return EventCard(build_event(current, members, stored), reports, reviews, event_id, ledger.origins(current))


def _told(ledger: Ledger, stored: StoredReport, why: str) -> CardReport:
    article, machine = ledger.article(stored.report.article_id, stored.revision), stored.machine or stored.report
    return CardReport(stored.report, stored.version, article, why, machine, stored.status, stored.conflicts, stored.found)
