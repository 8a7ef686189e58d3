"""Shapes of filters: what is read, and what is refused in words that help."""

from __future__ import annotations

import json
from contextlib import suppress

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from events import shapes
from events.shapes import Near, ShapeError, corner_count, inside, polygon_of_corners, polygon_of_geojson, polygon_of_wkt, read_bounds, read_near, rings

SQUARE = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}


@given(st.floats(33, 36), st.floats(36, 41), st.floats(0.5, 500))
def test_a_circle_comes_back_from_its_text(lat, lon, km):
    once = read_near(f"{lat},{lon},{km}")
    assert read_near(str(once)) == once


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("36.2,37.1", "write latitude,longitude,kilometres"),
        ("here", "write latitude"),
        ("37.1,36.2,0", "no useful radius"),
        ("36.2,37.1,nan", "no useful radius"),
        ("41,34.2,5", "latitude comes first"),
        ("48.8,2.3,5", "is not in Syria"),
    ],
)
def test_a_circle_that_cannot_be_used_is_refused(text, says):
    with pytest.raises(ShapeError, match=says):
        read_near(text)


def test_polygons_are_read_from_geometries_features_and_collections():
    feature = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    for data in (SQUARE, feature, {"type": "FeatureCollection", "features": [feature, {"type": "Feature", "geometry": None}]}):
        wkt = polygon_of_geojson(json.dumps(data))
        assert polygon_of_wkt(wkt) == wkt
        assert shapely.from_wkt(wkt).equals(shapely.geometry.shape(SQUARE))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("not json", "not GeoJSON"),
        ("[]", "not GeoJSON"),
        ({"type": "Point", "coordinates": [36, 35]}, "holds no polygon"),
        ({"type": "Polygon", "coordinates": [[[36, 35], [37, 36], [37, 35], [36, 36], [36, 35]]]}, "not valid: Self-intersection"),
        ({"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}, "does not touch Syria"),
        ({"type": "Polygon", "coordinates": [[[33.5, 41], [34, 41], [34, 42], [33.5, 41]]]}, "GeoJSON puts longitude first"),
        ({"type": "Polygon", "coordinates": [[[36, "x"], [37, 35], [36, 36], [36, 35]]]}, "not GeoJSON"),
        ({"type": "FeatureCollection"}, "not GeoJSON"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(data, says):
    with pytest.raises(ShapeError, match=says):
        polygon_of_geojson(data if isinstance(data, str) else json.dumps(data))


def test_sizes_are_bounded(monkeypatch):
    round_one = shapely.Point(37, 35).buffer(0.5, quad_segs=200)
    with pytest.raises(ShapeError, match="801 corners, at most 500"):
        polygon_of_geojson(shapely.to_geojson(round_one))
    monkeypatch.setattr(shapes, "MAX_BYTES", 10)
    with pytest.raises(ShapeError, match="larger than"):
        polygon_of_geojson(json.dumps(SQUARE))


@given(st.text())
def test_any_text_is_a_shape_or_a_message(text):
    for read in (read_near, read_bounds, polygon_of_wkt, polygon_of_geojson):
        with suppress(ShapeError):
            assert read(text)


def test_points_on_the_edge_are_inside():
    wkt = polygon_of_geojson(json.dumps(SQUARE))
    assert list(shapes.inside(wkt, np.array([36.5, 36.0, 38.0]), np.array([35.5, 35.5, 35.5]))) == [True, True, False]


def test_a_circle_is_written_as_it_is_read():
    assert str(Near(36.2, 37.15, 10.0)) == "36.20000,37.15000,10"


def test_a_polygon_is_made_of_clicked_corners():
    corners = [(35.0, 36.0), (36.0, 36.0), (36.0, 37.0)]
    wkt = polygon_of_corners(corners)
    assert inside(wkt, np.array([36.2, 36.9]), np.array([35.9, 35.1])).tolist() == [True, False]
    (ring,) = rings(wkt)
    assert set(ring) == set(corners)
    assert corner_count(wkt) == 3
    assert polygon_of_wkt(wkt) == wkt


@pytest.mark.parametrize(
    ("corners", "problem"),
    [
        ([(35.0, 36.0), (36.0, 36.0)], "three corners"),
        ([(35.0, 36.0), (36.0, 37.0), (36.0, 36.0), (35.0, 37.0)], "Self-intersection"),
        ([(35.0, 36.0), (35.0, 36.0), (35.0, 36.0)], "polygon"),
    ],
)
def test_corners_that_make_no_polygon_are_refused(corners, problem):
    with pytest.raises(ShapeError, match=problem):
        polygon_of_corners(corners)


def test_holes_have_edges_and_corners_too():
    wkt = polygon_of_wkt("POLYGON ((36 35, 38 35, 38 37, 36 37, 36 35), (36.5 35.5, 37 35.5, 37 36, 36.5 35.5))")
    assert corner_count(wkt) == 7
    assert len(rings(wkt)) == 2
