"""`rasd doctor`, `backup` and `restore`: what is wrong with a workspace, and a copy of it for bad days."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from commands.console import home_option, note, printable

_SIGNS = {"good": "ok ", "poor": "!  ", "bad": "BAD"}


@click.command("doctor")
@click.option("--mend", "wanted", is_flag=True, help="Make anew what can be made from the ledger: index of words, waiting events, snapshot.")
@home_option
def examine_workspace(wanted: bool, home: Path | None) -> None:  # noqa: FBT001  # a flag
    """Look at the workspace: folder, space, ledger, snapshot, clock and your own files. Says what is wrong and what to do; exit status 1 for what is BAD."""
    from events.doctor import examine, mend
    from events.workspace import default_home

    folder = (home or default_home()).absolute()
    if wanted:
        mend(folder)
    found = examine(folder, datetime.now(UTC))
    for one in found:
        click.echo(printable(f"{_SIGNS[one.state]} {one.what:9} {one.says}"))
        if one.do:
            click.echo(printable(f"    {'':9} → {one.do}"))
    bad, poor = (sum(one.state == state for one in found) for state in ("bad", "poor"))
    if bad:
        raise click.ClickException(f"{bad} bad, {poor} to look at")
    note(f"{poor} to look at" if poor else "all is well")


@click.command("backup")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path, dir_okay=False))
@home_option
def back_up_workspace(file: Path, home: Path | None) -> None:
    """Copy the workspace to FILE.zip, as of one moment, while others work: ledger, reviews, overlay, policy, masks and saved views, with their SHA-256.

    It holds the full texts of all articles and the names that masks cover: keep it as safe as the workspace.
    """
    from events.backup import back_up
    from events.workspace import default_home

    made = back_up((home or default_home()).absolute(), file, datetime.now(UTC))
    note(f"{made.articles:,} articles and {made.reviews:,} reviews in {file} ({file.stat().st_size / 1e6:,.1f} MB, {len(made.members)} files)")


@click.command("restore")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Allow it for a workspace that holds articles; what came after the backup is lost.")
@home_option
def restore_workspace(file: Path, replace: bool, home: Path | None) -> None:  # noqa: FBT001  # a flag
    """Put a backup back, while others may have the workspace open. A file that does not match its SHA-256 is refused, and nothing is changed.

    A damaged ledger is kept under another name, and so is each file of yours that differs. What was removed with `rasd forget` since then is removed again.
    """
    from events.backup import restore
    from events.workspace import default_home

    folder = (home or default_home()).absolute()
    done = restore(folder, file, replace=replace, at=datetime.now(UTC))
    note(f"{done.backup.articles:,} articles and {done.backup.reviews:,} reviews in {folder}, as of {done.backup.at}")
    for name in done.kept:
        note(f"kept what was there as {printable(name)}; delete it when it is no longer needed")
    for article_id in done.removed:
        note(printable(f"removed again: {article_id}"))
