import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from factories import (
    ALEPPO,
    ALEPPO_GOVERNORATE,
    BUSTAN_AL_QASR,
    HMEIRA,
    IDLEB,
    IDLEB_GOVERNORATE,
    KHAN_TUMAN,
    KUWEIRES,
    MASHARQA,
    MASTUMEH,
    VERSION,
    article,
    extraction,
    place,
    reader,
    report,
    unplaced,
    world,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from events import schema
from events.candidates import candidate_pairs
from events.clusters import Cluster, cluster
from events.combine import combine
from events.copies import independent_sources, shared
from events.corroborate import corroborate
from events.ingest import ingest
from events.ledger import Ledger, LedgerError
from events.naming import name_clusters
from events.query import Filters, Snapshot
from events.records import Range, StoredReport
from events.similarity import THRESHOLD, compare
from events.words import folded, support
from events.workspace import Workspace
from gazetteer.admin import distance_km

pytestmark = pytest.mark.usefixtures("each_engine")

DAY = date(2016, 5, 9)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws") as opened:
        yield opened


def stored(found, words="", *, outlet=None, copy_of=None) -> StoredReport:
    """A report as the ledger gives it, from an article of its own outlet and words unless said otherwise."""
    own = article(found.article_id, words)
    body = folded(support(own, found))
    return StoredReport(found, "v", own.outlet if outlet is None else outlet, "", own.published, copy_of or own.id, body, "")


def link(one, other):
    """What is said of two reports of two articles."""
    return compare(stored(one), stored(other))


def joined(one, other) -> bool:
    """Whether two reports are held to be of one incident."""
    found = link(one, other)
    return found is not None and found.score >= THRESHOLD


def event_ids(workspace) -> dict[str, frozenset[str]]:
    """The report ids of each event, by its id."""
    with Snapshot(workspace) as snapshot:
        table = snapshot.events(Filters(), limit=None)
        return dict(zip(table["event_id"], map(frozenset, table["report_ids"]), strict=True))


BASE = report("a")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (report("b"), True),
        (report("b", initiators=("unknown",)), True),
        (report("b", initiators=("russia",)), True),  # outlets blame differently; both attributions are kept
        (report("b", type="shelling"), False),
        (report("b", type="armed_clash"), False),
        (report("b", day=DAY + timedelta(days=1)), False),
        (report("b", day=DAY + timedelta(days=1), date_precision="approx_day", date_end=DAY + timedelta(days=1)), True),
        (report("b", day=DAY - timedelta(days=30), date_end=DAY, date_precision="month"), False),
        (report("b", day=None), False),
        (report("b", HMEIRA), False),
        (report("b", ALEPPO_GOVERNORATE), False),
        (report("b", unplaced("خان طومان")), False),
        (report("b", KHAN_TUMAN, HMEIRA, MASTUMEH, IDLEB, ALEPPO), False),
    ],
    ids=["same", "nobody blamed", "another blamed", "another weapon", "another family", "next day", "about the next day", "that month", "undated",
         "next village", "somewhere in the governorate", "unplaced", "round-up"],
)  # fmt: skip
def test_what_makes_two_reports_one_incident(other, expected):
    assert joined(BASE, other) is expected
    assert link(BASE, other) == link(other, BASE)


def test_two_quarters_of_one_city_are_two_places():
    assert link(report("a", MASHARQA), report("b", BUSTAN_AL_QASR)) is None


def test_a_large_city_on_one_day_needs_more_than_the_type():
    open_to_doubt = {"initiators": ("unknown",)}
    assert not joined(report("a", ALEPPO, **open_to_doubt), report("b", ALEPPO, **open_to_doubt))
    figures = {"killed_min": 7, "killed_max": 7}
    assert joined(report("a", ALEPPO, **open_to_doubt, **figures), report("b", ALEPPO, **open_to_doubt, **figures))


