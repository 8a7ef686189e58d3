"""How Arabic tells a date: reads phrases such as "مساء أمس الأربعاء", "ليل السبت ـ الأحد", "قبل ثلاثة أيام" without knowing today's date."""

from __future__ import annotations

from collections.abc import Iterator

from extract.datecalendar import DASH, CalendarReader
from extract.datewords import FEAST, TIGHT, Phrase, Sign, Told
from extract.numerals import begins_number, number_at, ordinal_at
from extract.phrases import Hit

_REACH = 7
"""A date begins at most this many words before the word that makes it one."""
_SHORT = {"hour": 72, "day": 3}  # longer spans without الماضية are told of series of events
_BEGUN_REACH = 4  # words from منذ to the day of what it names, at most
_NAME_LENGTH = 20  # characters of a quoted name such as «حلب اليوم»


class Reader(CalendarReader):
    """Reads all date phrases of one list of words."""

    def phrases(self) -> Iterator[Phrase]:
        """Yield the phrases in order; they never overlap."""
        past = 0
        for at in self._candidates():
            if at >= past and (found := self._phrase(at)):
                past = found.last
                if not found.future:
                    yield found

    def _candidates(self) -> list[int]:
        """Where a phrase may begin: at numbers, and a few words before each anchor where a word of dates or a number stands."""
        found: set[int] = set()
        for first, hit in self._hits.items():
            before = _REACH if any(sign.kind in ("month", "hijri", "unit") for sign in hit.values) else 1
            found.update(range(max(0, first - before), first + 1))
        for at, word in enumerate(self._words):
            if word.kind == "number":
                found.add(at)
        return sorted(at for at in found if at in self._hits or self._glue(at) or begins_number(self._words[at]) or self._past_article(at) > at)

    def _phrase(self, at: int) -> Phrase | None:
        if at in self._hits or self._glue(at):
            found = self._numeric(at) or self._anchored(at) or self._ago(at) or self._span(at) or self._third(at) or self._calendar(at)
            found = found or self._parted(at) or self._named(at) or self._year(at)
        else:  # a number that no word announces
            found = self._numeric(at) or self._span(at) or self._calendar(at) or self._year(at)
        return found._replace(since=True) if found and (self._since(at) or self._from_yesterday(at)) else found

    def _since(self, at: int) -> bool:
        """Tell whether a phrase is told as a beginning: منذ الجمعة، منذ بدء الهجوم يوم الجمعة."""
        for back in range(at - 1, max(at - 1 - _BEGUN_REACH, -1), -1):
            if "since" in self._glue(back):
                return back == at - 1 or "begun" in self._glue(back + 1)
            if not self._near(back):
                return False
        return False

    # -- days by their names

    def _parted(self, at: int) -> Phrase | None:
        """A part of the day and its day: مساء أمس، فجر يوم الجمعة، ليل السبت ـ الأحد."""
        part = self._sign(at, "part")
        if not part:
            return None
        to = part[1].last
        if self._key(to) == "من":
            to += 1
        found = self._core(to, part[0].value) or self._calendar(to) or self._numeric_here(to) if to < len(self._words) and self._near(to) else None
        return found._replace(first=at, skip=self._skip(at), night=part[0].value) if found else None

    def _core(self, at: int, night: str = "") -> Phrase | None:
        return self._anchored(at) or self._named(at, night)

    def _named(self, at: int, night: str = "") -> Phrase | None:
        return self._feast(at) or self._offset(at) or self._weekday(at, night) or self._period(at) or self._month_alone(at)

    def _feast(self, at: int) -> Phrase | None:
        """ليلة رأس السنة، أول أيام عيد الفطر."""
        found = self._sign(at, "feast")
        date = FEAST.fullmatch(found[0].value) if found else None
        if not found or not date:
            return None
        return Phrase(at, found[1].last, self._skip(at), Told("calendar", day=int(date[3]), month=int(date[2]), hijri=date[1] == "h"))

    def _offset(self, at: int) -> Phrase | None:
        """أمس، اليوم، أمس الأول, and the weekday or date that may follow in apposition."""
        found = self._sign(at, "offset")
        if not found or (found[0].value == "0" and self._other_day(at, found[1])):
            return None
        last, told = found[1].last, Told("offset", days=int(found[0].value))
        named = self._sign(last, "weekday")
        if named and self._near(last) and self._key(at) == "منذ":
            return None  # منذ ساعات الفجر الجمعة
        if named and self._near(last):
            last, told = named[1].last, told._replace(weekday=int(named[0].value))
        return self._dated(Phrase(at, last, self._skip(at), told))

    def _other_day(self, at: int, hit: Hit[Sign]) -> bool:
        """Tell whether اليوم is another day (في اليوم التالي), a count of days (لليوم الثالث) or a name (قناة حلب اليوم)."""
        if self._key(at) not in ("يوم", "ليله") and not hit.particle:
            return False
        after, before = self._glue(hit.last), self._glue(at - 1)
        if self._near(hit.last) and ("other_day" in after or ordinal_at(self._words, hit.last)):
            return True
        if hit.particle in ("ل", "ب", "ك") or "open_day" in before or self._key(at - 2) == "مثل" or "outlet" in before or "outlet" in self._glue(at - 2):
            return True
        return (
            "»" in self._gap(hit.last)
            and "»" not in self._gap(at)
            and self._words[at].end - self._words[at - 1].start < _NAME_LENGTH
            and "«" in self._gap(at - 1)
        )

    def _weekday(self, at: int, night: str) -> Phrase | None:
        """الجمعة، يوم الجمعة الماضي، الجمعة والسبت; in a night, two days with little between them."""
        start = at
        if "on" in self._glue(at) and not self._definite_word(at):
            at += 1
        found = self._sign(at, "weekday")
        if not found or self._named_after(start - 1):
            return None
        last, told = found[1].last, Told("weekday", weekday=int(found[0].value))
        skip = self._skip(at) if at == start else 0
        until = None
        second = self._second_weekday(last, told, night)
        if second:
            until, last = second
        which = self._glue(last).get("which", "")
        if which and self._near(last):
            last += 1
            told = told._replace(which=which)
            until = until._replace(which=which) if until else None
        return self._dated(Phrase(start, last, skip, told, until, future=which == "next"))

    def _second_weekday(self, at: int, first: Told, night: str) -> tuple[Told, int] | None:
        to = at + 1 if "until" in self._glue(at) and self._near(at) else at
        to += to > at and "on" in self._glue(to) and not self._definite_word(to)
        found = self._sign(to, "weekday")
        if not found:
            return None
        sign, hit = found
        next_day = (int(sign.value) - (first.weekday or 0)) % 7 == 1
        joined = to > at or self._near(to, DASH) or hit.particle == "و"
        if (joined and (next_day or not night)) or (night and next_day and self._near(to)):
            return Told("weekday", weekday=int(sign.value)), hit.last
        return None

    def _dated(self, phrase: Phrase) -> Phrase:
        """Let a full date in apposition decide: الثلاثاء 10 أيار 2016، اليوم الخميس (12-5)."""
        if phrase.last >= len(self._words) or phrase.until or not self._near(phrase.last):
            return phrase
        to = phrase.last + ("on" in self._glue(phrase.last))
        to += 2 * (self._key(to) == "واقع" and self._key(to + 1) == "في")
        found = self._calendar(to) or self._numeric_here(to)
        return phrase._replace(last=found.last, told=found.told, until=found.until) if found else phrase

    # -- days told from another day

    def _anchored(self, at: int) -> Phrase | None:
        """A day told from another: اليوم نفسه، غداة، قبل ذلك بيومين، بعد يومين من السيطرة."""
        same = self._same(at)
        if same:
            return Phrase(at, same, self._skip(at), Told("anchored", days=0))
        today = self._sign(at, "offset")
        if today and today[0].value == "0":
            days = self._glue(today[1].last).get("other_day", "") if self._near(today[1].last) else ""
            return Phrase(at, today[1].last + 1, self._skip(at), Told("anchored", days=int(days))) if days else None
        if self._sign(at, "morrow") and self._near(at + 1):  # غداة سقوط صواريخ: what fell, fell the day before
            return Phrase(at, at + 1, self._skip(at), Told("anchored", days=1), tied=True)
        then = self._glue(at).get("then")
        return self._before_it(at, int(then)) or self._days_after(at, then) if then else None

    def _same(self, at: int) -> int:
        """Read بنفس اليوم، المساء ذاته; give the word after it, 0 if it is no such thing."""
        if "same" in self._glue(at) and self._near(at + 1):
            named = self._sign(at + 1, "offset", "part")
            return named[1].last if named and self._definite(named[1]) else 0
        part = self._sign(at, "part")
        if part and self._definite(part[1]) and self._near(part[1].last) and self._glue(part[1].last).get("other_day") == "0":
            return part[1].last + 1
        return 0

    def _before_it(self, at: int, sign: int) -> Phrase | None:
        """قبل ذلك بيومين، قبل الغارة بساعات، بعدها بيوم. sign: 1 before, -1 after."""
        for to in range(at + 1, min(at + 4, len(self._words))):
            if not self._near(to):
                return None
            told = self._by(to)
            if told:
                return Phrase(at, told[1], self._skip(at), Told("anchored", days=told[0] * sign))
        return None

    def _days_after(self, at: int, then: str) -> Phrase | None:
        """بعد يومين من السيطرة، بعد يوم على غارة: what it names came before; not how long something lasted (من القتال)."""
        told = self._days_long(at + 1) if then == "-1" else None
        if not told or self._key(told[1]) not in ("من", "علي") or not self._near(told[1]) or "lasting" in self._glue(told[1] + 1):
            return None
        return Phrase(at, told[1] + 1, self._skip(at), Told("anchored", days=told[0]), tied=True)

    def _by(self, at: int) -> tuple[int, int] | None:
        """بيوم، بيومين، بثلاثة أيام، بساعات: how many days, and where it ends."""
        hit = self._hits.get(at)
        number = number_at(self._words, at)
        return self._days_long(at) if (hit and hit.particle == "ب") or (number and number.particle == "ب") else None

    # -- lengths of time

    def _period(self, at: int) -> Phrase | None:
        """الأسبوع الماضي، الشهر الجاري، هذا العام."""
        start, which = at, ""
        if "this" in self._glue(at):
            at, which = at + 1, "this"
        unit = self._unit(at, definite=True)
        if not unit or unit[0] not in ("week", "month", "year") or unit[1] != 1:
            return None
        last = unit[2]
        before = self._key(last) == "قبل" and self._glue(last + 1).get("which") == "past"  # العام قبل الماضي
        after = self._glue(last + before).get("which", "") if self._near(last) else ""
        if after:
            which, last = after, last + before + 1
        if not which:
            return None
        told = Told("period", unit=unit[0], number=1 + before if which == "past" else 0)
        return Phrase(start, last, self._skip(start), told, future=which == "next")

    def _ago(self, at: int) -> Phrase | None:
        """قبل ثلاثة أيام، منذ يومين، قبل أسبوع. "قبل يوم من" counts from something else."""
        glue = self._glue(at)
        if "ago" not in glue and "since" not in glue:
            return None
        to = at + 1
        if "about" in self._glue(to):
            to += 1
        number = number_at(self._words, to) if to < len(self._words) else None
        unit = self._unit(number.last if number else to, definite=False)
        single = unit is not None and unit[1] == 1 and self._key(unit[2]) in ("واحد", "واحده")
        if not unit or (number is None and not single and (self._names_a_day(unit[2]) or self._sign(unit[2], "part"))):
            return None
        name, own, last = unit
        last += single
        if self._key(last) == "من" and self._key(last + 1) in ("ان", "يوم"):
            last += 2  # قبل يومين من الآن
        if "ago" in glue and self._key(last) in ("من", "علي") and self._near(last):
            return Phrase(at, last, self._skip(at), Told("ago"), future=True)
        lasting = "since" in glue and (name in ("month", "year") or self._definite_word(at - 1))
        return Phrase(at, last, self._skip(at), Told("ago", unit=name, number=number.value if number else own), since="since" in glue, future=lasting)

    def _names_a_day(self, at: int) -> bool:
        """Tell whether a day, month or year is named here, so that يوم or عام before it is no length of time."""
        return at < len(self._words) and bool(self._sign(at, "weekday", "offset", "month", "hijri") or self._words[at].kind == "number" or self._day(at))

    def _span(self, at: int) -> Phrase | None:
        """خلال الـ24 ساعة الماضية، الساعات القليلة الماضية، اليومين الماضيين."""
        within = "within" in self._glue(at)
        to = self._past_article(at + 1 if within else at)
        number = number_at(self._words, to) if to < len(self._words) else None
        if number:
            unit = self._unit(number.last, definite=False)
            if not unit:
                return None
            name, last, count = unit[0], unit[2], number.value
        else:
            plural = self._unit(to, definite=True)
            if not plural or plural[1] == 1:
                return None
            name, own, last = plural
            number = number_at(self._words, self._past_article(last)) if last < len(self._words) else None
            count = number.value if number else own or 0
            last = number.last if number else last
        if "few" in self._glue(last):
            last += 1
        if self._glue(last).get("which") == "past" and self._near(last):
            last += 1
        elif not (within and number and number.last < last and count <= _SHORT.get(name, 0)):
            return None
        return Phrase(at, last, self._skip(at), Told("span", unit=name, number=count or None))

    def _third(self, at: int) -> Phrase | None:
        """مطلع الشهر الجاري، أواخر آذار الماضي."""
        third = self._glue(at).get("third")
        if not third or at + 1 >= len(self._words) or not self._near(at + 1, TIGHT):
            return None
        month = self._month(at + 1)
        if month:
            told, last = month
            return Phrase(at, last, self._skip(at), told._replace(kind="month", third=third), future=told.which == "next")
        week = self._unit(at + 1, definite=True)
        if week is not None and week[0] == "week" and week[1] == 1:  # مطلع الأسبوع، نهاية الأسبوع الماضي
            named = self._period(at + 1)
            told = named.told if named else Told("period", unit="week", number=0)
            return Phrase(at, named.last if named else week[2], self._skip(at), told._replace(third=third), future=named is not None and named.future)
        return self._period(at + 1) or self._year(at + 1)
