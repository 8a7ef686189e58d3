"""Numbers of people as Arabic tells them: "ثلاثة أطفال", "طفلين", "ما لا يقل عن خمسين شخصاً", "أطفالها الثلاثة", "العشرات".

Nothing here says that anyone was hurt; extract/figures.py puts people and casualty words together. The words are in lexicon/counts.csv.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from extract.numerals import number_at
from extract.sentences import Sentence
from extract.tables import Hit, Phrases, Row, Word, forms, read_table
from gazetteer.names import fold, key

Group = Literal["all", "civilians", "children", "women", "fighters"]
_Openers = Literal["cue", "verb", "weak", "tail", "victim", "body", "split", "himself", "loss", "toll", "without", "silent", "nobody", "only", "damage"]
_Others = Literal["person", "kin", "family", "other", "one_of", "many", "bound", "after", "part", "all", "update", "break", "says", "rumour", "nationwide"]
_Glue = Literal["thing", "no_victim", "found", "handed", "unit_head", "side", "not_side", "stop", "news", "sure", "attempt", "label"]
OPENERS: tuple[str, ...] = get_args(_Openers)
OTHERS: tuple[str, ...] = get_args(_Others)
GLUE: tuple[str, ...] = get_args(_Glue)
GROUPS: tuple[str, ...] = (*get_args(Group), "nation")
NUMBERS: tuple[str, ...] = ("sg", "dual", "pl", "either")
PEOPLE = ("person", "kin", "family", "other", "one_of")
_NOUNS = (*PEOPLE, "victim", "body")
_SUFFIXES = ("ه", "ها", "هم", "هما", "هن")
_SPACE = re.compile(r"[\s«\"“]*\Z")
_DASH = re.compile(r"\s?[-–—ـ]\s?\Z")
_AS_WELL = {("اضافه", "الي"), ("الي", "جانب"), ("فضلا", "عن"), ("علاوه", "علي"), ("بالاضافه", "الي")}
RANGES = ("بين", "وبين", "ما")
"""Words that may begin a range: بين 4 و6، ما بين عشرة وعشرين."""
_OWN = {"sg": 1, "dual": 2}
_PERCENT = re.compile(r"\s*[%٪]")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a phrase of lexicon/counts.csv means."""

    kind: str
    effect: str
    number: str
    group: str


