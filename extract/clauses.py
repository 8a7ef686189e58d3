"""Clauses: the parts of a sentence that each report one thing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.cues import definite
from extract.numerals import begins_number
from extract.phrases import Phrases, shared
from extract.sentences import Sentence
from extract.tables import read_table
from extract.triggers import ARMED, CARRIERS, Trigger
from extract.word_lists import word_set
from extract.wording import says
from extract.words import Word

_VERBLIKE = frozenset({"verb", "weak_verb"})
_NOUNS = frozenset({"noun", "patient_noun"})
_TELLING = frozenset({"strike", "air_strike", "drone_strike", "shelling", "explosion_ied", "armed_clash", "attack"})
_ADVERBS = word_set("adverbs_after_a_verb")
_WOUNDED = word_set("wounding")
_DEAD = word_set("deaths_or_damage")
_DIED = word_set("died")
_ANOTHER, _OWN_LETTER = word_set("another_person"), word_set("begins_like_and")
ONTO = word_set("onto")
_REPLY = "ردا"  # "بقذائف هاون رداً على استهداف X" is no second attack
"""Where fire falls: على, and what dialect makes of it."""
_FOUND, _BODIES = word_set("were_found"), word_set("bodies")
_UNTIL = "حتي"  # "لم تمض ساعات على الهجوم حتى قصفته الطائرات"
_CAUSED_BY = word_set("caused_by")
_SINCE = word_set("openings_with_after")
_TOLL = word_set("had_a_toll")
_MEANWHILE = word_set("openings_with_meanwhile")
_PLACING = word_set("placing_words")
_SIDES = word_set("sides_of_a_clause")
_PARTIES_REACH = 24  # words between the two parties of a fight, and from "بين" to the first
_OPENING, _LONGEST_OPENING = 4, 18  # words of an opening such as "بعد يوم من ...،"
_AFTER_REACH = 4  # words of "بعد ساعات من قصف"
_SECOND_REACH = 15  # words between one attack and the next in a sentence
_NEAR = 7  # words between the noun of an attack and its place, or the word that joins it on


@dataclass(frozen=True, slots=True)
class Clause:
    """Words first..last-1 of a sentence; triggers: the words in it that report an attack; opener: strength of the connective it begins with, "" if none.

    core: the words up to the end of the piece that holds the triggers; what follows it (a statement without an attack) only gives dead and dates.
    """

    first: int
    last: int
    sentence: int
    paragraph: int
    triggers: tuple[Trigger, ...]
    opener: str
    core: tuple[int, int]


@shared
def _connectives() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for row in read_table("connectives.csv", ["strength"]):
        phrases.add_row(row, row.one_of("strength", ("strong", "weak", "none")))
    return phrases


def openers(words: Sequence[Word]) -> dict[int, str]:
    """Connectives that may open a new statement: index of their first word -> strong or weak; "none" in the table only tells the time ("في وقت متأخر")."""
    found: dict[int, str] = {}
    for hit in _connectives().find(words):
        if not _second_party(hit.first, words):
            found[hit.first] = hit.values[0]
        elif _comma_before(hit.last, words):
            found[hit.last] = hit.values[0]  # "بين A من جهة وB من جهة أخرى، استهدفت طائرة ..."
    return {at: strength for at, strength in found.items() if strength != "none"}


def _comma_before(at: int, words: Sequence[Word]) -> bool:
    """Whether a word follows a comma, and no preposition goes on with the sentence before it."""
    return at < len(words) and words[at].start - words[at - 1].end > 1 and words[at].key not in _PLACING


def _second_party(at: int, words: Sequence[Word]) -> bool:
    """Whether "من جهة أخرى" names the second of two parties and opens nothing: "اشتباكات بين A من جهة، وB من جهة أخرى في محيط X"."""
    if words[at].key != "من" or at + 1 >= len(words) or words[at + 1].key not in _SIDES:
        return False
    before = range(max(0, at - _PARTIES_REACH), at - 1)
    first = next((here for here in before if words[here].key == "من" and words[here + 1].key in _SIDES), None)
    return first is not None and any(word.key == "بين" for word in words[max(0, first - _PARTIES_REACH) : first])


def split(
    sentences: Sequence[Sentence],
    triggers: Sequence[Trigger],
    connectives: Mapping[int, str],
    words: Sequence[Word] = (),
    places: Sequence[tuple[int, int]] = (),
    *,
    sides: Sequence[tuple[int, int]] = (),
) -> list[Clause]:
    """Cut sentences where a new statement begins: at a connective (كما، فيما), at و/ف before a verb of attack, before a second attack with a place of its own.

    places, sides: word ranges of the places and of the sides named. A piece that reports no attack stays with the piece before it, or with the next
    one at the start of a sentence: it tells of its dead, its date or its place.
    """
    begun = {trigger.first for trigger in triggers if _starts(trigger) and not _and_wounded(trigger.first, words)}
    begun |= {trigger.first - 1 for trigger in triggers if trigger.role == "verb" and trigger.first and words[trigger.first - 1].key == _UNTIL}
    starters = begun | _seconds(triggers, words, places, connectives) | _weapons(triggers, words, places) | _subjects(triggers, words, sides)
    starters |= _afterwards(triggers, words, places)
    clauses: list[Clause] = []
    nouns = {trigger.first for trigger in triggers if trigger.role == "noun" and not trigger.taken_back}
    joined = [at for at, word in enumerate(words) if word.keys[-1][2] == "و"]
    starters |= {at for at in joined if _with_a_toll(at, nouns, words) or _died_of_wounds(at, words) or _toll_of_its_own(at, words)}
    cutting = sorted(starters | connectives.keys())
    begins = [trigger.first for trigger in triggers]
    for number, sentence in enumerate(sentences):
        inside = triggers[bisect_left(begins, sentence.first) : bisect_left(begins, sentence.last)]
        adverbs = {trigger.last for trigger in inside if trigger.role == "verb" and _adverbial(trigger.last, words)}
        cuts = cutting[bisect_left(cutting, sentence.first + 1) : bisect_left(cutting, sentence.last)]
        cuts = [at for at in cuts if at in starters or at not in adverbs]
        before = _circumstance(sentence, words)
        cuts = sorted({*cuts, before}) if before else cuts
        pieces = list(zip([sentence.first, *cuts], [*cuts, sentence.last], strict=True))
        bodies = {first for first, last in pieces if first in connectives and _bodies_found(first, last, words, places)}
        for first, last, core in _joined(pieces, inside, connectives, before, bodies):
            own = tuple(trigger for trigger in inside if first <= trigger.first < last)
            clauses.append(Clause(first, last, number, sentence.paragraph, own, connectives.get(first, ""), core))
    return clauses


def _seconds(triggers: Sequence[Trigger], words: Sequence[Word], places: Sequence[tuple[int, int]], connectives: Mapping[int, str]) -> set[int]:
    """Where a second attack is told by a noun after و and has a place of its own: "غارة على بينين، وثلاثة نازحين بقصف على معرة النعمان"."""
    told = [trigger for trigger in triggers if not trigger.taken_back and _tells(trigger, words)]
    carried = [trigger.last for trigger in triggers if trigger.type == "carrier"]
    starts = [first for first, _ in places]
    found = set()
    for one, other in pairwise(told):
        found.update(_victims_of_another(one, other, words, starts))
        carrier = bisect_right(carried, one.first) - 1
        begun = carried[carrier] if carrier >= 0 and one.first - carried[carrier] <= _NEAR else one.last  # "تعرضت حاس لغارات، وقصف ..."
        between = places[bisect_left(starts, begun) : bisect_left(starts, other.first)]
        after = bisect_left(starts, other.last)
        if (other.role not in _NOUNS and not _by_weapon(other, words)) or not between or after == len(places) or places[after][0] - other.last > _NEAR:
            continue
        if words[max(0, other.first - 2)].key == _REPLY:
            continue  # "بالرشاشات وقذائف الهاون رداً على استهداف قرية X"
        named = {first for first, _ in between}
        if any(at in connectives for at in range(between[-1][1], other.first)):
            continue  # "قصف على X، كما أصيبت امرأة وطفلان بغارة على Y" is cut there
        joins = [at for at in range(max(between[-1][1], other.first - _NEAR), other.first + 1) if _and(words[at]) and at not in named]
        hurt = [at for at in joins if words[at].keys[-1][0] in _DEAD | _WOUNDED or says(words[at], "hurt")]
        if _by_weapon(other, words):  # "مقتل طفل بقذيفة قرب X، ومقتل رجل بلغم قرب Y"
            joins = hurt or [at for at in joins if words[at].keys[-1][0] in _ANOTHER]
        by_it = [at for at in hurt if not any(words[after].start - words[after - 1].end > 1 for after in range(at + 1, other.first + 1))]
        found.update(by_it[:1] or joins[-1:])  # "بغارة على X، وقُتل رجل وامرأة بغارة على Y"
    return found


def _afterwards(triggers: Sequence[Trigger], words: Sequence[Word], places: Sequence[tuple[int, int]]) -> set[int]:
    """Where it is told after what a strike came, if that was in another place: "قصفت A محيط X بعد سقوط صاروخ على Y"."""
    starts = [first for first, _ in places]
    found = set()
    told = [trigger for trigger in triggers if not trigger.taken_back and trigger.type not in CARRIERS and trigger.role in _NOUNS | _VERBLIKE | ARMED]
    for one, other in pairwise(told):
        after = [at for at in range(max(one.last, other.first - _AFTER_REACH), other.first) if words[at].key in _SINCE]
        if one.type not in _TELLING or not after or other.role in _VERBLIKE:
            continue
        before = places[bisect_left(starts, one.last) : bisect_left(starts, after[-1])]
        then = bisect_left(starts, other.last)
        if not before or then == len(places) or places[then][0] - other.last > _NEAR:
            continue
        named = {tuple(word.key for word in words[first:last]) for first, last in before}
        if tuple(word.key for word in words[slice(*places[then])]) not in named:
            found.add(after[-1])
    return found


def _victims_of_another(one: Trigger, other: Trigger, words: Sequence[Word], starts: Sequence[int]) -> list[int]:
    """Where people are hurt in a second place, before the word that says by what: "وفي X قُتل رجل بغارة، ومات آخر في Y بقصف جوي"."""
    if "ب" not in other.particle or other.role not in _NOUNS or other.first - one.last > _SECOND_REACH:
        return []
    hurt = (at for at in range(one.last, other.first) if words[at].keys[-1][2] == "و" and (words[at].keys[-1][0] in _DIED or says(words[at], "hurt")))
    joins = [at for at in hurt if any(at < first < other.first <= first + _NEAR for first in starts)]
    placed = bool(joins) and any(one.first - _SECOND_REACH <= first < joins[-1] for first in starts)
    return joins[-1:] if placed else []


def _subjects(triggers: Sequence[Trigger], words: Sequence[Word], sides: Sequence[tuple[int, int]]) -> set[int]:
    """Where another side begins a statement before its verb: "غارة على X، وقوات Y تقصف Z", but not "قوات X وY تقصفان Z"."""
    verbs = {trigger.first for trigger in triggers if trigger.role in _VERBLIKE and not trigger.taken_back}
    ends = {last for _, last in sides}
    arms = {trigger.last: trigger.first for trigger in triggers if trigger.role in ARMED}  # "ومدفعية X تقصف"
    begun = {arms.get(first, first) for first, last in sides if last in verbs}
    return {at for at in begun if _and(words[at]) and at not in ends}  # not واي بي جي


def _and(word: Word) -> bool:
    """Whether a word is و or begins with it: "و3 آخرين"; not واحد."""
    return word.key == "و" or (word.keys[-1][2] == "و" and word.key not in _OWN_LETTER)


def _tells(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a word tells an attack, beside which another may be told: also "برصاص قناص" and "واغتيال قاض"."""
    return (
        (trigger.type in _TELLING and trigger.role in _NOUNS | _VERBLIKE)
        or (trigger.type == "small_arms_assassination" and (trigger.role in ARMED or trigger.particle.startswith("و")))
        or _by_weapon(trigger, words)
    )


