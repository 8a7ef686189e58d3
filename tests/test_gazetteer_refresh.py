"""The command that rebuilds the tables from the publishers' files and says what changed."""

from __future__ import annotations

import csv

import publishers as make
import pytest
from click.testing import CliRunner

import gazetteer
from gazetteer import check, refresh
from gazetteer.changes import Change, State, compare, safe
from gazetteer.places import GazetteerError, Place


@pytest.fixture
def before(tmp_path):
    """(intermediate tables, tables in use)."""
    reference = make.reference(tmp_path / "reference")
    return reference, make.in_use(tmp_path / "present", reference)


@pytest.fixture
def run(before, tmp_path):
    """The command with the folders filled in."""

    def command(*options, work="work"):
        folders = ["--reference", before[0], "--present", before[1], "--work", tmp_path / work]
        return CliRunner().invoke(refresh.main, [str(option) for option in (*folders, *options)])

    return command


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_files_nothing_changes(before, run, tmp_path):
    done = run()
    assert done.exit_code == 0, done.output
    assert "place removed: 0\nplace added: 0\n" in done.stdout
    assert files(tmp_path / "work" / "tables") == files(before[1])


def test_what_changed_is_printed_and_listed(before, run, tmp_path):
    dump = make.write(tmp_path / "SY.txt", *make.DUMP, make.dump_row(900010, "Jadidah", "جديدة الوادي,=قرية", "36.20", "37.45"))
    kept = files(before[1])
    done = run("--geonames", dump)
    assert done.exit_code == 0, done.output
    assert "published ids that vanish: 1\n  G900009 المهجورة: no longer in any table\n" in done.stdout
    assert "withdrawn by its publisher, but aliases.csv line 3 names G900009" in done.stderr
    assert "decisions about what is no longer there: 1\n  aliases.csv line 3: no place has the id 'G900009'" in done.stdout
    assert "place added: 1\n  G900010 جديدة الوادي: village, populated place, 36.2, 37.45\n" in done.stdout
    with (tmp_path / "work" / "changes.csv").open(encoding="utf-8", newline="") as file:
        listed = {(row["change"], row["place_id"], row["detail"]) for row in csv.DictReader(file)}
    assert ("spelling added", "C1015", "خان طومان") not in listed  # its own name already
    assert ("spelling added", "C1015", "قرية خان طومان") in listed
    assert ("spelling removed", "G900001", "طريق المزرعه") in listed
    assert ("place removed", "G900009", "no longer in any table") in listed
    assert files(before[1]) == kept
    gaz = gazetteer.load(folder=tmp_path / "work" / "tables")
    assert gaz.places["G900001"].kind == "abandoned"
    assert gaz.places["C1015"].geonameid == 168359


def test_kurdish_and_historic_names_keep_their_kind(run, tmp_path):
    dump = make.write(tmp_path / "SY.txt", *make.DUMP)
    listed = make.write(
        tmp_path / "alternateNamesV2.txt", make.alternate(900001, "ku", "Rêya Mezrê"), make.alternate(900001, "ar", "الدرب القديم", historic="1"),
        make.alternate(900001, "tr", "Tarik"),
    )  # fmt: skip
    done = run("--geonames", dump, "--alternate-names", listed)
    assert done.exit_code == 0, done.output
    kinds = {name.name: name.kind for name in gazetteer.load(folder=tmp_path / "work" / "tables").names("G900001")}
    assert (kinds["Rêya Mezrê"], kinds["الدرب القديم"], kinds["Tarik"]) == ("kurdish", "historic", "latin")


def test_a_row_without_a_decision_and_a_doubtful_pair_are_named(run, tmp_path):
    near = make.dump_row(900011, "Near", "الشيخ نجار", "36.1301", "37.1205")
    like = make.dump_row(900012, "Hijliyah", "الحجليه الكبرى", "36.141", "36.83")
    done = run("--geonames", make.write(tmp_path / "SY.txt", *make.DUMP, near, like))
    assert "rows without a decision: 2\n  geonames 900011 (الشيخ نجار) is 0.05 km from C1010" in done.stdout
    far = make.dump_row(900013, "Balas", "بلاس كبيره", "36.139", "37.12"), make.dump_row(900014, "Hijla", "الحجيلية", "36.147", "36.83")
    done = run("--geonames", make.write(tmp_path / "SY.txt", *make.DUMP, *far), work="second")
    assert "new pairs to look at: 2\n  C1010 بلاس كبير = 900013 بلاس كبيره, 1.00 km\n  C1325 الحجلية = 900014 الحجيلية, 0.78 km\n" in done.stdout


