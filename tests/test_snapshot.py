import json
import multiprocessing
from datetime import date

import duckdb
import geopandas
import pyarrow.parquet as pq
import pytest
from factories import ALEPPO_GOVERNORATE, HMEIRA, IDLEB, KHAN_TUMAN, article, reader, report, unplaced, world

from events import query, snapshot
from events.corroborate import corroborate
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.snapshot import EVENTS, MANIFEST, PLACES, publish, read_manifest
from events.workspace import Workspace, WorkspaceError

pytestmark = pytest.mark.usefixtures("each_engine")


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws") as opened:
        yield opened


def put(workspace, name, *found, text=""):
    """Take in one article with these reports."""
    return ingest(workspace, [article(name, text)], reader=reader({name: list(found)}))


def test_months_are_files_of_one_schema_even_where_a_column_is_empty(workspace):
    put(workspace, "a", report("a"), report("a", n=1, day=date(2017, 1, 1)), report("a", IDLEB, n=2, day=None), report("a", unplaced("حسمين"), n=3))
    manifest = read_manifest(workspace.snapshot_dir)
    assert list(manifest.parts) == ["2016-05", "2017-01", "unknown"]
    for part in manifest.parts.values():
        assert pq.read_schema(workspace.snapshot_dir / part.events).equals(EVENTS)
        assert pq.read_schema(workspace.snapshot_dir / part.places).remove_metadata().equals(PLACES)
    assert manifest.parts["2016-05"].event_count == 2
    assert manifest.parts["unknown"].place_count == 1


def test_only_months_that_changed_are_written_again(workspace, monkeypatch):
    put(workspace, "a", report("a"), report("a", IDLEB, n=1, day=date(2017, 1, 1)))
    before = read_manifest(workspace.snapshot_dir)
    written = []
    monkeypatch.setattr(snapshot, "_write_month", lambda *args, real=snapshot._write_month: written.append(args[2]) or real(*args))
    put(workspace, "b", report("b", HMEIRA))
    after = read_manifest(workspace.snapshot_dir)
    assert written == ["2016-05"]
    assert after.parts["2017-01"] == before.parts["2017-01"]
    assert after.parts["2016-05"].event_count == 2
    assert after.data_cut != before.data_cut


def test_an_event_that_moves_to_another_month_leaves_the_old_one(workspace):
    put(workspace, "a", report("a"))
    put(workspace, "a", report("a", day=date(2016, 6, 1)), text="تصحيح")
    assert list(read_manifest(workspace.snapshot_dir).parts) == ["2016-06"]
    put(workspace, "a", text="سحب الخبر")
    assert read_manifest(workspace.snapshot_dir).parts == {}
    with Snapshot(workspace) as empty:
        assert empty.counts(Filters()).total == 0
        assert empty.events(Filters()).empty


def test_a_reader_keeps_its_cut_while_the_next_is_published(workspace):
    put(workspace, "a", report("a"))
    with Snapshot(workspace) as held:
        put(workspace, "b", report("b", HMEIRA))
        assert not held.is_current()
        assert held.counts(Filters()).shown == 1
        with Snapshot(workspace) as newer:
            assert newer.is_current()
            assert newer.counts(Filters()).shown == 2


def test_a_reader_that_comes_between_two_cuts_takes_the_newer(workspace, monkeypatch):
    put(workspace, "a", report("a"))
    outdated = read_manifest(workspace.snapshot_dir)
    for number in (1, 2):
        put(workspace, f"b{number}", report(f"b{number}", HMEIRA, day=date(2016, 5, number)))
    answers = iter([outdated])
    monkeypatch.setattr(query, "read_manifest", lambda folder: next(answers, None) or read_manifest(folder))
    with Snapshot(workspace) as late:
        assert late.counts(Filters()).total == 3
    monkeypatch.setattr(query, "read_manifest", lambda _: outdated)
    with pytest.raises(duckdb.IOException):
        Snapshot(workspace)


def test_files_of_cuts_before_the_last_two_are_deleted(workspace):
    for number, day in enumerate((1, 2, 3, 4)):
        put(workspace, f"a{number}", report(f"a{number}", day=date(2016, 5, day)))
        kept = {file.name for file in workspace.snapshot_dir.glob("*.parquet")}
        now, last = read_manifest(workspace.snapshot_dir), read_manifest(workspace.snapshot_dir, snapshot.PREVIOUS)
        assert kept == now.files() | last.files()
    assert len(kept) == 4


