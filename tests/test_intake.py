"""`rasd ingest`, `watch`, `status` and `reread`, run as a person runs them."""

from __future__ import annotations

import gzip
import json
import signal
import threading
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from factories import HMEIRA, VERSION, article, reader, report
from test_cli import SHELLING, run
from test_fetch import answer, server
from test_formats import ATOM
from test_readers import PAGE

from events import changes
from events.analyst import Analyst
from events.ingest import ingest, reread
from events.ledger import Version
from events.status import last_ingest, status
from events.watch import Watch
from events.workspace import Workspace
from extract.readers import fetch


def line(name="a", text=SHELLING, **more):
    return json.dumps({"id": name, "text": text, "published": "2019-08-01"} | more, ensure_ascii=False) + "\n"


def stored(home):
    with Workspace(home) as opened:
        return {one.id: one for one in opened.ledger.articles()}


# ingest


def test_ingest_takes_files_patterns_and_archives_together(rasd_home, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(line("a"), "utf-8")
    (tmp_path / "in" / "b.jsonl.gz").write_bytes(gzip.compress(line("b", "انتخب المجلس رئيساً").encode()))
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
        packed.writestr("c.txt", "هدوء حذر في المدينة")
    assert run("ingest", tmp_path / "**" / "*.jsonl*", tmp_path / "z.zip")[1].endswith("3 new\n")
    assert stored(rasd_home).keys() == {"a", "b", "z.zip/c"}


@pytest.mark.parametrize(("given", "options", "names"), [(line("a"), (), {"a"}), ("هدوء حذر", ("--as", "txt"), {"stdin"}), ("id,text\n7,هدوء\n", (), {"7"})])
def test_ingest_reads_stdin_in_any_format(rasd_home, given, options, names):
    run("ingest", "-", *options, stdin=given)
    assert stored(rasd_home).keys() == names


def test_what_is_not_there_is_an_error_and_nothing_is_stored(tmp_path):
    assert "no file fits it" in run("ingest", tmp_path / "none*.txt", code=1)[1]


def test_ingest_sends_no_request_unless_asked(monkeypatch):
    monkeypatch.setattr(fetch, "fetch", lambda *_args, **_options: pytest.fail("it was asked"))
    assert "rasd ingest --fetch https://example.org/" in run("ingest", "https://example.org/", code=1)[1]


def test_ingest_fetches_pages_and_feeds_and_tells_what_cannot_be_had(rasd_home, monkeypatch):
    pytest.importorskip("trafilatura")
    page = answer(PAGE.format(meta="", text=SHELLING).encode("cp1256", "ignore"))
    with server(page, answer(ATOM.encode(), Content_Type="application/atom+xml"), answer(status="404 Not Found")) as (url, _):
        refused = run("ingest", "--fetch", f"{url}/a")[1]
        monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
        told = run("ingest", "--fetch", f"{url}/a", f"{url}/feed", f"{url}/gone", "--published", "2019-08-01")[1]
    assert "no public address" in refused
    assert "answers 404" in told
    assert told.endswith("3 new, 1 not read\n")
    kept = stored(rasd_home)[f"{url}/a"]
    assert (kept.url, kept.provenance.file, kept.published) == (f"{url}/a", f"{url}/a", date(2019, 8, 1))
    assert "اللطامنة" in kept.text


def test_two_texts_of_one_name_do_not_count_as_versions_of_one(rasd_home, tmp_path):
    for folder, text in (("x", "هدوء حذر"), ("y", "قصف عنيف")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(text, "utf-8")
    said = run("ingest", tmp_path / "x", tmp_path / "y")[1]
    assert "y/1.txt: x/1.txt is named 1 too" in said
    assert stored(rasd_home)["1"].text == "هدوء حذر"


def test_a_saved_page_s_own_folder_of_frames_holds_no_articles(rasd_home, tmp_path):
    pytest.importorskip("trafilatura")
    (tmp_path / "in" / "p_files").mkdir(parents=True)
    (tmp_path / "in" / "p.html").write_text(PAGE.format(meta="", text=SHELLING), "utf-8")
    (tmp_path / "in" / "p_files" / "frame.html").write_text(PAGE.format(meta="", text="إعلان"), "utf-8")
    run("ingest", tmp_path / "in")
    assert stored(rasd_home).keys() == {"p"}


def test_what_could_not_be_read_is_forgotten_once_it_is_mended(rasd_home, tmp_path):
    path, other = tmp_path / "in.jsonl", tmp_path / "other.jsonl"
    path.write_text(line("a") + "{\n" + line("b", ""), "utf-8")
    other.write_text("{\n", "utf-8")
    run("ingest", path, other)
    with Workspace(rasd_home) as opened:
        assert [item.where for item in opened.ledger.rejects()] == ["in.jsonl line 2", "in.jsonl line 3", "other.jsonl line 1"]
    path.write_text(line("a") + line("c", "هدوء") + line("b", ""), "utf-8")
    run("ingest", path)
    with Workspace(rasd_home) as opened:
        assert [item.where for item in opened.ledger.rejects()] == ["in.jsonl line 3", "other.jsonl line 1"]


def test_messages_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "\x1b[2J\u202eevil\nx", "text": ""}) + "\n", "utf-8")
    said = run("ingest", tmp_path / "in.jsonl")[1]
    assert said.startswith("not read: [2Jevil x: ")


