"""`rasd serve`: the dashboard, over the analyst's own workspace or the demonstration."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.console import home_option, note
from commands.intake import read_into
from commands.sources import from_files

ROOT = Path(__file__).resolve().parents[1]


@click.command("serve")
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
    """Make sure that the workspace can be used before the dashboard opens it, and that its snapshot is of this version."""
    from events.ingest import refresh
    from events.workspace import Workspace

    with Workspace(home) as target:
        refresh(target)
        return target.home


def open_demo() -> Path:
    """Load the sample reports into the demonstration workspace beside them; reading them again changes nothing."""
    from events.workspace import Workspace

    samples = ROOT / "samples"
    if not samples.is_dir():
        raise click.ClickException("the sample reports are only in a checkout of the repository; start there, or without --demo")
    with Workspace(ROOT / ".demo", name="Demonstration", demo=True) as target:
        read_into(target, from_files(sorted(samples.glob("*.jsonl"))))
        return target.home
