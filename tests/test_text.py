"""The interface in two languages, from one table."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import text
from dashboard.text import LANGS, MONTHS, TextError, isolated, plain, words
from events.filters import REVIEWS
from events.weapons import WEAPON_KINDS
from extract.records import WhyNot
from extract.vocabulary import ACTORS, CERTAINTIES, DATE_PRECISIONS, EVENT_TYPES, HIT
from gazetteer.places import LEVELS

SOURCES = "\n".join(path.read_text("utf-8") for path in Path(text.__file__).parent.rglob("*.py"))
GROUPS = {"type": EVENT_TYPES, "actor": ACTORS, "certainty": CERTAINTIES, "level": (*LEVELS, "unplaced"), "precision": DATE_PRECISIONS, "hit": HIT,
          "weapon": WEAPON_KINDS, "review": REVIEWS,
          "why": (*WhyNot.__args__, "no_place"),
          **{f"month.{names}": tuple(map(str, range(1, 13))) for names in ("levantine", "gregorian")}}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("group", GROUPS)
def test_every_term_has_a_name(group, lang):
    assert all(words(lang)(f"{group}.{code}") for code in GROUPS[group])


@pytest.mark.parametrize("group", ["type", "certainty", "precision"])
def test_every_term_that_needs_it_has_an_explanation(group):
    assert all(words("ar").optional(f"{group}.{code}.help") for code in GROUPS[group])


def test_every_row_of_the_table_is_used():
    known = {f"{group}.{code}" for group, codes in GROUPS.items() for code in codes}
    stems = set(re.findall(r"f[\"']([a-z_]+(?:\.[a-z_]+)*)\.\{", SOURCES)) | {"time", "time.by", "shown", "measure", "toggle"}
    for key in words("en").table:
        bare = key.removesuffix(".help").removesuffix(".text")
        assert f'"{key}"' in SOURCES or f"'{key}'" in SOURCES or bare in known or bare.rpartition(".")[0] in stems, f"{key} is in no page"


@pytest.mark.parametrize("key", re.findall(r"""words\(["']([a-z_]+(?:\.[a-z_]+)+)["']""", SOURCES))
def test_every_word_that_a_page_asks_for_is_in_the_table(key):
    assert key in words("en").table


def test_arabic_rows_are_written_in_arabic_letters():
    same = {key for key, said in words("ar").table.items() if not re.search("[ء-ي]", said)}
    assert same == {"lang.en", "download.geojson", "download.csv"}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("a.b,only english,\n", "line 2: key, en and ar are all required"),
        ("a.b,x,س\na.b,x,س\n", "line 3: 'a.b' stands there twice"),
        ("a.b,of {n},من {m}\n", "line 2: the two languages fill in different values"),
    ],
)
def test_a_broken_row_is_refused_by_line(tmp_path, monkeypatch, rows, problem):
    (tmp_path / "text.csv").write_text("key,en,ar\n" + rows, "utf-8")
    monkeypatch.setattr(text, "TABLE", tmp_path / "text.csv")
    with pytest.raises(TextError, match=re.escape(problem)):
        words.__wrapped__("en")


@pytest.mark.parametrize(("low", "high", "said"), [(None, None, "–"), (4, 4, "4"), (4, 6, "4–6"), (1200, None, "1,200+"), (0, 0, "0")])
def test_figures_are_written_as_reported(low, high, said):
    assert words("en").span(low, high) == said


def test_days_are_written_with_both_names_of_the_month_in_arabic():
    assert words("ar").day(date(2016, 5, 8)) == "8 أيار/مايو 2016"
    assert words("en").days(date(2016, 5, 8), date(2016, 5, 9)) == "8 May 2016 – 9 May 2016"
    assert words("en").days(None, None) == "date not known"
    assert words("en").days(date(2016, 5, 1), date(2016, 5, 31), "month") == "1 May 2016 – 31 May 2016 (within a month)"


@pytest.mark.parametrize(("names", "said"), [("both", "8 كانون الثاني/يناير 2016"), ("levantine", "8 كانون الثاني 2016"), ("gregorian", "8 يناير 2016")])
def test_months_have_the_names_that_were_chosen(names, said):
    assert words("ar", "latin", names).day(date(2016, 1, 8)) == said
    assert words("en", "latin", names).day(date(2016, 1, 8)) == "8 January 2016"


def test_figures_and_days_are_written_in_the_digits_that_were_chosen():
    say = words("ar", "arabic", "levantine")
    assert say.number(12345) == "١٢٬٣٤٥"
    assert say.number(0.853, ".0%") == "٨٥٪"
    assert say.number(1.5, "g") == "١٫٥"
    assert (say.span(4, 6), say.span(1200, None), say.span(None, None)) == ("٤–٦", "١٬٢٠٠+", "–")
    assert say.day(date(2016, 5, 8)) == "٨ أيار ٢٠١٦"
    assert say.between(date(2016, 5, 8), date(2016, 5, 9)) == "\u2067٢٠١٦-٠٥-٠٨ – ٢٠١٦-٠٥-٠٩\u2069"
    assert say("kpi.of", n=1200) == "من ١٬٢٠٠"
    assert say("card.id") == words("ar")("card.id")


def test_numbers_in_rows_follow_the_digits_but_names_standards_and_coordinates_keep_theirs():
    say, latin = words("ar", "arabic"), words("ar")
    assert say("play.window.7") == "النافذة: ٧ أيام"
    assert say("filters.within.help").startswith("ملف GeoJSON حتى ١ م.ب و٥٠٠ زاوية")
    for key in ("download.geojsonseq.help", "compare.file.help", "review.place.coordinates.help", "own.point.help"):
        assert say(key) == latin(key)


def test_what_is_a_code_keeps_its_digits():
    say = words("ar", "arabic")
    assert "E-12" in say("card.cite.text", id="E-12", what="", where="", when="", who="", cut="c1")


def test_english_knows_no_other_digits():
    assert words("en", "arabic", "levantine")("kpi.of", n=1200) == "of 1,200"


def test_every_way_to_write_leaves_the_same_rows():
    assert {tuple(words("ar", digits, names).table) for digits in text.DIGITS for names in MONTHS} == {tuple(words("ar").table)}


@given(st.text())
def test_direction_controls_are_taken_out_and_nothing_else(given_text):
    shown = plain(given_text)
    assert not set(shown) & {chr(code) for code in text.BIDI_CONTROLS}
    assert [ch for ch in given_text if ord(ch) not in text.BIDI_CONTROLS] == list(shown)
    assert isolated(given_text)[1:-1] == shown


def test_placeholders_are_plain_names():
    for lang in LANGS:
        for said in words(lang).table.values():
            assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(said))


def test_two_days_keep_their_order_in_arabic():
    first, last = date(2015, 1, 1), date(2016, 12, 31)
    assert words("ar").between(first, last) == "\u20682015-01-01 – 2016-12-31\u2069"
    assert words("ar").between(first, first) == "\u20682015-01-01\u2069"
