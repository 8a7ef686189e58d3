"""What changed between two releases: events that came, went, or say something else, with the fields.

Both files of features are in the order of their event ids and are read side by side, so memory holds the changes and not the events. Two events are
one when they bear one id; where the ledger knows into which event one went, or out of which one came, that is said beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import BinaryIO, Literal

from events import bundle
from events.bundle import Bundle, BundleError, Json, Manifest
from events.export import dictionary
from events.words import one_line

Kind = Literal["added", "removed", "changed"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed")
# How a place was found, not where it is; another gazetteer changes these for every event.
_BOOKKEEPING = frozenset({"event_id", "place_n", "place_score", "place_rule", "place_detail"})
EARLIER = "(in the earlier release)"
"""Stands for what a release does not say again."""
LONGEST = 200
"""Code points of a value or a label, at most."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an event. fields: (name, old, new) where they differ; `places` stands for all of its places.

    now: the event of the newer release that a removed one went into; origins: the events of the older release that an added one came out of.
    label: day, type and places for people; type, governorates (p-codes): of the event as it is, or was.
    """

    event_id: str
    kind: Kind
    label: str
    type: str
    governorates: tuple[str, ...]
    fields: tuple[tuple[str, object, object], ...] = ()
    now: str = ""
    origins: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """Give the change as plain JSON values."""
        told: Json = {"event_id": self.event_id, "kind": self.kind, "label": self.label, "type": self.type, "governorates": list(self.governorates)}
        told |= {"fields": [{"field": name, "old": old, "new": new} for name, old, new in self.fields]} if self.kind == "changed" else {}
        told |= {"now": self.now} if self.now else {}
        return told | ({"origins": list(self.origins)} if self.origins else {})


@dataclass(frozen=True, slots=True)
class Trail:
    """Where events went and came from, as a ledger knows it. now: id → id of today, "" if gone; origins: id → ids that it came out of."""

    now: Callable[[str], str]
    origins: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes, added ones first, then removed and changed ones, each by label; same: events that say the same in both.

    old, new: version, data cut and digest of the manifests. notes: what besides the data makes the two differ, such as another filter, with old and new.
    """

    old: Json
    new: Json
    changes: tuple[Change, ...]
    same: int
    notes: tuple[tuple[str, str, str], ...]

    def published(self) -> Diff:
        """Give the changes as they may travel in the newer release: without words and places of the older one, which may have been taken back since."""
        notes = tuple((what, "", new) for what, _, new in self.notes)
        return replace(self, changes=tuple(map(_published, self.changes)), notes=notes)

    def count(self, kind: str) -> int:
        """Number of changes of a kind."""
        return sum(change.kind == kind for change in self.changes)

    def by(self, what: Callable[[Change], tuple[str, ...]]) -> dict[str, Counter[str]]:
        """Count the changes of each kind by what they are about; several values count for each of them."""
        found: dict[str, Counter[str]] = {}
        for change in self.changes:
            for value in what(change):
                found.setdefault(value, Counter())[change.kind] += 1
        return dict(sorted(found.items()))

    def as_json(self) -> Json:
        """Give all of it as plain JSON values."""
        counts: Json = {kind: self.count(kind) for kind in KINDS}
        return {
            "from": self.old,
            "to": self.new,
            "counts": counts | {"same": self.same},
            "by_type": {name: dict(found) for name, found in self.by(lambda change: (change.type,)).items()},
            "by_governorate": {name: dict(found) for name, found in self.by(lambda change: change.governorates or ("",)).items()},
            "notes": [{"what": what, "old": old, "new": new} for what, old, new in self.notes],
            "changes": [change.as_json() for change in self.changes],
        }