def test_another_kind_of_event_needs_figures_that_speak_for_one_incident():
    toll = {"killed_min": 25, "killed_max": 25}
    assert not joined(report("a"), report("b", type="explosion_ied"))
    assert joined(report("a", **toll), report("b", type="explosion_ied", **toll))


def test_figures_far_apart_speak_against_one_incident():
    few, many = {"killed_min": 1, "killed_max": 1}, {"killed_min": 40, "killed_max": 40}
    assert link(report("a", **few), report("b", **many)).score < link(report("a"), report("b")).score
    risen = link(report("a", killed_min=4, killed_max=4), report("b", killed_min=6, killed_max=6))
    assert risen.score == link(report("a"), report("b")).score


def test_the_link_says_why():
    one = report("a", weapon="البراميل المتفجرة", killed_min=4, killed_max=4, hit=("market",))
    other = report("b", weapon="براميل متفجرة", killed_min=4, killed_max=6, hit=("market", "homes"))
    other = replace(other, weapon="البَراميل المتفجرة")
    assert link(one, other).why == (
        "same village, same day, both air strike, both name syrian_government, 4 against 4–6 killed, both name البراميل المتفجرة, both hit a market"
    )


def test_a_link_needs_no_gazetteer_and_no_database_and_is_the_same_both_ways():
    _, reports = world(30)
    kept = [stored(one) for several in reports.values() for one in several]
    for one, other in combinations(kept, 2):
        assert compare(one, other) == compare(other, one)


def test_unplaced_names_may_agree():
    assert joined(report("a", unplaced("حسمين")), report("b", unplaced("حسمين"), initiators=("syrian_government",)))
    assert link(report("a", unplaced("حسمين")), report("b", unplaced("الحاكورة"))) is None


# Clusters


def test_two_reports_of_one_article_never_meet_even_through_a_third():
    two = [stored(report("a")), stored(report("a", n=1))]
    assert len(cluster(two)) == 2
    found = cluster([*two, stored(report("b"))])
    assert sorted(len(one.report_ids) for one in found) == [1, 2]
    assert not any({"a-000", "a-001"} <= set(one.report_ids) for one in found)


def test_each_report_of_a_cluster_says_why_it_is_there():
    (found,) = cluster([stored(report(name)) for name in "abc"])
    assert found.report_ids == ("a-000", "b-000", "c-000")
    assert all(why.startswith("same village, same day") for why in found.why.values())


def test_a_chain_is_not_a_cluster():
    names = {"killed_min": 5, "killed_max": 5}
    ends = report("a", KHAN_TUMAN, **names), report("c", HMEIRA, **names)
    middle = report("b", KHAN_TUMAN, HMEIRA, **names)
    assert joined(ends[0], middle)
    assert joined(middle, ends[1])
    assert len(cluster(map(stored, (*ends, middle)))) == 2


def test_only_reports_with_a_day_and_a_governorate_in_common_are_compared():
    kept = [stored(one) for one in (report("a"), report("b"), report("c", IDLEB), report("d", day=DAY + timedelta(days=3)))]
    assert candidate_pairs(kept) == {("a-000", "b-000")}
    assert ("a-000", "m-000") in candidate_pairs([kept[0], stored(report("m", day=DAY - timedelta(days=8), date_end=DAY, date_precision="week"))])


def test_every_pair_worth_joining_is_a_candidate():
    _, reports = world(80, seed=3)
    kept = [stored(one) for several in reports.values() for one in several]
    worth = {(one.report.id, other.report.id) for one, other in combinations(sorted(kept, key=lambda found: found.report.id), 2)
             if (found := compare(one, other)) and found.score >= THRESHOLD}  # fmt: skip
    assert worth
    assert worth <= candidate_pairs(kept)


