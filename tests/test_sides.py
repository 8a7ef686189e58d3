"""Who did it to whom, in sentences and short articles written for these tests in the manner of many outlets."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from reading import bug, only, read

GOV = ("syrian_government",)

# Columns: published, place (of the report meant; empty: any), initiators and targets (codes joined by +), met (yes, or what is read instead), text.
SENTENCES = Path(__file__).parent / "side_sentences.tsv"


def rows() -> list[object]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, marks=[] if row["met"] == "yes" else [bug(row["met"])], id=f"{row['published']} {row['place']}") for row in found]


@pytest.mark.parametrize("row", rows())
def test_sides_of_a_written_report(row: dict[str, str]) -> None:
    reports = read(row["text"].replace("\\n", "\n"), published=date.fromisoformat(row["published"])).reports
    sides = [
        ("+".join(sorted(report.initiators)), "+".join(sorted(report.targets)))
        for report in reports
        if not row["place"] or any(row["place"] in place.mention.surface for place in report.places)
    ]
    assert (row["initiators"], row["targets"]) in sides


def test_a_verb_goes_on_with_the_subject_of_its_sentence_not_with_the_force_named_last():
    first, second = read("سيطرت هيئة تحرير الشام على بلدة مورك بعد انسحاب قوات النظام. ثم دخلت بلدة صوران").reports
    assert first.initiators == second.initiators == ("hts",)


def test_a_supporter_is_not_carried_over_to_another_action():
    first, second = read("سيطرت قوات النظام بدعم روسي على بلدة مورك، كما سيطرت على بلدة صوران").reports
    assert (first.initiators, second.initiators) == (("syrian_government", "russia"), GOV)


def test_an_accusation_of_both_attacks_reaches_back():
    text = "انفجرت سيارة مفخخة في مدينة الباب فقتلت مدنيين. ثم ضرب تفجير مماثل مدينة عفرين. ونسبت وزارة الدفاع التركية الهجومين إلى وحدات حماية الشعب."
    assert {report.initiators for report in read(text).reports} == {("sdf",)}


def test_fire_on_those_who_attacked_comes_from_those_they_attacked():
    text = "قصفت طائرات التحالف مواقع للميليشيات الإيرانية في البوكمال. وسقطت صواريخ على قاعدة للتحالف في حقل العمر."
    assert read(text, published=date(2023, 3, 24)).reports[-1].initiators == ("iran_backed",)


@pytest.mark.parametrize(("published", "initiators"), [(date(2016, 5, 4), GOV), (date(2025, 5, 4), ("unknown",))])
def test_barrel_bombs_were_the_governments_until_it_fell(published, initiators):
    assert only("قتل مدنيان بغارات بالبراميل المتفجرة على بلدة حاس", published=published).initiators == initiators


def test_tanks_without_an_owner_are_the_governments_only_in_the_first_years():
    text = "قصفت الدبابات أحياء مدينة الرستن"
    assert only(text, published=date(2012, 5, 4)).initiators == GOV


def test_factions_joined_with_hts_stand_for_both():
    text = "واصلت هيئة تحرير الشام والفصائل هجومها على قوات النظام. وسيطرت الفصائل على بلدة داديخ."
    assert read(text, published=date(2024, 11, 29)).reports[-1].initiators == ("hts", "opposition")


def test_our_forces_are_those_in_whose_voice_the_article_speaks():
    text = "قالت قوات سوريا الديمقراطية إن قواتنا تصدت لهجوم مرتزقة الاحتلال التركي على قرية معلق"
    report = read(text, published=date(2021, 8, 1)).reports[0]
    assert (report.initiators, report.targets) == (("sna",), ("sdf",))


def test_an_attack_that_is_answered_gives_no_side():
    report = only("قصفت القوات التركية مواقع قسد في تل رفعت رداً على هجوم شنته على الجيش الوطني", published=date(2021, 8, 1))
    assert (report.initiators, report.targets) == (("turkey",), ("sdf",))


def test_civilians_who_only_flee_are_no_target():
    report = only("قصفت قوات النظام بلدة حاس بالمدفعية وسط حركة نزوح للأهالي")
    assert report.targets == ("unknown",)


@pytest.mark.parametrize(
    ("text", "day", "initiators"),
    [
        ("قال ناشطون إن قوات الأمن فتحت النار على محتجين. وأصيب عشرة حين أُطلق الرصاص على حشود في دوما.", date(2011, 7, 16), ("syrian_government",)),
        ("قال سكان إن البلدة اقتحمتها مدرعات أمس وقتلت متظاهراً واحداً في تلبيسة", date(2011, 9, 5), ("syrian_government",)),
        ("دارت اشتباكات في القابون حيث يتابع الجيش ملاحقة المسلحين", date(2013, 7, 8), ("syrian_government",)),
        ("أصيب عشرة حين أُطلق الرصاص على حشود في دوما", date(2011, 7, 16), ("unknown",)),  # nobody is said to have fired
    ],
)
def test_who_fired_at_a_crowd_and_who_pursues_is_told_around_the_attack(text, day, initiators):
    assert only(text, published=day).initiators == initiators
