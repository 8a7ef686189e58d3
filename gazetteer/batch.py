"""The lines of `rasd places`: names in, candidates out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gazetteer.places import Candidate, GazetteerError

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer


def answer(gaz: Gazetteer, line: str, limit: int = 10) -> dict[str, object]:
    """Answer one line of JSON, {"id", "name", "within"?}: {"id", "candidates", "confident"}, or {"id", "error"} where it cannot be answered."""
    try:
        asked = json.loads(line)
    except ValueError as error:
        return {"id": None, "error": f"not JSON: {error}"}
    if not isinstance(asked, dict):
        return {"id": None, "error": 'not an object; write {"id", "name"} and, if known, "within"'}
    name, within = asked.get("name"), asked.get("within") or None
    if not isinstance(name, str) or not name.strip():
        return {"id": asked.get("id"), "error": '"name" is missing or empty; write the Arabic or Latin name of a place'}
    if within is not None and not isinstance(within, str):
        return {"id": asked.get("id"), "error": f'"within" is {within!r}; write the p-code or the name of a governorate'}
    try:
        found = gaz.search(name, within=within, limit=limit)
    except GazetteerError as error:
        return {"id": asked.get("id"), "error": str(error)}
    return {"id": asked.get("id"), "candidates": [as_line(candidate) for candidate in found], "confident": found.confident}


def as_line(candidate: Candidate) -> dict[str, object]:
    """Write a candidate for other programs. lat, lon: decimal degrees, WGS 84, null where no position is known; governorate: p-code."""
    place = candidate.place
    return {
        "place_id": place.id,
        "name_ar": place.name_ar,
        "name_en": place.name_en,
        "lat": place.lat,
        "lon": place.lon,
        "level": place.level,
        "governorate": place.governorate,
        "score": round(candidate.score, 3),
        "reason": candidate.reason,
    }