@dataclass(frozen=True, slots=True)
class People:
    """A number of people in words first..last-1. start: raw offset without an attached particle.

    numbered: a number or a word for many is told; vague: no number is told; noun: the kind of word that names them, "" for a bare number;
    effect: killed or injured where the noun itself says so; joined: with و; part: told as some of others (ثلاثة منهم).
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


def load(rows: Sequence[Row]) -> tuple[Phrases[Sign], dict[str, frozenset[str]]]:
    """Give the phrases that make a figure, and by key the kinds of the words around them."""
    phrases: Phrases[Sign] = Phrases()
    glue: dict[str, frozenset[str]] = {}
    for row in rows:
        kind = row.one_of("kind", (*OPENERS, *OTHERS, *GLUE))
        effect = row.one_of("effect", ("killed", "injured"), empty=True)
        group = row.one_of("group", GROUPS, empty=True)
        if kind in ("cue", "verb", "weak", "tail", "victim", "body", "himself", "loss") and not effect:
            raise row.refuse(f"{kind} needs an effect")
        if kind in PEOPLE:
            row.one_of("number", NUMBERS)
        for form in forms(row["phrase"]):
            if kind in GLUE:
                glue[key(form)] = glue.get(key(form), frozenset()) | {kind}
                continue
            for spelled in _spellings(form, kind):
                phrases.add(spelled, Sign(kind, effect, row["number"], group))
    return phrases, glue


def _spellings(form: str, kind: str) -> list[str]:
    """Give the forms of a noun: a relative with its suffixes, others also with the alef of the accusative (جريحاً)."""
    if kind == "kin":
        return [(form[:-1] + "ت" if form.endswith("ة") else form) + suffix for suffix in _SUFFIXES]
    if kind in ("person", "victim", "body", "many", "other") and " " not in form and not form.endswith(("ة", "ى", "ء", "ا", "ون", "ين", "ان")):
        return [form, form + "ا"]
    return [form]


PHRASES, GLUE_WORDS = load(read_table("counts.csv", ("kind", "effect", "number", "group")))


class Scope:
    """One sentence: its words, the phrases found in them, and what stands between them."""

    def __init__(self, words: Sequence[Word], hits: Mapping[int, Hit[Sign]], between: Sequence[str], sentence: Sentence) -> None:
        self.words, self.hits, self.between = words, hits, between
        self.first, self.last = sentence.first, sentence.last

    def hit(self, at: int) -> Hit[Sign] | None:
        """Give the phrase that begins at a word of this sentence."""
        return self.hits.get(at) if self.first <= at < self.last else None

    def sign(self, at: int, *kinds: str) -> Sign | None:
        """Give what the phrase at a word means, if it is of one of these kinds."""
        hit = self.hit(at)
        return next((sign for sign in hit.values if sign.kind in kinds), None) if hit else None

    def glue(self, at: int, kind: str) -> bool:
        """Tell whether a word is one of those that stand around figures."""
        return self.first <= at < self.last and kind in GLUE_WORDS.get(self.words[at].key, ())

    def key(self, at: int) -> str:
        """Give the key of a word, "" outside the sentence."""
        return self.words[at].key if self.first <= at < self.last else ""

    def near(self, at: int) -> bool:
        """Tell whether nothing but space (or an opening quotation mark) stands before a word of this sentence."""
        return self.first < at < self.last and bool(_SPACE.match(self.between[at]))

    def definite(self, hit: Hit[Sign]) -> bool:
        """Tell whether a phrase begins with ال."""
        rest = fold(self.words[hit.first].token.surface)[len(hit.particle) :]
        return rest.startswith("ال") or (hit.particle.endswith("ل") and rest.startswith("ل"))

    def joined(self, at: int, particle: str) -> bool:
        """Tell whether و stands before what begins at a word, attached or apart (و5), or words that mean the same (إضافة إلى)."""
        if particle.startswith("و"):
            return True
        return self.near(at) and (self.key(at - 1) in ("و", "مع", "مقابل") or (self.key(at - 2), self.key(at - 1)) in _AS_WELL)

    # -- people

    def people(self, at: int) -> People | None:
        """Read the people told at a word, None if there are none."""
        return self._numbered(at) or self._unnumbered(at)

    def _numbered(self, at: int) -> People | None:
        """أكثر من 20 قتيلاً، بين 4 و6 أشخاص، 16 من قوات النظام، العشرات، عدد من المدنيين."""
        bound, to = self._bound(at)
        amount = self._between(to) or self._amount(to, exact=to > at)
        if amount is None:
            return None
        low, high, to, start, joined = amount
        if bound or to > at:
            start = start if not bound else self._start(at)
        hit = self.hit(at) if bound else None
        joined = self.joined(at, hit.particle if hit else ("و" if joined else ""))
        vague = self.sign(amount[2] - 1, "many") is not None or self._many(at) is not None
        definite = to == at + 1 and not vague and fold(self.words[at].token.surface).startswith(("ال", "وال"))
        people = People(at, to, start, low, high, numbered=True, vague=vague, joined=joined, definite=definite)
        people = self._named(people)
        if people is None:
            return None
        after = self.sign(people.last, "after")
        if after:
            hit = self.hits[people.last]
            people, bound = replace(people, last=hit.last), after.number
        match bound:
            case "least":
                return replace(people, high=None)
            case "most":
                return replace(people, low=1)
        return people

    def _start(self, at: int) -> int:
        hit = self.hit(at)
        return hit.start if hit else self.words[at].token.start

    def _bound(self, at: int) -> tuple[str, int]:
        sign = self.sign(at, "bound")
        return (sign.number, self.hits[at].last) if sign else ("", at)

    def _many(self, at: int) -> Sign | None:
        sign = self.sign(at, "many")
        return sign if sign and not (sign.number == "1" and self.definite(self.hits[at])) else None

    def _amount(self, at: int, *, exact: bool) -> tuple[int, int | None, int, int, bool] | None:
        """Read a number, a range of digits or a word for many: low, high, where it ends, raw start, joined with و."""
        if not self.first <= at < self.last:
            return None
        many = self._many(at)
        if many and not (exact and many.number == "1"):
            hit = self.hits[at]
            last = hit.last + (self.key(hit.last) == "من" and self.near(hit.last))
            return int(many.number), None, last, hit.start, hit.particle.startswith("و")
        number = number_at(self.words, at)
        if number is None or number.last > self.last or self._label(at):
            return None
        start, joined = self.words[at].token.start + number.skip, number.particle.startswith("و")
        second = number_at(self.words, number.last) if number.last < self.last and _DASH.match(self.between[number.last]) else None
        if second and second.value > number.value:
            return number.value, second.value, second.last, start, joined
        if self.key(number.last) == "او" and (second := number_at(self.words, number.last + 1)) and second.value > number.value:
            return number.value, second.value, second.last, start, joined
        return number.value, number.value, number.last, start, joined

    def _label(self, at: int) -> bool:
        """Tell whether a number is a name's: اللواء 137، عيار 23، or stands before a per cent sign."""
        if self.glue(at - 1, "label") and self.near(at):
            return True
        return at + 1 < self.last and bool(_PERCENT.match(self.between[at + 1]))

    def _between(self, at: int) -> tuple[int, int | None, int, int, bool] | None:
        """بين 4 و6، ما بين عشرة وعشرين."""
        word = at + 1 if self.key(at) == "ما" else at
        if self.key(word) not in RANGES[:2] or word + 1 >= self.last:
            return None
        low = number_at(self.words, word + 1)
        if low is None or low.last >= self.last:
            return None
        to = low.last + (self.key(low.last) in ("و", "الي"))
        high = number_at(self.words, to) if to < self.last else None
        if high is None or high.value <= low.value or high.last > self.last:
            return None
        return low.value, high.value, high.last, self.words[at].token.start, self.key(word) == "وبين"

    def _named(self, people: People) -> People | None:
        """Read the noun after a number; None where it counts things."""
        at = people.last
        if not self.near(at):
            return people if not people.vague or self._bare_many(people) else None
        if self._thing(at):
            return None
        sign = self.sign(at, "part")
        if sign and not people.vague and self.key(at) in ("منهم", "منهن", "منها"):
            last = self.hits[at].last
            after = self._noun(last + (self.key(last) == "فقط"))
            return replace(people, part=True, last=after[1] if after else self.hits[at].last, group=after[0].group if after else "all")  # type: ignore[arg-type]
        noun = self._noun(at) if not (self.hit(at) and self.hits[at].particle) else None
        if noun:
            return self._with_noun(people, *noun)
        if self.key(at) == "من" and (noun := self._noun(at + 1)):
            return replace(people, noun="of", group=_group(noun[0]))
        if people.vague and not self._bare_many(people):
            return None
        return people

    def _bare_many(self, people: People) -> bool:
        """العشرات and المئات stand alone; عشرات and عدد من need a noun."""
        hit = self.hit(people.last - 1) or self.hit(people.first)
        return people.low > 1 and bool(hit) and (self.definite(hit) or self.key(people.last - 1) == "من") if hit else False

    def _thing(self, at: int) -> bool:
        word = self.key(at)
        return "thing" in GLUE_WORDS.get(word, ()) or (word.endswith("ا") and "thing" in GLUE_WORDS.get(word[:-1], ()))

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
        people = replace(people, last=last, noun=sign.kind, number="pl", group=_group(sign), effect=sign.effect)
        victim = self.sign(last, "victim")
        if victim and sign.kind == "person" and self.near(last) and not self.hits[last].particle and not self.definite(self.hits[last]):
            return replace(people, last=self.hits[last].last, noun="victim", effect=victim.effect)
        other = self.sign(last, "other")
        if other and self.near(last) and not self.hits[last].particle:
            return replace(people, last=self.hits[last].last)
        if self._no_victim(people.last):
            return None
        return people

    def _adjective(self, at: int) -> int:
        """Step over the adjective of a nation: خمسة جنود سوريين."""
        sign = self.sign(at, "person")
        return self.hits[at].last if sign and sign.group == "nation" and self.near(at) and not self.hits[at].particle else at

    def _no_victim(self, at: int) -> bool:
        """Tell whether what follows makes it an illness or a hit on a target: إصابة بفيروس، إصابات مباشرة."""
        if (self.key(at + 1), self.key(at + 2)) == ("في", "صفوف"):
            return False
        return self.glue(at, "no_victim") or self.glue(at + 1, "no_victim")

    def _unnumbered(self, at: int) -> People | None:
        """طفل، طفلين، أطفالها الثلاثة، قتيلين اثنين، عائلة من خمسة أفراد، أحد عناصر الحاجز، جثث 7 أشخاص."""
        sign = self.sign(at, *_NOUNS)
        if not sign:
            return None
        hit = self.hits[at]
        definite = self.definite(hit)
        if definite and sign.group == "nation":
            return None
        own = _OWN.get(sign.number)
        people = People(
            at, self._adjective(hit.last) if sign.kind == "person" else hit.last, hit.start, own or 1, own, vague=own is None, noun=sign.kind, number=sign.number, group=_group(sign), effect=sign.effect,
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
                    return replace(inner, first=at, start=hit.start, joined=people.joined, noun="body", effect=sign.effect)
        return self._counted_after(people)

    def _counted_after(self, people: People) -> People | None:
        """Read a number that follows its noun: طفليها الاثنين، الأطفال الثلاثة، قتيلين اثنين."""
        at = people.last
        number = number_at(self.words, at) if self.near(at) and self.words[at].token.kind == "arabic" else None
        if number and number.last <= self.last and not number.particle and (number.definite or number.value <= 2) and people.number != "sg":
            return replace(people, last=number.last, low=number.value, high=number.value, numbered=True, vague=False)
        if number and people.number == "sg" and number.value == 1:
            return replace(people, last=number.last, numbered=True)
        return None if self._no_victim(at) else people

    def _family(self, people: People) -> People:
        """عائلة مؤلفة من سبعة أشخاص."""
        for at in range(people.last, min(people.last + 3, self.last)):
            if self.key(at) == "من" and self.near(at):
                number = number_at(self.words, at + 1) if at + 1 < self.last else None
                if number and number.value > 1 and number.last <= self.last and not self._thing(number.last):
                    last = number.last + (self.sign(number.last, "person") is not None)
                    return replace(people, last=last, low=number.value, high=number.value, numbered=True, vague=False)
        return people

    def _one_of(self, people: People) -> People | None:
        """أحد عناصر الحاجز."""
        noun = self._noun(people.last) if self.near(people.last) else None
        return replace(people, last=noun[1], group=_group(noun[0]), numbered=True) if noun else None


def _group(sign: Sign) -> Group:
    return "all" if sign.group in ("", "nation") else sign.group  # type: ignore[return-value]