def _by_weapon(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a weapon says how people were hurt: "ومقتل رجل بلغم", "ومقتل رجل برصاص مجهولين"."""
    return trigger.role in ARMED and (trigger.particle.endswith("ب") or words[trigger.first].keys[-1][2] == "ب")


def _weapons(triggers: Sequence[Trigger], words: Sequence[Word], places: Sequence[tuple[int, int]]) -> set[int]:
    """Where a second attack is told by its weapon alone: "غارتين على الصناعة وقذائف مدفعية ع الجبيلة"."""
    starts = [first for first, _ in places]
    found = set()
    for one, other in pairwise(trigger for trigger in triggers if not trigger.taken_back):
        if other.role not in ARMED or not other.particle.startswith("و"):
            continue
        before, after = bisect_left(starts, one.last) < bisect_left(starts, other.first), bisect_left(starts, other.last)
        near = range(other.last, min(other.last + _NEAR, len(words)))
        onto = any((words[at].key in ONTO and words[at - 1].key != _REPLY) or words[at].keys[-1][2].endswith("ع") for at in near)
        if before and onto and after < len(places) and places[after][0] - other.last <= _NEAR:
            found.add(other.first)
    return found


def _adverbial(at: int, words: Sequence[Word]) -> bool:
    """Whether a connective right after a verb belongs to it: "وأغارت في الوقت ذاته طائرات ..."."""
    return at < len(words) and words[at].key in _ADVERBS


def _and_wounded(at: int, words: Sequence[Word]) -> bool:
    """Whether the wounded are told beside the dead of the same attack: "ما أدى لاستشهاد مواطنة وإصابة ستة"."""
    if at >= len(words) or words[at].keys[-1][0] not in _WOUNDED:
        return False
    return any(not _DEAD.isdisjoint(word.forms) for word in words[max(0, at - _NEAR) : at])


def _with_a_toll(at: int, nouns: Collection[int], words: Sequence[Word]) -> bool:
    """Whether a word after و begins to tell of another attack and what it caused: "انفجرت سيارة في X، وأسفرت غارات A عن قتلى"; "وأسفر الانفجار عن" goes on."""
    return at + 1 in nouns and words[at].keys[-1][0] in _TOLL and not definite(words[at + 1])


def _died_of_wounds(at: int, words: Sequence[Word]) -> bool:
    """Whether a word after و begins to tell of one who died of earlier wounds: "واستشهد رجل متأثراً بجراح أصيب بها قبل شهر"."""
    return words[at].keys[-1][0] in _DIED and any(word.key.startswith("متاثر") for word in words[at + 1 : at + 1 + _NEAR])


def _toll_of_its_own(at: int, words: Sequence[Word]) -> bool:
    """Whether a bare number after و and its cause begin a statement: "بينهم 16 في قصف على X، وثلاثة جراء سقوط قذائف"."""
    return at + 1 < len(words) and words[at + 1].key in _CAUSED_BY and begins_number(words[at])


def _starts(trigger: Trigger) -> bool:
    if trigger.role not in _VERBLIKE:
        return False
    return trigger.particle[:1] in {"و", "ف"}


def _circumstance(sentence: Sentence, words: Sequence[Word]) -> int:
    """Where what is told begins after an opening that only says after what it happened: "بعد يوم من طرد A من X، وصلت شاحنة إلى Y"; 0 if nowhere."""
    if sentence.last > len(words) or words[sentence.first].key not in _SINCE | _MEANWHILE:
        return 0
    if words[sentence.first].key in _SINCE and not any(word.key in {"من", "علي", "ان"} for word in words[sentence.first + 1 : sentence.first + _OPENING]):
        return 0
    after = range(sentence.first + _OPENING, min(sentence.first + _LONGEST_OPENING, sentence.last))
    return next((at for at in after if words[at].start - words[at - 1].end > 1), 0)


def _thrown_then(core: tuple[int, int], first: int, last: int, triggers: Sequence[Trigger]) -> bool:
    """Whether a piece tells that what an aircraft carried was thrown: "مروحية تحلق محملة بالبراميل فوق X، وألقت اثنين منها على Y"."""
    carried = [trigger.role for trigger in triggers if core[0] <= trigger.first < core[1]]
    return all(role in ARMED | {"flown"} for role in carried) and any(trigger.type == "deliver" for trigger in triggers if first <= trigger.first < last)


def _bodies_found(first: int, last: int, words: Sequence[Word], places: Sequence[tuple[int, int]]) -> bool:
    """Whether a piece tells of bodies that were found elsewhere, no word of who killed them: "في وقت وُجدت في X جثث ثمانية أشخاص"."""
    body = next((at for at in range(first, last) if words[at].key in _BODIES), 0)
    found = any(words[at].key in _FOUND for at in range(first, body))
    return found and any(first <= begun < last for begun, _ in places)


def _joined(
    pieces: Sequence[tuple[int, int]], triggers: Sequence[Trigger], connectives: Mapping[int, str], before: int, apart: Collection[int]
) -> list[tuple[int, int, tuple[int, int]]]:
    """Join pieces without a trigger of their own to a neighbour: (first, last, the piece with the trigger).

    before: where an opening circumstance ends, with which nothing after it is joined, 0 if there is none; apart: pieces that stand by themselves.
    """
    joined: list[tuple[int, int, tuple[int, int]]] = []
    pending: int | None = None
    for first, last in pieces:
        begin = first if pending is None else pending
        if any(first <= trigger.first < last and trigger.type not in CARRIERS and trigger.role != "weak" for trigger in triggers):
            joined.append((begin, last, (begin, last)))
            pending = None
        elif joined and first not in apart and not (before and joined[-1][1] <= before):
            begun, _, core = joined[-1]
            goes_on = connectives.get(first) == "weak" and core[1] == first  # "عند أطراف حي العرقوب وفي سليمان الحلبي"
            goes_on = goes_on or (core[1] == first and _thrown_then(core, first, last, triggers))
            joined[-1] = (begun, last, (core[0], last) if goes_on else core)
        else:
            pending = begin
    if pending is not None:
        joined.append((pending, pieces[-1][1], (pending, pieces[-1][1])))
    return joined
