"""A view as a report: one HTML file that stands alone, with map, timeline, figures, events, method, filters, data cut and licences. No Streamlit here.

Every event in it comes from a selection of `events.export`, so policy and masks of the workspace hold by construction; a field that the policy leaves out is
simply not there. The file fetches nothing and runs nothing, which its own content policy forbids too. All words of others pass `card.safe`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from dashboard.bars import bars
from dashboard.card import WEB, filled, safe
from dashboard.charts import best_step
from dashboard.filters import Step
from dashboard.layers import GRID_ABOVE, SYMBOLS, Json, View
from dashboard.picture import picture, spots, tints
from dashboard.text import Words, plain
from events.export import Selection
from extract.vocabulary import EVENT_TYPES
from gazetteer.admin import Area

ROWS = 1000
"""Events listed at most."""
_STYLE = Path(__file__).with_name("report.css")
_MARKS = {"demonstration": "demo.banner", "synthetic": "synthetic.banner"}
"""What stands above a report whose events come from no reports."""
_FORBIDDEN = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date",), "type": ("type",), "place": ("places_ar", "places_en"), "initiators": ("initiators",), "targets": ("targets",),
    "killed": ("killed_min", "killed_max"), "injured": ("injured_min", "injured_max"), "certainty": ("certainty",), "sources": ("independent", "reports"),
}  # fmt: skip
"""Columns of the list, and the fields of an export that each needs."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a report says of itself.

    title: "" for a general one; filters: their names and values in words; view, step: of map and timeline, None to fit; link: to the view;
    sources: of the gazetteer, each its title, licence and attribution.
    """

    title: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    view: View | None = None
    step: Step | None = None
    link: str = ""
    sources: tuple[tuple[str, str, str], ...] = ()


def report(selection: Selection, brief: Brief, words: Words, areas: Mapping[str, Area]) -> str:
    """Write the report as HTML. areas: the administrative areas by p-code."""
    events, places = selection.events.to_pylist(), selection.places.to_pylist()
    title = plain(brief.title) or words("report.title")
    parts = [
        _head(title, selection, words), _filters(brief, words), _figures(events, words), _map(events, places, brief, words, areas),
        _time(events, brief, words), _list(events, words), _method(selection, words), _licences(selection, brief, words),
        f"<footer><p>{_say(words, 'app.reported')} · <bdi>Rasd · رصد</bdi></p></footer>",
    ]  # fmt: skip
    return (
        f'<!doctype html>\n<html lang="{words.lang}" dir="{words.direction}" data-figures="{words.figures}">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_FORBIDDEN}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>{safe(title)}</title>\n<style>{_STYLE.read_text("utf-8")}</style></head>\n'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _say(words: Words, key: str, **values: object) -> str:
    return escape(words(key, **values))


def _section(heading: str, *parts: str) -> str:
    return f"<section><h2>{heading}</h2>{''.join(parts)}</section>\n"


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    """Write names and values, both markup."""
    return '<dl class="facts">' + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows) + "</dl>"


def _head(title: str, selection: Selection, words: Words) -> str:
    made = filled(words, "report.made", time=selection.made.strftime("%Y-%m-%d %H:%M UTC"))
    cut = f"{_say(words, 'method.cut')} <bdi>{safe(selection.about['data_cut'])}</bdi>"
    mark = _MARKS.get(str(selection.about["content"]))
    demo = f'<p class="caveat">{_say(words, mark)}</p>' if mark else ""
    return (
        f'<header><p class="made"><bdi>Rasd · رصد</bdi></p><h1><bdi>{safe(title)}</bdi></h1><p class="made">{made} · {cut}</p>'
        f'{demo}<p class="caveat"><strong>{_say(words, "app.reported")}.</strong> {_say(words, "method.what.text")}</p></header>\n'
    )


def _filters(brief: Brief, words: Words) -> str:
    rows = [(safe(name), f"<bdi>{safe(value)}</bdi>") for name, value in brief.filters]
    said = _facts(rows) if rows else f"<p>{_say(words, 'filters.none')}</p>"
    link = f'<p class="note">{_say(words, "report.link")} <bdi><code>{safe(brief.link)}</code></bdi></p>' if brief.link else ""
    return _section(_say(words, "filters.title"), said, link)


def _figures(events: Sequence[Json], words: Words) -> str:
    """Write the key figures that the rows allow: a field that is left out gives none."""
    cells = [("kpi.shown", words.number(len(events)))]
    if _has(events, "status"):
        best = Counter(row["status"] for row in events)
        cells += [("kpi.placed", words.number(best["point"])), ("kpi.area", words.number(best["area"])), ("kpi.unplaced", words.number(best["unplaced"]))]
    if _has(events, "killed_min", "killed_max"):
        known = [(row["killed_min"], row["killed_max"]) for row in events if row["killed_min"] is not None]
        low, high = sum(least for least, _ in known), sum(least if most is None else most for least, most in known)
        cells.append(("kpi.killed", words.span(low, high) + ("+" if any(most is None for _, most in known) else "")))
    days = [day for row in events for day in (row.get("date"), row.get("date_end")) if day]
    if days:
        cells.append(("kpi.period", words.written(f"{min(days)} – {max(days)}")))
    found = "".join(f'<div><dt>{_say(words, name)}</dt><dd><bdi class="number">{escape(value)}</bdi></dd></div>' for name, value in cells)
    return _section(_say(words, "report.figures"), f'<dl class="figures">{found}</dl><p class="note">{_say(words, "kpi.killed.help")}</p>')


def _has(rows: Sequence[Json], *names: str) -> bool:
    return not rows or all(name in rows[0] for name in names)


def _map(events: Sequence[Json], places: Sequence[Json], brief: Brief, words: Words, areas: Mapping[str, Area]) -> str:
    types = {row["event_id"]: row["type"] for row in events if "type" in row}
    found, tinted = spots(places, types, words), tints(places)
    drawn = {row["event_id"] for row in places if row.get("lat") is not None} | {row["event_id"] for row in places if row.get("area_pcodes")}
    left = len(events) - len(drawn)
    notes = [_say(words, "report.map.note")] + ([_say(words, "report.map.left", n=left)] if left else [])
    keys = ("cell", "tint") if len(found) > GRID_ABOVE else ("halo", "tint", "stack")
    said = {"halo": "legend.halo", "tint": "legend.area", "stack": "legend.stack", "cell": "legend.grid"}
    legend = _types(events, words) + "".join(f'<li><i class="key {key}">{words.number(3) * (key == "stack")}</i>{_say(words, said[key])}</li>' for key in keys)
    parts = (picture(found, tinted, areas, words, brief.view), f'<ul class="legend">{legend}</ul>', f'<p class="note">{" ".join(notes)}</p>')
    return _section(_say(words, "map.title"), *parts)


def _types(events: Sequence[Json], words: Words) -> str:
    """Write the legend of types with their number of events."""
    counts = Counter(row.get("type", "") for row in events)
    return "".join(
        f'<li><svg viewBox="-1 -1 26 26" aria-hidden="true"><path d="{SYMBOLS[code].path}" fill="{SYMBOLS[code].colour}"/></svg>'
        f'{_say(words, f"type.{code}")} <bdi class="number"><b>{words.number(counts[code])}</b></bdi></li>'
        for code in EVENT_TYPES
        if counts[code]
    )


def _time(events: Sequence[Json], brief: Brief, words: Words) -> str:
    dated: list[tuple[date, str]] = [(row["date"], row.get("type", "")) for row in events if row.get("date")]
    undated = len(events) - len(dated)
    if not dated:
        return _section(_say(words, "time.title"), f"<p>{_say(words, 'report.time.none')}</p>")
    days = [day for day, _ in dated]
    step = brief.step or best_step((max(days) - min(days)).days)
    note = _say(words, "report.time.note", step=words(f"time.{step}")) + (f" {_say(words, 'time.undated', n=undated)}" if undated else "")
    return _section(_say(words, "time.title"), bars(dated, words, step), f'<ul class="legend">{_types(events, words)}</ul><p class="note">{note}</p>')


def _list(events: Sequence[Json], words: Words) -> str:
    """List the newest events, each with the words of its reports and where they were published."""
    columns = [name for name, fields in _COLUMNS.items() if _has(events, *fields)]
    shown = sorted(events, key=lambda row: (row.get("date") or date.min, row["event_id"]), reverse=True)[:ROWS]
    heads = "".join(f"<th>{_say(words, f'table.{name}')}</th>" for name in columns)
    rows = "".join(_event(row, columns, words) for row in shown)
    more = f'<p class="note">{_say(words, "table.more", shown=len(shown), n=len(events))}</p>' if len(events) > len(shown) else ""
    return _section(_say(words, "table.title"), _table(heads, rows) if shown else f"<p>{_say(words, 'empty.filtered')}</p>", more)


def _table(heads: str, rows: str) -> str:
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _event(row: Json, columns: Sequence[str], words: Words) -> str:
    cells = "".join(f"<td{' class=day' * (name == 'date')}>{_CELLS[name](row, words)}</td>" for name in columns)
    return f'<tr class="event">{cells}</tr><tr class="words"><td colspan="{max(1, len(columns))}">{_told(row, words)}</td></tr>'


def _told(row: Json, words: Words) -> str:
    """Write in which words an event was reported, by whom, where, and its id."""
    quotes = "".join(f'<blockquote lang="ar" dir="auto">{safe(quote)}</blockquote>' for quote in row.get("quotes") or () if quote)
    said = [f"<bdi>{safe(name)}</bdi>" for name in dict.fromkeys((*(row.get("sources") or ()), *(row.get("outlets") or ()))) if name]
    links = [
        f'<a href="{safe(url)}" rel="noopener noreferrer nofollow">{_say(words, "card.original")}</a>' for url in row.get("urls") or () if WEB.fullmatch(url)
    ]
    review = [_say(words, f"review.{row['review_status']}")] if row.get("review_status") else []
    about = " · ".join([*said, *links, *review, f"<code>{safe(row['event_id'])}</code>"])
    return f'{quotes}<span class="note">{about}</span>'


def _day(row: Json, words: Words) -> str:
    day, last = row["date"], row.get("date_end")
    if day is None:
        return _say(words, "precision.unknown")
    precision = row.get("date_precision", "day")
    said = f"<bdi>{words.written(str(day))}</bdi>" + (f"<br>– <bdi>{words.written(str(last))}</bdi>" if last and last != day else "")
    return said if precision == "day" else f"{said}<br><span class='note'>{_say(words, f'precision.{precision}')}</span>"


def _figure(name: str) -> Callable[[Json, Words], str]:
    return lambda row, words: f'<bdi class="number">{words.span(row[f"{name}_min"], row[f"{name}_max"])}</bdi>'


_CELLS: Mapping[str, Callable[[Json, Words], str]] = {
    "date": _day,
    "type": lambda row, words: _say(words, f"type.{row['type']}"),
    "place": lambda row, words: f'<span dir="auto">{safe(words.either(row["places_ar"], row["places_en"])) or "–"}</span>',
    "initiators": lambda row, words: escape(words.terms("actor", row["initiators"] or ("unknown",))),
    "targets": lambda row, words: escape(words.terms("actor", row["targets"] or ("unknown",))),
    "killed": _figure("killed"),
    "injured": _figure("injured"),
    "certainty": lambda row, words: _say(words, f"certainty.{row['certainty']}"),
    "sources": lambda row, words: f'<bdi class="number">{words.number(row["independent"])}/{words.number(row["reports"])}</bdi>',
}


def _method(selection: Selection, words: Words) -> str:
    about = selection.about
    versions = [("method.cut", "data_cut"), ("method.rules", "rules_version"), ("method.gazetteer", "gazetteer_version"), ("report.schema", "schema_version")]
    facts = [(_say(words, key), f"<bdi>{safe(str(about[name]) or '–')}</bdi>") for key, name in versions]
    policy = about["policy"]
    said = _say(words, "report.policy.none") if policy == "none" else f"{_say(words, 'report.policy')} <code dir='ltr'>{safe(json.dumps(policy))}</code>"
    masked = "report.masks.yes" if about["names_masked"] else "report.masks.no"
    facts += [(_say(words, "report.held"), said), (_say(words, "report.masks"), _say(words, masked))]
    facts.append((_say(words, "report.query"), f"<code dir='ltr'>{safe(json.dumps(about['query'], ensure_ascii=False))}</code>"))
    return _section(_say(words, "report.method"), f"<p>{_say(words, 'report.method.text')}</p><p>{_say(words, 'method.limits.text')}</p>", _facts(facts))


def _licences(selection: Selection, brief: Brief, words: Words) -> str:
    heads = "".join(f"<th>{_say(words, f'method.{name}')}</th>" for name in ("source", "licence", "attribution"))
    rows = "".join("<tr>" + "".join(f'<td dir="auto">{safe(cell)}</td>' for cell in row) + "</tr>" for row in brief.sources)
    credits_due = f'<p dir="auto">{safe(selection.about["attribution"])}</p>'
    return _section(_say(words, "method.sources"), f"<p>{_say(words, 'report.licence')}</p>", credits_due, _table(heads, rows))
