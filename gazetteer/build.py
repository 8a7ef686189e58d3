"""Build our tables from the publishers' files and our own decisions.

`python -m gazetteer.build --ocha FILE --geonames FILE ... [--out FOLDER]`. Running it twice gives the same bytes.
"""

from __future__ import annotations

import json
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import click
import numpy as np

from gazetteer import latin, names, raw
from gazetteer.admin import FILES, Areas, distance_km, distances_km
from gazetteer.curation import Curation, read_curation
from gazetteer.drafts import HAS_ARABIC, Drafts
from gazetteer.places import GazetteerError, Name, Place
from gazetteer.tables import DATA, NAME_COLUMNS, PLACE_COLUMNS, place_row, sha256, split, write_rows

NEAR_KM = 0.5
"""A GeoNames row this near to a community it is not paired with is either the same place or needs a reason to be another."""
STRAY_KM = (2.0, 15.0)
"""A variant unlike every other spelling of its place, and the name of another place this far away, was put on the wrong row."""
ALIKE = 0.5


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


def build(sources: Sources, out: Path, decisions: Path = DATA) -> tuple[Drafts, Curation]:
    """Write places.csv, names.csv, the admin files and the end of sources.toml to `out`; give what was collected and the decisions used."""
    curation = read_curation(decisions)
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
    name_seats(drafts)
    shorten(drafts)
    drop_strays(drafts, curation)
    note_undecided(sources, curation)
    write_tables(drafts, out)
    return drafts, curation


def add_all_geonames(drafts: Drafts, sources: Sources, curation: Curation) -> None:
    """A paired row gives its spellings to the OCHA row; a row without a pair becomes a place, unless a decision says otherwise."""
    pairs = {cells["geonameid"]: cells["pcode"] for _, cells in raw.rows(sources.crosswalk)}
    communities = [place for place in drafts.places.values() if place.kind == "community"]
    lons, lats = np.array([place.lon for place in communities]), np.array([place.lat for place in communities])
    for _, cells in raw.rows(sources.geonames):
        if not raw.geonames_spellings(cells)[0][0] or not HAS_ARABIC.search(cells["names_ar"]) or cells["admin_assign"].startswith("outside"):
            continue
        geonameid = cells["geonameid"]
        if curation.dropped("geonames", geonameid):
            continue
        pcode = pairs.get(geonameid, "")
        km = distances_km((float(cells["lon"]), float(cells["lat"])), lons, lats)
        decision = curation.geonames.get(geonameid)
        if decision is not None:
            pcode = decision.pcode if decision.decision == "same" else ""
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


def name_seats(drafts: Drafts) -> None:
    """Give the further names of an area to the town that it is named after: Kobani is a name of Ain al-Arab, the town as well as the sub-district."""
    by_key: dict[tuple[str, str], list[str]] = {}
    for place in drafts.places.values():
        if place.kind == "community" and place.level in ("city", "town"):
            by_key.setdefault((place.district, names.key(place.name_ar)), []).append(place.id)
    for area in [place for place in drafts.places.values() if place.level in ("governorate", "district", "subdistrict")]:
        key = names.key(area.name_ar.removeprefix("مركز "))
        seats = [seat for (district, name), ids in by_key.items() if name == key and district.startswith(area.id[:6]) for seat in ids]
        for name in drafts.names[area.id].values() if len(seats) == 1 else ():
            same = skeleton(name.name) in {skeleton(other.name) for other in drafts.names[seats[0]].values()}
            if (area.level != "district" or same) and not name.name.startswith("مركز "):
                drafts.name(seats[0], name.name, name.kind, name.source)


def shorten(drafts: Drafts) -> None:
    """Give a community whose name ends with its district's or sub-district's name (باشكوي سمعان) the name without it."""
    for place in [place for place in drafts.places.values() if place.kind == "community"]:
        words = place.name_ar.split()
        areas = {word for pcode in (place.district, place.subdistrict) for word in names.key(drafts.places[pcode].name_ar).split()} - {"مركز", "تل", "عين", "دير"}
        if len(words) > 1 and names.key(words[-1]) in areas:
            drafts.name(place.id, " ".join(words[:-1]), "alternate", place.source)


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


