"""A shared dashboard in a real browser: people log in at a real OpenID Connect provider, which runs on this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from browser import DESKTOP, ROOT, SCREENSHOTS, SECONDS, answering, fence, free_port, serving, settled, the_map
from playwright.sync_api import expect
from world import event_of, fill

from dashboard.text import words
from events import access

for needed in ("authlib", "oidc_provider_mock"):
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"the package {needed} is not installed", allow_module_level=True)
pytestmark = pytest.mark.browser
EN = words("en")
TEAM = """
[people."rana@example.org"]
name = "Rana"
role = "reviewer"

[people."omar@example.org"]
name = "Omar"

[people."salma@example.org"]
name = "Salma"
role = "admin"
"""
STYLE = "https://cdn.jsdelivr.net/npm/@picocss/"  # of the provider's own page
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/{base}oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "rasd"
client_secret = "known to nobody"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
"""


@contextmanager
def provider():
    """An OpenID Connect provider; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            answering(f"http://127.0.0.1:{port}/", ".well-known/openid-configuration")
            yield port
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A shared workspace and its dashboard."""
    folder = tmp_path_factory.mktemp("shared")
    with fill(folder / "home") as workspace, provider() as asked:
        port, secrets = free_port(), folder / "secrets.toml"
        secrets.write_text(SECRETS.format(port=port, provider=asked, base=""), "utf-8")
        secrets.chmod(0o600)
        (workspace.home / access.FILE).write_text(TEAM, "utf-8")
        with serving(workspace.home, folder, "--public", "--secrets", str(secrets), port=port):
            yield workspace, f"http://127.0.0.1:{port}/"


@contextmanager
def somebody(browser, address, email="", **options):
    """A page of somebody who has logged in, or not."""
    outside = []
    context = browser.new_context(viewport=DESKTOP, **options)
    fence(context, outside)
    page = context.new_page()
    page.goto(address)
    page.locator(".st-key-gate-login button").wait_for(timeout=60 * SECONDS)
    if email:
        page.locator(".st-key-gate-login button").click()
        page.locator("input[name=sub]").fill(email, timeout=60 * SECONDS)
        page.get_by_role("button", name="Authorize").click()
    try:
        yield page
    finally:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"test-shared-{email.partition('@')[0] or 'nobody'}.png")
        context.close()
    assert [one for one in outside if not one.startswith(STYLE)] == []


def test_who_has_not_logged_in_sees_the_door_and_nothing_else(browser, world):
    workspace, address = world
    for path in ("", "review", "add", f"?event={event_of(workspace, 'a1')}"):
        with somebody(browser, address + path) as page:
            expect(page.get_by_text(EN("gate.out"))).to_be_visible(timeout=60 * SECONDS)
            assert page.locator(".rasd-card, .rasd-figures, iframe, [data-testid=stDataFrame]").count() == 0
            assert "خان طومان" not in page.inner_text("body")


def test_who_is_not_named_stays_outside(browser, world):
    _, address = world
    with somebody(browser, address, "stranger@example.org") as page:
        expect(page.get_by_text(EN("gate.unlisted"))).to_be_visible(timeout=60 * SECONDS)
        assert page.locator(".rasd-figures").count() == 0
        page.locator(".st-key-gate-logout button").click()
        page.get_by_role("button", name="End session").click(timeout=60 * SECONDS)  # at the provider
        expect(page.get_by_text(EN("gate.out"))).to_be_visible(timeout=60 * SECONDS)


def test_a_viewer_looks_and_changes_nothing(browser, world):
    workspace, address = world
    with somebody(browser, address, "omar@example.org") as page:
        settled(page)
        expect(page.locator(".st-key-who")).to_contain_text("Omar")
        assert page.get_by_role("link", name=EN("page.add")).count() == 0
        closed = {"add": ".st-key-add-look", f"review?event={event_of(workspace, 'a1')}": ".st-key-review-forms", "places": ".st-key-own-place-add"}
        for path, gone in closed.items():
            page.goto(address + path)
            settled(page)
            expect(page.get_by_text(EN("gate.noright")).first).to_be_visible()
            assert page.locator(gone).count() == 0


