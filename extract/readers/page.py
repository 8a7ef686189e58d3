"""Saved web pages: the main text, with title, date, address and site name where the page states them."""

from __future__ import annotations

import logging

from extract.readers.encodings import marked_up_text
from extract.readers.extras import extra
from extract.readers.items import MAX_BYTES, Items, RefusedError, Source, make_article

PACKAGES = "trafilatura lxml_html_clean"
_LONGEST_PAGE = 2 * MAX_BYTES
_MOST_TAGS = 60_000  # a long article has some thousands; beyond this a page of table cells alone takes the library minutes


def read_html(source: Source) -> Items:
    """Yield the article of a page."""
    trafilatura = extra("trafilatura", PACKAGES, "web pages")
    document = extra("trafilatura.settings", PACKAGES, "web pages").Document
    page = marked_up_text(source, _LONGEST_PAGE, _MOST_TAGS)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of pages without an article, a BadItem says better
    # Without these settings a page that states no date is given the first of January.
    dates = {"extensive_search": False, "original_date": True}
    found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True, date_extraction_params=dates)
    if not isinstance(found, document) or not found.text:
        raise RefusedError("no article found on the page; copy its text into a .txt file")
    # The address that a page was had from is a fact; the one that it names is its own word.
    row = {"id": source.stem, "title": found.title, "text": found.text, "published": found.date, "url": source.url or found.url, "outlet": found.sitename}
    yield make_article(source, source.name, row)
