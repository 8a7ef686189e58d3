"""Shades of areas: every value has a class, and the legend says what it stands for."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteer
from dashboard.shading import shade_legend, shaded, shading
from dashboard.text import words

AREAS = gazetteer.load().areas.by_pcode
GOVERNORATES = sorted(pcode for pcode, area in AREAS.items() if area.level == "governorate")


def table(found: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame([{"pcode": pcode, "n": n, "killed": 2 * n} for pcode, n in found.items()], columns=["pcode", "n", "killed"])


COUNTS = st.dictionaries(st.sampled_from(GOVERNORATES), st.integers(1, 5000))


@given(COUNTS, st.none() | COUNTS, st.booleans())
def test_every_area_has_a_colour_and_more_is_never_lighter(now, then, per_area):
    shade = shading(table(now), None if then is None else table(then), AREAS, "n", per_area=per_area)
    assert set(shade.by_pcode) == {*now, *(then or {})}
    assert all(shade.colour(pcode) for pcode in shade.by_pcode)
    assert len(shade.shades) <= 5
    for one, other in zip(shade.shades, shade.shades[1:], strict=False):
        assert one.high < other.low
        assert one.colour != other.colour


def test_values_are_events_dead_or_either_by_100_square_kilometres():
    rows = table({"SY02": 40})
    assert shading(rows, None, AREAS, "n", per_area=False).by_pcode == {"SY02": 40}
    assert shading(rows, None, AREAS, "killed", per_area=False).by_pcode == {"SY02": 80}
    assert shading(rows, None, AREAS, "n", per_area=True).by_pcode["SY02"] == pytest.approx(40 / AREAS["SY02"].km2 * 100, rel=0.01)


def test_change_tells_less_from_more_and_the_same():
    shade = shading(table({"SY01": 5, "SY02": 1, "SY07": 4}), table({"SY02": 3, "SY07": 4, "SY05": 2}), AREAS, "n", per_area=False)
    assert shade.by_pcode == {"SY01": 5, "SY02": -2, "SY07": 0, "SY05": -2}
    assert len({shade.colour(pcode) for pcode in ("SY01", "SY02", "SY07")}) == 3
    legend = shade_legend(shade, words("en"), title="Events <b>", left_out=3)
    assert "+5" in legend
    assert "-2" in legend
    assert legend.count("rasd-less") == 1  # told from more in grey print too
    assert "<b>" not in legend.split("</strong>", maxsplit=1)[0]
    assert words("en")("shade.left", n="3") in legend


def test_a_shaded_area_opens_its_events():
    rows = table({"SY02": 4})
    (item,) = shaded(rows, shading(rows, None, AREAS, "n", per_area=False), AREAS, words("ar"), "in:SY02").items
    assert (item["id"], item["pcodes"], item["title"], item["selected"]) == ("in:SY02", ["SY02"], "حلب", True)
    assert any("≥ 8" in line for line in item["lines"])
