"""The `rasd` command. It only dispatches to the four parts and holds the messages for people.

Parts are imported inside the commands, so that `rasd --help` answers at once.
Results go to files or stdout, messages and progress to stderr. Exit status: 0 done, 1 it could not be done, 2 the command was not understood.
"""

from __future__ import annotations

import errno
import importlib
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from events.workspace import Workspace
    from extract.article import Article

ROOT = Path(__file__).resolve().parent
T = TypeVar("T")
Command = Callable[..., Any]


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


@contextmanager
def destination(path: str) -> Iterator[TextIO]:
    """Open a file for writing, or stdout for "-". The file takes its name when it is complete, so half a result is never left behind."""
    if path == "-":
        yield sys.stdout
        return
    final = Path(path)
    partial = final.with_name(f"{final.name}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        partial.replace(final)
    finally:
        partial.unlink(missing_ok=True)


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


def as_json(record: object) -> str:
    """Write one line of JSON, Arabic left readable."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


home_option = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="The workspace; by default $RASD_HOME, else a folder in your user data.",
)  # fmt: skip
published_option = click.option("--published", type=Day(), help="Publication date of articles that carry none; relative dates need it.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="rasd")
def main() -> None:
    """Rasd reads Arabic reports on the war in Syria and shows where, when and by whom an attack was REPORTED: not verified."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")


@main.command("extract")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", default="-", metavar="OUT", help="The file to write; stdout by default.")
@published_option
def extract_articles(source: str, output: str, published: date | None) -> None:
    """Read articles and write what they report, one line of JSON for each article in the same order.

    IN is JSON lines ({"id", "text"} and, if known, "title", "published", "url", "outlet"), a .csv, .txt or .html file, or - for JSON lines on stdin.
    An article that cannot be read becomes {"id", "error"}.
    """
    from extract.readers import BadItem, read

    count = bad = 0
    if output != "-" and source != "-" and Path(source).resolve() == Path(output).resolve():
        raise click.ClickException(f"{output} is the file to read; name another file to write")
    with local_file(source, ".jsonl") as path, destination(output) as out:
        length = lines_in(path) if path.suffix == ".jsonl" else None
        with progress(read(path, published), "Reading", length) as items:
            for item in items:
                line = {"id": item.id, "error": item.problem} if isinstance(item, BadItem) else extracted(item)
                count += 1
                if "error" in line:
                    bad += 1
                    note(f"{item.id}: {line['error']}")
                print(as_json(line), file=out)
    if not count:
        raise click.ClickException(f"{source}: no article in it")
    if output != "-" or bad:
        note(f"{count} articles, {bad} of them could not be read" if bad else f"{count} articles")
    if bad == count:
        sys.exit(1)


def extracted(article: Article) -> dict[str, object]:
    """Give the OUT line of an article. Whatever one article does to the rules, the others must still be read; a bad table stops the run."""
    from extract import process
    from extract.output import as_line
    from gazetteer.places import RasdError

    try:
        return as_line(process(article))
    except RasdError:
        raise
    except Exception as error:  # noqa: BLE001
        return {"id": article.id, "error": f"could not be read by the rules ({type(error).__name__}: {error})"}


@main.command("explain")
@click.argument("source", metavar="IN")
@click.option("--id", "wanted", metavar="ID", help="Only the article with this id.")
@published_option
def explain_articles(source: str, wanted: str | None, published: date | None) -> None:
    """Show how articles are read: each sentence with what was found in it, and the rule that decided.

    IN is read as by `rasd extract`.
    """
    from extract.explain import explain
    from extract.readers import BadItem, read

    found = False
    with local_file(source, ".jsonl") as path:
        for item in read(path, published):
            if wanted not in (None, item.id):
                continue
            found = True
            click.echo(f"{item.id}\n")
            for line in [item.problem] if isinstance(item, BadItem) else explain(item):
                click.echo(line)
    if not found:
        raise click.ClickException(f"{source}: no article {f'with the id {wanted!r} ' if wanted else ''}in it")


