"""The registry of formats: a row for each, used by the command line, the dashboard and the tests alike."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from events.export import dictionary, geo, geojson, kml, shaped, tables
from events.export.errors import ExportError
from events.export.rows import Selection, select
from events.filters import Filters
from events.query import Snapshot

Part = Callable[[BinaryIO], None]
"""Writes one file of an export."""

_SHAPED = "shaped like {0}, not from {0}: made by Rasd from reports; never mix its rows with theirs unmarked"


@dataclass(frozen=True, slots=True)
class Format:
    """A format. endings: of file names that choose it, the first one is written; the formats after the first of an ending are chosen by name.

    main: by ending, what writes the files that hold data, the file asked for first. beside: whether what the file is, the data dictionary and the
    mapping of types travel in files beside it. fields: its part of the data dictionary. layers: whether it holds reports and sources too.
    bom: whether tables begin with the mark by which Excel knows UTF-8.
    """

    name: str
    endings: tuple[str, ...]
    mime: str
    main: dict[str, Callable[[Selection, BinaryIO], None]]
    fields: str = "features"
    beside: bool = False
    layers: bool = False
    bom: bool = False
    shape: str = ""

    @property
    def ending(self) -> str:
        """The ending that its file is given."""
        return self.endings[0]

    @property
    def is_single(self) -> bool:
        """Whether it is one file."""
        return len(self.main) == 1 and not self.beside


def _tables(*, hxl: bool = False) -> dict[str, Callable[[Selection, BinaryIO], None]]:
    return {".csv": partial(tables.write_events, hxl=hxl), ".places.csv": partial(tables.write_places, hxl=hxl)}


_CSV = "text/csv"
FORMATS: tuple[Format, ...] = (
    Format("geojson", (".geojson",), "application/geo+json", {".geojson": geojson.write}),
    Format("geojsonl", (".geojsonl",), "application/geo+json-seq", {".geojsonl": geojson.write_lines}, beside=True),
    Format("geojsonseq", (".geojsons",), "application/geo+json-seq", {".geojsons": geojson.write_sequence}, beside=True),
    Format("csv", (".csv",), _CSV, _tables(), "tables", beside=True),
    Format("excel-csv", (".csv",), _CSV, _tables(), "tables", beside=True, bom=True),
    Format("hxl-csv", (".csv",), _CSV, _tables(hxl=True), "tables", beside=True),
    Format("acled-csv", (".csv",), _CSV, {".csv": shaped.write_acled}, "acled", beside=True, shape=_SHAPED.format("ACLED")),
    Format("ucdp-csv", (".csv",), _CSV, {".csv": shaped.write_ucdp}, "ucdp", beside=True, shape=_SHAPED.format("UCDP GED")),
    Format("geoparquet", (".parquet", ".geoparquet"), "application/vnd.apache.parquet", {".parquet": geo.write_geoparquet}),
    Format("geopackage", (".gpkg",), "application/geopackage+sqlite3", {".gpkg": geo.write_geopackage}, "geopackage", layers=True),
    Format("kml", (".kml",), "application/vnd.google-earth.kml+xml", {".kml": kml.write_kml}),
)
BY_NAME = {one.name: one for one in FORMATS}


def chosen(ending: str, name: str = "") -> Format:
    """Give the format of a name, else of a file's ending. Raises ExportError where there is none, or where they contradict each other."""
    fitting = [one for one in FORMATS if ending.lower() in one.endings]
    if name and BY_NAME[name] not in fitting:
        raise ExportError(f"a file in the format {name} is named {' or '.join(BY_NAME[name].endings)}, not {ending or 'without an ending'}")
    if not fitting:
        known = ", ".join(dict.fromkeys(ending for one in FORMATS for ending in one.endings))
        raise ExportError(f"cannot write {ending or 'a file without an ending'}; name it {known}")
    return BY_NAME[name] if name else fitting[0]


def parts(snapshot: Snapshot, filters: Filters, form: Format, generated_at: dt.datetime) -> tuple[Selection, dict[str, Part]]:
    """Give what is exported, and by ending what writes each of the files: the one asked for first, then what must travel with it."""
    selection = select(snapshot, filters, generated_at, layers=form.layers)
    return selection, files(selection, form)


def files(selection: Selection, form: Format) -> dict[str, Part]:
    """Give by ending what writes each of the files of a selection: the one asked for first, then what must travel with it."""
    found: dict[str, Part] = {ending: _bound(write, selection, form.bom) for ending, write in form.main.items()}
    if form.beside:
        about = ({"shape": form.shape} if form.shape else {}) | selection.about
        texts = {".types.csv": dictionary.csv_mapping(), ".fields.csv": dictionary.dictionary_csv(form.fields), ".about.json": tables.about_json(about)}
        found |= {ending: _text(text, bom=form.bom and ending.endswith(".csv")) for ending, text in texts.items()}
    return found


def bundle(snapshot: Snapshot, filters: Filters, form: Format, generated_at: dt.datetime, stem: str) -> bytes:
    """Give an export as one piece: the file, or a .zip of the files. The same data give the same bytes."""
    _, found = parts(snapshot, filters, form, generated_at)
    whole = io.BytesIO()
    if form.is_single:
        found[form.ending](whole)
        return whole.getvalue()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, write in found.items():
            entry = zipfile.ZipInfo(stem + ending, generated_at.astimezone(dt.UTC).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as out:
                write(out)  # type: ignore[arg-type]
    return whole.getvalue()


def _bound(write: Callable[[Selection, BinaryIO], None], selection: Selection, bom: bool) -> Part:  # noqa: FBT001
    def part(out: BinaryIO) -> None:
        if bom:
            out.write(tables.BOM)
        write(selection, out)

    return part


def _text(text: str, *, bom: bool) -> Part:
    def part(out: BinaryIO) -> None:
        out.write((tables.BOM if bom else b"") + text.encode())

    return part
