"""Tables of the page Analysis, without a page."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import analysis
from dashboard.text import words


def crossed(*found: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["row", "column", "n"])


def test_a_matrix_keeps_the_order_of_the_vocabulary_and_every_count():
    table = analysis.matrix(crossed(("b", "x", 2), ("a", "y", 3), ("a", "x", 1)), str.upper, str, (("a", "b", "c"), ("y", "x")))
    assert list(table.index) == ["A", "B"]
    assert list(table.columns) == ["y", "x"]
    assert table.to_numpy().tolist() == [[3, 1], [0, 2]]


def test_a_heat_map_writes_its_numbers():
    table = analysis.matrix(crossed(("a", "x", 4)), str, str, (("a",), ("x",)))
    made = analysis.heat(table, words("en")).to_dict()
    assert [layer["mark"]["type"] for layer in made["layer"]] == ["rect", "text"]
    (rows,) = made["datasets"].values()
    assert rows == [{"row": "a", "column": "x", "n": 4}]


def test_a_heat_map_runs_from_right_to_left_in_arabic():
    table = analysis.matrix(crossed(("a", "x", 4), ("a", "y", 1)), str, str, (("a",), ("x", "y")))
    for lang, across, side in (("en", ["x", "y"], "left"), ("ar", ["y", "x"], "right")):
        for layer in analysis.heat(table, words(lang)).to_dict()["layer"]:
            assert layer["encoding"]["x"]["sort"] == across
            assert layer["encoding"]["y"]["axis"]["orient"] == side


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_spreadsheet_runs_nothing_of_a_table(evil):
    text = analysis.csv_of(pd.DataFrame({evil: [evil, "حلب"], "n": [1, -2]}), index=False).decode()
    assert text.startswith("\ufeff'")
    assert f"'{evil}" in text
    assert text.endswith("حلب,-2\r\n")


def test_a_matrix_is_written_with_its_row_names():
    table = analysis.matrix(crossed(("a", "x", 4)), str, str, (("a",), ("x",)))
    assert analysis.csv_of(table, index=True).decode() == "\ufeff,x\r\na,4\r\n"
