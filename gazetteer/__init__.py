"""The gazetteer: every place a Syrian report names, and what is not known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.index import Gazetteer, Risk, load
from gazetteer.places import Candidate, GazetteerError, Name, Place, RasdError

if TYPE_CHECKING:
    from gazetteer.search import SearchResult

__all__ = ["Candidate", "Gazetteer", "GazetteerError", "Name", "Place", "RasdError", "Risk", "SearchResult", "load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # a class of the search
    """Load the search, and numpy with it, when it is asked for: reading an article does without."""
    if name == "SearchResult":
        from gazetteer.search import SearchResult  # noqa: PLC0415

        return SearchResult
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
