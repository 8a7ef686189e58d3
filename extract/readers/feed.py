"""RSS and Atom files: an article for each entry, with the text that the feed itself holds. Links are not followed."""

from __future__ import annotations

import hashlib
import io
from email.utils import parsedate_to_datetime
from typing import Any
from xml.parsers import expat

from extract.readers.encodings import marked_up_text
from extract.readers.extras import extra
from extract.readers.items import MAX_BYTES, BadItem, Items, RefusedError, Source, make_article

_LONGEST_FEED = 2 * MAX_BYTES
_MOST_TAGS = 300_000  # the library takes some 30 microseconds for each
_BLOCKS = frozenset({"address", "article", "aside", "blockquote", "br", "div", "dd", "dl", "dt", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6",
                     "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"})  # fmt: skip
_NOT_PROSE = ("script", "style", "noscript", "template", "iframe")


def read_feed(source: Source) -> Items:
    """Yield an article for each entry: id from the entry, outlet from the feed, published only where the entry states it with a time zone."""
    feedparser = extra("feedparser", "feedparser", "feeds")
    extra("lxml.html", "lxml", "feeds")
    xml = marked_up_text(source, _LONGEST_FEED, _MOST_TAGS).lstrip()
    _refuse_declarations(xml)
    # A stream, because a string may be taken for an address and asked for. Its markup is ours to take out.
    parsed = feedparser.parse(
        io.BytesIO(xml.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise RefusedError("neither RSS nor Atom; is this the address of a page, not of its feed?")
    if not parsed.entries:
        raise RefusedError("a feed without entries")
    outlet = parsed.feed.get("title", "")
    for number, entry in enumerate(parsed.entries, 1):
        yield _article(source, f"{source.name} entry {number}", entry, outlet)


def _article(source: Source, where: str, entry: Any, outlet: str) -> Any:  # noqa: ANN401  # the library's dictionary with attributes
    body = next((part.get("value", "") for part in entry.get("content", ()) if part.get("value")), "") or entry.get("summary", "")
    try:
        title, text = _prose(entry.get("title", "")), _prose(body)
    except ValueError as error:  # lxml's word for characters that no XML may hold
        return BadItem(where, where, f"markup that cannot be read: {error}")
    row = {"title": title, "text": text, "published": _iso(entry.get("published", "")), "url": entry.get("link", ""), "outlet": outlet}
    return make_article(source, where, row | {"id": _identity(source, entry, f"{title}\n{text}")})


def _identity(source: Source, entry: Any, words: str) -> str:  # noqa: ANN401
    """Give an id that is the same tomorrow, when the entry stands further down: what the feed calls it, its link, or its words."""
    own, link = entry.get("id", ""), entry.get("link", "")
    if "://" in own or own.startswith(("tag:", "urn:")):
        return str(own)
    if link or own:
        return str(link or f"{source.stem}:{own}")
    return f"{source.stem}:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _iso(written: str) -> str:
    """Give the date of a mail (RSS) in ISO form; any other stays as it is and is judged as such."""
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return written


def _prose(markup: str) -> str:
    """Give the words of a piece of HTML, a line for each block."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import html  # noqa: PLC0415  # an extra, asked for above

    if not markup.strip():
        return ""
    tree = html.document_fromstring(f"<div>{markup}</div>")
    for element in list(tree.iter(*_NOT_PROSE)):
        element.drop_tree()
    for element in tree.iter():
        if element.tag in _BLOCKS:
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n".join(line for line in lines if line)


class _PrologReadError(Exception):
    """The first element was reached; what follows is no prolog."""


def _refuse_declarations(xml: str) -> None:
    """Refuse a document type, with which a few lines swell to gigabytes ("billion laughs") or name files to be read. No feed needs one."""

    def refuse(*_: object) -> None:
        raise RefusedError("declares a document type (DTD), which could hide entities that swell or read files; take the <!DOCTYPE ...> out")

    def stop(*_: object) -> None:
        raise _PrologReadError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(xml, True)  # noqa: FBT003  # expat's signature
    except _PrologReadError:
        return
    except expat.ExpatError as error:
        raise RefusedError(f"not XML: {error}") from error
    raise RefusedError("no element in it; is this a feed?")
