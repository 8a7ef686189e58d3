"""`rasd export` and `rasd forget`: out of the workspace, and gone from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from commands.console import Area, Command, Day, PolygonFile, Shape, Term, home_option, note, write_together

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
@click.option("--format", "form", type=Term("events.export:BY_NAME"), help="Format, where the ending of FILE leaves a choice.")
@filter_options
@home_option
def export_events(file: Path, form: str | None, home: Path | None, **chosen: Any) -> None:
    """Write the events that the filters select to FILE. An option given twice takes either value.

    The ending of FILE chooses the format: .geojson, .geojsonl, .geojsons, .csv, .parquet, .gpkg or .kml; with .csv, --format takes excel-csv, hxl-csv,
    acled-csv or ucdp-csv too. What a format cannot say itself stands beside FILE: FILE.places.csv, FILE.types.csv (types of other projects),
    FILE.fields.csv (what the columns mean) and FILE.about.json (the filters and where it comes from). policy.toml and masks.csv of the workspace
    apply.
    """
    from events import export
    from events.query import Filters, Snapshot
    from events.workspace import Workspace

    filters, format_ = Filters(**chosen), export.chosen(file.suffix, form or "")
    filters.check()
    with Workspace(home) as opened, Snapshot(opened) as snapshot:
        if not snapshot.counts(Filters()).total:
            raise click.ClickException(f"no event in {opened.home}; read articles into it with: rasd ingest PATH")
        selection, parts = export.parts(snapshot, filters, format_, datetime.now(UTC))
        named = {file if ending == format_.ending else file.with_suffix(ending): write for ending, write in parts.items()}
        write_together({file: named.pop(file), **named})
        note(f"{selection.events.num_rows} events in {file}" + ("" if selection.about["policy"] == "none" else ", as the policy of the workspace allows"))


@click.command("forget")
@click.argument("article", metavar="ARTICLE")
@click.option("--why", required=True, help="The reason, kept on record with the id and the time; do not repeat what the article said.")
@home_option
def forget_article(article: str, why: str, home: Path | None) -> None:
    """Remove ARTICLE, by its id, and all that was derived from it: reports, index, reviews, snapshot files. It cannot be undone.

    What remains is a record that something was removed. The same text is refused from then on (`rasd ingest --again` reads it nevertheless).
    """
    from events.forget import forget
    from events.workspace import Workspace

    with Workspace(home) as opened:
        done = forget(opened, article, why, datetime.now(UTC))
    note(f"removed {article}: {done.revisions} revisions, {done.reports} reports")
    for twin in done.twins:
        note(f"the same words, or most of them, stand in {twin} too; remove it with: rasd forget {twin}")
    note("Files exported before this still hold it: delete them where you gave them out.")
