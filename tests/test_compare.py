"""Our events beside a file in other columns. All rows are made up; the places are real, so that distances are."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from factories import (
    ALEPPO,
    ALEPPO_GOVERNORATE,
    HMEIRA,
    IDLEB,
    KHAN_TUMAN,
    KUWEIRES,
    MASTUMEH,
    article,
    report,
    snapshot_of,
    unplaced,
    world,
)  # fmt: skip
from hypothesis import given, settings
from hypothesis import strategies as st

import rasd
from events import compare, compare_files, export, others
from events.compare import Ours, Spot, assign
from events.filters import Filters
from events.others import CompareError, Theirs, read
from events.similarity import FAMILIES

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = date(2016, 5, 9)


def acled(n=1, where=KHAN_TUMAN, **changes):
    """An air strike on a place on the day of `factories.report`, in ACLED's columns."""
    return {
        "event_id_cnty": f"XYZ{n}", "event_date": "09 May 2016", "time_precision": "1", "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike", "country": "Syria", "location": where.name_en, "latitude": str(where.lat), "longitude": str(where.lon),
        "geo_precision": "1", "fatalities": "0", "notes": "made up",
    } | changes  # fmt: skip


def ucdp(n=1, where=KHAN_TUMAN, **changes):
    """The same in UCDP GED's columns."""
    return {
        "id": str(n), "type_of_violence": "1", "date_start": "2016-05-09 00:00:00.000", "date_end": "2016-05-09 00:00:00.000", "date_prec": "1",
        "where_coordinates": where.name_en, "country": "Syria", "latitude": str(where.lat), "longitude": str(where.lon), "where_prec": "1",
        "best": "3", "low": "3", "high": "3",
    } | changes  # fmt: skip


def written(path, rows, delimiter=","):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def compared(tmp_path, reports, rows, filters=None, days=1):
    """Compare events of these reports, each of an article of its own, with rows."""
    found = {one.article_id: [one] for one in reports}
    with snapshot_of(tmp_path / "ws", [article(name) for name in found], found) as snapshot:
        filters = filters or Filters()
        return compare.compare(export.select(snapshot, filters, NOW), written(tmp_path / "theirs.csv", rows), filters, days)


def pairs(comparison):
    return [(line.ours.place_en, line.theirs.id) for line in comparison.lines if line.status == "matched"]


def figure(count):
    return {"killed_min": count, "killed_max": count}


@pytest.mark.parametrize(
    ("reports", "row"),
    [
        pytest.param([report("a")], acled(), id="same spot, day and type"),
        pytest.param([report("a")], acled(event_date="2016-05-10"), id="next day"),
        pytest.param([report("a", type="shelling")], acled(), id="same family"),
        pytest.param([report("a")], acled(event_date="2016-05-12", time_precision="2"), id="about a week"),
        pytest.param([report("a")], acled(event_date="2016-05-01", time_precision="3"), id="some day of the month"),
        pytest.param([report("a")], acled(where=HMEIRA), id="4.7 km away, within the reach of both"),
        pytest.param([report("a", **figure(9))], acled(geo_precision="3", fatalities="9"), id="the governorate, with the same figure"),
        pytest.param([report("a", ALEPPO_GOVERNORATE, **figure(9))], acled(fatalities="9"), id="ours is the governorate, with the same figure"),
        pytest.param([report("a", **figure(3), type="armed_clash")], ucdp(), id="UCDP"),
        pytest.param([report("a", killed_min=2)], ucdp(date_start="2016-05-07", date_prec="2"), id="UCDP, several days"),
        pytest.param([report("a", IDLEB, KHAN_TUMAN)], acled(), id="the second place of ours"),
    ],
)
def test_what_tells_of_one_event_is_matched(tmp_path, reports, row):
    found = compared(tmp_path, reports, [row])
    assert [line.status for line in found.lines] == ["matched"]