def compare(old: Bundle, new: Bundle, about: Json, trail: Trail | None = None) -> Diff:
    """Say what changed from an older release to a newer one, whose manifest (as JSON, with its digest) is `about`. Raises BundleError."""
    manifest = old.manifest()
    changes: list[Change] = []
    ids: tuple[set[str], set[str]] = set(), set()
    same = 0
    with old.open(bundle.FEATURES) as mine, new.open(bundle.FEATURES) as theirs:
        heads = bundle.head(mine), bundle.head(theirs)
        shared = _names(heads[0]) & _names(heads[1])
        for event_id, before, after in _side_by_side(_events(mine), _events(theirs)):
            for event, known in ((before, ids[0]), (after, ids[1])):
                known.update([event_id] if event else [])
            change = _change(event_id, before, after, shared)
            same += change is None
            changes += [change] if change else []
    if trail:
        changes = [_with_trail(change, trail, ids) for change in changes]
    changes.sort(key=lambda change: (KINDS.index(change.kind), change.label, change.event_id))
    return Diff(said(manifest.about, manifest.digest), said(about, about.get("digest", "")), tuple(changes), same, tuple(_notes(manifest.about, about, heads)))


def _published(change: Change) -> Change:
    if change.kind == "removed":
        return replace(change, label=change.type, governorates=())
    return replace(change, fields=tuple((name, EARLIER if name == "places" or name in _worded() else old, new) for name, old, new in change.fields))


@cache
def _worded() -> frozenset[str]:
    return frozenset(field.feature for field in dictionary.in_features() if field.type in {"text", "texts"})


def said(about: Json, digest: str) -> Json:
    """Give what names a release."""
    return {"version": about.get("version"), "data_cut": about.get("data_cut"), "generated_at": about.get("generated_at"), "manifest_sha256": digest}


def between(old: Bundle, new: Bundle, trail: Trail | None = None) -> Diff:
    """Say what changed between two finished releases. Without a trail that of the newer one is followed, where it was made against the older one."""
    manifest = new.manifest()
    previous = manifest.about.get("previous")
    if trail is None and isinstance(previous, dict) and previous.get("manifest_sha256") == old.manifest().digest:
        trail = _trail_in(new, manifest)
    return compare(old, new, manifest.about | {"digest": manifest.digest}, trail)


def _trail_in(new: Bundle, manifest: Manifest) -> Trail | None:
    size = next((member.size for member in manifest.members if member.name == bundle.CHANGES), 0)
    if not size or new.sizes.get(bundle.CHANGES, 0) > bundle.MAX_BYTES // 10:
        return None
    with new.open(bundle.CHANGES) as file:
        found = bundle.as_object(file.read(), bundle.CHANGES).get("changes")
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    now = {str(one.get("event_id")): one["now"] for one in known if isinstance(one.get("now"), str)}
    origins = {str(one.get("event_id")): tuple(map(str, one["origins"])) for one in known if isinstance(one.get("origins"), list)}
    return Trail(lambda event_id: now.get(event_id, ""), lambda event_id: origins.get(event_id, ()))


# Events side by side


def _events(file: BinaryIO) -> Iterator[tuple[str, list[Json]]]:
    """Yield each event with its features, and see to it that they stand in order."""
    last = ""
    for event_id, found in groupby(bundle.features(file), lambda one: str(one["properties"]["event_id"])):
        if event_id <= last:
            raise BundleError(f"{bundle.FEATURES}: event {event_id[:80]!r} does not come after {last[:80]!r}; a release is in the order of its event ids")
        last = event_id
        yield event_id, list(found)


def _side_by_side(old: Iterator[tuple[str, list[Json]]], new: Iterator[tuple[str, list[Json]]]) -> Iterator[tuple[str, list[Json], list[Json]]]:
    """Yield each event id with its features in either file, none where it is not in there."""
    before, after = next(old, None), next(new, None)
    while before or after:
        event_id = min(one[0] for one in (before, after) if one)
        mine = before[1] if before and before[0] == event_id else []
        theirs = after[1] if after and after[0] == event_id else []
        yield event_id, mine, theirs
        before = next(old, None) if mine else before
        after = next(new, None) if theirs else after