def test_all_files_together_twice_give_the_same_bytes(run, tmp_path):
    pytest.importorskip("openpyxl", reason="openpyxl reads workbooks: pip install 'rasd[refresh]'")
    options = (
        "--geonames", make.write(tmp_path / "SY.txt", *make.DUMP), "--ocha", make.workbook(tmp_path / "syr.xlsx"),
        "--outlines", make.outlines(tmp_path / "adm3.geojson"), "--airports", make.table(tmp_path / "airports.csv", make.AIRPORTS, make.RASM, make.ABROAD),
    )  # fmt: skip
    first = run(*options)
    assert first.exit_code == 0, first.output
    bytes_before = files(tmp_path / "work")
    second = run(*options)
    assert files(tmp_path / "work") == bytes_before
    assert first.stdout == second.stdout
    assert "place moved: 0\n" in first.stdout
    read = (tmp_path / "work" / "published.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:2] for line in read[1:]] == [
        ["geonames", "SY.txt"], ["ocha", "syr.xlsx"], ["outlines", "adm3.geojson"], ["airports", "airports.csv"],
    ]  # fmt: skip
    wanted = [one for one in check.CHECKS if one is not check.check_counts]
    assert check.run(tmp_path / "work" / "tables", wanted).failed == []


def test_without_a_reference_folder_the_publishers_files_are_enough(before, tmp_path):
    command = ["--present", str(before[1]), "--work", str(tmp_path / "work")]
    done = CliRunner().invoke(refresh.main, command)
    assert done.exit_code == 1
    assert "without --reference the publishers' files are needed; give --geonames, --ocha, --outlines too" in done.stderr
    bare = refresh.bare_reference(refresh.Published(*[tmp_path] * 5), before[1], tmp_path / "bare")
    with (bare / "crosswalk.csv").open(encoding="utf-8", newline="") as file:
        assert {(row["pcode"], row["geonameid"]) for row in csv.DictReader(file)} == pairs_in_use(before[1])


def pairs_in_use(folder):
    places = gazetteer.load(folder=folder).places.values()
    return {(place.id, str(place.geonameid)) for place in places if place.kind == "community" and place.geonameid}


def test_out_is_written_only_when_all_promises_hold(before, run, tmp_path, monkeypatch):
    done = run("--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "nothing was written" in done.stderr
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(refresh.check, "run", lambda _: check.Findings())
    assert run("--out", tmp_path / "out").exit_code == 0
    assert files(tmp_path / "out") == files(before[1])


@pytest.mark.parametrize("missing", ["crosswalk.csv", "admin2.geojson"])
def test_a_reference_folder_must_be_whole(before, run, missing):
    (before[0] / missing).unlink()
    done = run()
    assert done.exit_code == 1
    assert f"holds no {missing}; --reference must hold" in done.stderr


def test_folders_in_use_are_not_written_to(before, tmp_path):
    for work in before:
        with pytest.raises(GazetteerError, match="read from or in use"):
            refresh.refresh(refresh.Published(), before[0], work, before[1])
    done = CliRunner().invoke(refresh.main, ["--reference", str(before[0]), "--work", str(tmp_path / "work"), "--out", str(before[0])])
    assert "holds the intermediate tables" in done.stderr


def test_a_community_needs_an_outline_of_its_subdistrict(run, tmp_path):
    layer = make.outlines(tmp_path / "adm3.geojson", shapes=(("SY02", "SY0200", "SY020000", make.EAST),))
    done = run("--outlines", layer)
    assert done.exit_code == 1
    assert "C1325 lies in SY020001, without an outline; give --outlines of the same edition" in done.stderr


def test_alternate_names_need_their_dump(run, tmp_path):
    done = run("--alternate-names", make.write(tmp_path / "alternateNamesV2.txt", make.alternate(1, "ar", "حلب")))
    assert (done.exit_code, "give --geonames too" in done.stderr) == (1, True)


def place(place_id, lat=36.0, lon=37.0, level="village"):
    return Place(place_id, "قرية", "Village", level, "community", lat, lon, 1.0, "SY02", "SY0200", "SY020000", "", place_id, None, None, (), "ocha")


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (place("C1"), place("C1", lat=36.008), []),
        (place("C1"), place("C1", lat=36.02), [("place moved", "2.2 km, from 36.0, 37.0 to 36.02, 37.0")]),
        (place("C1", None, None), place("C1"), [("place moved", "None, None to 36.0, 37.0")]),
        (place("C1"), place("C1", level="town"), [("place changed", "level village to town")]),
    ],
)
def test_moves_of_more_than_a_kilometre_and_new_levels_are_changes(old, new, change):
    found = compare(State({"C1": old}, frozenset()), State({"C1": new}, frozenset()), {})
    assert [(one.kind, one.detail) for one in found] == change


def test_an_id_that_became_part_of_a_community_says_of_which():
    found = compare(State({"G1": place("G1")}, frozenset({("G1", "قرية")})), State({"C1": place("C1")}, frozenset()), {"G1": "C1"})
    assert found[0] == Change("place removed", "G1", "قرية", "now part of C1")
    assert [one.kind for one in found] == ["place removed", "place added"]


def test_names_are_harmless_in_a_spreadsheet_and_a_terminal():
    assert safe("=1+1") == "'=1+1"
    assert safe("حلب\u202e\x1b[31m") == "حلب[31m"
