"""Casualty words (مقتل، أصيب، عدد القتلى، مقتله): each opens for the people it tells of, or takes those told before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.countwords import Sign
from extract.each import NAMES_REACH, in_each, told_by_form
from extract.numerals import begins_number
from extract.people import People, Scope
from extract.phrases import Hit
from extract.subjects import subject_named
from extract.tally import CHAIN_REACH, PENDING_REACH, TOLL_REACH, Cue, Effect
from extract.tolls import Tolls
from extract.word_lists import word_set
from gazetteer.names import articles

NEVER = -99
_ONE_OF_THEM, _STRUCK = word_set("some_of_them"), word_set("was_hurt")
_NOT, _BUT, _BUT_REACH = word_set("negations"), word_set("except"), 3
_BY_THEM = word_set("by_them")
_PARTING, _LIFE, _LIFE_REACH = word_set("parting_with"), word_set("parting_with_life"), 5
_NUMBERS = frozenset({"عدد", "تعداد", "اعداد"})
_ATTACKS = word_set("attacks_with_a_toll")
_OF_A_WOUND = word_set("of_a_wound")
_LIMB_REACH = 4  # words between فقد and ساقه, at most


class Openers(Tolls):
    """Opens and closes the casualty words of one sentence."""

    def __init__(self, text: str, scope: Scope, number: int, *, dead_before: bool = False) -> None:
        super().__init__(text, scope, number, dead_before=dead_before)
        self._part_at = NEVER  # word after بينهم, while its list lasts
        self._pending_parts: list[People] = []
        self._beside: People | None = None  # the last people told

    def _all(self, hit: Hit[Sign]) -> int:
        """جميعهم مدنيون: the group of the figure before."""
        sign = self._scope.sign(hit.last + (self._scope.key(hit.last) == "من"), "person")
        if sign and self._main >= 0 and sign.group in ("civilians", "children", "women", "fighters"):
            self._found[self._main] = replace(self._found[self._main], group=sign.group)  # type: ignore[arg-type]
            return hit.last + 1 + (self._scope.key(hit.last) == "من")
        return hit.last

    def _himself(self, at: int, hit: Hit[Sign]) -> int:
        """ما أدى إلى مقتله: the one told before, unless he is counted already."""
        if hit.last == at + 1 and self._text[hit.start :].startswith("أصاب"):
            return 0  # أصابته: whom or what the rest must tell
        sign, then = self._scope.sign(at, "himself"), self._scope.sign(hit.last, "himself")
        if sign and sign.effect == "injured" and (self._scope.key(at - 1).startswith("متاثر") or self._died_of_it(at)):
            return hit.last  # توفيت متأثرة بإصابتها
        waiting = self._pending[-1] if self._pending and at - self._pending[-1].last <= PENDING_REACH else None
        if sign and sign.number == "pl" and waiting and waiting.numbered and waiting.low > 1 and self._main_at[sign.effect] < 0:
            self._close()  # نُقل 30 شخصاً بعد إصابتهم
            self._add_for(Cue(effect_of(sign.effect), "himself", at, hit.last), waiting._replace(joined=False))
            return hit.last
        if sign and then and sign.effect == "injured" and then.effect == "killed":
            return hit.last  # إصابته ووفاته
        if sign and self._main_at[sign.effect] < 0:
            own = {"sg": 1, "dual": 2}.get(sign.number)
            self._close()
            self._cue = Cue(effect_of(sign.effect), "himself", at, hit.last)
            self._add_for(self._cue, People(at, hit.last, hit.start, own or 1, own, vague=own is None))
        elif sign and self._found:  # اغتالوا قيادياً ... ما أدى إلى مقتله مع أربعة من رفاقه
            self._close()
            self._cue, self._chain_end = Cue(effect_of(sign.effect), "himself", at, hit.last, taken=True), hit.last
        return hit.last

    def _died_of_it(self, at: int) -> bool:
        """توفيت طفلة بعد ساعات من إصابتها: the one told before died of the wound."""
        last = self._found[-1] if self._found else None
        return last is not None and last.effect == "killed" and last.low == last.high == 1 and self._scope.key(at - 1) in _OF_A_WOUND

    def _toll(self, at: int, hit: Hit[Sign]) -> int:
        """عدد القتلى، حصيلة الشهداء، رفع الحصيلة إلى: opens for the number that follows."""
        victim = self._scope.sign(hit.last, "verb", "weak", "tail") if self._scope.key(hit.last - 1) == "من" else self._plural_victim(hit.last)
        if victim:  # عدد القتلى، عدد من قضوا
            self._close()
            over = self._scope.sign(at - 1, "bound")  # تجاوز عدد القتلى السبعين
            self._cue = Cue(effect_of(victim.effect), "toll", at, self._scope.hits[hit.last].last, over=over is not None and over.number == "least")
            self._cue.country = self._of_the_country(self._cue.last)
            if self._both(self._cue.last, victim):
                self._cue.both, self._cue.last = True, self._scope.hits[self._cue.last].last
            return self._cue.last
        if self._counted_before(at):
            pending, parts = self._pending, self._pending_parts
            self._close()
            self._cue = Cue("killed", "toll", at, hit.last)
            self._own(pending, parts)
            return hit.last
        of_an_attack = self._scope.key(hit.last) in _ATTACKS and self._scope.key(hit.last - 1) not in _NUMBERS  # not "عدد الغارات"
        if (self._scope.definite(hit) or of_an_attack) and self._update_at > at - TOLL_REACH:  # ارتفعت حصيلة التفجير إلى 11
            self._close()
            effects = {mention.effect for mention in self._found}
            self._cue = Cue("injured" if effects == {"injured"} else "killed", "toll", at, hit.last)
            return hit.last
        return 0

    def _open(self, at: int, hit: Hit[Sign], sign: Sign) -> int:
        """Open for the people of a casualty word; those told before it are its own where its form asks for them."""
        if self._told_off(at, hit, sign):
            if not self._how(hit, sign):  # أعدموا ذبحاً ثمانية شبان: the word before stays open
                self._close()
            return hit.last
        if sign.kind == "tail" and self._cue and (self._cue.taken or sign.effect in {self._cue.effect, "injured"} or not self._pending):
            self._met_his(self._cue, at, hit, sign)
            return hit.last
        cue = self._cue_of(at, hit, sign)
        anew = hit.particle.startswith(("و", "ف"))  # a new clause: its subject does not stand before it
        pending = self._pending if self._pending and not anew and at - self._pending[-1].last <= PENDING_REACH else []
        parts = self._pending_parts
        self._close()
        subject = None if anew else self._subject(at, hit, sign)
        if subject is None:  # not in "أن جندياً قتل وأصيب اثنان"
            subject = self._joins_other(cue, hit, sign)
        self._cue, self._part_at = cue, NEVER
        several = sum(people.low for people in pending) > 1 or any(people.vague for people in pending)
        owned = bool(pending) and (sign.kind == "tail" or (several and self._scope.plural_verb(at))) and not self._told_next(hit.last)
        if owned and cue.both:
            cue.both, cue.last = False, hit.last
        if owned:
            self._own(pending, parts)
        elif subject := subject or self._died_then(cue, hit):
            cue.fallback = subject
        elif names := told_by_form(self._scope, cue):
            self._add_for(cue, names)
        elif self._names_someone(cue):
            self._named(cue)
        return cue.last

    def _joins_other(self, cue: Cue, hit: Hit[Sign], sign: Sign) -> People | None:
        """مقتل وإصابة، قتل وأصيب: one figure for the dead and the wounded; in فقُتل وجُرح ابنه the first tells of one told before, whom it gives."""
        other = self._scope.sign(hit.last, "cue", "verb")
        if not other or other.effect == sign.effect or not self._scope.hits[hit.last].particle.startswith("و") or not self._scope.near(hit.last):
            return None
        last = self._scope.hits[hit.last].last
        if sign.kind == "verb" and self._of_kin(last):
            return People(hit.first, hit.last, hit.start, 1, 1)
        cue.both, cue.last = True, last
        return None

    def _met_his(self, cue: Cue, at: int, hit: Hit[Sign], sign: Sign) -> None:
        """لقي خالد العلي حتفه: whoever is named, his death is that of one."""
        own = 1 if self._scope.key(at).endswith("ه") else 2 if self._scope.key(at).endswith("هما") else 0
        if cue.kind == "verb" and not cue.taken and sign.effect == cue.effect and hit.last == at + 1 and own:
            cue.fallback = cue.fallback or People(cue.first, hit.last, self._scope.hits[cue.first].start, own, own)

    def _of_kin(self, at: int) -> bool:
        """Tell whether one relative is told, and whose: ابنه."""
        kin = self._scope.sign(at, "kin")
        return kin is not None and kin.number == "sg" and not self._scope.words[at].surface.endswith("ة") and not self._scope.hits[at].particle

    def _cue_of(self, at: int, hit: Hit[Sign], sign: Sign) -> Cue:
        """Make the casualty word of a row; to lose a leg is to be wounded (فقد شقيقه ساقه)."""
        if sign.number == "lost" and any(self._scope.glue(i, "limb") for i in range(hit.last, hit.last + _LIMB_REACH)):
            return Cue("injured", "verb", at, hit.last)
        return Cue(effect_of(sign.effect), sign.kind, at, hit.last, number=sign.number)

    def _subject(self, at: int, hit: Hit[Sign], sign: Sign) -> People | None:
        """Give the one told before a verb in the singular: امرأة قتلت، طفل من أهالي الحي استشهد."""
        beside, alone = self._beside, sign.kind == "verb" and sign.number in {"", "named"}
        if (someone := subject_named(self._scope, self._text, at, hit) if alone else None) or hit.particle or not beside:
            return someone
        beside_others = self._scope.sign(hit.last, "verb") and self._scope.hits[hit.last].particle == "و"  # "قيادياً من X قتل وأصيب اثنان"
        suffers = sign.number == "named" or beside_others or self._scope.by_fire(hit.last)
        next_to = (
            beside.last == at and self._scope.near(at) and (beside.noun in ("person", "kin", "one_of", "family") or (beside.noun == "other" and beside.joined))
        )
        return beside if next_to or (suffers and beside.number == "sg" and 0 < at - beside.last <= PENDING_REACH) else None

    def _died_then(self, cue: Cue, hit: Hit[Sign]) -> People | None:
        """أطلقوا النار على المختار ففارق الحياة: nobody is told after the verb, so it is of the one struck before; وقتل على الفور."""
        scope, at_once = self._scope, any(self._scope.glue(at, "at_once") for at in (cue.last, cue.last + 1))
        dies = cue.kind in ("verb", "tail") and cue.effect == "killed" and not cue.both and self._main_at["killed"] < 0
        if not dies or not (hit.particle.startswith("ف") or at_once):
            return None
        if scope.key(cue.first).endswith(("وا", "ون")) or not (at_once or self._over(cue.last) or scope.sign(cue.last, "tail")):
            return None
        own = 2 if cue.number == "dual" else 1
        return People(cue.first, cue.last, hit.start, own, own)

    def _over(self, at: int) -> bool:
        """Tell whether nothing follows that a verb could be said of."""
        return at >= self._scope.last or not self._scope.near(at) or self._scope.glue(at, "stop")

    def _told_off(self, at: int, hit: Hit[Sign], sign: Sign) -> bool:
        """Tell whether a casualty word reports nothing: لم يقتل، محاولة اغتيال، قذيفة أصابته."""
        if self._scope.key(at - 1) in _NOT:
            return not any(self._scope.key(after) in _BUT for after in range(hit.last, hit.last + _BUT_REACH))  # لم يُجرح سوى رجل
        if self._scope.key(at) in _PARTING and not any(self._scope.key(after) in _LIFE for after in range(hit.last - 1, hit.last + _LIFE_REACH)):
            return True  # فارق عائلته
        if self._how(hit, sign) or (sign.effect == "injured" and self._known_wound(hit, sign)):
            return True
        written = self._text[hit.start : self._scope.words[at].end]
        if self._scope.key(at).endswith("اصابه") and written.startswith("أ") and "ة" not in written:
            return True
        if "ؤ" in written and self._scope.key(at).endswith(("وديه", "وديا")):  # الطرق المؤدية, not مودية بحياة
            return True
        tried = self._scope.glue(at - 1, "attempt") and self._scope.near(at) and not self._defined(at - 1)  # not in "غرفة العمليات قتل العشرات"
        return sign.kind != "tail" and tried

    def _how(self, hit: Hit[Sign], sign: Sign) -> bool:
        """قتلوا ذبحاً."""
        return sign.kind == "cue" and self._scope.words[hit.last - 1].surface.endswith(("اً", "ًا"))

    def _known_wound(self, hit: Hit[Sign], sign: Sign) -> bool:
        """بينهم طفلان إصابة أحدهما بليغة؛ توفي متأثراً بجراح أصيب بها."""
        of_them = sign.kind == "cue" and self._main_at["injured"] >= 0 and self._scope.key(hit.last) in _ONE_OF_THEM
        return of_them or (sign.kind == "verb" and self._main_at["killed"] >= 0 and self._scope.key(hit.last) in _BY_THEM)

    def _defined(self, at: int) -> bool:
        return bool(articles(self._scope.words[at].surface))

    def _told_next(self, at: int) -> bool:
        people = self._scope.people(at) if at < self._scope.last else None
        return people is not None and people.numbered and not people.joined

    def _own(self, pending: Sequence[People], parts: Sequence[People]) -> None:
        """Take people told before their verb."""
        cue = self._cue
        if cue:
            for people in pending:
                self._add_for(cue, people)
            for part in parts:
                self._add(part, cue.effect, part=True)
            self._pending_parts = []

    def _wait(self, people: People) -> None:
        """Keep people for a verb to come, beside those they are joined to."""
        before = self._pending[-1] if self._pending else None
        self._beside = people
        if people.vague and not people.noun and not people.definite:
            return
        if before and self._no_more(before, people):
            return
        if before and people.joined and people.first - before.last <= CHAIN_REACH:
            self._pending.append(people)
        else:
            self._pending, self._pending_parts = [people], []

    def _close(self) -> None:
        """End the open casualty word; one that found nobody takes what stood just before it, or the two its form tells of."""
        cue, self._cue = self._cue, None
        if not cue or cue.taken:
            return
        if cue.fallback:
            self._add_for(cue, cue.fallback)
        elif cue.kind == "verb" and cue.effect == "injured" and self._scope.sign(cue.last, "tail") and self._scope.key(cue.first).removeprefix("و") in _STRUCK:
            self._add_for(cue, People(cue.first, cue.last, self._scope.hits[cue.first].start, 1, 1))  # أصيب بجروح خطيرة
        elif cue.number == "dual" and not self._those_two(cue):
            self._add_for(cue, People(cue.first, cue.last, self._scope.hits[cue.first].start, 2, 2))

    def _names_someone(self, cue: Cue) -> bool:
        """مقتل قاسم فلان، استشهدت يسرى فلان: a word that is not a preposition, a number or a date follows directly."""
        at, hit = cue.last, self._scope.hits[cue.first]
        if self._scope.glue(at, "title") and self._scope.near(at) and not cue.both:
            return cue.effect == "killed" and (cue.number == "pl" or not self._scope.definite(hit))
        if cue.number == "pl" and not self._scope.glue(at, "given"):
            return False  # قضى على أوكار
        passive = "قُ" in self._text[hit.start : self._scope.words[cue.first].end] or self._named_and_shot(at)
        if cue.effect != "killed" or cue.both or not (cue.kind == "cue" or cue.number == "named" or passive) or self._scope.definite(hit):
            return False
        if not self._scope.near(at) or self._scope.words[at].kind != "arabic" or begins_number(self._scope.words[at]):
            return False
        return self._scope.hit(at) is None and not any(self._scope.glue(at, kind) for kind in ("stop", "side", "thing", "news", "inside"))

    def _named_and_shot(self, at: int) -> bool:
        """وقتل موسى محمود قويدر برصاص مجهولين."""
        return self._scope.glue(at, "given") and any(self._scope.by_fire(to) for to in range(at + 1, at + NAMES_REACH))

    def _named(self, cue: Cue) -> None:
        """Count the one who is named, until better people are told."""
        vague = self._scope.key(cue.last).endswith(("ون", "ين", "ات"))
        start = self._scope.words[cue.last].start
        self._add_for(cue, People(cue.last, cue.last + 1, start, 1, None if vague else 1, vague=vague, number="pl" if vague else "sg"))
        cue.tentative = len(self._found) - 1

    def _another_name(self, cue: Cue, at: int) -> bool:
        """Tell whether one more of those hurt is named: مقتل خالد الأسمر ومحمود العلي."""
        if not cue.taken or at - self._chain_end > CHAIN_REACH or not self._scope.words[at].surface.startswith("و"):
            return False
        return self._found[-1].low == 1 and self._found[-1].effect == cue.effect and self._scope.joined_glue(at, "given")

    def _add_for(self, cue: Cue, people: People) -> None:
        """Add people to an open casualty word; a toll of the country is nobody's here."""
        if cue.country:
            cue.taken, self._pending = True, []
            return
        start = self._scope.hits[cue.first].start if people.first == cue.last and cue.kind != "victim" else people.start
        people = in_each(self._scope, people)._replace(start=start)
        if cue.both or people.both:
            people = people._replace(low=1, high=None, vague=True) if not people.vague else people
            self._add(people, "injured" if cue.effect == "killed" else "killed")
        self._add(people._replace(high=None) if cue.over else people, cue.effect)
        cue.taken, self._part_at, self._pending = True, NEVER, []


def effect_of(name: str) -> Effect:
    """Give the effect a row of the table names."""
    return "injured" if name == "injured" else "killed"
