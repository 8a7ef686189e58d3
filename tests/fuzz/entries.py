"""Where bytes that anyone may have written come in, one function each: it returns, or raises where the promise is broken.

The promise: whatever the bytes, what is good is taken, what is bad is refused with a reason, and nothing else happens. Used by the tests beside
this file and by bench/fuzz.py.
"""

# ruff: noqa: PT017  # a refusal is no failure here, but it must say something
from __future__ import annotations

import atexit
import gzip
import io
import json
import socket
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs

import factories as make
from test_pipeline import PIECES, check
from test_review_exchange import line as review_line

from dashboard import data as dashboard_data
from dashboard.filters import from_query, in_order, to_query
from events.ingest import ingest
from events.query import Snapshot
from events.review_exchange import read_review
from events.shapes import polygon_of_geojson, read_bounds, read_near
from events.workspace import Workspace
from extract.article import Article
from extract.phrases import Phrases
from extract.readers import BadItem, read
from extract.readers.fetch import FetchError, fetch, is_public
from extract.tables import forms, read_table
from extract.vocabulary import EVENT_TYPES
from extract.words import words
from gazetteer.overlay import COLUMNS, add_row, read_overlay
from gazetteer.places import SYRIA_BOX, RasdError

Entry = Callable[[bytes], None]
GOOD = {"id": "good", "text": "شن الطيران الحربي غارة على خان طومان", "published": "2016-05-10"}
ODD = "\0\u200b\u200d\u202e\u2066\ufeff\u0640\u064b\u0670\ud800\U0001f4a3<>&\"'`${}[]()=+-@|\\/%;:,.\n\r\t٠١٢٣٩0129٪"
_SCRATCH = Path(tempfile.gettempdir())


@contextmanager
def _file(content: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rasd-fuzz-", dir=_SCRATCH) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def _items(content: bytes, ending: str) -> list[Article | BadItem]:
    """Read a file; whatever comes out can be stored, and a refusal has its reason."""
    with _file(content, f"x{ending}") as path:
        found = list(read(path))
    assert found or ending in {".jsonl", ".csv", ".json"}, "silence"  # which may hold no line or message
    for item in found:
        if isinstance(item, Article):
            f"{item.id}{item.title}{item.text}{item.url}{item.outlet}".encode()
            assert item.id.strip()
            assert item.text.strip()
            assert "\0" not in item.text
            assert item.published is None or 1900 <= item.published.year <= 2100
        else:
            assert item.reason
            assert item.where
    return found


def _reader(ending: str) -> Entry:
    def run(content: bytes) -> None:
        _items(content, ending)

    return run


def batch(content: bytes) -> None:
    """A bad line of JSON lines costs only itself."""
    good = json.dumps(GOOD).encode()
    bad = content.replace(b"\n", b" ")
    if bad[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return  # the mark of UTF-16 would speak for the whole file
    found = _items(b"\n".join((good, bad, good.replace(b"good", b"last"))), ".jsonl")
    assert {"good", "last"} <= {item.id for item in found if isinstance(item, Article)}


def packed(content: bytes) -> None:
    """A zip whose members are named and filled from the bytes; a good member is read whatever stands beside it."""
    name, _, inner = content.partition(b"\n")
    whole = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name may stand in an archive twice
        archive.writestr("good.txt", GOOD["text"])
        archive.writestr(name.decode("utf-8", "replace").replace("\0", "") or "x", inner)
        archive.writestr("packed.jsonl.gz", gzip.compress(inner, 1))
    found = _items(whole.getvalue(), ".zip")
    assert any(isinstance(item, Article) and item.text == GOOD["text"] for item in found)


def text_of(content: bytes) -> str:
    """A text of words that the rules know, of odd characters, and of letters: two hundred bytes stand for words, the others for the odd ones."""
    return " ".join(PIECES[byte % len(PIECES)] if byte < 200 else ODD[(byte - 200) % len(ODD)] for byte in content[:400])


def news(content: bytes) -> None:
    """Text → extraction, news-like."""
    check(Article("fuzz", text_of(content) or " ", text_of(content[400:]), None))


def text(content: bytes) -> None:
    """Text → extraction, any characters."""
    check(Article("fuzz", content.decode("utf-8", "surrogateescape"), "", None))


@cache
def _known() -> dict[str, Any]:
    return {place.id: place for place in (make.KHAN_TUMAN, make.ALEPPO, make.IDLEB)}


def overlay(content: bytes) -> None:
    """A whole overlay: read, or refused with file and line."""
    with _file(",".join(COLUMNS).encode() + b"\n" + content, "overlay.csv") as path:
        try:
            found = read_overlay(path, _known())
        except RasdError as error:
            assert "overlay.csv" in str(error)
            return
    west, south, east, north = SYRIA_BOX
    for place in found.places:
        assert south <= place.lat <= north
        assert west <= place.lon <= east
        assert 0 < place.precision_km <= 300


def overlay_row(content: bytes) -> None:
    """A row that is added: the file can be read afterwards, and a refused row leaves it as it was."""
    cells = dict(zip(COLUMNS, content.decode("utf-8", "surrogateescape").split("\x1f"), strict=False))
    with _file(b"", "overlay.csv") as path:
        path.unlink()
        add_row(path, {"id": "C1015", "names": "خان تومان"}, _known())
        before = path.read_bytes()
        try:
            add_row(path, cells, _known())
        except RasdError:
            assert path.read_bytes() == before
        read_overlay(path, _known())
        assert [one.name for one in path.parent.iterdir()] == ["overlay.csv"]


def lexicon(content: bytes) -> None:
    """A table of the lexicon: read, or refused with its line; what is read can be looked for."""
    with _file(b"phrase,type,role,example,counter_example\n" + content, "t.csv") as path:
        try:
            rows = read_table("t.csv", ["type", "role"], path.parent)
            for row in rows:
                phrases: Phrases[str] = Phrases()
                for form in forms(row["phrase"]):
                    phrases.add(form, row["phrase"])
                list(phrases.find(words(row["example"])))
                row.one_of("type", EVENT_TYPES, empty=True)
        except RasdError as error:
            assert "t.csv" in str(error) or "phrase " in str(error)


def link(content: bytes) -> None:
    """A query of a link: what is known is read and told from what is not, and writing it gives a link that says the same."""
    query = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)
    state, problems = from_query(query, dashboard_data.areas())
    for problem in problems:
        assert problem.message(_english())
    again, _ = from_query(to_query(state), dashboard_data.areas())
    assert replace(again, view=None) == replace(state, view=None)  # where the map stands is rounded in a link
    assert to_query(again) == to_query(state)


@cache
def _english() -> Any:
    from dashboard.text import words as language  # noqa: PLC0415

    return language("en")


@cache
def _snapshot() -> Snapshot:
    folder = tempfile.TemporaryDirectory(prefix="rasd-fuzz-")
    atexit.register(folder.cleanup)
    workspace = Workspace(Path(folder.name) / "home")
    articles, reports = make.world(40)
    ingest(workspace, articles, reader=make.reader(reports))
    return Snapshot(workspace)


def query(content: bytes) -> None:
    """The filters of a link, asked of a snapshot: an answer or a refusal, and the data are still there."""
    state, _ = from_query(parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True), dashboard_data.areas())
    filters = in_order(state.filters)
    with suppress(RasdError):
        filters.check()
        found = _snapshot().counts(filters)
        assert 0 <= found.shown <= found.total
        assert found.total > 0


