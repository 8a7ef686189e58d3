"""At run time Rasd asks no other host for anything: its commands and its server, run with every way out of this machine shut."""

from __future__ import annotations

import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from browser import free_port, serving

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


def connection_from(origin, address):
    """Ask for a WebSocket as a page of some host does; gives the status."""
    asked = HTTPConnection(urlsplit(address).netloc, timeout=30)
    key = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    asked.request("GET", "/_stcore/stream", headers={"Connection": "Upgrade", "Upgrade": "websocket", "Origin": origin, **key})
    try:
        return asked.getresponse().status
    finally:
        asked.close()


def test_commands_and_server_ask_nobody(tried, tmp_path):
    home = tmp_path / "home"
    for arguments in (["ingest", ROOT / "samples"], ["export", tmp_path / "out.geojson"], ["status"], ["review", "list"]):
        subprocess.run([sys.executable, ROOT / "rasd.py", *arguments, "--home", home], check=True, capture_output=True, timeout=300)
    with serving(home, tmp_path, path=str(tmp_path / "shut")) as address, urlopen(address) as page:  # noqa: S310  # our own server
        assert page.status == 200
        assert connection_from("http://elsewhere.example", address) == 403
        assert connection_from(address.rstrip("/"), address) == 101
    assert not tried.exists()


def test_a_shared_server_that_listens_everywhere_asks_nobody(tried, tmp_path):
    pytest.importorskip("authlib")
    home, secrets = tmp_path / "home", tmp_path / "secrets.toml"
    home.mkdir()
    (home / "access.toml").write_text('[people."rana@example.org"]\n', "utf-8")
    port = free_port()
    given = {"redirect_uri": f"http://127.0.0.1:{port}/oauth2callback", "server_metadata_url": "https://id.example/x", "cookie_secret": "0" * 32}
    secrets.write_text("[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in {"client_id": "rasd", "client_secret": "s", **given}.items()), "utf-8")
    secrets.chmod(0o600)
    options = ("--public", "--address", "0.0.0.0", "--secrets", str(secrets))  # noqa: S104  # that is what is tried
    with serving(home, tmp_path, *options, port=port, path=str(tmp_path / "shut")) as address:
        assert connection_from("http://elsewhere.example", address) == 403
    assert not tried.exists()
