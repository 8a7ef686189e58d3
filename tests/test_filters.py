"""A link holds the whole view, and says what it does not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import gazetteer
from dashboard import filters
from dashboard.chips import chips
from dashboard.filters import FIRST_DAY, LAST_DAY, PRECISIONS, Problem, State, clean, from_query, link, tidy, to_query
from dashboard.layers import View
from dashboard.text import LANGS, words
from events.filters import REVIEWS
from events.query import Filters
from events.shapes import polygon_of_wkt, read_bounds, read_near
from events.weapons import WEAPON_KINDS
from extract.vocabulary import ACTORS, CERTAINTIES, EVENT_TYPES, HIT

AREAS = gazetteer.load().areas.by_pcode
BY_LEVEL = {level: sorted(pcode for pcode, area in AREAS.items() if area.level == level) for level in ("governorate", "district", "subdistrict")}
IDS = st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True)


def some(codes) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(codes)), unique=True, max_size=4).map(tuple)


ANY_NUMBER = st.none() | st.integers(0, 999_999)
ANY_NEAR = st.builds(lambda lat, lon, km: read_near(f"{lat},{lon},{km}"), st.floats(32.5, 37), st.floats(35.8, 42), st.floats(0.1, 999))
ANY_BOX = st.builds(
    lambda west, south, width, height: read_bounds(f"{west},{south},{west + width},{south + height}"),
    st.floats(-170, 100), st.floats(-80, 40), st.floats(0.01, 40), st.floats(0.01, 40),
)  # fmt: skip
ANY_POLYGON = st.builds(
    lambda lon, lat, km: polygon_of_wkt(shapely.Point(lon, lat).buffer(km / 100, quad_segs=4).wkt), st.floats(36, 41), st.floats(33, 36), st.floats(1, 100)
)

ANY_FILTERS = st.builds(
    Filters,
    date_from=st.none() | st.dates(FIRST_DAY, LAST_DAY), date_to=st.none() | st.dates(FIRST_DAY, LAST_DAY), undated=st.booleans(), types=some(EVENT_TYPES),
    actors=some(ACTORS), initiators=some(ACTORS), targets=some(ACTORS), governorates=some(BY_LEVEL["governorate"]), districts=some(BY_LEVEL["district"]),
    subdistricts=some(BY_LEVEL["subdistrict"]), certainty=some(CERTAINTIES), precision=some(PRECISIONS), review=some(REVIEWS), min_confidence=st.floats(0, 1),
    text=st.text().map(clean), place_id=st.just("") | IDS, event_id=st.just("") | IDS, weapons=some(WEAPON_KINDS), hit=some(HIT),
    outlets=st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=3).map(tuple), killed_from=ANY_NUMBER, killed_to=ANY_NUMBER,
    injured_from=ANY_NUMBER, injured_to=ANY_NUMBER, min_sources=st.integers(0, 999_999), disagree=st.booleans(), near=st.none() | ANY_NEAR,
    box=st.none() | ANY_BOX, within=st.just("") | ANY_POLYGON,
)  # fmt: skip
ANY_STATE = st.builds(
    State, filters=ANY_FILTERS, lang=st.sampled_from(LANGS), event=st.just("") | IDS, at=st.just("") | IDS | st.just("area:district:SY0200"),
    view=st.none() | st.builds(View, st.integers(-90, 90), st.integers(-180, 180), st.sampled_from([5, 6.5])), step=st.none() | st.sampled_from(filters.STEPS),
    by=st.none() | st.sampled_from(filters.COLOURINGS), cut=st.just("") | IDS, workspace=st.sampled_from(["", "own"]),
    shown=st.none() | st.sampled_from(filters.SHOWN), measure=st.none() | st.sampled_from(filters.MEASURES), per_area=st.booleans(), framed=st.booleans(),
    versus=st.none() | st.sampled_from(filters.VERSUS), versus_from=st.none() | st.dates(FIRST_DAY, LAST_DAY),
    versus_to=st.none() | st.dates(FIRST_DAY, LAST_DAY), average=st.booleans(), multiples=st.booleans(), toll=st.booleans(),
)  # fmt: skip


@given(ANY_STATE)
def test_a_state_comes_back_from_its_link(state):
    assert from_query(parse_qs(link(state), keep_blank_values=True), AREAS) == (state, ())


def test_every_field_of_filters_can_travel_in_a_link():
    assert filters.covered()


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), min_size=1)))
def test_any_query_is_read_without_an_error(query):
    state, problems = from_query(query, AREAS)
    assert isinstance(state, State)
    for problem in problems:
        assert problem.message(words("en"))
        assert problem.message(words("ar"))


def test_the_default_view_has_an_empty_link():
    assert to_query(State()) == {}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"colour": ["red"]}, Problem("colour")),
        ({"type": ["air_strike", "air-strike"]}, Problem("type", "air-strike")),
        ({"actor": ["Russia"]}, Problem("actor", "Russia")),
        ({"governorate": ["SY0200"]}, Problem("governorate", "SY0200")),
        ({"district": ["SY02"]}, Problem("district", "SY02")),
        ({"from": ["yesterday"]}, Problem("from", "yesterday")),
        ({"from": ["0001-01-01"]}, Problem("from", "0001-01-01")),
        ({"undated": ["maybe"]}, Problem("undated", "maybe")),
        ({"confidence": ["nan"]}, Problem("confidence", "nan")),
        ({"confidence": ["7"]}, Problem("confidence", "7")),
        ({"weapon": ["catapult"]}, Problem("weapon", "catapult")),
        ({"outlet": [""]}, Problem("outlet")),
        ({"killed_from": ["-1"]}, Problem("killed_from", "-1")),
        ({"sources": ["many"]}, Problem("sources", "many")),
        ({"near": ["1,2,3"]}, Problem("near", "1,2,3")),
        ({"box": ["38,36,37,35"]}, Problem("box", "38,36,37,35")),
        ({"within": ["POINT (37 36)"]}, Problem("within", "POINT (37 36)")),
        ({"lang": ["fr"]}, Problem("lang", "fr")),
        ({"shown": ["globe"]}, Problem("shown", "globe")),
        ({"framed": ["1"]}, Problem("framed", "1")),
        ({"view": ["1,2"]}, Problem("view", "1,2")),
        ({"event": ["../../x y"]}, Problem("event", "../../x y")),
    ],
)
def test_what_a_link_says_wrongly_is_left_out_and_told(query, problem):
    state, problems = from_query(query, AREAS)
    assert problems == (problem,)
    assert problem.parameter in problem.message(words("en"))
    assert state.filters in (Filters(), Filters(types=("air_strike",)))


def test_a_link_holds_codes_and_serves_both_languages():
    wanted = Filters(types=("air_strike",), actors=("russia",), governorates=("SY07",), date_from=date(2019, 7, 1), date_to=date(2019, 12, 31))
    english, arabic = to_query(State(wanted)), to_query(State(wanted, lang="ar"))
    assert english == {"type": ["air_strike"], "actor": ["russia"], "governorate": ["SY07"], "from": ["2019-07-01"], "to": ["2019-12-31"]}
    assert arabic == english | {"lang": ["ar"]}


def test_search_words_are_cleaned_for_a_link():
    assert clean("  براميل \n متفجرة\x00\ud800 ") == "براميل متفجرة"
    assert len(clean("و " * 1000)) <= filters.LONGEST_TEXT


@given(ANY_FILTERS)
def test_taking_every_chip_away_leaves_no_filter(wanted):
    for _ in range(60):
        found = chips(wanted, words("ar"), AREAS)
        if not found:
            break
        assert found[0].without != wanted
        wanted = found[0].without
    assert wanted == Filters()


def test_chips_speak_the_language_of_the_interface():
    wanted = Filters(types=("shelling",), governorates=("SY02",), precision=("unplaced",))
    assert [chip.value for chip in chips(wanted, words("en"), AREAS)] == ["Shelling", "Aleppo", "Not placed"]
    assert [chip.value for chip in chips(wanted, words("ar"), AREAS)] == ["قصف مدفعي أو صاروخي", "حلب", "غير محدَّد الموقع"]


def test_districts_go_with_their_governorate_and_subdistricts_with_their_district():
    chosen = Filters(governorates=("SY02",), districts=("SY0200", "SY0700"), subdistricts=("SY020000", "SY070000"))
    assert tidy(chosen, AREAS) == replace(chosen, districts=("SY0200",), subdistricts=("SY020000",))
    free = replace(chosen, governorates=())
    assert tidy(free, AREAS) == free


def test_a_place_is_named_on_its_chip():
    (chip,) = chips(Filters(place_id="C1015"), words("ar"), AREAS, {"C1015": "خان طومان"}.get)
    assert chip.value == "خان طومان"


def test_a_period_is_compared_with_as_many_days_before_or_the_same_days_a_year_earlier():
    wanted = Filters(types=("shelling",), date_from=date(2020, 2, 1), date_to=date(2020, 2, 29))
    before, year = (filters.compared(wanted, State(versus=versus)) for versus in ("before", "year"))
    assert (before.date_from, before.date_to) == (date(2020, 1, 3), date(2020, 1, 31))
    assert (year.date_from, year.date_to) == (date(2019, 2, 1), date(2019, 2, 28))
    assert before.types == year.types == ("shelling",)
    assert filters.compared(replace(wanted, date_to=None), State(versus="before")) is None
    assert filters.compared(wanted, State()) is None
    assert filters.lengths(wanted, before) is None
    assert filters.lengths(wanted, year) == (29, 28)


def test_a_period_is_compared_with_other_dates_once_both_are_chosen_in_their_order():
    wanted = Filters(types=("shelling",), date_from=date(2020, 2, 1), date_to=date(2020, 2, 29))
    chosen = State(versus="chosen", versus_from=date(2016, 1, 1), versus_to=date(2016, 12, 31))
    other = filters.compared(wanted, chosen)
    assert other == replace(wanted, date_from=date(2016, 1, 1), date_to=date(2016, 12, 31), undated=False)
    assert filters.lengths(wanted, other) == (29, 366)
    assert filters.compared(wanted, replace(chosen, versus_to=None)) is None
    assert filters.compared(wanted, replace(chosen, versus_to=date(2015, 12, 31))) is None


@given(ANY_STATE)
def test_any_two_periods_can_be_asked_for(state):
    other = filters.compared(state.filters, state)
    assert other is None or (filters.has_period(other) and not other.undated)


def test_a_period_moves_by_its_own_length():
    week = Filters(date_from=date(2016, 2, 1), date_to=date(2016, 2, 7))
    assert (filters.moved(week, 1).date_from, filters.moved(week, -1).date_to) == (date(2016, 2, 8), date(2016, 1, 31))
    assert filters.moved(Filters(date_from=date(2016, 2, 1)), 1) is None
    assert filters.moved(replace(week, date_to=LAST_DAY), 1) is None
