"""Adding reports, looking names up and the help in a real browser, with every other host forbidden."""

from __future__ import annotations

import json
import re
import time
from datetime import date

import pytest
from browser import DESKTOP, PHONE, SECONDS, fits, serving, settled
from playwright.sync_api import expect
from test_app_add import BULLETIN
from test_browser import visit
from world import HOSTILE

from dashboard.text import words
from events.workspace import Workspace

pytestmark = pytest.mark.browser
LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


@pytest.fixture
def own(tmp_path):
    """An analyst's empty workspace, and the dashboard that shows it."""
    with Workspace(tmp_path / "home", name="Mine") as workspace, serving(workspace.home, tmp_path) as address:
        yield workspace, address


def hand_in(page, address, say, file):
    """Upload a file of articles whose days are not known and ask what is found."""
    page.goto(f"{address}add")
    settled(page)
    page.get_by_role("tab", name=say("add.files")).click()
    page.get_by_test_id("stMain").locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_test_id("stMain").get_by_test_id("stFileUploader")).to_contain_text(file.name)
    page.get_by_role("radiogroup", name=say("add.published.files")).get_by_text(say("add.published.unknown")).click()
    page.locator(".st-key-add-look-files button").click()


def paste(page, say, text, day="20160510"):
    """Fill the form as a person does and ask what is found."""
    page.get_by_role("textbox", name=say("add.text")).fill(text)
    page.get_by_role("textbox", name=say("add.outlet")).fill("وكالة نموذج")
    group = page.get_by_role("radiogroup", name=say("add.published"), exact=True)
    if day:
        group.get_by_text(say("add.published.known")).click()
        page.locator(".st-key-add-day-paste").get_by_role("spinbutton").first.click()
        page.keyboard.type(day)
    else:
        group.get_by_text(say("add.published.unknown")).click()
    page.locator(".st-key-add-look button").click()


@LANGS
def test_a_pasted_bulletin_shows_what_is_found_before_it_is_saved(browser, own, lang):
    workspace, address = own
    say = words(lang)
    with visit(browser, f"add-{lang}") as page:
        page.goto(f"{address}add?lang={lang}")
        settled(page)
        paste(page, say, BULLETIN)
        read, cards = page.locator(".st-key-add-read"), page.locator(".st-key-add-cards")
        expect(read.locator("mark.rasd-f-places", has_text="خان طومان")).to_be_visible(timeout=60 * SECONDS)
        for field in ("type", "actor", "killed", "date"):
            expect(read.locator(f"mark.rasd-f-{field}").first).to_be_visible()
        expect(read.locator(".rasd-lines")).to_have_css("direction", "rtl")
        expect(cards.locator(".rasd-type")).to_have_text([say("type.air_strike"), say("type.shelling")])
        expect(cards).to_contain_text(say.day(date(2016, 5, 9)))
        expect(cards).to_contain_text(say("actor.russia"))
        assert workspace.ledger.counts()["articles"] == 0
        page.locator(".st-key-add-save button").click()
        expect(page.get_by_text(say("add.saved"), exact=True)).to_be_visible(timeout=60 * SECONDS)
        assert workspace.ledger.counts()["articles"] == 1
        page.get_by_role("link", name=re.compile(say("type.air_strike"))).click()
        opened = page.locator(".st-key-panel .rasd-card h3")  # the cards of the page that was left stand there for a moment
        expect(opened).to_have_text("خان طومان" if lang == "ar" else "Khan tuman", timeout=60 * SECONDS)
        expect(page).to_have_url(re.compile("event="))
        if lang == "ar":
            expect(page).to_have_url(re.compile("lang=ar"))


@LANGS
def test_hostile_text_does_nothing_while_it_is_looked_at(browser, own, lang):
    _, address = own
    hostile = f'{BULLETIN}\n{HOSTILE} =HYPERLINK("https://evil.example";"x") \u202e</div></article><style>*{{display:none}}</style>'
    with visit(browser, f"add-hostile-{lang}") as page:
        page.goto(f"{address}add?lang={lang}")
        settled(page)
        paste(page, words(lang), hostile, day="")
        read = page.locator(".st-key-add-read")
        expect(read).to_contain_text("<script>alert(1)</script> ${alert(2)}", timeout=60 * SECONDS)
        expect(read).to_contain_text('=HYPERLINK("https://evil.example";"x")')
        assert page.locator(".stHtml script, .st-key-add-read a, .st-key-add-read img:not(.rasd-symbol), .st-key-add-read style").count() == 0
        assert "\u202e" not in read.inner_text()
        page.locator(".st-key-add-save button").click()
        expect(page.get_by_text(words(lang)("add.saved"), exact=True)).to_be_visible(timeout=60 * SECONDS)


