"""Reading files: nothing altered, nothing guessed, one bad article costs only itself."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import Article, Provenance
from extract.readers import BadItem, read, texts
from extract.readers import items as reader_items

TEXT = "قصفت طائرات حربية، صباح اليوم، بلدة مضايا في ريف دمشق؛ ولم ترد أنباء عن إصابات.\r\nوقال الأهالي إنّ القصف «لم يتوقف» ليلاً"
READ_AT = "2026-01-02T03:04:05+00:00"


def items(path: Path, **options) -> list[Article | BadItem]:
    return list(read(path, read_at=READ_AT, **options))


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(folder: Path, *rows: object) -> Path:
    return write(folder, "in.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def reasons(found: list[Article | BadItem]) -> list[str]:
    return [item.reason for item in found if isinstance(item, BadItem)]


# --- text files -------------------------------------------------------------------------------------------------------------


def test_a_text_file_is_one_article_exactly_as_published(tmp_path):
    path = write(tmp_path, "نشرة-7.txt", TEXT)
    assert items(path, published=date(2015, 7, 4)) == [
        Article("نشرة-7", TEXT, published=date(2015, 7, 4), provenance=Provenance("نشرة-7.txt", hashlib.sha256(path.read_bytes()).hexdigest(), READ_AT))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
def test_the_encodings_of_arabic_give_the_same_text(tmp_path, encoding):
    (article,) = items(write(tmp_path, "a.txt", TEXT.encode(encoding)))
    assert article.text == TEXT


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-16-le"),
        TEXT.replace("«", "").replace("»", "").encode("iso8859-6"),
        "Русские самолёты нанесли удары по городу".encode("cp1251"),
        "Flygräder över staden Rastan, säger läkare på sjukhuset".encode("cp1252"),
        TEXT.encode() + b"\xff",
        TEXT.encode()[:-1],
        bytes(range(256)) * 40,
    ],
    ids=["utf-16 without mark", "iso8859-6", "cyrillic", "swedish", "broken utf-8", "cut-off utf-8", "binary"],
)
def test_anything_else_is_refused_with_a_way_out(tmp_path, content):
    (bad,) = items(write(tmp_path, "b.txt", content))
    assert isinstance(bad, BadItem)
    assert (bad.id, bad.where) == ("b", "b.txt")
    assert "save it as UTF-8" in bad.reason


def test_latin_names_and_quotation_marks_do_not_hide_windows_1256(tmp_path):
    text = "أعلنت Reuters أن صاروخ «توماهوك» (Tomahawk) أصاب café في الرقة – كما قيل"
    (article,) = items(write(tmp_path, "a.txt", text.encode("cp1256")))
    assert article.text == text


def test_empty_and_oversized_files_are_refused(tmp_path, monkeypatch):
    assert reasons(items(write(tmp_path, "a.txt", " \n"))) == ["text is missing or empty"]
    monkeypatch.setattr(reader_items, "MAX_BYTES", 100)
    assert "at most 200" in reasons(items(write(tmp_path, "b.txt", TEXT + TEXT)))[0]
    assert "at most 100" in reasons(items(write(tmp_path, "c.txt", "ح" * 60)))[0]
    assert reasons(items(write(tmp_path, "d.txt", "ح" * 50))) == []


def test_a_nul_character_is_refused_and_not_dropped(tmp_path):
    assert "NUL" in reasons(items(write(tmp_path, "a.txt", TEXT + "\0")))[0]


def test_unknown_endings_and_missing_files_are_items_too(tmp_path):
    assert "known: .jsonl, .csv, .txt, .html" in reasons(items(write(tmp_path, "a.docx", b"PK")))[0]
    assert "cannot be opened" in reasons(items(tmp_path / "gone.txt"))[0]


# --- JSON lines --------------------------------------------------------------------------------------------------------------


def test_jsonl_reads_every_field_and_ignores_unknown_keys(tmp_path):
    path = lines(
        tmp_path,
        {"id": "1", "title": "ع", "text": TEXT, "published": "2016-05-10", "url": "https://example.org/1", "outlet": "نموذج", "events": [1]},
        {"id": "2", "text": TEXT, "title": None},
    )
    first, second = items(path, published=date(2020, 1, 1))
    assert (first.title, first.text, first.published, first.url, first.outlet) == ("ع", TEXT, date(2016, 5, 10), "https://example.org/1", "نموذج")
    assert (second.title, second.published) == ("", date(2020, 1, 1))
    assert first.provenance == second.provenance == Provenance("in.jsonl", hashlib.sha256(path.read_bytes()).hexdigest(), READ_AT)


PRINTABLE = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=60)
FILLED = PRINTABLE.filter(str.strip)


@given(
    st.lists(
        st.tuples(FILLED, PRINTABLE, FILLED, st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)), PRINTABLE, PRINTABLE),
        max_size=5,
        unique_by=lambda row: row[0],
    ),
    st.booleans(),
)
def test_jsonl_round_trip(rows, escaped):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        with path.open("w", encoding="utf-8", newline="") as file:
            for name, title, text, published, url, outlet in rows:
                row = {"id": name, "title": title, "text": text, "published": published and published.isoformat(), "url": url, "outlet": outlet}
                file.write(json.dumps(row, ensure_ascii=escaped) + "\r\n")
        found = items(path)
    assert [(a.id, a.title, a.text, a.published, a.url, a.outlet) for a in found] == rows


@given(st.binary(max_size=200), st.sampled_from([".jsonl", ".csv", ".txt"]))
def test_no_content_whatever_raises(content, ending):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(content)
        assert all(isinstance(item, Article | BadItem) for item in items(path))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": TEXT}, "id is missing"),
        ({"id": 17, "text": TEXT}, "id must be a string, is 17"),
        ({"id": "x"}, "text is missing"),
        ({"id": "x", "text": " \n"}, "text is missing or empty"),
        ({"id": "x", "text": ["سطر"]}, 'text must be a string, is ["سطر"]'),
        ({"id": "x", "text": TEXT, "title": {}}, "title must be a string"),
        ({"id": "x", "text": TEXT, "published": 2016}, "published must be a string"),
        ({"id": "x", "text": "قصف\0"}, "a NUL character at position 4"),
        (["قصف"], "not a JSON object"),
        (None, "not a JSON object"),
    ],
)
def test_a_bad_line_is_reported_with_its_number_and_the_rest_is_read(tmp_path, row, reason):
    first, bad, last = items(lines(tmp_path, {"id": "a", "text": TEXT}, row, {"id": "b", "text": TEXT}))
    assert (first.id, last.id) == ("a", "b")
    assert bad.where == "in.jsonl line 2"
    assert reason in bad.reason
    assert bad.id == ("x" if isinstance(row, dict) and row.get("id") == "x" else "in.jsonl line 2")
    assert bad.problem == f"in.jsonl line 2: {bad.reason}"


def test_half_an_emoji_is_refused(tmp_path):
    path = write(tmp_path, "in.jsonl", '{"id": "a", "text": "قصف \\ud83d"}\n{"id": "b", "text": "قصف \\ud83d\\udea8"}\n')
    bad, good = items(path)
    assert "lone surrogate U+D83D" in bad.reason
    assert good.text == "قصف 🚨"


def test_broken_lines_cost_only_themselves(tmp_path):
    good = json.dumps({"id": "a", "text": TEXT}, ensure_ascii=False).encode()
    path = write(tmp_path, "in.jsonl", b"\xef\xbb\xbf" + good + b'\n\n{"id": "b", "text"\n{"id": "c", "text": "\xff"}\n' + b"[" * 100_000 + b"\n" + good)
    found = items(path)
    assert [getattr(item, "where", "") for item in found] == ["", "in.jsonl line 3", "in.jsonl line 4", "in.jsonl line 5", "in.jsonl"]
    assert "not JSON" in found[1].reason
    assert "not UTF-8 at byte 22" in found[2].reason
    assert "a second article with the id 'a'" in found[4].reason


def test_an_endless_line_is_skipped_without_being_held(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "LONGEST_LINE", 200)
    path = lines(tmp_path, {"id": "long", "text": "ح" * 900}, {"id": "b", "text": "قصف"})
    bad, good = items(path)
    assert "is this one article?" in bad.reason
    assert good.id == "b"


def test_windows_1256_json_lines(tmp_path):
    path = write(tmp_path, "in.jsonl", json.dumps({"id": "a", "text": TEXT}, ensure_ascii=False).encode("cp1256"))
    assert items(path)[0].text == TEXT


# --- dates -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-07-31", date(2019, 7, 31)),
        ("", None),
        (None, None),
        ("2019-07-31T22:30:00Z", date(2019, 8, 1)),  # summer time in Damascus: three hours ahead
        ("2019-12-31T21:30:00+00:00", date(2019, 12, 31)),
        ("2023-12-31T21:30:00+00:00", date(2024, 1, 1)),  # since October 2022 three hours ahead all year
        ("2019-08-01 00:30:00+03:00", date(2019, 8, 1)),
    ],
)
def test_published_is_a_day_in_damascus(tmp_path, written, day):
    assert items(lines(tmp_path, {"id": "a", "text": TEXT, "published": written}))[0].published == day


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2019-07-31T22:30:00", "has no time zone"),
        ("20190731", "has no time zone"),
        ("2019-02-30", "is no date"),
        ("31/7/2019", "is no date"),
        ("أمس", "is no date"),
        ("٢٠١٩-٠٧-٣١", "is no date"),
        ("0001-01-01T00:00:00+14:00", "is no date"),
    ],
)
def test_a_date_that_would_have_to_be_guessed_is_refused(tmp_path, written, why):
    (bad,) = items(lines(tmp_path, {"id": "a", "text": TEXT, "published": written}), published=date(2020, 1, 1))
    assert bad.id == "a"
    assert why in bad.reason


# --- CSV ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_quoted_line_breaks(tmp_path, encoding, delimiter):
    rows = ["ID,Text,published,extra", f'a,"{TEXT}, ""نعم""",2016-05-10,1', "", ",قصف,,2"]
    content = "\r\n".join(row.replace(",", delimiter) for row in rows)
    first, second = items(write(tmp_path, "in.csv", content.encode(encoding)))
    assert (first.id, first.text, first.published) == ("a", f'{TEXT}{delimiter} "نعم"', date(2016, 5, 10))
    assert (second.id, second.text, second.published) == ("in:3", "قصف", None)


