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
@click.option("--base-path", default="", metavar="PATH", help="Path below which a reverse proxy serves it, such as rasd.")
@click.option("--public", is_flag=True, help="Share it with a team: everybody has to log in (docs/deploy.md). It does not start without a login.")
@click.option("--address", help="With --public: address of this machine to listen on, where the reverse proxy is on another one.")
@click.option("--secrets", type=click.Path(path_type=Path, dir_okay=False), help="With --public: Streamlit's secrets (default: ~/.streamlit/secrets.toml).")
@home_option
def serve_dashboard(
    *, port: int, headless: bool, demo: bool, base_path: str, public: bool, address: str | None, secrets: Path | None, home: Path | None
) -> None:
    """Open the dashboard in your browser. It listens on this machine only, and asks nobody who they are unless it is --public."""
    from dashboard import assets, serve, shared

    if not public and (address or secrets):
        raise click.UsageError("--address and --secrets go with --public: without a login, the dashboard listens on this machine only")
    if public and demo:
        raise click.UsageError("the demonstration is not shared; name a workspace with --home")
    host = address or serve.HOST
    serve.refuse_busy(port, host)
    opened = open_demo() if demo else open_own(home)
    door = None
    if public:
        door = serve.Shared(host, (secrets or shared.SECRETS).expanduser().absolute())
        shared.refuse_open(opened, door.secrets, base_path)
    assets.prepare()
    note(f"Rasd is at http://{host}:{port}/{base_path.strip('/')} (stop with Ctrl+C)")
    sys.exit(serve.run(opened, port, headless=headless, base_path=base_path, shared=door))


def open_own(home: Path | None) -> Path:
    """Make sure that the workspace can be used before the dashboard opens it, and that its snapshot is of this version."""
    from events.ingest import refresh
    from events.workspace import Workspace

    with Workspace(home) as target:
        if target.copy_of:
            raise click.ClickException(f"{target.home}: a copy without articles, so cards and search would be empty; use rasd export or rasd compare on it")
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