@pytest.mark.parametrize(
    ("reports", "row"),
    [
        pytest.param([report("a")], acled(event_date="2016-05-16"), id="a week later"),
        pytest.param([report("a")], acled(where=IDLEB), id="another city on the day"),
        pytest.param([report("a")], acled(where=ALEPPO), id="13 km away on the day"),
        pytest.param([report("a")], acled(event_type="Violence against civilians", sub_event_type="Attack"), id="a shooting on the spot and day"),
        pytest.param([report("a")], acled(geo_precision="3"), id="somewhere in the governorate, no figure"),
        pytest.param([report("a", ALEPPO_GOVERNORATE)], acled(), id="ours somewhere in the governorate, no figure"),
        pytest.param([report("a", ALEPPO_GOVERNORATE, **figure(40))], acled(fatalities="3"), id="and figures far apart"),
        pytest.param([report("a")], acled(where=HMEIRA, event_date="2016-05-10"), id="the next village on the next day"),
        pytest.param([report("a", type="territory_change", **figure(40))], ucdp(where=HMEIRA), id="UCDP, the next village, figures far apart"),
        pytest.param([report("a", **figure(3), type="territory_change")], ucdp(type_of_violence="3", where=HMEIRA), id="UCDP rules the type out"),
    ],
)
def test_what_tells_of_two_events_stays_apart(tmp_path, reports, row):
    found = compared(tmp_path, reports, [row])
    assert [line.status for line in found.lines] == ["ours", "theirs"]
    assert not any(line.unfit for line in found.lines)


def test_of_several_candidates_the_best_pair_comes_first(tmp_path):
    ours = [report("a", **figure(12)), report("b", HMEIRA)]
    found = compared(tmp_path, ours, [acled(1), acled(2, fatalities="12"), acled(3, where=MASTUMEH)])
    assert sorted(pairs(found)) == [("Hmeira", "XYZ1"), ("Khan tuman", "XYZ2")]
    assert [line.theirs.id for line in found.lines if line.status == "theirs"] == ["XYZ3"]


def test_a_pair_says_how_far_apart_and_why(tmp_path):
    (line,) = compared(tmp_path, [report("a", **figure(3))], [acled(where=HMEIRA, event_date="2016-05-09", fatalities="3")]).lines
    assert line.fit.km == pytest.approx(4.74, abs=0.01)
    assert (line.fit.days, line.fit.why) == (0, "within reach, same day, same type, equal figure")
    assert line.fit.score == sum(compare.POINTS[name] for name in ("within_reach", "same_day", "same_type", "equal_figure"))


def test_the_window_of_days_is_the_one_asked_for(tmp_path):
    later = acled(event_date="2016-05-11", fatalities="5")
    assert compared(tmp_path / "1", [report("a", **figure(5))], [later]).count("matched") == 0
    assert compared(tmp_path / "2", [report("a", **figure(5))], [later], days=2).count("matched") == 1


@pytest.fixture(autouse=True)
def _folders(tmp_path):
    for name in ("1", "2"):
        (tmp_path / name).mkdir()


def test_a_zero_of_acled_says_nothing_and_one_of_ucdp_does(tmp_path):
    (line,) = compared(tmp_path / "1", [report("a", **figure(30))], [acled()]).lines
    assert "figure" not in line.fit.why
    (line, *_) = compared(tmp_path / "2", [report("a", **figure(0))], [ucdp(low="0", high="0")]).lines
    assert "figures overlap" in line.fit.why


def test_what_cannot_be_compared_stays_with_its_reason(tmp_path):
    rows = [
        acled(1, event_date="soon"), acled(2, event_date="2016-02-30"), acled(3, latitude="", longitude=""), acled(4, latitude="north"),
        acled(5, latitude="37.05", longitude="36.12"), acled(6, latitude="51.5", longitude="0"), acled(7, geo_precision="9"), acled(8, time_precision=""),
        acled(9, event_type="Protests", sub_event_type="Peaceful protest"), acled(10, fatalities="many"), acled(11, country="Iraq"), acled(12), acled(12),
        acled(13, latitude="nan"), acled(14, event_date="2999-01-01"), acled("", event_id_cnty=""),
    ]  # fmt: skip
    found = compared(tmp_path, [report("a", unplaced("حسمين")), report("b", day=None)], rows)
    why = {line.theirs.line: line.unfit for line in found.lines if line.theirs}
    assert len(why) == len(rows)
    assert [why[n + 2] for n in range(11)] == [
        "event_date 'soon' is no day; expected one such as 2016-05-10 or 10 May 2016",
        "event_date '2016-02-30' is no day; expected one such as 2016-05-10 or 10 May 2016",
        "has no position",
        "latitude 'north', longitude '37.050872' are not two numbers",
        "latitude 37.05, longitude 36.12 is not in Syria; the two may be exchanged",
        "latitude 51.5, longitude 0.0 is not in Syria",
        "geo_precision '9' is not one of 1, 2, 3",
        "time_precision '' is not 1, 2 or 3",
        "'Protests' has no counterpart among our types",
        "fatalities 'many' is not a whole number",
        "in Iraq",
    ]
    assert (why[13], why[14]) == ("", "the id stands on line 13 already")
    assert "not in Syria" in why[15]
    assert "between 1900 and 2100" in why[16]
    assert "event_id_cnty is empty" in why[17]
    assert sorted(line.unfit for line in found.lines if line.ours) == ["not placed", "undated"]


