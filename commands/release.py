"""`rasd release`, `rasd verify` and `rasd compare`: versioned bundles, and our events beside another file of events."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from commands.console import Day, home_option, note, printable, whole_file
from commands.store import filter_options

_BUNDLE = click.Path(path_type=Path, exists=True)


@click.group("release")
def release_commands() -> None:
    """Make releases that can be cited, checked and compared."""


@release_commands.command("make")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--version", default="", help="Name of the release (default: day and data cut).")
@click.option("--previous", type=_BUNDLE, metavar="OLD", help="An earlier release; what changed since is told in CHANGES.md.")
@click.option("--as-of", type=Day(), help="Day of the release (default: the last on which an event of the cut began); the policy's delay counts from it.")
@filter_options
@home_option
def make_release(out: Path, version: str, previous: Path | None, as_of: date | None, home: Path | None, **chosen: Any) -> None:
    """Write the events that the filters select to OUT, a .zip or a new folder.

    It holds GeoParquet, GeoJSON, CSV, the data dictionary, the code book, the scorecard, the sources of the gazetteer, a manifest with the SHA-256 of each
    file, and the changes since OLD. The same data cut and options give the same bytes. policy.toml and masks.csv of the workspace apply.
    """
    from events import release
    from events.export.policy import DAMASCUS, read_policy
    from events.query import Filters, Snapshot
    from events.workspace import Workspace

    filters = Filters(**chosen)
    filters.check()
    with Workspace(home) as opened, Snapshot(opened) as snapshot:
        if not snapshot.counts(Filters()).total:
            raise click.ClickException(f"no event in {opened.home}; read articles into it with: rasd ingest PATH")
        today = datetime.now(UTC).astimezone(DAMASCUS).date()
        made = release.make(snapshot, filters, out, today=today, as_of=as_of, version=version, previous=previous)
        delay = read_policy(opened.home).delay_days
    told = made.manifest
    note(f"{told['event_count']} events in {out}, version {told['version']}, as of {told['generated_at']}")
    if delay:
        note(f"The policy holds events of {delay} days back, counted from then; --as-of DAY counts from another day.")
    if made.diff:
        note(f"since {made.diff.old['version']}: " + ", ".join(f"{made.diff.count(kind)} {kind}" for kind in ("added", "removed", "changed")))
    for name, why in told["absent"].items():
        note(f"without {name}: {why}")
    click.echo(f"{made.digest}  {out.name} MANIFEST.json")


@release_commands.command("diff")
@click.argument("old", metavar="A", type=_BUNDLE)
@click.argument("new", metavar="B", type=_BUNDLE)
@click.option("--json", "as_json", is_flag=True, help="All changes as JSON.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Changes of each kind to list.")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="FOLDER", help="A workspace that knows which events went where.")
def show_diff(old: Path, new: Path, limit: int, home: Path | None, *, as_json: bool) -> None:
    """Show what changed from release A to release B: events added, removed and changed, with the fields."""
    from contextlib import ExitStack

    from events import release_diff, release_told
    from events.release import trail_of
    from events.release_check import verified
    from events.workspace import Workspace

    with ExitStack() as stack:
        trail = trail_of(stack.enter_context(Workspace(home)).ledger) if home else None
        diff = release_diff.between(verified(old), verified(new), trail)
    click.echo(json.dumps(diff.as_json(), ensure_ascii=False, indent=1) if as_json else release_told.as_text(diff, limit).rstrip())


@click.command("verify")
@click.argument("path", metavar="BUNDLE", type=_BUNDLE)
def verify_bundle(path: Path) -> None:
    """Check a release: every file there and unchanged, nothing besides, all formats about the same events."""
    from events.release_check import verify

    found = verify(path)
    for problem in found.problems:
        click.echo(printable(problem))
    if found.problems or found.manifest is None:
        raise click.ClickException(f"{path} is damaged: {len(found.problems)} problems")
    about = found.manifest.about
    click.echo(printable(f"{path.name}: whole; version {about.get('version')}, {about['event_count']} events, {len(found.manifest.members)} files"))
    click.echo(f"{found.manifest.digest}  {path.name} MANIFEST.json")


@click.command("compare")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.csv", help="A row for each pair, and each event or row alone.")
@click.option("--geojson", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.geojson", help="The same as points for a map.")
@click.option("--days", type=click.IntRange(0, 14), default=1, show_default=True, help="Days that may lie between two that tell of one event.")
@filter_options
@home_option
def compare_events(path: Path, output: Path | None, geojson: Path | None, days: int, home: Path | None, **chosen: Any) -> None:
    """Set the events that the filters select beside FILE, a table in the columns of ACLED or of UCDP GED.

    What matches is decided by day, place, type and number of killed, by published points (docs/compare.md). Period, areas and types of the filters
    narrow FILE too. policy.toml and masks.csv of the workspace apply. FILE is read and not kept.
    """
    from events import compare, compare_files, export
    from events.export.tables import about_json
    from events.query import Filters, Snapshot
    from events.workspace import Workspace

    filters = Filters(**chosen)
    filters.check()
    with Workspace(home) as opened, Snapshot(opened) as snapshot:
        selection = export.select(snapshot, filters, datetime.now(UTC))
    found = compare.compare(selection, path, filters, days)
    about = compare_files.about(found, selection, days)
    if output:
        with whole_file(output) as out:
            compare_files.write_table(found, out)
        with whole_file(output.with_suffix(".about.json")) as out:
            out.write(about_json(about).encode())
    if geojson:
        with whole_file(geojson) as out:
            compare_files.write_geojson(found, about, out)
    click.echo(compare_files.summary(found, filters))
