"""Every row of a lexicon table finds its example and leaves its counter-example alone; a broken row stops the run and is named."""

from __future__ import annotations

import ast
import csv
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from extract import word_lists
from extract.actor_tables import NAME_HEADS
from extract.phrases import Phrases
from extract.tables import LEXICON, LexiconError, Row, forms, read_table
from extract.triggers import find_cues, find_triggers
from extract.words import words
from gazetteer.names import articles, fold, key, spellings, tokens

# table -> (its columns besides phrase and examples, the column that a find must agree with)
TABLES = {
    "triggers.csv": (["type", "role"], "type"),
    "scopes.csv": (["effect", "scope"], "effect"),
    "place_cues.csv": (["kind", "effect"], "kind"),
    "compass.csv": (["degrees"], "degrees"),
    "connectives.csv": (["strength"], "strength"),
    "person_cues.csv": (["kind"], "kind"),
    "role_cues.csv": (["role"], "role"),
    "abroad.csv": (["sense"], "sense"),
    "statement_cues.csv": (["role"], "role"),
    "word_lists.csv": (["name", "match"], "name"),
}
ROWS = [row for table, (columns, _) in TABLES.items() for row in read_table(table, columns)]


def _written() -> list[str]:
    """All words of all tables that begin with أل of their own, which the article hides: ألغام, آليات, ألقى."""
    names = (path for path in sorted(LEXICON.glob("*.csv")) if path.name != "everyday.csv")
    cells = [row["phrase"] for path in names for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    found = {token.surface for cell in cells for form in forms(cell) for token in tokens(form)}
    return sorted(word for word in found if word[0] in "أإآ" and key(word) != fold(word))


def _found_by(row: Row, text: str) -> bool:
    """Look for the phrases of this row alone."""
    if row.cells.get("match") == "stem":
        stems = tuple(map(key, row["phrase"].split("|")))
        return any(form.startswith(stems) for word in words(text) for form in word.forms)
    phrases: Phrases[str] = Phrases()
    for form in forms(row["phrase"]):
        phrases.add(form, row["phrase"])
    return any(True for _ in phrases.find(words(text)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}:{row.line}")
def test_row_finds_its_example_and_not_its_counter_example(row: Row) -> None:
    assert _found_by(row, row["example"])
    assert not _found_by(row, row["counter_example"])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('phrase,kind,example,counter_example\n"",title,a,b\n', "empty phrase"),
        ("phrase,kind,example,counter_example\nقصف||غارة,title,a,b\n", "empty phrase"),
        ("phrase,kind,example,counter_example\nقصف,title,,b\n", "example"),
        ("phrase,kind,example,counter_example\nقصف/قصف/قصف,title,a,b\n", "one stroke"),
        ('phrase,kind,example,counter_example\n"قصف,title,a,b\n', "cells"),
        ("phrase,kind,example\nقصف,title,a\n", "columns"),
        ("phrase,kind,example,counter_example\nقصف,title,a\n", "cells"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(tmp_path: Path, body: str, problem: str) -> None:
    (tmp_path / "broken.csv").write_text(body, encoding="utf-8")
    with pytest.raises(LexiconError, match=problem) as caught:
        read_table("broken.csv", ["kind"], tmp_path)
    assert "broken.csv line" in str(caught.value)


def test_a_verb_cell_gives_the_forms_a_report_uses() -> None:
    spelled = forms("قصف/قصف")
    assert {"قصف", "قصفت", "قصفوا", "قصفتها", "يقصف", "تقصف", "يقصفون"} <= spelled
    assert forms("غارة|ضربة جوية") == {"غارة", "ضربة جوية"}


def test_the_longest_phrase_wins_and_points_at_the_raw_words() -> None:
    phrases: Phrases[str] = Phrases()
    phrases.add("قصف", "short")
    phrases.add("قصف مدفعي", "long")
    text = "وبالقصفِ المدفعيّ على البلدة"
    (hit,) = phrases.find(words(text))
    assert hit.values == ("long",)
    assert text[hit.start : hit.end] == "القصفِ المدفعيّ"


def test_borrowed_figures_match_their_passport() -> None:
    declared = tomllib.loads((LEXICON / "sources.toml").read_text(encoding="utf-8"))
    for name, passport in declared.items():
        raw = (LEXICON / name).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == passport["sha256"]
        assert len(list(csv.DictReader(raw.decode("utf-8").splitlines()))) == passport["rows"]
        assert passport["licence"]
        assert passport["attribution"]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("قتيل,dead,root,سقط قتيل,سقط جريح\n", "unknown match"),
        ("قتيل,,word,سقط قتيل,سقط جريح\n", "name"),
        ("قتيل||شهيد,dead,word,سقط قتيل,سقط جريح\n", "empty phrase"),
        ("قتيل|!,dead,word,سقط قتيل,سقط جريح\n", "no word"),
        ("قصف/قصف,shelled,word,قصف الطيران البلدة,سقط جريح\n", "each form"),
        ("قتلى|قتلي,dead,word,سقط قتلى,سقط جريح\n", "twice"),
        ("آلي,hit,stem,دُمرت آلية,وصل إلى القرية\n", "إلى"),
        ("قتيل,dead,word,سقط قتيل,سقط جريح\nالقتيل,dead,word,دُفن القتيل,سقط جريح\n", "line 3.*twice"),
    ],
)
def test_a_broken_list_of_words_is_refused_with_its_line(tmp_path: Path, rows: str, problem: str) -> None:
    (tmp_path / "word_lists.csv").write_text("phrase,name,match,example,counter_example\n" + rows, encoding="utf-8")
    with pytest.raises(LexiconError, match=problem) as caught:
        word_lists.load(tmp_path)
    assert "word_lists.csv line" in str(caught.value)


def test_a_list_of_words_is_given_as_keys_and_only_as_what_it_is() -> None:
    assert {"انتما", "تبعي"} == set(word_lists.stems("belonging_to_a_side"))
    assert word_lists.word_set("units_of_time") >= {"ساعه", "ايام"}
    with pytest.raises(LexiconError, match="units_of_time"):
        word_lists.stems("units_of_time")


def test_every_list_of_words_is_asked_for_by_a_rule() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in LEXICON.parent.glob("*.py"))
    asked = set(re.findall(r'\b(word_set|stems)\("(\w+)"\)', source))
    assert asked == {("word_set" if match == "word" else "stems", name) for name, match in word_lists.load()}


