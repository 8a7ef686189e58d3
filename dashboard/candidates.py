"""What a search of the gazetteer found, as text and as layers of the map; no Streamlit here.

Points are latitude, longitude for Leaflet and longitude, latitude in GeoJSON; decimal degrees, WGS 84.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

from dashboard.card import safe
from dashboard.layers import SYRIA, Drawn, Json, View
from dashboard.notes import told
from dashboard.text import Words, isolated, plain
from gazetteer import Candidate, Gazetteer, Name, Place
from gazetteer.overlay import SOURCE as OWN
from gazetteer.places import AREA_LEVELS

_TILE, _PIXELS = 256, 420  # pixels of the world at zoom 0, and of the shorter side of the map
_KM_PER_DEGREE = 111.0


def where(gaz: Gazetteer, place: Place, words: Words) -> str:
    """Name the areas that a place lies in, the smallest first."""
    areas = (gaz.area(code) for code in dict.fromkeys((place.subdistrict, place.district, place.governorate)) if code and code != place.id)
    city = [words.name(gaz.places[place.city])] if place.city in gaz.places else []
    return words.comma.join(dict.fromkeys([*city, *(words.either(area.name_ar, area.name_en) for area in areas)]))


def exactness(place: Place, words: Words) -> str:
    """Say how exactly a place is known."""
    if place.lat is None:
        return words("why.no_position")
    if place.level in AREA_LEVELS:
        return words("card.nominal")
    return words("card.precision", km=isolated(words.number(place.precision_km, "g"))) if place.precision_km else words("places.noradius")


def title(at: int, candidate: Candidate, gaz: Gazetteer, words: Words) -> str:
    """Name a candidate in one line: rank, names, level, areas."""
    place = candidate.place
    names = " · ".join(isolated(name) for name in dict.fromkeys((words.name(place), words.either(place.name_en, place.name_ar))) if name)
    area = where(gaz, place, words)
    return f"{words.number(at)}. {names} – {words(f'level.{place.level}')}{f' ({isolated(area)})' if area else ''}"


def reason(candidate: Candidate, words: Words) -> str:
    """Say in one line why a place is a candidate, and how exactly it is known."""
    score, why = words.number(candidate.score, ".2f"), isolated(told(candidate.reason, words))
    return f"{words('places.score')} {score}: {why}{words.dot}{exactness(candidate.place, words)}"


def details(gaz: Gazetteer, place: Place, words: Words, sources: Mapping[str, str]) -> str:
    """Write all that is known of a place: what it is, where, how exactly, by which source, and every spelling with its own. sources: titles by key."""
    other = words.either(place.name_en, place.name_ar)
    second = f" <bdi class='rasd-other'>{safe(other)}</bdi>" if other and other != words.name(place) else ""
    point = f"<bdi dir='ltr'>{place.lat:.4f}, {place.lon:.4f}</bdi>" if place.lat is not None and place.lon is not None else ""
    rows = [
        ("places.level", safe(words(f"level.{place.level}"))),
        ("places.areas", safe(where(gaz, place, words))),
        ("places.precision", safe(exactness(place, words))),
        ("places.point", point),
        ("places.id", f"<bdi><code>{safe(place.id)}</code></bdi>"),
        ("method.source", f"<bdi>{safe(_source(place.source, sources, words))}</bdi>"),
    ]
    facts = "".join(f"<dt>{safe(words(key))}</dt><dd>{value}</dd>" for key, value in rows if value)
    spelled = "".join(_spelling(name, sources, words) for name in _once(gaz.names(place.id)))
    heads = "".join(f"<th>{safe(words(key))}</th>" for key in ("places.spelling", "places.kind", "method.source"))
    return (
        f'<article class="rasd-card" dir="{words.direction}"><h3><bdi>{safe(words.name(place))}</bdi>{second}</h3><dl>{facts}</dl>'
        f"<h4>{safe(words('places.spellings'))}</h4><div class='rasd-scroll' tabindex='0'><table class='rasd-table'><thead><tr>{heads}</tr></thead>"
        f"<tbody>{spelled}</tbody></table></div></article>"
    )


def _once(found: Iterable[Name]) -> list[Name]:
    return list(dict.fromkeys(found))


def _spelling(name: Name, sources: Mapping[str, str], words: Words) -> str:
    source = safe(_source(name.source, sources, words))
    return f"<tr><td><bdi>{safe(name.name)}</bdi></td><td>{safe(words(f'kind.{name.kind}'))}</td><td><bdi>{source}</bdi></td></tr>"


def _source(key: str, sources: Mapping[str, str], words: Words) -> str:
    return words("places.own.source") if key == OWN else sources.get(key, key)


def view_of(places: Sequence[Place]) -> View:
    """Where to look to see some places with their circles; the whole country where none has a position."""
    found = [(place.lat, place.lon, (place.precision_km or 0.0) / _KM_PER_DEGREE) for place in places if place.lat is not None and place.lon is not None]
    if not found:
        return SYRIA
    south, north = min(lat - r for lat, _, r in found), max(lat + r for lat, _, r in found)
    west, east = min(lon - r for _, lon, r in found), max(lon + r for _, lon, r in found)
    span = max(north - south, east - west, 0.05) * 1.4
    zoom = log2(_PIXELS * 360 / (_TILE * span))
    return View((south + north) / 2, (west + east) / 2, float(min(12, max(6, int(zoom)))))


def layers(found: Sequence[Candidate], gaz: Gazetteer, words: Words, chosen: str) -> list[Drawn]:
    """Draw candidates: areas tinted, places as numbered dots in the circle that they lie in. chosen: id of the place to ring."""
    numbered = list(enumerate(found, 1))
    tints = [_tint(at, one, gaz, words, chosen) for at, one in numbered if one.place.level in AREA_LEVELS and (one.place.area_pcodes or one.place.lat)]
    points = [_point(at, one, gaz, words, chosen) for at, one in reversed(numbered) if one.place.level not in AREA_LEVELS and one.place.lat is not None]
    wide = [point for point in points if point["properties"]["precision_km"]]
    return [Drawn("areas", tints), Drawn("halos", wide), Drawn("ranks", points)]


def _about(at: int, candidate: Candidate, gaz: Gazetteer, words: Words, chosen: str) -> Json:
    place = candidate.place
    name, other = plain(words.name(place)), plain(words.either(place.name_en, place.name_ar))
    lines = [words(f"level.{place.level}"), plain(where(gaz, place, words)), exactness(place, words)]
    return {
        "id": place.id, "title": f"{words.number(at)}. {name}", "other": "" if other == name else other, "lines": [line for line in lines if line], "n": 1,
        "rank": at, "count": words.number(at), "selected": place.id == chosen,
    }  # fmt: skip


def _tint(at: int, candidate: Candidate, gaz: Gazetteer, words: Words, chosen: str) -> Json:
    place = candidate.place
    circle = None if place.area_pcodes else [place.lat, place.lon, place.precision_km or 1.0]
    return _about(at, candidate, gaz, words, chosen) | {"pcodes": list(place.area_pcodes), "circle": circle}


def _point(at: int, candidate: Candidate, gaz: Gazetteer, words: Words, chosen: str) -> Json:
    place = candidate.place
    about = _about(at, candidate, gaz, words, chosen) | {"precision_km": place.precision_km or 0.0}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]}, "properties": about}
