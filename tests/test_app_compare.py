"""The page Compare: the events shown beside a file of the visitor's own."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import folium
import pytest
from factories import HMEIRA, IDLEB, KHAN_TUMAN
from streamlit.testing.v1 import AppTest
from test_app import APP, html
from test_compare import acled
from world import HOSTILE

from dashboard import compared
from dashboard.text import words
from events.filters import Filters
from events.query import Snapshot
from extract.vocabulary import EVENT_TYPES

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ROWS = [acled(1), acled(2, HMEIRA), acled(3, IDLEB, event_date="05 Jan 2020", location=HOSTILE)]


def file_of(rows) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def compare_page(lang: str, content: bytes | None = None, **query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    app.query_params["lang"] = lang
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("views/compare.py").run()
    if content is not None:
        app.get("file_uploader")[0].set_value(("theirs.csv", content, "text/csv")).run()
    assert not app.exception
    return app


def table_of(app: AppTest):
    (found,) = [one for one in app.get("dataframe") if "|" in " ".join(map(str, one.value.columns))]
    return found.value


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pairs_and_what_stands_alone_are_shown_and_given_out(workspace, lang):  # noqa: ARG001
    say = words(lang)
    app = compare_page(lang)
    assert say("compare.ask") in html(app)
    app = compare_page(lang, file_of(ROWS))
    rows = table_of(app)
    status = list(rows[say("compare.status")])
    assert [status.count(say(f"compare.{name}")) for name in ("matched", "ours", "theirs")] == [2, 6, 1]
    assert [button.label for button in app.get("download_button")][-2:] == [say("compare.table"), say("compare.points")]
    assert "<script" not in html(app)


def test_the_filters_narrow_both_sides(workspace):  # noqa: ARG001
    rows = table_of(compare_page("en", file_of(ROWS), **{"from": "2020-01-01"}))
    assert list(rows.iloc[:, 1]).count(words("en")("compare.matched")) == 1
    assert any("filter" in why or "period" in why for why in rows.iloc[:, -1])


def test_a_file_in_other_columns_is_refused_with_what_it_lacks(workspace):  # noqa: ARG001
    shown = html(compare_page("en", b"a,b\n1,2\n"))
    assert words("en")("compare.refused") in shown
    assert "theirs.csv line 1: the columns are neither" in shown
    assert "/tmp" not in shown  # noqa: S108


def test_what_the_policy_holds_back_is_not_compared(workspace):
    (workspace.home / "policy.toml").write_text(f'hide_places = ["{KHAN_TUMAN.id}"]\n', "utf-8")
    rows = table_of(compare_page("en", file_of(ROWS)))
    ours = [place.split(" | ")[0] for place in rows[words("en")("compare.place")]]
    assert not any(KHAN_TUMAN.name_en in place for place in ours)
    with Snapshot(workspace) as snapshot:
        given = compared.compared(snapshot, Filters(), file_of([acled(2, HMEIRA)]), days=1, made=NOW)
    assert not any(secret in given.table + given.points for secret in (KHAN_TUMAN.name_en.encode(), KHAN_TUMAN.name_ar.encode(), str(KHAN_TUMAN.lat).encode()))
    (workspace.home / "policy.toml").write_text("delay_days = -1\n", "utf-8")
    assert words("en")("compare.refused") in html(compare_page("en", file_of(ROWS)))


def test_the_map_has_our_points_and_theirs_and_a_line_between_two_that_differ(workspace, monkeypatch):
    near = acled(1, latitude=str(KHAN_TUMAN.lat + 0.01))
    with Snapshot(workspace) as snapshot:
        found = compared.compared(snapshot, Filters(), file_of([near, acled(2, HMEIRA, location=HOSTILE)]), days=1, made=NOW)
    (group,), left_out = compared.layers(found.features, words("en"))
    points = [one for one in group._children.values() if isinstance(one, folium.CircleMarker)]
    lines = [one for one in group._children.values() if isinstance(one, folium.PolyLine)]
    assert left_out == 0
    assert len(points) == 8  # six of ours, two of theirs
    assert [tuple(map(tuple, line.locations)) for line in lines] == [((KHAN_TUMAN.lat, KHAN_TUMAN.lon), (round(KHAN_TUMAN.lat + 0.01, 6), KHAN_TUMAN.lon))]
    drawn = folium.Map().add_child(group).get_root().render()
    assert "1: Matched (our point)" in drawn
    assert "evil.example" not in drawn
    assert "alert(" not in drawn
    monkeypatch.setattr(compared, "DRAWN", 3)
    assert compared.layers(found.features, words("en"))[1] == 5


def test_the_files_say_what_the_table_says(workspace):
    with Snapshot(workspace) as snapshot:
        found = compared.compared(snapshot, Filters(types=EVENT_TYPES[:1]), file_of(ROWS), days=1, made=NOW)
    rows = list(csv.DictReader(io.StringIO(found.table.decode())))
    assert [row["status"] for row in rows] == [row["status"] for row in found.rows]
    assert len(json.loads(found.points)["features"]) == len(found.features)
    assert found.kind == "acled"
