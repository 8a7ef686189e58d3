"""Write docs/dependencies.md: what Rasd runs on, in which version, since when, under which licence. `python bench/dependencies.py`.

Reads the locks, the history of this checkout, and the packages that are installed; asks no network. The list is what an audit starts from.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = {"requirements.lock": "always", "requirements-public.lock": "shared dashboard", "requirements-test.lock": "tests and extras"}
HEAD = """# Dependencies

Every package that a lock holds, written by `make dependencies` from the locks, their history and the installed packages. *Locked on* is the day on which
this version came into the lock. Nothing is fetched to make this list; with a connection, `pip-audit --no-deps --disable-pip -r requirements-public.lock`
asks for known vulnerabilities of exactly these versions (and the same with `requirements-test.lock`).

| Package | Version | Locked on | Licence | Needed |
| --- | --- | --- | --- | --- |
"""
_LINE = re.compile(r"([\w.-]+)==([^\s;]+)")


def main() -> None:
    """Write the list."""
    seen: dict[tuple[str, str], str] = {}
    for lock, what in LOCKS.items():
        for name, version, day in locked(lock):
            seen.setdefault((name, version), f"| {name} | {version} | {day} | {licence(name)} | {what} |\n")
    (ROOT / "docs" / "dependencies.md").write_text(HEAD + "".join(row for _, row in sorted(seen.items())), "utf-8")


def locked(lock: str) -> list[tuple[str, str, str]]:
    """Name, version and day of each package of a lock, by the commit that its line is from."""
    git = shutil.which("git") or "git"
    told = subprocess.run([git, "blame", "--line-porcelain", lock], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603  # fixed words
    day, found = "", []
    for line in told.splitlines():
        if line.startswith("committer-time "):
            day = datetime.fromtimestamp(int(line.split()[1]), UTC).date().isoformat()
        elif match := _LINE.match(line.removeprefix("\t")) if line.startswith("\t") else None:
            found.append((*match.groups(), day))
    return found


def licence(name: str) -> str:
    """What the package itself says of its licence, in few words; "not installed here" for packages of other systems."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    classed = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License ::")]
    said = about.get("License-Expression") or ", ".join(classed) or next(iter((about.get("License") or "").splitlines()), "")
    return said.replace("|", "/")[:60] or "not stated"


if __name__ == "__main__":
    main()
