"""What a workspace does not give out: `policy.toml`, read anew for each export and applied by `rows.select`, which every export goes through.

    delay_days = 30                              # leave out events that ended fewer days ago, and undated ones
    drop_fields = ["quotes", "urls"]             # by their names in the data dictionary
    hide_places = ["C1294", "SY0202"]            # ids and p-codes; a p-code hides all that lies in it

    [coarsen]
    facility = "subdistrict"                     # level = the area shown in its stead

No file: nothing is held back. A file that cannot be followed to the letter stops the export.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import gazetteer
from events.export import dictionary
from events.export.errors import ExportError
from events.filters import Filters
from gazetteer.places import LEVELS

FILE = "policy.toml"
AREAS = ("subdistrict", "district", "governorate")
"""What a place can be coarsened to, from the finest."""
DAMASCUS = dt.timezone(dt.timedelta(hours=3))
_KEYS = ("delay_days", "coarsen", "drop_fields", "hide_places")
_TABLES = ("event", "place", "report", "source")
_NEEDED = {"event_id", "n", "report_id", "place_count", "status"}
_COORDINATES = {"lat", "lon", "geometry"}
_LONGEST_DELAY = 36_500
# A field of events says the same as these of places, reports and sources.
_SAME = (
    {"quotes", "quote"}, {"sources", "source"}, {"urls", "url"}, {"outlets", "outlet"}, {"weapons", "weapon"}, {"article_ids", "article_id"}, {"type", "types"},
    {"date", "date_end"},
    {"certainty", "certainties"}, {"name_ar", "places_ar"}, {"name_en", "places_en"}, _COORDINATES,
)  # fmt: skip
# A field that is worked out from others must not tell what they would have told.
_FROM = {"killed_best": {"killed_min", "killed_max"}, "injured_best": {"injured_min", "injured_max"}}
# Whoever asks by a field learns what it holds, even where the field itself is left out.
_ASKED_BY = {
    "date_from": "date", "date_to": "date", "types": "type", "actors": "initiators", "initiators": "initiators", "targets": "targets",
    "certainty": "certainty", "min_confidence": "confidence", "governorates": "governorate", "districts": "district", "subdistricts": "subdistrict",
    "precision": "level", "place_id": "place_id", "text": "quotes", "weapons": "weapons", "hit": "hit", "outlets": "outlets", "review": "review_status",
    "killed_from": "killed_min", "killed_to": "killed_max", "injured_from": "injured_min", "injured_to": "injured_max", "disagree": "killed_min",
    "min_sources": "independent", "near": "lat", "box": "lat", "within": "lat",
}  # fmt: skip


class PolicyError(ExportError):
    """The policy cannot be followed; the message names file, line, value and the way out."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is held back. coarsen: level → level of the area shown instead; dropped: fields left out, those that say the same included."""

    exists: bool = False
    delay_days: int = 0
    coarsen: dict[str, str] = field(default_factory=dict)
    drop_fields: tuple[str, ...] = ()
    hide_places: frozenset[str] = frozenset()

    @property
    def dropped(self) -> frozenset[str]:
        """All fields that are left out."""
        named = set(self.drop_fields)
        return frozenset(named.union(*(same for same in _SAME if same & named), (name for name, parts in _FROM.items() if parts & named)))

    @property
    def moves_places(self) -> bool:
        """Whether places are coarsened or hidden."""
        return bool(self.coarsen or self.hide_places)

    def last_day(self, generated_at: dt.datetime) -> dt.date | None:
        """Give the last day on which an event may have ended to be given out; None where there is no delay."""
        return generated_at.astimezone(DAMASCUS).date() - dt.timedelta(days=self.delay_days) if self.delay_days else None

    def check(self, filters: Filters) -> None:
        """Refuse a question by a field that is left out: the answer would give it away. Raises PolicyError."""
        for name in filters.as_json():
            asked = _ASKED_BY.get(name)
            if asked in self.dropped or (name == "actors" and "targets" in self.dropped):
                raise PolicyError(f"{FILE} leaves out {asked!r}, and the filter asks by it ({name}); take the filter away, or the field from drop_fields")

    def as_json(self, generated_at: dt.datetime) -> object:
        """Say in a file's metadata what was held back; hidden places are not named. "none" without a policy."""
        if not self.exists:
            return "none"
        last = self.last_day(generated_at)
        return {
            "delay_days": self.delay_days,
            "events_until": last.isoformat() if last else None,
            "coarsened": dict(sorted(self.coarsen.items())),
            "dropped_fields": sorted(self.dropped),
            "places_hidden": bool(self.hide_places),
            "texts_withheld": self.moves_places,
        }