def test_files_are_looked_at_one_by_one_and_bad_items_are_told(browser, own, tmp_path):
    workspace, address = own
    rows = [{"id": "1", "text": BULLETIN, "published": "2016-05-10"}, {"id": "2", "text": ""}, {"id": "3", "text": "لا شيء هنا."}]
    (tmp_path / "news.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    say = words("en")
    with visit(browser, "add-files") as page:
        hand_in(page, address, say, tmp_path / "news.jsonl")
        expect(page.get_by_text(say("add.bad", n=1))).to_be_visible(timeout=60 * SECONDS)
        expect(page.locator(".rasd-bad")).to_contain_text("news.jsonl line 2")
        expect(page.get_by_text(re.compile("Articles: 2. Events in Syria: 2"))).to_be_visible()
        assert workspace.ledger.counts()["articles"] == 0


def test_work_can_be_stopped_and_gone_on_with(browser, own, tmp_path):
    workspace, address = own
    rows = [{"id": f"{n:03}", "text": f"{BULLETIN} {n}" * 8, "published": "2016-05-10"} for n in range(400)]
    (tmp_path / "many.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    say = words("en")
    with visit(browser, "add-stop") as page:
        hand_in(page, address, say, tmp_path / "many.jsonl")
        page.locator(".st-key-add-save button").click(timeout=120 * SECONDS)
        page.locator(".st-key-save-stop button").click(timeout=60 * SECONDS)
        expect(page.get_by_text(say("work.stopped.kept"))).to_be_visible(timeout=60 * SECONDS)
        assert 0 < workspace.ledger.counts()["articles"] < len(rows)
        patience = time.monotonic() + 60  # the run that was broken off makes events while the next one draws the page
        while not workspace.ledger.counts()["events"]:
            assert time.monotonic() < patience
            page.wait_for_timeout(200)
        expect(page.locator(".st-key-add-save button")).to_be_enabled()


def test_a_name_is_looked_up_chosen_on_the_map_and_followed_to_its_events(browser, own):
    _, address = own
    say = words("en")
    with visit(browser, "places") as page:
        page.goto(f"{address}add")
        settled(page)
        paste(page, say, BULLETIN)
        page.locator(".st-key-add-save button").click(timeout=60 * SECONDS)
        expect(page.get_by_text(say("add.saved"), exact=True)).to_be_visible(timeout=60 * SECONDS)
        page.get_by_role("link", name=say("page.places")).click()
        box = page.get_by_role("textbox", name=say("places.name"))
        box.fill("صوران")
        box.press("Enter")
        expect(page.get_by_text(say("places.doubtful"))).to_be_visible(timeout=60 * SECONDS)
        frame = page.frame_locator(".st-key-map iframe")
        expect(frame.locator(".rasd-rank")).to_have_count(3, timeout=30 * SECONDS)
        frame.locator('[data-place="C1664"]').click()
        expect(page.locator(".st-key-place code")).to_have_text("C1664")
        box.fill("خان طومان")
        box.press("Enter")
        expect(page.get_by_text(say("places.confident"))).to_be_visible(timeout=60 * SECONDS)
        page.get_by_role("link", name=say("places.events", n=1)).click()
        expect(page).to_have_url(re.compile("place=C1015"))
        expect(page.locator(".rasd-figures dd").first).to_have_text("1 of 2", timeout=60 * SECONDS)


@LANGS
def test_pages_with_answers_fit_a_phone(browser, own, lang):
    _, address = own
    say = words(lang)
    with visit(browser, f"phone-answers-{lang}", PHONE) as page:
        page.goto(f"{address}add?lang={lang}")
        settled(page)
        paste(page, say, BULLETIN)
        expect(page.locator(".st-key-add-cards .rasd-card").first).to_be_visible(timeout=60 * SECONDS)
        fits(page)
        page.goto(f"{address}places?lang={lang}")
        settled(page)
        box = page.get_by_role("textbox", name=say("places.name"))
        box.fill("كفر زيتا")
        box.press("Enter")
        expect(page.locator(".st-key-place .rasd-card")).to_be_visible(timeout=60 * SECONDS)
        fits(page)


@LANGS
def test_the_help_opens_once_and_leaves_with_the_keyboard(browser, own, lang):
    _, address = own
    say = words(lang)
    with visit(browser, f"help-{lang}", DESKTOP) as page:
        page.goto(f"{address}?lang={lang}")
        help_ = page.get_by_role("dialog")
        expect(help_).to_contain_text(say("guide.what.text"), timeout=60 * SECONDS)
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=60 * SECONDS)
        expect(page.locator('[role="dialog"]:focus, [role="dialog"] :focus')).to_have_count(1)
        page.keyboard.press("Escape")
        expect(help_).to_have_count(0)
        page.get_by_role("link", name=say("page.method")).click()
        expect(page.get_by_text(say("method.what.text"))).to_be_visible()
        expect(help_).to_have_count(0)
        page.get_by_role("button", name=say("guide.open"), exact=True).click()
        expect(help_).to_be_visible()
