"""Joining the parts of an actor's name: head and owner, aircraft and adjective, client and patron, two names under one head."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from extract.actor_tables import Entry, owner_adjectives, plays
from extract.word_lists import word_set
from extract.words import Word
from gazetteer.names import articles, fold

MASK = Entry((), "", "mask", "", "", None, None)
MEDIUM = MASK._replace(kind="media")
# A force named only by its patron: Turkey's clients are the SNA, Russia's are the government's; others keep the patron's code.
_CLIENTS = {"turkey": "sna", "russia": "syrian_government"}
_DISTANT = frozenset({"coalition", "israel", "jordan"})  # patrons whose clients keep the code they had
_ARMY_OR_REGIME = word_set("army_or_regime")
_CONSTRUCT_AN = word_set("nouns_ending_in_an")  # singulars and plurals in -ān; other words in ان are duals, which lose the nun before an owner
_BEING = word_set("said_to_be")  # طائرات يرجح أنها أردنية
_OCCUPATION = fold("احتلال")
_WITHIN, _MEMBER = word_set("members_in"), "منضو"  # فصائل منضوية في جيش الفتح
_RELATIVE = word_set("relatives_of_a_name")
_ASCRIBED_REACH = 5  # words of "نسبتها موسكو إلى" before the state
_OTHERS = 3  # words between aircraft and others of their kind
_NEAR = 60  # words within which a patron decides
_RECENT = 6  # mentions among which a pronoun looks for its patron
_MOST_QUALIFIERS = 2


class Part(NamedTuple):
    """A phrase at its place, growing as others join it. tail: the kind of the part it ends with; words first..last-1, raw start..end."""

    first: int
    last: int
    start: int
    end: int
    particle: str
    entry: Entry
    tail: str
    others: tuple[Entry, ...] = ()  # what else the same words may stand for on that day

    @property
    def flies(self) -> bool:
        """Whether it is an aircraft or an air force."""
        return self.entry.kind == "aircraft"

    @property
    def waits(self) -> bool:
        """Whether an owner may follow: a head, a general word (فصائل), an aircraft whose owner is open or only the usual one."""
        if self.entry.actors:
            return self.entry.ref == "label"
        return (self.flies and not self.entry.ref) or self.entry.ref in ("head", "army", "anaphor")


def join(parts: Sequence[Part], text: Sequence[Word]) -> list[Part]:
    """Join parts that name one actor together; heads that stay without an owner are dropped, aircraft without one stay open."""
    built: list[Part] = []
    for part in parts:
        if not built or part.first >= built[-1].last:  # else it was the pronoun's link, read with the force before it
            _add(built, part, text)
    kept = [_occupier(part, text) for part in built]
    return _beside_patrons([part for part in kept if part.entry.actors or part.entry.ref not in ("head", "army")])


def _occupier(part: Part, text: Sequence[Word]) -> Part:
    """Keep "جيش الاحتلال" without an owner as one that points back."""
    waits = not part.entry.actors and part.entry.ref == "army" and any(fold(word.surface).endswith(_OCCUPATION) for word in text[part.first : part.last])
    return part._replace(entry=part.entry._replace(ref="anaphor", kind="force")) if waits else part


def _add(built: list[Part], part: Part, text: Sequence[Word]) -> None:
    """Join a part with what stands before it, or add it as one of its own."""
    before = built[-1] if built and _next_to(built[-1], part, text) else None
    client = _bound_by_link(built, part, text)
    if client:
        built[-1] = client
    elif before and (_of_another_state(before, part, text) or _takes(before, part, text)):
        built[-1] = _owned(before, part)
    elif part.entry.kind == "adjective":
        _add_adjective(built, before, part, text)
    elif part.entry.kind == "state":
        if _state_acts(part, before, text):
            built.append(part._replace(entry=part.entry._replace(kind="name")))
    elif part.entry.needs != "bare" or (before and part.particle == "و" and before.entry.group):
        built.append(_with_pronoun(built, part, text))


def _takes(head: Part, owner: Part, text: Sequence[Word]) -> bool:
    return head.waits and (_may_own(head, owner, text) if not owner.particle else _has_aircraft(head, owner))


def _of_another_state(before: Part, part: Part, text: Sequence[Word]) -> bool:
    """Whether an adjective gives an army or a regime that alone is Syria's to another state: "قوات الجيش التركي", "قوات النظام التركي"."""
    ours, theirs = before.entry.actors == ("syrian_government",), part.entry.actors not in {(), ("syrian_government",)}
    beside = part.first == before.last and not part.particle and not _ARMY_OR_REGIME.isdisjoint(text[part.first - 1].forms)
    return ours and theirs and beside and part.entry.kind == "adjective" and definite(text[part.first], part.start)


