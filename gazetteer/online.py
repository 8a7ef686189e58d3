"""An online geocoder of the user's choice, asked slowly, whose answers are proposals to review and never places.

Nothing here is used unless the user plugs a geocoder in: `Proposer(Nominatim(user_agent="..."), "Nominatim").propose("تل العيس")`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder

from gazetteer.places import SYRIA_BOX, GazetteerError


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a service answered. lat, lon: decimal degrees, WGS 84, inside Syria's box; asked_at: UTC, ISO 8601."""

    name: str
    lat: float
    lon: float
    address: str
    service: str
    asked_at: str


class Proposer:
    """Asks a geopy geocoder at most once in `min_delay_seconds`, and keeps only points inside Syria's box."""

    def __init__(self, geocoder: Geocoder, service: str, *, min_delay_seconds: float = 1.0) -> None:
        if not service.strip():
            raise GazetteerError("name the service that is asked, so that its answers can be told apart from ours")
        self.service = service
        self._ask = RateLimiter(geocoder.geocode, min_delay_seconds=min_delay_seconds, max_retries=1, swallow_exceptions=False)

    def propose(self, name: str, *, limit: int = 5) -> tuple[Proposal, ...]:
        """What the service knows of a name, best first; geopy's own errors are the caller's to handle."""
        west, south, east, north = SYRIA_BOX
        answers: list[Any] = list(self._ask(name, exactly_one=False) or ())
        now = datetime.now(UTC).isoformat(timespec="seconds")
        inside = [answer for answer in answers if south <= answer.latitude <= north and west <= answer.longitude <= east]
        return tuple(Proposal(name, answer.latitude, answer.longitude, str(answer.address), self.service, now) for answer in inside[:limit])


def keep(path: Path, proposals: Iterable[Proposal]) -> int:
    """Append proposals to a CSV file for review; give how many. None of them becomes a place by itself."""
    new = not path.exists()
    count = 0
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow([field.name for field in fields(Proposal)])
        for proposal in proposals:
            writer.writerow(astuple(proposal))
            count += 1
    return count
