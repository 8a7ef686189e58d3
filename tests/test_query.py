import gc
import weakref
from collections import Counter
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date, timedelta

import duckdb
import pytest
import shapely
from factories import ALEPPO, ALEPPO_GOVERNORATE, AREAS, IDLEB, KHAN_TUMAN, POINTS, article, reader, report, snapshot_of, unplaced, world
from hypothesis import given, settings
from hypothesis import strategies as st

from events.filters import REVIEWS, FilterError, all_hold, place_conditions
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.shapes import Near, ShapeError
from events.sql import FACETS
from events.weapons import kind_of
from events.workspace import Workspace
from extract.vocabulary import CERTAINTIES, EVENT_TYPES
from gazetteer.admin import distance_km
from gazetteer.places import SYRIA_BOX


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """A snapshot of a world with all types, places, precisions and dates."""
    with snapshot_of(tmp_path_factory.mktemp("ws"), *world(70, seed=5)) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def cards(cut):
    """Every event of the world."""
    return [cut.card(event_id).event for event_id in cut.events(Filters(), limit=None)["event_id"]]


TRIANGLE = "POLYGON ((36.5 35.7, 37.3 36.3, 36.5 36.3, 36.5 35.7))"


def some(values):
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


_ACTORS = ["syrian_government", "russia", "unknown", "isis", "civilians", "opposition", "hts", "sdf", "turkey"]
_DAYS = st.none() | st.dates(date(2016, 4, 20), date(2016, 6, 10))
_FILTERS = st.builds(
    Filters, date_from=_DAYS, date_to=_DAYS, undated=st.booleans(), types=some(EVENT_TYPES), actors=some(_ACTORS), initiators=some(_ACTORS),
    targets=some(_ACTORS), governorates=some(["SY02", "SY07", "SY05"]), districts=some(["SY0200", "SY0202", "SY0700"]),
    subdistricts=some(["SY020000", "SY020005"]),
    certainty=some(CERTAINTIES), precision=some(["city", "village", "neighbourhood", "governorate", "facility", "unplaced"]),
    min_confidence=st.sampled_from([0.0, 0.3, 0.9]), text=st.just(""), place_id=st.sampled_from(["", "", "", "C1015", "SY02", "no such"]), event_id=st.just(""),
    weapons=some(["barrel_bomb", "rocket", "other"]), hit=some(["market", "school"]), outlets=some(["SANA", "SOHR", "no such"]),
    killed_from=st.none() | st.integers(0, 9), killed_to=st.none() | st.integers(0, 9), injured_from=st.none() | st.integers(0, 9),
    injured_to=st.none() | st.integers(0, 9), min_sources=st.sampled_from([0, 0, 1, 2]), disagree=st.booleans(),
    near=st.none() | st.builds(Near, st.sampled_from([36.2, 35.93]), st.sampled_from([37.15, 36.63]), st.sampled_from([5.0, 20.0, 60.0])),
    box=st.none() | st.just((36.9, 36.0, 37.2, 36.3)), within=st.sampled_from(["", "", TRIANGLE]),
)  # fmt: skip
# Most drawings of all fields at once select nothing; half of the examples ask for one or two things.
_FEW = st.builds(
    lambda full, names: replace(Filters(), **{name: getattr(full, name) for name in names}),
    _FILTERS,
    st.lists(st.sampled_from([name for name in Filters.__slots__ if name not in {"text", "event_id"}]), max_size=2),
)


def selected(event, f: Filters) -> list[int]:
    """The reference: numbers of the places of an event that a filter selects, none if the event does not match. Plain Python."""
    if event.date is None:
        if not f.undated:
            return []
    elif (f.date_from and event.date_end < f.date_from) or (f.date_to and event.date > f.date_to):
        return []
    named = {
        "actors": {*event.initiators, *event.targets}, "initiators": {*event.initiators}, "targets": {*event.targets}, "types": {event.type},
        "certainty": {event.certainty}, "hit": {*event.hit}, "outlets": {*event.outlets}, "weapons": {kind_of(words) for words in event.weapons},
    }  # fmt: skip
    if any(getattr(f, name) and not found & {*getattr(f, name)} for name, found in named.items()):
        return []
    figures = _overlaps(event.killed, f.killed_from, f.killed_to) and _overlaps(event.injured, f.injured_from, f.injured_to)
    if not figures or event.confidence < f.min_confidence or event.independent < f.min_sources or (f.disagree and not event.killed_disputed):
        return []
    return [one.n for one in event.places if _place_selected(one, f)]


