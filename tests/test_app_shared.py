"""The pages of a shared dashboard, run without a browser: the door, and what a role leaves out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from test_app import html, opened  # noqa: F401  # a fixture
from world import event_of

from dashboard import people
from dashboard.text import words
from events import access

EN = words("en")
PAGES = ("", "analysis", "unplaced", "review", "places", "add", "method")


@pytest.fixture
def as_role(monkeypatch, rasd_home):
    """Share the dashboard and log somebody in, "" for nobody; gives the function that does."""
    monkeypatch.setenv(access.PUBLIC, "1")

    def enter(role, **claims):
        (rasd_home / access.FILE).write_text(f'[people."rana@example.org"]\nname = "Rana"\nrole = "{role or "viewer"}"\n', "utf-8")
        said = {"email": "rana@example.org", "iat": datetime.now(UTC).timestamp()} | claims
        monkeypatch.setattr(people, "claims", lambda: said if role else {})

    access.guard_with(people.check)
    yield enter
    access.guard_with(None)


@pytest.fixture
def filled(workspace):  # a fixture
    """The workspace, filled before anybody is asked who they are."""
    return workspace


@pytest.mark.parametrize(
    ("claims", "said"),
    [(None, "gate.out"), ({"iat": 1}, "gate.expired"), ({"email": "x@example.org"}, "gate.unlisted"), ({"email_verified": False}, "gate.unverified")],
)
def test_nothing_of_the_workspace_is_drawn_before_the_door(filled, opened, as_role, claims, said):  # noqa: F811
    as_role("" if claims is None else "admin", **(claims or {}))
    app = opened(event=event_of(filled, "a1"))
    assert EN(said) in html(app)
    assert not app.dataframe
    assert 'class="rasd-card"' not in html(app)
    assert "خان طومان" not in html(app)
    assert not app.sidebar.children


def test_a_team_file_that_cannot_be_read_shuts_the_door(filled, opened, as_role, rasd_home):  # noqa: F811, ARG001
    as_role("admin")
    (rasd_home / access.FILE).write_text("people = [", "utf-8")
    shown = html(opened())
    assert "access.toml" in shown
    assert 'class="rasd-figures"' not in shown


@pytest.mark.parametrize("role", sorted(access.ROLES))
def test_a_role_sees_the_forms_that_it_may_use(filled, opened, as_role, role):  # noqa: F811
    as_role(role)
    drawn = {page: opened(page, **({"event": event_of(filled, "a1")} if page == "review" else {})) for page in PAGES}
    assert all("Rana" in html(app) for app in drawn.values())
    adds, reviews = ("add" in access.ROLES[role]), ("review" in access.ROLES[role])
    assert bool(drawn["add"].text_area) is adds
    assert any(button.key == "own-place-add" for button in drawn["places"].button) is adds
    assert any(button.key == "review-accept" for button in drawn["review"].button) is reviews
    assert (EN("gate.noright") in html(drawn["review"])) is not reviews
    queue = opened("review")
    assert any("review-import" in str(part.key) for part in queue.get("file_uploader")) or role != "admin"
    assert bool(queue.get("download_button")) is (role == "admin") or role != "viewer"


def test_the_visitors_own_workspace_is_not_to_be_had_from_a_shared_server(filled, opened, as_role, monkeypatch, tmp_path):  # noqa: F811, ARG001
    as_role("admin")
    monkeypatch.setattr("dashboard.session.own_home", lambda: tmp_path / "somebody-elses")
    opened(workspace="own")
    assert not (tmp_path / "somebody-elses").exists()
