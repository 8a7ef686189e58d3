"""Whether a word that could be a place is one: the licence that the words around it give, against the licence that a word so ordinary needs.

A name that is also an everyday word (الباب, الزكاة) counts as a place only with a licence: a head noun (مدينة), a place
in a list of places, a preposition of place. How much licence a name needs depends on how ordinary the word is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from extract.cues import Cue, Surroundings, definite, everyday
from extract.distance import km
from extract.place_mention import BARE, HEAD, LOCATIVE, PROMINENT, PlaceMention
from extract.toponyms import NameHit, candidates
from extract.word_lists import word_set
from extract.words import Word
from gazetteer import Gazetteer, Risk
from gazetteer.names import fold
from gazetteer.names import key as names_key
from gazetteer.places import Place

_PLAIN = 5.0  # Zipf scale, from which "في" before a word says nothing
_TOWNS = frozenset({"governorate", "city", "town"})
_BESIDE_KM, _FEW = 12.0, 8  # as many names of a list are looked at
_SETTLED = frozenset({"city", "town", "village"})
_FUNCTION = 6.0  # Zipf scale, from which a word only joins others (إلا, عليه)
_ORDINARY, _FAMILIAR = 4.0, 3.2  # Zipf scale: "about once in 100,000 words", "once in 600,000"
_EXCLAIMED = 4.4  # Zipf scale, from which a hashtag is a word (#عاجل)
_MANY = 2  # sure names from which a list makes a place of a word of daily use
_HOUSE = "بيت "  # "بيت مرعي" is a village, or the house of a man
_CAPITAL, _CALLING, _POSSESSED = word_set("heads_in_apposition"), word_set("calling_on"), word_set("possessed_by_a_person")
_RARE = 3.6  # Zipf scale, up to which a word after "قرية" may be a name that nobody knows
_VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"  # "مقتلهِ"
_LONG = 5  # letters from which a rare word speaks for itself
_VAGUE = frozenset({"natural", "area", "any", "facility", "road"})
_COUNTED = word_set("told_in_pairs")
HEADS = frozenset({"head", "heads", "context"})


@lru_cache(maxsize=20_000)
def levels_of(ids: tuple[str, ...], gaz: Gazetteer) -> frozenset[str]:
    """Levels of the places that a name may stand for."""
    return frozenset(gaz.places[place_id].level for place_id in ids)


def licence_of(mention: PlaceMention, cue: Cue, gaz: Gazetteer, *, listed: bool) -> int:
    """The degree of licence that the words directly before a name, the name itself or its list give it."""
    if cue.effect in HEADS:
        vague = cue.kind in _VAGUE and everyday().get(mention.key, 0.0) >= _ORDINARY  # "محاور التقدم" names no place
        return LOCATIVE if vague else HEAD
    if listed or cue.effect in {"near", "preposition"} or set(mention.particle) & set("بلع"):
        return LOCATIVE
    return PROMINENT if any(_prominent(gaz.places[place_id]) for place_id in mention.ids) else BARE


def is_slogan(mention: PlaceMention, gaz: Gazetteer) -> bool:
    """Hashtags such as #عاجل and #خاص are ordinary words without an article; villages of that name are not towns."""
    return is_a_word(mention) and levels_of(mention.ids, gaz).isdisjoint(_TOWNS)


def is_a_word(mention: PlaceMention) -> bool:
    """Whether a name is first of all a word, which has no article here: "صور" of "صور من الدمار" are pictures, and no town."""
    return not mention.surface.startswith("ال") and everyday().get(mention.key, 0.0) >= _EXCLAIMED


def signals_of(hit: NameHit, cue: Cue, words: Sequence[Word], around: Surroundings, *, listed: bool, expected: bool) -> frozenset[str]:
    """What speaks for a place, in the terms of `PlaceMention.signals`."""
    found = {words[hit.first - 1].keys[-1][0], words[hit.first - 1].key} if cue.effect in HEADS | {"near"} else set()
    if listed:
        found.add("@list")
    if around.located(hit.last, words):
        found.add("@area")
    if cue.effect in {"near", "preposition"} or set(hit.particle) & set("بلع"):
        found |= {"@prep", words[hit.first - 1].key if not hit.particle else hit.particle[-1]}
    if expected:
        found.add("@object")
    return _shared(frozenset(found))


@lru_cache(maxsize=4096)
def _shared(signals: frozenset[str]) -> frozenset[str]:
    """The same signals are the same set in memory: an article of millions of letters has few different ones."""
    return signals


def _prominent(place: Place) -> bool:
    return place.level in {"governorate", "city", "town", "region"} or place.kind in {"airbase", "airport"}