def test_csv_problems_are_named(tmp_path):
    assert "the header must name" in reasons(items(write(tmp_path, "a.csv", "id,title\n1,قصف\n")))[0]
    assert "it is empty" in reasons(items(write(tmp_path, "b.csv", "")))[0]
    assert "the header must name" in reasons(items(write(tmp_path, "c.csv", "id,text,text\n1,قصف,قصف\n")))[0]
    found = items(write(tmp_path, "d.csv", 'id,text\n1,قصف, غارة\n2,\n3,قصف\n4,"قصف" عنيف\n'))
    assert [getattr(item, "where", item.id) for item in found] == ["d.csv line 2", "d.csv line 3", "3", "d.csv line 5"]
    assert "3 cells under a header of 2" in found[0].reason
    assert "not CSV from here on" in found[3].reason


def test_csv_holds_articles_longer_than_the_module_allows_by_default(tmp_path):
    text = "قصف " * 60_000
    assert items(write(tmp_path, "a.csv", f"id,text\n1,{text}\n"))[0].text == text


# --- web pages ---------------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="ar"><head><title>غارات على مضايا</title>{meta}</head><body><nav><a href="/">الرئيسية</a></nav>
<article><h1>غارات على مضايا</h1><p>{text}</p><p>وأفاد مسعفون بأن ثلاث عائلات نزحت ليلاً من الحي الشرقي باتجاه بلدة بقين المجاورة بعد تجدد القصف.</p></article>
<footer>© 2031 موقع نموذج</footer></body></html>"""
DATED = '<meta property="article:published_time" content="2015-07-04T10:00:00+03:00"><meta property="og:site_name" content="موقع نموذج">'


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_a_page_gives_its_main_text_title_and_date(tmp_path, encoding):
    pytest.importorskip("trafilatura")
    (article,) = items(write(tmp_path, "page.html", PAGE.format(meta=DATED, text=TEXT).encode(encoding)), published=date(2020, 1, 1))
    assert (article.id, article.title, article.published, article.outlet) == ("page", "غارات على مضايا", date(2015, 7, 4), "موقع نموذج")
    assert "بلدة مضايا في ريف دمشق" in article.text
    assert "بقين" in article.text
    assert "الرئيسية" not in article.text


def test_a_page_without_a_date_is_not_given_one(tmp_path):
    pytest.importorskip("trafilatura")
    path = write(tmp_path, "page.html", PAGE.format(meta="", text=TEXT))
    assert items(path)[0].published is None
    assert items(path, published=date(2020, 1, 1))[0].published == date(2020, 1, 1)


def test_a_page_without_an_article(tmp_path):
    pytest.importorskip("trafilatura")
    assert "no article found" in reasons(items(write(tmp_path, "page.html", "<html><body></body></html>")))[0]


def test_pages_without_the_extra_say_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert "-m pip install trafilatura lxml_html_clean" in reasons(items(write(tmp_path, "page.html", PAGE.format(meta="", text=TEXT))))[0]


# --- what ships --------------------------------------------------------------------------------------------------------------


def test_the_sample_reports_are_readable():
    found = items(Path(__file__).parent.parent / "samples" / "reports.jsonl")
    assert len(found) >= 64
    assert all(isinstance(item, Article) for item in found)
