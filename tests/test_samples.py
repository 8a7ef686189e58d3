"""The demonstration reports keep what samples/README.md promises."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples"
ROWS = [json.loads(line) for line in (SAMPLES / "reports.jsonl").read_text("utf-8").splitlines()]
README = (SAMPLES / "README.md").read_text("utf-8")


def test_every_text_is_marked_as_a_demonstration_and_none_names_a_real_address() -> None:
    keys = ["id", "title", "published", "outlet", "url", "text", "demo"]
    assert all(list(row) == keys for row in ROWS)
    assert all(row["demo"] is True and row["url"] == "" for row in ROWS)


def test_there_are_enough_short_texts_with_running_ids() -> None:
    assert [row["id"] for row in ROWS] == [f"demo-{n:03d}" for n in range(1, len(ROWS) + 1)]
    assert len(ROWS) >= 64
    assert f"holds {len(ROWS)} short" in README
    assert [row["id"] for row in ROWS if not 30 <= len(row["text"].split()) <= 150] == []


def test_dates_span_the_war_and_are_in_order() -> None:
    dates = [date.fromisoformat(row["published"]) for row in ROWS if row["published"]]
    assert dates == sorted(dates)
    assert {day.year for day in dates} == set(range(2012, 2026))
    assert [row["id"] for row in ROWS if not row["published"]] == ["demo-095"]


def test_the_readme_names_every_outlet_and_each_says_that_it_is_invented() -> None:
    outlets = {row["outlet"] for row in ROWS}
    assert outlets == set(re.findall(r"^\| (.*[ء-ي].*?) \|", README, re.MULTILINE))
    assert [name for name in outlets if not re.search("نموذج|مثال|العيّنة|تجريب|تدريب", name)] == []


def test_incidents_told_by_several_outlets() -> None:
    outlet = {row["id"]: row["outlet"] for row in ROWS}
    incidents = [re.findall(r"demo-\d{3}", line) for line in README.splitlines() if re.match(r"\| .*\d{4} \| demo-", line)]
    assert len(incidents) >= 8
    assert all(len({outlet[name] for name in names}) == len(names) >= 2 for names in incidents)


def test_the_reprint_is_word_for_word_and_no_other_two_texts_are_alike() -> None:
    by_text: dict[str, list[str]] = {}
    for row in ROWS:
        by_text.setdefault(row["text"], []).append(row["id"])
    assert [ids for ids in by_text.values() if len(ids) > 1] == [["demo-044", "demo-046"]]
