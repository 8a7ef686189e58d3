"""The type of an event: what the words of one clause add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.actors import ActorMention
from extract.clauses import Clause
from extract.cues import definite
from extract.tables import Word
from extract.triggers import ARMED, CARRIERS, Trigger
from extract.word_lists import stems, word_set
from extract.wording import says

_MEANS = frozenset({"air_strike", "drone_strike", "shelling", "explosion_ied", "small_arms_assassination", "chemical_attack"})
_AIR_OWNERS = frozenset({"coalition", "israel", "jordan", "russia"})
_GROUND = frozenset({"attack", "advance", "enter", "territory_change", "armed_clash"})
_HELPERS = CARRIERS | frozenset({"advance", "enter", "repel", "attempt", "fail", "pass", "down", "kill", "oust"})
_LOOSE = ARMED | {"flown", "fired", "weak"}
_TRY_REACH = 18  # words between حاول or صدّ and what was tried
_FLIGHT_REACH = 8  # words between aircraft and the verb they are the subject of
_ENTER_REACH = 5  # words between دخل and who entered
_DROP_REACH = 3  # words between سقطت or ألقى and براميل
_DOWN_REACH = 6  # words between أسقط and مروحية
_DRONE_REACH = 10  # words between أسقط and a drone, with the aircraft that shot it down
_UNMANNED_REACH = 9  # words between تصدت and لمسيرات
_NEAR_REACH = 5  # words between تصدت and لصواريخ
_BESIDE = 3  # words between غارة and بطائرة مسيرة
_ROCKET_REACH = 8  # words between هاجم and بالصواريخ
_OUST_REACH = 6  # words between طرد, the two sides and "من البلدة"
_HAND_REACH = 12  # words between باتت and تحت سيطرة
_CARRY_REACH = 9  # words between تجددت or تواصلت and what went on
_WHICH_REACH = 4  # words between الغارة and التي استهدفت
_ROCKET = stems("rockets")
_GUNS = stems("guns")
_MURDER = stems("murder")
_WHICH = word_set("which_or_who")
_VAGUE = frozenset({"strike", "attack", "territory_change"})
"""Verbs that have peaceful meanings too: استهدف, هاجم, استعاد."""
_PROTESTERS = stems("protesters")
_CLASH = {"attack": "armed_clash"}
_AFTER = word_set("after_a_fight")
_CAUSING = word_set("caused_by")
NO_WEAPON = "strike with no weapon named"


class Kind(NamedTuple):
    """What the words of a clause add up to.

    type: an event type; main: the word that reports it; rule: what decided; refers: it points back to an attack already told (الهجوم);
    hollow: it says nothing new of it (آثار القصف); vague: nothing beside the verb tells of arms ("استهدف البنك خفض الأسعار").
    """

    type: str
    main: Trigger
    rule: str
    refers: bool = False
    hollow: bool = False
    vague: bool = False


def decide(
    clause: Clause, actors: Sequence[ActorMention], words: Sequence[Word], *, casualties: bool, goes_on: bool, fell: Trigger | None = None
) -> Kind | None:
    """Decide the event type of a clause, or None if nothing is reported.

    casualties: whether the clause counts dead or injured; goes_on: whether the clause before it told of a place taken; fell: the weapon of which a
    clause without a verb only says where it fell. A weapon alone (عبوة, قذيفة)
    reports nothing; with a verb that carries it, or with casualties, it does. "سيطر" reports a change of hands unless it failed or was only tried.
    """
    strikes = any(trigger.type == "strike" and trigger.role not in _LOOSE for trigger in clause.triggers)
    flying = strikes or any(actor.kind == "aircraft" for actor in actors)
    dropped = {at for trigger in clause.triggers if trigger.type in CARRIERS for at in range(trigger.last, trigger.last + _DROP_REACH)}
    peaceful = {"none", "withdraw", "arrest"}
    if not casualties and any(trigger.type == "arrest" for trigger in clause.triggers):
        peaceful.add("raid")
    triggers = [trigger for trigger in clause.triggers if not trigger.taken_back and trigger.type not in peaceful]
    triggers = [trigger for trigger in triggers if flying or trigger.role != "flown" or trigger.first in dropped or trigger is fell]
    triggers = _purposeless([trigger for trigger in triggers if not _at_drone(trigger, clause.triggers)])
    triggers = [trigger for trigger in triggers if trigger.type != "oust" or _drives_out(trigger, actors, words)]
    struggle = _struggle(triggers, words)
    if struggle:
        return struggle
    armed = any(actor.kind in {"name", "force"} for actor in actors) or any(trigger.role in ARMED for trigger in triggers)
    owned = {actor.first for actor in actors if actor.kind == "adjective"}
    flights = {at for actor in actors if actor.kind == "aircraft" for at in (actor.first, actor.last)}
    core = [
        trigger
        for trigger in triggers
        if trigger.role not in _LOOSE
        and trigger.type not in _HELPERS
        and (armed or goes_on or trigger.role != "weak_verb" or not flights.isdisjoint({trigger.first, trigger.last}) or trigger.last in owned)
    ]
    if any(trigger.type not in {"raid", "attack"} for trigger in core):  # "حملة مداهمات أعدمت خلالها ...": what was done in it
        core = [trigger for trigger in core if trigger.type != "raid"]
    fresh = [trigger for trigger in core if not _refers(trigger, words, triggers)]
    told = [trigger for trigger in fresh if not _describes(trigger, words)]
    fresh = fresh if all(_before_it(trigger, words) for trigger in told) else told
    means = [trigger for trigger in triggers if (trigger.type in _MEANS and trigger.role != "weak") or (trigger.type == "attack" and trigger.role in ARMED)]
    carried = any(trigger.type in CARRIERS for trigger in triggers)
    passed = _passed(triggers) or _ousted(triggers)
    if passed and all(_before_it(trigger, words) or _helped(trigger, passed.main) for trigger in fresh):
        return passed
    if fresh:
        if not casualties and not means and _crowd(fresh, clause, words):
            return None
        unarmed = not (armed or casualties or means or flights) and all(trigger.type in _VAGUE and trigger.role == "verb" for trigger in fresh)
        return _toxic(_by_core(_which(fresh[0], core, words), fresh, means, actors, words), triggers)._replace(vague=unarmed)
    if not core:
        again = bool(means) and says(words[means[0].first], "missile") and definite(words[means[0].first])
        found = _without_core(triggers, means, actors, fell, told=carried or casualties, again=again) or _entered(triggers, actors, goes_on=goes_on)
        return found or _killing([trigger for trigger in triggers if casualties or _whom(trigger, words)], actors)
    entered = _entered(triggers, actors, goes_on=goes_on)
    return entered or _by_core(core[0], core, means, actors, words)._replace(refers=True, hollow=not (casualties or carried))


def _without_core(
    triggers: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention], fell: Trigger | None, *, told: bool, again: bool
) -> Kind | None:
    """Read a clause that names no attack: an aircraft shot down, or a weapon with casualties, a verb that carries it (told) or a place (fell)."""
    down = _down(triggers, actors)
    if down is not None:
        return down
    if means and told:
        return _toxic(Kind(_strongest(means, actors), means[0], "weapon with a verb or casualties"), triggers)._replace(refers=again)
    if fell is not None:
        return _toxic(Kind(_strongest(means or [fell], actors), fell, "weapon and place without a verb", vague=True), triggers)
    return None


def from_the_air(kind: Kind, initiators: Sequence[str], triggers: Sequence[Trigger], words: Sequence[Word]) -> bool:
    """Whether a strike comes from sides that strike from the air: no weapon is named, or "عدوان إسرائيلي بالصواريخ"."""
    if kind.type != "shelling" or kind.main.type not in {"strike", "repel"} or not initiators or not set(initiators) <= _AIR_OWNERS:
        return False
    weapons = [trigger for trigger in triggers if trigger.role in ARMED]
    rockets = len(weapons) == 1 and words[weapons[0].first].keys[-1][0].startswith(_ROCKET)
    told = kind.main.role == "noun" or kind.main.type == "repel"
    return kind.rule == NO_WEAPON or (set(initiators) == {"israel"} and rockets and told)


def _refers(trigger: Trigger, words: Sequence[Word], triggers: Sequence[Trigger]) -> bool:
    """A definite noun that nothing follows up (الهجوم، القصف) points back; "القصف المدفعي", "تجددت الاشتباكات" and verbs do not."""
    if trigger.type == "territory_change":  # "عقب إعلان التحرير"
        return (
            definite(words[trigger.first]) and trigger.last < len(words) and not words[trigger.last].key.startswith("علي") and trigger.last - trigger.first == 1
        )
    if (
        trigger.role not in {"noun", "patient_noun"}
        or (trigger.last - trigger.first > 1 and trigger.type != "chemical_attack")
        or not definite(words[trigger.first])
    ):
        return False
    return trigger.type != "armed_clash" or not any(other.type in CARRIERS and 0 <= trigger.first - other.last <= _CARRY_REACH for other in triggers)


def _which(main: Trigger, core: Sequence[Trigger], words: Sequence[Word]) -> Trigger:
    """Of "التفجير الذي استهدف ..." and "الغارة التي استهدفت ..." the noun says what it was."""
    before = [other for other in core if other.role == "noun" and other.type in _MEANS and 0 < main.first - other.last <= _WHICH_REACH]
    said = any(words[at].key in _WHICH for other in before for at in range(other.last, main.first))
    return before[-1] if main.type == "strike" and main.role == "verb" and said else main


def _describes(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a change of hands only describes a place: "وفي تل أبيض التي حررتها القوات"."""
    return trigger.type == "territory_change" and trigger.first > 0 and words[trigger.first - 1].key in _WHICH and trigger.role == "verb"