def _beside_patrons(parts: Sequence[Part]) -> list[Part]:
    """Read a name as a client where its patron fights nearby: الجيش الحر in a passage on the Turkish army's operation."""
    patrons = [part for part in parts if part.entry.kind in ("force", "aircraft", "adjective") and _CLIENTS.keys() & set(part.entry.actors)]
    found = []
    for part in parts:
        other = None
        if part.others:
            window = slice(*(bisect_left(patrons, at, key=lambda patron: patron.first) for at in (part.first - _NEAR, part.first + _NEAR)))
            other = _sworn(part, [code for patron in patrons[window] for code in patron.entry.actors])
        found.append(part._replace(entry=other) if other else part)
    sworn = {part.entry for part, read in zip(parts, found, strict=True) if part.entry is not read.entry}
    return [part._replace(entry=_only_client(part)) if part.entry in sworn else part for part in found] if sworn else found


def _only_client(part: Part) -> Entry:
    """Give the reading as a client of a name that the article has used in that sense."""
    return next((entry for entry in part.others if set(entry.actors) & set(_CLIENTS.values())), part.entry)


def _next_to(before: Part, part: Part, text: Sequence[Word]) -> bool:
    """Say whether only qualifiers (حربية, مجهولة) stand between two parts."""
    return _qualified(before.last, part.first, text)


def _qualified(first: int, last: int, text: Sequence[Word]) -> bool:
    return 0 <= last - first <= _MOST_QUALIFIERS and all(plays(text[at], "qualifier") for at in range(first, last))


def _may_own(head: Part, owner: Part, text: Sequence[Word]) -> bool:
    """Say whether a head takes this owner.

    Only armies and aircraft take plain سوري; nobody owns civilians or media. A head with ال or with the ending of an absolute plural or
    dual takes adjectives only: in هاجمت الفصائل قوات النظام and هاجم مقاتلون قوات النظام the second is the object.
    """
    if owner.entry.kind in ("civilians", "media", "mask") or owner.entry.ref == "possessive":
        return False
    last = fold(text[head.last - 1].surface)
    if owner.entry.kind in ("adjective", "state") and last.endswith(("ون", "ين")):
        return owner.entry.needs != "head" or head.entry.ref == "army"
    if owner.entry.kind == "adjective":
        return owner.entry.needs != "head" or head.entry.ref == "army" or head.flies
    single = head.last - head.first == 1 and head.last == owner.first
    return single and not definite(text[head.first], head.start) and (not last.endswith(("ون", "ين", "ان")) or last in _CONSTRUCT_AN)


def _has_aircraft(aircraft: Part, owner: Part) -> bool:
    """Say whether an owner follows its aircraft after ل: مروحية للنظام."""
    return aircraft.flies and owner.particle == "ل" and aircraft.last == owner.first and owner.entry.kind in ("name", "force") and bool(owner.entry.actors)


def _owned(head: Part, owner: Part) -> Part:
    """Make one part of a head and its owner; an aircraft stays an aircraft, and two open heads stay open."""
    kind = "aircraft" if head.flies or owner.flies else "force" if owner.entry.kind != "name" else "name"
    ref = head.entry.ref if not owner.entry.actors and owner.entry.ref in ("head", "army") else owner.entry.ref
    entry = owner.entry._replace(kind=kind, ref=ref, needs="")
    return head._replace(last=owner.last, end=owner.end, entry=entry, tail=owner.tail, others=owner.others)