def test_what_is_compared_grows_with_the_reports_not_with_their_square():
    towns = [place(f"V{n}", f"قرية {n}", "", "village", 36 + n / 1000, 37.0, ("SY02", "SY0200", "SY020000")) for n in range(400)]
    kept = [stored(report(f"a{n}", town)) for n, town in enumerate(towns)]
    assert not candidate_pairs(kept)
    twice = [stored(report(f"b{n}", town)) for n, town in enumerate(towns)]
    assert len(candidate_pairs([*kept, *twice])) == 400
    wide = [stored(report(name, where)) for name, where in (("c", KUWEIRES), ("d", ALEPPO_GOVERNORATE))]
    assert len(candidate_pairs([*kept, *wide])) == 2 * 400 + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [(ALEPPO, MASHARQA), (ALEPPO_GOVERNORATE, KHAN_TUMAN), (KUWEIRES, KHAN_TUMAN), (unplaced("حسمين"), unplaced("حَسمين"))],
    ids=["a city and its quarter", "an area and a place in it", "a landmark and its surroundings", "one name, not placed"],
)
def test_what_may_be_one_place_is_compared(one, other):
    assert candidate_pairs([stored(report("a", one)), stored(report("b", other))]) == {("a-000", "b-000")}


def test_two_quarters_are_not_joined_by_a_city_that_both_lie_in():
    kept = [stored(report(name, where)) for name, where in (("a", MASHARQA), ("b", BUSTAN_AL_QASR), ("c", ALEPPO))]
    assert not any({"a-000", "b-000"} <= {*one.report_ids} for one in cluster(kept))


def test_a_large_city_falls_once_a_day():
    fell, fought = ({"type": kind, "initiators": ("opposition",), "targets": ("syrian_government",)} for kind in ("territory_change", "armed_clash"))
    assert joined(report("a", ALEPPO, **fell), report("b", ALEPPO, **fell))
    assert joined(report("a", ALEPPO, **fell), report("b", ALEPPO, **fought))
    assert not joined(report("a", ALEPPO, **fought), report("b", ALEPPO, **fought))
    assert not joined(report("a", ALEPPO_GOVERNORATE, **fell), report("b", ALEPPO_GOVERNORATE, **fought))


def test_a_great_toll_speaks_for_one_incident():
    def toll(name, killed, **more):
        return report(name, ALEPPO, initiators=("unknown",), killed_min=killed, killed_max=killed, **more)

    assert joined(toll("a", 60), toll("b", 75))
    assert not joined(toll("a", 6), toll("b", 7))
    assert not joined(toll("a", 60), toll("b", 150))
    assert not joined(toll("a", 60), toll("b", 75, day=DAY + timedelta(days=1)))


# Events


def test_figures_become_ranges_and_never_sums():
    event = combine("E", [stored(report("a", killed_min=4, killed_max=4)), stored(report("b", killed_min=3, killed_max=6)), stored(report("c"))], {})
    assert event.killed == Range(3, 6, 4)
    assert event.injured == Range(None, None, None)
    at_least = combine("E", [stored(report("a", killed_min=4, killed_max=4)), stored(report("b", killed_min=2))], {})
    assert at_least.killed == Range(2, None, 4)


