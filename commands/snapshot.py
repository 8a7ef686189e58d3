"""`rasd snapshot`: the snapshot put to another address, and had from there."""

from __future__ import annotations

from pathlib import Path

import click

from commands.console import home_option, note


@click.group("snapshot")
def snapshot_commands() -> None:
    """Copy the snapshot, GeoParquet by month, to and from any address that fsspec opens: s3://, gs://, sftp://, a folder."""


@snapshot_commands.command("push")
@click.argument("url", metavar="URL")
@click.option("--whole", is_flag=True, help="Although policy.toml or masks.csv hold back some of it: whoever can read URL reads all. Both files travel too.")
@home_option
def push_snapshot(url: str, *, whole: bool, home: Path | None) -> None:
    """Put the current snapshot to URL, where DuckDB, Spark or a warehouse read it. Only what changed since the last time travels.

    It is for your own team's storage: for the public there is `rasd release`.
    """
    from events.remote import push
    from events.workspace import Workspace

    with Workspace(home) as opened:
        done = push(opened, url, whole=whole)
    events = sum(part.event_count for part in done.manifest.parts.values())
    note(f"{events:,} events at {url}, cut {done.manifest.data_cut}: {done.files} of {len(done.manifest.files())} files sent ({done.size / 1e6:,.1f} MB)")


@snapshot_commands.command("pull")
@click.argument("url", metavar="URL")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="FOLDER", help="A new folder, or one pulled before.")
def pull_snapshot(url: str, home: Path) -> None:
    """Bring the snapshot at URL into FOLDER, or bring FOLDER up to date; each file is checked against its hash.

    FOLDER is then a workspace to export from (`rasd export`, `rasd compare`, `rasd release make` with --home FOLDER). It holds no articles: cards, reviews
    and the search for words are where it was made.
    """
    from events.remote import pull

    done = pull(url, home)
    events = sum(part.event_count for part in done.manifest.parts.values())
    note(f"{events:,} events in {home}, cut {done.manifest.data_cut}: {done.files} of {len(done.manifest.files())} files had ({done.size / 1e6:,.1f} MB)")
