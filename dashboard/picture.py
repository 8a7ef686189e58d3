"""The map as one SVG picture, for reports: our own outlines, tints, circles and markers, with names and a scale. No Streamlit here.

It is drawn from the rows of an export, so it shows no more than an export gives out. Positions are degrees, WGS 84; the projection is Web Mercator.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.card import safe
from dashboard.layers import COUNTRY, GRID_ABOVE, SYMBOLS, Json, View, size_of
from dashboard.text import Words, plain
from gazetteer.admin import Area

WIDTH, HEIGHT = 900, 560
_TILE = 256  # pixels that show the whole world at zoom 0
_EQUATOR_M = 40_075_016.686
_CLOSEST, _WIDEST = 12.0, 5.0
_MARGIN = 40
_CELL = 26
_NAMED = 40  # places that may be named; fewer are where names would meet
_LEVEL_FROM = {"governorate": 0.0, "district": 8.0, "subdistrict": 9.5}  # zoom from which outlines of a level are drawn
_SCALE_UP_TO = 130


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a point: its id, position, radius in km, name, and how many events of which types are there."""

    id: str
    lat: float
    lon: float
    km: float
    name: str
    types: Mapping[str, int]

    @property
    def n(self) -> int:
        """Number of events."""
        return sum(self.types.values())


def spots(places: Iterable[Json], types: Mapping[str, str], words: Words) -> list[Spot]:
    """Gather the rows of places that have a point, most events first. types: of the events, by id. Rows may lack any field that a policy leaves out."""
    rows: dict[tuple[float, float, str], Json] = {}
    counts: dict[tuple[float, float, str], Counter[str]] = {}
    for row in places:
        if row.get("lat") is None or row.get("lon") is None:
            continue
        key = (row["lat"], row["lon"], row.get("place_id") or "")
        rows.setdefault(key, row)
        counts.setdefault(key, Counter())[types.get(row["event_id"], "")] += 1
    found = [Spot(key[2], key[0], key[1], row.get("precision_km") or 0.0, _name(row, words), dict(counts[key].most_common())) for key, row in rows.items()]
    return sorted(found, key=lambda spot: (-spot.n, spot.id, spot.lat))


def tints(places: Iterable[Json]) -> dict[str, int]:
    """Count the events that name no more than an area, by p-code."""
    events: dict[str, set[str]] = {}
    for row in places:
        for pcode in row.get("area_pcodes") or () if row.get("status") == "area" else ():
            events.setdefault(pcode, set()).add(row["event_id"])
    return {pcode: len(ids) for pcode, ids in events.items()}


def _name(row: Json, words: Words) -> str:
    return plain(words.either(row.get("name_ar") or "", row.get("name_en") or ""))


def fitting(found: Sequence[Spot], areas: Iterable[Area]) -> View:
    """Give the view that shows all places and areas, the whole country where there are none."""
    boxes = [(spot.lon, spot.lat, spot.lon, spot.lat) for spot in found] + [area.polygon.bounds for area in areas]
    if not boxes:
        (south, west), (north, east) = COUNTRY
        boxes = [(west, south, east, north)]
    west, south, east, north = min(box[0] for box in boxes), min(box[1] for box in boxes), max(box[2] for box in boxes), max(box[3] for box in boxes)
    wide, high = max((east - west) / 360, 1e-9), max(_mercator(south) - _mercator(north), 1e-9)
    zoom = min(math.log2((WIDTH - 2 * _MARGIN) / (_TILE * wide)), math.log2((HEIGHT - 2 * _MARGIN) / (_TILE * high)))
    middle = (_mercator(south) + _mercator(north)) / 2
    return View(math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * middle)))), (west + east) / 2, max(_WIDEST, min(_CLOSEST, zoom)))


