"""Notes that rules, gazetteer and store write in English, told in Arabic through `notes.csv`: a row for each form of note.

A {slot} of a row stands for what differs from note to note, and is read by the name before its number: see `_SLOTS`. A list of notes ("same day, both
shelling") is told part by part. A note of no known form stays as it is: English is better than nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from dashboard.text import Words, isolated, plain
from extract.vocabulary import ACTORS, EVENT_TYPES, HIT
from gazetteer.places import LEVELS, RasdError

TABLE = Path(__file__).with_name("notes.csv")
_LONGEST = 400  # a reviewer may write more, but no rule does
_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")


class NotesError(RasdError, ValueError):
    """A row of notes.csv breaks its contract."""


def _any(codes: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(code.replace("_", " ")) for code in codes), key=len, reverse=True))


_SLOTS: Mapping[str, str] = {
    "n": r"(?:at least )?-?\d[\d.,]*(?:–\d[\d.,]*)?%?", "text": r"[^,;]+", "list": r".+", "kind": r"[a-z -]+", "point": r"-?[\d.]+, -?[\d.]+",
    "note": r".+?", "type": _any(EVENT_TYPES), "level": _any(LEVELS), "hit": _any(HIT), "actors": rf"(?:{'|'.join(ACTORS)})(?: and (?:{'|'.join(ACTORS)}))*",
}  # fmt: skip
"""What a slot stands for: a figure, words of others, a kind of place, a point, another note, and terms of the vocabulary."""


@cache
def rows() -> Mapping[str, tuple[re.Pattern[str], str]]:
    """Read the table: each note with the pattern that knows it and its Arabic words. Raises NotesError for a row without them or with unknown slots."""
    found: dict[str, tuple[re.Pattern[str], str]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            slots = {"".join(slot) for slot in _SLOT.findall(row["note"])}
            unknown = {slot for slot in slots if slot.rstrip("0123456789") not in _SLOTS} | ({"".join(slot) for slot in _SLOT.findall(row["ar"])} - slots)
            if unknown or not all(row.values()) or row["note"] in found:
                raise NotesError(f"{TABLE.name} line {reader.line_num}: a note of its own, Arabic words with its slots and an example are required")
            found[row["note"]] = re.compile(_pattern(row["note"])), row["ar"]
    return found


def _pattern(note: str) -> str:
    parts = _SLOT.split(note)  # text, slot, number, text, ...
    named = [f"(?P<{slot}{number}>{_SLOTS[slot]})" for slot, number in zip(parts[1::3], parts[2::3], strict=True)]
    return "".join(re.escape(text) + slot for text, slot in zip(parts[::3], [*named, ""], strict=True))


def told(note: str, words: Words) -> str:
    """Tell a note in the language of the interface, as plain text; words of others in it are isolated, and lose their direction controls."""
    note = plain(note).strip()
    if words.lang == "en" or len(note) > _LONGEST:
        return note
    found = _told(note, words)
    return note if found is None else found


def _told(note: str, words: Words) -> str | None:
    for pattern, said in rows().values():
        match = pattern.fullmatch(note)
        if match is None:
            continue
        values = {name: _value(name.rstrip("0123456789"), value, words) for name, value in match.groupdict().items()}
        if None not in values.values():
            return said.format(**values)
    parts = [_told(part, words) for part in note.split(", ")] if ", " in note else [None]
    return words.comma.join(part for part in parts if part) if None not in parts else None


def _value(slot: str, value: str, words: Words) -> str | None:
    readers: Mapping[str, Callable[[], str | None]] = {
        "note": lambda: _told(value, words),
        "n": lambda: isolated(words.written(f"{value.removeprefix('at least ')}+" if value.startswith("at least ") else value)),
        "actors": lambda: words.terms("actor", value.split(" and ")),
    }
    if slot in {"type", "level", "hit"}:
        return words(f"{slot}.{value.replace(' ', '_')}")
    return readers[slot]() if slot in readers else isolated(value.strip("'"))
