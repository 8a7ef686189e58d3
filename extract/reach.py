"""How near people must stand to a casualty word, or to the people told before them, to be counted with it."""

from __future__ import annotations

from extract.people import People
from extract.tally import CHAIN_REACH, TOLL_REACH, Cue
from extract.victims import PART_REACH, Victims
from extract.word_lists import word_set

# How far, in words, one part of a figure may stand from the next.
_VERB_REACH, _NOUN_REACH, _FIGURE_REACH = 6, 3, 14
_WHERE_REACH = 5  # words between قُتل and a bare number, at most: قُتل في الهجوم على الحاجز عشرة
_BRACKET_REACH = 12  # words of "من عائلة واحدة (أب وأم وثلاثة أطفال"
_LOST_REACH = 6  # words between فقدت and مدنياً, at most: خسر اللواء أمس، قرب الحاجز، جنديين
_PLACE_REACH = 4  # words from في to the number of the dead there
_ACCUSATIVE, _TEN = ("اً", "ًا"), 10
_HITS, _THINGS_HIT = word_set("hits"), word_set("thing_that_was_hit")
_WHO, _WHO_REACH = word_set("he_who_is"), 6  # words of "وهو صحفي في قناة كذا ومسعف"
_CAUSED_BY, _ATTACKS = word_set("caused_by"), word_set("attacks_with_a_toll")
_HAD_BEEN, _BEFORE_THAT = frozenset({"كان", "كانت"}), frozenset({"ان", "بعدما"})
_KILLED_THEM = word_set("killed_them")
_MURDERED, _NOMINATIVE, _STRUCK = word_set("murdered"), ("ان", "ون"), word_set("struck")
_REACHED, _INDEED = word_set("toll_reached"), "فقد"