def test_ucdp_rows_without_a_point_or_a_day_are_not_compared(tmp_path):
    rows = [
        ucdp(1, where_prec="6"), ucdp(2, date_start="2016-01-01"), ucdp(3, date_end="2016-05-01"), ucdp(4, type_of_violence=""), ucdp(5, low="7"),
        ucdp(6, where_prec="4"), ucdp(7, where_prec="3"),
    ]  # fmt: skip
    kind, found = read(written(tmp_path / "x.csv", rows))
    assert kind == "ucdp"
    assert [row.unfit for row in found] == [
        "where_prec 6: no point and no area", "a period of more than 62 days", "date_end 2016-05-01 is before date_start 2016-05-09",
        "type_of_violence '' is not 1, 2 or 3", "low 7 is more than high 3", "", "",
    ]  # fmt: skip
    assert [row.area for row in found[5:]] == ["SY02", "SY0200"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,date\n1,2\n", r"neither ACLED's nor UCDP GED's. Missing for ACLED: event_id_cnty, .*; for UCDP: type_of_violence, date_start"),
        ("", r"neither ACLED's nor UCDP"),
        (",".join(name for name in others.NEEDED["acled"] if name != "fatalities") + "\n", r"Missing for ACLED: fatalities; for UCDP"),
    ],
)
def test_a_file_in_other_columns_is_refused_and_the_message_names_what_is_missing(tmp_path, text, said):
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(CompareError, match=said):
        read(path)
    done = CliRunner().invoke(rasd.main, ["compare", str(path), "--home", str(tmp_path / "ws")])
    assert (done.exit_code, "Traceback" in done.output) == (1, False)


def test_files_that_are_too_large_or_no_text_are_refused(tmp_path, monkeypatch):
    path = written(tmp_path / "x.csv", [acled(n) for n in range(5)])
    monkeypatch.setattr(others, "MAX_ROWS", 4)
    with pytest.raises(CompareError, match="more than 4 rows"):
        read(path)
    monkeypatch.setattr(others, "MAX_BYTES", 100)
    with pytest.raises(CompareError, match="larger than 100 bytes"):
        read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CompareError, match="not UTF-8"):
        read(path)


def test_semicolons_a_mark_and_capitals_are_read(tmp_path):
    path = written(tmp_path / "x.csv", [{name.upper(): value for name, value in acled().items()}], ";")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    kind, (row,) = read(path)
    assert (kind, row.id, row.start, row.line, row.unfit) == ("acled", "XYZ1", DAY, 2, "")


def test_the_period_areas_and_types_of_the_filter_narrow_both_sides(tmp_path):
    rows = [acled(1), acled(2, where=IDLEB), acled(3, event_date="2017-05-09"), acled(4, sub_event_type="Chemical weapon")]
    filters = Filters(date_to=date(2016, 12, 31), governorates=("SY02",), types=("air_strike",))
    found = compared(tmp_path, [report("a"), report("b", IDLEB)], rows, filters)
    assert pairs(found) == [("Khan tuman", "XYZ1")]
    assert {line.theirs.id: line.unfit for line in found.lines if line.status == "theirs"} == {
        "XYZ2": "outside the areas of the filter", "XYZ3": "outside the period of the filter", "XYZ4": "outside the types of the filter",
    }  # fmt: skip
    assert "narrow our side alone: min_confidence" in compare_files.summary(found, Filters(min_confidence=0.1))


