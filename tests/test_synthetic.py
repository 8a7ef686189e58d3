"""Made-up events and articles: they look like a war's, follow from their seed, and cannot be taken for reports."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from events import export, synthetic
from events.filters import Filters
from events.ingest import ingest, refresh
from events.query import Snapshot
from events.snapshot import read_manifest
from events.synthetic.world import FIRST, incidents
from events.workspace import Workspace
from extract import Article, process
from rasd import main

COUNT = 2_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of made-up events and articles, as the command makes it."""
    folder = tmp_path_factory.mktemp("synthetic") / "world"
    told = CliRunner().invoke(main, ["synth", str(folder), "--events", str(COUNT), "--articles", "12", "--seed", "7"])
    assert told.exit_code == 0, told.output
    return folder


def test_all_events_are_there_and_can_be_asked_for(made: Path) -> None:
    """Counts, filters and exports see every event, in the columns of any other snapshot."""
    with Workspace(made) as workspace, Snapshot(workspace) as snapshot:
        assert snapshot.event_table(Filters()).num_rows == COUNT
        strikes = snapshot.event_table(Filters(types=("air_strike",)))
        assert 0 < strikes.num_rows < COUNT
        assert snapshot.place_table(Filters()).num_rows == COUNT


def test_another_version_leaves_made_up_events_as_they_are(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They come from no article, so a new way to make events cannot make them again."""
    monkeypatch.setattr("events.ingest._code_version", lambda: "another")
    with Workspace(made) as workspace:
        refresh(workspace)
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters()).total == COUNT


def test_every_export_says_that_nothing_of_it_happened(made: Path) -> None:
    """The mark is in the file's own words, in each id and each outlet."""
    with Workspace(made) as workspace, Snapshot(workspace) as snapshot:
        data = json.loads(export.bundle(snapshot, Filters(date_to=FIRST.replace(year=2013)), export.BY_NAME["geojson"], datetime(2026, 1, 1, tzinfo=UTC), "x"))
    assert data["content"] == "synthetic"
    assert data["caveat"].startswith("MADE UP")
    assert data["features"]
    for feature in data["features"]:
        assert feature["properties"]["event_id"].startswith(synthetic.PREFIX)
        assert feature["properties"]["outlets"] == [synthetic.OUTLET]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, made: Path) -> None:
    """Another seed gives another world."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    same, other = synthetic.write_events(tmp_path / "a", COUNT, 7), synthetic.write_events(tmp_path / "b", COUNT, 8)
    assert same == read_manifest(made / "snapshot")
    assert same.data_cut != other.data_cut
    lines = (made / "articles.jsonl").read_text("utf-8").splitlines()
    assert [article.text for article in synthetic.articles(12, 7)] == [json.loads(line)["text"] for line in lines]


def test_the_world_has_the_shape_of_one() -> None:
    """Few places are named often and many once; nobody attacks before it took part in the war; attacks come in bursts."""
    world = incidents(20_000, 1)
    named = Counter(world.place.tolist())
    assert sum(times for _, times in named.most_common(len(named) // 10)) > 0.4 * 20_000
    for day, action in zip(world.day.tolist(), world.action.tolist(), strict=True):
        assert world.actions[action].first.toordinal() <= FIRST.toordinal() + day <= world.actions[action].last.toordinal()
    days = Counter(world.day.tolist())
    assert max(days.values()) > 5 * 20_000 / len(days)
    assert all(place.lat is not None for place in world.places)


def test_articles_are_read_like_others() -> None:
    """Most of what they tell is found, and they are of a usual length."""
    texts = list(synthetic.articles(20, 3))
    assert all(2_400 <= len(article.text.encode()) < 4_000 for article in texts)
    assert sum(len(process(article).reports) for article in texts) >= 20 * 2


def test_made_up_articles_and_reports_do_not_mix(tmp_path: Path) -> None:
    """Neither workspace takes the other's articles, and each says why."""
    real, fake = Article("a", "قصفت قوات النظام بلدة كفرنبل بريف إدلب."), next(synthetic.articles(1, 7))
    with Workspace(tmp_path / "own") as own:
        summary = ingest(own, [real, fake])
    assert (summary.new, [item.id for item in summary.bad]) == (1, [fake.id])
    assert "made-up article" in summary.bad[0].problem
    with Workspace(tmp_path / "made", synthetic=True) as other:
        summary = ingest(other, [real, fake])
    assert (summary.new, [item.id for item in summary.bad]) == (1, [real.id])
    with Workspace(tmp_path / "made") as again:
        assert again.synthetic


def test_a_mark_that_was_taken_off_an_article_still_shows_in_its_text(tmp_path: Path) -> None:
    """Under another id and outlet the sentence in the text keeps it out."""
    article = Article("news-1", next(synthetic.articles(1, 7)).text, outlet="An outlet")
    with Workspace(tmp_path / "own") as own:
        assert [item.id for item in ingest(own, [article]).bad] == ["news-1"]


def test_the_command_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    """Made-up events never stand among others."""
    (tmp_path / "file").write_text("x")
    told = CliRunner().invoke(main, ["synth", str(tmp_path), "--events", "5"])
    assert told.exit_code == 1
    assert "not empty" in told.output
    assert CliRunner().invoke(main, ["synth", str(tmp_path / "new")]).exit_code == 2
