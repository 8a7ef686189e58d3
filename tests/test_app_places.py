"""The gazetteer page, the visitor's own spellings and places, and the help."""

from __future__ import annotations

from datetime import date
from html import escape, unescape

import pytest
from streamlit.testing.v1 import AppTest
from test_app import APP, html, parameter, widget
from world import fill

import gazetteer
from dashboard import candidates, data, guide
from dashboard.layers import SYRIA, bounds_of
from dashboard.text import plain, words
from events.ingest import ingest
from events.query import Filters, Snapshot
from events.workspace import Workspace
from extract.article import Article
from gazetteer.places import AREA_LEVELS

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


def places_page(lang: str = "en", name: str = "") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    app.query_params["lang"] = lang
    app.run()
    app.switch_page("views/places.py").run()
    assert not app.exception
    return search(app, name) if name else app


def search(app: AppTest, name: str, within: str | None = None) -> AppTest:
    widget(app, "text_input", "place-name").set_value(name)
    if within is not None:
        widget(app, "selectbox", "place-within").set_value(within)
    app.run()
    assert not app.exception
    return app


@LANGS
def test_a_shared_name_shows_its_places_and_why_none_is_taken(workspace, lang):  # noqa: ARG001
    say = words(lang)
    app = places_page(lang, "صوران")
    shown = html(app)
    assert say("places.doubtful") in shown
    assert {"en": "3 places have this name", "ar": "عدد الأماكن التي تحمل هذا الاسم 3"}[lang] in plain(unescape(shown))
    (choice,) = app.radio
    assert choice.label == say("places.candidates", n=len(choice.options))
    assert "1\\." in choice.options[0]
    assert say("level.town") in choice.options[0]
    for wanted in (say("places.spellings"), "Suran", "صوران", "C3026", "COD-AB", say("kind.official")):
        assert wanted in shown
    search(app, "صوران", "SY02")
    assert say("places.confident") in html(app) or say("places.doubtful") in html(app)
    assert "C1664" in html(app)


@LANGS
def test_a_sure_answer_says_so_and_leads_to_its_events(workspace, lang):  # noqa: ARG001
    say = words(lang)
    app = places_page(lang, "خان طومان")
    assert say("places.confident") in html(app)
    (link,) = app.get("page_link")
    assert "place=C1015" in str(link.proto)
    assert "2" in link.proto.label


def test_an_unknown_name_says_what_to_do(workspace):  # noqa: ARG001
    said = html(places_page(name="ززززززز"))
    assert words("en")("places.none") in said
    assert words("en")("places.none.hint") in unescape(said)


def test_hostile_names_stay_text(workspace):  # noqa: ARG001
    assert "<script" not in html(places_page(name="<script>alert(1)</script> ${x} صوران"))


def test_a_choice_of_another_candidate_shows_it(workspace):  # noqa: ARG001
    app = places_page(name="صوران")
    app.radio[0].set_value("C1664").run()
    assert "<code>C1664</code>" in html(app)


def test_the_search_stays_when_the_language_changes(workspace):  # noqa: ARG001
    app = places_page(name="صوران")
    widget(app, "button_group", "lang").set_value("ar").run()
    assert widget(app, "text_input", "place-name").value == "صوران"
    assert words("ar")("places.doubtful") in html(app)


def test_a_spelling_is_added_once_and_found(workspace):
    app = places_page(name="خان طومان")
    for _ in range(2):
        app.text_input(key="own-spelling-name-C1015").set_value("خان التومان القديم")
        app.button(key="own-spelling-add").click().run()
        assert not app.exception
        said = html(app)
    assert words("en")("own.refused") in said
    assert "already has the spelling" in said
    assert gazetteer.load(workspace.overlay).search("خان التومان القديم")[0].place.id == "C1015"
    assert words("en")("places.own.source") in said
    assert "خان التومان القديم" in said


