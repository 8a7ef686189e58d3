"""What was found in the reports that a visitor gives: the text with its words marked, the events as cards, and what could not be read."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import chrome
from dashboard.card import marked, note, reading, safe
from dashboard.intake import Look, Preview, as_event
from dashboard.text import Words, label
from extract.explain import marks
from extract.records import ForeignPlace, Report, Toponym, Unresolved
from gazetteer import Gazetteer

_SHOWN = 20_000  # characters of a text that are shown; all of it is read
_CARDS, _BAD = 40, 50
_HEIGHT = 620
_LONGEST = 300


def draw(preview: Preview, gaz: Gazetteer, words: Words) -> None:
    """Draw a preview; of several articles one at a time."""
    st.html(f"<h3 id='found'>{safe(words('add.found'))}</h3>")
    _sums(preview, words)
    if preview.looks:
        looked = preview.looks[_chosen(preview, words)]
        _article(looked, gaz, words)
    _bad(preview, words)


def _sums(preview: Preview, words: Words) -> None:
    said = [words("add.sum", articles=len(preview.looks), events=preview.reports)]
    if preview.given.more:
        said.append(words("add.more"))
    if preview.bad:
        said.append(words("add.bad", n=len(preview.bad)))
    st.html(f"<p class='rasd-prose' role='status'>{safe(' '.join(said))}</p>")


def _chosen(preview: Preview, words: Words) -> int:
    """Offer the articles and give the number of the one to show."""
    if len(preview.looks) == 1:
        return 0

    def line(at: int) -> str:
        found = preview.looks[at]
        name = found.article.title or found.article.text.strip()[:60] or found.article.id
        events = words("add.events", n=len(found.extraction.reports))
        return label(f"{words.number(at + 1)}. {name[:90]}{words.dot}{words(f'standing.{found.status}')}{words.dot}{events}")

    return st.selectbox(words("add.article"), range(len(preview.looks)), format_func=line, key=f"add-article-{len(preview.looks)}")


def _article(found: Look, gaz: Gazetteer, words: Words) -> None:
    """Draw the text on one side and its events on the other."""
    _standing(found, words)
    left, right = st.columns(2, gap="small")
    with left, st.container(height=_HEIGHT, border=True, key="add-read"):
        _text(found, gaz, words)
    with right, st.container(height=_HEIGHT, border=True, key="add-cards"):
        _cards(found, words)


def _standing(found: Look, words: Words) -> None:
    """Say how the article stands to the workspace."""
    article = found.article
    known = f" <bdi><code>{safe(found.known_as)}</code></bdi>" if found.known_as else ""
    day = words.day(article.published) if article.published else words("card.undated")
    about = [f"<bdi>{safe(article.outlet)}</bdi>" if article.outlet else "", f"{safe(words('card.published'))} {safe(day)}"]
    tag = f"<span class='rasd-tag rasd-standing-{found.status}'>{safe(words(f'standing.{found.status}'))}{known}</span>"
    help_ = f"<span class='rasd-note'>{safe(words(f'standing.{found.status}.help'))}</span>"
    st.html(f"<p class='rasd-standing'>{tag} {help_}{words.dot}{words.dot.join(part for part in about if part)}</p>")


def _text(found: Look, gaz: Gazetteer, words: Words) -> None:
    article = found.article
    if len(article.text) > _SHOWN:
        st.html(f"<p class='rasd-note'>{safe(words('add.cut', n=_SHOWN))}</p>")
        article = replace(article, text=article.text[:_SHOWN])
    st.html(marked(article, list(marks(article, found.extraction, gaz)), words))


def _cards(found: Look, words: Words) -> None:
    reports = found.extraction.reports
    if not reports:
        chrome.message("note", words("add.noevent"), words("add.noevent.hint"))
    for report in reports[:_CARDS]:
        st.html(reading(as_event(report, found.article), report, found.article, words))
    if len(reports) > _CARDS:
        st.html(f"<p class='rasd-note'>{safe(words('add.cards.more', n=len(reports) - _CARDS))}</p>")
    rest = _rest(found, words)
    if rest:
        st.html(rest)


def _rest(found: Look, words: Words) -> str:
    """What was recognised and is part of no event: names that were not placed, places abroad, attacks that are not in Syria."""
    used = {toponym.mention.span for report in found.extraction.reports for toponym in report.places}
    unplaced = [one for one in found.extraction.places if one.mention.span not in used and isinstance(one.resolution, Unresolved)]
    groups = (
        ("add.rest.unplaced", [_unplaced(one, words) for one in unplaced]),
        ("add.rest.abroad", [_abroad(one) for one in found.extraction.foreign_places]),
        ("add.rest.outside", [_outside(one, words) for one in found.extraction.outside]),
    )
    made = "".join(f"<h4>{safe(words(key))}</h4><ul>{''.join(f'<li>{line}</li>' for line in dict.fromkeys(lines))}</ul>" for key, lines in groups if lines)
    return f'<div class="rasd-card" dir="{words.direction}">{made}</div>' if made else ""


def _unplaced(toponym: Toponym, words: Words) -> str:
    reason = (
        f"{safe(words(f'why.{toponym.resolution.reason}'))}. {note(toponym.resolution.detail, words)}" if isinstance(toponym.resolution, Unresolved) else ""
    )
    return f'<bdi lang="ar"><b>{safe(toponym.mention.surface)}</b></bdi> {reason}'


def _abroad(foreign: ForeignPlace) -> str:
    return f'<bdi lang="ar">{safe(foreign.mention.surface)}</bdi> (<bdi>{safe(foreign.country)}</bdi>)'


def _outside(report: Report, words: Words) -> str:
    where = words("add.rest.nowhere") if report.outside == "??" else report.outside
    return f"{safe(words(f'type.{report.type}'))}, <bdi>{safe(where)}</bdi>"


def _bad(preview: Preview, words: Words) -> None:
    """List what could not be read, with the reason."""
    if not preview.bad:
        return
    lines = "".join(
        f"<li><bdi>{safe(item.where[:_LONGEST])}</bdi>: <bdi dir='ltr' lang='en'>{safe(item.reason[:_LONGEST])}</bdi></li>" for item in preview.bad[:_BAD]
    )
    more = f"<p class='rasd-note'>{safe(words('add.bad.more', n=len(preview.bad) - _BAD))}</p>" if len(preview.bad) > _BAD else ""
    st.html(f"<h4>{safe(words('method.rejects'))}</h4><ul class='rasd-bad'>{lines}</ul>{more}")
