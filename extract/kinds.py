"""The type of an event: which words of one clause report it, and whether they tell of a strike, a fight, a change of hands or nothing new."""

from __future__ import annotations

from collections.abc import Sequence

from extract.actors import ActorMention
from extract.brought_down import at_drone, brought_down, hit_aircraft
from extract.clauses import ONTO, Clause
from extract.cues import definite
from extract.holding import HAD
from extract.kind_by_means import GOES_ON, MEANS, Kind, by_means, strongest, toxic
from extract.pointers import fire_goes_on
from extract.senses import never_ended, of_a_crowd, thrown_down, understood, visiting
from extract.triggers import ARMED, CARRIERS, Trigger
from extract.word_lists import stems, word_set
from extract.wording import says
from extract.words import Word

_GROUND = frozenset({"attack", "advance", "enter", "territory_change", "armed_clash"})
_HELPERS = CARRIERS | frozenset({"advance", "enter", "repel", "attempt", "fail", "pass", "down", "kill", "oust"})
_LOOSE = ARMED | {"flown", "fired", "weak"}
_TRY_REACH = 18  # words between حاول or صدّ and what was tried
KILLER_NAMED = "who killed is named"
_ENTER_REACH = 5  # words between دخل and who entered
_DROP_REACH = 3  # words between سقطت or ألقى and براميل
_UNMANNED_REACH = 9  # words between تصدت and لمسيرات
_NEAR_REACH = 5  # words between تصدت and لصواريخ
_OUST_REACH = 6  # words between طرد, the two sides and "من البلدة"
_HAND_REACH = 12  # words between باتت and تحت سيطرة
_CARRY_REACH = 9  # words between تجددت or تواصلت and what went on
_WHICH_REACH = 4  # words between الغارة and التي استهدفت
_WHICH = word_set("which_or_who")
_HEARD, _FALLING = stems("explosions_heard"), frozenset({"drone_strike", "air_strike", "shelling"})
_GOVERNS = word_set("before_a_noun") | {"منذ"}
_VAGUE = frozenset({"strike", "attack", "territory_change"})
"""Verbs that have peaceful meanings too: استهدف, هاجم, استعاد."""
_PRESENT = ("ت", "ي")
_WHEN, _WAS = word_set("when_or_after") | {"اثنا", "خلال"}, word_set("was")
_AFTER, _DOZENS, _HITS = word_set("after_a_fight"), word_set("dozens_of"), word_set("hits") | word_set("reaches")


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
    read = thrown_down(clause.triggers, words)
    dropped = {at for trigger in read if trigger.type in CARRIERS for at in range(trigger.last, trigger.last + _DROP_REACH)}
    dropped |= {trigger.first for trigger in clause.triggers if casualties and _onto(trigger, words)}
    peaceful = {"none", "withdraw", "arrest"}
    if not casualties and any(trigger.type == "arrest" for trigger in clause.triggers):
        peaceful.add("raid")
    triggers = [trigger for trigger in read if not trigger.taken_back and trigger.type not in peaceful]
    triggers = [trigger for trigger in triggers if flying or trigger.role != "flown" or trigger.first in dropped or trigger is fell]
    triggers = understood(triggers, actors, words, thrown=dropped, flying=flying)
    visits = {trigger.first for trigger in triggers if visiting(trigger, words)}  # with dead or wounded they are fights
    triggers = [one._replace(type="armed_clash", role="noun") if one.first in visits else one for one in triggers if casualties or one.first not in visits]
    triggers = _purposeless([trigger for trigger in triggers if not at_drone(trigger, clause.triggers)])
    triggers = [trigger for trigger in triggers if trigger.type != "oust" or _drives_out(trigger, actors, words)]
    sides = any(actor.kind in {"name", "force"} for actor in actors)
    struggle = None if casualties and _mined_on_the_way(triggers, words) else _struggle(triggers, words, sides=sides)
    if struggle:
        return struggle
    armed = sides or any(trigger.role in ARMED for trigger in triggers)
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
    fresh = fresh if all(_before_it(trigger, words) for trigger in told) else [trigger for trigger in told if not _before_it(trigger, words)]
    fresh = [trigger for trigger in fresh if not (_describes(trigger, words) and words[trigger.first].key.startswith(_PRESENT))]  # "الذي تسيطر عليه X"
    means = [trigger for trigger in triggers if (trigger.type in MEANS and trigger.role != "weak") or (trigger.type == "attack" and trigger.role in ARMED)]
    carried = any(trigger.type in CARRIERS for trigger in triggers)
    passed = _passed(triggers) or _ousted(triggers) or (_entered(triggers, actors, words, goes_on=goes_on) if fresh else None)
    hit = hit_aircraft(fresh, triggers, actors, words)
    if hit or (passed and all(_before_it(trigger, words) or _helped(trigger, passed.main) for trigger in fresh)):
        return hit or passed
    if fresh:
        if not casualties and not means and of_a_crowd(fresh, words[clause.first : clause.last]):
            return None
        unarmed = not (armed or casualties or means or flights) and all(trigger.type in _VAGUE and trigger.role == "verb" for trigger in fresh)
        landed = _landed(fresh, means, triggers, words)
        again = fire_goes_on(fresh, triggers, words)  # "استهدف التفجير ...": the noun says what it was
        told = core if again else fresh
        kind = Kind(landed.type, landed, "explosion caused by fire") if landed else by_means(_which(fresh[0], core, words), told, means, actors, words)
        return toxic(kind, triggers)._replace(vague=unarmed, refers=again or kind.refers)
    if not core:
        again = bool(means) and says(words[means[0].first], "missile") and definite(words[means[0].first])
        found = _without_core(triggers, means, actors, words, fell, told=carried or casualties, again=again)
        found = found or _entered(triggers, actors, words, goes_on=goes_on)
        return found or _killing([trigger for trigger in triggers if casualties or _whom(trigger, words)], actors)
    entered = _entered(triggers, actors, words, goes_on=goes_on)
    kind = by_means(core[0], core, means, actors, words)._replace(refers=True, hollow=not (casualties or carried))
    return entered or (kind._replace(rule=GOES_ON, hollow=False) if never_ended(core[0], words) else kind)


