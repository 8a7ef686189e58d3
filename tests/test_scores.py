"""What the page of the method tells of the scorecard."""

from __future__ import annotations

import pytest

from dashboard.scores import MEASURES, SETS, scores
from dashboard.text import LANGS, words


def test_the_scorecard_of_the_repository_is_read_and_named():
    found = scores()
    assert list(found) == list(MEASURES)
    assert all(list(cells) == list(SETS) for cells in found.values())
    assert any("[" in cell for cells in found.values() for cell in cells.values())


@pytest.mark.parametrize("lang", LANGS)
def test_every_measure_and_set_has_its_words(lang):
    assert all(words(lang)(f"score.{measure}") for measure in MEASURES)
    assert all(words(lang)(f"method.scores.{name}") for name in SETS)


def test_figures_stand_as_written_and_unknown_measures_are_left_out(tmp_path):
    file = tmp_path / "scorecard.md"
    file.write_text(
        "# S\n\n| measure | blind (4 articles) | own (2 articles) |\n| --- | ---: | ---: |\n| killed | 0.9 [0.5–1.0] (4) | – |\n| new one | 1 | 1 |\n", "utf-8"
    )
    assert scores(file) == {"killed": {"dev-read": "–", "blind": "0.9 [0.5–1.0] (4)", "posts-unread": "–"}}


def test_without_the_file_there_is_none(tmp_path):
    assert scores(tmp_path / "none.md") == {}
