"""What must be in place before a dashboard is shared: a login by OpenID Connect, its secrets, and who may come in. Else it does not start."""

from __future__ import annotations

import importlib.util
import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from events.access import FILE, AccessError, read_team

SECRETS = Path("~/.streamlit/secrets.toml")
"""Where Streamlit looks for secrets."""
LOGIN = "authlib"
"""The package by which Streamlit lets people log in."""
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SHORTEST_SECRET = 32
_CALLBACK = "/oauth2callback"
_HERE = {"localhost", "127.0.0.1", "::1"}


def refuse_open(home: Path, secrets: Path, base_path: str = "") -> None:
    """Raise AccessError unless everybody who opens the dashboard would have to log in.

    home: the workspace, whose access.toml names the people. secrets: Streamlit's file of secrets. base_path: below which it is served.
    """
    if importlib.util.find_spec(LOGIN) is None:
        raise AccessError("a shared dashboard needs the package Authlib for the login: python -m pip install 'Authlib>=1.3.2'")
    _check(_auth(secrets), secrets, base_path.strip("/"))
    read_team(home / FILE)


def _auth(secrets: Path) -> Mapping[str, Any]:
    try:
        mode = secrets.stat().st_mode
        found = tomllib.loads(secrets.read_text("utf-8"))
    except FileNotFoundError as error:
        raise AccessError(f"{secrets}: no such file; a shared dashboard needs Streamlit's secrets with [auth] in it (docs/deploy.md)") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccessError(f"{secrets}: cannot be read ({error})") from error
    if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH):
        raise AccessError(f"{secrets}: everybody on this machine can read or change it; chmod o= {secrets}")
    auth = found.get("auth")
    if not isinstance(auth, dict):
        raise AccessError(f"{secrets}: [auth] is missing; it says how people log in (docs/deploy.md)")
    return auth


def _check(auth: Mapping[str, Any], secrets: Path, base_path: str) -> None:
    for name in _NEEDED:
        if not isinstance(auth.get(name), str) or not auth[name].strip():
            raise AccessError(f"{secrets}: {name} is missing under [auth]")
    if len(auth["cookie_secret"]) < _SHORTEST_SECRET:
        raise AccessError(
            f"{secrets}: cookie_secret is shorter than {_SHORTEST_SECRET} characters; make one: python -c 'import secrets; print(secrets.token_hex())'"
        )
    for name in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(auth[name])
        if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _HERE):
            raise AccessError(f"{secrets}: {name} is {auth[name]!r}; it must begin with https://, or the session could be read on its way")
    wanted = f"/{base_path}{_CALLBACK}" if base_path else _CALLBACK
    if urlsplit(auth["redirect_uri"]).path != wanted:
        raise AccessError(f"{secrets}: redirect_uri is {auth['redirect_uri']!r}; its path must be {wanted}")
