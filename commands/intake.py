"""`rasd ingest`, `watch`, `status` and `reread`: into the workspace, and how it stands."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.console import as_json, destination, home_option, jobs_option, note, printable, progress, published_option
from commands.sources import Sources, from_files, inside, sources

if TYPE_CHECKING:
    from events.changes import Change, Comparison
    from events.ingest import IngestSummary
    from events.status import Status
    from events.workspace import Workspace

_SHOWN = 20
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


@click.command("ingest")
@click.argument("given", metavar="PATH...", nargs=-1, required=True)
@published_option
@click.option("--fetch", is_flag=True, help="Allow requests to the web addresses among the PATHs; without it no request leaves this machine.")
@click.option("--as", "ending", metavar="ENDING", default="", help="Format of stdin, such as .jsonl or .txt; by default told by its first bytes.")
@click.option("--again", is_flag=True, help="Read articles that were removed with `rasd forget` nevertheless.")
@jobs_option
@home_option
def ingest_files(given: tuple[str, ...], *, published: date | None, fetch: bool, ending: str, again: bool, jobs: int, home: Path | None) -> None:
    """Read files, folders, patterns such as "news/**/*.html", stdin (-) or web addresses into the workspace. The same again changes nothing.

    .jsonl, .csv, .parquet, .txt; saved pages (.html); RSS and Atom (.xml, .rss, .atom); Telegram's export (result.json); web archives (.warc); and these packed
    in .zip or .gz. What cannot be read is recorded with its reason; see: rasd status.
    """
    from events.workspace import Workspace

    with ExitStack() as stack:
        found = sources(stack, given, fetch=fetch, ending=ending and f".{ending.removeprefix('.')}")
        with Workspace(home) as target:
            read_into(target, found, published, again=again, jobs=jobs)


def read_into(target: Workspace, found: Sources, published: date | None = None, *, again: bool = False, jobs: int = 1) -> None:
    """Read sources into a workspace and say what was new."""
    from events.incoming import TOGETHER
    from events.ingest import ingest
    from events.status import note_ingest

    with progress(found.items(published), "Reading", found.length) as bar:
        summary = ingest(target, bar, again=again, jobs=jobs, together=TOGETHER)
    note_ingest(target, summary, found.names)
    _tell(summary)


def _tell(summary: IngestSummary) -> None:
    for item in summary.bad:
        note(printable(f"not read: {item.told}"))
    counts = {"new": summary.new, "revised": summary.revised, "read again by newer rules": summary.reread, "unchanged": summary.unchanged}
    counts |= {"stored under another id": summary.duplicates, "not read": len(summary.bad)}
    note(", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no article found")


@click.command("watch")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--every", type=click.FloatRange(0.1), default=10.0, show_default=True, metavar="SECONDS", help="How often to look.")
@published_option
@home_option
def watch_folder(folder: Path, every: float, published: date | None, home: Path | None) -> None:
    """Read files that are put into FOLDER, once they have stopped changing, until Ctrl+C. What was read before is known by its bytes."""
    from events.watch import Watch
    from events.workspace import Workspace

    stop = threading.Event()

    def ask_to_stop(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)  # a second Ctrl+C does not wait for the file at hand

    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Workspace(home) as target:
            note(f"watching {folder} every {every:g} seconds (stop with Ctrl+C)")
            watch = Watch(target, lambda: inside(folder))
            while not stop.is_set():
                for path in watch.settled():
                    note(printable(f"{path.relative_to(folder)}:"))
                    read_into(target, from_files([path]), published)
                    watch.was_read(path)
                    if stop.is_set():
                        break
                stop.wait(every)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    note("stopped")


@click.command("status")
@click.option("--rejects", "limit", type=click.IntRange(0), default=10, show_default=True, metavar="N", help="How many items that could not be read to list.")
@click.option("--json", "machine", is_flag=True, help="One line of JSON for a program that keeps watch; items that could not be read are counted only.")
@home_option
def show_status(*, limit: int, machine: bool, home: Path | None) -> None:
    """Show what the workspace holds, by which versions it was read, what could not be read, and what an upgrade would read again."""
    from events.ingest import default_reader
    from events.status import status
    from events.workspace import Workspace

    with Workspace(home) as opened:
        told = status(opened, default_reader(opened).version)
    if machine:
        click.echo(as_json(_as_metrics(told)))
        return
    for line in _status_lines(told, limit):
        click.echo(printable(line))


def _as_metrics(told: Status) -> dict[str, Any]:
    figures = {name: getattr(told.figures, name) for name in ("placed", "area_only", "unplaced")}
    last = asdict(told.last) if told.last else None
    versions = {"rules": told.installed.rules, "gazetteer": told.installed.gazetteer, "used_rules": told.rules, "used_gazetteers": told.gazetteer}
    return {
        "workspace": told.name,
        "demo": told.demo,
        **told.counts,
        **figures,
        "stale": told.stale,
        "not_read": len(told.rejects),
        "last_ingest": last,
        **versions,
    }


def _status_lines(told: Status, limit: int) -> list[str]:
    counts, figures, last = told.counts, told.figures, told.last
    reports = f"{counts['reports']:,} in Syria, {counts['outside']:,} elsewhere or nowhere named"
    events = f"{counts['events']:,}: {figures.placed:,} placed, {figures.area_only:,} in an area, {figures.unplaced:,} not placed"
    ingested = f"{last.at}: {last.new} new, {last.revised} revised, {last.unchanged} known, {last.not_read} not read" if last else "never"
    lines = [
        f"Workspace    {told.name}{told.mark}, {told.home}",
        f"Last ingest  {ingested}",
        f"Articles     {counts['articles']:,}",
        f"Reports      {reports}",
        f"Events       {events}",
        f"Reviews      {counts['reviews']:,}",
        f"Rules        {_versions(told.rules, told.installed.rules)}",
        f"Gazetteer    {_versions(told.gazetteer, told.installed.gazetteer)}",
    ]
    if told.stale:
        lines.append(f"Stale        {told.stale:,} articles were read by other versions; see what changes with: rasd reread --dry-run")
    lines.append(f"Not read     {len(told.rejects):,}")
    lines += [f"  {item.told}" for item in told.rejects[:limit]]
    if limit < len(told.rejects):
        lines.append(f"  and {len(told.rejects) - limit:,} more; list them with: rasd status --rejects {len(told.rejects)}")
    return lines


def _versions(used: tuple[str, ...], installed: str) -> str:
    return installed if used in {(), (installed,)} else f"{', '.join(used)}; installed: {installed}"


@click.command("reread")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--json", "file", metavar="FILE", help="Write all changes to FILE, one line of JSON for each event; - for stdout.")
@jobs_option
@home_option
def reread_articles(dry_run: bool, file: str | None, jobs: int, home: Path | None) -> None:  # noqa: FBT001  # a flag
    """Read all stored articles again that other rules or another gazetteer read, and show which events this changes."""
    from events.changes import compare, picture, rehearsal
    from events.ingest import ingest
    from events.workspace import Workspace

    with ExitStack() as stack:
        opened = stack.enter_context(Workspace(home))
        before = picture(opened)
        target = stack.enter_context(rehearsal(opened)) if dry_run else opened
        articles = target.ledger.counts()["articles"]
        with progress(target.ledger.articles(as_read=True), "Reading again", articles) as bar:
            summary = ingest(target, bar, jobs=jobs)
        told = compare(before, target)
    _tell(summary)
    if file:
        with destination(file) as out:
            out.writelines(f"{as_json(_as_line(change))}\n" for change in told.changes)
    if file != "-":
        for line in _change_lines(told):
            click.echo(printable(line))
    if dry_run:
        note("this was a rehearsal: nothing is changed; do it with: rasd reread")


def _as_line(change: Change) -> dict[str, Any]:
    fields = {name: {"old": old, "new": new} for name, old, new in change.fields}
    return {"event_id": change.event_id, "change": change.kind, "label": change.label, "fields": fields, "now": change.now or None}


def _change_lines(told: Comparison) -> list[str]:
    counts = ", ".join(f"{told.count(kind):,} {kind}" for kind in _MARKS)
    lines = [f"Events: {counts}, {told.same:,} the same"]
    if fields := told.fields():
        lines.append("Fields: " + ", ".join(f"{name} in {count:,}" for name, count in fields.most_common()))
    for change in told.changes[:_SHOWN]:
        lines.append(f"{_MARKS[change.kind]} {change.event_id} {change.label}" + (f" (now part of {change.now})" if change.now else ""))
        lines += [f"    {name}: {_short(old)} → {_short(new)}" for name, old, new in change.fields]
    if len(told.changes) > _SHOWN:
        lines.append(f"and {len(told.changes) - _SHOWN:,} more; write them all with: --json FILE")
    return lines


def _short(value: object) -> str:
    written = as_json(value)
    return written if len(written) <= 100 else f"{written[:99]}…"
