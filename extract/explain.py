"""How an article was read: its mentions with their candidates and the rule that decided, as lines (`rasd explain`) or as marks in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.article import Article, Span, Zone
from extract.pipeline import process
from extract.records import Evidence, Extraction, Report, Resolved, Toponym
from extract.zones import ZoneReading, read_zone
from gazetteer import Gazetteer, load


def explain(article: Article, gaz: Gazetteer | None = None) -> Iterator[str]:
    """Yield the reading of an article as lines for people: its sentences with what was found in them, then its reports field by field."""
    gaz = gaz or load()
    extraction = process(article, gaz)
    for zone, text in (("title", article.title), ("text", article.text)):
        if text:
            reading = read_zone("title" if zone == "title" else "text", text, article.published, gaz)
            yield from _sentences(reading, [toponym for toponym in extraction.places if toponym.mention.span.zone == zone])
    yield from _reports("reports", extraction.reports, article)
    yield from _reports("outside Syria or without a place", extraction.outside, article)
    yield from _foreign(extraction)


def marks(article: Article, extraction: Extraction, gaz: Gazetteer | None = None) -> Iterator[Evidence]:
    """Yield all words that were recognised, whether a report rests on them or not.

    field: places, actor, type, killed, injured, hit, source or date; rule: what they were taken for. extraction: of the same article and gazetteer.
    """
    gaz = gaz or load()
    named = {toponym.mention.span: toponym.resolution for toponym in extraction.places}
    zones: tuple[tuple[Zone, str], ...] = (("title", article.title), ("text", article.text))
    for zone, text in zones:
        reading = read_zone(zone, text, article.published, gaz)
        for place in reading.places:
            outcome = named.get(Span(zone, place.start, place.end))
            yield Evidence("places", Span(zone, place.start, place.end), outcome.rule if isinstance(outcome, Resolved) else outcome.reason if outcome else "")
        for actor in reading.actors:
            yield Evidence("actor", Span(zone, actor.start, actor.end), "|".join(actor.actors))
        for trigger in reading.triggers:
            if trigger.role != "mask":
                back = f", {trigger.taken_back}" if trigger.taken_back else ""
                yield Evidence("type", Span(zone, trigger.start, trigger.end), f"{trigger.type} ({trigger.role}{back})")
        for count in reading.counts:
            yield Evidence("injured" if count.effect == "injured" else "killed", Span(zone, count.start, count.end), f"{count.effect} {count.group}".strip())
        for hit in reading.hits:
            yield Evidence("hit", Span(zone, hit.start, hit.end), "")
        for source in reading.sources:
            yield Evidence("source", Span(zone, source.start, source.end), "")
        for found in reading.dates:
            yield Evidence("date", Span(zone, found.start, found.end), found.kind)


def _sentences(reading: ZoneReading, toponyms: Iterable[Toponym]) -> Iterator[str]:
    placed = {toponym.mention.span.start: toponym for toponym in toponyms}
    for number, sentence in enumerate(reading.sentences, start=1):
        start, end = reading.offsets(sentence.first, sentence.last)
        yield f"\n[{reading.zone} {number}] {reading.text[start:end]}"
        for place in reading.inside(reading.places, sentence.first, sentence.last):
            toponym = placed.get(place.start)
            yield f"  place    {place.surface}  {_outcome(toponym) if toponym else f'abroad: {place.country}'}"
        for actor in reading.inside(reading.actors, sentence.first, sentence.last):
            yield f"  actor    {actor.surface}  {'|'.join(actor.actors) or 'open'} ({actor.kind}{', ' + actor.ref if actor.ref else ''})"
        for trigger in reading.inside(reading.triggers, sentence.first, sentence.last):
            back = f", taken back: {trigger.taken_back}" if trigger.taken_back else ""
            yield f"  trigger  {reading.text[trigger.start : trigger.end]}  {trigger.type} ({trigger.role}{back})"
        for count in reading.inside(reading.counts, sentence.first, sentence.last):
            yield f"  count    {count.surface}  {count.effect} {count.low}..{count.high} {count.group}{' (a part)' if count.part else ''}"
        for found in reading.inside(reading.dates, sentence.first, sentence.last):
            yield f"  date     {found.surface}  {found.kind}"
        for cue in reading.inside(reading.cues, sentence.first, sentence.last):
            yield f"  cue      {reading.text[cue.start : cue.end]}  {cue.effect} ({cue.scope})"


def _outcome(toponym: Toponym) -> str:
    outcome = toponym.resolution
    if isinstance(outcome, Resolved):
        line = f"{outcome.place.id} {outcome.place.name_en} ({outcome.place.level}) {outcome.score:.2f} by {outcome.rule}"
        return "\n             not ".join([line, *(f"{other.place.id} {other.place.name_en}: {other.why}" for other in outcome.rejected)])
    return f"not placed: {outcome.detail}" + "".join(f"\n             maybe {place.id} {place.name_en} in {place.governorate}" for place in outcome.candidates)


def _reports(title: str, reports: Iterable[Report], article: Article) -> Iterator[str]:
    for number, report in enumerate(reports, start=1):
        places = "، ".join(toponym.mention.surface for toponym in report.places) or "no place"
        yield f"\n{title} {number}: {report.type} at {places}, {report.date or 'undated'} ({report.date_precision}), {report.certainty}, {report.confidence}"
        yield f"  {'|'.join(report.initiators)} -> {'|'.join(report.targets)}"
        yield f"  killed {report.killed_min}..{report.killed_max}, injured {report.injured_min}..{report.injured_max}"
        for item in report.evidence:
            yield f"  {item.field:10} «{_quote(article, item.span)}» by {item.rule}"


def _quote(article: Article, span: Span) -> str:
    return " ".join(article.quote(span).split())


def _foreign(extraction: Extraction) -> Iterator[str]:
    for foreign in extraction.foreign_places:
        yield f"\nabroad: {foreign.mention.surface} ({foreign.country})"
