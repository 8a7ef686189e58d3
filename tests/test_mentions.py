"""Which words of a text name a place, and what the words around them make of it."""

from __future__ import annotations

import pytest
from reading import bug, read, reading, surfaces

import gazetteer
from extract.records import Unresolved
from gazetteer.names import joined


def found(text: str) -> list[str]:
    """Names of Syrian and foreign places, as written and in order."""
    return [text[place.start : place.end] for place in reading(text).places]


def mention(text: str, surface: str):
    """The first mention with these words."""
    return next(place for place in reading(text).places if place.surface == surface)


def placed(text: str) -> str:
    """Id of the first place named."""
    return read(text).places[0].resolution.place.id


# --- lists -----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف الطيران بلدات حاس وكفرنبل ومعرزيتا بريف إدلب الجنوبي", ["حاس", "كفرنبل", "معرزيتا", "إدلب"]),
        ("قصف الطيران مدن سراقب، ومعرة النعمان، وخان شيخون", ["سراقب", "معرة النعمان", "خان شيخون"]),
        ("غارات على كل من سراقب والنيرب وآفس", ["سراقب", "النيرب", "آفس"]),
        ("قذائف على قريتي الحويز والحويجة في سهل الغاب", ["الحويز", "الحويجة", "سهل الغاب"]),
        ("قصف على مورك - اللطامنة - لطمين", ["مورك", "اللطامنة", "لطمين"]),
        ("قصف على مورك/اللطامنة/لطمين", ["مورك", "اللطامنة", "لطمين"]),
        ("طال القصف حيي الخالدية وجورة الشياح في حمص", ["الخالدية", "جورة الشياح", "حمص"]),
    ],
)
def test_every_name_of_a_list_is_found(text, expected):
    assert found(text) == expected


def test_what_ends_a_text_says_nothing_of_the_name_that_opens_it():
    assert not mention("لسراقب وصلت قوافل ثم قصفتها مدفعية قوات تابعة", "سراقب").context
    assert mention("قصفت المدفعية قرية مجهولة تابعة لسراقب", "سراقب").context


def test_a_list_is_one_group_and_shares_its_head_noun():
    places = reading("دارت اشتباكات في قرى خان طومان والعيس وبرنة").places
    assert {place.group for place in places} == {places[0].group}
    assert [place.cue for place in places] == ["village"] * 3


def test_two_lists_are_two_groups():
    places = reading("قصف الطيران بلدة سراقب بينما طال القصف المدفعي بلدة مورك").places
    assert places[0].group != places[1].group


# --- names that are also words ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "فتح الرجل الباب ودخل إلى الغرفة",
        "طرق الجنود باب المنزل ليلاً",
        "بقي الباب مفتوحاً أمام المفاوضات",
        "دفع التاجر الزكاة عن أمواله",
        "جمعت الجمعية أموال الزكاة قبل العيد",
        "لعب الأولاد تحت الشجرة ساعات طويلة",
        pytest.param("تحدث الخطيب عن النصر والثورة طويلاً", marks=bug("an everyday word in a list of everyday words is read as a place")),
        "كانت تلك الليلة باردة على الأهالي",
        pytest.param("نزل المتظاهرون إلى الميادين والساحات العامة", marks=bug("a preposition before an everyday plural licenses it")),
    ],
)
def test_a_word_of_daily_use_is_no_place(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "surface", "place_id"),
    [
        ("قصف الطيران مدينة الباب شرقي حلب", "الباب", "C1202"),
        ("دخلت الفصائل إلى الباب وبزاعة", "الباب", "C1202"),
        ("سقطت صواريخ على قرية الزكاة شمال حماة", "الزكاة", "C3461"),
        ("دارت معارك في مدينة تدمر شرقي حمص", "تدمر", "C2889"),
        ("غارات على مدينة الميادين شرقي دير الزور", "الميادين", "C5192"),
        ("اشتباكات في مدينة الشيخ مسكين بريف درعا", "الشيخ مسكين", "C6126"),
        ("اشتباكات في حي السكري بحلب", "السكري", "N0219"),
    ],
)
def test_a_head_noun_or_a_list_makes_the_same_word_a_place(text, surface, place_id):
    assert place_id in mention(text, surface).ids


