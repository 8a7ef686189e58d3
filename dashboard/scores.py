"""How often the reading is right, from the scorecard that `make scorecard` writes; no Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SCORECARD = Path(__file__).parents[1] / "docs" / "scorecard.md"
SETS = ("dev-read", "blind", "posts-unread")
"""What is shown of the sets: articles that rules were written from, and articles and posts that none was written from."""
MEASURES = (
    "toponym f1", "acc5 below city", "acc5 ambiguous", "events typed f1", "initiators", "targets", "certainty", "killed", "injured", "dates", "quiet articles",
    "post placed", "post placed and typed",
)  # fmt: skip


def scores(file: Path = SCORECARD) -> Mapping[str, Mapping[str, str]]:
    """Give the figures of the scorecard: measure → set → value, interval and cases as written there. Empty where the file is not (an installed package)."""
    if not file.exists():
        return {}
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    sets = [name.partition(" ")[0] for name in rows[0]]
    found = {row[0]: dict(zip(sets[1:], row[1:], strict=True)) for row in rows if len(row) == len(sets)}
    return {measure: {name: found[measure].get(name, "–") for name in SETS} for measure in MEASURES if measure in found}
