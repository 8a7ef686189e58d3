"""Places told beside the report, not in it: a hashtag, a heading ("الحراك هلق :"), a line of its own ("📍 دارة عزة - ريف حلب"), where a witness is."""

from __future__ import annotations

from extract import care
from extract.clauses import Clause
from extract.cues import compass_words, cue_words
from extract.records import Resolved
from extract.sentences import Sentence
from extract.where import Outcomes, finest, home_of_source
from extract.zones import ZoneReading
from gazetteer.places import AREA_LEVELS

LONGEST = 50
"""Words up to which a text is a post: a longer one names the place where it tells the attack."""
_LINE = 7  # words of a line that only says where
_MARKS = frozenset(":|/")
_WITNESSES = frozenset({"monitor", "resident", "medical"})


def places_of(reading: ZoneReading, clause: Clause, outcomes: Outcomes, *, longest: int = LONGEST) -> list[int]:
    """Give the place (an index) that a tag of a post says for a clause without one: the nearest tag before it, else the first after it.

    longest: words up to which a text is a post.
    """
    if len(reading.words) > longest:
        return []
    tags = [at for at in range(len(reading.places)) if _fine(outcomes[at]) and _is_tag(reading, at)]
    cared = care.of_care_in_post(reading, tags)
    tags = [at for at in tags if at not in cared]
    before = [at for at in tags if reading.places[at].first < clause.last]
    chosen = before[-1:] or tags[:1]
    if not chosen:
        return []
    line = reading.sentence_of(reading.places[chosen[0]].first)
    beside = [at for at in tags if reading.sentence_of(reading.places[at].first) == line]
    return finest(beside, outcomes)[:1]


def with_heading(reading: ZoneReading, clause: Clause, places: list[int], outcomes: Outcomes) -> list[int]:
    """Add the place that heads a post where none of those its clause names is known: "جاسم : برميلين على الحي الغربي"."""
    if not places or any(isinstance(outcomes[at], Resolved) for at in places):
        return places
    return [*places, *(at for at in places_of(reading, clause, outcomes) if at not in places)]


def seats(reading: ZoneReading, clause: Clause, outcomes: Outcomes) -> list[int]:
    """Give where those are who tell of an attack that nothing else places: "قال مراسلنا في درعا إن ثلاثة مدنيين قُتلوا برصاص مجهولين"."""
    sentence = reading.sentences[clause.sentence]
    if not any(source.kind in _WITNESSES for source in reading.inside(reading.sources, sentence.first, clause.last)):
        return []
    told = reading.place_indexes(sentence.first, clause.last)
    return [at for at in told if isinstance(outcomes[at], Resolved) and home_of_source(reading, reading.places[at])][:1]


def _fine(outcome: object) -> bool:
    return isinstance(outcome, Resolved) and outcome.place.level not in AREA_LEVELS


def _is_tag(reading: ZoneReading, at: int) -> bool:
    """Whether a name is a hashtag, opens its line before a mark, or stands in a short line without a report."""
    place = reading.places[at]
    sentence = reading.sentences[reading.sentence_of(place.first)]
    short = sentence.last - sentence.first <= _LINE and not reading.inside(reading.triggers, sentence.first, sentence.last)
    if short and (not place.dateline or _only_names(reading, sentence)):
        return True
    if place.origin:
        return False
    if reading.between[place.first].endswith("#"):
        return True
    after = reading.between[place.last] if place.last < len(reading.words) else "\n"
    if place.dateline and _MARKS.isdisjoint(after):
        return False  # "حلب-سانا": where an agency writes from
    opens = place.first - sentence.first <= 1 and place.last - sentence.first <= _LINE
    return opens and not _MARKS.isdisjoint(_marks(reading, place.last, sentence.last) + after)


def _only_names(reading: ZoneReading, sentence: Sentence) -> bool:
    """Whether a line names places and nothing else: "درنج - ريف دير الزور", not "حلب - سانا"."""
    named = {at for place in reading.inside(reading.places, sentence.first, sentence.last) for at in range(place.first, place.last)}
    return all(at in named or reading.words[at].key in cue_words() | compass_words() for at in range(sentence.first, sentence.last))


def _marks(reading: ZoneReading, first: int, last: int) -> str:
    """What stands between the words just after a name: "الحراك هلق :"."""
    return "".join(reading.between[first : min(first + 2, last)])