@bug("a name licensed once lets the everyday word through")
def test_a_door_and_the_town_in_one_sentence_are_told_apart():
    text = "كسر المسلحون الباب الخارجي لمنزل في مدينة الباب"
    assert [place.start for place in reading(text).places] == [text.rindex("الباب")]


# --- names inside other names ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "أفاد مركز إدلب الإعلامي بأن الليلة مرت هادئة",
        "ذكرت قناة حلب اليوم أن الأسعار ارتفعت",
        "نشرت صحيفة الوطن تقريراً عن الأسعار",
        "نقلت شبكة شام عن أحد السكان أن الأسعار ارتفعت",
        "أصدرت حركة أحرار الشام بياناً مقتضباً",
        "أصدرت هيئة تحرير الشام بياناً مقتضباً",
        "أصدر جيش إدلب الحر بياناً مقتضباً",
        "أصدر لواء شهداء اليرموك بياناً مقتضباً",
        "أعلنت غرفة عمليات فتح حلب بدء المرحلة الثانية",
        "عقد وفد من الائتلاف اجتماعاً مع منصة القاهرة",
    ],
)
def test_a_name_inside_the_name_of_a_group_or_of_a_medium_is_no_place_of_syria(text):
    assert surfaces(read(text).places) == []


@pytest.mark.parametrize(
    "text",
    [
        "قال الرئيس بشار الأسد إن الوضع صعب",
        "قال القيادي أبو عمر الحموي إن المفاوضات فشلت",
        "قال الناشط خالد الخطيب إن الأهالي خائفون",
        "وصل اللواء سهيل الحسن إلى الجبهة",
        pytest.param("ظهر الداعية عبد الله المحيسني في تسجيل مصور"),
        "التقى الوزير وليد المعلم نظيره الروسي",
        "قال الناطق باسم الجيش أحمد الحمصي إن العملية مستمرة",
        "نعت الفصيلة القائد الميداني محمد الصوراني",
        "قتلت سيدة تدعى زملكا العبد الله في القصف",
        "عثر على جثة شاب اسمه قدسيا الحسن",
        "نعت الفصائل القائد العسكري أبو بكر الرقة",
    ],
)
def test_a_person_is_no_place(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت الطائرات قرية صغيرة تدعى حيان في ريف حلب", ["حيان", "حلب"]),
        ("انفجر لغم في تلة اسمها تل العيس", ["تل العيس"]),
        ("سقط صاروخ في مكان اسمه ساحة الكرامة بالسويداء", ["ساحة الكرامة", "السويداء"]),
        ("قصف ابو الظهور سراقب تفتناز بالطيران", ["ابو الظهور", "سراقب", "تفتناز"]),  # أبو of a town names nobody
    ],
)
def test_what_a_place_is_called_is_a_place(text, expected):
    assert found(text) == expected


def test_a_suburb_named_after_a_person_is_a_place_where_a_head_noun_says_so():
    assert found("سقطت قذائف على ضاحية الأسد في حي الحمدانية بحلب") == ["ضاحية الأسد", "الحمدانية", "حلب"]


# --- spelling --------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قصف على بلدة كفرزيتا", "قصف على بلدة كفر زيتا"),
        ("قصف على مدينة خانشيخون", "قصف على مدينة خان شيخون"),
        ("قصف على بلدة تلرفعت", "قصف على بلدة تل رفعت"),
        ("قصف على مدينة اعزاز", "قصف على مدينة إعزاز"),
        ("قصف على مدينة ادلب", "قصف على مدينة إدلب"),
        ("قصف على مدينة أريحا", "قصف على مدينة اريحا"),
        ("قصف على قرية اللطامنه", "قصف على قرية اللطامنة"),
        ("قصف على بلدة نوي", "قصف على بلدة نوى"),
        ("قصف على مدينة سَرَاقِب", "قصف على مدينة سـراقـب"),
    ],
)
def test_spellings_of_one_name_are_one_place(one, other):
    assert placed(one) == placed(other)


