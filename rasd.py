"""The `rasd` command. It only dispatches; the commands stand in `commands/`.

Parts are imported inside the commands, so that `rasd --help` answers at once.
"""

from __future__ import annotations

import io
import sys

import click

from commands.articles import explain_articles, extract_articles
from commands.console import Commands
from commands.intake import ingest_files, reread_articles, show_status, watch_folder
from commands.places import gazetteer_commands, look_up_places
from commands.release import compare_events, release_commands, verify_bundle
from commands.report import write_report
from commands.review import review_commands
from commands.serve import serve_dashboard
from commands.snapshot import snapshot_commands
from commands.store import export_events, forget_article
from commands.synth import make_synthetic
from commands.upkeep import back_up_workspace, examine_workspace, restore_workspace


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="rasd")
def main() -> None:
    """Rasd reads Arabic reports on the war in Syria and shows where, when and by whom an attack was REPORTED: not verified."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")


COMMANDS = (
    extract_articles, explain_articles, ingest_files, watch_folder, show_status, reread_articles, export_events, write_report, forget_article,
    serve_dashboard, look_up_places, gazetteer_commands, review_commands, release_commands, verify_bundle, compare_events, make_synthetic,
    examine_workspace, back_up_workspace, restore_workspace, snapshot_commands,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
