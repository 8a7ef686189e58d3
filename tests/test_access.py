"""Who may do what in a shared workspace: asked in the functions that write, and a dashboard without a door does not start."""

from __future__ import annotations

import stat
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import factories as make
import pytest
from click.testing import CliRunner
from reviewing import REPORTS, take

import rasd
from dashboard import people, shared
from events import access
from events.access import AccessError, Person, Team, admit, read_team
from events.alias import add_alias
from events.analyst import Analyst
from events.forget import forget
from events.ingest import ingest
from events.review_exchange import import_reviews
from events.workspace import Workspace

DEPLOY = Path(__file__).parents[1] / "deploy"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RANA = {"email": "Rana@Example.org", "email_verified": True, "iat": NOW.timestamp() - 3600}
TEAM = Team({"rana@example.org": Person("Rana", "reviewer")}, "email", "none", 12)
GOOD = '[people."rana@example.org"]\nname = "Rana"\nrole = "reviewer"\n'


@pytest.fixture
def team(tmp_path):
    def write(text):
        (tmp_path / "access.toml").write_text(text, "utf-8")
        return read_team(tmp_path / "access.toml")

    return write


def test_the_team_is_read_and_people_may_only_look_unless_told_otherwise(team):
    found = team(GOOD + '[people."omar@example.org"]\n')
    assert (found.claim, found.unlisted, found.hours) == ("email", "none", 12)
    assert found.people == {"rana@example.org": Person("Rana", "reviewer"), "omar@example.org": Person("omar@example.org", "viewer")}
    assert not found.people["omar@example.org"].may("review")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nobody may come in"),
        ("people = [", "cannot be read"),
        ("people = 3", "expected tables"),
        (GOOD.replace("reviewer", "boss"), "known: viewer, reviewer, admin"),
        (GOOD.replace('"Rana"', '"Ra\\nna"'), "the name of rana@example.org"),
        (GOOD + '[people."RANA@example.org"]\nname = "Other"', "two people are one"),
        (GOOD + '[people."omar@example.org"]\nname = "Rana"', "two people are one, or have one name"),
        (GOOD + 'colour = "red"', "unknown key 'colour'"),
        ("hour = 3\n" + GOOD, "unknown key 'hour'"),
        ("hours = true\n" + GOOD, "hours is True"),
        ("hours = 0\n" + GOOD, "hours is 0"),
        ('unlisted = "admin"\n' + GOOD, "known: none, viewer"),
        ('claim = ""\n' + GOOD, "no name of a claim"),
    ],
)
def test_a_team_that_cannot_be_meant_is_refused(team, text, says):
    with pytest.raises(AccessError, match=says):
        team(text)


@pytest.mark.parametrize(
    ("claims", "standing"),
    [
        (RANA, "in"),
        ({}, "out"),
        (RANA | {"email": ""}, "out"),
        (RANA | {"email": ["rana@example.org"]}, "out"),
        (RANA | {"email_verified": False}, "unverified"),
        (RANA | {"email_verified": "true"}, "unverified"),
        (RANA | {"email": "omar@example.org"}, "unlisted"),
        (RANA | {"iat": NOW.timestamp() - 12 * 3600 - 1}, "expired"),
        (RANA | {"iat": NOW.timestamp() + 3600}, "expired"),
        (RANA | {"iat": None}, "expired"),
        (RANA | {"iat": True}, "expired"),
        ({key: value for key, value in RANA.items() if key != "iat"}, "expired"),
        ({key: value for key, value in RANA.items() if key != "email_verified"}, "in"),
    ],
)
def test_who_is_let_in(claims, standing):
    how, person = admit(TEAM, claims, NOW)
    assert how == standing
    assert person == (Person("Rana", "reviewer") if how == "in" else None)


def test_others_may_look_where_the_team_says_so(team):
    found = team('unlisted = "viewer"\n' + GOOD)
    assert admit(found, RANA | {"email": "omar@example.org"}, NOW) == ("in", Person("omar@example.org", "viewer"))


@pytest.fixture
def as_person(monkeypatch, rasd_home):
    """A shared dashboard in which somebody is logged in; gives the function that lets them in."""
    monkeypatch.setenv(access.PUBLIC, "1")
    access.guard_with(people.check)

    def enter(email, role):
        rasd_home.mkdir(exist_ok=True)
        (rasd_home / access.FILE).write_text(f'[people."rana@example.org"]\nname = "Rana"\nrole = "{role}"\n', "utf-8")
        claims = {"is_logged_in": True, "email": email, "iat": datetime.now(UTC).timestamp()} if email else {}
        monkeypatch.setattr(people, "claims", lambda: claims)

    yield enter
    access.guard_with(None)


def writers(workspace, name, tmp_path):
    """Every function by which a visitor may change a workspace, with the right that it needs."""
    (tmp_path / "reviews.jsonl").write_text("", "utf-8")
    return {
        "accept": ("review", lambda: Analyst(workspace, name).accept("a1-000")),
        "note": ("review", lambda: Analyst(workspace, name).note("b-000", "look again")),
        "ingest": ("add", lambda: ingest(workspace, [make.article("new")], reader=make.reader({}))),
        "alias": ("add", lambda: add_alias(workspace, "C1015", "خان تومان", name)),
        "overlay": ("add", workspace.overlay_to_write),
        "import": ("manage", lambda: import_reviews(workspace, tmp_path / "reviews.jsonl")),
        "forget": ("manage", lambda: forget(workspace, "a1", "asked for", NOW)),
    }


