"""Every row of a lexicon table finds its example and leaves its counter-example alone; a broken row stops the run and is named."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from extract import word_lists
from extract.tables import LEXICON, LexiconError, Phrases, Row, forms, read_table, words
from gazetteer.names import key

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
