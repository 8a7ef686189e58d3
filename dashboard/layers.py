"""What the map shows, as plain data and folium objects; no Streamlit here.

Points are latitude, longitude for Leaflet and longitude, latitude in GeoJSON; decimal degrees, WGS 84. Words of articles never come here: a map
feature carries a place's name and counts only, and static/rasd-map.js puts them on the page as text nodes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, cast

import folium
import pandas as pd
from branca.element import MacroElement
from folium.template import Template
from xyzservices import providers

from dashboard.text import Words, plain
from extract.vocabulary import EVENT_TYPES
from gazetteer.places import SYRIA_BOX

GRID_ABOVE = 1000
"""More places than this in view are drawn as a grid of counts."""
STATIC = "../../app/static/"  # seen from the frame that Streamlit shows a component in; works under a base path too
ONLINE: Mapping[str, str] = {"osm": "OpenStreetMap.Mapnik", "topo": "OpenTopoMap"}
"""Base maps that a visitor may ask for, by their names in xyzservices."""
COUNTRY = ((32.3, 35.6), (37.35, 42.4))
"""South-west and north-east corner of the country, (lat, lon)."""
_TILE = 256  # pixels that show the whole world at zoom 0
_VIEW_PIXELS = (1400, 700)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Symbol:
    """How an event type is drawn: a shape, its SVG path in a box of 24 by 24, and a colour that the colour-blind can tell apart."""

    shape: str
    colour: str
    path: str


SYMBOLS: Mapping[str, Symbol] = {
    "air_strike": Symbol("triangle-down", "#d55e00", "M2 4H22L12 22Z"),
    "drone_strike": Symbol("diamond", "#cc79a7", "M12 1L22 12L12 23L2 12Z"),
    "shelling": Symbol("circle", "#e69f00", "M12 2A10 10 0 1 1 11.99 2Z"),
    "armed_clash": Symbol("cross", "#0072b2", "M7 2L12 7L17 2L22 7L17 12L22 17L17 22L12 17L7 22L2 17L7 12L2 7Z"),
    "explosion_ied": Symbol("star", "#882255", "M12 1L15.1 8.2L23 8.9L17 14.1L18.8 22L12 17.8L5.2 22L7 14.1L1 8.9L8.9 8.2Z"),
    "small_arms_assassination": Symbol("plus", "#5b6770", "M8.5 2H15.5V8.5H22V15.5H15.5V22H8.5V15.5H2V8.5H8.5Z"),
    "chemical_attack": Symbol("hexagon", "#009e73", "M7 3H17L22.5 12L17 21H7L1.5 12Z"),
    "territory_change": Symbol("square", "#56b4e9", "M3 3H21V21H3Z"),
}
"""One shape and one colour for each event type: Okabe and Ito's palette, wine red and slate in place of its yellow and black."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the map looks: centre in degrees, zoom level of Leaflet."""

    lat: float
    lon: float
    zoom: float


SYRIA = View(34.85, 39.0, 6.5)
"""The whole country, where the map begins."""


def bounds_of(view: View) -> tuple[float, float, float, float]:
    """West, south, east, north of what a view may show, in degrees: a wide screen's map with a margin, on the safe side."""
    degrees = 360 / (_TILE * 2**view.zoom)  # to a pixel, from west to east
    width, height = degrees * _VIEW_PIXELS[0] / 2, degrees * _VIEW_PIXELS[1] / 2  # a pixel spans fewer degrees from south to north
    return view.lon - width, view.lat - height, view.lon + width, view.lat + height


class Setup(MacroElement):
    """Calls `rasd.setup` for the map it is added to."""

    _template = Template("{% macro script(this, kwargs) %}rasd.setup({{ this._parent.get_name() }}, {{ this.options|tojson }});{% endmacro %}")

    def __init__(self, options: Json) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "RasdSetup"
        self.options = options


class Drawn(folium.FeatureGroup):
    """A layer that a function of static/rasd-map.js makes from plain data."""

    _template = Template("{% macro script(this, kwargs) %}var {{ this.get_name() }} = rasd.{{ this.function }}({{ this.items|tojson }});{% endmacro %}")

    def __init__(self, function: str, items: list[Json]) -> None:
        super().__init__(name=function)
        self.function = function
        self.items = items


