import json
import os
import re
from dataclasses import replace
from datetime import date

import pytest
from factories import HMEIRA, IDLEB, KHAN_TUMAN, VERSION, article, extraction, placed, reader, report, unplaced
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from events import codec, schema
from events.corroborate import corroborate
from events.ingest import Reader, ingest, reread
from events.ledger import Ledger, LedgerError, Version
from events.workspace import Workspace, WorkspaceError
from extract.article import Provenance, Span
from extract.readers import BadItem
from extract.records import Evidence, Extraction, ForeignPlace, Mention, Rejected, Report, Resolved, Toponym, Unresolved
from gazetteer.places import Place

pytestmark = pytest.mark.usefixtures("each_engine")

_floats = st.floats(allow_nan=False, allow_infinity=False)
_count = st.none() | st.integers(0, 10_000)
_words = st.lists(st.text(max_size=5), max_size=3).map(tuple)
_span = st.builds(Span, st.sampled_from(["title", "text"]))
_mention = st.builds(Mention, _span)
_place = st.builds(Place, lat=st.none() | _floats, lon=st.none() | _floats, precision_km=st.none() | _floats, area_pcodes=_words)
_resolved = st.builds(Resolved, _place, _floats, st.text(), st.lists(st.builds(Rejected, _place), max_size=2).map(tuple))
_unresolved = st.builds(Unresolved, candidates=st.lists(_place, max_size=2).map(tuple))
_toponyms = st.lists(st.builds(Toponym, _mention, _resolved | _unresolved), max_size=2).map(tuple)
_evidence = st.lists(st.builds(Evidence, st.text(), _span), max_size=3).map(tuple)
_days = st.none() | st.dates()
_report = st.builds(
    Report, places=_toponyms, initiators=_words, targets=_words, groups=_words, hit=_words, killed_min=_count, killed_max=_count,
    injured_min=_count, injured_max=_count, civilians_killed=_count, children_killed=_count, women_killed=_count, date=_days, date_end=_days,
    confidence=_floats, evidence=_evidence,
)  # fmt: skip
_foreign = st.builds(ForeignPlace, _mention)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws", name="test") as opened:
        yield opened


@pytest.fixture
def ledger(workspace):
    return workspace.ledger


def everything(ledger: Ledger) -> dict[str, list[tuple]]:
    """All rows of all tables."""
    with ledger.engine.connect() as db:
        tables = {table.name: sorted(map(repr, db.execute(select(table)))) for table in schema.metadata.sorted_tables}
        return tables | {"search": sorted(map(repr, db.execute(text("SELECT rowid, * FROM search"))))}


@given(_report)
def test_a_report_survives_json(found):
    assert codec.report_from_json(json.loads(codec.dumps(codec.report_to_json(found)))) == found


@given(_toponyms, st.lists(_foreign, max_size=2))
def test_the_places_of_an_article_survive_json(toponyms, foreign):
    found = Extraction("a", toponyms, tuple(foreign), (), ())
    assert codec.named_places_from_json(json.loads(codec.dumps(codec.named_places_to_json(found)))) == (toponyms, tuple(foreign))


@given(_report, _report)
def test_a_version_names_what_a_report_says_and_not_what_read_it(one, other):
    assert codec.report_version(one, "k") == codec.report_version(one, "k")
    assert codec.report_version(one, "k") != codec.report_version(one, "other words")
    read_by_others = replace(one, rules_version=other.rules_version, gazetteer_version=other.gazetteer_version)
    assert codec.report_version(read_by_others, "k") == codec.report_version(one, "k")
    assert (codec.report_version(read_by_others, "k") == codec.report_version(other, "k")) == (read_by_others == other)


def test_reports_and_articles_come_back_as_they_were(ledger):
    item = article(title="عنوان", url="https://news.example/1", provenance=Provenance("a.jsonl", "00ff", "2026-01-01T00:00:00Z"))
    found = [report(item.id, KHAN_TUMAN, unplaced("حسمين", candidates=(IDLEB,)), killed_min=3), report(item.id, n=1, outside="IQ")]
    made = extraction(item.id, *found)
    ledger.save(ledger.standing(item, VERSION), made, VERSION)
    assert ledger.article(item.id) == item
    assert list(ledger.articles()) == [item]
    assert ledger.reports_of(item.id) == tuple(found)
    assert ledger.named_places(item.id) == (made.places, ())
    assert ledger.counts() == {"articles": 1, "reports": 1, "outside": 1, "events": 0, "reviews": 0, "rejects": 0}


