"""How Arabic tells casualties: reads figures such as "مقتل ما لا يقل عن خمسين شخصاً بينهم 4 أطفال", word by word.

Within a sentence a casualty word (مقتل، أصيب، سقط) opens, takes the first people told after it, and then those joined to them by و.
Words for the dead and wounded themselves (قتلى، جرحى) need no other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extract.countwords import OPENERS, PHRASES, Sign
from extract.numerals import begins_number
from extract.outcomes import Outcomes
from extract.people import RANGES, People, Scope
from extract.sentences import Sentence, split
from extract.tables import Hit, Word
from extract.tally import CHAIN_REACH, TOLL_REACH, CountMention, Cue, Effect
from gazetteer.names import fold

# How far, in words, one part of a figure may stand from the next.
_VERB_REACH, _NOUN_REACH, _FIGURE_REACH, _PENDING_REACH, _PART_REACH = 6, 3, 14, 9, 2
_NEVER, _FEW = -99, 4


def find_counts(text: str, text_words: Sequence[Word]) -> list[CountMention]:
    """Find the casualty figures of a text in order. text_words: the words of the text or of a part of it."""
    hits = {hit.first: hit for hit in PHRASES.find(text_words)}
    openers = [first for first, hit in hits.items() if any(sign.kind in OPENERS for sign in hit.values)]
    says = [first for first, hit in hits.items() if any(sign.kind == "says" for sign in hit.values)]
    found: list[CountMention] = []
    if not openers:
        return found
    between = [text[text_words[at - 1].token.end : word.token.start] if at else "" for at, word in enumerate(text_words)]
    for number, sentence in enumerate(split(text_words, between)):
        dead_before = bool(found) and found[-1].sentence == number - 1 and any(mention.effect == "killed" for mention in found[-_FEW:])
        # a sentence without a casualty word costs nothing more, unless it may give another figure for the dead of the one before
        if _any_within(openers, sentence) or (dead_before and _any_within(says, sentence)):
            found.extend(_Statement(text, Scope(text_words, hits, between, sentence), number, dead_before=dead_before).read())
    return found


def _any_within(places: Sequence[int], sentence: Sentence) -> bool:
    at = bisect_left(places, sentence.first)
    return at < len(places) and places[at] < sentence.last


class _Statement(Outcomes):
    """Reads the figures of one sentence from left to right."""

    def __init__(self, text: str, scope: Scope, number: int, *, dead_before: bool) -> None:
        super().__init__(text, scope, number)
        self._dead_before = dead_before  # the sentence before told a number of dead
        self._part_at = _NEVER  # word after بينهم, while its list lasts
        self._pending_parts: list[People] = []
        self._beside: People | None = None  # the last people told

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
        elif not begins_number(self._scope.words[at]) and self._scope.words[at].key not in RANGES:
            return at + 1
        people = self._scope.people(at)
        if people:
            self._take(people)
            return people.last + (2 if people.noun == "of" else 0)
        if hit and (sign := self._scope.sign(at, "cue", "verb", "weak", "tail")):
            return self._open(at, hit, sign)
        return at + 1

    # -- words that steer

    def _marker(self, at: int, hit: Hit[Sign]) -> int:
        """Read words that make what follows a part, an update, another source's; give the word after them or 0."""
        kinds = {sign.kind for sign in hit.values}
        if "part" in kinds:
            effect = self._scope.sign(at, "part")
            if effect and effect.effect and self._main_at[effect.effect] < 0:  # بين القتلى أطفال: some were killed
                self._add(People(at, hit.last, hit.start, 1, None, vague=True), _effect(effect.effect))
            self._part_at = hit.last
            return hit.last
        if "all" in kinds:
            return self._all(hit)
        if "nationwide" in kinds:
            self._drop_statistic(at)
        if "update" in kinds:
            self._update_at = at
        if "says" in kinds:
            self._says_at = at
        if "break" in kinds:
            self._close()
            self._pending = []
        if "loss" in kinds:
            return self._loss(at, hit)
        if "himself" in kinds:
            return self._himself(at, hit)
        return self._toll(at, hit) if "toll" in kinds else 0

    def _all(self, hit: Hit[Sign]) -> int:
        """جميعهم مدنيون: the group of the figure before."""
        sign = self._scope.sign(hit.last + (self._scope.key(hit.last) == "من"), "person")
        if sign and self._main >= 0 and sign.group in ("civilians", "children", "women", "fighters"):
            self._found[self._main] = replace(self._found[self._main], group=sign.group)  # type: ignore[arg-type]
            return hit.last + 1 + (self._scope.key(hit.last) == "من")
        return hit.last

    def _himself(self, at: int, hit: Hit[Sign]) -> int:
        """ما أدى إلى مقتله: the one told before, unless he is counted already."""
        sign = self._scope.sign(at, "himself")
        if sign and self._main_at[sign.effect] < 0:
            own = {"sg": 1, "dual": 2}.get(sign.number)
            self._close()
            self._cue = Cue(_effect(sign.effect), "himself", at, hit.last)
            self._add_for(self._cue, People(at, hit.last, hit.start, own or 1, own, vague=own is None))
        return hit.last

    def _toll(self, at: int, hit: Hit[Sign]) -> int:
        """عدد القتلى، حصيلة الشهداء، رفع الحصيلة إلى: opens for the number that follows."""
        victim = self._scope.sign(hit.last, "verb", "weak", "tail") if self._scope.key(hit.last - 1) == "من" else self._scope.sign(hit.last, "victim")
        if victim:  # عدد القتلى، عدد من قضوا
            self._close()
            over = self._scope.sign(at - 1, "bound")  # تجاوز عدد القتلى السبعين
            self._cue = Cue(_effect(victim.effect), "toll", at, self._scope.hits[hit.last].last, over=over is not None and over.number == "least")
            return self._cue.last
        if self._scope.definite(hit) and self._update_at > at - TOLL_REACH:
            self._close()
            effects = {mention.effect for mention in self._found}
            self._cue = Cue("injured" if effects == {"injured"} else "killed", "toll", at, hit.last)
            return hit.last
        return 0

    # -- casualty words

    def _open(self, at: int, hit: Hit[Sign], sign: Sign) -> int:
        """Open for the people of a casualty word; those told before it are its own where its form asks for them."""
        if self._told_off(at, hit, sign):
            self._close()
            return hit.last
        if sign.kind == "tail" and self._cue and self._cue.taken:
            return hit.last
        cue = Cue(_effect(sign.effect), sign.kind, at, hit.last, number=sign.number)
        pending = self._pending if self._pending and at - self._pending[-1].last <= _PENDING_REACH else []
        parts = self._pending_parts
        self._close()
        other = self._scope.sign(hit.last, "cue", "verb")
        if other and other.effect != sign.effect and self._scope.hits[hit.last].particle.startswith("و") and self._scope.near(hit.last):
            cue.both, cue.last = True, self._scope.hits[hit.last].last
        self._cue, self._part_at = cue, _NEVER
        if hit.particle.startswith(("و", "ف")):
            pending = []  # a new clause: its subject does not stand before it
        several = sum(people.low for people in pending) > 1 or any(people.vague for people in pending)
        owned = bool(pending) and (sign.kind == "tail" or (several and self._plural(at))) and not self._told_next(hit.last)
        if owned and cue.both:
            cue.both, cue.last = False, hit.last
        if owned:
            self._own(pending, parts)
        elif not hit.particle and (beside := self._beside) and beside.last == at and self._scope.near(at) and beside.noun in ("person", "one_of", "family"):
            cue.fallback = beside
        elif self._names_someone(cue):
            self._named(cue)
        return cue.last

    def _told_off(self, at: int, hit: Hit[Sign], sign: Sign) -> bool:
        """Tell whether a casualty word reports nothing: لم يقتل، محاولة اغتيال، قذيفة أصابته."""
        if self._scope.key(at - 1) in ("لم", "لن", "ولم", "ولن"):
            return True
        written = self._text[hit.start : self._scope.words[at].token.end]
        if self._scope.key(at).endswith("اصابه") and written.startswith("أ") and "ة" not in written:
            return True
        return sign.kind != "tail" and self._scope.glue(at - 1, "attempt") and self._scope.near(at)

    def _plural(self, at: int) -> bool:
        """Tell whether a verb is in the dual or plural, so that its subject stands before it."""
        return fold(self._scope.words[at].token.surface).endswith(("وا", "ا", "ون"))

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
        if people.vague and not people.noun:
            return
        if before and before.numbered and not people.numbered and people.last - before.last <= _PENDING_REACH:
            return  # ألف مقاتل ومقاتلة استشهدوا: a word alone does not stand before a number
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
        elif cue.number == "dual":
            self._add_for(cue, People(cue.first, cue.last, self._scope.hits[cue.first].start, 2, 2))

    def _names_someone(self, cue: Cue) -> bool:
        """مقتل قاسم فلان، استشهدت يسرى فلان: a word that is not a preposition, a number or a date follows directly."""
        at, hit = cue.last, self._scope.hits[cue.first]
        passive = "قُ" in self._text[hit.start : self._scope.words[cue.first].token.end]
        if cue.effect != "killed" or cue.both or not (cue.kind == "cue" or cue.number == "named" or passive) or self._scope.definite(hit):
            return False
        if not self._scope.near(at) or self._scope.words[at].token.kind != "arabic" or begins_number(self._scope.words[at]):
            return False
        return self._scope.hit(at) is None and not any(self._scope.glue(at, kind) for kind in ("stop", "side", "thing", "news", "inside"))

    def _named(self, cue: Cue) -> None:
        """Count the one who is named, until better people are told."""
        vague = cue.number == "pl" or self._scope.key(cue.last).endswith(("ون", "ين", "ات"))
        start = self._scope.words[cue.last].token.start
        self._add_for(cue, People(cue.last, cue.last + 1, start, 1, None if vague else 1, vague=vague, number="pl" if vague else "sg"))
        cue.tentative = len(self._found) - 1

    # -- people

    def _take(self, people: People) -> None:
        """Give people to the casualty word they belong to, keep them for one to come, or leave them."""
        if people.effect:
            self._victims(people)
        elif people.part or self._listed(people):
            self._parts(people)
        elif self._risen(people):
            self._add(people, "killed")
        elif self._cue and not self._cue.taken:
            self._first_of(self._cue, people)
        elif self._cue and self._cue.tentative >= 0 and not people.joined and self._better(people):
            self._replace(self._cue, people)
        elif (
            self._cue
            and self._follows(people, TOLL_REACH if people.noun == "kin" or (people.numbered and people.noun == "person") else CHAIN_REACH)
            and self._chained(people)
        ):
            self._add_for(self._cue, people)
        elif self._other_figure(people):
            self._add(people, "killed", rival=True)
        elif people.numbered or people.number in ("sg", "dual"):
            self._wait(people)

    def _risen(self, people: People) -> bool:
        """ارتفعت إلى سبعة مدنيين حصيلة الغارات: the toll is named after its figure."""
        if self._update_at < people.first - TOLL_REACH or not people.numbered or self._scope.key(people.first - 1) != "الي":
            return False
        tolls = [at for at in range(people.last, people.last + 4) if self._scope.sign(at, "toll")]
        return self._cue is None and any(self._scope.key(at) == "حصيله" or self._scope.sign(at + 1, "victim", "person", "family") for at in tolls)

    def _other_figure(self, people: People) -> bool:
        """والمرصد عن 87: a bare number that another source gives for the dead told before."""
        if people.noun or not people.numbered or self._scope.key(people.first - 1) != "عن" or not self._ends_here(people.last):
            return False
        return self._main_at["killed"] >= 0 or (self._dead_before and self._says_at > people.first - _PENDING_REACH)

    def _listed(self, people: People) -> bool:
        """Tell whether people stand in the list after بينهم, or break a figure down after a colon."""
        if self._part_at >= 0 and (people.first - self._part_at <= _PART_REACH or self._follows(people, CHAIN_REACH)):
            return True
        return self._main >= 0 and people.first == self._chain_end and people.numbered and ":" in self._scope.between[people.first]

    def _follows(self, people: People, reach: int) -> bool:
        between = range(self._chain_end, people.first)
        return people.joined and len(between) <= reach and not any(self._scope.key(at) == "برتبه" for at in between)

    def _chained(self, people: People) -> bool:
        """Tell whether people joined by و are more of the same."""
        if people.vague and not people.numbered and people.first > self._chain_end + (self._scope.key(people.first - 1) == "و"):
            return False
        if people.noun in ("", "of"):
            return people.noun == "of" or self._ends_here(people.last)
        alike = self._found[-1].low == 1 and people.number == "sg"  # استشهاد الشاب محمد والطفل أحمد
        return people.noun != "one_of" and (people.numbered or not people.definite or alike)

    def _ends_here(self, at: int) -> bool:
        """Tell whether a bare number ends its phrase, so that no other noun is counted by it."""
        return at >= self._scope.last or not self._scope.near(at) or self._scope.glue(at, "stop") or self._scope.glue(at, "side")

    def _first_of(self, cue: Cue, people: People) -> None:
        """Decide whether people are the first of an open casualty word."""
        distance = people.first - cue.last
        if self._near_enough(cue, people, distance):
            self._add_for(cue, people)
            if people.vague and not people.numbered and not people.joined:
                cue.tentative = len(self._found) - 1
        elif people.numbered:
            self._wait(people)

    def _near_enough(self, cue: Cue, people: People, distance: int) -> bool:
        if cue.kind == "toll":
            reached = self._scope.key(people.first - 1) in ("بلغ", "بلغت", "الي", "يبلغ", "عند")
            return people.numbered and not self._earlier(people) and distance <= (2 * _FIGURE_REACH if reached else TOLL_REACH)
        if cue.kind == "these":
            return people.numbered and not people.noun and distance <= _PART_REACH
        if cue.kind == "weak":
            named = people.noun in ("person", "of")
            return named and (people.numbered or distance == 0) and distance <= _FIGURE_REACH and not people.nation
        if people.numbered:
            if people.noun:
                return distance <= _FIGURE_REACH
            inside = all(self._scope.glue(at, "inside") for at in range(cue.last, people.first))
            return distance == 0 or (distance <= (_NOUN_REACH if inside else 1) and not people.definite)
        if people.definite and people.noun == "person" and cue.kind == "verb" and not self._scope.glue(people.first - 1, "stop"):
            return distance <= _NOUN_REACH  # توفي متأثراً بجراحه الشاب خالد
        if people.noun in ("kin", "other") or people.nation or people.definite:
            return distance <= (0 if people.nation else 1) and not (people.nation and people.definite)
        return distance <= (_VERB_REACH if cue.kind == "verb" else _NOUN_REACH)

    def _better(self, people: People) -> bool:
        """Tell whether people are the object of a verb whose subject was taken for it: قتل مسلحون مجهولون شخصين."""
        return people.noun in ("person", "one_of") and (people.numbered or not people.vague)

    def _replace(self, cue: Cue, people: People) -> None:
        del self._found[cue.tentative :]
        cue.tentative, cue.taken = -1, False
        self._add_for(cue, people)

    def _victims(self, people: People) -> None:
        """قتلى، خمسة جرحى: words that say themselves what happened."""
        before = self._found[-1] if self._found and self._chain_end == people.first else None
        if people.definite and people.joined and before and before.vague and not people.numbered:
            people = replace(people, low=before.low or 1, high=before.high, numbered=True)  # عشرات القتلى والجرحى
        also = people.definite and people.joined and people.effect == "injured" and self._found and self._main_at["injured"] < 0
        if also and not people.numbered and self._scope.key(people.last) != "الي":  # أربعون شهيداً والجرحى بالعشرات
            people = replace(people, definite=False)
        these = people.definite or people.number == "their" or self._scope.sign(people.first - 1, "update")
        if not people.numbered and people.number in ("pl", "their") and these:
            self._close()  # القتلى لا يقلون عن 33
            self._cue = Cue(_effect(people.effect), "toll" if self._scope.sign(people.first - 1, "update") else "these", people.first, people.last)
            return
        if not people.numbered and (people.definite or self._name(people)):
            return
        if people.noun == "body" and any(self._scope.glue(at, "handed") for at in range(people.first - 3, people.first)):
            return
        cue = self._cue
        told = cue is not None and cue.taken and cue.effect == people.effect and people.first - self._chain_end <= _PART_REACH
        if told and not people.numbered and not people.joined:
            return  # مدنيان شهيدان: the same people named twice
        if cue and not cue.taken and cue.kind == "toll":
            cue.taken = True
        else:
            self._close()
        self._cue = Cue(_effect(people.effect), "victim", people.first, people.last)
        self._add_for(self._cue, people)
        self._pending, self._part_at = [], _NEVER

    def _name(self, people: People) -> bool:
        """كتائب شهداء بدر، شهداء الجيش، bodies of nobody knows how many: no figure."""
        if self._scope.glue(people.first - 1, "unit_head") and self._scope.near(people.first):
            return True
        if people.noun == "body":
            return people.vague or not any(self._scope.glue(at, "found") for at in range(people.first - 3, people.first))
        after = self._scope.last > people.last and fold(self._scope.words[people.last].token.surface).startswith("ال") and self._scope.near(people.last)
        return after and people.vague and not self._scope.sign(people.first - 1, "weak", "verb", "many")

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

    def _add_for(self, cue: Cue, people: People) -> None:
        """Add people to an open casualty word."""
        start = self._scope.hits[cue.first].start if people.first == cue.last and cue.kind != "victim" else people.start
        people = replace(people, start=start)
        if cue.both:
            people = replace(people, low=1, high=None, vague=True) if not people.vague else people
            self._add(people, "injured")
        self._add(replace(people, high=None) if cue.over else people, cue.effect)
        cue.taken, self._part_at, self._pending = True, _NEVER, []


def _effect(name: str) -> Effect:
    return "injured" if name == "injured" else "killed"
