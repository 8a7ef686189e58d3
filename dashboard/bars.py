"""The timeline as one SVG picture, for reports: events in stacks by type. No Streamlit here. Days are calendar days; nothing has a time zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dashboard.card import safe
from dashboard.filters import Step
from dashboard.layers import SYMBOLS
from dashboard.text import Words
from extract.vocabulary import EVENT_TYPES

WIDTH, HEIGHT = 900, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 10, 8, 24
_TICKS = 9
_PLAIN = "#6f8299"  # of events whose type a policy leaves out


def step_start(day: date, step: Step) -> date:
    """Give the first day of the day, week (Monday), month or year that a day lies in."""
    match step:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
    return day.replace(month=1, day=1)


def step_end(first: date, step: Step) -> date:
    """Give the first day of the next step."""
    match step:
        case "day":
            return first + timedelta(days=1)
        case "week":
            return first + timedelta(days=7)
        case "month":
            return (first.replace(day=28) + timedelta(days=7)).replace(day=1)
    return first.replace(year=first.year + 1)


def bars(dated: Iterable[tuple[date, str]], words: Words, step: Step) -> str:
    """Draw events over time as SVG. dated: the first day and the type of each event ("" where it may not be told)."""
    counts: Counter[tuple[date, str]] = Counter((step_start(day, step), type_) for day, type_ in dated)
    totals: Counter[date] = Counter()
    for (first, _), n in counts.items():
        totals[first] += n
    most, begin, end = max(totals.values()), min(totals), step_end(max(totals), step)
    per_day, per_event = (WIDTH - _LEFT - _RIGHT) / (end - begin).days, (HEIGHT - _TOP - _BOTTOM) / most
    drawn = [*_heights(most, per_event, words), *_dates(begin, end, per_day, step, words)]
    for first in sorted(totals):
        x, y, width = _LEFT + (first - begin).days * per_day, float(HEIGHT - _BOTTOM), (step_end(first, step) - first).days * per_day
        for type_ in (*EVENT_TYPES, ""):
            n = counts[first, type_]
            if n:
                y -= n * per_event
                colour = SYMBOLS[type_].colour if type_ else _PLAIN
                title = f"{words.written(str(first))}: {words(f'type.{type_}') if type_ else words('time.events')}{words.comma}{words.number(n)}"
                drawn.append(
                    f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width - 0.6, 0.8):.1f}" height="{n * per_event:.1f}" fill="{colour}">'
                    f"<title>{safe(title)}</title></rect>"
                )
    peak = max(sorted(totals), key=lambda first: totals[first])
    last = step_end(peak, step) - timedelta(days=1)
    days = words.between(peak, last)
    label = words("report.time.label", n=sum(totals.values()), days=days, most=most)
    return f'<svg class="time" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{safe(label)}">{"".join(drawn)}</svg>'


def _heights(most: int, per_event: float, words: Words) -> list[str]:
    """Draw lines at round numbers of events."""
    by = next(step for step in _rounds() if most / step <= 4)
    lines = []
    for n in range(0, most + 1, by):
        y = HEIGHT - _BOTTOM - n * per_event
        lines.append(
            f'<path class="rule" d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}"/><text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{words.number(n)}</text>'
        )
    return lines


def _rounds() -> Sequence[int]:
    return [step * 10**power for power in range(8) for step in (1, 2, 5)]


def _dates(begin: date, end: date, per_day: float, step: Step, words: Words) -> list[str]:
    """Write dates under the bars: as many as there is room for, each at the beginning of a step."""
    starts = []
    at = begin
    while at < end:
        starts.append(at)
        at = step_end(at, step)
    every = -(-len(starts) // _TICKS)
    length = 10 if step in {"day", "week"} else 7 if step == "month" else 4
    written = [(_LEFT + (at - begin).days * per_day, words.written(at.isoformat()[:length])) for at in starts[::every]]
    return [
        f'<text x="{x:.1f}" y="{HEIGHT - 7}" text-anchor="{"start" if x == _LEFT else "middle"}">{text}</text>'
        for x, text in written
        if x < WIDTH - _RIGHT - 30
    ]
