"""Who acts and who is hit: belligerents, named groups, people, civilians, struck objects, and who says so.

Named groups stand in `lexicon/groups.csv`, general expressions in `actors.csv`, civilians and objects in `targets.csv`, speakers in `sources.csv`, the
words that join them in `actor_cues.csv`. Here the phrases are found and chosen among; `actor_parts.py`
joins them, `antecedents.py` reads those that point back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar, cast

from extract import actor_parts, antecedents
from extract.actor_parts import Part
from extract.actor_tables import Entry, Kind, Reference, SourceKind, actor_phrases, object_phrases, plays, source_phrases
from extract.phrases import Hit
from extract.word_lists import word_set
from extract.words import Word


class _Run(Protocol):
    """A run of words first..last-1."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


R = TypeVar("R", bound=_Run)
T = TypeVar("T")
_ACCUSES = word_set("verbs_of_accusing")
_ATTACHED = word_set("attached_to")
_ALREADY = word_set("had_already")  # "وكانت المعارضة قد أعلنت"
_SPOKESMAN_REACH = 4
_CONTENT, _CONTENT_REACH = word_set("contents_of_a_statement"), 4
"""What follows a verb of speech that may also be a deed: "نشرت القوات بياناً"."""
_QUOTE_REACH = 5  # words in which نقلت may stand before عن سكان
_DEEDS, _HELD, _CLAIMING = word_set("deeds_of_fighters"), word_set("held_by"), word_set("claims")
_CALLED = word_set("called_by")
_APART = "ل"  # a particle written as a word of its own: "سيارة لـ #قسد"
_OWNED = word_set("what_an_authority_has")
_ORIGINS, _ORIGIN_REACH = word_set("origins_of_fire"), 2
_AREAS, _STRIKE, _PREPOSITIONS = "مناطق", word_set("strikes_at"), word_set("prepositions")
_FIRE_REACH = 4  # words of "قصفت المدفعية التركية الثقيلة" before what it hit
_OUTLET_REACH = 4  # words that may stand between شبكة and الإعلامية


class ActorMention(NamedTuple):
    """Words that name a side, a person or civilians.

    start, end: code points without the attached particle, end exclusive; first, last: word indexes, last exclusive. actors: codes of
    `vocabulary.ACTORS`, empty where the words leave it open; group: id of a named group, "" if none. ref: how far the code may be trusted:
    "" as it stands; `label` the usual reading of a name that one side gives another (الإرهابيين) or of a general word (الفصائل), which context may
    change; `anaphor` a noun that points back (التنظيم) and `possessive` the same with a pronoun (طائراتها), with the codes of what they point at,
    or none if that is not in the text; `speaker` the side that speaks (قواتنا), always open.
    """

    start: int
    end: int
    surface: str
    actors: tuple[str, ...]
    group: str
    kind: Kind
    first: int
    last: int
    particle: str = ""
    ref: Reference = ""


class HitMention(NamedTuple):
    """An object that was struck or stood there; category: a value of `vocabulary.HIT`; civilian: whether it makes civilians a target."""

    start: int
    end: int
    surface: str
    category: str
    civilian: bool
    first: int
    last: int