def test_our_own_events_in_their_shape_find_themselves(tmp_path):
    with snapshot_of(tmp_path / "ws", *world(30, seed=11)) as snapshot:
        selection = export.select(snapshot, Filters(), NOW)
        with (tmp_path / "x.csv").open("wb") as out:
            export.BY_NAME["acled-csv"].main[".csv"](selection, out)
        found = compare.compare(selection, tmp_path / "x.csv", Filters())
    matched = [line for line in found.lines if line.status == "matched"]
    assert len(matched) > 15
    assert {line.fit.km for line in matched if line.fit.km is not None} == {0.0}


# What must always hold


POINTS = [(one.lon, one.lat) for one in (KHAN_TUMAN, HMEIRA, ALEPPO, KUWEIRES)]
DAYS = st.builds(lambda n: DAY + timedelta(days=n), st.integers(0, 4))
COUNTS = st.one_of(st.none(), st.integers(0, 12))
SPOTS = st.one_of(
    st.builds(lambda point, km: Spot(point, km, ("SY02", "SY0200")), st.sampled_from(POINTS), st.sampled_from([0.5, 6.0])),
    st.just(Spot(None, 0.0, ("SY02",))),
)


@st.composite
def sides(draw):
    ours = []
    for n in range(draw(st.integers(0, 7))):
        start, length, unfit = draw(DAYS), draw(st.sampled_from([0, 3])), draw(st.sampled_from(["", "", "", "not placed"]))
        end, kind = start + timedelta(days=length), draw(st.sampled_from(sorted(FAMILIES)))
        spots = tuple(draw(st.lists(SPOTS, min_size=1, max_size=2)))
        ours.append(Ours(f"E{n}", kind, "", "", start, end, not length, draw(COUNTS), None, spots, unfit))
    theirs = []
    for n in range(draw(st.integers(0, 7))):
        start, types, area = draw(DAYS), frozenset({draw(st.sampled_from(sorted(FAMILIES)))}), draw(st.booleans())
        where = {"point": draw(st.sampled_from(POINTS)), "codes": ("SY02", "SY0200")} | ({"area": "SY02"} if area else {"reach_km": 5.0})
        one = Theirs(n + 2, f"X{n}", start=start, end=start, exact=True, **where)
        theirs.append(replace(one, types=types, families=frozenset(FAMILIES[name] for name in types), low=draw(COUNTS)))
    return tuple(ours), tuple(theirs)


@settings(max_examples=150)
@given(sides(), st.integers(0, 3))
def test_each_side_is_taken_once_and_no_better_pair_is_passed_over(both, days):
    ours, theirs = both
    taken = assign(ours, theirs, days)
    mine, other = Counter(a for a, _ in taken), Counter(b for _, b in taken)
    assert set(mine.values()) | set(other.values()) <= {1}
    for (a, b), fit in taken.items():
        assert not ours[a].unfit
        assert fit.score >= compare.THRESHOLD
        assert fit.days <= days
        assert fit == compare.fit_of(ours[a], theirs[b])
    for a, event in enumerate(ours):
        for b, row in enumerate(theirs):
            fit = None if event.unfit else compare.fit_of(event, row)
            if fit and fit.days <= days and fit.score >= compare.THRESHOLD and (a, b) not in taken:
                beside = [found.score for (x, y), found in taken.items() if x == a or y == b]
                assert beside
                assert max(beside) >= fit.score


@settings(max_examples=60)
@given(sides())
def test_the_order_of_either_side_never_matters(both):
    ours, theirs = both
    there = {(ours[a].id, theirs[b].id): fit for (a, b), fit in assign(ours, theirs, 1).items()}
    back = {(ours[::-1][a].id, theirs[::-1][b].id): fit for (a, b), fit in assign(ours[::-1], theirs[::-1], 1).items()}
    assert there == back


