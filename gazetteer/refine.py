"""What the tables say of each other once they stand side by side: spellings to share, to shorten and to take away."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from gazetteer import latin, names
from gazetteer.curation import Curation
from gazetteer.drafts import HAS_ARABIC, Drafts
from gazetteer.places import Name
from gazetteer.where import apart

STRAY_KM = (2.0, 15.0)
"""A variant unlike every other spelling of its place, and the name of another place this far away, was put on the wrong row."""
ALIKE = 0.5


_FIRST_WORDS = frozenset(names.key(word) for word in ("تل", "عين", "دير", "كفر", "خربة", "أبو", "أم", "بيت", "جب", "رسم", "بئر", "شيخ", "بني", "حوش", "مزرعة"))
"""Words that are no name without the next one."""


def name_seats(drafts: Drafts) -> None:
    """Give the further spellings of an area to the town that it is named after: Douma is a spelling of the town as well as of the district."""
    by_key: dict[tuple[str, str], list[str]] = {}
    for place in drafts.places.values():
        if place.kind == "community" and place.level in ("city", "town"):
            by_key.setdefault((place.district, names.key(place.name_ar)), []).append(place.id)
    for area in [place for place in drafts.places.values() if place.level in ("governorate", "district", "subdistrict")]:
        key = names.key(area.name_ar.removeprefix("مركز "))
        seats = [seat for (district, name), ids in by_key.items() if name == key and district.startswith(area.id[:6]) for seat in ids]
        for name in drafts.names[area.id].values() if len(seats) == 1 else ():
            if skeleton(name.name) in {skeleton(other.name) for other in drafts.names[seats[0]].values()}:
                drafts.name(seats[0], name.name, name.kind, name.source)


def drop_region_names(drafts: Drafts) -> None:
    """Take the name of a region of ours (الغوطة الشرقية) away from an administrative area that an alternative-names list gives it to."""
    regions = {names.key(name.name) for name in drafts.all_names() if drafts.places[name.place_id].level == "region"}
    for name in list(drafts.all_names()):
        if name.source == "open_syria" and names.key(name.name) in regions and name.name != drafts.places[name.place_id].name_ar:
            drafts.unname(name.place_id, name.name)


def shorten(drafts: Drafts) -> None:
    """Give a community whose name ends with its district's or sub-district's name (باشكوي سمعان, الدردارة تل تمر) the name without it."""
    for place in [place for place in drafts.places.values() if place.kind == "community"]:
        words = place.name_ar.split()
        areas = [names.key(drafts.places[pcode].name_ar.removeprefix("مركز ")) for pcode in (place.district, place.subdistrict)]
        ends = {ending for area in areas for ending in (area, area.split()[-1])}
        for count in (3, 2, 1):
            kept = words[:-count]
            bare = kept and not (len(kept) == 1 and names.key(kept[0]) in _FIRST_WORDS)
            if bare and names.key(" ".join(words[-count:])) in ends and names.key(place.name_ar) not in areas:
                drafts.name(place.id, " ".join(kept), "alternate", place.source)
                break


def drop_strays(drafts: Drafts, curation: Curation) -> None:
    """Take away the GeoNames variants that are the names of neighbours (a known defect of the table), as listed by `stray_names`."""
    by_key: dict[str, set[str]] = {}
    for name in drafts.all_names():
        if HAS_ARABIC.search(name.name):
            by_key.setdefault(names.key(name.name), set()).add(name.place_id)
    strays = [(name.place_id, name.name) for name in drafts.all_names() if is_stray(drafts, name, by_key)]
    for place_id, spelling in strays:
        drafts.unname(place_id, spelling)
    curation.strayed += strays


def is_stray(drafts: Drafts, name: Name, by_key: Mapping[str, set[str]]) -> bool:
    """Tell whether a GeoNames variant of a community is unlike the community's own names and is the name of a village nearby."""
    place = drafts.places[name.place_id]
    if name.source != "geonames" or name.kind != "alternate" or place.kind != "community":
        return False
    key = names.key(name.name)
    own = [names.key(other.name) for other in drafts.names[place.id].values() if other.source != "geonames" and other.kind != "latin"]
    if any(SequenceMatcher(None, key.replace(" ", ""), other.replace(" ", "")).ratio() >= ALIKE for other in own):
        return False
    others = [drafts.places[other] for other in by_key[key] if other != place.id]
    return any(other.level == "village" and STRAY_KM[0] <= apart(place, other) <= STRAY_KM[1] for other in others)


def skeleton(name: str) -> str:
    """The key of the Latin spellings of a name in either script."""
    return latin.arabic_skeleton(names.key(name)) if HAS_ARABIC.search(name) else latin.skeleton(name)
