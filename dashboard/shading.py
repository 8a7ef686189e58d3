"""Shades of areas by what is reported in them: classes, colours and legend, as plain data; no Streamlit here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from dashboard.filters import Measure
from dashboard.layers import Drawn, Json, records
from dashboard.text import Words, plain
from gazetteer.admin import Area

# One hue from light to dark, and orange against blue, can be told apart by the colour-blind; less than before has a dashed edge too, for grey print.
_RAMP = ("#dceaf6", "#a9cce6", "#6ba6d1", "#3578b0", "#134a80")
_LESS, _MORE, _SAME = ("#1b6ca8", "#8fc1e3"), ("#f6b36b", "#c75a05"), "#e6e3dc"
_CLASSES = len(_RAMP)


@dataclass(frozen=True, slots=True)
class Shade:
    """One class of the legend: values from low to high, both included, and their colour."""

    low: float
    high: float
    colour: str


@dataclass(frozen=True, slots=True)
class Shading:
    """Shaded areas: one value for each p-code, and the classes. change: the values are differences to another period."""

    by_pcode: Mapping[str, float]
    shades: tuple[Shade, ...]
    change: bool

    def colour(self, pcode: str) -> str:
        """Give the colour of an area."""
        value = self.by_pcode[pcode]
        return next(shade.colour for shade in self.shades if shade.low <= value <= shade.high)


def shading(rows: pd.DataFrame, before: pd.DataFrame | None, areas: Mapping[str, Area], measure: Measure, *, per_area: bool) -> Shading:
    """Class the areas of a table (pcode, n, killed). before: the same table of the period to compare with. per_area: by 100 square kilometres."""
    now, then = (dict(zip(one["pcode"], one[measure], strict=True)) if one is not None else {} for one in (rows, before))
    known = [pcode for pcode in {**now, **then} if pcode in areas]
    values = {pcode: float(now.get(pcode, 0) - then.get(pcode, 0)) / (areas[pcode].km2 / 100 if per_area else 1) for pcode in known}
    values = {pcode: float(f"{value:.3g}") if per_area else value for pcode, value in values.items() if value or before is not None}
    return Shading(values, _changes(list(values.values())) if before is not None else _classes(list(values.values())), before is not None)


def _classes(values: Collection[float]) -> tuple[Shade, ...]:
    """Cut values above 0 in at most five classes with about as many areas in each; every class holds a value, and no class is empty."""
    ordered = sorted(set(values))
    if not ordered:
        return ()
    parts = [part for part in np.array_split(np.asarray(ordered), min(_CLASSES, len(ordered))) if len(part)]
    colours = _RAMP[-len(parts) :]
    return tuple(Shade(float(part[0]), float(part[-1]), colour) for part, colour in zip(parts, colours, strict=True))


def _changes(values: Collection[float]) -> tuple[Shade, ...]:
    """Class differences: much less, less, the same, more, much more; the middle between less and much less is the median."""
    found: list[Shade] = []
    for part, colours in (([-v for v in values if v < 0], _LESS[::-1]), ([v for v in values if v > 0], _MORE)):
        ordered = sorted(set(part))
        halves = [half for half in np.array_split(np.asarray(ordered), min(2, len(ordered))) if len(half)] if ordered else []
        shades = [Shade(float(half[0]), float(half[-1]), colour) for half, colour in zip(halves, colours[-len(halves) :], strict=True)] if halves else []
        found += shades if colours is _MORE else [Shade(-one.high, -one.low, one.colour) for one in shades]
    found += [Shade(0.0, 0.0, _SAME)] if 0 in set(values) else []
    return tuple(sorted(found, key=lambda shade: shade.low))


def shaded(rows: pd.DataFrame, shade: Shading, areas: Mapping[str, Area], words: Words, selected: str = "") -> Drawn:
    """Draw the areas in their shades; a click opens all that is reported in one (`in:PCODE`)."""
    here = {row["pcode"]: row for row in records(rows)}
    items: list[Json] = []
    for pcode, value in shade.by_pcode.items():
        area, row = areas[pcode], here.get(pcode, {"n": 0, "killed": 0})
        lines = [f"{words('map.events')}: {words.number(row['n'])}", f"{words('kpi.killed')}: ≥ {words.number(row['killed'])}"]
        lines += [f"{words('shade.change')}: {_signed(value, words)}"] if shade.change else []
        title, other = words.either(area.name_ar, area.name_en), area.name_en if words.lang == "ar" else area.name_ar
        items.append({
            "id": f"in:{pcode}", "pcodes": [pcode], "colour": shade.colour(pcode), "title": plain(title), "other": plain(other), "lines": lines,
            "selected": selected == f"in:{pcode}", "less": value < 0,
        })  # fmt: skip
    return Drawn("shaded", items)


def _signed(value: float, words: Words) -> str:
    return words.number(value, "+,.3g") if value else words.number(0)


def shade_legend(shade: Shading, words: Words, *, title: str, left_out: int) -> str:
    """Write the legend as HTML: what is shaded, the classes, and what they cannot show."""

    def write(value: float) -> str:
        return _signed(value, words) if shade.change else words.number(value, ",.3g")

    classes = "".join(
        f'<li><i class="rasd-swatch{" rasd-less" if one.low < 0 else ""}" style="background:{one.colour}"></i><b dir="{words.figures}">'
        f"{escape(write(one.low) if one.low == one.high else f'{write(one.low)} … {write(one.high)}')}</b></li>"
        for one in shade.shades
    )
    notes = [words("shade.note")] + ([words("shade.less")] if any(one.low < 0 for one in shade.shades) else [])
    notes += [words("shade.left", n=left_out)] if left_out else []
    return (
        f'<p class="rasd-note"><strong>{escape(title)}</strong></p><ul class="rasd-legend" aria-label="{escape(words("legend.title"))}">{classes}</ul>'
        f'<p class="rasd-note">{escape(" ".join(notes))}</p>'
    )