@pytest.mark.parametrize(("email", "role"), [("", "admin"), ("omar@example.org", "admin"), ("rana@example.org", "viewer"), ("rana@example.org", "reviewer"),
                                             ("rana@example.org", "admin")])  # fmt: skip
def test_the_functions_that_write_ask_who_it_is(as_person, rasd_home, tmp_path, email, role):
    with Workspace(rasd_home) as workspace:
        access.guard_with(None)
        take(workspace, REPORTS)
        access.guard_with(people.check)
        as_person(email, role)
        before = workspace.ledger.counts()
        allowed = access.ROLES[role] if email == "rana@example.org" else frozenset()
        for name, (right, write) in writers(workspace, "Rana", tmp_path).items():
            if right in allowed:
                write()
            else:
                with pytest.raises(AccessError):
                    write()
                assert workspace.ledger.counts() == before or allowed, name
        assert workspace.overlay.exists() == ("add" in allowed)


def test_nobody_decides_under_the_name_of_another(as_person, rasd_home):
    with Workspace(rasd_home) as workspace:
        access.guard_with(None)
        take(workspace, REPORTS)
        access.guard_with(people.check)
        as_person("rana@example.org", "admin")
        with pytest.raises(AccessError, match="under the name of Omar"):
            Analyst(workspace, "Omar").accept("a1-000")
        assert workspace.ledger.counts()["reviews"] == 0


@pytest.mark.usefixtures("authlib")
def test_the_examples_of_the_documentation_are_read(tmp_path, secrets):
    found = read_team(DEPLOY / "access.toml")
    assert found.people == {"rana@example.org": Person("Rana", "reviewer")}
    given = tomllib.loads((DEPLOY / "secrets.toml").read_text("utf-8"))["auth"]
    assert SECRETS.keys() <= given.keys()
    (tmp_path / access.FILE).write_text(GOOD, "utf-8")
    shared.refuse_open(tmp_path, secrets(redirect_uri=given["redirect_uri"]), "rasd")


SECRETS = {
    "redirect_uri": "https://rasd.example/oauth2callback", "cookie_secret": "0" * 32, "client_id": "rasd", "client_secret": "s",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}  # fmt: skip


@pytest.fixture
def secrets(tmp_path):
    def write(**changes):
        lines = [f'{name} = "{value}"' for name, value in (SECRETS | changes).items() if value is not None]
        path = tmp_path / "secrets.toml"
        path.write_text("[auth]\n" + "\n".join(lines), "utf-8")
        path.chmod(0o600)
        return path

    return write


@pytest.fixture
def authlib(monkeypatch):
    """The package for the login stands there, whatever is installed."""
    monkeypatch.setattr(shared, "LOGIN", "json")


@pytest.mark.usefixtures("authlib")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cookie_secret": "short"}, "cookie_secret is shorter than 32"),
        ({"client_id": None}, "client_id is missing"),
        ({"client_secret": " "}, "client_secret is missing"),
        ({"redirect_uri": "http://rasd.example/oauth2callback"}, "must begin with https"),
        ({"server_metadata_url": "http://id.example/x"}, "must begin with https"),
        ({"redirect_uri": "https://rasd.example/team/oauth2callback"}, "its path must be /oauth2callback"),
    ],
)
def test_a_door_that_does_not_shut_keeps_the_dashboard_from_starting(tmp_path, secrets, changes, says):
    (tmp_path / access.FILE).write_text(GOOD, "utf-8")
    shared.refuse_open(tmp_path, secrets())
    shared.refuse_open(tmp_path, secrets(redirect_uri="https://rasd.example/team/oauth2callback"), "/team/")
    with pytest.raises(AccessError, match=says):
        shared.refuse_open(tmp_path, secrets(**changes))


@pytest.mark.usefixtures("authlib")
def test_secrets_that_others_can_read_are_refused(tmp_path, secrets):
    (tmp_path / access.FILE).write_text(GOOD, "utf-8")
    path = secrets()
    path.chmod(0o600 | stat.S_IROTH)
    with pytest.raises(AccessError, match="chmod o="):
        shared.refuse_open(tmp_path, path)


def test_without_login_team_or_package_nothing_is_shared(tmp_path, rasd_home, secrets, monkeypatch):
    def serve(*arguments):
        done = CliRunner().invoke(rasd.main, ["serve", "--headless", "--port", "8599", *map(str, arguments)])
        assert done.exit_code
        return done.output

    monkeypatch.setattr("dashboard.serve.run", lambda *_, **__: pytest.fail("it was started"))
    monkeypatch.setattr(shared, "LOGIN", "no_such_package")
    assert "needs the package Authlib" in serve("--public", "--secrets", secrets())
    monkeypatch.setattr(shared, "LOGIN", "json")
    assert "no such file; it names who may come in" in serve("--public", "--secrets", secrets())
    (rasd_home / access.FILE).write_text(GOOD, "utf-8")
    assert "needs Streamlit's secrets" in serve("--public", "--secrets", tmp_path / "none.toml")
    assert "go with --public" in serve("--address", "0.0.0.0")  # noqa: S104  # that is what is refused
    assert "demonstration is not shared" in serve("--public", "--demo")
    assert "this machine has no such address" in serve("--public", "--address", "192.0.2.1")
