"""Refresh the tables from the publishers' own files: convert, pair, build, and say what changed.

`python -m gazetteer.refresh --reference FOLDER --work FOLDER [--geonames SY.txt] [--ocha WORKBOOK] ...`. A table whose file is not given is
taken as it is from the reference folder. Running it twice gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from gazetteer import check, pairs, raw
from gazetteer.build import Sources, build
from gazetteer.changes import KINDS, Change, compare, decisions_about, read_state, safe, write_changes
from gazetteer.convert import airfields, geonames, ocha, outlines
from gazetteer.convert.locate import Locator, read_locator
from gazetteer.convert.table import Table
from gazetteer.places import GazetteerError
from gazetteer.tables import DATA, read_places, sha256, write_rows

ROLES = {
    "ocha": "places_ocha.csv", "geonames": "places_geonames.csv", "crosswalk": "crosswalk.csv", "quarters": "quarters.csv",
    "neighbourhoods": "neighbourhoods.csv", "airfields": "airfields.csv", "features": "features.csv", "regions": "regions.csv",
}  # fmt: skip
ADMIN = ("admin1.geojson", "admin2.geojson", "admin3.geojson")
SHOWN = 5
"""Rows of each kind of change that are printed; the full list is in changes.csv."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Published:
    """The publishers' files; None where the table of the reference folder is taken as it is."""

    geonames: Path | None = None
    alternate_names: Path | None = None
    ocha: Path | None = None
    outlines: Path | None = None
    airports: Path | None = None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh gave.

    changes: against the present tables; undecided: raw rows that need a decision; outdated: decisions about what is gone; doubtful: new pairs to
    look at; failed: what `gazetteer.check` finds wrong with the new tables.
    """

    tables: Path
    changes: list[Change]
    undecided: list[str]
    outdated: list[str]
    doubtful: list[pairs.Pair]
    failed: list[str]


def bare_reference(published: Published, present: Path, folder: Path) -> Path:
    """Make a reference folder out of the tables in use, for those who have none: no raw rows but the pairs of places that are one.

    Quarters, features and regions stand in the decision tables anyway. GazetteerError where a publisher's file is missing that nothing else can give.
    """
    missing = [f"--{name}" for name in ("geonames", "ocha", "outlines") if getattr(published, name) is None]
    if missing:
        raise GazetteerError(f"without --reference the publishers' files are needed; give {', '.join(missing)} too")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ROLES.values():
        write_rows(folder / name, ("id", "pcode", "geonameid", "ident"), ())
    for name in ADMIN:
        (folder / name).write_text('{"type": "FeatureCollection", "features": []}\n', encoding="utf-8", newline="\n")
    pairs_in_use = sorted((place.id, str(place.geonameid)) for place in read_places(present / "places.csv") if place.kind == "community" and place.geonameid)
    write_rows(folder / ROLES["crosswalk"], ("pcode", "geonameid"), pairs_in_use)
    return folder


def refresh(published: Published, reference: Path, work: Path, present: Path = DATA, *, anew: bool = False, say: Say = lambda _: None) -> Refreshed:
    """Write intermediate tables to `work` and the tables made of them to `work/tables`.

    reference: intermediate tables as gazetteer.build reads them; present: the tables in use with their decisions, never written to;
    anew: pair all rows anew instead of keeping the pairs of the reference; say: takes the notes. GazetteerError names file, place and way out.
    """
    _check_folders(published, reference, work, present)
    work.mkdir(parents=True, exist_ok=True)
    for name in (*ROLES.values(), *ADMIN):
        shutil.copyfile(reference / name, work / name)
    given = [(name, path) for name in Published.__slots__ if (path := getattr(published, name)) is not None]
    write_rows(work / "published.csv", ("option", "file", "sha256"), ((name, path.name, sha256(path)) for name, path in given))
    locator = _convert_areas(published, reference, work, say)
    _convert_places(published, reference, work, locator, say)
    doubtful = _pair(reference, work, say, anew=anew) if anew or published.ocha or published.geonames else []
    _check_areas(work)
    withdrawn = frozenset(_ids(reference) - _ids(work))
    for problem in decisions_about(withdrawn, present):
        say(f"withdrawn by its publisher, but {problem}")
    before = read_state(present)
    tables = work / "tables"
    _prepare(tables, present)
    outdated: list[str] = []
    sources = Sources(admin=(work / ADMIN[0], work / ADMIN[1], work / ADMIN[2]), **{role: work / name for role, name in ROLES.items()})
    drafts, curation = build(sources, tables, present, outdated)
    changes = compare(before, read_state(tables), drafts.merged)
    write_changes(work / "changes.csv", changes)
    return Refreshed(tables, changes, curation.undecided, outdated, doubtful, check.run(tables).failed)


def _check_folders(published: Published, reference: Path, work: Path, present: Path) -> None:
    missing = [name for name in (*ROLES.values(), *ADMIN) if not (reference / name).is_file()]
    if missing:
        raise GazetteerError(f"{reference} holds no {missing[0]}; --reference must hold {', '.join((*ROLES.values(), *ADMIN))}")
    if {work.resolve(), (work / "tables").resolve()} & {reference.resolve(), present.resolve(), DATA.resolve()}:
        raise GazetteerError(f"--work {work} is a folder that is read from or in use; name a new one")
    if published.alternate_names and not published.geonames:
        raise GazetteerError("--alternate-names names the places of a dump; give --geonames too")


def _check_areas(work: Path) -> None:
    """Every community lies in a sub-district that has an outline."""
    known = {feature["properties"]["pcode"] for feature in json.loads((work / ADMIN[2]).read_text("utf-8"))["features"]}
    for line, cells in raw.rows(work / ROLES["ocha"]):
        if cells["admin3_pcode"] not in known:
            raise GazetteerError(
                f"{work / ROLES['ocha']} line {line}: {cells['pcode']} lies in {cells['admin3_pcode']}, without an outline; give --outlines of the same edition"
            )


def _by(path: Path, column: str) -> dict[str, dict[str, str]]:
    """The rows of an intermediate table by one of its columns."""
    return {cells[column]: dict(cells) for _, cells in raw.rows(path)}


def _convert_areas(published: Published, reference: Path, work: Path, say: Say) -> Locator:
    """Write the outlines, if they are given; give what finds a point's sub-district, by the published outlines where there are any."""
    if published.outlines is None:
        if published.ocha:
            say("the workbook's names of areas are taken only together with --outlines")
        return read_locator(work / ADMIN[2])
    layer = outlines.read_outlines(published.outlines)
    for note in layer.notes:
        say(f"outlines: {note}")
    known = {name: {f["properties"]["pcode"]: f["properties"] for f in json.loads((reference / name).read_text("utf-8"))["features"]} for name in ADMIN}
    names = {code: (str(row["name_en"]), str(row["name_ar"])) for rows in known.values() for code, row in rows.items()} | layer.names
    locator = Locator(layer.polygons)
    if published.ocha:  # the workbook names the areas as OCHA's tables do
        names |= ocha.area_names(published.ocha)
    for level, name in enumerate(ADMIN, 1):
        found = outlines.features(level, layer, names, known[name])
        outlines.write_features(work / name, found)
        say(f"outlines: {len(found)} areas of level {level}")
    return locator


