"""From drafts to reports: one record for each incident, with the words that support every field."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from extract import accounts, struck
from extract.actors import ActorMention, HitMention, accused
from extract.article import Article, Span
from extract.certainty import certainty
from extract.counts import Casualties, CountMention, total
from extract.countwords import CIVILIANS
from extract.draft import Draft
from extract.records import Evidence, Report, Resolved, Toponym, Unresolved
from extract.triggers import Cue
from extract.vocabulary import ACTORS, Codes, DatePrecision, EventType
from extract.where import Outcomes
from extract.word_lists import word_set
from extract.wording import says
from extract.words import words_of
from extract.zones import ZoneReading

_LEAVING, _LEAVING_REACH = word_set("leaving"), 4
_YOUNG = word_set("young_people")
_TOLL, _OTHERS = word_set("bare_casualties"), word_set("others_like_them")
_REST = word_set("the_rest")
_BESIDE = 5  # characters between a figure and the word that says whom it counts
_FIGHTS = frozenset({"armed_clash", "territory_change"})
_STATES = frozenset({"syrian_government", "russia"})
_BESIDE_SOLDIERS = frozenset({"hezbollah", "iran_backed"})
"""Targets that are no army of their own: soldiers who die beside them are the state's."""
_SETTLEMENTS = frozenset({"city", "town", "village"})
_WEAPON_ROLES = frozenset({"weapon", "flown"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the reports of one zone share: its toponyms and their resolutions by index, the article's day of events, versions of rules and gazetteer.

    partisan: whether the zone is in a party's own voice.
    """

    toponyms: Mapping[int, Toponym]
    outcomes: Outcomes
    default_day: date | None
    partisan: bool
    rules_version: str
    gazetteer_version: str


def build(draft: Draft, article: Article, setting: Setting) -> Report:
    """Make the report of a draft."""
    reading = draft.reading
    casualties = total(draft.counts)
    hits = _hits(draft, setting.outcomes)
    initiators, targets = _sides(draft, hits, article.published)
    sure, why = certainty(draft, setting.outcomes, partisan=setting.partisan)
    source = _source(draft)
    weapon = _weapon(draft)
    day, day_end, precision, phrase = _day(draft, setting.default_day)
    places = tuple(_toponym(reading, setting.toponyms[at], at) for at in draft.places or draft.abroad)
    return Report(
        id=_identity(article.id, reading.zone, draft.main.start, draft.type), article_id=article.id, type=cast("EventType", draft.type), places=places,
        initiators=initiators, targets=targets, groups=_groups(draft),
        killed_min=casualties.killed_min, killed_max=casualties.killed_max, injured_min=casualties.injured_min, injured_max=casualties.injured_max,
        civilians_killed=casualties.civilians_killed, children_killed=casualties.children_killed, women_killed=casualties.women_killed,
        date=day, date_end=day_end, date_precision=precision, date_phrase=phrase, weapon=weapon[0] if weapon else "",
        hit=tuple(dict.fromkeys(hit.category for hit in hits)), certainty=sure, source=source[0] if source else "",
        confidence=_confidence(draft, setting.outcomes), evidence=tuple(_evidence(draft, casualties, why, source, weapon)),
        outside="" if draft.places else draft.country, rules_version=setting.rules_version, gazetteer_version=setting.gazetteer_version,
    )  # fmt: skip


def placed_by_headline(report: Report, headline: Draft, setting: Setting) -> Report:
    """Give a report that names no place that of the headline: "غارة على بلدة X | قتل خمسة مدنيين بغارة صباح اليوم"; setting: that of the headline."""
    reading = headline.reading
    evidence = (
        Evidence("places", Span(reading.zone, reading.places[at].start, reading.places[at].end), "told in the headline alone") for at in headline.places
    )
    return replace(
        report,
        places=tuple(_toponym(reading, setting.toponyms[at], at) for at in headline.places),
        outside="",
        evidence=(*report.evidence, *evidence),
        confidence=min(report.confidence, _confidence(headline, setting.outcomes)),
    )


def _toponym(reading: ZoneReading, toponym: Toponym, at: int) -> Toponym:
    """Give the place of an event; the towns at the ends of a road are not where something on it happened, a road of its own name is."""
    outcome = toponym.resolution
    if reading.places[at].cue != "road" or not isinstance(outcome, Resolved) or outcome.place.kind == "road":
        return toponym
    return Toponym(toponym.mention, Unresolved("no_position", "the text names the road to it, not a place on the road", (outcome.place,)))


def _identity(article_id: str, zone: str, start: int, kind: str) -> str:
    return hashlib.sha256(f"{article_id}\n{zone}\n{start}\n{kind}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _ordered(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in ACTORS if code in codes)


def _sides(draft: Draft, hits: Sequence[HitMention], published: date | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    initiators, targets = list(draft.codes[0]), list(draft.codes[1])
    held = [code for code in targets if code in draft.holders]
    if held and draft.type not in _FIGHTS and not struck.fighters(draft.counts) and _civilians(draft, hits, named=len(held) < len(targets)):
        targets = [code for code in targets if code not in held]  # "سقط مدنيون بقصف على بلدة تسيطر عليها X"
    if "syrian_government" not in initiators and _BESIDE_SOLDIERS.issuperset(targets) and struck.soldiers(draft.counts, of_the_army=bool(targets)):
        targets.append("syrian_government")
    if not targets and (_military(hits) or not any(count.group in CIVILIANS for count in draft.counts)):
        targets.extend(_owner(draft, hits, initiators, published))
    stormed = not draft.sides.both and struck.mostly_civilians(draft.counts)
    if not targets and set(initiators) and set(initiators) <= {"opposition", "hts"} and _military(hits) and not _townsfolk(draft, hits):
        targets.append("syrian_government")
    if draft.type != "territory_change" and (draft.type != "armed_clash" or not targets or stormed) and _civilians(draft, hits, named=bool(targets)):
        targets.append("civilians")
    if not targets and (_shot_young(draft) or (draft.type == "shelling" and _STATES.isdisjoint(initiators) and _townspeople(draft, hits))):
        targets.append("civilians")
    targets = targets or list(draft.aimed_at)
    for side in (initiators, targets):
        if len(side) > 1 and "unknown" in side:
            side.remove("unknown")
    if "civilians" in initiators:
        initiators.remove("civilians")
    return _ordered(initiators) or ("unknown",), _ordered(targets) or ("unknown",)


def _owner(draft: Draft, hits: Sequence[HitMention], initiators: Sequence[str], published: date | None) -> Codes:
    """Give the side of a man shot of whom only the rank is told, or the owner of a struck object."""
    if draft.type == "small_arms_assassination" and struck.officer(draft.reading, draft.clause, draft.counts, initiators, published):
        return ("syrian_government",)
    return struck.owner_of(draft.reading, draft.clause, initiators, hits, published)


def _civilians(draft: Draft, hits: Sequence[HitMention], *, named: bool) -> bool:
    """Whether civilians were hit.

    Told among the dead and wounded; or, where no other target is named, owners of what was struck or persons of whom nothing says that they fought.
    """
    if any(count.group in CIVILIANS for count in draft.counts):
        return True
    people = [actor for actor in draft.reading.inside(draft.reading.actors, draft.clause.first, draft.clause.last) if _person(draft, actor)]
    later = [actor for clause in draft.clauses for actor in draft.reading.inside(draft.reading.actors, clause.first, clause.last) if _person(draft, actor)]
    if any(count.start <= actor.start < count.end for actor in later for count in draft.counts if count.effect != "none"):
        return True  # "وسقط ثلاثة عشر قتيلاً بينهم أربعة تلاميذ"
    if any(count.effect != "none" and _counts(count, actor) for actor in people for count in draft.counts):
        return True  # "جريحين مدنيين", "عشرة شهداء من المدنيين"
    rest = any(actor.first and not _REST.isdisjoint(draft.reading.words[actor.first - 1].forms) for actor in people)
    fought = any(count.group == "fighters" for count in draft.counts)
    told = [count for count in draft.counts if count.group == "all" and count.effect != "none" and not (count.part or _bare(count))]
    persons = [] if accounts.repels(draft.clause) else told  # "إحباط محاولة تسلل وقتل عدد منهم"
    if fought and not persons and draft.type == "small_arms_assassination":
        return False  # "اغتيل العميد الطبيب X أمام منزله"
    if named:  # rest: "ستة منهم عناصر في X والباقيان مدنيان"
        return rest or (fought and draft.type not in _FIGHTS and struck.among_others(draft.counts, persons, draft.sides.targets))
    return any(hit.civilian for hit in hits) or bool(people) or any(not (fought and _more_of_them(count)) for count in persons)


def _counts(count: CountMention, actor: ActorMention) -> bool:
    """Whether a figure counts the civilians named in it or right after it; "العميد الطبيب" is an officer."""
    officer = count.group == "fighters" and not actor.particle and actor.start >= count.end
    return actor.start >= count.start and actor.start - count.end <= _BESIDE and not officer


def _shot_young(draft: Draft) -> bool:
    """Whether somebody is shot of whom only his youth is told: "استهدف مجهولون الشاب X"."""
    return draft.type == "small_arms_assassination" and any(word.key in _YOUNG for word in draft.reading.words[draft.clause.first : draft.clause.last])


def _more_of_them(count: CountMention) -> bool:
    """Whether a figure counts others like those before it: "مقتل 19 مسلحاً وجرح 20 آخرين"."""
    return any(word.key in _OTHERS for word in words_of(count.surface))


def _townspeople(draft: Draft, hits: Sequence[HitMention]) -> bool:
    """Whether shells of rebels or of nobody named fell on a town: dead of whom nothing is said ("سبعة قتلى في حيي القصاع"), damage to property alone."""
    dead = any(count.effect != "none" and count.group == "all" for count in draft.counts)
    words_told = (word for clause in draft.clauses for word in draft.reading.words[clause.first : clause.last])
    return not _military(hits) and (dead or any(says(word, "property") for word in words_told))


def _townsfolk(draft: Draft, hits: Sequence[HitMention]) -> bool:
    """Whether civilians, or what is theirs, are told beside a military site that was struck."""
    told = any(count.group in CIVILIANS for count in draft.counts) or any(hit.civilian for hit in hits)
    return told or any(_person(draft, actor) for actor in draft.reading.inside(draft.reading.actors, draft.clause.first, draft.clause.last))


def _person(draft: Draft, actor: ActorMention) -> bool:
    return actor.kind == "civilians" and not _flees(draft, actor)


def _bare(count: CountMention) -> bool:
    """Whether a figure says nothing of the people it counts: "خمسة قتلى", "سقوط جرحى"."""
    return any(word.key in _TOLL for word in words_of(count.surface))


def _flees(draft: Draft, actor: ActorMention) -> bool:
    """Whether civilians only leave: "وسط حركة نزوح للأهالي"."""
    return any(draft.reading.words[at].key in _LEAVING for at in range(max(0, actor.first - _LEAVING_REACH), actor.first))


def _military(hits: Sequence[HitMention]) -> bool:
    """An airport, a base or a checkpoint that rebels fire at is the government's where the text names no other owner."""
    return any(hit.category in {"airport", "military_base", "checkpoint"} for hit in hits)


def _hits(draft: Draft, outcomes: Outcomes) -> list[HitMention]:
    found = [hit for clause in draft.clauses for hit in draft.reading.inside(draft.reading.hits, clause.first, clause.last)]
    return [hit for hit in found if not struck.received(draft.reading, hit) and not _in_name(draft, hit, outcomes)]


def _in_name(draft: Draft, hit: HitMention, outcomes: Outcomes) -> bool:
    """Whether the word is part of the name of a town or village: no bridge is hit in جسر الشغور."""
    at = bisect_right(draft.reading.places, hit.first, key=lambda place: place.first) - 1
    outcome = outcomes[at] if at >= 0 and hit.last <= draft.reading.places[at].last else None
    quarter = hit.category == "mosque" and isinstance(outcome, Resolved) and outcome.place.level == "neighbourhood"  # الحسينية, but جامعة حلب is one
    return quarter or (isinstance(outcome, Resolved) and outcome.place.level in _SETTLEMENTS)


def _groups(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor.group for actor in [*draft.sides.initiators, *draft.sides.targets] if actor.group))


def _weapon(draft: Draft) -> tuple[str, int, int] | None:
    """The weapon in the words of the text: (words, start, end)."""
    for trigger in draft.clause.triggers:
        if trigger.role in _WEAPON_ROLES:
            return draft.reading.text[trigger.start : trigger.end], trigger.start, trigger.end
    return None


def _source(draft: Draft) -> tuple[str, int, int] | None:
    """Who says it: the speaker nearest to the verb in the same sentence."""
    sentence = draft.reading.sentences[draft.clause.sentence]
    near = [source for source in draft.reading.inside(draft.reading.sources, sentence.first, sentence.last) if not accused(draft.reading.words, source)]
    if not near:
        return None
    best = min(near, key=lambda source: abs(source.first - draft.main.first))
    return best.surface, best.start, best.end


def _day(draft: Draft, default_day: date | None) -> tuple[date | None, date | None, DatePrecision, str]:
    if draft.value is not None:
        return draft.value.date, draft.value.date_end, draft.value.precision, draft.date.surface if draft.date else ""
    if default_day is not None:
        return default_day, default_day, "approx_day", ""
    return None, None, "unknown", ""


def _confidence(draft: Draft, outcomes: Outcomes) -> float:
    """How far the report may be trusted, 0..1: what was read from words against what was carried over or missing."""
    scores = [outcome.score if isinstance(outcome := outcomes[at], Resolved) else 0.2 for at in draft.places]
    placed = sum(scores) / len(scores) if scores else 0.2
    known = 1.0 if draft.codes[0] and "initiators" not in draft.carried else 0.7
    dated = 1.0 if draft.date is not None else 0.8
    direct = 0.75 if "places" in draft.carried else 1.0
    return round(0.95 * direct * math.sqrt(placed * known * dated), 3)


def _evidence(
    draft: Draft, casualties: Casualties, why: Cue | None, source: tuple[str, int, int] | None, weapon: tuple[str, int, int] | None
) -> list[Evidence]:
    """Give the words behind each field."""
    reading = draft.reading

    def item(name: str, start: int, end: int, rule: str) -> Evidence:
        return Evidence(name, Span(reading.zone, start, end), rule)

    found = [item("type", draft.main.start, draft.main.end, draft.rule)]
    start, end = reading.offsets(draft.clause.first, draft.clause.last)
    found.append(item("statement", start, end, "the clause that reports it"))
    taken = "carried over from the clause before" if "places" in draft.carried else "named in the clause"
    taken = "the one place of the post" if "post" in draft.carried else taken
    found += [item("places", reading.places[at].start, reading.places[at].end, taken) for at in draft.places]
    found += [item("initiators", actor.start, actor.end, "the words around the actor") for actor in draft.sides.initiators]
    found += [item("initiators", actor.start, actor.end, "carried over from the clause before") for actor in draft.borrowed]
    if draft.codes[0] and not (draft.sides.initiators or draft.borrowed):
        found.append(item("initiators", draft.main.start, draft.main.end, "not named here: the statements around it, or who had such means"))
    found += [item("targets", actor.start, actor.end, "the words around the actor") for actor in draft.sides.targets]
    for count in casualties.used:
        found.append(item("killed" if count.effect == "killed" else "injured", count.start, count.end, "casualty words"))
    if draft.date is not None:
        found.append(item("date", draft.date.start, draft.date.end, draft.value.rule if draft.value else ""))
    if why is not None:
        found.append(item("certainty", why.start, why.end, why.effect))
    if source is not None:
        found.append(item("source", source[1], source[2], "nearest speaker"))
    if weapon is not None:
        found.append(item("weapon", weapon[1], weapon[2], "weapon words"))
    return found
