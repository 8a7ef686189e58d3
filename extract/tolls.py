"""Words that name a toll (عدد القتلى، حصيلة القتلى والجرحى): whose it is, and where its figure stands."""

from __future__ import annotations

from extract.countwords import Sign
from extract.numerals import begins_number
from extract.outcomes import Outcomes
from extract.tally import CHAIN_REACH, PENDING_REACH
from extract.word_lists import word_set

_COUNTRY = word_set("whole_country_or_all")


class Tolls(Outcomes):
    """Tells what the word for a toll stands for in one sentence."""

    def _counted_before(self, at: int) -> bool:
        """سبعة مدنيين، بينهم طفل، حصيلة القصف: the figure stands before the word for it, and none after."""
        told = self._scope.key(at) == "حصيله" and self._cue is None and bool(self._pending) and all(people.noun for people in self._pending)
        near = told and self._pending[0].numbered and at - self._pending[-1].last <= PENDING_REACH
        return near and not any(begins_number(self._scope.words[after]) for after in range(at + 1, min(at + CHAIN_REACH, self._scope.last)))

    def _of_the_country(self, at: int) -> bool:
        """عدد قتلى الأحد في سوريا، حصيلة الشهداء اليوم في عموم البلاد: the dead of a day, not of an incident."""
        while self._scope.glue(at, "stop") and self._scope.key(at) not in ("في", "عموم") and self._scope.near(at):
            at += 1
        return self._scope.key(at) == "في" and self._scope.key(at + 1) in _COUNTRY

    def _plural_victim(self, at: int) -> Sign | None:
        sign = self._scope.sign(at, "victim")
        return sign if sign and sign.number in ("pl", "their") else None

    def _both(self, at: int, sign: Sign) -> bool:
        """حصيلة القتلى والجرحى: one figure for the dead and the wounded."""
        other = self._scope.sign(at, "victim")
        return other is not None and other.effect != sign.effect and self._scope.near(at) and self._scope.hits[at].particle.startswith("و")
