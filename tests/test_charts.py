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
    return pd.DataFrame([{"bucket": pd.Timestamp(day), "key": key, "n": n} for day, key, n in found])


def spec(table, step="month", by="type", lang="en"):
    return charts.timeline(table, words(lang), step=step, by=by).to_dict()


def data_of(made):
    (found,) = made["datasets"].values()
    return found


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
