"""The compiled reading (`make fast`) is current or refused. That it says the same as plain Python is compared by `.ci/run`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IMPORT = [sys.executable, "-c", "import extract"]


@pytest.fixture
def copy(tmp_path):
    """A copy of the packages that `import extract` needs, without what was compiled."""
    for package in ("extract", "gazetteer"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__", "data", "lexicon"))
    return tmp_path


def compiled(folder, *, later):
    made = folder / "extract" / f"carry{EXTENSION_SUFFIXES[0]}"
    made.touch()
    changed = (folder / "extract" / "carry.py").stat().st_mtime
    os.utime(made, (changed + later, changed + later))


def test_a_module_changed_since_it_was_compiled_is_refused_with_the_way_out(copy):
    compiled(copy, later=-1)
    said = subprocess.run(IMPORT, cwd=copy, capture_output=True, text=True, check=False)
    assert said.returncode
    assert "carry.py was changed since it was compiled" in said.stderr
    assert "make fast" in said.stderr
    assert "make plain" in said.stderr


def test_a_current_one_is_taken(copy):
    compiled(copy, later=1)
    subprocess.run(IMPORT, cwd=copy, check=True)
