"""Names of private persons that are not to be shown: `masks.csv` in the workspace, with the columns name and reason.

The snapshot applies them as it is opened, so that no page and no export ever meets the name. What was published stays in the ledger as it is.
A name is found by its folded words, in any spelling and with attached particles; it stands for itself wherever its words follow each other.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

from events.columns import each, replaced
from events.records import CardReport, Conflict, Event, EventCard, Review
from extract.article import Article, Span
from extract.records import Report, Resolution, Unresolved
from gazetteer.names import Token, fold, readings, tokens, without_article
from gazetteer.places import RasdError

FILE = "masks.csv"
COLUMNS = ["name", "reason"]
NAME_MARKS = ("[اسم محجوب]", "[name withheld]")
_TEXTS = ("weapons", "sources", "outlets", "quotes", "places_ar", "places_en", "surface", "detail", "weapon", "source", "outlet", "quote", "why", "conflict")
_URLS = ("urls", "url")
_MOST_BYTES = 1_000_000


class MaskError(RasdError, ValueError):
    """The file of masks breaks its contract; the message names file, line, value and the way out."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A text with names covered, and where they stood. cuts: start, end and mark of each, in code points of the text as published."""

    text: str
    cuts: tuple[tuple[int, int, str], ...]

    def moved(self, span: Span) -> Span:
        """Give where a span of the published text stands in the covered one; a span that cuts into a name covers its mark."""
        return span._replace(start=self._moved(span.start, at_end=False), end=self._moved(span.end, at_end=True))

    def _moved(self, at: int, *, at_end: bool) -> int:
        shift = 0
        for start, end, mark in self.cuts:
            if at <= start:
                break
            if at < end:
                return start + shift + (len(mark) if at_end else 0)
            shift += len(mark) - (end - start)
        return at + shift


