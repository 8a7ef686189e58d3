"""`rasd export`: out of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from commands.console import Area, Command, Day, Term, destination, home_option, note

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
