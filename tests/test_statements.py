"""How many events an article tells of, where, and what carries over from one statement to the next."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from reading import only, read, surfaces, told

# --- how many events ---------------------------------------------------------------------------------------------------------------------------------


def test_two_events_in_one_sentence():
    text = "قصفت المدفعية بلدة مورك شمالي حماة، كما استهدف الطيران المروحي بالبراميل المتفجرة بلدة حاس جنوبي إدلب"
    assert told(text) == [("shelling", ["مورك"]), ("air_strike", ["حاس"])]


def test_one_attack_on_a_list_of_places_is_one_event():
    assert told("قصفت الطائرات بلدات حاس وكفرنبل ومعرزيتا في ريف إدلب الجنوبي") == [("air_strike", ["حاس", "كفرنبل", "معرزيتا"])]


def test_the_outer_place_is_no_second_target():
    assert told("استهدف قصف مدفعي مدينة الباب شرقي حلب") == [("shelling", ["الباب"])]
    assert told("استهدف قصف مدفعي قرى بريف إدلب الجنوبي") == [("shelling", ["إدلب"])]


def test_where_fire_came_from_is_no_target():
    assert told("سقطت قذائف على بلدة محردة أطلقتها الفصائل من اللطامنة") == [("shelling", ["محردة"])]


def test_a_repeated_paragraph_is_reported_once():
    paragraph = "قصفت قوات النظام بلدة مورك بالمدفعية وقتل طفل.\nشن الطيران الروسي غارتين على بلدة حاس وأصيب ثلاثة مدنيين.\n"
    assert told(paragraph * 3) == [("shelling", ["مورك"]), ("air_strike", ["حاس"])]
    once, thrice = read(paragraph), read(paragraph * 3)
    assert [(report.killed_min, report.injured_min) for report in once.reports] == [(report.killed_min, report.injured_min) for report in thrice.reports]


def test_a_headline_and_its_body_are_one_event():
    assert told("شن الطيران الروسي غارتين على مدينة سراقب وقتل أربعة مدنيين.", title="قتلى بغارات روسية على سراقب") == [("air_strike", ["سراقب"])]


def test_a_headline_alone_is_reported_from_the_headline():
    report = only("تفاصيل أوفى بعد قليل.", title="غارة روسية على مدينة سراقب")
    assert (report.type, report.places[0].mention.span.zone) == ("air_strike", "title")


def test_a_lead_told_again_with_its_outcome_is_one_event():
    text = "هز انفجار سيارة مفخخة مدينة إعزاز صباح اليوم.\nوأسفر انفجار السيارة المفخخة في إعزاز عن مقتل سبعة أشخاص وإصابة عشرين."
    report = only(text)
    assert (report.type, report.killed_min, report.injured_min) == ("explosion_ied", 7, 20)


def test_attacks_of_two_sides_on_one_town_are_two_events():
    text = "قصفت قوات النظام بلدة مورك بالمدفعية. وقصفت فصائل المعارضة مواقع قوات النظام في بلدة مورك بالصواريخ"
    assert [report.initiators for report in read(text).reports] == [("syrian_government",), ("opposition",)]


def test_an_old_attack_told_as_background_is_no_event_and_a_recent_one_has_its_own_day():
    old = "قصفت الطائرات بلدة حاس في 3 آذار 2018"
    recent = "قصفت الطائرات بلدة حاس في 25 تموز 2019"
    assert told(old) == []
    assert only(recent).date == date(2019, 7, 25)


# --- places ------------------------------------------------------------------------------------------------------------------------------------------


def test_an_event_at_an_unknown_village_stays_with_its_reason():
    report = only("قصفت قوات النظام قرية مزنوفة بريف حماة بالمدفعية")
    assert surfaces(report.places) == ["مزنوفة"]
    assert report.places[0].resolution.reason == "not_in_gazetteer"
    assert report.outside == ""


def test_an_event_at_an_ambiguous_name_stays_with_its_candidates():
    report = only("قصفت الطائرات الحربية قرية الصالحية")
    assert report.places[0].resolution.reason == "ambiguous"
    assert len(report.places[0].resolution.candidates) > 1


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("انفجرت سيارة مفخخة في مدينة بغداد وقتلت عشرة أشخاص", "IQ"),
        ("شنت طائرات إسرائيلية غارة على مدينة بيروت", "LB"),
        ("سقطت قذائف على مدينة كيليس التركية", "TR"),
        pytest.param("هاجم مسلحون مقهى في باريس وقتلوا أربعة", "FR"),
        pytest.param("وقعت اشتباكات مسلحة في بغداد", "IQ"),
        ("غارة إسرائيلية على جنوب لبنان", "LB"),
        pytest.param("قتل عشرة أشخاص بقصف على غزة", "PS"),
        pytest.param("اندلعت مواجهات مسلحة في مدينة صيدا جنوبي لبنان", "LB"),
    ],
)
def test_an_attack_abroad_goes_outside_with_its_country(text, country):
    found = read(text)
    assert found.reports == ()
    assert [report.outside for report in found.outside] == [country]


def test_an_attack_without_any_place_goes_outside_as_unknown():
    found = read("شنت طائرات حربية غارات عنيفة منذ الفجر")
    assert found.reports == ()
    assert [report.outside for report in found.outside] == ["??"]


def test_a_capital_that_speaks_for_its_government_is_no_target():
    assert told("أعلنت دمشق أن قواتها قصفت مواقع المسلحين في بلدة حاس") == [("shelling", ["حاس"])]


def test_attacks_here_and_abroad_in_one_article_are_kept_apart():
    found = read("قصفت قوات النظام بلدة حاس بالمدفعية. وانفجرت سيارة مفخخة في مدينة بغداد وقتلت عشرة أشخاص")
    assert [surfaces(report.places) for report in found.reports] == [["حاس"]]
    assert [(report.type, report.outside) for report in found.outside] == [("explosion_ied", "IQ")]


def test_the_body_helps_to_place_the_headline():
    found = read("قصفت قوات النظام قرية دوما بريف السويداء.", title="قصف على دوما")
    assert {toponym.resolution.place.id for toponym in found.places if toponym.mention.surface == "دوما"} == {"C6236"}
    assert found.places[0].mention.span.zone == "title"


# --- several attacks in one sentence ---------------------------------------------------------------------------------------------------------------------


def places_of(text):
    return [sorted(surfaces(report.places)) for report in read(text).reports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قُتل مدنيان بغارة روسية على بلدة بينين، وثلاثة نازحين بقصف من الطيران المروحي على أطراف معرة النعمان", [["بينين"], ["معرة النعمان"]]),
        ("تعرضت بلدة حاس لغارات جوية، وقصف مدفعي على مدينة مورك أوقع جرحى", [["حاس"], ["مورك"]]),
        ("استهدفت الطائرات الروسية بلدة حاس، كما استهدفت مدينة كفرنبل", [["حاس", "كفرنبل"]]),
        ("استهدفت الطائرات الروسية بلدة حاس، كما استهدفت مدينة كفرنبل ما أدى إلى مقتل مدنيين اثنين", [["حاس"], ["كفرنبل"]]),
        ("استهدفت الطائرات الروسية بلدة حاس. كما استهدفت مدينة كفرنبل", [["حاس"], ["كفرنبل"]]),
    ],
)
def test_places_of_one_sentence_are_one_event_unless_the_attack_or_the_dead_are_others(text, expected):
    assert places_of(text) == expected


def test_strikes_that_are_pointed_back_to_keep_their_kind_and_attacker():
    first, second = read("شنت مقاتلات التحالف الدولي غارات على مدينة الميادين فجراً. وطالت الضربات مستودعاً في مدينة البوكمال").reports
    assert (second.type, second.initiators) == (first.type, first.initiators) == ("air_strike", ("coalition",))


@pytest.mark.parametrize(
    "text",
    [
        "داهمت قوات الأمن منازل في بلدة طفس واعتقلت خمسة شبان",
        "نفذت قسد حملة دهم واعتقال في بلدة الشحيل",
        "توقفت المعارك في جوبر بعد الهدنة",
        "دخلت المواجهات بين العشائر وقسد أسبوعها الثاني في دير الزور",
    ],
)
def test_raids_that_only_arrest_and_fights_that_ended_are_no_events(text):
    assert not read(text).reports


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("مداهمة لقوات التحالف في بلدة الشحيل أسفرت عن مقتل قيادي في داعش", "armed_clash"),
        ("تواصلت المعارك في جوبر", "armed_clash"),
        ("أصبحت بلدة مورك تحت سيطرة قوات النظام", "territory_change"),
        ("فجّر مجهولون عبوة ناسفة بسيارة عسكرية في مدينة البصيرة", "explosion_ied"),
        ("قضى طفلان بانفجار قنبلة عنقودية من مخلفات قصف سابق في بلدة التح", "explosion_ied"),
        ("شهدت مدينة سراقب قصفاً مكثفاً بالبراميل", "air_strike"),
        ("مقتل ضابط على يد مسلحين مجهولين في مدينة نوى", "small_arms_assassination"),
    ],
)
def test_less_common_ways_of_telling_an_attack_are_read(text, kind):
    assert only(text).type == kind


def test_a_shell_from_a_base_falls_elsewhere():
    assert surfaces(only("أصيبت فتاة في بلدة معرة مصرين بقذيفة من قاعدة ميزناز").places) == ["معرة مصرين"]


def test_a_region_beside_a_town_is_the_place():
    assert surfaces(only("اندلعت معارك في تلول الصفا شرقي السويداء").places) == ["تلول الصفا"]


# --- ways of telling ----------------------------------------------------------------------------------------------------------------------------------

SENTENCES = [tuple(line.split("\t")) for line in Path(__file__).with_name("event_sentences.tsv").read_text("utf-8").splitlines()[1:]]
NOT_READ_YET = {
    "انفجار طائرة مسيرة في قاعدة حميميم": "an explosion, with what exploded",
    "نفذت الفصائل عملية نوعية خلف خطوط العدو في بلدة حاس": "a special operation that may be anything",
    "قتل شخصان في هجوم بالأسلحة النارية على منزل في بلدة المسيفرة": "an attack on persons told as an attack",
    "تصفية ثلاثة شبان ميدانياً في بلدة المسيفرة": "a word that also means to settle",
    "فصائل عملية ردع العدوان تدخل مدينة حلب": "factions named by their operation",
}


@pytest.mark.parametrize(("kind", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_a_sentence_of_the_press_is_read_as_its_kind_of_event(kind, sentence, request):
    if sentence in NOT_READ_YET:
        request.applymarker(pytest.mark.xfail(strict=True, reason=NOT_READ_YET[sentence]))
    found = read(sentence, published=date(2017, 8, 21))
    assert [report.type for report in (*found.reports, *found.outside)] == ([] if kind == "none" else [kind])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("قصف صاروخي على قرى الدير الشرقي والدير الغربي ومعرشمشة وأبو جريف", [["أبو جريف", "الدير الشرقي", "الدير الغربي", "معرشمشة"]]),
        ("قصف صاروخي على قريتي جزرايا وزمار شرقي إدلب", [["جزرايا", "زمار"]]),
        ("شملت الغارات بلدات كفرحمرة وعندان وحريتان", [["حريتان", "عندان", "كفرحمرة"]]),
        ("شملت حملة اللقاح مدينتي الرستن وتلبيسة بعد القصف", []),
        ("قتل شخصان في تفجيرين شهدتهما مدينتا الباب واعزاز", [["اعزاز", "الباب"]]),
        ("#درعا اغتيال قيادي سابق برصاص مجهولين في اليادودة", [["اليادودة"]]),
        ("قصف مدفعي على #درعا واليادودة", [["اليادودة", "درعا"]]),
        ("قصف من الصبح على دوما وناس عم تنزح باتجاه حرستا", [["دوما"]]),
        ("دبابات النظام من فوق كفرسوسة عم تضرب داريا", [["داريا"]]),
        ("قصفت أطراف بلدة بينين والمصدر معسكر جورين", [["بينين"]]),
        ("أصابت القذائف مدرسة في تفتناز وأسعف طفل إلى مشفى بنش", [["تفتناز"]]),
        ("أصابت القذائف مشفى بنش", [["بنش"]]),
        ("وكان الطيران قد قصف بلدة القرقور", [["القرقور"]]),
        ("تصاعد الدخان وكأن الطيران قصف بلدة القرقور", []),
        ("وكان الجيش ينوي قصف بلدة سراقب", []),
        ("دمروا دبابة للجيش بصاروخ موجه عند مورك وقتل طاقمها قرب حلفايا", [["مورك"]]),
    ],
)
def test_where_it_happened_and_where_it_did_not(text: str, places: list[list[str]]) -> None:
    assert [sorted(name.removeprefix("مشفى ") for name in surfaces(report.places)) for report in read(text).reports] == places


def test_where_a_witness_is_stands_for_the_place_that_nothing_else_tells():
    assert places_of("أفاد مراسلنا في درعا بأن ثلاثة مدنيين قُتلوا برصاص مجهولين") == [["درعا"]]
    assert places_of("قالت مصادر في دمشق إن إسرائيل قصفت شاحنة أسلحة") == []  # a capital stands for its officials
    text = "قصف الطيران بلدة حاس. وقال ناشطون في إدلب إن الغارات دمرت سوقاً."
    assert places_of(text) == [["حاس"]]


def test_aircraft_came_when_until_tells_of_them():
    text = "هاجم مقاتلو المعارضة مطار منغ العسكري حتى قصفته المروحيات"
    assert told(text) == [("armed_clash", ["مطار منغ العسكري"]), ("air_strike", ["مطار منغ العسكري"])]


def test_bodies_found_in_another_place_are_not_the_dead_of_the_attack():
    assert only("أغارت الطائرات الحربية على برزة، في وقت وُجدت في حمص جثث 34 شخصاً").killed_min is None
    assert only("قصف الطيران مدينة داريا، كما انتشلت جثث ثلاثة أطفال من تحت الأنقاض").killed_min == 3