def drop_strays(drafts: Drafts, curation: Curation) -> None:
    """Take away the GeoNames variants that are the names of neighbours (a known defect of the table), as listed by `stray_names`."""
    by_key: dict[str, set[str]] = {}
    for name in drafts.all_names():
        if HAS_ARABIC.search(name.name):
            by_key.setdefault(names.key(name.name), set()).add(name.place_id)
    for place_id, spelling in [(name.place_id, name.name) for name in drafts.all_names() if is_stray(drafts, name, by_key)]:
        drafts.unname(place_id, spelling)
        curation.strayed.append((place_id, spelling))


def is_stray(drafts: Drafts, name: Name, by_key: Mapping[str, set[str]]) -> bool:
    """Tell whether a GeoNames variant of a community is unlike the community's own names and is the name of a village nearby."""
    place = drafts.places[name.place_id]
    if name.source != "geonames" or name.kind != "alternate" or place.kind != "community":
        return False
    key = names.key(name.name)
    own = [names.key(other.name) for other in drafts.names[place.id].values() if other.source != "geonames" and other.kind != "latin"]
    if any(SequenceMatcher(None, key.replace(" ", ""), other.replace(" ", "")).ratio() >= ALIKE for other in own):
        return False
    others = [drafts.places[other] for other in by_key[key] if other != place.id]
    return any(other.level == "village" and STRAY_KM[0] <= apart(place, other) <= STRAY_KM[1] for other in others)


def apart(a: Place, b: Place) -> float:
    """Kilometres between two places, infinite where one has no point."""
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return math.inf
    return distance_km((a.lon, a.lat), (b.lon, b.lat))


def write_tables(drafts: Drafts, out: Path) -> None:
    """Write places.csv and names.csv in the order of their ids, and note rows and hashes in sources.toml."""
    write_rows(out / "places.csv", PLACE_COLUMNS, (place_row(drafts.places[place_id]) for place_id in sorted(drafts.places)))
    write_rows(
        out / "names.csv", NAME_COLUMNS,
        ((name.place_id, name.name, name.kind, name.source, names.key(name.name), skeleton(name.name))
         for name in drafts.all_names()),
    )  # fmt: skip
    write_passport(out, drafts)


FILES_MARK = "# ---- written by gazetteer.build ----\n"


def skeleton(name: str) -> str:
    """The key of the Latin spellings of a name in either script."""
    return latin.arabic_skeleton(names.key(name)) if HAS_ARABIC.search(name) else latin.skeleton(name)


def write_passport(out: Path, drafts: Drafts) -> None:
    """Rewrite the part of sources.toml below the mark: rows and sha256 of each file, places and spellings of each source."""
    path = out / "sources.toml"
    head = path.read_text("utf-8").split(FILES_MARK)[0] if path.exists() else (DATA / "sources.toml").read_text("utf-8").split(FILES_MARK)[0]
    known = tomllib.loads(head)["source"]
    places = Counter(place.source for place in drafts.places.values())
    spellings = Counter(name.source for name in drafts.all_names())
    unknown = (set(places) | set(spellings)) - set(known)
    if unknown:
        raise GazetteerError(f"sources.toml: no [source.{sorted(unknown)[0]}]; describe the source there")
    lines = [FILES_MARK]
    for source in sorted(set(places) | set(spellings)):
        lines.append(f"[used.{source}]\nplaces = {places[source]}\nspellings = {spellings[source]}\n")
    for file in sorted(file for file in out.iterdir() if file.suffix in (".csv", ".geojson")):
        text = file.read_text("utf-8")
        count = len(json.loads(text)["features"]) if file.suffix == ".geojson" else sum(1 for _ in raw.rows(file))
        lines.append(f'[files."{file.name}"]\nrows = {count}\nsha256 = "{sha256(file)}"\n')
    path.write_text(head + "\n".join(lines), encoding="utf-8", newline="\n")


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
    for problem in curation.undecided:
        click.echo(f"no decision: {problem}", err=True)
    click.echo(f"{len(drafts.places)} places, {sum(1 for _ in drafts.all_names())} spellings, {len(curation.undecided)} rows without a decision")
    click.echo(", ".join(f"{level} {n}" for level, n in levels.most_common()))


if __name__ == "__main__":
    main()