# --- attached particles ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("قصفت الطائرات مورك ولطمين", "لطمين"),
        ("اشتباكات بدرعا منذ ساعات", "درعا"),
        ("اشتباكات بالرقة منذ ساعات", "الرقة"),
        ("غارات على سراقب فمعرة النعمان", "معرة النعمان"),
        ("تعرضت بلدات حماة ومنها بلدة مورك لقصف", "مورك"),
        pytest.param("وصل الرتل لدرعا مساء", "درعا"),
        ("انفجار بكفرنبل", "كفرنبل"),
        ("انفجار وَبِحلب أيضاً", "حلب"),
    ],
)
def test_an_attached_particle_is_no_part_of_the_name(text, surface):
    assert surface in found(text)


def test_li_with_the_article_leaves_the_name_that_the_article_belongs_to():
    text = "وصلت التعزيزات للرقة ليلاً"
    (place,) = reading(text).places
    assert "C5710" in place.ids
    assert text[place.start : place.end] == place.surface
    assert place.surface.endswith("رقة")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أصيب ثلاثة بكدمات في ريف حماة", ["حماة"]),
        ("قتل طفلان مع والدهما في ريف حماة", ["حماة"]),
        ("سقط برميل وبرميل آخر على كفرنبل", ["كفرنبل"]),
        ("أوقفت الدورية رجلاً بتهمة العربدة في سراقب", ["سراقب"]),
        ("غارات على مورك ورافقه قصف مدفعي", ["مورك"]),
        ("غارات على مورك والرافقة", ["مورك", "الرافقة"]),
        ("اشتباكات بدورين وكنسبا", ["دورين", "كنسبا"]),
        ("قصف الطيران بلدتين بريف إدلب", ["إدلب"]),
        ("انفجرت سيارة بعبوتين بريف درعا", ["درعا"]),
        ("سقطت قذائف على حاجزين بريف حلب", ["حلب"]),
        ("سقطت قذائف بغرشيفة بريف حلب", ["غرشيفة", "حلب"]),
    ],
)
def test_letters_of_a_word_are_no_particle_before_a_village(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(("text", "place_id"), [("غارات على بصرى الشام", "C6002"), ("غارات على كفرنبل", "C4068"), ("قصف على بلودان", "C2434")])
def test_a_letter_of_the_name_is_no_particle(text, place_id):
    places = gazetteer.load().places
    first = reading(text).places[0]
    assert joined(first.surface) in {joined(places[place_id].name_ar), joined(first.key)}
    assert first.start == text.index(first.surface)
    assert place_id in first.ids


# --- outer places, directions, surroundings ---------------------------------------------------------------------------------------------------------


def test_a_direction_makes_the_following_name_an_outer_place_with_its_bearing():
    text = "استهدف قصف مدينة الباب شرقي حلب"
    assert not mention(text, "الباب").context
    outer = mention(text, "حلب")
    assert (outer.context, outer.bearing) == (True, 90)


@pytest.mark.parametrize(
    ("text", "bearing"),
    [
        ("قصف على قرى ريف إدلب الجنوبي", 180),
        ("قصف على قرى ريف إدلب الشرقي", 90),
        ("قصف على قرى بريف إدلب الجنوبي الشرقي", 135),
        ("قصف على قرى شمال غرب إدلب", 315),
        ("قصف على قرى شمالي إدلب", 0),
        ("قصف على قرى ريف إدلب", None),
    ],
)
def test_the_countryside_is_an_outer_place_with_its_side(text, bearing):
    outer = mention(text, "إدلب")
    assert (outer.context, outer.bearing) == (True, bearing)


def test_a_town_at_the_head_of_a_dispatch_is_its_dateline():
    text = "دمشق - سانا: استهدفت قذائف بلدة محردة"
    assert mention(text, "دمشق").dateline
    assert not mention(text, "محردة").dateline


def test_where_fire_came_from_is_no_place_that_was_hit():
    text = "سقطت قذائف على محردة أطلقتها الفصائل من اللطامنة"
    assert mention(text, "اللطامنة").origin
    assert not mention(text, "محردة").origin


def test_surroundings_of_a_town_are_marked():
    assert mention("دارت اشتباكات في محيط خناصر", "خناصر").near


# --- hashtags --------------------------------------------------------------------------------------------------------------------------------------


def test_in_a_hashtag_the_underscore_stays_and_the_sign_and_the_head_go():
    assert found("#ريف_إدلب_الجنوبي قصف مدفعي على #كفرنبل و #جبل_الزاوية") == ["إدلب", "كفرنبل", "جبل_الزاوية"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#الباب انفجار عبوة قبل قليل", ["الباب"]),
        ("#عاجل #دير_الزور غارات على #البوكمال", ["دير_الزور", "البوكمال"]),
        ("#مخيم_اليرموك قصف بالهاون الآن", ["اليرموك"]),
        ("قصف عنيف #خان_شيخون😢", ["خان_شيخون"]),
    ],
)
def test_names_in_hashtags_are_found(text, expected):
    assert found(text) == expected


