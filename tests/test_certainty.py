"""What a report rests on: a party's own word, a doubt about the attacker, a denial of this incident and not of another."""

from __future__ import annotations

import pytest
from reading import only, read, surfaces


def _certainties(text: str) -> dict[str, str]:
    return {name: report.certainty for report in read(text).reports for name in surfaces(report.places)}


def test_a_denial_answers_the_incident_whose_place_it_names():
    text = "قتل سبعة مدنيين في غارات على مدينة معرة النعمان. وقتل تسعة في قصف على مدينة سراقب. ونفت وزارة الدفاع الروسية استهداف سوق معرة النعمان."
    assert _certainties(text) == {"معرة النعمان": "denied", "سراقب": "reported"}


def test_a_denial_without_a_place_answers_the_incident_told_last():
    assert only("قتل سبعة مدنيين في غارات على مدينة سراقب. ونفت موسكو مسؤوليتها عن الهجوم.").certainty == "denied"


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("دمشق-سانا\nسقطت قذائف على حي القصاع في دمشق.\nوأصيب مدني بانفجار لغم في بلدة طفس.", "claimed"),
        ("أعلنت قوات سوريا الديمقراطية وصول تعزيزات إليها.\nوأصيب مدني بانفجار لغم في بلدة طفس.", "reported"),
        ("قتل قائد عسكري بانفجار عبوة في مدينة طفس.", "reported"),
        ("قال قائد عسكري إن عنصراً قتل بانفجار عبوة في مدينة طفس.", "claimed"),
        ("قتل خمسة مستشارين بقصف على مدينة البوكمال، وفق بيان للحرس الثوري.", "claimed"),
        ("قتل خمسة مدنيين بقصف على مدينة البوكمال، وفق بيان للأمم المتحدة.", "reported"),
        ("أغارت طائرات الاحتلال التركي على قرية تل شعير.", "claimed"),
        ("أغارت طائرات تركية على قرية تل شعير.", "reported"),
        ("قصفت طائرات مدينة الباب، وترجح المصادر أنها روسية.", "suspected"),
    ],
)
def test_what_a_report_rests_on(text, certainty):
    assert {report.certainty for report in read(text).reports} == {certainty}


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("انفجرت عبوة بحافلة في دمشق، وقالت وكالة سانا إن اثنين قتلا.", "reported"),
        ("انفجرت عبوة بحافلة في دمشق، بحسب وكالة سانا.", "claimed"),
        ("أقرت قوات النظام بمقتل تسعة من عناصرها في هجوم لداعش على بلدة الميادين.", "reported"),
        ("أعلنت قوات النظام قتل تسعة من داعش في هجوم على بلدة الميادين.", "claimed"),
        ("قصفت قوات النظام بصواريخ يعتقد أنها من نوع فيل بلدة حاس.", "reported"),
        ("سقطت على بلدة حاس صواريخ يعتقد أنها روسية.", "suspected"),
        ("قال قيادي في الجيش الحر إن مقاتليه دمروا دبابة في بلدة مورك.", "claimed"),
        ("وكانت المعارضة قد أعلنت مقتل مئة شخص بقصف على بلدة داريا.", "claimed"),
        ("قتل مسلحون موظفاً في الإدارة الذاتية في بلدة أبريهة.", "reported"),
        ("نشرت قوات النظام دباباتها وقصفت بلدة كفرزيتا.", "reported"),
        ("استهدفت قسد بمسيّرة نقطة للجيش في دير حافر، وهو ما نفته الأخيرة.", "denied"),
        ("نفى المتحدث باسم قوات سوريا الديمقراطية، عبر موقعها، أن تكون لقواته أي علاقة بالقصف الذي ضرب أمس مدينة عفرين.", "denied"),
        ("قصفت قوات النظام حي الوعر في حمص. ونفت الحكومة، في بيان لها، أن تكون المياه مقطوعة عن الحي.", "reported"),
        ("قال مصدر عسكري إن طائرات أغارت على مدينة مصياف. وتابع المصدر أن غارة أصابت بلدة القدموس.", "claimed"),
        ("قال ناشطون إن طائرات أغارت على مدينة مصياف. وأضافوا أن غارة أصابت بلدة القدموس.", "reported"),
        ("هاجم المرتزقة قرية معلق وتصدت لهم قواتنا. وقصف جيش الاحتلال التركي قرية صيدا. وأصيبت امرأة بقذيفة في بلدة أبو راسين.", "claimed"),
        ("انفجرت مفخخة في مدينة منبج فقُتلت عشرون امرأة، وحمّلت الرئاسة المجرمين المسؤولية.", "reported"),
        ("انفجرت مفخخة في مدينة عفرين فقُتل خمسة مدنيين، واتهمت الشرطة وحدات حماية الشعب بتنفيذها.", "claimed"),
    ],
)
def test_who_only_adds_admits_or_goes_on(text, certainty):
    assert {report.certainty for report in read(text).reports} == {certainty}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("مجلس منبج العسكري يتهم تركيا بقصف قرية مرعناز.", "مجلس منبج العسكري"),
        ("اتهمت قسد تركيا بقصف قرية مرعناز.", "قسد"),
    ],
)
def test_who_is_accused_is_not_who_says_so(text, source):
    assert only(text).source == source
