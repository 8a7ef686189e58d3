"""Statements: where one begins, what its words report, and what takes a word of attack back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import reading

from extract.triggers import CARRIERS

WORDS = ["قصفت", "وقصفت", "الطائرات", "كما", "فيما", "بينما", "غارة", "على", "سراقب", "وسراقب", "،", ".", "\n", "اشتباكات", "ودارت", "قتل", "لم", "وسط", "هجوم"]


def _reports(clause) -> bool:
    """Whether a word of attack stands in a clause that nothing takes back."""
    return any(not trigger.taken_back and trigger.type not in CARRIERS for trigger in clause.triggers)


def statements(text: str) -> list[str]:
    """The clauses of a text that report an attack, as written."""
    found = reading(text)
    return [text[slice(*found.offsets(clause.first, clause.last))] for clause in found.clauses if _reports(clause)]


def triggers(text: str) -> list[tuple[str, str]]:
    """Type and effect of the cue that governs it, for each word of attack."""
    return [(trigger.type, trigger.taken_back) for trigger in reading(text).triggers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت المدفعية بلدة مورك، كما استهدف الطيران قرية لطمين", ["قصفت المدفعية بلدة مورك", "كما استهدف الطيران قرية لطمين"]),
        ("قصفت المدفعية بلدة مورك وقصف الطيران قرية لطمين", ["قصفت المدفعية بلدة مورك", "وقصف الطيران قرية لطمين"]),
        ("شن الطيران غارة على حاس، فيما دارت اشتباكات قرب كفرنبل", ["شن الطيران غارة على حاس", "فيما دارت اشتباكات قرب كفرنبل"]),
        ("شن الطيران غارة على حاس بينما هاجم التنظيم حاجزاً في خناصر", ["شن الطيران غارة على حاس", "بينما هاجم التنظيم حاجزاً في خناصر"]),
        (
            "شن الطيران غارة على حاس. في سياق متصل انفجرت عبوة في عفرين",
            ["شن الطيران غارة على حاس", "في سياق متصل انفجرت عبوة في عفرين"],
        ),
    ],
)
def test_a_connective_or_a_verb_of_attack_after_wa_begins_a_statement(text, expected):
    assert statements(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "قصفت قوات النظام بلدات حاس وكفرنبل ومعرزيتا وبسقلا",
        "قصفت قوات النظام بلدة حاس وسط حركة نزوح نحو الشمال",
        "قصفت قوات النظام بالمدفعية والصواريخ والرشاشات الثقيلة بلدة حاس",
        "قتل مدني وأصيب ثلاثة بقصف على بلدة حاس",
        "قصفت قوات النظام بلدة حاس ما أسفر عن مقتل طفل وإصابة والدته",
    ],
)
def test_one_statement_stays_whole(text):
    assert statements(text) == [text]


def test_what_follows_without_an_attack_of_its_own_tells_of_the_attack_before_it():
    text = "قصفت الطائرات بلدة حاس، فيما هرعت فرق الإنقاذ وانتشلت ثلاث جثث"
    (clause,) = reading(text).clauses
    assert text[slice(*reading(text).offsets(clause.first, clause.last))] == text
    core = text[slice(*reading(text).offsets(*clause.core))]
    assert core.startswith("قصفت الطائرات بلدة حاس")
    assert "الإنقاذ" not in core


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_clauses_hold_every_word_once_and_every_trigger(text):
    found = reading(text)
    assert [at for clause in found.clauses for at in range(clause.first, clause.last)] == list(range(len(found.words)))
    assert [trigger for clause in found.clauses for trigger in clause.triggers] == list(found.triggers)
    for clause in found.clauses:
        assert clause.first <= clause.core[0] < clause.core[1] <= clause.last
        assert found.sentences[clause.sentence].first <= clause.first < clause.last <= found.sentences[clause.sentence].last
        assert clause.paragraph == found.sentences[clause.sentence].paragraph


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("أغارت الطائرات على حاس", "air_strike"),
        ("غارة على حاس", "air_strike"),
        ("غاراتها على حاس", "air_strike"),
        ("قُصفت حاس بالراجمات", "strike"),
        ("يقصفون حاس", "strike"),
        ("تستهدف المدفعية حاس", "strike"),
        ("انفجار في عفرين", "explosion_ied"),
        ("اغتيل قيادي في درعا", "small_arms_assassination"),
        ("اشتبكت الفصائل مع التنظيم", "armed_clash"),
        ("كمين في البادية", "armed_clash"),
        ("سيطرت الفصائل على حاس", "territory_change"),
        ("استعادت القوات حاس", "territory_change"),
        ("صدت الفصائل هجوماً", "repel"),
    ],
)
def test_active_passive_and_nominal_words_of_attack_are_found(text, kind):
    assert kind in [found for found, _ in triggers(text)]


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("لم تسجل أي غارات على إدلب", "never"),
        ("لم تقصف الطائرات البلدة", "never"),
        ("هدد الوزير بشن غارات جديدة", "irrealis"),
        ("حذرت المنظمة من هجوم واسع", "irrealis"),
        ("ندد المجلس بقصف المشفى", "comment"),
        ("أعلنت النيابة فتح تحقيق في استهداف المدرسة", "comment"),
        ("اتفاق على تجميد الغارات", "talks"),
    ],
)
def test_a_cue_takes_a_word_of_attack_back(text, effect):
    assert effect in [found for _, found in triggers(text)]
    assert statements(text) == []


@pytest.mark.parametrize(
    "text", ["لم تهدأ الجبهة، وقصفت المدفعية بلدة حاس", "هدد الوزير خصومه. غارة على حاس", "ندد المجلس بالعملية، بينما قصفت المدفعية بلدة حاس"]
)
def test_a_cue_does_not_reach_into_the_next_statement(text):
    assert any(not effect for _, effect in triggers(text))


def test_a_trigger_points_at_its_words_without_the_attached_particle():
    text = "وبالقصف المدفعي على حاس ولغارات أخرى"
    assert [text[trigger.start : trigger.end] for trigger in reading(text).triggers] == ["القصف المدفعي", "غارات"]


def test_the_second_of_two_parties_opens_no_statement():
    """Unlike "من جهة أخرى" that begins another report, and unlike what follows the parties after a comma."""
    fight = "دارت اشتباكات بين قوات النظام من جهة، والفصائل من جهة أخرى في محيط بلدة كسب"
    assert statements(fight) == [fight]
    assert len(statements("قصفت الطائرات سراقب، من جهة أخرى انفجرت عبوة في الباب")) == 2
    assert len(statements(f"{fight.replace(' في محيط بلدة كسب', '')}، استهدفت طائرة قافلة في سراقب")) == 2


def test_a_side_before_its_verb_opens_a_statement_unless_it_ends_a_list():
    assert len(statements("غارات روسية على سراقب، وقوات النظام تقصف كفرنبل")) == 2
    assert len(statements("غارات روسية على سراقب، قوات النظام وروسيا تقصفان كفرنبل")) == 1
