"""`rasd review`: what to look at first, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.console import as_json, clean, home_option, note
from commands.review_decisions import decisions
from commands.review_exchange import exchange
from commands.store import filter_options

if TYPE_CHECKING:
    from events.records import CardReport, Event, Range, Review


@click.group("review", commands=[*decisions.commands.values(), *exchange.commands.values()])
def review_commands() -> None:
    """Check what the rules read: accept, correct, reject, add. Nothing that is decided is ever overwritten; all of it can be undone."""


@review_commands.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Events to show.")
@filter_options
@home_option
def list_queue(limit: int, home: Path | None, **chosen: Any) -> None:
    """Show the events that wait for a reviewer, most pressing first: doubt × weight, with the reasons."""
    from events.filters import Filters
    from events.query import Snapshot
    from events.review_queue import queue
    from events.workspace import Workspace

    with Workspace(home) as opened, Snapshot(opened) as snapshot:
        waiting = queue(snapshot, Filters(**chosen), None)
    for one in waiting[:limit]:
        event = one.event
        click.echo(clean(f"{event['event_id']}  {one.score:.2f}  {event['type']}  {event['date'] or 'undated'}  {event['places_ar'] or '-'}"))
        click.echo(f"    {event['review_status']}; doubt {one.doubt:.2f} × weight {one.weight:.2f}: {clean('; '.join(one.reasons))}")
    note(f"{min(limit, len(waiting))} of {len(waiting)} events that wait for a review")


@review_commands.command("show")
@click.argument("event")
@home_option
def show_event(event: str, home: Path | None) -> None:
    """Show an event: its sources and figures, its reports with what joined them, what the rules read where that differs, the conflicts, and the log."""
    from events.card import card
    from events.workspace import Workspace

    with Workspace(home) as opened:
        shown = card(opened.ledger, event)
    moved = f" (asked for as {event})" if shown.event.id != event else ""
    click.echo(f"{shown.event.id}{moved}: {shown.event.type}, {shown.event.review_status}")
    click.echo(clean(f"  {told_event(shown.event)}"))
    for quote in shown.event.quotes:
        click.echo(clean(f"  «{quote}»"))
    for one in shown.reports:
        for line in told_report(one):
            click.echo(clean(line))
    for review in shown.reviews:
        click.echo(clean(told(review)))


def told_event(event: Event) -> str:
    """Tell in one line who says so, and between which figures."""
    told = [f"{counted(len(event.members), 'report')}, {event.independent} independent"]
    told += [f"{what} {figure}" for what, found in (("killed", event.killed), ("injured", event.injured)) if (figure := spelled_range(found))]
    told += [f"also told as {' and '.join(kind for kind in event.types if kind != event.type)}"] if len(event.types) > 1 else []
    return "; ".join(told)


def counted(number: int, what: str) -> str:
    """Spell a number of things."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def spelled_range(found: Range) -> str:
    """Spell a range, "" where no report gives a figure."""
    if found.low is None:
        return ""
    if found.low == found.high:
        return str(found.low)
    spelled = f"at least {found.low}" if found.high is None else f"{found.low}–{found.high}"
    return spelled if found.best is None else f"{spelled}, best supported {found.best}"


def told_report(one: CardReport) -> Iterator[str]:
    """Tell a report in lines."""
    from events.review_fields import is_place, same, spelled, values

    yield f"  report {one.report.id} of article {one.article.id} ({one.article.outlet or 'outlet unknown'}): {one.status}"
    if one.why:
        yield f"    joined: {one.why}"
    now, read = values(one.report), values(one.machine)
    number = 0
    for field in [*now, *(name for name in read if name not in now)]:
        number += is_place(field) and field in now
        name = (f"place {number}" if field in now else "place") if is_place(field) else field
        if now.get(field) in (None, "", []) and not is_place(field) and same(field, now.get(field), read.get(field)):
            continue
        machine = "" if same(field, now.get(field), read.get(field)) else f"   [the rules: {spelled(field, read.get(field))}]"
        yield f"    {name}: {spelled(field, now.get(field))}{machine}"
    for conflict in one.conflicts:
        yield f"    CONFLICT {conflict.told()}"


def told(review: Review) -> str:
    """Tell a review in one line."""
    from events.review_fields import is_place, spelled

    parts = [f"{'place' if is_place(field) else field}: {spelled(field, json.loads(old))} → {spelled(field, json.loads(new))}"
             for field, old, new in review.changes if old != new] if review.action != "article" else [
        f"{field}: {json.loads(old)} → {json.loads(new)}" for field, old, new in review.changes]  # fmt: skip
    undone = f" of review {review.undoes[:8]}" if review.undoes else ""
    seen = ", ".join(f"{seen.report.id}@{seen.version}" for seen in review.seen)
    reason = f" ({review.why})" if review.why else ""
    changed = f": {'; '.join(parts)}" if parts else ""
    return f"{review.id}  {review.uid[:8]}  {review.at}  {review.reviewer}  {review.action}{undone} {review.subject}{changed}{reason}  [{seen}]"


@review_commands.command("log")
@click.argument("subject", default="")
@click.option("--json", "lines", is_flag=True, help="One line of JSON for each review.")
@home_option
def show_log(subject: str, lines: bool, home: Path | None) -> None:  # noqa: FBT001
    """Show the reviews, oldest first: of an event, a report or an article, or all."""
    from events import review_log
    from events.codec import review_to_json
    from events.workspace import Workspace

    with Workspace(home) as opened:
        ids = (subject, *(member.report_id for member in opened.ledger.members(opened.ledger.current_id(subject)))) if subject else ()
        for review in review_log.about(opened.ledger, *ids) if subject else review_log.everything(opened.ledger):
            click.echo(as_json(review_to_json(review)) if lines else clean(told(review)))
