"""The work of `rasd extract`, cut into pieces that do not depend on who reads them: batches of articles in, finished bytes out.

A piece comes out the same wherever it was read, and pieces are written in the order of the articles, so that the result does too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.console import as_json, destination, whole_file
from extract.article import Article
from extract.readers import BadItem

if TYPE_CHECKING:
    import pyarrow as pa

Item = Article | BadItem
Write = Callable[[bytes], None]
BATCH = 500
"""Articles in a piece, which is also a row group of Parquet: some seconds of work."""
BATCH_CHARACTERS = 4_000_000
"""Characters of text in a piece, reached only by very long articles: it bounds the memory."""
PIECES_IN_PART = 40
"""Row groups in one file of a folder."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a batch says. data: its lines of JSON, or an Arrow stream; bad: (id, reason) of articles that could not be read."""

    data: bytes
    count: int
    bad: tuple[tuple[str, str], ...]


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Cut into batches of BATCH items or BATCH_CHARACTERS characters, whichever is reached first."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_batch(batch: list[Item], *, parquet: bool) -> Piece:
    """Read a batch. A bad article is told and the others are read; a bad table raises a RasdError."""
    lines = [{"id": item.id, "error": item.problem} if isinstance(item, BadItem) else extracted(item) for item in batch]
    data = _arrow(lines) if parquet else "".join(f"{as_json(line)}\n" for line in lines).encode()
    return Piece(data, len(lines), tuple((str(line["id"]), str(line["error"])) for line in lines if "error" in line))


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


def schema() -> pa.Schema:
    """Give the columns of Parquet: the keys of a line of JSON (`extract.output`) with the same values, nested as there, and `error`; days are ISO strings."""
    import pyarrow as pa

    import gazetteer
    from extract.pipeline import rules_version

    def struct(strings: str, integers: str = "", floats: str = "", **others: pa.DataType) -> pa.DataType:
        kinds = {pa.string(): strings, pa.int64(): integers, pa.float64(): floats}
        return pa.struct([*((name, kind) for kind, names in kinds.items() for name in names.split()), *others.items()])

    evidence = pa.list_(struct("field in", "start end"))
    place = struct("surface in place_id name_ar name_en level reason", "start end", "lat lon precision_km confidence")
    event_place = struct("surface place_id", floats="lat lon")
    event = struct(
        "type date date_end date_precision certainty weapon", "killed_min killed_max injured_min injured_max", "confidence",
        places=pa.list_(event_place), initiators=pa.list_(pa.string()), targets=pa.list_(pa.string()), evidence=evidence,
    )  # fmt: skip
    columns = {
        "id": pa.string(), "error": pa.string(), "places": pa.list_(place), "foreign_places": pa.list_(struct("surface country")),
        "events": pa.list_(event), "outside": pa.list_(struct("type country surface", evidence=evidence)),
    }  # fmt: skip
    return pa.schema(columns, metadata={"rasd_rules": rules_version(), "rasd_gazetteer": gazetteer.load().version})


def _arrow(lines: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    table = pa.Table.from_pylist(lines, schema())
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


@contextmanager
def output(path: str) -> Iterator[tuple[bool, Write]]:
    """Open what the pieces are written to; gives whether they are Parquet, and what writes one. The result takes its name when it is complete.

    path: FILE.parquet; a folder, new or empty, for part-00000.parquet and so on; else a file of lines of JSON, "-" for stdout.
    """
    if _is_folder(path):
        with _new_folder(Path(path)) as folder, _parts(folder) as write:
            yield True, write
    elif path.endswith(".parquet"):
        with _one_file(Path(path)) as write:
            yield True, write
    else:
        with destination(path) as out:
            yield False, lambda data: print(data.decode(), end="", file=out)


def _is_folder(path: str) -> bool:
    """Say whether OUT means a folder of Parquet: one that is there, or a name that ends in /."""
    return path.endswith("/") or Path(path).is_dir()


@contextmanager
def _one_file(path: Path) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole_file(path) as raw, pq.ParquetWriter(raw, schema(), compression="zstd") as writer:
        yield lambda data: writer.write_table(pa.ipc.open_stream(data).read_all())


@contextmanager
def _parts(folder: Path) -> Iterator[Write]:
    with ExitStack() as part:
        written, write_to = 0, None

        def write(data: bytes) -> None:
            nonlocal written, write_to
            if write_to is None or written % PIECES_IN_PART == 0:
                part.close()
                write_to = part.enter_context(_one_file(folder / f"part-{written // PIECES_IN_PART:05}.parquet"))
            write_to(data)
            written += 1

        yield write


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill; it takes its name when it is full, and leaves with all that is in it where the work fails."""
    import shutil

    folder = folder.resolve()
    if folder.exists():
        if any(folder.iterdir()):
            raise click.ClickException(f"{folder}: not empty; name a new folder, so that one result never stands among another's files")
        folder.rmdir()  # now and not after hours: one that cannot be replaced, such as a mount, is told at once
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