# --- unknown and foreign -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("قصفت المدفعية قرية مزنوفة بريف حماة", "مزنوفة"),
        ("غارة على بلدة عنجوقة", "عنجوقة"),
        ("دارت اشتباكات في غرشيفة بريف إدلب", "غرشيفة"),
        pytest.param("قصفت المدفعية قرية كفر شندوخ بريف حلب", "كفر شندوخ"),
        ("استهدف القصف قرية صالح الحمود في ريف حلب", "صالح الحمود"),
        ("قصف مدفعي على مخيم بمنطقة فيضة الغنجوق في ريف دير الزور", "فيضة الغنجوق"),
        ("انفجر لغم في قرية حويجة الشيخ دحروج بريف الرقة", "حويجة الشيخ دحروج"),
        ("سيطرت القوات على قرى البديع وجاسم العلي", "جاسم العلي"),
    ],
)
def test_a_village_that_no_table_has_is_kept(text, surface):
    assert not mention(text, surface).ids


def test_a_name_with_an_adjective_is_whole():
    assert found("قصف على بلدة جاسم الخاضعة للمعارضة") == ["جاسم"]
    assert found("سيطر التنظيم على مدينة تدمر الأثرية") == ["تدمر"]
    assert found("اشتباكات في بلدات نوى وجاسم والحارة") == ["نوى", "جاسم", "الحارة"]
    assert found("قصف عاللطامنة وعخان شيخون") == ["اللطامنة", "خان شيخون"]
    assert found("سيطرت القوات على قرية ومزرعة شرقيها وغربيها قرب سراقب") == ["سراقب"]
    assert found("اشتباكات في جرد القلمون") == ["القلمون"]


def test_a_head_noun_of_an_area_is_not_passed_on():
    assert [place.cue for place in reading("قصف على ناحية زركان وتل تمر").places] == ["subdistrict", ""]
    assert [place.cue for place in reading("قصف على ناحيتي زركان وتل تمر").places] == ["subdistrict", "subdistrict"]


def test_a_hill_far_from_the_town_told_is_a_namesake():
    hill = read("سيطرت القوات على قرى بريف تل أبيض، هي عين العروس وتل عنتر").places[-1]
    assert isinstance(hill.resolution, Unresolved)
    assert read("سيطرت الفصائل على تل الحارة وتل عنتر في درعا").places[1].resolution.place.id == "F-tell-antar"


def test_what_many_towns_have_is_the_one_of_the_town_told_with_it():
    assert placed("سقطت قذائف على السجن المركزي في مدينة حلب") == "F-aleppo-central-prison"
    assert placed("سقطت قذائف على السجن المركزي في إدلب") == "F-idlib-central-prison"
    assert found("سقطت قذائف على السجن المركزي في إدلب") == ["السجن المركزي", "إدلب"]
    assert found("سقطت قذائف على السجن المركزي قرب سراقب") == ["سراقب"]


