"""Posts that show what an attack left and tell no attack itself: "آثار القصف على X", "انتشال الشهداء من تحت الأنقاض في X", "طيران حربي ... 9 شهداء"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.clauses import Clause
from extract.counts import CountMention
from extract.kind_by_means import Kind
from extract.tagged import LONGEST
from extract.triggers import CARRIERS, at_word
from extract.word_lists import word_set
from extract.zones import ZoneReading

_SILENT = CARRIERS | {"none"}
_SHOWN = word_set("what_a_picture_shows")
_AFTERWARDS = word_set("long_after_an_attack")
_RUBBLE = word_set("rubble")
_MARTYRS = word_set("martyrs")
_DISASTERS = word_set("other_disasters")
_TOLL = 4  # words from which a sentence that counts the hurt begins to do so
_TITLE = 15  # words of the title of a video


def shown(reading: ZoneReading, clause: Clause, kind: Kind, *, first: bool) -> Kind:
    """Take "القصف" for the attack itself where a post shows it: "لحظة القصف على X", "حمص الوعر القصف العنيف بالهاون". first: nothing was told before."""
    if not kind.hollow or not first or len(reading.words) > LONGEST:
        return kind
    before = {form for word in reading.words[clause.first : kind.main.first] for form in word.forms}
    pictured = not _SHOWN.isdisjoint(before) and _AFTERWARDS.isdisjoint(before)
    return kind._replace(hollow=False, refers=False) if pictured or _titled(reading, clause, kind.main.first) else kind


def _titled(reading: ZoneReading, clause: Clause, at: int) -> bool:
    """Whether a name, and nothing but names and dates, stands before word `at` of a text as short as the title of a video."""
    named = {word for place in reading.places if place.last <= at for word in range(place.first, place.last)}
    return bool(named) and len(reading.words) <= _TITLE and all(word in named or reading.words[word].kind != "arabic" for word in range(clause.first, at))


def toll_follows(reading: ZoneReading, clause: Clause) -> bool:
    """Whether the next sentence of a post only counts who was hurt by the weapon that a clause names: "مسيّرة دخلت من نافذة سيارة في X. شهيد وثلاثة مصابين"."""
    after = clause.sentence + 1
    if len(reading.words) > LONGEST or after >= len(reading.sentences) or clause.last < reading.sentences[after].first:
        return False
    first, last = reading.sentences[after].first, reading.sentences[after].last
    counts = reading.inside(reading.counts, first, min(first + _TOLL, last))
    told = any(trigger.type not in _SILENT for trigger in reading.inside(reading.triggers, first, last))
    return any(count.low for count in counts) and not told and not reading.place_indexes(first, last)


def left(reading: ZoneReading, clause: Clause, actors: Sequence[ActorMention], counts: Sequence[CountMention], *, first: bool) -> Kind | None:
    """Give the kind of an attack of which a post tells only the dead: with the aircraft, or under the rubble of nobody says what; else None.

    first: nothing was told before.
    """
    if not first or len(reading.words) > LONGEST or any(trigger.type not in _SILENT for trigger in clause.triggers):
        return None
    forms = {form for word in reading.words[clause.first : clause.last] for form in word.forms}
    if not (_AFTERWARDS | _DISASTERS).isdisjoint(forms):
        return None
    aircraft = next((actor for actor in actors if actor.kind == "aircraft"), None)
    if aircraft is not None and any(count.effect == "killed" and count.low for count in counts):
        return Kind("air_strike", at_word(reading.words, aircraft.first, "air_strike", "weak"), "aircraft and the dead in a post", vague=True)
    rubble = next((at for at in range(clause.first, clause.last) if not _RUBBLE.isdisjoint(reading.words[at].forms)), None)
    if rubble is not None and not _MARTYRS.isdisjoint(forms):
        return Kind("shelling", at_word(reading.words, rubble, "strike", "weak"), "martyrs under the rubble in a post", vague=True)
    return None
