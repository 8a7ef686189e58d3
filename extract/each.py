"""Dead told by names or by places that كل من or في كل من lists: "مقتل كل من خالد وعمر", "مدني في كل من نوى وطفس"."""

from __future__ import annotations

from extract.people import People, Scope
from extract.tally import Cue
from extract.word_lists import word_set
from gazetteer.names import articles

NAMES_REACH = 16  # words of a list after كل من, at most
_EACH = ("كل", "من")
_WITH_HIM = word_set("and_with_him")


def told_by_form(scope: Scope, cue: Cue) -> People | None:
    """Give those of whom the words right after a casualty word tell without a noun for them: كل من خالد وعمر، قضى ومعه مرافقان."""
    if cue.kind == "verb" and scope.key(cue.last) in _WITH_HIM:
        return People(cue.first, cue.last, scope.hits[cue.first].start, 1, 1)
    return _each_lost(scope, cue.last) if cue.number == "lost" else _each_named(scope, cue.last)


def _each_named(scope: Scope, at: int) -> People | None:
    """كل من أحمد العلي وخالد الحسن ومحمد الدرويش: as many as there are names joined by و."""
    if (scope.key(at), scope.key(at + 1)) != _EACH:
        return None
    count, last = 1, at + 2
    while last + 1 < scope.last and last - at < NAMES_REACH and not _ends_names(scope, last + 1):
        last += 1
        count += scope.words[last].surface.startswith("و") and not scope.glue(last, "name_in_w")
    return People(at, last + 1, scope.words[at].start, count, count) if count > 1 else None


def _each_lost(scope: Scope, at: int) -> People | None:
    """فقدت كل من نوى وطفس مدنياً: so many in each of the places joined by و."""
    if (scope.key(at), scope.key(at + 1)) != _EACH:
        return None
    places = 1
    for word in range(at + 3, min(at + NAMES_REACH, scope.last)):
        people = scope.people(word)
        if people and not people.joined and (people.numbered or people.noun == "person"):
            return people._replace(low=people.low * places, high=people.high and people.high * places)
        places += scope.words[word].surface.startswith("و")
    return None


def in_each(scope: Scope, people: People) -> People:
    """مدني في كل من نوى وطفس: one in each of them."""
    at = people.last
    told = scope.key(at) == "في" and (scope.key(at + 1), scope.key(at + 2)) == _EACH
    if not told or people.vague or (people.low, people.high) != (1, 1):
        return people
    places, to = 1, at + 4
    while to < scope.last and scope.near(to) and not _ends_names(scope, to):
        places += scope.words[to].surface.startswith("و")
        to += 1
    return people._replace(low=places, high=places)


def _ends_names(scope: Scope, at: int) -> bool:
    """Tell whether a list of names ends before a word; العلي is no على."""
    stop = scope.glue(at, "stop") and 0 not in articles(scope.words[at].surface)
    return stop or scope.sign(at, "verb", "cue") is not None