def read_policy(home: Path) -> Policy:
    """Read the policy of a workspace. Raises PolicyError."""
    path = home / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = tomllib.loads(text)
    except FileNotFoundError:
        return Policy()
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path}: {error}; put the line right, or take the file away to export without a policy") from error
    return _Reader(path, text).policy(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the values of one file."""

    path: Path
    text: str

    def policy(self, found: dict[str, Any]) -> Policy:
        for key, value in found.items():
            if key not in _KEYS:
                self._refuse(key, value, f"is not known; known: {', '.join(_KEYS)}")
        delay = found.get("delay_days", 0)
        if not isinstance(delay, int) or isinstance(delay, bool) or not 0 <= delay <= _LONGEST_DELAY:
            self._refuse("delay_days", delay, f"is not a number of days; write a whole number from 0 to {_LONGEST_DELAY}")
        dropped = self._list(found, "drop_fields")
        known = dictionary.names(_TABLES) - _NEEDED
        for name in dropped:
            if name not in known:
                why = "cannot be left out, because rows are told apart by it" if name in _NEEDED else f"is no field; known: {', '.join(sorted(known))}"
                self._refuse("drop_fields", name, why)
        return Policy(
            exists=True, delay_days=delay, coarsen=self._coarsen(found.get("coarsen", {})), drop_fields=dropped, hide_places=frozenset(self._places(found))
        )

    def _coarsen(self, found: object) -> dict[str, str]:
        if not isinstance(found, dict):
            self._refuse("coarsen", found, 'is no table; write [coarsen] and below it lines such as: facility = "subdistrict"')
        for level, area in found.items():
            if level not in LEVELS or level in {"region", "governorate"}:
                known = [one for one in LEVELS if one not in {"region", "governorate"}]
                self._refuse(level, area, f"stands for a level that cannot be coarsened; levels: {', '.join(known)}")
            if area not in AREAS or (level in AREAS and AREAS.index(area) <= AREAS.index(level)):
                self._refuse(level, area, f"is no coarser area; write one of: {', '.join(AREAS[AREAS.index(level) + 1 :] if level in AREAS else AREAS)}")
        return found

    def _places(self, found: dict[str, Any]) -> tuple[str, ...]:
        ids = self._list(found, "hide_places")
        known = gazetteer.load().places if ids else {}
        for place_id in ids:
            if place_id not in known:
                self._refuse("hide_places", place_id, "is no place of the gazetteer; find its id with: rasd gazetteer search NAME")
        return ids

    def _list(self, found: dict[str, Any], key: str) -> tuple[str, ...]:
        value = found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._refuse(key, value, 'is not a list of texts; write it as ["one", "another"]')
        return tuple(value)

    def _refuse(self, key: str, value: object, why: str) -> NoReturn:
        """Name the line where the value stands: the first after its key that holds it, else that of the key."""
        lines = self.text.splitlines()
        at = next((n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[?[\"']?{re.escape(key)}[\"']?\s*[=\]]", line)), 1)
        at = next((n for n, line in enumerate(lines[at - 1 :], at) if f'"{value}"' in line or f"'{value}'" in line), at)
        raise PolicyError(f"{self.path} line {at}: {key} = {value!r} {why}")
