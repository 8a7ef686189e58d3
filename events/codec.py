"""Records to JSON and back. A place is stored by value, so that a report can be shown without the gazetteer that placed it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date
from typing import Any

from events.records import Conflict, Review, Seen
from extract.article import Provenance, Span
from extract.records import (
    Evidence,
    Extraction,
    ForeignPlace,
    Mention,
    Rejected,
    Report,
    Resolution,
    Resolved,
    Toponym,
    Unresolved,
)
from gazetteer.places import Place

Json = dict[str, Any]
_PLACE_FIELDS = tuple(field.name for field in fields(Place))
_PLAIN_REPORT_FIELDS = tuple(field.name for field in fields(Report) if field.name not in {"places", "date", "date_end", "evidence"})
_TUPLES = ("initiators", "targets", "groups", "hit")
_VERSIONS = ("rules_version", "gazetteer_version")


def dumps(value: object) -> str:
    """Write compact JSON, the same text for the same value; lone surrogates stay readable as escapes."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def place_to_json(place: Place) -> Json:
    """Give a place as JSON, without the fields that are empty."""
    values = ((name, getattr(place, name)) for name in _PLACE_FIELDS)
    return {name: value for name, value in values if value not in (None, "", ())}


def place_from_json(data: Json) -> Place:
    """Read a place."""
    return Place(
        id=data.get("id", ""),
        name_ar=data.get("name_ar", ""),
        name_en=data.get("name_en", ""),
        level=data["level"],
        kind=data.get("kind", ""),
        lat=data.get("lat"),
        lon=data.get("lon"),
        precision_km=data.get("precision_km"),
        governorate=data.get("governorate", ""),
        district=data.get("district", ""),
        subdistrict=data.get("subdistrict", ""),
        city=data.get("city", ""),
        pcode=data.get("pcode", ""),
        geonameid=data.get("geonameid"),
        population=data.get("population"),
        area_pcodes=tuple(data.get("area_pcodes", ())),
        source=data.get("source", ""),
    )


def span_to_json(span: Span) -> list[Any]:
    """Give a span as [zone, start, end]."""
    return [span.zone, span.start, span.end]


def span_from_json(data: list[Any]) -> Span:
    """Read a span."""
    return Span(data[0], data[1], data[2])


def mention_to_json(mention: Mention) -> Json:
    """Give a mention as JSON."""
    return {"span": span_to_json(mention.span), "kind": mention.kind, "surface": mention.surface}


def mention_from_json(data: Json) -> Mention:
    """Read a mention."""
    return Mention(span_from_json(data["span"]), data["kind"], data["surface"])


def resolution_to_json(resolution: Resolution) -> Json:
    """Give a resolution as JSON; the key `reason` is what tells an unresolved one."""
    if isinstance(resolution, Resolved):
        rejected = [[place_to_json(one.place), one.why] for one in resolution.rejected]
        return {"place": place_to_json(resolution.place), "score": resolution.score, "rule": resolution.rule, "rejected": rejected}
    candidates = [place_to_json(place) for place in resolution.candidates]
    return {"reason": resolution.reason, "detail": resolution.detail, "candidates": candidates, "country": resolution.country}


def resolution_from_json(data: Json) -> Resolution:
    """Read a resolution."""
    if "reason" in data:
        return Unresolved(data["reason"], data["detail"], tuple(place_from_json(place) for place in data["candidates"]), data.get("country", ""))
    rejected = tuple(Rejected(place_from_json(place), why) for place, why in data["rejected"])
    return Resolved(place_from_json(data["place"]), data["score"], data["rule"], rejected)


def toponym_to_json(toponym: Toponym) -> Json:
    """Give a toponym as JSON."""
    return {"mention": mention_to_json(toponym.mention), "resolution": resolution_to_json(toponym.resolution)}


def toponym_from_json(data: Json) -> Toponym:
    """Read a toponym."""
    return Toponym(mention_from_json(data["mention"]), resolution_from_json(data["resolution"]))


def day_to_json(day: date | None) -> str | None:
    """Give a calendar date as ISO text."""
    return day.isoformat() if day else None


def day_from_json(data: str | None) -> date | None:
    """Read a calendar date."""
    return date.fromisoformat(data) if data else None


