"""What all readers share: the file they read, the articles they make of it, and the items that they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from extract.article import Article, Provenance

FIELDS = ("id", "title", "text", "published", "url", "outlet")
MAX_BYTES = 10_000_000
"""The longest article, title and text together, in bytes of UTF-8."""

CHUNK = 1 << 20
_DAMASCUS = ZoneInfo("Asia/Damascus")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARS = range(1900, 2101)  # years like 1 and 9999 stand for "unknown" in many systems, and reckoning with them leaves the calendar
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class BadItem:
    """An article that could not be read. id: the caller's id if it was legible, else `where`; where: file name and line."""

    id: str
    where: str
    reason: str

    @property
    def problem(self) -> str:
        """Give place and reason in one sentence."""
        return f"{self.where}: {self.reason}"

    @property
    def told(self) -> str:
        """Give the id too, where there is one."""
        return self.problem if self.id == self.where else f"{self.id}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and what is known of it before its articles are.

    name: what people call it (file name, archive/member, address). stem: id of the article where the file is one. published: for articles that
    carry no date. charset: as declared outside the file, "" if nowhere. url: the address that it was had from, "" if none.
    """

    path: Path
    name: str
    stem: str
    provenance: Provenance
    published: date | None = None
    charset: str = ""
    url: str = ""


Items = Iterator[Article | BadItem]


class RefusedError(ValueError):
    """A value or a file that cannot be an article; the message says why."""


def make_article(source: Source, where: str, row: Mapping[str, object]) -> Article | BadItem:
    """Check a row and make the article; unknown keys are ignored."""
    name = row.get("id")
    try:
        values = _checked(row)
        published = _day(values["published"]) or source.published
    except RefusedError as refused:
        legible = isinstance(name, str) and name.strip() and not _UNSTORABLE.search(name)
        return BadItem(str(name) if legible else where, where, str(refused))
    return Article(values["id"], values["text"], values["title"], published, values["url"], values["outlet"], source.provenance)


def content(source: Source, limit: int) -> bytes:
    """Give all bytes of a file that must be read as a whole. Raises RefusedError where it is longer than the limit (bytes), OSError."""
    if (size := source.path.stat().st_size) > limit:
        raise RefusedError(f"{size:,} bytes; at most {limit:,} can be read as one")
    return source.path.read_bytes()


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _checked(row: Mapping[str, object]) -> dict[str, str]:
    """Give all fields as strings that an article can have."""
    values = {field: _string(field, row.get(field)) for field in FIELDS}
    for required in ("id", "text"):
        if not values[required].strip():
            raise RefusedError(f"{required} is missing or empty")
    if (size := len((values["title"] + values["text"]).encode())) > MAX_BYTES:
        raise RefusedError(f"title and text have {size:,} bytes, at most {MAX_BYTES:,}; is this one article?")
    return values


def _string(field: str, value: object) -> str:
    """Give a field that must be a string; null and a missing key are the empty string."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(f"{field} must be a string, is {json.dumps(value, ensure_ascii=False)[:40]}")
    if found := _UNSTORABLE.search(value):
        what = "a NUL character" if found.group() == "\0" else f"half a character (lone surrogate U+{ord(found.group()):04X})"
        raise RefusedError(f"{field} holds {what} at position {found.start() + 1}; it cannot be stored as it is")
    return value


def _day(value: str) -> date | None:
    """Read an ISO date, or an ISO date and time with zone as the calendar day in Damascus; a time without zone is refused."""
    value = value.strip()
    if not value:
        return None
    why = "is no date"
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else _day_in_damascus(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        day = None
    else:
        if day is None:
            why = "has no time zone"
        elif day.year in _YEARS:
            return day
        else:
            why = f"is not between {_YEARS[0]} and {_YEARS[-1]}"
    raise RefusedError(f"published {value[:60]!r} {why}; write 2019-07-31, or a time with its zone such as 2019-07-31T22:30:00+03:00")


def _day_in_damascus(moment: datetime) -> date | None:
    return moment.astimezone(_DAMASCUS).date() if moment.tzinfo else None
