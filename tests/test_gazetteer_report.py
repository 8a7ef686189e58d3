"""The report of what the tables hold adds up."""

from __future__ import annotations

import gazetteer
from gazetteer import report

GAZ = gazetteer.load()


def test_levels_and_governorates_add_up():
    header, *rows = report.by_governorate(GAZ)
    assert rows[-1][-1] == str(len(GAZ.places))
    assert sum(int(row[-1]) for row in rows[:-1]) == len(GAZ.places)
    assert dict(zip(header, rows[-1], strict=True))["subdistrict"] == "272"


def test_sources_add_up():
    header, *rows = report.by_source(GAZ)
    assert header[:3] == ("source", "places", "spellings")
    assert sum(int(row[1]) for row in rows) == len(GAZ.places)


def test_the_report_is_markdown_with_the_version():
    text = report.report(GAZ)
    assert GAZ.version in text
    assert "| --- | ---: |" in text
