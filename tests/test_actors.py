"""Actors, struck objects and speakers: labelled sentences, the rows of the tables, and the rules that join names."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import actor_tables
from extract.actors import ActorMention, find_actors, find_hits, find_sources
from extract.phrases import Phrases
from extract.tables import LexiconError, Row, forms, read_table
from extract.vocabulary import ACTORS
from extract.words import words

# Sentences written for these tests: [words|codes] is an actor (codes joined by +, `?` open, empty: not scored), {words|category} an object,
# <words|kind:party> a speaker.
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


GROUPS = actor_tables.group_rows()
EXPRESSIONS = read_table("actors.csv", actor_tables.ACTOR_COLUMNS)
TARGETS = read_table("targets.csv", actor_tables.TARGET_COLUMNS)
SPEAKERS = read_table("sources.csv", actor_tables.SOURCE_COLUMNS)
CUES = read_table("actor_cues.csv", actor_tables.CUE_COLUMNS)


def line(row: Row) -> str:
    return f"{row.table}:{row.line}"


def a_day_of(row: Row) -> date | None:
    """A day on which the row holds."""
    return actor_tables.day(row, "active_from") or actor_tables.day(row, "active_to", last=True)


def covered(row: Row, text: str) -> list[tuple[int, int]]:
    """Where the phrases of this row alone stand in a text."""
    phrases: Phrases[str] = Phrases()
    for form in forms(row["phrase"]):
        phrases.add(form, "")
    return [(hit.start, hit.end) for hit in phrases.find(words(text))]


@pytest.mark.parametrize("row", GROUPS, ids=line)
def test_group_is_named_in_its_example_only(row: Row) -> None:
    found = {(mention.group, mention.actors) for mention in find_actors(words(row["example"]), a_day_of(row))}
    assert (row["group"], actor_tables.codes(row)) in found
    assert row["group"] not in {mention.group for mention in find_actors(words(row["counter_example"]), a_day_of(row))}


@pytest.mark.parametrize("row", EXPRESSIONS, ids=line)
def test_expression_is_read_in_its_example_only(row: Row) -> None:
    def read(text: str) -> list[ActorMention]:
        spans = covered(row, text)
        mentions = find_actors(words(text), a_day_of(row))
        return [mention for mention in mentions if any(mention.start < end and start < mention.end for start, end in spans)]

    example = read(row["example"])
    if row["kind"] == "mask":
        assert covered(row, row["example"])
        assert not example
        return
    assert [mention for mention in example if set(actor_tables.codes(row, empty=True)) <= set(mention.actors)]
    if row["kind"] != "outlet":
        wanted = set(actor_tables.codes(row, empty=True))
        assert not [mention for mention in read(row["counter_example"]) if wanted and wanted == set(mention.actors)]


@pytest.mark.parametrize("row", TARGETS, ids=line)
def test_target_is_found_in_its_example_only(row: Row) -> None:
    def read(text: str) -> set[str]:
        spans = covered(row, text)
        hits = {hit.category for hit in find_hits(words(text)) if any(hit.start < end and start < hit.end for start, end in spans)}
        kinds: set[str] = {mention.kind for mention in find_actors(words(text), None)}
        return hits if row["category"] else kinds & {"civilians"}

    if not row["category"] and not row["actor"]:
        assert covered(row, row["example"])
        assert not read(row["example"])
        return
    assert read(row["example"]) == {row["category"] or "civilians"}
    assert not read(row["counter_example"])


@pytest.mark.parametrize("row", SPEAKERS, ids=line)
def test_speaker_is_found_in_its_example_only(row: Row) -> None:
    def read(text: str) -> set[tuple[str, str]]:
        return {(source.kind, source.party) for source in find_sources(words(text))}

    assert (row["kind"], row["party"]) in read(row["example"])
    assert (row["kind"], row["party"]) not in read(row["counter_example"])


@pytest.mark.parametrize("row", CUES, ids=line)
def test_cue_plays_its_role_in_its_example_only(row: Row) -> None:
    alone = {form for form in forms(row["phrase"]) if " " in form}
    assert not alone, "a cue is one word"
    assert covered(row, row["example"])
    assert not covered(row, row["counter_example"])


def read(text: str, day: str | None = None) -> list[tuple[str, tuple[str, ...], str]]:
    """What find_actors makes of a text: words, codes, group."""
    mentions = find_actors(words(text), date.fromisoformat(day) if day else None)
    return [(mention.surface, mention.actors, mention.group) for mention in mentions]


def test_registry_has_hundreds_of_groups_and_every_belligerent() -> None:
    registry = actor_tables.registry()
    assert len(registry) >= 250
    # Jordan and Israel fight under their own names, which are expressions; civilians are no group.
    assert {code for groups in registry.values() for group in groups for code in group.parents} == set(ACTORS) - {"jordan", "israel", "civilians"}


def test_one_name_never_has_two_sides_on_one_day_except_beside_a_patron() -> None:
    held: dict[str, list[tuple[date, date, tuple[str, ...]]]] = {}
    for row in GROUPS:
        for name in forms(row["phrase"]):
            since = actor_tables.day(row, "active_from") or date.min
            until = actor_tables.day(row, "active_to", last=True) or date.max
            for other_since, other_until, other in held.get(name, []):
                apart = until < other_since or other_until < since
                assert apart or other == actor_tables.codes(row) or row["group"] == "free-syrian-army", f"{line(row)}: {name}"
            held.setdefault(name, []).append((since, until, actor_tables.codes(row)))


@pytest.mark.parametrize(
    ("text", "day", "actors"),
    [
        ("قصفت فرقة السلطان مراد القرية", "2015-05-01", ("opposition",)),
        ("قصفت فرقة السلطان مراد القرية", "2019-05-01", ("sna",)),
        ("هاجم الأمن العام المزرعة", "2022-05-01", ("hts",)),
        ("هاجم الأمن العام المزرعة", "2025-03-07", ("syrian_government",)),
        ("دخل الجيش السوري البلدة", "2016-05-01", ("syrian_government",)),
        ("دخل الجيش السوري البلدة", "2025-07-15", ("syrian_government",)),
        ("أعلنت إدارة العمليات العسكرية بيانها", "2024-12-01", ("hts", "opposition")),
        ("أعلنت إدارة العمليات العسكرية بيانها", "2024-12-28", ("syrian_government",)),
        ("انتشرت قوى الأمن الداخلي في الحي", "2012-05-01", ("syrian_government",)),
        ("انتشرت قوى الأمن الداخلي في الحي", "2021-05-01", ("sdf",)),
        ("انتشرت قوى الأمن الداخلي في الحي", "2025-07-20", ("syrian_government",)),
        ("هاجم شهداء اليرموك البلدة", "2013-05-01", ("opposition",)),
        ("هاجم شهداء اليرموك البلدة", "2015-05-01", ("isis",)),
    ],
)
def test_the_day_decides_whose_name_it_is(text: str, day: str, actors: tuple[str, ...]) -> None:
    assert [found[1] for found in read(text, day)] == [actors]


def test_a_group_recalled_outside_its_period_is_only_a_label() -> None:
    (mention,) = find_actors(words("قبل سقوطها هاجمت هيئة تحرير الشام القرية"), date(2025, 6, 1))
    assert (mention.actors, mention.ref) == (("hts",), "label")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("هاجمت الفصائل قوات النظام", [("opposition",), ("syrian_government",)]),  # subject and object, not head and owner
        ("هاجم مقاتلون قوات النظام", [("syrian_government",)]),
        ("قتل عناصر جيش الإسلام", [("opposition",)]),
        ("طائرات حربية مجهولة تركية", [("turkey",)]),
        ("طائرات روسية وسورية", [("russia", "syrian_government")]),
        ("وصل الوفد إلى الحدود السورية التركية", []),
        ("بدعم من تركيا", [("turkey",)]),
        ("نزحوا إلى تركيا", []),
        ("قوات النظام مدعومة من روسيا", [("syrian_government",), ("russia",)]),  # a patron that fights stays an actor
        ("فصائل سورية موالية لتركيا", [("sna",)]),
        ("مسلحون موالون لإيران", [("iran_backed",)]),
        ("فصائل تدعمها إيران", [("iran_backed",)]),
        ("أسقطت الدفاعات مروحية للنظام", [("syrian_government",)]),
        ("أسقطت تركيا مقاتلة سورية", [("turkey",), ("syrian_government",)]),
        ("نقل المصابون إلى مشافي كلس التركية", []),
        ("قصفت المدفعية التركية القرية", [("turkey",)]),
        ("قالت دمشق إن القصف توقف", [("syrian_government",)]),
    ],
)
def test_names_are_joined_as_grammar_allows(text: str, found: list[tuple[str, ...]]) -> None:
    assert [mention[1] for mention in read(text, "2018-02-01")] == found


def test_a_bare_name_needs_a_head_shared_with_another() -> None:
    assert [mention[2] for mention in read("اقتتال بين فصيلي أحرار الشرقية والسلطان مراد", "2020-01-04")] == ["ahrar-al-sharqiya", "sultan-murad"]
    assert read("زار المؤرخ قصر السلطان مراد", "2020-01-04") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("هاجم تنظيم داعش القرية ثم انسحب التنظيم", ("isis",)),
        ("قالت حركة أحرار الشام إن قوات النظام قصفت مقراً للحركة", ("opposition",)),
        ("أعلنت قوات سوريا الديمقراطية طرد تنظيم الدولة ودخل مقاتلوها الحي", ("sdf",)),
        ("قصفت قوات النظام البلدة ثم أغارت طائراته عليها", ("syrian_government",)),
        ("اتهمت أنقرة بي كا كا بالتفجير ونفى التنظيم ذلك", ("sdf",)),
        ("قتل حزب الله مقاتلاً ونعى الحزب قائداً", ("hezbollah",)),
        ("صدت قوات النظام هجوماً لجيش العزة وقتل عدد من المقاتلين", ("opposition",)),
        ("انسحب التنظيم من القرية", ()),
    ],
)
def test_a_word_that_points_back_takes_the_codes_of_what_it_points_at(text: str, found: tuple[str, ...]) -> None:
    (mention,) = [mention for mention in find_actors(words(text), date(2017, 6, 1)) if mention.ref in ("anaphor", "possessive")]
    assert mention.actors == found


def test_factions_named_again_keep_the_side_told_of_them() -> None:
    told = read("قصفت القوات التركية والفصائل الموالية لها القرية ثم انتزعت الفصائل التلة", "2019-10-11")
    assert [mention[1] for mention in told] == [("turkey",), ("sna",), ("sna",)]
    assert [mention[1] for mention in read("انتزعت الفصائل التلة", "2019-10-11")] == [("opposition",)]
    assert [mention[1] for mention in read("قصف جيش الإسلام الحي فرد الجيش", "2016-10-11")] == [("opposition",), ("syrian_government",)]


def test_names_of_media_hide_the_places_in_them() -> None:
    (mention,) = find_actors(words("قال مركز المعرة الإعلامي"), None)
    assert (mention.surface, mention.kind) == ("مركز المعرة الإعلامي", "media")


@given(st.text(alphabet="قصفتاولب النظم «»،.\nروسيةـًحجشـء", max_size=80), st.dates(date(2011, 1, 1), date(2026, 1, 1)))
@settings(max_examples=200, deadline=None)
def test_mentions_are_ordered_apart_and_quote_the_text(text: str, day: date) -> None:
    run = words(text)
    mentions = find_actors(run, day)
    for mention in mentions:
        assert text[mention.start : mention.end].split(maxsplit=1)[0].startswith(mention.surface.split()[0][:1])
        assert run[mention.first].start <= mention.start < mention.end == run[mention.last - 1].end
    assert all(first.last <= second.first for first, second in itertools.pairwise(mentions))


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("actor", "rebels", "unknown actor 'rebels'"),
        ("actor", "", "actor is empty"),
        ("class", "army", "unknown class 'army'"),
        ("active_from", "spring 2015", "'spring 2015' is not a date"),
        ("active_from", "2026", "the end comes first"),
        ("source", "", "source are required"),
    ],
)
def test_a_broken_group_is_refused_with_its_line(tmp_path: Path, column: str, value: str, problem: str) -> None:
    cells = GROUPS[5].cells | {"active_to": "2025", column: value}
    with (tmp_path / "groups.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, cells)
        writer.writeheader()
        writer.writerow(cells)
    with pytest.raises(LexiconError, match="groups.csv line 2.*" + problem):
        actor_tables.group_rows(tmp_path)
