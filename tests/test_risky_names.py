"""The tables of risky and foreign names keep their contract; that extraction obeys the sentences is tested beside extraction."""

import csv
import re
from pathlib import Path

from gazetteer.index import RISK_KINDS
from gazetteer.names import fold, key, readings, tokens, without_article
from gazetteer.tables import DATA, read_names

FOREIGN_KINDS = {"country", "city", "region"}
# What may stand in a cue beside Arabic head words: in a list of places; with its area named after it (بريف X); after a
# preposition of place; as the object of a verb of attack.
CUE_CODES = {"@list", "@area", "@prep", "@object", "@fire"}
MAIN_FOREIGN = {"روسيا": "RU", "تركيا": "TR", "أميركا": "US", "إيران": "IR", "لبنان": "LB", "العراق": "IQ", "غزة": "PS", "عرسال": "LB"}  # fmt: skip
EVERYDAY = ["الباب", "الزكاة", "تلك", "تحت", "النصر", "الثورة", "الوحدة", "الجديدة", "الأسد", "الباسل", "أريحا", "سنجار", "الميادين"]


def rows_of(name: str) -> list[dict[str, str]]:
    with Path(DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RISKY = rows_of("risky.csv")
FOREIGN = rows_of("foreign.csv")


def names_it(sentence: str, name_key: str) -> bool:
    """Tell whether a sentence holds a name as a run of words, an attached particle or article allowed on the first."""
    first, *rest = name_key.split()
    words = list(tokens(sentence))
    plain = [without_article(fold(word.surface)) for word in words]
    return any(
        plain[at + 1 : at + 1 + len(rest)] == rest and any(first in (reading.word, without_article(reading.word)) for reading in readings(word.surface))
        for at, word in enumerate(words)
    )


def test_a_risky_name_has_a_kind_a_sentence_as_place_and_one_as_something_else():
    wrong = [
        row["name"]
        for row in RISKY
        if row["kind"] not in RISK_KINDS
        or not all(names_it(row[column], key(row["name"])) and row[column].endswith((".", "؟")) for column in ("example", "counter_example"))
        or row["example"] == row["counter_example"]
    ]
    assert wrong == []


def test_a_cue_holds_arabic_words_and_known_codes():
    parts = {part for row in RISKY for part in row["cue"].split("|") if part}
    assert [part for part in sorted(parts) if part not in CUE_CODES and not re.fullmatch("[\u0621-\u064a ]+", part)] == []


def test_each_risky_name_stands_once_and_is_the_name_of_a_place():
    keys = [key(row["name"]) for row in RISKY]
    assert len(keys) == len(set(keys))
    spellings = {row[4] for row in read_names(DATA / "names.csv")}
    assert sorted(set(keys) - spellings) == []


def test_everyday_words_and_famous_homonyms_are_covered():
    covered = {key(row["name"]) for row in RISKY}
    assert [name for name in [*EVERYDAY, "نصر الله"] if key(name) not in covered] == []


def test_a_foreign_name_has_a_country_code_and_a_kind():
    wrong = [
        row["name"]
        for row in FOREIGN
        if not (re.fullmatch("[A-Z]{2}", row["country"]) and row["kind"] in FOREIGN_KINDS and re.fullmatch("[\u0621-\u064a ]+", row["name"]))
    ]
    assert wrong == []


def test_foreign_names_stand_once_and_the_main_ones_are_right():
    by_key = {key(row["name"]): row["country"] for row in FOREIGN}
    assert len(by_key) == len(FOREIGN)
    assert {name: by_key.get(key(name)) for name in MAIN_FOREIGN} == MAIN_FOREIGN


def test_a_foreign_name_that_is_also_a_large_syrian_place_is_marked_as_risky():
    levels = {row["id"]: row["level"] for row in rows_of("places.csv")}
    large = {row[4] for row in read_names(DATA / "names.csv") if levels[row[0]] in {"governorate", "city", "town"}}
    risky = {key(row["name"]) for row in RISKY}
    assert sorted({key(row["name"]) for row in FOREIGN} & large - risky) == []