def licensed(found: Sequence[PlaceMention], words: Sequence[Word], gaz: Gazetteer) -> list[PlaceMention]:
    """Keep the names that have the licence they need.

    A name licensed once is known for the rest of the article, and a name in a list of sure names ("دوما وحرستا وعربين"), or joined to a quarter of its
    city, is as sure as a listed one.
    """
    surely = {mention.key for mention in found if mention.licence == HEAD and mention.cue != "street"}  # after "دوار الشهداء" the martyrs are still people
    alike = [_spelled_alike(mention, words, gaz) for mention in found]
    places = [mention for mention in alike if (mention.ids or mention.country) and _is_place(mention, surely, gaz)]
    sure_lists = Counter(mention.group for mention in places)
    quarters = {(one.group, gaz.places[place_id].city) for one in places if one.cue != "street" for place_id in one.ids if gaz.places[place_id].city}
    lists: defaultdict[int, list[PlaceMention]] = defaultdict(list)
    for mention in places:
        lists[mention.group].append(mention)
    kept = []
    for read, respelled in zip(found, alike, strict=True):
        sure = sure_lists[read.group]
        quarter = any((read.group, gaz.places[place_id].city) in quarters for place_id in read.ids)  # "العسالي والقدم والتضامن"
        beside = not respelled.ids and _beside(read, lists[read.group], gaz)
        joined = (sure >= _MANY or quarter or beside) and _joins(read, words)
        mention = read if joined else respelled
        if not mention.ids and not mention.country:
            continue
        if sure > 1 or (quarter and joined) or (sure and "@object" in mention.signals and mention.surface.startswith("ال")):
            licence = max(mention.licence, HEAD if joined and _needed(mention, gaz) == HEAD else LOCATIVE)
            mention = mention._replace(licence=licence, signals=_shared(mention.signals | {"@list"}))
        if _is_place(mention, surely, gaz):
            abroad = mention.country and mention.key not in surely and _elsewhere(mention, gaz.risky.get(mention.key), gaz)
            kept.append(mention._replace(ids=()) if abroad and mention.ids else mention)
    return kept


def _beside(read: PlaceMention, sure: Sequence[PlaceMention], gaz: Gazetteer) -> bool:
    """Whether a place of a name lies beside a sure one of its list: "أطراف كنصفرة والفطيرة", though the village is called فطيرة."""
    others = [gaz.places[place_id] for one in sure[:_FEW] if one.first != read.first for place_id in one.ids]
    near = (km(gaz.places[place_id], other) for place_id in read.ids for other in others if other.level in _SETTLED)
    return any(distance <= _BESIDE_KM for distance in near)


def _joins(mention: PlaceMention, words: Sequence[Word]) -> bool:
    """Whether a word goes on a list after و without a comma, behind which a verb may follow ("، وتصدت"), and is none of the most frequent."""
    apart = mention.first == 0 or words[mention.first].start - words[mention.first - 1].end > 1
    return not apart and "و" in mention.particle and everyday().get(mention.key, 0.0) < _PLAIN


def _is_place(mention: PlaceMention, surely: set[str], gaz: Gazetteer) -> bool:
    """Whether the words around a name license it; a name that is also an organisation or a place abroad needs one of the cues of its row."""
    known = mention.key in surely
    risk = gaz.risky.get(mention.key)
    if not known and _elsewhere(mention, risk, gaz):
        return bool(mention.country)
    return mention.licence + known >= _needed(mention, gaz)


def _elsewhere(mention: PlaceMention, risk: Risk | None, gaz: Gazetteer) -> bool:
    """Whether a name that is also an organisation or a place abroad has none of the cues that make it a place here."""
    if risk is None or risk.kind not in {"organisation", "foreign"} or not mention.signals.isdisjoint(_risk_cues(risk)):
        return False
    if only_here(mention.surface, mention.key, mention.ids, gaz):
        return False
    return levels_of(mention.ids, gaz).isdisjoint({"governorate", "city"})


def only_here(surface: str, key: str, ids: tuple[str, ...], gaz: Gazetteer) -> bool:
    """Whether a name bears the article, as a place of Syria does and the one abroad does not: السوسة and سوسة."""
    if not fold(surface).startswith("ال") or key not in gaz.foreign or key in gaz.foreign_with_article:
        return False
    return any(name.startswith("ال") for place_id in ids for name in gaz.spellings(place_id, key))


def at_risk_with(mention: PlaceMention, cue: str, gaz: Gazetteer) -> bool:
    """Whether a name is a word of daily use of which a cue makes a place, by its row in `risky.csv`."""
    risk = gaz.risky.get(mention.key)
    return risk is not None and cue in _risk_cues(risk)


@lru_cache(maxsize=4096)
def _risk_cues(risk: Risk) -> frozenset[str]:
    return frozenset(cue if cue.startswith("@") else names_key(cue) for cue in risk.cue.split("|"))