class Reach(Victims):
    """Tells which people of one sentence belong to a casualty word, and which go on with those before them."""

    def _in_brackets(self, people: People) -> bool:
        """خمسة من عائلة واحدة (أب وأم وثلاثة أطفال): those told before, one by one."""
        told = self._chain_end if self._main >= 0 else self._pending[-1].last if self._pending else people.first
        for at in range(people.first, max(told, people.first - _BRACKET_REACH) - 1, -1):
            gap = self._scope.between[at]
            if "(" in gap:
                return True
            if ")" in gap and at < people.first:
                return False
        return False

    def _of_one_attack(self, people: People) -> bool:
        """بينهم 16 في قصف على X وثلاثة جراء قذائف على Y: a bare number, and the attack that it is the toll of."""
        at = people.last
        if not people.numbered or people.vague or people.oblique or people.noun or at + 1 >= self._scope.last or not self._scope.near(at):
            return False
        attack = self._scope.words[at + 1] if self._scope.key(at) == "في" else self._scope.words[at]
        within = attack is not self._scope.words[at] or attack.keys[-1][2] == "ب"
        return self._scope.key(at) in _CAUSED_BY or (within and not _ATTACKS.isdisjoint(attack.forms))

    def _earlier_toll(self, people: People) -> bool:
        """ارتفع عدد القتلى إلى 13 بعد أن كان 11، بعدما كانت 18 قتيلاً: an earlier count of the same dead, which is taken here as that of another source."""
        scope, at = self._scope, people.first
        if scope.key(at - 1) not in _HAD_BEEN or scope.key(at - 2) not in _BEFORE_THAT or not people.numbered or people.vague:
            return False
        risen = scope.first <= self._update_at and self._main_at["killed"] >= 0 and people.effect in {"", "killed"}
        if risen:
            self._add(people, "killed", rival=True)
        return risen

    def _of_next_verb(self, people: People) -> bool:
        """قتل مدني وآخر أصيب، أن امرأة قُتلت وطفلين جُرحا: people stand before their verbs, so that the next verb tells what befell these."""
        verb, cue = self._scope.sign(people.last, "verb"), self._cue
        if verb is None or people.noun == "other":
            return verb is not None
        if cue is None or not people.joined or cue.effect == verb.effect or self._scope.hits[people.last].particle:
            return False
        return cue.fallback is not None or (cue.taken and self._found[-1].start < self._scope.words[cue.first].start)

    def _after_colon(self, people: People) -> bool:
        """قتل سبعة مدنيين بغارات: أربعة في أريحا وثلاثة في بنش: what the figure before is made of."""
        if self._main < 0 or people.joined or not people.numbered or ":" not in self._scope.between[people.first]:
            return False
        main = self._found[self._main]
        return not main.vague and people.low < (main.low or 0) and people.first - self._chain_end <= TOLL_REACH

    def _follows(self, people: People, reach: int) -> bool:
        between = range(self._chain_end, people.first)
        return people.joined and len(between) <= reach and (people.numbered or self._scope.key(people.first - 2) != "برتبه")

    def _placed(self, people: People) -> bool:
        """وفي المختارية 38 وفي الصنوبر 24: a bare number after the next place is of the same dead."""
        scope, at = self._scope, self._chain_end
        while at < people.first and scope.key(at) not in ("وفي", "في"):
            at += 1
        told = people.numbered and not people.noun and not people.oblique and not people.vague and bool(self._found) and self._found[-1].low
        reach = 1 < people.first - at <= _PLACE_REACH and scope.words[at].surface.startswith("و")
        ends = self._ends_here(people.last) or scope.words[people.last].surface.startswith("و")
        return bool(told) and reach and ends and all(scope.hit(between) is None or scope.sign(between, "other") for between in range(at + 1, people.first))

    def _chained(self, people: People) -> bool:
        """Tell whether people joined by و are more of the same."""
        return self._placed(people) or self._joined_on(people)

    def _joined_on(self, people: People) -> bool:
        far = people.noun == "kin" or (people.noun == "person" and (people.numbered or (people.number in ("sg", "dual") and not people.definite)))
        if not self._follows(people, TOLL_REACH if far else CHAIN_REACH):
            return False
        against = self._scope.key(people.first - 1) == "مقابل" and self._scope.sign(people.last, "says")  # مقابل 12 وفق ناشطين
        things = people.noun == "other" and people.first > self._chain_end and self._surface(people).endswith("أخرى")  # وأخرى للنظام
        if against or things or self._of_both_kinds(people) or self._also_is(people):
            return False
        if people.vague and not people.numbered and people.first > self._chain_end + (self._scope.key(people.first - 1) == "و"):
            return False
        if people.noun in ("", "of"):
            return people.noun == "of" or self._ends_here(people.last)
        alike = self._found[-1].low == 1 and people.number == "sg"  # استشهاد الشاب محمد والطفل أحمد
        return people.noun != "one_of" and (people.numbered or not people.definite or alike)

    def _of_both_kinds(self, people: People) -> bool:
        """أحد عشر ضابطاً وعنصراً: one number for people of two kinds, both in the accusative that a number over ten asks for."""
        words, before = self._scope.words, people.first - 1
        told = self._found[-1].low if self._found and people.first == self._chain_end else 0
        written = words[people.last - 1].surface.endswith(_ACCUSATIVE) and words[before].surface.endswith(_ACCUSATIVE)
        return not people.numbered and people.number == "sg" and people.first == people.last - 1 and (told or 0) > _TEN and written

    def _also_is(self, people: People) -> bool:
        """قتل الصحفي والناشط خالد: one man, told by two words for what he is and then his name."""
        scope, before, at = self._scope, people.first - 1, people.last
        if people.first != self._chain_end or not people.definite or people.number != "sg" or not scope.sign(before, "person") or not self._defined(before):
            return False
        return self._name_at(at) and self._surface(people).endswith("ة") == scope.words[before].surface.endswith("ة")

    def _name_at(self, at: int) -> bool:
        """Tell whether a word is somebody's name: a known one, or a word that could be nothing else here."""
        word = self._scope.words[at] if self._scope.near(at) else None
        unknown = word is not None and word.kind == "arabic" and self._scope.hit(at) is None and not self._ends_here(at) and not word.keys[-1][2]
        return unknown or self._scope.glue(at, "given")

    def _ends_here(self, at: int) -> bool:
        """Tell whether a bare number ends its phrase, so that no other noun is counted by it."""
        return at >= self._scope.last or not self._scope.near(at) or self._scope.glue(at, "stop") or self._scope.glue(at, "side")

    def _near_enough(self, cue: Cue, people: People, distance: int) -> bool:
        """Tell whether people stand close enough to an open casualty word to be its own."""
        if cue.kind == "toll":
            reached = self._scope.key(people.first - 1) in _REACHED
            return people.numbered and not self._earlier(people) and distance <= (2 * _FIGURE_REACH if reached else TOLL_REACH)
        if cue.kind == "these":
            return (people.numbered and distance <= PART_REACH) or (people.number == "pl" and not distance)  # الضحايا خمسة باعة، ضحاياها عمال
        if cue.effect == "injured" and cue.kind == "verb" and self._scope.key(cue.last) in _THINGS_HIT:
            return False  # أصيبت حافلة تنقل عسكريين
        if cue.kind == "weak":
            return self._near_weak(cue, people, distance)
        return self._counted_near(cue, people, distance) if people.numbered else self._named_near(cue, people, distance) and not self._of_thing_hit(cue, people)

    def _near_weak(self, cue: Cue, people: People, distance: int) -> bool:
        """Tell the same of a word that tells of deaths only beside people: سقط، راح، فقد."""
        if cue.effect == "killed" and people.numbered and not people.noun and people.first == cue.last + 1 and self._scope.glue(cue.last, "inside"):
            return self._ends_here(people.last) or self._scope.sign(people.last, "verb", "cue") is not None  # راح فيها ثلاثة وتصاوب اثنان
        one = people.noun == "one_of" and distance <= _NOUN_REACH  # نعت الوزارة أحد عناصرها
        if one and people.numbered and not people.definite:
            return True
        if cue.number == "lost" and (people.noun == "family" or self._lost(people, distance)):
            return distance > 0 and not self._stresses(cue)
        named = people.noun in ("person", "of", "family") or (people.noun == "kin" and people.numbered) or self._dozens(people) or self._of_side(people)
        return named and (people.numbered or distance <= (cue.effect == "injured")) and distance <= _FIGURE_REACH and not people.nation

    def _described(self, people: People) -> bool:
        """Tell whether people only say more of what the one told before was: وهو صحفي ومسعف."""
        scope, at = self._scope, people.first
        counted = self._main >= 0 and (self._cue is None or self._cue.taken)
        if people.noun != "person" or people.numbered or people.number != "sg" or people.definite or not (counted or people.joined):
            return False
        while at > scope.first and scope.near(at) and people.first - at < _WHO_REACH:
            at -= 1
            if scope.key(at) in _WHO:
                return True
            if scope.sign(at, "verb", "cue", "weak", "part", "victim"):
                return False
        return False

    def _stresses(self, cue: Cue) -> bool:
        """فقد أظهرت أشرطة مقاتلين: فقد before a verb is no loss; it is one before who lost them (فقد التنظيم مقاتلين)."""
        loser = self._defined(cue.last) or any(self._scope.glue(cue.last, kind) for kind in ("armed", "unit_head"))
        return self._scope.key(cue.first) == _INDEED and not loser

    def _lost(self, people: People, distance: int) -> bool:
        """فقدت بلدة كفرومة مدنياً، خسر التنظيم مقاتلين: who was lost is told after who lost him, in the accusative."""
        if people.noun != "person" or people.numbered or people.definite or people.joined or not 0 < distance <= _LOST_REACH:
            return False
        governed = self._scope.glue(people.first - 1, "prep") or self._scope.hits[people.first].particle
        return not governed and (self._surface(people).endswith((*_ACCUSATIVE, "ا", "ين")) or people.group == "women")

    def _of_thing_hit(self, cue: Cue, people: People) -> bool:
        """أصابت القذيفة مدرسة للأطفال، أصاب الصاروخ مساكن المدنيين: what was hit is a thing, and people only tell whose."""
        if cue.effect != "injured" or _HITS.isdisjoint(self._scope.words[cue.first].forms):
            return False
        between = range(cue.last, people.first)
        if any(self._thing_at(at) or self._scope.words[at].surface.endswith(("اً", "ًا")) for at in between):
            return True
        return people.first > cue.last and people.definite and not self._defined(people.first - 1)

    def _counted_near(self, cue: Cue, people: People, distance: int) -> bool:
        """A number with its noun may stand far from its casualty word, a bare one only beside it or a pronoun (قُتل فيها سبعة)."""
        if people.noun or self._dozens(people) or self._of_side(people):
            return distance <= _FIGURE_REACH
        if cue.effect == "killed" and self._counts_unknown(people):
            return distance <= _FIGURE_REACH
        inside = all(self._scope.glue(at, "inside") for at in range(cue.last, people.first))
        return distance == 0 or (distance <= (_NOUN_REACH if inside else 1) and not people.definite) or self._after_where(cue, people, distance)

    def _after_where(self, cue: Cue, people: People, distance: int) -> bool:
        """قُتل في الهجوم عشرة، قتل جراء الغارات أربعة في X: a number in words may stand after what only says where or by what."""
        told = self._scope.glue(cue.last, "stop") or self._scope.words[cue.last].surface.startswith("ب")
        written = self._scope.words[people.first].kind == "arabic" and not people.definite and not people.oblique
        return told and cue.kind == "verb" and written and distance <= _WHERE_REACH and self._ends_here(people.last)

    def _dozens(self, people: People) -> bool:
        """قتل في القصف العشرات: no noun is needed, for the definite form counts people."""
        return people.vague and people.definite and not people.noun and not people.oblique and self._ends_here(people.last)

    def _of_side(self, people: People) -> bool:
        """سقط 16 من قوات النظام: a bare number of a side; not 16 من القذائف."""
        at = people.last
        if people.noun or not people.numbered or people.oblique or self._scope.key(at) != "من" or not self._scope.near(at + 1):
            return False
        return not self._scope.glue(at + 1, "not_side") and not self._scope.glue(at + 1, "thing")

    def _counts_unknown(self, people: People) -> bool:
        """قتلت الغارة 12 تلميذاً: only the living are killed, so a noun not in the tables will do, unless a preposition governs it."""
        at = people.last
        if self._scope.sign(at, "verb", "weak", "tail"):
            return False  # قُتل في نوى، وستة قتلوا في دوما
        return not people.oblique and not people.definite and self._scope.near(at) and self._scope.words[at].kind == "arabic" and not self._ends_here(at)

    def _named_near(self, cue: Cue, people: People, distance: int) -> bool:
        """People without a number stand close: طفل، القائد، زوجته."""
        if people.nation:
            return distance == 0
        if self._speaks(people) or any(self._scope.glue(at, "when") for at in range(cue.last, people.first)):
            return False  # قضوا، بحسب ناشط؛ قضوا عندما فجر انتحاري
        if people.definite and people.noun == "person" and cue.kind == "verb" and not self._scope.glue(people.first - 1, "stop"):
            return distance <= (_VERB_REACH if cue.effect == "killed" and self._with_name(people) else _NOUN_REACH)  # توفي متأثراً بجراحه الشاب خالد
        if people.noun in ("kin", "other") or people.definite:
            return distance <= 1
        return distance <= (_VERB_REACH if cue.kind == "verb" else _NOUN_REACH)

    def _with_name(self, people: People) -> bool:
        """Tell whether a name follows what someone is: اغتالوا في حي كذا العقيد نبيل."""
        return people.number == "sg" and self._name_at(people.last) and not self._scope.hits[people.first].particle

    def _speaks(self, people: People) -> bool:
        return self._scope.sign(people.first - 1, "says") is not None and not people.numbered

    def _two_agents(self, cue: Cue, people: People) -> bool:
        """قتل مسلحان ...: they may be who killed, where one in the accusative follows."""
        return cue.kind == "verb" and people.number == "dual" and not people.numbered and self._surface(people).endswith("ان")

    def _does_it(self, cue: Cue, people: People) -> bool:
        """اغتال مسلحان قيادياً, قتلهم عناصر X, وأصابت الثالثة القاعدة: after these, unlike after قتل, اغتيل and أصيبت, stands who or what did it."""
        verb = self._scope.words[cue.first].forms
        if not _KILLED_THEM.isdisjoint(verb) and people.first == cue.last:
            return True
        murderers = not _MURDERED.isdisjoint(verb) and not people.numbered and self._surface(people).endswith(_NOMINATIVE)
        return murderers or (not _STRUCK.isdisjoint(verb) and people.definite and not people.vague and people.first == cue.last)

    def _thing_at(self, at: int) -> bool:
        return self._scope.glue(at, "thing") and at > 0 and not self._scope.glue(at, "missile")

    def _surface(self, people: People) -> str:
        return self._scope.words[people.first].surface