def test_the_same_articles_again_change_nothing(workspace):
    items, reports = [article("a1"), article("a2", url="https://news.example/2")], {"a1": [report("a1")], "a2": [report("a2", IDLEB)]}
    assert ingest(workspace, items, reader=reader(reports)).new == 2
    before, files = everything(workspace.ledger), sorted(workspace.snapshot_dir.iterdir())
    stamps = [file.stat().st_mtime_ns for file in files]
    again = ingest(workspace, items, reader=reader(reports))
    assert (again.new, again.unchanged, again.revised, again.bad) == (0, 2, 0, [])
    assert everything(workspace.ledger) == before
    assert [file.stat().st_mtime_ns for file in files] == stamps
    assert sorted(workspace.snapshot_dir.iterdir()) == files


@pytest.mark.parametrize(
    "change",
    [{"text": "غارة على حميرة"}, {"published": date(2016, 5, 12)}, {"published": None}, {"outlet": "SANA"}, {"title": "جديد"}],
    ids=["text", "date", "no date", "outlet", "title"],
)
def test_an_article_that_changed_is_read_again_as_a_revision(workspace, change):
    ingest(workspace, [article("a1")], reader=reader({"a1": [report("a1")]}))
    summary = ingest(workspace, [article("a1", **change)], reader=reader({"a1": [report("a1", HMEIRA)]}))
    assert summary.revised == 1
    assert workspace.ledger.article("a1") == article("a1", **change)
    assert workspace.ledger.article("a1", revision=1) == article("a1")
    assert [one.places[0].mention.surface for one in workspace.ledger.reports_of("a1")] == ["حميرة"]


def test_a_new_text_under_a_known_url_is_a_revision_of_the_article_first_seen_there(workspace):
    url = "https://news.example/live"
    ingest(workspace, [article("a1", url=url)], reader=reader({"a1": [report("a1")]}))
    summary = ingest(workspace, [article("morning", "قصف على إدلب", url=url)], reader=reader({"a1": [report("a1", IDLEB)]}))
    assert summary.revised == 1
    assert [one.id for one in workspace.ledger.articles()] == ["a1"]
    assert workspace.ledger.article("a1").text == "قصف على إدلب"


def test_the_same_words_of_the_same_outlet_and_day_under_another_id_are_not_stored_twice(workspace):
    one = article("a1")
    copy, repost = article("copy", one.text, outlet=one.outlet), article("repost", one.text, outlet="another")
    summary = ingest(workspace, [one, copy, repost], reader=reader({"a1": [report("a1")], "repost": [report("repost")]}))
    assert (summary.new, summary.duplicates) == (2, 1)


def test_new_rules_leave_no_stale_rows_in_view(workspace):
    ingest(workspace, [article("a1"), article("a2")], reader=reader({"a1": [report("a1"), report("a1", IDLEB, n=1)]}))
    newer = Version("rules-2", "gazetteer-1")
    summary = reread(workspace, reader=reader({"a1": [report("a1", HMEIRA, rules_version="rules-2")]}, newer))
    assert (summary.reread, summary.revised, summary.unchanged) == (2, 0, 0)
    assert [one.rules_version for one in workspace.ledger.reports_of("a1")] == ["rules-2"]
    assert workspace.ledger.counts()["events"] == 1
    assert workspace.ledger.search("Khan tuman") == ()
    assert len(workspace.ledger.search("Hmeira")) == 1
    with workspace.ledger.engine.connect() as db:
        assert len(list(db.execute(select(schema.reports)))) == 1
    assert reread(workspace, reader=reader({}, newer)).unchanged == 2


def test_a_bad_item_is_recorded_with_its_reason_until_it_can_be_read(workspace):
    def fails(one):
        if one.id == "odd":
            raise ValueError("two days in one")
        return extraction(one.id, report(one.id))

    unread = BadItem("line 3", "file.jsonl:3", "not JSON")
    summary = ingest(workspace, [article("a1"), unread, article("odd")], reader=Reader(fails, VERSION))
    assert summary.new == 1
    assert summary.bad == [unread, BadItem("odd", "odd", "could not be read by the rules (ValueError: two days in one)")]
    assert set(workspace.ledger.rejects()) == set(summary.bad)
    ingest(workspace, [article("odd")], reader=reader({"odd": [report("odd")]}))
    assert workspace.ledger.rejects() == (unread,)


def test_progress_is_told_for_each_item(workspace):
    seen = []
    ingest(workspace, [article("a1"), BadItem("x", "f", "why"), article("a1")], seen.append, reader({}))
    assert seen == [1, 2, 3]


