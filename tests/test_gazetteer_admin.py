"""Areas, bearings and distances, against places whose positions everybody knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteer
from gazetteer import admin

ALEPPO, DAMASCUS, HOMS = (37.16, 36.20), (36.29, 33.51), (36.72, 34.73)
IN_SYRIA = st.tuples(st.floats(35.8, 42.0), st.floats(32.5, 37.0))


def test_distance_from_aleppo_to_damascus():
    assert admin.distance_km(ALEPPO, DAMASCUS) == pytest.approx(310, abs=3)
    assert admin.distances_km(ALEPPO, [DAMASCUS[0]], [DAMASCUS[1]])[0] == pytest.approx(admin.distance_km(ALEPPO, DAMASCUS))


@given(IN_SYRIA, IN_SYRIA)
def test_distance_is_the_same_both_ways_and_bearings_are_opposite(a, b):
    assert admin.distance_km(a, b) == pytest.approx(admin.distance_km(b, a))
    if admin.distance_km(a, b) > 1:
        there, back = admin.bearing(a, b), admin.bearing(b, a)
        assert abs((there - back) % 360 - 180) < 5  # meridians converge a little within Syria


def test_aleppo_is_north_of_homs_and_winds_have_their_sectors():
    assert admin.wind(admin.bearing(HOMS, ALEPPO)) == "n"
    assert admin.wind(admin.bearing(ALEPPO, DAMASCUS)) == "s"
    assert [admin.wind(degrees) for degrees in (0, 22.4, 22.5, 90, 180, 270, 337.4, 337.5, 359.9)] == ["n", "n", "ne", "e", "s", "w", "nw", "n", "n"]
    assert admin.off_bearing(350, "n") == pytest.approx(10)
    assert admin.off_bearing(170, "n") == pytest.approx(170)


def test_points_lie_in_their_areas():
    gaz = gazetteer.load()
    assert gaz.admin_of(*ALEPPO) == ("SY02", "SY0200", "SY020000")
    assert gaz.admin_of(*DAMASCUS) == ("SY01", "SY0100", "SY010000")
    assert gaz.admin_of(33.36, 35.17) is None  # Cyprus
    assert gaz.admin_of(35.50, 33.89) is None  # Beirut
    assert gaz.areas.holds("SY02", *ALEPPO)
    assert not gaz.areas.holds("SY03", *ALEPPO)


def test_a_point_on_the_shore_belongs_to_the_nearest_sub_district():
    gaz = gazetteer.load()
    place = gaz.places["F-port-of-latakia"]
    assert gaz.areas.subdistrict_of(place.lon, place.lat, border_km=0.0) is None
    assert gaz.admin_of(place.lon, place.lat)[0] == "SY06"


def test_areas_know_their_parents_and_sizes():
    gaz = gazetteer.load()
    area = gaz.area("SY020000")
    assert (area.level, area.parent, gaz.area("SY0200").parent, gaz.area("SY02").parent) == ("subdistrict", "SY0200", "SY02", "")
    assert sum(area.km2 for area in gaz.areas.by_pcode.values() if area.level == "governorate") == pytest.approx(186_500, rel=0.03)
    with pytest.raises(gazetteer.GazetteerError, match="SY99"):
        gaz.area("SY99")