@pytest.mark.parametrize("word", _written())
def test_a_word_that_begins_with_the_letters_of_the_article_is_found_with_and_without_it(word: str) -> None:
    phrases: Phrases[str] = Phrases()
    phrases.add(word, word)
    for text in (word, f"ال{word}", f"لل{word}", f"وال{word}", fold(word)):
        assert any(True for _ in phrases.find(words(text))), text
        assert not set(spellings(word)).isdisjoint(words(text)[0].forms), text


def test_a_stem_that_begins_so_does_not_match_whatever_begins_with_its_rest(tmp_path: Path) -> None:
    row = "phrase,name,match,example,counter_example\nألغام,stores,stem,انفجرت ألغام في الحقل,بدا الأمر غامضاً في الحقل\n"
    (tmp_path / "word_lists.csv").write_text(row, encoding="utf-8")
    (stem,) = word_lists.load(tmp_path)["stores", "stem"]
    assert all(any(form.startswith(stem) for form in words(text)[0].forms) for text in ("ألغام", "الألغام", "وبألغام", "ألغاماً"))
    assert not any(form.startswith(stem) for form in words("غامضاً")[0].forms)


@pytest.mark.parametrize(
    ("word", "where"),
    [
        *[("الباب", {0}), ("والباب", {1}), ("للباب", {2}), ("بالباب", {1}), ("الألغام", {0}), ("للألغام", {2}), ("الآلاف", {0})],
        *[(word, set()) for word in ("باب", "عالية", "عالبلدة", "ألغام", "بألغام", "إلى", "ألف", "آلاف", "ألقت")],
    ],
)
def test_the_article_is_told_from_letters_of_the_word(word: str, where: set[int]) -> None:
    assert articles(word) == where


def _compared(source: str) -> set[str]:
    """String constants of a module that are looked for in keys: no docstring, not folded there."""
    tree = ast.parse(source)
    aside = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in {"fold", "key"}:
            aside |= set(ast.walk(call))  # type: ignore[arg-type]
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in aside)
    return {node.value for node in constants if isinstance(node.value, str)}


def test_no_rule_compares_keys_with_a_word_that_is_no_key() -> None:
    """A hamza, a ة or the article never stand in a key. Words that are compared as they are written are named here."""
    as_written = {"أصاب", "أخرى", "سلاح الجو", "جيش الوطني"} | set(NAME_HEADS) | {dual for duals in NAME_HEADS.values() for dual in duals}
    for path in LEXICON.parent.glob("*.py"):
        for constant in _compared(path.read_text(encoding="utf-8")) - as_written:
            if re.fullmatch("[\u0621-\u064a ]{3,}", constant.strip()):
                assert key(constant) == constant.strip(), f"{path.name}: {constant!r} can never be met; as a key it is {key(constant)!r}"


def test_a_second_meaning_that_would_never_be_read_is_refused_with_its_line() -> None:
    phrases: Phrases[str] = Phrases()
    phrases.add_row(Row("some.csv", 2, {"phrase": "نزوح|نزح"}), "flight")
    phrases.add_row(Row("some.csv", 3, {"phrase": "النزوح"}), "flight")
    with pytest.raises(LexiconError, match=r"some\.csv line 4: 'نزح' has another meaning"):
        phrases.add_row(Row("some.csv", 4, {"phrase": "فرّ|نزح"}), "any")


def test_what_is_left_of_a_short_word_without_its_letters_is_another_word() -> None:
    phrases: Phrases[str] = Phrases()
    for phrase in ("ألقوا", "ألقي", "ألقت"):
        phrases.add(phrase, phrase)
    assert all(list(phrases.find(words(text))) for text in ("ألقوا القنابل", "القوا القنابل", "وألقت القنابل", "والقت القنابل"))
    assert not any(list(phrases.find(words(text))) for text in ("لقوا حتفهم", "بقي الأهالي", "في وقت الظهر"))


@pytest.mark.parametrize("text", ["استهدف القصف بلدة الدانا", "بدأ القصف قبيل الفجر", "وصل الأهالي إلى بلدة الدارة"])
def test_a_word_with_the_article_is_no_verb(text: str) -> None:
    found = words(text)
    assert "الدانا" not in {text[cue.start : cue.end] for cue in find_cues(found)}
    assert {text[trigger.start : trigger.end] for trigger in find_triggers(found, [""] * len(found), [])} <= {"استهدف", "القصف"}


def test_a_noun_keeps_the_article_beside_its_verb() -> None:
    found = words("تجدد القصف على البلدة")
    assert [trigger.type for trigger in find_triggers(found, [""] * len(found), [])] == ["deliver", "strike"]