def _overlaps(figure, low, high) -> bool:
    if (low, high) == (None, None):
        return True
    return figure.low is not None and (low is None or figure.high is None or figure.high >= low) and (high is None or figure.low <= high)


def _place_selected(one, f: Filters) -> bool:
    place = one.place
    for name, level in (("governorates", "governorate"), ("districts", "district"), ("subdistricts", "subdistrict")):
        if getattr(f, name) and (place is None or getattr(place, level) not in getattr(f, name)):
            return False
    if f.precision and ("unplaced" if one.status == "unplaced" else place.level) not in f.precision:
        return False
    if f.place_id and (place is None or place.id != f.place_id):
        return False
    return not (f.near or f.box or f.within) or (one.status == "point" and _in_shapes(place, f))


def _in_shapes(place, f: Filters) -> bool:
    near = not f.near or distance_km((place.lon, place.lat), (f.near.lon, f.near.lat)) <= f.near.km
    boxed = not f.box or (f.box[0] <= place.lon <= f.box[2] and f.box[1] <= place.lat <= f.box[3])
    return near and boxed and (not f.within or shapely.from_wkt(f.within).intersects(shapely.Point(place.lon, place.lat)))


def reasonable(f: Filters) -> Filters:
    """Put the two days in order, and the numbers."""
    f = replace(f, date_to=None) if f.date_from and f.date_to and f.date_from > f.date_to else f
    f = replace(f, killed_to=None) if None not in (f.killed_from, f.killed_to) and f.killed_from > f.killed_to else f
    return replace(f, injured_to=None) if None not in (f.injured_from, f.injured_to) and f.injured_from > f.injured_to else f


@given((_FILTERS | _FEW).map(reasonable))
@settings(max_examples=50)
def test_the_filter_selects_what_plain_python_selects(cut, cards, f):
    wanted = {(event.id, n) for event in cards for n in selected(event, f)}
    rows = cut.places(f)
    assert set(zip(rows["event_id"], rows["n"], strict=True)) == wanted
    events = {event.id: event for event in cards if selected(event, f)}
    assert set(cut.events(f, limit=None)["event_id"]) == events.keys()
    counts = cut.counts(f)
    assert (counts.total, counts.shown) == (len(cards), len(events))
    assert counts.shown == counts.placed + counts.area_only + counts.unplaced
    assert counts.killed_min == sum(event.killed.low or 0 for event in events.values())
    assert counts.killed_max == sum(event.killed.high or event.killed.low or 0 for event in events.values())
    assert counts.undated == sum(event.date is None for event in events.values())
    assert cut.histogram(f)["n"].sum() == counts.shown - counts.undated
    assert counts.first_day == min((event.date for event in events.values() if event.date), default=None)
    points = Counter(one.place.id for event in events.values() for one in event.places if one.n in selected(event, f) and one.status == "point")
    markers = cut.markers(f)
    assert dict(zip(markers["place_id"], markers["n"], strict=True)) == points
    assert cut.grid(f, zoom=8)["n"].sum() == points.total()


_CHOSEN_BY = {"type": "types", "initiator": "initiators", "certainty": "certainty", "precision": "precision", "district": "districts", "weapon": "weapons",
              "hit": "hit", "outlet": "outlets"}  # fmt: skip


@given(_FEW.map(reasonable), st.sampled_from(sorted(_CHOSEN_BY)))
@settings(max_examples=30)
def test_a_facet_counts_what_choosing_its_value_would_show(cut, f, column):
    field = _CHOSEN_BY[column]
    bare = replace(f, **{field: ()}, **({"subdistricts": (), "place_id": ""} if column == "district" else {}))
    for row in cut.facet(f, column).itertuples():
        assert cut.counts(replace(bare, **{field: (row.value,)})).shown == row.n


def test_facets_asked_together_are_those_asked_alone(cut):
    f = Filters(types=("air_strike",), governorates=("SY02",))
    for column, together in cut.facets(f, tuple(FACETS)).items():
        assert together.equals(cut.facet(f, column))


@given(_FEW.map(reasonable))
@settings(max_examples=20)
def test_a_period_counts_what_setting_its_days_would_show(cut, f):
    spans = [(date(2016, 4, 29), date(2016, 4, 30)), (date(2016, 5, 2), date(2016, 6, 1)), (date(2020, 1, 1), date(2020, 1, 1))]
    assert cut.periods(f, spans) == [cut.counts(replace(f, date_from=first, date_to=last)).shown for first, last in spans]


