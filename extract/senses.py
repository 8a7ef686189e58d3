"""What a word of attack means in its company: a bomb nobody dropped, shots exchanged or returned, a place that is merely held, a fight that goes on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from extract.actors import ActorMention
from extract.triggers import ARMED, Trigger
from extract.word_lists import stems, word_set
from extract.words import Word

_SHOTS = "small_arms_assassination"
_BOMBS, _DROPPED = word_set("single_bombs"), word_set("dropped_bombs")
_EXCHANGED, _RETURNED = word_set("exchange"), word_set("returning_fire")
_POSTS = stems("posts_fired_at")
_WAS, _HOLDS, _TOOK = word_set("was"), word_set("keeps_holding"), word_set("took_control")
_RAGING, _RAGING_REACH = word_set("raging"), 2  # words of "على أشدها"
_CEASING, _NOT_YET, _IN_IT = word_set("ceasing"), word_set("not_yet"), word_set("in_it")
_PROTESTERS = stems("protesters")
_SEIZED, _ANOTHER, _SEIZED_REACH = stems("what_is_seized"), word_set("another_of_them"), 4  # words of "استولى مقاتلو الفصيل على"
_VISITS, _PARTY = stems("what_is_entered_for"), stems("visiting_party")
_VISIT_REACH, _PARTY_REACH = 8, 4  # words of "دخلت قرية X لاعتقال", "رتل للشرطة العسكرية الروسية يدخل"
_PURPOSE = word_set("with_the_aim_of")
_MANAGING, _MANAGED_REACH = word_set("managing"), 8  # words of "تمكن مقاتلو الفصائل بعد معارك عنيفة"
_GOVERNING = frozenset({"من", "في"})
_AT = "علي"
_ON_IT = frozenset({"عليه", "عليها", "عليهما"})
_POST_REACH = 8  # words from دورية to أطلقوا النار عليها
_PRESENT = ("ت", "ي")
_EXCHANGE_REACH = 5  # words between تبادل and إطلاق النار: those who shoot
_STILL_REACH = 4  # words between لا تزال and المعارك, on either side
_DROP_REACH = 4  # words between أسقط and the bombs: whose aircraft
_WAS_REACH = 4  # words between كان and يسيطر: who holds the place


def understood(triggers: Sequence[Trigger], actors: Sequence[ActorMention], words: Sequence[Word], *, thrown: Collection[int], flying: bool) -> list[Trigger]:
    """Read again the words whose kind depends on those around them, and leave out those that report nothing.

    thrown: words right after a verb of falling or throwing; flying: whether the clause tells of aircraft or fire.
    """
    kept = [one for one in triggers if not (_held(one, actors, words) or _seized(one, words) or _shot_back(one, words) or _kept_out(one, words))]
    return [_kind_of_shots(_planted(trigger, words) if not flying and trigger.first not in thrown else trigger, words) for trigger in kept]


def thrown_down(triggers: Sequence[Trigger], words: Sequence[Word]) -> Sequence[Trigger]:
    """Read أسقط as dropping where bombs follow, which nobody shoots down: "أسقطت المروحيات براميل", not "أسقطت الدفاعات صواريخ"."""
    downed = [verb for verb in triggers if verb.type == "down"]
    if not downed:
        return triggers  # as nearly always
    bombs = [one for one in triggers if one.role in ARMED | {"flown"} and "ب" not in one.particle and not _DROPPED.isdisjoint(words[one.first].forms)]
    pairs = [(verb, bomb) for verb in downed for bomb in bombs if 0 <= bomb.first - verb.last <= _DROP_REACH]
    verbs, thrown = {verb.first for verb, _ in pairs}, {bomb.first for _, bomb in pairs}
    read = [one._replace(type="deliver") if one.first in verbs else one for one in triggers]
    return [one._replace(taken_back="") if one.first in thrown else one for one in read]


def _planted(trigger: Trigger, words: Sequence[Word]) -> Trigger:
    """A single bomb of which nobody says that it fell or was dropped went off where it lay: "أودت قنبلة في شارع X بشخص"."""
    onto = trigger.last < len(words) and words[trigger.last].key == _AT
    lay = trigger.type == "air_strike" and trigger.last - trigger.first == 1 and not _BOMBS.isdisjoint(words[trigger.first].forms) and not onto
    return trigger._replace(type="explosion_ied") if lay else trigger


def _kind_of_shots(trigger: Trigger, words: Sequence[Word]) -> Trigger:
    """Shots that two sides exchange, or that are fired at a post, are a fight: "تبادل A إطلاق النار مع B", "أطلق مسلحون النار على حاجز"."""
    if trigger.type != _SHOTS:
        return trigger
    if not _EXCHANGED.isdisjoint(_before(trigger, words, _EXCHANGE_REACH)):
        return trigger._replace(type="armed_clash", role="noun")
    if not _at_post(trigger, words):
        return trigger
    return trigger._replace(type="armed_clash", role=trigger.role if trigger.role == "verb" else "noun")


def _at_post(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether shots are fired at a post or a patrol: "على حاجز", "نيران رشاشاتهم على حاجز", "اعترضوا دورية وأطلقوا النار عليها"."""
    if words[trigger.last - 1].key in _ON_IT:
        return any(form.startswith(_POSTS) for form in _before(trigger, words, _POST_REACH))
    at = next((at for at in range(trigger.last - 1, min(trigger.last + 2, len(words) - 1)) if words[at].key == _AT), None)
    return at is not None and words[at + 1].keys[-1][0].startswith(_POSTS)