def test_a_reviewer_decides_under_their_own_name_until_they_leave_the_team(browser, world):
    workspace, address = world
    with somebody(browser, address, "rana@example.org") as page:
        settled(page)
        page.goto(f"{address}review?event={event_of(workspace, 'a2')}")
        settled(page)
        assert page.get_by_role("textbox", name=EN("review.reviewer")).count() == 0
        page.get_by_role("button", name=EN("review.accept"), exact=True).first.click()
        expect(page.locator('[class*="st-key-review-log-"]').first).to_contain_text("Rana", timeout=60 * SECONDS)
        settled(page)
        assert page.locator(".st-key-review-import").count() == 0  # an administrator's work
        (workspace.home / access.FILE).write_text(TEAM.replace("rana@", "someone.else@"), "utf-8")
        try:
            page.get_by_role("button", name=EN("review.accept"), exact=True).first.click()
            expect(page.get_by_text(EN("gate.unlisted"))).to_be_visible(timeout=60 * SECONDS)
        finally:
            (workspace.home / access.FILE).write_text(TEAM, "utf-8")
    assert workspace.ledger.counts()["reviews"] == 1


def test_a_session_ends(browser, world):
    workspace, address = world
    with somebody(browser, address, "salma@example.org") as page:
        settled(page)
        (workspace.home / access.FILE).write_text(f"hours = 0.0001\n{TEAM}", "utf-8")
        try:
            page.reload()
            expect(page.get_by_text(EN("gate.expired"))).to_be_visible(timeout=60 * SECONDS)
        finally:
            (workspace.home / access.FILE).write_text(TEAM, "utf-8")


NGINX = """
worker_processes 1; daemon off; error_log {folder}/error.log; pid {folder}/pid; {user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx(folder, port, behind):
    """Run nginx as deploy/nginx.conf has it, with a certificate of this machine's own."""
    program, openssl = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("openssl")
    if not program or not openssl:
        pytest.skip("nginx or openssl is not installed")
    subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"], check=True, capture_output=True)  # fmt: skip
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    here = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "127.0.0.1:8501": f"127.0.0.1:{behind}",
        "/etc/ssl/rasd": str(folder),
    }
    for ours, theirs in here.items():
        assert ours in site
        site = site.replace(ours, theirs)
    (folder / "site.conf").write_text(site, "utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user="user root;" if os.name == "posix" and os.geteuid() == 0 else ""), "utf-8")
    with subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.terminate()


def test_behind_a_reverse_proxy_with_tls_and_a_base_path(browser, tmp_path):
    front, port, secrets = free_port(), free_port(), tmp_path / "secrets.toml"
    address = f"https://127.0.0.1:{front}/rasd/"
    with fill(tmp_path / "home") as workspace, provider() as asked, nginx(tmp_path, front, port):
        secrets.write_text(SECRETS.format(port=port, provider=asked, base="").replace(f"http://127.0.0.1:{port}/", address), "utf-8")
        secrets.chmod(0o600)
        (workspace.home / access.FILE).write_text(TEAM, "utf-8")
        options = ("--public", "--secrets", str(secrets), "--base-path", "rasd")
        with (
            serving(workspace.home, tmp_path, *options, port=port, base="rasd/"),
            somebody(browser, address, "salma@example.org", ignore_https_errors=True) as page,
        ):
            frame = the_map(page)
            expect(frame.locator("[data-place]")).to_have_count(4)
            settled(page)
            cookies = {one["name"]: one for one in page.context.cookies()}
            assert cookies["_streamlit_user"]["path"] == "/rasd"
            assert all(one["secure"] and one["httpOnly"] for name, one in cookies.items() if name.startswith("_streamlit_user"))
            assert page.request.get(f"{address}_stcore/metrics").status == 404
            assert page.request.get(f"{address}_stcore/health").ok
            assert "active_sessions 1" in page.request.get(f"http://127.0.0.1:{port}/rasd/_stcore/metrics").text()
            answer = page.request.get(address)
            assert "script-src 'self'" in answer.headers["content-security-policy"]
            assert answer.headers["strict-transport-security"]
