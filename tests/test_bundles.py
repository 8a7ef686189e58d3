"""Streamlit's scripts go out compressed, and nothing else is touched."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

from dashboard.bundles import STATIC, Compressed

SCRIPT = next(path for path in sorted(STATIC.glob("static/js/*.js")) if path.stat().st_size > 5000)
ADDRESS = f"/{SCRIPT.relative_to(STATIC).as_posix()}"
GZIP = {"accept-encoding": "gzip"}


class Inner:
    """The application behind, which counts what it is asked."""

    def __init__(self, status=200):
        self.status, self.asked = status, 0

    async def __call__(self, scope, receive, send):
        self.asked += 1
        body = SCRIPT.read_bytes() if scope["path"].endswith(ADDRESS) else b"other " * 1000
        await Response(body, self.status, {"etag": '"one"', "cache-control": "immutable"}, "text/javascript")(scope, receive, send)


def get(app, path, headers, added=()):
    """Ask an application; gives status, headers and the bytes as sent. added: headers that stand around it and add theirs."""
    sent = []

    async def send(message):
        if message["type"] == "http.response.start":
            message["headers"].extend(added)
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(app(scope, None, send))
    start, *parts = sent
    return start["status"], Headers(raw=start["headers"]), b"".join(part["body"] for part in parts)


@pytest.mark.parametrize("base", ["", "rasd", "/team/rasd/"])
def test_a_bundle_is_compressed_once_and_stays_what_it_was(base):
    inner = Inner()
    app = Compressed(inner, base)
    for _ in range(3):
        status, headers, body = get(app, (f"/{base.strip('/')}" if base else "") + ADDRESS, GZIP, added=[(b"x-added", b"1")])
        assert status == 200
        assert gzip.decompress(body) == SCRIPT.read_bytes()
        assert int(headers["content-length"]) == len(body) < SCRIPT.stat().st_size
        assert (headers["vary"], headers["etag"], headers["cache-control"]) == ("Accept-Encoding", 'W/"one"', "immutable")
        assert headers.getlist("x-added") == ["1"]
    assert inner.asked == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (ADDRESS, {"accept-encoding": "identity"}),
        (ADDRESS, GZIP | {"range": "bytes=0-9"}),
        (ADDRESS, GZIP | {"if-none-match": '"one"'}),
        ("/static/js/made-up.js", GZIP),
        ("/static/js/../../index.html", GZIP),
        ("/elsewhere" + ADDRESS, GZIP),
        ("/app/static/rasd-map.js", GZIP),
    ],
)
def test_what_is_no_whole_bundle_goes_by_untouched(path, headers):
    inner = Inner()
    app = Compressed(inner)
    for _ in range(2):
        _, answered, _ = get(app, path, headers)
        assert "content-encoding" not in answered
        assert answered["etag"] == '"one"'
    assert inner.asked == 2


def test_a_failure_is_passed_on_and_not_kept():
    inner = Inner(503)
    app = Compressed(inner)
    for _ in range(2):
        status, headers, _ = get(app, ADDRESS, GZIP)
        assert (status, "content-encoding" in headers) == (503, False)
    assert inner.asked == 2


def test_what_breaks_off_because_a_visitor_left_is_not_kept_for_the_next():
    async def visit_and_leave(leaves):
        """Ask for a bundle; gives what was sent. leaves: the visitor is gone at once, which ends Starlette's answer wherever it stands."""
        sent = []

        async def receive():
            if not leaves:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": ADDRESS, "headers": [(b"accept-encoding", b"gzip")], "asgi": {"spec_version": "2.3"}}
        await app(scope, receive, send)
        return sent

    app = Compressed(FileResponse(SCRIPT))
    broken = asyncio.run(visit_and_leave(leaves=True))
    assert b"".join(message.get("body", b"") for message in broken) == b""
    start, rest = asyncio.run(visit_and_leave(leaves=False))
    assert gzip.decompress(rest["body"]) == SCRIPT.read_bytes()
    assert int(Headers(raw=start["headers"])["content-length"]) == len(rest["body"])
