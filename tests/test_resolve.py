"""Which of the places that bear a name is meant, and what is left open."""

from __future__ import annotations

import pytest
from reading import outcome, place, read, surfaces

import gazetteer
from extract.records import Resolved, Unresolved
from gazetteer.places import SYRIA_BOX


@pytest.mark.parametrize(
    ("text", "surface", "place_id"),
    [
        # the governorate is stated
        ("قصف على قرية دوما في ريف السويداء", "دوما", "C6236"),
        ("قصف على قرية دوما بريف حماة", "دوما", "C3076"),
        ("قصف على مدينة دوما بريف دمشق", "دوما", "C2338"),
        ("قصف على بلدة صيدا بريف درعا الشرقي", "صيدا", "C5995"),
        ("قصف على قرية صيدا في القنيطرة", "صيدا", "C6302"),
        ("قصف على مدينة نوى غربي درعا", "نوى", "C6124"),
        ("قصف على قرية نوى بريف حمص", "نوى", "C2928"),
        ("اشتباكات في بلدة الطيبة بريف درعا", "الطيبة", "C5992"),
        ("اشتباكات في قرية العزيزية بريف حماة الغربي", "العزيزية", "C3189"),
        ("اشتباكات في بلدة عين عيسى شمالي الرقة", "عين عيسى", "C5905"),
        ("اشتباكات في قرية عين عيسى بريف اللاذقية", "عين عيسى", "C3514"),
        # the city of a quarter is stated
        ("انفجرت عبوة في حي الزهراء بمدينة حمص", "الزهراء", "N0253"),
        ("سقطت قذائف على حي الخالدية في مدينة حلب", "الخالدية", "N0127"),
        ("سقطت قذائف على حي الخالدية في حمص", "الخالدية", "N0239"),
        ("سقطت قذائف على حي الصالحية في دمشق", "الصالحية", "Q-damascus-al-salihiyah"),
        ("سقطت قذائف على حي الصالحية في مدينة الحسكة", "الصالحية", "N0379"),
        ("قصف على حي جوبر شرقي دمشق", "جوبر", "Q-damascus-jobar"),
        # the kind of place is stated
        ("وصل الأهالي إلى بلدة الزهراء المجاورة لبلدة نبل شمالي حلب", "الزهراء", "C1646"),
        ("قصف على مدينة القصير", "القصير", "C2733"),
        # a direction is stated: three villages of one name around one city
        ("قصف على قرية المنصورة جنوبي حلب", "المنصورة", "C1080"),
        ("قصف على قرية المنصورة غربي حلب", "المنصورة", "C6754"),
        ("قصف على قرية المنصورة شرقي حلب", "المنصورة", "C8107"),
        ("قصف على بلدة المنصورة غربي الرقة", "المنصورة", "C5942"),
        # the other places of the list or the article
        ("قصف على خان طومان والخالدية والعيس", "الخالدية", "C8062"),
        ("قصف على بلدتي نبل والزهراء", "الزهراء", "C1646"),
        ("قصف على قرية جزرايا. قصف على قرية زمار القريبة. ثم قصف على العيس والمنصورة جنوبي حلب", "المنصورة", "C1080"),
        # well known
        ("قصف على مدينة عفرين", "عفرين", "C1366"),
        ("قصف على مدينة الباب", "الباب", "C1202"),
        ("قصف على مدينة السفيرة", "السفيرة", "C2154"),
        # areas only where an area is meant
        ("قصف على ريف حماة", "حماة", "SY05"),
        ("هدوء في محافظة إدلب", "إدلب", "SY07"),
        ("قصف على مدينة حماة", "حماة", "C2987"),
        pytest.param("قصف بريف ديرالزور الشرقي", "ديرالزور", "SY09"),
        ("قصف على قرى جبل الزاوية", "جبل الزاوية", "Z-jabal-al-zawiyah"),
        ("قصف على قرى سهل الغاب", "سهل الغاب", "Z-ghab-plain"),
    ],
)
def test_what_the_text_says_decides_between_places_of_one_name(text, surface, place_id):
    assert place(read(text), surface).id == place_id


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("انفجرت عبوة في شارع القصور بمدينة حمص", "شارع القصور"),  # the street of that name is in Idlib
        ("سقطت قذائف على حي القصور في عفرين", "القصور"),  # quarters of other cities bear it
        ("قصفت المدفعية مشفى المغارة الجراحي في مدينة الأتارب", "مشفى المغارة"),  # the hospital of that name is in Kafr Zeita
        ("انفجرت سيارة قرب مفرق معراتا على أطراف مدينة عفرين", "معراتا"),  # the village that is known lies south of Aleppo
        ("قصفت المدفعية قرية أم الكيف بريف درعا", "أم الكيف"),  # the village of that name is in al-Hasakah
    ],
)
def test_what_lies_in_a_town_is_not_its_namesake_in_another_governorate(text, surface):
    found = outcome(read(text), surface)
    assert isinstance(found, Unresolved)
    assert "the text puts it in" in found.detail


