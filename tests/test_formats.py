"""Feeds, Telegram, pages in old encodings, archives: what people have, and what is made to do harm."""

from __future__ import annotations

import gzip
import io
import json
import stat
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_readers import PAGE, TEXT, items, lines, reasons, write

from extract.article import Article
from extract.readers import ENDINGS, BadItem, archive, page, texts
from extract.readers.registry import Origin, sniffed

# --- feeds -------------------------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>وكالة نموذج</title>
<item><title>غارات على مضايا</title><link>https://example.org/1</link><guid isPermaLink="false">17</guid>
<pubDate>Sat, 04 Jul 2015 22:30:00 GMT</pubDate>
<description>موجز</description>
<content:encoded><![CDATA[<p>قصفت طائرات <b>حربية</b> بلدة مضايا.</p><script>x()</script><p>وقُتل ثلاثة.</p>]]></content:encoded></item>
<item><title>بلا تاريخ</title><guid>https://example.org/2</guid><description>قصف &amp;laquo;عنيف&amp;raquo; على حلب</description></item>
<item><description>قصف على إدلب</description><pubDate>Sat, 04 Jul 2015 22:30:00</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>موقع نموذج</title><entry><id>tag:example.org,2016:5</id><link href="https://example.org/5"/>
<title>خبر</title>
<updated>2016-06-01T00:00:00Z</updated><published>2016-05-10T22:30:00Z</published><content type="html">&lt;p&gt;قصف&lt;/p&gt;</content></entry>
<entry><id>urn:x:6</id><title>خبر</title><updated>2016-06-01T00:00:00Z</updated><content>قصف</content></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "utf-16"])
def test_rss_gives_an_article_for_each_entry(tmp_path, encoding):
    pytest.importorskip("feedparser")
    first, second, third = items(write(tmp_path, "f.xml", RSS.format(encoding=encoding).encode(encoding)))
    assert (first.id, first.url, first.outlet, first.title) == ("https://example.org/1", "https://example.org/1", "وكالة نموذج", "غارات على مضايا")
    assert (first.text, first.published) == ("قصفت طائرات حربية بلدة مضايا.\nوقُتل ثلاثة.", date(2015, 7, 5))  # half past one at night in Damascus
    assert (second.id, second.text, second.published) == ("https://example.org/2", "قصف «عنيف» على حلب", None)
    assert third.where == "f.xml entry 3"
    assert "has no time zone" in third.reason


def test_atom_is_published_when_it_says_so_and_not_when_it_was_changed(tmp_path):
    pytest.importorskip("feedparser")
    first, second = items(write(tmp_path, "f.atom", ATOM))
    assert (first.id, first.published, first.url, first.text) == ("tag:example.org,2016:5", date(2016, 5, 11), "https://example.org/5", "قصف")
    assert second.published is None


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
FILES = '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE r SYSTEM "file:///etc/passwd"><rss version="2.0"/>'


@pytest.mark.parametrize("xml", [LAUGHS, FILES, "\n \ufeff" + LAUGHS, LAUGHS.encode("utf-16")])
def test_feeds_with_declarations_are_refused_before_they_are_read(tmp_path, xml, monkeypatch):
    feedparser = pytest.importorskip("feedparser")
    monkeypatch.setattr(feedparser, "parse", lambda *_args, **_options: pytest.fail("it was read"))
    (bad,) = items(write(tmp_path, "f.xml", xml))
    assert "document type" in bad.reason or "not XML" in bad.reason


@pytest.mark.parametrize(
    ("xml", "why"), [("<html><body>x</body></html>", "neither RSS nor Atom"), ("<rss version='2.0'/>", "without entries"), ("قصف", "not XML"), ("", "no")]
)
def test_what_is_no_feed_says_so(tmp_path, xml, why):
    pytest.importorskip("feedparser")
    assert why in reasons(items(write(tmp_path, "f.xml", xml)))[0]


def test_feeds_without_the_extra_say_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "feedparser", None)
    assert "-m pip install feedparser" in reasons(items(write(tmp_path, "f.rss", ATOM)))[0]


# --- Telegram ----------------------------------------------------------------------------------------------------------------

