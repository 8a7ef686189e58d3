"""`rasd report`: a view as one HTML file to read, print or send."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click

from commands.console import home_option, note, whole_file
from commands.store import filter_options


@click.command("report")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Language of the report.")
@click.option("--title", default="", help="Its heading.")
@filter_options
@home_option
def write_report(file: Path, lang: Literal["en", "ar"], title: str, home: Path | None, **chosen: Any) -> None:
    """Write what the filters select to FILE as a report: map, timeline, figures, events, method and licences.

    It is one HTML file that fetches nothing and prints well. policy.toml and masks.csv of the workspace apply.
    """
    from dashboard.filters import State
    from dashboard.handout import handout
    from dashboard.text import words
    from events.query import Filters, Snapshot
    from events.workspace import Workspace

    filters = Filters(**chosen)
    filters.check()
    with Workspace(home) as opened, Snapshot(opened) as snapshot, whole_file(file) as out:
        out.write(handout(snapshot, State(filters, lang=lang), words(lang), datetime.now(UTC), title=title))
    note(f"report in {file}")
