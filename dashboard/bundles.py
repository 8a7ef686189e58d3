"""Streamlit's own scripts and styles, sent compressed: a first visit fetches a third of the bytes.

Streamlit sends them as they are, because compressing them for each visitor would cost more than it saves. Here each is compressed once, when it is
first asked for, and kept: the files do not change while the server runs.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(st.__file__).parent / "static"
_BUNDLE = re.compile(r"/static/(?:js|css)/[\w.-]+\.(?:js|css)")
_LEVEL = 6
_AS_THEY_ARE = {"range", "if-none-match", "if-modified-since"}  # what is asked with these is not the whole file


class Compressed:
    """Send the bundles compressed to whoever takes that; all else goes by untouched. base: path below which the dashboard is served, "" for none."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self._prefix = f"/{base.strip('/')}" if base.strip("/") else ""
        self._kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        name = self._bundle(scope)
        if not name:
            await self.app(scope, receive, send)
            return
        if name not in self._kept:
            start, body = await self._answer(scope, receive)
            if not _is_whole(start, body):
                if start:
                    await send(start)
                    await send({"type": "http.response.body", "body": body})
                return
            self._kept[name] = await asyncio.to_thread(_compress, start, body)
        start, body = self._kept[name]
        await send({**start, "headers": list(start["headers"])})  # others add theirs to the list
        await send({"type": "http.response.body", "body": body})

    def _bundle(self, scope: Scope) -> str:
        """Name the bundle that is asked for, whole and compressed; "" for anything else, so that no made-up name is ever kept."""
        path = scope.get("path", "").removeprefix(self._prefix)
        if scope["type"] != "http" or scope["method"] != "GET" or not _BUNDLE.fullmatch(path) or not (STATIC / path[1:]).is_file():
            return ""
        asked = Headers(scope=scope)
        return path if "gzip" in asked.get("accept-encoding", "") and not _AS_THEY_ARE & set(asked) else ""

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        """Take the answer before any of it is sent; it breaks off, or does not begin, where the visitor leaves."""
        start: Message = {}
        parts: list[bytes] = []

        async def take(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, take)
        return start, b"".join(parts)


def _is_whole(start: Message, body: bytes) -> bool:
    """Whether a file came to its end, as long as it was said to be: what breaks off must not be kept for all who ask later."""
    return start.get("status") == HTTPStatus.OK and Headers(raw=start["headers"]).get("content-length") == str(len(body))


def _compress(start: Message, body: bytes) -> tuple[Message, bytes]:
    small = gzip.compress(body, _LEVEL, mtime=0)
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(small))
    headers.add_vary_header("Accept-Encoding")
    if etag := headers.get("etag"):
        headers["ETag"] = f"W/{etag.removeprefix('W/')}"  # the same file, not the same bytes
    return {**start, "headers": headers.raw}, small
