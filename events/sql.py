"""The SQL of the questions to a snapshot: about its tables, about `picked (k, r)` and about `spotted (s, type, n)`; see `events.query`."""

from __future__ import annotations

from events.filters import CONFLICT

ORDERS = {
    "date": "e.date DESC NULLS LAST, e.event_id",
    "oldest": "e.date NULLS LAST, e.event_id",
    "killed": "e.killed_min DESC NULLS LAST, e.date DESC NULLS LAST, e.event_id",
    "reports": "e.independent DESC, e.reports DESC, e.event_id",
    "confidence": "e.confidence DESC, e.event_id",
}
NUMBERED = {
    "events": "SELECT (nextval('k') - 1)::INTEGER AS k, * FROM found",
    "places": "SELECT (nextval('r') - 1)::INTEGER AS r, k, found.* FROM found JOIN (SELECT k, event_id FROM events) USING (event_id)",
}
"""How the two tables get their numbers: joins over whole numbers take a fraction of joins over ids. A sequence numbers rows as they pass, where
`row_number()` would first hold them all."""
STEPS = ("day", "week", "month", "year")
KEYS = {"type": "type", "initiator": "initiator", "certainty": "certainty", "precision": "date_precision", "governorate": "governorate"}
"""What events can be counted over time by, and the column of `FACETS` or `MORE` that holds it."""


def _facet(value: str, table: str, *own: str) -> tuple[str, str, tuple[str, ...]]:
    """Spell the query for the values of a facet; own: the filters that would narrow it to what is already chosen."""
    row = "r" if table == "places" else "k"
    return row, f"SELECT {row} AS row, k, {value} AS value FROM {table}", own  # noqa: S608  # constants of this module


_WEAPON_KINDS = "(SELECT k, kind FROM (SELECT k, unnest(weapons) AS words FROM events) JOIN weapon_words USING (words))"
_REVIEWS = f"(SELECT k, review_status AS value FROM events UNION ALL SELECT k, '{CONFLICT}' FROM events WHERE conflict <> '')"  # noqa: S608
_PLACE_FILTERS = ("governorates", "districts", "subdistricts", "place_id")
FACETS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "type": _facet("type", "events", "types"),
    "actor": _facet("unnest(actors)", "events", "actors"),
    "initiator": _facet("unnest(initiators)", "events", "initiators"),
    "target": _facet("unnest(targets)", "events", "targets"),
    "certainty": _facet("certainty", "events", "certainty"),
    "review": _facet("value", _REVIEWS, "review"),
    "outlet": _facet("unnest(outlets)", "events", "outlets"),
    "weapon": _facet("kind", _WEAPON_KINDS, "weapons"),
    "hit": _facet("unnest(hit)", "events", "hit"),
    "disagree": _facet("CASE WHEN killed_disputed THEN 'yes' ELSE 'no' END", "events", "disagree"),
    "sources": _facet("independent::VARCHAR", "events", "min_sources"),
    "governorate": _facet("unnest(governorates)", "places", *_PLACE_FILTERS),
    "district": _facet("unnest(districts)", "places", *_PLACE_FILTERS[1:]),
    "subdistrict": _facet("unnest(subdistricts)", "places", *_PLACE_FILTERS[2:]),
    "place": _facet("place_id", "places", *_PLACE_FILTERS[3:]),
    "precision": _facet("CASE WHEN status = 'unplaced' THEN 'unplaced' ELSE level END", "places", "precision"),
}
"""The columns whose values can be counted: the number of their rows (k: events, r: places), their values, and the filters that each ignores."""

MORE = {"date_precision": _facet("date_precision", "events")}
"""Columns that are numbered like `FACETS`, and offered nowhere."""


def column(name: str) -> tuple[str, str, tuple[str, ...]]:
    """Give a column of `FACETS` or `MORE`."""
    return FACETS.get(name) or MORE[name]


FIGURES = """
SELECT k, coalesce(killed_min, 0) AS killed, coalesce(killed_max, killed_min, 0) AS most, coalesce(reports, 0) AS reports,
       coalesce(independent, 0) AS independent
FROM events
"""
TRAITS = """
SELECT k, date IS NULL AS undated, killed_min IS NOT NULL AND killed_max IS NULL AS killed_open, killed_min IS NULL AS killed_unknown FROM events
"""
DAYS = """
SELECT k, coalesce(date - DATE '1970-01-01', -10000000)::INTEGER AS first, coalesce(date_end - DATE '1970-01-01', 10000000)::INTEGER AS last FROM events
"""
NEVER = 10_000_000
"""Stands for a day that is not known, in days after 1970, or before; see `DAYS`."""