def dead(name, number, *, day=0, outlet=None, source="", words="") -> StoredReport:
    """A report of so many dead, published so many days later."""
    found = stored(report(name, killed_min=number, killed_max=number, source=source), words, outlet=outlet)
    return replace(found, published=DAY + timedelta(days=day))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([dead("a", 4), dead("b", 6), dead("c", 6)], Range(4, 6, 6)),
        ([dead("a", 4), dead("b", 6, outlet="x"), dead("c", 6, outlet="x"), dead("d", 4)], Range(4, 6, 4)),  # one outlet has one voice
        ([dead("a", 4), dead("b", 6, day=1)], Range(4, 6, 6)),  # of equals the newest
        ([dead("a", 4), dead("b", 6)], Range(4, 6, None)),  # nobody wins
        ([dead("a", 8, outlet="x"), dead("b", 14, outlet="x", day=1)], Range(14, 14, 14)),  # a toll that rose is replaced
        ([dead("a", 8, source="المرصد"), dead("b", 14, source="المرصد", day=1)], Range(14, 14, 14)),
        ([dead("a", 8, outlet="x", source="المرصد"), dead("b", 14, outlet="x", source="سانا", day=1)], Range(8, 14, 14)),  # another teller
        ([dead("a", 8, outlet="x"), dead("b", 14, outlet="x", day=1), dead("c", 9)], Range(9, 14, 14)),
        ([dead("a", 14, outlet="x"), dead("b", 8, outlet="x", day=1)], Range(8, 14, 8)),  # fewer than before is no update of a toll
    ],
)
def test_the_best_supported_figure_and_a_toll_that_rose(told, expected):
    assert combine("E", told, {}).killed == expected
    assert combine("E", told[::-1], {}).killed == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "disputed"),
    [
        ({"killed_min": 4, "killed_max": 4}, {"killed_min": 9, "killed_max": 9}, True),
        ({"killed_min": 3, "killed_max": 3}, {"killed_min": 5}, True),  # "at least 5"
        ({"killed_min": 4, "killed_max": 6}, {"killed_min": 6, "killed_max": 8}, False),
        ({"killed_min": 4}, {"killed_min": 9, "killed_max": 9}, False),
        ({"killed_min": 4, "killed_max": 4}, {}, False),
        ({"killed_min": 0, "killed_max": 0}, {"killed_min": 2, "killed_max": 2}, True),
    ],
)
def test_sources_disagree_on_the_dead_where_both_cannot_be_right(mine, theirs, disputed):
    one, other = stored(report("a", **mine)), stored(report("b", **theirs))
    assert combine("E", [one, other], {}).killed_disputed is disputed
    same_outlet = [replace(one, outlet="SANA"), replace(other, outlet="SANA")]
    assert combine("E", same_outlet, {}).killed_disputed is False  # an update
    same_source = [replace(found, report=replace(found.report, source="المرصد")) for found in (one, other)]
    assert combine("E", same_source, {}).killed_disputed is False
    quoted = [replace(found, report=replace(found.report, source=source)) for found, source in zip(same_outlet, ("المرصد", "سانا"), strict=True)]
    assert combine("E", quoted, {}).killed_disputed is disputed


def test_all_attributions_stand_side_by_side_and_unknown_only_alone():
    blaming = report("a", initiators=("russia",)), report("b", initiators=("unknown",)), report("c", certainty="claimed")
    event = combine("E", [stored(one) for one in blaming], {})
    assert event.initiators == ("russia", "syrian_government")
    assert combine("E", [stored(report("a", initiators=("unknown",)))], {}).initiators == ("unknown",)
    assert event.certainty == "reported"
    assert event.certainties == ("reported", "claimed")
    assert combine("E", [stored(report("a")), stored(report("b", certainty="denied"))], {}).certainty == "denied"


def test_the_type_and_the_day_most_reports_give_stand_for_the_event():
    rough = report("d", day=DAY - timedelta(days=3), date_end=DAY + timedelta(days=3), date_precision="week")
    event = combine("E", [stored(report("a", type="shelling")), stored(report("b")), stored(report("c")), stored(rough)], {})
    assert (event.type, event.types) == ("air_strike", ("air_strike", "shelling"))
    assert (event.date, event.date_end, event.date_precision) == (DAY, DAY, "day")


def test_an_area_adds_nothing_where_another_report_names_the_place_in_it():
    event = combine("E", [stored(report("a", ALEPPO_GOVERNORATE)), stored(report("b", KHAN_TUMAN)), stored(report("c", IDLEB_GOVERNORATE))], {})
    assert [place.place.id for place in event.places] == ["C1015", "SY07"]
    alone = combine("E", [stored(report("a", ALEPPO_GOVERNORATE, KHAN_TUMAN))], {})
    assert [place.place.id for place in alone.places] == ["SY02", "C1015"]


WIRE = "شنت طائرات حربية غارات على بلدة خان طومان في ريف حلب الجنوبي صباح اليوم ما أسفر عن مقتل أربعة أشخاص بينهم طفل وإصابة آخرين بجروح"


