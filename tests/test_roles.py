"""Who did it to whom."""

from __future__ import annotations

from datetime import date

import pytest
from reading import DAY, only, quoted, read

GOV, OPP = ("syrian_government",), ("opposition",)


@pytest.mark.parametrize(
    ("text", "kind", "initiators", "targets"),
    [
        # the subject of a verb, before and after it
        ("قصفت قوات النظام بلدة اللطامنة بالمدفعية", "shelling", GOV, ("unknown",)),
        ("قوات النظام تقصف بلدة اللطامنة بالمدفعية", "shelling", GOV, ("unknown",)),
        ("استهدفت فصائل المعارضة مواقع قوات النظام في قرية الحاكورة بقذائف الهاون", "shelling", OPP, GOV),
        ("استهدف الطيران الإسرائيلي مستودعاً لحزب الله في القصير", "air_strike", ("israel",), ("hezbollah",)),
        ("نفذت طائرات التحالف الدولي غارة على مقر لتنظيم داعش في مدينة الميادين", "air_strike", ("coalition",), ("isis",)),
        ("ألقت مروحيات النظام براميل متفجرة على بلدة حاس", "air_strike", GOV, ("unknown",)),
        pytest.param("هاجم عناصر من تنظيم داعش حاجزاً لقوات النظام قرب السخنة", "armed_clash", ("isis",), GOV),
        ("فجر انتحاري من تنظيم داعش سيارة مفخخة عند حاجز لقوات سوريا الديمقراطية في الشدادي", "explosion_ied", ("isis",), ("sdf",)),
        # nouns
        ("غارات روسية على أطراف سراقب", "air_strike", ("russia",), ("unknown",)),
        ("قصف مدفعي لقوات النظام على بلدة كفرنبل", "shelling", GOV, ("unknown",)),
        ("قصف من قوات النظام على بلدة كفرنبل", "shelling", GOV, ("unknown",)),
        ("هجوم لتنظيم داعش على مواقع قوات النظام في السخنة", "armed_clash", ("isis",), GOV),
        # passives
        ("قُصفت بلدة كفرنبل بالمدفعية من قبل قوات النظام", "shelling", GOV, ("unknown",)),
        ("تعرضت مدينة دوما لقصف مدفعي من قوات النظام", "shelling", GOV, ("unknown",)),
        ("تعرضت مواقع قوات النظام في مورك لقصف صاروخي من فصائل المعارضة", "shelling", OPP, GOV),
        ("قُتل ثلاثة من قوات النظام بقصف لفصائل المعارضة على مورك", "shelling", OPP, GOV),
        # attacks that failed
        pytest.param(
            "صدت فصائل المعارضة هجوماً لقوات النظام على بلدة العيس",
            "armed_clash",
            GOV,
            OPP,
        ),
        ("تصدت فصائل المعارضة لمحاولة تقدم قوات النظام على محور كباني", "armed_clash", GOV, OPP),
        ("أحبطت قوات سوريا الديمقراطية هجوماً لتنظيم داعش على بلدة الشدادي", "armed_clash", ("isis",), ("sdf",)),
        ("فشلت قوات النظام في اقتحام بلدة كباني التي تدافع عنها فصائل المعارضة", "armed_clash", GOV, OPP),
        ("تصدت الدفاعات الجوية لعدوان إسرائيلي استهدف محيط مدينة حمص", "air_strike", ("israel",), ("unknown",)),
        # places that change hands
        ("سيطرت فصائل المعارضة على بلدة مورك بعد معارك مع قوات النظام", "territory_change", OPP, GOV),
        ("استعادت قوات النظام بلدة مورك من فصائل المعارضة", "territory_change", GOV, OPP),
        ("انتزعت قوات سوريا الديمقراطية بلدة الشدادي من تنظيم داعش", "territory_change", ("sdf",), ("isis",)),
        # adjectives
        ("قتل ثلاثة مدنيين بقصف تركي على قرية بريف تل رفعت", "shelling", ("turkey",), ("civilians",)),
        ("قتل جندي تركي بقصف لقوات النظام على سراقب", "shelling", GOV, ("turkey",)),
        ("ضربة إسرائيلية على مواقع إيرانية في البوكمال", "air_strike", ("israel",), ("iran_backed",)),
        # who was hit
        pytest.param(
            "اغتال مجهولون قيادياً في الجيش الحر في بلدة صيدا شرقي درعا",
            "small_arms_assassination",
            ("unknown",),
            OPP,
        ),
        pytest.param(
            "قتل مدني برصاص قناص من قوات سوريا الديمقراطية في مدينة منبج",
            "small_arms_assassination",
            ("sdf",),
            ("civilians",),
        ),
        ("قتل خمسة أطفال بغارة روسية على مخيم للنازحين قرب حاس", "air_strike", ("russia",), ("civilians",)),
        ("غارة لطائرات النظام على سوق شعبي في أريحا", "air_strike", GOV, ("civilians",)),
        ("انفجار لغم بسيارة لقوات النظام قرب السخنة", "explosion_ied", ("unknown",), GOV),
        # several on one side, supporters
        ("شنت طائرات روسية وسورية غارات على بلدة حاس", "air_strike", ("syrian_government", "russia"), ("unknown",)),
        ("قصفت قوات النظام وحزب الله بلدة مضايا بالهاون", "shelling", ("syrian_government", "hezbollah"), ("unknown",)),
        ("هاجمت قوات النظام بدعم من الطيران الروسي بلدة كباني", "armed_clash", ("syrian_government", "russia"), ("unknown",)),
        ("سيطر الجيش الوطني السوري بإسناد من القوات التركية على قرية المبعوجة", "territory_change", ("turkey", "sna"), ("unknown",)),
    ],
)
def test_sides_of_one_statement(text, kind, initiators, targets):
    report = only(text, published=date(2019, 10, 20))
    assert (report.type, report.initiators, report.targets) == (kind, initiators, targets)


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("اندلعت اشتباكات بين قوات سوريا الديمقراطية وتنظيم داعش في محيط بلدة الشدادي", {"sdf", "isis"}),
        (
            "دارت اشتباكات عنيفة بين قوات النظام وحزب الله من جهة، وجبهة النصرة من جهة أخرى، في جرود فليطة",
            {"syrian_government", "hezbollah", "hts"},
        ),
        ("اشتبكت فصائل المعارضة مع قوات النظام على أطراف مورك", {"opposition", "syrian_government"}),
        ("معارك بين الفصائل وقوات النظام في حي جوبر", {"opposition", "syrian_government"}),
    ],
)
def test_a_clash_without_a_stated_attacker_has_both_parties(text, parties):
    report = only(text)
    assert report.type == "armed_clash"
    assert set(report.initiators) | set(report.targets) == parties
    assert report.targets
    assert report.targets != ("unknown",)


