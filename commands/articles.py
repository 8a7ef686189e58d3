"""`rasd extract` and `rasd explain`: articles in, what they report out; no workspace is touched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.console import local_file, note, printable, progress, published_option

if TYPE_CHECKING:
    from commands.pieces import Item, Piece


@click.command("extract")
@click.argument("given", metavar="IN...", nargs=-1, required=True)
@click.option("-o", "--output", "--out", default="-", metavar="OUT", help="The file to write, or a folder for Parquet; stdout by default.")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Have the workers of this Dask cluster read (docs/scale.md). The result is the same.")
@published_option
def extract_articles(given: tuple[str, ...], output: str, scheduler: str | None, published: date | None) -> None:
    """Read articles and write what they report, one line of JSON for each article in the same order.

    IN is JSON lines ({"id", "text"} and, if known, "title", "published", "url", "outlet"), Parquet with such columns, any other file or folder that
    `rasd ingest` reads, or - for JSON lines on stdin. OUT named FILE.parquet, or a folder (one that is there and empty, or NAME/), is written as Parquet
    with the same nested values. An article that cannot be read becomes {"id", "error"}.
    """
    from commands import pieces
    from commands.sources import sources

    count = bad = 0
    with ExitStack() as stack:
        found = sources(stack, given, fetch=False, ending=".jsonl")
        if output != "-" and any(path.resolve() == Path(output).resolve() for path, _ in found.files):
            raise click.ClickException(f"{output} is the file to read; name another file to write")
        parquet, write = stack.enter_context(pieces.output(output))
        items = stack.enter_context(progress(found.items(published), "Reading", found.length))
        for piece in _pieces(scheduler, pieces.batches(items), parquet=parquet):
            write(piece.data)
            count += piece.count
            bad += len(piece.bad)
            for name, problem in piece.bad:
                note(printable(f"{name}: {problem}"))
        if not count:
            raise click.ClickException(f"{', '.join(given)}: no article in it")
    if output != "-" or bad:
        note(f"{count} articles, {bad} of them could not be read" if bad else f"{count} articles")
    if bad == count:
        sys.exit(1)


def _pieces(scheduler: str | None, batches: Iterator[list[Item]], *, parquet: bool) -> Iterator[Piece]:
    from commands.pieces import read_batch

    if scheduler is None:
        return (read_batch(batch, parquet=parquet) for batch in batches)
    from commands.cluster import read_on

    return read_on(scheduler, batches, parquet=parquet)


@click.command("explain")
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
