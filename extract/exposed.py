"""Names that are places by what stands beside them: fire that falls on them, or the wider place they lie in, as posts write without a head noun."""

from __future__ import annotations

from collections.abc import Sequence

from extract.cues import compass_words, cue_words, everyday
from extract.licences import levels_of
from extract.place_mention import PlaceMention
from extract.role_words import PEOPLE
from extract.toponyms import NameHit
from extract.word_lists import word_set
from extract.words import Word
from gazetteer import Gazetteer
from gazetteer.names import articles, fold

_FIRE_REACH = 2  # words between قصف and على
_ONTO = word_set("onto")
_WIDER = frozenset({"governorate", "city", "region"})
_WITHIN_MARKS = frozenset(" -–—|:/#")
_COMMON = 4.6  # Zipf scale, from which a word with the article is more likely the adjective of the name before it
_SETTLED = frozenset({"city", "town", "village", "neighbourhood"})


def under_fire(hit: NameHit, words: Sequence[Word], fired: set[int], gaz: Gazetteer) -> bool:
    """Whether fire falls on a name: "قصف مدفعي عنيف على القدم", "قصف عاليرموك", "الطيران يستهدف الفردوس"."""
    if object_of_fire(hit, words, fired, gaz):
        return fold(words[hit.first].surface).startswith("ال")
    at = hit.first if "ع" in hit.particle else hit.first - 1 if words[hit.first - 1].key in _ONTO else -1
    return at > 0 and not fired.isdisjoint(range(at - _FIRE_REACH, at + 1)) and fold(words[hit.first].surface[hit.skip :]).startswith("ال")


def object_of_fire(hit: NameHit, words: Sequence[Word], fired: set[int], gaz: Gazetteer) -> bool:
    """Whether a name stands right after the word of fire or its subject: "يستهدف دوما بغارات", "قصفت قوات النظام الباب".

    Nothing goes on from it ("يستهدف دوما المدنيين"), and it is not somebody ("استهدفت قوات النظام السيد محمد").
    """
    if hit.first not in fired or hit.particle or (hit.last < len(words) and 0 in articles(words[hit.last].surface)):
        return False
    risk = gaz.risky.get(hit.key)
    return risk is None or risk.kind != "person" or "@object" in risk.cue


def shelled_town(hit: NameHit, words: Sequence[Word], fired: set[int], gaz: Gazetteer) -> bool:
    """Whether a head noun is a town, as the object of fire: "قصفت قوات النظام الحارة"; a row of `risky.csv` says that it may be, as it does not of التل."""
    risk = gaz.risky.get(hit.key) if hit.first in fired and hit.key in cue_words() else None
    return risk is not None and "@object" in risk.cue and object_of_fire(hit, words, fired, gaz) and fold(words[hit.first].surface).startswith("ال")


def men_of(at: int, words: Sequence[Word]) -> bool:
    """Whether the people right before a name belong to it: "ثمانية عناصر من الفرقة 17"."""
    return at > 1 and words[at - 1].key == "من" and not PEOPLE.isdisjoint(words[at - 2].forms)


def within(outer: PlaceMention, mention: PlaceMention, between: Sequence[str], gaz: Gazetteer, *, surely: bool) -> bool:
    """Whether a name follows that of the wider place it lies in: "حلب السكري", "ريف دمشق دوما", "حمص - الوعر"; not "حلب الكبرى".

    surely: an attack follows, so that an ordinary word with the article is no adjective.
    """
    apart = outer.last != mention.first or mention.particle or not _WITHIN_MARKS.issuperset(between[mention.first])
    plain = mention.surface.startswith("ال") and not surely and not is_town(mention, gaz) and everyday().get(mention.key, 0.0) >= _COMMON
    if apart or plain or mention.key in cue_words() or mention.key in compass_words():
        return False
    around = {gaz.places[place_id].governorate for place_id in outer.ids if gaz.places[place_id].level in _WIDER}
    return any(gaz.places[place_id].governorate in around and gaz.places[place_id].level in _SETTLED for place_id in mention.ids)


def is_town(mention: PlaceMention, gaz: Gazetteer) -> bool:
    """Whether a city or a town bears the name."""
    return not levels_of(mention.ids, gaz).isdisjoint({"city", "town"})
