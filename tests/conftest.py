"""What all tests share: no network, no user data, the same random examples on every run."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

settings.register_profile("rasd", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("rasd")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a browser test fail once: under load a click may meet a page between two drawings. The run names what was tried twice (docs/decisions.md)."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine(monkeypatch):
    """Refuse connections to other hosts: a test that needs the network is a broken test."""
    connect = socket.socket.connect

    def connect_at_home(self, address):
        if self.family != getattr(socket, "AF_UNIX", None) and not address[0].startswith(("127.", "::1", "localhost")):
            self.close()
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_at_home)


@pytest.fixture(autouse=True)
def rasd_home(monkeypatch, tmp_path):
    """Give each test a workspace folder of its own, so that none touches the analyst's."""
    home = tmp_path / "rasd-home"
    monkeypatch.setenv("RASD_HOME", str(home))
    return home


@pytest.fixture
def as_ordinary_user():
    """A folder of an ordinary user; the administrator may write everywhere, so a test run by one becomes `nobody` for a while."""
    with tempfile.TemporaryDirectory() as folder:
        is_root = os.geteuid() == 0
        if is_root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        yield Path(folder)
        if is_root:
            os.seteuid(0)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server; without one the test is skipped by name, or fails where RASD_REQUIRE_POSTGRESQL is set."""
    if lacking := postgres.missing():
        if os.environ.get("RASD_REQUIRE_POSTGRESQL"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def each_engine(request) -> Iterator[str]:
    """Run the tests of a module on each engine that can hold a ledger."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "postgresql":
            patch.setenv("RASD_LEDGER", request.getfixturevalue("postgresql"))
        yield request.param


@pytest.fixture
def sqlite_only(each_engine):
    """What is true of the file that SQLite keeps, and of no other engine."""
    if each_engine != "sqlite":
        pytest.skip("about the file of SQLite")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Folder of the two real articles, which are not part of the repository."""
    folder = os.environ.get("RASD_SEEDS")
    if not folder:
        pytest.skip("RASD_SEEDS does not name the folder of the seed articles")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; without one the test is skipped by name, or fails where RASD_REQUIRE_BROWSER is set."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    message = f"no browser found ({', '.join(BROWSERS)})"
    if os.environ.get("RASD_REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def browser(chromium):
    """A Chromium; each visit makes a context of its own in it."""
    from browser import launch  # noqa: PLC0415  # only where there is a browser
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        opened = launch(playwright, chromium)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What the demonstration reports hold, the address of the dashboard that shows them, and an event that several outlets report."""
    from browser import demonstration, serving  # noqa: PLC0415

    from events.query import Snapshot  # noqa: PLC0415  # a second to import, which most tests need not pay
    from events.workspace import Workspace  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("demo")
    event = demonstration(folder / "home")
    with Workspace(folder / "home") as workspace, Snapshot(workspace) as snapshot, serving(folder / "home", folder) as address:
        yield snapshot, address, event


@pytest.fixture
def workspace(rasd_home):
    """A filled workspace where the dashboard looks for one; what the dashboard keeps of it is forgotten afterwards."""
    from world import fill  # noqa: PLC0415

    from dashboard import data  # noqa: PLC0415

    with fill(rasd_home) as made:
        yield made
    data.workspace.clear()
    data._opened.clear()
