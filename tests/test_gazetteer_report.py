"""The report of what the tables hold adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

import gazetteer
from gazetteer import report
from gazetteer.places import GazetteerError
from gazetteer.quality import answers, read_list

ROOT = Path(__file__).parents[1]
GAZ = gazetteer.load()
BLIND = ROOT / "bench" / "blind.csv"


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


def test_the_document_shows_the_tables_as_the_report_prints_them():
    text = (ROOT / "docs/gazetteer.md").read_text("utf-8")
    assert report.as_table(report.by_governorate(GAZ)) in text, "paste what `rasd gazetteer report bench/blind.csv` prints"
    assert report.quality(GAZ, "", read_list(BLIND, GAZ)).split("\n\n")[1] in text, "paste what `rasd gazetteer report bench/blind.csv` prints"


def test_names_from_memory_are_found_and_what_is_confident_is_near():
    found = list(answers(GAZ, read_list(BLIND, GAZ), hinted=True))
    assert sum(row.right for row in found) >= 0.93 * len(found)
    assert [row.asked.name for row in found if row.off(25)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,lat\nx,1\n", "line 1: columns are name,lat"),
        ("name,within,place_id,shape\nحلب,SY02,C0,plain\n", "line 2: 'C0' is no place"),
        ("name,within,lat,lon,radius_km,level,shape\nحلب,SY02,37.1,36.2,1,city,plain\n", None),
        ("name,within,lat,lon,radius_km,level,shape\nحلب,SY02,33.1,48.2,1,city,plain\n", "line 2: 33.1, 48.2 is not in Syria"),
        ("name,within,lat,lon,radius_km,level,shape\nحلب,SY02,x,36.2,1,city,plain\n", "line 2: lat, lon and radius_km must be numbers"),
        ("name,within,lat,lon,radius_km,level,shape\nحلب,SY02,36.2,37.1,1,hamlet,plain\n", "unknown level 'hamlet'"),
    ],
)
def test_a_list_that_breaks_its_contract_is_refused_by_line(tmp_path, text, said):
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    if said is None:
        assert len(read_list(path, GAZ)) == 1
    else:
        with pytest.raises(GazetteerError, match=said):
            read_list(path, GAZ)