def test_copied_text_and_a_second_report_of_one_outlet_count_once():
    copies = [stored(report("a"), WIRE), stored(report("b"), WIRE.replace("صباح اليوم ", "")), stored(report("c"), "قصف من الطيران على خان طومان")]
    assert shared(copies[0].body, copies[1].body)
    assert not shared(copies[0].body, copies[2].body)
    assert independent_sources(copies) == 2
    assert independent_sources([stored(report("a"), outlet="SANA"), stored(report("b"), outlet="SANA"), stored(report("c"), outlet="")]) == 2
    assert independent_sources([stored(report("a"), copy_of="x"), stored(report("b"), copy_of="x")]) == 1


# Each line changes the wire's text as an outlet does that has it from the wire.
EDITED = {
    "two words changed": WIRE.replace("صباح اليوم", "فجراً"),
    "the day named, a figure in digits": WIRE.replace("صباح اليوم", "صباح الاثنين").replace("أربعة أشخاص", "4 أشخاص"),
    "cut off": WIRE.split(" ما أسفر", maxsplit=1)[0],
    "begun otherwise": f"عاجل: {WIRE}، بحسب ناشطين",
    "within a longer passage": f"وكانت المنطقة قد شهدت هدوءاً حذراً منذ أسبوع. {WIRE}. وتأتي هذه الغارات بعد أيام من تعثر الهدنة التي رعتها أطراف دولية.",
    "a post with tags": f"#خان_طومان 🔴 {WIRE} #حلب",
    "marked with vowels": WIRE.replace("شنت", "شَنَّتْ").replace("أربعة", "أَربعة"),
}
OWN_WORDS = {
    "the same facts": "أربعة قتلى بينهم طفل وعدد من الجرحى في قصف للطيران الحربي على خان طومان جنوب حلب هذا الصباح",
    "the words of the trade": "قصفت مدفعية النظام بلدة الحاضر في ريف حلب الجنوبي مساء أمس ما أسفر عن مقتل شخص بينهم طفل وإصابة آخرين",
    "a headline": "غارات على بلدة خان طومان",
}


@pytest.mark.parametrize("words", EDITED.values(), ids=EDITED)
def test_wire_text_with_small_changes_is_one_source(words):
    wire, copy, other = stored(report("a"), WIRE), stored(report("b"), words), stored(report("c"), OWN_WORDS["the same facts"])
    assert shared(wire.body, copy.body) == shared(copy.body, wire.body) >= 0.5
    assert independent_sources([wire, copy]) == 1
    assert independent_sources([other, copy, wire]) == 2
    assert re.search(r"copied text, \d+% in common", compare(wire, copy).why)


@pytest.mark.parametrize("words", OWN_WORDS.values(), ids=OWN_WORDS)
def test_a_report_in_words_of_its_own_is_a_source_of_its_own(words):
    assert not shared(folded(WIRE), folded(words))
    assert independent_sources([stored(report("a"), WIRE), stored(report("b"), words)]) == 2


def test_three_outlets_one_wire_and_one_witness_are_two_sources(workspace):
    texts = {"a": WIRE, "b": EDITED["begun otherwise"], "c": EDITED["two words changed"], "d": OWN_WORDS["the same facts"]}
    ingest(workspace, [article(name, text) for name, text in texts.items()], reader=reader({name: [report(name)] for name in texts}))
    with Snapshot(workspace) as snapshot:
        (event,) = snapshot.events(Filters(), limit=None).to_dict("records")
    assert (len(event["report_ids"]), event["independent"]) == (4, 2)