class SourceMention(NamedTuple):
    """Who says it. party: actor codes joined by `|` when the speaker is a belligerent, else ""."""

    start: int
    end: int
    surface: str
    kind: SourceKind
    party: str
    first: int
    last: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The actor codes of a speaker that is a belligerent."""
        return tuple(self.party.split("|")) if self.party else ()


def find_actors(text_words: Sequence[Word], published: date | None) -> list[ActorMention]:
    """Find the actors named in a run of words, in order, never overlapping.

    published: the day against which active periods are read; None takes the first row of a name. Linear in the number of words.
    """
    found: list[Part] = []
    for hit in actor_phrases().find(text_words):
        entries = _chosen(hit, text_words, published)
        if hit.first and text_words[hit.first - 1].key in _CALLED:
            continue  # "هجوماً أطلقت عليه اسم «نصرة لحرائرنا»"
        if entries and not (entries[0].kind == "mask" and _is_party(hit, text_words)):
            particle = hit.particle or ("ل" if hit.first and text_words[hit.first - 1].key == _APART else "")
            part = Part(hit.first, hit.last, hit.start, hit.end, particle, entries[0], entries[0].kind, entries[1:])
            found.append(_outlet(part, text_words) if part.entry.kind == "outlet" else part)
    parts = antecedents.resolve(actor_parts.join(_longest(found), text_words), text_words)
    return [_mention(part, text_words) for part in parts if part.entry.kind != "mask"]


def find_hits(text_words: Sequence[Word]) -> list[HitMention]:
    """Find struck objects. An object that only says where (قرب المشفى) is left out, as is one inside a longer name."""
    mentions = []
    for hit in _longest(list(object_phrases().find(text_words))):
        target = next((target for target in hit.values if target.category), hit.values[0])  # "روضة أطفال" hides أطفال, and is a school
        if target.category and _allowed(target.needs, hit, text_words) and not (hit.first and plays(text_words[hit.first - 1], "near")):
            surface = _surface(text_words, hit.first, hit.last, hit.start)
            mentions.append(HitMention(hit.start, hit.end, surface, target.category, target.civilian, hit.first, hit.last))
    return mentions


def find_sources(text_words: Sequence[Word], actors: Sequence[ActorMention] = ()) -> list[SourceMention]:
    """Find who says it: listed speakers, and any of `actors` that stands next to a verb of speech (أعلن جيش الإسلام)."""
    mentions = []
    for hit in _longest(list(source_phrases().find(text_words))):
        speaker = hit.values[0]
        owns = speaker.kind == "party" and hit.first > 0 and not _OWNED.isdisjoint(text_words[hit.first - 1].forms)  # "مبنى وزارة الدفاع"
        if speaker.kind and not owns and _allowed(speaker.needs, hit, text_words):
            surface = _surface(text_words, hit.first, hit.last, hit.start)
            mentions.append(SourceMention(hit.start, hit.end, surface, speaker.kind, speaker.party, hit.first, hit.last))
    taken = {index for mention in mentions for index in range(mention.first, mention.last)}
    mentions += [
        SourceMention(actor.start, actor.end, actor.surface, "party", "|".join(actor.actors), actor.first, actor.last)
        for actor in actors
        if actor.actors and actor.kind in ("name", "force") and actor.first not in taken and _says(text_words, actor)
    ]
    return sorted(mentions, key=lambda mention: mention.start)


def accused(text: Sequence[Word], source: SourceMention) -> bool:
    """Whether a speaker is only whom somebody before the verb accuses: "مجلس منبج العسكري يتهم تركيا بقصف ..."."""
    accuses = source.first > 0 and not _ACCUSES.isdisjoint(text[source.first - 1].forms)
    return accuses and source.last < len(text) and "ب" in text[source.last].keys[-1][2]


def _is_party(hit: Hit[Entry], text: Sequence[Word]) -> bool:
    """Whether "مناطق سيطرة X" tells who fired or who was fired at: "قذائف مصدرها مناطق سيطرة X", "قصفت الطائرات مناطق سيطرة X"; not "في مناطق سيطرة X"."""
    if text[hit.first].key != _AREAS:
        return False
    if any(word.key in _ORIGINS for word in text[max(0, hit.first - _ORIGIN_REACH) : hit.first]):
        return True
    before = text[max(0, hit.first - _FIRE_REACH) : hit.first]
    direct = bool(before) and before[-1].key not in _PREPOSITIONS and any(word.key in _STRIKE for word in before)
    fired = any(word.keys[-1][0] in _STRIKE and not actor_parts.definite(word, word.start) for word in before)
    whence = fired and before[-1].key == "من"  # "قصف صاروخي من مناطق سيطرة X"
    return not hit.particle and (direct or whence or (bool(before) and before[-1].key == "علي"))


def _chosen(hit: Hit[Entry], text: Sequence[Word], published: date | None) -> tuple[Entry, ...]:
    """Choose among the rows of one phrase: those whose needs are met, the more demanding first, and active on the day.

    Outside its period a named group is kept as a `label` (a recalled attack, a doubtful date); a general expression is not.
    """
    allowed = [entry for entry in hit.values if not entry.needs or _allowed(entry.needs, hit, text)]
    if len(allowed) > 1:
        allowed.sort(key=lambda entry: entry.needs in ("", "bare", "head"))
    return tuple(entry for entry in allowed if entry.active(published)) or tuple(entry._replace(ref="label") for entry in allowed[:1] if entry.group)


def _allowed(needs: str, hit: Hit[T], text: Sequence[Word]) -> bool:
    """Check what a phrase needs of the words around it; `head` and `bare` are left to the joining."""
    if needs in ("definite", "indefinite"):
        return actor_parts.definite(text[hit.first], hit.start) == (needs == "definite")
    if needs == "alone":
        after = text[hit.last] if hit.last < len(text) else None
        followed = after is not None and after.key.endswith("ه") and actor_parts.definite(after, after.start)
        return actor_parts.definite(text[hit.first], hit.start) and not followed
    if needs == "counted":
        return hit.first > 0 and text[hit.first - 1].kind == "number"
    if needs in ("counted", "fighting", "held", "claiming"):
        return _beside(needs, hit, text)
    if needs in ("speech", "silent"):
        return _speaks(text, hit.first, hit.last) == (needs == "speech")
    return True


def _beside(needs: str, hit: Hit[T], text: Sequence[Word]) -> bool:
    """Check a phrase that needs a certain word next to it: a number, a deed of fighters (سيطر الحر, الحر يقصف), a word of holding (الخاضع للحكومة)."""
    before, after = text[max(0, hit.first - 1) : hit.first], text[hit.last : hit.last + 1]
    if needs == "counted":
        return any(word.kind == "number" for word in before)
    if needs in ("held", "claiming"):
        return any(not (_HELD if needs == "held" else _CLAIMING).isdisjoint(word.forms) for word in before)
    return any(not _DEEDS.isdisjoint(word.forms) for word in (*before, *after))


def _speaks(text: Sequence[Word], first: int, last: int, reach: int = 2) -> bool:
    """Say whether words of speech stand around a run of words: قال or بحسب at most `reach` words before it, نقلت ... عن, or a verb just after it."""
    reach = _QUOTE_REACH if first and text[first - 1].key == "عن" else reach
    if any(plays(text[at], "speech") for at in range(max(0, first - reach), first)):
        return True
    last += last < len(text) and text[last].key in _ALREADY
    return last < len(text) and text[last].start - text[last - 1].end == 1 and plays(text[last], "speech", whole=True)


def _says(text: Sequence[Word], actor: ActorMention) -> bool:
    """Say whether a force speaks, and does not move or deploy something ("نشرت القوات دباباتها", "نقلت القوات الجرحى")."""
    if actor.particle.endswith("ل") and actor.first and text[actor.first - 1].key in _ATTACHED:
        return False  # "مبنى تابع لX"
    first = _spokesman(text, actor.first)
    if first and plays(text[first - 1], "deed"):
        return any(word.key in _CONTENT or plays(word, "loss") for word in text[actor.last : actor.last + _CONTENT_REACH])
    return _speaks(text, first, actor.last, reach=1)


def _spokesman(text: Sequence[Word], first: int) -> int:
    """Step back from a name over who speaks for it: "قيادي في X", "مصدر عسكري من X"."""
    at = first
    while at and first - at < _SPOKESMAN_REACH and plays(text[at - 1], "spokesman"):
        at -= 1
    return at


def _outlet(part: Part, text: Sequence[Word]) -> Part:
    """Stretch the name of a medium to its closing word (مركز إدلب الإعلامي), or mask only its opening."""
    for at in range(part.last, min(part.last + _OUTLET_REACH, len(text))):
        if plays(text[at], "outlet_end"):
            return Part(part.first, at + 1, part.start, text[at].end, part.particle, actor_parts.MEDIUM, "media")
    return Part(part.first, part.last, part.start, part.end, part.particle, actor_parts.MASK, "mask")


def _longest(found: list[R]) -> list[R]:
    """Keep, of overlapping finds, the one with the most words; of equals the first. `found` is in order of position."""
    kept: list[R] = []
    for item in found:
        while kept and item.first < kept[-1].last and item.last - item.first > kept[-1].last - kept[-1].first:
            kept.pop()
        if not kept or item.first >= kept[-1].last:
            kept.append(item)
    return kept


def _mention(part: Part, text: Sequence[Word]) -> ActorMention:
    entry = part.entry
    ref = cast("Reference", "" if entry.ref in ("head", "army") else entry.ref)
    surface = _surface(text, part.first, part.last, part.start)
    first = part.first - 1 if part.particle == "ل" and part.first and text[part.first - 1].key == _APART else part.first
    return ActorMention(part.start, part.end, surface, entry.actors, entry.group, cast("Kind", entry.kind), first, part.last, part.particle, ref)


def _surface(text: Sequence[Word], first: int, last: int, start: int) -> str:
    """Give the words as written, one space between them, without the particle of the first."""
    written = [word.surface for word in text[first:last]]
    return " ".join([written[0][start - text[first].start :], *written[1:]])