def test_the_world_is_rich_enough_to_tell_filters_apart(cut, cards):
    assert len(cards) > 100
    for column in ("type", "actor", "initiator", "target", "governorate", "district", "subdistrict", "place", "certainty", "precision", "outlet", "weapon",
                   "hit", "sources"):  # fmt: skip
        assert len(cut.facet(Filters(), column)) >= 2, column
    assert {one.status for event in cards for one in event.places} == {"point", "area", "unplaced"}


def test_markers_stand_where_the_places_are_and_list_their_events(cut, cards):
    markers = cut.markers(Filters()).set_index("place_id")
    assert set(markers.index) == {place.id for place in POINTS}
    aleppo = markers.loc["C1007"]
    assert (aleppo["lat"], aleppo["lon"], aleppo["level"], aleppo["name_ar"]) == (ALEPPO.lat, ALEPPO.lon, "city", "حلب")
    there = {event.id: event for event in cards if any(one.place and one.place.id == "C1007" for one in event.places)}
    assert set(cut.events(Filters(place_id="C1007"), limit=None)["event_id"]) == there.keys()
    types = Counter(event.type for event in there.values())
    assert types[aleppo["top_type"]] == max(types.values())
    assert list(aleppo["types"]) == sorted(types, key=lambda kind: (-types[kind], kind))


def test_bounds_narrow_markers_and_grid(cut):
    box = (37.1, 36.0, 37.2, 36.3)
    inside = {place.id for place in POINTS if box[0] <= place.lon <= box[2] and box[1] <= place.lat <= box[3]}
    markers = cut.markers(Filters(), bounds=box)
    assert set(markers["place_id"]) == inside
    assert cut.grid(Filters(), bounds=box, zoom=9)["n"].sum() == markers["n"].sum()


@pytest.mark.parametrize("zoom", [5, 9, 14])
def test_grid_cells_hold_their_points_and_never_leave_syria_by_more_than_a_cell(cut, zoom):
    for cell in cut.grid(Filters(), zoom=zoom).itertuples():
        held = [place for place in POINTS if cell.west <= place.lon < cell.east and cell.south < place.lat <= cell.north]
        assert held
        assert cell.west < cell.lon < cell.east
        assert cell.south < cell.lat < cell.north
    west, south, east, north = SYRIA_BOX
    assert all(west <= place.lon <= east and south <= place.lat <= north for place in POINTS)


def test_areas_are_counted_apart_from_points(cut, cards):
    areas = cut.areas(Filters())
    assert set(areas["pcode"]) == {place.id for place in AREAS}
    there = sum(any(one.place == ALEPPO_GOVERNORATE for one in event.places) for event in cards)
    assert areas.set_index("pcode").loc["SY02", "n"] == there


@pytest.mark.parametrize("level", ["governorate", "district", "subdistrict"])
def test_areas_hold_points_and_areas_alike_and_the_rest_is_counted(cut, cards, level):
    rows, left_out = cut.by_area(Filters(types=("air_strike",)), level)
    events = [event for event in cards if event.type == "air_strike"]
    inside = {event.id: {getattr(one.place, level) for one in event.places if one.place} - {""} for event in events}
    wanted = Counter(pcode for areas in inside.values() for pcode in areas)
    assert dict(zip(rows["pcode"], rows["n"], strict=True)) == wanted
    dead = Counter()
    for event in events:
        dead.update(dict.fromkeys(inside[event.id], event.killed.low or 0))
    assert dict(zip(rows["pcode"], rows["killed"], strict=True)) == dict(dead)
    assert left_out == sum(not areas for areas in inside.values()) > 0
    with pytest.raises(FilterError, match="unknown level 'city'; known: governorate"):
        cut.by_area(Filters(), "city")


def test_the_histogram_begins_weeks_on_monday_and_counts_an_event_for_each_initiator(cut, cards):
    weeks = cut.histogram(Filters(), step="week", by="initiator")
    assert all(bucket.weekday() == 0 for bucket in weeks["bucket"])
    wanted = Counter((event.date - timedelta(days=event.date.weekday()), who) for event in cards if event.date for who in event.initiators)
    assert {(row.bucket.date(), row.key): row.n for row in weeks.itertuples()} == wanted


def test_the_histogram_can_count_the_dead(cut, cards):
    wanted = Counter()
    for event in cards:
        if event.date and event.killed.low:
            wanted[event.date, event.type] += event.killed.low
    assert {(row.bucket.date(), row.key): row.n for row in cut.histogram(Filters(), step="day", dead=True).itertuples()} == wanted


def test_the_histogram_counts_an_event_in_each_of_its_governorates(cut, cards):
    months = cut.histogram(Filters(), by="governorate")
    wanted = Counter(
        (event.date.replace(day=1), pcode) for event in cards if event.date for pcode in {one.place.governorate for one in event.places if one.place} - {""}
    )
    assert {(row.bucket.date(), row.key): row.n for row in months.itertuples()} == wanted


