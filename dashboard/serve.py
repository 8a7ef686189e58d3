"""Starting the dashboard: Streamlit on this machine only, with settings that hold from any folder."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from events.access import PUBLIC
from gazetteer.places import RasdError

HOST = "127.0.0.1"
APP = Path(__file__).with_name("web.py")
# Streamlit reads .streamlit/config.toml only in the folder it is started from; a test keeps the file and these flags alike.
SETTINGS = {
    "server.address": HOST,
    "server.enableStaticServing": "true",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "server.enableWebsocketCompression": "true",
    "browser.gatherUsageStats": "false",
    "global.disableWidgetStateDuplicationWarning": "true",  # dashboard/inputs.py gives widgets both, and says why
    "client.toolbarMode": "viewer",
    "runner.magicEnabled": "false",  # would put a text that stands alone in a page's file on the page
}


@dataclass(frozen=True, slots=True)
class Shared:
    """A dashboard that others may reach once they have logged in. address: of this machine, to listen on; secrets: Streamlit's file of secrets."""

    address: str
    secrets: Path


class PortError(RasdError, OSError):
    """The port cannot be used; the message says which, why, and how to choose another."""


def refuse_busy(port: int, address: str = HOST) -> None:
    """Raise PortError if the port cannot be listened on: another program has it, or this user may not."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as trial:
        if os.name == "posix":  # a port whose last connections are still fading is free; on Windows the option would steal a port in use
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise PortError(f"--address {address}: this machine has no such address ({error.strerror})") from error
            other = port + 99 if port < 65000 else 8600
            raise PortError(f"port {port} cannot be used ({error.strerror}); choose another: rasd serve --port {other}, make run PORT={other}") from error


def run(home: Path, port: int, *, headless: bool, base_path: str = "", shared: Shared | None = None) -> int:
    """Run the dashboard on a workspace folder until it is stopped. headless: do not open a browser. Returns its exit status.

    base_path: of the address below which a reverse proxy serves it. shared: with whom it is shared, None for nobody. Where the system allows it,
    Streamlit takes the place of this process, so that a signal reaches it.
    """
    flags = SETTINGS | {"server.port": str(port), "server.headless": str(headless).lower()}
    if base_path:
        flags["server.baseUrlPath"] = base_path.strip("/")
    if shared:
        # Without browser.serverAddress, Streamlit asks a server on the internet what to show where it listens on 0.0.0.0.
        flags |= {"server.address": shared.address, "browser.serverAddress": shared.address, "secrets.files": str(shared.secrets)}
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *(f"--{name}={value}" for name, value in flags.items())]
    environment = os.environ | {"RASD_HOME": str(home), PUBLIC: "1" if shared else ""}
    if os.name == "posix":
        os.execve(sys.executable, command, environment)  # noqa: S606  # our own program and flags
    return subprocess.call(command, env=environment)  # noqa: S603  # the same
