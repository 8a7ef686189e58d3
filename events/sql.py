"""The SQL of the questions to a snapshot. All of it rests on the table `picked (k, r)`; see `events.query`."""

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
KEYS = {"type": "type", "initiator": "unnest(initiators)", "certainty": "certainty", "precision": "date_precision", "governorate": "pcode"}
GOVERNORATES = "SELECT DISTINCT k, unnest(governorates) AS pcode FROM places SEMI JOIN picked USING (r)"


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

COUNTS = """
WITH best AS (
    SELECT k, bool_or(status = 'point') AS point, bool_or(status = 'area') AS area FROM places SEMI JOIN picked USING (r) GROUP BY k
)
SELECT (SELECT count(*) FROM events), count(*), count(*) FILTER (point), count(*) FILTER (area AND NOT point), count(*) FILTER (NOT area AND NOT point),
       coalesce(sum(killed_min), 0), coalesce(sum(coalesce(killed_max, killed_min)), 0), min(date), max(date_end),
       count(*) FILTER (killed_min IS NOT NULL AND killed_max IS NULL), count(*) FILTER (killed_min IS NULL), count(*) FILTER (date IS NULL),
       coalesce(sum(reports), 0), coalesce(sum(independent), 0)
FROM events JOIN best USING (k)
"""
PLACES = "SELECT p.* EXCLUDE (geometry, k, r) FROM places p SEMI JOIN picked USING (r) ORDER BY event_id, n"
MARKERS = """
WITH found AS (
    SELECT p.place_id, p.lat, p.lon, p.level, p.precision_km, p.name_ar, p.name_en, e.type
    FROM places p SEMI JOIN picked USING (r) JOIN events e USING (k)
    WHERE p.status = 'point' AND p.lon BETWEEN ? AND ? AND p.lat BETWEEN ? AND ?
), by_type AS (
    SELECT place_id, type, any_value(lat) AS lat, any_value(lon) AS lon, any_value(level) AS level, any_value(precision_km) AS precision_km,
           any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, count(*) AS events FROM found GROUP BY place_id, type
)
SELECT place_id, any_value(lat) AS lat, any_value(lon) AS lon, any_value(level) AS level, any_value(precision_km) AS precision_km,
       any_value(name_ar) AS name_ar, any_value(name_en) AS name_en, sum(events)::INTEGER AS n,
       list(type ORDER BY events DESC, type) AS types, types[1] AS top_type
FROM by_type GROUP BY place_id ORDER BY n DESC, place_id
"""
GRID = """
WITH cells AS (
    SELECT floor((lon + 180) / 360 * $cells) AS x, floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * $cells) AS y, count(*)::INTEGER AS n
    FROM places SEMI JOIN picked USING (r)
    WHERE status = 'point' AND lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north GROUP BY ALL
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
POINTS = """
SELECT count(DISTINCT place_id) FROM places SEMI JOIN picked USING (r) WHERE status = 'point' AND lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?
"""
BY_AREA = """
WITH parts AS (SELECT DISTINCT k, unnest({column}) AS pcode FROM places SEMI JOIN picked USING (r))
SELECT pcode, count(*)::INTEGER AS n, coalesce(sum(killed_min), 0)::INTEGER AS killed
FROM parts JOIN events USING (k) GROUP BY pcode ORDER BY n DESC, pcode
"""
NOT_IN_AREAS = """
SELECT count(DISTINCT k) FROM picked
WHERE k NOT IN (SELECT k FROM places SEMI JOIN picked USING (r) WHERE len({column}) > 0)
"""
AREA_COLUMNS = {"governorate": "governorates", "district": "districts", "subdistrict": "subdistricts"}
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
DAYS = """
SELECT coalesce(date - DATE '1970-01-01', -10000000)::INTEGER AS first, coalesce(date_end - DATE '1970-01-01', 10000000)::INTEGER AS last
FROM events ORDER BY k
"""