def _names(about: Json) -> set[str]:
    """Give the fields that a file of features has, by its own data dictionary."""
    fields = about.get("fields")
    return {str(row.get("name")) for row in fields if isinstance(row, dict)} if isinstance(fields, list) else set()


def _change(event_id: str, before: list[Json], after: list[Json], shared: set[str]) -> Change | None:
    """Compare the features of one event by the fields that both files have."""
    shown = (after or before)[0]["properties"]
    kind: Kind = "changed" if before and after else "added" if after else "removed"
    codes = {code for one in after or before for code in _codes(one["properties"])}
    change = Change(event_id, kind, _label(after or before), str(shown.get("type") or "unknown"), tuple(sorted(codes)))
    if kind != "changed":
        return change
    old, new = before[0]["properties"], after[0]["properties"]
    names = [name for name in new if name in old and name in shared and name in _of_events()]
    fields: list[tuple[str, object, object]] = [(name, old[name], new[name]) for name in names if old[name] != new[name]]
    places, moved = ([_place(one, set(old) & set(new)) for one in side] for side in (before, after))
    if sorted(map(repr, places)) != sorted(map(repr, moved)):
        fields.append(("places", places, moved))
    return replace(change, fields=tuple(fields)) if fields else None


@cache
def _of_events() -> frozenset[str]:
    return frozenset(field.feature for field in dictionary.in_features() if field.table == "event") - {"event_id"}


@cache
def _of_places() -> tuple[str, ...]:
    return tuple(field.feature for field in dictionary.in_features() if field.table == "place" and field.feature not in _BOOKKEEPING)


def _place(one: Json, shared: set[str]) -> Json:
    """Give what says where a place is: id, position, level, precision, areas, names."""
    point = (one.get("geometry") or {}).get("coordinates") or (None, None)
    return {name: one["properties"][name] for name in _of_places() if name in shared} | {"lat": point[1], "lon": point[0]}


def _codes(properties: Json) -> set[str]:
    return {str(code)[:4] for code in (properties.get("governorate"), *(properties.get("area_pcodes") or ())) if code}


def _label(found: list[Json]) -> str:
    properties = found[0]["properties"]
    where = "، ".join(str(one["properties"].get("name_ar") or one["properties"].get("surface") or "?") for one in found)
    return one_line(f"{properties.get('date') or 'undated'} {properties.get('type') or 'unknown'} {where}", LONGEST)


def _with_trail(change: Change, trail: Trail, ids: tuple[set[str], set[str]]) -> Change:
    """Say where an event went or came from, if that one stands in the release: ids that were held back are named nowhere."""
    if change.kind == "removed":
        now = trail.now(change.event_id)
        return replace(change, now=now if now in ids[1] else "")
    if change.kind == "added":
        return replace(change, origins=tuple(one for one in trail.origins(change.event_id) if one in ids[0]))
    return change


def _notes(old: Json, new: Json, heads: tuple[Json, Json]) -> Iterator[tuple[str, str, str]]:
    """Say what besides the data differs: a change may come from it."""
    for name, told in (
        ("query", "the filter"), ("policy", "what the policy holds back"), ("names_masked", "whether names are masked"), ("rules_version", "the rules"),
        ("gazetteer_version", "the gazetteer"), ("schema_version", "the schema of the files"),
    ):  # fmt: skip
        if old.get(name) != new.get(name):
            yield told, spelled(old.get(name)), spelled(new.get(name))
    for which, (one, other) in (("older", heads), ("newer", heads[::-1])):
        alone = sorted(_names(one) - _names(other))
        if alone:
            yield f"fields of the {which} release alone, not compared", "", ", ".join(alone)


def spelled(value: object) -> str:
    """Spell a value for people, in one line and as it stands."""
    if value is None or value == []:
        return "none"
    if value == EARLIER:
        return EARLIER
    return "`" + one_line(str(value), LONGEST).replace("`", "'") + "`"
