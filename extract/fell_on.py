"""What a statement tells of the thing that was struck: whose it is said to be, who holds the place, or whether soldiers or civilians would be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract import struck
from extract.countwords import CIVILIANS
from extract.phrases import found_at, shared_words
from extract.word_lists import stems, word_set

if TYPE_CHECKING:
    from extract.actors import ActorMention
    from extract.clauses import Clause
    from extract.draft import Draft
    from extract.zones import ZoneReading

_SITES, _THEIRS = stems("sites_of_a_side"), word_set("to_it")
_theirs = shared_words(lambda: _THEIRS)
_MILITARY, _AIMED_AT = frozenset({"depot", "headquarters", "military_base"}), word_set("targets_struck")
_THERE = frozenset({"من", "في"})


def theirs(draft: Draft) -> bool:
    """Whether what was struck is said to be of those told before: "دك الطيران تجمعات لهم", "طالت النيران تحصيناتهم"."""
    words = draft.reading.words
    after = (at for at in found_at(words, _theirs(), draft.clause.first + 1, draft.clause.last) if words[at].key in _THEIRS)
    owned = any(form.startswith(_SITES) for at in after for form in words[at - 1].forms)
    return owned or any(target.ref == "possessive" for target in draft.sides.targets)


def a_military_site(draft: Draft) -> bool:
    """Whether "targets", depots or headquarters of nobody named were struck, which are those of the enemy that the paragraph speaks of."""
    hits = draft.reading.inside(draft.reading.hits, draft.clause.first, draft.clause.last)
    said = draft.reading.words[draft.clause.first : draft.clause.last]
    civil = any(count.group in CIVILIANS for count in draft.counts) or any(hit.civilian for hit in hits)
    sites = (hit for hit in hits if hit.category in _MILITARY and draft.reading.words[hit.first - 1].key not in _THERE)
    return not civil and (any(sites) or any(word.key in _AIMED_AT for word in said))


def settled(reading: ZoneReading, clause: Clause) -> list[ActorMention]:
    """Give who is told after an attack to hold the place: "قصفت الطائرات شرق المدينة، حيث يتمركز عناصر X"."""
    rest = reading.inside(reading.actors, clause.core[1], clause.last) if clause.core[1] < clause.last else []
    return [actor for actor in rest if reading.role_cues.get(actor.first, ("", 0))[0] == "holder" and actor.kind in {"name", "force"}]


def civilians(draft: Draft) -> bool:
    """Whether those attacked are told, and are no side: "هاجموا القرية وأحرقوا منازل", "53 مدنياً قُتلوا في هجوم"."""
    hits = draft.reading.inside(draft.reading.hits, draft.clause.first, draft.clause.last)
    civil = any(count.group in CIVILIANS and count.effect != "none" for count in draft.counts) or any(hit.civilian for hit in hits)
    return civil and draft.main.type == "attack" and not struck.soldiers(draft.counts)
