"""`rasd export`: out of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from commands.console import Area, Command, Day, PolygonFile, Shape, Term, destination, home_option, note

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
    click.option("--weapon", "weapons", type=Term("events.weapons:WEAPON_KINDS"), multiple=True, help="Kind of weapon, from the words of the report."),
    click.option("--hit", "hit", type=Term("extract.vocabulary:HIT"), multiple=True, help="What was struck."),
    click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Outlet, as its articles name it."),
    click.option("--killed-from", type=click.IntRange(0), help="Least number of dead; the reported range must overlap."),
    click.option("--killed-to", type=click.IntRange(0), help="Most dead."),
    click.option("--injured-from", type=click.IntRange(0), help="Least number of injured."),
    click.option("--injured-to", type=click.IntRange(0), help="Most injured."),
    click.option("--sources", "min_sources", type=click.IntRange(0), default=0, help="At least so many independent sources."),
    click.option("--disagree", is_flag=True, help="Only events whose sources give different numbers of dead."),
    click.option("--near", type=Shape("read_near", "lat,lon,km"), help="Places drawn as points, within so many kilometres of a point."),
    click.option("--box", type=Shape("read_bounds", "west,south,east,north"), help="Places drawn as points, in a rectangle."),
    click.option("--within", type=PolygonFile(), default="", help="Places drawn as points, in the polygons of a GeoJSON file."),
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