def report_to_json(report: Report) -> Json:
    """Give a report as JSON, places by value."""
    data: Json = {name: getattr(report, name) for name in _PLAIN_REPORT_FIELDS}
    data["places"] = [toponym_to_json(toponym) for toponym in report.places]
    data["date"] = day_to_json(report.date)
    data["date_end"] = day_to_json(report.date_end)
    data["evidence"] = [[one.field, span_to_json(one.span), one.rule] for one in report.evidence]
    return data


def report_from_json(data: Json) -> Report:
    """Read a report."""
    plain: Json = {name: data[name] for name in _PLAIN_REPORT_FIELDS}
    for name in _TUPLES:
        plain[name] = tuple(plain[name])
    return Report(
        **plain,
        places=tuple(toponym_from_json(toponym) for toponym in data["places"]),
        date=day_from_json(data["date"]),
        date_end=day_from_json(data["date_end"]),
        evidence=tuple(Evidence(field, span_from_json(span), rule) for field, span, rule in data["evidence"]),
    )


def report_version(report: Report, article_key: str) -> str:
    """Hash what a report says of which words (see `Article.key`).

    The versions of rules and gazetteer are left out: saying the same of the same words again is no new version.
    """
    return version_of(report_to_json(report), article_key)


def version_of(report: Json, article_key: str) -> str:
    """Give `report_version` of a report that is JSON already."""
    said = {name: value for name, value in report.items() if name not in _VERSIONS}
    return hashlib.sha256(f"{article_key}\n{dumps(said)}".encode()).hexdigest()[:16]


def seen_to_json(seen: Seen) -> Json:
    """Give a report as a reviewer saw it."""
    return {"report": report_to_json(seen.report), "version": seen.version, "words": seen.words, "found": seen.found, "kept": [list(one) for one in seen.kept]}


def seen_from_json(data: Json) -> Seen:
    """Read a report as a reviewer saw it."""
    kept = tuple((field, value) for field, value in data["kept"])
    return Seen(report_from_json(data["report"]), data["version"], data["words"], data["found"], kept)


def review_to_json(review: Review) -> Json:
    """Give a review as JSON, without the number that it has in one ledger."""
    data: Json = {name: getattr(review, name) for name in ("subject", "action", "reviewer", "at", "why", "undoes")}
    data |= {"changes": [list(change) for change in review.changes], "others": list(review.others)}
    return data | {"seen": [seen_to_json(seen) for seen in review.seen], "uid": review.uid}


def review_from_json(data: Json, number: int = 0) -> Review:
    """Read a review. number: the one it has in the ledger."""
    changes = tuple((field, old, new) for field, old, new in data["changes"])
    seen = tuple(seen_from_json(one) for one in data["seen"])
    plain: Json = {name: data[name] for name in ("subject", "action", "reviewer", "at", "why", "undoes", "uid")}
    return Review(**plain, changes=changes, seen=seen, others=tuple(data["others"]), id=number)


def review_uid(review: Review) -> str:
    """Hash what a review says: the same review has the same uid in every ledger."""
    said = {name: value for name, value in review_to_json(review).items() if name != "uid"}
    return hashlib.sha256(dumps(said).encode()).hexdigest()[:32]


def conflicts_to_json(conflicts: tuple[Conflict, ...]) -> list[list[str]]:
    """Give conflicts as [field, kept, other, why]."""
    return [[one.field, one.kept, one.other, one.why] for one in conflicts]


def conflicts_from_json(data: list[list[str]]) -> tuple[Conflict, ...]:
    """Read conflicts."""
    return tuple(Conflict(*one) for one in data)


def provenance_to_json(provenance: Provenance | None) -> Json | None:
    """Give a provenance as JSON."""
    return {"file": provenance.file, "sha256": provenance.sha256, "read_at": provenance.read_at} if provenance else None


def provenance_from_json(data: Json | None) -> Provenance | None:
    """Read a provenance."""
    return Provenance(data["file"], data["sha256"], data["read_at"]) if data else None


def named_places_to_json(extraction: Extraction) -> Json:
    """Give the places that an article names, events or not; its reports are stored row by row."""
    return {
        "places": [toponym_to_json(toponym) for toponym in extraction.places],
        "foreign_places": [[mention_to_json(place.mention), place.country] for place in extraction.foreign_places],
    }


def named_places_from_json(data: Json) -> tuple[tuple[Toponym, ...], tuple[ForeignPlace, ...]]:
    """Read the places that an article names: in Syria, and elsewhere."""
    here = tuple(toponym_from_json(toponym) for toponym in data["places"])
    return here, tuple(ForeignPlace(mention_from_json(mention), country) for mention, country in data["foreign_places"])
