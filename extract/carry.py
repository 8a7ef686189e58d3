"""Actor codes of a draft, with what its clause leaves out and the statements around it give."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from extract import context, roles, sides
from extract.cues import definite
from extract.sides import Codes

if TYPE_CHECKING:
    from extract.drafts import Draft, Reader

_SUBJECT_GAP = 6  # words between شنّ or تمكنت and the noun that says what was done
_CARRYING = frozenset({"strike", "air_strike", "attack", "territory_change", "armed_clash", "enter", "shelling", "drone_strike"})
_OWN = frozenset({"له", "لها", "لهم"})
_BLOWS = frozenset({"فجر", "فجرا", "فجروا", "فجرت"})  # "ثم فجّر نفسه"
_FLOWN = frozenset({"air_strike", "drone_strike"})
_FIRE = _FLOWN | {"shelling"}
_FIGHTS = frozenset({"armed_clash", "territory_change"})


def codes(reader: Reader, draft: Draft) -> tuple[Codes, Codes]:
    """Give the actor codes of both sides, with what points back resolved and a missing subject carried over."""
    initiators = reader.forces.codes(draft.sides.initiators)
    targets = [code for code in reader.forces.codes(draft.sides.targets) if draft.sides.both or code not in initiators]
    if initiators and not targets and any(target.ref == "possessive" for target in draft.sides.targets):
        targets = [code for code in sides.declared(draft.reading, draft.clause) if code not in initiators]  # "قالت A إن B قصفت نقاطها"
    if not initiators:
        initiators = _carried(reader, draft, targets)
    if not initiators and not draft.sides.initiators:
        initiators = list(context.owner(draft.reading, draft.clause, draft.type, draft.main, reader.published))
    if reader.draft is not None and reader.draft.clause.paragraph == draft.clause.paragraph:
        initiators, targets = _from_beside(reader, draft, reader.draft, initiators, targets)
    if initiators and not draft.sides.initiators:
        draft.carried.add("initiators")  # no words of the clause name them, which lowers the confidence
    if initiators and not targets and draft.type in _FIGHTS:
        targets = _other_side(reader, draft, initiators)
    return tuple(initiators), tuple(targets)


def _carried(reader: Reader, draft: Draft, targets: list[str]) -> list[str]:
    """Give the initiators told earlier: the subject of the statement or sentence before, the aircraft, the attack that "الهجوم" points back to."""
    found: list[str] = []
    named = bool(draft.sides.initiators)
    if not named and reader.draft is not None and _goes_on(draft, reader.draft):
        found = _subject_before(reader, draft, reader.draft)
    if not found and not named and _continues_sentence(reader, draft):
        found = [code for code in reader.subject if code not in targets]
        if not found and _launched(draft):
            found = [code for code in reader.forces.force if code not in targets]
    if not found and draft.type == "air_strike" and reader.paragraph == draft.clause.paragraph:
        found = list(reader.forces.aircraft)
    if not found and (not named or all(actor.kind == "aircraft" for actor in draft.sides.initiators)):
        found = [code for code in sides.own_account(draft.reading, draft.clause, aircraft=draft.type in _FLOWN) if code not in targets]
    if not found and draft.type == "territory_change":
        found = sides.declared(draft.reading, draft.clause)
    if not found and not named and _points_back(draft, reader.draft):
        found = [code for code in reader.forces.attackers if code not in targets]
    return found


def _subject_before(reader: Reader, draft: Draft, last: Draft) -> list[str]:
    """Give the initiators of the draft before; its supporters only where ثم tells of the same operation."""
    same = draft.reading.words[draft.clause.first].key == "ثم"
    helpers = [] if same else reader.forces.codes(last.sides.supporters)
    draft.borrowed = [*last.sides.initiators, *last.borrowed]
    return [code for code in last.codes[0] if code not in helpers]


def _other_side(reader: Reader, draft: Draft, initiators: list[str]) -> list[str]:
    """Give the other side of a fight that names only one: soldiers among the dead, or the opponent in view."""
    if "syrian_government" not in initiators and context.soldiers(draft.counts):
        return ["syrian_government"]
    within = _paragraph(draft) if reader.bulletin else (0, len(draft.reading.words))
    rivals = sides.opponent(draft.reading, draft.main.first, initiators, within)
    if rivals:
        draft.sides.targets.extend(rivals)
        draft.carried.add("targets")
    return list(dict.fromkeys(code for rival in rivals for code in rival.actors))


def _paragraph(draft: Draft) -> tuple[int, int]:
    """Words first..last-1 of the paragraph that tells of a draft."""
    sentences, paragraph = draft.reading.sentences, draft.clause.paragraph
    first, after = (at(sentences, paragraph, key=attrgetter("paragraph")) for at in (bisect_left, bisect_right))
    return sentences[first].first, sentences[after - 1].last


def _from_beside(reader: Reader, draft: Draft, last: Draft, initiators: list[str], targets: list[str]) -> tuple[list[str], list[str]]:
    """Take sides from the statement before it in the paragraph: of an exchange of fire, a fight without parties, a bomb in a fight."""
    if not initiators:
        initiators = list(context.exchanged(targets, last.codes))
    if not initiators and draft.type in _FLOWN and last.type in _FIRE:
        initiators = list(context.flying(draft.reading, draft.clause, last.codes[0]))
    if draft.type == "armed_clash" and draft.main.role == "noun" and not initiators:
        if targets and reader.sentence == draft.clause.sentence:
            initiators = [code for code in reader.subject if code not in targets]  # "دخل X البلدة ودارت اشتباكات مع Y"
        elif not targets:
            both = context.parties(draft.sides, last.codes)
            initiators, targets = list(both[0]), list(both[1])
    if draft.type == "explosion_ied" and not (initiators or draft.sides.initiators) and last.type in _FIGHTS and reader.sentence == draft.clause.sentence:
        initiators = list(last.codes[0])  # "هاجمت A حاجز B بعد أن فجّر انتحاري سيارته عنده"
        targets = targets or list(last.codes[1])
    if draft.type == "explosion_ied" and initiators and not targets and last.type in _FIGHTS and set(initiators) <= {*last.codes[0], *last.codes[1]}:
        targets = [code for side in last.codes for code in side if code not in initiators and code != "civilians"]
    return initiators, targets


def _points_back(draft: Draft, last: Draft | None) -> bool:
    """Whether "الهجوم" is the attack of the statement before it in the paragraph."""
    same = last is not None and last.clause.paragraph == draft.clause.paragraph
    return same and draft.main.role == "noun" and draft.main.last - draft.main.first == 1 and definite(draft.reading.words[draft.main.first])


def _continues_sentence(reader: Reader, draft: Draft) -> bool:
    """Whether a verb goes on with the subject of its own sentence ("وردّت وحدات من الجيش ...، فوجّهت ضربات إلى ...")."""
    begun = draft.reading.sentences[draft.clause.sentence].first < draft.clause.first
    blows = draft.reading.words[draft.main.first].key in _BLOWS
    active = (draft.main.role in {"verb", "weak_verb"} or blows) and not roles.passive(draft.main, draft.reading.words)
    return begun and draft.clause.sentence == reader.sentence and (active or _launched(draft))


def _launched(draft: Draft) -> bool:
    return any(trigger.type == "deliver" and 0 <= draft.main.first - trigger.last <= _SUBJECT_GAP for trigger in draft.clause.triggers)


def _goes_on(draft: Draft, last: Draft) -> bool:
    """Whether a verb without a subject goes on with the subject before it ("كما شنّ غارتين")."""
    if last.clause.paragraph != draft.clause.paragraph:
        return False
    words = draft.reading.words
    if draft.main.last < len(words) and words[draft.main.last].key in _OWN:
        return True
    return (draft.main.role in {"verb", "weak_verb"} or _launched(draft)) and draft.main.type in _CARRYING and not draft.sides.targets
