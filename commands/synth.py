"""`rasd synth`: made-up events and articles in any number, for trials and benchmarks."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.console import note, progress, whole_file

ARTICLES = "articles.jsonl"


@click.command("synth")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--events", type=click.IntRange(0), default=0, metavar="N", help="So many events, straight into the snapshot.")
@click.option("--articles", type=click.IntRange(0), default=0, metavar="N", help=f"So many articles of about 2.4 kB, into FOLDER/{ARTICLES}.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed gives the same world.")
def make_synthetic(folder: Path, events: int, articles: int, seed: int) -> None:
    """Make a workspace of MADE-UP events and articles in FOLDER, which must be new or empty. None of it happened.

    It is marked as such in ids, outlets, texts, the dashboard and every export, and takes no reports; no other workspace takes its articles. Read
    the articles with: rasd ingest FOLDER/articles.jsonl --home FOLDER (their events then stand in place of the others).
    """
    from events import synthetic
    from events.ingest import refresh
    from events.workspace import Workspace

    if not events and not articles:
        raise click.UsageError("nothing to make: give --events, --articles or both")
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder}: not empty; name a new folder, so that made-up events never stand among others")
    with Workspace(folder, name=f"Synthetic {seed}", synthetic=True) as workspace:
        refresh(workspace)
        if events:
            made = synthetic.write_events(workspace.snapshot_dir, events, seed)
            note(f"{sum(part.event_count for part in made.parts.values()):,} made-up events in {len(made.parts)} months")
    if articles:
        with whole_file(folder / ARTICLES) as out, progress(synthetic.articles(articles, seed), "Writing", articles) as bar:
            for article in bar:
                row = {"id": article.id, "title": article.title, "text": article.text, "published": f"{article.published}", "outlet": article.outlet}
                out.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
        note(f"{articles:,} made-up articles in {folder / ARTICLES}")