@pytest.mark.parametrize(
    "text",
    [
        "عاد السكان إلى القرية التي هجروها",
        pytest.param("وصلت المساعدات إلى بلدة صغيرة"),
        "هاجموا قرية وأحرقوا منازلها",
        "قصفوا القرية بالمدفعية",
    ],
)
def test_a_village_without_a_name_is_no_place(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "surface", "country"),
    [
        pytest.param("التقى الوزيران في باريس لبحث الهدنة", "باريس", "FR"),
        ("وصل الجرحى إلى مشافي غازي عنتاب", "غازي عنتاب", "TR"),
        ("قصف على بلدة عرسال اللبنانية", "عرسال", "LB"),
        ("غارات على مدينة الموصل العراقية", "الموصل", "IQ"),
    ],
)
def test_a_place_abroad_is_found_with_its_country(text, surface, country):
    assert mention(text, surface).country == country
    extraction = read(text)
    assert [(foreign.mention.surface, foreign.country) for foreign in extraction.foreign_places] == [(surface, country)]
    assert surfaces(extraction.places) == []


# --- posts -----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الطيران الحربي يستهدف دوما بعدة غارات", ["دوما"]),
        ("القصف يستهدف دوما المدنيين في بيوتهم", []),
        ("قصفت قوات النظام الباب ببرميلين", ["الباب"]),
        ("قصفت قوات النظام القصور والأربعين في حماة", ["القصور", "الأربعين", "حماة"]),
        ("غارات علي قرية دير على بريف دمشق", ["دير على", "ريف دمشق"]),
        ("قصف من دير على كناكر", ["كناكر"]),
        ("قصفت طائرات النظام الثورة", ["الثورة"]),
        ("قصف الجيش الحارة بقذائف المدفعية", ["الحارة"]),
        ("قصف الجيش السوق في أريحا", ["أريحا"]),
        ("قصفت قوات النظام التل القريب من نوى", ["نوى"]),
        ("لعب الأطفال في الحارة ثم قصف الجيش نوى", ["نوى"]),
        ("استهدفت قوات النظام السيد محمد وهو معلم", []),
        ("عاجل : قصف الفردوس بالبراميل", ["الفردوس"]),
        ("قصف مدفعي على الزكاة", ["الزكاة"]),
        ("وزعت اللجنة أموال الزكاة على الأسر", []),
        ("غارات على المدينة (الرقة)", ["الرقة"]),
        ("ريف دمشق دوما انتشال الجثث", ["ريف دمشق", "دوما"]),
        ("حلب السكري قصف بالبراميل", ["حلب", "السكري"]),
        ("حلب الكبرى تحت القصف", ["حلب"]),
        ("جوبر - اللحظات الأولى للقصف", ["جوبر"]),
        ("غارات بدير الزور", ["دير الزور"]),
        ("غارات على جاسم", ["جاسم"]),
        ("قصف على غانم العلي", ["غانم العلي"]),
        ("انفجار في حي المزرعة على عجل", ["المزرعة"]),
        ("شهداء بقصف على تل منس", ["تل منس"]),
        ("غارات على السوسة", ["السوسة"]),
        ("انفجار في دوار الشهداء في القامشلي والشهداء بالعشرات", ["الشهداء", "القامشلي"]),
        ("الشهيد محمد أحمد\nخان شيخون\nقصف جوي", ["خان شيخون"]),
        ("استشهد المدني عبد الله العلي بقصف على حاس", ["حاس"]),
        ("غارة على قرية أم الخوخ", ["أم الخوخ"]),
    ],
)
def test_names_in_posts_are_places_by_what_stands_beside_them(text, expected):
    assert found(text) == expected


def test_a_name_with_the_article_that_only_syria_writes_so_is_not_abroad():
    assert placed("غارات على السوسة") == "C5186"
    assert [place.country for place in read("وقع الهجوم على فندق في سوسة التونسية").foreign_places] == ["TN"]


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("شهداء بقصف على عين عيسى", "C5905"),
        ("غارات على كويرس", "C1294"),
        ("قصف على الحي الشمالي في مدينة إدلب", "N0355"),
        ("قصف على العامرية", "N0222"),
        ("غارات على تل العيس", "F-tell-al-eis"),
    ],
)
def test_the_place_that_reports_mean(text, id_):
    assert placed(text) == id_


def test_the_northern_quarter_of_one_town_is_not_that_of_another():
    northern, city = read("غارات على الحي الشمالي من مدينة الرقة").places
    assert isinstance(northern.resolution, Unresolved)
    assert city.resolution.place.id == "C5710"