def test_text_is_found_in_any_spelling_with_attached_particles_and_in_english(workspace):
    words = "وقصفت طائرات حربيّة بلدة خان طومان بالبراميل"
    ingest(workspace, [article("a1", words)], reader=reader({"a1": [report("a1", hit=("market",))]}))
    for wanted in ("قصفت", "حربية", "حربيه", "طُومان", "براميل", "البرام", "Khan tuman", "market", "air strike", "government", '"خان طومان"'):
        assert workspace.ledger.search(wanted) == (workspace.ledger.event_of("a1-000"),), wanted
    for wanted in ('"طومان خان"', "قصفت سراقب", '"', "* OR", "NEAR(", "؟"):
        assert workspace.ledger.search(wanted) == (), wanted


def test_search_looks_at_the_paragraph_of_a_report_and_not_at_the_whole_article(workspace):
    words = "غارة على خان طومان\nاشتباكات في إدلب"
    second = report("a1", placed(IDLEB, at=30), n=1, evidence=(Evidence("type", Span("text", 19, 27), "trigger"),), type="armed_clash")
    ingest(workspace, [article("a1", words)], reader=reader({"a1": [report("a1"), second]}))
    assert workspace.ledger.search("اشتباكات") == (workspace.ledger.event_of("a1-001"),)
    assert workspace.ledger.search("طومان") == (workspace.ledger.event_of("a1-000"),)


def test_a_crash_between_saving_and_joining_is_made_good(ledger):
    ledger.save(ledger.standing(article("a1"), VERSION), extraction("a1", report("a1")), VERSION)
    assert ledger.counts()["events"] == 0
    assert corroborate(ledger).made == 1


def test_an_unknown_id_is_an_error_that_says_so(ledger):
    for ask in (lambda: ledger.article("nobody"), lambda: ledger.named_places("nobody")):
        with pytest.raises(LedgerError, match="no article 'nobody'"):
            ask()


@pytest.mark.parametrize(("step", "says"), [(1, "a newer Rasd .* upgrade"), (-2, "an earlier Rasd .* new workspace")])
def test_a_ledger_of_another_schema_is_not_touched(tmp_path, step, says):
    with Workspace(tmp_path) as opened, opened.ledger.writing() as db:
        db.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=str(schema.SCHEMA_VERSION + step)))
    with pytest.raises(LedgerError, match=says):
        Workspace(tmp_path)


@pytest.mark.usefixtures("sqlite_only")
def test_a_file_that_is_no_ledger_is_named(tmp_path):
    (tmp_path / "ledger.sqlite").write_text("these are not tables " * 100)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite"):
        Workspace(tmp_path)


def test_a_workspace_remembers_its_name_and_whether_it_is_a_demonstration(tmp_path):
    with Workspace(tmp_path, name="عينات", demo=True) as made:
        assert (made.name, made.demo) == ("عينات", True)
    with Workspace(tmp_path) as opened:
        assert (opened.name, opened.demo) == ("عينات", True)
    (tmp_path / "workspace.json").write_text("[]")
    with pytest.raises(WorkspaceError, match="not a workspace description"):
        Workspace(tmp_path)


def test_the_default_workspace_is_the_folder_that_the_environment_names(rasd_home):
    with Workspace() as opened:
        assert opened.home == rasd_home


def test_a_folder_that_cannot_be_used_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="RASD_HOME"):
        Workspace(tmp_path / "file" / "ws")


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX systems")
@pytest.mark.parametrize("name", ["", "ledger.sqlite"], ids=["the folder", "the ledger in it"])
def test_what_is_read_only_is_named_with_the_way_out(as_ordinary_user, name):
    if os.environ.get("RASD_LEDGER"):
        pytest.skip("this ledger is on a server, not in the folder")
    home = as_ordinary_user / "ws"
    Workspace(home).close()
    (home / name).chmod(0o555)
    with pytest.raises(WorkspaceError, match=rf"{re.escape(str(home / name))}: read-only.*copy the folder.*RASD_HOME"):
        Workspace(home)


def test_many_articles_are_read_back_in_order(ledger):
    with ledger.writing() as db:
        row = {"revision": 1, "current": True, "key": "k", "copy_of": "c", "title": "", "text": "", "published": None, "outlet": "", "url": "",
               "provenance": "null", "rules": "", "gazetteer": "", "named_places": "{}"}  # fmt: skip
        db.execute(insert(schema.articles), [row | {"id": f"{n:04}"} for n in range(450)])
    assert [one.id for one in ledger.articles()] == [f"{n:04}" for n in range(450)]