def test_a_run_that_dies_leaves_the_last_cut_whole_and_the_next_run_makes_good(workspace, monkeypatch):
    put(workspace, "a", report("a"))
    before = read_manifest(workspace.snapshot_dir)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "make_current", full)
        with pytest.raises(OSError, match="No space left"):
            put(workspace, "b", report("b", HMEIRA))
    assert read_manifest(workspace.snapshot_dir) == before
    publish(workspace)
    with Snapshot(workspace) as reader_:
        assert reader_.counts(Filters()).shown == 2


def _take_in(home, name, days):
    """What a process of its own does: one article a day, published after each."""
    with Workspace(home) as workspace:
        for day in range(1, days + 1):
            put(workspace, f"{name}{day}", report(f"{name}{day}", KHAN_TUMAN if name == "a" else IDLEB, day=date(2016, day, 1)))


def test_two_processes_that_take_in_articles_at_once_lose_nothing(workspace):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_take_in, args=(workspace.home, name, 6)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert workspace.ledger.counts()["events"] == 12
    with Snapshot(workspace) as both:
        assert both.counts(Filters()).total == 12
        assert len(both.manifest.parts) == 6
    assert workspace.ledger.stale_months() == {}


def test_a_month_that_changes_while_it_is_published_stays_to_be_published(workspace):
    put(workspace, "a", report("a"))
    workspace.ledger.mark_all_dirty()
    corroborate(workspace.ledger)
    assert workspace.ledger.stale_months().keys() == {"2016-05"}
    marks = workspace.ledger.stale_months()
    workspace.ledger.mark_all_dirty()
    corroborate(workspace.ledger)
    with workspace.ledger.writing() as db:
        workspace.ledger.are_fresh(db, marks)
    assert workspace.ledger.stale_months().keys() == {"2016-05"}


def test_the_same_data_give_the_same_files(workspace, tmp_path):
    articles, reports = world(20)
    ingest(workspace, articles, reader=reader(reports))
    with Workspace(tmp_path / "other") as other:
        ingest(other, list(reversed(articles)), reader=reader(reports))
        assert read_manifest(other.snapshot_dir) == read_manifest(workspace.snapshot_dir)


def test_the_snapshot_is_a_cache_that_the_ledger_can_rebuild(workspace):
    articles, reports = world(20)
    ingest(workspace, articles, reader=reader(reports))
    before = read_manifest(workspace.snapshot_dir)
    for file in workspace.snapshot_dir.iterdir():
        file.unlink()
    assert publish(workspace) == before


def test_places_are_geoparquet_that_other_programs_read(workspace):
    put(workspace, "a", report("a", KHAN_TUMAN, ALEPPO_GOVERNORATE, unplaced("حسمين")))
    (part,) = read_manifest(workspace.snapshot_dir).parts.values()
    path = workspace.snapshot_dir / part.places
    frame = geopandas.read_parquet(path)
    assert frame.crs == "OGC:CRS84"
    assert list(frame.geometry.is_empty | frame.geometry.isna()) == [False, True, True]
    assert (frame.geometry[0].x, frame.geometry[0].y) == (KHAN_TUMAN.lon, KHAN_TUMAN.lat)
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["bbox"] == [KHAN_TUMAN.lon, KHAN_TUMAN.lat, KHAN_TUMAN.lon, KHAN_TUMAN.lat]
    with duckdb.connect() as db:
        assert db.execute("SELECT count(*), count(geometry) FROM read_parquet(?)", [str(path)]).fetchall() == [(3, 1)]


def test_a_manifest_of_another_format_or_broken_is_named(workspace):
    path = workspace.snapshot_dir / MANIFEST
    path.write_text('{"format": 99}')
    with pytest.raises(WorkspaceError, match="format 99"):
        read_manifest(workspace.snapshot_dir)
    path.write_text("{")
    with pytest.raises(WorkspaceError, match="not a manifest"):
        read_manifest(workspace.snapshot_dir)
