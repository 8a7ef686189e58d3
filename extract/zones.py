"""Everything that the separate readers find in one zone (title or text) of an article, side by side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from extract import clauses, sentences
from extract.actors import ActorMention, HitMention, SourceMention, find_actors, find_hits, find_sources
from extract.article import Span, Zone
from extract.clauses import Clause
from extract.counts import CountMention, find_counts
from extract.cues import cue_words
from extract.dates import DateMention, find_dates
from extract.introductions import introductions
from extract.licences import levels_of
from extract.mentions import find_places
from extract.numerals import begins_number
from extract.phrases import found_at, shared_words
from extract.place_mention import PlaceMention
from extract.records import Mention, MentionKind
from extract.role_words import cues_by_end
from extract.sentences import Sentence
from extract.triggers import Cue, Trigger, find_cues, find_triggers
from extract.vocabulary import Codes
from extract.word_lists import word_set
from extract.words import Found, Mentions, Word, Words, words
from gazetteer import Gazetteer

_first: Callable[[PlaceMention], int] = attrgetter("first")
_SLAYERS = frozenset({"name", "force", "aircraft"})
"""Kinds of actor that may be the subject of قتل."""
_PASSIVE = "\u064f"  # damma: "قُتل"
_PRESENT = ("ي", "ت")
_ACCUSATIVE = ("اً", "ًا", "ا")
_left, _LEFT_REACH = shared_words(lambda: word_set("left_behind")), 2  # words of "من مخلفات تنظيم" before its actor
_FLYING_PAST = word_set("flying_past")  # "وسط تحليق لطيران الاستطلاع"
_ADVERBIAL = word_set("adverbials")
_MARKS = frozenset("،,؛;:.")
_PARTS_OF_DAY = word_set("parts_of_a_day")
_IN_NAMES = frozenset({"homes", "crossing"})
"""What names of quarters are made of, and is not in them any more; the quarter of a university has it still."""
_WORKPLACES = frozenset({"hospital", "civil_defence", "school"})
"""Where those work whom reporters ask: "قال طبيب في مشفى X إن ..."."""
_QUARTERS, _BASES = frozenset({"neighbourhood"}), frozenset({"facility"})
_FIRE = frozenset({"strike", "shelling"})
_MASKING = frozenset({"name", "force", "media", "person"})


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """What was found in one zone; all offsets are raw code points, all indexes count words of this zone.

    left_behind: first words of actors of whom only what they left is told ("لغم من مخلفات X"); named_sides: the actor codes of all others, each once.
    """

    zone: Zone
    text: str
    words: Words
    between: Sequence[str]
    sentences: Sequence[Sentence]
    clauses: Sequence[Clause]
    places: Mentions[PlaceMention]
    actors: Mentions[ActorMention]
    hits: Mentions[HitMention]
    sources: Mentions[SourceMention]
    counts: Mentions[CountMention]
    dates: Mentions[DateMention]
    triggers: Mentions[Trigger]
    cues: Mentions[Cue]
    role_cues: dict[int, tuple[str, int]]
    introductions: frozenset[int]
    left_behind: frozenset[int]
    named_sides: Sequence[Codes]

    def sentence_of(self, word: int) -> int:
        """Give the number of the sentence that holds a word."""
        return bisect_right(self.sentences, word, key=lambda sentence: sentence.first) - 1

    def inside(self, found: Mentions[Found], first: int, last: int) -> list[Found]:
        """Give those of some mentions that begin in words first..last-1."""
        if first >= last or not found:
            return []
        start, end = self.offsets(first, last)
        return found[bisect_left(found.starts, start) : bisect_left(found.starts, end)]

    def place_indexes(self, first: int, last: int) -> list[int]:
        """Give the indexes of the places that begin in words first..last-1."""
        return list(range(bisect_left(self.places, first, key=_first), bisect_left(self.places, last, key=_first)))

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Give the raw offsets of words first..last-1."""
        return self.words[first].start, self.words[last - 1].end

    def parted(self, first: int, last: int) -> bool:
        """Tell whether a comma, a colon or a full stop stands before one of words first..last-1."""
        return any(not _MARKS.isdisjoint(gap) for gap in self.between[first:last])

    def with_the_rest(self, here: Sequence[int], told: Callable[[int], bool]) -> set[int]:
        """Give those places of `here` of which something is told, and what goes on the list of such a one: "إلى مشافي X وY"."""
        found: set[int] = set()
        for at in here:
            goes_on = at - 1 in found and self.places[at].group == self.places[at - 1].group
            if goes_on or told(at):
                found.add(at)
        return found

    def mention(self, start: int, end: int, kind: MentionKind) -> Mention:
        """Make the record of some words."""
        return Mention(Span(self.zone, start, end), kind, self.text[start:end])


