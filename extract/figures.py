"""How Arabic tells casualties: reads figures such as "مقتل ما لا يقل عن خمسين شخصاً بينهم 4 أطفال", word by word.

Within a sentence a casualty word (مقتل، أصيب، سقط) opens, takes the first people told after it, and then those joined to them by و.
Words for the dead and wounded themselves (قتلى، جرحى) need no other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extract.countwords import AS_MANY, OPENERS, PHRASES, Sign
from extract.numerals import begins_number, number_at
from extract.openers import PENDING_REACH, effect_of
from extract.people import RANGES, People, Scope
from extract.sentences import Sentence, gaps, split
from extract.tables import Hit, Word
from extract.tally import CHAIN_REACH, TOLL_REACH, CountMention, Cue
from extract.victims import PART_REACH, Victims
from extract.word_lists import word_set

# How far, in words, one part of a figure may stand from the next.
_VERB_REACH, _NOUN_REACH, _FIGURE_REACH = 6, 3, 14
_FEW = 4
_APART = 1  # words after which ثلاثة آخرين are no longer of the list after بينهم
_WHERE_REACH = 5  # words between قُتل and a bare number, at most: قُتل في الهجوم على الحاجز عشرة
_PLACE_REACH = 4  # words from في to the number of the dead there
_ACCUSATIVE, _TEN = ("اً", "ًا"), 10
_LISTING = ("،", ",", "(", "؛", "-", "–", "—")
_WAS = word_set("was")
_HITS = word_set("hits")
_REACHED = word_set("toll_reached")


def find_counts(text: str, text_words: Sequence[Word], between: Sequence[str] = (), sentences: Sequence[Sentence] = ()) -> list[CountMention]:
    """Find the casualty figures of a text in order.

    text_words: the words of the text or of a part of it; between, sentences: what stands before each and how they are divided, where that is known.
    """
    hits = {hit.first: hit for hit in PHRASES.find(text_words) if not _is_of_things(hit, text_words)}
    openers = [first for first, hit in hits.items() if any(sign.kind in OPENERS for sign in hit.values)]
    found: list[CountMention] = []
    if not openers:
        return found
    says = [first for first, hit in hits.items() if any(sign.kind == "says" for sign in hit.values)]
    between = between or gaps(text, text_words)
    for number, sentence in enumerate(sentences or split(text_words, between)):
        dead_before = bool(found) and found[-1].sentence == number - 1 and any(mention.effect == "killed" for mention in found[-_FEW:])
        # a sentence without a casualty word costs nothing more, unless it may give another figure for the dead of the one before
        if _any_within(openers, sentence) or (dead_before and _any_within(says, sentence)):
            found.extend(_Statement(text, Scope(text_words, hits, between, sentence), number, dead_before=dead_before).read())
    return found


def _is_of_things(hit: Hit[Sign], words: Sequence[Word]) -> bool:
    """Whether a word ends in ة where one of kin ends in the pronoun ه, as أبنية (buildings) beside ابنيه (both his sons)."""
    return hit.values[0].kind == "kin" and words[hit.last - 1].token.surface.endswith("ة")


def _any_within(places: Sequence[int], sentence: Sentence) -> bool:
    at = bisect_left(places, sentence.first)
    return at < len(places) and places[at] < sentence.last


class _Statement(Victims):
    """Reads the figures of one sentence from left to right."""

    def read(self) -> list[CountMention]:
        """Give the figures in order."""
        at = self._scope.first
        while at < self._scope.last:
            at = self._step(at)
        self._close()
        if self._damage and not self._found:
            self._none(self._damage.first, self._damage.last, 0)
        return sorted(self._found, key=lambda mention: mention.start)

    def _step(self, at: int) -> int:
        """Read what begins at a word; give the word to go on with."""
        hit = self._scope.hit(at)
        if hit:
            done = self._outcome(at, hit) or self._marker(at, hit)
            if done:
                return done
        elif (word := self._scope.words[at]).key not in RANGES and not begins_number(word):
            return at + 1 if AS_MANY.isdisjoint(word.forms) else self._as_many(at)
        people = self._scope.people(at)
        if people is None and self._main >= 0 and at == self._chain_end and self._scope.key(at) == "بين":
            self._part_at = at + 1  # 52 قتيلاً بين مدني ومسلح
        if people:
            self._take(people)
            return people.last + (2 if people.noun == "of" else 0)
        if hit and (sign := self._scope.sign(at, "cue", "verb", "weak", "tail")):
            return self._open(at, hit, sign)
        return at + 1

    def _as_many(self, at: int) -> int:
        """ومثلهم: as many again; عددهم أربعة: how many those told without a number were."""
        main = self._found[self._main] if self._main >= 0 else None
        if main and self._scope.joined_glue(at, "same"):
            people = People(at, at + 1, self._scope.words[at].token.start, main.low or 1, main.high, numbered=True, joined=True)
            self._add(people, main.effect)
        elif self._cue and self._another_name(self._cue, at):
            self._add_for(self._cue, People(at, at + 1, self._scope.words[at].token.start, 1, 1, number="sg", joined=True))
        elif self._scope.joined_glue(at, "count"):
            number = self._scope.people(at + 1) if self._scope.near(at + 1) else None
            if number and number.numbered and main and main.vague:
                self._found[self._main] = replace(main, low=number.low, high=number.high, vague=False)
                return number.last
            if number and number.numbered and self._cue and not self._cue.taken:
                self._add_for(self._cue, number)
                return number.last
        return at + 1

    # -- words that steer

    def _marker(self, at: int, hit: Hit[Sign]) -> int:
        """Read words that make what follows a part, an update, another source's; give the word after them or 0."""
        kinds = {sign.kind for sign in hit.values}
        if "part" in kinds and not ("one_of" in kinds and self._cue and not self._cue.taken):  # توفي أحدهم
            return self._among(at, hit)
        if "all" in kinds:
            return self._all(hit)
        if "nationwide" in kinds:
            self._drop_statistic(at)
        if "update" in kinds:
            self._update_at = at
        if "says" in kinds:
            self._says_at, self._says_end = at, hit.last
        if "break" in kinds:
            self._close()
            self._pending = []
        if "loss" in kinds:
            return self._loss(at, hit)
        if "himself" in kinds:
            return self._himself(at, hit)
        return self._toll(at, hit) if "toll" in kinds else 0

    def _among(self, at: int, hit: Hit[Sign]) -> int:
        """بينهم; and بين القتلى أطفال, بين القتلى العشرة سبعة مدنيين, which tell of the dead themselves."""
        last, sign = hit.last, self._scope.sign(at, "part")
        if sign and sign.effect and self._found and self._scope.key(at - 1) in _WAS:
            return last  # توفي طفل كان بين جرحى الانفجار
        number = number_at(self._scope.words, last) if self._scope.near(last) else None
        if sign and sign.effect and self._main_at[sign.effect] < 0:
            people = People(at, last, hit.start, 1, None, vague=True)
            if number and number.definite:
                last, people = number.last, people._replace(last=number.last, low=number.value, high=number.value, vague=False)
            self._add(people, effect_of(sign.effect))
        self._part_at = last
        return last

    # -- people

    def _take(self, people: People) -> None:
        """Give people to the casualty word they belong to, keep them for one to come, or leave them."""
        if people.effect:
            self._victims(people)
        elif people.part and self._cue and not self._cue.taken and people.first == self._cue.last:
            self._first_of(self._cue, people)  # وقتل ثمانية منهم
        elif people.part or self._listed(people):
            self._parts(people)
        elif self._risen(people):
            self._add(people, "killed")
        elif self._cue and not self._cue.taken:
            self._first_of(self._cue, people)
        elif self._cue and self._cue.tentative >= 0 and not people.joined and self._better(people):
            self._replace(self._cue, people)
        elif self._cue and self._chained(people):
            self._add_for(self._cue, people)
        elif self._other_figure(people):
            self._add(people, "killed", rival=True)
        elif people.numbered or people.number in ("sg", "dual"):
            self._wait(people)

    def _risen(self, people: People) -> bool:
        """ارتفعت إلى سبعة مدنيين حصيلة الغارات: the toll is named after its figure."""
        if self._update_at < people.first - TOLL_REACH or not people.numbered or self._scope.key(people.first - 1) != "الي":
            return False
        tolls = [hit for at in range(people.last, people.last + CHAIN_REACH) if self._scope.sign(at, "toll") and (hit := self._scope.hit(at))]
        named = ("victim", "person", "family", "verb", "weak")
        return self._cue is None and any(self._scope.key(hit.first) == "حصيله" or self._scope.sign(hit.last, *named) for hit in tolls)

    def _other_figure(self, people: People) -> bool:
        """والمرصد عن 87: a bare number that another source gives for the dead told before."""
        if not people.numbered or not (self._told_by(people) if people.noun else self._set_against(people)):
            return False
        return self._main_at["killed"] >= 0 or (self._dead_before and max(self._says_at, self._update_at) > people.first - PENDING_REACH)

    def _told_by(self, people: People) -> bool:
        """فتحدث عن 28 مواطناً و13 جريحاً."""
        about = people.noun == "person" and self._scope.key(people.first - 1) == "عن"
        return about and self._says_end >= people.first - 2 and self._ends_figure(people)

    def _set_against(self, people: People) -> bool:
        """والمرصد عن 87، رفعه المرصد إلى 52، مقابل 12 وفق ناشطين، أورد مركز حقوقي 33."""
        scope, before = self._scope, self._scope.key(people.first - 1)
        if not (self._ends_here(people.last) or scope.words[people.last].token.surface.startswith("و")):
            return False
        raised = before == "الي" and self._update_at > people.first - CHAIN_REACH and scope.key(self._update_at).endswith(("ه", "ها"))
        said = self._says_at > people.first - CHAIN_REACH and not people.oblique and not people.vague
        against = before == "مقابل" and scope.sign(people.last, "says") is not None
        pointed = before == "الي" and scope.sign(people.first - 2, "says") is not None  # حصيلة سابقة أشارت إلى 18
        return raised or said or against or pointed or before == "عن" or people.first == self._says_end

    def _ends_figure(self, people: People) -> bool:
        """فتحدث عن 28 مواطناً و13 جريحاً: nothing more is said of them."""
        after = people.last + (self._scope.key(people.last) == "و")
        counted = after < self._scope.last and number_at(self._scope.words, after) is not None
        return counted or self._ends_here(people.last) or self._scope.sign(after, "victim") is not None

    def _listed(self, people: People) -> bool:
        """Tell whether people stand in the list after بينهم, or break a figure down after a colon."""
        if people.noun == "other" and people.numbered and people.first - self._chain_end > _APART:
            return False  # 5 مواطنين بينهم سيدة بقصف على X و3 آخرين بقصف على Y
        if self._part_at >= 0 and (people.first - self._part_at <= PART_REACH or self._follows(people, CHAIN_REACH)):
            return True
        if self._main < 0 or people.first != self._chain_end or people.joined:
            return False
        gap, main = self._scope.between[people.first], self._found[self._main]
        if people.numbered and ":" in gap:
            return True
        if main.vague or not any(mark in gap for mark in _LISTING) or people.low >= (main.low or 0):
            return False
        self._part_at = people.first  # ستة أشخاص، أربعة أطفال وامرأة ومسن
        return True

    def _follows(self, people: People, reach: int) -> bool:
        between = range(self._chain_end, people.first)
        return people.joined and len(between) <= reach and (people.numbered or self._scope.key(people.first - 2) != "برتبه")

    def _placed(self, people: People) -> bool:
        """وفي المختارية 38 وفي الصنوبر 24: a bare number after the next place is of the same dead."""
        scope, at = self._scope, self._chain_end
        while at < people.first and scope.key(at) not in ("وفي", "في"):
            at += 1
        told = people.numbered and not people.noun and not people.oblique and not people.vague and bool(self._found) and self._found[-1].low
        reach = 1 < people.first - at <= _PLACE_REACH and scope.words[at].token.surface.startswith("و")
        ends = self._ends_here(people.last) or scope.words[people.last].token.surface.startswith("و")
        return bool(told) and reach and ends and all(scope.hit(between) is None for between in range(at + 1, people.first))

    def _chained(self, people: People) -> bool:
        """Tell whether people joined by و are more of the same."""
        return self._placed(people) or self._joined_on(people)

    def _joined_on(self, people: People) -> bool:
        far = people.noun == "kin" or (people.noun == "person" and (people.numbered or (people.number == "sg" and not people.definite)))
        if not self._follows(people, TOLL_REACH if far else CHAIN_REACH):
            return False
        against = self._scope.key(people.first - 1) == "مقابل" and self._scope.sign(people.last, "says")  # مقابل 12 وفق ناشطين
        things = people.noun == "other" and people.first > self._chain_end and self._surface(people).endswith("أخرى")  # وأخرى للنظام
        if against or things or self._of_both_kinds(people):
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
        written = words[people.last - 1].token.surface.endswith(_ACCUSATIVE) and words[before].token.surface.endswith(_ACCUSATIVE)
        return not people.numbered and people.number == "sg" and people.first == people.last - 1 and (told or 0) > _TEN and written

    def _ends_here(self, at: int) -> bool:
        """Tell whether a bare number ends its phrase, so that no other noun is counted by it."""
        return at >= self._scope.last or not self._scope.near(at) or self._scope.glue(at, "stop") or self._scope.glue(at, "side")

    def _first_of(self, cue: Cue, people: People) -> None:
        """Decide whether people are the first of an open casualty word."""
        distance = people.first - cue.last
        if self._near_enough(cue, people, distance):
            self._add_for(cue, people)
            if (people.vague and not people.numbered and not people.joined) or self._two_agents(cue, people):
                cue.tentative = len(self._found) - 1
        elif people.numbered:
            self._wait(people)

    def _near_enough(self, cue: Cue, people: People, distance: int) -> bool:
        """Tell whether people stand close enough to an open casualty word to be its own."""
        if cue.kind == "toll":
            reached = self._scope.key(people.first - 1) in _REACHED
            return people.numbered and not self._earlier(people) and distance <= (2 * _FIGURE_REACH if reached else TOLL_REACH)
        if cue.kind == "these":
            return (people.numbered and distance <= PART_REACH) or (people.number == "pl" and not distance)  # الضحايا خمسة باعة، ضحاياها عمال
        if cue.kind == "weak":
            if cue.effect == "killed" and people.numbered and not people.noun and people.first == cue.last + 1 and self._scope.glue(cue.last, "inside"):
                return self._ends_here(people.last) or self._scope.sign(people.last, "verb", "cue") is not None  # راح فيها ثلاثة وتصاوب اثنان
            named = people.noun in ("person", "of", "family") or (people.noun == "kin" and people.numbered) or self._dozens(people) or self._of_side(people)
            return named and (people.numbered or distance <= (cue.effect == "injured")) and distance <= _FIGURE_REACH and not people.nation
        return self._counted_near(cue, people, distance) if people.numbered else self._named_near(cue, people, distance) and not self._of_thing_hit(cue, people)

    def _of_thing_hit(self, cue: Cue, people: People) -> bool:
        """أصابت القذيفة مدرسة للأطفال، أصاب الصاروخ مساكن المدنيين: what was hit is a thing, and people only tell whose."""
        if cue.effect != "injured" or _HITS.isdisjoint(self._scope.words[cue.first].forms):
            return False
        between = range(cue.last, people.first)
        if any(self._thing_at(at) or self._scope.words[at].token.surface.endswith(("اً", "ًا")) for at in between):
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
        told = self._scope.glue(cue.last, "stop") or self._scope.words[cue.last].token.surface.startswith("ب")
        written = self._scope.words[people.first].token.kind == "arabic" and not people.definite and not people.oblique
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
        return not people.oblique and not people.definite and self._scope.near(at) and self._scope.words[at].token.kind == "arabic" and not self._ends_here(at)

    def _named_near(self, cue: Cue, people: People, distance: int) -> bool:
        """People without a number stand close: طفل، القائد، زوجته."""
        if people.nation:
            return distance == 0
        if self._speaks(people) or any(self._scope.glue(at, "when") for at in range(cue.last, people.first)):
            return False  # قضوا، بحسب ناشط؛ قضوا عندما فجر انتحاري
        if people.definite and people.noun == "person" and cue.kind == "verb" and not self._scope.glue(people.first - 1, "stop"):
            return distance <= _NOUN_REACH  # توفي متأثراً بجراحه الشاب خالد
        if people.noun in ("kin", "other") or people.definite:
            return distance <= 1
        return distance <= (_VERB_REACH if cue.kind == "verb" else _NOUN_REACH)

    def _speaks(self, people: People) -> bool:
        return self._scope.sign(people.first - 1, "says") is not None and not people.numbered

    def _better(self, people: People) -> bool:
        """Tell whether people are the object of a verb whose subject was taken for it: قتل مسلحون مجهولون شخصين."""
        if self._speaks(people):
            return False
        if self._found[self._cue.tentative].low == 2 and not self._surface(people).endswith(("اً", "ا")):  # type: ignore[union-attr]
            return False
        return people.noun in ("person", "one_of") and (people.numbered or not people.vague) and not people.oblique

    def _two_agents(self, cue: Cue, people: People) -> bool:
        """قتل مسلحان ...: they may be who killed, where one in the accusative follows."""
        return cue.kind == "verb" and people.number == "dual" and not people.numbered and self._surface(people).endswith("ان")

    def _thing_at(self, at: int) -> bool:
        return self._scope.glue(at, "thing") and at > 0 and not self._scope.glue(at, "missile")

    def _surface(self, people: People) -> str:
        return self._scope.words[people.first].token.surface

    def _replace(self, cue: Cue, people: People) -> None:
        del self._found[cue.tentative :]
        cue.tentative, cue.taken = -1, False
        self._add_for(cue, people)

    def _parts(self, people: People) -> None:
        """بينهم 4 أطفال: part of the figure before, or of people still waiting for their verb."""
        main = self._found[self._main] if self._main >= 0 else None
        if main and main.group == "civilians" and people.group == "fighters" and people.joined and self._cue:
            self._add_for(self._cue, people)
        elif main and not self._pending:
            self._add(people, main.effect, part=True)
        elif self._pending:
            self._pending_parts.append(people)
        elif self._cue and not self._cue.taken:
            self._first_of(self._cue, people)
        self._chain_end = people.last
        self._part_at = max(self._part_at, people.last if self._part_at < 0 else 0)
