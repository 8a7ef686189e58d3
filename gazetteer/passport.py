"""The end of sources.toml, which the build writes: what each file holds and hashes to, and what each source gave."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from gazetteer import raw
from gazetteer.drafts import Drafts
from gazetteer.places import GazetteerError
from gazetteer.tables import DATA, sha256

MARK = "# ---- below this line: written by python -m gazetteer.build ----\n"


def write_passport(out: Path, drafts: Drafts, inputs: Mapping[str, Path]) -> None:
    """Rewrite sources.toml below the mark: rows and sha256 of each table and of each publisher's file, places and spellings of each source."""
    path = out / "sources.toml"
    head = (path if path.exists() else DATA / "sources.toml").read_text("utf-8").split(MARK)[0]
    known = tomllib.loads(head)["source"]
    places = Counter(place.source for place in drafts.places.values())
    spellings = Counter(name.source for name in drafts.all_names())
    used = sorted(set(places) | set(spellings))
    unknown = [source for source in used if source not in known]
    if unknown:
        raise GazetteerError(f"sources.toml has no [source.{unknown[0]}]; describe the source there: title, publisher, licence, attribution, version")
    lines = [f"[used.{source}]\nplaces = {places[source]}\nspellings = {spellings[source]}\n" for source in used]
    lines += [f'[input.{role}]\nfile = "{file.name}"\nrows = {count_rows(file)}\nsha256 = "{sha256(file)}"\n' for role, file in inputs.items()]
    lines += [f'[files."{file.name}"]\nrows = {count_rows(file)}\nsha256 = "{sha256(file)}"\n' for file in tables(out)]
    path.write_text(head + MARK + "\n" + "\n".join(lines), encoding="utf-8", newline="\n")


def tables(folder: Path) -> list[Path]:
    """The tables of a folder that the passport answers for."""
    return sorted(file for file in folder.iterdir() if file.suffix in (".csv", ".geojson"))


def count_rows(file: Path) -> int:
    """Rows of a CSV table, or features of a GeoJSON file."""
    if file.suffix == ".geojson":
        return len(json.loads(file.read_text("utf-8"))["features"])
    return sum(1 for _ in raw.rows(file))
