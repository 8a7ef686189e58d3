"""What changed between two releases, told as Markdown for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

import gazetteer
from events import bundle
from events.bundle import Json
from events.release_diff import EARLIER, KINDS, LONGEST, Change, Diff, spelled
from events.words import one_line

_MARKUP = re.compile(r"[\\`*\[\]<>|#]")


def as_text(diff: Diff, limit: int) -> str:
    """Write the changes as Markdown that reads well as it stands; at most `limit` changes of each kind are listed."""
    counts = ", ".join(f"{diff.count(kind)} {kind}" for kind in KINDS)
    lines = [f"# Changes from {_named(diff.old)} to {_named(diff.new)}", "", f"{counts}, {diff.same} the same.", ""]
    if diff.notes:
        lines += ["Not only the data changed:", "", *(f"- {what}: {f'{old} → ' if old else ''}{new}" for what, old, new in diff.notes), ""]
    lines += _counted("type", diff.by(lambda change: (change.type,)), lambda name: name)
    lines += _counted("governorate", diff.by(lambda change: change.governorates or ("",)), _area_name)
    for kind in KINDS:
        found = [change for change in diff.changes if change.kind == kind]
        if found:
            lines += [f"## {kind.capitalize()}", ""]
            lines += [line for change in found[:limit] for line in _told(change)]
            lines += [f"- and {len(found) - limit} more, in {bundle.CHANGES}"] if len(found) > limit else []
            lines.append("")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Keep the words of an article from acting as Markdown or HTML."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text, LONGEST))


def _named(one: Json) -> str:
    return _escaped(f"{one.get('version')} (data cut {one.get('data_cut')})")


def _counted(what: str, found: Mapping[str, Counter[str]], name: Callable[[str], str]) -> list[str]:
    if not found:
        return []
    rows = [f"| {_escaped(name(value))} | " + " | ".join(str(counts[kind]) for kind in KINDS) + " |" for value, counts in found.items()]
    return [f"| {what} | added | removed | changed |", "| --- | ---: | ---: | ---: |", *rows, ""]


def _area_name(pcode: str) -> str:
    known = gazetteer.load().places.get(pcode)
    return f"{known.name_en} ({pcode})" if known else pcode or "none told"


def _told(change: Change) -> list[str]:
    trail = f", now part of {change.now}" if change.now else f", out of {', '.join(change.origins)}" if change.origins else ""
    lines = [f"- {_escaped(change.label)} ({change.event_id}{trail})"]
    spell: dict[bool, Callable[[object], str]] = {True: _where, False: spelled}
    return lines + [f"  - {name}: {_versus(old, new, spell[name == 'places'])}" for name, old, new in change.fields]


def _versus(old: object, new: object, spell: Callable[[object], str]) -> str:
    """Write an old and a new value; of two lists only what one of them lacks, so that the change is not lost in what stayed."""
    if not isinstance(new, list):
        return f"{spell(old)} → {spell(new)}"
    if not isinstance(old, list):
        return f"{EARLIER} → {'; '.join(map(spell, new)) or 'none'}"
    gone, came = ([spell(one) for one in mine if one not in other] for mine, other in ((old, new), (new, old)))
    return "; ".join([*(f"no more {one}" for one in gone), *(f"now {one}" for one in came)]) or "another order"


def _where(one: object) -> str:
    if not isinstance(one, dict):
        return spelled(one)
    point = "no point" if one["lat"] is None else f"{one['lat']} N {one['lon']} E"
    within = f", within {one['precision_km']} km" if one.get("precision_km") is not None else ""
    name = one.get("name_ar") or one.get("surface") or "?"
    return _escaped(f"{name} ({one.get('place_id') or 'not placed'}, {one.get('level') or 'no level'}, {point}{within})")
