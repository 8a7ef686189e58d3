"""Place mentions: which words of an article name a Syrian or a foreign place, and what the words around them say.

Whether a word that could be a place is one, `licences` and `lookalikes` decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.abroad import Nations, lists_abroad
from extract.cues import BELONGS, COUNTRYSIDE, NO_CUE, Cue, Surroundings, compass_words, cue_words, definite
from extract.exposed import is_town, men_of, object_of_fire, shelled_town, under_fire, within
from extract.licences import (
    HEADS,
    an_epithet,
    at_risk_with,
    is_a_word,
    is_slogan,
    levels_of,
    licence_of,
    licensed,
    only_here,
    signals_of,
)
from extract.lookalikes import is_none, is_somebody
from extract.place_mention import APART, HEAD, LOCATIVE, PROMINENT, PlaceMention
from extract.toponyms import NameHit, candidates, name_hits
from extract.unlisted import of_place, unlisted
from extract.word_lists import word_set
from extract.words import Word, Words
from gazetteer import Gazetteer

_TIE_REACH = 3
_LINES = frozenset({"road", "countryside"})
"""Kinds of outer place that say more than the head noun after them: "ريف مدينة X"."""
_FACILITY = frozenset({"facility"})
_SETTLEMENTS = frozenset({"town", "village"})
_HEAD_REACH = 2  # words before the town of a dispatch
_WHICH_IS = word_set("which_is")
_DATELINE_MARKS = "-–—ـ(:|/"
_SET_OFF = frozenset("#(")
_CAMP = "مخيم"
_TAG_MARKS = frozenset(":|/")
_POST_MARKS = _TAG_MARKS | frozenset("-–—")
LONGEST_POST = 50
"""Words up to which a text is a post, which may set off the name it opens with by a dash."""
_LIST_MARKS = frozenset({"،", ",", "/", "-", "–", "_"})
_QUOTES = " '\"“”„«»‘’"  # around each name of a list


def find_places(
    words: Words,
    between: Sequence[str],
    gaz: Gazetteer,
    *,
    masked: Iterable[tuple[int, int]] = (),
    openers: Iterable[int] = (),
    verbs: Iterable[int] = (),
    fired: Iterable[int] = (),
) -> list[PlaceMention]:
    """Find the places named in a list of words.

    between: what stands before each word (see sentences.gaps); masked: word ranges that are names of organisations or media, where no place is
    read; openers: indexes of words after which a place is expected (verbs of attack, weapons, actors); verbs: indexes of the words of attack themselves,
    some of which (كمين) are also villages; fired: indexes of words after a word of fire, where من says from where.
    """
    hidden, after_fire = {at for first, last in masked for at in range(first, last)}, set(fired)
    around, expected, attacks = Surroundings(words), set(openers), set(verbs)
    nations = Nations(words, between, gaz)
    found: list[PlaceMention] = []
    group, in_plural_list, struck_list = 0, False, False
    for hit in name_hits(words, gaz):
        cue = _cue_before(hit, around, words, between)
        previous = found[-1] if found else None
        listed = previous is not None and _continues(previous, hit, between, words, around)
        among_towns = listed and (in_plural_list or (len(found) > 1 and found[-2].group == group))
        called = cue.effect in {"head", "heads"} or (listed and in_plural_list)
        struck = shelled_town(hit, words, after_fire, gaz)
        none = is_none(hit, cue, words, between, gaz, called=called, listed=listed, among_towns=among_towns, struck=struck)
        if none or not hidden.isdisjoint(range(hit.first, hit.last)):
            continue
        if not listed:
            group, in_plural_list = group + 1, False
        in_plural_list = in_plural_list or cue.effect == "heads"
        neighbour = _neighbour(hit, cue, nations, gaz)
        mention = _mention(hit, cue, words, around, gaz, neighbour=neighbour, fired=after_fire)
        mention = _at_head(mention, hit, previous, words, between)
        there = mention.country or nations.namesake(hit.key)
        if mention.ids and there and not around.located(hit.last, words) and nations.around(hit.first, hit.last, there):
            mention = mention._replace(ids=(), country=there)
        if listed and previous is not None:
            mention = _of_its_list(mention, previous, around.side(hit.last, words), in_plural_list=in_plural_list)
        inner = previous is not None and hit.first not in attacks and within(previous, mention, between, gaz, surely=hit.last in attacks)
        licence = (
            HEAD
            if inner or _is_introduced(hit, around, words) or (listed and in_plural_list) or (between[hit.first].endswith("#") and not is_slogan(mention, gaz))
            else licence_of(mention, cue, gaz, listed=listed or around.located(hit.last, words))
        )
        if _heads_line(hit, words, between) or (is_town(mention, gaz) and not is_a_word(mention) and _opens(hit, between) and _goes_on(hit, words, attacks)):
            licence = max(licence, LOCATIVE)
        struck_list = under_fire(hit, words, after_fire, gaz) or (listed and struck_list and mention.surface.startswith("ال"))
        struck = struck_list and (at_risk_with(mention, "@fire", gaz) or at_risk_with(mention, "@prep", gaz))
        open_to = LOCATIVE if not mention.country and object_of_fire(hit, words, after_fire, gaz) else PROMINENT
        licence = HEAD if neighbour or struck else max(licence, open_to) if hit.first in expected else licence
        signals = signals_of(hit, cue, words, around, listed=listed, expected=hit.first in expected)
        if not mention.ids and nations.ordinary(hit.first) and licence < HEAD and not neighbour:
            continue  # "العديد من القرى" is not al-Udeid
        follows = previous is not None and previous.last == hit.first and (is_town(previous, gaz) or "-" in between[hit.first])  # "عين عيسى - تل تمر"
        person = not hit.particle and not follows and "\n" not in between[hit.first] and is_somebody(hit, around, words)
        if licence < HEAD and ((hit.first in attacks and not is_town(mention, gaz)) or person):
            continue
        if mention.ids or mention.country:
            found.append(mention._replace(licence=licence, group=group, signals=signals))
    kept = licensed(found, words, gaz)
    kept += unlisted(words, between, kept, hidden, (around, nations, gaz))
    kept = lists_abroad(sorted(kept, key=lambda mention: mention.first), words, nations)
    return [_tied(mention, words[kept[at - 1].last : mention.first]) if at else mention for at, mention in enumerate(kept)]


def _of_its_list(mention: PlaceMention, previous: PlaceMention, side: int | None, *, in_plural_list: bool) -> PlaceMention:
    """Read of a name what holds for the first of its list: "هاربة من حمص وحلب"; side: degrees of the compass word after it."""
    kind = mention.cue or _passed_on(previous, in_plural_list=in_plural_list)
    return mention._replace(
        cue=kind,
        origin=mention.origin or previous.origin,
        home=mention.home or previous.home,
        context=mention.context or (previous.context and (previous.cue == "road" or in_plural_list)),
        bearing=side if kind == "countryside" and mention.bearing is None else mention.bearing,
    )


def _passed_on(previous: PlaceMention, *, in_plural_list: bool) -> str:
    """The head noun that holds for what follows in a list: not that of "ناحية X وY", where Y is a town."""
    return "" if previous.cue == "subdistrict" and not in_plural_list else previous.cue


def _neighbour(hit: NameHit, cue: Cue, nations: Nations, gaz: Gazetteer) -> str:
    """The country of the adjective after a name, not of "الطائرات الحربية التركية"."""
    named = hit.key in gaz.foreign or cue.effect in HEADS | {"near", "preposition"} or set(hit.particle) & set("بلع")
    return nations.neighbour(hit.first, hit.last) if named else ""


def _cue_before(hit: NameHit, around: Surroundings, words: Sequence[Word], between: Sequence[str]) -> Cue:
    """The cue before a name; a preposition attached to the name itself, a mark or the hashtag or bracket after "المدينة" stands in its way.

    The adjective of one name says nothing of the next: "الدير الغربي ومعرشمشة".
    """
    gap = between[hit.first]
    set_off = hit.first > 0 and not _SET_OFF.isdisjoint(gap) and definite(words[hit.first - 1])
    apart = not APART.isdisjoint(gap) or set_off or (hit.first > 0 and an_epithet(words[hit.first - 1]))
    cue = NO_CUE if apart or set(hit.particle) & set("بلع") else around.cue(hit.first)
    return NO_CUE if cue.effect == "context" and hit.particle[:1] in {"و", "ف"} else cue


def _mention(hit: NameHit, cue: Cue, words: Sequence[Word], around: Surroundings, gaz: Gazetteer, *, neighbour: str, fired: set[int]) -> PlaceMention:
    bearers = () if neighbour else _bearers(hit, cue, gaz)
    surface = " ".join(word.surface for word in words[hit.first : hit.last])[hit.skip :]
    country = neighbour or ("" if only_here(surface, hit.key, bearers, gaz) else gaz.foreign.get(hit.key, ""))
    _, beyond = around.beyond(hit.first, words)
    if cue.effect == "heads" and cue.kind in _SETTLEMENTS and "governorate" in levels_of(bearers, gaz):
        beyond = COUNTRYSIDE  # "قرى السويداء" are those of its governorate
    unit = (beyond == BELONGS or men_of(hit.first, words)) and levels_of(candidates(hit.key, gaz), gaz) == _FACILITY  # "حافلة تابعة للفرقة 17" says whose it is
    return PlaceMention(
        hit.first,
        hit.last,
        words[hit.first].start + hit.skip,
        words[hit.last - 1].end,
        surface,
        hit.key,
        bearers,
        country,
        cue=beyond.kind if beyond.kind in _LINES else cue.kind if cue.effect in HEADS else "",
        context="context" in {cue.effect, beyond.effect},
        bearing=around.bearing(hit.first, hit.last, words),
        near="near" in {cue.effect, beyond.effect},
        origin=unit or around.origin(hit.first, words, fired),
        home=around.home(hit.first, words),
        particle=hit.particle,
    )


def _bearers(hit: NameHit, cue: Cue, gaz: Gazetteer) -> tuple[str, ...]:
    """Ids of the places that a name may stand for; after مخيم also of the camp that is called so: مخيم كمونة."""
    camps = gaz.by_key.get(f"{_CAMP} {hit.key}", ()) if cue.kind == "camp" else ()
    return tuple(dict.fromkeys((*candidates(hit.key, gaz), *camps)))


def _at_head(mention: PlaceMention, hit: NameHit, previous: PlaceMention | None, words: Sequence[Word], between: Sequence[str]) -> PlaceMention:
    """Mark the town of a dispatch, which is an outer place."""
    return mention._replace(context=True, dateline=True) if _dateline(hit, previous, words, between) else mention


def _dateline(hit: NameHit, previous: PlaceMention | None, words: Sequence[Word], between: Sequence[str]) -> bool:
    """The town at the head of a dispatch: "دمشق (وكالات) -", "السويداء ـ", "حماة-سانا", "ادلب / سراقب : "."""
    chained = previous is not None and previous.dateline and hit.first - previous.last <= 1
    if (hit.first > _HEAD_REACH and not chained) or hit.last >= len(words):
        return False
    if chained and between[hit.first].strip() == "/":
        return True  # "أرزة / حماه مقتل ..."
    return any(mark in between[hit.last] for mark in _DATELINE_MARKS) and "::" not in between[hit.last]


def _heads_line(hit: NameHit, words: Sequence[Word], between: Sequence[str]) -> bool:
    """A name that opens a line before a mark: "الحراك هلق : ...", "أرزة / حماة ...", "جاسم | ..."."""
    governed = bool(set(hit.particle) & set("بلع"))  # "بالصور || ..."
    chained = 0 < hit.first <= _HEAD_REACH and not _TAG_MARKS.isdisjoint(between[hit.first])  # "درعا : جاسم : ..."
    marks = _TAG_MARKS if len(words) > LONGEST_POST else _POST_MARKS
    marked = any(not marks.isdisjoint(between[at]) for at in range(hit.last, min(hit.last + 2, len(words))))
    return marked and not governed and (_opens(hit, between) or chained)


def _is_introduced(hit: NameHit, around: Surroundings, words: Sequence[Word]) -> bool:
    """Whether what a name stands for follows it: "الكوم، وهي قرية شمال السخنة"."""
    return hit.last + 2 < len(words) and words[hit.last].key in _WHICH_IS and around.cue(hit.last + 2).effect == "head"


def _goes_on(hit: NameHit, words: Sequence[Word], attacks: set[int]) -> bool:
    """Whether an attack or what was hit follows a name: "سرمين تقصف", "دوما سوق الهال صواريخ"."""
    return hit.last in attacks or (hit.last < len(words) and words[hit.last].key in cue_words())


def _opens(hit: NameHit, between: Sequence[str]) -> bool:
    """Whether a name stands first in the text or in a line."""
    return not hit.first or "\n" in between[hit.first]


def _tied(mention: PlaceMention, between: Sequence[Word]) -> PlaceMention:
    """Mark how the words between a name and the one before it tie the two; an adjective of the one before may come first ("مشفى X الجراحي في Y")."""
    described = len(between) > 1 and definite(between[0]) and not of_place(between[0])
    rest = between[1:] if described else between
    goes_on = bool(rest) and rest[0].surface.startswith("و") and rest[0].key not in cue_words()  # "قرية X ومحيط Y"; then "في المدينة، وفي Y"
    if goes_on or len(rest) > _TIE_REACH or not all(of_place(word) for word in rest) or any(word.keys[-1][0] == "في" != word.key for word in rest):
        return mention
    particle = next((read for form, _, read in rest[0].keys if form in cue_words()), "") if rest else mention.particle  # none in بلدة
    return mention._replace(tied=not described, inside=particle == "ب" or bool(rest and rest[0].key in {"في", "ب", "ضمن"}))


def _next_countryside(previous: PlaceMention, hit: NameHit, words: Sequence[Word], around: Surroundings) -> bool:
    """Tell whether a name is that of the next countryside: "ريفي حماة الشمالي وإدلب الجنوبي", "ريف حماة الشمالي وريف إدلب"."""
    headed = words[hit.first - 1].surface.startswith("و") and around.cue(hit.first).kind == "countryside"
    if not headed and ("و" not in hit.particle or around.side(hit.last, words) is None):
        return False
    sides = range(previous.last, hit.first - headed)
    return all(words[at].key in compass_words() and definite(words[at]) for at in sides)


def _continues(previous: PlaceMention, hit: NameHit, between: Sequence[str], words: Sequence[Word], around: Surroundings) -> bool:
    """Tell whether a name goes on the list of the name before it: "X، وY", "X وY", "حيي X وY"; "X بY" is no list."""
    if previous.cue == "countryside" and _next_countryside(previous, hit, words, around):
        return True
    distance = hit.first - previous.last
    if distance == 0 and previous.cue == "road" and not between[hit.first].strip():
        return True  # "أوتوستراد دمشق حمص"
    if distance == 0:
        return ("و" in hit.particle and "ب" not in hit.particle) or between[hit.first].strip(_QUOTES) in _LIST_MARKS
    linking = words[hit.first - 1]
    return distance == 1 and (linking.key == "و" or (around.cue(hit.first).effect in {"head", "heads"} and linking.surface.startswith("و")))