@dataclass(frozen=True)
class Masks:
    """Names that are covered. names: the folded words of each; marks: what stands in their place, in Arabic and in Latin letters."""

    names: frozenset[tuple[str, ...]] = frozenset()
    marks: tuple[str, str] = NAME_MARKS

    @classmethod
    def of(cls, names: Iterable[str], marks: tuple[str, str] = NAME_MARKS) -> Masks:
        """Make masks of names as written; one without a word masks nothing."""
        return cls(frozenset(filter(None, map(_words, names))), marks)

    def __bool__(self) -> bool:
        """Whether there is anything to cover."""
        return bool(self.names)

    @cached_property
    def digest(self) -> str:
        """Tell one set of masks from another, "" for none."""
        return hashlib.sha256(repr(sorted(self.names)).encode()).hexdigest()[:8] if self.names else ""

    @cached_property
    def _by_first_word(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self.names, key=len, reverse=True):
            found.setdefault(words[0], []).append(words)
        return found

    def covered(self, text: str) -> Covered:
        """Cover the names in a text."""
        cuts = tuple(self._cuts(text)) if self.names else ()
        parts, last = [], 0
        for start, end, mark in cuts:
            parts += [text[last:start], mark]
            last = end
        return Covered("".join([*parts, text[last:]]), cuts)

    def text(self, text: str) -> str:
        """Give a text with the names covered."""
        return self.covered(text).text

    def url(self, url: str) -> str:
        """Give an address, or the mark alone where a name stands in it."""
        cuts = self.covered(unquote(url)).cuts
        return cuts[0][2] if cuts else url

    def table(self, table: pa.Table) -> pa.Table:
        """Cover the names in a table of the snapshot."""
        return replaced(replaced(table, _TEXTS, each(self.text)), _URLS, each(self.url)) if self.names else table

    def card(self, card: EventCard) -> EventCard:
        """Cover the names on a card; evidence points at the same words as before."""
        if not self.names:
            return card
        return replace(card, event=self._event(card.event), reports=tuple(map(self._card_report, card.reports)), reviews=tuple(map(self._review, card.reviews)))

    def _cuts(self, text: str) -> Iterator[tuple[int, int, str]]:
        words = list(tokens(text))
        at = 0
        while at < len(words):
            cut = self._name_at(words, at)
            if cut is None:
                at += 1
                continue
            length, skip = cut
            yield words[at].start + skip, words[at + length - 1].end, self.marks[words[at].kind == "latin"]
            at += length

    def _name_at(self, words: list[Token], at: int) -> tuple[int, int] | None:
        """Give the number of words of the name that begins here, and how many characters of the first one are an attached particle."""
        for reading in readings(words[at].surface):
            for name in self._by_first_word.get(_bare(reading.word), ()):
                if name[1:] == tuple(_bare(fold(word.surface)) for word in words[at + 1 : at + len(name)]):
                    return len(name), reading.skip
        return None

    def _event(self, event: Event) -> Event:
        places = tuple(replace(place, surface=self.text(place.surface), resolution=self._unresolved(place.resolution)) for place in event.places)
        return replace(
            event,
            weapons=tuple(map(self.text, event.weapons)),
            sources=tuple(map(self.text, event.sources)),
            outlets=tuple(map(self.text, event.outlets)),
            quotes=tuple(map(self.text, event.quotes)),
            urls=tuple(map(self.url, event.urls)),
            places=places,
            conflicts=self._conflicts(event.conflicts),
        )

    def _conflicts(self, conflicts: tuple[Conflict, ...]) -> tuple[Conflict, ...]:
        return tuple(replace(one, kept=self.text(one.kept), other=self.text(one.other)) for one in conflicts)

    def _card_report(self, one: CardReport) -> CardReport:
        article, title, text = one.article, self.covered(one.article.title), self.covered(one.article.text)
        shown = replace(article, title=title.text, text=text.text, outlet=self.text(article.outlet), url=self.url(article.url))
        zones = {"title": title, "text": text}
        machine = self._report(one.machine, shown, zones)
        return replace(one, article=shown, report=self._report(one.report, shown, zones), machine=machine, why=self.text(one.why),
                       conflicts=self._conflicts(one.conflicts))  # fmt: skip

    def _report(self, report: Report, shown: Article, zones: dict[str, Covered]) -> Report:
        evidence = tuple(one._replace(span=zones[one.span.zone].moved(one.span)) for one in report.evidence)
        places = []
        for place in report.places:
            span = zones[place.mention.span.zone].moved(place.mention.span)
            mention = replace(place.mention, span=span, surface=(shown.title if span.zone == "title" else shown.text)[span.start : span.end])
            places.append(replace(place, mention=mention, resolution=self._unresolved(place.resolution)))
        texts = (self.text(report.weapon), self.text(report.source), self.text(report.date_phrase))
        return replace(report, evidence=evidence, places=tuple(places), weapon=texts[0], source=texts[1], date_phrase=texts[2])

    def _unresolved(self, resolution: Resolution) -> Resolution:
        return replace(resolution, detail=self.text(resolution.detail)) if isinstance(resolution, Unresolved) else resolution

    def _review(self, review: Review) -> Review:
        changes = tuple((field, self._json(old), self._json(new)) for field, old, new in review.changes)
        return replace(review, why=self.text(review.why), changes=changes)

    def _json(self, text: str) -> str:
        return json.dumps(self._value(json.loads(text)))

    def _value(self, value: Any) -> Any:  # noqa: ANN401  # JSON
        """Cover the names in the texts of a JSON value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return {key: self._value(one) for key, one in value.items()} if isinstance(value, dict) else value


def read_masks(home: Path) -> Masks:
    """Read the masks of a workspace; none where it has no such file. Raises MaskError."""
    path = home / FILE
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Masks()
    if len(raw) > _MOST_BYTES:
        raise MaskError(f"{path}: {len(raw):,} bytes; a list of names has at most {_MOST_BYTES:,}; take out what is no name")
    try:
        lines = csv.reader(raw.decode("utf-8-sig").splitlines(), strict=True)
        header = next(lines, [])
        if header != COLUMNS:
            raise MaskError(f"{path} line 1: {','.join(header)!r} is not the heading; write: {','.join(COLUMNS)}")
        return Masks(frozenset(_name(row, f"{path} line {lines.line_num}") for row in lines if row))
    except UnicodeDecodeError as error:
        raise MaskError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except csv.Error as error:
        raise MaskError(f"{path} line {lines.line_num}: {error}; put a name that holds commas or quotes between double quotes") from error


def _name(row: list[str], where: str) -> tuple[str, ...]:
    if len(row) != len(COLUMNS):
        raise MaskError(f"{where}: {','.join(row)!r} has {len(row)} cells; write a name and a reason, with one comma between them")
    words = _words(row[0])
    if not words:
        raise MaskError(f"{where}: {row[0]!r} holds no word; write the name as it stands in the text, or take the line out")
    return words


def _words(name: str) -> tuple[str, ...]:
    return tuple(_bare(fold(token.surface)) for token in tokens(name))


def _bare(folded: str) -> str:
    return without_article(folded.replace("’", "'").removesuffix("'s"))
