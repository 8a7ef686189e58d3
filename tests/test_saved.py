"""Saved views: files of the workspace that are read like links, and the page that keeps, opens, renames and takes them away."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from test_app import html, opened  # noqa: F401  # a fixture
from world import HOSTILE

import gazetteer
from dashboard import data, saved
from dashboard.filters import from_query
from dashboard.text import words
from events import access
from events.query import Filters

DAY = date(2026, 1, 2)


def test_a_view_is_a_file_that_says_what_it_is(tmp_path):
    view = saved.save(tmp_path, " إدلب،  صيف 2019 ", "governorate=SY07&q=%D8%A8", DAY)
    assert saved.views(tmp_path) == ((view,), ())
    assert json.loads((tmp_path / "views" / "إدلب-صيف-2019.json").read_text("utf-8")) == {
        "name": "إدلب، صيف 2019", "query": "governorate=SY07&q=%D8%A8", "made": "2026-01-02",
    }  # fmt: skip
    assert view.parameters == {"governorate": ["SY07"], "q": ["ب"]}


def test_views_of_one_name_are_several_files_and_none_is_written_over(tmp_path):
    made = [saved.save(tmp_path, name, "type=shelling", DAY) for name in ("Aleppo", "aleppo", "Aleppo!", "con", "../../x", "…")]
    assert [view.id for view in made] == ["aleppo", "aleppo-2", "aleppo-3", "view-con", "x", "view"]
    assert len(saved.views(tmp_path)[0]) == len(list((tmp_path / "views").iterdir())) == 6
    assert [*tmp_path.iterdir()] == [tmp_path / "views"]


@pytest.mark.parametrize("name", ["", "  ", "\u202e\x00"])
def test_a_view_without_a_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="name"):
        saved.save(tmp_path, name, "", DAY)


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b'{"name": "x"}', b'{"name": 3, "query": ""}', b'{"name": "x", "query": 3}', b'{"name": "", "query": ""}', b"\xff", b" " * 70_000]
)
def test_a_file_that_is_no_view_is_named_and_hides_no_other(tmp_path, raw):
    good = saved.save(tmp_path, "good", "", DAY)
    (tmp_path / "views" / "bad.json").write_bytes(raw)
    assert saved.views(tmp_path) == ((good,), ("bad.json",))


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "views").write_text("", "utf-8")
    with pytest.raises(saved.SavedError, match="views"):
        saved.save(tmp_path, "x", "", DAY)


@given(st.text())
def test_any_name_makes_a_file_name_of_bounded_length(name):
    assert len(saved.tidy(name)) <= saved.LONGEST_NAME
    assert not set(saved.tidy(name)) & {"\n", "\x00"}


def page(app: AppTest) -> str:
    assert not app.exception
    return html(app)


def test_a_view_is_kept_renamed_deleted_and_brought_back(opened, workspace):  # noqa: F811
    en = words("en")
    app = opened("saved", type_="shelling", governorate="SY02", view="36.1000,37.0000,9")
    assert en("saved.none") in page(app)
    app.text_input(key="saved-name").set_value(HOSTILE)
    app.button(key="FormSubmitter:saved-save-" + en("saved.save")).click().run()
    assert "<script>alert(1)" not in page(app).replace("&lt;", "")
    ((view,), _) = saved.views(workspace.home)
    state, problems = from_query(view.parameters, gazetteer.load().areas.by_pcode)
    assert problems == ()
    assert (state.filters, state.view.zoom) == (Filters(types=("shelling",), governorates=("SY02",)), 9)

    app.text_input(key=f"rename-name-{view.id}").set_value("حلب")
    app.button(key=f"FormSubmitter:rename-form-{view.id}-{en('saved.rename')}").click().run()
    assert [one.name for one in saved.views(workspace.home)[0]] == ["حلب"]
    app.button(key=f"delete-{view.id}").click().run()
    assert saved.views(workspace.home) == ((), ())
    assert en("saved.deleted") in page(app)
    app.button(key="saved-undo").click().run()
    assert [(one.id, one.name, one.query) for one in saved.views(workspace.home)[0]] == [(view.id, "حلب", view.query)]


def test_a_view_without_a_name_is_not_kept_and_the_reader_is_told(opened, workspace):  # noqa: F811
    app = opened("saved")
    app.button(key="FormSubmitter:saved-save-" + words("en")("saved.save")).click().run()
    assert words("en")("saved.noname") in page(app)
    assert saved.views(workspace.home) == ((), ())


def test_an_opened_view_shows_what_it_held_in_the_language_of_the_visitor(opened, workspace):  # noqa: F811
    saved.save(workspace.home, "one", "type=shelling&colour=red&step=year&lang=en&workspace=own", DAY)
    app = opened("saved", lang="ar", governorate="SY07")
    assert words("ar")("link.unknown", name="colour") in page(app)
    app.button(key="open-one").click().run()
    shown = page(app)
    assert {name: app.query_params[name] for name in app.query_params if name != "cut"} == {"type": "shelling", "step": "year", "lang": "ar"}
    assert '<bdi dir="ltr">2</bdi>' in shown  # the two of shelling


def test_a_read_only_workspace_can_be_looked_at(opened, workspace, monkeypatch):  # noqa: F811
    saved.save(workspace.home, "one", "type=shelling", DAY)
    monkeypatch.setattr(data.Cut, "is_writable", False)
    app = opened("saved")
    assert words("en")("work.readonly") in page(app)
    assert [button.key for button in app.button if button.key and "one" in button.key] == ["open-one"]


def test_who_may_add_nothing_keeps_and_takes_away_no_view(tmp_path):
    view = saved.save(tmp_path, "Idlib", "type=air_strike", DAY)

    def refuse(right, name):
        raise access.AccessError(f"{right} {name}")

    access.guard_with(refuse)
    try:
        for change in (saved.put, saved.remove):
            with pytest.raises(access.AccessError):
                change(tmp_path, view)
    finally:
        access.guard_with(None)
    assert saved.views(tmp_path)[0] == (view,)
