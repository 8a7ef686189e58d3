"""Folded words for comparing and searching: what of an article supports a report, and how a query is spelled for the index."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache

from extract.article import Article, Zone
from extract.records import Report
from gazetteer import latin
from gazetteer.names import readings, surfaces, without_article, word_key

_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HEARD = "qzx"  # no word begins so
_LONGEST_PARAGRAPH = 2_000
"""Code points on each side of the evidence in a text that has no line breaks."""


def folded(text: str) -> str:
    """Give the words of a text folded, without ال, one space between them."""
    return " ".join(map(word_key, surfaces(text)))


def parts(text: str) -> str:
    """Give the words that are left when attached particles (و ف ب ل ك) are split off, where there are any."""
    found = dict.fromkeys(word for surface in surfaces(text) for word in _after_particles(surface))
    return " ".join(found)


@lru_cache(maxsize=100_000)
def _after_particles(surface: str) -> tuple[str, ...]:
    return tuple(without_article(reading.word) for reading in readings(surface)[1:])


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range to the paragraph around it."""
    floor, ceiling = max(0, start - _LONGEST_PARAGRAPH), min(len(text), end + _LONGEST_PARAGRAPH)
    breaks = _breaks(text)
    before, after = bisect_left(breaks, start), bisect_left(breaks, end)
    first = breaks[before - 1] + 1 if before else 0
    return max(first, floor), min(breaks[after], ceiling) if after < len(breaks) else ceiling


@lru_cache(maxsize=4)
def _breaks(text: str) -> list[int]:
    """Where lines end in a text; of the article at hand, whose reports all ask."""
    return [found.start() for found in _BREAK.finditer(text)]


def support(article: Article, report: Report) -> str:
    """Give the paragraphs of the text that support a report, as published, in order; "" where only the title does."""
    spans = [one.span for one in report.evidence] + [place.mention.span for place in report.places]
    ranges = sorted({_paragraph(article.text, span.start, span.end) for span in spans if span.zone == "text"})
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return "\n".join(article.text[start:end] for start, end in merged)


def plain(text: str) -> str:
    """Take out the marks that set the direction of writing: in another program they could turn the words around a quote about."""
    return _DIRECTION.sub("", text)


def one_line(text: str, longest: int = 240) -> str:
    """Give foreign text as one line: no direction marks, no control characters, cut at a length in code points."""
    line = "".join(letter for letter in " ".join(plain(text).split()) if unicodedata.category(letter) not in {"Cc", "Cs"})
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def quote(article: Article, report: Report, longest: int = 240) -> str:
    """Give the short quote that goes with a report: the words around its evidence, at most `longest` code points, cut between words."""
    spans = sorted(one.span for one in report.evidence) or sorted(place.mention.span for place in report.places)
    zone: Zone = "text" if any(span.zone == "text" for span in spans) or not article.title else "title"
    whole = article.text if zone == "text" else article.title
    at = [span for span in spans if span.zone == zone]
    start, end = _paragraph(whole, at[0].start, at[0].end) if at else (0, len(whole))
    if at and at[0].start - start > longest // 2:
        start = whole.rfind(" ", start, at[0].start - longest // 3) + 1 or at[0].start
    found = whole[start:end].strip()
    if len(found) > longest:
        found = found[: longest - 1].rsplit(" ", 1)[0] + "…"
    return plain(" ".join(found.split()))


def names(report: Report) -> str:
    """Give the words by which people who do not write Arabic may look for a report: places, actors, type, what was hit."""
    heard: list[str] = []
    said: list[str] = [report.type, *report.initiators, *report.targets, *report.groups, *report.hit]
    for toponym in report.places:
        place = getattr(toponym.resolution, "place", None)
        said += [toponym.mention.surface, *((place.name_ar, place.name_en) if place else ())]
        heard += map(heard_as, latin.words(place.name_en) if place else ())
    return " ".join((folded(" ".join(dict.fromkeys(said))), *dict.fromkeys(filter(None, heard))))


def heard_as(word: str) -> str:
    """Give one spelling for the many in which a name is written in Latin letters (Idlib, Idleb), marked off from words as written; "" for other words."""
    sound = latin.fine(word) if latin.is_latin(word) else ""
    return f"{_HEARD}{sound}" if len(sound) > 2 else ""  # shorter ones sound like too much


def terms(wanted: str) -> list[tuple[str, bool]]:
    """Read a free-text query: folded words, all of which must occur, and whether they must stand so, or one may be the beginning of a longer word.

    Words between double quotes must stand together. None where the query holds no word at all.
    """
    found: list[tuple[str, bool]] = []
    for one in _QUOTED.finditer(wanted):
        if one.group(1):
            found += [(words, True)] if (words := folded(one.group(1))) else []
        else:
            found += [(word, False) for word in folded(one.group(2) or "").split()]
    return found
