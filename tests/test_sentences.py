"""Sentences and the gaps between words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.sentences import gaps, split
from extract.words import words


def parts(text: str) -> list[str]:
    """The sentences of a text, as written."""
    found = words(text)
    return [text[found[one.first].start : found[one.last - 1].end] for one in split(found, gaps(text, found))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هدأ القصف مساءً. عاد السكان إلى منازلهم.", ["هدأ القصف مساءً", "عاد السكان إلى منازلهم"]),
        ("من قصف البلدة؟ لا أحد يعرف!", ["من قصف البلدة", "لا أحد يعرف"]),
        ("غارة على حاس\nغارة على كفرنبل", ["غارة على حاس", "غارة على كفرنبل"]),
        ("غارة على حاس\r\nغارة على كفرنبل", ["غارة على حاس", "غارة على كفرنبل"]),
        ("غارة على حاس\u2028غارة على كفرنبل", ["غارة على حاس", "غارة على كفرنبل"]),
        ("غارات روسية على\nمناطق قرب حاس", ["غارات روسية على\nمناطق قرب حاس"]),
        ("غارات روسية على\n\nمناطق قرب حاس", ["غارات روسية على", "مناطق قرب حاس"]),
        ("• غارة على حاس • غارة على كفرنبل", ["غارة على حاس", "غارة على كفرنبل"]),
        ("🔴 غارة على حاس 🔴 غارة على كفرنبل", ["غارة على حاس", "غارة على كفرنبل"]),
        ("قصف على حاس؛ نزوح من كفرنبل", ["قصف على حاس", "نزوح من كفرنبل"]),
        ("غارة على حاس، وأخرى على كفرنبل", ["غارة على حاس، وأخرى على كفرنبل"]),
        ("محافظة حماة :: قصف على مورك", ["محافظة حماة :: قصف على مورك"]),
        ("", []),
        ("... !؟ ", []),
    ],
)
def test_a_stop_a_bullet_or_a_line_break_ends_a_sentence(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["قصف على حاس؛ ما أسفر عن مقتل طفل", "قصف على حاس؛ مما أدى إلى دمار كبير"])
def test_an_outcome_after_a_semicolon_belongs_to_its_attack(text):
    assert parts(text) == [text]


def test_an_outcome_in_a_new_paragraph_is_a_new_sentence():
    assert parts("قصف على حاس؛\nما أسفر عن مقتل طفل") == ["قصف على حاس", "ما أسفر عن مقتل طفل"]


def test_a_decimal_point_ends_nothing():
    assert parts("بلغت قوة الزلزال 4.5 درجات قرب إدلب") == ["بلغت قوة الزلزال 4.5 درجات قرب إدلب"]


def test_paragraphs_are_counted_by_line_breaks_and_not_by_stops():
    text = "هدوء في حاس. هدوء في كفرنبل.\n\nهدوء في مورك."
    found = words(text)
    assert [one.paragraph for one in split(found, gaps(text, found))] == [0, 0, 1]


def test_a_text_without_any_stop_is_cut_so_that_no_sentence_is_endless():
    found = words("قصف " * 1000)
    lengths = [one.last - one.first for one in split(found, gaps("قصف " * 1000, found))]
    assert sum(lengths) == 1000
    assert max(lengths) <= 220


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ابتوي .،؛\n؟5")), max_size=300))
def test_words_and_gaps_make_the_text_again_and_sentences_hold_every_word_once(text):
    found = words(text)
    between = gaps(text, found)
    rebuilt = "".join(gap + word.surface for gap, word in zip(between, found, strict=True))
    assert text.startswith(rebuilt)
    sentences = split(found, between)
    assert [at for one in sentences for at in range(one.first, one.last)] == list(range(len(found)))
    assert all(one.paragraph <= after.paragraph for one, after in pairwise(sentences))