def _people(counts: Sequence[CountMention], places: Mentions[PlaceMention]) -> list[CountMention]:
    """Leave out who is only a word of a name: "أم المياذن" is nobody's mother."""
    within = (places[at - 1] if (at := bisect_right(places.starts, count.start)) else None for count in counts)
    return [count for count, place in zip(counts, within, strict=True) if place is None or count.end > place.end]


def _opens(trigger: Trigger) -> bool:
    """Whether a place may be expected after a word of attack; not after جثة, النار or تدخل."""
    return trigger.role != "fired" and (trigger.type, trigger.role) not in {("carrier", "noun"), ("enter", "weak_verb")}


def _kills(trigger: Trigger, found: Sequence[Word], after: Collection[int], before: Mapping[int, ActorMention]) -> bool:
    """Whether a verb of killing has a side for its subject: "قتلت قوات X ثمانية", "مقاتلات X تقتل ثلاثة جنود".

    after: where sides begin; before: the sides by where they end; aircraft only kill and are not killed.
    """
    if _PASSIVE in found[trigger.first].surface:
        return False
    goes_on = trigger.last < len(found) and found[trigger.last].key not in _ADVERBIAL  # not "مقاتلون من X يقتلون في ..."
    subject = before.get(trigger.first)
    named = subject is not None and subject.ref != "label" and not trigger.particle
    number = named and goes_on and begins_number(found[trigger.last])  # "مقاتلو X قتلوا خمسة من Y"
    whom = number or (goes_on and found[trigger.last].surface.endswith(_ACCUSATIVE))  # "أن قوات X قتلت شاباً"
    active = whom or found[trigger.first].key.startswith(_PRESENT) or (subject is not None and subject.kind == "aircraft")
    return trigger.last in after or (subject is not None and active and goes_on)


def _struck_by(fired: list[int], actors: Sequence[ActorMention]) -> list[int]:
    """The words after a word of fire, and those after whoever follows it as its subject: "قصفت قوات النظام الباب"."""
    after = set(fired)
    for actor in actors:
        if actor.first in after and actor.kind in _SLAYERS and not actor.particle:
            after.add(actor.last)
    return sorted(after)


def _words_of(found: Words, day: DateMention) -> tuple[int, int]:
    """Give the words of a date."""
    first = bisect_left(found, day.start, key=lambda word: word.start)
    return first, bisect_left(found, day.end, lo=first, key=lambda word: word.start)


def _of_the_day(found: Words, first: int, last: int) -> bool:
    """Whether a date begins with a part of the day, which may be a village elsewhere: "ظهر الخميس"."""
    return last - first > 1 and found[first].key in _PARTS_OF_DAY


def _only_left_behind(actor: ActorMention, words: Words) -> bool:
    """Whether only what an actor left behind is told: "لغم من مخلفات X", "لغم زرعه X"."""
    return bool(found_at(words, _left(), max(0, actor.first - _LEFT_REACH), actor.first))


