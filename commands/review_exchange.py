"""Reviews among colleagues: sending, taking in, and how far two reviewers agree; part of `rasd review`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.console import clean, destination, home_option, local_file, note

exchange = click.Group()


@exchange.command("export")
@click.argument("file", metavar="FILE.jsonl")
@home_option
def export_log(file: str, home: Path | None) -> None:
    """Write all reviews to FILE for a colleague. They hold names of reviewers and words of articles."""
    from events import review_log
    from events.review_exchange import export_reviews
    from events.workspace import Workspace

    with Workspace(home) as opened, destination(file) as out:
        count = export_reviews(review_log.everything(opened.ledger), out)
    note(f"{count} reviews in {file}")


@exchange.command("import")
@click.argument("file", metavar="FILE.jsonl")
@home_option
def import_log(file: str, home: Path | None) -> None:
    """Take a colleague's reviews in. A review that is here already is passed over; a line that is none is refused with its number."""
    from events.review_exchange import import_reviews
    from events.workspace import Workspace

    with Workspace(home) as opened, local_file(file, ".jsonl") as path:
        found = import_reviews(opened, path)
    for problem in (*found.refused, *found.unread):
        note(clean(problem))
    note(f"{found.added} new, {found.known} known, {len(found.refused)} refused")
    if found.refused:
        sys.exit(1)


@exchange.command("agreement")
@home_option
def show_agreement(home: Path | None) -> None:
    """Say how far each two reviewers agree on what both have judged: Cohen's kappa, for the decision and field by field."""
    from events import review_log
    from events.agreement import agreement
    from events.workspace import Workspace

    with Workspace(home) as opened:
        found = agreement(review_log.everything(opened.ledger))
    for one in found:
        click.echo(clean(one.told()))
    if not found:
        note("fewer than two reviewers have judged anything")
