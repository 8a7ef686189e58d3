"""Places as an analyst gives them: one of the gazetteer, a typed point, or none with the reason."""

from __future__ import annotations

from geopy.exc import GeocoderQueryError
from geopy.point import Point

from events.codec import Json, resolution_to_json
from events.review_fields import CHOSEN, ReviewError, check_position
from extract.article import Article, Span
from extract.records import Rejected, Resolution, Resolved, Unresolved
from gazetteer import Gazetteer
from gazetteer.geocoder import refuse_outside
from gazetteer.places import Place

SOURCE = "review"
"""The source of a place that stands in no table but in a review."""


def chosen(gaz: Gazetteer, place_id: str, before: Resolution | None = None) -> Resolved:
    """Choose a place of the gazetteer by its id. before: what stood there; it stays as the place that was not chosen. Raises ReviewError."""
    place = gaz.places.get(place_id)
    if place is None:
        raise ReviewError(f"no place has the id {place_id!r}; look for it with: rasd gazetteer search NAME")
    return _resolved(place, before)


def typed(gaz: Gazetteer, lat: float, lon: float, *, precision_km: float, name_ar: str, before: Resolution | None = None) -> Resolved:
    """Set a point: decimal degrees, WGS 84, with the radius in km within which the place lies. Raises ReviewError for one outside Syria."""
    try:
        refuse_outside(Point(lat, lon))
    except (GeocoderQueryError, ValueError) as error:
        raise ReviewError(str(error)) from error
    check_position("place", "facility", lat, lon, precision_km)
    areas = gaz.admin_of(lon, lat)
    if areas is None:
        raise ReviewError(f"{lat}, {lon} lies in no governorate of Syria; write decimal degrees, latitude first")
    place_id = f"P-{lat:.5f},{lon:.5f}"
    return _resolved(Place(place_id, name_ar, "", "facility", "point", lat, lon, precision_km, *areas, "", "", None, None, (), SOURCE), before)


def not_placed(why: str, before: Resolution | None = None) -> Unresolved:
    """Take the position of a name away. Raises ReviewError where no reason is given."""
    if not why.strip():
        raise ReviewError("a name that cannot be placed needs a reason; say why")
    return Unresolved("reviewer", why.strip(), (before.place,) if isinstance(before, Resolved) else ())


def value(surface: str, resolution: Resolution) -> Json:
    """Give the value of a place field."""
    return {"surface": surface, "resolution": resolution_to_json(resolution)}


def read_place(gaz: Gazetteer, text: str, surface: str, before: Resolution | None = None) -> Resolution | None:
    """Read a place as people type it; None: no place of this report.

    ID of the gazetteer; LAT,LON or LAT,LON,KM (decimal degrees, radius in km, 1 if not given); "? why" for a name that cannot be placed;
    "-" for a name that is no place of this report. Raises ReviewError.
    """
    text = text.strip()
    if text == "-":
        return None
    if text.startswith("?"):
        return not_placed(text[1:], before)
    try:
        numbers = [float(part) for part in text.split(",")] if "," in text else []
    except ValueError as error:
        raise ReviewError(f"{text!r} is no place; write an id of the gazetteer, LAT,LON,KM, or ? and why it cannot be placed") from error
    if numbers:
        if len(numbers) not in {2, 3}:
            raise ReviewError(f"{text!r}: expected LAT,LON or LAT,LON,KM")
        return typed(gaz, numbers[0], numbers[1], precision_km=numbers[2] if len(numbers) == 3 else 1.0, name_ar=surface, before=before)
    return chosen(gaz, text, before)


def locate(article: Article, wanted: str, near: Span | None = None) -> Span:
    """Find words in an article, as published, in the text before the title; of several the ones nearest to a span. Raises ReviewError."""
    found: list[Span] = []
    for zone, text in (("text", article.text), ("title", article.title)):
        at = text.find(wanted) if wanted.strip() else -1
        while at >= 0 and len(found) < 1000:
            found.append(Span("title" if zone == "title" else "text", at, at + len(wanted)))
            at = text.find(wanted, at + 1)
    if not found:
        raise ReviewError(f"{wanted[:60]!r} does not stand in article {article.id!r}; copy the words exactly as published")
    if near is None and len(found) > 1:
        raise ReviewError(f"{wanted[:60]!r} stands {len(found)} times in article {article.id!r}; give more of the words around it")
    return min(found, key=lambda span: (span.zone != near.zone, abs(span.start - near.start))) if near else found[0]


def _resolved(place: Place, before: Resolution | None) -> Resolved:
    earlier = (Rejected(before.place, "stood there before the review"),) if isinstance(before, Resolved) and before.place.id != place.id else ()
    others = () if before is None else tuple(Rejected(one, "a candidate") for one in before.candidates) if isinstance(before, Unresolved) else before.rejected
    return Resolved(place, 1.0, CHOSEN, (*earlier, *(one for one in others if one.place.id != place.id)))
