"""What is declared fits what is there: package files, locks, and what a fresh clone installs."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-public.lock")
GIT = shutil.which("git")


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock):
    """{package: its versions} of a lock."""
    found = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE):
        found.setdefault(plain(name), set()).add(version)
    return found


def required(*groups):
    return {plain(re.match(r"[\w.-]+", line).group()) for group in groups for line in group}


@pytest.mark.skipif(GIT is None or not (ROOT / ".git").exists(), reason="not a checkout")
def test_every_file_of_a_package_travels_with_it():
    packages = {package.replace(".", "/"): package for package in PROJECT["tool"]["setuptools"]["packages"]}
    data = PROJECT["tool"]["setuptools"]["package-data"]
    tops = sorted({folder.partition("/")[0] for folder in packages})
    tracked = subprocess.run([GIT, "ls-files", "-z", "--", *tops], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    left = []
    for name in filter(None, tracked):
        path = PurePosixPath(name)
        top = path.parts[0]
        if str(path.parent) in packages and path.suffix == ".py":
            continue
        if not any(path == PurePosixPath(top) / pattern or path.match(f"{top}/{pattern}") for pattern in data.get(top, ())):
            left.append(name)
    assert left == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_line_has_a_hash_and_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry.partition(" ")[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_leave_out_what_is_excluded_and_hold_what_is_declared(lock):
    excluded = {plain(line) for line in (ROOT / "requirements-exclude.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")}
    found = locked(lock)
    groups = [PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["build"]]
    if lock != "requirements.lock":
        groups.append(PROJECT["project"]["optional-dependencies"]["public"])
    if lock == "requirements-test.lock":
        groups += [PROJECT["dependency-groups"]["test"], *(PROJECT["project"]["optional-dependencies"][extra] for extra in ("web", "cluster", "remote"))]
    assert required(*groups) <= found.keys()
    assert excluded.isdisjoint(found)


def test_tests_run_on_the_versions_that_users_get():
    run, test, public = (locked(lock) for lock in LOCKS)
    for users in (run, public):
        assert {name: test.get(name) for name in users} == users


def test_the_list_for_audits_names_what_is_locked():
    listed = re.findall(r"^\| ([\w.-]+) \| (\S+) \| \d{4}-\d\d-\d\d \|", (ROOT / "docs" / "dependencies.md").read_text("utf-8"), re.MULTILINE)
    wanted = {(name, version) for lock in LOCKS for name, versions in locked(lock).items() for version in versions}
    assert {(plain(name), version) for name, version in listed} == wanted  # make dependencies
