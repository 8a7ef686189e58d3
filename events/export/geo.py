"""GeoParquet 1.1 and GeoPackage. Points are WGS 84, longitude first; a row without a point has no geometry."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import shapely

from events.export import dictionary
from events.export.rows import Json, Selection

CRS = "OGC:CRS84"
_ROWS_AT_ONCE = 20_000
_one_at_a_time = Lock()


def write_geoparquet(selection: Selection, out: BinaryIO) -> None:
    """Write one row for each event and place. What the file is stands as JSON under the key `rasd` of its metadata."""
    table = selection.features()
    said = selection.about | {"fields": list(dictionary.described("features"))}
    metadata: dict[str, str] = {"rasd": _json(said)}
    if "geometry" in table.column_names:
        metadata["geo"] = _json(_geo(table["geometry"]))
    pq.write_table(table.replace_schema_metadata(metadata), out, compression="zstd", row_group_size=_ROWS_AT_ONCE)


def _geo(geometry: pa.ChunkedArray) -> Json:
    """GeoParquet 1.1 metadata. Without `crs` the standard means OGC:CRS84: longitude, latitude on WGS 84."""
    points = shapely.from_wkb(geometry.drop_null().to_numpy(zero_copy_only=False))
    column: Json = {"encoding": "WKB", "geometry_types": ["Point"] if len(points) else []}
    if len(points):
        column["bbox"] = [float(edge) for edge in shapely.total_bounds(points)]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def write_geopackage(selection: Selection, out: BinaryIO) -> None:
    """Write the layers events (one row for each event and place), reports and sources, and the tables about, fields and type_mapping.

    GeoPackage has no lists: they are joined by |, as in CSV.
    """
    layers: Mapping[str, pa.Table] = {"events": selection.features(), "reports": selection.reports, "sources": selection.sources} | _tables(selection.about)
    # The times in the file are those of the export, so that the same cut gives the same bytes.
    with _current_date(f"{selection.made:%Y-%m-%dT%H:%M:%S}.000Z"), tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        path = Path(folder) / "rasd.gpkg"
        for at, (name, table) in enumerate(layers.items()):
            spatial = "geometry" in table.column_names
            pyogrio.write_arrow(
                _flat(table), path, layer=name, driver="GPKG", append=at > 0, crs=CRS if spatial else None,
                geometry_name="geometry" if spatial else None, geometry_type="Point" if spatial else None,
            )  # fmt: skip
        out.write(path.read_bytes())


@contextmanager
def _current_date(when: str) -> Iterator[None]:
    """Tell GDAL what time it is. The setting belongs to the process, so exports take turns."""
    with _one_at_a_time:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": when})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _tables(about: Json) -> dict[str, pa.Table]:
    told = {name: value if isinstance(value, str) else _json(value) for name, value in about.items() if name != "type_mapping"}
    return {
        "about": pa.table({"key": list(told), "value": list(told.values())}),
        "fields": pa.Table.from_pylist(list(dictionary.described("geopackage"))),
        "type_mapping": pa.Table.from_pylist(about["type_mapping"]),
    }


def _flat(table: pa.Table) -> pa.Table:
    for at, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            table = table.set_column(at, field.name, pc.binary_join(table.column(at), "|"))
    return table


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