SPOTS = "SELECT DISTINCT place_id, lat, lon, level, precision_km, name_ar, name_en FROM places WHERE status = 'point' ORDER BY ALL"
SPOT_OF = """
SELECT r, s FROM places p JOIN spots q ON p.place_id IS NOT DISTINCT FROM q.place_id AND p.lat = q.lat AND p.lon = q.lon
     AND p.level IS NOT DISTINCT FROM q.level AND p.precision_km IS NOT DISTINCT FROM q.precision_km
     AND p.name_ar IS NOT DISTINCT FROM q.name_ar AND p.name_en IS NOT DISTINCT FROM q.name_en
WHERE p.status = 'point'
"""
PLACES = "SELECT p.* EXCLUDE (geometry, k, r) FROM places p SEMI JOIN picked USING (r) ORDER BY event_id, n"
MARKERS = """
WITH found AS (
    SELECT * FROM spotted JOIN spots USING (s) WHERE lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?
), by_type AS (
    SELECT place_id, type, any_value(lat) AS lat, any_value(lon) AS lon, any_value(level) AS level, any_value(precision_km) AS precision_km,
           any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, sum(n) AS events FROM found GROUP BY place_id, type
)
SELECT place_id, any_value(lat) AS lat, any_value(lon) AS lon, any_value(level) AS level, any_value(precision_km) AS precision_km,
       any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, sum(events)::INTEGER AS n,
       list(type ORDER BY events DESC, type) AS types, types[1] AS top_type
FROM by_type GROUP BY place_id ORDER BY n DESC, place_id
"""
GRID = """
WITH cells AS (
    SELECT floor((lon + 180) / 360 * $cells) AS x, floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * $cells) AS y, sum(n)::INTEGER AS n
    FROM spotted JOIN spots USING (s)
    WHERE lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north GROUP BY ALL
), edges AS (
    SELECT n, x / $cells * 360 - 180 AS west, (x + 1) / $cells * 360 - 180 AS east,
           degrees(atan(sinh(pi() * (1 - 2 * y / $cells)))) AS north, degrees(atan(sinh(pi() * (1 - 2 * (y + 1) / $cells)))) AS south FROM cells
)
SELECT (north + south) / 2 AS lat, (west + east) / 2 AS lon, west, south, east, north, n FROM edges ORDER BY n DESC, west, south
"""
AREAS = """
WITH parts AS (SELECT k, level, unnest(area_pcodes) AS pcode FROM places SEMI JOIN picked USING (r) WHERE status = 'area')
SELECT pcode, level, count(DISTINCT k)::INTEGER AS n FROM parts GROUP BY ALL ORDER BY n DESC, pcode, level
"""
ROUND = """
SELECT place_id, any_value(lat) AS lat, any_value(lon) AS lon, any_value(precision_km) AS precision_km, any_value(name_ar) AS name_ar,
       any_value(name_en) AS name_en, count(DISTINCT k)::INTEGER AS n
FROM places SEMI JOIN picked USING (r) WHERE status = 'area' AND level = 'region' AND len(area_pcodes) = 0 GROUP BY place_id ORDER BY place_id
"""
AREA_LEVELS = ("governorate", "district", "subdistrict")
TOP_PLACES = """
WITH found AS (
    SELECT DISTINCT p.place_id, p.name_ar, p.name_en, p.level, p.governorate, k
    FROM places p SEMI JOIN picked USING (r) WHERE p.place_id IS NOT NULL
)
SELECT place_id, any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, any_value(level) AS level, any_value(governorate) AS governorate,
       count(*)::INTEGER AS n, coalesce(sum(killed_min), 0)::INTEGER AS killed, coalesce(sum(injured_min), 0)::INTEGER AS injured
FROM found JOIN events USING (k) GROUP BY place_id ORDER BY n DESC, killed DESC, place_id LIMIT ?
"""
CROSSED = {
    "type": "SELECT k, type AS value FROM events",
    "initiator": "SELECT k, unnest(initiators) AS value FROM events",
    "target": "SELECT k, unnest(targets) AS value FROM events",
    "governorate": "SELECT DISTINCT k, unnest(governorates) AS value FROM places SEMI JOIN picked USING (r)",
}
UNPLACED = """
SELECT p.event_id, p.n, e.type, e.date, p.surface, p.status, p.level, p.reason, p.detail, p.candidates, p.name_ar, p.name_en
FROM places p SEMI JOIN picked USING (r) JOIN events e USING (k)
WHERE p.status <> 'point' ORDER BY e.date DESC NULLS LAST, p.event_id, p.n
"""
OVER_TIME = """
SELECT date_trunc(?, DATE '1970-01-01' + day)::TIMESTAMP AS bucket, key, sum(n)::INTEGER AS n FROM daily GROUP BY ALL HAVING sum(n) > 0 ORDER BY ALL
"""
