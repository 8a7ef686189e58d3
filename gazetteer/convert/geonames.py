"""GeoNames: the country dump `SY.txt` and the list of alternate names, as published, to the shape of places_geonames.csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gazetteer.convert.locate import Locator
from gazetteer.convert.table import Table
from gazetteer.drafts import ARABIC_NAME, HAS_ARABIC, tidy
from gazetteer.places import GazetteerError

DUMP = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code", "country code", "cc2", "admin1 code",
    "admin2 code", "admin3 code", "admin4 code", "population", "elevation", "dem", "timezone", "modification date",
)  # fmt: skip
ALTERNATES = ("alternateNameId", "geonameid", "isolanguage", "alternate name", "isPreferredName", "isShortName", "isColloquial", "isHistoric", "from", "to")
COLUMNS = (
    "geonameid", "name_en", "name_ascii", "names_ar", "lat", "lon", "feature_code", "population", "modified", "coord_src", "wof_id", "admin1_pcode",
    "admin3_pcode", "admin_assign", "names_historic", "names_ku", "names_latin",
)  # fmt: skip
QUARTER = "PPLX"
"""A section of a populated place: quarters come in only by decision."""
_FOLDED = str.maketrans({"ی": "ي", "ک": "ك"})  # Persian keyboards write Arabic names with these
_ARABIC_LANGUAGES, _LATIN_LANGUAGES = ("ar", "ku", ""), ("en", "tr")  # "" states none


@dataclass(frozen=True, slots=True)
class AlternateName:
    """One row of the list of alternate names: language is an ISO 639 code or "" where none is given."""

    language: str
    name: str
    preferred: bool
    colloquial: bool
    historic: bool


@dataclass(frozen=True, slots=True)
class Spellings:
    """The names of a place by use, each once; refused: names in Arabic script with another language's letters."""

    arabic: tuple[str, ...]
    historic: tuple[str, ...]
    kurdish: tuple[str, ...]
    latin: tuple[str, ...]
    refused: int


def read_lines(path: Path, columns: tuple[str, ...], at_least: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, cells) of a tab-separated file without header or quotes; GazetteerError names file and line for another shape."""
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                cells = line.rstrip("\r\n").split("\t")
                if not at_least <= len(cells) <= len(columns):
                    raise GazetteerError(
                        f"{path.name} line {number}: {len(cells)} cells between tabs, {len(columns)} expected ({', '.join(columns[:4])} ...); "
                        "give the file as GeoNames publishes it"
                    )
                yield number, dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
    except UnicodeDecodeError:
        raise GazetteerError(f"{path.name} is not UTF-8 text; unpack the .zip and give the .txt in it") from None


def read_alternates(path: Path, wanted: Iterable[str]) -> dict[str, list[AlternateName]]:
    """Read the alternate names of some geonameids in the order of the file; the older list without from and to is read too."""
    found: dict[str, list[AlternateName]] = {geonameid: [] for geonameid in wanted}
    for _, cells in read_lines(path, ALTERNATES, at_least=4):
        names = found.get(cells["geonameid"])
        if names is not None:
            flags = [cells[column] == "1" for column in ("isPreferredName", "isColloquial", "isHistoric")]
            names.append(AlternateName(cells["isolanguage"], cells["alternate name"], flags[0], flags[1], flags[2] or bool(cells["to"])))
    return found


def arabic(name: str) -> str:
    """A name in Arabic letters, tidied; "" where it has none, or has another language's letters among them."""
    plain = tidy(name).translate(_FOLDED)
    return plain if HAS_ARABIC.search(plain) and ARABIC_NAME.match(plain) else ""