def test_fame_is_no_reason_to_leave_the_governorate_that_the_text_is_in():
    found = outcome(read("قصفت المدفعية مدينة الرستن وبلدة تل ذهب بريف حمص. واستهدف قصف آخر حاجز مريمين"), "مريمين")  # the best known one is in Afrin
    assert not isinstance(found, Resolved) or found.place.id != "C1386"


def test_a_town_is_not_hidden_by_the_subdistrict_of_its_name():
    assert place(read("قصفت المدفعية مدينة كفرلاها (30 كم شمال مدينة حمص)"), "كفرلاها").id == "C2556"


def test_a_village_far_from_all_the_others_of_its_list_may_be_a_namesake():
    found = outcome(read("قصفت المدفعية قرى أم الكيف والدردارة وتل شنان"), "تل شنان")  # the one that is known lies 300 km away
    assert isinstance(found, Unresolved)
    assert "of its list" in found.detail


def test_a_square_of_many_towns_waits_for_its_town():
    assert isinstance(outcome(read("انفجرت عبوة قرب دوار البريد في جاسم"), "البريد"), Unresolved)
    assert isinstance(outcome(read("انفجرت عبوة قرب دوار البريد"), "البريد"), Unresolved)


@pytest.mark.parametrize(
    ("text", "names"), [("تقدمت القوات في حي جمعية الزهراء غربي حلب", {"الزهراء", "جمعية الزهراء"}), ("سُمع ليل أمس انفجار في كفرسوسة", {"كفرسوسة"})]
)
def test_a_name_begins_and_ends_where_the_words_do(text, names):
    assert {name for name in surfaces(read(text).places) if name != "حلب"} <= names


@pytest.mark.parametrize("text", ["قصف قرب ساحة الشهداء في دوما", "انفجار عند دوار الكفير في مدينة الباب", "قذيفة على حديقة السلام في جرمانا"])
def test_a_square_is_not_the_village_of_its_name(text):
    assert all(not isinstance(toponym.resolution, Resolved) or toponym.resolution.place.governorate in {"SY02", "SY03"} for toponym in read(text).places)


def test_one_name_in_two_senses_is_placed_twice():
    places = {toponym.mention.span.start: toponym.resolution.place.level for toponym in read("قصف على ريف حماة الشمالي وهدوء داخل مدينة حماة").places}
    assert list(places.values()) == ["governorate", "city"]


@pytest.mark.parametrize(
    ("text", "surface"), [("انفجار في قرية الصالحية", "الصالحية"), ("غارة على قرية الجديدة", "الجديدة"), ("قتيل في قرية العزيزية", "العزيزية")]
)
def test_a_name_that_nothing_decides_stays_open_with_its_candidates(text, surface):
    found = outcome(read(text), surface)
    assert isinstance(found, Unresolved)
    assert found.reason == "ambiguous"
    assert len({candidate.id for candidate in found.candidates}) >= 2
    assert found.detail


