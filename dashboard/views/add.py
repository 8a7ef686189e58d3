"""Add reports: paste a text or give files, see what is found in them, and only then save."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import chrome, data, intake, people, previews, session, work
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.filters import FIRST_DAY, LAST_DAY, to_query
from dashboard.inputs import upload
from dashboard.intake import Given, Preview
from dashboard.text import Words, label, plain
from events.ingest import IngestSummary, ingest
from events.status import note_ingest
from extract.readers import ENDINGS, BadItem

_GIVEN, _PREVIEW, _SAVED = "rasd-given", "rasd-preview", "rasd-saved"
_LINKED = 12  # events linked one by one; Explore holds all


def page() -> None:
    """Draw the page."""
    words = session.interface()
    cut = data.Cut(session.home())
    st.html(f"<h3>{safe(words('page.add'))}</h3><p class='rasd-prose'>{safe(words('add.intro'))}</p>")
    if not people.may("add"):
        chrome.message("note", words("gate.noright"), words("gate.noright.hint"))
        return
    work.tell_stopped(words, kept=_SAVED not in st.session_state and bool(st.session_state.pop("rasd-saving", False)))
    if _SAVED in st.session_state:
        _saved(cut, words)
        return
    _ask(words)
    if _GIVEN in st.session_state:
        _look(cut, st.session_state[_GIVEN], words)


def _ask(words: Words) -> None:
    """Draw the two ways to give reports."""
    paste, files = st.tabs([words("add.paste"), words("add.files")])
    with paste, st.form("add-paste", border=False):
        st.text_area(words("add.text"), key="add-text", height=220, max_chars=intake.MAX_PASTED, placeholder=words("add.text.placeholder"))
        left, right = st.columns(2, gap="small")
        left.text_input(words("add.title"), key="add-title", max_chars=500)
        right.text_input(words("add.outlet"), key="add-outlet", max_chars=200)
        left.text_input(words("add.url"), key="add-url", max_chars=2000, placeholder="https://")
        with right:
            known, day = _published("paste", words)
        if st.form_submit_button(words("add.look"), type="primary", icon=":material/search:", key="add-look"):
            _give_text(known, day, words)
    with files, st.form("add-files", border=False):
        uploads = upload(
            words("add.upload"), (ending.removeprefix(".") for ending in ENDINGS), words, key="add-uploads", mb=intake.MAX_FILE_MB,
            accept_multiple_files=True, help=words("add.upload.help", n=intake.MAX_ARTICLES, mb=intake.MAX_FILE_MB),
        )  # fmt: skip
        known, day = _published("files", words)
        if st.form_submit_button(words("add.look"), type="primary", icon=":material/search:", key="add-look-files"):
            if not uploads:
                chrome.message("warning", words("add.nofile"))
            elif _has_day(known, day, words):
                with st.spinner(words("add.reading")):
                    _give(intake.uploaded([intake.Upload(file.name, file.getvalue()) for file in uploads], day if known == "known" else None))


def _published(name: str, words: Words) -> tuple[str | None, date | None]:
    """Ask for the day of publication; that it is not known must be said, it is never assumed."""
    group = "add.published" if name == "paste" else "add.published.files"
    known: str | None = st.radio(
        words(group), ("known", "unknown"), index=None, key=f"add-known-{name}", format_func=lambda code: words(f"add.published.{code}"), horizontal=True,
        help=words("add.published.help"),
    )  # fmt: skip
    day = st.date_input(
        words("add.published.day"), None, key=f"add-day-{name}", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", label_visibility="collapsed"
    )
    return known, day


def _has_day(known: str | None, day: date | None, words: Words) -> bool:
    """Tell whether the question for the day is answered; say what is missing."""
    if known is None and day is None:
        chrome.message("warning", words("add.published.missing"))
    elif known == "unknown" and day:
        chrome.message("warning", words("add.published.both"))
    elif known == "known" and day is None:
        chrome.message("warning", words("add.published.noday"))
    else:
        return True
    return False


def _give_text(known: str | None, day: date | None, words: Words) -> None:
    """Take the pasted text, where it is complete."""
    text, title, outlet, url = (str(st.session_state[f"add-{name}"] or "") for name in ("text", "title", "outlet", "url"))
    if not text.strip():
        chrome.message("warning", words("add.notext"))
    elif url.strip() and not url.strip().lower().startswith(("https://", "http://")):
        chrome.message("warning", words("add.badurl"))
    elif _has_day(known, day, words):
        _give(intake.pasted(text, title, outlet, url, day))


def _give(given: Given) -> None:
    st.session_state[_GIVEN] = given
    st.session_state.pop(_PREVIEW, None)


def _look(cut: Cut, given: Given, words: Words) -> None:
    """Read what was given, once for each workspace and version of the rules, and show it."""
    with st.spinner(words("work.loading")):
        reader = cut.reader()
    preview: Preview | None = st.session_state.get(_PREVIEW)
    if preview is None or (preview.home, preview.version) != (str(cut.workspace.home), reader.version):
        place = st.empty()
        with place.container():
            preview = intake.look(cut.workspace, given, reader, work.meter(max(1, len(given.items)), words, "look"))
        work.finished()
        place.empty()
        st.session_state[_PREVIEW] = preview
    previews.draw(preview, cut.gazetteer(), words)
    _offer_to_save(cut, preview, words)


def _offer_to_save(cut: Cut, preview: Preview, words: Words) -> None:
    """Draw what decides: save, or not. A demonstration takes no reports, and a workspace that cannot be written neither."""
    with st.container(key="add-decide", border=True):
        if cut.workspace.demo:
            chrome.message("note", words("add.demo"), words("add.demo.hint"))
            st.button(words("demo.start"), key="add-start-own", on_click=session.open_own, type="primary", icon=":material/add_circle:")
            return
        if not cut.is_writable:
            chrome.message("warning", words("work.readonly"), words("work.readonly.hint"), str(cut.workspace.home))
            return
        if not preview.looks:
            chrome.message("note", words("add.nothing"))
            return
        st.html(f"<p class='rasd-note'>{safe(words('add.save.help', name=plain(cut.workspace.name), n=len(preview.looks)))}</p>")
        with st.container(horizontal=True, gap="small"):
            save = st.button(words("add.save"), key="add-save", type="primary", icon=":material/save:")
            st.button(words("add.discard"), key="add-discard", on_click=_forget, type="tertiary", icon=":material/close:")
        if save:
            _save(cut, preview, words)


def _save(cut: Cut, preview: Preview, words: Words) -> None:
    items = preview.given.items
    st.session_state["rasd-saving"] = True
    summary = work.write(cut.workspace, lambda progress: ingest(cut.workspace, items, progress, cut.reader()), len(items), words, "save")
    st.session_state.pop("rasd-saving", None)
    if summary is None:
        return
    note_ingest(cut.workspace, summary, preview.given.names)
    st.session_state[_SAVED] = (summary, tuple(look.article.id for look in preview.looks))
    _forget()
    st.rerun()


def _forget() -> None:
    """Drop what was given and looked at."""
    for key in (_GIVEN, _PREVIEW):
        st.session_state.pop(key, None)


def _saved(cut: Cut, words: Words) -> None:
    """Say what was saved, and lead to its events."""
    summary: IngestSummary
    summary, article_ids = st.session_state[_SAVED]
    counts = {"new": summary.new, "revised": summary.revised, "stale": summary.reread, "unchanged": summary.unchanged, "duplicate": summary.duplicates}
    told = [f"{words(f'standing.{name}')}: {words.number(count)}" for name, count in counts.items() if count]
    bad: list[BadItem] = summary.bad
    if bad:
        told.append(words("add.bad", n=len(bad)))
    chrome.message("note", words("add.saved"), "\n".join(told))
    events = cut.events_of(article_ids)
    if not events:
        st.html(f"<p class='rasd-prose'>{safe(words('add.saved.none'))}</p>")
    for event_id in events[:_LINKED]:
        event = cut.card(event_id).event
        where = words.comma.join(words.name(place.place) if place.place else place.surface for place in event.places)
        when = words.days(event.date, event.date_end, event.date_precision)
        said = f"{words(f'type.{event.type}')}{words.dot}{where or words('card.notplaced')}{words.dot}{when}"
        _link(label(said), ":material/arrow_outward:", event_id)
    if len(events) > _LINKED:
        _link(words("add.saved.all", n=len(events)), ":material/map:")
    st.button(words("add.again"), key="add-again", on_click=_again, icon=":material/add:", type="primary")


def _link(text: str, icon: str, event_id: str = "") -> None:
    """Link to Explore, with an event open where one is named, in the visitor's language and workspace."""
    st.page_link("views/explore.py", label=text, icon=icon, query_params=to_query(session.current().only(event=event_id)))


def _again() -> None:
    """Begin anew with an empty form. For callbacks."""
    st.session_state.pop(_SAVED, None)
    _forget()
    for key in [key for key in st.session_state if str(key).startswith("add-")]:
        del st.session_state[key]


page()
