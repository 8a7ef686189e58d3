"""Fetching what the user asked for: public addresses only, each redirect anew, bounded in size and time."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager, suppress

import pytest

from extract.readers import fetch as module
from extract.readers.fetch import FetchError, fetch, is_public

PAGE = "<html><body>قصف</body></html>".encode()


@contextmanager
def server(*answers, hold=False):
    """A server on this machine that gives these answers, one for each connection; gives its address and what it was asked."""
    asked, done = [], threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]

        def serve():
            with suppress(OSError):  # the test ends before all answers are asked for, or lets go of the one at hand
                for answer in answers:
                    connection, _ = listening.accept()
                    with connection:
                        asked.append(connection.recv(65536).decode("latin-1"))
                        connection.sendall(answer.replace(b"PORT", str(port).encode()))
                        if hold:
                            done.wait(10)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}", asked
        finally:
            done.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the thread
            thread.join(5)
            assert not thread.is_alive()


def answer(body=PAGE, status="200 OK", **headers):
    lines = {"Content-Type": "text/html; charset=windows-1256", "Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n" + body


def anyone(_address):
    return True


def test_a_page_comes_with_its_address_type_and_charset_and_nothing_is_told_but_the_name():
    with server(answer(Set_Cookie="who=you")) as (url, asked):
        found = fetch(f"{url}/أخبار?q=حلب#top", allowed=anyone)
    assert (found.url, found.content, found.kind, found.charset) == (f"{url}/أخبار?q=حلب", PAGE, "text/html", "windows-1256")
    head = asked[0].splitlines()
    assert head[0] == "GET /%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1?q=%D8%AD%D9%84%D8%A8 HTTP/1.1"
    assert {line.partition(":")[0].lower() for line in head[1:] if line} == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_redirects_are_followed_without_cookies():
    with server(answer(b"", "302 Found", Location="/b", Set_Cookie="who=you"), answer()) as (url, asked):
        assert fetch(url, allowed=anyone).url == f"{url}/b"
    assert "cookie" not in "".join(asked).lower()


def test_each_redirect_is_checked_anew():
    with server(answer(b"", "302 Found", Location="http://127.0.0.2:PORT/")) as (url, _), pytest.raises(FetchError, match=r"127\.0\.0\.2, which is no public"):
        fetch(url, allowed=lambda address: address == "127.0.0.1")


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "only addresses with http"),
        ("http://127.0.0.1:22/", "port 22 is not followed"),
        ("http://me@127.0.0.1:PORT/", "user name"),
        ("/again", "more than 5 redirects"),
        ("", "names no address"),
    ],
)
def test_a_redirect_leads_to_pages_only(location, why):
    with server(*[answer(b"", "301 Moved", Location=location)] * 6) as (url, _), pytest.raises(FetchError, match=why):
        fetch(url, allowed=anyone)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "gopher://x",
        "javascript:alert(1)",
        "http://",
        "http://[::1",
        "http://a:b@example.org/",
        "http://x:99999/",
        "",
    ],
)
def test_what_is_no_web_address_is_refused_before_any_request(url):
    with pytest.raises(FetchError):
        fetch(url, allowed=anyone)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1",  # noqa: S104
     "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
     "2002:7f00:1::", "2002:c0a8:101::1", "2001:db8::1", "not an address"],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_addresses_that_are_public(address):
    assert is_public(address)


def looks_up(monkeypatch, *addresses):
    asked = []

    def getaddrinfo(host, port, *_rest, **_options):
        asked.append(host)
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(module.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_those_of_a_name_refuses_it(monkeypatch):
    looks_up(monkeypatch, "93.184.216.34", "::ffff:192.168.1.1")
    with pytest.raises(FetchError, match="no public address"):
        fetch("http://example.org/")


@pytest.mark.parametrize("url", ["http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://localhost/", "http://[::ffff:127.0.0.1]/", "http://[::1]/"])
def test_other_spellings_of_this_machine_are_refused_too(url):
    with pytest.raises(FetchError, match=r"no public address|cannot be looked up"):
        fetch(url)


def test_the_connection_goes_to_the_address_that_was_checked_and_names_are_looked_up_once(monkeypatch):
    with server(answer()) as (url, asked):
        port = int(url.rpartition(":")[2])
        names = looks_up(monkeypatch, "127.0.0.1")
        fetch(f"http://مثال.example:{port}/", allowed=anyone)
    assert names.count("xn--mgbh0fb.example") == 1
    assert f"Host: xn--mgbh0fb.example:{port}" in asked[0]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer(b"x" * 101), "longer than 100"),
        (answer(b"x" * 50, Content_Length="80"), "breaks off 30 bytes"),
        (answer(status="404 Not Found"), "answers 404"),
        (answer(Content_Encoding="gzip"), "sent packed"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", "headers"),
        (b"SSH-2.0-OpenSSH\r\n", "SSH"),
        (b"", "closed connection"),
    ],
)
def test_an_answer_that_is_no_page_is_an_error_with_its_reason(given, why):
    with server(given) as (url, _), pytest.raises(FetchError, match=why):
        fetch(url, allowed=anyone, limit=100)


@pytest.mark.parametrize("given", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\n\r\nhalf"])
def test_a_server_that_does_not_end_is_cut_off(given):
    with server(given, hold=True) as (url, _), pytest.raises(FetchError, match=r"within 0\.2 seconds"):
        fetch(url, allowed=anyone, seconds=0.2)


def test_a_server_that_cannot_prove_its_name_is_refused():
    with server(b"HTTP/1.1 200 OK\r\n\r\n") as (url, _), pytest.raises(FetchError, match=r"SSL|ssl|closed|reset|EOF"):
        fetch(url.replace("http:", "https:"), allowed=anyone)