def _convert_places(published: Published, reference: Path, work: Path, locator: Locator, say: Say) -> None:
    """Write the tables of places whose files are given."""
    if published.ocha:
        known = _by(reference / ROLES["ocha"], "pcode"), _by(reference / ROLES["neighbourhoods"], "id")
        book = ocha.convert(published.ocha, locator, *known)
        _write(book.places, work / ROLES["ocha"], say)
        _write(book.neighbourhoods, work / ROLES["neighbourhoods"], say)
    if published.geonames:
        old = {} if published.outlines else _by(reference / ROLES["geonames"], "geonameid")
        _write(geonames.convert(published.geonames, published.alternate_names, locator, old), work / ROLES["geonames"], say)
    if published.airports:
        _write(airfields.convert(published.airports, locator, _by(reference / ROLES["airfields"], "ident")), work / ROLES["airfields"], say)


def _write(table: Table, path: Path, say: Say) -> None:
    table.write(path)
    for note in (f"{len(table.rows)} rows", *table.notes):
        say(f"{path.name}: {note}")


def _pair(reference: Path, work: Path, say: Say, *, anew: bool) -> list[pairs.Pair]:
    """Write the crosswalk; give the new pairs that need a person's look."""
    known = {(cells["pcode"], cells["geonameid"]) for _, cells in raw.rows(reference / ROLES["crosswalk"])}
    ours, theirs = (list(_by(work / ROLES[role], column).values()) for role, column in (("ocha", "pcode"), ("geonames", "geonameid")))
    old = frozenset(_by(reference / ROLES["ocha"], "pcode")), frozenset(_by(reference / ROLES["geonames"], "geonameid"))
    found = pairs.pair_tables(ours, theirs) if anew else pairs.pair_tables(ours, theirs, known, old)
    _write(pairs.as_table(found), work / ROLES["crosswalk"], say)
    new = [one for one in found if (one.pcode, one.geonameid) not in known]
    say(f"{ROLES['crosswalk']}: {len(new)} new pairs")
    return [one for one in new if one.method == "similar_name" and one.km > pairs.REVIEW_KM]


