"""Folding, tokens and attached particles."""

from __future__ import annotations

import pytest
from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar, normalize_unicode
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import fuzzy, latin, names

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءًٌَُِّْـٱگپ" + "\u200f\u0670", max_size=14)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert names.fold(names.fold(text)) == names.fold(text)


@given(st.text() | ARABIC | st.sampled_from("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"))
def test_folding_is_that_of_camel_tools_and_more(text):
    """Words of bare letters are folded letter by letter: they come out as the whole way round, which takes the marks away with camel-tools."""
    plain = names.fold(text)
    assert plain == names._fold(dediac_ar(normalize_unicode(text)))
    assert plain == dediac_ar(plain)
    assert normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(plain))) == plain


@given(st.text())
def test_a_key_is_its_own_key_but_for_articles(text):
    key = names.key(text)
    assert "  " not in key
    assert key == key.strip()


@given(st.text())
def test_tokens_quote_the_raw_text(text):
    for token in names.tokens(text):
        assert text[token.start : token.end] == token.surface


@given(ARABIC)
def test_a_reading_points_home(word):
    for token in names.tokens(word):
        for reading in names.readings(token.surface):
            rest = names.fold(token.surface[reading.skip :])
            assert 0 <= reading.skip < len(token.surface)
            # لل stands for ل + ال: the article's alef is not written.
            assert rest == reading.word or (reading.particle.endswith("ل") and reading.word == "ا" + rest) or reading.word == "ال" + rest


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("إدلب", "ادلب"),
        ("مَعَرَّة", "معرة"),
        ("كفر زيتـــا", "كفر زيتا"),
        ("اللاذقية", "لاذقيه"),
        ("القرى", "قري"),
        ("مؤتة", "موته"),
        ("الراشدين ٤", "الراشدين 4"),
        ("کوبانی", "كوباني"),
        ("Deir-ez-Zor", "deir ez zor"),
    ],
)
def test_spellings_that_have_one_key(a, b):
    assert names.key(a) == names.key(b)


@pytest.mark.parametrize(("a", "b"), [("حلب", "حلبا"), ("سراقب", "سراقد"), ("تل أبيض", "تل أسود")])
def test_names_that_stay_apart(a, b):
    assert names.key(a) != names.key(b)


def test_joined_forms_keep_the_inner_article_as_one_choice():
    assert names.joined_forms("دير الزور") == ("ديرزور", "ديرالزور")
    assert names.joined_forms("كفر زيتا") == ("كفرزيتا",)
    assert names.joined_forms("...") == ()


@pytest.mark.parametrize(
    ("surface", "word", "skip"),
    [("وبحمص", "حمص", 2), ("باللطامنة", "اللطامنه", 1), ("للرقة", "الرقه", 2), ("وَبِحلب", "حلب", 4)],
)
def test_particles_are_split_off(surface, word, skip):
    assert any(reading.word == word and reading.skip == skip for reading in names.readings(surface))


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Khan Touman", "خان طومان"),
        ("Khān Ţūmān", "خان طومان"),
        ("Deir Ezzor", "دير الزور"),
        ("Dayr az Zawr", "دير الزور"),
        ("Ma'arrat an-Nu'man", "معرة النعمان"),
        ("Maarat al Numan", "معرة النعمان"),
        ("Jisr ash-Shughur", "جسر الشغور"),
        ("Qalaat al-Madiq", "قلعة المضيق"),
        ("Arraqqa", "الرقة"),
        ("Kafranbel", "كفر نبل"),
        ("Eastern Kwaires", "كويرس شرقي"),
    ],
)
def test_transliterations_share_the_skeleton_of_the_arabic_name(spelling, name):
    assert latin.skeleton(spelling) == latin.arabic_skeleton(names.key(name))


@pytest.mark.parametrize(("spelling", "name"), [("Hama", "حلب"), ("Salma", "سرمدا"), ("Aleppo", "حلب")])
def test_other_names_have_other_skeletons(spelling, name):
    assert latin.skeleton(spelling) != latin.arabic_skeleton(names.key(name))


@pytest.mark.parametrize(("a", "b"), [("ابو ظهور", "ابو ضهور"), ("سرقين", "صرغين"), ("معره", "معرا"), ("طفس", "تفص")])
def test_letters_that_writers_confuse_count_little(a, b):
    assert fuzzy.loose(a) == fuzzy.loose(b)
    assert fuzzy.likeness(a, b) > 0.75


@given(ARABIC, ARABIC)
def test_likeness_is_symmetric_and_bounded(a, b):
    assert 0.0 <= fuzzy.likeness(a, b) <= 1.0
    assert fuzzy.likeness(a, b) == pytest.approx(fuzzy.likeness(b, a))
    assert fuzzy.likeness(a, a) == 1.0


def test_the_gram_index_finds_the_nearest_key():
    index = fuzzy.GramIndex(["خان شيخون", "خان طومان", "كفر زيتا"])
    assert index.keys[index.nearest("خان شيحون")[0]] == "خان شيخون"
    assert index.nearest("ضضضض") == []
