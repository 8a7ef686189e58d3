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
