"""The line that `rasd extract` writes for an article, exactly as other programs read it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import DAY, article, read

from extract.article import Article
from extract.output import as_line
from extract.pipeline import process
from extract.vocabulary import ACTORS, CERTAINTIES, DATE_PRECISIONS, EVENT_TYPES
from gazetteer.places import LEVELS

TITLE = "غارات روسية على سراقب"
TEXT = (
    "أفاد المرصد السوري بأن طائرات روسية شنت أمس غارتين على مدينة سراقب؛ ما أسفر عن مقتل ثلاثة مدنيين وإصابة خمسة. "
    "وقصفت قوات النظام قرية مزنوفة بريف حماة بقذائف المدفعية. وانفجرت سيارة مفخخة في مدينة بغداد."
)
LINE = as_line(read(TEXT, title=TITLE))
PLACE = ["surface", "in", "start", "end", "lat", "lon", "place_id", "name_ar", "name_en", "level", "precision_km", "confidence", "reason"]
EVENT = [
    "type", "places", "initiators", "targets", "killed_min", "killed_max", "injured_min", "injured_max", "date", "date_end", "date_precision", "certainty",
    "weapon", "confidence", "evidence",
]  # fmt: skip


def zone(one: dict) -> str:
    """The words a span of the line points at."""
    return {"title": TITLE, "text": TEXT}[one["in"]][one["start"] : one["end"]]


def test_a_line_has_the_keys_of_the_interface_in_their_order():
    assert list(LINE) == ["id", "places", "foreign_places", "events", "outside"]
    assert LINE["id"] == "a1"
    assert LINE["events"]
    assert LINE["outside"]
    assert [list(one) for one in LINE["places"]] == [PLACE] * len(LINE["places"])
    assert [list(one) for one in LINE["events"]] == [EVENT] * len(LINE["events"])
    assert [list(one) for one in LINE["foreign_places"]] == [["surface", "country"]]
    assert [list(one) for one in LINE["outside"]] == [["type", "country", "surface", "evidence"]]
    assert all(list(one) == ["surface", "lat", "lon", "place_id"] for event in LINE["events"] for one in event["places"])
    assert all(list(one) == ["field", "in", "start", "end"] for event in (*LINE["events"], *LINE["outside"]) for one in event["evidence"])


def test_an_event_says_what_was_read():
    event = LINE["events"][0]
    expected = {
        "type": "air_strike", "initiators": ["russia"], "targets": ["civilians"], "killed_min": 3, "killed_max": 3, "injured_min": 5, "injured_max": 5,
        "date": "2019-07-31", "date_end": "2019-07-31", "date_precision": "day", "certainty": "reported", "weapon": None,
    }  # fmt: skip
    assert {name: event[name] for name in expected} == expected
    (where,) = event["places"]
    assert (where["surface"], where["place_id"]) == ("سراقب", "C3916")
    assert (round(where["lat"], 1), round(where["lon"], 1)) == (35.9, 36.8)


def test_the_weapon_is_the_wording_of_the_text():
    weapon = LINE["events"][1]["weapon"]
    assert weapon in TEXT
    assert "قذائف" in weapon


def test_a_placed_name_has_place_level_precision_and_reason():
    saraqib = next(one for one in LINE["places"] if one["surface"] == "سراقب" and one["in"] == "text")
    assert (saraqib["place_id"], saraqib["name_ar"], saraqib["level"]) == ("C3916", "سراقب", "town")
    assert saraqib["name_en"]
    assert saraqib["precision_km"] > 0
    assert 0 < saraqib["confidence"] <= 1
    assert saraqib["reason"]


def test_a_name_that_could_not_be_placed_stays_with_nulls_and_its_reason_and_so_does_its_event():
    unknown = next(one for one in LINE["places"] if one["surface"] == "مزنوفة")
    assert [unknown[name] for name in ("lat", "lon", "place_id", "name_ar", "name_en", "level", "precision_km")] == [None] * 7
    assert unknown["reason"].startswith("not_in_gazetteer: ")
    assert LINE["events"][1]["places"] == [{"surface": "مزنوفة", "lat": None, "lon": None, "place_id": None}]


def test_an_attack_abroad_is_outside_with_the_name_of_the_place():
    assert LINE["foreign_places"] == [{"surface": "بغداد", "country": "IQ"}]
    (abroad,) = LINE["outside"]
    assert (abroad["type"], abroad["country"]) == ("explosion_ied", "IQ")
    assert abroad["surface"] == "بغداد"
    assert abroad["evidence"]


def test_names_of_title_and_text_come_in_reading_order():
    assert [(one["in"], one["surface"]) for one in LINE["places"]] == [("title", "سراقب"), ("text", "سراقب"), ("text", "مزنوفة"), ("text", "حماة")]


def test_spans_quote_the_surface():
    assert [zone(one) for one in LINE["places"]] == [one["surface"] for one in LINE["places"]]
    assert all(zone(one) for event in LINE["events"] for one in event["evidence"])


def test_every_event_has_evidence_for_its_type_and_places():
    for event in LINE["events"]:
        assert {"type", "places"} <= {one["field"] for one in event["evidence"]}


def test_dates_are_iso_days_and_null_where_unknown():
    (event,) = as_line(read("قصفت قوات النظام أمس بلدة حاس", published=None))["events"]
    assert (event["date"], event["date_end"], event["date_precision"]) == (None, None, "unknown")
    (event,) = as_line(read("قصفت قوات النظام في 3 تموز 2019 بلدة حاس", published=date(2019, 7, 5)))["events"]
    assert event["date"] == "2019-07-03"


@pytest.mark.parametrize("text", ["", "هدوء في مدينة سراقب", "\ud800"], ids=["empty", "quiet", "lone surrogate"])
def test_an_article_without_events_is_a_line_too(text):
    line = as_line(read(text))
    assert (line["events"], line["outside"], line["foreign_places"]) == ([], [], [])


def test_a_line_survives_json_and_closed_lists_hold():
    line = json.loads(json.dumps(LINE, ensure_ascii=False, allow_nan=False))
    assert line == LINE
    for event in line["events"]:
        assert event["type"] in EVENT_TYPES
        assert {*event["initiators"], *event["targets"]} <= set(ACTORS)
        assert event["certainty"] in CERTAINTIES
        assert event["date_precision"] in DATE_PRECISIONS
    assert all(one["level"] in {*LEVELS, None} for one in line["places"])


@given(st.text(alphabet=st.one_of(st.characters(exclude_categories=()), st.sampled_from("قصفعليمدينةحلب ،.\n")), max_size=120), st.text(max_size=20))
def test_the_line_of_any_text_is_json(text, name):
    line = as_line(process(Article(name, text, "", DAY)))
    assert json.loads(json.dumps(line, allow_nan=False)) == line
    assert line["id"] == name


def test_the_line_is_the_same_every_time():
    assert as_line(process(article(TEXT, title=TITLE))) == LINE