CHANNEL = {
    "name": "تنسيقية نموذج", "type": "public_channel", "id": 1234567, "username": "namuzaj",
    "messages": [
        {"id": 1, "type": "service", "action": "create_channel", "text": ""},
        {"id": 2, "type": "message", "date": "2016-05-11T01:30:00", "date_unixtime": "1462919400", "text": "قصف على حلب"},
        {"id": 3, "type": "message", "date_unixtime": "1462919400", "forwarded_from": "قناة أخرى",
         "text": ["عاجل: ", {"type": "bold", "text": "غارة"}, " على ", {"type": "hashtag", "text": "#إدلب"}]},
        {"id": 4, "type": "message", "date_unixtime": "1462919400", "photo": "photos/4.jpg", "text": ""},
        {"id": 5, "type": "message", "date": "2016-05-11T01:30:00", "text": "قصف"},
        {"id": 6, "type": "message", "date_unixtime": "253402300799", "text": "قصف"},
        "not a message",
        {"id": None, "type": "message", "text": "قصف"},
        {"id": 9, "type": "message", "date_unixtime": "1462919400", "text": [{"text": 7}]},
    ],
}  # fmt: skip


def test_telegrams_export_gives_an_article_for_each_message_with_words(tmp_path):
    found = items(write(tmp_path, "result.json", json.dumps(CHANNEL)))
    first, second = (item for item in found if isinstance(item, Article))
    assert (first.id, first.url, first.outlet) == ("telegram:1234567:2", "https://t.me/namuzaj/2", "تنسيقية نموذج")
    assert first.published == date(2016, 5, 11)  # 22:30 UTC the day before
    assert second.text == "عاجل: غارة على #إدلب"
    bad = {item.id: item.reason for item in found if isinstance(item, BadItem)}
    assert "has no date_unixtime" in bad.pop("telegram:1234567:5")
    assert "published '9999-12-31" in bad.pop("telegram:1234567:6")
    assert "neither a string nor a list" in bad.pop("telegram:1234567:9")
    assert bad.pop("telegram:1234567").startswith("1 messages of تنسيقية نموذج have no words")
    assert list(bad) == ["result.json message 7", "result.json message 8"]


def test_an_export_of_a_whole_account_holds_many_chats(tmp_path):
    other = {"name": "أخرى", "id": 7, "messages": [{"id": 2, "type": "message", "date_unixtime": "1462919400", "text": "قصف"}]}
    found = items(write(tmp_path, "result.json", json.dumps({"chats": {"list": [{**CHANNEL, "messages": CHANNEL["messages"][1:2]}, other]}})))
    assert [(item.id, item.url) for item in found] == [("telegram:1234567:2", "https://t.me/namuzaj/2"), ("telegram:7:2", "")]


@pytest.mark.parametrize("content", ["[]", "{}", '{"messages": 7}', '{"chats": {"list": [7, {}]}}', "[" * 100_000, '{"a": ' * 100_000, "{", b"\xff\xfe\x00"])
def test_other_json_is_refused_with_a_way_out(tmp_path, content):
    (bad,) = items(write(tmp_path, "x.json", content))
    assert "not an export of Telegram" in bad.reason or "not JSON" in bad.reason or "save it as UTF-8" in bad.reason


# --- encodings and hostile text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["iso-8859-6", "windows-1256"])
def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path, charset):
    pytest.importorskip("trafilatura")
    text = "قصفت طائرات حربية صباح اليوم بلدة مضايا في ريف دمشق ولم ترد أنباء عن إصابات"
    html = PAGE.format(meta=f'<meta charset="{charset}">', text=text).replace("©", "").encode(charset)
    (article,) = items(write(tmp_path, "p.html", html))
    assert "بلدة مضايا في ريف دمشق" in article.text


@pytest.mark.parametrize("codec", ["utf-7", "unicode_escape", "idna", "rot13", "zlib", "no-such-thing"])
def test_a_page_cannot_name_a_codec_that_makes_text_of_what_is_none(tmp_path, codec):
    pytest.importorskip("trafilatura")
    raw = f'<html><head><meta charset="{codec}"></head><body><p>\\u0642+AD4- '.encode() + b"\xff\xfe\x81 </p></body></html>"
    assert "save it as UTF-8" in reasons(items(write(tmp_path, "p.html", raw)))[0]