# status


def test_status_tells_what_is_held_what_was_refused_and_what_is_stale(rasd_home, tmp_path):
    assert "Last ingest  never" in run("status")[0]
    (tmp_path / "in.jsonl").write_text(line("a") + line("b", "") + line("c", ""), "utf-8")
    run("ingest", tmp_path / "in.jsonl")
    shown = run("status", "--rejects", 1)[0]
    assert "1 new, 0 revised, 0 known, 2 not read" in shown
    assert "Events       1: 1 placed" in shown
    assert "Not read     2\n  b: in.jsonl line 2: text is missing or empty\n  and 1 more" in shown
    assert "Stale" not in shown
    counted = json.loads(run("status", "--json")[0])
    assert {name: counted[name] for name in ("articles", "events", "placed", "not_read")} == {"articles": 1, "events": 1, "placed": 1, "not_read": 2}
    assert counted["last_ingest"]["new"] == 1
    with Workspace(rasd_home) as opened:
        told = status(opened, Version("newer", "newer"))
        assert (told.stale, told.counts["articles"], last_ingest(opened).new) == (1, 1, 1)


# reread


@pytest.fixture
def workspace(rasd_home):
    with Workspace(rasd_home) as opened:
        ingest(opened, [article("a1"), article("a2"), article("a3")], reader=reader({"a1": [report("a1")], "a2": [report("a2", HMEIRA, day=date(2017, 1, 2))]}))
        yield opened


NEWER = Version("rules-2", VERSION.gazetteer)
THEN = {"a1": [report("a1", killed_min=4, killed_max=4, rules_version="rules-2")], "a3": [report("a3", HMEIRA, day=date(2018, 3, 4), rules_version="rules-2")]}


def test_reading_again_tells_which_events_came_went_and_changed(workspace):
    before = changes.picture(workspace)
    reread(workspace, reader=reader(THEN, NEWER))
    told = changes.compare(before, workspace)
    assert [(change.kind, change.label) for change in told.changes] == [
        ("added", "2018-03-04 air_strike حميرة"),
        ("changed", "2016-05-09 air_strike خان طومان"),
        ("removed", "2017-01-02 air_strike حميرة"),
    ]
    assert told.changes[1].fields == (("killed_min", None, 4), ("killed_max", None, 4), ("killed_best", None, 4))
    assert (told.same, told.fields()["killed_min"]) == (0, 1)


def test_a_rehearsal_leaves_the_workspace_as_it_was(workspace):
    before, cut = changes.picture(workspace), sorted(workspace.snapshot_dir.iterdir())
    with changes.rehearsal(workspace) as copy:
        reread(copy, reader=reader(THEN, NEWER))
        assert len(changes.compare(before, copy).changes) == 3
    assert changes.compare(before, workspace).changes == ()
    assert sorted(workspace.snapshot_dir.iterdir()) == cut
    assert workspace.ledger.stale(NEWER) == 3