class OfflineMap(folium.Map):
    """A folium map that asks no other host for anything."""

    default_js = [("leaflet", f"{STATIC}vendor/leaflet.js"), ("rasd_map", f"{STATIC}rasd-map.js")]  # noqa: RUF012  # as folium declares them
    default_css = [("leaflet_css", f"{STATIC}vendor/leaflet.css"), ("rasd_map_css", f"{STATIC}rasd-map.css")]  # noqa: RUF012  # as folium declares them


def base_map(view: View, words: Words, *, dark: bool, files: Mapping[str, str]) -> OfflineMap:
    """Make the map without events. files: names of the base map's files, by part (see `assets.base_map_name`)."""
    west, south, east, north = SYRIA_BOX
    made = OfflineMap(
        location=(view.lat, view.lon), zoom_start=cast("int", view.zoom), tiles=None, min_zoom=5, max_zoom=16, max_bounds=True,
        min_lat=south - 3, min_lon=west - 5, max_lat=north + 3, max_lon=east + 5,
    )  # fmt: skip
    # folium drops zoom limits together with the tiles; without them Leaflet zooms for ever.
    made.options |= {"minZoom": 5, "maxZoom": 16, "zoomSnap": 0.5, "maxBoundsViscosity": 0.8}
    options = {
        "lang": words.lang,
        "direction": words.direction,
        "dark": dark,
        "areas": f"{STATIC}vendor/{files['areas']}",
        "places": f"{STATIC}vendor/{files['places']}",
        "shapes": {drawn.shape: drawn.path for drawn in SYMBOLS.values()},
        "fit": view == SYRIA,  # the browser knows how large its map is
        "country": [list(corner) for corner in COUNTRY],
        "words": {name: words(f"map.{name}") for name in ("title", "home", "nearer", "farther", "m", "km", "source")},
    }
    made.add_child(Setup(options))
    return made


def markers(rows: pd.DataFrame, words: Words, selected: str = "") -> list[Drawn]:
    """Draw one marker for each place and, under it, a circle in which the place lies.

    rows: place_id, lat, lon, level, precision_km, name_ar, name_en, n, top_type, types. selected: id of the place to ring.
    """
    features = [_marker(row, words, selected) for row in records(rows)]
    return [Drawn("halos", [_halo(feature) for feature in features if feature["properties"]["precision_km"]]), Drawn("points", features)]


def areas(rows: pd.DataFrame, words: Words, selected: str = "") -> Drawn:
    """Tint the areas of events that name no more than an area. rows: place_id, pcodes, circle, n and names; see `events.query`."""
    return Drawn("areas", [_area(row, words, selected) for row in records(rows)])


def grid(rows: pd.DataFrame, words: Words) -> Drawn:
    """Draw squares with their number of events. rows: south, west, north, east, n."""
    items = [
        {"bounds": [[row["south"], row["west"]], [row["north"], row["east"]]], "n": int(row["n"]), "title": f"{words.number(row['n'])} {words('map.events')}"}
        for row in records(rows)
    ]
    return Drawn("grid", items)


def pins(points: Sequence[tuple[float, float]], circle: tuple[float, float, float] | None = None, *, closed: bool = False) -> Drawn:
    """Draw the points that were clicked (latitude, longitude), joined by a line, closed: to a shape; and a circle (latitude, longitude, kilometres)."""
    drawn: list[Json] = [{"points": [list(point) for point in points], "closed": closed}] if points else []
    return Drawn("pins", drawn + ([{"lat": circle[0], "lon": circle[1], "km": circle[2]}] if circle else []))


def rings(shapes: Sequence[Sequence[tuple[float, float]]]) -> Drawn:
    """Draw the edges of the shapes that are filtered by, each given by its corners (latitude, longitude)."""
    return Drawn("rings", [{"points": [list(corner) for corner in shape]} for shape in shapes])


def clicking() -> Drawn:
    """Show by the pointer that a click sets a point and opens nothing."""
    return Drawn("clicking", [])


def tiles(name: str) -> Drawn:
    """Draw an online base map of `ONLINE`: the one thing here that asks another host, on the visitor's word alone."""
    source = providers.query_name(ONLINE[name])
    return Drawn("tiles", [{"url": source.build_url(), "attribution": source.html_attribution, "maxZoom": source.get("max_zoom", 18)}])


