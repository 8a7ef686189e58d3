"""Of the places of a sentence those where something happened, and no others: not where the wounded were taken, people live or fire came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read, surfaces

SENTENCES = [line.split("\t") for line in Path(__file__).with_name("place_sentences.tsv").read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("places", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_events_have_the_places_where_they_happened(places: str, sentence: str) -> None:
    found = {surface for report in read(sentence).reports for surface in surfaces(report.places)}

    assert found == {place for place in places.split("|") if place}