def review(content: bytes) -> None:
    """A line of reviews: one, or refused."""
    with suppress(RasdError):
        read_review(content)


def review_signed(content: bytes) -> None:
    """A line of reviews that bears the right hash for what it says, with other values than a good one."""
    with suppress(ValueError, RecursionError):
        changed = json.loads(content.decode("utf-8", "replace"))
        if isinstance(changed, dict):
            review(review_line(changed))


def shape(content: bytes) -> None:
    """A circle, a rectangle or a polygon: read, or refused."""
    written = content.decode("utf-8", "replace")
    for reader in (read_near, read_bounds, polygon_of_geojson):
        with suppress(RasdError):
            reader(written)


def address(content: bytes) -> None:
    """An address to fetch whose name leads into the user's own network: always refused, and nothing is asked."""
    url = content.decode("utf-8", "replace")
    is_public(url)
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))]
    with mock.patch("socket.getaddrinfo", return_value=inside), mock.patch("socket.create_connection", side_effect=AssertionError("it was asked")):
        try:
            fetch(url)
        except FetchError as error:
            assert str(error)
        else:
            raise AssertionError("nothing was refused")


ENTRIES: dict[str, Entry] = {
    "jsonl": _reader(".jsonl"), "csv": _reader(".csv"), "txt": _reader(".txt"), "html": _reader(".html"), "feed": _reader(".xml"),
    "telegram": _reader(".json"), "zip": _reader(".zip"), "gz": _reader(".gz"), "warc": _reader(".warc"),
    "batch": batch, "packed": packed, "news": news, "text": text, "overlay": overlay, "overlay_row": overlay_row, "lexicon": lexicon,
    "link": link, "query": query, "review": review, "review_signed": review_signed, "shape": shape, "address": address,
}  # fmt: skip
