"""The web application that `rasd serve` has Streamlit run: the pages of app.py, and headers that let a browser run nothing but our own code.

The texts that are shown were written by others. They are escaped where they are drawn; these headers hold should that once be forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st
import streamlit.net_util
from altair.utils.schemapi import disable_debug_mode
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from xyzservices import providers

from dashboard import data
from dashboard.assets import STATIC, VENDOR
from dashboard.bundles import Compressed
from dashboard.layers import ONLINE
from dashboard.layers import STATIC as FOLDER
from dashboard.made_files import keep_for_a_while
from events import log
from events.workspace import default_home

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMPONENT = "/component/"  # in the address of the frames in which Streamlit shows a component: our map
_FRAME = "/index.html"  # the frame itself, below that address
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def _policy(**rules: str) -> str:
    """Write a Content-Security-Policy; what is not named comes from this server or not at all."""
    named = {
        "default_src": "'self'",
        "script_src": "'self'",
        "style_src": "'self' 'unsafe-inline'",  # Streamlit and Leaflet set styles as they draw
        "img_src": "'self' data: blob:",
        "font_src": "'self' data:",
        "worker_src": "'self' blob:",
        "object_src": "'none'",
        "base_uri": "'self'",
        "form_action": "'self'",
        "frame_ancestors": "'self'",
    }
    return "; ".join(f"{name.replace('_', '-')} {value}" for name, value in (named | rules).items())


def _inline_scripts() -> str:
    """Name the scripts that stand in Streamlit's own page by their hashes, as the policy wants it."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE.findall(page))
    return " ".join(f"'sha256-{one}'" for one in hashes)


def _tile_hosts() -> str:
    """Name the servers of the online base maps, which a visitor may ask for."""
    addresses = (providers.query_name(name).url.replace("{s}", "*").split("/") for name in ONLINE.values())
    return " ".join(sorted(f"{scheme}//{host}" for scheme, _, host, *_ in addresses))


PAGE = _policy(script_src=f"'self' {_inline_scripts()}")
# streamlit-folium gives the map its JavaScript as text, which has to be allowed there, and there alone. No word of an article comes into that frame.
MAP = _policy(script_src="'self' 'unsafe-inline' 'unsafe-eval'", img_src=f"'self' data: blob: {_tile_hosts()}")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _ahead() -> str:
    """Name the files that the map's scripts ask for one after another, so that a browser asks for all of them as soon as it has the frame."""
    kinds = {".js": "as=script", ".css": "as=style", ".json": "as=fetch; crossorigin"}
    found = (STATIC / "rasd-map.js", STATIC / "rasd-map.css", *sorted(VENDOR.glob("*")))
    return ", ".join(f"<{FOLDER}{file.relative_to(STATIC).as_posix()}>; rel=preload; {kinds[file.suffix]}" for file in found if file.suffix in kinds)


class Guarded:
    """Add the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        in_frame = _COMPONENT in scope.get("path", "")

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                headers["Content-Security-Policy"] = MAP if in_frame else PAGE
                # The servers of map tiles ask to be told who asks; nobody else hears of this address.
                if in_frame and scope["path"].endswith(_FRAME):
                    headers["Link"] = _ahead()
                headers["Referrer-Policy"] = "origin" if in_frame else "same-origin"
            await send(message)

        await self.app(scope, receive, answer)


@asynccontextmanager
async def _starting(_: st.App) -> AsyncIterator[None]:
    """Open the data as soon as the server answers: a million events take some seconds, which the first visitor then need not wait, or not whole."""
    Thread(target=data.open_ahead, args=(str(default_home()),), name="open-ahead", daemon=True).start()
    yield


def _not_asked() -> None:
    """No address of this machine but those that it was given."""


# Where a page of another host asks for a connection, Streamlit would ask a server on the internet for this machine's address, while everybody waits.
streamlit.net_util.get_external_ip = streamlit.net_util.get_internal_ip = _not_asked
log.to_stderr()
keep_for_a_while()
disable_debug_mode()  # charts are checked against Vega-Lite's schema in the tests; here the check takes a third of a chart's time
app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=_starting,
    middleware=[Middleware(Guarded), Middleware(Compressed, base=st.get_option("server.baseUrlPath"))],
)