def _landed(fresh: Sequence[Trigger], means: Sequence[Trigger], triggers: Sequence[Trigger], words: Sequence[Word]) -> Trigger | None:
    """The weapon that the text says fell where explosions were heard: "انفجارات في الكلية، مسيّرات نزلت على الساحة"."""
    heard = all(trigger.type == "explosion_ied" and words[trigger.first].keys[-1][0].startswith(_HEARD) for trigger in fresh)
    if not heard or any(weapon.type == "explosion_ied" and weapon.role == "weapon" for weapon in means):
        return None
    falls = {at for trigger in triggers if trigger.type == "carrier" for at in (trigger.first, trigger.last)}
    return next((weapon for weapon in means if weapon.type in _FALLING and weapon.role in ARMED and not falls.isdisjoint({weapon.first, weapon.last})), None)


def _without_core(
    triggers: Sequence[Trigger],
    means: Sequence[Trigger],
    actors: Sequence[ActorMention],
    words: Sequence[Word],
    fell: Trigger | None,
    *,
    told: bool,
    again: bool,
) -> Kind | None:
    """Read a clause that names no attack: an aircraft shot down, or a weapon with casualties, a verb that carries it (told) or a place (fell)."""
    down = brought_down(triggers, actors, words) or _struck_from_the_air(triggers, actors, words)
    if down is not None:
        return down
    if means and told:
        return toxic(Kind(strongest(means, actors), means[0], "weapon with a verb or casualties"), triggers)._replace(refers=again)
    if fell is not None:
        return toxic(Kind(strongest(means or [fell], actors), fell, "weapon and place without a verb", vague=True), triggers)
    return None