def test_a_cross_table_counts_each_pair_once(cut, cards):
    made = {(row.row, row.column): (row.n, row.killed) for row in cut.cross(Filters(), "initiator", "target").itertuples()}
    wanted, dead = Counter(), Counter()
    for event in cards:
        for pair in {(who, whom) for who in event.initiators for whom in event.targets}:
            wanted[pair] += 1
            dead[pair] += event.killed.low or 0
    assert made == {pair: (n, dead[pair]) for pair, n in wanted.items()}
    types = {(row.row, row.column): row.n for row in cut.cross(Filters(), "governorate", "type").itertuples()}
    assert types == Counter((pcode, event.type) for event in cards for pcode in {one.place.governorate for one in event.places if one.place})
    with pytest.raises(FilterError, match="unknown column 'luck'; known: type"):
        cut.cross(Filters(), "type", "luck")


def test_the_top_places_have_the_most_events(cut, cards):
    made = {row.place_id: row.n for row in cut.top_places(Filters(), limit=100).itertuples()}
    assert made == Counter(place_id for event in cards for place_id in {one.place.id for one in event.places if one.place})
    assert list(made.values()) == sorted(made.values(), reverse=True)
    assert list(cut.top_places(Filters(), limit=2)["place_id"]) == list(made)[:2]


def test_the_shelf_says_why_a_name_was_not_placed(cut):
    shelf = cut.unplaced(Filters())
    assert set(shelf["status"]) == {"area", "unplaced"}
    unknown = shelf[shelf["surface"] == "حسمين"].iloc[0]
    assert (unknown["reason"], unknown["detail"], len(unknown["candidates"])) == ("not_in_gazetteer", "no place of this name is in the gazetteer", 0)
    doubtful = shelf[shelf["surface"] == "الحمدانية"].iloc[0]
    assert doubtful["reason"] == "ambiguous"
    assert [one["place_id"] for one in doubtful["candidates"]] == ["C1007"]


def test_an_event_without_any_place_is_on_the_shelf(tmp_path):
    nowhere = replace(report("a"), places=())
    with Workspace(tmp_path) as workspace:
        ingest(workspace, [article("a")], reader=reader({"a": [nowhere]}))
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters()).unplaced == 1
            assert snapshot.unplaced(Filters())["reason"].tolist() == ["no_place"]
            assert snapshot.counts(Filters(precision=("unplaced",))).shown == 1


def test_pages_of_events_follow_each_other(cut):
    everything = cut.events(Filters(), limit=None)["event_id"].tolist()
    pages = [cut.events(Filters(), limit=40, offset=start)["event_id"].tolist() for start in range(0, len(everything), 40)]
    assert [event_id for page in pages for event_id in page] == everything
    newest = cut.events(Filters(undated=False), limit=None)["date"].tolist()
    assert newest == sorted(newest, reverse=True)
    deadliest = cut.events(Filters(), limit=5, order="killed")["killed_min"].tolist()
    assert deadliest == sorted(deadliest, reverse=True)


def test_days_are_calendar_dates_and_never_points_in_time(cut):
    days = cut.events(Filters(), limit=None)["date"]
    assert {type(day) for day in days} == {date, type(None)}


@pytest.mark.parametrize("evil", ["'; DROP TABLE events; --", '" OR 1=1', "%", "_", "\\", "C1015' OR 'a'='a", "\0"])
def test_values_are_values_whatever_they_spell(cut, evil):
    assert cut.counts(Filters(place_id=evil)).shown == 0
    assert cut.counts(Filters(event_id=evil)).shown == 0
    assert cut.counts(Filters(governorates=(evil,))).shown == 0
    assert cut.counts(Filters(text=evil)).shown in {0, cut.counts(Filters()).shown}
    for field in fields(Filters):
        value = {"str": evil, "tuple[str, ...]": (evil,)}.get(field.type)
        with suppress(FilterError, ShapeError):  # a value that no event can have
            assert value is None or cut.counts(Filters(**{field.name: value})).shown in {0, cut.counts(Filters()).shown}
    assert cut.counts(Filters()).total > 0