@main.command("ingest")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@published_option
@home_option
def ingest_files(paths: tuple[Path, ...], published: date | None, home: Path | None) -> None:
    """Read files or folders into the workspace. Reading the same file again changes nothing."""
    from events.workspace import Workspace

    with Workspace(home) as target:
        read_into(target, paths, published)


def read_into(target: Workspace, paths: Iterable[Path], published: date | None = None) -> None:
    """Read files and folders into a workspace and say what was new."""
    from events.ingest import ingest
    from extract.readers import ENDINGS, read

    files = [file for path in paths for file in (inside(path, ENDINGS) if path.is_dir() else [path])]
    items = (item for file in files for item in read(file, published))
    with progress(items, "Reading", sum(map(lines_in, files))) as bar:
        summary = ingest(target, bar)
    for item in summary.bad:
        note(f"not read: {item.id}: {item.problem}")
    counts = {"new": summary.new, "revised": summary.revised, "read again by newer rules": summary.reread, "unchanged": summary.unchanged}
    counts |= {"stored under another id": summary.duplicates, "not read": len(summary.bad)}
    note(", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no article found")


def inside(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """List the files of a folder, and of the folders in it, that can hold articles."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in endings and file.is_file())


# One option for each field of events.query.Filters.
FILTER_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option("--from", "date_from", type=Day(), help="First day; events that overlap the range are taken."),
    click.option("--to", "date_to", type=Day(), help="Last day."),
    click.option("--undated/--no-undated", default=True, help="Take events without a date (default: yes)."),
    click.option("--type", "types", type=Term("extract.vocabulary:EVENT_TYPES"), multiple=True, help="Event type."),
    click.option("--actor", "actors", type=Term("extract.vocabulary:ACTORS"), multiple=True, help="Actor on either side."),
    click.option("--initiator", "initiators", type=Term("extract.vocabulary:ACTORS"), multiple=True, help="Actor who attacked."),
    click.option("--target", "targets", type=Term("extract.vocabulary:ACTORS"), multiple=True, help="Actor who was attacked."),
    click.option("--governorate", "governorates", type=Area("governorate"), multiple=True, help="P-code or name, such as SY02 or Aleppo."),
    click.option("--district", "districts", type=Area("district"), multiple=True, help="P-code or name, such as SY0200."),
    click.option("--subdistrict", "subdistricts", type=Area("subdistrict"), multiple=True, help="P-code or name, such as SY020000."),
    click.option("--certainty", "certainty", type=Term("extract.vocabulary:CERTAINTIES"), multiple=True, help="How sure the report is."),
    click.option("--precision", "precision", type=Term("gazetteer.places:LEVELS", "unplaced"), multiple=True, help="Level of the place."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Lowest confidence, 0 to 1."),
    click.option("--text", default="", help="Words that must all occur, Arabic in any spelling."),
    click.option("--place", "place_id", default="", metavar="ID", help="One place of the gazetteer."),
    click.option("--event", "event_id", default="", metavar="ID", help="One event."),
)


def filter_options(command: Command) -> Command:
    """Add the filter options to a command."""
    for option in reversed(FILTER_OPTIONS):
        command = option(command)
    return command


@main.command("export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@filter_options
@home_option
def export_events(file: Path, home: Path | None, **chosen: Any) -> None:
    """Write the events that the filters select to FILE.geojson or FILE.csv. An option given twice takes either value.

    Beside FILE.csv stand FILE.places.csv, FILE.types.csv (types of other projects) and FILE.about.json (the filters and where it comes from).
    """
    from events import export
    from events.query import Filters, Snapshot
    from events.workspace import Workspace

    filters = Filters(**chosen)
    with Workspace(home) as opened:
        snapshot = Snapshot(opened)
        texts = export.files(snapshot, filters, file.suffix.lower(), datetime.now(UTC))
        if not snapshot.counts(Filters()).total:
            raise click.ClickException(f"no event in {opened.home}; read articles into it with: rasd ingest PATH")
        for ending, text in texts.items():
            with destination(str(file.with_suffix(ending))) as out:
                out.write(text)
        note(f"{snapshot.counts(filters).shown} events in {file}")


@main.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port on this machine.")
@click.option("--headless", is_flag=True, help="Do not open a browser.")
@click.option("--demo", is_flag=True, help="Open the demonstration workspace with the sample reports of a checkout.")
@home_option
def serve_dashboard(port: int, headless: bool, demo: bool, home: Path | None) -> None:  # noqa: FBT001  # flags of the command line
    """Open the dashboard in your browser. It listens on this machine only."""
    from dashboard import assets, serve

    serve.refuse_busy(port)
    opened = open_demo() if demo else open_own(home)
    assets.prepare()
    note(f"Rasd is at http://{serve.HOST}:{port} (stop with Ctrl+C)")
    sys.exit(serve.run(opened, port, headless=headless))


def open_own(home: Path | None) -> Path:
    """Make sure that the workspace can be used before the dashboard opens it."""
    from events.workspace import Workspace

    with Workspace(home) as target:
        return target.home


def open_demo() -> Path:
    """Load the sample reports into the demonstration workspace beside them; reading them again changes nothing."""
    from events.workspace import Workspace

    samples = ROOT / "samples"
    if not samples.is_dir():
        raise click.ClickException("the sample reports are only in a checkout of the repository; start there, or without --demo")
    with Workspace(ROOT / ".demo", name="Demonstration", demo=True) as target:
        read_into(target, sorted(samples.glob("*.jsonl")))
        return target.home


@main.command("places")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", default="-", metavar="OUT", help="The file to write; stdout by default.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Candidates for each name.")
def look_up_places(source: str, output: str, limit: int) -> None:
    """Look up place names, one line of JSON for each in the same order.

    IN is JSON lines ({"id", "name"} and, if known, "within": a governorate's p-code or name), or - for stdin.
    A line that cannot be answered becomes {"id", "error"}.
    """
    import gazetteer
    from gazetteer.batch import answer

    gaz = gazetteer.load()
    with (
        local_file(source, ".jsonl") as path,
        destination(output) as out,
        path.open(encoding="utf-8") as file,
        progress((line for line in file if line.strip()), "Looking up", lines_in(path)) as lines,
    ):
        for line in lines:
            print(as_json(answer(gaz, line, limit)), file=out)


@main.group("gazetteer")
def gazetteer_commands() -> None:
    """Ask the gazetteer, count what it holds, or check its tables."""


@gazetteer_commands.command("search")
@click.argument("name")
@click.option("--within", metavar="AREA", help="Governorate, district or sub-district: p-code or name.")
@click.option("--near", type=Position(), help="Prefer places near this point.")
@click.option("--level", type=Term("gazetteer.places:LEVELS"), help="Only places of this level.")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Candidates to show.")
def search_gazetteer(name: str, within: str | None, near: tuple[float, float] | None, level: str | None, limit: int) -> None:
    """Show the places that NAME may stand for, best first, in Arabic or Latin letters."""
    import gazetteer

    gaz = gazetteer.load()
    found = gaz.search(name, within=within, near=near, level=level, limit=limit)
    for number, candidate in enumerate(found, 1):
        place = candidate.place
        areas = dict.fromkeys(gaz.area(code).name_en for code in (place.subdistrict, place.district, place.governorate) if code and code != place.id)
        where = f"{place.lat:.4f} N, {place.lon:.4f} E (within {place.precision_km:g} km)" if place.lat is not None else "position not known"
        click.echo(f"{number}. {place.name_ar} | {place.name_en} | {', '.join((place.level, *areas))}")
        click.echo(f"   {where} | {place.id} | score {candidate.score:.2f}: {candidate.reason}")
    click.echo(f"{'Confident' if found.confident else 'Not confident'}: {found.reason}")
    if not found:
        sys.exit(1)


@gazetteer_commands.command("check")
def check_gazetteer() -> None:
    """Prove what the tables of the gazetteer promise: hashes, counts, licences, ids, positions."""
    from gazetteer import check

    sys.exit(check.main())


@gazetteer_commands.command("report")
def report_gazetteer() -> None:
    """Count the places by level, governorate and source, and say how exactly they are known."""
    import gazetteer
    from gazetteer.report import report

    click.echo(report(gazetteer.load()), nl=False)


if __name__ == "__main__":
    main()