def spellings(column: str, alternates: Iterable[AlternateName]) -> Spellings:
    """Sort the names of one place. column: the dump's comma-separated names, which state no language: of those only Arabic letters are taken."""
    listed = sorted(alternates, key=lambda name: (not name.preferred, name.colloquial))
    known = {tidy(name.name) for name in listed}
    unlisted = [AlternateName("", name, preferred=False, colloquial=False, historic=False) for name in column.split(",") if tidy(name) not in known]
    by_use: dict[str, dict[str, None]] = {"arabic": {}, "historic": {}, "kurdish": {}, "latin": {}}
    refused = 0
    for name in (*listed, *unlisted):
        own = arabic(name.name)
        plain = own or tidy(name.name)
        refused += not own and name.language in _ARABIC_LANGUAGES and _in_arabic_script(plain)
        if own and name.historic and name.language in _ARABIC_LANGUAGES:
            by_use["historic"][own] = None
        elif name.historic or not plain or "|" in plain:  # a Latin name of the past is no way to write today's
            continue
        elif own and name.language in ("ar", ""):
            by_use["arabic"][own] = None
        elif name.language == "ku" and (own or not _in_arabic_script(plain)):
            by_use["kurdish"][plain] = None
        elif name.language in _LATIN_LANGUAGES and not _in_arabic_script(plain):
            by_use["latin"][plain] = None
    current = by_use["arabic"].keys() | by_use["kurdish"].keys()
    historic = tuple(name for name in by_use["historic"] if name not in current)
    return Spellings(tuple(by_use["arabic"]), historic, tuple(by_use["kurdish"]), tuple(by_use["latin"]), refused)


def _in_arabic_script(name: str) -> bool:
    return any("\u0600" <= ch <= "\u06ff" or "\u0750" <= ch <= "\u077f" or "\ufb50" <= ch <= "\ufefc" for ch in name)


def convert(dump: Path, alternates: Path | None, locator: Locator, known: Mapping[str, Mapping[str, str]]) -> Table:
    """Convert the dump; GazetteerError names file and line.

    known: rows of the present table by geonameid. A point that stands where it stood keeps its areas, for our outlines are simplified and those
    areas were assigned with full ones; an empty mapping assigns all anew.
    """
    rows, other, quarters = [], 0, 0
    seen: dict[str, int] = {}
    for line, cells in read_lines(dump, DUMP, at_least=len(DUMP)):
        geonameid = cells["geonameid"]
        if not geonameid.isdecimal() or geonameid in seen:
            raise GazetteerError(f"{dump.name} line {line}: geonameid {geonameid!r} is no number or stands in line {seen.get(geonameid)} too")
        seen[geonameid] = line
        other += cells["feature class"] != "P"
        quarters += cells["feature code"] == QUARTER
        if cells["feature class"] == "P" and cells["feature code"] != QUARTER:
            rows.append(_row(cells, locator, known.get(geonameid), f"{dump.name} line {line}"))
    if not rows:
        raise GazetteerError(f"{dump.name} holds no populated place (feature class P); give the dump of Syria, SY.txt")
    listed = read_alternates(alternates, seen) if alternates else {}
    refused = 0
    for row in rows:
        found = spellings(row.pop("alternatenames"), listed.get(row["geonameid"], ()))
        refused += found.refused
        row |= {"names_ar": "|".join(found.arabic), "names_historic": "|".join(found.historic)}
        row |= {"names_ku": "|".join(found.kurdish), "names_latin": "|".join(found.latin)}
    outside = sum(row["admin_assign"].startswith("outside") for row in rows)
    notes = (
        f"{other} rows of other classes than P and {quarters} quarters ({QUARTER}) left out",
        f"{refused} names in another language's letters left out",
        f"{sum(not row['names_ar'] for row in rows)} places have no Arabic name and {outside} lie outside the outlines: the build does not take them",
    )
    return Table(COLUMNS, sorted(rows, key=lambda row: int(row["geonameid"])), notes)


def _row(cells: Mapping[str, str], locator: Locator, known: Mapping[str, str] | None, where: str) -> dict[str, str]:
    lat, lon = cells["latitude"], cells["longitude"]
    try:
        point = float(lon), float(lat)
        int(cells["population"] or 0)
    except ValueError:
        raise GazetteerError(f"{where}: latitude {lat!r}, longitude {lon!r} and population {cells['population']!r} must be numbers") from None
    if known is not None and (float(known["lon"]), float(known["lat"])) == point:
        areas = {column: known[column] for column in ("admin1_pcode", "admin3_pcode", "admin_assign")}
    else:
        pcode, how = locator.assign(*point)
        areas = {"admin1_pcode": pcode[:4], "admin3_pcode": pcode, "admin_assign": how}
    return areas | {
        "geonameid": cells["geonameid"], "name_en": tidy(cells["name"]), "name_ascii": tidy(cells["asciiname"]), "lat": lat, "lon": lon,
        "feature_code": cells["feature code"], "population": cells["population"] or "0", "modified": cells["modification date"], "coord_src": "geonames",
        "alternatenames": cells["alternatenames"],
    }  # fmt: skip