def _onto(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a word says what a weapon fell on: "شهداء بعد برميلين عالحي الغربي"."""
    return trigger.last < len(words) and (words[trigger.last].key in ONTO or words[trigger.last].keys[-1][2].endswith("ع"))


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
        or any(word.key in _DOZENS for word in words[max(0, trigger.first - 2) : trigger.first])  # "عشرات الغارات على X"
    ):
        return False
    begun = any(other.type in CARRIERS and 0 <= trigger.first - other.last <= _CARRY_REACH for other in triggers)
    return trigger.type != "armed_clash" or not (begun or never_ended(trigger, words))


def _which(main: Trigger, core: Sequence[Trigger], words: Sequence[Word]) -> Trigger:
    """Of "التفجير الذي استهدف ..." and "الغارة التي استهدفت ..." the noun says what it was."""
    before = [other for other in core if other.role == "noun" and other.type in MEANS and 0 < main.first - other.last <= _WHICH_REACH]
    said = any(words[at].key in _WHICH for other in before for at in range(other.last, main.first))
    return before[-1] if main.type == "strike" and main.role == "verb" and said else main


def _describes(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a change of hands only describes a place: "وفي تل أبيض التي حررتها القوات"."""
    return trigger.type == "territory_change" and trigger.first > 0 and words[trigger.first - 1].key in _WHICH and trigger.role == "verb"


def _before_it(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a fight only led to what is told: "باتت القرية تحت سيطرة X بعد معارك"."""
    return trigger.type in {"armed_clash", "attack"} and trigger.first > 0 and words[trigger.first - 1].key in _AFTER


def _helped(trigger: Trigger, change: Trigger) -> bool:
    """Whether fire only helped to what is told: "سقطت القرية بيد X مدعومة بنيران المدفعية"."""
    return trigger.first > change.first and "ب" in trigger.particle


def _purposeless(triggers: Sequence[Trigger]) -> list[Trigger]:
    """Drop what fire was only meant to bring about: "ألقت المروحيات براميل على X في محاولة للتقدم"."""
    tried = next((trigger.first for trigger in triggers if trigger.type == "attempt"), None)
    fired = [trigger.first for trigger in triggers if trigger.role in ARMED | {"flown"}]
    if tried is None or not fired or fired[0] > tried or triggers[0].type not in CARRIERS:
        return list(triggers)
    return [trigger for trigger in triggers if trigger.first < tried or trigger.type not in _GROUND | {"attempt"}]


def _mined_on_the_way(triggers: Sequence[Trigger], words: Sequence[Word]) -> bool:
    """Whether an attempt only tells what somebody hurt by a mine was about to do: "بُترت قدمه بلغم، كان يحاول التسلل إلى X", "أثناء محاولته"."""
    tried = next((trigger for trigger in triggers if trigger.type == "attempt"), None)
    if tried is None or not any(trigger.type == "explosion_ied" and trigger.role == "weapon" and trigger.last <= tried.first for trigger in triggers):
        return False
    return tried.first > 0 and (words[tried.first - 1].key in _WHEN or not _WAS.isdisjoint(words[tried.first - 1].forms))


def _struggle(triggers: Sequence[Trigger], words: Sequence[Word], *, sides: bool) -> Kind | None:
    """Attempts, failures and repelled attacks are fights, not changes of hands; sides: whether a side is named."""
    stated = [trigger for trigger in triggers if trigger.type not in CARRIERS and trigger.role not in _LOOSE]
    if len(stated) > 1 and stated[0].role == "weak_verb" and stated[1].type == "repel":
        stated = stated[1:]  # "دمرت A دبابة خلال تصديها لهجوم B"
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
    ground = [one for one in triggers if one.type in reached and one.first > tried.first and not _told_before(one, words)]
    ground = [one for one in ground if sides or (one.type, one.role) != ("advance", "weak")]  # anybody may try to enter or cross
    return Kind("armed_clash", tried, "an attempt or a repelled attack") if ground and ground[0].first - tried.last <= _TRY_REACH else None


def _told_before(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a fight is one that goes on already (القتال), which nobody can attempt."""
    return trigger.type == "armed_clash" and trigger.role == "noun" and trigger.last - trigger.first == 1 and definite(words[trigger.first])


def _struck_from_the_air(triggers: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word]) -> Kind | None:
    """Read "طائرات التحالف أصابت قوات X": aircraft that hit something."""
    for trigger in triggers:
        hits = trigger.type == "carrier" and not _HITS.isdisjoint(words[trigger.first].forms)
        flights = [actor for actor in actors if hits and actor.kind == "aircraft"]
        subject = next((actor for actor in flights if actor.last == trigger.first or (actor.first == trigger.last and not actor.particle)), None)
        if subject is not None:
            return Kind(_flown(subject, triggers), trigger, "aircraft that hit something")
    return None


def _flown(aircraft: ActorMention, triggers: Sequence[Trigger]) -> str:
    """The type of a strike by aircraft: drones or others."""
    return "drone_strike" if any(other.type == "drone_strike" and aircraft.first <= other.first <= aircraft.last for other in triggers) else "air_strike"


def _passed(triggers: Sequence[Trigger]) -> Kind | None:
    """Read "سقط المطار في قبضة ..." and "عادت البلدة إلى يد ..."."""
    hand = next((trigger for trigger in triggers if trigger.type == "territory_change" and trigger.role == "weak"), None)
    fell = hand is not None and any(trigger.role in ARMED and trigger.first < hand.first for trigger in triggers)  # "سقطت قذيفة على منطقة تحت سيطرة ..."
    verb = next((trigger for trigger in triggers if trigger.type in ({"pass"} if fell else {"pass", "carrier"})), None)
    return Kind("territory_change", hand, "fell into someone's hands") if hand and verb and 0 < hand.first - verb.first <= _HAND_REACH else None


def _ousted(triggers: Sequence[Trigger]) -> Kind | None:
    return next((Kind("territory_change", trigger, "one side drove another out") for trigger in triggers if trigger.type == "oust"), None)


def _drives_out(oust: Trigger, actors: Sequence[ActorMention], words: Sequence[Word]) -> bool:
    """Whether one side drives another out of somewhere: "طرد جيش A مقاتلي B من البلدة", "A تطرد B من القرية"."""
    forces = [actor for actor in actors if actor.kind in {"name", "force"} and actor.actors]
    begun = oust.first - (oust.first > 0 and words[oust.first - 1].key == HAD)  # "وكانت قوات A قد طردت B"
    sides = [actor for actor in forces if -1 <= actor.first - oust.last <= _OUST_REACH or actor.last == begun]
    after = max((actor.last for actor in sides), default=oust.last)
    whence = any(word.key == "من" for word in words[after : after + _OUST_REACH])
    return len({actor.actors for actor in sides}) > 1 and whence


def _whom(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a verb of killing points back to those it killed: "تسعة مزارعين قتلهم الطيران"."""
    return trigger.type == "kill" and words[trigger.first].key.endswith(("هم", "ها", "هما"))


def _killing(triggers: Sequence[Trigger], actors: Sequence[ActorMention]) -> Kind | None:
    """Read "قتلت قوات X ثمانية من السكان": who killed is the subject; aircraft did it from the air, others with what they carry."""
    for trigger in triggers:
        beside = (actor for actor in actors if actor.last == trigger.first or (actor.first == trigger.last and not actor.particle))
        subject = next((actor for actor in beside if actor.kind in {"name", "force", "aircraft"}), None) if trigger.type == "kill" else None
        if subject is not None:
            return Kind(_flown(subject, triggers) if subject.kind == "aircraft" else "small_arms_assassination", trigger, KILLER_NAMED)
    return None


def _entered(triggers: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word], *, goes_on: bool) -> Kind | None:
    for trigger in triggers:
        forces = [actor for actor in actors if actor.kind in {"name", "force"}]
        near = [actor for actor in forces if -_ENTER_REACH <= actor.first - trigger.last <= _ENTER_REACH]
        if trigger.role == "weak_verb":  # "قوات النظام تدخل X", not "تدخل القوات" (an intervention)
            near = [actor for actor in forces if actor.last == trigger.first]
        if trigger.role == "noun":  # "أكدت مصادر دخول قوات X"; not "بعد دخول قوات X"
            governed = bool(trigger.particle) or words[trigger.first - 1].key in _GOVERNS
            near = [actor for actor in forces if -1 <= actor.first - trigger.last <= 0 and not governed]
        if trigger.type == "enter" and (near or (goes_on and trigger.role == "verb")):
            return Kind("territory_change", trigger, "a force entered")
    return None
