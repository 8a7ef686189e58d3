"""Releases: the same cut gives the same bytes, nothing passes the policy by, a change is told with its fields, and damage is found."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import random
import re
import shutil
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from factories import ALEPPO, HMEIRA, IDLEB, KHAN_TUMAN, KUWEIRES, article, reader, report, snapshot_of, world
from hypothesis import given
from hypothesis import strategies as st
from reviewing import analyst

import rasd
from events import bundle, release, release_diff, release_told
from events.bundle import BundleError
from events.export.policy import PolicyError
from events.forget import forget
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.release import ReleaseError
from events.release_check import verify
from events.workspace import Workspace

TODAY = date(2026, 3, 1)
NAMES = {
    "MANIFEST.json", "events.parquet", "events.geojson", "events.csv", "events.places.csv", "events.types.csv", "events.fields.csv", "events.about.json",
    "codebook.md", "scorecard.md", "gazetteer-sources.toml", "CHANGES.md", "changes.json",
}  # fmt: skip


def run(*words, code=0):
    done = CliRunner().invoke(rasd.main, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


def make(snapshot, out, filters=None, **more):
    return release.make(snapshot, filters or Filters(), out, today=TODAY, **more)


def files_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    with snapshot_of(tmp_path_factory.mktemp("ws"), *world(30, seed=4)) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def made(cut, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "r.zip"
    make(cut, out)
    return out


def test_a_release_holds_its_files_and_a_manifest_that_fits_them(made):
    found = files_of(made)
    assert found.keys() == NAMES
    manifest = json.loads(found["MANIFEST.json"])
    assert {one["name"] for one in manifest["members"]} == NAMES - {"MANIFEST.json"}
    for one in manifest["members"]:
        data = found[one["name"]]
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    rows = {one["name"]: one["rows"] for one in manifest["members"]}
    events = list(csv.DictReader(io.StringIO(found["events.csv"].decode())))
    features = json.loads(found["events.geojson"])["features"]
    assert manifest["event_count"] == rows["events.csv"] == len(events) > 20
    assert manifest["count"] == rows["events.geojson"] == len(features) == rows["events.parquet"] == pq.read_table(io.BytesIO(found["events.parquet"])).num_rows
    assert (manifest["policy"], manifest["previous"], manifest["absent"]) == ("none", None, {})


def test_the_same_cut_gives_the_same_bytes_in_any_folder_and_at_any_time(cut, made, tmp_path):
    with snapshot_of(tmp_path / "elsewhere", *world(30, seed=4)) as other:
        assert other.data_cut == cut.data_cut
        release.make(other, Filters(), tmp_path / "again.zip", today=date(2031, 7, 7))
    assert (tmp_path / "again.zip").read_bytes() == made.read_bytes()


def test_a_folder_holds_what_a_zip_holds(cut, made, tmp_path):
    make(cut, tmp_path / "out")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == files_of(made)
    assert verify(tmp_path / "out").problems == ()
    assert [file.name for file in tmp_path.iterdir()] == ["out"]
    with pytest.raises(ReleaseError, match="is there already"):
        make(cut, tmp_path / "out")


def test_a_zip_has_fixed_times_order_and_permissions(made):
    with zipfile.ZipFile(made) as archive:
        found = archive.infolist()
    assert [one.filename for one in found] == sorted(NAMES)
    assert {(one.date_time, one.external_attr, one.create_system) for one in found} == {((1980, 1, 1, 0, 0, 0), 0o100644 << 16, 3)}


def test_the_time_of_a_release_is_that_of_the_cut_or_the_one_given(tmp_path):
    with snapshot_of(tmp_path / "ws", [article("a")], {"a": [report("a", day=date(2016, 5, 9))]}) as snapshot:
        assert make(snapshot, tmp_path / "1.zip").manifest["generated_at"] == "2016-05-09T20:59:59Z"  # midnight in Damascus
        given = make(snapshot, tmp_path / "2.zip", as_of=date(2020, 1, 1), version="2020.1").manifest
        assert (given["generated_at"], given["version"]) == ("2020-01-01T20:59:59Z", "2020.1")
        with pytest.raises(ReleaseError, match="after today"):
            make(snapshot, tmp_path / "3.zip", as_of=date(2026, 3, 2))
        with pytest.raises(ReleaseError, match="cannot be a version"):
            make(snapshot, tmp_path / "3.zip", version="../x")
        (snapshot.workspace.home / "policy.toml").write_text('drop_fields = ["date"]\n', "utf-8")
        with pytest.raises(ReleaseError, match="--as-of"):
            make(snapshot, tmp_path / "3.zip")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.zip", "2.zip", "ws"]


def test_an_event_dated_in_the_future_would_undo_the_delay_and_stops_the_release(tmp_path):
    with snapshot_of(tmp_path / "ws", [article("a")], {"a": [report("a", day=date(2026, 3, 2))]}) as snapshot:
        with pytest.raises(ReleaseError, match="an event is dated 2026-03-02, which is after today"):
            make(snapshot, tmp_path / "r.zip")
        make(snapshot, tmp_path / "r.zip", as_of=TODAY)


def test_no_file_of_a_release_passes_the_policy_by(tmp_path):
    texts = [f"غارة على {where}، قال سمير الحلبي {n}" for n, where in enumerate(("مطار كويرس", "إدلب", "حميرة"))]
    items = [article(f"a{n}", text, outlet=f"outlet {n}") for n, text in enumerate(texts)]
    found = {"a0": [report("a0", KUWEIRES)], "a1": [report("a1", IDLEB, day=date(2016, 6, 20))], "a2": [report("a2", HMEIRA, day=date(2016, 7, 1))]}
    with snapshot_of(tmp_path / "ws", items, found) as plain:
        make(plain, tmp_path / "old.zip")
        home = plain.workspace.home
        (home / "policy.toml").write_text('delay_days = 10\nhide_places = ["SY020204"]\ndrop_fields = ["outlets"]\n', "utf-8")
        (home / "masks.csv").write_text("name,reason\nسمير الحلبي,x\n", "utf-8")
        with Snapshot(plain.workspace) as snapshot:
            make(snapshot, tmp_path / "r.zip")
            late = make(snapshot, tmp_path / "later.zip", as_of=TODAY).manifest
            make(snapshot, tmp_path / "since.zip", previous=tmp_path / "r.zip", as_of=TODAY)
    members = files_of(tmp_path / "r.zip") | {f"since {name}": data for name, data in files_of(tmp_path / "since.zip").items()}
    for name, data in members.items():
        text = str(pq.read_table(io.BytesIO(data)).to_pylist()) if name.endswith("parquet") else data.decode()
        if not name.endswith(("codebook.md", "fields.csv")):
            for secret in ("كويرس", "Kuweires", "37.584", "outlet 0", "سمير"):
                assert secret not in text, (name, secret)
    ids = [one["properties"]["date"] for one in json.loads(files_of(tmp_path / "r.zip")["events.geojson"])["features"]]
    assert sorted(ids) == ["2016-05-09", "2016-06-20"]  # ten days before the cut's last day
    assert late["event_count"] == 3
    assert late["policy"]["delay_days"] == 10


def test_a_broken_policy_leaves_no_release_behind(tmp_path):
    with snapshot_of(tmp_path / "ws", [article("a")], {"a": [report("a")]}) as snapshot:
        (snapshot.workspace.home / "policy.toml").write_text("delay = 3\n", "utf-8")
        with pytest.raises(PolicyError):
            make(snapshot, tmp_path / "r.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["ws"]


def test_without_the_documents_of_the_source_the_manifest_says_so(cut, tmp_path, monkeypatch):
    monkeypatch.setattr(release, "DOCS", tmp_path / "none")
    make(cut, tmp_path / "r.zip")
    found = files_of(tmp_path / "r.zip")
    assert found.keys() == NAMES - {"codebook.md", "scorecard.md"}
    assert json.loads(found["MANIFEST.json"])["absent"].keys() == {"codebook.md", "scorecard.md"}
    assert verify(tmp_path / "r.zip").problems == ()


# What changed


@pytest.fixture
def two(tmp_path):
    """Two releases of one workspace: an event came, one went, one says something else, one stayed."""
    places = {"stays": IDLEB, "goes": HMEIRA, "changes": KHAN_TUMAN}
    found = {name: [report(name, where, killed_min=3, killed_max=3)] for name, where in places.items()}
    with Workspace(tmp_path / "ws") as workspace:
        ingest(workspace, [article(name) for name in places], reader=reader(found))
        with Snapshot(workspace) as snapshot:
            make(snapshot, tmp_path / "old.zip", version="1")
        moved = replace(found["changes"][0], killed_max=None, places=report("changes", ALEPPO).places)
        forget(workspace, "goes", "asked", datetime(2026, 1, 1, tzinfo=UTC))
        found |= {"changes": [moved], "comes": [report("comes", KUWEIRES, day=date(2016, 5, 12), type="shelling")]}
        changed = article("changes", "نص آخر <b>*للمقال*</b> نفسه")
        ingest(workspace, [changed, article("comes")], reader=reader(found))
        with Snapshot(workspace) as snapshot:
            result = make(snapshot, tmp_path / "new.zip", version="2", previous=tmp_path / "old.zip")
    return tmp_path, result.diff


def test_a_diff_tells_added_removed_and_changed_events_with_their_fields(two):
    _, diff = two
    kinds = {kind: [change for change in diff.changes if change.kind == kind] for kind in release_diff.KINDS}
    assert {kind: len(found) for kind, found in kinds.items()} == {"added": 1, "removed": 1, "changed": 1}
    assert diff.same == 1
    assert "2016-05-12 shelling مطار كويرس العسكري" in kinds["added"][0].label
    assert "حميرة" in kinds["removed"][0].label
    fields = {name: (old, new) for name, old, new in kinds["changed"][0].fields}
    assert fields["event_killed_max"] == (3, None)
    assert "event_killed_min" not in fields
    (old,), (new,) = fields["places"]
    assert (old["place_id"], old["lat"], old["lon"]) == (KHAN_TUMAN.id, KHAN_TUMAN.lat, KHAN_TUMAN.lon)
    assert (new["place_id"], new["lat"], new["lon"]) == (ALEPPO.id, ALEPPO.lat, ALEPPO.lon)
    counts = diff.as_json()
    assert counts["by_type"] == {"air_strike": {"changed": 1, "removed": 1}, "shelling": {"added": 1}}
    assert counts["by_governorate"] == {"SY02": {"added": 1, "removed": 1, "changed": 1}}
    assert diff.published().as_json()["by_governorate"] == {"": {"removed": 1}, "SY02": {"added": 1, "changed": 1}}


def test_a_release_carries_its_changes_and_the_command_tells_the_same(two):
    folder, diff = two
    found = files_of(folder / "new.zip")
    assert json.loads(found["changes.json"])["counts"] == diff.as_json()["counts"]
    manifest = json.loads(found["MANIFEST.json"])
    assert manifest["previous"]["manifest_sha256"] == hashlib.sha256(files_of(folder / "old.zip")["MANIFEST.json"]).hexdigest()
    assert verify(folder / "new.zip").problems == ()
    shown, _ = run("release", "diff", folder / "old.zip", folder / "new.zip")
    assert "1 added, 1 removed, 1 changed, 1 the same" in shown
    assert "no more خان طومان (C1015, village, 36.118418 N 37.050872 E, within 1.0 km); now حلب (C1007" in shown
    assert "- event_killed_max: `3` → none" in shown
    as_json, _ = run("release", "diff", folder / "old.zip", folder / "new.zip", "--json")
    told = json.loads(as_json)
    assert told["counts"] == {"added": 1, "removed": 1, "changed": 1, "same": 1}
    assert told["changes"] == [change.as_json() for change in diff.changes]
    text = found["CHANGES.md"].decode()
    assert "1 added, 1 removed, 1 changed, 1 the same" in text
    assert "- event_killed_max: `3` → none" in text


def test_a_release_does_not_repeat_words_and_places_of_an_earlier_one(two):
    """An article may have been removed, a place hidden, a name masked in between."""
    folder, diff = two
    old = {name: value for change in diff.changes for name, value, _ in change.fields}
    assert "خان طومان" in old["quotes"][0]
    found = files_of(folder / "new.zip")
    for name in ("changes.json", "CHANGES.md"):
        told = found[name].decode()
        assert "خان طومان" not in told
        assert "36.118418" not in told
        assert "حميرة" not in told
    changed = {one["field"]: one for one in json.loads(found["changes.json"])["changes"][-1]["fields"]}
    assert changed["quotes"]["old"] == changed["places"]["old"] == release_diff.EARLIER
    assert changed["event_killed_max"]["old"] == 3


def test_a_diff_read_backwards_exchanges_added_and_removed(two):
    folder, diff = two
    back = release_diff.between(bundle.open_bundle(folder / "new.zip"), bundle.open_bundle(folder / "old.zip"))
    ids = {kind: {change.event_id for change in diff.changes if change.kind == kind} for kind in release_diff.KINDS}
    assert {change.event_id for change in back.changes if change.kind == "added"} == ids["removed"]
    assert {change.event_id for change in back.changes if change.kind == "removed"} == ids["added"]
    forth = {(change.event_id, name): (old, new) for change in diff.changes for name, old, new in change.fields}
    assert {(change.event_id, name): (new, old) for change in back.changes for name, old, new in change.fields} == forth


def test_a_release_does_not_differ_from_itself(made):
    diff = release_diff.between(bundle.open_bundle(made), bundle.open_bundle(made))
    assert (diff.changes, diff.notes) == ((), ())
    assert diff.same == json.loads(files_of(made)["MANIFEST.json"])["event_count"]


def test_a_diff_follows_a_merged_event_and_names_no_id_that_is_not_released(two):
    folder, _ = two
    old, new = (bundle.open_bundle(folder / name) for name in ("old.zip", "new.zip"))
    (removed, added) = (next(one.event_id for one in release_diff.between(old, new).changes if one.kind == kind) for kind in ("removed", "added"))
    trail = release_diff.Trail(lambda _: added, lambda _: (removed, "Esecret"))
    found = {change.kind: change for change in release_diff.between(old, new, trail).changes}
    assert (found["removed"].now, found["added"].origins) == (added, (removed,))
    assert f"now part of {added}" in release_told.as_text(release_diff.between(old, new, trail), 10)
    hidden = release_diff.between(old, new, release_diff.Trail(lambda _: "Esecret", lambda _: ()))
    assert {change.now for change in hidden.changes} == {""}


def test_events_merged_by_an_analyst_are_followed_through_the_ledger(tmp_path):
    with Workspace(tmp_path / "ws") as workspace:
        found = {"a": [report("a", KHAN_TUMAN)], "b": [report("b", IDLEB)]}
        ingest(workspace, [article("a"), article("b")], reader=reader(found))
        with Snapshot(workspace) as snapshot:
            make(snapshot, tmp_path / "old.zip")
            first, second = snapshot.events(Filters())["event_id"]
        analyst(workspace).merge([first, second])
        with Snapshot(workspace) as snapshot:
            diff = make(snapshot, tmp_path / "new.zip", previous=tmp_path / "old.zip").diff
    (removed,) = [change for change in diff.changes if change.kind == "removed"]
    assert {removed.event_id, removed.now} == {first, second}
    again = release_diff.between(bundle.open_bundle(tmp_path / "old.zip"), bundle.open_bundle(tmp_path / "new.zip"))
    assert [change.now for change in again.changes if change.kind == "removed"] == [removed.now]  # told by the bundle itself


def test_a_diff_says_what_besides_the_data_differs(cut, made, tmp_path):
    make(cut, tmp_path / "some.zip", Filters(types=("shelling",)))
    diff = release_diff.between(bundle.open_bundle(made), bundle.open_bundle(tmp_path / "some.zip"))
    assert "the filter" in {what for what, _, _ in diff.notes}
    assert {change.kind for change in diff.changes} == {"removed"}


@given(*[st.dictionaries(st.text("abE01", min_size=1), st.integers(0, 2), max_size=8)] * 2)
def test_every_event_of_either_release_is_added_removed_changed_or_the_same(old, new):
    def events(of):
        return iter([(key, [{"properties": {"event_id": key, "type": value}}]) for key, value in sorted(of.items())])

    found = list(release_diff._side_by_side(events(old), events(new)))
    assert [key for key, _, _ in found] == sorted({*old, *new})
    for key, before, after in found:
        assert (bool(before), bool(after)) == (key in old, key in new)


def test_a_release_whose_events_stand_in_another_order_is_refused(made, tmp_path):
    def turned(found):
        head, *lines, end = found["events.geojson"].rstrip().split(b"\n")
        found["events.geojson"] = b"\n".join([head, *[line.removesuffix(b",") + b"," for line in lines[::-1]][:-1], lines[0].removesuffix(b","), end, b""])

    path = rewritten(made, tmp_path / "turned.zip", turned)
    with pytest.raises(BundleError, match="in the order of its event ids"):
        release_diff.between(bundle.open_bundle(path), bundle.open_bundle(made))


def test_words_of_an_article_do_not_act_in_the_text_of_a_diff(two):
    folder, _ = two
    shown = files_of(folder / "new.zip")["CHANGES.md"].decode()
    assert "`نص آخر <b>*للمقال*</b> نفسه`" in shown  # within a code span, where markup is text


# Damage


def rewritten(made, out, change):
    """The release with its files changed by a function on {name: bytes}; the manifest stays what it is unless that changes it."""
    found = files_of(made)
    change(found)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return out


def resealed(found, **about):
    """Make the manifest fit the files, as someone who forges a release would."""
    manifest = json.loads(found["MANIFEST.json"]) | about
    for one in manifest["members"]:
        data = found[one["name"]]
        one |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    found["MANIFEST.json"] = json.dumps(manifest).encode()


def without_last_line(found, name):
    found[name] = found[name].rsplit(b"\r\n", 2)[0] + b"\r\n"


DAMAGE = {
    "missing": (lambda found: found.pop("events.csv"), "events.csv is missing"),
    "extra": (lambda found: found.update({"more.txt": b"x"}), "more.txt is not in the manifest"),
    "changed": (lambda found: found.update({"codebook.md": found["codebook.md"].replace(b"a", b"b", 1)}), "codebook.md is not the file that was released"),
    "longer": (lambda found: found.update({"codebook.md": found["codebook.md"] + b"x"}), "codebook.md has"),
    "row gone": (lambda found: (without_last_line(found, "events.csv"), resealed(found)), "events.csv has .* rows, the manifest says"),
    "count": (lambda found: resealed(found, event_count=3), "the manifest says event_count 3"),
    "cut": (lambda found: resealed(found, data_cut="000000000000"), "data_cut in events.geojson is not what the manifest says"),
    "id": (
        lambda found: (found.update({"events.places.csv": found["events.places.csv"].replace(b"\r\nE", b"\r\nF", 1)}), resealed(found)),
        "events.places.csv alone has F",
    ),
    "twice": (
        lambda found: (found.update({"events.csv": b"\r\n".join([*(lines := found["events.csv"].split(b"\r\n"))[:-2], lines[1], b""])}), resealed(found)),
        "events.csv has rows with one id",
    ),
    "not json": (lambda found: found.update({"MANIFEST.json": b"{"}), "MANIFEST.json is not JSON"),
    "deep json": (lambda found: found.update({"MANIFEST.json": b"[" * 100_000}), "MANIFEST.json is not JSON"),
    "no manifest": (lambda found: found.pop("MANIFEST.json"), "MANIFEST.json is missing"),
    "other manifest": (lambda found: found.update({"MANIFEST.json": b'{"format": "x"}'}), "not the manifest of a release"),
    "later version": (lambda found: resealed(found, format_version=2), "format version 2"),
    "members": (lambda found: found.update({"MANIFEST.json": b'{"format": "rasd-release", "format_version": 1, "members": [3]}'}), "must list under members"),
    "rows": (
        lambda found: found.update({"MANIFEST.json": found["MANIFEST.json"].replace(b'"rows": null', b'"rows": -3', 1)}),
        "must list under members",
    ),
    "no parquet": (lambda found: (found.update({"events.parquet": b"PAR1" + b"x" * 99}), resealed(found)), "events.parquet cannot be read"),
    "cut geojson": (lambda found: (found.update({"events.geojson": found["events.geojson"][:-4]}), resealed(found)), "ends at line .* without closing"),
    "other geojson": (lambda found: (found.update({"events.geojson": b'{"features": []}'}), resealed(found)), "does not begin as Rasd writes it"),
    "text": (lambda found: (found.update({"events.csv": b"event_id\r\n\xff\r\n"}), resealed(found)), "events.csv is no table"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_damage_is_found_and_named(made, tmp_path, kind):
    change, said = DAMAGE[kind]
    path = rewritten(made, tmp_path / "bad.zip", change)
    problems = verify(path).problems
    assert [one for one in problems if re.search(said, one)], problems
    shown, errors = run("verify", path, code=1)
    assert "is damaged" in errors
    assert shown.strip()
    with pytest.raises(BundleError):
        release.verified(path)


def test_any_flipped_byte_is_found(made, tmp_path):
    whole = made.read_bytes()
    with zipfile.ZipFile(made) as archive:
        starts = [one.header_offset + 30 + len(one.filename) + 5 for one in archive.infolist() if one.filename != "MANIFEST.json"]
    assert len(starts) == len(NAMES) - 1
    for at in starts:
        (tmp_path / "bad.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        assert verify(tmp_path / "bad.zip").problems


def test_no_flipped_or_missing_bytes_are_more_than_a_message(tmp_path):
    pick = random.Random(3)  # noqa: S311  # a fixed choice of bytes, not a secret
    with snapshot_of(tmp_path / "ws", [article("a")], {"a": [report("a")]}) as snapshot:
        make(snapshot, tmp_path / "r.zip")
    whole = (tmp_path / "r.zip").read_bytes()
    directory = whole.index(b"PK\x01\x02")
    for n in range(120):
        bad = bytearray(whole)
        bad[pick.randrange(directory if n % 2 else 0, len(bad))] = pick.randrange(256)
        (tmp_path / "bad.zip").write_bytes(bad[: pick.randrange(len(bad))] if n % 10 == 0 else bad)
        with contextlib.suppress(BundleError):
            verify(tmp_path / "bad.zip")


def test_a_whole_release_is_said_to_be_whole(made):
    shown, _ = run("verify", made)
    assert "whole" in shown
    assert hashlib.sha256(files_of(made)["MANIFEST.json"]).hexdigest() in shown


def packed(path, *members, link=False):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if link:
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, data)
    return path


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "C:x", "folder/x", "", "..", ".hidden", "x" * 200, "أ.csv"])
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(BundleError, match="no name of a file in a release"):
        verify(packed(tmp_path / "bad.zip", (name, b"x")))


def test_a_name_that_goes_on_behind_a_zero_byte_is_refused(tmp_path):
    path = packed(tmp_path / "bad.zip", ("a.csvQ.exe", b"x"))
    path.write_bytes(path.read_bytes().replace(b"a.csvQ.exe", b"a.csv\0.exe"))
    with pytest.raises(BundleError, match="no name of a file in a release"):
        verify(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a", "a"), ("a.csv", "A.CSV")])
def test_two_files_of_one_name_are_refused(tmp_path, names):
    with pytest.raises(BundleError, match="twice"):
        verify(packed(tmp_path / "bad.zip", *((name, b"x") for name in names)))


def test_a_bomb_a_link_too_many_files_and_what_is_no_zip_are_refused(tmp_path):
    with pytest.raises(BundleError, match="swell"):
        verify(packed(tmp_path / "bomb.zip", ("a.csv", bytes(30_000_000))))
    with pytest.raises(BundleError, match="no plain file"):
        verify(packed(tmp_path / "link.zip", ("a.csv", b"/etc/passwd"), link=True))
    with pytest.raises(BundleError, match="at most 100"):
        verify(packed(tmp_path / "many.zip", *((f"f{n}", b"") for n in range(101))))
    (tmp_path / "none.zip").write_bytes(b"hello")
    with pytest.raises(BundleError, match=r"not a \.zip"):
        verify(tmp_path / "none.zip")
    _, errors = run("verify", tmp_path / "bomb.zip", code=1)
    assert "refused" in errors


def test_a_folder_with_a_link_or_a_folder_in_it_is_refused(made, tmp_path):
    folder = tmp_path / "r"
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder)
    assert verify(folder).problems == ()
    (folder / "in").mkdir()
    with pytest.raises(BundleError, match="no plain file"):
        verify(folder)
    shutil.rmtree(folder / "in")
    (folder / "codebook.md").unlink()
    (folder / "codebook.md").symlink_to(Path(__file__))
    with pytest.raises(BundleError, match="no plain file"):
        verify(folder)


def test_a_damaged_release_is_compared_with_nothing(cut, made, tmp_path):
    bad = rewritten(made, tmp_path / "bad.zip", lambda found: found.pop("events.csv"))
    with pytest.raises(BundleError, match=r"is damaged: events\.csv is missing"):
        make(cut, tmp_path / "r.zip", previous=bad)
    run("release", "diff", made, bad, code=1)
    assert not (tmp_path / "r.zip").exists()


def test_the_command_makes_a_release_of_what_the_filters_select(cut, tmp_path):
    shown, errors = run("release", "make", tmp_path / "r.zip", "--type", "shelling", "--version", "2026.1", "--home", cut.workspace.home)
    manifest = json.loads(files_of(tmp_path / "r.zip")["MANIFEST.json"])
    assert manifest["query"] == {"types": ["shelling"]}
    assert f"{manifest['event_count']} events" in errors
    assert shown.split()[0] == hashlib.sha256(files_of(tmp_path / "r.zip")["MANIFEST.json"]).hexdigest()
    _, errors = run("release", "make", tmp_path / "e.zip", "--home", tmp_path / "empty", code=1)
    assert "rasd ingest" in errors
