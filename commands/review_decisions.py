"""What a reviewer decides about events, reports and articles; part of `rasd review`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.console import Command, Day, Term, clean, home_option, note

if TYPE_CHECKING:
    from events.analyst import Analyst
    from events.records import Review
    from events.workspace import Workspace

decisions = click.Group()
reviewer_option = click.option("--reviewer", default="", metavar="NAME", help="Who decides; by default the user of this computer.")
why_option = click.option("--why", default="", metavar="REASON", help="Why.")


def deciding(command: Command) -> Command:
    """Add the options of a command that decides."""
    return reviewer_option(why_option(home_option(command)))


@contextmanager
def at_work(home: Path | None, reviewer: str) -> Iterator[Analyst]:
    """Open the workspace for a reviewer."""
    from events.analyst import Analyst
    from events.workspace import Workspace

    with Workspace(home) as opened:
        yield Analyst(opened, reviewer)


def subjects(analyst: Analyst, event: str, reports: tuple[str, ...]) -> list[str]:
    """What is judged: some reports of an event where they are named, else the event."""
    return list(members(analyst.workspace, event, reports)) if reports else [event]


def done(review: Review) -> None:
    """Say what was written, and how to take it back."""
    note(f"review {review.id}: {review.action} {review.subject} by {review.reviewer} (take it back with: rasd review undo {review.id})")


@decisions.command("accept")
@click.argument("event")
@click.option("--report", "reports", multiple=True, metavar="ID", help="Only this report of the event; may be given several times.")
@deciding
def accept(event: str, reports: tuple[str, ...], why: str, reviewer: str, home: Path | None) -> None:
    """Accept EVENT as it is shown. Its values are held from then on, and what the rules read otherwise later is shown beside them."""
    with at_work(home, reviewer) as analyst:
        for subject in subjects(analyst, event, reports):
            done(analyst.accept(subject, why))


@decisions.command("reject")
@click.argument("event")
@click.option("--report", "reports", multiple=True, metavar="ID", help="Only this report of the event; may be given several times.")
@deciding
def reject(event: str, reports: tuple[str, ...], why: str, reviewer: str, home: Path | None) -> None:
    """Reject EVENT: it stays in the record, but not on the map nor in the figures. --why is needed."""
    with at_work(home, reviewer) as analyst:
        for subject in subjects(analyst, event, reports):
            done(analyst.reject(subject, why))


@decisions.command("correct")
@click.argument("event")
@click.option("--report", "reports", multiple=True, metavar="ID", help="Which report; needed where the event has several, may be given several times.")
@click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE", help="killed_min=3, date=2016-05-09, initiators=russia,syrian_government ...; - for none."
)
@click.option(
    "--place", "places", multiple=True, metavar="NAME=PLACE",
    help="NAME as written in the article, or its number; PLACE: id of the gazetteer, LAT,LON,KM, '? why' (cannot be placed) or - (no place of this report).",
)  # fmt: skip
@deciding
def correct(event: str, *, reports: tuple[str, ...], fields: tuple[str, ...], places: tuple[str, ...], why: str, reviewer: str, home: Path | None) -> None:
    """Correct fields or places of a report of EVENT."""
    from events.review_fields import read_value

    wanted = {name: read_value(name, value) for name, value in map(pair, fields)}
    with at_work(home, reviewer) as analyst:
        for report_id in members(analyst.workspace, event, reports):
            placed = corrected_places(analyst.workspace, report_id, dict(map(pair, places)))
            done(analyst.correct(report_id, wanted | placed, why))


def corrected_places(workspace: Workspace, report_id: str, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Read the places that were typed for a report: of those it has, or of other words of its article."""
    from events.review_fields import ReviewError, find_place, place_field
    from events.review_places import locate, read_place, value
    from events.reviews import anchor

    report = workspace.ledger.reports([report_id])[report_id].report
    found: dict[str, Any] = {}
    for name, typed in wanted.items():
        known = {place_field(one.mention.span): one for one in report.places}
        try:
            field = find_place(report, name)
        except ReviewError:
            if name.isdecimal():
                raise
            field = place_field(locate(workspace.ledger.article(report.article_id), name, anchor(report)))
        toponym = known.get(field)
        surface = toponym.mention.surface if toponym else name
        place = read_place(workspace.gazetteer(), typed, surface, toponym.resolution if toponym else None)
        found[field] = None if place is None else value(surface, place)
    return found


def members(workspace: Workspace, event: str, reports: tuple[str, ...]) -> list[str]:
    """Give the reports of an event that were named, or the only one it has; EVENT may also be the id of a report."""
    ledger = workspace.ledger
    known = [member.report_id for member in ledger.members(ledger.current_id(event))] or list(ledger.reports([event]))
    if not known:
        raise click.ClickException(f"no event {event!r} in {workspace.home}; rasd review list names those that wait")
    unknown = [one for one in reports if one not in known]
    if unknown or (not reports and len(known) > 1):
        told_wrong = f"{unknown[0]!r} is no report of {event}" if unknown else f"{event} has {len(known)} reports"
        raise click.ClickException(f"{told_wrong}; name one with --report: {', '.join(known)}")
    return list(reports) or known


