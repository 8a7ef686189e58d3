"""The scored sets are what tests/gold/README.md says: whole, well formed, split by the stated rule, alike in no sentence."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES
from gazetteer.places import SYRIA_BOX

GOLD = Path(__file__).parent / "gold"
README = (GOLD / "README.md").read_text("utf-8")
LATER = ("later.jsonl", "later_second.jsonl")
WITH_TEXT = ("dev.jsonl", "own.jsonl", "own_second.jsonl", *LATER, "blind.jsonl", "fresh.jsonl", "retold.jsonl", "told.jsonl", "heard.jsonl", "gathered.jsonl")
SHORT = ("posts.jsonl", "quiet.jsonl", "abroad.jsonl")
OWN = ("own.jsonl", "own_second.jsonl")
LEVELS = {"governorate", "city", "town", "village", "neighbourhood", "facility", "natural", "region"}
MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u061c\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
RECORD_KEYS = {"id", "source_style", "title", "published", "text", "places", "events"}
PLACE_KEYS = {"surface", "lat", "lon", "geonameid", "level", "note"}
EVENT_KEYS = {
    "type", "places", "initiators", "targets", "killed_min", "killed_max", "injured_min", "injured_max", "date", "certainty", "weapon", "evidence",
}  # fmt: skip
LOOKBACK = timedelta(days=14)  # an older attack that is only recalled is no event
RUN = 8  # words in a row that two articles may not share


def load(name: str) -> list[dict]:
    return [json.loads(line) for line in (GOLD / name).read_text("utf-8").splitlines()]


ARTICLES = [pytest.param(row, id=row["id"]) for name in WITH_TEXT for row in load(name)]


def occurs(surface: str, text: str) -> bool:
    """Whether a name stands in the text; للحي holds الحي."""
    surface, text = MARKS.sub("", surface), MARKS.sub("", text)
    return surface in text or (surface.startswith("ال") and "لل" + surface[2:] in text)


@pytest.mark.parametrize("row", ARTICLES)
def test_places(row):
    assert set(row) - {"kind", "optional_places"} == RECORD_KEYS
    words = f"{row['title'] or ''}\n{row['text']}"
    for place in row["places"]:
        assert set(place) - {"aliases", "alt"} == PLACE_KEYS
        assert place["level"] in LEVELS
        assert occurs(place["surface"], words), place["surface"]
        for lat, lon in [(place["lat"], place["lon"]), *place.get("alt", [])]:
            assert (lat is None) == (lon is None)
            if lat is not None:
                west, south, east, north = SYRIA_BOX
                assert west <= lon <= east, place
                assert south <= lat <= north, place
    assert [name for name in row.get("optional_places", []) if row["id"].startswith(("own", "fresh")) and not occurs(name, words)] == []


@pytest.mark.parametrize("row", ARTICLES)
def test_events(row):
    words = MARKS.sub("", f"{row['title'] or ''}\n{row['text']}")
    published = date.fromisoformat(row["published"] or "9999-12-31")
    names = {place["surface"] for place in row["places"]}
    assert row.get("kind") in {None, "other-country"}
    assert not (row.get("kind") and row["events"])
    for event in row["events"]:
        assert set(event) - {"alt_types", "symmetric", "date_end"} == EVENT_KEYS
        assert {event["type"], *event.get("alt_types", [])} <= set(EVENT_TYPES)
        assert event["initiators"]
        assert event["targets"]
        assert {*event["initiators"], *event["targets"]} <= set(ACTORS)
        assert event["certainty"] in CERTAINTIES
        assert event["places"]
        assert set(event["places"]) <= names
        assert MARKS.sub("", event["evidence"]) in words
        for low, high in ((event["killed_min"], event["killed_max"]), (event["injured_min"], event["injured_max"])):
            assert high is None or 0 <= low <= high
        if event["date"]:
            day, last = date.fromisoformat(event["date"]), date.fromisoformat(event.get("date_end") or event["date"])
            assert row["published"] is None or published - LOOKBACK <= day <= last <= published
        if event.get("symmetric"):
            assert set(event["initiators"]) == set(event["targets"])


def test_each_file_is_the_one_that_the_readme_describes():
    described = dict(re.findall(r"^\| `(\w+\.jsonl)` \| (?:.*) \| `([0-9a-f]{64})` \|$", README, re.MULTILINE))
    assert described == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(GOLD.glob("*.jsonl"))}


def test_a_number_says_its_half():
    for name, remainder in (("own.jsonl", 1), ("own_second.jsonl", 0), ("later.jsonl", 1), ("later_second.jsonl", 0), ("blind.jsonl", 0)):
        rows = load(name)
        assert rows
        assert all(re.fullmatch(r"own-\d{3}", row["id"]) and int(row["id"][4:]) % 2 == remainder for row in rows)


def test_ids_are_given_once():
    ids = [row["id"] for name in (*WITH_TEXT, "seeds_gold.jsonl") for row in load(name)]
    assert len(ids) == len(set(ids))


def test_the_seeds_stand_here_without_their_text():
    assert [set(row) for row in load("seeds_gold.jsonl")] == [{"id", "published", "places", "events"}] * 2


@pytest.mark.parametrize("name", OWN)
def test_each_half_covers_the_field(name):
    rows = load(name)
    events = [event for row in rows for event in row["events"]]
    assert {event["type"] for event in events} == set(EVENT_TYPES)
    assert {row["published"][:4] for row in rows} == {str(year) for year in range(2012, 2026)}
    assert sum(not row["events"] for row in rows) >= 12
    assert sum(row.get("kind") == "other-country" for row in rows) >= 4
    assert sum(len(row["text"].split()) >= 300 for row in rows) >= 4


def test_no_two_articles_share_a_sentence():
    samples = [json.loads(line) for line in (GOLD.parents[1] / "samples" / "reports.jsonl").read_text("utf-8").splitlines()]
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in [row for name in (*WITH_TEXT, *SHORT) for row in load(name)] + samples:
        words = re.findall(r"\w+", MARKS.sub("", f"{row.get('title') or ''} {row['text']}"))
        for start in range(len(words) - RUN + 1):
            seen[tuple(words[start : start + RUN])].add(row["id"])
    shared = {frozenset(ids) for ids in seen.values() if len(ids) > 1}
    assert shared == {frozenset({"demo-044", "demo-046"})}  # a reprint on purpose


def test_fresh_covers_the_field():
    rows = load("fresh.jsonl")
    assert [row["id"] for row in rows] == [f"fresh-{number:03d}" for number in range(1, len(rows) + 1)]
    assert {event["type"] for row in rows for event in row["events"]} == set(EVENT_TYPES)
    assert {row["published"][:4] for row in rows} == {str(year) for year in range(2012, 2026)}
    assert sum(not row["events"] for row in rows) >= 10
    assert sum(row.get("kind") == "other-country" for row in rows) >= 4
    assert sum(len(row["events"]) > 1 for row in rows) >= len(rows) * 2 / 3
    assert all(40 <= len(row["text"].split()) <= 350 for row in rows)


def test_a_post_names_one_place_and_one_type():
    rows = load("posts.jsonl")
    assert [row["id"] for row in rows] == [f"post-{number:03d}" for number in range(1, len(rows) + 1)]
    assert len({row["text"] for row in rows}) == len(rows) >= 80
    west, south, east, north = SYRIA_BOX
    for row in rows:
        assert set(row) == {"id", "published", "text", "place", "type"}
        assert set(row["place"]) == {"surface", "lat", "lon"}
        assert date(2012, 1, 1) <= date.fromisoformat(row["published"]) <= date(2025, 12, 31)
        shortest, longest = (10, 60) if int(row["id"].split("-")[1]) <= 150 else (8, 110)  # the third writer's are as long as those of channels
        assert shortest <= len(row["text"].split()) <= longest
        assert row["place"]["surface"] in row["text"]
        assert west <= row["place"]["lon"] <= east
        assert south <= row["place"]["lat"] <= north
        assert row["type"] in EVENT_TYPES
    assert {row["type"] for row in rows} == set(EVENT_TYPES)


def test_half_of_the_sentences_about_other_countries_report_an_attack():
    rows = load("abroad.jsonl")
    assert [row["id"] for row in rows] == [f"abroad-{number:03d}" for number in range(1, len(rows) + 1)]
    assert all(set(row) == {"id", "text", "attack"} for row in rows)
    assert len({row["text"] for row in rows}) == len(rows) == 120
    assert sum(row["attack"] for row in rows) == 60
    assert [row["id"] for row in rows if re.search("سوري", row["text"])] == []


def test_a_quiet_post_says_why_it_reports_nothing():
    rows = load("quiet.jsonl")
    assert [row["id"] for row in rows] == [f"quiet-{number:03d}" for number in range(1, len(rows) + 1)]
    assert len({row["text"] for row in rows}) == len(rows) >= 80
    for row in rows:
        assert set(row) == {"id", "published", "text", "about"}
        assert date(2011, 1, 1) <= date.fromisoformat(row["published"]) <= date(2025, 12, 31)
        assert 5 <= len(row["text"].split()) <= 60
        assert row["about"].strip()
