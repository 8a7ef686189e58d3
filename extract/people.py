"""Numbers of people as Arabic tells them: "ثلاثة أطفال", "طفلين", "ما لا يقل عن خمسين شخصاً", "أطفالها الثلاثة", "العشرات".

Nothing here says that anyone was hurt; extract/figures.py puts people and casualty words together. The words are in lexicon/counts.csv.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.countwords import PEOPLE, Group, Sign, two_by_vowel
from extract.numerals import begins_number, number_at
from extract.phrases import Hit
from extract.sentence_words import SentenceWords
from extract.word_lists import word_set

_NOUNS = (*PEOPLE, "victim", "body")
_DASH = re.compile(r"\s?[-–—ـ]\s?\Z")
_BETWEEN = word_set("between")
RANGES = _BETWEEN | {"ما"}
"""Words that may begin a range: بين 4 و6، ما بين عشرة وعشرين."""
_OF_THEM = word_set("of_them")
_OWN = {"sg": 1, "dual": 2}
_BOTH = word_set("both_who")
_LATER = 6
"""Words between a number and على الأقل, at most."""
_SHORT = 2  # letters
_FIRE, _CLOTHES = word_set("kinds_of_fire"), word_set("clothes")
_SEVERAL, _MANY_PLURAL = word_set("many_without_a_noun"), ("ون", "ين")


class People(NamedTuple):
    """A number of people in words first..last-1. start: raw offset without an attached particle.

    numbered: a number or a word for many is told; vague: no number is told; noun: the kind of word that names them, "" for a bare number;
    effect: killed or injured where the noun itself says so; joined: with و; part: told as some of others (ثلاثة منهم); both: one number for dead and wounded;
    oblique: a preposition stands before it (على يد ثلاثة).
    """

    first: int
    last: int
    start: int
    low: int
    high: int | None
    numbered: bool = False
    vague: bool = False
    noun: str = ""
    number: str = ""
    group: Group = "all"
    effect: str = ""
    definite: bool = False
    joined: bool = False
    part: bool = False
    nation: bool = False
    both: bool = False
    oblique: bool = False


class Scope(SentenceWords):
    """One sentence, and the people told in it."""

    def people(self, at: int) -> People | None:
        """Read the people told at a word, None if there are none."""
        return self._numbered(at) or self._unnumbered(at)

    def _numbered(self, at: int) -> People | None:
        """أكثر من 20 قتيلاً، بين 4 و6 أشخاص، 16 من قوات النظام، العشرات، عدد من المدنيين."""
        bound = self.sign(at, "bound")
        to = self.hits[at].last if bound else at
        amount = self._between(to) or (None if bound else self._many(at)) or self._number(to)
        people = self._named(amount) if amount else None
        if people is None:
            return None
        open_end = bound.number if bound else ""
        if bound:
            hit = self.hits[at]
            people = people._replace(first=at, start=hit.start, joined=self.joined(at, hit.particle), oblique=self.glue(at - 1, "prep"))  # not of "أكثر من مئة"
        if after := self.sign(people.last, "after"):
            people, open_end = people._replace(last=self.hits[people.last].last), after.number
        elif self._at_least_later(people):
            open_end = "least"
        if open_end == "least":
            return people._replace(high=None)
        return people._replace(low=1) if open_end == "most" else people

    def _at_least_later(self, people: People) -> bool:
        """12 متطوعاً من الهلال الأحمر على الأقل: it may stand after the words that say whose they are."""
        if people.noun != "of" and self.key(people.last) != "من":
            return False
        for at in range(people.last, min(people.last + _LATER, self.last)):
            if not self.near(at) or begins_number(self.words[at]) or self.sign(at, "cue", "verb", "victim"):
                return False
            if sign := self.sign(at, "after"):
                return sign.number == "least"
        return False

    def _many(self, at: int) -> People | None:
        """العشرات، مئات، عدد من: words for many, told as at least so many."""
        sign = self.sign(at, "many")
        if not sign:
            return None
        hit = self.hits[at]
        several = self.key(hit.last - 1) in _SEVERAL
        if sign.number == "1" and self.definite(hit) and self.key(hit.last - 1) != "من" and not several:
            return None
        last = hit.last + (self.key(hit.last) == "من" and self.near(hit.last))
        definite = self.definite(hit) and last == at + 1
        return People(at, last, hit.start, int(sign.number), None, numbered=True, vague=True, joined=self.joined(at, hit.particle), definite=definite)

    def _number(self, at: int) -> People | None:
        """A number, or a range of numbers: 4-6، 4 أو 5."""
        at += self.key(at) == "ال" and self.near(at + 1)  # الـ 9
        number = number_at(self.words, at) if self.first <= at < self.last else None
        if number is None or number.last > self.last or self.label(at) or (number.definite and self.glue(at - 1, "thing")):
            return None
        if (number.value == 1 and (self.glue(at - 1, "thing") or self.sign(at - 1, "family"))) or (number.definite and number.value == _OWN["dual"]):
            return None  # حصد القصف في ساعة واحدة أرواح 21 شخصاً؛ من عائلة واحدة؛ يوم الاثنين
        low, high, last = number.value, number.value, number.last
        to = last + 1 if self.key(last) == "او" else last
        if to < self.last and (to > last or _DASH.match(self.between[to])):
            second = number_at(self.words, to)
            if second and second.value > low and second.last <= self.last:
                high, last = second.value, second.last
        definite = number.definite and last == at + 1
        start = self.words[at].start + number.skip
        oblique = number.particle.endswith(("ب", "ل", "ك")) or self.glue(at - 1, "prep")
        return People(at, last, start, low, high, numbered=True, joined=self.joined(at, number.particle), definite=definite, oblique=oblique)

    def _between(self, at: int) -> People | None:
        """بين 4 و6، ما بين عشرة وعشرين."""
        word = at + 1 if self.key(at) == "ما" else at
        if self.key(word) not in _BETWEEN or word + 1 >= self.last:
            return None
        low = number_at(self.words, word + 1)
        if low is None or low.last >= self.last:
            return None
        to = low.last + (self.key(low.last) in ("و", "الي"))
        high = number_at(self.words, to) if to < self.last else None
        if high is None or high.value <= low.value or high.last > self.last:
            return None
        joined = self.joined(at, "و" if self.key(word) == "وبين" else "")
        return People(at, high.last, self.words[at].start, low.value, high.value, numbered=True, joined=joined)

    def _named(self, people: People) -> People | None:
        """Read the noun after a number; None where it counts things."""
        at = people.last
        alone = people if not people.vague or self._bare_many(people) else None
        if not self.near(at):
            return alone
        if self._thing(at):
            return None
        noun = self._noun(at) if not (self.hit(at) and self.hits[at].particle) else None
        if noun and people.vague and noun[0].number == "sg" and noun[0].kind == "person":
            return None  # اغتالت مجموعة العقيد نبيل
        if noun:
            return self._with_noun(people, *noun)
        if self.key(at) in _OF_THEM and self.sign(at, "part"):
            return self._some_of_them(people)
        return self._of(people, alone, at) if self.key(at) == "من" else alone

    def _of(self, people: People, alone: People | None, at: int) -> People | None:
        """خمسة من أفراد عائلة، 16 من قوات النظام؛ ثلاثة من القتلى, who are counted already."""
        if noun := self._noun(at + 1):
            return people._replace(noun="of", group=_group(noun[0]), part=noun[0].kind == "victim" and self.definite(self.hits[at + 1]))
        return alone._replace(group="fighters") if alone and self.glue(at + 1, "armed") else alone

    def _some_of_them(self, people: People) -> People:
        """ثلاثة منهم أطفال: part of the people before."""
        last = self.hits[people.last].last
        noun = self._noun(last + (self.key(last) == "فقط"))
        if noun and noun[0].kind == "victim":  # عدداً منهم قتلى
            return self._fates(people._replace(last=noun[1], noun="victim", effect=noun[0].effect), noun[0])
        return people._replace(part=True, last=noun[1] if noun else last, group=_group(noun[0]) if noun else "all")

    def _fates(self, people: People, sign: Sign) -> People:
        """أوقع القصف العشرات منهم قتلى وجرحى: one number for the dead and the wounded."""
        both = self._other_fate(people.last, sign)
        return people._replace(last=people.last + 1, low=1, high=None, vague=True, both=True) if both else people

    def _bare_many(self, people: People) -> bool:
        """العشرات and كثيرون stand alone, عشرات من and عدد من before any noun; عشرات and بعض need one for people."""
        last = people.last - 1
        several = self.key(last) in _SEVERAL and (people.definite or self.key(last).endswith(_MANY_PLURAL))
        alone = not self.near(people.last) or self.glue(people.last, "prep") or self.words[people.last].keys[-1][2] == "ب"
        fell = alone and self.sign(people.first - 1, "cue", "verb") is not None  # أصيب عشرات بجروح، وقُتل مئات
        return several or (people.low > 1 and (fell or self.definite(self.hits[people.first]))) or self.key(last) == "من"

    def _noun(self, at: int) -> tuple[Sign, int] | None:
        """Read a noun for people: what it means, and where it ends."""
        sign = self.sign(at, *_NOUNS)
        if not sign and self.sign(at, "cue") and self.key(at) == "اصابه":
            return Sign("victim", "injured", "sg", ""), at + 1
        return (sign, self.hits[at].last) if sign else None

    def _with_noun(self, people: People, sign: Sign, last: int) -> People | None:
        """Put a number and its noun together: 5 قتلى، أربعة مدنيين قتلى، 4 جثث، خمسة من أفراد عائلة."""
        if sign.kind == "family" and not people.vague:
            return None
        last = self._adjective(last)
        people = people._replace(last=last, noun=sign.kind, number="pl", group=_group(sign), effect=sign.effect)
        victim = self.sign(last, "victim")
        if victim and sign.kind == "person" and self.near(last) and not self.hits[last].particle and not self.definite(self.hits[last]):
            return self._fates(people._replace(last=self.hits[last].last, noun="victim", effect=victim.effect), victim)
        last = self._other(last)
        if last > people.last:
            return people._replace(last=last)
        if sign.kind == "victim" and sign.number == "sg" and people.low > _OWN["dual"] and (other := self._other_fate(last, sign)) and other.number == "sg":
            return people._replace(last=last + 1, both=True)
        if self._no_victim(people.last):
            return None
        return people

    def _other(self, at: int) -> int:
        """Step over آخر, آخرين after a noun."""
        return self.hits[at].last if self.sign(at, "other") and self.near(at) and not self.hits[at].particle else at

    def _other_fate(self, at: int, sign: Sign) -> Sign | None:
        """37 قتيلاً وجريحاً: the other word of one number for the dead and the wounded."""
        other = self.sign(at, "victim")
        if not other or other.effect == sign.effect or not self.near(at) or not self.hits[at].particle.startswith("و"):
            return None
        return None if at + 1 < self.last and self.near(at + 1) and number_at(self.words, at + 1) else other

    def _adjective(self, at: int) -> int:
        """Step over the adjective of a nation: خمسة جنود سوريين."""
        sign = self.sign(at, "person")
        return self.hits[at].last if sign and sign.group == "nation" and self.near(at) and not self.hits[at].particle else at

    def _unnumbered(self, at: int) -> People | None:
        """طفل، طفلين، أطفالها الثلاثة، قتيلين اثنين، عائلة من خمسة أفراد، أحد عناصر الحاجز، جثث 7 أشخاص."""
        sign = self.sign(at, *_NOUNS)
        if not sign or (sign.kind == "other" and self.key(self.hits[at].last) in _FIRE) or self.key(at - 1) in _CLOTHES:
            return None  # قصف جوي وآخر مدفعي، مسلحون بلباس عسكري
        hit = self.hits[at]
        definite = self.definite(hit)
        if (sign.group == "nation" and (definite or self._describes(at))) or (sign.kind in PEOPLE and (hit.particle.endswith(("ل", "ك")) or self._door(hit))):
            return None
        own = _OWN.get("dual" if sign.kind == "person" and two_by_vowel(self.words[hit.last - 1].surface) else sign.number)
        people = People(
            at, self._other(self._adjective(hit.last)) if sign.kind == "person" else hit.last, hit.start, own or 1, own,
            vague=own is None, noun=sign.kind, number=sign.number, group=_group(sign), effect=sign.effect,
            definite=definite, joined=self.joined(at, hit.particle), nation=sign.group == "nation",
        )  # fmt: skip
        match sign.kind:
            case "family":
                return self._family(people)
            case "one_of":
                return self._one_of(people)
            case "body":
                inner = self.people(hit.last) if self.near(hit.last) else None
                if inner and not inner.effect and not inner.joined:
                    return inner._replace(first=at, start=hit.start, joined=people.joined, noun="body", effect=sign.effect)
        return self._counted_after(people)

    def _describes(self, at: int) -> bool:
        """Tell whether the adjective of a nation describes the thing before it (بقصف إسرائيلي, غارات روسية وسورية) and is no person of that nation."""
        before = self.sign(at - 1, "person") if self.hits[at].particle == "و" and self.near(at) else None
        if before is not None and before.group == "nation":
            return self._describes(at - 1)
        return self.near(at) and not self.hits[at].particle and not any(hit.last == at for back in (1, 2, 3) if (hit := self.hit(at - back)))

    def _door(self, hit: Hit[Sign]) -> bool:
        """Tell whether a word only looks like ب and a short one: باب is no father."""
        return hit.particle.endswith("ب") and self.words[hit.first].end - hit.start <= _SHORT

    def _counted_after(self, people: People) -> People | None:
        """Read a number that follows its noun: طفليها الاثنين، الأطفال الثلاثة، قتيلين اثنين."""
        at = people.last
        dozens = self.sign(at, "many") if people.vague and self.near(at) else None
        if dozens and self.hits[at].particle == "ب" and self.definite(self.hits[at]):  # جرحى بالعشرات
            return people._replace(last=at + 1, low=int(dozens.number), numbered=True)
        number = number_at(self.words, at) if self.near(at) and self.words[at].kind == "arabic" else None
        if number and number.last <= self.last and not number.particle and (number.definite or number.value <= 2) and people.number != "sg":
            return people._replace(last=number.last, low=number.value, high=number.value, numbered=True, vague=False)
        if people.number in ("pl", "either") and self.near(at) and self.key(at) in _BOTH:
            return people._replace(low=2, high=2, vague=False)
        if number and people.number == "sg" and number.value == 1:
            least = self.sign(number.last, "after")  # مدني واحد على الأقل
            return people._replace(last=self.hits[number.last].last if least else number.last, high=None if least else 1, numbered=True)
        return None if self._no_victim(at) else people

    def _family(self, people: People) -> People:
        """عائلة مؤلفة من سبعة أشخاص."""
        for at in range(people.last, min(people.last + 3, self.last)):
            if self.key(at) == "من" and self.near(at):
                number = number_at(self.words, at + 1) if at + 1 < self.last else None
                if number and number.value > 1 and number.last <= self.last and not self._thing(number.last):
                    last = number.last + (self.sign(number.last, "person") is not None)
                    return people._replace(last=last, low=number.value, high=number.value, numbered=True, vague=False)
        return people

    def _one_of(self, people: People) -> People | None:
        """أحد عناصر الحاجز."""
        if self.key(people.first).endswith(("هم", "هن", "هما", "ها")):  # أحدهم
            return people
        at = people.last + (self.near(people.last) and self.glue(people.last, "notable"))  # أحد أبرز قادة الحرس
        noun = self._noun(at) if self.near(at) else None
        return people._replace(last=noun[1], group=_group(noun[0]), numbered=True) if noun else None


def _group(sign: Sign) -> Group:
    return "all" if sign.group in ("", "nation") else sign.group  # type: ignore[return-value]
