"""The data dictionary: every field of every format, from one table, and the mapping of our event types to those of other projects."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
FIRST = "first_place_"
_OF_FIRST_PLACE = ("place_id", "name_ar", "name_en", "level", "lat", "lon", "precision_km", "governorate", "district", "subdistrict")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. table: event, place, report, source, acled or ucdp; feature: its name in formats with one row per event and place, "" for none.

    type: id, term, text, date, whole, number, or terms and texts for lists of them.
    """

    table: str
    name: str
    feature: str
    type: str
    hxl: str
    meaning_en: str
    meaning_ar: str

    @property
    def is_list(self) -> bool:
        """Whether it holds several values, joined by | in tables."""
        return self.type in {"terms", "texts"}


@cache
def fields() -> tuple[Field, ...]:
    """Give all fields in the order in which files have them."""
    with (DATA / "fields.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Field(**row) for row in csv.DictReader(file))


def of(table: str) -> tuple[Field, ...]:
    """Give the fields of a table."""
    return tuple(field for field in fields() if field.table == table)


def in_features() -> tuple[Field, ...]:
    """Give the fields of a row for an event at one of its places."""
    return tuple(field for field in fields() if field.feature)


def of_first_place() -> tuple[Field, ...]:
    """Give the fields of an event's first point that stand beside the event in a table of events."""
    known = {field.name: field for field in of("place")}
    return tuple(known[name] for name in _OF_FIRST_PLACE)


def first_name(field: Field) -> str:
    """Give the name of a field of the first place in a table of events."""
    return FIRST + field.name.removeprefix("place_")


@cache
def described(kind: str) -> tuple[dict[str, str], ...]:
    """Describe the fields of a kind of file: features, tables, geopackage, acled or ucdp. Rows with table, name, type, meaning_en, meaning_ar."""
    features = [_row("feature", field.feature, field) for field in in_features()]
    events = [_row("event", field.name, field) for field in of("event")]
    events += [_row("event", first_name(field), field) for field in of_first_place()]
    plain = {table: [_row(table, field.name, field) for field in of(table)] for table in ("place", "report", "source", "acled", "ucdp")}
    kinds = {
        "features": features,
        "tables": [*events, *plain["place"]],
        "geopackage": [*features, *plain["report"], *plain["source"]],
        "acled": plain["acled"],
        "ucdp": plain["ucdp"],
    }
    return tuple(kinds[kind])


def _row(table: str, name: str, field: Field) -> dict[str, str]:
    return {"table": table, "name": name, "type": field.type, "meaning_en": field.meaning_en, "meaning_ar": field.meaning_ar}


def dictionary_csv(kind: str) -> str:
    """Write the data dictionary of a kind of file as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("table", "name", "type", "meaning_en", "meaning_ar"))
    writer.writerows(row.values() for row in described(kind))
    return out.getvalue()


def csv_mapping() -> str:
    """Write the table that maps our event types to those of other projects."""
    return (DATA / "code_mapping.csv").read_text("utf-8")


@cache
def code_mapping() -> tuple[dict[str, str], ...]:
    """Give that table row by row."""
    return tuple(csv.DictReader(io.StringIO(csv_mapping())))


def names(tables: Iterable[str]) -> set[str]:
    """Give the names of all fields of tables."""
    return {field.name for table in tables for field in of(table)}
