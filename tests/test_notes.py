"""Notes of rules, gazetteer and store: each form that the program writes has its Arabic words."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteer
from dashboard import notes
from dashboard.notes import TABLE, NotesError, told
from dashboard.text import BIDI_CONTROLS, plain, words

ROOT = Path(__file__).parents[1]
WITH_ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
WRITERS = {
    "extract/resolve.py": {"Unresolved", "Rejected", "Resolved"}, "extract/likelihood.py": {"Unresolved", "Rejected", "Resolved"},
    "extract/scene.py": {"Unresolved"}, "extract/reports.py": {"Unresolved", "item"},
    "extract/kinds.py": {"Kind"}, "extract/kind_by_means.py": {"Kind"}, "events/similarity.py": {"Points"}, "events/review_places.py": {"Rejected"},
    "gazetteer/lookup.py": {"Match", "_match"}, "gazetteer/search.py": {"_stand_in"},
}  # fmt: skip
"""Where notes are written: calls whose English phrases are notes."""


def form(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", text)


def phrases() -> list[tuple[str, str]]:
    """The phrases in the calls that write notes, with {} for what differs from note to note."""
    found = []
    for file, names in WRITERS.items():
        for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
            called = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if isinstance(node, ast.Call) and called in names:
                for value in [*node.args, *(word.value for word in node.keywords)]:
                    found += [(file, text) for text in written(value) if " " in text]
    return found


def written(value: ast.expr) -> list[str]:
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)]
        case ast.IfExp(body=one, orelse=other):
            return [*written(one), *written(other)]
    return []


@pytest.mark.parametrize("row", WITH_ROWS, ids=lambda row: row["note"])
def test_a_note_is_told_in_arabic(row):
    said = told(row["example"], words("ar"))
    assert re.search("[ء-ي]", said)
    assert said != row["example"]
    assert told(row["example"], words("en")) == row["example"]


@pytest.mark.parametrize("row", WITH_ROWS, ids=lambda row: row["note"])
def test_an_example_is_of_its_row(row):
    assert notes.rows()[row["note"]][0].fullmatch(row["example"])


@pytest.mark.parametrize(("file", "phrase"), phrases())
def test_what_the_program_notes_has_a_row(file, phrase):
    known = {form(row["note"]) for row in WITH_ROWS}
    assert form(phrase) in known or set(form(phrase).split(", ")) <= known, file


def test_the_phrases_are_found_where_they_are_written():
    assert len(phrases()) > 60
    assert ("extract/kind_by_means.py", "ground attack") in phrases()


def test_a_list_of_notes_is_told_part_by_part():
    said = told("same city, a day apart, one of them approximate, both name hts and isis, at least 89 against 123 killed", words("ar"))
    assert plain(said).split("، ") == [
        "المكان نفسه (مدينة)", "بينهما يوم", "أحدهما تقريبي", "كلاهما يذكر هيئة تحرير الشام وسابقاتها", "تنظيم الدولة (داعش)", "القتلى 89+ مقابل 123",
    ]  # fmt: skip


def test_figures_of_notes_follow_the_digits():
    assert "٢٥٣" in told("weight 4.3 against 18.7 (governorate stated); 253 km away", words("ar", "arabic"))


@pytest.mark.parametrize("note", ["", "something nobody wrote down", "same city, something else", "both name x, y z; and more"])
def test_a_note_of_no_known_form_stays_as_it_is(note):
    assert told(note, words("ar")) == note


@pytest.mark.parametrize("asked", ["صوران", "Kafr Zita", "جنوب حلب", "بين حلب وإدلب", "ريف حمص الشمالي", "قرية كذا", "سراقبب", "مشفى الرازي", "حلب الميسر"])
@pytest.mark.parametrize("within", [None, "SY02"])
def test_reasons_of_a_search_are_told(asked, within):
    found = gazetteer.load().search(asked, within=within)
    for reason in (found.reason, *(candidate.reason for candidate in found)):
        assert re.search("[ء-ي]", told(reason, words("ar"))), reason
        assert not re.search("[a-z]{3}", told(reason, words("ar"))), reason


@settings(max_examples=200)
@given(st.text("ab,;: ()\u202e12", max_size=600) | st.lists(st.sampled_from(["same city", "both name", "a; b", "x"])).map(", ".join))
def test_hostile_notes_bring_neither_controls_nor_an_end_of_patience(note):
    said = told(note, words("ar"))
    assert not {ord(ch) for ch in said} & (set(BIDI_CONTROLS) - {0x2067, 0x2068, 0x2069})


@pytest.mark.parametrize("row", ["same day,,same day", "same {place},x {place},same x", "same {text},x {n},same x", "a,ب,a\na,ب,a"])
def test_a_broken_row_is_refused(tmp_path, monkeypatch, row):
    (tmp_path / "notes.csv").write_text(f"note,ar,example\n{row}\n", "utf-8")
    monkeypatch.setattr(notes, "TABLE", tmp_path / "notes.csv")
    with pytest.raises(NotesError, match=r"notes\.csv line"):
        notes.rows.__wrapped__()