def test_utf_16_with_its_mark_is_read_line_by_line_and_cell_by_cell(tmp_path):
    row = json.dumps({"id": "a", "text": TEXT}, ensure_ascii=False)
    first, bad = items(write(tmp_path, "a.jsonl", f"{row}\r\n\n[]\n".encode("utf-16")))
    assert (first.text, bad.where) == (TEXT, "a.jsonl line 3")
    assert items(write(tmp_path, "a.csv", "id,text\n1,قصف\n".encode("utf-16")))[0].text == "قصف"


def test_marks_that_no_one_sees_stay_in_the_text_as_published(tmp_path):
    text = "قصف\u200d\u200c \u202eبلحل\u202c \u2066حلب\u2069\ufeff"
    assert items(lines(tmp_path, {"id": "a", "text": text}))[0].text == text


@pytest.mark.parametrize(
    "day", ["0000-01-01", "0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "9999-12-31T23:59:59-14:00", "-2016-05-10", "12016-05-10"]
)
def test_days_at_the_ends_of_the_calendar_are_refused(tmp_path, day):
    assert "published" in reasons(items(lines(tmp_path, {"id": "a", "text": TEXT, "published": day})))[0]


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_of_fifty_megabytes_is_one_bad_item(tmp_path, ending, encoding):
    path = write(tmp_path, f"a{ending}", f"id,text\na,{'a' * 50_000_000}\n".encode(encoding))
    assert "longer than" in items(path)[-1].reason


def test_numbers_of_a_million_digits_cost_only_their_line(tmp_path):
    path = write(tmp_path, "a.jsonl", f'{{"id": "a", "text": {"9" * 1_000_000}}}\n{{"id": "b", "text": "قصف", "x": 1e999}}\n')
    bad, good = items(path)
    assert "not JSON" in bad.reason
    assert good.id == "b"


# --- archives ----------------------------------------------------------------------------------------------------------------


def zipped(**members: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return made.getvalue()


def test_a_zip_gives_what_its_files_hold_and_each_its_own_hash(tmp_path):
    inner = json.dumps({"id": "j", "text": TEXT})
    content = zipped(
        **{"day/1.txt": TEXT, "day/pictures/1.jpg": b"\xff", "__MACOSX/day/1.txt": "x", "day/.hidden.txt": "x", "in.jsonl.gz": gzip.compress(inner.encode())}
    )
    first, second = items(write(tmp_path, "z.zip", content), published=date(2016, 5, 10))
    assert (first.id, first.text, first.published, first.provenance.file) == ("z.zip/day/1", TEXT, date(2016, 5, 10), "z.zip/day/1.txt")
    assert first.provenance.sha256 == items(write(tmp_path, "1.txt", TEXT))[0].provenance.sha256
    assert (second.id, second.provenance.file) == ("j", "z.zip/in.jsonl")


def test_a_gz_is_read_as_the_file_in_it(tmp_path):
    assert items(write(tmp_path, "note.txt.gz", gzip.compress(TEXT.encode())))[0].id == "note"
    row = json.dumps({"id": "a", "text": TEXT}).encode()
    (article,) = items(write(tmp_path, "download.gz", gzip.compress(row + b"\n")))  # no ending inside: told by its first bytes
    assert article.id == "a"


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "C:\\evil.txt", "a/../../evil.txt", "\\\\host\\evil.txt"])
def test_names_that_lead_out_of_an_archive_are_refused_and_nothing_is_written(tmp_path, name):
    folder = tmp_path / "only"
    folder.mkdir()
    bad, good = items(write(folder, "z.zip", zipped(**{name: "قصف", "good.txt": "قصف"})))
    assert "leads out of the archive" in bad.reason
    assert good.id == "z.zip/good"
    assert [path.name for path in tmp_path.rglob("*")] == ["only", "z.zip"]


