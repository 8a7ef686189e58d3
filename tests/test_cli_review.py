"""The review commands, run as a person runs them, on texts read by the rules."""

from __future__ import annotations

import json
import re

import pytest
from test_cli import run

from events.query import Filters, Snapshot
from events.workspace import Workspace

STRIKE = "قصفت قوات النظام بالمدفعية الثقيلة بلدة اللطامنة في ريف حماة الشمالي أمس، ما أدى إلى مقتل ثلاثة مدنيين. وسمع دوي انفجار غامض في كفرزيتا."
SAME = "قتل ثلاثة مدنيين أمس في قصف مدفعي لقوات النظام على بلدة اللطامنة شمال حماة."


@pytest.fixture
def home(rasd_home, tmp_path):
    path = tmp_path / "in.jsonl"
    rows = [{"id": "one", "text": STRIKE, "published": "2019-08-01", "outlet": "A"}, {"id": "two", "text": SAME, "published": "2019-08-01", "outlet": "B"}]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    run("ingest", path)
    return rasd_home


def review(*words, **more):
    return run("review", *words, **more)


def events(home, **filters) -> dict[str, dict]:
    with Workspace(home) as workspace, Snapshot(workspace) as snapshot:
        return {row["event_id"]: row for row in snapshot.event_table(Filters(**filters)).to_pylist()}


def test_a_day_of_review(home, tmp_path):
    shown, said = review("list")
    assert said == f"{len(events(home))} of {len(events(home))} events that wait for a review\n"
    event = next(one for one, row in events(home).items() if row["reports"] == 2)
    assert event in shown
    first, second = events(home)[event]["report_ids"]
    told, _ = review("show", event)
    assert "killed_min: 3" in told

    _, said = review("correct", event, "--field", "killed_min=2", code=1)
    assert f"name one with --report: {first}, {second}" in said
    review("correct", event, "--report", first, "--field", "killed_min=2", "--field", "killed_max=5", "--field", "civilians_killed=-",
           "--place", "اللطامنة=35.32,36.62,2", "--reviewer", "rana", "--why", "seen")  # fmt: skip
    assert "rana" not in str(events(home))  # who decided stays in the log
    told, _ = review("show", event)
    assert "killed_min: 2   [the rules: 3]" in told
    assert "P-35.32000,36.62000" in told
    _, said = review("split", event, "--report", second, "--reviewer", "rana")
    other = re.search(r"now event (\w+)", said)[1]
    review("merge", event, other, "--reviewer", "rana")
    assert len(events(home)[event]["report_ids"]) == 2
    _, said = review("reject", event, code=1)
    assert "needs a reason" in said
    review("reject", event, "--report", second, "--why", "told twice", "--reviewer", "omar")
    assert events(home)[event]["reports"] == 1
    review("accept", event, "--report", second, "--reviewer", "omar")
    review("note", event, "ask the author", "--reviewer", "omar")
    review("undo", "1", "--reviewer", "omar")
    assert "[the rules" not in review("show", event)[0]
    log, _ = review("log", event)
    assert re.search(r"rana  correct .*killed_min: 3 → 2; .*\(seen\)", log)
    assert [json.loads(line)["action"] for line in review("log", "--json")[0].splitlines()] == [
        "correct", "split", "merge", "reject", "accept", "note", "undo"]  # fmt: skip
    assert review("agreement") == ("", "fewer than two reviewers have judged anything\n")

    out = tmp_path / "log.jsonl"
    review("export", out)
    assert review("import", out)[1] == "0 new, 7 known, 0 refused\n"
    out.write_bytes(out.read_bytes() + b"nonsense\n")
    _, said = review("import", out, code=1)
    assert "log.jsonl line 8: not a line of JSON" in said


def test_what_the_rules_missed_is_added_and_a_date_corrected(home):
    _, said = review("add", "one", "--words", "دوي انفجار غامض في كفرزيتا", "--type", "explosion_ied", "--place", "كفرزيتا=C3463", "--field", "date=2019-07-31")
    event = re.search(r"now event (\w+)", said)[1]
    row = events(home)[event]
    assert (row["type"], row["review_status"], row["places_ar"]) == ("explosion_ied", "added", "كفر زيتا")
    review("date", "one", "--published", "2019-08-11", "--outlet", "C")
    assert events(home)[event]["outlets"] == ["C"]
    assert {str(one["date"]) for one in events(home).values()} == {"2019-07-31", "2019-08-10"}
    assert len(events(home, review=("added",))) == 1
    for words in (("date", "one"), ("date", "one", "--published", "2019-08-11"), ("add", "one", "--words", "غير موجود", "--type", "shelling")):
        review(*words, code=1)


def test_words_of_others_cannot_act_on_the_terminal(home):
    event = next(iter(events(home)))
    review("note", event, "a\x1b[2Jb\u202ec\nd")
    assert "(a [2Jbc d)" in review("log")[0]


def test_an_alias_is_only_added_when_asked_for(home):
    shown, said = review("alias", "C3463", "اللطمانية")
    assert (shown, said) == ("", "0 articles hold it, 0 reports would change\n")
    assert not (home / "overlay.csv").exists()
    _, said = review("alias", "C3463", "اللطمانية", "--yes")
    assert "added to overlay.csv" in said
    assert (home / "overlay.csv").exists()
