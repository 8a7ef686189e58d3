"""Small helpers that make real Article and Report records, about a handful of real places."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from events.ingest import Reader, ingest
from events.ledger import Version
from events.query import Snapshot
from events.workspace import Workspace
from extract.article import Article, Span
from extract.records import Evidence, Extraction, Mention, Rejected, Report, Resolved, Toponym, Unresolved
from extract.vocabulary import CERTAINTIES, EVENT_TYPES
from gazetteer.places import Place

VERSION = Version("rules-1", "gazetteer-1")


def place(place_id, name_ar, name_en, level, lat, lon, codes, **more) -> Place:  # noqa: PLR0917  # a row of a table
    """A place with what tests need; codes: governorate, district, sub-district."""
    fields = {"kind": level, "precision_km": 2.0, "city": "", "pcode": "", "geonameid": None, "population": None, "area_pcodes": (), "source": "ocha"} | more
    return Place(place_id, name_ar, name_en, level, fields.pop("kind"), lat, lon, fields.pop("precision_km"), *codes, **fields)


_SAMAN = ("SY02", "SY0200", "SY020000")
ALEPPO = place("C1007", "حلب", "Aleppo", "city", 36.206013, 37.15242, _SAMAN, precision_km=6.0)
KHAN_TUMAN = place("C1015", "خان طومان", "Khan tuman", "village", 36.118418, 37.050872, _SAMAN, precision_km=1.0)
HMEIRA = place("C1152", "حميرة", "Hmeira", "village", 36.07585, 37.053371, ("SY02", "SY0200", "SY020005"))
BUSTAN_AL_QASR = place("N0204", "بستان القصر", "Bustan Al-Qaser", "neighbourhood", 36.19051, 37.14371, _SAMAN, city="C1007", precision_km=0.5)
MASHARQA = place("N0182", "المشارقة", "Masharqa", "neighbourhood", 36.20055, 37.14351, _SAMAN, city="C1007", precision_km=0.5)
KUWEIRES = place("F-kuweires", "مطار كويرس العسكري", "Kuweires Air Base", "facility", 36.185, 37.584, ("SY02", "SY0202", "SY020204"), precision_km=1.5)
IDLEB = place("C3871", "إدلب", "Idleb", "city", 35.929008, 36.635276, ("SY07", "SY0700", "SY070000"), precision_km=3.0)
MASTUMEH = place("C3872", "المسطومة", "Mastumeh", "village", 35.872589, 36.631269, ("SY07", "SY0700", "SY070000"))
ALEPPO_GOVERNORATE = place("SY02", "حلب", "Aleppo", "governorate", 36.2, 37.6, ("SY02", "", ""), pcode="SY02", precision_km=79.6, area_pcodes=("SY02",))
IDLEB_GOVERNORATE = place("SY07", "إدلب", "Idleb", "governorate", 35.8, 36.7, ("SY07", "", ""), pcode="SY07", precision_km=41.5, area_pcodes=("SY07",))

POINTS = (ALEPPO, KHAN_TUMAN, HMEIRA, BUSTAN_AL_QASR, MASHARQA, KUWEIRES, IDLEB, MASTUMEH)
AREAS = (ALEPPO_GOVERNORATE, IDLEB_GOVERNORATE)


def placed(where: Place, *, surface: str = "", at: int = 0, rejected: tuple[Rejected, ...] = ()) -> Toponym:
    """A name that was placed."""
    surface = surface or where.name_ar
    return Toponym(Mention(Span("text", at, at + len(surface)), "place", surface), Resolved(where, 0.9, "well known", rejected))


def unplaced(surface: str, *, candidates: tuple[Place, ...] = ()) -> Toponym:
    """A name that was not placed."""
    why = Unresolved(
        "ambiguous" if candidates else "not_in_gazetteer",
        "2 places bear this name, and the text does not decide between them" if candidates else "no place of this name is in the gazetteer",
        candidates,
    )
    return Toponym(Mention(Span("text", 0, len(surface)), "place", surface), why)


def report(article_id: str = "a1", *where: Place | Toponym, n: int = 0, day: date | None = date(2016, 5, 9), **changes) -> Report:
    """An air strike by the government on Khan Tuman unless said otherwise; n: the n-th report of its article."""
    toponyms = tuple(one if isinstance(one, Toponym) else placed(one) for one in where or (KHAN_TUMAN,))
    base = Report(
        id=f"{article_id}-{n:03}", article_id=article_id, type="air_strike", places=toponyms, initiators=("syrian_government",), targets=("opposition",),
        groups=(), killed_min=None, killed_max=None, injured_min=None, injured_max=None, civilians_killed=None, children_killed=None, women_killed=None,
        date=day, date_end=day, date_precision="day" if day else "unknown", date_phrase="", weapon="", hit=(), certainty="reported", source="",
        confidence=0.8, evidence=(Evidence("type", Span("text", 0, 4), "trigger"),), outside="", rules_version=VERSION.rules,
        gazetteer_version=VERSION.gazetteer,
    )  # fmt: skip
    return replace(base, **changes)


def article(article_id: str = "a1", text: str = "", **changes) -> Article:
    """An article of its own words unless text is given."""
    own = hashlib.sha256(article_id.encode()).hexdigest()
    letters = "".join("ابتثجحخدذرزسشصضط"[int(digit, 16)] for digit in own)
    words = " ".join(letters[at : at + 4] for at in range(0, 64, 4))
    base = Article(article_id, text or f"غارة جوية على خان طومان {words}", "", date(2016, 5, 10), "", f"outlet of {article_id}")
    return replace(base, **changes)


def extraction(article_id: str, *reports: Report) -> Extraction:
    """What extraction gives back for an article with these reports."""
    places = tuple(dict.fromkeys(toponym for one in reports for toponym in one.places))
    here, outside = (tuple(one for one in reports if bool(one.outside) is elsewhere) for elsewhere in (False, True))
    return Extraction(article_id, places, (), here, outside)


def reader(reports: dict[str, list[Report]], version: Version = VERSION) -> Reader:
    """A reader that finds the given reports, by article id."""
    return Reader(lambda one: extraction(one.id, *reports.get(one.id, ())), version)


@contextmanager
def snapshot_of(folder: Path, articles: list[Article], reports: dict[str, list[Report]]) -> Iterator[Snapshot]:
    """The snapshot of a workspace that holds these articles and what they report."""
    with Workspace(folder) as workspace:
        ingest(workspace, articles, reader=reader(reports))
        with Snapshot(workspace) as snapshot:
            yield snapshot


def world(size: int = 60, seed: int = 7) -> tuple[list[Article], dict[str, list[Report]]]:
    """Articles with one to three reports each, of all types, at all places and precisions, dated and undated; the same for the same seed."""
    pick = random.Random(seed)  # noqa: S311  # a fixed world, not a secret
    articles, reports = [], {}
    for number in range(size):
        name = f"w{number:03}"
        articles.append(article(name, outlet=pick.choice(["", "SANA", "SOHR", "Enab"])))
        reports[name] = [_any_report(pick, name, n) for n in range(pick.randint(1, 3))]
    return articles, reports


def _any_report(pick: random.Random, name: str, n: int) -> Report:
    """One report of the world."""
    names = [*map(placed, POINTS), *map(placed, AREAS), unplaced("حسمين"), unplaced("الحمدانية", candidates=(ALEPPO,))]
    where = pick.sample(names, pick.choice([1, 1, 1, 2, 3]))
    day = pick.choice([None, *(date(2016, 4, 29) + timedelta(days=offset) for offset in range(4))])
    length, precision = pick.choice([(0, "day"), (0, "day"), (0, "approx_day"), (6, "week"), (30, "month")])
    killed = pick.choice([(None, None), (0, 0), (8, 8), (4, None), (2, 6)])
    kind = pick.choice((*EVENT_TYPES, "air_strike", "air_strike", "armed_clash"))
    found = report(name, *where, n=n, day=day, type=kind, killed_min=killed[0], killed_max=killed[1])
    if day:
        found = replace(found, date_end=day + timedelta(days=length), date_precision=precision)
    attackers = pick.choice([("syrian_government",), ("russia", "syrian_government"), ("unknown",), ("isis",)])
    attacked = pick.choice([("civilians",), ("opposition", "hts"), ("sdf",)])
    weapon = pick.choice(["", "", "براميل متفجرة", "صواريخ", "قذائف صاروخية", "حجارة"])
    hit = pick.choice([(), (), ("market",), ("school", "homes")])
    found = replace(found, weapon=weapon, hit=hit, injured_min=pick.choice([None, 3]), injured_max=pick.choice([3, 7]))
    found = found if found.injured_min else replace(found, injured_max=None)
    return replace(found, initiators=attackers, targets=attacked, certainty=pick.choice(CERTAINTIES), confidence=pick.choice([0.2, 0.5, 0.9]))