@given(st.lists(st.sampled_from(WIRE.split()), max_size=40), st.lists(st.sampled_from(WIRE.split()), max_size=40))
def test_the_share_is_what_one_counts_by_hand(mine, theirs):
    sequences = [{tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in (mine, theirs)]
    common, least = len(sequences[0] & sequences[1]), min(map(len, sequences))
    share = shared(" ".join(mine), " ".join(theirs))
    assert share in {0.0, common / max(least, 1)}
    if share:
        assert share >= 0.5
        assert common >= 5
    elif least:
        assert common < 5 or common <= 0.65 * least  # the estimate may pass over what is at the border, never a plain copy


def test_no_words_are_no_copy():
    assert not shared("", "")
    assert not shared("غارة جوية", "غارة جوية")


# Ids


@pytest.fixture(scope="module")
def crowd():
    """Articles about few places and days, with many reports that may be of one incident."""
    return world(50, seed=11)


def told(articles, reports, *cuts, ties=None) -> dict[str, set[str]]:
    """Events by id after articles came in, joined at each cut and at the end. ties: pairs that analysts joined or parted."""
    with Ledger("sqlite://") as ledger:
        if ties:
            with ledger.writing() as db:
                db.execute(insert(schema.ties), [{"a": a, "b": b, "together": together} for (a, b), together in ties.items()])
        for number, item in enumerate(articles, 1):
            ledger.save(ledger.standing(item, VERSION), extraction(item.id, *reports[item.id]), VERSION)
            if number in cuts or number == len(articles):
                corroborate(ledger)
        found = {event_id: members for month in ledger.months() for event_id, members in ledger.month(month)[0].items()}
        return {event_id: {member.report_id for member in members} for event_id, members in found.items()}


@given(st.data())
@settings(max_examples=10)
def test_the_order_of_articles_changes_neither_events_nor_ids(crowd, data):
    articles, reports = crowd
    assert told(data.draw(st.permutations(articles)), reports) == told(articles, reports)


@given(st.data())
@settings(max_examples=10)
def test_step_by_step_makes_the_same_events_as_all_at_once(crowd, data):
    articles, reports = crowd
    cuts = data.draw(st.sets(st.integers(1, len(articles)), max_size=5))
    steps = told(data.draw(st.permutations(articles)), reports, *cuts)
    assert sorted(map(sorted, steps.values())) == sorted(map(sorted, told(articles, reports).values()))


def test_some_months_at_a_time_make_the_same_events_as_all_at_once(monkeypatch):
    days = (date(2016, 5, 12), date(2016, 5, 31), date(2016, 6, 1), date(2016, 6, 20))  # the two in the middle are one incident
    reports = {f"a{number}": [report(f"a{number}", day=day, killed_min=17, killed_max=17)] for number, day in enumerate(days)}
    articles = [article(name, published=one.date) for name, (one,) in reports.items()]
    whole = told(articles, reports)
    assert sorted(map(len, whole.values())) == [1, 1, 2]
    monkeypatch.setattr("events.corroborate._MANY", 1)
    assert told(articles, reports) == whole


@given(st.data())
@settings(max_examples=15)
def test_what_analysts_join_and_part_holds_in_whatever_steps_articles_come(crowd, data):
    articles, reports = crowd
    ids = sorted(one.id for several in reports.values() for one in several)
    some = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True).map(lambda two: tuple(sorted(two)))
    ties = data.draw(st.dictionaries(some, st.booleans(), min_size=1, max_size=6))
    cuts = data.draw(st.sets(st.integers(1, len(articles)), max_size=4))
    at_once = told(articles, reports, ties=ties)
    steps = told(data.draw(st.permutations(articles)), reports, *cuts, ties=ties)
    assert sorted(map(sorted, steps.values())) == sorted(map(sorted, at_once.values()))
    for (a, b), together in ties.items():
        if not together:
            assert not any({a, b} <= members for members in at_once.values())
    if all(ties.values()):
        assert all(any(set(pair) <= members for members in at_once.values()) for pair in ties)


def test_a_report_joins_what_an_analyst_joined_where_it_fits():
    here, far, third = stored(report("a")), stored(report("b", IDLEB)), stored(report("c"))
    assert len(cluster([here, far])) == 2
    (one,) = cluster([here, far, third], {("a-000", "b-000"): True})
    assert one.why["a-000"] == "joined by an analyst"
    assert len(cluster([here, third], {("a-000", "c-000"): False})) == 2


