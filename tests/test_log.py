"""The log of a server: JSON, and no word of an article at any level."""

from __future__ import annotations

import json
import logging

import pytest
from factories import article, reader, report
from world import HOSTILE

from events import log
from events.ingest import ingest
from events.workspace import Workspace
from extract.readers import BadItem


@pytest.fixture
def said(caplog):
    """What is logged from now on, as it is written."""
    caplog.set_level(logging.DEBUG, "rasd")
    return lambda: [log.Lines().format(record) for record in caplog.records if record.name.startswith("rasd")]


def test_an_ingest_is_told_in_numbers_and_not_in_words(tmp_path, said):
    items = [article("a1", f"كلمات {HOSTILE}", title=HOSTILE, outlet=HOSTILE), BadItem("x", "x", HOSTILE)]
    with Workspace(tmp_path / "home") as workspace:
        ingest(workspace, items, reader=reader({"a1": [report("a1", weapon=HOSTILE, source=HOSTILE)]}))
    (line,) = said()
    told = json.loads(line)
    assert {name: told[name] for name in ("event", "level", "new", "not_read")} == {"event": "ingest", "level": "info", "new": 1, "not_read": 1}
    assert "alert" not in line
    assert "كلمات" not in str(told)


def test_a_line_is_one_line_of_ascii_whatever_a_name_holds(said):
    log.tell("allowed", person="رنا\u202e\n\x1b[31m")
    (line,) = said()
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert json.loads(line)["person"] == "رنا\u202e\n\x1b[31m"


def test_an_error_is_told_in_one_line_too(said):
    logging.getLogger("rasd").error("failed", exc_info=ValueError("a\nb"))
    (line,) = said()
    assert len(line.splitlines()) == 1
    assert "ValueError: a\nb" in json.loads(line)["error"]
