"""Short ways to set the dates: the last days of the data, a year of them, a named operation. No Streamlit here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.text import Words
from events.operations import operations

LAST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both included. source: who announced the days of an operation, "" elsewhere."""

    code: str
    name: str
    first: date
    last: date
    source: str = ""


def periods(first: date | None, last: date | None, words: Words) -> tuple[Period, ...]:
    """List the periods that data between two days can be cut into."""
    if first is None or last is None:
        return ()
    recent = Period("last", words("period.last", n=LAST_DAYS), last - timedelta(days=LAST_DAYS - 1), last)
    years = [Period(str(year), words.written(str(year)), date(year, 1, 1), date(year, 12, 31)) for year in range(last.year, first.year - 1, -1)]
    named = [
        Period(
            one.code, f"{words.either(one.name_ar, one.name_en)} ({words.written(f'{one.first:%Y-%m} – {one.last:%Y-%m}')})", one.first, one.last, one.source
        )
        for one in operations()
        if one.first <= last and one.last >= first
    ]
    return (recent, *years, *named)
