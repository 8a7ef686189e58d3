"""What the server does before anybody comes."""

from __future__ import annotations

import gc
import weakref

from dashboard import data
from events.query import Filters, Snapshot


def test_a_server_opens_the_data_before_anybody_asks(workspace, monkeypatch):
    made = []
    monkeypatch.setattr(data, "Snapshot", lambda opened: made.append(opened.home) or Snapshot(opened))
    data.open_ahead(str(workspace.home))
    assert made == [workspace.home]
    assert data.snapshot(str(workspace.home)).counts(Filters()).total > 0
    assert made == [workspace.home]  # the visitor finds it open


def test_what_was_set_aside_with_an_older_cut_is_let_go(workspace, monkeypatch):
    home = str(workspace.home)
    superseded = weakref.ref(data.snapshot(home))
    assert gc.get_freeze_count() > 100_000  # the gazetteer's places and names among them
    monkeypatch.setattr(Snapshot, "is_current", lambda _: False)
    data.snapshot(home)
    assert superseded() is None


def test_a_workspace_that_cannot_be_opened_stops_no_server(tmp_path):
    (tmp_path / "workspace.json").write_text("{", encoding="utf-8")
    data.open_ahead(str(tmp_path))  # the page tells whoever comes
