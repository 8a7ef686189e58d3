"""Whether a release is whole: every file there and as the manifest says, nothing besides, and all formats about the same events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from events import bundle
from events.bundle import Bundle, BundleError, Json, Manifest, Member

_SAME = ("query", "generated_at", "event_count", "count", "schema_version", "gazetteer_version", "rules_version", "data_cut", "policy", "names_masked")
"""What the GeoJSON says of itself, which must be what the manifest says."""
_NEEDED = (bundle.FEATURES, bundle.PARQUET, bundle.EVENTS, bundle.PLACES, bundle.CHANGES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. problems: one line each, none for a whole bundle. manifest: None where it could not be read."""

    bundle: Bundle
    manifest: Manifest | None
    problems: tuple[str, ...]


def verify(path: Path) -> Verdict:
    """Check a bundle. Raises BundleError for one that is not safe to read, OSError where there is none; all else is told as a problem."""
    found = bundle.open_bundle(path)
    try:
        manifest = found.manifest()
    except BundleError as error:
        return Verdict(found, None, (str(error),))
    return Verdict(found, manifest, tuple(_problems(found, manifest)))


def verified(path: Path) -> Bundle:
    """Give a bundle that is whole. Raises BundleError naming the first thing that is wrong."""
    verdict = verify(path)
    if verdict.problems:
        more = f" and {len(verdict.problems) - 1} more" if len(verdict.problems) > 1 else ""
        raise BundleError(f"{path} is damaged: {verdict.problems[0]}{more}; see: rasd verify {path}")
    return verdict.bundle


def _problems(found: Bundle, manifest: Manifest) -> Iterator[str]:
    listed = [member.name for member in manifest.members]
    for name in sorted({*_NEEDED, *listed} - found.sizes.keys()):
        yield f"{name} is missing"
    for name in sorted(found.sizes.keys() - {*listed, bundle.MANIFEST}):
        yield f"{name} is not in the manifest"
    for name in sorted(set(_NEEDED) & found.sizes.keys() - set(listed)):
        yield f"{name} must stand in the manifest"
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"{name} stands in the manifest twice"
    tables: dict[str, list[str]] = {}
    for member in manifest.members:
        if member.name in found.sizes:
            yield from _of_member(found, member, tables)
    yield from _of_content(found, manifest.about, tables)


def _of_member(found: Bundle, member: Member, tables: dict[str, list[str]]) -> Iterator[str]:
    """Check one file; the keys of its rows are left in `tables` where it could be read."""
    try:
        with found.open(member.name) as file:
            size, sha256 = bundle.digest(file)
        if size != member.size:
            yield f"{member.name} has {size} bytes, the manifest says {member.size}"
        if sha256 != member.sha256:
            yield f"{member.name} is not the file that was released: its SHA-256 is {sha256}, the manifest says {member.sha256[:64]}"
        if not bundle.is_table(member.name):
            return
        # One row more than stated is enough to know that the statement is wrong.
        with found.open(member.name) as file:
            tables[member.name] = list(islice(bundle.keys(member.name, file), (member.rows or 0) + 1))
        if len(tables[member.name]) != member.rows:
            more = "more" if len(tables[member.name]) > (member.rows or 0) else str(len(tables[member.name]))
            yield f"{member.name} has {more} rows, the manifest says {member.rows}"
    except BundleError as error:
        yield str(error)


def _of_content(found: Bundle, about: Json, tables: dict[str, list[str]]) -> Iterator[str]:
    """Compare the formats with each other and with the counts of the manifest."""
    yield from (f"{name} has rows with one id" for name, known in tables.items() if name in _NEEDED and len(set(known)) < len(known))
    features = tables.get(bundle.FEATURES)
    if features is None:
        return
    for name in (bundle.PARQUET, bundle.PLACES):
        if name in tables:
            yield from _unlike(name, set(tables[name]), set(features))
    events = {key.rpartition("/")[0] for key in features}
    if bundle.EVENTS in tables:
        yield from _unlike(bundle.EVENTS, set(tables[bundle.EVENTS]), events)
    for name, count in (("event_count", len(events)), ("count", len(features))):
        if about.get(name) != count:
            yield f"the manifest says {name} {about.get(name)}, {bundle.FEATURES} holds {count}"
    with found.open(bundle.FEATURES) as file:
        told = bundle.head(file)
    yield from (f"{name} in {bundle.FEATURES} is not what the manifest says" for name in _SAME if told.get(name) != about.get(name))


def _unlike(name: str, mine: set[str], features: set[str]) -> Iterator[str]:
    for what, ids in (("lacks", features - mine), ("alone has", mine - features)):
        if ids:
            yield f"{name} {what} {', '.join(one[:80] for one in sorted(ids)[:3])}{f' and {len(ids) - 3} more' if len(ids) > 3 else ''}"
