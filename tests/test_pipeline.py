"""From an article to its reports: what counts as an event, its figures, day, certainty and the words that support them."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import DAY, article, only, place, quoted, read, surfaces, told

from extract.article import Article
from extract.pipeline import process, rules_version
from extract.records import Resolved
from extract.vocabulary import ACTORS, CERTAINTIES, DATE_PRECISIONS, EVENT_TYPES
from gazetteer.places import SYRIA_BOX

ROOT = Path(__file__).parents[1]


# --- what is an event --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("أغارت الطائرات الحربية على أطراف بلدة حاس", "air_strike"),
        ("ألقى الطيران المروحي برميلين متفجرين على بلدة حاس", "air_strike"),
        ("سقط صاروخ كروز على مستودعات قرب تدمر", "air_strike"),
        ("استهدفت طائرة مسيرة دراجة نارية على طريق بنش", "drone_strike"),
        ("سقطت قذائف هاون على حي القصاع في دمشق", "shelling"),
        ("دكت راجمات الصواريخ بلدة اللطامنة", "shelling"),
        ("استهدف صاروخ موجه سيارة عسكرية قرب كباني", "shelling"),
        ("اندلعت اشتباكات عنيفة في محيط بلدة خناصر", "armed_clash"),
        ("وقع رتل لقوات النظام في كمين قرب السخنة", "armed_clash"),
        ("انفجرت عبوة ناسفة بسيارة في مدينة إعزاز", "explosion_ied"),
        ("قتل طفلان بانفجار لغم من مخلفات الحرب في قرية عقيربات", "explosion_ied"),
        ("فجر انتحاري نفسه في مقهى وسط مدينة منبج", "explosion_ied"),
        ("اغتال مجهولون رئيس المجلس المحلي في بلدة المسيفرة", "small_arms_assassination"),
        ("قتلت امرأة برصاص قناص في حي الميدان بحلب", "small_arms_assassination"),
        ("أعدم تنظيم داعش ثلاثة شبان ميدانياً في مدينة الميادين", "small_arms_assassination"),
        ("قصف بغاز الكلور على مدينة سراقب أدى إلى حالات اختناق", "chemical_attack"),
        ("سيطرت قوات النظام على بلدة التمانعة", "territory_change"),
        ("باتت مدينة خان شيخون في قبضة قوات النظام", "territory_change"),
    ],
)
def test_each_kind_of_attack_is_one_report_of_its_type(text, kind):
    assert only(text).type == kind


@pytest.mark.parametrize(
    "text",
    [
        # negation
        pytest.param("لم تسجل أي غارات على مدينة إدلب اليوم"),
        pytest.param("لم تتعرض مدينة سراقب لأي قصف منذ الصباح"),
        "مر اليوم هادئاً في بلدة حاس دون قصف",
        # threats, warnings, hypotheses
        "هدد القيادي بشن هجوم واسع على مدينة حلب",
        "حذرت الأمم المتحدة من هجوم وشيك على إدلب",
        pytest.param("يخشى السكان من غارات جديدة على بلدة حاس"),
        "قد تشن قوات النظام هجوماً على مدينة سراقب خلال أيام",
        "إذا قصفت قوات النظام بلدة حاس فسترد الفصائل",
        # condemnations and inquiries
        "أدانت فرنسا قصف المشافي في إدلب",
        "دعت منظمة العفو إلى تحقيق مستقل في قصف مدرسة حاس",
        # totals
        "قتل 312 مدنياً بالقصف على إدلب خلال شهر نيسان",
        "وثقت الشبكة مقتل ألف شخص في مدينة حلب منذ مطلع العام",
        pytest.param("بلغ عدد الغارات على ريف إدلب خلال الأشهر الثلاثة الماضية ألفي غارة"),
        # agreements, courts, anniversaries, exercises
        "توصل الطرفان إلى اتفاق لوقف إطلاق النار في مدينة داريا",
        "حكمت محكمة ألمانية على متهم بالمشاركة في هجوم على حلب",
        "أحيا الأهالي الذكرى السنوية الخامسة للهجوم الكيماوي على الغوطة",
        "أجرت القوات الروسية مناورات بالذخيرة الحية قرب طرطوس",
        # movements, arrests, finds
        "وصلت تعزيزات لقوات النظام إلى مدينة خناصر",
        "اعتقلت قوات الأمن ثلاثة شبان في مدينة درعا",
        "ضبطت الشرطة عبوة ناسفة في مدينة الباب",
        "فككت فرق الهندسة ألغاماً في حي الوعر بحمص",
        "خرجت الدفعة الثالثة من مقاتلي المعارضة من مدينة دوما",
        "سيرت القوات التركية والروسية دورية مشتركة قرب عين العرب",
        # everyday words of war
        pytest.param("انفجر أنبوب للمياه في مدينة جبلة"),
        "شن الكاتب هجوماً لاذعاً على مديرية التربية في حماة",
        "سجل اللاعب هدفاً بقذيفة من خارج منطقة الجزاء في ملعب حمص",
        "",
        "   \n\n  ",
        "😢😢😢 !!!",
    ],
)
def test_what_is_no_attack_gives_no_report(text):
    found = read(text)
    assert found.reports == ()
    assert found.outside == ()


def test_an_attack_beside_a_condemnation_is_still_reported():
    assert told("أدانت المنظمة استهداف المدنيين. قصفت قوات النظام بلدة حاس بالمدفعية") == [("shelling", ["حاس"])]


def test_an_attack_beside_a_total_is_still_reported():
    assert told("وثقت الشبكة مقتل ألف شخص في حلب منذ مطلع العام. وقصفت قوات النظام أمس بلدة حاس بالمدفعية") == [("shelling", ["حاس"])]


@pytest.mark.parametrize(
    ("text", "kind", "where"),
    [
        ("🔴 عاجل | غارة جوية تستهدف أطراف مدينة #سراقب الآن", "air_strike", ["سراقب"]),
        ("قصف صاروخي عنيف على #خان_شيخون وحركة نزوح كبيرة الله يحمي الناس 😢", "shelling", ["خان_شيخون"]),
        ("الطيران عم يقصف مدينة سراقب هلق", "air_strike", ["سراقب"]),
        ("دمشق-سانا: اعتدت المجموعات الإرهابية بالقذائف الصاروخية على مدينة محردة بريف حماة", "shelling", ["محردة"]),
        pytest.param(
            "تصدت وسائط دفاعنا الجوي لعدوان إسرائيلي بالصواريخ استهدف محيط مطار الشعيرات",
            "air_strike",
            ["مطار الشعيرات"],
        ),
        ("استهدف قصف جوي مطار T4 العسكري شرقي حمص", "air_strike", ["مطار T4"]),
        ("ريف حماة الشمالي: قصف مدفعي على كل من: مورك، لطمين، اللطامنة", "shelling", ["مورك", "لطمين", "اللطامنة"]),
        ("استُهدفت سيارة لحزب الله بغارة إسرائيلية قرب القصير", "air_strike", ["القصير"]),
        ("انفجار لغم أرضي بسيارة مدنية على طريق الرقة - السلمية قرب بلدة أثريا", "explosion_ied", ["أثريا"]),
    ],
)
def test_posts_bulletins_and_state_agencies_are_read(text, kind, where):
    report = only(text)
    assert report.type == kind
    assert {name.removesuffix(" العسكري").removeprefix("مطار ") for name in surfaces(report.places)} == {name.removeprefix("مطار ") for name in where}


# --- figures -----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("قتل ثلاثة مدنيين وأصيب خمسة بغارة على سراقب", (3, 3), (5, 5)),
        ("قتل مدنيان اثنان بغارة على سراقب", (2, 2), (None, None)),
        ("مقتل طفل بقصف مدفعي على سراقب", (1, 1), (None, None)),
        ("قتل 14 شخصاً بغارة على سراقب", (14, 14), (None, None)),
        ("قتل ١٤ شخصاً بغارة على سراقب", (14, 14), (None, None)),
        ("قتل ما لا يقل عن عشرة أشخاص بغارة على سراقب", (10, None), (None, None)),
        ("قتل أكثر من 90 شخصاً بغارة على سراقب", (90, None), (None, None)),
        ("قتل نحو عشرين شخصاً بغارة على سراقب", (20, 20), (None, None)),
        ("قتل العشرات بغارة على سراقب", (20, None), (None, None)),
        ("غارة على سراقب أوقعت قتلى وجرحى", (1, None), (1, None)),
        ("أصيب أربعة مدنيين بقصف على سراقب", (None, None), (4, 4)),
        ("غارة على سراقب دون وقوع إصابات", (0, 0), (0, 0)),
        ("غارة على سراقب ولم ترد أنباء عن إصابات", (None, None), (None, None)),
        ("قتل سبعة أشخاص بينهم أربعة أطفال بغارة على سراقب", (7, 7), (None, None)),
        ("شن الطيران أكثر من 90 غارة على سراقب", (None, None), (None, None)),
        ("ألقت المروحيات ثمانية براميل متفجرة على سراقب", (None, None), (None, None)),
        ("قتل سبعة مدنيين بغارة على سراقب بحسب المرصد، فيما قال الدفاع المدني إن تسعة مدنيين قتلوا في الغارة", (7, 9), (None, None)),
        ("غارة على سراقب أدت إلى مقتل ثلاثة مدنيين. وارتفع عدد القتلى لاحقاً إلى خمسة", (3, 5), (None, None)),
    ],
)
def test_dead_and_injured(text, killed, injured):
    report = only(text)
    assert ((report.killed_min, report.killed_max), (report.injured_min, report.injured_max)) == (killed, injured)


def test_children_and_women_are_a_part_of_the_dead():
    report = only("قتل تسعة مدنيين بينهم أربعة أطفال وامرأتان بغارة على سراقب")
    assert (report.killed_min, report.killed_max, report.children_killed, report.women_killed) == (9, 9, 4, 2)


def test_casualties_go_with_their_own_event():
    text = "قتل ثلاثة مدنيين بغارة على مدينة سراقب، فيما أصيب خمسة بقصف مدفعي على بلدة مورك"
    first, second = read(text).reports
    assert (surfaces(first.places), first.killed_min, first.injured_min) == (["سراقب"], 3, None)
    assert (surfaces(second.places), second.killed_min, second.injured_min) == (["مورك"], None, 5)


def test_the_outcome_told_in_the_next_sentence_goes_with_the_attack_before_it():
    first, second = read("قصفت الطائرات بلدة حاس. وقتل في القصف أربعة مدنيين. وانفجرت عبوة في عفرين دون إصابات.").reports
    assert (first.type, first.killed_min, first.killed_max) == ("air_strike", 4, 4)
    assert (second.type, second.killed_min, second.killed_max) == ("explosion_ied", 0, 0)


def test_a_town_that_only_gives_a_bearing_and_his_death_are_no_places_of_an_attack():
    assert told("اقتحم مقاتلون قرية معان العلوية شمالي مدينة حماة") == [("armed_clash", ["معان"])]
    assert told("أطلق مسلحون النار على سيارته قرب بلدة تبنة ما أدى إلى مقتله") == [("small_arms_assassination", ["تبنة"])]
    assert told("قصفت المدفعية قرية مقتلة في ريف حلب") == [("shelling", ["مقتلة"])]


def test_an_answer_is_told_of_the_place_it_points_back_to():
    text = "اقتحمت الفصائل قرية معان أمس. وقال قائد في جند الأقصى إن رجاله اقتحموا القرية رداً على براميل ألقتها مروحيات الجيش على مورك."
    assert told(text) == [("armed_clash", ["معان"])]


def test_the_weapon_and_what_was_hit_are_kept():
    report = only("استهدفت مروحية ببرميل متفجر مشفى في بلدة حاس")
    assert report.weapon == "برميل متفجر"
    assert "hospital" in report.hit


# --- days --------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("اليوم", date(2019, 8, 1)),
        ("صباح اليوم", date(2019, 8, 1)),
        ("أمس", date(2019, 7, 31)),
        ("يوم أمس", date(2019, 7, 31)),
        ("أمس الأول", date(2019, 7, 30)),
        ("أول أمس", date(2019, 7, 30)),
        ("فجر الثلاثاء", date(2019, 7, 30)),
        ("يوم الجمعة الماضي", date(2019, 7, 26)),
        ("قبل يومين", date(2019, 7, 30)),
        ("في 28 تموز", date(2019, 7, 28)),
        ("في 28 تموز/يوليو 2019", date(2019, 7, 28)),
        ("في 28/7/2019", date(2019, 7, 28)),
        ("ليل الاثنين - الثلاثاء", date(2019, 7, 29)),
    ],
)
def test_the_day_of_an_attack(words, day):
    report = only(f"قصفت قوات النظام {words} بلدة حاس بالمدفعية")
    assert (report.date, report.date_end) == (day, day)


def test_two_days_in_one_article_go_with_their_own_events():
    first, second = read("قصفت الطائرات أمس بلدة حاس، وانفجرت صباح اليوم عبوة ناسفة في مدينة عفرين").reports
    assert (first.date, second.date) == (DAY - timedelta(days=1), DAY)


@pytest.mark.parametrize("words", ["أمس", "صباح اليوم", "يوم الجمعة", "قبل يومين", ""])
def test_without_a_day_of_publication_nothing_is_guessed(words):
    report = only(f"قصفت قوات النظام {words} بلدة حاس بالمدفعية", published=None)
    assert (report.date, report.date_end, report.date_precision) == (None, None, "unknown")
    assert report.date_phrase == words


def test_a_full_date_needs_no_day_of_publication():
    report = only("قصفت قوات النظام في 28 تموز 2019 بلدة حاس بالمدفعية", published=None)
    assert (report.date, report.date_precision) == (date(2019, 7, 28), "day")


def test_an_attack_without_a_day_is_dated_by_its_publication_and_says_so():
    report = only("قصفت قوات النظام بلدة حاس بالمدفعية")
    assert (report.date, report.date_precision, report.date_phrase) == (DAY, "approx_day", "")


# --- how sure --------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("قصفت قوات النظام بلدة حاس بالمدفعية", "reported"),
        ("أفاد المرصد السوري بأن قوات النظام قصفت بلدة حاس", "reported"),
        ("قال شهود إن طائرات روسية قصفت بلدة حاس", "reported"),
        ("أعلنت وزارة الدفاع الروسية أن طائراتها قصفت مقراً للمسلحين قرب حاس", "claimed"),
        ("أعلن تنظيم داعش مسؤوليته عن تفجير سيارة مفخخة في مدينة الحسكة", "claimed"),
        ("قال الجيش التركي إن مدفعيته قصفت مواقع قوات سوريا الديمقراطية في تل رفعت", "claimed"),
        ("زعم ناشطون أن الطائرات قصفت سوقاً في بلدة حاس ولم يتسن التحقق من ذلك", "claimed"),
        ("غارة يعتقد أنها إسرائيلية على مستودع في البوكمال", "suspected"),
        ("قصفت طائرات يرجح أنها روسية بلدة حاس", "suspected"),
        ("قصفت طائرات روسية مشفى في بلدة حاس، ونفت موسكو أن تكون قد نفذت الضربة", "denied"),
    ],
)
def test_certainty(text, certainty):
    assert only(text).certainty == certainty


def test_who_says_it_is_kept():
    assert "المرصد السوري" in only("أفاد المرصد السوري بأن قوات النظام قصفت بلدة حاس").source


def test_a_denied_rumour_is_no_attack():
    assert told("نفى مصدر محلي وقوع أي انفجار في مدينة جبلة") == []


# --- the words that support each field --------------------------------------------------------------------------------------------------------------


def test_every_field_quotes_the_words_it_was_read_from():
    text = "أفاد المرصد السوري بأن طائرات روسية شنّت صباح أمس غارات بالصواريخ الفراغية على سوق في بلدة حاس؛ ما أسفر عن مقتل سبعة مدنيين وإصابة اثني عشر آخرين"
    report = only(text)
    expected = {
        "type": "غارات", "places": "حاس", "initiators": "روسية", "killed": "سبعة", "injured": "اثني عشر", "date": "صباح أمس", "weapon": "الصواريخ الفراغية",
        "source": "المرصد السوري",
    }  # fmt: skip
    for field, words in expected.items():
        assert any(words in said for said in quoted(text, report, field)), (field, quoted(text, report, field))


def test_every_place_of_an_event_has_its_words():
    text = "قصفت الطائرات بلدات حاس وكفرنبل، ومعرزيتا"
    assert quoted(text, only(text), "places") == ["حاس", "كفرنبل", "معرزيتا"]


def test_both_sides_are_quoted():
    text = "قصفت فصائل المعارضة مواقع قوات النظام في بلدة مورك"
    report = only(text)
    assert quoted(text, report, "initiators") == ["فصائل المعارضة"]
    assert quoted(text, report, "targets") == ["قوات النظام"]


def test_doubt_quotes_the_word_of_doubt():
    text = "غارة يُعتقد أنها إسرائيلية على مستودع في البوكمال"
    assert any("يُعتقد" in said for said in quoted(text, only(text), "certainty"))


def test_a_carried_over_subject_quotes_the_words_that_named_it():
    text = "شن الطيران الروسي غارات على بلدة حاس. كما شن غارتين على مدينة كفرنبل"
    second = read(text).reports[1]
    assert second.initiators == ("russia",)
    assert any("الروسي" in said for said in quoted(text, second, "initiators"))


def test_evidence_in_the_headline_points_into_the_headline():
    title = "غارة روسية على مدينة سراقب"
    report = only("تفاصيل أوفى بعد قليل.", title=title)
    assert quoted("تفاصيل أوفى بعد قليل.", report, "places", title=title) == ["سراقب"]


def test_a_place_that_the_headline_alone_tells_is_that_of_the_body():
    text, title = "شنت طائرات حربية ثلاث غارات على سوق في المدينة، ما أسفر عن مقتل 4 مدنيين", "غارات على خان شيخون"
    report = only(text, title=title)
    assert (surfaces(report.places), report.killed_min, report.outside) == (["خان شيخون"], 4, "")
    assert quoted(text, report, "places", title=title) == ["خان شيخون"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("غارات على سراقب", "قتل ثلاثة في غارات على بيروت"),
        ("قصف على حاس وقصف على كفرنبل في ريف إدلب", "قتل ثلاثة مدنيين بقصف مدفعي"),
        ("غارات على سراقب", "انفجرت عبوة ناسفة بسيارة فقتل سائقها"),
    ],
)
def test_a_headline_that_tells_something_else_places_nothing(title, text):
    assert all(not report.places for report in read(text, title=title).reports)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "انفجار في عفرين وقصف على مارع",
            "انفجرت دراجة نارية مفخخة وسط عفرين ما أدى إلى إصابة خمسة مدنيين",
            [("explosion_ied", ["عفرين"]), ("shelling", ["مارع"])],
        ),
        ("اشتباكات في جاسم وقصف على نوى", "عاد الهدوء ظهراً بعد تدخل الوجهاء", [("armed_clash", ["جاسم"]), ("shelling", ["نوى"])]),
        (
            "قصف واشتباكات في ريف حماة الشمالي",
            "قصفت قوات النظام اللطامنة بالمدفعية، واندلعت معارك على محور الزلاقيات",
            [("shelling", ["اللطامنة"]), ("armed_clash", ["الزلاقيات"])],
        ),
        ("غارات على إدلب وقصف على حاس", "قصفت المدفعية بلدة حاس وبلدة بنش", [("shelling", ["حاس", "بنش"])]),
    ],
)
def test_a_title_may_tell_one_attack_more_than_its_body(title, text, expected):
    assert told(text, title=title) == expected


def test_an_attack_that_the_body_only_points_to_is_that_of_the_title():
    report = only("أفادت مصادر محلية بأن الهجوم أسفر عن مقتل شخصين", title="مسيّرة تركية تستهدف سيارة في القحطانية")
    assert (report.type, surfaces(report.places), report.initiators, report.killed_min) == ("drone_strike", ["القحطانية"], ("turkey",), 2)


# --- what must always hold --------------------------------------------------------------------------------------------------------------------------

KNOWN = "قصفت قوات النظام بلدتي اللطامنة وكفر زيتا بريف حماة، كما شن الطيران الروسي غارتين على مدينة سراقب وقتل ثلاثة مدنيين"
PIECES = [
    "قصفت", "قوات النظام", "شن الطيران", "غارات على", "الروسي", "مدينة", "سراقب", "الباب", "بريف حماة", "كما", "قتل", "ثلاثة", "مدنيين", "أمس",
    "ليل السبت - الأحد", "5/7/2019", "نفت", "داعش", "اشتباكات بين", "و", "باريس", "كفرنبل", "،", "؛", ".", "\n", "#حلب_الآن", "T4", "٣", "-",
    ":", "(", "«", "لم", "قبل", "أسابيع",
    "ـ", "\u064e", "\u202b", "\u202c", "\u200f", "\x00", "\ud800", "\udfff", "\ufeff", "\u2028", "ﻻ", "ﷲ", "🔴", "/", "الى",
]  # fmt: skip
MARKS = [*(chr(code) for code in range(0x064B, 0x0653)), "\u0640", "\u0640\u0640", "\u0670"]
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
LIKE_NEWS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(alphabet=st.characters(exclude_categories=()), max_size=4)), max_size=60).map(" ".join)
DAYS = st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 12, 31)))


def check(given_article: Article) -> None:
    """Assert what holds for the extraction of any article."""
    found = process(given_article)
    spans = [toponym.mention for toponym in found.places] + [foreign.mention for foreign in found.foreign_places]
    for mention in spans:
        assert given_article.quote(mention.span) == mention.surface != ""
    west, south, east, north = SYRIA_BOX
    for toponym in found.places:
        if isinstance(toponym.resolution, Resolved):
            where = toponym.resolution.place
            assert south <= where.lat <= north
            assert west <= where.lon <= east
            assert 0 <= toponym.resolution.score <= 1
    for report in (*found.reports, *found.outside):
        assert report.type in EVENT_TYPES
        assert report.initiators
        assert report.targets
        assert {*report.initiators, *report.targets} <= set(ACTORS)
        assert report.certainty in CERTAINTIES
        assert report.date_precision in DATE_PRECISIONS
        assert (report.date is None) == (report.date_end is None)
        assert report.date is None or report.date <= report.date_end
        assert 0 <= report.confidence <= 1
        for low, high in ((report.killed_min, report.killed_max), (report.injured_min, report.injured_max)):
            assert low is not None or high is None
            assert high is None or low <= high
        for item in report.evidence:
            whole = given_article.title if item.span.zone == "title" else given_article.text
            assert 0 <= item.span.start < item.span.end <= len(whole)
        abroad = {foreign.mention for foreign in found.foreign_places} if report.outside else set()
        assert all(toponym in found.places or toponym.mention in abroad for toponym in report.places)
    assert all(report.outside == "" for report in found.reports)
    assert all(report.outside for report in found.outside)
    assert len({report.id for report in (*found.reports, *found.outside)}) == len(found.reports) + len(found.outside)


@settings(max_examples=120)
@given(ANY_TEXT, ANY_TEXT, DAYS)
def test_any_text_is_read_without_an_error(text, title, published):
    check(Article("any", text, title, published))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(LIKE_NEWS, LIKE_NEWS, DAYS)
def test_text_like_news_is_read_without_an_error(text, title, published):
    check(Article("any", text, title, published))


@pytest.mark.parametrize(
    "text",
    [
        "قصف " * 5000,
        "ا" * 50_000,
        "و" * 20_000,
        "ـ" * 20_000,
        "\u064e" * 20_000,
        " " * 50_000,
        "حلب، " * 300,
        "قصف على سراقب. " * 200,
        "5" * 5000,
        "1,2.3" * 2000,
        "قتل " + "9" * 400 + " شخصاً بغارة على سراقب",
        "قتل 999999999999999999999 شخصاً بغارة على سراقب",
        "في 32/13/2019 قصف على سراقب",
        "في 30 شباط 2019 قصف على سراقب",
        "\u202e قصف على سراقب \u202c",
        "\ud800قصف\udfff على سراقب",
        "قصف\x00على\x00سراقب",
        "((((((" * 2000,
    ],
    ids=lambda text: f"{text[:6]!a}x{len(text)}",
)
def test_very_long_lines_and_broken_characters_are_read(text):
    check(Article("long", text, "", DAY))


@pytest.mark.parametrize("published", [pytest.param(date.min), date.max])
@pytest.mark.parametrize("words", ["أمس", "ليل السبت - الأحد", "منذ ثلاث سنوات", "قبل شهرين", "غداً", ""])
def test_the_first_and_the_last_day_of_the_calendar_are_days_too(words, published):
    check(Article("edge", f"قصفت قوات النظام {words} بلدة حاس", "", published))


@given(st.data())
def test_vowel_signs_and_tatweel_do_not_change_what_is_found(data):
    letters = [at for at, char in enumerate(KNOWN) if "ء" <= char <= "ي"]
    places = data.draw(st.lists(st.sampled_from(letters), unique=True, max_size=25))
    marks = {at: data.draw(st.sampled_from(MARKS)) for at in places}
    decorated = "".join(char + marks.get(at, "") for at, char in enumerate(KNOWN))
    plain, found = read(KNOWN), read(decorated)
    assert [toponym.resolution.place.id for toponym in found.places] == [toponym.resolution.place.id for toponym in plain.places]
    assert [[toponym.resolution.place.id for toponym in report.places] for report in found.reports] == [
        [toponym.resolution.place.id for toponym in report.places] for report in plain.reports
    ]
    assert [(report.type, report.killed_min, report.date) for report in found.reports] == [
        (report.type, report.killed_min, report.date) for report in plain.reports
    ]


def test_the_known_sentence_of_the_property_is_read_as_expected():
    found = read(KNOWN)
    assert [place(found, name).governorate for name in ("اللطامنة", "كفر زيتا", "سراقب")] == ["SY05", "SY05", "SY07"]
    assert told(KNOWN) == [("shelling", ["اللطامنة", "كفر زيتا"]), ("air_strike", ["سراقب"])]


ARTICLES = [
    Article("1", "قصفت قوات النظام قرية دوما بريف السويداء.", "قصف على دوما", DAY),
    Article("2", "قصفت قوات النظام دوما وزملكا في الغوطة الشرقية.", "قصف على دوما", date(2018, 2, 20)),
    Article("3", "شنت طائرات روسية غارات على حاس. وعاود الطيران الحربي قصف كفرنبل.", "", DAY),
    Article("4", "قصف الطيران الحربي بلدة حاس.", "", DAY),
    Article("5", "انفجار في قرية الصالحية.", "", None),
    Article("6", "غارات على بلدة الزهراء ونبل.", "", date(2016, 1, 3)),
    Article("7", "اشتباكات في حي الزهراء بمدينة حمص، وانفجار سيارة في بغداد.", "", DAY),
]


def test_the_order_of_articles_does_not_matter():
    expected = {one.id: process(one) for one in ARTICLES}
    for seed in range(4):
        mixed = random.Random(seed).sample(ARTICLES, len(ARTICLES))  # noqa: S311  # a fixed order, not a secret
        assert {one.id: process(one) for one in mixed} == expected


def test_two_runs_give_the_same():
    assert [process(one) for one in ARTICLES] == [process(one) for one in ARTICLES]


def test_another_process_gives_the_same_whatever_its_hash_seed():
    code = (
        "import json, sys; sys.path[:0] = ['tests', '.'];"
        "from test_pipeline import ARTICLES; from extract.output import as_line; from extract.pipeline import process;"
        "print(json.dumps([[as_line(process(one)), [report.id for report in process(one).reports]] for one in ARTICLES]))"
    )
    told_by = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert told_by[0] == told_by[1] != ""


def test_a_report_keeps_its_id_while_its_words_stay_where_they_are():
    one = read("قصفت قوات النظام بلدة حاس بالمدفعية").reports[0]
    longer = read("قصفت قوات النظام بلدة حاس بالمدفعية. وانفجرت عبوة في عفرين").reports[0]
    other = process(Article("another", "قصفت قوات النظام بلدة حاس بالمدفعية", "", DAY)).reports[0]
    assert one.id == longer.id != other.id


def test_records_travel_between_processes():
    found = read(KNOWN)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  # our own bytes
    assert pickle.loads(pickle.dumps(process)) is process  # noqa: S301


def test_reports_name_the_versions_they_were_made_with():
    report = read(KNOWN).reports[0]
    assert report.rules_version == rules_version()
    assert report.gazetteer_version
    assert report.article_id == article("").id


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("قال الوزير في دمشق إن الغارات على بيروت أوقعت عشرين قتيلاً.", "LB"),
        ("زار الوفد مدينة اللاذقية أمس بعد غارات على غزة أوقعت 12 قتيلاً.", "PS"),
        ("اجتمع الوفدان في حلب بعد هجوم في باريس أوقع قتلى.", "FR"),
    ],
)
def test_a_strike_abroad_is_not_placed_where_someone_speaks_of_it(text, country):
    extraction = read(text)
    assert extraction.reports == ()
    assert [report.outside for report in extraction.outside] == [country]


def test_a_name_of_daily_use_is_a_place_where_the_text_says_what_it_is():
    assert "الكوم" in surfaces(read("تعرضت نقاط الجيش في الكوم، وهي قرية شمالي السخنة، لهجوم من داعش").places)
    assert "الكوم" not in surfaces(read("تعرضت نقاط الجيش في الكوم، وهي محصنة، لهجوم من داعش").places)


def test_words_joined_to_a_quarter_are_quarters_of_its_city_and_not_words():
    assert surfaces(read("قصف الجيش حي الشعار والصالحين والفردوس").places) == ["الشعار", "الصالحين", "الفردوس"]
    assert surfaces(read("سقطت قذائف على حي الشعار، الفردوس الذي كان").places) == ["الشعار"]
    assert surfaces(read("قصف الجيش حي جوبر والصالحين من أهله").places) == ["جوبر"]  # a quarter of another city


def test_the_ends_of_a_road_are_no_places_of_an_attack():
    (report,) = read("انفجرت عبوة ناسفة على طريق السلمية - الرقة أمس.").reports
    assert [getattr(toponym.resolution, "reason", "placed") for toponym in report.places] == ["no_position", "no_position"]


def test_the_accused_attacks_and_is_not_attacked():
    (report,) = read("قتل ثلاثة جنود بهجوم في مدينة السلمية واتهم النظام تنظيم داعش بالهجوم.").reports
    assert (report.initiators, report.targets, report.certainty) == (("isis",), ("syrian_government",), "claimed")


def test_we_are_whom_the_headline_names_as_speaking():
    body = "وفي ليلة أمس هاجمت وحداتنا قرية زورمغار وقُتل أربعة من مرتزقة داعش."
    (report,) = read(body, title="بيان من مركز إعلام وحدات حماية الشعب", published=date(2014, 8, 28)).reports
    assert (report.initiators, report.targets) == (("sdf",), ("isis",))
    (report,) = read(body, title="هجوم على قرية في ريف كوباني", published=date(2014, 8, 28)).reports
    assert report.initiators == ("unknown",)


def test_an_attack_that_hits_is_a_ground_attack_unless_its_weapon_is_told():
    assert told("استهدف هجوم مسلح حافلة قرب تدمر") == [("armed_clash", ["تدمر"])]
    assert told("استهدف هجوم صاروخي حافلة قرب تدمر") == [("shelling", ["تدمر"])]


def test_a_day_told_in_one_bullet_says_nothing_of_the_next():
    text = "درعا\n• سقطت يوم أمس قذائف على حي السبيل بمدينة درعا\n• انفجرت عبوة ناسفة في نوى\n• اشتباكات في حيط"
    days = [(surfaces(report.places)[0], report.date.day) for report in read(text, published=date(2017, 10, 22)).reports]
    assert days == [("السبيل", 21), ("نوى", 22), ("حيط", 22)]


def test_a_line_of_places_heads_the_line_that_tells_the_attack():
    assert told("درنج ـ ريف ديرالزور\nسبعة شهداء بغارة للتحالف الدولي على منزل في وسط القرية") == [("air_strike", ["درنج"])]
    assert told("دوما - الغوطة الشرقية\nقصف مدفعي عنيف منذ الصباح") == [("shelling", ["دوما"])]
    assert told("حلب - سانا\nقصف مدفعي عنيف منذ الصباح") == []  # where an agency writes from


def test_where_people_were_hit_as_they_left_and_not_where_they_come_from():
    assert told("طيران التحالف استهدف سيارة نازحين عند خروجهم من قرية كسرة فرج، والضحايا من حي المشلب") == [("air_strike", ["كسرة فرج"])]
