"""`rasd places` and `rasd gazetteer`: names in, places out."""

from __future__ import annotations

import sys

import click

from commands.console import Position, Term, as_json, destination, lines_in, local_file, progress


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
    """Ask the gazetteer, count what it holds, or check its tables."""


@gazetteer_commands.command("search")
@click.argument("name")
@click.option("--within", metavar="AREA", help="Governorate, district or sub-district: p-code or name.")
@click.option("--near", type=Position(), help="Prefer places near this point.")
@click.option("--level", type=Term("gazetteer.places:LEVELS"), help="Only places of this level.")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Candidates to show.")
def search_gazetteer(name: str, within: str | None, near: tuple[float, float] | None, level: str | None, limit: int) -> None:
    """Show the places that NAME may stand for, best first, in Arabic or Latin letters."""
    import gazetteer

    gaz = gazetteer.load()
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


@gazetteer_commands.command("check")
def check_gazetteer() -> None:
    """Prove what the tables of the gazetteer promise: hashes, counts, licences, ids, positions."""
    from gazetteer import check

    sys.exit(check.main())


@gazetteer_commands.command("report")
def report_gazetteer() -> None:
    """Count the places by level, governorate and source, and say how exactly they are known."""
    import gazetteer
    from gazetteer.report import report

    click.echo(report(gazetteer.load()), nl=False)
