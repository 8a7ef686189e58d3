"""Bytes that anyone may have written: what once broke a promise, and new ones on every run, bounded; bench/fuzz.py runs the same for as long as it is let."""

from __future__ import annotations

from pathlib import Path

import pytest
from entries import ENTRIES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).with_name("corpus")
KEPT = sorted(path for path in CORPUS.glob("*/*"))
SLOW = {"news": 20, "query": 25, "packed": 25}
"""Inputs for an entry that takes long for each."""


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_kept_holds_its_promise(path):
    ENTRIES[path.parent.name](path.read_bytes())


def test_every_entry_has_a_corpus():
    assert {path.parent.name for path in KEPT} == ENTRIES.keys()


@st.composite
def spoilt(draw, seeds):
    """A seed with parts of another one put in, cut out, or changed; or any bytes."""
    made = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(made)))
        put = draw(st.one_of(st.binary(max_size=4), st.sampled_from(seeds).map(lambda seed: seed[:24]), st.text(max_size=4).map(lambda text: text.encode())))
        made[at : at + draw(st.integers(0, 8))] = put
    return bytes(made)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_any_bytes_hold_the_promise(name):
    seeds = [path.read_bytes() for path in KEPT if path.parent.name == name]

    @settings(max_examples=SLOW.get(name, 60), suppress_health_check=list(HealthCheck))
    @given(spoilt(seeds) | st.binary(max_size=80))
    def holds(content):
        ENTRIES[name](content)

    holds()
