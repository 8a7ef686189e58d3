"""The closed lists that code, files, exports and tests share. docs/codebook.md defines each term."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

EventType = Literal["air_strike", "drone_strike", "shelling", "armed_clash", "explosion_ied", "small_arms_assassination", "chemical_attack", "territory_change"]
Actor = Literal[
    "syrian_government", "russia", "iran_backed", "hezbollah", "turkey", "sna", "hts", "opposition", "isis", "sdf", "coalition", "israel", "jordan",
    "civilians", "unknown",
]  # fmt: skip
Certainty = Literal["reported", "claimed", "suspected", "denied"]
DatePrecision = Literal["day", "approx_day", "week", "month", "unknown"]

EVENT_TYPES: tuple[str, ...] = get_args(EventType)
ACTORS: tuple[str, ...] = get_args(Actor)
CERTAINTIES: tuple[str, ...] = get_args(Certainty)
DATE_PRECISIONS: tuple[str, ...] = get_args(DatePrecision)
Codes = tuple[str, ...]
"""Actor codes of one side."""
FALL = date(2024, 12, 8)
"""The day the government of Syria changed hands."""
HIT: tuple[str, ...] = (
    "hospital", "school", "market", "camp", "mosque", "bakery", "water", "power", "aid", "homes", "civil_defence", "military_base", "checkpoint",
    "convoy", "airport", "depot", "headquarters", "crossing", "oil",
)  # fmt: skip
"""What was struck, where the text says so."""