def test_the_attacker_of_a_clash_is_the_one_the_text_names():
    report = only("دارت اشتباكات بين فصائل المعارضة وقوات النظام في محيط مورك إثر هجوم شنته الأخيرة")
    assert (report.initiators, report.targets) == (GOV, OPP)


def test_a_subject_is_carried_over_to_the_next_verb():
    first, second = read("شن الطيران الروسي ثلاث غارات على بلدة حاس. كما شن غارتين على مدينة كفرنبل").reports
    assert first.initiators == second.initiators == ("russia",)


def test_a_subject_is_not_carried_over_where_the_next_verb_has_its_own():
    first, second = read("شن الطيران الروسي غارات على بلدة حاس، وقصفت قوات النظام مدينة كفرنبل بالمدفعية").reports
    assert (first.initiators, second.initiators) == (("russia",), GOV)


def test_a_subject_is_not_carried_over_to_another_paragraph():
    reports = read("شن الطيران الروسي غارات على بلدة حاس.\nانفجرت عبوة ناسفة في مدينة عفرين.").reports
    assert [report.initiators for report in reports] == [("russia",), ("unknown",)]


def test_an_attacker_named_afterwards_belongs_to_the_attack():
    report = only("انفجرت سيارة مفخخة في بلدة الشدادي وقتلت خمسة. وتبنى تنظيم داعش التفجير")
    assert (report.type, report.initiators) == ("explosion_ied", ("isis",))


def test_a_speaker_is_no_side():
    report = only("قال المرصد السوري إن طائرات روسية قصفت بلدة حاس")
    assert (report.initiators, report.targets) == (("russia",), ("unknown",))
    report = only("أعلنت قوات سوريا الديمقراطية أن القوات التركية قصفت بلدة تل رفعت بالمدفعية")
    assert report.initiators == ("turkey",)


@pytest.mark.parametrize(
    ("published", "initiators"),
    [(date(2013, 5, 4), GOV), (date(2019, 5, 4), ("unknown",))],
)
def test_warplanes_without_an_owner_are_the_governments_only_while_nobody_else_flew(published, initiators):
    assert only("قصف الطيران الحربي بلدة حاس", published=published).initiators == initiators


def test_warplanes_without_an_owner_follow_the_owner_named_before():
    first, second = read("شنت طائرات روسية غارات على حاس. وعاود الطيران الحربي قصف بلدة كفرنبل").reports
    assert first.initiators == second.initiators == ("russia",)


@pytest.mark.parametrize(
    ("text", "published", "initiators", "targets"),
    [
        ("قصفت القوات الحكومية بلدة سرمين بالمدفعية", date(2024, 11, 1), GOV, ("unknown",)),
        ("هاجم مسلحون من فلول النظام دورية للأمن العام قرب جبلة", date(2025, 3, 7), ("unknown",), GOV),
        ("هاجمت هيئة تحرير الشام مواقع قوات النظام في قبتان الجبل", date(2024, 11, 28), ("hts",), GOV),
    ],
)
def test_the_government_is_that_of_the_day(text, published, initiators, targets):
    report = only(text, published=published)
    assert (report.initiators, report.targets) == (initiators, targets)


def test_the_army_of_conquest_is_two_sides_at_once():
    assert only("سيطر جيش الفتح على مدينة أريحا", published=date(2015, 5, 29)).initiators == ("hts", "opposition")


def test_named_groups_are_kept_beside_the_codes():
    report = only("هاجمت حركة أحرار الشام حاجزاً لقوات النظام في بلدة مورك", published=date(2016, 5, 4))
    assert report.initiators == OPP
    assert report.groups
    assert quoted("هاجمت حركة أحرار الشام حاجزاً لقوات النظام في بلدة مورك", report, "initiators") == ["حركة أحرار الشام"]


def test_codes_stand_in_the_order_of_the_vocabulary_and_never_twice():
    report = only("قصفت مدفعية حزب الله وقوات النظام وميليشيات إيرانية وقوات النظام بلدة مضايا", published=DAY)
    assert report.initiators == ("syrian_government", "iran_backed", "hezbollah")