def _needed(mention: PlaceMention, gaz: Gazetteer) -> int:
    """How much licence a name needs: the more ordinary the word and the smaller the place, the more."""
    levels = levels_of(mention.ids, gaz)
    if "governorate" in levels:
        return BARE
    zipf = everyday().get(mention.key, 0.0)
    if not mention.ids:  # only abroad: a preposition is enough for the most frequent name
        return LOCATIVE if zipf >= _ORDINARY else BARE
    need = HEAD if zipf >= _ORDINARY else LOCATIVE if zipf >= _FAMILIAR or mention.key.startswith(_HOUSE) else PROMINENT
    if need == PROMINENT and (" " in mention.key or len(mention.key) >= _LONG):
        need = BARE
    risk = gaz.risky.get(mention.key)
    if risk is not None and risk.needs_cue:
        need = max(need, HEAD if risk.kind == "common_word" and zipf >= _ORDINARY else LOCATIVE)
        if zipf >= _PLAIN and risk.kind == "common_word" and "@prep" in mention.signals and mention.signals.isdisjoint(_risk_cues(risk)):
            return need  # "في خطاب" is in a speech, though Khattab is a town; "للإشارة إلى" is to point at something
    return need - 1 if need > PROMINENT and not levels.isdisjoint({"city", "town"}) else need


def _spelled_alike(mention: PlaceMention, words: Sequence[Word], gaz: Gazetteer) -> PlaceMention:
    """For an ordinary word keep only places whose name agrees about the article and the last letter: باب is a door, مقتله his death (the village is مقتلة)."""
    if mention.licence == HEAD and everyday().get(mention.key, 0.0) < _FUNCTION:
        return mention  # but "لم يترك قرية إلا" is not the village الالا
    token = words[mention.first]
    article = fold(token.surface[: mention.start - token.start]).endswith("لل") or fold(token.surface[mention.start - token.start :]).startswith("ال")
    his = not article and words[mention.last - 1].surface.rstrip(_VOWELS).endswith("ه")
    verb = his and mention.last - mention.first == 1 and mention.particle in {"و", "ف"}  # "ورافقه قصف" is not the village الرافقة
    rare = everyday().get(mention.key, 0.0) < _FAMILIAR
    if rare and not verb:
        return mention
    bad = all if rare else any
    ids = tuple(
        place_id for place_id in mention.ids if not bad((article not in _articles(place_id, mention.key, gaz), his and _feminine(place_id, mention.key, gaz)))
    )
    return mention if ids == mention.ids else mention._replace(ids=ids)


@lru_cache(maxsize=20_000)
def _articles(place_id: str, key: str, gaz: Gazetteer) -> frozenset[bool]:
    """Whether the spellings of a place that share a key bear the article: both where some do."""
    return frozenset(fold(name).startswith("ال") for name in gaz.spellings(place_id, key))


@lru_cache(maxsize=20_000)
def _feminine(place_id: str, key: str, gaz: Gazetteer) -> bool:
    """Whether a place is written with ة at the end only; a town's name is also met with ه (حماه)."""
    return gaz.places[place_id].level not in _TOWNS and all(name.endswith("ة") for name in gaz.spellings(place_id, key))


def may_name(form: str, *, named: bool, heads: frozenset[str]) -> bool:
    """Whether a word may be a name that nobody knows: not in daily use, the first half of a compound, or rare after "قرية" and no verb or adjective.

    heads: the first halves of compounds.
    """
    if form in heads:
        return True
    if in_pairs(form):
        return False
    if form not in everyday():
        return True
    adjective = form.endswith("يه") or (form.startswith("م") and form.endswith("ه"))
    return named and everyday()[form] < _RARE and not adjective and not form.startswith(("ت", "ي")) and not form.endswith(("ت", "ها", "هم", "وا"))


def in_pairs(form: str) -> bool:
    """Whether a word is the dual of a noun that reports count: بلدتين, غارتان, حاجزين; many names end so too (حريتان)."""
    of_two = form[:-2] if form.endswith(("ين", "ان")) else ""
    return of_two in _COUNTED or (of_two.endswith("ت") and f"{of_two[:-1]}ه" in everyday())


def no_place_after(word: Word, hit: NameHit, gaz: Gazetteer) -> bool:
    """Whether a word before a name says that it is no place: the battle "قادمون يا حمص", "سيارة عكرمة حنانو"."""
    owned = not hit.particle and not _POSSESSED.isdisjoint(word.forms) and levels_of(candidates(hit.key, gaz), gaz).isdisjoint({"city", "town"})
    return word.key in _CALLING or owned


def of_the_capital(hit: NameHit, words: Sequence[Word]) -> bool:
    """Whether "العاصمة" or "العاصمة السورية" stands before a name."""
    return any(not _CAPITAL.isdisjoint(word.forms) and definite(word) for word in words[max(0, hit.first - 2) : hit.first])


def an_epithet(word: Word) -> bool:
    """Whether a word makes an epithet of the name after it: "عاصمة الثورة"."""
    return not _CAPITAL.isdisjoint(word.forms) and not definite(word)
