"""The timeline, as a plain specification."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd
import pytest

from dashboard import charts
from dashboard.layers import SYMBOLS
from dashboard.text import words
from extract.vocabulary import ACTORS


def rows(*found: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame([{"bucket": pd.Timestamp(day), "key": key, "n": n} for day, key, n in found], columns=["bucket", "key", "n"])


def spec(table, step="month", by="type", lang="en", **more):
    return charts.timeline(table, words(lang), step=step, by=by, **more).to_dict()


def data_of(made, layer=0):
    return made["datasets"][(made["layer"][layer] if "layer" in made else made)["data"]["name"]]


@pytest.mark.parametrize(("days", "step"), [(0, "day"), (92, "day"), (93, "week"), (900, "week"), (5000, "month")])
def test_the_step_fits_the_span(days, step):
    assert charts.best_step(days) == step


@pytest.mark.parametrize(
    ("step", "end", "span"),
    [("day", "2016-02-02", "2016-02-01"), ("week", "2016-02-08", "2016-02-01 – 2016-02-07"), ("month", "2016-03-01", "2016-02-01 – 2016-02-29")],
)
def test_a_bar_covers_its_step(step, end, span):
    (bar,) = data_of(spec(rows(("2016-02-01", "shelling", 2)), step))
    assert (bar["bucket"], bar["end"], bar["span"]) == ("2016-02-01", end, span)


def test_types_have_the_colours_of_the_map_in_both_languages():
    table = rows(("2016-02-01", "shelling", 2), ("2016-02-01", "air_strike", 1), ("2017-02-01", "territory_change", 1))
    wanted = [SYMBOLS[type_].colour for type_ in ("air_strike", "shelling", "territory_change")]
    for lang in ("en", "ar"):
        scale = spec(table, lang=lang)["encoding"]["color"]["scale"]
        assert scale["range"] == wanted
        assert scale["domain"] == [words(lang)(f"type.{type_}") for type_ in ("air_strike", "shelling", "territory_change")]


def test_rare_actors_become_others_and_no_event_is_lost():
    table = rows(*[("2016-02-01", actor, 20 - at) for at, actor in enumerate(ACTORS)])
    made = spec(table, by="initiator")
    scale = made["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(set(scale["range"])) == 8
    assert scale["domain"][-1] == words("en")("time.others")
    assert sum(bar["n"] for bar in data_of(made)) == table["n"].sum()


def test_a_brush_gives_days_whatever_the_time_zone(monkeypatch):
    noon = 1_562_932_800_000  # 2019-07-12 12:00 UTC
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert charts.brushed({"period": {"bucket": [noon + 86_400_000, noon]}}) == (date(2019, 7, 12), date(2019, 7, 13))
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("selection", [{}, {"period": {}}, {"period": {"bucket": []}}, {"period": {"bucket": [1]}}])
def test_no_brush_is_no_span(selection):
    assert charts.brushed(selection) is None


def test_bars_lighten_with_the_precision_of_the_date():
    table = rows(("2016-02-01", "day", 2), ("2016-02-01", "month", 1))
    scale = spec(table, by="precision")["encoding"]["color"]["scale"]
    assert scale["domain"] == [words("en")("precision.day"), words("en")("precision.month")]
    assert int(scale["range"][0][1:], 16) < int(scale["range"][1][1:], 16)


def test_the_moving_average_counts_empty_steps_as_none():
    table = rows(("2016-01-01", "shelling", 3), ("2016-01-01", "air_strike", 3), ("2016-04-01", "shelling", 3))
    mean = charts.mean_of(table, "month")
    assert dict(zip(mean["bucket"].dt.strftime("%Y-%m"), mean["n"], strict=True)) == {"2016-03": 2.0, "2016-04": 1.0}
    assert [point["n"] for point in data_of(spec(table, average=True), 1)] == [2.0, 1.0]
    assert "layer" not in spec(table)


@pytest.mark.parametrize(
    ("step", "days", "wanted"), [("day", 31, "2016-03-03"), ("week", 7, "2016-02-08"), ("month", 365, "2017-01-01"), ("year", 366, "2017-01-01")]
)
def test_an_earlier_period_is_moved_to_whole_steps(step, days, wanted):
    first = {"day": "2016-02-01", "week": "2016-02-01", "month": "2016-01-02", "year": "2016-01-01"}[step]
    (bucket,) = charts.moved_rows(rows((first, "shelling", 1)), days, step)["bucket"]
    assert str(bucket.date()) == wanted


def test_small_charts_stand_in_the_order_of_their_events():
    table = rows(("2016-02-01", "SY02", 2), ("2016-03-01", "SY07", 5))
    idleb, aleppo = (made.to_dict() for made in charts.multiples(table, {"SY02": "Aleppo", "SY07": "Idleb"}, words("en"), step="month"))
    assert [made["title"]["text"] for made in (idleb, aleppo)] == ["Idleb", "Aleppo"]
    assert idleb["encoding"]["y"]["scale"] == aleppo["encoding"]["y"]["scale"] == {"domain": [0, 5]}
    assert [row["n"] for row in data_of(aleppo)] == [2]
    assert charts.multiples(rows(), {}, words("en"), step="month") == []


def test_the_peak_is_the_step_with_the_most():
    table = rows(("2016-02-01", "SY02", 2), ("2016-02-01", "SY07", 2), ("2016-02-08", "SY07", 3), ("2016-02-15", "SY07", 4))
    assert charts.peak(table, "week") == (date(2016, 2, 1), date(2016, 2, 7), 4)
    assert charts.peak(rows(), "week") is None
