"""`rasd places` and `rasd gazetteer`: names in, places out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from commands.console import Position, Term, as_json, destination, home_option, lines_in, local_file, note, progress


@click.command("places")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", default="-", metavar="OUT", help="The file to write; stdout by default.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Candidates for each name.")
def look_up_places(source: str, output: str, limit: int) -> None:
    """Look up place names, one line of JSON for each in the same order.

    IN is JSON lines ({"id", "name"} and, if known, "within": a governorate's p-code or name), or - for stdin.
    A line that cannot be answered becomes {"id", "error"}.
    """
    import gazetteer
    from gazetteer.batch import answer

    gaz = gazetteer.load()
    with (
        local_file(source, ".jsonl") as path,
        destination(output) as out,
        path.open(encoding="utf-8") as file,
        progress((line for line in file if line.strip()), "Looking up", lines_in(path)) as lines,
    ):
        for line in lines:
            print(as_json(answer(gaz, line, limit)), file=out)


@click.group("gazetteer")
def gazetteer_commands() -> None:
    """Ask the gazetteer, count what it holds, check its tables, or add to it."""


@gazetteer_commands.command("search")
@click.argument("name")
@click.option("--within", metavar="AREA", help="Governorate, district or sub-district: p-code or name.")
@click.option("--near", type=Position(), help="Prefer places near this point.")
@click.option("--level", type=Term("gazetteer.places:LEVELS"), help="Only places of this level.")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Candidates to show.")
@home_option
def search_gazetteer(name: str, *, within: str | None, near: tuple[float, float] | None, level: str | None, limit: int, home: Path | None) -> None:
    """Show the places that NAME may stand for, best first, in Arabic or Latin letters; the workspace's overlay is searched too."""
    import gazetteer
    from events.workspace import OVERLAY, default_home

    own = (home or default_home()) / OVERLAY
    gaz = gazetteer.load(own if own.exists() else None)
    found = gaz.search(name, within=within, near=near, level=level, limit=limit)
    for number, candidate in enumerate(found, 1):
        place = candidate.place
        areas = dict.fromkeys(gaz.area(code).name_en for code in (place.subdistrict, place.district, place.governorate) if code and code != place.id)
        where = f"{place.lat:.4f} N, {place.lon:.4f} E (within {place.precision_km:g} km)" if place.lat is not None else "position not known"
        click.echo(f"{number}. {place.name_ar} | {place.name_en} | {', '.join((place.level, *areas))}")
        click.echo(f"   {where} | {place.id} | score {candidate.score:.2f}: {candidate.reason}")
    click.echo(f"{'Confident' if found.confident else 'Not confident'}: {found.reason}")
    if not found:
        sys.exit(1)


@gazetteer_commands.command("add")
@click.argument("name")
@click.option("--to", "place_id", metavar="ID", help="NAME is another spelling of this place.")
@click.option("--at", "point", type=Position(), help="NAME is a place of your own, at this point.")
@click.option("--precision", type=click.FloatRange(0.05, 300), default=1.0, show_default=True, help="Radius in km within which the place of your own lies.")
@click.option("--level", type=Term("gazetteer.places:LEVELS"), default="village", show_default=True, help="Level of the place of your own.")
@click.option("--name-en", default="", help="Its name in Latin letters.")
@click.option("--note", "why", default="", help="Where you know it from.")
@home_option
def add_to_overlay(name: str, place_id: str | None, point: tuple[float, float] | None, home: Path | None, **more: Any) -> None:
    """Add a spelling or a place of your own to the workspace's overlay, which is kept apart from our tables.

    Say --to ID or --at LAT,LON. Articles that are already read are read again by the next `rasd ingest` of them.
    """
    import gazetteer
    from events.workspace import Workspace
    from gazetteer.overlay import add_place, add_spelling

    if (place_id is None) == (point is None):
        raise click.UsageError("say --to ID for another spelling of a known place, or --at LAT,LON for a place of your own")
    with Workspace(home) as opened:
        gaz = gazetteer.load(opened.overlay if opened.overlay.exists() else None)
        if place_id is not None:
            add_spelling(opened.overlay, gaz, place_id, name, note=more["why"])
            added = place_id
        elif point is not None:
            added = add_place(opened.overlay, gaz, name, point, level=more["level"], precision_km=more["precision"], name_en=more["name_en"], note=more["why"])
        note(f"{name} is now a name of {added}, in {opened.overlay}")


@gazetteer_commands.command("refresh", context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def refresh_gazetteer(options: tuple[str, ...]) -> None:
    """Rebuild the tables from the publishers' own files and list what changed; --help lists the files."""
    from gazetteer.refresh import main

    main(list(options), prog_name="rasd gazetteer refresh")


@gazetteer_commands.command("check")
def check_gazetteer() -> None:
    """Prove what the tables of the gazetteer promise: hashes, counts, licences, ids, positions."""
    from gazetteer import check

    sys.exit(check.main())


@gazetteer_commands.command("report")
@click.argument("lists", metavar="[LIST.csv]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def report_gazetteer(lists: tuple[Path, ...]) -> None:
    """Count the places by level, governorate and source, and say how exactly they are known.

    With LISTs of names whose places are known: how many are found, how many rightly, and what "confident" is worth.
    """
    import gazetteer
    from gazetteer.report import report

    click.echo(report(gazetteer.load(), lists), nl=False)