def test_reread_shows_the_first_changes_and_writes_all(workspace, tmp_path, monkeypatch):
    many = {f"m{n}": [report(f"m{n}", day=date(2017, 1, 1 + n), rules_version="rules-2")] for n in range(25)}
    ingest(workspace, [article(name) for name in many], reader=reader({}))
    monkeypatch.setattr("events.ingest.default_reader", lambda _workspace=None: reader(many, NEWER))
    out = tmp_path / "changes.jsonl"
    shown, said = run("reread", "--dry-run", "--json", out)
    assert shown.startswith("Events: 25 added, 2 removed, 0 changed, 0 the same\n+ ")
    assert shown.endswith("and 7 more; write them all with: --json FILE\n")
    assert said.endswith("28 read again by newer rules\nthis was a rehearsal: nothing is changed; do it with: rasd reread\n")
    written = [json.loads(row) for row in out.read_text("utf-8").splitlines()]
    assert len(written) == 27
    assert written[0] == {"event_id": written[0]["event_id"], "change": "added", "label": "2017-01-01 air_strike خان طومان", "fields": {}, "now": None}
    assert run("reread")[0] == shown
    assert run("reread")[0] == "Events: 0 added, 0 removed, 0 changed, 25 the same\n"


def test_reread_keeps_the_date_that_the_file_has_beside_the_one_that_was_set(workspace, monkeypatch):
    by_file = workspace.ledger.article_as_read("a1").published
    Analyst(workspace, "rana", reader({}, VERSION)).correct_article("a1", {"published": "2016-05-12"})
    monkeypatch.setattr("events.ingest.default_reader", lambda _workspace=None: reader(THEN, NEWER))
    run("reread")
    assert workspace.ledger.article("a1").published == date(2016, 5, 12) != by_file
    assert workspace.ledger.article_as_read("a1").published == by_file


# watch


def test_a_watch_gives_files_that_came_to_rest_once_by_their_bytes(workspace, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    watch = Watch(workspace, lambda: sorted(folder.glob("*.jsonl")))
    path = folder / "a.jsonl"
    path.write_text("half", "utf-8")
    assert watch.settled() == []
    path.write_text("half and more", "utf-8")
    assert watch.settled() == []
    assert watch.settled() == [path]
    watch.was_read(path)
    assert watch.settled() == []
    (folder / "copy.jsonl").write_text("half and more", "utf-8")
    later = Watch(workspace, lambda: sorted(folder.glob("*.jsonl")))
    assert [later.settled(), later.settled()] == [[], []]
    path.write_text("half and more, changed", "utf-8")
    assert [later.settled(), later.settled()] == [[], [path]]
    path.unlink()
    assert later.settled() == []


def test_a_file_that_changes_while_it_is_read_is_read_again(workspace, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("one", "utf-8")
    watch = Watch(workspace, lambda: [path])
    watch.settled()
    assert watch.settled() == [path]
    path.write_text("one, two", "utf-8")
    watch.was_read(path)
    assert [watch.settled(), watch.settled()] == [[], [path]]


def test_watch_reads_what_is_put_into_the_folder_and_stops_when_asked(rasd_home, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(line("a"), "utf-8")
    rounds = iter([False, False, True])

    class Clock(threading.Event):
        def wait(self, timeout=None):
            assert timeout == 0.5
            if next(rounds):
                signal.raise_signal(signal.SIGINT)
            return self.is_set()

    monkeypatch.setattr("commands.intake.threading.Event", Clock)
    before = signal.getsignal(signal.SIGINT)
    said = run("watch", folder, "--every", "0.5")[1]
    assert said.splitlines()[1:] == ["a.jsonl:", "1 new", "stopped"]
    assert stored(rasd_home).keys() == {"a"}
    assert signal.getsignal(signal.SIGINT) is before


def test_the_hash_of_the_bytes_the_source_and_the_time_are_kept(rasd_home, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(SHELLING, "utf-8")
    run("ingest", path)
    kept = stored(rasd_home)["note"]
    assert (kept.provenance.file, len(kept.provenance.sha256), kept.provenance.read_at[:2]) == ("note.txt", 64, "20")
    assert replace(kept, provenance=None).published is None
