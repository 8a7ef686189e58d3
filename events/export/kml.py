"""KML 2.2 (OGC 07-147r2): a placemark for each event and place, with a TimeSpan of calendar days. A place without a point has no geometry.

Google Earth shows descriptions as HTML, so the words of others are escaped twice: once for HTML, once for XML.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from events.export import dictionary
from events.export.rows import Selection, present, value_of
from events.export.spelling import Spell, blocks, joined, spelled

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_SCHEMA = "event"
_TYPES = {"whole": "int", "number": "double"}


def write_kml(selection: Selection, out: BinaryIO) -> None:
    """Write the document. What the file is, the data dictionary and the mapping of types stand in its ExtendedData; times are calendar dates."""
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{_NAMESPACE}">\n{_head(selection)}\n'.encode())
    for events, places, owner in blocks(selection):
        marks = _placemarks(events.take(owner), places)
        out.write("".join(f"{mark}\n" for mark in marks.to_pylist()).encode())
    out.write(b"</Document>\n</kml>\n")


def _head(selection: Selection) -> str:
    document = Element("Document", id="rasd")
    SubElement(document, "name").text = "Rasd: events as reported, not verified"
    SubElement(document, "description").text = html.escape(selection.about["caveat"])
    extended = SubElement(document, "ExtendedData")
    for name, value in (selection.about | {"fields": list(dictionary.described("features"))}).items():
        data = SubElement(extended, "Data", name=name)
        SubElement(data, "value").text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    schema = SubElement(document, "Schema", name=_SCHEMA, id=_SCHEMA)
    for field in dictionary.in_features():
        SubElement(schema, "SimpleField", type=_TYPES.get(field.type, "string"), name=field.feature)
    return tostring(document, "unicode").removesuffix("</Document>")


def _placemarks(events: pa.Table, places: pa.Table) -> pa.Array:
    """Write the placemarks of a block. events: that of each place."""
    numbers = places["n"].cast(pa.string())
    parts = ['<Placemark id="', spelled(joined(["e-", events["event_id"], "-", numbers]), lambda text: quoteattr(text or "")[1:-1]), '">']
    parts += ["<name>", spelled(_title(places), lambda text: escape(text or "")), "</name>"]
    parts += [spelled(events["quotes"], _description)] if "quotes" in events.column_names else []
    parts += [_time_span(events)] if {"date", "date_end"} <= set(events.column_names) else []
    parts += [f'<ExtendedData><SchemaData schemaUrl="#{_SCHEMA}">']
    parts += _data("event", events) + _data("place", places)
    parts += ["</SchemaData></ExtendedData>"]
    parts += [_points(places)] if "lat" in places.column_names else []
    return joined([*parts, "</Placemark>"])


def _title(places: pa.Table) -> pa.Array:
    """Name a placemark: the place as the gazetteer writes it, else as the report does."""
    names: Sequence[pa.Array] = [places[name] for name in ("name_ar", "surface") if name in places.column_names]
    return pc.coalesce(*names, "")


def _description(quotes: Sequence[str] | None) -> str:
    # Earth fills $[name] in with the field of that name.
    told = "<br/>".join(html.escape(quote).replace("$[", "$&#91;") for quote in quotes or ())
    return f"<description>{escape(told)}</description>" if told else ""


def _time_span(events: pa.Table) -> pa.Array:
    begin, end = (spelled(events[name], lambda day: day.isoformat() if day else "") for name in ("date", "date_end"))
    return pc.if_else(pc.equal(begin, ""), "", joined(["<TimeSpan><begin>", begin, "</begin><end>", end, "</end></TimeSpan>"]))


def _data(table: str, found: pa.Table) -> list[pa.Array]:
    """Write the fields that have a value; one that has none is left out."""

    def spell_as(name: str) -> Spell:
        def spell(value: Any) -> str:  # noqa: ANN401  # any value of a table
            value = value_of(value)
            if value is None or value == []:
                return ""
            text = "|".join(value) if isinstance(value, list) else str(value)
            return f'<SimpleData name="{name}">{escape(text)}</SimpleData>'

        return spell

    fields = [field for field in present(dictionary.of(table), found) if field.feature]
    return [spelled(found[field.name], spell_as(field.feature)) for field in fields]


def _points(places: pa.Table) -> pa.Array:
    lon, lat = (spelled(places[name], lambda degrees: "" if degrees is None else repr(round(degrees, 6))) for name in ("lon", "lat"))
    return pc.if_else(pc.equal(lon, ""), "", joined(["<Point><coordinates>", lon, ",", lat, "</coordinates></Point>"]))
