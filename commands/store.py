"""`rasd ingest` and `rasd export`: into the workspace and out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.console import Area, Command, Day, Term, destination, home_option, lines_in, note, progress, published_option

if TYPE_CHECKING:
    from events.workspace import Workspace


@click.command("ingest")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@published_option
@home_option
def ingest_files(paths: tuple[Path, ...], published: date | None, home: Path | None) -> None:
    """Read files or folders into the workspace. Reading the same file again changes nothing."""
    from events.workspace import Workspace

    with Workspace(home) as target:
        read_into(target, paths, published)


def read_into(target: Workspace, paths: Iterable[Path], published: date | None = None) -> None:
    """Read files and folders into a workspace and say what was new."""
    from events.ingest import ingest
    from extract.readers import ENDINGS, read

    files = [file for path in paths for file in (inside(path, ENDINGS) if path.is_dir() else [path])]
    items = (item for file in files for item in read(file, published))
    with progress(items, "Reading", sum(map(lines_in, files))) as bar:
        summary = ingest(target, bar)
    for item in summary.bad:
        note(f"not read: {item.id}: {item.problem}")
    counts = {"new": summary.new, "revised": summary.revised, "read again by newer rules": summary.reread, "unchanged": summary.unchanged}
    counts |= {"stored under another id": summary.duplicates, "not read": len(summary.bad)}
    note(", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no article found")


def inside(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """List the files of a folder, and of the folders in it, that can hold articles."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in endings and file.is_file())


# One option for each field of events.query.Filters.
FILTER_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option("--from", "date_from", type=Day(), help="First day; events that overlap the range are taken."),
    click.option("--to", "date_to", type=Day(), help="Last day."),
    click.option("--undated/--no-undated", default=True, help="Take events without a date (default: yes)."),
    click.option("--type", "types", type=Term("extract.vocabulary:EVENT_TYPES"), multiple=True, help="Event type."),
    click.option("--actor", "actors", type=Term("extract.vocabulary:ACTORS"), multiple=True, help="Actor on either side."),
    click.option("--initiator", "initiators", type=Term("extract.vocabulary:ACTORS"), multiple=True, help="Actor who attacked."),
    click.option("--target", "targets", type=Term("extract.vocabulary:ACTORS"), multiple=True, help="Actor who was attacked."),
    click.option("--governorate", "governorates", type=Area("governorate"), multiple=True, help="P-code or name, such as SY02 or Aleppo."),
    click.option("--district", "districts", type=Area("district"), multiple=True, help="P-code or name, such as SY0200."),
    click.option("--subdistrict", "subdistricts", type=Area("subdistrict"), multiple=True, help="P-code or name, such as SY020000."),
    click.option("--certainty", "certainty", type=Term("extract.vocabulary:CERTAINTIES"), multiple=True, help="How sure the report is."),
    click.option("--precision", "precision", type=Term("gazetteer.places:LEVELS", "unplaced"), multiple=True, help="Level of the place."),
    click.option("--review", "review", type=Term("events.filters:REVIEWS"), multiple=True, help="How far it was judged (default: all but rejected)."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Lowest confidence, 0 to 1."),
    click.option("--text", default="", help="Words that must all occur, Arabic in any spelling."),
    click.option("--place", "place_id", default="", metavar="ID", help="One place of the gazetteer."),
    click.option("--event", "event_id", default="", metavar="ID", help="One event."),
)


def filter_options(command: Command) -> Command:
    """Add the filter options to a command."""
    for option in reversed(FILTER_OPTIONS):
        command = option(command)
    return command


@click.command("export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@filter_options
@home_option
def export_events(file: Path, home: Path | None, **chosen: Any) -> None:
    """Write the events that the filters select to FILE.geojson or FILE.csv. An option given twice takes either value.

    Beside FILE.csv stand FILE.places.csv, FILE.types.csv (types of other projects) and FILE.about.json (the filters and where it comes from).
    """
    from events import export
    from events.query import Filters, Snapshot
    from events.workspace import Workspace

    filters = Filters(**chosen)
    with Workspace(home) as opened:
        snapshot = Snapshot(opened)
        texts = export.files(snapshot, filters, file.suffix.lower(), datetime.now(UTC))
        if not snapshot.counts(Filters()).total:
            raise click.ClickException(f"no event in {opened.home}; read articles into it with: rasd ingest PATH")
        for ending, text in texts.items():
            with destination(str(file.with_suffix(ending))) as out:
                out.write(text)
        note(f"{snapshot.counts(filters).shown} events in {file}")
