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
from extract.openers import effect_of
from extract.people import RANGES, People, Scope
from extract.phrases import Hit
from extract.reach import Reach
from extract.sentences import Sentence, gaps, split
from extract.tally import CHAIN_REACH, PENDING_REACH, TOLL_REACH, CountMention, Cue, without_lists
from extract.victims import PART_REACH
from extract.word_lists import word_set
from extract.words import Word

_FEW = 4
_APART = 1  # words after which ثلاثة آخرين are no longer of the list after بينهم
_LISTING = ("،", ",", "(", "؛", "-", "–", "—")
_WAS = word_set("was")


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
    return without_lists(found, text_words)


def _is_of_things(hit: Hit[Sign], words: Sequence[Word]) -> bool:
    """Whether a word ends in ة where one of kin ends in the pronoun ه, as أبنية (buildings) beside ابنيه (both his sons)."""
    return hit.values[0].kind == "kin" and words[hit.last - 1].surface.endswith("ة")


def _any_within(places: Sequence[int], sentence: Sentence) -> bool:
    at = bisect_left(places, sentence.first)
    return at < len(places) and places[at] < sentence.last


class _Statement(Reach):
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
            done = (hit.particle != "ك" and self._outcome(at, hit)) or self._marker(at, hit)  # كما وقع عشرات الجرحى is no ما وقع
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
        if hit and (sign := self._scope.sign(at, "cue", "verb", "weak", "tail")) and not self._indeed(at):
            return self._open(at, hit, sign)
        return at + 1

    def _as_many(self, at: int) -> int:
        """ومثلهم: as many again; عددهم أربعة: how many those told without a number were."""
        main = self._found[self._main] if self._main >= 0 else None
        if main and self._scope.joined_glue(at, "same"):
            self._again(at, main)
        elif self._cue and self._another_name(self._cue, at):
            self._add_for(self._cue, People(at, at + 1, self._scope.words[at].start, 1, 1, number="sg", joined=True))
        elif self._scope.joined_glue(at, "count"):
            number = self._scope.people(at + 1) if self._scope.near(at + 1) else None
            if number and number.effect and main and number.effect != main.effect:
                return number.last  # وجرح آخرون، فيما شيّع الأهالي قتلى قدر عددهم بنحو 200 قتيل
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
            self._drop_statistic(at, hit.last)
        if "band" in kinds:
            return hit.last  # قتلت مجموعة مسلحة ثلاثة شرطيين
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
        if self._earlier_toll(people) or self._set_apart(people):
            return
        if people.part and self._cue and not self._cue.taken and people.first == self._cue.last:
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

    def _set_apart(self, people: People) -> bool:
        """Take people who have a casualty word of their own, or whom brackets or an attack set apart from the one that is open."""
        if people.effect:
            self._victims(people)
        elif self._described(people):
            return True  # قُتل سامر، وهو مصور ومسعف، بقذيفة
        elif self._of_next_verb(people):
            self._close()
            self._wait(people)
        elif self._in_brackets(people):
            self._parts(people)
        elif self._main >= 0 and self._of_one_attack(people) and (people.joined or people.part or self._listed(people)):
            self._divide(people)
        else:
            return False
        return True

    def _divide(self, people: People) -> None:
        """قتل 19، بينهم 16 في قصف على X وثلاثة في قصف على Y: the total is of no single attack."""
        main = self._found[self._main]
        if not self._divided and not people.joined:
            self._divided, self._found[self._main] = True, replace(main, part=True)
        self._add(people._replace(part=False), main.effect)

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
        if not (self._ends_here(people.last) or scope.words[people.last].surface.startswith("و")):
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
        makes_up = self._makes_up(people) or self._after_colon(people)
        if not makes_up and people.noun == "other" and people.numbered and people.first - self._chain_end > _APART:
            return False  # 5 مواطنين بينهم سيدة بقصف على X و3 آخرين بقصف على Y
        if makes_up or (self._part_at >= 0 and (people.first - self._part_at <= PART_REACH or self._follows(people, CHAIN_REACH))):
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

    def _makes_up(self, people: People) -> bool:
        """19 مسلحاً، منهم 6 في X و13 آخرين في Y: what is left of the figure before, beside the parts of it told so far."""
        main = self._found[self._main] if self._main >= 0 else None
        parts = [found for found in self._found[self._main + 1 :] if found.part and found.effect == main.effect] if main else []
        if main is None or not parts or not (people.numbered and people.joined) or people.vague or main.vague:
            return False
        return people.low + sum(part.low or 0 for part in parts) == main.low

    def _first_of(self, cue: Cue, people: People) -> None:
        """Decide whether people are the first of an open casualty word."""
        distance = people.first - cue.last
        if self._does_it(cue, people):
            cue.done = True
            return
        if self._near_enough(cue, people, distance) or (cue.done and self._object(people)):
            if cue.fallback and people.joined:
                self._add_for(cue, cue.fallback)  # إن الشاب خالد قُتل ومعه رفيقه
            self._add_for(cue, people)
            if (people.vague and not people.numbered and not people.joined) or self._two_agents(cue, people):
                cue.tentative = len(self._found) - 1
        elif people.numbered:
            self._wait(people)
        else:
            self._beside = people  # نعت المديرية ممرضاً قضى بقصف

    def _better(self, people: People) -> bool:
        """Tell whether people are the object of a verb whose subject was taken for it: قتل مسلحون مجهولون شخصين."""
        if self._found[self._cue.tentative].low == 2 and not self._surface(people).endswith(("اً", "ا")):  # type: ignore[union-attr]
            return False
        return self._object(people)

    def _object(self, people: People) -> bool:
        """Tell whether people may be whom somebody named before killed."""
        if self._speaks(people):
            return False
        return people.noun in ("person", "one_of") and (people.numbered or not people.vague) and not people.oblique

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
