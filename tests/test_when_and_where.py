"""Which day and which place a report takes from the words around it: an earlier hour, a place that was left, a heading, the side of a city."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from reading import DAY, only, outcome, place, read, surfaces

from extract.records import Resolved, Unresolved

YESTERDAY = DAY - timedelta(days=1)


def where(text: str) -> list[list[str]]:
    """The places of each report of a text, as written."""
    return [surfaces(report.places) for report in read(text).reports]


def days(text: str) -> list[date | None]:
    """The day of each report of a text."""
    return [report.date for report in read(text).reports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت المدفعية بلدة حاس عصر أمس. وقبيل الفجر استهدفت غارة بلدة كفرنبل", [YESTERDAY, DAY]),
        ("قصفت المدفعية بلدة حاس ظهر أمس. وصباحاً استهدفت غارة بلدة كفرنبل", [YESTERDAY, DAY]),
        ("قصفت المدفعية بلدة حاس صباح أمس. ومساءً استهدفت غارة بلدة كفرنبل", [YESTERDAY, YESTERDAY]),
        ("قصفت المدفعية بلدة حاس أمس. وصباحاً استهدفت غارة بلدة كفرنبل", [YESTERDAY, YESTERDAY]),  # no hour was told before
    ],
)
def test_an_earlier_hour_than_the_one_told_before_is_of_the_day_after(text, expected):
    assert days(text) == expected


def test_the_small_hours_of_last_night_are_of_today():
    assert days("قصفت المدفعية بعد منتصف ليل أمس بلدة حاس") == [DAY]
    assert days("قصفت المدفعية ليل أمس بلدة حاس") == [YESTERDAY]
    assert days("قصفت الطائرات أمس بلدة كفرنبل. وقصفت المدفعية بعد منتصف ليل أمس بلدة حاس") == [YESTERDAY, YESTERDAY]  # a morning paper


def test_what_has_lasted_since_yesterday_does_not_date_the_attack():
    assert days("الكهربا مقطوعة من امبارح\nقصف مدفعي على بلدة حاس") == [DAY]
    assert days("قصف مدفعي امبارح على بلدة حاس") == [YESTERDAY]


def test_a_fight_that_goes_on_for_the_third_day_is_of_today():
    assert days("تواصلت لليوم الثالث الاشتباكات في مدينة سراقب، وقتل فيها منذ الثلاثاء 33 جندياً") == [DAY]


def test_a_span_dates_what_happens_once_and_not_what_lasts():
    assert days("انفجرت منذ ثلاثة أيام عبوة ناسفة في مدينة عفرين") == [DAY - timedelta(days=3)]
    assert days("تتواصل منذ ثلاثة أيام الاشتباكات في مدينة سراقب") == [DAY]


def test_a_day_told_after_the_first_report_says_nothing_of_it():
    assert days("قصف مدفعي على بلدة حاس\nوامبارح غارة على بلدة كفرنبل") == [DAY, YESTERDAY]


def test_the_day_after_one_that_is_told_is_counted_from_it():
    saturday = date(2017, 7, 15)
    told = read("وجاءت الغارة على بلدة مورك غداة مقتل طيار في حماة السبت", published=date(2017, 7, 17)).reports
    assert [report.date for report in told] == [saturday + timedelta(days=1)]


def test_the_day_on_which_a_place_changed_hands_is_not_that_of_the_attack():
    assert days("أغارت الطائرات على بلدة مورك التي سيطرت عليها الفصائل قبل شهر") == [DAY]
    assert days("أغارت الطائرات على بلدة مورك التي دخلتها الفصائل أول أمس") == [DAY]
    assert days("سيطرت الفصائل أمس على بلدة مورك") == [YESTERDAY]


def test_the_day_of_the_title_holds_where_the_body_tells_none():
    assert only("اغتال مسلحون مجهولون رجلين في نوى", title="قتيلان في نوى أمس").date == YESTERDAY
    assert only("اغتال مسلحون مجهولون رجلين في نوى اليوم", title="قتيلان في نوى أمس").date == DAY


def test_where_men_withdrew_to_is_no_scene():
    assert where("انسحبت الفصائل من حريتان إلى عندان. ثم قصفت الطائرات البلدة") == [["حريتان"]]
    assert where("سيطرت قوات النظام على حريتان بعد انسحاب الفصائل منها إلى عندان") == [["حريتان"]]
    assert where("قُتل ثلاثة مدنيين أثناء نزوحهم إلى سراقب بقصف مدفعي على بلدة النيرب") == [["النيرب"]]
    assert "سراقب" in where("نزح الأهالي بعد القصف المدفعي ع سراقب وسقوط شهيد")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#ديرالزور #الباغوز قتلى اثر قصف التحالف للمخيم", ["الباغوز"]),
        ("سرمين #ادلب براميل غاز الكلور السام وحالات اختناق", ["سرمين"]),
        ("غارات جوية على #ادلب و #سراقب", ["ادلب", "سراقب"]),  # each of them was struck
        ("أرزة / حماه مقتل ١٤ من أهالي القرية برصاص مسلحين دخلو بالليل من الشير", ["أرزة"]),
        ("الصنوبر - جبلة : قصف مدفعي عنيف", ["الصنوبر"]),
        ("جاسم : سبعة شهداء بعد برميلين على الحي الغربي", ["الحي الغربي", "جاسم"]),
        ("الصواريخ سقطت شمال ادلب بين كفريا ومعرتمصرين", ["كفريا", "معرتمصرين"]),
        ("قصف مدفعي على قريتي سجن وسميع في ريف السويداء", ["سجن", "سميع"]),
        ("قصف مدفعي عاليرموك", ["اليرموك"]),
    ],
)
def test_a_post_is_placed_by_its_innermost_names(text, expected):
    assert where(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف على ترملا إلى الشرق من بلدة كفرنبل", ["ترملا"]),
        ("غارة على قرية البارة الواقعة إلى الجنوب من مدينة أريحا", ["البارة"]),
        ("قصفت مدفعية مطار حماة العسكري بلدة حلفايا", ["حلفايا"]),
        ("قصفت راجمات اللواء 155 في القطيفة بلدة معضمية القلمون", ["معضمية القلمون"]),
        ("وصل الوفد إلى حمص. واستخدمت القوات الدبابات ومدافع كلية المدفعية في قصف أحياء المدينة", ["حمص"]),
        ("استهدف الطيران مدفعية اللواء 137 في دير الزور", ["اللواء 137"]),
        ("طال القصف بالمدفعية أحياء القاطرجي والكلاسة", ["القاطرجي", "الكلاسة"]),
        ("انفجرت عبوة قرب مدرسة الخنساء في بلدة قباسين", ["قباسين"]),
        ("سقطت قذائف على السجن المركزي في مدينة إدلب", ["السجن المركزي"]),
        ("دخل المقاتلون المعبر الحدودي بين رأس العين وتركيا وسيطروا عليه", ["المعبر الحدودي"]),
        ("سيطر الجيش على حلب. وقال مراسلنا في دير الزور إن القوات استخدمت مدافع اللواء 137 في قصف أحياء المدينة", ["دير الزور"]),
    ],
)
def test_what_says_whose_guns_or_where_a_place_lies_is_no_scene(text, expected):
    assert where(text)[-1] == expected


def test_the_side_of_a_city_is_an_area():
    (report,) = read("سقطت قذائف على غربي حلب").reports
    (found,) = report.places
    assert isinstance(found.resolution, Resolved)
    assert (found.resolution.place.level, found.resolution.place.name_ar) == ("region", "ريف حلب الغربي")
    assert place(read("قصف مدفعي على الأتارب غربي حلب"), "حلب").level == "city"


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("طيران حربي على تلبيسة ، صاروخين ع المشتل", "المشتل"),  # the village of that name lies by As-Suwayda
        ("قصف التحالف سجن السرايا بمدينة الباب", "السرايا"),  # the village of that name lies by Latakia
        ("انتحاري فجر حاله عند جامع زين العابدين", "زين العابدين"),  # the hill of that name lies by Hama
    ],
)
def test_a_namesake_far_from_where_the_text_is_stays_open(text, surface):
    assert isinstance(outcome(read(text), surface), Unresolved)


def test_a_camp_is_not_the_village_of_its_name():
    assert place(read("طيران حربي يستهدف مخيم الكمونة للنازحين بالقرب من سرمدا"), "الكمونة").kind == "camp"


@pytest.mark.parametrize("text", ["آثار القصف على حي السكري", "لحظة القصف على دوما", "انتشال الشهداء من تحت الأنقاض في حي الصاخور"])
def test_a_picture_of_an_attack_tells_it(text):
    assert only(text).places


@pytest.mark.parametrize(
    "text",
    [
        "إزالة آثار القصف من شوارع حلب",
        "نزوح الأهالي بسبب القصف على كفرنبل",
        "انتشال الشهداء من تحت الأنقاض في جنديرس بعد الزلزال",
        "تحطم طائرة شحن قرب حمص ومقتل 12 من طاقمها",
        "عادت العائلات إلى دوما. آثار القصف على الجدران",
    ],
)
def test_what_is_left_of_old_attacks_is_none(text):
    assert not read(text).reports
