"""Places that only say where another one lies, what it is, or what else went on: "التي تعد أكبر معقل بعد X", "ريف X (Y)", "وسط حملة مداهمات في X"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from extract.clauses import Clause
from extract.cues import cue_words, definite
from extract.distance import km
from extract.phrases import found_at, shared_words
from extract.place_mention import PlaceMention
from extract.records import Resolution, Resolved
from extract.triggers import Trigger
from extract.word_lists import stems, word_set
from extract.zones import ZoneReading
from gazetteer.places import Place

_LIES, _WHICH = word_set("lies_or_counts_as"), word_set("which_or_who")
_FLEEING, _FLIGHT = word_set("fleeing"), 6  # words of "نزوح مئات العائلات من" before a place
_AMID, _OTHER_NEWS = word_set("amid"), word_set("other_news")
_describing = shared_words(lambda: _LIES | _OTHER_NEWS)
_TOWARDS, _SITES = word_set("towards"), stems("sites_of_a_side")
_DESCRIPTION = 14  # words from "التي تعد" to a place
_NEAR_REACH = 3  # words of "ناحية Z في" before the city, or between وسط and مداهمات
_BESIDE = 5  # words of "آخر معاقل الفصائل قرب" after a region
_TELLING = frozenset({"verb", "weak_verb", "noun"})
_FIRED_BY = (*stems("guns"), *stems("posts_with_guns"))
_GUNS = 8  # words of "من مدفعية النظام في حاجز Y وقرية" before a place
_WHENCE_WORDS = 5  # words of "خرجت من مواقع قسد داخل"
_WHENCE_REACH = 3  # words of "القصف المدفعي العنيف" before من
_LAUNCHED_IT = word_set("launched_it")
_GROUND, _WHENCE = word_set("ground_held"), word_set("origins_of_fire")
_FIRE, _FIRE_REACH = frozenset({"shelling", "strike", "air_strike", "drone_strike"}), 5  # words of "قصف صاروخي عنيف من"
_THEIRS, _OWN_GROUND = ("ها", "ه", "هم"), 16  # words from a verb of fire to "من مواقعها"
_GUNS_ALONE, _ROCKETS = stems("guns"), stems("rockets")
_GUN_RANGE_KM = 40.0
_TOWNS = frozenset({"city", "town"})
_BUILDINGS = frozenset({"landmark", "civic", "street"})
_BASED_AT = word_set("based_at")
_HEAD = 3  # words at the head of a clause in which its city may stand
_MARKS = frozenset("،,؛;:")
_SETTLEMENTS = frozenset({"town", "village"})
_WITHIN_A_CITY = frozenset({"village", "neighbourhood"})
_NEXT_MARKS = frozenset(" -–—|:/")
_SEAT = "00"
_SEATS = frozenset({"SY0401", "SY0501", "SY0901", "SY1101"})
"""Districts of governorate cities whose p-code does not end with 00: Homs, Hama, Deir ez-Zor, Raqqa."""


def described(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    """Whether a place only tells what another one is or where it lies: "قصفت X التي تعد أهم معقل بعد Y", "وتبعد القرية عشرة كيلومترات عن Y"."""
    first = max(clause.first, place.first - _DESCRIPTION)
    if not found_at(reading.words, _describing(), first, place.first):
        return False
    for at in range(place.first - 1, first - 1, -1):
        word = reading.words[at]
        if word.keys[-1][0] in _LIES:
            return word.keys[-1][2] == "و" or (at > clause.first and reading.words[at - 1].keys[-1][0] in _WHICH)
        if not _OTHER_NEWS.isdisjoint(word.forms) and any(before.key in _AMID for before in reading.words[max(clause.first, at - _NEAR_REACH) : at]):
            return True  # "وسط حملة مداهمات في Y"
        if any(trigger.first == at for trigger in clause.triggers) or not _MARKS.isdisjoint(reading.between[at + 1]):
            return False
    return False


def fired_from(reading: ZoneReading, clause: Clause, number: int) -> bool:
    """Whether the place at index `number` only says where guns stood.

    "طال قصف X، من مدفعية النظام في حاجز Y وقرية Z", "قوات النظام المتمركزة في كتيبة Y، في قرية Z", "قصف من مناطق سيطرة A قرب Y يطال X".
    """
    words, place = reading.words, reading.places[number]
    if _whence(reading, clause, place):
        return True
    hits = any(place.last <= other.first < clause.last for other in reading.places[number + 1 : number + 3])  # what was hit: "المتمركزة قرب X قذائف على Y"
    before = words[max(clause.first, place.first - 2) : place.first]
    within = place.near and (hits or _told_whence(reading, place))
    within = within or any(word.key == "في" or (word.keys[-1][2] == "ب" and word.keys[-1][0] in cue_words()) for word in before)
    inside = within or any(word.surface.startswith("و") for word in before)
    inside = inside or any(word.keys[-1][0].startswith(_FIRED_BY) for word in before[-1:])  # "من حاجز Y", "أطلقتها حواجز Y"
    for at in range(place.first - 1, max(clause.first, place.first - _GUNS) - 1, -1) if inside else ():
        if any(trigger.first == at and trigger.role in _TELLING for trigger in clause.triggers):
            return False
        guns = words[at].keys[-1][0].startswith(_FIRED_BY) and at > 0 and (words[at - 1].key == "من" or words[at - 1].key in _LAUNCHED_IT)
        if guns or (within and _held_ground(reading, at)) or not _BASED_AT.isdisjoint(words[at].forms):
            return True
    return False


def _whence(reading: ZoneReading, clause: Clause, place: PlaceMention) -> bool:
    """Whether fire that a noun tells came from a place: "جراء القصف العنيف من مطار X"."""
    at = place.first - 1 if place.first > clause.first and reading.words[place.first - 1].key == "من" else place.first - 2
    if at < clause.first or reading.words[at].key != "من":
        return False
    fire = reading.inside(reading.triggers, max(clause.first, at - _WHENCE_REACH), at)
    return bool(fire) and fire[-1].type in _FIRE and fire[-1].role == "noun" and all(definite(word) for word in reading.words[fire[-1].last : at])


def _told_whence(reading: ZoneReading, place: PlaceMention) -> bool:
    """Whether a word of leaving tells that fire came from ground beside a place: "سقطت قذائف على X خرجت من مواقعها داخل Y"."""
    return any(word.key in _WHENCE for word in reading.words[max(0, place.first - _WHENCE_WORDS) : place.first])


def _held_ground(reading: ZoneReading, at: int) -> bool:
    """Whether the ground of a side, at word `at`, is where fire came from: "قصف صاروخي من مناطق سيطرة A"."""
    if at < 1 or reading.words[at - 1].key != "من" or _GROUND.isdisjoint(reading.words[at].forms):
        return False
    whence = at > 1 and reading.words[at - 2].key in _WHENCE  # "انطلاقاً من مواقعها في Y"
    reach = _OWN_GROUND if reading.words[at].surface.endswith(_THEIRS) else _FIRE_REACH  # "قصفت المدفعية X وY من مواقعها في Z"
    return whence or any(trigger.type in _FIRE for trigger in reading.inside(reading.triggers, max(0, at - reach), at - 1))


def struck_places(reading: ZoneReading, clause: Clause, here: list[int], outcomes: Mapping[int, Resolution], *, points_back: Callable[[], bool]) -> list[int]:
    """Leave out where guns stood, whose guns fired, and the buildings of which only the town is known; points_back: "المدينة" stands in the clause."""
    whence = reading.with_the_rest(here, lambda at: fired_from(reading, clause, at))
    whence |= {at for at in here if at - 1 in whence and reading.places[at - 1].last == reading.places[at].first}  # "في محور X Y"
    here = [at for at in here if at not in whence] or here
    guns = {at for at in here if _only_guns(reading, clause, reading.places[at], outcomes[at])}
    guns |= {at for at in here if at - 1 in guns and (reading.places[at].inside or reading.places[at].group == reading.places[at - 1].group)}
    if guns and (len(guns) < len(here) or points_back()):
        here = [at for at in here if at not in guns] or _in_range(sorted(guns), outcomes)
    return [at for at in here if not _building(reading, at, here, outcomes)]


def _only_guns(reading: ZoneReading, clause: Clause, place: PlaceMention, outcome: Resolution) -> bool:
    """Whether a base only says whose guns fired: "قصفت مدفعية اللواء X بلدة Y", "ومدافع اللواء X في قصف Y"; not "قصف الطيران مدفعية اللواء X"."""
    words, gun = reading.words, place.first - 1
    if place.particle or not isinstance(outcome, Resolved):
        return False
    if gun > clause.first and words[gun].key.startswith(_ROCKETS):
        gun -= 1  # "راجمات صواريخ اللواء X"
    if gun < clause.first or definite(words[gun]) or not words[gun].keys[-1][0].startswith(_GUNS_ALONE):
        return False
    if outcome.place.level != "facility":  # "مدفعية X وY تقصف Z"
        verbs = any(trigger.role == "verb" and trigger.type in _FIRE for trigger in reading.inside(reading.triggers, place.last, place.last + _GUNS))
        return verbs and gun - clause.first <= 1
    fired = place.last < clause.last and words[place.last].key == "في" and bool(reading.inside(reading.triggers, place.last + 1, place.last + 2))
    by_means = words[gun].keys[-1][2].endswith("ب") or words[gun - 1].key == "من"
    return fired or by_means or gun == clause.first or any(trigger.first < gun <= trigger.last and trigger.role in _TELLING for trigger in clause.triggers)


def _in_range(guns: Iterable[int], outcomes: Mapping[int, Resolution]) -> list[int]:
    """The town told last before the guns that they reach: "المدينة" in "ومدافع اللواء X في قصف المدينة"."""
    for gun in guns:
        base = outcomes[gun]
        for at in range(gun - 1, -1, -1):
            town = outcomes[at]
            if not isinstance(base, Resolved) or not isinstance(town, Resolved) or town.place.level not in _TOWNS:
                continue
            if km(base.place, town.place) <= _GUN_RANGE_KM:
                return [at]
    return []


def _building(reading: ZoneReading, at: int, here: Sequence[int], outcomes: Mapping[int, Resolution]) -> bool:
    """Whether a name is that of a school, mosque or street of a town told beside it, of which nothing else is known: "قرب مدرسة X في بلدة Y"."""
    outcome = outcomes[at]
    unknown = reading.places[at].cue in _BUILDINGS and not isinstance(outcome, Resolved)
    return unknown and at + 1 in here and reading.places[at + 1].tied and isinstance(outcomes[at + 1], Resolved)


def outer(reading: ZoneReading, at: int, outcomes: Mapping[int, Resolution]) -> bool:
    """Tell another name of the outer place before it ("ريف عين العرب كوباني"), and the city in which villages lie ("قريتي X وY ناحية Z في عفرين")."""
    place, outcome, before = reading.places[at], outcomes[at], reading.places[at - 1] if at else None
    inner = outcomes[at - 1] if at else None
    if before is None or not isinstance(outcome, Resolved) or not isinstance(inner, Resolved):
        return False
    if inner.place.id == outcome.place.id:
        return before.context and before.last == place.first
    gap = range(before.last, place.first)
    inside = 0 < len(gap) <= _NEAR_REACH and reading.words[place.first - 1].key == "في" and not reading.words[place.first - 1].surface.startswith("و")
    plain = inside and not reading.inside(reading.triggers, before.last, place.first)
    return plain and outcome.place.level == "city" and inner.place.level in _SETTLEMENTS and inner.place.governorate == outcome.place.governorate


def joined(reading: ZoneReading, before: PlaceMention, place: PlaceMention) -> bool:
    """Whether a place beside which something was struck goes on a list: "أطراف X وأطراف بلدة Y", "على X ومواقع في محيط Y"; not "وتقدمت نحو أطراف Y"."""
    between = range(before.last, place.first)
    links = (word.keys[-1][0] for at in between if (word := reading.words[at]).keys[-1][2] == "و")
    listed = any(link in cue_words() or link.startswith(_SITES) for link in links)
    return listed and not any(reading.words[at].key in _TOWARDS for at in between)


def heads(reading: ZoneReading, clause: Clause, at: int, here: Sequence[int], outcomes: Mapping[int, Resolution]) -> bool:
    """Whether a city only heads what is told of its countryside: "وفي إدلب أصيبت طفلتان بقصف على قرية X"."""
    place, outcome = reading.places[at], outcomes[at]
    led = 0 < place.first - clause.first <= _HEAD and reading.words[place.first - 1].keys[-1][0] == "في"
    if not led or not isinstance(outcome, Resolved) or outcome.place.level != "city":
        return False
    later = (outcomes[other] for other in here if other > at and reading.places[other].group != place.group)
    return any(isinstance(one, Resolved) and one.place.level in _SETTLEMENTS and one.place.governorate == outcome.place.governorate for one in later)


def on_a_road(reading: ZoneReading, clause: Clause, here: list[int], outcomes: Mapping[int, Resolution]) -> list[int]:
    """Leave out the city that only heads what is told of a road of its governorate: "حلب قصف على طريق خان طومان"; not "سراقب قصف على طريق حلب"."""
    roads = [at for at in here if reading.places[at].cue == "road"]
    leading = [at for at in here if roads and at < roads[0] and not reading.inside(reading.triggers, clause.first, reading.places[at].first)]
    ahead = [at for at in leading if told_after(reading, at, reading.places[roads[0]]) and _rules(outcomes[at], outcomes[roads[0]])]
    return [at for at in here if at not in ahead]


def fled_from(reading: ZoneReading, place: PlaceMention, main: Trigger) -> bool:
    """Whether people left a place that fire pointed back to hit: "نزوح الأهالي من X بعد استهدافها"; not "خروج سيارة من X وتم استهدافها"."""
    pointed = main.type in _FIRE and reading.words[main.first].key.endswith("ها") and place.last <= main.first
    people = any(not _FLEEING.isdisjoint(word.forms) for word in reading.words[max(0, place.first - _FLIGHT) : place.first])
    return place.origin and not place.home and pointed and people


def _rules(city: Resolution, other: Resolution) -> bool:
    return isinstance(city, Resolved) and isinstance(other, Resolved) and holds(city.place, other.place)


def told_after(reading: ZoneReading, at: int, place: PlaceMention) -> bool:
    """Whether the attack is told after the place at index `at`, which only heads the line: "حلب قصف طريق X", "#حمص اشتباكات على أطراف تلبيسة"."""
    return bool(reading.inside(reading.triggers, reading.places[at].last, place.first))


def beside_region(reading: ZoneReading, at: int, here: Sequence[int], outcomes: Mapping[int, Resolution]) -> bool:
    """Whether a city only says near what a region told before it lies: "غارات على الغوطة الشرقية، آخر معاقل الفصائل قرب دمشق"."""
    outcome, place = outcomes[at], reading.places[at]
    if not isinstance(outcome, Resolved) or outcome.place.level != "city":
        return False
    regions = [other for other in here if other < at and isinstance(one := outcomes[other], Resolved) and one.place.level == "region"]
    regions = [other for other in regions if place.first - reading.places[other].last <= _BESIDE]  # not "من الجولان مستهدفاً نقاطاً في محيط دمشق"
    own = place.particle == "ل" and any(reading.places[other].last == place.first for other in regions)  # "الغوطة الشرقية لدمشق"
    return own or (place.near and bool(regions))


def beside_inner(reading: ZoneReading, at: int, here: Sequence[int], outcomes: Mapping[int, Resolution]) -> bool:
    """Whether a city stands next to a place that it is the city or the seat of: "ادلب معرة النعمان", "قرية البيضا بانياس"."""
    city = outcomes[at]
    for i in (at - 1, at + 1):
        inner = outcomes[i] if i in here else None
        if not isinstance(city, Resolved) or not isinstance(inner, Resolved) or city.place.level != "city":
            continue
        first, second = reading.places[min(i, at)], reading.places[max(i, at)]
        if first.last != second.first or second.particle or not _NEXT_MARKS.issuperset(reading.between[second.first]):
            continue
        levels = _WITHIN_A_CITY | ({"town"} if "/" in reading.between[second.first] else set())  # "المنصورة / الطبقة"
        if holds(city.place, inner.place) or (i < at and inner.place.level in levels and inner.place.district == city.place.district):
            return True
    return False


def holds(outer: Place, inner: Place) -> bool:
    """Whether one place is the city of another, or the seat of its governorate (its district has the p-code of the seat: SY0700)."""
    seat = outer.level == "city" and (outer.district.endswith(_SEAT) or outer.district in _SEATS)
    return inner.city == outer.id or (seat and inner.governorate == outer.governorate)