def _shot_back(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether somebody only returned the fire: "بادل السائق المسلحين إطلاق النار"."""
    return trigger.type == _SHOTS and not _RETURNED.isdisjoint(_before(trigger, words, _EXCHANGE_REACH))


def _held(trigger: Trigger, actors: Sequence[ActorMention], words: Sequence[Word]) -> bool:
    """Whether a place is said to be held, not taken: "حي تسيطر عليه المعارضة", "كان التنظيم يسيطر على مدينة X", "يحتفظ بالسيطرة على X"."""
    if trigger.type != "territory_change" or trigger.role != "verb":
        return False
    if not _HOLDS.isdisjoint(_before(trigger, words, _WAS_REACH)) and words[trigger.first].key not in _TOOK:
        return True
    if not words[trigger.first].keys[-1][0].startswith(_PRESENT):
        return False
    holder = words[trigger.last - 1].key in _ON_IT and any(actor.first == trigger.last and actor.kind in {"name", "force"} for actor in actors)
    return holder or not _WAS.isdisjoint(_before(trigger, words, _WAS_REACH))


def _seized(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether arms, vehicles or goods were taken, and no place: "استولت A على دبابة", "سيطروا على عربتين", "تستولي على ثالثة"."""
    if trigger.type != "territory_change":
        return False
    at = next((at for at in range(trigger.last - 1, min(trigger.last + _SEIZED_REACH, len(words) - 1)) if words[at].key == _AT), None)
    if at is None or words[at + 1].key.startswith(_SEIZED):
        return at is not None
    return words[at + 1].key in _ANOTHER and any(word.keys[-1][0].startswith(_SEIZED) for word in words[max(0, trigger.first - _SEIZED_REACH) : trigger.first])


def _kept_out(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether nobody is said to have managed to get in: "تمكنت القوات من دخول X" does, "منعت القوات من دخول X" and "اقتربت من دخول X" do not."""
    governed = trigger.type == "enter" and words[trigger.first].key in _GOVERNING
    return governed and _MANAGING.isdisjoint(_before(trigger, words, _MANAGED_REACH))


def visiting(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether a force came to arrest, to search or drive through: "دخلت القرية لاعتقال قاضٍ", "رتل تركي يدخل X"."""
    if trigger.type != "enter":
        return False
    near = [form for word in words[max(0, trigger.first - _PARTY_REACH) : trigger.last + 1] for form in word.forms]
    if any(form.startswith(_PARTY) for form in near):
        return True
    after = range(trigger.last, min(trigger.last + _VISIT_REACH, len(words)))
    aims = (at for at in after if words[at].keys[-1][2] == "ل" or words[at - 1].key in _PURPOSE)
    return any(form.startswith(_VISITS) for at in aims for form in words[at].forms)


def never_ended(trigger: Trigger, words: Sequence[Word]) -> bool:
    """Whether an attack is said not to have ended: "لم تهدأ المعارك", "المعارك لا تزال مستمرة", "الاشتباكات على أشدها"."""
    if any(word.key in _IN_IT for word in words[trigger.last : trigger.last + _STILL_REACH]):
        return False  # "ولا يزال القتال مستمراً فيه" tells more of what was told
    if any(not _RAGING.isdisjoint(word.forms) for word in words[trigger.last : trigger.last + _RAGING_REACH]):
        return True
    around = (*range(max(1, trigger.first - _STILL_REACH), trigger.first), *range(trigger.last + 1, min(trigger.last + _STILL_REACH, len(words))))
    return any(not _CEASING.isdisjoint(words[at].forms) and words[at - 1].keys[-1][0] in _NOT_YET for at in around)


def of_a_crowd(core: Sequence[Trigger], told: Sequence[Word]) -> bool:
    """Whether "مواجهات" are of demonstrators with the police. told: the words of the clause."""
    if any(trigger.type != "armed_clash" or trigger.role != "noun" for trigger in core):
        return False
    return any(form.startswith(_PROTESTERS) for word in told for form in word.forms)


def _before(trigger: Trigger, words: Sequence[Word], reach: int) -> list[str]:
    return [form for word in words[max(0, trigger.first - reach) : trigger.first] for form in word.forms]
