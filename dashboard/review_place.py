"""Correcting a place of a report: a candidate, a place of the gazetteer, a typed point, no position with the reason, or no place of this report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, get_args

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from dashboard import chrome, data, review_offer, reviewing
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.layers import View, base_map, markers
from dashboard.text import Words, literal, plain
from events.analyst import Analyst
from events.records import CardReport, EventCard, Review
from events.review_fields import ReviewError, is_place, place_field, values
from events.review_places import chosen, locate, not_placed, typed, value
from events.reviews import anchor
from extract.records import Report, Resolution, Resolved
from gazetteer import Gazetteer
from gazetteer.places import Place

Wanted = Callable[[Resolution | None], Resolution | None]
"""Makes of what a name was read as what it is from now on; None for no place of the report."""
How = Literal["candidate", "search", "point", "unplaced", "none"]
ANOTHER = "another"
_LIMIT, _MAP_HEIGHT = 8, 340


@dataclass(frozen=True, slots=True)
class Named:
    """A name whose place is corrected. field: where it stands; before: what it is read as, None for a name that the rules did not take for a place."""

    field: str
    surface: str
    before: Resolution | None


def draw(cut: Cut, found: EventCard, one: CardReport, words: Words) -> None:  # noqa: ARG001  # all sections are called alike
    """Draw the form; after a correction, what else it could apply to."""
    review_offer.draw(cut, words)
    stored = cut.workspace.ledger.reports([one.report.id])[one.report.id].report
    gaz = cut.workspace.gazetteer()
    named = _which(cut, one, stored, words)
    if named is None:
        return
    wanted = choose(gaz, named, one, words)
    why = st.text_input(words("review.why"), key=reviewing.key(f"place-why-{named.field}"))
    if st.button(words("review.place.save"), key="review-place-save", type="primary", icon=":material/edit_location:"):
        if wanted is None:
            reviewing.refuse(words("review.place.choose"))
            st.rerun()
        reviewing.step(cut, words, lambda by: _correct(by, stored.id, named, wanted, why), follow=stored.id)


def _correct(by: Analyst, report_id: str, named: Named, wanted: Wanted, why: str) -> Review:
    resolution = wanted(named.before)
    review = by.correct(report_id, {named.field: None if resolution is None else value(named.surface, resolution)}, why)
    review_offer.remember(named.surface, _id(named.before), resolution, report_id)
    return review


def _id(resolution: Resolution | None) -> str | None:
    """The place that a name was read as, "" for none; None where the rules did not take it for a place."""
    return None if resolution is None else resolution.place.id if isinstance(resolution, Resolved) else ""


def _which(cut: Cut, one: CardReport, report: Report, words: Words) -> Named | None:
    """Choose a name of the report, or other words of the article."""
    fields = [field for field in values(report) if is_place(field)]
    names = dict(zip(fields, report.places, strict=True))
    shown = {field: plain(covered.mention.surface) for field, covered in zip(fields, one.report.places, strict=True)}  # names may be masked
    chosen_field = st.selectbox(
        words("review.place.which"), [*fields, ANOTHER], key=reviewing.key(f"which-{report.id}"),
        format_func=lambda field: words("review.place.another") if field == ANOTHER else shown[field],
    )  # fmt: skip
    if chosen_field != ANOTHER:
        mention = names[chosen_field].mention
        _now(names[chosen_field].resolution, shown[chosen_field], words)
        return Named(chosen_field, mention.surface, names[chosen_field].resolution)
    typed_name = st.text_input(words("review.place.name"), key=reviewing.key(f"name-{report.id}"), help=words("review.words.help"), max_chars=80).strip()
    if not typed_name:
        return None
    try:
        span = locate(cut.workspace.ledger.article(report.article_id), typed_name, anchor(report))
    except ReviewError as error:
        chrome.message("error", words("review.refused"), str(error))
        return None
    return Named(place_field(span), typed_name, None)


def _now(resolution: Resolution, surface: str, words: Words) -> None:
    where = f"{words.name(resolution.place)} ({words(f'level.{resolution.place.level}')})" if isinstance(resolution, Resolved) else words("card.notplaced")
    st.html(f"<p class='rasd-note'>{escape(words('review.place.now'))} <bdi>{safe(surface)}</bdi> · <bdi><b>{safe(where)}</b></bdi></p>")


def choose(gaz: Gazetteer, named: Named, one: CardReport, words: Words) -> Wanted | None:
    """Draw the ways to a place; None where nothing was chosen yet."""
    candidates = _candidates(named.before)
    ways = [how for how in get_args(How) if how != "candidate" or candidates]
    if named.before is None:
        ways = [how for how in ways if how != "none"]
    name = f"{one.report.id}-{named.field}"
    how = st.radio(words("review.place.how"), ways, key=reviewing.key(f"how-{name}"), format_func=lambda code: words(f"review.place.{code}"))
    match how:
        case "candidate":
            return _pick(gaz, candidates, named, one, words)
        case "search":
            wanted = st.text_input(words("review.place.query"), named.surface, key=reviewing.key(f"query-{name}"), help=words("review.place.query.help"))
            offered = [candidate.place for candidate in gaz.search(wanted, limit=_LIMIT)] if wanted.strip() else []
            return _pick(gaz, offered, named, one, words)
        case "point":
            return _point(gaz, named, one, words)
        case "unplaced":
            reason = st.text_input(words("review.place.reason"), key=reviewing.key(f"reason-{name}"), max_chars=500)
            return lambda before: not_placed(reason, before)
    return lambda _: None


def _candidates(before: Resolution | None) -> list[Place]:
    if before is None:
        return []
    return [rejected.place for rejected in before.rejected] if isinstance(before, Resolved) else list(before.candidates)


def _pick(gaz: Gazetteer, places: Sequence[Place], named: Named, one: CardReport, words: Words) -> Wanted | None:
    """Draw a list of places and a small map of them."""
    if not places:
        st.html(f"<p class='rasd-note'>{escape(words('review.place.nothing'))}</p>")
        return None
    by_id = {place.id: place for place in places}
    now = _id(named.before)
    picked = st.radio(
        words("review.place.list"), list(by_id), key=reviewing.key(f"list-{one.report.id}-{named.field}-{digest(by_id)}"), index=None,
        format_func=lambda place_id: literal(described(by_id[place_id], words) + (f" · {words('review.place.isnow')}" if place_id == now else "")),
    )  # fmt: skip
    small_map(list(by_id.values()), picked or "", one.report.type, words)
    if picked is None:
        return None
    if picked not in gaz.places:
        chrome.message("warning", words("review.place.gone"))
        return None
    return lambda before: chosen(gaz, picked, before)


def described(place: Place, words: Words) -> str:
    """Name a place with what tells it from its namesakes."""
    area = data.areas()
    inside = [words.either(area[code].name_ar, area[code].name_en) for code in (place.subdistrict, place.district, place.governorate) if code in area]
    around = words.comma.join(dict.fromkeys(part for part in inside if part != words.name(place)))
    return " · ".join(filter(None, (words.name(place), words(f"level.{place.level}"), around, place.id)))


def _point(gaz: Gazetteer, named: Named, one: CardReport, words: Words) -> Wanted | None:
    """Ask for a point and how exact it is; both are needed."""
    at = st.text_input(
        words("review.place.coordinates"),
        key=reviewing.key(f"point-{one.report.id}-{named.field}"),
        placeholder="36.1184, 37.0509",
        help=words("review.place.coordinates.help"),
    )
    km = st.number_input(
        words("review.place.km"),
        0.01,
        100.0,
        value=None,
        step=0.5,
        key=reviewing.key(f"km-{one.report.id}-{named.field}"),
        placeholder="–",
        help=words("review.place.km.help"),
    )
    if not at or not at.strip() or km is None:
        return None
    try:
        lat, lon = (float(part) for part in at.replace("،", ",").split(","))
        found = typed(gaz, lat, lon, precision_km=km, name_ar=named.surface, before=named.before)
    except ReviewError as error:
        chrome.message("error", words("review.refused"), str(error))
        return None
    except ValueError:
        chrome.message("error", words("review.refused"), words("review.place.coordinates.help"))
        return None
    small_map([found.place], found.place.id, one.report.type, words)
    return lambda _: found


def small_map(places: Sequence[Place], selected: str, type_: str, words: Words) -> None:
    """Draw places with the circles in which they lie."""
    rows = [_row(place, type_) for place in places if place.lat is not None and place.lon is not None]
    if not rows:
        return
    lats, lons = [row["lat"] for row in rows], [row["lon"] for row in rows]
    spread = max(max(lats) - min(lats), max(lons) - min(lons))
    zoom = next(zoom for zoom, degrees in ((11, 0.1), (9.5, 0.35), (8, 1.2), (7, 2.5), (6, 99)) if spread <= degrees)
    view = View(sum(lats) / len(lats), sum(lons) / len(lons), zoom)
    drawn = markers(pd.DataFrame(rows), words, selected)
    with st.container(key="review-map"):
        made = base_map(view, words, dark=chrome.is_dark(), files=data.base_map_files())
        shown = digest({place.id: place for place in places})
        st_folium(made, key=f"review-map-{shown}", height=_MAP_HEIGHT, use_container_width=True, feature_group_to_add=drawn, returned_objects=[])


def _row(place: Place, type_: str) -> dict[str, Any]:
    names = ("lat", "lon", "level", "precision_km", "name_ar", "name_en")
    return {name: getattr(place, name) for name in names} | {"place_id": place.id, "n": 1, "top_type": type_, "types": [type_]}


def digest(places: Mapping[str, Place]) -> str:
    """Tell one list of places from another."""
    return hashlib.sha256("\n".join(places).encode()).hexdigest()[:8]
