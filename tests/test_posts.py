"""Short posts and sentences of several acts: tables of labelled texts of our own, half of the posts of each file kept aside while rules were written."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from extract.article import Article
from extract.distance import flat_km
from extract.output import as_line
from extract.pipeline import process
from extract.records import Extraction
from gazetteer.names import key

NEAR_KM = 5.0
PLACED = {("posts.tsv", "read"): 0.95, ("posts.tsv", "aside"): 0.76, ("posts_more.tsv", "read"): 0.88, ("posts_more.tsv", "aside"): 0.81}
"""Share of the posts whose place is among those of the events, as reached, by file and part; a post without an attack counts where none is read."""


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _read(row: dict[str, str]) -> Extraction:
    return process(Article("post", row["text"].replace("\\n", "\n"), row.get("title", ""), date.fromisoformat(row["published"])))


def _placed(row: dict[str, str]) -> bool:
    places = [place for event in as_line(_read(row))["events"] for place in event["places"]]
    if row["type"] == "none":
        return not places
    points = [(place["lat"], place["lon"]) for place in places if place.get("lat") is not None]
    return any(flat_km(lat, lon, float(row["lat"]), float(row["lon"])) <= NEAR_KM for lat, lon in points)


@pytest.mark.parametrize(("file", "part"), PLACED)
def test_posts_are_placed_where_they_say(file: str, part: str) -> None:
    rows = [row for row in _rows(file) if row["part"] == part]
    assert sum(map(_placed, rows)) / len(rows) >= PLACED[file, part]


STORIES = _rows("story_sentences.tsv")
NOT_READ_YET = {
    "انسحبت وحدات الجيش من مدينة السلمية فجر الخميس": "a place given up, with nobody named who took it",
    "انسحبت القوات الحكومية من مدينة السويداء ليل الأربعاء": "a place given up, with nobody named who took it",
    "أظهرت أشرطة مصورة مقاتلين يمزقون صور الرئيس داخل معبر جرابلس": "what a recording shows",
}


@pytest.mark.parametrize("row", STORIES, ids=[row["text"] for row in STORIES])
def test_each_act_of_a_sentence_is_an_event_of_its_own(row: dict[str, str], request: pytest.FixtureRequest) -> None:
    if row["text"] in NOT_READ_YET:
        request.applymarker(pytest.mark.xfail(strict=True, reason=NOT_READ_YET[row["text"]]))
    wanted = [tuple(event.split("@")) for event in row["events"].split(";") if event]
    found = [(report.type, [key(place.mention.surface) for place in report.places]) for report in _read(row).reports]
    assert len(found) == len(wanted)
    for kind, name in wanted:
        told = next(event for event in found if event[0] == kind and any(key(name) in place for place in event[1]))
        found.remove(told)
