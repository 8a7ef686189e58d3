"""`rasd extract` and `rasd explain`: articles in, what they report out; no workspace is touched."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.console import as_json, destination, lines_in, local_file, note, printable, progress, published_option

if TYPE_CHECKING:
    from extract.article import Article


@click.command("extract")
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
                    note(printable(f"{item.id}: {line['error']}"))
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