ROWS = st.lists(
    st.builds(
        lambda n, day, lat, where, kind, killed: acled(n, where, event_date=day, latitude=lat or str(where.lat), sub_event_type=kind, fatalities=killed),
        st.integers(1, 6), st.sampled_from(["2016-05-01", "01 May 2016", "30 April 2016", "", "x"]), st.sampled_from(["", "", "", "x", "91"]),
        st.sampled_from([KHAN_TUMAN, ALEPPO, IDLEB]), st.sampled_from(["Air/drone strike", "Armed clash", "Looting"]), st.sampled_from(["0", "8", "-1"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    with snapshot_of(tmp_path_factory.mktemp("ws"), *world(25, seed=3)) as snapshot:
        return export.select(snapshot, Filters(), NOW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("rows")


@settings(max_examples=60)
@given(rows=ROWS)
def test_every_event_of_either_side_stands_in_the_table_exactly_once(selection, folder, rows):
    found = compare.compare(selection, written(folder / "x.csv", rows), Filters())
    out = io.BytesIO()
    compare_files.write_table(found, out)
    table = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    assert sorted(row["ours_id"] for row in table if row["ours_id"]) == selection.events["event_id"].to_pylist()
    assert sorted(int(row["theirs_line"]) for row in table if row["theirs_line"]) == [n + 2 for n in range(len(rows))]
    for row in table:
        assert row["status"] == {(True, True): "matched", (True, False): "ours", (False, True): "theirs"}[bool(row["ours_id"]), bool(row["theirs_line"])]
        assert (row["score"] != "") == (row["status"] == "matched")


# Files and the command


def test_the_command_writes_a_table_and_points_for_a_map(tmp_path):
    rows = [acled(1, fatalities="4"), acled(2, where=IDLEB, location="=cmd()|'x'\u202e"), acled(3, geo_precision="3")]
    theirs = written(tmp_path / "theirs.csv", rows)
    found = {"a": [report("a", **figure(4))], "b": [report("b", KUWEIRES)]}
    with snapshot_of(tmp_path / "ws", [article("a"), article("b")], found):
        pass
    words = ["compare", theirs, "-o", tmp_path / "out.csv", "--geojson", tmp_path / "out.geojson", "--home", tmp_path / "ws"]
    done = CliRunner().invoke(rasd.main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("matched 1, only ours 1, only theirs (ACLED) 2\n")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["status"] for row in table] == ["matched", "ours", "theirs", "theirs"]
    assert (table[0]["theirs_id"], table[0]["km"], table[0]["ours_killed_min"], table[0]["theirs_killed_low"]) == ("XYZ1", "0.0", "4", "4")
    assert table[2]["theirs_place"] == "'=cmd()|'x'"
    told = json.loads((tmp_path / "out.geojson").read_text("utf-8"))
    assert told["counts"] == {"matched": 1, "ours": 1, "theirs": 2}
    assert told["policy"] == "none"
    by_id = {one["id"]: one for one in told["features"]}
    assert len(by_id) == len(told["features"]) == 5
    assert by_id["theirs/2"]["properties"]["pair"] == 1
    assert by_id["theirs/2"]["geometry"]["coordinates"] == [37.050872, 36.118418]
    assert by_id["theirs/4"]["geometry"] is None  # it stands for the governorate
    assert json.loads((tmp_path / "out.about.json").read_text("utf-8"))["threshold"] == compare.THRESHOLD


def test_a_comparison_holds_back_what_the_policy_holds_back(tmp_path):
    theirs = written(tmp_path / "theirs.csv", [acled(where=KUWEIRES, location="x")])
    with snapshot_of(tmp_path / "ws", [article("a")], {"a": [report("a", KUWEIRES)]}) as snapshot:
        home = snapshot.workspace.home
        (home / "policy.toml").write_text('hide_places = ["SY020204"]\n', "utf-8")
        found = compare.compare(export.select(snapshot, Filters(), NOW), theirs, Filters())
        assert [(line.status, line.unfit) for line in found.lines] == [("ours", "not placed"), ("theirs", "")]
        assert "كويرس" not in repr(found)
        (home / "policy.toml").write_text('drop_fields = ["date"]\n', "utf-8")
        with pytest.raises(CompareError, match=r"policy\.toml leaves out date, date_end"):
            compare.compare(export.select(snapshot, Filters(), NOW), theirs, Filters())


def test_every_rule_of_the_table_is_one_that_a_pair_can_get():
    source = (others.Path(compare.__file__)).read_text("utf-8")
    assert [rule for rule in compare.POINTS if f'"{rule}"' not in source] == []
