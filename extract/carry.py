"""Actor codes of a draft, with what its clause leaves out and the statements around it give."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from extract import accounts, blame, context, fell_on, opponents, ordinals, pointers, sides, struck
from extract.forces import AIR_POWERS, of_the_region
from extract.kind_by_means import GOES_ON
from extract.records import Resolved
from extract.triggers import Trigger, passive
from extract.vocabulary import FALL, Codes
from extract.where import name_of
from extract.word_lists import word_set

if TYPE_CHECKING:
    from extract.draft import Draft, Reader

_SUBJECT_GAP = 6  # words between شنّ or تمكنت and the noun that says what was done
_CARRYING = frozenset({"strike", "air_strike", "attack", "territory_change", "armed_clash", "enter", "shelling", "drone_strike"})
_FIRE_BEFORE = 3  # events told before among which aircraft of nobody named have their owner
_OWN, _BATTLES = word_set("to_it"), word_set("battles")
_THEY_REACH = 60  # words from "تجمعات لهم" back to who they are
_FOLLOWED = word_set("followed_by")
_BLOWS = word_set("blew_up")  # "ثم فجّر نفسه"
_FLOWN = frozenset({"air_strike", "drone_strike"})
_FIRE = _FLOWN | {"shelling"}
_STATES = frozenset({"syrian_government", "russia"})
"""Whose fire on fighters of nobody named is fire on rebels."""
_BY_HAND = frozenset({"small_arms_assassination", "armed_clash"})
_FIGHTS = frozenset({"armed_clash", "territory_change"})
_ARMIES = AIR_POWERS | {"syrian_government"}
"""Who bombs from the air and plants no car bombs."""


def codes(reader: Reader, draft: Draft) -> tuple[Codes, Codes]:
    """Give the actor codes of both sides, with what points back resolved and a missing subject carried over."""
    pair = _pointed_at(reader, draft)
    if pair is not None:
        draft.carried.update(("initiators", "targets"))
        return pair
    hidden = context.hidden(draft.reading, draft.clause)
    initiators, targets = _named(reader, draft, hidden=hidden)
    accused = blame.blamed(draft.reading, draft.clause) is not None
    if not hidden and set(initiators) <= {"unknown"} and not accused:
        means = context.owner(draft.reading, draft.clause, draft.type, draft.main, reader.published)
        initiators = list(means) or initiators
    blamed = accused and draft.type in _FIRE  # "غارة نُسبت إلى X" is not whose strikes were told before
    if not blamed and (not initiators or (draft.sides.initiators == draft.sides.supporters and draft.main.role in {"verb", "weak_verb"})):
        leaders = _carried(reader, draft, targets, hidden=hidden)  # "وسيطرت عليها بدعم روسي": who led goes on from before
        initiators = [*leaders, *(code for code in initiators if code not in leaders)]
    if reader.draft is not None and reader.draft.clauses[-1].paragraph == draft.clause.paragraph:
        initiators, targets = _from_beside(reader, draft, reader.draft, initiators, targets, hidden=hidden or blamed)
    if not initiators and not draft.sides.initiators and draft.type == "air_strike" and not hidden and not accused:
        initiators = list(reader.forces.only_air_force)
    initiators = initiators or _around(reader, draft, targets)
    initiators = _gunmen(reader, draft, initiators) or _beaten_off(draft, initiators, targets) or initiators
    initiators = pointers.who_replied(reader, draft, initiators)
    if initiators and not draft.sides.initiators:
        draft.carried.add("initiators")  # no words of the clause name them, which lowers the confidence
    if not draft.sides.both and set(initiators) != set(targets):
        targets = [code for code in targets if code not in initiators]
    elif not draft.sides.both and "initiators" in draft.carried:
        targets = []  # nobody fires at his own: "استُهدفت البلدة بغارات أوقعت قتلى في صفوف المقاتلين"
    initiators, targets = _opposed(reader, draft, initiators, targets)
    draft.aimed_at = _aimed_at(reader, draft, initiators) if draft.type in _FIRE else ()
    there = {outcome.place.governorate for at in draft.places if isinstance(outcome := reader.outcomes[at], Resolved)}
    return of_the_region(initiators, draft.sides.initiators, there), of_the_region(targets, draft.sides.targets, there)


def _around(reader: Reader, draft: Draft, targets: list[str]) -> list[str]:
    """Give who fired at a crowd, and who pursues the other side of a fight of nobody named, by the words around the clause."""
    found = context.fired_at_crowd(draft.reading, draft.clause, reader.published) if draft.type in _BY_HAND else []
    return found or (context.pursuing(draft.reading, draft.clause) if draft.type == "armed_clash" and not targets else [])


def _gunmen(reader: Reader, draft: Draft, initiators: list[str]) -> list[str]:
    """Read gunmen of nobody named who fire at a place that the government held until it fell: "سقطت قذائف أطلقها مسلحون على الحي الخاضع للحكومة"."""
    rebels = reader.published is not None and reader.published < FALL and "syrian_government" in draft.holders
    return ["opposition"] if rebels and draft.type in _FIRE and initiators == ["unknown"] else []


def _beaten_off(draft: Draft, initiators: list[str], targets: list[str]) -> list[str]:
    """Give who made an attack that was repelled, where only the dead tell it: "صدّ المقاتلون تقدماً نحو البلدة وقتلوا عشرين جندياً"."""
    repelled = any(trigger.type == "repel" for trigger in draft.clause.triggers)
    army = repelled and not initiators and bool(targets) and "syrian_government" not in targets and struck.soldiers(draft.counts, of_the_army=True)
    return ["syrian_government"] if army else []


def _pointed_at(reader: Reader, draft: Draft) -> tuple[Codes, Codes] | None:
    """Give both sides where the clause only points at those told before: "بين الطرفين", "سيطرت الأولى"; None elsewhere."""
    both = pointers.both_sides(reader, draft)
    if both:
        return both, both
    pair = ordinals.of_two(draft.reading, draft.clause)
    if pair is None:
        return None
    others = tuple(code for code in reader.forces.codes(draft.sides.targets) if code not in pair[0])
    return pair[0], others or (pair[1] if draft.type in _FIGHTS else ())


def _named(reader: Reader, draft: Draft, *, hidden: bool) -> tuple[list[str], list[str]]:
    """Give the codes of those that the clause names on each side."""
    able = sides.able(draft.sides.initiators, draft.type, reader.published)
    initiators = reader.forces.codes(able, hidden=hidden, against=reader.forces.codes(draft.sides.targets))
    if context.disputed(draft.reading, draft.clause):
        initiators = []
    mourners = reader.forces.codes(
        [target for target in draft.sides.targets if target.ref == "possessive" and draft.reading.words[target.first - 1].key == "من"]
    )
    if mourners and set(initiators) - set(mourners) and not draft.sides.both:  # "كشفت A عن مقتل ثلاثة من عناصرها في قصف نفذته B"
        initiators = [code for code in initiators if code not in mourners]
    targets = [code for code in reader.forces.codes(draft.sides.targets, against=initiators) if draft.sides.both or code not in initiators]
    others = [target for target in draft.sides.targets if target not in draft.sides.holders]
    draft.holders = tuple(code for code in targets if code not in reader.forces.codes(others))
    if not targets and any(target.ref == "possessive" for target in draft.sides.targets):
        targets = [code for code in accounts.declared(draft.reading, draft.clause) if code not in initiators]  # "قالت A إن B قصفت نقاطها"
    if not targets and accounts.repels(draft.clause):
        targets = [code for code in accounts.own_account(draft.reading, draft.clause, aircraft=True) if code not in initiators]  # "قالت A إنها صدت الهجمات"
    if not targets and not draft.sides.both:
        targets = [code for code in sides.mourner(draft.reading, draft.clause) if code not in initiators]
    return initiators, targets


def _opposed(reader: Reader, draft: Draft, initiators: list[str], targets: list[str]) -> tuple[list[str], list[str]]:
    """Give the side that is missing: who is faced, the other side of a fight, fighters of nobody named under fire."""
    facing = [code for code in reader.forces.codes(draft.sides.facing) if code not in initiators + targets]
    if draft.type == "armed_clash" and facing and bool(initiators) != bool(targets):  # "أحبطت A تسللاً على خط التماس مع B"
        return initiators or facing, targets or facing
    if targets and not initiators and draft.type == "armed_clash" and accounts.repels(draft.clause):
        return _attackers_in_view(reader, draft, targets), targets
    if targets and not initiators and draft.type == "armed_clash" and any(count.effect == "killed" for count in draft.counts):
        return _fought(reader, draft, targets)
    if not initiators or targets:
        return initiators, targets
    if draft.type == "territory_change" or (draft.type == "armed_clash" and not fell_on.civilians(draft)):
        return initiators, _other_side(reader, draft, initiators)
    fighters = struck.fighters(draft.counts)
    if draft.type in _FIRE and fighters:
        targets = _in_view(reader, draft, initiators, _paragraph(draft)) or (["opposition"] if _STATES & set(initiators) else [])
    elif draft.type in _FIRE and fell_on.theirs(draft):
        targets = _in_view(reader, draft, initiators, (max(0, draft.clause.first - _THEY_REACH), draft.clause.last))
    elif draft.type in _FIRE and "israel" not in initiators and fell_on.a_military_site(draft):
        targets = _in_view(reader, draft, initiators, (_paragraph(draft)[0], draft.clause.last))
    return initiators, targets


def _fought(reader: Reader, draft: Draft, targets: list[str]) -> tuple[list[str], list[str]]:
    """Give both sides where only the dead are told: of both ("50 من A و12 من B في معارك"), or by the other ("أعلنت A مقتل 12 من B").

    In a battle of which nobody says who attacked, both stand on both sides, as in the corpus.
    """
    others = sorted(set(accounts.declared(draft.reading, draft.clause)).difference(targets, AIR_POWERS))
    if _BATTLES.isdisjoint(draft.reading.words[draft.main.first].forms):
        return others, targets
    both = [*targets, *others]
    return (both, both) if opponents.rivals(both, both[:1], reader.published) else (others, targets)


def _aimed_at(reader: Reader, draft: Draft, initiators: list[str]) -> Codes:
    """Give whom fire is aimed at where the statement does not say: those it answers, or those who have taken the place."""
    found: Codes = ()
    last = reader.draft
    if last is not None and last.clause.paragraph == draft.clause.paragraph and context.answered(draft.reading, draft.clause):
        found = opponents.rivals(last.codes[0], initiators, reader.published)
    taken = {number: told for at in draft.places for number, told in reader.taken.get(name_of(draft.reading, reader.outcomes, at), {}).items()}
    for number in sorted(taken, reverse=True):
        if found:
            break
        found = opponents.rivals(taken[number].codes[0], initiators, reader.published)
    return found


def _carried(reader: Reader, draft: Draft, targets: list[str], *, hidden: bool) -> list[str]:
    """Give the initiators told earlier: the subject of the statement or sentence before, the aircraft, the attack that "الهجوم" points back to."""
    found: list[str] = []
    named = draft.sides.initiators != draft.sides.supporters
    turned = reader.turned and _continues_sentence(reader, draft)
    if not named and reader.draft is not None and not turned and _goes_on(draft, reader.draft):
        found = _subject_before(reader, draft, reader.draft)
    if not found and not named and _continues_sentence(reader, draft):
        found = [code for code in reader.subject if code not in targets]
        if not found and launchers(draft):
            found = [code for code in reader.forces.force if code not in targets]
    if not found and not hidden and draft.type == "air_strike" and reader.paragraph == draft.clause.paragraph:
        found = list(reader.forces.aircraft)
    if not found and not accounts.repels(draft.clause) and (not named or all(actor.kind == "aircraft" for actor in draft.sides.initiators)):
        found = [code for code in accounts.own_account(draft.reading, draft.clause, aircraft=draft.type in _FLOWN) if code not in targets]
    if not found and draft.type == "territory_change":
        found = accounts.declared(draft.reading, draft.clause)
    if not found and not named and pointers.likewise(draft):
        found = [code for code in pointers.attackers_alike(reader, draft) if code not in targets]
    if not found and not named and draft.rule != GOES_ON and pointers.points_back(reader, draft):
        found = [code for code in reader.forces.attackers if code not in targets]
    armies = draft.type == "explosion_ied" and draft.main.role in {"verb", "weak_verb"}  # "قصف روسي على X، فيما انفجرت سيارة مفخخة في Y"
    return [code for code in found if not (armies and code in _ARMIES)]


def _subject_before(reader: Reader, draft: Draft, last: Draft) -> list[str]:
    """Give the initiators of the draft before; its supporters only where ثم tells of the same operation; nobody of a fight in which none attacked."""
    if last.codes[0] and set(last.codes[0]) == set(last.codes[1]):
        return []
    same = draft.reading.words[draft.clause.first].key == "ثم"
    helpers = [] if same else reader.forces.codes(last.sides.supporters)
    draft.borrowed = [*last.sides.initiators, *last.borrowed]
    return [code for code in last.codes[0] if code not in helpers]


def _other_side(reader: Reader, draft: Draft, initiators: list[str]) -> list[str]:
    """Give the other side of a fight that names only one: soldiers among the dead, or the opponent in view."""
    if "syrian_government" not in initiators and struck.soldiers(draft.counts):
        return ["syrian_government"]
    sentence = draft.reading.sentences[draft.clause.sentence]
    if not (rivals := _in_view(reader, draft, initiators, (sentence.first, sentence.last))):
        last = reader.draft
        if last is not None and last.clause.paragraph == draft.clause.paragraph and not opponents.only_left_mines(last.reading, last.sides.initiators):
            beside = opponents.beside([*last.codes[0], *last.codes[1]], initiators, reader.published)
            if beside:
                draft.carried.add("targets")
                return list(beside)
        told = draft.type != "territory_change" or opponents.one_camp(draft.reading, initiators, reader.published)  # else the loser would be guessed
        rivals = _in_view(reader, draft, initiators, (0, len(draft.reading.words)) if told and not reader.bulletin else _paragraph(draft))
    if not rivals and (draft.type == "territory_change" or "syrian_government" not in initiators):
        return list(opponents.expected(initiators, reader.published))
    return rivals


def _attackers_in_view(reader: Reader, draft: Draft, targets: list[str]) -> list[str]:
    """Give who made an attack of nobody named that a side beat off: its opponent in the paragraph, () where none is named there."""
    rivals = opponents.in_view(draft.reading, draft.main.first, targets, _paragraph(draft), reader.published)
    if rivals:
        draft.borrowed = [*rivals, *draft.borrowed]
        draft.carried.add("initiators")
    return list(dict.fromkeys(code for rival in rivals for code in rival.actors if code not in targets))


def _in_view(reader: Reader, draft: Draft, initiators: list[str], within: tuple[int, int]) -> list[str]:
    """Give the codes of the opponent named nearest to the fight among some words, and note that it was taken from there."""
    rivals = opponents.in_view(draft.reading, draft.main.first, initiators, within, reader.published)
    if rivals:
        draft.sides.targets.extend(rivals)
        draft.carried.add("targets")
    return list(dict.fromkeys(code for rival in rivals for code in rival.actors))


def _paragraph(draft: Draft) -> tuple[int, int]:
    """Words first..last-1 of the paragraph that tells of a draft."""
    sentences, paragraph = draft.reading.sentences, draft.clause.paragraph
    first, after = (at(sentences, paragraph, key=attrgetter("paragraph")) for at in (bisect_left, bisect_right))
    return sentences[first].first, sentences[after - 1].last


def _from_beside(reader: Reader, draft: Draft, last: Draft, initiators: list[str], targets: list[str], *, hidden: bool) -> tuple[list[str], list[str]]:
    """Take sides from the statement before it in the paragraph: of an exchange of fire, a fight without parties, a bomb in a fight."""
    if not initiators:
        initiators = list(context.exchanged([code for code in targets if code not in draft.holders], last.codes))
    fire = next((one for one in reversed(reader.found[-_FIRE_BEFORE:]) if one.type in _FIRE and one.clause.paragraph == draft.clause.paragraph), None)
    if not initiators and not hidden and draft.type in _FLOWN and fire is not None:
        initiators = list(context.flying(fire.codes[0]))
    if draft.type == "armed_clash" and draft.main.role == "noun" and not initiators:
        if targets and reader.sentence == draft.clause.sentence:
            initiators = [code for code in reader.subject if code not in targets]  # "دخل X البلدة ودارت اشتباكات مع Y"
        elif not targets:
            both = context.parties(draft.sides, last.codes)
            initiators, targets = list(both[0]), list(both[1])
    if draft.type == "armed_clash" and not initiators and not draft.sides.initiators:
        initiators, targets = _from_the_dead(reader, targets, last)
    if draft.type == "explosion_ied" and not (initiators or draft.sides.initiators) and last.type in _FIGHTS and reader.sentence == draft.clause.sentence:
        initiators = list(last.codes[0])  # "هاجمت A حاجز B بعد أن فجّر انتحاري سيارته عنده"
        targets = targets or list(last.codes[1])
    if draft.type == "explosion_ied" and initiators and not targets and last.type in _FIGHTS and set(initiators) <= {*last.codes[0], *last.codes[1]}:
        targets = [code for side in last.codes for code in side if code not in initiators and code != "civilians"]
    return initiators, targets


def _from_the_dead(reader: Reader, targets: list[str], last: Draft) -> tuple[list[str], list[str]]:
    """Read a fight of which only the dead of both sides are told: who attacked before attacked here, else both stand on both sides."""
    enemies = opponents.rivals(targets, targets[:1], reader.published)
    if not enemies:
        return [], targets
    attackers = [code for code in last.codes[0] if code in targets or not opponents.rivals([code], targets[:1], reader.published)]
    if last.sides.both or not attackers or not opponents.rivals(targets, attackers, reader.published):
        return targets, targets
    return attackers, list(opponents.rivals(targets, attackers, reader.published))


def _continues_sentence(reader: Reader, draft: Draft) -> bool:
    """Whether a verb goes on with the subject of its own sentence ("وردّت وحدات من الجيش ...، فوجّهت ضربات إلى ...")."""
    begun = draft.reading.sentences[draft.clause.sentence].first < draft.clause.first
    blows = draft.reading.words[draft.main.first].key in _BLOWS
    active = (draft.main.role in {"verb", "weak_verb"} or blows) and not passive(draft.main, draft.reading.words)
    return begun and draft.clause.sentence == reader.sentence and (active or bool(launchers(draft)))


def launchers(draft: Draft) -> list[Trigger]:
    """The verbs of delivering just before the noun of an attack: شنّ غارات."""
    return [trigger for trigger in draft.clause.triggers if trigger.type == "deliver" and 0 <= draft.main.first - trigger.last <= _SUBJECT_GAP]


def _goes_on(draft: Draft, last: Draft) -> bool:
    """Whether a verb without a subject goes on with the subject before it ("كما شنّ غارتين")."""
    if last.clause.paragraph != draft.clause.paragraph:
        return False
    words = draft.reading.words
    if (draft.main.last < len(words) and words[draft.main.last].key in _OWN) or words[draft.clause.first].key in _FOLLOWED:
        return True  # "غارة على X، تلاها قصف على Y"
    return (draft.main.role in {"verb", "weak_verb"} or bool(launchers(draft))) and draft.main.type in _CARRYING and not draft.sides.targets