def _before_it(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a fight only led to what is told: "باتت القرية تحت سيطرة X بعد معارك"."""
    return trigger.type == "armed_clash" and trigger.first > 0 and words[trigger.first - 1].key in _AFTER


def _helped(trigger: Trigger, change: Trigger) -> bool:
    """Whether fire only helped to what is told: "سقطت القرية بيد X مدعومة بنيران المدفعية"."""
    return trigger.first > change.first and "ب" in trigger.particle


def _crowd(core: Sequence[Trigger], clause: Clause, words: Sequence[Word]) -> bool:
    """Whether "مواجهات" are of demonstrators with the police."""
    if any(trigger.type != "armed_clash" or trigger.role != "noun" for trigger in core):
        return False
    return any(form.startswith(_PROTESTERS) for word in words[clause.first : clause.last] for form in word.forms)


def _purposeless(triggers: Sequence[Trigger]) -> list[Trigger]:
    """Drop what fire was only meant to bring about: "ألقت المروحيات براميل على X في محاولة للتقدم"."""
    tried = next((trigger.first for trigger in triggers if trigger.type == "attempt"), None)
    fired = [trigger.first for trigger in triggers if trigger.role in ARMED | {"flown"}]
    if tried is None or not fired or fired[0] > tried or triggers[0].type not in CARRIERS:
        return list(triggers)
    return [trigger for trigger in triggers if trigger.first < tried or trigger.type not in _GROUND | {"attempt"}]


def _struggle(triggers: Sequence[Trigger], words: Sequence[Word]) -> Kind | None:
    """Attempts, failures and repelled attacks are fights, not changes of hands."""
    stated = [trigger for trigger in triggers if trigger.type not in CARRIERS and trigger.role not in _LOOSE]
    if not stated or stated[0].type not in {"repel", "attempt", "fail"}:
        return None
    tried = stated[0]
    flown = [
        trigger for trigger in triggers if trigger.type == "drone_strike" and (0 <= tried.first - trigger.last <= _NEAR_REACH or trigger.first == tried.last)
    ]
    if tried.type == "attempt" and flown:
        return Kind("drone_strike", tried, "drones that attempted it")
    rockets = [trigger for trigger in triggers if trigger.type == "shelling" and 0 <= trigger.first - tried.last <= _NEAR_REACH]
    if tried.type == "repel" and rockets and len(stated) == 1:
        return Kind("shelling", tried, "rockets that were warded off")
    drones = [trigger for trigger in triggers if trigger.type == "drone_strike" and 0 <= trigger.first - tried.last <= _UNMANNED_REACH]
    if tried.type == "repel" and drones:
        return Kind("drone_strike", tried, "drones that were warded off")
    reached = _GROUND | {"attempt"} if tried.type == "repel" else _GROUND
    ground = [trigger for trigger in triggers if trigger.type in reached and trigger.first > tried.first and not _told_before(trigger, words)]
    return Kind("armed_clash", tried, "an attempt or a repelled attack") if ground and ground[0].first - tried.last <= _TRY_REACH else None


def _told_before(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a fight is one that goes on already (القتال), which nobody can attempt."""
    return trigger.type == "armed_clash" and trigger.role == "noun" and trigger.last - trigger.first == 1 and definite(words[trigger.first])


def _at_drone(trigger: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether what was shot down is a drone, which is no fire at anybody: "أسقطت مقاتلة أميركية مسيّرة"."""
    return trigger.type == "down" and any(other.type == "drone_strike" and 0 <= other.first - trigger.last <= _DRONE_REACH for other in triggers)


def _down(triggers: Sequence[Trigger], actors: Sequence[ActorMention]) -> Kind | None:
    """Read "أسقطت الفصائل مروحية": fire at an aircraft, of which the text says no more."""
    for trigger in triggers:
        if trigger.type == "down" and any(actor.kind == "aircraft" and 0 <= actor.first - trigger.last <= _DOWN_REACH for actor in actors):
            return Kind("shelling", trigger, "an aircraft shot down")
    return None


def _passed(triggers: Sequence[Trigger]) -> Kind | None:
    """Read "سقط المطار في قبضة ..." and "عادت البلدة إلى يد ..."."""
    hand = next((trigger for trigger in triggers if trigger.type == "territory_change" and trigger.role == "weak"), None)
    fell = hand is not None and any(trigger.role in ARMED and trigger.first < hand.first for trigger in triggers)  # "سقطت قذيفة على منطقة تحت سيطرة ..."
    verb = next((trigger for trigger in triggers if trigger.type in ({"pass"} if fell else {"pass", "carrier"})), None)
    return Kind("territory_change", hand, "fell into someone's hands") if hand and verb and 0 < hand.first - verb.first <= _HAND_REACH else None


def _ousted(triggers: Sequence[Trigger]) -> Kind | None:
    ousted = next((trigger for trigger in triggers if trigger.type == "oust"), None)
    return Kind("territory_change", ousted, "one side drove another out") if ousted else None


def _drives_out(oust: Trigger, actors: Sequence[ActorMention], words: Sequence[Word]) -> bool:
    """Whether one side drives another out of somewhere: "طرد جيش A مقاتلي B من البلدة", "A تطرد B من القرية"."""
    forces = [actor for actor in actors if actor.kind in {"name", "force"} and actor.actors]
    sides = [actor for actor in forces if -1 <= actor.first - oust.last <= _OUST_REACH or actor.last == oust.first]
    after = max((actor.last for actor in sides), default=oust.last)
    whence = any(word.key == "من" for word in words[after : after + _OUST_REACH])
    return len({actor.actors for actor in sides}) > 1 and whence


def _whom(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a verb of killing points back to those it killed: "تسعة مزارعين قتلهم الطيران"."""
    return trigger.type == "kill" and words[trigger.first].key.endswith(("هم", "ها", "هما"))


def _killing(triggers: Sequence[Trigger], actors: Sequence[ActorMention]) -> Kind | None:
    """Read "قتلت قوات X ثمانية من السكان": who killed is the subject; aircraft did it from the air, others with what they carry."""
    for trigger in triggers:
        sides = (actor for actor in actors if actor.kind in {"name", "force", "aircraft"})
        beside = (actor for actor in sides if actor.last == trigger.first or (actor.first == trigger.last and not actor.particle))
        subject = next(beside, None) if trigger.type == "kill" else None
        if subject is not None:
            kind = "small_arms_assassination"
            if subject.kind == "aircraft":
                drone = any(other.type == "drone_strike" and subject.first <= other.first <= subject.last for other in triggers)
                kind = "drone_strike" if drone else "air_strike"
            return Kind(kind, trigger, "who killed is named")
    return None


def _entered(triggers: Sequence[Trigger], actors: Sequence[ActorMention], *, goes_on: bool) -> Kind | None:
    for trigger in triggers:
        forces = [actor for actor in actors if actor.kind in {"name", "force"}]
        near = [actor for actor in forces if -_ENTER_REACH <= actor.first - trigger.last <= _ENTER_REACH]
        if trigger.role == "weak_verb":  # "قوات النظام تدخل X", not "تدخل القوات" (an intervention)
            near = [actor for actor in forces if actor.last == trigger.first]
        if trigger.type == "enter" and (near or (goes_on and trigger.role != "weak_verb")):
            return Kind("territory_change", trigger, "a force entered")
    return None


def _toxic(kind: Kind, triggers: Sequence[Trigger]) -> Kind:
    """Fire followed by suffocation is a chemical attack as reported."""
    if kind.type in {"shelling", "air_strike", "explosion_ied"} and any(trigger.type == "chemical_attack" for trigger in triggers):
        return Kind("chemical_attack", kind.main, "fire with a toxic agent or its signs")
    return kind


def _by_core(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind:
    if main.type == "territory_change":
        return Kind(main.type, main, "change of hands")
    if main.type == "explosion_ied" and means and means[0].type in {"air_strike", "drone_strike", "shelling"} and means[0].first < main.first:
        return Kind(means[0].type, means[0], "explosion caused by fire")
    fire = [*core, *(trigger for trigger in means if trigger.type != "explosion_ied" and trigger not in core)]
    later = (trigger for trigger in fire if trigger.type in {"strike", "air_strike", "shelling", "drone_strike"} and trigger.first > main.first)
    caused = next((trigger for trigger in later if any(words[at].key in _CAUSING for at in range(main.last, trigger.first))), None)
    if main.type == "explosion_ied" and caused is not None and not any(trigger.type == "explosion_ied" and trigger.role == "weapon" for trigger in means):
        return _by_core(caused, [trigger for trigger in core if trigger is not main], means, actors, words)  # "انفجارات ناجمة عن ضربات"
    other = _other_means(main, means, actors, words)
    if other is not None:
        return other
    if main.type in _MEANS or main.type in {"armed_clash", "raid"}:
        return Kind("armed_clash" if main.type == "raid" else main.type, main, "named by the verb or noun")
    return _attack(main, means, actors, words) if main.type == "attack" else _strike(main, core, means, actors)


def _other_means(main: Trigger, means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind | None:
    """Read a killing or an air strike whose weapon tells another kind."""
    if main.type == "small_arms_assassination" and words[main.first].keys[-1][0].startswith(_MURDER) and (by := _blown_up(means, actors)):
        return Kind(by, main, "killing with a named weapon")
    if main.type == "air_strike" and _unmanned(main, means, actors):
        return Kind("drone_strike", main, "air strike by a drone")
    return None


def _blown_up(means: Sequence[Trigger], actors: Sequence[ActorMention]) -> str:
    """Give the kind of weapon that killed a named person, "" for a gun: "اغتيل قيادي بعبوة لاصقة", "اغتالت إسرائيل قيادياً بصاروخ من مروحية"."""
    kind = next((trigger.type for trigger in means if trigger.role == "weapon" and trigger.type in _MEANS - {"small_arms_assassination"}), "")
    return "air_strike" if kind == "shelling" and any(actor.kind == "aircraft" for actor in actors) else kind


def _unmanned(main: Trigger, means: Sequence[Trigger], actors: Sequence[ActorMention]) -> bool:
    """Whether the aircraft of "غارة لطائرة مسيرة" or "أغارت مسيّرة" is a drone; of drones and other aircraft those named first decide."""
    drones = [trigger.first for trigger in means if trigger.type == "drone_strike" and 0 <= trigger.first - main.last <= _BESIDE]
    return bool(drones) and not any(actor.kind == "aircraft" and main.last <= actor.first < drones[0] for actor in actors)


def _attack(main: Trigger, means: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind:
    """هجوم and هاجم are ground attacks unless a weapon that needs no ground troops is named with them."""
    armed = [trigger for trigger in means if trigger.type in {"drone_strike", "explosion_ied", "chemical_attack"}]
    if armed:
        return Kind(armed[0].type, main, "attack with a named weapon")
    if any(actor.kind == "aircraft" and -_FLIGHT_REACH <= actor.first - main.last <= 1 for actor in actors):
        return Kind("air_strike", main, "attack by aircraft")
    rockets = [trigger for trigger in means if trigger.type == "shelling" and _with(trigger, words) and 0 <= trigger.first - main.last <= _ROCKET_REACH]
    if rockets and _rocket(rockets[0], words):
        return Kind("shelling", main, "attack by rockets or shells")
    return Kind("armed_clash", main, "ground attack")


def _with(weapon: Trigger, words: Sequence[Word]) -> bool:
    """Whether a weapon is told with بـ, split off or part of the phrase (بالمدفعية)."""
    return "ب" in weapon.particle or words[weapon.first].token.surface.startswith("بال")


def _rocket(weapon: Trigger, words: Sequence[Word]) -> bool:
    """Rockets, artillery, or shells of a named kind (قذائف هاون); "بقذائف" alone may be fired from the shoulder."""
    return words[weapon.first].keys[-1][0].startswith((*_ROCKET, *_GUNS)) or weapon.last - weapon.first > 1


def _strike(main: Trigger, core: Sequence[Trigger], means: Sequence[Trigger], actors: Sequence[ActorMention]) -> Kind:
    """قصف and استهدف take their type from agent, drone, aircraft or weapon; of fire from air and ground the means named first decides."""
    others = [trigger for trigger in core if trigger.type in _MEANS - {"explosion_ied"} and trigger is not main]  # an explosion is the outcome
    bomb = [trigger for trigger in core if trigger.type == "explosion_ied" and trigger.role == "noun" and trigger.first == main.last]
    if bomb and main.role in {"verb", "weak_verb"}:
        return Kind("explosion_ied", bomb[0], "a bomb is the subject")  # "استهدف تفجير زواراً"
    named = [trigger for trigger in means if trigger.type != "explosion_ied" or trigger.role == "weapon"]
    stated = sorted([*named, *others], key=lambda trigger: trigger.first)
    kinds = [trigger.type for trigger in stated]
    if "drone_strike" in kinds:
        return Kind("drone_strike", main, "strike by a drone")
    aircraft = [actor.first for actor in actors if actor.kind == "aircraft"]
    if aircraft and (not stated or stated[0].type == "air_strike" or min(aircraft) < stated[0].first):
        return Kind("air_strike", main, "strike from the air")
    if stated:
        return Kind(_CLASH.get(kinds[0], kinds[0]), main, "strike with a named weapon")
    return Kind("shelling", main, NO_WEAPON)


def _strongest(means: Sequence[Trigger], actors: Sequence[ActorMention]) -> str:
    kinds = [trigger.type for trigger in means]
    for kind in ("chemical_attack", "drone_strike"):
        if kind in kinds:
            return kind
    return "air_strike" if any(actor.kind == "aircraft" for actor in actors) and kinds[0] == "shelling" else _CLASH.get(kinds[0], kinds[0])