def records(rows: pd.DataFrame) -> list[Json]:
    """Give the rows of a table one by one, by column name."""
    return cast("list[Json]", rows.to_dict("records"))


def _marker(row: Json, words: Words, selected: str) -> Json:
    drawn = SYMBOLS[row["top_type"]]
    precision: float = 0.0 if pd.isna(row["precision_km"]) else float(row["precision_km"])
    lines = [_count(int(row["n"]), words), words.terms("type", row["types"])]
    if precision:
        lines.append(words("map.radius", km=words.number(precision, "g")))
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {
            "id": row["place_id"],
            **_names(row, words),
            "lines": lines,
            "n": int(row["n"]),
            "count": words.number(int(row["n"])),
            "shape": drawn.shape,
            "colour": drawn.colour,
            "size": size_of(int(row["n"])),
            "precision_km": precision,
            "selected": row["place_id"] == selected,
        },
    }


def _halo(feature: Json) -> Json:
    """Keep of a marker what its circle needs: what a circle does not show need not be sent twice."""
    kept = {name: feature["properties"][name] for name in ("precision_km", "selected")}
    return {"type": "Feature", "geometry": feature["geometry"], "properties": kept}


def _area(row: Json, words: Words, selected: str) -> Json:
    lines = [_count(int(row["n"]), words), f"{words('level.' + row['level'])}: {words('map.area')}"]
    return {
        "id": row["place_id"],
        **_names(row, words),
        "lines": lines,
        "n": int(row["n"]),
        "pcodes": list(row["pcodes"]),
        "circle": list(row["circle"]) if row["circle"] is not None else None,
        "selected": row["place_id"] == selected,
    }


def _names(row: Json, words: Words) -> Json:
    title = plain(words.either(row["name_ar"], row["name_en"]))
    other = plain(row["name_en"] if words.lang == "ar" else row["name_ar"])
    return {"title": title, "other": "" if other == title else other}


def _count(n: int, words: Words) -> str:
    return f"{words('map.events')}: {words.number(n)}"


def size_of(n: int) -> int:
    """Edge of a marker in pixels: it grows slowly, so that many events do not hide their neighbours."""
    return 15 if n == 1 else 18 if n < 5 else 21 if n < 10 else 24 if n < 50 else 28


@cache
def symbol_data(type_: str, margin: int = 1) -> str:
    """Draw a type's symbol as an image that is part of the page: a data address, since Streamlit takes SVG out of markup.

    margin: empty room around it, in units of 1/24 of the symbol.
    """
    drawn = SYMBOLS[type_]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-margin} {-margin} {24 + 2 * margin} {24 + 2 * margin}">'
        f'<path d="{drawn.path}" fill="{drawn.colour}" stroke="#fff" stroke-width="1.5" stroke-linejoin="round" paint-order="stroke"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def symbol(type_: str, size: int = 14) -> str:
    """Write a type's symbol for the legend and the card; size in pixels."""
    return f'<img class="rasd-symbol" src="{symbol_data(type_)}" width="{size}" height="{size}" alt="">'


def legend(words: Words, counts: Mapping[str, int], chosen: Collection[str] = (), *, crowded: bool = False) -> str:
    """Write the legend as HTML: every type with its shape and its count under the other filters, and what circle, tint and number mean.

    chosen: the types that are filtered for; the others are faint. crowded: the map shows squares of counts instead of places.
    """
    types = "".join(
        f'<li class="{"" if counts.get(type_) and (not chosen or type_ in chosen) else "rasd-none"}">{symbol(type_)}'
        f"<span>{escape(words(f'type.{type_}'))}</span><b>{words.number(counts.get(type_, 0))}</b></li>"
        for type_ in EVENT_TYPES
    )
    keys = "".join(
        f'<li><i class="rasd-key-{key}"></i><span>{escape(words(f"legend.{key}"))}</span></li>'
        for key in (("grid", "area") if crowded else ("halo", "area", "stack"))
    )
    return f'<ul class="rasd-legend" aria-label="{escape(words("legend.title"))}">{types}{keys}</ul>'
