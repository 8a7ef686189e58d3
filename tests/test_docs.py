"""The documentation says what the program does: commands, terms, attributions, outputs; and no tracked file betrays a machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import click
import pytest

import rasd
from extract import vocabulary
from gazetteer.places import LEVELS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "samples").glob("*.md")])
BASH, GIT = shutil.which("bash"), shutil.which("git")
SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# One letter of each stands in brackets, so that this file does not find itself.
PRIVATE = re.compile(
    r"(?<![\w.:/<>~-])/(?:wor[k]|roo[t]|hom[e]|op[t]|tm[p])/|\.\./share[d]|pypi\.or[g]|pythonhoste[d]|/simpl[e]/|--(?:extra-)?index-ur[l]|--find-link[s]"
)


def commands(group: click.Group, name: str = "rasd"):
    for word, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}"


def sessions() -> list[str]:
    return SESSION.findall(README.read_text("utf-8"))


def steps(session: str) -> list[tuple[str, str]]:
    """Split a session into (command, output)."""
    parts = re.split(r"^\$ (.*)\n", session, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def replay(session: str, folder: Path) -> str:
    """Run the commands of a session one after the other; give it back with the outputs they print now."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "RASD_HOME": str(folder / "workspace"),
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
    }
    told = []
    for command, _ in steps(session):
        done = subprocess.run([BASH, "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
        told.append(f"$ {command}\n{done.stdout}{done.stderr}")
    return "".join(told)


def checkout(folder: Path) -> Path:
    """A folder with what README's commands read."""
    shutil.copytree(ROOT / "samples", folder / "samples")
    return folder


def rewrite_readme():
    """Write README's outputs anew; the lines between them stay."""
    text = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = checkout(Path(name))
        README.write_text(SESSION.sub(lambda found: f"```console\n{replay(found.group(1), folder)}```", text), "utf-8")


@pytest.mark.parametrize("command", [*commands(rasd.main)])
def test_readme_documents_every_command(command):
    assert re.search(rf"\b{command}\b", README.read_text("utf-8"))


def test_readme_names_the_two_make_targets_and_every_target_has_a_line_of_help():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    helped = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)) == helped
    for target in ("make run", "make test"):
        assert target in README.read_text("utf-8")


@pytest.mark.skipif(BASH is None, reason="README's sessions are written for bash")
def test_readme_outputs_are_what_the_commands_print(tmp_path):
    checkout(tmp_path)
    shown = sessions()
    assert sum(len(steps(session)) for session in shown) >= 5
    for session in shown:
        assert replay(session, tmp_path) == session, "run `make readme` and read what changed"


def test_readme_carries_every_attribution():
    passport = tomllib.loads((ROOT / "gazetteer/data/sources.toml").read_text("utf-8"))
    text = " ".join(README.read_text("utf-8").split())
    for key in passport["used"]:
        source = passport["source"][key]
        for part in source["attribution"].split("; "):
            assert part in text, f"README does not credit {part} ({key})"
        assert source["licence"].split(";")[0] in text


@pytest.mark.parametrize(
    "terms", [vocabulary.EVENT_TYPES, vocabulary.ACTORS, vocabulary.CERTAINTIES, vocabulary.DATE_PRECISIONS, vocabulary.HIT, LEVELS], ids=" ".join
)
def test_code_book_defines_every_term(terms):
    text = (ROOT / "docs/codebook.md").read_text("utf-8")
    assert [term for term in terms if f"`{term}`" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document):
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text("utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_version_has_one_source():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.skipif(GIT is None or not (ROOT / ".git").exists(), reason="not a checkout")
def test_tracked_files_betray_no_machine():
    listed = subprocess.run([GIT, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    betrayed = []
    for name in filter(None, listed):
        try:
            text = (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        betrayed += [f"{name}: {found.group()}" for found in PRIVATE.finditer(text)]
    assert len(listed) > 10
    assert betrayed == []


if __name__ == "__main__":
    rewrite_readme()