def test_links_and_encrypted_files_in_a_zip_are_refused(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(link, "/etc/passwd")
        packed.writestr("secret.txt", "قصف")
    raw = bytearray(made.getvalue())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    assert reasons(items(write(tmp_path, "z.zip", bytes(raw)))) == ["is a link to another file", "is encrypted; unpack it yourself"]


def test_bombs_are_stopped_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "FREE", 1_000_000)
    zeros = b"0" * 5_000_000
    for name, content in {
        "b.txt.gz": gzip.compress(zeros),
        "b.zip": zipped(**{"a.txt": zeros}),
        "n.zip": zipped(**{"in.zip": zipped(**{"a.txt": zeros}), "b.txt": "x"}),
    }.items():
        (bad,) = items(write(tmp_path, name, content))
        assert "swells" in bad.reason


def test_archives_in_archives_end_somewhere(tmp_path):
    content = TEXT.encode()
    for _ in range(3):
        content = zipped(**{"in.zip": content}) if content[:2] == b"PK" else zipped(**{"a.txt": content})
    assert isinstance(items(write(tmp_path, "z.zip", content))[0], Article)
    (bad,) = items(write(tmp_path, "y.zip", zipped(**{"in.zip": content})))
    assert "an archive within 3 others" in bad.reason


def test_an_archive_of_too_many_files_stops(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    found = items(write(tmp_path, "z.zip", zipped(**{f"{n}.txt": "قصف" for n in range(5)})))
    assert [isinstance(item, Article) for item in found] == [True, True, True, False]
    assert "more than 3 files" in found[-1].reason


def test_a_broken_member_costs_only_itself(tmp_path):
    raw = bytearray(zipped(**{"a.txt": TEXT * 9, "b.txt": "قصف"}))
    raw[60:70] = b"x" * 10
    bad, good = items(write(tmp_path, "z.zip", bytes(raw)))
    assert "cannot be unpacked" in bad.reason
    assert good.text == "قصف"
    for name, content in {"a.zip": b"PK\x03\x04", "a.gz": gzip.compress(b"x" * 999)[:-9], "b.gz": b"x"}.items():
        (bad,) = items(write(tmp_path, name, content))
        assert "cannot be" in bad.reason


# --- web archives ------------------------------------------------------------------------------------------------------------


def warc(*answers: tuple[str, str, str, bytes]) -> bytes:
    """A web archive of (url, status, content type, body)."""
    warcwriter = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders").StatusAndHeaders
    made = io.BytesIO()
    writer = warcwriter.WARCWriter(made, gzip=True)
    for url, status, kind, body in answers:
        head = headers(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head)
        writer.write_record(record)
        record.raw_stream.close()
    return made.getvalue()


def test_a_web_archive_gives_its_pages_by_address(tmp_path):
    pytest.importorskip("trafilatura")
    html = PAGE.format(meta='<link rel="canonical" href="https://evil.example/">', text=TEXT)
    content = warc(
        ("https://example.org/a", "200 OK", "text/html; charset=windows-1256", html.encode("cp1256")),
        ("https://example.org/b.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://example.org/gone", "404 Not Found", "text/html", html.encode()),
        ("https://example.org/empty", "200 OK", "text/html", b"<html></html>"),
    )
    for name, packed in {"w.warc.gz": content, "w.warc": gzip.decompress(content)}.items():
        article, bad = items(write(tmp_path, name, packed))
        assert (article.id, article.url, article.title) == ("https://example.org/a", "https://example.org/a", "غارات على مضايا")
        assert article.provenance.file == "w.warc/https://example.org/a"
        assert (bad.id, bad.reason[:16]) == ("https://example.org/empty", "no article found")


@pytest.mark.parametrize("content", [b"", b"x", b"WARC/1.0\r\n\r\n"])
def test_a_web_archive_without_a_page_says_so(tmp_path, content):
    pytest.importorskip("warcio")
    (bad,) = items(write(tmp_path, "w.warc", content))
    assert "holds no web page" in bad.reason


def test_an_archive_without_a_file_that_can_be_read_says_so(tmp_path):
    (bad,) = items(write(tmp_path, "z.zip", zipped(**{"a.jpg": b"x", "folder/": b""})))
    assert "holds no file that can be read" in bad.reason


# --- any bytes whatever ------------------------------------------------------------------------------------------------------

STARTS = [
    b"",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\x00",
    b"WARC/1.0\r\n",
    b"PAR1",
    b"<rss version='2.0'><channel><item>",
    b"<html>",
    b'{"messages": [',
    b"\xff\xfe",
    b"id,text\n",
    b"<?xml version='1.0'?>",
]


@settings(max_examples=150)
@given(st.sampled_from(STARTS), st.binary(max_size=300) | st.text(max_size=100).map(str.encode), st.sampled_from(["", *ENDINGS]))
def test_any_bytes_in_any_reader_give_articles_or_reasons(start, rest, ending):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(start + rest)
        found = items(path, origin=Origin("x", "x", ending))
    assert all(isinstance(item, Article) or (isinstance(item, BadItem) and item.reason) for item in found)


@settings(max_examples=100)
@given(st.data())
def test_a_damaged_file_gives_articles_or_reasons(data):
    samples = {
        ".zip": zipped(**{"a.txt": TEXT, "b.jsonl": json.dumps({"id": "b", "text": TEXT})}), ".gz": gzip.compress(TEXT.encode()),
        ".json": json.dumps(CHANNEL).encode(),
        ".xml": RSS.format(encoding="utf-8").encode(), ".html": PAGE.format(meta="", text=TEXT).encode(),
        ".warc": gzip.decompress(warc(("https://example.org/a", "200 OK", "text/html", PAGE.format(meta="", text=TEXT).encode()))),
    }  # fmt: skip
    ending = data.draw(st.sampled_from(sorted(samples)))
    raw = bytearray(samples[ending])
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
        raw[at] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(bytes(raw[: data.draw(st.integers(1, len(raw)))]))
        assert all(isinstance(item, Article | BadItem) for item in items(path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<div>" * 50_000 + "قصف"), ("a.html", "<html><body " + "a='" * 200_000), ("a.xml", "<rss version='2.0'>" + "<item>" * 10_000),
        ("a.xml", "<rss version='2.0'><channel><item><description>" + "&lt;div&gt;" * 10_000 + "قصف</description></item></channel></rss>"),
        ("a.xml", "<!--" * 200_000),
        ("a.xml", "<a>" * 400_000), ("a.xml", "<a>" * 20_000), ("a.json", '{"messages": ' + "[" * 500_000), ("a.csv", "text\n" + '"' * 500_001),
    ],
)  # fmt: skip
def test_depth_and_repetition_are_borne(tmp_path, name, content):
    assert all(isinstance(item, Article | BadItem) for item in items(write(tmp_path, name, content)))


# --- files without an ending -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        ('{"id": "a", "text": "قصف"}\n{"id": "b"}\n', ".jsonl"),
        ('{\n "name": "x",\n "messages": []\n}', ".json"), ("\ufeff<?xml version='1.0'?>\n<rss>", ".xml"),
        ("<!DOCTYPE html><html>", ".html"), ("<?xml version='1.0'?><!DOCTYPE html>", ".html"), ("id,text\n1,قصف\n", ".csv"), (zipped(a="x"), ".zip"),
        (gzip.compress(b"x", mtime=0), ".gz"), ("WARC/1.0\r\n", ".warc"), ("قصف", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_format_is_told_by_its_first_bytes(tmp_path, content, ending):
    assert sniffed(write(tmp_path, "x", content)) == ending


def test_a_file_that_tells_nothing_is_refused(tmp_path):
    assert "nor known by its first bytes" in reasons(items(write(tmp_path, "x", "قصف")))[0]


def test_pages_too_long_to_be_one_are_refused(tmp_path, monkeypatch):
    pytest.importorskip("trafilatura")
    assert "at most 60,000" in reasons(items(write(tmp_path, "t.html", "<td>" * 60_001)))[0]
    monkeypatch.setattr(page, "_LONGEST_PAGE", 100)
    assert "at most 100" in reasons(items(write(tmp_path, "p.html", PAGE)))[0]
    assert texts.LONGEST_LINE == 40_000_000