def pair(text: str) -> tuple[str, str]:
    """Divide NAME=VALUE."""
    name, found, value = text.partition("=")
    if not found or not name.strip():
        raise click.ClickException(f"{text!r}: write NAME=VALUE, such as killed_min=3")
    return name.strip(), value.strip()


@decisions.command("merge")
@click.argument("events", nargs=-1, required=True)
@deciding
def merge(events: tuple[str, ...], why: str, reviewer: str, home: Path | None) -> None:
    """Join EVENTS to one. The one with most reports keeps its id, of equals the elder; the others lead to it."""
    with at_work(home, reviewer) as analyst:
        done(analyst.merge(events, why))
        note(f"now event {analyst.workspace.ledger.current_id(events[0])}")


@decisions.command("split")
@click.argument("event")
@click.option("--report", "reports", multiple=True, required=True, metavar="ID", help="A report to part from the others; may be given several times.")
@deciding
def split(event: str, reports: tuple[str, ...], why: str, reviewer: str, home: Path | None) -> None:
    """Part reports from the others of EVENT; they make an event of their own."""
    with at_work(home, reviewer) as analyst:
        done(analyst.split(event, reports, why))
        note(f"now event {analyst.workspace.ledger.event_of(reports[0])}")


@decisions.command("add")
@click.argument("article")
@click.option("--words", "words", multiple=True, required=True, metavar="WORDS", help="Words of the article that report the event, exactly as published.")
@click.option("--type", "kind", required=True, type=Term("extract.vocabulary:EVENT_TYPES"), help="Event type.")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="As for correct.")
@click.option("--place", "places", multiple=True, metavar="NAME=PLACE", help="NAME as written in the article; PLACE as for correct.")
@deciding
def add(
    article: str, *, words: tuple[str, ...], kind: str, fields: tuple[str, ...], places: tuple[str, ...], why: str, reviewer: str, home: Path | None
) -> None:
    """Add an event of ARTICLE that the rules missed."""
    from events.review_fields import place_field, read_value
    from events.review_places import locate, read_place, value

    wanted: dict[str, Any] = {name: read_value(name, text) for name, text in map(pair, fields)} | {"type": kind}
    with at_work(home, reviewer) as analyst:
        read = analyst.workspace.ledger.article(article)
        spans = [locate(read, one) for one in words]
        for name, typed in map(pair, places):
            place = read_place(analyst.workspace.gazetteer(), typed, name)
            if place is not None:
                wanted[place_field(locate(read, name, spans[0]))] = value(name, place)
        review = analyst.add(article, spans, wanted, why)
        done(review)
        note(f"now event {analyst.workspace.ledger.event_of(review.seen[0].report.id)}")


@decisions.command("date")
@click.argument("article")
@click.option("--published", type=Day(), help="The day it was published.")
@click.option("--unknown", is_flag=True, help="The day is not known.")
@click.option("--outlet", help="Who published it.")
@deciding
def correct_article(article: str, *, published: date | None, unknown: bool, outlet: str | None, why: str, reviewer: str, home: Path | None) -> None:
    """Set the date of publication or the outlet of ARTICLE and read it again."""
    if bool(published) == unknown and (published or outlet is None):
        raise click.ClickException("give --published DAY, --unknown or --outlet NAME")
    wanted: dict[str, str | None] = {"published": published.isoformat() if published else None} if published or unknown else {}
    with at_work(home, reviewer) as analyst:
        done(analyst.correct_article(article, wanted | ({"outlet": outlet} if outlet is not None else {}), why))


@decisions.command("note")
@click.argument("subject")
@click.argument("text")
@reviewer_option
@home_option
def write_note(subject: str, text: str, reviewer: str, home: Path | None) -> None:
    """Write TEXT beside an event, a report or an article."""
    with at_work(home, reviewer) as analyst:
        done(analyst.note(subject, text))


@decisions.command("undo")
@click.argument("review")
@deciding
def undo(review: str, why: str, reviewer: str, home: Path | None) -> None:
    """Take REVIEW back: its number or the beginning of its uid. An undo can be undone too."""
    with at_work(home, reviewer) as analyst:
        done(analyst.undo(review, why))


@decisions.command("alias")
@click.argument("place")
@click.argument("spelling")
@click.option("--yes", is_flag=True, help="Add it; otherwise only what it would change is shown.")
@reviewer_option
@home_option
def add_spelling(place: str, spelling: str, yes: bool, reviewer: str, home: Path | None) -> None:  # noqa: FBT001
    """Show what a new SPELLING of PLACE (an id of the gazetteer) would change; with --yes add it to the workspace and read those articles again."""
    from events.alias import add_alias, preview_alias

    with at_work(home, reviewer) as analyst:
        preview = preview_alias(analyst.workspace, place, spelling)
        for change in preview.changes:
            held = "; reviews keep its values" if change.reviewed else ""
            sides = f"{change.before or 'no report'}  ⇒  {change.after or 'no report'}"
            click.echo(clean(f"{change.article_id} {change.report_id}: {sides}{held}"))
        note(f"{len(preview.articles)} articles hold it, {len(preview.changes)} reports would change")
        if yes:
            summary = add_alias(analyst.workspace, place, spelling, analyst.name)
            note(f"added to {analyst.workspace.overlay.name}; {summary.reread} articles read again")
