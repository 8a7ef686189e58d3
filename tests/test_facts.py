"""What is told of an incident, from the text to the report: sentences of our own, labelled before the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from reading import read, surfaces

from extract.records import Report

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
COLUMNS = ("published", "place", "killed", "injured", "date", "certainty", "text")
ROWS = [
    dict(zip(COLUMNS, line.replace("\\n", "\n").split("\t"), strict=True))
    for line in Path(__file__).with_name("fact_sentences.tsv").read_text("utf-8").splitlines()[1:]
]


def _shown(low: int | None, high: int | None) -> str:
    """`3` exactly, `3+` at least, `3..5` a range, `-` nothing stated."""
    if low is None:
        return "-"
    return str(low) if low == high else f"{low}+" if high is None else f"{low}..{high}"


def _facts(report: Report) -> dict[str, str]:
    return {
        "killed": _shown(report.killed_min, report.killed_max),
        "injured": _shown(report.injured_min, report.injured_max),
        "date": report.date.isoformat() if report.date else "-",
        "certainty": report.certainty,
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['place']} {row['text'][:40]}")
def test_what_is_told_of_an_incident(row: dict[str, str]) -> None:
    """An empty cell is not asked; of several reports with the place the first counts."""
    published = date.fromisoformat(row["published"]) if row["published"] else None
    found = read(row["text"], published=published)
    facts = _facts(next(report for report in found.reports if row["place"] in surfaces(report.places)))
    asked = [name for name in facts if row[name]]
    assert {name: facts[name] for name in asked} == {name: row[name] for name in asked}
