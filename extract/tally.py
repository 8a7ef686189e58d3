"""The figures of one sentence as they are found: what belongs to what, whose dead they are, which figure rivals which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extract.countwords import Group
from extract.people import People, Scope
from extract.word_lists import word_set
from extract.words import Word
from gazetteer.names import fold

Effect = Literal["killed", "injured", "none"]
# How far, in words, one part of a figure may stand from the next.
CHAIN_REACH, TOLL_REACH = 6, 12
PENDING_REACH = 9  # words between people and the verb after them, at most
_SIDE_WORDS = 4
_THOUSANDS = 1000  # told as a word, never the dead of one incident
_TOLL_OF = 3  # words between حصيلة and its figure, at most: حصيلة التفجير سبعة شهداء
_WHICH = word_set("whereby")
_THESE_DAYS = word_set("days_of_the_week")
_NAMES_OF = word_set("names_of")
_TOLL_WORD, _EARLIER = "حصيله", word_set("earlier_of_a_toll")


@dataclass(frozen=True, slots=True)
class CountMention:
    """A casualty figure. start, end: code points in the text given; surface: text[start:end].

    effect "none": nobody was hurt (low = high = 0), or the text has no word of it (both None).
    high None with a low: at least. part: a sub-count, which adds nothing; update: a toll that rose; rival: another source's figure
    for the same dead; vague: no number is told (قتلى, العشرات); more: told as more than those before (كما أصيب); side: words that name whose dead, "" if none;
    sentence: which sentence of the text given it stands in, from 0.
    """

    start: int
    end: int
    surface: str
    effect: Effect
    low: int | None
    high: int | None
    group: Group
    part: bool
    update: bool
    rival: bool
    vague: bool
    joined: bool
    side: str
    sentence: int
    more: bool = False


@dataclass(slots=True)
class Cue:
    """A casualty word that is open: its effect and place, and whether it has its people yet."""

    effect: Effect
    kind: str
    first: int
    last: int
    both: bool = False
    number: str = ""
    over: bool = False
    country: bool = False  # the toll of the whole country
    fallback: People | None = None
    taken: bool = False
    done: bool = False  # who did it has been told: "اغتال مسلحان ..."
    tentative: int = -1  # index of a figure that better people may replace


class Tally:
    """Keeps the figures of one sentence."""

    def __init__(self, text: str, scope: Scope, number: int, *, dead_before: bool = False) -> None:
        self._text, self._scope, self._number = text, scope, number
        self._dead_before = dead_before  # the sentence before told a number of dead
        self._found: list[CountMention] = []
        self._chain_end = -1  # word after the last people taken
        self._main = -1  # index in _found of the figure that parts belong to
        self._main_at = {"killed": -1, "injured": -1}  # word where the last figure of an effect begins
        self._pending: list[People] = []  # people told before their verb
        self._update_at = self._says_at = -TOLL_REACH
        self._says_end = -1  # word after the last phrase that names a source
        self._cue: Cue | None = None
        self._divided = False  # a total was told, and then the dead of one attack after another

    def _none(self, first: int, last: int, low: int | None) -> int:
        words = self._scope.words
        start, end = self._scope.hits[first].start if first in self._scope.hits else words[first].start, words[last - 1].end
        self._found.append(
            CountMention(
                start, end, self._text[start:end], "none", low, low, "all",
                part=False, update=False, rival=False, vague=False, joined=False, side="", sentence=self._number,
            )
        )  # fmt: skip
        self._cue, self._pending = None, []
        return last

    def _add(self, people: People, effect: Effect, *, part: bool = False, rival: bool = False) -> None:
        if self._outdated(people) or (people.vague and people.low >= _THOUSANDS):
            return  # also البراميل التي حصدت آلاف القتلى: the dead of years
        words = self._scope.words
        end = words[people.last - 1].end
        update = not part and self._updates(people)
        low, high = self._from(people) if update else (people.low, people.high)
        before = self._main_at.get(effect, -1)
        rival = rival or (not part and (before >= 0 or self._dead_before) and self._says_at > before)
        self._found.append(
            CountMention(
                people.start, end, self._text[people.start : end], effect, low, high, people.group,
                part=part, update=update, rival=rival, vague=people.vague, joined=people.joined, side=self._side(people), sentence=self._number,
                more=self._more(people),
            )
        )  # fmt: skip
        self._chain_end = people.last
        if not part and (self._scope.glue(people.last, "altogether") or (update and self._thereby(people))):
            self._sum_up()
        if not part:
            self._main, self._main_at[effect] = len(self._found) - 1, people.first

    def _again(self, at: int, main: CountMention) -> None:
        """ومثلهم: as many as the last told; one more part after a part (منهم ست نساء ومثلهن أطفال), the wounded after their verb (وأصيب مثلهم)."""
        last, cue = self._found[-1], self._cue
        side = self._scope.key(at + 1) == "من" and self._scope.glue(at + 2, "armed")  # ومثلهم من قوات النظام: as many as all told before
        part = last.part and at == self._chain_end and not side
        same = last if part else main
        people = People(at, at + 1, self._scope.words[at].start, same.low or 1, same.high, numbered=True, joined=True, part=part)
        own = cue if cue and not cue.taken and not part and cue.first >= self._chain_end else None
        self._add(people, own.effect if own else same.effect, part=part)
        if own:
            own.taken = True

    def _outdated(self, people: People) -> bool:
        """ارتفع العدد إلى 33 بعد حصيلة أولية بمقتل 22: an earlier toll of the same dead."""
        told = range(max(self._update_at + 1, people.first - PENDING_REACH), people.first)
        risen = self._update_at >= self._scope.first
        return risen and any(self._scope.key(at) == _TOLL_WORD and self._scope.key(at + 1) in _EARLIER and self._scope.key(at - 1) == "بعد" for at in told)

    def _those_two(self, cue: Cue) -> bool:
        """عثر على جثتي شابين قتلا بالرصاص: the dead are the two told right before."""
        main = self._found[self._main] if self._main >= 0 else None
        told = main is not None and main.effect == cue.effect and (main.low, main.high) == (2, 2)
        return told and not self._scope.hits[cue.first].particle

    def _more(self, people: People) -> bool:
        """كما أصيب عنصران: others than those told before; not كما قال المرصد."""
        first = max(self._scope.first, people.first - CHAIN_REACH)
        return any(self._scope.glue(at, "as_well") and not self._scope.sign(at + 1, "says") for at in range(first, people.first))

    def _thereby(self, people: People) -> bool:
        """استشهد شاب ليرتفع عدد الشهداء إلى خمسة، ما رفع الحصيلة إلى 11: he is one of the five."""
        at = self._update_at
        if not self._scope.first <= at < people.first:
            return False
        return fold(self._scope.words[at].surface).startswith(("ل", "ف")) or self._scope.key(at - 1) in _WHICH

    def _sum_up(self) -> None:
        """ثلاث ممرضات وسبعة مرضى، 10 شهداء بالمجموع: those told before are parts of the last."""
        last = self._found[-1]
        self._found[:-1] = [replace(found, part=True) if found.effect == last.effect else found for found in self._found[:-1]]

    def _updates(self, people: People) -> bool:
        """Tell whether a figure is what a toll rose to, or is joined to one."""
        if people.joined and self._found and self._found[-1].update and people.first == self._chain_end + 1:
            return True
        if self._update_at < max(people.first - TOLL_REACH, self._scope.first):
            return False
        toll = any(self._scope.sign(at, "toll") for at in range(people.first - _TOLL_OF, people.first)) or (self._cue is not None and self._cue.kind == "toll")
        return self._scope.key(people.first - 1) == "الي" or bool(toll)

    def _from(self, people: People) -> tuple[int, int | None]:
        """من 7 إلى 11: the earlier figure and the later."""
        before = self._pending[-1] if self._pending else None
        if before and self._earlier(before):
            return min(before.low, people.low), people.high
        return people.low, people.high

    def _earlier(self, people: People) -> bool:
        return people.numbered and self._scope.key(people.first - 1) == "من" and self._scope.key(people.last) == "الي"

    def _side(self, people: People) -> str:
        """The words that name whose dead they are: من قوات النظام، في صفوف الفصائل."""
        at = people.last
        if self._scope.key(at) == "في" and self._scope.glue(at + 1, "side"):
            first, at = at, at + 2
        elif self._scope.glue(at, "side"):
            first, at = at, at + 1
        else:
            return ""
        if not self._scope.near(first) or self._scope.glue(at, "not_side") or not self._scope.near(at) or self._scope.words[at].kind != "arabic":
            return ""
        last = at + 1
        while last < self._scope.last and last - at < _SIDE_WORDS and self._scope.near(last) and not self._ends_side(last):
            last += 1
        words = self._scope.words
        return self._text[words[first].start : words[last - 1].end]

    def _ends_side(self, at: int) -> bool:
        word = self._scope.words[at]
        return self._scope.glue(at, "stop") or word.kind == "number" or word.key.startswith(("و", "ب")) or self._scope.hit(at) is not None

    def _drop_statistic(self, at: int, last: int) -> None:
        """33 قتيلاً في عموم البلاد: a total, not the dead of one incident; those of في وقت سابق اليوم are of one."""
        if self._scope.key(last + (self._scope.key(last) == "من") + (self._scope.key(last + 1) == "يوم")) in _THESE_DAYS:
            return
        if self._found and at - self._chain_end <= CHAIN_REACH:
            while self._found and self._found.pop().part:
                pass
            self._main, self._main_at = -1, {"killed": -1, "injured": -1}


def without_lists(found: list[CountMention], text_words: Sequence[Word]) -> list[CountMention]:
    """Make a list of names no figure of its own where dead or wounded were told before: "وأصيب عشرون، ونشر المشفى أسماء 12 مصاباً"."""
    told, kept = set[str](), list[CountMention]()
    for mention in found:
        at = bisect_left(text_words, mention.start, key=lambda word: word.start)
        listed = at > 0 and text_words[at - 1].keys[-1][0] in _NAMES_OF and not mention.vague
        kept.append(replace(mention, part=True) if listed and mention.effect in told else mention)
        told.add(mention.effect)
    return kept
