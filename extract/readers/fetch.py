"""Fetching a page that the user asked for: one bounded request to a public address, and nothing that tells who asks.

An address on the internet may lead into the user's own network (a name that resolves to 127.0.0.1, a redirect to a router): "server-side request
forgery". So every address of a name is checked, for each redirect anew, and the connection goes to the address that was checked, not to the name.
No cookies, no proxies of the environment, no compression, no links followed but redirects.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

from extract.readers.items import MAX_BYTES

MAX_FETCHED = 2 * MAX_BYTES
MAX_REDIRECTS = 5
SECONDS = 30.0
"""For one request, from the connection to the last byte; looking a name up has the system's own limit."""
_REDIRECTS = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}
_HEADERS = {"User-Agent": "Rasd", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
_SAFE = "/%:@!$&'()*+,;=~"
_NAT64 = tuple(ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48"))

Checker = Callable[[str], bool]


class FetchError(OSError):
    """A page could not be fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. url: where it was found in the end; kind, charset: of the Content-Type, lower case, "" if not told."""

    url: str
    content: bytes
    kind: str
    charset: str


@dataclass(frozen=True, slots=True)
class _Target:
    """One request. host: in ASCII; address: the IP address that was checked; path: with the query."""

    url: str
    scheme: str
    host: str
    port: int
    address: str
    path: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it carries an IPv4 address inside."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # with a zone, fe80::1%eth0: an address of this machine's own links
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if any(found in network for network in _NAT64):
            return _is_public(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        inside = [one for one in (found.ipv4_mapped, found.sixtofour, *(found.teredo or ())) if one]
        if found.ipv4_mapped:
            return _is_public(found.ipv4_mapped)
        if not all(map(_is_public, inside)):
            return False
    return _is_public(found)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local)


def fetch(url: str, *, allowed: Checker | None = None, seconds: float = SECONDS, limit: int = MAX_FETCHED) -> Fetched:
    """Fetch an address, http or https, over the redirects that it gives. Raises FetchError.

    allowed: says of an IP address whether it may be asked, by default `is_public`. Ports are 80 and 443, and the one that the user wrote. limit: bytes.
    """
    ports = {*_PORTS.values(), _port(url)}
    for _ in range(MAX_REDIRECTS + 1):
        target = _checked(url, ports, allowed or is_public)
        with _Exchange(target, seconds) as exchange:
            response = exchange.response()
            if response.status not in _REDIRECTS:
                return _taken(target, response, limit)
            location = response.getheader("Location")
        if not location:
            raise FetchError(f"{target.url}: a redirect that names no address")
        url = urljoin(target.url, location)
    raise FetchError(f"more than {MAX_REDIRECTS} redirects, the last to {url[:200]}")


def _port(url: str) -> int:
    try:
        parts = urlsplit(url)
        return parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise FetchError(f"{url[:200]!r} is no address: {error}") from error


def _checked(url: str, ports: set[int], allowed: Checker) -> _Target:
    """Take an address apart and look its name up; each IP address that the name has must be allowed."""
    port, parts = _port(url), urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise FetchError(f"{url[:200]!r}: only addresses with http:// or https:// are fetched")
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"{parts.hostname}: an address with a user name in it is not fetched; it would be stored with the article")
    if port not in ports:
        raise FetchError(f"{parts.hostname}: a redirect to port {port} is not followed; only 80, 443 and the one that you wrote")
    try:
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        found = sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}, key=lambda one: (":" in one, one))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{parts.hostname}: its name cannot be looked up ({error})") from error
    if refused := [address for address in found if not allowed(address)]:
        raise FetchError(f"{parts.hostname} leads to {refused[0]}, which is no public address; only the public internet is fetched")
    path = quote(parts.path or "/", safe=_SAFE) + ("?" + quote(parts.query, safe=f"{_SAFE}?") if parts.query else "")
    return _Target(url.partition("#")[0], parts.scheme, host, port, found[0], path)


class _Connection(http.client.HTTPConnection):
    """A connection to the IP address that was checked, under the name that was asked for."""

    def __init__(self, target: _Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target, self._seconds = target, seconds
        self.held: socket.socket | None = None
        """The socket, which http.client lets go of while the answer is still read from it."""
        if target.scheme == "https":
            self.default_port = _PORTS["https"]  # which is left out of the Host header

    def connect(self) -> None:
        """Connect, and for https prove the name."""
        self.held = self.sock = socket.create_connection((self._target.address, self._target.port), self._seconds)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            secured = context.wrap_socket(self.sock, server_hostname=self._target.host, do_handshake_on_connect=False)
            self.held = self.sock = secured
            secured.do_handshake()


class _Exchange:
    """One request and its answer, cut off when its time is over: a server that sends a byte now and then would never run into a socket's own limit."""

    def __init__(self, target: _Target, seconds: float) -> None:
        self._target, self._seconds = target, seconds
        self._connection = _Connection(target, seconds)
        self._over = False
        self._clock = threading.Timer(seconds, self._cut)
        self._clock.daemon = True

    def __enter__(self) -> Self:
        """Begin to count the time."""
        self._clock.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """End it; what went wrong on the way is a FetchError."""
        self._clock.cancel()
        self._connection.close()
        if self._over or isinstance(error, TimeoutError):
            raise FetchError(f"{self._target.url}: no whole answer within {self._seconds:g} seconds") from error
        if isinstance(error, OSError | http.client.HTTPException) and not isinstance(error, FetchError):
            raise FetchError(f"{self._target.url}: {error or type(error).__name__}") from error

    def response(self) -> http.client.HTTPResponse:
        """Ask and give the head of the answer."""
        self._connection.connect()
        if self._over:
            raise TimeoutError
        self._connection.request("GET", self._target.path, headers=_HEADERS)
        return self._connection.getresponse()

    def _cut(self) -> None:
        self._over = True
        if self._connection.held is not None:
            with suppress(OSError):  # it ended by itself just now
                # Not SSLSocket.shutdown, which takes the encryption off a socket that another thread reads from.
                socket.socket.shutdown(self._connection.held, socket.SHUT_RDWR)


def _taken(target: _Target, response: http.client.HTTPResponse, limit: int) -> Fetched:
    if response.status != http.HTTPStatus.OK:
        raise FetchError(f"{target.url}: the server answers {response.status} {response.reason[:100]}")
    if (packed := response.getheader("Content-Encoding", "identity").lower()) != "identity":
        raise FetchError(f"{target.url}: sent packed ({packed[:40]}) though it was not asked to be")
    content = response.read(limit + 1)
    if len(content) > limit:
        raise FetchError(f"{target.url}: longer than {limit:,} bytes")
    if response.length:
        raise FetchError(f"{target.url}: the answer breaks off {response.length:,} bytes before its end")
    declared = response.headers
    return Fetched(target.url, content, declared.get_content_type() if "Content-Type" in declared else "", declared.get_content_charset() or "")