def _add_adjective(built: list[Part], before: Part | None, part: Part, text: Sequence[Word]) -> None:
    """Add an adjective: a second owner (روسية وسورية), an attribute of its own (قصف تركي), a side (رتل تركي), or nothing."""
    shared = before is not None and part.particle in ("", "و") and before.last == part.first and _ends_with_owner(before, part, text)
    if shared and before is not None and before.entry.kind != "adjective":
        both = tuple(dict.fromkeys((*before.entry.actors, *part.entry.actors)))
        built[-1] = before._replace(last=part.last, end=part.end, entry=before.entry._replace(actors=both))
        return
    other = built[-1] if built else part
    if other.flies and other.entry.actors and 0 < part.first - other.last <= _OTHERS and "اخري" in text[part.first - 1].forms:
        both = tuple(dict.fromkeys((*other.entry.actors, *part.entry.actors)))  # "طائرات روسية وأخرى سورية"
        built[-1] = other._replace(last=part.last, end=part.end, entry=other.entry._replace(actors=both))
        return
    noun = part.first - 1
    while noun > 0 and noun >= part.first - _MOST_QUALIFIERS and plays(text[noun], "qualifier") and not plays(text[noun], "army"):
        noun -= 1
    army, post, civil = (noun >= 0 and plays(text[noun], role) for role in ("army", "post", "civil"))
    foreign = noun == part.first - 1 and noun >= 0 and not (army or post) and _after_a_proper_noun(part, text)
    if post:
        part = part._replace(entry=part.entry._replace(kind="force"))
    if not civil and not foreign and (shared or army or post or part.entry.needs != "head" or text[part.first - 1].key in _BEING):
        built.append(part)


def _ends_with_owner(before: Part, part: Part, text: Sequence[Word]) -> bool:
    """Say whether a part ends with an adjective that a second owner may follow, joined to it or written as one name: "المقاتلات الروسية والسورية"."""
    if before.tail == "adjective":
        return True
    named = before.entry.kind in {"force", "aircraft"} and bool(before.entry.actors) and before.last - before.first > 1
    return named and part.particle == "و" and text[before.last - 1].key in owner_adjectives()


def _after_a_proper_noun(part: Part, text: Sequence[Word]) -> bool:
    """Say whether an adjective with ال follows a word without it: a proper noun (كلس التركية)."""
    before = text[part.first - 1]
    bare = before.kind == "arabic" and before.key != "من" and not articles(before.surface)
    return bare and definite(text[part.first], part.start)


def _bound_by_link(built: Sequence[Part], part: Part, text: Sequence[Word]) -> Part | None:
    """Read الموالية لتركيا, التابعة للنظام, المدعومة من قبل إيران, تدعمها إيران: the force before the link, with its code taken from the patron."""
    if not built or not part.entry.actors or part.entry.kind not in ("name", "force", "state", "adjective", "person"):
        return None
    force = built[-1]
    link, role = _link(part, text)
    if _adverb(part, text):
        link, role = part.first - 1, "link"
    which = link - 1 if role == "backed" and link > force.last and text[link - 1].key in _RELATIVE else link  # "فصائل المعارضة التي تدعمها X"
    if link < max(0, force.last - 1) or not plays(text[link], role) or not _qualified(min(force.last, which), which, text):
        return None
    if force.flies and force.waits:
        entry = force.entry._replace(actors=part.entry.actors, group=part.entry.group, ref="")
    elif force.waits:
        entry = _client(force.entry, part.entry.actors)
    elif "sna" in force.entry.actors and "turkey" in part.entry.actors:
        if part.entry.kind == "force" and plays(text[link], "support"):
            return None  # "المدعومة من الجيش التركي": an army that takes part, no epithet
        entry = force.entry
    elif "sdf" in force.entry.actors and "coalition" in part.entry.actors and definite(text[link], text[link].start):
        entry = force.entry  # "المدعومة من واشنطن" is an epithet of the SDF, "مدعومة بطيران التحالف" is not
    else:
        other = _sworn(force, part.entry.actors) or (force.entry if _adverb(part, text) else None)
        if other is None:
            return None
        entry = other
    return force._replace(last=part.last, end=part.end, entry=entry, tail=part.tail)


