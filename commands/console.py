"""What the commands share: kinds of arguments, files to read and write, progress, and errors as messages.

Results go to files or stdout, messages and progress to stderr. Exit status: 0 done, 1 it could not be done, 2 the command was not understood.
"""

from __future__ import annotations

import errno
import importlib
import io
import json
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeVar

import click

T = TypeVar("T")
Command = Callable[..., Any]
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Commands(click.Group):
    """A group whose errors are messages: what Rasd refuses, and files that cannot be read or written."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Rasd's own errors and the system's become one line and exit status 1."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            named = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise click.ClickException(named) from error
        except Exception as error:
            from gazetteer.places import RasdError

            if isinstance(error, RasdError):
                raise click.ClickException(str(error)) from error
            raise


class Day(click.ParamType[date]):
    """A calendar day, 2016-05-10."""

    name = "yyyy-mm-dd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day or say how to write one."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2016-05-10", param, ctx)


class Position(click.ParamType[tuple[float, float]]):
    """A point in Syria, written latitude,longitude as maps show it; converted to (lon, lat), decimal degrees."""

    name = "lat,lon"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        """Read the point; refuse one outside Syria, which is most often one with its numbers exchanged."""
        from gazetteer.places import SYRIA_BOX

        try:
            lat, lon = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not a point; write latitude,longitude such as 36.20,37.16", param, ctx)
        west, south, east, north = SYRIA_BOX
        if not (west <= lon <= east and south <= lat <= north):
            swapped = west <= lat <= east and south <= lon <= north
            self.fail(f"{value!r} is not in Syria" + ("; latitude comes first" if swapped else ""), param, ctx)
        return lon, lat


class Area(click.ParamType[str]):
    """An administrative area of one level, by p-code or by name; converted to its p-code."""

    name = "area"

    def __init__(self, level: str) -> None:
        self.level = level

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find the area or say that there is none."""
        import gazetteer
        from gazetteer.names import key

        gaz = gazetteer.load()
        found = [code for code in (value, *gaz.by_key.get(key(value), ())) if code in gaz.places and gaz.places[code].level == self.level]
        if len(found) != 1:
            why = f"names several {self.level}s: {', '.join(found)}" if found else f"is no {self.level}; write its p-code or its name"
            self.fail(f"{value!r} {why}", param, ctx)
        return str(found[0])


class Term(click.ParamType[str]):
    """A term of a shared vocabulary, named as `module:CONSTANT`."""

    name = "term"

    def __init__(self, source: str, *more: str) -> None:
        self.source, self.more = source, more

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, read when they are needed."""
        module, _, constant = self.source.partition(":")
        return (*getattr(importlib.import_module(module), constant), *self.more)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002  # click's signature
        """Show the terms in the help."""
        return f"[{'|'.join(self.terms)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Accept a known term only."""
        if value not in self.terms:
            self.fail(f"{value!r} is not known; choose from {', '.join(self.terms)}", param, ctx)
        return str(value)


class Shape(click.ParamType[Any]):
    """A circle or a rectangle; reader: the function of events.shapes that reads it."""

    name = "shape"

    def __init__(self, reader: str, form: str) -> None:
        self.reader, self.name = reader, form

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the shape or say how to write one."""
        from events import shapes

        try:
            return getattr(shapes, self.reader)(value)
        except shapes.ShapeError as error:
            self.fail(str(error), param, ctx)


class PolygonFile(click.ParamType[str]):
    """A GeoJSON file with polygons; converted to WKT."""

    name = "file.geojson"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the file; its size is looked at first."""
        from events.shapes import MAX_BYTES, ShapeError, polygon_of_geojson

        if value == "":
            return ""
        try:
            with Path(value).open(encoding="utf-8-sig") as file:
                return polygon_of_geojson(file.read(MAX_BYTES + 1))
        except UnicodeDecodeError:
            self.fail(f"{value}: GeoJSON is in UTF-8, this file is not", param, ctx)
        except (ShapeError, OSError) as error:
            self.fail(f"{value}: {error.strerror if isinstance(error, OSError) else error}", param, ctx)


@contextmanager
def destination(path: str) -> Iterator[TextIO]:
    """Open a file for writing, or stdout for "-". The file takes its name when it is complete, so half a result is never left behind."""
    if path == "-":
        yield sys.stdout
        return
    with whole_file(Path(path)) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def whole_file(final: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name when it is complete, so half a result is never left behind."""
    partial = final.with_name(f"{final.name}.part")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(final)
    finally:
        partial.unlink(missing_ok=True)


def write_together(files: Mapping[Path, Callable[[BinaryIO], None]]) -> None:
    """Write files that belong together; the first is the one that the others explain.

    All of them are written before any takes its name. The first one leaves before the others are replaced and comes last, so that it never stands
    beside what was said of another, wherever the work is broken off.
    """
    drafts = {final: final.with_name(f"{final.name}.part") for final in files}
    try:
        for final, write in files.items():
            with drafts[final].open("wb") as file:
                write(file)
        first, *others = files
        if others:
            first.unlink(missing_ok=True)
        for final in (*others, first):
            drafts[final].replace(final)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


@contextmanager
def local_file(path: str, suffix: str) -> Iterator[Path]:
    """Give a file to read from; "-" keeps what stands on stdin in a temporary file with this suffix."""
    if path != "-":
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        kept = Path(folder) / f"stdin{suffix}"
        with kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield kept


@contextmanager
def progress(items: Iterable[T], label: str, length: int | None = None) -> Iterator[Iterable[T]]:
    """Show a bar on stderr while the items are taken, where stderr is a terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(items, length=length, label=label, file=sys.stderr, hidden=hidden, show_pos=True) as bar:
        yield bar


def lines_in(path: Path) -> int:
    """Count the lines of a file, for the length of a progress bar."""
    with path.open("rb") as file:
        return sum(1 for _ in file)


def note(message: str) -> None:
    """Tell the person at the terminal, on stderr."""
    click.echo(message, err=True)


def printable(text: str) -> str:
    """Give one line without control characters and direction marks: what others wrote could steer a terminal or turn the words around it."""
    plain = " ".join(text.splitlines()).replace("\t", " ")
    return "".join(letter for letter in plain if letter not in _TURNING and unicodedata.category(letter) not in {"Cc", "Cs"})


def as_json(record: object) -> str:
    """Write one line of JSON, Arabic left readable."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


home_option = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="The workspace; by default $RASD_HOME, else a folder in your user data.",
)  # fmt: skip
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default="one for each core", metavar="N",
    help="Processes that read at once, where there are many articles. The outcome is the same with any number.",
)  # fmt: skip
published_option = click.option("--published", type=Day(), help="Publication date of articles that carry none; relative dates need it.")


def clean(text: str) -> str:
    """Make a line for the terminal of words that come from anyone: nothing in it moves the cursor or turns the direction of writing."""
    return "".join(letter if letter.isprintable() else "" if unicodedata.category(letter) == "Cf" else " " for letter in text)
