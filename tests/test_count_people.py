"""The people of a figure in unusual words: professions, sides, late deaths, burials, nobody dead beside wounded."""

from __future__ import annotations

import pytest

from extract.counts import find_counts, total
from extract.words import words

Bounds = tuple[int | None, int | None]
NONE: Bounds = (None, None)


def _told(text: str) -> tuple[Bounds, Bounds]:
    found = total(find_counts(text, words(text)))
    return (found.killed_min, found.killed_max), (found.injured_min, found.injured_max)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("قتل ضابط برتبة عقيد وثلاثة جنود في كمين", (4, 4)),
        ("قتل 12 تلميذاً ومعلمتهم بقصف على المدرسة", (13, 13)),
        ("استشهد مراسل القناة ومصورها", (2, 2)),
        ("مقتل ممرضتين وطبيبة بغارة على المشفى", (3, 3)),
        ("قضى حفيدان وجدتهما تحت الأنقاض", (3, 3)),
        ("لقي اللواء عصام، أحد أبرز قادة الحرس، حتفه في انفجار لغم", (1, 1)),
        ("قتل 12 متطوعاً من الهلال الأحمر على الأقل في غارة", (12, None)),
        ("قتل ثلاثة من الحراس وجرح خمسة على الأقل", (3, 3)),
        ("سقط 16 من قوات النظام في الاشتباكات", (16, 16)),
        ("سقط 16 من القذائف على الحي", NONE),
        ("قتل في القصف على البلدة العشرات", (20, None)),
        ("ونزح في القصف على البلدة العشرات", NONE),
        ("وأكد المصدر أن العشرات قتلوا في الهجوم", (20, None)),
        ("دفنت البلدة ثمانية من أبنائها قتلتهم غارة", (8, 8)),
        ("مقتل إحدى وعشرين امرأة بغارة", (21, 21)),
        ("ارتفعت حصيلة الهجمات إلى 215 قتيلاً، فيما قتل 45 من المهاجمين", (260, 260)),
        ("ارتفعت حصيلة الهجمات إلى 215 قتيلاً، بعدما توفي خمسة جرحى", (215, 215)),
        ("توفي جريحان فصارت الحصيلة ستة شهداء", (6, 6)),
        ("قتل ثلاثة مدنيين ثم ارتفعت الحصيلة إلى ستة", (3, 6)),
    ],
)
def test_killed(text, killed):
    assert _told(text)[0] == killed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("عولج إحدى وعشرون مدنياً، دون وقوع وفيات", ((0, 0), (21, 21))),
        ("لم تسجل خسائر بشرية سوى إصابة طفل", ((0, 0), (1, 1))),
        ("أسعفت فرقنا طفلة إلى المشفى", (NONE, (1, 1))),
        ("قتل مدني وأصيب آخر دون وقوع أضرار", ((1, 1), (1, 1))),
    ],
)
def test_killed_and_injured(text, told):
    assert _told(text) == told
