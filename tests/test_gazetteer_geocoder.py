"""The gazetteer behind geopy's interface."""

from __future__ import annotations

import pytest
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

import gazetteer
from gazetteer.geocoder import SyriaGazetteerGeocoder
from gazetteer.online import Proposer, keep


@pytest.fixture(scope="module")
def geocoder():
    return SyriaGazetteerGeocoder()


def test_it_is_a_geopy_geocoder(geocoder):
    assert isinstance(geocoder, Geocoder)


def test_a_name_is_placed_and_says_how_surely(geocoder):
    found = geocoder.geocode("خان طومان")
    assert (found.latitude, found.longitude) == pytest.approx((36.115, 37.060), abs=0.02)
    assert found.raw["place_id"] == "C1015"
    assert found.raw["confident"]
    assert found.raw["precision_km"] > 0


def test_all_candidates_can_be_had_and_none_is_none(geocoder):
    assert len(geocoder.geocode("معراتة", exactly_one=False)) > 1
    assert not geocoder.geocode("معراتة").raw["confident"]
    assert geocoder.geocode("ضضضضضض") is None


@pytest.mark.parametrize("typed", ["36.20, 37.16", "36.20 37.16", "36.20N 37.16E"])
def test_typed_coordinates_are_read_latitude_first(geocoder, typed):
    assert geocoder.geocode(typed).raw["governorate"] == "SY02"


@pytest.mark.parametrize("typed", ["33 30 36 N, 36 17 24 E", "37.16, 36.20", "48.85, 2.35"])
def test_coordinates_outside_syria_are_refused(geocoder, typed):
    with pytest.raises(GeocoderQueryError, match="not in Syria"):
        geocoder.geocode(typed)


def test_reverse_gives_areas_and_the_nearest_place(geocoder):
    found = geocoder.reverse((36.1152, 37.0603))
    assert found.raw["subdistrict"].startswith("SY02")
    assert found.raw["nearest_id"] == "C1015"
    assert found.raw["nearest_km"] < 2
    assert geocoder.reverse("34.0, 35.9") is None  # in the box, in Lebanon


class Service(Geocoder):
    """Stands for an online service."""

    def geocode(self, query, *, exactly_one=True):
        points = {"الموصل": [Point(36.34, 43.13)], "تل العيس": [Point(36.0, 37.0), Point(36, 44)]}
        found = [Location(query, point, {}) for point in points.get(query, ())]
        return found[0] if found and exactly_one else found


def test_an_online_service_only_proposes(tmp_path):
    proposer = Proposer(Service(), "a test", min_delay_seconds=0)
    proposals = proposer.propose("تل العيس")
    assert [(proposal.lat, proposal.lon, proposal.service) for proposal in proposals] == [(36.0, 37.0, "a test")]
    assert proposer.propose("الموصل") == ()
    assert proposer.propose("ضضض") == ()
    assert keep(tmp_path / "proposals.csv", proposals) == keep(tmp_path / "proposals.csv", proposals) == 1
    lines = (tmp_path / "proposals.csv").read_text("utf-8").splitlines()
    assert len(lines) == 3
    assert lines[0] == "name,lat,lon,address,service,asked_at"


def test_a_service_must_be_named():
    with pytest.raises(gazetteer.GazetteerError, match="name the service"):
        Proposer(Service(), " ")
