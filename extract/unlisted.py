"""Names that no gazetteer row bears but the words around call a village or a town, kept so that a reader sees what could not be placed."""

from __future__ import annotations

from collections.abc import Sequence

from extract.abroad import Nations
from extract.actor_tables import plays
from extract.cues import Surroundings, compass_words, cue_words, definite, everyday, verbal
from extract.datewords import DAYS
from extract.licences import in_pairs, may_name
from extract.phrases import found_at, shared_words
from extract.place_mention import HEAD, PlaceMention
from extract.word_lists import word_set
from extract.words import Word, Words
from gazetteer import Gazetteer
from gazetteer.names import articles

_SHORT = 2  # letters up to which a word is no unknown name
_LONGEST = 3  # words of a name before the adjective of its country
_NAMING = frozenset({"village", "town", "area"})
COMPOUND_HEADS = word_set("heads_of_place_names")
_ALI = "علي"
"""The surname العلي, which has the key of the preposition على."""
OPENING_A_NAME = word_set("opening_a_name")
TWO_VILLAGES = word_set("two_villages")
_NO_SURNAME = DAYS | word_set("which_or_who")
_two_villages = shared_words(lambda: TWO_VILLAGES)


def unlisted(
    words: Words, between: Sequence[str], known: Sequence[PlaceMention], hidden: set[int], told: tuple[Surroundings, Nations, Gazetteer]
) -> list[PlaceMention]:
    """Find them: "قرية حسمين", "في حسمين بريف حماة"; the word must not be one of daily use.

    known: the names that the gazetteer has; hidden: words that name organisations or media; told: what the other words of the zone say.
    """
    around, nations, gaz = told
    taken = hidden | {at for mention in known for at in range(mention.first, mention.last)}
    opened = {mention.first for mention in known if around.cue(mention.first).effect == "heads"}
    lists = {mention.last: mention for mention in known if mention.licence == HEAD and ("@list" in mention.signals or mention.first in opened)}
    found: list[PlaceMention] = []
    bounded = {at - 1 for at, word in enumerate(words) if word.key == "بريف"}
    pairs = found_at(words, _two_villages(), 0, len(words))  # "بلدتي السمان والجب"
    first, second = {at + 1 for at in pairs}, {at + 2 for at in pairs if at + 2 < len(words) and words[at + 2].keys[-1][2] == "و"}
    for at in sorted((bounded | around.cued() | lists.keys() | first | second) - taken):
        if not 0 <= at < len(words) or words[at].kind != "arabic":
            continue
        word, cue, after = words[at], around.cue(at), words[at + 1] if at + 1 < len(words) else None
        kinds = _NAMING | {"camp"} if word.keys[0][0] in COMPOUND_HEADS else _NAMING  # "مخيم رجم الصليبي"
        listing = cue.effect == "heads" and after is not None and after.keys[-1][2] == "و" and definite(word)  # "قرى الهوشان والدبس"
        named = ((cue.effect == "head" or listing) and cue.kind in kinds and not _defined(words[at - 1])) or at in first
        named = named and not between[at].strip() and not verbal(word) and not any(map(in_pairs, word.forms))
        located = (cue.effect == "preposition" or word.keys[-1][2] == "ب") and after is not None and after.key == "بريف"
        located = located and not any(map(in_pairs, word.forms))  # "بلدتين بريف إدلب" is no "بـ لدتين"
        previous = lists.get(at)
        continues = (previous is not None and word.keys[-1][2] == "و" and len(word.keys) > 1) or at in second
        form, skip, particle = word.keys[0] if named or (cue.effect == "preposition" and not continues) else word.keys[-1]
        longer = (named or continues) and is_person(form, gaz) and surname(at + 1, words)
        could = (len(form) > _SHORT or form in COMPOUND_HEADS) and form not in cue_words() and form not in compass_words()
        abroad = _up_to_its_nation(at, words, between, nations) if named and could else 0
        if could and (abroad or longer or may_name(form, named=named, heads=COMPOUND_HEADS)) and (named or located or continues):
            last = at + 2 if (form in COMPOUND_HEADS or longer) and after is not None and at + 1 not in taken else at + 1
            last += last == at + 2 < len(words) and not OPENING_A_NAME.isdisjoint(after.forms if after is not None else ())  # "حويجة الشيخ خليف"
            last = abroad or last
            surface = " ".join(part.surface for part in words[at:last])[skip:]
            start, end = word.start + skip, words[last - 1].end
            kind = "village" if at in first | second else cue.kind if named else previous.cue if previous is not None else ""
            group = previous.group if continues and previous is not None else -1 - at
            country = nations.neighbour(at, last)
            origin = around.origin(at, words)
            found.append(PlaceMention(at, last, start, end, surface, form, (), country, kind, origin=origin, group=group, licence=HEAD, particle=particle))
    return found


def _up_to_its_nation(at: int, words: Sequence[Word], between: Sequence[str], nations: Nations) -> int:
    """Where a name ends that is of two words or three and another country's: "بلدة النبي عثمان اللبنانية"; 0 where no such adjective follows."""
    for last in range(at + 2, min(at + 1 + _LONGEST, len(words))):
        if between[last - 1].strip() or words[last - 1].kind != "arabic" or of_place(words[last - 1]):
            return 0
        if nations.neighbour(at, last):
            return last
    return 0


def is_person(key: str, gaz: Gazetteer) -> bool:
    """Whether a name of a place is first of all that of a person."""
    return key in gaz.risky and gaz.risky[key].kind == "person"


def surname(at: int, words: Sequence[Word]) -> bool:
    """Whether a word goes on the name of a person before it: it bears the article, and is no day or pronoun, and says nothing of a place."""
    if at >= len(words) or 0 not in articles(words[at].surface) or plays(words[at], "qualifier"):
        return False
    if words[at].key == _ALI:
        return True
    if of_place(words[at]) or words[at].key in _NO_SURNAME:  # "السيدة زينب الأحد"
        return False
    return not (words[at].key.endswith("ه") and words[at].key in everyday())  # "بلدة جاسم الخاضعة"


def _defined(word: Word) -> bool:
    """Whether a word bears the article, also after the ع of dialect: "فاتو عالضيعة وذبحو"."""
    return definite(word) or word.keys[-1][2].endswith("ع")


def of_place(word: Word) -> bool:
    """Whether a word only says what kind of place a name is, or where it lies."""
    return any(form in cue_words() or form in compass_words() for form in word.forms)