def _ids(folder: Path) -> set[str]:
    """The ids that the publishers' rows of a folder may have in our tables."""
    areas = {feature["properties"]["pcode"] for name in ADMIN for feature in json.loads((folder / name).read_text("utf-8"))["features"]}
    return (
        areas
        | _by(folder / ROLES["ocha"], "pcode").keys() | _by(folder / ROLES["neighbourhoods"], "id").keys()
        | {f"G{geonameid}" for geonameid in _by(folder / ROLES["geonames"], "geonameid")}
    )  # fmt: skip


def _prepare(tables: Path, present: Path) -> None:
    """Make a folder that can be loaded and checked: the decisions of the present tables beside the tables to come."""
    tables.mkdir(parents=True, exist_ok=True)
    for path in (*present.glob("*.csv"), present / "sources.toml"):
        shutil.copyfile(path, tables / path.name)
    for name in ("places.csv", "names.csv"):  # a build that stops must not leave the present ones here
        (tables / name).unlink(missing_ok=True)


def _print(title: str, rows: Sequence[str]) -> None:
    click.echo(f"{title}: {len(rows)}")
    for row in rows[:SHOWN]:
        click.echo(f"  {safe(row)}")
    if len(rows) > SHOWN:
        click.echo(f"  ... {len(rows) - SHOWN} more")


def report(done: Refreshed, work: Path) -> None:
    """Print what a refresh changed. Ids that vanish are all printed."""
    counts = Counter(change.kind for change in done.changes)
    for kind in KINDS:
        rows = [f"{change.place_id} {change.name_ar}: {change.detail}" for change in done.changes if change.kind == kind]
        if kind == "place removed" and rows:
            click.echo(f"published ids that vanish: {counts[kind]}")
            for row in rows:
                click.echo(f"  {safe(row)}")
        else:
            _print(kind, rows)
    _print("decisions about what is no longer there", done.outdated)
    _print("new pairs to look at", [f"{one.pcode} {one.ocha_name} = {one.geonameid} {one.geonames_name}, {one.km:.2f} km" for one in done.doubtful])
    _print("rows without a decision", done.undecided)
    _print("promises of the tables that fail (as python -m gazetteer.check proves them)", done.failed)
    notes = (*(("outdated", row) for row in done.outdated), *(("undecided", row) for row in done.undecided), *(("failed", row) for row in done.failed))
    (work / "notes.txt").write_text("".join(f"{kind}: {safe(row)}\n" for kind, row in notes), encoding="utf-8", newline="\n")
    click.echo(f"every change: {work / 'changes.csv'}; all else: {work / 'notes.txt'}")


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--geonames", type=_FILE, help="GeoNames: the dump of Syria (SY.txt).")
@click.option("--alternate-names", type=_FILE, help="GeoNames: alternateNamesV2.txt, or its part for Syria.")
@click.option("--ocha", type=_FILE, help="OCHA: the workbook of places and areas (syr_admin_….xlsx).")
@click.option("--outlines", type=_FILE, help="OCHA: outlines of the sub-districts (COD-AB level 3, any vector file).")
@click.option("--airports", type=_FILE, help="OurAirports: airports.csv.")
@click.option("--reference", type=_FOLDER, help="Intermediate tables, taken as they are where no file is given; without it GeoNames and OCHA must be given.")
@click.option("--work", type=_NEW, required=True, help="New folder for intermediate tables and lists of changes.")
@click.option("--out", type=_NEW, help="Folder for the tables when all is done; without it they stay in WORK/tables.")
@click.option("--present", type=_FOLDER, default=DATA, help="The tables in use, with their decisions: what the new ones are compared with.")
@click.option("--fresh-pairs", is_flag=True, help="Pair OCHA's and GeoNames' rows anew; ids may vanish.")
def main(reference: Path | None, work: Path, out: Path | None, present: Path, *, fresh_pairs: bool, **files: Path | None) -> None:
    """Rebuild the tables of the gazetteer from the publishers' own files and print what changed."""
    if out is not None and out.resolve() in {reference and reference.resolve(), work.resolve()}:
        raise click.UsageError(f"--out {out} holds the intermediate tables; name another folder")
    published = Published(**files)
    try:
        reference = reference or bare_reference(published, present, work / "reference")
        done = refresh(published, reference, work, present, anew=fresh_pairs, say=lambda note: click.echo(note, err=True))
    except GazetteerError as problem:
        click.echo(f"error: {problem}", err=True)
        sys.exit(1)
    report(done, work)
    if out is not None and done.failed:
        click.echo(f"error: nothing was written to {out}, for promises fail; decide what to do with the rows, or copy {done.tables} yourself", err=True)
        sys.exit(1)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for path in sorted(done.tables.iterdir()):
            shutil.copyfile(path, out / path.name)
    click.echo(f"tables: {done.tables if out is None else out}; the versions in sources.toml are for you to write")


if __name__ == "__main__":
    main()
