"""Build our tables from the publishers' files and our own decisions.

`python -m gazetteer.build --ocha FILE --geonames FILE ... [--out FOLDER]`. Running it twice gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from gazetteer import names, raw, refine
from gazetteer.admin import FILES, Areas, distances_km
from gazetteer.curation import Curation, read_curation
from gazetteer.drafts import Drafts
from gazetteer.passport import write_passport
from gazetteer.places import GazetteerError
from gazetteer.tables import DATA, NAME_COLUMNS, PLACE_COLUMNS, place_row, split, write_rows

NEAR_KM = 0.5
"""A GeoNames row this near to a community it is not paired with is either the same place or needs a reason to be another."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The publishers' files."""

    ocha: Path
    geonames: Path
    crosswalk: Path
    quarters: Path
    neighbourhoods: Path
    airfields: Path
    features: Path
    regions: Path
    admin: tuple[Path, Path, Path]

    def files(self) -> dict[str, Path]:
        """The files by their roles."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "admin"} | {f"admin{i}": file for i, file in enumerate(self.admin, 1)}


def build(sources: Sources, out: Path, decisions: Path = DATA, outdated: list[str] | None = None) -> tuple[Drafts, Curation]:
    """Write places.csv, names.csv, the admin files and the end of sources.toml to `out`; give what was collected and the decisions used.

    outdated: where decisions about ids and spellings that a publisher has withdrawn are noted; without it they stop the build.
    """
    curation = read_curation(decisions)
    curation.outdated = outdated
    out.mkdir(parents=True, exist_ok=True)
    for path, (level, file) in zip(sources.admin, FILES, strict=True):
        lines = (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in raw.read_areas(path, level))
        (out / file).write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")
    drafts = Drafts(Areas(out))
    for path, (level, _) in zip(sources.admin, FILES, strict=True):
        raw.add_areas(drafts, path, level)
    raw.add_ocha(drafts, sources.ocha)
    add_all_geonames(drafts, sources, curation)
    curation.add_places(drafts)
    add_official_quarters(drafts, sources)
    curation.add_names(drafts)
    refine.name_seats(drafts)
    refine.drop_region_names(drafts)
    refine.shorten(drafts)
    refine.drop_strays(drafts, curation)
    note_undecided(sources, curation)
    write_tables(drafts, out)
    write_passport(out, drafts, sources.files())
    return drafts, curation


def add_all_geonames(drafts: Drafts, sources: Sources, curation: Curation) -> None:
    """A paired row gives its spellings to the OCHA row; a row without a pair becomes a place, unless a decision says otherwise."""
    pairs = {cells["geonameid"]: cells["pcode"] for _, cells in raw.rows(sources.crosswalk)}
    communities = [place for place in drafts.places.values() if place.kind == "community"]
    lons, lats = np.array([place.lon for place in communities]), np.array([place.lat for place in communities])
    for _, cells in raw.rows(sources.geonames):
        if not raw.usable_geonames(cells):
            continue
        geonameid = cells["geonameid"]
        if curation.dropped("geonames", geonameid):
            continue
        pcode = pairs.get(geonameid, "")
        km = distances_km((float(cells["lon"]), float(cells["lat"])), lons, lats)
        if geonameid in curation.geonames:
            pcode = curation.same_as(geonameid, drafts)
        elif not pcode and km.min() <= NEAR_KM:
            curation.undecided.append(f"geonames {geonameid} ({cells['names_ar']}) is {km.min():.2f} km from {communities[int(km.argmin())].id}")
        if not pcode:
            raw.add_geonames(drafts, cells)
            continue
        drafts.merged[f"G{geonameid}"] = pcode
        drafts.change(pcode, geonameid=drafts.places[pcode].geonameid or int(geonameid))
        for name, kind in raw.geonames_spellings(cells):
            if (geonameid, name) not in curation.strays:
                drafts.name(pcode, name, kind, "geonames")
        if int(cells["population"] or 0):
            raw.set_population(drafts, pcode, int(cells["population"]))


def add_official_quarters(drafts: Drafts, sources: Sources) -> None:
    """Give the spellings of OCHA's list of quarters to the curated rows of the same code."""
    for _, cells in raw.rows(sources.neighbourhoods):
        if cells["id"] in drafts.places:
            for name in (cells["name_en"], *(split(cells["alt_ar"]) or (cells["name_ar"],))):
                drafts.name(cells["id"], name, "official", "ocha")


def note_undecided(sources: Sources, curation: Curation) -> None:
    """Note the raw rows that need a person's decision and have none: neither curated under their id nor dropped with a reason."""
    for _, cells in raw.rows(sources.quarters):
        curation.expect("quarters", raw.quarter_id(cells), f"{cells['city']}:{cells['name_ar']}")
    for _, cells in raw.rows(sources.features):
        curation.expect("features", raw.feature_id(cells), cells["id_hint"])
    for _, cells in raw.rows(sources.regions):
        curation.expect("regions", raw.region_id(cells), cells["name_ar"])
    for _, cells in raw.rows(sources.airfields):
        curation.expect("airfields", f"A-{cells['ident'].lower()}", cells["ident"])


def write_tables(drafts: Drafts, out: Path) -> None:
    """Write places.csv and names.csv in the order of their ids."""
    write_rows(out / "places.csv", PLACE_COLUMNS, (place_row(drafts.places[place_id]) for place_id in sorted(drafts.places)))
    write_rows(
        out / "names.csv", NAME_COLUMNS,
        ((name.place_id, name.name, name.kind, name.source, names.key(name.name), refine.skeleton(name.name))
         for name in drafts.all_names()),
    )  # fmt: skip


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--ocha", type=_FILE, required=True, help="OCHA communities (CSV).")
@click.option("--geonames", type=_FILE, required=True, help="GeoNames populated places (CSV).")
@click.option("--crosswalk", type=_FILE, required=True, help="Pairs of the two.")
@click.option("--quarters", type=_FILE, required=True, help="Quarters of cities.")
@click.option("--neighbourhoods", type=_FILE, required=True, help="OCHA's official list of quarters.")
@click.option("--airfields", type=_FILE, required=True, help="OurAirports.")
@click.option("--features", type=_FILE, required=True, help="Facilities and natural features.")
@click.option("--regions", type=_FILE, required=True, help="Regions as lists of areas.")
@click.option("--admin1", type=_FILE, required=True, help="Governorates (GeoJSON).")
@click.option("--admin2", type=_FILE, required=True, help="Districts (GeoJSON).")
@click.option("--admin3", type=_FILE, required=True, help="Sub-districts (GeoJSON).")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=DATA, help="Folder for the tables.")
def main(admin1: Path, admin2: Path, admin3: Path, out: Path, **files: Path) -> None:
    """Build the tables of the gazetteer."""
    try:
        drafts, curation = build(Sources(admin=(admin1, admin2, admin3), **files), out)
    except GazetteerError as problem:
        click.echo(f"error: {problem}", err=True)
        sys.exit(1)
    levels = Counter(place.level for place in drafts.places.values())
    for row in curation.undecided:
        click.echo(f"no decision: {row}", err=True)
    click.echo(f"{len(drafts.places)} places, {sum(1 for _ in drafts.all_names())} spellings, {len(curation.undecided)} rows without a decision")
    click.echo(", ".join(f"{level} {n}" for level, n in levels.most_common()))


if __name__ == "__main__":
    main()