def _adverb(part: Part, text: Sequence[Word]) -> bool:
    """Whether a patron is told by an adverb: "المدعوم روسياً", also without its tanwin."""
    return not part.particle and part.last - part.first == 1 and text[part.first].key.endswith("يا") and part.first > 0 and plays(text[part.first - 1], "link")


def _link(part: Part, text: Sequence[Word]) -> tuple[int, str]:
    """Give the index of the word that may bind a force to its patron, -1 if none can, and the role it must play."""
    link = part.first - 1
    if link > 0 and part.particle == text[link].key:
        link -= 1  # "تابعة لـ قسد"
    if not part.particle and link > 0 and plays(text[link], "backed"):
        return link, "backed"
    if part.particle.endswith(("ل", "ب")):
        return link, "link"
    if link >= 1 and text[link].key == "قبل":
        link -= 1
    within = link >= 1 and text[link].key in _WITHIN and text[link - 1].key.startswith(_MEMBER)
    return (link - 1 if link >= 1 and (text[link].key == "من" or within) else -1), "link"


def _sworn(part: Part, patron: Sequence[str]) -> Entry | None:
    """Give the reading of a name that makes it a client of this patron (الجيش الحر beside the Turkish army), None if it has none."""
    clients = {_CLIENTS[code] for code in patron if code in _CLIENTS}
    return next((entry for entry in part.others if clients.intersection(entry.actors)), None)


def _with_pronoun(built: Sequence[Part], part: Part, text: Sequence[Word]) -> Part:
    """Read الفصائل الموالية لها: the client of the side named last."""
    patron = next((other for other in reversed(built[-_RECENT:]) if other.entry.actors and other.entry.kind != "civilians"), None)
    if patron is None or part.flies or not part.waits:
        return part
    for link in range(part.last - 1, min(part.last + 2, len(text) - 1)):
        if plays(text[link], "link") and plays(text[link + 1], "pronoun"):
            return part._replace(last=link + 2, end=text[link + 1].end, entry=_client(part.entry, patron.entry.actors))
    return part


def _client(force: Entry, patron: Sequence[str]) -> Entry:
    """Give a force the code that its patron's clients have."""
    if _DISTANT.intersection(patron):
        return force
    return force._replace(actors=tuple(dict.fromkeys(_CLIENTS.get(code, code) for code in patron)), kind="force", ref="")


def _state_acts(part: Part, before: Part | None, text: Sequence[Word]) -> bool:
    """Tell a state that acts from a country as a place: إلى تركيا, حدود الأردن and بتركيا are places, بدعم من تركيا is not."""
    if before and part.particle == "و":
        return True
    if part.first == 0:
        return part.entry.needs != "head" and not part.particle.endswith(("ب", "ل", "ك"))
    if part.particle == "ل" and (plays(text[part.first - 1], "ascribed") or _of_fire(part.first - 1, text)):
        return True  # "غارة نُسبت لإسرائيل", "غارة ثانية لروسيا"
    if part.entry.needs == "head" or part.particle.endswith(("ب", "ل", "ك")):
        return False
    return _not_a_place(part, text)


def _not_a_place(part: Part, text: Sequence[Word]) -> bool:
    """Tell a state that acts by the words before it."""
    at = part.first - 1
    while at > 0 and part.particle == "و" and plays(text[at], "country"):  # إلى لبنان والأردن وتركيا
        at -= 1
    if text[at].key in ("من", "الي"):
        ascribed = text[at].key == "الي" and any(plays(word, "ascribed") for word in text[max(0, at - _ASCRIBED_REACH) : at])
        return ascribed or (at > 0 and plays(text[at - 1], "support"))
    if text[at].key == "قبل":
        return at > 0 and text[at - 1].key == "من"
    return not plays(text[at], "locative") and not plays(text[at], "civil")


def _of_fire(at: int, text: Sequence[Word]) -> bool:
    """Whether a word is fire, or an adjective of the fire before it."""
    return plays(text[at], "fire") or (at > 0 and plays(text[at], "manner") and plays(text[at - 1], "fire"))


def definite(word: Word, start: int) -> bool:
    """Say whether a word, read from raw offset `start` on, bears ال."""
    return start - word.start in articles(word.surface)