def _mercator(lat: float) -> float:
    """Give how far a latitude lies from the top of the map, whose height is 1."""
    return (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2


@dataclass(slots=True)
class _Canvas:
    """Where degrees lie in the picture. taken: boxes of the names that are drawn."""

    view: View
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def scale(self) -> float:
        return float(_TILE * 2**self.view.zoom)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Give pixels from the left and from the top."""
        return (lon - self.view.lon) / 360 * self.scale + WIDTH / 2, (_mercator(lat) - _mercator(self.view.lat)) * self.scale + HEIGHT / 2

    def metres(self) -> float:
        """Metres that a pixel stands for, in the middle."""
        return _EQUATOR_M * math.cos(math.radians(self.view.lat)) / self.scale

    def shape(self, polygon: BaseGeometry) -> str:
        """Write a polygon as the path of what lies in the picture, "" where nothing does."""
        flat = shapely.transform(polygon, self._flat)
        seen = shapely.clip_by_rect(flat.simplify(0.6), -5, -5, WIDTH + 5, HEIGHT + 5)
        rings = [ring for part in shapely.get_parts(seen) if part.geom_type == "Polygon" for ring in (part.exterior, *part.interiors)]
        return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z" for ring in rings)

    def _flat(self, points: np.ndarray) -> np.ndarray:
        down = (1 - np.arcsinh(np.tan(np.radians(points[:, 1]))) / np.pi) / 2
        across = (points[:, 0] - self.view.lon) / 360
        return np.column_stack([across * self.scale + WIDTH / 2, (down - _mercator(self.view.lat)) * self.scale + HEIGHT / 2])

    def name(self, text: str, x: float, y: float, kind: str, *, size: int) -> str:
        """Write a name centred on a point, "" where it would meet another or leave the picture."""
        half = len(text) * size * 0.3 + 3
        box = (x - half, y - size, x + half, y + 4)
        inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < HEIGHT
        if not text or not inside or any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.taken):
            return ""
        self.taken.append(box)
        return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size}">{safe(text)}</text>'


def picture(found: Sequence[Spot], tinted: Mapping[str, int], areas: Mapping[str, Area], words: Words, view: View | None = None) -> str:
    """Draw the map as SVG. view: where it looks; None to show all that is drawn."""
    canvas = _Canvas(view or fitting(found, [areas[pcode] for pcode in tinted if pcode in areas]))
    here = [spot for spot in found if _inside(*canvas.at(spot.lat, spot.lon))]
    marks = _cells(here, canvas, words) if len(here) > GRID_ABOVE else _markers(here, canvas, words)
    parts = [
        f'<rect class="sea" width="{WIDTH}" height="{HEIGHT}"/>', *_outlines(areas, canvas), *_tinted(tinted, areas, canvas), *_circles(here, canvas), *marks,
        *_names(here, areas, canvas, words), _scale(canvas, words), f'<rect class="frame" width="{WIDTH}" height="{HEIGHT}"/>',
    ]  # fmt: skip
    label = words("report.map.label", n=sum(spot.n for spot in here), places=len(here))
    return f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{safe(label)}">{"".join(parts)}</svg>'


def _inside(x: float, y: float) -> bool:
    return -10 < x < WIDTH + 10 and -10 < y < HEIGHT + 10


def _outlines(areas: Mapping[str, Area], canvas: _Canvas) -> list[str]:
    """Draw land and borders, the finest first, so that the borders of governorates lie above."""
    levels = [level for level, zoom in _LEVEL_FROM.items() if canvas.view.zoom >= zoom][::-1]
    drawn = {level: "".join(canvas.shape(area.polygon) for area in areas.values() if area.level == level) for level in levels}
    return [f'<path class="land" d="{drawn["governorate"]}"/>', *(f'<path class="{level}" d="{path}"/>' for level, path in drawn.items() if path)]


def _tinted(tinted: Mapping[str, int], areas: Mapping[str, Area], canvas: _Canvas) -> list[str]:
    most = max(tinted.values(), default=1)
    shapes = [(canvas.shape(areas[pcode].polygon), n) for pcode, n in sorted(tinted.items()) if pcode in areas]
    return [f'<path class="tint" fill-opacity="{0.08 + 0.22 * math.sqrt(n / most):.2f}" d="{path}"/>' for path, n in shapes if path]


def _circles(here: Iterable[Spot], canvas: _Canvas) -> list[str]:
    """Draw the circle in which each place lies, where it is larger than its marker."""
    drawn = []
    for spot in here:
        radius = spot.km * 1000 / canvas.metres() * math.cos(math.radians(canvas.view.lat)) / math.cos(math.radians(spot.lat))
        if radius > size_of(spot.n) / 2:
            x, y = canvas.at(spot.lat, spot.lon)
            drawn.append(f'<circle class="halo" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>')
    return drawn


def _markers(here: Sequence[Spot], canvas: _Canvas, words: Words) -> list[str]:
    """Draw a marker for each place, the fewest events first, with a number where there are several."""
    drawn = []
    for spot in reversed(here):
        x, y = canvas.at(spot.lat, spot.lon)
        size, mark = size_of(spot.n), SYMBOLS.get(next(iter(spot.types)))
        title = f"{spot.name}: {words.number(spot.n)}{words.dot}{words.terms('type', [code for code in spot.types if code in SYMBOLS])}"
        if mark:
            where = f"translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({size / 24:.3f})"
            shape = f'<path d="{mark.path}" fill="{mark.colour}" transform="{where}"/>'
        else:  # the policy leaves types out
            shape = f'<circle class="plain" cx="{x:.1f}" cy="{y:.1f}" r="{size / 2.4:.1f}"/>'
        drawn.append(f'<g class="mark"><title>{safe(title)}</title>{shape}{_badge(x + 7, y - 8, words.number(spot.n)) if spot.n > 1 else ""}</g>')
        canvas.taken.append((x - size / 2, y - size / 2, x + size / 2, y + size / 2))
    return drawn


def _badge(x: float, y: float, n: str) -> str:
    return f'<g class="badge"><circle cx="{x:.1f}" cy="{y:.1f}" r="{6 + 2.5 * len(n):.1f}"/><text x="{x:.1f}" y="{y + 3.5:.1f}">{n}</text></g>'


def _cells(here: Iterable[Spot], canvas: _Canvas, words: Words) -> list[str]:
    """Draw squares of counts where markers would be too many."""
    counts: Counter[tuple[int, int]] = Counter()
    for spot in here:
        x, y = canvas.at(spot.lat, spot.lon)
        counts[int(x // _CELL), int(y // _CELL)] += spot.n
    most = max(counts.values(), default=1)
    return [
        f'<rect class="cell" x="{x * _CELL}" y="{y * _CELL}" width="{_CELL}" height="{_CELL}" fill-opacity="{0.15 + 0.75 * math.sqrt(n / most):.2f}">'
        f"<title>{words.number(n)}</title></rect>"
        for (x, y), n in sorted(counts.items())
    ]


def _names(here: Sequence[Spot], areas: Mapping[str, Area], canvas: _Canvas, words: Words) -> list[str]:
    """Name the places with the most events, then the governorates, as far as names do not meet."""
    drawn = []
    for spot in here[:_NAMED]:
        x, y = canvas.at(spot.lat, spot.lon)
        drawn.append(canvas.name(spot.name, x, y + size_of(spot.n) / 2 + 12, "place", size=11))
    for area in areas.values():
        if area.level == "governorate":
            lon, lat = area.centroid
            drawn.append(canvas.name(words.either(area.name_ar, area.name_en), *canvas.at(lat, lon), "area", size=14))
    return drawn


def _scale(canvas: _Canvas, words: Words) -> str:
    """Draw a bar of a round number of kilometres."""
    longest = _SCALE_UP_TO * canvas.metres() / 1000
    power = 10 ** math.floor(math.log10(longest))
    km = max(step * power for step in (1, 2, 5) if step * power <= longest)
    length = km * 1000 / canvas.metres()
    text = f'<text x="{20 + length / 2:.1f}" y="{HEIGHT - 24}">{safe(words("report.km", km=words.number(km, "g")))}</text>'
    return f'<g class="scale"><path d="M20 {HEIGHT - 20}V{HEIGHT - 14}H{20 + length:.1f}V{HEIGHT - 20}"/>{text}</g>'
