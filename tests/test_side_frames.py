"""Who did it to whom, whoever the two are: each way of saying it, said of seven pairs of sides."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from reading import read

# Columns: types (event types it may be read as, joined by +), frame. In a frame {A} is who did it, {B} who was hit, {to A} the same after ل,
# {A قصف/قصفت} a verb in the gender of A.
FRAMES = Path(__file__).parent / "side_frames.tsv"
SLOT = re.compile(r"\{(?:(to) )?([AB])(?: ([^/}]+)/([^}]+))?\}")


class Side(NamedTuple):
    """A side as it is named, its code and whether its verbs are feminine."""

    name: str
    code: str
    feminine: bool


GOVERNMENT = Side("قوات النظام", "syrian_government", feminine=True)
HTS = Side("هيئة تحرير الشام", "hts", feminine=True)
SNA = Side("الجيش الوطني", "sna", feminine=False)
SDF = Side("قسد", "sdf", feminine=True)
ISIS = Side("تنظيم الدولة", "isis", feminine=False)
OPPOSITION = Side("فصائل المعارضة", "opposition", feminine=True)
TURKEY = Side("الجيش التركي", "turkey", feminine=False)
PAIRS = [(GOVERNMENT, OPPOSITION), (OPPOSITION, GOVERNMENT), (SDF, ISIS), (TURKEY, SDF), (ISIS, GOVERNMENT), (HTS, GOVERNMENT), (SNA, SDF)]


def frames() -> list[object]:
    with FRAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row["types"].split("+"), row["frame"], id=f"{line}") for line, row in enumerate(rows, start=2)]


def say(frame: str, attacker: Side, attacked: Side) -> str:
    """Fill a frame."""

    def fill(slot: re.Match[str]) -> str:
        to, which, masculine, feminine = slot.groups()
        side = attacker if which == "A" else attacked
        if masculine:
            return feminine if side.feminine else masculine
        return ("لل" + side.name.removeprefix("ال") if side.name.startswith("ال") else "ل" + side.name) if to else side.name

    return SLOT.sub(fill, frame) + "."


@pytest.mark.parametrize(("types", "frame"), frames())
def test_a_frame_has_the_same_sides_whoever_fills_it(types: list[str], frame: str) -> None:
    for attacker, attacked in PAIRS:
        text = say(frame, attacker, attacked)
        found = [(report.type in types, report.initiators, report.targets) for report in read(text, published=date(2019, 6, 5)).reports]
        assert (True, (attacker.code,), (attacked.code,)) in found, text
