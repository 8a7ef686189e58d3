"""Words for the dead and wounded themselves (قتلى، خمسة جرحى، جثث): whom they count, and where they are only a name."""

from __future__ import annotations

from dataclasses import replace

from extract.countwords import Sign
from extract.numerals import begins_number, ordinal_at
from extract.openers import NEVER, Openers, effect_of
from extract.people import People
from extract.tally import CHAIN_REACH, Cue
from extract.word_lists import word_set
from gazetteer.names import articles

_VICTIMS = word_set("victims_of")
_TAKES, _WHILE, _WHILE_REACH = word_set("takes_the_wounded"), word_set("while_they"), 3
_KILLED = "مقتول"
_FOUND_REACH = 6  # words between عثر and جثة, at most: عثر على فلان الفلاني جثة
PART_REACH = 2  # words between a figure and what tells more of it


class Victims(Openers):
    """Reads the words of one sentence that say themselves what happened to people."""

    def _victims(self, people: People) -> None:
        """قتلى، خمسة جرحى: words that say themselves what happened."""
        people = self._as_meant(self._wounds_of(people))
        if (self._cue and not self._cue.taken and self._died(self._cue, people)) or self._dying(people):
            people = people._replace(effect="killed", definite=people.definite and people.number != "sg")  # توفي جريح، توفي الجريح خالد
        these = people.definite or people.number == "their" or self._scope.sign(people.first - 1, "update")
        if these and self._rescued(people) and not self._found:
            self._add(people._replace(low=1, high=None, vague=True), "injured")  # إسعاف الجرحى
            return
        if not people.numbered and people.number in ("pl", "their") and these:
            self._close()  # القتلى لا يقلون عن 33
            over = self._scope.sign(people.first - 1, "bound")  # تجاوز القتلى حتى المساء 89
            toll = self._scope.sign(people.first - 1, "update") or over
            least = over is not None and over.number == "least"
            self._cue = Cue(effect_of(people.effect), "toll" if toll else "these", people.first, people.last, over=least)
            return
        if not people.numbered and ((people.definite and not self._body_of_one(people)) or self._name(people)):
            return
        if self._elsewhere(people):
            return
        if self._felled(people):
            self._cue = Cue(effect_of(people.effect), "victim", people.first, people.last)
            if self._both(people.last, Sign("victim", people.effect, "", "")):
                self._cue.both, self._cue.last = True, people.last + 1
            self._own(self._pending, self._pending_parts)
            return
        cue = self._cue
        if self._told_twice(people):
            return
        if cue and not cue.taken and cue.kind == "toll":
            cue.taken = True
        else:
            self._close()
        self._cue = Cue(effect_of(people.effect), "victim", people.first, people.last)
        self._add_for(self._cue, people)
        self._pending, self._part_at = [], NEVER

    def _body_of_one(self, people: People) -> bool:
        """جثة الشاب أحمد, جثتي الشابين: whose body it is, not الجثة, which was told of before."""
        return people.noun == "body" and people.number in ("sg", "dual") and people.last > people.first + 1

    def _wounds_of(self, people: People) -> People:
        """إصابات لـ 30 شخصاً: how many there were is told by whom they befell."""
        at = people.last + (self._scope.key(people.last) == "ل")
        whose = self._scope.people(at) if people.effect == "injured" and people.vague and self._scope.near(people.last) and at < self._scope.last else None
        if whose is None or not whose.numbered or whose.effect or not (whose.oblique or at > people.last):
            return people
        return people._replace(last=whose.last, low=whose.low, high=whose.high, numbered=True, vague=whose.vague, group=whose.group)

    def _told_twice(self, people: People) -> bool:
        """مدنيان شهيدان، سقط اثنان من الفصيل جريحين: the word at the end says what befell the same people."""
        cue = self._cue
        if cue and self._as_what(cue, people):
            cue.effect = effect_of(people.effect)
            self._found[-1] = replace(self._found[-1], effect=cue.effect)
            return True
        reach = CHAIN_REACH if self._scope.key(people.first).startswith(_KILLED) else PART_REACH  # جثة عنصر من قوات النظام مقتولاً
        told = cue is not None and cue.taken and cue.effect == people.effect and people.first - self._chain_end <= reach
        return told and not people.numbered and not people.joined

    def _dying(self, people: People) -> bool:
        """سبعة مصابين لفظوا أنفاسهم."""
        dying = self._scope.sign(people.last, "verb", "tail") if people.numbered and self._scope.near(people.last) else None
        return people.effect == "injured" and dying is not None and dying.effect == "killed"

    def _as_what(self, cue: Cue, people: People) -> bool:
        """Tell whether a word in the number of those who fell follows them."""
        fell = cue.kind == "weak" and cue.taken and cue.effect != people.effect and bool(self._found) and self._found[-1].effect == cue.effect
        if not fell or people.numbered or people.joined or people.definite or people.first - self._chain_end > CHAIN_REACH:
            return False
        return {"sg": 1, "dual": 2}.get(people.number, 3) <= (self._found[-1].low or 0) and (people.number == "pl" or self._found[-1].low == people.low)

    def _rescued(self, people: People) -> bool:
        """إسعاف الجرحى، وصلت دفعة من الجرحى: nobody says how many."""
        told = self._scope.glue(people.first - 1, "rescue") or self._scope.key(people.first - 2) == "دفعه"
        return people.effect == "injured" and not people.numbered and told

    def _elsewhere(self, people: People) -> bool:
        """دفن خمس جثث، استشهد مسعفان وهما يسعفان جريحاً: they died or were wounded before."""
        if people.noun == "body" and any(self._scope.glue(at, "handed") for at in range(people.first - 3, people.first)):
            return True
        takes = people.effect == "injured" and self._scope.key(people.first - 1) in _TAKES
        return takes and any(self._scope.key(at) in _WHILE for at in range(people.first - 1 - _WHILE_REACH, people.first - 1))

    def _died(self, cue: Cue, people: People) -> bool:
        return people.effect == "injured" and cue.effect == "killed" and cue.kind in ("verb", "cue") and people.first == cue.last and not people.joined

    def _as_meant(self, people: People) -> People:
        """Read a word joined to the one before: عشرات القتلى والجرحى، أربعون شهيداً والجرحى بالعشرات، والجريح الرابع."""
        before = self._found[-1] if self._found and self._chain_end == people.first else None
        if people.definite and people.joined and before and before.vague and not people.numbered:
            people = people._replace(low=before.low or 1, high=before.high, numbered=True)
        if people.joined and people.numbered and people.vague and before and before.vague and before.low == 1:
            self._found[-1] = replace(before, low=people.low)  # قتلى وجرحى بالعشرات
        also = people.definite and people.joined and people.effect == "injured" and self._found and self._main_at["injured"] < 0
        if not also or people.numbered:
            return people
        counted = (
            people.last < self._scope.last
            and self._scope.near(people.last)
            and (begins_number(self._scope.words[people.last]) or self._scope.sign(people.last, "bound"))
        )  # والجرحى سبعة
        another = people.number == "sg" and ordinal_at(self._scope.words, people.last) is not None
        return people._replace(definite=False) if another or not (counted or self._scope.key(people.last) == "الي") else people

    def _felled(self, people: People) -> bool:
        """أوقعت عشرات المسلحين من عدة فصائل قتلى، خمسة أطفال ضحايا لغم: the dead are those told before."""
        if self._pending and self._pending[-1].last == people.first and self._scope.key(people.first) in _VICTIMS and not people.numbered:
            return True
        if people.numbered or people.number != "pl" or people.joined or not self._pending or people.first - self._pending[-1].last > CHAIN_REACH:
            return False
        if self._scope.key(people.first).startswith(_KILLED):
            return True  # رجل وابنه وجدوهما مقتولين
        return any(self._scope.joined_glue(at, "felled") for at in range(max(self._pending[0].first - 2, self._scope.first), self._pending[0].first))

    def _name(self, people: People) -> bool:
        """كتائب شهداء بدر، شهداء الجيش، bodies of nobody knows how many: no figure."""
        head = people.first - 1
        if self._scope.glue(head, "unit_head") and self._scope.near(people.first) and not self._defined(head):
            return True
        if people.noun == "body":
            return people.vague or not any(self._scope.glue(at, "found") for at in range(people.first - _FOUND_REACH, people.first))
        after = self._scope.last > people.last and 0 in articles(self._scope.words[people.last].surface) and self._scope.near(people.last)
        return after and people.vague and not self._scope.sign(people.first - 1, "weak", "verb", "many")
