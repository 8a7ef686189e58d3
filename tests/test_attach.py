"""Whose dead a figure tells of: it goes to its own incident, not to one of another place, an earlier day or a longer time."""

from __future__ import annotations

from datetime import date

import pytest
from reading import only, read, surfaces

from extract.records import Report


def _at(text: str, name: str, published: date = date(2019, 8, 16)) -> Report:
    """The report of a text whose place has this name."""
    return next(report for report in read(text, published=published).reports if name in surfaces(report.places))


def _killed(report: Report) -> tuple[int | None, int | None]:
    return report.killed_min, report.killed_max


@pytest.mark.parametrize(
    "more",
    [
        "وقال المرصد السوري إن 18 مدنياً قتلوا وأصيب سبعة بجروح.",
        "ووفق مصادر طبية قتل 18 مدنياً وأصيب سبعة.",
        "وأضاف ناشطون أن عدد القتلى بلغ 18 والجرحى سبعة.",
    ],
)
def test_figures_of_the_next_paragraph_belong_to_the_incident_before_it(more):
    report = only(f"قصفت طائرات حربية سوقاً في بلدة حاس صباح الجمعة.\n{more}")
    assert (_killed(report), report.injured_min) == ((18, 18), 7)


def test_another_paragraph_adds_nothing_to_what_is_told_unless_the_toll_rose():
    text = "قتل 15 مدنياً بقصف على بلدة حاس اليوم.\n{}"
    assert _killed(only(text.format("وقال الأهالي إن ثلاثة مدنيين قتلوا على الطريق."))) == (15, 15)
    assert _killed(only(text.format("وارتفع عدد القتلى مساء إلى 17."))) == (15, 17)


def test_a_later_paragraph_is_not_asked():
    text = "قصفت طائرات حربية بلدة حاس صباح الجمعة.\nولم تصدر دمشق بياناً.\nونزح الأهالي.\nوقال المرصد إن 18 مدنياً قتلوا."
    assert _killed(only(text)) == (None, None)


@pytest.mark.parametrize(
    "more",
    [
        "وعثر الأهالي على جثتي شابين قرب قرية معرة حرمة.",
        "وفي تشيرنيهيف الأوكرانية قتل عشرة أشخاص.",
        "ومنذ نهاية نيسان قتل نحو 820 مدنياً.",
        "وخلال شهرين قتل 160 مدنياً.",
        "وبذلك يرتفع عدد القتلى المدنيين في سوريا إلى 61.",
        "وكان سبعة مدنيين قتلوا قبل أسبوع.",
    ],
)
def test_dead_of_another_place_day_or_longer_time_are_not_added(more):
    assert _killed(_at(f"قتل خمسة مدنيين بغارة على بلدة سراقب اليوم. {more}", "سراقب")) == (5, 5)


@pytest.mark.parametrize(
    "more",
    [
        "ونُقل إلى مشفى سرمين سبعة جرحى.",
        "وأصيب سبعة نازحين من ريف حماة.",
        "وأصيب في المدينة سبعة مدنيين منذ الصباح.",
    ],
)
def test_wounded_taken_to_or_coming_from_another_place_are_of_the_incident(more):
    assert _at(f"قتل خمسة مدنيين بغارة على بلدة سراقب اليوم. {more}", "سراقب").injured_min == 7


def test_a_total_of_a_longer_time_is_kept_where_nothing_else_is_told():
    text = "تواصلت الاشتباكات في بلدة البصيرة، وارتفع عدد القتلى منذ اندلاعها إلى 34."
    assert _killed(only(text)) == (34, 34)


def test_a_total_in_the_same_sentence_is_not_of_the_incident():
    text = "قتل 30 مدنياً في غارات على مدينة كفربطنا أمس، ليرتفع إلى أكثر من 1350 عدد القتلى المدنيين منذ بدء الهجوم."
    assert _killed(only(text)) == (30, 30)


def test_what_is_told_beside_an_incident_of_another_place_is_not_its_own():
    text = "قتل ثلاثة عناصر بانفجار عبوة على طريق السلمية اليوم، كما عثر على جثتي شابين قرب بلدة عقارب كانا خطفا قبل أسبوعين."
    assert _killed(_at(text, "السلمية")) == (3, 3)


def test_an_attack_told_as_earlier_is_not_the_one_before_it():
    text = "قتل 14 مدنياً بقصف مروحي على بلدة سراقب اليوم. وكان 42 شخصاً قتلوا في قصف مماثل قبل أسبوع."
    assert _killed(_at(text, "سراقب")) == (14, 14)


def test_dead_of_the_assault_are_not_those_of_the_bomb_that_opened_it():
    text = "هاجمت فصائل حاجز بلدة سراقب أمس، بعد أن فجّر انتحاري سيارته عنده، وسقط في الهجوم ستة عشر جندياً."
    told = {report.type: _killed(report) for report in read(text).reports}
    assert told["armed_clash"] == (16, 16)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("قصفت الطائرات بلدة سراقب أمس. وتدور اشتباكات في محيط بلدة سرمين.", 16),
        ("قصفت الطائرات بلدة سراقب أمس. واندلعت اشتباكات في محيط بلدة سرمين.", 15),
        ("تتواصل الاشتباكات منذ أمس في محيط بلدة سرمين.", 16),
        ("انفجر مستودع في بلدة سرمين اليوم، وكانت القوات توعدت قبل يومين بمهاجمة المحافظة.", 16),
        ("قصفت الطائرات اليوم بلدة سرمين بعدما دخلتها الفصائل قبل ثلاثة أيام.", 16),
    ],
)
def test_the_day_is_that_of_the_attack(text, day):
    assert _at(text, "سرمين").date == date(2019, 8, day)


@pytest.mark.parametrize(("hours", "most"), [("الـ24", 30), ("الـ72", None), ("الـ" + "9" * 6000, 30)], ids=["a day", "three days", "no number"])
def test_a_toll_of_hours_is_of_the_strike_where_they_are_a_day_s(hours, most):
    text = f"أغارت طائرات حربية على بلدة سراقب. وارتفعت حصيلة القتلى خلال الساعات {hours} الماضية إلى 30 قتيلاً."
    assert _at(text, "سراقب").killed_max == most
