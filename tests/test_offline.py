"""At run time Rasd asks no other host for anything: its commands and its server, run with every way out of this machine shut."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser import serving

ROOT = Path(__file__).parents[1]
SHUT = """
import os, socket

def refuse(address):
    with open(os.environ["RASD_TRIED"], "a") as file:
        file.write(f"{address}\\n")
    raise OSError(f"shut: {address}")

connect, look_up = socket.socket.connect, socket.getaddrinfo

def connect_at_home(self, address):
    here = self.family == getattr(socket, "AF_UNIX", None) or str(address[0]).startswith(("127.", "::1", "localhost"))
    return connect(self, address) if here else refuse(address)

def look_up_at_home(host, *rest, **more):
    return look_up(host, *rest, **more) if host in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0") else refuse(host)

socket.socket.connect, socket.getaddrinfo = connect_at_home, look_up_at_home
"""


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """Shut the way out for every Python that is started; gives the file in which attempts are noted."""
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "sitecustomize.py").write_text(SHUT, "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path / "shut"), str(ROOT))))
    monkeypatch.setenv("RASD_TRIED", str(tmp_path / "tried.txt"))
    return tmp_path / "tried.txt"


def test_the_way_out_is_shut(tried):
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "shut: 192.0.2.1" in done.stderr
    assert tried.exists()


def test_commands_and_server_ask_nobody(tried, tmp_path):
    home = tmp_path / "home"
    for arguments in (["ingest", ROOT / "samples"], ["export", tmp_path / "out.geojson"], ["status"], ["review", "list"]):
        subprocess.run([sys.executable, ROOT / "rasd.py", *arguments, "--home", home], check=True, capture_output=True, timeout=300)
    with serving(home, tmp_path, path=str(tmp_path / "shut")) as address, urlopen(address) as page:  # noqa: S310  # our own server
        assert page.status == 200
    assert not tried.exists()
