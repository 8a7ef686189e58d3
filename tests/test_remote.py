"""The snapshot at another address: all of a cut or what was there before, checked by hash, and nothing that should stay."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import factories as make
import fsspec
import pytest
import shapely
from test_cli import run
from world import articles, fill

from events.ingest import ingest
from events.query import FilterError, Filters, Snapshot
from events.remote import RemoteError, pull, push
from events.snapshot import EVENTS, MANIFEST, PLACES, DamagedError, read_manifest
from events.workspace import Workspace, WorkspaceError

SCALE = Path(__file__).parents[1] / "docs" / "scale.md"
URL = "memory://team/snapshot"


@pytest.fixture
def bucket():
    """What stands at URL: an object store in memory that behaves as one far away."""
    fs = fsspec.filesystem("memory")
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


@pytest.fixture
def home(tmp_path):
    with fill(tmp_path / "home") as made:
        yield made


def names(fs):
    return {path.rpartition("/")[2] for path in fs.find("/team/snapshot")}


def events(home):
    with Workspace(home) as opened, Snapshot(opened) as snapshot:
        return snapshot.event_table(Filters()).to_pylist()


def test_what_is_pulled_is_what_was_pushed(home, bucket, tmp_path):
    run("snapshot", "push", URL, "--home", home.home)
    _, said = run("snapshot", "pull", URL, "--home", tmp_path / "copy")
    assert said.startswith(f"8 events in {tmp_path / 'copy'}, cut ")
    assert events(tmp_path / "copy") == events(home.home)
    assert (
        (tmp_path / "copy" / "snapshot" / MANIFEST).read_bytes() == (home.snapshot_dir / MANIFEST).read_bytes() == bucket.cat_file(f"/team/snapshot/{MANIFEST}")
    )
    run("export", tmp_path / "out.csv", "--home", tmp_path / "copy")
    assert len((tmp_path / "out.csv").read_text("utf-8").splitlines()) > 8


def test_only_what_changed_travels_and_what_is_old_leaves(home, bucket, tmp_path):
    first = push(home, URL)
    pull(URL, tmp_path / "copy")
    assert push(home, URL).files == 0
    more = make.article("later")
    ingest(home, [more], reader=make.reader({"later": [make.report("later", make.IDLEB, day=articles()[3][1][0].date)]}))
    assert push(home, URL).files == pull(URL, tmp_path / "copy").files == 2
    now = read_manifest(home.snapshot_dir)
    assert names(bucket) == now.files() | {MANIFEST, f"about-{now.data_cut}.json"}
    assert first.manifest.data_cut != now.data_cut
    assert events(tmp_path / "copy") == events(home.home)


def test_a_push_that_breaks_off_leaves_the_cut_before(home, bucket, tmp_path, monkeypatch):
    push(home, URL)
    before = events(home.home)
    ingest(home, [make.article("later")], reader=make.reader({"later": [make.report("later", make.IDLEB)]}))
    mv = type(bucket).mv

    def full(self, source, target, **more):
        if target.endswith(MANIFEST):
            raise OSError("no space left")
        mv(self, source, target, **more)

    monkeypatch.setattr(type(bucket), "mv", full)
    with pytest.raises(RemoteError, match="no space left"):
        push(home, URL)
    pull(URL, tmp_path / "copy")
    assert events(tmp_path / "copy") == before


@pytest.mark.usefixtures("bucket")
def test_a_file_that_was_changed_on_the_way_is_refused(home, bucket, tmp_path):
    push(home, URL)
    pull(URL, tmp_path / "copy")
    name = min(read_manifest(home.snapshot_dir).files())
    data = bucket.cat_file(f"/team/snapshot/{name}")
    bucket.pipe_file(f"/team/snapshot/{name}", data[:-9] + b"x" + data[-8:])
    with pytest.raises(RemoteError, match="is not as it was written"):
        pull(URL, tmp_path / "new")
    (tmp_path / "copy" / "snapshot" / name).write_bytes(b"")
    with pytest.raises(DamagedError, match="rasd snapshot pull memory://team/snapshot --home"):
        events(tmp_path / "copy")


@pytest.mark.parametrize("name", ["../../home/masks.csv", "/etc/passwd", "events-2016-05-000000000000.parquet/../x"])
def test_a_name_that_leads_elsewhere_is_refused(home, bucket, tmp_path, name):
    push(home, URL)
    told = json.loads(bucket.cat_file(f"/team/snapshot/{MANIFEST}"))
    next(iter(told["parts"].values()))["events"] = name
    bucket.pipe_file(f"/team/snapshot/{MANIFEST}", json.dumps(told).encode())
    with pytest.raises(RemoteError, match="none that this Rasd reads; it names"):
        pull(URL, tmp_path / "copy")


@pytest.mark.usefixtures("bucket")
def test_what_is_held_back_goes_only_where_it_is_asked_to_and_stays_held_back_there(home, tmp_path):
    (home.home / "policy.toml").write_text("drop_fields = ['killed']\n", "utf-8")
    with pytest.raises(RemoteError, match=r"policy\.toml of the workspace hold back"):
        push(home, URL)
    push(home, URL, whole=True)
    pull(URL, tmp_path / "copy")
    assert (tmp_path / "copy" / "policy.toml").read_bytes() == (home.home / "policy.toml").read_bytes()
    (home.home / "policy.toml").unlink()
    push(home, URL)
    pull(URL, tmp_path / "copy")
    assert not (tmp_path / "copy" / "policy.toml").exists()


@pytest.mark.usefixtures("bucket")
def test_a_copy_shows_and_takes_nothing(home, tmp_path):
    push(home, URL)
    pull(URL, tmp_path / "copy")
    with Workspace(tmp_path / "copy") as copy:
        with pytest.raises(WorkspaceError, match=f"a copy of {URL}"):
            ingest(copy, [make.article("new")])
        with Snapshot(copy) as snapshot, pytest.raises(FilterError, match="holds no articles"):
            snapshot.counts(Filters(text="قصف"))
    assert "a copy without articles" in run("serve", "--headless", "--home", tmp_path / "copy", code=1)[1]
    assert events(tmp_path / "copy") == events(home.home)


@pytest.mark.usefixtures("bucket")
def test_made_up_events_stay_marked_and_apart(home, tmp_path):
    push(home, URL)
    run("synth", tmp_path / "synthetic", "--events", "20")
    assert "holds the snapshot of another workspace" in run("snapshot", "push", URL, "--home", tmp_path / "synthetic", code=1)[1]
    with pytest.raises(RemoteError, match="not empty"):
        pull(URL, tmp_path / "home")
    (tmp_path / "copy").mkdir()
    pull(URL, tmp_path / "copy")
    with Workspace(tmp_path / "copy") as copy:
        assert (copy.name, copy.synthetic, copy.copy_of) == ("World", False, URL)


def test_other_programs_read_it_where_it_is(home, tmp_path):
    push(home, f"file://{tmp_path}/shared")
    (count,) = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [f"{tmp_path}/shared/events-*.parquet"]).fetchall()[0]
    assert count == 8


def test_the_recipe_for_postgis_writes_every_row_and_column(home, tmp_path):
    push(home, str(tmp_path / "shared"))
    recipe = re.search(r"^```python\n(.*?)^```$", SCALE.read_text("utf-8"), re.MULTILINE | re.DOTALL).group(1)
    done = subprocess.run([sys.executable, "-c", recipe, "shared"], cwd=tmp_path, capture_output=True, text=True, check=True)
    for table, schema in (("events", EVENTS), ("places", PLACES)):
        rows = list(csv.DictReader((tmp_path / f"{table}.csv").read_text("utf-8").splitlines(keepends=True)))
        assert set(rows[0]) == set(schema.names)
        assert re.search(rf"CREATE TABLE rasd\.{table} \(event_id text, .* (jsonb|geometry\(Point, 4326\)|text)\);", done.stdout)
    points = [row for row in rows if row["geometry"]]
    assert len(points) == sum(row["status"] == "point" for row in rows) == 6
    for row in points:
        point = shapely.from_wkb(bytes.fromhex(row["geometry"]))
        assert (point.x, point.y) == (float(row["lon"]), float(row["lat"]))


@pytest.mark.parametrize(
    ("url", "why"),
    [("memory://nothing", "FileNotFoundError"), ("nonsense://x", "Protocol not known"), ("sftp://me:secret@host/x", "holds a password")],
)
def test_an_address_without_a_snapshot_is_told(url, why, tmp_path):
    with pytest.raises(RemoteError, match=why):
        pull(url, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_without_the_package_the_way_out_is_told(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(RemoteError, match="pip install fsspec"):
        push(home, URL)
