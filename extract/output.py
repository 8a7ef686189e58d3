"""The OUT line of `rasd extract`: one JSON object for each article (the interface that other programs read)."""

from __future__ import annotations

from extract.records import Evidence, Extraction, Report, Resolved, Toponym

Json = dict[str, object]


def as_line(extraction: Extraction) -> Json:
    """Make the OUT object of one article; coordinates are WGS 84 degrees, null where a place could not be placed."""
    return {
        "id": extraction.article_id,
        "places": [_place(toponym) for toponym in extraction.places],
        "foreign_places": [{"surface": foreign.mention.surface, "country": foreign.country} for foreign in extraction.foreign_places],
        "events": [_event(report) for report in extraction.reports],
        "outside": [
            {"type": report.type, "country": report.outside, "surface": _first_words(report), "evidence": [_evidence(item) for item in report.evidence]}
            for report in extraction.outside
        ],
    }


def _first_words(report: Report) -> str:
    return report.places[0].mention.surface if report.places else ""


def _place(toponym: Toponym) -> Json:
    span = toponym.mention.span
    line: Json = {"surface": toponym.mention.surface, "in": span.zone, "start": span.start, "end": span.end}
    outcome = toponym.resolution
    if isinstance(outcome, Resolved):
        place = outcome.place
        line |= {
            "lat": place.lat, "lon": place.lon, "place_id": place.id, "name_ar": place.name_ar, "name_en": place.name_en, "level": place.level,
            "precision_km": place.precision_km, "confidence": outcome.score, "reason": outcome.rule,
        }  # fmt: skip
    else:
        line |= {
            "lat": None, "lon": None, "place_id": None, "name_ar": None, "name_en": None, "level": None, "precision_km": None, "confidence": 0.0,
            "reason": f"{outcome.reason}: {outcome.detail}",
        }  # fmt: skip
    return line


def _event(report: Report) -> Json:
    return {
        "type": report.type,
        "places": [_event_place(toponym) for toponym in report.places],
        "initiators": list(report.initiators),
        "targets": list(report.targets),
        "killed_min": report.killed_min,
        "killed_max": report.killed_max,
        "injured_min": report.injured_min,
        "injured_max": report.injured_max,
        "date": report.date.isoformat() if report.date else None,
        "date_end": report.date_end.isoformat() if report.date_end else None,
        "date_precision": report.date_precision,
        "certainty": report.certainty,
        "weapon": report.weapon or None,
        "confidence": report.confidence,
        "evidence": [_evidence(item) for item in report.evidence],
    }


def _event_place(toponym: Toponym) -> Json:
    outcome = toponym.resolution
    if isinstance(outcome, Resolved):
        return {"surface": toponym.mention.surface, "lat": outcome.place.lat, "lon": outcome.place.lon, "place_id": outcome.place.id}
    return {"surface": toponym.mention.surface, "lat": None, "lon": None, "place_id": None}


def _evidence(item: Evidence) -> Json:
    return {"field": item.field, "in": item.span.zone, "start": item.span.start, "end": item.span.end}
