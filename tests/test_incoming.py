"""New articles are stored several at a time; what is stored is what one at a time would store."""

import pytest
from factories import HMEIRA, IDLEB, VERSION, article, extraction, reader, report
from sqlalchemy import event
from test_ledger import everything

from events import incoming, review_log
from events.entries import ready
from events.ingest import Reader, ingest
from events.records import Review
from events.workspace import Workspace

pytestmark = pytest.mark.usefixtures("each_engine")
SAID = {f"a{n}": [report(f"a{n}"), report(f"a{n}", IDLEB, n=1)][: n % 3] for n in range(9)}
ARTICLES = [article(name, f"قصف {name}", url=f"https://news.example/{name}" if name > "a4" else "") for name in SAID]


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path / "ws", name="test") as opened:
        yield opened


@pytest.mark.parametrize("together", [1, 2, 4, 64])
def test_the_ledger_is_the_same_however_many_are_stored_together(tmp_path, together):
    """Among them the same article again, the same words under another id, and another text under a known url."""
    items = [*ARTICLES, ARTICLES[3], article("copy", ARTICLES[5].text, outlet=ARTICLES[5].outlet), article("later", "غارة", url=ARTICLES[8].url)]
    found = []
    for name, number in (("one", 1), ("several", together)):
        with Workspace(tmp_path / name, name="same") as workspace:
            summary = ingest(workspace, items, reader=reader(SAID | {"a8": [report("a8", HMEIRA)]}), together=number)
            found.append((summary, everything(workspace.ledger)))
    assert found[0] == found[1]
    assert (found[0][0].new, found[0][0].unchanged, found[0][0].duplicates, found[0][0].revised) == (9, 1, 1, 1)


def test_nine_articles_take_one_transaction(workspace):
    began = []
    event.listen(workspace.ledger.engine, "commit", lambda db: began.append(db.get_execution_options().get("writes")))
    with incoming.Incoming(workspace.ledger, VERSION, lambda _: None, lambda *_: None, 64) as waiting:
        for one in ARTICLES:
            waiting.add(one, workspace.ledger.standing(one, VERSION), ready(one, extraction(one.id, *SAID[one.id])))
    assert began.count(True) == 1
    assert workspace.ledger.counts()["articles"] == 9


def test_an_article_that_another_process_stored_meanwhile_is_not_stored_twice(workspace):
    """The other process comes in between the question to the ledger and the storing."""

    def reads(one):
        if one.id == "a8":
            ingest(workspace, ARTICLES[2:4], reader=reader(SAID))
        return extraction(one.id, *SAID[one.id])

    summary = ingest(workspace, ARTICLES, reader=Reader(reads, VERSION), together=64)
    assert (summary.new, summary.unchanged) == (7, 2)
    assert workspace.ledger.counts()["articles"] == 9
    assert sorted(one.id for one in workspace.ledger.reports_of("a2")) == sorted(one.id for one in SAID["a2"])


def test_a_review_that_came_before_the_article_is_heeded_for_those_that_wait_with_it(workspace):
    review = Review("a2", "article", "rana", "2026-01-01T00:00:00.000000Z", changes=(("outlet", '"outlet of a2"', '"SANA"'),))
    review_log.append(workspace.ledger, [review])
    assert ingest(workspace, ARTICLES, reader=reader(SAID), together=64).new == 9
    assert [workspace.ledger.article(name).outlet for name in ("a1", "a2", "a3")] == [ARTICLES[1].outlet, "SANA", ARTICLES[3].outlet]


def test_what_waits_is_stored_when_the_run_breaks_off(workspace):
    def items():
        yield from ARTICLES[:5]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(workspace, items(), reader=reader(SAID), together=64)
    assert workspace.ledger.counts()["articles"] == 5
