"""What kind fire without a weapon of its own is, by whose it was: aircraft that go on, a rocket of an air strike, gunmen whom nobody knows."""

from __future__ import annotations

from extract.draft import Draft, Reader
from extract.kind_by_means import NO_WEAPON, Kind
from extract.kinds import KILLER_NAMED
from extract.vocabulary import Codes
from extract.word_lists import stems, word_set

_ROCKETS, _SINCE = stems("rockets"), word_set("openings_with_after")
_VEHICLES, _HEARD = stems("vehicles"), stems("explosions_heard")
_TARGET_REACH = 4  # words from استهدف to what it was aimed at
_SEVERAL = 3
_FIRE = frozenset({"air_strike", "drone_strike", "shelling"})


def flies_on(reader: Reader, draft: Draft, last: Draft | None, kind: Kind) -> None:
    """Give a strike without a weapon the kind of the one before whose aircraft go on: "أغارت طائرات على X، كما قصفت Y"."""
    if last is None or kind.rule != NO_WEAPON or draft.sides.initiators:
        return
    flown = _only_flown(reader)
    if flown and not draft.codes[0] and draft.main.role in {"noun", "patient_noun"}:
        draft.type, draft.rule = "air_strike", "the aircraft of which alone the text tells"
        draft.codes = (flown, tuple(code for code in draft.codes[1] if code not in flown))
        draft.carried.add("initiators")
    if last.type not in {"air_strike", "drone_strike"}:
        return
    if last.clause.paragraph == draft.clause.paragraph and any(actor.kind == "aircraft" for actor in draft.borrowed):
        draft.type, draft.rule = last.type, "the aircraft of the strike before it"


def by_who_did_it(draft: Draft, last: Draft | None, kind: Kind) -> None:
    """Give fire without a weapon of its own the kind of whose it was: a rocket in an air strike, gunmen whom nobody knows."""
    if _same_rockets(draft, last):
        draft.type, draft.rule = "air_strike", "a rocket of the air strike told before"
    if kind.rule == NO_WEAPON and _ambushed(draft):
        draft.type, draft.rule = "armed_clash", "a patrol or a vehicle attacked by gunmen"
    if kind.rule == KILLER_NAMED and draft.type == "small_arms_assassination" and _lost_men(draft):
        draft.type, draft.rule = "armed_clash", "a side that lost several men to another"
    flown = any(actor.kind == "aircraft" and actor.actors for actor in draft.sides.initiators)
    if flown and draft.type == "explosion_ied" and draft.reading.words[draft.main.first].keys[-1][0].startswith(_HEARD):
        draft.type, draft.rule = "air_strike", "explosions caused by aircraft"  # "انفجارات بساحة X، طيران Y ضرب المبنى"
    masked = any(actor.kind == "force" and actor.actors == ("unknown",) for actor in draft.sides.initiators)
    if masked and kind.rule == NO_WEAPON:
        draft.type, draft.rule = "small_arms_assassination", "strike by gunmen whom nobody knows"
    elif masked and draft.type == "air_strike" and draft.main.role == "weapon":
        draft.type, draft.rule = "explosion_ied", "a bomb thrown by people whom nobody knows"


def _lost_men(draft: Draft) -> bool:
    """Whether one party killed several men of another, which takes a fight: "خسرت قوات X 15 عنصراً على يد Y", "قتلت A خمسة من مسلحي التنظيم"."""
    sides = [{code for actor in side for code in actor.actors} for side in (draft.sides.initiators, draft.sides.targets)]
    armed = all(side and side.isdisjoint({"civilians", "unknown"}) for side in sides) and sides[0].isdisjoint(sides[1])
    dead = draft.reading.inside(draft.reading.counts, draft.clause.first, draft.clause.last)
    return any(count.effect == "killed" and (count.low or 0) >= _SEVERAL and (armed or count.group == "fighters") for count in dead)


def _ambushed(draft: Draft) -> bool:
    """Whether fighters who live in hiding attack a patrol or a vehicle, no weapon told: "استهدفت خلايا X حافلة عسكرية"."""
    words = draft.reading.words[draft.main.last : draft.main.last + _TARGET_REACH]
    hidden = bool(draft.sides.initiators) and all(actor.actors == ("isis",) for actor in draft.sides.initiators)
    return hidden and any(form.startswith(_VEHICLES) for word in words for form in word.forms)


def _only_flown(reader: Reader) -> Codes:
    """Give whose aircraft did all that the text has told of fire so far, () where others fired too: "طائرات X قصفت عشرات المواقع ... استهداف قرية Y"."""
    owner: Codes | None = None
    for one in reader.found:
        if one.type in _FIRE:
            if reader.bulletin or one.type != "air_strike" or owner not in {None, one.codes[0]}:
                return ()
            owner = one.codes[0]
    return owner or ()


def _same_rockets(draft: Draft, last: Draft | None) -> bool:
    """Whether a rocket of nobody named fell in the air strike told before: "أغارت طائرات على المطار، وأصاب صاروخ مستودعاً في X"."""
    if last is None or last.type != "air_strike" or draft.type != "shelling" or draft.sides.initiators or draft.reading.words[draft.clause.first].key in _SINCE:
        return False  # nor "غداة سقوط صواريخ على القاعدة"
    own = any(code in last.codes[0] for actor in draft.sides.targets for code in actor.actors)  # nor of X "على حي خاضع لسيطرة X"
    rocket = not own and draft.main.role == "weapon" and draft.reading.words[draft.main.first].keys[-1][0].startswith(_ROCKETS)
    return rocket and draft.main.last - draft.main.first == 1 and last.clause.paragraph == draft.clause.paragraph
