"""What says that nobody was hurt, that nothing is known, or that there were losses without a number."""

from __future__ import annotations

import re

from extract.countwords import Sign
from extract.people import People, Scope
from extract.phrases import Hit
from extract.tally import CHAIN_REACH, PENDING_REACH, Tally
from extract.word_lists import word_set

_PUNCTUATED = re.compile(r"[^\s«»\"“”()]")
_OR = word_set("or_and")
_BUT, _BLAME = word_set("except"), "مسوولي"
_DEATH_REACH = 4  # words between لم تعلن and مقتل, at most
_INDEED, _QUOTING, _QUOTED = "فقد", word_set("quoting"), 8  # the last: words from بحسب to فقد, at most
_ONE, _TEN = "واحده", 10
_OCCURRING = word_set("occurring")
_PILOT = "طيار"  # of "بدون طيار"
_NOBODY_REACH = 10  # words between دون and إصابات at most
_HEARER_REACH = 7  # words between لم يصل and بلاغ, at most: who waits for it


class Outcomes(Tally):
    """Reads the outcomes of one sentence that are told without a number."""

    def __init__(self, text: str, scope: Scope, number: int, *, dead_before: bool = False) -> None:
        super().__init__(text, scope, number, dead_before=dead_before)
        self._damage: Hit[Sign] | None = None

    def _outcome(self, at: int, hit: Hit[Sign]) -> int:
        """Read what says that nobody was hurt or that nothing is known; give the word after it, 0 if it is no such thing."""
        kinds = {sign.kind for sign in hit.values}
        if "nobody" in kinds:
            return self._none(at, hit.last, 0)
        if "damage" in kinds:
            self._damage = hit
            return hit.last
        if "only" in kinds:
            return self._only(at, hit.last)
        if "split" in kinds:
            return self._split(at, hit)
        if kinds & {"without", "silent", "unheard"}:
            return self._unheard(at, hit.last) if "unheard" in kinds else self._without(at, hit.last, silent="silent" in kinds)
        return 0

    def _indeed(self, at: int) -> bool:
        """وبحسب المركز فقد استهدف: فقد only stresses the verb after it."""
        quoted = range(max(self._scope.first, at - _QUOTED), at) if self._scope.key(at) == _INDEED else ()
        return any(self._scope.key(before).removeprefix("و") in _QUOTING for before in quoted)

    def _no_more(self, before: People, people: People) -> bool:
        """Tell whether people told before their verb are no others: خمسة أطفال من عائلة واحدة قتلوا، ألف مقاتل ومقاتلة استشهدوا.

        A woman beside five children (خمسة أطفال وامرأة قتلوا) is one more.
        """
        if (people.noun == "family" and self._scope.key(people.first - 1) == "من") or (not people.noun and self._scope.key(people.first) == _ONE):
            return True
        others = before.low <= _TEN and people.joined and people.number in ("sg", "dual") and people.group != before.group
        return before.numbered and not people.numbered and not others and people.last - before.last <= PENDING_REACH

    def _only(self, at: int, last: int) -> int:
        """اقتصرت الأضرار على الماديات; not اقتصرت على إصابة شخص."""
        on = next((i for i in range(last, min(last + _NOBODY_REACH, self._scope.last)) if self._scope.key(i) == "علي"), 0)
        if not on or any(self._scope.sign(i, "cue", "verb", "victim") for i in range(on, on + 4)):
            return 0
        return self._none(at, min(on + 2, self._scope.last), 0)

    def _unheard(self, at: int, last: int) -> int:
        """لم يصل إلى فرق الإسعاف أي بلاغ بوجود مصابين; not لم يصل المسعفون إلى المصابين: the news must be named, who waits for it may stand before."""
        for i in range(last, min(last + _HEARER_REACH, self._scope.last)):
            if self._scope.glue(i, "news"):
                return self._without(at, i + 1, silent=True)
            if _PUNCTUATED.search(self._scope.between[i]) or self._scope.sign(i, "verb", "break", "victim"):
                break
        return 0

    def _without(self, at: int, last: int, *, silent: bool) -> int:
        """دون وقوع إصابات، لم ترد أنباء عن إصابات: the casualty word must follow closely; not "طائرة دون طيار ومقتل ثلاثة"."""
        if self._scope.key(last) == _PILOT:
            return 0
        for i in range(last, min(last + _NOBODY_REACH, self._scope.last)):
            joined = i > last and self._scope.sign(i, "cue", "verb") and self._scope.joined(i, self._scope.hits[i].particle)
            if joined or ((told := self._scope.people(i)) and told.numbered):
                break  # "دون توقف ومقتل شاب", "دون توقف وسقوط خمسة شهداء"
            if self._scope.sign(i, "victim", "loss") or self._scope.key(i) in ("اصابه", "خساير"):
                return self._none(at, self._after_victims(i + 1), None if silent else 0)
            if i - last <= _DEATH_REACH and self._scope.sign(i, "cue") and not any(self._scope.key(between) in _BUT for between in range(last, i + 2)):
                people = self._scope.people(i + 1)  # لم تعلن الوزارة عن مقتل أي من جنودها
                return self._none(at, people.last if people else i + 1, None if silent else 0)
            if self._scope.key(i).startswith(_BLAME):
                break  # لم تعلن جهة مسؤوليتها عن مقتل الضابط
            if self._scope.glue(i, "news"):
                silent = True
            elif _PUNCTUATED.search(self._scope.between[i]) or self._scope.sign(i, "verb", "break"):
                break
        return 0

    def _after_victims(self, at: int) -> int:
        """Step over what is joined to a casualty word: دون وقوع قتلى أو جرحى."""
        to = self._after_or(at)
        while self._scope.sign(to, "victim") and (to > at or self._scope.joined(to, self._scope.hits[to].particle)):
            at = self._scope.hits[to].last
            to = self._after_or(at)
        return at

    def _after_or(self, at: int) -> int:
        """Step over أو and أو سقوط."""
        if self._scope.key(at) not in _OR:
            return at
        return at + 1 + (self._scope.key(at + 1) in _OCCURRING)

    def _split(self, at: int, hit: Hit[Sign]) -> int:
        """عشرون مدنياً بين قتيل وجريح: some dead, some wounded, nobody says how many of each."""
        if self._found and self._chain_end > at - CHAIN_REACH and self._found[-1].effect != "none":
            self._found.pop()
        people = People(at, hit.last, hit.start, 1, None, vague=True)
        for effect in ("killed", "injured"):
            self._add(people, effect)
        self._cue, self._pending = None, []
        return hit.last

    def _loss(self, at: int, hit: Hit[Sign]) -> int:
        """خسائر بشرية: at least one dead, unless it is only rumoured."""
        before = range(max(self._scope.first, at - 4), at)
        rumoured = any(self._scope.sign(i, "rumour") for i in before) and not any(self._scope.glue(i, "sure") for i in before)
        if rumoured:
            return self._none(at, hit.last, None)
        self._add(People(at, hit.last, hit.start, 1, None, vague=True), "killed")
        return hit.last