def test_the_crowd_has_events_with_several_reports(crowd):
    assert sum(len(members) > 1 for members in told(*crowd).values()) >= 5


def test_running_again_and_unrelated_articles_change_no_id(workspace):
    articles, reports = world(30)
    ingest(workspace, articles, reader=reader(reports))
    before = event_ids(workspace)
    workspace.ledger.mark_all_dirty()
    assert corroborate(workspace.ledger).changed == 0
    assert event_ids(workspace) == before
    ingest(workspace, [article("far", "قصف")], reader=reader({"far": [report("far", MASTUMEH, day=date(2020, 1, 1))]}))
    after = event_ids(workspace)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_an_event_keeps_its_id_when_a_report_joins_or_leaves(workspace):
    reports = {"a": [report("a")], "b": [report("b")]}
    ingest(workspace, [article("b")], reader=reader(reports))
    (known,) = event_ids(workspace)
    ingest(workspace, [article("a")], reader=reader(reports))
    assert event_ids(workspace) == {known: {"a-000", "b-000"}}
    ingest(workspace, [article("b", "تصحيح")], reader=reader({"b": [report("b", IDLEB)]}))
    kept = event_ids(workspace)
    assert len(kept) == 2
    assert known in kept


def test_a_merge_leaves_a_trail(workspace):
    ingest(workspace, [article("a"), article("b")], reader=reader({"a": [report("a")], "b": [report("b", HMEIRA)]}))
    before = {next(iter(members)): event_id for event_id, members in event_ids(workspace).items()}
    ingest(workspace, [article("b", "تصحيح")], reader=reader({"b": [report("b", KHAN_TUMAN)]}))
    (left,) = event_ids(workspace)
    (gone,) = set(before.values()) - {left}
    assert workspace.ledger.current_id(gone) == left
    with Snapshot(workspace) as snapshot:
        assert snapshot.card(gone).event.id == left
        assert snapshot.card(gone).asked_for == gone


def test_an_event_that_nothing_reports_any_more_is_gone_and_may_come_back(workspace):
    ingest(workspace, [article("a")], reader=reader({"a": [report("a")]}))
    (known,) = event_ids(workspace)
    ingest(workspace, [article("a", "سحب الخبر")], reader=reader({}))
    assert event_ids(workspace) == {}
    with Snapshot(workspace) as snapshot, pytest.raises(LedgerError, match="no event"):
        snapshot.card(known)
    ingest(workspace, [article("a")], reader=reader({"a": [report("a")]}))
    assert list(event_ids(workspace)) == [known]


def test_reports_outside_syria_are_kept_but_make_no_event(workspace):
    ingest(workspace, [article("a")], reader=reader({"a": [report("a", unplaced("الموصل"), outside="IQ")]}))
    assert workspace.ledger.counts()["outside"] == 1
    assert event_ids(workspace) == {}


def test_ids_go_to_the_largest_overlap_and_new_ones_are_never_reused():
    parts = [Cluster(("a", "b", "c"), {}), Cluster(("d",), {}), Cluster(("e",), {})]
    before = {"a": "E1", "b": "E2", "c": "E2", "d": "E1"}
    named = name_clusters(parts, before, is_taken={"E1", "E2"}.__contains__)
    assert named["E2"] == parts[0]
    assert named["E1"] == parts[1]
    (fresh,) = set(named) - {"E1", "E2"}
    again = name_clusters([parts[2]], {}, is_taken={fresh}.__contains__)
    assert fresh not in again


def test_places_of_the_factory_are_where_their_distances_say():
    assert distance_km((KHAN_TUMAN.lon, KHAN_TUMAN.lat), (HMEIRA.lon, HMEIRA.lat)) == pytest.approx(4.7, abs=0.1)
    assert extraction("a", report("a")).places == report("a").places
