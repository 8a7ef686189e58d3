"""The two real articles, kept outside the repository: what a careful reader found in them comes out."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest

from extract.article import Article
from extract.pipeline import process
from extract.records import Resolved, Unresolved

GOLD = Path(__file__).parent / "gold" / "seeds_gold.jsonl"
FIRST, SECOND = "000_e68dd9939dec364b", "003_5a35559772fdf746"
PUBLISHED = {FIRST: date(2016, 5, 10), SECOND: date(2019, 8, 1)}
PLACES = {
    FIRST: [
        "خان طومان", "معراته", "الحميرة", "الزربة", "برنة", "بانص", "بستان الباشا", "بني زيد", "الراشدين الرابعة", "بستان القصر", "المشارقة", "الحمدانية",
        "كفرغان",
    ],
    SECOND: ["اللطامنة", "كفر زيتا", "الزكاة", "الأتارب", "زمارة", "جزرايا", "البوابية", "الحاكورة", "الكبينة"],
}  # fmt: skip
NEAR_KM = 5.0


def km(lat, lon, other_lat, other_lon) -> float:
    """Distance in km (equirectangular)."""
    return math.hypot((other_lon - lon) * 111.32 * math.cos(math.radians(lat)), (other_lat - lat) * 110.95)


@pytest.fixture(scope="module")
def gold() -> dict[str, dict]:
    """The labels, by article."""
    return {row["id"]: row for row in map(json.loads, GOLD.read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def found(seeds) -> dict:
    """What extraction makes of the articles, by id."""
    read = {}
    for name, day in PUBLISHED.items():
        text = (seeds / f"{name}.txt").read_bytes().decode("utf-8")
        read[name] = process(Article(name, text, "", day))
    return read


def named(extraction, surface) -> list:
    """The places that carry these words (the short form stands for a numbered part too)."""
    short = surface.removesuffix(" الرابعة")
    return [toponym for toponym in extraction.places if toponym.mention.surface in {surface, short}]


def at(extraction, surface) -> list:
    """The reports at a place."""
    short = surface.removesuffix(" الرابعة")
    return [report for report in extraction.reports if {surface, short} & {toponym.mention.surface for toponym in report.places}]


@pytest.mark.parametrize(("name", "surface"), [(name, surface) for name, surfaces in PLACES.items() for surface in surfaces])
def test_the_place_is_within_five_km_of_the_label(found, gold, name, surface):
    (label,) = [place for place in gold[name]["places"] if place["surface"] == surface]
    toponyms = named(found[name], surface)
    assert toponyms
    for toponym in toponyms:
        assert isinstance(toponym.resolution, Resolved), toponym.resolution
        place = toponym.resolution.place
        assert km(place.lat, place.lon, label["lat"], label["lon"]) <= NEAR_KM, (place.id, place.name_ar)


@pytest.mark.parametrize(("name", "surface"), [(name, surface) for name, surfaces in PLACES.items() for surface in surfaces])
def test_an_event_is_reported_there(found, name, surface):
    assert at(found[name], surface)


def test_the_village_of_no_table_is_kept_with_its_reason(found):
    (report,) = at(found[SECOND], "حسمين")
    outcomes = [toponym.resolution for toponym in report.places if toponym.mention.surface == "حسمين"]
    assert all(isinstance(outcome, Unresolved) and outcome.reason in {"not_in_gazetteer", "no_position"} and outcome.detail for outcome in outcomes)


def test_the_suburb_of_aleppo_is_never_its_namesake_near_damascus(found):
    toponyms = named(found[FIRST], "ضاحية الأسد")
    assert toponyms
    for toponym in toponyms:
        assert not isinstance(toponym.resolution, Resolved) or toponym.resolution.place.governorate == "SY02"


@pytest.mark.parametrize("surface", ["بستان الباشا", "بني زيد", "ضاحية الأسد"])
def test_the_day_before_yesterday_is_the_eighth_of_may(found, surface):
    assert {report.date for report in at(found[FIRST], surface)} == {date(2016, 5, 8)}


def test_the_turkish_shelling_is_suspected(found):
    (report,) = [report for report in found[FIRST].reports if "turkey" in report.initiators]
    assert (report.type, report.certainty) == ("shelling", "suspected")


def test_one_civilian_was_killed_at_atarib(found):
    (report,) = at(found[SECOND], "الأتارب")
    assert (report.type, report.killed_min, report.killed_max, report.targets) == ("air_strike", 1, 1, ("civilians",))


@pytest.mark.parametrize(("name", "surface"), [(FIRST, "باريس"), (FIRST, "اللاذقية"), (SECOND, "نور سلطان"), (SECOND, "أستانة")])
def test_nothing_is_reported_of_meetings_and_visits(found, name, surface):
    assert at(found[name], surface) == []
    assert found[name].outside == ()


@pytest.mark.parametrize("surface", ["اللطامنة", "الأتارب", "زمارة", "الحاكورة", "الكبينة"])
def test_a_repeated_paragraph_is_reported_once(found, surface):
    assert len(at(found[SECOND], surface)) == 1


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_labelled_event_is_reported_with_type_place_and_day(found, gold, name):
    missing = [
        (event["type"], event["places"], event["date"])
        for event in gold[name]["events"]
        if not any(
            report.type == event["type"] and report.date and report.date.isoformat() == event["date"] and report in at(found[name], surface)
            for surface in event["places"]
            for report in found[name].reports
        )
    ]
    assert missing == []
