"""Actors, struck objects and speakers: labelled sentences, the rows of the tables, and the rules that join names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from extract import actor_tables
from extract.actors import ActorMention, find_actors, find_hits, find_sources
from extract.tables import LexiconError, Row, forms, read_table, words
from extract.vocabulary import ACTORS, HIT

# Sentences written for these tests. [words|codes] an actor (codes joined by +, `?` open, empty: not scored), {words|category} an object, <words|kind:party> a speaker.
SENTENCES = Path(__file__).parent / "actor_sentences.tsv"
_CLOSING = {"[": "]", "{": "}", "<": ">"}


@dataclass(frozen=True)
class Label:
    """What a marked part of a sentence stands for."""

    bracket: str
    start: int
    end: int
    value: str


def unmark(marked: str) -> tuple[str, list[Label]]:
    """Give the sentence without its marks, and the labels with their raw offsets."""
    text, labels = "", []
    open_parts: list[tuple[str, int]] = []
    at = 0
    while at < len(marked):
        if marked[at] in _CLOSING:
            open_parts.append((marked[at], len(text)))
        elif marked[at] == "|" and open_parts:
            bracket, start = open_parts.pop()
            end = marked.index(_CLOSING[bracket], at)
            labels.append(Label(bracket, start, len(text), marked[at + 1 : end]))
            at = end
        else:
            text += marked[at]
        at += 1
    return text, labels


def sentences() -> list[dict[str, str]]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def codes(mention: ActorMention) -> str:
    return "?" if not mention.actors else "+".join(sorted(mention.actors))


def wrong(labels: list[Label], found: list[tuple[int, int, str]]) -> list[str]:
    """Name every label that was not found as labelled, and everything found without a label."""
    problems = []
    for label in labels:
        here = [value for start, end, value in found if start < label.end and label.start < end]
        wanted = "+".join(sorted(label.value.split("+")))
        if label.value and wanted not in here:
            problems.append(f"{wanted} expected at {label.start}, found {here}")
    for start, end, value in found:
        over = [label for label in labels if start < label.end and label.start < end]
        if not over:
            problems.append(f"{value} found at {start}, nothing there")
        elif all(label.value for label in over) and value not in ["+".join(sorted(label.value.split("+"))) for label in over]:
            problems.append(f"{value} found at {start}, labelled {[label.value for label in over]}")
    return problems


@pytest.mark.parametrize("sentence", sentences(), ids=lambda sentence: sentence["text"][:40])
def test_labelled_sentence(sentence: dict[str, str]) -> None:
    text, labels = unmark(sentence["text"])
    run = words(text)
    actors = find_actors(run, date.fromisoformat(sentence["published"]))
    named = [(mention.start, mention.end, codes(mention)) for mention in actors if mention.kind != "media"]
    problems = wrong([label for label in labels if label.bracket == "["], named)
    hits = [(hit.start, hit.end, hit.category) for hit in find_hits(run)]
    problems += [problem for problem in wrong([label for label in labels if label.bracket == "{"], hits) if "expected" in problem]
    said = [(source.start, source.end, f"{source.kind}:{source.party}".rstrip(":")) for source in find_sources(run, actors)]
    problems += [problem for problem in wrong([label for label in labels if label.bracket == "<"], said) if "expected" in problem]
    assert not problems, f"{text}: {problems}"
