"""Data and method: what this is and is not, from which sources, by which versions, in which terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from dashboard import charts, chrome, data, known, session, toolbar
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.layers import symbol
from dashboard.scores import SETS, scores
from dashboard.text import Words
from events.query import Filters
from extract.vocabulary import ACTORS, CERTAINTIES, DATE_PRECISIONS, EVENT_TYPES
from gazetteer.places import LEVELS

_REJECTS = 100  # listed at most; `rasd status` lists all
_LONGEST = 300
_NARROW = 3  # columns that a phone shows beside each other


def page() -> None:
    """Draw the page."""
    words = session.interface()
    cut = data.Cut(session.home())
    toolbar.draw(cut, session.current().filters, words)
    _prose("what", words)
    left, right = st.columns(2, gap="large")
    with left:
        _versions(cut, words)
    with right:
        _prose("use", words)
        _prose("limits", words)
    if cut.is_empty:
        chrome.empty(cut, words)
    else:
        _coverage(cut, words)
        _space(cut, words)
    _rejects(cut, words)
    _scores(words)
    _codebook(words)
    _sources(words)


def _prose(name: str, words: Words) -> None:
    st.html(f"<h3>{_say(words, f'method.{name}')}</h3><p class='rasd-prose'>{_say(words, f'method.{name}.text')}</p>")


def _say(words: Words, key: str) -> str:
    return escape(words(key))


def _versions(cut: Cut, words: Words) -> None:
    counts, figures = cut.ledger_counts(), cut.counts(Filters())
    rows = [
        ("workspace", words("demo.name") if cut.workspace.demo else cut.workspace.name), ("cut", cut.id or "–"), ("rules", cut.snapshot.rules_version or "–"),
        ("gazetteer", cut.snapshot.gazetteer_version or "–"), ("articles", words.number(counts["articles"])),
        ("reports", words.number(counts["reports"])), ("events", words.number(counts["events"])), ("first", words.written(str(figures.first_day or "–"))),
        ("last", words.written(str(figures.last_day or "–"))),
    ]  # fmt: skip
    cells = [(_say(words, f"method.{name}"), f"<bdi>{safe(value)}</bdi>") for name, value in rows]
    st.html(f"<h3>{_say(words, 'method.versions')}</h3>" + html_table((), cells))


def _coverage(cut: Cut, words: Words) -> None:
    st.html(f"<h3>{_say(words, 'method.coverage')}</h3><p class='rasd-prose'>{_say(words, 'method.coverage.text')}</p>")
    rows = cut.histogram(Filters(), "month", "type")
    if len(rows):
        st.altair_chart(charts.timeline(rows, words, step="month", by="type", height=110, dark=chrome.is_dark()), width="stretch")


def _space(cut: Cut, words: Words) -> None:
    """How many events name a place in each governorate, none among them."""
    counts, areas = cut.facet(Filters(), "governorate"), data.areas()
    named = {words.either(area.name_ar, area.name_en): counts.get(pcode, 0) for pcode, area in areas.items() if area.level == "governorate"}
    st.html(f"<h3>{_say(words, 'method.space')}</h3><p class='rasd-prose'>{_say(words, 'method.space.text')}</p>")
    st.altair_chart(charts.bars(dict(sorted(named.items(), key=lambda one: -one[1])), words), width="stretch")


def _scores(words: Words) -> None:
    """How often the reading is right, on texts that people have labelled."""
    found = scores()
    said = words("method.scores.text") if found else words("method.scores.none")
    st.html(f"<h3>{_say(words, 'method.scores')}</h3><p class='rasd-prose'>{escape(said)}</p>")
    if found:
        heads = (_say(words, "method.scores.measure"), *(_say(words, f"method.scores.{name}") for name in SETS))
        st.html(html_table(heads, [(_say(words, f"score.{name}"), *(f"<bdi>{safe(cell)}</bdi>" for cell in cells.values())) for name, cells in found.items()]))


def _rejects(cut: Cut, words: Words) -> None:
    """What was given to read and could not be: a part of the coverage that the map cannot show."""
    rejects = cut.rejects()
    said = words("method.rejects.text") if rejects else words("method.rejects.none")
    st.html(f"<h3>{_say(words, 'method.rejects')}</h3><p class='rasd-prose'>{escape(said)}</p>")
    if not rejects:
        return
    heads = tuple(_say(words, f"method.rejects.{name}") for name in ("item", "where", "why"))
    rows = [tuple(f"<bdi>{safe(_short(value))}</bdi>" for value in (item.id, item.where, item.reason)) for item in rejects[:_REJECTS]]
    more = f"<p class='rasd-note'>{escape(words('method.rejects.more', n=len(rejects) - _REJECTS))}</p>" if len(rejects) > _REJECTS else ""
    st.html(html_table(heads, rows) + more)


def _short(value: str) -> str:
    """Cut what could be as long as whoever wrote it liked."""
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


def _codebook(words: Words) -> None:
    """Every term with its code in files and its meaning."""
    st.html(f"<h3>{_say(words, 'method.codebook')}</h3>")
    groups = (
        ("types", "type", EVENT_TYPES),
        ("actors", "actor", ACTORS),
        ("certainties", "certainty", CERTAINTIES),
        ("levels", "level", (*LEVELS, "unplaced")),
        ("dates", "precision", DATE_PRECISIONS),
    )
    tabs = st.tabs([words(f"method.{title}") for title, _, _ in groups])
    heads = tuple(_say(words, f"method.{name}") for name in ("term", "code", "meaning"))
    for tab, (_, group, codes) in zip(tabs, groups, strict=True):
        with tab:
            st.html(html_table(heads, [_term(group, code, words) for code in codes]))


def _term(group: str, code: str, words: Words) -> tuple[str, str, str]:
    mark = f"{symbol(code)} " if group == "type" else ""
    return f"{mark}{_say(words, f'{group}.{code}')}", f"<code>{code.replace('_', '_<wbr>')}</code>", escape(words.optional(f"{group}.{code}.help"))


def _sources(words: Words) -> None:
    """Where the gazetteer's rows come from, as its passport declares."""
    heads = tuple(_say(words, f"method.{name}") for name in ("source", "licence", "attribution", "version"))
    rows = [tuple(f"<bdi>{safe(said)}</bdi>" for said in (one.title, one.licence, one.attribution, one.version)) for one in known.sources().values()]
    st.html(f"<h3>{_say(words, 'method.sources')}</h3>" + html_table(heads, rows))


def html_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of cells that are markup already."""
    head = "<thead><tr>" + "".join(f"<th>{cell}</th>" for cell in heads) + "</tr></thead>" if heads else ""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    kind = f"rasd-table{' rasd-wide' if len(heads) > _NARROW else ''}"
    table = f"<table class='{kind}' dir='{session.interface().direction}'>{head}<tbody>{body}</tbody></table>"
    return f"<div class='rasd-scroll' tabindex='0'>{table}</div>"


page()