def test_two_namesakes_in_the_named_governorate_stay_open():
    found = outcome(read("قصف على قرية الزهراء بريف اللاذقية"), "الزهراء")
    assert isinstance(found, Unresolved)
    assert {candidate.governorate for candidate in found.candidates[:2]} == {"SY06"}


def test_a_village_that_no_table_has_stays_unplaced_with_its_reason():
    found = outcome(read("قصفت المدفعية قرية مزنوفة بريف حماة"), "مزنوفة")
    assert isinstance(found, Unresolved)
    assert (found.reason, found.candidates) == ("not_in_gazetteer", ())
    assert found.detail


def test_a_name_of_a_place_abroad_and_of_one_here_follows_its_context():
    here, there = read("قصف على بلدة صيدا شرقي درعا"), read("اندلعت مواجهات في مدينة صيدا جنوبي لبنان")
    assert place(here, "صيدا").governorate == "SY12"
    assert here.foreign_places == ()
    assert "صيدا" not in surfaces(there.places)
    assert ("صيدا", "LB") in [(foreign.mention.surface, foreign.country) for foreign in there.foreign_places]


def test_what_was_considered_and_not_chosen_is_kept_with_its_reason():
    found = outcome(read("قصف على قرية دوما في ريف السويداء"), "دوما")
    assert isinstance(found, Resolved)
    assert "C2338" in {rejected.place.id for rejected in found.rejected}
    assert all(rejected.why for rejected in found.rejected)
    assert found.place.id not in {rejected.place.id for rejected in found.rejected}
    assert found.rule


def test_a_sure_place_scores_above_a_doubtful_one():
    sure = outcome(read("قصف على مدينة سراقب بريف إدلب"), "سراقب")
    torn = outcome(read("قصف على بلدة كفرنبل بريف درعا"), "كفرنبل")
    assert isinstance(sure, Resolved)
    assert sure.score >= 0.9
    assert isinstance(torn, Unresolved) or torn.score <= 0.5


def test_a_quarter_of_aleppo_is_never_its_namesake_near_damascus():
    found = outcome(read("سقطت قذائف على ضاحية الأسد في حي الحمدانية غربي حلب"), "ضاحية الأسد")
    assert isinstance(found, Resolved)
    assert found.place.governorate == "SY02"


def test_the_order_of_names_in_a_list_does_not_matter():
    names = ["خان طومان", "الخالدية", "العيس", "برنة"]
    placed = []
    for order in (names, names[::-1], names[2:] + names[:2]):
        found = read("قصف على قرى " + " و".join(order))
        placed.append({name: place(found, name).id for name in names})
    assert placed[0] == placed[1] == placed[2]


def test_every_coordinate_that_can_be_exported_is_in_syria():
    west, south, east, north = SYRIA_BOX
    outside = [
        (one.id, one.lat, one.lon)
        for one in gazetteer.load().places.values()
        if (one.lat is None) != (one.lon is None)
        or (one.lat is not None and one.lon is not None and not (south <= one.lat <= north and west <= one.lon <= east))
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("text", "first", "second", "governorate"),
    [("قصف مدفعي على شنان ودير سنبل", "شنان", "دير سنبل", "SY07"), ("غارات على دير سنبل والحويز", "دير سنبل", "الحويز", "SY05")],
)
def test_two_names_of_several_places_settle_each_other_where_one_pair_lies_together(text, first, second, governorate):
    assert isinstance(outcome(read(f"قصف مدفعي على {first}"), first), Unresolved)
    assert {place(read(text), surface).governorate for surface in (first, second)} == {governorate}


def test_two_quarters_do_not_become_villages_that_lie_together():
    assert isinstance(outcome(read("عبوتان في حيي النهضة والقريات. وهدوء في جرمانا"), "القريات"), Unresolved)