@pytest.mark.parametrize(
    ("f", "says"),
    [
        (Filters(types=("airstrike",)), "unknown value 'airstrike' for types; known: air_strike"),
        (Filters(actors=("rebels",)), "unknown value 'rebels' for actors"),
        (Filters(precision=("street",)), "unknown value 'street'"),
        (Filters(weapons=("catapult",)), "unknown value 'catapult' for weapons; known: mortar"),
        (Filters(killed_from=5, killed_to=2), "killed: the least .5. is more than the most .2."),
        (Filters(date_from=date(2016, 2, 1), date_to=date(2016, 1, 1)), "exchange the two days"),
    ],
)
def test_a_value_that_no_event_can_have_is_refused_with_what_is_known(cut, f, says):
    with pytest.raises(FilterError, match=says):
        cut.counts(f)


def test_unknown_columns_orders_and_steps_are_refused(cut):
    for ask in (lambda: cut.facet(Filters(), "colour"), lambda: cut.events(Filters(), order="luck"), lambda: cut.histogram(Filters(), step="hour")):
        with pytest.raises(FilterError, match=r"known|steps"):
            ask()
    assert set(FACETS) >= {"type", "initiator", "target", "actor", "governorate", "district", "subdistrict", "certainty", "precision"}


def test_text_narrows_with_the_other_filters(tmp_path):
    items = [article("a", "غارة على خان طومان"), article("b", "قصف على إدلب")]
    with Workspace(tmp_path) as workspace:
        ingest(workspace, items, reader=reader({"a": [report("a")], "b": [report("b", IDLEB)]}))
        with Snapshot(workspace) as snapshot:
            assert snapshot.markers(Filters(text="غاره"))["place_id"].tolist() == ["C1015"]
            assert snapshot.counts(Filters(text="غارة", governorates=("SY07",))).shown == 0
            assert snapshot.counts(Filters(text="  ")).shown == 2


@pytest.mark.parametrize(
    ("wanted", "found"), [("Idlib", 1), ("Idleb", 1), ("idlib shelling", 1), ("Touman", 1), ("Idlib Touman", 0), ('"Idlib"', 0), ("Hama", 0)]
)
def test_a_place_is_found_by_any_usual_latin_spelling(tmp_path, wanted, found):
    with Workspace(tmp_path) as workspace:
        ingest(workspace, [article("a", "غارة"), article("b", "قصف")], reader=reader({"a": [report("a")], "b": [report("b", IDLEB, type="shelling")]}))
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters(text=wanted)).shown == found


def test_a_card_tells_who_says_so_in_which_words(tmp_path):
    one, other = article("a", "غارة على خان طومان قرب حلب"), article("b", outlet="SANA")
    with Workspace(tmp_path) as workspace:
        ingest(workspace, [one, other], reader=reader({"a": [report("a", KHAN_TUMAN, unplaced("حسمين"))], "b": [report("b", KHAN_TUMAN, unplaced("حسمين"))]}))
        with Snapshot(workspace) as snapshot:
            (event_id,) = snapshot.events(Filters())["event_id"]
            card = snapshot.card(event_id)
    assert [told.article for told in card.reports] == [one, other]
    assert [told.article.quote(told.report.evidence[0].span) for told in card.reports] == ["غارة", "غارة"]
    assert all("same village" in told.why for told in card.reports)
    assert card.event.independent == 2
    assert card.reviews == ()


@given(_FEW.map(reasonable))
@settings(max_examples=30)
def test_the_conditions_on_places_say_in_sql_what_the_selection_says_in_arrays(cut, f):
    on_places = {name: getattr(f, name) for name in ("governorates", "districts", "subdistricts", "precision", "place_id", "near", "box")}
    only = Filters(**on_places, review=REVIEWS)
    wanted = all_hold(place_conditions(only, None))
    with duckdb.connect(":memory:") as db:
        db.register("p", cut.place_table(Filters(review=REVIEWS)))
        rows = db.execute(f"SELECT event_id, n FROM p WHERE {wanted.sql} ORDER BY event_id, n", list(wanted.bound)).fetchall()  # noqa: S608  # bound values
    assert rows == [(row["event_id"], row["n"]) for row in cut.place_table(only).to_pylist()]


def test_a_snapshot_that_nobody_reads_is_freed_at_once(tmp_path):
    with snapshot_of(tmp_path, *world(20, seed=2)) as kept:
        workspace = kept.workspace
        gc.collect()
        gc.disable()  # a database with its threads must not wait for the garbage collector
        try:
            snapshot = Snapshot(workspace)
            for ask in (snapshot.counts, snapshot.markers, snapshot.events, snapshot.histogram, snapshot.point_count, snapshot.areas):
                ask(Filters(types=("shelling",), near=Near(36.2, 37.15, 20.0)))
            snapshot.facets(Filters(), tuple(FACETS))
            freed = weakref.ref(snapshot)
            del snapshot, ask
            assert freed() is None
        finally:
            gc.enable()
