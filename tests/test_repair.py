"""A snapshot that is damaged in any way is made again by itself, the same as it was."""

from __future__ import annotations

import os

import pytest
from factories import article, reader, report, world

from events import repair, snapshot
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.snapshot import MANIFEST, PREVIOUS, publish, read_manifest
from events.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    articles, reports = world(20)
    with Workspace(tmp_path / "ws") as opened:
        ingest(opened, articles[:15], reader=reader(reports))
        ingest(opened, articles, reader=reader(reports))
        yield opened


def flip_a_bit(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-7])


def empty(path):
    path.write_bytes(b"")


def delete(path):
    path.unlink()


@pytest.mark.parametrize("harm", [flip_a_bit, cut_short, empty, delete], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("what", ["events-*.parquet", "places-*.parquet", MANIFEST])
def test_a_damaged_snapshot_is_made_again(workspace, what, harm):
    cut = read_manifest(workspace.snapshot_dir)
    with Snapshot(workspace) as whole:
        rows = whole.event_table(Filters())
    victim = min(path for path in workspace.snapshot_dir.glob(what) if path.name in {*cut.files(), MANIFEST})
    harm(victim)
    with Snapshot(workspace) as again:
        assert again.event_table(Filters()).equals(rows)
        assert again.is_current()
    assert read_manifest(workspace.snapshot_dir) == cut
    assert not repair.damage(workspace.snapshot_dir)
    assert not repair.ensure_whole(workspace)


@pytest.mark.parametrize(
    "text", ["[]", '{"format": 2}', '{"format": "x"}', '{"format": 2, "data_cut": "x", "rules": [], "gazetteer": [], "parts": {"2016-05": {}}}']
)
def test_a_manifest_that_says_nothing_is_made_again(workspace, text):
    cut = read_manifest(workspace.snapshot_dir)
    (workspace.snapshot_dir / MANIFEST).write_text(text)
    with Snapshot(workspace) as held:
        assert held.data_cut == cut.data_cut


def test_publishing_goes_on_over_damaged_manifests(workspace):
    for name in (MANIFEST, PREVIOUS):
        (workspace.snapshot_dir / name).write_text("{")
    ingest(workspace, [article("new")], reader=reader({"new": [report("new")]}))
    with Snapshot(workspace) as held:
        assert held.counts(Filters()).total == workspace.ledger.counts()["events"]


def test_an_open_snapshot_whose_manifest_is_damaged_is_no_longer_current(workspace):
    with Snapshot(workspace) as held:
        (workspace.snapshot_dir / MANIFEST).write_text("{")
        assert not held.is_current()


def test_a_file_that_a_killed_writer_left_by_halves_under_its_name_is_replaced(workspace):
    (name, *_) = sorted(read_manifest(workspace.snapshot_dir).files())
    cut_short(workspace.snapshot_dir / name)
    publish(workspace, everything=True)
    assert not repair.damage(workspace.snapshot_dir)


def test_old_drafts_are_swept_away_and_new_ones_left_to_their_writers(workspace):
    old, new = (workspace.snapshot_dir / f".{name}.parquet.1.tmp" for name in ("old", "new"))
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (0, 0))
    ingest(workspace, [article("new")], reader=reader({"new": [report("new")]}))
    assert (old.exists(), new.exists()) == (False, True)


def test_an_empty_workspace_needs_no_repair(tmp_path):
    with Workspace(tmp_path / "empty") as fresh, Snapshot(fresh) as held:
        assert held.counts(Filters()).total == 0
        assert not (fresh.snapshot_dir / snapshot.MANIFEST).exists()
