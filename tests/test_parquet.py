"""Parquet in: the columns of JSON lines, their bad rows, and what a small file may not do to memory."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.readers import BadItem, read

TEXTS = ["قصفت المدفعية البلدة", "انتخب المجلس رئيساً", ""]


@pytest.fixture
def written(tmp_path):
    def write(name="news.parquet", **columns):
        path = tmp_path / name
        pq.write_table(pa.table(columns), path)
        return path

    return write


def test_rows_become_articles_in_order(written):
    found = list(read(written(id=["a", None, "c"], text=TEXTS, title=["عنوان", None, ""], outlet=["سانا"] * 3, views=[1, 2, 3])))
    assert [(one.id, one.text, one.title, one.outlet) for one in found[:2]] == [("a", TEXTS[0], "عنوان", "سانا"), ("news:2", TEXTS[1], "", "سانا")]
    assert found[2] == BadItem("c", "news.parquet row 3", "text is missing or empty")


def test_a_file_is_known_by_its_first_bytes(written):
    assert [one.id for one in read(written("news", text=TEXTS[:1]))] == ["news:1"]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (pa.array([dt.date(2019, 7, 31)]), dt.date(2019, 7, 31)),
        (pa.array(["2019-07-31"]), dt.date(2019, 7, 31)),
        (pa.array(["2019-07-31"]).dictionary_encode(), dt.date(2019, 7, 31)),
        (pa.array([dt.datetime(2019, 7, 31, 22, tzinfo=dt.UTC)], pa.timestamp("ns", "UTC")), dt.date(2019, 8, 1)),  # past midnight in Damascus
        (pa.nulls(1), None),
    ],
)
def test_published_may_be_a_day_or_a_moment(written, published, day):
    assert [one.published for one in read(written(id=["a"], text=TEXTS[:1], published=published))] == [day]


def test_a_time_without_a_zone_is_refused(written):
    (found,) = read(written(id=["a"], text=TEXTS[:1], published=pa.array([dt.datetime(2019, 7, 31, 22)])))  # noqa: DTZ001  # that is the point
    assert "has no time zone" in found.reason


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"id": ["a"], "body": ["x"]}, "needs a column `text`, and none of id, title, text, published, url, outlet twice; it has id, body"),
        ({"id": [1], "text": ["x"]}, "column id must hold strings, holds int64"),
        ({"id": ["a"], "text": [b"x"]}, "column text must hold strings, holds binary"),
        ({"id": ["a"], "text": ["x"], "published": [2019]}, "column published must hold strings, days or times, holds int64"),
    ],
)
def test_other_columns_are_told(written, columns, why):
    assert list(read(written(**columns))) == [BadItem("news", "news.parquet", why)]


def test_bytes_that_are_no_text_cost_one_row(written):
    text = pa.StringArray.from_buffers(2, pa.array([0, 2, 6], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfenext"))
    bad, good = read(written(id=["a", "b"], text=text))
    assert (bad.reason, good.text) == ("not UTF-8; strings in Parquet are", "next")


@pytest.mark.parametrize("keep", [4, 60, -1])
def test_a_file_that_is_cut_is_told(written, keep):
    path = written(text=TEXTS)
    path.write_bytes(path.read_bytes()[:keep])
    (found,) = read(path)
    assert found.reason.startswith(("not Parquet from here on", "cannot be read"))


def test_a_value_that_is_repeated_is_held_once(written):
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 200, pa.int32()), pa.array(["x" * 1_000_000]))
    before = pa.default_memory_pool().max_memory()
    assert sum(len(one.text) for one in read(written(text=repeated))) == 200_000_000
    assert pa.default_memory_pool().max_memory() < before + 50_000_000