def _is_base(actor: ActorMention, words: Words, gaz: Gazetteer) -> bool:
    """Whether a unit's name is that of its base too: "غارات على محيط الفوج 46"."""
    around = actor.kind == "name" and actor.first > 0 and words[actor.first - 1].key in cue_words()
    named = " ".join(word.key for word in words[actor.first : actor.last]) if around else ""
    return bool(named) and levels_of(gaz.by_key.get(named, ()), gaz) == _BASES


def read_zone(zone: Zone, text: str, published: date | None, gaz: Gazetteer) -> ZoneReading:
    """Run every reader over one zone. Linear in the length of the text."""
    found = words(text)
    between = sentences.gaps(text, found)
    stops = sentences.split(found, between)
    actors = find_actors(found, published)
    actors = [actor for actor in actors if not (actor.kind == "aircraft" and actor.first and found[actor.first - 1].key in _FLYING_PAST)]
    masks = [(actor.first, actor.last) for actor in actors if actor.kind in _MASKING and not _is_base(actor, found, gaz)]
    cues = find_cues(found)
    connectives = clauses.openers(found)
    breaks = [at for at, strength in connectives.items() if strength == "strong"] + [stop.first for stop in stops]
    triggers = find_triggers(found, between, cues, masked=masks, breaks=breaks)
    slayers = {actor.first for actor in actors if actor.kind in _SLAYERS and not actor.particle}
    subjects = {actor.last: actor for actor in actors if actor.kind in _SLAYERS}
    triggers = [trigger for trigger in triggers if trigger.type != "kill" or _kills(trigger, found, slayers, subjects)]
    openers = [trigger.last for trigger in triggers if _opens(trigger)] + [actor.last for actor in actors]
    fired = _struck_by([trigger.last for trigger in triggers if trigger.type in _FIRE], actors)
    sources = find_sources(found, actors)
    told = [
        (source.first, source.last) for source in sources if source.kind in {"monitor", "media"} and source.last - source.first > 1
    ]  # "الهيئة العامة للثورة"
    flown = [(actor.first, actor.last) for actor in actors if actor.kind == "aircraft"]  # "طائرات تابعة لتركيا" are at no place
    dates = find_dates(text, found)
    told_days = [(day, *_words_of(found, day)) for day in dates]
    days = [(first, last) for day, first, last in told_days if day.kind == "calendar" or _of_the_day(found, first, last)]  # "16 تشرين الأول" is no quarter
    masks += flown + told + days
    places = Mentions(find_places(found, between, gaz, masked=masks, openers=openers, verbs=[trigger.first for trigger in triggers], fired=fired))
    named = {at for place in places for at in range(place.first, place.last)}
    triggers = [trigger for trigger in triggers if trigger.first not in named]  # "مدينة تدمر" destroys nothing
    quarters = {at for place in places if levels_of(place.ids, gaz) == _QUARTERS for at in range(place.first, place.last)}
    hits = [hit for hit in find_hits(found) if hit.first not in quarters or hit.category not in _IN_NAMES]  # مساكن هنانو are no homes, جسر الحج is no bridge
    introduced = introductions(found, between, {trigger.first for trigger in triggers})
    hits = [hit for hit in hits if hit.category not in _WORKPLACES or hit.first not in introduced]
    left = frozenset(actor.first for actor in actors if _only_left_behind(actor, found))
    sides = [(actor.first, actor.last) for actor in actors if actor.kind in _SLAYERS]
    parts = clauses.split(stops, triggers, connectives, found, [(place.first, place.last) for place in places], sides=sides)
    return ZoneReading(
        zone, text, found, between, stops, parts, places,
        Mentions(actors), Mentions(hits), Mentions(sources), Mentions(_people(find_counts(text, found, between, stops), places)),
        Mentions(dates), Mentions(triggers), Mentions(cues), cues_by_end(found), introduced,
        left, tuple(dict.fromkeys(actor.actors for actor in actors if actor.actors and actor.kind in _SLAYERS and actor.first not in left)),
    )  # fmt: skip
