"""The event card, as HTML: who says so, in which words, why here, why this actor, how sure.

Article text is hostile until proven otherwise. Every word that others wrote passes `safe` or `note`, which escape it and take direction controls out;
nothing else here puts text into markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from dashboard.layers import symbol
from dashboard.notes import told
from dashboard.text import Words, plain
from events.records import CardReport, Event, EventCard, EventPlace, Range
from extract.article import Article, Span
from extract.records import Evidence, Rejected, Report, Resolved, Toponym
from gazetteer.admin import distance_km
from gazetteer.places import AREA_LEVELS, Place

# Fields of a report, by the label they share on the card.
_LABELS = {
    "killed_min": "killed", "killed_max": "killed", "civilians_killed": "killed", "children_killed": "killed", "women_killed": "killed",
    "injured_min": "injured", "injured_max": "injured", "date_end": "date", "date_phrase": "date", "date_precision": "date",
}  # fmt: skip
_KNOWN = {"type", "places", "initiators", "targets", "killed", "injured", "date", "weapon", "hit", "certainty", "source", "groups", "actor"}
_SENTENCE_END = re.compile(r"[.!?؟؛;…]+(?=\s)|[\n\r\u2028\u2029]+")
WEB = re.compile(r"https?://[^\s\"'<>]+")
STATEMENT = "statement"
"""The field whose evidence is the whole clause that reports the incident."""
_LINKED = re.compile("[بتثجحخسشصضطظعغفقكلمنهيئ][ء-ي]")  # two letters that are written in one stroke
_JOINER, _APART = "\u200d", "\u200c"
_FAR_KM = 0.05  # a candidate nearer than this is the place itself under another row


def safe(text: str) -> str:
    """Make a text that others wrote fit for markup."""
    return escape(plain(text), quote=True)


def card(found: EventCard, words: Words, data_cut: str, log: str = "") -> str:
    """Write the card of an event. log: its reviews, as markup."""
    event = found.event
    total = len(found.reports)
    parts = [heading(event, words), _facts(event, words), _figures(found, words), f"<h4>{_say(words, 'card.reports')}</h4>"]
    if total > 1:
        parts.append(f'<p class="rasd-note">{escape(words("card.independent", n=total, k=event.independent))}</p>')
    parts += [_report(report, at, total, words) for at, report in enumerate(found.reports, 1)]
    parts.append(_places(event, [one.report for one in found.reports], words))
    parts += [f"<h4>{_say(words, 'card.reviews')}</h4>{log}"] if log else []
    parts.append(_foot(found, words, data_cut))
    return _framed(parts, words)


def reading(event: Event, report: Report, article: Article, words: Words) -> str:
    """Write the card of an event that is not stored yet, made of one report: what was read, in which words, and where."""
    return _framed([heading(event, words), _facts(event, words), excerpt(article, _spans(report), words), _places(event, [report], words)], words)


def marked(article: Article, evidence: Sequence[Evidence], words: Words) -> str:
    """Write the whole of an article with the words that were recognised marked and named."""
    title, text = (
        _marked(whole, 0, len(whole), [one for one in evidence if one.span.zone == zone], words)
        for zone, whole in (("title", article.title), ("text", article.text))
    )
    head = f'<h4 class="rasd-text" dir="auto">{title}</h4>' if title else ""
    return f'<div class="rasd-card rasd-read">{head}<div class="rasd-text rasd-lines rasd-whole" dir="rtl" lang="ar">{text}</div></div>'


def note(said: str, words: Words) -> str:
    """Write what a rule notes, as markup."""
    return escape(told(said, words), quote=True)


def _framed(parts: Iterable[str], words: Words) -> str:
    return f'<article class="rasd-card" dir="{words.direction}" lang="{words.lang}">{"".join(parts)}</article>'


def filled(words: Words, key: str, **values: str) -> str:
    """Give words as markup, with values that keep their own direction filled in."""
    return escape(words(key)).format(**{name: f"<bdi>{safe(value)}</bdi>" for name, value in values.items()})


def _say(words: Words, key: str) -> str:
    return escape(words(key))


def heading(event: Event, words: Words) -> str:
    """Write what, where and when, with how sure and how far it was judged."""
    where = _names(event.places, words) or words("card.notplaced")
    certainty, confidence = f"certainty.{event.certainty}", words.number(event.confidence, ".0%")
    tags = [
        f'<span class="rasd-tag rasd-{event.certainty}" title="{_say(words, f"{certainty}.help")}">{_say(words, certainty)}</span>',
        f'<span class="rasd-tag" title="{_say(words, "filters.min_confidence.help")}">{_say(words, "card.confidence")} {confidence}</span>',
        f'<span class="rasd-tag">{_say(words, f"review.{event.review_status}")}</span>',
    ]
    if event.conflicts:
        tags.append(f'<span class="rasd-tag rasd-denied">{_say(words, "review.conflict")}</span>')
    return (
        f'<header><div class="rasd-type">{symbol(event.type, 18)}{_say(words, f"type.{event.type}")}</div>'
        f"<h3>{safe(where)}</h3><p>{escape(words.days(event.date, event.date_end, event.date_precision))}</p>"
        f'<div class="rasd-tags">{"".join(tags)}</div></header>'
    )


def _names(places: Iterable[EventPlace], words: Words) -> str:
    return words.comma.join(words.name(place.place) if place.place else place.surface for place in places)


def _facts(event: Event, words: Words) -> str:
    """The facts in rows: what reports agree on, with ranges where they do not."""
    arrow = "←" if words.direction == "rtl" else "→"
    who = f"{_actors(event.initiators, words)} <span class='rasd-arrow'>{arrow}</span> {_actors(event.targets, words)}"
    rows = [("card.who", who), ("card.casualties", _casualties(event, words))]
    if event.weapons:
        rows.append(("card.weapon", words.comma.join(f'<bdi lang="ar">{safe(weapon)}</bdi>' for weapon in event.weapons)))
    if event.hit:
        rows.append(("card.hit", escape(words.terms("hit", event.hit))))
    if len(event.types) > 1:
        rows.append(("card.what", escape(words.terms("type", event.types))))
    if len(event.certainties) > 1:
        rows.append(("card.certainty", escape(words.terms("certainty", event.certainties))))
    said = [f"<bdi>{safe(source)}</bdi>" for source in event.sources if source]
    rows.append(("card.source", words.comma.join(said) if said else f"<i>{_say(words, 'card.nosource')}</i>"))
    return "<dl>" + "".join(f"<dt>{_say(words, key)}</dt><dd>{value}</dd>" for key, value in rows) + "</dl>"


def _actors(codes: Sequence[str], words: Words) -> str:
    return escape(words.terms("actor", codes or ("unknown",)))


def _casualties(event: Event, words: Words) -> str:
    parts = [("card.killed", event.killed), ("card.injured", event.injured)]
    parts += [("card.civilians", event.civilians_killed), ("card.children", event.children_killed), ("card.women", event.women_killed)]
    said = [_figure(key, figure, words) for key, figure in parts if figure.low is not None]
    return words.dot.join(said) if said else f"<i>{_say(words, 'card.nofigure')}</i>"


def _figures(found: EventCard, words: Words) -> str:
    """Who says which figure, the lowest first, where more than one report gives one."""
    said = [one for one in found.reports if one.report.killed_min is not None or one.report.injured_min is not None]
    if len(said) < 2:
        return ""
    said.sort(key=lambda one: (one.report.killed_min is None, one.report.killed_min or 0))
    rows = "".join(
        f"<tr><td><bdi>{words.span(one.report.killed_min, one.report.killed_max)}</bdi></td>"
        f"<td><bdi>{words.span(one.report.injured_min, one.report.injured_max)}</bdi></td>"
        f"<td>{_source(one, words)}</td><td>{escape(words.day(one.article.published)) if one.article.published else '–'}</td></tr>"
        for one in said
    )
    disputed = f'<p><span class="rasd-tag rasd-claimed">{_say(words, "filters.disagree")}</span></p>' if found.event.killed_disputed else ""
    heads = "".join(f"<th>{_say(words, key)}</th>" for key in ("table.killed", "table.injured", "card.source", "card.published"))
    return f"<h4>{_say(words, 'card.figures')}</h4>{disputed}<table class='rasd-table'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _source(one: CardReport, words: Words) -> str:
    """Who gives a figure: the source that the report names, and the outlet that carries it."""
    outlet = f"<bdi>{safe(one.article.outlet or one.article.id)}</bdi>"
    return f'<bdi lang="ar">{safe(one.report.source)}</bdi>{words.comma}{outlet}' if one.report.source else outlet


def _figure(key: str, figure: Range, words: Words) -> str:
    best = "" if figure.best is None or figure.low == figure.high else f" ({filled(words, 'card.best', n=words.number(figure.best))})"
    return _people(key, figure.low, figure.high, words) + best


def _people(key: str, low: int | None, high: int | None, words: Words) -> str:
    """Write how many, with whom the number counts."""
    return _say(words, key).format(n=f'<b class="rasd-number"><bdi>{words.span(low, high)}</bdi></b>')


def _places(event: Event, reports: Sequence[Report], words: Words) -> str:
    """Where, and why there: each place with its precision and rule, and the places that were considered and not chosen."""
    shown = "".join(_place(place, words) for place in event.places)
    rejected = {
        (toponym.mention.surface, other.place.id): (toponym, other)
        for report in reports
        for toponym in report.places
        for other in (toponym.resolution.rejected if isinstance(toponym.resolution, Resolved) else ())
    }
    others = "".join(_rejected(toponym, other, words) for toponym, other in rejected.values())
    if others:
        others = f"<details><summary>{_say(words, 'card.candidates')} ({words.number(len(rejected))})</summary><ul>{others}</ul></details>"
    else:
        others = f'<p class="rasd-note">{_say(words, "card.candidates.none")}</p>'
    return f"<h4>{_say(words, 'card.where')}</h4><ul class='rasd-places'>{shown}</ul>{others}"


def _place(place: EventPlace, words: Words) -> str:
    resolution = place.resolution
    if not isinstance(resolution, Resolved):
        candidates = "".join(f"<li>{_both_names(candidate, words)}</li>" for candidate in resolution.candidates)
        more = f"<ul>{candidates}</ul>" if candidates else ""
        reason = f"{_say(words, f'why.{resolution.reason}')}. {note(resolution.detail, words)}"
        return f'<li><bdi lang="ar"><b>{safe(place.surface)}</b></bdi> <span class="rasd-tag">{_say(words, "card.notplaced")}</span><br>{reason}{more}</li>'
    found = resolution.place
    about = [_say(words, f"level.{found.level}")]
    if found.level in AREA_LEVELS:
        about.append(_say(words, "card.nominal"))
    elif found.precision_km:
        about.append(escape(words("card.precision", km=words.number(found.precision_km, "g"))))
    if found.lat is not None and found.lon is not None:
        about.append(f"<bdi>{found.lat:.4f}, {found.lon:.4f}</bdi>")
    score = words.number(resolution.score, ".2f")
    why = f"{_say(words, 'card.rule')}: <bdi>{note(resolution.rule, words)}</bdi>{words.dot}<bdi>{score}</bdi>{words.dot}<bdi>{safe(found.id)}</bdi>"
    return f"<li>{_both_names(found, words)}<br>{words.dot.join(about)}<br><small>{why}</small></li>"


def _both_names(place: Place, words: Words) -> str:
    name = words.name(place)
    other = place.name_en if name == place.name_ar else place.name_ar
    second = f' <bdi class="rasd-other">{safe(other)}</bdi>' if other and other != name else ""
    return f"<bdi><b>{safe(name)}</b></bdi>{second}"


def _rejected(toponym: Toponym, other: Rejected, words: Words) -> str:
    chosen = toponym.resolution.place if isinstance(toponym.resolution, Resolved) else None
    far = ""
    if chosen and None not in (chosen.lat, chosen.lon, other.place.lat, other.place.lon):
        km = distance_km((chosen.lon or 0.0, chosen.lat or 0.0), (other.place.lon or 0.0, other.place.lat or 0.0))
        far = f"{words.dot}{escape(words('card.km', km=words.number(km, ',.0f')))}" if km > _FAR_KM else ""
    named = f"{_both_names(other.place, words)}{words.dot}{_say(words, f'level.{other.place.level}')}{far}"
    return f"<li>{named}<br><small><bdi>{note(other.why, words)}</bdi></small></li>"


def _report(one: CardReport, at: int, total: int, words: Words) -> str:
    """One report: where it was published, what it says, in which words."""
    article, report = one.article, one.report
    published = words.day(article.published) if article.published else words("card.undated")
    head = [f"<b>{safe(article.outlet) or safe(article.id)}</b>", f"{_say(words, 'card.published')} {escape(published)}"]
    if total > 1:
        head.insert(0, escape(words("card.report.n", n=at, total=total)))
        head.append(_people("card.killed", report.killed_min, report.killed_max, words))
        head.append(f'{_say(words, "card.source")}: <bdi lang="ar">{safe(report.source)}</bdi>' if report.source else "")
    if WEB.fullmatch(article.url):
        head.append(f'<a href="{escape(article.url, quote=True)}" target="_blank" rel="noopener noreferrer nofollow">{_say(words, "card.original")}</a>')
    evidence = _spans(report)
    title = _marked(article.title, 0, len(article.title), [found for found in evidence if found.span.zone == "title"], words)
    title = f'<h5 class="rasd-text" dir="rtl" lang="ar">{title}</h5>' if title else ""
    whole = f'<details><summary>{_say(words, "card.whole")}</summary><div class="rasd-text" dir="rtl" lang="ar">{_paragraphs(article.text)}</div></details>'
    why = f'<details><summary>{_say(words, "card.joined")}</summary><p dir="auto">{note(one.why, words)}</p></details>' if one.why else ""
    line = words.dot.join(part for part in head if part)
    rules = _rules(article, evidence, words)
    return f'<section class="rasd-report"><p class="rasd-outlet">{line}</p>{title}{excerpt(article, evidence, words)}{rules}{whole}{why}</section>'


def _rules(article: Article, evidence: Sequence[Evidence], words: Words) -> str:
    """List the words behind each field with the rule that read them, for those who cannot point at the marks."""
    texts = {"title": article.title, "text": article.text}
    rows = [
        f'<li>{_say(words, f"field.{label(one.field)}")}: <bdi lang="ar">{safe(texts[one.span.zone][one.span.start : one.span.end])}</bdi>'
        f"{words.dot}<bdi>{note(one.rule, words)}</bdi></li>"
        for one in sorted(evidence, key=lambda one: (one.span.zone, one.span.start))
        if one.rule and one.field != STATEMENT
    ]
    return f"<details><summary>{_say(words, 'card.rules')}</summary><ul>{''.join(dict.fromkeys(rows))}</ul></details>" if rows else ""


def whole(one: CardReport, words: Words) -> str:
    """Write the whole article of a report, with its evidence marked."""
    article, evidence = one.article, _spans(one.report)
    published = words.day(article.published) if article.published else words("card.undated")
    head = f"<b>{safe(article.outlet) or safe(article.id)}</b>{words.dot}{_say(words, 'card.published')} {escape(published)}"
    title = _marked(article.title, 0, len(article.title), [found for found in evidence if found.span.zone == "title"], words)
    inside = [found for found in evidence if found.span.zone == "text"]
    lines, at = [], 0
    for line in article.text.splitlines(keepends=True):
        lines.append(_marked(article.text, at, at + len(line), inside, words) if line.strip() else "")
        at += len(line)
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    title = f'<h5 class="rasd-text" dir="rtl" lang="ar">{title}</h5>' if title else ""
    return f'<p class="rasd-outlet">{head}</p>{title}<blockquote class="rasd-text" dir="rtl" lang="ar">{body}</blockquote>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{safe(line)}</p>" for line in text.splitlines() if line.strip())


def _spans(report: Report) -> tuple[Evidence, ...]:
    """The words the reading rests on: the evidence, and the names of the places."""
    places = tuple(Evidence("places", toponym.mention.span, getattr(toponym.resolution, "rule", "")) for toponym in report.places)
    known = {evidence.span for evidence in report.evidence if evidence.field == "places"}
    return (*report.evidence, *(place for place in places if place.span not in known))


def excerpt(article: Article, evidence: Sequence[Evidence], words: Words) -> str:
    """Write the sentences that hold evidence, with the words of each field marked and named; a gap shows that text was left out."""
    inside = [one for one in evidence if one.span.zone == "text"]
    ends = [(one.span.start, one.span.end) for one in inside]
    sentences = [(a, b) for a, b in sentence_ranges(article.text) if any(start < b and end > a for start, end in ends)]
    shown: list[str] = []
    for at, (start, end) in enumerate(sentences):
        if at and sentences[at - 1][1] < start and article.text[sentences[at - 1][1] : start].strip():
            shown.append('<span class="rasd-gap">[…]</span> ')
        shown.append(_marked(article.text, start, end, inside, words))
    if not shown:
        return f'<p class="rasd-note">{_say(words, "card.evidence.none")}</p>' if not article.text else ""
    whole = " rasd-whole" if all(one.field != STATEMENT for one in inside) else ""
    return f'<blockquote class="rasd-text{whole}" dir="rtl" lang="ar">{" ".join(shown)}</blockquote>'


def sentence_ranges(text: str) -> list[tuple[int, int]]:
    """Cut a text into sentences for display: (start, end) in code points, together the whole text."""
    cuts = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _marked(text: str, start: int, end: int, evidence: Sequence[Evidence], words: Words) -> str:
    """Write a range of a text with the evidence in it marked; words that support several fields carry all their names."""
    inside = [one for one in evidence if one.span.start < end and one.span.end > start and one.span.start < one.span.end]
    edges = {start, end}
    for one in inside:
        edges |= {max(start, one.span.start), min(end, one.span.end)}
    return "".join(_segment(_joined(text, a, b), _covering(inside, a, b), b, words) for a, b in pairwise(sorted(edges)))


def piece(text: str, where: Span, evidence: Sequence[Evidence], words: Words) -> str:
    """Write a piece of a text with evidence marked."""
    return _marked(text, where.start, where.end, evidence, words)


def _joined(text: str, start: int, end: int) -> str:
    """Cut a piece out of a text; a letter whose neighbour is cut off keeps the shape it has beside it."""
    before = _JOINER if start and _LINKED.match(text, start - 1) else ""
    after = _JOINER if end < len(text) and _LINKED.match(text, end - 1) else ""
    return f"{before}{text[start:end]}{after}"


def _covering(evidence: Sequence[Evidence], start: int, end: int) -> list[Evidence]:
    return [one for one in evidence if one.span.start <= start and one.span.end >= end]


def _segment(piece: str, covering: Sequence[Evidence], end: int, words: Words) -> str:
    """Write a piece of text; the names of its fields stand where the evidence ends. What lies around the statement itself is faint."""
    named = [one for one in covering if one.field != STATEMENT]
    if not named or not piece.strip():
        return safe(piece) if covering else f'<span class="rasd-context">{safe(piece)}</span>'
    fields = list(dict.fromkeys(label(one.field) for one in named))
    ending = list(dict.fromkeys(label(one.field) for one in named if one.span.end == end))
    rules = words.comma.join(dict.fromkeys(note(one.rule, words) for one in named if one.rule))
    names = "".join(f"<small>{_APART}{_say(words, f'field.{field}')}</small>" for field in ending)
    return f'<mark class="rasd-field rasd-f-{fields[0]}" title="{rules}">{safe(piece)}{names}</mark>'


def label(field: str) -> str:
    """The field of the card that a field of a report belongs to."""
    found = _LABELS.get(field, field)
    return found if found in _KNOWN else "other"


def citation(found: EventCard, words: Words, data_cut: str) -> str:
    """Write the citation of an event as plain text: what, where, when, as reported by whom, on which data."""
    event = found.event
    return words(
        "card.cite.text", id=event.id, what=words(f"type.{event.type}"), where=plain(_names(event.places, words)),
        when=words.days(event.date, event.date_end), who=", ".join(plain(one.article.outlet or one.article.id) for one in found.reports), cut=data_cut,
    )  # fmt: skip


def _foot(found: EventCard, words: Words, data_cut: str) -> str:
    event = found.event
    rules = ", ".join(sorted({one.report.rules_version for one in found.reports}))
    gazetteers = ", ".join(sorted({one.report.gazetteer_version for one in found.reports}))
    return (
        f"<footer><p>{_say(words, 'card.id')} <bdi><code>{safe(event.id)}</code></bdi> · "
        f"{filled(words, 'card.versions', rules=rules, gazetteer=gazetteers)}</p>"
        f"<details><summary>{_say(words, 'card.cite')}</summary><p>{safe(citation(found, words, data_cut))}</p></details></footer>"
    )