def test_a_place_of_ones_own_places_the_events_that_name_it(rasd_home):
    article = Article("1", "قصفت قوات النظام بالمدفعية بلدة كفر زنبقان في ريف حماة، ما أدى إلى مقتل شخصين.", published=date(2016, 5, 10))
    with Workspace(rasd_home) as workspace:
        ingest(workspace, [article])
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters()).placed == 0
        app = places_page(name="كفر زنبقان")
        app.text_input(key="own-name-ar").set_value("كفر زنبقان")
        app.number_input(key="own-lat").set_value(35.3)
        app.number_input(key="own-lon").set_value(36.6)
        app.button(key="own-place-add").click().run()
        assert not app.exception
        assert words("en")("own.reread.needed", n="1") in html(app)
        assert "rasd reread" in html(app)
        app.button(key="own-reread").click().run()
        assert not app.exception
        assert escape(words("en")("own.reread.done", n="1")) in html(app)
        with Snapshot(workspace) as snapshot:
            assert snapshot.counts(Filters(place_id="U-1")).placed == 1
    data.workspace.clear()
    data._opened.clear()


@pytest.mark.parametrize(
    ("lat", "lon", "name", "said"), [(36.0, 36.0, " ", "own.noname"), (None, 37.0, "مكان", "own.nopoint"), (33.5, 42.4, "مكان", "own.refused")]
)
def test_a_place_that_cannot_be_taken_is_refused_in_words(workspace, lat, lon, name, said):
    app = places_page()
    app.text_input(key="own-name-ar").set_value(name)
    if lat is not None:
        app.number_input(key="own-lat").set_value(lat)
    app.number_input(key="own-lon").set_value(lon)
    app.button(key="own-place-add").click().run()
    assert not app.exception
    assert words("en")(said) in html(app)
    assert not workspace.overlay.exists()


def test_the_demonstration_and_a_read_only_workspace_take_no_places(workspace, monkeypatch):  # noqa: ARG001
    monkeypatch.setattr(data.Cut, "is_writable", False)
    assert words("en")("work.readonly") in html(places_page())


def test_the_demonstration_says_that_it_takes_no_places(rasd_home):
    fill(rasd_home, demo=True).close()
    app = places_page(name="خان طومان")
    assert words("en")("own.demo") in html(app)
    assert not [field for field in app.text_input if (field.key or "").startswith("own-")]
    data.workspace.clear()
    data._opened.clear()


def test_a_broken_overlay_is_told_with_its_line(workspace):
    workspace.overlay.write_text("id,name_ar\nx,y\n", "utf-8")
    app = places_page()
    assert words("en")("error.title") in html(app)
    assert "overlay.csv" in html(app)


def test_candidates_are_drawn_as_what_they_are():
    gaz, say = gazetteer.load(), words("en")
    found = list(gaz.search("صوران"))
    tinted, halos, dots = candidates.layers(found, gaz, say, "C3026")
    assert {item["id"] for item in tinted.items} == {one.place.id for one in found if one.place.level in AREA_LEVELS}
    assert {feature["properties"]["rank"] for feature in dots.items} == {at for at, one in enumerate(found, 1) if one.place.level not in AREA_LEVELS}
    assert [feature["properties"]["id"] for feature in dots.items if feature["properties"]["selected"]] == ["C3026"]
    assert halos.items
    west, south, east, north = bounds_of(candidates.view_of([one.place for one in found]))
    assert all(west < one.place.lon < east and south < one.place.lat < north for one in found)
    assert candidates.view_of([]) == SYRIA


# Help


def test_the_help_opens_on_a_first_visit_and_stays_closed(workspace):  # noqa: ARG001
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert 'class="rasd-guide"' in html(app)
    app.button(key="guide-close").click().run()
    assert 'class="rasd-guide"' not in html(app)
    app.switch_page("views/method.py").run()
    assert 'class="rasd-guide"' not in html(app)
    app.button(key="guide-open").click().run()
    assert 'class="rasd-guide"' in html(app)


def test_a_link_opens_what_it_says_and_not_the_help(workspace):  # noqa: ARG001
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["type"] = "shelling"
    assert 'class="rasd-guide"' not in html(app.run())


def test_the_help_can_be_read_in_the_other_language(workspace):  # noqa: ARG001
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.button(key="guide-lang").click().run()
    assert parameter(app, "lang") == ["ar"]
    assert words("ar")("guide.what.text") in html(app)


@LANGS
def test_the_help_explains_signs_and_terms(lang):
    made = unescape(guide.body(words(lang)))
    for key in ("guide.what.text", "legend.halo", "legend.area", "type.shelling", "term.event.text", "guide.export.text"):
        assert words(lang)(key) in made
